"""Timelines, charts and the history of a goal: what happened, in the order it is shown."""

from collections.abc import Iterable
from datetime import date

from mentorlog.records import (
    Event,
    Goal,
    GoalStanding,
    Milestone,
    Reached,
    Received,
    Ref,
    Role,
    Session,
    Visibility,
)
from mentorlog.values import NamedTuple


class Entry(NamedTuple):
    """One thing that happened, or is ``upcoming``, in a timeline.

    ``kind`` is what it tells of: session, met, takeaway, goal, target, milestone, due (a day that
    moved), win, advice, question, action, skill, mentorship or agreement; ``field`` is what changed
    of it, as in an ``Event``; ``new`` says of a takeaway of which kind it is; a reading that moved nothing has the field ``reading``. ``old`` and ``new`` are in ``unit`` where they are numbers; ``days`` is
    how far a target or a due day moved, or how late an action was done; ``held_on`` is the day of a
    session, also where it was called off on another, ``last_on`` the last day on which to meet keeps the cadence. ``counted`` marks what is told by number
    alone where space is short. ``visibility`` is private for a record that nobody else reads, ``received``
    is a partner's share that it came with; ``hidden`` marks what is told to nobody else of a record that others read. Only the journal's owner is told these. ``event`` is the number of the event that told it, if one did.
    """

    on: date
    kind: str
    field: str
    record: Ref
    old: str | None = None
    new: str | None = None
    unit: str | None = None
    days: int | None = None
    reason: str | None = None
    confidence: int | None = None
    recorded_at: str | None = None
    event: int | None = None
    goal: Ref | None = None
    people: tuple[Ref, ...] = ()
    time: str | None = None
    minutes: int | None = None
    held_on: date | None = None
    last_on: date | None = None
    role: Role | None = None
    upcoming: bool = False
    counted: bool = False
    visibility: Visibility = Visibility.SHARED
    received: Received | None = None
    hidden: bool = False

    @property
    def by(self) -> Ref | None:
        """Who read a goal, where that was not its owner."""
        return self.people[0] if self.people else None

    @property
    def is_reading(self) -> bool:
        """Whether it is a reading of a goal, which may have moved it, stand beside, or be a mere note."""
        return self.field in ("progress", "reading", "noted")


def first_targets(told: Iterable[Entry]) -> dict[tuple[int, date], Entry]:
    """The targets that goals were made with, by the goal's id and the day: told with the goal."""
    told = list(told)
    made = {
        (each.record.id, each.on)
        for each in told
        if each.field == "created" and each.kind == "goal"
    }
    return {
        (each.record.id, each.on): each
        for each in told
        if each.kind == "target" and each.old is None and (each.record.id, each.on) in made
    }


class GoalCourse(NamedTuple):
    """The course of a goal, for a chart: its days, when it moved, and targets it once had."""

    goal: Goal
    moved_on: tuple[date, ...]
    earlier_targets: tuple[date, ...]


class Chart(NamedTuple):
    """Goals and sessions side by side, both days included; ``today`` is the day it is of."""

    from_on: date
    until_on: date
    today: date
    courses: tuple[GoalCourse, ...]
    sessions: tuple[Session, ...]


class Happening(NamedTuple):
    """One event of a goal or of one of its milestones, and how the goal stood right after it.

    ``percent`` is a check-in's own value in percent, ``by_owner`` whether it was the goal's owner
    who read it. ``expected_pace`` is by the target of that day, and None once the goal has ended.
    ``device`` is the other machine on which it was told, None for this one.
    """

    event: Event
    milestone: Milestone | None
    percent: float | None
    by_owner: bool
    progress: float | None
    expected_pace: float | None
    device: str | None = None


class History(NamedTuple):
    """A goal with its figures, all that happened, and its progress by day, both oldest first."""

    standing: GoalStanding
    happenings: tuple[Happening, ...]
    course: tuple[Reached, ...]
