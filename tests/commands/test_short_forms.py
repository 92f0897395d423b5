"""Commands by their short forms, or their beginnings: the one that is meant is asked about, several are named."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("st", "status"),
        ("sta dana", "status dana"),
        ("d a3", "done a3"),
        ("t Book -p", "todo Book -p"),
        ("ms add 1 RFC", "milestone add 1 RFC"),
        ("tl", "timeline"),
        ("ci 3 60", "check-in 3 60"),
        ("l dana", "log dana"),
        ("sess plan dana friday", "session plan dana friday"),
        ("mentors", "mentor"),
        ("goal ch g3 60", "goal check-in g3 60"),
        ("goal hist 3", "goal history 3"),
        ("goal hist rust", "goal history rust"),
        ("goal ch", "goal check-in"),
        ("session ca s1", "session cancel s1"),
        ("person dele ed", "person delete ed"),
    ],
)
def test_a_short_form_asks_whether_it_was_meant(run: Run, typed: str, meant: str) -> None:
    result = run(*typed.split())
    assert (result.code, result.out) == (2, "")
    assert f"Did you mean mentorlog {meant}?" in result.err


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("ment", "it may be mentor, mentee or mentorship; mentorlog --help"),
        ("re g1", "it may be review, report, redo, restore or receive; mentorlog --help"),
        ("milestone d m1", "it may be delete or done; mentorlog milestone --help"),
    ],
)
def test_the_beginning_of_several_names_them(run: Run, typed: str, named: str) -> None:
    result = run(*typed.split())
    assert (result.code, result.out) == (2, "")
    assert f"hint: {named}" in result.err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("win a talk at work", "win add a talk at work"),
        ("takeaway an idea", "takeaway add an idea"),
        ("takeaway out of office", "takeaway add out of office"),
        ("person ed", "person show ed"),
    ],
)
def test_a_word_of_a_text_or_a_name_is_no_short_form(run: Run, typed: str, meant: str) -> None:
    assert f"Did you mean mentorlog {meant}?" in run(*typed.split()).err


def test_enter_runs_what_a_short_form_means(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("goal", "add", "Speak")
    terminal = terminals("ci", "1", "60")
    terminal.expect("Did you mean mentorlog check-in 1 60? [Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert "g1  Speak · 60 %" in terminal.screen
