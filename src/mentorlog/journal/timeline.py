"""What a timeline has beside what happened: what is to come, a chart, and a goal's history."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mentorlog.journal import (
    Journal,
    course,
    events,
    figures,
    mentorships,
    standings,
    store,
    stream,
)
from mentorlog.journal.belonging import Asked, Scope
from mentorlog.journal.names import listed, refs
from mentorlog.records import Event, Goal, Kind, Milestone, Session
from mentorlog.records.timeline import Chart, Entry, GoalCourse, Happening, History


def upcoming(journal: Journal, since: date, until: date, scope: Scope) -> list[Entry]:
    """What is due, planned or aimed at from the journal's day (or ``since``) to ``until``, in order."""
    asked = Asked.of(journal, max(since, journal.today), until, scope)
    planned = [each for each in stream.sessions(asked) if stream.is_to_come(each, journal.today)]
    found = [*planned, *_slots(asked, until), *_due(asked)]
    return stream.in_order(journal, [entry._replace(upcoming=True) for entry in found])


def _slots(asked: Asked, until: date) -> Iterator[Entry]:
    """When to meet again where that is agreed and not planned; today, where it is time already."""
    journal, about = asked.journal, asked.scope.person
    known = mentorships.going_on(journal) if asked.scope.goal is None else []
    wanted = [each for each in known if about in (None, journal.me, each.partner.id)]
    named = refs(journal, Kind.MENTORSHIP, (each.id for each in wanted))
    for meeting in course.coming(journal, wanted):
        on = max(meeting.on, journal.today)
        if not meeting.planned and on <= until and meeting.mentorship.id in named:
            yield Entry(
                on=on, kind="mentorship", field="slot", record=named[meeting.mentorship.id],
                new=meeting.on.isoformat(), people=(meeting.mentorship.partner,),
                last_on=meeting.meet_by,
            )  # fmt: skip


def _due(asked: Asked) -> Iterator[Entry]:
    """Targets of open goals, and due days of milestones and actions."""
    days = (
        (Kind.GOAL, "target_on", "target", asked.goal_is("g.id"), {"what": "'target'"}),
        (Kind.MILESTONE, "due_on", "due", asked.goal_is("m.goal"), {"goal": "m.goal"}),
        (Kind.ACTION, "due_on", "due", asked.action, {"who": "nullif(a.owner, :me)"}),
    )
    for kind, column, field, where, more in days:
        is_open = f"{kind.about.is_open} AND {where}"
        rows = stream.dated(asked, kind, column, is_open, field=f"'{field}'", **more)
        yield from stream.plain(asked, kind, rows)


# The chart

_YEAR = timedelta(weeks=52)
_LEAST = timedelta(weeks=8)


def chart(
    journal: Journal, scope: Scope, since: date | None, until: date | None, *, everything: bool
) -> Chart:
    """Goals and sessions side by side: the goals that were open in those days, and their sessions.

    Without ``since`` the chart starts with the first of them, at most a year back unless
    ``everything`` is wanted. Without ``until`` it ends with the last target or planned session, at
    most a year ahead.
    """
    today = journal.today
    floor = since or (date.min if everything else _away(min(until or today, today), -_YEAR))
    ceiling = until or _away(today, _YEAR)
    asked = Asked.of(journal, floor, ceiling, scope)
    known = asked.records(Goal, asked.goal_is("g.id"), "g.id")
    lived = [
        goal
        for goal in known
        if goal.start_on <= ceiling and (goal.closed_on is None or goal.closed_on >= floor)
    ]
    then = f"s.held_on BETWEEN :since AND :until AND {asked.session}"
    met = asked.records(Session, then, "s.held_on, s.id")
    last = until or _last(lived, met, today, ceiling)
    first = _first(lived, met, floor, min(last, today))
    return Chart(
        from_on=first,
        until_on=last,
        today=today,
        courses=tuple(_courses(journal, lived)),
        sessions=tuple(met),
    )


def _first(lived: Sequence[Goal], met: Sequence[Session], floor: date, last: date) -> date:
    """The day of the first goal or session; open goals count from ``floor`` at the earliest."""
    days = [max(goal.start_on, floor) for goal in lived if not goal.closed_on]
    days += [session.held_on for session in met]
    days += [goal.start_on for goal in lived if goal.start_on >= floor]
    return min(days, default=max(floor, _away(last, -_LEAST)))


def _away(day: date, stretch: timedelta) -> date:
    """So long after a day (or before it), as far as the calendar goes."""
    try:
        return day + stretch
    except OverflowError:
        return date.max if stretch > timedelta() else date.min


def _last(lived: Sequence[Goal], met: Sequence[Session], today: date, ceiling: date) -> date:
    days = [goal.target_on for goal in lived if goal.target_on and not goal.state.closed]
    days += [session.held_on for session in met]
    return max([today, *(day for day in days if day <= ceiling)])


def _courses(journal: Journal, lived: Sequence[Goal]) -> Iterator[GoalCourse]:
    """Each goal's course; mine first, then each other owner's."""
    ids = [goal.id for goal in lived]
    told = events.of(journal, Kind.GOAL, ids, ("created", "progress", "target"))
    courses = standings.courses(journal, lived)
    for goal in sorted(
        lived, key=lambda goal: (goal.owner.id != journal.me, goal.owner.id, goal.id)
    ):
        own = told.get(goal.id, [])
        yield GoalCourse(
            goal=goal,
            moved_on=courses[goal.id].moved_on,
            earlier_targets=tuple(_earlier_targets(goal, own)),
        )


def _earlier_targets(goal: Goal, told: Sequence[Event]) -> list[date]:
    aimed = {event.new for event in told if event.field == "target" and event.new}
    days = {date.fromisoformat(day) for day in aimed} - {goal.target_on}
    return sorted(day for day in days if day)


# The history of a goal


def history(journal: Journal, id: int) -> History:
    """The history of one goal; raises ``NotFound``."""
    standing = standings.of_goal(journal, id)
    points = {point.id: point for point in store.select(journal, Milestone, goal=id)}
    told = events.of(journal, Kind.GOAL, [id]).get(id, [])
    of_points = events.of(journal, Kind.MILESTONE, points).values()
    everything = sorted([*told, *(event for some in of_points for event in some)], key=_at)
    course = standings.courses(journal, [standing.goal])[id]
    targets = [event for event in told if event.field == "target"]
    devices = _devices(journal, [event.id for event in everything])
    happenings = (
        _after(event, standing.goal, course, targets)._replace(
            milestone=None if event.kind is Kind.GOAL else points.get(event.record),
            device=devices.get(event.id),
        )
        for event in everything
    )
    return History(standing, tuple(happenings), course.reached)


def _devices(journal: Journal, ids: list[int]) -> dict[int, str]:
    """The machine on which each event was told, of those that were not told on this one."""
    if not journal.value("SELECT 1 FROM sync_devices LIMIT 1"):
        return {}
    return journal.pairs(
        "SELECT e.id, d.name FROM events e JOIN changes c ON c.uid = e.uid AND c.change = 'insert'"
        " JOIN sync_devices d ON d.uid = substr(c.clock, 37, 16)"
        " WHERE e.id IN (SELECT value FROM json_each(?))",
        [listed(ids)],
    )


def _at(event: Event) -> standings.Place:
    return event.happened_on, event.id


def _after(
    event: Event, goal: Goal, course: standings.Course, targets: Sequence[Event]
) -> Happening:
    """The goal as it stood after an event; ``targets`` are the events of its target."""
    at = _at(event)
    is_reading = event.kind is Kind.GOAL and event.field == "progress" and event.new is not None
    return Happening(
        event=event,
        milestone=None,
        percent=standings.percent(goal, event.new or "0") if is_reading else None,
        by_owner=event.by is None or event.by.id == goal.owner.id,
        progress=course.at(at),
        expected_pace=_pace(goal, targets, at),
    )


def _pace(goal: Goal, targets: Sequence[Event], at: standings.Place) -> float | None:
    if goal.closed_on and at[0] > goal.closed_on:
        return None
    return figures.expected_pace(goal.start_on, _target(goal, targets, at), at[0])


def _target(goal: Goal, targets: Sequence[Event], at: standings.Place) -> date | None:
    """The target that was agreed at that time; a goal made by another tool has only one."""
    if not targets:
        return goal.target_on
    agreed = [event for event in targets if _at(event) <= at]
    new = agreed[-1].new if agreed else None
    return date.fromisoformat(new) if new else None
