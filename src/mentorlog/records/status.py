"""The everyday screens: today, and everything open."""

from datetime import date, timedelta
from typing import NamedTuple

from mentorlog.records import (
    Action,
    GoalStanding,
    GoalState,
    Mentorship,
    MentorshipStanding,
    Milestone,
    Ref,
    Session,
    Takeaway,
    Touch,
)

SOON = timedelta(days=7)
"""How far ahead a due day counts as near."""


class Meeting(NamedTuple):
    """The next session of a mentorship: planned, or the slot of its cadence that starts then.

    ``meet_by`` is the last day of that slot, None where one was planned; ``time`` is then ``HH:MM`` local.
    """

    mentorship: Mentorship
    on: date
    meet_by: date | None
    time: str | None = None

    @property
    def planned(self) -> bool:
        """Whether it was planned."""
        return self.meet_by is None


class Today(NamedTuple):
    """What one looks at first, on a day.

    ``due`` are open actions that are late or due soon (else the next ones), mine first, and
    ``milestones`` the same of goals, of ``due_milestones`` there are; ``open_actions`` counts all. ``goals`` are the open
    ones, worst first; ``had_goals`` tells whether there ever was one. ``latest`` is the last
    takeaway, ``touch`` those with whom it is time to be in touch, and ``unheld`` sessions planned for an
    earlier day of which nobody has said more. ``resting`` are mentorships that are paused, or will be soon.
    """

    on: date
    me: Ref | None
    due: tuple[Action, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    due_milestones: int = 0
    open_actions: int = 0
    goals: tuple[GoalStanding, ...] = ()
    had_goals: bool = False
    meetings: tuple[Meeting, ...] = ()
    latest: Takeaway | None = None
    touch: tuple[Touch, ...] = ()
    unheld: tuple[Session, ...] = ()
    resting: tuple[Mentorship, ...] = ()

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to show at all."""
        found = self.meetings, self.latest, self.touch, self.unheld, self.resting
        return not (self.open_actions or self.had_goals or any(found))


class GoalGroup(NamedTuple):
    """Goals of one owner; ``left`` more are not given, ``closed`` counts those that have ended."""

    owner: Ref
    goals: tuple[GoalStanding, ...]
    left: int
    closed: dict[GoalState, int]


class ActionGroup(NamedTuple):
    """Actions of one owner; ``left`` more are not given."""

    owner: Ref
    actions: tuple[Action, ...]
    left: int


class Status(NamedTuple):
    """How everything open stands, mine first, then by name.

    ``partner`` is the mentorship it is about, None for all. ``closed`` counts the goals that have
    ended by how they did. ``done`` of ``counted`` actions that were not dropped is ``completion``
    in percent, None of none. ``unheld`` are sessions planned for an earlier day of which nobody has
    said more.
    """

    me: Ref | None
    partner: Mentorship | None
    goals: tuple[GoalGroup, ...]
    actions: tuple[ActionGroup, ...]
    mentorships: tuple[MentorshipStanding, ...]
    closed: dict[GoalState, int]
    done: int
    counted: int
    completion: float | None
    unheld: tuple[Session, ...] = ()
