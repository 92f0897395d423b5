"""How wide the columns of a table are, in characters; arithmetic only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from mentorlog.views.pages import Column

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
