"""Options of one letter: the same in every command, and what is said of one that a command has not."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import Terminal

from mentorlog.cli import _root

if TYPE_CHECKING:
    from tests.conftest import Run


def _commands(command: Any, path: str = "") -> list[tuple[str, Any]]:
    verbs = getattr(command, "commands", {})
    below = [each for name in verbs for each in _commands(verbs[name], f"{path} {name}".strip())]
    return [(path, command), *below]


def test_a_letter_is_one_option_and_stands_wherever_a_command_has_that() -> None:
    for path, command in _commands(_root()):
        options = [each for each in command.params if each.param_type_name == "option"]
        letters = [opt for each in options for opt in each.opts if len(opt) == 2]
        assert len(letters) == len({*letters}), path
        for each in options:
            if each.name == "private":
                assert "-p" in each.opts, path
            if {"--due", "--by"} & {*each.opts}:
                assert "-d" in each.opts, path


@pytest.mark.parametrize(
    ("argv", "keys"),
    [
        (["milestone", "add", "1", "RFC", "-d", "18 dec"], {"due_on": "2026-12-18"}),
        (["todo", "Book", "a room", "-d", "18", "dec"], {"due_on": "2026-12-18"}),
        (["goal", "add", "Ship", "-d", "18 dec"], {"target_on": "2026-12-18"}),
        (["edit", "speak", "-d", "18 dec"], {"target_on": "2026-12-18"}),
        (["ask", "What does a lead do?", "-p"], {"visibility": "private"}),
        (["todo", "Book", "-p", "a room"], {"visibility": "private"}),
        (["log", "dana", "-t", "A story", "-d", "45m", "-p"], {"minutes": 45}),
    ],
)
def test_a_day_is_d_and_p_is_private(run: Run, argv: list[str], keys: dict[str, object]) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    result = run(*argv, "--json")
    assert (result.code, result.err) == (0, "")
    written = json.loads(result.out)
    assert {key: written[key] for key in keys} == keys


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("mentor add Helen -e 3w", "-e. Did you mean --every?\nhint: mentorlog mentor add Helen --every 3w\n"),
        ("win add Talk -i 'Two asked'", '--impact?\nhint: mentorlog win add Talk --impact "Two asked"\n'),
        ("timeline -s monday", "hint: it may be --since or --sort; mentorlog timeline --help\n"),
        ("goal edit 1 -t 'A talk'", "hint: it may be --tag or --title; mentorlog goal edit --help\n"),
        ("goal add Talk -w dana", "hint: it may be --why or --with; mentorlog goal add --help\n"),
        ("goal add Talk --why pay -w dana", "hint: it may be --with; mentorlog goal add --help\n"),
        ("todo Read -z", "No such option: -z.\nhint: mentorlog todo --help\n"),
        ("log dana -x", "No such option: -x.\nhint: mentorlog log --help\n"),
        ("todo Read -due friday", "No such option: -due. Did you mean --due?\n"),
        ("goal add Speak -private", "No such option: -private. Did you mean --private?\n"),
        ("check-in g1 30 -note 'Two asked'", "No such option: -note. Did you mean --note?\n"),
        ("todo '-draft the talk'", "text that starts with a dash goes after --\n"),
        ("log dana '-draft the talk'", "text that starts with a dash goes after --\n"),
        ("goal add '-private talk'", "text that starts with a dash goes after --"),
    ],
)  # fmt: skip
def test_a_letter_that_is_no_option_leads_to_those_that_begin_with_it(
    run: Run, typed: str, said: str
) -> None:
    run("goal", "add", "Speak")
    before = run("export").out
    refused = run(*shlex.split(typed))
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert run("export").out == before


def test_on_a_terminal_the_one_option_is_asked_about(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("init")
    terminal = terminals("mentor", "add", "Helen", "-e", "3w")
    terminal.expect("Did you mean --every? [Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert json.loads(run("mentor", "--json").out)[0]["cadence"] == "every 21 days"
