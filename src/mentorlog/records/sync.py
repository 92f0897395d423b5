"""What passes between devices, and what is told of it."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from mentorlog.values import NamedTuple

Value = str | int | None
Key = str | Mapping[str, Value]
"""What a row is known by on every device: its uid, or all that a row of a link table says."""

CLOCK = 53
"""How many characters of a stamp are its command's; the rest is the row's place in that."""


class Wire(NamedTuple):
    """One row of a change log, as other devices read it: links are uids.

    ``clock`` is when and by which device. ``number`` is the operation there, None for another program's;
    ``undoes`` names the one that it takes back, by device and number. ``id`` is the row's small number
    there. ``fields`` is what was set, ``before`` what stood in the same fields. ``anew``: an event that was
    there before, and has another place in the order of its day now.
    """

    clock: str
    at: str
    change: str
    table: str
    key: Key
    number: int | None = None
    command: str = ""
    undoes: tuple[str, int] | None = None
    id: int | None = None
    fields: Mapping[str, Value] = MappingProxyType({})
    before: Mapping[str, Value] = MappingProxyType({})
    anew: bool = False

    @property
    def place(self) -> Key:
        """By what the row's number is known: a row that is told anew has another one."""
        return self.clock if self.anew else self.key

    @property
    def unit(self) -> str:
        """What the stamps of one command begin with."""
        return self.clock[:CLOCK]

    @property
    def device(self) -> str:
        """The uid of the device that wrote it."""
        return device_of(self.clock)

    @property
    def line(self) -> str:
        """The row as a line of JSON, without what is empty."""
        return _JSON.encode(
            {name: value for name, value in zip(_NAMES, self, strict=True) if value}
        )


_NAMES = Wire._fields
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=dict)


def wire(said: Mapping[str, Any]) -> Wire:
    """The row of a line that was read; raises TypeError where it has fields that none has."""
    found = Wire(**said)
    if found.undoes is None:
        return found
    device, number = found.undoes
    return found._replace(undoes=(device, number))


def clock(at: str, count: int, device: str, row: int) -> str:
    """The stamp of a row: stamps sort as they came, and those of one command stand together."""
    return f"{at[:24]}-{count:010d}-{device}-{row:07d}"


def device_of(clock: str) -> str:
    """The uid of the device whose stamp it is."""
    return clock[36:52]


class Grave(NamedTuple):
    """The uid of what was purged, and which field of it (empty for all).

    ``words`` is what stands in that field now, where something must.
    """

    uid: str
    field: str
    kind: str
    at: str
    words: str | None = None


class Setup(NamedTuple):
    """How this journal is synced; ``root`` counts how often the remote forgot its history."""

    remote: str
    device: str
    name: str
    place: str
    recipient: str | None
    identity: str | None
    root: int
    head: str | None
    synced_at: str | None


class Conflict(NamedTuple):
    """Two devices said different things: which record, of what, what stays, what does not, and by whom.

    The later one stays; of two that made the same record the ``first``. In place of a column ``field``
    may say what became of it: it was ``deleted``, is ``kept`` outside the journal for want of a place, or
    stays though what it stood on was ``withdrawn``.
    """

    record: str
    field: str
    stays: Value
    lost: Value
    by: str
    first: bool = False


class Device(NamedTuple):
    """Another device: how many of its files were taken, and the newest instant in them."""

    uid: str
    name: str
    taken: int


class Summary(NamedTuple):
    """What a sync did: rows sent and taken, words purged, conflicts, and what else to know."""

    sent: int
    taken: int
    purged: int
    devices: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    notes: tuple[str, ...]
