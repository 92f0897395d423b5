"""Rows of the change log played back: each is put exactly as it was before.

A row goes back only where it still is as the log says it was left, and only where nothing else
has come to hang on it; else ``JournalSaysNo`` names the record and what came in between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mentorlog.dates import utc_to_local, weekday_day
from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal
from mentorlog.journal.past.rows import Row, key_of, named, naming, sides, where
from mentorlog.journal.tables import LOGGED

_Key = tuple[str, tuple[str | int | None, ...]]


def play_back(journal: Journal, changes: Sequence[sqlite3.Row], refusal: str) -> None:
    """Reverse rows of the change log, given newest first, through the states they came by.

    ``refusal`` begins the sentence where one cannot go back: ``goal add cannot be taken back``.
    """
    logged = _logged(journal)
    for change in changes:
        try:
            _reverse(journal, change, refusal)
        except sqlite3.IntegrityError as error:
            raise _hung_on(journal, change, refusal) from error
    # Each row played back is one change. More of them: a row went that took others with it.
    if _logged(journal) - logged != len(changes):
        raise _taken_along(journal, changes, refusal)


def _logged(journal: Journal) -> int:
    return (
        journal.value("SELECT count(*) FROM changes WHERE operation = ?", [current(journal)]) or 0
    )


def current(journal: Journal) -> int:
    """The number of the operation that is being written."""
    return journal.value("SELECT operation FROM writing") or 0


def _reverse(journal: Journal, change: sqlite3.Row, refusal: str) -> None:
    table: str = change["tbl"]
    assert table in LOGGED, table
    before, after = sides(change)
    if not _is_as_left(journal, table, before, after):
        raise _changed_since(journal, change, refusal)
    if after is None:
        assert before is not None
        put_back(journal, table, before)
    elif before is None:
        _remove(journal, table, after)
    else:
        _reset(journal, table, after, before)


def _is_as_left(journal: Journal, table: str, before: Row | None, after: Row | None) -> bool:
    condition, values = where(after or before or {})
    now = journal.row(f"SELECT * FROM {table} WHERE {condition}", values)
    if now is None or after is None:
        return now is None and after is None
    known = set(now.keys()) - {"updated_at"}
    return all(now[name] == value for name, value in after.items() if name in known)


def _remove(journal: Journal, table: str, row: Row) -> None:
    condition, values = where(row)
    journal.connection.execute(f"DELETE FROM {table} WHERE {condition}", values)


def put_back(journal: Journal, table: str, row: Row) -> None:
    """Insert a row as it was."""
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    journal.connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
    )


def _reset(journal: Journal, table: str, now: Row, row: Row) -> None:
    condition, values = where(now)
    sets = ", ".join(f"{name} = ?" for name in row)
    execute = journal.connection.execute
    execute(f"UPDATE {table} SET {sets} WHERE {condition}", [*row.values(), *values])
    if "updated_at" in row:
        # The trigger has just set it to now; a row that is back is back to its last byte.
        condition, values = where(row)
        execute(
            f"UPDATE {table} SET updated_at = ? WHERE {condition}", [row["updated_at"], *values]
        )


# Why not


def _changed_since(journal: Journal, change: sqlite3.Row, refusal: str) -> JournalSaysNo:
    before, after = sides(change)
    name = named(change["tbl"], after or before or {})
    later = journal.rows(
        "SELECT c.id, c.at, c.change, c.operation, o.command FROM changes c"
        " LEFT JOIN operations o ON o.id = c.operation"
        " WHERE c.id > ? AND c.tbl = ? AND c.operation IS NOT ? AND o.undoes IS NULL"
        " AND (json_extract(coalesce(c.after, c.before), '$.id') = ? OR ? IN (c.before, c.after))"
        " ORDER BY c.id DESC LIMIT 1",
        [
            change["id"], change["tbl"], current(journal),
            (after or before or {}).get("id"), change["after"] or change["before"],
        ],
    )  # fmt: skip
    what = {"delete": "deleted", "insert": "added again"}.get(
        later[0]["change"] if later else "", "changed"
    )
    by = f", {_by(journal, later[0])}" if later else ""
    return JournalSaysNo(
        f"{refusal}: {name} was {what} since{by}.",
        f"mentorlog changes {name} shows what it was; set it back to that, and try again",
    )


def _by(journal: Journal, change: sqlite3.Row) -> str:
    """Who wrote a change, and when: ``by another program on Sun 22 Nov, 12:05``."""
    local = utc_to_local(change["at"])
    day = weekday_day(local.date(), journal.clock.today)
    return f"by {change['command'] or 'another program'} on {day}, {local:%H:%M}"


def _hung_on(journal: Journal, change: sqlite3.Row, refusal: str) -> JournalSaysNo:
    """SQLite would not: a row to be removed is still named, or one that it names is gone."""
    _, after = sides(change)
    if after is not None and "id" in after:
        assert isinstance(after["id"], int)
        for table, row in naming(journal, change["tbl"], after["id"]):
            return _added_to(journal, table, row, named(change["tbl"], after), refusal)
    return JournalSaysNo(
        f"{refusal}: what {named(change['tbl'], after or sides(change)[0] or {})} hangs on"
        " is no longer there.",
        "mentorlog changes shows what has gone, and how to bring it back",
    )


def _taken_along(journal: Journal, changes: Sequence[sqlite3.Row], refusal: str) -> JournalSaysNo:
    """A row that was removed took another with it, which somebody else has hung on it."""
    wanted: set[_Key] = set()
    for change in changes:
        before, after = sides(change)
        wanted.add((change["tbl"], key_of(after or before or {})))
    for extra in journal.rows(
        "SELECT * FROM changes WHERE operation = ? ORDER BY id", [current(journal)]
    ):
        before, after = sides(extra)
        if (extra["tbl"], key_of(before or after or {})) not in wanted:
            return _added_to(journal, extra["tbl"], before or after or {}, "it", refusal)
    return JournalSaysNo(f"{refusal}: something else has come to hang on it.")


def _added_to(journal: Journal, table: str, row: Row, what: str, refusal: str) -> JournalSaysNo:
    added = journal.rows(
        "SELECT c.at, o.command FROM changes c LEFT JOIN operations o ON o.id = c.operation"
        " WHERE c.tbl = ? AND c.uid IS ? AND c.operation IS NOT ? ORDER BY c.id DESC LIMIT 1",
        [table, row.get("uid"), current(journal)],
    )
    name = named(table, row)
    of = f"{name} hangs on {what}" if name != what else f"{what} was added to"
    by = f", written {_by(journal, added[0])}" if added else " since"
    return JournalSaysNo(f"{refusal}: {of}{by}.", f"take {name} out first, or leave both")
