"""The sample year: something of every kind, on whatever day it is made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.conftest import Run

from mentorlog import places
from mentorlog.cli import main
from mentorlog.commands import demo
from mentorlog.dates import clock
from mentorlog.records import Kind


def test_it_has_something_of_every_kind(tmp_path: Path) -> None:
    today = "2024-02-29"
    path = tmp_path / "demo.db"
    demo.make(path, clock({"MENTORLOG_TODAY": today}), main)
    with closing(sqlite3.connect(path)) as connection:

        def count(rest: str) -> int:
            number: int = connection.execute(f"SELECT count(*) FROM {rest}").fetchone()[0]
            return number

        assert not [kind for kind in Kind if not count(kind.table)]
        assert count("mentorships JOIN people p ON p.id = mentor WHERE p.is_me") == 1
        assert count("goals WHERE parent IS NOT NULL") >= 2
        assert count("agreements WHERE agreed_on > (SELECT min(agreed_on) FROM agreements)") == 1
        assert count("ratings JOIN people p ON p.id = person WHERE p.is_me IS NULL") >= 1
        # Each thing was written on the day it happened, and the last of it not long ago.
        assert count("sessions WHERE state = 'held' AND held_on <> substr(created_at, 1, 10)") == 0
        (last,) = connection.execute("SELECT max(held_on) FROM sessions WHERE state = 'held'")
        assert (last[0] < today) and count(f"sessions WHERE held_on > '{today}'") == 1


def test_what_a_user_wrote_in_the_sample_is_kept(run: Run) -> None:
    assert run("demo").code == 0
    assert "kept in" not in run("demo").err
    sample = places.demo()
    assert run("--journal", str(sample), "log", "dana", "-t", "My very own line").code == 0
    assert "journal-1.db" in run("demo").err
    kept = sample.with_name("journal-1.db")
    assert "My very own line" in run("--journal", str(kept), "search", "very own").out
    assert "My very own line" not in run("--journal", str(sample), "search", "very own").out
