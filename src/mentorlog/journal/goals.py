"""Goals: lasting outcomes, their states, targets and readings; and their milestones, which are dated."""

import sqlite3
from contextlib import suppress
from datetime import date

from mentorlog.errors import JournalSaysNo, UnreadableWords, WrongUsage, quoted
from mentorlog.journal import Journal, Value, events, store
from mentorlog.journal.sharing import received
from mentorlog.journal.store import AWAY, Away, Facts
from mentorlog.journal.words import number, optional, percent, scale, total
from mentorlog.records import Goal, GoalState, Kind, Metric, Milestone, Visibility


def add(journal: Journal, facts: Facts, *, uid: str | None = None) -> int:
    """A new goal, mine unless it names another owner; returns its id.

    It counts as made on its start day where that is past. ``uid`` is the one it had elsewhere. Raises
    ``WrongUsage`` for an empty title, a target before the start, or a unit without a metric.
    """
    start = facts.get("start_on") or journal.clock.today
    _expect_after(journal, facts.get("target_on"), start)
    state = GoalState.DRAFT if facts.get("draft") else GoalState.ACTIVE
    return store.insert(
        journal,
        Kind.GOAL,
        {**facts, "owner": facts.get("owner") or journal.me, "start_on": start},
        min(start, journal.clock.today),
        uid=uid,
        columns={"state": state.value, **_metric(facts, has_one=False)},
    )


def became(journal: Journal, id: int, state: GoalState, on: date) -> None:
    """Move a goal that was just made active, without reading it; not to a day before it was made."""
    active = GoalState.ACTIVE.value
    events.record(journal, Kind.GOAL, id, "state", on=on, old=active, new=state.value)
    closed_on = on.isoformat() if state.closed else None
    journal.update("goals", id, state=state.value, closed_on=closed_on)


def _expect_after(journal: Journal, target: date | Away | None, start: date) -> None:
    if isinstance(target, date) and target < start:
        late, early = journal.in_words(start), journal.in_words(target)
        raise WrongUsage(f"The target {early} is before the start {late}.")


def _metric(facts: Facts, *, has_one: bool) -> dict[str, Value]:
    """The columns of a metric that is given; raises ``WrongUsage`` for a unit without one."""
    found: dict[str, Value] = {}
    metric, unit = facts.get("metric"), facts.get("unit")
    if metric is not None:
        found["metric_from"], found["metric_to"] = scale(metric)
    if unit is not None:
        if not (has_one or metric or not unit):
            raise WrongUsage(
                "--unit needs a --metric to be the unit of.", "for example --metric 0..2"
            )
        found["metric_unit"] = optional(unit)
    return found


def edit(journal: Journal, id: int, facts: Facts) -> None:
    """Change what is given; a target moved later is a slip."""
    goal = store.get(journal, Goal, id)
    parent, start, target = facts.get("parent"), facts.get("start_on"), facts.get("target_on")
    if parent not in (None, AWAY):
        _expect_no_circle(journal, id, parent)
    if target:
        expect_open(journal, goal)
        _expect_after(journal, target, start or goal.start_on)
    if start:
        _restart(journal, goal, start, target)
    if goal.state.closed and facts.get("why"):
        ended = f"mentorlog goal close g{id} --as {goal.state} --why TEXT says why it ended"
        journal.notes.append(f"hint: this is why you wanted it; {ended}")
    journal.update("goals", id, **_metric(facts, has_one=goal.metric is not None))
    store.edit(journal, Kind.GOAL, id, {**facts, "start_on": None})


def _expect_no_circle(journal: Journal, id: int, parent: object) -> None:
    """Raise ``JournalSaysNo`` where the goal would come to stand above itself."""
    above = parent
    while isinstance(above, int):
        if above == id:
            raise JournalSaysNo(
                f"g{parent} is g{id} itself or below it, so it cannot be its parent.",
                "mentorlog goal map draws the tree",
            )
        above = journal.value("SELECT parent FROM goals WHERE id = ?", [above])


def _restart(journal: Journal, goal: Goal, start: date, target: date | Away | None) -> None:
    """A start day is put right, not moved: the goal was made on it all along."""
    if not target:
        _expect_after(journal, goal.target_on, start)
    journal.update("goals", goal.id, start_on=start.isoformat())
    first = "(field = 'created' OR (field = 'target' AND old IS NULL)) AND happened_on > :on"
    events.redate(journal, Kind.GOAL, goal.id, start, first)


_VALUED = "new IS NOT NULL"
"""The SQL of a reading that has a number, and is no mere note."""


def check_in(
    journal: Journal,
    id: int,
    value: str | None,
    *,
    on: date,
    confidence: int | None = None,
    note: str | None = None,
    by: int | None = None,
    visibility: Visibility | None = None,
) -> Goal:
    """A reading of a goal: percent, or with a metric a value in its unit; by its owner unless told.

    A number with a sign is counted from the same person's last reading by the day ``on``; where a metric
    runs below zero, the sign is its own. None is a note, or a confidence, without a number: it
    moves nothing, and no figure follows from it. Raises ``UnreadableWords`` for what is no number or out of
    range, and ``JournalSaysNo`` for a day after the goal's end.
    """
    goal = store.get(journal, Goal, id)
    expect_open(journal, goal, on)
    expect_confidence(confidence)
    if goal.received and by not in (None, journal.me):
        received.expect_mine(journal, Kind.GOAL, id)
    by = _reader(journal, goal, by)
    old = new = None
    if value is not None:
        # Of a private one the readers of this one would learn.
        seen = (
            _VALUED
            if visibility is Visibility.PRIVATE
            else f"{_VALUED} AND visibility <> 'private'"
        )
        before = events.last(journal, Kind.GOAL, id, ("progress",), on, person=by, only=seen)
        old = before["new"] if before else None
        new = _reading(goal, value, old)
        own = events.last(journal, Kind.GOAL, id, ("progress",), on, person=by, only=_VALUED)
        if own and _is_step(goal, value) and own["id"] != (before["id"] if before else None):
            journal.notes.append(_counted_from(goal, value, old, own["new"]))
    events.record(
        journal, Kind.GOAL, id, "progress", on=on, old=old, new=new, by=by,
        confidence=confidence, note=optional(note), visibility=visibility or Visibility.SHARED,
    )  # fmt: skip
    return goal


def _reader(journal: Journal, goal: Goal, by: int | None) -> int:
    """Whose reading it is where nobody is named: the owner's, or mine of a goal that was given to me."""
    return by or (journal.me if goal.received else goal.owner.id)


def reading_level(journal: Journal, event: int) -> Visibility | None:
    """Who may see a reading where that is not as its goal."""
    row = journal.row("SELECT visibility FROM events WHERE id = ?", [event])
    return None if row is None or row["visibility"] == "shared" else Visibility(row["visibility"])


def take_back(journal: Journal, id: int, on: date, by: int | None = None) -> sqlite3.Row:
    """Delete the last reading of a day by a person, by default its owner, and return it.

    A note without a number is a reading too. ``undo`` brings it back, and ``changes`` shows it. Raises
    ``JournalSaysNo`` where there is none, and for what a partner says in their own journal.
    """
    goal = store.get(journal, Goal, id)
    person = _reader(journal, goal, by)
    received.expect_told_here(journal, person)
    found = events.last(journal, Kind.GOAL, id, ("progress",), on, person=person)
    if found and found["happened_on"] != on.isoformat():
        found = None
    if found is None:
        raise JournalSaysNo(
            f"{_named(goal)} has no check-in of {journal.in_words(on)}.",
            f"mentorlog goal history g{id} shows the days; --on DAY names one",
        )
    journal.delete("events", found["id"])
    return found


def expect_confidence(value: int | None) -> None:
    """Raise ``WrongUsage`` for one outside its range."""
    if value is not None and not 0 <= value <= 10:
        raise WrongUsage(f"Confidence runs from 0 to 10, and {value} is outside.")


def _reading(goal: Goal, words: str, last: str | None) -> str:
    """The value that words mean, as it will be stored; a step leads there from the ``last`` reading."""
    metric = goal.metric
    what = "value of the metric" if metric else "percentage"
    value = number(words, what)
    if metric:
        _expect_no_percent(metric, words, value)
    if not _is_step(goal, words):
        return value if metric else percent(words)
    before = last or _start(goal)
    value = total(before, value)
    if not metric and not 0 <= float(value) <= 100:
        why = f"from {before} it leads to {value}, and a percentage runs from 0 to 100"
        raise UnreadableWords("step", words, ("60", "+5"), why)
    return value


def _is_step(goal: Goal, words: str) -> bool:
    """Whether a number has a sign that is none of a metric's own."""
    metric = goal.metric
    return words.strip()[0] in "+-" and not (metric and "-" in metric.from_value + metric.to_value)


def _start(goal: Goal) -> str:
    return goal.metric.from_value if goal.metric else "0"


def _counted_from(goal: Goal, words: str, last: str | None, own: str) -> str:
    """From what a step was counted, where the ``own`` reading before it is private and this one is not."""
    unit = "" if goal.metric else " %"
    said = f"{words.strip()} is counted from {last or _start(goal)}{unit}: the reading before it, {own}{unit}, is private."
    with suppress(UnreadableWords):
        hint = f"mentorlog check-in g{goal.id} {_reading(goal, words, own)} counts from that one"
        return f"{said}\nhint: {hint}"
    return said


def _expect_no_percent(metric: Metric, words: str, value: str) -> None:
    """Raise ``UnreadableWords`` for a percentage, which would be taken for so many of the unit."""
    if "%" in words and metric.unit != "%":
        start, end = float(metric.from_value), float(metric.to_value)
        there = f"{start + (end - start) * float(value) / 100:.6g}"
        why = f"the goal counts {metric.unit or 'a number'} from {start:g} to {end:g}"
        raise UnreadableWords("value of the metric", words, (there,), why)


def pause(journal: Journal, id: int, on: date | None = None, why: str | None = None) -> Goal:
    """Put an active goal to rest, today or on a day; one that is takes another day, and a reason, still."""
    goal = store.get(journal, Goal, id)
    if _told_again(journal, goal, GoalState.PAUSED, on, why):
        return store.get(journal, Goal, id)
    if goal.state is not GoalState.ACTIVE:
        raise JournalSaysNo(f"{_named(goal)} is {goal.state}; only an active goal can be paused.")
    return _move(journal, goal, GoalState.PAUSED, on or journal.clock.today, why)


def reopen(journal: Journal, id: int, on: date, why: str | None = None) -> Goal:
    """Take a paused, closed or drafted goal up (again)."""
    goal = store.get(journal, Goal, id)
    if goal.state is GoalState.ACTIVE:
        raise JournalSaysNo(f"{_named(goal)} is active already.")
    journal.update("goals", id, closed_on=None)
    return _move(journal, goal, GoalState.ACTIVE, on, why)


def close(
    journal: Journal, id: int, state: GoalState, on: date | None = None, why: str | None = None
) -> Goal:
    """End a goal as achieved, partly achieved, missed or dropped, today or on a day.

    One that ended so takes another day, and a reason, still.
    """
    assert state.closed
    goal = store.get(journal, Goal, id)
    if _told_again(journal, goal, state, on, why):
        return store.get(journal, Goal, id)
    expect_open(journal, goal)
    on = on or journal.clock.today
    journal.update("goals", id, closed_on=on.isoformat())
    return _move(journal, goal, state, on, why)


def _told_again(
    journal: Journal, goal: Goal, state: GoalState, on: date | None, why: str | None
) -> bool:
    if on and goal.state is state:
        own = events.last(journal, Kind.GOAL, goal.id, ("state",))
        _expect_latest(journal, goal, on, but=own["id"] if own else 0)
    return events.told_again(journal, Kind.GOAL, goal, state, on, why)


def expect_open(journal: Journal, goal: Goal, on: date | None = None) -> None:
    """Raise ``JournalSaysNo`` for a goal that has ended, or where ``on`` is a day after its end."""
    if goal.state.closed and not (on and goal.closed_on and on <= goal.closed_on):
        when = f" on {journal.in_words(goal.closed_on)}" if goal.closed_on else ""
        late = "; --on DAY tells a day until then" if on and when else ""
        raise JournalSaysNo(
            f"{_named(goal)} was closed as {goal.state}{when}.",
            f"mentorlog goal reopen g{goal.id} takes it up again{late}",
        )


def _named(goal: Goal) -> str:
    return f"g{goal.id} {quoted(goal.title)}"


def _move(journal: Journal, goal: Goal, state: GoalState, on: date, why: str | None) -> Goal:
    _expect_latest(journal, goal, on)
    return store.move(journal, Goal, goal.id, "state", state, on=on, note=optional(why))


def _expect_latest(journal: Journal, goal: Goal, on: date, *, but: int = 0) -> None:
    """A state told for an earlier day than that of the one before would not be the goal's state.

    ``but`` is the event whose day is told, where it has one already.
    """
    fields = ("created", "state")
    move = events.last(journal, Kind.GOAL, goal.id, fields, only=f"id <> {but}")
    if move is None or move["happened_on"] <= on.isoformat():
        return
    was = f"{_named(goal)} has been {move['new'] or goal.state} since"
    begins = f"mentorlog goal edit g{goal.id} --start DAY makes it begin earlier"
    days = f"mentorlog goal history g{goal.id} shows the days"
    hint = begins if move["field"] == "created" else days
    raise JournalSaysNo(journal.before(was, move["happened_on"], on), hint)


# Milestones


def add_milestone(journal: Journal, facts: Facts) -> int:
    """A checkpoint in an open goal; returns its id. Raises ``JournalSaysNo`` where the goal has ended."""
    goal = facts["goal"]
    assert isinstance(goal, int)
    received.expect_mine(journal, Kind.GOAL, goal)
    expect_open(journal, store.get(journal, Goal, goal))
    return store.insert(journal, Kind.MILESTONE, facts, journal.clock.today)


def milestone_done(journal: Journal, id: int, on: date | None = None) -> Milestone:
    """Mark a milestone reached, today or on a day; one that is takes another day still.

    Raises ``JournalSaysNo`` where nothing new is told.
    """
    milestone = store.get(journal, Milestone, id)
    if on and milestone.done_on and on != milestone.done_on:
        return _done_on(journal, milestone, milestone.done_on, on)
    on = on or journal.clock.today
    if milestone.done_on:
        day = journal.in_words(milestone.done_on)
        raise JournalSaysNo(
            f"m{id} {quoted(milestone.title or '')} was done on {day} already.",
            f"mentorlog milestone reopen m{id} takes it back",
        )
    return store.move(journal, Milestone, id, "done_on", on.isoformat(), on=on)


def _done_on(journal: Journal, milestone: Milestone, was: date, on: date) -> Milestone:
    received.expect_mine(journal, Kind.MILESTONE, milestone.id)
    if told := events.last(journal, Kind.MILESTONE, milestone.id, ("done",)):
        received.expect_told_here(journal, told["person"])
        events.redate_end(
            journal, Kind.MILESTONE, milestone.id, told["id"], ("done",), "done", was, on
        )
        journal.update("events", told["id"], new=on.isoformat())
    journal.update("milestones", milestone.id, done_on=on.isoformat())
    return store.get(journal, Milestone, milestone.id)


def reopen_milestone(journal: Journal, id: int, on: date) -> Milestone:
    """Take back that a milestone was reached."""
    milestone = store.get(journal, Milestone, id)
    if not milestone.done_on:
        raise JournalSaysNo(f"m{id} {quoted(milestone.title or '')} is not done.")
    return store.move(journal, Milestone, id, "done_on", None, on=on)
