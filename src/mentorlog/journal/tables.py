"""Which tables there are and what they hold: facts the schema, the lens and undo share."""

import sqlite3
from collections.abc import Collection, Iterable

from mentorlog.records.kinds import Holds, Kind

APPLICATION_ID = 0x6D6C6F67
"""``mlog`` in ASCII: marks the file as a mentorlog journal (SQLite's ``application_id``)."""

MAGIC = b"SQLite format 3\0"
"""How every file of SQLite begins."""

VERSION = 20
"""How many migrations there are; ``user_version`` of a file that is up to date."""

ATTACHED = ("taggings", "readers", "origins", "events")
"""Tables whose rows name a record of any kind by ``kind`` and ``record``, and go with it."""

_PARTS = {"mentorships": ("pauses",), "sessions": ("attendees", "session_goals")}
"""Tables whose rows are parts of a record."""

LOGGED = (
    *(table for kind in Kind for table in (kind.table, *_PARTS.get(kind.table, ()))),
    *ATTACHED,
)
"""The tables whose every change is written to ``changes``; each after those that it names."""

OWNED = {kind.table: kind.value for kind in Kind}
"""Tables of records that own events and tags, and the word for their kind."""

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    **{kind.table: (kind.value, kind.about.searched) for kind in Kind},
    "events": ("event", ("note",)),
}
"""The text that search finds: for each table its kind's word and its columns."""

_IN_WORDS = (Holds.TITLE, Holds.TEXT, Holds.WORD)

WORDS: dict[str, tuple[str, ...]] = {
    **{
        kind.table: tuple(each.name for each in kind.about.columns if each.holds in _IN_WORDS)
        for kind in Kind
    },
    "pauses": ("reason",),
    "events": ("note",),
}
"""The columns of each table that hold somebody's words, searched or not."""


TOGETHER: dict[str, tuple[frozenset[str], ...]] = {
    "goals": (
        frozenset({"state", "closed_on"}),
        frozenset({"metric_from", "metric_to", "metric_unit"}),
    ),
    "mentorships": (
        frozenset({"state", "ended_on", "end_reason"}),
        frozenset({"cadence_days", "cadence_months"}),
        frozenset({"mentor", "mentee", "peers"}),
    ),
    "actions": (
        frozenset({"state", "done_on", "dropped_on"}),
        frozenset({"every", "every_from"}),
    ),
    "takeaways": (frozenset({"kind", "outcome"}),),
}
"""Columns of which one says nothing without the others: they win or lose together."""


def identifier(name: str) -> str:
    """A name as it may stand in SQL, whatever somebody has called a column of theirs."""
    return '"' + name.replace('"', '""') + '"'


def among(words: Iterable[str]) -> str:
    """Words of ours, such as fields and states, as SQL has a list of them: ``('created', 'state')``."""
    return "(" + ", ".join(f"'{word}'" for word in words) + ")"


def column_names(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table in their order; none where there is no such table."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({identifier(table)})")]


def required_columns(connection: sqlite3.Connection, table: str) -> set[str]:
    """The columns of a table that cannot be empty."""
    sql = "SELECT name FROM pragma_table_info(?, 'main') WHERE \"notnull\" OR pk"
    return {row[0] for row in connection.execute(sql, [table])}


def pairs(names: Iterable[str]) -> str:
    """The arguments of ``json_object`` for columns: each name, and what it holds."""
    return ", ".join("'" + name.replace("'", "''") + "', " + identifier(name) for name in names)


def whole(table: str, names: Collection[str]) -> set[str]:
    """These columns, and those that go with them."""
    found = set(names)
    for group in TOGETHER.get(table, ()):
        if group & found:
            found |= group
    return found


def inserting(table: str, names: Collection[str]) -> str:
    """The statement that inserts a row with a value for each of these columns."""
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


def column_of(connection: sqlite3.Connection, table: str, number: int) -> str:
    """The column of a foreign key, by the number that SQLite's ``foreign_key_check`` calls it by."""
    keys = connection.execute(f"PRAGMA foreign_key_list({table})").fetchall()
    return next(str(key[3]) for key in keys if key[0] == number)


def state_on(day: str) -> str:
    """The SQL of the state in which a mentorship ``m`` is on a day, which is given in SQL.

    Its column has the state that was told last; a pause may begin and end after that by itself.
    """
    rests = "FROM pauses rest WHERE rest.mentorship = m.id"
    lasts = f"rest.from_on <= {day} AND (rest.until_on IS NULL OR rest.until_on > {day})"
    return (
        f"CASE WHEN m.state = 'ended' THEN m.state WHEN EXISTS (SELECT 1 {rests} AND {lasts})"
        f" THEN 'paused' WHEN EXISTS (SELECT 1 {rests}) AND m.state IS NOT NULL THEN 'active'"
        " ELSE m.state END"
    )
