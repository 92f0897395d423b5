"""Today, and everything that is open: goals, actions of each person, mentorships.

Both are asked for many times a day. So queries have a limit, and what is closed is only counted: a journal
of many years takes no longer than a young one.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, Self

from mentorlog.journal import (
    Journal,
    Value,
    actions,
    course,
    figures,
    mentorships,
    people,
    sessions,
    standings,
    store,
)
from mentorlog.journal.names import refs, unknown
from mentorlog.records import (
    Action,
    Goal,
    GoalState,
    Kind,
    Mentorship,
    MentorshipState,
    Milestone,
    Ref,
    Takeaway,
)
from mentorlog.records.status import SOON, ActionGroup, GoalGroup, Status, Today
from mentorlog.spelling import folded

MOST_GOALS = 12
MOST_ACTIONS = 20
"""How many of each person's are shown where the status is to fit a screen."""


def read(
    journal: Journal, who: str | None = None, *, closed: bool = False, limited: bool = False
) -> Status:
    """The status of everybody, or of the one partner whom ``who`` names.

    ``closed`` adds what has ended; ``limited`` leaves out what would not fit a screen. Raises
    ``NotFound`` or ``Ambiguous`` for the name.
    """
    partner = mentorships.with_partner(journal, who) if who else None
    pair = _Pair.of(journal, partner)
    tallied = _tallied_goals(journal, pair)
    done, counted = actions.tally(journal, pair.actions, pair.values)
    running = [partner] if partner else mentorships.everyone(journal, ended=closed)
    return Status(
        me=refs(journal, Kind.PERSON, [journal.me]).get(journal.me),
        partner=partner,
        goals=_goals(journal, pair, tallied, closed=closed, limited=limited),
        actions=_actions(journal, pair, closed=closed, limited=limited),
        mentorships=tuple(course.of(journal, running)),
        closed=_ended(tallied),
        done=done,
        counted=counted,
        completion=figures.share(done, counted),
        unheld=sessions.unheld(journal, partner.partner.id if partner else None),
    )


# Goals

_Tallies = dict[int, dict[GoalState, int]]
"""How many goals each owner has in each state."""


class _Pair(NamedTuple):
    """Which goals and actions are asked for, in SQL with its values: all, or those of two people."""

    goals: str
    actions: str
    values: dict[str, Value]

    @classmethod
    def of(cls, journal: Journal, partner: Mentorship | None) -> Self:
        if partner is None:
            return cls("1", "1", {})
        from mentorlog.journal import belonging  # what is open of everybody needs no rule

        values: dict[str, Value] = {"me": journal.me, "them": partner.partner.id}
        return cls(belonging.goal("goals"), belonging.action("actions"), values)


def _tallied_goals(journal: Journal, pair: _Pair) -> _Tallies:
    found: _Tallies = {}
    for owner, state, number in journal.rows(
        f"SELECT owner, state, count(*) FROM goals WHERE {pair.goals} GROUP BY owner, state",
        pair.values,
    ):
        found.setdefault(owner, {})[GoalState(state)] = number
    return found


def _ended(tallied: _Tallies) -> dict[GoalState, int]:
    return {
        state: number
        for state in GoalState
        if state.closed and (number := sum(states.get(state, 0) for states in tallied.values()))
    }


def _goals(
    journal: Journal, pair: _Pair, tallied: _Tallies, *, closed: bool, limited: bool
) -> tuple[GoalGroup, ...]:
    open_ = {
        owner: sum(number for state, number in states.items() if closed or not state.closed)
        for owner, states in tallied.items()
    }
    where = pair.goals if closed else f"{Kind.GOAL.about.is_open} AND {pair.goals}"
    # Overdue goals come first, then those to come, those without a day, and closed ones.
    order = "closed_on IS NOT NULL, state <> 'active', target_on IS NULL, target_on, id"
    asked = f"FROM goals WHERE owner = :owner AND {where}", order, pair.values
    owners = (owner for owner, number in open_.items() if number)
    ids = _chosen(journal, *asked, owners, MOST_GOALS if limited else None)
    chosen = store.of_ids(journal, Goal, [id for some in ids.values() for id in some])
    standing = {each.goal.id: each for each in standings.of_goals(journal, chosen)}
    return tuple(
        GoalGroup(
            owner,
            tuple(standing[id] for id in some if id in standing),
            open_[owner.id] - len(some),
            _ended({owner.id: tallied[owner.id]}),
        )
        for owner, some in ids.items()
    )


def _actions(
    journal: Journal, pair: _Pair, *, closed: bool, limited: bool
) -> tuple[ActionGroup, ...]:
    where = pair.actions if closed else f"{Kind.ACTION.about.is_open} AND {pair.actions}"
    rows = journal.rows(
        f"SELECT owner, count(*) FROM actions WHERE {where} GROUP BY owner", pair.values
    )
    numbers: dict[int, int] = dict(map(tuple, rows))
    order = f"NOT {Kind.ACTION.about.is_open}, due_on IS NULL, due_on, id"
    asked = f"FROM actions WHERE owner = :owner AND {where}", order, pair.values
    ids = _chosen(journal, *asked, numbers, MOST_ACTIONS if limited else None)
    wanted = [id for some in ids.values() for id in some]
    chosen = {each.id: each for each in store.of_ids(journal, Action, wanted)}
    return tuple(
        ActionGroup(
            owner, tuple(chosen[id] for id in some if id in chosen), numbers[owner.id] - len(some)
        )
        for owner, some in ids.items()
    )


# Both


def _chosen(
    journal: Journal,
    asked: str,
    order: str,
    values: Mapping[str, Value],
    owners: Iterable[int],
    most: int | None,
) -> dict[Ref, list[int]]:
    """The ids of the first records of each owner, at most ``most``; ``asked`` is the query from FROM on."""
    sql = f"SELECT id {asked} ORDER BY {order} LIMIT {-1 if most is None else most}"
    return {
        owner: journal.ids(sql, {**values, "owner": owner.id})
        for owner in _in_order(journal, owners)
    }


def _in_order(journal: Journal, people: Iterable[int]) -> list[Ref]:
    """The people, me first and the others by name."""
    ids = list(people)
    known = refs(journal, Kind.PERSON, ids)
    found = [known.get(id, unknown(Kind.PERSON, id)) for id in ids]
    return sorted(found, key=lambda ref: (ref.id != journal.me, folded(ref.label), ref.id))


# Today

MOST_DUE = 8
"""How many due actions of mine, of others, and due milestones are looked up at most."""

_UPCOMING = 2
_OPEN = Kind.ACTION.about.is_open

# A plus before a column below keeps SQLite off its index and on the one by day, where the first
# rows found are the ones wanted.


def today(journal: Journal) -> Today:
    """What stands on today's screen, or on that of the lens's day."""
    standing = standings.of_goals(journal, store.select(journal, Goal, is_open=True))
    known = mentorships.going_on(journal)
    return Today(
        on=journal.today,
        me=refs(journal, Kind.PERSON, [journal.me]).get(journal.me),
        due=tuple(store.of_ids(journal, Action, _due(journal))),
        milestones=tuple(
            store.get(journal, Milestone, id) for id in _due_milestones(journal, "m.id")
        ),
        due_milestones=_due_milestones(journal, "count(*)")[0],
        open_actions=journal.value(f"SELECT count(*) FROM actions WHERE {_OPEN}") or 0,
        goals=tuple(standings.worst_first(standing)),
        had_goals=bool(journal.value("SELECT 1 FROM goals LIMIT 1")),
        meetings=tuple(course.coming(journal, known)),
        latest=_last_takeaway(journal),
        touch=people.time_to_meet(journal),
        unheld=sessions.unheld(journal),
        resting=tuple(each for each in known if _rests(each, journal.today)),
    )


def _rests(known: Mentorship, today: date) -> bool:
    """Whether it is paused, or will be soon."""
    paused = known.state is MentorshipState.PAUSED
    return paused or any(rest.from_on <= today + SOON for rest in known.pauses_after(today))


def _due(journal: Journal) -> list[int]:
    """Actions that are late or due soon, mine first; where there are none, the next to be due."""
    until = (journal.today + SOON).isoformat()
    found = [
        id
        for mine in ("=", "<>")
        for id in journal.ids(
            f"SELECT id FROM actions WHERE {_OPEN} AND due_on <= ? AND +owner {mine} ?"
            " ORDER BY due_on, id LIMIT ?",
            [until, journal.me, MOST_DUE],
        )
    ]
    return found or journal.ids(
        f"SELECT id FROM actions WHERE {_OPEN} ORDER BY due_on IS NULL, due_on, id LIMIT ?",
        [_UPCOMING],
    )


def _due_milestones(journal: Journal, wanted: str) -> list[int]:
    """What is ``wanted`` of the milestones that are late or due soon, a number for each row."""
    return journal.ids(
        f"SELECT {wanted} FROM milestones m JOIN goals g ON g.id = m.goal WHERE +m.done_on IS NULL"
        " AND m.due_on <= ? AND g.state = 'active' ORDER BY m.due_on, m.id LIMIT ?",
        [(journal.today + SOON).isoformat(), MOST_DUE],
    )


def _last_takeaway(journal: Journal) -> Takeaway | None:
    id = journal.value(
        "SELECT id FROM takeaways WHERE +kind = 'takeaway' ORDER BY noted_on DESC, id DESC LIMIT 1"
    )
    return store.get(journal, Takeaway, id) if id is not None else None
