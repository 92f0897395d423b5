"""Gathering a report: which records it is about, and what its figures are of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlog import journal as journals
from mentorlog import periods
from mentorlog.dates import Clock
from mentorlog.journal import (
    Journal,
    actions,
    figures,
    goals,
    mentorships,
    people,
    report,
    report_query,
    sessions,
    store,
    takeaways,
    withheld,
)
from mentorlog.journal.store import Facts
from mentorlog.records import GoalState, Kind, Role, SessionState, TakeawayKind, Visibility
from mentorlog.records.report import Report
from mentorlog.views import report as views

TODAY = date(2026, 11, 22)
CLOCK = Clock(TODAY, datetime(2026, 11, 22, 12, tzinfo=UTC))
QUARTER = periods.between(date(2026, 7, 1), date(2026, 9, 30))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@contextmanager
def writing(path: Path) -> Iterator[Journal]:
    with journals.writing(path, CLOCK, "test", owner_name=lambda: "Priya Nair") as journal:
        yield journal


def gathered(
    path: Path, for_: str = "me", who: str | None = None, period: periods.Period = QUARTER
) -> tuple[Report, Report]:
    """The whole report and the one shown, as the command gathers them."""
    with journals.reading(path, CLOCK) as journal:
        query = report_query.query(journal, period, for_, who)
    with journals.reading(path, CLOCK, lambda _: query.whole) as journal:
        whole = report.gather(journal, query)
    with journals.reading(path, CLOCK, lambda _: query.lens) as journal:
        return whole, report.gather(journal, query, whole)


def titles(found: Report) -> list[str]:
    return [goal.standing.goal.title for goal in found.goals]


def test_goals_are_those_that_were_open_in_the_period(path: Path) -> None:
    with writing(path) as journal:
        for title, start, closed in (
            ("ended before", "2026-01-01", "2026-06-30"),
            ("ended in it", "2026-02-01", "2026-07-01"),
            ("ended after", "2026-03-01", "2026-10-01"),
            ("open", "2026-04-01", None),
            ("began after", "2026-10-01", None),
        ):
            plan = Facts(start_on=date.fromisoformat(start))
            id = goals.add(journal, {**plan, "title": title})
            if closed:
                goals.close(journal, id, GoalState.ACHIEVED, date.fromisoformat(closed))
    whole, _ = gathered(path)
    assert titles(whole) == ["ended in it", "ended after", "open"]
    assert [goal.standing.goal.state for goal in whole.goals] == ["achieved", "active", "active"]


def test_progress_before_is_of_the_day_before(path: Path) -> None:
    with writing(path) as journal:
        goal = goals.add(journal, Facts(title="Speak", start_on=date(2026, 5, 1)))
        for day, value in (("2026-06-30", "10"), ("2026-07-01", "20"), ("2026-10-01", "90")):
            goals.check_in(journal, goal, value, on=date.fromisoformat(day))
        goals.add(journal, Facts(title="Unread", start_on=date(2026, 5, 1)))
    whole, _ = gathered(path)
    first, second = whole.goals
    assert (first.before, first.standing.progress) == (10.0, 20.0)
    assert first.readings == ((date(2026, 7, 1), 20.0, None, None),)
    assert (second.before, second.standing.progress) == (None, None)
    assert whole.summary.moved == 1


def test_slots_and_gaps_are_the_periods_own(path: Path) -> None:
    with writing(path) as journal:
        plan = Facts(cadence=periods.Cadence(days=14), started_on=date(2026, 6, 1))
        dana = mentorships.add(journal, "Dana Ortiz", Role.MENTOR, plan).partner.id
        for day in ("2026-06-01", "2026-07-20", "2026-07-27", "2026-10-20"):
            facts = Facts(held_on=date.fromisoformat(day), minutes=30, people=(dana,))
            sessions.add(journal, facts, SessionState.HELD)
    (each,) = gathered(path, "mentor")[1].mentorships
    assert (each.sessions_held, each.minutes) == (2, 60)
    # Slots start on 29 June, and on every second Monday; that of 7 September is the last to end.
    assert (each.slots_kept, each.slots) == (2, 6)
    assert each.longest_gap is not None
    assert (each.longest_gap.from_on, each.longest_gap.days) == (date(2026, 6, 1), 49)


def with_dana_and_sam(journal: Journal) -> tuple[int, int]:
    plan = Facts(started_on=date(2026, 6, 1))
    dana = mentorships.add(journal, "Dana Ortiz", Role.MENTOR, plan).partner.id
    sam = mentorships.add(journal, "Sam Lee", Role.MENTEE, plan).partner.id
    return dana, sam


def test_an_action_goes_with_its_session_else_its_readers_and_its_owner(path: Path) -> None:
    on = date(2026, 8, 3)
    with writing(path) as journal:
        dana, sam = with_dana_and_sam(journal)
        theirs = goals.add(journal, Facts(title="Lead", owner=sam, start_on=date(2026, 7, 1)))
        held = {
            who: sessions.add(journal, Facts(held_on=on, people=(who,)), SessionState.HELD)
            for who in (dana, sam)
        }
        for text, owner, session, goal in (
            ("nobody's in particular", journal.me, None, None),
            ("mine, met Dana", journal.me, held[dana], None),
            ("mine, met Sam", journal.me, held[sam], None),
            ("mine, for Sam's goal", journal.me, None, theirs),
            ("Dana's", dana, None, None),
            ("Sam's", sam, None, None),
        ):
            facts = Facts(text=text, owner=owner, session=session, goal=goal)
            actions.add(journal, {**facts, "on": on})
        actions.add(journal, Facts(text="mine, for Dana", readers=(dana,), on=on))
    seen = {
        who: [action.text for action in gathered(path, role, who)[1].actions]
        for who, role in (("dana", "mentor"), ("sam", "mentee"))
    }
    assert seen["dana"] == ["mine, met Dana", "Dana's", "mine, for Dana"]
    assert seen["sam"] == ["mine, met Sam", "mine, for Sam's goal", "Sam's"]
    assert len(gathered(path)[0].actions) == 7


def test_wins_and_lines_of_no_session_go_with_their_readers(path: Path) -> None:
    on = date(2026, 8, 3)
    with writing(path) as journal:
        dana, sam = with_dana_and_sam(journal)
        theirs = goals.add(journal, Facts(title="Lead", owner=sam, start_on=date(2026, 7, 1)))
        for goal in (None, theirs):
            people = None if goal else (dana,)
            store.add_of_day(
                journal,
                Facts(title=f"win {goal}", goal=goal, happened_on=on, readers=people),
                kind=Kind.WIN,
            )
            takeaways.add(journal, Facts(text=f"line {goal}", goal=goal, readers=people, on=on))
    for who, goal in (("dana", None), ("sam", theirs)):
        shown = gathered(path, "me", who)[1]
        assert [win.title for win in shown.wins] == [f"win {goal}"]
        assert [line.text for line in shown.takeaways] == [f"line {goal}"]


def test_what_came_of_older_advice_is_a_change_of_the_period(path: Path) -> None:
    with writing(path) as journal:
        dana, _ = with_dana_and_sam(journal)
        held = Facts(held_on=date(2026, 6, 3), people=(dana,))
        session = sessions.add(journal, held, SessionState.HELD)
        line = takeaways.add(
            journal, Facts(text="Rehearse", kind=TakeawayKind.ADVICE, session=session)
        )
        takeaways.outcome(journal, line, takeaways.Outcome.WORKED, date(2026, 7, 9), "calmer")
    (change,) = gathered(path, "mentor")[1].changes
    assert (change.record.label, change.new, change.reason) == ("Rehearse", "worked", "calmer")


def test_nothing_is_left_out_for_me(path: Path) -> None:
    with writing(path) as journal:
        goals.add(journal, Facts(title="Speak", start_on=date(2026, 5, 1), why="because"))
    assert withheld.between(*gathered(path)) == ()


def test_texts_beside_what_is_shown_are_counted(path: Path) -> None:
    with writing(path) as journal:
        plan = Facts(start_on=date(2026, 5, 1), why="because", measure="one talk")
        public = goals.add(journal, {**plan, "title": "Speak"})
        goals.edit(journal, public, Facts(visibility=Visibility.PUBLIC, on=TODAY))
        goals.add(journal, {**plan, "title": "Another"})
    counts = {each.what[0]: each.count for each in withheld.between(*gathered(path, "manager"))}
    assert counts == {"goal": 1, "reason or other text": 2}


def test_the_days_of_the_figures_are_told_as_they_are() -> None:
    told = dict(views._PACES.values())
    assert f"{figures.AT_RISK:.0f} points or more" in told["At risk"]
    assert f"{figures.BEHIND:.0f} points or more" in told["Behind"]
    assert f"{figures.STALLED_AT_LEAST} days" in told["Stalled"]


TEXTS = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1
).filter(str.strip)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "journal.db"
    with writing(path) as journal:
        dana, _ = with_dana_and_sam(journal)
        plan = Facts(start_on=date(2026, 7, 3), why="TEXT", measure="TEXT")
        goal = goals.add(journal, {**plan, "title": "TEXT"})
        goals.check_in(journal, goal, "20", on=date(2026, 8, 1), note="TEXT")
        goals.close(journal, goal, GoalState.DROPPED, date(2026, 9, 1), "TEXT")
        facts = Facts(held_on=date(2026, 8, 3), people=(dana,), topic="TEXT", notes="TEXT")
        session = sessions.add(journal, facts, SessionState.HELD)
        for kind in TakeawayKind:
            text = "NOTE" if kind is TakeawayKind.NOTE else "TEXT"
            takeaways.add(journal, Facts(text=text, kind=kind, session=session))
        facts = Facts(text="TEXT", session=session, goal=goal)
        actions.done(journal, actions.add(journal, facts), date(2026, 9, 1), "TEXT")
        actions.add(journal, facts)
        store.add_of_day(
            journal,
            Facts(title="TEXT", impact="TEXT", evidence="TEXT", goal=goal,
                       happened_on=date(2026, 8, 9)), kind=Kind.WIN)  # fmt: skip
        people.edit(journal, dana, Facts(name="TEXT"))
    return path


@settings(max_examples=12)
@given(words=TEXTS)
def test_no_text_changes_the_shape_of_a_report(plain: Path, words: str) -> None:
    found = gathered_once(plain)
    assert shape(filled(found, "TEXT", words)) == shape(found)


@settings(max_examples=12)
@given(words=TEXTS)
def test_the_writers_note_is_paragraphs_and_nothing_else(plain: Path, words: str) -> None:
    found = gathered_once(plain)
    assert marked(filled(found, "NOTE", words)) == marked(found)


def marked(report: Report) -> list[tuple[str, int]]:
    """Its shape without the lines of paragraphs."""
    return [each for each in shape(report) if each[0]]


_GATHERED: dict[Path, Report] = {}


def gathered_once(path: Path) -> Report:
    if path not in _GATHERED:
        _GATHERED[path] = gathered(path)[0]
    return _GATHERED[path]


def filled(value: Any, old: str, words: str) -> Any:
    """The value with ``words`` wherever ``old`` stands for somebody's text."""
    if isinstance(value, tuple):
        parts = [filled(each, old, words) for each in value]
        return type(value)._make(parts) if hasattr(value, "_make") else tuple(parts)
    if is_dataclass(value) and not isinstance(value, type):
        named = {
            field.name: filled(getattr(value, field.name), old, words) for field in fields(value)
        }
        return replace(value, **named)
    return words if value == old else value


def shape(report: Report) -> list[tuple[str, int]]:
    """What starts each line, and its cells if it is a row; a quote is somebody's words."""
    text = views.text(report, views.ReportFormat.MARKDOWN)
    lines = [line for line in text.splitlines() if line and not line.startswith(">")]
    return [
        (re.match(r" *((?:#+|-)(?= )|\||)", line)[0], _cells(line) if line.startswith("|") else 0)  # type: ignore[index]
        for line in lines
    ]


def _cells(line: str) -> int:
    return re.sub(r"\\.", "", line).count("|")
