"""``--known-on``: what the journal knew on a day, on timeline, goal history and review."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog.journal.past import known

if TYPE_CHECKING:
    from tests.conftest import Once, Run

READS = (("timeline", "jun"), ("goal", "history", "g1"), ("review", "jun"))


@pytest.fixture(autouse=True)
def _jun(run: Run, on: Callable[[str], None], once: Once) -> None:
    """Jun's spring: a phone chat that was recorded three weeks after it was held."""

    def write() -> None:
        for day, *argv in (
            ("2025-02-03", "mentee", "add", "Jun Park", "--every", "2w", "--started", "2025-02-03"),
            ("2025-02-03", "goal", "add", "Associate PM", "--owner", "jun", "--by", "2025-12-31"),
            ("2025-02-03", "log", "jun", "--topic", "Kick-off"),
            ("2025-02-17", "log", "jun", "--topic", "Plan", "-a", "Read the brief due 2025-03-03"),
            ("2025-03-03", "log", "jun", "--topic", "Progress"),
            ("2025-03-20", "goal", "edit", "g1", "--title", "Associate PM by Christmas"),
            ("2025-04-02", "log", "jun", "--on", "2025-03-10", "--topic", "Phone chat"),
            ("2025-04-09", "check-in", "g1", "20", "--on", "2025-03-12"),
            ("2025-04-16", "goal", "edit", "g1", "--by", "2026-03-31", "--why-moved", "A new team"),
            ("2025-05-01", "session", "delete", "s2", "--yes"),
        ):
            on(day)
            assert run(*argv).code == 0, argv

    once("Jun", write)
    on("2025-12-31")


def entries(run: Run, *options: str) -> list[dict[str, Any]]:
    """The timeline of the year."""
    asked = ("timeline", "jun", "--since", "2025-01-01", "--json")
    found: list[dict[str, Any]] = json.loads(run(*asked, *options).out)
    return found


def sessions(run: Run, *options: str) -> list[str]:
    return [each["record"]["title"] for each in entries(run, *options) if each["kind"] == "session"]


def test_a_chat_recorded_later_had_happened_and_was_not_known(run: Run) -> None:
    assert "Phone chat" in sessions(run, "--as-of", "2025-03-31")
    assert "Phone chat" not in sessions(run, "--known-on", "2025-03-31")
    assert "Phone chat" not in sessions(run, "--known-on", "2025-04-01")
    assert "Phone chat" in sessions(run, "--known-on", "2025-04-02")


def test_a_session_that_was_deleted_since_was_known_to_me(run: Run) -> None:
    assert sessions(run, "--as-of", "2025-03-31") == ["Kick-off", "Progress", "Phone chat"]
    assert sessions(run, "--known-on", "2025-03-31") == ["Kick-off", "Plan", "Progress"]
    assert sessions(run, "--known-on", "2025-03-31", "--for", "jun") == ["Kick-off", "Progress"]
    assert sessions(run, "--known-on", "2025-05-01") == ["Kick-off", "Progress", "Phone chat"]


def test_both_clocks(run: Run) -> None:
    both = ("--as-of", "2025-03-11", "--known-on")
    assert sessions(run, *both, "2025-03-31") == ["Kick-off", "Plan", "Progress"]
    assert sessions(run, *both, "2025-04-30") == ["Kick-off", "Plan", "Progress", "Phone chat"]
    assert sessions(run, "--as-of", "2025-02-10", "--known-on", "2025-04-30") == ["Kick-off"]
    # What happened after the day the journal is asked about is not there, whatever day is said.
    later = ("--as-of", "2025-12-31", "--known-on", "2025-03-05")
    assert sessions(run, *later) == ["Kick-off", "Plan", "Progress"]


def test_the_screen_is_of_that_day(run: Run) -> None:
    shown = run("timeline", "jun", "--known-on", "2025-03-05")
    assert "6 Dec 2024 – 5 Mar 2025" in shown.out
    assert "today, Wed 5" in shown.out
    assert shown.err == ""


def test_a_goals_history_as_it_was_known(run: Run) -> None:
    def history(*options: str) -> Any:
        return json.loads(run("goal", "history", "g1", "--json", *options).out)

    then = history("--known-on", "2025-03-15")
    assert then["goal"]["title"] == "Associate PM"
    assert (then["goal"]["target_on"], then["goal"]["progress"]) == ("2025-12-31", None)
    assert [each["field"] for each in then["history"]] == ["created", "target"]
    told = history("--known-on", "2025-04-10")
    assert (told["goal"]["title"], told["goal"]["progress"]) == ("Associate PM by Christmas", 20)
    assert told["slips"] == []
    # What had happened by the same day, as is known now.
    assert history("--as-of", "2025-03-15")["goal"]["progress"] == 20
    (slip,) = history()["slips"]
    assert (slip["days"], slip["reason"]) == (90, "A new team")


def test_a_review_as_it_was_known(run: Run) -> None:
    def review(*options: str) -> Any:
        return json.loads(run("review", "jun", "--json", *options).out)

    then = review("--known-on", "2025-03-31")
    assert then["mentorship"]["sessions_held"] == 3
    assert then["mentorship"]["days_since_last_session"] == 28
    assert then["goals"][0]["progress"] is None
    assert then["actions"][0]["carried_over"] == 1
    assert then["actions"][0]["overdue_days"] == 28
    now = review("--as-of", "2025-03-31")
    assert now["mentorship"]["days_since_last_session"] == 21
    assert now["goals"][0]["progress"] == 20


def test_words_that_were_edited_since_are_for_me(run: Run) -> None:
    for who, title in (("me", "Associate PM"), ("jun", "Associate PM by Christmas")):
        shown = run("goal", "history", "g1", "--known-on", "2025-03-15", "--for", who, "--json")
        assert json.loads(shown.out)["goal"]["title"] == title


def test_visibility_is_todays(run: Run) -> None:
    asked = ("goal", "history", "g1", "--known-on", "2025-03-15", "--for", "jun")
    assert run(*asked).code == 0
    assert run("goal", "edit", "g1", "--private").code == 0
    hidden = run(*asked)
    assert (hidden.code, hidden.out) == (1, "")
    assert run(*asked[:-2]).code == 0


def test_every_format(run: Run) -> None:
    for who, argv, format in product(("me", "jun"), READS, ("table", "json", "markdown")):
        shown = run(*argv, "--known-on", "2025-03-31", "--for", who, "--format", format)
        assert shown.code == 0, (who, argv, format, shown)
        assert "Phone chat" not in shown.out, (who, argv, format)
        assert shown.out, (who, argv, format)


def test_on_today_and_tomorrow(run: Run) -> None:
    for argv in READS:
        assert run(*argv, "--known-on", "today").out == run(*argv).out
        shown = run(*argv, "--known-on", "2026-01-01")
        assert (shown.code, shown.out) == (2, "")
        assert shown.err == "Thu 1 Jan 2026 is still to come; --known-on looks back.\n"


def test_words_that_are_no_day(run: Run) -> None:
    shown = run("timeline", "--known-on", "soon")
    assert (shown.code, shown.out) == (2, "")
    assert 'Cannot read "soon" as a day' in shown.err


def test_before_the_journal_began(run: Run) -> None:
    for day, told in (("2025-02-02", "Sun 2 Feb"), ("1999-12-31", "Fri 31 Dec 1999")):
        assert run("timeline", "--known-on", day, "--json").out == "[]\n"
        assert run("review", "--known-on", day, "--json").out == "[]\n"
        empty = run("timeline", "--known-on", day)
        assert empty.code == 0
        assert empty.err == f"Nothing had happened in the journal by {told}.\n"
        assert "Nothing happened in these days." in empty.out
    unknown = run("goal", "history", "g1", "--known-on", "2025-02-02")
    assert (unknown.code, unknown.out) == (1, "")
    assert unknown.err == 'No goal matches "g1" as of Sun 2 Feb.\n'
    for argv in (("timeline", "jun"), ("review", "jun")):
        nobody = run(*argv, "--known-on", "2025-02-02")
        assert (nobody.code, nobody.out) == (1, "")
        assert "as of Sun 2 Feb" in nobody.err


def test_a_journal_that_is_not_there_yet(run: Run, journal: Path) -> None:
    journal.unlink()
    assert run("timeline", "--known-on", "2025-02-02", "--json").out == "[]\n"


def test_an_everyday_read_pays_nothing_for_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(known, "make_tables")
    for argv in READS:
        assert run(*argv).code == 0
        assert run(*argv, "--as-of", "2025-03-31").code == 0


def test_no_other_command_takes_it(run: Run) -> None:
    for argv in (("status",), ("goal",), ("action",), ("search", "x"), ("report",)):
        assert run(*argv, "--known-on", "2025-03-31").code == 2
