"""``mentorlog status``: everything open, and how it stands."""

from __future__ import annotations

from typing import Annotated

import typer

from mentorlog.commands.desk import Desk
from mentorlog.commands.options import AsFormat, AsJson, AsOf, For, MaybeWho
from mentorlog.journal import status as statuses
from mentorlog.views import Format
from mentorlog.views import status as views

app = typer.Typer(add_completion=False)


@app.command()
def status(
    ctx: typer.Context,
    who: MaybeWho = None,
    all_: Annotated[
        bool, typer.Option("--all", help="All of it: closed ones, long lists, past mentorships.")
    ] = False,
    format_: AsFormat = Format.TABLE,
    json_: AsJson = False,
    for_: For = "me",
    as_of: AsOf = None,
) -> None:
    """Goals with their pace, actions of each side, cadences: everything open, or of one partner."""
    desk = Desk.of(ctx)
    on_a_page = format_ in (Format.TABLE, Format.MARKDOWN) and not json_
    with desk.reading(for_, who, as_of) as journal:
        found = statuses.read(journal, who, closed=all_, limited=on_a_page and not all_)
        shown = views.Shown(
            as_of=journal.today != desk.today,
            audience=journal.lens.audience,
            with_closed=all_,
        )
        desk.show(
            views.screen(found, journal.today, shown), format_, as_json=json_, lens=journal.lens
        )
