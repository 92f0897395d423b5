"""Two records of one person become one: all that hangs on the second goes to the first."""

from datetime import date

from mentorlog.errors import JournalSaysNo, WrongUsage, quoted
from mentorlog.journal import Journal, events, mentorships, store
from mentorlog.journal.past.rows import links_to
from mentorlog.journal.tables import ATTACHED
from mentorlog.journal.words import optional
from mentorlog.records import Kind, MentorshipState, Person, Role

COUNTED = {
    "attendees": "session",
    "mentorships": "mentorship",
    "goals": "goal",
    "actions": "action",
    "ratings": "rating",
}
"""What the user is told of, by the table in which it names the person."""


def merge(journal: Journal, kept: int, gone: int) -> tuple[Person, Person, dict[str, int]]:
    """Give ``kept`` all that hangs on ``gone``, who is deleted; both, and how much of what it was.

    A title that is missing is taken over, a note goes below the other. Raises ``WrongUsage`` for one
    and the same person, ``JournalSaysNo`` for the owner, for two who work together, and where both are
    the same to me now: one person is that once.
    """
    one, other = store.get(journal, Person, kept), store.get(journal, Person, gone)
    _expect_two(journal, one, other)
    moved: dict[str, int] = {}
    for link in links_to(journal, "people"):
        count = _move(journal, link.table, link.column, kept, gone)
        word = COUNTED.get(link.table)
        if word and count:
            moved[word] = moved.get(word, 0) + count
    for table in ATTACHED:
        _move(journal, table, "record", kept, gone, f" AND kind = '{Kind.PERSON}'")
    journal.delete("people", gone)
    journal.cache.pop("namesakes", None)
    another = other.title if one.title and one.title != other.title else None
    note = "\n\n".join(filter(None, (one.note, another, other.note)))
    title = one.title or other.title
    every = events.value_on(journal, Kind.PERSON, kept, ("every",), date.max)
    journal.update("people", kept, title=title, note=optional(note), every=every)
    return store.get(journal, Person, kept), other, moved


def _expect_two(journal: Journal, one: Person, other: Person) -> None:
    if one.id == other.id:
        raise WrongUsage(f"{quoted(one.name)} (p{one.id}) cannot be merged with itself.")
    if mine := next((person for person in (one, other) if person.is_me), None):
        raise JournalSaysNo(
            f"{quoted(mine.name)} is the journal's owner and cannot be merged with anybody."
        )
    together = journal.value(
        "SELECT id FROM mentorships WHERE mentor IN (:one, :other) AND mentee IN (:one, :other)",
        {"one": one.id, "other": other.id},
    )
    if together:
        raise JournalSaysNo(
            f"p{one.id} {quoted(one.name)} and p{other.id} {quoted(other.name)} work together,"
            " so they are two."
        )
    if role := next(iter(_roles(journal, one) & _roles(journal, other)), None):
        raise JournalSaysNo(
            f"p{one.id} {quoted(one.name)} and p{other.id} {quoted(other.name)} are both your {role}"
            f" now, and one person can be your {role} only once.",
            f"mentorlog mentorship delete p{other.id} takes the second mentorship away; people, sessions and"
            " goals stay",
        )


def _roles(journal: Journal, person: Person) -> set[Role]:
    """What somebody is to me now, in a mentorship that has not ended."""
    return {
        known.role
        for known in mentorships.of(journal, person.id)
        if known.state is not MentorshipState.ENDED
    }


def _move(
    journal: Journal, table: str, column: str, kept: int, gone: int, condition: str = ""
) -> int:
    """Put one person for the other; a link that is there already is there once. Returns how many."""
    where = f"{column} = ?{condition}"
    rows = journal.rows(f"SELECT * FROM {table} WHERE {where}", [gone])
    if rows and "id" in rows[0].keys():  # noqa: SIM118 - a row's keys are its columns
        journal.connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", [kept, gone])
        return len(rows)
    # A link is never changed: the change log tells it by all its columns.
    journal.connection.execute(f"DELETE FROM {table} WHERE {where}", [gone])
    for row in rows:
        journal.link(table, **{**dict(row), column: kept})
    return len(rows)
