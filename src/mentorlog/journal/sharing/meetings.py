"""A meeting that both of two logged is one: my session of that day, in which the other's lines stand."""

from __future__ import annotations

from mentorlog.journal import Journal
from mentorlog.journal.sharing import received
from mentorlog.records import Kind, SessionState

_GIVEN = received.is_given(Kind.SESSION, "s")
_OF_TWO = """SELECT s.id FROM sessions s WHERE s.held_on = ? AND s.visibility <> 'private'
    AND EXISTS (SELECT 1 FROM attendees a WHERE a.session = s.id AND a.person = ?)
    AND NOT EXISTS (SELECT 1 FROM attendees a WHERE a.session = s.id AND a.person <> ?)"""


def twin(journal: Journal, on: str, person: int, state: object = SessionState.HELD) -> int | None:
    """My own session of that day with nobody but the person, held or not, where there is one.

    One that is private is for nobody to know of, and what was held is not one that was cancelled; of
    what is planned in the other journal I may know better.
    """
    states = "" if state == SessionState.PLANNED else " AND s.state IN ('planned', 'held')"
    found = journal.rows(f"{_OF_TWO}{states} AND NOT {_GIVEN}", [on, person, person])
    return found[0]["id"] if len(found) == 1 else None


def join_given(journal: Journal, id: int) -> None:
    """Let my new session take the place of what its only attendee gave me of that day."""
    there = journal.rows("SELECT person FROM attendees WHERE session = ?", [id])
    row = journal.row("SELECT held_on FROM sessions WHERE id = ?", [id])
    if len(there) != 1 or row is None:
        return
    person = there[0]["person"]
    if twin(journal, row["held_on"], person) == id:
        for given in journal.rows(f"{_OF_TWO} AND {_GIVEN}", [row["held_on"], person, person]):
            join(journal, given["id"], id)


def join(journal: Journal, given: int, own: int) -> None:
    """Move what stands in a session that was given to my own, which the giver knows by its name from now on."""
    for table in ("takeaways", "actions", "events"):
        journal.connection.execute(
            f"UPDATE {table} SET session = ? WHERE session = ?", [own, given]
        )
    origins = journal.rows("SELECT * FROM origins WHERE kind = 'session' AND record = ?", [given])
    journal.connection.execute("DELETE FROM sessions WHERE id = ?", [given])
    for origin in origins:
        journal.link("origins", **{**dict(origin), "record": own})
