"""Rows of every kind, written as another program would, with text that tries things."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

import pytest

HOSTILE = "'; DROP TABLE goals; -- \"x\" \x1b[31m\u202e [b]{}% \\ \r\n漢 🎉 'é' NEAR( AND *"

Row = dict[str, str | int | None]

TABLES: dict[str, tuple[Row, ...]] = {
    "people": (
        {"id": 1, "name": "Priya Nair", "is_me": 1},
        {"id": 2, "name": "Dana Ortiz", "title": "Staff", "note": HOSTILE},
        {"id": 3, "name": "Sam Lee", "visibility": "private"},
    ),
    "mentorships": (
        {"id": 1, "mentor": 2, "mentee": 1, "purpose": HOSTILE, "cadence_days": 14,
         "started_on": "2026-01-05"},
        {"id": 2, "mentor": 1, "mentee": 3, "cadence_months": 1, "started_on": "2026-02-01",
         "ended_on": "2026-09-01", "end_reason": "moved", "state": "ended"},
    ),
    "pauses": (
        {"id": 1, "mentorship": 1, "from_on": "2026-07-01", "until_on": "2026-08-01",
         "reason": HOSTILE},
    ),
    "goals": (
        {"id": 1, "owner": 1, "title": "Speak", "why": HOSTILE, "measure": "a talk",
         "area": "career", "start_on": "2026-01-05", "target_on": "2027-03-31",
         "metric_from": "0", "metric_to": "2.50", "metric_unit": "talks"},
        {"id": 2, "owner": 1, "parent": 1, "title": HOSTILE, "start_on": "2026-02-01",
         "state": "dropped", "closed_on": "2026-05-01", "visibility": "public"},
    ),
    "milestones": (
        {"id": 1, "goal": 1, "title": HOSTILE, "due_on": "2026-12-01", "done_on": "2026-11-01"},
    ),
    "sessions": (
        {"id": 1, "held_on": "2026-11-20", "time": "14:30", "minutes": 45, "mode": "video",
         "topic": "Storytelling", "notes": HOSTILE, "notes_visibility": "shared"},
        {"id": 2, "held_on": "2026-12-04", "state": "planned"},
    ),
    "attendees": ({"session": 1, "person": 2}, {"session": 2, "person": 2}),
    "session_goals": ({"session": 1, "goal": 1},),
    "takeaways": (
        {"id": 1, "session": 1, "goal": 1, "text": HOSTILE, "noted_on": "2026-11-20"},
        {"id": 2, "session": 1, "kind": "advice", "text": "Record", "noted_on": "2026-11-20",
         "outcome": "worked", "note": "it did"},
        {"id": 3, "kind": "question", "text": "Who?", "noted_on": "2026-11-20", "answer": "Ana"},
    ),
    "actions": (
        {"id": 1, "text": HOSTILE, "owner": 1, "session": 1, "goal": 1, "made_on": "2026-11-20",
         "due_on": "2026-11-27"},
        {"id": 2, "text": "Introduce", "owner": 2, "made_on": "2026-11-01", "state": "done",
         "done_on": "2026-11-02", "evidence": "mail"},
    ),
    "wins": (
        {"id": 1, "happened_on": "2026-10-01", "title": HOSTILE, "impact": "big", "goal": 1,
         "evidence": "link"},
    ),
    "ratings": (
        {"id": 1, "skill": "Speaking", "level": 3, "rated_on": "2026-10-01", "person": 1,
         "evidence": HOSTILE},
        {"id": 2, "skill": "Speaking", "level": 4, "rated_on": "2026-11-01", "person": 2},
    ),
    "agreements": (
        {"id": 1, "mentorship": 1, "agreed_on": "2026-01-05", "text": HOSTILE},
    ),
    "taggings": ({"kind": "goal", "record": 1, "tag": "speaking"},
                 {"kind": "session", "record": 1, "tag": "漢"}),
    "readers": ({"kind": "goal", "record": 1, "person": 2},),
    "origins": ({"kind": "action", "record": 1, "source": "taskwarrior",
                 "identifier": "4c1f6e5a-7d0e-4b8e-9c64-0a1f4d2f5b11"},),
    "events": (
        {"id": 1, "kind": "goal", "record": 1, "field": "created", "happened_on": "2026-01-05",
         "person": 1, "new": "active"},
        {"id": 2, "kind": "goal", "record": 1, "field": "progress", "happened_on": "2026-11-20",
         "person": 1, "new": "1", "confidence": 7, "note": HOSTILE, "session": 1},
    ),
}  # fmt: skip


class EveryKind(NamedTuple):
    """Rows by table, parents before what hangs on them, and the text that tries things."""

    tables: dict[str, tuple[Row, ...]] = TABLES
    hostile: str = HOSTILE

    def insert(self, connection: sqlite3.Connection, table: str, row: Row) -> None:
        """Write one row."""
        names, marks = ", ".join(row), ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))

    def fill(self, connection: sqlite3.Connection) -> None:
        """Write all the rows that there are tables for, in one transaction."""
        found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        there = {name for (name,) in found.fetchall()}
        connection.execute("BEGIN")
        for table, rows in self.tables.items():
            for row in rows if table in there else ():
                self.insert(connection, table, row)
        connection.execute("COMMIT")


@pytest.fixture(scope="session")
def every_kind() -> EveryKind:
    """A row or two of every table."""
    return EveryKind()
