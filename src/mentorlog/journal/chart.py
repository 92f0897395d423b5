"""Goals and sessions side by side over time: what a chart of them is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from mentorlog.journal import Journal, events, progress
from mentorlog.journal.belonging import Asked, Scope
from mentorlog.records import Event, Goal, Kind, Reached, Session
from mentorlog.records.timeline import Chart, GoalCourse

_YEAR = timedelta(weeks=52)
_LEAST = timedelta(weeks=8)


def of(
    journal: Journal, scope: Scope, since: date | None, until: date | None, *, everything: bool
) -> Chart:
    """The goals that were open in those days, and their sessions.

    Without ``since`` the chart starts with the first of them, at most a year back unless
    ``everything`` is wanted. Without ``until`` it ends with the last target or planned session, at
    most a year ahead.
    """
    today = journal.today
    floor = since or (date.min if everything else _away(min(until or today, today), -_YEAR))
    ceiling = until or _away(today, _YEAR)
    asked = Asked.of(journal, floor, ceiling, scope)
    known = asked.records(Goal, asked.goal_is("g.id"), "g.id")
    lived = [goal for goal in known if _lived(goal, floor, ceiling)]
    then = f"s.held_on BETWEEN :since AND :until AND {asked.session}"
    met = asked.records(Session, then, "s.held_on, s.id")
    last = until or _last(lived, met, today, ceiling)
    first = _first(lived, met, floor, min(last, today))
    return Chart(
        from_on=first,
        until_on=last,
        today=today,
        courses=tuple(_courses(journal, lived)),
        sessions=tuple(met),
    )


def _lived(goal: Goal, since: date, until: date) -> bool:
    return goal.start_on <= until and (goal.closed_on is None or goal.closed_on >= since)


def _first(lived: Sequence[Goal], met: Sequence[Session], floor: date, last: date) -> date:
    """The day of the first goal or session; open goals count from ``floor`` at the earliest."""
    days = [max(goal.start_on, floor) for goal in lived if not goal.closed_on]
    days += [session.held_on for session in met]
    days += [goal.start_on for goal in lived if goal.start_on >= floor]
    return min(days, default=max(floor, _away(last, -_LEAST)))


def _away(day: date, stretch: timedelta) -> date:
    """So long after a day (or before it), as far as the calendar goes."""
    try:
        return day + stretch
    except OverflowError:
        return date.max if stretch > timedelta() else date.min


def _last(lived: Sequence[Goal], met: Sequence[Session], today: date, ceiling: date) -> date:
    days = [goal.target_on for goal in lived if goal.target_on and not goal.state.closed]
    days += [session.held_on for session in met]
    return max([today, *(day for day in days if day <= ceiling)])


def _courses(journal: Journal, lived: Sequence[Goal]) -> Iterator[GoalCourse]:
    """Each goal's course; mine first, then each other owner's."""
    ids = [goal.id for goal in lived]
    told = events.of(journal, Kind.GOAL, ids, ("created", "progress", "target"))
    courses = progress.of_goals(journal, lived)
    for goal in sorted(
        lived, key=lambda goal: (goal.owner.id != journal.me, goal.owner.id, goal.id)
    ):
        own = told.get(goal.id, [])
        yield GoalCourse(
            goal=goal,
            moved_on=tuple(_moves(courses[goal.id].reached)),
            earlier_targets=tuple(_earlier_targets(goal, own)),
        )


def _moves(by_day: Iterable[Reached]) -> Iterator[date]:
    before = 0.0
    for each in by_day:
        if each.percent != before:
            yield each.on
        before = each.percent


def _earlier_targets(goal: Goal, told: Sequence[Event]) -> list[date]:
    aimed = {event.new for event in told if event.field == "target" and event.new}
    days = {date.fromisoformat(day) for day in aimed} - {goal.target_on}
    return sorted(day for day in days if day)
