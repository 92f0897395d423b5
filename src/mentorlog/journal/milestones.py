"""Milestones: dated checkpoints inside a goal; its progress where it has no metric."""

from __future__ import annotations

from datetime import date

from mentorlog.errors import JournalSaysNo, quoted
from mentorlog.journal import Journal, goals, store
from mentorlog.journal.sharing import received
from mentorlog.journal.store import Facts
from mentorlog.records import Goal, Kind, Milestone


def add(journal: Journal, facts: Facts) -> int:
    """A checkpoint in an open goal; returns its id. Raises ``JournalSaysNo`` where the goal has ended."""
    goal = facts["goal"]
    assert isinstance(goal, int)
    received.expect_mine(journal, Kind.GOAL, goal)
    goals.expect_open(journal, store.get(journal, Goal, goal))
    return store.insert(journal, Kind.MILESTONE, facts, journal.clock.today)


def done(journal: Journal, id: int, on: date) -> Milestone:
    """Mark a milestone reached; raises ``JournalSaysNo`` where it is already."""
    milestone = store.get(journal, Milestone, id)
    if milestone.done_on:
        day = journal.in_words(milestone.done_on)
        raise JournalSaysNo(
            f"m{id} {quoted(milestone.title or '')} was done on {day} already.",
            f"mentorlog milestone reopen m{id} takes it back",
        )
    return store.move(journal, Milestone, id, "done_on", on.isoformat(), on=on)


def reopen(journal: Journal, id: int, on: date) -> Milestone:
    """Take back that a milestone was reached."""
    milestone = store.get(journal, Milestone, id)
    if not milestone.done_on:
        raise JournalSaysNo(f"m{id} {quoted(milestone.title or '')} is not done.")
    return store.move(journal, Milestone, id, "done_on", None, on=on)
