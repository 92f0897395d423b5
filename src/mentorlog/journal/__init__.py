"""The journal: one SQLite file behind two doors, ``reading`` and ``writing``.

Every module beside this one holds the rules and the SQL of one story and takes a ``Journal`` as
its first argument. Reads go through the lens laid at the door; nothing below needs to know of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path

from mentorlog.dates import Clock
from mentorlog.errors import WrongUsage
from mentorlog.journal import storage
from mentorlog.journal.lens import EVERYTHING, Lens

Value = str | int | None
"""What a column may hold."""


class Journal:
    """An open journal: a connection, the day it is read for, and the eyes it is read with.

    ``today`` is the day figures are reckoned for: one of the lens's, else the clock's.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        clock: Clock,
        lens: Lens,
        owner_name: Callable[[], str] | None = None,
    ) -> None:
        self.connection = connection
        self.path = path
        self.clock = clock
        self.lens = lens
        self.owner_name = owner_name

    @property
    def today(self) -> date:
        """The day that figures are of."""
        return self.lens.as_of or self.lens.known_on or self.clock.today

    @property
    def now(self) -> str:
        """The instant that is recorded, in UTC."""
        return self.clock.instant

    @cached_property
    def me(self) -> int:
        """The id of the journal's owner; 0 in a journal that has none yet."""
        found: int | None = self.value("SELECT id FROM people WHERE is_me = 1")
        return found or 0

    def rows(
        self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()
    ) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.connection.execute(sql, values).fetchall()

    def row(
        self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()
    ) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        found: sqlite3.Row | None = self.connection.execute(sql, values).fetchone()
        return found

    def value(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> int | None:
        """The first column of the first row: a number, or None."""
        found = self.connection.execute(sql, values).fetchone()
        return None if found is None else found[0]

    def insert(self, table: str, **values: Value) -> int:
        """Insert a row made now; returns its id."""
        made = "recorded_at" if table == "events" else "created_at"
        row = {**values, made: self.now, "updated_at": self.now}
        return self._insert(table, row)

    def link(self, table: str, **values: Value) -> None:
        """Insert a row into a link table, unless it is there."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING",
            [storable(value) for value in values.values()],
        )

    def update(self, table: str, id: int, **values: Value) -> None:
        """Set columns of one row."""
        if values:
            sets = ", ".join(f"{name} = ?" for name in values)
            self.connection.execute(
                f"UPDATE {table} SET {sets} WHERE id = ?",
                [*(storable(value) for value in values.values()), id],
            )

    def delete(self, table: str, id: int) -> None:
        """Delete one row; what hangs on it goes with it, by the schema's rules."""
        self.connection.execute(f"DELETE FROM {table} WHERE id = ?", [id])

    def _insert(self, table: str, row: Mapping[str, Value]) -> int:
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        cursor = self.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",
            [storable(value) for value in row.values()],
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid


def storable(value: Value) -> Value:
    """The value as it is, once it is known that SQLite keeps it whole.

    Raises ``WrongUsage`` for text with a NUL, where SQLite's own tools would cut it, and for lone
    surrogates, which are no text at all.
    """
    if isinstance(value, str):
        if "\0" in value:
            raise WrongUsage("Text with a NUL character in it cannot be stored.")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise WrongUsage("The text is not valid Unicode and cannot be stored.") from error
    return value


Choice = Callable[["Journal"], Lens]
"""Picks the lens to read with, asking the journal itself where that needs to know a name."""


@contextmanager
def reading(path: Path, clock: Clock, choose: Choice = lambda _: EVERYTHING) -> Iterator[Journal]:
    """The journal as the chosen lens sees it; where there is none yet, an empty one.

    Raises ``JournalUnusable`` when the file is there and cannot be read.
    """
    missing = storage.is_missing(path)
    connection = storage.in_memory() if missing else storage.connect(path)
    with closing(connection), storage.in_our_words(path):
        connection.execute("BEGIN")
        lens = choose(Journal(connection, path, clock, EVERYTHING))
        lens.lay_over(connection)
        connection.execute("PRAGMA query_only = ON")
        yield Journal(connection, path, clock, lens)


@contextmanager
def writing(
    path: Path,
    clock: Clock,
    command: str,
    *,
    owner_name: Callable[[], str],
    make_folder: bool = False,
    rehearsal: bool = False,
) -> Iterator[Journal]:
    """The journal inside one transaction, kept whole if the block ends well and not at all else.

    ``command`` is the operation's name in the change log, never its words. ``owner_name`` is who
    the journal belongs to, asked when it has no owner yet. Nothing of a ``rehearsal`` is kept.
    Raises ``JournalUnusable``.
    """
    with _transaction(path, make_folder=make_folder, rehearsal=rehearsal) as connection:
        journal = Journal(connection, path, clock, EVERYTHING, owner_name)
        with operation(journal, command):
            yield journal


@contextmanager
def loading(
    path: Path,
    clock: Clock,
    *,
    owner_name: Callable[[], str],
    make_folder: bool = False,
    rehearsal: bool = False,
) -> Iterator[Journal]:
    """The journal inside one transaction without an operation, for whole tables that bring their own.

    Foreign keys are off: the block answers for them. Raises ``JournalUnusable``.
    """
    with _transaction(
        path, make_folder=make_folder, rehearsal=rehearsal, foreign_keys=False
    ) as connection:
        yield Journal(connection, path, clock, EVERYTHING, owner_name)


@contextmanager
def _transaction(
    path: Path, *, make_folder: bool, rehearsal: bool, foreign_keys: bool = True
) -> Iterator[sqlite3.Connection]:
    if rehearsal and storage.is_missing(path):
        # A file made for this could not be taken away again: another command may be waiting for it.
        connection = storage.in_memory()
    else:
        storage.create(path, make_folder=make_folder)
        connection = storage.connect(path)
    with closing(connection), storage.in_our_words(path):
        if not foreign_keys:
            connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("ROLLBACK" if rehearsal else "COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def operation(journal: Journal, command: str) -> Iterator[None]:
    """Everything the block writes bears the operation's number; one that wrote nothing leaves none."""
    execute = journal.connection.execute
    number = execute(
        "INSERT INTO operations (command, at) VALUES (?, ?)", (command, journal.now)
    ).lastrowid
    execute("INSERT INTO writing (only, operation, at) VALUES (1, ?, ?)", (number, journal.now))
    if not journal.me and journal.owner_name:
        journal.insert("people", name=journal.owner_name(), is_me=1)
        del journal.__dict__["me"]
    yield
    execute("DELETE FROM writing")
    wrote = execute("SELECT 1 FROM changes WHERE operation = ? LIMIT 1", (number,)).fetchone()
    if not wrote:
        execute("DELETE FROM operations WHERE id = ?", (number,))


__all__ = [
    "EVERYTHING",
    "Choice",
    "Journal",
    "Lens",
    "Value",
    "loading",
    "operation",
    "reading",
    "storable",
    "writing",
]
