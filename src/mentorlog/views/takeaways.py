"""Takeaways: the list, the card, and the line printed after a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.errors import joined
from mentorlog.records import Event, Takeaway, TakeawayKind, Visibility
from mentorlog.records.choices import RAISED
from mentorlog.views import listings, words
from mentorlog.views.listings import Field
from mentorlog.views.pages import MEDIUM, Content, Screen, dim, nothing, ref


def listing(takeaways: Sequence[Takeaway], today: date, hidden: Sequence[str] = ()) -> Screen:
    """A list of takeaways, the latest last, and below it what it leaves out: ``2 answered: --all``."""
    fields = (
        Field("id", "", lambda line: ref(f"t{line.id}")),
        Field("text", "Takeaways", lambda line: words.marked(line.text, line), stretch=True),
        Field("kind", "", lambda line: dim(_kind(line))),
        Field("noted_on", "Day", lambda line: weekday_day(line.noted_on, today), least=MEDIUM),
    )
    return listings.listing(
        takeaways, fields, newest=lambda line: line.noted_on,
        empty=nothing("No takeaways yet", "mentorlog takeaway add TEXT"),
        foot=f"{', '.join(hidden)}: --all" if hidden else "",
    )  # fmt: skip


def _kind(line: Takeaway) -> str:
    """As below; of a topic also with whom it is to be raised."""
    said = kind_and_state(line)
    if not line.readers or line.kind is not TakeawayKind.TOPIC:
        return said
    return f"{said}, {joined(person.short for person in line.readers)}"


def kind_and_state(line: Takeaway) -> str:
    """What a line is and how it stands: ``takeaway``, ``advice, trying``, ``question, open``."""
    stands = words.outcome(line)
    return f"{line.kind}, {stands}" if stands else line.kind.value


def card(line: Takeaway, history: Sequence[Event], today: date, above: str) -> Screen:
    """One takeaway, with what came of it or its answer; ``above`` is the private record it hangs on."""
    outcome = words.outcome(line) if line.outcome else ""
    is_raised = line.answer == RAISED
    pairs: tuple[tuple[str, Content | None], ...] = (
        ("Kind", line.kind.value),
        ("Noted", weekday_day(line.noted_on, today)),
        ("Outcome", outcome and _since(outcome, "outcome", history, today)),
        ("Note", line.note),
        ("Answer", None if is_raised else line.answer),
        (
            "Raised" if is_raised else "Answered",
            line.answer and _since("", "answer", history, today),
        ),
        ("Session", listings.link(line.session)),
        ("Goal", listings.link(line.goal)),
    )
    also = {"events": history}
    return listings.record_card(line, pairs, today, above=above, also=also)


def _since(said: str, field: str, history: Sequence[Event], today: date) -> str:
    """The words, if any, and the day since which they are true: ``trying, Thu 19 Nov``."""
    days = [event.happened_on for event in history if event.field == field]
    return ", ".join(filter(None, (said, words.day(days[-1] if days else None, today))))


def asked(line: Takeaway) -> Screen:
    """What ``ask`` wrote: ``t43  How do you say no? · to raise with Dana``."""
    names = joined(person.short for person in line.readers)
    return listings.told(line, f"to raise with {names}")


def replaced(before: Takeaway, line: Takeaway) -> str:
    """The answer or note that gave way to another, and the new one: ``answer “Yes” → “No”``."""
    for name in ("answer", "note"):
        old, new = getattr(before, name), getattr(line, name)
        if old not in (None, RAISED, new):
            return f"{name} “{old}” → {f'“{new}”' if new else '–'}"
    return ""


def written(line: Takeaway, what: str, history: Sequence[Event], today: date) -> Screen:
    """What a command wrote: ``t31  Open with a story · takeaway``, and the day unless it is today.

    The day is that of the outcome or the answer where there is one. One of no session says who reads it.
    """
    days = [event.happened_on for event in history if event.field in ("outcome", "answer")]
    on = days[-1] if days else line.noted_on
    day = "" if on == today else weekday_day(on, today)
    along = "" if days else listings.attached(line.goal, line.tags, line.text)
    is_read = line.readers and line.visibility is Visibility.SHARED and not (days or line.session)
    read_by = f"for {joined(person.short for person in line.readers)}" if is_read else ""
    return listings.told(line, what, kind_and_state(line), day, along, read_by)
