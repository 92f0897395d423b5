"""Undo: whole commands taken back from the change log.

An undo is an operation of its own that plays another one's rows back, newest first; an operation
is undone while a live operation undoes it. Rows are put back exactly as they were, and only where
they still are as that operation left them and nothing else has come to hang on them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal
from mentorlog.journal.tables import LOGGED, OWNED
from mentorlog.records import Kind

Row = Mapping[str, str | int | None]


class Undone(NamedTuple):
    """What an undo took back: the command's name, when it ran, how many records and rows it wrote.

    An event, a tag or a pause counts as its record.
    """

    command: str
    at: str
    records: int
    changes: int


def last(journal: Journal) -> Undone:
    """Take the newest operation that stands back.

    Raises ``JournalSaysNo`` when there is none, or when a later change stands in the way.
    """
    operation = newest(journal)
    rows = journal.rows(
        "SELECT * FROM changes WHERE operation = ? ORDER BY id DESC", [operation["id"]]
    )
    play_back(journal, rows, operation["command"])
    journal.connection.execute(
        "UPDATE operations SET undoes = ? WHERE id = ?", [operation["id"], _current(journal)]
    )
    return Undone(operation["command"], operation["at"], len(set(_subjects(rows))), len(rows))


def newest(journal: Journal) -> sqlite3.Row:
    """The newest operation that stands; raises ``JournalSaysNo`` when there is none."""
    operation = journal.row(_NEWEST_STANDING, [_current(journal)])
    if operation is None:
        raise JournalSaysNo("There is nothing to undo.")
    return operation


# Undone: undone by an operation that is not itself undone. Undoing an undo is what redo will be.
_NEWEST_STANDING = """
    SELECT o.id, o.command, o.at FROM operations o
    WHERE o.id <> ? AND o.undoes IS NULL AND NOT EXISTS (
        SELECT 1 FROM operations u WHERE u.undoes = o.id AND NOT EXISTS (
            SELECT 1 FROM operations r WHERE r.undoes = u.id))
    ORDER BY o.id DESC LIMIT 1
"""


def _current(journal: Journal) -> int:
    return journal.value("SELECT operation FROM writing") or 0


def play_back(journal: Journal, changes: Sequence[sqlite3.Row], command: str) -> None:
    """Reverse rows of the change log, given newest first, through the states they came by.

    Raises ``JournalSaysNo`` where the journal is no longer as they left it.
    """
    logged = _logged(journal)
    try:
        for change in changes:
            _reverse(journal, change, command)
        alone = _logged(journal) - logged == len(changes)
    except sqlite3.IntegrityError:
        alone = False
    # Each row played back is one change. More of them: a row went that took others with it.
    if not alone:
        raise JournalSaysNo(
            f"{command} cannot be taken back: another program has since added to what it made.",
            "take that out first",
        )


def _logged(journal: Journal) -> int:
    return (
        journal.value("SELECT count(*) FROM changes WHERE operation = ?", [_current(journal)]) or 0
    )


def _reverse(journal: Journal, change: sqlite3.Row, command: str) -> None:
    table: str = change["tbl"]
    assert table in LOGGED, table
    before: Row | None = json.loads(change["before"]) if change["before"] else None
    after: Row | None = json.loads(change["after"]) if change["after"] else None
    if not _is_as_left(journal, table, before, after):
        raise JournalSaysNo(
            f"{command} cannot be taken back: {_named(table, after or before or {})} was changed"
            " since by something else.",
            "change it back by hand, or edit it as it should be",
        )
    if after is None:
        assert before is not None
        _put_back(journal, table, before)
    elif before is None:
        _remove(journal, table, after)
    else:
        _reset(journal, table, before)


def _is_as_left(journal: Journal, table: str, before: Row | None, after: Row | None) -> bool:
    where, values = _key(after or before or {})
    now = journal.row(f"SELECT * FROM {table} WHERE {where}", values)
    if now is None or after is None:
        return now is None and after is None
    known = set(now.keys()) - {"updated_at"}
    return all(now[name] == value for name, value in after.items() if name in known)


def _key(row: Row) -> tuple[str, list[str | int | None]]:
    """A link table has no id: the whole row is its key."""
    names = ["id"] if "id" in row else list(row)
    return " AND ".join(f"{name} = ?" for name in names), [row[name] for name in names]


def _named(table: str, row: Row) -> str:
    subject = next(iter(_subjects_of(table, row)))
    letter = Kind(subject[0]).letter if subject[0] in set(Kind) else subject[0]
    return f"{letter}{subject[1]}"


def _subjects(changes: Sequence[sqlite3.Row]) -> Iterator[tuple[str, object]]:
    for change in changes:
        yield from _subjects_of(change["tbl"], json.loads(change["after"] or change["before"]))


def _subjects_of(table: str, row: Row) -> Iterator[tuple[str, object]]:
    """The record that a row is, or is of."""
    if table in OWNED:
        yield OWNED[table], row["id"]
    elif "record" in row:
        yield str(row["kind"]), row["record"]
    elif table == "pauses":
        yield "mentorship", row["mentorship"]
    else:
        yield "session", row["session"]


def _remove(journal: Journal, table: str, row: Row) -> None:
    where, values = _key(row)
    journal.connection.execute(f"DELETE FROM {table} WHERE {where}", values)


def _put_back(journal: Journal, table: str, row: Row) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    journal.connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
    )


def _reset(journal: Journal, table: str, row: Row) -> None:
    where, values = _key(row)
    sets = ", ".join(f"{name} = ?" for name in row)
    journal.connection.execute(f"UPDATE {table} SET {sets} WHERE {where}", [*row.values(), *values])
