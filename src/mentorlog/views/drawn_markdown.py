"""A guide's Markdown drawn by Rich. Loading that costs 100 ms, so only a guide loads it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown
from rich.segment import Segment
from rich.text import Text
from rich.theme import Theme

# As on other screens: no colour that a light or a dark terminal would swallow.
_STYLES = {
    "markdown.h1": "bold",
    "markdown.h2": "bold",
    "markdown.h3": "bold",
    "markdown.code": "cyan",
    "markdown.item.bullet": "",
    "markdown.table.header": "bold",
    "markdown.table.border": "dim",
}


class _Title(Heading):
    """A heading at the left edge, as headings of other screens are."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text


class _Code(CodeBlock):
    """Code as it is: without colours, and whole lines, as a screen shown in it is 80 wide."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(str(self.text).rstrip(), overflow="fold")


class _Guide(Markdown):
    elements = Markdown.elements | {
        "heading_open": _Title,
        "fence": _Code,
        "code_block": _Code,
    }


def lines(text: str, console: Console, width: int) -> Iterator[Text]:
    """The lines of a guide, none wider than ``width`` columns."""
    options = console.options.update(width=width)
    blank_before = True
    with console.use_theme(Theme(_STYLES)):
        rendered = console.render_lines(_Guide(text, hyperlinks=False), options, pad=False)
    for segments in rendered:
        line = Text.assemble(*_styled(segments))
        if not (blank_before and not line.plain.strip()):  # Rich puts two around a table
            yield line
        blank_before = not line.plain.strip()


def _styled(line: list[Segment]) -> Iterator[tuple[str, str]]:
    for segment in line:
        yield segment.text, str(segment.style or "")
