"""Repair: what doctor finds, mended in memory, then put in the journal's place in one step.

What was there before is kept as a backup, byte by byte where it is damaged. Nothing is guessed:
indexes, triggers and the search index follow from the rows; a row or a value comes back where the
histories agree on it; what only its owner can tell stays as it is.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from mentorlog.dates import Clock
from mentorlog.errors import JournalUnusable
from mentorlog.journal import EVERYTHING, Journal, derived, operation, schema, storage
from mentorlog.journal.keeping import backup, doctor, salvage, wrong
from mentorlog.journal.past.rows import unlogged
from mentorlog.journal.tables import (
    APPLICATION_ID,
    LOGGED,
    TEXTS,
    VERSION,
    column_names,
    column_of,
    identifier,
    inserting,
    pairs,
)
from mentorlog.records.keeping import Repaired


def mend(path: Path, clock: Clock) -> Repaired:
    """Mend what can be mended inside the journal; what doctor finds no more is what was done.

    Raises ``JournalUnusable`` when nothing of the file can be read; it is then what it was.
    """
    # Backups that need no passphrase; looked for first, as the file that is mended is locked.
    copies = [each.path for each in reversed(backup.find(path)) if not each.encrypted][:3]
    try:
        with storage.in_our_words(path), storage.alone(path) as journal:
            if not doctor.lost_its_mark(journal):
                storage.expect_ours(journal, path)
            with closing(doctor.lenient()) as memory:
                journal.backup(memory)
                return _over(journal, memory, path, clock, copies)
    except JournalUnusable as error:
        if not backup.is_damage(error.__cause__):
            raise
    saved = _saved(backup.expect_was_journal(path), path, copies)
    with closing(saved.connection) as whole:
        _mend(whole, path, clock)
        return Repaired((saved.told,), backup.instead(path, clock, whole))


def _over(
    journal: sqlite3.Connection,
    memory: sqlite3.Connection,
    path: Path,
    clock: Clock,
    copies: Sequence[Path],
) -> Repaired:
    """Mend what is in memory and copy it over the journal, if that mends anything."""
    found, told = doctor.look(memory, path), list[str]()
    if doctor.lost_its_mark(memory):
        memory.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        memory.execute(f"PRAGMA user_version = {VERSION}")
    whole = memory
    if not _is_whole(memory):
        saved = _saved(memory.serialize(), path, copies)
        whole, told = saved.connection, [saved.told]
    with closing(whole):
        if whole.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            schema.upgrade(whole)
        _mend(whole, path, clock)
        if doctor.look(whole, path) == found:
            return Repaired()
        kept = backup.keep(journal, path, clock, "repair")
        whole.backup(journal)
        if kept:
            backup.prune(path, kept, storage.identity(whole))
        return Repaired(tuple(told), kept)


def _is_whole(memory: sqlite3.Connection) -> bool:
    """Whether every page can be read and every table is the one it should be."""
    try:
        said = backup.damage(memory)
        older = memory.execute("PRAGMA user_version").fetchone()[0] < VERSION
        return (older or doctor.has_all_tables(memory)) and all(map(doctor.is_of_index, said))
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False


def _saved(content: bytes, path: Path, copies: Sequence[Path]) -> salvage.Saved:
    saved = salvage.read(content, [copy.read_bytes() for copy in copies])
    if not saved.rows:
        raise JournalUnusable(
            f"Nothing in the journal {path} can be read any more; it is left as it is.",
            "mentorlog backup list shows the copies there are, mentorlog restore FILE brings one back",
        )
    return saved


# What is done to a journal in memory: each step reads what the one before has mended


def _mend(memory: sqlite3.Connection, path: Path, clock: Clock) -> None:
    """Mend a journal whose tables can be read; raises ``JournalUnusable`` where it is not whole then."""
    memory.execute("PRAGMA foreign_keys = OFF")
    memory.execute("BEGIN IMMEDIATE")
    doctor.remake(memory)
    memory.execute("REINDEX")
    derived.rebuild_index(memory)  # Lines could not be removed from one that does not fit them.
    _texts(memory)
    _log(memory)
    with operation(Journal(memory, path, clock, EVERYTHING), "doctor --repair"):
        _rows(memory)
        _links(memory)
        _values(memory)
        _places(memory)
    _numbers(memory)
    derived.fill_lines(memory)
    memory.execute("COMMIT")
    if backup.damage(memory) or memory.execute("PRAGMA foreign_key_check").fetchone():
        raise JournalUnusable("The journal could not be mended; it is left as it is.")


def _texts(memory: sqlite3.Connection) -> None:
    """Make texts with broken bytes readable; a later step may bring back what they were."""
    with unlogged(memory):
        for table, rowid, column, text in list(wrong.broken_texts(memory)):
            with suppress(sqlite3.IntegrityError):
                memory.execute(
                    f"UPDATE {table} SET {identifier(column)} = ? WHERE rowid = ?", (text, rowid)
                )


def _log(memory: sqlite3.Connection) -> None:
    """Make unreadable changes anew from their neighbours and the rows, or else remove them."""
    broken = wrong.unreadable(memory)
    for id in broken:
        _change_again(memory, id, broken)


def _change_again(memory: sqlite3.Connection, id: int, broken: list[int]) -> None:
    """Make one change anew: it left what the next one found, or what is there now."""
    change = memory.execute("SELECT * FROM changes WHERE id = ?", (id,)).fetchone()
    others = [
        other
        for other in memory.execute(
            "SELECT * FROM changes WHERE uid = ? ORDER BY id", (change["uid"],)
        )
        if other["id"] not in broken
    ]
    table = others[0]["tbl"] if others else change["tbl"]
    earlier = [other["after"] for other in others if other["id"] < id]
    later = [other["before"] for other in others if other["id"] > id]
    after = later[0] if later else _as_logged(memory, table, change["uid"])
    before = earlier[-1] if earlier and change["change"] != "insert" else None
    after = after if change["change"] != "delete" else None
    whole = (before is None) == (change["change"] == "insert")
    if table not in LOGGED or not whole or (after is None) != (change["change"] == "delete"):
        memory.execute("DELETE FROM changes WHERE id = ?", (id,))
        return
    memory.execute(
        "UPDATE changes SET tbl = ?, before = ?, after = ? WHERE id = ?", (table, before, after, id)
    )


def _as_logged(memory: sqlite3.Connection, table: str, uid: str | None) -> str | None:
    if table not in LOGGED or uid is None:
        return None
    names = column_names(memory, table)
    if "uid" not in names:
        return None
    found = memory.execute(f"SELECT json_object({pairs(names)}) FROM {table} WHERE uid = ?", (uid,))
    row = found.fetchone()
    return row and str(row[0])


def _places(memory: sqlite3.Connection) -> None:
    """Take for each column what two of its three places say: row, change log, search or events."""
    for each in list(wrong.differ(memory, wrong.beside(memory))):
        if each.right is not None and each.right == each.logged:
            with unlogged(memory):
                memory.execute(
                    f"UPDATE {each.table} SET {each.column} = ? WHERE id = ?",
                    (each.logged, each.id),
                )
        elif each.right is not None:
            _log_again(memory, each)


def _log_again(memory: sqlite3.Connection, each: wrong.Differs) -> None:
    """Correct a column in the newest change of its row."""
    newest = memory.execute(
        "SELECT max(id) FROM changes WHERE tbl = ? AND json_extract(after, '$.id') = ?",
        (each.table, each.id),
    ).fetchone()[0]
    memory.execute(
        f"UPDATE changes SET after = json_set(after, '$.{each.column}', ?) WHERE id = ?",
        (each.is_now, newest),
    )


def _rows(memory: sqlite3.Connection) -> None:
    """Bring back rows that the change log has, except those that a table's rules refuse."""
    missing = [each for each in wrong.beside(memory) if each.now is None]
    for each in sorted(missing, key=lambda each: LOGGED.index(each.table)):
        known = column_names(memory, each.table)
        row = {name: value for name, value in each.logged.items() if name in known}
        _forget_lines(memory, each.table, row.get("id"))
        with suppress(sqlite3.IntegrityError):
            memory.execute(inserting(each.table, row), list(row.values()))


def _forget_lines(memory: sqlite3.Connection, table: str, id: wrong.Value) -> None:
    """Remove what search still has of a lost row, as it stands in the way of the row's return."""
    if table in TEXTS:
        kind = TEXTS[table][0]
        memory.execute("DELETE FROM lines WHERE kind = ? AND record = ?", (kind, id))


def _links(memory: sqlite3.Connection) -> None:
    """Mend links to what is gone, and keep the rows with such links wherever that can be.

    A link gets the value of the change log. Failing that, a missing person is made again under a
    stand-in name, another link is cleared, and only a row that needs its link is removed.
    """
    # Mending one can leave another without its row, but no more often than there are tables.
    for _ in LOGGED:
        for table, rowid, parent, number in memory.execute("PRAGMA foreign_key_check").fetchall():
            _link(memory, table, rowid, parent, column_of(memory, table, number))


def _link(memory: sqlite3.Connection, table: str, rowid: int, parent: str, column: str) -> None:
    logged = memory.execute(
        f"SELECT json_extract(after, '$.{column}') FROM changes"
        " WHERE tbl = ? AND json_extract(after, '$.id') = ? ORDER BY id DESC LIMIT 1",
        (table, rowid),
    ).fetchone()
    there = f"SELECT 1 FROM {parent} WHERE id = ?"
    if logged and memory.execute(there, (logged[0],)).fetchone():
        memory.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (logged[0], rowid))
        return
    named = memory.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (rowid,)).fetchone()[0]
    if parent == "people":
        if not memory.execute(there, (named,)).fetchone():
            name = f"Unknown person {named}"
            _forget_lines(memory, parent, named)
            memory.execute("INSERT INTO people (id, name) VALUES (?, ?)", (named, name))
        return
    try:
        memory.execute(f"UPDATE {table} SET {column} = NULL WHERE rowid = ?", (rowid,))
    except sqlite3.IntegrityError:
        memory.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))


def _values(memory: sqlite3.Connection) -> None:
    for each in list(wrong.off(memory)):
        if each.is_plain:
            memory.execute(
                f"UPDATE {each.table} SET {each.column} = ? WHERE id = ?", (each.told, each.id)
            )


def _numbers(memory: sqlite3.Connection) -> None:
    for table, highest in list(wrong.behind(memory)):
        memory.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        memory.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, highest))
