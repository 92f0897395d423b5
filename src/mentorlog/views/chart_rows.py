"""The rows of a chart: where a day stands, and which mark a week gets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mentorlog.records import Goal, GoalState, Session, SessionState
from mentorlog.records.timeline import Chart, GoalCourse
from mentorlog.views.cells import cells
from mentorlog.views.pages import Canvas
from mentorlog.views.plain import one_line

LIVED, TO_COME, MOVED, TARGET, EARLIER = "━", "┄", "•", "◆", "◇"
OVERDUE, REACHED, NOT_REACHED, NO_TARGET = "!", "✓", "✗", "▸"
HELD, PLANNED, NOT_HELD, TODAY = "●", "○", "×", "▲"

CLOSING = {
    GoalState.ACHIEVED: (REACHED, "achieved"),
    GoalState.PARTLY_ACHIEVED: (REACHED, "partly achieved"),
    GoalState.MISSED: (NOT_REACHED, "missed"),
    GoalState.DROPPED: (NOT_REACHED, "dropped"),
}
SESSIONS = {
    SessionState.HELD: (HELD, "held"),
    SessionState.PLANNED: (PLANNED, "planned"),
    SessionState.CANCELLED: (NOT_HELD, "cancelled"),
    SessionState.NO_SHOW: (NOT_HELD, "no-show"),
}
_SCALES = (1, 2, 4, 8, 13, 26, 52, 104, 260, 520)
"""Weeks that one column may stand for."""
_LABEL_LEAST = 12
_LABEL_ROOMY = 20
_ROOMY = 72


class Layout(NamedTuple):
    """Where things are: codes in the first ``lead`` characters, then ``label`` of the name.

    Then come the ``columns``, each of ``weeks``, the first starting on the Monday ``start``, of
    which ``since`` is the first day asked for.
    """

    since: date
    start: date
    weeks: int
    columns: int
    lead: int
    label: int

    @classmethod
    def of(cls, chart: Chart, canvas: Canvas, *, codes: bool) -> Layout:
        """The finest scale at which the chart's days fit beside names of a decent length.

        Without ``codes`` nothing hangs on how long they are, either.
        """
        start = chart.from_on - timedelta(chart.from_on.weekday())
        days = (chart.until_on - start).days
        shown = [f"g{course.goal.id}" for course in chart.courses if codes]
        lead = 3 + max(map(len, shown), default=2)
        longest = max(map(cells, _names(chart)), default=0)
        least = min(longest, _LABEL_ROOMY if canvas.width >= _ROOMY else _LABEL_LEAST)
        room = canvas.width - lead - 1
        weeks = next((fit for fit in _SCALES if days // (7 * fit) < room - least), _SCALES[-1])
        columns = days // (7 * weeks) + 1
        return cls(
            chart.from_on, start, weeks, columns, lead, min(longest, max(least, room - columns))
        )

    @property
    def margin(self) -> int:
        """How many characters stand before the first column."""
        return self.lead + self.label + 1

    def column(self, day: date) -> int:
        """The column of a day; below 0 or past the last where it is outside."""
        return (day - self.start).days // (7 * self.weeks)

    def first_day(self, column: int) -> date:
        """The first day asked for in a column."""
        return max(self.since, self.start + timedelta(7 * self.weeks * column))


class Row:
    """The marks of one row, by column; what is put later takes the place of what was there."""

    def __init__(self, columns: int) -> None:
        self.marks: dict[int, str] = {}
        self._columns = columns

    def fill(self, first: int, last: int, mark: str) -> None:
        """Put the mark from one column to another, as far as they are on the chart."""
        for column in range(max(first, 0), min(last, self._columns - 1) + 1):
            self.marks[column] = mark

    def put(self, column: int, mark: str) -> None:
        """Put the mark, if the column is on the chart."""
        self.fill(column, column, mark)

    def text(self, canvas: Canvas) -> str:
        """The row as characters."""
        marks = [self.marks.get(column, " ") for column in range(max(self.marks, default=-1) + 1)]
        return "".join(map(canvas.glyph, marks))


def session_row(sessions: Sequence[Session], layout: Layout) -> Row:
    """One mark a column: a session held tells more than one planned, and that than one called off."""
    row = Row(layout.columns)
    for mark in (NOT_HELD, PLANNED, HELD):
        for session in sessions:
            if SESSIONS[session.state][0] == mark:
                row.put(layout.column(session.held_on), mark)
    return row


def goal_row(course: GoalCourse, layout: Layout, today: date) -> Row:
    """What a goal went through; what matters more is put later."""
    goal = course.goal
    row = Row(layout.columns)
    now, start = layout.column(today), layout.column(goal.start_on)
    end = layout.column(goal.closed_on) if goal.closed_on else now
    if goal.start_on <= today:
        row.fill(start, end, TO_COME if goal.state is GoalState.DRAFT else LIVED)
    aim = layout.column(goal.target_on) if goal.target_on else None
    if aim is not None and not goal.closed_on:
        row.fill(max(now + 1, start), aim, TO_COME)
    for day in course.earlier_targets:
        if not goal.closed_on or day <= goal.closed_on:
            row.put(layout.column(day), EARLIER)
    moves = {layout.column(day) for day in course.moved_on if layout.column(day) <= end}
    for column in moves:
        row.put(column, MOVED)
    if goal.closed_on:
        row.put(end, CLOSING.get(goal.state, (LIVED, ""))[0])
    elif aim is None:
        row.put(max(now, start) + (now in moves), NO_TARGET)
    else:
        row.put(aim, TARGET)
        if is_overdue(goal, today):
            row.put(now, OVERDUE)
    return row


def is_overdue(goal: Goal, today: date) -> bool:
    return not goal.state.closed and goal.target_on is not None and goal.target_on < today


def by_partner(sessions: Sequence[Session]) -> list[tuple[str, list[Session]]]:
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
    return [one_line(name) for name in names] + [name for name, _ in by_partner(chart.sessions)]
