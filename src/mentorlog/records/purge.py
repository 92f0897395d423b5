"""What a purge takes away for good, and what it leaves."""

from __future__ import annotations

from typing import NamedTuple

from mentorlog.records import Kind


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
    def table(self) -> str:
        """The table it is a row of."""
        return self.kind.table if self.kind else "events"


class Named(NamedTuple):
    """A record by its code and its words."""

    code: str
    label: str


class Plan(NamedTuple):
    """What a purge of ``target`` takes away.

    ``goes`` are the records, of a field the one it is of; ``stays`` those that lose a link;
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
