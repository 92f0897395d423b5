"""Where the bars, lines and marks of a report's page stand; the template beside this file draws them.

Positions are percentages of the drawing: across from the period's first day to its last, down from
100 % progress to 0. Lines stretch and text does not, so that a drawing can be read on a phone and
on paper. Each drawing has words that tell all that it shows.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from mentorlog.dates import long
from mentorlog.errors import count
from mentorlog.folding import cells, chopped
from mentorlog.periods import Period
from mentorlog.records import Goal, GoalState, Milestone, PaceState
from mentorlog.records.report import Report, ReportedGoal
from mentorlog.spans import months_later
from mentorlog.values import NamedTuple
from mentorlog.views import report_words, words
from mentorlog.views.cells import one_line

_NARROWEST = 0.5  # so that a single day can be seen
_LABEL = 44  # columns of a title that a phone has room for

_MOST_TICKS = 13

Place = tuple[float, float]


# --- the days across a drawing ----------------------------------------------------------------


class Tick(NamedTuple):
    """A day that the scale names; a ``minor`` one is left out if there is little room."""

    x: float
    label: str
    minor: bool


class Scale:
    """The days of a period as percentages of the drawing's width."""

    def __init__(self, period: Period) -> None:
        self.since = period.since
        self.until = period.until
        self._days = max((period.until - period.since).days, 1)

    def x(self, day: date) -> float:
        """Where a day stands; a day outside the period stands at its edge."""
        inside = min(max(day, self.since), self.until)
        return round((inside - self.since).days / self._days * 100, 2)

    def holds(self, day: date | None) -> bool:
        """Whether the day is in the period."""
        return day is not None and self.since <= day <= self.until

    def now(self, day: date) -> float | None:
        """Where the report's day stands; None at the end of the period, as the mark would add nothing."""
        return self.x(day) if day < self.until else None

    def ticks(self) -> tuple[Tick, ...]:
        """The days that the scale names: weeks, months, quarters or years, at most thirteen."""
        step, days = self._named()
        return tuple(
            Tick(self.x(day), _tick(day, step), minor=bool(place % 2) and len(days) > 5)
            for place, day in enumerate(days)
        )

    def _named(self) -> tuple[int, list[date]]:
        """The number of months from one named day to the next (0 for weeks), and the days."""
        if self._days <= 60:
            first = self.since + timedelta(days=-self.since.weekday() % 7)
            mondays = (first + timedelta(days=at) for at in range(0, self._days + 1, 7))
            return 0, [day for day in mondays if day <= self.until]
        months = self._days / 30.4
        step = next(
            (each for each in (1, 3, 6, 12, 24, 60, 120) if months / each <= _MOST_TICKS), 1200
        )
        # Counted from January.
        start, years = date(self.since.year, 1, 1), self.until.year - self.since.year + 1
        firsts = (months_later(start, number) for number in range(0, years * 12, step))
        return step, [day for day in firsts if self.holds(day)]


def _tick(day: date, step: int) -> str:
    _, number, month, year = long(day).split(" ")
    if step == 0:
        return f"{number} {month}"
    if step >= 12:
        return year
    return year if day.month == 1 else month


# --- what a drawing holds ---------------------------------------------------------------------


class Mark(NamedTuple):
    """Something on one day; ``shape`` is what the template draws there."""

    x: float
    shape: str
    words: str


class Bar(NamedTuple):
    """A stretch of days; ``tone`` is how it went."""

    x: float
    width: float
    tone: str


class Row(NamedTuple):
    """A line of the timeline: its label, cut if it is long, and the words for all it shows."""

    label: str
    whole_label: str
    state: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    words: str


class Timeline(NamedTuple):
    """The whole period; ``now`` is where the report's day stands, None at the end of the period."""

    title: str
    description: str
    ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    shapes: frozenset[str]
    now: float | None

    @property
    def table(self) -> list[tuple[str, str]]:
        """All that the drawing shows, in words."""
        return [(row.whole_label, row.words) for row in self.rows]


class Progress(NamedTuple):
    """How a goal's progress went: a ``line`` through its readings, ``expected`` beside it.

    ``others`` are the latest readings by other people, each on its day. ``table`` has the readings in words.
    """

    title: str
    description: str
    ticks: tuple[Tick, ...]
    line: tuple[Place, ...]
    points: tuple[tuple[float, float, str], ...]
    expected: tuple[Place, ...]
    others: tuple[tuple[float, float, str], ...]
    now: float | None
    table: list[tuple[str, str]]


# --- the timeline -----------------------------------------------------------------------------


def timeline(report: Report) -> Timeline | None:
    """The period's goals, sessions and wins on one scale; None where there are none."""
    scale = Scale(report.period)
    rows = [
        _goal_row(goal, report, scale)
        for goal in report.goals
        if (goal.standing.goal.closed_on or scale.until) >= scale.since
    ]
    rows += [
        each for each in (_sessions_row(report, scale), _wins_row(report, scale)) if each.marks
    ]
    if not rows:
        return None
    since, until = report.period.since, report.period.until
    days = f"{words.calendar_day(since)} to {words.calendar_day(until)}"
    return Timeline(
        title=f"Timeline, {days}",
        description=" ".join(_sentence(f"{row.whole_label}: {row.words}") for row in rows),
        ticks=scale.ticks(),
        rows=tuple(rows),
        shapes=frozenset(mark.shape for row in rows for mark in row.marks)
        | frozenset(bar.tone for row in rows for bar in row.bars),
        now=scale.now(report.as_of),
    )


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _goal_row(reported: ReportedGoal, report: Report, scale: Scale) -> Row:
    goal = reported.standing.goal
    points = [point for point in reported.milestones if point.title is not None]
    state = report_words.state(reported, report)
    marks = [_milestone_mark(point, scale) for point in points]
    if not goal.state.closed and goal.target_on and scale.holds(goal.target_on):
        told = f"{long(goal.target_on)}: target"
        marks.append(Mark(scale.x(goal.target_on), "target", told))
    return Row(
        label=_cut(goal.title),
        whole_label=one_line(goal.title),
        state=state,
        bars=tuple(_bars(reported, report, scale)),
        marks=tuple(mark for mark in marks if mark),
        words="; ".join([*_span(goal), state, *map(_milestone, points)]),
    )


def _span(goal: Goal) -> list[str]:
    days = [f"from {words.calendar_day(goal.start_on)}"]
    if goal.target_on:
        days.append(f"target {words.calendar_day(goal.target_on)}")
    return days


def _milestone(point: Milestone) -> str:
    return f"milestone {one_line(point.title or '')} {report_words.milestone(point)}"


def _milestone_mark(point: Milestone, scale: Scale) -> Mark | None:
    on = point.done_on or point.due_on
    if on is None or not scale.holds(on):
        return None
    shape = "done" if point.done_on else "due"
    return Mark(scale.x(on), shape, f"{long(on)}: {shape}, {point.title}")


_TONES = {
    GoalState.ACHIEVED: "achieved",
    GoalState.PARTLY_ACHIEVED: "achieved",
    GoalState.MISSED: "late",
    GoalState.DROPPED: "resting",
    GoalState.PAUSED: "resting",
    GoalState.DRAFT: "resting",
}


def _bars(reported: ReportedGoal, report: Report, scale: Scale) -> Iterator[Bar]:
    """The days gone by, of these the days after the target, and the days still ahead."""
    goal = reported.standing.goal
    end = goal.closed_on or report.as_of
    tone = _TONES.get(goal.state, "active")
    if reported.standing.pace_state is PaceState.OVERDUE and goal.target_on:
        yield _bar(goal.start_on, goal.target_on, tone, scale)
        yield _bar(goal.target_on, end, "late", scale)
        return
    yield _bar(goal.start_on, end, tone, scale)
    if not goal.state.closed and goal.target_on and goal.target_on > end < scale.until:
        yield _bar(end, goal.target_on, "ahead", scale)


def _bar(first: date, last: date, tone: str, scale: Scale) -> Bar:
    left, right = scale.x(first), scale.x(last)
    wide = round(max(right - left, _NARROWEST), 2)
    return Bar(min(left, 100 - _NARROWEST), wide, tone)


def _sessions_row(report: Report, scale: Scale) -> Row:
    held = [each.session for each in report.sessions]
    marks = [
        Mark(scale.x(session.held_on), "session", report_words.session(session, report))
        for session in held
    ]
    days = ", ".join(words.calendar_day(session.held_on) for session in held)
    return Row("Sessions", "Sessions", count(len(held), "session"), (), tuple(marks), days)


def _wins_row(report: Report, scale: Scale) -> Row:
    marks = [
        Mark(scale.x(win.happened_on), "win", f"{long(win.happened_on)}: {win.title}")
        for win in report.wins
    ]
    told = "; ".join(
        f"{words.calendar_day(win.happened_on)} {one_line(win.title)}" for win in report.wins
    )
    return Row("Wins", "Wins", count(len(report.wins), "win"), (), tuple(marks), told)


def _cut(title: str) -> str:
    """As much of a title as fits, in whole words if possible; wide characters count twice."""
    words = one_line(title)
    if cells(words) <= _LABEL:
        return words
    return re.sub(r"(?<=.{20})\s+\S*$", "", chopped(words, _LABEL - 1)[0]).rstrip() + "…"


# --- the progress of a goal -------------------------------------------------------------------


def progress(reported: ReportedGoal, report: Report) -> Progress | None:
    """The readings of a goal in the period; None if it was never read."""
    standing, scale = reported.standing, Scale(report.period)
    if reported.before is None or standing.progress is None:
        return None
    read = [
        (report_words.read(each, report, long), words.percent(each.percent))
        for each in reported.readings
    ]
    return Progress(
        title=f"Progress: {one_line(standing.goal.title)}",
        description=_sentence(report_words.progress(reported, report)),
        ticks=scale.ticks(),
        line=tuple(_line(reported, report, scale)),
        points=tuple(
            (scale.x(each.on), _y(each.percent), ": ".join(row))
            for each, row in zip(reported.readings, read, strict=True)
        ),
        expected=tuple(_expected(reported, scale)),
        others=tuple(
            (scale.x(each.on), _y(each.percent), report_words.reading(each, report))
            for each in standing.others
            if scale.holds(each.on)
        ),
        now=scale.now(report.as_of),
        table=[("Before", words.percent(reported.before)), *read],
    )


def _y(percent: float) -> float:
    return round(100 - min(max(percent, 0), 100), 2)


def _line(reported: ReportedGoal, report: Report, scale: Scale) -> Iterator[Place]:
    goal, value = reported.standing.goal, reported.before or 0.0
    yield scale.x(goal.start_on), _y(value)
    for each in reported.readings:
        value = each.percent
        yield scale.x(each.on), _y(value)
    last = max([goal.closed_on or report.as_of, *(each.on for each in reported.readings)])
    yield scale.x(last), _y(value)


def _expected(reported: ReportedGoal, scale: Scale) -> Iterator[Place]:
    """The expected pace from start to target, and 100 % after it, as far as the period shows it."""
    goal = reported.standing.goal
    if report_words.expected(reported.standing) is None or goal.target_on is None:
        return
    days = (goal.target_on - goal.start_on).days
    for on in sorted({max(goal.start_on, scale.since), goal.target_on, scale.until}):
        if scale.holds(on):
            gone = (on - goal.start_on).days / days * 100 if days > 0 else 100.0
            yield scale.x(on), _y(gone)
