"""Action items: small, owned, dated commitments of either side."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.errors import JournalSaysNo, NotFound, WrongUsage, quoted
from mentorlog.journal import Journal, carried_over, events, figures, readers, tags
from mentorlog.journal.names import common, day, listed, refs, unknown
from mentorlog.journal.names import readers as readers_of
from mentorlog.journal.names import tags as tags_of
from mentorlog.journal.words import optional, required
from mentorlog.records import Action, ActionState, Event, Kind, Visibility


class Facts(NamedTuple):
    """What an action may be given; None leaves what is there, an empty text takes it away."""

    text: str | None = None
    owner: int | None = None
    due_on: date | None = None
    no_due: bool = False
    goal: int | None = None
    session: int | None = None
    evidence: str | None = None
    visibility: Visibility | None = None
    readers: tuple[int, ...] | None = None
    tags: tuple[str, ...] = ()


def add(journal: Journal, facts: Facts, on: date | None = None) -> Action:
    """A new action, mine unless it names another owner, made on ``on`` or its session's day."""
    return get(journal, insert(journal, facts, on))


def insert(
    journal: Journal, facts: Facts, on: date | None = None, *, uid: str | None = None
) -> int:
    """Make what ``add`` does, with a uid it had elsewhere if one is given; returns its id."""
    made = on or _day_of(journal, facts.session) or journal.clock.today
    if made > journal.clock.today:
        raise WrongUsage(f"An action cannot have been made on {made}, which is still to come.")
    place = readers.Place(facts.session, facts.goal, facts.owner)
    sharing = readers.of_new(journal, Kind.ACTION, place, facts.readers, facts.visibility)
    id = journal.insert(
        "actions",
        **({"uid": uid} if uid else {}),
        text=required(facts.text or "", "An action"),
        owner=facts.owner or journal.me,
        session=facts.session,
        goal=facts.goal,
        made_on=made.isoformat(),
        due_on=facts.due_on.isoformat() if facts.due_on else None,
        evidence=optional(facts.evidence),
        visibility=sharing.visibility.value,
    )
    readers.put(journal, Kind.ACTION, id, sharing.people)
    readers.tell(journal, Kind.ACTION, id, sharing)
    tags.put(journal, Kind.ACTION, id, facts.tags)
    events.record(journal, Kind.ACTION, id, "created", on=made, new=ActionState.OPEN.value)
    if facts.due_on:
        events.record(journal, Kind.ACTION, id, "due", on=made, new=facts.due_on.isoformat())
    return id


def insert_closed(
    journal: Journal, facts: Facts, made: date, state: ActionState, on: date, uid: str | None
) -> int:
    """Make one that is done or dropped already, since ``on``; it was made by then."""
    id = insert(journal, facts, min(made, on), uid=uid)
    is_open, closed = ActionState.OPEN.value, state.value
    events.record(journal, Kind.ACTION, id, "state", on=on, old=is_open, new=closed)
    journal.update("actions", id, state=closed, **{f"{closed}_on": on.isoformat()})
    return id


def _day_of(journal: Journal, session: int | None) -> date | None:
    """A session's day, where it is not still to come."""
    found = journal.row("SELECT held_on FROM sessions WHERE id = ?", [session])
    held = day(found["held_on"]) if found else None
    return min(held, journal.clock.today) if held else None


def get(journal: Journal, id: int) -> Action:
    """The action with that id; raises ``NotFound``."""
    found = _records(journal, journal.rows("SELECT * FROM actions WHERE id = ?", [id]))
    if not found:
        raise NotFound("action", f"a{id}", "mentorlog action --all lists them")
    return found[0]


def everyone(
    journal: Journal,
    *,
    closed: bool = False,
    owner: int | None = None,
    tag: str | None = None,
) -> list[Action]:
    """Actions by due day, those without one last; the open ones, or all where ``closed``."""
    conditions = ["1" if closed else "state = 'open'"]
    values: list[str | int] = []
    if owner is not None:
        conditions.append("owner = ?")
        values.append(owner)
    bears, borne = tags.bearing(journal, Kind.ACTION, tag)
    if borne is not None:
        conditions.append(bears)
        values.append(borne)
    order = (
        "state <> 'open', due_on IS NULL, due_on, id" if closed else "due_on IS NULL, due_on, id"
    )
    where = " AND ".join(conditions)
    return _records(
        journal, journal.rows(f"SELECT * FROM actions WHERE {where} ORDER BY {order}", values)
    )


def of_ids(journal: Journal, ids: Sequence[int]) -> list[Action]:
    """The actions with those ids that the lens shows, in the given order."""
    rows = journal.rows(
        "SELECT * FROM actions WHERE id IN (SELECT value FROM json_each(?))", [listed(ids)]
    )
    found = {action.id: action for action in _records(journal, rows)}
    return [found[id] for id in ids if id in found]


def between(journal: Journal, since: date, until: date) -> list[Action]:
    """Actions that were made, done or dropped in those days, or open in them, by the day made."""
    rows = journal.rows(
        "SELECT * FROM actions WHERE made_on <= :until AND coalesce(done_on, dropped_on, :until)"
        " >= :since ORDER BY made_on, id",
        {"since": since.isoformat(), "until": until.isoformat()},
    )
    return _records(journal, rows)


def of_sessions(journal: Journal, ids: Iterable[int]) -> dict[int, list[Action]]:
    """The actions of each session in the order they were written, by session id."""
    rows = journal.rows(
        "SELECT * FROM actions WHERE session IN (SELECT value FROM json_each(?)) ORDER BY id",
        [listed(ids)],
    )
    found: dict[int, list[Action]] = {}
    for action in _records(journal, rows):
        assert action.session
        found.setdefault(action.session.id, []).append(action)
    return found


def of_goal(journal: Journal, goal: int) -> list[Action]:
    """The actions of a goal, by the day they were made."""
    return _records(
        journal, journal.rows("SELECT * FROM actions WHERE goal = ? ORDER BY made_on, id", [goal])
    )


def tally(journal: Journal, owners: Iterable[int] = ()) -> tuple[int, int]:
    """How many actions are done, and of how many that were not dropped; of some owners or all."""
    chosen = listed(owners)
    row = journal.row(
        "SELECT coalesce(sum(state = 'done'), 0), coalesce(sum(state <> 'dropped'), 0) FROM actions"
        + ("" if chosen == "[]" else " WHERE owner IN (SELECT value FROM json_each(?))"),
        [] if chosen == "[]" else [chosen],
    )
    assert row
    return row[0], row[1]


def done(journal: Journal, id: int, on: date, evidence: str | None = None) -> Action:
    """Mark an open action done; raises ``JournalSaysNo`` for one that is closed."""
    _expect(get(journal, id), ActionState.OPEN)
    return _move(journal, id, ActionState.DONE, on, None, evidence)


def drop(
    journal: Journal, id: int, on: date, why: str | None = None, evidence: str | None = None
) -> Action:
    """Stop an open action on purpose; it counts neither as done nor as missed."""
    _expect(get(journal, id), ActionState.OPEN)
    return _move(journal, id, ActionState.DROPPED, on, why, evidence)


def reopen(journal: Journal, id: int, on: date, evidence: str | None = None) -> Action:
    """Open a done or dropped action again."""
    _expect(get(journal, id), ActionState.DONE, ActionState.DROPPED)
    return _move(journal, id, ActionState.OPEN, on, None, evidence)


def _expect(action: Action, *states: ActionState) -> None:
    if action.state not in states:
        closed = action.done_on or action.dropped_on
        is_it = f"has been {action.state} since {closed}" if closed else f"is {action.state}"
        hint = f"mentorlog action reopen a{action.id} opens it again" if closed else ""
        raise JournalSaysNo(f"a{action.id} {quoted(action.text)} {is_it}.", hint)


def _move(
    journal: Journal, id: int, state: ActionState, on: date, why: str | None, evidence: str | None
) -> Action:
    _make_room(journal, id, on)
    if evidence is not None:
        journal.update("actions", id, evidence=optional(evidence))
    now = events.change(
        journal, Kind.ACTION, id, "state", state.value, on=on, note=optional(why),
        among=("created",),
    )  # fmt: skip
    journal.update(
        "actions",
        id,
        state=now,
        done_on=on.isoformat() if state is ActionState.DONE else None,
        dropped_on=on.isoformat() if state is ActionState.DROPPED else None,
    )
    return get(journal, id)


def _make_room(journal: Journal, id: int, on: date) -> None:
    """Let nothing that is known of an action's state be later than ``on``.

    Who has done a thing by a day had taken it on by then, so the day it was made gives way. Raises
    ``JournalSaysNo`` where it was closed or opened again after ``on``.
    """
    known = events.of(journal, Kind.ACTION, [id], ("created", "state")).get(id, [])
    if not known or known[-1].happened_on <= on:
        return
    last = known[-1]
    if last.field != "created":
        raise JournalSaysNo(
            f"a{id} has been {last.new} since {last.happened_on}; {on} is before that."
        )
    journal.update("actions", id, made_on=on.isoformat())
    journal.connection.execute(
        "UPDATE events SET happened_on = ? WHERE kind = 'action' AND record = ?"
        " AND (field = 'created' OR (field = 'due' AND old IS NULL AND happened_on = ?))",
        [on.isoformat(), id, last.happened_on.isoformat()],
    )


def history(journal: Journal, id: int) -> list[Event]:
    """All that happened to an action, in the order it happened."""
    return events.of(journal, Kind.ACTION, [id]).get(id, [])


def edit(journal: Journal, id: int, facts: Facts, on: date) -> Action:
    """Change what is given; a new due day is an event of the day ``on``.

    Who comes to read it in another session is noted.
    """
    action = get(journal, id)
    before = readers.of_line(journal, Kind.ACTION, id)
    if facts.text is not None:
        journal.update("actions", id, text=required(facts.text, "An action"))
    for column in ("owner", "goal", "session"):
        value: int | None = getattr(facts, column)
        if value is not None:
            journal.update("actions", id, **{column: value})
    if facts.evidence is not None:
        journal.update("actions", id, evidence=optional(facts.evidence))
    if (facts.due_on and facts.due_on != action.due_on) or (facts.no_due and action.due_on):
        due = facts.due_on.isoformat() if facts.due_on else None
        now = events.change(journal, Kind.ACTION, id, "due", due, on=on)
        journal.update("actions", id, due_on=now)
    row = journal.row("SELECT session, goal, owner FROM actions WHERE id = ?", [id])
    assert row
    readers.edit(journal, Kind.ACTION, id, readers.Place(*row), facts.readers, facts.visibility)
    if facts.session is not None:
        after = readers.of_line(journal, Kind.ACTION, id)
        journal.notes += readers.changed(journal, before, after, [f"a{id}"])
    tags.put(journal, Kind.ACTION, id, facts.tags)
    return get(journal, id)


def delete(journal: Journal, id: int) -> Action:
    """Delete an action."""
    action = get(journal, id)
    journal.delete("actions", id)
    return action


def _records(journal: Journal, rows: list[sqlite3.Row]) -> list[Action]:
    owners = refs(journal, Kind.PERSON, (row["owner"] for row in rows))
    sessions = refs(journal, Kind.SESSION, (row["session"] for row in rows))
    goals = refs(journal, Kind.GOAL, (row["goal"] for row in rows))
    shared_with = readers_of(journal, Kind.ACTION, rows)
    tagged = tags_of(journal, Kind.ACTION, (row["id"] for row in rows))
    carried = carried_over.of_rows(journal, rows)
    found = []
    for row in rows:
        made = day(row["made_on"])
        assert made
        state = ActionState(row["state"])
        due = day(row["due_on"])
        found.append(
            Action(
                **common(row),
                readers=shared_with.get(row["id"], ()),
                tags=tagged.get(row["id"], ()),
                visibility=Visibility(row["visibility"]),
                text=row["text"],
                owner=owners.get(row["owner"], unknown(Kind.PERSON, row["owner"])),
                session=sessions.get(row["session"]),
                goal=goals.get(row["goal"]),
                made_on=made,
                due_on=due,
                state=state,
                done_on=day(row["done_on"]),
                dropped_on=day(row["dropped_on"]),
                evidence=row["evidence"],
                carried_over=carried[row["id"]],
                overdue_days=figures.overdue_days(due, journal.today)
                if state is ActionState.OPEN
                else None,
            )
        )
    return found
