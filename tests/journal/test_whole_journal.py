"""A journal taken out whole and brought in elsewhere is the same journal, to the last byte."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlog import journal as journals
from mentorlog.cli import main
from mentorlog.dates import clock
from mentorlog.errors import JournalSaysNo
from mentorlog.journal import storage
from mentorlog.journal.past import undo
from mentorlog.journal.tables import OWNED
from mentorlog.journal.whole.rows import TABLES
from mentorlog.records.exports import VERSION

if TYPE_CHECKING:
    from tests.journal.conftest import EveryKind

Row = dict[str, Any]

HOSTILE = (
    "'; DROP TABLE goals; --",
    '"\\\x1b[31m\x7f\x9b\u202e',
    "\r\n\t\u2028",
    "漢 🎉",
    "{",
    "null",
)
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
)
WORDS = TEXT.filter(lambda text: text.strip(" ") != "")
DAY = st.dates().map(lambda day: day.isoformat()).filter(lambda day: day > "0001")
LEVEL = st.sampled_from(("private", "shared", "public"))
SMALL = st.integers(1, 10)
MAYBE_TEXT, MAYBE_DAY = st.none() | TEXT, st.none() | DAY
EVERY = st.sampled_from((None, "14 days", "1 months"))

IDS = (1, 2, 5)
"""There are gaps: a record that was deleted left its number."""

ID = st.sampled_from(IDS)
MAYBE_ID = st.none() | ID
FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "people": {"name": WORDS, "title": MAYBE_TEXT, "note": MAYBE_TEXT, "visibility": LEVEL,
               "every": EVERY},
    "mentorships": {
        "mentor": st.just(1), "mentee": st.sampled_from(IDS[1:]), "peers": st.integers(0, 1),
        "purpose": MAYBE_TEXT, "cadence_days": st.none() | SMALL, "cadence_months": st.none() | SMALL,
        "started_on": DAY, "planned_end_on": MAYBE_DAY, "ended_on": MAYBE_DAY,
        "end_reason": MAYBE_TEXT, "state": st.sampled_from(("active", "paused", "ended")),
        "visibility": LEVEL,
    },
    "pauses": {"mentorship": ID, "from_on": DAY, "until_on": MAYBE_DAY, "reason": MAYBE_TEXT},
    "goals": {
        "owner": ID, "parent": st.sampled_from((None, 7)), "title": WORDS, "why": MAYBE_TEXT,
        "measure": MAYBE_TEXT, "area": MAYBE_TEXT, "start_on": DAY, "target_on": MAYBE_DAY,
        "state": st.sampled_from(("draft", "active", "achieved", "dropped")),
        "closed_on": MAYBE_DAY, "metric_from": st.sampled_from((None, "0", "2.50")),
        "metric_to": st.sampled_from((None, "-1", "100000")),
        "metric_unit": MAYBE_TEXT, "visibility": LEVEL,
    },
    "milestones": {
        "goal": ID, "title": WORDS, "due_on": MAYBE_DAY, "done_on": MAYBE_DAY, "visibility": LEVEL,
    },
    "sessions": {
        "held_on": DAY, "time": st.none() | st.just("14:30"), "minutes": st.none() | SMALL,
        "mode": st.sampled_from((None, "video", "phone")), "topic": MAYBE_TEXT,
        "state": st.sampled_from(("planned", "held", "cancelled", "no-show")),
        "notes": MAYBE_TEXT, "notes_visibility": LEVEL, "visibility": LEVEL,
    },
    "takeaways": {
        "session": MAYBE_ID, "goal": MAYBE_ID, "kind": st.sampled_from(("takeaway", "advice")),
        "text": WORDS, "noted_on": DAY, "outcome": st.sampled_from((None, "worked")),
        "note": MAYBE_TEXT, "answer": MAYBE_TEXT, "visibility": LEVEL,
    },
    "actions": {
        "text": WORDS, "owner": ID, "session": MAYBE_ID, "goal": MAYBE_ID, "made_on": DAY,
        "due_on": MAYBE_DAY, "state": st.sampled_from(("open", "done", "dropped")),
        "done_on": MAYBE_DAY, "dropped_on": MAYBE_DAY, "evidence": MAYBE_TEXT, "visibility": LEVEL,
        "every": EVERY, "every_from": MAYBE_DAY, "cue": MAYBE_TEXT,
    },
    "wins": {
        "happened_on": DAY, "title": WORDS, "impact": MAYBE_TEXT, "goal": MAYBE_ID,
        "evidence": MAYBE_TEXT, "visibility": LEVEL,
    },
    "ratings": {
        "skill": WORDS, "level": st.integers(1, 5), "rated_on": DAY, "person": ID,
        "evidence": MAYBE_TEXT, "visibility": LEVEL,
    },
    "agreements": {"mentorship": ID, "agreed_on": DAY, "text": WORDS, "visibility": LEVEL},
    "events": {
        "kind": st.sampled_from(sorted(OWNED.values())), "record": ID,
        "field": st.sampled_from(("answer", "a field of later")), "happened_on": DAY,
        "person": MAYBE_ID, "old": MAYBE_TEXT, "new": MAYBE_TEXT,
        "confidence": st.none() | st.integers(0, 10), "note": MAYBE_TEXT, "session": MAYBE_ID,
        "visibility": LEVEL,
    },
}  # fmt: skip
LINKS: dict[str, tuple[str, ...]] = {"attendees": ("session", "person"),
                                     "session_goals": ("session", "goal")}  # fmt: skip


@st.composite
def rows(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Three rows of every table, links between them, and a goal that comes before its parent."""
    found = {
        table: [{"id": id, **{name: draw(value) for name, value in fields.items()}} for id in IDS]
        for table, fields in FIELDS.items()
    }
    found["people"][0]["is_me"] = 1
    for known in found["mentorships"]:
        known["cadence_months"] = None if known["cadence_days"] else known["cadence_months"]
    found["goals"].append(found["goals"][0] | {"id": 7, "parent": None})
    for table, (one, other) in LINKS.items():
        pairs = draw(st.sets(st.tuples(ID, ID), max_size=3))
        found[table] = [{one: a, other: b} for a, b in sorted(pairs)]
    tags = draw(st.sets(st.tuples(st.sampled_from(("goal", "win")), ID, WORDS), max_size=3))
    found["taggings"] = [{"kind": kind, "record": id, "tag": tag} for kind, id, tag in tags]
    names = draw(st.sets(WORDS, max_size=2))
    found["origins"] = [
        {"kind": "action", "record": 1, "source": "taskwarrior", "identifier": name}
        for name in names
    ]
    return found


def write(path: Path, found: dict[str, list[Row]], then: list[str]) -> None:
    """The rows in one operation, and what else is done to them, each in one of its own."""
    now = clock({"MENTORLOG_TODAY": "2026-11-22"})
    with journals.writing(path, now, "test", owner_name=lambda: "Nobody") as journal:
        journal.connection.execute("PRAGMA defer_foreign_keys = ON")
        journal.connection.execute("DELETE FROM people")
        for table, each in found.items():
            for row in each:
                names, marks = ", ".join(row), ", ".join("?" * len(row))
                journal.connection.execute(
                    f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
                )
    for what in then:
        try:
            with journals.writing(path, now, "more", owner_name=lambda: "Nobody") as journal:
                if what == "undo":
                    undo.back(journal)
                else:
                    journal.connection.execute(what)
        except JournalSaysNo:
            continue


THEN = st.lists(
    st.sampled_from(
        (
            "undo",
            "DELETE FROM goals WHERE id = 7",
            "DELETE FROM sessions WHERE id = 5",
            "DELETE FROM wins",
            "UPDATE actions SET text = text || '!'",
            "UPDATE goals SET parent = NULL WHERE id = 1",
            "INSERT INTO wins (happened_on, title) VALUES ('2026-01-01', 'x')",
        )
    ),
    max_size=5,
)


@pytest.fixture(scope="module")
def blank() -> Iterator[Path]:
    """An empty journal to copy, as making one takes longer than all the rest."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.db"
        storage.create(path, make_folder=False)
        storage.connect(path).close()
        yield path


@settings(max_examples=settings().max_examples // 3)
@given(found=rows(), then=THEN)
def test_out_in_and_out_again_is_the_same_to_the_byte(
    blank: Path, found: dict[str, list[Row]], then: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = Path(shutil.copy(blank, folder / "first.db"))
        write(first, found, then)
        copy = Path(shutil.copy(blank, folder / "copy.db"))
        one, two = folder / "1.jsonl", folder / "2.jsonl"
        assert main(["--journal", str(first), "export", "-o", str(one)]) == 0
        assert main(["--journal", str(copy), "import", str(one)]) == 0
        assert main(["--journal", str(copy), "export", "-o", str(two)]) == 0
        assert two.read_bytes() == one.read_bytes()
        assert everything(copy) == everything(first)


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that holds anything of its own, the numbers and shape too."""
    with closing(sqlite3.connect(path)) as connection:
        execute = connection.execute
        tables = [
            name
            for (name,) in execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(("lines", "_sqlite"))
        ]
        found = {table: sorted(map(repr, execute(f"SELECT * FROM {table}"))) for table in tables}
        found["sqlite_sequence"] = [row for row in found["sqlite_sequence"] if ", 0)" not in row]
        found["lines"] = sorted(map(repr, execute("SELECT kind, record, field, text FROM lines")))
        found["schema"] = sorted(map(repr, execute("SELECT type, name, sql FROM sqlite_schema")))
        # The index is over the lines: one that says otherwise raises.
        execute("INSERT INTO lines_fts (lines_fts, rank) VALUES ('integrity-check', 1)")
        return found


def test_the_next_record_gets_the_number_it_would_have_had(blank: Path, tmp_path: Path) -> None:
    first, copy = (Path(shutil.copy(blank, tmp_path / name)) for name in ("a.db", "b.db"))
    ours = ["--journal", str(first)]
    for words in (["goal", "add", "One"], ["goal", "add", "Two"], ["goal", "delete", "2", "--yes"]):
        assert main([*ours, *words]) == 0
    assert main([*ours, "export", "-o", str(tmp_path / "a.jsonl")]) == 0
    assert main(["--journal", str(copy), "import", str(tmp_path / "a.jsonl")]) == 0
    for path in (first, copy):
        assert main(["--journal", str(path), "goal", "add", "Three"]) == 0
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT id FROM goals WHERE title = 'Three'").fetchone() == (
                3,
            )


def test_what_was_adopted_can_be_undone(blank: Path, tmp_path: Path) -> None:
    first, copy = (Path(shutil.copy(blank, tmp_path / name)) for name in ("a.db", "b.db"))
    assert main(["--journal", str(first), "goal", "add", "One"]) == 0
    assert main(["--journal", str(first), "export", "-o", str(tmp_path / "a.jsonl")]) == 0
    assert main(["--journal", str(copy), "import", str(tmp_path / "a.jsonl")]) == 0
    assert main(["--journal", str(copy), "undo"]) == 0
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM goals").fetchone() == (0,)


def test_every_table_is_in_it(blank: Path) -> None:
    with closing(sqlite3.connect(blank)) as connection:
        names = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            if not name.startswith(("lines", "sqlite_", "_sqlite"))
        }
    # The journal's own uid, and how it is synced, is what an import into another one leaves alone.
    own = {"writing", "journal", "sync", "sync_devices", "sync_files", "sync_kept"}
    assert names - own == set(TABLES)


SHAPES = {
    1: {
        "people": "id uid created_at updated_at name title note is_me visibility",
        "mentorships": "id uid created_at updated_at mentor mentee peers purpose "
        "cadence_days cadence_months started_on planned_end_on ended_on end_reason state visibility",
        "pauses": "id uid created_at updated_at mentorship from_on until_on reason",
        "goals": "id uid created_at updated_at owner parent title why measure "
        "area start_on target_on state closed_on metric_from metric_to metric_unit visibility",
        "milestones": "id uid created_at updated_at goal title due_on done_on visibility",
        "sessions": "id uid created_at updated_at held_on time "
        "minutes mode state topic notes notes_visibility visibility",
        "attendees": "session person",
        "session_goals": "session goal",
        "takeaways": "id uid created_at updated_at session goal "
        "kind text noted_on outcome note answer visibility",
        "actions": "id uid created_at updated_at text owner session "
        "goal made_on due_on state done_on dropped_on evidence visibility",
        "wins": "id uid created_at updated_at happened_on title impact goal evidence visibility",
        "ratings": "id uid created_at updated_at skill level rated_on person evidence visibility",
        "agreements": "id uid created_at updated_at mentorship agreed_on text visibility",
        "taggings": "kind record tag",
        "origins": "kind record source identifier detail",
        "events": "id uid recorded_at updated_at kind record field "
        "happened_on person old new confidence note session visibility",
        "operations": "id command at undoes",
        "changes": "id operation at change tbl uid before after",
    }
}
SHAPES[2] = SHAPES[1] | {
    "tombstones": "uid field kind number at",
    "readers": "kind record person",
}
SHAPES[3] = SHAPES[2] | {
    "people": SHAPES[1]["people"] + " every",
    "actions": SHAPES[1]["actions"] + " every every_from cue",
}
SHAPES[4] = SHAPES[3] | {"wins": SHAPES[1]["wins"] + " skill"}
SHAPES[5] = SHAPES[4] | {
    "wins": SHAPES[4]["wins"] + " published",
    "actions": SHAPES[3]["actions"] + " published",
}
SHAPES[6] = SHAPES[5] | {
    "operations": SHAPES[1]["operations"] + " device number",
    "changes": SHAPES[1]["changes"] + " clock",
}
"""For each version of the format the columns of each table."""


def test_the_version_says_which_columns_there_are(blank: Path, every_kind: EveryKind) -> None:
    """A column that an older program would drop unseen needs a new version."""
    with closing(sqlite3.connect(blank)) as connection:
        connection.row_factory = sqlite3.Row
        shape = {
            table: " ".join(
                row["name"] for row in connection.execute(f"PRAGMA table_info({table})")
            )
            for table in TABLES
        }
    assert shape == SHAPES[VERSION]
    assert set(every_kind.tables) <= set(shape)
