"""Through how many later sessions each action stayed open, calculated for many actions at a time.

Only sessions with the action's people count. These are the people who attended its session, but
only its owner if the owner was there: a group also meets by ones and twos. An action without a
session has its readers, and its owner if that is not me.
"""

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from mentorlog.journal import Journal
from mentorlog.journal.names import grouped, listed

_People = frozenset[int]


def of_rows(journal: Journal, rows: Sequence[sqlite3.Row]) -> dict[int, int]:
    """The sessions held after each action's day and before it was closed, by the action's id."""
    if not rows:
        return {}
    people = _people(journal, rows)
    days = _days_held(journal, set(people.values()), min(row["made_on"] for row in rows))
    today = journal.today.isoformat()
    found = {}
    for row in rows:
        closed = row["done_on"] or row["dropped_on"]
        held = days[people[row["id"]]]
        first = bisect_right(held, row["made_on"])
        last = bisect_left(held, closed) if closed else bisect_right(held, today)
        found[row["id"]] = max(0, last - first)
    return found


def since(journal: Journal, ids: Iterable[int], on: date) -> dict[int, int]:
    """How many of the sessions from a day on each action stayed open through, by the action's id."""
    before = on if on == date.min else on - timedelta(days=1)
    rows = journal.rows(
        "SELECT id, owner, session, max(made_on, ?) AS made_on, done_on, dropped_on FROM actions"
        " WHERE id IN (SELECT value FROM json_each(?))",
        [before.isoformat(), listed(ids)],
    )
    return of_rows(journal, rows)


def _people(journal: Journal, rows: Iterable[sqlite3.Row]) -> dict[int, _People]:
    """Each action's people, by the action's id."""
    attended = _by_first(
        journal,
        "SELECT session, person FROM attendees WHERE session IN (SELECT value FROM json_each(?))",
        (row["session"] for row in rows),
    )
    readers = _by_first(
        journal,
        "SELECT record, person FROM readers WHERE kind = 'action'"
        " AND record IN (SELECT value FROM json_each(?))",
        (row["id"] for row in rows),
    )
    found = {}
    for row in rows:
        owner, there = row["owner"], attended.get(row["session"], frozenset())
        alone = there & {owner}
        found[row["id"]] = (
            alone or there or readers.get(row["id"], frozenset()) | ({owner} - {journal.me})
        )
    return found


def _by_first(journal: Journal, sql: str, ids: Iterable[int | None]) -> dict[int, _People]:
    """The second column's values for each value of the first."""
    rows = journal.rows(sql, [listed(ids)])
    found = grouped((first, second) for first, second in rows)
    return {first: frozenset(seconds) for first, seconds in found.items()}


def _days_held(journal: Journal, circles: set[_People], after: str) -> dict[_People, list[str]]:
    """For each circle of people the days of the sessions with any of them, in order."""
    # The plus makes SQLite check each attendee; without it, it looks up each of these people in
    # every session. As one text: a row for each of thousands of sessions would take longer.
    days = (
        "SELECT group_concat(s.held_on) FROM sessions s WHERE s.state = 'held' AND s.held_on > ?"
        " AND EXISTS (SELECT 1 FROM attendees a WHERE a.session = s.id"
        " AND +a.person IN (SELECT value FROM json_each(?)))"
    )
    found = {}
    for people in circles:
        ((held,),) = journal.rows(days, [after, listed(people)])
        found[people] = sorted(held.split(",")) if held else []
    return found
