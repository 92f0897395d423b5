"""What the change log holds, made readable: one row changed, of which record, by which command."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from mentorlog.records import Ref

Value = str | int | None


class Edit(NamedTuple):
    """One field of a row before and after; what another record's number was is its code (``g3``)."""

    field: str
    before: Value
    after: Value


class Change(NamedTuple):
    """One row that was made, changed or removed.

    ``what`` is ``insert``, ``update`` or ``delete``. ``record`` is the record that the row is, or is
    part of: then ``part`` says what it is of it (``event``, ``tag``, ``attendee``, ``goal``,
    ``pause``, ``origin``) and is empty else. ``number`` is the row's own. ``command`` is None for
    another program's change; ``of`` is the command that an undo took back, or a redo put back.
    ``device`` is the other machine on which it was done, None for this one.
    """

    id: int
    at: str
    operation: int | None
    command: str | None
    of: str | None
    what: str
    record: Ref
    part: str
    number: int | None
    edits: tuple[Edit, ...]
    device: str | None = None


class Log(NamedTuple):
    """Changes newest first, from ``since`` (None for the beginning); ``more`` says some are left out.

    ``deleted`` are the codes of records among them that are gone and can be brought back, ``names``
    the people whom they name, by code.
    """

    changes: tuple[Change, ...]
    since: date | None
    until: date
    more: bool
    deleted: frozenset[str]
    names: Mapping[str, str]


class Deletion(NamedTuple):
    """A record that is gone: when, and by which command (None for another program)."""

    record: Ref
    at: str
    command: str | None


class Touched(NamedTuple):
    """A record, and what one command changed of it, in the order it did; people go by their names."""

    record: Ref
    changes: tuple[Change, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the record was made, or deleted."""
        return any(not change.part and change.what != "update" for change in self.changes)


class Undone(NamedTuple):
    """What one step of undo took back, or of redo put back: a command, when it ran, what it wrote.

    ``records`` counts those it touched (an event, a tag or a pause counts as its record),
    ``changes`` its rows; ``touched`` are the first of those records, with what the command had done.
    """

    command: str
    at: str
    records: int
    changes: int
    touched: tuple[Touched, ...] = ()


class Back(NamedTuple):
    """A deleted record that came back, how many rows with it, and how many could not."""

    record: Ref
    rows: int
    left_out: int
