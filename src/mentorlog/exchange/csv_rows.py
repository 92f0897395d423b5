"""Tables of a spreadsheet: actions, goals, sessions and wins in, records of one kind out.

The first row names the columns: by our own names, by words that people use (``Deadline``, ``Assignee``),
or as the user says. A text that a spreadsheet would take for a formula is written with ``'`` before it,
which is taken off again when it is read.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from itertools import chain
from typing import BinaryIO, NamedTuple, TextIO

from mentorlog.errors import MentorlogError, UnreadableFile, quoted, with_article
from mentorlog.exchange import csv_fields, text_lines
from mentorlog.harmless import visible
from mentorlog.records import Kind, Pause, Ref
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import Asked, Bad, Columns, Found, Place, Read

# What a spreadsheet would calculate rather than show; some take the wide characters too. A number is the
# same either way.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?( ?%)?", re.ASCII)


_SEPARATOR = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)
"""The line by which Excel says what stands between the cells."""

_IN_QUOTES = re.compile(r'"[^"]*"')


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
    """What the columns are: each one's heading, its name in small letters, and its field or None.

    ``words`` are what the user said of what stands in a column: (name, word) → our word. ``line`` is the
    heading as it stood."""

    kind: Kind
    headings: tuple[str, ...]
    names: tuple[str, ...]
    fields: tuple[str | None, ...]
    line: str
    delimiter: str
    words: Mapping[tuple[str, str], str]


_END = "\0"
"""A line after the last, as no file has one: a quote that is never closed takes it in."""


def read(stream: BinaryIO, asked: Asked) -> Iterator[Read]:
    """The records of the rows; one that is too long, or has a day that cannot be read, is ``Bad``.

    A short row says nothing of the columns that it lacks. Raises ``UnreadableFile`` if the header says too
    little, or cannot be read.
    """
    lines = _Lines(stream, asked.name)
    header = _header(lines, asked.columns)
    left_out, told = _left_out(header), set[str]()
    table = csv.reader(chain(lines, [_END]), delimiter=header.delimiter)
    while True:
        lines.taken.clear()
        where = Place(asked.name, lines.number + 1)
        try:
            cells = next(table, [_END])
        except csv.Error as error:
            raise UnreadableFile(where, str(error)) from error
        if cells == [_END]:
            return
        if any(cell.strip() for cell in cells):
            found = _row(cells, header, where, lines.text(), asked)
            if isinstance(found, Found):
                notes = (*left_out, *found.notes)
                found = found._replace(notes=tuple(note for note in notes if note not in told))
                told.update(notes)
            yield found


def _row(
    cells: list[str], header: _Header, where: Place, source: str, asked: Asked
) -> Found | Bad:  # fmt: skip
    if cells[-1].endswith(_END):
        return Bad(where, "a quote that begins in it is never closed", source, header.line)
    while len(cells) > len(header.fields) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(header.fields):
        fields = "1 field" if len(cells) == 1 else f"{len(cells)} fields"
        return Bad(where, f"it has {fields}, the header {len(header.fields)}", source, header.line)
    values, notes = _values(cells, header)
    try:
        draft = csv_fields.draft(header.kind, values, asked.today, asked.order)
    except MentorlogError as error:
        return Bad(where, error.sentence, source, header.line)
    stamps = dict(zip(header.names, cells, strict=False))
    return Found(
        where, draft, notes=notes, source=source, head=header.line,
        had_at=stamps.get("updated_at", "").strip(),
        speaks_of=csv_fields.speaks_of(header.kind, header.fields[: len(cells)]),
    )  # fmt: skip


def _values(cells: Sequence[str], header: _Header) -> tuple[dict[str, str], tuple[str, ...]]:
    """What the row says of each field, and a note of each column that says it otherwise than the first."""
    said: dict[str, dict[str, str]] = {}
    for heading, name, field, cell in zip(
        header.headings, header.names, header.fields, cells, strict=False
    ):
        if field and cell.strip():
            word = _restored(header.words.get((name, cell.strip().casefold()), cell.strip()))
            said.setdefault(field, {}).setdefault(word, heading)
    values, notes = {field: next(iter(words)) for field, words in said.items()}, list[str]()
    for field, words in said.items():
        first, *others = words.values()
        if others and (joint := csv_fields.joint(header.kind, field)):
            values[field] = joint.join(words)
            continue
        for other in others:
            notes.append(
                f"left out where {quoted(first)}, which means the same, differs: {quoted(other)}"
            )
    return values, tuple(notes)


def _header(lines: _Lines, columns: Columns) -> _Header:
    cells, delimiter = _heading(lines)
    where = Place(lines.name, lines.number)
    names = [" ".join(cell.split()) for cell in cells]
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
    return _Header(kind, tuple(names), every, fields, lines.text(), delimiter, words)


def _heading(lines: _Lines) -> tuple[list[str], str]:
    """The cells of the first row, which may have several lines, and what stands between them.

    Raises ``UnreadableFile`` where a quote is not closed.
    """
    first, said = next(lines, ""), None
    if separator := _SEPARATOR.fullmatch(first):
        first, said = next(lines, ""), separator[1]
    try:
        next(csv.reader(chain([first], lines), delimiter=said or _delimiter(first)), None)
        row = lines.taken[1 if said else 0 :]
        delimiter = said or _delimiter("".join(row))
        return next(csv.reader(row, delimiter=delimiter, strict=True), []), delimiter
    except csv.Error:
        where = Place(lines.name, lines.number)
        raise UnreadableFile(where, "a quote in its heading is never closed") from None


def _left_out(header: _Header) -> tuple[str, ...]:
    unknown = [
        quoted(name)
        for name, field in zip(header.headings, header.fields, strict=True)
        if field is None and name and name not in csv_fields.OURS
    ]
    if not unknown:
        return ()
    return (f"left out, as --map does not say what it means: {', '.join(unknown)}",)


def _delimiter(line: str) -> str:
    """The mark that stands between the cells of a heading; one within a cell in quotes does not count."""
    return max(",;\t", key=_IN_QUOTES.sub("", line).count)


def _restored(cell: str) -> str:
    return cell[1:] if cell[0] == "'" and _FORMULA.match(cell[1:]) else cell


class _Lines:
    """The lines of a stream as text, counted; raises ``UnreadableFile`` for one that cannot be read.

    ``taken`` has those that came since it was last cleared.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.number = 0
        self.name = name
        self.taken = list[str]()
        self._lines = text_lines.raw(stream)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        where = Place(self.name, self.number)
        if len(line) >= text_lines.MOST_BYTES:
            raise UnreadableFile(where, f"the line is over {text_lines.MOST_BYTES >> 20} MB")
        try:
            text = line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise UnreadableFile(where, *text_lines.NO_TEXT) from None
        self.taken.append(text.replace("\0", "\ufffd"))
        return self.taken[-1]

    def text(self) -> str:
        """The lines that were taken since ``taken`` was cleared, as they stood."""
        return "".join(self.taken).rstrip("\r\n")


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
        case Pause():
            days = f"{_text(value.from_on)}..{_text(value.until_on)}"
            return f"{days} {value.reason}" if value.reason else days
        case tuple() if not hasattr(value, "_fields"):
            return "; ".join(map(_text, value))
        case bool():
            return json.dumps(value)
    return str(value)
