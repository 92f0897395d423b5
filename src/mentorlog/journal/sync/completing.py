"""Sees that the change log says all that the tables hold, since other devices know no more than the log.

A file of an earlier format, and a program that turned the triggers off, may have rows that the log lacks.
"""

from __future__ import annotations

from mentorlog.journal import Journal
from mentorlog.journal.tables import LOGGED, column_names, pairs


def complete(journal: Journal, after: int) -> None:
    """Log what the tables hold and the log does not say, of rows touched after one of the log.

    After 0 every row is looked at.
    """
    for table in _touched(journal, after) if after else LOGGED:
        names = column_names(journal.connection, table)
        if "uid" in names:
            _records(journal, table, names, after)
        elif not after:
            _links(journal, table, names)


def _touched(journal: Journal, after: int) -> list[str]:
    """The tables of which the log tells after one of its rows."""
    told = journal.rows("SELECT DISTINCT tbl FROM changes WHERE id > ?", [after])
    tables = {row["tbl"] for row in told}
    return [table for table in LOGGED if table in tables]


def _records(journal: Journal, table: str, names: list[str], after: int) -> None:
    among = "uid IN (SELECT uid FROM changes WHERE id > :after)" if after else ":after = 0"
    row = f"json_object({pairs(names)})"
    # A trigger logs the row before it sets updated_at: what that became is told by the next line.
    expected = (
        "json_set(c.after, '$.updated_at', CASE WHEN c.change = 'update' AND"
        " json_extract(c.before, '$.updated_at') IS json_extract(c.after, '$.updated_at')"
        " THEN c.at ELSE json_extract(c.after, '$.updated_at') END)"
    )
    journal.connection.execute(
        f"INSERT INTO changes (operation, at, change, tbl, uid, before, after)"
        f" SELECT w.operation, w.at, CASE WHEN c.after IS NULL THEN 'insert' ELSE 'update' END,"
        f" '{table}', r.uid, CASE WHEN c.after IS NOT NULL THEN {expected} END, r.now"
        f" FROM (SELECT uid, {row} AS now FROM {table} WHERE {among}) r, writing w"
        f" LEFT JOIN changes c ON c.id = (SELECT max(id) FROM changes x WHERE x.uid = r.uid"
        f" AND x.tbl = '{table}') WHERE c.after IS NULL"
        # Most rows are as they were made, which is seen without taking their JSON apart.
        f" OR NOT (c.change = 'insert' AND c.after = r.now) AND {expected} <> r.now",
        {"after": after},
    )


def _links(journal: Journal, table: str, names: list[str]) -> None:
    row = f"json_object({pairs(names)})"
    journal.connection.execute(
        f"INSERT INTO changes (operation, at, change, tbl, after)"
        f" SELECT w.operation, w.at, 'insert', '{table}', {row} FROM {table}, writing w"
        f" WHERE {row} NOT IN (SELECT after FROM changes WHERE tbl = '{table}' AND after IS NOT NULL)"
    )
