"""What the screens show, as values: today, status, search, since, review and prep."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from mentorlog.records import (
    Action,
    Done,
    Goal,
    GoalStanding,
    GoalState,
    Mentorship,
    MentorshipStanding,
    Milestone,
    Reading,
    Ref,
    Role,
    Session,
    SessionState,
    Takeaway,
    Touch,
    Win,
)
from mentorlog.records.timeline import Entry
from mentorlog.values import NamedTuple


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
    ``has_records`` tells whether there is anything at all, also what no today shows, such as a win.
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
    has_records: bool = False

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
    """Actions of one owner, and how many of them are done; ``left`` more are not given."""

    owner: Ref
    actions: tuple[Action, ...]
    left: int
    done: Done


class Status(NamedTuple):
    """How everything open stands, mine first, then by name.

    ``partner`` is the mentorship it is about, None for all. ``closed`` counts the goals that have
    ended by how they did. ``done`` counts everybody's actions, also of those who have none open.
    ``closed_own`` counts mine where none of them is open.
    ``unheld`` are sessions planned for an earlier day of which nobody has said more.
    """

    me: Ref | None
    partner: Mentorship | None
    goals: tuple[GoalGroup, ...]
    actions: tuple[ActionGroup, ...]
    mentorships: tuple[MentorshipStanding, ...]
    closed: dict[GoalState, int]
    done: Done
    closed_own: Done
    unheld: tuple[Session, ...] = ()


# What a search finds


class Hit(NamedTuple):
    """A piece of text that a search found, in ``field`` of a record; ``kind`` is ``--kind``'s word.

    ``on`` is the record's day, None where it has none; ``rank`` counts from 1, the best. The text is
    empty where the record was found by its tag alone. ``hidden`` marks what nobody but the journal's owner sees.
    """

    kind: str
    record: Ref
    field: str
    text: str
    on: date | None
    rank: int
    hidden: bool = False


# What changed since a day


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
    count, as milestones do. Advice is told with what came of it. ``ended`` is how actions were closed,
    by their ids.
    """

    since: date
    until: date
    me: Ref | None
    partner: Ref | None
    session: Ref | None
    session_on: date | None
    parts: Mapping[str, Sequence[Change]]
    ended: Mapping[int, Entry] = {}


# A review of one mentorship


class Concern(StrEnum):
    """Why something needs attention, the most pressing first."""

    OVERDUE_GOAL = "overdue-goal"
    AT_RISK_GOAL = "at-risk-goal"
    LOW_CONFIDENCE = "low-confidence"
    TARGET_MOVED = "target-moved"
    READINGS_DIFFER = "readings-differ"
    OVERDUE_ACTION = "overdue-action"
    OWN_PROMISE = "own-promise"
    PENDING_ADVICE = "pending-advice"
    STALLED_GOAL = "stalled-goal"
    NO_SESSION = "no-session"
    SLOTS_MISSED = "slots-missed"


class Attention(NamedTuple):
    """One thing that needs attention, and why.

    ``days`` is how long it has been so (overdue, pending, without movement or a session), or how far
    a target moved; ``points`` how far a goal is behind its pace, two readings of it lie apart, or
    confidence has fallen. ``other`` is the reading that differs, ``role`` what the partner was when
    the advice was given, ``kept`` how many of the last slots were.
    """

    concern: Concern
    about: GoalStanding | Action | Takeaway | MentorshipStanding
    days: int | None = None
    points: float | None = None
    other: Reading | None = None
    role: Role | None = None
    kept: int | None = None


class ReviewedGoal(NamedTuple):
    """An open goal, how the other one of the two reads it, and its progress at the months' ends.

    ``course`` runs over the review's months, None before there was any progress.
    """

    standing: GoalStanding
    other: Reading | None
    course: tuple[float | None, ...] = ()


class Review(NamedTuple):
    """A mentorship on one day.

    ``month`` counts from 1 and is None before the start; ``months`` is how many are planned, None
    without a planned end. ``attention`` is all there is, the most pressing first. ``course_from``
    and ``course_until`` are the months that the goals' courses run over. ``actions`` are open,
    overdue and carried first, mine last; ``advice`` is pending or trying, the longest first.
    ``unheld`` is how many sessions were cancelled or missed by somebody, by their state.
    ``since`` tells what happened after the last session, or since the start where there was none,
    and ``changes`` what that changed. ``takeaways`` is the last one, or all of those months, the
    latest first. ``done`` and ``changes`` are None where they were not asked for.
    """

    mentorship: MentorshipStanding
    me: Ref | None
    unheld: Mapping[SessionState, int]
    month: int | None
    months: int | None
    attention: tuple[Attention, ...]
    goals: tuple[ReviewedGoal, ...]
    course_from: date
    course_until: date
    actions: tuple[Action, ...]
    advice: tuple[Takeaway, ...]
    since_on: date
    since: tuple[Entry, ...]
    takeaways: tuple[Takeaway, ...]
    questions: tuple[Takeaway, ...]
    done: Done | None = None
    changes: Since | None = None


class MenteeRow(NamedTuple):
    """What is open with one mentee, the most pressing first; ``overdue`` counts the actions of both sides."""

    mentorship: MentorshipStanding
    attention: tuple[Attention, ...]
    goals: tuple[ReviewedGoal, ...]
    actions: tuple[Action, ...]
    advice: tuple[Takeaway, ...]

    @property
    def overdue(self) -> int:
        """How many of the actions are overdue."""
        return sum(1 for action in self.actions if action.overdue_days)


# What there is to talk about in the next session


class Agenda(NamedTuple):
    """A session to come with one person, and what stands between the two of us.

    ``on`` is the day of the session that is ``planned``, else the day its slot starts, and ``meet_by`` the
    last day of that; None where nothing is to come. ``mentorship`` is None with somebody who is just met. ``last`` is the last
    session held together, on ``last_on``.

    ``topics`` are what is to be raised, the oldest first. ``theirs`` and ``mine`` are open actions. ``advice`` is the last session's, then what is still
    pending or tried of earlier ones, and ``given`` the ids of that which was mine. ``done``, ``moved`` and ``wins`` are since the last session, and ``told`` what else was,
    ``dropped`` are actions too, skipped ones among them, and ``ended`` is how, by their ids. ``learned`` are takeaways of it and since. ``goals`` are those to talk about: stuck, stalled, a mentee's behind, at risk or
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
    ended: Mapping[int, Entry] = {}
    moved: tuple[Moved, ...] = ()
    wins: tuple[Win, ...] = ()
    told: tuple[Entry, ...] = ()
    learned: tuple[Takeaway, ...] = ()
    questions: tuple[Takeaway, ...] = ()
    goals: tuple[GoalStanding, ...] = ()
    meet_by: date | None = None

    @property
    def role(self) -> Role | None:
        """What the other person is to me."""
        return self.mentorship.role if self.mentorship else None
