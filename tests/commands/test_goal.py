"""``goal`` and ``check-in``, from the command line to what they print and store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]


def listed(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("goal", *argv, "--json").out)
    return found


def shown(run: Run, reference: str, *argv: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("goal", "show", reference, "--json", *argv).out)
    return found


@pytest.fixture
def year(run: Run, on: On, once: Once) -> None:
    """Goals of every state shown, some below another, one with a metric and one with milestones."""
    once("goals of every state", lambda: _told(run, on))
    on("2026-11-22")


def _told(run: Run, on: On) -> None:
    on("2026-05-07")
    run("goal", "add", "Become a staff engineer")
    run("goal", "add", "Speak at a regional conference", "--by", "2026-11-30", "--parent", "1",
        "--why", "To be heard", "--measure", "Two talks", "--area", "career")  # fmt: skip
    run("goal", "add", "Lead the billing migration", "--by", "2026-12-18", "--parent", "1")
    run("goal", "add", "Run three retrospectives", "--metric", "0..3", "--unit", "retros",
        "--by", "2026-12-31")  # fmt: skip
    run("goal", "add", "Coach two new joiners", "--parent", "3")
    run("goal", "add", "Architect certificate")
    on("2026-09-10")
    run("goal", "edit", "2", "--by", "2027-03-31", "--why-moved", "The autumn call closed")
    run("goal", "close", "6", "--as", "dropped", "--why", "It only looks good on paper")
    run("milestone", "add", "5", "Noor")
    run("milestone", "add", "5", "Elena", "--due", "2026-12-01")
    run("milestone", "done", "noor")
    on("2026-11-19")
    run("check-in", "2", "60", "--confidence", "7", "--note", "Accepted")
    run("check-in", "3", "60%")
    run("check-in", "4", "3")


class TestAdding:
    def test_prints_what_it_wrote(self, run: Run) -> None:
        out = run("goal", "add", "Speak at a conference", "--by", "2027-03-31").out
        assert out == "g1  Speak at a conference · added · target Wed 31 Mar 2027\n"

    def test_a_month_as_target_is_its_last_day(self, run: Run) -> None:
        out = run("goal", "add", "Speak", "--by", "february", "--json").out
        assert json.loads(out)["target_on"] == "2027-02-28"

    def test_whose_it_is_must_be_said_by_who_only_mentors(self, run: Run) -> None:
        run("mentee", "add", "Sam Lee")
        result = run("goal", "add", "Lead a team")
        assert result.code == 2
        assert "say whose goal it is" in result.err

    @pytest.mark.parametrize(("answer", "owner"), [("1", "me"), ("3", "Noor"), ("sam", "Sam Lee")])
    def test_whose_it_is_is_asked_on_a_terminal(
        self, run: Run, terminals: Callable[..., Terminal], answer: str, owner: str
    ) -> None:
        """Enter is nobody; whose alone I am knows who is meant."""
        run("mentee", "add", "Sam Lee")
        run("mentee", "add", "Noor")
        terminal = terminals("goal", "add", "Lead a team")
        for typed in ("", "9", answer):
            terminal.expect("Whose goal is it?  1 me   2 Sam Lee   3 Noor  > ")
            terminal.type(f"{typed}\r")
        assert terminal.end() == 0
        (goal,) = json.loads(run("goal", "list", owner, "--json").out)
        assert goal["title"] == "Lead a team"
        run("mentor", "add", "Dana")
        assert terminals("goal", "add", "Mine").end() == 0
        added = json.loads(run("goal", "add", "Lead a team", "--owner", "sam", "--json").out)
        assert added["owner"]["name"] == "Sam Lee"

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            ((), 2, "Missing argument 'TITLE'."),
            (("",), 2, "A goal's title cannot be empty."),
            (("x", "--by", "someday"), 2, 'Cannot read "someday" as a day.'),
            (("x", "--by", "2026-01-01"), 2, "The target Thu 1 Jan is before the start"),
            (("x", "--metric", "two"), 2, 'Cannot read "two" as a metric'),
            (("x", "--metric", ""), 2, 'Cannot read "" as a metric'),
            (("x", "--metric", "2..2"), 2, "its two ends are the same"),
            (("x", "--unit", "talks"), 2, "--unit needs a --metric"),
            (("x", "--parent", "9"), 1, 'No goal matches "9".'),
            (("x", "--owner", "zed"), 1, 'No person matches "zed".'),
            (("x", "--private", "--public"), 2, "--private and --public exclude each other."),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("goal", "add", *argv)
        assert (result.code, result.out) == (code, "")
        assert sentence in result.err
        assert listed(run, "--all") == []

    @pytest.mark.parametrize(
        "text", ["[goal-1] [/x]", "a | b `c` <b>", "\x1b[31mred", "a\nb", "‮x‬ 🎉", "z" * 100_000]
    )
    def test_any_text_is_stored_as_it_is(self, run: Run, text: str) -> None:
        assert run("goal", "add", text, "--why", text, "--measure", text).code == 0
        (goal,) = listed(run)
        assert (goal["title"], goal["why"], goal["measure"]) == (text, text, text)
        for out in (run("goal").out, run("goal", "show", "1").out, run("goal", "map").out):
            assert "\x1b" not in out
            assert "\u202e" not in out


@pytest.mark.usefixtures("year")
class TestLooking:
    def test_list(self, run: Run, golden: Golden) -> None:
        golden("goal-list", run("goal").out)
        assert run("goal", "list").out == run("goal").out

    def test_list_all(self, run: Run, golden: Golden) -> None:
        golden("goal-list-all", run("goal", "--all").out)

    def test_narrow(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        golden("goal-list-40", run("goal").out)

    def test_card(self, run: Run, golden: Golden) -> None:
        golden("goal-show", run("goal", "show", "regional").out)

    def test_card_with_milestones_and_goals_below(self, run: Run, golden: Golden) -> None:
        golden("goal-show-milestones", run("goal", "show", "5").out)
        golden("goal-show-below", run("goal", "show", "1").out)

    def test_map(self, run: Run, golden: Golden) -> None:
        golden("goal-map", run("goal", "map").out)

    def test_map_as_json_is_a_tree(self, run: Run) -> None:
        top = json.loads(run("goal", "map", "--json").out)
        below = {goal["title"]: [each["id"] for each in goal["goals"]] for goal in top}
        assert below == {"Become a staff engineer": [2, 3], "Run three retrospectives": []}

    def test_markdown(self, run: Run, golden: Golden) -> None:
        golden("goal-list-markdown", run("goal", "--format", "markdown").out)

    def test_figures(self, run: Run) -> None:
        by_id = {goal["id"]: goal for goal in listed(run)}
        assert (by_id[2]["progress"], by_id[2]["confidence"]) == (60, 7)
        assert by_id[2]["slips"] == [
            {
                "on": "2026-09-10",
                "from": "2026-11-30",
                "to": "2027-03-31",
                "days": 121,
                "reason": "The autumn call closed",
            }
        ]
        assert (by_id[4]["progress"], by_id[4]["value"]) == (100, "3")
        assert (by_id[5]["milestones_done"], by_id[5]["milestones_total"]) == (1, 2)
        assert by_id[1]["progress"] is None

    def test_as_it_stood_on_a_day(self, run: Run) -> None:
        before = shown(run, "2", "--as-of", "2026-09-09")
        assert (before["target_on"], before["progress"]) == ("2026-11-30", None)
        assert [goal["id"] for goal in listed(run, "--as-of", "2026-05-01")] == []

    def test_for_a_manager(self, run: Run) -> None:
        assert listed(run, "--for", "manager") == []
        run("goal", "edit", "2", "--public")
        (goal,) = listed(run, "--for", "manager")
        assert goal["title"] == "Speak at a regional conference"
        assert (goal["why"], goal["measure"], goal["parent"]) == (None, None, None)
        assert "uid" not in goal

    def test_an_option_before_the_verb_is_the_verbs(self, run: Run) -> None:
        after = run("goal", "list", "--for", "manager", "--json")
        assert run("goal", "--for", "manager", "--json", "list") == after
        assert run("--json", "goal", "--for", "manager", "list") == after
        assert run("--json", "--for", "manager", "goal") == after
        assert run("goal", "--private", "add", "Hidden").out.endswith("private\n")
        assert listed(run, "--for", "manager") == json.loads(after.out)


def test_nothing_yet(run: Run) -> None:
    assert run("goal").out == "No goals yet: mentorlog goal add TITLE --by DAY\n"
    assert run("goal", "map").out == "No goals yet: mentorlog goal add TITLE --by DAY\n"


class TestCheckIn:
    @pytest.fixture(autouse=True)
    def one(self, run: Run) -> None:
        run("goal", "add", "Speak", "--by", "2027-03-31", "--start", "2026-05-01")

    def test_prints_where_the_goal_stands(self, run: Run) -> None:
        out = run("check-in", "speak", "40").out
        assert out == "g1  Speak · 40 % · target Wed 31 Mar 2027\n"
        assert run("goal", "check-in", "1", "45%").code == 0
        assert shown(run, "1")["progress"] == 45

    def test_a_metric_is_read_in_its_unit(self, run: Run) -> None:
        run("goal", "add", "Talks", "--metric", "0..4", "--unit", "talks")
        run("check-in", "2", "2")
        out = run("check-in", "2", "1", "--on", "yesterday").out
        assert out == "g2  Talks · 1 talk on Sat 21 Nov, still 50 % since Sun 22 Nov\n"

    def test_somebody_elses_reading_stands_beside_ones_own(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        run("check-in", "1", "40")
        out = run("check-in", "1", "20", "--reported-by", "dana", "--on", "yesterday").out
        assert "Dana Ortiz reads 20 % on Sat 21 Nov, beside your 40 %" in out
        goal = shown(run, "1")
        assert (goal["progress"], goal["mentor_progress"]) == (40, 20)

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            (("1", "101"), 2, "it runs from 0 to 100"),
            (("1", "nan"), 2, 'Cannot read "nan" as a percentage'),
            (("1", "1e2"), 2, 'Cannot read "1e2" as a percentage'),
            (("1", "40", "--confidence", "11"), 2, "Confidence runs from 0 to 10"),
            (("1", "40", "--on", "tomorrow"), 2, "still to come"),
            (("7", "40"), 1, 'No goal matches "7".'),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("check-in", *argv)
        assert (result.code, result.out) == (code, "")
        assert sentence in result.err
        assert shown(run, "1")["progress"] is None


class TestClosing:
    @pytest.fixture(autouse=True)
    def one(self, run: Run) -> None:
        run("goal", "add", "Speak", "--start", "2026-11-10")

    @pytest.mark.parametrize(("said", "state"), [("partly", "partly-achieved"), ("Miss", "missed")])
    def test_close_by_the_beginning_of_a_state(self, run: Run, said: str, state: str) -> None:
        closed = run("goal", "close", "1", "--as", said, "--json")
        assert json.loads(closed.out)["state"] == state

    @pytest.mark.parametrize("state", ["achieved", "partly-achieved", "missed", "dropped"])
    def test_every_end(self, run: Run, state: str) -> None:
        out = run("goal", "close", "1", "--as", state, "--on", "2026-11-20").out
        assert out == f"g1  Speak · {state.replace('-', ' ')} · Fri 20 Nov\n"
        assert listed(run) == []
        assert shown(run, "1")["closed_on"] == "2026-11-20"

    def test_no_end_of_that_name(self, run: Run) -> None:
        result = run("goal", "close", "1", "--as", "won")
        assert result.code == 2
        assert result.err.startswith(
            'Cannot read "won" as a way to close a goal.\nhint: these work: '
        )

    def test_closed_already(self, run: Run) -> None:
        run("goal", "close", "1", "--as", "achieved", "--on", "yesterday")
        for argv in (("close", "1", "--as", "missed"), ("check-in", "1", "50"), ("pause", "1")):
            assert run("goal", *argv).code == 1

    def test_reopen(self, run: Run) -> None:
        run("goal", "close", "1", "--as", "achieved")
        assert run("goal", "reopen", "speak").out == "g1  Speak · active again\n"
        assert (shown(run, "1")["state"], shown(run, "1")["closed_on"]) == ("active", None)
        assert run("goal", "reopen", "speak").code == 1

    def test_pause(self, run: Run) -> None:
        assert run("goal", "pause", "1", "--why", "Leave").out == "g1  Speak · paused · “Leave”\n"
        assert shown(run, "1")["state"] == "paused"

    def test_a_state_is_not_told_for_before_the_present_one(self, run: Run) -> None:
        result = run("goal", "close", "1", "--as", "achieved", "--on", "2026-11-09")
        assert (result.code, result.out) == (1, "")
        assert result.err == (
            'g1 "Speak" has been active since Tue 10 Nov; Mon 9 Nov is before that.\n'
            "hint: mentorlog goal edit g1 --start DAY makes it begin earlier\n"
        )
        assert shown(run, "1")["closed_on"] is None
        run("goal", "close", "1", "--as", "achieved")
        assert run("goal", "reopen", "1", "--on", "2026-11-15").code == 1
        assert shown(run, "1")["state"] == "achieved"

    def test_delete_and_undo(self, run: Run) -> None:
        run("milestone", "add", "1", "Draft")
        assert run("goal", "delete", "1").code == 2
        assert run("goal", "delete", "1", "--yes").code == 0
        assert listed(run) == []
        run("undo")
        assert [point["title"] for point in shown(run, "1")["milestones"]] == ["Draft"]


def test_what_was_written_says_who_may_read_it(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert run("goal", "add", "Speak", "--private").out == "g1  Speak · added · private\n"
    assert run("check-in", "g1", "40").out == "g1  Speak · 40 % · private\n"
    run("goal", "edit", "g1", "--public")
    assert run("check-in", "g1", "50", "--private").out == "g1  Speak · 40 → 50 % · private\n"
    assert run("goal", "edit", "1", "--public").out == "g1  Speak · nothing changed · public\n"
    assert run("goal", "edit", "1", "--shared").out == "g1  Speak · public → shared\n"
    assert run("session", "plan", "dana", "friday", "--private").out.endswith(" · private\n")
    assert run("mentorship", "edit", "dana", "--private").out.endswith(" · shared → private\n")


@pytest.mark.parametrize("words", ["x", "7.5", "-1", "", "7" * 30])
def test_a_confidence_that_cannot_be_read(run: Run, words: str) -> None:
    run("goal", "add", "Speak", "--owner", "me")
    refused = run("check-in", "1", "40", "--confidence", words)
    assert refused.code == 2
    assert refused.err == (
        f'Cannot read "{words}" as a confidence: it runs from 0 to 10.\nhint: these work: 0, 7, 10\n'
    )


def test_a_tree_of_hundreds_of_goals_one_below_the_other(run: Run, journal: Path) -> None:
    run("init")
    with closing(sqlite3.connect(journal)) as connection, connection:
        connection.executemany(
            "INSERT INTO goals (id, owner, parent, title, start_on) VALUES (?, 1, ?, ?, '2026-01-05')",
            [(number, number - 1 or None, f"Step {number}") for number in range(1, 301)],
        )
    for argv in (
        ("goal", "map"),
        ("goal", "map", "--format", "markdown"),
        ("goal", "map", "--format", "csv"),
    ):
        shown = run(*argv)
        assert shown.code == 0, shown.err
        assert all(f"Step {number}" in shown.out for number in (1, 9, 10, 299, 300))
    drawn = " ".join(run("goal", "map").out.split())
    assert "g3 └ Step 3" in drawn and "g12 … 11 deep └ Step 12" in drawn
    refused = run("goal", "map", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("The map is over 100 goals deep, too deep for JSON.\nhint: ")
    for argv in (("goal", "--json"), ("status",), ("goal", "delete", "150", "--yes"), ("undo",)):
        assert run(*argv).code == 0
    assert run("goal", "edit", "1", "--parent", "1000").code == 1


def test_goals_that_are_parts_of_each_other_are_found(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    run("goal", "add", "Write", "--parent", "1")
    with closing(sqlite3.connect(journal)) as connection, connection:
        connection.execute("UPDATE goals SET parent = 2 WHERE id = 1")
    assert "g1 is part of a goal that is part of it" in " ".join(run("doctor").out.split())
    assert run("goal", "map").code == 0


def test_a_list_of_several_peoples_goals_says_whose_they_are(run: Run) -> None:
    run("mentee", "add", "Sam Lindqvist")
    run("goal", "add", "Ship it", "--owner", "sam")
    assert run("goal").out.split()[0] == "Goals"
    run("goal", "add", "Speak", "--owner", "me")
    rows = [line.split() for line in run("goal").out.splitlines()]
    assert [row[0] for row in rows] == ["My", "g2", "Sam", "g1"]


def test_the_receipt_of_a_new_goal_says_all_that_was_given(run: Run) -> None:
    metric = ("--metric", "55..90", "--unit", "%", "--by", "2027-03-01")
    added = run("goal", "add", "Speak", *metric, "--area", "career").out
    assert added == "g1  Speak · added · target Mon 1 Mar 2027 · 55 → 90 % · area career\n"
    below = run("goal", "add", "Write", "--parent", "g1", "--draft", "--tag", "talks").out
    assert below == "g2  Write · added · draft · part of g1 · #talks\n"
