"""A guide's Markdown drawn by Rich. Loading that costs 100 ms, so only a guide loads it."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown
from rich.style import Style
from rich.text import Text
from rich.theme import Theme

from mentorlog.views.pages import Piece, Tone

# As on other screens: no colour that a light or a dark terminal would swallow.
_THEME = Theme(
    {
        "markdown.h1": "bold",
        "markdown.h2": "bold",
        "markdown.h3": "bold",
        "markdown.code": "cyan",
        "markdown.item.bullet": "",
        "markdown.table.header": "bold",
        "markdown.table.border": "dim",
    }
)


class _Title(Heading):
    """A heading at the left edge, as headings of other screens are."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _Code(CodeBlock):
    """Code as it is: without colours, and whole lines, as a screen shown in it is 80 wide."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(str(self.text).rstrip(), overflow="fold")


class _Guide(Markdown):
    elements = Markdown.elements | {"heading_open": _Title, "fence": _Code, "code_block": _Code}


def lines(text: str, width: int) -> Iterator[tuple[Piece, ...]]:
    """The lines of a guide, none wider than ``width`` columns."""
    console = Console(width=width, color_system="standard", force_terminal=True, theme=_THEME)
    blank_before = True
    for segments in console.render_lines(_Guide(text, hyperlinks=False), pad=False):
        is_blank = not "".join(segment.text for segment in segments).strip()
        if not (blank_before and is_blank):  # Rich puts two around a table
            yield tuple(Piece(each.text, _tone(each.style)) for each in segments if each.text)
        blank_before = is_blank


def _tone(style: Style | None) -> Tone:
    if style is None:
        return Tone.PLAIN
    if style.color:
        return Tone.REF
    return Tone.STRONG if style.bold else Tone.DIM if style.dim else Tone.PLAIN
