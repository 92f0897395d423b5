"""``mentorlog changes``: what was done when, by which command, and what was there before."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Once, Run

NOTE = "Accepted, and more is said here than any line of a terminal would hold by itself"

YEAR = (
    ("2026-10-05T09:15:00", ("mentor", "add", "Dana Ortiz", "--every", "2w")),
    ("2026-11-19T17:30:00", ("goal", "add", "Speak at a conference", "--tag", "talks")),
    ("2026-11-19T17:31:00", ("milestone", "add", "1", "Send the proposal")),
    ("2026-11-19T17:40:00", ("check-in", "1", "40", "--note", NOTE, "--on", "2026-11-18")),
    ("2026-11-20T08:30:00", ("log", "dana", "-t", "Open with a story", "-a", "Draft it")),
    ("2026-11-21T08:00:00", ("goal", "edit", "1", "--by", "2027-03-31", "--why-moved", "Late call")),
    ("2026-11-21T08:01:00", ("done", "1")),
    ("2026-11-21T08:02:00", ("undo",)),
    ("2026-11-21T08:03:00", ("redo",)),
    ("2026-11-22T07:00:00", ("mentorship", "pause", "dana", "--why", "Leave")),
    ("2026-11-22T07:05:00", ("tag", "rename", "talks", "speaking")),
    ("2026-11-22T07:10:00", ("milestone", "delete", "1", "--yes")),
)  # fmt: skip


@pytest.fixture
def year(run: Run, journal: Path, on: Callable[[str], None], once: Once) -> Path:
    def write() -> None:
        for instant, command in YEAR:
            on(instant)
            ended = run(*command)
            assert ended.code == 0, (command, ended.err)
            if command[0] == "redo":
                with closing(sqlite3.connect(journal)) as other, other:
                    other.execute("UPDATE goals SET title = 'Speak [twice] \x1b[31m' WHERE id = 1")
                    other.execute(
                        "UPDATE changes SET at = '2026-11-21T09:00:00.000Z' WHERE operation IS NULL"
                    )

    once("a year of changes", write)
    on("2026-11-22")
    return journal


def read(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("changes", *argv, "--json").out)
    return found


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("columns", ["80", "40"])
def test_the_page(
    run: Run, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    shown = run("changes")
    assert (shown.code, shown.err) == (0, "")
    assert "\x1b" not in shown.out
    assert max(map(len, shown.out.splitlines())) <= int(columns)
    golden(f"changes-{columns}", shown.out)


@pytest.mark.usefixtures("year")
def test_one_record_and_markdown(run: Run, golden: Callable[[str, str], None]) -> None:
    golden("changes-goal", run("changes", "g1").out)
    golden("changes-markdown", run("changes", "g1", "--format", "markdown").out)


@pytest.mark.usefixtures("year")
def test_newest_first_and_every_change_once(run: Run, journal: Path) -> None:
    with closing(sqlite3.connect(journal)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM changes ORDER BY id DESC")]
    assert [change["id"] for change in read(run, "--all")] == ids
    recent = read(run)
    assert [change["id"] for change in recent] == ids[: len(recent)]
    assert {change["at"][:10] for change in recent} == {
        "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"
    }  # fmt: skip


@pytest.mark.usefixtures("year")
def test_days(run: Run) -> None:
    def days(*argv: str) -> list[str]:
        return sorted({change["at"][:10] for change in read(run, *argv)})

    assert days("--since", "2026-11-20", "--until", "2026-11-21") == ["2026-11-20", "2026-11-21"]
    assert days("--until", "2026-11-19") == ["2026-10-05", "2026-11-19"]
    assert days("--since", "yesterday") == ["2026-11-21", "2026-11-22"]
    empty = run("changes", "--since", "today", "--until", "today")
    assert "mentorship pause" in empty.out
    assert run("changes", "--since", "today", "--until", "yesterday").code == 2


@pytest.mark.usefixtures("year")
def test_what_a_change_tells(run: Run) -> None:
    of_goal = read(run, "g1")
    by_hand = [change for change in of_goal if change["command"] is None]
    (edit,) = by_hand
    assert (edit["operation"], edit["change"], edit["record"]["kind"]) == (None, "update", "goal")
    assert edit["fields"] == [
        {
            "field": "title",
            "before": "Speak at a conference",
            "after": "Speak [twice] \x1b[31m",
        }
    ]
    assert {change["record"]["id"] for change in of_goal} == {1}
    assert {change["part"] for change in of_goal} == {None, "event", "tag", "reader"}
    undone = [change for change in read(run) if change["command"] == "undo"]
    assert {change["of"] for change in undone} == {"action done"}
    assert read(run, "m1")[0]["record"]["title"] == "Send the proposal"
    paused = read(run, "r1")
    assert "pause" in {change["part"] for change in paused}
    assert {change["part"] for change in read(run, "s1")} >= {None, "attendee"}


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("audience", ["manager", "dana"])
@pytest.mark.parametrize("argv", [(), ("g1",), ("--all",)])
def test_nobody_else_sees_any_of_it(run: Run, audience: str, argv: tuple[str, ...]) -> None:
    shown = run("changes", *argv, "--for", audience, "--json")
    assert (shown.code, json.loads(shown.out)) == (0, [])
    assert shown.err == "The change log is for you alone; nobody else sees any of it.\n"
    table = run("changes", *argv, "--for", audience)
    assert "onference" not in table.out and "Dana" not in table.out


def test_a_journal_that_is_not_there(run: Run, journal: Path) -> None:
    shown = run("changes")
    assert (shown.code, shown.err) == (0, "")
    assert "No changes in these days" in shown.out
    assert run("changes", "g1").code == 1
    assert run("changes", "outline").code == run("changes", "last").code == 1
    assert not journal.stat().st_size


@pytest.mark.parametrize(
    "words",
    ["2026-99-99", "abcd-ef-gh", "0000-01-01", "=1+1", "[/b] [red]x", "\u202eab", "e\u0301" * 99],
)
def test_any_words_are_only_words(run: Run, words: str) -> None:
    run("goal", "add", "Speak", "--why", words, "--tag", "q3")
    run("goal", "edit", "1", f"--title={words}", "--why", "plain")
    shown = run("changes")
    assert (shown.code, shown.err) == (0, "")
    assert "\u202e" not in shown.out
    assert max(map(len, shown.out.replace("\u0301", "").splitlines())) <= 80
    assert run("changes", "--format", "markdown").code == 0
    edits = [
        field for each in read(run) if each["command"] == "goal edit" for field in each["fields"]
    ]
    stored = unicodedata.normalize("NFC", words)
    assert {"field": "title", "before": "Speak", "after": stored} in edits


def test_a_long_log_is_cut_and_says_so(run: Run, journal: Path) -> None:
    run("init")
    with closing(sqlite3.connect(journal)) as other, other:
        other.executemany(
            "INSERT INTO wins (happened_on, title) VALUES ('2026-11-01', ?)",
            [(f"Win {number}",) for number in range(300)],
        )
        other.execute("UPDATE changes SET at = '2026-11-21T09:00:00.000Z'")
    shown = run("changes").out
    assert shown.count("added") == 250
    assert shown.endswith("\n … and older ones: --all\n")
    assert len(read(run)) == 250
    assert len(read(run, "--all")) == 301


def test_a_long_title_is_told_from_where_it_differs(run: Run) -> None:
    long = "Present at a conference where there are many who work on the same questions"
    run("goal", "add", f"{long}, in Porto")
    said = run("edit", "g1", "--title", f"{long}, in Lisbon").out
    assert said.startswith("g1  …Porto → …Lisbon")


def test_a_long_word_is_told_from_shortly_before_it_differs(run: Run) -> None:
    address = f"https://example.org/{'a' * 60}/"
    run("win", "add", "W", "--evidence", f"{address}1")
    said = run("win", "edit", "w1", "--evidence", f"{address}2").out
    assert "aaa/1” → “…aaa" in said and "aaa/2”" in said and "https" not in said


def test_a_text_that_is_longer_at_its_end_is_told_from_there(run: Run) -> None:
    text = "word " * 20 + "end"
    run("goal", "add", "G", "--why", text)
    assert (
        "why “…end” → “…end, at last”" in run("goal", "edit", "g1", "--why", f"{text}, at last").out
    )


def test_a_reading_that_moved_nothing_is_told_by_its_words(run: Run) -> None:
    run("goal", "add", "G")
    run("check-in", "g1", "70")
    run("check-in", "g1", "+0", "--note", "Stuck: no slot")
    assert "progress still 70: “Stuck: no slot”\n" in run("changes", "g1").out
    undone = run("undo").out
    assert undone.endswith("g1 G, progress still 70: “Stuck: no slot”\n")


def test_the_newest_few(run: Run) -> None:
    """Commands are counted, each with all that it wrote, as those are that undo takes back."""
    for title in ("One", "Two", "Three"):
        run("goal", "add", title)
    run("mentor", "add", "Dana")
    run("log", "dana", "-t", "Say no", "-t", "Ask first", "-a", "Write it due friday")
    found = json.loads(run("changes", "-n", "2", "--json").out)
    assert {each["command"] for each in found} == {"log", "mentor add"}
    told = run("changes", "-n", "3").out
    assert all(words in told for words in ("Say no", "Ask first", "Write it", "Dana", "g3  Three"))
    assert "Two" not in told
    assert "older ones" in told
    assert "older ones" not in run("changes", "-n", "9").out
    assert run("changes", "-n", "0").code == 2


def test_a_pause_is_told_with_its_days(run: Run) -> None:
    """Also the one that comes after a pause which ended by itself."""
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    run("mentorship", "pause", "dana", "--on", "2026-10-01", "--until", "2026-10-20")
    run("mentorship", "pause", "dana", "--until", "2026-12-01", "--why", "leave")
    run("mentorship", "end", "dana")
    said = run("changes").out
    assert "paused from 1 Oct, back on 20 Oct" in said
    assert "paused from 22 Nov, back on 1 Dec, leave" in said
    assert "still" not in said and "planned" not in said
    assert "state paused → ended" in said


def test_an_undone_pause_is_told_with_its_days(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    run("mentorship", "pause", "dana", "--until", "2026-12-01")
    said = " ".join(run("undo").out.split())
    assert said.endswith("Dana Ortiz, pause from 22 Nov, back on 1 Dec · taken out")


def test_a_reading_of_another_day_is_told_by_its_own_value(
    run: Run, on: Callable[[str], None]
) -> None:
    on("2026-11-02")
    run("goal", "add", "G")
    run("check-in", "g1", "20")
    on("2026-11-03")
    run("check-in", "g1", "50", "--on", "2026-11-02")
    run("check-in", "g1", "60")
    on("2026-11-05")
    assert run("undo").out.endswith("progress 60 → 50\n")
    assert run("redo").out.endswith("the check-in of Tue 3 Nov, 60\n")
    told = run("changes").out
    assert "the check-in of Tue 3 Nov, 60" in told
    assert "the check-in of Mon 2 Nov, 50" in told


def test_words_added_at_a_texts_end_are_shown(run: Run) -> None:
    text = "People ask for what they have seen, so show it now"
    run("takeaway", "add", text)
    assert "→ …now early" in run("edit", "t1", "--text", f"{text} early").out
