"""Two years of a mentor as each reader gets them, compared with whole reports in tests/data/golden."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from two_years import FOR_READERS, TODAY, write

if TYPE_CHECKING:
    from tests.commands.conftest import At
    from tests.conftest import Once, Run

WHOM = {"mentor": "Dana Ortiz, mentor", "mentee": "Sam Lee, mentee"}
READERS = {
    "mentor": ("dana",),
    "mentee": ("sam",),
    "manager": ("--for", "manager"),
    "committee": ("--for", "committee", "--period", "2024-12-01..2026-11-22"),
    "programme": ("--for", "programme", "--period", "2024-12-01..2026-11-22"),
}
LINES_OF_A_PAGE = 45


@pytest.fixture
def two_years(at: At, once: Once) -> None:
    def make() -> None:
        with at(TODAY) as journal:
            write(journal)

    once("two years of a mentor", make)


@pytest.mark.usefixtures("two_years")
@pytest.mark.parametrize("reader", READERS)
def test_each_reader_gets(run: Run, golden: Callable[[str, str], None], reader: str) -> None:
    whole, page = (run("report", *READERS[reader], *more) for more in ((), ("--short",)))
    assert (whole.code, page.code) == (0, 0), whole
    assert "SECRET" not in whole.out
    told = [text for text in FOR_READERS if text in whole.out]
    assert bool(told) is (reader in ("mentor", "mentee")), told
    assert f"From Priya Nair to {WHOM.get(reader, f'a {reader}')}. " in whole.out.splitlines()[4]
    assert whole.out.startswith(page.out.rstrip("\n"))
    assert len(page.out.splitlines()) <= LINES_OF_A_PAGE
    golden(f"report-two-years-{reader}", whole.out)


def test_a_mentor_who_rated_a_skill_reads_my_public_rating_of_it(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("mentor", "add", "Kofi Mensah")
    run("skill", "add", "Coaching", "2", "--public", "--on", "2026-10-01")
    run("skill", "add", "Coaching", "4", "--private", "--on", "2026-11-01")
    run("skill", "add", "Coaching", "3", "--reported-by", "dana")
    run("skill", "add", "Coaching", "5", "--reported-by", "kofi")
    run("skill", "add", "Rust", "2", "--with", "kofi")
    said = run("report", "dana").out
    assert "| Coaching | 2 (1 Oct 2026) | 2 (1 Oct 2026) | 3 (22 Nov 2026) |" in said, said
    assert "Rust" not in said


def test_what_is_public_stands_in_the_report_of_a_partner_who_is_named_on_none_of_it(
    run: Run,
) -> None:
    for who in ("Dana Ortiz", "Kofi Mensah"):
        run("mentor", "add", who)
    for words, said in (
        (("goal", "add", "Speak", "--with", "kofi"), "Speak"),
        (("win", "add", "Talk held", "--impact", "SECRET"), "Talk held"),
        (("skill", "add", "Rust", "2", "--evidence", "SECRET"), "Rust"),
        (("todo", "Write the blurb"), "Write the blurb"),
        (("takeaway", "add", "Rehearse aloud"), "Rehearse aloud"),
    ):
        made = run(*words)
        assert made.code == 0, made
        assert said not in run("report", "dana").out
        assert run("edit", made.out.split()[0], "--public").code == 0
        read = run("report", "dana").out
        assert said in read
        assert "SECRET" not in read
    # What was said in a session goes with the session, which is not theirs.
    run("log", "kofi", "-t", "Hidden in a session", "--public")
    assert "Hidden" not in run("report", "dana").out


def test_a_topic_that_was_answered_outside_of_a_session_stands_in_the_report(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    for question in ("When do I say no?", "Who helps?"):
        run("ask", "dana", question)
    run("takeaway", "answer", "t1", "When it costs money")
    said = run("report", "dana").out
    assert "Topic: When do I say no? – Answer: When it costs money" in said
    assert said.count("Who helps?") == 1


def test_what_names_nobody_is_among_what_is_left_out(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("mentor", "add", "Kofi Mensah")
    run("win", "add", "Refunds halved", "--with", "dana")
    run("win", "add", "Kofi's alone", "--with", "kofi")
    assert run("report", "dana").err == "Left out for Dana Ortiz: nothing\n"
    run("win", "add", "Forgotten")
    run("takeaway", "add", "Forgotten too")
    run("todo", "Forgotten as well")
    run("todo", "Kofi's own", "--owner", "kofi", "--private")
    result = run("report", "dana", "--preview")
    assert "Left out for Dana Ortiz: 1 win, 1 takeaway, 1 action item\n" in result.out
    assert "Forgotten" not in result.out
    assert "Forgotten" not in run("report", "dana", "--for", "me").out
