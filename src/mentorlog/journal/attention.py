"""What needs attention in a mentorship, from how its goals, actions and sessions stand.

The order is that of ``Concern``: first what is too late, then what soon will be, then what only
rests. A goal that is overdue or at risk is not listed again as stalled.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from mentorlog.journal import course, figures
from mentorlog.records import (
    DIFFER_FROM,
    Action,
    GoalStanding,
    Mentorship,
    MentorshipStanding,
    MentorshipState,
    Outcome,
    PaceState,
    Takeaway,
)
from mentorlog.records.review import Attention, Concern, ReviewedGoal

PENDING_OVER = 30
"""Days after which advice that was not tried yet is listed."""

CADENCES_WITHOUT = 1.5
"""Cadences without a session after which one is missing, rather than late."""

LOW_CONFIDENCE = 3
"""A goal is listed when its confidence, of 10, is this low, or has fallen this far at once."""

MOVED_OFTEN = 2
"""A target that was moved to a later day this many times, or more, is listed."""

LAST_SLOTS = 6
"""The number of latest slots looked at: a session in fewer than half of them needs attention."""

_ORDER = tuple(Concern)


def of(
    mentorship: MentorshipStanding, found: Iterable[Attention], today: date
) -> tuple[Attention, ...]:
    """What was found, with what the mentorship's sessions add, the most pressing first."""
    return tuple(
        sorted(
            [*found, *_of_sessions(mentorship, today)],
            key=lambda each: (_ORDER.index(each.concern), -(each.points or 0), -(each.days or 0)),
        )
    )


def rank(standing: MentorshipStanding, found: Sequence[Attention]) -> tuple[bool, bool, int, int]:
    """The place of a mentorship in a list: the one with the most pressing concern comes first.

    One that is paused or ended comes after those that run.
    """
    first = _ORDER.index(found[0].concern) if found else len(_ORDER)
    rests = standing.mentorship.state is not MentorshipState.ACTIVE
    return not found, rests, first, -len(found)


def of_goals(goals: Iterable[ReviewedGoal]) -> Iterator[Attention]:
    """What needs attention of the active goals among these."""
    for goal in goals:
        standing = goal.standing
        if standing.pace_state is None:
            continue
        if standing.pace_state is PaceState.OVERDUE:
            yield Attention(Concern.OVERDUE_GOAL, standing, standing.overdue_days)
        elif standing.pace_state is PaceState.AT_RISK:
            behind = figures.points_behind(standing.progress, standing.expected_pace)
            yield Attention(Concern.AT_RISK_GOAL, standing, standing.stalled_days, behind)
        elif standing.stalled_days is not None:
            yield Attention(Concern.STALLED_GOAL, standing, standing.stalled_days)
        yield from _of_confidence(standing)
        if len(standing.slips) >= MOVED_OFTEN:
            yield Attention(
                Concern.TARGET_MOVED, standing, sum(each.days for each in standing.slips)
            )
        other = goal.other
        if other is not None and (apart := standing.points_apart(other)) >= DIFFER_FROM:
            yield Attention(Concern.READINGS_DIFFER, standing, None, apart, other)


def _of_confidence(standing: GoalStanding) -> Iterator[Attention]:
    now, before = standing.confidence, standing.confidence_before
    if now is not None:
        fallen = max(0, before - now) if before is not None else 0
        if now <= LOW_CONFIDENCE or fallen >= LOW_CONFIDENCE:
            yield Attention(Concern.LOW_CONFIDENCE, standing, None, fallen or None)


def of_actions(actions: Iterable[Action], me: int) -> Iterator[Attention]:
    """The overdue actions."""
    for action in actions:
        if action.overdue_days:
            mine = action.owner.id == me
            concern = Concern.OWN_PROMISE if mine else Concern.OVERDUE_ACTION
            yield Attention(concern, action, action.overdue_days)


def of_advice(
    advice: Iterable[Takeaway], with_them: Sequence[Mentorship], today: date
) -> Iterator[Attention]:
    """Advice that has been pending for long, with the partner's role when it was given."""
    for given in advice:
        days = (today - given.noted_on).days
        if given.outcome is Outcome.PENDING and days > PENDING_OVER:
            role = course.role_on(with_them, given.noted_on)
            yield Attention(Concern.PENDING_ADVICE, given, days, role=role)


def _of_sessions(standing: MentorshipStanding, today: date) -> Iterator[Attention]:
    known = standing.mentorship
    if known.cadence is None or known.state is not MentorshipState.ACTIVE:
        return
    # Nobody was to meet in a pause, so what came before the end of the last one does not count.
    resumed = [rest.until_on for rest in known.pauses if rest.until_on and rest.until_on <= today]
    since = max([standing.last_held_on or known.started_on, *resumed])
    if (today - since).days > CADENCES_WITHOUT * known.cadence.length_days:
        days = (today - (standing.last_held_on or known.started_on)).days
        yield Attention(Concern.NO_SESSION, standing, days)
    ended = [slot for slot in standing.slots if slot.end_on < today][-LAST_SLOTS:]
    kept = sum(slot.held for slot in ended)
    if len(ended) == LAST_SLOTS and 2 * kept < LAST_SLOTS:
        yield Attention(Concern.SLOTS_MISSED, standing, kept=kept)
