"""People: whom the journal knows, finding one by any part of a name, keeping in touch, and two who are one.

Keeping in touch is the owner's own: nobody else sees who is on the list, nor the days, whatever they may read.
"""

import re
from collections.abc import Container, Iterable
from datetime import date

from mentorlog.errors import Ambiguous, JournalSaysNo, NotFound, WrongUsage, pasted, quoted
from mentorlog.journal import Journal, events, references, store
from mentorlog.journal.names import day, refs
from mentorlog.journal.references import kind_of, resolve
from mentorlog.journal.store import Facts
from mentorlog.journal.tables import ATTACHED
from mentorlog.journal.words import name as a_name
from mentorlog.journal.words import optional
from mentorlog.periods import Cadence, stored_cadence
from mentorlog.records import Audience, Kind, Mentorship, Person, Ref, Role, Touch, Visibility
from mentorlog.spelling import is_blank, is_none, that_fit, words

_NUMBERED = "[pP]?([0-9]{1,12})"
_WITH_NUMBER = r"(?si)(.*[^\s,(])[\s,(]+p([0-9]{1,12})\)?"

OWN_WORDS = frozenset({"me", "mine", "i", "myself"})
"""What a text may call the journal's owner."""


def add(journal: Journal, facts: Facts) -> int:
    """A new person; returns their id. A name may be shared by two, who are then told apart by number."""
    name = _name(facts["name"] or "")
    id = store.insert(journal, Kind.PERSON, {**facts, "name": name, "every": None})
    journal.cache.pop("namesakes", None)
    if every := facts.get("every"):
        store.edit(journal, Kind.PERSON, id, Facts(every=every))
    return id


def _name(words: str, *, mine: bool = False) -> str:
    """A name on one line; raises ``WrongUsage`` for one that would always mean somebody else."""
    name = a_name(words, "A name")
    if is_number(name) or (is_me(name) and not mine):
        raise WrongUsage(
            f"{quoted(name)} cannot be a name: it stands for somebody already.",
            "me is you, p3 the person with that number",
        )
    return name


def find(journal: Journal, who: str) -> int:
    """The id of the one person whom ``who`` names: ``me``, ``p3``, ``3``, ``p-1`` or any part of a name.

    Raises ``NotFound``, ``Ambiguous``, or ``WrongUsage`` where nobody is named.
    """
    expect_named(who)
    if is_number(who):
        return resolve(journal, Kind.PERSON, who)
    found = meant(journal, who)
    if not found:
        raise unknown(journal, who, "person", "person")
    if len(found) > 1:
        raise ambiguous(journal, who, found)
    return found[0]


def unknown(
    journal: Journal, who: str, kind: str, noun: str = "", among: Container[int] | None = None
) -> NotFound:
    """The error for a name that nobody has; the hint adds them to ``noun``, as in ``adding``.

    Who is near, and not ``among`` those who could be meant, would be refused too, so nobody is asked about them.
    """
    near = nearly(journal, who)
    hint = adding(who, noun, near)
    could_be = near and (among is None or near.id in among)
    return NotFound(kind, who, hint, *((near.code, near.label) if near and could_be else ()))


def as_name(who: str) -> str:
    """What was typed as the name of somebody new: each word with a capital, where it has none at all."""
    name = who.strip()
    return name.title() if name.islower() else name


def adding(who: str, noun: str = "", near: Ref | None = None) -> str:
    """The hint where nobody is called that: who is ``near``, and how to add them, by default to a mentorship.

    What is a reference, several names or an audience is nobody to add.
    """
    lists = "mentorlog person lists them"
    if kind_of(who) or "," in who or is_none(who) or who.strip().casefold() in tuple(Audience):
        return lists
    before = f"{lists}; " if noun == "person" else ""
    before = f"did you mean {near.label}? " if near else before
    return f"{before}mentorlog {noun or 'mentor'} add {pasted(as_name(who))} adds one{'' if noun else ' (or mentee, peer)'}"


def several(journal: Journal, words: Iterable[str], *, known: bool = False) -> list[str]:
    """Each name that words give: there may be commas between names, with ``known`` only of people known."""
    found: list[str] = []
    for each in words:
        parts = [part.strip() for part in each.split(",") if part.strip()]
        several = len(parts) > 1 and not meant(journal, each)
        are_known = not known or all(meant(journal, part) for part in parts)
        found += parts if several and are_known else [each]
    return found


def expect_named(who: str) -> None:
    """Raise ``WrongUsage`` for words that name nobody."""
    if is_blank(who):
        raise WrongUsage("A name is missing.", "any part of one will do, or a number such as p3")


def meant(journal: Journal, who: str, among: Container[int] | None = None) -> list[int]:
    """Everybody whom ``who`` could mean: me, the one of a number, or those (of ``among``) of a name.

    A whole name beats the start of one of its words, and that a part of one; a number after the
    name says which of its bearers it is.
    """
    if is_me(who) and journal.me:
        return [journal.me]
    if number := re.fullmatch(_NUMBERED, who.strip()):
        return journal.ids("SELECT id FROM people WHERE id = ?", [int(number[1])])
    by_name = "people" if journal.lens.audience is Audience.ME else "called"
    named = {
        row["id"]: row["name"]
        for row in journal.rows(f"SELECT id, name FROM {by_name}")
        if among is None or row["id"] in among
    }
    found = that_fit(named, who)
    name, tells_apart = split_number(who)
    if not found and tells_apart in that_fit(named, name):
        return [tells_apart]
    return found


def ambiguous(journal: Journal, who: str, ids: Iterable[int], kind: str = "person") -> Ambiguous:
    """The error that lists those whom a name could mean, by title and number."""
    known = list(ids)
    return Ambiguous(
        kind, who, [described(journal, id) for id in known], [f"p{id}" for id in known]
    )


def described(journal: Journal, id: int) -> str:
    """A person as told from namesakes: ``Dana Ortiz, CTO (p3)``."""
    person = store.get(journal, Person, id)
    return f"{person.name}{f', {person.title}' if person.title else ''} (p{id})"


def is_me(who: str) -> bool:
    """Whether ``who`` is the word for the journal's owner."""
    return who.strip().casefold() == "me"


def names_me(journal: Journal, who: str) -> bool:
    """Whether ``who`` means the journal's owner and nobody else."""
    return is_me(who) or (bool(journal.me) and meant(journal, who) == [journal.me])


_NEARLY = 0.75
"""How alike two names are of which one may be a slip: dna and dana, kofy and kofi."""


def nearly(journal: Journal, who: str) -> Ref | None:
    """The other person of whose name, or a word of it, ``who`` may be a slip; None for nobody or several.

    So may be a short form of it that differs in its last letter alone, as Gabi of Gabriela. What others
    may see names nobody whom they may not.
    """
    if journal.lens.audience is not Audience.ME:
        return None
    from difflib import get_close_matches  # only a name that nobody has needs it

    bearing: dict[str, set[int]] = {}
    for id, names in _others(journal).items():
        for each in names:
            bearing.setdefault(each, set()).add(id)
    wanted = " ".join(words(who))
    near = get_close_matches(wanted, bearing, 1, _NEARLY)
    short = [each for each in bearing if len(wanted) > 3 and each.startswith(wanted[:-1])]
    ids = set[int]().union(*(bearing[each] for each in near or short))
    return refs(journal, Kind.PERSON, ids)[next(iter(ids))] if len(ids) == 1 else None


def is_number(who: str) -> bool:
    """Whether ``who`` is a person's number, ``p3``, ``3`` or ``p-1``, rather than a name."""
    return references.is_number(who, Kind.PERSON)


def called(journal: Journal, name: str) -> list[Ref]:
    """Everybody but me of whose name this is the whole, or one whole word."""
    wanted = " ".join(words(name))
    found = [id for id, names in _others(journal).items() if wanted in names]
    return list(refs(journal, Kind.PERSON, found).values())


def _others(journal: Journal) -> dict[int, set[str]]:
    """For everybody but me the whole name, and each word of it."""
    rows = journal.rows("SELECT id, name FROM people WHERE is_me IS NOT 1 ORDER BY id")
    named = {row["id"]: words(row["name"]) for row in rows}
    return {id: {*name, " ".join(name)} for id, name in named.items()}


def bearers(journal: Journal, name: str) -> list[int]:
    """The people with exactly that name, or the one of them whose number stands after it."""
    whole = (words(name), words(split_number(name)[0]))
    return [
        id for id in meant(journal, name) if words(store.get(journal, Person, id).name) in whole
    ]


def split_number(who: str) -> tuple[str, int | None]:
    """A name and the number after it: ``Dana Ortiz (p6)``; None where there is no number."""
    numbered = re.fullmatch(_WITH_NUMBER, who.strip())
    return (numbered[1], int(numbered[2])) if numbered else (who, None)


def edit(journal: Journal, id: int, facts: Facts) -> None:
    """Change what is given; an empty title or note is taken away."""
    name = facts.get("name")
    if name is not None:
        facts = {**facts, "name": _name(name, mine=id == journal.me)}
        journal.cache.pop("namesakes", None)
    if facts.get("every") and id == journal.me:
        raise WrongUsage("That is you: --every is for somebody to keep in touch with.")
    store.edit(journal, Kind.PERSON, id, facts)


def expect_unused(journal: Journal, person: Person) -> None:
    """Raise ``JournalSaysNo``, and say what hangs on the person, unless nothing does."""
    if person.is_me:
        raise JournalSaysNo(f"{person.name} is the journal's owner and cannot be deleted.")
    from mentorlog.journal.past.rows import links_to  # nothing else of people needs it

    for link in links_to(journal, "people"):
        needed = f"SELECT 1 FROM {link.table} WHERE {link.column} = ?"
        if link.on_delete == "NO ACTION" and journal.value(needed, [person.id]):
            raise JournalSaysNo(
                f"{quoted(person.name)} still has {_COUNTED.get(link.table, 'check-in')}s and cannot be deleted.",
                "delete those first, or rename the person with person edit",
            )


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


# Keeping in touch


def met(journal: Journal, id: int, on: date, note: str | None = None) -> Person:
    """Tell that I was in touch with somebody on a day, and a private word on it."""
    if id == journal.me:
        raise WrongUsage("That is you: met is for somebody else.")
    note = optional(note)
    events.record(journal, Kind.PERSON, id, "met", on=on, note=note, visibility=Visibility.PRIVATE)
    return store.get(journal, Person, id)


def touch(journal: Journal, id: int, every: Cadence) -> Touch:
    """How it stands with somebody: when we were last in touch, and by when it is time again.

    While we have never met, it counts from the day on which I said how often.
    """
    on, note = _last_met(journal, id)
    said = None if on else events.last(journal, Kind.PERSON, id, ("every",))
    since = on or (day(said["happened_on"]) if said else None) or journal.today
    return Touch(refs(journal, Kind.PERSON, [id])[id], every, on, every.after(since, 1), note)


def time_to_meet(journal: Journal) -> tuple[Touch, ...]:
    """Those with whom it is time to be in touch, the longest due first."""
    rows = journal.rows("SELECT id, every FROM people WHERE every IS NOT NULL ORDER BY id")
    pairs = ((row["id"], stored_cadence(row["every"])) for row in rows)
    found = (touch(journal, id, every) for id, every in pairs if every)
    due = (each for each in found if each.due_on <= journal.today)
    return tuple(sorted(due, key=lambda each: each.due_on))


def _last_met(journal: Journal, id: int) -> tuple[date | None, str | None]:
    """The last day we met, in a session or otherwise, and what I noted of it."""
    session = last_session(journal, id)
    met = events.last(journal, Kind.PERSON, id, ("met",), journal.today)
    on = day(met["happened_on"]) if met else None
    if met and on and not (session and session[0] > on):
        return on, met["note"]
    return (session[0] if session else None), None


# Two records of one person


_COUNTED = {
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
    from mentorlog.journal.past.rows import links_to  # nothing else of people needs it

    moved: dict[str, int] = {}
    for link in links_to(journal, "people"):
        count = _move(journal, link.table, link.column, kept, gone)
        word = _COUNTED.get(link.table)
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
    running = store.select(journal, Mentorship, {"state IS NOT 'ended'": True})
    return {known.role for known in running if known.partner.id == person.id}


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
