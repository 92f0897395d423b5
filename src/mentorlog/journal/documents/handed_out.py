"""What a session said when a document of it was handed out, and since: read from the change log.

A document carries a stamp: when it was handed out, and how far the change log of this copy of the
journal had come. The log then knows every word of it, so that no second copy of private text is
kept for the sake of comparing. In another copy of the journal, and after an older backup was put in
its place, the log is another one: the stamp does not fit it, and the document's marks mean nothing.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from mentorlog.journal import Journal, storage
from mentorlog.journal.documents.three_ways import Handed
from mentorlog.journal.past.rows import sides
from mentorlog.records import ActionState, Kind, Mode, Outcome, SessionState, TakeawayKind
from mentorlog.records.drafts import LineDraft, SessionDraft, said_visibility

Row = Mapping[str, Any]
_State = TypeVar("_State")

_STAMP = re.compile(r"\S+, (\S{1,8})-([0-9]{1,18})-([0-9a-f]{8})")
_LETTERS = {"takeaways": "t", "actions": "a"}
_TABLES = {letter: table for table, letter in _LETTERS.items()}
_LINKS = {"attendees": ("people", "person"), "session_goals": ("goals", "goal")}
"""For each table of links what it gives a session, and the column that says it."""
_NAMED = {"people": "name", "goals": "title"}


# Stamps


def stamp(journal: Journal) -> str:
    """What a document says of when and where it was handed out: now, by this journal.

    ``2026-12-02T17:40:00Z, 6d2f6d6b-412-a1b2c3d4``: the journal, the last row of its change log, and
    a check of that row, which no other copy has there once they have gone different ways.
    """
    row = _one(journal, "SELECT * FROM changes ORDER BY id DESC LIMIT 1")
    return f"{journal.now[:19]}Z, {_copy(journal)}-{row['id'] if row else 0}-{_check(row)}"


def _copy(journal: Journal) -> str:
    return (storage.identity(journal.connection) or "0")[:8]


def _check(row: Row | None) -> str:
    said = [row[name] for name in ("uid", "at", "tbl", "change")] if row else []
    return f"{crc32(json.dumps(said).encode()):08x}"


def number(journal: Journal, written: str | None) -> int | None:
    """How far the change log had come, None where another copy of the journal wrote the stamp.

    A row that was purged since checks nothing; the journal and the rows after it then have to do.
    """
    match = _STAMP.fullmatch((written or "").strip())
    if not match or match[1] != _copy(journal):
        return None
    last = int(match[2])
    row = _one(journal, "SELECT * FROM changes WHERE id = ?", last)
    if row is not None or last == 0:
        return last if _check(row) == match[3] else None
    newest = journal.value("SELECT seq FROM sqlite_sequence WHERE name = 'changes'") or 0
    return last if last <= newest else None


# The log


_UNDONE = """
    WITH undone AS (SELECT u.undoes AS id FROM operations u WHERE u.undoes IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM operations r WHERE r.undoes = u.id))
    SELECT id FROM undone UNION SELECT r.id FROM operations r
    JOIN operations u ON u.id = r.undoes WHERE u.undoes IN (SELECT id FROM undone)"""
"""What was taken back is as if it had never been said: saved again, a document does it again."""


class _Change(NamedTuple):
    id: int
    operation: int | None
    table: str
    before: Row | None
    after: Row | None


class Since:
    """All that was done after a row of the change log to what documents show."""

    def __init__(self, journal: Journal, last: int) -> None:
        self.last = last
        self._changes: dict[str, list[_Change]] = defaultdict(list)
        self._lines: dict[int, dict[str, None]] = defaultdict(dict)
        self._names: dict[str, list[str]] = defaultdict(list)
        self._undone = {row[0] for row in journal.connection.execute(_UNDONE)}
        tables = (*_LETTERS, *_LINKS, *_NAMED, "sessions", "taggings")
        for row in journal.connection.execute(
            "SELECT id, operation, tbl, before, after FROM changes WHERE id > ?"
            f" AND tbl IN ({', '.join('?' * len(tables))}) ORDER BY id",
            [last, *tables],
        ):
            self._add(_Change(row["id"], row["operation"], row["tbl"], *sides(row)))

    def after(self, last: int) -> Since:
        """The same from a later row on, without another look at the log."""
        found = copy(self)
        found.last = last
        return found

    def _add(self, change: _Change) -> None:
        both = [side for side in (change.before, change.after) if side]
        one, table = both[0], change.table
        if table in _LETTERS:
            mark = f"{_LETTERS[table]}{one['id']}"
            self._changes[mark].append(change)
            for side in both:
                self._lines[side["session"]][mark] = None
        elif table in _NAMED:
            self._names[f"{table[0]}{one['id']}"] += [side[_NAMED[table]] for side in both]
        elif table == "sessions":
            self._changes[f"s{one['id']}"].append(change)
        elif table in _LINKS:
            self._changes[f"s{one['session']}"].append(change)
        elif one["kind"] == Kind.SESSION:
            self._changes[f"s{one['record']}"].append(change)

    def lines_of(self, session: int) -> Iterable[str]:
        """The marks of lines that the session has had and may no longer have."""
        return self._lines.get(session, ())

    def line(self, mark: str, now: Row | None) -> list[Row | None]:
        """The line before all and after each operation that stands; None where it was not there."""
        return self._states(mark, now, lambda _, change: change.before)

    def session(self, id: int, now: _Session) -> list[_Session]:
        """The session before all and after each operation that stands; the last is ``now``."""
        return self._states(f"s{id}", now, _Session.before)

    def _states(
        self, key: str, now: _State, back: Callable[[_State, _Change], _State]
    ) -> list[_State]:
        """Each state from the last one back to the first, given as they followed each other."""
        states, operations = [now], list[int | None]()
        for change in reversed(self._changes.get(key, ())):
            if change.id <= self.last:
                break
            if not operations or change.operation is None or change.operation != operations[-1]:
                states.append(states[-1])
                operations.append(change.operation)
            states[-1] = back(states[-1], change)
        # A state is what the operation before it left; the first was handed out, the last is now.
        stands = [True, *(each not in self._undone for each in operations[1:]), True]
        return [state for state, each in zip(states, stands, strict=False) if each][::-1]

    def names(self, reference: str) -> Sequence[str]:
        """What a person or goal was called."""
        return self._names.get(reference, ())


def since(journal: Journal, written: str | None) -> Since | None:
    """What was done since a stamp, None where another copy of the journal wrote it."""
    last = number(journal, written)
    return None if last is None else Since(journal, last)


class _Session(NamedTuple):
    """A session's row with its links; an empty row is none."""

    row: Row
    people: frozenset[int]
    goals: frozenset[int]
    tags: frozenset[str]

    def before(self, change: _Change) -> _Session:
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
    """What to say where the document's session was there then and was deleted since, else nothing."""
    first = journal.row(
        "SELECT before FROM changes WHERE id > ? AND tbl = 'sessions' AND uid = ? ORDER BY id",
        [number(journal, document.written) or 0, document.uid],
    )
    was = json.loads(first["before"] or "null") if first else None
    return f"s{was['id']}, of which this document is, was deleted here." if was else ""


# What was handed out


class Past(NamedTuple):
    """What the journal has said of a session since then, and what it says now.

    ``names`` are what the people and goals in it were and, last, are called, by ``p2`` and ``g1``;
    drafts name them so. ``own`` are the marks of the session's own lines, ``unknown`` those of no line,
    each with whether there was one.
    """

    handed: Handed
    mine: SessionDraft
    names: Mapping[str, Sequence[str]]
    own: frozenset[str]
    unknown: Mapping[str, bool]


def past(
    journal: Journal, session: int, since: Since | None, marks: Iterable[str], *, whole: bool
) -> Past:
    """What a document of the session is to be compared with.

    ``marks`` are those in the document: it may show lines of other sessions too. ``whole`` tells
    that all lines the session had were shown. Without ``since`` nobody knows what was shown, and
    whatever the journal says may be newer than the document.
    """
    now = _session_now(journal, session)
    headers = since.session(session, now) if since else [now]
    own = _own_lines(journal, session, since)
    mine = {mark: _line(mark, row) for mark, row in own.items() if row}
    lines, shown, unknown = dict[str, list[LineDraft]](), list[str](), list[str]()
    for mark, row in own.items():
        if since is None:
            lines[mark] = _ever(journal, mine[mark], row or {})
        elif said := _said(mark, states := since.line(mark, row)):
            lines[mark] = said
            if whole and states[0] and states[0]["session"] == session:
                shown.append(mark)
    for mark in marks if since else ():
        if mark in lines or mark in unknown:
            continue
        row = _row(journal, mark)
        if since and (said := _said(mark, since.line(mark, row))):
            lines[mark] = said
            shown.append(mark)
            mine |= {mark: _line(mark, row)} if row else {}
        else:
            unknown.append(mark)
    versions = [_header(each) for each in headers]
    if not (since and whole):
        # No text is a NUL: where nobody knows what was shown, notes on both sides are a conflict.
        notes = "\0" if versions[0].notes and not since else ""
        versions.insert(0, SessionDraft(state=versions[0].state, notes=notes))
    drafts = [*mine.values(), *(line for each in lines.values() for line in each)]
    return Past(
        Handed(versions, lines, shown),
        versions[-1]._replace(lines=tuple(mine.values())),
        _names(journal, since, headers, drafts),
        frozenset(own),
        {mark: _was_there(journal, mark) for mark in unknown},
    )


def _own_lines(journal: Journal, session: int, since: Since | None) -> dict[str, Row | None]:
    """The session's lines by their marks; None for one that was deleted from it."""
    found: dict[str, Row | None] = {
        f"{letter}{row['id']}": dict(row)
        for table, letter in _LETTERS.items()
        for row in journal.rows(f"SELECT * FROM {table} WHERE session = ? ORDER BY id", [session])
    }
    for mark in since.lines_of(session) if since else ():
        if mark not in found and _row(journal, mark) is None:
            found[mark] = None
    return found


def _said(mark: str, states: Iterable[Row | None]) -> list[LineDraft]:
    return [_line(mark, state) for state in states if state]


def _ever(journal: Journal, line: LineDraft, now: Row) -> list[LineDraft]:
    """All that a line ever said, for a document of which nobody knows when it was handed out.

    First comes its text alone: what the journal says besides may be newer, what it does not say may
    be taken from the document.
    """
    rows = journal.rows(
        f"SELECT before, after FROM changes WHERE uid = ? AND coalesce(operation, 0) NOT IN ({_UNDONE})"
        " AND after IS NOT NULL ORDER BY id",
        [now["uid"]],
    )
    earlier = _said(line.mark or "", (sides(row)[1] for row in rows))
    return [LineDraft(line.kind, line.text, line.mark, line.owner), *earlier, line]


def _was_there(journal: Journal, mark: str) -> bool:
    """Whether a line ever had that number."""
    table = _TABLES[mark[0]]
    highest = journal.value("SELECT seq FROM sqlite_sequence WHERE name = ?", [table])
    return int(mark[1:]) <= (highest or 0)


def _row(journal: Journal, mark: str) -> Row | None:
    return _one(journal, f"SELECT * FROM {_TABLES[mark[0]]} WHERE id = ?", int(mark[1:]))


def _one(journal: Journal, sql: str, *values: int) -> Row | None:
    found = journal.row(sql, values)
    return dict(found) if found else None


def _session_now(journal: Journal, id: int) -> _Session:
    row = _one(journal, "SELECT * FROM sessions WHERE id = ?", id)
    links = [
        frozenset(found[0] for found in journal.rows(sql, [id]))
        for sql in (
            "SELECT person FROM attendees WHERE session = ?",
            "SELECT goal FROM session_goals WHERE session = ?",
            "SELECT tag FROM taggings WHERE kind = 'session' AND record = ?",
        )
    ]
    return _Session(row or {}, *links)


def _header(session: _Session) -> SessionDraft:
    """The session without its lines, as a document of it says it; a default is not said."""
    row = session.row
    if not row:
        return SessionDraft()
    return SessionDraft(
        uid=row["uid"],
        with_people=tuple(f"p{id}" for id in sorted(session.people)),
        held_on=date.fromisoformat(row["held_on"]),
        time=row["time"],
        minutes=row["minutes"],
        mode=Mode(row["mode"]) if row["mode"] else None,
        state=None if row["state"] == SessionState.HELD else SessionState(row["state"]),
        topic=row["topic"] or None,
        goals=tuple(f"g{id}" for id in sorted(session.goals)),
        tags=tuple(sorted(session.tags)),
        visibility=said_visibility(None, row["visibility"]),
        notes=row["notes"] or "",
        notes_visibility=said_visibility(TakeawayKind.REFLECTION, row["notes_visibility"]),
    )


def _line(mark: str, row: Row) -> LineDraft:
    if mark[0] == "a":
        on = row["done_on"] or row["dropped_on"]
        return LineDraft(
            Kind.ACTION,
            row["text"],
            mark,
            owner=f"p{row['owner']}",
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            done=row["state"] == ActionState.DONE,
            dropped=row["state"] == ActionState.DROPPED,
            closed_on=date.fromisoformat(on) if on else None,
            evidence=row["evidence"] or None,
            visibility=said_visibility(None, row["visibility"]),
        )
    kind = TakeawayKind(row["kind"])
    quiet = row["outcome"] in (None, Outcome.PENDING) and not row["note"]
    return LineDraft(
        kind,
        row["text"],
        mark,
        outcome=None if quiet else Outcome(row["outcome"] or Outcome.PENDING),
        note=row["note"] or None,
        answer=row["answer"] or None,
        visibility=said_visibility(kind, row["visibility"]),
    )


def _names(
    journal: Journal, since: Since | None, headers: Iterable[_Session], lines: Iterable[LineDraft]
) -> dict[str, Sequence[str]]:
    """What the people and goals in them were and, last, are called."""
    people = {int(line.owner[1:]) for line in lines if line.owner}
    people = people.union(*(header.people for header in headers))
    goals = set[int]().union(*(header.goals for header in headers))
    names: dict[str, Sequence[str]] = {}
    for table, ids in (("people", people), ("goals", goals)):
        for id in sorted(ids):
            row = journal.row(f"SELECT {_NAMED[table]} FROM {table} WHERE id = ?", [id])
            reference = f"{table[0]}{id}"
            former = since.names(reference) if since else ()
            names[reference] = [*former, *([row[0]] if row else [])]
    return names
