"""The journal: one SQLite file behind two doors, ``reading`` and ``writing``.

Every module beside this one holds the rules and the SQL of one story and takes a ``Journal`` as
its first argument. Reads go through the lens laid at the door; nothing below needs to know of it.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog.dates import Clock, weekday_day
from mentorlog.errors import WrongUsage, quoted
from mentorlog.journal import storage
from mentorlog.journal.lens import EVERYTHING, Lens
from mentorlog.journal.tables import OWNED, inserting
from mentorlog.records import Kind
from mentorlog.records.kinds import SHARE

if TYPE_CHECKING:
    from mentorlog.journal.batch import Batch

Value = str | int | None
"""What a column may hold."""


class Journal:
    """An open journal: a connection, the day it is read for, and the eyes it is read with.

    ``today`` is the day figures are reckoned for: one of the lens's, else the clock's. ``seen`` is
    what to know it by later; None where there is no file. ``notes`` are sentences for the user that
    a write leaves behind.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        clock: Clock,
        lens: Lens,
        owner_name: Callable[[], str] | None = None,
        seen: storage.Sighting | None = None,
    ) -> None:
        self.connection = connection
        self.seen = seen
        self.path = path
        self.clock = clock
        self.lens = lens
        self.owner_name = owner_name
        self.cache: dict[str, Any] = {}
        """What a module has looked up; whoever changes that takes it out."""
        self.notes: list[str] = []
        self.command = ""
        """The operation that is being written, as the change log names it; empty while reading."""
        self.receiving = False
        """Whether a partner's share is being taken, which alone changes what came from them."""
        self.batch: Batch | None = None
        """What takes new rows in place of the file, while one is set."""

    @property
    def today(self) -> date:
        """The day that figures are of."""
        return self.lens.as_of or self.lens.known_on or self.clock.today

    def in_words(self, on: date | str) -> str:
        """A day as a sentence has it: ``Fri 27 Nov``, with the year where that is not this year."""
        return weekday_day(date.fromisoformat(on) if isinstance(on, str) else on, self.clock.today)

    def before(self, was: str, since: date | str, on: date) -> str:
        """Why a day cannot be: ``t3 was noted on Fri 1 May; Thu 30 Apr is before that.``"""
        return f"{was} {self.in_words(since)}; {self.in_words(on)} is before that."

    def expect_past(self, on: date, what: str) -> None:
        """Raise ``WrongUsage`` for ``what`` (``A win on``) is told of a day to come."""
        if on > self.clock.today:
            raise WrongUsage(f"{what} {self.in_words(on)} is still to come.")

    @property
    def is_before_all(self) -> bool:
        """Whether figures are of an earlier day on which there was nothing yet."""
        earlier = self.today != self.clock.today
        return earlier and self.value("SELECT 1 FROM events LIMIT 1") is None

    @cached_property
    def now(self) -> str:
        """The instant that is recorded, in UTC."""
        return self.clock.instant

    @cached_property
    def me(self) -> int:
        """The id of the journal's owner; 0 in a journal that has none yet."""
        return self.value("SELECT id FROM people WHERE is_me = 1") or 0

    def let_go(self) -> None:
        """End a reading, so that nobody waits to write; everything was read that is to be shown.

        What is read after it is each its own look at the file.
        """
        if self.connection.in_transaction:
            self.connection.execute("COMMIT")

    def rows(
        self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()
    ) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self.connection.execute(sql, values).fetchall()

    def ids(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> list[int]:
        """The first column of all rows of a query: numbers."""
        return [row[0] for row in self.rows(sql, values)]

    def pairs(self, sql: str, values: Sequence[Value] | Mapping[str, Value] = ()) -> dict[Any, Any]:
        """What stands second in each row of a query, by what stands first."""
        return dict(map(tuple, self.rows(sql, values)))

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
        if self.batch:
            return self.batch.insert(table, row)
        expect_sound(table, row)
        cursor = self.connection.execute(inserting(table, row), list(row.values()))
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def link(self, table: str, **values: Value) -> None:
        """Insert a row into a link table, unless it is there."""
        if self.batch:
            self.batch.link(table, values)
            return
        expect_sound(table, values)
        self.connection.execute(
            f"{inserting(table, values)} ON CONFLICT DO NOTHING", list(values.values())
        )

    def unlink(self, table: str, **values: Value) -> None:
        """Delete the rows of a link table that have these values."""
        where = " AND ".join(f"{name} = ?" for name in values)
        self.connection.execute(f"DELETE FROM {table} WHERE {where}", list(values.values()))

    def update(self, table: str, id: int, **values: Value) -> None:
        """Set columns of one row; where they are so already, nothing is written, nor logged."""
        if self.batch:
            self.batch.update(table, id, values)
        elif values:
            expect_sound(table, values)
            sets = ", ".join(f"{name} = ?" for name in values)
            differ = " OR ".join(f"{name} IS NOT ?" for name in values)
            news = f"SELECT 1 FROM {table} WHERE id = ? AND ({differ})"
            if self._is_given(table, id) and self.value(news, [id, *values.values()]):
                self._expect_mine(table, id, values)
            self.connection.execute(
                f"UPDATE {table} SET {sets} WHERE id = ? AND ({differ})",
                [*values.values(), id, *values.values()],
            )

    def delete(self, table: str, id: int) -> None:
        """Delete one row; what hangs on it goes with it, by the schema's rules."""
        if self._is_given(table, id):
            self._expect_mine(table, id)
        self.connection.execute(f"DELETE FROM {table} WHERE id = ?", [id])

    def _is_given(self, table: str, id: int) -> bool:
        """Whether a record came with a partner's share, unless that is what is being taken."""
        if table not in OWNED or self.receiving:
            return False
        given = f"SELECT 1 FROM origins WHERE kind = ? AND record = ? AND source GLOB '{SHARE}*'"
        return self.value(given, [OWNED[table], id]) is not None

    def _expect_mine(self, table: str, id: int, columns: Iterable[str] = ()) -> None:
        from mentorlog.journal.sharing import received  # few journals have any

        received.expect_mine(self, Kind(OWNED[table]), id, tuple(columns))


def expect_sound(table: str, row: Mapping[str, Value]) -> None:
    """Raise ``WrongUsage`` for a row, or a part of one, that the journal cannot keep as it is.

    It breaks a rule of its table, or has text that SQLite's own tools would cut (at a NUL) or that is not
    valid (lone surrogates).
    """
    from mentorlog.records import rules  # no read needs it

    if found := rules.fault(table, row):
        raise WrongUsage(f"The {found.column} cannot be {quoted(str(found.value))}.")
    for value in row.values():
        if isinstance(value, str) and ("\0" in value or not value.isascii()):
            _expect_text(value)


def expect_all_sound(table: str, columns: Mapping[str, Sequence[Value]]) -> None:
    """Raise ``WrongUsage`` where one of many rows cannot be kept, told by what is in each column."""
    from mentorlog.records import rules

    for column in columns.values():
        _expect_text("".join([value for value in column if isinstance(value, str)]))
    for together in rules.looked_at(table):
        names = [name for name in together if name in columns]
        for part in set(zip(*map(columns.get, names), strict=True)):
            expect_sound(table, dict(zip(names, part, strict=True)))


def _expect_text(value: str) -> None:
    if "\0" in value:
        raise WrongUsage("Text with a NUL character in it cannot be stored.")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise WrongUsage("The text is not valid Unicode and cannot be stored.") from error


Choice = Callable[["Journal"], Lens]
"""Picks the lens to read with, asking the journal itself where that needs to know a name."""


@contextmanager
def reading(
    path: Path,
    clock: Clock,
    choose: Choice = lambda _: EVERYTHING,
    hid: storage.Hid = lambda _: None,
) -> Iterator[Journal]:
    """The journal as the chosen lens sees it; where there is none yet, an empty one.

    ``hid`` is told of records that an upgrade of the file made private. Raises ``JournalUnusable`` when the file is there and cannot be read.
    """
    missing = storage.is_missing(path)
    connection = storage.in_memory() if missing else _connected(path, clock, hid)
    with closing(connection), storage.in_our_words(path), storage.trusting(connection, path):
        storage.begin_reading(connection)
        lens = choose(Journal(connection, path, clock, EVERYTHING))
        lens.lay_over(connection)
        connection.execute("PRAGMA query_only = ON")
        seen = None if missing else storage.sighting(connection)
        yield Journal(connection, path, clock, lens, seen=seen)


@contextmanager
def writing(
    path: Path,
    clock: Clock,
    command: str,
    *,
    owner_name: Callable[[], str] | None,
    make_folder: bool = False,
    rehearsal: bool = False,
    seen: storage.Sighting | None = None,
    hid: storage.Hid = lambda _: None,
) -> Iterator[Journal]:
    """The journal inside one transaction, kept whole if the block ends well and not at all else.

    ``command`` is the operation's name in the change log, never its words. ``owner_name`` is who
    the journal belongs to, asked when it has no owner yet; None leaves it without one. Nothing of
    a ``rehearsal`` is kept. Raises ``JournalUnusable``, also where it is no longer the one that was
    ``seen``.
    """
    if seen:
        storage.expect_there(path)
    connection = _opened(path, clock, make_folder, rehearsal, hid)
    with _transaction(connection, path, rehearsal=rehearsal):
        if seen:
            storage.expect_same(connection, path, seen)
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
    hid: storage.Hid = lambda _: None,
) -> Iterator[Journal]:
    """The journal inside one transaction without an operation, for whole tables that bring their own.

    Foreign keys are off: the block answers for them. Raises ``JournalUnusable``.
    """
    connection = _opened(path, clock, make_folder, rehearsal, hid)
    with _transaction(connection, path, rehearsal=rehearsal, foreign_keys=False):
        yield Journal(connection, path, clock, EVERYTHING, owner_name)


def _opened(
    path: Path, clock: Clock, make_folder: bool, rehearsal: bool, hid: storage.Hid
) -> sqlite3.Connection:
    """The file to be written, made if there is none; one in memory to rehearse with."""
    if rehearsal and storage.is_missing(path):
        # A file made for this could not be taken away again: another command may be waiting for it.
        return storage.in_memory()
    storage.create(path, make_folder=make_folder)
    return _connected(path, clock, hid)


@contextmanager
def _transaction(
    connection: sqlite3.Connection, path: Path, *, rehearsal: bool, foreign_keys: bool = True
) -> Iterator[None]:
    with closing(connection), storage.in_our_words(path), storage.trusting(connection, path):
        if not foreign_keys:
            connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("ROLLBACK" if rehearsal else "COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _connected(path: Path, clock: Clock, hid: storage.Hid) -> sqlite3.Connection:
    """The file, open; a backup is made before it is brought to a newer format."""

    def keep() -> None:
        from mentorlog.journal.keeping import backup

        backup.automatic(path, clock, "upgrade")

    return storage.connect(path, before_upgrade=keep, hid=hid)


@contextmanager
def operation(journal: Journal, command: str) -> Iterator[None]:
    """What the block writes bears an operation's number; one that wrote nothing leaves none, nor takes its number."""
    execute = journal.connection.execute
    number = begin_operation(journal, command)
    journal.command = command
    if not journal.me and journal.owner_name:
        journal.insert("people", name=journal.owner_name(), is_me=1)
        del journal.__dict__["me"]
    yield
    execute("DELETE FROM writing")
    # A sync may bring a command that did nothing here and an undo of it that did something: both stay.
    # Where the undo goes, so does the command, the next time round.
    while execute(
        "DELETE FROM operations WHERE id >= ?"
        " AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.operation = operations.id)"
        " AND NOT EXISTS (SELECT 1 FROM operations u WHERE u.undoes = operations.id)",
        (number,),
    ).rowcount:
        execute(
            "UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(id), ? - 1) FROM operations WHERE id >= ?)"
            " WHERE name = 'operations'",
            (number, number),
        )


def begin_operation(journal: Journal, command: str) -> int:
    """From here on, what is written bears the number of a new operation, which is returned."""
    execute = journal.connection.execute
    number = execute(
        "INSERT INTO operations (command, at) VALUES (?, ?)", (command, journal.now)
    ).lastrowid
    assert number is not None
    execute(
        "INSERT OR REPLACE INTO writing (only, operation, at) VALUES (1, ?, ?)",
        (number, journal.now),
    )
    return number


# What other modules take from here and that is defined elsewhere.
__all__ = ["EVERYTHING", "Lens"]
