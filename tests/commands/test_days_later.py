"""``2w later``: a day that is moved by a stretch counts from where it is, or from today if that is later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.mark.parametrize(
    ("due", "words", "said"),
    [
        ("13 dec", ("2w later",), "due 13 Dec → 27 Dec, 14 days later"),
        ("13 dec", ("2", "weeks", "later"), "due 13 Dec → 27 Dec, 14 days later"),
        ("13 dec", ("+1W", "Later"), "due 13 Dec → 20 Dec, 7 days later"),
        ("2026-11-10", ("2d", "later"), "due 10 Nov → 24 Nov, 14 days later"),
        ("13 dec", ("+2d",), "due 13 Dec → 24 Nov, 19 days earlier"),
        ("13 dec", ("2026-11-30",), "due 13 Dec → 30 Nov, 13 days earlier"),
    ],
)
def test_an_action(run: Run, due: str, words: tuple[str, ...], said: str) -> None:
    run("todo", "Draft the outline", "--due", due)
    assert said in run("edit", "a1", "--by", *words).out.replace("\n", " ")


def test_an_action_without_a_day_counts_from_today(run: Run) -> None:
    run("todo", "Draft the outline")
    assert "due Tue 24 Nov" in run("action", "edit", "1", "--due", "2d later").out


def test_a_target_and_a_milestone(run: Run) -> None:
    run("goal", "add", "Speak", "--by", "2027-01-31")
    run("milestone", "add", "g1", "Dry run", "--due", "1 dec")
    assert "31 Jan 27 → 28 Feb 27" in run("goal", "edit", "1", "--by", "a month later").out
    assert "due 1 Dec → 8 Dec" in run("milestone", "edit", "1", "--due", "1w later").out


def test_a_planned_session_keeps_its_time(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "4 dec 15:00")
    assert "4 Dec → 11 Dec" in run("session", "edit", "1", "--on", "1w", "later").out
    assert "15:00" in run("session", "show", "1").out


def test_a_new_record_has_no_day_to_count_from(run: Run) -> None:
    result = run("todo", "Draft the outline", "--due", "2w later")
    assert (result.code, result.out) == (2, "")
    assert 'Cannot read "2w later" as a day.' in result.err
