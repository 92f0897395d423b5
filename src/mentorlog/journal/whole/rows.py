"""Rows of whole tables as a file has them: which tables there are, all their rows, and what is wrong with one."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator

from mentorlog.errors import WrongUsage, quoted
from mentorlog.journal import Journal
from mentorlog.journal.past.rows import PARTS
from mentorlog.journal.tables import LOGGED, OWNED, column_names, pairs
from mentorlog.records import rules
from mentorlog.records.imports import Bad, TableRow

HISTORY = ("operations", "changes", "tombstones")
TABLES = (*LOGGED, *HISTORY)
"""The tables in an export of the whole journal, parents before what belongs to them."""

WORDS = {**OWNED, **PARTS, "session_goals": "goal discussed"}
"""What a row of each table is called when it is counted."""

Reject = Callable[[Bad], None]
"""Called with each row that cannot be stored. It may raise; if it does not, the others are stored."""


class Shape:
    """Which tables and columns the journal has; it remembers what else a file has."""

    def __init__(self, journal: Journal) -> None:
        self.columns = {table: column_names(journal.connection, table) for table in TABLES}
        self._unknown: dict[tuple[str, str], None] = {}

    def known(self, table: str, names: Iterable[str]) -> list[str]:
        """Those of the names that are columns of the table; the others are remembered."""
        there = self.columns[table]
        found = []
        for name in names:
            if name in there:
                found.append(name)
            else:
                self._unknown[table, name] = None
        return found

    def notes(self) -> tuple[str, ...]:
        """A sentence for each column that was left out."""
        return tuple(
            f"{quoted(name)} of {table} is not known and was left out."
            for table, name in self._unknown
        )


ROW_ERRORS = (sqlite3.IntegrityError, sqlite3.DataError, UnicodeEncodeError, WrongUsage)
"""What is raised because of a row, and not because of the journal."""

_STORABLE = frozenset({str, int, type(None)})


def unstorable(row: TableRow) -> str | None:
    """Why its table cannot hold a row's values; None if it can."""
    if not _STORABLE.issuperset(map(type, row.values.values())):
        name = next(name for name, value in row.values.items() if type(value) not in _STORABLE)
        return f"its {name} is neither text nor a whole number"
    if any(type(value) is int and value.bit_length() > 63 for value in row.values.values()):
        return "a number in it is too large"
    # Look at the row's text first: few have one, and looking at every value takes longer.
    if ("\\u0000" in row.source or "\0" in row.source) and any(
        isinstance(value, str) and "\0" in value for value in row.values.values()
    ):
        return "text with a NUL character in it cannot be stored"
    if found := rules.fault(row.table, row.values):
        return f"its {found.column} cannot be {quoted(str(found.value))}"
    return None


def reason(error: Exception, row: TableRow, shape: Shape) -> str:
    """Why SQLite did not take a row, in our words."""
    if isinstance(error, (UnicodeEncodeError, WrongUsage)):
        return "its text is not valid Unicode"
    said = str(error)
    if said == "datatype mismatch":
        return "its id is not a number"
    rule, _, about = said.partition(" constraint failed: ")
    named = [name for name in re.findall(r"\w+", about or said) if name in shape.columns[row.table]]
    if rule == "UNIQUE" and len(named) == 1:
        return f"its {named[0]} {row.values.get(named[0])} is in the file twice"
    if rule == "UNIQUE":
        return "it is in the file twice"
    if rule == "NOT NULL" and named:
        return f"its {named[0]} is missing"
    if named and (rule == "CHECK" or said.startswith("cannot store")):
        return f"its {named[-1]} cannot be {quoted(str(row.values.get(named[-1])))}"
    return said


def numbers(journal: Journal) -> dict[str, int]:
    """The highest number each table ever gave."""
    rows = journal.rows("SELECT name, seq FROM sqlite_sequence")
    found = {row["name"]: int(row["seq"]) for row in rows}
    return {table: found[table] for table in TABLES if found.get(table)}


def count(journal: Journal) -> int:
    """How many rows an export of everything has."""
    return sum(journal.value(f"SELECT count(*) FROM {table}") or 0 for table in TABLES)


_AT_ONCE = 1000


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
