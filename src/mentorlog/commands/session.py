"""``mentorlog session``: meetings planned, held, cancelled and missed; ``add`` is ``log``."""

from __future__ import annotations

import sys
from datetime import date
from typing import Annotated

import typer

from mentorlog import periods
from mentorlog.commands import completion
from mentorlog.commands import log as logging
from mentorlog.commands.desk import Desk, confirm, say, visibility
from mentorlog.commands.options import (
    All,
    AsFormat,
    AsJson,
    AsOf,
    For,
    MaybeWho,
    On,
    OneTag,
    Private,
    Public,
    Shared,
    Tags,
    Who,
    Why,
    Yes,
)
from mentorlog.dates import Facing, at
from mentorlog.errors import UnreadableWords, quoted
from mentorlog.journal import mentorships, people, sessions, store
from mentorlog.journal.documents import log
from mentorlog.journal.references import resolve
from mentorlog.records import Kind, Mode, Session, SessionState, Visibility
from mentorlog.views import Format
from mentorlog.views import sessions as views

app = typer.Typer(add_completion=False)

S = Annotated[
    str,
    typer.Argument(metavar="S", help="s3, 3 or words of it.", autocompletion=completion.sessions),
]
Topic = Annotated[str | None, typer.Option(metavar="TEXT", help="What it is about.")]
Duration = Annotated[str | None, typer.Option(metavar="45m", help="How long it takes.")]
HowMet = Annotated[
    str | None,
    typer.Option(
        "--mode",
        metavar="MODE",
        help="in-person, video, phone or chat.",
        autocompletion=completion.one_of(*Mode),
    ),
]
Goals = Annotated[
    list[str] | None,
    typer.Option("--goal", metavar="G", help="A goal discussed.", autocompletion=completion.goals),
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="WHO",
        help="Somebody else who is there.",
        autocompletion=completion.people,
    ),
]
Attended = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="WHO",
        help="Who attended, in place of those named before.",
        autocompletion=completion.people,
    ),
]

_SHOWN_MONTHS = 3


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
    """Sessions: list, plan, show, edit. Alone it lists the last three months and what is planned."""
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
    """List the last three months and what is planned. --all lists every one."""
    desk = Desk.of(ctx)
    with desk.reading(for_, who, as_of) as journal:
        since = None if all_ else periods.last_months(_SHOWN_MONTHS, journal.today).since
        person = people.find(journal, who) if who else None
        found = sessions.everyone(journal, person=person, since=since, tag=tag)
        desk.show(views.listed(found, journal.today), format_, as_json=json_, lens=journal.lens)


@app.command()
def show(
    ctx: typer.Context,
    session: S,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show one session. As Markdown it is the document that edit and log read."""
    desk = Desk.of(ctx)
    with desk.reading(for_, None, as_of) as journal:
        id = resolve(journal, Kind.SESSION, session)
        if format_ is Format.MARKDOWN and not json_:
            from mentorlog.commands import documents

            text = documents.document(journal, id, marks=for_ == "me" and as_of is None)
            journal.let_go()
            sys.stdout.write(text)
            return
        screen = views.card(sessions.get(journal, id), *log.lines_of(journal, id), journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


@app.command(hidden=True)
def add(ctx: typer.Context, who: Who) -> None:
    """Log a session held. The same as mentorlog log."""
    logging.session(ctx, who)


@app.command()
def plan(
    ctx: typer.Context,
    who: Who,
    when: Annotated[str, typer.Argument(metavar="DAY", help="A day, with a time if it has one.")],
    time: Annotated[str | None, typer.Argument(metavar="TIME", help="14:30")] = None,
    topic: Topic = None,
    duration: Duration = None,
    mode: HowMet = None,
    goal: Goals = None,
    with_: With = None,
    private: Private = False,
    public: Public = False,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Plan a session to come."""
    desk = Desk.of(ctx)
    words = f"{when} {time}" if time else when
    on, clock_time = at(words, desk.today, facing=Facing.AHEAD, order=desk.order(words))
    with desk.writing("session plan") as journal:
        facts = sessions.Facts(
            held_on=on,
            time=clock_time,
            minutes=periods.minutes(duration) if duration else None,
            mode=_mode(mode),
            topic=topic,
            visibility=visibility(private=private, public=public),
            people=tuple(mentorships.companion(journal, each) for each in (who, *(with_ or ()))),
            goals=tuple(resolve(journal, Kind.GOAL, each) for each in goal or ()),
            tags=tuple(tag or ()),
        )
        planned = sessions.plan(journal, facts)
    desk.show(views.written(planned, "planned", desk.today), as_json=json_)


def _mode(words: str | None) -> Mode | None:
    if words is None:
        return None
    try:
        return Mode(words.strip().casefold().replace(" ", "-"))
    except ValueError:
        raise UnreadableWords("way to meet", words, tuple(Mode)) from None


@app.command()
def cancel(
    ctx: typer.Context, session: S, on: On = None, why: Why = None, json_: AsJson = False
) -> None:
    """Cancel a planned session. The cadence counts its slot as missed."""
    _move(ctx, session, SessionState.CANCELLED, on, why, json_)


@app.command("no-show")
def no_show(
    ctx: typer.Context, session: S, on: On = None, why: Why = None, json_: AsJson = False
) -> None:
    """Say that somebody did not come."""
    _move(ctx, session, SessionState.NO_SHOW, on, why, json_)


def _move(
    ctx: typer.Context,
    session: str,
    state: SessionState,
    on: str | None,
    why: str | None,
    as_json: bool,
) -> None:
    desk = Desk.of(ctx)
    with desk.writing(
        f"session {'cancel' if state is SessionState.CANCELLED else state}"
    ) as journal:
        id = resolve(journal, Kind.SESSION, session)
        moved = sessions.move(journal, id, state, desk.happened(on) if on else None, why)
    desk.show(views.written(moved, state.replace("-", " "), desk.today), as_json=as_json)


@app.command()
def edit(
    ctx: typer.Context,
    session: S,
    on: On = None,
    topic: Topic = None,
    duration: Duration = None,
    mode: HowMet = None,
    notes: Annotated[str | None, typer.Option(metavar="TEXT", help="New notes.")] = None,
    share_notes: Annotated[
        bool, typer.Option("--share-notes", help="Let who attended read the notes.")
    ] = False,
    hide_notes: Annotated[
        bool, typer.Option("--hide-notes", help="Keep the notes to yourself.")
    ] = False,
    goal: Goals = None,
    with_: Attended = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    tag: Tags = None,
    yes: Yes = False,
    json_: AsJson = False,
) -> None:
    """Change a session: by options, or without any in your editor."""
    desk = Desk.of(ctx)
    note_level = Visibility.SHARED if share_notes else Visibility.PRIVATE if hide_notes else None
    with desk.reading() as journal:
        id = resolve(journal, Kind.SESSION, session)
        stored = sessions.get(journal, id)
        facts = sessions.Facts(
            held_on=_redated(desk, on, stored.state),
            minutes=periods.minutes(duration) if duration else None,
            mode=_mode(mode),
            topic=topic,
            notes=notes,
            notes_visibility=note_level,
            visibility=visibility(private=private, shared=shared, public=public),
            goals=tuple(resolve(journal, Kind.GOAL, each) for each in goal or ()),
            tags=tuple(tag or ()),
        )
        there = {mentorships.companion(journal, each) for each in with_ or ()}
        question = sessions.newcomers(journal, id, there)
    if facts == sessions.Facts() and not there:
        from mentorlog.commands import documents

        documents.edit(desk, id, yes=yes, as_json=json_)
        return
    if question:
        confirm(f"{question} Go on?", yes=yes)
    with desk.writing("session edit") as journal:
        sessions.edit(journal, id, facts)
        said = sessions.attend(journal, id, there) if there else []
        changed = sessions.get(journal, id)
    desk.show(views.written(changed, "changed", desk.today), as_json=json_)
    for sentence in said:
        say(sentence)


def _redated(desk: Desk, words: str | None, state: SessionState) -> date | None:
    if words is None:
        return None
    return desk.day(words) if state is SessionState.PLANNED else desk.happened(words)


@app.command()
def delete(ctx: typer.Context, session: S, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete a session with its takeaways. Its actions stay, and undo brings all back."""
    desk = Desk.of(ctx)
    with desk.reading() as journal:
        id = resolve(journal, Kind.SESSION, session)
        known = sessions.get(journal, id)
        lines, promised = log.lines_of(journal, id)
    kept = f" Its {len(promised)} actions stay." if promised else ""
    confirm(f"Delete s{id} {quoted(known.label)} with {len(lines)} lines?{kept}", yes=yes)
    with desk.writing("session delete") as journal:
        known = store.delete(journal, Session, id)
    screen = views.written(known, "deleted; mentorlog undo brings it back", desk.today)
    desk.show(screen, as_json=json_)
