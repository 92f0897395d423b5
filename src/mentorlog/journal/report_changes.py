"""What changed in a report's period, from the events, and the steps that come next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from mentorlog.journal import Journal, course, events, store
from mentorlog.journal.progress import Course
from mentorlog.journal.report_query import Query
from mentorlog.periods import stored_cadence
from mentorlog.records import (
    Action,
    ActionState,
    Event,
    Goal,
    Kind,
    Mentorship,
    MentorshipState,
    Record,
    Ref,
    Session,
    SessionState,
    ref_to,
)
from mentorlog.records.report import Change, ReportedGoal, Step


def of_goals(
    journal: Journal, courses: Mapping[int, Course], known: Iterable[Goal], since: date, until: date
) -> dict[int, tuple[Change, ...]]:
    """What changed of each goal, by its id."""
    goals = {goal.id: goal for goal in known}
    told = events.of(journal, Kind.GOAL, goals, ("created", "progress", "target", "state"))
    return {
        id: tuple(
            _of_goal(goals[id], event, courses[id])
            for event in events.without_slips(happened, _move)
            if since <= event.happened_on <= until
            if event.field != "target" or event.old is not None  # The first one moves none.
        )
        for id, happened in told.items()
    }


def of_records(
    journal: Journal,
    kind: Kind,
    known: Iterable[Record],
    fields: tuple[str, ...],
    since: date,
    until: date,
) -> Iterator[Change]:
    """What changed in these fields of records of a kind."""
    by_id = {record.id: record for record in known}
    for id, happened in events.of(journal, kind, by_id, fields).items():
        yield from _moves(happened, ref_to(by_id[id]), since, until)


def of_actions(
    journal: Journal, known: Iterable[Action], since: date, until: date
) -> Iterator[Change]:
    """Due days that moved, and actions dropped or opened again; done ones have their own list."""
    found = of_records(journal, Kind.ACTION, known, ("due", "state"), since, until)
    return (change for change in found if change.new != ActionState.DONE)


def of_sessions(
    journal: Journal, partner: int | None, since: date, until: date
) -> Iterator[Change]:
    """Sessions that were cancelled, or to which somebody did not come."""
    unheld = {"state IN ('cancelled', 'no-show')": True}
    found = store.select(journal, Session, unheld, met=partner, since=since, until=until)
    known = {session.id: session for session in found}
    for id, happened in events.of(journal, Kind.SESSION, known, ("state",)).items():
        last = [event for event in happened if event.new == known[id].state]
        for change in _moves(last[-1:], ref_to(known[id]), since, until):
            yield replace(change, held_on=known[id].held_on)


def of_mentorships(
    journal: Journal, known: Iterable[Mentorship], about: int | None, since: date, until: date
) -> Iterator[Change]:
    """Mentorships that began, paused, went on or ended, and cadences that changed."""
    partners = {each.id: each for each in known}
    fields = ("created", "state", "cadence")
    for id, happened in events.of(journal, Kind.MENTORSHIP, partners, fields).items():
        it = partners[id]
        known_as = Ref(Kind.MENTORSHIP, id, it.uid, it.seen_from(about).label)
        for change in _moves(happened, known_as, since, until):
            if change.field != "cadence":
                yield change
            elif change.on > it.started_on:
                yield replace(change, old=_agreed(change.old), new=_agreed(change.new))


def _agreed(cadence: str | None) -> str | None:
    """A cadence in the words that people use: ``every 14 days``."""
    known = stored_cadence(cadence)
    return str(known) if known else None


def _move(event: Event) -> events.Move | None:
    is_move = event.field == "state"
    return events.Move(event.happened_on, event.old, event.new) if is_move else None


def _moves(happened: Sequence[Event], about: Ref, since: date, until: date) -> Iterator[Change]:
    """The events of those days that changed an earlier value, made the record or agreed on a cadence."""
    for event in events.without_slips(happened, _move):
        changed = event.old is not None or event.field in ("created", "cadence")
        if changed and since <= event.happened_on <= until:
            yield _change(event, about)


def _of_goal(goal: Goal, event: Event, course: Course) -> Change:
    change = _change(event, ref_to(goal))
    if event.field != "progress":
        return change
    by = event.by if event.by and event.by.id != goal.owner.id else None
    beside = not by and course.by_milestones(event.happened_on)
    unit = (goal.metric.unit or "") if goal.metric else "%"
    return replace(change, unit=unit, by=by, beside=beside)


def _change(event: Event, about: Ref) -> Change:
    return Change(
        on=event.happened_on,
        kind=event.kind,
        about=about,
        field=event.field,
        old=event.old,
        new=event.new,
        confidence=event.confidence,
        reason=event.note,
        days=_days_later(event),
    )


def _days_later(event: Event) -> int | None:
    if event.field not in ("target", "due") or not (event.old and event.new):
        return None
    return (date.fromisoformat(event.new) - date.fromisoformat(event.old)).days


# What comes next


def steps_in_order(steps: Iterable[Step], today: date) -> tuple[Step, ...]:
    """The steps that are still to come, by day, those without one last."""
    to_come = (step for step in steps if step.on is None or step.on >= today)
    return tuple(sorted(to_come, key=lambda step: step.on or date.max))


def steps_of_goals(known: Iterable[ReportedGoal]) -> list[Step]:
    """The milestones to come and the targets of goals that have not ended."""
    return [step for goal in known for step in _steps_of_goal(goal)]


def _steps_of_goal(reported: ReportedGoal) -> list[Step]:
    goal = reported.standing.goal
    if goal.state.closed:
        return []
    steps = [
        Step(
            on=point.due_on,
            kind=Kind.MILESTONE,
            about=ref_to(point),
            of=(point.goal,),
        )
        for point in reported.milestones
        if point.title is not None and point.done_on is None
    ]
    if goal.target_on:
        steps.append(
            Step(
                on=goal.target_on,
                kind=Kind.GOAL,
                about=ref_to(goal),
                of=(goal.owner,),
                overdue_days=reported.standing.overdue_days,
            )
        )
    return steps


def steps_of_actions(known: Iterable[Action]) -> list[Step]:
    """The action items that are open."""
    return [
        Step(
            on=action.due_on,
            kind=Kind.ACTION,
            about=ref_to(action),
            of=(action.owner,),
            overdue_days=action.overdue_days,
        )
        for action in known
        if action.state is ActionState.OPEN
    ]


def steps_of_sessions(
    journal: Journal, query: Query, ran: Iterable[Mentorship], since: date
) -> list[Step]:
    """Planned sessions, and for mentorships without one the last day of the next slot.

    Each names the others, as seen by the person whom the report is about.
    """
    ran = list(ran)
    others = {known.partner.id: known.seen_from(query.about) for known in ran}
    found = [
        Step(
            on=session.held_on,
            kind=Kind.SESSION,
            about=ref_to(session),
            of=tuple(others.get(person.id, person) for person in session.attendees),
        )
        for session in store.select(
            journal, Session, met=query.partner, since=since, state=SessionState.PLANNED
        )
    ]
    running = [each for each in ran if each.state is MentorshipState.ACTIVE]
    for standing in course.of(journal, running):
        if standing.next_on and not standing.next_planned:
            of = standing.mentorship.seen_from(query.about)
            cadence = standing.mentorship.cadence
            by = cadence.last_day(standing.next_on) if cadence else standing.next_on
            found.append(Step(on=by, kind=Kind.SESSION, about=None, of=(of,)))
    return found
