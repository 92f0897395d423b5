"""``mentorlog status``: everything open, and how it stands."""

from typing import Annotated

from mentorlog.commands.options import MaybeWho, Reading, option, reads
from mentorlog.journal import status as statuses
from mentorlog.views import status as views


@reads
def status(
    look: Reading,
    who: MaybeWho = None,
    all_: Annotated[
        bool, option("--all", "All of it: closed ones, long lists, past mentorships.")
    ] = False,
) -> None:
    """Goals with their pace, actions of each side, cadences: everything open, or of one partner."""
    with look.journal(who) as journal:
        found = statuses.read(journal, who, closed=all_, limited=look.is_page and not all_)
        shown = views.Shown(
            as_of=journal.today != look.desk.today,
            anonymous=journal.lens.audience.public_alone,
            with_closed=all_,
        )
        look.show(views.screen(found, journal.today, shown))
