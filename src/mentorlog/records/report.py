"""A progress report as one immutable value: what the journal gathers and the views write.

Beside ``records`` and not in it, as only the report pays for defining them.
"""

from dataclasses import dataclass
from datetime import date

from mentorlog.periods import Period
from mentorlog.records import (
    Action,
    Audience,
    Gap,
    GoalStanding,
    Kind,
    Mentorship,
    Milestone,
    Reached,
    Ref,
    Session,
    Skill,
    Takeaway,
    Win,
)
from mentorlog.records.timeline import Entry


@dataclass(frozen=True, kw_only=True)
class ReportedGoal:
    """A goal that was open at some time in the period.

    ``before`` is its progress in percent on the day before the period, None where there is none to
    speak of at all, and ``value_before`` the metric's value then; ``readings`` what its progress became on
    which day of the period. ``milestones_added`` is how many came in it; ``wins`` and ``actions`` are the
    period's evidence.
    """

    standing: GoalStanding
    before: float | None
    value_before: str | None
    readings: tuple[Reached, ...]
    milestones: tuple[Milestone, ...]
    milestones_added: int
    changes: tuple[Entry, ...]
    wins: tuple[Win, ...]
    actions: tuple[Action, ...]

    @property
    def has_moved(self) -> bool:
        """Whether its progress is not what it was before the period."""
        return self.standing.progress != self.before


@dataclass(frozen=True, kw_only=True)
class ReportedMentorship:
    """A mentorship that ran in the period, and its sessions of the period.

    One of several people counts in the mentorship with each. ``slots`` are those that start in the period, ``longest_gap`` the longest that ends in it;
    ``minutes`` is of the ``timed`` sessions that say their length, None where none does. ``goals`` counts the goals of its mentee, and
    ``goals_achieved`` those that were achieved; both are told only to who reads public records alone.
    ``cadence_since`` is the day on which another cadence was agreed, None where none was in the period.
    """

    mentorship: Mentorship
    cadence_since: date | None
    sessions_held: int
    minutes: int | None
    timed: int
    goals: int
    goals_achieved: int
    slots: int
    slots_kept: int
    cadence_kept: float | None
    longest_gap: Gap | None


@dataclass(frozen=True)
class ReportedSession:
    """A held session with the lines that were kept from it."""

    session: Session
    takeaways: tuple[Takeaway, ...]


@dataclass(frozen=True)
class Step:
    """Something ahead of the report's day: a milestone, a target, an action item or a session.

    ``about`` is None for a session that nobody has planned yet; ``of`` is the milestone's goal, the
    owner of the goal or action, or whom the session is with. ``on`` None is no day at all.
    """

    on: date | None
    about: Ref | None
    of: tuple[Ref, ...]
    overdue_days: int | None = None

    @property
    def kind(self) -> Kind:
        """What it is a step of."""
        return self.about.kind if self.about else Kind.SESSION


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The report's own counts, of nothing but what it shows.

    ``states`` counts the goals by the one state shown of each. ``moved`` is how many goals'
    progress is not what it was before the period. A session counts once, however many were there;
    ``minutes`` is of the ``timed`` ones that say their length, None where none does. Actions are counted without the dropped ones.
    """

    states: tuple[tuple[str, int], ...]
    moved: int
    sessions_held: int
    minutes: int | None
    timed: int
    actions_done: int
    actions_counted: int
    actions_completion: float | None
    actions_overdue: int
    actions_carried_over: int


@dataclass(frozen=True, kw_only=True)
class Report:
    """How things moved in a period, as its audience may see it; every part oldest first.

    ``about`` is whose goals it is about, None for everybody's; ``partner`` whose sessions, None for
    all. ``skills`` are those that were rated in the period, as they stand at its end, with all their
    ratings. ``takeaways`` are lines that belong to no session, ``topics`` what is to be raised with the
    partner, open questions of earlier periods among them, ``notes`` the writer's own paragraphs for the period. The parts that an audience is not shown are empty.
    """

    audience: Audience
    period: Period
    as_of: date
    me: Ref | None
    about: Ref | None
    partner: Ref | None
    summary: Summary
    mentorships: tuple[ReportedMentorship, ...]
    goals: tuple[ReportedGoal, ...]
    wins: tuple[Win, ...]
    skills: tuple[Skill, ...]
    sessions: tuple[ReportedSession, ...]
    takeaways: tuple[Takeaway, ...]
    topics: tuple[Takeaway, ...]
    notes: tuple[Takeaway, ...]
    actions: tuple[Action, ...]
    changes: tuple[Entry, ...]
    next: tuple[Step, ...]

    @property
    def lines(self) -> tuple[Takeaway, ...]:
        """What was kept from sessions, then what was kept outside of them."""
        return (*(line for held in self.sessions for line in held.takeaways), *self.takeaways)

    @property
    def is_selection(self) -> bool:
        """Whether it was made for somebody else's eyes."""
        return self.audience is not Audience.ME

    @property
    def is_brief(self) -> bool:
        """Whether it has only the parts that a manager is shown."""
        return self.audience.public_alone


@dataclass(frozen=True)
class LeftOut:
    """How many of something the audience is not shown; ``what`` is its word for one and for many."""

    count: int
    what: tuple[str, str]


@dataclass(frozen=True)
class Candidate:
    """A record that a manager may be let read; ``ticked`` where it is public already.

    ``goal`` is the goal of a milestone, ``record`` is a ``ReportedGoal``, ``Milestone`` or ``Win``;
    ``field`` is the text beside it that is offered, empty where it is the record itself.
    """

    kind: Kind
    id: int
    ticked: bool
    goal: int | None
    record: ReportedGoal | Milestone | Win
    field: str = ""

    @property
    def code(self) -> str:
        """How a user types it: ``g3``, ``w1.impact``."""
        return f"{self.kind.letter}{self.id}" + (f".{self.field}" if self.field else "")

    @property
    def above(self) -> str:
        """What must be public for this to be read: ``g2``, ``w1``; empty for nothing."""
        if self.field:
            return f"{self.kind.letter}{self.id}"
        return f"{Kind.GOAL.letter}{self.goal}" if self.kind is Kind.MILESTONE else ""
