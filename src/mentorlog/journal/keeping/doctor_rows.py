"""What doctor looks at in the rows: links, the search index, values against the history, numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from mentorlog.errors import quoted
from mentorlog.journal import derived
from mentorlog.journal.tables import LOGGED, OWNED, TEXTS
from mentorlog.records import Kind, rules
from mentorlog.records.doctor import Finding

Value = str | int | None
_REPAIR = "mentorlog doctor --repair"
MOST = 20
"""How many findings of one check are told one by one."""

TOLD: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("goals", "state", ("created", "state")),
    ("goals", "target_on", ("target",)),
    ("milestones", "due_on", ("due",)),
    ("milestones", "done_on", ("done",)),
    ("actions", "state", ("created", "state")),
    ("actions", "due_on", ("due",)),
    ("sessions", "state", ("created", "state")),
    ("mentorships", "state", ("created", "state")),
    ("takeaways", "outcome", ("outcome",)),
    ("takeaways", "answer", ("answer",)),
)
"""The columns that follow from events, and the fields of those events."""


class Off(NamedTuple):
    """A column that is not what the newest event says; ``logged`` is what the change log says."""

    table: str
    id: int
    column: str
    is_now: Value
    told: Value
    logged: Value

    @property
    def is_plain(self) -> bool:
        """Whether both histories agree against the column."""
        return self.logged == self.told


def links(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Rows that name another one that is not there."""
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    for table, rowid, parent, _ in islice(broken, MOST):
        what = f"Row {rowid} of {table} names a row of {parent} that is not there"
        mend = f"{_REPAIR} brings that back from the history, or else clears the link"
        yield Finding("links", what, mend)
    yield from rest("links", len(broken), "links")
    loops = [] if broken else in_loops(connection)
    for id in islice(loops, MOST):
        mend = f'cut the loop: sqlite3 FILE "UPDATE goals SET parent = NULL WHERE id = {id}"'
        yield Finding("links", f"g{id} is part of a goal that is part of it", mend)
    yield from rest("links", len(loops), "goals")


def in_loops(connection: sqlite3.Connection) -> list[int]:
    """The goals that no way leads to from a goal without a parent: a parent of theirs is below them."""
    below: dict[int | None, list[int]] = {}
    for id, parent in connection.execute("SELECT id, parent FROM goals").fetchall():
        below.setdefault(parent, []).append(id)
    waiting = below.pop(None, [])
    while waiting:
        waiting += below.pop(waiting.pop(), [])
    return sorted(id for each in below.values() for id in each)


def search(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The lines that search finds against the records."""
    wanted = " UNION ALL ".join(
        f"SELECT '{kind}', id, '{column}', {column} FROM {table} WHERE {column} IS NOT NULL"
        for table, (kind, columns) in TEXTS.items()
        for column in columns
    )
    lines = "SELECT kind, record, field, text FROM lines"
    lacks = _count(connection, f"SELECT * FROM ({wanted}) EXCEPT {lines}")
    extra = _count(connection, f"{lines} EXCEPT SELECT * FROM ({wanted})")
    if lacks or extra:
        what = f"Search lacks {lacks} of the texts, and has {extra} that are no longer there"
        yield Finding("search", what, f"{_REPAIR} makes it anew from the records")


def index(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The search index against its lines."""
    if not derived.index_fits(connection):
        what = "The search index is not that of its lines"
        yield Finding("search", what, f"{_REPAIR} makes it anew from the records")


def values(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Columns that follow from events against the newest of these."""
    found = list(off(connection))
    for each in islice(found, MOST):
        name, now, told = code(each.table, each.id), _word(each.is_now), _word(each.told)
        what = f"{name}: {each.column} is {now}, its history says {told}"
        mend = f"{_REPAIR} sets it to {told}" if each.is_plain else BY_HAND
        yield Finding("values", what, mend)
    yield from rest("values", len(found), "values")


def ruled(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Values that no command would have written."""
    found = list(faults(connection))
    for table, rowid, column, value in islice(found, MOST):
        what = f"{code(table, rowid)}: {column} cannot be {quoted(str(value))}"
        mend = f'set it right: sqlite3 FILE "UPDATE {table} SET {column} = … WHERE rowid = {rowid}"'
        yield Finding("values", what, mend)
    yield from rest("values", len(found), "values")


def faults(connection: sqlite3.Connection) -> Iterator[tuple[str, int, str, object]]:
    """What breaks the rules: table, row, column and value."""
    for table in rules.COLUMNS:
        cursor = connection.execute(f"SELECT rowid AS at, * FROM main.{table}")
        names = [each[0] for each in cursor.description]
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            if found := rules.fault(table, row):
                yield table, row["at"], found.column, found.value


BY_HAND = "only you can tell which is right: edit it as it should be"


def numbers(connection: sqlite3.Connection) -> Iterator[Finding]:
    """The next numbers, which must be ones that nothing ever had."""
    for table, highest in behind(connection):
        what = f"The next number of {table} would be one that is taken: {highest}"
        yield Finding("numbers", what, f"{_REPAIR} moves it on")


def off(connection: sqlite3.Connection) -> Iterator[Off]:
    """The columns that are not what their newest event says."""
    for table, column, fields in TOLD:
        among = ", ".join(f"'{field}'" for field in fields)
        of = f"FROM events e WHERE e.kind = '{OWNED[table]}' AND e.record = r.id AND e.field IN ({among})"
        logged = (
            f"(SELECT json_extract(after, '$.{column}') FROM changes"
            " WHERE uid = r.uid ORDER BY id DESC LIMIT 1)"
        )
        rows = connection.execute(
            f"SELECT * FROM (SELECT r.id, r.{column} AS is_now, {logged} AS logged,"
            f" (SELECT e.new {of} ORDER BY e.happened_on DESC, e.id DESC LIMIT 1) AS told"
            f" FROM {table} r WHERE EXISTS (SELECT 1 {of}))"
            f" WHERE is_now IS NOT told{_STATED if column == 'state' else ''}"
        ).fetchall()
        for id, is_now, said, told in rows:
            yield Off(table, id, column, is_now, told, said)


# What is there has a state, whatever another tool made of its events.
_STATED = " AND told IS NOT NULL"


def behind(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """The tables whose next number is taken, with the highest that ever was."""
    counted = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    for table in (*LOGGED, "operations", "changes"):
        if not any(row[1] == "id" for row in connection.execute(f"PRAGMA table_info({table})")):
            continue
        logged = (
            "SELECT max(json_extract(coalesce(after, before), '$.id')) FROM changes WHERE tbl = ?"
        )
        highest = max(
            connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0,
            connection.execute(logged, (table,)).fetchone()[0] or 0,
        )
        if highest > (counted.get(table) or 0):
            yield table, highest


def code(table: str, id: int) -> str:
    """``g3``; for a row that has no letter, ``row 3 of events``."""
    kinds = {kind.value: kind for kind in Kind}
    kind = kinds.get(OWNED.get(table, ""))
    return f"{kind.letter}{id}" if kind and kind.letter else f"row {id} of {table}"


def _word(value: Value) -> str:
    return "empty" if value is None else str(value)


def _count(connection: sqlite3.Connection, query: str) -> int:
    counted: int = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()[0]
    return counted


def rest(check: str, count: int, what: str) -> Iterator[Finding]:
    """How many more findings there are than are told one by one."""
    if count > MOST:
        yield Finding(check, f"And {count - MOST} more {what}", "mend those first")
