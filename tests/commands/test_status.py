"""``mentorlog status``: everything open, in one look, in every format and for every reader."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING

import pytest

from mentorlog.journal import Journal, actions, goals, mentorships, people, sessions
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import Role, SessionState, Visibility

if TYPE_CHECKING:
    from tests.conftest import Run

At = Callable[[str], AbstractContextManager[Journal]]
Golden = Callable[[str, str], None]


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("columns", [80, 40])
def test_the_year_on_a_page(
    run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    result = run("status")
    assert result.code == 0
    assert all(len(line) <= columns for line in result.out.splitlines())
    golden(f"status-{columns}", result.out)


@pytest.mark.usefixtures("year")
def test_on_an_earlier_day(run: Run, golden: Golden) -> None:
    golden("status-as-of", run("status", "--as-of", "2026-08-01").out)


@pytest.mark.usefixtures("year")
def test_all_lists_what_has_ended(run: Run) -> None:
    out = run("status", "--all").out
    assert "achieved" in out and "dropped" in out
    assert "Small thing 7" in out
    assert "(--all)" not in out


@pytest.mark.usefixtures("year")
def test_json_has_the_arrays_and_the_completion(run: Run) -> None:
    found = json.loads(run("status", "--json").out)
    assert [goal["id"] for goal in found["goals"]] == [4, 2, 1, 6]
    assert [action["id"] for action in found["actions"]] == [36, 38, 33, 37]
    assert found["actions"][0]["owner"]["name"] == "Priya Nair"
    assert found["actions"][0]["carried_over"] == 1
    assert found["mentorships"][0]["cadence_kept"] == 86.7
    assert (found["actions_done"], found["actions_total"]) == (32, 36)
    assert found["actions_completion"] == 88.9


def test_an_empty_journal_says_how_to_begin_and_makes_nothing(run: Run, journal: object) -> None:
    result = run("status")
    assert result.code == 0
    assert "No goals yet: mentorlog goal add TITLE --by DAY" in result.out
    assert "No actions yet: mentorlog todo TEXT" in result.out
    assert "No mentorship now" in result.out
    assert not journal.stat().st_size  # type: ignore[attr-defined]
    found = json.loads(run("status", "--json").out)
    assert (found["goals"], found["actions_completion"]) == ([], None)


@pytest.fixture
def mentor(at: At) -> None:
    """Somebody with two mentees, a mentor of their own, and promises on all sides."""
    with at("2026-09-07") as journal:
        for name, role in (
            ("Sam Lee", Role.MENTEE),
            ("Noor Haddad", Role.MENTEE),
            ("Dana Ortiz", Role.MENTOR),
        ):
            plan = Facts(cadence=Cadence(days=14))
            mentorships.add(journal, name, role, plan)
        sam, noor, dana = (people.find(journal, who) for who in ("sam", "noor", "dana"))
        for owner, title in ((sam, "Lead a team"), (noor, "Give a talk"), (journal.me, "Learn Go")):
            plan_ = Facts(owner=owner, target_on=date(2027, 3, 1))
            goals.add(journal, {**plan_, "title": title})
        with_sam = sessions.add(journal, Facts(people=(sam,)), SessionState.HELD)
        for text, owner, session, goal in (
            ("Ask for numbers", sam, with_sam, None),
            ("Introduce Elena", journal.me, with_sam, None),
            ("Read the Go book", journal.me, None, 3),
            ("Buy coffee", journal.me, None, None),
            ("Find a stage", noor, None, 2),
            ("Recommend a book", dana, None, None),
        ):
            facts = Facts(text=text, owner=owner, session=session, goal=goal)
            actions.add(journal, facts)


@pytest.mark.usefixtures("mentor")
def test_mentees_goals_stand_under_their_names(run: Run, golden: Golden) -> None:
    golden("status-mentor", run("status").out)


@pytest.mark.usefixtures("mentor")
@pytest.mark.parametrize(
    ("who", "its_goals", "its_actions"),
    [
        ("sam", ["Lead a team"], ["Introduce Elena", "Ask for numbers"]),
        ("noor", ["Give a talk"], ["Find a stage"]),
        ("dana", ["Learn Go"], ["Read the Go book", "Recommend a book"]),
    ],
)
def test_of_one_partner(run: Run, who: str, its_goals: list[str], its_actions: list[str]) -> None:
    found = json.loads(run("status", who, "--json").out)
    assert [goal["title"] for goal in found["goals"]] == its_goals
    assert [action["text"] for action in found["actions"]] == its_actions
    assert len(found["mentorships"]) == 1


@pytest.mark.usefixtures("mentor")
@pytest.mark.parametrize("who", [(), ("sam",)])
def test_what_is_done_is_counted_for_each_person(run: Run, who: tuple[str, ...]) -> None:
    """My count must not have a mentee's promises in it."""
    for words in ("done a1 a2", "todo 'Ring Sam' --with sam", "todo 'Ask Sam' --with sam"):
        assert run(*shlex.split(words)).code == 0
    out = run("status", *who).out
    assert f"1 of {3 if who else 5} done" in out.partition("My actions")[2].partition("'s\n")[0]
    assert "Others: none open, 1 done" in out
    assert json.loads(run("status", *who, "--json").out)["actions_done"] == 2


@pytest.mark.usefixtures("mentor")
def test_what_hangs_on_nothing_is_of_whom_it_is_for(run: Run) -> None:
    def has_coffee(*who: str) -> bool:
        found = json.loads(run("status", *who, "--json").out)
        return "Buy coffee" in {action["text"] for action in found["actions"]}

    assert has_coffee()
    assert not any(has_coffee(who) for who in ("sam", "noor", "dana"))
    assert run("action", "edit", "coffee", "--with", "noor").code == 0
    assert [who for who in ("sam", "noor", "dana") if has_coffee(who)] == ["noor"]


@pytest.mark.usefixtures("mentor")
def test_whose_it_is_stands_on_top(run: Run) -> None:
    assert run("status", "sam").out.startswith("Sam Lee · Sun 22 Nov 2026")
    assert run("status", "dana").out.startswith("Priya Nair with Dana Ortiz · Sun 22 Nov 2026")


@pytest.mark.usefixtures("mentor")
def test_an_unknown_partner_is_an_error(run: Run) -> None:
    result = run("status", "nobody")
    assert (result.code, result.out) == (1, "")


def test_long_lists_end_with_how_many_more(run: Run, at: At) -> None:
    with at("2026-11-01") as journal:
        for number in range(15):
            goals.add(journal, Facts(title=f"Goal {number}"))
        for number in range(51):
            actions.add(journal, Facts(text=f"Action {number}"))
    out = run("status").out
    assert "… and 3 more (--all)" in out
    assert "… and 31 more (--all)" in out
    assert "more" not in run("status", "--all").out
    found = json.loads(run("status", "--json").out)
    assert (len(found["goals"]), len(found["actions"])) == (15, 51)


def test_a_manager_reads_no_codes_and_nothing_private(run: Run, at: At) -> None:
    with at("2026-11-01") as journal:
        for title, visibility in (
            ("Open to all", Visibility.PUBLIC),
            ("Between us", Visibility.SHARED),
            ("Mine alone", Visibility.PRIVATE),
        ):
            goals.add(journal, Facts(title=title, visibility=visibility))
    for format in ("table", "markdown", "json"):
        out = run("status", "--for", "manager", "--format", format).out
        assert "Open to all" in out
        assert "Between us" not in out and "Mine alone" not in out
        assert "g1" not in out and "uid" not in out
        assert "mentorlog" not in out


def test_each_list_has_what_is_due_first(run: Run, at: At) -> None:
    with at("2026-11-01") as journal:
        other = people.add(journal, Facts(name="Noor Aziz"))
        for owner, number, due in (
            (journal.me, 5, date(2027, 3, 1)),
            (journal.me, 18, date(2026, 11, 20)),
            (other, 15, date(2027, 4, 1)),
        ):
            for each in range(number):
                actions.add(journal, Facts(text=f"Action {each}", owner=owner, due_on=due))
    out = run("status").out
    assert (out.count("2 days over"), out.count("1 Mar"), out.count("1 Apr")) == (18, 2, 15)
    assert out.count("… and 3 more (--all)") == 1


def test_what_i_have_done_is_counted_also_where_only_others_have_something_open(run: Run) -> None:
    run("mentor", "add", "Noor")
    run("log", "noor", "-a", "Send it @noor", "-a", "Read it")
    run("done", "a2")
    out = run("status").out
    assert "Mine: none open, 1 of 1 done" in out
    assert "Others" not in out
