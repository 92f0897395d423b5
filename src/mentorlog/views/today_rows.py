"""The rows of today's page: a label, the code of a record, its text, and a few words about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mentorlog.folding import lines
from mentorlog.views import cells
from mentorlog.views.pages import (
    Bar,
    Canvas,
    Column,
    Content,
    Line,
    Piece,
    Row,
    Table,
    heading,
    ref,
)

WIDE = 74
"""The width from which there is room for bars and all words; below it, each part has a row less."""

LABEL = 8
"""The width before the codes: a space, ``Goals``, two spaces."""


class Item(NamedTuple):
    """A row: the code of a record, its text, and a few words about it."""

    code: str
    text: str
    about: Piece
    bar: Bar | None = None
    percent: str = ""


class Rows(NamedTuple):
    """Draws rows on a canvas; ``most`` is how many of its rows a text may take."""

    canvas: Canvas
    most: int

    @property
    def wide(self) -> bool:
        """Whether there is room for bars and all words."""
        return self.canvas.width >= WIDE

    def cut(self, text: str, room: int) -> str:
        """The text, cut where it would take more rows of that width than it may."""
        rows = lines(cells.drawn(text, self.canvas), room)
        if len(rows) <= self.most:
            return text
        above, rest = rows[: self.most - 1], " ".join(rows[self.most - 1 :])
        return " ".join([*above, cells.clipped(rest, room, self.canvas)])

    def labelled(self, label: str, content: Content) -> Line:
        """A row of its own, with its label where there is room for one."""
        if not self.wide:
            return Line(content, indent=1)
        parts = content if type(content) is tuple else (content,)
        return Line((heading(f"{label:<{LABEL - 1}}"), *parts), indent=1)

    def table(self, label: str, items: Sequence[Item]) -> Table:
        """The items; their texts are folded or, where there is no room for all of them, cut."""
        if not self.wide:
            room = self.canvas.width - 2 - max(len(item.code) for item in items)
            rows = tuple(row for item in items for row in self._narrow_rows(item, room))
            return Table((Column(), Column(stretch=True)), rows, indent=1)
        room = self.canvas.width // 2  # At least so wide are the texts.
        labels = ((heading(f"{label if place == 0 else '':<5}"),) for place in range(len(items)))
        columns = (*((Column(),) if label else ()), Column(), Column(), Column(right=True))
        return Table(
            (*columns, Column(stretch=True), Column()),
            tuple(
                (
                    *(before if label else ()),
                    ref(f"{item.code:<3}"),
                    item.bar or "",
                    item.percent,
                    self.cut(item.text, room),
                    item.about,
                )
                for before, item in zip(labels, items, strict=True)
            ),
            indent=1,
        )

    def _narrow_rows(self, item: Item, room: int) -> Iterator[Row]:
        """A text of full width; what is to be said of it stands beside its end, or below it."""
        *above, last = lines(cells.drawn(self.cut(item.text, room), self.canvas), room)
        said = [item.about._replace(text=line) for line in lines(item.about.text, room)]
        between = room - cells.width(last) - cells.width(said[0])
        ends: list[Content] = [last, *said]
        if between > 1:
            ends = [(last, " " * between, said[0]), *said[1:]]
        for place, content in enumerate([*above, *ends]):
            yield ref(item.code if not place else ""), content
