"""A meeting that both of two logged: the lines of the one who shares stand in the session of the other."""

from __future__ import annotations

from datetime import date

from mentorlog.journal import Journal
from mentorlog.journal.sharing import received
from mentorlog.records import Kind, SessionState

_GIVEN = received.is_given(Kind.SESSION, "s")
_OF_TWO = """SELECT s.id FROM sessions s WHERE s.held_on = ? AND s.visibility <> 'private'
    AND EXISTS (SELECT 1 FROM attendees a WHERE a.session = s.id AND a.person = ?)
    AND NOT EXISTS (SELECT 1 FROM attendees a WHERE a.session = s.id AND a.person <> ?)"""


def mine(journal: Journal, on: str, person: int, state: object = SessionState.HELD) -> int | None:
    """My own session of that day with nobody but the person, held or not, where there is one.

    One that is private is for nobody to know of, and what was held is not one that was cancelled; of
    what is planned in the other journal I may know better. One that another of theirs stands in is taken.
    """
    states = "" if state == SessionState.PLANNED else " AND s.state IN ('planned', 'held')"
    found = journal.rows(
        f"{_OF_TWO}{states} AND NOT {_GIVEN}",
        [on, person, person],
    )
    if len(found) != 1 or received.has_theirs(journal, found[0]["id"]):
        return None
    id: int = found[0]["id"]
    return id


def given(journal: Journal, on: date, person: int) -> int | None:
    """The one held session of that day with nobody but the person that came with their share."""
    found = journal.rows(
        f"{_OF_TWO} AND s.state = 'held' AND {_GIVEN}", [on.isoformat(), person, person]
    )
    return found[0]["id"] if len(found) == 1 else None
