"""Records for another format, as the lens shows them, some hundreds at a time."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from mentorlog.journal import Journal, Value, course, origins, standings, store
from mentorlog.records import (
    CLASSES,
    Action,
    Goal,
    Kind,
    Mentorship,
    Session,
    Takeaway,
)
from mentorlog.records.exports import Outgoing

_AT_ONCE = 500


def records(
    journal: Journal,
    kinds: Collection[Kind],
    since: date | None = None,
    until: date | None = None,
    *,
    source: str = "",
) -> Iterator[Outgoing]:
    """The records of some kinds in a period, kind by kind and then by id.

    A record without a day is in every period. ``source`` is the program that they go to: what it calls
    sessions, actions and goals comes with them.
    """
    for kind in Kind:
        if kind in kinds:
            for ids in _pages(journal, kind, since, until):
                found = _made(journal, kind, ids)
                yield from _with_origins(journal, kind, found, source) if source else found


def _with_origins(
    journal: Journal, kind: Kind, found: Iterator[Outgoing], source: str
) -> Iterator[Outgoing]:
    page = list(found)
    own = origins.of(journal, kind, (each.record.id for each in page), source)
    goals_ = origins.of(journal, Kind.GOAL, map(_goal_of, page), source)
    for each in page:
        pairs = ((kind, own.get(each.record.id)), (Kind.GOAL, goals_.get(_goal_of(each) or 0)))
        yield each._replace(origins={of: origin for of, origin in pairs if origin})


def _goal_of(outgoing: Outgoing) -> int | None:
    record = outgoing.record
    return record.goal.id if isinstance(record, Action) and record.goal else None


def count(
    journal: Journal, kinds: Collection[Kind], since: date | None = None, until: date | None = None
) -> int:
    """How many records that will be."""
    return sum(
        journal.value(
            f"SELECT count(*) FROM {kind.table} WHERE {_within(kind)}", _days(since, until)
        )
        or 0
        for kind in kinds
    )


def _pages(
    journal: Journal, kind: Kind, since: date | None, until: date | None
) -> Iterator[list[int]]:
    after = 0
    while True:
        ids = journal.ids(
            f"SELECT id FROM {kind.table} WHERE id > :after AND {_within(kind)}"
            " ORDER BY id LIMIT :most",
            {**_days(since, until), "after": after, "most": _AT_ONCE},
        )
        if not ids:
            return
        yield ids
        after = ids[-1]


def _within(kind: Kind) -> str:
    """The day is in the period. Without one a record is too, if its title is not hidden as well."""
    day, has_title = kind.about.day or "NULL", f"{kind.title_column} IS NOT NULL"
    return (
        f"coalesce({day} >= :since, :since IS NULL OR {has_title})"
        f" AND coalesce({day} <= :until, :until IS NULL OR {has_title})"
    )


def _days(since: date | None, until: date | None) -> dict[str, Value]:
    return {
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
    }


def _made(journal: Journal, kind: Kind, ids: Sequence[int]) -> Iterator[Outgoing]:
    """The records with those ids, and what goes with some kinds of them."""
    match kind:
        case Kind.MENTORSHIP:
            for standing in course.of(journal, store.of_ids(journal, Mentorship, ids)):
                yield Outgoing(kind, standing.mentorship, standing)
        case Kind.GOAL:
            for of_goal in standings.of_goals(journal, store.of_ids(journal, Goal, ids)):
                yield Outgoing(kind, of_goal.goal, of_goal)
        case Kind.SESSION:
            yield from _sessions(journal, ids)
        case _:
            made: Any = CLASSES[kind]
            for record in store.of_ids(journal, made, ids):
                yield Outgoing(kind, record)


def _sessions(journal: Journal, ids: Sequence[int]) -> Iterator[Outgoing]:
    lines = store.hanging_on(journal, Takeaway, "session", ids, "id")
    promised = store.hanging_on(journal, Action, "session", ids, "id")
    for session in store.of_ids(journal, Session, ids):
        yield Outgoing(
            Kind.SESSION,
            session,
            takeaways=tuple(lines.get(session.id, ())),
            actions=tuple(promised.get(session.id, ())),
        )
