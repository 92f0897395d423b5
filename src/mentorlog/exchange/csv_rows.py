"""Tables of a spreadsheet: actions, goals, sessions and wins in, records of one kind out.

The first row names the columns: by our own names, by words that people use (``Deadline``, ``Assignee``),
or as the user says. A text that a spreadsheet would take for a formula is written with ``'`` before it,
which is taken off again when it is read.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from itertools import islice
from typing import BinaryIO, NamedTuple, TextIO

from mentorlog.errors import MentorlogError, UnreadableFile, quoted, with_article
from mentorlog.exchange import csv_fields, text_lines
from mentorlog.harmless import visible
from mentorlog.records import Kind, Ref
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import Asked, Bad, Columns, Found, Place, Read

# What a spreadsheet would calculate rather than show; some take the wide characters too. A number is the
# same either way.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?( ?%)?", re.ASCII)


_SEPARATOR = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)
"""The line by which Excel says what stands between the cells."""


# --- in ---------------------------------------------------------------------------------------


def recognises(head: bytes, name: str) -> bool:
    """Whether the name says so, or the first line has names of columns that we know."""
    if name.lower().endswith((".csv", ".tsv")):
        return True
    first = head.decode("utf-8-sig", "replace").lstrip().splitlines()[:1]
    if not first or first[0][:1] in ("{", "[", "<"):
        return False
    if _SEPARATOR.fullmatch(first[0]):
        return True
    if not any(mark in first[0] for mark in ",;\t"):
        return False
    try:
        cells = next(csv.reader(first, delimiter=_delimiter(first[0])), [])
    except csv.Error:
        return False
    return csv_fields.kind_of(cells, {}) is not None


class _Header(NamedTuple):
    """What the columns are: each one's field or None, and the line as it stood.

    ``words`` are what the user said of what stands in a column: (heading, word) → our word."""

    kind: Kind
    names: tuple[str, ...]
    fields: tuple[str | None, ...]
    line: str
    delimiter: str
    words: Mapping[tuple[str, str], str]


def read(stream: BinaryIO, asked: Asked) -> Iterator[Read]:
    """The records of the rows; one that is too long, or has a day that cannot be read, is ``Bad``.

    A short row says nothing of the columns that it lacks. Raises ``UnreadableFile`` if the header says too
    little, or cannot be read.
    """
    name = asked.name
    lines = _Lines(stream, name)
    first, delimiter = next(lines, ""), None
    if separator := _SEPARATOR.fullmatch(first):
        first, delimiter = next(lines, ""), separator[1]
    first = _whole_row(first, lines)
    header = _header(first, delimiter, Place(name, lines.number), asked.columns)
    notes = _notes(first, header)
    table = csv.reader(lines, delimiter=header.delimiter)
    while True:
        where = Place(name, lines.number + 1)
        try:
            cells = next(table, None)
        except csv.Error as error:
            raise UnreadableFile(where, str(error)) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _row(cells, header, where, asked, notes)
            notes = ()


_MOST_LINES = 10
"""How many lines a heading may have: a quote that is never closed does not take in the table."""


def _whole_row(first: str, lines: Iterator[str]) -> str:
    """The heading with its further lines: a cell in quotes may be written over several."""
    for line in islice(lines, _MOST_LINES) if first.count('"') % 2 else ():
        first += line
        if first.count('"') % 2 == 0:
            break
    return first


def _row(
    cells: list[str], header: _Header, where: Place, asked: Asked, notes: tuple[str, ...],
) -> Read:  # fmt: skip
    source = _line(cells, header.delimiter)
    while len(cells) > len(header.fields) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(header.fields):
        fields = "1 field" if len(cells) == 1 else f"{len(cells)} fields"
        return Bad(where, f"it has {fields}, the header {len(header.fields)}", source, header.line)
    values: dict[str, str] = {}
    stamps = dict(zip(header.names, cells, strict=False))
    for name, field, cell in zip(header.names, header.fields, cells, strict=False):
        if field and cell.strip():
            word = _restored(header.words.get((name, cell.strip().casefold()), cell.strip()))
            if field == "tags" and field in values:
                values[field] += f";{word}"  # Other programs write the heading once for each label.
            values.setdefault(field, word)
    try:
        draft = csv_fields.draft(header.kind, values, asked.today, asked.order)
    except MentorlogError as error:
        return Bad(where, error.sentence, source, header.line)
    return Found(
        where, draft, notes=notes, source=source, head=header.line,
        had_at=stamps.get("updated_at", "").strip(),
        speaks_of=csv_fields.speaks_of(header.kind, header.fields[: len(cells)]),
    )  # fmt: skip


def _header(line: str, delimiter: str | None, where: Place, columns: Columns) -> _Header:
    delimiter = delimiter or _delimiter(line)
    names = [" ".join(name.split()) for name in _cells(line, delimiter)]
    every = tuple(name.casefold() for name in names)
    folded = [name for name in every if name]
    words, mapped = dict[tuple[str, str], str](), dict[str, str]()
    for said, meant in columns.mapped.items():
        heading, colon, word = said.casefold().rpartition(":")
        if said.casefold() in folded:
            mapped[said] = meant
        elif colon and heading.strip() in folded:
            words[heading.strip(), word.strip()] = meant
        else:
            raise UnreadableFile(where, f"no column is called {quoted(said)}")
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
    fields = csv_fields.fields(kind, names, mapped)
    if csv_fields.NEEDED[kind] not in fields:
        raise UnreadableFile(
            where,
            f"no column is the {csv_fields.NEEDED[kind]} of {with_article(kind)}",
            f"--map says which, as in --map What={csv_fields.NEEDED[kind]}",
        )
    return _Header(kind, every, fields, line.rstrip("\r\n"), delimiter, words)


def _notes(line: str, header: _Header) -> tuple[str, ...]:
    names = _cells(line, header.delimiter)
    unknown = [
        quoted(name)
        for name, field in zip(names, header.fields, strict=True)
        if field is None and name.strip() and name.strip() not in csv_fields.OURS
    ]
    if not unknown:
        return ()
    return (f"left out, as --map does not say what it means: {', '.join(unknown)}",)


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a row, which may have line ends in it."""
    return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter), [])


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _restored(cell: str) -> str:
    return cell[1:] if cell[0] == "'" and _FORMULA.match(cell[1:]) else cell


def _line(cells: Sequence[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()


class _Lines:
    """The lines of a stream as text, counted; raises ``UnreadableFile`` for one that cannot be read."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.number = 0
        self._lines = text_lines.raw(stream)
        self._name = name

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        where = Place(self._name, self.number)
        if len(line) >= text_lines.MOST_BYTES:
            raise UnreadableFile(where, f"the line is over {text_lines.MOST_BYTES >> 20} MB")
        try:
            text = line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableFile(where, *text_lines.NO_TEXT) from None
        return text.replace("\0", "\ufffd")


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
    if "metric" in row:
        metric = outgoing.record.metric  # type: ignore[union-attr]
        row["metric"] = f"{metric.from_value}..{metric.to_value}" if metric else None
        row["unit"] = metric.unit if metric else None
    if terms.anonymous:
        return {name: value for name, value in row.items() if name not in _IDENTITY}
    return row


def _cell(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        text = visible(_text(value), keep="\n\t")
        acts = _FORMULA.match(text) and not _NUMBER.fullmatch(text)
        return f"'{text}" if acts else text
    return value


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
        case tuple() if not hasattr(value, "_fields"):
            return "; ".join(map(_text, value))
        case bool():
            return json.dumps(value)
    return str(value)
