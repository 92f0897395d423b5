"""What may be wrong inside a journal, asked by doctor, by repair, and where a read has failed.

Much of a record stands in three places: in its row, in the change log, and in the lines of search or
in its events. Where two of them agree, the third is the damaged one.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from mentorlog.journal.events import TOLD
from mentorlog.journal.tables import LOGGED, OWNED, TEXTS, WORDS, column_names, identifier
from mentorlog.records import Kind, rules
from mentorlog.values import NamedTuple

Value = str | int | None
Row = Mapping[str, Value]
LOST = "\N{REPLACEMENT CHARACTER}"
"""What stands in a text for bytes that are none."""


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
        """Whether the events and the change log agree."""
        return self.logged == self.told


def in_loops(connection: sqlite3.Connection) -> list[int]:
    """The goals in a loop: no way leads to them from a goal without a parent."""
    below: dict[int | None, list[int]] = {}
    for id, parent in connection.execute("SELECT id, parent FROM goals").fetchall():
        below.setdefault(parent, []).append(id)
    waiting = below.pop(None, [])
    while waiting:
        waiting += below.pop(waiting.pop(), [])
    return sorted(id for each in below.values() for id in each)


def search_differs(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many texts search lacks, and how many it has that are no longer there."""
    wanted = " UNION ALL ".join(
        f"SELECT '{kind}', id, '{column}', {column} FROM {table} WHERE {column} IS NOT NULL"
        for table, (kind, columns) in TEXTS.items()
        for column in columns
    )
    lines = "SELECT kind, record, field, text FROM lines"
    return (
        _count(connection, f"SELECT * FROM ({wanted}) EXCEPT {lines}"),
        _count(connection, f"{lines} EXCEPT SELECT * FROM ({wanted})"),
    )


def faults(connection: sqlite3.Connection) -> Iterator[tuple[str, int, str, object]]:
    """What breaks the rules: table, row, column and value."""
    for table in rules.COLUMNS:
        cursor = connection.execute(f"SELECT rowid AS at, * FROM main.{table}")
        names = [each[0] for each in cursor.description]
        for values in cursor:
            row = dict(zip(names, values, strict=True))
            if found := rules.fault(table, row):
                yield table, row["at"], found.column, found.value


def off(connection: sqlite3.Connection) -> Iterator[Off]:
    """The columns that are not what their newest event says."""
    for told_by in TOLD:
        table, column = told_by.table, told_by.column
        logged = (
            f"(SELECT json_extract(after, '$.{column}') FROM changes"
            " WHERE uid = r.uid ORDER BY id DESC LIMIT 1)"
        )
        rows = connection.execute(
            f"SELECT * FROM (SELECT r.id, r.{column} AS is_now, {logged} AS logged,"
            f" ({told_by.newest('e.record = r.id')}) AS told"
            f" FROM {table} r WHERE EXISTS (SELECT 1 FROM {told_by.events('e.record = r.id')}))"
            f" WHERE is_now IS NOT told{_BUT.get(column, '')}"
        ).fetchall()
        for id, is_now, said, told in rows:
            yield Off(table, id, column, is_now, told, said)


_BUT = {
    # What is there has a state, whatever another tool made of its events.
    "state": " AND told IS NOT NULL",
    # Earlier versions took a note away without a word of it in the events.
    "note": " AND is_now IS NOT NULL",
}


def behind(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    """The tables whose next number is taken, with the highest that ever was."""
    counted = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    highest = "max(json_extract(coalesce(after, before), '$.id'))"
    sql = f"SELECT tbl, {highest} FROM changes GROUP BY tbl"
    logged = dict(connection.execute(sql).fetchall())
    for table in (*LOGGED, "operations", "changes"):
        if "id" in column_names(connection, table):
            there = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
            most = max(there or 0, logged.get(table) or 0)
            if most > (counted.get(table) or 0):
                yield table, most


def kept_alone(connection: sqlite3.Connection) -> Iterator[str]:
    """The words that another device wrote and that have no place in the journal, nor in its history."""
    kept = connection.execute("SELECT said FROM sync_kept WHERE json_valid(said) ORDER BY clock")
    for (said,) in kept.fetchall():
        wire = json.loads(said)
        table, uid = wire["table"], wire["key"]
        if wire["change"] == "delete" or table not in WORDS:
            continue
        is_there = (
            f"SELECT 1 FROM tombstones WHERE uid = ? UNION ALL SELECT 1 FROM {table} WHERE uid = ?"
        )
        # Where two made the same, the sync has named what was not taken.
        if wire["change"] == "insert" and connection.execute(is_there, [uid, uid]).fetchone():
            continue
        for name in WORDS[table]:
            words = wire.get("fields", {}).get(name)
            in_log = "SELECT 1 FROM changes WHERE instr(after, json_quote(?))"
            if words and not connection.execute(in_log, [words]).fetchone():
                yield str(words)


def code(table: str, id: int) -> str:
    """``g3``; ``row 3 of events`` for a row without a letter."""
    return f"{Kind(OWNED[table]).letter}{id}" if table in OWNED else f"row {id} of {table}"


def _count(connection: sqlite3.Connection, query: str) -> int:
    counted: int = connection.execute(f"SELECT count(*) FROM ({query})").fetchone()[0]
    return counted


# What the change log says


class Differs(NamedTuple):
    """A column that is not as last logged; ``witness`` is the value of a third place, or None."""

    table: str
    id: int
    column: str
    is_now: Value
    logged: Value
    witness: Value

    @property
    def right(self) -> Value:
        """The value that two of three places have, or the only readable one; None where that is open."""
        if LOST in str(self.is_now) or (self.witness is not None and self.witness == self.logged):
            return self.logged
        if LOST in str(self.logged) or (self.witness is not None and self.witness == self.is_now):
            return self.is_now
        return None


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


class Beside(NamedTuple):
    """A row that the change log says is there, by its last change, beside the one of its table, if any."""

    change: int
    table: str
    logged: Row
    now: Row | None


def beside(connection: sqlite3.Connection) -> list[Beside]:
    """Each row that the change log says is there."""
    newest: dict[tuple[str, str], tuple[int, Row | None]] = {}
    for id, table, before, after in connection.execute(
        "SELECT id, tbl, before, after FROM changes ORDER BY id"
    ):
        row: Row = json.loads(after or before)
        # A link table has no number: the whole row is its key.
        key = str(row["id"]) if "id" in row else json.dumps(row, sort_keys=True)
        newest[table, key] = id, row if after is not None else None
    return [
        Beside(id, table, row, row_now(connection, table, row))
        for (table, _), (id, row) in newest.items()
        if row is not None
    ]


def differ(connection: sqlite3.Connection, found: Iterable[Beside]) -> Iterator[Differs]:
    """The columns that are not as last logged, except those that ``off`` tells of."""
    unlike = [
        (each, name, each.now[name])
        for each in found
        if each.now and each.logged.get("id") is not None
        for name, value in each.logged.items()
        if name != "updated_at" and name in each.now and each.now[name] != value
    ]
    told = {(each.table, each.id, each.column) for each in off(connection)} if unlike else set()
    for each, name, is_now in unlike:
        id = int(each.logged["id"] or 0)
        if (each.table, id, name) not in told:
            third = _witness(connection, each.change, each.table, id, name)
            yield Differs(each.table, id, name, is_now, each.logged[name], third)


def row_now(connection: sqlite3.Connection, table: str, row: Row) -> Row | None:
    """The row of the change log as it is in its table; None where it is not there."""
    names = ["id"]
    if "id" not in row:  # A link table has no number.
        known = column_names(connection, table)
        names = [name for name in row if name in known]
    where = " AND ".join(f"{name} = ?" for name in names)
    found = connection.execute(
        f"SELECT * FROM {table} WHERE {where or 0}", [row[name] for name in names]
    ).fetchone()
    return found and dict(found)


def _witness(
    connection: sqlite3.Connection, change: int, table: str, id: int, column: str
) -> Value:
    """The value of a column in a third place: search, the events, or the change's own uid."""
    values: list[Value]
    if column == "uid":
        sql, values = "SELECT uid FROM changes WHERE id = ?", [change]
    elif column in TEXTS.get(table, ("", ()))[1]:
        sql = "SELECT text FROM lines WHERE kind = ? AND record = ? AND field = ?"
        values = [TEXTS[table][0], id, column]
    elif told := {(each.table, each.column): each for each in TOLD}.get((table, column)):
        sql, values = told.newest("e.record = ?"), [id]
    else:
        return None
    found = connection.execute(sql, values).fetchone()
    third: Value = found and found[0]
    return third
