"""Mentorships: who works with whom, at which cadence, and what the two have agreed."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import NoReturn

from mentorlog.dates import utc_to_local_day
from mentorlog.errors import Ambiguous, JournalSaysNo, NotFound, WrongUsage, pasted, quoted
from mentorlog.journal import Journal, Value, events, people, references, store
from mentorlog.journal.names import day, grouped
from mentorlog.journal.references import counts, resolve
from mentorlog.journal.store import AWAY, Away, Facts
from mentorlog.journal.words import required
from mentorlog.periods import Cadence, stored_cadence
from mentorlog.records import (
    Agreement,
    Audience,
    Kind,
    Mentorship,
    MentorshipState,
    Person,
    Role,
    Session,
    Visibility,
)


def add(journal: Journal, name: str, role: Role, facts: Facts) -> Mentorship:
    """A mentorship with ``name``, who is ``role`` to me; a new person unless the name is known.

    Raises ``JournalSaysNo`` where one in that role is running already, ``WrongUsage`` where it
    would end before it starts.
    """
    started = facts.get("started_on") or journal.clock.today
    _expect_in_order(started, facts.get("planned_end_on"))
    person = _person(journal, name, role)
    refuse_second(journal, person, role)
    mentor, mentee = (journal.me, person) if role is Role.MENTEE else (person, journal.me)
    given = facts.get("cadence")
    cadence = given if isinstance(given, Cadence) else None
    columns = {"mentor": mentor, "mentee": mentee, "peers": int(role is Role.PEER)}
    id = store.insert(
        journal,
        Kind.MENTORSHIP,
        {**facts, "started_on": started},
        columns={**columns, **_columns(cadence)},
    )
    events.record(journal, Kind.MENTORSHIP, id, "created", on=started, new="active")
    if cadence:
        events.record(journal, Kind.MENTORSHIP, id, "cadence", on=started, new=cadence.stored)
    return store.get(journal, Mentorship, id)


def _expect_in_order(start: date, end: date | Away | None) -> None:
    if isinstance(end, date) and end < start:
        raise WrongUsage("A mentorship cannot end before it starts.")


def _columns(cadence: Cadence | None) -> dict[str, Value]:
    return {
        "cadence_days": cadence.days if cadence else None,
        "cadence_months": cadence.months if cadence else None,
    }


def _person(journal: Journal, name: str, role: Role) -> int:
    """The person with exactly that name (or number), else a new one."""
    if people.is_me(name) or people.is_number(name):
        person = people.find(journal, name)
    else:
        same = people.bearers(journal, name)
        if len(same) > 1:
            error = people.ambiguous(journal, name, same)
            error.hint = f"mentorlog {role} add p{same[-1]} makes it with that one"
            raise error
        person = same[0] if same else people.add(journal, Facts(name=name))
    if person == journal.me:
        raise WrongUsage(f"{quoted(name)} is you.", "name the other person")
    return person


def refuse_second(journal: Journal, person: int, role: Role) -> None:
    """Raise ``JournalSaysNo`` where a mentorship with that person, in that role, has not ended."""
    for known in of(journal, person):
        if known.role is role and known.state is not MentorshipState.ENDED:
            raise JournalSaysNo(
                f"{known.partner.label} is your {role} already, {known.state}.",
                f"mentorlog mentorship edit {known.partner.typed} --every 2w changes the cadence"
                f"; for another of that name: mentorlog person add NAME, then {role} add pN",
            )


def everyone(
    journal: Journal, *, role: Role | None = None, ended: bool = False, tag: str | None = None
) -> list[Mentorship]:
    """Mentorships, the longest running first; ended ones only where asked for, and then last."""
    conditions = {"state IS NOT 'ended'": None if ended else True}
    found = store.select(journal, Mentorship, conditions, tag=tag)
    return [known for known in found if role in (None, known.role)]


def active(journal: Journal) -> list[Mentorship]:
    """Mentorships that are neither paused nor ended."""
    return [known for known in everyone(journal) if known.state is MentorshipState.ACTIVE]


def going_on(journal: Journal) -> list[Mentorship]:
    """Mentorships that run, or rest until they do again."""
    return [known for known in everyone(journal) if known.state is not None]


_LATEST = "started_on DESC, id DESC"
_PLACES = (MentorshipState.ACTIVE, None, MentorshipState.PAUSED, MentorshipState.ENDED)


def _latest(journal: Journal, conditions: Mapping[str, Value] | None = None) -> list[Mentorship]:
    """Active ones first, then paused ones, then those that have ended; of each the latest first."""
    found = store.select(journal, Mentorship, conditions, _LATEST)
    return sorted(found, key=lambda known: _PLACES.index(known.state))


def of(journal: Journal, person: int) -> list[Mentorship]:
    """All mentorships with one person: active ones first, then paused ones, the latest first."""
    # Each column has its index, which ``? IN (mentor, mentee)`` would leave unused.
    theirs = (
        "r.id IN (SELECT m.id FROM (SELECT ? AS person) JOIN mentorships m"
        " ON m.mentor = person OR m.mentee = person)"
    )
    return _latest(journal, {theirs: person})


def with_partner(
    journal: Journal, who: str, role: Role | None = None, *, resting: bool = False
) -> Mentorship:
    """The mentorship with the partner ``who`` names: the running one, else the latest.

    Only partners in that role are looked among; a whole name beats a part of one, and a partner of
    now one of the past (``resting`` looks for one that is paused or ended first). Raises
    ``NotFound``, or ``Ambiguous`` where the name fits several people.
    """
    candidates = grouped(
        (known.partner.id, known) for known in _latest(journal) if role in (None, known.role)
    )
    if people.is_me(who) or people.is_number(who):
        found = candidates.get(people.find(journal, who), [])
        return _chosen(journal, found, who, role, candidates, resting=resting)
    matches = people.meant(journal, who, candidates)
    fits = is_at_rest if resting else _runs
    matches = [match for match in matches if any(map(fits, candidates[match]))] or matches
    if len(matches) > 1:
        raise people.ambiguous(journal, who, matches, role or "mentorship")
    found = candidates[matches[0]] if matches else []
    return _chosen(journal, found, who, role, candidates, resting=resting)


def is_number(words: str) -> bool:
    """Whether the words are a mentorship's number, ``r2`` or ``2``, or count from the newest, ``r-1``."""
    return references.is_number(words, Kind.MENTORSHIP)


def named(journal: Journal, words: str, *, resting: bool = False) -> Mentorship:
    """The one mentorship that a partner's name, ``r2`` or ``r-1`` means; else as ``with_partner``.

    Raises ``Ambiguous`` where the partner has two of which either could be meant.
    """
    if is_number(words) or (counts(words) and not people.meant(journal, words)):
        return store.get(journal, Mentorship, resolve(journal, Kind.MENTORSHIP, words))
    found = with_partner(journal, words, resting=resting)
    alike = {
        known.role: known
        for known in reversed(of(journal, found.partner.id))
        if (known.state is found.state if resting else _runs(known) is _runs(found))
    }
    if len(alike) > 1:
        candidates = [f"r{known.id}, your {role}" for role, known in alike.items()]
        raise Ambiguous("mentorship", words, candidates, [f"r{each.id}" for each in alike.values()])
    return found


def _chosen(
    journal: Journal,
    found: list[Mentorship],
    who: str,
    role: Role | None,
    partners: Container[int],
    *,
    resting: bool,
) -> Mentorship:
    if not found and people.names_me(journal, who):
        raise NotFound(role or "mentorship", who, "that is you: name the other person")
    if not found:
        known = people.meant(journal, who) if journal.lens.audience is Audience.ME else []
        if len(known) == 1:
            raise none_with(journal, who, known[0], role)
        raise people.unknown(journal, who, role or "mentorship", role or "", partners)
    return next(filter(is_at_rest, found), found[0]) if resting else found[0]


def none_with(journal: Journal, who: str, person: int, role: Role | None = None) -> NotFound:
    """The error for somebody who is known, and no partner (in that role); ``who`` is what was typed."""
    name = store.get(journal, Person, person).name
    begins = f"mentorlog {role or 'mentor'} add {pasted(name)} begins one"
    error = NotFound(role or "mentorship", who, begins + ("" if role else " (or mentee, peer)"))
    error.sentence = (
        f"{name} is not your {role}." if role else f"You have no mentorship with {name}."
    )
    return error


def _runs(known: Mentorship) -> bool:
    return known.state is not MentorshipState.ENDED


def is_at_rest(known: Mentorship) -> bool:
    """Whether it is paused or has ended."""
    return known.state is not MentorshipState.ACTIVE


def at_rest(journal: Journal, people: Iterable[int], on: date) -> list[str]:
    """A sentence for each mentorship that is paused on a day to come, with one of the people."""
    said = []
    for known in (each for person in people for each in of(journal, person)):
        for rest in (
            each for each in known.pauses if each.covers(on, on) and known.ended_on is None
        ):
            until = f", back on {journal.in_words(rest.until_on)}" if rest.until_on else ""
            said.append(f"The mentorship with {known.partner.label} is paused then{until}.")
    return said


def companion(journal: Journal, who: str) -> int:
    """The one other person meant; of several, the partner of the only one that runs.

    Raises ``NotFound``, ``Ambiguous``, or ``WrongUsage`` where it is me or nobody.
    """
    try:
        found = people.find(journal, who)
    except Ambiguous:
        running = {known.partner.id for known in active(journal)}
        running &= set(people.meant(journal, who))
        if len(running) != 1:
            raise
        return running.pop()
    if found == journal.me:
        raise WrongUsage(f"{quoted(who)} is you.", "name the other person")
    return found


def of_me(journal: Journal, who: str, *roles: Role) -> Mentorship | None:
    """My one active mentorship in these roles, where ``who`` names me and there is just one."""
    if not people.names_me(journal, who):
        return None
    found = [known for known in active(journal) if known.role in roles]
    return found[0] if len(found) == 1 else None


def edit(journal: Journal, id: int, facts: Facts) -> None:
    """Change what is given; raises ``WrongUsage`` for days that put the end, or a pause, before the start."""
    start, cadence = facts.get("started_on"), facts.get("cadence")
    if start:
        _restart(journal, store.get(journal, Mentorship, id), start)
    known = store.get(journal, Mentorship, id)
    if cadence:
        on = facts.get("on") or journal.clock.today
        _recadence(journal, known, None if cadence is AWAY else cadence, on)
    _expect_in_order(known.started_on, facts.get("planned_end_on"))
    store.edit(journal, Kind.MENTORSHIP, id, {**facts, "started_on": None})


def _recadence(journal: Journal, known: Mentorship, cadence: Cadence | None, on: date) -> None:
    """The column follows the newest event, which one told late is not."""
    if on < known.started_on:
        refuse_before(journal, known, "started on", known.started_on, on)
    new = cadence.stored if cadence else None
    if events.value_on(journal, Kind.MENTORSHIP, known.id, ("cadence",), on) == new:
        return
    now = stored_cadence(events.change(journal, Kind.MENTORSHIP, known.id, "cadence", new, on=on))
    journal.update("mentorships", known.id, **_columns(now))


def _restart(journal: Journal, known: Mentorship, start: date) -> None:
    """A start day is put right, not moved: what was so on the first day was so all along."""
    first = "(field = 'created' OR (field = 'cadence' AND old IS NULL AND happened_on = :was))"
    was = known.started_on.isoformat()
    later = journal.row(
        "SELECT min(happened_on) AS day FROM events WHERE kind = 'mentorship' AND record = :id"
        f" AND NOT {first}",
        {"id": known.id, "was": was},
    )
    changed = day(later["day"]) if later else None
    if changed and changed < start:
        raise WrongUsage(
            f"The mentorship with {known.partner.label} cannot have started on"
            f" {journal.in_words(start)}: it was changed on {journal.in_words(changed)}."
        )
    _expect_in_order(start, known.planned_end_on)
    journal.update("mentorships", known.id, started_on=start.isoformat())
    events.redate(journal, Kind.MENTORSHIP, known.id, start, first, was=was)


def begin(journal: Journal, person: int, held: Session, was: date | None = None) -> list[str]:
    """A mentorship without a start of its own begins, at the latest, with its first session.

    It has none where it starts on the day it was added, or with a session. ``held`` is a session that
    was held, and ``was`` the day it stood on before. Returns a sentence where the start moved. A private
    session moves nothing, as the partner reads the start.
    """
    on = held.held_on
    if held.visibility is Visibility.PRIVATE:
        return []
    for known in of(journal, person)[:1]:
        is_its_own = known.started_on not in (was, utc_to_local_day(known.created_at))
        if on >= known.started_on or known.state is not MentorshipState.ACTIVE:
            return []
        if is_its_own and not _met_on(journal, person, known.started_on):
            return []
        _restart(journal, known, on)
        day = journal.in_words(on)
        return [f"The mentorship with {known.partner.label} counts from {day}, its first session."]
    return []


def _met_on(journal: Journal, person: int, on: date) -> bool:
    held = journal.value(
        "SELECT 1 FROM sessions s JOIN attendees a ON a.session = s.id"
        " WHERE a.person = ? AND s.state = 'held' AND s.held_on = ? AND s.visibility <> 'private'",
        [person, on.isoformat()],
    )
    return held is not None


def refuse_before(journal: Journal, known: Mentorship, was: str, since: date, on: date) -> NoReturn:
    """Raise the ``WrongUsage`` for a day before one that it would have to follow."""
    raise WrongUsage(journal.before(f"The mentorship with {known.partner.label} {was}", since, on))


# What the two have agreed, in dated versions: a change is a new one


def agree(journal: Journal, facts: Facts) -> int:
    """A new version from its day on, as visible as the one before it unless told otherwise; its id.

    Raises ``WrongUsage`` for a day to come, ``JournalSaysNo`` after the mentorship's end and for a
    text that was agreed already.
    """
    words = required(facts["text"] or "", "An agreement's text")
    known = store.get(journal, Mentorship, facts["mentorship"])
    on = facts.get("agreed_on") or journal.clock.today
    _expect_agreeable(journal, known, on)
    others = agreements_of(journal, known.id)
    earlier = [each for each in others if each.agreed_on <= on]
    if earlier and earlier[-1].text == words:
        raise JournalSaysNo(
            f"Version {earlier[-1].version} of the agreement with {known.partner.label} says just that."
        )
    nearest = earlier[-1:] or others[:1]
    inherited = nearest[0].visibility if nearest else Visibility.SHARED
    level = facts.get("visibility") or inherited
    return store.insert(
        journal, Kind.AGREEMENT, {**facts, "agreed_on": on, "visibility": level}, on
    )


def _expect_agreeable(journal: Journal, known: Mentorship, on: date) -> None:
    journal.expect_past(on, "An agreement of")
    if known.ended_on and on > known.ended_on:
        raise JournalSaysNo(
            f"The mentorship with {known.partner.label} ended on {journal.in_words(known.ended_on)}.",
            "mentorlog mentorship resume takes it up again",
        )


def revise(journal: Journal, id: int, facts: Facts) -> int | None:
    """Change what is given of a version; a new text is a new version, whose id is returned.

    Raises ``JournalSaysNo`` for a new text of a version that is no longer in force, and as ``agree``.
    """
    version, text, on = store.get(journal, Agreement, id), facts.get("text"), facts.get("agreed_on")
    known = store.get(journal, Mentorship, version.mentorship.id)
    if text is not None and required(text, "An agreement's text") != version.text:
        expect_in_force(journal, known, version)
        return agree(journal, {**facts, "mentorship": known.id})
    if on:
        _expect_agreeable(journal, known, on)
    store.edit(journal, Kind.AGREEMENT, id, facts)
    return None


def expect_in_force(journal: Journal, known: Mentorship, version: Agreement) -> None:
    """Raise ``JournalSaysNo`` for a version that another one has replaced."""
    newest = agreement_in_force(journal, known)
    if version.id != newest.id:
        raise JournalSaysNo(
            f"Version {version.version} is no longer in force; a new text is one of version {newest.version}.",
            f"mentorlog agreement edit v{newest.id} --text TEXT",
        )


def agreements_of(journal: Journal, mentorship: int) -> list[Agreement]:
    """All versions agreed in a mentorship, the newest last."""
    return store.select(journal, Agreement, mentorship=mentorship)


def agreement_in_force(journal: Journal, known: Mentorship) -> Agreement:
    """The version in force; raises ``JournalSaysNo`` where there is none."""
    if versions := agreements_of(journal, known.id):
        return versions[-1]
    is_me = journal.lens.audience is Audience.ME
    hint = f"mentorlog agreement add {pasted(known.partner.label)} TEXT adds one" if is_me else ""
    raise JournalSaysNo(f"There is no agreement with {known.partner.label}.", hint)
