"""A record of another kind, named by its letter: the hint is what can be done with that one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture(autouse=True)
def records(run: Run, once: Once) -> None:
    once("one of each", lambda: _written(run))


def _written(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "--question", "Who?", "--advice", "Do it", "-t", "Kept", "-a", "Act")
    run("ask", "dana", "How do you say no?")
    run("goal", "add", "Speak")
    run("milestone", "add", "g1", "Proposal")
    run("session", "plan", "dana", "friday")


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        ("done t2", "mentorlog close t2 --as worked; or did-not-work, declined"),
        ("done g1", "mentorlog close g1"),
        ("done s2", "mentorlog close s2"),
        ("done x1", "mentorlog action --all lists them"),
        ("action drop m1", "mentorlog close m1"),
        ("goal close a1", "mentorlog close a1"),
        ("goal close a1 --as achieved", "mentorlog close a1"),
        ("milestone done r1", "mentorlog show r1"),
        ("takeaway answer a1 Yes", "mentorlog close a1"),
        ("check-in m1 50", "mentorlog close m1"),
        ("goal history a1", "mentorlog show a1"),
        ("goal edit a1 --by friday", "mentorlog show a1"),
        ("met g1", "mentorlog person lists them"),
    ],
)
def test_the_hint_is_a_command_for_that_record(run: Run, argv: str, hint: str) -> None:
    said = run(*argv.split())
    assert said.code in (1, 2)
    assert said.err.splitlines()[-1] == f"hint: {hint}"
