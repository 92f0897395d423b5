"""Milestones: dated checkpoints inside a goal; its progress where it has no metric."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from mentorlog.errors import JournalSaysNo, NotFound, quoted
from mentorlog.journal import Journal, events, goals, tags
from mentorlog.journal.names import common, day, listed, refs, unknown
from mentorlog.journal.names import tags as tags_of
from mentorlog.journal.words import title as title_of
from mentorlog.records import Event, Kind, Milestone, Visibility


def add(
    journal: Journal,
    goal: int,
    title: str,
    *,
    due: date | None = None,
    visibility: Visibility = Visibility.SHARED,
    add_tags: tuple[str, ...] = (),
) -> Milestone:
    """A checkpoint in an open goal; raises ``JournalSaysNo`` where the goal has ended."""
    within = goals.get(journal, goal)
    if within.state.closed:
        raise JournalSaysNo(
            f"g{goal} {quoted(within.title)} is closed as {within.state}.",
            f"mentorlog goal reopen g{goal} takes it up again",
        )
    id = journal.insert(
        "milestones",
        goal=goal,
        title=title_of(title, "A milestone's title"),
        due_on=due.isoformat() if due else None,
        visibility=visibility.value,
    )
    tags.put(journal, Kind.MILESTONE, id, add_tags)
    made = journal.clock.today
    events.record(journal, Kind.MILESTONE, id, "created", on=made)
    if due:
        events.record(journal, Kind.MILESTONE, id, "due", on=made, new=due.isoformat())
    return get(journal, id)


def get(journal: Journal, id: int) -> Milestone:
    """The milestone with that id; raises ``NotFound``."""
    found = _records(journal, journal.rows("SELECT * FROM milestones WHERE id = ?", [id]))
    if not found:
        raise NotFound("milestone", f"m{id}", "mentorlog milestone --all lists them")
    return found[0]


def everyone(journal: Journal, *, done: bool = False) -> list[Milestone]:
    """Milestones by due day: those to come, all of them where ``done``."""
    condition = "1" if done else "done_on IS NULL"
    return _records(
        journal,
        journal.rows(
            f"SELECT * FROM milestones WHERE {condition} ORDER BY due_on IS NULL, due_on, id"
        ),
    )


def of_ids(journal: Journal, ids: Sequence[int]) -> list[Milestone]:
    """The milestones with those ids that the lens shows, in the given order."""
    rows = journal.rows(
        "SELECT * FROM milestones WHERE id IN (SELECT value FROM json_each(?))", [listed(ids)]
    )
    found = {point.id: point for point in _records(journal, rows)}
    return [found[id] for id in ids if id in found]


def of(journal: Journal, goal_ids: Iterable[int]) -> dict[int, list[Milestone]]:
    """The milestones of each goal by due day, by goal id."""
    rows = journal.rows(
        "SELECT * FROM milestones WHERE goal IN (SELECT value FROM json_each(?))"
        " ORDER BY due_on IS NULL, due_on, id",
        [listed(goal_ids)],
    )
    found: dict[int, list[Milestone]] = {}
    for milestone in _records(journal, rows):
        found.setdefault(milestone.goal.id, []).append(milestone)
    return found


def done(journal: Journal, id: int, on: date) -> Milestone:
    """Mark a milestone reached; raises ``JournalSaysNo`` where it is already."""
    milestone = get(journal, id)
    if milestone.done_on:
        raise JournalSaysNo(
            f"m{id} {quoted(milestone.title or '')} was done on {milestone.done_on} already.",
            f"mentorlog milestone reopen m{id} takes it back",
        )
    now = events.change(journal, Kind.MILESTONE, id, "done", on.isoformat(), on=on)
    journal.update("milestones", id, done_on=now)
    return get(journal, id)


def reopen(journal: Journal, id: int, on: date) -> Milestone:
    """Take back that a milestone was reached."""
    milestone = get(journal, id)
    if not milestone.done_on:
        raise JournalSaysNo(f"m{id} {quoted(milestone.title or '')} is not done.")
    now = events.change(journal, Kind.MILESTONE, id, "done", None, on=on)
    journal.update("milestones", id, done_on=now)
    return get(journal, id)


def edit(
    journal: Journal,
    id: int,
    *,
    title: str | None = None,
    due: date | None = None,
    no_due: bool = False,
    on: date,
    visibility: Visibility | None = None,
    add_tags: tuple[str, ...] = (),
) -> Milestone:
    """Change what is given; a new due day is an event of the day ``on``."""
    milestone = get(journal, id)
    if title is not None:
        journal.update("milestones", id, title=title_of(title, "A milestone's title"))
    if (due and due != milestone.due_on) or (no_due and milestone.due_on):
        new = due.isoformat() if due else None
        now = events.change(journal, Kind.MILESTONE, id, "due", new, on=on)
        journal.update("milestones", id, due_on=now)
    if visibility:
        journal.update("milestones", id, visibility=visibility.value)
    tags.put(journal, Kind.MILESTONE, id, add_tags)
    return get(journal, id)


def history(journal: Journal, id: int) -> list[Event]:
    """All that happened to a milestone, in the order it happened."""
    return events.of(journal, Kind.MILESTONE, [id]).get(id, [])


def delete(journal: Journal, id: int) -> Milestone:
    """Delete a milestone."""
    milestone = get(journal, id)
    journal.delete("milestones", id)
    return milestone


def _records(journal: Journal, rows: list[sqlite3.Row]) -> list[Milestone]:
    within = refs(journal, Kind.GOAL, (row["goal"] for row in rows))
    tagged = tags_of(journal, Kind.MILESTONE, (row["id"] for row in rows))
    return [
        Milestone(
            **common(row),
            tags=tagged.get(row["id"], ()),
            visibility=Visibility(row["visibility"]),
            goal=within.get(row["goal"], unknown(Kind.GOAL, row["goal"])),
            title=row["title"],
            due_on=day(row["due_on"]),
            done_on=day(row["done_on"]),
        )
        for row in rows
    ]
