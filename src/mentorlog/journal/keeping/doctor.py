"""Doctor: the journal looked through, from the file to the last column; nothing is changed.

It is looked at in a copy in memory, so that a long look keeps nobody waiting, and checks may write.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from mentorlog.errors import JournalUnusable, quoted
from mentorlog.journal import derived, storage, unusable
from mentorlog.journal.keeping import backup, restore, shape, wrong
from mentorlog.journal.keeping.wrong import code
from mentorlog.journal.tables import VERSION
from mentorlog.records.keeping import Finding

Step = Callable[[int, int], None]
"""Told how many of how many checks are done."""

REPAIR = "mentorlog doctor --repair"

_MOST = 20
"""How many findings of one check are told one by one."""

Check = Callable[[sqlite3.Connection], Iterator[Finding]]


def examine(path: Path, step: Step = lambda _done, _of: None) -> list[Finding]:
    """What is wrong inside the journal, nothing where there is none yet.

    Raises ``JournalUnusable`` for a file that is no journal, or newer than this program.
    """
    if storage.is_missing(path):
        return []
    try:
        with unusable.in_our_words(path), closing(storage.copied(path, lenient())) as memory:
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
    """Whether a file has all of a journal's tables, but not a journal's mark."""
    marked = connection.execute("PRAGMA application_id").fetchone()[0]
    return not marked and shape.has_all_tables(connection)


def lenient() -> sqlite3.Connection:
    """An empty database in memory that reads also text with broken bytes, as far as it can."""
    memory = storage.blank()
    memory.text_factory = lambda text: text.decode("utf-8", "replace")
    return memory


def look(memory: sqlite3.Connection, path: Path, step: Step) -> list[Finding]:
    """What is wrong in a journal that is in memory."""
    found: list[Finding] = []
    for done, check in enumerate(_CHECKS):
        step(done, len(_CHECKS))
        found += _first(list(check(memory)))
        if found and check in _GROUNDS:
            break
    step(len(_CHECKS), len(_CHECKS))
    version = memory.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise storage.newer(path, version)
    return found


def _first(found: list[Finding]) -> list[Finding]:
    """The first findings of a check, and how many more there are."""
    if len(found) <= _MOST:
        return found
    check, more = found[0].check, len(found) - _MOST
    return [*found[:_MOST], Finding(check, f"And {more} more of these", "mend those first")]


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
    """Whether an error that SQLite reports concerns an index alone."""
    return " index " in line and ("missing from" in line or "wrong # of entries" in line)


def _several(said: Sequence[str]) -> str:
    more = f", and {len(said) - 1} more" if len(said) > 1 else ""
    return f"{said[0].splitlines()[-1]}{more}"


def _shape(memory: sqlite3.Connection) -> Iterator[Finding]:
    for each in shape.odd(memory):
        mend = "saves the rows into a whole file" if each.kind == "table" else "makes it anew"
        mend = mend if each.how in ("is missing", "was altered") else "drops it"
        yield Finding("schema", f"The {each.kind} {each.name} {each.how}", f"{REPAIR} {mend}")


def _texts(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = f"{REPAIR} brings it back from where else it stands, or else puts {wrong.LOST} there"
    for table, rowid, column, _ in wrong.broken_texts(memory):
        yield Finding("text", f"{code(table, rowid)}: {column} has bytes that are no text", mend)


def _log(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = f"{REPAIR} makes it anew from the row, or takes it out"
    for id in wrong.unreadable(memory):
        yield Finding("history", f"Change {id} of the change log cannot be read", mend)


def _links(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = f"{REPAIR} brings that back from the history, or else clears the link"
    broken = memory.execute("PRAGMA foreign_key_check").fetchall()
    for table, rowid, parent, _ in broken:
        what = f"Row {rowid} of {table} names a row of {parent} that is not there"
        yield Finding("links", what, mend)
    for id in [] if broken else wrong.in_loops(memory):
        mend = f'cut the loop: sqlite3 FILE "UPDATE goals SET parent = NULL WHERE id = {id}"'
        yield Finding("links", f"g{id} is part of a goal that is part of it", mend)


def _search(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = f"{REPAIR} makes it anew from the records"
    lacks, extra = wrong.search_differs(memory)
    if lacks or extra:
        what = f"Search lacks {lacks} of the texts, and has {extra} that are no longer there"
        yield Finding("search", what, mend)
    if not derived.index_fits(memory):
        yield Finding("search", "The search index is not that of its lines", mend)


def _ruled(memory: sqlite3.Connection) -> Iterator[Finding]:
    for table, rowid, column, value in wrong.faults(memory):
        what = f"{code(table, rowid)}: {column} cannot be {quoted(str(value))}"
        mend = f'set it right: sqlite3 FILE "UPDATE {table} SET {column} = … WHERE rowid = {rowid}"'
        yield Finding("values", what, mend)


def _values(memory: sqlite3.Connection) -> Iterator[Finding]:
    for each in wrong.off(memory):
        now, told = ("empty" if value is None else str(value) for value in (each.is_now, each.told))
        what = f"{code(each.table, each.id)}: {each.column} is {now}, its history says {told}"
        yield Finding("values", what, f"{REPAIR} sets it to {told}" if each.is_plain else _BY_HAND)


def _rows(memory: sqlite3.Connection) -> Iterator[Finding]:
    found = wrong.beside(memory)
    for _, table, row, _ in filter(lambda each: each.now is None, found):
        name = code(table, int(row["id"] or 0)) if "id" in row else f"a row of {table}"
        what = f"{name} is in the change log and not in {table}"
        yield Finding("history", what, f"{REPAIR} brings it back")
    for other in wrong.differ(memory, found):
        what = f"{code(other.table, other.id)}: {other.column} is not as the change log has it"
        mend = _BY_HAND if other.right is None else f"{REPAIR} takes what two places say"
        yield Finding("history", what, mend)


def _numbers(memory: sqlite3.Connection) -> Iterator[Finding]:
    for table, highest in wrong.behind(memory):
        what = f"The next number of {table} would be one that is taken: {highest}"
        yield Finding("numbers", what, f"{REPAIR} moves it on")


def _kept(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = "write it anew where it belongs: mentorlog takeaway add TEXT"
    for words in wrong.kept_alone(memory):
        yield Finding(
            "sync", f"Another machine wrote this, and it has no place here: {quoted(words)}", mend
        )


_BY_HAND = "only you can tell which is right: edit it as it should be"

_CHECKS: tuple[Check, ...] = (
    _integrity,
    _format,
    _shape,
    _texts,
    _log,
    _links,
    _search,
    _ruled,
    _values,
    _rows,
    _numbers,
    _kept,
)
_GROUNDS: tuple[Check, ...] = (_integrity, _format, _shape, _log)
"""Where one of these finds something, the rest would only say again that this is broken."""
