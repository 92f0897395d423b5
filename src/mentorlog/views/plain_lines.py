"""A page of a few plain lines, drawn without Rich: what every command prints that writes.

Rich takes 35 ms to load, a third of a whole command. These lines look exactly as ``to_terminal``
would draw them. A page with more than this module knows (a table, a wide character, a word longer
than a line) is left to it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import TextIO

from mentorlog.harmless import visible
from mentorlog.views import terminals
from mentorlog.views.pages import Bar, Canvas, Content, Line, Page, Piece, Spark, Tone

_MOST = 12
"""Blocks; a longer page could need the pager."""

# Letters and marks that are known to be one column wide.
_NARROW = re.compile(
    "[\x20-\x7e\xa1-\xac\xae-\u02ff\u0391-\u03a9\u03b1-\u03c9\u0410-\u044f–—‘’“”„•…→·×✓]*"
)
_WORD = re.compile(r" *[^ ]+ *")
_ESCAPES = {
    Tone.PLAIN: "",
    Tone.STRONG: "1",
    Tone.DIM: "2",
    Tone.HEADING: "1",
    Tone.REF: "36",
    Tone.GOOD: "32",
    Tone.LATE: "31",
    Tone.HIT: "1;33",
}
_BETWEEN_LEFT_AND_RIGHT = 2
_NARROWEST_INDENTED = 16

Pieces = list[Piece]


class _TooMuch(Exception):
    """The page needs Rich."""


def write(page: Page, canvas: Canvas, stream: TextIO, *, no_color: bool) -> bool:
    """Draw the page on ``stream`` if it is plain enough; return whether it was."""
    color = not no_color and terminals.takes_colour(stream)
    if color and sys.platform == "win32":
        return False
    text = drawn(page, canvas, color=color, encoding=terminals.encoding_of(stream))
    if text is None:
        return False
    stream.write(text)
    return True


def drawn(page: Page, canvas: Canvas, *, color: bool, encoding: str = "utf-8") -> str | None:
    """The page as lines that each end with a newline; None if that takes Rich."""
    if len(page.blocks) > _MOST:
        return None
    try:
        lines = [line for block in page.blocks for line in _lines(block, canvas.width)]
        text = "".join(f"{_inked(_stripped(line), color=color)}\n" for line in lines)
        text.encode(encoding)
    except (_TooMuch, UnicodeEncodeError):
        return None
    return text


def _lines(block: object, width: int) -> Iterator[Pieces]:
    if not isinstance(block, Line):
        raise _TooMuch
    left, right = _pieces(block.left), _pieces(block.right)
    between = width - block.indent - _length(left) - _length(right)
    if not right:
        yield from _folded(left, block.indent, width)
    elif between >= _BETWEEN_LEFT_AND_RIGHT:
        yield [Piece(" " * block.indent), *left, Piece(" " * between), *right]
    else:
        yield from _folded(left, block.indent, width)
        yield from _folded(right, block.indent + 2, width)


def parts(text: str, width: int) -> list[str]:
    """A text folded between words as Rich folds it, or nothing where that takes Rich."""
    if not is_narrow(text):
        return []
    try:
        ends = [*_breaks(text, width), len(text)]
    except _TooMuch:
        return []
    return [text[start:end].rstrip() for start, end in zip([0, *ends], ends, strict=False)]


def is_narrow(text: str) -> bool:
    """Whether each character is known to be one column wide."""
    return bool(_NARROW.fullmatch(text))


def _pieces(content: Content) -> Pieces:
    """The parts of a line that have text, cleaned."""
    if isinstance(content, Bar | Spark):
        raise _TooMuch
    if isinstance(content, str):
        found = [Piece(visible(content))]
    elif isinstance(content, Piece):
        found = [Piece(visible(content.text), content.tone)]
    else:
        found = [piece for part in content for piece in _pieces(part)]
    if not all(is_narrow(piece.text) for piece in found):
        raise _TooMuch
    return [piece for piece in found if piece.text]


def _length(pieces: Pieces) -> int:
    return sum(len(piece.text) for piece in pieces)


def _folded(pieces: Pieces, indent: int, width: int) -> Iterator[Pieces]:
    """Lines folded between words, every one of them indented."""
    indent = max(0, min(indent, width - _NARROWEST_INDENTED))
    text = "".join(piece.text for piece in pieces)
    ends = [*_breaks(text, width - indent), len(text)]
    for start, end in zip([0, *ends], ends, strict=False):
        yield [Piece(" " * indent), *_cut(pieces, start, end)]


def _breaks(text: str, width: int) -> Iterator[int]:
    """Where a line ends because the next word would not fit."""
    if len(text) <= width:
        return
    start = 0
    for word in _WORD.finditer(text):
        if len(word[0].rstrip()) > width:
            raise _TooMuch
        if word.start() - start + len(word[0].rstrip()) > width:
            start = word.start()
            yield start


def _cut(pieces: Pieces, start: int, end: int) -> Iterator[Piece]:
    at = 0
    for piece in pieces:
        part = piece.text[max(0, start - at) : max(0, end - at)]
        at += len(piece.text)
        if part:
            yield Piece(part, piece.tone)


def _stripped(pieces: Pieces) -> Pieces:
    """The line without spaces at its end."""
    while pieces:
        last = pieces[-1]
        if text := last.text.rstrip():
            return [*pieces[:-1], Piece(text, last.tone)]
        pieces = pieces[:-1]
    return []


def _inked(pieces: Pieces, *, color: bool) -> str:
    return "".join(
        f"\x1b[{code}m{piece.text}\x1b[0m"
        if color and (code := _ESCAPES[piece.tone])
        else piece.text
        for piece in pieces
    )
