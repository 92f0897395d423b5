"""``mentorlog milestone``: dated checkpoints inside a goal."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands import completion
from mentorlog.commands.desk import Desk, confirm, expect_change, visibility
from mentorlog.commands.options import (
    All,
    AsFormat,
    AsJson,
    AsOf,
    For,
    GoalRef,
    On,
    Private,
    Public,
    Shared,
    Tags,
    Yes,
)
from mentorlog.errors import NotFound, quoted
from mentorlog.journal import Journal, figures, milestones, standings
from mentorlog.journal.references import resolve
from mentorlog.records import Kind, Milestone, Visibility
from mentorlog.views import Format
from mentorlog.views import milestones as views
from mentorlog.views.listings import deleted
from mentorlog.views.pages import Screen

app = typer.Typer(add_completion=False)

M = Annotated[
    str,
    typer.Argument(metavar="M", help="m3, 3 or words of it.", autocompletion=completion.milestones),
]


@app.callback(invoke_without_command=True)
def listed(
    ctx: typer.Context,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Milestones: list, add, done. Alone it lists the open ones."""
    if ctx.invoked_subcommand is None:
        list_(ctx, None, all_, format_, json_, for_, as_of)


@app.command("list")
def list_(
    ctx: typer.Context,
    goal: Annotated[
        str | None,
        typer.Argument(metavar="[G]", help="Of one goal.", autocompletion=completion.goals),
    ] = None,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """List open milestones, or one goal's; --all those done too."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        found = milestones.everyone(journal, done=all_)
        if goal:
            id = resolve(journal, Kind.GOAL, goal)
            found = [point for point in found if point.goal.id == id]
        screen = views.listing(found, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def add(
    ctx: typer.Context,
    goal: GoalRef,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What will be reached.")],
    due: Annotated[str | None, typer.Option(metavar="DAY", help="The day to reach it.")] = None,
    private: Private = False,
    public: Public = False,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Add a milestone to an open goal."""
    desk = Desk.of(ctx)
    words = desk.typed(title)
    with desk.writing("milestone add") as journal:
        point = milestones.add(
            journal,
            resolve(journal, Kind.GOAL, goal),
            words,
            due=desk.target(due),
            visibility=visibility(private=private, public=public) or Visibility.SHARED,
            add_tags=tuple(tag or ()),
        )
        screen = views.written(point, "", desk.today)
    desk.show(screen, as_json=json_)


@app.command()
def show(
    ctx: typer.Context,
    milestone: M,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show one milestone."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        point = milestones.get(journal, resolve(journal, Kind.MILESTONE, milestone))
        if point.title is None:
            raise NotFound("milestone", milestone, "mentorlog milestone --all lists them")
        moves = (event for event in milestones.history(journal, point.id) if event.field == "due")
        screen = views.card(point, figures.slips(moves), journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def edit(
    ctx: typer.Context,
    milestone: M,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="A new title.")] = None,
    due: Annotated[str | None, typer.Option(metavar="DAY", help="A new due day, or none.")] = None,
    on: On = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Change a milestone; a due day moved later is kept as a slip."""
    expect_change(ctx, title, due, private, shared, public, tag)
    desk = Desk.of(ctx)
    with desk.writing("milestone edit") as journal:
        point = milestones.edit(
            journal,
            resolve(journal, Kind.MILESTONE, milestone),
            title=title,
            due=desk.target(due) if due != "none" else None,
            no_due=due == "none",
            on=desk.happened(on),
            visibility=visibility(private=private, shared=shared, public=public),
            add_tags=tuple(tag or ()),
        )
        screen = views.written(point, "changed", desk.today)
    desk.show(screen, as_json=json_)


@app.command()
def delete(ctx: typer.Context, milestone: M, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete a milestone; undo brings it back."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        id = resolve(journal, Kind.MILESTONE, milestone)
        title = milestones.get(journal, id).title or ""
    confirm(f"Delete m{id} {quoted(title)}?", yes=yes)
    with desk.writing("milestone delete") as journal:
        gone = milestones.delete(journal, id)
    screen = deleted(f"m{id}", gone.title or "", gone)
    desk.show(screen, as_json=json_)


@app.command()
def done(ctx: typer.Context, milestone: M, on: On = None, json_: AsJson = False) -> None:
    """Mark a milestone reached."""
    desk = Desk.of(ctx)
    with desk.writing("milestone done") as journal:
        id = resolve(journal, Kind.MILESTONE, milestone)
        screen = _moved(desk, journal, milestones.done(journal, id, desk.happened(on)), "")
    desk.show(screen, as_json=json_)


@app.command()
def reopen(ctx: typer.Context, milestone: M, on: On = None, json_: AsJson = False) -> None:
    """Take back that a milestone was reached."""
    desk = Desk.of(ctx)
    with desk.writing("milestone reopen") as journal:
        id = resolve(journal, Kind.MILESTONE, milestone, closed_first=True)
        point = milestones.reopen(journal, id, desk.happened(on))
        screen = _moved(desk, journal, point, "open again")
    desk.show(screen, as_json=json_)


def _moved(desk: Desk, journal: Journal, point: Milestone, what: str) -> Screen:
    standing = standings.of_goal(journal, point.goal.id)
    return views.written(point, what, desk.today, standing.progress)
