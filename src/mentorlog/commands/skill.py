"""``mentorlog skill``: what you can do, rated from 1 to 5 over time by yourself and by others."""

from typing import Annotated

from mentorlog.commands import fields, offered, verbs
from mentorlog.commands.options import RatingRef, Reading, argument, reads
from mentorlog.journal import Journal, skills, store
from mentorlog.journal.references import resolve
from mentorlog.journal.tags import word
from mentorlog.records import Kind, Rating
from mentorlog.views import skills as views
from mentorlog.views.pages import Screen

Skill = Annotated[str, argument("NAME", "Words of its name, or k3.", offered("ratings"))]


def _listing(journal: Journal, *, all_: bool, tag: str | None) -> Screen:  # noqa: ARG001 - none is past
    tagged = word(tag) if tag is not None else None
    rated = store.select(journal, Rating, tag=tagged)
    return views.listing(skills.standings(journal, rated), journal.today)


def _card(journal: Journal, id: int) -> Screen:
    rating = store.get(journal, Rating, id)
    return views.rating_card(rating, skills.before(journal, rating), journal.today, journal.me)


def _shown(journal: Journal, words: str) -> Screen:
    """One rating by its number, else the skill with all its ratings and the wins that show it."""
    if skills.is_number(words):
        return _card(journal, resolve(journal, Kind.RATING, words))
    skill = skills.of(journal, skills.find(journal, words))
    return views.card(skill, skills.wins(journal, skill.name), journal.today, journal.me)


def _written(journal: Journal, rating: Rating, what: str) -> Screen:
    before = skills.before(journal, rating)
    return views.written(rating, before, what, journal.today, journal.me)


NOUN = verbs.Noun(
    kind=Kind.RATING,
    about="Skills: list, rate, history. Alone it lists every skill.",
    helps={
        "list": "List every skill: first level, now, the mentor's, the gap.",
        "add": "Rate a skill of your own; a mentee's ratings come with their share.",
        "show": "Show skills with their ratings and the wins that show them, or ratings such as k3.",
        "edit": "Correct a rating; a new level is a new rating: skill add.",
        "delete": "Delete a rating; undo brings it back.",
    },
    reference=RatingRef,
    arguments=(
        fields.SKILL._replace(
            metavar="NAME", help="What the skill is called.", offers=offered("skills")
        ),
        fields.LEVEL,
    ),
    adds=(fields.RATED, fields.REPORTED_BY),
    edits=(fields.SKILL, fields.LEVEL, fields.RATED, fields.REPORTED_BY),
    listing=_listing,
    card=_card,
    shows=_shown,
    written=_written,
    add=skills.add,
    edit=skills.edit,
    title=lambda rating: f"{rating.skill}: {rating.level}",
)
app = verbs.app(NOUN)


@app.command()
@reads
def history(look: Reading, name: Skill) -> None:
    """Show all ratings of a skill, yours and your mentor's."""
    with look.journal() as journal:
        skill = skills.of(journal, skills.find(journal, name))
        look.show(views.history(skill, journal.today, journal.me))
