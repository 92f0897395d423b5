"""What is said where nobody is called that: the command that adds them, with their name."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run


at_prompt = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")


@pytest.fixture(autouse=True)
def known(run: Run, once: Once) -> None:
    once("dana and noor", lambda: [run("mentor", "add", name) for name in ("Dana", "Noor")])


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("met", "tomas", "hi"), "mentorlog person add Tomas adds one"),
        (("todo", "x", "--owner", "Tomas Berg"), 'mentorlog person add "Tomas Berg" adds one'),
        (("session", "plan", "tomas", "friday"), "mentorlog person add Tomas adds one"),
        (("ask", "tomas", "hi"), "mentorlog mentor add Tomas adds one (or mentee, peer)"),
        (("todo", "x", "--with", "tomas"), "mentorlog mentor add Tomas adds one (or mentee, peer)"),
        (("log", "dana", "-t", "x", "--with", "noor,tomas"), "mentorlog mentor add Tomas adds one"),
        (("report", "--choose", "manager"), "hint: mentorlog person lists them"),
        (("met", "danna"), "did you mean Dana? mentorlog person add Danna adds one"),
        (("mentorship", "end", "nora"), "did you mean Noor? mentorlog mentor add Nora adds one"),
        (("mentorship", "end", "gabi"), "did you mean Gabriela Roth? mentorlog mentor add Gabi"),
        (("session", "plan", "gabi", "friday"), "did you mean Gabriela Roth? mentorlog person"),
        (("log", "gabi", "-t", "x"), "did you mean Gabriela Roth? mentorlog mentor add Gabi"),
        (("status", "gabi"), "did you mean Gabriela Roth? mentorlog mentor add Gabi"),
        (("goal", "add", "x", "--with", "gabi"), "did you mean Gabriela Roth? mentorlog mentor"),
        (("todo", "x", "--owner", "gabi"), "did you mean Gabriela Roth? mentorlog person add"),
        (("review", "dana,noor"), "hint: mentorlog person lists them"),
        (("timeline", "Committee"), "hint: mentorlog person lists them"),
    ],
)
def test_the_hint_has_the_name(run: Run, argv: tuple[str, ...], hint: str) -> None:
    run("person", "add", "Gabriela Roth")
    said = run(*argv)
    assert said.code == 1
    assert hint in said.err.splitlines()[-1]


@at_prompt
@pytest.mark.parametrize(
    ("argv", "answer", "said", "code"),
    [
        ("mentorship end danna", "", "Dana · your mentor · ended", 0),
        ("mentorship end danna", "n", "hint: did you mean Dana? mentorlog mentor add Danna", 1),
        ("report --for danna", "y", "Left out for Dana", 0),
    ],
)
def test_the_nearest_name_is_asked_about_on_a_terminal(
    terminals: Callable[..., Terminal], argv: str, answer: str, said: str, code: int
) -> None:
    terminal = terminals(*argv.split())
    terminal.expect(' matches "danna". Did you mean Dana? [Y/n] ')
    terminal.type(f"{answer}\r")
    assert terminal.end() == code
    assert said in terminal.screen


def test_names_may_have_commas_between_them(run: Run) -> None:
    assert run("goal", "add", "X", "--with", "dana, noor").code == 0
    assert "Dana, Noor" in run("show", "g1").out
    assert "with Dana and Noor" in run("log", "dana", "--with", "noor,", "-t", "x").out
    assert "with Dana and Noor" in run("log", "dana,noor", "-t", "y").out
    assert run("ask", "dana,noor", "What now?").code == 0
    run("session", "plan", "dana", "friday", "--with", "noor")
    assert run("session", "edit", "s2", "--with", "dana,noor", "--yes").code == 0
