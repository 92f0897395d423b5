"""Milestones as a list, as a card, and as the line that a write prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import short, weekday_day
from mentorlog.records import Milestone, Slip
from mentorlog.views import data, listings
from mentorlog.views.actions import when
from mentorlog.views.goals import percent
from mentorlog.views.listings import Field
from mentorlog.views.pages import Content, Piece, Screen, Tone
from mentorlog.views.words import slipped

EMPTY = "No open milestones: mentorlog milestone add G TITLE"


def listing(milestones: Sequence[Milestone], today: date, empty: str = EMPTY) -> Screen:
    """A list of milestones, those without a readable title left out."""
    return listings.listing(
        [point for point in milestones if point.title is not None],
        (
            Field("id", "", lambda point: Piece(f"m{point.id}", Tone.REF)),
            Field("title", "Milestones", lambda point: point.title or "", stretch=True),
            Field("goal", "Goal", lambda point: Piece(point.goal.code, Tone.REF)),
            Field("due_on", "Due", lambda point: _due(point, today), least=60),
            Field("done_on", "", lambda point: _stands(point, today)),
        ),
        data=data.milestone,
        empty=empty,
    )


def _due(point: Milestone, today: date) -> str:
    return weekday_day(point.due_on, today) if point.due_on else ""


def _stands(point: Milestone, today: date) -> Content:
    if point.done_on:
        return Piece(f"done {short(point.done_on, today)}", Tone.DIM)
    if point.due_on is None:
        return ""
    late = point.due_on < today
    return Piece(when(point.due_on, today), Tone.LATE if late else Tone.PLAIN)


def card(point: Milestone, slips: Sequence[Slip], today: date) -> Screen:
    """One milestone with the moves of its due day."""
    found = data.milestone(point)
    found["slips"] = [data.slip(slip) for slip in slips]
    due = _due(point, today)
    pairs = (
        ("Goal", listings.link(point.goal)),
        (
            "Due",
            f"{due}, {when(point.due_on, today)}" if point.due_on and not point.done_on else due,
        ),
        ("Slipped", slipped(slips)),
        ("Done", weekday_day(point.done_on, today) if point.done_on else None),
        ("Tags", listings.tags(point.tags)),
    )
    title = (
        Piece(f"m{point.id}", Tone.REF),
        " ",
        Piece(point.title or "", Tone.STRONG),
        " · done" if point.done_on else " · open",
    )
    return listings.card(title, pairs, found, right=Piece(point.visibility, Tone.DIM))


def written(point: Milestone, what: str, today: date, progress: float | None = None) -> Screen:
    """What a command wrote: ``m4  Dry run on staging · of g2, due Thu 5 Nov``.

    ``progress`` is how far its goal has come by it, in percent.
    """
    return listings.written(
        [point], lambda point: _written(point, what, today, progress), data.milestone
    )


def _written(point: Milestone, what: str, today: date, progress: float | None) -> Content:
    goal = f"{point.goal.code} {point.goal.label}"
    parts = [point.title or "", what, f"of {goal}" if progress is None else ""]
    if point.done_on:
        parts.append(f"done {weekday_day(point.done_on, today)}")
    elif point.due_on:
        parts.append(f"due {weekday_day(point.due_on, today)}")
    if progress is not None:
        parts.append(f"{goal} now {percent(progress)}")
    text = "  " + " · ".join(part for part in parts if part)
    return (Piece(f"m{point.id}", Tone.REF), text, *listings.exposure(point.visibility))
