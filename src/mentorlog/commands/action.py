"""``mentorlog action``, ``todo`` and ``done``: small commitments of either side."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands import completion
from mentorlog.commands.desk import Desk, confirm, expect_change, say, visibility
from mentorlog.commands.options import (
    All,
    AsFormat,
    AsJson,
    AsOf,
    For,
    MaybeGoal,
    MaybeSession,
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
from mentorlog.errors import quoted
from mentorlog.journal import Journal, actions, figures, people, readers
from mentorlog.journal.references import resolve
from mentorlog.records import Kind
from mentorlog.records.drafts import LineDraft
from mentorlog.views import Format
from mentorlog.views import actions as views
from mentorlog.views.listings import deleted

app = typer.Typer(add_completion=False)
todo = typer.Typer(add_completion=False)
done = typer.Typer(add_completion=False)

A = Annotated[
    str,
    typer.Argument(metavar="A", help="a3, 3 or words of it.", autocompletion=completion.actions),
]
Several = Annotated[
    list[str],
    typer.Argument(metavar="A...", help="One or more.", autocompletion=completion.actions),
]
Due = Annotated[str | None, typer.Option("--due", metavar="DAY", help="The day it is due.")]
Evidence = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What shows it: a link, a sentence.")
]


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
    """Actions: list, add, tick off. Alone it lists the open ones."""
    if ctx.invoked_subcommand is None:
        list_(ctx, None, all_, format_, json_, for_, as_of, tag)


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
    """List open actions, or one person's; --all the closed ones too."""
    desk = Desk.of(ctx)
    with desk.reading(for_, who, as_of) as journal:
        owner = people.find(journal, who) if who else None
        found = actions.everyone(journal, owner=owner, closed=all_, tag=tag)
        screen = views.listing(found, journal.today, journal.me)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
@todo.command("todo")
def add(
    ctx: typer.Context,
    text: Annotated[
        list[str],
        typer.Argument(metavar="TEXT", help='What to do; it may end in "due friday" or "@dana".'),
    ],
    owner: Owner = None,
    due: Due = None,
    goal: MaybeGoal = None,
    session: MaybeSession = None,
    on: On = None,
    evidence: Evidence = None,
    private: Private = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Add an action item, mine unless it names somebody."""
    desk = Desk.of(ctx)
    draft = _read(desk, desk.typed(" ".join(text)), owner, due)
    with desk.writing("action add") as journal:
        within = resolve(journal, Kind.SESSION, session) if session else None
        draft, named = _named(journal, draft)
        facts = actions.Facts(
            text=draft.text,
            owner=people.find(journal, owner) if owner else named or _default(journal, within),
            due_on=desk.target(due) or draft.due_on,
            goal=resolve(journal, Kind.GOAL, goal) if goal else None,
            session=within,
            evidence=evidence,
            visibility=visibility(private=private, public=public),
            readers=readers.named(journal, with_) if with_ else None,
            tags=tuple(tag or ()),
        )
        action = actions.add(journal, facts, desk.happened(on) if on else None)
        screen = views.written([action], "", desk.today, journal.me)
    desk.show(screen, as_json=json_)


def _read(desk: Desk, text: str, owner: str | None, due: str | None) -> LineDraft:
    """The text with what stands at its end taken out of it, where no option says the same."""
    # Reading lines and sessions costs 10 ms, which done and the list need not pay.
    from mentorlog.exchange import lines

    verbatim = LineDraft(Kind.ACTION, text)
    if owner and due:
        return verbatim
    draft, notes = lines.action(text, desk.today, desk.order(text))
    if (owner and draft.owner) or (due and draft.due_on):
        return verbatim
    for note in notes if not due else ():
        say(note)
    return draft


def _named(journal: Journal, draft: LineDraft) -> tuple[LineDraft, int | None]:
    """Whom the draft's ``@word`` means; one that means no one person goes back into the text."""
    if draft.owner is None:
        return draft, None
    found, why = people.owner(journal, draft.owner)
    if found is not None:
        return draft, found
    from mentorlog.exchange import lines

    say(f"{quoted('@' + draft.owner)} stays in the text: {why}.")
    return lines.restore_owner(draft), None


def _default(journal: Journal, session: int | None) -> int:
    """An action of a session belongs to its mentee; any other is mine."""
    if session is None:
        return journal.me
    from mentorlog.journal import sessions
    from mentorlog.journal.documents import log

    met = sessions.get(journal, session)
    return log.default_owner(journal, [person.id for person in met.attendees], met.held_on)


@app.command()
def show(
    ctx: typer.Context,
    action: A,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show one action with the moves of its due day."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        id = resolve(journal, Kind.ACTION, action)
        history = actions.history(journal, id)
        slips = figures.slips(event for event in history if event.field == "due")
        screen = views.card(actions.get(journal, id), history, slips, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def edit(
    ctx: typer.Context,
    action: A,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="A new text.")] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="DAY", help="A new due day, or none.")
    ] = None,
    owner: Owner = None,
    goal: MaybeGoal = None,
    session: MaybeSession = None,
    evidence: Evidence = None,
    on: On = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Change an action; a due day moved later is kept as a slip."""
    expect_change(
        ctx, text, due, owner, goal, session, evidence, private, shared, public, with_, tag
    )
    desk = Desk.of(ctx)
    with desk.writing("action edit") as journal:
        id = resolve(journal, Kind.ACTION, action)
        facts = actions.Facts(
            text=text,
            owner=people.find(journal, owner) if owner else None,
            due_on=desk.target(due) if due != "none" else None,
            no_due=due == "none",
            goal=resolve(journal, Kind.GOAL, goal) if goal else None,
            session=resolve(journal, Kind.SESSION, session) if session else None,
            evidence=evidence,
            visibility=visibility(private=private, shared=shared, public=public),
            readers=readers.named(journal, with_) if with_ else None,
            tags=tuple(tag or ()),
        )
        changed = actions.edit(journal, id, facts, desk.happened(on))
        screen = views.written([changed], "changed", desk.today, journal.me)
    desk.show(screen, as_json=json_)


@app.command()
def delete(ctx: typer.Context, action: A, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete an action; undo brings it back."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        id = resolve(journal, Kind.ACTION, action)
        text = actions.get(journal, id).text
    confirm(f"Delete a{id} {quoted(text)}?", yes=yes)
    with desk.writing("action delete") as journal:
        gone = actions.delete(journal, id)
    screen = deleted(f"a{id}", gone.text, gone)
    desk.show(screen, as_json=json_)


@app.command("done")
@done.command("done")
def done_(
    ctx: typer.Context,
    references: Several,
    on: On = None,
    evidence: Evidence = None,
    json_: AsJson = False,
) -> None:
    """Tick off actions: all of them, or none if one cannot be."""
    desk = Desk.of(ctx)
    happened = desk.happened(on)
    with desk.writing("action done") as journal:
        ids = _all(journal, references)
        found = [actions.done(journal, id, happened, evidence) for id in ids]
        screen = views.written(found, "", desk.today, journal.me)
    desk.show(screen, as_json=json_)


@app.command()
def drop(
    ctx: typer.Context,
    references: Several,
    on: On = None,
    why: Why = None,
    evidence: Evidence = None,
    json_: AsJson = False,
) -> None:
    """Stop actions on purpose. They count neither as done nor as missed."""
    desk = Desk.of(ctx)
    happened = desk.happened(on)
    with desk.writing("action drop") as journal:
        ids = _all(journal, references)
        found = [actions.drop(journal, id, happened, why, evidence) for id in ids]
        screen = views.written(found, "", desk.today, journal.me)
    desk.show(screen, as_json=json_)


@app.command()
def reopen(
    ctx: typer.Context,
    references: Several,
    on: On = None,
    evidence: Evidence = None,
    json_: AsJson = False,
) -> None:
    """Open done or dropped actions again."""
    desk = Desk.of(ctx)
    happened = desk.happened(on)
    with desk.writing("action reopen") as journal:
        ids = _all(journal, references, closed_first=True)
        found = [actions.reopen(journal, id, happened, evidence) for id in ids]
        screen = views.written(found, "open again", desk.today, journal.me)
    desk.show(screen, as_json=json_)


def _all(journal: Journal, references: list[str], *, closed_first: bool = False) -> list[int]:
    """The ids the references name, each once."""
    found = (
        resolve(journal, Kind.ACTION, words, closed_first=closed_first) for words in references
    )
    return list(dict.fromkeys(found))
