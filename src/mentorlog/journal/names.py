"""Records named inside other records: their labels and tags, fetched many at a time."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from mentorlog.errors import joined
from mentorlog.journal import Journal, Value
from mentorlog.records import UNNAMED, Kind, Ref
from mentorlog.spelling import folded, words

_Key = TypeVar("_Key")
_Each = TypeVar("_Each")


def listed(ids: Iterable[int | None]) -> str:
    """Ids as one SQL parameter, to be read with ``json_each``."""
    return "[" + ",".join(str(id) for id in sorted({id for id in ids if id is not None})) + "]"


def listed_words(words: Iterable[str]) -> str:
    """Fields or states as one SQL parameter; anybody's words need ``json``, which takes long to load."""
    return "[" + ",".join(f'"{word}"' for word in words) + "]"


def grouped(pairs: Iterable[tuple[_Key, _Each]]) -> dict[_Key, list[_Each]]:
    """The second of each pair by the first, in the order in which they come."""
    found: dict[_Key, list[_Each]] = {}
    for key, each in pairs:
        found.setdefault(key, []).append(each)
    return found


def refs(journal: Journal, kind: Kind, ids: Iterable[int | None]) -> dict[int, Ref]:
    """A reference for each of the records that the lens shows, by id."""
    wanted = listed(ids)
    if wanted == "[]":
        return {}
    about = kind.about
    found = journal.rows(
        f"SELECT {about.letter}.id, {about.letter}.uid, {about.called} FROM {about.table} {about.letter}"
        f" WHERE {about.letter}.id IN (SELECT value FROM json_each(?))",
        [wanted],
    )
    told = _namesakes(journal) if kind is Kind.PERSON else {}
    return {
        row[0]: Ref(kind, row[0], row[1], told.get(row[0], row[2]), told.get(row[0], ""))
        for row in found
        if row[2] is not None
    }


def called(journal: Journal, kind: Kind, ids: Iterable[int | None]) -> dict[int, Ref]:
    """The same, where a session of which nothing was written down is called by whom it was with."""
    found = refs(journal, kind, ids)
    unnamed = [each.id for each in found.values() if kind is Kind.SESSION and not each.label]
    there = linked(journal, "attendees", Kind.PERSON, unnamed) if unnamed else {}
    for id, people in there.items():
        found[id] = found[id]._replace(label=f"with {joined(each.short for each in people)}")
    return found


def label_of_gone(journal: Journal, kind: Kind, row: Mapping[str, Value]) -> str:
    """What a record was called that is no longer there, by its row in the change log."""
    columns = ["id", *(column.name for column in kind.about.columns)]
    known = ", ".join(f"? AS {name}" for name in columns)
    sql = f"SELECT {kind.about.called} FROM (SELECT {known}) {kind.letter}"
    return str(journal.value(sql, [row.get(name) for name in columns]) or "")


def _namesakes(journal: Journal) -> dict[int, str]:
    """What to call those who share a first name, by id: the whole name, and the number if need be."""
    if "namesakes" not in journal.cache:
        sharing: dict[str, dict[int, str]] = {}
        for row in journal.rows("SELECT id, name FROM people WHERE name <> ''"):
            if row["name"] not in UNNAMED:
                first, *_ = row["name"].split() or [""]
                sharing.setdefault(folded(first), {})[row["id"]] = row["name"]
        # A manager reads no numbers.
        numbered = not journal.lens.audience.public_alone
        several = [
            (named, Counter(map(words, named.values())))
            for named in sharing.values()
            if len(named) > 1
        ]
        journal.cache["namesakes"] = {
            id: f"{name} (p{id})" if numbered and bearers[words(name)] > 1 else name
            for named, bearers in several
            for id, name in named.items()
        }
    found: dict[int, str] = journal.cache["namesakes"]
    return found


def linked(
    journal: Journal, table: str, kind: Kind, sessions: Iterable[int]
) -> dict[int, tuple[Ref, ...]]:
    """What each session is linked to through ``attendees`` or ``session_goals``, by session."""
    column = kind.value
    pairs = journal.rows(
        f"SELECT session, {column} FROM {table}"
        f" WHERE session IN (SELECT value FROM json_each(?)) ORDER BY session, {column}",
        [listed(sessions)],
    )
    known = refs(journal, kind, (pair[1] for pair in pairs))
    found: dict[int, tuple[Ref, ...]] = {}
    for session, other in pairs:
        if other in known:
            found[session] = (*found.get(session, ()), known[other])
    return found


def tags(journal: Journal, kind: Kind, ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The tags of each record, in alphabetical order, by id."""
    found: dict[int, tuple[str, ...]] = {}
    for record, tag in journal.rows(
        "SELECT record, tag FROM taggings WHERE kind = ?"
        " AND record IN (SELECT value FROM json_each(?)) ORDER BY tag",
        [kind.value, listed(ids)],
    ):
        found[record] = (*found.get(record, ()), tag)
    return found


def readers(
    journal: Journal, kind: Kind, rows: Sequence[sqlite3.Row]
) -> dict[int, tuple[Ref, ...]]:
    """Who reads each record where it is shared, as far as the lens tells, by id.

    Of what was said in a session they are who attended; of what is on a goal, who reads that too.
    """
    there: dict[int, tuple[Ref, ...]] = {}
    if kind in (Kind.TAKEAWAY, Kind.ACTION):
        sessions = [row["session"] for row in rows if row["session"] is not None]
        there = linked(journal, "attendees", Kind.PERSON, sessions)
    of_goals = _goal_readers(journal, (row["goal"] for row in rows)) if there else set()
    found: dict[int, tuple[Ref, ...]] = {
        row["id"]: tuple(
            person
            for person in there[row["session"]]
            if row["goal"] is None or (row["goal"], person.id) in of_goals
        )
        for row in rows
        if there and row["session"] in there
    }
    pairs = journal.rows(
        "SELECT record, person FROM readers WHERE kind = ?"
        " AND record IN (SELECT value FROM json_each(?)) ORDER BY record, person",
        [kind.value, listed(row["id"] for row in rows)],
    )
    known = refs(journal, Kind.PERSON, (pair[1] for pair in pairs))
    for record, person in pairs:
        if person in known:
            found[record] = (*found.get(record, ()), known[person])
    return found


def _goal_readers(journal: Journal, goals: Iterable[int | None]) -> set[tuple[int, int]]:
    """Each goal with each of its readers, and with its owner."""
    found = journal.rows(
        "SELECT record, person FROM readers WHERE kind = 'goal'"
        " AND record IN (SELECT value FROM json_each(:goals))"
        " UNION SELECT id, owner FROM goals WHERE id IN (SELECT value FROM json_each(:goals))",
        {"goals": listed(goals)},
    )
    return {(goal, person) for goal, person in found}


def day(value: str | None) -> date | None:
    """A stored day as a date."""
    return date.fromisoformat(value) if value else None


def unknown(kind: Kind, id: int) -> Ref:
    """Stands for a record that the lens hides but a visible one needs (an owner, a goal)."""
    return Ref(kind, id, "", "")
