"""``mentorlog person``: everybody the journal knows, whatever they are to me."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands import completion
from mentorlog.commands.desk import Desk, confirm, expect_change, visibility
from mentorlog.commands.options import (
    AsFormat,
    AsJson,
    AsOf,
    For,
    OneTag,
    Private,
    Public,
    Shared,
    Tags,
    Who,
    Yes,
)
from mentorlog.errors import quoted
from mentorlog.journal import mentorships, people, same_person
from mentorlog.records import Mentorship
from mentorlog.views import Format
from mentorlog.views import people as views

app = typer.Typer(add_completion=False)

Title = Annotated[str | None, typer.Option(metavar="TEXT", help="Their job.")]
Note = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What to remember; only you see it.")
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
    """People: list, add, show, edit, merge, delete. Alone it lists everybody."""
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
    """List everybody the journal knows."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        between: dict[int, list[Mentorship]] = {}
        for known in mentorships.everyone(journal, ended=True):
            between.setdefault(known.partner.id, []).append(known)
        screen = views.listing(people.everyone(journal, tag), between)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The whole name.")],
    title: Title = None,
    note: Note = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Add somebody who is neither mentor, mentee nor peer."""
    desk = Desk.of(ctx)
    with desk.writing("person add") as journal:
        person = people.add(
            journal,
            name,
            title=title,
            note=note,
            visibility=visibility(private=private, shared=shared, public=public),
            add_tags=tuple(tag or ()),
        )
    desk.show(views.written(person, "added"), as_json=json_)


@app.command()
def show(
    ctx: typer.Context,
    who: Who,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show one person: mentorships, goals, the last session."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        id = people.find(journal, who)
        person = people.get(journal, id)
        found = views.Dealings(
            () if person.is_me else mentorships.of(journal, id),
            *people.goal_counts(journal, id),
            people.last_session(journal, id),
        )
        screen = views.card(person, found, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def edit(
    ctx: typer.Context,
    who: Who,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The new name.")] = None,
    title: Title = None,
    note: Note = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Change a name, a title or a note. An empty title or note is taken away."""
    expect_change(ctx, name, title, note, private, shared, public, tag)
    desk = Desk.of(ctx)
    with desk.writing("person edit") as journal:
        person = people.edit(
            journal,
            people.find(journal, who),
            name=name,
            title=title,
            note=note,
            visibility=visibility(private=private, shared=shared, public=public),
            add_tags=tuple(tag or ()),
        )
    desk.show(views.written(person, "changed"), as_json=json_)


@app.command()
def merge(
    ctx: typer.Context,
    who: Who,
    other: Annotated[
        str,
        typer.Argument(
            metavar="OTHER",
            help="Who is the same person, and goes.",
            autocompletion=completion.people,
        ),
    ],
    json_: AsJson = False,
) -> None:
    """Make two records of one person one: all that hangs on OTHER goes to WHO."""
    desk = Desk.of(ctx)
    with desk.writing("person merge") as journal:
        ids = people.find(journal, who), people.find(journal, other)
        person, gone, moved = same_person.merge(journal, *ids)
    desk.show(views.merged(person, gone, moved), as_json=json_)


@app.command()
def delete(ctx: typer.Context, who: Who, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete somebody whom nothing in the journal names. Undo brings them back."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        person = people.get(journal, people.find(journal, who))
        people.expect_unused(journal, person)
    confirm(f"Delete p{person.id} {quoted(person.name)}?", yes=yes)
    with desk.writing("person delete") as journal:
        people.delete(journal, person.id)
    desk.show(views.written(person, "deleted; mentorlog undo brings it back"), as_json=json_)
