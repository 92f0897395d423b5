"""Purge: what is to be gone for good, from the tables, the history and the search index.

Not an operation: it leaves no row in the change log, and undo knows nothing of it. What it takes
out of the history it takes out of every row there, so that undo still plays the rest back. Rows are
told by their uids; a number counts only where a row names another one, for as long as it was that
one's. What stays of it is a tombstone, so that no file brings the words back.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path

from mentorlog import private
from mentorlog.dates import Clock
from mentorlog.errors import (
    JournalSaysNo,
    JournalUnusable,
    NotFound,
    WrongUsage,
    quoted,
    with_article,
)
from mentorlog.journal import EVERYTHING, Journal, operation, storage
from mentorlog.journal.keeping import backup, tombstones
from mentorlog.journal.keeping.purging import Purging, word_for
from mentorlog.journal.tables import MAGIC, WORDS
from mentorlog.records.keeping import Around, Plan, Target


def known(journal: Journal, target: Target) -> Target:
    """The target with the uid that its number stands for, or stood for last.

    Raises ``WrongUsage`` for a field that there is not, ``NotFound`` for a number never given.
    """
    among = {target.called(name): name for name in WORDS[target.table]}
    if target.field is not None and target.field not in among:
        raise WrongUsage(
            f"{target.code} has no words called {quoted(target.field)}.",
            f"these can be purged by themselves: {', '.join(among)}",
        )
    field = among[target.field] if target.field is not None else None
    row = journal.row(
        f"SELECT uid FROM {target.table} WHERE id = :id UNION ALL SELECT * FROM (SELECT uid FROM"
        " changes WHERE tbl = :table AND json_extract(coalesce(after, before), '$.id') = :id"
        " ORDER BY id DESC LIMIT 1)",
        {"id": target.id, "table": target.table},
    )
    uid = row["uid"] if row else tombstones.uid_of(journal, word_for(target.table), target.id)
    if uid is None:
        kind = target.kind or "event"
        raise NotFound(kind, target.code, "mentorlog changes shows what there is")
    return target._replace(uid=uid, field=field)


def carry_out(journal: Journal, target: Target) -> Plan:
    """Purge the target, inside an operation; returns what went.

    Freed pages are zeroed; ``storage.compact`` afterwards writes the file anew. Raises
    ``JournalSaysNo`` where it cannot be: the owner, somebody still named, a change of state.
    """
    purging = Purging(journal, target)
    if target.field is None:
        _expect_free(journal, target, purging)
    plan = purging.plan()
    purging.write()
    return plan


def rehearsed(path: Path, clock: Clock, target: Target) -> tuple[Plan, sqlite3.Connection]:
    """What a purge would take, and the purged journal in memory; raises as ``carry_out`` does."""
    with (
        storage.closed_on_error(storage.in_memory_copy(path)) as memory,
        storage.in_our_words(path),
        storage.trusting(memory, path),
    ):
        journal = Journal(memory, path, clock, EVERYTHING)
        memory.execute("BEGIN")
        with operation(journal, "purge"):
            plan = carry_out(journal, target)
        memory.execute("COMMIT")
        memory.execute("VACUUM")
        return plan, memory


def _expect_free(journal: Journal, target: Target, purging: Purging) -> None:
    if target.kind is None:
        _expect_a_reading(journal, target)
    if target.uid == purging.owner:
        raise JournalSaysNo(f"{target.code} is the journal's owner and cannot be purged.")
    if needed := purging.needed_by():
        shown = ", ".join(needed[:8]) + (f" and {len(needed) - 8} more" if len(needed) > 8 else "")
        raise JournalSaysNo(
            f"{target.code} is still named by {shown}, and cannot be purged.",
            f"purge those first; or give {target.code} another name with person edit, and"
            f" mentorlog purge {target.code} name takes the old one out of the history",
        )


def _expect_a_reading(journal: Journal, target: Target) -> None:
    """Only a check-in stands by itself; other events tell how a record came to be what it is."""
    row = journal.row("SELECT kind, record, field FROM events WHERE uid = ?", [target.uid])
    if row is not None and row["field"] != "progress":
        raise JournalSaysNo(
            f"{target.code} tells how the {row['field']} of {with_article(row['kind'])} changed, and stays.",
            f"mentorlog purge {target.code} note takes its words out",
        )


# The files beside a journal that contain what is purged: its backups, and halves of them
#
# A file contains a record if the record's uid stands in its bytes: an index of SQLite's has it in one
# piece. Files that cannot be looked into, encrypted or damaged, are named and left alone.


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
