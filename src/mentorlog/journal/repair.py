"""Repair: what doctor finds, mended in memory, then put in the journal's place in one step.

What was there before is kept as a backup, page by page where it is damaged. Nothing is guessed:
indexes, triggers and the search index follow from the rows; a row or a value comes back where the
histories agree on it; what only its owner can tell stays as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mentorlog.dates import Clock
from mentorlog.errors import JournalUnusable
from mentorlog.journal import (
    backup,
    doctor,
    doctor_log,
    doctor_rows,
    restore,
    salvage,
    schema,
    storage,
)
from mentorlog.journal.tables import APPLICATION_ID, LOGGED, TEXTS, VERSION
from mentorlog.records.doctor import Repaired

_COMMAND = "doctor --repair"


def mend(path: Path, clock: Clock) -> Repaired:
    """Mend what can be mended inside the journal; returns what was done.

    Raises ``JournalUnusable`` when nothing of the file can be read; it is then what it was.
    """
    try:
        with storage.in_our_words(path), storage.alone(path) as journal:
            restore.expect_ours(journal, path)
            with closing(doctor.lenient()) as memory:
                journal.backup(memory)
                return _mended(journal, memory, path, clock)
    except JournalUnusable as error:
        if not restore.is_damage(error.__cause__):
            raise
    content = restore.expect_was_journal(path)
    saved = _saved(content, path)
    with closing(saved.connection) as whole:
        done = (saved.told, *_mend(whole, clock))
        _expect_sound(whole)
        return Repaired(done, restore.instead(path, clock, whole))


def _mended(
    journal: sqlite3.Connection, memory: sqlite3.Connection, path: Path, clock: Clock
) -> Repaired:
    if not _is_whole(memory):
        saved = _saved(memory.serialize(), path)
        memory, done = saved.connection, [saved.told]
    else:
        done = []
        if memory.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            schema.upgrade(memory)
            done.append(f"The journal is brought to format {VERSION}")
    done += _mend(memory, clock)
    if not done:
        return Repaired()
    _expect_sound(memory)
    kept = restore.keep(journal, path, clock, "repair")
    memory.backup(journal)
    if kept:
        backup.prune(path, kept)
    return Repaired(tuple(done), kept)


def _is_whole(memory: sqlite3.Connection) -> bool:
    """Whether every page can be read and every table is the one it should be."""
    try:
        said = backup.damage(memory)
        with closing(storage.in_memory()) as blank:
            wanted, there = doctor.shape(blank), doctor.shape(memory)
        older = memory.execute("PRAGMA user_version").fetchone()[0] < VERSION
    except sqlite3.DatabaseError:
        return False
    tables = older or all(there.get(key) == sql for key, sql in wanted.items() if key[0] == "table")
    return tables and all(doctor.is_of_index(line) for line in said)


def _saved(content: bytes, path: Path) -> salvage.Saved:
    donors = [each.path for each in reversed(backup.find(path)) if not each.encrypted]
    saved = salvage.read(content, [donor.read_bytes() for donor in donors[:3]])
    if not saved.rows:
        raise JournalUnusable(
            f"Nothing in the journal {path} can be read any more; it is left as it is.",
            "mentorlog backup list shows the copies there are, mentorlog restore FILE brings one back",
        )
    return saved


def _expect_sound(memory: sqlite3.Connection) -> None:
    """Refuse to put in the journal's place what is not whole itself."""
    damage = backup.damage(memory) or memory.execute("PRAGMA foreign_key_check").fetchone()
    if damage:
        raise JournalUnusable("The journal could not be mended; it is left as it is.")


def _mend(memory: sqlite3.Connection, clock: Clock) -> list[str]:
    """Mend a journal in memory whose tables can be read; returns a sentence for each thing done."""
    memory.execute("PRAGMA foreign_keys = OFF")
    memory.execute("BEGIN IMMEDIATE")
    done = [*_derived(memory), *_index(memory), *_texts(memory), *_log(memory)]
    operation = _begin(memory, clock)
    done += [*_rows(memory), *_links(memory), *_values(memory), *_places(memory)]
    _end(memory, operation)
    done += [*_numbers(memory), *_search(memory)]
    memory.execute("COMMIT")
    return done


def _begin(memory: sqlite3.Connection, clock: Clock) -> int:
    memory.execute("DELETE FROM writing")
    operation = memory.execute(
        "INSERT INTO operations (command, at) VALUES (?, ?)", (_COMMAND, clock.instant)
    ).lastrowid
    assert operation
    memory.execute(
        "INSERT INTO writing (only, operation, at) VALUES (1, ?, ?)", (operation, clock.instant)
    )
    return operation


def _end(memory: sqlite3.Connection, operation: int) -> None:
    memory.execute("DELETE FROM writing")
    wrote = memory.execute("SELECT 1 FROM changes WHERE operation = ?", (operation,)).fetchone()
    if not wrote:
        memory.execute("DELETE FROM operations WHERE id = ?", (operation,))


def _derived(memory: sqlite3.Connection) -> list[str]:
    done = []
    with closing(storage.in_memory()) as blank:
        wanted, there = doctor.shape(blank), doctor.shape(memory)
    odd = [
        key for key in wanted if key[0] in ("index", "trigger") and there.get(key) != wanted[key]
    ]
    odd += [key for key in there if key[0] == "trigger" and key not in wanted]
    if odd:
        schema.remake_derived(memory)
        done.append(f"{len(odd)} indexes and triggers are made anew")
    if backup.damage(memory):
        memory.execute("REINDEX")
        done.append("The indexes are made anew")
    if memory.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        memory.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return done


def _index(memory: sqlite3.Connection) -> list[str]:
    """Make the search index that of its lines, else a line could not be taken out of it."""
    if not any(doctor_rows.index(memory)):
        return []
    memory.execute("INSERT INTO lines_fts (lines_fts) VALUES ('rebuild')")
    return ["The search index is made anew"]


def _texts(memory: sqlite3.Connection) -> list[str]:
    """Make text of every text; what it was may come back from another place."""
    broken = list(doctor_log.broken_texts(memory))
    with _unlogged(memory):
        for table, rowid, column, text in broken:
            with suppress(sqlite3.IntegrityError):
                memory.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (text, rowid))
    return [f"{len(broken)} texts can be read again"] if broken else []


def _log(memory: sqlite3.Connection) -> list[str]:
    """Make unreadable changes anew from those around them and from the rows, else take them out."""
    broken = doctor_log.unreadable(memory)
    anew = sum(_change_again(memory, id, broken) for id in broken)
    out = len(broken) - anew
    done = [f"{anew} changes of the change log are made anew"] if anew else []
    return [*done, *([f"{out} unreadable changes are taken out of the change log"] if out else [])]


def _change_again(memory: sqlite3.Connection, id: int, broken: list[int]) -> bool:
    """What a change left is what the next one found, or what is there now."""
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
    names = [row[1] for row in memory.execute(f"PRAGMA table_info({table})")]
    if "uid" not in names:
        return None
    pairs = ", ".join(f"'{name}', {name}" for name in names)
    found = memory.execute(f"SELECT json_object({pairs}) FROM {table} WHERE uid = ?", (uid,))
    row = found.fetchone()
    return row and str(row[0])


def _places(memory: sqlite3.Connection) -> list[str]:
    """Take for each column what two of the row, the change log and the search index say."""
    done = []
    for each in list(doctor_log.differ(memory)):
        if each.right is None:
            continue
        name = f"{doctor_rows.code(each.table, each.id)}: {each.column}"
        if each.right == each.logged:
            with _unlogged(memory):
                memory.execute(
                    f"UPDATE {each.table} SET {each.column} = ? WHERE id = ?",
                    (each.logged, each.id),
                )
            done.append(f"{name} is again what the change log has")
        else:
            _log_again(memory, each)
            done.append(f"{name} is in the change log again as it is")
    return done


def _log_again(memory: sqlite3.Connection, each: doctor_log.Differs) -> None:
    """Write a column into the newest change of its row, whose own was damaged."""
    newest = memory.execute(
        "SELECT max(id) FROM changes WHERE tbl = ? AND json_extract(after, '$.id') = ?",
        (each.table, each.id),
    ).fetchone()[0]
    memory.execute(
        f"UPDATE changes SET after = json_set(after, '$.{each.column}', ?) WHERE id = ?",
        (each.is_now, newest),
    )


@contextmanager
def _unlogged(memory: sqlite3.Connection) -> Iterator[None]:
    """What is mended back to what it was is no change, and is not to be undone."""
    was = memory.execute("SELECT history FROM writing").fetchone()
    if was is None:
        memory.execute("INSERT INTO writing (only, operation, at, history) VALUES (1, 0, '', 0)")
    memory.execute("UPDATE writing SET history = 0")
    yield
    memory.execute("UPDATE writing SET history = 1" if was else "DELETE FROM writing")


def _rows(memory: sqlite3.Connection) -> list[str]:
    back, refused = 0, 0
    for each in sorted(doctor_log.gone(memory), key=lambda gone: LOGGED.index(gone.table)):
        if put(memory, each):
            back += 1
        else:
            refused += 1
    done = [f"{back} rows are brought back from the change log"] if back else []
    return [*done, *([f"{refused} rows of the change log fit no more"] if refused else [])]


def put(memory: sqlite3.Connection, each: doctor_log.Gone) -> bool:
    """Put a row of the change log back into its table; False where its rules refuse it."""
    known = {row[1] for row in memory.execute(f"PRAGMA table_info({each.table})")}
    row = {name: value for name, value in each.row.items() if name in known}
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    if each.table in TEXTS:
        # What search still has of the row that went would stand in its way.
        kind = TEXTS[each.table][0]
        memory.execute("DELETE FROM lines WHERE kind = ? AND record = ?", (kind, row["id"]))
    try:
        memory.execute(f"INSERT INTO {each.table} ({names}) VALUES ({marks})", list(row.values()))
    except sqlite3.IntegrityError:
        return False
    return True


def _links(memory: sqlite3.Connection) -> list[str]:
    """Bring back what a link names; else clear the link, and where it may not be empty, its row."""
    cleared = removed = 0
    # Clearing one can leave another without its row, but no more often than there are tables.
    for _ in LOGGED:
        broken = memory.execute("PRAGMA foreign_key_check").fetchall()
        if not broken:
            break
        for table, rowid, _parent, number in broken:
            keys = memory.execute(f"PRAGMA foreign_key_list({table})").fetchall()
            column = next(key[3] for key in keys if key[0] == number)
            try:
                memory.execute(f"UPDATE {table} SET {column} = NULL WHERE rowid = ?", (rowid,))
                cleared += 1
            except sqlite3.IntegrityError:
                memory.execute(f"DELETE FROM {table} WHERE rowid = ?", (rowid,))
                removed += 1
    done = [f"{cleared} links to what is gone are cleared"] if cleared else []
    return [
        *done,
        *([f"{removed} rows that hung on what is gone are taken out"] if removed else []),
    ]


def _values(memory: sqlite3.Connection) -> list[str]:
    done = []
    for each in list(doctor_rows.off(memory)):
        if each.is_plain:
            memory.execute(
                f"UPDATE {each.table} SET {each.column} = ? WHERE id = ?", (each.told, each.id)
            )
            name = doctor_rows.code(each.table, each.id)
            done.append(f"{name}: {each.column} is {each.told} again")
    return done


def _numbers(memory: sqlite3.Connection) -> list[str]:
    done = []
    for table, highest in list(doctor_rows.behind(memory)):
        memory.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        memory.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, highest))
        done.append(f"The next number of {table} is {highest + 1}")
    return done


def _search(memory: sqlite3.Connection) -> list[str]:
    if not any(doctor_rows.search(memory)):
        return []
    schema.fill_lines(memory)
    return ["What search finds is made anew from the records"]
