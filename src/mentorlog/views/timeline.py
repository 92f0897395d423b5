"""A timeline: months, days, what happened on them, and what is to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from mentorlog.dates import long, month, weekday_day
from mentorlog.errors import count
from mentorlog.records.timeline import Entry
from mentorlog.views import data, words
from mentorlog.views.data import Data
from mentorlog.views.pages import (
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Row,
    Rule,
    Screen,
    Span,
    Table,
    dim,
    heading,
    ref,
)
from mentorlog.views.timeline_words import Teller

_BESIDE = 26
"""How many characters of a line stand beside an entry's text."""


class Timeline(NamedTuple):
    """What a timeline shows: its ``title``, its days, and the entries before and after ``today``.

    ``ahead_until`` is the last day ahead, None if the timeline ends before today. ``whole`` says
    that there is nothing before it, and that actions are told rather than counted. ``most`` is how
    many past entries are drawn, the latest ones.
    """

    title: str
    since: date
    until: date
    today: date
    past: Sequence[Entry]
    ahead: Sequence[Entry]
    ahead_until: date | None
    whole: bool = False
    most: int | None = None


def screen(timeline: Timeline) -> Screen:
    """The timeline in every format; JSON is one array, in which coming entries are ``upcoming``."""
    entries = [*timeline.past, *timeline.ahead]
    return Screen(
        page=lambda canvas: _Drawing(timeline, canvas).blocks(),
        data=lambda: [of_entry(entry) for entry in entries],
        rows=lambda: [_row(entry) for entry in entries],
    )


# --- JSON and CSV -----------------------------------------------------------------------------


def of_entry(entry: Entry) -> Data:
    """The JSON of one entry."""
    return {
        **data.picked(entry, "on", "kind", "field"),
        "record": {"kind": entry.record.kind, **data.named(entry.record)},
        **data.picked(entry, "old", "new", "unit", "days", "reason", "goal", "people", "time"),
        **data.picked(entry, "minutes", "recorded_at", "upcoming"),
    }


def _row(entry: Entry) -> Data:
    """A flat row: the record by its title, with its number beside it."""
    found = of_entry(entry)
    del found["record"]
    named = {"title": entry.record.label, "id": entry.record.id, "uid": entry.record.uid}
    return {**data.picked(entry, "on", "kind", "field"), **named, **found}


# --- the page ---------------------------------------------------------------------------------


class _Drawing:
    def __init__(self, timeline: Timeline, canvas: Canvas) -> None:
        if timeline.whole:
            each = [entry._replace(counted=False) for entry in timeline.past]
            timeline = timeline._replace(past=each)
        self.timeline = timeline
        self.canvas = canvas

    def blocks(self) -> Iterator[Block]:
        shown = self.timeline
        header = f"{shown.title} · {words.days(shown.since, max(shown.since, shown.until))}"
        yield Line(header, "" if shown.whole else dim("earlier: --all"))
        yield Line()
        past = shown.past if shown.most is None else shown.past[-shown.most :]
        if len(past) < len(shown.past):
            left = len(shown.past) - len(past)
            yield Line(dim(f"… {left} earlier: --all, or --since DAY"))
        for first, found in groupby(past, key=lambda entry: entry.on.replace(day=1)):
            entries, name = list(found), month(first, shown.today)
            yield Line(heading(name))
            yield self._table(entries)
            if counted := [entry.record.code for entry in entries if entry.counted]:
                said = dim(f"{count(len(counted), 'action')} done")
                told = (each for each in entries if not each.counted)
                is_more = any(each.kind == "action" and each.new == "done" for each in told)
                also = dim(" beside those above" if is_more else "")
                row = f"In {name}", (said, also, ref(f": {', '.join(counted)}"))
                yield Table((Column(), Column(stretch=True)), (row,), indent=1)
        if not shown.past:
            yield Line("Nothing happened in these days.")
        if shown.ahead_until:
            yield Rule(self._today(shown.ahead_until))
            if shown.ahead:
                yield self._table(shown.ahead)

    def _today(self, until: date) -> str:
        today = self.timeline.today
        number = (until - today).days
        ahead = "next day" if number == 1 else f"next {number} days"
        nothing = "" if self.timeline.ahead else "nothing due in the "
        return f"today, {' '.join(long(today).split()[:2])} · {nothing}{ahead}"

    def _table(self, entries: Sequence[Entry]) -> Table:
        label = () if self.canvas.is_narrow else (Column(),)
        columns = (Column(), *label, Column(stretch=True), Column(right=True))
        return Table(columns, tuple(self._rows(entries)), indent=1, group="timeline")

    def _rows(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """The entries, each day named once, but for those that are only counted."""
        told = Teller(entries, self.timeline.today, self.canvas.width - _BESIDE)
        before = None
        for entry in told.entries:
            yield self._row(entry, told, "" if entry.on == before else self._day(entry))
            before = entry.on
            # A reading has a note, which is the reason only where the goal has not moved.
            is_why = entry.field != "progress" or entry.old == entry.new
            if entry.reason and is_why:
                under = 1 if self.canvas.is_narrow else 2
                yield Span(dim(f"“{entry.reason}”"), indent=2, under=under)

    def _row(self, entry: Entry, told: Teller, day: str) -> tuple[Content, ...]:
        label, text, code = _label(entry), told.text(entry), ref(_code(entry))
        if self.canvas.is_narrow:
            return (day, (dim(f"{label} · "), text), code)
        return (day, label, text, code)

    def _day(self, entry: Entry) -> str:
        weekday, number, name = weekday_day(entry.on, entry.on).split()
        today = self.timeline.today
        other_month = (entry.on.year, entry.on.month) != (today.year, today.month)
        return f"{weekday} {number:>2}" + (f" {name}" if entry.upcoming and other_month else "")


def _label(entry: Entry) -> str:
    if entry.field == "slot":
        return "session"
    if entry.kind == "mentorship" and entry.role:
        return entry.role
    if entry.field == "due":
        return "due"
    return "answer" if entry.kind == "question" else entry.kind


def _code(entry: Entry) -> str:
    """The code that a user types; a milestone that was reached stands under its goal's."""
    return entry.goal.code if entry.field == "done" and entry.goal else entry.record.shown_code
