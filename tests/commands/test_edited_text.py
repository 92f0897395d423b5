"""The new text of an edit is read as that of a new record: its day, its owner, how often, who may see it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture(autouse=True)
def journal(run: Run, once: Once) -> None:
    """A mentor, and a record of each kind whose text may say more."""

    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-11-01")
        run("todo", "Old", "--due", "2026-12-01")
        run("goal", "add", "Old", "--by", "2026-12-15")
        run("milestone", "add", "g1", "Old", "--due", "2026-12-01")
        run("takeaway", "add", "Old words")

    once("what may be edited", write)


def _shown(run: Run, code: str) -> Any:
    return json.loads(run("show", code, "--json").out)


@pytest.mark.parametrize(
    ("typed", "receipt"),
    [
        ("New text by friday", "a1  Old → New text · due 1 Dec → 27 Nov, 4 days earlier\n"),
        ("@dana New text, due 1 dec", "a1  Old → New text · owner “Priya Nair” → “Dana Ortiz”\n"),
        ("New text every 2w", "a1  Old → New text · how often: every 14 days\n"),
        ("New text (when: at noon)", "a1  Old → New text · when: “at noon”\n"),
        ("New text by 30 nov #talk", "a1  Old → New text #talk · due 1 Dec → 30 Nov, 1 day earlier"),
        ("New text !private", "a1  Old → New text · shared → private"),
        ("secret: New text", "a1  Old → New text · shared → private"),
        ("New text by me", "a1  Old → New text by me\n"),
    ],
)  # fmt: skip
def test_an_action(run: Run, typed: str, receipt: str) -> None:
    assert " ".join(run("edit", "a1", typed).out.split()).startswith(" ".join(receipt.split()))


def test_every_friday_is_weekly_and_due_then(run: Run) -> None:
    assert "due 1 Dec → 27 Nov" in run("edit", "a1", "New text every friday").out
    assert _shown(run, "a1")["every"]
    run("edit", "a1", "--every", "none")
    run("edit", "a1", "--every", "monday")
    assert (_shown(run, "a1")["due_on"], _shown(run, "a1")["every"]) == (
        "2026-11-23",
        "every 7 days",
    )
    assert "due Fri 27 Nov · every 7 days" in run("todo", "Read", "--every", "every friday").out
    assert "due Sat 5 Dec · every 7 days" in run("todo", "Write by 5 dec", "--every", "fri").out
    assert "due Sat 5 Dec · every 7 days" in (
        run("todo", "Ask", "--every", "fri", "--due", "2026-12-05").out
    )


def test_an_option_that_says_the_same_leaves_the_text_whole(run: Run) -> None:
    run("edit", "a1", "Finish the book by May", "--due", "none")
    run("edit", "g1", "Finish the book by May", "--by", "2026-12-20")
    assert (_shown(run, "a1")["text"], _shown(run, "a1")["due_on"]) == (
        "Finish the book by May",
        None,
    )
    assert (_shown(run, "g1")["title"], _shown(run, "g1")["target_on"]) == (
        "Finish the book by May",
        "2026-12-20",
    )


def test_nobody_who_is_called_that_leaves_the_owner(run: Run) -> None:
    done = run("edit", "a1", "New text @zed")
    assert done.err == '"@zed" stays in the text: nobody is called that.\n'
    assert _shown(run, "a1")["text"] == "New text @zed"
    assert _shown(run, "a1")["owner"]["name"] == "Priya Nair"


def test_a_goal_and_a_milestone(run: Run) -> None:
    assert "Old → New · target 15 Dec → 10 Dec" in run("goal", "edit", "g1", "New by 10 dec").out
    assert "Old → New · due 1 Dec → 30 Nov" in run("milestone", "edit", "m1", "New by 30 nov").out


@pytest.mark.parametrize(
    "argv",
    ["goal add", "milestone add g1", "todo", "goal edit g1", "milestone edit m1", "action edit a1"],
)
def test_a_slip_is_said(run: Run, argv: str) -> None:
    said = run(*argv.split(), "Learn it by fridy").err
    assert '"by fridy" stays in the text: no day in it (did you mean friday?).' in said


def test_a_takeaway(run: Run) -> None:
    said = run("edit", "t1", "question: Who knows?").out
    assert said == "t1  Old words → Who knows? · kind takeaway → question\n"
    assert run("edit", "t1", "Who is it?").out == "t1  Who knows? → Who is it?\n"
    assert "kind question → advice" in run("edit", "t1", "Ask: them", "--kind", "advice").out
    run("edit", "t1", "secret: He quits")
    assert (_shown(run, "t1")["text"], _shown(run, "t1")["visibility"]) == ("He quits", "private")


def test_what_a_new_action_waits_for_is_kept(run: Run) -> None:
    assert "Read · when: at noon · " in run("todo", "Read (when: at noon)").out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")
@pytest.mark.parametrize(
    ("argv", "moves"),
    [
        ("action edit a1", "due 1 Dec → 10 Dec, 9 days later"),
        ("goal edit g1", "target 15 Dec → 10 Jan 27, 26 days later"),
        ("milestone edit m1", "due 1 Dec → 10 Dec, 9 days later"),
    ],
)
def test_a_day_in_it_that_moves_later_asks_why(
    terminals: Callable[..., Terminal], argv: str, moves: str
) -> None:
    day = "10 jan" if "goal" in argv else "10 dec"
    edit = terminals(*argv.split(), f"New by {day}")
    edit.expect(f"{moves}. Why? (for Dana too)  > ")
    edit.type("Ill\r")
    assert edit.end() == 0
    assert f"{moves}: Ill" in edit.screen
