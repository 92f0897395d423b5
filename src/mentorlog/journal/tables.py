"""Which tables there are and what they hold: facts the schema, the lens and undo share."""

from __future__ import annotations

from collections.abc import Iterable

APPLICATION_ID = 0x6D6C6F67
"""``mlog`` in ASCII: marks the file as a mentorlog journal (SQLite's ``application_id``)."""

VERSION = 7
"""How many migrations there are; ``user_version`` of a file that is up to date."""

LOGGED = (
    "people",
    "mentorships",
    "pauses",
    "goals",
    "milestones",
    "sessions",
    "attendees",
    "session_goals",
    "takeaways",
    "actions",
    "wins",
    "ratings",
    "agreements",
    "taggings",
    "readers",
    "origins",
    "events",
)
"""The tables whose every change is written to ``changes``."""

ATTACHED = ("events", "taggings", "readers", "origins")
"""Tables whose rows name a record of any kind by ``kind`` and ``record``, and go with it."""

OWNED = {
    "people": "person",
    "mentorships": "mentorship",
    "goals": "goal",
    "milestones": "milestone",
    "sessions": "session",
    "takeaways": "takeaway",
    "actions": "action",
    "wins": "win",
    "ratings": "rating",
    "agreements": "agreement",
}
"""Tables of records that own events and tags, and the word for their kind."""

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "people": ("person", ("name", "title", "note")),
    "mentorships": ("mentorship", ("purpose", "end_reason")),
    "goals": ("goal", ("title", "why", "measure")),
    "milestones": ("milestone", ("title",)),
    "sessions": ("session", ("topic", "notes")),
    "takeaways": ("takeaway", ("text", "note", "answer")),
    "actions": ("action", ("text", "evidence")),
    "wins": ("win", ("title", "impact", "evidence")),
    "ratings": ("rating", ("skill", "evidence")),
    "agreements": ("agreement", ("text",)),
    "events": ("event", ("note",)),
}
"""The text that search finds: for each table its kind's word and its columns."""


def identifier(name: str) -> str:
    """A name as it may stand in SQL, whatever somebody has called a column of theirs."""
    return '"' + name.replace('"', '""') + '"'


def pairs(names: Iterable[str]) -> str:
    """The arguments of ``json_object`` for columns: each name, and what it holds."""
    return ", ".join("'" + name.replace("'", "''") + "', " + identifier(name) for name in names)
