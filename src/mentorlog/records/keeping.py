"""What keeping the file tells of: backups, what doctor found and mended, what a purge removes, and the change log."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from mentorlog.records import Kind, Ref
from mentorlog.values import NamedTuple


class Backup(NamedTuple):
    """One copy: ``at`` is the instant in its name, ``why`` what it was made for, ``size`` in bytes."""

    path: Path
    at: str
    why: str
    size: int
    encrypted: bool = False


class Finding(NamedTuple):
    """One thing that is not as it should be: ``check`` is what was looked at, ``mend`` what to do."""

    check: str
    what: str
    mend: str


class Repaired(NamedTuple):
    """What a repair did: a sentence for each thing, and where what was there before is kept."""

    done: tuple[str, ...] = ()
    kept: Path | None = None


class Target(NamedTuple):
    """What is to be purged: a record, an event (``kind`` is None), or one ``field`` of either.

    ``id`` is the number people typed; ``uid`` is what it is known by everywhere else.
    """

    kind: Kind | None
    id: int
    field: str | None = None
    uid: str = ""

    @property
    def code(self) -> str:
        """How people type it: ``g3``, or ``e12`` for an event."""
        return f"{self.kind.letter if self.kind else 'e'}{self.id}"

    @property
    def typed(self) -> str:
        """The same with its field, as people know it: ``a3 when``."""
        return f"{self.code} {self.called(self.field)}" if self.field else self.code

    def called(self, column: str) -> str:
        """What people call one of its columns: ``when`` for ``cue``."""
        return self.kind.about.column(column).called if self.kind else column

    @property
    def table(self) -> str:
        """The table it is a row of."""
        return self.kind.table if self.kind else "events"


class Named(NamedTuple):
    """A record by its code and its words."""

    code: str
    label: str


class Plan(NamedTuple):
    """What a purge of ``target`` takes away.

    ``goes`` are the records, for a field the one that has it; ``stays`` those that lose a link;
    ``events`` and ``links`` (tags, attendees, origins …) count rows, ``changes`` and ``rewritten``
    rows of the history that go, and that are left without what goes. ``texts`` are all the words
    of it, today's and earlier ones; ``elsewhere`` other records in which the same words stand;
    ``uids`` those of the target and of what goes with it.
    """

    target: Target
    goes: tuple[Named, ...]
    stays: tuple[Named, ...]
    events: int
    links: int
    changes: int
    rewritten: int
    texts: frozenset[str]
    elsewhere: tuple[str, ...]
    uids: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of it in the journal."""
        return not (self.goes or self.events or self.changes or self.rewritten or self.texts)


class Around(NamedTuple):
    """Files beside the journal: ``drafts`` and ``backups`` that hold the record.

    ``sealed`` backups are encrypted or damaged, so that nobody can look into them. ``others`` hold
    the record and belong to another journal. ``is_kept`` says that the purged journal has a backup
    already.
    """

    drafts: Sequence[Path] = ()
    backups: Sequence[Path] = ()
    sealed: Sequence[Path] = ()
    others: Sequence[Path] = ()
    is_kept: bool = False


# What the change log holds, made readable


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
