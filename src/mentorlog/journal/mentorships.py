"""Mentorships: who works with whom, at which cadence, and the pauses in between."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import NamedTuple, NoReturn

from mentorlog.dates import utc_to_local_day
from mentorlog.errors import Ambiguous, JournalSaysNo, NotFound, WrongUsage, quoted
from mentorlog.journal import Journal, events, people, tags
from mentorlog.journal.names import common, day, listed, refs, unknown
from mentorlog.journal.names import tags as tags_of
from mentorlog.journal.references import counts, kind_of, resolve
from mentorlog.journal.words import optional
from mentorlog.periods import Cadence, stored_cadence
from mentorlog.records import (
    UNNAMED,
    Kind,
    Mentorship,
    MentorshipState,
    Pause,
    Ref,
    Role,
    Session,
    Visibility,
)


class Plan(NamedTuple):
    """What a mentorship may be given when it is made."""

    cadence: Cadence | None = None
    started_on: date | None = None
    planned_end_on: date | None = None
    purpose: str | None = None
    visibility: Visibility = Visibility.SHARED
    tags: tuple[str, ...] = ()


def add(journal: Journal, name: str, role: Role, plan: Plan) -> Mentorship:
    """A mentorship with ``name``, who is ``role`` to me; a new person unless the name is known.

    Raises ``JournalSaysNo`` where one in that role is running already, ``WrongUsage`` where it
    would end before it starts.
    """
    started = plan.started_on or journal.clock.today
    if plan.planned_end_on and plan.planned_end_on < started:
        raise WrongUsage("A mentorship cannot end before it starts.")
    person = _person(journal, name, role)
    refuse_second(journal, person, role)
    mentor, mentee = (journal.me, person) if role is Role.MENTEE else (person, journal.me)
    cadence = plan.cadence
    id = journal.insert(
        "mentorships",
        mentor=mentor,
        mentee=mentee,
        peers=int(role is Role.PEER),
        purpose=optional(plan.purpose),
        cadence_days=cadence.days if cadence else None,
        cadence_months=cadence.months if cadence else None,
        started_on=started.isoformat(),
        planned_end_on=plan.planned_end_on.isoformat() if plan.planned_end_on else None,
        visibility=plan.visibility.value,
    )
    tags.put(journal, Kind.MENTORSHIP, id, plan.tags)
    events.record(journal, Kind.MENTORSHIP, id, "created", on=started, new="active")
    if cadence:
        events.record(journal, Kind.MENTORSHIP, id, "cadence", on=started, new=cadence.stored)
    return get(journal, id)


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
        person = same[0] if same else people.add(journal, people.Facts(name)).id
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


def get(journal: Journal, id: int) -> Mentorship:
    """The mentorship with that id; raises ``NotFound``."""
    found = _records(journal, journal.rows("SELECT * FROM mentorships WHERE id = ?", [id]))
    if not found:
        raise NotFound("mentorship", f"r{id}", "mentorlog mentorship --all lists them")
    return found[0]


def everyone(
    journal: Journal, *, role: Role | None = None, ended: bool = False, tag: str | None = None
) -> list[Mentorship]:
    """Mentorships, the longest running first; ended ones only where asked for, and then last."""
    condition = "1" if ended else "state IS NOT 'ended'"
    bears, value = tags.bearing(journal, Kind.MENTORSHIP, tag)
    rows = journal.rows(
        f"SELECT * FROM mentorships WHERE {condition} AND {bears}"
        " ORDER BY state = 'ended', started_on, id",
        [value] if value else [],
    )
    return [known for known in _records(journal, rows) if role in (None, known.role)]


def active(journal: Journal) -> list[Mentorship]:
    """Mentorships that are neither paused nor ended."""
    return [known for known in everyone(journal) if known.state is MentorshipState.ACTIVE]


def of(journal: Journal, person: int) -> list[Mentorship]:
    """All mentorships with one person: active ones first, then paused ones, the latest first."""
    rows = journal.rows(
        # Each column has its index, which ``? IN (mentor, mentee)`` would leave unused.
        "SELECT * FROM mentorships WHERE mentor = :person OR mentee = :person"
        " ORDER BY state = 'ended', state = 'paused', started_on DESC, id DESC",
        {"person": person},
    )
    return _records(journal, rows)


def with_partner(
    journal: Journal, who: str, role: Role | None = None, *, resting: bool = False
) -> Mentorship:
    """The mentorship with the partner ``who`` names: the running one, else the latest.

    Only partners in that role are looked among; a whole name beats a part of one, and a partner of
    now one of the past (``resting`` looks for one that is paused or ended first). Raises
    ``NotFound``, or ``Ambiguous`` where the name fits several people.
    """
    candidates: dict[int, list[Mentorship]] = {}
    for known in _with(journal, role):
        candidates.setdefault(known.partner.id, []).append(known)
    if people.is_me(who) or people.is_number(who):
        found = candidates.get(people.find(journal, who), [])
        return _chosen(journal, found, who, role, resting=resting)
    matches = people.matching(journal, who, candidates)
    fits = is_at_rest if resting else _runs
    matches = [match for match in matches if any(map(fits, candidates[match]))] or matches
    if len(matches) > 1:
        raise people.ambiguous(journal, who, matches, role or "mentorship")
    found = candidates[matches[0]] if matches else []
    return _chosen(journal, found, who, role, resting=resting)


def is_number(words: str) -> bool:
    """Whether the words are a mentorship's number, ``r2``, or count from the newest, ``r-1``."""
    return kind_of(words) is Kind.MENTORSHIP


def named(journal: Journal, words: str, *, resting: bool = False) -> Mentorship:
    """The one mentorship that a partner's name, ``r2`` or ``r-1`` means; else as ``with_partner``.

    Raises ``Ambiguous`` where the partner has two of which either could be meant.
    """
    if is_number(words) or (counts(words) and not people.meant(journal, words)):
        return get(journal, resolve(journal, Kind.MENTORSHIP, words))
    found = with_partner(journal, words, resting=resting)
    alike = {
        known.role: known
        for known in reversed(of(journal, found.partner.id))
        if (known.state is found.state if resting else _runs(known) is _runs(found))
    }
    if len(alike) > 1:
        candidates = [f"r{known.id}, your {role}" for role, known in alike.items()]
        raise Ambiguous("mentorship", words, candidates)
    return found


def _with(journal: Journal, role: Role | None) -> list[Mentorship]:
    rows = journal.rows(
        "SELECT * FROM mentorships"
        " ORDER BY state = 'ended', state = 'paused', started_on DESC, id DESC"
    )
    return [known for known in _records(journal, rows) if role in (None, known.role)]


def _chosen(
    journal: Journal, found: list[Mentorship], who: str, role: Role | None, *, resting: bool
) -> Mentorship:
    if not found:
        adds = people.adding(who, role or "")
        is_me = people.names_me(journal, who)
        raise NotFound(
            role or "mentorship", who, "that is you: name the other person" if is_me else adds
        )
    return next(filter(is_at_rest, found), found[0]) if resting else found[0]


def _runs(known: Mentorship) -> bool:
    return known.state is not MentorshipState.ENDED


def is_at_rest(known: Mentorship) -> bool:
    """Whether it is paused or has ended."""
    return known.state is not MentorshipState.ACTIVE


def companion(journal: Journal, who: str) -> int:
    """The one other person meant; of several, the partner of the only one that runs.

    Raises ``NotFound``, ``Ambiguous``, or ``WrongUsage`` where it is me or nobody.
    """
    try:
        found = people.find(journal, who)
    except Ambiguous:
        running = {known.partner.id for known in active(journal)}
        running &= set(people.matching(journal, who))
        if len(running) != 1:
            raise
        return running.pop()
    if found == journal.me:
        raise WrongUsage(f"{quoted(who)} is you.", "name the other person")
    return found


def of_me(journal: Journal, who: str, *roles: Role) -> Mentorship | None:
    """My one active mentorship in these roles, where ``who`` names me; else None."""
    return only_active(journal, *roles) if people.names_me(journal, who) else None


def only_active(journal: Journal, *roles: Role) -> Mentorship | None:
    """The one active mentorship, of these roles if any are named; None where there are more."""
    found = [known for known in active(journal) if not roles or known.role in roles]
    return found[0] if len(found) == 1 else None


class Edit(NamedTuple):
    """What may be changed of a mentorship; None leaves it, an empty text takes it away."""

    cadence: Cadence | None = None
    no_cadence: bool = False
    started_on: date | None = None
    planned_end_on: date | None = None
    no_planned_end: bool = False
    purpose: str | None = None
    visibility: Visibility | None = None
    tags: tuple[str, ...] = ()


def edit(journal: Journal, id: int, change: Edit, on: date) -> Mentorship:
    """Change what is given; a new cadence is an event of the day ``on``.

    Raises ``WrongUsage`` for days that would put the end, or a pause, before the start.
    """
    if change.started_on:
        _restart(journal, get(journal, id), change.started_on)
    known = get(journal, id)
    if change.cadence or change.no_cadence:
        _recadence(journal, known, change.cadence, on)
    if change.planned_end_on and change.planned_end_on < known.started_on:
        raise WrongUsage("A mentorship cannot end before it starts.")
    if change.planned_end_on or change.no_planned_end:
        until = change.planned_end_on.isoformat() if change.planned_end_on else None
        journal.update("mentorships", id, planned_end_on=until)
    if change.purpose is not None:
        journal.update("mentorships", id, purpose=optional(change.purpose))
    if change.visibility:
        journal.update("mentorships", id, visibility=change.visibility.value)
    tags.put(journal, Kind.MENTORSHIP, id, change.tags)
    return get(journal, id)


def _recadence(journal: Journal, known: Mentorship, cadence: Cadence | None, on: date) -> None:
    """The column follows the newest event, which one told late is not."""
    if on < known.started_on:
        refuse_before(journal, known, "started on", known.started_on, on)
    new = cadence.stored if cadence else None
    if events.value_on(journal, Kind.MENTORSHIP, known.id, ("cadence",), on) == new:
        return
    now = stored_cadence(events.change(journal, Kind.MENTORSHIP, known.id, "cadence", new, on=on))
    journal.update(
        "mentorships",
        known.id,
        cadence_days=now.days if now else None,
        cadence_months=now.months if now else None,
    )


def _restart(journal: Journal, known: Mentorship, start: date) -> None:
    """A start day is put right, not moved: what was so on the first day was so all along."""
    first = "(field = 'created' OR (field = 'cadence' AND old IS NULL AND happened_on = :was))"
    values = {"id": known.id, "was": known.started_on.isoformat(), "start": start.isoformat()}
    later = journal.row(
        "SELECT min(happened_on) AS day FROM events WHERE kind = 'mentorship' AND record = :id"
        f" AND NOT {first}",
        {"id": known.id, "was": known.started_on.isoformat()},
    )
    changed = day(later["day"]) if later else None
    if changed and changed < start:
        raise WrongUsage(
            f"The mentorship with {known.partner.label} cannot have started on"
            f" {journal.in_words(start)}: it was changed on {journal.in_words(changed)}."
        )
    if known.planned_end_on and known.planned_end_on < start:
        raise WrongUsage("A mentorship cannot end before it starts.")
    journal.update("mentorships", known.id, started_on=start.isoformat())
    journal.connection.execute(
        "UPDATE events SET happened_on = :start WHERE kind = 'mentorship' AND record = :id"
        f" AND {first}",
        values,
    )


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
    raise WrongUsage(
        f"The mentorship with {known.partner.label} {was} {journal.in_words(since)};"
        f" {journal.in_words(on)} is before that."
    )


def _records(journal: Journal, rows: list[sqlite3.Row]) -> list[Mentorship]:
    ids = [row["id"] for row in rows]
    persons = refs(
        journal, Kind.PERSON, [row[side] for row in rows for side in ("mentor", "mentee")]
    )
    tagged = tags_of(journal, Kind.MENTORSHIP, ids)
    resting = _pauses(journal, ids)
    found = []
    for row in rows:
        role = _role(row, journal.me)
        mentor, mentee = (
            _as(persons.get(row[side], unknown(Kind.PERSON, row[side])), role)
            for side in ("mentor", "mentee")
        )
        started = day(row["started_on"])
        assert started
        found.append(
            Mentorship(
                **common(row),
                tags=tagged.get(row["id"], ()),
                visibility=Visibility(row["visibility"]),
                mentor=mentor,
                mentee=mentee,
                partner=mentee if mentor.id == journal.me else mentor,
                role=role,
                purpose=row["purpose"],
                cadence=_cadence(row),
                started_on=started,
                planned_end_on=day(row["planned_end_on"]),
                ended_on=day(row["ended_on"]),
                end_reason=row["end_reason"],
                state=MentorshipState(row["state"]) if row["state"] else None,
                pauses=resting.get(row["id"], ()),
            )
        )
    return found


def _as(person: Ref, role: Role) -> Ref:
    """Somebody without a name is called by what they are in this mentorship, not in another."""
    return person._replace(label=f"a {role}") if person.label in UNNAMED else person


def _role(row: sqlite3.Row, me: int) -> Role:
    if row["peers"]:
        return Role.PEER
    return Role.MENTEE if row["mentor"] == me else Role.MENTOR


def _cadence(row: sqlite3.Row) -> Cadence | None:
    if row["cadence_days"]:
        return Cadence(days=row["cadence_days"])
    return Cadence(months=row["cadence_months"]) if row["cadence_months"] else None


def _pauses(journal: Journal, ids: list[int]) -> dict[int, tuple[Pause, ...]]:
    found: dict[int, tuple[Pause, ...]] = {}
    for row in journal.rows(
        "SELECT * FROM pauses WHERE mentorship IN (SELECT value FROM json_each(?))"
        " ORDER BY from_on, id",
        [listed(ids)],
    ):
        started = day(row["from_on"])
        assert started
        pause = Pause(started, day(row["until_on"]), row["reason"])
        found[row["mentorship"]] = (*found.get(row["mentorship"], ()), pause)
    return found
