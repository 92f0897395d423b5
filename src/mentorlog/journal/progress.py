"""How far goals had come by each day: what is drawn, and what each reading moved.

The past stays what it was: a milestone does not count on days before it was made, and one that was
opened again was done until then. The lens tells the same of an earlier day.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import dropwhile, groupby
from typing import NamedTuple

from mentorlog.journal import Journal, figures, standings
from mentorlog.journal.names import listed
from mentorlog.records import Goal, Reached, Ref

Place = tuple[date, int]
"""When something happened: its day, and its event's id within the day."""


class Counted(NamedTuple):
    """How many milestones a goal had at the end of a day, and how many of them were done."""

    on: date
    done: int
    of: int

    @property
    def percent(self) -> float:
        """The share of those done; 0 where there are none."""
        return 100.0 * self.done / self.of if self.of else 0.0


class Course(NamedTuple):
    """A goal's progress after each reading and each day that changed its milestones, in order.

    What a day does to the milestones comes before all other events of that day. ``counted`` has the
    days of the milestones; it is empty where none counts, as for a goal with a metric.
    """

    places: tuple[Place, ...]
    reached: tuple[Reached, ...]
    counted: tuple[Counted, ...]

    def at(self, place: Place) -> float | None:
        """The progress right after what happened then, in percent; None before anything counted."""
        earlier = bisect_right(self.places, place)
        if earlier:
            return self.reached[earlier - 1].percent
        return 0.0 if self.by_milestones(place[0]) else None

    def added_since(self, on: date) -> int:
        """How many milestones were added on that day and later."""
        earlier = [each.of for each in self.counted if each.on < on]
        return self.counted[-1].of - (earlier[-1] if earlier else 0) if self.counted else 0

    def by_milestones(self, on: date) -> bool:
        """Whether the goal had milestones by that day, so that a reading is only kept beside."""
        return bool(self.counted) and self.counted[0].on <= on


def of_goals(journal: Journal, goals: Sequence[Goal]) -> dict[int, Course]:
    """The course of each goal by its id."""
    ids = [goal.id for goal in goals]
    told = standings.told_of(journal, ids)
    counted = milestones_by_day(journal, ids)
    people = standings.others_reading(journal, goals, told)
    found = {}
    for goal in goals:
        steps = _read(goal, told.get(goal.id, []), people)
        days = () if goal.metric else counted.get(goal.id, ())
        if days:
            before = [(place, each) for place, each in steps if place[0] < days[0].on]
            steps = [*before, *_by_milestones(days, moves_from_reading=bool(before))]
        found[goal.id] = Course(
            tuple(place for place, _ in steps), tuple(each for _, each in steps), days
        )
    return found


_Step = tuple[Place, Reached]


def _read(goal: Goal, told: Sequence[figures.Told], people: Mapping[int, Ref]) -> list[_Step]:
    return [
        (
            (each.happened_on, each.id),
            Reached(
                each.happened_on,
                standings.percent(goal, each.new or "0"),
                None if standings.by_owner(goal, each.person) else people.get(each.person or 0),
                (each.new or "0") if goal.metric else None,
            ),
        )
        for each in standings.readings_counting(goal, told)
    ]


def _by_milestones(days: Sequence[Counted], *, moves_from_reading: bool) -> list[_Step]:
    """Milestones of which none is done move a goal only where it had come further by its readings."""
    moving = days if moves_from_reading else dropwhile(lambda each: not each.done, days)
    return [((each.on, 0), Reached(each.on, each.percent, None)) for each in moving]


# --- milestones -------------------------------------------------------------------------------


class _Turn(NamedTuple):
    """What a day did to the milestones of a goal: how many came, and how many were done."""

    on: date
    came: int
    done: int


def milestones_by_day(journal: Journal, goals: Iterable[int]) -> dict[int, tuple[Counted, ...]]:
    """Each day that changed a goal's milestones, in order, by the goal's id."""
    wanted = listed(goals)
    if wanted == "[]":
        return {}
    turns: dict[int, list[_Turn]] = {}
    rows = journal.rows(
        "SELECT m.goal, m.id, m.done_on, e.field, e.happened_on, e.new, g.happened_on AS goal_made"
        " FROM milestones m LEFT JOIN events e ON e.kind = 'milestone' AND e.record = m.id"
        " AND e.field IN ('created', 'done')"
        " LEFT JOIN events g ON g.kind = 'goal' AND g.record = m.goal AND g.field = 'created'"
        " WHERE m.goal IN (SELECT value FROM json_each(?)) ORDER BY m.id, e.happened_on, e.id",
        [wanted],
    )
    for (goal, _), of_one in groupby(rows, key=lambda row: (row["goal"], row["id"])):
        turns.setdefault(goal, []).extend(_turns(list(of_one)))
    return {goal: _added_up(found) for goal, found in turns.items()}


def _turns(told: Sequence[sqlite3.Row]) -> Iterator[_Turn]:
    """The days of one milestone. Made with its goal or by another tool, it has always been there."""
    first = told[0]
    made = [row["happened_on"] for row in told if row["field"] == "created"]
    ends = [(row["happened_on"], row["new"]) for row in told if row["field"] == "done"]
    if not ends and first["done_on"]:
        ends = [(first["done_on"], first["done_on"])]
    is_old = not made or made[0] <= (first["goal_made"] or "")
    came = (
        date.min if is_old else min(map(date.fromisoformat, [*made, *(on for on, _ in ends[:1])]))
    )
    yield _Turn(came, came=1, done=0)
    before = None
    for on, end in ends:
        if bool(end) != bool(before):
            yield _Turn(date.fromisoformat(on), came=0, done=1 if end else -1)
        before = end


def _added_up(turns: Iterable[_Turn]) -> tuple[Counted, ...]:
    in_order = sorted(turns, key=lambda turn: turn.on)
    done = of = 0
    by_day = {}
    for turn in in_order:
        done, of = done + turn.done, of + turn.came
        by_day[turn.on] = Counted(turn.on, done, of)
    return tuple(by_day.values())
