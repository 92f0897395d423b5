"""The two screens every kind of record has: a list, and a card for ``show``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from mentorlog.records import Ref, Visibility
from mentorlog.views.pages import Block, Column, Content, Line, Page, Piece, Screen, Table, Tone

T = TypeVar("T")
Data = dict[str, object]


class Field(NamedTuple):
    """One column of a listing: ``key`` in JSON and CSV, ``heading`` and ``cell`` on the page.

    ``right``, ``stretch`` and ``least`` are a ``Column``'s.
    """

    key: str
    heading: str
    cell: Callable[[Any], Content]
    right: bool = False
    stretch: bool = False
    least: int = 0


def listing(
    records: Sequence[T], fields: Sequence[Field], *, data: Callable[[T], Data], empty: str
) -> Screen:
    """A table of ``records``, the first field being the code people type; or the line ``empty``.

    JSON is an array of ``data(record)``. CSV has the same keys, the fields' own first, so that a
    spreadsheet starts with what the table shows.
    """
    columns = tuple(
        Column(field.heading, right=field.right, stretch=field.stretch, least=field.least)
        for field in fields
    )

    def table() -> Table:
        rows = tuple(tuple(field.cell(record) for field in fields) for record in records)
        return Table(columns, rows, indent=1)

    keys = [field.key for field in fields]
    return Screen(
        page=lambda _canvas: Page((table() if records else Line(empty),)),
        data=lambda: [data(record) for record in records],
        rows=lambda: [_ordered(data(record), keys) for record in records],
    )


def card(
    title: Content,
    pairs: Sequence[tuple[str, Content | None]],
    data: Data,
    extra: Sequence[Block] = (),
    right: Content = "",
) -> Screen:
    """One record: its title, a label and a value on each line, then the blocks of ``extra``.

    ``right`` stands at the right edge beside the title. Pairs without a value are left out. JSON is ``data``, CSV one row of it.
    """
    rows = tuple((Piece(label, Tone.DIM), value) for label, value in pairs if value)
    table = Table((Column(), Column(stretch=True)), rows, indent=1)
    blocks = (Line(title, right), *((table,) if rows else ()), *extra)
    return Screen(page=lambda _canvas: Page(blocks), data=lambda: data, rows=lambda: [data])


def link(ref: Ref | None) -> Content | None:
    """Another record inside a card: ``g3 Speak at a conference``; None where there is none."""
    return (Piece(ref.code, Tone.REF), f" {ref.label}") if ref else None


def tags(words: Sequence[str]) -> str:
    """``#speaking #q3``."""
    return " ".join(f"#{word}" for word in words)


def people(named: Sequence[Ref]) -> str:
    """``Dana Ortiz, Lee Wong``."""
    return ", ".join(person.label for person in named)


def written(
    records: Sequence[T], line: Callable[[T], Content], data: Callable[[T], Data]
) -> Screen:
    """What a command wrote, a ``line`` for each record; JSON is the record, of several an array."""
    found = [data(record) for record in records]
    return Screen(
        page=lambda _canvas: Page(tuple(Line(line(record)) for record in records)),
        data=lambda: found[0] if len(found) == 1 else found,
        rows=lambda: found,
    )


def deleted(code: str, title: str, data: Data) -> Screen:
    """What a delete took away: ``w6  Refund errors down by half · deleted; …``."""
    said = f"  {title} · deleted; mentorlog undo brings it back"
    line = Line((Piece(code, Tone.REF), said))
    return Screen(page=lambda _canvas: Page((line,)), data=lambda: data, rows=lambda: [data])


def exposure(level: Visibility) -> tuple[Piece, ...]:
    """`` · private`` or `` · public`` after what was written; nothing for what is shared, as most is."""
    return () if level is Visibility.SHARED else (Piece(f" · {level}", Tone.DIM),)


def _ordered(data: Mapping[str, object], keys: Sequence[str]) -> Data:
    first = {key: data[key] for key in keys if key in data}
    return first | dict(data)
