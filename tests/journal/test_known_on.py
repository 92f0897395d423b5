"""What the journal knew on an earlier day: the change log played back."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentorlog import journal as journals
from mentorlog.dates import clock, local_day_to_utc, utc_to_local_day
from mentorlog.errors import MentorlogError
from mentorlog.journal import (
    EVERYTHING,
    Journal,
    Lens,
    actions,
    goals,
    mentorships,
    people,
    running,
    sessions,
    storage,
    store,
    takeaways,
)
from mentorlog.journal.past import known, undo
from mentorlog.journal.store import Facts
from mentorlog.journal.tables import LOGGED
from mentorlog.periods import Cadence
from mentorlog.records import (
    Audience,
    Goal,
    GoalState,
    Outcome,
    Role,
    SessionState,
    TakeawayKind,
    Visibility,
)

if TYPE_CHECKING:
    from tests.conftest import Once

Row = dict[str, Any]
Dump = dict[str, list[Row]]
START, TODAY = date(2026, 6, 1), date(2026, 6, 30)
VISIBILITY = {"visibility", "notes_visibility"}


class Book:
    """A journal written day by day, and read on the last of June."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, day: date, what: Callable[[Journal], object]) -> None:
        """One command on that day."""
        today = clock({"MENTORLOG_TODAY": day.isoformat()})
        with journals.writing(self.path, today, "test", owner_name=lambda: "Priya") as journal:
            what(journal)

    def by_hand(self, instant: str, *statements: str) -> None:
        """What another program did at that instant: it knows no operation."""
        with closing(sqlite3.connect(self.path)) as connection:
            (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()
            for statement in statements:
                connection.execute(statement)
            connection.execute("UPDATE changes SET at = ? WHERE id > ?", [instant, last])
            connection.commit()

    def dump(self, lens: Lens = EVERYTHING, tables: Iterable[str] = LOGGED) -> Dump:
        """All rows of all logged tables, or of some, as the lens shows them."""
        today = clock({"MENTORLOG_TODAY": TODAY.isoformat()})
        with journals.reading(self.path, today, lambda _: lens) as journal:
            return {
                table: sorted(
                    (dict(row) for row in journal.rows(f"SELECT * FROM {table}")), key=repr
                )
                for table in tables
            }


@pytest.fixture
def book(journal: Path) -> Book:
    return Book(journal)


def day(number: int) -> date:
    return date(2026, 6, number)


# --- replay: whatever was done, each day reads as it read then -----------------------------------


def _someone(journal: Journal, chance: random.Random) -> int:
    return chance.choice([row["id"] for row in journal.rows("SELECT id FROM people")])


def _one(journal: Journal, chance: random.Random, table: str) -> int:
    found = [row["id"] for row in journal.rows(f"SELECT id FROM {table}")]
    return chance.choice(found or [1])


Command = Callable[[Journal, random.Random, date], object]
WORDS = ("alpha", "beta", "gamma", "delta")


def _visibility(chance: random.Random) -> Visibility:
    return chance.choice(list(Visibility))


def _edit_goal(journal: Journal, chance: random.Random, on: date) -> None:
    change = Facts(
        title=chance.choice(WORDS),
        target_on=chance.choice([None, on + timedelta(30)]),
        visibility=_visibility(chance),
    )
    goals.edit(journal, _one(journal, chance, "goals"), {**change, "on": on})


def _hold(journal: Journal, chance: random.Random, on: date) -> None:
    facts = Facts(held_on=on, people=(_someone(journal, chance),), minutes=45)
    id = sessions.add(journal, facts, SessionState.HELD)
    takeaways.add(journal, Facts(text=chance.choice(WORDS), session=id))
    takeaways.add(journal, Facts(text="Try it", kind=TakeawayKind.ADVICE, session=id))


COMMANDS: tuple[Command, ...] = (
    lambda journal, chance, _: goals.add(journal, Facts(title=chance.choice(WORDS))),
    _edit_goal,
    lambda journal, chance, on: goals.check_in(
        journal, _one(journal, chance, "goals"), str(chance.randrange(100)), on=on
    ),
    lambda journal, chance, on: goals.close(
        journal, _one(journal, chance, "goals"), GoalState.DROPPED, on
    ),
    lambda journal, chance, on: goals.reopen(journal, _one(journal, chance, "goals"), on),
    lambda journal, chance, _: goals.add_milestone(
        journal, Facts(goal=_one(journal, chance, "goals"), title=chance.choice(WORDS))
    ),
    lambda journal, chance, on: goals.milestone_done(
        journal, _one(journal, chance, "milestones"), on
    ),
    _hold,
    lambda journal, chance, on: takeaways.outcome(
        journal, _one(journal, chance, "takeaways"), chance.choice(list(Outcome)), on=on
    ),
    lambda journal, chance, on: actions.add(journal, Facts(text=chance.choice(WORDS), due_on=on)),
    lambda journal, chance, on: actions.done(journal, _one(journal, chance, "actions"), on),
    lambda journal, chance, on: actions.edit(
        journal, _one(journal, chance, "actions"), Facts(due_on=on + timedelta(9), on=on)
    ),
    lambda journal, chance, _: people.edit(
        journal, _someone(journal, chance), Facts(name=chance.choice(WORDS))
    ),
    lambda journal, chance, on: running.pause(
        journal, _one(journal, chance, "mentorships"), on, None
    ),
    lambda journal, chance, _: journal.link(
        "taggings",
        kind="goal",
        record=store.get(journal, Goal, _one(journal, chance, "goals")).id,
        tag=chance.choice(WORDS),
    ),
    lambda journal, chance, _: journal.delete(
        table := chance.choice(["goals", "sessions", "actions", "takeaways", "milestones"]),
        _one(journal, chance, table),
    ),
    lambda journal, *_: undo.back(journal),
)


def _some_days(book: Book, seeds: list[int]) -> Iterator[date]:
    plan = Facts(cadence=Cadence(days=14))
    book.write(START, lambda journal: mentorships.add(journal, "Dana", Role.MENTOR, plan))
    yield START
    for number, seed in enumerate(seeds, 2):
        chance = random.Random(seed)
        for command in chance.choices(COMMANDS, k=3):
            with suppress(MentorlogError, sqlite3.IntegrityError):
                book.write(day(number), lambda journal: command(journal, chance, day(number)))  # noqa: B023
        if seed % 3 == 0:
            swap = "UPDATE goals SET why = coalesce(why, '') || 'x' WHERE id = 1"
            book.by_hand(f"{day(number)}T13:00:00.000Z", swap)
        yield day(number)


def _with_visibility_of(then: Dump, today: Dump) -> Dump:
    now = {(table, row["id"]): row for table in today for row in today[table] if "id" in row}
    return {
        table: sorted(
            (
                {
                    name: now.get((table, row.get("id")), row)[name]
                    if name in VISIBILITY
                    else value
                    for name, value in row.items()
                }
                for row in rows
            ),
            key=repr,
        )
        for table, rows in then.items()
    }


@settings(max_examples=settings().max_examples // 4)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=14))
def test_each_day_reads_as_it_read_then(seeds: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Book(Path(folder) / "journal.db")
        remembered = {on: book.dump() for on in _some_days(book, seeds)}
        today = book.dump()
        for on, then in remembered.items():
            assert book.dump(Lens(known_on=on)) == _with_visibility_of(then, today), on
        assert not any(book.dump(Lens(known_on=START - timedelta(1))).values())


@settings(max_examples=settings().max_examples // 10)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
def test_nobody_else_reads_a_record_or_a_word_that_is_not_there_for_them_today(
    seeds: list[int],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Book(Path(folder) / "journal.db")
        days = list(_some_days(book, seeds))
        for eyes in (Lens(Audience.MENTOR, 2), Lens(Audience.MANAGER)):
            today = book.dump(eyes)
            for on in days:
                then = book.dump(eyes._replace(known_on=on))
                for table in LOGGED:
                    assert _shown(then[table]) <= _shown(today[table])


def _shown(rows: list[Row]) -> set[tuple[Any, Any]]:
    """Each record, and each word beside it, that a reader meets."""
    found: set[tuple[Any, Any]] = set()
    for row in rows:
        key = row.get("id", repr(row))
        texts = ("name", "title", "text", "topic", "notes", "why", "note", "evidence")
        found |= {(key, None), *((key, row[name]) for name in texts if row.get(name))}
    return found


# --- one thing after the other -------------------------------------------------------------------


@pytest.fixture
def told(book: Book, once: Once) -> Book:
    """A goal of Priya's, shared with Dana."""

    def write() -> None:
        book.write(day(1), lambda journal: mentorships.add(journal, "Dana", Role.MENTOR, Facts()))
        book.write(day(2), lambda journal: goals.add(journal, Facts(title="Speak")))

    once("a goal shared with Dana", write)
    return book


def titles(book: Book, lens: Lens) -> list[str]:
    return [row["title"] for row in book.dump(lens, ["goals"])["goals"]]


MENTOR = Lens(Audience.MENTOR, 2)


def test_what_was_told_late_was_not_known(told: Book) -> None:
    told.write(day(9), lambda journal: goals.check_in(journal, 1, "40", on=day(3)))
    for on, known_then in ((8, False), (9, True)):
        fields = {row["field"] for row in told.dump(Lens(known_on=day(on)))["events"]}
        assert ("progress" in fields) is known_then
    assert "progress" in {row["field"] for row in told.dump(Lens(as_of=day(5)))["events"]}


def test_a_record_that_is_gone_shows_to_me_only(told: Book) -> None:
    told.write(day(9), lambda journal: journal.delete("goals", 1))
    assert titles(told, Lens(known_on=day(5))) == ["Speak"]
    assert titles(told, MENTOR._replace(known_on=day(5))) == []
    assert titles(told, Lens(known_on=day(9))) == []
    told.write(day(10), lambda journal: undo.back(journal))
    assert titles(told, MENTOR._replace(known_on=day(5))) == ["Speak"]
    assert titles(told, Lens(known_on=day(9))) == []


def test_visibility_is_todays(told: Book) -> None:
    days = (5, 10)  # before it was hidden, and while it was
    hide, show = (Facts(visibility=level) for level in (Visibility.PRIVATE, Visibility.SHARED))
    told.write(day(9), lambda journal: goals.edit(journal, 1, {**hide, "on": day(9)}))
    assert all(titles(told, MENTOR._replace(known_on=day(on))) == [] for on in days)
    told.write(day(12), lambda journal: goals.edit(journal, 1, {**show, "on": day(12)}))
    assert all(titles(told, MENTOR._replace(known_on=day(on))) == ["Speak"] for on in days)


def test_words_that_were_edited_out_are_mine(told: Book) -> None:
    told.write(day(5), lambda journal: goals.edit(journal, 1, Facts(title="Talk", on=day(5))))
    assert titles(told, Lens(known_on=day(3))) == ["Speak"]
    assert titles(told, MENTOR._replace(known_on=day(3))) == ["Talk"]


def test_who_attended_is_todays_answer(told: Book) -> None:
    """A person taken out of a session since may not read what it was about."""
    facts = Facts(held_on=day(3), people=(2,), topic="Slides")
    told.write(day(3), lambda journal: sessions.add(journal, facts, SessionState.HELD))
    assert len(told.dump(MENTOR._replace(known_on=day(4)))["sessions"]) == 1
    told.by_hand(f"{day(6)}T12:00:00.000Z", "DELETE FROM attendees")
    assert told.dump(MENTOR._replace(known_on=day(4)))["sessions"] == []
    assert len(told.dump(Lens(known_on=day(4)))["attendees"]) == 1


def test_a_shell_edit_counts_by_its_instant(told: Book) -> None:
    told.by_hand(f"{day(6)}T12:00:00.000Z", "UPDATE goals SET title = 'Shell'")
    assert titles(told, Lens(known_on=day(5))) == ["Speak"]
    assert titles(told, Lens(known_on=day(6))) == ["Shell"]
    told.by_hand(f"{day(7)}T12:00:00.000Z", "UPDATE goals SET id = 7")
    assert [row["id"] for row in told.dump(Lens(known_on=day(6)))["goals"]] == [1]
    assert [row["id"] for row in told.dump(Lens(known_on=day(7)))["goals"]] == [7]


needs_zones = pytest.mark.skipif(not hasattr(time, "tzset"), reason="zones cannot be set here")


@needs_zones
def test_a_days_end_is_local(told: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        told.by_hand(f"{day(6)}T11:59:59.999Z", "UPDATE goals SET title = 'On the sixth'")
        told.by_hand(f"{day(6)}T12:00:00.000Z", "UPDATE goals SET title = 'On the seventh'")
        assert titles(told, Lens(known_on=day(6))) == ["On the sixth"]
        assert titles(told, Lens(known_on=day(7))) == ["On the seventh"]
    finally:
        monkeypatch.undo()
        time.tzset()


@needs_zones
@example(date(2026, 3, 8), "America/Havana")  # Its summer begins at midnight.
@given(st.dates(date(1970, 1, 2)), st.sampled_from(["UTC", "America/Havana", "Asia/Kolkata"]))
def test_a_local_day_begins_where_the_one_before_ends(on: date, zone: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        first = local_day_to_utc(on)
        assert utc_to_local_day(first) == on
    time.tzset()


def test_the_calendars_edge() -> None:
    assert local_day_to_utc(date.min) < local_day_to_utc(date.max)


def test_a_script_that_tells_an_earlier_day_later_keeps_both(told: Book) -> None:
    """The log is then not in order of its instants, and each column is as of the day it was set."""
    told.write(day(20), lambda journal: journal.update("goals", 1, title="Talk"))
    told.write(day(5), lambda journal: journal.update("goals", 1, why="Because"))
    (goal,) = told.dump(Lens(known_on=day(10)))["goals"]
    assert (goal["title"], goal["why"]) == ("Speak", "Because")


def test_both_clocks(told: Book) -> None:
    told.write(day(9), lambda journal: goals.close(journal, 1, GoalState.ACHIEVED, day(4)))
    states = {
        (known_on, as_of): told.dump(Lens(as_of=day(as_of), known_on=day(known_on)))["goals"][0][
            "state"
        ]
        for known_on in (5, 9)
        for as_of in (3, 5, 20)
    }
    assert states == {
        (5, 3): "active", (5, 5): "active", (5, 20): "active",
        (9, 3): "active", (9, 5): "achieved", (9, 20): "achieved",
    }  # fmt: skip
    assert told.dump(Lens(as_of=day(1), known_on=day(5)))["goals"] == []


def test_the_day_figures_are_of() -> None:
    today = clock({"MENTORLOG_TODAY": TODAY.isoformat()})
    for lens, on in (
        (Lens(known_on=day(5)), day(5)),
        (Lens(known_on=day(5), as_of=day(3)), day(3)),
        (Lens(known_on=day(5), as_of=day(9)), day(9)),
    ):
        with journals.reading(
            Path("/nowhere/journal.db"), today, lambda _, lens=lens: lens
        ) as read:
            assert read.today == on


def test_nothing_but_temporary_tables_is_made(told: Book) -> None:
    before = told.path.read_bytes()
    told.dump(MENTOR._replace(known_on=day(1)))
    assert told.path.read_bytes() == before


def test_the_tables_keep_their_indexes(told: Book) -> None:
    with closing(storage.connect(told.path)) as connection:
        known.make_tables(connection)
        known.take_back(connection, day(1), with_gone=True)
        for sql in (
            "SELECT * FROM known_goals WHERE id = 1",
            "SELECT * FROM known_events WHERE kind = 'goal' AND record = 1",
            "SELECT * FROM known_attendees WHERE session = 1",
        ):
            plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
            assert all(step.startswith("SEARCH") for step in plan), plan
