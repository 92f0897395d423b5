"""Skills: what I can do, rated from 1 to 5 over time by myself and by others.

A skill is a name that ratings share. Names that differ by case alone are one skill, which keeps the
spelling it has.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.errors import Ambiguous, NotFound, UnreadableWords, WrongUsage, quoted
from mentorlog.journal import Journal, events, readers, tags
from mentorlog.journal.names import common, day, listed, refs, unknown
from mentorlog.journal.names import readers as readers_of
from mentorlog.journal.names import tags as tags_of
from mentorlog.journal.references import resolve
from mentorlog.journal.words import name as a_name
from mentorlog.journal.words import optional
from mentorlog.records import Kind, Rating, Visibility
from mentorlog.records.skills import Skill
from mentorlog.spelling import folded

_NUMBERED = re.compile(r"k?[0-9]{1,12}", re.IGNORECASE)
_LEVELS = ("1", "2", "3", "4", "5")


class Facts(NamedTuple):
    """What a rating may be given; None leaves what is there, an empty text takes it away."""

    skill: str | None = None
    level: int | None = None
    rated_on: date | None = None
    by: int | None = None
    evidence: str | None = None
    visibility: Visibility | None = None
    readers: tuple[int, ...] | None = None
    tags: tuple[str, ...] = ()


def level(words: str) -> int:
    """A level from 1 to 5; raises ``UnreadableWords`` for anything else."""
    if words.strip() not in _LEVELS:
        raise UnreadableWords("level", words, ("1", "3", "5"), "it runs from 1 to 5")
    return int(words)


def add(journal: Journal, facts: Facts) -> Rating:
    """A new rating, mine and of today unless told; raises ``WrongUsage`` for one of the future."""
    on = facts.rated_on or journal.clock.today
    _expect_past(journal, on)
    assert facts.level is not None
    name = _name(facts.skill or "")
    sharing = readers.of_new(
        journal, Kind.RATING, readers.Place(owner=facts.by), facts.readers, facts.visibility
    )
    id = journal.insert(
        "ratings",
        skill=names(journal).get(_key(name), name),
        level=facts.level,
        rated_on=on.isoformat(),
        person=facts.by or journal.me,
        evidence=optional(facts.evidence),
        visibility=sharing.visibility.value,
    )
    readers.put(journal, Kind.RATING, id, sharing.people)
    readers.tell(journal, Kind.RATING, id, sharing)
    tags.put(journal, Kind.RATING, id, facts.tags)
    events.record(journal, Kind.RATING, id, "created", on=on)
    return get(journal, id)


def _expect_past(journal: Journal, on: date) -> None:
    if on > journal.clock.today:
        raise WrongUsage(f"A rating on {on} is still to come.")


def _name(words: str) -> str:
    """A skill's name on one line; raises ``WrongUsage`` for one that would mean a rating."""
    name = a_name(words, "A skill's name")
    if is_number(name):
        raise WrongUsage(
            f"{quoted(name)} cannot be a skill's name: it stands for a rating.",
            'the name comes first, as in mentorlog skill add "Public speaking" 3',
        )
    return name


def _key(name: str) -> str:
    """What names of the same skill have in common."""
    return folded(name)


def is_number(words: str) -> bool:
    """Whether the words are a rating's number, ``k3`` or ``3``, rather than a skill's name."""
    return bool(_NUMBERED.fullmatch(words.strip()))


def names(journal: Journal) -> dict[str, str]:
    """The name of each skill as it was last spelt, by what its spellings have in common."""
    rows = journal.rows("SELECT skill FROM ratings GROUP BY skill ORDER BY max(id)")
    return {_key(row["skill"]): row["skill"] for row in rows}


def find(journal: Journal, reference: str) -> str:
    """The name of the one skill that words of it, or the number of one of its ratings, name.

    Raises ``NotFound``, ``Ambiguous`` or, for another kind's letter, ``UnreadableWords``.
    """
    if is_number(reference):
        return get(journal, resolve(journal, Kind.RATING, reference)).skill
    known = names(journal)
    wanted = _key(" ".join(reference.split()))
    if not wanted:
        raise UnreadableWords("skill", reference, ("k3", "words of its name"))
    if wanted in known:
        return known[wanted]
    words = wanted.split()
    found = [name for key, name in known.items() if all(word in key for word in words)]
    if not found:
        raise NotFound("skill", reference, "mentorlog skill lists them")
    if len(found) > 1:
        raise Ambiguous("skill", reference, [quoted(name) for name in sorted(found)])
    return found[0]


def get(journal: Journal, id: int) -> Rating:
    """The rating with that id; raises ``NotFound``."""
    found = _records(journal, journal.rows("SELECT * FROM ratings WHERE id = ?", [id]))
    if not found:
        raise NotFound("rating", f"k{id}", "mentorlog skill history NAME lists them")
    return found[0]


def everyone(
    journal: Journal,
    *,
    skill: str | None = None,
    until: date | None = None,
    tag: str | None = None,
) -> list[Rating]:
    """Ratings by day, the latest last: of one skill, up to a day, with a tag."""
    conditions = ["1"]
    values: list[str | int] = []
    for condition, value in (
        ("rated_on <= ?", until.isoformat() if until else None),
        tags.bearing(journal, Kind.RATING, tag),
    ):
        if value is not None:
            conditions.append(condition)
            values.append(value)
    where = " AND ".join(conditions)
    rows = journal.rows(f"SELECT * FROM ratings WHERE {where} ORDER BY rated_on, id", values)
    wanted = _key(skill) if skill is not None else None
    return _records(journal, [row for row in rows if wanted in (None, _key(row["skill"]))])


def of_ids(journal: Journal, ids: Sequence[int]) -> list[Rating]:
    """The ratings with those ids that the lens shows, in the given order."""
    rows = journal.rows(
        "SELECT * FROM ratings WHERE id IN (SELECT value FROM json_each(?))", [listed(ids)]
    )
    found = {rating.id: rating for rating in _records(journal, rows)}
    return [found[id] for id in ids if id in found]


def standings(journal: Journal, ratings: Iterable[Rating]) -> list[Skill]:
    """The skills of ratings that are given by day, by name."""
    found: dict[str, list[Rating]] = {}
    for rating in ratings:
        found.setdefault(_key(rating.skill), []).append(rating)
    return [_standing(journal, found[key]) for key in sorted(found)]


def _standing(journal: Journal, ratings: list[Rating]) -> Skill:
    own = [rating for rating in ratings if rating.by.id == journal.me]
    others = [rating for rating in ratings if rating.by.id != journal.me]
    return Skill(
        name=max(ratings, key=lambda rating: rating.id).skill,
        first=own[0] if own else None,
        now=own[-1] if own else None,
        mentor_now=others[-1] if others else None,
        gap=own[-1].level - others[-1].level if own and others else None,
        ratings=tuple(ratings),
    )


def of(journal: Journal, name: str) -> Skill:
    """How one skill stands; raises ``NotFound``."""
    found = standings(journal, everyone(journal, skill=name))
    if not found:
        raise NotFound("skill", name, "mentorlog skill lists them")
    return found[0]


def before(journal: Journal, rating: Rating) -> Rating | None:
    """The same person's rating of the skill before this one; None where it is their first."""
    earlier = [
        known
        for known in everyone(journal, skill=rating.skill, until=rating.rated_on)
        if known.by.id == rating.by.id and (known.rated_on, known.id) < (rating.rated_on, rating.id)
    ]
    return earlier[-1] if earlier else None


def edit(journal: Journal, id: int, facts: Facts) -> Rating:
    """Change what is given; a name spelt otherwise is so for all ratings of the skill."""
    rating = get(journal, id)
    if facts.skill is not None:
        _rename(journal, rating, _name(facts.skill))
    if facts.level is not None:
        journal.update("ratings", id, level=facts.level)
    if facts.by is not None:
        journal.update("ratings", id, person=facts.by)
    if facts.evidence is not None:
        journal.update("ratings", id, evidence=optional(facts.evidence))
    if facts.rated_on and facts.rated_on != rating.rated_on:
        _redate(journal, id, facts.rated_on)
    place = readers.Place(owner=facts.by or rating.by.id)
    readers.edit(journal, Kind.RATING, id, place, facts.readers, facts.visibility)
    tags.put(journal, Kind.RATING, id, facts.tags)
    return get(journal, id)


def _rename(journal: Journal, rating: Rating, name: str) -> None:
    if _key(name) != _key(rating.skill):
        journal.update("ratings", rating.id, skill=names(journal).get(_key(name), name))
        return
    for known in everyone(journal, skill=name):
        if known.skill != name:
            journal.update("ratings", known.id, skill=name)


def _redate(journal: Journal, id: int, on: date) -> None:
    _expect_past(journal, on)
    journal.update("ratings", id, rated_on=on.isoformat())
    journal.connection.execute(
        "UPDATE events SET happened_on = ? WHERE kind = 'rating' AND record = ? AND field = 'created'",
        [on.isoformat(), id],
    )


def delete(journal: Journal, id: int) -> Rating:
    """Delete a rating; with its last one a skill is gone."""
    rating = get(journal, id)
    journal.delete("ratings", id)
    return rating


def _records(journal: Journal, rows: list[sqlite3.Row]) -> list[Rating]:
    people = refs(journal, Kind.PERSON, (row["person"] for row in rows))
    shared_with = readers_of(journal, Kind.RATING, rows)
    tagged = tags_of(journal, Kind.RATING, (row["id"] for row in rows))
    found = []
    for row in rows:
        rated = day(row["rated_on"])
        assert rated
        found.append(
            Rating(
                **common(row),
                readers=shared_with.get(row["id"], ()),
                tags=tagged.get(row["id"], ()),
                visibility=Visibility(row["visibility"]),
                skill=row["skill"],
                level=row["level"],
                rated_on=rated,
                by=people.get(row["person"]) or unknown(Kind.PERSON, row["person"]),
                evidence=row["evidence"],
            )
        )
    return found
