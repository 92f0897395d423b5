"""Skills as a list, as a card and over time; ratings as cards and as the line that a write prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.records import Rating, Ref
from mentorlog.records.skills import Skill
from mentorlog.views import data, listings
from mentorlog.views.listings import Field
from mentorlog.views.pages import (
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Page,
    Piece,
    Screen,
    Span,
    Table,
    Tone,
)

EMPTY = "No skills yet: mentorlog skill add NAME LEVEL"
HIGHEST = 5
_DOTS_FROM = 60
_NONE = Piece("–", Tone.DIM)


def listing(skills: Sequence[Skill], today: date) -> Screen:
    """Every skill by name: the first own level, the one of now, somebody else's, and the gap."""
    others = [skill.mentor_now.by for skill in skills if skill.mentor_now]
    theirs = bool(others)
    return listings.listing(
        skills,
        (
            Field("skill", "Skills", lambda skill: skill.name, stretch=True),
            Field("first", "First", lambda skill: _level(skill.first), right=True),
            Field("now", "Now", lambda skill: _level(skill.now), right=True),
            Field(
                "mentor_now", _whose(others) if theirs else "",
                lambda skill: _level(skill.mentor_now) if theirs else "", right=True,
            ),
            Field(
                "gap", "Gap" if theirs else "",
                lambda skill: _gap(skill) if theirs else "", right=True,
            ),
            Field(
                "rated_on", "Rated", lambda skill: weekday_day(_last_on(skill), today), least=60
            ),
        ),
        data=data.skill,
        empty=EMPTY,
    )  # fmt: skip


def _last_on(skill: Skill) -> date:
    return skill.ratings[-1].rated_on


def _level(rating: Rating | None) -> Content:
    return str(rating.level) if rating else _NONE


def _gap(skill: Skill) -> Content:
    return _NONE if skill.gap is None else f"{skill.gap:+d}" if skill.gap else "0"


def _whose(others: Sequence[Ref]) -> str:
    """The first name of the only one who rated beside me, else that there are others."""
    return others[0].short if len({person.id for person in others}) == 1 else "Others"


def card(skill: Skill, today: date) -> Screen:
    """One skill, and how it stands."""
    mentor = skill.mentor_now
    gap = f" · gap {skill.gap:+d}" if skill.gap else ""
    pairs = (
        ("First", _told(skill.first, today) if skill.first != skill.now else None),
        ("Now", _told(skill.now, today)),
        (mentor.by.short if mentor else "", _told(mentor, today) + gap),
        ("Evidence", skill.now.evidence if skill.now else None),
        ("Ratings", str(len(skill.ratings))),
    )
    title = Piece(skill.name, Tone.STRONG)
    return listings.card(title, [pair for pair in pairs if pair[0]], data.skill(skill))


def _told(rating: Rating | None, today: date) -> str:
    return f"{rating.level}, {weekday_day(rating.rated_on, today)}" if rating else ""


def rating_card(rating: Rating, before: Rating | None, today: date, me: int) -> Screen:
    """One rating, with the same person's one before it."""
    pairs = (
        ("Rated", weekday_day(rating.rated_on, today)),
        ("By", "" if rating.by.id == me else rating.by.label),
        ("Before", _told(before, today)),
        ("Evidence", rating.evidence),
        ("For", listings.people(rating.readers)),
        ("Tags", listings.tags(rating.tags)),
    )
    title = (Piece(f"k{rating.id}", Tone.REF), " ", Piece(_levels(rating, None), Tone.STRONG))
    return listings.card(
        title, pairs, data.rating(rating), right=Piece(rating.visibility, Tone.DIM)
    )


def _levels(rating: Rating, before: Rating | None) -> str:
    """``Public speaking: 2 → 3``; ``still 3`` where it is as it was."""
    if before and before.level == rating.level:
        return f"{rating.skill}: still {rating.level}"
    return f"{rating.skill}: {f'{before.level} → ' if before else ''}{rating.level}"


def written(rating: Rating, before: Rating | None, what: str, today: date, me: int) -> Screen:
    """What a command wrote: ``k2  Public speaking: 2 → 3 · by Dana Ortiz, Sun 22 Nov``."""

    def line(rating: Rating) -> Content:
        by = "" if rating.by.id == me else f"by {rating.by.label}, "
        parts = [_levels(rating, before), *([what] if what else [])]
        text = "  " + " · ".join([*parts, by + weekday_day(rating.rated_on, today)])
        return (Piece(f"k{rating.id}", Tone.REF), text, *listings.exposure(rating.visibility))

    return listings.written([rating], line, data.rating)


# --- over time ------------------------------------------------------------------------------------


def history(skill: Skill, today: date, me: int) -> Screen:
    """All ratings of a skill, own ones and others' side by side."""
    return Screen(
        page=lambda canvas: Page(tuple(_history(skill, today, me, canvas))),
        data=lambda: {
            "skill": data.skill(skill),
            "history": [data.rating(rating) for rating in skill.ratings],
        },
        rows=lambda: [data.rating(rating) for rating in skill.ratings],
    )


def _history(skill: Skill, today: date, me: int, canvas: Canvas) -> Iterator[Block]:
    yield Line((Piece(skill.name, Tone.STRONG), *_summary(skill)))
    yield Line()
    others = {rating.by.id: rating.by for rating in skill.ratings if rating.by.id != me}
    columns = (
        Column(),
        Column("Rated"),
        Column("Own" if skill.first else ""),
        *(Column(person.short) for person in others.values()),
        Column(stretch=True),
    )
    rows: list[tuple[Content, ...] | Span] = []
    for rating in skill.ratings:
        dots = _dots(rating.level, canvas)
        rows.append(
            (
                Piece(f"k{rating.id}", Tone.REF),
                weekday_day(rating.rated_on, today),
                *(dots if rating.by.id == id else "" for id in (me, *others)),
                "",
            )
        )
        if rating.evidence:
            rows.append(Span(Piece(f"“{rating.evidence}”", Tone.DIM), indent=2, under=1))
    yield Table(columns, tuple(rows), indent=1)


def _summary(skill: Skill) -> list[str]:
    parts = []
    if skill.first and skill.now:
        first = f"{skill.first.level} → " if skill.first != skill.now else ""
        parts.append(f" · {first}{skill.now.level}")
    if skill.mentor_now:
        gap = f", gap {skill.gap:+d}" if skill.gap else ""
        parts.append(f" · {skill.mentor_now.by.short} {skill.mentor_now.level}{gap}")
    return parts


def _dots(level: int, canvas: Canvas) -> str:
    """``●●●○○ 3``, and the number alone where there is little room."""
    if canvas.width < _DOTS_FROM:
        return str(level)
    dots = canvas.glyph("●") * level + canvas.glyph("○") * (HIGHEST - level)
    return f"{dots} {level}"
