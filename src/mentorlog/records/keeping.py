"""What keeping the file tells of: backups, what doctor found and mended, what a purge removes."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mentorlog.records import Kind


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
