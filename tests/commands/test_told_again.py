"""What happened to a goal may be told late, and the day of an end may be told anew; all screens agree then."""

import json
from typing import Any

import pytest
from tests.conftest import Run


@pytest.fixture(autouse=True)
def goal(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    run("goal", "add", "Speak", "--start", "2026-09-01", "--by", "2026-12-31", "--public")
    run("check-in", "g1", "60", "--on", "2026-11-02")


def shown(run: Run, *argv: str) -> Any:
    return json.loads(run(*argv, "--json").out)


# A reading behind the end


@pytest.mark.parametrize("state", ["achieved", "partly-achieved", "missed", "dropped"])
def test_a_reading_of_a_day_until_the_end_is_told_late(run: Run, state: str) -> None:
    run("close", "g1", "--as", state, "--on", "2026-11-18")
    late = run("check-in", "g1", "100", "--on", "2026-11-18")
    assert (late.code, late.err) == (0, "")
    ended = f"{state.replace('-', ' ')} Wed 18 Nov"
    assert late.out == f"g1  Speak · 60 → 100 % on Wed 18 Nov · {ended} · public\n"
    assert run("check-in", "g1", "80", "--on", "2026-11-10").code == 0
    assert shown(run, "goal", "show", "g1")["progress"] == 100
    history = run("goal", "history", "g1").out
    assert "Ended at 100 %" in history
    assert "80%" in history
    report = run("report", "--for", "manager", "--since", "2026-09-01").out
    assert "100 %" in report
    assert "60 %" not in report
    run("undo", "2")
    assert shown(run, "goal", "show", "g1")["progress"] == 60


def test_a_reading_of_a_day_after_the_end_is_refused(run: Run) -> None:
    run("close", "g1", "--as", "achieved", "--on", "2026-11-18")
    refused = run("check-in", "g1", "100")
    assert (refused.code, refused.err) == (
        1,
        'g1 "Speak" was closed as achieved on Wed 18 Nov.\n'
        "hint: mentorlog goal reopen g1 takes it up again; --on DAY tells a day until then\n",
    )


def test_a_goal_achieved_below_its_end_says_so(run: Run) -> None:
    closed = run("close", "g1", "--as", "achieved").out
    assert closed == "g1  Speak · achieved · Sun 22 Nov · last read at 60 % · public\n"


def test_a_goal_achieved_at_its_end_needs_no_word(run: Run) -> None:
    run("check-in", "g1", "100")
    assert "read" not in run("close", "g1", "--as", "achieved").out


def test_a_goal_that_was_missed_needs_no_word(run: Run) -> None:
    assert "read" not in run("close", "g1", "--as", "missed").out


def test_a_goal_achieved_with_a_milestone_left_says_so(run: Run) -> None:
    run("milestone", "add", "g1", "Draft")
    run("milestone", "add", "g1", "Talk")
    run("done", "m1")
    assert "· 1 of 2 milestones" in run("close", "g1", "--as", "achieved").out


# The day of an end


@pytest.mark.parametrize("verb", [("close",), ("goal", "close")])
def test_the_day_of_a_close_is_told_anew(run: Run, verb: tuple[str, ...]) -> None:
    run(*verb, "g1", "--as", "achieved")
    again = run(*verb, "g1", "--as", "achieved", "--on", "2026-11-18")
    assert again.out.startswith("g1  Speak · achieved · Wed 18 Nov")
    assert again.err == "g1 has been achieved since Wed 18 Nov, not since Sun 22 Nov.\n"
    assert shown(run, "goal", "show", "g1")["closed_on"] == "2026-11-18"
    assert "18 Nov*   ✓ closed as achieved" in run("goal", "history", "g1").out
    assert "achieved Wed 18 Nov" in run("since", "2026-11-17").out
    assert "achieved 18 Nov" in run("report", "--for", "manager", "--since", "2026-09-01").out
    run("undo")
    assert shown(run, "goal", "show", "g1")["closed_on"] == "2026-11-22"


def test_the_day_of_a_close_is_told_anew_with_why(run: Run) -> None:
    run("close", "g1", "--as", "dropped")
    run("close", "g1", "--as", "dropped", "--on", "2026-11-18", "--why", "No slot")
    assert "Closed    Wed 18 Nov: No slot" in run("goal", "show", "g1").out


def test_a_close_that_says_nothing_new_is_refused(run: Run) -> None:
    run("close", "g1", "--as", "achieved", "--on", "2026-11-18")
    for said in ((), ("--on", "2026-11-18")):
        again = run("close", "g1", "--as", "achieved", *said)
        assert (again.code, again.err.splitlines()[0]) == (
            1,
            'g1 "Speak" was closed as achieved on Wed 18 Nov.',
        )
    assert run("close", "g1", "--as", "missed", "--on", "2026-11-17").code == 1


def test_a_close_is_not_told_for_a_day_before_the_state_before_it(run: Run) -> None:
    run("goal", "pause", "g1", "--on", "2026-11-15")
    run("close", "g1", "--as", "achieved")
    refused = run("close", "g1", "--as", "achieved", "--on", "2026-11-14")
    assert (refused.code, refused.err) == (
        1,
        'g1 "Speak" has been paused since Sun 15 Nov; Sat 14 Nov is before that.\n'
        "hint: mentorlog goal history g1 shows the days\n",
    )
    refused = run("close", "g1", "--as", "achieved", "--on", "2026-08-14")
    assert refused.code == 1
    assert shown(run, "goal", "show", "g1")["closed_on"] == "2026-11-22"


def test_a_close_before_the_goal_began_says_how_it_begins_earlier(run: Run) -> None:
    run("close", "g1", "--as", "achieved")
    refused = run("close", "g1", "--as", "achieved", "--on", "2026-08-14")
    assert "has been active since Tue 1 Sep" in refused.err
    assert "mentorlog goal edit g1 --start DAY makes it begin earlier" in refused.err


def test_the_day_of_a_pause_is_told_anew(run: Run) -> None:
    run("goal", "pause", "g1")
    assert run("goal", "pause", "g1", "--on", "2026-11-15").code == 0
    assert "15 Nov*   paused" in run("goal", "history", "g1").out


def test_the_day_of_a_drop_is_told_anew(run: Run) -> None:
    run("todo", "Read")
    run("action", "drop", "a1")
    again = run("action", "drop", "a1", "--on", "2026-11-20")
    assert again.err == "a1 has been dropped since Fri 20 Nov, not since Sun 22 Nov.\n"
    action = shown(run, "action", "show", "a1")
    assert (action["dropped_on"], action["made_on"]) == ("2026-11-20", "2026-11-20")


@pytest.mark.parametrize("verb", [("done",), ("milestone", "done"), ("close",)])
def test_the_day_of_a_milestone_is_told_anew(run: Run, verb: tuple[str, ...]) -> None:
    run("milestone", "add", "g1", "Draft")
    run("done", "m1")
    again = run(*verb, "m1", "--on", "2026-11-18")
    assert again.err.startswith("m1 has been done since Wed 18 Nov, not since Sun 22 Nov.\n")
    assert shown(run, "milestone", "show", "m1")["done_on"] == "2026-11-18"
    assert "18 Nov*   ✓ Draft, 100 %" in run("goal", "history", "g1").out
    assert shown(run, "goal", "show", "g1")["days_since_moved"] == 4
    assert run(*verb, "m1", "--on", "2026-11-18").code == 1
    run("milestone", "reopen", "m1", "--on", "2026-11-20")
    run("done", "m1")
    refused = run(*verb, "m1", "--on", "2026-11-19").err
    assert "m1 has been open since Fri 20 Nov; Thu 19 Nov is before that." in refused


def test_the_day_of_a_cancelling_is_told_anew(run: Run) -> None:
    run("session", "plan", "dana", "2026-11-25")
    run("session", "cancel", "s1")
    again = run("session", "cancel", "s1", "--on", "2026-11-20")
    assert again.err == "s1 has been cancelled since Fri 20 Nov, not since Sun 22 Nov.\n"
    refused = run("session", "cancel", "s1")
    assert (refused.code, refused.err.splitlines()[0]) == (1, "s1 is cancelled already.")


def test_the_day_of_an_end_is_told_anew(run: Run) -> None:
    run("mentorship", "pause", "dana", "--on", "2026-11-10")
    run("mentorship", "end", "dana", "--why", "Moved")
    again = run("mentorship", "end", "dana", "--on", "2026-11-18")
    assert again.err == "The mentorship has been ended since Wed 18 Nov, not since Sun 22 Nov.\n"
    known = shown(run, "mentorship", "show", "dana")
    assert (known["ended_on"], known["end_reason"]) == ("2026-11-18", "Moved")
    refused = run("mentorship", "end", "dana", "--on", "2026-11-09")
    assert "has been paused since Tue 10 Nov; Mon 9 Nov is before that." in refused.err


# A goal that is closed again


def test_a_goal_that_is_closed_again_has_one_day_of_its_end_on_all_screens(run: Run) -> None:
    run("log", "dana", "-t", "Agreed", "--on", "2026-11-10")
    run("close", "g1", "--as", "achieved", "--on", "2026-11-18")
    run("goal", "reopen", "g1", "--on", "2026-11-20")
    run("close", "g1", "--as", "achieved", "--on", "2026-11-20")
    for screen in (("since", "2026-11-17"), ("prep", "dana")):
        said = run(*screen).out
        assert "achieved Fri 20 Nov" in said
        assert "reopened Fri 20 Nov" in said
    assert "Closed    Fri 20 Nov" in run("goal", "show", "g1").out
    closed = shown(run, "since", "2026-11-17")["goals_closed"]
    assert [each["on"] for each in closed] == ["2026-11-18", "2026-11-20"]


def test_who_closes_the_wrong_goal_and_opens_it_again_has_moved_nothing(run: Run) -> None:
    run("close", "g1", "--as", "achieved")
    run("goal", "reopen", "g1")
    assert "Speak" not in run("since", "2026-11-20").out
