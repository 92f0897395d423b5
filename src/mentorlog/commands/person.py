"""``mentorlog person``: everybody the journal knows; ``met``: a word with somebody that was no session."""

from datetime import date
from typing import Annotated

from mentorlog.commands import fields, offered, verbs
from mentorlog.commands.desk import at_terminal
from mentorlog.commands.logged import Order, attending
from mentorlog.commands.options import On, Who, Writing, argument, option, writes
from mentorlog.errors import joined
from mentorlog.journal import Journal, mentorships, people, store
from mentorlog.journal.references import counts, resolve
from mentorlog.journal.store import Facts
from mentorlog.records import Goal, Kind, Mentorship, Person
from mentorlog.views import people as views
from mentorlog.views.pages import Screen


def _listing(journal: Journal, *, all_: bool, tag: str | None) -> Screen:  # noqa: ARG001 - no one is past
    between: dict[int, list[Mentorship]] = {}
    for known in mentorships.everyone(journal, ended=True):
        between.setdefault(known.partner.id, []).append(known)
    return views.listing(store.select(journal, Person, tag=tag), between)


def _card(journal: Journal, id: int) -> Screen:
    person = store.get(journal, Person, id)
    goals = store.select(journal, Goal, owner=id)
    found = views.Dealings(
        () if person.is_me else mentorships.of(journal, id),
        sum(not goal.state.closed for goal in goals),
        sum(goal.state.closed for goal in goals),
        people.last_session(journal, id),
        people.touch(journal, id, person.every) if person.every else None,
    )
    return views.card(person, found, journal.today)


def _find(journal: Journal, who: str) -> int:
    """The person; last is the newest one, unless somebody is called that."""
    if counts(who) and not people.meant(journal, who):
        return resolve(journal, Kind.PERSON, who)
    return people.find(journal, who)


def _add(journal: Journal, facts: Facts) -> int:
    known = _known(journal, facts["name"] or "")
    id = people.add(journal, facts)
    if known:
        journal.notes.append(f"{known} p{id} is another.")
    return id


def _known(journal: Journal, name: str, *, but: int | None = None) -> str:
    """``p3 is Claire Dupont already.``; empty where nobody else bears the whole name."""
    same = [id for id in people.bearers(journal, name) if id != but]
    if not same:
        return ""
    codes = joined(f"p{id}" for id in same)
    verb = "is" if len(same) == 1 else "are"
    return f"{codes} {verb} {store.get(journal, Person, same[0]).name} already."


def _edit(journal: Journal, id: int, facts: Facts) -> None:
    before = store.get(journal, Person, id).name
    people.edit(journal, id, facts)
    person = store.get(journal, Person, id)
    if person.name != before and (others := _known(journal, person.name, but=id)):
        journal.notes.append(others)


NOUN = verbs.Noun(
    kind=Kind.PERSON,
    about="People: list, add, show, edit, merge, delete. Alone it lists everybody.",
    helps={
        "list": "List everybody the journal knows.",
        "add": "Add somebody who is neither mentor, mentee nor peer.",
        "show": "Show one person: mentorships, goals, the last session.",
        "edit": "Change a name, a title, a note, or how often to be in touch.",
        "delete": "Delete somebody whom nothing in the journal names. Undo brings them back.",
    },
    reference=Who,
    find=_find,
    arguments=(fields.NAME._replace(help="The whole name."),),
    adds=(fields.JOB, fields.NOTE, fields.TOUCH),
    edits=(fields.NAME, fields.JOB, fields.NOTE, fields.TOUCH),
    listing=_listing,
    card=_card,
    add=_add,
    edit=_edit,
    written=lambda _, person, what: views.written(person, what or "added"),
    expect_deletable=people.expect_unused,
)
app = verbs.app(NOUN)


@app.command()
@writes()
def merge(
    write: Writing,
    who: Who,
    other: Annotated[
        str, argument("OTHER", "Who is the same person, and goes.", offered("people"))
    ],
) -> None:
    """Make two records of one person one: all that hangs on OTHER goes to WHO."""
    with write.desk.writing("person merge") as journal:
        ids = people.find(journal, who), people.find(journal, other)
        screen = views.merged(*people.merge(journal, *ids))
    write.show(screen)


# In touch without a session


@writes()
def met(
    write: Writing,
    who: Who,
    text: Annotated[
        list[str] | None, argument("[TEXT]", "What to remember of it; - is standard input.")
    ] = None,
    note: Annotated[str | None, option("--note", "The same, as an option.", "TEXT")] = None,
    on: On = None,
) -> None:
    """Note that you were in touch with somebody. Only you see it, and when it is time again."""
    said, on = write.desk.apart(text or (), on)
    day = write.desk.happened(on)
    if text := [*said, *filter(None, [note])]:
        from mentorlog.commands import log_questions  # without a text it is not needed

        who, text = log_questions.before_a_text(write.desk, who, text, "mentorlog met")
    note = write.desk.typed(" ".join(text), "met") if text else None
    there = attending(Order.of(write.desk, who)) if at_terminal() else None
    with write.desk.writing("met") as journal:
        ids = there.ids(journal, day) if there else [people.find(journal, who)]
        screens = [_met(journal, id, day, note) for id in ids]
    for screen in screens:
        write.show(screen)


def _met(journal: Journal, id: int, day: date, note: str | None) -> Screen:
    person = people.met(journal, id, day, note)
    again = people.touch(journal, person.id, person.every) if person.every else None
    for known in mentorships.active(journal):
        if known.partner.id == person.id:
            log = f"mentorlog log {known.partner.typed}"
            on = "" if day == journal.today else f" --on {day}"
            journal.notes.append(f"That is no session.\nhint: {log}{on} logs one")
            break
    return views.met(person, day, note, again, journal.today)
