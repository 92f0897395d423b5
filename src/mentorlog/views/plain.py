"""User text made safe for a medium.

On top of what ``harmless`` does for every medium: one line, an encoding's characters, Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mentorlog.harmless import visible


def one_line(text: str) -> str:
    """``visible`` text on one line, white space collapsed, none at the ends."""
    return " ".join(visible(text).split())


def encodable(text: str, encoding: str, stand_in: Callable[[str], str]) -> str:
    """``text`` with each character that ``encoding`` lacks as its stand-in, or else as ``?``."""
    if text.isascii() or _encodes(text, encoding):
        return text
    return "".join(
        next((known for known in (one, stand_in(one)) if _encodes(known, encoding)), "?")
        for one in text
    )


def _encodes(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


# Markdown: only what would act where it stands is escaped, so that plain words stay plain. The
# patterns are compiled when first used: other formats should not pay for them.
_ACTIVE = r"""
      [\\`*\[\]<~|]                  # code, emphasis, links, html, strikethrough, a table's cells
    | (?<![^\W_]) _ | _ (?![^\W_])   # an underscore, but not inside a word
    | & (?= \#? \w)                  # an entity
    | : (?= //)                      # a bare address: https://…,
    | (?<= [wW]{3}) \.               #   www.…,
    | (?<= \w) @ (?= \w)             #   a@b.c
    | (?<= \s) \# (?= \#* $)         # the closing marks of a heading
    | ^ > | ^ \#+ (?= \s | $)         # a quote, a heading
    | ^ [+-] (?= \s | $)             # a list
    | ^ [-=:] (?= [-=:\s]* $)        # a rule, the underline of a heading or of a table's
"""
_NUMBERED = r"^([0-9]{1,9})([.)])(?=\s|$)"


def markdown(text: str) -> str:
    """``text`` as one line of Markdown (CommonMark and GFM) that reads as those words.

    It can stand in a paragraph, a list item, a heading or a table cell, and starts nothing.
    """
    escaped = re.sub(_ACTIVE, r"\\\g<0>", one_line(text), flags=re.VERBOSE)
    return re.sub(_NUMBERED, r"\1\\\2", escaped)


def markdown_block(text: str) -> str:
    """``text`` of several lines as a Markdown block quote, each line on its own.

    A quote cannot be left from inside, and says whose words these are. Blank lines separate
    paragraphs; a blank line must follow it. Empty if there is nothing to quote.
    """
    kept = visible(text, keep="\n")
    lines = "\n".join(markdown(line) for line in kept.split("\n")).strip("\n").split("\n")
    if lines == [""]:
        return ""
    quoted = [f"> {line}" if line else ">" for line in lines]
    for place, after in enumerate(lines[1:]):
        if lines[place] and after:
            # A backslash breaks the line; unlike two spaces at the end, no editor trims it away.
            quoted[place] += "\\"
    return "\n".join(quoted)
