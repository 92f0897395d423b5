"""``mentorlog skill``: what you can do, rated from 1 to 5 over time by yourself and by others."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands import completion
from mentorlog.commands.desk import Desk, confirm, expect_change, say, visibility
from mentorlog.commands.options import (
    AsFormat,
    AsJson,
    AsOf,
    For,
    On,
    OneTag,
    Private,
    Public,
    Shared,
    Tags,
    With,
    Yes,
)
from mentorlog.errors import quoted
from mentorlog.journal import Journal, people, readers, skills
from mentorlog.journal.references import resolve
from mentorlog.journal.tags import word
from mentorlog.records import Kind, Rating
from mentorlog.spelling import folded
from mentorlog.views import Format
from mentorlog.views import skills as views
from mentorlog.views.listings import deleted
from mentorlog.views.pages import Screen

app = typer.Typer(add_completion=False)

K = Annotated[
    str,
    typer.Argument(metavar="K", help="k3, or words of it.", autocompletion=completion.ratings),
]
Skill = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="Words of its name, or k3.", autocompletion=completion.ratings
    ),
]
ReportedBy = Annotated[
    str | None,
    typer.Option(
        "--reported-by",
        metavar="WHO",
        help="Whose rating it is.",
        autocompletion=completion.people,
    ),
]
Evidence = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What shows it: a link, a sentence.")
]


@app.callback(invoke_without_command=True)
def listed(
    ctx: typer.Context,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """Skills: list, rate, history. Alone it lists every skill."""
    if ctx.invoked_subcommand is None:
        list_(ctx, format_, json_, for_, as_of, tag)


@app.command("list")
def list_(
    ctx: typer.Context,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """List every skill: first level, now, the mentor's, the gap."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        tagged = word(tag) if tag else None
        found = skills.standings(journal, skills.everyone(journal, tag=tagged))
        screen = views.listing(found, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="What the skill is called.", autocompletion=completion.skills
        ),
    ],
    level: Annotated[str, typer.Argument(metavar="LEVEL", help="From 1 to 5.")],
    on: On = None,
    reported_by: ReportedBy = None,
    evidence: Evidence = None,
    private: Private = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Rate a skill; the first rating makes it."""
    desk = Desk.of(ctx)
    words = desk.typed(name)
    with desk.writing("skill add") as journal:
        facts = skills.Facts(
            skill=words,
            level=skills.level(level),
            rated_on=desk.happened(on),
            by=people.find(journal, reported_by) if reported_by else None,
            evidence=evidence,
            visibility=visibility(private=private, public=public),
            readers=readers.named(journal, with_) if with_ else None,
            tags=tuple(tag or ()),
        )
        known = list(skills.names(journal).values())
        rating = skills.add(journal, facts)
        screen = _written(journal, desk, rating, "")
    desk.show(screen, as_json=json_)
    similar = [other for other in known if _is_like(other, rating.skill)]
    if rating.skill not in known and similar:
        say(f"{rating.skill} is new; the journal also knows {', '.join(similar[:3])}.")


def _is_like(other: str, name: str) -> bool:
    """Whether one name holds all the words of the other."""
    ours, theirs = set(folded(name).split()), set(folded(other).split())
    return ours <= theirs or theirs <= ours


def _written(journal: Journal, desk: Desk, rating: Rating, what: str) -> Screen:
    before = skills.before(journal, rating)
    return views.written(rating, before, what, desk.today, journal.me)


@app.command()
def show(
    ctx: typer.Context,
    name: Skill,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show a skill and how it stands, or with k3 one rating."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        if skills.is_number(name):
            rating = skills.get(journal, resolve(journal, Kind.RATING, name))
            before = skills.before(journal, rating)
            screen = views.rating_card(rating, before, journal.today, journal.me)
        else:
            skill = skills.of(journal, skills.find(journal, name))
            screen = views.card(skill, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def history(
    ctx: typer.Context,
    name: Skill,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show all ratings of a skill, yours and your mentor's."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        skill = skills.of(journal, skills.find(journal, name))
        screen = views.history(skill, journal.today, journal.me)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def edit(
    ctx: typer.Context,
    rating: K,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help="The skill it is a rating of.")
    ] = None,
    level: Annotated[str | None, typer.Option(metavar="LEVEL", help="From 1 to 5.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day of the rating.")] = None,
    reported_by: ReportedBy = None,
    evidence: Evidence = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Correct a rating; a new level is a new rating: skill add."""
    expect_change(
        ctx, name, level, on, reported_by, evidence, private, shared, public, with_, tag
    )  # fmt: skip
    desk = Desk.of(ctx)
    with desk.writing("skill edit") as journal:
        facts = skills.Facts(
            skill=name,
            level=skills.level(level) if level is not None else None,
            rated_on=desk.happened(on) if on else None,
            by=people.find(journal, reported_by) if reported_by else None,
            evidence=evidence,
            visibility=visibility(private=private, shared=shared, public=public),
            readers=readers.named(journal, with_) if with_ else None,
            tags=tuple(tag or ()),
        )
        changed = skills.edit(journal, resolve(journal, Kind.RATING, rating), facts)
        screen = _written(journal, desk, changed, "changed")
    desk.show(screen, as_json=json_)


@app.command()
def delete(ctx: typer.Context, rating: K, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete a rating; undo brings it back."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        id = resolve(journal, Kind.RATING, rating)
        known = skills.get(journal, id)
    confirm(f"Delete k{id} {quoted(f'{known.skill}: {known.level}')}?", yes=yes)
    with desk.writing("skill delete") as journal:
        gone = skills.delete(journal, id)
    screen = deleted(f"k{id}", f"{gone.skill}: {gone.level}", gone)
    desk.show(screen, as_json=json_)
