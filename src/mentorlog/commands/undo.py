"""``mentorlog undo`` and ``redo``: whole commands taken back and put back; a record brought back."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from typing import Annotated

import typer

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsJson, DryRun, argument
from mentorlog.errors import UnreadableWords
from mentorlog.journal import Journal, storage
from mentorlog.journal.past import undo
from mentorlog.views import changes as views

app = typer.Typer(add_completion=False)
redo = typer.Typer(add_completion=False)

_MOST = 100_000


@app.command("undo")
def undo_(
    ctx: typer.Context,
    steps: Annotated[
        str,
        argument(
            "[STEPS|REF]", "How many commands; or g3, a deleted record to bring back by itself."
        ),
    ] = "1",
    dry_run: DryRun = False,
    json_: AsJson = False,
) -> None:
    """Take back the last command as a whole, or the last STEPS; redo puts them back."""
    desk = Desk.of(ctx)
    if re.fullmatch("[a-zA-Z][0-9]{1,12}", steps.strip()):
        _bring_back(desk, steps, dry_run=dry_run, json_=json_)
        return
    number = _count(steps)
    with _existing(desk, "undo", rehearsal=dry_run) as journal:
        done = undo.back(journal, number)
    said = "Would take back" if dry_run else "Taken back"
    desk.show(views.undone(done, said, desk.today), as_json=json_)


@redo.command("redo")
def redo_(
    ctx: typer.Context,
    steps: Annotated[str, argument("[STEPS]", "How many commands.")] = "1",
    dry_run: DryRun = False,
    json_: AsJson = False,
) -> None:
    """Put back what undo took back, until a new command has come after it."""
    desk = Desk.of(ctx)
    number = _count(steps)
    with _existing(desk, "redo", rehearsal=dry_run) as journal:
        done = undo.forward(journal, number)
    said = "Would put back" if dry_run else "Put back"
    desk.show(views.undone(done, said, desk.today), as_json=json_)


def _existing(
    desk: Desk, command: str, *, rehearsal: bool
) -> AbstractContextManager[Journal, bool | None]:
    """The journal to step in, if there is one: nothing to undo makes none, nor an owner."""
    if storage.is_missing(desk.path):
        raise undo.nothing_to(command)
    return desk.writing(command, rehearsal=rehearsal, with_owner=False)


def _count(words: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", words.strip()) or not 0 < int(words) <= _MOST:
        raise UnreadableWords("number of commands", words, ("1", "3"), "it counts from 1")
    return int(words)


def _bring_back(desk: Desk, reference: str, *, dry_run: bool, json_: bool) -> None:
    from mentorlog.journal.past import bring_back as records
    from mentorlog.journal.past.rows import kind_and_number

    kind, id = kind_and_number(reference)
    with desk.reading() as journal:
        records.newest_deletion(journal, kind, id)
    with desk.writing("bring back", rehearsal=dry_run) as journal:
        back = records.bring_back(journal, kind, id)
    screen = views.brought_back(back, rehearsed=dry_run)
    desk.show(screen, as_json=json_)
