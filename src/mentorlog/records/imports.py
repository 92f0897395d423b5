"""What a foreign file holds, before anything is stored: drafts, and rows that are none.

A reader in ``exchange`` yields these one by one as it reads, so that memory does not grow with the
file; ``journal.intake.drafts`` stores them. A reader never raises for one bad row: it yields a ``Bad``.
"""

import json
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from mentorlog.dates import DateOrder
from mentorlog.periods import Cadence
from mentorlog.records import ActionState, GoalState, Kind, TakeawayKind, Visibility
from mentorlog.records.drafts import SessionDraft
from mentorlog.values import NamedTuple


class Place(NamedTuple):
    """Where in the source something stands; ``line`` counts from 1, 0 where there are no lines."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" if self.line else self.file


class Origin(NamedTuple):
    """What the record is called where it comes from: ``taskwarrior`` and the task's uuid.

    ``detail`` is what of it has no place in our record, as its source can take it back; for no eyes
    but the owner's. Empty where there is nothing. In a JSON object ``modified`` is when it last changed
    there.
    """

    source: str
    identifier: str
    detail: str = ""


def kept(detail: str, key: str) -> str:
    """A text of a detail that is a JSON object; empty if it is none, or has no such text."""
    try:
        found = json.loads(detail).get(key) if detail.startswith("{") else None
    except (ValueError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""


class GoalDraft(NamedTuple):
    """A goal as read; None means "not said". ``owner`` and ``parent`` are words as typed.

    ``metric`` is the scale as typed (``0..2``); ``uid`` is ours, where the file is.
    """

    title: str
    why: str | None = None
    measure: str | None = None
    area: str | None = None
    owner: str | None = None
    parent: str | None = None
    start_on: date | None = None
    target_on: date | None = None
    state: GoalState | None = None
    closed_on: date | None = None
    metric: str | None = None
    unit: str | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility | None = None
    uid: str | None = None


class ActionDraft(NamedTuple):
    """An action as read; None means "not said". ``owner`` is a name as typed.

    ``goal`` names the goal it serves: by its origin's identifier where the reader yields that goal
    too, else by words. ``made_on`` None is today. ``closed_on`` is the day it was done or dropped.
    """

    text: str
    owner: str | None = None
    goal: str | None = None
    made_on: date | None = None
    due_on: date | None = None
    state: ActionState | None = None
    closed_on: date | None = None
    evidence: str | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility | None = None
    uid: str | None = None
    every: Cadence | None = None
    every_from: date | None = None
    when: str | None = None


class WinDraft(NamedTuple):
    """A win as read; None means "not said". ``goal`` and ``skill`` are words as typed."""

    title: str
    happened_on: date | None = None
    impact: str | None = None
    evidence: str | None = None
    goal: str | None = None
    skill: str | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility | None = None
    uid: str | None = None


class TakeawayDraft(NamedTuple):
    """A line of no session as read, such as a page of a diary; None means "not said"."""

    text: str
    kind: TakeawayKind = TakeawayKind.REFLECTION
    noted_on: date | None = None
    tags: tuple[str, ...] = ()
    visibility: Visibility | None = None
    uid: str | None = None


RecordDraft = GoalDraft | ActionDraft | WinDraft | TakeawayDraft
Draft = SessionDraft | RecordDraft


class Found(NamedTuple):
    """One record of the source. ``origin`` None: its uid, or its content, tells it from others.

    ``notes`` are sentences about what of it could not be read and stays as text. ``whole``: the
    draft is all there is of the record, so that what it does not say is gone.

    ``had_at`` is the instant of the record of ours that it was made from, as ``updated_at`` has it, and
    ``changed_at`` the one at which it last changed there; empty where it does not say so. ``speaks_of`` are
    the columns, and ``tags``, of which it says that there is nothing where the draft has None, ``new_only``
    those that count only for a record that is new. ``alone`` is the beginning of the origin's identifier, if
    no other row's begins so: what was called so before, and says nearly the same, is this record.
    """

    where: Place
    draft: Draft
    origin: Origin | None = None
    notes: tuple[str, ...] = ()
    whole: bool = False
    had_at: str = ""
    changed_at: str = ""
    speaks_of: frozenset[str] = frozenset()
    new_only: frozenset[str] = frozenset()
    alone: str = ""


class Bad(NamedTuple):
    """A row that is no record, and why."""

    where: Place
    reason: str


class LeftOut(NamedTuple):
    """A sound row that this journal has no use for, and why: an event with nobody it knows."""

    where: Place
    reason: str


class Times(NamedTuple):
    """All times, around today, of what ``source`` calls ``called``; said before any of them comes.

    Each is its identifier and its day. A record that is planned here, and is none of them, was taken out
    there; one of the same day only got another identifier.
    """

    where: Place
    source: str
    called: str
    times: tuple[tuple[str, date], ...]


Read = Found | Bad | LeftOut | Times
"""What a reader yields."""


class Columns(NamedTuple):
    """What the user said of a table: heading → field, and what kind of record its rows are."""

    mapped: Mapping[str, str] = MappingProxyType({})
    kind: Kind | None = None


class Asked(NamedTuple):
    """What a reader is told beside the file itself.

    ``name`` is the file as the user named it. ``people`` are the names of all in the journal except its
    owner; ``columns`` is what the user said of a table.
    """

    name: str
    today: date
    order: DateOrder | None = None
    people: tuple[str, ...] = ()
    columns: Columns = Columns()


NUMBERS = "numbers"
"""In place of a table's name: the highest number each table ever gave."""


class TableRow(NamedTuple):
    """A row of one of the journal's own tables as read: its columns, and how it stands in the file."""

    table: str
    values: Mapping[str, object]
    where: Place
    source: str = ""


class Count(NamedTuple):
    """What became of the records of one kind; ``skipped`` were there already, as new or newer."""

    added: int = 0
    updated: int = 0
    skipped: int = 0


class Tally(NamedTuple):
    """What an import did, by kind in the order of the registry of kinds.

    ``bad`` counts the rows left out; ``adopted`` when an empty journal became the file's, history
    and all. ``notes`` are sentences about what else was left out. ``people`` are the names of those
    added because a row named them, ``lines_deleted`` the lines of sessions that no longer stood in
    their documents, ``left_out`` how many sound rows were no use here, by the reason.
    """

    counts: Mapping[str, Count]
    bad: int = 0
    adopted: bool = False
    notes: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    lines_deleted: int = 0
    left_out: Mapping[str, int] = MappingProxyType({})
