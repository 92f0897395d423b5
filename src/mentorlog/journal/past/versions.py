"""What the change log says a record has been, and what the place now imported is known to have said of it.

An import is named after its format, and what an import of another format said is ours. An operation makes
one version. What was undone made none, and neither did what is being written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from mentorlog.journal import Journal
from mentorlog.journal.merging import Version, said
from mentorlog.journal.past.rows import UNDONE, sides
from mentorlog.records import Kind
from mentorlog.spelling import folded


class Step(NamedTuple):
    """One change: what the fields held after it, and whether that place made it."""

    operation: int | None
    at: str
    is_import: bool
    fields: Mapping[Any, Any]


def told(began: Mapping[Any, Any], steps: Iterable[Step]) -> list[Version]:
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


def of(journal: Journal, table: str, uid: str) -> list[Version]:
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
    found = told(began, steps)
    now = journal.row(f"SELECT * FROM {table} WHERE uid = ?", [uid])
    if now:
        last = found.pop() if found else Version({})
        found.append(last._replace(fields=dict(now), at=now["updated_at"]))
    return found


_LISTED = {"taggings": "tag", "attendees": "person", "session_goals": "goal"}
"""For each table of links the column that says what is in the list of a record."""


def of_list(journal: Journal, table: str, kind: Kind, id: int) -> list[Version]:
    """The versions of a list; those of all records are read at once, as the log has no index of them."""
    lists = f"ever in {table}"
    if lists not in journal.cache:
        journal.cache[lists] = _lists(journal, table)
    return told({}, journal.cache[lists].get((kind.value, id), ()))


def _lists(journal: Journal, table: str) -> dict[tuple[str, int], list[Step]]:
    found: dict[tuple[str, int], list[Step]] = {}
    values = {"place": journal.command, "table": table}
    for row in journal.rows(f"{_STEPS} AND c.tbl = :table ORDER BY c.id", values):
        before, after = sides(row)
        link = after or before or {}
        of = str(link.get("kind", Kind.SESSION)), int(link.get("record", link.get("session")) or 0)
        steps = found.setdefault(of, [])
        word = link[_LISTED[table]]
        there = dict(steps[-1].fields) if steps else {}
        there[folded(word) if isinstance(word, str) else word] = True if after else None
        steps.append(Step(row["operation"], row["at"], bool(row["is_import"]), there))
    return found


def since(versions: Sequence[Version], had_at: str, *, is_ours: bool) -> Sequence[Version]:
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
