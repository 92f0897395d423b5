"""Skills: the list, the card and the history; ratings: the card and the line printed after a change."""

from collections.abc import Iterator, Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.records import Kind, Rating, Ref, Skill, Visibility, Win
from mentorlog.views import data, listings, words
from mentorlog.views.listings import Field, Item, Section
from mentorlog.views.pages import (
    MEDIUM,
    Block,
    Column,
    Content,
    Line,
    Row,
    Screen,
    Span,
    Table,
    dim,
    nothing,
    ref,
    strong,
)

_NONE = dim("–")


def listing(skills: Sequence[Skill], today: date) -> Screen:
    """Every skill: the owner's first level and latest level, somebody else's, and the gap."""
    others = [skill.mentor_now.by for skill in skills if skill.mentor_now]
    fields = (
        Field("skill", "Skills", _named, stretch=True),
        Field("first", "First", lambda skill: _level(skill.first), right=True),
        Field("now", "Now", lambda skill: _level(skill.now), right=True),
        Field(
            "mentor_now",
            _whose(others),
            lambda skill: _level(skill.mentor_now) if others else "",
            right=True,
        ),
        Field(
            "gap", "Gap" if others else "", lambda skill: _gap(skill) if others else "", right=True
        ),
        Field("rated_on", "Rated", lambda skill: weekday_day(_last_on(skill), today), least=MEDIUM),
    )
    empty = nothing("No skills yet", "mentorlog skill add NAME LEVEL")
    return listings.listing(skills, fields, newest=_last_on, empty=empty)


def _named(skill: Skill) -> str:
    """The skill, with a mark if nobody else reads any rating of it, or any that its owner gave."""
    read = [each for each in skill.ratings if each.visibility is not Visibility.PRIVATE]
    if not read:
        return skill.name + words.PRIVATE
    is_mine = skill.now and skill.now.by not in {each.by for each in read}
    return f"{skill.name} (yours private)" if is_mine else skill.name


def _last_on(skill: Skill) -> date:
    return skill.ratings[-1].rated_on


def _level(rating: Rating | None) -> Content:
    return str(rating.level) if rating else _NONE


def _gap(skill: Skill) -> Content:
    return _NONE if skill.gap is None else f"{skill.gap:+d}" if skill.gap else "0"


def _whose(others: Sequence[Ref]) -> str:
    """The first name of the only other person who rated, or ``Others``."""
    several = len({person.id for person in others}) > 1
    return "Others" if several else "".join(person.short for person in others[:1])


def rating_card(rating: Rating, before: Rating | None, today: date, me: int) -> Screen:
    """One rating, with the same person's one before it."""
    pairs = (
        ("Rated", weekday_day(rating.rated_on, today)),
        ("By", "" if rating.by.id == me else rating.by.label),
        ("Before", _told(before, today)),
        *listings.texts(Kind.RATING, rating),
    )
    return listings.record_card(rating, pairs, today, title=_levels(rating, None))


def _told(rating: Rating | None, today: date) -> str:
    return f"{rating.level}, {weekday_day(rating.rated_on, today)}" if rating else ""


def _levels(rating: Rating, before: Rating | None) -> str:
    """``Public speaking: 2 → 3``; ``still 3`` if it did not change."""
    if before and before.level == rating.level:
        return f"{rating.skill}: still {rating.level}"
    return f"{rating.skill}: {f'{before.level} → ' if before else ''}{rating.level}"


def written(rating: Rating, before: Rating | None, what: str, today: date, me: int) -> Screen:
    """What a command wrote: ``k2  Public speaking: 2 → 3 · by Dana Ortiz, Sun 22 Nov``."""
    by = "" if rating.by.id == me else f"by {rating.by.label}, "
    along = "" if what else listings.attached(None, rating.tags, rating.skill)
    said = (_levels(rating, before), what, by + weekday_day(rating.rated_on, today), along)
    return listings.receipt(rating, f"k{rating.id}", *said, level=rating.visibility)


# --- over time ------------------------------------------------------------------------------------


def card(skill: Skill, wins: Sequence[Win], today: date, me: int) -> Screen:
    """One skill with all its ratings, and the wins that show it."""
    items = [
        Item(
            f"w{win.id}",
            words.marked(win.title, win),
            weekday_day(win.happened_on, today),
            win.evidence,
        )
        for win in wins
    ]
    below = (Line(), *listings.sections([Section("Shown by", items)])) if wins else ()
    return Screen(
        page=lambda _: (*_history(skill, today, me), *below),
        data=lambda: {**data.of(skill), "wins": wins},
        rows=lambda: [skill],
    )


def history(skill: Skill, today: date, me: int) -> Screen:
    """All ratings of a skill, with a column for each person who rated."""
    return Screen(
        page=lambda _: _history(skill, today, me),
        data=lambda: {"skill": data.of(skill), "history": skill.ratings},
        rows=lambda: skill.ratings,
    )


def _history(skill: Skill, today: date, me: int) -> Iterator[Block]:
    yield Line((strong(skill.name), *(f" · {part}" for part in _summary(skill))))
    yield Line()
    others = {rating.by.id: rating.by for rating in skill.ratings if rating.by.id != me}
    columns = (
        Column(),
        Column("Rated"),
        Column("Own" if skill.first else "", right=True),
        *(Column(person.short, right=True) for person in others.values()),
        Column(stretch=True),
    )
    rows: list[Row] = []
    for rating in skill.ratings:
        levels = (str(rating.level) if rating.by.id == id else "" for id in (me, *others))
        day = weekday_day(rating.rated_on, today)
        mark = words.marked("", rating).strip()
        rows.append((ref(f"k{rating.id}"), day, *levels, mark))
        if rating.evidence:
            rows.append(Span(dim(f"“{rating.evidence}”"), indent=2, under=1))
    yield Table(columns, tuple(rows), indent=1)


def _summary(skill: Skill) -> Iterator[str]:
    if skill.first and skill.now:
        first = f"{skill.first.level} → " if skill.first != skill.now else ""
        yield f"{first}{skill.now.level}"
    if skill.mentor_now:
        gap = f", gap {skill.gap:+d}" if skill.gap else ""
        yield f"{skill.mentor_now.by.short} {skill.mentor_now.level}{gap}"
