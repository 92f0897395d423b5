"""``mentorlog goal``: lasting outcomes, from the first draft to the last word on them."""

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
    KnownOn,
    MaybeWho,
    On,
    OneTag,
    Owner,
    Private,
    Public,
    Shared,
    Tags,
    Why,
    With,
    Yes,
)
from mentorlog.errors import UnreadableWords, WrongUsage, quoted
from mentorlog.journal import (
    Journal,
    goals,
    history,
    mentorships,
    milestones,
    people,
    readers,
    standings,
)
from mentorlog.journal.references import resolve
from mentorlog.records import GoalStanding, GoalState, Kind, Role, Visibility
from mentorlog.views import Format, goal_history
from mentorlog.views import goals as views

app = typer.Typer(add_completion=False)
check_in = typer.Typer(add_completion=False)

By = Annotated[str | None, typer.Option("--by", metavar="DAY", help="The day to reach it.")]
Parent = Annotated[
    str | None,
    typer.Option(
        "--parent", metavar="G", help="The goal it is part of.", autocompletion=completion.goals
    ),
]
Area = Annotated[
    str | None,
    typer.Option(
        metavar="A", help="career, personal, or any word.", autocompletion=completion.areas
    ),
]
Metric = Annotated[str | None, typer.Option(metavar="A..B", help="Its scale, as 0..2.")]
Unit = Annotated[str | None, typer.Option(metavar="TEXT", help="What the metric counts.")]
Measure = Annotated[str | None, typer.Option(metavar="TEXT", help="How success will be told.")]
Text = Annotated[str | None, typer.Option(metavar="TEXT", help="Why it matters.")]


def find(journal: Journal, reference: str, *, closed_first: bool = False) -> int:
    """The id of the goal a reference names."""
    return resolve(journal, Kind.GOAL, reference, closed_first=closed_first)


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
    """Goals: list, add, check in, close. Alone it lists the open ones."""
    if ctx.invoked_subcommand is None:
        _list(ctx, all_, format_, json_, for_, as_of, tag, None)


@app.command("list")
def list_(
    ctx: typer.Context,
    who: MaybeWho = None,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """List open goals, or of one person; --all the closed ones too."""
    _list(ctx, all_, format_, json_, for_, as_of, tag, who)


def _list(
    ctx: typer.Context, all_: bool, format_: Format, json_: bool, for_: str, as_of: str | None,
    tag: str | None, who: str | None,
) -> None:  # fmt: skip
    desk = Desk.of(ctx)
    with desk.reading(for_, who, as_of) as journal:
        owner = people.find(journal, who) if who else None
        found = goals.everyone(journal, owner=owner, closed=all_, tag=tag)
        screen = views.listing(standings.of_goals(journal, found), journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def add(
    ctx: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The outcome, in a few words.")],
    owner: Owner = None,
    by: By = None,
    start: Annotated[str | None, typer.Option(metavar="DAY", help="When it began.")] = None,
    why: Text = None,
    measure: Measure = None,
    metric: Metric = None,
    unit: Unit = None,
    parent: Parent = None,
    area: Area = None,
    draft: Annotated[bool, typer.Option("--draft", help="Not yet agreed.")] = False,
    private: Private = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Add a goal."""
    desk = Desk.of(ctx)
    with desk.writing("goal add") as journal:
        plan = goals.Plan(
            owner=_owner(journal, owner),
            why=why,
            measure=measure,
            area=area,
            parent=find(journal, parent) if parent else None,
            start_on=desk.day(start) if start else None,
            target_on=desk.target(by),
            metric=metric,
            unit=unit,
            draft=draft,
            visibility=visibility(private=private, public=public) or Visibility.SHARED,
            readers=readers.named(journal, with_) if with_ else None,
            tags=tuple(tag or ()),
        )
        goal = goals.add(journal, title, plan)
        standing = standings.of_goal(journal, goal.id)
    desk.show(views.written(standing, "added", desk.today), as_json=json_)


def _sureness(words: str | None) -> int | None:
    """The confidence that words mean; whether it is in range is the journal's to say."""
    if words is None:
        return None
    if not words.strip().isdecimal():
        raise UnreadableWords("confidence", words, ("0", "7", "10"), "it runs from 0 to 10")
    return int(words)


def _owner(journal: Journal, owner: str | None) -> int | None:
    """Mine, unless I mentor and nobody mentors me: then whose it is must be said."""
    if owner:
        return people.find(journal, owner)
    roles = {known.role for known in mentorships.active(journal)}
    if Role.MENTEE in roles and Role.MENTOR not in roles:
        raise WrongUsage(
            "You mentor others and have no mentor, so say whose goal it is.",
            "add --owner NAME, or --owner me",
        )
    return None


@app.command()
def show(
    ctx: typer.Context,
    goal: GoalRef,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show one goal with its figures and milestones."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        id = find(journal, goal)
        screen = views.card(
            standings.of_goal(journal, id),
            milestones.of(journal, [id]).get(id, []),
            [known for known in goals.everyone(journal, closed=True) if known.parent and known.parent.id == id],
            journal.today,
        )  # fmt: skip
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def edit(
    ctx: typer.Context,
    goal: GoalRef,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="A new title.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="DAY", help="A new target day, or none.")
    ] = None,
    why_moved: Annotated[
        str | None, typer.Option("--why-moved", metavar="TEXT", help="Why the target moved.")
    ] = None,
    on: On = None,
    start: Annotated[str | None, typer.Option(metavar="DAY", help="When it began.")] = None,
    why: Text = None,
    measure: Measure = None,
    metric: Metric = None,
    unit: Unit = None,
    owner: Owner = None,
    parent: Annotated[
        str | None,
        typer.Option(
            "--parent",
            metavar="G",
            help="The goal it is part of, or none.",
            autocompletion=completion.goals,
        ),
    ] = None,
    area: Area = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Change a goal. A target moved later is kept as a slip, with its reason."""
    expect_change(
        ctx, title, by, why_moved, start, why, measure, metric, unit, owner, parent, area,
        private, shared, public, with_, tag,
    )  # fmt: skip
    desk = Desk.of(ctx)
    with desk.writing("goal edit") as journal:
        id = find(journal, goal)
        change = goals.Edit(
            title=title,
            why=why,
            measure=measure,
            area=area,
            owner=people.find(journal, owner) if owner else None,
            parent=find(journal, parent) if parent and parent != "none" else None,
            no_parent=parent == "none",
            start_on=desk.day(start) if start else None,
            target_on=desk.target(by) if by != "none" else None,
            no_target=by == "none",
            why_moved=why_moved,
            metric=metric,
            unit=unit,
            visibility=visibility(private=private, shared=shared, public=public),
            readers=readers.named(journal, with_) if with_ else None,
            tags=tuple(tag or ()),
        )
        goals.edit(journal, id, change, desk.happened(on))
        standing = standings.of_goal(journal, id)
    desk.show(views.written(standing, "changed", desk.today), as_json=json_)


@app.command()
def delete(ctx: typer.Context, goal: GoalRef, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete a goal with its milestones and check-ins. Undo brings it back."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        id = find(journal, goal)
        title = goals.get(journal, id).title
    confirm(f"Delete g{id} {quoted(title)} with its milestones and check-ins?", yes=yes)
    with desk.writing("goal delete") as journal:
        standing = standings.of_goal(journal, id)
        goals.delete(journal, id)
    desk.show(views.deleted(standing), as_json=json_)


Value = Annotated[str, typer.Argument(metavar="VALUE", help="Percent, or a value of its metric.")]
Confidence = Annotated[
    str | None, typer.Option(metavar="0-10", help="How sure you are to reach it.")
]
Note = Annotated[str | None, typer.Option(metavar="TEXT", help="What moved it.")]
ReportedBy = Annotated[
    str | None,
    typer.Option(
        "--reported-by",
        metavar="WHO",
        help="Whose reading it is; the goal owner's if not given.",
        autocompletion=completion.people,
    ),
]


@app.command("check-in")
@check_in.command("check-in")
def check_in_(
    ctx: typer.Context,
    goal: GoalRef,
    value: Value,
    on: On = None,
    confidence: Confidence = None,
    note: Note = None,
    reported_by: ReportedBy = None,
    private: Private = False,
    public: Public = False,
    json_: AsJson = False,
) -> None:
    """Record how far a goal has come."""
    desk = Desk.of(ctx)
    level = visibility(private=private, public=public)
    with desk.writing("check-in") as journal:
        id = find(journal, goal)
        happened = desk.happened(on)
        goals.check_in(
            journal, id, value, on=happened, confidence=_sureness(confidence), note=note,
            by=people.find(journal, reported_by) if reported_by else None,
            visibility=level or Visibility.SHARED,
        )  # fmt: skip
        standing = standings.of_goal(journal, id)
        latest = max(goals.history(journal, id), key=lambda event: event.id)
    desk.show(views.written(standing, "checked in", desk.today, latest, level), as_json=json_)


@app.command()
def close(
    ctx: typer.Context,
    goal: GoalRef,
    as_: Annotated[
        str,
        typer.Option(
            "--as",
            metavar="STATE",
            help="achieved, partly-achieved, missed or dropped.",
            autocompletion=completion.one_of("achieved", "partly-achieved", "missed", "dropped"),
        ),
    ],
    on: On = None,
    why: Why = None,
    json_: AsJson = False,
) -> None:
    """Close a goal. Dropping is stopping on purpose; missing is time run out."""
    desk = Desk.of(ctx)
    state = _closing(as_)
    with desk.writing("goal close") as journal:
        id = find(journal, goal)
        goals.close(journal, id, state, desk.happened(on), why)
        standing = standings.of_goal(journal, id)
    desk.show(views.written(standing, state.replace("-", " "), desk.today), as_json=json_)


def _closing(words: str) -> GoalState:
    try:
        state = GoalState(words.strip().casefold().replace(" ", "-"))
    except ValueError:
        state = GoalState.ACTIVE
    if not state.closed:
        raise UnreadableWords(
            "way to close", words, ("achieved", "partly-achieved", "missed", "dropped")
        )
    return state


@app.command()
def pause(
    ctx: typer.Context, goal: GoalRef, on: On = None, why: Why = None, json_: AsJson = False
) -> None:
    """Put a goal to rest."""
    desk = Desk.of(ctx)
    with desk.writing("goal pause") as journal:
        standing = _after(
            journal, goals.pause(journal, find(journal, goal), desk.happened(on), why).id
        )
    desk.show(views.written(standing, "paused", desk.today), as_json=json_)


@app.command()
def reopen(
    ctx: typer.Context, goal: GoalRef, on: On = None, why: Why = None, json_: AsJson = False
) -> None:
    """Take a paused, drafted or closed goal up again."""
    desk = Desk.of(ctx)
    with desk.writing("goal reopen") as journal:
        id = find(journal, goal, closed_first=True)
        standing = _after(journal, goals.reopen(journal, id, desk.happened(on), why).id)
    desk.show(views.written(standing, "active again", desk.today), as_json=json_)


def _after(journal: Journal, id: int) -> GoalStanding:
    return standings.of_goal(journal, id)


@app.command("map")
def map_(
    ctx: typer.Context,
    who: MaybeWho = None,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Draw the career map: the tree of goals."""
    desk = Desk.of(ctx)
    with desk.reading(for_, who, as_of) as journal:
        owner = people.find(journal, who) if who else None
        found = goals.everyone(journal, owner=owner, closed=all_)
        desk.show(
            views.tree(standings.of_goals(journal, found), journal.today, journal.me),
            format_,
            as_json=json_,
            lens=journal.lens,
        )


@app.command("history")
def history_(
    ctx: typer.Context,
    goal: GoalRef,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    known_on: KnownOn = None,
) -> None:
    """Show how a goal moved: readings, targets, reasons, pace."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of, known_on) as journal:
        found = history.of_goal(journal, find(journal, goal))
        screen = goal_history.screen(found, journal.today, journal.me)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)
