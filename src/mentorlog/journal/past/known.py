"""What the journal knew on an earlier day: its tables as they were, made from the change log.

A day's tables are today's with every change recorded after that day played back. They are TEMP
tables, which costs a copy of the journal, paid only by reads that ask for another day's knowledge.
They are read through the lens's views alone. A partner who left reads such tables as well.

Two things stay as they are today: who may see a record and, for anybody but the owner, its words.
Others must not read what was edited out of a text or written while it was private.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from mentorlog.dates import local_day_to_utc
from mentorlog.journal import Value
from mentorlog.journal.past.rows import Row, key_of, sides
from mentorlog.journal.tables import LOGGED, WORDS, column_names, inserting, required_columns
from mentorlog.values import NamedTuple

_Key = tuple[Value, ...]

_VISIBILITY = {"visibility", "notes_visibility"}


class _Past(NamedTuple):
    """What differs in a row from today's; all its columns where ``gone`` since."""

    values: Mapping[str, Value]
    gone: bool = False


_Pasts = dict[_Key, _Past | None]
"""The rows of a table that changed since, None for one that was not there yet."""


_TOLD = {"people": ("name",), "mentorships": ("state", "ended_on")}
"""What a partner who left reads as it is today: what people are called, and that it ended."""

_CHANGED = "(changed since)"

_Change = tuple[str, Row | None, Row | None]
"""The table of a row that was changed, and the row before and after."""


def make_tables(connection: sqlite3.Connection) -> None:
    """Make ``temp.known_…`` of each logged table: what the connection sees, and all people.

    A record may have been somebody else's, and the lens says which of them are seen.
    """
    for table in LOGGED:
        _copy(connection, table, "main.people" if table == "people" else table)


def take_back(connection: sqlite3.Connection, day: date, *, with_gone: bool) -> None:
    """Take back in those tables what was recorded after a local day.

    With ``with_gone`` rows that have gone since, and words as they were, come back too.
    """
    changes = _changes_from(connection, local_day_to_utc(day + timedelta(1)))
    for table, past, row in _played_back(connection, changes):
        words = () if with_gone else WORDS.get(table, ())
        if row:  # A text that was not there yet is empty.
            values = {
                name: value
                for name, value in past.values.items()
                if name not in words or value is None
            }
            _set(connection, table, row, values)
        elif past.gone and with_gone:
            columns = column_names(connection, f"known_{table}")
            values = {name: value for name, value in past.values.items() if name in columns}
            connection.execute(inserting(f"known_{table}", values), list(values.values()))


def forget_since(connection: sqlite3.Connection, until: str) -> None:
    """Take back in those tables what was recorded from an instant on, for a partner who had left by then.

    Words that were changed since are not read, nor is why a mentorship ended where that was told later.
    """
    instead = {table: _instead_of_words(connection, table) for table in LOGGED}
    changes = (each for each in _changes_from(connection, until) if not _is_dated(*each))
    for table, past, row in _played_back(connection, changes):
        if row:
            told = _TOLD.get(table, ())
            values = {name: value for name, value in past.values.items() if name not in told}
            _set(connection, table, row, values, instead[table])
    for table in LOGGED:
        made = {"created_at", "recorded_at"}.intersection(
            column_names(connection, f"known_{table}")
        )
        if made and table not in _TOLD:
            late = f"{made.pop()} >= ?" + (f" AND NOT {_OF_AN_END}" if table == "events" else "")
            connection.execute(f"DELETE FROM known_{table} WHERE {late}", [until])
    connection.execute("UPDATE known_events SET note = NULL WHERE recorded_at >= ?", [until])


_OF_AN_END = "(kind = 'mentorship' AND field IN ('created', 'state'))"


def _is_dated(_: str, before: Row | None, after: Row | None) -> bool:
    """Whether a change made a row that says itself when, as one from another copy of the journal is older."""
    return before is None and after is not None and "id" in after


def _instead_of_words(connection: sqlite3.Connection, table: str) -> dict[str, Value]:
    """What stands for each column of words of a table where they were changed."""
    required = required_columns(connection, table)
    return {name: _CHANGED if name in required else None for name in WORDS.get(table, ())}


def _changes_from(connection: sqlite3.Connection, instant: str) -> Iterator[_Change]:
    """The change log of everything recorded from an instant on, newest first."""
    for change in connection.execute(
        "SELECT tbl, before, after FROM main.changes WHERE at >= ? ORDER BY id DESC", [instant]
    ):
        yield (change["tbl"], *sides(change))


def _played_back(
    connection: sqlite3.Connection, changes: Iterable[_Change]
) -> Iterator[tuple[str, _Past, sqlite3.Row | None]]:
    """What differs in each row as it was before the changes, and the row if it is there.

    One that was not there yet is removed. A script may record an earlier day's change after a later
    day's; the columns it set stay.
    """
    found: dict[str, _Pasts] = {table: {} for table in LOGGED}
    for table, before, after in changes:
        if (pasts := found.get(table)) is not None:
            _play_back(pasts, before, after)
    for table, pasts in found.items():
        columns = column_names(connection, f"known_{table}")
        # By its key: the id, or all columns of a link.
        is_row = " AND ".join(f"{name} IS ?" for name in (["id"] if "id" in columns else columns))
        where = f"FROM known_{table} WHERE {is_row}"
        for key, past in pasts.items():
            if past is None:
                connection.execute(f"DELETE {where}", key)
                continue
            row = connection.execute(f"SELECT * {where}", key).fetchone()
            yield table, past, row


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


def _copy(connection: sqlite3.Connection, table: str, of: str) -> None:
    """Make the table of what another holds, with its own table's columns and indexes."""
    shape = connection.execute(
        "SELECT name, type, pk FROM pragma_table_info(?, 'main') ORDER BY cid", [table]
    ).fetchall()
    keys = [row["name"] for row in sorted(shape, key=lambda row: int(row["pk"])) if row["pk"]]
    typed = ", ".join(f"{row['name']} {row['type']}" for row in shape)
    connection.execute(
        f"CREATE TEMP TABLE known_{table} ({typed}, PRIMARY KEY ({', '.join(keys)}))"
    )
    names = ", ".join(row["name"] for row in shape)
    connection.execute(f"INSERT INTO known_{table} ({names}) SELECT {names} FROM {of}")
    for name, sql in connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?"
        " AND name LIKE 'by\\_%' ESCAPE '\\'",
        [table],
    ).fetchall():
        on = sql.partition(" ON ")[2]
        connection.execute(f"CREATE INDEX temp.known_{name} ON known_{on}")


def _set(
    connection: sqlite3.Connection, table: str, row: sqlite3.Row, values: Mapping[str, Value],
    instead: Mapping[str, Value] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Set columns of a row that differ, to what stands ``instead`` where something does.

    Who may see it stays as it is today.
    """
    there = dict(row)
    wanted = {
        name: instead.get(name, value)
        for name, value in values.items()
        if name not in _VISIBILITY and there.get(name, value) != value
    }
    if wanted:
        sets = ", ".join(f"{name} = ?" for name in wanted)
        connection.execute(
            f"UPDATE known_{table} SET {sets} WHERE id = ?", [*wanted.values(), row["id"]]
        )
