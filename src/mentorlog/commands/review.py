"""``mentorlog review``: the mentor's screen, and a row for each mentee."""

from __future__ import annotations

from typing import Annotated

from mentorlog.commands.options import KnownOn, MaybeWho, Reading, option, reads
from mentorlog.errors import pasted
from mentorlog.journal import Journal, mentorships
from mentorlog.journal import review as reviews
from mentorlog.views import review as views
from mentorlog.views import review_of_all as all_views


@reads
def review(
    look: Reading,
    who: MaybeWho = None,
    all_: Annotated[bool, option("--all", "Past mentorships too.")] = False,
    known_on: KnownOn = None,
) -> None:
    """How one mentorship goes and what needs attention first; alone, a row for each mentee."""
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
