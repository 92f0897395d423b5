"""``mentorlog prep``: what to talk about in the next session, on a screen or as a document to log."""

import secrets
import shlex
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

from mentorlog.commands import files, log_drafts
from mentorlog.commands.desk import say
from mentorlog.commands.log_questions import usual
from mentorlog.commands.options import MaybeWho, Reading, option, reads
from mentorlog.dates import weekday_day
from mentorlog.errors import JournalSaysNo, WrongUsage
from mentorlog.journal import EVERYTHING, Journal
from mentorlog.journal import prep as agendas
from mentorlog.journal.documents import handed_out
from mentorlog.journal.documents import lines as session_lines
from mentorlog.records import Audience
from mentorlog.records.drafts import SessionDraft, draft_of, lines_of
from mentorlog.records.screens import Agenda, Meeting
from mentorlog.views import prep as views
from mentorlog.views.sessions import above_unsaved


@reads
def prep(
    look: Reading,
    who: MaybeWho = None,
    output: Annotated[
        Path | None,
        option("--output", "Write a document to fill in.", "FILE", parser=files.output),
    ] = None,
    force: Annotated[bool, option("--force", "Replace the file.")] = False,
) -> None:
    """Prepare the next session with somebody, or all that are due by tomorrow's end."""
    if output:
        if not look.is_page:
            raise WrongUsage(
                "-o writes a session document, which is Markdown.", "leave --format and --json out"
            )
        files.expect_name(output, "a session document", ".md", ".markdown")
        path = None if output == Path("-") else files.checked(look.desk, output, force=force)
        with look.journal(who) as journal:
            text = _document(journal, _one(journal, who))
        _write(text, path)
        return
    kept = log_drafts.unsaved(look)
    with look.journal(who) as journal:
        if who:
            agenda = agendas.with_partner(journal, who)
            partner, screen = agenda.partner.id, views.screen(agenda, journal.today)
        else:
            found = agendas.due(journal)
            coming = _coming(look, journal, found)
            partners = [each.mentorship.partner.code for each in coming]
            is_only = not found and len(partners) == 1
            only = agendas.with_partner(journal, *partners) if is_only else None
            partner, screen = None, views.listing(found, coming, only, journal.today)
        look.show(above_unsaved(screen, log_drafts.told(journal, kept, partner) or ()))


def _coming(look: Reading, journal: Journal, due: Sequence[Agenda]) -> list[Meeting]:
    """What comes next, for me with the mentor of the settings before others; beside what is due only what is planned."""
    found = agendas.coming(journal)
    if due:
        prepared = [agenda.partner.id for agenda in due]
        return [
            each for each in found if each.planned and each.mentorship.partner.id not in prepared
        ]
    if journal.lens.audience is Audience.ME and (known := usual(look.desk, journal)):
        found.sort(key=lambda each: each.mentorship.partner.id != known.id)
    return found


# The document


def _one(journal: Journal, who: str | None) -> Agenda:
    if who:
        return agendas.with_partner(journal, who)
    found, hint = agendas.due(journal), "name a person: mentorlog prep WHO -o FILE"
    if not found:
        raise JournalSaysNo("No session is due by tomorrow's end.", hint)
    if len(found) > 1:
        names = ", ".join(agenda.partner.label for agenda in found)
        raise WrongUsage(f"Several sessions are due by tomorrow's end: {names}.", hint)
    return found[0]


def _document(journal: Journal, agenda: Agenda) -> str:
    """The planned session, or one to come, with the open lines of others that are to be talked about.

    For me it carries a uid, which is its session's as soon as it is logged, and marks by which it
    closes, answers and edits those lines.
    """
    from mentorlog.exchange import session_document

    if journal.lens.audience.public_alone:
        raise WrongUsage("A session document is for those who meet, and nobody else's.")
    planned, mine = agenda.planned, journal.lens == EVERYTHING
    there = planned.attendees if planned else (agenda.partner,)
    own = session_lines.of(journal, planned.id) if planned else ([], [])
    others = lines_of(
        [*agenda.topics, *agenda.advice, *agenda.questions],
        [*agenda.mine, *agenda.theirs],
        there,
        me=journal.me,
    )
    if planned:
        draft = draft_of(planned, *own, me=journal.me)
        marks = {line.mark for line in draft.lines}
        lines = (*draft.lines, *(line for line in others if line.mark not in marks))
        draft = draft._replace(held_on=None, time=None, state=None, lines=lines)
    else:
        names = tuple(person.label for person in there)
        draft = SessionDraft(uid=secrets.token_hex(8), with_people=names, lines=others)
    if mine:
        draft = draft._replace(written=handed_out.stamp(journal))
    else:
        lines = tuple(line._replace(mark=None) for line in draft.lines)
        draft = draft._replace(uid=None, lines=lines)
    return session_document.prepared(draft, _which(agenda, journal.today))


def _which(agenda: Agenda, today: date) -> str:
    """``of Thu 3 Dec, 15:00, planned``, ``to come, meet by Wed 2 Dec``."""
    if agenda.on is None:
        return "to come"
    day = weekday_day(agenda.on, today)
    if agenda.planned is None:
        return f"to come, {views.next_session(agenda, today)}"
    return ", ".join(filter(None, (f"of {day}", agenda.planned.time, "planned")))


def _write(text: str, path: Path | None) -> None:
    if path is None:
        sys.stdout.write(text)
        return
    files.write(path, text)
    say(f"Written to {path}.")
    say(f"hint: mentorlog log - < {shlex.quote(str(path))} saves it once you have met")
