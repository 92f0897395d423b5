"""What the journal knew on an earlier day: its tables as they were, made from the change log.

A day's tables are today's with every change recorded after that day played back. They are TEMP
tables, which costs a copy of the journal, paid only by reads that ask for another day's knowledge.
They are read through the lens's views alone.

Two things stay as they are today: who may see a record and, for anybody but the owner, its words.
Others must not read what was edited out of a text or written while it was private.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from mentorlog.dates import local_day_to_utc
from mentorlog.journal import Value
from mentorlog.journal.past.rows import Row, key_of, sides
from mentorlog.journal.tables import LOGGED, WORDS, inserting

_Key = tuple[Value, ...]

_VISIBILITY = {"visibility", "notes_visibility"}


class _Past(NamedTuple):
    """What differs in a row from today's; all its columns where ``gone`` since."""

    values: Mapping[str, Value]
    gone: bool = False


_Pasts = dict[_Key, _Past | None]
"""The rows of a table that changed since, None for one that was not there yet."""


def changes_after(connection: sqlite3.Connection, day: date) -> list[sqlite3.Row]:
    """The change log of everything recorded after a local day, newest first."""
    return connection.execute(
        "SELECT tbl, change, before, after FROM changes WHERE at >= ? ORDER BY id DESC",
        [local_day_to_utc(day + timedelta(1))],
    ).fetchall()


def make_tables(
    connection: sqlite3.Connection, changes: Iterable[sqlite3.Row], *, with_gone: bool
) -> None:
    """Make ``temp.known_…`` of each logged table: what the connection sees, before those changes.

    With ``with_gone`` rows that have gone since, and words as they were, come back too.
    """
    pasts = _played_back(changes)
    for table in LOGGED:
        columns = _copied(connection, table)
        fixed = _VISIBILITY if with_gone else _VISIBILITY.union(WORDS.get(table, ()))
        for key, past in pasts[table].items():
            if past is None:
                _remove(connection, table, key, columns)
                continue
            values = {
                name: value
                for name, value in past.values.items()
                if name in columns and not _stays(name, value, fixed)
            }
            there = _reset(connection, table, key, columns, values)
            if not there and past.gone and with_gone:
                _put_back(connection, table, columns, past.values)


def _stays(name: str, value: Value, fixed: set[str]) -> bool:
    """Whether a column keeps its present value; a text that was not there yet is empty."""
    return name in fixed and (value is not None or name in _VISIBILITY)


def _played_back(changes: Iterable[sqlite3.Row]) -> dict[str, _Pasts]:
    """Each row as it was before the changes, column by column.

    A script may record an earlier day's change after a later day's; the columns it set stay.
    """
    found: dict[str, _Pasts] = {table: {} for table in LOGGED}
    for change in changes:
        if (pasts := found.get(change["tbl"])) is not None:
            _play_back(pasts, *sides(change))
    return found


def _play_back(pasts: _Pasts, before: Row | None, after: Row | None) -> None:
    if not (before and after) or key_of(before) != key_of(after):
        # Made or deleted; or another program gave the row another number.
        pasts |= {key_of(after): None} if after else {}
        pasts |= {key_of(before): _Past(before, gone=True)} if before else {}
        return
    since = pasts.get(key_of(after), _Past({}))
    if since is not None:
        values = {
            name: value
            for name, value in before.items()
            if value != after.get(name) or name == "updated_at"
        }
        pasts[key_of(after)] = since._replace(values={**since.values, **values})


def _copied(connection: sqlite3.Connection, table: str) -> list[str]:
    """Make the table, with its own table's columns and indexes; returns the columns."""
    shape = connection.execute(
        "SELECT name, type, pk FROM pragma_table_info(?, 'main') ORDER BY cid", [table]
    ).fetchall()
    columns = [row["name"] for row in shape]
    keys = [row["name"] for row in sorted(shape, key=lambda row: int(row["pk"])) if row["pk"]]
    typed = ", ".join(f"{row['name']} {row['type']}" for row in shape)
    connection.execute(
        f"CREATE TEMP TABLE known_{table} ({typed}, PRIMARY KEY ({', '.join(keys)}))"
    )
    names = ", ".join(columns)
    connection.execute(f"INSERT INTO known_{table} ({names}) SELECT {names} FROM {table}")
    for name, sql in connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?"
        " AND name LIKE 'by\\_%' ESCAPE '\\'",
        [table],
    ).fetchall():
        on = sql.partition(" ON ")[2]
        connection.execute(f"CREATE INDEX temp.known_{name} ON known_{on}")
    return columns


def _where(columns: list[str]) -> str:
    """The condition for a row by its key: the id, or all columns of a link."""
    return " AND ".join(f"{name} = ?" for name in (["id"] if "id" in columns else columns))


def _remove(connection: sqlite3.Connection, table: str, key: _Key, columns: list[str]) -> None:
    connection.execute(f"DELETE FROM known_{table} WHERE {_where(columns)}", key)


def _reset(
    connection: sqlite3.Connection,
    table: str,
    key: _Key,
    columns: list[str],
    values: Mapping[str, Value],
) -> bool:
    """Set a row's columns as they were; whether the row is there."""
    if not values:
        return True
    sets = ", ".join(f"{name} = ?" for name in values)
    cursor = connection.execute(
        f"UPDATE known_{table} SET {sets} WHERE {_where(columns)}", [*values.values(), *key]
    )
    return cursor.rowcount > 0


def _put_back(connection: sqlite3.Connection, table: str, columns: list[str], row: Row) -> None:
    values = {name: value for name, value in row.items() if name in columns}
    connection.execute(inserting(f"known_{table}", values), list(values.values()))
