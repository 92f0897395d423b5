"""Which stored record a row of an import is, and what of the row is news to the journal.

A row with one of our uids is that record, and what the row says counts: somebody edited our own export. A
row with an origin is the record that was made from it before. Any other row is the record of that kind with
the same text on the same day. The last two come from a program that does not know what was done here since.
So a value from there counts only if it differs from what the last import brought, which the change log knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from mentorlog.errors import JournalSaysNo, with_article
from mentorlog.journal import Journal, Value
from mentorlog.journal.past.rows import UNDONE
from mentorlog.records import Kind
from mentorlog.records.imports import (
    ActionDraft,
    Draft,
    Found,
    GoalDraft,
    TakeawayDraft,
    WinDraft,
)

KINDS: Mapping[type[tuple[object, ...]], Kind] = {
    GoalDraft: Kind.GOAL,
    ActionDraft: Kind.ACTION,
    WinDraft: Kind.WIN,
    TakeawayDraft: Kind.TAKEAWAY,
}
"""The kind of each draft; any other draft is a session."""

INDEXED = {Kind.GOAL: "title", Kind.ACTION: "text", Kind.WIN: "title", Kind.TAKEAWAY: "text"}
"""The column by which a row with neither uid nor origin is looked for."""

_BEGUN = frozenset({"open", "active", "planned"})
"""The states of a new record, about which nobody has said anything yet."""


class By(Enum):
    """What a stored record was recognised by."""

    UID = "uid"
    ORIGIN = "origin"
    CONTENT = "content"


class Match(NamedTuple):
    """A stored record, and how it was found."""

    id: int
    by: By


def kind_of(draft: Draft) -> Kind:
    """The kind of record that the draft is for."""
    return KINDS.get(type(draft), Kind.SESSION)


def named(journal: Journal, found: Found) -> Match | None:
    """The record with the row's uid or origin; None if the row has neither, or there is no record yet.

    Raises ``JournalSaysNo`` if the origin became a record of another kind.
    """
    kind, uid = kind_of(found.draft), found.draft.uid
    if uid:
        id = journal.value(f"SELECT id FROM {kind.table} WHERE uid = ?", [uid])
        if id is not None:
            return Match(id, By.UID)
    if found.origin is None:
        return None
    row = journal.row(
        "SELECT kind, record FROM origins WHERE source = ? AND identifier = ?",
        [found.origin.source, found.origin.identifier],
    )
    if row is None:
        return None
    if row["kind"] != kind.value:
        stored = Kind(row["kind"])
        raise JournalSaysNo(
            f"It is {stored.letter}{row['record']}, {with_article(stored)}, and no {kind}."
        )
    return Match(row["record"], By.ORIGIN)


def is_nameless(found: Found) -> bool:
    """Whether the row has nothing but its content to be recognised by."""
    return found.draft.uid is None and found.origin is None


_Name = tuple[str, str, str]
"""What a record may be known by, of which kind or source, and the words."""


class Known:
    """Which of some rows may be records already, or the same as a row before; looked up all at once."""

    def __init__(self, journal: Journal, rows: Iterable[Found]) -> None:
        self._there: set[_Name] = set()
        asked: dict[tuple[str, str], list[str]] = {}
        for found in rows:
            for what, of, name in _names(found):
                asked.setdefault((what, of), []).append(name)
        for (what, of), names in asked.items():
            for sql, values in _queries(what, of):
                there = journal.rows(sql, [*values, json.dumps(names)])
                self._there.update((what, of, row[0]) for row in there)

    def is_new(self, found: Found) -> bool:
        """Whether the row cannot be a record that is here; from now on the row itself is known."""
        names = _names(found)
        new = self._there.isdisjoint(names)
        self._there.update(names)
        self._there.add(("text", kind_of(found.draft), _text_of(found.draft)))
        return new


def _names(found: Found) -> list[_Name]:
    """By what the record may be known: its uid and origin, or its text if it has neither.

    A goal is known by its title too, where another program names it.
    """
    kind, names = kind_of(found.draft), list[_Name]()
    if found.draft.uid:
        names.append(("uid", kind, found.draft.uid))
    if found.origin:
        names.append(("origin", found.origin.source, found.origin.identifier))
    if not names or (kind is Kind.GOAL and not found.draft.uid):
        names.append(("text", kind, _text_of(found.draft)))
    return names


def _text_of(draft: Draft) -> str:
    return str(getattr(draft, INDEXED.get(kind_of(draft), "topic")) or "").strip()


def _queries(what: str, of: str) -> Iterator[tuple[str, list[str]]]:
    """The SQL that finds which names of a list are known; purged ones count as known."""
    among = "IN (SELECT value FROM json_each(?))"
    if what == "text":
        if of in INDEXED:
            column = INDEXED[Kind(of)]
            yield f"SELECT {column} FROM {Kind(of).table} WHERE {column} {among}", []
        return
    yield f"SELECT uid FROM tombstones WHERE uid {among}", []
    if what == "uid":
        yield f"SELECT uid FROM {Kind(of).table} WHERE uid {among}", []
    else:
        yield f"SELECT identifier FROM origins WHERE source = ? AND identifier {among}", [of]


def with_text(journal: Journal, draft: Draft, owner: int | None) -> Match | None:
    """The record of its kind with the same text, on the same day if the draft says one."""
    text: str
    conditions: dict[str, Value] = {}
    if isinstance(draft, ActionDraft):
        text, order = draft.text, "state <> 'open'"
        if draft.made_on:
            conditions["made_on"] = draft.made_on.isoformat()
        elif draft.due_on:
            conditions["due_on"] = draft.due_on.isoformat()
    elif isinstance(draft, GoalDraft):
        text, order = draft.title, "closed_on IS NOT NULL"
    elif isinstance(draft, TakeawayDraft):
        text, order = draft.text, "noted_on"
        if draft.noted_on:
            conditions["noted_on"] = draft.noted_on.isoformat()
    else:
        assert isinstance(draft, WinDraft)
        text, order = draft.title, "happened_on"
        if draft.happened_on:
            conditions["happened_on"] = draft.happened_on.isoformat()
    if owner is not None:
        conditions["owner"] = owner
    kind = kind_of(draft)
    # The plus makes SQLite use the index of texts: all records may be of one day.
    where = "".join(f" AND +{column} = ?" for column in conditions)
    id = journal.value(
        f"SELECT id FROM {kind.table} WHERE {INDEXED[kind]} = ?{where} ORDER BY {order}, id LIMIT 1",
        [text.strip(), *conditions.values()],
    )
    return None if id is None else Match(id, By.CONTENT)


def news(journal: Journal, kind: Kind, match: Match, said: Mapping[str, Value]) -> dict[str, Value]:
    """The columns of ``said`` that change the record, with their new values; None means "not said"."""
    row = journal.row(f"SELECT * FROM {kind.table} WHERE id = ?", [match.id])
    assert row
    other: dict[str, Value] = {
        column: value
        for column, value in said.items()
        if value is not None and value != row[column]
    }
    if match.by is By.UID or not other:
        return other
    brought = _brought(journal, kind.table, row["uid"])
    return {
        column: value
        for column, value in other.items()
        if (
            value != brought[column]
            if column in brought
            else row[column] is None or (column == "state" and row[column] in _BEGUN)
        )
    }


def with_own_lines(journal: Journal, kind: Kind, id: int, column: str, said: str) -> str:
    """The lines of the source, and below them the lines that were written here and are still there."""
    row = journal.row(f"SELECT uid, {column} AS text FROM {kind.table} WHERE id = ?", [id])
    assert row
    own = set[str]()
    for change in journal.rows(
        "SELECT json_extract(before, :path) AS before, json_extract(after, :path) AS after"
        " FROM changes c"
        " LEFT JOIN operations o ON o.id = c.operation WHERE c.uid = :uid AND c.tbl = :table"
        " AND o.command IS NOT 'import'",
        {"path": f"$.{column}", "uid": row["uid"], "table": kind.table},
    ):
        own |= set(_lines(change["after"])) - set(_lines(change["before"]))
    there = _lines(said)
    return "\n".join((*there, *(line for line in _lines(row["text"]) if line in own - set(there))))


def _lines(text: str | None) -> list[str]:
    return (text or "").split("\n")


def _brought(journal: Journal, table: str, uid: str) -> dict[str, Value]:
    """The value of each column that an import stored last; imports that were undone do not count."""
    rows = journal.rows(
        "SELECT c.before, c.after FROM changes c JOIN operations o ON o.id = c.operation"
        " WHERE c.uid = ? AND c.tbl = ? AND o.command = 'import' AND c.after IS NOT NULL"
        f" AND o.id NOT IN ({UNDONE}) ORDER BY c.id",
        [uid, table],
    )
    found: dict[str, Value] = {}
    for row in rows:
        before = json.loads(row["before"]) if row["before"] else {}
        after = json.loads(row["after"])
        found.update(
            (column, value)
            for column, value in after.items()
            if column not in before or before[column] != value
        )
    return found
