"""Goals: lasting outcomes, their states, targets and readings."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.errors import JournalSaysNo, NotFound, WrongUsage, quoted
from mentorlog.journal import Journal, events, readers, tags
from mentorlog.journal.names import common, day, listed, refs, unknown
from mentorlog.journal.names import readers as readers_of
from mentorlog.journal.names import tags as tags_of
from mentorlog.journal.words import number, optional, percent, scale
from mentorlog.journal.words import title as title_of
from mentorlog.records import CLOSED_GOAL_STATES, Event, Goal, GoalState, Kind, Metric, Visibility

OPEN = "state IN ('draft', 'active', 'paused')"
"""SQL for goals that have not ended."""


class Plan(NamedTuple):
    """What a goal may be given when it is made; ``metric`` is its two ends, as ``0..2``.

    ``readers`` None takes the owner's mentors and peers.
    """

    owner: int | None = None
    why: str | None = None
    measure: str | None = None
    area: str | None = None
    parent: int | None = None
    start_on: date | None = None
    target_on: date | None = None
    metric: str | None = None
    unit: str | None = None
    draft: bool = False
    visibility: Visibility = Visibility.SHARED
    readers: tuple[int, ...] | None = None
    tags: tuple[str, ...] = ()


def add(journal: Journal, title: str, plan: Plan) -> Goal:
    """A new goal, mine unless the plan names another owner.

    It counts as made on its start day where that is past. Raises ``WrongUsage`` for an empty
    title, a target before the start, or a unit without a metric.
    """
    return get(journal, insert(journal, title, plan))


def insert(journal: Journal, title: str, plan: Plan, *, uid: str | None = None) -> int:
    """Make what ``add`` does, with a uid it had elsewhere if one is given; returns its id."""
    title = title_of(title, "A goal's title")
    start = plan.start_on or journal.clock.today
    if plan.target_on and plan.target_on < start:
        raise WrongUsage(f"The target {plan.target_on} is before the start {start}.")
    ends = scale(plan.metric) if plan.metric else (None, None)
    if plan.unit and not plan.metric:
        raise WrongUsage("--unit needs a --metric to be the unit of.", "for example --metric 0..2")
    state = GoalState.DRAFT if plan.draft else GoalState.ACTIVE
    sharing = readers.of_new(
        journal, Kind.GOAL, readers.Place(owner=plan.owner), plan.readers, plan.visibility
    )
    id = journal.insert(
        "goals",
        **({"uid": uid} if uid else {}),
        owner=plan.owner or journal.me,
        parent=plan.parent,
        title=title,
        why=optional(plan.why),
        measure=optional(plan.measure),
        area=optional(plan.area),
        start_on=start.isoformat(),
        target_on=plan.target_on.isoformat() if plan.target_on else None,
        state=state.value,
        metric_from=ends[0],
        metric_to=ends[1],
        metric_unit=optional(plan.unit),
        visibility=sharing.visibility.value,
    )
    readers.put(journal, Kind.GOAL, id, sharing.people)
    if plan.readers is None:
        readers.tell(journal, Kind.GOAL, id, sharing)
    tags.put(journal, Kind.GOAL, id, plan.tags)
    made = min(start, journal.clock.today)
    events.record(journal, Kind.GOAL, id, "created", on=made, new=state.value)
    if plan.target_on:
        events.record(journal, Kind.GOAL, id, "target", on=made, new=plan.target_on.isoformat())
    return id


def get(journal: Journal, id: int) -> Goal:
    """The goal with that id; raises ``NotFound``."""
    found = _records(journal, journal.rows("SELECT * FROM goals WHERE id = ?", [id]))
    if not found:
        raise NotFound("goal", f"g{id}", "mentorlog goal --all lists them")
    return found[0]


def everyone(
    journal: Journal, *, owner: int | None = None, closed: bool = False, tag: str | None = None
) -> list[Goal]:
    """Goals by id: the open ones, all of them where ``closed``; of one owner, with one tag."""
    conditions = ["1" if closed else OPEN]
    values: list[int | str] = []
    if owner is not None:
        conditions.append("owner = ?")
        values.append(owner)
    bears, borne = tags.bearing(journal, Kind.GOAL, tag)
    if borne is not None:
        conditions.append(bears)
        values.append(borne)
    rows = journal.rows(f"SELECT * FROM goals WHERE {' AND '.join(conditions)} ORDER BY id", values)
    return _records(journal, rows)


def of_ids(journal: Journal, ids: Sequence[int]) -> list[Goal]:
    """The goals with those ids that the lens shows, in the given order."""
    rows = journal.rows(
        "SELECT * FROM goals WHERE id IN (SELECT value FROM json_each(?))", [listed(ids)]
    )
    found = {goal.id: goal for goal in _records(journal, rows)}
    return [found[id] for id in ids if id in found]


class Edit(NamedTuple):
    """What may be changed of a goal; None leaves it, an empty text takes it away.

    ``target_on`` moved later is a slip, and ``why_moved`` its reason.
    """

    title: str | None = None
    why: str | None = None
    measure: str | None = None
    area: str | None = None
    owner: int | None = None
    parent: int | None = None
    no_parent: bool = False
    start_on: date | None = None
    target_on: date | None = None
    no_target: bool = False
    why_moved: str | None = None
    metric: str | None = None
    unit: str | None = None
    activate: bool = False
    visibility: Visibility | None = None
    readers: tuple[int, ...] | None = None
    tags: tuple[str, ...] = ()


def edit(journal: Journal, id: int, change: Edit, on: date) -> Goal:
    """Change what is given; a new target day is an event of the day ``on``."""
    goal = get(journal, id)
    if change.title is not None:
        journal.update("goals", id, title=title_of(change.title, "A goal's title"))
    for column in ("why", "measure", "area"):
        given: str | None = getattr(change, column)
        if given is not None:
            journal.update("goals", id, **{column: optional(given)})
    if change.owner is not None:
        journal.update("goals", id, owner=change.owner)
    if change.parent is not None or change.no_parent:
        _set_parent(journal, id, change.parent)
    _edit_metric(journal, goal, change)
    if change.start_on:
        _restart(journal, goal, change.start_on)
    if change.target_on or change.no_target:
        _retarget(journal, get(journal, id), change.target_on, on, change.why_moved)
    elif change.why_moved:
        raise WrongUsage("--why-moved goes with a new target day.", "add --by DAY")
    if change.activate:
        _activate(journal, goal, on)
    place = readers.Place(owner=change.owner or goal.owner.id)
    readers.edit(journal, Kind.GOAL, id, place, change.readers, change.visibility)
    tags.put(journal, Kind.GOAL, id, change.tags)
    return get(journal, id)


def _edit_metric(journal: Journal, goal: Goal, change: Edit) -> None:
    if change.metric is not None:
        ends = scale(change.metric)
        journal.update("goals", goal.id, metric_from=ends[0], metric_to=ends[1])
    if change.unit is not None:
        if not (goal.metric or change.metric):
            raise WrongUsage(
                "--unit needs a --metric to be the unit of.", "for example --metric 0..2"
            )
        journal.update("goals", goal.id, metric_unit=optional(change.unit))


def _set_parent(journal: Journal, id: int, parent: int | None) -> None:
    """Raises ``JournalSaysNo`` where the goal would come to stand above itself."""
    above = parent
    while above is not None:
        if above == id:
            raise JournalSaysNo(
                f"g{parent} is g{id} itself or below it, so it cannot be its parent.",
                "mentorlog goal map draws the tree",
            )
        above = journal.value("SELECT parent FROM goals WHERE id = ?", [above])
    journal.update("goals", id, parent=parent)


def _restart(journal: Journal, goal: Goal, start: date) -> None:
    """A start day is put right, not moved: the goal was made on it all along."""
    if goal.target_on and goal.target_on < start:
        raise WrongUsage(f"The target {goal.target_on} is before the start {start}.")
    journal.update("goals", goal.id, start_on=start.isoformat())
    journal.connection.execute(
        "UPDATE events SET happened_on = ? WHERE kind = 'goal' AND record = ?"
        " AND (field = 'created' OR (field = 'target' AND old IS NULL)) AND happened_on > ?",
        [start.isoformat(), goal.id, start.isoformat()],
    )


def _retarget(journal: Journal, goal: Goal, target: date | None, on: date, why: str | None) -> None:
    _expect_open(goal)
    if target and target < goal.start_on:
        raise WrongUsage(f"The target {target} is before the start {goal.start_on}.")
    if target == goal.target_on:
        return
    now = events.change(
        journal, Kind.GOAL, goal.id, "target", target.isoformat() if target else None,
        on=on, note=optional(why),
    )  # fmt: skip
    journal.update("goals", goal.id, target_on=now)


def _activate(journal: Journal, goal: Goal, on: date) -> None:
    if goal.state is not GoalState.DRAFT:
        raise JournalSaysNo(f"{_named(goal)} is {goal.state} already, not a draft.")
    _move(journal, goal, GoalState.ACTIVE, on, None)


def check_in(
    journal: Journal,
    id: int,
    value: str,
    *,
    on: date,
    confidence: int | None = None,
    note: str | None = None,
    by: int | None = None,
    visibility: Visibility = Visibility.SHARED,
) -> Goal:
    """A reading of a goal: percent, or with a metric a value in its unit; by its owner unless told.

    Raises ``UnreadableWords`` for what is no number or out of range, ``JournalSaysNo`` for a goal
    that has ended.
    """
    goal = get(journal, id)
    _expect_open(goal)
    reading = number(value, "value of the metric") if goal.metric else percent(value)
    if confidence is not None and not 0 <= confidence <= 10:
        raise WrongUsage(f"Confidence runs from 0 to 10, and {confidence} is outside.")
    by = by or goal.owner.id
    before = journal.row(
        "SELECT new FROM events WHERE kind = 'goal' AND record = ? AND field = 'progress'"
        " AND person = ? AND happened_on <= ? ORDER BY happened_on DESC, id DESC LIMIT 1",
        [id, by, on.isoformat()],
    )
    events.record(
        journal, Kind.GOAL, id, "progress", on=on, old=before["new"] if before else None,
        new=reading, by=by, confidence=confidence, note=optional(note), visibility=visibility,
    )  # fmt: skip
    return goal


def pause(journal: Journal, id: int, on: date, why: str | None = None) -> Goal:
    """Put an active goal to rest."""
    goal = get(journal, id)
    if goal.state is not GoalState.ACTIVE:
        raise JournalSaysNo(f"{_named(goal)} is {goal.state}; only an active goal can be paused.")
    return _move(journal, goal, GoalState.PAUSED, on, why)


def reopen(journal: Journal, id: int, on: date, why: str | None = None) -> Goal:
    """Take a paused, closed or drafted goal up (again)."""
    goal = get(journal, id)
    if goal.state is GoalState.ACTIVE:
        raise JournalSaysNo(f"{_named(goal)} is active already.")
    journal.update("goals", id, closed_on=None)
    return _move(journal, goal, GoalState.ACTIVE, on, why)


def close(journal: Journal, id: int, state: GoalState, on: date, why: str | None = None) -> Goal:
    """End a goal as achieved, partly achieved, missed or dropped, with its reason."""
    if state not in CLOSED_GOAL_STATES:
        raise WrongUsage(
            f"A goal cannot be closed as {state}.",
            "one of achieved, partly-achieved, missed, dropped",
        )
    goal = get(journal, id)
    _expect_open(goal)
    journal.update("goals", id, closed_on=on.isoformat())
    return _move(journal, goal, state, on, why)


def _expect_open(goal: Goal) -> None:
    if goal.state.closed:
        when = f" on {goal.closed_on}" if goal.closed_on else ""
        raise JournalSaysNo(
            f"{_named(goal)} was closed as {goal.state}{when}.",
            f"mentorlog goal reopen g{goal.id} takes it up again",
        )


def _named(goal: Goal) -> str:
    return f"g{goal.id} {quoted(goal.title)}"


def _move(journal: Journal, goal: Goal, state: GoalState, on: date, why: str | None) -> Goal:
    _expect_latest(journal, goal, on)
    now = events.change(
        journal, Kind.GOAL, goal.id, "state", state.value, on=on, note=optional(why),
        among=("created",),
    )  # fmt: skip
    journal.update("goals", goal.id, state=now)
    return get(journal, goal.id)


def _expect_latest(journal: Journal, goal: Goal, on: date) -> None:
    """A state told for an earlier day than the present one's would not be the goal's state."""
    moves = events.of(journal, Kind.GOAL, [goal.id], ("created", "state")).get(goal.id, [])
    if not moves or moves[-1].happened_on <= on:
        return
    hint = f"mentorlog goal edit g{goal.id} --start DAY makes it begin earlier"
    raise JournalSaysNo(
        f"{_named(goal)} has been {goal.state} since {moves[-1].happened_on}; {on} is before that.",
        hint if moves[-1].field == "created" else "",
    )


def delete(journal: Journal, id: int) -> Goal:
    """Delete a goal with its milestones and check-ins; what else named it stays, unlinked."""
    goal = get(journal, id)
    journal.delete("goals", id)
    return goal


def history(journal: Journal, id: int) -> list[Event]:
    """All that happened to a goal, in the order it happened."""
    return events.of(journal, Kind.GOAL, [id]).get(id, [])


def _records(journal: Journal, rows: list[sqlite3.Row]) -> list[Goal]:
    owners = refs(journal, Kind.PERSON, (row["owner"] for row in rows))
    parents = refs(journal, Kind.GOAL, (row["parent"] for row in rows))
    shared_with = readers_of(journal, Kind.GOAL, rows)
    tagged = tags_of(journal, Kind.GOAL, (row["id"] for row in rows))
    found = []
    for row in rows:
        start = day(row["start_on"])
        assert start
        found.append(
            Goal(
                **common(row),
                readers=shared_with.get(row["id"], ()),
                tags=tagged.get(row["id"], ()),
                visibility=Visibility(row["visibility"]),
                owner=owners.get(row["owner"], unknown(Kind.PERSON, row["owner"])),
                parent=parents.get(row["parent"]),
                title=row["title"],
                why=row["why"],
                measure=row["measure"],
                area=row["area"],
                start_on=start,
                target_on=day(row["target_on"]),
                state=GoalState(row["state"]),
                closed_on=day(row["closed_on"]),
                metric=_metric(row),
            )
        )
    return found


def _metric(row: sqlite3.Row) -> Metric | None:
    if row["metric_from"] is None or row["metric_to"] is None:
        return None
    return Metric(row["metric_from"], row["metric_to"], row["metric_unit"])
