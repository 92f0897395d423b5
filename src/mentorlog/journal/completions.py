"""What the shell may offer: ids and titles of what is open, read-only and quickly."""

import sqlite3
from contextlib import closing
from pathlib import Path

from mentorlog.journal import storage
from mentorlog.records import Kind

_ONLY = {Kind.PERSON: "is_me IS NULL", Kind.SESSION: "1", Kind.TAKEAWAY: "1"}
"""Which are offered where they are not the open ones."""
_WORDS = {
    "tag": "SELECT DISTINCT tag FROM taggings",
    "skill": "SELECT DISTINCT skill COLLATE NOCASE FROM ratings",
}
_ENOUGH = 200
"""More than anybody reads in a completion menu."""


def candidates(path: Path, kind: Kind) -> list[tuple[int, str]]:
    """The ids and titles of up to 200 records that could be meant, the likeliest first."""
    about = kind.about
    query = (
        f"SELECT id, {about.offered or about.called} FROM {about.table} {about.letter}"
        f" WHERE {_ONLY.get(kind, about.is_open)} ORDER BY {about.likeliest} LIMIT {_ENOUGH}"
    )
    return [(row[0], row[1]) for row in _rows(path, query)]


def words(path: Path, column: str) -> list[str]:
    """Up to 200 words that a free column is filled with: ``tag`` or ``skill``."""
    return [row[0] for row in _rows(path, f"{_WORDS[column]} LIMIT {_ENOUGH}")]


def _rows(path: Path, sql: str) -> list[sqlite3.Row]:
    with closing(storage.connect(path)) as connection:
        return connection.execute(sql).fetchall()
