"""What happened to a record, and when the journal was told: append-only, one table for all kinds.

A record's column is the newest event's value, newest by the day it happened and then by the order
told; so is what was so on an earlier day. An event told late changes the past, not the present;
only a change of state, which the next one builds on, cannot be told behind another.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal, Value
from mentorlog.journal.names import grouped, listed, refs
from mentorlog.journal.sharing import received
from mentorlog.journal.tables import OWNED, among, inserting
from mentorlog.journal.words import optional
from mentorlog.records import (
    Action,
    Audience,
    Event,
    Goal,
    Kind,
    Mentorship,
    Session,
    SessionState,
    Visibility,
)
from mentorlog.values import NamedTuple

Closable = Goal | Action | Session | Mentorship
"""What comes into a state for a reason."""


class Follows(NamedTuple):
    """A column that follows from events: what the newest ``e`` ``says``, of those of the ``fields`` that ``only`` picks."""

    table: str
    column: str
    fields: tuple[str, ...]
    says: str = "e.new"
    only: str = "1"

    def newest(self, which: str, columns: str = "") -> str:
        """The SQL of what the column is to be, of the events that ``which`` picks; none where there are none."""
        return (
            f"SELECT {self.says} AS told{columns} FROM {self.events(which)}"
            " ORDER BY e.happened_on DESC, e.id DESC LIMIT 1"
        )

    def events(self, which: str) -> str:
        """The events that the column follows from, as what stands behind FROM."""
        of = f"e.kind = '{OWNED[self.table]}' AND e.field IN {among(self.fields)} AND {self.only}"
        return f"events e WHERE {of} AND {which}"


NOTE = Follows("takeaways", "note", ("outcome",), "nullif(e.note, '')", "e.note IS NOT NULL")
"""The note of an outcome is that of the newest event that has one; an empty one takes it away."""

_DAY = Follows(
    "sessions",
    "held_on",
    ("day",),
    only="e.new IS NOT NULL AND (SELECT state FROM sessions WHERE id = e.record) = 'planned'",
)
"""A planned session is on the day to which it was moved last; one that was held on the day of that."""

TOLD = (
    *(
        Follows(
            kind.table,
            column.name,
            ("created", "state") if column.name == "state" else (column.event,),
        )
        for kind in Kind
        for column in kind.about.columns
        if column.event and column.event != "cadence"  # Events have it in words.
    ),
    NOTE,
    _DAY,
)
"""The columns that follow from events."""

_DAYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "goals": {"closed_on": ("achieved", "partly-achieved", "missed", "dropped")},
    "actions": {"done_on": ("done",), "dropped_on": ("dropped",)},
    "mentorships": {"ended_on": ("ended",)},
}
"""The day on which a record came into its state, by column; empty in other states."""

_ENDS_WITH_A_REASON = (
    *_DAYS["goals"]["closed_on"],
    *_DAYS["actions"]["dropped_on"],
    *("cancelled", "no-show"),
)
"""The states in which a record of which a day can be moved ends, and tells why."""

_REASONS: Mapping[str, str] = {"mentorships": "end_reason"}
"""The column with the reason of such a state, where there is one."""


def following(
    journal: Journal, table: str, id: int
) -> Iterator[tuple[sqlite3.Row, dict[str, Value]]]:
    """The columns that are not what the newest event says, with what they are to be and the row as it is."""
    for told in TOLD:
        if told.table != table:
            continue
        newest = journal.row(told.newest("e.record = ?", ", e.field, e.happened_on, e.note"), [id])
        row = journal.row(f"SELECT * FROM {table} WHERE id = ?", [id])
        if newest is None or row is None:
            continue
        if told.column == "state" and newest["told"] is None:
            continue
        is_other = row[told.column] != newest["told"]
        values = {told.column: newest["told"]}
        if told.column == "state" and (is_other or newest["field"] == "state"):
            values |= _of_state(table, newest["told"], newest)
        if any(row[name] != value for name, value in values.items()):
            yield row, values


def _of_state(table: str, state: str, newest: sqlite3.Row) -> dict[str, Value]:
    """The columns that go with the state that the newest event says."""
    if table == "sessions":
        return {"held_on": newest["happened_on"]} if state == SessionState.HELD else {}
    values: dict[str, Value] = {}
    for day, states in _DAYS.get(table, {}).items():
        is_in = state in states
        values[day] = newest["happened_on"] if is_in else None
        if table in _REASONS:
            values[_REASONS[table]] = newest["note"] if is_in else None
    return values


def put_in_order(journal: Journal, kind: Kind, id: int, since: int) -> None:
    """Tell events that came behind the one with the number ``since`` among the others, by when they were told."""
    rows = journal.rows(
        "SELECT * FROM events WHERE kind = ? AND record = ? ORDER BY happened_on, id",
        [kind.value, id],
    )
    at = {False: "", True: ""}
    places = {}
    for row in rows:
        is_new = row["id"] > since
        at[is_new] = max(at[is_new], row["recorded_at"])
        places[row["id"]] = (row["happened_on"], at[is_new], is_new)
    tell_last(journal, rows, sorted(rows, key=lambda row: places[row["id"]]))


def tell_last(journal: Journal, rows: Sequence[sqlite3.Row], wanted: Sequence[sqlite3.Row]) -> bool:
    """Tell events of a record anew where they are to be in another order; whether they are.

    Everything goes by the day and the order of being told.
    """
    days = set[str]()
    for row, now in zip(wanted, rows, strict=True):
        days |= {row["happened_on"]} if row is not now else set()
        if row["happened_on"] in days:
            event = dict(row)
            journal.connection.execute("DELETE FROM events WHERE id = ?", [event.pop("id")])
            journal.connection.execute(inserting("events", event), list(event.values()))
    return bool(days)


def record(
    journal: Journal,
    kind: Kind,
    id: int,
    field: str,
    *,
    on: date,
    old: str | None = None,
    new: str | None = None,
    by: int | None = None,
    confidence: int | None = None,
    note: str | None = None,
    session: int | None = None,
    visibility: Visibility | None = None,
) -> int:
    """Write one event, by me unless told otherwise; returns its id.

    Without a ``visibility`` it is shared, and one with words private while its record is: once they
    have been replaced nobody else is to read them, whatever becomes of the record.
    """
    if visibility is None:
        has_words = note is not None or field == "answer"
        hidden = has_words and field != "progress" and private_among(journal, kind, [id])
        visibility = Visibility.PRIVATE if hidden else Visibility.SHARED
    return journal.insert(
        "events",
        kind=kind.value,
        record=id,
        field=field,
        happened_on=on.isoformat(),
        person=by or journal.me or None,
        old=old,
        new=new,
        confidence=confidence,
        note=note,
        session=session,
        visibility=visibility.value,
    )


def private_among(journal: Journal, kind: Kind, ids: Iterable[int]) -> set[int]:
    """The ids of the records that are private, or hang on one that is."""
    above = kind.about.hangs_on
    joins = " ".join(f"LEFT JOIN {name}s {name} ON {name}.id = r.{name}" for name in above)
    levels = ", ".join(("r.visibility", *(f"{name}.visibility" for name in above)))
    found = journal.ids(
        f"SELECT r.id FROM {kind.table} r {joins}"
        f" WHERE r.id IN (SELECT value FROM json_each(?)) AND 'private' IN ({levels})",
        [listed(ids)],
    )
    return set(found)


def private_above(journal: Journal, kind: Kind, id: int) -> str:
    """The code of the private record that one hangs on, so that nobody else reads it; else empty."""
    return _above(journal, kind, id, "above.visibility = 'private'")


def not_public_above(journal: Journal, kind: Kind, id: int) -> str:
    """The code of the record that a public one hangs on and that is not public, so that neither is it; else empty."""
    if kind is Kind.WIN:  # A public win stands by itself.
        return ""
    return _above(journal, kind, id, "r.visibility = 'public' AND above.visibility = 'shared'")


def _above(journal: Journal, kind: Kind, id: int, condition: str) -> str:
    for name in kind.about.hangs_on:
        found = journal.ids(
            f"SELECT above.id FROM {name}s above JOIN {kind.table} r ON r.{name} = above.id"
            f" WHERE r.id = ? AND {condition}",
            [id],
        )
        if found:
            return f"{Kind(name).letter}{found[0]}"
    return ""


def change(
    journal: Journal,
    kind: Kind,
    id: int,
    field: str,
    new: str | None,
    *,
    on: date,
    was: str | None = None,
    note: str | None = None,
    session: int | None = None,
) -> str | None:
    """Write that ``field`` became ``new`` on a day; returns what it is now.

    ``was`` is the value it had on that day, where that is not what its events say; ``session`` is where it
    was told. The caller stores what
    is returned in the column. A record that changed before the day it was made on was made on that day. Raises
    ``JournalSaysNo`` for a state on a day before the newest one.
    """
    fields = ("created", "state") if field == "state" else (field,)
    made_by(journal, kind, id, on)
    if field in _STATES:
        _expect_newest(journal, kind, id, fields, on)
    old = was or value_on(journal, kind, id, fields, on)
    record(
        journal, kind, id, field, on=on, old=old, new=new, note=note, session=session,
    )  # fmt: skip
    return value_on(journal, kind, id, fields, date.max)


def expect_move(kind: Kind, id: int, to: object) -> None:
    """Raise ``JournalSaysNo`` where a day is given for which there is a reason, and the record has it already."""
    if to is not None:
        raise JournalSaysNo(
            f"{kind.letter}{id} has that day already, so nothing moves for a reason.",
            "--why-moved without a day is the reason of the last move",
        )


def explain(
    journal: Journal, kind: Kind, id: int, field: str, why: str | None, *, by: date | None = None
) -> None:
    """Give the last move of a day (the ``field`` target, due or day) its reason; None takes it away.

    Of several, the last one that had happened ``by`` a day. Raises ``JournalSaysNo`` where there is none, and
    for one that a partner's share told: the next one would take the reason away.
    """
    is_move = "old IS NOT NULL AND old IS NOT new"
    moved = last(journal, kind, id, (field,), by or date.max, only=is_move)
    if moved is None:
        code, state = f"{kind.letter}{id}", value_on(journal, kind, id, ("state",), date.max)
        flag, which = ("--on", "day") if field == "day" else ("--by", f"{field} day")
        moves = f"mentorlog {kind.noun} edit {code} {flag} DAY --why-moved TEXT moves it"
        closes = f"mentorlog close {code} --as {state} --why TEXT says why it is {state}"
        raise JournalSaysNo(
            f"The {which} of {code} has not been moved, so there is no reason to keep.",
            closes if state in _ENDS_WITH_A_REASON else moves,
        )
    give_reason(journal, kind, moved, why)


def give_reason(journal: Journal, kind: Kind, event: sqlite3.Row, why: str | None) -> None:
    """Put a reason in the place of the one that an event has; it is private while its record is."""
    received.expect_told_here(journal, event["person"])
    _give_reason(journal, kind, event["record"], event["id"], why)


def _give_reason(journal: Journal, kind: Kind, id: int, event: int, why: str | None) -> None:
    hidden = why is not None and private_among(journal, kind, [id])
    level = Visibility.PRIVATE if hidden else Visibility.SHARED
    journal.update("events", event, note=why, visibility=level.value)


def told_again(
    journal: Journal,
    kind: Kind,
    closed: Closable,
    state: StrEnum,
    on: date | None,
    why: str | None = None,
) -> bool:
    """Whether a record is in a state already, and is told another day of that, or why: so it was all along.

    Raises ``JournalSaysNo`` for a day before the state before it began, and for what a partner told.
    """
    told = last(journal, kind, closed.id, ("state",)) or last(
        journal, kind, closed.id, ("created",)
    )
    if closed.state is not state or told is None:
        return False
    was, why = date.fromisoformat(told["happened_on"]), optional(why)
    if why is None and on in (None, was):
        return False
    received.expect_mine(journal, kind, closed.id, ("state",))
    event = told["id"]
    if told["field"] == "created":  # it came in with its end
        event = record(journal, kind, closed.id, "state", on=was, new=state.value)
    received.expect_told_here(journal, told["person"])
    if on and on != was:
        redate_end(journal, kind, closed.id, event, ("created", "state"), state, was, on)
    if why is not None:
        _give_reason(journal, kind, closed.id, event, why)
    now = journal.row("SELECT * FROM events WHERE id = ?", [event])
    if now and (values := _of_state(kind.table, state, now)):
        journal.update(kind.table, closed.id, **values)
    return True


def redate_end(
    journal: Journal,
    kind: Kind,
    id: int,
    event: int,
    fields: tuple[str, ...],
    state: str,
    was: date,
    on: date,
) -> None:
    """An event by which a record came into its state happened on another day all along, and the user is told.

    Raises ``JournalSaysNo`` for a day before that of another one of the ``fields``.
    """
    made_by(journal, kind, id, on)
    _expect_newest(journal, kind, id, fields, on, but=event)
    journal.update("events", event, happened_on=on.isoformat())
    is_now = f"{_called(kind, id)} has been {state} since {journal.in_words(on)}"
    journal.notes.append(f"{is_now}, not since {journal.in_words(was)}.")


_STATES = ("state", "done")


def newest(alias: str) -> str:
    """The SQL that picks the newest of the events that ``alias`` stands for."""
    return f" ORDER BY {alias}.happened_on DESC, {alias}.id DESC LIMIT 1"


def redate(journal: Journal, kind: Kind, id: int, on: date, which: str, **values: Value) -> None:
    """Those of a record's events that ``which`` picks, in SQL, happened on another day all along."""
    journal.connection.execute(
        "UPDATE events SET happened_on = :on"
        f" WHERE kind = :kind AND record = :id AND happened_on IS NOT :on AND {which}",
        {"on": on.isoformat(), "kind": kind.value, "id": id, **values},
    )


def made_by(journal: Journal, kind: Kind, id: int, on: date) -> None:
    """A record was made by a day; what was told with its making moves back with it."""
    made = "kind = :kind AND record = :id AND field = 'created' AND happened_on > :on"
    with_it = "old IS NULL AND field <> 'progress' AND happened_on ="
    redate(journal, kind, id, on, f"{with_it} (SELECT happened_on FROM events WHERE {made})")


def _expect_newest(
    journal: Journal, kind: Kind, id: int, fields: tuple[str, ...], on: date, *, but: int = 0
) -> None:
    later = last(journal, kind, id, fields, only=f"id <> {but}")
    if later and later["happened_on"] > on.isoformat():
        state = later["new"] if "state" in fields else "done" if later["new"] else "open"
        was = f"{_called(kind, id)} has been {state} since"
        raise JournalSaysNo(journal.before(was, later["happened_on"], on))


def _called(kind: Kind, id: int) -> str:
    return f"{kind.letter}{id}" if kind is not Kind.MENTORSHIP else "The mentorship"


def value_on(
    journal: Journal, kind: Kind, id: int, fields: tuple[str, ...], on: date
) -> str | None:
    """The value the fields' events give for a day, None where they give none."""
    found = last(journal, kind, id, fields, on)
    return found["new"] if found else None


def last(
    journal: Journal,
    kind: Kind,
    id: int,
    fields: tuple[str, ...],
    by: date = date.max,
    *,
    person: int | None = None,
    only: str = "1",
) -> sqlite3.Row | None:
    """The newest event of these fields that had happened by a day; of one ``person`` if one is given.

    ``only`` is a further condition, in SQL.
    """
    return journal.row(
        "SELECT * FROM events WHERE kind = :kind AND record = :id AND happened_on <= :by"
        f" AND field IN {among(fields)} AND (:person IS NULL OR person = :person) AND {only}{newest('events')}",
        {"kind": kind.value, "id": id, "by": by.isoformat(), "person": person},
    )


HIDDEN = """e.visibility = 'private' AND (e.field = 'progress' OR EXISTS (SELECT 1 FROM events n
    WHERE n.kind = e.kind AND n.record = e.record AND n.field = e.field
    AND (n.happened_on, n.id) > (e.happened_on, e.id)))"""
"""The SQL of whether nobody but the journal's owner reads the words of the event ``e``.

Of what was told while its record was private the last words are read once the record is not; of a reading none.
"""


def of(
    journal: Journal, kind: Kind, ids: Iterable[int], fields: tuple[str, ...] = ()
) -> dict[int, list[Event]]:
    """The events of each record in the order they happened, by record id."""
    wanted = listed(ids)
    if wanted == "[]":
        return {}
    rows = journal.rows(
        f"SELECT e.*, {HIDDEN} AS hidden FROM events e WHERE kind = ? AND record IN (SELECT value FROM json_each(?))"
        + (f" AND field IN {among(fields)}" if fields else "")
        + " ORDER BY happened_on, id",
        [kind.value, wanted],
    )
    people = refs(journal, Kind.PERSON, (row["person"] for row in rows))
    sessions = refs(journal, Kind.SESSION, (row["session"] for row in rows))
    is_mine = journal.lens.audience is Audience.ME
    told = (
        Event(
            row["id"],
            kind,
            row["record"],
            row["field"],
            date.fromisoformat(row["happened_on"]),
            row["recorded_at"],
            people.get(row["person"]),
            row["old"],
            row["new"],
            row["confidence"],
            row["note"] or None,
            sessions.get(row["session"]),
            is_mine and bool(row["hidden"]),
        )
        for row in rows
    )
    return grouped((event.record, event) for event in told)
