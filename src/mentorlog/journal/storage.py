"""The file: opening it, its pragmas, and the guards.

One rollback-journal file, one connection and one transaction a command. Reads open the file
read-write too, because a journal left hot by a killed writer can only be read after SQLite rolls
it back; ``query_only`` keeps them from writing.
"""

import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mentorlog import private
from mentorlog.errors import JournalUnusable, MentorlogError
from mentorlog.journal.tables import APPLICATION_ID, VERSION
from mentorlog.values import NamedTuple

BUSY_SECONDS = 30.0
"""How long a command waits for another one that is writing."""

SYNCHRONOUS = "EXTRA"
"""What is said to be saved has reached the disk, the folder's entry of it included."""

_HEARING_MS = 200

_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables


Fill = Callable[[Path], object]
"""Fills an empty file."""


Hid = Callable[[int], object]
"""Told how many records an upgrade made private."""


def connect(
    path: Path, *, before_upgrade: Callable[[], object] = lambda: None, hid: Hid = lambda _: None
) -> sqlite3.Connection:
    """A connection to an existing journal, upgraded if a migration is due.

    ``before_upgrade`` is called once that is known, before anything is written to a file that has
    something in it; what it raises stops the upgrade. ``hid`` is told of records that the upgrade
    made private, if any. Raises ``JournalUnusable`` when the file is
    no journal, newer than this program or unreadable.
    """
    with in_our_words(path), closed_on_error(unchecked(path)) as connection:
        _check(connection, path, before_upgrade, hid)
        return connection


@contextmanager
def closed_on_error(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The connection, which is closed where the block fails."""
    try:
        yield connection
    except BaseException:
        connection.close()
        raise


class _Patient(sqlite3.Connection):
    """Waits for a lock that somebody else has, for ``BUSY_SECONDS``.

    A little at a time: Ctrl-C is heard only where SQLite is not the one waiting.
    """

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Execute a statement, once it gets the lock it needs."""
        until = 0.0
        while True:
            try:
                return super().execute(sql, parameters)
            except sqlite3.OperationalError as error:
                until = until or time.monotonic() + BUSY_SECONDS
                if "locked" not in str(error) or time.monotonic() >= until:
                    raise


def begin_reading(connection: sqlite3.Connection) -> None:
    """From here on, everything that is read is of one moment."""
    connection.execute("BEGIN")
    # The first look is what takes the lock.
    connection.execute("SELECT 1 FROM main.sqlite_schema").fetchone()


def unchecked(path: Path) -> sqlite3.Connection:
    """A connection to an existing file as it is: nothing is looked at and nothing upgraded.

    Raises ``JournalUnusable`` for what is no file, and ``sqlite3.Error`` for one that cannot be opened.
    """
    _expect_file(path)
    return _connection(f"{_uri(path)}?mode=rw", uri=True)


def untouched(path: Path) -> sqlite3.Connection:
    """A connection to a file that nobody writes to, such as a backup, as its own bytes are.

    Nothing beside it is looked at, and it is not locked: never to be used of a journal in use, as
    closing it would let go of this process's own locks.
    """
    _expect_file(path)
    return _connection(f"{_uri(path)}?mode=ro&immutable=1", uri=True)


def _uri(path: Path) -> str:
    # A file's name is bytes, not all of them text.
    return f"file:{quote(os.fsencode(path.absolute()))}"


def compact(path: Path) -> None:
    """Write the file anew, so that no free page and no gap in one holds what was removed.

    Raises ``JournalUnusable``.
    """
    with in_our_words(path), closing(unchecked(path)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")
        # Only where another program has given the journal a write-ahead log.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def in_memory_copy(path: Path) -> sqlite3.Connection:
    """A copy of a journal in memory, brought to this program's format; the file stays as it is.

    Raises ``JournalUnusable`` when the file is no journal, newer than this program or unreadable.
    """
    with in_our_words(path), closed_on_error(copied(path, blank())) as memory:
        _check(memory, path)
        return memory


def copied(path: Path, memory: sqlite3.Connection) -> sqlite3.Connection:
    """The file as it is at one moment, in ``memory``, which is closed where that fails.

    Raises ``JournalUnusable`` and ``sqlite3.Error``.
    """
    with closed_on_error(memory), closing(unchecked(path)) as source:
        begin_reading(source)
        source.backup(memory)
        return memory


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """An existing file that nobody else reads or writes until the block ends, as it is.

    The lock outlives transactions, so that the file can be copied and then be copied over with
    nothing written in between. Raises ``sqlite3.Error``.
    """
    with closing(unchecked(path)) as connection:
        # The lock before the mode: with the mode set, a lock to read would be kept while waiting,
        # and a writer waits for those to go.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection
        # Read once without the mode, it lets go and removes the file beside it.
        connection.execute("PRAGMA locking_mode = NORMAL")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()


def create(path: Path, *, make_folder: bool) -> None:
    """Make an empty file at ``path`` that only its owner may read, if there is none.

    The folder is made too (0700) where ``make_folder``; else a missing one is ``JournalUnusable``.
    Where ``path`` is a link, the file is made where it leads.
    """
    with system_in_our_words(path):
        if make_folder:
            private.make_folder(path.parent)
        file = Path(os.path.realpath(path))
        _expect_folder(file)
        try:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return


def expect_named(path: Path, hint: str) -> None:
    """Raises ``JournalUnusable`` where there is no file; ``hint`` says how one is made."""
    with system_in_our_words(path):
        try:
            path.stat()
            return
        except FileNotFoundError:
            _expect_folder(Path(os.path.realpath(path)))
    raise JournalUnusable(f"There is no journal at {path}.", hint)


def _expect_folder(path: Path) -> None:
    """Raises ``JournalUnusable`` where the folder the journal should be in is not there."""
    with system_in_our_words(path):
        if not path.parent.is_dir():
            raise JournalUnusable(
                f"The folder {path.parent} does not exist.", "make it, or name another --journal"
            )


def _expect_file(path: Path) -> None:
    """Raises ``JournalUnusable`` for a folder, a pipe or another thing that cannot hold a journal.

    SQLite would wait at a pipe, and take a device for an empty file.
    """
    with system_in_our_words(path):
        mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        what = _KINDS.get(stat.S_IFMT(mode), "a device")
        raise JournalUnusable(
            f"{path} is {what} and cannot hold a journal.", "name a file with --journal"
        )


_KINDS = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}


def blank() -> sqlite3.Connection:
    """A database in memory without any table."""
    return _connection(":memory:")


def in_memory() -> sqlite3.Connection:
    """A journal with nothing in it, for a read where there is no file yet."""
    connection = blank()
    connection.deserialize(_nothing())
    return connection


@cache
def _nothing() -> bytes:
    """The bytes of a journal with nothing in it; making one takes longer than most commands."""
    with closing(blank()) as connection:
        _upgrade(connection)
        return connection.serialize()


def is_journal(path: Path) -> bool:
    """Whether the file has a journal's mark; also a newer, a damaged one or a backup. Raises OSError."""
    with path.open("rb") as file:
        return file.read(72)[68:] == APPLICATION_ID.to_bytes(4)


def is_missing(path: Path) -> bool:
    """Whether there is no journal at ``path`` yet: no file, or one with nothing in it."""
    with system_in_our_words(path):
        try:
            return path.stat().st_size == 0 and path.is_file()
        except FileNotFoundError:
            return True


def _connection(name: str, *, uri: bool = False) -> sqlite3.Connection:
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise JournalUnusable(
            f"mentorlog needs SQLite 3.37 or newer; this Python has {sqlite3.sqlite_version}."
        )
    connection = sqlite3.connect(
        name, uri=uri, timeout=_HEARING_MS / 1000, isolation_level=None, factory=_Patient
    )
    with closed_on_error(connection):
        connection.row_factory = sqlite3.Row
        # temp_store keeps private text out of the temp folder; without recursive_triggers an
        # INSERT OR REPLACE would drop a row that the change log never hears of; cell_size_check
        # finds a damaged page before anything is written by it.
        for pragma in (
            "cell_size_check = ON",
            "temp_store = MEMORY",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            f"synchronous = {SYNCHRONOUS}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def _check(
    connection: sqlite3.Connection,
    path: Path,
    before_upgrade: Callable[[], object] = lambda: None,
    hid: Hid = lambda _: None,
) -> None:
    begin_reading(connection)  # One look: another program may be making the file just now.
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    blank = _is_blank(connection)
    expect_ours(connection, path)
    connection.execute("COMMIT")
    if version > VERSION:
        raise newer(path, version)
    if version < VERSION:
        hidden = _upgrade(connection, (lambda: None) if blank else before_upgrade)
        if hidden:
            hid(hidden)


def expect_ours(connection: sqlite3.Connection, path: Path) -> None:
    """Raise ``JournalUnusable`` for another program's file."""
    marked = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not (marked or _is_blank(connection)):
        raise JournalUnusable(f"{path} is an SQLite file, but not a mentorlog journal.")


def identity(connection: sqlite3.Connection) -> str | None:
    """The uid of the journal that a file is, or is a copy of; None where it has none yet.

    In an earlier format it is its owner's. Raises ``sqlite3.Error``.
    """
    tables = {name for (name,) in map(tuple, connection.execute(_TABLE_NAMES))}
    for table, condition in (("journal", ""), ("people", " WHERE is_me = 1")):
        if table in tables:
            found = connection.execute(f"SELECT uid FROM main.{table}{condition}").fetchone()
            return found and str(found[0])
    return None


_TABLE_NAMES = "SELECT name FROM main.sqlite_schema WHERE type = 'table'"


class Sighting(NamedTuple):
    """Which journal was read, and how far its history went: its newest change, and when that was."""

    uid: str
    change: int
    at: str | None


def sighting(connection: sqlite3.Connection) -> Sighting:
    """What the journal is recognised by when it is written to later."""
    return Sighting(
        *connection.execute(
            "SELECT uid, newest, (SELECT at FROM main.changes WHERE id = newest) FROM (SELECT uid,"
            " coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = 'changes'), 0) AS newest"
            " FROM main.journal)"
        ).fetchone()
    )


def expect_same(connection: sqlite3.Connection, path: Path, seen: Sighting) -> None:
    """Raise ``JournalUnusable`` where another file, or an older copy, has come in its place."""
    now = sighting(connection)
    change = connection.execute(
        "SELECT at FROM main.changes WHERE id = ?", [seen.change]
    ).fetchone()
    # A purge may have taken the change out; the count of them never goes back.
    other = change is not None and seen.at is not None and change[0] != seen.at
    if now.uid != seen.uid or now.change < seen.change or other:
        raise JournalUnusable(
            f"The journal {path} was replaced since it was read; nothing was written to it.",
            "look at what it holds now, then try again",
        )


def expect_there(path: Path) -> None:
    """Raise ``JournalUnusable`` where a journal that was read is there no longer."""
    if is_missing(path):
        raise JournalUnusable(
            f"The journal {path} was moved or removed since it was read; nothing was written.",
            "put it back, or name the place where it is now with --journal",
        )


def newer(path: Path, version: int) -> JournalUnusable:
    """The error for a file of a format that this program does not know yet."""
    return JournalUnusable(
        f"The journal {path} was written by a newer mentorlog (its format is {version}, "
        f"this program knows {VERSION}).",
        "upgrade mentorlog; nothing was changed",
    )


def _is_blank(connection: sqlite3.Connection) -> bool:
    """Whether there is nothing in the file, not even the number of a format."""
    empty = connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None
    return empty and connection.execute("PRAGMA user_version").fetchone()[0] == 0


def _upgrade(connection: sqlite3.Connection, before: Callable[[], object] = lambda: None) -> int:
    from mentorlog.journal import schema

    return schema.upgrade(connection, before)


# Why the file cannot be used: errors of SQLite and of the system as sentences of ours


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Turns what SQLite says about the file into ``JournalUnusable``."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(path, str(error)) from error
    except UnicodeDecodeError as error:
        # SQLite's own sentence quotes the damaged bytes, and Python cannot make text of it.
        if b"malformed" not in error.object:
            raise
        raise _translated(path, "malformed") from error


@contextmanager
def trusting(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Turns an unexpected error into ``JournalUnusable`` where a damaged file is the reason.

    Values are trusted to be what the schema says. Only after an error is the file looked through,
    which would take too long each time.
    """
    try:
        yield
    except (MentorlogError, OSError, sqlite3.Error, UnicodeError):
        raise
    except Exception as error:
        if _is_damaged(connection):
            raise _translated(path, "malformed") from error
        from mentorlog.journal.keeping import wrong

        if any(wrong.faults(connection)):  # Another program has written what breaks our rules.
            raise JournalUnusable(
                f"The journal {path} holds what no command would have written.",
                "mentorlog doctor says what and where",
            ) from error
        raise


def _is_damaged(connection: sqlite3.Connection) -> bool:
    """Whether the file breaks rules of SQLite or of the schema, or its change log cannot be read."""
    from mentorlog.journal.keeping import wrong

    return bool(
        connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok"
        or connection.execute("PRAGMA foreign_key_check").fetchone()
        or wrong.unreadable(connection)
    )


@contextmanager
def system_in_our_words(path: Path) -> Iterator[None]:
    """Turns what the system says about the file into ``JournalUnusable``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise JournalUnusable(f"The journal {path} cannot be used: {reason}.") from error


def _translated(path: Path, said: str) -> JournalUnusable:
    for sign, (sentence, hint) in _SENTENCES.items():
        if sign in said:
            return JournalUnusable(sentence.format(path=path), hint)
    return JournalUnusable(f"The journal {path} cannot be used: SQLite says {said}.")


_DAMAGED = (
    "The journal {path} is damaged.",
    "mentorlog doctor says what is wrong; mentorlog restore brings a backup back",
)
_SENTENCES = {
    "locked": (
        "The journal {path} is being written by another program.",
        "wait for it to finish, then try again; nothing was changed",
    ),
    "disk is full": (
        "There is no room left for the journal {path}.",
        "free some space; nothing was changed",
    ),
    "disk I/O error": (
        "The journal {path} could not be read or written (disk I/O error).",
        "check the disk and its free space; nothing was changed",
    ),
    "readonly database": (
        "The journal {path} cannot be written: no permission.",
        "check who owns the file and its folder",
    ),
    "unable to open": (
        "The journal {path} cannot be opened.",
        "check that it is a file you may read, in a folder you may write",
    ),
    "not a database": ("{path} is not a mentorlog journal.", "name the right file with --journal"),
    "malformed": _DAMAGED,
    "Could not decode": _DAMAGED,
}
