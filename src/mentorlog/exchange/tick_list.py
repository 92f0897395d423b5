"""A list to tick in an editor: ``[x] g1  words`` on each line, ``[ ] w1.impact`` for a part of one.

Lines that start with # are comments.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mentorlog.errors import WrongUsage, quoted

_LINE = re.compile(r"\s*(?:[-*]\s+)?\[\s*(\S?)\s*\]\s*([A-Za-z][0-9]+(?:\.[A-Za-z]+)?)(?:\s.*)?")
_HINT = "a line is [x] g3 or [ ] g3, with any words behind it"


@dataclass(frozen=True)
class Tick:
    """One line: the code of a record or of a part of it, whether it is ticked, and words that say what it is."""

    code: str
    ticked: bool
    words: str


def write(ticks: Sequence[Tick], head: Sequence[str], foot: Sequence[str]) -> str:
    """The list as text, with comments above and below it; words must be one line each."""
    width = max((len(tick.code) for tick in ticks), default=0)
    lines = [
        f"[{'x' if tick.ticked else ' '}] {tick.code:<{width}}  {tick.words}".rstrip()
        for tick in ticks
    ]
    talk = [[f"# {line}" for line in part] for part in (head, foot)]
    return "\n".join([*talk[0], *lines, *talk[1]]) + "\n"


def read(text: str, offered: Collection[str]) -> dict[str, bool]:
    """The ticks by code, of those lines that are still there.

    Raises ``WrongUsage`` for a line that is no tick, that was not offered, or that contradicts
    another.
    """
    ticks: dict[str, bool] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        code, ticked = _tick(number, line)
        if code not in offered:
            raise WrongUsage(f"Line {number}: {code} was not offered.", _HINT)
        if ticks.setdefault(code, ticked) is not ticked:
            raise WrongUsage(f"Line {number}: {code} is both ticked and not.", _HINT)
    return ticks


def _tick(number: int, line: str) -> tuple[str, bool]:
    match = _LINE.fullmatch(line)
    if match is None or match[1] not in ("", "x", "X"):
        raise WrongUsage(f"Line {number} cannot be read as a tick: {quoted(line)}.", _HINT)
    return match[2].lower(), match[1] != ""
