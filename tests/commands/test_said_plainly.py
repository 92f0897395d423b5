"""What users stumbled over: figures, headings and hints that said too little, too much or the wrong thing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.commands.conftest import On
    from tests.conftest import Once, Run


@pytest.fixture
def dana(run: Run, once: Once) -> None:

    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-10-01")

    once("dana", write)


@pytest.mark.usefixtures("dana")
def test_what_a_report_left_out_is_what_is_about_its_reader_or_nobodys(run: Run) -> None:
    run("mentor", "add", "Kofi Mensah")
    run("win", "add", "Refund errors down", "--private", "--with", "dana")
    assert run("report", "dana", "--preview").out.endswith("Left out for Dana Ortiz: 1 win\n")
    assert run("report", "kofi").err == "Left out for Kofi Mensah: nothing\n"
    run("win", "add", "Kept calm", "--private", "--on", "2026-11-20")
    assert run("report", "kofi").err == "Left out for Kofi Mensah: 1 win\n"


@pytest.mark.usefixtures("dana")
def test_the_heading_of_what_was_carried_over_stands_wherever_that_is(run: Run, on: On) -> None:
    on("2026-11-01")
    run("log", "dana", "-a", "Send the template @dana", "-t", "x")
    on("2026-11-10")
    run("log", "dana", "-t", "y")
    run("todo", "Book a room")
    lines = run("status").out.splitlines()
    heading = next(line for line in lines if line.lstrip().startswith("My actions"))
    carried = next(line for line in lines if "Send the template" in line)
    assert heading.index("Carried") == carried.index("1×")


@pytest.mark.parametrize(
    "noun",
    [
        *("goal", "milestone", "action", "session", "takeaway", "win", "skill", "agreement", "tag"),
        *("goal map", "person"),
    ],
)
@pytest.mark.usefixtures("dana")
def test_a_list_for_somebody_else_has_no_hint_for_its_owner(run: Run, noun: str) -> None:
    for audience in ("dana", "manager"):
        for format in ("table", "markdown"):
            shown = run(*noun.split(), "--for", audience, "--format", format)
            assert "mentorlog" not in shown.out and "--tag" not in shown.out, shown
    assert noun == "person" or ": " in run(*noun.split()).out


def test_two_sessions_of_one_day_are_no_gap(run: Run, on: On) -> None:
    on("2026-11-22")
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    run("log", "dana", "-t", "morning")
    run("log", "dana", "-t", "evening", "--new")
    assert "longest gap" not in run("status").out
    (standing,) = json.loads(run("mentorship", "--json").out)
    assert (standing["longest_gap_days"], standing["sessions_held"]) == (None, 2)


def test_a_slot_that_has_begun_is_due_by_its_last_day(run: Run) -> None:
    run("mentee", "add", "Ben Ode", "--every", "2w")
    assert (
        run().out.splitlines()[0] == "Sun 22 Nov 2026 · Ben Ode, every 14 days, meet by Sat 5 Dec"
    )
    run("mentee", "add", "Ana Roy", "--every", "2w", "--started", "2026-11-21")
    assert run().out.splitlines()[0].endswith("Ana: meet by Fri 4 Dec · Ben: meet by Sat 5 Dec")


@pytest.mark.usefixtures("dana")
def test_a_mentors_reading_stands_beside_in_the_timeline(run: Run) -> None:
    run("goal", "add", "Speak")
    run("check-in", "g1", "20", "--reported-by", "dana")
    run("check-in", "g1", "40")
    run("check-in", "g1", "30", "--reported-by", "dana")
    for audience in ("me", "dana"):
        lines = " ".join(run("timeline", "--for", audience).out.split())
        assert "Speak: 0 → 20 %, by Dana" in lines
        assert "Speak: 20 → 40 %" in lines
        assert "Speak: Dana reads 30 %" in lines
    assert "Dana reads" not in run("since", "2026-11-01").out


@pytest.mark.usefixtures("dana")
def test_an_import_says_that_what_is_new_is_private(run: Run, home: Path) -> None:
    file = home / "tasks.csv"
    file.write_text("Task,Deadline\nBook a train,2026-12-01\n", encoding="utf-8")
    said = "What is new is private, for you alone; --shared lets its readers read it\n"
    assert run("import", str(file), "--dry-run").out.endswith(
        said.replace("new is", "new would be")
    )
    assert run("import", str(file)).out.endswith(said)
    assert "private" not in run("import", str(file)).out
    file.write_text("Task,Deadline\nBook a room,2026-12-01\n", encoding="utf-8")
    assert "private" not in run("import", str(file), "--shared").out


def test_a_day_and_a_time_need_no_quotes(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "friday", "3pm")
    assert "time 15:00 → 11:00" in run("session", "edit", "s1", "--on", "monday", "11:00").out
    assert "yesterday" not in run("log", "dana", "-t", "One", "--on", "yesterday", "9:30").out
    assert "09:30" in run("show", "s2").out


def test_a_review_does_not_say_that_all_is_well_above_a_goal_that_is_behind(run: Run) -> None:
    run("mentee", "add", "Jonas Weber", "--started", "2026-11-01")
    run("goal", "add", "Lead", "--owner", "jonas", "--by", "2026-12-31", "--start", "2026-11-01")
    run("check-in", "g1", "10")
    out = run("review", "jonas").out
    assert "Nothing urgent; 1 goal behind" in out
    assert "Nothing needs attention" not in out


def test_today_says_at_what_time_the_next_session_is(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "tomorrow", "15:00")
    assert run().out.splitlines()[0].endswith("next Mon 23 Nov, 15:00, tomorrow")
    assert json.loads(run("--json").out)["next_sessions"][0]["next_time"] == "15:00"


def test_what_was_raised_and_then_answered_stays_in_its_session_and_is_told_once(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("ask", "dana", "Can I present it?")
    run("log", "dana", "-t", "One")
    run("close", "t1")
    with_connection = run("since", "2026-11-01").out
    run("takeaway", "answer", "t1", "Yes, in May")
    out = run("since", "2026-11-01").out
    assert with_connection.count("Can I present it?") == out.count("Can I present it?") == 1
    assert "Yes, in May" in out


def test_an_action_that_is_done_was_done_on_another_day(run: Run) -> None:
    run("todo", "Read")
    run("done", "a1")
    assert "done Fri 20 Nov" in run("done", "a1", "--on", "2026-11-20").out
    events = json.loads(run("action", "show", "a1", "--json").out)["events"]
    assert [each["happened_on"] for each in events] == ["2026-11-20"] * 2
    assert "reopen a1" in run("done", "a1").err
    run("action", "reopen", "a1", "--on", "2026-11-21")
    run("done", "a1")
    said = run("done", "a1", "--on", "2026-11-20").err
    assert "a1 has been open since Sat 21 Nov; Fri 20 Nov is before that." in said
    run("undo")
    assert json.loads(run("action", "show", "a1", "--json").out)["state"] == "open"


def test_the_length_of_a_few_sessions_is_not_that_of_all(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-10-01")
    run("log", "dana", "-t", "One", "--on", "2026-11-01")
    run("log", "dana", "-t", "Two", "--on", "2026-11-08", "--duration", "50m")
    assert "2 sessions with Dana Ortiz (50 min noted for 1 of them)" in run("report", "dana").out
