"""A chart of goals and sessions: time from left to right, a row for each."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from mentorlog.dates import month
from mentorlog.folding import cells
from mentorlog.records import GoalState, Session, SessionState
from mentorlog.records.timeline import Chart, GoalCourse
from mentorlog.values import NamedTuple
from mentorlog.views import data
from mentorlog.views.cells import clipped, one_line, rows_of
from mentorlog.views.pages import Block, Canvas, Content, Fixed, Line, Screen, ref

_LIVED, _TO_COME, _MOVED, _TARGET, _EARLIER = "━", "┄", "•", "◆", "◇"
_OVERDUE, _REACHED, _NOT_REACHED, _NO_TARGET = "!", "✓", "✗", "▸"
_HELD, _PLANNED, _NOT_HELD, _TODAY = "●", "○", "×", "▲"

_CLOSING = {
    GoalState.ACHIEVED: _REACHED,
    GoalState.PARTLY_ACHIEVED: _REACHED,
    GoalState.MISSED: _NOT_REACHED,
    GoalState.DROPPED: _NOT_REACHED,
}
_SESSIONS = {
    SessionState.HELD: _HELD,
    SessionState.PLANNED: _PLANNED,
    SessionState.CANCELLED: _NOT_HELD,
    SessionState.NO_SHOW: _NOT_HELD,
}
_LABEL_LEAST = 12
_LABEL_ROOMY = 20
_ROOMY = 72
_MONTH_WEEKS = 4
_LEGEND = (
    {
        _MOVED: "moved", _TARGET: "target", _EARLIER: "earlier target", _OVERDUE: "overdue",
        _REACHED: "achieved", _NOT_REACHED: "missed or dropped",
    },
    {
        _HELD: "held", _PLANNED: "planned", _NOT_HELD: "not held", _NO_TARGET: "no target",
        _TO_COME: "to come",
    },
)  # fmt: skip
"""What the marks mean, on two lines where the width allows."""


def screen(chart: Chart, title: str, *, codes: bool = True) -> Screen:
    """The chart as a page and as an object."""
    return Screen(
        page=lambda canvas: _blocks(chart, title, canvas, codes=codes),
        data=lambda: {
            "from": chart.from_on,
            "until": chart.until_on,
            "goals": [
                {**data.of(each.goal), **data.picked(each, "moved_on", "earlier_targets")}
                for each in chart.courses
            ],
            "sessions": chart.sessions,
        },
    )


# --- the page ---------------------------------------------------------------------------------


def _blocks(chart: Chart, title: str, canvas: Canvas, *, codes: bool) -> Iterator[Block]:
    layout = _Layout.of(chart, canvas, codes=codes)
    scale = "a week" if layout.weeks == 1 else f"{layout.weeks} weeks"
    days = f"{_month_year(chart.from_on)} – {_month_year(chart.until_on)}"
    yield Line(f"{title} · {days} · one column {scale}")
    yield Line()
    if chart.courses or chart.sessions:
        yield Fixed(tuple(_lines(chart, layout, canvas, codes=codes)))
    else:
        yield Line("No goals and no sessions in these days.")


def _month_year(day: date) -> str:
    return f"{month(day, day)[:3]} {day.year:04d}"


def _lines(chart: Chart, layout: "_Layout", canvas: Canvas, *, codes: bool) -> Iterator[Content]:
    def drawn(code: str, name: str, row: _Row) -> Content:
        on_chart = {at: mark for at, mark in row.items() if 0 <= at < layout.columns}
        marks = "".join(on_chart.get(at, " ") for at in range(max(on_chart, default=-1) + 1))
        shown = clipped(name, layout.label, canvas)
        gap = " " * (layout.label + 1 - cells(shown))
        lead = f" {code}".ljust(layout.lead)
        return (ref(lead) if codes else lead, shown, gap, marks)

    yield " " * layout.margin + _months(layout, canvas.width - layout.margin)
    for name, sessions in _by_partner(chart.sessions):
        # Cut at its end it would not say with whom.
        short = name if cells(name) <= layout.label else name.replace("Sessions with", "With", 1)
        yield drawn("", short, _session_row(sessions, layout))
    owners = {course.goal.owner for course in chart.courses}
    for owner, courses in groupby(chart.courses, key=lambda course: course.goal.owner):
        if len(owners) > 1:
            yield f" {one_line(owner.label)}"
        for course in courses:
            row = _goal_row(course, layout, chart.today)
            yield drawn(f"g{course.goal.id}" if codes else "", course.goal.title, row)
    yield _today_line(chart.today, layout, canvas)
    for marks in _LEGEND:
        meant = (f"{mark} {meaning}" for mark, meaning in marks.items())
        yield from (f" {row}" for row in rows_of(meant, canvas.width - 1, "  "))


def _months(layout: "_Layout", room: int) -> str:
    """The name of each month above the first column that starts in it, where there is room.

    If a column is more than a week, January is shown as its year; if it is more than a month, only
    years are shown.
    """
    line = ""
    before = None
    for column in range(min(layout.columns, room)):
        day = layout.first_day(column)
        only_years = layout.weeks > _MONTH_WEEKS
        named = (day.year, 0 if only_years else day.month)
        if named != before and (not line or len(line) < column):
            is_year = only_years or (day.month == 1 and layout.weeks > 1)
            name = f"{day.year:04d}" if is_year else month(day, day)[:3]
            if column + len(name) <= room:
                line = line.ljust(column) + name
        before = named
    return line


def _today_line(today: date, layout: "_Layout", canvas: Canvas) -> str:
    column = layout.column(today)
    if not 0 <= column < layout.columns:
        return ""
    at = layout.margin + column
    if at + len("▲ today") <= canvas.width:
        return " " * at + f"{_TODAY} today"
    return f"today {_TODAY}".rjust(at + 1)


# --- where a day stands, and which mark a column gets ------------------------------------------


class _Layout(NamedTuple):
    """Where things are: ``lead`` characters for the code, then ``label`` for the name, then columns.

    Each of the ``columns`` is ``weeks`` long. The first starts on the Monday ``start``; ``since`` is
    the first day that was asked for.
    """

    since: date
    start: date
    weeks: int
    columns: int
    lead: int
    label: int

    @classmethod
    def of(cls, chart: Chart, canvas: Canvas, *, codes: bool) -> "_Layout":
        """The finest scale at which the chart's days fit beside names of a readable length.

        Without ``codes`` their length makes no difference.
        """
        start = chart.from_on - timedelta(chart.from_on.weekday())
        days = (chart.until_on - start).days
        shown = [f"g{course.goal.id}" for course in chart.courses if codes]
        lead = 3 + max(map(len, shown), default=2)
        longest = max(map(cells, _names(chart)), default=0)
        least = min(longest, _LABEL_ROOMY if canvas.width >= _ROOMY else _LABEL_LEAST)
        room = canvas.width - lead - 1
        weeks = days // (7 * max(room - least, 1)) + 1
        columns = days // (7 * weeks) + 1
        return cls(
            chart.from_on, start, weeks, columns, lead, min(longest, max(least, room - columns))
        )

    @property
    def margin(self) -> int:
        """How many characters stand before the first column."""
        return self.lead + self.label + 1

    def column(self, day: date) -> int:
        """The column of a day; below 0 or past the last if the day is outside the chart."""
        return (day - self.start).days // (7 * self.weeks)

    def first_day(self, column: int) -> date:
        """The first day asked for in a column."""
        return max(self.since, self.start + timedelta(7 * self.weeks * column))


_Row = dict[int, str]
"""The marks of one row, by column; a later mark replaces the one that was there."""


def _session_row(sessions: Sequence[Session], layout: _Layout) -> _Row:
    """One mark a column: a session that was held comes before a planned, and that before a cancelled."""
    row: _Row = {}
    for mark in (_NOT_HELD, _PLANNED, _HELD):
        for session in sessions:
            if _SESSIONS[session.state] == mark:
                row[layout.column(session.held_on)] = mark
    return row


def _goal_row(course: GoalCourse, layout: _Layout, today: date) -> _Row:
    """The course of a goal; marks that matter more are put later."""
    goal = course.goal
    row: _Row = {}
    now, start = layout.column(today), layout.column(goal.start_on)
    end = layout.column(goal.closed_on) if goal.closed_on else now
    if goal.start_on <= today:
        mark = _TO_COME if goal.state is GoalState.DRAFT else _LIVED
        row |= dict.fromkeys(range(max(start, 0), end + 1), mark)
    aim = layout.column(goal.target_on) if goal.target_on else None
    if aim is not None and not goal.closed_on:
        ahead = range(max(now + 1, start), min(aim, layout.columns) + 1)
        row |= dict.fromkeys(ahead, _TO_COME)
    for day in course.earlier_targets:
        if not goal.closed_on or day <= goal.closed_on:
            row[layout.column(day)] = _EARLIER
    moves = {layout.column(day) for day in course.moved_on if layout.column(day) <= end}
    row |= dict.fromkeys(moves, _MOVED)
    if goal.closed_on:
        row[end] = _CLOSING.get(goal.state, _LIVED)
    elif aim is None:
        row[max(now, start) + (now in moves)] = _NO_TARGET
    else:
        row[aim] = _TARGET
        if goal.target_on and goal.target_on < today:
            row[now] = _OVERDUE
    return row


def _by_partner(sessions: Sequence[Session]) -> list[tuple[str, list[Session]]]:
    """A row's name and its sessions for each partner, in the order they were first met."""
    found: dict[str, list[Session]] = {}
    for session in sessions:
        for person in session.attendees:
            found.setdefault(f"Sessions with {person.short}", []).append(session)
        if not session.attendees:
            found.setdefault("Sessions", []).append(session)
    return list(found.items())


def _names(chart: Chart) -> list[str]:
    names = [course.goal.title for course in chart.courses]
    return [one_line(name) for name in names] + [name for name, _ in _by_partner(chart.sessions)]
