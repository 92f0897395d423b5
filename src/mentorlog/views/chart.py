"""A chart of goals and sessions: time from left to right, a row for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from mentorlog.dates import month
from mentorlog.records.timeline import Chart, GoalCourse
from mentorlog.views.cells import cells, clipped
from mentorlog.views.chart_rows import (
    CLOSING,
    EARLIER,
    HELD,
    MOVED,
    NO_TARGET,
    NOT_HELD,
    NOT_REACHED,
    OVERDUE,
    PLANNED,
    REACHED,
    SESSIONS,
    TARGET,
    TO_COME,
    TODAY,
    Layout,
    Row,
    by_partner,
    goal_row,
    is_overdue,
    session_row,
)
from mentorlog.views.pages import (
    Block,
    Canvas,
    Content,
    Fixed,
    Line,
    Page,
    Screen,
    ref,
)
from mentorlog.views.plain import one_line

_WORDS = {1: "one column a week", 2: "one column two weeks", 4: "one column four weeks"}
_MEANINGS = {
    MOVED: "moved", TARGET: "target", EARLIER: "earlier target", OVERDUE: "overdue",
    NO_TARGET: "no target", TO_COME: "to come",
}  # fmt: skip
_MONTH_WEEKS = 4
_LEGEND = (
    MOVED + TARGET + EARLIER + OVERDUE + REACHED + NOT_REACHED,
    HELD + PLANNED + NOT_HELD + NO_TARGET + TO_COME,
)
"""The marks in the order they are explained, on lines of their own."""


def screen(chart: Chart, title: str, *, codes: bool = True) -> Screen:
    """The chart in every format; CSV has a row for each mark."""
    return Screen(
        page=lambda canvas: Page(tuple(_blocks(chart, title, canvas, codes=codes))),
        data=lambda: _data(chart, codes=codes),
        rows=lambda: list(_rows(chart)),
    )


# --- JSON and CSV -----------------------------------------------------------------------------


def _data(chart: Chart, *, codes: bool) -> dict[str, object]:
    return {
        "from": chart.from_on,
        "until": chart.until_on,
        "days_per_column": 7 * Layout.of(chart, Canvas(), codes=codes).weeks,
        "goals": [_goal_data(course, chart) for course in chart.courses],
        "sessions": [
            {
                "id": session.id,
                "uid": session.uid,
                "title": session.label,
                "held_on": session.held_on,
                "state": session.state,
                "attendees": session.attendees,
            }
            for session in chart.sessions
        ],
    }


def _goal_data(course: GoalCourse, chart: Chart) -> dict[str, object]:
    goal = course.goal
    return {
        "id": goal.id,
        "uid": goal.uid,
        "title": goal.title,
        "owner": goal.owner,
        "start_on": goal.start_on,
        "target_on": goal.target_on,
        "state": goal.state,
        "closed_on": goal.closed_on,
        "overdue": is_overdue(goal, chart.today),
        "marks": [{"on": on, "mark": mark} for on, mark in _marks(course)],
    }


def _marks(course: GoalCourse) -> list[tuple[date, str]]:
    goal = course.goal
    marks = [(on, "moved") for on in course.moved_on]
    marks += [(on, "earlier-target") for on in course.earlier_targets]
    if goal.target_on:
        marks.append((goal.target_on, "target"))
    if goal.closed_on:
        marks.append((goal.closed_on, str(goal.state)))
    return sorted(marks)


def _rows(chart: Chart) -> Iterator[dict[str, object]]:
    for course in chart.courses:
        goal = course.goal
        for on, mark in [(goal.start_on, "start"), *_marks(course)]:
            yield {"kind": "goal", "id": goal.id, "uid": goal.uid, "title": goal.title,
                   "on": on, "mark": mark}  # fmt: skip
    for session in chart.sessions:
        yield {"kind": "session", "id": session.id, "uid": session.uid, "title": session.label,
               "on": session.held_on, "mark": session.state}  # fmt: skip


# --- the page ---------------------------------------------------------------------------------


def _blocks(chart: Chart, title: str, canvas: Canvas, *, codes: bool) -> Iterator[Block]:
    layout = Layout.of(chart, canvas, codes=codes)
    scale = _WORDS.get(layout.weeks, f"one column {layout.weeks} weeks")
    yield Line(f"{title} · {_month_year(chart.from_on)} – {_month_year(chart.until_on)} · {scale}")
    yield Line()
    if chart.courses or chart.sessions:
        yield Fixed(tuple(_lines(chart, layout, canvas, codes=codes)))
    else:
        yield Line("No goals and no sessions in these days.")


def _month_year(day: date) -> str:
    return f"{month(day, day)[:3]} {day.year:04d}"


def _lines(chart: Chart, layout: Layout, canvas: Canvas, *, codes: bool) -> Iterator[Content]:
    used: set[str] = set()

    def drawn(code: str, name: str, row: Row) -> Content:
        used.update(row.marks.values())
        shown = clipped(name, layout.label, canvas)
        gap = " " * (layout.label + 1 - cells(shown))
        lead = f" {code}".ljust(layout.lead)
        return (ref(lead) if codes else lead, shown, gap, row.text(canvas))

    yield " " * layout.margin + _months(layout, canvas.width - layout.margin)
    for name, sessions in by_partner(chart.sessions):
        yield drawn("", name, session_row(sessions, layout))
    owners = {course.goal.owner for course in chart.courses}
    for owner, courses in groupby(chart.courses, key=lambda course: course.goal.owner):
        if len(owners) > 1:
            yield f" {one_line(owner.label)}"
        for course in courses:
            row = goal_row(course, layout, chart.today)
            yield drawn(f"g{course.goal.id}" if codes else "", course.goal.title, row)
    yield _today_line(chart.today, layout, canvas)
    yield from _legend(chart, used, canvas)


def _months(layout: Layout, room: int) -> str:
    """The name of each month above the first column that starts in it, where there is room.

    Where columns are wider than weeks, a January is its year; where they are wider than months,
    there are only years.
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


def _today_line(today: date, layout: Layout, canvas: Canvas) -> str:
    column = layout.column(today)
    if not 0 <= column < layout.columns:
        return ""
    at = layout.margin + column
    glyph = canvas.glyph(TODAY)
    if at + len("▲ today") <= canvas.width:
        return " " * at + f"{glyph} today"
    return f"today {glyph}".rjust(at + 1)


def _legend(chart: Chart, used: set[str], canvas: Canvas) -> Iterator[str]:
    """What the marks on the chart mean, and only those, in as few lines as the width allows."""
    for marks in _LEGEND:
        line = ""
        for mark in filter(used.__contains__, marks):
            item = f"{canvas.glyph(mark)} {_meaning(mark, chart)}"
            if line and len(line) + 2 + len(item) > canvas.width:
                yield line
                line = ""
            line += f"  {item}" if line else f" {item}"
        if line:
            yield line


def _meaning(mark: str, chart: Chart) -> str:
    """The mark in words; one that stands for several states names those that there are."""
    if mark in _MEANINGS:
        return _MEANINGS[mark]
    closed = [CLOSING[course.goal.state] for course in chart.courses if course.goal.state.closed]
    met = [SESSIONS[session.state] for session in chart.sessions]
    words = dict.fromkeys(word for glyph, word in (*closed, *met) if glyph == mark)
    return " or ".join(words)
