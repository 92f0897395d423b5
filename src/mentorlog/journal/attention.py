"""What needs attention in a mentorship, from how its goals, promises and sessions stand.

The order is that of ``Concern``: first what has run out, then what will, then what only rests. A
goal that is overdue or at risk is not told of again for being stalled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from mentorlog.records import (
    Action,
    MentorshipStanding,
    MentorshipState,
    Outcome,
    PaceState,
    Takeaway,
)
from mentorlog.records.review import Attention, Concern, ReviewedGoal

DIFFER_FROM = 10.0
"""Points between two readings of a goal from which they are worth a talk."""

PENDING_OVER = 30
"""Days after which advice that nobody has tried yet is asked about."""

CADENCES_WITHOUT = 1.5
"""Cadences without a session after which it is not a late one but a missing one."""

_ORDER = tuple(Concern)
_EXACTLY = 9


def of(
    mentorship: MentorshipStanding,
    goals: Sequence[ReviewedGoal],
    actions: Iterable[Action],
    advice: Iterable[Takeaway],
    *,
    me: int,
    today: date,
) -> tuple[Attention, ...]:
    """All that needs attention on a day, the most pressing first."""
    found = [
        *_of_goals(goals),
        *_of_actions(actions, me),
        *_of_advice(advice, today),
        *_of_sessions(mentorship, today),
    ]
    return tuple(sorted(found, key=_pressing))


def _pressing(each: Attention) -> tuple[int, float, float]:
    return _ORDER.index(each.concern), -(each.points or 0.0), -(each.days or 0)


def rank(standing: MentorshipStanding, found: Sequence[Attention]) -> tuple[bool, bool, int, int]:
    """Sorts mentorships: by whether anything needs attention, then by the most pressing of it.

    One that rests comes after those that run, as nobody is to meet in it.
    """
    first = _ORDER.index(found[0].concern) if found else len(_ORDER)
    rests = standing.mentorship.state is not MentorshipState.ACTIVE
    return not found, rests, first, -len(found)


def _of_goals(goals: Iterable[ReviewedGoal]) -> Iterator[Attention]:
    for goal in goals:
        standing = goal.standing
        if standing.pace_state is None:
            continue
        if standing.pace_state is PaceState.OVERDUE:
            yield Attention(Concern.OVERDUE_GOAL, standing, standing.overdue_days)
        elif standing.pace_state is PaceState.AT_RISK:
            behind = (standing.expected_pace or 0.0) - (standing.progress or 0.0)
            yield Attention(Concern.AT_RISK_GOAL, standing, standing.stalled_days, behind)
        elif standing.stalled_days is not None:
            yield Attention(Concern.STALLED_GOAL, standing, standing.stalled_days)
        apart = _apart(goal)
        if apart is not None and apart >= DIFFER_FROM:
            yield Attention(Concern.READINGS_DIFFER, standing, None, apart)


def _apart(goal: ReviewedGoal) -> float | None:
    theirs = goal.standing.mentor_progress
    if goal.own is None or theirs is None:
        return None
    return round(abs(goal.own - theirs), _EXACTLY)


def _of_actions(actions: Iterable[Action], me: int) -> Iterator[Attention]:
    for action in actions:
        if action.overdue_days:
            mine = action.owner.id == me
            concern = Concern.OWN_PROMISE if mine else Concern.OVERDUE_ACTION
            yield Attention(concern, action, action.overdue_days)


def _of_advice(advice: Iterable[Takeaway], today: date) -> Iterator[Attention]:
    for given in advice:
        days = (today - given.noted_on).days
        if given.outcome is Outcome.PENDING and days > PENDING_OVER:
            yield Attention(Concern.PENDING_ADVICE, given, days)


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
