"""A mentorship's course: its slots by the cadence of their time, the sessions in them, its pauses.

A session belongs to one mentorship with each person who was there: the one that ran on its day.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mentorlog.journal import Journal, events, figures, mentorships
from mentorlog.journal.names import day
from mentorlog.periods import Cadence, stored_cadence
from mentorlog.records import (
    Kind,
    Mentorship,
    MentorshipStanding,
    MentorshipState,
    Pause,
    Role,
    SessionState,
    Slot,
)
from mentorlog.records.screens import Meeting
from mentorlog.values import NamedTuple

Agreed = tuple[date, Cadence | None]
"""A cadence, or none, and the day it was agreed."""


_DAY = timedelta(days=1)


class Course(NamedTuple):
    """A mentorship with the cadences that were agreed in it and the days it met on, oldest first."""

    mentorship: Mentorship
    agreed: Sequence[Agreed]
    held: Sequence[date]

    def slots(self, today: date) -> tuple[Slot, ...]:
        """The slots that count by ``today``, and whether each had a session; none without a
        cadence. A slot counts once it has ended, or as soon as a session was held in it; where the
        mentorship ends, the slot of that day does too. It does not count if all of it lies in a
        pause or after the end."""
        if self.mentorship.state is None:  # Its course is hidden.
            return ()
        last = self.mentorship.ended_on or date.max
        found = (
            Slot(start, min(end, last), self._met_on(start, end))
            for start, end in self._stretches(today)
            if not self._rests(start, end)
        )
        return tuple(slot for slot in found if slot.held or slot.end_on < today)

    def next_slot(self, today: date) -> Slot | None:
        """The next slot that has no session, from its first to its last day outside of pauses; it may
        be that of today.

        None without a cadence, for a mentorship that has ended, and where it is to rest until
        somebody says more.
        """
        known, goes_on = self.mentorship, self._goes_on(today)
        if known.cadence is None or goes_on is None:
            return None
        for start, end in self._stretches(known.ended_on or date.max):
            if end < goes_on or self._met_on(start, end):
                continue
            first = self._runs_from(start if goes_on == today else max(start, goes_on))
            if first is None:
                return None
            if first <= end:
                return Slot(first, self._last_outside(end), None)
        return None

    def cut(self, rest: Pause) -> list[Slot]:
        """The slots without a session of which a pause has most, but not all: they count still."""
        again = rest.until_on or date.max
        return [
            Slot(start, end, None)
            for start, end in self._stretches(rest.until_on or rest.from_on)
            if min(end + _DAY, again) - max(start, rest.from_on) > (end + _DAY - start) / 2
            if not (self._rests(start, end) or self._met_on(start, end))
        ]

    def _goes_on(self, today: date) -> date | None:
        """The first day from today on when it runs; None where it has ended, or nobody has said when."""
        known = self.mentorship
        if known.state is MentorshipState.ACTIVE:
            return today
        on = self._runs_from(today) if known.state is MentorshipState.PAUSED else None
        return on if on != today else None

    def _runs_from(self, on: date) -> date | None:
        """That day, or the one on which the pause around it ends."""
        rest = self._rest_on(on)
        return rest.until_on if rest else on

    def _last_outside(self, end: date) -> date:
        """The last day of a slot, or the one before a pause begins that lasts beyond it."""
        rest = self._rest_on(end)
        return rest.from_on - _DAY if rest else end

    def _rest_on(self, on: date) -> Pause | None:
        return next((rest for rest in self.mentorship.pauses if rest.covers(on, on)), None)

    def _stretches(self, today: date) -> Iterator[tuple[date, date]]:
        """The slots that have begun, each as long as the cadence that was agreed when it began.

        If another cadence is agreed during a slot, the slot ends by that one where that is earlier.
        """
        begins = self.mentorship.started_on
        for number, (since, cadence) in enumerate(self.agreed, 1):
            later = self.agreed[number:]
            until = later[0][0] if later else date.max
            end = min((next.after(on, 1) for on, next in later if next), default=date.max)
            first, count = max(begins, since), 0
            begins = first
            while cadence and begins < until and begins <= today:
                count += 1
                try:
                    following = min(cadence.after(first, count), end)
                except OverflowError:  # The calendar ends with the year 9999.
                    return
                yield begins, following - _DAY
                begins = following

    def _met_on(self, start: date, end: date) -> date | None:
        """The day of the first session in the slot."""
        place = bisect_left(self.held, start)
        first = self.held[place] if place < len(self.held) else date.max
        return first if first <= end else None

    def _rests(self, start: date, end: date) -> bool:
        known = self.mentorship
        if known.ended_on and start > known.ended_on:
            return True
        return bool(known.pauses) and any(rest.covers(start, end) for rest in known.pauses)


def cut_by_pauses(journal: Journal, known: Mentorship, on: date) -> Iterator[str]:
    """Which slots count still, though the pause of a day has most of them, and how to leave each out."""
    (of,) = courses(journal, [known])
    for rest in (each for each in known.pauses if each.covers(on, on)):
        for slot in of.cut(rest):
            start, end = journal.in_words(slot.start_on), journal.in_words(slot.end_on)
            before = f" from {start}" if slot.start_on < rest.from_on else ""
            beyond = rest.until_on and slot.end_on >= rest.until_on
            after = f" until {journal.in_words(slot.end_on + _DAY)}" if beyond else ""
            yield (
                f"{start} – {end} still counts for the cadence. The pause has most of these days, not all."
                f" To leave them out: mentorlog undo, then pause{before}{after}."
            )


# How mentorships stand


def of(journal: Journal, records: Sequence[Mentorship]) -> list[MentorshipStanding]:
    """Each mentorship with its cadence figures, in the given order."""
    return [_standing(journal, each) for each in courses(journal, records)]


def _standing(journal: Journal, known: Course) -> MentorshipStanding:
    counted, to_come = known.slots(journal.today), _next(journal, known)
    rests, is_shown = known.mentorship.pauses, known.mentorship.state is not None
    last = known.held[-1] if known.held else None
    return MentorshipStanding(
        mentorship=known.mentorship,
        slots=counted,
        cadence_kept=figures.cadence_kept(counted),
        longest_gap=figures.longest_gap(known.held, rests) if is_shown else None,
        last_held_on=last,
        days_since_last_session=(journal.today - last).days if last else None,
        next_on=to_come.on if to_come else None,
        meet_by=to_come.meet_by if to_come else None,
        sessions_held=len(known.held),
    )


def coming(journal: Journal, records: Sequence[Mentorship]) -> list[Meeting]:
    """The next session of each mentorship that has one to come, the one that must be held first before others."""
    found = filter(None, (_next(journal, each) for each in courses(journal, records)))
    return sorted(
        found, key=lambda each: (*place(each.on, each.meet_by, each.time), each.mentorship.id)
    )


def place(on: date, meet_by: date | None, time: str | None) -> tuple[date, str, bool, date]:
    """Where a session stands among others: by its day, or the last one on which it can be held, then by time.

    Those without a time come last, and of these the planned ones first.
    """
    return meet_by or on, time or "24:00", meet_by is not None, on


def _next(journal: Journal, known: Course) -> Meeting | None:
    """The next session that is planned, else the next slot without one."""
    planned_on, time = _planned(journal, known.mentorship)
    if planned_on:
        return Meeting(known.mentorship, planned_on, None, time)
    slot = known.next_slot(journal.today)
    return Meeting(known.mentorship, slot.start_on, slot.end_on) if slot else None


def _planned(journal: Journal, known: Mentorship) -> tuple[date | None, str | None]:
    """The day and the time of the next session that is planned."""
    # CROSS JOIN makes SQLite begin with the few sessions to come, not with all that were attended.
    found = journal.row(
        "SELECT s.held_on AS day, s.time FROM sessions s CROSS JOIN attendees a ON a.session = s.id"
        " WHERE s.state = 'planned' AND s.held_on >= ? AND a.person = ?"
        " ORDER BY s.held_on, s.time LIMIT 1",
        [journal.today.isoformat(), known.partner.id],
    )
    on = day(found["day"]) if found else None
    return (on, found["time"]) if found and on and _within(journal, known, [on]) else (None, None)


def courses(journal: Journal, records: Sequence[Mentorship]) -> list[Course]:
    """The course of each mentorship by the journal's day, in the given order."""
    held = _held(journal, [known.partner.id for known in records])
    told = events.of(journal, Kind.MENTORSHIP, [known.id for known in records], ("cadence",))
    found = []
    for known in records:
        changes = told.get(known.id, [])
        agreed = [(event.happened_on, stored_cadence(event.new)) for event in changes]
        # The column has what is agreed now, even if another tool has set it.
        now = (agreed[-1][0] if agreed else known.started_on, known.cadence)
        met = _within(journal, known, held[known.partner.id])
        found.append(Course(known, [*agreed[:-1], now], met))
    return found


# Whose a session is


def on_day(known: Sequence[Mentorship], on: date) -> Mentorship | None:
    """Of the mentorships with one person, the one to which a day belongs; None where none ran."""
    return between(known, on, on)


def between(known: Sequence[Mentorship], since: date, until: date) -> Mentorship | None:
    """Of the mentorships with one person, the one to which those days belong; None where none ran.

    Where several ran, it is one that was not paused on the last day, and of those the one that
    began last.
    """
    ran = [each for each in known if each.started_on <= until and since <= _last_day(each)]
    return max(
        ran,
        key=lambda each: (
            until <= _last_day(each) and not each.rests_on(until),
            each.started_on,
            each.id,
        ),
        default=None,
    )


def _last_day(known: Mentorship) -> date:
    return known.ended_on or date.max


def role_on(known: Sequence[Mentorship], on: date) -> Role | None:
    """What one person was to me on a day, from all mentorships with them.

    Where none ran, the role in the first one.
    """
    found = on_day(known, on) or (known[0] if known else None)
    return found.role if found else None


def _held(journal: Journal, partners: Sequence[int]) -> dict[int, list[date]]:
    """The days of the sessions held with each partner, from one query."""
    # With CROSS JOIN an index alone answers for each table. One row a person: a decade has
    # thousands of days, and a row for each would cost more than the query.
    alone = partners[0] if len(partners) == 1 else None
    found: dict[int, list[date]] = {partner: [] for partner in partners}
    for person, days in journal.rows(
        "SELECT a.person, group_concat(s.held_on, ' ') FROM sessions s"
        " CROSS JOIN attendees a ON a.session = s.id"
        " WHERE s.state = 'held' AND s.held_on <= :today"
        f"{' AND a.person = :alone' if alone else ''} GROUP BY a.person",
        {"today": journal.today.isoformat(), "alone": alone},
    ):
        if person in found:
            found[person] = list(map(date.fromisoformat, sorted(days.split())))
    return found


def unheld(journal: Journal, known: Mentorship) -> Counter[SessionState]:
    """How many sessions of a mentorship were cancelled, or missed by somebody, of those whose day has come."""
    found = journal.rows(
        "SELECT s.state, s.held_on FROM sessions s CROSS JOIN attendees a ON a.session = s.id"
        " WHERE s.state IN ('cancelled', 'no-show') AND s.held_on <= ? AND a.person = ?",
        [journal.today.isoformat(), known.partner.id],
    )
    days = [(SessionState(row["state"]), date.fromisoformat(row["held_on"])) for row in found]
    ours = set(_within(journal, known, [on for _, on in days]))
    return Counter(state for state, on in days if on in ours)


def _within(journal: Journal, known: Mentorship, days: Sequence[date]) -> list[date]:
    """Those of the days with a partner that belong to this mentorship."""
    first, last = known.started_on, _last_day(known)
    within = [on for on in days if first <= on <= last]
    all_of_them = mentorships.of(journal, known.partner.id) if within else []
    if len(all_of_them) > 1:
        return [on for on in within if on_day(all_of_them, on) == known]
    return within
