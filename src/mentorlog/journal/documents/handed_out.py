"""When a document was handed out, and what was done since: a stamp, and the change log behind it.

A document carries a stamp: when it was handed out, and how far the change log of this copy of the
journal had come. From there the log knows every word of it, so that no second copy of private text
is needed to compare with. Another copy of the journal, and one restored from an older backup, has
another log: the stamp does not fit it, and the document's marks mean nothing.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from copy import copy
from typing import Any, TypeVar
from zlib import crc32

from mentorlog.journal import Journal, storage
from mentorlog.journal.past.rows import UNDONE, sides
from mentorlog.records import Kind
from mentorlog.records.drafts import SessionDraft
from mentorlog.values import NamedTuple

Row = Mapping[str, Any]
_State = TypeVar("_State")

_STAMP = re.compile(r"\S+, (\S{1,8})-([0-9]{1,18})-([0-9a-f]{8})")
LETTERS = {"takeaways": "t", "actions": "a"}
TABLES = {letter: table for table, letter in LETTERS.items()}
_LINKS = {"attendees": ("people", "person"), "session_goals": ("goals", "goal")}
"""For each table of links what it gives a session, and the column that says it."""
NAMED = {"people": "name", "goals": "title"}

BACK = "log -"
"""The command that takes in one document, as the change log names it."""


# Stamps


def stamp(journal: Journal) -> str:
    """The stamp of a document that this journal hands out now.

    ``2026-12-02T17:40:00Z, 6d2f6d6b-412-a1b2c3d4``: the journal, the last row of its change log, and
    a check of that row, which no other copy has there once they have gone different ways.
    """
    row = one(journal, "SELECT * FROM changes ORDER BY id DESC LIMIT 1")
    return f"{journal.now[:19]}Z, {_copy(journal)}-{row['id'] if row else 0}-{_check(row)}"


def _copy(journal: Journal) -> str:
    return (storage.identity(journal.connection) or "0")[:8]


def _check(row: Row | None) -> str:
    said = [row[name] for name in ("uid", "at", "tbl", "change")] if row else []
    return f"{crc32(json.dumps(said).encode()):08x}"


def number(journal: Journal, written: str | None) -> int | None:
    """How far the change log had come; None where another copy of the journal wrote the stamp.

    Where the row was purged since, it is enough that the journal is the same and has later rows.
    """
    match = _STAMP.fullmatch((written or "").strip())
    if not match or match[1] != _copy(journal):
        return None
    last = int(match[2])
    row = one(journal, "SELECT * FROM changes WHERE id = ?", last)
    if row is not None or last == 0:
        return last if _check(row) == match[3] else None
    newest = journal.value("SELECT seq FROM sqlite_sequence WHERE name = 'changes'") or 0
    return last if last <= newest else None


# The log


class _Change(NamedTuple):
    id: int
    operation: int | None
    table: str
    before: Row | None
    after: Row | None


class Since:
    """All changes after a row of the change log to what documents show.

    ``marks`` are those of lines that each session has had and may no longer have, ``names`` what each person and
    goal was called.
    """

    def __init__(self, journal: Journal, last: int) -> None:
        self.last = last
        self._changes: dict[str, list[_Change]] = defaultdict(list)
        self.marks: dict[int, dict[str, None]] = defaultdict(dict)
        self.names: dict[str, list[str]] = defaultdict(list)
        self._undone = {row[0] for row in journal.connection.execute(UNDONE)}
        self._imports = {
            *journal.ids(
                "SELECT id FROM operations WHERE command IN ('import markdown', ?)", [BACK]
            )
        }
        tables = (*LETTERS, *_LINKS, *NAMED, "sessions", "taggings")
        for row in journal.connection.execute(
            "SELECT id, operation, tbl, before, after FROM changes WHERE id > ?"
            f" AND tbl IN ({', '.join('?' * len(tables))}) ORDER BY id",
            [last, *tables],
        ):
            self._add(_Change(row["id"], row["operation"], row["tbl"], *sides(row)))

    def _add(self, change: _Change) -> None:
        both = [side for side in (change.before, change.after) if side]
        one, table = both[0], change.table
        if table in LETTERS:
            mark = f"{LETTERS[table]}{one['id']}"
            self._changes[mark].append(change)
            for side in both:
                self.marks[side["session"]][mark] = None
        elif table in NAMED:
            self.names[f"{table[0]}{one['id']}"] += [side[NAMED[table]] for side in both]
        elif table == "sessions":
            self._changes[f"s{one['id']}"].append(change)
        elif table in _LINKS:
            self._changes[f"s{one['session']}"].append(change)
        elif one["kind"] == Kind.SESSION:
            self._changes[f"s{one['record']}"].append(change)

    def line(self, mark: str, now: Row | None) -> list[tuple[Row | None, bool]]:
        """The line before all and after each operation that stands; None where it was not there.

        Each with whether an import made it so.
        """
        return self._states(mark, now, lambda _, change: change.before)

    def session(self, id: int, now: "Stood") -> "list[tuple[Stood, bool]]":
        """The session in the same way; the last is ``now``."""
        return self._states(f"s{id}", now, Stood.before)

    def _states(
        self, key: str, now: _State, back: Callable[[_State, _Change], _State]
    ) -> list[tuple[_State, bool]]:
        """The states of something, found from the last one back; returned in the order they came."""
        states, operations = [now], list[int | None]()
        for change in reversed(self._changes.get(key, ())):
            if change.id <= self.last:
                break
            if not operations or change.operation is None or change.operation != operations[-1]:
                states.append(states[-1])
                operations.append(change.operation)
            states[-1] = back(states[-1], change)
        # What does not stand was taken back by the state after it; the first was handed out.
        made = [
            (state, by in self._imports)
            for state, by in zip(states, [*operations, None], strict=True)
            if by is None or by not in self._undone or state is now
        ]
        return made[::-1]


def since(journal: Journal, written: str | None) -> Since | None:
    """What was done since a stamp, None where another copy of the journal wrote it.

    The log is read once for many documents: what an import itself does is no news to the next one.
    """
    last = number(journal, written)
    if last is None:
        return None
    read: Since | None = journal.cache.get("since")
    if read is None or last < read.last:
        read = journal.cache["since"] = Since(journal, last)
    found = copy(read)
    found.last = last
    return found


def shown(journal: Journal, document: SessionDraft, marks: Collection[str]) -> dict[str, bool]:
    """Those of the marks whose lines were there when the document was handed out, in its order.

    Each with whether the document showed that line: its session's, or one whose words still begin it.
    """
    log = since(journal, document.written)
    found = dict[str, bool]()
    for line in document.lines if log else ():
        mark = line.mark or ""
        if not log or mark not in marks:
            continue
        now = one(journal, f"SELECT * FROM {TABLES[mark[0]]} WHERE id = ?", int(mark[1:]))
        was, _ = log.line(mark, now)[0]
        if was and (mark[0] == "a") == (line.kind is Kind.ACTION):
            session = one(journal, "SELECT uid FROM sessions WHERE id = ?", was["session"] or 0)
            is_own = session is not None and session["uid"] == document.uid
            found[mark] = is_own or line.text.startswith(was["text"])
    return found


class Stood(NamedTuple):
    """A session's row with its links at one moment; the row is empty where there was none."""

    row: Row
    people: frozenset[int]
    goals: frozenset[int]
    tags: frozenset[str]

    def before(self, change: _Change) -> "Stood":
        """The session as it was before a change of it."""
        if change.table == "sessions":
            return self._replace(row=change.before or {})
        field, column = _LINKS.get(change.table, ("tags", "tag"))
        words = set(getattr(self, field))
        words -= {change.after[column]} if change.after else set()
        words |= {change.before[column]} if change.before else set()
        changed: dict[str, Any] = {field: frozenset(words)}
        return self._replace(**changed)


def deleted(journal: Journal, document: SessionDraft) -> str:
    """What to tell the user where the document's session was deleted since; else empty."""
    first = journal.row(
        "SELECT before FROM changes WHERE id > ? AND tbl = 'sessions' AND uid = ? ORDER BY id",
        [number(journal, document.written) or 0, document.uid],
    )
    was = json.loads(first["before"] or "null") if first else None
    return f"s{was['id']}, of which this document is, was deleted here." if was else ""


def one(journal: Journal, sql: str, *values: int) -> Row | None:
    """The first row of a query."""
    found = journal.row(sql, values)
    return dict(found) if found else None
