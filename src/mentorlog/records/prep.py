"""What there is to talk about in the next session."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from mentorlog.records import Action, GoalStanding, Mentorship, Ref, Role, Session, Takeaway, Win
from mentorlog.records.since import Moved


class Agenda(NamedTuple):
    """A session to come with one person, and what stands between the two of us.

    ``on`` is the day of the session that is ``planned``, else the day its slot starts, and ``meet_by`` the
    last day of that; None where nothing is to come. ``mentorship`` is None with somebody who is just met. ``last`` is the last
    session held together, on ``last_on``.

    ``topics`` are what is to be raised, the oldest first. ``theirs`` and ``mine`` are open actions. ``advice`` is the last session's, then what is still
    pending or tried of earlier ones, and ``given`` the ids of that which was mine. ``done``, ``moved`` and ``wins`` are since the last session,
    ``dropped`` are actions too, with the ``reasons`` by their ids. ``learned`` are takeaways of it and since. ``goals`` are those to talk about: stuck, stalled, a mentee's behind, at risk or
    overdue, the most pressing first.
    """

    on: date | None
    planned: Session | None
    partner: Ref
    me: Ref | None
    mentorship: Mentorship | None
    last: Ref | None
    last_on: date | None
    days_since: int | None
    topics: tuple[Takeaway, ...] = ()
    advice: tuple[Takeaway, ...] = ()
    given: frozenset[int] = frozenset()
    theirs: tuple[Action, ...] = ()
    mine: tuple[Action, ...] = ()
    done: tuple[Action, ...] = ()
    dropped: tuple[Action, ...] = ()
    reasons: Mapping[int, str] = {}
    moved: tuple[Moved, ...] = ()
    wins: tuple[Win, ...] = ()
    learned: tuple[Takeaway, ...] = ()
    questions: tuple[Takeaway, ...] = ()
    goals: tuple[GoalStanding, ...] = ()
    meet_by: date | None = None

    @property
    def role(self) -> Role | None:
        """What the other person is to me."""
        return self.mentorship.role if self.mentorship else None
