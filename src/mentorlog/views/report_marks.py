"""How a report's words get into Markdown and into HTML, for our templates and for a user's own."""

import re
from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from mentorlog.harmless import visible
from mentorlog.views.to_markdown import (
    ADDRESS,
    markdown,
    markdown_block,
    markdown_lines,
    markdown_linked,
)


def options(*, is_html: bool) -> dict[str, Any]:
    """Jinja's options: whatever a template puts in is escaped for the format."""
    return {
        # With autoescape, Jinja knows text made by a template from text that somebody wrote.
        "autoescape": True,
        "finalize": html if is_html else _markdown,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }


def filters(*, is_html: bool) -> dict[str, Callable[..., Markup]]:
    """The filters that make marks of the format: links, lines, quotes."""
    if is_html:
        return {"md": _markdown, "linked": linked, "lines": lines, "block": block}
    return {
        "md": _markdown,
        "linked": lambda words: Markup(markdown_linked(words)),
        "lines": lambda words: Markup(markdown_lines(words)),
        "block": lambda words: Markup(markdown_block(words)),
    }


def _markdown(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(markdown(_text(value)))


def html(value: object) -> Markup:
    """A value as HTML text: nothing in it acts, neither tags nor control characters."""
    return value if isinstance(value, Markup) else escape(visible(_text(value)))


def _text(value: object) -> str:
    return "–" if value is None else str(value)


def block(words: str) -> Markup:
    """Text of several lines; its line breaks are kept."""
    return Markup("<br>").join(visible(words, keep="\n").strip("\n").split("\n"))


def lines(words: str) -> Markup:
    """Text of several lines with links; its line breaks are kept."""
    return Markup("<br>").join(map(linked, words.strip("\n").split("\n")))


def linked(words: str) -> Markup:
    """Text in which web addresses are links that show where they lead; what is markup already stays."""
    if isinstance(words, Markup):
        return words
    parts = re.split(ADDRESS, visible(words))
    return Markup("").join(
        Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(part)
        if place % 2
        else escape(part)
        for place, part in enumerate(parts)
    )
