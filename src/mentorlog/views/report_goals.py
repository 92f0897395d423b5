"""A goal on the first page of a report: where it stands there, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlog.records import GoalState, PaceState, Reading
from mentorlog.records.report import Report, ReportedGoal
from mentorlog.records.timeline import Entry
from mentorlog.views import report_words, words

AT_THE_END = "At 100 %"
"""The section of goals that have nothing left to do, and are not closed yet."""


def heading(goal: ReportedGoal, report: Report) -> str:
    """The section of the page in which the goal stands."""
    standing = goal.standing
    state = standing.goal.state
    if state.closed:
        done = state in (GoalState.ACHIEVED, GoalState.PARTLY_ACHIEVED)
        return "Achieved" if done else "Ended"
    if standing.pace_state is PaceState.OVERDUE:
        return "Overdue"
    if goal.has_moved:
        return "Moved"
    if standing.is_complete:
        return AT_THE_END
    is_new = standing.goal.start_on >= report.period.since and not standing.progress
    return "Begun" if is_new else "Stands still"


def is_late(goal: ReportedGoal) -> bool:
    """Whether it is over its target, or soon will be."""
    return goal.standing.pace_state in (PaceState.OVERDUE, PaceState.AT_RISK)


def told(goal: ReportedGoal, report: Report) -> str:
    """How it stands, what others read otherwise, what was said last, and how its target moved."""
    return " ".join(
        [
            _stands(goal, report),
            *_beside(goal),
            *(_read_otherwise(each, goal, report) for each in _differing(goal)),
            *(_note(change, goal, report) for change in _last_words(goal)),
            *map(_slip, _slips(goal)),
        ]
    )


def on_page(goal: ReportedGoal) -> tuple[list[Entry], tuple[Reading, ...]]:
    """The changes and the readings of others that ``told`` has, which the details need not repeat."""
    differing = _differing(goal)
    read = [change for each in differing for change in _change_of(each, goal)]
    return [*_slips(goal), *_last_words(goal), *read], differing


def _stands(goal: ReportedGoal, report: Report) -> str:
    """``25 → 60 %, expected 61 %.``; ``50 %, stalled for 73 days.``"""
    standing, parts = goal.standing, [*filter(None, _course(goal))]
    state = report_words.state(standing)
    if standing.pace_state is PaceState.OVERDUE and standing.goal.target_on:
        if not _slips(goal):
            state = f"target {words.calendar_day(standing.goal.target_on)}, {state}"
    elif report_words.expected(standing) is not None:
        parts.append(f"expected {words.percent(report_words.expected(standing))}")
    if standing.pace_state is not PaceState.ON_TRACK or words.moved_often(standing) or not parts:
        parts.append(state)
    return ", ".join(filter(None, [report_words.whose(goal, report), *parts])) + "."


def _course(goal: ReportedGoal) -> Iterator[str]:
    """``25 → 60 %``, ``55 → 45 %`` with ``11 → 9 of 20 pages``, ``100 → 67 %`` with why it is less."""
    standing, metric = goal.standing, goal.standing.goal.metric
    if goal.before is not None and standing.progress is not None:
        yield words.from_to(goal.before, standing.progress)
        yield report_words.why_less(goal)
    if metric and standing.value is not None and goal.value_before is not None:
        yield words.values(goal.value_before, standing.value, metric)


def _beside(goal: ReportedGoal) -> list[str]:
    """What the figure is made of, where the owner has said otherwise since."""
    standing = goal.standing
    if standing.beside is None:
        return []
    on, read = words.calendar_day(standing.beside.on), words.percent(standing.beside.percent)
    return [f"By {words.milestones(standing)}; the check-in of {on} says {read}."]


def _differing(goal: ReportedGoal) -> tuple[Reading, ...]:
    """What others read otherwise of a goal that is worked on."""
    standing = goal.standing
    return standing.differing if standing.goal.state is GoalState.ACTIVE else ()


def _change_of(reading: Reading, goal: ReportedGoal) -> list[Entry]:
    """The change of the period that the last reading of somebody else is; none where it is older."""
    return [each for each in goal.changes if each.by and each.by.id == reading.by.id][-1:]


def _read_otherwise(reading: Reading, goal: ReportedGoal, report: Report) -> str:
    reasons = [f": “{change.reason}”" for change in _change_of(reading, goal) if change.reason]
    return f"{report_words.reading(reading, report)}{''.join(reasons)}."


def _slips(goal: ReportedGoal) -> list[Entry]:
    return [change for change in goal.changes if change.field == "target" and change.days]


def _slip(change: Entry) -> str:
    assert change.days
    reason = f": “{change.reason}”" if change.reason else ""
    return (
        f"Target moved to {report_words.told_day(change.new)}, {words.later(change.days)}{reason}."
    )


def _last_words(goal: ReportedGoal) -> list[Entry]:
    """The reason of the end or the pause, else the note of the owner's last reading."""
    is_active = goal.standing.goal.state is GoalState.ACTIVE
    told = [change for change in goal.changes if not change.by]
    said = [each for each in told if (each.is_reading if is_active else each.field == "state")]
    return [change for change in said[-1:] if change.reason]


def _note(change: Entry, goal: ReportedGoal, report: Report) -> str:
    """A note says whose and when it is, as "I" is the writer, and a moved target has its own reason."""
    if change.field == "state":
        return f"“{change.reason}”"
    sure = f" (confidence {change.confidence} of 10)" if change.confidence is not None else ""
    owner, on = goal.standing.goal.owner, words.calendar_day(change.on)
    mine = report_words.is_writer(owner, report)
    said = f"Check-in of {on}" if mine else f"{report_words.named(owner, report)} on {on}"
    return f"{said}: “{change.reason}”{sure}."
