"""Keeping in touch: how often the owner means to meet somebody, and when they last did.

It is the owner's own: nobody else sees who is on the list, nor the days, whatever they may read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mentorlog.errors import WrongUsage
from mentorlog.journal import Journal, events, people, store
from mentorlog.journal.names import day, refs
from mentorlog.journal.words import optional
from mentorlog.periods import Cadence, stored_cadence
from mentorlog.records import Kind, Person, Visibility
from mentorlog.records.status import Touch


def met(journal: Journal, id: int, on: date, note: str | None = None) -> Person:
    """Tell that I was in touch with somebody on a day, and a private word on it."""
    if id == journal.me:
        raise WrongUsage("That is you: met is for somebody else.")
    note = optional(note)
    events.record(journal, Kind.PERSON, id, "met", on=on, note=note, visibility=Visibility.PRIVATE)
    return store.get(journal, Person, id)


def of(journal: Journal, id: int, every: Cadence) -> Touch:
    """How it stands with somebody: when we were last in touch, and by when it is time again."""
    last = _last(journal, id)
    since = last[0] if last else _said(journal, id)
    return Touch(
        refs(journal, Kind.PERSON, [id])[id],
        every,
        last[0] if last else None,
        every.after(since, 1),
        last[1] if last else None,
    )


def due(journal: Journal) -> tuple[Touch, ...]:
    """Those with whom it is time to be in touch, the longest due first."""
    found = (each for each in _all(journal) if each.due_on <= journal.today)
    return tuple(sorted(found, key=lambda each: each.due_on))


def _all(journal: Journal) -> Iterator[Touch]:
    for row in journal.rows("SELECT id, every FROM people WHERE every IS NOT NULL ORDER BY id"):
        every = stored_cadence(row["every"])
        if every:
            yield of(journal, row["id"], every)


def _last(journal: Journal, id: int) -> tuple[date, str | None] | None:
    """The last day we met, in a session or otherwise, and what I noted of it."""
    session = people.last_session(journal, id)
    row = events.last(journal, Kind.PERSON, id, ("met",), journal.today)
    on = day(row["happened_on"]) if row else None
    if row is None or on is None or (session and session[0] > on):
        return (session[0], None) if session else None
    return on, row["note"]


def _said(journal: Journal, id: int) -> date:
    """The day from which it counts while we have never met: the one on which I said how often."""
    said = events.last(journal, Kind.PERSON, id, ("every",))
    return (day(said["happened_on"]) if said else None) or journal.today
