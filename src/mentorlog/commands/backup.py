"""``mentorlog backup``: a whole copy of the journal, plain or encrypted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsJson, PassphraseCommand, Recipients, argument, option
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
