"""A session as typed or read, before anything is stored."""

from datetime import date
from typing import NamedTuple

from mentorlog.records import Kind, Mode, Outcome, SessionState, TakeawayKind, Visibility


class LineDraft(NamedTuple):
    """One line of a session as typed, before it is a record.

    ``mark`` is the record it came from (``t31``, ``a38``) or None for a new line. ``owner`` is the
    word after ``@`` as typed. ``done`` is the tick of an action, ``dropped`` its ``[-]`` and
    ``closed_on`` the day of either; ``evidence`` is an action's too. ``outcome`` and ``note``
    belong to advice, ``answer`` to a question. ``visibility`` None is the default of its kind.
    """

    kind: TakeawayKind | Kind
    text: str
    mark: str | None = None
    owner: str | None = None
    due_on: date | None = None
    done: bool = False
    dropped: bool = False
    closed_on: date | None = None
    evidence: str | None = None
    outcome: Outcome | None = None
    note: str | None = None
    answer: str | None = None
    visibility: Visibility | None = None


class SessionDraft(NamedTuple):
    """A session as typed or read from a document, before anything is stored.

    None means "not said", so that a document without a key leaves the stored value alone.
    """

    uid: str | None = None
    with_people: tuple[str, ...] = ()
    held_on: date | None = None
    time: str | None = None
    minutes: int | None = None
    mode: Mode | None = None
    state: SessionState | None = None
    topic: str | None = None
    goals: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    visibility: Visibility | None = None
    notes: str = ""
    notes_visibility: Visibility | None = None
    lines: tuple[LineDraft, ...] = ()
