"""``mentorlog doctor``: the journal looked through, and mended where that can be done."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mentorlog import drafts, places
from mentorlog.commands.desk import Desk
from mentorlog.commands.options import Writing, option, writes
from mentorlog.journal import storage
from mentorlog.journal.keeping import doctor, repair
from mentorlog.records.keeping import Finding, Repaired
from mentorlog.views import keeping as views


@writes()
def doctor_(
    write: Writing,
    repair_: Annotated[
        bool, option("--repair", "Mend what can be mended, after a backup.")
    ] = False,
) -> None:
    """Look through the journal and its files; each finding says how it is mended."""
    desk = write.desk
    found, repaired = _examined(desk), None
    if repair_ and found:
        inside = _repaired(desk)
        desk.saved = True
        left = _examined(desk)
        mended = (each.what for each in found if each not in left)
        found, repaired = left, Repaired((*inside.done, *mended), inside.kept)
    there = not storage.is_missing(desk.path)
    write.show(views.examined(desk.path, found, repaired, there=there))
    if found:
        raise typer.Exit(1)


def _examined(desk: Desk) -> list[Finding]:
    own = desk.invocation.journal is None
    files = doctor.examine_files(
        desk.path, places.drafts(desk.path), own_folder=own, saving=drafts.saving
    )
    return [*files, *doctor.examine(desk.path, _progress)]


def _repaired(desk: Desk) -> Repaired:
    own = desk.invocation.journal is None
    doctor.mend_files(desk.path, places.drafts(desk.path), own_folder=own)
    return Repaired() if storage.is_missing(desk.path) else repair.mend(desk.path, desk.clock)


def _progress(done: int, of: int) -> None:
    """How far it is, in a line that fits any terminal and is gone once all is looked at."""
    if not sys.stderr.isatty():
        return
    words = f"\rLooking through it: {done} of {of}" if done < of else "\r\x1b[K"
    typer.echo(words, err=True, nl=False)
