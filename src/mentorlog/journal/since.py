"""What changed since a day: goals, targets, actions, wins, and what came of what was said.

The timeline tells what happened; here it is set against what there was before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mentorlog.errors import JournalSaysNo, NotFound, WrongUsage, pasted
from mentorlog.journal import (
    Journal,
    carried_over,
    mentorships,
    people,
    progress,
    standings,
    store,
    stream,
)
from mentorlog.journal.belonging import Asked, Scope
from mentorlog.journal.names import refs
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
from mentorlog.records.since import Carried, Moved, Since, Slipped
from mentorlog.records.timeline import Entry


class Start(NamedTuple):
    """The first day that counts, and the session before it where one was named."""

    on: date
    session: Ref | None = None
    session_on: date | None = None


def partner(journal: Journal, who: str) -> int:
    """The id of the person whom ``who`` names; a partner of today comes before anybody else.

    Raises ``NotFound`` or ``Ambiguous``.
    """
    try:
        return mentorships.with_partner(journal, who).partner.id
    except NotFound:
        return people.find(journal, who)


def last_session(journal: Journal, person: int | None) -> Start:
    """The day after the last session with a person, or with the only active partner.

    The session's own day does not count, as what was said in it is no change since then. Raises
    ``JournalSaysNo`` where no session was held yet, ``WrongUsage`` where several could be meant.
    """
    if person is None:
        person = _only_partner(journal)
    found = people.last_session(journal, person)
    if found is None:
        name = refs(journal, Kind.PERSON, [person])[person].label
        hint = "mentorlog since DAY counts from a day"
        raise JournalSaysNo(
            "No session was held yet." if person == journal.me
            else f"No session was held with {name} yet.", hint
        )  # fmt: skip
    on, session = found
    return Start(day_after(on), session, on)


def session(journal: Journal, id: int) -> Start:
    """The day after one session; raises ``JournalSaysNo`` for one that was not held."""
    found = store.get(journal, Session, id)
    if found.state is not SessionState.HELD:
        raise JournalSaysNo(f"s{id} was not held.", "mentorlog session lists those held")
    ref = refs(journal, Kind.SESSION, [id])[id]
    return Start(day_after(found.held_on), ref, found.held_on)


def day_after(on: date) -> date:
    """The next day; the calendar's last day has none and stays."""
    return on if on == date.max else on + timedelta(days=1)


def _only_partner(journal: Journal) -> int:
    known = mentorships.active(journal)
    if not known:
        raise JournalSaysNo(
            "There is no active mentorship whose last session could be meant.",
            "name a person, or a day as in mentorlog since 2w",
        )
    if len(known) > 1:
        names = ", ".join(f"{each.partner.label} ({each.role})" for each in known)
        raise WrongUsage(
            f"Whose last session is not clear: {names}.",
            f"name one, as in mentorlog since last-session {pasted(known[0].partner.label)}",
        )
    return known[0].partner.id


def read(journal: Journal, start: Start, person: int | None) -> Since:
    """What changed from a day to the journal's day, with everybody or with one person."""
    since, until = start.on, journal.today
    scope = Scope(person)
    told = stream.happened(journal, since, until, scope, beside=True) if since <= until else []
    named = refs(journal, Kind.PERSON, [journal.me, person])
    states, targets = _of_kind(told, "goal", "state"), _of_kind(told, "target")
    slipped = _slipped(journal, targets, since)
    noted = [entry for entry in _of_kind(told, "goal", "progress", "reading") if _is_noted(entry)]
    known = _actions(Asked.of(journal, since, until, scope))
    return Since(
        since=since,
        until=until,
        me=named.get(journal.me),
        partner=named.get(person) if person is not None else None,
        session=start.session,
        session_on=start.session_on,
        moved=moved(journal, told, since),
        slipped=slipped,
        targets=tuple(_other_moves(targets, told, slipped)),
        dues_moved=_of_kind(told, "due"),
        unmoved=tuple(entry for entry in noted if _is_unmoved(entry)),
        beside=tuple(entry for entry in noted if entry.field == "reading"),
        opened=tuple(
            entry
            for entry in _of_kind(told, "goal", "created", "state")
            if entry.field == "created" or entry.new == GoalState.ACTIVE
        ),
        closed=tuple(entry for entry in states if GoalState(entry.new or "").closed),
        paused=tuple(entry for entry in states if entry.new in (GoalState.PAUSED, GoalState.DRAFT)),
        milestones=_of_kind(told, "milestone", "done"),
        milestones_added=_of_kind(told, "milestone", "created"),
        actions_opened=tuple(action for action in known if action.made_on >= since),
        actions_closed=_closed(known, since),
        actions_carried=_carried(journal, known, start.session_on or since),
        wins=wins_told(journal, told, since),
        advice=_of_kind(told, "advice"),
        # One that was raised first and answered then is told as answered.
        questions=tuple({each.record.id: each for each in _of_kind(told, "question")}.values()),
    )


def _of_kind(told: Iterable[Entry], kind: str, *fields: str) -> tuple[Entry, ...]:
    """The entries of a kind, or those of some of its fields."""
    return tuple(
        entry for entry in told if entry.kind == kind and (not fields or entry.field in fields)
    )


# Goals


def _is_noted(reading: Entry) -> bool:
    """Whether the owner said something with it."""
    return not reading.people and reading.reason is not None


def _is_unmoved(reading: Entry) -> bool:
    """Whether it counts and is what was read before; what does not count moves nothing either way."""
    return reading.field == "progress" and reading.old == reading.new


def moved(journal: Journal, told: Sequence[Entry], since: date) -> tuple[Moved, ...]:
    """The goals among the entries whose progress differs from what it was before ``since``."""
    ids = dict.fromkeys(id for entry in told if (id := _moving(entry)) is not None)
    found = store.of_ids(journal, Goal, list(ids))
    courses = progress.of_goals(journal, found)
    values = _values(told)
    return tuple(
        Moved(goal, before, now.percent, *values.get(goal.id, (None, None)), now.on, now.by)
        for goal in found
        for before, now in _course(courses[goal.id].reached, since)
        if before != now.percent
    )


def _moving(entry: Entry) -> int | None:
    """The goal that a reading or a milestone is of."""
    if entry.kind == "goal" and entry.field == "progress":
        return entry.record.id
    return entry.goal.id if entry.kind == "milestone" and entry.goal else None


def _course(days: Sequence[Reached], since: date) -> Iterator[tuple[float, Reached]]:
    """Progress before a day and now; it was 0 before the first reading."""
    earlier = [each.percent for each in days if each.on < since]
    if days and days[-1].on >= since:
        yield earlier[-1] if earlier else 0.0, days[-1]


def _values(told: Iterable[Entry]) -> dict[int, tuple[str | None, str | None]]:
    """Each metric's first and last value, in its unit, by its goal's id."""
    read: dict[int, list[Entry]] = {}
    for entry in told:
        if entry.field == "progress" and entry.unit != "%":
            read.setdefault(entry.record.id, []).append(entry)
    return {goal: (entries[0].old, entries[-1].new) for goal, entries in read.items()}


def _slipped(journal: Journal, targets: Iterable[Entry], since: date) -> tuple[Slipped, ...]:
    """Each target that was moved to a later day, in the order it happened."""
    ids = dict.fromkeys(entry.record.id for entry in targets)
    found = [
        Slipped(standing.goal, slip)
        for standing in standings.of_goals(journal, store.of_ids(journal, Goal, list(ids)))
        for slip in standing.slips
        if slip.on >= since
    ]
    return tuple(sorted(found, key=lambda each: each.slip.on))


def _other_moves(
    targets: Iterable[Entry], told: Iterable[Entry], slipped: Iterable[Slipped]
) -> Iterator[Entry]:
    """Targets that were moved to an earlier day, taken away, or set on a goal that had none."""
    made = {(entry.record.id, entry.on) for entry in _of_kind(told, "goal", "created")}
    later = {(each.goal.id, each.slip.on, each.slip.to_on.isoformat()) for each in slipped}
    for entry in targets:
        first = entry.old is None and (entry.record.id, entry.on) in made
        slip = (entry.record.id, entry.on, entry.new) in later
        if not (slip or first or entry.old == entry.new):
            yield entry


# Wins and actions


def wins_told(journal: Journal, told: Iterable[Entry], since: date) -> tuple[Win, ...]:
    """The wins among the entries."""
    ids = {entry.record.id for entry in told if entry.kind == "win"}
    if not ids:
        return ()
    return tuple(win for win in store.select(journal, Win, since=since) if win.id in ids)


def _actions(asked: Asked) -> list[Action]:
    """What was made or closed in the days asked for, and what is open, by the day it was made."""
    ids = asked.ids(
        f"SELECT a.id FROM actions a WHERE ({Kind.ACTION.about.is_open} OR a.made_on BETWEEN :since AND :until"
        " OR coalesce(a.done_on, a.dropped_on) BETWEEN :since AND :until)"
        f" AND {asked.action} ORDER BY a.made_on, a.id"
    )
    return store.of_ids(asked.journal, Action, ids)


def _closed(known: Iterable[Action], since: date) -> tuple[Action, ...]:
    """Those that were done or dropped since the day, in order."""
    ended = [(action.done_on or action.dropped_on, action) for action in known]
    found = [(on, action) for on, action in ended if on and on >= since]
    return tuple(action for _, action in sorted(found, key=lambda pair: pair[0]))


def _carried(journal: Journal, known: Iterable[Action], since: date) -> tuple[Carried, ...]:
    """Those that are still open after a session held since the day."""
    open_ = [action for action in known if action.state is ActionState.OPEN]
    sessions = carried_over.since(journal, [action.id for action in open_], since)
    return tuple(
        Carried(action, sessions[action.id]) for action in open_ if sessions.get(action.id)
    )
