"""Wins: evidence of impact, each with its day; the lines of a brag document."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from mentorlog.journal import Journal, store
from mentorlog.journal.store import NO_MORE, Away, More
from mentorlog.records import Kind, Visibility, Win


class Facts(NamedTuple):
    """What a win may be given; see ``store.Facts``."""

    title: str | None = None
    impact: str | Away | None = None
    evidence: str | Away | None = None
    goal: int | Away | None = None
    skill: str | Away | None = None
    happened_on: date | None = None
    visibility: Visibility | None = None
    readers: tuple[int, ...] | None = None
    tags: tuple[str, ...] = ()
    more: More = NO_MORE


def add(journal: Journal, facts: Facts) -> Win:
    """A new win, of today unless told; raises ``WrongUsage`` for one of the future."""
    return store.get(journal, Win, insert(journal, facts))


def insert(journal: Journal, facts: Facts, *, uid: str | None = None) -> int:
    """Make what ``add`` does, with a uid it had elsewhere if one is given; returns its id."""
    on = facts.happened_on or journal.clock.today
    journal.expect_past(on, "A win on")
    return store.insert(journal, Kind.WIN, facts._replace(happened_on=on), on=on, uid=uid)


def everyone(
    journal: Journal,
    *,
    since: date | None = None,
    until: date | None = None,
    tag: str | None = None,
) -> list[Win]:
    """Wins by day, the latest last."""
    conditions = {"happened_on >= ?": since, "happened_on <= ?": until}
    return store.select(journal, Win, conditions, "happened_on, id", tag=tag)


def edit(journal: Journal, id: int, facts: Facts) -> Win:
    """Change what is given; raises ``WrongUsage`` for a day of the future."""
    if facts.happened_on:
        journal.expect_past(facts.happened_on, "A win on")
    store.edit(journal, Kind.WIN, id, facts)
    return store.get(journal, Win, id)
