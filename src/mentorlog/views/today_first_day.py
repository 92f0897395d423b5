"""Today's page while the journal has nothing in it: where to begin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from mentorlog.views.pages import Block, Canvas, Column, Line, Table
from mentorlog.views.today_rows import WIDE


def first_day(
    on: date, canvas: Canvas, unsaved: str, *, exists: bool, mine: bool
) -> Iterator[Block]:
    """What to type first. ``unsaved`` tells of drafts; ``exists`` and ``mine`` are ``screen``'s."""
    wide = canvas.width >= WIDE
    if mine:
        yield from _welcome(on, exists, wide=wide)
    else:
        yield Line("The journal has nothing for this reader.")
    if unsaved:
        yield Line(unsaved, indent=2 if wide else 0)


def _welcome(on: date, exists: bool, *, wide: bool) -> Iterator[Block]:
    lead = "The journal is empty." if exists else "No journal yet."
    yield Line(f"{lead} Nothing is sent unless you set up sync; notes are private.")
    yield Line()
    every, by = (" --every 2w", f" --by {_next_quarters_end(on)}") if wide else ("", "")
    rows = (
        ("You have a mentor", "mentorlog log dana"),
        ("You mentor someone", f'mentorlog mentee add "Sam Lee"{every}'),
        ("You have a goal", f'mentorlog goal add "Speak in public"{by}'),
        ("Look round first", "mentorlog demo"),
    )
    if wide:
        yield Table((Column(), Column(stretch=True)), rows, indent=2)
        return
    for why, command in rows:
        yield Line(why)
        yield Line(command, indent=2)


def _next_quarters_end(on: date) -> date:
    """A target day that is neither too near nor past, on whatever day this is read."""
    months = 3 * ((on.month - 1) // 3) + 6
    first_after = date(on.year + months // 12, months % 12 + 1, 1)
    return first_after - timedelta(days=1)
