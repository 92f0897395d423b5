"""``session plan`` where nobody is named, or no day: one is meant, or is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.fixture
def dana(run: Run) -> None:
    """The only mentor."""
    run("mentor", "add", "Dana Ortiz")


@pytest.mark.parametrize(
    ("typed", "day", "time"),
    [
        (["tue 22 dec 15:00"], "2026-12-22", "15:00"),
        (["tue", "22", "dec", "15:00"], "2026-12-22", "15:00"),
        (["friday", "--topic", "Pay"], "2026-11-27", None),
        (["2", "dec"], "2026-12-02", None),
        (["dana", "2", "dec"], "2026-12-02", None),
        (["friday", "10:00", "dana"], "2026-11-27", "10:00"),
        (["p2", "4", "dec"], "2026-12-04", None),
    ],
)
@pytest.mark.usefixtures("dana")
def test_with_one_partner_the_day_is_enough(
    run: Run, typed: list[str], day: str, time: str | None
) -> None:
    planned = json.loads(run("session", "plan", *typed, "--json").out)
    assert (planned["held_on"], planned["time"]) == (day, time)
    assert [each["name"] for each in planned["attendees"]] == ["Dana Ortiz"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31 feb", 'Cannot read "31 feb" as a day: there is no 31 February.'),
        ("tomorow", "hint: did you mean tomorrow?"),
        ("zoe friday", 'No person matches "zoe".'),
        ("dana", 'The day of the session is missing.\nhint: as in mentorlog session plan dana "29 sep 15:00"'),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("dana")
def test_what_is_no_day_is_refused(run: Run, typed: str, said: str) -> None:
    refused = run("session", "plan", *typed.split())
    assert (refused.code != 0, refused.out) == (True, "")
    assert said in refused.err


@pytest.mark.usefixtures("dana")
def test_a_name_that_reads_as_a_day_is_a_name(run: Run) -> None:
    run("mentor", "add", "May Sato")
    planned = json.loads(run("session", "plan", "may", "friday", "--json").out)
    assert [each["name"] for each in planned["attendees"]] == ["May Sato"]


@pytest.mark.usefixtures("dana")
def test_with_several_partners_the_usual_one_is_meant(run: Run) -> None:
    run("mentor", "add", "Kofi Mensah")
    refused = run("session", "plan", "friday", "10:00")
    assert 'name one, as in mentorlog session plan "Dana Ortiz" "friday 10:00"; ' in refused.err
    run("config", "set", "mentor", "kofi")
    planned = json.loads(run("session", "plan", "friday", "--json").out)
    assert [each["name"] for each in planned["attendees"]] == ["Kofi Mensah"]


@pytest.mark.usefixtures("dana")
def test_a_day_is_asked_for(run: Run, terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("session", "plan", "dana")
    terminal.expect("When?  29 sep 15:00, tomorrow 3pm, friday > ")
    terminal.type("tomorow 3pm\r")
    terminal.expect("Did you mean tomorrow 3pm, Mon 23 Nov? [Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    (planned,) = json.loads(run("session", "--json").out)
    assert (planned["held_on"], planned["time"]) == ("2026-11-23", "15:00")


def test_what_is_missing_is_asked_for_by_its_name(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak")
    terminal = terminals("milestone", "add", "1")
    terminal.expect("Title? ")
    terminal.expect("> ")
    terminal.type("RFC\r")
    assert terminal.end() == 0
    assert "m1  RFC" in terminal.screen
