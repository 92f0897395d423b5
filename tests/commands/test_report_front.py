"""The first page of a report: its sections, and that each fact stands in it once."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]

YEAR = (
    ("2026-07-01", "mentor add", "Dana Ortiz", "--every", "2w"),
    ("2026-07-01", "goal add", "Speak at a conference", "--by", "2027-03-31", "--why", "Be heard"),
    ("2026-07-01", "goal add", "Write the guide", "--by", "2026-11-01"),
    ("2026-07-01", "goal add", "Coach two joiners"),
    ("2026-07-01", "goal add", "Get the certificate"),
    ("2026-09-01", "check-in", "g1", "25", "--note", "Proposal drafted"),
    ("2026-09-02", "check-in", "g2", "40"),
    ("2026-09-02", "goal edit", "g1", "--by", "2027-04-30", "--why-moved", "The call closed early"),
    ("2026-10-01", "goal close", "g4", "--as", "dropped", "--why", "The team moved to Go"),
    ("2026-10-08", "log", "dana", "-t", "Name what slips", "--question", "Who reviews it?",
     "-a", "Draft the outline, due 2026-11-01", "-a", "Book a room, due 2026-12-01",
     "-a", "@dana Introduce me, due 2026-12-03", "--advice", "Rehearse weekly"),
    ("2026-10-20", "takeaway outcome", "2", "worked", "--note", "Calmer"),
    ("2026-11-02", "win add", "Errors halved", "--impact", "31 → 15 a week",
     "--evidence", "See https://example.org/refunds.", "--goal", "g2"),
    ("2026-11-19", "check-in", "g1", "60", "--confidence", "7", "--note", "Accepted"),
    ("2026-11-19", "check-in", "g1", "50", "--reported-by", "dana"),
    ("2026-11-20", "ask", "dana", "How do you say no?"),
)  # fmt: skip

PAGE = """\
# Progress report: Priya Nair

23 Aug 2026 – 22 Nov 2026 · as of Sun 22 Nov 2026

From Priya Nair to Dana Ortiz, mentor. This is a selection from a personal journal; its figures count only what it shows.

## Moved

- **Speak at a conference**: 0 → 60 %, expected 48 %. Dana Ortiz puts it at 50 % (19 Nov 2026). \
Check-in of 19 Nov 2026: “Accepted” (confidence 7 of 10). Target moved to 30 Apr 2027, 30 days later: “The call closed early”.

## Overdue

- **Write the guide**: 0 → 40 %, target 1 Nov 2026, overdue by 21 days.
- **Draft the outline**: due 1 Nov 2026, 21 days over, made 8 Oct 2026.

## Stands still

- **Coach two joiners**: stalled for 144 days.

## Ended

- **Get the certificate**: dropped 1 Oct 2026. “The team moved to Go”

## Achieved

- **Errors halved**: 2 Nov 2026 – 31 → 15 a week – See <https://example.org/refunds>. (Write the guide)

## I ask

- How do you say no?
- Who reviews it?
- Introduce me (Dana Ortiz, due 3 Dec 2026, made 8 Oct 2026)

## In figures

- 1 session with Dana Ortiz, agreed every 14 days, cadence kept 1 of 7 (14 %).
- 1 of 3 action items overdue.

## Next

- **Tue 1 Dec 2026**: My action item: Book a room (made 8 Oct 2026)
- **By Tue 1 Dec 2026**: Next session with Dana Ortiz
- **Fri 30 Apr 2027**: Target: Speak at a conference
"""


@pytest.fixture
def report(run: Run, on: On, once: Once) -> Callable[..., str]:
    """A report of an autumn with a mentor."""

    def make() -> None:
        for day, command, *words in YEAR:
            on(day)
            assert run(*command.split(), *words).code == 0, words

    once("an autumn to report on", make)
    on("2026-11-22")

    def report_(*argv: str) -> str:
        result = run("report", *argv)
        assert result.code == 0, result
        return result.out

    return report_


Report = Callable[..., str]


def test_short_is_the_page_alone(report: Report) -> None:
    assert report("dana", "--short") == PAGE
    assert report("dana").startswith(f"{PAGE}\n## Details\n")


def test_an_open_question_of_an_earlier_period_is_still_asked(report: Report, run: Run) -> None:
    asked = report("dana", "--short", "--since", "2026-11-01")
    assert "## I ask\n\n- How do you say no?\n- Who reviews it?\n- Introduce me" in asked
    assert "Who reviews it?" in run("prep", "dana").out
    run("takeaway", "answer", "who reviews", "Ana")
    assert "Who reviews it?" not in report("dana", "--short", "--since", "2026-11-01")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_it_folds_between_words(report: Report) -> None:
    page = report("dana")
    terminal = Terminal("report", "dana", columns=40)
    assert terminal.end() == 0
    lines = [line for line in terminal.screen.splitlines() if not line.startswith("|")]
    assert max(map(len, lines)) < 40
    assert "- **Speak at a conference**: 0 → 60 %,\n  expected 48 %." in "\n".join(lines)
    assert " ".join(page.split()) in " ".join(terminal.screen.split())
    terminal.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_what_stays_out_folds_between_words(report: Report, run: Run) -> None:
    report("dana")
    whole = run("report", "--for", "manager", "--preview").out.splitlines()[-1]
    terminal = Terminal("report", "--for", "manager", "--preview", columns=40)
    assert terminal.end() == 0
    lines = terminal.screen.rstrip().splitlines()
    last = lines[next(n for n, line in enumerate(lines) if line.startswith("Left out")) :]
    assert len(last) > 1 and max(map(len, lines)) <= 40
    assert " ".join(last).startswith(whole)
    terminal.close()


def test_each_fact_stands_once(report: Report) -> None:
    text = report("dana", "--details")
    for fact in (
        "Be heard", "Proposal drafted", "The call closed early", "Accepted", "Calmer", "Name what slips",
        "The team moved to Go", "Who reviews it?", "How do you say no?", "Introduce me", "Draft the outline",
        "Book a room", "Errors halved", "https://example.org/refunds", "Dana Ortiz puts it at 50 %",
    ):  # fmt: skip
        assert text.count(fact) == 1, fact


def test_the_last_check_in_stands_among_the_changes_also_where_nothing_moved(
    run: Run, on: On
) -> None:
    on("2026-11-19")
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    for day, value in (("20", "10"), ("21", "30"), ("22", "30")):
        on(f"2026-11-{day}")
        run("check-in", "g1", value, "--note", f"Words of {day}")
    told = run("report", "dana").out
    assert "  - 21 Nov 2026: 10 → 30 % – “Words of 21”\n  - 22 Nov 2026: still 30 %\n" in told
    assert told.count("Words of 22") == 1


@pytest.mark.parametrize("format_", ["markdown", "html"])
def test_the_changes_of_a_goal_name_what_is_told_above(run: Run, on: On, format_: str) -> None:
    on("2026-11-19")
    run("mentor", "add", "Dana Ortiz")
    for title in ("Speak", "Write"):
        run("goal", "add", title, "--by", "2026-12-01")
    on("2026-11-20")
    run("check-in", "g1", "40", "--note", "Words of the 20th")
    run("check-in", "g1", "20", "--reported-by", "dana")
    run("goal", "edit", "g1", "--by", "2027-01-01", "--why-moved", "Too early")
    run("goal", "close", "g2", "--as", "dropped", "--why", "Enough")
    text = re.sub("<[^>]*>", "", run("report", "dana", "--format", format_).out)
    changes = re.findall("20 Nov 2026:? (.*), told above", text)
    assert changes == ["reading", "reading by Dana Ortiz", "target", "dropped"]
    for words in ("Words of the 20th", "Too early", "Enough"):
        assert text.count(words) == 1, words


def test_the_writer_is_named_once_and_then_i(report: Report) -> None:
    for argv in ((), ("--format", "html")):
        text = report("dana", *argv)
        heads = re.findall("# .*Priya Nair|<title>.*Priya Nair|<h1.*Priya Nair", text)
        assert text.count("Priya Nair") == len(heads) + 1


def test_how_the_figures_are_made_stands_with_the_details_alone(report: Report) -> None:
    assert "How the figures are made" not in report("dana")
    assert "- Cadence kept: stretches" in report("dana", "--details")
    assert "How the figures are made" in report("dana", "--details", "--format", "html")


def test_short_and_details_contradict_each_other(run: Run) -> None:
    result = run("report", "--short", "--details")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("--short is the first page alone")


def test_the_page_is_in_the_json_and_in_html(report: Report) -> None:
    sections = json.loads(report("dana", "--json"))["page"]
    headings = re.findall("^## (.*)", PAGE, re.MULTILINE)
    assert [section["heading"] for section in sections] == headings
    assert sections[1]["lines"][1] == {
        "title": "Draft the outline", "words": "due 1 Nov 2026, 21 days over, made 8 Oct 2026."
    }  # fmt: skip
    html = report("dana", "--short", "--format", "html")
    assert re.findall("<h2[^>]*>(.*)</h2>", html) == headings
    assert "<svg" not in html
    assert html.count('<li class="bad">') == 2


def test_what_the_reader_is_late_with_stands_with_what_is_late(report: Report, run: Run) -> None:
    run("action", "edit", "3", "--due", "2026-11-20")
    page = report("dana", "--short")
    late, asked = page.index("## Overdue"), page.index("## I ask")
    assert late < page.index("**Introduce me**: Dana Ortiz, due 20 Nov 2026, 2 days over") < asked
    assert page.count("Introduce me") == 1


def test_a_reading_that_differs_stands_on_the_page_with_its_reason(
    report: Report, run: Run
) -> None:
    argv = ("g1", "30", "--reported-by", "dana", "--note", "The hard part is ahead")
    run("check-in", *argv)
    text = report("dana")
    told = "Dana Ortiz puts it at 30 % (22 Nov 2026): “The hard part is ahead”."
    assert told in text.partition("## Details")[0]
    assert text.count("The hard part is ahead") == 1


def test_another_cadence_and_a_milestones_day_are_on_the_page(report: Report, run: Run) -> None:
    run("milestone", "add", "g1", "Rehearsal", "--due", "2027-01-15")
    run("milestone", "edit", "m1", "--due", "2027-02-01")
    run("mentorship", "edit", "dana", "--every", "4w")
    page = report("dana", "--short")
    lines = page[page.index("## Changed") :].splitlines()[2:4]
    assert "**Mentorship with Dana Ortiz**: every 14 days → every 28 days, 22 Nov 2026." in lines[1]
    assert "**Rehearsal**: due 15 Jan 2027 → 1 Feb 2027 (17 days later), 22 Nov 2026." in lines[0]
    assert report("dana").count("→ every 28 days") == 1


def test_what_is_next_is_still_to_come_on_the_day_it_is_made(run: Run, on: On) -> None:
    on("2026-10-01")
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    run("goal", "add", "Speak", "--by", "2026-11-10")
    run("action", "add", "Book a room", "--goal", "1", "--due", "2026-12-01")
    on("2026-10-31")
    then = run("report", "dana", "--period", "2026-10").out
    to_come = "- **Tue 1 Dec 2026**: My action item: Book a room (made 1 Oct 2026)\n"
    over = "- **Tue 10 Nov 2026**: Target: Speak\n- **By Wed 11 Nov 2026**: Next session with Dana Ortiz\n"
    assert f"## Next\n\n{over}{to_come}" in then
    on("2026-11-22")
    assert f"## Next\n\n{to_come}" in run("report", "dana", "--period", "2026-10").out
    argv = ("--since", "2026-10-01", "--as-of", "2026-10-31")
    assert run("report", "dana", *argv).out == then.replace(" (2026-10)", "")


def test_an_action_on_the_page_says_what_its_row_in_the_details_would(
    report: Report, run: Run
) -> None:
    run("log", "dana", "-t", "Later", "--on", "2026-11-12")
    page = report("dana", "--short")
    assert "due 1 Nov 2026, 21 days over, made 8 Oct 2026, carried over once." in page
    assert "My action item: Book a room (made 8 Oct 2026, carried over once)" in page
    row = "- Introduce me (Dana Ortiz, due 3 Dec 2026, made 8 Oct 2026, carried over once)"
    assert row in page


def test_a_long_section_says_how_many_more_there_are(report: Report, run: Run) -> None:
    for number in range(12):
        run("win", "add", f"Win {number}", "--on", "2026-11-10")
    page, whole = report("dana", "--short"), report("dana")
    assert page.count("**Win") == 6
    assert "### Achieved, the others\n\n- **Win 6**: 10 Nov 2026\n" in whole
    assert "<h3>Achieved, the others</h3>" in report("dana", "--format", "html")
    assert report("--for", "manager").count("**Win") == 0
    assert "- and 6 more\n" in page
    assert all(re.search(rf"Win {number}\b", whole) for number in range(12))


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("https://e.org/a|b_c*d", "<https://e.org/a%7Cb_c*d>"),
        ("<https://e.org/>", r"\<<https://e.org/>\>"),
        ("ftp://e.org data:text/html,x", r"ftp\://e.org data:text/html,x"),
        ("HTTPS://E.org/", "<HTTPS://E.org/>"),
        ("at http://e.org/x, then", "at <http://e.org/x>, then"),
    ],
)
def test_only_web_addresses_are_links(run: Run, evidence: str, shown: str) -> None:
    run("win", "add", "Talk", "--evidence", evidence)
    assert f"22 Nov 2026 – {shown}\n" in run("report", "--for", "me").out


def test_what_bears_the_writers_name_is_not_the_writer(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Priya Nair")
    run("milestone", "add", "g1", "Outline", "--due", "2026-12-01")
    assert "Milestone: Outline (Priya Nair)" in run("report", "dana").out


def test_the_writer_is_me_among_several_who_meet(run: Run) -> None:
    for name in ("Sam Lee", "Kofi Mensah"):
        run("mentee", "add", name)
    run("session", "plan", "sam", "2026-12-01", "--with", "kofi")
    assert "Session with me, Kofi Mensah" in run("report", "sam", "--for", "me").out


def test_a_mentees_report_has_no_i_but_the_writer(run: Run, on: On) -> None:
    on("2026-11-02")
    run("mentee", "add", "Sam Lee")
    run("goal", "add", "Lead", "--owner", "sam")
    run("check-in", "g1", "40", "--reported-by", "sam", "--note", "I led one")
    on("2026-11-22")
    text = run("report", "sam").out
    assert "Sam Lee on 2 Nov 2026: “I led one”." in text
    assert "Mentorship with me: began" in text


def test_a_goal_of_somebody_else_says_whose_it_is(run: Run) -> None:
    run("mentee", "add", "Sam Lee")
    run("goal", "add", "Lead", "--owner", "sam")
    assert "**Lead**: Sam Lee, on track." in run("report", "--for", "me").out
    assert "**Lead**: on track." in run("report", "sam").out


def test_a_page_that_asks_much_asks_some_of_each_kind(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    for number in range(9):
        run("ask", "dana", f"Topic {number}?")
        run("todo", f"Promise {number}", "--owner", "dana")
    said = run("report", "dana", "--short").out
    asked = said[said.index("## I ask") :]
    assert asked.count("Topic") == 4 and asked.count("Promise") == 3 and "and 11 more" in asked


def test_a_pause_stands_with_its_end(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    run("mentorship", "pause", "dana", "--on", "2026-10-05", "--why", "A new house")
    rest = run("report", "dana", "--since", "2026-09-01").out
    assert rest.count("A new house") == 1 and "is paused since" in rest
    run("mentorship", "resume", "dana", "--on", "2026-10-28")
    out = run("report", "dana", "--since", "2026-09-01").out
    page = out.split("Changed")[1]
    assert page.index("paused, 5 Oct 2026: “A new house”") < page.index("paused → active, 28 Oct")
    assert out.count("A new house") == 1
