"""Records of any kind: read, made, changed and deleted, with their events, readers and tags.

What a kind alone knows stands in its own module: closing a goal, ticking an action, who attended.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum, StrEnum
from typing import Any, TypedDict, TypeVar

from mentorlog import spelling
from mentorlog.errors import JournalSaysNo, NotFound, with_article
from mentorlog.journal import (
    Journal,
    Value,
    events,
    readers,
    roles,
    tags,
)
from mentorlog.journal import names as called
from mentorlog.journal.names import grouped, linked, listed, refs, unknown
from mentorlog.journal.references import lists
from mentorlog.journal.sharing import received
from mentorlog.journal.words import optional, required
from mentorlog.periods import Cadence, stored_cadence
from mentorlog.records import (
    KINDS,
    Action,
    ActionState,
    Agreement,
    Audience,
    Event,
    Goal,
    Kind,
    Mentorship,
    Metric,
    Milestone,
    Mode,
    Outcome,
    Person,
    Rating,
    Session,
    Takeaway,
    TakeawayKind,
    Visibility,
    Win,
)
from mentorlog.records.kinds import Column, Holds

Made = TypeVar(
    "Made", Person, Mentorship, Goal, Milestone, Session, Takeaway, Action, Win, Rating, Agreement
)
"""A record of a kind."""


# --- reading ----------------------------------------------------------------------------------


def get(journal: Journal, made: type[Made], id: int) -> Made:
    """The record with that id; raises ``NotFound``."""
    found = of_ids(journal, made, [id])
    if not found:
        kind = KINDS[made]
        raise NotFound(kind.value, f"{kind.letter}{id}", lists(kind))
    return found[0]


def of_ids(journal: Journal, made: type[Made], ids: Sequence[int]) -> list[Made]:
    """The records with those ids that the lens shows, in the given order."""
    if not ids:
        return []
    letter = KINDS[made].letter
    within = {f"{letter}.id IN (SELECT value FROM json_each(?))": listed(ids)}
    rows = select(journal, made, within, "id")
    found = {record.id: record for record in rows}
    return [found[id] for id in ids if id in found]


def select(
    journal: Journal,
    made: type[Made],
    conditions: Mapping[str, Value | date] | None = None,
    order: str = "",
    *,
    is_open: bool = False,
    since: date | None = None,
    until: date | None = None,
    met: int | None = None,
    tag: str | None = None,
    **columns: Value,
) -> list[Made]:
    """The records that meet all conditions, in the order of a list of them, or in one in SQL.

    Each condition is SQL with one ``?`` for its value, or with none where that is True; one whose value
    is None is left out. The table goes by the kind's letter. Those that are open may be asked for, those
    of some days, those of sessions that one person attended (``met``), those with a tag, and those that
    have such ``columns``.
    """
    kind = KINDS[made]
    about, its_session = kind.about, "id" if kind is Kind.SESSION else "session"
    bears, borne = tags.bearing(journal, kind, tag)
    asked: dict[str, Value | date] = {
        **{f"{name} = ?": value for name, value in columns.items()},
        about.is_open: is_open or None,
        f"{about.day} >= ?": since,
        f"{about.day} <= ?": until,
        f"{its_session} IN (SELECT session FROM attendees WHERE person = ?)": met,
        bears: borne or True,
        **(conditions or {}),
    }
    asked = {sql: value for sql, value in asked.items() if value is not None}
    where = " AND ".join(f"({sql})" for sql in asked)
    label = f", {about.label} AS label" if kind is Kind.SESSION else ""
    rows = journal.rows(
        f"SELECT {kind.letter}.*{label} FROM {kind.table} {kind.letter} WHERE {where}"
        f" ORDER BY {order or about.order}",
        [
            str(value) if isinstance(value, date) else value
            for value in asked.values()
            if value is not True
        ],
    )
    return _records(journal, made, rows)


def hanging_on(
    journal: Journal, made: type[Made], link: str, ids: Iterable[int], order: str = ""
) -> dict[int, list[Made]]:
    """The records that a ``link`` (``session``, ``goal``) hangs on each of others, by the other's id.

    They are in an order in SQL, by default that of a list of them.
    """
    within = {f"{link} IN (SELECT value FROM json_each(?))": listed(ids)}
    found = select(journal, made, within, order)
    return grouped((getattr(record, link).id, record) for record in found)


def history(journal: Journal, kind: Kind, id: int) -> list[Event]:
    """All that happened to a record, in the order it happened.

    For others its events are counted from 1: the numbers of mine would tell how much more there is.
    """
    found = events.of(journal, kind, [id]).get(id, [])
    if journal.lens.audience is Audience.ME:
        return found
    return [each._replace(id=number) for number, each in enumerate(found, 1)]


def _records(journal: Journal, made: type[Made], rows: Sequence[sqlite3.Row]) -> list[Made]:
    if not rows:
        return []
    kind = KINDS[made]
    readings = _derived(journal, kind, rows)
    for column in kind.about.columns:
        if column.called in made._fields and column.called not in readings:
            readings[column.called] = _reading(journal, column, rows)
    ids = [row["id"] for row in rows]
    tagged = called.tags(journal, kind, ids)
    readings["tags"] = lambda row: tagged.get(row["id"], ())
    readings["visibility"] = lambda row: Visibility(row["visibility"])
    if kind.about.has_readers:
        shared_with = called.readers(journal, kind, rows)
        readings["readers"] = lambda row: shared_with.get(row["id"], ())
    if "received" in made._fields:
        given = received.of(journal, kind, ids)
        readings["received"] = lambda row: given.get(row["id"])
    found = [readings.get(field) or _as_stored(field) for field in made._fields]
    make: Callable[[Iterable[Any]], Made] = made._make
    return [make(read(row) for read in found) for row in rows]


_Read = Callable[[sqlite3.Row], Any]
"""What stands in a field of the record of a row."""


def _as_stored(name: str) -> _Read:
    return lambda row: row[name]


def _reading(journal: Journal, column: Column, rows: Sequence[sqlite3.Row]) -> _Read:
    name = column.name
    if column.links:
        kind, needed = column.links, column.required
        known = refs(journal, kind, (row[name] for row in rows))
        return lambda row: known.get(row[name]) or (unknown(kind, row[name]) if needed else None)
    if column.holds is Holds.DAY:
        return lambda row: called.day(row[name])
    if column.holds is Holds.CADENCE:
        return lambda row: stored_cadence(row[name])
    if column.holds is Holds.NAMES:
        return lambda row: tuple(readers.published(row))
    if column.choices:
        word = column.choices
        return lambda row: word(row[name]) if row[name] else None
    return _as_stored(name)


def _derived(journal: Journal, kind: Kind, rows: Sequence[sqlite3.Row]) -> dict[str, _Read]:
    """The fields that no column holds."""
    match kind:
        case Kind.PERSON:
            return {"is_me": lambda row: bool(row["is_me"])}
        case Kind.MENTORSHIP:
            return roles.fields(journal, rows)
        case Kind.GOAL:
            return {"metric": _metric}
        case Kind.TAKEAWAY:
            return {"outcome": _outcome}
        case Kind.SESSION:
            return _of_sessions(journal, rows)
        case Kind.ACTION:
            return _of_actions(journal, rows)
        case Kind.AGREEMENT:
            return _of_agreements(journal, rows)
    return {}


def _outcome(row: sqlite3.Row) -> Outcome | None:
    """Advice has one; a line that was advice keeps it, for when it becomes advice again."""
    is_advice = row["kind"] == TakeawayKind.ADVICE
    return Outcome(row["outcome"]) if is_advice and row["outcome"] else None


def _metric(row: sqlite3.Row) -> Metric | None:
    ends = row["metric_from"], row["metric_to"]
    return None if None in ends else Metric(*ends, row["metric_unit"])


def _of_sessions(journal: Journal, rows: Sequence[sqlite3.Row]) -> dict[str, _Read]:
    ids = [row["id"] for row in rows]
    people = linked(journal, "attendees", Kind.PERSON, ids)
    goals = linked(journal, "session_goals", Kind.GOAL, ids)
    return {
        "attendees": lambda row: people.get(row["id"], ()),
        "goals": lambda row: goals.get(row["id"], ()),
    }


def _of_actions(journal: Journal, rows: Sequence[sqlite3.Row]) -> dict[str, _Read]:
    from mentorlog.journal import carried_over, figures  # no other kind needs them

    carried, today = carried_over.of_rows(journal, rows), journal.today

    def overdue(row: sqlite3.Row) -> int | None:
        if row["state"] != ActionState.OPEN:
            return None
        return figures.overdue_days(called.day(row["due_on"]), today)

    return {"carried_over": lambda row: carried[row["id"]], "overdue_days": overdue}


def _of_agreements(journal: Journal, rows: Sequence[sqlite3.Row]) -> dict[str, _Read]:
    """Versions are counted among all that are shown of the mentorship, whichever are asked for."""
    counted, version = Counter[int](), dict[int, int]()
    for id, mentorship in journal.rows(
        "SELECT id, mentorship FROM agreements WHERE mentorship IN (SELECT value FROM json_each(?))"
        " ORDER BY agreed_on, id",
        [listed(row["mentorship"] for row in rows)],
    ):
        counted[mentorship] += 1
        version[id] = counted[mentorship]
    return {"version": lambda row: version[row["id"]]}


# --- writing ----------------------------------------------------------------------------------


class Away(Enum):
    """Says that what a column holds is taken away, where None leaves it as it is."""

    AWAY = "away"


AWAY = Away.AWAY
"""A link, a day or a text that is to be there no longer."""


class Facts(TypedDict, total=False):
    """What a command says of a record: the fields that rules know, of whatever kind it is.

    None leaves what is there. ``AWAY``, and an empty text, takes it away. ``on`` is the day on which
    a record was made or changed, and ``why_moved`` the reason of a day that moves. A text that no
    rule needs to know may stand beside them, by its column's name.
    """

    visibility: Visibility | None
    readers: tuple[int, ...] | None
    tags: tuple[str, ...]
    """They are added."""
    on: date | None
    why_moved: str | None

    name: str | None
    title: str | Away | None
    text: str | None
    why: str | Away | None
    area: str | Away | None
    note: str | Away | None
    impact: str | Away | None
    evidence: str | Away | None
    skill: str | Away | None
    purpose: str | Away | None
    when: str | Away | None
    published: str | Away | None
    owner: int | None
    by: int | None
    parent: int | Away | None
    goal: int | Away | None
    session: int | Away | None
    mentorship: int
    start_on: date | None
    target_on: date | Away | None
    due_on: date | Away | None
    happened_on: date | None
    rated_on: date | None
    agreed_on: date | None
    started_on: date | None
    planned_end_on: date | Away | None
    kind: TakeawayKind | None
    level: int | None
    every: Cadence | Away | None
    every_from: date | Away | None
    """The day that repeats of an action are counted from."""
    cadence: Cadence | Away | None
    """How often the two of a mentorship mean to meet."""
    metric: str | None
    """The two ends of a goal's scale, as ``0..2``."""
    unit: str | None
    draft: bool
    """Whether a new goal is not yet agreed."""
    held_on: date | None
    time: str | Away | None
    minutes: int | Away | None
    mode: Mode | Away | None
    topic: str | Away | None
    notes: str | Away | None
    notes_visibility: Visibility | None
    people: tuple[int, ...]
    goals: tuple[int, ...]
    """Who attended a session and what was discussed in it, besides those there."""
    no_goals: bool
    """Whether the goals of a session are taken away first."""


def is_bare(facts: Facts) -> bool:
    """Whether the facts say nothing."""
    return all(each is None or each is False or each == () for each in facts.values())


def insert(
    journal: Journal,
    kind: Kind,
    facts: Facts,
    on: date | None = None,
    *,
    uid: str | None = None,
    default: Visibility = Visibility.SHARED,
    columns: Mapping[str, Value] | None = None,
) -> int:
    """Make a record, with the events of its making on the day ``on``; returns its id.

    Without ``on`` it has no history, as a person. ``columns`` are further values, ``uid`` is the one it
    had elsewhere, ``default`` is how it is kept where nobody says. Raises ``WrongUsage`` for an empty
    title.
    """
    about = kind.about
    values = {**dict(stored(kind, facts)), **(columns or {})}
    for column in about.columns:
        if column.label and column.required and column.name not in values:
            required("", column.label)
    level, named = facts.get("visibility"), facts.get("readers")
    sharing = readers.Sharing(level or default)
    if about.has_readers:
        sharing = readers.of_new(journal, kind, _place(values), named, level, default)
    if uid:
        values["uid"] = uid
    values |= readers.publish(kind, None, values, sharing.visibility)
    id = journal.insert(kind.table, **values, visibility=sharing.visibility.value)
    readers.put(journal, kind, id, sharing.people)
    if named is None:
        readers.tell(journal, kind, sharing)
    tags.put(journal, kind, id, facts.get("tags", ()))
    if on:
        events.record(journal, kind, id, "created", on=on, new=_text(values.get("state")))
        for column in about.columns:
            value = values.get(column.name)
            if column.event not in ("", "state") and value is not None:
                events.record(journal, kind, id, column.event, on=on, new=str(value))
    return id


def add_of_day(journal: Journal, facts: Facts, *, kind: Kind, uid: str | None = None) -> int:
    """A new record of a kind that looks back, of today unless its day is given; returns its id.

    Raises ``WrongUsage`` for a day to come.
    """
    said: Mapping[str, Any] = facts
    on = said.get(kind.about.day) or journal.clock.today
    _expect_past(journal, kind, on)
    columns: dict[str, Value] = {kind.about.day: on.isoformat()}
    return insert(journal, kind, facts, on, uid=uid, columns=columns)


def _expect_past(journal: Journal, kind: Kind, on: date) -> None:
    journal.expect_past(on, f"{with_article(kind).capitalize()} on")


def edit(journal: Journal, kind: Kind, id: int, facts: Facts) -> None:
    """Change what is given; a column with a history changes by an event of its day, or of today.

    ``why_moved`` goes with those events; where no day moves, with the last move there was. Who comes
    to read a line in another session is noted.
    """
    on, why, added = facts.get("on"), facts.get("why_moved"), facts.get("tags", ())
    level, named = facts.get("visibility"), facts.get("readers")
    before = _row(journal, kind, id)
    read_by = readers.of_line(journal, kind, id) if _is_line(kind) else set()
    given = dict(stored(kind, facts))
    given |= readers.publish(kind, before, given, level)
    changed = {name: value for name, value in given.items() if value != before[name]}
    if changed or why or added or named is not None or level:
        received.expect_mine(journal, kind, id, () if added else tuple(changed))
    for column in kind.about.columns:
        if column.name in changed and column.event:
            new = _text(changed[column.name])
            changed[column.name] = events.change(
                journal,
                kind,
                id,
                column.event,
                new,
                on=on or journal.clock.today,
                note=optional(why),
            )
        elif column.name in changed and column.name == kind.about.day:
            made_on = date.fromisoformat(str(changed[column.name]))
            _expect_past(journal, kind, made_on)
            _expect_before_its_events(journal, kind, id, str(before[column.name]), made_on)
            events.redate(journal, kind, id, made_on, _MADE_WITH, was=before[column.name])
    journal.update(kind.table, id, **changed)
    moves = [column for column in kind.about.columns if column.event in _MOVES]
    if why is not None and not any(column.name in changed for column in moves):
        events.expect_move(
            kind, id, next((given[each.name] for each in moves if each.name in given), None)
        )
        events.explain(journal, kind, id, moves[0].event, optional(why), by=on)
    if kind.about.has_readers:
        place = _place(_row(journal, kind, id))
        readers.edit(journal, kind, id, place, named, level)
    elif level:
        journal.update(kind.table, id, visibility=level.value)
    if _is_line(kind) and {"session", "goal"} & changed.keys():
        now_read_by = readers.of_line(journal, kind, id)
        journal.notes += readers.changed(journal, read_by, now_read_by, [f"{kind.letter}{id}"])
    tags.put(journal, kind, id, added)


_MADE_WITH = "(field = 'created' OR old IS NULL AND happened_on = :was)"
"""The SQL of the events that told of a record's making; it happened on the day that it ``was`` of."""


def _expect_before_its_events(
    journal: Journal, kind: Kind, id: int, was: str, made_on: date
) -> None:
    """Raise ``JournalSaysNo`` for a day of its own after something that was told of it later."""
    row = journal.row(
        "SELECT min(happened_on) AS day FROM events"
        f" WHERE kind = :kind AND record = :id AND NOT {_MADE_WITH}",
        {"kind": kind.value, "id": id, "was": was},
    )
    if row and row["day"] and row["day"] < made_on.isoformat():
        code, changed = f"{kind.letter}{id}", journal.in_words(row["day"])
        raise JournalSaysNo(
            f"{code} cannot be of {journal.in_words(made_on)}: it was changed on {changed}."
        )


def move(
    journal: Journal,
    made: type[Made],
    id: int,
    column: str,
    new: str | None,
    *,
    on: date,
    was: str | None = None,
    note: str | None = None,
    session: int | None = None,
    **more: Value,
) -> Made:
    """Say that a column with a history became ``new`` on a day, as ``events.change`` does; the record then.

    ``more`` are columns that follow from it.
    """
    kind = KINDS[made]
    field = kind.about.column(column).event
    now = events.change(journal, kind, id, field, new, on=on, was=was, note=note, session=session)
    journal.update(kind.table, id, **{column: now}, **more)
    return get(journal, made, id)


_MOVES = ("target", "due")
"""The events of a day that is moved, for which somebody may want a reason."""


def remove(journal: Journal, kind: Kind, id: int) -> None:
    """Delete a record that is there, with what hangs on it; what stays shows itself to nobody new."""
    readers.keep_hidden(journal, kind, id)
    if kind is Kind.SESSION:  # What is a partner's stays theirs, and is in the session no more.
        journal.connection.execute(
            f"UPDATE takeaways AS t SET session = NULL WHERE session = ? AND {_GIVEN_LINE}", [id]
        )
    journal.delete(kind.table, id)


_GIVEN_LINE = received.is_given(Kind.TAKEAWAY, "t")


def _row(journal: Journal, kind: Kind, id: int) -> Mapping[str, Value]:
    row = journal.row(f"SELECT * FROM {kind.table} WHERE id = ?", [id])
    if row is None:
        raise NotFound(kind.value, f"{kind.letter}{id}", lists(kind))
    return dict(row)


def said_on(journal: Journal, session: object) -> date:
    """The day on which a line of a session counts as said; today for one of no session, or to come."""
    today = journal.clock.today
    if not isinstance(session, int):
        return today
    row = journal.row("SELECT held_on FROM sessions WHERE id = ?", [session])
    return min(called.day(row["held_on"]) or today, today) if row else today


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


def _is_line(kind: Kind) -> bool:
    """Whether its records are said in sessions."""
    return "session" in kind.about.hangs_on


def _place(values: Mapping[str, Any]) -> readers.Place:
    owner = values.get("owner") or values.get("person")
    return readers.Place(values.get("session"), values.get("goal"), owner)


def stored(kind: Kind, facts: Facts) -> Iterator[tuple[str, Value]]:
    """The columns that are given, with the values they will have."""
    said: Mapping[str, Any] = facts
    for column in kind.about.columns:
        given = said.get(column.called)
        if given is not None:
            yield column.name, _value(column, None if given is AWAY else given)


def _value(column: Column, given: Value | date | StrEnum | Cadence) -> Value:
    if column.holds in (Holds.TITLE, Holds.TEXT, Holds.WORD, Holds.TIME):
        text = None if given is None else str(given)
        if text and column.holds is Holds.TITLE:
            text = spelling.stored(text)
        return required(text or "", column.label) if column.required else optional(text)
    if isinstance(given, Cadence):
        return given.stored
    return given.isoformat() if isinstance(given, date) else given
