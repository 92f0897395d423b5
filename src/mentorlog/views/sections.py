"""Short sections of rows below one another: a heading, then codes, texts and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mentorlog.views.pages import Block, Column, Content, Line, Piece, Span, Table, Tone


class Row(NamedTuple):
    """One record: the code people type, its text, a few words on it, and a line ``below``."""

    code: str
    text: Content
    words: Content = ""
    below: str | None = None


class Section(NamedTuple):
    """A heading and its rows; without rows it is not shown."""

    heading: str
    rows: Sequence[Row]


def blocks(sections: Iterable[Section], most: int | None = None) -> Iterator[Block]:
    """The sections that have rows, all in line with one another.

    Of each at most ``most`` rows are drawn, and the number of the others.
    """
    for section in sections:
        if section.rows:
            yield Line(Piece(section.heading, Tone.HEADING))
            yield Table(
                (Column(), Column(stretch=True), Column()),
                tuple(_rows(section.rows, most)),
                indent=1,
                group="sections",
            )


def _rows(rows: Sequence[Row], most: int | None) -> Iterator[tuple[Content, ...] | Span]:
    shown = rows if most is None or len(rows) <= most + 1 else rows[:most]
    for row in shown:
        yield (Piece(row.code, Tone.REF), row.text, row.words)
        if row.below:
            yield Span(Piece(row.below, Tone.DIM), indent=2, under=1)
    if len(shown) < len(rows):
        yield Span(Piece(f"… and {len(rows) - len(shown)} more", Tone.DIM), under=1)


def csv_rows(found: Iterable[tuple[str, Mapping[str, object]]]) -> list[dict[str, object]]:
    """A row for each record after its section's name, all with the same keys.

    What a record has not is None. Not ``mixed.rows``, as a takeaway has a kind of its own.
    """
    given = list(found)
    keys = dict.fromkeys(key for _, data in given for key in data)
    return [{"section": name, **{key: data.get(key) for key in keys}} for name, data in given]
