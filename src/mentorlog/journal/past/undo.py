"""Undo and redo: whole commands taken back, and put back, from the change log.

Either is an operation of its own, one for each step, that plays another one's rows back, newest
first: ``undoes`` names a command's operation in an undo, and an undo's in a redo. A command stands
unless an undo of it does. As in an editor, a new command after an undo ends what could be redone;
nothing is lost by that, as the change log still has every row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal, begin_operation
from mentorlog.journal.past.play_back import current, play_back
from mentorlog.journal.past.rows import sides, subject
from mentorlog.records.changes import Undone


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
    """The newest operations that stand; raises ``JournalSaysNo`` where there are fewer."""
    found = journal.rows(_STANDING, [current(journal), steps])
    return _enough(found, steps, "undo", "take back")


def redoable(journal: Journal, steps: int = 1) -> list[sqlite3.Row]:
    """The newest undos that stand, and after which no command came; raises ``JournalSaysNo``."""
    found = journal.rows(_REDOABLE, [current(journal), steps])
    return _enough(found, steps, "redo", "put back")


def nothing_to(command: str) -> JournalSaysNo:
    """That there is nothing to undo, or to redo."""
    why = "" if command == "undo" else "only an undo with no command after it can be put back"
    return JournalSaysNo(f"There is nothing to {command}.", why)


# An undo is live unless a redo undoes it in turn; a redo is never undone itself, as an undo after
# it takes the command back anew.
_STANDING = """
    SELECT o.id, o.command, o.at, o.id AS plays FROM operations o
    WHERE o.id <> ? AND o.undoes IS NULL AND NOT EXISTS (
        SELECT 1 FROM operations u WHERE u.undoes = o.id AND NOT EXISTS (
            SELECT 1 FROM operations r WHERE r.undoes = u.id))
    ORDER BY o.id DESC LIMIT ?
"""
_REDOABLE = """
    SELECT o.id, o.command, o.at, u.id AS plays FROM operations u
    JOIN operations o ON o.id = u.undoes AND o.undoes IS NULL
    WHERE NOT EXISTS (SELECT 1 FROM operations r WHERE r.undoes = u.id)
    AND u.id > coalesce((SELECT max(id) FROM operations WHERE undoes IS NULL AND id <> ?), 0)
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
    rows = journal.rows(
        "SELECT * FROM changes WHERE operation = ? ORDER BY id DESC", [operation["plays"]]
    )
    verb = "taken back" if command == "undo" else "put back"
    play_back(journal, rows, f"{operation['command']} cannot be {verb}")
    journal.connection.execute(
        "UPDATE operations SET undoes = ? WHERE id = ?", [operation["plays"], current(journal)]
    )
    return Undone(operation["command"], operation["at"], len(set(_subjects(rows))), len(rows))


def _subjects(changes: Iterable[sqlite3.Row]) -> Iterable[tuple[str, int]]:
    for change in changes:
        before, after = sides(change)
        yield subject(change["tbl"], after or before or {})
