"""A goal's history: what happened to it and its milestones, with what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.journal import Journal, events, figures, progress, standings, store
from mentorlog.journal.names import listed
from mentorlog.records import Event, Goal, Kind, Milestone
from mentorlog.records.timeline import Happening, History


def of_goal(journal: Journal, id: int) -> History:
    """The history of one goal; raises ``NotFound``."""
    standing = standings.of_goal(journal, id)
    points = {point.id: point for point in store.select(journal, Milestone, goal=id)}
    told = events.of(journal, Kind.GOAL, [id]).get(id, [])
    of_points = events.of(journal, Kind.MILESTONE, points).values()
    everything = sorted([*told, *(event for some in of_points for event in some)], key=_place)
    course = progress.of_goals(journal, [standing.goal])[id]
    targets = [event for event in told if event.field == "target"]
    devices = _devices(journal, [event.id for event in everything])
    happenings = (
        _after(event, standing.goal, course, targets)._replace(
            milestone=None if event.kind is Kind.GOAL else points.get(event.record),
            device=devices.get(event.id),
        )
        for event in everything
    )
    return History(standing, tuple(happenings), course.reached)


def _devices(journal: Journal, ids: list[int]) -> dict[int, str]:
    """The machine on which each event was told, of those that were not told on this one."""
    if not journal.value("SELECT 1 FROM sync_devices LIMIT 1"):
        return {}
    rows = journal.rows(
        "SELECT e.id, d.name FROM events e JOIN changes c ON c.uid = e.uid AND c.change = 'insert'"
        " JOIN sync_devices d ON d.uid = substr(c.clock, 37, 16)"
        " WHERE e.id IN (SELECT value FROM json_each(?))",
        [listed(ids)],
    )
    return {row["id"]: row["name"] for row in rows}


def _place(event: Event) -> progress.Place:
    return event.happened_on, event.id


def _after(
    event: Event, goal: Goal, course: progress.Course, targets: Sequence[Event]
) -> Happening:
    """The goal as it stood after an event; ``targets`` are the events of its target."""
    at = _place(event)
    of_goal = event.kind is Kind.GOAL
    is_reading = of_goal and event.field == "progress" and event.new is not None
    is_target = of_goal and event.field == "target"
    before = (at[0], at[1] - 1)
    return Happening(
        event=event,
        milestone=None,
        percent=standings.percent(goal, event.new or "0") if is_reading else None,
        by_owner=event.by is None or event.by.id == goal.owner.id,
        progress=course.at(at),
        expected_pace=_pace(goal, targets, at),
        pace_before=_pace(goal, targets, before) if is_target else None,
    )


def _pace(goal: Goal, targets: Sequence[Event], at: progress.Place) -> float | None:
    if goal.closed_on and at[0] > goal.closed_on:
        return None
    return figures.expected_pace(goal.start_on, _target(goal, targets, at), at[0])


def _target(goal: Goal, targets: Sequence[Event], at: progress.Place) -> date | None:
    """The target that was agreed at that time; a goal made by another tool has only one."""
    if not targets:
        return goal.target_on
    agreed = [event for event in targets if _place(event) <= at]
    new = agreed[-1].new if agreed else None
    return date.fromisoformat(new) if new else None
