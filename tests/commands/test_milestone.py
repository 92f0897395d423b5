"""``milestone``: dated checkpoints inside a goal."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run
    from tests.terminals import Terminal

Golden = Callable[[str, str], None]


def listed(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("milestone", *argv, "--json").out)
    return found


@pytest.fixture(autouse=True)
def goals(run: Run, once: Once) -> None:
    once("goals to divide", lambda: _goals(run))


def _goals(run: Run) -> None:
    for title in ("Lead the billing migration", "Write the guide"):
        run("goal", "add", title, "--owner", "me", "--start", "2026-05-01")


@pytest.fixture
def points(run: Run, once: Once) -> None:

    def write() -> None:
        for goal, title, due in (
            ("1", "Dry run on staging", "2026-11-05"),
            ("1", "Cut over", "2026-12-15"),
            ("2", "First draft", "2026-11-22"),
        ):
            run("milestone", "add", goal, title, "--due", due)
        run("milestone", "add", "2", "Reviewed")

    once("points", write)


def test_done_last_is_never_a_milestone(run: Run) -> None:
    run("goal", "add", "Ship")
    run("milestone", "add", "ship", "Load test")
    assert run("done", "last").code == 1


def test_a_milestone_that_is_added_later_leaves_the_past_as_it_was(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = partial(monkeypatch.setenv, "MENTORLOG_TODAY")
    on("2026-09-01")
    run("goal", "add", "Sail", "--by", "2027-03-01")
    run("milestone", "add", "sail", "Knots")
    run("milestone", "add", "sail", "Rules")
    on("2026-09-20")
    run("milestone", "done", "knots")
    on("2026-10-05")
    added = run("milestone", "add", "sail", "Night watch")
    assert "of g" in added.out and "Sail: 50 → 33 %" in added.out
    assert (
        "Knots: done; Sail 0 → 50 %"
        in run("timeline", "--since", "2026-09-01", "--until", "2026-09-30").out
    )
    assert (
        "Night watch: added; Sail 50 → 33 %"
        in run("timeline", "--since", "2026-10", "--until", "2026-10").out
    )
    history = run("goal", "history", "sail").out
    assert "Knots, 50 %" in history and "Night watch: added, 33 %" in history
    since = run("since", "2026-10-01").out
    assert "50 → 33 %" in since and "Milestones added" in since


class TestAdding:
    def test_prints_what_it_wrote(self, run: Run) -> None:
        out = run("milestone", "add", "billing", "Dry run", "--due", "in 2 weeks").out
        assert out == "m1  Dry run · of g1 Lead the billing migration · due Sun 6 Dec\n"

    def test_the_record_as_json(self, run: Run) -> None:
        out = run("milestone", "add", "g2", "Draft", "--tag", "docs", "--private", "--json").out
        point = json.loads(out)
        assert (point["title"], point["goal"]["title"]) == ("Draft", "Write the guide")
        assert (point["due_on"], point["done_on"]) == (None, None)
        assert (point["tags"], point["visibility"]) == (["docs"], "private")

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            (("1",), 2, "Missing argument 'TITLE'."),
            (("1", ""), 2, "A milestone's title cannot be empty."),
            (("9", "x"), 1, 'No goal matches "9".'),
            (("m1", "x"), 2, 'Cannot read "m1" as a goal number: m stands for a milestone.'),
            (("1", "x", "--due", "31 june"), 2, 'Cannot read "31 june" as a day'),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("milestone", "add", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)
        assert listed(run, "--all") == []

    def test_not_in_a_closed_goal(self, run: Run) -> None:
        run("goal", "close", "2", "--as", "dropped")
        result = run("milestone", "add", "2", "Draft")
        assert result.code == 1
        assert result.err.startswith('g2 "Write the guide" was closed as dropped on ')


@pytest.mark.usefixtures("points")
class TestList:
    def test_open_ones_by_due_day(self, run: Run, golden: Golden) -> None:
        golden("milestone-list", run("milestone").out)
        assert run("milestone", "list").out == run("milestone").out

    def test_all(self, run: Run, golden: Golden) -> None:
        run("milestone", "done", "1", "--on", "2026-11-05")
        assert [point["id"] for point in listed(run)] == [3, 2, 4]
        golden("milestone-list-all", run("milestone", "--all").out)

    def test_of_one_goal(self, run: Run) -> None:
        assert [point["id"] for point in listed(run, "list", "billing")] == [1, 2]

    def test_narrow(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        golden("milestone-list-40", run("milestone").out)

    def test_a_manager_reads_public_titles_only(self, run: Run) -> None:
        run("goal", "edit", "1", "--public")
        run("milestone", "edit", "2", "--public")
        seen = listed(run, "--for", "manager")
        assert [point["title"] for point in seen] == ["Cut over"]
        assert "id" not in seen[0]
        assert run("milestone", "show", "1", "--for", "manager").code == 1
        assert "Dry run" not in run("milestone", "--for", "manager").out

    def test_as_it_stood_on_a_day(self, run: Run) -> None:
        run("milestone", "done", "1", "--on", "2026-11-20")
        assert listed(run, "--as-of", "2026-11-19", "--all") == []
        (point,) = listed(run, "--as-of", "2026-11-20", "--all")
        assert point["done_on"] == "2026-11-20"


def test_nothing_yet(run: Run) -> None:
    assert run("milestone").out == "No open milestones: mentorlog milestone add G TITLE\n"


@pytest.mark.usefixtures("points")
class TestDone:
    def test_says_how_far_the_goal_has_come(self, run: Run) -> None:
        out = run("milestone", "done", "dry run", "--on", "2026-11-05").out
        assert out == (
            "m1  Dry run on staging · done Thu 5 Nov · g1 Lead the billing migration now 50%\n"
        )

    def test_done_already(self, run: Run) -> None:
        run("milestone", "done", "1")
        result = run("milestone", "done", "1")
        assert result.code == 1
        assert result.err == (
            'm1 "Dry run on staging" was done on Sun 22 Nov already.\n'
            "hint: mentorlog milestone reopen m1 takes it back\n"
        )

    def test_reopen(self, run: Run) -> None:
        run("milestone", "done", "1")
        out = run("milestone", "reopen", "dry run").out
        assert out.startswith("m1  Dry run on staging · open again · due Thu 5 Nov · g1 ")
        assert json.loads(run("goal", "show", "1", "--json").out)["progress"] == 0

    def test_reopen_of_an_open_one(self, run: Run) -> None:
        result = run("milestone", "reopen", "1")
        assert (result.code, result.err) == (1, 'm1 "Dry run on staging" is not done.\n')

    def test_a_day_to_come_is_refused(self, run: Run) -> None:
        assert run("milestone", "done", "1", "--on", "2026-12-01").code == 2


@pytest.mark.usefixtures("points")
class TestEditing:
    def test_show(self, run: Run, golden: Golden) -> None:
        run("milestone", "edit", "cut", "--due", "2026-12-20", "--tag", "billing")
        golden("milestone-show", run("milestone", "show", "cut").out)

    def test_edit(self, run: Run) -> None:
        out = run("milestone", "edit", "cut", "--title", "Switch over", "--due", "2026-12-20").out
        assert out.startswith("m2  Cut over → Switch over · due 15 Dec → 20 Dec, 5 days later (")
        (slip,) = json.loads(run("milestone", "show", "2", "--json").out)["slips"]
        assert slip["days"] == 5

    def test_none_takes_the_due_day_away(self, run: Run) -> None:
        assert (
            json.loads(run("milestone", "edit", "2", "--due", "none", "--json").out)["due_on"]
            is None
        )


def test_a_milestone_says_what_counts_from_now_on(run: Run) -> None:
    run("check-in", "g2", "40")
    first = " ".join(run("milestone", "add", "2", "Proposal sent").out.split())
    assert first == (
        "m1 Proposal sent · of g2 Write the guide: its milestones count now (0 of 1), so 0 %;"
        " what was read is kept beside"
    )
    assert run("milestone", "add", "2", "Slides").out == "m2  Slides · of g2 Write the guide\n"
    assert run("milestone", "done", "m1").out.endswith(" · g2 Write the guide now 50%\n")
    run("goal", "add", "Talks", "--metric", "0..4", "--unit", "talks")
    run("check-in", "g3", "1")
    assert run("milestone", "add", "3", "First").out == "m3  First · of g3 Talks\n"
    done = run("milestone", "done", "m3").out
    assert done.endswith(" · g3 Talks still 25%: its metric counts\n")


def test_one_that_is_reached_twice_has_each_day_in_the_timeline(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    on = partial(monkeypatch.setenv, "MENTORLOG_TODAY")
    on("2026-09-01")
    run("goal", "add", "Sail")
    for title in ("Knots", "Rules"):
        run("milestone", "add", "sail", title)
    for day, verb in (("2026-09-20", "done"), ("2026-10-25", "reopen"), ("2026-10-26", "done")):
        on(day)
        assert run("milestone", verb, "knots").code == 0
    assert (
        "Knots: done; Sail 0 → 50 %"
        in run("timeline", "--since", "2026-09-01", "--until", "2026-09-30").out
    )
    october = run("timeline", "--since", "2026-10", "--until", "2026-10").out
    assert "Knots: open again; Sail 50 → 0 %" in october
    assert "Knots: done; Sail 0 → 50 %" in october


def test_done_takes_milestones_too(run: Run) -> None:
    run("goal", "add", "Speak")
    run("milestone", "add", "g1", "Outline")
    run("todo", "Draft")
    assert run("done", "m1", "--evidence", "x").code == 2
    assert run("done", "m1", "a1").code == 0
    assert json.loads(run("milestone", "show", "m1", "--json").out)["done_on"] == "2026-11-22"
    assert json.loads(run("action", "show", "a1", "--json").out)["state"] == "done"


def test_a_goal_behind_by_the_calendar_alone_says_that_no_milestone_is_late(run: Run) -> None:
    run("goal", "add", "Rust", "--start", "2026-01-01", "--by", "2027-01-15")
    for title, due in (("Read", "2026-03-01"), ("Build", "2026-06-01"), ("Ship", "2027-01-10")):
        run("milestone", "add", "g3", title, "--due", due)
    run("milestone", "done", "m1", "m2")
    said = " ".join(run("goal", "show", "g3").out.split())
    assert "behind by 19 points by the calendar, no milestone is late" in said
    run("milestone", "edit", "last", "--due", "2026-11-20")
    assert "no milestone is late" not in " ".join(run("goal", "show", "g3").out.split())


def test_on_a_terminal_what_was_done_stands_before_what_to_do_next(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Give a talk")
    run("milestone", "add", "talk", "Pick a topic")
    terminal = terminals("milestone", "done", "topic")
    assert terminal.end() == 0
    told = terminal.screen
    assert 0 < told.index("Pick a topic · done") < told.index("hint: mentorlog close g")


def test_a_report_says_that_no_milestone_it_shows_is_late(run: Run) -> None:
    run("goal", "add", "Rust", "--start", "2026-01-01", "--by", "2027-01-15", "--public")
    for title, due in (("Read", "2026-03-01"), ("Build", "2026-06-01"), ("Ship", "2027-01-10")):
        run("milestone", "add", "rust", title, "--due", due, "--public")
    run("milestone", "done", "m1", "m2")
    said = "behind by 19 points by the calendar, no milestone is late"
    for report in (("--for", "manager"), ("--for", "committee"), ()):
        assert said in run("report", *report, "--since", "2026-01-01").out
    run("milestone", "edit", "m3", "--shared")
    for report in ("manager", "committee"):
        shown = run("report", "--for", report, "--since", "2026-01-01").out
        assert "behind by 19 points" in shown
        assert "no milestone is late" not in shown
    run("milestone", "add", "rust", "Polish", "--due", "2027-01-12", "--public")
    before = run("report", "--for", "manager", "--since", "2026-01-01").out
    assert "by the calendar, no milestone is late" in before
    run("milestone", "edit", "m3", "--due", "2026-11-01")
    assert run("report", "--for", "manager", "--since", "2026-01-01").out == before


def test_milestones_that_come_later_leave_the_day_of_the_last_move(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    run("goal", "add", "Rust", "--start", "2026-09-01", "--by", "2026-12-15")
    run("check-in", "rust", "10", "--on", "2026-10-15")
    run("check-in", "rust", "10", "--on", "2026-11-10")
    run("log", "dana", "-t", "Agreed", "--on", "2026-11-12")
    goal = "goal", "show", "rust", "--json"
    assert json.loads(run(*goal).out)["days_since_moved"] == 38
    for title in ("Read", "Build", "Ship"):
        run("milestone", "add", "rust", title)
    assert json.loads(run(*goal).out)["days_since_moved"] == 38
    said = run("prep", "dana").out
    assert "3 milestones added: 10 → 0 %" in said
    assert "not moved 38d" in said
    assert "unmoved for 38 days" in run("review", "dana").out
    run("milestone", "done", "read", "--on", "2026-11-20")
    assert json.loads(run(*goal).out)["days_since_moved"] == 2
    run("milestone", "reopen", "read", "--on", "2026-11-21")
    assert json.loads(run(*goal).out)["days_since_moved"] == 1
