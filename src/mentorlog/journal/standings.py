"""How goals stand on the journal's day, and how far they had come by each day before."""

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import dropwhile, groupby

from mentorlog.journal import Journal, figures, store
from mentorlog.journal.figures import Told
from mentorlog.journal.names import grouped, listed, refs, unknown
from mentorlog.journal.tables import state_on
from mentorlog.periods import Cadence
from mentorlog.records import (
    Goal,
    GoalStanding,
    GoalState,
    Kind,
    Milestone,
    PaceState,
    Reached,
    Reading,
    Ref,
    why_stuck,
)
from mentorlog.values import NamedTuple


class Counted(NamedTuple):
    """How many milestones a goal had at the end of a day, and how many of them were done."""

    on: date
    done: int
    of: int

    @property
    def percent(self) -> float:
        """The share of those done; 0 where there are none."""
        return 100.0 * self.done / self.of if self.of else 0.0


def of_goals(journal: Journal, records: Sequence[Goal]) -> list[GoalStanding]:
    """Each goal with what follows from its events by the journal's day, in the given order."""
    ids = [goal.id for goal in records]
    told = told_of(journal, ids)
    checkpoints = store.hanging_on(journal, Milestone, "goal", ids)
    by_day = milestones_by_day(
        journal, [goal.id for goal in records if goal.id in checkpoints and not goal.metric]
    )
    cadences = shortest_cadences(journal)
    people = others_reading(journal, records, told)
    read = {id for id in ids if any(each.field == "progress" for each in told.get(id, ()))}
    ticked = _last_ticks(journal, [id for id in checkpoints if id in read])
    return [
        _standing(
            goal,
            told.get(goal.id, []),
            checkpoints.get(goal.id, []),
            by_day.get(goal.id, ()),
            cadences.get(goal.owner.id),
            people,
            ticked.get(goal.id, 0),
            journal.today,
        )
        for goal in records
    ]


def others_reading(
    journal: Journal, records: Iterable[Goal], told: Mapping[int, Sequence[Told]]
) -> dict[int, Ref]:
    """Those who made a reading of a goal that is not theirs."""
    read = {each.person for goal in records for each in _by_hand(goal, told.get(goal.id, ()))[1]}
    return refs(journal, Kind.PERSON, read) if read else {}


def told_of(journal: Journal, ids: Iterable[int]) -> dict[int, list[Told]]:
    """What the figures of goals need of their events, in the order they happened, by goal id."""
    wanted = listed(ids)
    if wanted == "[]":
        return {}
    rows = journal.rows(
        "SELECT record, id, field, happened_on, person, new, confidence, note,"
        " visibility = 'private' FROM events WHERE kind = 'goal' AND record IN (SELECT value FROM json_each(?))"
        " AND field IN ('created', 'progress', 'target') ORDER BY happened_on, id",
        [wanted],
    )
    return grouped(
        (record, Told(id, field, date.fromisoformat(happened), *rest))
        for record, id, field, happened, *rest in rows
    )


def of_goal(journal: Journal, id: int) -> GoalStanding:
    """One goal with its figures; raises ``NotFound``."""
    return of_goals(journal, [store.get(journal, Goal, id)])[0]


_PRESSING = (
    PaceState.OVERDUE,
    PaceState.AT_RISK,
    PaceState.BEHIND,
    PaceState.STALLED,
    PaceState.ON_TRACK,
    None,
)


def worst_first(found: Iterable[GoalStanding]) -> list[GoalStanding]:
    """The goals by state, the most pressing first, and within a state by days or points."""
    return sorted(
        found, key=lambda standing: (_PRESSING.index(standing.pace_state), -_by(standing))
    )


def urgent_first(found: Iterable[GoalStanding], today: date) -> list[GoalStanding]:
    """The same, where what ends soon comes behind what is overdue, and before what else presses."""
    return sorted(
        worst_first(found),
        key=lambda each: (each.pace_state is not PaceState.OVERDUE, not each.ends_soon(today)),
    )


def _by(standing: GoalStanding) -> float:
    match standing.pace_state:
        case PaceState.OVERDUE:
            return float(standing.overdue_days or 0)
        case PaceState.STALLED:
            return float(standing.stalled_days or 0)
    return figures.points_behind(standing.progress, standing.expected_pace)


def shortest_cadences(journal: Journal) -> dict[int, int]:
    """The days of the shortest cadence among each person's active mentorships as mentee or peer."""
    found: dict[int, int] = {}
    for row in journal.rows(
        "SELECT mentor, mentee, peers, cadence_days, cadence_months FROM mentorships m"
        f" WHERE {state_on(':today')} = 'active'"
        " AND coalesce(cadence_days, cadence_months) IS NOT NULL",
        {"today": journal.today.isoformat()},
    ):
        days = Cadence(days=row["cadence_days"], months=row["cadence_months"]).length_days
        for person in (row["mentor"], row["mentee"]) if row["peers"] else (row["mentee"],):
            found[person] = min(days, found.get(person, days))
    return found


def percent(goal: Goal, value: str) -> float:
    """A check-in's value in percent: with a metric it is in the metric's unit."""
    return figures.metric_progress(goal.metric, value) if goal.metric else float(value)


def by_owner(goal: Goal, person: int | None) -> bool:
    """Whether a reading by the person is its owner's."""
    return person is None or person == goal.owner.id


def _standing(
    goal: Goal,
    told: list[Told],
    checkpoints: list[Milestone],
    by_day: Sequence[Counted],
    cadence_days: int | None,
    people: Mapping[int, Ref],
    ticked: int,
    today: date,
) -> GoalStanding:
    own, others = _by_hand(goal, told)
    said_by_owner = [
        each for each in told if each.field == "progress" and by_owner(goal, each.person)
    ]
    counting = readings_counting(goal, told)
    until = min(goal.closed_on, today) if goal.closed_on else today
    made_on = next((each.happened_on for each in told if each.field == "created"), goal.start_on)
    moved = max(moves(goal, counting, by_day), default=made_on)
    since_moved = max(0, (until - moved).days)
    is_active = goal.state is GoalState.ACTIVE
    progress = _progress(goal, counting, checkpoints)
    said = _last_word(said_by_owner, moved, ticked) if is_active else None
    read = _last_word(own, moved, ticked) if is_active and checkpoints else None
    beside = _beside(goal, read, progress)
    is_complete = progress == 100 and beside is None
    stalled = is_active and since_moved > figures.stalled_after(cadence_days) and not is_complete
    pace = figures.expected_pace(goal.start_on, goal.target_on, until)
    overdue = None if goal.state.closed else figures.overdue_days(goal.target_on, today)
    targets = [told for told in told if told.field == "target"]
    levels = [
        None,
        None,
        *(each.confidence for each in said_by_owner if each.confidence is not None),
    ]
    return GoalStanding(
        goal=goal,
        progress=progress,
        own_progress=_progress(goal, own, checkpoints),
        own_on=own[-1].happened_on if own else None,
        others=_latest(goal, others, people),
        value=counting[-1].new if goal.metric and counting else None,
        confidence=levels[-1],
        confidence_before=levels[-2],
        expected_pace=pace,
        pace_state=figures.pace_state(progress, pace, overdue=overdue is not None, stalled=stalled)
        if is_active
        else None,
        stalled_days=since_moved if stalled else None,
        days_since_moved=since_moved,
        overdue_days=overdue,
        slips=figures.slips(targets),
        milestones_done=sum(1 for point in checkpoints if point.done_on),
        milestones_total=len(checkpoints),
        stuck=why_stuck(said.note) if said else None,
        is_stuck_hidden=bool(said and said.hidden),
        beside=beside,
    )


def _last_ticks(journal: Journal, ids: Sequence[int]) -> dict[int, int]:
    """For goals, the event by which a milestone was ticked last; those without milestones are left out."""
    if not ids:
        return {}
    return journal.pairs(
        "SELECT m.goal, max(e.id) FROM milestones m JOIN events e ON e.kind = 'milestone'"
        " AND e.record = m.id AND e.field = 'done' AND e.new = m.done_on"
        " WHERE m.goal IN (SELECT value FROM json_each(?)) GROUP BY m.goal",
        [listed(ids)],
    )


def _last_word(own: Sequence[Told], moved: date, ticked: int) -> Told | None:
    """The last of what the owner said, if nothing has moved the goal later.

    Of the same day it is what was told last, the reading or a tick, the event ``ticked``.
    """
    last = own[-1] if own else None
    if last is None or last.happened_on < moved:
        return None
    return last if last.happened_on > moved or last.id > ticked else None


def _beside(goal: Goal, last: Told | None, progress: float | None) -> Reading | None:
    """The owner's last reading of a goal whose milestones count, where it says otherwise, to the whole percent."""
    if last is None or goal.metric:
        return None
    read = _reading(goal, last, goal.owner)
    return None if round(read.percent) == round(progress or 0) else read


def _latest(goal: Goal, others: Iterable[Told], people: Mapping[int, Ref]) -> tuple[Reading, ...]:
    """The last reading of each person, in the order they were made."""
    last = {each.person: each for each in others}
    return tuple(
        _reading(goal, each, people.get(each.person or 0, unknown(Kind.PERSON, each.person or 0)))
        for each in sorted(last.values(), key=lambda each: (each.happened_on, each.id))
    )


def _reading(goal: Goal, said: Told, by: Ref) -> Reading:
    value = said.new or "0"
    return Reading(by, said.happened_on, value, percent(goal, value), said.confidence)


def _by_hand(goal: Goal, told: Iterable[Told]) -> tuple[list[Told], list[Told]]:
    """The owner's readings among the events, and everybody else's; notes without a number are none."""
    own: list[Told] = []
    others: list[Told] = []
    for each in told:
        if each.field == "progress" and each.new is not None:
            (own if by_owner(goal, each.person) else others).append(each)
    return own, others


def readings_counting(goal: Goal, told: Iterable[Told]) -> list[Told]:
    """The readings that counted on their day: others' count until the owner has made one."""
    own, others = _by_hand(goal, told)
    if not own:
        return others
    first = (own[0].happened_on, own[0].id)
    return [each for each in others if (each.happened_on, each.id) < first] + own


def _progress(
    goal: Goal, counting: Sequence[Told], checkpoints: Sequence[Milestone]
) -> float | None:
    """From the metric if there is one, else from the milestones if any, else from check-ins."""
    if goal.metric is None and checkpoints:
        return figures.share(sum(1 for point in checkpoints if point.done_on), len(checkpoints))
    return percent(goal, counting[-1].new or "0") if counting else None


def moves(goal: Goal, counting: Iterable[Told], by_day: Sequence[Counted]) -> Iterator[date]:
    """The days on which a goal moved: by a reading that counted then, or by milestones reached or opened again.

    A first reading of 0 changes nothing. Milestones that come make what was reached a smaller part, which is no
    movement, and take none away.
    """
    first = by_day[0].on if by_day else date.max
    start = float(goal.metric.from_value) if goal.metric else 0.0
    # The value, not the percent: that one stands still beyond either end of a metric.
    read = ((each.happened_on, float(each.new or 0)) for each in counting)
    yield from _changes((each for each in read if each[0] < first), start)
    yield from _changes(((each.on, each.done) for each in by_day), 0)


def _changes(values: Iterable[tuple[date, float]], before: float) -> Iterator[date]:
    for on, now in values:
        if now != before:
            yield on
        before = now


# How far goals had come by each day
#
# The past stays what it was: a milestone does not count on days before it was made, and one that was
# opened again was done until then. The lens tells the same of an earlier day.


Place = tuple[date, int]
"""When something happened: its day, and its event's id within the day."""


class Course(NamedTuple):
    """A goal's progress after each reading and each day that changed its milestones, in order.

    What a day does to the milestones comes before all other events of that day. ``counted`` has the
    days of the milestones; it is empty where none counts, as for a goal with a metric. ``moved_on`` has the
    days of its ``moves``.
    """

    places: tuple[Place, ...]
    reached: tuple[Reached, ...]
    counted: tuple[Counted, ...]
    moved_on: tuple[date, ...]

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


def courses(journal: Journal, goals: Sequence[Goal]) -> dict[int, Course]:
    """The course of each goal by its id."""
    ids = [goal.id for goal in goals]
    told = told_of(journal, ids)
    counted = milestones_by_day(journal, ids)
    people = others_reading(journal, goals, told)
    found = {}
    for goal in goals:
        counting = readings_counting(goal, told.get(goal.id, []))
        steps = _read(goal, counting, people)
        days = () if goal.metric else counted.get(goal.id, ())
        if days:
            before = [(place, each) for place, each in steps if place[0] < days[0].on]
            steps = [*before, *_by_milestones(days, moves_from_reading=bool(before))]
        found[goal.id] = Course(
            tuple(place for place, _ in steps), tuple(each for _, each in steps), days,
            tuple(moves(goal, counting, days)),
        )  # fmt: skip
    return found


_Step = tuple[Place, Reached]


def _read(goal: Goal, counting: Iterable[Told], people: Mapping[int, Ref]) -> list[_Step]:
    return [
        (
            (each.happened_on, each.id),
            Reached(
                each.happened_on,
                percent(goal, each.new or "0"),
                None if by_owner(goal, each.person) else people.get(each.person or 0),
                (each.new or "0") if goal.metric else None,
            ),
        )
        for each in counting
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
