"""What needs attention, in words and as data: the record, and the reason in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mentorlog.records import (
    Action,
    GoalStanding,
    Kind,
    MentorshipStanding,
    Ref,
    Role,
    Takeaway,
)
from mentorlog.records.review import Attention, Concern, ReviewedGoal
from mentorlog.views.goals import round_half_up

MOST = 5
"""How many things a review says need attention: more than that is a list, not a warning."""

Own = Mapping[int, float | None]
"""The owner's reading of each goal in percent, by the goal's id."""


def own(reviewed: Iterable[ReviewedGoal]) -> Own:
    """The owner's reading of each of the goals."""
    return {goal.standing.goal.id: goal.own for goal in reviewed}


def record(each: Attention) -> Ref:
    """What needs it; a mentorship bears its partner's name."""
    about = each.about
    match about:
        case GoalStanding():
            return Ref(Kind.GOAL, about.goal.id, about.goal.uid, about.goal.title)
        case MentorshipStanding():
            known = about.mentorship
            return Ref(Kind.MENTORSHIP, known.id, known.uid, known.partner.label)
        case Action():
            return Ref(Kind.ACTION, about.id, about.uid, about.text)
    return Ref(Kind.TAKEAWAY, about.id, about.uid, about.text)


def code(named: Ref) -> str:
    """What a user types; nothing for a mentorship, which is called by the partner's name."""
    return "" if named.kind is Kind.MENTORSHIP else named.code


def data(found: Sequence[Attention], voice: Voice, readings: Own) -> list[dict[str, object]]:
    """The JSON of the first of them; a mentorship is ``{id, uid, name}`` with its partner's name."""
    return [_data(each, voice, readings) for each in found[:MOST]]


def _data(each: Attention, voice: Voice, readings: Own) -> dict[str, object]:
    named = record(each)
    key = "name" if named.kind is Kind.MENTORSHIP else "title"
    return {
        "concern": each.concern,
        "kind": named.kind,
        "record": {"id": named.id, "uid": named.uid, key: named.label},
        "reason": voice.reason(each, readings.get(named.id)),
        "days": each.days,
        "points": each.points,
    }


def days(number: int | None) -> str:
    """``1 day``, ``9 days``."""
    return f"{number or 0} day{'' if number == 1 else 's'}"


def first_name(person: Ref) -> str:
    """The first word of a name; empty where the reader may not know it."""
    return (person.label.split() or [""])[0]


class Voice(NamedTuple):
    """Who speaks of whom: the journal's owner, of a mentorship."""

    me: int
    standing: MentorshipStanding

    @property
    def _role(self) -> Role:
        return self.standing.mentorship.role

    @property
    def _partner(self) -> str:
        return first_name(self.standing.mentorship.partner) or "the other"

    def reason(self, each: Attention, own: float | None = None) -> str:
        """Why it needs attention, in one line; ``own`` is the reading of a goal by its owner."""
        match each.about:
            case GoalStanding():
                return self._of_goal(each, each.about, own)
            case Action():
                return self._of_action(each, each.about)
            case Takeaway():
                return f"{self._advice()}, pending {days(each.days)}: {each.about.text}"
        return self._of_sessions(each, self.standing)

    def _of_goal(self, each: Attention, goal: GoalStanding, own: float | None) -> str:
        match each.concern:
            case Concern.OVERDUE_GOAL:
                return f"overdue {days(each.days)}, at {_percent(goal.progress)}{_rest(goal)}"
            case Concern.AT_RISK_GOAL:
                expected = f"{_percent(goal.expected_pace)} is expected"
                return f"at risk: {_percent(goal.progress)} where {expected}{_rest(goal)}"
            case Concern.READINGS_DIFFER:
                return f"we differ: {self._readings(goal, own)}"
        return f"stalled {days(each.days)}, at {_percent(goal.progress)}"

    def _readings(self, goal: GoalStanding, own: float | None) -> str:
        mine, theirs = _percent(own), _percent(goal.mentor_progress)
        if goal.goal.owner.id == self.me:
            return f"I say {mine}, {self._partner} says {theirs}"
        return f"{first_name(goal.goal.owner) or self._partner} says {mine}, I say {theirs}"

    def _of_action(self, each: Attention, action: Action) -> str:
        if each.concern is Concern.OWN_PROMISE:
            return f"mine, overdue {days(each.days)}: {action.text}"
        carried = f", carried over {action.carried_over}×" if action.carried_over else ""
        return f"overdue {days(each.days)}{carried}: {action.text}"

    def _advice(self) -> str:
        match self._role:
            case Role.MENTEE:
                return "my advice"
            case Role.MENTOR:
                return f"{self._partner}'s advice"
        return "advice"

    @staticmethod
    def _of_sessions(each: Attention, standing: MentorshipStanding) -> str:
        agreed = f"agreed {standing.mentorship.cadence}"
        if standing.last_held_on is None:
            return f"no session in the {days(each.days)} since the start, {agreed}"
        return f"no session for {days(each.days)}, {agreed}"


def _rest(goal: GoalStanding) -> str:
    stalled = goal.stalled_days
    return f"; not moved for {days(stalled)}" if stalled is not None else ""


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{round_half_up(value)} %"
