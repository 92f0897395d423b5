"""Text that a user wrote, made safe for a medium.

On top of what ``harmless`` does for all of them: kept on one line, in an encoding's characters, or
escaped for Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TextIO

from mentorlog.harmless import visible


def one_line(text: str) -> str:
    """``visible`` text on one line: white space is a single space, and there is none at the ends."""
    return " ".join(visible(text).split())


def encodable(text: str, encoding: str, stand_in: Callable[[str], str]) -> str:
    """``text`` where ``stand_in`` or ``?`` replaces each character that ``encoding`` lacks."""
    if text.isascii() or encodes(text, encoding):
        return text
    return "".join(
        next((known for known in (one, stand_in(one)) if encodes(known, encoding)), "?")
        for one in text
    )


def encodes(text: str, encoding: str) -> bool:
    """Whether the encoding is known, and has every character of the text."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def encoding_of(stream: TextIO) -> str:
    """The stream's encoding; UTF-8 for one in memory."""
    return getattr(stream, "encoding", None) or "utf-8"


# Markdown: a character is escaped only if it would act in its place, so that plain words stay
# plain. The patterns are compiled on first use: other formats should not pay for them.
_ACTIVE = r"""
      [\\`*\[\]<~|]                  # code, emphasis, links, html, strikethrough, a table's cells
    | (?<![^\W_]) _ | _ (?![^\W_])   # an underscore, but not inside a word
    | & (?= \#? \w)                  # an entity
    | : (?= //)                      # a bare address: https://…,
    | (?<= [wW]{3}) \.               #   www.…,
    | (?<= \w) @ (?= \w)             #   a@b.c
    | \$ (?= \S)                     # mathematics, as GitHub and Obsidian read it
    | = (?= =\S) | % (?= %)          # Obsidian's highlight, and its comment, which hides words
    | (?<! [\w&\#]) \# (?= [\w/-]*[^\W\d])  # Obsidian's tag, which is never a number
    | (?<= \s) \# (?= \#* $)         # the closing marks of a heading
    | ^ > | ^ \#+ (?= \s | $)         # a quote, a heading
    | ^ [+-] (?= \s | $)             # a list
    | ^ [-=:] (?= [-=:\s]* $)        # a rule, the underline of a heading or of a table's
"""
_NUMBERED = r"^([0-9]{1,9})([.)])(?=\s|$)"


def markdown(text: str) -> str:
    """``text`` as one line of Markdown (CommonMark and GFM) that reads as exactly those words.

    It can stand in a paragraph, a list item, a heading or a table cell, and starts none of them.
    """
    escaped = re.sub(_ACTIVE, r"\\\g<0>", one_line(text), flags=re.VERBOSE)
    return re.sub(_NUMBERED, r"\1\\\2", escaped)


_OF_ADDRESS = r"[^\s<>\"'`“”„‘’«»‹›「」『』()\[\]]"
_IN_BRACKETS = rf"\({_OF_ADDRESS}*\)|\[{_OF_ADDRESS}*\]"
ADDRESS = rf"((?ai:https?)://(?:{_OF_ADDRESS}|{_IN_BRACKETS})*(?:(?![.,;:!?}}]){_OF_ADDRESS}|{_IN_BRACKETS}))"
"""A web address in a text, as one group; what ends a sentence or a quote is not part of it."""


def markdown_linked(text: str) -> str:
    """``text`` as ``markdown`` makes it, where a web address is a link that shows where it leads.

    Only ``http`` and ``https`` are links, each between angle brackets, where no other mark acts.
    """
    parts = re.split(ADDRESS, one_line(text))
    return "".join(
        f"<{part.replace('|', '%7C')}>" if place % 2 else _between_links(part)
        for place, part in enumerate(parts)
    )


def markdown_lines(text: str) -> str:
    """Text of several lines as one paragraph, each line made by ``markdown_linked``; empty ones go.

    A backslash breaks the line; unlike two spaces at the end, no editor trims it away.
    """
    lines = map(markdown_linked, visible(text, keep="\n").split("\n"))
    return "\\\n".join(filter(None, lines))


def _between_links(part: str) -> str:
    """Escaped like a line of its own, its white space at both ends kept."""
    words = part.strip(" ")
    if not words:
        return part
    before, after = part[: len(part) - len(part.lstrip(" "))], part[len(part.rstrip(" ")) :]
    return f"{before}{markdown(words)}{after}"


def markdown_block(text: str) -> str:
    """``text`` of several lines as a Markdown block quote, each line on its own.

    Nothing in the text can end the quote, and the quote shows that these are somebody's words.
    Blank lines separate paragraphs; a blank line must follow the quote. Empty if the text is.
    """
    kept = visible(text, keep="\n")
    lines = "\n".join(markdown(line) for line in kept.split("\n")).strip("\n").split("\n")
    if lines == [""]:
        return ""
    quoted = [f"> {line}" if line else ">" for line in lines]
    for place, after in enumerate(lines[1:]):
        if lines[place] and after:
            quoted[place] += "\\"  # It breaks the line.
    return "\n".join(quoted)
