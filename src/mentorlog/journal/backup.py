"""Backups: whole copies of the journal in a folder beside it, each looked through once written.

A copy is taken by SQLite's online backup inside one read transaction, so that it is the journal of
one moment whoever writes meanwhile. It is filled under a name of its own and moved to its place
when it is known to be whole: what bears a backup's name is one, whenever the program is killed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from mentorlog.dates import Clock
from mentorlog.errors import JournalUnusable
from mentorlog.journal import disk, storage
from mentorlog.records.backups import Backup

KEPT = 5
"""How many of the backups that were made by themselves stay."""

ENCRYPTED = ".age"
"""What the name of an encrypted backup ends in."""

AUTOMATIC = frozenset({"upgrade", "import", "restore", "repair", "sync"})
"""What a backup is made for without being asked; one for another reason is never removed."""

_NAME = re.compile(r"(?P<at>\d{8}T\d{6}Z)-(?P<why>[a-z]+)(-\d+)?\.db(?P<age>\.age)?")


def folder(path: Path) -> Path:
    """The folder of backups of the journal at ``path``, which may not be there yet."""
    return path.parent / "backups"


def find(path: Path) -> list[Backup]:
    """The backups of the journal at ``path`` in their folder, the oldest first."""
    prefix, place = f"{path.stem}-", folder(path)
    try:
        there = list(place.iterdir()) if place.is_dir() else []
    except OSError as error:
        raise _unusable(place, error) from error
    named = [(each, _NAME.fullmatch(each.name[len(prefix) :])) for each in there
             if each.name.startswith(prefix)]  # fmt: skip
    found = [
        Backup(each, _instant(name["at"]), name["why"], each.stat().st_size, bool(name["age"]))
        for each, name in named
        if name
    ]
    return sorted(found, key=lambda each: (each.at, each.path.name))


def automatic(path: Path, clock: Clock, why: str) -> Path | None:
    """A backup before something that may go wrong, and all but the last five such ones removed.

    ``why`` is one of ``AUTOMATIC``. Returns where it is; None where there is no journal yet, and
    nothing to lose. Raises ``JournalUnusable`` when no whole copy can be made: then do not go on.
    """
    assert why in AUTOMATIC, why
    if storage.is_missing(path):
        return None
    made = make(path, clock, why)
    prune(path, made)
    return made


def prune(path: Path, made: Path) -> None:
    """Remove all but the last five automatic backups; ``made`` stays, whatever the clock says."""
    others = [each for each in find(path) if each.why in AUTOMATIC and each.path != made]
    for old in others[: max(0, len(others) - KEPT + 1)]:
        try:
            old.path.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(old.path, error) from error


def make(path: Path, clock: Clock, why: str = "manual") -> Path:
    """A new backup in the folder of backups, verified and on the disk; returns where it is.

    Raises ``JournalUnusable`` when the journal cannot be read, is damaged, or there is no room.
    """
    with storage.in_our_words(path), closing(storage.unchecked(path)) as source:
        return place(path, clock, why, lambda part: copy(source, part))


def place(path: Path, clock: Clock, why: str, fill: storage.Fill, suffix: str = ".db") -> Path:
    """A new file in the folder of backups, filled by ``fill``; returns where it is."""
    place = folder(path)
    try:
        disk.private_folder(place)
        return disk.placed(_names(place, path.stem, clock, why, suffix), fill)
    except OSError as error:
        raise _unusable(place, error) from error


def write(path: Path, target: Path) -> None:
    """A backup in a file that somebody named, which is replaced whole or not at all.

    Raises ``JournalUnusable`` and, for what is wrong with the place of ``target``, ``OSError``.
    """
    with (
        storage.in_our_words(path),
        closing(storage.unchecked(path)) as source,
        disk.replacing(target) as part,
    ):
        copy(source, part)


def copy(source: sqlite3.Connection, part: Path) -> None:
    """Fill an empty file with all of an open journal, then read it through and compare.

    Raises ``JournalUnusable`` when what was written is not whole, and ``sqlite3.Error``.
    """
    held = source.in_transaction
    if not held:
        # A lock held from here on: the copy is of one moment, and a writer is waited for once.
        source.execute("BEGIN")
    try:
        wanted = counts(source)
        with closing(sqlite3.connect(part, isolation_level=None)) as target:
            # The file is nobody's until it is whole, so that it needs no way back.
            target.execute("PRAGMA journal_mode = OFF")
            target.execute("PRAGMA synchronous = OFF")
            source.backup(target)
        with closing(sqlite3.connect(part, isolation_level=None)) as target:
            whole = not damage(target) and counts(target) == wanted
    finally:
        if not held:
            source.execute("ROLLBACK")
    if not whole:
        raise JournalUnusable(
            "The journal is damaged, and a copy of it would be too; none was made.",
            "mentorlog doctor says what is wrong, and mentorlog doctor --repair mends it",
        )


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in tables
    }


def damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file; the search index, which can be made anew, aside."""
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return [line for line in said if line != "ok" and "fts5" not in line.lower()]


def _names(place: Path, stem: str, clock: Clock, why: str, suffix: str) -> Iterator[Path]:
    stamp = re.sub(r"[-:]|\.\d+", "", clock.instant)
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        yield place / f"{stem}-{stamp}-{why}{again}{suffix}"


def _instant(stamp: str) -> str:
    date, time = stamp[:8], stamp[9:15]
    return f"{date[:4]}-{date[4:6]}-{date[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}Z"


def _unusable(place: Path, error: OSError) -> JournalUnusable:
    reason = (error.strerror or type(error).__name__).lower()
    return JournalUnusable(f"No backup can be kept in {place}: {reason}.")
