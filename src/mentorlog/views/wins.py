"""Wins as a list, as a card, and as the line that a write prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.records import Win
from mentorlog.views import data, listings
from mentorlog.views.listings import Field
from mentorlog.views.pages import Content, Piece, Screen, Tone

EMPTY = "No wins yet: mentorlog win add TITLE"


def listing(wins: Sequence[Win], today: date, empty: str = EMPTY) -> Screen:
    """A list of wins, the latest last."""
    return listings.listing(
        wins,
        (
            Field("id", "", lambda win: Piece(f"w{win.id}", Tone.REF)),
            Field("title", "Wins", lambda win: win.title, stretch=True),
            Field("happened_on", "Day", lambda win: weekday_day(win.happened_on, today)),
            Field("goal", "Goal", _goal, least=60),
        )[: 4 if any(win.goal for win in wins) else 3],
        data=data.win,
        empty=empty,
    )


def _goal(win: Win) -> Content:
    return Piece(win.goal.code, Tone.REF) if win.goal else ""


def card(win: Win, today: date) -> Screen:
    """One win with its impact and evidence."""
    pairs = (
        ("Day", weekday_day(win.happened_on, today)),
        ("Impact", win.impact),
        ("Evidence", win.evidence),
        ("Goal", listings.link(win.goal)),
        ("For", listings.people(win.readers)),
        ("Tags", listings.tags(win.tags)),
    )
    title = (Piece(f"w{win.id}", Tone.REF), " ", Piece(win.title, Tone.STRONG))
    return listings.card(title, pairs, data.win(win), right=Piece(win.visibility, Tone.DIM))


def written(win: Win, what: str, today: date) -> Screen:
    """What a command wrote: ``w6  Refund errors down by half · Mon 9 Nov``."""
    return listings.written([win], lambda win: _written(win, what, today), data.win)


def _written(win: Win, what: str, today: date) -> Content:
    parts = [win.title, *([what] if what else []), weekday_day(win.happened_on, today)]
    text = "  " + " · ".join(parts)
    return (Piece(f"w{win.id}", Tone.REF), text, *listings.exposure(win.visibility))
