"""Makes an empty journal the one in a file, whole tables at a time.

Triggers and indexes are away while the rows go in with their numbers, instants and history. No operation is
logged: the ``changes`` are those of the file. What the triggers would have written is made from all rows at
once, in the same transaction.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import cast

from mentorlog.errors import quoted
from mentorlog.journal import Journal, Value
from mentorlog.journal.tables import LOGGED, column_names, column_of, inserting
from mentorlog.journal.whole.rows import (
    ROW_ERRORS,
    TABLES,
    WORDS,
    Reject,
    Shape,
    reason,
    unstorable,
)
from mentorlog.records.imports import NUMBERS, Bad, Count, Place, TableRow, Tally

_AT_ONCE = 10_000


def is_empty(journal: Journal) -> bool:
    """Whether nobody has written anything yet except, by ``init``, the owner's name."""
    for table in (*LOGGED[1:], "tombstones"):
        if journal.value(f"SELECT 1 FROM {table} LIMIT 1"):
            return False
    others = journal.value(
        "SELECT 1 FROM people WHERE is_me IS NULL OR title IS NOT NULL OR note IS NOT NULL LIMIT 1"
    )
    return not others and not journal.value(
        "SELECT 1 FROM changes WHERE tbl <> 'people' OR change = 'delete' LIMIT 1"
    )


def adopt(journal: Journal, found: Iterable[TableRow | Bad], reject: Reject, name: str) -> Tally:
    """Make the rows of the file of that name, as they are, all that the journal holds; it must be empty.

    Foreign keys must be off for the connection, since a parent may come after its children. A row that
    cannot be stored is given to ``reject``, and so are the rows that belong to it.
    """
    from mentorlog.journal import derived

    derived.drop(journal.connection)
    for table in TABLES:
        journal.connection.execute(f"DELETE FROM {table}")
    loading = _Loading(journal, reject)
    loading.load(found)
    _expect_parents(journal, reject, Place(name))
    _renumber(journal, loading.numbers)
    derived.fill_lines(journal.connection)
    derived.make(journal.connection)
    journal.__dict__.pop("me", None)
    counts = {
        WORDS[table]: Count(added=journal.value(f"SELECT count(*) FROM {table}") or 0)
        for table in LOGGED
    }
    return Tally(counts, adopted=True, notes=loading.shape.notes())


class _Loading:
    """Puts rows into their tables; ``numbers`` are the highest numbers that the file says are in use."""

    def __init__(self, journal: Journal, reject: Reject) -> None:
        self.shape = Shape(journal)
        self.numbers: dict[str, int] = {}
        self._connection = journal.connection
        self._reject = reject
        self._current = TableRow("", {}, Place(""))
        self._playable: set[tuple[str, tuple[str, ...]]] = set()

    def load(self, found: Iterable[TableRow | Bad]) -> None:
        """Insert all rows; those with the same columns by one statement."""
        alike = groupby(self._rows(found), lambda row: (row.table, tuple(row.values)))
        for (table, names), run in alike:
            known = self.shape.known(table, names)
            if known:
                self._insert(table, known, run)
            else:
                for row in run:
                    self._reject(Bad(row.where, "it is empty"))

    def _rows(self, found: Iterable[TableRow | Bad]) -> Iterator[TableRow]:
        for row in found:
            if isinstance(row, Bad):
                self._reject(row)
            elif row.table == NUMBERS:
                self._take_numbers(row)
            elif row.table not in self.shape.columns:
                self._reject(Bad(row.where, f"no table is called {quoted(row.table)}"))
            else:
                yield row

    def _take_numbers(self, row: TableRow) -> None:
        for table, number in row.values.items():
            if type(number) is int and 0 <= number < 2**63 and table in self.shape.columns:
                self.numbers[table] = number
            else:
                self._reject(Bad(row.where, f"{quoted(table)} has no such number"))

    def _insert(self, table: str, names: list[str], run: Iterator[TableRow]) -> None:
        sql = inserting(table, names)
        values = self._values(names, run)
        while True:
            try:
                self._connection.executemany(sql, values)
                return
            except ROW_ERRORS as error:
                # The rows before it are stored; the iterator goes on after it.
                self._reject(Bad(self._current.where, reason(error, self._current, self.shape)))

    def _values(self, names: list[str], run: Iterator[TableRow]) -> Iterator[list[Value]]:
        for row in run:
            self._current = row
            why = unstorable(row)
            if why is None and row.table == "changes":
                why = self._unplayable(row.values)
            if why is None:
                yield [cast("Value", row.values[name]) for name in names]
            else:
                self._reject(Bad(row.where, why))

    def _unplayable(self, change: Mapping[str, object]) -> str | None:
        """Why ``undo`` could not play the change back: it needs columns of a table that there is."""
        table = change.get("tbl")
        if table not in LOGGED:
            return f"no table is called {quoted(str(table))}"
        sides = {side: change[side] for side in ("before", "after") if change.get(side) is not None}
        if sides.keys() != _SIDES.get(str(change.get("change"))):
            return "its before and after are not those of such a change"
        columns = self.shape.columns[table]
        for side, text in sides.items():
            try:
                row = json.loads(str(text))
            except (ValueError, RecursionError):
                row = None
            names = tuple(row) if isinstance(row, dict) else ()
            if (table, names) not in self._playable:
                # Columns of the table, with those that identify a row.
                is_whole = "id" in names or "id" not in columns
                if not (names and is_whole and set(names) <= set(columns)):
                    return f"its {side} is not a row of {table}"
                self._playable.add((table, names))
        return None


_SIDES = {"insert": {"after"}, "update": {"before", "after"}, "delete": {"before"}}
"""What each change has of a row."""


def _expect_parents(journal: Journal, reject: Reject, file: Place) -> None:
    """Reject every row that names a missing one, and then the rows that belong to it."""
    while True:
        # Some thousands at a time: in a file without people every row names a missing one.
        broken = journal.connection.execute("PRAGMA foreign_key_check").fetchmany(_AT_ONCE)
        if not broken:
            return
        for table, rowid, _, link in broken:
            row = journal.row(f"SELECT * FROM {table} WHERE rowid = ?", [rowid])
            if row is None:  # It named two missing rows and is gone already.
                continue
            values = dict(row)
            column = column_of(journal.connection, table, link)
            why = f"in row {rowid} of {table} its {column} {values[column]} is not in the file"
            reject(Bad(file, why))
            journal.connection.execute(f"DELETE FROM {table} WHERE rowid = ?", [rowid])


def _renumber(journal: Journal, numbers: Mapping[str, int]) -> None:
    """Make sure that no number is given twice, not even that of a record that is gone."""
    for table in TABLES:
        if "id" in column_names(journal.connection, table):
            used = journal.value(f"SELECT max(id) FROM {table}") or 0
            highest = max(used, numbers.get(table, 0))
            journal.connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
            if highest:
                journal.connection.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, highest]
                )
