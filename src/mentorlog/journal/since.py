"""What changed since a day: goals, targets, actions, wins, and what came of what was said.

The timeline tells what happened; here it is set against what there was before.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Self

from mentorlog.errors import JournalSaysNo, NotFound
from mentorlog.journal import (
    Journal,
    audience,
    carried_over,
    events,
    mentorships,
    people,
    standings,
    store,
    stream,
)
from mentorlog.journal.belonging import Asked, Scope
from mentorlog.journal.names import grouped, refs
from mentorlog.records import (
    Action,
    ActionState,
    Goal,
    GoalState,
    Kind,
    Reached,
    Ref,
    Session,
    SessionState,
    Win,
)
from mentorlog.records.choices import SKIPPED
from mentorlog.records.screens import Carried, Change, Moved, Since
from mentorlog.records.timeline import Entry, first_targets
from mentorlog.values import NamedTuple


class Start(NamedTuple):
    """The first day that counts as a whole, and the session before it where one was named.

    Of the session's own day counts what was recorded after ``logged``: when it became one that was held,
    and the last event that was told with it. Of one instant, the numbers of events tell the order.
    """

    on: date
    session: Ref | None = None
    session_on: date | None = None
    logged: tuple[str, int] | None = None

    @classmethod
    def after(cls, journal: Journal, session: Ref, held_on: date) -> Self:
        """What comes after a session."""
        held = journal.row(
            "SELECT e.recorded_at, max(e.id, coalesce((SELECT max(i.id) FROM events i"
            " WHERE i.session = e.record AND i.recorded_at = e.recorded_at), 0)) AS last"
            " FROM events e WHERE e.kind = 'session' AND e.record = ? AND e.new = 'held'"
            f" AND e.field IN ('created', 'state'){events.newest('e')}",
            [session.id],
        )
        logged = (held["recorded_at"], held["last"]) if held else None
        return cls(day_after(held_on), session, held_on, logged)

    @property
    def first(self) -> date:
        """The first day of which anything counts."""
        return self.session_on or self.on

    def counts(self, on: date, recorded_at: str | None, event: int | None = None) -> bool:
        """Whether what happened on a day, and was recorded at an instant, came after the start."""
        if on != self.session_on or not self.logged or not recorded_at:
            return on >= self.on
        at, last = self.logged
        return recorded_at > at or (recorded_at == at and (event is None or event > last))


def partner(journal: Journal, who: str) -> int:
    """The id of the person whom ``who`` names; a partner of today comes before anybody else.

    Raises ``NotFound`` or ``Ambiguous``.
    """
    try:
        return mentorships.with_partner(journal, who).partner.id
    except NotFound:
        return people.find(journal, who)


def last_session(journal: Journal, person: int | None) -> Start:
    """The last session with a person, or with the only active partner, or my only mentor.

    Raises ``JournalSaysNo`` where no session was held yet, ``WrongUsage`` where several could be meant.
    """
    if person is None:
        person = audience.partner(journal, None, None, "mentorlog since last-session").partner.id
    found = people.last_session(journal, person)
    if found is None:
        name = refs(journal, Kind.PERSON, [person])[person].label
        hint = "mentorlog since DAY counts from a day"
        raise JournalSaysNo(
            "No session was held yet." if person == journal.me
            else f"No session was held with {name} yet.", hint
        )  # fmt: skip
    on, session = found
    return Start.after(journal, session, on)


def session(journal: Journal, id: int) -> Start:
    """One session; raises ``JournalSaysNo`` for one that was not held."""
    found = store.get(journal, Session, id)
    if found.state is not SessionState.HELD:
        raise JournalSaysNo(f"s{id} was not held.", "mentorlog session lists those held")
    return Start.after(journal, refs(journal, Kind.SESSION, [id])[id], found.held_on)


def day_after(on: date) -> date:
    """The next day; the calendar's last day has none and stays."""
    return on if on == date.max else on + timedelta(days=1)


def happened(journal: Journal, start: Start, person: int | None) -> list[Entry]:
    """What happened after a start, without the targets that goals were made with.

    Of readings that moved nothing it has those by which the owner said something.
    """
    told = stream.happened(journal, start.first, journal.today, Scope(person), as_said=True)
    after = [each for each in told if start.counts(each.on, each.recorded_at, each.event)]
    firsts = set(first_targets(after).values())
    return [
        each
        for each in after
        if each not in firsts and (each.field != "reading" or _is_noted(each))
    ]


def read(journal: Journal, start: Start, person: int | None) -> Since:
    """What changed from a start to the journal's day, with everybody or with one person."""
    told = [each for each in happened(journal, start, person) if each.record != start.session]
    named = refs(journal, Kind.PERSON, [journal.me, person])
    known = _actions(Asked.of(journal, start.first, journal.today, Scope(person)))
    ended = endings(told, ActionState.DONE, *STOPPED)
    closed = [action for action in known if action.id in ended]
    closed.sort(key=lambda action: ended[action.id].on)
    parts: dict[str, Sequence[Change]] = {
        **_parts(told),
        # A question that was raised first and answered then is told as answered.
        "questions_answered": list(
            {each.record: each for each in told if each.kind == "question"}.values()
        ),
        "goals_moved": moved(journal, told, start),
        "actions_closed": closed,
        "actions_opened": [action for action in known if _is_new(action, start)],
        "actions_carried": _carried(journal, known, start.first),
        "wins": wins_told(journal, told),
    }
    return Since(
        since=start.on,
        until=journal.today,
        me=named.get(journal.me),
        partner=named.get(person) if person is not None else None,
        session=start.session,
        session_on=start.session_on,
        parts=parts,
        ended=ended,
    )


def _parts(told: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The entries by the part in which they stand."""
    return grouped((part, entry) for entry in told if (part := _part(entry)))


def _part(entry: Entry) -> str | None:
    """The part in which an entry stands; None for one that changes nothing, or is told otherwise."""
    match entry.kind, entry.field:
        case "target", _ if entry.old != entry.new:
            return "targets_slipped" if (entry.days or 0) > 0 else "targets_moved"
        case "goal", "created":
            return "goals_opened"
        case "goal", "state":
            state = GoalState(entry.new or "")
            running = "goals_opened" if state is GoalState.ACTIVE else "goals_paused"
            return "goals_closed" if state.closed else running
        case "goal", ("reading" | "noted") if _is_noted(entry):
            return "goals_noted"
        case "goal", "progress" if _is_noted(entry) and entry.old == entry.new:
            return "goals_unmoved"
        case "session", _ if entry.new != SessionState.PLANNED:
            return "sessions"
        case "mentorship", _:
            return "mentorships"
    return _OTHERS.get((entry.kind, entry.field))


_OTHERS = {
    ("milestone", "done"): "milestones_done",
    ("milestone", "created"): "milestones_added",
    ("due", "due"): "dues_moved",
    ("due", "day"): "dues_moved",
    ("advice", "outcome"): "advice",
    ("skill", "level"): "skills",
    ("agreement", "created"): "agreements",
    ("met", "met"): "met",
}


def _is_noted(reading: Entry) -> bool:
    """Whether the owner said something with it."""
    return not reading.people and reading.reason is not None


# Goals


def moved(journal: Journal, told: Sequence[Entry], start: Start) -> tuple[Moved, ...]:
    """The goals among the entries whose progress differs from what it was before them."""
    ids = dict.fromkeys(id for entry in told if (id := _moving(entry)) is not None)
    found = store.of_ids(journal, Goal, list(ids))
    courses = standings.courses(journal, found)
    values = _values(told, found)
    own = grouped((_moving(each), each.old) for each in told if each.on < start.on)
    return tuple(
        Moved(
            goal,
            before,
            now.percent,
            *values.get(goal.id, (None, None)),
            now.on,
            now.by,
            courses[goal.id].added_since(start.first),
        )
        for goal in found
        for before, now in _course(goal, courses[goal.id].reached, own.get(goal.id, ()), start)
        if before != now.percent
    )


def _moving(entry: Entry) -> int | None:
    """The goal that a reading or a milestone is of."""
    if entry.kind == "goal" and entry.field == "progress":
        return entry.record.id
    return entry.goal.id if entry.kind == "milestone" and entry.goal else None


def _course(
    goal: Goal, days: Sequence[Reached], own_day: Sequence[str | None], start: Start
) -> Iterator[tuple[float, Reached]]:
    """Progress before the entries and now; it was 0 before the first reading.

    ``own_day`` is what was before each that is told of the day on which it starts.
    """
    since = start.first if own_day else start.on
    if days and days[-1].on >= since:
        earlier = [each.percent for each in days if each.on < since]
        before = standings.percent(goal, own_day[0]) if own_day and own_day[0] else None
        yield before if before is not None else (earlier[-1] if earlier else 0.0), days[-1]


def _values(
    told: Iterable[Entry], found: Iterable[Goal]
) -> dict[int, tuple[str | None, str | None]]:
    """Each metric's value before the entries and after them, in its unit, by its goal's id."""
    read = grouped((entry.record.id, entry) for entry in told if entry.field == "progress")
    return {
        goal.id: (entries[0].old or goal.metric.from_value, entries[-1].new)
        for goal in found
        if goal.metric and (entries := read.get(goal.id))
    }


# Wins and actions


def wins_told(journal: Journal, told: Iterable[Entry]) -> tuple[Win, ...]:
    """The wins among the entries."""
    return tuple(
        store.of_ids(journal, Win, [each.record.id for each in told if each.kind == "win"])
    )


def _actions(asked: Asked) -> list[Action]:
    """What was made or closed in the days asked for, and what is open, by the day it was made."""
    then = (
        f"({Kind.ACTION.about.is_open} OR a.made_on BETWEEN :since AND :until"
        f" OR coalesce(a.done_on, a.dropped_on) BETWEEN :since AND :until) AND {asked.action}"
    )
    return asked.records(Action, then, "a.made_on, a.id")


STOPPED = (ActionState.DROPPED.value, SKIPPED)
"""How an action ends that is not done."""


def endings(told: Iterable[Entry], *states: str) -> dict[int, Entry]:
    """How each action among the entries was closed, in one of the states, by its id."""
    return {each.record.id: each for each in told if each.kind == "action" and each.new in states}


def _is_new(action: Action, start: Start) -> bool:
    """Whether it was made after the start; what was agreed in the session itself was made in it."""
    is_its = action.session is not None and action.session == start.session
    return start.counts(action.made_on, action.created_at) and not is_its


def _carried(journal: Journal, known: Iterable[Action], since: date) -> tuple[Carried, ...]:
    """Those that are still open after a session held since the day."""
    open_ = [action for action in known if action.state is ActionState.OPEN]
    sessions = carried_over.since(journal, [action.id for action in open_], since)
    return tuple(
        Carried(action, sessions[action.id]) for action in open_ if sessions.get(action.id)
    )
