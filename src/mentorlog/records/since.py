"""What changed since a day."""

from datetime import date
from typing import NamedTuple

from mentorlog.records import Action, Goal, Ref, Slip, Win
from mentorlog.records.timeline import Entry


class Moved(NamedTuple):
    """How far a goal came between two days, in percent.

    ``from_value`` and ``to_value`` are its readings in the metric's unit, None without a metric;
    ``on`` is the day of the last reading among those days, ``by`` who read, where not the owner.
    """

    goal: Goal
    before: float
    after: float
    from_value: str | None
    to_value: str | None
    on: date
    by: Ref | None


class Slipped(NamedTuple):
    """A goal's target moved later."""

    goal: Goal
    slip: Slip


class Carried(NamedTuple):
    """An open action that ``sessions`` sessions of those days left open."""

    action: Action
    sessions: int


class Since(NamedTuple):
    """What changed from ``since`` to ``until``, both included; every part in the order it happened.

    ``partner`` is whom it is about, None for all. ``session`` is the one, on ``session_on``,
    that it counts from, None for a day that was named. ``targets`` are those that moved otherwise than later. ``opened`` has goals
    made and taken up again, ``closed`` those that ended, ``paused`` those that neither run nor
    ended; ``unmoved`` has readings that were the same as before, with what was said, ``beside`` those
    that say something and do not count, as milestones do. ``dues_moved``
    are due days of milestones and actions. Advice is told with what came of it, questions with their
    answer.
    """

    since: date
    until: date
    me: Ref | None
    partner: Ref | None
    session: Ref | None
    session_on: date | None
    moved: tuple[Moved, ...]
    slipped: tuple[Slipped, ...]
    targets: tuple[Entry, ...]
    opened: tuple[Entry, ...]
    closed: tuple[Entry, ...]
    paused: tuple[Entry, ...]
    dues_moved: tuple[Entry, ...]
    unmoved: tuple[Entry, ...]
    beside: tuple[Entry, ...]
    milestones: tuple[Entry, ...]
    milestones_added: tuple[Entry, ...]
    actions_opened: tuple[Action, ...]
    actions_closed: tuple[Action, ...]
    actions_carried: tuple[Carried, ...]
    wins: tuple[Win, ...]
    advice: tuple[Entry, ...]
    questions: tuple[Entry, ...]
