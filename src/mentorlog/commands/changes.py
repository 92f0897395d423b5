"""``mentorlog changes``: what was done when, and what each field was before.

``undo`` and ``redo`` take whole commands back and put them back; ``undo g3`` brings back a record.
"""

import re
from collections.abc import Callable
from typing import Annotated

import typer

from mentorlog import periods
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.options import (
    AsFormat,
    AsJson,
    DryRun,
    Everything,
    For,
    Since,
    Until,
    Writing,
    argument,
    expect_some,
    option,
    writes,
)
from mentorlog.errors import UnreadableWords
from mentorlog.journal import Journal, storage
from mentorlog.journal.past import changes as logs
from mentorlog.journal.past import undo
from mentorlog.journal.past.rows import kind_and_number
from mentorlog.records import Audience
from mentorlog.records.keeping import Undone
from mentorlog.views import Format
from mentorlog.views import changes as views

_MOST = 250
"""Changes shown where no days were asked for: nobody reads more."""
_REFERENCE = "[a-zA-Z][0-9]{1,12}"


def changes(
    ctx: typer.Context,
    reference: Annotated[
        str | None, argument("[REF]", "Of one record: g3, a deleted one too, or last.")
    ] = None,
    since: Since = None,
    until: Until = None,
    all_: Everything = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    newest: Annotated[
        int | None,
        option("-n", "The newest N commands, each with all that it wrote.", "N", also="--limit"),
    ] = None,
) -> None:
    """Show what was changed when and by which command, newest first: the last month."""
    from mentorlog.journal.references import named  # undo does not need it

    desk = Desk.of(ctx)
    expect_some(newest)
    first, last = desk.between(since, until)
    if not (first or last or all_ or reference is not None or newest):
        first = periods.last_months(1, desk.today).since
    with desk.reading(for_) as journal:
        record = named(journal, reference) if reference is not None else None
        if journal.lens.audience is not Audience.ME:
            say("The change log is for you alone; nobody else sees any of it.")
            record = None
        most = None if all_ or since or until or record or newest else _MOST
        log = logs.of(journal, record, since=first, until=last, most=most, commands=newest)
        title = f"Changes of {record[0].letter}{record[1]}" if record else "Changes"
        screen = views.screen(log, title, desk.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


# Back along it, and forward again

_MOST_STEPS = 100_000


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
    if re.fullmatch(_REFERENCE, steps.strip()):
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
    if not re.fullmatch("[0-9]{1,6}", steps.strip()) or not 0 < int(steps) <= _MOST_STEPS:
        brings = (
            f"mentorlog undo {steps} brings back {steps}" if re.fullmatch(_REFERENCE, steps) else ""
        )
        reason = "it counts from 1"
        raise UnreadableWords("number of commands", steps, ("1", "3"), reason, brings)
    desk = write.desk
    if storage.is_missing(desk.path):
        raise undo.nothing_to(command)
    with desk.writing(command, rehearsal=dry_run, with_owner=False) as journal:
        done = go(journal, int(steps))
    write.show(views.undone(done, said, desk.today))


def _bring_back(write: Writing, reference: str, *, dry_run: bool) -> None:
    from mentorlog.journal.past import bring_back as records

    kind, id = kind_and_number(reference)
    with write.desk.reading() as journal:
        records.newest_deletion(journal, kind, id)
    with write.desk.writing("bring back", rehearsal=dry_run) as journal:
        back = records.bring_back(journal, kind, id)
    write.show(views.brought_back(back, rehearsed=dry_run))
