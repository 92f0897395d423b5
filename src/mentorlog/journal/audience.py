"""From the word after ``--for`` to a lens: who reads, and which partner that is."""

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.errors import NotFound, UnreadableWords, WrongUsage
from mentorlog.journal import Journal, Lens, mentorships, people
from mentorlog.records import Audience, Mentorship, Role, Visibility
from mentorlog.spelling import is_none

_PARTNERS = {Audience.MENTOR: Role.MENTOR, Audience.MENTEE: Role.MENTEE, Audience.PEER: Role.PEER}


def lens(
    journal: Journal,
    audience: str = "me",
    who: str | None = None,
    as_of: date | None = None,
    known_on: date | None = None,
) -> Lens:
    """The lens for an audience's word, or for a partner's name in its place.

    A partner is the person ``who`` names, else the one active mentorship's in that role. Raises
    ``WrongUsage`` where that leaves a choice, or where a day is still to come. Who was a partner once
    reads as of the day it ended.
    """
    today = journal.clock.today
    refuse_to_come("--as-of", as_of, today)
    refuse_to_come("--known-on", known_on, today)
    known = known_on if known_on != today else None
    happened = as_of if known or as_of != today else None
    eyes = _eyes(journal, audience, who)._replace(as_of=happened, known_on=known)
    return _until_they_left(journal, eyes)


def of_person(journal: Journal, person: int | None) -> Lens:
    """What somebody reads today; None reads what everybody does."""
    return _until_they_left(journal, Lens(Audience.MENTOR, person))


def _until_they_left(journal: Journal, eyes: Lens) -> Lens:
    """The same until the last mentorship with the partner ended, if all of them have."""
    known = mentorships.of(journal, eyes.partner) if eyes.partner is not None else []
    days = [each.ended_on for each in known]
    ended_on = max((on for on in days if on), default=None) if None not in days else None
    if ended_on and ended_on < (eyes.as_of or journal.clock.today):
        eyes = eyes._replace(as_of=ended_on)
    return eyes._replace(parted_on=ended_on)


def refuse_to_come(option: str, day: date | None, today: date) -> None:
    """Raise ``WrongUsage`` where the option's day is later than today."""
    if day and day > today:
        raise WrongUsage(f"{weekday_day(day, today)} is still to come; {option} looks back.")


def _eyes(journal: Journal, audience: str, who: str | None) -> Lens:
    try:
        wanted = Audience(audience.strip().casefold())
    except ValueError:
        return _for_named(journal, audience)
    if wanted is Audience.ME or wanted.public_alone:
        return Lens(wanted)
    return Lens(wanted, partner(journal, _PARTNERS[wanted], who).partner.id)


def _for_named(journal: Journal, name: str) -> Lens:
    if not any(known.partner.label for known in mentorships.everyone(journal, ended=True)):
        raise UnreadableWords("audience", name, tuple(Audience))
    try:
        person = mentorships.with_partner(journal, name).partner.id
    except NotFound as error:
        error.hint = f"{error.hint}; --for manager is for somebody outside"
        raise
    return Lens(Audience(_role_known(journal, person).value), person)


def _role_known(journal: Journal, person: int) -> Role:
    """What somebody is to me by what they know: how a private mentorship stands does not change it."""
    all_ = mentorships.of(journal, person)
    known = [each for each in all_ if each.visibility is not Visibility.PRIVATE]
    return (known[0] if known else max(all_, key=lambda each: each.id)).role


def partner(journal: Journal, role: Role | None, who: str | None, way: str = "--for") -> Mentorship:
    """The mentorship that is meant: ``who``'s, else the only active one (in that role), or my only mentor's.

    Raises ``WrongUsage`` naming the candidates where there is no telling; the name goes after ``way``.
    """
    if who:
        known = mentorships.of_me(journal, who, role) if role else None
        return known or mentorships.with_partner(journal, who, role)
    found = [known for known in mentorships.active(journal) if role in (None, known.role)]
    mentors = [known for known in found if known.role is Role.MENTOR]
    for only in (found, mentors):
        if len(only) == 1:
            return only[0]
    resting = mentorships.everyone(journal, role=role, ended=True)
    if not (found or resting):
        raise WrongUsage(
            f"You have no active {role or 'mentorship'}.",
            f'mentorlog {role or "mentor"} add "NAME" adds one',
        )
    if not found:
        names = ", ".join(f"{known.partner.label} ({known.state})" for known in resting)
        raise WrongUsage(
            f"None of your {role or 'mentorship'}s is active: {names}.",
            f'name one, as in {way} "{resting[-1].partner.label}"',
        )
    names = ", ".join(f"{known.partner.label} ({known.role})" for known in found)
    raise WrongUsage(
        f"Whom it is for is not clear: {names}.",
        f'name one, as in {way} "{found[0].partner.label}"',
    )


def readers_named(journal: Journal, words: Sequence[str]) -> tuple[int, ...]:
    """The ids of the partners whom ``--with`` names; ``none`` is nobody.

    Raises ``WrongUsage`` for ``none`` beside a name, ``NotFound`` or ``Ambiguous`` for one that is no partner's.
    """
    several = people.several(journal, words)
    named = [each for each in several if not is_none(each)]
    if named and named != several:
        raise WrongUsage("--with names somebody and none.", "give one of them")
    found = (mentorships.with_partner(journal, name).partner.id for name in named)
    return tuple(dict.fromkeys(found))
