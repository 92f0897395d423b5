"""The views for other tools: right, quick, and read by no code of ours."""

from __future__ import annotations

import ast
import json
import random
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mentorlog
from mentorlog import journal as journals
from mentorlog.dates import clock
from mentorlog.journal import figures, public_views, standings, storage, store
from mentorlog.journal.lens import Lens
from mentorlog.journal.public_views import PREFIX, VIEWS
from mentorlog.records import Action, Audience, Goal, Milestone
from random_journals import Maker, stored

if TYPE_CHECKING:
    from tests.conftest import Run
    from tests.journal.conftest import EveryKind

GUIDE = Path(public_views.__file__).parents[1] / "guides" / "views.md"
TABLES = {
    "v_check_ins": "events WHERE field = 'progress'",
    "v_tags": "taggings",
    "v_history": "events",
}
"""What a view shows a row of, where that is not the table of its name."""


@pytest.fixture
def plain(journal: Path, every_kind: EveryKind) -> Iterator[sqlite3.Connection]:
    """A journal with a record of every kind, opened as another program opens it."""
    storage.create(journal, make_folder=False)
    filled = storage.connect(journal)
    every_kind.fill(filled)
    filled.close()
    connection = sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    # The strictest that a careful tool sets: a view may then use harmless functions alone.
    connection.execute("PRAGMA trusted_schema = OFF")
    yield connection
    connection.close()


def test_a_view_has_a_row_for_each_record(plain: sqlite3.Connection) -> None:
    for view in VIEWS:
        table = TABLES.get(view, view.removeprefix(PREFIX))
        (records,) = plain.execute(f"SELECT count(*) FROM {table}").fetchone()
        found = plain.execute(f"SELECT * FROM {view}").fetchall()
        assert len(found) == records > 0, view


def test_a_view_gives_every_column_a_plain_name_of_its_own(plain: sqlite3.Connection) -> None:
    for view in VIEWS:
        names = [name for name, *_ in plain.execute(f"SELECT * FROM {view}").description]
        assert len(set(names)) == len(names)
        assert all(re.fullmatch(r"[a-z_]+", name) for name in names), names


def test_one_row_is_found_without_reading_a_big_table(plain: sqlite3.Connection) -> None:
    for view in sorted(VIEWS.keys() - {"v_tags"}):
        plan = plain.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE id = 1").fetchall()
        steps = [row["detail"] for row in plan]
        assert not [step for step in steps if "AUTOMATIC" in step], (view, steps)
        read_whole = {step.split()[1] for step in steps if step.startswith("SCAN ")}
        assert {name for name in read_whole if not name.startswith("(subquery")} <= {"m"}, (
            view,
            steps,
        )


def test_names_stand_in_place_of_numbers(plain: sqlite3.Connection) -> None:
    (session,) = plain.execute("SELECT * FROM v_sessions WHERE state = 'held'").fetchall()
    assert (session["people"], session["goals"], session["tags"]) == ("Dana Ortiz", "Speak", "漢")
    assert (session["takeaways"], session["actions"]) == (2, 1)
    action = plain.execute("SELECT * FROM v_actions WHERE id = 1").fetchone()
    assert (action["owner"], action["people"], action["goal"], action["session_on"]) == (
        "Priya Nair", "Dana Ortiz", "Speak", "2026-11-20",
    )  # fmt: skip
    told = plain.execute("SELECT ref, name, field, by FROM v_history WHERE field = 'created'")
    assert tuple(told.fetchone()) == ("g1", "Speak", "created", "Priya Nair")
    assert [tuple(row) for row in plain.execute("SELECT tag, ref, name FROM v_tags")] == [
        ("speaking", "g1", "Speak"), ("漢", "s1", "Storytelling"),
    ]  # fmt: skip
    roles = plain.execute("SELECT name, roles, sessions_held FROM v_people").fetchall()
    assert [tuple(row) for row in roles] == [
        ("Priya Nair", "mentee, mentor", None),
        ("Dana Ortiz", "mentor", 1),
        ("Sam Lee", "mentee", 0),
    ]


@pytest.mark.usefixtures("sample")
def test_goals_stand_in_the_file_as_the_program_shows_them(
    run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every way that progress is made, on the demo's goals; the clock is the one SQLite reads."""
    run("goal", "check-in", "Answer reviews", "30", "--reported-by", "dana")
    run("goal", "add", "Only its mentor has read it", "--by", "2026-12-01")
    run("goal", "check-in", "Only its", "35", "--reported-by", "dana")
    run("goal", "add", "Nobody has read it", "--by", "2026-11-30")
    run("goal", "add", "Start and end on one day", "--by", "today")
    run("goal", "add", "Without a target")
    connection = sqlite3.connect(journal)
    connection.row_factory = sqlite3.Row
    (today,) = connection.execute("SELECT date('now', 'localtime')").fetchone()
    monkeypatch.setenv("MENTORLOG_TODAY", today)
    shown = json.loads(run("goal", "--all", "--json").out)
    assert len(shown) >= 7
    for goal in shown:
        row = connection.execute("SELECT * FROM v_goals WHERE id = ?", [goal["id"]]).fetchone()
        for figure in ("progress", "mentor_progress", "expected_pace"):
            expected = (
                goal[figure] if goal[figure] is None else pytest.approx(goal[figure], abs=0.1)
            )
            assert row[figure] == expected, (goal["title"], figure)
        for key in ("title", "state", "target_on", "overdue_days"):
            assert row[key] == goal[key], (goal["title"], key)
        assert row["owner"] == goal["owner"]["name"]
    connection.close()


@pytest.mark.parametrize("seed", range(6))
def test_progress_and_overdue_are_the_programs_own(seed: int, tmp_path: Path) -> None:
    """On journals of every shape, whatever day the machine says it is."""
    path = tmp_path / "journal.db"
    path.write_bytes(stored(Maker(random.Random(seed)).journal()))
    with closing(sqlite3.connect(path)) as connection:
        (today,) = connection.execute("SELECT date('now', 'localtime')").fetchone()
        shown = {
            view: {
                row[0]: row[1:]
                for row in connection.execute(f"SELECT id, {columns} FROM {PREFIX}{view}")
            }
            for view, columns in (
                ("goals", "overdue_days, progress, mentor_progress, expected_pace"),
                ("milestones", "overdue_days"),
                ("actions", "overdue_days"),
            )
        }
    with journals.reading(path, clock({"MENTORLOG_TODAY": today})) as journal:
        ids = list(shown["goals"])
        known = standings.of_goals(journal, store.of_ids(journal, Goal, ids))
        assert [each.goal.id for each in known] == ids
        for each in known:
            others = each.others[-1].percent if each.others else None
            percents = (each.progress, others, each.expected_pace)
            assert shown["goals"][each.goal.id] == (
                each.overdue_days,
                *(percent and pytest.approx(percent, abs=0.051) for percent in percents),
            )
        for action in store.of_ids(journal, Action, list(shown["actions"])):
            assert shown["actions"][action.id] == (action.overdue_days,)
        for point in store.of_ids(journal, Milestone, list(shown["milestones"])):
            late = None if point.done_on else figures.overdue_days(point.due_on, journal.today)
            assert shown["milestones"][point.id] == (late,)


def test_overdue_counts_days_of_what_is_open(
    run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = sqlite3.connect(":memory:")
    days = [
        connection.execute(f"SELECT date('now', 'localtime', '{n} days')").fetchone()[0]
        for n in (-3, 0, 1)
    ]
    connection.close()
    monkeypatch.setenv("MENTORLOG_TODAY", days[1])
    for day in days:
        run("todo", "Draft", "--due", day, "--on", days[0])
    run("todo", "Done in time or not", "--due", days[0], "--on", days[0])
    run("done", "a4")
    opened = sqlite3.connect(journal)
    assert opened.execute("SELECT overdue_days FROM v_actions ORDER BY id").fetchall() == [
        (3,), (None,), (None,), (None,),
    ]  # fmt: skip
    opened.close()


@pytest.mark.usefixtures("sample")
def test_mentorships_count_the_sessions_held(run: Run, journal: Path) -> None:
    shown = [json.loads(run(role, "--json").out)[0] for role in ("mentor", "mentee")]
    connection = sqlite3.connect(journal)
    rows = connection.execute(
        "SELECT mentor, mentee, sessions_held, last_session_on FROM v_mentorships ORDER BY id"
    )
    assert rows.fetchall() == [
        ("Dana Ortiz", "Priya Nair", shown[0]["sessions_held"], "2026-11-19"),
        ("Priya Nair", "Noor Aziz", shown[1]["sessions_held"], "2026-11-16"),
    ]
    connection.close()


def test_a_line_that_is_no_advice_any_more_has_no_outcome(run: Run, journal: Path) -> None:
    run("takeaway", "add", "Say no more often", "--kind", "advice")
    run("takeaway", "outcome", "1", "worked")
    with closing(sqlite3.connect(journal)) as connection:
        for kind, outcome in (("advice", "worked"), ("takeaway", None), ("advice", "worked")):
            run("takeaway", "edit", "1", "--kind", kind)
            rows = connection.execute("SELECT kind, outcome FROM v_takeaways").fetchall()
            assert rows == [(kind, outcome)]


def test_a_change_by_another_program_is_told_from_a_commands(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    connection = sqlite3.connect(journal)
    connection.execute("UPDATE goals SET title = 'Speak up'")
    connection.commit()
    rows = connection.execute(
        "SELECT command, change FROM v_changes WHERE \"table\" = 'goals' ORDER BY id"
    ).fetchall()
    connection.close()
    assert rows == [("goal add", "insert"), ("another program", "update")]


def test_no_code_reads_them() -> None:
    """A view in the file reads the file's own tables, whoever looks: it would go round the lens."""
    root = Path(mentorlog.__file__).parent
    texts = {path: path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
    naming = {
        path.relative_to(root).as_posix()
        for path, text in texts.items()
        if PREFIX in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(rf"\b{PREFIX}\w*", node.value)
    }
    assert naming == {"journal/public_views.py"}
    importing = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "public_views" in path.read_text(encoding="utf-8")
    }
    assert importing == {"journal/derived.py"}


def test_a_lens_shadows_the_tables_beside_them(every_kind: EveryKind) -> None:
    connection = storage.in_memory()
    every_kind.fill(connection)
    names = ("people", "goals", "sessions", "takeaways", "actions", "wins", "events", "changes")
    mine = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    Lens(Audience.MANAGER, as_of=date(2026, 1, 1)).lay_over(connection)
    for name in names:
        assert connection.execute(f"SELECT * FROM {name}").fetchall() != mine[name], name
    laid = connection.execute("SELECT name FROM temp.sqlite_schema").fetchall()
    assert not {name for (name,) in laid if name.startswith(PREFIX)}


def test_a_views_name_is_no_tables() -> None:
    tables = storage.in_memory().execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    assert not {name for (name,) in tables if name.startswith(PREFIX)}
    assert all(name.startswith(PREFIX) for name in VIEWS)


def test_the_file_stays_sound(plain: sqlite3.Connection) -> None:
    assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert not plain.execute("PRAGMA foreign_key_check").fetchall()


def test_sqlite_utils_lists_them(plain: sqlite3.Connection) -> None:
    from sqlite_utils import Database

    names = Database(plain, execute_plugins=False).view_names()
    assert [name for name in names if not name.startswith("into_")] == list(public_views.VIEWS)


def test_the_guide_has_each_of_them_and_its_queries_run(plain: sqlite3.Connection) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert re.findall(rf"^\| `({PREFIX}\w+)` \|", text, re.MULTILINE) == list(VIEWS)
    queries = re.findall(r"^sqlite3 journal\.db \"(.+?)\"$", text, re.MULTILINE | re.DOTALL)
    assert len(queries) >= 3
    for query in queries:
        assert plain.execute(query).description
