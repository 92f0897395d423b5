"""The journal's tables whole: taken out as JSON, and adopted by a journal with nothing in it.

Adopting is loading with the triggers and indexes away: the rows come with their numbers, instants
and history, no operation is logged, and what the triggers would have kept is made anew from all
the rows at once, in the same transaction. The ``changes`` are the file's own.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import cast

from mentorlog.errors import quoted
from mentorlog.journal import Journal, Value
from mentorlog.journal.tables import LOGGED, OWNED
from mentorlog.records.imports import NUMBERS, Bad, Count, Place, TableRow, Tally

HISTORY = ("operations", "changes")
TABLES = (*LOGGED, *HISTORY)
"""What an export of everything holds, parents before what hangs on them."""

WORDS = {
    **OWNED,
    "pauses": "pause",
    "attendees": "attendee",
    "session_goals": "goal discussed",
    "taggings": "tag",
    "origins": "origin",
    "events": "event",
}
"""What a row of each table is called when it is counted."""

_AT_ONCE = 1000


Reject = Callable[[Bad], None]
"""Told of a row that cannot be stored; raises, unless such rows are to be left out."""

Locate = Callable[[str, Mapping[str, object]], Place]
"""Where in the file a row with these values stands."""


# --- out --------------------------------------------------------------------------------------


def columns(journal: Journal, table: str) -> list[str]:
    """The table's columns in their order."""
    return [row["name"] for row in journal.rows("SELECT name FROM pragma_table_info(?)", [table])]


def numbers(journal: Journal) -> dict[str, int]:
    """The highest number each table ever gave."""
    rows = journal.rows("SELECT name, seq FROM sqlite_sequence")
    found = {row["name"]: int(row["seq"]) for row in rows}
    return {table: found[table] for table in TABLES if found.get(table)}


def count(journal: Journal) -> int:
    """How many rows an export of everything has."""
    return sum(journal.value(f"SELECT count(*) FROM {table}") or 0 for table in TABLES)


def rows(journal: Journal, table: str, *, named: bool) -> Iterator[list[str]]:
    """A table's rows as JSON objects, a batch at a time; each says its table where ``named``."""
    names = columns(journal, table)
    pairs = [f"'{name}', {name}" for name in names]
    if named:
        pairs.insert(0, f"'table', '{table}'")
    order = "id" if "id" in names else ", ".join(_key(journal, table))
    cursor = journal.connection.execute(
        f"SELECT json_object({', '.join(pairs)}) FROM {table} ORDER BY {order}"
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


# --- in ---------------------------------------------------------------------------------------


def is_empty(journal: Journal) -> bool:
    """Whether nobody has written anything yet: at most the owner's name, as ``init`` leaves it."""
    for table in LOGGED[1:]:
        if journal.value(f"SELECT 1 FROM {table} LIMIT 1"):
            return False
    others = journal.value(
        "SELECT 1 FROM people WHERE is_me IS NULL OR title IS NOT NULL OR note IS NOT NULL LIMIT 1"
    )
    return not others and not journal.value(
        "SELECT 1 FROM changes WHERE tbl <> 'people' OR change = 'delete' LIMIT 1"
    )


def adopt(
    journal: Journal, found: Iterable[TableRow | Bad], reject: Reject, locate: Locate
) -> Tally:
    """Make the file's rows all that the journal holds, as they are; the journal must be empty.

    Foreign keys must be off for the connection, since a parent may come after its children.
    Raises what ``reject`` raises for a row that cannot be stored.
    """
    from mentorlog.journal import schema  # it loads sqlite-utils

    for table in TABLES:
        journal.connection.execute(f"DELETE FROM {table}")
    schema.drop_derived(journal.connection)
    loading = _Loading(journal, reject)
    loading.load(found)
    _expect_parents(journal, reject, locate)
    _renumber(journal, loading.numbers)
    schema.fill_lines(journal.connection)
    schema.make_derived(journal.connection)
    journal.__dict__.pop("me", None)
    counts = {
        WORDS[table]: Count(added=journal.value(f"SELECT count(*) FROM {table}") or 0)
        for table in LOGGED
    }
    return Tally(counts, adopted=True, notes=loading.shape.notes())


class Shape:
    """Which tables and columns the journal has; remembers what a file has beyond them."""

    def __init__(self, journal: Journal) -> None:
        self.columns = {table: columns(journal, table) for table in TABLES}
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


class _Loading:
    """Puts rows where they belong as they come; ``numbers`` are those the file says are in use."""

    def __init__(self, journal: Journal, reject: Reject) -> None:
        self.shape = Shape(journal)
        self.numbers: dict[str, int] = {}
        self._connection = journal.connection
        self._reject = reject
        self._current = TableRow("", {}, Place(""))

    def load(self, found: Iterable[TableRow | Bad]) -> None:
        """Insert all rows, those alike by one statement."""
        alike = groupby(self._rows(found), lambda row: (row.table, tuple(row.values)))
        for (table, names), run in alike:
            known = self.shape.known(table, names)
            if known:
                self._insert(table, known, run)
            else:
                for row in run:
                    self._reject(Bad(row.where, "it is empty", row.source))

    def _rows(self, found: Iterable[TableRow | Bad]) -> Iterator[TableRow]:
        for row in found:
            if isinstance(row, Bad):
                self._reject(row)
            elif row.table == NUMBERS:
                self._take_numbers(row)
            elif row.table not in self.shape.columns:
                self._reject(Bad(row.where, f"no table is called {quoted(row.table)}", row.source))
            else:
                yield row

    def _take_numbers(self, row: TableRow) -> None:
        for table, number in row.values.items():
            if type(number) is int and 0 <= number < 2**63 and table in self.shape.columns:
                self.numbers[table] = number
            else:
                self._reject(Bad(row.where, f"{quoted(table)} has no such number", row.source))

    def _insert(self, table: str, names: list[str], run: Iterator[TableRow]) -> None:
        marks = ", ".join("?" * len(names))
        sql = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
        values = self._values(names, run)
        while True:
            try:
                self._connection.executemany(sql, values)
                return
            except ROW_ERRORS as error:
                # The rows before it are in; the iterator goes on with the one after it.
                row = self._current
                self._reject(Bad(row.where, reason(error, row, self.shape), row.source))

    def _values(self, names: list[str], run: Iterator[TableRow]) -> Iterator[list[Value]]:
        for row in run:
            self._current = row
            if (why := unstorable(row)) is None:
                yield [cast("Value", row.values[name]) for name in names]
            else:
                self._reject(Bad(row.where, why, row.source))


ROW_ERRORS = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    OverflowError,
    UnicodeEncodeError,
)
"""What SQLite raises for a row, and not for the journal."""

_STORABLE = frozenset({str, int, type(None)})


def unstorable(row: TableRow) -> str | None:
    """Why a row's values are not text, numbers or nothing; None where they are."""
    if not _STORABLE.issuperset(map(type, row.values.values())):
        name = next(name for name, value in row.values.items() if type(value) not in _STORABLE)
        return f"its {name} is neither text nor a whole number"
    if "\\u0000" in row.source and any(
        isinstance(value, str) and "\0" in value for value in row.values.values()
    ):
        return "text with a NUL character in it cannot be stored"
    return None


def reason(error: Exception, row: TableRow, shape: Shape) -> str:
    """What SQLite, or Python on the way to it, has against a row, in our words."""
    if isinstance(error, OverflowError):
        return "a number in it is too large"
    if isinstance(error, UnicodeEncodeError):
        return "its text is not valid Unicode"
    said = str(error)
    rule, _, about = said.partition(" constraint failed: ")
    named = [name for name in re.findall(r"\w+", about) if name in shape.columns[row.table]]
    if rule == "UNIQUE" and len(named) == 1:
        return f"its {named[0]} {row.values.get(named[0])} is in the file twice"
    if rule == "UNIQUE":
        return "it is in the file twice"
    if rule == "NOT NULL" and named:
        return f"its {named[0]} is missing"
    if rule == "CHECK" and named:
        return f"its {named[0]} cannot be {quoted(str(row.values.get(named[0])))}"
    return said


def _expect_parents(journal: Journal, reject: Reject, locate: Locate) -> None:
    """Reject every row that names one that is not there, and then what hung on it."""
    while True:
        # Some thousands at a time: a file without people has nothing but orphans.
        broken = journal.connection.execute("PRAGMA foreign_key_check").fetchmany(10 * _AT_ONCE)
        if not broken:
            return
        for table, rowid, _, link in broken:
            row = journal.row(f"SELECT * FROM {table} WHERE rowid = ?", [rowid])
            if row is None:  # It named two of them.
                continue
            values = dict(row)
            column = next(each["from"] for each in references(journal, table) if each["id"] == link)
            why = f"its {column} {values[column]} is not in the file"
            reject(Bad(locate(table, values), why, json.dumps({"table": table, **values})))
            journal.connection.execute(f"DELETE FROM {table} WHERE rowid = ?", [rowid])


def references(journal: Journal, table: str) -> list[sqlite3.Row]:
    """The table's foreign keys: ``id``, ``table`` and ``from`` of each."""
    return journal.rows('SELECT id, "table", "from" FROM pragma_foreign_key_list(?)', [table])


def _renumber(journal: Journal, numbers: Mapping[str, int]) -> None:
    """No number comes back as something else: not even one whose record is gone."""
    for table in TABLES:
        if "id" in columns(journal, table):
            used = journal.value(f"SELECT max(id) FROM {table}") or 0
            highest = max(used, numbers.get(table, 0))
            journal.connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
            if highest:
                journal.connection.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, highest]
                )
