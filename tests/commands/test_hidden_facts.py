"""What an audience may not see shows by no way round: a role, an order, an exit code, a count."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import Once, Run


@pytest.fixture
def partners(run: Run, once: Once) -> None:
    """A mentor and a mentee, who do not know of each other."""

    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w")
        run("mentee", "add", "Sam Lee", "--every", "2w")

    once("partners", write)


@pytest.mark.usefixtures("partners")
def test_a_partner_is_not_told_what_somebody_else_is_to_me(run: Run) -> None:
    """The owner of a public goal, whose mentorship is none of Dana's business."""
    run("goal", "add", "Ship it", "--owner", "sam", "--public")
    assert "Owner  somebody" in run("goal", "show", "1", "--for", "dana").out
    assert "Owner  a mentee" in run("goal", "show", "1", "--for", "manager").out


@pytest.mark.usefixtures("partners")
def test_hidden_lines_do_not_turn_the_order_of_a_search(run: Run) -> None:
    run("takeaway", "add", "Plan, plan, plan the budget", "--with", "dana")
    run("takeaway", "add", "Budget, budget, budget the plan", "--with", "dana")
    before = run("search", "plan", "budget", "--for", "dana").out
    for number in range(9):
        run("takeaway", "add", f"Budget {number}", "--private")
    assert run("search", "plan", "budget", "--for", "dana").out == before


@pytest.mark.usefixtures("partners")
def test_a_report_for_a_manager_knows_no_private_mentorship(run: Run) -> None:
    shown = run("report", "sam", "--for", "manager")
    run("mentorship", "edit", "sam", "--private")
    run("mentorship", "edit", "sam", "--private")
    hidden = run("report", "sam", "--for", "manager")
    nobody = run("report", "zoe", "--for", "manager")
    assert (shown.code, hidden.code, nobody.code) == (0, 1, 1)
    assert hidden.err.replace("sam", "zoe") == nobody.err


@pytest.mark.usefixtures("partners")
def test_a_report_for_one_partner_says_the_same_of_another_and_of_nobody(run: Run) -> None:
    another = run("report", "sam", "--for", "dana")
    nobody = run("report", "zoe", "--for", "dana")
    assert (another.code, another.err.replace("sam", "zoe")) == (nobody.code, nobody.err)


@pytest.mark.usefixtures("partners")
def test_of_a_public_question_it_is_told_that_it_is_answered(run: Run) -> None:
    """Its state is public, its words are not; it is no longer open to anybody."""
    run("takeaway", "add", "Who decides?", "--kind", "question", "--public", "--on", "2026-01-10")
    assert "question, open" in run("takeaway", "--for", "manager").out
    run("takeaway", "answer", "1", "Nobody but Ann")
    assert "Who decides?" not in run("takeaway", "--for", "manager").out
    shown = run("takeaway", "--all", "--for", "manager").out
    assert "question, answered" in shown
    assert "Ann" not in shown


def test_a_chart_for_a_manager_is_as_wide_whatever_the_numbers(run: Run, journal: Path) -> None:
    run("goal", "add", "Ship it", "--start", "2026-09-01", "--public")
    chart = ("timeline", "--chart", "--for", "manager")
    before = run(*chart).out
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute("UPDATE goals SET id = 12345")
        connection.execute("UPDATE events SET record = 12345 WHERE kind = 'goal'")
    assert run(*chart).out == before


@pytest.mark.usefixtures("partners")
def test_who_owns_a_public_action_is_not_told_to_whoever_was_not_there(run: Run) -> None:
    """Dana has been in a session, but not in that one; she knows nobody who was."""
    run("log", "dana", "-t", "Openings")
    run("log", "sam", "-t", "Endings", "-a", "Ship it @sam", "--public")
    run("action", "edit", "1", "--public")
    assert "Sam" in run("action", "--for", "sam").out
    shown = run("action", "--for", "dana").out
    assert "Ship it" in shown
    assert "Sam" not in shown


def test_a_manager_reads_no_number_of_the_goal_of_a_win(run: Run) -> None:
    run("goal", "add", "Ship it", "--public")
    run("win", "add", "Shipped", "--goal", "1", "--public")
    for format in ("table", "markdown"):
        assert "g1" in run("win", "--format", format).out
        assert "g1" not in run("win", "--for", "manager", "--format", format).out


def test_when_a_private_mentorship_ran_does_not_say_whom_a_report_is_about(
    run: Run, journal: Path
) -> None:
    """Dana was my mentee and is my peer; nobody told her of either in the journal."""
    run("mentee", "add", "Dana Ortiz")
    run("peer", "add", "p2")
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE mentorships SET visibility = 'private', started_on = '2025-05-01'"
        )
        shown = [run("report", "--for", "dana").out]
        connection.execute("UPDATE mentorships SET started_on = '2029-01-01' WHERE peers")
        shown.append(run("report", "--for", "dana").out)
    assert shown[0].startswith("# Progress report")
    assert shown[0] == shown[1]


def test_when_a_hidden_goal_was_made_does_not_say_whose_a_public_win_is(
    run: Run, journal: Path
) -> None:
    """Of Sam's goal a manager knows nothing, not even when there came to be one."""
    run("mentee", "add", "Sam Lee")
    run("goal", "add", "Lead a team", "--owner", "sam", "--start", "2026-09-01")
    run("win", "add", "Led a team", "--goal", "1", "--on", "2026-10-05", "--public")
    report = ("report", "me", "--for", "manager", "--until", "2026-10-31", "--as-of", "2026-10-31")
    before = run(*report).out
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute("UPDATE events SET happened_on = '2026-11-20' WHERE kind = 'goal'")
    assert run(*report).out == before


def test_an_export_of_some_days_has_no_milestone_whose_day_is_hidden(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak", "--start", "2026-01-01", "--public")
    run("milestone", "add", "1", "Abstract sent", "--due", "2026-12-01", "--private")
    run("milestone", "add", "1", "Accepted", "--due", "2026-12-01")
    old = ("export", "--until", "2026-10-31", "--kind", "milestone", "--for", "manager")
    assert '"milestones"' not in run(*old, "--format", "json").out


def test_when_a_mentorship_ran_does_not_say_whom_a_report_for_a_manager_is_about(
    run: Run, journal: Path
) -> None:
    run("mentee", "add", "Kim Jansen", "--started", "2026-01-05")
    run("peer", "add", "p2", "--started", "2026-02-05")
    report = ("report", "kim", "--for", "manager")
    before = run(*report).out
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute(
            "UPDATE mentorships SET ended_on = '2026-03-01', state = 'ended' WHERE peers"
        )
    assert run(*report).out == before != ""


def test_how_a_private_mentorship_stands_does_not_say_as_what_somebody_reads(
    run: Run, journal: Path
) -> None:
    run("mentee", "add", "Dana Ortiz", "--private")
    run("peer", "add", "p2", "--private")
    export = ("export", "--format", "json", "--for", "dana")
    before = run(*export).out
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute("UPDATE mentorships SET state = 'paused' WHERE peers")
    assert run(*export).out == before != ""


def test_a_manager_reads_no_number_of_the_goal_that_a_goal_is_part_of(run: Run) -> None:
    run("goal", "add", "Lead", "--public")
    run("goal", "add", "Lead a review", "--parent", "1", "--public")
    for format in ("table", "markdown"):
        assert "g1" in run("goal", "show", "2", "--format", format).out
        shown = run("goal", "show", "review", "--for", "manager", "--format", format).out
        assert "Lead" in shown and "g1" not in shown
