"""The file's shape: numbered migrations, and the triggers, indexes and views derived from it.

A migration that has landed is never edited; a change of shape is a new one at the end.
``user_version`` counts the migrations applied. Triggers, indexes and views are no migration's
business: they are dropped and made anew after each run, so that an upgraded file and a blank one
cannot differ in them. The only module that loads sqlite-utils (~65 ms), and it is
imported only when a migration is due.
"""

import sqlite3
from collections.abc import Callable, Iterator

from sqlite_utils import Database, Migrations

from mentorlog.journal import derived
from mentorlog.journal.tables import APPLICATION_ID, OWNED, VERSION

migrations = Migrations("mentorlog")

_BASE = """
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(8)))),
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
"""


def _visibility(column: str = "visibility", default: str = "shared") -> str:
    allowed = "'private', 'shared', 'public'"
    return f"{column} TEXT NOT NULL DEFAULT '{default}' CHECK ({column} IN ({allowed}))"


def _day(column: str, rule: str = "") -> str:
    # Reckoning with it is what makes SQLite look at the calendar: 30 February alone passes.
    return f"{column} TEXT {rule} CHECK ({column} IS date({column}, '+0 days'))"


@migrations()
def records(db: Database) -> None:
    """The records people write, their links, the events, and the file's own history."""
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in _record_tables():
        db.conn.execute(statement)


def _record_tables() -> Iterator[str]:
    yield f"""CREATE TABLE people ({_BASE},
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        title TEXT,
        note TEXT,
        is_me INTEGER UNIQUE CHECK (is_me = 1),
        {_visibility()}
    ) STRICT"""
    yield f"""CREATE TABLE mentorships ({_BASE},
        mentor INTEGER NOT NULL REFERENCES people (id),
        mentee INTEGER NOT NULL REFERENCES people (id),
        peers INTEGER NOT NULL DEFAULT 0 CHECK (peers IN (0, 1)),
        purpose TEXT,
        cadence_days INTEGER CHECK (cadence_days > 0),
        cadence_months INTEGER CHECK (cadence_months > 0),
        {_day("started_on", "NOT NULL")},
        {_day("planned_end_on")},
        {_day("ended_on")},
        end_reason TEXT,
        state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'ended')),
        {_visibility()},
        CHECK (mentor <> mentee)
    ) STRICT"""
    yield f"""CREATE TABLE pauses ({_BASE},
        mentorship INTEGER NOT NULL REFERENCES mentorships (id) ON DELETE CASCADE,
        {_day("from_on", "NOT NULL")},
        {_day("until_on")},
        reason TEXT
    ) STRICT"""
    yield f"""CREATE TABLE goals ({_BASE},
        owner INTEGER NOT NULL REFERENCES people (id),
        parent INTEGER REFERENCES goals (id) ON DELETE SET NULL,
        title TEXT NOT NULL CHECK (trim(title) <> ''),
        why TEXT,
        measure TEXT,
        area TEXT,
        {_day("start_on", "NOT NULL")},
        {_day("target_on")},
        state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('draft', 'active', 'paused',
            'achieved', 'partly-achieved', 'missed', 'dropped')),
        {_day("closed_on")},
        metric_from TEXT,
        metric_to TEXT,
        metric_unit TEXT,
        {_visibility()},
        CHECK (parent <> id)
    ) STRICT"""
    yield f"""CREATE TABLE milestones ({_BASE},
        goal INTEGER NOT NULL REFERENCES goals (id) ON DELETE CASCADE,
        title TEXT NOT NULL CHECK (trim(title) <> ''),
        {_day("due_on")},
        {_day("done_on")},
        {_visibility()}
    ) STRICT"""
    yield f"""CREATE TABLE sessions ({_BASE},
        {_day("held_on", "NOT NULL")},
        time TEXT CHECK (time GLOB '[0-2][0-9]:[0-5][0-9]'),
        minutes INTEGER CHECK (minutes > 0),
        mode TEXT CHECK (mode IN ('in-person', 'video', 'phone', 'chat')),
        state TEXT NOT NULL DEFAULT 'held'
            CHECK (state IN ('planned', 'held', 'cancelled', 'no-show')),
        topic TEXT,
        notes TEXT,
        {_visibility("notes_visibility", "private")},
        {_visibility()}
    ) STRICT"""
    yield """CREATE TABLE attendees (
        session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        person INTEGER NOT NULL REFERENCES people (id),
        PRIMARY KEY (session, person)
    ) STRICT"""
    yield """CREATE TABLE session_goals (
        session INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        goal INTEGER NOT NULL REFERENCES goals (id) ON DELETE CASCADE,
        PRIMARY KEY (session, goal)
    ) STRICT"""
    yield f"""CREATE TABLE takeaways ({_BASE},
        session INTEGER REFERENCES sessions (id) ON DELETE CASCADE,
        goal INTEGER REFERENCES goals (id) ON DELETE SET NULL,
        kind TEXT NOT NULL DEFAULT 'takeaway'
            CHECK (kind IN ('takeaway', 'advice', 'question', 'feedback', 'reflection')),
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        {_day("noted_on", "NOT NULL")},
        outcome TEXT
            CHECK (outcome IN ('pending', 'trying', 'worked', 'did-not-work', 'declined')),
        note TEXT,
        answer TEXT,
        {_visibility()}
    ) STRICT"""
    yield f"""CREATE TABLE actions ({_BASE},
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        owner INTEGER NOT NULL REFERENCES people (id),
        session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
        goal INTEGER REFERENCES goals (id) ON DELETE SET NULL,
        {_day("made_on", "NOT NULL")},
        {_day("due_on")},
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
        {_day("done_on")},
        {_day("dropped_on")},
        evidence TEXT,
        {_visibility()}
    ) STRICT"""
    yield f"""CREATE TABLE wins ({_BASE},
        {_day("happened_on", "NOT NULL")},
        title TEXT NOT NULL CHECK (trim(title) <> ''),
        impact TEXT,
        goal INTEGER REFERENCES goals (id) ON DELETE SET NULL,
        evidence TEXT,
        {_visibility()}
    ) STRICT"""
    yield """CREATE TABLE taggings (
        kind TEXT NOT NULL,
        record INTEGER NOT NULL,
        tag TEXT NOT NULL CHECK (trim(tag) <> ''),
        PRIMARY KEY (kind, record, tag)
    ) STRICT"""
    yield f"""CREATE TABLE events ({_BASE.replace("created_at", "recorded_at")},
        kind TEXT NOT NULL,
        record INTEGER NOT NULL,
        field TEXT NOT NULL,
        {_day("happened_on", "NOT NULL")},
        person INTEGER REFERENCES people (id),
        old TEXT,
        new TEXT,
        confidence INTEGER CHECK (confidence BETWEEN 0 AND 10),
        note TEXT,
        session INTEGER REFERENCES sessions (id) ON DELETE SET NULL,
        {_visibility()}
    ) STRICT"""
    yield """CREATE TABLE operations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        command TEXT NOT NULL,
        at TEXT NOT NULL,
        undoes INTEGER REFERENCES operations (id)
    ) STRICT"""
    yield """CREATE TABLE changes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        operation INTEGER REFERENCES operations (id),
        at TEXT NOT NULL,
        change TEXT NOT NULL CHECK (change IN ('insert', 'update', 'delete')),
        tbl TEXT NOT NULL,
        uid TEXT,
        before TEXT,
        after TEXT
    ) STRICT"""
    yield """CREATE TABLE writing (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        operation INTEGER NOT NULL,
        at TEXT NOT NULL,
        history INTEGER NOT NULL DEFAULT 1
    ) STRICT"""


@migrations()
def search(db: Database) -> None:
    """One line for each piece of text that has its own visibility, with FTS5 over all of them."""
    db.conn.execute("""CREATE TABLE lines (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        record INTEGER NOT NULL,
        field TEXT NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (kind, record, field)
    ) STRICT""")
    db.conn.execute("""CREATE VIRTUAL TABLE lines_fts USING fts5 (
        text, content = 'lines', content_rowid = 'id',
        tokenize = "unicode61 remove_diacritics 2", prefix = '2 3'
    )""")
    derived.fill_lines(db.conn)


@migrations()
def skills_and_agreements(db: Database) -> None:
    """Skills rated over time, and what the two of a mentorship agreed, in versions."""
    db.conn.execute(f"""CREATE TABLE ratings ({_BASE},
        skill TEXT NOT NULL CHECK (trim(skill) <> ''),
        level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
        {_day("rated_on", "NOT NULL")},
        person INTEGER NOT NULL REFERENCES people (id),
        evidence TEXT,
        {_visibility()}
    ) STRICT""")
    db.conn.execute(f"""CREATE TABLE agreements ({_BASE},
        mentorship INTEGER NOT NULL REFERENCES mentorships (id) ON DELETE CASCADE,
        {_day("agreed_on", "NOT NULL")},
        text TEXT NOT NULL CHECK (trim(text) <> ''),
        {_visibility()}
    ) STRICT""")


@migrations()
def origins(db: Database) -> None:
    """What a record is called where it was imported from, so that a second import finds it."""
    db.conn.execute("""CREATE TABLE origins (
        kind TEXT NOT NULL,
        record INTEGER NOT NULL,
        source TEXT NOT NULL CHECK (trim(source) <> ''),
        identifier TEXT NOT NULL CHECK (trim(identifier) <> ''),
        detail TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (source, identifier)
    ) STRICT""")


IDENTITY = """INSERT OR IGNORE INTO journal (only, uid) SELECT 1, coalesce(
    (SELECT uid FROM people WHERE is_me = 1), lower(hex(randomblob(8))))"""
"""Gives a journal its uid, unless it has one."""


@migrations()
def identity_and_tombstones(db: Database) -> None:
    """Which journal a file is a copy of, and the uids of what was purged, whose words never come back.

    A journal that has an owner takes the owner's uid, so that its earlier backups have the same one.
    """
    db.conn.execute("""CREATE TABLE journal (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        uid TEXT NOT NULL
    ) STRICT""")
    db.conn.execute(IDENTITY)
    db.conn.execute("""CREATE TABLE tombstones (
        uid TEXT NOT NULL,
        field TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL,
        number INTEGER NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (uid, field)
    ) STRICT""")


@migrations()
def readers(db: Database) -> None:
    """Who may read a shared record that hangs on no session: named, no longer told by roles.

    Each record gets the readers it had by the roles. One that hangs on nothing, and that several
    people could read, becomes private: nobody said which of them it was for.
    """
    db.conn.execute("""CREATE TABLE readers (
        kind TEXT NOT NULL,
        record INTEGER NOT NULL,
        person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
        PRIMARY KEY (kind, record, person)
    ) STRICT""")
    for statement in _readers_by_roles():
        db.conn.execute(statement)


_GUIDES = """SELECT mentee AS guided, mentor AS guide FROM mentorships
    UNION SELECT mentor, mentee FROM mentorships WHERE peers"""
"""Whom a goal was shared with: the mentors and peers of its owner."""

_ME = "SELECT id FROM people WHERE is_me"


def _readers_by_roles() -> Iterator[str]:
    put = "INSERT INTO readers (kind, record, person)"
    yield f"""{put} SELECT 'goal', g.id, x.guide FROM goals g JOIN ({_GUIDES}) x
        ON x.guided = g.owner WHERE x.guide NOT IN ({_ME}) GROUP BY g.id, x.guide"""
    goal_readers = f"""SELECT record AS goal, person FROM readers WHERE kind = 'goal'
        UNION SELECT id, owner FROM goals WHERE owner NOT IN ({_ME})"""
    for kind, unattached in (("takeaway", "r.session IS NULL"), ("win", "1")):
        yield f"""{put} SELECT '{kind}', r.id, x.person FROM {kind}s r JOIN ({goal_readers}) x
            ON x.goal = r.goal WHERE {unattached}"""
        yield from _mine_by_roles(put, kind, f"{unattached} AND r.goal IS NULL", _GUIDES)
    both = "SELECT mentor AS guided, mentee AS guide FROM mentorships UNION SELECT mentee, mentor FROM mentorships"
    yield f"""{put} SELECT 'action', r.id, x.person FROM actions r JOIN ({goal_readers}) x
        ON x.goal = r.goal JOIN ({both}) y ON y.guided = r.owner AND y.guide = x.person
        WHERE r.session IS NULL"""
    yield from _mine_by_roles(
        put, "action", f"r.session IS NULL AND r.goal IS NULL AND r.owner IN ({_ME})", both
    )
    yield from _mine_by_roles(put, "rating", f"r.person IN ({_ME})", _GUIDES)


def _mine_by_roles(put: str, kind: str, which: str, pairs: str) -> Iterator[str]:
    """What hangs on nothing: the one partner reads it; where there are several, nobody does."""
    mine = f"SELECT DISTINCT guide FROM ({pairs}) WHERE guided IN ({_ME})"
    yield f"""{put} SELECT '{kind}', r.id, x.guide FROM {kind}s r, ({mine}) x
        WHERE {which} AND (SELECT count(*) FROM ({mine})) = 1"""
    yield f"""UPDATE {kind}s AS r SET visibility = 'private' WHERE {which} AND visibility = 'shared'
        AND (SELECT count(*) FROM ({mine})) > 1"""


@migrations()
def words_told_in_private(db: Database) -> None:
    """Words of an event that was told while its record was private are marked as such.

    The change log tells of a record that was private and is no longer.
    """
    kinds = ("mentorship", "goal", "milestone", "session", "takeaway", "action", "win", "rating")
    for kind in kinds:
        table = f"{kind}s"
        db.conn.execute(f"""UPDATE events SET visibility = 'private' WHERE kind = '{kind}'
            AND field <> 'progress' AND (note IS NOT NULL OR field = 'answer') AND (
                EXISTS (SELECT 1 FROM {table} r WHERE r.id = record AND r.visibility = 'private')
                OR EXISTS (SELECT 1 FROM {table} r JOIN changes c ON c.uid = r.uid
                    WHERE r.id = record AND c.tbl = '{table}' AND c.change = 'update'
                    AND c.at >= recorded_at AND json_extract(c.before, '$.visibility') = 'private'
                    AND json_extract(c.after, '$.visibility') <> 'private'))""")


@migrations()
def derived_anew(db: Database) -> None:
    """No table changes: the triggers and the views for other tools have another text."""


@migrations()
def repeats_and_cues(db: Database) -> None:
    """An action may repeat and say when its time is; a person may be one to keep in touch with."""
    for column in ("every TEXT", _day("every_from"), "cue TEXT"):
        db.conn.execute(f"ALTER TABLE actions ADD COLUMN {column}")
    db.conn.execute("ALTER TABLE people ADD COLUMN every TEXT")


@migrations()
def talking_points(db: Database) -> None:
    """A line may be a topic."""
    _another_kind_of_line(db, "'reflection'", "'topic'")


def _another_kind_of_line(db: Database, after: str, added: str) -> None:
    """Only a new table can check for another word; ids are never used twice."""
    last = db.conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'takeaways'").fetchone()
    (sql,) = db.conn.execute("SELECT sql FROM sqlite_schema WHERE name = 'takeaways'").fetchone()
    # Else a view that somebody made would go with the table that is dropped.
    db.conn.execute("PRAGMA legacy_alter_table = ON")
    db.conn.execute("ALTER TABLE takeaways RENAME TO takeaways_before")
    db.conn.execute("PRAGMA legacy_alter_table = OFF")
    db.conn.execute(sql.replace(f"{after})", f"{after}, {added})"))
    db.conn.execute("INSERT INTO takeaways SELECT * FROM takeaways_before")
    db.conn.execute("DROP TABLE takeaways_before")
    db.conn.execute("DELETE FROM sqlite_sequence WHERE name = 'takeaways'")
    if last:
        db.conn.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('takeaways', ?)", last)


@migrations()
def shared_triggers(db: Database) -> None:
    """No table changes: what the triggers of all tables have in common is said once."""


@migrations()
def report_notes(db: Database) -> None:
    """A line may be a note that opens a report."""
    _another_kind_of_line(db, "'topic'", "'note'")


@migrations()
def names_of_events(db: Database) -> None:
    """Of an event of another calendar only its name there is kept, also in the change log."""
    if not db.conn.execute(
        "SELECT 1 FROM pragma_table_info('origins') WHERE name = 'detail'"
    ).fetchone():
        # The program of the first day made the table without it.
        db.conn.execute("ALTER TABLE origins ADD COLUMN detail TEXT NOT NULL DEFAULT ''")
    db.conn.execute("UPDATE origins SET detail = '' WHERE source = 'ics'")
    for side in ("before", "after"):
        db.conn.execute(f"""UPDATE changes SET {side} = json_set({side}, '$.detail', '')
            WHERE tbl = 'origins' AND json_extract({side}, '$.source') = 'ics'""")


@migrations()
def skills_of_wins(db: Database) -> None:
    """A win may name the skill that it shows."""
    db.conn.execute("ALTER TABLE wins ADD COLUMN skill TEXT")


@migrations()
def published_texts(db: Database) -> None:
    """Of a public win or action its owner may publish the texts beside it as well."""
    for table in ("actions", "wins"):
        db.conn.execute(f"ALTER TABLE {table} ADD COLUMN published TEXT")


@migrations()
def several_devices(db: Database) -> None:
    """A row of the change log may be stamped and come from another device; and what sync has to know."""
    for column in ("changes ADD COLUMN clock TEXT", "writing ADD COLUMN clock TEXT"):
        db.conn.execute(f"ALTER TABLE {column}")
    for column in ("device TEXT", "number INTEGER"):
        db.conn.execute(f"ALTER TABLE operations ADD COLUMN {column}")
    db.conn.execute("""CREATE TABLE sync (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        remote TEXT NOT NULL,
        device TEXT NOT NULL,
        name TEXT NOT NULL,
        place TEXT NOT NULL,
        recipient TEXT,
        identity TEXT,
        root INTEGER NOT NULL DEFAULT 0,
        head TEXT,
        logged INTEGER NOT NULL DEFAULT 0,
        buried INTEGER NOT NULL DEFAULT 0,
        synced_at TEXT
    ) STRICT""")
    db.conn.execute("""CREATE TABLE sync_devices (
        uid TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        taken INTEGER NOT NULL DEFAULT 0,
        buried TEXT
    ) STRICT""")
    db.conn.execute("""CREATE TABLE sync_files (
        number INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        last TEXT NOT NULL,
        pushed INTEGER NOT NULL DEFAULT 0
    ) STRICT""")
    db.conn.execute("""CREATE TABLE sync_kept (
        clock TEXT PRIMARY KEY,
        said TEXT NOT NULL
    ) STRICT""")


@migrations()
def outcomes_of_advice(db: Database) -> None:
    """No table changes: in the views for other tools a line that is no advice any more has no outcome."""


@migrations()
def meetings_of_both(db: Database) -> None:
    """A session of mine that a partner logged as well is known by an origin of its own."""
    db.conn.execute(
        "UPDATE origins SET source = 'same:' || substr(source, 7), detail = ''"
        " WHERE kind = 'session' AND source GLOB 'share:*' AND (detail = 'mine' OR identifier <>"
        " coalesce((SELECT s.uid FROM sessions s WHERE s.id = record), identifier))"
    )


@migrations()
def pauses_to_come(db: Database) -> None:
    """No table changes: the views for other tools say of a mentorship how it is today."""


@migrations()
def readings_without_a_number(db: Database) -> None:
    """No table changes: the views for other tools pass over check-ins that have a note alone."""


def upgrade(connection: sqlite3.Connection, before: Callable[[], object] = lambda: None) -> int:
    """Bring the file to ``VERSION``, all or nothing; returns how many records became private.

    ``before`` is called first if that is due.

    Takes the write lock, so a second process that waited finds nothing left to do, nor to call.
    Raises ``sqlite3.IntegrityError`` when a migrated file breaks a foreign key.
    """
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    hidden = 0
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
            before()
            hidden = -_private(connection)
            _upgrade(connection)
            hidden += _private(connection)
        connection.execute("COMMIT")
        return hidden
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _private(connection: sqlite3.Connection) -> int:
    """How many records are private; what happened to them does not count."""
    there = derived.shape(connection)
    return sum(
        connection.execute(f"SELECT count(*) FROM {table} WHERE visibility = 'private'").fetchone()[
            0
        ]
        for table in OWNED
        if ("table", table) in there
    )


def _upgrade(connection: sqlite3.Connection) -> None:
    factory, connection.row_factory = connection.row_factory, None
    try:
        derived.drop(connection)
        migrations.apply(Database(connection, execute_plugins=False))
        derived.make(connection)
    finally:
        connection.row_factory = factory
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise sqlite3.IntegrityError(f"foreign key check failed in {broken[0]}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
