"""A timeline: what happened in words, as every screen tells it; months, days, and what is to come."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from mentorlog.dates import long, month, short, weekday_day
from mentorlog.errors import count
from mentorlog.records import Visibility, why_stuck
from mentorlog.records.choices import RAISED
from mentorlog.records.timeline import Entry, first_targets
from mentorlog.values import NamedTuple
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
from mentorlog.views.words import by_day, measured


def named(entry: Entry) -> str:
    """What the record of an entry is called, with a mark if nobody else reads it, or it is a partner's.

    A session without a title whose day moved is called by those it is with.
    """
    is_moved = entry.field == "day" and entry.people
    label = entry.record.label or (f"with {_names(entry)}" if is_moved else "")
    return words.marked(label, entry).strip()


def told(entry: Entry, today: date) -> str:
    """What happened to a record, without its title and the day; empty where its kind says it all.

    It is marked where nobody else sees it of a record that others read.
    """
    is_marked = entry.hidden and entry.visibility is not Visibility.PRIVATE
    return _told(entry, today) + (words.PRIVATE if is_marked else "")


def _told(entry: Entry, today: date) -> str:
    match entry.kind, entry.field:
        case (("target" | "due"), _):
            return words.shifted(entry.old, entry.new, lambda on: short(on, today))
        case "milestone", _:
            return {"done": "done", "created": "added", "reopened": "open again"}[entry.field]
        case "takeaway", _:
            return ""
        case "question", _:
            return RAISED if entry.new == RAISED else "answered"
        case "action", _ if entry.new == "done":
            return "done" + (f", {count(entry.days, 'day')} over" if entry.days else "")
        case "skill", _:
            return moved(entry) if entry.old is not None else entry.new or ""
        case "goal", "progress":
            return f"{moved(entry)}, by {_names(entry)}" if entry.people else moved(entry)
        case "goal", "reading":
            value = measured(entry.new or "", entry.unit)
            return f"{_names(entry)} reads {value}" if entry.people else f"{value} kept beside"
        case "goal", "noted":
            return f"{noted(entry)}, by {_names(entry)}" if entry.people else noted(entry)
        case "goal", "created":
            return "drafted" if entry.new == "draft" else "new"
        case "goal", "state" if entry.new == "active":
            return {"draft": "agreed", "paused": "taken up again"}.get(entry.old or "", "reopened")
        case "mentorship", _ if entry.new == "active" or entry.field == "created":
            return "started" if entry.field == "created" else "resumed"
    return words.spoken(entry.new)


def _names(entry: Entry) -> str:
    return ", ".join(person.short for person in entry.people)


def titled(entry: Entry) -> str:
    """What the record is called; a rating says whose it is, where that is not one's own: ``Rust (Dana)``."""
    return _owned(entry) if entry.kind == "skill" else named(entry)


def _owned(entry: Entry) -> str:
    return f"{named(entry)} ({_names(entry)})" if entry.people else named(entry)


def noted(entry: Entry) -> str:
    """What a check-in without a number says: that the goal is stuck, or no more than its note."""
    return "noted" if why_stuck(entry.reason) is None else "stuck"


def moved(entry: Entry) -> str:
    """``25 → 40 %``, ``1 → 2 talks``; ``still 40 %`` if nothing moved."""
    now = measured(entry.new or "", entry.unit)
    return f"still {now}" if entry.old == entry.new else f"{entry.old} → {now}"


def by_days(entry: Entry) -> str:
    """How far a day was moved: ``+49 d``; empty where it was set or taken away."""
    return words.days_moved(entry.days) if entry.days is not None else ""


def happened(entry: Entry, today: date) -> str:
    """What happened to a record and when, in few words: ``done 12 Nov``, ``25 → 40 %, 9 Nov``."""
    said = told(entry, today)
    if entry.kind in ("win", "met"):
        said = entry.kind
    elif entry.kind == "target":
        without = "target set" if entry.new else "no target"
        said = f"target {by_days(entry)}" if entry.days is not None else without
    is_words = said.replace(" ", "").replace("-", "").isalpha()
    return f"{said}{' ' if is_words else ', '}{short(entry.on, today)}"


class Teller:
    """Puts entries into lines; a goal's first target is part of the line on its creation.

    ``entries`` are those that get a line of their own. ``room`` is how many characters a text may
    have before it folds.
    """

    def __init__(self, entries: Sequence[Entry], today: date, room: int) -> None:
        self._targets = first_targets(entries)
        self._today = today
        self._room = room
        with_goals = set(self._targets.values())
        self.entries = [each for each in entries if not each.counted and each not in with_goals]

    def text(self, entry: Entry) -> str:
        """What happened, without the word for the entry's kind."""
        label = named(entry)
        if entry.last_on:
            return f"{_names(entry) or label}, {by_day(entry.last_on, self._today)}"
        if entry.kind == "session":
            return self._session(entry, label)
        if entry.upcoming:
            return _owned(entry)
        match entry.kind:
            case "goal" if entry.field == "created":
                first = self._targets.get((entry.record.id, entry.on))
                on = (
                    short(date.fromisoformat(first.new), self._today) if first and first.new else ""
                )
                return f"{label}: {told(entry, self._today)}{on and ', target '}{on}"
            case "milestone":
                return self._milestone(entry, label)
            case "question":
                return f"{label}{' ' if label.endswith('?') else ': '}{entry.new}"
            case "action" | "skill":
                return f"{_owned(entry)}: {told(entry, self._today)}"
            case "agreement":
                return f"with {_names(entry) or label}: version {entry.new}"
        what = told(entry, self._today)
        return f"{label}: {what}" if what else label

    def _session(self, entry: Entry, label: str) -> str:
        state = (
            "" if entry.new == "held" or (entry.upcoming and entry.new == "planned") else entry.new
        )
        length = f"{entry.minutes} min" if entry.minutes and entry.new == "held" else ""
        time = (entry.time or "") if entry.upcoming else ""
        never = ", never logged" if entry.new == "planned" and not entry.upcoming else ""
        facts = ", ".join(filter(None, (_names(entry), time, length, state))) + never
        return ": ".join(filter(None, (facts, label))) or "no topic"

    def _milestone(self, entry: Entry, label: str) -> str:
        text = f"{label}: {told(entry, self._today)}"
        if entry.new is None or entry.goal is None or entry.old is None:
            return text
        whole = f"{text}; {entry.goal.label} {moved(entry)}"
        return whole if len(whole) <= self._room else f"{text}; {moved(entry)}"


# The screen

_BESIDE = 26
"""How many characters of a line stand beside an entry's text."""


class Timeline(NamedTuple):
    """What a timeline shows: its ``title``, its days, and the entries before and after ``today``.

    ``ahead_until`` is the last day ahead, None if the timeline ends before today. ``whole`` says
    that all was asked for: actions done in time are told rather than counted. ``most`` is how
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


def screen(timeline: Timeline, *, newest_first: bool = False) -> Screen:
    """The timeline in every format; JSON is one array, in which coming entries are ``upcoming``."""
    entries = [*timeline.past, *timeline.ahead][:: -1 if newest_first else 1]
    return Screen(
        page=lambda canvas: _Drawing(timeline, canvas, newest_first).blocks(),
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
    def __init__(self, timeline: Timeline, canvas: Canvas, newest_first: bool) -> None:
        if timeline.whole:
            each = [entry._replace(counted=False) for entry in timeline.past]
            timeline = timeline._replace(past=each)
        self.timeline = timeline
        self.canvas = canvas
        self._order = -1 if newest_first else 1

    def blocks(self) -> Iterator[Block]:
        shown = self.timeline
        header = f"{shown.title} · {words.days(shown.since, max(shown.since, shown.until))}"
        yield Line(header, "" if shown.whole else dim("earlier: --all"))
        yield Line()
        parts = [[*self._earlier()], [*self._past()], [*self._ahead()]]
        for part in parts[:: self._order]:
            yield from part

    def _shown(self) -> Sequence[Entry]:
        past, most = self.timeline.past, self.timeline.most
        return past if most is None else past[-most:]

    def _earlier(self) -> Iterator[Block]:
        if left := len(self.timeline.past) - len(self._shown()):
            yield Line(dim(f"… {left} earlier: --all, or --since DAY"))

    def _past(self) -> Iterator[Block]:
        shown, past = self.timeline, self._shown()[:: self._order]
        for first, found in groupby(past, key=lambda entry: entry.on.replace(day=1)):
            entries, name = list(found), month(first, shown.today)
            yield Line(heading(name))
            yield self._table(entries)
            if counted := [entry.record.code for entry in entries if entry.counted]:
                said = dim(f"{count(len(counted), 'action')} done in time (each: --all)")
                row = f"In {name}", (said, ref(f": {', '.join(counted)}"))
                yield Table((Column(), Column(stretch=True)), (row,), indent=1)
        if not shown.past:
            yield Line("Nothing happened in these days.")

    def _ahead(self) -> Iterator[Block]:
        shown = self.timeline
        if shown.ahead_until:
            blocks: list[Block] = [Rule(self._today(shown.ahead_until))]
            if shown.ahead:
                blocks.append(self._table(shown.ahead[:: self._order]))
            yield from blocks[:: self._order]

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
    if entry.field in ("slot", "day"):
        return "session"
    if entry.kind == "mentorship" and entry.role:
        return entry.role
    if entry.field == "due":
        return "due"
    if entry.kind == "takeaway":
        return entry.new or ""
    return "answer" if entry.kind == "question" else entry.kind


def _code(entry: Entry) -> str:
    """The code that a user types; a milestone that was reached stands under its goal's."""
    return entry.goal.code if entry.field == "done" and entry.goal else entry.record.shown_code
