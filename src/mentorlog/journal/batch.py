"""New rows that are kept back and written many at a time.

Row by row the triggers take most of the time: they write the change log and the search index. Here they are
dropped while the rows go in, and what they would have written is made from all rows at once. The rules of a
kind need not know: they call ``Journal.insert``, ``link`` and ``update`` as always. What is kept back cannot
be read, so this is only for new records.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext

from mentorlog.journal import Value, expect_all_sound
from mentorlog.journal.names import grouped
from mentorlog.journal.tables import LOGGED, TEXTS, column_names, inserting, pairs

_FEW = 500
"""Up to so many rows it is faster to leave the triggers in place."""

Row = dict[str, Value]


class Batch:
    """Rows that are still to be written, with the numbers that they will have."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        # New rows go to pages all over the indexes: 64 MB of them stay in memory, not SQLite's 2.
        connection.execute("PRAGMA cache_size = -64000")
        self._rows: dict[str, list[Row]] = {}
        self._numbers: dict[str, int] = {}

    def insert(self, table: str, row: Mapping[str, Value]) -> int:
        """Keep a new record; returns the id it will have."""
        id = self._numbers[table] = self._last(table) + 1
        self._rows.setdefault(table, []).append({"id": id, **row})
        return id

    def link(self, table: str, row: Mapping[str, Value]) -> None:
        """Keep a row of a link table, which has no id."""
        self._rows.setdefault(table, []).append(dict(row))

    def update(self, table: str, id: int, values: Mapping[str, Value]) -> None:
        """Set columns of a row that is kept here."""
        row = next(row for row in reversed(self._rows[table]) if row["id"] == id)
        row.update(values)

    def keeps(self, table: str) -> bool:
        """Whether a row of that table is still to be written."""
        return bool(self._rows.get(table))

    def mark(self) -> tuple[dict[str, int], dict[str, int]]:
        """Where it stands, for ``take_back``."""
        return {table: len(rows) for table, rows in self._rows.items()}, dict(self._numbers)

    def take_back(self, mark: tuple[dict[str, int], dict[str, int]]) -> None:
        """Forget what was kept since then."""
        for table, rows in self._rows.items():
            del rows[mark[0].get(table, 0) :]
        self._numbers = mark[1]

    def forget(self) -> None:
        """Forget all that was kept."""
        self._rows, self._numbers = {}, {}

    def write(self) -> dict[str, int]:
        """Write all rows; returns how many were new in each table: a link may be there already.

        Raises ``WrongUsage`` and what SQLite raises for a row that cannot be kept.
        """
        rows = self._rows
        self.forget()
        tables = [table for table in LOGGED if rows.get(table)]
        many = sum(map(len, rows.values())) > _FEW
        with _filled_at_once(self._connection, tables) if many else nullcontext():
            return {table: _insert(self._connection, table, rows[table]) for table in tables}

    def _last(self, table: str) -> int:
        if table not in self._numbers:
            row = self._connection.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = ?", [table]
            ).fetchone()
            self._numbers[table] = row[0] if row else 0
        return self._numbers[table]


def _insert(connection: sqlite3.Connection, table: str, rows: list[Row]) -> int:
    written = 0
    for names, run in grouped((tuple(row), row) for row in rows).items():
        values = [*map(tuple, map(dict.values, run))]
        expect_all_sound(table, dict(zip(names, zip(*values, strict=True), strict=True)))
        unless_there = " ON CONFLICT DO NOTHING" if "id" not in names else ""
        written += connection.executemany(inserting(table, names) + unless_there, values).rowcount
    return written


@contextmanager
def _filled_at_once(connection: sqlite3.Connection, tables: list[str]) -> Iterator[None]:
    """Drop the triggers on new rows, and at the end do their work for all rows and restore them."""
    execute = connection.execute
    last: dict[str, int] = {
        table: execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0]
        for table in (*tables, "lines")
    }
    triggers = [
        (name, sql)
        for name, sql, table in execute(
            "SELECT name, sql, tbl_name FROM sqlite_schema WHERE type = 'trigger'"
            " AND sql LIKE '% AFTER INSERT ON %'"
        ).fetchall()
        if table in last
    ]
    for name, _ in triggers:
        execute(f"DROP TRIGGER {name}")
    yield
    for table in tables:
        _log(connection, table, last[table])
        _index(connection, table, last[table])
    execute(
        "INSERT INTO lines_fts (rowid, text) SELECT id, text FROM lines WHERE id > ?",
        [last["lines"]],
    )
    for _, sql in triggers:
        execute(sql)


def _log(connection: sqlite3.Connection, table: str, after: int) -> None:
    names = column_names(connection, table)
    uid = "uid" if "uid" in names else "NULL"
    connection.execute(
        "INSERT INTO changes (operation, at, change, tbl, uid, after)"
        f" SELECT w.operation, w.at, 'insert', '{table}', {uid}, json_object({pairs(names)})"
        f" FROM writing w, {table} r WHERE r.rowid > ? ORDER BY r.rowid",
        [after],
    )


def _index(connection: sqlite3.Connection, table: str, after: int) -> None:
    kind, columns = TEXTS.get(table, ("", ()))
    for column in columns:
        connection.execute(
            "INSERT INTO lines (kind, record, field, text)"
            f" SELECT '{kind}', id, '{column}', {column} FROM {table}"
            f" WHERE id > ? AND {column} IS NOT NULL",
            [after],
        )
