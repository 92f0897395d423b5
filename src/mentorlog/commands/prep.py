"""``mentorlog prep``: what to talk about in the next session, on a screen or as its document."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from mentorlog.commands import output_file
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.options import AsFormat, AsJson, AsOf, For, MaybeWho
from mentorlog.errors import JournalSaysNo, WrongUsage
from mentorlog.journal import Journal
from mentorlog.journal import prep as agendas
from mentorlog.records import Audience, Visibility
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.prep import Agenda
from mentorlog.views import Format
from mentorlog.views import prep as views

app = typer.Typer(add_completion=False)


@app.command()
def prep(
    ctx: typer.Context,
    who: MaybeWho = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a document to fill in."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Prepare the next session with somebody, or all that are due by tomorrow's end."""
    desk = Desk.of(ctx)
    if output:
        _expect_document(format_, as_json=json_)
        output_file.expect_name(output, "A session document", ".md")
        path = None if output == Path("-") else output_file.checked(desk, output, force=force)
        with desk.reading(for_, who, as_of) as journal:
            text = _document(journal, _one(journal, who))
        _write(text, path)
        return
    with desk.reading(for_, who, as_of) as journal:
        shown = views.Shown(journal.today, journal.lens.audience)
        if who:
            screen = views.screen(agendas.with_partner(journal, who), shown)
        else:
            screen = views.listing(agendas.due(journal), agendas.coming(journal), shown)
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


# The document


def _expect_document(format_: Format, *, as_json: bool) -> None:
    if as_json or format_ not in (Format.TABLE, Format.MARKDOWN):
        raise WrongUsage(
            "-o writes a session document, which is Markdown.", "leave --format and --json out"
        )


def _one(journal: Journal, who: str | None) -> Agenda:
    if who:
        return agendas.with_partner(journal, who)
    found = agendas.due(journal)
    if not found:
        raise JournalSaysNo(
            "No session is due by tomorrow's end.", "name a person: mentorlog prep WHO -o FILE"
        )
    if len(found) > 1:
        names = ", ".join(agenda.partner.label for agenda in found)
        raise WrongUsage(
            f"Several sessions are due by tomorrow's end: {names}.",
            "name a person: mentorlog prep WHO -o FILE",
        )
    return found[0]


def _document(journal: Journal, agenda: Agenda) -> str:
    """The session, its agenda as notes, and empty headings; no line of the agenda is a record.

    Notes that somebody was given to read must not take an agenda in, so it says that they are
    private.
    """
    from mentorlog.exchange import session_document

    if journal.lens.audience is Audience.MANAGER:
        raise WrongUsage("A session document is for those who meet, and no manager's.")
    planned = agenda.planned
    there = planned.attendees if planned else (agenda.partner,)
    draft = SessionDraft(
        with_people=tuple(person.label for person in there),
        held_on=max(agenda.on or journal.today, journal.today),
        time=planned.time if planned else None,
        topic=planned.topic if planned else None,
        notes=views.notes(agenda, journal.today),
        notes_visibility=Visibility.PRIVATE,
    )
    return session_document.prepared(draft)


def _write(text: str, path: Path | None) -> None:
    if path is None:
        sys.stdout.write(text)
        return
    output_file.write(path, text)
    say(f"Written to {path}.")
    say(f"hint: mentorlog log - < {shlex.quote(str(path))} saves it once you have met")
