"""Skills: what I can do, rated from 1 to 5 over time by myself and by others.

A skill is a name that ratings share. Names that differ by case alone are one skill, which keeps the
spelling it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from mentorlog.errors import Ambiguous, NotFound, UnreadableWords, WrongUsage, quoted
from mentorlog.journal import Journal, store
from mentorlog.journal.references import counts, resolve
from mentorlog.journal.store import NO_MORE, Away, More
from mentorlog.journal.words import name as a_name
from mentorlog.records import Kind, Rating, Visibility, Win
from mentorlog.records.skills import Skill
from mentorlog.spelling import folded

_NUMBERED = re.compile(r"k?[0-9]{1,12}", re.IGNORECASE)
_LEVELS = ("1", "2", "3", "4", "5")


class Facts(NamedTuple):
    """What a rating may be given; see ``store.Facts``."""

    skill: str | None = None
    level: int | None = None
    rated_on: date | None = None
    by: int | None = None
    evidence: str | Away | None = None
    visibility: Visibility | None = None
    readers: tuple[int, ...] | None = None
    tags: tuple[str, ...] = ()
    more: More = NO_MORE


def level(words: str) -> int:
    """A level from 1 to 5; raises ``UnreadableWords`` for anything else."""
    if words.strip() not in _LEVELS:
        raise UnreadableWords("level", words, ("1", "3", "5"), "it runs from 1 to 5")
    return int(words)


def add(journal: Journal, facts: Facts) -> Rating:
    """A new rating, mine and of today unless told; raises ``WrongUsage`` for one of the future."""
    on = facts.rated_on or journal.clock.today
    journal.expect_past(on, "A rating on")
    name = _name(facts.skill or "")
    facts = facts._replace(
        skill=names(journal).get(folded(name), name), rated_on=on, by=facts.by or journal.me
    )
    return store.get(journal, Rating, store.insert(journal, Kind.RATING, facts, on=on))


def _name(words: str) -> str:
    """A skill's name on one line; raises ``WrongUsage`` for one that would mean a rating."""
    name = a_name(words, "A skill's name")
    if is_number(name):
        raise WrongUsage(
            f"{quoted(name)} cannot be a skill's name: it stands for a rating.",
            'the name comes first, as in mentorlog skill add "Public speaking" 3',
        )
    return name


def is_number(words: str) -> bool:
    """Whether the words are a rating's number, ``k3``, ``3`` or ``k-1``, rather than a skill's name."""
    return counts(words) or bool(_NUMBERED.fullmatch(words.strip()))


def names(journal: Journal) -> dict[str, str]:
    """The name of each skill as it was last spelt, by what its spellings have in common."""
    rows = journal.rows("SELECT skill FROM ratings GROUP BY skill ORDER BY max(id)")
    return {folded(row["skill"]): row["skill"] for row in rows}


def find(journal: Journal, reference: str) -> str:
    """The name of the one skill that words of it, or the number of one of its ratings, name.

    Raises ``NotFound``, ``Ambiguous`` or, for another kind's letter, ``UnreadableWords``.
    """
    if is_number(reference):
        return get(journal, resolve(journal, Kind.RATING, reference)).skill
    known = names(journal)
    wanted = folded(" ".join(reference.split()))
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
    return store.get(journal, Rating, id)


def everyone(
    journal: Journal, *, skill: str | None = None, until: date | None = None, tag: str | None = None
) -> list[Rating]:
    """Ratings by day, the latest last: of one skill, up to a day, with a tag."""
    rated = store.select(journal, Rating, {"rated_on <= ?": until}, "rated_on, id", tag=tag)
    wanted = folded(skill) if skill is not None else None
    return [rating for rating in rated if wanted in (None, folded(rating.skill))]


def standings(journal: Journal, ratings: Iterable[Rating]) -> list[Skill]:
    """The skills of ratings that are given by day, by name."""
    found: dict[str, list[Rating]] = {}
    for rating in ratings:
        found.setdefault(folded(rating.skill), []).append(rating)
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


def wins(journal: Journal, name: str) -> list[Win]:
    """The wins that show a skill, the latest last."""
    known = store.select(journal, Win, {"skill IS NOT NULL": True}, "happened_on, id")
    return [win for win in known if win.skill and folded(win.skill) == folded(name)]


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
    if facts.rated_on:
        journal.expect_past(facts.rated_on, "A rating on")
    if facts.skill is not None:
        _rename(journal, get(journal, id), _name(facts.skill))
    store.edit(journal, Kind.RATING, id, facts._replace(skill=None))
    return get(journal, id)


def _rename(journal: Journal, rating: Rating, name: str) -> None:
    """A win goes on to name its skill: spelt as that is now, or as its last rating calls it."""
    before, shown = folded(rating.skill), wins(journal, rating.skill)
    name = name if folded(name) == before else names(journal).get(folded(name), name)
    renamed = everyone(journal, skill=name) if folded(name) == before else [rating]
    for known in renamed:
        journal.update("ratings", known.id, skill=name)
    if folded(name) == before or before not in names(journal):
        for win in shown:
            journal.update("wins", win.id, skill=name)
