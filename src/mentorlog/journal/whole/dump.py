"""All rows of the journal's tables as JSON, with their numbers, their instants and their history."""

from __future__ import annotations

from collections.abc import Iterator

from mentorlog.journal import Journal
from mentorlog.journal.tables import column_names, pairs
from mentorlog.journal.whole.rows import TABLES

_AT_ONCE = 1000


def numbers(journal: Journal) -> dict[str, int]:
    """The highest number each table ever gave."""
    rows = journal.rows("SELECT name, seq FROM sqlite_sequence")
    found = {row["name"]: int(row["seq"]) for row in rows}
    return {table: found[table] for table in TABLES if found.get(table)}


def count(journal: Journal) -> int:
    """How many rows an export of everything has."""
    return sum(journal.value(f"SELECT count(*) FROM {table}") or 0 for table in TABLES)


def rows(journal: Journal) -> Iterator[list[str]]:
    """The rows of every table as JSON objects that name it, some hundreds at a time."""
    for table in TABLES:
        names = column_names(journal.connection, table)
        order = "id" if "id" in names else ", ".join(_key(journal, table))
        cursor = journal.connection.execute(
            f"SELECT json_object('table', '{table}', {pairs(names)}) FROM {table} ORDER BY {order}"
        )
        cursor.row_factory = None
        while batch := cursor.fetchmany(_AT_ONCE):
            yield [row for (row,) in batch]


def _key(journal: Journal, table: str) -> list[str]:
    return [
        row["name"]
        for row in journal.rows(
            "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk", [table]
        )
    ]
