"""``timeline`` and its chart, from real commands given on the days that they are about."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from mentorlog.folding import cells
from mentorlog.journal import Journal
from mentorlog.views.cells import clipped
from mentorlog.views.pages import Canvas

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]
Tell = Callable[[str], None]

YEAR = """
2026-05-07  mentor add "Dana Ortiz" --every 2w --started 2026-05-07
2026-05-07  goal add "Speak at a regional conference" --by 2026-11-30
2026-05-07  goal add "Lead the billing migration" --start 2026-06-01 --by 2026-10-30
2026-05-07  milestone add 2 "Plan agreed"
2026-05-07  milestone add 2 "Dry run on staging"
2026-05-07  log dana -t "Begin with the audience" --duration 50m
2026-05-07  todo "Ask two colleagues" --due 2026-05-20
2026-05-18  done a1
2026-06-18  check-in 1 10
2026-07-02  goal add "Coach two new joiners" --metric 0..2 --unit joiners
2026-07-02  log dana --topic "Where the time goes" --duration 45m --advice "Record a rehearsal"
2026-07-02  goal add "Architect certificate" --draft
2026-07-16  session plan dana 2026-07-30
2026-07-28  session cancel 3
2026-08-27  check-in 1 25
2026-08-27  milestone done "plan agreed"
2026-09-10  goal edit 1 --by 2027-03-31 --why-moved "The autumn call closed"
2026-09-24  goal add "Answer reviews within a day" --by 2026-11-13
2026-10-08  log dana --topic "Why the migration slips" --duration 45m -a "Review the slides @dana due 2026-10-20" --question "Who reviews the abstract?"
2026-10-08  check-in 1 40 --confidence 6 --note "Proposal sent"
2026-10-08  goal edit 2 --by 2026-12-18 --why-moved "Finance sends the refund data in November"
2026-10-09  todo "Send the abstract" --due 2026-10-16
2026-10-19  done a3
2026-10-21  todo "Book a room"
2026-10-22  done a2
2026-10-22  done a4
2026-10-22  log dana --topic "Saying no" --duration 50m
2026-10-22  takeaway outcome t2 worked --note "Twice already"
2026-10-23  takeaway answer t3 "Elena does"
2026-10-23  check-in 3 1
2026-11-05  milestone done "dry run"
2026-11-09  win add "Refund errors down by half"
2026-11-12  goal close 4 --as dropped --why "It only looks good on paper"
2026-11-19  log dana --duration 45m -t "Open with a story" -t "Then the point" -a "Draft the talk outline due 2026-11-27"
2026-11-19  check-in 1 60
2026-11-19  session plan dana "2026-11-26 14:30" --topic "Openings"
"""


@pytest.fixture
def tell(run: Run, on: On) -> Tell:
    """Gives commands, a line each: the day, then the command."""

    def tell_(script: str) -> None:
        for line in script.strip().splitlines():
            day, *argv = shlex.split(line)
            on(day)
            result = run(*argv)
            assert result.code == 0, (line, result.err)
        on("2026-11-22")

    return tell_


@pytest.fixture
def year(tell: Tell, once: Once, on: On) -> None:
    """Priya's year with Dana."""
    once("a year told by commands", lambda: tell(YEAR))
    on("2026-11-22")


def entries(run: Run, *argv: str) -> list[dict[str, Any]]:
    result = run("timeline", *argv, "--json")
    assert result.code == 0, result.err
    found: list[dict[str, Any]] = json.loads(result.out)
    return found


def told(run: Run, *argv: str) -> list[tuple[str, str, str]]:
    return [
        (entry["on"], entry["kind"], entry["record"].get("title") or entry["record"]["name"])
        for entry in entries(run, *argv)
    ]


@pytest.mark.usefixtures("year")
class TestScreen:
    @pytest.mark.parametrize("width", [80, 40])
    def test_the_days_since_one(
        self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        golden(f"timeline-{width}", run("timeline", "--since", "2026-10-01").out)

    def test_all_of_it(self, run: Run, golden: Golden) -> None:
        golden("timeline-all", run("timeline", "--all").out)

    def test_all_of_it_begins_with_what_happened_first(self, run: Run, tell: Tell) -> None:
        tell('2026-11-20 todo "Ask around" --on 2026-01-05')
        assert run("timeline", "--all").out.startswith("Priya Nair · 7 May – 22 Nov 2026")

    def test_markdown(self, run: Run, golden: Golden) -> None:
        golden("timeline-markdown", run("timeline", "--format", "markdown").out)

    def test_a_session_without_a_topic_is_told_by_its_takeaway_once(self, run: Run) -> None:
        out = run("timeline").out
        assert "Dana, 45 min: Open with a story" in out
        assert out.count("Open with a story") == 1
        assert re.search("takeaway +Then the point", out)

    def test_everything_that_was_written_stands_on_its_day(self, run: Run, tell: Tell) -> None:
        tell("""
        2026-11-20 takeaway add "I hurried" --kind reflection
        2026-11-20 takeaway add "A clear voice" --kind feedback
        2026-11-20 takeaway add "Breathe first" --kind advice
        2026-11-20 ask dana "How do you end a talk?"
        2026-11-21 takeaway outcome breathe worked
        """)
        told = run("timeline", "--since", "2026-11-20").out.partition("today")[0]
        for line in (
            "reflection +I hurried \\(private\\)",
            "feedback +A clear voice",
            "advice +Breathe first +t",
            "topic +How do you end a talk",
            "advice +Breathe first: worked",
        ):
            assert re.search(line, told), line
        assert "hurried" not in run("timeline", "--since", "2026-11-20", "--for", "dana").out

    def test_months_of_another_year_say_so(self, run: Run, tell: Tell) -> None:
        tell('2025-12-03 win add "First rollout"')
        assert "\nDecember 2025\n Wed  3" in run("timeline", "--since", "2025-12-01").out

    def test_actions_are_counted_unless_late_or_promised(self, run: Run) -> None:
        out = run("timeline", "--since", "2026-10-01").out
        assert "Send the abstract: done, 3 days over" in out
        assert "Review the slides (Dana): done, 2 days over" in out
        assert "\n In October  1 action done in time (each: --all): a4\nNovember\n" in out
        assert "Book a room" not in out
        for days in ((), ("--since", "2026-10-01")):
            whole = run("timeline", "--all", *days).out
            assert re.search(r"Thu 22(.*\n){1,4} +action +Book a room: done", whole)
            assert "in time" not in whole
        assert "May" not in whole

    def test_the_line_of_today_keeps_its_indent_where_it_folds(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        out = run("timeline", "--for", "manager").out
        assert "\n ── today, Sun 22 · nothing due in the\n    next 7 days ─" in out

    def test_nothing_yet(self, run: Run) -> None:
        assert "Nothing happened in these days." in run("timeline", "--until", "2020").out

    def test_a_due_day_that_was_taken_away(self, run: Run, tell: Tell) -> None:
        tell("2026-11-20 action edit a5 --due none")
        assert re.search("due +Draft the talk outline: 27 Nov → none", run("timeline").out)
        assert "Draft the talk outline  27 Nov → none" in run("since", "2026-11-20").out
        report = run("report", "--for", "me", "--since", "2026-11-01").out
        assert "Draft the talk outline: due 27 Nov 2026 → none" in report

    def test_advice_outside_of_a_session_and_what_came_of_it(self, run: Run, tell: Tell) -> None:
        tell("""
            2026-11-10 takeaway add "Ask first" --kind advice --with dana
            2026-11-20 takeaway outcome t6 worked
        """)
        assert re.search("advice +Ask first: worked", run("timeline").out)
        report = run("report", "dana", "--since", "2026-11-15").out
        assert "Advice: Ask first: pending → worked" in report


class TestWithoutAJournal:
    def test_an_empty_one_shows_and_makes_nothing(self, run: Run, journal: Path) -> None:
        result = run("timeline")
        assert result.code == 0
        assert "Nothing happened" in result.out
        assert run("timeline", "--json").out == "[]\n"
        assert run("timeline", "--chart").code == 0
        assert not journal.stat().st_size


@pytest.mark.usefixtures("year")
class TestDays:
    def test_the_last_three_months_unless_told(self, run: Run) -> None:
        assert min(entry["on"] for entry in entries(run)) == "2026-08-27"
        assert "23 Aug – 22 Nov 2026" in run("timeline").out

    def test_since_and_until_are_both_included(self, run: Run) -> None:
        found = entries(run, "--since", "2026-10-08", "--until", "2026-10-19")
        assert {entry["on"] for entry in found} == {"2026-10-08", "2026-10-19"}

    def test_a_period(self, run: Run) -> None:
        found = entries(run, "--since", "2026-Q2", "--until", "2026-Q2")
        assert {entry["on"][:7] for entry in found} == {"2026-05", "2026-06"}

    def test_until_before_since_is_a_usage_error(self, run: Run) -> None:
        result = run("timeline", "--since", "2026-11-01", "--until", "2026-10-01")
        assert (result.code, result.out) == (2, "")
        assert "--until Thu 1 Oct is before --since Sun 1 Nov." in result.err

    def test_a_beginning_in_the_future_needs_an_end(self, run: Run) -> None:
        assert run("timeline", "--since", "2026-12-01").code == 2
        found = entries(run, "--since", "2026-11-27", "--until", "2027-04-01")
        assert [entry["on"] for entry in found] == ["2026-11-27", "2026-12-18", "2027-03-31"]

    def test_words_that_are_no_day(self, run: Run) -> None:
        result = run("timeline", "--since", "bananas")
        assert result.code == 2
        assert '"bananas"' in result.err

    def test_what_is_to_come_ends_after_a_week(self, run: Run) -> None:
        ahead = [entry for entry in entries(run) if entry["upcoming"]]
        assert [(entry["on"], entry["kind"]) for entry in ahead] == [
            ("2026-11-26", "session"),
            ("2026-11-27", "action"),
        ]
        assert not any(entry["upcoming"] for entry in entries(run, "--until", "2026-11-22"))

    def test_a_planned_session_is_to_come_on_its_own_day_and_past_after_it(
        self, run: Run, on: On
    ) -> None:
        on("2026-11-26")
        assert entries(run)[-2]["upcoming"]
        on("2026-11-27")
        [planned] = [entry for entry in entries(run) if entry["new"] == "planned"]
        assert not planned["upcoming"]
        assert "Dana, planned, never logged: Openings" in run("timeline").out

    def test_called_off_ahead_it_stands_on_its_day(self, run: Run) -> None:
        run("session", "cancel", "7")
        [entry] = [entry for entry in entries(run) if entry["new"] == "cancelled"]
        assert (entry["on"], entry["upcoming"]) == ("2026-11-26", True)
        assert "Dana, 14:30, cancelled: Openings" in run("timeline").out


@pytest.mark.usefixtures("year")
class TestEntries:
    def test_keys_are_the_same_in_all(self, run: Run) -> None:
        found = entries(run, "--all")
        assert {tuple(entry) for entry in found} == {
            ("on", "kind", "field", "record", "old", "new", "unit", "days", "reason", "goal",
             "people", "time", "minutes", "recorded_at", "upcoming")
        }  # fmt: skip
        assert set(found[0]["record"]) >= {"kind", "id", "uid"}

    def test_a_moved_target(self, run: Run) -> None:
        [entry] = [
            entry for entry in entries(run, "--since", "2026-10-01") if entry["kind"] == "target"
        ]
        assert entry["record"]["title"] == "Lead the billing migration"
        assert (entry["old"], entry["new"], entry["days"]) == ("2026-10-30", "2026-12-18", 49)
        assert entry["reason"] == "Finance sends the refund data in November"

    def test_progress_with_a_metric_is_in_its_unit(self, run: Run) -> None:
        assert "Coach two new joiners: 0 → 1 joiner" in run("timeline").out

    def test_a_reading_told_late_moves_what_came_before(self, run: Run) -> None:
        run("check-in", "1", "30", "--on", "2026-09-15")
        moves = [
            (entry["old"], entry["new"])
            for entry in entries(run)
            if entry["field"] == "progress" and entry["record"]["id"] == 1
        ]
        assert moves == [("10", "25"), ("25", "30"), ("30", "40"), ("40", "60")]

    def test_two_readings_on_one_day_are_a_row_each(self, run: Run) -> None:
        run("check-in", "1", "70")
        run("check-in", "1", "80")
        out = run("timeline").out
        assert "60 → 70 %" in out
        assert "70 → 80 %" in out

    def test_a_reading_that_moves_nothing(self, run: Run) -> None:
        run("check-in", "1", "60")
        assert "Speak at a regional conference: still 60 %" in run("timeline").out

    def test_the_mentors_reading_counts_only_before_the_owners(self, run: Run) -> None:
        run("check-in", "1", "50", "--reported-by", "dana")
        run("goal", "add", "Quiet goal")
        run("check-in", "quiet", "20", "--reported-by", "dana")
        out = run("timeline").out
        assert "60 → 50 %" not in out
        assert "Quiet goal: 0 → 20 %" in out

    def test_states(self, run: Run, tell: Tell) -> None:
        tell("""
            2026-11-20 goal pause 3 --why "Both are on leave"
            2026-11-21 goal reopen 3
            2026-11-21 goal reopen 4
            2026-11-22 goal close 2 --as partly-achieved
        """)
        out = run("timeline", "--since", "2026-11-20").out
        assert "Coach two new joiners: paused" in out
        assert "“Both are on leave”" in out
        assert "Coach two new joiners: taken up again" in out
        assert "Architect certificate: reopened" in out
        assert "Lead the billing migration: partly achieved" in out

    def test_a_mentorship(self, run: Run, tell: Tell) -> None:
        tell("""
            2026-11-20 mentorship pause dana --why "Parental leave"
            2026-11-21 mentorship resume dana
            2026-11-22 mentorship end dana
        """)
        lines = run("timeline", "--since", "2026-11-20").out.splitlines()
        assert [line.split("mentor")[1].strip() for line in lines if "mentor " in line] == [
            "Dana Ortiz: paused",
            "Dana Ortiz: resumed",
            "Dana Ortiz: ended",
        ]

    def test_a_goal_that_counts_milestones(self, run: Run) -> None:
        [entry] = [
            entry for entry in entries(run, "--since", "2026-11-01") if entry["kind"] == "milestone"
        ]
        assert (entry["old"], entry["new"], entry["unit"]) == ("50", "100", "%")
        assert entry["goal"]["title"] == "Lead the billing migration"

    def test_csv_has_a_row_for_each(self, run: Run) -> None:
        lines = run("timeline", "--format", "csv").out.splitlines()
        assert lines[0].startswith("on,kind,field,title,id,uid,old,new,unit")
        assert len(lines) == len(entries(run)) + 1

    def test_text_is_text(self, run: Run) -> None:
        run("win", "add", "[red]x[/y] \x1b[31m\u202e")
        out = run("timeline").out
        assert "[red]x[/y] \\x1b[31m\\u202e" in out
        assert "\x1b" not in out


class TestScope:
    @pytest.fixture(autouse=True)
    def two_sides(self, tell: Tell, once: Once) -> None:
        """Dana mentors me; I mentor Sam."""

        def write() -> None:
            tell("""
                2026-10-01 mentor add "Dana Ortiz"
                2026-10-01 mentee add "Sam Lee"
                2026-10-02 goal add "My goal" --owner me
                2026-10-02 goal add "Sam's goal" --owner sam
                2026-10-05 log dana --topic "With Dana" -a "For me due 2026-10-20"
                2026-10-06 log sam --topic "With Sam" -a "For Sam" -a "I promise @me"
                2026-10-07 check-in 1 10
                2026-10-07 check-in 2 20 --reported-by sam
                2026-10-08 done a1
                2026-10-08 done a2
                2026-10-08 done a3
                2026-10-09 win add "My win" --goal 1
                2026-10-09 log dana --topic "About my goal" --goal 1
            """)

        once("two sides", write)

    def test_my_mentor_is_told_of_my_goals(self, run: Run) -> None:
        names = {title for _, _, title in told(run, "dana")}
        assert names == {"Dana Ortiz", "My goal", "With Dana", "For me", "My win", "About my goal"}

    def test_my_mentee_has_their_own(self, run: Run) -> None:
        names = {title for _, _, title in told(run, "sam")}
        assert names == {"Sam Lee", "Sam's goal", "With Sam", "For Sam", "I promise"}

    def test_an_action_done_in_time_is_only_counted(self, run: Run) -> None:
        out = run("timeline", "sam").out
        assert "For Sam" not in out
        assert "2 actions done in time" in out

    def test_the_newest(self, run: Run) -> None:
        everything = [entry for entry in entries(run, "--all") if not entry["upcoming"]]
        newest = [entry for entry in entries(run, "--all", "-n", "3") if not entry["upcoming"]]
        assert newest == everything[-3:]
        assert run("timeline", "-n", "0").err.startswith("-n 0 would show nothing.")

    def test_one_goal(self, run: Run) -> None:
        names = {title for _, _, title in told(run, "--goal", "1")}
        assert names == {"My goal", "My win", "About my goal"}

    def test_both_narrow(self, run: Run) -> None:
        assert told(run, "sam", "--goal", "1") == []

    def test_unknown_names(self, run: Run) -> None:
        assert run("timeline", "nobody").code == 1
        assert run("timeline", "--goal", "99").code == 1

    def test_me(self, run: Run) -> None:
        names = {title for _, _, title in told(run, "me")}
        assert "My goal" in names
        assert "Sam's goal" not in names


@pytest.mark.usefixtures("year")
class TestLens:
    @pytest.fixture(autouse=True)
    def secrets(self, year: None, tell: Tell) -> None:  # noqa: ARG002 - comes first
        tell("""
            2026-11-20 goal add "HUSH goal" --private --by 2026-11-25
            2026-11-20 win add "HUSH win" --private
            2026-11-20 check-in 1 70 --private --note "HUSH reading"
            2026-11-20 todo "HUSH action" --private --due 2026-11-23
            2026-11-20 takeaway add "HUSH takeaway" --private
            2026-11-20 milestone add hush "HUSH milestone" --due 2026-11-24
            2026-11-20 todo "HUSH hangs on it" --goal hush --due 2026-11-23
        """)

    @pytest.mark.parametrize("audience", ["mentor", "manager"])
    def test_nothing_private(self, run: Run, audience: str) -> None:
        for how in ("--json", "--chart", "--format=csv", "--format=markdown"):
            assert "HUSH" in run("timeline", how).out
            for more in ((), ("--all",), ("--as-of", "2026-11-21")):
                result = run("timeline", "--for", audience, how, *more)
                assert result.code == 0, (how, more, result.err)
                assert "HUSH" not in result.out + result.err, (how, more)
        readings = [entry["new"] for entry in entries(run, "--for", audience)]
        assert "70" not in readings

    def test_a_manager_sees_no_codes(self, run: Run) -> None:
        run("goal", "edit", "1", "--public")
        out = run("timeline", "--for", "manager", "--all").out
        assert "Speak at a regional conference: 10 → 25 %" in out
        assert "g1" not in out
        assert "“The autumn call closed”" not in out
        run("action", "edit", "1", "--public")
        counted = run("timeline", "--for", "manager", "--since", "2026-05-01").out
        assert " In May  1 action done in time (each: --all)\n" in counted and "a1" not in counted
        [row, *_] = entries(run, "--for", "manager")
        assert not {"id", "uid"} & set(row["record"])
        chart = run("timeline", "--for", "manager", "--chart").out
        assert "g1" not in chart

    def test_an_earlier_day(self, run: Run) -> None:
        found = entries(run, "--as-of", "2026-10-10")
        assert max(entry["on"] for entry in found if not entry["upcoming"]) == "2026-10-08"
        ahead = [entry["record"]["title"] for entry in found if entry["upcoming"]]
        assert ahead == ["Send the abstract"]
        assert "11 Jul – 10 Oct 2026" in run("timeline", "--as-of", "2026-10-10").out


@pytest.mark.usefixtures("year")
class TestChart:
    @pytest.mark.parametrize("width", [80, 40])
    def test_the_year(
        self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        golden(f"chart-{width}", run("timeline", "--chart").out)

    def test_other_days(self, run: Run, golden: Golden) -> None:
        golden(
            "chart-autumn",
            run("timeline", "--chart", "--since", "2026-09", "--until", "2026-10").out,
        )

    def test_every_mark_is_explained(self, run: Run) -> None:
        out = run("timeline", "--chart", "--goal", "3").out
        for meaning in ("• moved", "▸ no target", "✗ missed or dropped", "× not held"):
            assert meaning in out

    def test_a_column_is_as_many_weeks_as_it_takes(self, run: Run) -> None:
        for first, weeks in (("2025-06-01", 2), ("2016-01-05", 11), ("1996-01-05", 31)):
            assert run("log", "dana", "-t", "Hello", "--on", first).code == 0
            out = run("timeline", "--chart", "--since", first).out
            assert f"one column {weeks} weeks\n" in out

    def test_an_overdue_goal(self, run: Run) -> None:
        assert "━◆!\n" in run("timeline", "--chart").out

    def test_data(self, run: Run) -> None:
        data = json.loads(run("timeline", "--chart", "--json").out)
        assert (data["from"], data["until"]) == ("2026-05-07", "2027-03-31")
        goal = data["goals"][0]
        assert goal["title"] == "Speak at a regional conference"
        assert goal["earlier_targets"] == ["2026-11-30"]
        assert goal["moved_on"] == ["2026-06-18", "2026-08-27", "2026-10-08", "2026-11-19"]
        assert {session["state"] for session in data["sessions"]} == {
            "held", "cancelled", "planned",
        }  # fmt: skip

    def test_markdown_keeps_the_columns(self, run: Run) -> None:
        out = run("timeline", "--chart", "--format", "markdown").out
        assert out.count("```") == 2

    def test_each_mentees_goals_below_their_name(self, run: Run) -> None:
        run("mentee", "add", "Sam Lee")
        run("goal", "add", "Lead payments", "--owner", "sam")
        out = run("timeline", "--chart").out
        assert out.index(" Priya Nair\n g1") < out.index(" Sam Lee\n g6")


@pytest.mark.usefixtures("year")
class TestSpeed:
    def test_the_everyday_timeline_scans_no_big_table(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plans: list[str] = []
        rows = Journal.rows

        def explained(journal: Journal, sql: str, values: Any = ()) -> Any:
            plans.extend(row[3] for row in rows(journal, f"EXPLAIN QUERY PLAN {sql}", values))
            return rows(journal, sql, values)

        monkeypatch.setattr(Journal, "rows", explained)
        assert run("timeline").code == 0
        aliases = ("e", "t", "a", "s", "m", "w", "x", "g", "events", "lines")
        assert plans
        assert [plan for plan in plans if plan in {f"SCAN {name}" for name in aliases}] == []


def test_text_in_a_chart_is_as_wide_as_it_is_drawn() -> None:
    for text in ["plain", "設計レビュー", "café", "cafe\u0301", "🎉", "พูดต่อ", "…→×"]:
        assert cells(text) == cell_len(text)
        assert cells(clipped(text * 20, 21, Canvas())) in (20, 21)


@pytest.mark.usefixtures("year")
@pytest.mark.parametrize(
    ("since", "until"),
    [("0001-01-01", "0001-02-01"), ("0001-01-01", "9999-12-31"), ("9999", "9999")],
)
def test_the_ends_of_the_calendar(run: Run, since: str, until: str) -> None:
    days = ("--since", since, "--until", until)
    assert run("timeline", *days).code == 0
    assert run("timeline", *days, "--chart").code == 0
    if len(until) > 4:
        assert run("timeline", "--until", until).code == 0
        assert run("timeline", "--until", until, "--chart").code == 0


def test_only_the_latest_are_drawn_where_no_days_are_asked_for(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    for number in range(26):
        argv = [f"-t{number} is {each}" for each in range(10)]
        assert run("log", "dana", *argv, "--on", f"2026-10-{number + 1:02}").code == 0
    drawn = run("timeline").out
    assert re.search(r"^… \d+ earlier: --all, or --since DAY$", drawn, re.MULTILINE)
    assert "25 is 9" in drawn and " 0 is 1 " not in drawn
    assert " 0 is 1 " in run("timeline", "--all").out
    assert len(json.loads(run("timeline", "--json").out)) > 250


def test_what_nobody_else_reads_has_a_mark_in_timeline_since_review_and_skills(run: Run) -> None:
    run("mentee", "add", "Sam Lee", "--started", "2026-01-01")
    run("log", "sam", "-t", "Slow down", "--on", "2026-11-02")
    for level in ("--private", "--shared"):
        title = f"Speak {level[2:]}"
        goal = ("--owner", "sam", "--with", "sam", "--start", "2026-11-10", "--by", "2026-11-20")
        run("goal", "add", title, *goal, level)
        run("win", "add", title, "--with", "sam", level)
        run("todo", title, "--with", "sam", "--due", "2026-11-20", level)
        run("milestone", "add", f"g{1 + (level == '--shared')}", title, "--due", "2026-11-24")
        run("milestone", "done", f"m{1 + (level == '--shared')}", "--on", "2026-11-21")
        run("skill", "add", title, "3", level)
    for argv in (("timeline",), ("since", "2026-11-03"), ("review", "sam"), ("skill",)):
        out = run(*argv).out
        lines = [line for line in out.splitlines() if "Speak" in line]
        assert lines
        for line in lines:
            assert ("Speak private" in line) is ("(private)" in line), (argv, line)
    assert run("skill", "history", "Speak private").out.rstrip().endswith("(private)")
    assert "(private)" not in json.dumps(entries(run))


def test_a_meeting_that_is_agreed_and_not_planned_is_to_come(run: Run) -> None:
    run("mentor", "add", "Elena Petrova", "--every", "1w")
    run("log", "elena", "-t", "Slow down", "--on", "2026-11-04")
    entry = json.loads(run("timeline", "elena", "--json").out)[-1]
    assert (entry["on"], entry["field"], entry["upcoming"]) == ("2026-11-22", "slot", True)
    out = run("timeline", "elena").out
    assert out.endswith(" Sun 22  session  Elena, meet by Tue 24 Nov\n")
    assert "nothing due" not in out


def test_a_rating_is_told_from_the_nearest_one_before_it_also_where_it_was_told_late(
    run: Run,
) -> None:
    for on, level in (
        ("2026-08-03", "1"),
        ("2026-11-02", "4"),
        ("2026-10-05", "3"),
        ("2026-09-07", "2"),
    ):
        run("skill", "add", "Speaking", level, "--on", on)
    told = json.loads(run("timeline", "--all", "--json").out)
    moved = [(each["old"], each["new"]) for each in told if each["kind"] == "skill"]
    assert moved == [(None, "1"), ("1", "2"), ("2", "3"), ("3", "4")]


def test_a_row_of_a_narrow_chart_says_with_whom_the_sessions_were(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("Maximiliane Brandt", "Maximilian Moreno"):
        run("mentor", "add", who, "--started", "2025-08-01")
        for on in ("2025-08-10", "2026-11-10"):
            run("log", who, "-t", "Slow down", "--on", on)
    monkeypatch.setenv("COLUMNS", "30")
    out = run("timeline", "--chart").out
    assert "Sessions" not in out
    assert "With Maximil" in out


def test_a_timeline_goes_back_from_the_newest_day(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-11-01")
    run("log", "dana", "-t", "Slow down", "--on", "2026-11-02")
    run("win", "add", "Spoke", "--on", "2026-11-10")
    run("todo", "Draft", "--due", "2026-11-24")
    run("todo", "Send", "--due", "2026-11-25")
    forth = json.loads(run("timeline", "--json").out)
    assert json.loads(run("timeline", "--sort", "-date", "--json").out) == forth[::-1]
    assert json.loads(run("timeline", "--sort", "on", "--json").out) == forth
    out = run("timeline", "--sort", "-on").out
    places = [out.index(each) for each in ("Send", "Draft", "today, Sun 22", "Spoke", "Slow down")]
    assert places == sorted(places)


@pytest.mark.parametrize(("sort", "kept"), [("on", "Dana"), ("-on", "Spoke")])
def test_a_limit_keeps_the_first_by_the_order_asked_for(run: Run, sort: str, kept: str) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-11-01")
    run("win", "add", "Spoke", "--on", "2026-11-10")
    told = json.loads(run("timeline", "--sort", sort, "-n", "1", "--json").out)
    assert len(told) == 1
    assert kept in json.dumps(told)


def test_a_timeline_has_no_other_order_than_its_days(run: Run) -> None:
    refused = run("timeline", "--sort", "title")
    assert (refused.code, refused.out) == (2, "")
    assert "these work: on" in refused.err


@pytest.mark.parametrize("chart", [(), ("--chart",)])
def test_days_that_begin_after_the_day_it_is_known_on_are_refused(
    run: Run, chart: tuple[str, ...]
) -> None:
    run("goal", "add", "Speak")
    for by in ("--known-on", "--as-of"):
        refused = run("timeline", "--since", "2026-09-01", by, "2026-06-15", *chart)
        assert (refused.code, refused.out) == (2, "")
        assert refused.err.startswith("Tue 1 Sep is still to come.\n")
