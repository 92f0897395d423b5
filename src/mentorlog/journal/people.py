"""People: whom the journal knows, and finding one by any part of a name."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Container
from datetime import date

from mentorlog.errors import Ambiguous, JournalSaysNo, NotFound, WrongUsage, quoted
from mentorlog.journal import Journal, tags
from mentorlog.journal.names import common, day, refs
from mentorlog.journal.names import tags as tags_of
from mentorlog.journal.references import resolve
from mentorlog.journal.words import optional, required
from mentorlog.records import Kind, Person, Ref, Visibility

_NUMBERED = re.compile(r"p?[0-9]{1,12}")


def add(
    journal: Journal,
    name: str,
    *,
    title: str | None = None,
    note: str | None = None,
    visibility: Visibility | None = None,
    add_tags: tuple[str, ...] = (),
) -> Person:
    """A new person; a name may be shared by two, who are then told apart by number."""
    id = journal.insert(
        "people",
        name=_name(name),
        title=optional(title),
        note=optional(note),
        visibility=(visibility or Visibility.SHARED).value,
    )
    tags.put(journal, Kind.PERSON, id, add_tags)
    return get(journal, id)


def _name(words: str, *, mine: bool = False) -> str:
    """A name on one line; raises ``WrongUsage`` for one that would always mean somebody else."""
    name = " ".join(required(words, "A name").split())
    if is_number(name) or (name.casefold() == "me" and not mine):
        raise WrongUsage(
            f"{quoted(name)} cannot be a name: it stands for somebody already.",
            "me is you, p3 the person with that number",
        )
    return name


def get(journal: Journal, id: int) -> Person:
    """The person with that id; raises ``NotFound``."""
    found = _records(journal, journal.rows("SELECT * FROM people WHERE id = ?", [id]))
    if not found:
        raise NotFound("person", f"p{id}", "mentorlog person lists them")
    return found[0]


def everyone(journal: Journal, tag: str | None = None) -> list[Person]:
    """All people by name, me first; or those with one tag."""
    tagged = "id IN (SELECT record FROM taggings WHERE kind = 'person' AND tag = ?)"
    rows = journal.rows(
        f"SELECT * FROM people WHERE {tagged if tag else '1'} ORDER BY is_me IS NULL, name, id",
        [tags.word(tag)] if tag else [],
    )
    return _records(journal, rows)


def find(journal: Journal, who: str) -> int:
    """The id of the one person whom ``who`` names: ``me``, ``p3``, ``3`` or any part of a name.

    A whole name beats the start of one of its words, and that beats a part of one. Raises
    ``NotFound``, ``Ambiguous``, or ``WrongUsage`` where nobody is named.
    """
    words = who.strip().casefold()
    if not words:
        raise WrongUsage("A name is missing.", "any part of one will do, or a number such as p3")
    if words == "me" and journal.me:
        return journal.me
    if is_number(words):
        return resolve(journal, Kind.PERSON, words)
    matches = matching(journal, who)
    if not matches:
        raise NotFound("person", who, 'mentorlog person lists them; mentor add "NAME" adds one')
    if len(matches) > 1:
        raise Ambiguous("person", who, [f"{name} (p{id})" for id, name in matches])
    return matches[0][0]


def is_me(journal: Journal, who: str) -> bool:
    """Whether ``who`` names the journal's owner and nobody else."""
    words = who.strip().casefold()
    if words == "me":
        return True
    if is_number(words):
        return int(words.lstrip("p")) == journal.me
    return [id for id, _ in matching(journal, who)] == [journal.me]


def is_number(who: str) -> bool:
    """Whether ``who`` is a person's number, ``p3`` or ``3``, rather than a name."""
    return bool(_NUMBERED.fullmatch(who.strip().casefold()))


def matching(
    journal: Journal, who: str, among: Container[int] | None = None
) -> list[tuple[int, str]]:
    """The people (of ``among``) whom a name could mean, as id and name, best kind of match only."""
    wanted = " ".join(who.split()).casefold()
    if not wanted:
        return []
    named = [
        (row["id"], row["name"])
        for row in journal.rows("SELECT id, name FROM people")
        if among is None or row["id"] in among
    ]
    for fits in (_is_whole, _starts_a_word, _is_part):
        found = [(id, name) for id, name in named if fits(name.casefold(), wanted)]
        if found:
            return found
    return []


def _is_whole(name: str, wanted: str) -> bool:
    return name == wanted


def _starts_a_word(name: str, wanted: str) -> bool:
    return f" {name}".find(f" {wanted}") >= 0


def _is_part(name: str, wanted: str) -> bool:
    return wanted in name


def edit(
    journal: Journal,
    id: int,
    *,
    name: str | None = None,
    title: str | None = None,
    note: str | None = None,
    visibility: Visibility | None = None,
    add_tags: tuple[str, ...] = (),
) -> Person:
    """Change what is given; an empty title or note is taken away."""
    person = get(journal, id)
    if name is not None and (new := _name(name, mine=person.is_me)) != person.name:
        journal.update("people", id, name=new)
    if title is not None:
        journal.update("people", id, title=optional(title))
    if note is not None:
        journal.update("people", id, note=optional(note))
    if visibility:
        journal.update("people", id, visibility=visibility.value)
    tags.put(journal, Kind.PERSON, id, add_tags)
    return get(journal, id)


def delete(journal: Journal, id: int) -> Person:
    """Delete a person nothing hangs on; raises ``JournalSaysNo`` where something does."""
    person = get(journal, id)
    expect_unused(journal, person)
    journal.delete("people", id)
    return person


def expect_unused(journal: Journal, person: Person) -> None:
    """Raise ``JournalSaysNo``, and say what hangs on the person, unless nothing does."""
    if person.is_me:
        raise JournalSaysNo(f"{person.name} is the journal's owner and cannot be deleted.")
    for table, column, words in (
        ("mentorships", "? IN (mentor, mentee)", "a mentorship"),
        ("goals", "owner = ?", "goals"),
        ("actions", "owner = ?", "action items"),
        ("attendees", "person = ?", "sessions"),
        ("ratings", "person = ?", "ratings of skills"),
        ("events", "person = ?", "check-ins"),
    ):
        if journal.value(f"SELECT 1 FROM {table} WHERE {column}", [person.id]):
            raise JournalSaysNo(
                f"{quoted(person.name)} still has {words} and cannot be deleted.",
                "delete those first, or rename the person with person edit",
            )


def goal_counts(journal: Journal, id: int) -> tuple[int, int]:
    """How many goals a person owns: those that have not ended, and those that have."""
    row = journal.row(
        "SELECT coalesce(sum(state IN ('draft', 'active', 'paused')), 0), count(*)"
        " FROM goals WHERE owner = ?",
        [id],
    )
    assert row
    return row[0], row[1] - row[0]


def last_session(journal: Journal, id: int) -> tuple[date, Ref] | None:
    """The latest session held with a person (any at all, for me) and its day; None without one."""
    attended = "s.id IN (SELECT session FROM attendees WHERE person = ?)"
    mine = id == journal.me
    row = journal.row(
        "SELECT s.id, s.held_on FROM sessions s WHERE s.state = 'held' AND s.held_on <= ?"
        f" AND {'1' if mine else attended} ORDER BY s.held_on DESC, s.id DESC LIMIT 1",
        [journal.today.isoformat()] if mine else [journal.today.isoformat(), id],
    )
    held = day(row["held_on"]) if row else None
    if row is None or held is None:
        return None
    return held, refs(journal, Kind.SESSION, [row["id"]])[row["id"]]


def _records(journal: Journal, rows: list[sqlite3.Row]) -> list[Person]:
    tagged = tags_of(journal, Kind.PERSON, (row["id"] for row in rows))
    return [
        Person(
            **common(row),
            tags=tagged.get(row["id"], ()),
            visibility=Visibility(row["visibility"]),
            name=row["name"],
            title=row["title"],
            note=row["note"],
            is_me=bool(row["is_me"]),
        )
        for row in rows
    ]
