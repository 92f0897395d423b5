"""What another place knows of a record, merged with ours against what was last agreed: the one rule.

That place may be another program, a document that was edited, or another copy of the journal. The rule looks
at one field at a time. What only they changed is taken, and what only we changed stays. Where both changed it,
the later counts, and ours where no stamp tells. Where nobody knows what they last had, what the field ever
held here is no news, and nothing is taken away.

A list, such as tags, has a field for each thing that may be in it, which holds True or None.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from types import MappingProxyType
from typing import Any, Self

from mentorlog.journal import Journal
from mentorlog.journal.past.rows import UNDONE, sides
from mentorlog.records import Kind
from mentorlog.spelling import folded
from mentorlog.values import NamedTuple


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


def has_words(words: Sequence[str], of: Sequence[str], *, reworded: bool) -> bool:
    """Whether most of one text stands in the other, in a row; ``reworded``: or here and there in it."""
    fewer = min(len(words), len(of))
    most = max(0.6 * fewer, min(fewer, 3))
    if not fewer or len({*words} & {*of}) < min(most, len({*words}), len({*of})):
        return False
    found = SequenceMatcher(None, words, of, autojunk=False)
    return found.find_longest_match().size >= most or (reworded and found.ratio() >= 0.6)


def likeness(before: str, after: str) -> float:
    """How much two texts have in common, from 0 to 1."""
    return SequenceMatcher(None, before[:500], after[:500]).ratio()


# What the change log says a record has been
#
# An import is named after its format, and what an import of another format said is ours. An operation
# makes one version. What was undone made none, and neither did what is being written.


class Step(NamedTuple):
    """One change: what the fields held after it, and whether that place made it."""

    operation: int | None
    at: str
    is_import: bool
    fields: Mapping[Any, Any]


def as_versions(began: Mapping[Any, Any], steps: Iterable[Step]) -> list[Version]:
    """The versions that steps make of what there was before them.

    What an operation says and then puts back was said all the same.
    """
    found = [Version(began)] if began else []
    for _, run in groupby(steps, lambda step: step.operation or step):
        before, theirs = found[-1].fields if found else {}, dict[str, Any]()
        for step in run:
            theirs |= said(before, step.fields) if step.is_import else {}
        found.append(Version(step.fields, step.at, theirs))
    return found


_STEPS = f"""
    SELECT c.operation, c.at, o.command = :place AS is_import, c.before, c.after
    FROM changes c LEFT JOIN operations o ON o.id = c.operation
    WHERE coalesce(c.operation, 0) NOT IN ({UNDONE})
        AND c.operation IS NOT (SELECT operation FROM writing)"""


def versions_of(journal: Journal, table: str, uid: str) -> list[Version]:
    """The versions of a record that is here, or was."""
    rows = journal.rows(
        f"{_STEPS} AND c.uid = :uid AND c.tbl = :table AND c.after IS NOT NULL ORDER BY c.id",
        {"place": journal.command, "uid": uid, "table": table},
    )
    began = sides(rows[0])[0] or {} if rows else {}
    steps = [
        Step(row["operation"], row["at"], bool(row["is_import"]), json.loads(row["after"]))
        for row in rows
    ]
    if steps and not began:
        # It may have been written earlier elsewhere, and only have come in then.
        steps[0] = steps[0]._replace(at=str(steps[0].fields["updated_at"]))
    found = as_versions(began, steps)
    now = journal.row(f"SELECT * FROM {table} WHERE uid = ?", [uid])
    if now:
        last = found.pop() if found else Version({})
        found.append(last._replace(fields=dict(now), at=now["updated_at"]))
    return found


_LISTED = {"taggings": "tag", "attendees": "person", "session_goals": "goal"}
"""For each table of links the column that says what is in the list of a record."""


def versions_of_list(journal: Journal, table: str, kind: Kind, id: int) -> list[Version]:
    """The versions of a list; those of all records are read at once, as the log has no index of them."""
    lists = f"ever in {table}"
    if lists not in journal.cache:
        journal.cache[lists] = _lists(journal, table)
    return as_versions({}, journal.cache[lists].get((kind.value, id), ()))


def _lists(journal: Journal, table: str) -> dict[tuple[str, int], list[Step]]:
    found: dict[tuple[str, int], list[Step]] = {}
    values = {"place": journal.command, "table": table}
    for row in journal.rows(f"{_STEPS} AND c.tbl = :table ORDER BY c.id", values):
        before, after = sides(row)
        link = after or before or {}
        of = (
            str(link.get("kind", Kind.SESSION)),
            int(link.get("record", link.get("session")) or 0),
        )
        steps = found.setdefault(of, [])
        word = link[_LISTED[table]]
        there = dict(steps[-1].fields) if steps else {}
        there[folded(word) if isinstance(word, str) else word] = True if after else None
        steps.append(Step(row["operation"], row["at"], bool(row["is_import"]), there))
    return found


def known_since(versions: Sequence[Version], had_at: str, *, is_ours: bool) -> Sequence[Version]:
    """The versions from the one on that something was made from; or all, if that is unknown.

    ``had_at`` is its instant, or the first and the last one that it may be with a slash between. What
    ``is_ours`` was made from one of them: the first, if there is no instant, or none is that old.
    """
    first, _, last = had_at.partition("/")
    found = 0 if is_ours and versions else None
    for place, version in enumerate(versions if had_at else ()):
        if version.at <= (last or first) and (found is None or versions[found].at < first):
            found = place
    return versions if found is None else [versions[found].handed_out(), *versions[found + 1 :]]
