"""Where the bars, lines and marks of a report's page stand; the template beside this file draws them.

Positions are percents of the drawing: across from the period's first day to its last, down from
100 % progress to 0. Only what is between the texts stretches, so that a drawing can be read on a
phone as on paper. Each drawing has words that say all that it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from unicodedata import east_asian_width

from mentorlog.errors import count
from mentorlog.records import Goal, GoalState, Milestone, PaceState
from mentorlog.records.report import Report, ReportedGoal
from mentorlog.views import report_words
from mentorlog.views.plain import one_line
from mentorlog.views.report_scale import Scale, Tick

_NARROWEST = 0.5  # a single day shows too
_LABEL = 44  # columns of a title that a phone has room for

Place = tuple[float, float]


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
    """A line of the timeline: its label, as far as there is room, and the words for it all."""

    label: str
    whole_label: str
    state: str
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    words: str


class Timeline(NamedTuple):
    """The period at one look; ``now`` is where its day stands, None at the end of the period."""

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
    """How a goal's progress went: ``line`` through its readings, ``expected`` beside it.

    ``others`` are the last readings of everybody else, each on its day.
    """

    title: str
    description: str
    ticks: tuple[Tick, ...]
    line: tuple[Place, ...]
    points: tuple[tuple[float, float, str], ...]
    expected: tuple[Place, ...]
    others: tuple[tuple[float, float, str], ...]
    now: float | None


# --- the timeline -----------------------------------------------------------------------------


def timeline(report: Report) -> Timeline | None:
    """The period's goals, sessions and wins on one scale; None where there are none."""
    scale = Scale(report.period)
    rows = [_goal_row(goal, report, scale) for goal in report.goals]
    rows += _sessions_row(report, scale) + _wins_row(report, scale)
    if not rows:
        return None
    since, until = report.period.since, report.period.until
    days = f"{report_words.calendar_day(since)} to {report_words.calendar_day(until)}"
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
    state = report_words.state(reported.standing)
    marks = [_milestone_mark(point, scale) for point in points]
    if not goal.state.closed and goal.target_on and scale.holds(goal.target_on):
        words = f"{report_words.weekday(goal.target_on)}: target"
        marks.append(Mark(scale.x(goal.target_on), "target", words))
    return Row(
        label=_cut(goal.title),
        whole_label=one_line(goal.title),
        state=state,
        bars=tuple(_bars(reported, report, scale)),
        marks=tuple(mark for mark in marks if mark),
        words="; ".join([*_span(goal), state, *map(_milestone, points)]),
    )


def _span(goal: Goal) -> list[str]:
    days = [f"from {report_words.calendar_day(goal.start_on)}"]
    if goal.target_on:
        days.append(f"target {report_words.calendar_day(goal.target_on)}")
    return days


def _milestone(point: Milestone) -> str:
    return f"milestone {one_line(point.title or '')} {report_words.milestone(point)}"


def _milestone_mark(point: Milestone, scale: Scale) -> Mark | None:
    on = point.done_on or point.due_on
    if on is None or not scale.holds(on):
        return None
    shape = "done" if point.done_on else "due"
    return Mark(scale.x(on), shape, f"{report_words.weekday(on)}: {shape}, {point.title}")


_TONES = {
    GoalState.ACHIEVED: "achieved",
    GoalState.PARTLY_ACHIEVED: "achieved",
    GoalState.MISSED: "late",
    GoalState.DROPPED: "resting",
    GoalState.PAUSED: "resting",
    GoalState.DRAFT: "resting",
}


def _bars(reported: ReportedGoal, report: Report, scale: Scale) -> Iterator[Bar]:
    """What has gone by, what of it was over the target, and what is still ahead."""
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


def _sessions_row(report: Report, scale: Scale) -> list[Row]:
    held = [each.session for each in report.sessions]
    if not held:
        return []
    marks = [
        Mark(scale.x(session.held_on), "session", report_words.session(session, report))
        for session in held
    ]
    days = ", ".join(report_words.calendar_day(session.held_on) for session in held)
    total = count(len(held), "session")
    return [Row("Sessions", "Sessions", total, (), tuple(marks), days)]


def _wins_row(report: Report, scale: Scale) -> list[Row]:
    if not report.wins:
        return []
    marks = [
        Mark(
            scale.x(win.happened_on),
            "win",
            f"{report_words.weekday(win.happened_on)}: {win.title}",
        )
        for win in report.wins
    ]
    words = "; ".join(
        f"{report_words.calendar_day(win.happened_on)} {one_line(win.title)}" for win in report.wins
    )
    total = count(len(report.wins), "win")
    return [Row("Wins", "Wins", total, (), tuple(marks), words)]


def _cut(title: str) -> str:
    """As much of a title as fits, whole words if they can be; wide characters are two."""
    words, room = one_line(title), _LABEL
    for place, character in enumerate(words):
        room -= 2 if east_asian_width(character) in "WF" else 1
        if room < 0:
            return re.sub(r"(?<=.{20})\s+\S*$", "", words[: place - 1]).rstrip() + "…"
    return words


# --- the progress of a goal -------------------------------------------------------------------


def progress(reported: ReportedGoal, report: Report) -> Progress | None:
    """The readings of a goal in the period; None where nothing was ever read."""
    standing, scale = reported.standing, Scale(report.period)
    if reported.before is None or standing.progress is None:
        return None
    return Progress(
        title=f"Progress: {one_line(standing.goal.title)}",
        description=_sentence(
            report_words.progress(standing, reported.before, reported.readings)
        ),
        ticks=scale.ticks(),
        line=tuple(_line(reported, report, scale)),
        points=tuple(
            (
                scale.x(each.on),
                _y(each.percent),
                f"{report_words.read(each, report_words.weekday)}: {report_words.percent(each.percent)}",
            )
            for each in reported.readings
        ),
        expected=tuple(_expected(reported, scale)),
        others=tuple(
            (scale.x(each.on), _y(each.percent), report_words.reading(each))
            for each in standing.others
            if scale.holds(each.on)
        ),
        now=scale.now(report.as_of),
    )  # fmt: skip


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
    """The expected pace from start to target, and full from there on; as much as is in view."""
    goal = reported.standing.goal
    if report_words.expected(reported.standing) is None or goal.target_on is None:
        return
    days = (goal.target_on - goal.start_on).days
    for on in sorted({max(goal.start_on, scale.since), goal.target_on, scale.until}):
        if scale.holds(on):
            gone = (on - goal.start_on).days / days * 100 if days > 0 else 100.0
            yield scale.x(on), _y(gone)
