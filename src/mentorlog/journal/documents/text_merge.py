"""A text that was changed on two sides: both sides' changes together, where they can be."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher


def merged_text(base: str, mine: str, theirs: str) -> str | None:
    """The text with both sides' changes, line by line; None where both changed the same lines.

    Where both added lines in one place, mine come first.
    """
    merged = _merged_text(base, mine, theirs)
    if merged is None or merged == mine:
        return merged
    # Where the lines repeat, a second look may find other changes: taken twice, it must be as once.
    return merged if _merged_text(base, merged, theirs) == merged else None


def _merged_text(base: str, mine: str, theirs: str) -> str | None:
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    if not base:
        return mine if theirs in mine else f"{mine}\n\n{theirs}"
    lines = base.split("\n")
    hunks = _hunks(lines, mine.split("\n"))
    for start, end, new in _hunks(lines, theirs.split("\n")):
        near = [hunk for hunk in hunks if start <= hunk[1] and hunk[0] <= end]
        if any(hunk[0] <= start and end <= hunk[1] and _holds(hunk[2], new) for hunk in near):
            continue
        for hunk in near:
            apart = start >= hunk[1] or hunk[0] >= end
            if not (new and apart and (start == end or hunk[0] == hunk[1])):
                return None
        hunks.append((start, end, new))
    place, merged = 0, list[str]()
    for start, end, new in sorted(hunks, key=lambda hunk: hunk[:2]):
        merged += [*lines[place:start], *new]
        place = end
    return "\n".join((*merged, *lines[place:]))


def _holds(lines: Sequence[str], part: Sequence[str]) -> bool:
    width = len(part)
    return width > 0 and any(
        list(lines[start : start + width]) == list(part) for start in range(len(lines) - width + 1)
    )


def _hunks(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, list[str]]]:
    """Which lines of ``before`` were replaced by which of ``after``.

    Equal lines at both ends are cut off first: SequenceMatcher is slow where lines repeat.
    """
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    middle = before[first : len(before) - last], after[first : len(after) - last]
    return [
        (first + start, first + end, list(middle[1][new_start:new_end]))
        for what, start, end, new_start, new_end in SequenceMatcher(
            None, middle[0], middle[1]
        ).get_opcodes()
        if what != "equal"
    ]


def likeness(before: str, after: str) -> float:
    """How much two texts have in common, from 0 to 1."""
    return SequenceMatcher(None, before[:500], after[:500]).ratio()
