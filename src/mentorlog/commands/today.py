"""``mentorlog`` alone: what is due, how the goals stand, the next session, what to do next."""

import typer

from mentorlog import drafts, places
from mentorlog.commands.desk import Desk
from mentorlog.errors import UnreadableWords
from mentorlog.journal import status
from mentorlog.journal.storage import is_missing
from mentorlog.records import Audience
from mentorlog.records.screens import Today
from mentorlog.views import Format
from mentorlog.views import today as views


def show(
    ctx: typer.Context, *, for_: str | None, as_of: str | None, format_: str, json_: bool
) -> None:
    """Today, in few rows; where there is no journal yet, how to begin one."""
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
            status.today(journal),
            exists=not is_missing(desk.path),
            mine=mine,
            drafts=_drafts(desk) if mine else 0,
        )
        desk.show(screen, format, as_json=json_, lens=journal.lens)


def _drafts(desk: Desk) -> int:
    """How many sessions were typed and are not saved yet."""
    return sum(map(drafts.is_session, drafts.lying(places.drafts(desk.path))))


def _format(word: str) -> Format:
    try:
        return Format(word.strip().casefold())
    except ValueError:
        raise UnreadableWords("format", word, tuple(Format)) from None
