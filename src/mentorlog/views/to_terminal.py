"""A page drawn for a terminal.

Rich is only asked how wide a character is (``cells``). To load all of it takes 35 ms, a third of a
whole command, and its ``Table`` takes seconds for ten thousand rows and has no row across columns.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise, zip_longest
from typing import TextIO

from mentorlog.folding import cells, chopped, folds
from mentorlog.harmless import visible
from mentorlog.values import NamedTuple
from mentorlog.views import terminals
from mentorlog.views.cells import bar, encodable, encoding_of, fit, spark
from mentorlog.views.pages import (
    Bar,
    Block,
    Canvas,
    Column,
    Content,
    Fixed,
    Line,
    Markdown,
    Page,
    Piece,
    Prose,
    Rule,
    Span,
    Spark,
    Table,
    Tone,
    heading,
)

# Only the sixteen basic colours: they follow the terminal's own theme, light or dark.
_ESCAPES = {
    Tone.PLAIN: "",
    Tone.STRONG: "1",
    Tone.DIM: "2",
    Tone.HEADING: "1",
    Tone.REF: "36",
    Tone.GOOD: "32",
    Tone.LATE: "31",
    Tone.HIT: "1;33",
    Tone.HINT: "",
}
_ASCII = Canvas(unicode=False)
# Rich takes any character after a joiner as part of the one before it; terminals do so only for
# emoji. Letters with joiners between them would be twice as wide as measured.
_EMOJI = r"[\u2190-\u2bff\U0001f000-\U0001faff]"
_STRAY_JOINER = rf"(?<!{_EMOJI})(?<!{_EMOJI}\ufe0f)\u200d|\u200d(?!{_EMOJI})"
_BETWEEN_LEFT_AND_RIGHT = 2
_NARROWEST_INDENTED = 16
"""An indent is made smaller if fewer characters than this would be left for the text."""

Text = tuple[Piece, ...]
"""A line or a cell that has been cleaned: its pieces one after another, none of them empty."""


def write(
    page_of: Callable[[Canvas], Page], stream: TextIO, *, no_color: bool, pager: bool
) -> None:
    """Draw a page on ``stream``, through the pager if that is wanted and the page is tall.

    Colours are for a terminal that has them, unless ``no_color`` or ``NO_COLOR`` says otherwise.
    OSError (a broken pipe, a full disk) is left to the caller.
    """
    canvas = terminals.canvas_of(stream)
    text = draw(
        page_of(canvas),
        width=canvas.width,
        color=not no_color and terminals.takes_colour(stream),
        unicode=canvas.unicode,
        encoding=encoding_of(stream),
    )
    if not (pager and terminals.paged(text, stream)):
        stream.write(text)


def draw(page: Page, *, width: int, color: bool, unicode: bool, encoding: str = "utf-8") -> str:
    """The page as lines of at most ``width`` columns, each ending with a newline.

    Without ``color`` it has no escapes; without ``unicode`` the glyphs are ASCII. Characters that
    ``encoding`` lacks are replaced before anything is measured.
    """
    lines = _Drawing(Canvas(width, unicode), encoding).lines(page)
    return "".join(f"{_escaped(_stripped(line), color=color)}\n" for line in lines)


# --- lines of text ----------------------------------------------------------------------------


def _plain(text: Text) -> str:
    return text[0].text if len(text) == 1 else "".join(piece.text for piece in text)


def _size(text: Text) -> int:
    return cells(_plain(text))


def _blank(width: int) -> Text:
    return (Piece(" " * width),) if width > 0 else ()


def _cut(text: Text, start: int, end: int) -> Text:
    """The characters from ``start`` to ``end``, with their tones."""
    found, at = [], 0
    for piece in text:
        part = piece.text[max(0, start - at) : max(0, end - at)]
        at += len(piece.text)
        if part:
            found.append(Piece(part, piece.tone))
    return tuple(found)


def _wrapped(text: Text, width: int) -> Sequence[Text]:
    """The text in lines of at most ``width``, folded between words."""
    whole = _plain(text)
    if cells(whole) <= width:
        return [text]
    places = [0, *folds(whole, width), len(whole)]
    return [_stripped(_cut(text, start, end)) for start, end in pairwise(places)]


def _stripped(text: Text) -> Text:
    """The line without white space at its end."""
    while text:
        *before, last = text
        if kept := last.text.rstrip():
            return (*before, last._replace(text=kept))
        text = tuple(before)
    return ()


def _escaped(text: Text, *, color: bool) -> str:
    if not color:
        return _plain(text)
    return "".join(
        f"\x1b[{code}m{piece.text}\x1b[0m" if (code := _ESCAPES[piece.tone]) else piece.text
        for piece in text
    )


# --- the page ---------------------------------------------------------------------------------


class _Inked(NamedTuple):
    """A table whose cells are ``Text``, without the columns for which the terminal is too narrow."""

    table: Table
    columns: tuple[Column, ...]
    kept: tuple[int, ...]
    header: list[Text]
    rows: list[list[Text] | Span]

    def wanted(self) -> list[int]:
        """The width of each column on one line; 0 only if it is empty (a lone accent counts as 1)."""
        return [max(_size(cell) or min(len(cell), 1) for cell in each) for each in self._cells()]

    def longest_words(self) -> list[int]:
        """The width of each column's longest word."""
        return [
            max(cells(word) for cell in each for word in (_plain(cell).split() or [""]))
            for each in self._cells()
        ]

    def _cells(self) -> Iterator[tuple[Text, ...]]:
        """The cells of each column; of a row across all columns only its lead counts."""
        rest = [()] * (len(self.header) - 1)
        rows = [
            [_lead(row), *rest][: len(self.header)] if isinstance(row, Span) else row
            for row in self.rows
        ]
        return zip(self.header, *rows, strict=True)


def _lead(span: Span) -> Text:
    return (Piece(visible(span.lead)),) if span.lead else ()


class _Layout(NamedTuple):
    """Where each column starts, from the table's left edge, and how wide it is (0: not shown)."""

    starts: list[int]
    widths: list[int]


class _Drawing(NamedTuple):
    """One page on one canvas."""

    canvas: Canvas
    encoding: str

    def lines(self, page: Page) -> Iterator[Text]:
        """The page's lines, none wider than the canvas."""
        blocks = list(page)
        tables = {
            place: self._inked(block)
            for place, block in enumerate(blocks)
            if isinstance(block, Table)
        }
        layouts: dict[str, _Layout] = {}  # of each group, made once: it may have 100 tables
        for place, block in enumerate(blocks):
            if place in tables:
                inked = tables[place]
                group = inked.table.group or str(place)
                if group not in layouts:
                    tied = [other for other in tables.values() if _tied(other, inked)]
                    layouts[group] = self._layout(tied)
                yield from self._table(inked, layouts[group])
            else:
                yield from self._block(block)

    def _block(self, block: Block) -> Iterator[Text]:
        match block:
            case Line():
                yield from self._line(block)
            case Prose():
                text = visible(block.text, keep="\n").strip("\n")
                for words in text.split("\n"):
                    yield from self._folded(self._text(words), block.indent)
            case Rule():
                yield from self._rule(block)
            case Fixed():
                for line in map(self._ink, block.lines):
                    parts = chopped(_plain(line), self.canvas.width)
                    yield _cut(line, 0, len(parts[0]) if parts else 0)
            case Markdown():
                yield from self._markdown(block)

    def _markdown(self, block: Markdown) -> Iterator[Text]:
        from mentorlog.views import drawn_markdown

        text = encodable(block.text, self.encoding, _ASCII.glyph)
        for line in drawn_markdown.lines(text, self.canvas.width):
            yield tuple(
                Piece(encodable(piece.text, self.encoding, _ASCII.glyph), piece.tone)
                for piece in line
            )

    def _line(self, line: Line) -> Iterator[Text]:
        left, right = self._ink(line.left), self._ink(line.right)
        between = self.canvas.width - line.indent - _size(left) - _size(right)
        if not right:
            yield from self._folded(left, line.indent)
        elif between >= _BETWEEN_LEFT_AND_RIGHT:
            yield (*_blank(line.indent), *left, *_blank(between), *right)
        else:
            yield from self._folded(left, line.indent)
            yield from self._folded(right, line.indent + 2)

    def _rule(self, rule: Rule) -> Iterator[Text]:
        dash = self.canvas.glyph("─")
        lead = f" {dash}{dash} " if rule.text else ""
        first, *more = _wrapped(self._ink(rule.text), self.canvas.width - len(lead))
        *above, last = (Piece(lead), *first), *((*_blank(len(lead)), *line) for line in more)
        yield from above
        yield (*last, Piece(" " + dash * max(0, self.canvas.width - _size(last) - 1)))

    def _folded(self, text: Text, indent: int) -> Iterator[Text]:
        """Lines folded between words, every one of them indented."""
        indent = max(0, min(indent, self.canvas.width - _NARROWEST_INDENTED))
        for line in _wrapped(text, self.canvas.width - indent):
            yield (*_blank(indent), *line)

    # Tables

    def _inked(self, table: Table) -> _Inked:
        kept = tuple(
            index for index, column in enumerate(table.columns) if column.least <= self.canvas.width
        )
        # A long table says the same days and kinds over and over.
        ink = lru_cache(maxsize=None, typed=True)(self._ink)
        return _Inked(
            table,
            tuple(table.columns[index] for index in kept),
            kept,
            [self._ink(heading(table.columns[index].heading)) for index in kept],
            [
                row if isinstance(row, Span) else [ink(row[index]) for index in kept]
                for row in table.rows
            ],
        )

    def _layout(self, tied: Sequence[_Inked]) -> _Layout:
        """One layout for all tables of a group; columns without text take no room."""
        wanted = _widest(inked.wanted() for inked in tied)
        columns = max((inked.columns for inked in tied), key=len)
        used = [index for index, width in enumerate(wanted) if width]

        def least() -> list[int]:
            words = _widest(inked.longest_words() for inked in tied)
            return [words[index] for index in used]

        fitted, gaps = fit(
            [columns[index] for index in used],
            [wanted[index] for index in used],
            self.canvas.width - max(inked.table.indent for inked in tied),
            least,
        )
        sizes, steps = [0] * len(columns), [0] * len(columns)
        for index, width, gap in zip(used, fitted, [*gaps, 0], strict=False):
            sizes[index], steps[index] = width, width + gap
        return _Layout(list(accumulate(steps, initial=0)), sizes)

    def _table(self, inked: _Inked, layout: _Layout) -> Iterator[Text]:
        indent, right = inked.table.indent, [column.right for column in inked.columns]
        if inked.table.has_headings:
            yield from _row(inked.header, indent, layout, right)
        for row in inked.rows:
            if isinstance(row, Span):
                yield from self._span(row, inked, layout)
            else:
                yield from _row(row, indent, layout, right)

    def _span(self, span: Span, inked: _Inked, layout: _Layout) -> Sequence[Text]:
        margin, lead = inked.table.indent, self._ink(span.lead)
        before = sum(1 for index in inked.kept if index < span.under)
        indent = margin + layout.starts[before] + span.indent
        if not lead:
            return list(self._folded(self._ink(span.content), indent))
        indent = max(indent, margin + _size(lead) + 1)
        first, *others = self._folded(self._ink(span.content), indent)
        if indent > self.canvas.width - _NARROWEST_INDENTED:
            return [*self._folded(lead, margin), first, *others]
        between = _blank(indent - margin - _size(lead))
        return [(*_blank(margin), *lead, *between, *first[1:]), *others]

    # Text

    def _ink(self, content: Content) -> Text:
        match content:
            case str():
                return self._text(visible(content))
            case Piece():
                return self._text(visible(content.text), content.tone)
            case Bar():
                return (Piece(bar(content, self.canvas)),)
            case Spark():
                return (Piece(spark(content, self.canvas)),)
        return tuple(piece for part in content for piece in self._ink(part) if piece.text)

    def _text(self, shown: str, tone: Tone = Tone.PLAIN) -> Text:
        if "\u200d" in shown:
            shown = re.sub(_STRAY_JOINER, "", shown)
        return (Piece(encodable(shown, self.encoding, _ASCII.glyph), tone),) if shown else ()


def _row(
    row: Sequence[Text], indent: int, layout: _Layout, right: Sequence[bool]
) -> Iterator[Text]:
    """A row's lines: one, or as many as its tallest cell folds into."""
    folded = [_wrapped(cell, width) for cell, width in zip(row, layout.widths, strict=False)]
    for parts in zip_longest(*folded, fillvalue=()):
        line: list[Piece] = []
        at = -indent
        for part, start, width, to_right in zip(
            parts, layout.starts, layout.widths, right, strict=False
        ):
            if part:
                size = _size(part)
                begin = start + (width - size if to_right else 0)
                line += (*_blank(begin - at), *part)
                at = begin + size
        yield tuple(line)


def _widest(sizes: Iterable[Sequence[int]]) -> list[int]:
    """The largest of each column's sizes."""
    return [max(column) for column in zip_longest(*sizes, fillvalue=0)]


def _tied(other: _Inked, inked: _Inked) -> bool:
    """Whether two tables share a layout: they are of one group, or the same."""
    group = inked.table.group
    return other is inked or bool(group and group == other.table.group)
