"""Restore: a backup takes the journal's place, whole or not at all.

The backup is read into memory, looked through and brought to this program's format there. Only
then is it copied over the journal through SQLite, in one transaction under one lock: a killed
restore is rolled back by the next command, and whoever waits to write writes to what was restored.
What it replaces is kept as a backup, also when that cannot be read any more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from mentorlog import private
from mentorlog.dates import Clock
from mentorlog.errors import JournalUnusable, WrongUsage, why
from mentorlog.journal import EVERYTHING, Journal, operation, storage, unusable
from mentorlog.journal.keeping import backup, purge
from mentorlog.journal.tables import MAGIC, VERSION

DAMAGED = "damaged"
"""What a copy of a journal is made for that could not be read; it is never removed."""


class Candidate(NamedTuple):
    """A backup that may take the journal's place, in memory.

    ``version`` is the format it had; ``records`` how many there are of some kinds; ``last`` the
    instant of the last command in it, empty where there is none.
    """

    connection: sqlite3.Connection
    version: int
    records: dict[str, int]
    last: str


def read(file: Path, unseal: Callable[[bytes], bytes | None]) -> Candidate:
    """The backup in ``file``, wholly looked through and up to date.

    ``unseal`` is given the file's bytes and returns what an encrypted one holds, None for a file
    that is not encrypted. Raises ``JournalUnusable`` for what is no whole journal of this or an
    earlier format.
    """
    with _in_words_of(file):
        if file.exists() and not file.is_file():
            raise JournalUnusable(f"{file} is not a file.")
        inside = unseal(file.read_bytes())
        memory = _copied(file) if inside is None else _deserialized(inside)
        with storage.closed_on_error(memory):
            version = _expect_journal(memory, file)
            if version < VERSION:
                from mentorlog.journal import schema

                schema.upgrade(memory)
            tables = backup.counts(memory)
            records = {name: tables[name] for name in ("sessions", "goals", "actions")}
            last = memory.execute("SELECT max(at) FROM operations").fetchone()[0]
            return Candidate(memory, version, records, last or "")


class Restored(NamedTuple):
    """Where the replaced journal is ``kept``, None where there was none; how much stays ``purged``."""

    kept: Path | None
    purged: int = 0


def over(path: Path, clock: Clock, candidate: Candidate) -> Restored:
    """Put the candidate in the journal's place, without what was purged there.

    Raises ``JournalUnusable``; the journal is then what it was.
    """
    try:
        with unusable.in_our_words(path), storage.alone(path) as journal:
            storage.expect_ours(journal, path)
            kept = keep(journal, path, clock, "restore")
            mine = storage.identity(journal)
            purged = _stay_the_same(Journal(candidate.connection, path, clock, EVERYTHING), journal)
            candidate.connection.backup(journal)
    except JournalUnusable as error:
        if not is_damage(error.__cause__):
            raise
        return Restored(instead(path, clock, candidate.connection))
    if kept:
        backup.prune(path, kept, mine)
    return Restored(kept, purged)


def _stay_the_same(candidate: Journal, journal: sqlite3.Connection) -> int:
    """Keep the journal's uid, which its backups have too, and keep purged what was purged."""
    memory = candidate.connection
    memory.execute("BEGIN")
    with operation(candidate, "restore"):
        if (mine := storage.identity(journal)) is not None:
            memory.execute("UPDATE journal SET uid = ?", [mine])
        count = purge.carry_over(journal, candidate)
    memory.execute("COMMIT")
    if count:
        memory.execute("VACUUM")
    return count


def keep(journal: sqlite3.Connection, path: Path, clock: Clock, why: str) -> Path | None:
    """Make a backup of a locked journal; a damaged one is copied byte by byte."""
    try:
        if journal.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None:
            return None
        return backup.place(path, clock, why, lambda part: backup.copy(journal, part))
    except (backup.Damaged, sqlite3.Error) as error:
        if not (isinstance(error, backup.Damaged) or is_damage(error)):
            raise
        content = journal.serialize()
        return backup.place(path, clock, DAMAGED, lambda part: part.write_bytes(content))


def instead(path: Path, clock: Clock, memory: sqlite3.Connection) -> Path:
    """Put a journal in the place of a file that SQLite cannot even open; returns where that is kept.

    Raises ``JournalUnusable`` for a file that never was a journal.
    """
    content = expect_was_journal(path)
    with unusable.system_in_our_words(path):
        real = path.resolve()
        kept = backup.place(path, clock, DAMAGED, lambda part: part.write_bytes(content))
        # SQLite has had its way with it just now; what it left would be rolled into the new file.
        left = real.with_name(f"{real.name}-journal")
        with suppress(FileNotFoundError):
            private.new_file(kept.with_name(f"{kept.name}-journal"), left.read_bytes())
            left.unlink()
        with private.replacing(real) as part:
            part.write_bytes(memory.serialize())
    return kept


def expect_was_journal(path: Path) -> bytes:
    """The bytes of a file that SQLite cannot read, if they look like those of a journal.

    Raises ``JournalUnusable`` for a file that never was a journal.
    """
    with unusable.system_in_our_words(path):
        content = path.read_bytes()
    if b"mentorships" not in content:
        raise JournalUnusable(
            f"{path} is not a mentorlog journal, or nothing of it is left.",
            "name the right file with --journal, or move this one away and restore a backup",
        )
    return content


def is_damage(error: BaseException | None) -> bool:
    """Whether an error of SQLite says that a file is damaged or no database."""
    if isinstance(error, UnicodeDecodeError):
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def expect_other(file: Path, path: Path) -> None:
    """Raise ``WrongUsage`` where the backup is the journal itself."""
    with suppress(OSError):
        if file.samefile(path):
            raise WrongUsage(f"{file} is the journal itself.", "name a backup of it")


@contextmanager
def _in_words_of(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if is_damage(error) or "decode" in str(error):
            raise _damaged(file) from error
        raise JournalUnusable(f"The backup {file} cannot be read: {error}.") from error
    except OSError as error:
        raise JournalUnusable(f"The backup {file} cannot be read: {why(error)}.") from error


def _damaged(file: Path) -> JournalUnusable:
    return JournalUnusable(
        f"{file} is damaged, or was never a mentorlog journal; nothing was changed.",
        "mentorlog backup list shows the backups there are",
    )


def _copied(file: Path) -> sqlite3.Connection:
    """A copy through SQLite, which rolls back a write that the backup was taken in the middle of."""
    with closing(storage.copied(file, storage.blank())) as copy:
        return _deserialized(copy.serialize())


def _deserialized(content: bytes) -> sqlite3.Connection:
    memory = storage.blank()
    if content.startswith(MAGIC):
        # Another tool may have set it to a write-ahead log; here the journal is one file.
        content = content[:18] + b"\1\1" + content[20:]
    memory.deserialize(content)
    return memory


def _expect_journal(memory: sqlite3.Connection, file: Path) -> int:
    storage.expect_ours(memory, file)
    version: int = memory.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise storage.newer(file, version)
    damage = backup.damage(memory) or memory.execute("PRAGMA foreign_key_check").fetchone()
    tables = backup.counts(memory)
    if damage or not {"people", "goals", "events", "changes"} <= set(tables):
        raise _damaged(file)
    return version
