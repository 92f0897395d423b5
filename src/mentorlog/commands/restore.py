"""``mentorlog restore``: a backup takes the journal's place."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import places
from mentorlog.commands.desk import Desk, confirm
from mentorlog.commands.options import AsJson, PassphraseCommand, Yes, argument, option
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup, restore
from mentorlog.views import keeping as views


def restore_(
    ctx: typer.Context,
    file: Annotated[Path, argument("FILE", "A backup, or its name in backup list.")],
    identity: Annotated[
        Path | None, option("--identity", "The secret key that opens it.", "FILE", also="-i")
    ] = None,
    passphrase_command: PassphraseCommand = None,
    yes: Yes = False,
    json_: AsJson = False,
) -> None:
    """Put a backup in the journal's place once it is looked through; what was there is kept."""
    desk = Desk.of(ctx, makes=True)
    found = _found(desk.path, file)
    restore.expect_other(found, desk.path)

    def unseal(content: bytes) -> bytes | None:
        from mentorlog.commands import secrets

        return secrets.unseal(content, found, identity, passphrase_command)

    candidate = restore.read(found, unseal)
    with closing(candidate.connection):
        if not storage.is_missing(desk.path):
            told = views.told(candidate.records, candidate.last, desk.today)
            confirm(f"Replace the journal {desk.path} by {found.name} ({told})?", yes=yes)
        storage.create(desk.path, make_folder=desk.invocation.journal is None)
        done = restore.over(desk.path, desk.clock, candidate)
        desk.saved = True
    screen = views.restored(
        desk.path, found, done.kept, candidate.records, candidate.last, desk.today, done.purged
    )
    desk.show(screen, as_json=json_)


def _found(journal: Path, named: Path) -> Path:
    """The file, or the one of that name in the folder of backups."""
    path = places.named(str(named))
    beside = backup.folder(journal) / named
    return beside if not path.exists() and named.name == str(named) and beside.exists() else path
