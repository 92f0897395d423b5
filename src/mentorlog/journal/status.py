"""Today, and everything that is open: goals, actions of each person, mentorships.

Both are asked for many times a day. So what is closed is only counted: a journal of many years takes no
longer than a young one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

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
from mentorlog.journal.names import grouped, refs
from mentorlog.records import (
    SOON,
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
from mentorlog.records.screens import ActionGroup, GoalGroup, Status, Today
from mentorlog.spelling import folded

_Each = TypeVar("_Each")

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
    from mentorlog.journal import belonging  # what today shows needs no rule

    partner = mentorships.with_partner(journal, who) if who else None
    person = partner.partner.id if partner else None
    values: dict[str, Value] = {"me": journal.me, "them": person}
    theirs = {kind: belonging.of_person(kind, person) for kind in (Kind.GOAL, Kind.ACTION)}
    which = {kind: "1" if closed else kind.about.is_open for kind in theirs}
    ended: dict[int, dict[GoalState, int]] = {}
    for owner, state, number in journal.rows(
        f"SELECT owner, state, count(*) FROM goals g WHERE {theirs[Kind.GOAL]} GROUP BY owner, state"
        " ORDER BY owner",
        values,
    ):
        if GoalState(state).closed:
            ended.setdefault(owner, {})[GoalState(state)] = number
    tally = actions.tally(journal, theirs[Kind.ACTION], values)
    running = [partner] if partner else mentorships.everyone(journal, ended=closed)
    open_ = belonging.records(journal, Goal, person, which[Kind.GOAL], _GOALS_FIRST)
    known = standings.of_goals(journal, open_)
    goals = _by_owner(journal, ((each.goal.owner, each) for each in known))
    first = f"NOT {Kind.ACTION.about.is_open}, due_on IS NULL, due_on, id"
    found = belonging.records(journal, Action, person, which[Kind.ACTION], first)
    promised = _by_owner(journal, ((each.owner, each) for each in found))
    mine = any(owner.id == journal.me for owner, _ in promised)
    most_goals, most_actions = (MOST_GOALS, MOST_ACTIONS) if limited else (None, None)
    return Status(
        me=refs(journal, Kind.PERSON, [journal.me]).get(journal.me),
        partner=partner,
        goals=tuple(
            GoalGroup(
                owner,
                tuple(some[:most_goals]),
                len(some) - len(some[:most_goals]),
                _in_order(ended.get(owner.id, {})),
            )
            for owner, some in goals
        ),
        actions=tuple(
            ActionGroup(
                owner,
                tuple(some[:most_actions]),
                len(some) - len(some[:most_actions]),
                figures.done([tally[owner.id]]),
            )
            for owner, some in promised
        ),
        mentorships=tuple(course.of(journal, running)),
        closed=_in_order(sum(map(Counter, ended.values()), Counter[GoalState]())),
        done=figures.done(tally.values()),
        closed_own=figures.done([tally[journal.me]] if journal.me in tally and not mine else []),
        unheld=sessions.unheld(journal, person),
    )


_GOALS_FIRST = "closed_on IS NOT NULL, state <> 'active', target_on IS NULL, target_on, id"
"""Overdue goals come first, then those to come, those without a day, and closed ones."""


def active_goals(journal: Journal) -> list[Goal]:
    """The active goals of everybody, in the order in which they stand in the status."""
    found = store.select(journal, Goal, {"state = 'active'": True}, _GOALS_FIRST)
    return [goal for _, some in _by_owner(journal, ((g.owner, g) for g in found)) for goal in some]


def _by_owner(
    journal: Journal, pairs: Iterable[tuple[Ref, _Each]]
) -> list[tuple[Ref, list[_Each]]]:
    """What is owned by each, mine first and the others' by name."""
    return sorted(
        grouped(pairs).items(),
        key=lambda pair: (pair[0].id != journal.me, folded(pair[0].label), pair[0].id),
    )


def _in_order(ended: Mapping[GoalState, int]) -> dict[GoalState, int]:
    return {state: ended[state] for state in GoalState if state in ended}


# Today

MOST_DUE = 8
"""How many due actions of mine, of others, and due milestones are told at most."""


def today(journal: Journal) -> Today:
    """What stands on today's screen, or on that of the lens's day."""
    standing = standings.of_goals(journal, store.select(journal, Goal, is_open=True))
    known = mentorships.going_on(journal)
    soon: dict[str, Value | date] = {"due_on <= ?": journal.today + SOON}
    of_active = {**soon, "goal IN (SELECT id FROM goals WHERE state = 'active')": True}
    points = store.select(journal, Milestone, of_active, "due_on, id", is_open=True)
    # The plus keeps SQLite on the index by day, where the last one is found first.
    last = store.select(
        journal, Takeaway, {"+kind = 'takeaway'": True}, "noted_on DESC, id DESC LIMIT 1"
    )
    is_open = Kind.ACTION.about.is_open
    return Today(
        on=journal.today,
        me=refs(journal, Kind.PERSON, [journal.me]).get(journal.me),
        due=tuple(_due(journal)),
        milestones=tuple(points[:MOST_DUE]),
        due_milestones=len(points),
        open_actions=journal.value(f"SELECT count(*) FROM actions WHERE {is_open}") or 0,
        goals=tuple(standings.urgent_first(standing, journal.today)),
        had_goals=bool(journal.value("SELECT 1 FROM goals LIMIT 1")),
        meetings=tuple(course.coming(journal, known)),
        latest=last[0] if last else None,
        touch=people.time_to_meet(journal),
        unheld=sessions.unheld(journal),
        resting=tuple(each for each in known if _rests(each, journal.today)),
        has_records=any(map(partial(_has_any, journal), Kind)),
    )


def _has_any(journal: Journal, kind: Kind) -> bool:
    """Whether there is a record of a kind; I am none, as every journal has its owner."""
    others = " WHERE is_me IS NULL" if kind is Kind.PERSON else ""
    return bool(journal.value(f"SELECT 1 FROM {kind.table}{others} LIMIT 1"))


def _rests(known: Mentorship, today: date) -> bool:
    """Whether it is paused, or will be soon."""
    paused = known.state is MentorshipState.PAUSED
    return paused or any(rest.from_on <= today + SOON for rest in known.pauses_after(today))


def _due(journal: Journal) -> list[Action]:
    """Actions that are late or due soon, mine first; where there are none, the next two to be due."""
    soon = {"due_on <= ?": journal.today + SOON}
    found = store.select(journal, Action, soon, "due_on, id", is_open=True)
    mine = [action for action in found if action.owner.id == journal.me]
    others = [action for action in found if action.owner.id != journal.me]
    following = "due_on IS NULL, due_on, id LIMIT 2"
    return [*mine[:MOST_DUE], *others[:MOST_DUE]] or store.select(
        journal, Action, order=following, is_open=True
    )
