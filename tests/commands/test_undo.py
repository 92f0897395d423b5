"""``mentorlog undo``: whole commands, one after another, back to exactly what was."""

from __future__ import annotations

import json
import shlex
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.journal import storage
from mentorlog.journal.tables import LOGGED

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Dump = dict[str, list[tuple[object, ...]]]

COMMANDS = [
    ["init", "--name", "Priya N."],
    ["mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-05-07", "--tag", "talks"],
    ["person", "add", "Priya's manager", "--title", "Director", "--note", "likes numbers"],
    ["mentee", "add", "Sam Lee", "--every", "every month", "--purpose", "Lead"],
    ["mentorship", "pause", "dana", "--on", "2026-06-01", "--why", "leave"],
    ["mentorship", "resume", "dana", "--on", "2026-07-01"],
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
    ["mentorship", "edit", "samuel", "--every", "3w", "--until", "2027-01-31", "--private"],
    ["mentorship", "end", "samuel", "--why", "moved"],
    ["mentorship", "resume", "samuel"],
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
    ["mentorship", "delete", "dana", "--yes"],
    ["mentorship", "delete", "samuel", "--yes"],
    ["agreement", "delete", "dana", "--yes"],
]


def dump(path: Path) -> Dump:
    """Every table that commands write, to the last byte, and the search index."""
    with closing(sqlite3.connect(path)) as connection:
        tables = {}
        for table in (*LOGGED, "lines"):
            info = connection.execute(f"PRAGMA table_info({table})").fetchall()
            # The number of a search line is its own business: nothing refers to it.
            left_out = {"id"} if table == "lines" else set()
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
def year(run: Run, once: Once) -> None:
    def write() -> None:
        for command in COMMANDS:
            done = run(*command)
            assert done.code == 0, (command, done.err)

    once("a year to take back", write)


def test_every_command_is_taken_back_in_turn_and_put_back(
    run: Run, journal: Path, on: Callable[[str], None]
) -> None:
    run("person", "list")
    before = []
    for number, command in enumerate(COMMANDS):
        # Each command at an instant of its own, so that one that undo did not restore would show.
        on(f"2026-11-22T12:{number:02d}:00")
        before.append(dump(journal) if journal.stat().st_size else {})
        done = run(*command)
        assert done.code == 0, (command, done.err)
    after = [*before[1:], dump(journal)]
    on("2026-11-23")
    for command, was in reversed(list(zip(COMMANDS, before, strict=True))):
        undone = run("undo")
        assert undone.code == 0, (command, undone.err)
        now = dump(journal)
        assert now == (was or {table: [] for table in now}), command
    assert run("undo").code == 1
    for command, was in zip(COMMANDS, after, strict=True):
        redone = run("redo")
        assert redone.code == 0, (command, redone.err)
        assert dump(journal) == was, command
    assert run("redo").code == 1
    assert run("doctor").out.startswith("All is well")


@pytest.mark.usefixtures("year")
def test_what_was_deleted_comes_back_exactly(run: Run, journal: Path) -> None:
    before = dump(journal)
    for command in DELETES:
        done = run(*command)
        assert done.code == 0, (command, done.err)
        assert dump(journal) != before, command
        undone = run("undo")
        assert undone.code == 0, (command, undone.err)
        assert undone.out.startswith(f"Taken back: {command[0]} delete of 12:00: ")
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
    assert said.out == "Taken back: goal add of Fri 20 Nov 2026, 08:30: g2 Write\n"
    told = json.loads(run("undo", "--json").out)
    # The first command of a journal wrote its owner too.
    assert (told["command"], told["records"], told["changes"]) == ("goal add", 2, 4)
    assert told["at"].endswith("Z")


def test_nothing_to_undo_makes_no_journal(run: Run, journal: Path) -> None:
    said = run("undo")
    assert (said.code, said.out) == (1, "")
    assert said.err == "There is nothing to undo.\n"
    assert not journal.stat().st_size


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
            [["todo", "Draft"], ["goal", "add", "Speak"]],
            "UPDATE actions SET goal = 1",
            "goal add cannot be taken back: a1 hangs on it, written by another program on ",
        ),
        (
            [["goal", "add", "Speak"], ["goal", "delete", "1", "--yes"]],
            "INSERT INTO goals (id, owner, title, start_on) VALUES (1, 1, 'New', '2026-01-01')",
            "g1 was added again since, by another program on ",
        ),
        (
            [["mentor", "add", "Dana"], ["mentorship", "pause", "dana"]],
            "UPDATE pauses SET reason = 'By hand'",
            "mentorship pause cannot be taken back: r1 was changed since",
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
    hinted = shlex.split(refused.err.partition("hint: mentorlog ")[2])[:2]
    assert run(*hinted, *(["--yes"] if hinted[0] == "delete" else [])).code == 0


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


# Steps, and back


def titles(run: Run) -> list[str]:
    return [goal["title"] for goal in json.loads(run("goal", "--json").out)]


@pytest.mark.parametrize(
    ("command", "back", "again"),
    [
        ("goal edit 1 --by 2027-01-31 --why-moved 'No time'",
         "goal edit of 12:00: g1 Learn Rust, target 31 Jan 27 → 15 Dec, 47 days earlier",
         "goal edit of 12:00: g1 Learn Rust, target 15 Dec → 31 Jan 27, 47 days later: “No time”"),
        ("goal edit 1 --private --tag talks",
         "goal edit of 12:00: g1 Learn Rust, private → shared, tag − talks",
         "goal edit of 12:00: g1 Learn Rust, shared → private, tag + talks"),
        ("done a1", "action done of 12:00: a1 Draft it, state done → open",
         "action done of 12:00: a1 Draft it, state open → done"),
        ("check-in 1 40", "check-in of 12:00: g1 Learn Rust, progress 40 → 10",
         "check-in of 12:00: g1 Learn Rust, progress 10 → 40"),
        ("check-in 1 40 --on 2026-11-20 --note 'A talk'",
         "check-in of 12:00: g1 Learn Rust, the check-in of Fri 20 Nov, 40",
         "check-in of 12:00: g1 Learn Rust, the check-in of Fri 20 Nov, 40: “A talk”"),
        ("check-in 1 40 --reported-by dana",
         "check-in of 12:00: g1 Learn Rust, the check-in of Sun 22 Nov, 40",
         "check-in of 12:00: g1 Learn Rust, the check-in of Sun 22 Nov, 40"),
        ("met dana", "met of 12:00: p2 Dana Ortiz, met Sun 22 Nov",
         "met of 12:00: p2 Dana Ortiz, met Sun 22 Nov"),
        ("met dana 'A walk' --on 2026-11-20",
         "met of 12:00: p2 Dana Ortiz, met Fri 20 Nov: “A walk”",
         "met of 12:00: p2 Dana Ortiz, met Fri 20 Nov: “A walk”"),
        ("action edit a1 --owner dana",
         "action edit of 12:00: a1 Draft it, owner “Dana Ortiz” → “Priya Nair”",
         "action edit of 12:00: a1 Draft it, owner “Priya Nair” → “Dana Ortiz”"),
        ("log dana -t Openings -a Draft --question Who",
         "log of 12:00: s1 Openings; t1 Openings; t2 Who; 1 more",
         "log of 12:00: s1 Openings; t1 Openings; t2 Who; 1 more"),
        ("session plan dana tomorrow", "session plan of 12:00: s1 with Dana",
         "session plan of 12:00: s1 with Dana"),
        ("session plan dana tomorrow --topic Scope", "session plan of 12:00: s1 Scope",
         "session plan of 12:00: s1 Scope"),
        ("mentor add Lee --purpose 'Better talks'", "mentor add of 12:00: p3 Lee; r2 Lee",
         "mentor add of 12:00: p3 Lee; r2 Lee"),
        ("mentorship delete dana --yes", "mentorship delete of 12:00: r1 Dana Ortiz",
         "mentorship delete of 12:00: r1 Dana Ortiz"),
    ],
)  # fmt: skip
def test_it_names_the_records_and_their_values_both_ways(
    run: Run, once: Once, command: str, back: str, again: str
) -> None:
    def write() -> None:
        run("mentor", "add", "Dana Ortiz")
        run("goal", "add", "Learn Rust", "--by", "2026-12-15")
        run("check-in", "1", "10")
        run("todo", "Draft it")

    once("a goal and an action", write)
    run(*shlex.split(command))
    rehearsed = run("undo", "--dry-run").out
    assert " ".join(rehearsed.split()) == f"Would take back: {back}"
    assert " ".join(run("undo").out.split()) == f"Taken back: {back}"
    assert " ".join(run("redo").out.split()) == f"Put back: {again}"


def test_a_record_that_was_deleted_is_named_whoever_brings_it_back(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--purpose", "Better talks")
    run("session", "plan", "dana", "tomorrow")
    run("log", "dana", "-t", "Openings")
    for code, name in (("s1", "with Dana"), ("s2", "Openings"), ("r1", "Dana Ortiz")):
        run("delete", code, "--yes")
        assert run("undo").out.startswith(f"Taken back: delete of 12:00: {code} {name}")
        assert run("redo").out.startswith(f"Put back: delete of 12:00: {code} {name}")
        if code == "r1":
            assert "r1  Dana Ortiz · deleted" in run("changes").out
        assert run("undo", code).out.startswith(f"{code}  {name} · back")


@pytest.mark.parametrize("options", ["--private", "--title Speak", "--by 2027-03-31 --tag talks"])
def test_an_edit_that_changes_nothing_says_so_and_is_none(run: Run, options: str) -> None:
    run("goal", "add", "Speak", "--by", "2027-03-31", "--tag", "talks", "--private")
    done = run("goal", "edit", "1", *options.split())
    assert done.out == "g1  Speak · nothing changed · private\n"
    assert run("undo").out.startswith("Taken back: goal add")


@pytest.fixture
def three(run: Run, on: Callable[[str], None], once: Once) -> None:

    def write() -> None:
        run("init")
        for minute, title in enumerate(("one", "two", "three")):
            on(f"2026-11-20T08:0{minute}:00")
            run("goal", "add", title)

    once("three", write)
    on("2026-11-22")


@pytest.mark.usefixtures("three")
def test_several_steps_say_each_command(run: Run) -> None:
    rehearsed = run("undo", "2", "--dry-run")
    assert rehearsed.out == (
        "Would take back: goal add of Fri 20 Nov, 08:02: g3 three\n"
        "Would take back: goal add of Fri 20 Nov, 08:01: g2 two\n"
    )
    assert titles(run) == ["one", "two", "three"]
    done = run("undo", "2")
    assert done.out == rehearsed.out.replace("Would take", "Taken")
    assert titles(run) == ["one"]
    again = run("redo", "--dry-run").out
    assert again == "Would put back: goal add of Fri 20 Nov, 08:01: g2 two\n"
    told = json.loads(run("redo", "2", "--json").out)
    assert [step["at"][11:16] for step in told] == ["08:01", "08:02"]
    assert titles(run) == ["one", "two", "three"]


@pytest.mark.usefixtures("three")
def test_all_of_the_steps_or_none(run: Run, journal: Path) -> None:
    before = dump(journal), operations(journal)
    refused = run("undo", "9")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "There are only 4 commands to take back.\nhint: mentorlog undo 4\n"
    shell(journal, "UPDATE goals SET title = 'Two' WHERE id = 2")
    stopped = run("undo", "3")
    assert stopped.code == 1
    assert stopped.err.startswith("goal add cannot be taken back: g2 was changed since, by another")
    assert "hint: mentorlog undo 1 stops before that; or mentorlog changes g2 shows" in stopped.err
    shell(journal, "UPDATE goals SET title = 'two' WHERE id = 2")
    shell(journal, "UPDATE goals SET updated_at = (SELECT updated_at FROM goals WHERE id = 1)")
    assert operations(journal) == before[1]
    assert run("undo", "3").code == 0
    assert titles(run) == []


@pytest.mark.usefixtures("three")
def test_a_new_command_ends_what_can_be_redone(run: Run) -> None:
    run("undo", "2")
    run("redo")
    run("goal", "add", "four")
    refused = run("redo")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == (
        "There is nothing to redo: a command came after the last undo.\n"
        "hint: mentorlog changes lists what was done; mentorlog undo REF brings a deleted record back\n"
    )
    assert "mentorlog undo g3 brings back g3; these work: 1, 3" in run("redo", "g3").err
    assert "g3  three · back" in run("undo", "g3").out
    run("undo")
    # It ended the redo of what was still undone, and stands itself like any other.
    run("undo", "2")
    assert titles(run) == ["one"]
    run("redo", "2")
    assert titles(run) == ["one", "two", "four"]


def test_where_nothing_was_undone_there_is_nothing_to_redo(run: Run) -> None:
    assert run("redo").err == "There is nothing to redo.\n"
    run("mentor", "add", "Dana")
    assert run("redo").err == "There is nothing to redo.\n"


@pytest.mark.usefixtures("three")
def test_undo_redo_undo_again_and_again(run: Run) -> None:
    for _ in range(3):
        assert run("undo", "3").code == 0
        assert titles(run) == []
        assert run("redo").code == 0
        assert titles(run) == ["one"]
        assert run("undo").code == 0
        assert run("redo", "3").code == 0
        assert titles(run) == ["one", "two", "three"]
    assert run("redo").code == 1


def test_the_very_first_command_can_be_redone(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    before = dump(journal)
    assert run("undo").code == 0
    assert run("redo").code == 0
    assert dump(journal) == before


@pytest.mark.usefixtures("three")
def test_an_edit_from_outside_stands_in_the_way_of_redo(run: Run, journal: Path) -> None:
    run("goal", "edit", "1", "--title", "uno")
    run("undo")
    shell(journal, "UPDATE goals SET title = 'eins' WHERE id = 1")
    refused = run("redo")
    assert refused.code == 1
    assert refused.err.startswith(
        "goal edit cannot be put back: g1 was changed since, by another program on "
    )


def test_what_is_no_number_of_steps(run: Run, journal: Path) -> None:
    for command in ["undo", "redo"]:
        for words in ["0", "-1", "two", "1.5", "9999999", ""]:
            assert run(command, words).code == 2
            assert not journal.stat().st_size


# One record


BLANK = storage.in_memory()


@pytest.mark.usefixtures("year")
def test_each_deleted_record_is_brought_back_by_itself(run: Run, journal: Path) -> None:
    before = dump(journal)
    for command in DELETES:
        reference = {"dana": "r1", "samuel": "r2"}.get(command[2], command[2])
        reference = "v2" if command[0] == "agreement" else reference
        reference = reference if reference[0].isalpha() else f"{command[0][0]}{reference}"
        assert run(*command).code == 0
        assert run("todo", "Something else").code == 0
        back = run("undo", reference)
        assert (back.code, back.err) == (0, ""), command
        assert back.out.startswith(f"{reference}  ")
        assert run("action", "delete", "Something else", "--yes").code == 0
        after = dump(journal)
        for table in before:
            # A row that lost a link and has it again was written to: that alone may differ.
            assert _told(table, after) == _told(table, before), (command, table)


def _told(table: str, rows: Dump) -> list[tuple[object, ...]]:
    names = [name for name, *_ in BLANK.execute("SELECT name FROM pragma_table_info(?)", [table])]
    if table == "lines":
        names.remove("id")
    place = names.index("updated_at") if "updated_at" in names else None
    return [row[:place] + row[place + 1 :] if place is not None else row for row in rows[table]]


@pytest.mark.usefixtures("year")
def test_a_record_comes_back_to_what_is_still_there(run: Run) -> None:
    run("goal", "delete", "1", "--yes")
    run("milestone", "add", "2", "Another")
    assert run("win", "delete", "1", "--yes").code == 0
    needs = run("undo", "m1")
    assert needs.code == 1
    assert needs.err == (
        "m1 cannot be brought back by itself: g1, which it hangs on or names, is deleted too.\n"
        "hint: mentorlog undo g1 brings that back first\n"
    )
    assert run("undo", "g1").code == 0
    goal = json.loads(run("goal", "show", "1", "--json").out)
    assert (goal["title"], goal["milestones_total"], goal["tags"]) == ("Speak", 1, ["speaking"])
    assert run("undo", "w1").code == 0
    assert run("undo", "2").code == 0
    assert run("goal", "show", "1").code == 1


@pytest.mark.usefixtures("year")
def test_a_link_that_is_another_by_now_is_left(run: Run) -> None:
    run("goal", "delete", "1", "--yes")
    run("action", "edit", "2", "--goal", "2")
    run("undo", "g1")
    assert json.loads(run("action", "show", "2", "--json").out)["goal"]["id"] == 2


@pytest.mark.usefixtures("three")
def test_bringing_back_what_is_not_deleted(run: Run) -> None:
    here = run("undo", "g2")
    assert (here.code, here.out) == (1, "")
    assert here.err.startswith("g2 is not deleted.\nhint: mentorlog changes g2 shows")
    never = run("undo", "g9")
    assert never.code == 1
    assert never.err.startswith(
        'No goal matches "g9".\nhint: mentorlog changes lists what was deleted'
    )
    assert run("undo", "x9").code == 2


def test_what_another_program_deleted_comes_back_too(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak", "--tag", "talks")
    run("milestone", "add", "1", "Draft")
    before = dump(journal)
    with closing(sqlite3.connect(journal)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("DELETE FROM goals")
    run("undo", "g1", "--dry-run")
    assert titles(run) == []
    assert run("undo", "g1").code == 0
    assert dump(journal) == before


def test_an_import_is_taken_back_and_put_back_whole(
    run: Run, journal: Path, home: Path, on: Callable[[str], None]
) -> None:
    run("mentor", "add", "Dana Ortiz")
    before = dump(journal)
    diary = home / "diary.txt"
    entries = (
        f"[2026-11-{day:02d} 09:00] Met Dana, part {day}. Went @well\n" for day in range(1, 21)
    )
    diary.write_text("".join(entries), encoding="utf-8")
    assert run("import", str(diary)).code == 0
    after = dump(journal)
    assert len(after["takeaways"]) == 20
    on("2026-11-23")
    said = run("undo").out
    assert said.startswith("Taken back: import jrnl of Sun 22 Nov, 12:00: t1 Met Dana, part 1.")
    assert said.endswith("; 17 more\n")
    assert dump(journal) == before
    assert run("redo").code == 0
    assert dump(journal) == after
    assert run("purge", "t3", "--yes").code == 0
    assert b"part 3." not in journal.read_bytes()
    assert run("undo").code == 0
    assert dump(journal) == before
