"""Lists go by their day, also where it was written down the other way round."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture(autouse=True)
def _later_written_first(run: Run, once: Once) -> None:
    once("later written first", lambda: _write(run))


def _write(run: Run) -> None:
    for argv in (("mentor", "add", "Dana Ortiz", "--every", "2w"), ("mentee", "add", "Sam Lee")):
        assert run(*argv).code == 0
    for word, day, percent, level in (
        ("later", "2026-06-20", "60", "3"),
        ("earlier", "2026-06-10", "20", "2"),
    ):
        for argv in (
            ("goal", "add", f"goal {word}", "--by", day, "--start", "2026-01-01", "--owner", "sam"),
            ("milestone", "add", "g1", f"milestone {word}", "--due", day),
            ("check-in", "g1", percent, "--on", day, "--note", f"reading {word}"),
            ("log", "sam", "--on", day, "--topic", f"session {word}", "-t", f"line {word}"),
            ("takeaway", "add", f"question {word}", "--kind", "question", "--on", day),
            ("takeaway", "add", f"advice {word}", "--kind", "advice", "--on", day),
            ("action", "add", f"action {word}", "--on", "2026-06-01", "--due", day),
            ("win", "add", f"win {word}", "--on", day),
            ("skill", "add", "Speaking", level, "--on", day, "--evidence", f"rating {word}"),
            ("agreement", "add", "sam", f"agreement {word}", "--on", day),
        ):
            assert run(*argv).code == 0, argv


@pytest.mark.parametrize(
    ("argv", "what"),
    [
        (("milestone",), "milestone"),
        (("goal", "show", "g1"), "milestone"),
        (("goal", "history", "g1"), "reading"),
        (("session", "--all"), "session"),
        (("takeaway", "--all"), "question"),
        (("takeaway", "--all"), "line"),
        (("takeaway", "--kind", "advice", "--all"), "advice"),
        (("action",), "action"),
        (("win",), "win"),
        (("skill", "history", "Speaking"), "rating"),
        (("status",), "action"),
        (("status",), "goal"),
        (("timeline", "--all"), "session"),
        (("timeline", "--all"), "win"),
        (("since", "2026-01-01"), "win"),
        (("review", "sam"), "goal"),
        (("search", "session"), "session"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_the_earlier_day_comes_first(run: Run, argv: tuple[str, ...], what: str) -> None:
    said = run(*argv, "--json").out
    found = list(dict.fromkeys(re.findall(rf"{what} (?:earlier|later)", said)))
    assert found == [f"{what} earlier", f"{what} later"]


def test_the_newest_is_what_is_so_now(run: Run) -> None:
    run("goal", "add", "Mine", "--start", "2026-01-01")
    for percent, day in (("60", "2026-06-20"), ("20", "2026-06-10")):
        assert run("check-in", "g3", percent, "--on", day).code == 0
    goal = json.loads(run("goal", "show", "g3", "--json").out)
    assert (goal["progress"], goal["own_progress"]) == (60, 60)
    (skill,) = json.loads(run("skill", "--json").out)
    assert skill["now"] == 3
    shown = run("agreement", "show", "sam").out
    assert "agreement later" in shown and "agreement earlier" not in shown
