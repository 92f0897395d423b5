"""What changed since a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.records import Action, Goal, Ref, Win
from mentorlog.records.timeline import Entry


class Moved(NamedTuple):
    """How far a goal came between two days, in percent.

    ``from_value`` and ``to_value`` are its readings in the metric's unit, None without a metric; ``added`` is
    how many milestones came in those days;
    ``on`` is the day of the last reading among those days, ``by`` who read, where not the owner.
    """

    goal: Goal
    before: float
    after: float
    from_value: str | None
    to_value: str | None
    on: date
    by: Ref | None
    added: int = 0


class Carried(NamedTuple):
    """An open action that ``sessions`` sessions of those days left open."""

    action: Action
    sessions: int


Change = Moved | Entry | Action | Carried | Win
"""One thing that changed."""


class Since(NamedTuple):
    """What changed from ``since`` to ``until``, both included.

    ``partner`` is whom it is about, None for all. ``session`` is the one, on ``session_on``,
    that it counts from, None for a day that was named. ``parts`` has what changed, each part in the
    order it happened, by a name as ``goals_moved``; one without anything may be missing. Targets slip to
    a later day, and move otherwise. Goals open that are made or taken up again; those ``unmoved`` have
    readings that were the same as before, with what was said, those ``noted`` say something and do not
    count, as milestones do. Advice is told with what came of it. ``reasons`` is why actions were dropped,
    by their ids.
    """

    since: date
    until: date
    me: Ref | None
    partner: Ref | None
    session: Ref | None
    session_on: date | None
    parts: Mapping[str, Sequence[Change]]
    reasons: Mapping[int, str] = {}
