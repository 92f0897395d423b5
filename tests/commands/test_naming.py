"""One way to name and to move a record, whatever its kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Result, Run


def ok(run: Run, *argv: str) -> Result:
    result = run(*argv)
    assert result.code == 0, (argv, result.err)
    return result


def read(run: Run, *argv: str) -> Any:
    return json.loads(ok(run, *argv, "--json").out)


MOVED = {
    "goal": (("goal", "add", "Speak"), "g1"),
    "milestone": (("milestone", "add", "1", "Proposal"), "m1"),
    "action": (("action", "add", "Draft it"), "a1"),
}


@pytest.fixture(params=MOVED)
def dated(run: Run, request: pytest.FixtureRequest) -> tuple[str, str]:
    """A goal, a milestone or an action with a day: its noun and its reference."""
    argv, reference = MOVED[request.param]
    ok(run, "goal", "add", "Speak") if request.param == "milestone" else None
    ok(run, *argv, "--by", "2027-03-01")
    return request.param, reference


class TestDays:
    def test_by_and_due_are_one_option(self, run: Run, dated: tuple[str, str]) -> None:
        noun, reference = dated
        column = "target_on" if noun == "goal" else "due_on"
        assert read(run, noun, "show", reference)[column] == "2027-03-01"
        ok(run, noun, "edit", reference, "--due", "2027-04-01")
        assert read(run, noun, "show", reference)[column] == "2027-04-01"

    def test_a_move_has_a_reason_also_one_that_is_told_later(
        self, run: Run, dated: tuple[str, str]
    ) -> None:
        noun, reference = dated
        ok(run, noun, "edit", reference, "--by", "2027-04-01", "--why-moved", "Late call")
        ok(run, noun, "edit", reference, "--by", "2027-05-01")
        ok(run, noun, "edit", reference, "--why-moved", "No room")
        slips = read(run, noun, "show", reference)["slips"]
        assert [slip["reason"] for slip in slips] == ["Late call", "No room"]
        ok(run, noun, "edit", reference, "--why-moved", "")
        ok(run, "undo")
        assert read(run, noun, "show", reference)["slips"][1]["reason"] == "No room"

    def test_a_reason_needs_a_move(self, run: Run, dated: tuple[str, str]) -> None:
        noun, reference = dated
        result = run(noun, "edit", reference, "--why-moved", "No room")
        assert result.code == 1
        assert "has not been moved" in result.err
        assert f"mentorlog {noun} edit {reference} --by DAY --why-moved TEXT" in result.err

    def test_title_and_text_are_one_option(self, run: Run, dated: tuple[str, str]) -> None:
        noun, reference = dated
        column = "text" if noun == "action" else "title"
        for option in ("--title", "--text"):
            ok(run, noun, "edit", reference, option, f"By {option}")
            assert read(run, noun, "show", reference)[column] == f"By {option}"


def test_a_reason_that_was_told_later_was_not_known_before(run: Run, on: Any) -> None:
    on("2026-01-05")
    ok(run, "goal", "add", "Speak", "--by", "2026-06-01")
    on("2026-02-05")
    ok(run, "goal", "edit", "g1", "--by", "2026-09-01")
    on("2026-03-05")
    ok(run, "goal", "edit", "g1", "--why-moved", "No room")
    assert "No room" in ok(run, "goal", "history", "g1").out
    assert "No room" not in ok(run, "goal", "history", "g1", "--known-on", "2026-02-20").out
