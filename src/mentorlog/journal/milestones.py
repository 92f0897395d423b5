"""Milestones: dated checkpoints inside a goal; its progress where it has no metric."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from mentorlog.errors import JournalSaysNo, quoted
from mentorlog.journal import Journal, events, goals, store
from mentorlog.journal.sharing import received
from mentorlog.journal.store import NO_MORE, Away, More
from mentorlog.records import Kind, Milestone, Visibility

_BY_DUE_DAY = "due_on IS NULL, due_on, id"


class Facts(NamedTuple):
    """What a milestone may be given; see ``store.Facts``."""

    goal: int | None = None
    title: str | None = None
    due_on: date | Away | None = None
    why_moved: str | None = None
    visibility: Visibility | None = None
    tags: tuple[str, ...] = ()
    more: More = NO_MORE


def add(journal: Journal, facts: Facts) -> Milestone:
    """A checkpoint in an open goal; raises ``JournalSaysNo`` where the goal has ended."""
    assert facts.goal is not None
    received.expect_mine(journal, Kind.GOAL, facts.goal)
    goals.expect_open(journal, goals.get(journal, facts.goal))
    id = store.insert(journal, Kind.MILESTONE, facts, on=journal.clock.today)
    return store.get(journal, Milestone, id)


def everyone(journal: Journal, *, done: bool = False, tag: str | None = None) -> list[Milestone]:
    """Milestones by due day: those to come, all of them where ``done``."""
    conditions = {} if done else {"done_on IS NULL": True}
    return store.select(journal, Milestone, conditions, _BY_DUE_DAY, tag=tag)


def of(journal: Journal, goal_ids: Iterable[int]) -> dict[int, list[Milestone]]:
    """The milestones of each goal by due day, by goal id."""
    return store.hanging_on(journal, Milestone, "goal", goal_ids, _BY_DUE_DAY)


def done(journal: Journal, id: int, on: date) -> Milestone:
    """Mark a milestone reached; raises ``JournalSaysNo`` where it is already."""
    milestone = store.get(journal, Milestone, id)
    if milestone.done_on:
        day = journal.in_words(milestone.done_on)
        raise JournalSaysNo(
            f"m{id} {quoted(milestone.title or '')} was done on {day} already.",
            f"mentorlog milestone reopen m{id} takes it back",
        )
    return _set_done(journal, id, on.isoformat(), on)


def reopen(journal: Journal, id: int, on: date) -> Milestone:
    """Take back that a milestone was reached."""
    milestone = store.get(journal, Milestone, id)
    if not milestone.done_on:
        raise JournalSaysNo(f"m{id} {quoted(milestone.title or '')} is not done.")
    return _set_done(journal, id, None, on)


def _set_done(journal: Journal, id: int, done_on: str | None, on: date) -> Milestone:
    now = events.change(journal, Kind.MILESTONE, id, "done", done_on, on=on)
    journal.update("milestones", id, done_on=now)
    return store.get(journal, Milestone, id)


def edit(journal: Journal, id: int, facts: Facts, on: date | None = None) -> Milestone:
    """Change what is given; a new due day is an event of the day ``on``."""
    store.edit(journal, Kind.MILESTONE, id, facts, on, facts.why_moved)
    return store.get(journal, Milestone, id)
