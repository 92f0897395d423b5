"""Percents as characters: progress bars and sparklines."""

from __future__ import annotations

from mentorlog.views.pages import Bar, Canvas, Spark

_HEIGHTS = "▁▂▃▄▅▆▇█"
# A reading like 0.57 × 100 is 56.99…; a block must not be lost to that.
_ROUNDING = 1e-9


def bar(shape: Bar, canvas: Canvas) -> str:
    """The bar, ``shape.width`` characters wide.

    A block is full once progress has passed its end, so only 100 % fills the bar; the mark of the
    expected pace stands in the block that holds it, the last one from 100 % on. A bar thus reaches
    its mark exactly when progress is within a block of the pace, or beyond it.
    """
    full = _blocks(shape.percent or 0, shape.width)
    cells = ["█"] * full + ["░"] * (shape.width - full)
    if shape.pace is not None and cells:
        cells[min(_blocks(shape.pace, shape.width), shape.width - 1)] = "│"
    return "".join(map(canvas.glyph, cells))


def spark(shape: Spark, canvas: Canvas) -> str:
    """The sparkline: an eighth of the height for each 12.5 %, a dot where there is no value."""
    return "".join(canvas.glyph(_height(percent)) for percent in shape.percents)


def _blocks(percent: float, width: int) -> int:
    return int(min(max(percent, 0), 100) * width / 100 + _ROUNDING)


def _height(percent: float | None) -> str:
    return "·" if percent is None else _HEIGHTS[min(_blocks(percent, 8), 7)]
