"""``mentorlog backup`` and ``restore``: a whole copy of the journal, plain or encrypted, and the way back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from mentorlog import places
from mentorlog.commands.desk import Desk, confirm
from mentorlog.commands.options import (
    AsJson,
    PassphraseCommand,
    Recipients,
    Yes,
    argument,
    option,
)
from mentorlog.errors import JournalSaysNo, WrongUsage
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.records.keeping import Backup
from mentorlog.views import keeping as views


def backup_(
    ctx: typer.Context,
    file: Annotated[
        str | None,
        argument(
            "[FILE|FOLDER]",
            "Where to, else the backups beside the journal; the word list shows those.",
        ),
    ] = None,
    encrypt: Annotated[bool, option("--encrypt", "With a passphrase, which is asked for.")] = False,
    recipient: Recipients = None,
    passphrase_command: PassphraseCommand = None,
    force: Annotated[bool, option("--force", "Replace a file that is there.")] = False,
    json_: AsJson = False,
) -> None:
    """Copy the whole journal, also while it is written to, and read the copy through."""
    desk = Desk.of(ctx, makes=file == "list")
    sealing = encrypt or recipient or passphrase_command
    if file == "list":
        if sealing or force:
            raise WrongUsage("backup list shows backups and makes none.", "a file: ./list")
        desk.show(views.backups(backup.find(desk.path), desk.today), as_json=json_)
        return
    if storage.is_missing(desk.path):
        raise JournalSaysNo(f"There is no journal at {desk.path} yet.", "nothing to back up")
    target = _target(desk, file, sealed=bool(sealing), force=force) if file else None
    seal = None
    if sealing:
        from mentorlog.commands import secrets

        seal = secrets.seal(recipient or (), passphrase_command)
    if target:
        backup.write(desk.path, target, seal)
    else:
        target = backup.make(desk.path, desk.clock, seal=seal)
    desk.saved = True
    size = target.stat().st_size
    made = Backup(target, desk.clock.instant, "manual", size, encrypted=seal is not None)
    beside = target.parent == backup.folder(desk.path)
    desk.show(views.backed_up(made, beside=beside), as_json=json_)


def _target(desk: Desk, file: str, *, sealed: bool, force: bool) -> Path:
    from mentorlog.commands import files

    def usual(folder: Path) -> Path:
        return backup.free(folder, desk.path, desk.clock, sealed=sealed)

    path, _ = files.in_place(file, usual)
    return files.checked(desk, path, force=force, is_copy=True)


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
    backup.expect_other(found, desk.path)

    def unseal(content: bytes) -> bytes | None:
        from mentorlog.commands import secrets

        return secrets.unseal(content, found, identity, passphrase_command)

    candidate = backup.read(found, unseal)
    with closing(candidate.connection):
        if not storage.is_missing(desk.path):
            told = views.told(candidate.records, candidate.last, desk.today)
            confirm(f"Replace the journal {desk.path} by {found.name} ({told})?", yes=yes)
        storage.create(desk.path, make_folder=desk.invocation.journal is None)
        done = backup.over(desk.path, desk.clock, candidate)
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
