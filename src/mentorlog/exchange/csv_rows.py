"""Tables of a spreadsheet: actions, goals, sessions and wins in, records of one kind out.

The first row names the columns: by our own names, by words that people use (``Deadline``, ``Assignee``),
or as the user says. A text that a spreadsheet would take for a formula is written with ``'`` before it,
which is taken off again when it is read.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from itertools import chain
from typing import TextIO

from mentorlog.errors import MentorlogError, UnreadableFile, quoted, with_article
from mentorlog.exchange import csv_fields, reading
from mentorlog.harmless import from_cell, in_cell, visible
from mentorlog.records import Kind, Pause, Ref
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import Asked, Bad, Columns, Found, Place, Read
from mentorlog.values import NamedTuple

_SEPARATOR = re.compile(r"\"?sep=(.)\"?[ \t]*(?:\n|\Z)", re.IGNORECASE)
"""The line by which Excel says what stands between the cells."""

_IN_QUOTES = re.compile(r'"[^"]*"')
_HEADING = re.compile(r'(?:(?<![^,;\t\n])"(?:[^"]|"")*+"|[^"\n]|(?<=[^,;\t\n])")*+')
"""The first row, of which a cell in quotes may have several lines."""


# --- in ---------------------------------------------------------------------------------------


def recognises(head: bytes, name: str) -> bool:
    """Whether the name says so, or the first line has names of columns that we know."""
    if name.lower().endswith((".csv", ".tsv")):
        return True
    text = head.decode("utf-8-sig", "replace").replace("\r", "\n").lstrip()
    if text[:1] in ("{", "[", "<"):
        return False
    if _SEPARATOR.match(text):
        return True
    line = _HEADING.match(text)
    try:
        cells, _ = _cells(line[0] if line else "")
    except csv.Error:
        return False
    return len(cells) > 1 and csv_fields.kind_of(cells, {}) is not None


def _cells(heading: str, delimiter: str = "") -> tuple[list[str], str]:
    """The cells of a heading, and what stands between them: outside of quotes, the most frequent mark.

    Raises ``csv.Error`` where a quote is not closed.
    """
    bare = _IN_QUOTES.sub("", heading)
    delimiter = delimiter or max(",;\t", key=bare.count)
    lines = io.StringIO(heading)
    return next(csv.reader(lines, delimiter=delimiter, strict=True), []), delimiter


class _Header(NamedTuple):
    """What the columns are: each one's name in small letters, and its field or None.

    ``words`` are what the user said of what stands in a column: (name, word) → our word. ``notes`` tell
    which columns do not count."""

    kind: Kind
    names: tuple[str, ...]
    fields: tuple[str | None, ...]
    delimiter: str
    words: Mapping[tuple[str, str], str]
    notes: tuple[str, ...]


_END = "\0"
"""A line after the last, as no file has one: a quote that is never closed takes it in."""


def read(content: bytes, asked: Asked) -> Iterator[Read]:
    """The records of the rows; one that has a day that cannot be read, say, is ``Bad``.

    A short row says nothing of the columns that it lacks. Raises ``UnreadableFile`` if the header says too
    little, or cannot be read.
    """
    text = reading.text(content, asked.name).replace("\0", "\ufffd")
    header, begin = _header(text, asked)
    above = text.count("\n", 0, begin)
    lines = chain(io.StringIO(text[begin:]), [_END])
    table = csv.reader(lines, delimiter=header.delimiter)
    notes = header.notes
    while True:
        where = Place(asked.name, above + table.line_num + 1)
        try:
            cells = next(table, [_END])
        except csv.Error as error:
            raise UnreadableFile(where, str(error)) from error
        if cells == [_END]:
            return
        if any(cell.strip() for cell in cells):
            found = _row(cells, header, where, asked)
            if isinstance(found, Found):
                found, notes = found._replace(notes=notes), ()
            yield found


def _row(cells: list[str], header: _Header, where: Place, asked: Asked) -> Found | Bad:
    if cells[-1].endswith(_END):
        return Bad(where, "a quote that begins in it is never closed")
    while len(cells) > len(header.fields) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(header.fields):
        fields = "1 field" if len(cells) == 1 else f"{len(cells)} fields"
        return Bad(where, f"it has {fields}, the header {len(header.fields)}")
    try:
        values = _values(cells, header)
        draft = csv_fields.draft(header.kind, values, asked.today, asked.order)
    except MentorlogError as error:
        return Bad(where, error.sentence)
    stamps = dict(zip(header.names, cells, strict=False))
    return Found(
        where, draft, had_at=stamps.get("updated_at", "").strip(),
        speaks_of=csv_fields.speaks_of(header.kind, header.fields[: len(cells)]),
    )  # fmt: skip


def _values(cells: Sequence[str], header: _Header) -> dict[str, str]:
    """What the row says of each field; where several columns say it, all of them or the first."""
    said: dict[str, dict[str, None]] = {}
    for name, field, cell in zip(header.names, header.fields, cells, strict=False):
        if field and cell.strip():
            word = header.words.get((name, cell.strip().casefold()), cell.strip())
            said.setdefault(field, {})[from_cell(word)] = None
    return {field: csv_fields.joint(header.kind, field, [*words]) for field, words in said.items()}


def _header(text: str, asked: Asked) -> tuple[_Header, int]:
    """What the first row says, and where the next one begins."""
    separator = _SEPARATOR.match(text)
    heading = _HEADING.match(text, separator.end() if separator else 0)
    assert heading
    where = Place(asked.name, 2 if separator else 1)
    try:
        cells, delimiter = _cells(heading[0], separator[1] if separator else "")
        is_closed = text[heading.end() : heading.end() + 1] != '"'
    except csv.Error:
        is_closed = False
    if not is_closed:
        raise UnreadableFile(where, "a quote in its heading is never closed")
    names = [" ".join(cell.split()) for cell in cells]
    mapped, words = _mapped(names, asked.columns, where)
    kind = _kind(names, mapped, asked.columns, where)
    fields = csv_fields.fields(kind, names, mapped)
    if csv_fields.NEEDED[kind] not in fields:
        raise UnreadableFile(
            where,
            f"no column is the {csv_fields.NEEDED[kind]} of {with_article(kind)}",
            f"--map says which, as in --map What={csv_fields.NEEDED[kind]}",
        )
    folded = tuple(name.casefold() for name in names)
    notes = _notes(kind, names, fields)
    return _Header(kind, folded, fields, delimiter, words, notes), heading.end()


def _mapped(
    names: Sequence[str], columns: Columns, where: Place
) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """What the user said of headings, and of words that stand below them."""
    folded = {name.casefold() for name in names if name}
    mapped, words = dict[str, str](), dict[tuple[str, str], str]()
    for said, meant in columns.mapped.items():
        heading, colon, word = said.casefold().rpartition(":")
        if said.casefold() in folded:
            mapped[said] = meant
        elif colon and heading.strip() in folded:
            words[heading.strip(), word.strip()] = meant
        else:
            raise UnreadableFile(where, f"no column is called {quoted(said)}")
    return mapped, words


def _kind(
    names: Sequence[str], mapped: Mapping[str, str], columns: Columns, where: Place
) -> Kind:  # fmt: skip
    """What the rows are."""
    ours = csv_fields.our_kind(names)
    if ours and not columns.kind and ours not in csv_fields.FIELDS:
        raise UnreadableFile(
            where,
            f"a table of {ours.about.words[1]} does not come in",
            "mentorlog export -o FILE writes what does: the whole journal",
        )
    kind = columns.kind or ours or csv_fields.kind_of(names, mapped)
    if kind is None:
        raise UnreadableFile(
            where,
            "its columns do not say what its rows are",
            "--kind says it, and --map what a column means, as in --kind action --map What=text",
        )
    return kind


def _notes(kind: Kind, names: Sequence[str], fields: Sequence[str | None]) -> tuple[str, ...]:
    """What to say of columns that nobody explained, and of those that mean the same as one before."""
    unknown, found = list[str](), list[str]()
    first: dict[str, str] = {}
    for name, field in zip(names, fields, strict=True):
        if not name or name in csv_fields.OURS:
            continue
        if field is None:
            unknown.append(quoted(name))
        elif first.setdefault(field, name) != name and csv_fields.counts_once(kind, field):
            same = f"{quoted(first[field])}, which means the same, says something"
            found.append(f"left out where {same}: {quoted(name)}")
    if unknown:
        found.insert(0, f"left out, as --map does not say what it means: {', '.join(unknown)}")
    return tuple(found)


# --- out --------------------------------------------------------------------------------------


def write(records: Iterable[Outgoing], stream: TextIO, terms: Terms) -> None:
    """Write a row for each record below the names of its fields; a linked record is its name or title."""
    out = csv.writer(stream, lineterminator="\n")
    header: list[str] = []
    for each in records:
        row = _fields(each, terms)
        if not header:
            header = list(row)
            out.writerow(header)
        out.writerow([_cell(row[name]) for name in header])


_IDENTITY = frozenset({"id", "uid", "tags"})


def _fields(outgoing: Outgoing, terms: Terms) -> Mapping[str, object]:
    row: dict[str, object] = dict(outgoing.record._asdict())
    row.pop("received", None)
    if "metric" in row:
        metric = outgoing.record.metric  # type: ignore[union-attr]
        row["metric"] = f"{metric.from_value}..{metric.to_value}" if metric else None
        row["unit"] = metric.unit if metric else None
    if terms.anonymous:
        return {name: value for name, value in row.items() if name not in _IDENTITY}
    return row


def _cell(value: object) -> object:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number else in_cell(visible(_text(value), keep="\n\t"))


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case Enum():
            return str(value.value)
        case Ref():
            return value.label
        case date():
            return value.isoformat()
        case Pause():
            days = f"{_text(value.from_on)}..{_text(value.until_on)}"
            return f"{days} {value.reason}" if value.reason else days
        case tuple() if not hasattr(value, "_fields"):
            return "; ".join(map(_text, value))
        case bool():
            return json.dumps(value)
    return str(value)
