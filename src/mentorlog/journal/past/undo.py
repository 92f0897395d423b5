"""Undo and redo: this device's commands taken back, and put back, from the change log.

Either is an operation of its own, one for each step, that plays another one's rows back, newest
first: ``undoes`` names a command's operation in an undo, and an undo's in a redo. A command stands
unless an undo of it does. As in an editor, a new command after an undo ends what could be redone;
nothing is lost by that, as the change log still has every row.

A row goes back only where what the command set is still as the log says it was left, and only where
nothing else hangs on it now; else ``JournalSaysNo`` names the record and what came in between. What
another device has set since in other columns stays.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal, begin_operation
from mentorlog.journal.past.changes import LOG, touched
from mentorlog.journal.past.refusals import (
    changed_since,
    current,
    expect_said_no_more,
    hung_on,
    taken_along,
    too_late,
)
from mentorlog.journal.past.rows import (
    UNDONE,
    Row,
    put_back,
    row_of,
    set_columns,
    sides,
    subject,
    take_out,
    where,
)
from mentorlog.journal.tables import LOGGED, whole
from mentorlog.records.changes import Undone

_MOST_TOLD = 3
"""Of so many records a step tells what was done; the others are counted."""


def back(journal: Journal, steps: int = 1) -> list[Undone]:
    """Take the newest operations that stand back, newest first: all of them, or none.

    Raises ``JournalSaysNo`` when there are fewer, or when a later change stands in the way.
    """
    return _step(journal, "undo", undoable(journal, steps))


def forward(journal: Journal, steps: int = 1) -> list[Undone]:
    """Put back what was taken back last: all of those steps, or none.

    Raises ``JournalSaysNo`` when there are fewer, or when a later change stands in the way.
    """
    return _step(journal, "redo", redoable(journal, steps))


def undoable(journal: Journal, steps: int = 1) -> list[sqlite3.Row]:
    """The newest operations that stand; raises ``JournalSaysNo`` where there are fewer.

    One alone of which a sync left nothing is refused, so that no older one is taken back in its place.
    """
    found = _enough(journal.rows(_STANDING, [current(journal), steps]), steps, "undo", "take back")
    if not any(each["is_left"] for each in found):
        more = len(journal.rows(_STANDING, [current(journal), steps + 1])) > steps
        hint = f"mentorlog undo {steps + 1} takes back what was done here before it" if more else ""
        said = f"{found[0]['command']} cannot be taken back: another machine did the same."
        raise JournalSaysNo(said, hint)
    return found


def redoable(journal: Journal, steps: int = 1) -> list[sqlite3.Row]:
    """The newest undos that stand, and after which no command came; raises ``JournalSaysNo``."""
    found = journal.rows(_REDOABLE, [current(journal), steps])
    if not found and (refused := too_late(journal)):
        raise refused
    return _enough(found, steps, "redo", "put back")


def nothing_to(command: str) -> JournalSaysNo:
    """The error for nothing to undo, or to redo."""
    return JournalSaysNo(f"There is nothing to {command}.")


# A redo is never undone itself, as an undo after it takes the command back anew. A command has no
# change left where a sync found that another device had done the same, or otherwise.
_STANDING = f"""
    SELECT o.id, o.command, o.at, o.id AS plays,
        EXISTS (SELECT 1 FROM changes c WHERE c.operation = o.id) AS is_left
    FROM operations o
    WHERE o.id <> ? AND o.undoes IS NULL AND o.device IS NULL
    AND o.command NOT IN ('sync', 'purge') AND o.id NOT IN ({UNDONE})
    ORDER BY o.id DESC LIMIT ?
"""
_REDOABLE = """
    SELECT o.id, o.command, o.at, u.id AS plays FROM operations u
    JOIN operations o ON o.id = u.undoes AND o.undoes IS NULL
    WHERE u.device IS NULL AND NOT EXISTS (SELECT 1 FROM operations r WHERE r.undoes = u.id)
    AND u.id > coalesce((SELECT max(id) FROM operations WHERE undoes IS NULL AND id <> ?
        AND device IS NULL AND command <> 'sync'), 0)
    ORDER BY u.id DESC LIMIT ?
"""


def _enough(found: list[sqlite3.Row], steps: int, command: str, verb: str) -> list[sqlite3.Row]:
    if not found:
        raise nothing_to(command)
    if len(found) < steps:
        there = "is only 1 command" if len(found) == 1 else f"are only {len(found)} commands"
        raise JournalSaysNo(f"There {there} to {verb}.", f"mentorlog {command} {len(found)}")
    return found


def _step(journal: Journal, command: str, found: list[sqlite3.Row]) -> list[Undone]:
    done: list[Undone] = []
    for operation in found:
        if done:
            begin_operation(journal, command)
        try:
            done.append(_one(journal, operation, command))
        except JournalSaysNo as error:
            if done:
                error.hint = f"mentorlog {command} {len(done)} stops before that; or {error.hint}"
            raise
    return done


def _one(journal: Journal, operation: sqlite3.Row, command: str) -> Undone:
    rows = journal.rows(f"{LOG} WHERE c.operation = ? ORDER BY c.id DESC", [operation["plays"]])
    # In the order of the command itself, which an undo has played the other way round.
    told = touched(journal, rows[::-1] if command == "undo" else rows, _MOST_TOLD)
    verb = "taken back" if command == "undo" else "put back"
    refusal = f"{operation['command']} cannot be {verb}"
    with _kept_closed(journal, operation["plays"], rows, refusal):
        _play_back(journal, rows, refusal)
        expect_said_no_more(journal, rows, refusal)
    journal.connection.execute(
        "UPDATE operations SET undoes = ? WHERE id = ?", [operation["plays"], current(journal)]
    )
    number = len({subject(row["tbl"], row_of(row)) for row in rows})
    return Undone(operation["command"], operation["at"], number, len(rows), tuple(told))


@contextmanager
def _kept_closed(
    journal: Journal, since: int, changes: Sequence[sqlite3.Row], refusal: str
) -> Iterator[None]:
    """Nobody comes to read by the block what another device wrote after the operation ``since``.

    Raises ``JournalSaysNo``, whose sentence ``refusal`` begins.
    """
    if journal.value("SELECT device FROM sync") is None:
        yield
        return
    from mentorlog.journal.sync import closing  # most journals have one device

    with closing.kept_closed(journal, since, refusal):
        yield
    back = [
        (row["tbl"], int(row_of(row)["id"] or 0))
        for row in changes
        if row["change"] == "delete" and row["uid"] is not None
    ]
    closing.close_back(journal, since, back)


# Rows played back


def _play_back(journal: Journal, changes: Sequence[sqlite3.Row], refusal: str) -> None:
    """Reverse rows of the change log, given newest first, through the states they came by.

    ``refusal`` begins the sentence where one cannot go back: ``goal add cannot be taken back``.
    """
    logged = _logged(journal)
    for change in changes:
        try:
            _reverse(journal, change, refusal)
        except sqlite3.IntegrityError as error:
            raise hung_on(journal, change, refusal) from error
    # Each row played back is one change. More of them: a row went that took others with it.
    if _logged(journal) - logged != len(changes):
        raise taken_along(journal, changes, refusal)


def _logged(journal: Journal) -> int:
    return (
        journal.value("SELECT count(*) FROM changes WHERE operation = ?", [current(journal)]) or 0
    )


def _reverse(journal: Journal, change: sqlite3.Row, refusal: str) -> None:
    table: str = change["tbl"]
    assert table in LOGGED, table
    before, after = sides(change)
    if not _is_as_left(journal, table, before, after):
        raise changed_since(journal, change, refusal)
    if after is None:
        assert before is not None
        put_back(journal, table, before)
    elif before is None:
        take_out(journal, table, after)
    else:
        _reset(journal, table, after, before)


def _is_as_left(journal: Journal, table: str, before: Row | None, after: Row | None) -> bool:
    condition, values = where(after or before or {})
    now = journal.row(f"SELECT * FROM {table} WHERE {condition}", values)
    if now is None or after is None:
        return now is None and after is None
    names = _set(table, before, after) if before else set(after) - {"updated_at"}
    return all(now[name] == after[name] for name in names & set(now.keys()))


def _set(table: str, before: Row, after: Row) -> set[str]:
    """The columns that a change set, and those that say nothing without them."""
    return whole(table, {name for name in after if after[name] != before.get(name)})


def _reset(journal: Journal, table: str, now: Row, row: Row) -> None:
    names = _set(table, row, now) & (row.keys() - {"updated_at"}) or {"id"}
    if "updated_at" in row and _is_as_left(journal, table, None, now):
        names = {*names, "updated_at"}  # A row that is back is back to its last byte.
    set_columns(journal, table, now, {name: row[name] for name in sorted(names)})
