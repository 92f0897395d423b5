"""Rows as the change log keeps them: which record one is of, and what hangs on what.

The schema's foreign keys say what hangs on a row, so that a table added later needs nothing here. Events, tags and origins name their record by its kind and number.
"""

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mentorlog.errors import UnreadableWords
from mentorlog.journal import Journal
from mentorlog.journal.tables import LOGGED, OWNED, inserting
from mentorlog.records import Kind
from mentorlog.records.kinds import LETTERS
from mentorlog.values import NamedTuple

Row = Mapping[str, str | int | None]
"""A whole row, as the change log has it."""

TABLES = {kind: table for table, kind in OWNED.items()}
"""The table of each kind of record."""

PARTS = {
    "pauses": "pause",
    "attendees": "attendee",
    "session_goals": "goal",
    "taggings": "tag",
    "readers": "reader",
    "origins": "origin",
    "events": "event",
}
"""What a row of a table is of its record, where it is not the record itself."""


UNDONE = """
    WITH undone AS (SELECT u.undoes AS id FROM operations u WHERE u.undoes IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM operations r WHERE r.undoes = u.id))
    SELECT id FROM undone UNION SELECT r.id FROM operations r
    JOIN operations u ON u.id = r.undoes WHERE u.undoes IN (SELECT id FROM undone)"""
"""The operations that do not stand: an undo took them back, and no redo has put them back since."""

_REFERENCE = "([a-z])([0-9]{1,12})"


def sides(change: sqlite3.Row) -> tuple[Row | None, Row | None]:
    """A row before and after a change, None where there was none."""
    before: Row | None = json.loads(change["before"]) if change["before"] else None
    after: Row | None = json.loads(change["after"]) if change["after"] else None
    return before, after


def row_of(change: sqlite3.Row) -> Row:
    """The row as a change left it, or as it was before the change took it away."""
    before, after = sides(change)
    return after or before or {}


class Link(NamedTuple):
    """A foreign key: ``table.column`` names a row of ``to``, and what becomes of it without one."""

    table: str
    column: str
    to: str
    on_delete: str


def links(journal: Journal) -> dict[str, dict[str, Link]]:
    """The foreign keys of each table that the change log is kept of, by column."""
    found: dict[str, dict[str, Link]] = {table: {} for table in LOGGED}
    for row in journal.rows(
        'SELECT t.value, f."from", f."table", f.on_delete'
        " FROM json_each(?) t JOIN pragma_foreign_key_list(t.value) f",
        [json.dumps(LOGGED)],
    ):
        found[row["value"]][row["from"]] = Link(*row)
    return found


def links_to(journal: Journal, table: str) -> list[Link]:
    """The foreign keys that name rows of a table."""
    found = (link for of_table in links(journal).values() for link in of_table.values())
    return [link for link in found if link.to == table]


def tables_named(links: Mapping[str, Link], row: Mapping[str, object]) -> dict[str, str]:
    """The table of what each column of a row names; events, tags and origins say the kind themselves."""
    found = {column: link.to for column, link in links.items()}
    if "record" in row:
        found["record"] = TABLES.get(str(row.get("kind")), "")
    return found


def key_of(row: Row) -> tuple[str | int | None, ...]:
    """What tells a row from the others of its table: its id, or all columns of a link."""
    return (row["id"],) if "id" in row else tuple(row.values())


def where(row: Row) -> tuple[str, list[str | int | None]]:
    """The condition that finds a row by its key, and its values."""
    names = ["id"] if "id" in row else row
    return " AND ".join(f"{name} = ?" for name in names), list(key_of(row))


def subject(table: str, row: Row) -> tuple[str, int]:
    """The record that a row is, or is of: its kind's word and its number."""
    if table in OWNED:
        kind, id = OWNED[table], row["id"]
    elif "record" in row:
        kind, id = str(row["kind"]), row["record"]
    elif table == "pauses":
        kind, id = "mentorship", row["mentorship"]
    else:
        kind, id = "session", row["session"]
    assert isinstance(id, int), (table, row)
    return kind, id


def code(kind: str, id: int) -> str:
    """How people type a record: ``g3``."""
    return f"{Kind(kind).letter}{id}" if kind in set(Kind) else f"{kind} {id}"


def named(table: str, row: Row) -> str:
    """The code of the record that a row is of."""
    return code(*subject(table, row))


def kind_and_number(reference: str) -> tuple[Kind, int]:
    """The kind and number of ``g3``; raises ``UnreadableWords`` for anything else."""
    match = re.fullmatch(_REFERENCE, reference.strip().lower())
    kind = LETTERS.get(match[1]) if match else None
    if match is None or kind is None:
        raise UnreadableWords("letter and number", reference, ("g3", "s14", "a38"))
    return kind, int(match[2])


def exists(journal: Journal, table: str, id: int) -> bool:
    """Whether there is a row with that id now."""
    return journal.value(f"SELECT 1 FROM {table} WHERE id = ?", [id]) is not None


def put_back(journal: Journal, table: str, row: Row) -> None:
    """Insert a row as it was."""
    journal.connection.execute(inserting(table, row), list(row.values()))


def take_out(journal: Journal, table: str, row: Row) -> None:
    """Delete a row, which is found by its key."""
    condition, values = where(row)
    journal.connection.execute(f"DELETE FROM {table} WHERE {condition}", values)


def set_columns(journal: Journal, table: str, row: Row, columns: Row) -> None:
    """Set columns of a row, which is found by its key.

    ``updated_at`` is set by itself once more, as a trigger makes it now.
    """
    for names in (tuple(columns), ("updated_at",) if "updated_at" in columns else ()):
        if names:
            sets = ", ".join(f"{name} = ?" for name in names)
            condition, values = where(row)
            journal.connection.execute(
                f"UPDATE {table} SET {sets} WHERE {condition}",
                [*(columns[name] for name in names), *values],
            )
        row = {**row, **columns}


@contextmanager
def unlogged(connection: sqlite3.Connection) -> Iterator[None]:
    """No change log meanwhile: what is put back as it was is no change that could be undone."""
    was = connection.execute("SELECT history FROM writing").fetchone()
    if was is None:
        connection.execute(
            "INSERT INTO writing (only, operation, at, history) VALUES (1, 0, '', 0)"
        )
    connection.execute("UPDATE writing SET history = 0")
    yield
    if was is None:
        connection.execute("DELETE FROM writing")
    else:  # It may stand inside another one.
        connection.execute("UPDATE writing SET history = ?", [was[0]])
