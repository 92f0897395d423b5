"""The cadence of a mentorship over a year: what was kept, the longest gap, what was carried over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog import journal as journals
from mentorlog.dates import clock
from mentorlog.errors import JournalSaysNo, MentorlogError, WrongUsage
from mentorlog.journal import (
    Journal,
    Lens,
    actions,
    course,
    mentorships,
    running,
    sessions,
    store,
)
from mentorlog.journal.course import Course
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import (
    Action,
    Audience,
    MentorshipStanding,
    MentorshipState,
    Mode,
    Role,
    SessionState,
)

Write = Callable[[Callable[[Journal], None]], None]
NEW_YEAR = clock({"MENTORLOG_TODAY": "2025-12-31"})


def day(month_day: str) -> date:
    return date.fromisoformat(f"2025-{month_day}")


@pytest.fixture
def write(journal: Path) -> Write:
    def write_(work: Callable[[Journal], None]) -> None:
        with journals.writing(journal, NEW_YEAR, "test", owner_name=lambda: "Priya") as opened:
            work(opened)

    return write_


def begin(journal: Journal, cadence: Cadence, started: str) -> None:
    plan = Facts(cadence=cadence, started_on=day(started))
    mentorships.add(journal, "Dana Ortiz", Role.MENTOR, plan)


def meet(journal: Journal, state: SessionState, *days: str, mode: Mode | None = None) -> None:
    dana = mentorships.with_partner(journal, "dana").partner.id
    for each in days:
        sessions.add(journal, Facts(held_on=day(each), people=(dana,), mode=mode), state)


def standing(path: Path, as_of: str | None = None) -> MentorshipStanding:
    lens = Lens(Audience.ME, None, day(as_of) if as_of else None)
    with journals.reading(path, NEW_YEAR, lambda _: lens) as opened:
        return course.of(opened, mentorships.everyone(opened, ended=True))[0]


def test_four_weeks_with_one_cancelled(journal: Path, write: Write) -> None:
    slots = [day("01-15") + timedelta(28 * number) for number in range(13)]
    assert slots[-1] == day("12-17")
    held = [f"{each:%m-%d}" for each in slots if each != day("08-27")]

    def work(opened: Journal) -> None:
        begin(opened, Cadence(days=28), "01-15")
        meet(opened, SessionState.HELD, *held)
        meet(opened, SessionState.CANCELLED, "08-27")

    write(work)
    found = standing(journal)
    assert (sum(slot.held for slot in found.slots), len(found.slots)) == (12, 13)
    assert found.cadence_kept is not None and round(found.cadence_kept) == 92
    assert found.longest_gap == (day("07-30"), day("09-24"), 56, False)


@pytest.fixture
def a_year_with_a_pause(write: Write) -> None:
    def work(opened: Journal) -> None:
        begin(opened, Cadence(days=14), "02-03")
        known = mentorships.with_partner(opened, "dana")
        running.pause(opened, known.id, day("06-01"), "Parental leave")
        running.resume(opened, known.id, day("09-01"))
        meet(opened, SessionState.HELD, "02-03", "02-17", "03-03", "03-31", "04-14", "05-12")
        meet(opened, SessionState.HELD, "09-15", "10-13", "11-24")
        meet(opened, SessionState.NO_SHOW, "03-17", "10-27")
        meet(opened, SessionState.CANCELLED, "04-28", "05-26", "09-29", "11-10", "12-08")

    write(work)


@pytest.mark.usefixtures("a_year_with_a_pause")
def test_two_weeks_with_a_pause(journal: Path) -> None:
    found = standing(journal)
    assert (sum(slot.held for slot in found.slots), len(found.slots)) == (9, 17)
    assert found.cadence_kept is not None and round(found.cadence_kept) == 53
    assert found.longest_gap == (day("05-12"), day("09-15"), 126, True)
    assert found.days_since_last_session == 37
    # The slot of the 22nd still runs, so it is due rather than missed.
    assert found.next_on == day("12-22") and not found.next_planned
    assert not [slot for slot in found.slots if day("06-09") <= slot.start_on <= day("08-18")]


@pytest.mark.usefixtures("a_year_with_a_pause")
def test_in_the_pause_it_is_paused_and_nothing_is_due(journal: Path) -> None:
    found = standing(journal, "07-15")
    assert found.mentorship.state is MentorshipState.PAUSED
    assert found.mentorship.pauses[0].until_on is None
    assert found.next_on is None
    assert [slot.start_on for slot in found.slots][-1] == day("05-26")


@pytest.mark.usefixtures("a_year_with_a_pause")
def test_an_action_is_carried_over_by_each_session_it_outlives(write: Write, journal: Path) -> None:
    def work(opened: Journal) -> None:
        meet(opened, SessionState.HELD, "03-10", mode=Mode.PHONE)
        id = actions.add(opened, Facts(text="Draft", due_on=day("03-03"), on=day("02-17")))
        for on, due in (("03-03", "04-01"), ("04-14", "06-01"), ("09-15", "11-30")):
            actions.edit(opened, id, Facts(due_on=day(due), on=day(on)))
        actions.done(opened, id, day("11-24"))

    write(work)
    with journals.reading(journal, NEW_YEAR) as opened:
        assert store.get(opened, Action, 1).carried_over == 7
    # The call fell into a slot that had its session already.
    assert len(standing(journal).slots) == 17


def test_a_cadence_in_months_counts_calendar_months(write: Write, journal: Path) -> None:
    def work(opened: Journal) -> None:
        begin(opened, Cadence(months=1), "01-31")
        meet(opened, SessionState.HELD, "02-27", "02-28", "03-30", "12-31")

    write(work)
    found = standing(journal).slots
    starts = [f"{slot.start_on:%m-%d}" for slot in found]
    assert starts[:4] == ["01-31", "02-28", "03-31", "04-30"]
    assert [slot.held for slot in found[:3]] == [True, True, False]
    assert starts[-1] == "12-31" and found[-1].held


def test_without_a_cadence_there_is_nothing_to_keep(write: Write, journal: Path) -> None:
    write(lambda opened: mentorships.add(opened, "Dana", Role.PEER, Facts()) and None)
    found = standing(journal)
    assert found.slots == () and found.cadence_kept is None and found.next_on is None


# The course: pause, resume, end, resume


def go(opened: Journal, *steps: tuple[str, str]) -> None:
    known = mentorships.with_partner(opened, "dana")
    for verb, on in steps:
        getattr(running, verb)(opened, known.id, day(on))


def test_taken_up_again_after_its_end_the_time_between_is_a_pause(
    write: Write, journal: Path
) -> None:
    def work(opened: Journal) -> None:
        begin(opened, Cadence(days=7), "01-06")
        meet(opened, SessionState.HELD, "03-03")
        go(opened, ("end", "03-09"), ("resume", "12-01"))
        meet(opened, SessionState.HELD, "12-01")

    write(work)
    found = standing(journal)
    known = found.mentorship
    assert (known.state, known.ended_on, known.end_reason) == (MentorshipState.ACTIVE, None, None)
    assert [(rest.from_on, rest.until_on) for rest in known.pauses] == [
        (day("03-10"), day("12-01"))
    ]
    assert [f"{slot.start_on:%m-%d}" for slot in found.slots[8:]] == [
        "03-03", "12-01", "12-08", "12-15", "12-22",
    ]  # fmt: skip
    assert found.longest_gap is not None and found.longest_gap.paused


def test_what_ends_in_a_pause_counts_no_slot_after_the_pause_began(
    write: Write, journal: Path
) -> None:
    def work(opened: Journal) -> None:
        begin(opened, Cadence(days=14), "01-06")
        go(opened, ("pause", "02-03"), ("end", "02-25"))

    write(work)
    assert len(standing(journal).slots) == 2
    write(lambda opened: go(opened, ("resume", "12-22")))
    known = standing(journal).mentorship
    assert [(rest.from_on, rest.until_on) for rest in known.pauses] == [
        (day("02-03"), day("12-22"))
    ]


def test_taken_up_again_the_next_day_leaves_no_pause(write: Write, journal: Path) -> None:
    def work(opened: Journal) -> None:
        begin(opened, Cadence(days=14), "01-06")
        go(opened, ("end", "02-25"), ("resume", "02-26"), ("pause", "03-01"))
        go(opened, ("resume", "03-01"))

    write(work)
    assert standing(journal).mentorship.pauses == ()


@pytest.mark.parametrize(
    ("steps", "error"),
    [
        ([("resume", "02-01")], JournalSaysNo),
        ([("pause", "01-01")], WrongUsage),
        ([("pause", "03-01"), ("resume", "02-01")], WrongUsage),
        ([("pause", "03-01"), ("pause", "04-01")], JournalSaysNo),
        ([("end", "03-01"), ("resume", "02-01")], WrongUsage),
        ([("end", "03-01"), ("end", "03-01")], JournalSaysNo),
        ([("end", "03-01"), ("pause", "03-02")], JournalSaysNo),
    ],
)
def test_states_follow_one_another(
    write: Write, steps: list[tuple[str, str]], error: type[MentorlogError]
) -> None:
    write(lambda opened: begin(opened, Cadence(days=14), "01-06"))
    with pytest.raises(error):
        write(lambda opened: go(opened, *steps))


def test_what_has_ended_has_no_slot_to_come_whatever_its_state_is_said_to_be(write: Write) -> None:
    def work(opened: Journal) -> None:
        begin(opened, Cadence(days=14), "01-06")
        go(opened, ("end", "02-01"))
        ended = mentorships.with_partner(opened, "dana", resting=True)
        (known,) = course.courses(opened, [ended._replace(state=MentorshipState.ACTIVE)])
        assert known.next_slot(date(2026, 11, 22)) is None

    write(work)


def test_an_ended_one_is_not_taken_up_beside_another(write: Write) -> None:
    def work(opened: Journal) -> None:
        begin(opened, Cadence(days=14), "01-06")
        go(opened, ("end", "02-01"))
        begin(opened, Cadence(days=14), "03-01")

    write(work)

    def again(opened: Journal) -> None:
        ended = mentorships.with_partner(opened, "dana", resting=True)
        assert ended.state is MentorshipState.ENDED
        running.resume(opened, ended.id, day("05-01"))

    with pytest.raises(JournalSaysNo, match="is your mentor already"):
        write(again)


def test_a_cadence_told_late_is_not_the_present_one(write: Write, journal: Path) -> None:
    def work(opened: Journal) -> None:
        begin(opened, Cadence(days=14), "01-06")
        id = mentorships.with_partner(opened, "dana").id
        mentorships.edit(opened, id, Facts(cadence=Cadence(months=1), on=day("06-01")))
        mentorships.edit(opened, id, Facts(cadence=Cadence(days=7), on=day("03-01")))

    write(work)
    assert standing(journal).mentorship.cadence == Cadence(months=1)
    assert standing(journal, "04-01").mentorship.cadence == Cadence(days=7)
    assert standing(journal, "02-01").mentorship.cadence == Cadence(days=14)


def test_a_start_put_right_takes_the_first_cadence_with_it_and_no_later_one(
    write: Write, journal: Path
) -> None:
    def work(opened: Journal) -> None:
        mentorships.add(opened, "Dana", Role.MENTOR, Facts(started_on=day("05-01")))
        edit = Facts(cadence=Cadence(days=14))
        mentorships.edit(opened, 1, {**edit, "on": day("06-01")})
        mentorships.edit(opened, 1, Facts(started_on=day("03-01"), on=day("12-31")))

    write(work)
    assert standing(journal, "05-15").mentorship.cadence is None
    assert standing(journal, "06-01").mentorship.cadence == Cadence(days=14)
    with pytest.raises(WrongUsage, match="it was changed on Sun 1 Jun"):
        change = Facts(started_on=day("07-01"))
        write(lambda opened: mentorships.edit(opened, 1, {**change, "on": day("12-31")}))


DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


@given(
    held=st.lists(DAYS, max_size=30),
    started=DAYS,
    cadence=st.one_of(
        st.integers(1, 60).map(lambda count: Cadence(days=count)),
        st.integers(1, 6).map(lambda count: Cadence(months=count)),
    ),
)
def test_slots_follow_one_another_without_a_day_between(
    held: list[date], started: date, cadence: Cadence
) -> None:
    known: Any = SimpleNamespace(
        cadence=cadence, started_on=started, ended_on=None, pauses=(), state=MentorshipState.ACTIVE
    )
    today = date(2026, 12, 31)
    found = Course(known, [(started, cadence)], sorted(held)).slots(today)
    for before, after in pairwise(found):
        assert after.start_on == before.end_on + timedelta(1)
    for slot in found:
        assert slot.held == any(slot.start_on <= on <= slot.end_on for on in held)
        assert slot.held or slot.end_on < today


@given(
    held=st.lists(DAYS, max_size=30),
    started=DAYS,
    agreed_on=DAYS,
    cadences=st.tuples(*[st.integers(1, 60).map(lambda count: Cadence(days=count))] * 2),
)
def test_a_new_cadence_rewrites_no_slot_that_had_ended(
    held: list[date], started: date, agreed_on: date, cadences: tuple[Cadence, Cadence]
) -> None:
    known: Any = SimpleNamespace(
        started_on=started, ended_on=None, pauses=(), state=MentorshipState.ACTIVE
    )
    first, later = [(started, cadences[0])], (max(agreed_on, started), cadences[1])
    today = date(2026, 12, 31)
    before = Course(known, first, sorted(held)).slots(today)
    after = Course(known, [*first, later], sorted(held)).slots(today)
    ended = [slot for slot in before if slot.end_on < later[0]]
    assert list(after[: len(ended)]) == ended
    lengths = [(slot.end_on - slot.start_on).days + 1 for slot in after if slot.start_on > later[0]]
    assert set(lengths[:-1]) <= {cadences[1].days}
