"""The figures of section 10, each on days somebody can check with a calendar."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.dates import clock
from mentorlog.journal import (
    Journal,
    Lens,
    course,
    figures,
    goals,
    mentorships,
    people,
    reading,
    sessions,
    standings,
    store,
)
from mentorlog.journal.course import Course
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import (
    Gap,
    Goal,
    GoalStanding,
    Kind,
    Mentorship,
    MentorshipState,
    Metric,
    PaceState,
    Pause,
    Ref,
    Role,
    SessionState,
    Slot,
)

D = date.fromisoformat
At = Callable[[str], AbstractContextManager[Journal]]
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
PERCENTS = st.floats(0, 100)


# Pace


def test_pace_is_the_days_elapsed_of_the_days_there_are() -> None:
    assert figures.expected_pace(D("2025-02-03"), D("2025-12-31"), D("2025-09-15")) == (
        pytest.approx(100 * 224 / 331)
    )


def test_pace_stays_between_nothing_and_everything() -> None:
    for today, expected in [
        ("2025-01-01", 0),
        ("2025-02-03", 0),
        ("2025-12-31", 100),
        ("2026-06-01", 100),
    ]:
        assert figures.expected_pace(D("2025-02-03"), D("2025-12-31"), D(today)) == expected


def test_there_is_no_pace_without_a_target() -> None:
    assert figures.expected_pace(D("2025-02-03"), None, D("2025-09-15")) is None


def test_a_goal_of_one_day_is_expected_on_that_day() -> None:
    day = D("2025-02-03")
    assert figures.expected_pace(day, day, day - timedelta(1)) == 0
    assert figures.expected_pace(day, day, day) == 100


@given(DAYS, DAYS, DAYS)
def test_pace_is_always_a_percentage(start: date, target: date, today: date) -> None:
    assert 0 <= (figures.expected_pace(start, target, today) or 0) <= 100


# The state shown


def test_the_thresholds_are_a_third_and_a_sixth() -> None:
    for progress, pace, state in [
        (67, 100, PaceState.AT_RISK),
        (67.1, 100, PaceState.BEHIND),
        (83, 100, PaceState.BEHIND),
        (83.1, 100, PaceState.ON_TRACK),
        (100, 50, PaceState.ON_TRACK),
        (None, 33, PaceState.AT_RISK),
        (None, None, PaceState.ON_TRACK),
        (0, None, PaceState.ON_TRACK),
    ]:
        assert figures.pace_state(progress, pace, overdue=False, stalled=False) is state


def test_thresholds_do_not_hang_on_binary_fractions() -> None:
    progress = figures.metric_progress(Metric("0", "3", None), "0.51")
    assert figures.pace_state(progress, 50.0, overdue=False, stalled=False) is PaceState.AT_RISK
    assert figures.pace_state(0.1 + 0.2, 17.3, overdue=False, stalled=False) is PaceState.BEHIND


def test_the_first_that_holds_is_shown() -> None:
    assert figures.pace_state(0, 100, overdue=True, stalled=True) is PaceState.OVERDUE
    assert figures.pace_state(0, 100, overdue=False, stalled=True) is PaceState.AT_RISK
    assert figures.pace_state(80, 100, overdue=False, stalled=True) is PaceState.BEHIND
    assert figures.pace_state(99, 100, overdue=False, stalled=True) is PaceState.STALLED


def test_stalled_is_two_cadences_and_never_less_than_thirty_days() -> None:
    assert [figures.stalled_after(days) for days in (None, 7, 15, 16, 30)] == [30, 30, 30, 32, 60]


# Numbers of nothing


def test_nothing_is_not_none_of_some() -> None:
    assert figures.share(0, 0) is None
    assert figures.share(0, 4) == 0
    assert figures.cadence_kept(()) is None
    assert figures.longest_gap([D("2026-01-01")], ()) is None


def test_a_due_day_is_over_the_day_after() -> None:
    for today, days in [("2026-11-12", None), ("2026-11-13", None), ("2026-11-14", 1)]:
        assert figures.overdue_days(D("2026-11-13"), D(today)) == days


# Metrics


def test_a_metric_runs_from_its_one_end_to_its_other() -> None:
    for metric, value, percent in [
        (("0", "2"), "1", 50),
        (("90", "30"), "60", 50),
        (("0", "2"), "3", 100),
        (("1", "2"), "0", 0),
    ]:
        assert figures.metric_progress(Metric(*metric, unit=None), value) == percent


# Cadence


def mentorship(**changes: object) -> Mentorship:
    person = Ref(Kind.PERSON, 2, "u2", "Dana Ortiz")
    facts: dict[str, object] = {
        "id": 1, "uid": "u", "created_at": "", "updated_at": "",
        "mentor": person, "mentee": Ref(Kind.PERSON, 1, "u1", "Priya Nair"), "partner": person,
        "role": Role.MENTOR, "purpose": None, "cadence": Cadence(days=14),
        "started_on": D("2026-05-07"), "planned_end_on": None, "ended_on": None,
        "end_reason": None, "state": MentorshipState.ACTIVE, "pauses": (),
    }  # fmt: skip
    return Mentorship(**(facts | changes))  # type: ignore[typeddict-item]


def agreed(known: Mentorship, held: list[date]) -> Course:
    """Its course where the cadence was the same all along."""
    return Course(known, [(known.started_on, known.cadence)], sorted(held))


def test_a_slot_counts_once_it_has_ended_or_been_met() -> None:
    known = mentorship()
    first = Slot(D("2026-05-07"), D("2026-05-20"), D("2026-05-07"))
    assert agreed(known, []).slots(D("2026-05-20")) == ()
    assert agreed(known, [D("2026-05-07")]).slots(D("2026-05-07")) == (first,)
    assert agreed(known, [D("2026-05-20")]).slots(D("2026-06-04")) == (
        first._replace(held_on=D("2026-05-20")),
        Slot(D("2026-05-21"), D("2026-06-03"), None),
    )


def test_two_sessions_in_a_slot_keep_one_slot() -> None:
    slots = agreed(mentorship(), [D("2026-05-08"), D("2026-05-09")]).slots(D("2026-06-04"))
    assert figures.cadence_kept(slots) == 50


def test_whole_slots_in_a_pause_or_after_the_end_do_not_count() -> None:
    pause = Pause(D("2026-05-21"), D("2026-06-04"), None)
    assert len(agreed(mentorship(pauses=(pause,)), []).slots(D("2026-06-18"))) == 2
    short = Pause(D("2026-05-22"), D("2026-06-04"), None)
    assert len(agreed(mentorship(pauses=(short,)), []).slots(D("2026-06-18"))) == 3
    ended = mentorship(state=MentorshipState.ENDED, ended_on=D("2026-05-25"))
    assert len(agreed(ended, []).slots(D("2026-12-01"))) == 2


def test_a_cadence_in_months_counts_calendar_months() -> None:
    known = mentorship(cadence=Cadence(months=1), started_on=D("2026-01-31"))
    slots = agreed(known, []).slots(D("2026-04-30"))
    assert [(slot.start_on, slot.end_on) for slot in slots] == [
        (D("2026-01-31"), D("2026-02-27")),
        (D("2026-02-28"), D("2026-03-30")),
        (D("2026-03-31"), D("2026-04-29")),
    ]


def test_without_a_cadence_there_are_no_slots() -> None:
    known = mentorship(cadence=None)
    assert agreed(known, [D("2026-05-07")]).slots(D("2026-12-01")) == ()
    assert agreed(known, []).next_slot(D("2026-12-01")) is None


def test_the_longest_gap_says_whether_a_pause_lies_in_it() -> None:
    held = [D("2026-08-13"), D("2026-05-07"), D("2026-07-02")]
    assert figures.longest_gap(held, ()) == Gap(D("2026-05-07"), D("2026-07-02"), 56, False)
    pause = Pause(D("2026-06-01"), D("2026-06-15"), None)
    assert figures.longest_gap(held, (pause,)) == Gap(D("2026-05-07"), D("2026-07-02"), 56, True)
    at_the_edge = Pause(D("2026-07-02"), None, None)
    assert not figures.longest_gap(held[1:], (at_the_edge,)).paused  # type: ignore[union-attr]


def test_the_next_slot_is_todays_own_while_it_has_no_session() -> None:
    known = mentorship()
    first = Slot(D("2026-05-07"), D("2026-05-20"), None)
    assert agreed(known, []).next_slot(D("2026-05-01")) == first
    assert agreed(known, []).next_slot(D("2026-05-10")) == first
    second = Slot(D("2026-05-21"), D("2026-06-03"), None)
    assert agreed(known, [D("2026-05-08")]).next_slot(D("2026-05-10")) == second
    paused = mentorship(state=MentorshipState.PAUSED)
    assert agreed(paused, []).next_slot(D("2026-05-10")) is None


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=30), st.integers(1, 40))
def test_slots_follow_one_another_and_keep_at_most_every_session(
    held: list[date], days: int
) -> None:
    known = mentorship(cadence=Cadence(days=days), started_on=date(2026, 1, 1))
    slots = agreed(known, held).slots(date(2026, 12, 31))
    assert all(after.start_on == before.end_on + timedelta(1) for before, after in pairwise(slots))
    assert sum(slot.held for slot in slots) <= len(set(held))


# A goal's standing


def standing(path: Path, today: str, id: int = 1, as_of: str | None = None) -> GoalStanding:
    lens = Lens(as_of=D(as_of)) if as_of else Lens()
    with reading(path, clock({"MENTORLOG_TODAY": today}), lambda _: lens) as journal:
        return standings.of_goal(journal, id)


def add(journal: Journal, **plan: object) -> int:
    return goals.add(journal, Facts(title="A goal", **plan))  # type: ignore[typeddict-item]


@pytest.fixture
def stalled(journal: Path, at: At) -> Path:
    with at("2025-02-03") as opened:
        add(opened, target_on=D("2025-12-31"))
    for day in ("2025-05-12", "2025-08-04"):
        with at(day) as opened:
            goals.check_in(opened, 1, "20", on=D(day))
    return journal


def test_a_value_said_again_is_no_movement(stalled: Path) -> None:
    found = standing(stalled, "2025-12-31")
    assert (found.stalled_days, found.days_since_moved) == (233, 233)
    assert found.pace_state is PaceState.AT_RISK  # the target is today, not past


def test_pace_and_risk_on_an_earlier_day(stalled: Path) -> None:
    found = standing(stalled, "2025-12-31", as_of="2025-09-15")
    assert goals_rounded(found) == (20, 68)
    assert found.pace_state is PaceState.AT_RISK


def goals_rounded(found: GoalStanding) -> tuple[int, int]:
    return round(found.progress or 0), round(found.expected_pace or 0)


def test_a_goal_never_read_is_stalled_since_it_was_made(journal: Path, at: At) -> None:
    with at("2026-01-01") as opened:
        add(opened)
    assert standing(journal, "2026-01-31").stalled_days is None
    assert standing(journal, "2026-02-01").stalled_days == 31
    assert standing(journal, "2026-02-01").progress is None


def test_stalled_follows_the_shortest_cadence_of_the_owner(journal: Path, at: At) -> None:
    with at("2026-01-01") as opened:
        for name, cadence in (("Dana", Cadence(days=20)), ("Elena", Cadence(months=1))):
            mentorships.add(opened, name, Role.MENTOR, Facts(cadence=cadence))
        add(opened)
    assert standing(journal, "2026-02-10").stalled_days is None
    assert standing(journal, "2026-02-11").stalled_days == 41


def test_an_overdue_goal_and_its_slip(journal: Path, at: At) -> None:
    with at("2025-06-01") as opened:
        mentorships.add(opened, "Dana", Role.MENTOR, Facts())
        add(opened, target_on=D("2025-10-31"))
    with at("2025-09-24") as opened:
        change = Facts(target_on=D("2025-12-15"), why_moved="Late data")
        goals.edit(opened, 1, {**change, "on": D("2025-09-24")})
    with at("2025-12-17") as opened:
        goals.check_in(opened, 1, "80", on=D("2025-12-17"))
        goals.check_in(opened, 1, "70", on=D("2025-12-17"), by=people.find(opened, "dana"))
    found = standing(journal, "2025-12-31")
    assert (found.progress, found.others[-1].percent) == (80, 70)
    assert (found.overdue_days, found.pace_state) == (16, PaceState.OVERDUE)
    assert [(slip.days, slip.on, slip.reason) for slip in found.slips] == [
        (45, D("2025-09-24"), "Late data")
    ]
    before = standing(journal, "2025-12-31", as_of="2025-09-23")
    assert before.goal.target_on == D("2025-10-31")
    assert before.slips == ()


def test_a_target_moved_earlier_is_no_slip(journal: Path, at: At) -> None:
    with at("2026-01-01") as opened:
        add(opened, target_on=D("2026-10-31"))
        for target in ("2026-09-30", "2026-10-10"):
            goals.edit(opened, 1, Facts(target_on=D(target), on=D("2026-01-01")))
    assert [slip.days for slip in standing(journal, "2026-02-01").slips] == [10]


def test_the_mentors_reading_counts_only_without_the_owners(journal: Path, at: At) -> None:
    with at("2026-01-01") as opened:
        mentorships.add(opened, "Dana", Role.MENTOR, Facts())
        add(opened)
        dana = people.find(opened, "dana")
    with at("2026-01-10") as opened:
        goals.check_in(opened, 1, "30", on=D("2026-01-10"), by=dana)
    assert standing(journal, "2026-01-10").progress == 30
    with at("2026-03-10") as opened:
        goals.check_in(opened, 1, "30", on=D("2026-03-10"))
    found = standing(journal, "2026-03-10")
    assert (found.progress, found.others[-1].percent) == (30, 30)
    assert found.days_since_moved == 59  # the value is what it was since January


def test_a_metric_moves_in_its_own_unit(journal: Path, at: At) -> None:
    with at("2026-01-01") as opened:
        add(opened, metric="0..2", unit="talks")
    for day, value in (("2026-02-01", "2"), ("2026-03-01", "3"), ("2026-04-01", "3.0")):
        with at(day) as opened:
            goals.check_in(opened, 1, value, on=D(day))
    found = standing(journal, "2026-04-10")
    assert (found.progress, found.value) == (100, "3.0")
    assert found.days_since_moved == 40  # beyond its end it still moved on 1 March


def test_milestones_make_the_progress_where_there_is_no_metric(journal: Path, at: At) -> None:
    with at("2026-01-01") as opened:
        add(opened)
        for title in ("One", "Two", "Three"):
            goals.add_milestone(opened, Facts(goal=1, title=title))
        goals.check_in(opened, 1, "90", on=D("2026-01-01"))
        goals.milestone_done(opened, 2, D("2026-01-01"))
    found = standing(journal, "2026-01-20")
    assert found.progress == pytest.approx(100 / 3)
    assert (found.milestones_done, found.milestones_total, found.days_since_moved) == (1, 3, 19)


def test_what_is_closed_is_neither_late_nor_stalled(journal: Path, at: At) -> None:
    with at("2026-01-01") as opened:
        add(opened, target_on=D("2026-02-01"))
    with at("2026-01-11") as opened:
        goals.close(opened, 1, goals.GoalState.ACHIEVED, D("2026-01-11"))
    found = standing(journal, "2026-06-01")
    assert (found.pace_state, found.overdue_days, found.stalled_days) == (None, None, None)
    assert round(found.expected_pace or 0) == 32  # ten of 31 days, and no further


def test_the_worst_comes_first(stalled: Path, at: At) -> None:
    with at("2025-09-01") as opened:
        add(opened, target_on=D("2025-09-10"))
        add(opened)
    with reading(stalled, clock({"MENTORLOG_TODAY": "2025-09-20"})) as journal:
        found = standings.worst_first(
            standings.of_goals(journal, store.select(journal, Goal, is_open=True))
        )
    assert [each.goal.id for each in found] == [2, 1, 3]


# A mentorship's standing


def test_a_planned_session_is_next_else_the_slot(at: At) -> None:
    with at("2026-05-07") as opened:
        plan = Facts(cadence=Cadence(days=14))
        known = mentorships.add(opened, "Dana Ortiz", Role.MENTOR, plan)
        facts = Facts(people=(known.partner.id,))
        sessions.add(opened, facts, SessionState.HELD)
        assert course.coming(opened, [known]) == [(known, D("2026-05-21"), D("2026-06-03"), None)]
        later = Facts(held_on=D("2026-05-25"), people=(known.partner.id,))
        sessions.plan(opened, later)
        assert course.coming(opened, [known]) == [(known, D("2026-05-25"), None, None)]
        (found,) = course.of(opened, [known])
    assert (found.next_on, found.next_planned, found.sessions_held) == (D("2026-05-25"), True, 1)
    assert (found.cadence_kept, found.longest_gap, found.days_since_last_session) == (100, None, 0)
