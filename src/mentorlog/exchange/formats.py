"""The formats that records come in and go out by: one module each, imported when it is asked for.

A module whose format comes in has

``recognises(head: bytes, name: str) -> bool``
    whether a file with that name and those first bytes (64 kB at most) is of the format. Cheap,
    and never raises.
``read(stream: BinaryIO, *, name: str, today: date, order: DateOrder | None) -> Iterator[Read]``
    yields a ``Found`` for each record and a ``Bad`` for each row that is none, as it reads; it
    keeps no list of them. ``name`` is the file as the user named it. Raises ``UnreadableFile``
    where the file as a whole is not of the format. A format that is ``mapped`` takes ``columns``
    too: what the user said of them (``--map``, ``--kind``). One that ``knows_people``
    takes ``people``: the names of all in the journal but its owner.

one that comes as a folder has in place of ``read``

``read_folder(folder: Path, *, today: date, order: DateOrder | None) -> Iterator[Read]``

and one that goes out has

``write(records: Iterable[Outgoing], stream: TextIO, terms: Terms) -> None``
    writes the records, which have been read through the lens, in the order they come. The stream
    is UTF-8 and keeps line ends as they are written. A format that is a folder has
    ``write_folder(records, folder: Path, terms) -> int`` in its place, which returns how many files
    it wrote; whether it may was asked before.

The whole journal (``whole``) is no format of records but of tables. It has ``rows(stream, name)``
in place of ``read``, and ``write(batches, numbers, stream)``. Records as JSON (``as_json``) are
written by ``views.selection``, which has the keys of every ``--json``, and are not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, TextIO, cast

from mentorlog.dates import DateOrder
from mentorlog.errors import UnreadableWords
from mentorlog.records import Kind
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import Bad, Columns, Read, TableRow

HEAD = 65536
"""How many of a file's first bytes ``recognises`` is given, at most."""


class Format(NamedTuple):
    """An entry of the registry.

    ``name`` is what people type, and what an ``Origin`` calls the program. ``writes`` are the kinds
    it can hold on the way out; none where it only comes in. ``whole`` can hold all tables with
    their history. ``as_json``: records are written as ``--json`` shows them. One of ``one_kind`` is
    written for one kind at a time.
    """

    name: str
    module: str
    reads: bool = False
    writes: frozenset[Kind] = frozenset()
    folder: bool = False
    mapped: bool = False
    knows_people: bool = False
    whole: bool = False
    as_json: bool = False
    one_kind: bool = False


# In the order they are asked whether a file is theirs: the most particular first.
FORMATS: tuple[Format, ...] = (
    Format("json", "", writes=frozenset(Kind), as_json=True),
    Format(
        "jsonl",
        "journal_lines",
        reads=True,
        writes=frozenset(Kind),
        whole=True,
        as_json=True,
    ),
    Format("taskwarrior", "taskwarrior", reads=True, writes=frozenset({Kind.ACTION})),
    Format("jrnl", "jrnl", reads=True, knows_people=True),
    Format(
        "ics",
        "icalendar",
        reads=True,
        writes=frozenset({Kind.MENTORSHIP, Kind.SESSION, Kind.ACTION}),
        knows_people=True,
    ),
    Format("csv", "csv_rows", reads=True, writes=frozenset(Kind), mapped=True, one_kind=True),
    Format(
        "markdown",
        "document_folder",
        reads=True,
        writes=frozenset({Kind.SESSION}),
        folder=True,
    ),
)


class WholeFormat(Protocol):
    """The module of the journal's own format."""

    def rows(self, stream: BinaryIO, name: str) -> Iterator[TableRow | Bad]: ...

    def write(
        self, batches: Iterable[Iterable[str]], numbers: Mapping[str, int], stream: TextIO
    ) -> None: ...


class Recognises(Protocol):
    """A module that knows a file of its format."""

    def recognises(self, head: bytes, name: str) -> bool: ...


class Reader(Protocol):
    """A module whose format comes in."""

    def read(
        self, stream: BinaryIO, *, name: str, today: date, order: DateOrder | None
    ) -> Iterator[Read]: ...


class MappedReader(Protocol):
    """A module whose format comes in with headings that the user may explain."""

    def read(
        self, stream: BinaryIO, *, name: str, today: date, order: DateOrder | None,
        columns: Columns,
    ) -> Iterator[Read]: ...  # fmt: skip


class PeopleReader(Protocol):
    """A module whose format comes in with names that may be people of the journal."""

    def read(
        self, stream: BinaryIO, *, name: str, today: date, order: DateOrder | None,
        people: Iterable[str],
    ) -> Iterator[Read]: ...  # fmt: skip


class FolderReader(Protocol):
    """A module whose format comes in as a folder."""

    def read_folder(
        self, folder: Path, *, today: date, order: DateOrder | None
    ) -> Iterator[Read]: ...


class Writer(Protocol):
    """A module whose format goes out."""

    def write(self, records: Iterable[Outgoing], stream: TextIO, terms: Terms) -> None: ...


class FolderWriter(Protocol):
    """A module whose format goes out as a folder."""

    def write_folder(self, records: Iterable[Outgoing], folder: Path, terms: Terms) -> int: ...


def coming_in(word: str) -> Format:
    """The format of that name that can be read; raises ``UnreadableWords``."""
    return _named(word, tuple(each for each in FORMATS if each.reads))


def going_out(word: str) -> Format:
    """The format of that name that can be written; raises ``UnreadableWords``."""
    return _named(word, tuple(each for each in FORMATS if each.writes))


def _named(word: str, among: tuple[Format, ...]) -> Format:
    for each in among:
        if each.name == word.strip().casefold():
            return each
    raise UnreadableWords("format", word, tuple(each.name for each in among))


def recognised(head: bytes, name: str) -> Format | None:
    """The format of a file with that name and those first bytes, or None; binary files have none."""
    if b"\0" in head:
        return None
    for each in FORMATS:
        if (
            each.reads
            and not each.folder
            and cast("Recognises", module(each)).recognises(head, name)
        ):
            return each
    return None


def of_folders() -> Format | None:
    """The format that a folder is in unless it is said otherwise, or None."""
    return next((each for each in FORMATS if each.reads and each.folder), None)


def module(format: Format) -> object:
    """The format's module; what it has is said above."""
    return import_module(f"mentorlog.exchange.{format.module}")
