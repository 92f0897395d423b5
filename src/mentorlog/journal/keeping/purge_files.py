"""The files beside a journal that contain what is purged: its backups, and halves of them.

A file contains a record if the record's uid stands in its bytes: an index of SQLite's has it in one
piece. Files that cannot be looked into, encrypted or damaged, are named and left alone.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path

from mentorlog import private
from mentorlog.errors import JournalUnusable
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.journal.tables import MAGIC
from mentorlog.records.keeping import Around, Plan


def look(path: Path, plan: Plan) -> Around:
    """Look through the folders of the journal at ``path``, except drafts; nothing is changed."""
    looking = _Looking(path, plan)
    found = defaultdict[_Is, list[Path]](list)
    for file in looking.files():
        found[looking.judge(file)].append(file)
    return Around(
        (),
        tuple(found[_Is.HOLDS]),
        tuple(found[_Is.SEALED]),
        tuple(found[_Is.ANOTHERS]),
        bool(found[_Is.PURGED]),
    )


class _Is(Enum):
    """What a file is to a purge."""

    HOLDS = "a backup of this journal that holds it"
    SEALED = "one that cannot be looked into"
    ANOTHERS = "another journal's, or no backup, that holds it"
    PURGED = "a backup from which it was purged"
    FREE = "none that holds it"


class _Looking:
    def __init__(self, path: Path, plan: Plan) -> None:
        self._path = path
        self._mine = backup.identity(path)
        self._uids = [uid.encode() for uid in plan.uids]
        self._tombstone = [plan.target.uid, plan.target.field or ""]

    def files(self) -> Iterator[Path]:
        """All files in the folder of backups, and the databases and halves beside the journal."""
        for home in dict.fromkeys((self._path.parent, self._path.resolve().parent)):
            for file in _in(home):
                if _is_database(file) or file.name.endswith(private.PART):
                    yield file
            yield from _in(backup.folder(home / self._path.name))

    def judge(self, file: Path) -> _Is:
        """What the file is to the purge."""
        try:
            if file.samefile(self._path):
                return _Is.FREE
            if file.name.endswith(private.PART) and self._is_named_so(file):
                return _Is.HOLDS  # Nobody can tell what half a file lacks, and nobody needs it.
            mine, purged = self._told(file)
            content = b"" if purged else file.read_bytes()
            holds = any(uid in content for uid in self._uids)
        except OSError:
            return _Is.SEALED
        if mine is None and self._is_named_so(file):
            return _Is.HOLDS if holds else _Is.SEALED
        if mine and backup.NAME.fullmatch(file.name):
            return _Is.HOLDS if holds else _Is.PURGED if purged else _Is.FREE
        return _Is.ANOTHERS if holds else _Is.FREE

    def _is_named_so(self, file: Path) -> bool:
        """Whether the name is that of a backup of this journal, or of a half of it or of one."""
        name = backup.NAME.match(file.name.removeprefix("."))
        is_part = file.name.startswith(f".{self._path.name}.")
        return is_part or (name is not None and name["stem"] == self._path.stem)

    def _told(self, file: Path) -> tuple[bool | None, bool]:
        """Whether the file is of this journal by its uid, and whether the target was purged from it.

        None where that cannot be read: the file is encrypted, or not whole.
        """
        try:
            with closing(storage.untouched(file)) as connection:
                storage.expect_ours(connection, file)
                theirs = storage.identity(connection)
                if backup.damage(connection) or not (theirs and self._mine):
                    return None, False
                return theirs == self._mine, self._is_buried(connection)
        except JournalUnusable:
            return False, False
        except (sqlite3.Error, UnicodeDecodeError):
            return None, False

    def _is_buried(self, connection: sqlite3.Connection) -> bool:
        with suppress(sqlite3.OperationalError):  # A backup of an earlier format has no such table.
            return bool(
                connection.execute(
                    "SELECT 1 FROM tombstones WHERE uid = ? AND field IN ('', ?)", self._tombstone
                ).fetchone()
            )
        return False


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file())
    except FileNotFoundError:
        return []


def _is_database(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC
    return False
