"""Actions that come back when they are done, and those whose time is told in words."""

from __future__ import annotations

import csv
import io
import json
import shlex
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forked import MENTORLOG, at_once
from mentorlog.periods import Cadence
from mentorlog.spans import months_later

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

On = Callable[[str], None]


def listed(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("action", *argv, "--json").out)
    return found


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> On:
    return lambda day: monkeypatch.setenv("MENTORLOG_TODAY", day)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[On]:
    def zone_(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield zone_
    monkeypatch.undo()
    time.tzset()


def chain(run: Run, on: On, every: str, first: str, count: int) -> list[str]:
    """The due days of a chain of which each is done on its own day, an hour before midnight."""
    on(f"{first}T23:00:00")
    assert run("todo", "Ask", "--every", every, "--due", first).code == 0
    due = [first]
    while len(due) < count:
        on(f"{due[-1]}T23:00:00")
        assert run("done", "ask").code == 0
        (action,) = listed(run)
        due.append(action["due_on"])
    return due


class TestTheNextOne:
    def test_the_receipts_say_it(self, run: Run, on: On) -> None:
        out = run("todo", "Ask for feedback", "--every", "2w", "--due", "friday").out
        assert out == "a1  Ask for feedback · yours, due Fri 27 Nov · every 14 days\n"
        on("2026-11-27")
        out = run("done", "a1").out
        assert out == "a1  Ask for feedback · done Fri 27 Nov · next: a2, due Fri 11 Dec\n"

    def test_the_text_may_say_it(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        out = run("todo", "Ask every 2w, due friday").out
        assert out == "a1  Ask · yours, due Fri 27 Nov · every 14 days\n"
        out = run("log", "dana", "-a", "Read every month").out
        assert out == "Saved s1 with Dana.  a2 yours, due Tue 22 Dec, every month\n"

    def test_an_option_goes_before_the_text(self, run: Run) -> None:
        out = run("todo", "Ask every 2w", "--every", "1w").out
        assert out == "a1  Ask every 2w · yours, due Sun 29 Nov · every 7 days\n"

    def test_a_document_has_it_and_may_change_it(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        run("log", "dana", "-a", "Read every 2w due friday")
        document = run("session", "show", "1", "--format", "markdown").out
        line = "- [ ] Read (every 2w) @me (due 2026-11-27) ^a1\n"
        assert line in document
        assert "Nothing in the document is new" in run("log", "-", stdin=document).err
        run("log", "-", stdin=document.replace(" (every 2w)", ""))
        assert listed(run)[0]["every"] == "every 14 days"
        run("log", "-", stdin=document.replace("every 2w", "every month"))
        assert listed(run)[0]["every"] == "every month"
        run("done", "a1")
        closed = run("session", "show", "1", "--format", "markdown").out
        assert "- [x] Read @me (due 2026-11-27) (done 2026-11-22) ^a1\n" in closed

    def test_importing_a_document_again_changes_nothing(self, run: Run, tmp_path: Path) -> None:
        run("mentor", "add", "Dana Ortiz")
        (tmp_path / "a.md").write_text(
            "---\nwith: Dana\ndate: 2026-11-20\n---\n## Actions\n- Sing (every 2w)\n- Read every week\n",
            encoding="utf-8",
        )
        for _ in range(2):
            run("import", str(tmp_path))
        sing, read = sorted(listed(run), key=lambda action: action["id"])
        assert (sing["text"], sing["every"], sing["due_on"]) == (
            "Sing",
            "every 14 days",
            "2026-12-04",
        )
        assert (read["text"], read["every"]) == ("Read every week", None)
        assert "is new" in run("import", str(tmp_path)).out

    def test_without_a_due_day_it_counts_from_the_day_made(self, run: Run) -> None:
        assert "due Sun 6 Dec" in run("todo", "Ask", "--every", "2w").out
        assert "due Sun 20 Dec" in run("done", "a1", "--on", "today").out

    def test_it_is_the_same_but_for_the_session(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        run("mentor", "add", "Lee Wong", "--started", "2026-09-01")
        run("goal", "add", "Speak", "--with", "dana")
        run("log", "dana", "-t", "x")
        run("todo", "Ask", "--every", "1w", "--goal", "g1", "--session", "s1", "--tag", "habit",
            "--when", "after the stand-up", "--owner", "dana")  # fmt: skip
        run("todo", "Quietly", "--every", "1w", "--private")
        run("done", "a1", "a2")
        first, next_, private = (listed(run, "--all")[place] for place in (2, 0, 1))
        assert (first["id"], next_["id"], private["id"]) == (1, 3, 4)
        for name in ("text", "owner", "goal", "tags", "visibility", "readers", "when", "every"):
            assert next_[name] == first[name], name
        assert (next_["session"], first["session"]["id"]) == (None, 1)
        assert [person["name"] for person in next_["readers"]] == ["Dana Ortiz"]
        assert private["visibility"] == "private"

    def test_from_a_private_session_it_is_private(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        run("log", "dana", "--private", "-t", "x")
        run("todo", "Quietly", "--every", "1w", "--session", "s1")
        run("todo", "In no public report", "--every", "1w", "--session", "s1", "--public")
        run("done", "a1", "a2")
        assert [action["visibility"] for action in listed(run)] == ["private", "private"]
        assert json.loads(run("action", "--for", "mentor", "--json").out) == []

    def test_done_late_it_is_the_next_of_the_chain_after_that_day(self, run: Run, on: On) -> None:
        run("todo", "Ask", "--every", "1w", "--due", "friday")
        on("2026-12-16")
        assert "next: a2, due Fri 18 Dec" in run("done", "a1").out

    def test_done_early_it_is_the_one_after_its_own_day(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1w", "--due", "friday")
        assert "next: a2, due Fri 4 Dec" in run("done", "a1").out

    def test_a_due_day_of_its_own_choice_is_what_is_counted_from(self, run: Run, on: On) -> None:
        run("todo", "Ask", "--every", "1m", "--due", "2026-12-31")
        run("action", "edit", "a1", "--due", "2027-01-04")
        on("2027-01-04")
        assert "due Thu 4 Feb" in run("done", "a1").out

    def test_a_reader_who_has_gone_reads_no_more_of_them(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        run("goal", "add", "Speak", "--with", "dana")
        run("todo", "Ask", "--every", "1w", "--goal", "g1")
        run("todo", "Write", "--every", "1w", "--due", "0001-01-01")
        assert [each["name"] for each in listed(run)[0]["readers"]] == ["Dana Ortiz"]
        run("mentorship", "end", "dana")
        assert run("done", "a1", "a2").code == 0
        assert [each["readers"] for each in listed(run)] == [[], []]
        assert listed(run)[0]["due_on"] == "2026-11-23"

    def test_undo_takes_back_both_and_redo_brings_both(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1w")
        run("done", "a1")
        assert run("undo").code == 0
        assert [(each["id"], each["state"]) for each in listed(run, "--all")] == [(1, "open")]
        run("redo")
        assert [each["state"] for each in listed(run, "--all")] == ["open", "done"]

    def test_skipped_it_is_dropped_and_the_next_one_comes_as_usual(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1w", "--due", "friday")
        said = run("action", "skip", "a1", "--why", "On holiday").out
        assert said == "a1  Ask · skipped Sun 22 Nov · next: a2, due Fri 4 Dec · “On holiday”\n"
        assert [(each["id"], each["state"]) for each in listed(run, "--all")] == [
            (2, "open"),
            (1, "dropped"),
        ]
        assert "On holiday" in run("action", "show", "a1").out
        assert run("action", "skip", "a2", "a1").code == 1
        assert run("action", "reopen", "a1").out.endswith("every 7 days · a2 is gone again\n")
        assert [(each["id"], each["state"]) for each in listed(run, "--all")] == [(1, "open")]
        run("action", "skip", "a1")
        run("undo")
        assert [(each["id"], each["state"]) for each in listed(run, "--all")] == [(1, "open")]

    def test_one_that_does_not_repeat_is_not_skipped(self, run: Run) -> None:
        run("todo", "Ask")
        assert run("action", "skip", "a1").err == (
            'a1 "Ask" does not repeat, so there is no next time.\n'
            "hint: mentorlog action drop a1; mentorlog action edit a1 --due DAY moves it\n"
        )

    def test_reopening_takes_it_away_again(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1w", "--due", "friday")
        run("done", "a1")
        assert run("action", "reopen", "a1").out.endswith("every 7 days · a2 is gone again\n")
        assert [each["id"] for each in listed(run, "--all")] == [1]
        assert "next: a3" in run("done", "a1").out
        run("undo")
        run("redo")
        assert "a3 is gone again" in run("action", "reopen", "a1").out
        run("undo")
        assert [each["id"] for each in listed(run, "--all")] == [3, 1]

    @pytest.mark.parametrize(
        "change",
        [("edit", "a2", "--due", "2027-01-01"), ("edit", "a2", "--tag", "x"), ("done", "a2")],
    )
    def test_reopening_leaves_one_to_which_something_was_done(
        self, run: Run, change: tuple[str, ...]
    ) -> None:
        run("todo", "Ask", "--every", "1w", "--due", "friday")
        run("done", "a1")
        assert run(*change).code == 0
        said = " ".join(run("action", "reopen", "a1").out.split())
        assert said.endswith("a2 stays, as something was done to it since")
        assert {1, 2} <= {each["id"] for each in listed(run, "--all")}

    def test_a_box_emptied_in_a_document_takes_it_away_too(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        run("log", "dana", "-a", "Ask")
        run("edit", "a1", "--every", "1w")
        run("done", "a1")
        document = run("session", "show", "s1", "--format", "markdown").out
        assert "- [x] Ask" in document
        told = run("log", "-", stdin=document.replace("- [x] Ask", "- [ ] Ask"))
        assert (told.code, "a1: a2 is gone again.\n" in told.err) == (0, True)

    def test_close_says_it_too(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1w", "--due", "friday")
        assert "next: a2, due Fri 4 Dec" in run("close", "a1").out

    def test_a_next_that_was_deleted_is_not_named(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1w")
        run("done", "a1")
        run("delete", "a2", "--yes")
        assert "Next" not in run("action", "show", "a1").out
        run("action", "reopen", "a1")
        assert "next: a3" in run("done", "a1").out
        for _ in range(3):
            assert run("undo").code == 0
        assert [each["id"] for each in listed(run, "--all")] == [2, 1]
        assert run("doctor").code == 0

    def test_done_once_more_after_reopening_makes_no_second(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1w")
        run("done", "a1")
        run("edit", "a2", "--tag", "mine")
        run("action", "reopen", "a1")
        assert "next: a2" in run("done", "a1").out
        assert len(listed(run, "--all")) == 2

    def test_a_ticked_document_makes_it_too(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        run("log", "dana", "-a", "Ask (when: after lunch)")
        run("action", "edit", "a1", "--every", "1w")
        document = run("session", "show", "s1", "--format", "markdown").out
        assert "- [ ] Ask (when: after lunch) (every 1w) @me" in document
        result = run("log", "-", stdin=document.replace("[ ] Ask", "[x] Ask"))
        assert "a1 is done; a2 comes next.\n" in result.err
        assert [(each["text"], each["when"], each["every"]) for each in listed(run, "--all")] == [
            ("Ask", "after lunch", "every 7 days")
        ] * 2


class TestTheEndOfAChain:
    def test_dropping(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1w")
        out = run("action", "drop", "a1").out
        assert " ".join(out.split()) == (
            "a1 Ask · dropped Sun 22 Nov · comes back no more (skip leaves out one time alone)"
        )
        assert listed(run) == []

    @pytest.mark.parametrize("word", ["none", "never"])
    def test_every_none(self, run: Run, word: str) -> None:
        run("todo", "Ask", "--every", "1w")
        out = run("action", "edit", "a1", "--every", word).out
        assert out == "a1  Ask · how often every 7 days → –\n"
        run("done", "a1")
        assert listed(run) == []

    @pytest.mark.parametrize("words", ["", "0", "0w", "often", "-1w", "20y"])
    @pytest.mark.parametrize("command", [("todo", "Ask"), ("action", "edit", "a1")])
    def test_no_cadence(self, run: Run, command: tuple[str, ...], words: str) -> None:
        run("todo", "Ask")
        result = run(*command, f"--every={words}")
        assert (result.code, result.out) == (2, "")
        assert "as a cadence" in result.err and "2w, 14d, every month" in result.err
        assert len(listed(run)) == 1

    def test_what_is_closed_cannot_come_back(self, run: Run) -> None:
        run("todo", "Ask")
        run("done", "a1")
        result = run("action", "edit", "a1", "--every", "2w")
        assert (result.code, result.err) == (
            1,
            'a1 "Ask" has been done since Sun 22 Nov.\n'
            "hint: mentorlog action reopen a1 opens it again\n",
        )

    def test_at_the_end_of_the_calendar(self, run: Run) -> None:
        run("todo", "Ask", "--every", "1y", "--due", "9999-06-01")
        result = run("done", "a1")
        assert result.code == 1
        assert "mentorlog action edit a1 --every none" in result.err


class TestAYear:
    @pytest.mark.skipif(not hasattr(time, "tzset"), reason="a zone is set so on POSIX alone")
    def test_two_weeks_are_fourteen_days_when_the_clock_changes(
        self, run: Run, on: On, zone: On
    ) -> None:
        zone("Europe/Berlin")
        due = chain(run, on, "2w", "2026-09-25", 15)
        assert due == [str(date(2026, 9, 25) + timedelta(14 * count)) for count in range(15)]

    @pytest.mark.skipif(not hasattr(time, "tzset"), reason="a zone is set so on POSIX alone")
    def test_the_last_day_of_a_month_stays_it(self, run: Run, on: On, zone: On) -> None:
        zone("America/New_York")
        assert chain(run, on, "monthly", "2027-01-31", 14) == [
            "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30",
            "2027-07-31", "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31",
            "2028-01-31", "2028-02-29",
        ]  # fmt: skip


DAYS = st.dates(date(1990, 1, 1), date(2200, 1, 1))
CADENCES = st.one_of(
    st.integers(1, 3660).map(lambda days: Cadence(days=days)),
    st.integers(1, 120).map(lambda months: Cadence(months=months)),
)


@given(CADENCES, DAYS, DAYS)
def test_the_first_after_a_day_is_of_the_chain_and_none_is_between(
    every: Cadence, start: date, day: date
) -> None:
    found = every.first_after(start, day)
    assert found > day
    count = next(count for count in range(100_000) if every.after(start, count) >= found)
    assert every.after(start, count) == found
    assert count == 0 or every.after(start, count - 1) <= day


@given(DAYS, st.integers(1, 60))
def test_a_chain_of_months_keeps_its_day_wherever_there_is_one(start: date, count: int) -> None:
    found = start
    for _ in range(count):
        found = Cadence(months=1).first_after(start, found)
    assert found == months_later(start, count)
    assert found.day == start.day or (found + timedelta(1)).day == 1


def test_two_who_do_it_at_once_make_one_next(run: Run, journal: Path) -> None:
    run("todo", "Ask", "--every", "2w")
    argv = ("--journal", str(journal), "done", "a1")
    assert sorted(at_once(MENTORLOG, [argv] * 2)) == [0, 1]
    assert len(listed(run, "--all")) == 2


class TestWhen:
    def test_it_is_shown_wherever_the_action_is(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01", "--every", "2w")
        run("log", "dana", "-a", "Ask for feedback")
        out = run("action", "edit", "a1", "--when", "after Thursday's stand-up").out
        assert out == "a1  Ask for feedback · when: “after Thursday's stand-up”\n"
        said = "when: after Thursday's stand-up"
        for words in (
            ("action",), ("status",), (), ("prep", "dana"), ("session", "show", "s1"),
            ("session", "show", "s1", "--format", "markdown"), ("action", "--format", "markdown"),
            ("action", "--for", "dana"),
        ):  # fmt: skip
            assert said in run(*words).out, words
        assert "When     after Thursday's stand-up" in run("action", "show", "a1").out
        assert run("search", "thursday").out.startswith(" a1")

    def test_it_leaves_the_journal_with_the_action(self, run: Run) -> None:
        run("todo", "Ask", "--when", "after lunch", "--every", "2w")
        (action,) = listed(run)
        assert (action["when"], action["every"]) == ("after lunch", "every 14 days")
        (row,) = csv.DictReader(io.StringIO(run("action", "--format", "csv").out))
        assert (row["when"], row["every"]) == ("after lunch", "every 14 days")

    def test_it_is_purged_by_its_name(self, run: Run, journal: Path) -> None:
        run("todo", "Ask", "--when", "after zanzibar")
        assert run("purge", "a1", "when", "--yes").out == "Purged a1 when: 1 row of history\n"
        assert b"zanzibar" not in journal.read_bytes()

    def test_what_was_purged_of_a_series_does_not_come_back(self, run: Run) -> None:
        run("todo", "Ask", "--every", "2w")
        run("done", "a1")
        purged = listed(run)[0]["uid"]
        run("purge", "a2", "--yes")
        run("action", "reopen", "a1")
        run("done", "a1")
        (following,) = listed(run)
        assert (following["text"], following["uid"] != purged) == ("Ask", True)
        run("done", "a3")
        run("action", "reopen", "a1")
        run("done", "a1")
        assert len(listed(run)) == 1

    def test_an_empty_one_takes_it_away(self, run: Run) -> None:
        run("todo", "Ask", "--when", "after lunch")
        run("action", "edit", "a1", "--when", "")
        assert listed(run)[0]["when"] is None

    def test_a_document_changes_it_and_never_loses_it(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        run("log", "dana", "-a", "Ask", "-a", "Write")
        run("action", "edit", "a1", "--when", "after (weekly) lunch", "--every", "1m")
        run("action", "edit", "a2", "--when", "at noon")
        document = run("session", "show", "s1", "--format", "markdown").out
        assert "- [ ] Ask (every 1m) @me" in document
        document = document.replace("at noon", "at one").replace("] Ask", "] Ask Dana")
        assert run("log", "-", stdin=document).code == 0
        assert {each["text"]: (each["when"], each["every"]) for each in listed(run)} == {
            "Ask Dana": ("after (weekly) lunch", "every month"),
            "Write": ("at one", None),
        }


def test_a_series_is_one_row_where_it_is_looked_back_on(run: Run, on: On) -> None:
    on("2026-09-20")
    run("mentor", "add", "Helen Park")
    run("todo", "Reflect", "--every", "1w", "--due", "2026-09-27", "--with", "helen")
    for day in ("09-27", "10-04", "10-11", "10-18"):
        on(f"2026-{day}")
        run("done", "reflect", *(["--evidence", "Essay"] if day == "10-11" else []))
    told = run("since", "2026-09-20").out
    closed = told[told.index("Actions closed") : told.index("Actions opened")]
    assert [" ".join(line.split()) for line in closed.splitlines()[1:]] == [
        "a3 Reflect done Sun 11 Oct",
        "a4 Reflect, 3 times (every 7 days) done Sun 18 Oct",
    ]
    assert "a5 Reflect due Sun 25 Oct" in " ".join(told.split())
    assert "Reflect, 3 times" in run("prep", "helen").out
    report = run("report", "helen").out
    done = [line for line in report.splitlines() if line.startswith("| Reflect")]
    assert [line.split(" | ")[0] for line in done] == [
        "| Reflect – Essay",
        "| Reflect, 3 times (every 7 days)",
    ]
    assert len(json.loads(run("report", "helen", "--json").out)["actions"]) == 5


def test_the_first_day_of_what_repeats_on_todays_weekday_is_told(
    run: Run, on: Callable[[str], None]
) -> None:
    on("2026-11-24")
    assert (
        run("todo", "Ask", "--every", "tuesday").out
        == "a1  Ask · yours, due Tue 1 Dec · every 7 days\n"
    )
    assert "due Tue 24 Nov" in run("todo", "Ask", "--every", "tuesday", "--due", "2026-11-24").out


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("every friday: three lines", "2026-11-27"),
        ("Every two weeks: three lines", None),
        ("by friday: three lines", "2026-11-27"),
        ("friday: three lines", "2026-11-27"),
    ],
)
@pytest.mark.parametrize("argv", [("todo",), ("log", "dana", "-a"), ("todo", "--private")])
def test_a_day_or_how_often_before_a_colon_is_that_of_the_action(
    run: Run, argv: tuple[str, ...], typed: str, due: str | None
) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert run(*argv, typed).code == 0
    (kept,) = json.loads(run("action", "--json").out)
    assert kept["text"] == "three lines"
    assert bool(kept["every"]) is typed.casefold().startswith("every")
    assert due in (None, kept["due_on"])


def test_a_day_that_stays_in_a_text_names_the_edit_that_takes_it_out(run: Run) -> None:
    said = run("todo", "Send it tomorrow").err
    command = said.partition("mentorlog ")[2].partition(" makes")[0]
    assert command == 'edit a1 --due tomorrow "Send it"'
    assert run(*shlex.split(command)).code == 0
    (kept,) = json.loads(run("action", "--json").out)
    assert (kept["text"], kept["due_on"]) == ("Send it", "2026-11-23")
    said = run("todo", "Rest, end of month").err
    assert 'mentorlog edit a2 --due "end of month" --title Rest makes it that.' in said
