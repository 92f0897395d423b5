"""A goal at 100 %: what the figure is made of, and what its owner says beside it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.fixture
def all_done(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    day = partial(monkeypatch.setenv, "MENTORLOG_TODAY")
    day("2026-09-01")
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Write the paper", "--by", "2027-03-31", "--with", "dana")
    run("milestone", "add", "g1", "Outline")
    day("2026-09-10")
    run("milestone", "done", "m1")
    day("2026-11-22")


@pytest.mark.usefixtures("all_done")
def test_a_goal_with_all_milestones_done_is_to_be_closed_and_does_not_stand_still(run: Run) -> None:
    assert "mentorlog close g1 --as achieved" in run().out
    assert run("goal").out.endswith("on track\n")
    report = run("report", "--for", "dana", "--since", "2026-10-01").out
    assert "## At 100 %\n\n- **Write the paper**: 100 %, expected 39 %.\n" in report


def test_what_brings_a_goal_to_its_end_says_how_to_close_it(run: Run) -> None:
    run("goal", "add", "Write the paper")
    run("milestone", "add", "g1", "Outline")
    run("milestone", "add", "g1", "Draft")
    assert run("milestone", "done", "m1").err == ""
    assert run("milestone", "done", "m2").err == "hint: mentorlog close g1 --as achieved\n"
    assert run("check-in", "g1", "60").err == ""
    run("goal", "add", "Read", "--metric", "0..10")
    assert run("check-in", "g2", "9").err == ""
    assert run("check-in", "g2", "10").err == "hint: mentorlog close g2 --as achieved\n"


def test_it_is_to_be_closed_before_a_session_that_has_no_day_is_logged(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-10-01", "--every", "2w")
    run("goal", "add", "Read")
    assert "log dana, once you have met" in run().out
    run("check-in", "g1", "100")
    assert "close g1 --as achieved" in run().out


@pytest.mark.usefixtures("all_done")
def test_a_later_check_in_below_it_is_said_and_nobody_is_asked_to_close_it(run: Run) -> None:
    run("check-in", "g1", "50", "--on", "2026-10-20")
    today = run().out
    assert "close g1" not in today
    assert "Write the paper (check-in 50 %)" in today
    assert (
        "100% (1 of 1 milestone) · check-in 20 Oct 50%, kept beside" in run("goal", "show", "1").out
    )
    report = run("report", "--for", "dana", "--since", "2026-10-01").out
    assert "## Stands still\n\n- **Write the paper**: 100 %, expected 39 %, stalled" in report
    assert " By 1 of 1 milestone; the check-in of 20 Oct 2026 says 50 %.\n" in report


@pytest.mark.usefixtures("all_done")
def test_a_check_in_before_the_last_tick_says_nothing_any_more(run: Run) -> None:
    run("check-in", "g1", "50", "--on", "2026-09-05")
    assert "mentorlog close g1 --as achieved" in run().out
    assert "check-in" not in run("goal", "show", "1").out


# Why there is less than there was


@pytest.mark.usefixtures("all_done")
def test_a_fall_by_new_milestones_says_so_wherever_it_is_told(run: Run) -> None:
    run("goal", "edit", "g1", "--public")
    run("log", "dana", "-t", "Two more", "--on", "2026-11-01")
    run("milestone", "add", "g1", "Draft")
    run("milestone", "add", "g1", "Review")
    said = "2 milestones added: 100 → 33 %"
    assert said in run("since", "2026-11-02").out
    assert said in run("prep", "dana").out
    for told in (run("since", "2026-11-02", "--json").out, run("prep", "dana", "--json").out):
        (goal,) = json.loads(told)["goals_moved"]
        assert (goal["from"], goal["milestones_added"]) == (100, 2)
    report = run("report", "--for", "dana", "--since", "2026-11-02").out
    assert said in report
    assert "- Progress: 2 milestones added: 100 % → 33 % (22 Nov 2026); expected 39 %" in report
    assert "2 milestones added |" in run("report", "--for", "manager", "--since", "2026-11-02").out
    assert "Draft     added 22 Nov" in run("review", "dana").out


@pytest.mark.usefixtures("all_done")
def test_a_rise_needs_no_reason(run: Run) -> None:
    run("milestone", "add", "g1", "Draft", "--due", "2026-12-01")
    said = run("report", "--for", "dana", "--since", "2026-09-01").out
    assert "**Write the paper**: 0 → 50 %, expected" in said
    assert "added" not in said.split("## Details")[0]


def test_a_metric_is_told_in_its_unit(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-10-01")
    run("goal", "add", "Write", "--metric", "0..20", "--unit", "pages", "--start", "2026-10-01")
    run("check-in", "g1", "11", "--on", "2026-10-10")
    run("log", "dana", "-t", "Kept", "--on", "2026-10-12")
    report = ("report", "--for", "dana", "--since", "2026-10-15")
    assert "- **Write**: 55 % (11 of 20 pages), stalled" in run(*report).out
    run("check-in", "g1", "9")
    assert "- **Write**: fell back: 55 → 45 % (11 → 9 of 20 pages).\n" in run(*report).out
    assert "11 → 9 of 20 pages\n" in run("since", "2026-10-15").out
    assert "11 → 9 of 20 pages\n" in run("prep", "dana").out
    assert "11 → 9 pages, 22 Nov" in run("review", "dana").out
    whole = run("report", "--for", "dana", "--since", "2026-10-01").out
    assert "- **Write**: 0 → 45 % (0 → 9 of 20 pages).\n" in whole


def test_a_metric_in_percent_is_told_beside_the_progress(run: Run) -> None:
    run("goal", "add", "Answer", "--metric", "55..90", "--unit", "%", "--start", "2026-10-01")
    run("check-in", "g1", "58", "--on", "2026-10-10")
    assert "Answer (58 %)" in run("status").out
    assert "9 %  Answer (58 %)" in run().out
    assert "Now       9% (58 %)" in run("show", "g1").out
    assert "55 → 58 %\n" in run("since", "2026-10-01").out
    run("check-in", "g1", "62")
    assert "58 → 62 %\n" in run("since", "2026-11-01").out


def test_a_goal_achieved_early_does_not_seem_to_have_moved_to_its_last_reading(run: Run) -> None:
    run("goal", "add", "Give a talk", "--start", "2026-10-01")
    run("check-in", "g1", "10", "--on", "2026-10-10")
    run("close", "g1", "--as", "achieved", "--why", "To 60 people")
    page = run("report", "me", "--short").out
    assert "- **Give a talk**: achieved 22 Nov 2026, last read at 10 %. “To 60 people”" in page
