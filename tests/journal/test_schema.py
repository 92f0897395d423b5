"""The file's shape: an upgraded journal is a blank one with data in it."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlite_utils import Database

from forked import MENTORLOG, at_once
from mentorlog.errors import JournalUnusable
from mentorlog.journal import derived, schema, storage
from mentorlog.journal.keeping import backup
from mentorlog.journal.tables import APPLICATION_ID, LOGGED, TEXTS, VERSION

if TYPE_CHECKING:
    from tests.journal.conftest import EveryKind, Row

MIGRATIONS = [migration.name for migration in schema.migrations.pending(Database(memory=True))]
"""The names of all migrations, in order."""


_OLD: dict[int, bytes] = {}
"""The journals of earlier versions that have been made, by version."""


def old_journal(path: Path, version: int, every_kind: EveryKind) -> None:
    """A journal as the program that knew ``version`` migrations left it, with leftovers."""
    if version not in _OLD:
        _write_old(path, version, every_kind)
        _OLD[version] = path.read_bytes()
    path.write_bytes(_OLD[version])


def _write_old(path: Path, version: int, every_kind: EveryKind) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    after = MIGRATIONS[version] if version < len(MIGRATIONS) else None
    database = Database(connection, execute_plugins=False)
    schema.migrations.apply(database, stop_before=after)
    every_kind.fill(connection)
    if any(name == "lines" for _, name, _, _ in shape(connection)):
        derived.fill_lines(connection)
    connection.execute("CREATE INDEX by_something_old ON goals (area)")
    connection.execute("CREATE TRIGGER old_log AFTER INSERT ON goals BEGIN SELECT 1; END")
    connection.execute("CREATE VIEW v_old AS SELECT title FROM goals")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def shape(connection: sqlite3.Connection) -> list[tuple[str, str, str, str]]:
    return sorted(
        (kind, name, table, " ".join((sql or "").split()))
        for kind, name, table, sql in connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema"
        )
    )


def content(connection: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
    """The rows of every table of records that is there and has some, but for who may read them.

    A column without a value may be one of a later version.
    """
    there = {name for kind, name, _, _ in shape(connection) if kind == "table"}
    connection.row_factory = sqlite3.Row
    cursor = connection.execute
    found = {
        table: [
            {
                name: value
                for name, value in zip(row.keys(), row, strict=True)
                if name != "visibility" and value is not None
            }
            for row in cursor(f"SELECT * FROM {table} ORDER BY 1, 2")
        ]
        for table in LOGGED
        if table in there and table != "readers"
    }
    return {table: rows for table, rows in found.items() if rows}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_every_migration_is_counted() -> None:
    assert len(MIGRATIONS) == VERSION


@pytest.mark.parametrize("version", range(1, VERSION))
def test_an_upgraded_journal_has_every_row_in_the_shape_of_a_blank_one(
    path: Path, version: int, every_kind: EveryKind
) -> None:
    old_journal(path, version, every_kind)
    with closing(sqlite3.connect(path)) as before:
        kept = content(before)
        uid = storage.identity(before)
    # A backup of it is read as a copy, which is known by the same uid.
    assert uid and storage.identity(storage.in_memory_copy(path)) == uid
    blank = storage.in_memory()
    upgraded = storage.connect(path)
    assert storage.identity(upgraded) == uid
    assert content(upgraded) == kept
    assert {"people", "goals", "events"} < set(kept)
    assert all(len(rows) == len(every_kind.tables[table]) for table, rows in kept.items())
    assert shape(upgraded) == shape(blank)
    for pragma in ("user_version", "application_id"):
        assert (
            upgraded.execute(f"PRAGMA {pragma}").fetchone()[0]
            == (blank.execute(f"PRAGMA {pragma}").fetchone()[0])
        )
    assert upgraded.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert upgraded.execute("PRAGMA user_version").fetchone()[0] == VERSION
    _expect_index_found(upgraded, every_kind)


def test_a_journal_of_the_first_day_is_upgraded_too(path: Path, every_kind: EveryKind) -> None:
    """Its program knew four migrations, and made the table of origins without their details."""
    old_journal(path, 4, every_kind)
    with closing(sqlite3.connect(path, isolation_level=None)) as before:
        before.execute("ALTER TABLE origins DROP COLUMN detail")
        kept = content(before)
    upgraded = storage.connect(path)
    assert content(upgraded) == {
        table: [row | {"detail": ""} if table == "origins" else row for row in rows]
        for table, rows in kept.items()
    }
    assert kept["origins"]
    assert shape(upgraded) == shape(storage.in_memory())


def test_an_upgrade_keeps_views_that_are_not_ours(path: Path, every_kind: EveryKind) -> None:
    old_journal(path, VERSION - 1, every_kind)
    other = sqlite3.connect(path)
    other.execute("CREATE VIEW vacations AS SELECT * FROM pauses")
    other.execute("CREATE VIEW kept AS SELECT text FROM takeaways")
    other.commit()
    other.close()
    upgraded = storage.connect(path)
    for view, rows in (("vacations", 1), ("kept", 3)):
        assert upgraded.execute(f"SELECT count(*) FROM {view}").fetchone()[0] == rows


def test_a_column_of_a_later_migration_is_no_trouble_for_the_search_of_an_earlier_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind, columns = TEXTS["actions"]
    monkeypatch.setitem(TEXTS, "actions", (kind, (*columns, "of_a_later_migration")))
    connection = sqlite3.connect(":memory:")
    schema.migrations.apply(Database(connection, execute_plugins=False))
    assert "lines" in {name for _, name, _, _ in shape(connection)}


def test_an_upgrade_drops_the_events_that_earlier_versions_kept_whole(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    schema.migrations.apply(
        Database(connection, execute_plugins=False), stop_before="names_of_events"
    )
    with closing(storage.in_memory()) as today:  # Its triggers know no column of a later format.
        made = {name: sql for _, name, _, sql in shape(today)}
    for name in ("into_changes", "into_changes_insert", "origins_log_insert", "origins_log_delete"):
        known = made[name].replace("after, clock)", "after)")
        connection.execute(known.replace(", (SELECT clock FROM writing))", ")"))
    for name in ("into_lines", "into_lines_insert"):
        connection.execute(made[name])
    connection.execute(
        "INSERT INTO operations (id, at, command) VALUES (1, '2026-11-22', 'import')"
    )
    connection.execute("INSERT INTO writing (only, operation, at) VALUES (1, 1, '2026-11-22')")
    for source, detail in (("ics", '{"stamp": "", "event": "SECRET"}'), ("taskwarrior", "{}")):
        connection.execute(
            "INSERT INTO origins VALUES ('session', 1, ?, 'u@x/20261122', ?)", [source, detail]
        )
    connection.execute("DELETE FROM origins WHERE source = 'ics'")
    connection.execute("PRAGMA user_version = 12")
    connection.close()
    upgraded = storage.connect(path)
    assert [row["detail"] for row in upgraded.execute("SELECT detail FROM origins")] == ["{}"]
    log = upgraded.execute("SELECT before, after FROM changes WHERE tbl = 'origins'").fetchall()
    assert len(log) == 3
    assert not any("SECRET" in f"{row['before']}{row['after']}" for row in log)


BEFORE_READERS = 5


def test_an_upgrade_names_the_readers_each_record_had_by_the_roles(path: Path) -> None:
    """Priya has the mentors Dana and Lee, the mentee Sam; Kim is Lee's other mentee, and nobody's."""
    connection = sqlite3.connect(path, isolation_level=None)
    schema.migrations.apply(
        Database(connection, execute_plugins=False), stop_before=MIGRATIONS[BEFORE_READERS]
    )
    for statement in (
        "INSERT INTO people (id, name, is_me) VALUES (1, 'Priya', 1), (2, 'Dana', NULL),"
        " (3, 'Lee', NULL), (4, 'Sam', NULL)",
        "INSERT INTO mentorships (mentor, mentee, started_on, state, ended_on) VALUES"
        " (2, 1, '2026-01-01', 'ended', '2026-02-01'), (3, 1, '2026-01-01', 'active', NULL),"
        " (1, 4, '2026-01-01', 'active', NULL)",
        "INSERT INTO goals (id, owner, title, start_on, visibility) VALUES"
        " (1, 1, 'Mine', '2026-01-01', 'shared'), (2, 4, 'Theirs', '2026-01-01', 'shared'),"
        " (3, 1, 'Private', '2026-01-01', 'private')",
        "INSERT INTO actions (id, text, owner, goal, made_on) VALUES"
        " (1, 'of my goal', 1, 1, '2026-01-01'), (2, 'of nothing', 1, NULL, '2026-01-01'),"
        " (3, 'of theirs', 1, 2, '2026-01-01'), (4, 'Sam promised', 4, NULL, '2026-01-01')",
        "INSERT INTO takeaways (id, text, noted_on, visibility) VALUES"
        " (1, 'of nothing', '2026-01-01', 'shared'), (2, 'public', '2026-01-01', 'public')",
        "INSERT INTO wins (id, title, happened_on, goal) VALUES (1, 'of my goal', '2026-01-01', 1)",
        "INSERT INTO ratings (id, skill, level, rated_on, person) VALUES"
        " (1, 'Mine', 3, '2026-01-01', 1), (2, 'Mine', 4, '2026-01-01', 2)",
        f"PRAGMA user_version = {BEFORE_READERS}",
    ):
        connection.execute(statement)
    connection.close()
    told: list[int] = []
    upgraded = storage.connect(path, hid=told.append)
    assert [tuple(row) for row in upgraded.execute("SELECT * FROM readers ORDER BY 1, 2, 3")] == [
        ("action", 1, 2), ("action", 1, 3), ("action", 3, 4),
        ("goal", 1, 2), ("goal", 1, 3), ("goal", 3, 2), ("goal", 3, 3),
        ("win", 1, 2), ("win", 1, 3),
    ]  # fmt: skip
    private = {
        (table, row["id"])
        for table in ("goals", "actions", "takeaways", "wins", "ratings")
        for row in upgraded.execute(f"SELECT id FROM {table} WHERE visibility = 'private'")
    }
    assert private == {("goals", 3), ("actions", 2), ("takeaways", 1), ("ratings", 1)}
    assert told == [3]


def _expect_index_found(connection: sqlite3.Connection, every_kind: EveryKind) -> None:
    """The search index has what the tables have, however hostile."""
    assert_index_is_right(connection)
    found = connection.execute(
        "SELECT count(*) FROM lines_fts f JOIN lines l ON l.id = f.rowid"
        " WHERE lines_fts MATCH '\"drop table\"'"
    ).fetchone()[0]
    assert found == sum(
        every_kind.hostile in str(row.get(column))
        for table, (_, columns) in TEXTS.items()
        for row in every_kind.tables[table]
        for column in columns
        if connection.execute(f"SELECT 1 FROM {table}").fetchone()
    )


def assert_index_is_right(connection: sqlite3.Connection) -> None:
    """FTS5's own check against ``lines``, and ``lines`` against the records."""
    connection.execute("INSERT INTO lines_fts (lines_fts, rank) VALUES ('integrity-check', 1)")
    wanted = {
        (kind, row[0], column, row[1])
        for table, (kind, columns) in TEXTS.items()
        for column in columns
        for row in connection.execute(
            f"SELECT id, {column} FROM {table} WHERE {column} IS NOT NULL"
        )
    }
    lines = connection.execute("SELECT kind, record, field, text FROM lines").fetchall()
    assert {tuple(line) for line in lines} == wanted
    assert len(lines) == len(wanted)


def test_the_search_index_follows_every_change(path: Path, every_kind: EveryKind) -> None:
    storage.create(path, make_folder=False)
    connection = storage.connect(path)
    every_kind.fill(connection)
    assert_index_is_right(connection)
    connection.execute("UPDATE goals SET why = NULL, title = 'Changed' WHERE id = 1")
    connection.execute("UPDATE takeaways SET answer = 'Now there' WHERE id = 1")
    assert_index_is_right(connection)
    connection.execute("DELETE FROM sessions WHERE id = 1")
    connection.execute("DELETE FROM goals WHERE id = 1")
    assert_index_is_right(connection)
    connection.execute(
        "INSERT OR REPLACE INTO wins (id, happened_on, title) VALUES (1, '2026-01-01', 'New')"
    )
    assert_index_is_right(connection)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert not connection.execute("PRAGMA foreign_key_check").fetchall()


def test_two_programs_that_open_an_old_journal_at_once_both_get_the_new_one(
    path: Path, every_kind: EveryKind
) -> None:
    old_journal(path, 1, every_kind)
    code = (
        "import sys; from pathlib import Path; from mentorlog.journal import storage\n"
        "c = storage.connect(Path(sys.argv[1]))\n"
        "sys.exit(c.execute('SELECT min(count(*), 100) FROM lines').fetchone()[0])"
    )
    first, second = at_once(code, [(str(path),)] * 2)
    assert first == second > 1
    assert shape(storage.connect(path)) == shape(storage.in_memory())


def test_many_upgrades_at_once_make_one_backup(path: Path, every_kind: EveryKind) -> None:
    old_journal(path, VERSION - 1, every_kind)
    argv = ("--journal", str(path), "goal", "--json")
    assert at_once(MENTORLOG, [argv] * 4) == [0] * 4
    assert [each.why for each in backup.find(path)] == ["upgrade"]


def test_an_upgrade_that_fails_leaves_the_old_journal(
    path: Path, monkeypatch: pytest.MonkeyPatch, every_kind: EveryKind
) -> None:
    old_journal(path, 1, every_kind)
    before = path.read_bytes()

    def broken(_: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk is full")

    monkeypatch.setattr(derived, "make", broken)
    with pytest.raises(JournalUnusable, match="no room left"):
        storage.connect(path)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert shape(storage.connect(path)) == shape(storage.in_memory())


def test_an_upgrade_that_would_break_a_link_leaves_the_old_journal(
    path: Path, every_kind: EveryKind
) -> None:
    old_journal(path, 1, every_kind)
    other = sqlite3.connect(path)
    other.execute("UPDATE milestones SET goal = 99")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(JournalUnusable, match="foreign key check failed in milestones"):
        storage.connect(path)
    assert path.read_bytes() == before


def test_every_table_is_strict() -> None:
    ours = {*LOGGED, "operations", "changes", "writing", "lines"}
    strict = {
        name: bool(strict)
        for _, name, _, _, _, strict in storage.in_memory().execute("PRAGMA table_list")
    }
    assert {name for name in ours if not strict[name]} == set()


REFUSED: list[tuple[str, str, str | int | None]] = [
    ("people", "name", "  "),
    ("people", "is_me", 0),
    ("people", "visibility", "secret"),
    ("mentorships", "mentee", 2),
    ("mentorships", "cadence_days", 0),
    ("mentorships", "state", "over"),
    ("mentorships", "started_on", "yesterday"),
    ("mentorships", "started_on", None),
    ("pauses", "until_on", "2026-02-30"),
    ("goals", "title", ""),
    ("goals", "state", "done"),
    ("goals", "target_on", "31.3.2027"),
    ("goals", "parent", 1),
    ("milestones", "done_on", "2026-1-1"),
    ("sessions", "held_on", "2026-11-31"),
    ("sessions", "time", "2pm"),
    ("sessions", "minutes", 0),
    ("sessions", "minutes", "long"),
    ("sessions", "mode", "telepathy"),
    ("sessions", "notes_visibility", None),
    ("takeaways", "kind", "joke"),
    ("takeaways", "outcome", "maybe"),
    ("takeaways", "text", " "),
    ("actions", "state", "closed"),
    ("actions", "due_on", "soon"),
    ("wins", "happened_on", None),
    ("ratings", "level", 6),
    ("ratings", "skill", ""),
    ("agreements", "agreed_on", "2026"),
    ("agreements", "text", ""),
    ("taggings", "tag", ""),
    ("events", "confidence", 11),
    ("events", "happened_on", "then"),
]


def test_what_is_no_value_of_a_column_is_refused(every_kind: EveryKind) -> None:
    connection = storage.in_memory()
    every_kind.fill(connection)
    for table, column, value in REFUSED:
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = 1", [value])
            pytest.fail(f"{column} of {table} may be {value!r}")


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("goals", {"owner": 99, "title": "x", "start_on": "2026-01-01"}),
        ("milestones", {"goal": 99, "title": "x"}),
        ("attendees", {"session": 1, "person": 99}),
        ("actions", {"text": "x", "owner": 1, "made_on": "2026-01-01", "session": 99}),
        ("people", {"name": "Another me", "is_me": 1}),
    ],
)
def test_what_hangs_on_nothing_is_refused(table: str, row: Row, every_kind: EveryKind) -> None:
    connection = storage.in_memory()
    every_kind.fill(connection)
    with pytest.raises(sqlite3.IntegrityError):
        every_kind.insert(connection, table, row)


@pytest.mark.skipif(os.name != "posix", reason="a folder's mode is POSIX's")
def test_the_file_is_its_owners_alone_whatever_the_umask(
    tmp_path: Path, run: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "data"
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    before = os.umask(0)
    try:
        run("goal", "add", "Speak")
    finally:
        os.umask(before)
    (made,) = home.rglob("*.db")
    assert made.stat().st_mode & 0o777 == 0o600
    assert made.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in made.parent.iterdir()] == [made.name]


def test_a_trigger_an_index_or_a_view_changes_with_a_version_alone() -> None:
    """A file of this version has them as they were when it was made, and none looks at them again.

    Where this fails, add a migration (it may do nothing), and put the digest of the new text here.
    """
    with closing(storage.in_memory()) as blank:
        made = ("trigger", "index", "view")
        texts = sorted(
            f"{kind} {name} {sql}" for kind, name, _, sql in shape(blank) if kind in made
        )
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    assert (VERSION, digest) == (20, "4c241c5236ed727b")
