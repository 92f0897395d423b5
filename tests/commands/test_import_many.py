"""Many rows at once: stored as if each had come alone, and taken back by one undo."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from exports import tables
from mentorlog.journal import batch
from mentorlog.journal.intake import drafts, matches

if TYPE_CHECKING:
    from tests.conftest import PutBack, Run

ROWS = """Task,Assignee,Goal,Status,Deadline,Completed,Tags,Created
Book a train,,Speak,open,2026-12-01,,"travel; now",
Book a train,,Speak,open,2026-12-01,,,
Ask Noor,Noor Haddad,,done,,2026-11-03,Travel,2026-11-01
Made after it was done,me,,done,2026-11-30,2026-11-02,,2026-11-20
Dropped,Noor Haddad,Nobody knows it,dropped,,2026-11-05,,
Still to come,,,open,,,,2027-01-01
Café,,Speak,,,,,
,,,open,,,,
"""
TASKS = [
    {"uuid": f"{number:032}", "description": text, "project": project, "status": status, **more}
    for number, (text, project, status, more) in enumerate(
        [
            ("One", "Speak", "pending", {"tags": ["travel"], "priority": "H"}),
            ("Two", "New", "completed", {"entry": "20261101T100000Z", "end": "20261102T100000Z"}),
            ("Three", "Other", "deleted", {"due": "20261201T100000Z", "mentorlog_owner": "Noor"}),
            ("Four\0", "Other", "pending", {}),
            ("Five", "Other", "pending", {"mentorlog_owner": "Noor"}),
        ]
    )
]
GOALS = """title,parent,state,closed,target,start
Give a talk,Be known,achieved,2026-11-01,2026-12-01,2026-10-01
Be known,,active,,2027-01-01,
Rest,Be known,paused,,,2026-10-01
Later,Nobody knows it,draft,,,
Ended too soon,,missed,2026-09-01,,2026-10-01
Speak,Be known,dropped,2026-11-20,,
Later,,draft,,,
"""
JRNL = {
    "entries": [
        {
            "title": "A day",
            "body": "Long",
            "date": "2026-11-20",
            "time": "09:00",
            "tags": ["@calm"],
        },
        {"title": "Won @win", "body": "", "date": "2026-11-20", "time": "10:00", "tags": ["@win"]},
        {"title": "A day", "body": "Long", "date": "2026-11-20", "time": "09:00", "tags": []},
    ]
}


@pytest.fixture
def files(run: Run, home: Path) -> list[Path]:
    """A journal with readers that follow from a goal, and the files to come into it."""
    run("init", "--name", "Priya Nair")
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    run("goal", "add", "Speak")
    run("todo", "Book a train", "--on", "2026-11-01")
    texts = {"a.csv": ROWS, "b.json": json.dumps([*TASKS, TASKS[0]]), "c.json": json.dumps(JRNL)}
    texts["d.csv"] = GOALS
    for name, text in texts.items():
        (home / name).write_text(text, encoding="utf-8")
    return [home / name for name in texts]


def imported(run: Run, files: list[Path], *words: str) -> tuple[list[Any], dict[str, Any]]:
    """What was said, and what is there then without what tells two journals apart."""
    said = []
    for path in files:
        done = json.loads(run("import", str(path), "--skip-bad", "--json", *words).out)
        said.append({key: done[key] for key in ("kinds", "people", "bad", "left_out")})
    found = tables(run("export").out)
    kept = {
        table: sorted(
            json.dumps({name: row[name] for name in row if name not in ours}) for row in rows
        )
        for table, rows in found.items()
        for ours in [("id", "uid") if table == "events" else ("uid",)]
        if table not in ("changes", "operations")
    }
    return said, kept


@pytest.mark.parametrize(("few", "words"), [(0, ("--shared",)), (1000, ())])
def test_rows_together_are_what_they_are_alone(
    run: Run, files: list[Path], monkeypatch: pytest.MonkeyPatch, few: int, words: tuple[str, ...]
) -> None:
    before = tables(run("export").out)
    monkeypatch.setattr(batch, "_FEW", few)
    together = imported(run, files, *words)
    assert run("doctor").out.startswith("All is well")
    assert len(json.loads(run("search", "Café", "--json").out)) == 1
    for _ in files:
        assert run("undo").code == 0
    assert run("doctor").out.startswith("All is well")
    after = tables(run("export").out)
    for table in (
        "people",
        "goals",
        "actions",
        "wins",
        "takeaways",
        "events",
        "taggings",
        "readers",
    ):
        assert after.get(table) == before.get(table), table
    assert together[1]["actions"]


@pytest.mark.parametrize("words", [("--shared",)])
def test_no_row_can_tell_how_many_came_with_it(
    run: Run, files: list[Path], monkeypatch: pytest.MonkeyPatch, journal: Path, put_back: PutBack,
    words: tuple[str, ...],
) -> None:  # fmt: skip
    blank = journal.read_bytes()
    together = imported(run, files, *words)
    for module, name, value in (
        (drafts, "_AT_ONCE", 1),
        (matches.Known, "is_new", lambda _self, _found: False),
        (batch.Batch, "write", refuse),
    ):
        put_back(blank)
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            assert imported(run, files, *words) == together


def refuse(self: Any) -> None:
    """What SQLite does with a row that breaks a rule of its table."""
    self.forget()
    raise sqlite3.IntegrityError("CHECK constraint failed: text")


def test_a_row_that_stands_further_up_is_known(run: Run, files: list[Path]) -> None:
    uuid = "6d2f6d6b-9d2f-84a5-ae6d-656e746f726c"
    tasks = [{**TASKS[0], "uuid": uuid, "description": text} for text in "AB"]
    files[0].with_name("d.json").write_text(json.dumps(tasks), encoding="utf-8")
    done = json.loads(run("import", str(files[0].with_name("d.json")), "--json").out)
    assert done["kinds"]["action"] == {"added": 1, "updated": 0, "skipped": 1}


def test_a_changed_task_that_comes_in_again_leaves_the_journal_well(run: Run, home: Path) -> None:
    """What its source says of it is kept anew, and the change log tells of that."""
    task = {
        "uuid": "11111111-1111-1111-1111-111111111111", "description": "Ask Finance",
        "status": "pending", "entry": "20261101T100000Z",
    }  # fmt: skip
    file = home / "tasks.json"
    for due in ({}, {"due": "20261201T100000Z"}, {"due": "20261203T100000Z"}):
        file.write_text(json.dumps([{**task, **due}]), encoding="utf-8")
        assert run("import", str(file)).code == 0
        assert run("doctor").code == 0
    run("undo", "3")
    assert run("doctor").code == 0
    assert run("import", str(file)).code == 0
    assert "Ask Finance" in run("action").out
