"""One goal's history, with both clocks."""

from typing import NamedTuple

from mentorlog.records import Event, GoalStanding, Milestone, Reached


class Happening(NamedTuple):
    """One event of a goal or of one of its milestones, and how the goal stood right after it.

    ``percent`` is a check-in's own value in percent, ``by_owner`` whether it was the goal's owner
    who read it. ``expected_pace`` is by the target of that day, and None once the goal has ended;
    ``pace_before`` is the pace of the same day by the target that a new one replaced. ``device`` is the
    other machine on which it was told, None for this one.
    """

    event: Event
    milestone: Milestone | None
    percent: float | None
    by_owner: bool
    progress: float | None
    expected_pace: float | None
    pace_before: float | None
    device: str | None = None


class History(NamedTuple):
    """A goal with its figures, all that happened, and its progress by day, both oldest first."""

    standing: GoalStanding
    happenings: tuple[Happening, ...]
    course: tuple[Reached, ...]
