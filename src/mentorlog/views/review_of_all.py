"""The screen of ``review`` alone: a row for each mentee, those that need attention first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from mentorlog.dates import long, short
from mentorlog.records import MentorshipStanding, MentorshipState
from mentorlog.records.screens import MenteeRow
from mentorlog.views import attention, data, words
from mentorlog.views.attention import Voice
from mentorlog.views.cells import clipped, room_for
from mentorlog.views.pages import (
    MEDIUM,
    WIDE,
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Screen,
    Table,
    nothing,
    strong,
)

_LEAST_TITLE = 12
"""How much of a goal's title stays, in characters, however much is said about it."""


def screen(
    rows: Sequence[MenteeRow], me: int, today: date, *, as_of: bool, hint: str = ""
) -> Screen:
    """The mentees, a row each; ``hint`` is what to do if there is none.

    ``as_of`` says that ``today`` is an earlier day.
    """
    day = f"as of {long(today)}" if as_of else long(today)
    none = Line(nothing("No mentee", hint))
    return Screen(
        page=lambda canvas: _mentees(rows, me, today, canvas, day) if rows else (none,),
        data=lambda: [_mentee_data(row, me, today) for row in rows],
    )


def _mentee_data(row: MenteeRow, me: int, today: date) -> dict[str, object]:
    voice = Voice(me, row.mentorship, today)
    return {
        "mentee": row.mentorship.mentorship.partner,
        "mentorship": data.of(row.mentorship),
        "attention": attention.data(row.attention, voice),
        "attention_total": len(row.attention),
        "goals_open": len(row.goals),
        "actions_overdue": row.overdue,
    }


def _mentees(
    rows: Sequence[MenteeRow], me: int, today: date, canvas: Canvas, day: str
) -> Iterator[Block]:
    yield Line((strong("Your mentees"), f" · {day}"))
    yield Line()
    columns = (
        Column("Mentee"),
        Column("Last", right=True),
        Column("Next", least=MEDIUM),
        Column("Kept", right=True, least=MEDIUM),
        Column("Goals", right=True, least=WIDE),
        Column("Late", right=True, least=WIDE),
        Column("Needs attention", stretch=True),
    )
    rows_ = [_mentee_cells(row, today) for row in rows]
    room = max(room_for(len(columns) - 1, columns, rows_, canvas) - 1, 16)
    cut = (lambda text, most: clipped(text, most, canvas)) if canvas.is_wide else None
    cells_ = [
        (*known, _what(row, me, today, room, cut)) for known, row in zip(rows_, rows, strict=True)
    ]
    yield Table(columns, tuple(cells_), indent=1)


def _mentee_cells(row: MenteeRow, today: date) -> tuple[Content, ...]:
    standing = row.mentorship
    since = standing.days_since_last_session
    return (
        strong(standing.mentorship.partner.label or "–"),
        "–" if since is None else f"{since} d",
        _next(standing, today),
        words.narrow_percent(standing.cadence_kept),
        str(len(row.goals)),
        str(row.overdue),
    )


def _next(standing: MentorshipStanding, today: date) -> str:
    if standing.next_on is None:
        return "–"
    since = "since " if standing.next_on < today else ""
    return f"{since}{short(standing.next_on, today)}"


def _what(
    row: MenteeRow, me: int, today: date, room: int, cut: Callable[[str, int], str] | None
) -> str:
    """How many things need attention, and the first of them; before it the state if not active."""
    state = row.mentorship.mentorship.state
    words = "" if state in (MentorshipState.ACTIVE, None) else state.value
    if row.attention:
        words = ", ".join(filter(None, (words, f"{len(row.attention)} · ")))
        left = room - len(words)
        short = cut and (lambda title, rest: cut(title, max(left - rest, _LEAST_TITLE)))
        words += Voice(me, row.mentorship, today).reason(row.attention[0], short)
    return (cut(words, room) if cut else words) or "–"
