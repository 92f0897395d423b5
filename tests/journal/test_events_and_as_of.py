"""What happened when, and what was so on an earlier day: one rule for every kind."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlog import journal as journals
from mentorlog.dates import clock
from mentorlog.errors import JournalSaysNo, MentorlogError, NotFound
from mentorlog.journal import (
    Journal,
    Lens,
    actions,
    events,
    goals,
    mentorships,
    running,
    sessions,
    standings,
    store,
    takeaways,
)
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import (
    Action,
    ActionState,
    Audience,
    Goal,
    GoalState,
    Kind,
    Mentorship,
    MentorshipState,
    Milestone,
    Outcome,
    Role,
    Session,
    SessionState,
    Takeaway,
    TakeawayKind,
    Visibility,
    Win,
)

T = TypeVar("T")
DANA = 2


def day(number: int) -> date:
    """A day of June 2026."""
    return date(2026, 6, number)


class Book:
    """A journal written and read on days of June 2026."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def on(self, number: int) -> AbstractContextManager[Journal]:
        """Written on that day."""
        return journals.writing(
            self.path, clock({"MENTORLOG_TODAY": day(number).isoformat()}), "test",
            owner_name=lambda: "Priya Nair",
        )  # fmt: skip

    def as_of(
        self, number: int | None, audience: Audience = Audience.ME, partner: int | None = None
    ) -> AbstractContextManager[Journal]:
        """Read on the last day of June, as it was on that one."""
        lens = Lens(audience, partner, day(number) if number else None)
        return journals.reading(self.path, clock({"MENTORLOG_TODAY": "2026-06-30"}), lambda _: lens)


@pytest.fixture
def book(journal: Path) -> Book:
    found = Book(journal)
    with found.on(1) as written:
        mentorships.add(written, "Dana Ortiz", Role.MENTOR, Facts(cadence=Cadence(days=14)))
    return found


def told(book: Book, numbers: range, what: Callable[[Journal], T]) -> list[T | None]:
    """What a read says on each of those days; None where there is no such record yet."""
    found: list[T | None] = []
    for number in numbers:
        with book.as_of(number) as journal:
            try:
                found.append(what(journal))
            except NotFound:
                found.append(None)
    return found


def test_a_goals_state(book: Book) -> None:
    with book.on(2) as journal:
        goals.add(journal, Facts(title="Speak", draft=True))
    with book.on(4) as journal:
        goals.reopen(journal, 1, day(4))
    with book.on(6) as journal:
        goals.close(journal, 1, GoalState.MISSED, day(5), "no time")
    with book.on(8) as journal:
        goals.reopen(journal, 1, day(7))
    with book.on(9) as journal:
        goals.close(journal, 1, GoalState.ACHIEVED, day(9))
    states = told(book, range(1, 11), lambda journal: store.get(journal, Goal, 1).state.value)
    assert states == [
        None, "draft", "draft", "active", "missed", "missed", "active", "active", "achieved", "achieved",
    ]  # fmt: skip
    closed = told(book, range(2, 11), lambda journal: store.get(journal, Goal, 1).closed_on)
    assert closed == [None, None, None, day(5), day(5), None, None, day(9), day(9)]


def test_a_goals_target_and_its_slips(book: Book) -> None:
    with book.on(2) as journal:
        goals.add(journal, Facts(title="Speak", target_on=day(20)))
    with book.on(6) as journal:
        goals.edit(journal, 1, Facts(target_on=day(25), why_moved="ill", on=day(6)))
    with book.on(8) as journal:  # told late: the past changes, the present does not
        goals.edit(journal, 1, Facts(target_on=day(22), on=day(4)))
    with book.as_of(None) as journal:
        assert store.get(journal, Goal, 1).target_on == day(25)
    with book.on(9) as journal:
        goals.edit(journal, 1, Facts(target_on=store.AWAY, on=day(9)))
    targets = told(book, range(2, 10), lambda journal: store.get(journal, Goal, 1).target_on)
    expected = [20, 20, 22, 22, 25, 25, 25]
    assert targets == [*(day(number) for number in expected), None]
    slips = told(book, range(3, 8), lambda journal: len(standings.of_goal(journal, 1).slips))
    assert slips == [0, 1, 1, 2, 2]


def test_a_goal_without_a_target_at_first(book: Book) -> None:
    with book.on(2) as journal:
        goals.add(journal, Facts(title="Speak"))
    with book.on(5) as journal:
        goals.edit(journal, 1, Facts(target_on=day(20), on=day(5)))
    targets = told(book, range(4, 6), lambda journal: store.get(journal, Goal, 1).target_on)
    assert targets == [None, day(20)]


def test_a_goals_progress(book: Book) -> None:
    with book.on(2) as journal:
        goals.add(journal, Facts(title="Speak"))
    for number, on, value in ((3, 3, "20"), (7, 7, "60"), (8, 5, "40")):
        with book.on(number) as journal:
            goals.check_in(journal, 1, value, on=day(on))
    progress = told(book, range(2, 9), lambda journal: standings.of_goal(journal, 1).progress)
    assert progress == [None, 20, 20, 40, 40, 60, 60]


def test_a_milestones_due_day_and_when_it_was_done(book: Book) -> None:
    with book.on(2) as journal:
        goals.add(journal, Facts(title="Speak"))
    with book.on(3) as journal:
        goals.add_milestone(journal, Facts(goal=1, title="Abstract", due_on=day(10)))
    with book.on(4) as journal:
        store.edit(journal, Kind.MILESTONE, 1, Facts(due_on=day(12), on=day(4)))
    with book.on(6) as journal:
        goals.milestone_done(journal, 1, day(5))
    with book.on(8) as journal:
        goals.reopen_milestone(journal, 1, day(7))
    with book.on(9) as journal:
        goals.milestone_done(journal, 1, day(9))
    due = told(book, range(2, 6), lambda journal: store.get(journal, Milestone, 1).due_on)
    assert due == [None, day(10), day(12), day(12)]
    done = told(book, range(3, 10), lambda journal: store.get(journal, Milestone, 1).done_on)
    assert done == [None, None, day(5), day(5), None, None, day(9)]
    progress = told(book, range(2, 10), lambda journal: standings.of_goal(journal, 1).progress)
    assert progress == [None, 0, 0, 100, 100, 0, 0, 100]


def test_an_actions_state_due_day_and_evidence(book: Book) -> None:
    with book.on(2) as journal:
        actions.add(journal, Facts(text="Draft", due_on=day(10)))
    with book.on(4) as journal:
        actions.edit(journal, 1, Facts(due_on=day(12), on=day(4)))
    with book.on(6) as journal:
        actions.done(journal, 1, day(5), "a link")
    with book.on(8) as journal:
        actions.reopen(journal, 1, day(7))
    with book.on(9) as journal:
        actions.drop(journal, 1, day(9))
    found = told(book, range(1, 10), lambda journal: store.get(journal, Action, 1))
    states = [action.state.value if action else None for action in found]
    assert states == [
        None, "open", "open", "open", "done", "done", "open", "open", "dropped",
    ]  # fmt: skip
    assert [action.due_on for action in found if action] == [day(10)] * 2 + [day(12)] * 6
    assert [action.done_on for action in found if action] == [None] * 3 + [day(5)] * 2 + [None] * 3
    assert [action.dropped_on for action in found if action] == [None] * 7 + [day(9)]
    assert [action.evidence for action in found if action] == [None] * 3 + ["a link"] * 2 + [
        None
    ] * 3


def test_advice_and_what_came_of_it(book: Book) -> None:
    with book.on(2) as journal:
        takeaways.add(journal, Facts(text="Record it", kind=TakeawayKind.ADVICE))
    with book.on(4) as journal:
        takeaways.outcome(journal, 1, Outcome.TRYING, day(4), "twice")
    with book.on(7) as journal:
        takeaways.outcome(journal, 1, Outcome.WORKED, day(6), "it did")
    with book.on(8) as journal:  # told late
        takeaways.outcome(journal, 1, Outcome.DECLINED, day(5), "not at first")
    found = told(book, range(1, 7), lambda journal: store.get(journal, Takeaway, 1))
    assert [line and (line.outcome, line.note) for line in found] == [
        None, ("pending", None), ("pending", None), ("trying", "twice"),
        ("declined", "not at first"), ("worked", "it did"),
    ]  # fmt: skip
    with book.as_of(None) as journal:
        now = store.get(journal, Takeaway, 1)
        assert (now.outcome, now.note) == ("worked", "it did")


def test_a_note_that_is_taken_away(book: Book) -> None:
    with book.on(2) as journal:
        takeaways.add(journal, Facts(text="Record it", kind=TakeawayKind.ADVICE))
        takeaways.outcome(journal, 1, Outcome.TRYING, day(2), "twice")
        assert takeaways.outcome(journal, 1, Outcome.WORKED, day(2), "").note is None


def test_a_questions_answer(book: Book) -> None:
    with book.on(2) as journal:
        takeaways.add(journal, Facts(text="Who?", kind=TakeawayKind.QUESTION))
    with book.on(4) as journal:
        takeaways.answer(journal, 1, "Ana", day(4))
    with book.on(5) as journal:
        takeaways.answer(journal, 1, "", day(5))
    answers = told(book, range(3, 6), lambda journal: store.get(journal, Takeaway, 1).answer)
    assert answers == [None, "Ana", None]


def test_a_session_planned_and_then_held(book: Book) -> None:
    with book.on(2) as journal:
        sessions.plan(journal, Facts(held_on=day(6), topic="Story", people=(DANA,)))
    with book.on(6) as journal:
        sessions.move(journal, 1, SessionState.HELD)
        sessions.edit(journal, 1, Facts(notes="Went well", minutes=45))
        takeaways.add(journal, Facts(text="Open with a story", session=1))
    found = told(book, range(1, 8), lambda journal: store.get(journal, Session, 1))
    states = [known.state.value if known else None for known in found]
    assert states == [None, "planned", "planned", "planned", "planned", "held", "held"]
    assert [known.notes for known in found if known] == [None] * 4 + ["Went well"] * 2
    assert [known.minutes for known in found if known] == [None] * 4 + [45] * 2
    assert {known.topic for known in found if known} == {"Story"}
    lines = told(
        book, range(5, 7), lambda journal: len(store.hanging_on(journal, Takeaway, "session", [1]))
    )
    assert lines == [0, 1]
    for number, seen in ((5, []), (6, [1])):
        with book.as_of(number, Audience.MANAGER) as journal:
            assert [known.id for known in store.select(journal, Session)] == seen
        with book.as_of(number, Audience.MENTOR, DANA) as journal:
            assert [known.id for known in store.select(journal, Session)] == [1]


def test_a_session_cancelled_and_one_logged_late(book: Book) -> None:
    with book.on(2) as journal:
        sessions.plan(journal, Facts(held_on=day(9), people=(DANA,)))
    with book.on(4) as journal:
        sessions.move(journal, 1, SessionState.CANCELLED, day(4), "ill")
    with book.on(8) as journal:
        sessions.add(journal, Facts(held_on=day(3), people=(DANA,)), SessionState.HELD)
    states = told(book, range(2, 5), lambda journal: store.get(journal, Session, 1).state.value)
    assert states == ["planned", "planned", "cancelled"]
    there = told(book, range(1, 5), lambda journal: len(store.select(journal, Session)))
    assert there == [0, 1, 2, 2]


@pytest.mark.parametrize("to", [3, 9])
def test_a_session_that_was_on_another_day_takes_its_lines_along(book: Book, to: int) -> None:
    with book.on(10) as journal:
        facts = Facts(held_on=day(6), people=(DANA,))
        id = sessions.add(journal, facts, SessionState.HELD)
        takeaways.add(journal, Facts(text="Record it", kind=TakeawayKind.ADVICE, session=id))
        actions.add(journal, Facts(text="Draft", session=id, due_on=day(20)))
        sessions.edit(journal, id, Facts(held_on=day(to)))
    with book.as_of(to - 1) as journal:
        assert (store.select(journal, Session), store.select(journal, Action, is_open=True)) == (
            [],
            [],
        )
        assert store.select(journal, Takeaway) == []
    with book.as_of(to) as journal:
        (line,) = store.hanging_on(journal, Takeaway, "session", [id])[id]
        (action,) = store.hanging_on(journal, Action, "session", [id])[id]
        assert (line.noted_on, line.outcome) == (day(to), "pending")
        assert (action.made_on, action.state, action.due_on) == (day(to), "open", day(20))


def test_a_mentorships_state_cadence_and_pauses(book: Book) -> None:
    with book.on(4) as journal:
        mentorships.edit(journal, 1, Facts(cadence=Cadence(months=1), on=day(4)))
    with book.on(6) as journal:
        running.pause(journal, 1, day(6), "summer")
    with book.on(8) as journal:
        running.resume(journal, 1, day(8))
    with book.on(10) as journal:
        running.end(journal, 1, day(9), "moved")
    with book.on(12) as journal:
        running.resume(journal, 1, day(11))
    found = told(book, range(1, 12), lambda journal: store.get(journal, Mentorship, 1))
    states = [known.state.value for known in found if known]
    assert states == ["active"] * 5 + ["paused"] * 2 + ["active"] + ["ended"] * 2 + ["active"]
    cadences = [str(known.cadence) for known in found if known]
    assert len(set(cadences[:3])) == len(set(cadences[3:])) == 1
    assert cadences[0] != cadences[-1]
    assert [known.ended_on for known in found if known] == [None] * 8 + [day(9)] * 2 + [None]
    assert [known.end_reason for known in found if known] == [None] * 8 + ["moved"] * 2 + [None]
    pauses = [
        [(pause.from_on, pause.until_on) for pause in known.pauses] for known in found if known
    ]
    assert pauses[4:8] == [[], [(day(6), None)], [(day(6), None)], [(day(6), day(8))]]


def test_a_mentorship_is_not_there_before_it_started(book: Book) -> None:
    with book.as_of(None) as journal:
        assert store.get(journal, Mentorship, 1).state is MentorshipState.ACTIVE
    with journals.reading(book.path, clock({}), lambda _: Lens(as_of=date(2026, 5, 31))) as journal:
        assert mentorships.everyone(journal, ended=True) == []


def test_a_win_has_its_day(book: Book) -> None:
    with book.on(8) as journal:
        store.add_of_day(journal, Facts(title="Talk given", happened_on=day(4)), kind=Kind.WIN)
    assert told(book, range(3, 5), lambda journal: len(store.select(journal, Win))) == [0, 1]


def test_a_line_told_of_a_record_that_came_later_has_no_link_yet(book: Book) -> None:
    with book.on(2) as journal:
        actions.add(journal, Facts(text="Draft"))
    with book.on(5) as journal:
        goals.add(journal, Facts(title="Speak"))
        actions.edit(journal, 1, Facts(goal=1, on=day(5)))
    linked = told(book, range(4, 6), lambda journal: bool(store.get(journal, Action, 1).goal))
    assert linked == [False, True]


# --- what is told of a day before the record was made, and behind a later change --------------------


def test_an_action_done_before_it_was_written_down_was_made_by_then(book: Book) -> None:
    with book.on(8) as journal:
        actions.add(journal, Facts(text="Draft", due_on=day(20)))
        action = actions.done(journal, 1, day(5))
    assert (action.state, action.done_on, action.made_on) == (ActionState.DONE, day(5), day(5))
    states = told(book, range(4, 6), lambda journal: store.get(journal, Action, 1).state)
    assert states == [None, ActionState.DONE]
    with book.as_of(5) as journal:
        assert store.get(journal, Action, 1).due_on == day(20)


def test_a_goal_that_is_to_end_before_it_began_says_how_it_begins_earlier(book: Book) -> None:
    with book.on(8) as journal:
        goals.add(journal, Facts(title="Speak"))
        with pytest.raises(JournalSaysNo) as refused:
            goals.close(journal, 1, GoalState.ACHIEVED, day(5))
        assert "--start" in refused.value.hint
        goals.edit(journal, 1, Facts(start_on=day(4), on=day(8)))
        assert goals.close(journal, 1, GoalState.ACHIEVED, day(5)).closed_on == day(5)


def test_a_target_moved_before_the_goal_was_written_down(book: Book) -> None:
    with book.on(8) as journal:
        goals.add(journal, Facts(title="Speak", target_on=day(20)))
        goals.edit(journal, 1, Facts(target_on=day(25), on=day(5)))
        assert store.get(journal, Goal, 1).target_on == day(25)
        assert [slip.days for slip in standings.of_goal(journal, 1).slips] == [5]


def test_a_milestone_done_before_it_was_written_down(book: Book) -> None:
    with book.on(8) as journal:
        goals.add(journal, Facts(title="Speak"))
        goals.add_milestone(journal, Facts(goal=1, title="Abstract", due_on=day(10)))
        assert goals.milestone_done(journal, 1, day(5)).done_on == day(5)
    with book.as_of(8) as journal:
        assert store.get(journal, Milestone, 1).done_on == day(5)


@pytest.mark.parametrize(
    "change",
    [
        lambda journal: goals.close(journal, 1, GoalState.ACHIEVED, day(3)),
        lambda journal: goals.reopen(journal, 1, day(3)),
        lambda journal: actions.reopen(journal, 1, day(3)),
        lambda journal: goals.reopen_milestone(journal, 1, day(3)),
        lambda journal: sessions.move(journal, 1, SessionState.NO_SHOW, day(3)),
        lambda journal: running.end(journal, 1, day(3)),
    ],
    ids=["close", "reopen", "action", "milestone", "session", "mentorship"],
)
def test_a_state_is_not_told_behind_a_later_one(
    book: Book, change: Callable[[Journal], object]
) -> None:
    with book.on(2) as journal:
        goals.add(journal, Facts(title="Speak"))
        goals.add_milestone(journal, Facts(goal=1, title="Abstract"))
        actions.add(journal, Facts(text="Draft"))
        sessions.plan(journal, Facts(held_on=day(6), people=(DANA,)))
    with book.on(6) as journal:
        goals.pause(journal, 1, day(5))
        goals.milestone_done(journal, 1, day(5))
        actions.done(journal, 1, day(5))
        sessions.move(journal, 1, SessionState.CANCELLED, day(5))
        running.pause(journal, 1, day(5))
    with pytest.raises(MentorlogError, match="Wed 3 Jun"), book.on(8) as journal:
        change(journal)


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.one_of(st.none(), st.integers(10, 20))),
        min_size=1,
        max_size=6,
    )
)
def test_a_column_is_the_newest_events_value_in_whatever_order_they_are_told(
    moves: list[tuple[int, int | None]],
) -> None:
    from mentorlog.journal import storage

    connection = storage.in_memory()
    connection.execute("INSERT INTO people (name, is_me) VALUES ('Priya', 1)")
    today = clock({"MENTORLOG_TODAY": "2026-06-09"})
    journal = Journal(connection, Path("x.db"), today, Lens())
    goals.add(journal, Facts(title="Speak", start_on=day(1)))
    expected: dict[int, date | None] = {1: None}
    for on, target in moves:
        wanted = day(target) if target else None
        now = store.get(journal, Goal, 1).target_on
        change = Facts(target_on=wanted or store.AWAY)
        goals.edit(journal, 1, {**change, "on": day(on)})
        if wanted != now:
            expected[on] = wanted
        newest = expected[max(expected)]
        assert store.get(journal, Goal, 1).target_on == newest
    for number in range(1, 10):
        past = {on: target for on, target in expected.items() if on <= number}
        found = events.value_on(journal, Kind.GOAL, 1, ("target",), day(number))
        assert (date.fromisoformat(found) if found else None) == past[max(past)]


def test_a_course_says_of_each_day_what_is_shown_as_of_it(book: Book) -> None:
    drawn = random.Random(1)
    with book.on(2) as journal:
        facts = Facts(title="Speak", readers=(DANA,), visibility=Visibility.PUBLIC)
        goals.add(journal, facts)
    told_on = sorted(drawn.choices(range(2, 28), k=11))
    for number in told_on:
        with book.on(number) as journal:
            _something(journal, drawn, day(number))
    days = sorted({2, *told_on, max(told_on) + 1, 30})  # between them nothing changes
    for reader in ((Audience.ME, None), (Audience.MENTOR, DANA), (Audience.MANAGER, None)):
        with book.as_of(None, *reader) as journal:
            course = standings.courses(journal, [store.get(journal, Goal, 1)])[1]
        by_day = [course.at((day(number), sys.maxsize)) for number in days]
        assert by_day == [_progress_as_of(book, number, *reader) for number in days], reader


def _something(journal: Journal, drawn: random.Random, on: date) -> None:
    """A milestone is added, reached or opened again, or a reading made."""
    found = store.select(journal, Milestone)
    reached = [point.id for point in found if point.done_on]
    to_come = [point.id for point in found if not point.done_on]
    what = drawn.random()
    if what < 0.3 or not found:
        seen = drawn.choice(list(Visibility))
        goals.add_milestone(journal, Facts(goal=1, title=f"Point {len(found)}", visibility=seen))
    elif what < 0.6 and to_come:
        goals.milestone_done(journal, drawn.choice(to_come), on)
    elif what < 0.75 and reached:
        goals.reopen_milestone(journal, drawn.choice(reached), on)
    else:
        goals.check_in(journal, 1, str(drawn.randrange(0, 101, 10)), on=on)


def _progress_as_of(
    book: Book, number: int, audience: Audience, partner: int | None
) -> float | None:
    with book.as_of(number, audience, partner) as journal:
        return standings.of_goal(journal, 1).progress
