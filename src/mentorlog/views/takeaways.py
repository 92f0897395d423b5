"""What is kept from sessions as a list, as a card, and as the line that a write prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.records import Event, Takeaway, TakeawayKind
from mentorlog.views import data, listings
from mentorlog.views.listings import Field
from mentorlog.views.pages import Content, Piece, Screen, Tone

EMPTY = "No takeaways yet: mentorlog takeaway add TEXT"


def listing(takeaways: Sequence[Takeaway], today: date, empty: str = EMPTY) -> Screen:
    """A list of takeaways, the latest last."""
    return listings.listing(
        takeaways,
        (
            Field("id", "", lambda line: Piece(f"t{line.id}", Tone.REF)),
            Field("text", "Takeaways", lambda line: line.text, stretch=True),
            Field("kind", "", lambda line: Piece(kind_and_state(line), Tone.DIM)),
            Field("noted_on", "Day", lambda line: weekday_day(line.noted_on, today), least=60),
        ),
        data=data.takeaway,
        empty=empty,
    )


def kind_and_state(line: Takeaway) -> str:
    """What a line is and how it stands: ``takeaway``, ``advice, trying``, ``question, open``."""
    stands = state(line)
    return f"{line.kind}, {stands}" if stands else line.kind.value


def state(line: Takeaway) -> str:
    """What came of a piece of advice, or whether a question is answered; empty for others."""
    if line.kind is TakeawayKind.QUESTION:
        return "answered" if line.answer is not None else "open"
    return line.outcome.replace("-", " ") if line.outcome else ""


def card(line: Takeaway, history: Sequence[Event], today: date) -> Screen:
    """One takeaway, with what came of it or its answer."""
    found = data.takeaway(line)
    found["events"] = [data.event(event) for event in history]
    pairs: tuple[tuple[str, Content | None], ...] = (
        ("Kind", line.kind.value),
        ("Noted", weekday_day(line.noted_on, today)),
        ("Outcome", _since(state(line), "outcome", history, today) if line.outcome else None),
        ("Note", line.note),
        ("Answer", line.answer),
        ("Answered", _since("", "answer", history, today) if line.answer else None),
        ("Session", listings.link(line.session)),
        ("Goal", listings.link(line.goal)),
        ("For", listings.people(line.readers)),
        ("Tags", listings.tags(line.tags)),
    )
    title = (Piece(f"t{line.id}", Tone.REF), " ", Piece(line.text, Tone.STRONG))
    return listings.card(title, pairs, found, right=Piece(line.visibility, Tone.DIM))


def _since(words: str, field: str, history: Sequence[Event], today: date) -> str:
    """The words, if any, and the day they came to hold: ``trying, Thu 19 Nov``."""
    days = [event.happened_on for event in history if event.field == field]
    day = weekday_day(days[-1], today) if days else ""
    return ", ".join(part for part in (words, day) if part)


def written(line: Takeaway, what: str, today: date) -> Screen:
    """What a command wrote: ``t31  Open with a story · takeaway, Thu 19 Nov``."""
    return listings.written([line], lambda line: _written(line, what, today), data.takeaway)


def _written(line: Takeaway, what: str, today: date) -> Content:
    parts = [line.text, *([what] if what else []), kind_and_state(line)]
    if line.noted_on != today:
        parts.append(weekday_day(line.noted_on, today))
    text = "  " + " · ".join(parts)
    return (Piece(f"t{line.id}", Tone.REF), text, *listings.exposure(line.visibility))
