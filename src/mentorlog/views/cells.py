"""Texts cut to fit a table's column; bars and sparklines as characters."""

from __future__ import annotations

from itertools import takewhile

from mentorlog.folding import cells, chopped
from mentorlog.views.pages import Bar, Canvas, Content, Piece, Spark
from mentorlog.views.plain import one_line


def clipped(text: str, width: int, canvas: Canvas) -> str:
    """The text on one line of at most ``width`` characters of the terminal, with ``…`` if it is cut."""
    shown = drawn(text, canvas)
    if cells(shown) <= width:
        return shown
    ellipsis = canvas.glyph("…")
    room = width - len(ellipsis)
    return (chopped(shown, room)[0].rstrip() if room > 0 else "") + ellipsis


def unlike(before: str, after: str, width: int, canvas: Canvas) -> tuple[str, str]:
    """The two texts; from the word in which they differ, where they would look the same once clipped.

    Of a word too long for that, such as an address, they begin shortly before the difference.
    """
    looks_same = clipped(before, width, canvas) == clipped(after, width, canvas)
    if not looks_same or drawn(before, canvas) == drawn(after, canvas):
        return before, after
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))))
    start = max(before.rfind(" ", 0, same) + 1, same - width // 2)
    return f"…{before[start:]}", f"…{after[start:]}"


def drawn(text: str, canvas: Canvas) -> str:
    """The text on one line, as the canvas shows its characters."""
    shown = one_line(text)
    if canvas.unicode:
        return shown
    return "".join("?" if cells(one) > 1 else canvas.glyph(one) for one in shown)


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


# --- percentages as characters ------------------------------------------------------------------

_HEIGHTS = "▁▂▃▄▅▆▇█"
# 0.57 × 100 is 56.99…; no block must be lost by that.
_ROUNDING = 1e-9


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
    heights = (
        "·" if each is None else _HEIGHTS[min(_blocks(each, 8), 7)] for each in shape.percents
    )
    return "".join(map(canvas.glyph, heights))


def _blocks(percent: float, width: int) -> int:
    return int(min(max(percent, 0), 100) * width / 100 + _ROUNDING)
