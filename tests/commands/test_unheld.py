"""A session planned for a day that has passed is shown until it is held, cancelled or moved."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]


@pytest.fixture(autouse=True)
def _planned(run: Run, on: On, once: Once) -> None:
    def write() -> None:
        on("2026-11-10")
        run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-10-01")
        run("goal", "add", "Learn Rust")
        run("session", "plan", "dana", "2026-11-20", "--topic", "Scope")

    once("planned", write)
    on("2026-11-22")


SHOWN = [
    ((), "s1   Dana: Scope  Fri 20 Nov, held?"),
    (("status",), "s1  Dana: Scope   planned for Fri 20 Nov"),
    (("status", "dana"), "s1  Dana: Scope   planned for Fri 20 Nov"),
    (("prep", "dana"), "planned for Fri 20 Nov, not held yet\n"),
    (("prep",), "planned for Fri 20 Nov, not held yet\n"),
]


@pytest.mark.parametrize(
    "said",
    [
        ("log", "dana", "--on", "2026-11-20", "-t", "x"),
        ("session", "cancel", "s1"),
        ("session", "edit", "s1", "--on", "2026-12-03"),
    ],
)
def test_it_is_shown_until_somebody_says_what_became_of_it(run: Run, said: tuple[str, ...]) -> None:
    for argv, line in SHOWN:
        assert line in run(*argv).out
    assert run(*said).code == 0
    for argv, line in SHOWN:
        out = run(*argv).out
        assert not [words for words in (line, "held?", "ot held yet") if words in out], argv


def test_many_late_actions_do_not_push_it_off_today(run: Run) -> None:
    for number in range(9):
        run("todo", f"Late {number}", "--due", "2026-11-21")
    assert "s1" in run().out


def test_today_says_what_to_type(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Next   mentorlog log dana, or mentorlog session cancel s1\n" in run().out
    monkeypatch.setenv("COLUMNS", "40")
    narrow = run().out
    assert re.search(r"^ s1 Dana: Scope +20 Nov\?$", narrow, re.MULTILINE)
    assert " mentorlog log dana\n" in narrow
    assert len(narrow.splitlines()) <= 12


def test_only_its_owner_is_reminded(run: Run) -> None:
    for argv in ((), ("status",)):
        for audience in ("dana", "manager"):
            assert "Scope" not in run(*argv, "--for", audience).out
    assert [each["topic"] for each in json.loads(run("--json").out)["unheld_sessions"]] == ["Scope"]
    assert "unheld_sessions" not in json.loads(run("--json", "--for", "dana").out)
    assert json.loads(run("status", "--json", "--for", "dana").out)["unheld_sessions"] == []


def test_a_session_to_come_is_prepared_first(run: Run) -> None:
    run("session", "plan", "dana", "2026-11-23", "--topic", "Saying no")
    assert "Saying no" in run("prep", "dana").out
    assert "Scope" not in run("prep", "dana").out
    assert [each["topic"] for each in json.loads(run("prep", "--json").out)] == [
        "Scope",
        "Saying no",
    ]
