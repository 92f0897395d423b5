"""A review of one mentorship: how its goals and promises stand, and what needs attention first."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from mentorlog.records import Action, GoalStanding, MentorshipStanding, Reading, Ref, Role, Takeaway
from mentorlog.records.since import Since
from mentorlog.records.timeline import Entry


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
    course: tuple[float | None, ...]


class Review(NamedTuple):
    """A mentorship on one day.

    ``month`` counts from 1 and is None before the start; ``months`` is how many are planned, None
    without a planned end. ``attention`` is all there is, the most pressing first. ``course_from``
    and ``course_until`` are the months that the goals' courses run over. ``actions`` are open,
    overdue and carried first, mine last; ``advice`` is pending or trying, the longest first.
    ``since`` tells what happened after the last session, or since the start where there was none,
    and ``changes`` what that changed. ``done`` of ``counted`` actions that were not dropped is
    ``completion`` in percent, None of none. ``takeaways`` is the last one, or all of those months,
    the latest first. These four are None where they were not asked for.
    """

    mentorship: MentorshipStanding
    me: Ref | None
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
    done: int | None = None
    counted: int | None = None
    completion: float | None = None
    changes: Since | None = None


class MenteeRow(NamedTuple):
    """One mentee in the review of all: ``overdue`` counts the actions of both sides."""

    mentorship: MentorshipStanding
    attention: tuple[Attention, ...]
    goals: tuple[ReviewedGoal, ...]
    overdue: int
