"""A meeting that both of two logged is one: my session of that day, in which the other's lines stand."""

from __future__ import annotations

from collections.abc import Sequence

from mentorlog.journal import Journal
from mentorlog.journal.sharing import received
from mentorlog.records import Kind, SessionState
from mentorlog.records.kinds import TAKEN_OVER

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


def take_over(journal: Journal, on: str, people: Sequence[int]) -> int | None:
    """Make the one session that was given to me of a day with the one person mine, emptied of their words.

    None where there is none. It stays the same record, to which lines of another device may hang.
    """
    if len(people) != 1:
        return None
    held = f"{_OF_TWO} AND s.state IN ('planned', 'held') AND {_GIVEN}"
    found = journal.rows(held, [on, people[0], people[0]])
    if len(found) != 1 or twin(journal, on, people[0]):
        return None
    id: int = found[0]["id"]
    journal.receiving = True
    journal.update(
        "sessions", id, **dict.fromkeys(_WORDS), notes_visibility="private", state="held"
    )
    journal.receiving = False
    execute = journal.connection.execute
    execute("DELETE FROM session_goals WHERE session = ?", [id])
    execute("DELETE FROM taggings WHERE kind = 'session' AND record = ?", [id])
    for origin in journal.rows("SELECT * FROM origins WHERE kind = 'session' AND record = ?", [id]):
        row = {**dict(origin), "detail": TAKEN_OVER}
        execute(
            "DELETE FROM origins WHERE source = ? AND identifier = ?",
            [row["source"], row["identifier"]],
        )
        journal.link("origins", **row)
    return id


_WORDS = ("time", "minutes", "mode", "topic", "notes")
"""What the giver said of the session itself."""


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
