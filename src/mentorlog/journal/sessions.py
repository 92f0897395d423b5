"""Sessions: planned, held, cancelled or missed, with who was there and what was discussed."""

from collections.abc import Iterable
from datetime import date

from mentorlog.errors import JournalSaysNo, WrongUsage, joined
from mentorlog.journal import (
    Journal,
    Value,
    events,
    mentorships,
    readers,
    store,
)
from mentorlog.journal.names import refs
from mentorlog.journal.sharing import received
from mentorlog.journal.store import Facts
from mentorlog.journal.words import optional
from mentorlog.records import Audience, Kind, Session, SessionState, Visibility


def add(journal: Journal, facts: Facts, state: SessionState, *, uid: str | None = None) -> int:
    """A new session on ``held_on`` (default today) with ``people``; returns its id.

    A held one counts as made on its day, a planned one when it was planned. ``uid`` is the one it
    had elsewhere. Raises ``WrongUsage`` for a session of the future that is said to have been held.
    """
    on = facts.get("held_on") or journal.clock.today
    _expect_past(journal, on, state)
    _expect_not_public(facts)
    made = min(on, journal.clock.today)
    columns: dict[str, Value] = {"state": state.value}
    facts = {**facts, "held_on": on}
    id = store.insert(journal, Kind.SESSION, facts, made, uid=uid, columns=columns)
    _link(journal, id, facts)
    return id


def _expect_past(journal: Journal, on: date, state: SessionState) -> None:
    if state is SessionState.HELD and on > journal.clock.today:
        raise WrongUsage(
            f"A session on {journal.in_words(on)} is still to come and cannot be logged as held.",
            "mentorlog session plan WHO DAY plans it",
        )


def edit(journal: Journal, id: int, facts: Facts) -> None:
    """Change what is given; people, goals and tags are added to those there."""
    _expect_not_public(facts)
    before = store.get(journal, Session, id)
    on = facts.get("held_on")
    why, is_other_day = facts.get("why_moved"), on is not None and on != before.held_on
    if is_other_day or why is not None:
        received.expect_mine(journal, Kind.SESSION, id, ("held_on",))
    if on and is_other_day:
        _redate(journal, before, on, why)
        journal.update("sessions", id, held_on=on.isoformat())
    elif why is not None:
        events.expect_move(Kind.SESSION, id, on)
        events.explain(journal, Kind.SESSION, id, "day", optional(why))
    if facts.get("visibility") is Visibility.PRIVATE and (hidden := read_by_all(journal, id)):
        journal.notes.append(f"For your eyes only with it: {joined(hidden)}.")
    store.edit(journal, Kind.SESSION, id, {**facts, "held_on": None, "why_moved": None})
    there = {journal.me, *(each.id for each in (*before.attendees, *before.goals))}
    if not there.issuperset((*facts.get("people", ()), *facts.get("goals", ()))):
        received.expect_mine(journal, Kind.SESSION, id)
    if facts.get("no_goals"):
        journal.unlink("session_goals", session=id)
    _link(journal, id, facts)


def _expect_not_public(facts: Facts) -> None:
    if facts.get("notes_visibility") is Visibility.PUBLIC:
        raise WrongUsage("Session notes never become public.", "private or shared")


def _link(journal: Journal, id: int, facts: Facts) -> None:
    for person in facts.get("people", ()):
        if person != journal.me:
            journal.link("attendees", session=id, person=person)
    for goal in facts.get("goals", ()):
        journal.link("session_goals", session=id, goal=goal)


def _redate(journal: Journal, session: Session, on: date, why: str | None) -> None:
    """Give a session another day: a planned one moves, and why is told.

    One that was held was held on its new day all along, as are its lines. Raises ``JournalSaysNo`` for the
    reason of that.
    """
    _expect_past(journal, on, session.state)
    if session.state is SessionState.PLANNED:
        before, after = session.held_on.isoformat(), on.isoformat()
        events.record(
            journal, Kind.SESSION, session.id, "day", on=journal.clock.today,
            old=before, new=after, note=optional(why),
        )  # fmt: skip
        journal.notes += mentorships.at_rest(journal, (each.id for each in session.attendees), on)
        return
    if optional(why):
        raise JournalSaysNo(f"s{session.id} was held: another day corrects it, and moves nothing.")
    later = "(new = :state OR happened_on > :on)"
    events.redate(journal, Kind.SESSION, session.id, on, later, state=session.state.value)
    if session.state is SessionState.HELD:
        for person in session.attendees:
            moved = session._replace(held_on=on)
            journal.notes += mentorships.begin(journal, person.id, moved, session.held_on)
    values = {"on": on.isoformat(), "session": session.id, "before": session.held_on.isoformat()}
    for kind, column in ((Kind.TAKEAWAY, "noted_on"), (Kind.ACTION, "made_on")):
        its = f"session = :session AND {column} = :before"
        journal.connection.execute(
            f"UPDATE events SET happened_on = :on WHERE kind = '{kind}' AND old IS NULL"
            f" AND happened_on = :before AND record IN (SELECT id FROM {kind.table} WHERE {its})",
            values,
        )
        journal.connection.execute(f"UPDATE {kind.table} SET {column} = :on WHERE {its}", values)


def due(journal: Journal, *, until: date | None = None) -> list[Session]:
    """Planned sessions whose day has come by ``until``, or today, and that were not held, by day."""
    by = until or journal.today
    return store.select(journal, Session, until=by, state=SessionState.PLANNED)


_MOST_UNHELD = 3
_HELD_THAT_DAY = """EXISTS (SELECT 1 FROM sessions h JOIN attendees at ON at.session = h.id
    WHERE h.held_on = s.held_on AND h.state = 'held'
    AND at.person IN (SELECT person FROM attendees WHERE session = s.id))"""
"""The SQL of whether I met somebody of the session ``s`` on its day."""


def unheld(journal: Journal, person: int | None = None) -> tuple[Session, ...]:
    """Sessions planned for an earlier day, with one person if one is given, that nobody said were held.

    Only I am reminded of them, of the last three at most, by day. One that a partner planned in their own
    journal is theirs to close: it is left out where we met on that day.
    """
    if journal.lens.audience is not Audience.ME:
        return ()
    closed = f"{received.is_given(Kind.SESSION, 's')} AND {_HELD_THAT_DAY}"
    which: dict[str, Value | date] = {"held_on < ?": journal.today, f"NOT ({closed})": True}
    last = f"held_on DESC, id DESC LIMIT {_MOST_UNHELD}"
    state = SessionState.PLANNED
    return tuple(store.select(journal, Session, which, last, met=person, state=state)[::-1])


def on_day(
    journal: Journal,
    on: date,
    people: Iterable[int],
    state: SessionState,
    visibility: Visibility | None = None,
) -> int | None:
    """My latest session of that day in that state with exactly ``people``, None without one.

    With a ``visibility`` only one that has it.
    """
    mine = {f"NOT {received.is_given(Kind.SESSION, 's')}": True}
    day, wanted = on.isoformat(), set(people)
    found = store.select(
        journal, Session, mine, "id DESC", held_on=day, state=state, visibility=visibility
    )
    exactly = (each.id for each in found if {person.id for person in each.attendees} == wanted)
    return next(exactly, None)


def attend(journal: Journal, id: int, people: Iterable[int]) -> list[str]:
    """Make ``people`` those who attended, and nobody else.

    Returns a sentence for each change of readers, and for a mentorship that begins with the session.
    """
    session = store.get(journal, Session, id)
    there = {person.id for person in session.attendees}
    wanted = {person for person in people if person != journal.me}
    if there != wanted:
        received.expect_mine(journal, Kind.SESSION, id)
    said = readers.changed(journal, there, wanted, read_by_all(journal, id))
    for person in sorted(there - wanted):
        journal.unlink("attendees", session=id, person=person)
    for person in sorted(wanted - there):
        journal.link("attendees", session=id, person=person)
        if session.state is SessionState.HELD:
            said += mentorships.begin(journal, person, session)
    return said


def read_by_all(journal: Journal, id: int) -> list[str]:
    """What whoever attended may read: ``s3's notes``, ``why s3 moved``, ``t4``, ``a2``; nothing of a private one."""
    session = store.get(journal, Session, id)
    if session.visibility is Visibility.PRIVATE:
        return []
    shared = session.notes and session.notes_visibility is not Visibility.PRIVATE
    read = [f"s{id}'s notes"] if shared else []
    told = {each.field for each in store.history(journal, Kind.SESSION, id) if each.note}
    read += [f"why s{id} {said}" for field, said in _WHY.items() if field in told]
    for kind in (Kind.TAKEAWAY, Kind.ACTION):
        ids = journal.ids(
            f"SELECT id FROM {kind.table} WHERE session = ? AND visibility = 'shared'", [id]
        )
        given = received.of(journal, kind, ids)
        read += [f"{kind.letter}{each}" for each in ids if each not in given]
    return read


_WHY = {"day": "moved", "state": "was not held"}
"""What a reason of a session's own events is of."""


def newcomers(journal: Journal, id: int, people: Iterable[int]) -> str:
    """``Noor would read t4 and a2.``: what those of the people come to read who were not there.

    Empty where nobody does.
    """
    there = {journal.me, *(person.id for person in store.get(journal, Session, id).attendees)}
    new = refs(journal, Kind.PERSON, set(people) - there)
    lines = read_by_all(journal, id) if new else []
    who = joined(each.label for each in new.values()) if lines else ""
    return f"{who} would read {joined(lines)}." if who else ""


def plan(journal: Journal, facts: Facts) -> Session:
    """A session to come; raises ``WrongUsage`` for a day that is past."""
    on = facts["held_on"]
    assert on
    if on < journal.clock.today:
        raise WrongUsage(
            f"{journal.in_words(on)} is past and cannot be planned.",
            f"mentorlog log WHO --on {on} logs a session that was held",
        )
    planned = store.get(journal, Session, add(journal, facts, SessionState.PLANNED))
    journal.notes += mentorships.at_rest(journal, (each.id for each in planned.attendees), on)
    return planned


def move(
    journal: Journal, id: int, state: SessionState, on: date | None = None, why: str | None = None
) -> Session:
    """A planned session becomes held, cancelled or a no-show; its day is when that happened.

    ``on`` dates a cancelling told before the session's day. One that is in that state already takes another
    day of that, and a reason, still; without one, it raises ``JournalSaysNo``.
    """
    session = store.get(journal, Session, id)
    if events.told_again(journal, Kind.SESSION, session, state, on, why):
        return session
    expect_other(journal, session, state)
    happened = on or min(session.held_on, journal.clock.today)
    if state is SessionState.PLANNED:
        _plan_again(journal, session)
    return store.move(journal, Session, id, "state", state, on=happened, note=optional(why))


def expect_other(journal: Journal, session: Session, state: SessionState) -> None:
    """Raises ``JournalSaysNo`` where a session has that state already, or it is too early for it."""
    if session.state is state:
        how = f"mentorlog close s{session.id} --as {state} --why TEXT says why"
        raise JournalSaysNo(
            f"s{session.id} is {state} already.", how if state is not SessionState.HELD else ""
        )
    _expect_past(journal, session.held_on, state)


def _plan_again(journal: Journal, session: Session) -> None:
    """What was planned once and is so again is planned for the day it has, whatever the plan was before."""
    on, today = session.held_on.isoformat(), journal.clock.today
    if events.value_on(journal, Kind.SESSION, session.id, ("day",), date.max) not in (None, on):
        events.change(journal, Kind.SESSION, session.id, "day", on, on=today)
