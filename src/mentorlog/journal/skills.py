"""Skills: what I can do, rated from 1 to 5 over time by myself and by others.

A skill is a name that ratings share. Names that differ by case alone are one skill, which keeps the
spelling it has.
"""

from collections.abc import Iterable

from mentorlog.errors import Ambiguous, NotFound, UnreadableWords, WrongUsage, quoted
from mentorlog.journal import Journal, references, store
from mentorlog.journal.names import grouped
from mentorlog.journal.references import counts, resolve
from mentorlog.journal.store import Facts
from mentorlog.journal.words import name as a_name
from mentorlog.records import Kind, Rating, Skill, Win
from mentorlog.spelling import folded

_LEVELS = ("1", "2", "3", "4", "5")


def level(words: str) -> int:
    """A level from 1 to 5; raises ``UnreadableWords`` for anything else."""
    if words.strip() not in _LEVELS:
        raise UnreadableWords("level", words, ("1", "3", "5"), "it runs from 1 to 5")
    return int(words)


def add(journal: Journal, facts: Facts) -> int:
    """A new rating, mine and of today unless told; returns its id.

    Raises ``WrongUsage`` for one of the future.
    """
    name = _name(str(facts["skill"]))
    facts = {**facts, "skill": names(journal).get(folded(name), name)}
    facts = {**facts, "by": facts.get("by") or journal.me}
    return store.add_of_day(journal, facts, kind=Kind.RATING)


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
    return counts(words) or references.is_number(words, Kind.RATING)


def names(journal: Journal) -> dict[str, str]:
    """The name of each skill as it was last spelt, by what its spellings have in common."""
    rows = journal.rows("SELECT skill FROM ratings GROUP BY skill ORDER BY max(id)")
    return {folded(row["skill"]): row["skill"] for row in rows}


def find(journal: Journal, reference: str) -> str:
    """The name of the one skill that words of it, or the number of one of its ratings, name.

    Raises ``NotFound``, ``Ambiguous`` or, for another kind's letter, ``UnreadableWords``.
    """
    if is_number(reference):
        return store.get(journal, Rating, resolve(journal, Kind.RATING, reference)).skill
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


def standings(journal: Journal, ratings: Iterable[Rating]) -> list[Skill]:
    """The skills of ratings that are given by day, by name."""
    found = grouped((folded(rating.skill), rating) for rating in ratings)
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
    """How one skill stands, by a name that it has."""
    (found,) = standings(journal, _ratings(journal, name))
    return found


def _ratings(journal: Journal, name: str) -> list[Rating]:
    """The ratings of one skill, the latest last."""
    wanted = folded(name)
    return [each for each in store.select(journal, Rating) if folded(each.skill) == wanted]


def wins(journal: Journal, name: str) -> list[Win]:
    """The wins that show a skill, the latest last."""
    known = store.select(journal, Win, {"skill IS NOT NULL": True})
    return [win for win in known if win.skill and folded(win.skill) == folded(name)]


def before(journal: Journal, rating: Rating) -> Rating | None:
    """The same person's rating of the skill before this one; None where it is their first."""
    earlier = [
        known
        for known in _ratings(journal, rating.skill)
        if known.by.id == rating.by.id and (known.rated_on, known.id) < (rating.rated_on, rating.id)
    ]
    return earlier[-1] if earlier else None


def edit(journal: Journal, id: int, facts: Facts) -> None:
    """Change what is given; a name spelt otherwise is so for all ratings of the skill."""
    skill = facts.get("skill")
    if skill is not None:
        _rename(journal, store.get(journal, Rating, id), _name(str(skill)))
    store.edit(journal, Kind.RATING, id, {**facts, "skill": None})


def _rename(journal: Journal, rating: Rating, name: str) -> None:
    """A win goes on to name its skill: spelt as that is now, or as its last rating calls it."""
    before, shown = folded(rating.skill), wins(journal, rating.skill)
    name = name if folded(name) == before else names(journal).get(folded(name), name)
    renamed = _ratings(journal, name) if folded(name) == before else [rating]
    for known in renamed:
        journal.update("ratings", known.id, skill=name)
    if folded(name) == before or before not in names(journal):
        for win in shown:
            journal.update("wins", win.id, skill=name)
