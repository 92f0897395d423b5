"""A page drawn for a terminal; the only user of Rich.

Rich knows how wide a character is, where a line may be folded, and how a style becomes escapes.
Tables are set here and not by Rich's ``Table``, which takes 8 ms for thirty rows and seconds for
ten thousand, and has no row across all columns. Users' words are always ``Text``: as markup,
``[goal-1]`` would vanish.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate, zip_longest
from typing import NamedTuple, TextIO

from rich.cells import cell_len
from rich.console import Console, detect_legacy_windows
from rich.text import Text

from mentorlog.harmless import visible
from mentorlog.views import plain_lines, terminals, widths
from mentorlog.views.cells import bar, spark
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
)
from mentorlog.views.plain import encodable

# Only the sixteen basic colours: they follow the terminal's own theme, light or dark.
_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.DIM: "dim",
    Tone.HEADING: "bold",
    Tone.REF: "cyan",
    Tone.GOOD: "green",
    Tone.LATE: "red",
    Tone.HIT: "bold yellow",
}
_ASCII = Canvas(unicode=False)
# Rich takes any character after a joiner as part of the one before it; terminals do so only for
# emoji. Letters with joiners between them would be twice as wide as measured.
_EMOJI = r"[\u2190-\u2bff\U0001f000-\U0001faff]"
_STRAY_JOINER = rf"(?<!{_EMOJI})(?<!{_EMOJI}\ufe0f)\u200d|\u200d(?!{_EMOJI})"
_BETWEEN_LEFT_AND_RIGHT = 2
_NARROWEST_INDENTED = 16
"""An indent is made smaller if fewer characters than this would be left for the text."""


def write(
    page_of: Callable[[Canvas], Page], stream: TextIO, *, no_color: bool, pager: bool
) -> None:
    """Draw a page on ``stream``, through the pager if that is wanted and the page is tall.

    Colours are for a terminal that has them, unless ``no_color`` or ``NO_COLOR`` says otherwise.
    OSError (a broken pipe, a full disk) is left to the caller.
    """
    canvas = terminals.canvas_of(stream)
    color = not no_color and terminals.takes_colour(stream)
    text = draw(
        page_of(canvas),
        width=canvas.width,
        color=color and not (sys.platform == "win32" and detect_legacy_windows()),
        unicode=canvas.unicode,
        encoding=terminals.encoding_of(stream),
    )
    if not (pager and terminals.paged(text, stream)):
        stream.write(text)


def draw(page: Page, *, width: int, color: bool, unicode: bool, encoding: str = "utf-8") -> str:
    """The page as lines of at most ``width`` columns, each ending with a newline.

    Without ``color`` it has no escapes; without ``unicode`` the glyphs are ASCII. Characters that
    ``encoding`` lacks are replaced before anything is measured.
    """
    console = Console(
        file=io.StringIO(),
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=False,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    lines = list(_Drawing(Canvas(width, unicode), console, encoding).lines(page))
    for line in lines:
        line.rstrip()
    if not color:
        return "".join(f"{line.plain}\n" for line in lines)
    with console.capture() as capture:
        console.print(Text("\n").join(lines), soft_wrap=True)
    return capture.get() if lines else ""


class _Inked(NamedTuple):
    """A table whose cells are ``Text``, without the columns for which the terminal is too narrow."""

    table: Table
    columns: tuple[Column, ...]
    kept: tuple[int, ...]
    header: list[Text]
    rows: list[list[Text] | Span]

    def wanted(self) -> list[int]:
        """The width of each column on one line; 0 only if it is empty (a lone accent counts as 1)."""
        return [max(_width(cell) or min(len(cell), 1) for cell in cells) for cells in self._cells()]

    def longest_words(self) -> list[int]:
        """The width of each column's longest word."""
        return [
            max(map(cell_len, {word for cell in cells for word in cell.plain.split()}), default=0)
            for cells in self._cells()
        ]

    def _cells(self) -> Iterator[tuple[Text, ...]]:
        nothing = [Text()] * len(self.header)
        rows = [
            [Text(visible(row.lead)), *nothing][: len(nothing)] if isinstance(row, Span) else row
            for row in self.rows
        ]
        return zip(self.header, *rows, strict=True)


class _Layout(NamedTuple):
    """Where each column starts, from the table's left edge, and how wide it is (0: not shown)."""

    starts: list[int]
    widths: list[int]


class _Drawing(NamedTuple):
    """One page on one canvas."""

    canvas: Canvas
    console: Console
    encoding: str

    def lines(self, page: Page) -> Iterator[Text]:
        """The page's lines, none wider than the canvas."""
        tables = {
            place: self._inked(block)
            for place, block in enumerate(page.blocks)
            if isinstance(block, Table)
        }
        layouts: dict[str, _Layout] = {}  # of each group, made once: it may have 100 tables
        for place, block in enumerate(page.blocks):
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
                for line in block.lines:
                    yield self._cut(self._ink(line))
            case Markdown():
                yield from self._markdown(block)

    def _markdown(self, block: Markdown) -> Iterator[Text]:
        from mentorlog.views import drawn_markdown

        text = encodable(block.text, self.encoding, _ASCII.glyph)
        for line in drawn_markdown.lines(text, self.console, self.canvas.width):
            if not self.canvas.unicode:
                line.plain = encodable(line.plain, self.encoding, _ASCII.glyph)
            yield line

    def _line(self, line: Line) -> Iterator[Text]:
        left, right = self._ink(line.left), self._ink(line.right)
        between = self.canvas.width - line.indent - left.cell_len - right.cell_len
        if not right:
            yield from self._folded(left, line.indent)
        elif between >= _BETWEEN_LEFT_AND_RIGHT:
            yield Text(" " * line.indent).append_text(left).append(" " * between).append_text(right)
        else:
            yield from self._folded(left, line.indent)
            yield from self._folded(right, line.indent + 2)

    def _rule(self, rule: Rule) -> Iterator[Text]:
        dash = self.canvas.glyph("─")
        text = (
            self._text(f" {dash}{dash} ").append_text(self._ink(rule.text)) if rule.text else Text()
        )
        *above, last = self._folded(text, 0)
        yield from above
        yield last.append(" " + dash * max(0, self.canvas.width - last.cell_len - 1))

    def _folded(self, text: Text, indent: int) -> Iterator[Text]:
        """Lines folded between words, every one of them indented."""
        indent = max(0, min(indent, self.canvas.width - _NARROWEST_INDENTED))
        for line in self._wrapped(text, self.canvas.width - indent):
            yield Text(" " * indent).append_text(line)

    def _wrapped(self, text: Text, width: int) -> Sequence[Text]:
        if _width(text) <= width:
            return [text]
        if not text.spans and (parts := plain_lines.parts(text.plain, width)):
            return [Text(part, text.style) for part in parts]
        return list(text.wrap(self.console, width, overflow="fold"))

    def _cut(self, text: Text) -> Text:
        text.truncate(self.canvas.width, overflow="crop")
        return text

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
            [self._ink(Piece(table.columns[index].heading, Tone.HEADING)) for index in kept],
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

        fitted, gaps = widths.fit(
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
        right = [column.right for column in inked.columns]
        if inked.table.has_headings:
            heads_right = [column.right or column.heading_right for column in inked.columns]
            yield from self._row(inked.header, inked.table.indent, layout, heads_right)
        for row in inked.rows:
            if isinstance(row, Span):
                yield from self._span(row, inked, layout)
            else:
                yield from self._row(row, inked.table.indent, layout, right)

    def _row(
        self, cells: Sequence[Text], indent: int, layout: _Layout, right: Sequence[bool]
    ) -> Iterator[Text]:
        """A row's lines: one, or as many as its tallest cell folds into."""
        folded = [
            self._wrapped(cell, width) for cell, width in zip(cells, layout.widths, strict=False)
        ]
        for parts in zip_longest(*folded):
            line, at = Text(), -indent
            for part, start, width, to_right in zip(
                parts, layout.starts, layout.widths, right, strict=False
            ):
                if part:
                    size = _width(part)
                    begin = start + (width - size if to_right else 0)
                    line.append_text(_blank(begin - at)).append_text(part)
                    at = begin + size
            yield line

    def _span(self, span: Span, inked: _Inked, layout: _Layout) -> Sequence[Text]:
        margin, lead = inked.table.indent, self._ink(span.lead)
        before = sum(1 for index in inked.kept if index < span.under)
        indent = margin + layout.starts[before] + span.indent
        if not lead:
            return list(self._folded(self._ink(span.content), indent))
        indent = max(indent, margin + lead.cell_len + 1)
        first, *others = self._folded(self._ink(span.content), indent)
        if indent > self.canvas.width - _NARROWEST_INDENTED:
            return [*self._folded(lead, margin), first, *others]
        between = " " * (indent - margin - lead.cell_len)
        words = first[indent:]
        return [Text(" " * margin).append_text(lead).append(between).append_text(words), *others]

    # Text

    def _ink(self, content: Content) -> Text:
        match content:
            case str():
                return self._text(visible(content))
            case Piece():
                return self._text(visible(content.text), _STYLES[content.tone])
            case Bar():
                return Text(bar(content, self.canvas))
            case Spark():
                return Text(spark(content, self.canvas))
        return Text().join(self._ink(part) for part in content)

    def _text(self, shown: str, style: str = "") -> Text:
        if "\u200d" in shown:
            shown = re.sub(_STRAY_JOINER, "", shown)
        return Text(encodable(shown, self.encoding, _ASCII.glyph), style)


@cache
def _blank(width: int) -> Text:
    return Text(" " * width)


def _width(text: Text) -> int:
    """How many columns the text takes; Rich looks at each character, which most lines can spare."""
    return len(text) if plain_lines.is_narrow(text.plain) else text.cell_len


def _widest(sizes: Iterable[Sequence[int]]) -> list[int]:
    """The largest of each column's sizes."""
    return [max(column) for column in zip_longest(*sizes, fillvalue=0)]


def _tied(other: _Inked, inked: _Inked) -> bool:
    """Whether two tables share a layout: they are of one group, or the same."""
    group = inked.table.group
    return other is inked or bool(group and group == other.table.group)
