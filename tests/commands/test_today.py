"""``mentorlog`` alone: the first thing one sees, and never more than twelve rows of it, eighteen narrow ones."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.journal import (
    Journal,
    actions,
    goals,
    mentorships,
    people,
    sessions,
    takeaways,
)
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import Role, SessionState

if TYPE_CHECKING:
    from tests.conftest import Run

At = Callable[[str], AbstractContextManager[Journal]]
Golden = Callable[[str, str], None]
On = Callable[[str], None]
Tell = Callable[[str], None]


@pytest.fixture(params=[80, 40])
def columns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    width: int = request.param
    monkeypatch.setenv("COLUMNS", str(width))
    return width


def test_the_first_day(run: Run, golden: Golden, journal: Path, columns: int) -> None:
    result = run()
    assert (result.code, result.err) == (0, "")
    golden(f"today-first-{columns}", result.out)
    assert not journal.stat().st_size


@pytest.mark.parametrize(
    "command",
    [
        'win add "Refund errors down by half"',
        "skill add Speaking 3",
        "person add Elena --every 3m",
        'takeaway add "Open with a story" --kind reflection',
        "todo Outline|done a1",
        "mentor add Dana --started 2026-01-05|mentorship end dana",
        "mentor add Dana --started 2026-01-05|log dana Talk|mentorship end dana",
    ],
)
def test_a_journal_with_any_record_is_not_said_to_be_empty(run: Run, command: str) -> None:
    for each in command.split("|"):
        run(*shlex.split(each))
    assert run().out == ("Sun 22 Nov 2026\n\n No goals yet: mentorlog goal add TITLE --by DAY\n")


def test_a_journal_with_nothing_but_its_owner_is_empty(run: Run) -> None:
    run("todo", "Outline")
    run("undo")
    assert run().out.startswith("The journal is empty. ")


def test_the_second_day(run: Run, golden: Golden, at: At, on: On, columns: int) -> None:
    with at("2026-05-07") as journal:
        plan = Facts(cadence=Cadence(days=14))
        dana = mentorships.add(journal, "Dana Ortiz", Role.MENTOR, plan).partner.id
        session = sessions.add(journal, Facts(people=(dana,)), SessionState.HELD)
        takeaways.add(journal, Facts(text="Open with a story, then the point", session=session))
        due = date(2026, 5, 15)
        actions.add(journal, Facts(text="Draft the outline", session=session, due_on=due))
    on("2026-05-08")
    golden(f"today-second-{columns}", run().out)


@pytest.mark.usefixtures("year")
def test_day_200(run: Run, golden: Golden, columns: int) -> None:
    golden(f"today-200-{columns}", run().out)


def test_a_mentors_day(run: Run, golden: Golden, at: At, columns: int) -> None:
    with at("2026-09-07") as journal:
        plan = Facts(cadence=Cadence(days=14))
        for name in ("Sam Lee", "Noor Haddad"):
            mentorships.add(journal, name, Role.MENTEE, plan)
        sam, noor = people.find(journal, "sam"), people.find(journal, "noor")
        for owner, title, by in (
            (sam, "Tech lead of Payments", date(2027, 3, 31)),
            (sam, "Clear written proposals", date(2026, 12, 18)),
            (noor, "Architecture forum talk", date(2026, 11, 30)),
        ):
            goals.add(journal, Facts(title=title, owner=owner, target_on=by))
        goals.add_milestone(
            journal, Facts(goal=3, title="Outline agreed", due_on=date(2026, 11, 25))
        )
        session = sessions.add(journal, Facts(people=(sam,)), SessionState.HELD)
        for text, owner, due in (
            ("Introduce Sam to Elena", journal.me, date(2026, 11, 16)),
            ("Ask Noor for on-call numbers", sam, date(2026, 11, 13)),
        ):
            facts = Facts(text=text, owner=owner, due_on=due, session=session)
            actions.add(journal, facts)
    golden(f"today-mentor-{columns}", run().out)


def test_it_never_takes_more_rows_than_it_may(run: Run, at: At, columns: int) -> None:
    with at("2026-09-07") as journal:
        plan = Facts(cadence=Cadence(days=14))
        for number in range(9):
            name = f"Maximiliane-{number} von und zu Hohenstein"
            mentorships.add(journal, name, Role.MENTEE, plan)
        for number in range(40):
            owner = number % 9 + 1
            title = f"{number} 漢字の長い題名を書く and a great many more words than fit a row " * 3
            by = date(2026, 11, 1 + number % 28)
            goals.add(journal, Facts(title=title, owner=owner, target_on=by))
            goals.add_milestone(journal, Facts(goal=number + 1, title=title, due_on=by))
            actions.add(journal, Facts(text=title, owner=owner, due_on=by))
        for id in (2, 3):
            people.edit(journal, id, Facts(every=Cadence(days=1)))
    rows = run().out.splitlines()
    assert len(rows) <= (12 if columns == 80 else 18)
    assert max(map(len, rows)) <= columns
    assert re.search("Maximiliane-0 .* · [+]1", " ".join(rows[-4:]))


@pytest.mark.usefixtures("columns")
def test_titles_are_whole_and_what_is_left_out_is_counted(run: Run, at: At) -> None:
    title = "Chapter {} of the guide, by two teams"
    with at("2026-09-01") as journal:
        for name in ("Dana Ortiz", "Kofi Mensah"):
            mentorships.add(journal, name, Role.MENTOR, Facts(cadence=Cadence(days=14)))
        for number, by in enumerate((date(2026, 11, 25), date(2027, 3, 1)), 1):
            goals.add(journal, Facts(title=title.format(number), target_on=by))
            goals.check_in(journal, number, "95", on=journal.today)
        for number in range(3, 9):
            actions.add(journal, Facts(text=title.format(number), due_on=date(2026, 11, 20)))
            goals.add_milestone(journal, Facts(goal=2, title="Part", due_on=date(2026, 11, 21)))
    out = run().out
    assert "…" not in out and "Dana" in out and "Kofi" in out
    shown = re.findall(r" ([am])\d+ ", out)
    goals_shown = out.count("teams") - len(shown)
    assert goals_shown == 0 or ("95 %" in out and "due Wed 25" in out)
    said = " ".join(out.split())
    counted = sum(map(int, re.findall(r"(\d+) more", said)))
    assert counted - (12 - len(shown)) in (0, 2 - goals_shown)
    assert re.search(r"more( \w+)?: mentorlog status", said)


@pytest.mark.usefixtures("columns")
def test_goals_have_their_titles_as_long_as_rows_are_free(run: Run, at: At) -> None:
    titles = ["Speak", "Write", "Coach", "Read", "Rest"]
    with at("2026-09-01") as journal:
        for title in titles:
            goals.add(journal, Facts(title=title))
    out = run().out
    assert [title for title in titles if title in out] == titles


def test_nothing_due_shows_what_comes_next(run: Run, at: At) -> None:
    with at("2026-11-01") as journal:
        for text, due in (("Far off", date(2027, 6, 1)), ("Some day", None), ("Later", None)):
            actions.add(journal, Facts(text=text, due_on=due))
    out = run().out
    assert "Far off" in out and "Some day" in out
    assert "1 more action: mentorlog status" in out


def test_a_session_today_is_what_to_do_next(run: Run, at: At) -> None:
    with at("2026-11-01") as journal:
        dana = mentorships.add(journal, "Dana Ortiz", Role.MENTOR, Facts()).partner.id
        sessions.plan(journal, Facts(held_on=date(2026, 11, 22), people=(dana,)))
        goals.add(journal, Facts(title="Speak"))
    out = run().out
    assert "Dana Ortiz: next Sun 22 Nov, today" in out
    assert "mentorlog log dana, once you have met" in out


def test_a_goal_that_needs_a_reading_is_what_to_do_next(run: Run, at: At) -> None:
    with at("2026-01-01") as journal:
        goals.add(journal, Facts(title="Speak", target_on=date(2026, 12, 1)))
    assert "mentorlog check-in g1 VALUE" in run().out


def test_a_goal_that_is_whole_is_closed_next(run: Run) -> None:
    run("goal", "add", "Speak")
    assert "--as achieved" not in run().out
    run("check-in", "g1", "100")
    shown = run().out
    assert " mentorlog close g1 --as achieved\n" in shown
    assert run(*shown.split(" mentorlog ")[-1].split()).code == 0


@pytest.mark.usefixtures("year")
def test_json_is_an_object(run: Run) -> None:
    found = json.loads(run("--json").out)
    assert found["today"] == "2026-11-22"
    assert [action["id"] for action in found["due"]] == [36, 38]
    assert [goal["id"] for goal in found["goals"]] == [4, 2, 6, 1]
    assert found["open_actions"] == 4
    (meeting,) = found["next_sessions"]
    assert (meeting["partner"]["name"], meeting["next_on"]) == ("Dana Ortiz", "2026-12-03")
    assert found["latest_takeaway"]["text"] == "Open with a story, then the point"


def test_json_of_no_journal_has_the_same_keys(run: Run) -> None:
    found = json.loads(run("--json").out)
    assert (found["due"], found["goals"], found["latest_takeaway"]) == ([], [], None)


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("format", ["table", "Markdown", "JSON"])
def test_every_format_is_taken_in_any_case(run: Run, format: str) -> None:
    result = run("--format", format)
    assert result.code == 0
    assert "Write the design-review guide" in result.out


def test_an_unknown_format_names_those_that_work(run: Run) -> None:
    result = run("--format", "xml")
    assert (result.code, result.out) == (2, "")
    assert "table, json, csv, markdown" in result.err


@pytest.mark.usefixtures("year")
def test_a_partner_is_not_told_what_to_do(run: Run) -> None:
    out = run("--for", "dana").out
    assert "Write the design-review guide" in out
    assert "mentorlog" not in out


@pytest.mark.usefixtures("year")
def test_a_manager_sees_what_is_public_and_nothing_that_is_to_come(run: Run) -> None:
    assert run("--for", "manager").out == "Today has nothing for this reader.\n"
    assert run("goal", "edit", "g1", "--public").code == 0
    assert run("--for", "manager").out == (
        "Sun 22 Nov 2026\n\n Goals  ██████│░░░  60 %  Speak at a regional conference  on track\n"
    )
    assert json.loads(run("--for", "manager", "--json").out)["next_sessions"] == []


@pytest.mark.usefixtures("year")
def test_on_an_earlier_day(run: Run) -> None:
    out = run("--as-of", "2026-08-01").out
    assert out.startswith("Sat 1 Aug 2026 · Dana Ortiz")
    assert "Send Dana the abstract" not in out


@pytest.mark.usefixtures("columns")
def test_what_is_late_or_due_today_stands_before_what_comes_later(run: Run, at: At) -> None:
    with at("2026-11-01") as journal:
        mentorships.add(journal, "Dana Ortiz", Role.MENTOR, Facts())
        goals.add(journal, Facts(title="Speak at a regional conference in the spring"))
        goals.add_milestone(journal, Facts(goal=1, title="Submit it", due_on=date(2026, 11, 24)))
        for text, owner, day in (
            ("Write the outline of the talk, in ten lines", 1, 24),
            ("Send Dana the abstract of the whole paper", 1, 20),
            ("Ask Finance for the refund cases of this year", 1, 22),
            ("Introduce me to the programme committee", 2, 22),
        ):
            facts = Facts(text=text, owner=owner, due_on=date(2026, 11, day))
            actions.add(journal, facts)
    out = run().out
    assert "…" not in out
    assert re.findall(r" ([am]\d+) ", out)[:3] == ["a2", "a3", "a4"]


@pytest.mark.usefixtures("columns")
def test_all_that_presses_is_there_if_the_screen_has_room(run: Run, tell: Tell, on: On) -> None:
    tell(
        """
        2026-11-02 mentor add "Dana Ortiz" --every 2w
        2026-11-02 mentee add "Sam Lee" --every 1w
        2026-11-02 goal add "Speak at a regional conference" --by 2026-12-31
        2026-11-02 goal add "Tech lead of Payments" --owner sam
        2026-11-02 milestone add g1 "Abstract sent" --due 2026-11-22
        2026-11-02 milestone add g2 "Design accepted" --due 2026-11-20
        2026-11-02 milestone add g1 "Dry run" --due 2026-11-25
        2026-11-02 todo "Send the abstract" --due 2026-11-20 --private
        2026-11-02 todo "Ask Finance for the cases" --due 2026-11-22
        2026-11-02 todo "Read on" --due 2026-11-25
        2026-11-02 action add "Introduce me to the committee" --owner dana --due 2026-11-19
        2026-11-02 action add "Ask for the numbers" --owner sam --due 2026-11-22
        2026-11-02 session plan dana 2026-11-19 --topic "Saying no"
        """
    )
    on("2026-11-22")
    out = run().out
    shown = re.findall(r"^.{0,8}\b([ams]\d+) ", out, re.MULTILINE)
    assert shown == ["s1", "a1", "a2", "m1", "a4", "m2", "a5"]
    assert re.search(r"\d more( \w+)?: mentorlog status", out)


def test_a_goal_whose_milestones_count_is_not_to_be_checked_in(run: Run, at: At) -> None:
    with at("2026-11-01") as journal:
        goals.add(journal, Facts(title="Speak in public", target_on=date(2026, 11, 20)))
        goals.add_milestone(journal, Facts(goal=1, title="Submit it", due_on=date(2026, 11, 19)))
    assert "Next   mentorlog milestone done m1" in run().out
    run("milestone", "edit", "m1", "--due", "2026-12-24")
    assert "check-in" not in run().out


def test_a_pause_stands_with_whom_one_meets(run: Run) -> None:
    for name in ("Dana Ortiz", "Ravi Rao", "Eve Lund", "Kofi Mensah"):
        run("mentor", "add", name, "--started", "2026-09-01")
    run("session", "plan", "ravi", "4 dec")
    run("mentorship", "pause", "dana", "--on", "20 nov 2026", "--until", "10 dec")
    run("mentorship", "pause", "ravi", "--on", "29 nov")
    run("mentorship", "pause", "eve", "--on", "30 nov")
    whole = " ".join(run().out.split("\n\n")[0].split())
    assert whole == (
        "Sun 22 Nov 2026 · Ravi Fri 4 Dec, paused from 29 Nov"
        " · Dana paused since 20 Nov, back on 10 Dec"
    )
    found = json.loads(run("--json").out)["pauses"]
    assert [(each["partner"]["name"], each["from_on"], each["until_on"]) for each in found] == [
        ("Dana Ortiz", "2026-11-20", "2026-12-10"),
        ("Ravi Rao", "2026-11-29", None),
    ]


def test_a_pause_to_come_stands_behind_the_only_meeting(run: Run) -> None:
    run("mentor", "add", "Ravi Rao", "--started", "2026-09-01")
    run("session", "plan", "ravi", "4 dec")
    run("mentorship", "pause", "ravi", "--on", "24 nov")
    assert "Ravi Rao: next Fri 4 Dec, in 12 days · paused from 24 Nov" in run().out
    run("mentorship", "resume", "ravi")
    assert "paused" not in run().out


def test_a_pause_of_the_only_mentorship_is_something_to_show(run: Run) -> None:
    run("mentor", "add", "Ravi Rao", "--started", "2026-09-01")
    run("mentorship", "pause", "ravi")
    assert "Ravi paused since 22 Nov" in run().out
    assert "paused" not in run("--for", "manager").out


def test_who_must_be_met_first_stands_first_and_is_next(run: Run, on: On) -> None:
    on("2026-09-01")
    run("mentee", "add", "Jonas Ek", "--every", "1m", "--started", "2026-09-01")
    run("mentor", "add", "Ruth Lee", "--every", "2w", "--started", "2026-08-20")
    run("goal", "add", "Lead", "--owner", "me")
    run("session", "plan", "ruth", "3 sep 15:00")
    out = run().out
    assert "Ruth Thu 3 Sep, 15:00 · Jonas: meet by Wed 30 Sep" in out
    assert "Next   mentorlog prep ruth\n" in out
    first = json.loads(run("--json").out)["next_sessions"][0]
    assert first["partner"]["name"] == "Ruth Lee"
    run("session", "edit", "s1", "--on", "2 oct")
    out = run().out
    assert "Jonas: meet by Wed 30 Sep · Ruth Fri 2 Oct" in out
    assert "Next   mentorlog log jonas, once you have met\n" in out


def test_a_goal_that_ends_today_says_so_as_an_action_does(run: Run) -> None:
    run("goal", "add", "Speak", "--by", "today")
    run("todo", "Send it", "--due", "today")
    out = run().out
    assert "Send it  today\n" in out
    assert out.count("due today") == 1
    assert "due Sun 22 Nov" not in out
