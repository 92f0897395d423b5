"""``mentorlog mentor``, ``mentee`` and ``peer``: the same commands, a role apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]
ROLES = ["mentor", "mentee", "peer"]


def _json(run: Run, *argv: str) -> Any:
    return json.loads(run(*argv, "--json").out)


@pytest.fixture
def a_year(run: Run, once: Once) -> None:
    """Dana as on the status screen: 13 of 15 slots, and a gap of 42 days."""

    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "14 days", "--started", "2026-04-23")
        for on in (
            "04-23", "05-07", "05-21", "06-04", "06-18", "07-02", "08-13", "08-27", "09-10", "09-24",
            "10-08", "10-22", "11-05", "11-19",
        ):  # fmt: skip
            assert run("log", "dana", "-t", "Kept", "--on", f"2026-{on}").code == 0

    once("a year", write)


@pytest.mark.parametrize("role", ROLES)
def test_the_first_day(run: Run, role: str) -> None:
    assert run(role).out == f'No {role} now: mentorlog {role} add "NAME" --every 2w\n'
    assert _json(run, role) == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_all_the_commands(run: Run, role: str) -> None:
    added = run(role, "add", "Dana Ortiz", "--every", "2w", "--started", "2026-11-01")
    assert added.out == f"r1  Dana Ortiz · your {role} · added · every 14 days · since Sun 1 Nov\n"
    assert _json(run, "mentorship", "show", "dana")["role"] == role
    assert run("mentorship", "pause", "dana", "--on", "yesterday").out == (
        f"r1  Dana Ortiz · your {role} · paused · Sat 21 Nov\n"
    )
    assert run("mentorship", "resume", "dana").out == (
        f"r1  Dana Ortiz · your {role} · active again · Sun 22 Nov\n"
    )
    assert run("mentorship", "end", "dana", "--why", "done").out == (
        f"r1  Dana Ortiz · your {role} · ended · Sun 22 Nov · “done”\n"
    )
    assert run(role).out.startswith(f"No {role} now")
    assert "ended 22 Nov" in run(role, "--all").out
    assert run(role, "list", "--all").out == run(role, "--all").out
    deleted = run("mentorship", "delete", "dana", "--yes")
    assert deleted.out == (
        f"r1  Dana Ortiz · your {role} · deleted; mentorlog undo brings it back\n"
    )
    assert run("mentorship", "show", "dana").code == 1
    assert run("person", "show", "dana").code == 0


def test_the_roles_do_not_mix(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("mentee", "add", "Sam Lee")
    run("peer", "add", "Dana Ortiz")
    assert [each["name"] for each in _json(run, "person")] == [
        "Priya Nair",
        "Dana Ortiz",
        "Sam Lee",
    ]
    found = {role: _json(run, role)[0] for role in ROLES}
    assert (found["mentor"]["mentor"]["name"], found["mentor"]["mentee"]["name"]) == (
        "Dana Ortiz", "Priya Nair",
    )  # fmt: skip
    assert (found["mentee"]["mentor"]["name"], found["mentee"]["mentee"]["name"]) == (
        "Priya Nair", "Sam Lee",
    )  # fmt: skip
    assert found["peer"]["partner"]["name"] == "Dana Ortiz"
    refused = run("mentorship", "show", "dana")
    assert refused.code == 1
    assert refused.err.startswith('"dana" matches 2 mentorships: r1, your mentor; r3, your peer.')
    assert [_json(run, "mentorship", "show", f"r{id}")["role"] for id in (1, 3)] == [
        "mentor",
        "peer",
    ]
    refused = run("mentorship", "show", "noor")
    assert refused.err == (
        'No mentorship matches "noor".\nhint: mentorlog mentor add Noor adds one (or mentee, peer)\n'
    )
    again = run("mentor", "add", "dana ortiz")
    assert again.code == 1 and "Dana Ortiz is your mentor already, active." in again.err


@pytest.mark.parametrize("name", ["me", "Priya Nair", "p1"])
def test_nobody_mentors_themselves(run: Run, name: str) -> None:
    run("init")
    refused = run("mentor", "add", name)
    assert refused.code == 2 and "is you." in refused.err


def test_a_new_name_beside_a_like_one_is_said(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    said = run("mentor", "add", "Dana")
    assert said.out.startswith("r2  Dana · your mentor")
    assert said.err == (
        "Dana is new; the journal also knows Dana Ortiz (p2).\n"
        "hint: mentorlog undo, then mentorlog mentor add p2, if you mean that one\n"
    )
    assert run("mentee", "add", "Sam").err == ""
    # The whole name stands alone, and a part of it is the one partner it can be.
    assert _json(run, "mentorship", "show", "dana")["partner"]["name"] == "Dana"
    assert _json(run, "mentorship", "show", "ortiz")["partner"]["name"] == "Dana Ortiz"


def test_who_looks_among_partners_alone(run: Run) -> None:
    run("person", "add", "Dana")
    run("mentor", "add", "Dana Ortiz")
    assert _json(run, "mentorship", "show", "dana")["partner"]["name"] == "Dana Ortiz"
    run("mentor", "add", "Dana Reed")
    refused = run("mentorship", "show", "dana")
    assert refused.code == 1
    assert '"dana" matches 2 mentorships: Dana Ortiz (p3); Dana Reed (p4).' in refused.err
    assert _json(run, "mentorship", "show", "p4")["partner"]["name"] == "Dana Reed"
    run("mentorship", "end", "reed")
    assert _json(run, "mentorship", "show", "dana")["partner"]["name"] == "Dana Ortiz"
    assert run("mentorship", "resume", "dana").out.startswith(
        "r2  Dana Reed · your mentor · active"
    )


def test_taken_up_again_it_is_the_same_one_and_an_old_one_waits(run: Run) -> None:
    run("mentor", "add", "Dana", "--started", "2026-01-05")
    run("mentorship", "end", "dana", "--on", "2026-03-01")
    run("mentor", "add", "Dana", "--started", "2026-06-01")
    assert len(_json(run, "mentor", "--all")) == 2
    refused = run("mentorship", "resume", "dana")
    assert refused.code == 1 and "is your mentor already, active." in refused.err
    run("mentorship", "delete", "dana", "--yes")
    assert run("mentorship", "resume", "dana").code == 0
    assert _json(run, "mentor")[0]["started_on"] == "2026-01-05"


def test_add_takes_it_all(run: Run) -> None:
    said = run(
        "mentee", "add", "Sam Lee", "--every", "every month", "--started", "2026-01-31",
        "--until", "2027-01-30", "--purpose", "Lead the team", "--private", "--tag", "payments",
    )  # fmt: skip
    assert said.out == (
        "r1  Sam Lee · your mentee · added · every month · Sat 31 Jan – Sat 30 Jan 2027 ·\n"
        "#payments · private · purpose “Lead the team”\n"
    )
    found = _json(run, "mentorship", "show", "sam")
    assert (found["cadence"], found["cadence_days"]) == ("every month", 30)
    assert (found["started_on"], found["planned_end_on"]) == ("2026-01-31", "2027-01-30")
    assert (found["purpose"], found["visibility"]) == ("Lead the team", "private")
    assert found["tags"] == ["payments"]
    assert [each["id"] for each in _json(run, "mentee", "--tag", "payments")] == [1]
    assert _json(run, "mentee", "--tag", "other") == []


@pytest.mark.parametrize(
    "options",
    [
        ["--every", "often"],
        ["--started", "blursday"],
        ["--started", "2026-11-01", "--until", "2026-10-01"],
        ["--private", "--public"],
        ["--tag", "two words"],
    ],
)
def test_what_does_not_add_up_adds_nobody(run: Run, options: list[str]) -> None:
    run("init")
    assert run("mentor", "add", "Dana", *options).code == 2
    assert len(_json(run, "person")) == 1


def test_edit(run: Run) -> None:
    run(
        "mentor", "add", "Dana", "--every", "2w", "--started", "2026-05-07", "--until", "2027-05-07"
    )
    said = run(
        "mentorship", "edit", "dana", "--every", "4w", "--on", "2026-09-01", "--purpose", "Speak"
    )
    assert " ".join(said.out.split()) == (
        "r1 Dana · your mentor · cadence every 14 days → every 28 days, on Tue 1 Sep · purpose: Speak"
    )
    assert _json(run, "mentorship", "show", "dana", "--as-of", "2026-08-31")["cadence_days"] == 14
    assert _json(run, "mentorship", "show", "dana", "--as-of", "2026-09-01")["cadence_days"] == 28
    run("mentorship", "edit", "dana", "--every", "none", "--until", "none", "--purpose", "")
    found = _json(run, "mentorship", "show", "dana")
    assert (found["cadence"], found["planned_end_on"], found["purpose"]) == (None, None, None)
    run("mentorship", "edit", "dana", "--started", "2026-04-01")
    assert _json(run, "mentorship", "show", "dana", "--as-of", "2026-04-01")["cadence_days"] == 14
    assert run("mentorship", "edit", "dana").code == 2
    assert run("mentorship", "edit", "dana", "--until", "2026-03-01").code == 2
    assert run("mentorship", "edit", "dana", "--every", "2w", "--on", "2026-03-01").code == 2
    assert run("mentorship", "edit", "dana", "--every", "2w", "--on", "tomorrow").code == 2
    assert run("mentorship", "edit", "nobody", "--purpose", "x").code == 1


@pytest.mark.usefixtures("a_year")
def test_the_lines_of_status(run: Run) -> None:
    assert run("mentor").out == (
        " Dana Ortiz  every 14 days  ●●●●●○○●●●●●●●●  kept 14 of 16 (88 %)\n"
        "             last 19 Nov · meet 3 – 16 Dec · longest gap 42 days, 2 Jul – 13 Aug\n"
    )


@pytest.mark.usefixtures("a_year")
def test_no_day_is_broken_where_it_is_narrow(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = run("mentor").out.splitlines()
    assert lines == [
        " Dana Ortiz  every 14 days",
        "   ●●●●●○○●●●●●●●●  kept 14 of 16 (88 %)",
        "   last 19 Nov · meet 3 – 16 Dec",
        "   longest gap 42 days, 2 Jul – 13 Aug",
    ]
    assert max(map(len, lines)) <= 40
    assert max(len(line) for line in run("mentorship", "show", "dana").out.splitlines()) <= 40


@pytest.mark.usefixtures("a_year")
def test_the_card(run: Run) -> None:
    run("mentorship", "edit", "dana", "--purpose", "Speak", "--tag", "talks")
    run("mentorship", "pause", "dana", "--on", "2026-11-20", "--why", "Leave")
    assert run("mentorship", "show", "dana").out == (
        "Dana Ortiz · your mentor · paused                                         shared\n"
        " Purpose      Speak\n"
        " Sessions     14 held · every 14 days\n"
        " Cadence      ●●●●●○○●●●●●●●● kept 14 of 16 (88 %)\n"
        " Last         Thu 19 Nov, 3 days ago\n"
        " Longest gap  42 days, 2 Jul – 13 Aug\n"
        " Started      Thu 23 Apr\n"
        " Paused       Fri 20 Nov on: Leave\n"
        " Tags         #talks\n"
    )
    assert "paused since 20 Nov · last 19 Nov" in run("mentor").out


def test_a_slot_is_due_by_its_last_day_and_a_planned_session_is_next(run: Run) -> None:
    run("mentor", "add", "Dana", "--every", "2w", "--started", "2026-11-09")
    assert "meet by today" in run("mentor").out
    run("session", "plan", "dana", "2026-11-26")
    assert "next 26 Nov" in run("mentor").out
    assert "Next      Thu 26 Nov, in 4 days" in run("mentorship", "show", "dana").out


def test_figures_of_nothing(run: Run) -> None:
    run("mentor", "add", "Dana")
    found = _json(run, "mentorship", "show", "dana")
    for key in ("cadence_kept", "longest_gap_days", "days_since_last_session", "next_on"):
        assert found[key] is None
    assert run("mentor").out == " Dana  no cadence  0 sessions\n"


@pytest.mark.usefixtures("a_year")
def test_what_others_may_see(run: Run) -> None:
    run("mentorship", "edit", "dana", "--purpose", "Speak", "--tag", "talks")
    run("mentorship", "pause", "dana", "--why", "Leave")
    run("mentorship", "resume", "dana")
    told = run("mentor", "--for", "manager", "--json").out
    assert "Speak" not in told and "Leave" not in told and "talks" not in told
    assert json.loads(told)[0]["sessions_held"] == 14
    assert "p2" not in run("mentorship", "show", "dana", "--for", "manager").out
    assert _json(run, "mentorship", "show", "dana", "--for", "mentor")["purpose"] == "Speak"
    run("mentorship", "edit", "dana", "--private")
    assert _json(run, "mentor", "--for", "manager") == []


def test_a_state_is_not_put_before_the_last_one(run: Run) -> None:
    run("mentor", "add", "Dana", "--started", "2026-05-07")
    run("mentorship", "pause", "dana", "--on", "2026-09-01")
    refused = run("mentorship", "resume", "dana", "--on", "2026-08-01")
    assert refused.code == 2
    assert refused.err == (
        "The mentorship with Dana has been paused since Tue 1 Sep; Sat 1 Aug is before that.\n"
    )
    twice = run("mentorship", "pause", "dana")
    assert twice.code == 1
    assert "hint: mentorlog mentorship resume" in twice.err
    assert run("mentorship", "end", "dana", "--on", "tomorrow").code == 2


def test_delete_asks(run: Run) -> None:
    run("mentor", "add", "Dana")
    refused = run("mentorship", "delete", "dana")
    assert refused.code == 2
    assert refused.err.startswith("Delete the mentorship with Dana?")
    assert run("mentorship", "show", "dana").code == 0


def test_formats(run: Run) -> None:
    run("mentor", "add", "Dana *Ortiz*", "--every", "2w", "--started", "2026-11-09")
    assert run("mentor", "--format", "markdown").out.startswith("- Dana \\*Ortiz\\*: every 14 days")
    assert run("mentor", "--format", "csv").out.splitlines()[0].startswith("id,uid,created_at")
    assert json.loads(run("mentor", "--format", "json").out) == _json(run, "mentor")
    card = run("mentorship", "show", "dana", "--format", "markdown").out
    assert card.startswith("Dana \\*Ortiz\\* · your mentor · active")


def test_an_end_that_is_still_to_come_can_be_noted(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    result = run("mentorship", "end", "dana", "--on", "2026-12-20")
    assert (result.code, result.err) == (
        2,
        "Sun 20 Dec is still to come; --on takes the day it happened.\n"
        "hint: mentorlog mentorship edit WHO --until DAY keeps the day on which it is agreed to end\n",
    )


# A pause to come, or with an end


@pytest.fixture
def with_dana(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-11-09")


@pytest.mark.usefixtures("with_dana")
def test_a_pause_begins_and_ends_on_its_days(run: Run, on: On) -> None:
    said = run("mentorship", "pause", "dana", "--on", "next monday", "--until", "2027-01-15")
    assert " ".join(said.out.split()) == (
        "r1 Dana Ortiz · your mentor · to be paused · Mon 23 Nov, back on Fri 15 Jan 2027"
    )
    states = []
    for day in ("2026-11-22", "2026-11-23", "2027-01-14", "2027-01-15"):
        on(day)
        states.append(_json(run, "mentorship", "show", "dana")["state"])
        assert run("doctor").code == 0
    assert states == ["active", "paused", "paused", "active"]
    for day, state in (("2026-11-24", "paused"), ("2026-11-22", "active")):
        assert _json(run, "mentorship", "show", "dana", "--as-of", day)["state"] == state
    told = run("timeline", "--since", "2026-11-01").out
    assert " Mon 23  mentor   Dana Ortiz: paused\n" in told
    assert " Fri 15  mentor   Dana Ortiz: resumed\n" in told


@pytest.mark.usefixtures("with_dana")
@pytest.mark.parametrize(
    ("commands", "told"),
    [
        (["2026-11-20 pause", "2026-11-20 resume"], []),
        (
            ["2026-11-20 pause", "2026-11-20 resume", "2026-11-20 pause", "2026-11-22 resume"],
            ["20 active paused", "22 paused active"],
        ),
        (
            ["2026-11-10 pause", "2026-11-15 resume", "2026-11-15 pause"],
            ["10 active paused"],
        ),
        (
            ["2026-11-10 pause --until 2026-11-15", "2026-11-18 end", "2026-11-20 resume"],
            ["10 active paused", "15 paused active", "18 active ended", "20 ended active"],
        ),
        (
            ["2026-11-10 pause", "2026-11-18 end", "2026-11-20 resume"],
            ["10 active paused", "18 paused ended", "20 ended active"],
        ),
        (["2026-11-18 end", "2026-11-19 resume"], ["18 active ended", "19 ended active"]),
        (
            ["2026-11-18 pause", "2026-11-18 end", "2026-11-19 resume"],
            ["18 active paused", "18 paused ended", "19 ended active"],
        ),
    ],
)
def test_what_happened_is_told_from_the_pauses(
    run: Run, commands: list[str], told: list[str]
) -> None:
    for each in commands:
        day, verb, *more = each.split()
        assert run("mentorship", verb, "dana", "--on", day, *more).code == 0
    since = ["--since", "2026-11-01", "--until", "2026-11-22"]
    entries = json.loads(run("timeline", *since, "--json").out)
    turns = [each for each in entries if each["kind"] == "mentorship" and each["old"]]
    assert [f"{each['on'][-2:]} {each['old']} {each['new']}" for each in turns] == told


@pytest.mark.usefixtures("with_dana")
def test_an_earlier_day_has_the_days_of_a_pause_that_were_known_then(run: Run, on: On) -> None:
    run("mentorship", "pause", "dana", "--on", "2026-12-01", "--until", "2027-01-15")
    on("2026-12-05")
    run("mentorship", "resume", "dana", "--on", "2027-01-20")
    on("2027-02-01")
    known = {"2026-11-21": [], "2026-11-22": [("2026-12-01", None)]}
    known |= {"2026-12-04": [("2026-12-01", None)], "2026-12-05": [("2026-12-01", "2027-01-20")]}
    for day, pauses in known.items():
        shown = _json(run, "mentorship", "show", "dana", "--as-of", day)["pauses"]
        assert [(each["from_on"], each["until_on"]) for each in shown] == pauses, day
    assert "paused since 1 Dec, back on 20 Jan 27" in run("status", "--as-of", "2026-12-05").out


@pytest.mark.usefixtures("with_dana")
def test_screens_say_what_is_to_come_of_a_pause(run: Run, on: On) -> None:
    run("mentorship", "pause", "dana", "--on", "2026-12-01", "--until", "2027-01-10")
    assert "paused from 1 Dec, back on 10 Jan 27 · meet by today" in run("status").out
    assert "active, paused from 1 Dec, back on 10 Jan 27, month 1" in " ".join(
        run("review", "dana").out.split()
    )
    assert "is paused from 1 Dec 2026, back on 10 Jan 2027" in run("report", "--for", "dana").out
    assert "paused" not in run("report", "--for", "manager").out
    on("2026-12-02")
    assert "paused since 1 Dec, back on 10 Jan 27" in run("status").out
    assert "paused since 1 Dec, back on 10 Jan 27, month 1" in run("review", "dana").out
    assert "is paused since 1 Dec 2026, back on 10 Jan 2027" in run("report", "--for", "dana").out


@pytest.mark.usefixtures("with_dana")
def test_the_next_slot_is_none_that_lies_in_a_pause_to_come(run: Run) -> None:
    run("log", "dana", "-t", "Kept", "--on", "2026-11-12")
    run("mentorship", "pause", "dana", "--on", "2026-11-23", "--until", "2026-12-09")
    assert _json(run, "mentorship", "show", "dana")["next_on"] == "2026-12-09"
    run("mentorship", "resume", "dana")
    assert _json(run, "mentorship", "show", "dana")["next_on"] == "2026-11-23"
    run("mentorship", "pause", "dana", "--on", "2026-11-23")
    assert _json(run, "mentorship", "show", "dana")["next_on"] is None


CUT = {
    ("2026-11-23", "2026-11-30"): {
        "2026-11-22": ("2026-11-30", "2026-12-06"),
        "2026-11-26": ("2026-11-30", "2026-12-06"),
        "2026-12-01": ("2026-11-30", "2026-12-06"),
    },
    ("2026-11-26", "2026-11-30"): {
        "2026-11-22": ("2026-11-23", "2026-12-06"),
        "2026-11-27": ("2026-11-30", "2026-12-06"),
        "2026-12-01": ("2026-11-23", "2026-12-06"),
    },
    ("2026-11-26", "2026-12-10"): {
        "2026-11-22": ("2026-11-23", "2026-11-25"),
        "2026-11-25": ("2026-11-23", "2026-11-25"),
        "2026-11-26": ("2026-12-10", "2026-12-20"),
        "2026-12-12": ("2026-12-10", "2026-12-20"),
    },
    ("2026-11-26", None): {
        "2026-11-22": ("2026-11-23", "2026-11-25"),
        "2026-11-26": (None, None),
    },
}
"""Of a pause, by the day: the first day on which to meet next, and the last."""


@pytest.mark.usefixtures("with_dana")
@pytest.mark.parametrize(("pause", "met"), CUT.items())
def test_of_a_slot_that_a_pause_cuts_one_meets_on_the_days_outside_of_it(
    run: Run, on: On, pause: tuple[str, str | None], met: dict[str, tuple[str | None, str | None]]
) -> None:
    run("log", "dana", "-t", "Kept", "--on", "2026-11-12")
    begins, ends = pause
    run("mentorship", "pause", "dana", "--on", begins, *(["--until", ends] if ends else []))
    for day, (first, last) in met.items():
        on(day)
        shown = _json(run, "mentorship", "show", "dana")
        assert (shown["next_on"], shown["meet_by"]) == (first, last), day
    # As it is at the end, wherever it is said.
    assert _json(run, "prep", "dana")["meet_by"] == last
    assert [each["meet_by"] for each in _json(run)["next_sessions"]] == [last] * bool(last)
    by = f"**By {date.fromisoformat(last):%a} " if last else "**By "
    assert (by in run("report", "--for", "dana").out) is bool(last)


@pytest.mark.usefixtures("with_dana")
def test_a_pause_to_the_end_of_the_calendar_leaves_no_slot(run: Run) -> None:
    # Thousands of years of slots of two weeks would only take long.
    run("mentorship", "edit", "dana", "--every", "24m")
    run("log", "dana", "-t", "Kept", "--on", "2026-11-12")
    run("mentorship", "pause", "dana", "--on", "2026-11-23", "--until", "9999-12-31")
    shown = _json(run, "mentorship", "show", "dana")
    assert (shown["next_on"], shown["meet_by"]) == (None, None)


@pytest.mark.usefixtures("with_dana")
def test_a_session_before_a_pause_keeps_the_slot_that_goes_on_behind_it(run: Run, on: On) -> None:
    run("mentorship", "pause", "dana", "--on", "2026-11-26", "--until", "2026-11-30")
    on("2026-11-24")
    run("log", "dana", "-t", "Kept")
    on("2026-11-27")
    assert _json(run)["next_sessions"][0]["next_on"] == "2026-12-07"
    assert _json(run, "mentorship", "show", "dana")["next_on"] == "2026-12-07"


@pytest.mark.usefixtures("with_dana")
def test_what_is_planned_behind_a_pause_that_runs_is_on_todays_page(run: Run) -> None:
    run("session", "plan", "dana", "2026-12-03 14:30")
    run("mentorship", "pause", "dana", "--until", "2026-12-01")
    assert "next Thu 3 Dec, 14:30" in run().out


@pytest.mark.usefixtures("with_dana")
@pytest.mark.parametrize(
    ("commands", "pauses"),
    [
        (["pause dana --on 2026-12-01 --until 2026-12-20", "resume dana"], []),
        (["pause dana --until 2026-12-20", "resume dana"], []),
        (
            ["pause dana --until 2026-12-20", "resume dana --on 2027-01-03"],
            [("2026-11-22", "2027-01-03")],
        ),
        (
            ["pause dana --on 2026-12-01 --until 2026-12-20", "resume dana --on 2026-12-10"],
            [("2026-12-01", "2026-12-10")],
        ),
        (["pause dana --on 2026-12-01", "end dana", "resume dana --on 2026-11-22"], []),
        (
            ["pause dana --on 2026-11-20 --until 2026-12-20", "end dana", "resume dana"],
            [("2026-11-20", "2026-11-22")],
        ),
    ],
)
def test_what_is_said_now_replaces_what_was_to_come(
    run: Run, commands: list[str], pauses: list[tuple[str, str]]
) -> None:
    for command in commands:
        said = run("mentorship", *command.split())
        assert said.code == 0, said.err
    known = _json(run, "mentorship", "show", "dana")
    assert [(rest["from_on"], rest["until_on"]) for rest in known["pauses"]] == pauses
    assert run("doctor").code == 0
    for _ in commands:
        assert run("undo").code == 0
    assert _json(run, "mentorship", "show", "dana")["pauses"] == []
    assert run("doctor").code == 0


@pytest.mark.usefixtures("with_dana")
@pytest.mark.parametrize(
    ("commands", "error"),
    [
        (
            ["pause dana --on 2026-12-01", "pause dana"],
            "The mentorship with Dana Ortiz is to be paused from Tue 1 Dec already.\n"
            'hint: mentorlog mentorship resume "Dana Ortiz" takes that back\n',
        ),
        (["pause dana --until 2026-11-22"], "A pause cannot end before it begins.\n"),
        (
            ["pause dana", "pause dana --until 2026-12-20"],
            "The mentorship with Dana Ortiz is paused already.\n"
            'hint: mentorlog mentorship resume "Dana Ortiz" takes it up again, with --on DAY later\n',
        ),
        (
            ["end dana", "resume dana --on 2026-12-20"],
            "Sun 20 Dec is still to come; what has ended is taken up again on that day.\n",
        ),
    ],
)
def test_what_cannot_be_of_a_pause_is_refused(run: Run, commands: list[str], error: str) -> None:
    *before, last = commands
    for command in before:
        assert run("mentorship", *command.split()).code == 0
    assert run("mentorship", *last.split()).err == error


@pytest.mark.usefixtures("with_dana")
def test_when_we_meet_next_is_said_alike_everywhere(run: Run) -> None:
    screens = [("review", "dana"), ("prep", "dana"), (), ("mentorship", "show", "dana")]
    assert all("meet by today" in run(*each).out for each in [*screens, ("status",)])
    run("log", "dana", "-t", "Kept", "--on", "2026-11-19")
    assert all("meet 23 Nov – 6 Dec" in run(*each).out for each in [*screens, ("status",)])
    run("session", "plan", "dana", "2026-12-03 14:30")
    for each in screens:
        assert "Thu 3 Dec, " in run(*each).out and "in 11 days" in run(*each).out
    assert "next 3 Dec" in run("status").out


@pytest.mark.parametrize("on", [[], ["--on", "2026-12-05"]])
def test_taking_back_a_pause_to_come_says_so(run: Run, on: list[str]) -> None:
    run("mentor", "add", "Dana", "--every", "2w", "--started", "2026-06-01")
    run("mentorship", "pause", "dana", "--on", "2026-12-07", "--until", "2026-12-20")
    said = run("mentorship", "resume", "dana", *on).out
    assert "the pause from Mon 7 Dec is taken back" in " ".join(said.split())


@pytest.mark.usefixtures("with_dana")
def test_an_end_says_that_a_pause_to_come_is_taken_back(run: Run) -> None:
    run("mentorship", "pause", "dana", "--on", "2026-12-07", "--until", "2026-12-20")
    said = run("mentorship", "end", "dana").out
    assert "ended · Sun 22 Nov · the pause from Mon 7 Dec is taken back" in " ".join(said.split())


def _changes(run: Run, *command: str) -> str:
    """What ``changes`` says of the command, which is the newest one."""
    assert run(*command).code == 0
    return " ".join(run("changes").out.split())


@pytest.mark.usefixtures("with_dana")
def test_changes_say_from_which_state_and_day_a_mentorship_was_resumed_or_ended(
    run: Run, on: On
) -> None:
    run("mentorship", "pause", "dana", "--on", "2026-12-01", "--until", "2027-01-15")
    on("2026-12-20")
    told = _changes(run, "mentorship", "resume", "dana", "--why", "Back early")
    assert "pause until 15 Jan 27 → 20 Dec" in told and "planned" not in told
    assert "state paused → active: “Back early”" in told
    back = " ".join(run("undo").out.split())
    assert "pause until 20 Dec → 15 Jan 27" in back and "state active → paused" in back
    told = _changes(run, "mentorship", "resume", "dana", "--on", "2026-12-24")
    assert "pause until 15 Jan 27 → 24 Dec" in told and "planned" not in told
    on("2026-12-28")
    assert "state active → ended" in _changes(run, "mentorship", "end", "dana")
    assert "state ended → active" in _changes(run, "mentorship", "resume", "dana")


def test_a_pause_says_which_slots_it_has_only_a_part_of(run: Run, on: On) -> None:
    run("mentor", "add", "Tom Baker", "--every", "month", "--started", "2026-10-01")
    run("log", "tom", "-t", "Ask", "--on", "2026-10-27")
    on("2026-11-02")
    said = run("mentorship", "pause", "tom", "--on", "2026-11-04", "--until", "2026-11-30")
    assert said.out.endswith("to be paused · Wed 4 Nov, back on Mon 30 Nov\n")
    assert said.err == (
        "Sun 1 Nov – Mon 30 Nov still counts for the cadence. The pause has most of these days, not all."
        " To leave them out: mentorlog undo, then pause from Sun 1 Nov until Tue 1 Dec.\n"
    )
    assert "Paused    Wed 4 Nov, back on Mon 30 Nov" in run("mentorship", "show", "tom").out
    on("2026-11-10")
    assert "meet on Mon 30 Nov · paused since 4 Nov, back on" in " ".join(run().out.split())
    run("undo")
    whole = run("mentorship", "pause", "tom", "--on", "2026-11-01", "--until", "2026-12-01")
    assert (whole.code, whole.err) == (0, "")
    run("undo")
    longer = run("mentorship", "pause", "tom", "--on", "2026-11-01", "--until", "2026-12-20")
    assert longer.err.endswith(": mentorlog undo, then pause until Fri 1 Jan 2027.\n")
    run("undo")
    for until in ("2026-11-20", "2026-12-08"):
        assert run("mentorship", "pause", "tom", "--on", "2026-11-16", "--until", until).err == ""
        run("undo")
    run("log", "tom", "-t", "Ask again", "--on", "2026-11-02")
    assert (
        run("mentorship", "pause", "tom", "--on", "2026-11-04", "--until", "2026-11-30").err == ""
    )


@pytest.mark.parametrize("role", ["mentor", "mentee", "peer"])
def test_a_dash_is_the_name_on_standard_input(run: Run, role: str) -> None:
    assert run(role, "add", "-", stdin="Nora Aziz\n").out.startswith("r1  Nora Aziz · ")
