"""``mentorlog review``: the mentor's screen, and a row for each mentee."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsFormat, AsJson, AsOf, For, KnownOn, MaybeWho
from mentorlog.journal import Journal, mentorships
from mentorlog.journal import review as reviews
from mentorlog.records import Audience
from mentorlog.views import Format
from mentorlog.views import review as views
from mentorlog.views import review_of_all as all_views

app = typer.Typer(add_completion=False)


@app.command()
def review(
    ctx: typer.Context,
    who: MaybeWho = None,
    all_: Annotated[bool, typer.Option("--all", help="Past mentorships too.")] = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
    known_on: KnownOn = None,
) -> None:
    """How one mentorship goes and what needs attention first; alone, a row for each mentee."""
    desk = Desk.of(ctx)
    on_a_page = format_ in (Format.TABLE, Format.MARKDOWN) and not json_
    with desk.reading(for_, who, as_of, known_on) as journal:
        shown = views.Shown(journal.today, journal.today != desk.today, journal.lens.audience)
        if who:
            found = reviews.of_partner(journal, who, whole=not on_a_page)
            screen = views.screen(found, shown)
        else:
            rows = reviews.of_mentees(journal, ended=all_)
            screen = all_views.screen(rows, journal.me, shown, "" if rows else _hint(journal))
        desk.show(screen, format_, as_json=json_, lens=journal.lens)


def _hint(journal: Journal) -> str:
    """What to do where nobody is mentored: somebody who has a mentor reviews their own year."""
    if journal.lens.audience is not Audience.ME:
        return ""
    running = mentorships.everyone(journal)
    if running:
        return f'mentorlog review "{running[0].partner.label}" is about you'
    return 'mentorlog mentee add "NAME" --every 2w'
