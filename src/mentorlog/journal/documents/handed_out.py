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
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any, NamedTuple
from zlib import crc32

from mentorlog.journal import Journal, storage
from mentorlog.journal.documents.three_ways import Handed
from mentorlog.records import (
    ActionState,
    Kind,
    Mode,
    Outcome,
    SessionState,
    TakeawayKind,
)
from mentorlog.records.drafts import LineDraft, SessionDraft, said_visibility

Row = Mapping[str, Any]

_STAMP = re.compile(r"\S+, (\S{1,8})-([0-9]{1,18})-([0-9a-f]{8})")
_LINES = {"t": "takeaways", "a": "actions"}
_LETTERS = {table: letter for letter, table in _LINES.items()}
_LINKS = {"attendees": "person", "session_goals": "goal"}
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
    """All that was done after a row of the change log to what a document shows."""

    def __init__(self, journal: Journal, last: int) -> None:
        self.last = last
        self._rows: dict[tuple[str, int], list[_Change]] = defaultdict(list)
        self._sessions: dict[int, list[_Change]] = defaultdict(list)
        self._lines: dict[int, dict[tuple[str, int], None]] = defaultdict(dict)
        self._names: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._undone = {row[0] for row in journal.connection.execute(_UNDONE)}
        tables = (*_LETTERS, *_LINKS, *_NAMED, "sessions", "taggings")
        for row in journal.connection.execute(
            "SELECT id, operation, tbl, before, after FROM changes WHERE id > ?"
            f" AND tbl IN ({', '.join('?' * len(tables))}) ORDER BY id",
            [last, *tables],
        ):
            before, after = (
                json.loads(row[name]) if row[name] else None for name in ("before", "after")
            )
            self._add(_Change(row["id"], row["operation"], row["tbl"], before, after))

    def after(self, last: int) -> Since:
        """The same from a later row on, without another look at the log."""
        found = copy(self)
        found.last = last
        return found

    def _add(self, change: _Change) -> None:
        sides = [side for side in (change.before, change.after) if side]
        one = sides[0]
        if change.table in _LETTERS:
            key = (change.table, one["id"])
            self._rows[key].append(change)
            for side in sides:
                self._lines[side["session"]][key] = None
        elif change.table in _NAMED:
            column = _NAMED[change.table]
            self._names[change.table, one["id"]] += [side[column] for side in sides]
        elif change.table == "sessions":
            self._sessions[one["id"]].append(change)
        elif change.table in _LINKS:
            self._sessions[one["session"]].append(change)
        elif one["kind"] == "session":
            self._sessions[one["record"]].append(change)

    def lines_of(self, session: int) -> Iterable[tuple[str, int]]:
        """The lines that the session has had and may no longer have, as table and id."""
        return self._lines.get(session, ())

    def line(self, table: str, id: int, now: Row | None) -> list[Row | None]:
        """The line before all and after each operation that stands; None where it was not there."""
        states: list[Row | None] = []
        last: int | None = None
        for change in self._rows.get((table, id), ()):
            if change.id <= self.last:
                continue
            if not states:
                states = [change.before]
            if change.operation in self._undone:
                continue
            if change.operation is not None and change.operation == last:
                states[-1] = change.after
            else:
                states.append(change.after)
            last = change.operation
        return states or [now]

    def session(self, id: int, now: _Session) -> list[_Session]:
        """The session before all and after each operation that stands; the last is ``now``."""
        states, operations = [now], list[int | None]()
        following: _Change | None = None
        for change in reversed(self._sessions.get(id, ())):
            if change.id <= self.last:
                break
            if (
                following is None
                or change.operation is None
                or (change.operation != following.operation)
            ):
                states.append(states[-1].before(change))
                operations.append(change.operation)
            else:
                states[-1] = states[-1].before(change)
            following = change
        stand = [True, *(each not in self._undone for each in operations[1:]), True]
        return [state for state, stands in zip(states, stand, strict=False) if stands][::-1]

    def names(self, table: str, id: int) -> Sequence[str]:
        """What a person or goal was called."""
        return self._names.get((table, id), ())


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
        if change.table == "sessions":
            return self._replace(row=change.before or {})
        column = _LINKS.get(change.table, "tag")
        field = {"person": "people", "goal": "goals", "tag": "tags"}[column]
        words = getattr(self, field)
        for side, there in ((change.after, False), (change.before, True)):
            if side:
                words = words | {side[column]} if there else words - {side[column]}
        return self._replace(**{field: words})


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
    """What the journal has said of a session since then, what it says now, and marks of nothing.

    ``names`` are what the people and goals in it are and were called, by ``p2`` and ``g1``; drafts
    name them so. ``own`` are the marks of the session's own lines, ``lost`` those of lines that were
    once there, ``unknown`` those of none.
    """

    handed: Handed
    mine: SessionDraft
    names: Mapping[str, frozenset[str]]
    own: frozenset[str]
    lost: frozenset[str]
    unknown: frozenset[str]


def past(
    journal: Journal, session: int, since: Since | None, marks: Iterable[str], *, whole: bool
) -> Past:
    """What a document of the session is to be compared with.

    ``marks`` are those in the document: it may show lines of other sessions too. ``whole`` tells
    that all lines the session had were shown. Without ``since`` nobody knows what was shown, and
    whatever the journal says may be newer than the document.
    """
    found = _Found(journal, since)
    now = _session_now(journal, session)
    headers = since.session(session, now) if since else [now]
    for table, letter in _LETTERS.items():
        for row in journal.rows(f"SELECT * FROM {table} WHERE session = ? ORDER BY id", [session]):
            found.own(f"{letter}{row['id']}", dict(row), session, whole=whole)
    for table, id in since.lines_of(session) if since else ():
        mark = f"{_LETTERS[table]}{id}"
        if _row(journal, mark) is None:
            found.own(mark, None, session, whole=whole)
    for mark in dict.fromkeys(marks):
        found.elsewhere(mark)
    said = [_header(each) for each in headers]
    if since is None:
        # No text is a NUL: notes on both sides are both a change of it.
        said.insert(0, SessionDraft(state=said[0].state, notes="\0" if said[0].notes else ""))
    elif not whole:
        said.insert(0, SessionDraft(state=said[0].state))
    mine = said[-1]._replace(lines=tuple(found.mine.values()))
    handed = Handed(said, found.shown, found.later)
    names = _names(journal, since, headers, found)
    sets = (frozenset(marks) for marks in (found.owned, found.lost, found.unknown))
    return Past(handed, mine, names, *sets)


class _Found:
    """The lines that a document may speak of, by their marks."""

    def __init__(self, journal: Journal, since: Since | None) -> None:
        self._journal = journal
        self._since = since
        self.mine: dict[str, LineDraft] = {}
        self.shown: dict[str, list[LineDraft]] = {}
        self.later: dict[str, list[LineDraft]] = {}
        self.owned: set[str] = set()
        self.lost: set[str] = set()
        self.unknown: set[str] = set()

    def own(self, mark: str, now: Row | None, session: int, *, whole: bool) -> None:
        """A line of the session, or one that was deleted from it."""
        self.owned.add(mark)
        if now:
            self.mine[mark] = _line(mark, now)
        if self._since is None:
            line = self.mine[mark]
            # Nobody knows which side is the newer: what the journal does not say may be taken.
            self.later[mark] = [LineDraft(line.kind, line.text, mark, line.owner), line]
            return
        states = self._since.line(_LINES[mark[0]], int(mark[1:]), now)
        first = states[0]
        shown = whole and first is not None and first["session"] == session
        said = [_line(mark, state) for state in states if state]
        if said:
            (self.shown if shown else self.later)[mark] = said

    def elsewhere(self, mark: str) -> None:
        """A mark in the document, of a line that may hang on anything."""
        if mark in self.shown or mark in self.later or self._since is None:
            return
        table, id = _LINES[mark[0]], int(mark[1:])
        now = _row(self._journal, mark)
        said = [_line(mark, state) for state in self._since.line(table, id, now) if state]
        if said:
            self.shown[mark] = said
            if now:
                self.mine[mark] = _line(mark, now)
            return
        highest = self._journal.value("SELECT seq FROM sqlite_sequence WHERE name = ?", [table])
        (self.lost if id <= (highest or 0) else self.unknown).add(mark)


def _row(journal: Journal, mark: str) -> Row | None:
    return _one(journal, f"SELECT * FROM {_LINES[mark[0]]} WHERE id = ?", int(mark[1:]))


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
    journal: Journal, since: Since | None, headers: Iterable[_Session], found: _Found
) -> dict[str, frozenset[str]]:
    lines = [*found.mine.values()]
    lines += [
        line for each in (found.shown, found.later) for said in each.values() for line in said
    ]
    people = {int(line.owner[1:]) for line in lines if line.owner}
    goals = set[int]()
    for header in headers:
        people |= header.people
        goals |= header.goals
    names: dict[str, frozenset[str]] = {}
    for table, ids in (("people", people), ("goals", goals)):
        column = _NAMED[table]
        for id in sorted(ids):
            row = journal.row(f"SELECT {column} FROM {table} WHERE id = ?", [id])
            former = since.names(table, id) if since else ()
            names[f"{table[0]}{id}"] = frozenset([*former, *([row[0]] if row else [])])
    return names
