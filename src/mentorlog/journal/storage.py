"""The file: opening it, its pragmas, the guards, and SQLite's errors in our words.

One rollback-journal file, one connection and one transaction a command. Reads open the file
read-write too, because a journal left hot by a killed writer can only be read after SQLite rolls
it back; ``query_only`` keeps them from writing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

from mentorlog.errors import JournalUnusable
from mentorlog.journal.tables import APPLICATION_ID, VERSION

BUSY_SECONDS = 30.0
"""How long a command waits for another one that is writing."""

SYNCHRONOUS = "EXTRA"
"""What is said to be saved has reached the disk, the folder's entry of it included."""

_OLDEST_SQLITE = (3, 37, 0)  # STRICT tables


Fill = Callable[[Path], object]
"""Fills an empty file."""


def connect(
    path: Path, *, before_upgrade: Callable[[], object] = lambda: None
) -> sqlite3.Connection:
    """A connection to an existing journal, upgraded if a migration is due.

    ``before_upgrade`` is called once that is known, before anything is written to a file that has
    something in it; what it raises stops the upgrade. Raises ``JournalUnusable`` when the file is
    no journal, newer than this program or unreadable.
    """
    with in_our_words(path):
        connection = unchecked(path)
        try:
            _check(connection, path, before_upgrade)
            return connection
        except BaseException:
            connection.close()
            raise


def unchecked(path: Path) -> sqlite3.Connection:
    """A connection to an existing file as it is: nothing is looked at and nothing upgraded.

    Raises ``sqlite3.Error`` when there is no file that can be opened.
    """
    return _connection(f"file:{quote(str(path.absolute()))}?mode=rw", uri=True)


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
    with in_our_words(path), closing(unchecked(path)) as source:
        copy = _connection(":memory:")
        try:
            source.backup(copy)
            _check(copy, path, lambda: None)
            return copy
        except BaseException:
            copy.close()
            raise


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """An existing file that nobody else reads or writes until the block ends, as it is.

    The lock outlives transactions, so that the file can be copied and then be copied over with
    nothing written in between. Raises ``sqlite3.Error``.
    """
    with closing(unchecked(path)) as connection:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection
        # Read once without the mode, it lets go and removes the file beside it.
        connection.execute("PRAGMA locking_mode = NORMAL")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()


def create(path: Path, *, make_folder: bool) -> None:
    """Make an empty file at ``path`` that only its owner may read, if there is none.

    The folder is made too (0700) where ``make_folder``; else a missing one is ``JournalUnusable``.
    """
    with system_in_our_words(path):
        if make_folder:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        expect_folder(path)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return


def expect_folder(path: Path) -> None:
    """Raises ``JournalUnusable`` where the folder the journal should be in is not there."""
    with system_in_our_words(path):
        if not path.parent.is_dir():
            raise JournalUnusable(
                f"The folder {path.parent} does not exist.", "make it, or name another --journal"
            )


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
    connection = sqlite3.connect(name, uri=uri, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        # temp_store keeps private text out of the temp folder; without recursive_triggers an
        # INSERT OR REPLACE would drop a row that the change log never hears of.
        for pragma in (
            "temp_store = MEMORY",
            "foreign_keys = ON",
            "recursive_triggers = ON",
            f"synchronous = {SYNCHRONOUS}",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _check(
    connection: sqlite3.Connection, path: Path, before_upgrade: Callable[[], object]
) -> None:
    connection.execute("BEGIN")  # One look: another program may be making the file just now.
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    marked = _marked(connection)
    blank = not marked and version == 0 and _is_blank(connection)
    connection.execute("COMMIT")
    if not (marked or blank):
        raise JournalUnusable(f"{path} is an SQLite file, but not a mentorlog journal.")
    if version > VERSION:
        raise newer(path, version)
    if version < VERSION:
        if not blank:
            before_upgrade()
        _upgrade(connection)


def newer(path: Path, version: int) -> JournalUnusable:
    """What to say of a file whose format this program does not know yet."""
    return JournalUnusable(
        f"The journal {path} was written by a newer mentorlog (its format is {version}, "
        f"this program knows {VERSION}).",
        "upgrade mentorlog; nothing was changed",
    )


def _is_blank(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None


def _marked(connection: sqlite3.Connection) -> bool:
    marked: int = connection.execute("PRAGMA application_id").fetchone()[0]
    return marked == APPLICATION_ID


def _upgrade(connection: sqlite3.Connection) -> None:
    from mentorlog.journal import schema

    schema.upgrade(connection)


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
    "not a database": (
        "{path} is not a mentorlog journal.",
        "name the right file with --journal",
    ),
    "malformed": _DAMAGED,
    "Could not decode": _DAMAGED,
}
