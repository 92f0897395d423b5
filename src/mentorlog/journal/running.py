"""Whether a mentorship runs: pausing it, taking it up again, ending it, and what its end leaves open."""

from datetime import date, timedelta

from mentorlog.errors import JournalSaysNo, WrongUsage, quoted
from mentorlog.journal import (
    Journal,
    Value,
    events,
    store,
)
from mentorlog.journal.mentorships import is_at_rest, refuse_before, refuse_second
from mentorlog.journal.names import day
from mentorlog.journal.words import optional
from mentorlog.records import (
    Kind,
    Mentorship,
    MentorshipState,
    Pause,
)

_TOLD = ("state", "planned")
"""The events of its state. One of a day to come is only planned: whatever comes in between, an end on another
device as well, it never makes a mentorship run again."""


def told_why(journal: Journal, known: Mentorship, on: date, why: str | None) -> Pause | None:
    """Whether a mentorship rests on a day, or is to from then on, and is told why: the pause, with its new reason.

    Raises ``JournalSaysNo`` for what a partner told.
    """
    rest = next((each for each in known.pauses if each.covers(on, on)), None)
    if rest is None or optional(why) is None or known.state is MentorshipState.ENDED:
        return None
    of = "mentorship = ? AND from_on = ?"
    for id in journal.ids(f"SELECT id FROM pauses WHERE {of}", [known.id, str(rest.from_on)]):
        journal.update("pauses", id, reason=optional(why))
    begins = "new = 'paused'"
    if told := events.last(journal, Kind.MENTORSHIP, known.id, _TOLD, rest.from_on, only=begins):
        events.give_reason(journal, Kind.MENTORSHIP, told, optional(why))
    return rest._replace(reason=optional(why))


def pause(
    journal: Journal, id: int, on: date, why: str | None = None, *, until: date | None = None
) -> Mentorship:
    """Put an active mentorship to rest from a day on, ``until`` the first day it runs again.

    Both may be to come. Raises ``JournalSaysNo`` where it is not active, or to be paused already.
    """
    known = store.get(journal, Mentorship, id)
    _expect(known, MentorshipState.ACTIVE)
    for rest in known.pauses_after(journal.clock.today):
        raise JournalSaysNo(
            f"The mentorship with {known.partner.label} is to be paused from"
            f" {journal.in_words(rest.from_on)} already.",
            f"mentorlog mentorship resume {quoted(known.partner.label)} takes that back",
        )
    if until and until <= on:
        raise WrongUsage("A pause cannot end before it begins.")
    _withdraw(journal, id, on)  # Of a pause that is over, another device may have planned the end.
    _expect_in_order(journal, known, on)
    journal.insert(
        "pauses",
        mentorship=id,
        from_on=on.isoformat(),
        until_on=until.isoformat() if until else None,
        reason=optional(why),
    )
    now = _turned(journal, known, MentorshipState.PAUSED, on, why)
    return _turned(journal, now, MentorshipState.ACTIVE, until, None) if until else now


def resume(journal: Journal, id: int, on: date, why: str | None = None) -> Mentorship:
    """Take a paused or ended mentorship up again; ``on`` is the first day it runs again.

    It may be to come for one that is paused, or is to be. The time since it ended becomes a pause. Raises
    ``JournalSaysNo`` where another one with that person, in that role, runs meanwhile.
    """
    known = store.get(journal, Mentorship, id)
    if not known.pauses_after(journal.clock.today):
        _expect(known, MentorshipState.PAUSED, MentorshipState.ENDED)
    if known.state is MentorshipState.ENDED and on > journal.clock.today:
        raise WrongUsage(
            f"{journal.in_words(on)} is still to come; what has ended is taken up again on that day."
        )
    _withdraw(journal, id, on, again=on)
    _expect_in_order(journal, known, on)
    if known.state is MentorshipState.ENDED:
        refuse_second(journal, known.partner.id, known.role)
        _rest_since_its_end(journal, known, on)
        journal.update("mentorships", id, ended_on=None, end_reason=None)
    now = store.get(journal, Mentorship, id)
    if known.state is MentorshipState.ACTIVE and not now.pauses_after(journal.clock.today):
        return now  # The pause was to begin later, and is taken back.
    return _turned(journal, known, MentorshipState.ACTIVE, on, why)


def _rest_since_its_end(journal: Journal, known: Mentorship, until: date) -> None:
    """The time since it ended is a pause, but where it ended in one, or for no day."""
    rest_from = known.ended_on + timedelta(1) if known.ended_on else until
    if rest_from < until and not any(rest.until_on is None for rest in known.pauses):
        days = {"from_on": rest_from.isoformat(), "until_on": until.isoformat()}
        journal.insert("pauses", mentorship=known.id, **days)


def taken_back(journal: Journal, before: Mentorship, now: Mentorship) -> list[Pause]:
    """The pauses that were to begin and are no more."""
    left = [rest.from_on for rest in now.pauses]
    ahead = before.pauses_after(journal.clock.today)
    return [rest for rest in ahead if rest.from_on not in left]


def end(journal: Journal, id: int, on: date | None = None, why: str | None = None) -> Mentorship:
    """End a mentorship, today or on a day; a pause that it is in stays open, as it did not run again.

    One that has ended takes another day, and a reason, still.
    """
    known = store.get(journal, Mentorship, id)
    if on and known.state is MentorshipState.ENDED:
        own = events.last(journal, Kind.MENTORSHIP, id, ("state",))
        _expect_in_order(journal, known, on, but=own["id"] if own else 0)
    if events.told_again(journal, Kind.MENTORSHIP, known, MentorshipState.ENDED, on, why):
        return store.get(journal, Mentorship, id)
    _expect(known, MentorshipState.ACTIVE, MentorshipState.PAUSED)
    on = on or journal.clock.today
    _withdraw(journal, id, on)
    _expect_in_order(journal, known, on)
    journal.update("mentorships", id, ended_on=on.isoformat(), end_reason=optional(why))
    return _moved(journal, known, MentorshipState.ENDED, on, why)


def _expect(known: Mentorship, *states: MentorshipState) -> None:
    if known.state not in states:
        name = quoted(known.partner.label)
        hint = f"mentorlog mentorship resume {name} takes it up again" if is_at_rest(known) else ""
        if known.state is MentorshipState.PAUSED:
            hint += ", with --on DAY later"
        raise JournalSaysNo(
            f"The mentorship with {known.partner.label} is {known.state} already.", hint
        )


def _withdraw(journal: Journal, id: int, on: date, *, again: date | None = None) -> None:
    """Take back what was to come: a pause that would begin on that day or later, and the end of one.

    Where it is to run ``again`` from that day on, the pauses that last beyond it end then, and so does the
    last one before; one that would last no day is deleted.
    """
    days: dict[str, Value] = {
        "id": id,
        "today": journal.clock.today.isoformat(),
        "on": on.isoformat(),
        "again": again.isoformat() if again else None,
    }
    lasts = "mentorship = :id AND (until_on IS NULL OR until_on > :today)"
    for row in journal.rows(
        "SELECT id, until_on, from_on >= :on AND (from_on > :today OR :again IS NOT NULL) AS begins"
        f" FROM pauses WHERE {lasts} AND (from_on >= :on OR until_on IS NULL OR until_on > :on"
        f" OR from_on = (SELECT max(from_on) FROM pauses WHERE {lasts} AND from_on < :on))",
        days,
    ):
        if row["begins"]:
            journal.delete("pauses", row["id"])
        elif row["until_on"] != days["again"]:
            journal.update("pauses", row["id"], until_on=days["again"])
    to_come = journal.ids(
        "SELECT id FROM events WHERE kind = 'mentorship' AND record = :id AND field = 'planned'"
        " AND happened_on > :today AND (new = 'active' OR happened_on >= :on)",
        days,
    )
    for event in to_come:
        journal.delete("events", event)


def _expect_in_order(journal: Journal, known: Mentorship, on: date, *, but: int = 0) -> None:
    """Raise ``JournalSaysNo`` for a day before the latest change ``but`` one: there would be two states."""
    latest = events.last(journal, Kind.MENTORSHIP, known.id, _TOLD, only=f"id <> {but}")
    since = day(latest["happened_on"]) if latest else None
    if on < known.started_on:
        refuse_before(journal, known, "started on", known.started_on, on)
    if since and on < since:
        state = latest["new"] if latest else known.state
        refuse_before(journal, known, f"has been {state} since", since, on)


def _turned(
    journal: Journal, known: Mentorship, state: MentorshipState, on: date, why: str | None
) -> Mentorship:
    if on <= journal.clock.today:
        return _moved(journal, known, state, on, why)
    events.record(
        journal, Kind.MENTORSHIP, known.id, "planned", on=on, new=state.value, note=optional(why)
    )
    return store.get(journal, Mentorship, known.id)


def _moved(
    journal: Journal, known: Mentorship, state: MentorshipState, on: date, why: str | None
) -> Mentorship:
    was = _before(known, state, on)
    return store.move(
        journal, Mentorship, known.id, "state", state, on=on, was=was, note=optional(why)
    )


def _before(known: Mentorship, state: MentorshipState, on: date) -> MentorshipState:
    """From which state it turns. A pause may have begun or ended by itself, so the last event does not say it."""
    if state is MentorshipState.ENDED:
        return MentorshipState.PAUSED if known.rests_on(on) else MentorshipState.ACTIVE
    if state is MentorshipState.PAUSED:
        return MentorshipState.ACTIVE
    ended = known.state is MentorshipState.ENDED
    return MentorshipState.ENDED if ended else MentorshipState.PAUSED
