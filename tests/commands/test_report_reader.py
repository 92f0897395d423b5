"""A report that is asked for somebody who is no partner: it is for a manager, and about oneself."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.fixture(autouse=True)
def people(run: Run) -> None:
    """A mentor, a manager who is none, and somebody else."""
    run("mentor", "add", "Dana Ortiz")
    run("person", "add", "Sofie Brandt", "--title", "Engineering manager")
    run("person", "add", "Elena Rossi")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sofie --preview", "--for manager --preview"),
        ("--short p3", "--short --for manager"),
        ("--for 'Sofie Brandt' --json", "--for manager --json"),
        ("sofie --for manager", "--for manager"),
        ("sofie --for committee", "--for committee"),
    ],
)
def test_a_manager_by_title_leads_to_a_report_that_is_written(
    run: Run, typed: str, meant: str
) -> None:
    refused = run("report", *shlex.split(typed))
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("You have no mentorship with Sofie Brandt. ")
    assert f" Did you mean mentorlog report {meant}?\n" in refused.err
    assert run("report", *meant.split()).code == 0


def test_on_a_terminal_enter_writes_it(terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("report", "sofie", "--preview")
    terminal.expect("Did you mean mentorlog report --for manager --preview?")
    terminal.expect("[Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert "# Progress report" in terminal.screen


def test_of_somebody_else_it_says_for_whom_one_may_be(run: Run) -> None:
    refused = run("report", "elena")
    assert refused.code == 2
    assert "hint: mentorlog report --for manager, committee or programme; " in refused.err
    assert run("report", "dana").code == 0


@pytest.mark.parametrize("command", ["review", "report", "goal edit 1 --with"])
@pytest.mark.parametrize("who", ["elena", "elnea", "p4"])
def test_nobody_is_asked_about_with_whom_it_would_fail(
    run: Run, terminals: Callable[..., Terminal], command: str, who: str
) -> None:
    run("goal", "add", "Speak")
    terminal = terminals(*command.split(), who)
    assert terminal.end() != 0
    assert "[Y/n]" not in terminal.screen


def test_a_slip_in_a_partners_name_is_asked_about(run: Run) -> None:
    assert "did you mean Dana Ortiz?" in run("prep", "dnaa").err
