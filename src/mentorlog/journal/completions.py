"""What the shell may offer: ids and titles of what is open, read-only and quickly."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mentorlog.journal import storage
from mentorlog.records import Kind

_QUERIES = {
    Kind.PERSON: "SELECT id, name FROM people WHERE is_me IS NULL ORDER BY name",
    Kind.GOAL: "SELECT id, title FROM goals WHERE state IN ('draft', 'active', 'paused')",
    Kind.MILESTONE: "SELECT id, title FROM milestones WHERE done_on IS NULL",
    Kind.SESSION: "SELECT id, coalesce(topic, held_on) FROM sessions ORDER BY held_on DESC",
    Kind.TAKEAWAY: "SELECT id, text FROM takeaways ORDER BY id DESC",
    Kind.ACTION: "SELECT id, text FROM actions WHERE state = 'open' ORDER BY due_on IS NULL, due_on",
    Kind.WIN: "SELECT id, title FROM wins ORDER BY happened_on DESC",
    Kind.RATING: "SELECT id, skill || ' ' || level FROM ratings ORDER BY rated_on DESC, id DESC",
}
_WORDS = {
    "tag": "SELECT DISTINCT tag FROM taggings",
    "area": "SELECT DISTINCT area FROM goals WHERE area IS NOT NULL",
    "skill": "SELECT DISTINCT skill COLLATE NOCASE FROM ratings",
}
_ENOUGH = 200
"""More than anybody reads in a completion menu."""


def candidates(path: Path, kind: Kind) -> list[tuple[int, str]]:
    """The ids and titles of up to 200 records that could be meant, the likeliest first."""
    return [(row[0], row[1]) for row in _rows(path, f"{_QUERIES[kind]} LIMIT {_ENOUGH}")]


def words(path: Path, column: str) -> list[str]:
    """Up to 200 words that a free column is filled with: ``tag``, ``area`` or ``skill``."""
    return [row[0] for row in _rows(path, f"{_WORDS[column]} LIMIT {_ENOUGH}")]


def _rows(path: Path, sql: str) -> list[sqlite3.Row]:
    connection = storage.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()
