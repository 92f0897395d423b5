"""``mentorlog log``: a held session in seconds, from a prompt, options, a document or the editor.

Whatever happens after something was typed, it is saved or kept as a draft whose path is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mentorlog import drafts, periods, places
from mentorlog.commands import completion
from mentorlog.commands.desk import Desk, ask, at_terminal, say, visibility
from mentorlog.commands.options import AsJson, On, Private, Public, Tags
from mentorlog.errors import (
    JournalUnusable,
    NotFound,
    WrongUsage,
)
from mentorlog.exchange import lines
from mentorlog.journal import Journal, audience, mentorships
from mentorlog.journal.documents import log
from mentorlog.journal.names import refs
from mentorlog.journal.references import resolve
from mentorlog.records import Action, Kind, Role, Takeaway, TakeawayKind
from mentorlog.records.drafts import LineDraft, SessionDraft
from mentorlog.views import sessions as views

app = typer.Typer(add_completion=False)

_ROLES = {"m": Role.MENTOR, "e": Role.MENTEE, "p": Role.PEER}

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="TEXT", help="Private notes; - reads a session document."),
]


def _many(flag: str, help: str, *short: str) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(flag, *short, metavar="TEXT", help=help)
    return option


@app.command()
def session(
    ctx: typer.Context,
    who: Annotated[
        str | None,
        typer.Argument(metavar="WHO", help="Part of a name.", autocompletion=completion.people),
    ] = None,
    text: Words = None,
    takeaway: Annotated[list[str] | None, _many("--takeaway", "What you keep.", "-t")] = None,
    action: Annotated[
        list[str] | None, _many("--action", "A promise: @name and due DAY at its end.", "-a")
    ] = None,
    advice: Annotated[list[str] | None, _many("--advice", "A mentor's suggestion.")] = None,
    question: Annotated[list[str] | None, _many("--question", "Open until answered.")] = None,
    on: On = None,
    duration: Annotated[str | None, typer.Option(metavar="45m", help="How long it took.")] = None,
    topic: Annotated[str | None, typer.Option(metavar="TEXT", help="What it was about.")] = None,
    goal: Annotated[
        list[str] | None,
        typer.Option(metavar="G", help="A goal discussed.", autocompletion=completion.goals),
    ] = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="WHO",
            help="Somebody else who was there.",
            autocompletion=completion.people,
        ),
    ] = None,
    new: Annotated[bool, typer.Option("--new", help="Another session of that day.")] = False,
    edit: Annotated[bool, typer.Option("--edit", "-e", help="Write it in your editor.")] = False,
    private: Private = False,
    public: Public = False,
    tag: Tags = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Delete lines that are gone from the document.")
    ] = False,
    json_: AsJson = False,
) -> None:
    """Log a session held; alone, a line at a time until an empty one."""
    desk = Desk.of(ctx)
    if who == "-" and not text:
        who, text = None, ["-"]
    lines_given, notes = _given(desk, takeaway, action, advice, question)
    said = SessionDraft(
        held_on=desk.happened(on) if on else None,
        minutes=periods.minutes(duration) if duration is not None else None,
        topic=topic,
        tags=tuple(tag or ()),
        visibility=visibility(private=private, public=public),
        notes="" if text == ["-"] else " ".join(text or ()),
        lines=lines_given,
    )
    order = Order(desk, who, tuple(with_ or ()), tuple(goal or ()), new, json_, yes)
    for note in notes:
        say(note)
    if at_terminal() and text != ["-"]:
        from mentorlog.commands import log_drafts

        alone = edit or not (said.notes.strip() or lines_given)
        if log_drafts.offered(order, alone=alone):
            return
    if edit:
        from mentorlog.commands import log_document

        log_document.from_editor(order, said)
    elif text == ["-"]:
        from mentorlog.commands import log_document

        log_document.from_input(order, said)
    elif said.notes.strip() or lines_given or (any((topic, duration, goal)) and not at_terminal()):
        tell(order, store(order, said, keep=(JournalUnusable, KeyboardInterrupt)))
    elif at_terminal():
        _from_prompt(order, said)
    else:
        raise WrongUsage(
            "There is nothing to log.",
            'give a line, as in mentorlog log dana -t "Open with a story", or - for standard input',
        )


class Order(NamedTuple):
    """Whom the session was with and how to store it, as the command line has it."""

    desk: Desk
    who: str | None
    others: tuple[str, ...]
    goals: tuple[str, ...]
    new: bool
    as_json: bool
    yes: bool = False


def _given(
    desk: Desk,
    takeaway: Sequence[str] | None,
    action: Sequence[str] | None,
    advice: Sequence[str] | None,
    question: Sequence[str] | None,
) -> tuple[tuple[LineDraft, ...], tuple[str, ...]]:
    """The lines that options give, and notes to say about them."""
    found: list[LineDraft] = []
    notes: list[str] = []
    for kind, texts in (
        (TakeawayKind.TAKEAWAY, takeaway),
        (TakeawayKind.ADVICE, advice),
        (TakeawayKind.QUESTION, question),
    ):
        found += [LineDraft(kind, _words(text, kind)) for text in texts or ()]
    for text in action or ():
        draft, said = lines.action(_words(text, "action"), desk.today, desk.order(text))
        found.append(draft)
        notes += said
    return tuple(found), tuple(notes)


def _words(text: str, what: str) -> str:
    if not text.strip():
        raise WrongUsage(f"--{what} is empty.")
    return text.strip()


# --- whom it was with -------------------------------------------------------------------------


class Stranger(NamedTuple):
    """Somebody to be added with the session: a name, a role, and perhaps a cadence."""

    name: str
    role: Role
    cadence: periods.Cadence | None


def partners_of(order: Order, named: Sequence[str]) -> tuple[list[int], list[Stranger], list[str]]:
    """Those who were there: known people, strangers to be added, and the names of all.

    Asks who a stranger is, before any lock is taken. Without any name it is the partner of the one
    active mentorship.
    """
    with order.desk.reading() as journal:
        wanted = [*((order.who,) if order.who else named), *order.others]
        if not wanted:
            wanted = [f"p{audience.partner(journal, None, None, 'mentorlog log').partner.id}"]
        found = [_find(journal, name) for name in wanted]
        known = [id for id in found if id is not None]
        labelled = refs(journal, Kind.PERSON, known)
        labels = [labelled[id].label for id in known]
    strangers = [_meet(name) for name, id in zip(wanted, found, strict=True) if id is None]
    return known, strangers, labels + [stranger.name for stranger in strangers]


def _find(journal: Journal, name: str) -> int | None:
    """The one person meant; None for a stranger."""
    try:
        return mentorships.companion(journal, name)
    except NotFound:
        return None


def _meet(name: str) -> Stranger:
    shown = name.strip()
    if not shown or shown[0] in "-!?+#" or shown.isdigit():
        raise NotFound("person", name, "mentorlog log WHO names who was there, TEXT comes after it")
    if shown.islower():
        shown = shown.title()
    if not at_terminal():
        raise NotFound("person", name, f'mentorlog mentor add "{shown}" adds one (or mentee, peer)')
    while (
        answer := ask(f"{shown} is your [m]entor, your mente[e], a [p]eer? ").casefold()
    ) not in _ROLES:
        if answer in (*_ROLES.values(),):
            answer = next(key for key, role in _ROLES.items() if role == answer)
            break
        say("Answer m, e or p. Ctrl-C stops.")
    return Stranger(shown, _ROLES[answer], _ask_cadence())


def _ask_cadence() -> periods.Cadence | None:
    while words := ask("How often? [2w, Enter to skip] "):
        try:
            return periods.cadence(words)
        except WrongUsage as error:
            say(f"{error.sentence} {error.hint.capitalize()}.")
    return None


# --- saving -----------------------------------------------------------------------------------


class Stored(NamedTuple):
    """What is in the journal now, and all the lines of its session."""

    written: log.Logged
    everything: tuple[list[Takeaway], list[Action]]
    me: int


def store(
    order: Order,
    draft: SessionDraft,
    *,
    partners: tuple[list[int], list[Stranger], list[str]] | None = None,
    keep: tuple[type[BaseException], ...] = (),
) -> Stored:
    """Store the draft; on ``keep`` errors keep it as a file first."""
    names = list(draft.with_people)
    try:
        known, strangers, names = partners or partners_of(order, draft.with_people)
        with order.desk.writing("log") as journal:
            found = known + [add_stranger(journal, each, draft.held_on) for each in strangers]
            goals = [resolve(journal, Kind.GOAL, goal) for goal in order.goals]
            written = log.save(journal, draft, found, goals=goals, new=order.new)
            id, me = written.session.id, journal.me
            everything = log.lines_of(journal, id)
    except keep:
        keep_draft(order, draft._replace(with_people=tuple(names or filter(None, [order.who]))))
        raise
    return Stored(written, everything, me)


def tell(order: Order, stored: Stored, hint: str = "") -> None:
    """Print what was written. By now nothing that goes wrong can lose it, so no draft is left."""
    written = stored.written
    for note in written.notes:
        say(note)
    screen = views.logged(
        written.session, written.how, written.takeaways, written.actions, stored.everything,
        me=stored.me, today=order.desk.today, hint=hint, noted=written.noted,
    )  # fmt: skip
    order.desk.show(screen, as_json=order.as_json)


def add_stranger(journal: Journal, stranger: Stranger, on: date | None) -> int:
    plan = mentorships.Plan(cadence=stranger.cadence, started_on=on)
    return mentorships.add(journal, stranger.name, stranger.role, plan).partner.id


def keep_draft(order: Order, draft: SessionDraft) -> None:
    """Keep what was typed as a draft, and say where; as a last resort print it."""
    from mentorlog.exchange import session_document

    who = draft.with_people[0] if draft.with_people else ""
    draft = draft._replace(held_on=draft.held_on or order.desk.today)
    order.desk.keep(who, session_document.write_draft(draft))


# --- the prompt -------------------------------------------------------------------------------


def _from_prompt(order: Order, said: SessionDraft) -> None:
    partners = partners_of(order, ())
    day = said.held_on or order.desk.today
    prompted(order, said._replace(held_on=day, with_people=tuple(partners[2])), partners)


def prompted(
    order: Order,
    begun: SessionDraft,
    partners: tuple[list[int], list[Stranger], list[str]],
    path: Path | None = None,
) -> None:
    """Take the lines of a session at the prompt; some were typed before, where ``path`` holds them."""
    from mentorlog.commands import log_prompt

    prompt = log_prompt.Prompt(order.desk, places.drafts(order.desk.path), begun, path)
    try:
        typed = prompt.ask()
        stored = None if typed is None else store(order, typed, partners=partners)
    except BaseException:
        if prompt.path:
            say(drafts.kept(prompt.path))
        elif prompt.draft != begun:
            keep_draft(order, prompt.draft)
        raise
    prompt.discard()
    if stored is None:
        say("Nothing typed, nothing saved.")
        return
    tell(order, stored, "back: mentorlog undo")
