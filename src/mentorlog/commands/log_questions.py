"""What ``log`` asks rather than refuses: whom it was with, who else was there, and on which day.

Each is asked only where somebody is there to answer; elsewhere it is a sentence with a hint.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from mentorlog import periods
from mentorlog.commands.desk import Desk, ask, at_terminal, say, says_yes
from mentorlog.dates import short, weekday_day
from mentorlog.errors import (
    Ambiguous,
    NotFound,
    UnreadableWords,
    WrongUsage,
    pasted,
    quoted,
)
from mentorlog.folding import cells
from mentorlog.journal import Journal, audience, mentorships, people, sessions
from mentorlog.records import Mentorship, MentorshipState, Ref, Session

_AND = ("and", "&", "with")
"""Words between two names."""


# Whom it was with


def whom(desk: Desk, *command: str) -> str:
    """A word for the person who is meant where nobody is named; ``command`` is what the hint completes.

    On a terminal who else it could be is chosen from a list. Raises ``WrongUsage`` where there is no
    telling and nobody to ask.
    """
    with desk.reading() as journal:
        if known_best := unnamed(desk, journal):
            return known_best.code
        known = mentorships.active(journal)
        if known and not at_terminal():
            raise _unclear(known, *command)
        if not at_terminal():
            return f"p{audience.partner(journal, None, None, pasted(*command)).partner.id}"
        offered = _offered(journal, known)
    return _chosen(offered) if offered else ask("Who was it with? ")


def unnamed(desk: Desk, journal: Journal) -> Ref | None:
    """The partner who is meant where nobody is named: the one of the settings, else the only active one."""
    if known := usual(desk, journal):
        return known
    found = mentorships.active(journal)
    return found[0].partner if len(found) == 1 else None


def usual(desk: Desk, journal: Journal) -> Ref | None:
    """The partner whom the settings name; None, and a sentence, where they name none who is one now."""
    if not (name := desk.settings.mentor):
        return None
    try:
        known = mentorships.with_partner(journal, name)
    except (NotFound, Ambiguous) as error:
        say(f"By the settings it is with {quoted(name)}. {error.sentence}")
        return None
    if known.state is MentorshipState.ENDED:
        say(f"By the settings it is with {known.partner.label}, but that mentorship has ended.")
        return None
    return known.partner


def usual_of_several(desk: Desk, journal: Journal) -> Ref | None:
    """The same where there is more than one partner to mean; None where there is not."""
    return usual(desk, journal) if len(mentorships.active(journal)) > 1 else None


def _unclear(known: Sequence[Mentorship], *command: str) -> WrongUsage:
    names = ", ".join(f"{each.partner.label} ({each.role})" for each in known)
    first = known[0].partner
    before, after = command[:2], command[2:]
    return WrongUsage(
        f"Who is meant is not clear: {names}.",
        f"name one, as in {pasted(*before, first.label, *after)}; who it mostly is:"
        f" mentorlog config set mentor {first.typed}",
    )


class _Offer(NamedTuple):
    """Somebody who can be chosen, and in a few words when one met or meets."""

    person: Ref
    about: str


def _offered(journal: Journal, known: Sequence[Mentorship]) -> list[_Offer]:
    """Whose planned session is due comes first, then who was met last."""
    due = {person.id: session for session in sessions.due(journal) for person in session.attendees}
    found = []
    for person in {each.partner.id: each.partner for each in known}.values():
        planned, met = due.get(person.id), people.last_session(journal, person.id)
        last = met[0] if met else date.min
        said = f"last {short(last, journal.today)}" if met else ""
        if planned:
            said = f"planned {_on(planned, journal.today)}"
        found.append((planned is not None, last, _Offer(person, f" ({said})" if said else "")))
    return [offer for *_, offer in sorted(found, key=lambda each: each[:2], reverse=True)]


def _on(planned: Session, today: date) -> str:
    """``today``, ``today, 15:00``, ``Thu 19 Nov``."""
    day = "today" if planned.held_on == today else weekday_day(planned.held_on, today)
    return f"{day}, {planned.time}" if planned.time else day


def _chosen(offered: Sequence[_Offer]) -> str:
    """The number, or the name, that somebody types; Enter is the first."""
    names = [f"{each.person.label}{each.about}" for each in offered]
    rows = [f"{number} {name}" for number, name in enumerate((*names, "somebody new"), 1)]
    line = f"Who with?  {'   '.join(rows)}   [1] "
    if cells(line) >= shutil.get_terminal_size().columns:
        line = "\n".join(("Who with?", *(f" {row}" for row in rows), "[1] "))
    while True:
        answer = ask(line) or "1"
        if not re.fullmatch(r"\d{1,6}", answer):
            return answer
        number = int(answer)
        if 1 <= number <= len(offered):
            return f"p{offered[number - 1].person.id}"
        if number == len(rows):
            return ask("Name: ")
        say(f"There is no {number}.")


# Who else was there


class Named(NamedTuple):
    """Who it was with, somebody else who was there, and the text that is left."""

    who: str
    other: Ref | None
    text: list[str]


def named(desk: Desk, who: str, text: Sequence[str]) -> Named:
    """What the first words of a text say of who was there: the rest of a name, or another name.

    Raises ``WrongUsage`` or ``Ambiguous`` where the text is a name alone and it is not plain whose.
    """
    word, *rest = text[1:] if len(text) > 1 and text[0].casefold() in _AND else text
    with desk.reading() as journal:
        if (len(text) == 1 or _is_quoted(text)) and people.called(journal, f"{who} {text[0]}"):
            return Named(f"{who} {text[0]}", None, list(text[1:]))
        others = people.called(journal, word.strip("@,"))
        meant = people.meant(journal, who) if others else []
        if len(others) > 1 and not rest and not any(each.id in meant for each in others):
            raise people.ambiguous(journal, word, [each.id for each in others])
    if not others or any(each.id in meant for each in others):
        return Named(who, None, list(text))
    if _was_there(who, word, others, rest):
        return Named(who, others[0], rest)
    return Named(who, None, list(text))


def _was_there(who: str, word: str, others: Sequence[Ref], rest: Sequence[str]) -> bool:
    """Whether a word is somebody who was there, and no word of the note."""
    label = others[0].label
    if at_terminal() and len(others) == 1:
        return says_yes(f"Was {label} there too?", usual=not rest)
    with_ = f"--with {pasted(word.lower())}"
    if rest:
        say(f"{quoted(word)} is taken as a word of your note; {with_} says who was there too.")
        return False
    raise WrongUsage(
        f"Was {label} there too, or is {quoted(word)} a note?",
        f"mentorlog log {pasted(who)} {with_}, or mentorlog log {pasted(who)} -- {pasted(word)} for the note",
    )


def _is_quoted(text: Sequence[str]) -> bool:
    """Whether a word stands before a text that the shell was given as one."""
    return len(text) == 2 and " " in text[1] and " " not in text[0]


def before_a_text(desk: Desk, who: str, text: Sequence[str]) -> Named:
    """What the word before a quoted text says of whom it is with: the rest of a name, or another name."""
    if not _is_quoted(text):
        return Named(who, None, list(text))
    name, words = text
    with desk.reading() as journal:
        if people.called(journal, f"{who} {name}"):
            return Named(f"{who} {name}", None, [words])
        known = people.meant(journal, who)
        others = [each for each in people.called(journal, name) if each.id not in known]
    return Named(who, others[0], [words]) if others else Named(who, None, list(text))


# On which day, and for how long


def as_option(desk: Desk, who: str, text: Sequence[str]) -> str | None:
    """The option, ``on`` or ``duration``, that a text alone was meant for; None where it is a note.

    Raises ``WrongUsage`` where nobody can be asked.
    """
    words = " ".join(text)
    name = _names_option(desk, words)
    if name is None:
        return None
    what = "the day it was" if name == "on" else "how long it was"
    if at_terminal():
        return name if says_yes(f"Is {quoted(words)} {what}?", usual=True) else None
    log = ("mentorlog", "log", who)
    raise WrongUsage(
        f"Is {quoted(words)} {what}, or a note?",
        f"{pasted(*log, f'--{name}', words)}, or {pasted(*log, '--', words)} for the note",
    )


def _names_option(desk: Desk, words: str) -> str | None:
    if re.fullmatch("[0-9. ]*", words):
        return None
    if periods.minutes_alone(words):  # before the day, as 45m is 45 months ago too
        return "duration"
    try:
        desk.happened(words)
    except UnreadableWords as error:
        return "on" if error.reason else None
    except WrongUsage:
        pass  # It is a day, which whoever takes it refuses.
    return "on"


def planned_day(desk: Desk, there: Sequence[int]) -> date | None:
    """The day of a session planned before today with exactly these people, where it was that one."""
    if not at_terminal():
        return None
    with desk.reading() as journal:
        known = [
            session
            for session in sessions.due(journal)
            if {person.id for person in session.attendees} == set(there)
        ]
        if not known or known[-1].held_on == journal.today:
            return None
        last, today = known[-1], journal.today
    about = f", {last.topic}" if last.topic else ""
    question = f"s{last.id} was planned for {_on(last, today)}{about}. Was it then?"
    return last.held_on if says_yes(question, usual=True) else None
