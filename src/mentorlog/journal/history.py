"""A goal's history: what happened to it and its milestones, with what each changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.journal import Journal, events, figures, milestones, progress, standings
from mentorlog.journal.names import listed
from mentorlog.records import Event, Goal, Kind, Milestone
from mentorlog.records.history import Happening, History


def of_goal(journal: Journal, id: int) -> History:
    """The history of one goal; raises ``NotFound``."""
    standing = standings.of_goal(journal, id)
    points = milestones.of(journal, [id]).get(id, [])
    told = events.of(journal, Kind.GOAL, [id]).get(id, [])
    of_points = events.of(journal, Kind.MILESTONE, [point.id for point in points])
    everything = [*told, *(event for point in points for event in of_points.get(point.id, []))]
    everything.sort(key=_place)
    course = progress.of_goals(journal, [standing.goal])[id]
    replay = _Replay(standing.goal, told, points, course)
    devices = _devices(journal, [event.id for event in everything])
    return History(
        standing,
        tuple(replay.after(event)._replace(device=devices.get(event.id)) for event in everything),
        course.reached,
    )


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


class _Replay:
    """The goal as it stood after each event."""

    def __init__(
        self,
        goal: Goal,
        told: Sequence[Event],
        points: Sequence[Milestone],
        course: progress.Course,
    ) -> None:
        self._goal = goal
        self._points = {point.id: point for point in points}
        self._course = course
        self._targets = [event for event in told if event.field == "target"]

    def after(self, event: Event) -> Happening:
        goal, at = self._goal, _place(event)
        of_goal = event.kind is Kind.GOAL
        is_reading = of_goal and event.field == "progress" and event.new is not None
        is_target = of_goal and event.field == "target"
        before = (at[0], at[1] - 1)
        return Happening(
            event=event,
            milestone=None if of_goal else self._points.get(event.record),
            percent=standings.percent(goal, event.new or "0") if is_reading else None,
            by_owner=event.by is None or event.by.id == goal.owner.id,
            progress=self._course.at(at),
            expected_pace=self._pace(at),
            pace_before=self._pace(before) if is_target else None,
        )

    def _pace(self, at: progress.Place) -> float | None:
        goal = self._goal
        if goal.closed_on and at[0] > goal.closed_on:
            return None
        return figures.expected_pace(goal.start_on, self._target(at), at[0])

    def _target(self, at: progress.Place) -> date | None:
        """The target that was agreed at that time; a goal made by another tool has only one."""
        if not self._targets:
            return self._goal.target_on
        agreed = [event for event in self._targets if _place(event) <= at]
        new = agreed[-1].new if agreed else None
        return date.fromisoformat(new) if new else None
