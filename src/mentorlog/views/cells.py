"""Cells of a table: how wide they are on a terminal, texts cut to fit, bars and sparklines."""

from __future__ import annotations

import unicodedata

from mentorlog.views.pages import Bar, Canvas, Content, Piece, Spark
from mentorlog.views.plain import one_line

_HEIGHTS = "▁▂▃▄▅▆▇█"
# 0.57 × 100 is 56.99…; no block must be lost by that.
_ROUNDING = 1e-9


def clipped(text: str, width: int, canvas: Canvas) -> str:
    """The text on one line of at most ``width`` characters of the terminal, with ``…`` if it is cut."""
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
    """How wide the text is on a terminal: some characters are two columns wide, some none."""
    if text.isascii():
        return len(text)
    return sum(_width(one) for one in text)


def width(content: Content) -> int:
    """How wide a cell of a table is on one line."""
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


# --- percents as characters ----------------------------------------------------------------------


def bar(shape: Bar, canvas: Canvas) -> str:
    """The bar, ``shape.width`` characters wide.

    A block is full once progress has passed its end, so that only 100 % fills the bar. The mark of
    the expected pace stands in the block that holds it; from 100 % on that is the last one. So the
    bar touches its mark if progress is less than a block behind the pace, or ahead of it.
    """
    full = _blocks(shape.percent or 0, shape.width)
    cells = ["█"] * full + ["░"] * (shape.width - full)
    if shape.pace is not None and cells:
        cells[min(_blocks(shape.pace, shape.width), shape.width - 1)] = "│"
    return "".join(map(canvas.glyph, cells))


def spark(shape: Spark, canvas: Canvas) -> str:
    """The sparkline: an eighth of the height for each 12.5 %, a dot if there is no value."""
    return "".join(canvas.glyph(_height(percent)) for percent in shape.percents)


def _blocks(percent: float, width: int) -> int:
    return int(min(max(percent, 0), 100) * width / 100 + _ROUNDING)


def _height(percent: float | None) -> str:
    return "·" if percent is None else _HEIGHTS[min(_blocks(percent, 8), 7)]
