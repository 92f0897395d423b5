"""Everything that is open, and how it stands: goals, actions of each person, mentorships.

Queries have a limit, and what is closed is only counted, so that a journal of many years takes no
longer than a young one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mentorlog.journal import (
    Journal,
    Value,
    actions,
    belonging,
    course,
    figures,
    mentorships,
    sessions,
    standings,
    store,
)
from mentorlog.journal.names import refs, unknown
from mentorlog.records import Action, Goal, GoalState, Kind, Mentorship, Ref
from mentorlog.records.status import SOON, ActionGroup, GoalGroup, Status
from mentorlog.spelling import folded

MOST_GOALS = 12
MOST_ACTIONS = 20
"""How many of each are shown where the status is to fit a screen."""

_LEAST_EACH = 2

_LIMIT = (
    "CASE WHEN :most IS NULL THEN -1 ELSE max(:most,"
    " (SELECT count(*) FROM {table} WHERE owner = :owner AND {due})) END"
)
"""What is due or overdue is never left out, nor is anything where there is no ``:most``."""


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
    def of(cls, journal: Journal, partner: Mentorship | None) -> _Pair:
        if partner is None:
            return cls("1", "1", {})
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
    owners = _in_order(journal, [owner for owner, number in open_.items() if number])
    shares = _shares(MOST_GOALS, {owner.id: open_[owner.id] for owner in owners}) if limited else {}
    ids = {
        owner.id: _goal_ids(journal, pair, owner.id, shares.get(owner.id), closed=closed)
        for owner in owners
    }
    chosen = store.of_ids(journal, Goal, [id for some in ids.values() for id in some])
    standing = {each.goal.id: each for each in standings.of_goals(journal, chosen)}
    return tuple(
        GoalGroup(
            owner,
            tuple(standing[id] for id in ids[owner.id] if id in standing),
            open_[owner.id] - len(ids[owner.id]),
            _ended({owner.id: tallied[owner.id]}),
        )
        for owner in owners
    )


def _goal_ids(
    journal: Journal, pair: _Pair, owner: int, most: int | None, *, closed: bool
) -> list[int]:
    """By target day, so that overdue goals come first; then those without, then closed ones.

    At most ``most``, or as many as are due if these are more.
    """
    where = "1" if closed else Kind.GOAL.about.is_open
    due = f"target_on <= :soon AND {where} AND {pair.goals}"
    limit = _LIMIT.format(due=due, table="goals")
    rows = journal.rows(
        f"SELECT id FROM goals WHERE owner = :owner AND {where} AND {pair.goals} ORDER BY closed_on IS NOT NULL,"
        " CASE state WHEN 'active' THEN 0 ELSE 1 END, target_on IS NULL, target_on, id"
        f" LIMIT {limit}",
        {**pair.values, "owner": owner, "most": most, "soon": _soon(journal)},
    )
    return [row["id"] for row in rows]


# Actions


def _actions(
    journal: Journal, pair: _Pair, *, closed: bool, limited: bool
) -> tuple[ActionGroup, ...]:
    where = pair.actions if closed else f"{Kind.ACTION.about.is_open} AND {pair.actions}"
    numbers: dict[int, int] = dict(
        tuple(row)
        for row in journal.rows(
            f"SELECT owner, count(*) FROM actions WHERE {where} GROUP BY owner", pair.values
        )
    )
    owners = _in_order(journal, numbers)
    shares = _shares(MOST_ACTIONS, numbers) if limited else {}
    limit = _LIMIT.format(due=f"due_on <= :soon AND {where}", table="actions")
    ids = {
        owner.id: [
            row["id"]
            for row in journal.rows(
                f"SELECT id FROM actions WHERE owner = :owner AND {where}"
                f" ORDER BY NOT {Kind.ACTION.about.is_open}, due_on IS NULL, due_on, id LIMIT {limit}",
                {
                    **pair.values,
                    "owner": owner.id,
                    "most": shares.get(owner.id),
                    "soon": _soon(journal),
                },
            )
        ]
        for owner in owners
    }
    wanted = [id for some in ids.values() for id in some]
    chosen = {each.id: each for each in store.of_ids(journal, Action, wanted)}
    return tuple(
        ActionGroup(
            owner,
            tuple(chosen[id] for id in ids[owner.id] if id in chosen),
            numbers[owner.id] - len(ids[owner.id]),
        )
        for owner in owners
    )


def _in_order(journal: Journal, people: Iterable[int]) -> list[Ref]:
    """The people, me first and the others by name."""
    ids = list(people)
    known = refs(journal, Kind.PERSON, ids)
    found = [known.get(id, unknown(Kind.PERSON, id)) for id in ids]
    return sorted(found, key=lambda ref: (ref.id != journal.me, folded(ref.label), ref.id))


def _shares(most: int, numbers: Mapping[int, int]) -> dict[int, int]:
    """How many of each owner's are shown: what some leave of an equal share goes to the others."""
    shares: dict[int, int] = {}
    left = most
    for place, (owner, number) in enumerate(sorted(numbers.items(), key=lambda each: each[1])):
        shares[owner] = max(_LEAST_EACH, min(number, left // (len(numbers) - place)))
        left = max(0, left - shares[owner])
    return shares


def _soon(journal: Journal) -> str:
    """The last day on which what is due is near."""
    return (journal.today + SOON).isoformat()
