"""Tables of a spreadsheet: actions, goals, sessions and wins in, records of one kind out.

On the way in the first row names the columns: by our own names, by words people use (``Deadline``,
``Assignee``), or as the user says. Text that a spreadsheet would take for a formula stands behind
``'`` on the way out, and comes out from behind it on the way in.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from typing import BinaryIO, NamedTuple, TextIO

from mentorlog.dates import DateOrder
from mentorlog.errors import MentorlogError, UnreadableFile, quoted
from mentorlog.exchange import csv_fields
from mentorlog.harmless import visible
from mentorlog.records import Kind, Ref
from mentorlog.records.exports import Outgoing, Terms
from mentorlog.records.imports import Bad, Columns, Found, Place, Read

_MOST = 1 << 20
"""The longest line that is read, in characters, and the longest field."""

# What a spreadsheet would reckon rather than show; the wide forms too, some take them. A number is
# the same either way.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?( ?%)?", re.ASCII)


# --- in ---------------------------------------------------------------------------------------


def recognises(head: bytes, name: str) -> bool:
    """Whether the name says so, or the first line has names of columns that we know."""
    if name.lower().endswith((".csv", ".tsv")):
        return True
    first = head.decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    if first[:1] in ("{", "[", "<") or not any(mark in first for mark in ",;\t"):
        return False
    cells = next(csv.reader([first], delimiter=_delimiter(first)), [])
    return csv_fields.kind_of(cells, {}) is not None


class _Header(NamedTuple):
    """What the columns are: each one's field or None, and the line as it stood."""

    kind: Kind
    fields: tuple[str | None, ...]
    line: str
    delimiter: str


def read(
    stream: BinaryIO, *, name: str, today: date, order: DateOrder | None, columns: Columns
) -> Iterator[Read]:
    """The records of the rows; a row of another length, or with a day no one can read, is ``Bad``.

    Raises ``UnreadableFile`` where the header says too little or the same twice, or the text
    cannot be read.
    """
    lines = _Lines(stream, name)
    first = next(lines, "")
    header = _header(first, Place(name, 1), columns)
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
            yield _row(cells, header, where, today, order, notes)
            notes = ()


def _row(
    cells: list[str], header: _Header, where: Place, today: date, order: DateOrder | None,
    notes: tuple[str, ...],
) -> Read:  # fmt: skip
    source = _line(cells, header.delimiter)
    if len(cells) != len(header.fields):
        fields = "1 field" if len(cells) == 1 else f"{len(cells)} fields"
        return Bad(where, f"it has {fields}, the header {len(header.fields)}", source, header.line)
    values: dict[str, str] = {}
    for field, cell in zip(header.fields, cells, strict=True):
        if field and cell.strip():
            values.setdefault(field, _restored(cell.strip()))
    try:
        draft = csv_fields.draft(header.kind, values, today, order)
    except MentorlogError as error:
        return Bad(where, error.sentence, source, header.line)
    return Found(where, draft, notes=notes, source=source, head=header.line)


def _header(line: str, where: Place, columns: Columns) -> _Header:
    delimiter = _delimiter(line)
    names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]
    folded = [name.casefold() for name in names if name]
    if twice := next((name for name in folded if folded.count(name) > 1), None):
        raise UnreadableFile(where, f"two columns are called {quoted(twice)}")
    if strange := next((name for name in columns.mapped if name.casefold() not in folded), None):
        raise UnreadableFile(where, f"no column is called {quoted(strange)}")
    kind = columns.kind or csv_fields.kind_of(names, columns.mapped)
    if kind is None:
        raise UnreadableFile(
            where,
            "its columns do not say what its rows are",
            "--kind says it, and --map what a column means, as in --kind action --map What=text",
        )
    fields = csv_fields.fields(kind, names, columns.mapped)
    if csv_fields.NEEDED[kind] not in fields:
        raise UnreadableFile(
            where,
            f"no column is the {csv_fields.NEEDED[kind]} of a {kind}",
            f"--map says which, as in --map What={csv_fields.NEEDED[kind]}",
        )
    return _Header(kind, fields, line.rstrip("\r\n"), delimiter)


def _notes(line: str, header: _Header) -> tuple[str, ...]:
    names = next(csv.reader([line], delimiter=header.delimiter), [])
    unknown = [
        quoted(name)
        for name, field in zip(names, header.fields, strict=True)
        if field is None and name.strip() and name.strip() not in csv_fields.OURS
    ]
    if not unknown:
        return ()
    return (f"left out, as --map does not say what it means: {', '.join(unknown)}",)


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _restored(cell: str) -> str:
    return cell[1:] if cell[0] == "'" and _FORMULA.match(cell[1:]) else cell


def _line(cells: Sequence[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(cells)
    return out.getvalue()


class _Lines:
    """The lines of a stream as text, counted; raises ``UnreadableFile`` for one that is none."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.number = 0
        self._stream = stream
        self._name = name

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(_MOST)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == _MOST:
            self._fail(f"the line is over {_MOST >> 20} MB")
        try:
            text = line.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError:
            self._fail("it is no UTF-8 text")
        return text.replace("\0", "\ufffd")

    def _fail(self, reason: str) -> None:
        raise UnreadableFile(Place(self._name, self.number), reason)


# --- out --------------------------------------------------------------------------------------


def write(records: Iterable[Outgoing], stream: TextIO, terms: Terms) -> None:
    """A row for each record under the names of its fields; another record is its name or title."""
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
