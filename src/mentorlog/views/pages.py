"""The parts of a page, whatever the format: no terminal, no Markdown, no JSON in here.

A view turns records into a ``Screen``; the ``to_…`` modules draw it. Text that a user wrote is put
in unchanged: the module that draws it cleans it for its medium.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from mentorlog.values import NamedTuple


class Tone(StrEnum):
    """What a piece of text is, never how it looks. No meaning may depend on the tone alone."""

    PLAIN = "plain"
    STRONG = "strong"
    DIM = "dim"
    HEADING = "heading"
    REF = "ref"
    GOOD = "good"
    LATE = "late"
    HIT = "hit"
    HINT = "hint"
    """What the owner may type next, which is nothing to other readers."""


class Piece(NamedTuple):
    """Text with a tone."""

    text: str
    tone: Tone = Tone.PLAIN


def ref(code: str) -> Piece:
    """The code that people type for a record; left out for readers who get no codes."""
    return Piece(code, Tone.REF)


def strong(text: str) -> Piece:
    """What the page is about."""
    return Piece(text, Tone.STRONG)


def dim(text: str) -> Piece:
    """What matters less than the rest of its line."""
    return Piece(text, Tone.DIM)


def heading(text: str) -> Piece:
    """The heading of the lines below it."""
    return Piece(text, Tone.HEADING)


def nothing(what: str, command: str) -> tuple[str, Piece]:
    """That there is nothing to show, and for the owner the command that changes it."""
    return what, Piece(f": {command}", Tone.HINT)


class Bar(NamedTuple):
    """A progress bar ``width`` characters wide; both values in percent, None if there is none."""

    percent: float | None
    pace: float | None = None
    width: int = 10


class Spark(NamedTuple):
    """A sparkline of percents, one character each; None is a day without a value."""

    percents: tuple[float | None, ...]


Content = str | Piece | Bar | Spark | tuple[str | Piece | Bar | Spark, ...]
"""What a cell or a line holds; a tuple holds its parts, one after another."""


class Column(NamedTuple):
    """One column of a table.

    ``right`` aligns its cells and heading right. With ``stretch`` it gets the room that is left over,
    and its text may fold between words; other columns stay on one line if there is room at all. It takes no more than its text needs, except that a last column
    that is aligned right stands at the right edge. ``least`` is the width of the narrowest terminal
    that still shows it, in characters. A column without any text is not shown.
    """

    heading: str = ""
    right: bool = False
    stretch: bool = False
    least: int = 0


class Span(NamedTuple):
    """A row across all columns, folded between words.

    It starts where the table's column number ``under`` starts, plus ``indent`` characters.
    ``lead`` stands in the first column, before the text that spans the others.
    """

    content: Content
    indent: int = 0
    under: int = 0
    lead: str = ""


Row = tuple[Content, ...] | Span


class Table(NamedTuple):
    """Rows whose columns line up; a row is a tuple of cells or a ``Span``.

    Tables of one page with the same ``group`` get the same column widths.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    indent: int = 0
    group: str = ""

    @property
    def has_headings(self) -> bool:
        """Whether any column has a heading; if none has, the table starts with its first row."""
        return any(column.heading for column in self.columns)


class Line(NamedTuple):
    """One line of text; ``right`` stands at the right edge where there is room, else below."""

    left: Content = ""
    right: Content = ""
    indent: int = 0


class Prose(NamedTuple):
    """Text of several lines that somebody wrote; its line breaks are kept."""

    text: str
    indent: int = 0


class Rule(NamedTuple):
    """A thin line across the page with ``text`` near its left end."""

    text: str = ""


class Fixed(NamedTuple):
    """Lines whose columns must stay in place (a chart): never folded, cut at the right edge."""

    lines: tuple[Content, ...]


class Markdown(NamedTuple):
    """A text of mentorlog's own in Markdown, never the user's."""

    text: str


Block = Table | Line | Prose | Rule | Fixed | Markdown


Page = Iterable[Block]
"""Blocks from top to bottom; an empty ``Line`` is a blank line."""


MEDIUM, WIDE = 60, 72
"""From so many characters a page has columns beside its texts, and from so many all of them."""


class Canvas(NamedTuple):
    """Where a page will be drawn: its width in characters, and whether it has more than ASCII."""

    width: int = 80
    unicode: bool = True

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for little beside a text."""
        return self.width < MEDIUM

    @property
    def is_wide(self) -> bool:
        """Whether there is room for everything."""
        return self.width >= WIDE

    def glyph(self, character: str) -> str:
        """``character``, or the ASCII character that replaces it where the encoding lacks it."""
        return character if self.unicode else _ASCII.get(character, character)


_ASCII = {
    "█": "#", "░": ".", "│": "|", "●": "*", "○": "o", "◆": "D", "◇": "d", "×": "x", "✓": "v",
    "✗": "x", "▸": ">", "━": "=", "┄": "-", "•": "+", "▲": "^", "─": "-", "→": "->", "·": "-",
    "–": "-", "−": "-", "“": '"', "”": '"', "…": "...", "▁": "_", "▂": "_", "▃": ".", "▄": ".", "▅": "o",
    "▆": "o", "▇": "O", "├": "|", "└": "`",
}  # fmt: skip


class Listed(NamedTuple):
    """The records of a list, in its order, and how one of them is in JSON.

    ``newest`` tells the day by which one is newer than another; None where the list begins with what is
    most pressing.
    """

    records: Sequence[Any]
    data: Callable[[Any], Mapping[str, object]]
    newest: Callable[[Any], Any] | None = None


Arrange = Callable[[Listed], Sequence[Any]]
"""Orders or leaves out the records of a list."""


class Screen(NamedTuple):
    """What one command shows, in every format; each part is made only when it is needed.

    ``page`` draws it for people, ``data`` is its JSON (dicts, lists, strings, numbers, None),
    ``rows`` its CSV: flat mappings or records; None for a screen that is neither a list nor one record. ``rearranged`` makes a list anew of what an ``Arrange`` leaves of its records.
    ``document`` is its Markdown where that is not the page's.
    """

    page: Callable[[Canvas], Page]
    data: Callable[[], object]
    rows: Callable[[], Sequence[object]] | None = None
    rearranged: "Callable[[Arrange], Screen] | None" = None
    document: Callable[[], str] | None = None


# --- for somebody who is to read the words only -------------------------------------------------


def without_codes(page: Page) -> Page:
    """The page without the codes that name records; a column that held only codes goes too."""
    return (_without(Tone.REF, block) for block in page)


def without_hints(page: Page) -> Page:
    """The page for somebody else than the owner, who is not told what to type next."""
    return (
        _without(Tone.HINT, block)
        for block in page
        if not (isinstance(block, Line) and _has(Tone.HINT, block.left))
    )


def _without(tone: Tone, block: Block) -> Block:
    match block:
        case Line():
            return block._replace(left=_rest(tone, block.left), right=_rest(tone, block.right))
        case Table():
            return block._replace(rows=tuple(_rest_of_row(tone, row) for row in block.rows))
        case Fixed():
            return block._replace(lines=tuple(_rest(tone, line) for line in block.lines))
    return block


def _rest_of_row(tone: Tone, row: Row) -> Row:
    if isinstance(row, Span):
        return row._replace(content=_rest(tone, row.content))
    return tuple(_rest(tone, cell) for cell in row)


def _rest(tone: Tone, content: Content) -> Content:
    if _has(tone, content):
        return ""
    if not isinstance(content, tuple) or isinstance(content, Piece | Bar | Spark):
        return content
    parts = [part for part in content if not _has(tone, part)]
    if len(parts) < len(content) and parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    return tuple(parts)


def _has(tone: Tone, content: Content) -> bool:
    return isinstance(content, Piece) and content.tone is tone
