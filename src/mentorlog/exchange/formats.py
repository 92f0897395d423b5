"""The formats that are read and written: one module each, imported when it is needed.

``Module`` tells what such a module has. The whole journal (``whole``) is no format of records but of tables, and ``journal_lines`` is called by
its name. Records as JSON (``as_json``) are written by ``views.data``, which has the keys of every
``--json``, and are not read.
"""

import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, TextIO, cast

from mentorlog.errors import UnreadableFile, UnreadableWords, why
from mentorlog.records import Kind
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import Asked, Bad, LeftOut, Place, Read
from mentorlog.values import NamedTuple

MARKDOWN = (".md", ".markdown")
"""What the names of session documents end in."""

HEAD = 65536
"""How many of a file's first bytes ``recognises`` is given, at most."""


class Format(NamedTuple):
    """An entry of the registry.

    ``name`` is what people type, and what an ``Origin`` calls the program. ``writes`` are the kinds
    it can hold on the way out; none where it only comes in. ``whole`` can hold all tables with
    their history. ``as_json``: records are written as ``--json`` shows them. A ``table`` has columns,
    and rows of one kind at a time. A folder is read if there are files with such ``endings`` in it.
    """

    name: str
    module: str
    reads: bool = False
    writes: frozenset[Kind] = frozenset()
    folder: bool = False
    endings: tuple[str, ...] = ()
    table: bool = False
    whole: bool = False
    as_json: bool = False


# They are asked in this order whether a file is theirs: the most particular first.
FORMATS: tuple[Format, ...] = (
    Format("json", "", writes=frozenset(Kind), as_json=True),
    Format("jsonl", "journal_lines", reads=True, writes=frozenset(Kind), whole=True, as_json=True),
    Format("taskwarrior", "taskwarrior", reads=True, writes=frozenset({Kind.ACTION})),
    Format("github", "github", reads=True),
    Format("jrnl", "jrnl", reads=True, endings=(".txt",)),
    Format(
        "ics",
        "icalendar",
        reads=True,
        endings=(".ics",),
        writes=frozenset({Kind.SESSION, Kind.ACTION}),
    ),
    Format(
        "markdown",
        "document_folder",
        reads=True,
        writes=frozenset({Kind.SESSION}),
        folder=True,
        endings=MARKDOWN,
    ),
    Format("csv", "csv_rows", reads=True, writes=frozenset(Kind), table=True),
)


class Module(Protocol):
    """What the module of a format has, as far as the format is read and written.

    One whose format is a folder has ``read_folder`` as well, and in place of ``write``
    ``write_folder(records, folder: Path, terms) -> int``, which returns how many files it wrote.
    """

    def recognises(self, head: bytes, name: str) -> bool:
        """Whether a file with that name and those first bytes is of the format. It is quick and never raises."""

    def read(self, content: bytes, asked: Asked) -> Iterator[Read]:
        """A ``Found`` for each record and a ``Bad`` for each row that cannot be read, one by one.

        Raises ``UnreadableFile`` if the file as a whole is not of the format.
        """

    def read_folder(self, folder: Path, asked: Asked) -> Iterator[Read]:
        """The same of all files below a folder."""

    def write(self, records: Iterable[Outgoing], stream: TextIO, terms: Terms) -> None:
        """Write the records, read through the lens, in the order in which they come.

        The stream is UTF-8 and keeps line ends as they are written.
        """


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
    """The format of a file with that name and those first bytes; None if unknown or binary."""
    if b"\0" in head:
        return None
    for each in FORMATS:
        if each.reads and module(each).recognises(head, name):
            return each
    return None


def of_folder(folder: Path) -> Format:
    """The format of a folder by the files in it, unless the user names another; Markdown comes first."""
    known = [each for each in reversed(FORMATS) if each.endings]
    there = (each for each in known if next(files(folder, each.endings), None))
    return next(there, known[0])


def read_folder(format: Format, folder: Path, asked: Asked) -> Iterator[Read]:
    """What a folder of that format holds, or the files in it: one of another format is left out, and one
    that is broken is bad.

    Raises ``UnreadableFile`` if no file is of the format.
    """
    if format.folder:
        return module(format).read_folder(folder, asked)
    return _read_files(format, folder, asked)


def files(folder: Path, endings: tuple[str, ...]) -> Iterator[Path]:
    """The files in the folder and below it, by name, but hidden ones; links to folders are not followed."""
    for at, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = Path(at) / name
            # is_file() is false for a pipe, socket or device, and for a link that leads to itself.
            if name.lower().endswith(endings) and not name.startswith(".") and path.is_file():
                yield path


def _read_files(format: Format, folder: Path, asked: Asked) -> Iterator[Read]:
    reader, known = module(format), 0
    for path in files(folder, format.endings):
        name = str(path)
        try:
            content = path.read_bytes()
            if reader.recognises(content[:HEAD], name):
                known += 1
                yield from reader.read(content, asked._replace(name=name))
            else:
                yield LeftOut(Place(name), "not of this format")
        except UnreadableFile as error:
            yield Bad(Place(name), error.sentence)
        except OSError as error:
            yield Bad(Place(name), f"it cannot be read, {why(error)}")
    if not known:
        kinds = " or ".join(format.endings)
        raise UnreadableFile(folder, f"no {kinds} file in it can be read as {format.name}")


def module(format: Format) -> Module:
    """The format's module; see the top of this file for what it has."""
    return cast("Module", import_module(f"mentorlog.exchange.{format.module}"))
