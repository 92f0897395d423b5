"""Two machines that did something to the same while they were apart, as their user sees it after ``sync``."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Result

OnMachine = Callable[..., "Result"]
On = Callable[[str], None]
MACHINES = ("laptop", "desktop")


@pytest.fixture
def at_work(two: OnMachine, on: On) -> OnMachine:
    """Runs a command on a machine, each some seconds after the one before."""
    seconds = 0

    def at(machine: str, *argv: str, code: int | None = 0) -> Result:
        nonlocal seconds
        seconds += 1
        on(f"2026-11-22T13:{seconds // 60:02}:{seconds % 60:02}")
        return two(machine, *argv, code=code)

    return at


def synced(at_work: OnMachine, *order: str) -> dict[str, str]:
    """What the first sync of each machine said, in that order; each has all afterwards, and is well."""
    said = {machine: at_work(machine, "sync").out for machine in order}
    for machine in order:
        again = at_work(machine, "sync").out
        said[machine] += again
    for machine in order:
        assert at_work(machine, "doctor").code == 0
    return said


@pytest.mark.parametrize("undoing", MACHINES)
@pytest.mark.parametrize(
    ("command", "hint"),
    [
        (("goal", "close", "g1", "--as", "achieved"), "goal reopen g1"),
        (("goal", "edit", "g1", "--by", "2027-01-01"), "changes g1"),
    ],
)
def test_undo_of_what_another_machine_did_too_says_so(
    at_work: OnMachine, undoing: str, command: tuple[str, ...], hint: str
) -> None:
    for machine in MACHINES:
        at_work(machine, *command)
    synced(at_work, *MACHINES)
    other = next(each for each in MACHINES if each != undoing)
    said = at_work(undoing, "undo", code=1).err
    assert f"the same was done to g1 by {' '.join(command[:2])} on {other}, Sun 22 Nov" in said
    assert f"hint: mentorlog {hint}" in said
    synced(at_work, *MACHINES)


def test_undo_leaves_what_another_machine_set_in_another_field(at_work: OnMachine) -> None:
    at_work("laptop", "goal", "edit", "g1", "--title", "Learn Go")
    synced(at_work, *MACHINES)
    at_work("desktop", "goal", "edit", "g1", "--why", "Asked")
    synced(at_work, "desktop", "laptop")
    at_work("laptop", "undo")
    synced(at_work, *MACHINES)
    for machine in MACHINES:
        goal = json.loads(at_work(machine, "goal", "show", "g1", "--json").out)
        assert (goal["title"], goal["why"]) == ("Learn Rust", "Asked")


def test_undo_of_what_another_machine_added_to_names_both(at_work: OnMachine) -> None:
    at_work("laptop", "goal", "add", "Sail")
    synced(at_work, *MACHINES)
    at_work("desktop", "check-in", "g2", "50")
    synced(at_work, "desktop", "laptop")
    said = at_work("laptop", "undo", code=1).err
    assert "g2 was added to, by check-in on desktop, Sun 22 Nov" in said
    assert "mentorlog delete g2" in said
    assert at_work("laptop", "delete", "g2", "--yes").code == 0
