"""Who sees what: section 7's rules one by one, and what the views must be for them to hold."""

from __future__ import annotations

import ast
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import mentorlog
from mentorlog.dates import clock
from mentorlog.errors import NotFound
from mentorlog.journal import (
    EVERYTHING,
    Journal,
    Lens,
    actions,
    course,
    events,
    mentorships,
    sessions,
    standings,
    storage,
    store,
)
from mentorlog.journal.lens.views import views as views_of
from mentorlog.journal.references import resolve
from mentorlog.journal.tables import LOGGED
from mentorlog.records import (
    Action,
    Agreement,
    Audience,
    Goal,
    Kind,
    Milestone,
    Rating,
    Session,
    SessionState,
    Takeaway,
    TakeawayKind,
    Win,
)

CLOCK = clock({"MENTORLOG_TODAY": "2026-11-22"})
ME, DANA, SAM, LEE, KIM, MAX = range(1, 7)
NAMES = ("Priya", "Dana", "Sam", "Lee", "Kim", "Max")
DAY = "2026-06-01"

MENTOR, MENTEE = Lens(Audience.MENTOR, DANA), Lens(Audience.MENTEE, SAM)
PEER, OTHER_MENTEE = Lens(Audience.PEER, LEE), Lens(Audience.MENTEE, KIM)
MANAGER = Lens(Audience.MANAGER)
LENSES = {"mentor": MENTOR, "mentee": MENTEE, "peer": PEER, "kim": OTHER_MENTEE, "manager": MANAGER}
ON_A_DAY = [Lens(lens.audience, lens.partner, date(2026, 7, 1)) for lens in LENSES.values()]
PARTED = Lens(Audience.MENTOR, DANA, date(2026, 7, 1), parted_on=date(2026, 7, 1))
UNLIKE = [EVERYTHING, Lens(as_of=date(2026, 7, 1)), MENTOR, MANAGER, ON_A_DAY[0], PARTED]
"""One of each kind of lens: which partner it is for changes only a number in its views."""


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """A journal of mine with a mentor, a mentee, a peer, another mentee, and Max."""
    with closing(storage.blank()) as connection:
        connection.deserialize(_people())
        yield connection


@cache
def _people() -> bytes:
    connection = storage.in_memory()
    for id, name in enumerate(NAMES, 1):
        put(connection, "people", id=id, name=name, is_me=1 if id == ME else None)
    for mentor, mentee, peers in ((DANA, ME, 0), (ME, SAM, 0), (ME, LEE, 1), (ME, KIM, 0)):
        put(connection, "mentorships", mentor=mentor, mentee=mentee, peers=peers,
            started_on="2026-01-01", cadence_days=14)  # fmt: skip
    return connection.serialize()


def put(connection: sqlite3.Connection, table: str, **row: Any) -> int:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    cursor = connection.execute(
        f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
    )
    assert cursor.lastrowid
    return cursor.lastrowid


def goal(db: sqlite3.Connection, owner: int = ME, **row: Any) -> int:
    return put(db, "goals", **{"owner": owner, "title": "Goal", "start_on": DAY, **row})


def session(db: sqlite3.Connection, *people: int, **row: Any) -> int:
    id = put(db, "sessions", **{"held_on": DAY, "topic": "Topic", **row})
    for person in people:
        put(db, "attendees", session=id, person=person)
    return id


def takeaway(db: sqlite3.Connection, **row: Any) -> int:
    return put(db, "takeaways", **{"text": "Text", "noted_on": DAY, **row})


def action(db: sqlite3.Connection, owner: int = ME, **row: Any) -> int:
    return put(db, "actions", **{"text": "Text", "owner": owner, "made_on": DAY, **row})


def win(db: sqlite3.Connection, **row: Any) -> int:
    return put(db, "wins", **{"title": "Win", "happened_on": DAY, **row})


def read_by(db: sqlite3.Connection, kind: str, id: int, *people: int) -> int:
    for person in people:
        put(db, "readers", kind=kind, record=id, person=person)
    return id


def read(db: sqlite3.Connection, lens: Lens, sql: str) -> list[tuple[Any, ...]]:
    if lens.until:
        lens.lay_over(db)
    else:
        for name, body in _needed(db, lens, sql):
            db.execute(f"CREATE TEMP VIEW {name} AS {body}")
    try:
        return [tuple(row) for row in db.execute(sql)]
    finally:
        for (name,) in db.execute("SELECT name FROM temp.sqlite_schema").fetchall():
            db.execute(f"DROP VIEW temp.{name}")


def _needed(db: sqlite3.Connection, lens: Lens, sql: str) -> Iterator[tuple[str, str]]:
    """Of a lens's views those that a statement looks through, as it takes long to lay them all."""
    views = {} if lens == EVERYTHING else dict(views_of(db, lens, "main."))
    asked = [sql]
    while asked:
        for name in set(re.findall(r"(?<![.\w])\w+", asked.pop())) & views.keys():
            asked.append(views.pop(name))
            yield name, asked[-1]


def seen(db: sqlite3.Connection, table: str) -> set[str]:
    """Who sees anything of a table that holds one record."""
    return {name for name, lens in LENSES.items() if read(db, lens, f"SELECT id FROM {table}")}


def ids(db: sqlite3.Connection, sql: str) -> dict[str, list[int]]:
    """Which records each of them sees of those that a statement reads."""
    return {name: sorted(id for (id,) in read(db, lens, sql)) for name, lens in LENSES.items()}


# --- one kind after the other ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "readers", "visibility", "who"),
    [
        (ME, (DANA, LEE), "private", ""),
        (ME, (DANA, LEE), "shared", "mentor peer"),
        (ME, (), "shared", ""),
        (ME, (DANA,), "public", "mentor mentee peer kim manager"),
        (SAM, (), "shared", "mentee"),
        (SAM, (DANA,), "shared", "mentor mentee"),
        (SAM, (DANA,), "private", ""),
        (MAX, (), "shared", ""),
    ],
)
def test_a_shared_goal_is_its_readers_and_its_owners(
    db: sqlite3.Connection, owner: int, readers: tuple[int, ...], visibility: str, who: str
) -> None:
    read_by(db, "goal", goal(db, owner, visibility=visibility), *readers)
    assert seen(db, "goals") == set(who.split())


@pytest.mark.parametrize(
    ("people", "visibility", "who"),
    [
        ((DANA,), "private", ""),
        ((DANA,), "shared", "mentor manager"),
        ((DANA, SAM), "shared", "mentor mentee manager"),
        ((LEE,), "public", "mentor mentee peer kim manager"),
        ((MAX,), "shared", ""),
        ((MAX,), "public", "mentor mentee peer kim manager"),
        ((), "shared", ""),
    ],
)
def test_a_session_is_theirs_who_attended(
    db: sqlite3.Connection, people: tuple[int, ...], visibility: str, who: str
) -> None:
    session(db, *people, visibility=visibility)
    assert seen(db, "sessions") == set(who.split())


@pytest.mark.parametrize("state", ["planned", "cancelled", "no-show"])
def test_a_manager_learns_of_sessions_that_were_held(db: sqlite3.Connection, state: str) -> None:
    session(db, DANA, state=state)
    assert seen(db, "sessions") == {"mentor"}


def test_a_private_mentorships_sessions_are_not_the_managers(db: sqlite3.Connection) -> None:
    db.execute("UPDATE mentorships SET visibility = 'private' WHERE mentor = 2")
    session(db, DANA)
    assert read(db, MANAGER, "SELECT * FROM sessions") == []
    assert read(db, MANAGER, "SELECT * FROM attendees") == []
    assert ("Dana",) not in read(db, MANAGER, "SELECT name FROM people")
    assert read(db, MENTOR, "SELECT * FROM mentorships") == []


@pytest.mark.parametrize(
    ("notes", "who"), [("private", ""), ("shared", "mentor"), ("public", "mentor")]
)
def test_notes_have_a_visibility_of_their_own_and_are_never_public(
    db: sqlite3.Connection, notes: str, who: str
) -> None:
    session(db, DANA, visibility="public", notes="Notes", notes_visibility=notes)
    found = {
        name
        for name, lens in LENSES.items()
        if ("Notes",) in read(db, lens, "SELECT notes FROM sessions")
    }
    assert found == set(who.split())


LEVELS = ("private", "shared", "public")


@pytest.mark.parametrize("table", ["takeaways", "actions"])
def test_no_line_is_more_visible_than_its_session_or_its_goal(
    db: sqlite3.Connection, table: str
) -> None:
    who = {"private": set(), "shared": {"mentor"}, "public": set(LENSES)}
    expected: dict[str, set[int]] = {name: set() for name in LENSES}
    for of_session, of_goal, line in product(LEVELS, repeat=3):
        hangs = {
            "session": session(db, DANA, visibility=of_session),
            "goal": read_by(db, "goal", goal(db, visibility=of_goal), DANA),
            "visibility": line,
        }
        id = takeaway(db, **hangs) if table == "takeaways" else action(db, **hangs)
        for name in who[min(of_session, of_goal, line, key=LEVELS.index)]:
            expected[name].add(id)
    for name, lens in LENSES.items():
        assert {id for (id,) in read(db, lens, f"SELECT id FROM {table}")} == expected[name], name


@pytest.mark.parametrize("table", ["takeaways", "actions"])
def test_a_line_of_a_goal_that_an_attendee_may_not_see_is_not_theirs(
    db: sqlite3.Connection, table: str
) -> None:
    hangs = {"session": session(db, DANA, SAM), "goal": read_by(db, "goal", goal(db), DANA)}
    takeaway(db, **hangs) if table == "takeaways" else action(db, **hangs)
    assert seen(db, table) == {"mentor"}


@pytest.mark.parametrize(
    ("owner", "readers", "who"),
    [
        (ME, (), ""),
        (ME, (DANA, SAM), "mentor mentee"),
        (SAM, (), "mentee"),
        (SAM, (DANA,), "mentor mentee"),
        (MAX, (), ""),
    ],
)
def test_an_action_of_no_session_is_its_readers_and_its_owners(
    db: sqlite3.Connection, owner: int, readers: tuple[int, ...], who: str
) -> None:
    read_by(db, "action", action(db, owner), *readers)
    assert seen(db, "actions") == set(who.split())


def test_what_hangs_on_a_goal_is_for_its_readers_at_most(db: sqlite3.Connection) -> None:
    mine = read_by(db, "goal", goal(db), DANA)
    read_by(db, "action", action(db, goal=mine), DANA, SAM)
    read_by(db, "win", win(db, goal=mine), DANA, SAM)
    read_by(db, "takeaway", takeaway(db, goal=mine), DANA, SAM)
    for table in ("actions", "wins", "takeaways"):
        assert seen(db, table) == {"mentor"}


def test_an_action_of_a_session_is_its_attendees_alone(db: sqlite3.Connection) -> None:
    action(db, SAM, session=session(db, DANA))
    assert seen(db, "actions") == {"mentor"}


@pytest.mark.parametrize(
    ("visibility", "who"),
    [
        ("shared", "mentor peer"),
        ("private", ""),
        ("public", "mentor mentee peer kim manager"),
    ],
)
def test_what_hangs_on_nothing_is_its_readers(
    db: sqlite3.Connection, visibility: str, who: str
) -> None:
    read_by(db, "takeaway", takeaway(db, visibility=visibility), DANA, LEE)
    read_by(db, "win", win(db, visibility=visibility), DANA, LEE)
    assert seen(db, "takeaways") == set(who.split())
    assert seen(db, "wins") == set(who.split())


@pytest.mark.parametrize(
    ("of_goal", "of_win", "who"),
    [
        ("private", "public", ""),
        ("shared", "shared", "mentor"),
        ("shared", "public", "mentor mentee peer kim manager"),
        ("public", "private", ""),
    ],
)
def test_a_public_win_stands_by_itself_and_a_private_goal_hides_it(
    db: sqlite3.Connection, of_goal: str, of_win: str, who: str
) -> None:
    of = read_by(db, "goal", goal(db, visibility=of_goal), DANA)
    read_by(db, "win", win(db, goal=of, visibility=of_win), DANA)
    assert seen(db, "wins") == set(who.split())
    if of_goal == "shared" and of_win == "public":
        assert read(db, MANAGER, "SELECT goal FROM wins") == [(None,)]


def test_a_partner_reads_of_a_public_record_what_everybody_does(db: sqlite3.Connection) -> None:
    """Sam is no reader of it, so that what stands beside the title is not for him either."""
    theirs = read_by(db, "goal", goal(db, visibility="public", why="Why"), DANA)
    put(db, "taggings", kind="goal", record=theirs, tag="x")
    put(db, "events", kind="goal", record=theirs, field="target", happened_on=DAY, person=ME,
        new="2027-01-01", note="Reason")  # fmt: skip
    met = session(db, DANA, visibility="public", mode="video")
    for lens, expected in ((MENTOR, True), (MENTEE, False), (MANAGER, False)):
        assert read(db, lens, "SELECT why FROM goals") == [("Why" if expected else None,)]
        assert read(db, lens, "SELECT note FROM events") == [("Reason" if expected else None,)]
        assert bool(read(db, lens, "SELECT * FROM taggings")) is expected
        assert read(db, lens, f"SELECT mode FROM sessions WHERE id = {met}") == [
            ("video" if expected else None,)
        ]
    assert read(db, MENTEE, "SELECT * FROM attendees") == []
    assert ("Dana",) not in read(db, MENTEE, "SELECT name FROM people")


def test_a_reader_is_told_of_no_other_one(db: sqlite3.Connection) -> None:
    read_by(db, "goal", goal(db), DANA, LEE)
    assert read(db, MENTOR, "SELECT person FROM readers") == [(DANA,)]
    assert read(db, PEER, "SELECT person FROM readers") == [(LEE,)]
    assert read(db, MENTEE, "SELECT person FROM readers") == []
    assert read(db, MANAGER, "SELECT person FROM readers") == []


def test_what_an_event_changed_is_told_from_what_its_reader_may_see(db: sqlite3.Connection) -> None:
    mine = read_by(db, "goal", goal(db, visibility="public"), DANA)
    for day, value, level in (
        ("01", "20", "shared"),
        ("02", "73", "private"),
        ("03", "40", "shared"),
    ):
        old = {"01": None, "02": "20", "03": "73"}[day]
        put(db, "events", kind="goal", record=mine, field="progress", happened_on=f"2026-06-{day}",
            person=ME, old=old, new=value, visibility=level)  # fmt: skip
    for lens in (MENTOR, MANAGER):
        assert read(db, lens, "SELECT old, new FROM events") == [(None, "20"), ("20", "40")]
    assert len(read(db, EVERYTHING, "SELECT old FROM events WHERE old = '73'")) == 1


def test_words_replaced_in_private_stay_private(db: sqlite3.Connection) -> None:
    line = read_by(db, "takeaway", takeaway(db, kind="question", answer="Now"), DANA)
    for day, words in (("01", "Secret"), ("02", "Now")):
        put(db, "events", kind="takeaway", record=line, field="answer", happened_on=f"2026-06-{day}",
            person=ME, new=words, visibility="private")  # fmt: skip
    assert read(db, MENTOR, "SELECT new, old FROM events") == [("Now", None)]
    then = Lens(Audience.MENTOR, DANA, date(2026, 6, 1))
    assert read(db, then, "SELECT answer FROM takeaways") == [(None,)]


def test_a_mentorship_is_seen_by_its_two_and_by_the_manager(db: sqlite3.Connection) -> None:
    pairs = "SELECT mentor, mentee FROM mentorships ORDER BY id"
    assert read(db, MENTOR, pairs) == [(DANA, ME)]
    assert read(db, OTHER_MENTEE, pairs) == [(ME, KIM)]
    assert read(db, MANAGER, pairs) == [(DANA, ME), (ME, SAM), (ME, LEE), (ME, KIM)]
    assert read(db, MANAGER, "SELECT DISTINCT cadence_days FROM mentorships") == [(14,)]


def test_a_manager_learns_that_a_mentorship_exists_and_nothing_of_its_course(
    db: sqlite3.Connection,
) -> None:
    db.execute("UPDATE mentorships SET state = 'ended', ended_on = '2026-09-01', end_reason = 'Row',"
               " purpose = 'Purpose', planned_end_on = '2026-12-01'")  # fmt: skip
    put(db, "pauses", mentorship=1, from_on=DAY)
    put(db, "events", kind="mentorship", record=1, field="state", happened_on=DAY, new="ended")
    session(db, DANA, held_on="2026-03-03")
    columns = "purpose, started_on, planned_end_on, ended_on, end_reason, state"
    rows = read(db, MANAGER, f"SELECT {columns} FROM mentorships ORDER BY id")
    assert rows[0] == (None, "2026-03-03", None, None, None, None)
    assert rows[1] == (None, "9999-12-31", None, None, None, None)
    assert read(db, MANAGER, "SELECT * FROM pauses") == []
    assert read(db, MANAGER, "SELECT * FROM events") == []


def test_a_manager_reads_a_name_where_the_mentorship_is_public(db: sqlite3.Connection) -> None:
    names = "SELECT name FROM people ORDER BY id"
    hidden = [("Priya",), ("a mentor",), ("a mentee",), ("a peer",), ("a mentee",)]
    assert read(db, MANAGER, names) == hidden
    db.execute("UPDATE mentorships SET visibility = 'public' WHERE mentor = 2")
    assert read(db, MANAGER, names) == [("Priya",), ("Dana",), *hidden[2:]]


def rating(db: sqlite3.Connection, person: int = ME, **row: Any) -> int:
    return put(
        db, "ratings", **{"skill": "Skill", "level": 3, "rated_on": DAY, "person": person, **row}
    )


def test_my_skills_are_their_readers_and_anothers_reading_is_between_us(
    db: sqlite3.Connection,
) -> None:
    for person, visibility in (
        (ME, "private"), (ME, "shared"), (ME, "public"), (DANA, "shared"), (DANA, "public"),
        (DANA, "private"), (LEE, "shared"), (SAM, "shared"), (MAX, "public"),
    ):  # fmt: skip
        id = rating(db, person, visibility=visibility)
        if person == ME:
            read_by(db, "rating", id, DANA)
        put(db, "events", kind="rating", record=id, field="created", happened_on=DAY, person=ME)
        put(db, "taggings", kind="rating", record=id, tag="x")
    read_by_each = {
        "mentor": [2, 3, 4, 5], "mentee": [3, 8], "peer": [3, 7], "kim": [3], "manager": [3],
    }  # fmt: skip
    assert ids(db, "SELECT id FROM ratings") == read_by_each
    assert ids(db, "SELECT record FROM events WHERE kind = 'rating'") == read_by_each
    # What I say of a skill of mine is for its readers.
    assert ids(db, "SELECT record FROM taggings") == {
        name: [id for id in read if id != 3 or name == "mentor"]
        for name, read in read_by_each.items()
    }


def test_a_manager_reads_the_levels_of_a_public_rating_and_not_what_shows_them(
    db: sqlite3.Connection,
) -> None:
    read_by(db, "rating", rating(db, visibility="public", evidence="Evidence"), DANA)
    columns = "SELECT skill, level, rated_on, person, evidence FROM ratings"
    assert read(db, MANAGER, columns) == [("Skill", 3, DAY, ME, None)]
    assert read(db, MENTOR, columns) == [("Skill", 3, DAY, ME, "Evidence")]


def test_an_agreement_is_for_its_two_and_never_the_managers(db: sqlite3.Connection) -> None:
    for mentorship, visibility in (
        (1, "shared"), (1, "private"), (1, "public"), (2, "shared"), (3, "shared"), (4, "shared"),
    ):  # fmt: skip
        put(
            db,
            "agreements",
            mentorship=mentorship,
            agreed_on=DAY,
            text="Text",
            visibility=visibility,
        )
    read_by_each = {"mentor": [1, 3], "mentee": [4], "peer": [5], "kim": [6], "manager": []}
    assert ids(db, "SELECT id FROM agreements") == read_by_each
    assert ids(db, "SELECT record FROM lines WHERE kind = 'agreement'") == read_by_each


def test_what_was_agreed_in_a_private_mentorship_is_mine(db: sqlite3.Connection) -> None:
    db.execute("UPDATE mentorships SET visibility = 'private'")
    put(db, "agreements", mentorship=1, agreed_on=DAY, text="Text")
    assert seen(db, "agreements") == set()


def test_skills_and_agreements_of_a_later_day_are_not_there_yet(db: sqlite3.Connection) -> None:
    for day in (DAY, "2026-08-01"):
        read_by(db, "rating", rating(db, rated_on=day), DANA)
        put(db, "agreements", mentorship=1, agreed_on=day, text=day)
    on = date(2026, 7, 1)
    for lens in (Lens(as_of=on), Lens(Audience.MENTOR, DANA, on)):
        assert read(db, lens, "SELECT rated_on FROM ratings") == [(DAY,)]
        assert read(db, lens, "SELECT agreed_on FROM agreements") == [(DAY,)]


def test_names_of_people_do_not_leak(db: sqlite3.Connection) -> None:
    names = "SELECT name FROM people ORDER BY id"
    assert read(db, MENTOR, names) == [("Priya",), ("Dana",)]
    session(db, DANA, MAX)
    assert read(db, MENTOR, names) == [("Priya",), ("Dana",), ("Max",)]
    session(db, DANA, SAM, visibility="private")
    assert ("Sam",) not in read(db, MENTOR, names)
    db.execute("UPDATE people SET visibility = 'private' WHERE name = 'Max'")
    assert read(db, MENTOR, names) == [("Priya",), ("Dana",)]


def test_what_i_write_about_a_person_is_mine(db: sqlite3.Connection) -> None:
    db.execute("UPDATE people SET note = 'Note', title = 'Job'")
    for person in (DANA, SAM):
        put(db, "taggings", kind="person", record=person, tag="difficult")
    for lens in LENSES.values():
        assert {row[0] for row in read(db, lens, "SELECT note FROM people")} == {None}
        assert read(db, lens, "SELECT * FROM taggings") == []
    assert ("Job",) in read(db, MENTOR, "SELECT title FROM people")
    assert {row[0] for row in read(db, MANAGER, "SELECT title FROM people")} == {None}


def test_a_link_to_a_hidden_record_is_absent(db: sqlite3.Connection) -> None:
    top = goal(db, visibility="private")
    child = goal(db, parent=top, visibility="public")
    hidden, shown = session(db, SAM), session(db, DANA)
    for where in (hidden, shown):
        put(db, "session_goals", session=where, goal=child)
        put(db, "session_goals", session=where, goal=top)
    put(db, "events", kind="goal", record=child, field="progress", happened_on=DAY, person=ME,
        new="40", session=hidden)  # fmt: skip
    assert read(db, MENTOR, "SELECT id, parent FROM goals") == [(child, None)]
    assert read(db, MANAGER, "SELECT id, parent FROM goals") == [(child, None)]
    assert read(db, MENTOR, "SELECT * FROM session_goals") == [(shown, child)]
    assert read(db, MENTOR, "SELECT new, session FROM events") == [("40", None)]


def test_a_manager_reads_titles_days_states_and_own_progress_alone(db: sqlite3.Connection) -> None:
    theirs = goal(db, visibility="public", why="Why", measure="Measure", area="Area",
                  target_on="2027-01-01", metric_from="0", metric_to="2", metric_unit="talks")  # fmt: skip
    for person, value in ((ME, "1"), (DANA, "0")):
        put(db, "events", kind="goal", record=theirs, field="progress", happened_on=DAY,
            person=person, new=value, confidence=3, note="Note")  # fmt: skip
    put(db, "events", kind="goal", record=theirs, field="target", happened_on=DAY, person=ME,
        new="2027-01-01", note="Reason")  # fmt: skip
    session(db, DANA, minutes=45, time="10:00", mode="video", notes="N", notes_visibility="shared")
    action(db, visibility="public", evidence="Evidence", every="14 days", cue="When", state="done",
        done_on=DAY)  # fmt: skip
    win(db, visibility="public", impact="Impact", evidence="Evidence")
    for title, level in (("Open", "public"), ("Close", "shared"), ("Secret", "private")):
        put(db, "milestones", goal=theirs, title=title, due_on=DAY, done_on=DAY, visibility=level)
    assert read(
        db, MANAGER, "SELECT title, why, measure, area, target_on, metric_unit FROM goals"
    ) == [("Goal", None, None, None, "2027-01-01", "talks")]
    assert read(db, MANAGER, "SELECT field, new, confidence, note FROM events ORDER BY id") == [
        ("progress", "1", None, None), ("target", "2027-01-01", None, None),
    ]  # fmt: skip
    assert read(db, MANAGER, "SELECT held_on, topic, minutes, time, mode, notes FROM sessions") == [
        (DAY, None, None, None, None, None)
    ]
    assert read(db, MANAGER, "SELECT text, done_on, evidence, every, cue FROM actions") == [
        ("Text", DAY, None, None, None)
    ]
    assert read(db, MANAGER, "SELECT title, impact, evidence FROM wins") == [("Win", None, None)]
    assert read(db, MANAGER, "SELECT title, due_on, done_on FROM milestones ORDER BY id") == [
        ("Open", DAY, DAY), (None, None, DAY),
    ]  # fmt: skip


def test_a_reading_of_a_goal_is_between_its_reader_the_owner_and_me(db: sqlite3.Connection) -> None:
    mine = read_by(db, "goal", goal(db), DANA, LEE)
    for person in (ME, DANA, SAM, None):
        put(db, "events", kind="goal", record=mine, field="progress", happened_on=DAY,
            person=person, new="40")  # fmt: skip
    by = "SELECT person FROM events ORDER BY id"
    assert read(db, MENTOR, by) == [(ME,), (DANA,), (None,)]
    assert read(db, PEER, by) == [(ME,), (None,)]
    assert read(db, MENTEE, by) == []


@pytest.mark.parametrize("audience", [None, "mentor"])
def test_what_is_written_of_a_session_is_of_its_day(
    db: sqlite3.Connection, audience: str | None
) -> None:
    session(db, DANA, held_on="2026-06-02", minutes=45, notes="N", notes_visibility="shared")
    whose = LENSES[audience] if audience else EVERYTHING
    for day, told in (("2026-06-01", (None, None)), ("2026-06-02", (45, "N"))):
        lens = whose._replace(as_of=date.fromisoformat(day))
        assert read(db, lens, "SELECT minutes, notes FROM sessions") == [told]


def test_of_a_milestone_of_others_it_is_told_when_it_was_made_and_done(
    db: sqlite3.Connection,
) -> None:
    theirs = goal(db, visibility="public")
    for level in ("shared", "public"):
        one = put(db, "milestones", goal=theirs, title=level, due_on=DAY, visibility=level)
        for field in ("created", "due", "done"):
            put(db, "events", kind="milestone", record=one, field=field, happened_on=DAY, new=DAY)
    fields = "SELECT field FROM events ORDER BY id"
    told = ["created", "done", "created", "due", "done"]
    assert [field for (field,) in read(db, MANAGER, fields)] == told
    assert [field for (field,) in read(db, MENTOR, fields)] == told


@pytest.mark.parametrize("lens", [*LENSES.values(), *ON_A_DAY])
def test_the_files_history_is_mine(db: sqlite3.Connection, lens: Lens) -> None:
    assert db.execute("SELECT count(*) FROM changes").fetchone()[0] > 0
    for table in ("changes", "operations"):
        assert read(db, lens, f"SELECT * FROM {table}") == []


def test_a_search_finds_what_its_column_shows(db: sqlite3.Connection) -> None:
    hit = "SELECT l.text FROM lines_fts f JOIN lines l ON l.id = f.rowid WHERE lines_fts MATCH "
    read_by(db, "goal", goal(db, title="Zebra", why="Zebra why", visibility="public"), DANA)
    session(db, DANA, topic="Zebra topic", notes="Zebra notes")
    assert read(db, MANAGER, f"{hit}'zebra'") == [("Zebra",)]
    found = {text for (text,) in read(db, MENTOR, f"{hit}'zebra'")}
    assert found == {"Zebra", "Zebra why", "Zebra topic"}


def test_visibility_is_todays_whatever_day_is_asked_about(db: sqlite3.Connection) -> None:
    mine = read_by(db, "goal", goal(db), DANA)
    put(db, "events", kind="goal", record=mine, field="created", happened_on=DAY, new="active")
    on = Lens(Audience.MENTOR, DANA, date(2026, 7, 1))
    assert len(read(db, on, "SELECT * FROM goals")) == 1
    db.execute("UPDATE goals SET visibility = 'private'")
    assert read(db, on, "SELECT * FROM goals") == []


@pytest.mark.parametrize("lens", [Lens(Audience.MENTOR), Lens(Audience.MENTEE, 99)])
def test_nobody_in_particular_sees_nothing(db: sqlite3.Connection, lens: Lens) -> None:
    goal(db), session(db, DANA), action(db), win(db), takeaway(db)
    for table in ("goals", "sessions", "actions", "wins", "takeaways", "mentorships"):
        assert read(db, lens, f"SELECT * FROM {table}") == []


# --- what the views must be ---------------------------------------------------------------------


@pytest.mark.parametrize("lens", UNLIKE[1:])
def test_a_view_has_all_columns_of_its_table(db: sqlite3.Connection, lens: Lens) -> None:
    lens.lay_over(db)
    for table in (*LOGGED, "lines", "changes", "operations"):
        columns = [
            [
                (row["name"], row["type"])
                for row in db.execute(f"PRAGMA {schema}table_info({table})")
            ]
            for schema in ("", "main.")
        ]
        # In any order: a migration adds a column as the last.
        assert {name for name, _ in columns[0]} == {name for name, _ in columns[1]}, table


def test_every_logged_table_and_the_lines_have_a_view(db: sqlite3.Connection) -> None:
    assert {name for name, _ in views_of(db, MENTOR, "main.")} == {
        *LOGGED,
        "lines",
        "changes",
        "operations",
        "called",
        *(f"seen_{kind.table}" for kind in Kind),
    }


def test_the_owners_own_eyes_cost_nothing(db: sqlite3.Connection) -> None:
    EVERYTHING.lay_over(db)
    assert db.execute("SELECT * FROM temp.sqlite_schema").fetchall() == []


def test_only_the_layers_below_the_lens_look_under_it() -> None:
    root = Path(mentorlog.__file__).parent
    names = ("past/known.py", "storage.py", "schema.py")
    below = {root / "journal" / name for name in names} | {*(root / "journal/lens").glob("*.py")}
    texts = {path: path.read_text(encoding="utf-8") for path in root.rglob("*.py")}
    naming = {
        path
        for path, text in texts.items()
        if "main." in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"\bmain\.\w", node.value)
    }
    assert naming <= below


def test_the_search_index_is_always_joined_to_the_lines() -> None:
    for path in Path(mentorlog.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "lines_fts" in text and path.name not in ("batch.py", "derived.py", "schema.py"):
            assert re.search(r"JOIN lines\b", text), path


# --- and that they keep the indexes ---------------------------------------------------------------

SINCE = date(2026, 1, 1)
QUERIES: dict[str, Callable[[Journal], object]] = {
    "goals open": lambda journal: store.select(journal, Goal, is_open=True),
    "goals of one": lambda journal: store.select(journal, Goal, owner=ME, is_open=True),
    "goals tagged": lambda journal: store.select(journal, Goal, tag="x"),
    "goal": lambda journal: store.get(journal, Goal, 1),
    "standings": lambda journal: standings.of_goals(
        journal, store.select(journal, Goal, is_open=True)
    ),
    "mentorships": lambda journal: course.of(journal, mentorships.everyone(journal)),
    "actions open": lambda journal: store.select(journal, Action, is_open=True),
    "actions of one": lambda journal: store.select(journal, Action, owner=ME, is_open=True),
    "actions of sessions": lambda journal: store.hanging_on(journal, Action, "session", [1]),
    "actions between": lambda journal: actions.between(journal, SINCE, date(2026, 12, 1)),
    "sessions since": lambda journal: store.select(journal, Session, since=SINCE),
    "sessions with": lambda journal: store.select(journal, Session, met=DANA),
    "sessions planned": lambda journal: store.select(journal, Session, state=SessionState.PLANNED),
    "session of a day": lambda journal: sessions.on_day(journal, SINCE, [DANA], SessionState.HELD),
    "takeaways of sessions": lambda journal: store.hanging_on(journal, Takeaway, "session", [1]),
    "takeaways since": lambda journal: store.select(journal, Takeaway, since=SINCE),
    "takeaways with": lambda journal: store.select(journal, Takeaway, met=DANA),
    "advice": lambda journal: store.select(journal, Takeaway, kind=TakeawayKind.ADVICE),
    "wins since": lambda journal: store.select(journal, Win, since=SINCE),
    "milestones to come": lambda journal: store.select(journal, Milestone, is_open=True),
    "milestones of goals": lambda journal: store.hanging_on(journal, Milestone, "goal", [1]),
    "agreements": lambda journal: mentorships.agreements_of(journal, 1),
    "agreements of mentorships": lambda journal: store.hanging_on(
        journal, Agreement, "mentorship", [1]
    ),
    "rating": lambda journal: store.get(journal, Rating, 1),
    "history": lambda journal: events.of(journal, Kind.GOAL, [1], ("progress",)),
    "by number": lambda journal: resolve(journal, Kind.GOAL, "g1"),
    "by words": lambda journal: resolve(journal, Kind.GOAL, "goal"),
    "search": lambda journal: journal.rows(
        "SELECT l.kind, l.record FROM lines_fts f JOIN lines l ON l.id = f.rowid"
        " WHERE lines_fts MATCH '\"goal\"'"
    ),
}
ALL_TAGS = "SELECT DISTINCT tag FROM taggings"
"""Read once where a tag is asked for, since a tag may be spelt in several ways."""
SMALL = frozenset({"people", "main.people", "p", "mentorships", "m", "pauses", "json_each"})
MENTORSHIPS = frozenset({"mentorships", "main.mentorships", "seen_mentorships"})
BY_STATE = frozenset({"goals open", "standings", "sessions planned", "by words"})
"""A state on an earlier day follows from events, and no index has it."""


@pytest.mark.parametrize("lens", UNLIKE, ids=lambda lens: f"{lens.audience}{lens.as_of or ''}")
def test_no_query_reads_the_whole_of_a_big_table(db: sqlite3.Connection, lens: Lens) -> None:
    hung = {"session": session(db, DANA), "goal": goal(db, visibility="public")}
    takeaway(db, **hung), action(db, **hung)
    lens.lay_over(db)
    for query in QUERIES.keys() - (BY_STATE if lens.as_of else ()):
        ran: list[str] = []
        db.set_trace_callback(ran.append)
        with suppress(NotFound):
            QUERIES[query](Journal(db, Path("x.db"), CLOCK, lens))
        db.set_trace_callback(None)
        for sql in {sql for sql in ran if sql.startswith("SELECT")} - {ALL_TAGS}:
            scanned = _scanned(db.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
            texts = " ".join([sql, *(body for _, body in _needed(db, lens, sql))])
            # Mentorships are few. What else is called ``r``, here or in a view below, may be many,
            # and is found by its number.
            named = set(re.findall(r"(?:FROM|JOIN|,) ([\w.]+) r\b(?! WHERE r.id = )", texts))
            few = {"r"} if named <= MENTORSHIPS else set()
            assert scanned <= few, (query, sql)


def _scanned(plan: Sequence[sqlite3.Row]) -> set[str]:
    """The tables read whole; what another step has found already is none."""
    steps = [row["detail"].split() for row in plan]
    return {
        step[1]
        for step in steps
        if step[0] == "SCAN"
        and "VIRTUAL" not in step
        and "CONSTANT" not in step
        and not step[1].startswith("(subquery")
    } - SMALL
