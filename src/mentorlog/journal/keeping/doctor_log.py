"""What doctor looks at in the change log: that it can be read, and that the rows are as it has them.

Much of a record stands in three places: in its row, in the change log, and in the lines that search
finds or in its events. Where two of them agree, the third is the damaged one.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from mentorlog.journal.keeping.doctor_rows import BY_HAND, MOST, TOLD, Value, code, off, rest
from mentorlog.journal.tables import LOGGED, OWNED, TEXTS, identifier
from mentorlog.records.doctor import Finding

Row = Mapping[str, Value]
_REPAIR = "mentorlog doctor --repair"
_LOST = "\N{REPLACEMENT CHARACTER}"


class Gone(NamedTuple):
    """A row that the change log has and its table has not."""

    table: str
    row: Row

    @property
    def name(self) -> str:
        """The row as people call it."""
        id = self.row.get("id")
        return f"a row of {self.table}" if id is None else code(self.table, int(id))


class Differs(NamedTuple):
    """A column that is not as last logged; ``witness`` is a third place's, None for none."""

    table: str
    id: int
    column: str
    is_now: Value
    logged: Value
    witness: Value

    @property
    def right(self) -> Value:
        """What two of three places say, or the only one that can be read; None where none can tell."""
        if _LOST in str(self.is_now) or (self.witness is not None and self.witness == self.logged):
            return self.logged
        if _LOST in str(self.logged) or (self.witness is not None and self.witness == self.is_now):
            return self.is_now
        return None


def texts(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Text whose bytes are none."""
    found = list(broken_texts(connection))
    for table, rowid, column, _ in islice(found, MOST):
        what = f"{code(table, rowid)}: {column} has bytes that are no text"
        mend = f"{_REPAIR} brings it back from where else it stands, or else puts {_LOST} there"
        yield Finding("text", what, mend)
    yield from rest("text", len(found), "texts")


def log(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Changes that cannot be read."""
    found = unreadable(connection)
    for id in found[:MOST]:
        what = f"Change {id} of the change log cannot be read"
        yield Finding("history", what, f"{_REPAIR} makes it anew from the row, or takes it out")
    yield from rest("history", len(found), "changes")


def rows(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Rows against what the change log says of them last."""
    found = list(gone(connection))
    for each in islice(found, MOST):
        what = f"{each.name} is in the change log and not in {each.table}"
        yield Finding("history", what, f"{_REPAIR} brings it back")
    yield from rest("history", len(found), "rows")
    differing = list(differ(connection))
    for other in islice(differing, MOST):
        what = f"{code(other.table, other.id)}: {other.column} is not as the change log has it"
        mend = BY_HAND if other.right is None else f"{_REPAIR} takes what two places say"
        yield Finding("history", what, mend)
    yield from rest("history", len(differing), "columns")


def broken_texts(connection: sqlite3.Connection) -> Iterator[tuple[str, int, str, str]]:
    """Texts that are no UTF-8: table, row, column, and what can be read of them."""
    factory, connection.text_factory = connection.text_factory, bytes
    try:
        for table in (*LOGGED, "operations", "changes", "lines"):
            names = [
                bytes(row[1]).decode() for row in connection.execute(f"PRAGMA table_info({table})")
            ]
            for rowid, *values in connection.execute(
                f"SELECT rowid, {', '.join(map(identifier, names))} FROM {table}"
            ):
                for name, value in zip(names, values, strict=True):
                    if isinstance(value, bytes) and not _is_text(value):
                        yield table, rowid, name, value.decode("utf-8", "replace")
    finally:
        connection.text_factory = factory


def _is_text(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def unreadable(connection: sqlite3.Connection) -> list[int]:
    """The changes, by number, whose rows are not the JSON that they should be."""
    shape = (
        "(change <> 'insert') = (before IS NOT NULL) AND (change <> 'delete') = (after IS NOT NULL)"
    )
    rows = connection.execute(
        f"SELECT id, before, after, {shape} AND tbl IN ({', '.join('?' * len(LOGGED))}) FROM changes",
        LOGGED,
    )
    return [
        id
        for id, before, after, shaped in rows
        if not (shaped and all(_is_row(text) for text in (before, after) if text is not None))
    ]


def _is_row(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def gone(connection: sqlite3.Connection) -> Iterator[Gone]:
    """The rows that the change log made and never deleted, and that are not there."""
    for _, table, row in last(connection):
        if row_now(connection, table, row) is None:
            yield Gone(table, row)


def differ(connection: sqlite3.Connection) -> Iterator[Differs]:
    """The columns that are not as last logged; one that the events account for is told there."""
    told = {(each.table, each.id, each.column) for each in off(connection)}
    for change, table, row in last(connection):
        now = row_now(connection, table, row)
        if now is None or row.get("id") is None:
            continue
        id = int(row["id"] or 0)
        for name, value in row.items():
            same = name == "updated_at" or name not in now or now[name] == value
            if not same and (table, id, name) not in told:
                third = _witness(connection, change, table, id, name)
                yield Differs(table, id, name, now[name], value, third)


def last(connection: sqlite3.Connection) -> Iterator[tuple[int, str, Row]]:
    """For each row that the change log says is there: the change, its table, and what it holds."""
    newest: dict[tuple[str, str], tuple[int, Row | None]] = {}
    for id, table, before, after in connection.execute(
        "SELECT id, tbl, before, after FROM changes ORDER BY id"
    ):
        row: Row = json.loads(after or before)
        newest[table, _key(row)] = id, row if after is not None else None
    for (table, _), (id, there) in newest.items():
        if there is not None:
            yield id, table, there


def _key(row: Row) -> str:
    """A link table has no number: the whole row is its key."""
    return str(row["id"]) if "id" in row else json.dumps(row, sort_keys=True)


def row_now(connection: sqlite3.Connection, table: str, row: Row) -> Row | None:
    """The row of the change log as it is in its table; None where it is not there."""
    known = {found[1] for found in connection.execute(f"PRAGMA table_info({table})")}
    names = ["id"] if "id" in row else [name for name in row if name in known]
    where = " AND ".join(f"{name} = ?" for name in names)
    found = connection.execute(
        f"SELECT * FROM {table} WHERE {where or 0}", [row[name] for name in names]
    ).fetchone()
    return found and dict(found)


def _witness(
    connection: sqlite3.Connection, change: int, table: str, id: int, column: str
) -> Value:
    """What a third place has of a column: the search index, the events, or the change's own uid."""
    values: list[Value]
    if column == "uid":
        sql, values = "SELECT uid FROM changes WHERE id = ?", [change]
    elif column in TEXTS.get(table, ("", ()))[1]:
        sql = "SELECT text FROM lines WHERE kind = ? AND record = ? AND field = ?"
        values = [TEXTS[table][0], id, column]
    elif fields := {(of, name): by for of, name, by in TOLD}.get((table, column)):
        among = ", ".join(f"'{field}'" for field in fields)
        sql = (
            f"SELECT new FROM events WHERE kind = ? AND record = ? AND field IN ({among})"
            " ORDER BY happened_on DESC, id DESC LIMIT 1"
        )
        values = [OWNED[table], id]
    else:
        return None
    found = connection.execute(sql, values).fetchone()
    third: Value = found and found[0]
    return third
