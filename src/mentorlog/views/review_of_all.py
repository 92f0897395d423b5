"""The screen of ``review`` alone: a row for each mentee, those that need attention first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mentorlog.dates import long, short
from mentorlog.records import Audience, Kind, MentorshipStanding, MentorshipState
from mentorlog.records.review import MenteeRow
from mentorlog.views import attention, data, goals
from mentorlog.views.attention import Voice
from mentorlog.views.cells import clipped, width
from mentorlog.views.pages import (
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Page,
    Piece,
    Screen,
    Table,
    Tone,
)
from mentorlog.views.review import WIDE, Shown


def screen(rows: Sequence[MenteeRow], me: int, shown: Shown, hint: str = "") -> Screen:
    """The mentees, a row each; ``hint`` is what to do where there is none."""
    return Screen(
        page=lambda canvas: Page(tuple(_mentees(rows, me, shown, canvas, hint))),
        data=lambda: [_mentee_data(row, me) for row in rows],
        rows=lambda: [_mentee_flat(row, me) for row in rows],
    )


def _mentee_data(row: MenteeRow, me: int) -> dict[str, object]:
    voice = Voice(me, row.mentorship)
    return {
        "mentee": row.mentorship.mentorship.partner,
        "mentorship": data.mentorship(row.mentorship),
        "attention": attention.data(row.attention, voice, attention.own(row.goals)),
        "attention_total": len(row.attention),
        "goals_open": len(row.goals),
        "actions_overdue": row.overdue,
    }


def _mentee_flat(row: MenteeRow, me: int) -> dict[str, object]:
    standing = row.mentorship
    return {
        "mentee": standing.mentorship.partner,
        "state": standing.mentorship.state,
        "last_held_on": standing.last_held_on,
        "days_since_last_session": standing.days_since_last_session,
        "next_on": standing.next_on,
        "cadence_kept": standing.cadence_kept,
        "longest_gap_days": standing.longest_gap.days if standing.longest_gap else None,
        "goals_open": len(row.goals),
        "actions_overdue": row.overdue,
        "attention_total": len(row.attention),
        "attention": _first_reason(row, me),
    }


def _first_reason(row: MenteeRow, me: int) -> str:
    if not row.attention:
        return ""
    each = row.attention[0]
    return Voice(me, row.mentorship).reason(
        each, attention.own(row.goals).get(attention.record(each).id)
    )


def _mentees(
    rows: Sequence[MenteeRow], me: int, shown: Shown, canvas: Canvas, hint: str
) -> Iterator[Block]:
    if not rows:
        yield Line("No mentee" + (f": {hint}" if hint else ""))
        return
    day = f"as of {long(shown.today)}" if shown.as_of else long(shown.today)
    yield Line((Piece("Your mentees", Tone.STRONG), f" · {day}"))
    yield Line()
    columns = (
        Column("Mentee"),
        Column("Last", right=True),
        Column("Next", least=60),
        Column("Kept", right=True, least=60),
        Column("Goals", right=True, least=WIDE),
        Column("Late", right=True, least=WIDE),
        Column("Needs attention", stretch=True),
    )
    cells_ = [_mentee_cells(row, me, shown) for row in rows]
    beside = sum(
        max(len(column.heading), *(width(row[index]) for row in cells_))
        for index, column in enumerate(columns[:-1])
    )
    room = canvas.width - 1 - beside - len(columns)
    if canvas.width >= WIDE:
        cells_ = [(*row[:-1], clipped(str(row[-1]), max(room, 16), canvas)) for row in cells_]
    yield Table(columns, tuple(cells_), indent=1)


def _mentee_cells(row: MenteeRow, me: int, shown: Shown) -> tuple[Content, ...]:
    standing = row.mentorship
    since = standing.days_since_last_session
    return (
        Piece(standing.mentorship.partner.label or "–", Tone.STRONG),
        "–" if since is None else f"{since} d",
        _next(standing, shown.today),
        goals.percent(standing.cadence_kept),
        str(len(row.goals)),
        str(row.overdue),
        _what(row, me, shown),
    )


def _next(standing: MentorshipStanding, today: date) -> str:
    if standing.next_on is None:
        return "–"
    since = "since " if standing.next_on < today else ""
    return f"{since}{short(standing.next_on, today)}"


def _what(row: MenteeRow, me: int, shown: Shown) -> str:
    """How many things there are and the first of them, after a state that explains them."""
    state = row.mentorship.mentorship.state
    words = [] if state is MentorshipState.ACTIVE else [state.value]
    if row.attention:
        record = attention.record(row.attention[0])
        named = record.code if shown.audience is not Audience.MANAGER else record.label
        code = f"{named} " if record.kind is not Kind.MENTORSHIP else ""
        words.append(f"{len(row.attention)} · {code}{_first_reason(row, me)}")
    return ", ".join(words) or "–"
