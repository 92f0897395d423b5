"""``mentorlog goal history``: what happened when, and what was expected on that day."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING

import pytest

from mentorlog.journal import Journal, goals, mentorships, people
from mentorlog.journal.store import Facts
from mentorlog.records import GoalState, Role

if TYPE_CHECKING:
    from tests.conftest import Run

At = Callable[[str], AbstractContextManager[Journal]]
Golden = Callable[[str, str], None]
D = date.fromisoformat


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize("columns", [80, 40])
def test_the_drawn_goal(
    run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = run("goal", "history", "1").out
    assert all(len(line) <= columns for line in out.splitlines())
    golden(f"goal-history-{columns}", out)


@pytest.mark.usefixtures("year")
def test_json_tells_how_the_goal_stood_after_each_event(run: Run) -> None:
    found = json.loads(run("goal", "history", "1", "--json").out)
    assert found["goal"]["id"] == 1
    assert found["slips"][0]["days"] == 121
    after = [
        (event["happened_on"], event["field"], event["progress"], event["expected_pace"])
        for event in found["history"]
    ]
    assert after[0] == ("2026-05-07", "created", None, None)
    assert after[1] == ("2026-05-07", "target", None, 0)
    assert after[2] == ("2026-06-18", "progress", 10, 20.3)
    assert ("2026-09-10", "target", 25, 38.4) in after
    late = next(event for event in found["history"] if event["happened_on"] == "2026-10-08")
    assert late["recorded_at"].startswith("2026-10-12")


@pytest.mark.usefixtures("year")
def test_it_is_read_through_the_lens(run: Run) -> None:
    out = run("goal", "history", "1", "--as-of", "2026-09-09").out
    assert "target 30 Nov 2026" in out and "31 Mar" not in out
    assert "Proposal sent" not in out
    assert run("goal", "history", "1", "--for", "manager").code == 1


def test_a_life_with_milestones_a_pause_and_two_endings(run: Run, at: At, golden: Golden) -> None:
    with at("2026-01-10") as journal:
        goals.add(journal, Facts(title="Coach two joiners", draft=True))
        for title in ("Noor settled in", "Elena settled in"):
            goals.add_milestone(journal, Facts(goal=1, title=title))
    with at("2026-01-20") as journal:
        goals.reopen(journal, 1, D("2026-01-20"))
        goals.edit(journal, 1, Facts(target_on=D("2026-09-01"), on=D("2026-01-20")))
    with at("2026-03-05") as journal:
        goals.milestone_done(journal, 1, D("2026-03-01"))
        goals.edit(journal, 1, Facts(target_on=D("2026-08-01"), on=D("2026-03-05")))
    with at("2026-04-01") as journal:
        goals.pause(journal, 1, D("2026-04-01"), "Parental leave")
    with at("2026-06-01") as journal:
        goals.reopen(journal, 1, D("2026-06-01"))
    with at("2026-07-01") as journal:
        goals.milestone_done(journal, 2, D("2026-07-01"))
        goals.close(journal, 1, GoalState.ACHIEVED, D("2026-07-01"), "Both run on their own")
    golden("goal-history-life", run("goal", "history", "1").out)


def test_a_metric_tells_its_own_numbers(run: Run, at: At) -> None:
    with at("2026-01-10") as journal:
        goals.add(journal, Facts(title="Give talks", metric="0..2", unit="talks"))
    with at("2026-02-10") as journal:
        goals.check_in(journal, 1, "1", on=D("2026-02-10"), note="At the meetup")
    out = run("goal", "history", "1").out
    assert "Now 50 % (1 of 2 talks)" in out
    assert "1 talk; At the meetup" in out


def test_readers_have_a_column_by_who_reads(run: Run, at: At) -> None:
    with at("2026-01-10") as journal:
        sam = mentorships.add(journal, "Sam Lee", Role.MENTEE, Facts()).partner.id
        goals.add(journal, Facts(title="Lead", owner=sam))
    with at("2026-02-10") as journal:
        goals.check_in(journal, 1, "30", on=D("2026-02-10"))
        goals.check_in(journal, 1, "20", on=D("2026-02-10"), by=journal.me, note="Early days")
    out = run("goal", "history", "1").out
    assert "Own  Mine" in out
    assert "30%   20%  Mine: Early days" in out
    with at("2026-03-10") as journal:
        noor = people.add(journal, Facts(name="Noor Haddad"))
        goals.check_in(journal, 1, "40", on=D("2026-03-10"), by=noor)
    out = run("goal", "history", "1").out
    assert "Others" in out and "by Noor Haddad" in out


def test_the_bar_and_its_number_are_what_counts(run: Run, at: At) -> None:
    with at("2026-01-10") as journal:
        dana = mentorships.add(journal, "Dana Ortiz", Role.MENTOR, Facts()).partner.id
        goals.add(journal, Facts(title="Lead", target_on=D("2026-12-01")))
        for title in ("Plan", "Team"):
            goals.add_milestone(journal, Facts(goal=1, title=title))
    with at("2026-02-10") as journal:
        goals.milestone_done(journal, 1, D("2026-02-10"))
        goals.check_in(journal, 1, "3", on=D("2026-02-10"), note="Stuck: no team")
    with at("2026-02-20") as journal:
        goals.check_in(journal, 1, "20", on=D("2026-02-20"), by=dana)
    own, theirs = (
        line.split("░ ")[1].split()
        for line in run("goal", "history", "1").out.splitlines()
        if "█" in line
    )
    assert " ".join(own) == "50% 10% 3 % kept beside; Stuck: no team"
    assert theirs == ["50%", "13%", "20%"]
    assert "its milestones say 50 %, Dana says 20 % on 20 Feb" in run("review", "dana").out


def test_several_told_late_share_a_footnote(run: Run, at: At) -> None:
    with at("2026-01-10") as journal:
        goals.add(journal, Facts(title="Speak"))
    with at("2026-02-10") as journal:
        for day in ("2026-02-01", "2026-02-05"):
            goals.check_in(journal, 1, "20", on=D(day))
    assert "* recorded later, on 10 Feb." in run("goal", "history", "1").out
    with at("2026-03-10") as journal:
        goals.check_in(journal, 1, "30", on=D("2026-03-01"))
    assert "* recorded on a later day" in run("goal", "history", "1").out
