"""``mentorlog win``: evidence of impact, a brag document's lines."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog import periods
from mentorlog.commands import completion
from mentorlog.commands.desk import Desk, confirm, expect_change, visibility
from mentorlog.commands.options import (
    All,
    AsFormat,
    AsJson,
    AsOf,
    For,
    MaybeGoal,
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
from mentorlog.journal import readers, wins
from mentorlog.journal.references import resolve
from mentorlog.records import Kind
from mentorlog.views import Format
from mentorlog.views import wins as views
from mentorlog.views.listings import deleted

app = typer.Typer(add_completion=False)

W = Annotated[
    str,
    typer.Argument(metavar="W", help="w3, 3 or words of it.", autocompletion=completion.wins),
]
Impact = Annotated[str | None, typer.Option(metavar="TEXT", help="What it changed.")]
Evidence = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What shows it: a link, a sentence.")
]

_SHOWN_MONTHS = 12
"""They reach back to the year's first day and, in January, beyond it."""


@app.callback(invoke_without_command=True)
def listed(
    ctx: typer.Context,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """Wins: list, add, edit. Alone it lists those of the last twelve months."""
    if ctx.invoked_subcommand is None:
        list_(ctx, all_, format_, json_, for_, as_of, tag)


@app.command("list")
def list_(
    ctx: typer.Context,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """List the wins of the last twelve months. --all lists every one."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        since = None if all_ else periods.last_months(_SHOWN_MONTHS, journal.today).since
        found = wins.everyone(journal, since=since, tag=tag)
        screen = views.listing(found, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def add(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What you achieved.")],
    on: On = None,
    impact: Impact = None,
    goal: MaybeGoal = None,
    evidence: Evidence = None,
    private: Private = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Add a win."""
    desk = Desk.of(ctx)
    words = desk.typed(title)
    with desk.writing("win add") as journal:
        facts = wins.Facts(
            title=words,
            impact=impact,
            evidence=evidence,
            goal=resolve(journal, Kind.GOAL, goal) if goal else None,
            happened_on=desk.happened(on),
            visibility=visibility(private=private, public=public),
            readers=readers.named(journal, with_) if with_ else None,
            tags=tuple(tag or ()),
        )
        screen = views.written(wins.add(journal, facts), "", desk.today)
    desk.show(screen, as_json=json_)


@app.command()
def show(
    ctx: typer.Context,
    win: W,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show one win."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        found = wins.get(journal, resolve(journal, Kind.WIN, win))
        screen = views.card(found, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def edit(
    ctx: typer.Context,
    win: W,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="A new title.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DAY", help="The day it happened.")] = None,
    impact: Impact = None,
    goal: MaybeGoal = None,
    evidence: Evidence = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Change a win; an empty text takes away what was there."""
    expect_change(ctx, title, on, impact, goal, evidence, private, shared, public, with_, tag)
    desk = Desk.of(ctx)
    with desk.writing("win edit") as journal:
        facts = wins.Facts(
            title=title,
            impact=impact,
            evidence=evidence,
            goal=resolve(journal, Kind.GOAL, goal) if goal else None,
            happened_on=desk.happened(on) if on else None,
            visibility=visibility(private=private, shared=shared, public=public),
            readers=readers.named(journal, with_) if with_ else None,
            tags=tuple(tag or ()),
        )
        changed = wins.edit(journal, resolve(journal, Kind.WIN, win), facts)
        screen = views.written(changed, "changed", desk.today)
    desk.show(screen, as_json=json_)


@app.command()
def delete(ctx: typer.Context, win: W, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete a win; undo brings it back."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        id = resolve(journal, Kind.WIN, win)
        title = wins.get(journal, id).title
    confirm(f"Delete w{id} {quoted(title)}?", yes=yes)
    with desk.writing("win delete") as journal:
        gone = wins.delete(journal, id)
    screen = deleted(f"w{id}", gone.title, gone)
    desk.show(screen, as_json=json_)
