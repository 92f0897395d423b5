"""Wins: evidence of impact, each with its day; the lines of a brag document."""

from __future__ import annotations

from mentorlog.journal import Journal, store
from mentorlog.journal.store import Facts
from mentorlog.records import Kind


def add(journal: Journal, facts: Facts, *, uid: str | None = None) -> int:
    """A new win, of today unless told; returns its id. ``uid`` is the one it had elsewhere.

    Raises ``WrongUsage`` for one of the future.
    """
    on = facts.get("happened_on") or journal.clock.today
    journal.expect_past(on, "A win on")
    return store.insert(journal, Kind.WIN, {**facts, "happened_on": on}, on, uid=uid)


def edit(journal: Journal, id: int, facts: Facts) -> None:
    """Change what is given; raises ``WrongUsage`` for a day of the future."""
    if on := facts.get("happened_on"):
        journal.expect_past(on, "A win on")
    store.edit(journal, Kind.WIN, id, facts)
