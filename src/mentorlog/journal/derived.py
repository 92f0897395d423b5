"""What follows from the tables and is made from them: indexes, triggers, views and search's lines.

Triggers keep the change log, ``updated_at`` and the lines that search finds; they are made from the
columns that a table has. Views are for other tools.
"""

import sqlite3
from collections.abc import Iterator

from mentorlog.journal import public_views
from mentorlog.journal.tables import ATTACHED, LOGGED, OWNED, TEXTS, column_names

DERIVED = f"""(type = 'trigger' OR (type = 'index' AND name LIKE 'by\\_%' ESCAPE '\\')
    OR (type = 'view' AND (substr(name, 1, {len(public_views.PREFIX)}) = '{public_views.PREFIX}'
        OR name IN ('into_changes', 'into_lines'))))"""
"""Which of a file's objects are these."""


def drop(connection: sqlite3.Connection) -> None:
    """Drop what ``make`` makes; the caller's transaction brings it back if it fails."""
    rows = connection.execute(f"SELECT type, name FROM sqlite_schema WHERE {DERIVED}").fetchall()
    for kind, name in rows:
        connection.execute(f'DROP {kind} IF EXISTS "{name}"')  # A view's triggers go with it.


def make(connection: sqlite3.Connection) -> None:
    """Make every index and trigger the tables call for, and the views for other tools."""
    for name, on in _INDEXES.items():
        connection.execute(f"CREATE INDEX {name} ON {on}")
    for statement in _WHAT_TRIGGERS_SHARE:
        connection.execute(statement)
    for table in LOGGED:
        for statement in _triggers(table, column_names(connection, table)):
            connection.execute(statement)
    for name, select in public_views.VIEWS.items():
        connection.execute(f"CREATE VIEW {name} AS{select.rstrip()}")


def fill_lines(connection: sqlite3.Connection) -> None:
    """Make ``lines`` and its index anew from the records, set-wise."""
    connection.execute("DELETE FROM lines")
    for table, (kind, columns) in TEXTS.items():
        # What a later migration adds, a table or a column of one, holds no words yet.
        for column in set(columns).intersection(column_names(connection, table)):
            connection.execute(
                f"INSERT INTO lines (kind, record, field, text)"
                f" SELECT '{kind}', id, '{column}', {column} FROM {table}"
                f" WHERE {column} IS NOT NULL"
            )
    rebuild_index(connection)


def rebuild_index(connection: sqlite3.Connection) -> None:
    """Make the search index anew from ``lines``, with nothing in it of what they held before."""
    connection.execute("INSERT INTO lines_fts (lines_fts) VALUES ('rebuild')")
    connection.execute("INSERT INTO lines_fts (lines_fts) VALUES ('optimize')")


def index_fits(connection: sqlite3.Connection) -> bool:
    """Whether the search index is that of ``lines``; needs a connection that may write."""
    try:
        connection.execute("INSERT INTO lines_fts (lines_fts, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        return False
    return True


def shape(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """The objects of a file by kind and name, with what made them; tables of indexes aside."""
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_schema"
        " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'lines\\_fts\\_%' ESCAPE '\\'"
    )
    return {(kind, name): " ".join((sql or "").split()) for kind, name, sql in rows}


_INDEXES = {
    "by_mentor": "mentorships (mentor)",
    "by_mentee": "mentorships (mentee)",
    "by_mentorship": "pauses (mentorship)",
    "by_goal_owner": "goals (owner, state)",
    "by_goal_state": "goals (state, target_on)",
    "by_parent": "goals (parent)",
    "by_milestone_goal": "milestones (goal)",
    "by_milestone_done": "milestones (done_on)",
    "by_milestone_due": "milestones (due_on)",
    "by_held_on": "sessions (held_on)",
    "by_session_state": "sessions (state, held_on)",
    "by_attendee": "attendees (person, session)",
    "by_discussed": "session_goals (goal)",
    "by_takeaway_session": "takeaways (session)",
    "by_takeaway_goal": "takeaways (goal)",
    "by_noted_on": "takeaways (noted_on)",
    "by_takeaway_kind": "takeaways (kind, outcome)",
    "by_action_state": "actions (state, due_on)",
    "by_action_owner": "actions (owner, state)",
    "by_action_session": "actions (session)",
    "by_action_goal": "actions (goal)",
    "by_done_on": "actions (done_on)",
    "by_made_on": "actions (made_on)",
    "by_win_day": "wins (happened_on)",
    "by_win_goal": "wins (goal)",
    "by_skill": "ratings (skill COLLATE NOCASE, person, rated_on, id)",
    "by_rated_on": "ratings (rated_on)",
    "by_rater": "ratings (person)",
    "by_agreement": "agreements (mentorship, agreed_on, id)",
    "by_agreed_on": "agreements (agreed_on)",
    "by_tag": "taggings (tag)",
    "by_reader": "readers (person, kind, record)",
    "by_origin": "origins (kind, record)",
    "by_tombstone": "tombstones (kind, number)",
    "by_event": "events (kind, record, field, happened_on, id)",
    "by_event_day": "events (happened_on)",
    "by_event_session": "events (session)",
    "by_event_person": "events (person)",
    "by_operation": "changes (operation)",
    "by_changed": "changes (uid)",
    "by_clock": "changes (clock) WHERE clock > ''",
    "by_undoes": "operations (undoes)",
    "by_device": "operations (device, number) WHERE device IS NOT NULL",
}

_NOW = "coalesce((SELECT at FROM writing), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"


_WHAT_TRIGGERS_SHARE = (
    "CREATE VIEW into_changes (change, tbl, uid, before, after) AS SELECT 0, 0, 0, 0, 0",
    f"""CREATE TRIGGER into_changes_insert INSTEAD OF INSERT ON into_changes
        WHEN coalesce((SELECT history FROM writing), 1)
        BEGIN
            INSERT INTO changes (operation, at, change, tbl, uid, before, after, clock)
            VALUES ((SELECT operation FROM writing), {_NOW},
                NEW.change, NEW.tbl, NEW.uid, NEW.before, NEW.after,
                (SELECT clock FROM writing));
        END""",
    "CREATE VIEW into_lines (kind, record, field, before, after) AS SELECT 0, 0, 0, 0, 0",
    """CREATE TRIGGER into_lines_insert INSTEAD OF INSERT ON into_lines
        WHEN NEW.before IS NOT NEW.after
        BEGIN
            DELETE FROM lines
            WHERE kind = NEW.kind AND record = NEW.record AND field = NEW.field;
            INSERT INTO lines (kind, record, field, text)
            SELECT NEW.kind, NEW.record, NEW.field, NEW.after WHERE NEW.after IS NOT NULL;
        END""",
    """CREATE TRIGGER lines_insert AFTER INSERT ON lines
        BEGIN INSERT INTO lines_fts (rowid, text) VALUES (NEW.id, NEW.text); END""",
    """CREATE TRIGGER lines_delete AFTER DELETE ON lines
        BEGIN INSERT INTO lines_fts (lines_fts, rowid, text)
            VALUES ('delete', OLD.id, OLD.text); END""",
)
"""Each table's triggers write to two views that hold nothing. Whatever opens the file reads all triggers, so
what they have in common is said once, by the triggers of these views."""


def _triggers(table: str, columns: list[str]) -> Iterator[str]:
    """The change log, search's lines and ``updated_at`` of one table; and what must go with its row."""
    watched = ", ".join(name for name in columns if name != "updated_at")
    kind, texts = TEXTS.get(table, ("", ()))
    for change, before, after in (
        ("insert", None, "NEW"),
        ("update", "OLD", "NEW"),
        ("delete", "OLD", None),
    ):
        on = f"UPDATE OF {watched}" if change == "update" else change.upper()
        uid = f"{after or before}.uid" if "uid" in columns else "NULL"
        lines = " ".join(
            f"INSERT INTO into_lines VALUES ('{kind}', {after or before}.id, '{name}',"
            f" {_of(before, name)}, {_of(after, name)});"
            for name in texts
        )
        touch = f"UPDATE {table} SET updated_at = {_NOW} WHERE id = NEW.id;"
        yield f"""CREATE TRIGGER {table}_log_{change} AFTER {on} ON {table}
            BEGIN
                INSERT INTO into_changes VALUES ('{change}', '{table}', {uid},
                    {_as_json(columns, before)}, {_as_json(columns, after)});
                {lines}
                {touch if change == "update" and "updated_at" in columns else ""}
            END"""
    if table in OWNED:
        went = " ".join(
            f"DELETE FROM {each} WHERE kind = '{OWNED[table]}' AND record = OLD.id;"
            for each in ATTACHED
        )
        yield f"""CREATE TRIGGER {table}_leave BEFORE DELETE ON {table}
            BEGIN
                {went}
            END"""


def _as_json(columns: list[str], row: str | None) -> str:
    pairs = ", ".join(f"'{name}', {row}.{name}" for name in columns)
    return f"json_object({pairs})" if row else "NULL"


def _of(row: str | None, column: str) -> str:
    return f"{row}.{column}" if row else "NULL"
