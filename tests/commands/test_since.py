"""``mentorlog since``: what changed since a day, or since the last session."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]
Tell = Callable[[str], None]

YEAR = """
2026-05-07  mentor add "Dana Ortiz" --every 2w --started 2026-05-07
2026-05-07  goal add "Speak at a regional conference" --by 2026-11-30
2026-05-07  goal add "Lead the billing migration" --by 2026-10-30
2026-05-07  milestone add 2 "Plan agreed"
2026-05-07  milestone add 2 "Dry run on staging"
2026-05-07  goal add "Architect certificate" --by 2026-12-31
2026-05-07  goal add "Coach two new joiners" --metric 0..2 --unit joiners
2026-05-07  goal add "Learn to say no" --by 2026-12-31
2026-06-04  log dana --topic "Begin" --advice "Record a rehearsal" --question "Who reviews it?" -a "Send the abstract due 2026-10-16" -a "Ask Finance for the refund cases" -a "Find a room @dana"
2026-06-18  check-in 1 10
2026-08-27  milestone done "plan agreed"
2026-10-08  check-in 1 40
2026-10-08  goal edit 1 --by 2027-03-31 --why-moved "The autumn call closed"
2026-10-09  goal edit 3 --by 2026-11-30
2026-10-12  done a1
2026-10-13  action drop a3
2026-10-20  check-in 4 1
2026-10-22  log dana --topic "Saying no" -a "Draft the talk outline due 2026-11-27"
2026-10-23  takeaway outcome t1 worked --note "Twice already"
2026-10-23  takeaway answer t2 "Elena does"
2026-11-05  milestone done "dry run"
2026-11-05  goal pause 5 --why "Too much at once"
2026-11-09  win add "Refund errors down by half"
2026-11-12  goal close 3 --as dropped --why "It only looks good on paper"
2026-11-13  goal add "Write the review guide"
2026-11-19  log dana --topic "Openings"
2026-11-19  check-in 1 60
2026-11-20  check-in 1 60
2026-11-21  check-in 4 2
"""


@pytest.fixture
def tell(run: Run, on: On) -> Tell:
    """Gives commands, a line each: the day, then the command."""

    def tell_(script: str) -> None:
        for line in script.strip().splitlines():
            day, *argv = shlex.split(line)
            on(day)
            result = run(*argv)
            assert result.code == 0, (line, result.err)
        on("2026-11-22")

    return tell_


@pytest.fixture
def year(tell: Tell, once: Once, on: On) -> None:
    """Priya's year with Dana."""
    once("a year to look back on", lambda: tell(YEAR))
    on("2026-11-22")


def data(run: Run, *argv: str) -> dict[str, Any]:
    result = run("since", *argv, "--json")
    assert result.code == 0, result.err
    found: dict[str, Any] = json.loads(result.out)
    return found


ARRAYS = (
    *("goals_moved", "targets_slipped", "targets_moved", "goals_opened", "goals_closed"),
    *(
        "goals_paused",
        "goals_unmoved",
        "goals_noted",
        "milestones_done",
        "milestones_added",
        "dues_moved",
    ),
    *("actions_closed", "actions_opened", "actions_carried"),
    *(
        "wins",
        "advice",
        "questions_answered",
        "skills",
        "sessions",
        "mentorships",
        "agreements",
        "met",
    ),
)


def nothing(found: dict[str, Any]) -> bool:
    return not any(found[name] for name in ARRAYS)


@pytest.mark.usefixtures("year")
class TestSinceADay:
    @pytest.mark.parametrize("width", [80, 40])
    def test_what_changed(
        self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        out = run("since", "2026-10-08").out
        assert all(len(line) <= width for line in out.splitlines())
        golden(f"since-{width}", out)

    def test_keys(self, run: Run) -> None:
        found = data(run, "2026-10-08")
        assert list(found) == ["since", "until", "with", "session", "session_on", *ARRAYS]
        assert (found["since"], found["until"]) == ("2026-10-08", "2026-11-22")
        assert (found["with"], found["session"]) == (None, None)

    def test_goals(self, run: Run) -> None:
        found = data(run, "2026-10-08")
        moved = [(each["goal"]["id"], each["from"], each["to"]) for each in found["goals_moved"]]
        assert moved == [(1, 10, 60), (4, 0, 100), (2, 50, 100)]
        joiners = found["goals_moved"][1]
        assert (joiners["from_value"], joiners["to_value"], joiners["unit"]) == (
            "0", "2", "joiners",
        )  # fmt: skip
        [slip] = found["targets_slipped"]
        assert (slip["from"], slip["to"], slip["days"], slip["reason"]) == (
            "2026-11-30", "2027-03-31", 121, "The autumn call closed",
        )  # fmt: skip
        [earlier] = found["targets_moved"]
        assert (earlier["goal"]["id"], earlier["days"]) == (3, -31)
        [opened] = found["goals_opened"]
        assert (opened["goal"]["title"], opened["from"], opened["to"]) == (
            "Write the review guide", None, "active",
        )  # fmt: skip
        [closed] = found["goals_closed"]
        assert (closed["from"], closed["to"]) == ("active", "dropped")
        assert closed["reason"] == "It only looks good on paper"
        assert [each["to"] for each in found["goals_paused"]] == ["paused"]
        assert [each["milestone"]["title"] for each in found["milestones_done"]] == [
            "Dry run on staging"
        ]

    def test_actions(self, run: Run) -> None:
        found = data(run, "2026-10-08")
        assert [each["id"] for each in found["actions_opened"]] == [4]
        assert [(each["id"], each["state"]) for each in found["actions_closed"]] == [
            (1, "done"), (3, "dropped"),
        ]  # fmt: skip
        carried = [(each["id"], each["carried_since"]) for each in found["actions_carried"]]
        assert carried == [(2, 2), (4, 1)]

    def test_what_was_said(self, run: Run) -> None:
        found = data(run, "2026-10-08")
        assert [win["title"] for win in found["wins"]] == ["Refund errors down by half"]
        [advice] = found["advice"]
        assert (advice["from"], advice["to"], advice["note"]) == (
            "pending", "worked", "Twice already",
        )  # fmt: skip
        [question] = found["questions_answered"]
        assert (question["takeaway"]["text"], question["answer"]) == (
            "Who reviews it?", "Elena does",
        )  # fmt: skip

    def test_the_day_itself_counts(self, run: Run) -> None:
        assert data(run, "2026-10-09")["targets_slipped"] == []
        assert data(run, "2026-10-08")["targets_slipped"] != []

    def test_a_reading_that_moves_nothing(self, run: Run) -> None:
        assert [each["goal"]["id"] for each in data(run, "2026-11-20")["goals_moved"]] == [4]

    def test_an_upper_end(self, run: Run) -> None:
        found = data(run, "2026-10-08", "--as-of", "2026-10-12")
        assert [(each["goal"]["id"], each["to"]) for each in found["goals_moved"]] == [(1, 40)]
        assert [each["id"] for each in found["actions_closed"]] == [1]
        assert found["until"] == "2026-10-12"

    def test_before_the_journal_is_everything(self, run: Run) -> None:
        found = data(run, "1970-01-01")
        assert len(found["goals_opened"]) == 6
        assert len(found["actions_opened"]) == 4
        assert run("since", "0001-01-01").code == 0

    def test_each_part_of_its_json_has_what_changed(self, run: Run) -> None:
        run("milestone", "add", "1", "Slides", "--due", "2026-12-01")
        run("milestone", "edit", "slides", "--due", "2026-12-08", "--why-moved", "ill")
        run("check-in", "4", "90")
        run("check-in", "4", "90", "--note", "no news")
        run("check-in", "1", "90", "--note", "aside")
        run("met", "dana", "--note", "a word")
        run("skill", "add", "Rust", "2")
        run("agreement", "add", "dana", "Every other week")
        run("mentor", "add", "Noor")
        found = data(run, "2026-10-08")
        assert [name for name in ARRAYS if not found[name]] == []

    def test_markdown(self, run: Run) -> None:
        out = run("since", "2026-10-08", "--format", "markdown").out
        assert "## Goals moved\n\n- g1: Speak at a regional conference · 10 → 60 %" in out

    def test_nothing_private(self, run: Run) -> None:
        run("goal", "add", "HUSH goal", "--private")
        run("check-in", "hush", "20")
        run("win", "add", "HUSH win", "--private")
        run("todo", "HUSH action", "--private")
        assert "HUSH" in run("since", "2026-11-01").out
        for audience in ("mentor", "manager"):
            for how in ("table", "json", "markdown"):
                result = run("since", "2026-11-01", "--for", audience, "--format", how)
                assert result.code == 0, result.err
                assert "HUSH" not in result.out + result.err

    def test_a_manager_sees_no_codes(self, run: Run) -> None:
        run("goal", "edit", "1", "--public")
        out = run("since", "2026-10-08", "--for", "manager").out
        assert "Speak at a regional conference" in out
        assert "g1" not in out


@pytest.mark.parametrize("eyes", [(), ("--for", "dana")])
def test_what_is_kept_beside_is_neither_moved_nor_unmoved(
    run: Run, tell: Tell, eyes: tuple[str, ...]
) -> None:
    tell("""
        2026-09-01 mentor add "Dana Ortiz"
        2026-09-01 goal add "Lead a team"
        2026-09-01 milestone add 1 "Plan"
        2026-09-01 milestone add 1 "Team"
        2026-10-05 milestone done plan
        2026-10-19 check-in 1 3
        2026-10-20 check-in 1 3 --note "Stuck: no project"
    """)
    found = data(run, "2026-10-01", *eyes)
    assert [(each["from"], each["to"]) for each in found["goals_moved"]] == [(0, 50)]
    assert found["goals_unmoved"] == []
    assert [(each["at"], each["reason"]) for each in found["goals_noted"]] == [
        ("3", "Stuck: no project")
    ]
    out = run("since", "2026-10-01", *eyes).out
    assert "3 % kept beside, Tue 20 Oct" in out and "still" not in out


SLIPS = """
    2026-09-01 mentor add "Dana Ortiz"
    2026-09-01 goal add "Lead a team"
    2026-09-01 milestone add 1 "Plan"
    2026-09-01 todo "Call"
    2026-09-01 log dana -q "Who reads it?"
    2026-10-05 goal close 1 --as achieved
    2026-10-05 goal reopen 1
    2026-10-05 milestone done plan
    2026-10-05 milestone reopen plan
    2026-10-05 mentorship pause dana
    2026-10-05 mentorship resume dana
    2026-10-05 done a1
    2026-10-05 action reopen a1
    2026-10-05 takeaway answer t1 "Nobody"
    2026-10-06 takeaway answer t1 ""
"""


@pytest.mark.parametrize("eyes", [(), ("--for", "dana")])
def test_what_was_done_by_mistake_and_taken_back_is_not_told(
    run: Run, tell: Tell, eyes: tuple[str, ...]
) -> None:
    tell(SLIPS)
    since = ("--since", "2026-10-01")
    assert run("since", "2026-10-01", *eyes).out.endswith("\n Nothing changed.\n")
    told = json.loads(run("timeline", *since, "--json", *eyes).out)
    assert not [each for each in told if each["on"] < "2026-10-07"]
    report = run("report", "dana", *since).out
    assert "5 Oct 2026" not in report
    assert "Nobody" not in report


def test_what_was_closed_anew_with_a_reason_is_told(run: Run, tell: Tell) -> None:
    tell("""
        2026-09-01 mentor add "Dana Ortiz"
        2026-09-01 goal add "Lead a team"
        2026-10-05 goal close 1 --as dropped
        2026-10-06 goal reopen 1
        2026-10-06 goal close 1 --as dropped --why "No time"
    """)
    assert "No time" in run("since", "2026-10-01").out
    assert "No time" in run("report", "dana", "--since", "2026-10-01").out


def test_what_was_taken_back_on_another_day_is_told(run: Run, tell: Tell) -> None:
    tell("""
        2026-09-01 goal add "Lead a team"
        2026-10-05 goal close 1 --as achieved
        2026-10-06 goal reopen 1
    """)
    assert "achieved" in run("since", "2026-10-01").out


@pytest.mark.usefixtures("year")
class TestSinceTheLastSession:
    def test_what_was_recorded_of_its_day_after_it_counts(self, run: Run, golden: Golden) -> None:
        found = data(run, "last-session")
        assert (found["session"]["title"], found["session_on"]) == ("Openings", "2026-11-19")
        assert found["since"] == "2026-11-20"
        assert [each["goal"]["id"] for each in found["goals_moved"]] == [1, 4]
        golden("since-last-session", run("since", "last-session").out)

    def test_it_carried_what_it_left_open(self, run: Run) -> None:
        found = data(run, "last-session")["actions_carried"]
        assert [(each["id"], each["carried_since"]) for each in found] == [(2, 1), (4, 1)]

    def test_with_somebody(self, run: Run) -> None:
        found = data(run, "last-session", "dana")
        assert found["with"]["name"] == "Dana Ortiz"
        assert found["session_on"] == "2026-11-19"

    def test_on_an_earlier_day(self, run: Run) -> None:
        found = data(run, "last-session", "--as-of", "2026-11-18")
        assert (found["session_on"], found["until"]) == ("2026-10-22", "2026-11-18")
        assert [each["goal"]["id"] for each in found["goals_moved"]] == [2]

    def test_on_the_day_of_the_session(self, run: Run) -> None:
        run("log", "dana", "--topic", "Today")
        result = run("since", "last-session")
        assert result.code == 0
        assert "today" in result.out
        found = data(run, "last-session")
        found["actions_carried"] = []
        assert nothing(found)


class TestScope:
    @pytest.fixture(autouse=True)
    def two_sides(self, tell: Tell) -> None:
        """Dana mentors me; I mentor Sam and Noor, who once met me together."""
        tell("""
            2026-10-01 mentor add "Dana Ortiz"
            2026-10-01 mentee add "Sam Lee"
            2026-10-01 mentee add "Noor Haddad"
            2026-10-02 goal add "My goal" --owner me
            2026-10-02 goal add "Sam's goal" --owner sam
            2026-10-06 log sam --with noor -a "For Sam @sam" -a "For Noor @noor" -a "I promise @me"
            2026-10-07 check-in 1 10
            2026-10-07 check-in 2 20 --reported-by sam
            2026-10-07 todo "About Sam's goal" --goal 2
            2026-10-09 win add "My win" --goal 1
        """)

    def test_what_is_with_one_person(self, run: Run) -> None:
        def opened(*who: str) -> list[str]:
            return [each["text"] for each in data(run, "2026-10-01", *who)["actions_opened"]]

        assert opened() == ["For Sam", "For Noor", "I promise", "About Sam's goal"]
        assert opened("sam") == ["For Sam", "I promise", "About Sam's goal"]
        assert opened("noor") == ["For Noor", "I promise"]
        assert opened("dana") == []
        assert opened("me") == ["I promise", "About Sam's goal"]
        moved = data(run, "2026-10-01", "sam")["goals_moved"]
        assert [each["goal"]["title"] for each in moved] == ["Sam's goal"]
        assert [win["title"] for win in data(run, "2026-10-01", "dana")["wins"]] == ["My win"]

    def test_which_last_session_must_be_said(self, run: Run) -> None:
        assert "No session was held with Dana Ortiz yet." in run("since", "last-session").err
        run("mentor", "add", "Kofi Mensah")
        result = run("since", "last-session")
        assert result.code == 2
        assert "Sam Lee (mentee), Noor Haddad (mentee), Kofi Mensah (mentor)" in result.err

    def test_no_session_yet(self, run: Run) -> None:
        result = run("since", "last-session", "dana")
        assert result.code == 1
        assert "No session was held with Dana Ortiz yet." in result.err


class TestBadInput:
    def test_no_journal(self, run: Run, journal: Path) -> None:
        assert "Nothing changed." in run("since", "yesterday").out
        assert nothing(data(run, "yesterday"))
        result = run("since", "last-session")
        assert (result.code, result.out) == (2, "")
        assert not journal.stat().st_size

    def test_days(self, run: Run) -> None:
        result = run("since", "2027-01-01")
        assert (result.code, result.out) == (2, "")
        assert "Fri 1 Jan 2027 is still to come" in result.err
        result = run("since", "2026-11-10", "--as-of", "2026-11-01")
        assert result.code == 2
        assert "after --as-of Sun 1 Nov" in result.err
        result = run("since", "whenever")
        assert result.code == 2
        assert "last-session" in result.err
        assert run("since").code == 2  # nobody whose last session could be meant

    def test_people(self, run: Run) -> None:
        run("mentee", "add", "Sam Lee")
        run("mentee", "add", "Sam Park")
        assert run("since", "yesterday", "nobody").code == 1
        result = run("since", "last-session", "sam")
        assert result.code == 1
        assert "Sam Lee" in result.err and "Sam Park" in result.err


@pytest.mark.usefixtures("year")
def test_a_person_alone_or_nothing_means_their_last_session(run: Run) -> None:
    with_dana = run("since", "last-session", "dana").out
    assert with_dana
    assert run("since", "dana").out == with_dana
    assert run("since").out == run("since", "last-session").out
    assert run("since", "nobody").err.startswith('Cannot read "nobody" as a day.')


def test_my_reading_of_my_goal_is_by_nobody_else_where_i_read_others_goals(run: Run) -> None:
    run("mentee", "add", "Sam Lee")
    run("goal", "add", "Speak", "--owner", "me")
    run("goal", "add", "Lead", "--owner", "sam")
    run("check-in", "g1", "40")
    run("check-in", "g2", "30", "--reported-by", "me")
    found = json.loads(run("since", "today", "--json").out)["goals_moved"]
    assert [each["by"] and each["by"]["id"] for each in found] == [None, 1]


LUNCH = """
2026-11-20T10:00  mentor add Dana
2026-11-20T10:00  goal add Write --with dana
2026-11-20T10:00  todo "Old thing" --with dana
2026-11-20T10:00  todo "Done before" --with dana
2026-11-26T09:00  check-in g1 40
2026-11-26T09:00  done a2
2026-11-26T12:00  log dana -t "Say no" --action "Agreed in it"
2026-11-26T15:00  done a1
2026-11-26T15:00  check-in g1 60
2026-11-26T15:00  todo "Drop me" --with dana
2026-11-26T15:00  action drop a4
2026-11-26T15:00  win add Hurrah --with dana
2026-11-26T15:00  takeaway add "A later thought" --with dana
"""


@pytest.mark.parametrize("clock", [LUNCH, re.sub("T[0-9:]+", "", LUNCH)], ids=["runs", "stands"])
def test_what_is_done_on_the_sessions_day_after_it_counts(
    run: Run, tell: Tell, on: On, clock: str
) -> None:
    """Also where the clock stands still, so that all of a day is of one instant."""
    tell(clock)
    on("2026-11-26T18:00")
    for words in ((), ("s1",), ("dana",)):
        found = data(run, *words)
        moved = [(each["from"], each["to"]) for each in found["goals_moved"]]
        assert moved == [(40.0, 60.0)]
        assert [each["id"] for each in found["actions_closed"]] == [1, 4]
        assert [each["id"] for each in found["actions_opened"]] == [4]
        assert [each["id"] for each in found["wins"]] == [1]
    prep = json.loads(run("prep", "dana", "--json").out)
    assert [each["id"] for each in prep["done"]] == [1]
    assert [(each["from"], each["to"]) for each in prep["goals_moved"]] == [(40.0, 60.0)]
    assert [each["text"] for each in prep["takeaways"]] == ["Say no", "A later thought"]
    assert "a1  Old thing" in run("review", "dana").out
    assert "a2" not in run("review", "dana").out


AFTER = """
2026-10-01 mentee add "Sam Lee" --every 2w
2026-10-01 goal add "Ship it" --owner sam --by 2027-03-01
2026-10-01 goal add "Lead" --owner sam
2026-10-01 milestone add g1 "Abstract"
2026-10-12 log sam -t "Plan first" --advice "Ask early" --question "Who decides?"
2026-10-12 check-in g1 20 --note "An outline stands"
2026-10-12 check-in g2 40
2026-10-12 milestone done m1
2026-10-12 goal edit g1 --by 2027-03-15
2026-10-12 takeaway outcome t2 worked
2026-10-12 takeaway answer t3 "The board"
2026-10-12 goal pause g2
"""


@pytest.mark.parametrize("screen", ["prep", "review", "since"])
def test_what_followed_a_session_on_its_day_stands_on_each_screen_that_tells_what_did(
    run: Run, tell: Tell, on: On, screen: str
) -> None:
    tell(AFTER)
    on("2026-10-20")
    told = run(screen, "sam").out
    assert "20 % kept beside" in told
    assert "0 → 40 %" in told
    assert "m1  Abstract" in told
    assert "+14 d" in told
    assert "t2  Ask early" in told and "worked" in told
    assert "t3  Who decides?" in told and "answered" in told
    assert "g2  Lead" in told and "paused" in told


def test_whatever_happened_besides_is_told_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("mentor", "add", "Noor Bakr")
    run("log", "noor", "-t", "First", "--on", "2026-11-10")
    run("log", "noor", "-t", "Second", "--on", "2026-11-19")
    run("skill", "add", "Rust", "2", "--on", "2026-11-18")
    run("agreement", "add", "noor", "Every other week", "--on", "2026-11-18")
    run("session", "plan", "noor", "2026-11-24")
    run("session", "cancel", "s3", "--why", "Ill")
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-11-25")
    out = " ".join(run("since", "s1").out.split())
    for said in (
        "Second held",
        "Rust 2,",
        "Noor Bakr version 1",
        "with Noor, 24 Nov cancelled Sun 22 Nov",
        "“Ill”",
    ):
        assert said in out, out
    assert "First" not in out


def test_a_session_that_was_called_off_is_told_on_the_day_of_that(run: Run, on: On) -> None:
    run("mentor", "add", "Noor Bakr")
    run("session", "plan", "noor", "2026-12-03", "--topic", "Scope")
    run("session", "plan", "noor", "2026-12-10", "--topic", "Pace")
    on("2026-11-24")
    run("log", "noor", "-t", "Ask early")
    run("session", "cancel", "scope", "--why", "Ill")
    for since in ("2026-11-24", "last-session"):
        out = " ".join(run("since", since).out.split())
        assert "s1 Scope, 3 Dec cancelled Tue 24 Nov “Ill”" in out and "Pace" not in out, since
    on("2026-12-10")
    assert "Scope" not in run("since", "2026-11-25").out
    run("session", "no-show", "pace")
    assert "s2 Pace no show Thu 10 Dec" in " ".join(run("since", "2026-11-25").out.split())
