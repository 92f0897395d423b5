"""Wins: evidence of impact, each with its day; the lines of a brag document."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.errors import NotFound, WrongUsage
from mentorlog.journal import Journal, events, readers, tags
from mentorlog.journal.names import common, day, listed, refs
from mentorlog.journal.names import readers as readers_of
from mentorlog.journal.names import tags as tags_of
from mentorlog.journal.words import optional
from mentorlog.journal.words import title as title_of
from mentorlog.records import Kind, Visibility, Win


class Facts(NamedTuple):
    """What a win may be given; None leaves what is there, an empty text takes it away."""

    title: str | None = None
    impact: str | None = None
    evidence: str | None = None
    goal: int | None = None
    happened_on: date | None = None
    visibility: Visibility | None = None
    readers: tuple[int, ...] | None = None
    tags: tuple[str, ...] = ()


def add(journal: Journal, facts: Facts) -> Win:
    """A new win, of today unless told; raises ``WrongUsage`` for one of the future."""
    return get(journal, insert(journal, facts))


def insert(journal: Journal, facts: Facts, *, uid: str | None = None) -> int:
    """Make what ``add`` does, with a uid it had elsewhere if one is given; returns its id."""
    on = facts.happened_on or journal.clock.today
    _expect_past(journal, on)
    sharing = readers.of_new(
        journal, Kind.WIN, readers.Place(goal=facts.goal), facts.readers, facts.visibility
    )
    id = journal.insert(
        "wins",
        **({"uid": uid} if uid else {}),
        title=title_of(facts.title or "", "A win's title"),
        happened_on=on.isoformat(),
        impact=optional(facts.impact),
        evidence=optional(facts.evidence),
        goal=facts.goal,
        visibility=sharing.visibility.value,
    )
    readers.put(journal, Kind.WIN, id, sharing.people)
    readers.tell(journal, Kind.WIN, id, sharing)
    tags.put(journal, Kind.WIN, id, facts.tags)
    events.record(journal, Kind.WIN, id, "created", on=on)
    return id


def _expect_past(journal: Journal, on: date) -> None:
    if on > journal.clock.today:
        raise WrongUsage(f"A win on {on} is still to come.")


def get(journal: Journal, id: int) -> Win:
    """The win with that id; raises ``NotFound``."""
    found = _records(journal, journal.rows("SELECT * FROM wins WHERE id = ?", [id]))
    if not found:
        raise NotFound("win", f"w{id}", "mentorlog win lists them")
    return found[0]


def everyone(
    journal: Journal,
    *,
    since: date | None = None,
    until: date | None = None,
    goal: int | None = None,
    tag: str | None = None,
) -> list[Win]:
    """Wins by day, the latest last."""
    conditions = ["1"]
    values: list[str | int] = []
    for condition, value in (
        ("happened_on >= ?", since.isoformat() if since else None),
        ("happened_on <= ?", until.isoformat() if until else None),
        ("goal = ?", goal),
        tags.bearing(journal, Kind.WIN, tag),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    where = " AND ".join(conditions)
    return _records(
        journal, journal.rows(f"SELECT * FROM wins WHERE {where} ORDER BY happened_on, id", values)
    )


def of_ids(journal: Journal, ids: Sequence[int]) -> list[Win]:
    """The wins with those ids that the lens shows, in the given order."""
    rows = journal.rows(
        "SELECT * FROM wins WHERE id IN (SELECT value FROM json_each(?))", [listed(ids)]
    )
    found = {win.id: win for win in _records(journal, rows)}
    return [found[id] for id in ids if id in found]


def edit(journal: Journal, id: int, facts: Facts) -> Win:
    """Change what is given."""
    win = get(journal, id)
    if facts.title is not None:
        journal.update("wins", id, title=title_of(facts.title, "A win's title"))
    for column in ("impact", "evidence"):
        given: str | None = getattr(facts, column)
        if given is not None:
            journal.update("wins", id, **{column: optional(given)})
    if facts.goal is not None:
        journal.update("wins", id, goal=facts.goal)
    if facts.happened_on and facts.happened_on != win.happened_on:
        _expect_past(journal, facts.happened_on)
        journal.update("wins", id, happened_on=facts.happened_on.isoformat())
        journal.connection.execute(
            "UPDATE events SET happened_on = ? WHERE kind = 'win' AND record = ? AND field = 'created'",
            [facts.happened_on.isoformat(), id],
        )
    row = journal.row("SELECT NULL, goal FROM wins WHERE id = ?", [id])
    assert row
    readers.edit(journal, Kind.WIN, id, readers.Place(*row), facts.readers, facts.visibility)
    tags.put(journal, Kind.WIN, id, facts.tags)
    return get(journal, id)


def delete(journal: Journal, id: int) -> Win:
    """Delete a win."""
    win = get(journal, id)
    journal.delete("wins", id)
    return win


def _records(journal: Journal, rows: list[sqlite3.Row]) -> list[Win]:
    goals = refs(journal, Kind.GOAL, (row["goal"] for row in rows))
    shared_with = readers_of(journal, Kind.WIN, rows)
    tagged = tags_of(journal, Kind.WIN, (row["id"] for row in rows))
    found = []
    for row in rows:
        happened = day(row["happened_on"])
        assert happened
        found.append(
            Win(
                **common(row),
                readers=shared_with.get(row["id"], ()),
                tags=tagged.get(row["id"], ()),
                visibility=Visibility(row["visibility"]),
                happened_on=happened,
                title=row["title"],
                impact=row["impact"],
                goal=goals.get(row["goal"]),
                evidence=row["evidence"],
            )
        )
    return found
