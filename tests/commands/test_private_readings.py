"""A reading for one's own eyes of a goal that others read is marked so on every screen that tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.fixture
def stuck(run: Run) -> None:
    """A goal that Dana reads, of which only I know why it is stuck; the notes of a session, for me alone."""
    for words in (
        ("mentor", "add", "Dana Ortiz"),
        ("log", "dana", "-t", "Slow down", "-n", "Hopeless talk", "--on", "2026-11-20"),
        ("goal", "add", "Speak"),
        ("goal", "add", "Hopeless plan", "--private"),
        ("check-in", "g1", "stuck", "--note", "Hopeless jury", "--private"),
    ):
        assert run(*words).code == 0


@pytest.mark.usefixtures("stuck")
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ("prep dana", "Speak: Hopeless jury (private)"),
        ("prep dana", "stuck (private), Sun 22 Nov"),
        ("since 2026-11-21", "stuck (private), Sun 22 Nov"),
        ("timeline", "Speak: stuck (private)"),
        ("review dana", "stuck (private), 22 Nov"),
        ("goal history g1", "stuck (private)"),
        ("goal show g1", "stuck: Hopeless jury (private)"),
        ("search jury", "Stuck: Hopeless jury (private)"),
        ("search talk", "Hopeless talk (private)"),
        ("search plan", "Hopeless plan (private)"),
    ],
)
def test_it_is_marked(run: Run, argv: str, said: str) -> None:
    assert said in run(*argv.split()).out


@pytest.mark.usefixtures("stuck")
def test_what_others_read_has_no_mark_and_a_private_goal_one(run: Run) -> None:
    run("check-in", "g1", "40", "--note", "The jury met")
    run("check-in", "g2", "40", "--note", "It moved", "--private")
    assert "(private)" not in run("search", "met").out
    assert "(private)" not in run("search", "slow").out
    assert run("goal", "history", "g1").out.count("private") == 1
    assert "private" not in run("goal", "history", "g2").out
    assert "Hopeless plan (private): 0 → 40 %  " in run("timeline").out


@pytest.mark.usefixtures("stuck")
def test_a_private_number_is_marked_in_a_history(run: Run) -> None:
    run("check-in", "g1", "40", "--private")
    assert "40%  private" in run("goal", "history", "g1").out
    assert "0 → 40 % (private)" in run("timeline").out


@pytest.mark.usefixtures("stuck")
@pytest.mark.parametrize("argv", ["search jury", "timeline", "prep dana", "goal history g1"])
def test_a_partner_and_a_program_read_no_mark(run: Run, argv: str) -> None:
    assert "private" not in run(*argv.split(), "--for", "dana").out
    assert "hidden" not in json.dumps(json.loads(run(*argv.split(), "--json").out))
