"""What fits: texts cut, parts on lines, bars and sparklines as characters, columns beside each other."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, takewhile
from typing import TextIO

from mentorlog.folding import cells, chopped
from mentorlog.harmless import visible
from mentorlog.views.pages import Bar, Canvas, Column, Content, Piece, Spark


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
    shown = [
        clipped(text, width, canvas).removesuffix(canvas.glyph("…")) for text in (before, after)
    ]
    whole = [drawn(text, canvas) for text in (before, after)]
    looks_same = all(text.startswith(min(shown, key=len)) for text in whole)
    if not looks_same or whole[0] == whole[1] or shown == whole:
        return before, after
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))))
    start = max(before.rfind(" ", 0, same) + 1, same - width // 2)
    return f"…{before[start:]}", f"…{after[start:]}"


def rows_of(parts: Iterable[str], room: int, between: str) -> list[str]:
    """The parts on one line, or on as many as it takes to keep each of them whole."""
    rows: list[str] = []
    for part in parts:
        if rows and len(f"{rows[-1]}{between}{part}") <= room:
            part = f"{rows.pop()}{between}{part}"
        rows.append(part)
    return rows


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


def room_for(
    place: int, columns: Sequence[Column], rows: Sequence[Sequence[Content]], canvas: Canvas
) -> int:
    """How wide one column of a table may be where the others are on one line, with a space between."""
    others = [index for index in range(len(columns)) if index != place]
    beside = sum(
        max(len(columns[index].heading), *(width(row[index]) for row in rows)) for index in others
    )
    return canvas.width - 1 - beside - len(others)


# --- percentages as characters ------------------------------------------------------------------

_HEIGHTS = "▁▂▃▄▅▆▇█"
# 0.57 × 100 is 56.99…; no block must be lost by that.
_ROUNDING = 1e-9


def bar(shape: Bar, canvas: Canvas) -> str:
    """The bar, ``shape.width`` characters wide.

    A block is full once progress has passed its end, so that only 100 % fills the bar. The mark of
    the expected pace stands where its block begins, from 100 % on in the last one: in place of an empty
    cell, or between the blocks, for which an empty cell at the end goes. So as many blocks show whatever
    the pace is; but the last empty cell stays, and a block goes for it.
    """
    full = _blocks(shape.percent or 0, shape.width)
    cells = ["█"] * full + ["░"] * (shape.width - full)
    if shape.pace is not None and cells:
        mark = min(_blocks(shape.pace, shape.width), shape.width - 1)
        is_between = mark < full < shape.width - 1
        del cells[-1 if is_between else mark]
        cells.insert(mark, "│")
    return "".join(map(canvas.glyph, cells))


def spark(shape: Spark, canvas: Canvas) -> str:
    """The sparkline: an eighth of the height for each 12.5 %, a dot if there is no value."""
    heights = (
        "·" if each is None else _HEIGHTS[min(_blocks(each, 8), 7)] for each in shape.percents
    )
    return "".join(map(canvas.glyph, heights))


def _blocks(percent: float, width: int) -> int:
    return int(min(max(percent, 0), 100) * width / 100 + _ROUNDING)


# --- columns fitted beside each other -----------------------------------------------------------


_COMFORTABLE = 24  # a folding column at least this wide may have generous gaps beside it
_STRETCH_LEAST = 16
_NARROWEST = 2  # the widest character is two columns wide


def fit(
    columns: Sequence[Column], wanted: Sequence[int], room: int, words: Callable[[], Sequence[int]]
) -> tuple[list[int], list[int]]:
    """The columns' widths, and the gap after each but the last, that fit into ``room``.

    ``wanted`` is the width each column needs on one line, ``words`` the width of its longest word
    (called only if something must fold). Gaps are two spaces if nothing has to fold for that, else
    one. If there is too little room, columns that stretch are narrowed first, then the widest of
    the others, down to their longest words if that is enough. A last column that is aligned right
    stands at the right edge, if there is a column that stretches.
    """
    choices = _gaps(columns)
    for gaps in choices:
        if sum(wanted) + sum(gaps) <= room:
            return _filled(columns, list(wanted), room - sum(gaps)), gaps
    least = words()
    for gaps in choices:
        widths = _squeezed(columns, wanted, room - sum(gaps), least)
        stretched = [width for column, width in zip(columns, widths, strict=True) if column.stretch]
        if stretched and min(stretched) >= _COMFORTABLE:
            break
    return widths, gaps


def _gaps(columns: Sequence[Column]) -> list[list[int]]:
    """Gaps to try, from wide to narrow. Text that is aligned left needs less room beside it."""
    pairs = list(pairwise(columns))
    ragged = [
        1 if place and not (left.right or right.right) else 2
        for place, (left, right) in enumerate(pairs)
    ]
    return [[2] * len(pairs), ragged, [1] * len(pairs)]


def _filled(columns: Sequence[Column], widths: list[int], room: int) -> list[int]:
    stretch = [index for index, column in enumerate(columns) if column.stretch]
    if stretch and columns[-1].right:
        widths[stretch[-1]] += room - sum(widths)
    return widths


def _squeezed(
    columns: Sequence[Column], wanted: Sequence[int], room: int, words: Sequence[int]
) -> list[int]:
    widths = [min(width, max(room, _NARROWEST)) for width in wanted]
    stretch = [index for index, column in enumerate(columns) if column.stretch]
    others = [index for index, column in enumerate(columns) if not column.stretch]
    _shave(widths, stretch, room, [_STRETCH_LEAST] * len(widths))
    _shave(widths, others, room, words)
    _shave(widths, range(len(widths)), room, [_NARROWEST] * len(widths))
    return widths


def _shave(widths: list[int], candidates: Sequence[int], room: int, least: Sequence[int]) -> None:
    """Narrow the widest of ``candidates``, again and again, until all fit or none can be narrower."""
    while sum(widths) > room:
        able = [index for index in candidates if widths[index] > least[index]]
        if not able:
            return
        widths[max(able, key=widths.__getitem__)] -= 1
