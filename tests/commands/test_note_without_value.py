"""``check-in`` of words without a number: the option of a note, and words before the value that are options."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("g1 felt good", '--note "felt good"'),
        ("g1 'felt good' --confidence 5", '--note "felt good" --confidence 5'),
        ("g1 private: Z", "--note Z --private"),
        ("g1 'note: Z'", "--note Z --private"),
        ("g1 Z !private", "--note Z --private"),
        ("g1 private: 30 and so", "30 and so --private"),
        ("g1 private: stuck no slot", "stuck no slot --private"),
        ("g1 yesterday: felt good", '--note "felt good" --on yesterday'),
        ("g1 yesterday: 30 private: Z", "30 Z --on yesterday --private"),
    ],
)
@pytest.mark.parametrize("command", ["check-in", "goal check-in"])
def test_what_was_meant_is_shown_and_works(run: Run, command: str, typed: str, meant: str) -> None:
    run("goal", "add", "Speak", "--start", "2026-11-01")
    refused = run(*command.split(), *shlex.split(typed))
    assert (refused.code, refused.out) == (2, "")
    assert f" Did you mean mentorlog {command} g1 {meant}?\n" in refused.err
    assert run(*command.split(), "g1", *shlex.split(meant)).code == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("g1 felt", 'Cannot read "felt" as a percentage.\n'),
        ("speak well 60", 'Cannot read "well" as a percentage.\n'),
        ("rust felt good", 'No goal matches "rust".\n'),
        (
            "g1 felt good -n x",
            "The note stands without a value.\nhint: mentorlog check-in G VALUE, or",
        ),
    ],
)
def test_what_is_not_plain_is_refused(run: Run, typed: str, said: str) -> None:
    run("goal", "add", "Speak well")
    assert said in run("check-in", *typed.split()).err


def test_enter_on_a_terminal_keeps_the_note_to_oneself(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak")
    terminal = terminals("check-in", "g1", "private: 30 Z")
    terminal.expect("Did you mean mentorlog check-in g1 30 Z")
    terminal.expect("[Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert "30 % · “Z” · private" in terminal.screen


@pytest.mark.parametrize(
    "typed",
    ["60 7 private: Z", "60 7, note: Z", "60 (7) # Z", "60 pages note: Z", "60 pages 7 # Z"],
)
def test_a_note_that_says_that_it_is_private_is_so_behind_numbers_too(run: Run, typed: str) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Read", "--metric", "0..100", "--unit", "pages")
    assert run("check-in", "g1", *typed.split()).out.endswith("private\n")
    assert "Z" not in run("goal", "history", "g1", "--for", "dana").out
