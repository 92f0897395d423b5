"""What ``log`` asks rather than refuses: whom it was with, who else was there, and on which day.

Each is asked only where somebody is there to answer; elsewhere it is a sentence with a hint.
"""

import re
import shutil
from collections.abc import Iterable, Sequence
from datetime import date

from mentorlog import periods
from mentorlog.commands.desk import Desk, ask, at_terminal, say, says_yes
from mentorlog.dates import MOST_WORDS, short, weekday_day
from mentorlog.errors import (
    Ambiguous,
    NotFound,
    WrongUsage,
    joined,
    pasted,
    quoted,
)
from mentorlog.folding import cells
from mentorlog.journal import Journal, audience, mentorships, people, sessions
from mentorlog.records import Mentorship, MentorshipState, Ref, Session
from mentorlog.values import NamedTuple

_AND = ("and", "&", "with")
"""Words between two names."""


# Whom it was with


def whom(desk: Desk, *command: str, text: Iterable[str] = ()) -> str:
    """A word for the person who is meant where nobody is named; ``command``, and the ``text`` behind the name, are what the hint completes.

    On a terminal who else it could be is chosen from a list. Raises ``WrongUsage`` where there is no
    telling and nobody to ask.
    """
    with desk.reading() as journal:
        if known_best := unnamed(desk, journal):
            return known_best.code
        known = mentorships.active(journal)
        if known and not at_terminal():
            raise _unclear(known, command, text)
        if not at_terminal():
            told = pasted(*command, *text)
            return f"p{audience.partner(journal, None, None, told).partner.id}"
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


def _unclear(
    known: Sequence[Mentorship], command: Iterable[str], text: Iterable[str]
) -> WrongUsage:
    names = ", ".join(f"{each.partner.label} ({each.role})" for each in known)
    first = known[0].partner
    return WrongUsage(
        f"Who is meant is not clear: {names}.",
        f"name one, as in {pasted(*command, first.label, *text)}; who it mostly is:"
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
    """Who it was with, who else was there, and the text that is left."""

    who: str
    others: tuple[Ref, ...]
    text: list[str]


class _Word(NamedTuple):
    """A name in a row of names, and everybody who is called so."""

    name: str
    people: Sequence[Ref]


def named(desk: Desk, who: str, text: Sequence[str], typed: Sequence[str]) -> Named:
    """What the first words of a text say of who was there: the rest of a name, or other names.

    ``typed`` is all that was typed behind ``log``.
    Raises ``WrongUsage`` or ``Ambiguous`` where the text is names alone and it is not plain whose.
    """
    first = who
    with desk.reading() as journal:
        whole, left = _whole_name(journal, who, text)
        row, rest = _row(journal, whole, left)
        if not rest or _is_quoted(rest):
            who, text = whole, left
        else:
            row, rest = _row(journal, who, text)
        unclear = next((each for each in row if len(each.people) > 1), None)
        if unclear and not rest:
            raise people.ambiguous(journal, unclear.name, [each.id for each in unclear.people])
    if not row:
        return Named(who, (), list(text))
    if not rest and not at_terminal():
        place = len(text) - len(left)
        raise _unclear_row(row, [first, *text[:place]], text[place:], typed)
    if _were_there(row, rest):
        return Named(who, tuple(each.people[0] for each in row), rest)
    return Named(who, (), list(text))


class When(NamedTuple):
    """Where the words begin that a text ends with and tell the day, or how long it took, and these."""

    place: int
    day: str = ""
    took: str = ""


def when_at_the_end(desk: Desk, text: Sequence[str]) -> When:
    """What a text ends with: ``yesterday``, ``45m``, ``last friday 1h``, ``90 min yesterday``."""
    last = periods.length_last(text)
    starts = range(max(0, last - MOST_WORDS), last)
    ends = ((place, " ".join(text[place:last])) for place in starts)
    place, day = next((end for end in ends if desk.is_day_at(end[1])), (last, ""))
    first = periods.length_last(text[:place]) if last == len(text) else place
    return When(first, day, " ".join((*text[first:place], *text[last:])))


def when_first(desk: Desk, words: Sequence[str]) -> When:
    """The same of words that stand before a name, as in ``yesterday dana``, and the place of the name.

    Nothing is told where the first word is somebody's name, or other words stand before the first one; the
    place is behind all words where they tell only this.
    """
    with desk.reading() as journal:
        names = (n for n, word in enumerate(words) if people.called(journal, word.strip("@,")))
        place = next(names, len(words))
    found = when_at_the_end(desk, words[:place])
    return When(0) if found.place else found._replace(place=place)


def expect_one_day(
    told: When, words: Sequence[str], on: str | None, took: str | None, typed: Sequence[str]
) -> None:
    """Raise ``WrongUsage`` where the words before a name tell what an option tells too."""
    twice = [
        f"{what} is told twice: {said} and {option} {given}."
        for what, said, option, given in (
            ("The day", told.day, "--on", on),
            ("How long it took", told.took, "--duration", took),
        )
        if said and given
    ]
    if twice:
        once = [*("" if on else told.day).split(), *("" if took else told.took).split()]
        left = _instead(typed, words[: told.place], once)
        raise WrongUsage(" ".join(twice), pasted("mentorlog", "log", *left))


def expect_a_name(desk: Desk, words: Sequence[str], typed: Sequence[str]) -> None:
    """Raise ``WrongUsage`` where a day stands in the place of the name: it is nobody new."""
    if not words or not desk.is_day_at(words[0]):
        return
    day, *text = words
    with desk.reading() as journal:
        if people.called(journal, day):
            return
        last = bool(text) and people.called(journal, text[-1].strip("@,"))
        known = unnamed(desk, journal)
    who = text.pop() if last else known.typed if known else "WHO"
    left = _instead(typed, words, [who, *text])
    told = [] if "--on" in typed else ["--on", day]
    raise WrongUsage(
        f"{quoted(day)} is a day; whom it was with is told before the text.",
        pasted("mentorlog", "log", *left, *told),
    )


def before_a_colon(desk: Desk, words: Sequence[str]) -> tuple[list[str], str]:
    """The words before a colon, as in ``dana fri 15:00: …``, and the text behind it.

    These are all words, and no text, where more stands before it than one name and a day.
    """
    head, colon, text = f"{' '.join(words)} ".partition(": ")
    before = head.split()
    when = when_at_the_end(desk, before) if colon else When(0)
    with desk.reading() as journal:
        is_one = when.place < 2 or people.called(journal, " ".join(before[: when.place]))
    return (before, text.strip()) if when.day and is_one else (list(words), "")


def _whole_name(journal: Journal, who: str, text: Sequence[str]) -> tuple[str, Sequence[str]]:
    """The name and what follows it, where the first word of the text is the rest of the name."""
    is_one = bool(text) and people.called(journal, f"{who} {text[0]}")
    return (f"{who} {text[0]}", text[1:]) if is_one else (who, text)


def _row(journal: Journal, who: str, text: Sequence[str]) -> tuple[list[_Word], list[str]]:
    """The names of others that a text begins with, each once, and the words behind them."""
    known = set(people.meant(journal, who))
    row, place = list[_Word](), 0
    while place < len(text):
        after_and = place + 1 < len(text) and text[place].casefold() in _AND
        name = text[place + after_and].strip("@,")
        found = people.called(journal, name)
        last = row[-1].people if row and not after_and else ()
        if both := [each for each in found if each in last]:  # a first name, and the last one
            row[-1] = row[-1]._replace(people=both)
        elif not found or any(each.id in known for each in found):
            break
        else:
            row.append(_Word(name, found))
        known |= {each.id for each in found}
        place += 1 + after_and
    return row, list(text[place:])


def _were_there(row: Sequence[_Word], rest: Sequence[str]) -> bool:
    """Whether the names are of those who were there, and no words of the note."""
    if at_terminal() and all(len(each.people) == 1 for each in row):
        return says_yes(f"{_question(row)}?", usual=not rest)
    say(f"{_as_words(row)} of your note; {_typed(row)} says who was there too.")
    return False


def _question(row: Sequence[_Word]) -> str:
    labels = joined([each.people[0].label for each in row])
    return f"{'Was' if len(row) == 1 else 'Were'} {labels} there too"


def _unclear_row(
    row: Sequence[_Word], before: Sequence[str], names: Sequence[str], typed: Sequence[str]
) -> WrongUsage:
    """What to say of names behind a name with nobody there to ask, and both commands that may be meant."""
    words = " ".join(each.name for each in row)
    left = _instead(typed, names, [], behind=before)
    as_note = pasted("mentorlog", "log", *left, "--note", words)
    return WrongUsage(
        f"{_question(row)}, or is {quoted(words)} a note?",
        f"{pasted('mentorlog', 'log', *left)} {_typed(row)}, or {as_note} for the note",
    )


def _instead(
    typed: Sequence[str], words: Sequence[str], others: Sequence[str], behind: Sequence[str] = ()
) -> list[str]:
    """What was typed, with other words in the place of some that stand together, if they can ``behind`` some more."""
    for before in (behind, ()):
        whole = [*before, *words]
        for at in range(len(typed)):
            if list(typed[at : at + len(whole)]) == whole:
                return [*typed[:at], *before, *others, *typed[at + len(whole) :]]
    return list(typed)


def _typed(row: Sequence[_Word], before: str = "--with") -> str:
    return " ".join(f"{before} {pasted(each.name.lower())}" for each in row)


def _as_words(row: Sequence[_Word]) -> str:
    taken = "is taken as a word" if len(row) == 1 else "are taken as words"
    return f"{quoted(' '.join(each.name for each in row))} {taken}"


def _is_quoted(text: Sequence[str]) -> bool:
    """Whether the text is one that the shell was given as one."""
    return len(text) == 1 and " " in text[0]


def before_a_text(desk: Desk, who: str, text: Sequence[str], another: str) -> tuple[str, list[str]]:
    """The name, with the rest of it where that stands before a quoted text, and the text.

    Other names that the text begins with are words of it, which is said; ``another`` is what names them too.
    """
    if _is_quoted(text):
        return who, list(text)
    with desk.reading() as journal:
        if len(text) > 1 and _is_quoted(text[-1:]):
            who, text = _whole_name(journal, who, text)
        row, _ = _row(journal, who, text)
    if row:
        say(f"{_as_words(row)} of the text; {_typed(row, another)} is for them too.")
    return who, list(text)


# On which day


def planned_day(due: Sequence[Session], there: Sequence[int], today: date) -> date | None:
    """The day of one of the sessions planned up to today, with exactly these people, where it was that one."""
    known = [each for each in due if {person.id for person in each.attendees} == set(there)]
    if not known or known[-1].held_on == today:
        return None
    last = known[-1]
    about = f", {last.topic}" if last.topic else ""
    question = f"s{last.id} was planned for {_on(last, today)}{about}. Was it then?"
    return last.held_on if says_yes(question, usual=True) else None
