"""The journal's records, as immutable values.

``*_on`` is a local calendar day, ``*_at`` a UTC instant in ISO form. A record holds what is
stored; what follows from it on a given day (pace, stalled, carried over …) is a ``…Standing``
beside it, so that a figure is never mistaken for a fact. ``updated_at`` is None for whoever may not
know of everything that can change.

Every record starts with its number, uid and instants and ends with its tags and visibility.
"""

from datetime import date, timedelta

from mentorlog.periods import Cadence
from mentorlog.records.choices import (
    ANSWERED,
    CLOSED_GOAL_STATES,
    UNNAMED,
    ActionState,
    Audience,
    GoalState,
    MentorshipState,
    Mode,
    Outcome,
    PaceState,
    Role,
    SessionState,
    TakeawayKind,
    Visibility,
)
from mentorlog.records.kinds import Kind
from mentorlog.values import NamedTuple


class Ref(NamedTuple):
    """Another record named inside one: enough to show it and to find it.

    ``label`` is a record's title, or a person's name, with the number where another bears it too; a
    session without a topic is labelled by its first takeaway, and by nothing where it has none.
    ``called`` is what a person is called where the first name could be another's.
    """

    kind: Kind
    id: int
    uid: str
    label: str
    called: str = ""

    @property
    def code(self) -> str:
        """How a user types it: ``g3``."""
        return f"{self.kind.letter}{self.id}"

    @property
    def shown_code(self) -> str:
        """The same; empty for what is agreed with somebody, which goes by the partner's name."""
        return "" if self.kind in (Kind.MENTORSHIP, Kind.AGREEMENT) else self.code

    @property
    def name(self) -> str:
        """The label without the number that tells a person from a namesake."""
        return self.label.removesuffix(f" ({self.code})")

    @property
    def short(self) -> str:
        """A person's first name, or as much of the name as tells them from others."""
        return self.called or self.first

    @property
    def first(self) -> str:
        """A person's first name, where there is no other to take it for."""
        return self.label if self.label in UNNAMED else (self.label.split() or [""])[0]

    @property
    def typed(self) -> str:
        """A word that finds this person."""
        word = self.short.lower()
        return word if word.isalpha() else self.code


class Person(NamedTuple):
    """Somebody the journal knows; ``title`` is a job, ``is_me`` marks the journal's owner.

    ``every`` is how often the owner means to keep in touch.
    """

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    name: str
    title: str | None
    note: str | None
    is_me: bool
    every: Cadence | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED


class Touch(NamedTuple):
    """Somebody to keep in touch with: how often, when we last met, and by when it is time again.

    ``note`` is what was noted of the last time.
    """

    person: Ref
    every: Cadence
    last_on: date | None
    due_on: date
    note: str | None = None


class Pause(NamedTuple):
    """A mentorship at rest from ``from_on``; ``until_on`` is the first day it runs again."""

    from_on: date
    until_on: date | None
    reason: str | None

    def covers(self, start: date, end: date) -> bool:
        """Whether both days, and all between them, lie in it."""
        return self.from_on <= start and (self.until_on is None or end < self.until_on)


class Mentorship(NamedTuple):
    """One relationship, seen from me: ``partner`` is the other one, ``role`` what they are to me.

    Between peers ``mentor`` and ``mentee`` are the two, in no order that means anything. ``state`` is
    None for whoever may know that it exists and nothing of its course; its start is then the day of
    the first session they may know of.
    """

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    mentor: Ref
    mentee: Ref
    partner: Ref
    role: Role
    purpose: str | None
    cadence: Cadence | None
    started_on: date
    planned_end_on: date | None
    ended_on: date | None
    end_reason: str | None
    state: MentorshipState | None
    pauses: tuple[Pause, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED

    def rests_on(self, on: date) -> bool:
        """Whether a day lies in one of its pauses."""
        return any(rest.covers(on, on) for rest in self.pauses)

    def pauses_after(self, today: date) -> list[Pause]:
        """The pauses that are to begin."""
        return [rest for rest in self.pauses if rest.from_on > today]

    def seen_from(self, person: int | None) -> Ref:
        """The other one of the two, seen from one of them; from anybody else, my partner."""
        mine = self.mentee if self.mentor == self.partner else self.mentor
        return mine if person == self.partner.id else self.partner


class Metric(NamedTuple):
    """A goal's scale; numbers are kept as the text they were typed as."""

    from_value: str
    to_value: str
    unit: str | None


class Received(NamedTuple):
    """Whose share a record came with, and the instant (UTC) at which that was made.

    ``by`` is None where the journal has lost who it was, as after an undo on another device.
    """

    by: Ref | None
    at: str

    @property
    def giver(self) -> str:
        """What to call whose share it was."""
        return self.by.short if self.by else "a partner"


class Goal(NamedTuple):
    """A lasting outcome, across sessions; ``readers`` may read it where it is shared."""

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    owner: Ref
    parent: Ref | None
    title: str
    why: str | None
    measure: str | None
    area: str | None
    start_on: date
    target_on: date | None
    state: GoalState
    closed_on: date | None
    metric: Metric | None
    readers: tuple[Ref, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED
    received: Received | None = None


class Milestone(NamedTuple):
    """A dated checkpoint inside a goal.

    ``title`` is None where the audience may count a milestone but not read it.
    """

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    goal: Ref
    title: str | None
    due_on: date | None
    done_on: date | None
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED
    received: Received | None = None


class Session(NamedTuple):
    """One mentoring meeting; ``attendees`` are the others who were there, never me.

    ``time`` is ``HH:MM`` local or None, ``label`` the topic or else the first takeaway.
    """

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    held_on: date
    time: str | None
    minutes: int | None
    mode: Mode | None
    state: SessionState
    topic: str | None
    notes: str | None
    notes_visibility: Visibility
    label: str
    attendees: tuple[Ref, ...] = ()
    goals: tuple[Ref, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED
    received: Received | None = None


class Takeaway(NamedTuple):
    """A line kept from a session: takeaway, advice, question, feedback, reflection; or a topic for one.

    ``outcome`` and ``note`` belong to advice, ``answer`` to a question or a topic.
    """

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    session: Ref | None
    goal: Ref | None
    kind: TakeawayKind
    text: str
    noted_on: date
    outcome: Outcome | None
    note: str | None
    answer: str | None
    readers: tuple[Ref, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED
    received: Received | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is a question or a topic that is not answered yet."""
        return self.kind in ANSWERED and self.answer is None


class Action(NamedTuple):
    """A small, owned, dated commitment of either side.

    ``every`` is how often it comes back, and ``every_from`` the due day that its repeats are counted
    from; ``when`` says in words what its time is (after the stand-up). ``carried_over`` counts the held
    sessions it outlived; ``overdue_days`` is how far past due it is while open, else None.
    """

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    text: str
    owner: Ref
    session: Ref | None
    goal: Ref | None
    made_on: date
    due_on: date | None
    state: ActionState
    done_on: date | None
    dropped_on: date | None
    evidence: str | None
    carried_over: int
    overdue_days: int | None
    readers: tuple[Ref, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED
    every: Cadence | None = None
    every_from: date | None = None
    when: str | None = None
    published: tuple[str, ...] = ()
    received: Received | None = None


class Win(NamedTuple):
    """Evidence of impact: one line of a brag document. ``skill`` names the competency that it shows."""

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    happened_on: date
    title: str
    impact: str | None
    goal: Ref | None
    evidence: str | None
    readers: tuple[Ref, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED
    skill: str | None = None
    published: tuple[str, ...] = ()


class Rating(NamedTuple):
    """How well I do a skill, from 1 to 5, as I or somebody else saw it on a day."""

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    skill: str
    level: int
    rated_on: date
    by: Ref
    evidence: str | None
    readers: tuple[Ref, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED


class Agreement(NamedTuple):
    """How the two of a mentorship work together, in Markdown, as they agreed on a day.

    ``version`` counts the mentorship's agreements from 1 by their days, as far as they are shown;
    ``mentorship`` is labelled by its partner.
    """

    id: int
    uid: str
    created_at: str
    updated_at: str | None
    mentorship: Ref
    agreed_on: date
    text: str
    version: int
    tags: tuple[str, ...] = ()
    visibility: Visibility = Visibility.SHARED
    received: Received | None = None


Record = (
    Person | Mentorship | Goal | Milestone | Session | Takeaway | Action | Win | Rating | Agreement
)
"""A record of any kind."""

CLASSES: dict[Kind, type[Record]] = {
    Kind.PERSON: Person,
    Kind.MENTORSHIP: Mentorship,
    Kind.GOAL: Goal,
    Kind.MILESTONE: Milestone,
    Kind.SESSION: Session,
    Kind.TAKEAWAY: Takeaway,
    Kind.ACTION: Action,
    Kind.WIN: Win,
    Kind.RATING: Rating,
    Kind.AGREEMENT: Agreement,
}
"""What a record of each kind is read as."""

KINDS = {made: kind for kind, made in CLASSES.items()}


def ref_to(record: Record) -> Ref:
    """The reference to a record, which is called by its own words."""
    kind = KINDS[type(record)]
    return Ref(kind, record.id, record.uid, getattr(record, kind.title_column) or "")


class Event(NamedTuple):
    """One thing that happened to a record, and when the journal was told.

    ``old`` and ``new`` are the field's values as text (None where there is none); ``hidden`` marks what
    nobody but the journal's owner sees.
    """

    id: int
    kind: Kind
    record: int
    field: str
    happened_on: date
    recorded_at: str
    by: Ref | None
    old: str | None
    new: str | None
    confidence: int | None
    note: str | None
    session: Ref | None
    hidden: bool = False


class Slip(NamedTuple):
    """A target moved later, by ``days`` days."""

    on: date
    from_on: date
    to_on: date
    days: int
    reason: str | None


class Reading(NamedTuple):
    """How somebody read a goal on a day: ``value`` as typed, ``percent`` what that is in percent."""

    by: Ref
    on: date
    value: str
    percent: float
    confidence: int | None


class Reached(NamedTuple):
    """A goal's progress in percent from a day on; ``by`` is who read it, where not the owner.

    ``value`` is the reading in the metric's unit, None without a metric.
    """

    on: date
    percent: float
    by: Ref | None
    value: str | None = None


SOON = timedelta(days=7)
"""How far ahead a due day counts as near."""
STUCK = "Stuck: "
"""How the note of a reading begins in which somebody said that the goal is stuck."""


def why_stuck(note: str | None) -> str | None:
    """What holds the goal up, if the note of a reading says that it is stuck."""
    said, colon, why = (note or "").partition(":")
    return why.strip() if colon and f"{said}: ".casefold() == STUCK.casefold() else None


DIFFER_FROM = 10.0
"""Two readings of a goal that are this many points apart, or more, are worth a talk."""

_EXACTLY = 9


class Done(NamedTuple):
    """How many actions are done, ``of`` those that were not dropped, and in percent, None of none."""

    number: int
    of: int
    percent: float | None


class GoalStanding(NamedTuple):
    """A goal and what follows from its events on one day.

    ``progress``, ``own_progress`` and ``expected_pace`` are percent from 0 to 100, None where there
    is nothing to reckon them from. ``own_progress`` is the owner's word, or follows from milestones,
    and ``own_on`` the day of the owner's last reading; ``others`` are the last readings of everybody else, the latest last. ``pace_state`` is None for
    a goal that is not active. ``milestones_done`` of ``milestones_total``; ``value`` is the latest
    counting reading in the metric's unit. ``confidence`` is the owner's last, 0 to 10, and
    ``confidence_before`` the one before. ``stuck`` is what holds the goal up by the owner's last
    reading, if that said so and the goal has not moved since, ``is_stuck_hidden`` whether nobody else sees
    that. ``beside`` is the owner's last reading where
    milestones count, if it says otherwise than they do and none was reached since.
    """

    goal: Goal
    progress: float | None
    own_progress: float | None
    own_on: date | None
    others: tuple[Reading, ...]
    value: str | None
    confidence: int | None
    confidence_before: int | None
    expected_pace: float | None
    pace_state: PaceState | None
    stalled_days: int | None
    days_since_moved: int
    overdue_days: int | None
    slips: tuple[Slip, ...]
    milestones_done: int
    milestones_total: int
    stuck: str | None = None
    is_stuck_hidden: bool = False
    beside: Reading | None = None

    def ends_soon(self, today: date) -> bool:
        """Whether its target is near, of one that is under way."""
        target = self.goal.target_on
        return bool(self.pace_state and target and today <= target <= today + SOON)

    @property
    def is_complete(self) -> bool:
        """Whether it is at 100 %, and its owner has not said otherwise since."""
        return self.progress == 100 and self.beside is None

    @property
    def by_milestones(self) -> bool:
        """Whether its milestones say how far it is, and readings are kept beside."""
        return self.milestones_total > 0 and self.goal.metric is None

    def by(self, person: int | None) -> Reading | None:
        """The last reading by somebody other than the owner."""
        return next((each for each in self.others if each.by.id == person), None)

    def points_apart(self, other: Reading) -> float:
        """How far somebody else's reading is from the owner's, in points; 0 where there is none."""
        own = self.own_progress
        return 0.0 if own is None else round(abs(own - other.percent), _EXACTLY)

    @property
    def differing(self) -> tuple[Reading, ...]:
        """The last readings of others that are worth a talk."""
        return tuple(each for each in self.others if self.points_apart(each) >= DIFFER_FROM)

    @property
    def borrowed(self) -> Reading | None:
        """The reading by somebody else that stands for the progress, while the owner has none."""
        is_own = self.own_progress is not None or self.progress is None
        return None if is_own or not self.others else self.others[-1]


class Slot(NamedTuple):
    """One stretch of a cadence, both days included, and the day of the first session in it."""

    start_on: date
    end_on: date
    held_on: date | None

    @property
    def held(self) -> bool:
        """Whether a session fell in it."""
        return self.held_on is not None

    @property
    def counts_on(self) -> date:
        """The day that settles whether it was kept: that of its first session, else its last."""
        return self.held_on or self.end_on


class Gap(NamedTuple):
    """The days between two consecutive held sessions; ``paused`` when a pause lies in it."""

    from_on: date
    to_on: date
    days: int
    paused: bool


class MentorshipStanding(NamedTuple):
    """A mentorship and its cadence on one day; ``cadence_kept`` is percent, None without slots.

    ``next_on`` is the next planned session's day, else the first day of the next slot, and ``meet_by``
    the last one on which to meet keeps the cadence.
    """

    mentorship: Mentorship
    slots: tuple[Slot, ...]
    cadence_kept: float | None
    longest_gap: Gap | None
    last_held_on: date | None
    days_since_last_session: int | None
    next_on: date | None
    meet_by: date | None
    sessions_held: int

    @property
    def next_planned(self) -> bool:
        """Whether the next session is planned."""
        return self.next_on is not None and self.meet_by is None


class Skill(NamedTuple):
    """A skill on one day, from the ratings that are shown.

    ``first`` and ``now`` are the owner's own ratings, ``mentor_now`` the latest by somebody else;
    each is None where there is none. ``gap`` is how much higher the own level is than theirs.
    ``ratings`` are all of them, oldest first.
    """

    name: str
    first: Rating | None
    now: Rating | None
    mentor_now: Rating | None
    gap: int | None
    ratings: tuple[Rating, ...]


# What other modules take from here and that is defined elsewhere.
__all__ = [
    "CLOSED_GOAL_STATES",
    "UNNAMED",
    "ActionState",
    "Audience",
    "GoalState",
    "Kind",
    "MentorshipState",
    "Mode",
    "Outcome",
    "PaceState",
    "Role",
    "SessionState",
    "TakeawayKind",
    "Visibility",
]
