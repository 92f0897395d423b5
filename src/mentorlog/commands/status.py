"""How everything stands: ``mentorlog status``, ``review``, and ``mentorlog`` alone, which is today."""

from typing import Annotated

import typer

from mentorlog import places
from mentorlog.commands.desk import Desk
from mentorlog.commands.options import KnownOn, MaybeWho, Reading, option, reads
from mentorlog.errors import UnreadableWords, pasted
from mentorlog.journal import Journal, mentorships
from mentorlog.journal import status as statuses
from mentorlog.journal.storage import is_missing
from mentorlog.records import Audience
from mentorlog.records.screens import Today
from mentorlog.views import Format


@reads
def status(
    look: Reading,
    who: MaybeWho = None,
    all_: Annotated[
        bool, option("--all", "All of it: closed ones, long lists, past mentorships.")
    ] = False,
) -> None:
    """Goals with their pace, actions of each side, cadences: everything open, or of one partner."""
    from mentorlog.commands import log_drafts
    from mentorlog.views import status as views

    kept = log_drafts.unsaved(look)
    with look.journal(who) as journal:
        found = statuses.read(journal, who, closed=all_, limited=look.is_page and not all_)
        shown = views.Shown(
            as_of=journal.today != look.desk.today,
            anonymous=journal.lens.audience.public_alone,
            with_closed=all_,
            drafts=log_drafts.told(journal, kept, found.partner and found.partner.partner.id),
        )
        look.show(views.screen(found, journal.today, shown))


# The mentor's screen, and a row for each mentee


@reads
def review(
    look: Reading,
    who: MaybeWho = None,
    all_: Annotated[bool, option("--all", "Past mentorships too.")] = False,
    known_on: KnownOn = None,
) -> None:
    """How one mentorship goes and what needs attention first; alone, a row for each mentee."""
    from mentorlog.journal import review as reviews
    from mentorlog.views import attention as all_views
    from mentorlog.views import review as views

    with look.journal(who, known_on) as journal:
        today, as_of = journal.today, journal.today != look.desk.today
        if who:
            found = reviews.of_partner(journal, who, whole=not look.is_page)
            screen = views.screen(found, today, as_of=as_of)
        else:
            rows = reviews.of_mentees(journal, ended=all_)
            hint = "" if rows else _hint(journal)
            screen = all_views.screen(rows, journal.me, today, as_of=as_of, hint=hint)
        look.show(screen)


def _hint(journal: Journal) -> str:
    """What to do where nobody is mentored: somebody who has a mentor reviews their own year."""
    running = mentorships.everyone(journal)
    if running:
        return f"mentorlog review {pasted(running[0].partner.label)} is about you"
    return 'mentorlog mentee add "NAME" --every 2w'


# Today, in few rows


def today(
    ctx: typer.Context, *, for_: str | None, as_of: str | None, format_: str, json_: bool
) -> None:
    """Today, in few rows; where there is no journal yet, how to begin one."""
    from mentorlog.views import today as views

    desk = Desk.of(ctx)
    format = _format(format_)
    if is_missing(desk.path) and for_ is None and as_of is None:
        # Not even an empty journal is opened: it would be made in memory first.
        nothing = Today(desk.today, None)
        desk.show(views.screen(nothing, exists=False, drafts=_drafts(desk)), format, as_json=json_)
        return
    with desk.reading(for_ or "me", None, as_of) as journal:
        mine = journal.lens.audience is Audience.ME
        screen = views.screen(
            statuses.today(journal),
            exists=not is_missing(desk.path),
            mine=mine,
            drafts=_drafts(desk) if mine else 0,
        )
        desk.show(screen, format, as_json=json_, lens=journal.lens)


def _drafts(desk: Desk) -> int:
    """How many sessions were typed and are not saved yet."""
    from mentorlog import drafts  # review tells of none

    return sum(map(drafts.is_session, drafts.lying(places.drafts(desk.path))))


def _format(word: str) -> Format:
    try:
        return Format(word.strip().casefold())
    except ValueError:
        raise UnreadableWords("format", word, tuple(Format)) from None
