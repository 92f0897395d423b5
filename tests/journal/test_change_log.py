"""The file's own history: every change of every table is in it once, whoever makes it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog import journal as journals
from mentorlog.dates import clock
from mentorlog.journal import Journal, goals, storage, store, takeaways
from mentorlog.journal.past import undo
from mentorlog.journal.store import Facts
from mentorlog.journal.tables import LOGGED
from mentorlog.records import Kind

if TYPE_CHECKING:
    from tests.conftest import Run
    from tests.journal.conftest import EveryKind

Rows = list[dict[str, Any]]
CLOCK = clock({"MENTORLOG_TODAY": "2026-11-22T10:00:00Z"})
SHELL = shutil.which("sqlite3")

UPDATES: dict[str, tuple[str, str]] = {
    "people": ("title", "CTO"),
    "mentorships": ("purpose", "another"),
    "pauses": ("reason", "holiday"),
    "goals": ("why", "because"),
    "milestones": ("title", "Abstract sent"),
    "sessions": ("topic", "Feedback"),
    "attendees": ("person", "3"),
    "session_goals": ("goal", "2"),
    "takeaways": ("text", "Pause"),
    "actions": ("evidence", "link"),
    "wins": ("impact", "huge"),
    "ratings": ("evidence", "a talk"),
    "agreements": ("text", "Monthly"),
    "taggings": ("tag", "other"),
    "readers": ("person", "3"),
    "origins": ("identifier", "another"),
    "events": ("note", "told"),
}
"""For each logged table a column and a new value."""


@pytest.fixture
def path(journal: Path) -> Path:
    storage.create(journal, make_folder=False)
    storage.connect(journal).close()
    return journal


@pytest.fixture
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """The file in another program's hands, without our pragmas."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = OFF")
    yield connection
    connection.close()


def writing(path: Path, command: str = "test") -> AbstractContextManager[Journal]:
    return journals.writing(path, CLOCK, command, owner_name=lambda: "Priya Nair")


def changes(connection: sqlite3.Connection, since: int = 0) -> Rows:
    rows = connection.execute("SELECT * FROM changes WHERE id > ? ORDER BY id", [since]).fetchall()
    return [
        {**dict(row), **{side: json.loads(row[side] or "null") for side in ("before", "after")}}
        for row in rows
    ]


def last(connection: sqlite3.Connection) -> int:
    found: int = connection.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0]
    return found


def row_of(connection: sqlite3.Connection, table: str, rowid: int) -> dict[str, Any]:
    return dict(connection.execute(f"SELECT * FROM {table} WHERE rowid = ?", [rowid]).fetchone())


def everything(path: Path) -> dict[str, list[dict[str, Any]]]:
    """All records and the whole log, by table; nothing that a mere look would change."""
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return {
        table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2")]
        for table in (*LOGGED, "operations", "changes", "writing", "lines")
    }


def test_every_logged_table_is_tried() -> None:
    assert set(UPDATES) == set(LOGGED)


def test_another_programs_changes_are_logged_once_each(
    plain: sqlite3.Connection, every_kind: EveryKind
) -> None:
    for table, rows in every_kind.tables.items():
        for row in rows:
            before = last(plain)
            every_kind.insert(plain, table, row)
            (change,) = changes(plain, before)
            stored = row_of(plain, table, plain.execute("SELECT last_insert_rowid()").fetchone()[0])
            assert (change["change"], change["tbl"]) == ("insert", table)
            assert (change["before"], change["after"]) == (None, stored)
            assert change["operation"] is None
            assert change["uid"] == stored.get("uid")
    for table, (column, value) in UPDATES.items():
        before, old = last(plain), row_of(plain, table, 1)
        plain.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = 1", [value])
        (change,) = changes(plain, before)
        assert (change["change"], change["tbl"]) == ("update", table)
        assert change["before"] == old
        assert str(change["after"][column]) == value
        assert change["after"] == {**old, column: change["after"][column]}
    for table, rows in reversed(every_kind.tables.items()):
        for number in range(len(rows), 0, -1):
            before, old = last(plain), row_of(plain, table, number)
            plain.execute(f"DELETE FROM {table} WHERE rowid = ?", [number])
            (change,) = changes(plain, before)
            assert (change["change"], change["tbl"]) == ("delete", table)
            assert (change["before"], change["after"]) == (old, None)
    assert not plain.execute("SELECT * FROM lines").fetchall()


def test_a_commands_changes_bear_its_operation(path: Path, every_kind: EveryKind) -> None:
    with writing(path, "first") as journal:
        for table, rows in every_kind.tables.items():
            for row in rows:
                if row == {"id": 1, "name": "Priya Nair", "is_me": 1}:
                    continue
                if "id" in row:
                    journal.insert(table, **row)
                else:
                    journal.link(table, **row)
    with writing(path, "second") as journal:
        for table, (column, value) in UPDATES.items():
            if "id" in every_kind.tables[table][0]:
                journal.update(table, 1, **{column: value})
    with writing(path, "third") as journal:
        for table in ("events", "wins", "actions", "takeaways", "pauses"):
            journal.delete(table, 1)
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    commands = dict(connection.execute("SELECT id, command FROM operations").fetchall())
    log = changes(connection)
    assert list(commands.values()) == ["first", "second", "third"]
    assert {change["operation"] for change in log} == set(commands)
    assert {change["at"] for change in log} == {CLOCK.instant}
    inserted = [change["tbl"] for change in log if change["change"] == "insert"]
    assert inserted.count("people") == len(every_kind.tables["people"])
    assert {table: inserted.count(table) for table in LOGGED} == {
        table: len(rows) for table, rows in every_kind.tables.items()
    }


def test_updated_at_keeps_itself(path: Path, plain: sqlite3.Connection) -> None:
    with writing(path) as journal:
        goals.add(journal, Facts(title="Speak"))
    (made,) = plain.execute("SELECT updated_at FROM goals").fetchone()
    assert made == CLOCK.instant
    plain.execute("UPDATE goals SET title = 'Write'")
    (now,) = plain.execute("SELECT updated_at FROM goals").fetchone()
    assert now != made
    with writing(path) as journal:
        journal.update("goals", 1, title="Teach")
    assert plain.execute("SELECT updated_at FROM goals").fetchone()[0] == CLOCK.instant
    assert plain.execute("SELECT created_at FROM goals").fetchone()[0] == CLOCK.instant


def test_a_row_that_replaces_another_is_a_delete_and_an_insert(
    path: Path, every_kind: EveryKind
) -> None:
    connection = storage.connect(path)
    every_kind.fill(connection)
    before = last(connection)
    connection.execute(
        "INSERT OR REPLACE INTO wins (id, happened_on, title) VALUES (1, '2026-01-01', 'x')"
    )
    assert [change["change"] for change in changes(connection, before)] == ["delete", "insert"]


def test_a_number_never_comes_back_as_something_else(path: Path) -> None:
    with writing(path) as journal:
        assert goals.add(journal, Facts(title="First")) == 1
    with writing(path) as journal:
        store.remove(journal, Kind.GOAL, 1)
    with writing(path) as journal:
        assert goals.add(journal, Facts(title="Second")) == 2
    with writing(path, "undo") as journal:
        undo.back(journal)
    with writing(path) as journal:
        assert goals.add(journal, Facts(title="Third")) == 3


def test_the_open_command_is_forgotten_at_its_end(path: Path) -> None:
    with writing(path) as journal:
        goals.add(journal, Facts(title="Speak"))
        assert len(journal.rows("SELECT * FROM writing")) == 1
    assert everything(path)["writing"] == []


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, GeneratorExit])
def test_a_command_that_fails_leaves_nothing(path: Path, error: type[BaseException]) -> None:
    with writing(path) as journal:
        goals.add(journal, Facts(title="Speak"))
    before = everything(path)
    with pytest.raises(error), writing(path) as journal:
        goals.add(journal, Facts(title="Write"))
        journal.delete("goals", 1)
        raise error
    assert everything(path) == before


def test_a_command_that_wrote_nothing_is_no_operation(path: Path) -> None:
    with writing(path) as journal:
        goals.add(journal, Facts(title="Speak"))
    before = everything(path)
    with writing(path):
        pass
    assert everything(path) == before


def test_history_can_be_off_for_one_command(path: Path) -> None:
    with writing(path) as journal:
        goals.add(journal, Facts(title="Speak"))
    before = everything(path)
    with writing(path) as journal:
        journal.connection.execute("UPDATE writing SET history = 0")
        journal.update("goals", 1, title="Silently")
    after = everything(path)
    assert after["changes"] == before["changes"]
    assert after["goals"][0]["title"] == "Silently"
    with writing(path) as journal:
        journal.update("goals", 1, title="Aloud")
    assert len(everything(path)["changes"]) == len(before["changes"]) + 1


def test_what_hung_on_a_deleted_record_is_logged_before_it(path: Path) -> None:
    with writing(path) as journal:
        goal = goals.add(journal, Facts(title="Speak", tags=("speaking",)))
        goals.add_milestone(journal, Facts(goal=goal, title="Abstract", tags=("text",)))
        takeaways.add(journal, Facts(text="Open with a story", goal=goal))
    before = everything(path)
    with writing(path, "goal delete") as journal:
        operation = journal.value("SELECT operation FROM writing")
        store.remove(journal, Kind.GOAL, goal)
    connection = sqlite3.connect(path)
    log = connection.execute(
        "SELECT change, tbl FROM changes WHERE operation = ? ORDER BY id", [operation]
    ).fetchall()
    assert log[-1] == ("delete", "goals")
    assert log.index(("delete", "events")) < log.index(("delete", "milestones"))
    assert ("update", "takeaways") in log
    with writing(path, "undo") as journal:
        undo.back(journal)
    after = everything(path)
    for table in LOGGED:
        assert [_told(row) for row in after[table]] == [_told(row) for row in before[table]]
    assert {_line(row) for row in after["lines"]} == {_line(row) for row in before["lines"]}


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "updated_at"}


def _line(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["kind"], row["record"], row["field"], row["text"]


@pytest.mark.parametrize("kind", list(Kind))
def test_no_event_or_tag_outlives_its_record(kind: Kind, every_kind: EveryKind) -> None:
    connection = storage.in_memory()
    every_kind.fill(connection)
    connection.execute("PRAGMA foreign_keys = OFF")
    for table in ("events", "taggings"):
        connection.execute(f"DELETE FROM {table}")
    every_kind.insert(connection, "taggings", {"kind": kind.value, "record": 1, "tag": "x"})
    every_kind.insert(
        connection, "events",
        {"kind": kind.value, "record": 1, "field": "created", "happened_on": "2026-01-01"},
    )  # fmt: skip
    connection.execute(f"DELETE FROM {kind.table} WHERE id = 1")
    for table in ("events", "taggings"):
        assert not connection.execute(f"SELECT * FROM {table}").fetchall()


def shell(path: Path, sql: str) -> str:
    assert SHELL
    ended = subprocess.run([SHELL, str(path), sql], capture_output=True, text=True, check=True)
    assert ended.stderr == ""
    return ended.stdout.strip()


@pytest.mark.skipif(SHELL is None, reason="there is no sqlite3 shell here")
def test_the_sqlite3_shell_can_work_on_a_journal(run: Run, journal: Path) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    run("goal", "add", "Speak", "--by", "2027-03-31", "--tag", "speaking")
    run("check-in", "g1", "40", "--note", "An 'evening' of it")
    assert shell(journal, "PRAGMA integrity_check; PRAGMA foreign_key_check") == "ok"
    shell(journal, "UPDATE goals SET title = 'Speak twice' WHERE id = 1")
    shell(journal, "INSERT INTO wins (happened_on, title) VALUES ('2026-11-01', 'Shell win')")
    assert (
        shell(
            journal, "SELECT operation IS NULL, change, tbl FROM changes ORDER BY id DESC LIMIT 2"
        )
        == "1|insert|wins\n1|update|goals"
    )
    assert shell(journal, "INSERT INTO lines_fts (lines_fts) VALUES ('integrity-check')") == ""
    found = "SELECT l.kind FROM lines_fts f JOIN lines l ON l.id = f.rowid WHERE lines_fts MATCH "
    assert shell(journal, f"{found}'shell'") == "win"
    assert shell(journal, f"{found}'twice'") == "goal"
    assert "Speak twice" in run("goal").out
    shell(journal, "PRAGMA foreign_keys = ON; DELETE FROM goals WHERE id = 1")
    assert shell(journal, "PRAGMA integrity_check; PRAGMA foreign_key_check") == "ok"
    assert "Speak" not in run("goal").out


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("mentor", "add", "Dana Ortiz", "--every", "2w"),
    ("goal", "add", "Speak", "--by", "2027-03-31", "--metric", "0..2", "--tag", "x"),
    ("goal", "edit", "g1", "--by", "2027-04-30", "--why-moved", "later"),
    ("check-in", "g1", "1", "--confidence", "7", "--note", "half"),
    ("goal", "pause", "g1"),
    ("goal", "reopen", "g1"),
    ("goal", "close", "g1", "--as", "achieved"),
    ("goal", "delete", "g1", "--yes"),
    ("undo",),
)


def test_after_every_command_the_file_is_whole(run: Run, journal: Path) -> None:
    check: Callable[[str], list[Any]]
    for command in COMMANDS:
        result = run(*command)
        assert (result.code, result.err) == (0, ""), (command, result)
        connection = sqlite3.connect(journal)
        check = lambda sql, on=connection: on.execute(sql).fetchall()  # noqa: E731
        assert check("PRAGMA integrity_check") == [("ok",)]
        assert check("PRAGMA foreign_key_check") == []
        assert check("SELECT * FROM writing") == []
        assert check("SELECT id FROM changes WHERE operation IS NULL") == []
        connection.execute("INSERT INTO lines_fts (lines_fts, rank) VALUES ('integrity-check', 1)")
        connection.close()
    assert not journal.with_name(f"{journal.name}-journal").exists()
