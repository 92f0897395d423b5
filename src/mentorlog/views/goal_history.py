"""The screen of ``goal history``: how a goal moved, row by row, and what was expected then."""

from collections.abc import Iterator
from datetime import date, timedelta

from mentorlog.dates import short, utc_to_local_day
from mentorlog.errors import count
from mentorlog.records import Event, GoalStanding, GoalState, Kind, Visibility, ref_to, why_stuck
from mentorlog.records.timeline import Happening, History
from mentorlog.spans import months_later
from mentorlog.values import NamedTuple
from mentorlog.views import data, goals, words
from mentorlog.views.data import Data
from mentorlog.views.pages import (
    MEDIUM,
    Bar,
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Row,
    Screen,
    Span,
    Spark,
    Table,
    dim,
    ref,
    strong,
)

_LONG_BARS_FROM = 76
_MOST_MONTHS = 24


def screen(history: History, today: date, me: int) -> Screen:
    """The history as a page, as an object, and as a row for each event."""
    return Screen(
        page=lambda canvas: _page(history, today, me, canvas),
        data=lambda: {
            "goal": data.of(history.standing),
            "history": [_happening(each) for each in history.happenings],
            "slips": history.standing.slips,
        },
        rows=lambda: [_happening(each) for each in history.happenings],
    )


def _happening(each: Happening) -> Data:
    point = each.milestone
    return {
        "kind": each.event.kind,
        **data.of(each.event),
        "milestone": ref_to(point) if point else None,
        **data.picked(each, "percent", "progress", "expected_pace", "device"),
    }


def _page(history: History, today: date, me: int, canvas: Canvas) -> Iterator[Block]:
    yield Line(_title(history, today))
    yield Line(_headline(history.standing))
    yield Line()
    teller = _Teller(history, today, me, canvas)
    yield teller.table()
    if footnote := teller.footnote():
        yield Line()
        yield Line(dim(footnote), indent=1)


# The first two lines


def _title(history: History, today: date) -> Content:
    goal = history.standing.goal
    head = (ref(f"g{goal.id}"), " ", strong(goal.title))
    state = f" · {words.spoken(goal.state)}"
    if not history.course:
        return (*head, state)
    months = _months(history, today)
    first, last = months[0], months[-1]
    if first.year != last.year:
        names = f"{words.month(first)} {first.year} – {words.month(last)} {last.year}"
    else:
        names = words.month(last) if first == last else f"{words.month(first)}–{words.month(last)}"
    ends = [min(months_later(month, 1) - timedelta(days=1), today) for month in months]
    latest = history.course[::-1]
    percents = tuple(
        next((each.percent for each in latest if each.on <= end), None) for end in ends
    )
    return (*head, f"{state} · ", Spark(percents), f" ({names})")


def _months(history: History, today: date) -> list[date]:
    """The first day of each month in which the goal was under way, at most the last two years."""
    goal = history.standing.goal
    days = [each.event.happened_on for each in history.happenings]
    month = min([*days, goal.start_on, today]).replace(day=1)
    found = []
    while month <= min(goal.closed_on or today, today):
        found.append(month)
        month = months_later(month, 1)
    return found[-_MOST_MONTHS:] or [today.replace(day=1)]


def _headline(standing: GoalStanding) -> str:
    goal = standing.goal
    parts = []
    if standing.progress is not None or not goal.state.closed:
        verb = "Ended at" if goal.state.closed else "Now"
        read = words.reading(standing)
        parts = [f"{verb} {words.percent(standing.progress)}" + (f" ({read})" if read else "")]
    if standing.expected_pace is not None:
        parts.append(f"pace {words.percent(standing.expected_pace)}")
    parts.append(goals.state(standing).text)
    if goal.state.closed and goal.closed_on:
        parts[-1] += f" {words.calendar_day(goal.closed_on)}"
    if goal.target_on:
        parts.append(f"target {words.calendar_day(goal.target_on)}")
    if standing.slips:
        parts.append(f"slipped {words.slipped(standing.slips)}")
    return " · ".join(parts)


class _Day(NamedTuple):
    """The readings of one day: the owner's, and one by somebody else; ``late``: recorded later."""

    on: date
    late: bool
    progress: float | None = None
    pace: float | None = None
    own: float | None = None
    other: float | None = None
    notes: tuple[str, ...] = ()


class _Teller:
    """Puts a history into rows."""

    def __init__(self, history: History, today: date, me: int, canvas: Canvas) -> None:
        self._history = history
        self._goal = history.standing.goal
        self._today = today
        self._me = me
        self._canvas = canvas
        self._bar = 20 if canvas.width >= _LONG_BARS_FROM else 10
        readers = {
            each.event.by
            for each in history.happenings
            if each.percent is not None and not each.by_owner and each.event.by
        }
        self._others = sorted(readers, key=lambda reader: reader.id)
        self._late: list[Event] = []

    def table(self) -> Table:
        """All rows under their headings."""
        rows = tuple(self._rows())
        readings = [row for row in rows if not isinstance(row, Span)]
        columns = (
            Column("Happened"),
            Column(least=MEDIUM),
            Column("Own" if any(row[2] for row in readings) else "", right=True),
            Column("Pace" if any(row[3] for row in readings) else "", right=True),
            Column(self._heading() if self._others else "", right=True),
            Column(stretch=True),
        )
        return Table(columns, rows, indent=1)

    def _heading(self) -> str:
        if len(self._others) > 1:
            return "Others"
        reader = self._others[0]
        return "Mine" if reader.id == self._me else reader.first or "Other"

    def _rows(self) -> Iterator[Row]:
        told: list[_Day | Span] = []
        for each in self._history.happenings:
            if each.percent is not None:
                last = told[-1] if told else None
                if isinstance(last, _Day) and self._joins(last, each):
                    told[-1] = self._with(last, each)
                else:
                    told.append(self._with(None, each))
            elif said := self._told(each):
                lead = self._lead(each.event.happened_on, self._is_late(each.event))
                said = f"{said}{self._mark(each)}"
                said = f"{said} · on {each.device}" if each.device else said
                told.append(Span(said, under=1, lead=lead))
                if each.event.note:
                    told.append(Span(dim(f"“{each.event.note}”"), indent=2, under=1))
        for one in told:
            yield self._reading(one) if isinstance(one, _Day) else one

    # Readings

    def _joins(self, day: _Day, each: Happening) -> bool:
        taken = day.own if each.by_owner else day.other
        late = self._is_late(each.event)
        return day.on == each.event.happened_on and taken is None and day.late == late

    def _with(self, day: _Day | None, each: Happening) -> _Day:
        late = self._is_late(each.event)
        day = day or _Day(each.event.happened_on, late)
        return day._replace(
            progress=each.progress,
            pace=each.expected_pace,
            own=each.percent if each.by_owner else day.own,
            other=day.other if each.by_owner else each.percent,
            notes=(*day.notes, *self._notes(each)),
        )

    def _notes(self, each: Happening) -> Iterator[str]:
        event, metric = each.event, self._goal.metric
        if len(self._others) > 1 and not each.by_owner and event.by:
            yield f"by {event.by.label or 'somebody'}"
        if metric:
            yield words.measured(event.new or "", metric.unit)
        if each.by_owner and each.percent != each.progress:
            yield f"{words.percent(each.percent)} kept beside"
        if event.note:
            told_by_other = not each.by_owner and len(self._others) == 1
            yield f"{self._heading()}: {event.note}" if told_by_other else event.note
        if event.confidence is not None:
            yield f"confidence {event.confidence}"
        if mark := self._mark(each):
            yield mark.strip(" ()")
        if each.device:
            yield f"on {each.device}"

    def _mark(self, each: Happening) -> str:
        """That nobody else sees it, of a goal that others read."""
        is_marked = each.event.hidden and self._goal.visibility is not Visibility.PRIVATE
        return words.PRIVATE if is_marked else ""

    def _reading(self, day: _Day) -> tuple[Content, ...]:
        # The bar's figure stands in one of the columns: what counts, whoever said what that day.
        is_theirs = day.own is None and day.other == day.progress
        counts = None if is_theirs else day.progress
        return (
            self._lead(day.on, day.late),
            Bar(day.progress, day.pace, self._bar),
            *(
                "" if each is None else words.narrow_percent(each)
                for each in (counts, day.pace, day.other)
            ),
            "; ".join(day.notes),
        )

    # Everything else

    def _told(self, each: Happening) -> str:
        """What happened, in words; empty if it is not worth a row."""
        event = each.event
        if event.kind is Kind.MILESTONE:
            return self._milestone(each)
        match event.field:
            case "created":
                return self._created(event)
            case "target":
                return self._target(each)
            case "state":
                return self._moved(event)
            case "progress":
                return self._noted(event)
        return ""

    def _created(self, event: Event) -> str:
        made = "created" + (" as a draft" if event.new == GoalState.DRAFT else "")
        first = self._first_target()
        on = first.new if first and first.happened_on == event.happened_on else None
        return f"{made}, target {words.calendar_day(date.fromisoformat(on))}" if on else made

    def _first_target(self) -> Event | None:
        """The target that the goal was made with."""
        events = [each.event for each in self._history.happenings if each.event.field == "target"]
        of_goal = [event for event in events if event.kind is Kind.GOAL]
        return of_goal[0] if of_goal and of_goal[0].old is None else None

    def _target(self, each: Happening) -> str:
        event = each.event
        made_on = self._history.happenings[0].event.happened_on
        if event is self._first_target() and event.happened_on == made_on:
            return ""
        return f"◇ target {words.shifted(event.old, event.new, words.calendar_day)}"

    def _moved(self, event: Event) -> str:
        state = GoalState(event.new) if event.new else GoalState.ACTIVE
        if state.closed:
            achieved = state in (GoalState.ACHIEVED, GoalState.PARTLY_ACHIEVED)
            return f"{'✓' if achieved else '✗'} closed as {words.spoken(state)}"
        if state is not GoalState.ACTIVE:
            return state.value
        return "begun" if event.old == GoalState.DRAFT else "reopened"

    def _noted(self, event: Event) -> str:
        """A check-in without a number, whose note stands below."""
        said = "noted" if why_stuck(event.note) is None else "stuck"
        by = event.by.label if event.by and event.by.id != self._goal.owner.id else ""
        sure = f"confidence {event.confidence}" if event.confidence is not None else ""
        return ", ".join(filter(None, (said, by and f"by {by}", sure)))

    def _milestone(self, each: Happening) -> str:
        title = (each.milestone and each.milestone.title) or "a milestone"
        now = "" if self._goal.metric else f", {words.percent(each.progress)}"
        if each.event.field == "created":
            made_on = self._history.happenings[0].event.happened_on
            return f"{title}: added{now}" if each.event.happened_on > made_on else ""
        if each.event.field == "due" and each.event.old not in (None, each.event.new):
            return (
                f"{title}: due {words.shifted(each.event.old, each.event.new, words.calendar_day)}"
            )
        if each.event.field != "done":
            return ""
        if each.event.new is None:
            return f"{title}: open again{now}"
        return f"✓ {title}{now}"

    # Days, and what was recorded later

    def _is_late(self, event: Event) -> bool:
        """Whether it was recorded on a later day, which the footnote then explains."""
        late = utc_to_local_day(event.recorded_at) > event.happened_on
        self._late += [event] if late else []
        return late

    def _lead(self, on: date, late: bool) -> str:
        return short(on, self._today) + ("*" if late else "")

    def footnote(self) -> str:
        """What the marks of the table mean; to be called after ``table``."""
        has_mark = not self._canvas.is_narrow and any(
            each.percent is not None and each.expected_pace is not None
            for each in self._history.happenings
        )
        mark = "│ pace on that day, by that day's target"
        return "   ".join(filter(None, (self._told_late(), mark if has_mark else "")))

    def _told_late(self) -> str:
        late = {(each.happened_on, utc_to_local_day(each.recorded_at)) for each in self._late}
        days = {on for _, on in late}
        if len(days) != 1:
            return "* recorded on a later day" if late else ""
        ((happened, on), *others) = late
        by = "" if others else f"{count((on - happened).days, 'day')} "
        return f"* recorded {by}later, on {short(on, self._today)}."
