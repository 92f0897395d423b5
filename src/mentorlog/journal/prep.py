"""What to talk about in the next session: an agenda from what is open between the two of us."""

from collections.abc import Iterable
from datetime import date

from mentorlog.errors import NotFound
from mentorlog.journal import (
    Journal,
    belonging,
    course,
    mentorships,
    people,
    review,
    sessions,
    store,
    takeaways,
)
from mentorlog.journal import since as changes
from mentorlog.journal.names import refs
from mentorlog.journal.tables import among
from mentorlog.records import (
    Action,
    ActionState,
    GoalStanding,
    Kind,
    PaceState,
    Ref,
    Role,
    Session,
    SessionState,
    Takeaway,
    TakeawayKind,
)
from mentorlog.records.screens import Agenda, Meeting, Review
from mentorlog.records.timeline import Entry
from mentorlog.values import NamedTuple

_PRESSING = (PaceState.OVERDUE, PaceState.AT_RISK)
_LEARNED = (TakeawayKind.TAKEAWAY, TakeawayKind.FEEDBACK)


class _Next(NamedTuple):
    """The next session with one person: a planned one, or a slot that starts on a day and has a last one."""

    partner: int
    on: date | None
    planned: Session | None
    meet_by: date | None = None


# Which sessions


def with_partner(journal: Journal, who: str) -> Agenda:
    """The agenda of the next session with the person whom ``who`` names.

    Raises ``NotFound``, or ``Ambiguous`` where the name fits several people.
    """
    person = changes.partner(journal, who)
    if person == journal.me:
        raise NotFound("partner", who, "that is you: name the other person")
    planned = store.select(journal, Session, met=person, state=SessionState.PLANNED)
    to_come = [session for session in planned if session.held_on >= journal.today]
    if planned:
        # The last one of those whose day has passed is the one to prepare, until somebody says more.
        known = (to_come or planned[-1:])[0]
        return _agenda(journal, _Next(person, known.held_on, known))
    for next in course.coming(journal, mentorships.of(journal, person)[:1]):
        return _agenda(journal, _Next(person, next.on, None, next.meet_by))
    return _agenda(journal, _Next(person, None, None))


def due(journal: Journal) -> list[Agenda]:
    """The agendas of all sessions due by the end of tomorrow, in order of time.

    A planned session is due from its day until it is held, cancelled or moved. One that nobody planned
    is due once its slot has begun, and comes after those with a time. A session with several people has
    an agenda for each.
    """
    until = changes.day_after(journal.today)
    planned = [
        _Next(person.id, session.held_on, session)
        for session in sessions.due(journal, until=until)
        for person in session.attendees
    ]
    with_plan = {each.partner for each in planned}
    slots = {
        meeting.mentorship.partner.id: _Next(
            meeting.mentorship.partner.id, meeting.on, None, meeting.meet_by
        )
        for meeting in reversed(coming(journal))
        if not meeting.planned
        and meeting.on <= until
        and meeting.mentorship.partner.id not in with_plan
    }
    found = [*planned, *slots.values()]
    found.sort(key=lambda each: _in_order(each, journal.today))
    return [_agenda(journal, each) for each in found]


def _in_order(each: _Next, today: date) -> tuple[date | str | bool, ...]:
    """As ``course.place``; what was to be held before today is still to be held."""
    time = each.planned.time if each.planned else None
    on = each.on or today
    return *course.place(max(on, today), each.meet_by, time), on


def coming(journal: Journal) -> list[Meeting]:
    """The next session of each mentorship that goes on and has one to come, the nearest first."""
    return course.coming(journal, mentorships.going_on(journal))


# What to talk about


def _agenda(journal: Journal, next: _Next) -> Agenda:
    named = refs(journal, Kind.PERSON, [journal.me, next.partner])
    partner = named.get(next.partner) or Ref(Kind.PERSON, next.partner, "", "")
    with_them = mentorships.of(journal, next.partner)
    known = with_them[0] if with_them else None
    met = people.last_session(journal, next.partner)
    last_on, last = met or (None, None)
    said = belonging.records(
        journal, Takeaway, next.partner, "session = :of", of=last.id if last else None
    )
    agenda = Agenda(
        on=next.on,
        meet_by=next.meet_by,
        planned=next.planned,
        partner=partner,
        me=named.get(journal.me),
        mentorship=known,
        last=last,
        last_on=last_on,
        days_since=(journal.today - last_on).days if last_on else None,
        topics=tuple(takeaways.unanswered(journal, next.partner, TakeawayKind.TOPIC)),
        advice=_of(said, TakeawayKind.ADVICE),
        learned=_of(said, *_LEARNED),
        questions=tuple(takeaways.unanswered(journal, next.partner, TakeawayKind.QUESTION)),
    )
    if known is None:
        return agenda
    return _filled(journal, agenda, review.of_partner(journal, partner.code))


def _of(lines: Iterable[Takeaway], *kinds: TakeawayKind) -> tuple[Takeaway, ...]:
    return tuple(line for line in lines if line.kind in kinds)


def _filled(journal: Journal, agenda: Agenda, reviewed: Review) -> Agenda:
    """The agenda with what a review of the mentorship adds."""
    them = agenda.partner.id
    start = review.start_of(journal, reviewed.mentorship)
    tried = dict.fromkeys(each.record.id for each in reviewed.since if each.kind == "advice")
    # What came of it is told first; then what was said last, and what is open from before.
    advice = dict.fromkeys(
        (*store.of_ids(journal, Takeaway, list(tried)), *agenda.advice, *reviewed.advice)
    )
    noted = _noted_since(journal, them, start)
    dropped = changes.endings(reviewed.since, *changes.STOPPED)
    with_them = mentorships.of(journal, them)
    return agenda._replace(
        advice=tuple(reviewed.advice if agenda.role is Role.MENTEE else advice),
        given=frozenset(
            line.id for line in advice if course.role_on(with_them, line.noted_on) is Role.MENTEE
        ),
        theirs=tuple(action for action in reviewed.actions if action.owner.id == them),
        mine=tuple(action for action in reviewed.actions if action.owner.id != them),
        done=tuple(_done(journal, agenda, reviewed)),
        dropped=tuple(store.of_ids(journal, Action, list(dropped))),
        ended=dropped,
        moved=changes.moved(journal, reviewed.since, start),
        wins=changes.wins_told(journal, reviewed.since),
        told=tuple(each for each in reviewed.since if _is_told_alone(each)),
        learned=(*agenda.learned, *(line for line in noted if line not in agenda.learned)),
        goals=tuple(
            goal.standing for goal in reviewed.goals if _is_to_talk_about(goal.standing, agenda)
        ),
    )


def _is_told_alone(entry: Entry) -> bool:
    """Whether nothing else in an agenda tells it: no action, win, or progress of a goal does."""
    return entry.kind not in ("action", "win") and entry.field != "progress"


def _noted_since(journal: Journal, person: int, start: changes.Start) -> list[Takeaway]:
    # The plus keeps SQLite on the index by day.
    noted = f"+t.kind IN {among(_LEARNED)} AND t.noted_on BETWEEN :first AND :today"
    days = {"first": start.first.isoformat(), "today": journal.today.isoformat()}
    found = belonging.records(journal, Takeaway, person, noted, "t.noted_on, t.id", **days)
    return [line for line in found if start.counts(line.noted_on, line.created_at)]


def _done(journal: Journal, agenda: Agenda, reviewed: Review) -> list[Action]:
    """What either of us has done since the last session or of what was agreed in it."""
    last = agenda.last.id if agenda.last else None
    done = "session = :of AND state = 'done'"
    agreed = belonging.records(journal, Action, agenda.partner.id, done, of=last)
    since = changes.endings(reviewed.since, ActionState.DONE)
    ids = dict.fromkeys([*(action.id for action in agreed), *since])
    return store.of_ids(journal, Action, list(ids))


def _is_to_talk_about(standing: GoalStanding, agenda: Agenda) -> bool:
    """Of a mentee's goals also those that are behind: who mentors asks before they are at risk."""
    stands = standing.stalled_days is not None or standing.stuck is not None
    behind = agenda.role is Role.MENTEE and standing.pace_state is PaceState.BEHIND
    return stands or behind or standing.pace_state in _PRESSING
