"""Repair: what doctor finds, mended in memory, then put in the journal's place in one step.

What was there before is kept as a backup, byte by byte where it is damaged. Nothing is guessed:
indexes, triggers and the search index follow from the rows; a row or a value comes back where the
histories agree on it; what only its owner can tell stays as it is.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from mentorlog.dates import Clock
from mentorlog.errors import JournalUnusable, count
from mentorlog.journal import EVERYTHING, Journal, derived, operation, schema, storage, unusable
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
    """Mend what can be mended inside the journal; returns what was done.

    Raises ``JournalUnusable`` when nothing of the file can be read; it is then what it was.
    """
    # Backups that need no passphrase; looked for first, as the file that is mended is locked.
    copies = [each.path for each in reversed(backup.find(path)) if not each.encrypted][:3]
    try:
        with unusable.in_our_words(path), storage.alone(path) as journal:
            marked = not doctor.lost_its_mark(journal)
            if marked:
                storage.expect_ours(journal, path)
            with closing(doctor.lenient()) as memory:
                journal.backup(memory)
                return _mended(journal, memory, path, clock, copies, marked=marked)
    except JournalUnusable as error:
        if not backup.is_damage(error.__cause__):
            raise
    content = backup.expect_was_journal(path)
    saved = _saved(content, path, copies)
    with closing(saved.connection) as whole:
        done = (saved.told, *_all(whole, path, clock))
        _expect_sound(whole)
        return Repaired(done, backup.instead(path, clock, whole))


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
    done = [*done, *_all(memory, path, clock)]
    if not done:
        return Repaired()
    _expect_sound(memory)
    kept = backup.keep(journal, path, clock, "repair")
    memory.backup(journal)
    if kept:
        backup.prune(path, kept, storage.identity(memory))
    return Repaired(tuple(done), kept)


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


def _expect_sound(memory: sqlite3.Connection) -> None:
    """Raise ``JournalUnusable`` where the mended journal is not whole."""
    damage = backup.damage(memory) or memory.execute("PRAGMA foreign_key_check").fetchone()
    if damage:
        raise JournalUnusable("The journal could not be mended; it is left as it is.")


# What is done to a journal in memory: each returns a sentence for it, and reads what the one before has mended


def _all(memory: sqlite3.Connection, path: Path, clock: Clock) -> list[str]:
    """Mend a journal whose tables can be read; returns a sentence for each thing done."""
    memory.execute("PRAGMA foreign_keys = OFF")
    memory.execute("BEGIN IMMEDIATE")
    done = [*_derived(memory), *_index(memory), *_texts(memory), *_log(memory)]
    with operation(Journal(memory, path, clock, EVERYTHING), "doctor --repair"):
        done += [*_rows(memory), *_links(memory), *_values(memory), *_places(memory)]
    done += [*_numbers(memory), *_search(memory)]
    memory.execute("COMMIT")
    return done


def _derived(memory: sqlite3.Connection) -> list[str]:
    done = []
    odd = [each for each in doctor.odd(memory) if each.kind != "table"]
    if odd:
        doctor.remake(memory)
        done.append(
            f"{count(len(odd), 'index, trigger or view', 'indexes, triggers and views')} made anew"
        )
    if backup.damage(memory):
        memory.execute("REINDEX")
        done.append("The indexes made anew")
    return done


def _index(memory: sqlite3.Connection) -> list[str]:
    """Make the search index fit its lines, as lines could not be removed from it otherwise."""
    if derived.index_fits(memory):
        return []
    derived.rebuild_index(memory)
    return ["The search index made anew"]


def _texts(memory: sqlite3.Connection) -> list[str]:
    """Make texts with broken bytes readable; a later step may bring back what they were."""
    broken = list(wrong.broken_texts(memory))
    with unlogged(memory):
        for table, rowid, column, text in broken:
            with suppress(sqlite3.IntegrityError):
                memory.execute(
                    f"UPDATE {table} SET {identifier(column)} = ? WHERE rowid = ?", (text, rowid)
                )
    return [f"{count(len(broken), 'text')} made readable again"] if broken else []


def _log(memory: sqlite3.Connection) -> list[str]:
    """Make unreadable changes anew from their neighbours and the rows, or else remove them."""
    broken = wrong.unreadable(memory)
    anew = sum(_change_again(memory, id, broken) for id in broken)
    out = len(broken) - anew
    done = [f"{count(anew, 'change')} of the change log made anew"] if anew else []
    return [
        *done,
        *([f"{count(out, 'unreadable change')} taken out of the change log"] if out else []),
    ]


def _change_again(memory: sqlite3.Connection, id: int, broken: list[int]) -> bool:
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
        return False
    memory.execute(
        "UPDATE changes SET tbl = ?, before = ?, after = ? WHERE id = ?", (table, before, after, id)
    )
    return True


def _as_logged(memory: sqlite3.Connection, table: str, uid: str | None) -> str | None:
    if table not in LOGGED or uid is None:
        return None
    names = column_names(memory, table)
    if "uid" not in names:
        return None
    found = memory.execute(f"SELECT json_object({pairs(names)}) FROM {table} WHERE uid = ?", (uid,))
    row = found.fetchone()
    return row and str(row[0])


def _places(memory: sqlite3.Connection) -> list[str]:
    """Take for each column what two of its three places say: row, change log, search or events."""
    done = []
    for each in list(wrong.differ(memory, wrong.beside(memory))):
        if each.right is None:
            continue
        name = f"{wrong.code(each.table, each.id)}: {each.column}"
        if each.right == each.logged:
            with unlogged(memory):
                memory.execute(
                    f"UPDATE {each.table} SET {each.column} = ? WHERE id = ?",
                    (each.logged, each.id),
                )
            done.append(f"{name} is again what the change log has")
        else:
            _log_again(memory, each)
            done.append(f"{name} is in the change log again as it is")
    return done


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


def _rows(memory: sqlite3.Connection) -> list[str]:
    """Bring back rows that the change log has, except those that a table's rules refuse."""
    missing = [each for each in wrong.beside(memory) if each.now is None]
    missing.sort(key=lambda each: LOGGED.index(each.table))
    back = sum(_put(memory, each.table, each.logged) for each in missing)
    return [f"{count(back, 'row')} brought back from the change log"] if back else []


def _put(memory: sqlite3.Connection, table: str, logged: wrong.Row) -> bool:
    """Put a row of the change log back into its table; False where its rules refuse it."""
    known = column_names(memory, table)
    row = {name: value for name, value in logged.items() if name in known}
    _forget_lines(memory, table, row.get("id"))
    try:
        memory.execute(inserting(table, row), list(row.values()))
    except sqlite3.IntegrityError:
        return False
    return True


def _forget_lines(memory: sqlite3.Connection, table: str, id: wrong.Value) -> None:
    """Remove what search still has of a lost row, as it stands in the way of the row's return."""
    if table in TEXTS:
        kind = TEXTS[table][0]
        memory.execute("DELETE FROM lines WHERE kind = ? AND record = ?", (kind, id))


def _links(memory: sqlite3.Connection) -> list[str]:
    """Mend links to what is gone, and keep the rows with such links wherever that can be.

    A link gets the value of the change log. Failing that, a missing person is made again under a
    stand-in name, another link is cleared, and only a row that needs its link is removed.
    """
    told: Counter[str] = Counter()
    # Mending one can leave another without its row, but no more often than there are tables.
    for _ in LOGGED:
        broken = memory.execute("PRAGMA foreign_key_check").fetchall()
        if not broken:
            break
        for table, rowid, parent, number in broken:
            column = column_of(memory, table, number)
            told[_link(memory, table, rowid, parent, column)] += 1
    return [f"{count(number, 'link')} to what is gone {how}" for how, number in told.items()]


def _link(memory: sqlite3.Connection, table: str, rowid: int, parent: str, column: str) -> str:
    """Mend one link; returns how."""
    logged = memory.execute(
        f"SELECT json_extract(after, '$.{column}') FROM changes"
        " WHERE tbl = ? AND json_extract(after, '$.id') = ? ORDER BY id DESC LIMIT 1",
        (table, rowid),
    ).fetchone()
    there = f"SELECT 1 FROM {parent} WHERE id = ?"
    if logged and memory.execute(there, (logged[0],)).fetchone():
        memory.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (logged[0], rowid))
        return "set to what the change log has"
    named = memory.execute(f"SELECT {column} FROM {table} WHERE rowid = ?", (rowid,)).fetchone()[0]
    if parent == "people":
        if not memory.execute(there, (named,)).fetchone():
            name = f"Unknown person {named}"
            _forget_lines(memory, parent, named)
            memory.execute("INSERT INTO people (id, name) VALUES (?, ?)", (named, name))
        return "given an unknown person"
    try:
        memory.execute(f"UPDATE {table} SET {column} = NULL WHERE rowid = ?", (rowid,))
    except sqlite3.IntegrityError:
        memory.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
        return "taken out with its row"
    return "cleared"


def _values(memory: sqlite3.Connection) -> list[str]:
    done = []
    for each in list(wrong.off(memory)):
        if each.is_plain:
            memory.execute(
                f"UPDATE {each.table} SET {each.column} = ? WHERE id = ?", (each.told, each.id)
            )
            name = wrong.code(each.table, each.id)
            done.append(f"{name}: {each.column} is {each.told} again")
    return done


def _numbers(memory: sqlite3.Connection) -> list[str]:
    done = []
    for table, highest in list(wrong.behind(memory)):
        memory.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        memory.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, highest))
        done.append(f"The next number of {table} is {highest + 1}")
    return done


def _search(memory: sqlite3.Connection) -> list[str]:
    if not any(wrong.search_differs(memory)):
        return []
    derived.fill_lines(memory)
    return ["What search finds made anew from the records"]
