"""Text that has to stay in place: how many columns of a terminal it takes, and cut to fit."""

from __future__ import annotations

import unicodedata

from mentorlog.views.pages import Bar, Canvas, Content, Piece, Spark
from mentorlog.views.plain import one_line


def clipped(text: str, width: int, canvas: Canvas) -> str:
    """The text on one line, cut to so many terminal columns, with an ellipsis where it was cut."""
    shown = one_line(text)
    if not canvas.unicode:
        shown = "".join("?" if _is_wide(one) else canvas.glyph(one) for one in shown)
    if cells(shown) <= width:
        return shown
    ellipsis = canvas.glyph("…")
    room, end = width - len(ellipsis), 0
    for one in shown:
        room -= _width(one)
        if room < 0:
            break
        end += 1
    return shown[:end].rstrip() + ellipsis


def cells(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(_width(one) for one in text)


def width(content: Content) -> int:
    """How many columns a cell of a table takes on one line."""
    match content:
        case str():
            return cells(content)
        case Piece():
            return cells(content.text)
        case Bar():
            return content.width
        case Spark():
            return len(content.percents)
    return sum(map(width, content))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if _is_wide(character) else 1


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in ("W", "F")
