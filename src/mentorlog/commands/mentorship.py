"""``mentorlog mentor``, ``mentee`` and ``peer``: three apps of the same commands, a role apart.

A role rides as the ``obj`` of its app's context, which every command below it inherits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, cast

import typer

from mentorlog import periods
from mentorlog.commands.desk import Desk, ask, at_terminal, confirm, expect_change, say, visibility
from mentorlog.commands.options import (
    All,
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
    Who,
    Why,
    Yes,
)
from mentorlog.dates import Facing
from mentorlog.errors import count, quoted
from mentorlog.journal import Journal, course, mentorships, people, readers
from mentorlog.records import Kind, Mentorship, MentorshipStanding, Role, Visibility
from mentorlog.views import Format
from mentorlog.views import mentorships as views

Every = Annotated[
    str | None, typer.Option("--every", metavar="2w", help="How often you mean to meet.")
]
Started = Annotated[
    str | None,
    typer.Option("--started", metavar="DAY", help="The day it began; today if not given."),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DAY", help="The day it is agreed to end.")
]
Purpose = Annotated[str | None, typer.Option("--purpose", metavar="TEXT", help="What it is for.")]


_CANCEL = ("c", "C", "cancel")


def _role(ctx: typer.Context) -> Role:
    return cast("Role", ctx.obj)


def _standing(journal: Journal, known: Mentorship) -> MentorshipStanding:
    return course.of(journal, [known])[0]


def listed(
    ctx: typer.Context,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """Alone it lists those that run."""
    if ctx.invoked_subcommand is None:
        list_(ctx, all_, format_, json_, for_, as_of, tag)


def list_(
    ctx: typer.Context,
    all_: All = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    tag: OneTag = None,
) -> None:
    """List those that run and how they were kept. --all lists the ended too."""
    desk = Desk.of(ctx)
    role = _role(ctx)
    with desk.reading(for_, None, as_of) as journal:
        found = mentorships.everyone(journal, role=role, ended=all_, tag=tag)
        screen = views.listing(course.of(journal, found), role, journal.today)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


def add(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The whole name.")],
    every: Every = None,
    started: Started = None,
    until: Until = None,
    purpose: Purpose = None,
    private: Private = False,
    public: Public = False,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Begin a mentorship, with somebody known by that name or new."""
    desk = Desk.of(ctx)
    with desk.writing(f"{_role(ctx)} add") as journal:
        plan = mentorships.Plan(
            cadence=periods.cadence(every) if every else None,
            started_on=desk.day(started, facing=Facing.BACK) if started else None,
            planned_end_on=desk.target(until),
            purpose=purpose,
            visibility=visibility(private=private, public=public) or Visibility.SHARED,
            tags=tuple(tag or ()),
        )
        like = people.matching(journal, name)
        known = mentorships.add(journal, name, _role(ctx), plan)
        standing = _standing(journal, known)
        others = [people.described(journal, id) for id in like if known.partner.id not in like]
        unread = readers.unread_goals(journal) if _role(ctx) is not Role.MENTEE else []
    desk.show(views.written(standing, "added", desk.today), as_json=json_)
    if unread:
        _offer(desk, known, unread)
    if others:
        say(f"{known.partner.label} is new; the journal also knows {', '.join(others[:3])}.")
        say(
            f"hint: mentorlog undo, then mentorlog {_role(ctx)} add p{like[0]}, if you mean that one"
        )


def _offer(desk: Desk, known: Mentorship, unread: list[int]) -> None:
    """Goals of mine that nobody reads yet may be for the new partner."""
    name, number = known.partner.label, len(unread)
    goals = "1 open goal has" if number == 1 else f"{number} open goals have"
    if not at_terminal():
        say(f"{goals} no reader yet.\nhint: mentorlog goal edit g{unread[0]} --with {quoted(name)}")
        return
    answer = ask(
        f"{goals} no reader yet. May {name} read {'it' if number == 1 else 'them'}? [y/N] "
    )
    if answer.casefold() in ("y", "yes"):
        with desk.writing("goal edit") as journal:
            for id in unread:
                readers.put(journal, Kind.GOAL, id, [known.partner.id])


def show(
    ctx: typer.Context,
    who: Who,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Show one: the cadence, how it was kept, its pauses."""
    desk = Desk.of(ctx)
    role = _role(ctx)
    with desk.reading(for_, who if for_ == role else None, as_of) as journal:
        standing = _standing(journal, mentorships.with_partner(journal, who, role))
        desk.show(views.card(standing, journal.today), format_, as_json=json_, lens=journal.lens)


def edit(
    ctx: typer.Context,
    who: Who,
    every: Annotated[
        str | None, typer.Option("--every", metavar="2w", help="A new cadence, or none.")
    ] = None,
    started: Annotated[
        str | None, typer.Option("--started", metavar="DAY", help="The day it really began.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="The day it is to end, or none.")
    ] = None,
    purpose: Purpose = None,
    on: On = None,
    private: Private = False,
    shared: Shared = False,
    public: Public = False,
    tag: Tags = None,
    json_: AsJson = False,
) -> None:
    """Change what was agreed; a new cadence is kept in the history."""
    seen = visibility(private=private, shared=shared, public=public)
    expect_change(ctx, every, started, until, purpose, seen, tag)
    desk = Desk.of(ctx)
    with desk.writing(f"{_role(ctx)} edit") as journal:
        change = mentorships.Edit(
            cadence=periods.cadence(every) if every and every != "none" else None,
            no_cadence=every == "none",
            started_on=desk.day(started, facing=Facing.BACK) if started else None,
            planned_end_on=desk.target(until) if until != "none" else None,
            no_planned_end=until == "none",
            purpose=purpose,
            visibility=seen,
            tags=tuple(tag or ()),
        )
        known = mentorships.with_partner(journal, who, _role(ctx))
        known = mentorships.edit(journal, known.id, change, desk.happened(on))
        standing = _standing(journal, known)
    desk.show(views.written(standing, "changed", desk.today), as_json=json_)


def pause(
    ctx: typer.Context, who: Who, on: On = None, why: Why = None, json_: AsJson = False
) -> None:
    """Put it to rest; whole slots in a pause do not count."""
    desk = Desk.of(ctx)
    day = desk.happened(on)
    with desk.writing(f"{_role(ctx)} pause") as journal:
        known = mentorships.with_partner(journal, who, _role(ctx))
        known = course.pause(journal, known.id, day, why)
        standing = _standing(journal, known)
    desk.show(views.written(standing, "paused", desk.today, on=day), as_json=json_)


def resume(
    ctx: typer.Context, who: Who, on: On = None, why: Why = None, json_: AsJson = False
) -> None:
    """Take it up again, paused or ended."""
    desk = Desk.of(ctx)
    day = desk.happened(on)
    with desk.writing(f"{_role(ctx)} resume") as journal:
        known = mentorships.with_partner(journal, who, _role(ctx), resting=True)
        known = course.resume(journal, known.id, day, why)
        standing = _standing(journal, known)
    desk.show(views.written(standing, "active again", desk.today, on=day), as_json=json_)


def end(
    ctx: typer.Context, who: Who, on: On = None, why: Why = None, json_: AsJson = False
) -> None:
    """End it, with the reason; sessions and goals stay. What is still open is listed."""
    from mentorlog.journal import left_open  # no other verb needs it

    desk = Desk.of(ctx)
    day = desk.happened(on)
    with desk.reading() as journal:
        known = mentorships.with_partner(journal, who, _role(ctx))
        found, me = left_open.of(journal, known), journal.me
    still = views.left_open(found.sessions, found.actions, desk.today, me)
    for line in (f"Still open with {known.partner.label}:", *still) if still else ():
        say(line)
    drop = still and at_terminal() and ask("[c]ancel these, or [k]eep them? [k] ") in _CANCEL
    with desk.writing(f"{_role(ctx)} end") as journal:
        known = course.end(journal, known.id, day, why)
        gone = left_open.cancel(journal, found, why) if drop else ()
        standing = _standing(journal, known)
    desk.show(views.written(standing, "ended", desk.today, on=day), as_json=json_)
    if still:
        say(f"Cancelled and dropped: {', '.join(gone)}." if gone else "They stay open.")


def delete(ctx: typer.Context, who: Who, yes: Yes = False, json_: AsJson = False) -> None:
    """Delete one made by mistake; people, sessions and goals stay."""
    from mentorlog.journal import agreements  # no other verb needs them

    desk = Desk.of(ctx)
    with desk.reading() as journal:
        known = mentorships.with_partner(journal, who, _role(ctx))
        agreed = len(agreements.of(journal, known.id))
    since = f"of {known.started_on}" if known.ended_on else ""
    gone = f" What you agreed goes too: {count(agreed, 'version')}."
    question = f"Delete the mentorship {since} with {known.partner.label}?".replace("  ", " ")
    confirm(question + (gone if agreed else ""), yes=yes)
    with desk.writing(f"{_role(ctx)} delete") as journal:
        standing = _standing(journal, mentorships.get(journal, known.id))
        mentorships.delete(journal, known.id)
    said = "deleted; mentorlog undo brings it back"
    desk.show(views.written(standing, said, desk.today, gone=True), as_json=json_)


_COMMANDS: dict[str, Callable[..., None]] = {
    "list": list_,
    "add": add,
    "show": show,
    "edit": edit,
    "pause": pause,
    "resume": resume,
    "end": end,
    "delete": delete,
}
_HELP = {
    Role.MENTOR: "Who mentors you: list, add, show, edit, pause, resume, end.",
    Role.MENTEE: "Whom you mentor: list, add, show, edit, pause, resume, end.",
    Role.PEER: "Whom you learn with: list, add, show, edit, pause, resume, end.",
}


def _app(role: Role) -> typer.Typer:
    app = typer.Typer(add_completion=False)
    app.callback(
        invoke_without_command=True,
        help=f"{_HELP[role]} Alone it lists.",
        context_settings={"obj": role},
    )(listed)
    for name, command in _COMMANDS.items():
        app.command(name)(command)
    return app


mentor, mentee, peer = _app(Role.MENTOR), _app(Role.MENTEE), _app(Role.PEER)
