"""The files beside a journal that know what is purged: its backups, and halves of them.

A file knows a record whose uid stands in its bytes, whole file or not: an index of SQLite's has it in
one piece. What cannot be looked into, as it is encrypted or damaged, is told and left alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from mentorlog import private
from mentorlog.errors import JournalUnusable
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.records.purge import Plan

_MAGIC = b"SQLite format 3\0"


class Beside(NamedTuple):
    """The files by what is to become of them.

    Those that ``hold`` it can be removed; the ``sealed`` cannot be looked into; ``others`` hold it
    and are none of this journal's. ``is_kept``: a backup of the purged journal is there already.
    """

    hold: tuple[Path, ...] = ()
    sealed: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()
    is_kept: bool = False


class _Is(Enum):
    HOLDS = "hold"
    SEALED = "sealed"
    ANOTHERS = "others"
    PURGED = "is_kept"
    FREE = "free"


def look(path: Path, plan: Plan) -> Beside:
    """Look through the folders of the journal at ``path``; no file is changed."""
    looking = _Looking(path, plan)
    found: dict[_Is, list[Path]] = {each: [] for each in _Is}
    for file in looking.files():
        found[looking.judge(file)].append(file)
    return Beside(
        tuple(found[_Is.HOLDS]),
        tuple(found[_Is.SEALED]),
        tuple(found[_Is.ANOTHERS]),
        bool(found[_Is.PURGED]),
    )


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
            holds = not purged and self._knows(file)
        except OSError:
            return _Is.SEALED
        if mine is None and self._is_named_so(file):
            return _Is.HOLDS if holds else _Is.SEALED
        if mine and backup.NAME.fullmatch(file.name):
            return _Is.HOLDS if holds else _Is.PURGED if purged else _Is.FREE
        return _Is.ANOTHERS if holds else _Is.FREE

    def _is_named_so(self, file: Path) -> bool:
        """Whether the name is one of a backup of this journal, or of a part of one, or of it."""
        name = backup.NAME.match(file.name.removeprefix("."))
        is_part = file.name.startswith(f".{self._path.name}.")
        return is_part or (name is not None and name["stem"] == self._path.stem)

    def _told(self, file: Path) -> tuple[bool | None, bool]:
        """Whether the file says that it is of this journal, and that this was purged from it.

        None for one that says nothing: it is encrypted, or not whole.
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

    def _knows(self, file: Path) -> bool:
        content = file.read_bytes()
        return any(uid in content for uid in self._uids)


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file())
    except FileNotFoundError:
        return []


def _is_database(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC
    return False
