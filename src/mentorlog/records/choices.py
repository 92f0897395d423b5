"""The words that a column of a record may hold, where there are only so many."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

_Choice = TypeVar("_Choice", bound=str)


def meant(choices: Iterable[_Choice], words: str | None) -> _Choice | None:
    """The choice that words name, ``Partly achieved`` as ``partly-achieved``, or alone begin with.

    None where there is no such one, or several.
    """
    wanted = "-".join((words or "").casefold().replace("-", " ").split())
    found = [each for each in choices if wanted and each.startswith(wanted)]
    whole = [each for each in found if each == wanted]
    return (whole or found)[0] if len(whole or found) == 1 else None


class Visibility(StrEnum):
    """Who may see a line: me; the people of that mentorship; any report I make."""

    PRIVATE = "private"
    SHARED = "shared"
    PUBLIC = "public"


class Audience(StrEnum):
    """Through whose eyes the journal is read."""

    ME = "me"
    MENTOR = "mentor"
    MENTEE = "mentee"
    PEER = "peer"
    MANAGER = "manager"
    COMMITTEE = "committee"
    PROGRAMME = "programme"

    @property
    def public_alone(self) -> bool:
        """Whether it reads public records alone, as a manager does."""
        return self in (Audience.MANAGER, Audience.COMMITTEE, Audience.PROGRAMME)


class Role(StrEnum):
    """What the other person of a mentorship is to me."""

    MENTOR = "mentor"
    MENTEE = "mentee"
    PEER = "peer"


UNNAMED = frozenset({*(f"a {role.value}" for role in Role), "somebody"})
"""What a person is called for somebody who may not know the name."""


class MentorshipState(StrEnum):
    """How a mentorship stands."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class GoalState(StrEnum):
    """How a goal stands; ``missed`` is time run out, ``dropped`` is stopped on purpose."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ACHIEVED = "achieved"
    PARTLY_ACHIEVED = "partly-achieved"
    MISSED = "missed"
    DROPPED = "dropped"

    @property
    def closed(self) -> bool:
        """Whether the goal has ended, one way or another."""
        return self in CLOSED_GOAL_STATES


CLOSED_GOAL_STATES = frozenset(
    {GoalState.ACHIEVED, GoalState.PARTLY_ACHIEVED, GoalState.MISSED, GoalState.DROPPED}
)


class SessionState(StrEnum):
    """How a session stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    NO_SHOW = "no-show"


class ActionState(StrEnum):
    """How an action item stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


SKIPPED = "skipped"
"""How an action is called that was dropped this one time, and comes back."""


class TakeawayKind(StrEnum):
    """What a line of a session is."""

    TAKEAWAY = "takeaway"
    ADVICE = "advice"
    QUESTION = "question"
    FEEDBACK = "feedback"
    REFLECTION = "reflection"
    TOPIC = "topic"
    NOTE = "note"


ANSWERED = (TakeawayKind.QUESTION, TakeawayKind.TOPIC)
"""What is open until it has an answer. A topic is a talking point: the answer is what came of it."""

FOR_ONESELF = (TakeawayKind.REFLECTION, TakeawayKind.NOTE)
"""What is private unless it is said otherwise. A note opens the reports of its period."""

RAISED = "raised"
"""The answer of a talking point that was ticked without another word."""


class Outcome(StrEnum):
    """What came of a piece of advice."""

    PENDING = "pending"
    TRYING = "trying"
    WORKED = "worked"
    DID_NOT_WORK = "did-not-work"
    DECLINED = "declined"

    @property
    def closed(self) -> bool:
        """Whether the advice has ended, as it is neither pending nor being tried."""
        return self not in (Outcome.PENDING, Outcome.TRYING)


class Mode(StrEnum):
    """How people met."""

    IN_PERSON = "in-person"
    VIDEO = "video"
    PHONE = "phone"
    CHAT = "chat"


class PaceState(StrEnum):
    """The state of an active goal shown: the first of these that holds."""

    OVERDUE = "overdue"
    AT_RISK = "at-risk"
    BEHIND = "behind"
    STALLED = "stalled"
    ON_TRACK = "on-track"
