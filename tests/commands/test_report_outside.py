"""The reports of a manager, a committee and a programme: public records alone, each in its own form."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]
Report = Callable[..., str]

YEARS = (
    ("2025-09-01", "mentor add", "Dana Ortiz", "--every", "2w"),
    ("2025-09-01", "mentor add", "Kofi Mensah"),
    ("2025-09-01", "mentee add", "Sam Lee", "--every", "4w"),
    ("2025-09-01", "mentee add", "Jun Mori"),
    ("2025-09-01", "goal add", "Learn Rust", "--owner", "me", "--by", "2026-03-31", "--public"),
    ("2025-09-01", "goal add", "Speak", "--owner", "me", "--by", "2026-10-01", "--public"),
    ("2025-09-01", "goal add", "Hidden plan", "--owner", "me"),
    ("2025-09-01", "goal add", "Lead a team", "--owner", "sam", "--public"),
    ("2025-09-01", "goal add", "Hidden from all", "--owner", "jun"),
    ("2025-09-05", "skill add", "Writing", "2", "--public"),
    ("2025-09-05", "skill add", "Hidden skill", "2", "--with", "dana"),
    ("2026-02-01", "check-in", "g1", "100"),
    ("2026-02-01", "goal close", "g1", "--as", "achieved", "--why", "Hidden reason"),
    ("2026-09-01", "goal close", "g4", "--as", "achieved"),
    ("2026-09-10", "log", "sam", "Hidden note", "-t", "Hidden line", "--duration", "50m", "--public"),
    ("2026-09-17", "log", "jun", "-t", "Hidden line", "--duration", "30m"),
    ("2026-09-24", "log", "dana", "-t", "Hidden line", "--duration", "45m"),
    ("2026-10-01", "log", "sam", "-t", "Hidden line", "--private"),
    ("2026-10-10", "win add", "Crate published", "--goal", "g1", "--skill", "writing", "--impact", "Hidden impact", "--public"),
    ("2026-10-11", "win add", "Talk given", "--skill", "hidden skill", "--public"),
    ("2026-10-12", "win add", "Hidden win"),
    ("2026-10-20", "skill add", "Writing", "4", "--public"),
    ("2026-10-20", "skill add", "Writing", "1", "--reported-by", "dana", "--public"),
    ("2026-10-20", "mentorship edit", "sam", "--public"),
)  # fmt: skip


@pytest.fixture
def report(run: Run, on: On, once: Once) -> Report:
    """Two years of somebody with two mentors and two mentees."""

    def make() -> None:
        for day, command, *words in YEARS:
            on(day)
            result = run(*command.split(), *words)
            assert result.code == 0, result

    once("two years for others", make)
    on("2026-11-22")

    def report_(*argv: str) -> str:
        result = run("report", *argv)
        assert result.code == 0, result
        return result.out

    return report_


def below(text: str) -> str:
    """What stands below the head of a report."""
    return text[text.index("\n## ") + 1 :]


def test_a_managers_is_a_table_its_wins_and_the_sessions_in_a_line(report: Report) -> None:
    assert (
        below(report("--for", "manager"))
        == """\
## Goals

| Goal | Before | Now | Expected | Target | State |
| --- | --: | --: | --: | --- | --- |
| Speak | – | – | 100 % | 1 Oct 2026 | overdue by 52 days |

## Wins

- **Crate published**: 10 Oct 2026 (Learn Rust)
- **Talk given**: 11 Oct 2026

## Sessions

- 3 sessions: 1 with Sam Lee (agreed every 28 days), 1 with a mentee and 1 with a mentor (agreed every 14 days).
"""
    )


def test_a_second_mentor_who_is_not_named_is_another_one(run: Run) -> None:
    for name, every in (("Dana Ortiz", "3w"), ("Kofi Mensah", "monthly")):
        run("mentor", "add", name, "--every", every, "--started", "2026-10-01")
    for who in ("dana", "kofi"):
        run("log", who, "-t", "Kept")
    run("log", "dana", "--with", "kofi", "-t", "Both", "--on", "2026-11-20")
    said = run("report", "--for", "manager", "--since", "2026-10-01").out
    assert (
        "\n- 3 sessions (a group session counts once): 2 with a mentor (agreed every 21 days)"
        " and 2 with another mentor (agreed every month).\n"
    ) in said


def test_a_metrics_value_stands_beside_its_percent(run: Run) -> None:
    begun = ("--start", "2026-09-01", "--public")
    run("goal", "add", "Waiting list", "--metric", "42..20", "--unit", "<days>", *begun)
    run("goal", "add", "Write", "--metric", "0..20", *begun)
    run("check-in", "g1", "35", "--on", "2026-09-10")
    run("check-in", "g1", "30")
    run("check-in", "g1", "29", "--private")
    manager = ("report", "--for", "manager", "--since", "2026-10-01")
    out = run(*manager).out
    assert "| Waiting list | 32 % (35 \\<days>) | 55 % (30 \\<days>) | – |" in out
    assert "| Write | – | – | – |" in out
    assert "55 % (30 &lt;days&gt;)</td>" in run(*manager, "--format", "html", "-o", "-").out
    committee = run("report", "--for", "committee", "--since", "2026-10-01").out
    assert "| Waiting list | 1 Sep 2026 | 55 % (30 \\<days>) | – |" in committee


def test_a_committee_reads_of_the_whole_time_and_of_the_mentoring(report: Report) -> None:
    assert (
        below(report("--for", "committee"))
        == """\
## Goals

| Goal | Since | Now | Expected | Target | State |
| --- | --: | --: | --: | --- | --- |
| Learn Rust | 1 Sep 2025 | 100 % | – | 31 Mar 2026 | achieved 1 Feb 2026 |
| Speak | 1 Sep 2025 | – | 100 % | 1 Oct 2026 | overdue by 52 days |

## Wins: Writing

- **Crate published**: 10 Oct 2026 (Learn Rust)

## Wins

- **Talk given**: 11 Oct 2026

## Skills

- **Writing**: own rating 2 (5 Sep 2025) → 4 (20 Oct 2026), of 5

## Mentoring

- 1 session with Sam Lee, 1 of 1 public goal achieved.
- 1 session with a mentee.
- 2 mentees in all.
"""
    )


def test_a_programme_is_kept_from_all_that_I_read_of_everybody(run: Run) -> None:
    """The same query with my eyes: a row for each mentorship is about everybody's goals and actions."""
    run("mentee", "add", "Sam Lee")
    run("mentee", "add", "Noor Haddad")
    for owner in ("me", "sam", "noor"):
        run("goal", "add", f"Goal of {owner}", "--owner", owner)
        run("todo", f"Task of {owner}", "--owner", owner)
    run("win", "add", "Won", "--goal", "g2")
    run("goal", "add", "Open to all", "--owner", "sam", "--public")
    said = run("report", "--for", "programme").err
    assert "Left out for programme: 4 goals, 1 win, 3 action items\n" in said
    of_me = run("report", "--for", "manager").err + run("report", "--for", "committee").err
    assert of_me.count(": 1 goal") == 2


def test_a_programme_gets_a_row_for_each_mentorship(report: Report) -> None:
    assert (
        below(report("--for", "programme"))
        == """\
## Mentorships

| My role | With | Cadence | Sessions | Hours | Public goals | Goals achieved |
| --- | --- | --- | --: | --: | --: | --: |
| mentor | Sam Lee | every 28 days | 1 | 50 min | 1 | 1 |
| mentor | – | – | 1 | – | 0 | 0 |
| mentee | – | every 14 days | 1 | – | 2 | 1 |

## In all

- 3 mentorships, 3 sessions, 50 min, 2 of 3 public goals achieved.
"""
    )
    html = report("--for", "programme", "--format", "html")
    assert '<td role="cell" data-label="Hours" class="number">50 min</td>' in html
    told = json.loads(report("--for", "programme", "--json"))
    assert [each["goals_achieved"] for each in told["mentorships"]] == [1, 0, 1]
    assert (told["summary"]["goals"], told["summary"]["goals_achieved"]) == (3, 2)


def test_my_goals_are_told_once_and_mentors_who_are_not_named_are_counted(run: Run) -> None:
    for who in ("Dana Ortiz", "Lee Chen"):
        run("mentor", "add", who)
        run("log", who, "-t", "A word")
    run("peer", "add", "Ines Roth")
    run("log", "ines", "-t", "A word")
    run("goal", "add", "Speak", "--public")
    programme = run("report", "--for", "programme").out
    rows = [line.split(" | ")[-2:] for line in programme.splitlines() if line.startswith("| me")]
    assert rows == [["1", "0 |"], ["–", "– |"]]
    assert " · 2 mentors · a peer · as of " in run("report", "--for", "manager").out


@pytest.mark.parametrize("audience", ["manager", "committee", "programme"])
def test_nobody_outside_reads_what_is_hidden(report: Report, audience: str) -> None:
    for format in ("markdown", "html", "json"):
        text = report("--for", audience, "--period", "2026", "--format", format)
        assert "Hidden" not in text
        assert not {"Dana", "Kofi", "Jun"} & set(text.replace("\n", " ").split())


@pytest.mark.usefixtures("report")
def test_the_list_to_tick_is_a_committees_too(run: Run) -> None:
    assert run("report", "--for", "dana", "--choose").code == 2
    said = run("report", "--for", "committee", "--since", "2026-11-20").err
    assert (
        "mentorlog report --for committee --choose" not in said
    )  # its goals are of the whole time
    assert "--choose" not in run("report", "--for", "programme").err


@pytest.mark.parametrize("audience", ["manager", "committee", "programme"])
def test_how_the_figures_are_made_stands_in_each_format(report: Report, audience: str) -> None:
    argv = ("--for", audience, "--format")
    for length in ((), ("--details",)):
        made = [
            "How the figures" in report(*argv, format, *length) for format in ("markdown", "html")
        ]
        assert made == [bool(length) and audience != "programme"] * 2


@pytest.mark.usefixtures("report")
def test_the_writer_is_told_whom_a_public_text_names(run: Run) -> None:
    """It goes out as it was written, since a title is its owner's; but not unnoticed."""
    link = "https://example.org/kofimensah/talk"
    for argv in (
        ("win", "add", "Coached JUN's talk", "--evidence", link, "--public", "--publish", "evidence"),
        ("win", "add", "A jungle of tests, cut", "--public"),
        ("goal", "add", "Work with Kofi", "--owner", "me", "--public"),
        ("report", "note", "Ortiz and Sam helped", "--public"),
    ):  # fmt: skip
        result = run(*argv)
        assert result.code == 0, result
    about = ["Dana Ortiz", "Kofi Mensah", "Jun Mori"]
    all_ = {
        "Dana Ortiz": "t5 names",
        "Kofi Mensah": "g6 and w4 name",
        "Jun Mori": "w4 names",
    }
    for audience in ("manager", "committee", "programme"):
        told = all_ if audience != "programme" else {"Dana Ortiz": "t5 names"}
        for more in ((), ("--preview",)):
            done = run("report", "--for", audience, *more)
            said = [line for line in done.err.splitlines() if "is not public" in line]
            assert said == [
                f"{told[name]} {name}, who is not public: look before you send it."
                for name in about
                if name in told
            ]
    assert "is not public" not in run("report", "dana").err


@pytest.mark.usefixtures("report")
def test_a_report_with_nothing_public_says_so_in_a_sentence(run: Run) -> None:
    for audience in ("manager", "committee"):
        argv = ("--for", audience, "--since", "2026-11-21")
        said = "- No goal and no win of this period is public.\n"
        assert (said in run("report", *argv, "sam").out) is (audience == "manager")
        assert said not in run("report", "--for", audience).out
    html = run("report", "--for", "manager", "sam", "--since", "2026-11-21", "--format", "html").out
    assert "No goal and no win of this period is public." in html


def test_a_programme_is_told_the_roles_of_the_writer_alone(report: Report) -> None:
    text = report("--for", "programme")
    assert "23 Aug 2026 – 22 Nov 2026 · as of Sun 22 Nov 2026\n" in text
    assert "| My role |" in text


def test_milestones_reached_are_those_of_the_period(report: Report, run: Run) -> None:
    for words in (("Old", "2026-09-05"), ("New", "2026-11-03"), ("Open", "")):
        assert (
            run("milestone", "add", "speak", words[0], "--due", "2026-12-31", "--public").code == 0
        )
        if words[1]:
            assert run("milestone", "done", words[0], "--on", words[1]).code == 0
    whole = ("--period", "2026-11")
    for reader in ("manager", "me", "dana"):
        named = ["--for", reader] if reader != "dana" else [reader]
        found = json.loads(report(*named, *whole, "--json"))
        (speak,) = (goal for goal in found["goals"] if goal["title"] == "Speak")
        assert [point["title"] for point in speak["milestones"]] == ["New", "Open"]
    assert "- **New**: done" in report("--for", "manager", *whole)
    assert "Old" not in report("--for", "manager", *whole)
