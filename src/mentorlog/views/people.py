"""People: the list, and the card of one with what you have to do with each other."""

from collections.abc import Mapping, Sequence
from datetime import date

from mentorlog.dates import distance, weekday_day
from mentorlog.errors import count
from mentorlog.records import Mentorship, MentorshipState, Person, Ref, Touch
from mentorlog.values import NamedTuple
from mentorlog.views import data, listings, words
from mentorlog.views.data import Data
from mentorlog.views.listings import Field
from mentorlog.views.pages import MEDIUM, Screen, dim, nothing, ref


class Dealings(NamedTuple):
    """What a person has to do with me: mentorships, goals of theirs, the last session held."""

    mentorships: Sequence[Mentorship]
    goals_open: int
    goals_closed: int
    last_session: tuple[date, Ref] | None
    touch: Touch | None = None


def listing(people: Sequence[Person], between: Mapping[int, Sequence[Mentorship]]) -> Screen:
    """Everybody, each with what they are to me."""
    fields = (
        Field("id", "", lambda person: ref(f"p{person.id}")),
        Field("name", "Name", lambda person: words.marked(person.name, person), stretch=True),
        Field("roles", "Is", lambda person: ", ".join(_roles(person, between)), least=40),
        *(
            (Field("every", "In touch", lambda person: str(person.every or ""), least=MEDIUM),)
            if any(person.every for person in people)
            else ()
        ),
        Field("title", "Title", lambda person: person.title or "", stretch=True, least=MEDIUM),
    )
    return listings.listing(
        people,
        fields,
        newest=lambda person: person.id,
        data=lambda person: {**data.of(person), "roles": _roles(person, between)},
        empty=nothing("No people yet", "mentorlog mentor add NAME, mentee add NAME, peer add NAME"),
    )


def _roles(person: Person, between: Mapping[int, Sequence[Mentorship]]) -> list[str]:
    """``me``, ``mentor``, ``mentee (ended)``: the role, and the state of a mentorship that is not active."""
    if person.is_me:
        return ["me"]
    running = (MentorshipState.ACTIVE, None)
    return [
        known.role.value if known.state in running else f"{known.role} ({known.state})"
        for known in between.get(person.id, ())
    ]


def card(person: Person, found: Dealings, today: date) -> Screen:
    """One person."""
    goals = [f"{found.goals_open} open"] if found.goals_open else []
    goals += [f"{found.goals_closed} closed"] if found.goals_closed else []
    pairs = (
        ("Title", person.title),
        ("Note", person.note),
        *(("Is", _between(known, today)) for known in found.mentorships),
        ("Goals", ", ".join(goals)),
        ("Last", _last(found.last_session, today)),
        ("In touch", _in_touch(found.touch, today)),
        ("Tags", listings.tags(person.tags)),
    )
    title = listings.head(f"p{person.id}", person.name, "you" if person.is_me else "")
    return listings.card(title, pairs, _data(person, found), right=dim(person.visibility))


def _between(known: Mentorship, today: date) -> str:
    """``your mentor, every 14 days, since Thu 7 May``."""
    cadence = f", {known.cadence}" if known.cadence else ""
    if known.state is None:
        return f"your {known.role}{cadence}"
    since = f"since {weekday_day(known.started_on, today)}"
    state = "" if known.state is MentorshipState.ACTIVE else f", {known.state}"
    if known.ended_on:
        state += f" {weekday_day(known.ended_on, today)}"
    return f"your {known.role}{cadence}, {since}{state}"


def _last(found: tuple[date, Ref] | None, today: date) -> str | None:
    if found is None:
        return None
    on, session = found
    label = f": {session.label}" if session.label else ""
    return f"{weekday_day(on, today)}, {distance(on, today)}{label}"


def _in_touch(touch: Touch | None, today: date) -> str | None:
    """``every 3 months; last Wed 12 Aug: coffee; again by Thu 12 Nov``."""
    if touch is None:
        return None
    last = f"last {weekday_day(touch.last_on, today)}" if touch.last_on else "not yet"
    note = f": {touch.note}" if touch.note else ""
    return f"{touch.every}; {last}{note}; again by {weekday_day(touch.due_on, today)}"


def _data(person: Person, found: Dealings) -> Data:
    held_on, session = found.last_session or (None, None)
    return {
        **data.of(person),
        "mentorships": [_mentorship(known) for known in found.mentorships],
        **data.picked(found, "goals_open", "goals_closed"),
        "last_session": session,
        "last_held_on": held_on,
        "in_touch_on": found.touch.last_on if found.touch else None,
        "in_touch_by": found.touch.due_on if found.touch else None,
    }


def _mentorship(known: Mentorship) -> Data:
    if known.state is None:
        return {"role": known.role}
    return data.picked(known, "id", "uid", "role", "state", "started_on", "ended_on")


def written(person: Person, what: str) -> Screen:
    """One line on what a command wrote: ``p2  Dana Ortiz, Staff engineer · added``."""
    called = f"{person.name}, {person.title}" if person.title else person.name
    every = f"in touch {person.every}" if person.every else ""
    along = listings.attached(None, person.tags, "") if what == "added" else ""
    code = f"p{person.id}"
    return listings.receipt(person, code, called, what, every, along, level=person.visibility)


def met(person: Person, on: date, note: str | None, again: Touch | None, today: date) -> Screen:
    """``p5  Elena Rossi · met Thu 26 Nov, private: coffee · again by Fri 26 Feb 2027``."""
    said = f"met {weekday_day(on, today)}, private{f': {note}' if note else ''}"
    by = f"again by {weekday_day(again.due_on, today)}" if again else ""
    return listings.receipt(person, f"p{person.id}", person.name, said, by)


def merged(person: Person, gone: Person, moved: Mapping[str, int]) -> Screen:
    """What came of a merge: ``p2  Dana Ortiz · merged with p5 Dana O.: 3 sessions, 1 goal``."""
    counts = ", ".join(count(number, word) for word, number in moved.items())
    what = f"merged with p{gone.id} {gone.name}{f': {counts}' if counts else ''}"
    return written(person, what)
