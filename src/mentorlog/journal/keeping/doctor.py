"""Doctor: the journal looked through, from the file's mode to the last column, and nothing changed.

All but the files themselves is looked at in a copy in memory, so that a long look holds nobody up
and checks that need to write have where to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from mentorlog.errors import JournalUnusable
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup, doctor_log, doctor_rows, restore, shape
from mentorlog.journal.tables import VERSION
from mentorlog.records.doctor import Finding

Step = Callable[[int, int], None]
"""Told how many of how many checks are done."""

REPAIR = "mentorlog doctor --repair"

Check = Callable[[sqlite3.Connection], Iterator[Finding]]


def examine(path: Path, step: Step = lambda _done, _of: None) -> list[Finding]:
    """What is wrong inside the journal, nothing where there is none yet.

    Raises ``JournalUnusable`` for a file that is no journal, or newer than this program.
    """
    if storage.is_missing(path):
        return []
    try:
        with storage.in_our_words(path), closing(copied(path)) as memory:
            if lost_its_mark(memory):
                what = "The file has lost the mark of a journal, as one read from a .dump has"
                return [Finding("format", what, f"{REPAIR} puts it back")]
            storage.expect_ours(memory, path)
            return look(memory, path, step)
    except JournalUnusable as error:
        if not restore.is_damage(error.__cause__):
            raise
        restore.expect_was_journal(path)
        return [Finding("file", "SQLite cannot read the file: it is damaged", _SAVE)]


def lost_its_mark(connection: sqlite3.Connection) -> bool:
    """Whether all of a journal's tables are there, and nothing says that they are a journal's."""
    marked = connection.execute("PRAGMA application_id").fetchone()[0]
    return not marked and shape.has_all_tables(connection)


def copied(path: Path) -> sqlite3.Connection:
    """The journal of one moment, in memory, as it is. Raises ``sqlite3.Error``."""
    memory = lenient()
    try:
        with closing(storage.unchecked(path)) as source:
            storage.begin_reading(source)
            source.backup(memory)
    except BaseException:
        memory.close()
        raise
    return memory


def lenient() -> sqlite3.Connection:
    """An empty database in memory that reads text whose bytes are broken, as far as they are not."""
    memory = storage.blank()
    memory.text_factory = lambda text: text.decode("utf-8", "replace")
    return memory


def look(memory: sqlite3.Connection, path: Path, step: Step) -> list[Finding]:
    """What is wrong in a journal that is in memory."""
    found: list[Finding] = []
    for done, check in enumerate(_CHECKS):
        step(done, len(_CHECKS))
        found += check(memory)
        if found and check in _GROUNDS:
            # The rest would only say again, in other words, that this is broken.
            break
    step(len(_CHECKS), len(_CHECKS))
    version = memory.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise storage.newer(path, version)
    return found


def _format(memory: sqlite3.Connection) -> Iterator[Finding]:
    version = memory.execute("PRAGMA user_version").fetchone()[0]
    if version < VERSION:
        what = f"The format is {version}, this program's is {VERSION}"
        yield Finding("format", what, "any command brings it up to date, after a backup")


def _integrity(memory: sqlite3.Connection) -> Iterator[Finding]:
    try:
        said = backup.damage(memory)
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said and all(is_of_index(line) for line in said):
        yield Finding("integrity", _several(said), f"{REPAIR} makes the indexes anew")
    elif said:
        yield Finding("integrity", f"The file is damaged: {_several(said)}", _SAVE)


_SAVE = f"{REPAIR} saves every row that can be read; mentorlog backup list shows the copies"


def is_of_index(line: str) -> bool:
    """Whether what SQLite says is wrong is so with an index alone."""
    return " index " in line and ("missing from" in line or "wrong # of entries" in line)


def _several(said: Sequence[str]) -> str:
    more = f", and {len(said) - 1} more" if len(said) > 1 else ""
    return f"{said[0].splitlines()[-1]}{more}"


def _shape(memory: sqlite3.Connection) -> Iterator[Finding]:
    for each in shape.odd(memory):
        mend = "saves the rows into a whole file" if each.kind == "table" else "makes it anew"
        mend = mend if each.how in ("is missing", "was altered") else "drops it"
        yield Finding("schema", f"The {each.kind} {each.name} {each.how}", f"{REPAIR} {mend}")


_CHECKS: tuple[Check, ...] = (
    _integrity,
    _format,
    _shape,
    doctor_log.texts,
    doctor_log.log,
    doctor_rows.links,
    doctor_rows.search,
    doctor_rows.index,
    doctor_rows.ruled,
    doctor_rows.values,
    doctor_log.rows,
    doctor_rows.numbers,
)
_GROUNDS: tuple[Check, ...] = (_integrity, _format, _shape, doctor_log.log)
