"""What another place knows of a record, merged with ours against what was last agreed: the one rule.

That place may be another program, a document that was edited, or another copy of the journal. The rule looks
at one field at a time. What only they changed is taken, and what only we changed stays. Where both changed it,
the later counts, and ours where no stamp tells. Where nobody knows what they last had, what the field ever
held here is no news, and nothing is taken away.

A list, such as tags, has a field for each thing that may be in it, which holds True or None.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Any, NamedTuple, Self


class Version(NamedTuple):
    """What the fields of a record held from an instant on. One that is not among them was empty.

    ``said`` is what the other place is known to have said of it then, whether it was taken or not.
    ``is_handed_out``: what comes back was made from it.
    """

    fields: Mapping[str, Any]
    at: str = ""
    said: Mapping[str, Any] = MappingProxyType({})
    is_handed_out: bool = False

    def handed_out(self) -> Self:
        """The version as one from which something was made, so that all of it was said there."""
        return self._replace(said=self.fields, is_handed_out=True)


class Both(NamedTuple):
    """A field that both changed from what was ``agreed``, and whether theirs is taken as it is the later."""

    field: str
    agreed: Any
    ours: Any
    theirs: Any
    is_taken: bool


class News(NamedTuple):
    """The fields that are to be changed here, and those that both sides changed."""

    taken: Mapping[str, Any]
    both: tuple[Both, ...] = ()


BEGUN = frozenset({"open", "active", "planned"})
"""The states of a new record, about which nobody has said anything yet."""


def merged(versions: Sequence[Version], theirs: Mapping[str, Any], changed_at: str = "") -> News:
    """What is news in ``theirs``, the fields of which they speak.

    ``versions`` are the oldest first, and the last is what is here. ``changed_at`` is when it last changed
    there, if that is known.
    """
    is_dated = versions[0].is_handed_out
    if is_dated and changed_at and changed_at < versions[0].at:
        return News({})
    taken, both = dict[str, Any](), list[Both]()
    for name, value in theirs.items():
        ours = versions[-1].fields.get(name)
        if value == ours:
            continue
        is_later = changed_at > _changed_at(versions, name)
        is_known, had = agreed(versions, name)
        is_held = value in _held(versions, name, everything=is_dated or not is_known)
        if value == had or (is_held and not (is_known and is_later)):
            continue
        if had == ours or is_later:
            taken[name] = value
        if had != ours:
            both.append(Both(name, had, ours, value, is_taken=is_later))
    return News(taken, tuple(both))


def _changed_at(versions: Sequence[Version], name: str) -> str:
    """When a field got what it holds now."""
    at = versions[-1].at
    for version in reversed(versions):
        if version.fields.get(name) != versions[-1].fields.get(name):
            break
        at = version.at
    return at


def agreed(versions: Sequence[Version], name: str) -> tuple[bool, Any]:
    """Whether it is known what the other place had last, and what that is."""
    for version in reversed(versions):
        if name in version.said:
            return True, version.said[name]
    ours = versions[-1].fields.get(name)
    return False, ours if name == "state" and ours in BEGUN else None


def _held(versions: Sequence[Version], name: str, *, everything: bool) -> Iterator[Any]:
    """What a field held since they said something of it, or ever."""
    for version in reversed(versions):
        yield version.fields.get(name)
        if name in version.said:
            yield version.said[name]
            if not everything:
                return


def said(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that differ, with what they hold afterwards."""
    return {
        name: after.get(name) for name in {**before, **after} if before.get(name) != after.get(name)
    }


def listed(words: Collection[Any]) -> dict[Any, bool]:
    """The fields of a list."""
    return dict.fromkeys(words, True)


# Texts that both changed


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
