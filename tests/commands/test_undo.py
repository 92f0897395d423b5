"""``mentorlog undo``: whole commands, one after another, back to exactly what was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.journal.tables import LOGGED

if TYPE_CHECKING:
    from tests.conftest import Run

Dump = dict[str, list[tuple[object, ...]]]

COMMANDS = [
    ["init", "--name", "Priya N."],
    ["mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-05-07", "--tag", "talks"],
    ["person", "add", "Priya's manager", "--title", "Director", "--note", "likes numbers"],
    ["mentee", "add", "Sam Lee", "--every", "every month", "--purpose", "Lead"],
    ["mentor", "pause", "dana", "--on", "2026-06-01", "--why", "leave"],
    ["mentor", "resume", "dana", "--on", "2026-07-01"],
    ["goal", "add", "Speak", "--by", "2027-03-31", "--owner", "me", "--tag", "talks"],
    ["goal", "add", "Write", "--parent", "1", "--owner", "me", "--metric", "0..5", "--unit", "drafts"],
    ["milestone", "add", "1", "Send the proposal", "--due", "2026-12-01"],
    ["milestone", "done", "1"],
    ["check-in", "2", "3", "--confidence", "7", "--note", "three"],
    ["check-in", "2", "2", "--reported-by", "dana"],
    ["goal", "edit", "1", "--by", "2027-06-30", "--why-moved", "later call", "--why", "reach"],
    [
        "log", "dana", "notes [x]", "-t", "Open with a story", "-a", "Draft it, due friday",
        "--advice", "Record it", "--question", "Who?", "--goal", "1", "--on", "2026-11-20",
    ],
    ["session", "plan", "dana", "2026-12-03"],
    ["takeaway", "outcome", "2", "worked", "--note", "it did"],
    ["todo", "Book a room", "--goal", "1", "--due", "2026-12-01"],
    ["action", "edit", "2", "--due", "2026-12-08"],
    ["done", "1", "2"],
    ["action", "reopen", "2"],
    ["win", "add", "Refund errors down", "--goal", "1", "--impact", "half"],
    ["skill", "add", "Public speaking", "2", "--on", "2026-05-07", "--tag", "talks"],
    ["skill", "add", "public speaking", "3", "--reported-by", "dana", "--evidence", "a talk"],
    ["skill", "edit", "k1", "--name", "Public Speaking", "--level", "1", "--on", "2026-05-08"],
    ["agreement", "add", "dana", "We meet on Thursdays.", "--tag", "talks"],
    ["agreement", "add", "dana", "We meet on Fridays.", "--private"],
    ["agreement", "edit", "dana", "--shared"],
    ["session", "cancel", "2"],
    ["tag", "rename", "talks", "speaking"],
    ["tag", "add", "a1", "errand"],
    ["tag", "remove", "a1", "errand"],
    ["person", "edit", "sam", "--name", "Samuel Lee", "--tag", "payments"],
    ["mentee", "edit", "samuel", "--every", "3w", "--until", "2027-01-31", "--private"],
    ["mentee", "end", "samuel", "--why", "moved"],
    ["mentee", "resume", "samuel"],
    ["goal", "close", "2", "--as", "dropped", "--why", "no time"],
]  # fmt: skip

DELETES = [
    ["goal", "delete", "1", "--yes"],
    ["milestone", "delete", "1", "--yes"],
    ["session", "delete", "1", "--yes"],
    ["takeaway", "delete", "2", "--yes"],
    ["action", "delete", "2", "--yes"],
    ["win", "delete", "1", "--yes"],
    ["skill", "delete", "k2", "--yes"],
    ["person", "delete", "p3", "--yes"],
    ["mentor", "delete", "dana", "--yes"],
    ["mentee", "delete", "samuel", "--yes"],
    ["agreement", "delete", "dana", "--yes"],
]


def dump(path: Path) -> Dump:
    """Every table that commands write, and the search index, without ``updated_at``."""
    with closing(sqlite3.connect(path)) as connection:
        tables = {}
        for table in (*LOGGED, "lines"):
            info = connection.execute(f"PRAGMA table_info({table})").fetchall()
            # The number of a search line is its own business: nothing refers to it.
            left_out = {"updated_at"} | ({"id"} if table == "lines" else set())
            columns = ", ".join(row[1] for row in info if row[1] not in left_out)
            tables[table] = sorted(
                connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr
            )
        return tables


def operations(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT command FROM operations ORDER BY id")]


def shell(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


@pytest.fixture
def year(run: Run) -> None:
    for command in COMMANDS:
        done = run(*command)
        assert done.code == 0, (command, done.err)


def test_every_command_is_taken_back_in_turn(run: Run, journal: Path) -> None:
    run("person", "list")
    before = []
    for command in COMMANDS:
        before.append(dump(journal) if journal.exists() else {})
        done = run(*command)
        assert done.code == 0, (command, done.err)
    for command, was in reversed(list(zip(COMMANDS, before, strict=True))):
        undone = run("undo")
        assert undone.code == 0, (command, undone.err)
        now = dump(journal)
        assert now == (was or {table: [] for table in now}), command
    assert run("undo").code == 1


@pytest.mark.usefixtures("year")
def test_what_was_deleted_comes_back_exactly(run: Run, journal: Path) -> None:
    before = dump(journal)
    for command in DELETES:
        done = run(*command)
        assert done.code == 0, (command, done.err)
        assert dump(journal) != before, command
        undone = run("undo")
        assert undone.code == 0, (command, undone.err)
        assert undone.out.startswith(f"Taken back: {command[0]} delete of Sun 22 Nov, 12:00, ")
        assert dump(journal) == before, command


@pytest.mark.usefixtures("year")
def test_all_deleted_and_all_brought_back(run: Run, journal: Path) -> None:
    before = dump(journal)
    for command in reversed(DELETES):
        assert run(*command).code == 0
    for _ in DELETES:
        assert run("undo").code == 0
    assert dump(journal) == before


def test_it_says_what_it_took_back(run: Run, on: Callable[[str], None]) -> None:
    on("2026-11-20T08:30:00")
    run("goal", "add", "Speak", "--by", "2027-03-31")
    run("goal", "add", "Write", "--tag", "a", "--tag", "b")
    on("2027-01-02")
    said = run("undo")
    assert (said.code, said.err) == (0, "")
    assert said.out == "Taken back: goal add of Fri 20 Nov 2026, 08:30, 1 record\n"
    told = json.loads(run("undo", "--json").out)
    # The first command of a journal wrote its owner too.
    assert (told["command"], told["records"], told["changes"]) == ("goal add", 2, 4)
    assert told["at"].endswith("Z")


def test_nothing_to_undo_makes_no_journal(run: Run, journal: Path) -> None:
    said = run("undo")
    assert (said.code, said.out) == (1, "")
    assert said.err == "There is nothing to undo.\n"
    assert not journal.exists()


def test_a_command_after_an_undo_is_the_next_to_go(run: Run) -> None:
    for title in ("one", "two", "three"):
        run("goal", "add", title)
    run("undo")
    run("goal", "add", "four")
    for expected in (["one", "two"], ["one"], []):
        assert run("undo").code == 0
        assert [goal["title"] for goal in json.loads(run("goal", "--json").out)] == expected
    assert run("undo").code == 1


def test_numbers_are_not_used_again(run: Run) -> None:
    run("goal", "add", "one")
    run("goal", "add", "two")
    run("undo")
    assert run("goal", "add", "three").out.startswith("g3 ")


def test_a_failing_command_leaves_no_operation(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    before = dump(journal), operations(journal)
    assert run("check-in", "1", "400").code == 2
    assert run("goal", "close", "9", "--as", "missed").code == 1
    assert run("person", "add", "  ").code == 2
    assert run("mentor", "add", "Dana", "--tag", "no tag").code == 2
    assert run("tag", "rename", "a", "b").code == 1
    assert (dump(journal), operations(journal)) == before


@pytest.mark.parametrize(
    ("commands", "edit", "said"),
    [
        (
            [["goal", "add", "Speak"]],
            "UPDATE goals SET title = 'Sing'",
            "goal add cannot be taken back: g1 was changed since, by another program on ",
        ),
        (
            [["goal", "add", "Speak"]],
            "DELETE FROM goals",
            "g1 was deleted since, by another program on ",
        ),
        (
            [["goal", "add", "Speak"]],
            "INSERT INTO milestones (goal, title) VALUES (1, 'By hand')",
            "goal add cannot be taken back: m1 hangs on it, written by another program on ",
        ),
        (
            [["person", "add", "Dana"]],
            "INSERT INTO goals (owner, title, start_on) VALUES (2, 'Hers', '2026-01-01')",
            "person add cannot be taken back: g1 hangs on p2, written by another program on ",
        ),
        (
            [["goal", "add", "Speak"], ["check-in", "1", "40"]],
            "UPDATE events SET new = '50' WHERE field = 'progress'",
            "g1 was changed since",
        ),
        (
            [["goal", "add", "Speak"], ["goal", "delete", "1", "--yes"]],
            "INSERT INTO goals (id, owner, title, start_on) VALUES (1, 1, 'New', '2026-01-01')",
            "g1 was added again since, by another program on ",
        ),
        (
            [["mentor", "add", "Dana"], ["mentor", "pause", "dana"]],
            "UPDATE pauses SET reason = 'By hand'",
            "mentor pause cannot be taken back: r1 was changed since",
        ),
    ],
)
def test_an_edit_from_outside_stands_in_the_way(
    run: Run, journal: Path, commands: list[list[str]], edit: str, said: str
) -> None:
    run("init")
    for command in commands:
        assert run(*command).code == 0
    shell(journal, edit)
    before = dump(journal), operations(journal)
    refused = run("undo")
    assert (refused.code, refused.out) == (1, "")
    assert said in refused.err
    assert (dump(journal), operations(journal)) == before


def test_an_edit_from_outside_elsewhere_does_not(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    run("goal", "add", "Write")
    shell(journal, "UPDATE goals SET title = 'Sing' WHERE id = 1")
    assert run("undo").code == 0
    assert [goal["title"] for goal in json.loads(run("goal", "--json").out)] == ["Sing"]


def test_search_finds_what_came_back(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak at a conference")
    run("goal", "delete", "1", "--yes")
    run("undo")
    with closing(sqlite3.connect(journal)) as connection:
        found = connection.execute("SELECT count(*) FROM lines_fts WHERE lines_fts MATCH 'speak'")
        assert found.fetchone() == (1,)
        connection.execute("INSERT INTO lines_fts (lines_fts, rank) VALUES ('integrity-check', 1)")
