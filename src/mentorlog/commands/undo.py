"""``mentorlog undo`` and ``redo``: whole commands taken back and put back; a record brought back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from mentorlog.commands.options import DryRun, Writing, argument, writes
from mentorlog.errors import UnreadableWords
from mentorlog.journal import Journal, storage
from mentorlog.journal.past import undo
from mentorlog.records.changes import Undone
from mentorlog.views import changes as views

_MOST = 100_000


@writes()
def undo_(
    write: Writing,
    steps: Annotated[
        str,
        argument(
            "[STEPS|REF]", "How many commands; or g3, a deleted record to bring back by itself."
        ),
    ] = "1",
    dry_run: DryRun = False,
) -> None:
    """Take back the last command as a whole, or the last STEPS; redo puts them back."""
    if re.fullmatch("[a-zA-Z][0-9]{1,12}", steps.strip()):
        _bring_back(write, steps, dry_run=dry_run)
        return
    said = "Would take back" if dry_run else "Taken back"
    _step(write, "undo", undo.back, steps, said, dry_run=dry_run)


@writes()
def redo_(
    write: Writing,
    steps: Annotated[str, argument("[STEPS]", "How many commands.")] = "1",
    dry_run: DryRun = False,
) -> None:
    """Put back what undo took back, until a new command has come after it."""
    said = "Would put back" if dry_run else "Put back"
    _step(write, "redo", undo.forward, steps, said, dry_run=dry_run)


def _step(
    write: Writing, command: str, go: Callable[[Journal, int], list[Undone]], steps: str,
    said: str, *, dry_run: bool,
) -> None:  # fmt: skip
    """Go so many steps; where there is no journal none is made, nor an owner."""
    if not re.fullmatch("[0-9]{1,6}", steps.strip()) or not 0 < int(steps) <= _MOST:
        raise UnreadableWords("number of commands", steps, ("1", "3"), "it counts from 1")
    desk = write.desk
    if storage.is_missing(desk.path):
        raise undo.nothing_to(command)
    with desk.writing(command, rehearsal=dry_run, with_owner=False) as journal:
        done = go(journal, int(steps))
    write.show(views.undone(done, said, desk.today))


def _bring_back(write: Writing, reference: str, *, dry_run: bool) -> None:
    from mentorlog.journal.past import bring_back as records
    from mentorlog.journal.past.rows import kind_and_number

    kind, id = kind_and_number(reference)
    with write.desk.reading() as journal:
        records.newest_deletion(journal, kind, id)
    with write.desk.writing("bring back", rehearsal=dry_run) as journal:
        back = records.bring_back(journal, kind, id)
    write.show(views.brought_back(back, rehearsed=dry_run))
