"""A mentorship's course: its figures, each reckoned by hand from the days that are written here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

On = Callable[[str], None]
Tell = Callable[[str], None]


def met(who: str, *days: str, minutes: int = 30) -> str:
    """The lines of a script that log a session on each of those days of 2026."""
    logged = f"{{0}} log {who} --duration {minutes}m --topic T"
    return "\n".join(logged.format(f"2026-{day}") for day in days)


def data(run: Run, *argv: str) -> Any:
    result = run(*argv, "--json")
    assert result.code == 0, result.err
    return json.loads(result.out)


def kept(run: Run, who: str) -> tuple[int, int]:
    shown = data(run, "mentorship", "show", who)
    return shown["slots_kept"], shown["slots"]


# --- a cadence that changed -------------------------------------------------------------------

ZOE = "2026-01-05 mentee add Zoe --every 1w\n" + met("zoe", "01-05", "01-26", "02-16", "03-09")
"""Sixteen weeks from Mon 5 Jan to Sun 26 Apr, and a session in four of them."""


def test_another_cadence_leaves_the_slots_of_the_past(run: Run, tell: Tell, on: On) -> None:
    tell(ZOE)
    on("2026-04-27")
    assert kept(run, "zoe") == (4, 16)
    tell("2026-04-27 mentorship edit zoe --every 4w")
    assert kept(run, "zoe") == (4, 16)
    # From 27 Apr, which is a slot's first day, they are four weeks long: 27 Apr, 25 May, 22 Jun.
    tell(met("zoe", "05-10"))
    on("2026-06-22")
    assert kept(run, "zoe") == (5, 18)
    assert data(run, "mentorship", "show", "zoe")["next_on"] == "2026-06-22"
    assert "kept 5 of 18 (28 %)" in run("status").out
    reported = data(run, "report", "zoe", "--period", "2026")["mentorships"][0]
    assert (reported["slots_kept"], reported["slots"]) == (5, 18)


def test_a_slot_is_as_long_as_was_agreed_when_it_began(run: Run, tell: Tell, on: On) -> None:
    tell(ZOE)
    # Wed 29 Apr lies in the week from 27 Apr, which runs to its end; the next slot is 4 May's.
    tell("2026-04-29 mentorship edit zoe --every 4w")
    on("2026-05-04")
    assert kept(run, "zoe") == (4, 17)
    on("2026-05-31")
    assert kept(run, "zoe") == (4, 17)
    on("2026-06-01")
    assert kept(run, "zoe") == (4, 18)


def test_a_shorter_cadence_is_not_kept_waiting_for_the_longer_ones_end(
    run: Run, tell: Tell, on: On
) -> None:
    tell(
        "2026-01-01 mentor add Dana --every 3m\n"
        + met("dana", "01-02")
        + "\n2026-01-10 mentorship edit dana --every 1w"
    )
    assert data(run, "mentorship", "show", "dana")["next_on"] == "2026-01-17"
    on("2026-01-31")
    assert kept(run, "dana") == (1, 3)


def test_a_cadence_that_is_dropped_and_agreed_again(run: Run, tell: Tell, on: On) -> None:
    tell(ZOE)
    tell("2026-04-27 mentorship edit zoe --every none")
    on("2026-06-01")
    assert kept(run, "zoe") == (4, 16)
    assert data(run, "mentorship", "show", "zoe")["next_on"] is None
    tell("2026-06-03 mentorship edit zoe --every 2w")
    on("2026-06-17")
    assert kept(run, "zoe") == (4, 17)
    assert data(run, "mentorship", "show", "zoe")["next_on"] == "2026-06-17"


def test_told_late_it_holds_from_its_own_day(run: Run, tell: Tell, on: On) -> None:
    tell(ZOE)
    tell("2026-04-27 mentorship edit zoe --every 4w --on 2026-02-02")
    # Four weeks, of which the first and the fourth were met; then 2 Feb (met), 2 Mar (met), 30 Mar.
    assert kept(run, "zoe") == (4, 7)
    on("2026-03-01")
    assert data(run, "mentorship", "show", "zoe", "--as-of", "2026-02-01")["slots"] == 4


# --- two mentorships with one person ----------------------------------------------------------

AARAV = "\n".join(
    (
        "2026-01-05 mentee add 'Aarav Shah' --every 4w",
        met("aarav", "01-05", "02-02", "03-02", minutes=60),
        "2026-03-20 mentorship end aarav --why 'He leads a team now'",
        "2026-04-01 peer add 'Aarav Shah' --every 2w",
        met("aarav", "04-02", "04-16", minutes=30),
    )
)
"""My mentee for three sessions of an hour, and then a peer for two of half an hour."""


def test_each_session_belongs_to_the_mentorship_that_ran(run: Run, tell: Tell) -> None:
    tell(AARAV)
    as_mentee = data(run, "mentee", "--all")[0]
    assert (as_mentee["sessions_held"], as_mentee["last_held_on"]) == (3, "2026-03-02")
    assert (as_mentee["slots_kept"], as_mentee["slots"]) == (3, 3)
    as_peer = data(run, "peer")[0]
    assert (as_peer["sessions_held"], as_peer["last_held_on"]) == (2, "2026-04-16")
    assert as_peer["longest_gap_days"] == 14


def test_of_two_that_run_at_once_each_session_has_one(run: Run, tell: Tell) -> None:
    tell("2026-01-05 mentor add Dana --every 4w\n" + met("dana", "01-05", "02-02"))
    tell("2026-02-10 mentee add Dana --every 4w\n" + met("dana", "02-10", "03-10", "03-11"))
    assert data(run, "mentorship", "show", "r1")["sessions_held"] == 2
    assert data(run, "mentorship", "show", "r2")["sessions_held"] == 3
    tell("2026-03-12 session plan dana 2026-03-19")
    assert data(run, "mentorship", "show", "r2")["next_on"] == "2026-03-19"
    assert not data(run, "mentorship", "show", "r1")["next_planned"]
    # While the later one rests, the day belongs to the other.
    tell("2026-03-20 mentorship pause r2\n" + met("dana", "03-21"))
    assert data(run, "mentorship", "show", "r1")["sessions_held"] == 3


# --- whose reading it is ----------------------------------------------------------------------

ANN_AND_BOB = """
2026-01-05 mentor add "Ann Lee" --every 4w
2026-01-05 goal add "Learn Rust" --by 2026-12-31
2026-02-02 check-in 1 10 --reported-by ann --confidence 2
2026-02-20 mentor add "Bob Ray" --every 4w
2026-02-20 goal edit 1 --with ann --with bob
2026-03-01 mentorship end ann
"""
"""Ann reads my goal before I do, and leaves; Bob follows her."""


def test_a_reading_stands_under_the_name_of_who_made_it(run: Run, tell: Tell) -> None:
    tell(ANN_AND_BOB)
    # Nobody but Ann has read it yet: what is shown is hers, and said to be.
    assert "Learn Rust (read by Ann 2 Feb)" in run("status").out
    shown = data(run, "review", "bob")["goals"][0]
    assert (shown["own_progress"], shown["mentor_progress"], shown["confidence"]) == (
        None,
        None,
        None,
    )
    (ann,) = shown["readings_by_others"]
    assert (ann["by"]["name"], ann["on"], ann["progress"], ann["confidence"]) == (
        "Ann Lee", "2026-02-02", 10, 2,
    )  # fmt: skip
    tell("2026-05-04 check-in 1 60")
    assert "differ" not in str(data(run, "review", "bob")["attention"])
    assert "Bob says" not in run("review", "bob").out
    tell("2026-05-11 check-in 1 20 --reported-by bob")
    reasons = [each["reason"] for each in data(run, "review", "bob")["attention"]]
    assert "Learn Rust: I say 60 % on 4 May, Bob says 20 % on 11 May" in reasons
    by_then = [each["reason"] for each in data(run, "review", "ann")["attention"]]
    assert "Learn Rust: I say 60 % on 4 May, Ann says 10 % on 2 Feb" in by_then
    reported = data(run, "report", "--for", "me", "--period", "2026")["goals"][0]
    assert [(each["by"] or {}).get("name") for each in reported["readings"]] == ["Ann Lee", None]
    text = run("report", "--for", "me", "--period", "2026").out
    assert "Ann Lee puts it at 10 % (2 Feb 2026), confidence 2." in text
    assert "- 4 May 2026: 10 → 60 %" in text
    assert "Bob Ray puts it at 20 % (11 May 2026)." in text


# --- the role of that time --------------------------------------------------------------------


def test_a_report_is_about_who_was_my_mentee_then(run: Run, tell: Tell, on: On) -> None:
    tell("2026-01-05 goal add 'My own goal' --owner me\n" + AARAV)
    tell("2026-01-06 goal add 'Lead a team' --owner aarav")
    on("2026-04-20")
    then = run("report", "aarav", "--period", "2026-Q1").out
    assert then.startswith("# Progress report: Aarav Shah\n")
    assert "Lead a team" in then and "My own goal" not in then
    # His sessions were with me.
    assert "- 3 sessions with me (3 h), ended 20 Mar 2026" in then
    assert data(run, "report", "aarav", "--period", "2026-Q1")["audience"] == "mentee"
    now = run("report", "aarav", "--period", "2026-Q2").out
    assert now.startswith("# Progress report: Priya Nair\n")
    assert "- 2 sessions with Aarav Shah (1 h)" in now


def test_advice_that_i_gave_is_not_what_they_said(run: Run, tell: Tell, on: On) -> None:
    tell("2026-01-05 mentee add 'Aarav Shah' --every 4w")
    tell("2026-03-02 log aarav --advice 'Write it down first'")
    tell("2026-03-20 mentorship end aarav\n2026-04-01 peer add 'Aarav Shah' --every 2w")
    out = run("prep", "aarav").out
    assert "I said\n t1  Write it down first" in out and "You said" not in out
    on("2026-05-01")
    (reason,) = [
        each["reason"]
        for each in data(run, "review", "aarav")["attention"]
        if each["concern"] == "pending-advice"
    ]
    assert reason == "my advice, pending 60 days: Write it down first"


def test_a_promise_of_a_session_told_late_is_the_mentees_of_that_day(run: Run, tell: Tell) -> None:
    tell(AARAV)
    tell("2026-05-01 log aarav --on 2026-03-09 -a 'Send the draft'")
    assert data(run, "action")[0]["owner"]["name"] == "Aarav Shah"
    tell("2026-05-01 log aarav --on 2026-04-20 -a 'Read the draft'")
    assert data(run, "action", "show", "a2")["owner"]["name"] == "Priya Nair"


# --- the totals of a report -------------------------------------------------------------------

TWO_MENTORS = "\n".join(
    (
        "2026-01-05 mentor add 'Dana Ortiz' --every 2w",
        "2026-01-05 mentor add 'Kofi Mensah' --every 4w",
        met("dana", "01-05", "01-19", "02-02", minutes=45),
        met("kofi", "01-06", minutes=60),
        "2026-02-09 log dana --with kofi --duration 90m --topic 'All three of us'",
        met("dana", "03-02", minutes=30),
        "2026-03-10 mentorship pause kofi",
    )
)
"""Dana: 45 + 45 + 45 + 90 + 30 minutes. Kofi: 60 + 90. Six sessions, 5 h 15 min."""


def test_a_session_of_several_counts_once(run: Run, tell: Tell, on: On) -> None:
    tell(TWO_MENTORS)
    on("2026-12-31")
    period = ("--for", "me", "--period", "2026")
    text = run("report", *period).out
    assert "- 5 sessions with Dana Ortiz (4 h 15 min), agreed every 14 days" in text
    assert "- 2 sessions with Kofi Mensah (2 h 30 min), agreed every 28 days" in text
    assert text.count("The mentorship with Kofi Mensah is paused since 10 Mar 2026.") == 1
    assert text.count("paused since") == 1
    assert "- 6 sessions (5 h 15 min) in all (a group session counts once)." in text
    found = data(run, "report", *period)
    assert (found["summary"]["sessions_held"], found["summary"]["minutes"]) == (6, 315)
    assert [each["minutes"] for each in found["mentorships"]] == [255, 150]
    page = run("report", *period, "--format", "html").out
    assert "6 sessions (5 h 15 min) in all (a group session counts once)." in page


def test_two_mentorships_with_one_person_share_the_hours_out(run: Run, tell: Tell) -> None:
    tell(AARAV)
    text = run("report", "--for", "me", "--period", "2026").out
    assert "- 3 sessions with Aarav Shah as mentee (3 h), ended 20 Mar 2026" in text
    assert "- 2 sessions with Aarav Shah as peer (1 h), agreed every 14 days" in text
    assert "- 5 sessions (4 h) in all." in text


def test_a_paused_one_without_a_session_says_so(run: Run, tell: Tell, on: On) -> None:
    tell("2026-01-05 mentee add Noor --every 3w\n2026-02-01 mentorship pause noor")
    on("2026-05-31")
    assert (
        "- The mentorship with Noor is paused since 1 Feb 2026.\n"
        in run("report", "--for", "me").out
    )


# --- words ------------------------------------------------------------------------------------


def test_a_target_that_moves_along_does_not_make_a_goal_on_track_in_silence(
    run: Run, tell: Tell, on: On
) -> None:
    tell(
        """
        2026-01-01 goal add "Learn Rust" --by 2026-04-11
        2026-04-01 check-in 1 20
        2026-03-22 goal edit 1 --by 2026-07-20
        2026-04-10 goal edit 1 --by 2026-10-28
        """
    )
    # 100 days to 11 April; by 10 April 99 are gone. To 28 October it is 300.
    assert "on track, moved twice" in run("status").out
    found = data(run, "goal", "show", "1")
    assert (found["pace_state"], found["expected_pace"]) == ("on-track", 33)
    told = run("goal", "history", "1").out
    assert "on track, moved twice" in told
    assert "on track, moved twice" in run("report", "--for", "me", "--period", "2026").out
    on("2026-12-31")
    assert data(run, "goal", "show", "1")["overdue_days"] == 64


def test_what_is_closed_is_told_of_whose_it_is(run: Run, tell: Tell) -> None:
    tell(
        """
        2026-01-05 mentee add "Noor Aziz"
        2026-01-05 mentee add "Sam Lee"
        2026-01-05 goal add "Mine" --owner me
        2026-01-05 goal add "Mine, given up" --owner me
        2026-01-05 goal add "Noor's" --owner noor
        2026-01-05 goal add "Sam's" --owner sam
        2026-02-02 goal close g2 --as dropped
        2026-02-02 goal close g4 --as achieved
        """
    )
    lines = run("status").out.splitlines()
    mine, noor = (next(at for at, line in enumerate(lines) if f"g{id}" in line) for id in (1, 3))
    assert "closed: 1 dropped (--all)" in lines[mine + 1]
    assert "Others' goals, closed: 1 achieved (--all)" in "\n".join(lines[noor:])
    assert "achieved" not in "\n".join(lines[:noor])
    assert "Noor's (Noor Aziz)" in run("goal", "map").out


def test_one_of_something_is_one(run: Run, tell: Tell) -> None:
    tell(
        """
        2026-01-05 goal add "Shadow the on-call" --metric 0..5 --unit shifts
        2026-02-02 check-in 1 1
        """
    )
    for argv in (["goal", "show", "1"], ["goal", "history", "1"], ["timeline"], ["since", "2026-01-01"],
                 ["report", "--for", "me", "--period", "2026"]):  # fmt: skip
        out = run(*argv).out
        assert ("1 shift" in out or "1 of 5 shifts" in out) and "1 shifts" not in out
    assert run("action", "show", "x1").err.startswith('Cannot read "x1" as an action number')


# --- what needs attention ---------------------------------------------------------------------


def concerns(run: Run, who: str) -> list[str]:
    return [each["concern"] for each in data(run, "review", who)["attention"]]


def test_attention_in_its_order(run: Run, tell: Tell) -> None:
    tell(
        """
        2026-01-05 mentee add "Zoe Park" --every 1w
        2026-01-05 goal add "Lead a team" --owner zoe --by 2027-12-31
        2026-01-06 log zoe --topic T
        2026-01-12 check-in 1 5 --reported-by zoe --confidence 9
        2026-01-19 check-in 1 6 --reported-by zoe --confidence 8
        2026-02-09 check-in 1 7 --reported-by zoe --confidence 2
        2026-02-09 check-in 1 40 --reported-by me
        2026-02-09 goal edit 1 --by 2028-06-30
        2026-02-09 goal edit 1 --by 2028-12-31
        2026-02-16 log zoe --topic T
        """
    )
    # Six weeks have ended, of which the first was kept; the seventh is met, and runs.
    found = data(run, "review", "zoe")["attention"]
    assert [(each["concern"], each["reason"]) for each in found] == [
        ("low-confidence", "Lead a team: confidence 2, 8 before"),
        ("target-moved", "Lead a team: target moved twice, 366 days in all"),
        ("readings-differ", "Lead a team: Zoe says 7 %, I say 40 % on 9 Feb"),
        ("slots-missed", "1 of the last 6 slots kept"),
    ]


def test_confidence_that_is_middling_or_falls_by_two_is_no_concern(run: Run, tell: Tell) -> None:
    tell(
        """
        2026-01-05 mentee add "Zoe Park"
        2026-01-05 goal add "Lead a team" --owner zoe
        2026-01-06 check-in 1 5 --reported-by zoe --confidence 6
        2026-01-07 check-in 1 5 --confidence 1
        2026-01-08 check-in 1 6 --reported-by zoe --confidence 4
        """
    )
    assert concerns(run, "zoe") == []
    tell("2026-01-09 check-in 1 6 --reported-by zoe --confidence 3")
    assert concerns(run, "zoe") == ["low-confidence"]
    tell("2026-01-10 check-in 1 6 --reported-by zoe --confidence 9")
    tell("2026-01-11 check-in 1 6 --reported-by zoe --confidence 6")
    assert concerns(run, "zoe") == ["low-confidence"]
    tell("2026-01-12 check-in 1 6 --reported-by zoe")
    assert concerns(run, "zoe") == ["low-confidence"]


@pytest.mark.parametrize(("weeks", "missed"), [(5, False), (6, True)])
def test_six_slots_must_have_ended(run: Run, tell: Tell, on: On, weeks: int, missed: bool) -> None:
    tell("2026-01-05 mentee add Zoe --every 1w\n" + met("zoe", "01-05", "01-12"))
    on(f"2026-02-{9 + 7 * (weeks - 5):02}")
    assert ("slots-missed" in concerns(run, "zoe")) is missed
    tell(met("zoe", "02-02"))
    on("2026-02-16")
    assert "slots-missed" not in concerns(run, "zoe")


def test_a_cadence_that_changed_is_told_in_words(run: Run, tell: Tell, on: On) -> None:
    tell(
        """2026-01-01 mentor add Dana
        2026-02-01 mentorship edit dana --every 2w
        2026-03-01 mentorship edit dana --every 1m
        2026-04-01 mentorship edit dana --every none"""
    )
    on("2026-05-01")
    changed = [
        "no cadence → every 14 days",
        "every 14 days → every month",
        "every month → no cadence",
    ]
    told = run("report", "--for", "me", "--period", "2026").out
    lines = [line.split(": ")[1] for line in told.splitlines() if "→" in line]
    assert [line.split(", ")[0] for line in lines] == changed
    assert told.index("## Changed") < told.index("every month → no cadence, 1 Apr 2026.")
    assert told.count("every month → no cadence") == 1
    changes = data(run, "report", "--for", "me", "--period", "2026")["changes"]
    assert [(each["old"], each["new"]) for each in changes if each["field"] == "cadence"] == [
        (None, "every 14 days"), ("every 14 days", "every month"), ("every month", None),
    ]  # fmt: skip
    logged = run("changes", "--all").out.splitlines()
    assert [line.strip() for line in logged if " cadence" in line] == [
        "cadence every month → –",
        "cadence every 14 days → every month",
        "cadence: every 14 days",
    ]


# --- two mentorships with one person ----------------------------------------------------------

BOTH = "2026-01-01 mentor add Dana --every 2w\n2026-01-01 mentee add Dana --every 1m"


def test_one_person_in_two_mentorships_stands_with_the_role(run: Run, tell: Tell, on: On) -> None:
    tell(BOTH)
    on("2026-01-03")
    rows = [
        line.split("  ")[0].strip() for line in run("status").out.splitlines() if "every" in line
    ]
    assert rows == ["Dana, mentor", "Dana, mentee"]
    said = " ".join(run().out.split())
    assert "Dana, mentor: meet by Wed 14 Jan · Dana, mentee: meet by Sat 31 Jan" in said
    # Where only one of them is listed there is nothing to tell apart.
    assert run("mentor").out.startswith(" Dana  every 14 days")


def test_a_manager_is_told_of_each_by_its_own_role(run: Run, tell: Tell, on: On) -> None:
    tell(f"{BOTH}\n{met('dana', '01-02')}")
    on("2026-01-03")
    told = run("report", "--for", "manager", "--period", "2026").out
    assert "· a mentor · a mentee ·" in told
    known = data(run, "report", "--for", "manager", "--period", "2026")["mentorships"]
    others = [(each["mentor"]["name"], each["mentee"]["name"]) for each in known]
    assert sorted(others) == [("Priya Nair", "a mentee"), ("a mentor", "Priya Nair")]
