"""User text made safe for a medium.

Nothing a user (or an import, or a bundle from someone else) wrote may move a cursor, colour a
line, reverse the reading order, or turn into markup. What is dangerous is shown as its escape, so
that it is seen rather than silently lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# C0, DEL and C1; lone surrogates (no encoding takes them); line and paragraph separators; the
# bidirectional embeddings, overrides and isolates. The plain marks (LRM, RLM) and ZWJ stay:
# right-to-left names and emoji need them, and they reach no further than their neighbours.
UNSAFE = r"\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069"
_UNSAFE = re.compile(f"[{UNSAFE}]")
_UNSAFE_BUT_NEWLINE = re.compile(f"(?!\n)[{UNSAFE}]")


def visible(text: str, *, keep_newlines: bool = False) -> str:
    r"""``text`` without anything that acts: what does is its escape, ``\x1b`` or ``\u202e``.

    A tab is a space. A newline (however the system writes it) is a space too, or one ``\n`` if
    kept.
    """
    unsafe = _UNSAFE_BUT_NEWLINE if keep_newlines else _UNSAFE
    if not unsafe.search(text):
        return text
    return unsafe.sub(_shown, text.replace("\r\n", "\n").replace("\r", "\n"))


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


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\n":
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


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
    kept = visible(text, keep_newlines=True)
    lines = "\n".join(markdown(line) for line in kept.split("\n")).strip("\n").split("\n")
    if lines == [""]:
        return ""
    quoted = [f"> {line}" if line else ">" for line in lines]
    for place, after in enumerate(lines[1:]):
        if lines[place] and after:
            # A backslash breaks the line; unlike two spaces at the end, no editor trims it away.
            quoted[place] += "\\"
    return "\n".join(quoted)
