"""Takeaways: what is kept from a session; advice with what came of it, questions with answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from mentorlog.errors import JournalSaysNo, NotFound, with_article
from mentorlog.journal import Journal, events, readers, tags
from mentorlog.journal.names import common, day, listed, refs
from mentorlog.journal.names import readers as readers_of
from mentorlog.journal.names import tags as tags_of
from mentorlog.journal.words import optional, required
from mentorlog.records import Event, Kind, Outcome, Takeaway, TakeawayKind, Visibility


def add(
    journal: Journal,
    text: str,
    *,
    kind: TakeawayKind = TakeawayKind.TAKEAWAY,
    session: int | None = None,
    goal: int | None = None,
    on: date | None = None,
    visibility: Visibility | None = None,
    people: tuple[int, ...] | None = None,
    add_tags: tuple[str, ...] = (),
) -> Takeaway:
    """A line kept from a session, or from none; reflections are private unless told otherwise.

    ``people`` are its readers, None where nobody named any.
    """
    id = insert(
        journal,
        text,
        kind=kind,
        session=session,
        goal=goal,
        on=on,
        visibility=visibility,
        people=people,
        add_tags=add_tags,
    )
    return get(journal, id)


def insert(
    journal: Journal,
    text: str,
    *,
    kind: TakeawayKind,
    session: int | None = None,
    goal: int | None = None,
    on: date | None = None,
    visibility: Visibility | None = None,
    people: tuple[int, ...] | None = None,
    add_tags: tuple[str, ...] = (),
) -> int:
    """Make what ``add`` does; returns its id."""
    noted = on or _day_of(journal, session) or journal.clock.today
    default = Visibility.PRIVATE if kind is TakeawayKind.REFLECTION else Visibility.SHARED
    sharing = readers.of_new(
        journal, Kind.TAKEAWAY, readers.Place(session, goal), people, visibility, default
    )
    id = journal.insert(
        "takeaways",
        session=session,
        goal=goal,
        kind=kind.value,
        text=required(text, f"The text of {_a(kind)}"),
        noted_on=noted.isoformat(),
        outcome=Outcome.PENDING.value if kind is TakeawayKind.ADVICE else None,
        visibility=sharing.visibility.value,
    )
    readers.put(journal, Kind.TAKEAWAY, id, sharing.people)
    readers.tell(journal, Kind.TAKEAWAY, id, sharing)
    tags.put(journal, Kind.TAKEAWAY, id, add_tags)
    events.record(journal, Kind.TAKEAWAY, id, "created", on=noted)
    if kind is TakeawayKind.ADVICE:
        events.record(journal, Kind.TAKEAWAY, id, "outcome", on=noted, new=Outcome.PENDING)
    return id


def _day_of(journal: Journal, session: int | None) -> date | None:
    """A session's day, where it is not still to come."""
    found = journal.row("SELECT held_on FROM sessions WHERE id = ?", [session])
    held = day(found["held_on"]) if found else None
    return min(held, journal.clock.today) if held else None


def get(journal: Journal, id: int) -> Takeaway:
    """The takeaway with that id; raises ``NotFound``."""
    found = _records(journal, journal.rows("SELECT * FROM takeaways WHERE id = ?", [id]))
    if not found:
        raise NotFound("takeaway", f"t{id}", "mentorlog takeaway --all lists them")
    return found[0]


def everyone(
    journal: Journal,
    *,
    kind: TakeawayKind | None = None,
    since: date | None = None,
    person: int | None = None,
    tag: str | None = None,
) -> list[Takeaway]:
    """Takeaways by day, the latest last; of one kind, since a day, from sessions with a person."""
    conditions = ["1"]
    values: list[str | int] = []
    for condition, value in (
        ("kind = ?", kind.value if kind else None),
        ("noted_on >= ?", since.isoformat() if since else None),
        ("session IN (SELECT session FROM attendees WHERE person = ?)", person),
        tags.bearing(journal, Kind.TAKEAWAY, tag),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    where = " AND ".join(conditions)
    return _records(
        journal,
        journal.rows(f"SELECT * FROM takeaways WHERE {where} ORDER BY noted_on, id", values),
    )


def of_sessions(journal: Journal, ids: Iterable[int]) -> dict[int, list[Takeaway]]:
    """The lines of each session in the order they were written, by session id."""
    rows = journal.rows(
        "SELECT * FROM takeaways WHERE session IN (SELECT value FROM json_each(?)) ORDER BY id",
        [listed(ids)],
    )
    found: dict[int, list[Takeaway]] = {}
    for takeaway in _records(journal, rows):
        assert takeaway.session
        found.setdefault(takeaway.session.id, []).append(takeaway)
    return found


def of_ids(journal: Journal, ids: Sequence[int]) -> list[Takeaway]:
    """The lines with those ids that the lens shows, in the given order."""
    if not ids:
        return []
    rows = journal.rows(
        "SELECT * FROM takeaways WHERE id IN (SELECT value FROM json_each(?))", [listed(ids)]
    )
    found = {takeaway.id: takeaway for takeaway in _records(journal, rows)}
    return [found[id] for id in ids if id in found]


def of_goal(journal: Journal, goal: int) -> list[Takeaway]:
    """The lines that name a goal, by day."""
    rows = journal.rows("SELECT * FROM takeaways WHERE goal = ? ORDER BY noted_on, id", [goal])
    return _records(journal, rows)


def outcome(
    journal: Journal, id: int, what: Outcome, on: date, note: str | None = None
) -> Takeaway:
    """Say what came of a piece of advice; raises ``JournalSaysNo`` for a line of another kind."""
    known = get(journal, id)
    if known.kind is not TakeawayKind.ADVICE:
        raise JournalSaysNo(f"t{id} is {_a(known.kind)}; only advice has an outcome.")
    _expect_noted(known, on)
    now = events.change(
        journal, Kind.TAKEAWAY, id, "outcome", what.value, on=on, note=optional(note)
    )
    journal.update("takeaways", id, outcome=now)
    if note is not None:
        journal.update("takeaways", id, note=optional(note) and _newest_note(journal, id))
    return get(journal, id)


def _newest_note(journal: Journal, id: int) -> str | None:
    """What was said last of the outcomes, by the day and not by the order told."""
    found = journal.row(
        "SELECT note FROM events WHERE kind = 'takeaway' AND record = ? AND field = 'outcome'"
        " AND note IS NOT NULL ORDER BY happened_on DESC, id DESC LIMIT 1",
        [id],
    )
    return found["note"] if found else None


def answer(journal: Journal, id: int, text: str, on: date) -> Takeaway:
    """Answer a question; an empty text opens it again.

    Raises ``JournalSaysNo`` for a line of another kind.
    """
    known = get(journal, id)
    expect_question(known)
    _expect_noted(known, on)
    if known.answer == optional(text):
        return known
    now = events.change(journal, Kind.TAKEAWAY, id, "answer", optional(text), on=on)
    journal.update("takeaways", id, answer=now)
    return get(journal, id)


def expect_question(known: Takeaway) -> None:
    """Raise ``JournalSaysNo`` for a line of another kind, which has no answer."""
    if known.kind is not TakeawayKind.QUESTION:
        raise JournalSaysNo(f"t{known.id} is {_a(known.kind)}; only a question has an answer.")


def _expect_noted(known: Takeaway, on: date) -> None:
    if on < known.noted_on:
        raise JournalSaysNo(f"t{known.id} was noted on {known.noted_on}; {on} is before that.")


def _a(kind: TakeawayKind) -> str:
    """``a question``, ``advice``."""
    return kind if kind in (TakeawayKind.ADVICE, TakeawayKind.FEEDBACK) else with_article(kind)


def edit(
    journal: Journal,
    id: int,
    *,
    text: str | None = None,
    kind: TakeawayKind | None = None,
    goal: int | None = None,
    session: int | None = None,
    visibility: Visibility | None = None,
    people: tuple[int, ...] | None = None,
    add_tags: tuple[str, ...] = (),
) -> Takeaway:
    """Change what is given; who comes to read it in another session is noted."""
    known = get(journal, id)
    before = readers.of_line(journal, Kind.TAKEAWAY, id)
    if text is not None:
        journal.update("takeaways", id, text=required(text, f"The text of {_a(known.kind)}"))
    if kind is not None and kind is not known.kind:
        advice = kind is TakeawayKind.ADVICE
        journal.update(
            "takeaways", id, kind=kind.value, outcome=Outcome.PENDING.value if advice else None
        )
    for column, value in (("goal", goal), ("session", session)):
        if value is not None:
            journal.update("takeaways", id, **{column: value})
    row = journal.row("SELECT session, goal FROM takeaways WHERE id = ?", [id])
    assert row
    readers.edit(journal, Kind.TAKEAWAY, id, readers.Place(*row), people, visibility)
    if session is not None:
        now = readers.of_line(journal, Kind.TAKEAWAY, id)
        journal.notes += readers.changed(journal, before, now, [f"t{id}"])
    tags.put(journal, Kind.TAKEAWAY, id, add_tags)
    return get(journal, id)


def history(journal: Journal, id: int) -> list[Event]:
    """All that happened to a line, in the order it happened."""
    return events.of(journal, Kind.TAKEAWAY, [id]).get(id, [])


def delete(journal: Journal, id: int) -> Takeaway:
    """Delete a line."""
    known = get(journal, id)
    journal.delete("takeaways", id)
    return known


def _records(journal: Journal, rows: list[sqlite3.Row]) -> list[Takeaway]:
    sessions = refs(journal, Kind.SESSION, (row["session"] for row in rows))
    goals = refs(journal, Kind.GOAL, (row["goal"] for row in rows))
    shared_with = readers_of(journal, Kind.TAKEAWAY, rows)
    tagged = tags_of(journal, Kind.TAKEAWAY, (row["id"] for row in rows))
    found = []
    for row in rows:
        noted = day(row["noted_on"])
        assert noted
        found.append(
            Takeaway(
                **common(row),
                readers=shared_with.get(row["id"], ()),
                tags=tagged.get(row["id"], ()),
                visibility=Visibility(row["visibility"]),
                session=sessions.get(row["session"]),
                goal=goals.get(row["goal"]),
                kind=TakeawayKind(row["kind"]),
                text=row["text"],
                noted_on=noted,
                outcome=Outcome(row["outcome"]) if row["outcome"] else None,
                note=row["note"],
                answer=row["answer"],
            )
        )
    return found
