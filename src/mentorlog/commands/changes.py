"""``mentorlog changes``: what was done when, and what each field was before."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog import periods
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.options import (
    AsFormat,
    AsJson,
    Everything,
    For,
    Most,
    Since,
    Until,
    argument,
    expect_some,
    option,
)
from mentorlog.errors import WrongUsage
from mentorlog.journal.past import changes as logs
from mentorlog.journal.references import named
from mentorlog.records import Audience
from mentorlog.views import Format
from mentorlog.views import changes as views

_MOST = 250
"""Changes shown where no days were asked for: nobody reads more."""


def changes(
    ctx: typer.Context,
    reference: Annotated[
        str | None, argument("[REF]", "Of one record: g3, a deleted one too, or last.")
    ] = None,
    since: Since = None,
    until: Until = None,
    all_: Everything = False,
    deleted: Annotated[
        bool, option("--deleted", "What is gone, and how to bring it back.")
    ] = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    most: Most = None,
) -> None:
    """Show what was changed when and by which command, newest first: the last month."""
    desk = Desk.of(ctx)
    expect_some(most)
    first, last = desk.between(since, until)
    if not (first or last or all_ or reference is not None or most is not None):
        first = periods.last_months(1, desk.today).since
    if deleted and (reference or since or until or all_):
        raise WrongUsage("--deleted lists every record that is gone, and takes no other choice.")
    with desk.reading(for_) as journal:
        record = named(journal, reference) if reference is not None else None
        if journal.lens.audience is not Audience.ME:
            say("The change log is for you alone; nobody else sees any of it.")
            record = None
        if deleted:
            screen = views.deletions(logs.deleted(journal), desk.today)
        else:
            usual = None if all_ or since or until or record else _MOST
            log = logs.of(journal, record, since=first, until=last, most=most or usual)
            title = f"Changes of {record[0].letter}{record[1]}" if record else "Changes"
            screen = views.screen(log, title, desk.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)
