"""Repair: what doctor finds, mended in memory, then put in the journal's place in one step.

What was there before is kept as a backup, byte by byte where it is damaged. Nothing is guessed:
indexes, triggers and the search index follow from the rows; a row or a value comes back where the
histories agree on it; what only its owner can tell stays as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from mentorlog.dates import Clock
from mentorlog.errors import JournalUnusable
from mentorlog.journal import schema, storage, unusable
from mentorlog.journal.keeping import backup, doctor, mends, restore, salvage, shape
from mentorlog.journal.tables import APPLICATION_ID, VERSION
from mentorlog.records.keeping import Repaired


def mend(path: Path, clock: Clock) -> Repaired:
    """Mend what can be mended inside the journal; returns what was done.

    Raises ``JournalUnusable`` when nothing of the file can be read; it is then what it was.
    """
    copies = _copies(path)  # Looked for first: the file that is being mended is locked.
    try:
        with unusable.in_our_words(path), storage.alone(path) as journal:
            marked = not doctor.lost_its_mark(journal)
            if marked:
                storage.expect_ours(journal, path)
            with closing(doctor.lenient()) as memory:
                journal.backup(memory)
                return _mended(journal, memory, path, clock, copies, marked=marked)
    except JournalUnusable as error:
        if not restore.is_damage(error.__cause__):
            raise
    content = restore.expect_was_journal(path)
    saved = _saved(content, path, copies)
    with closing(saved.connection) as whole:
        done = (saved.told, *mends.all_of_them(whole, path, clock))
        _expect_sound(whole)
        return Repaired(done, restore.instead(path, clock, whole))


def _mended(
    journal: sqlite3.Connection,
    memory: sqlite3.Connection,
    path: Path,
    clock: Clock,
    copies: Sequence[Path],
    *,
    marked: bool,
) -> Repaired:
    done = []
    if not marked:
        memory.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        memory.execute(f"PRAGMA user_version = {VERSION}")
        done.append("The file bears the mark of a journal again")
    if not _is_whole(memory):
        saved = _saved(memory.serialize(), path, copies)
        with closing(saved.connection) as whole:
            return _placed(journal, whole, path, clock, [*done, saved.told])
    if memory.execute("PRAGMA user_version").fetchone()[0] < VERSION:
        schema.upgrade(memory)
        done.append(f"The journal brought to format {VERSION}")
    return _placed(journal, memory, path, clock, done)


def _placed(
    journal: sqlite3.Connection,
    memory: sqlite3.Connection,
    path: Path,
    clock: Clock,
    done: list[str],
) -> Repaired:
    """Mend what is in memory and copy it over the journal, if there was anything to mend."""
    done = [*done, *mends.all_of_them(memory, path, clock)]
    if not done:
        return Repaired()
    _expect_sound(memory)
    kept = restore.keep(journal, path, clock, "repair")
    memory.backup(journal)
    if kept:
        backup.prune(path, kept, storage.identity(memory))
    return Repaired(tuple(done), kept)


def _is_whole(memory: sqlite3.Connection) -> bool:
    """Whether every page can be read and every table is the one it should be."""
    try:
        said = backup.damage(memory)
        older = memory.execute("PRAGMA user_version").fetchone()[0] < VERSION
        return (older or shape.has_all_tables(memory)) and all(map(doctor.is_of_index, said))
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def _copies(path: Path) -> Sequence[Path]:
    """The newest backups that can be read without a passphrase."""
    return [each.path for each in reversed(backup.find(path)) if not each.encrypted][:3]


def _saved(content: bytes, path: Path, copies: Sequence[Path]) -> salvage.Saved:
    saved = salvage.read(content, [copy.read_bytes() for copy in copies])
    if not saved.rows:
        raise JournalUnusable(
            f"Nothing in the journal {path} can be read any more; it is left as it is.",
            "mentorlog backup list shows the copies there are, mentorlog restore FILE brings one back",
        )
    return saved


def _expect_sound(memory: sqlite3.Connection) -> None:
    """Raise ``JournalUnusable`` where the mended journal is not whole."""
    damage = backup.damage(memory) or memory.execute("PRAGMA foreign_key_check").fetchone()
    if damage:
        raise JournalUnusable("The journal could not be mended; it is left as it is.")
