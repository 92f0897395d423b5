"""When a session began and how people met: ``--at`` and ``--mode`` of ``log`` and ``session edit``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture(autouse=True)
def dana(run: Run, once: Once) -> None:
    once("dana", lambda: run("mentor", "add", "Dana Ortiz"))


def when_and_how(run: Run) -> tuple[Any, Any]:
    session = json.loads(run("session", "show", "1", "--json").out)
    return session["time"], session["mode"]


@pytest.mark.parametrize(
    ("typed", "time"), [("15:00", "15:00"), ("3pm", "15:00"), ("9.30", "09:30"), ("9:05am", "09:05")]
)  # fmt: skip
def test_log_says_when_and_how(run: Run, typed: str, time: str) -> None:
    assert run("log", "dana", "-t", "One", "--at", typed, "--mode", "Video").code == 0
    assert when_and_how(run) == (time, "video")


def test_they_are_enough_to_log_a_session(run: Run) -> None:
    assert run("log", "dana", "--at", "15:00").code == 0
    assert run("log", "dana", "--mode", "in person").code == 0
    assert when_and_how(run) == ("15:00", "in-person")


def test_what_is_said_stands_before_the_document(run: Run) -> None:
    run("log", "dana", "--at", "16:00", "-", stdin="---\ntime: 15:00\nmode: chat\n---\nNotes\n")
    assert when_and_how(run) == ("16:00", "chat")


def test_edit_changes_them_and_takes_the_time_away(run: Run) -> None:
    run("log", "dana", "-t", "One", "--at", "15:00")
    run("session", "edit", "1", "--at", "4pm", "--mode", "phone")
    assert when_and_how(run) == ("16:00", "phone")
    run("session", "edit", "1", "--at", "none")
    assert when_and_how(run) == (None, "phone")
    run("session", "edit", "1", "--mode", "none", "--duration", "45m")
    assert when_and_how(run) == (None, None)
    assert run("session", "edit", "1", "--duration", "none").out.endswith("minutes 45 → –\n")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("--at", "soon"), 'Cannot read "soon" as a time.'),
        (("--at", "25:00"), 'Cannot read "25:00" as a time: there is no time 25:00.'),
        (("--at", "thu 15:00"), 'Cannot read "thu 15:00" as a time.'),
        (("--at", ""), 'Cannot read "" as a time.'),
        (("--mode", "zoom"), 'Cannot read "zoom" as a way to meet.'),
    ],
)
def test_what_is_no_time_or_mode_is_refused(run: Run, argv: tuple[str, ...], said: str) -> None:
    result = run("log", "dana", "-t", "One", *argv)
    assert (result.code, result.err.splitlines()[0]) == (2, said)
