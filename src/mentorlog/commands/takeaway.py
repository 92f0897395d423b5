"""``mentorlog takeaway``: what is kept from sessions, what came of advice, answers to questions."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from mentorlog import periods
from mentorlog.commands import completion
from mentorlog.commands.desk import (
    Desk,
    at_terminal,
    confirm,
    expect_change,
    visibility,
)
from mentorlog.commands.options import (
    All,
    AsFormat,
    AsJson,
    AsOf,
    For,
    MaybeGoal,
    MaybeSession,
    On,
    OneTag,
    Private,
    Public,
    Shared,
    Tags,
    With,
    Yes,
)
from mentorlog.errors import WrongUsage, quoted
from mentorlog.journal import people, readers, takeaways
from mentorlog.journal.references import resolve
from mentorlog.records import Kind, Outcome, Takeaway, TakeawayKind
from mentorlog.views import Format
from mentorlog.views import takeaways as views
from mentorlog.views.listings import deleted

app = typer.Typer(add_completion=False)

T = Annotated[
    str,
    typer.Argument(metavar="T", help="t3, 3 or words of it.", autocompletion=completion.takeaways),
]
_KINDS = "takeaway, advice, question, feedback or reflection"
OfKind = Annotated[
    TakeawayKind | None,
    typer.Option("--kind", metavar="K", help=f"{_KINDS.capitalize()}.", case_sensitive=False),
]
OfWhom = Annotated[
    str | None,
    typer.Option(
        "--who", metavar="WHO", help="From sessions with them.", autocompletion=completion.people
    ),
]

_SHOWN_MONTHS = 3


@app.callback(invoke_without_command=True)
def listed(
    ctx: typer.Context,
    kind: OfKind = None,
    who: OfWhom = None,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """Takeaways: list, add, answer. Alone it lists what is open, and the last three months."""
    if ctx.invoked_subcommand is None:
        list_(ctx, kind, who, all_, format_, json_, for_, as_of, tag)


@app.command("list")
def list_(
    ctx: typer.Context,
    kind: OfKind = None,
    who: OfWhom = None,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """List open questions and advice, and recent takeaways. --all lists every one."""
    desk = Desk.of(ctx)
    with desk.reading(for_, who, as_of) as journal:
        person = people.find(journal, who) if who else None
        found = takeaways.everyone(journal, kind=kind, person=person, tag=tag)
        since = periods.last_months(_SHOWN_MONTHS, journal.today).since
        shown = [line for line in found if all_ or _is_current(line, since)]
        screen = views.listing(shown, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


def _is_current(line: Takeaway, since: date) -> bool:
    if line.kind is TakeawayKind.QUESTION:
        return line.answer is None
    if line.kind is TakeawayKind.ADVICE:
        return line.outcome in (Outcome.PENDING, Outcome.TRYING)
    return line.noted_on >= since


@app.command()
def add(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="What you keep; - is standard input.")
    ],
    session: MaybeSession = None,
    kind: OfKind = None,
    goal: MaybeGoal = None,
    on: On = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Add a takeaway. A reflection is private unless you say otherwise."""
    desk = Desk.of(ctx)
    words = desk.typed(text)
    with desk.writing("takeaway add") as journal:
        line = takeaways.add(
            journal,
            words,
            kind=kind or TakeawayKind.TAKEAWAY,
            session=resolve(journal, Kind.SESSION, session) if session else None,
            goal=resolve(journal, Kind.GOAL, goal) if goal else None,
            on=desk.happened(on) if on else None,
            visibility=visibility(private=private, shared=shared, public=public),
            people=readers.named(journal, with_) if with_ else None,
            add_tags=tuple(tag or ()),
        )
        screen = views.written(line, "", desk.today)
    desk.show(screen, as_json=json_)


@app.command()
def show(
    ctx: typer.Context,
    takeaway: T,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show one takeaway with what came of it, or its answer."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        line = takeaways.get(journal, resolve(journal, Kind.TAKEAWAY, takeaway))
        screen = views.card(line, takeaways.history(journal, line.id), journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command()
def edit(
    ctx: typer.Context,
    takeaway: T,
    text: Annotated[str | None, typer.Option(metavar="TEXT", help="A new text.")] = None,
    kind: OfKind = None,
    session: MaybeSession = None,
    goal: MaybeGoal = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    with_: With = None,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Change a takeaway."""
    expect_change(ctx, text, kind, session, goal, private, shared, public, with_, tag)
    desk = Desk.of(ctx)
    with desk.writing("takeaway edit") as journal:
        line = takeaways.edit(
            journal,
            resolve(journal, Kind.TAKEAWAY, takeaway),
            text=text,
            kind=kind,
            goal=resolve(journal, Kind.GOAL, goal) if goal else None,
            session=resolve(journal, Kind.SESSION, session) if session else None,
            visibility=visibility(private=private, shared=shared, public=public),
            people=readers.named(journal, with_) if with_ else None,
            add_tags=tuple(tag or ()),
        )
        screen = views.written(line, "changed", desk.today)
    desk.show(screen, as_json=json_)


@app.command()
def delete(ctx: typer.Context, takeaway: T, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete a takeaway; undo brings it back."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        id = resolve(journal, Kind.TAKEAWAY, takeaway)
        text = takeaways.get(journal, id).text
    confirm(f"Delete t{id} {quoted(text)}?", yes=yes)
    with desk.writing("takeaway delete") as journal:
        gone = takeaways.delete(journal, id)
    screen = deleted(f"t{id}", gone.text, gone)
    desk.show(screen, as_json=json_)


@app.command()
def outcome(
    ctx: typer.Context,
    takeaway: T,
    what: Annotated[
        Outcome,
        typer.Argument(
            metavar="OUTCOME",
            help="pending, trying, worked, did-not-work or declined.",
            case_sensitive=False,
            show_choices=False,
        ),
    ],
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What you saw.")] = None,
    on: On = None,
    json_: AsJson = False,
) -> None:
    """Say what came of a piece of advice."""
    desk = Desk.of(ctx)
    with desk.writing("takeaway outcome") as journal:
        id = resolve(journal, Kind.TAKEAWAY, takeaway)
        line = takeaways.outcome(journal, id, what, desk.happened(on), note)
        screen = views.written(line, "", desk.today)
    desk.show(screen, as_json=json_)


@app.command()
def answer(
    ctx: typer.Context,
    takeaway: T,
    text: Annotated[
        str | None,
        typer.Argument(metavar="[TEXT]", help="The answer; - is standard input."),
    ] = None,
    on: On = None,
    json_: AsJson = False,
) -> None:
    """Answer a question; an empty answer opens it again."""
    desk = Desk.of(ctx)
    words = _asked(desk, takeaway) if text is None else desk.typed(text)
    with desk.writing("takeaway answer") as journal:
        id = resolve(journal, Kind.TAKEAWAY, takeaway)
        line = takeaways.answer(journal, id, words, desk.happened(on))
        screen = views.written(line, "", desk.today)
    desk.show(screen, as_json=json_)


def _asked(desk: Desk, takeaway: str) -> str:
    """The answer typed at the terminal, the question being shown before it."""
    if not at_terminal():
        raise WrongUsage(
            "The answer is missing.", "it comes after the question's number; - is standard input"
        )
    with desk.reading() as journal:
        question = takeaways.get(journal, resolve(journal, Kind.TAKEAWAY, takeaway))
        takeaways.expect_question(question)
    return desk.asked(f"t{question.id} {quoted(question.text)} Answer: ")
