"""What changed in a report's period, from the events, and the steps that come next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from mentorlog.journal import Journal, course, events, sessions, takeaways
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
    Ref,
    SessionState,
    TakeawayKind,
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
            _of_goal_on(goals[id], event, courses[id])
            for event in happened
            if since <= event.happened_on <= until
            if event.field != "target" or event.old is not None  # The first one moves none.
        )
        for id, happened in told.items()
    }


def _of_goal_on(goal: Goal, event: Event, course: Course) -> Change:
    return _change(
        event,
        Ref(Kind.GOAL, goal.id, goal.uid, goal.title),
        unit=(goal.metric.unit or "") if goal.metric else "%",
        owner=goal.owner.id,
        beside=course.by_milestones(event.happened_on),
    )


def of_milestones(
    journal: Journal, known: Iterable[ReportedGoal], since: date, until: date
) -> Iterator[Change]:
    """Due days of milestones that moved."""
    titles = {point.id: point for goal in known for point in goal.milestones if point.title}
    for id, moves in events.of(journal, Kind.MILESTONE, titles, ("due",)).items():
        point = titles[id]
        about = Ref(Kind.MILESTONE, id, point.uid, point.title or "")
        yield from _moves(moves, about, since, until)


def of_actions(
    journal: Journal, known: Iterable[Action], since: date, until: date
) -> Iterator[Change]:
    """Due days that moved, and actions dropped or opened again; done ones have their own list."""
    texts = {action.id: action for action in known}
    for id, happened in events.of(journal, Kind.ACTION, texts, ("due", "state")).items():
        about = Ref(Kind.ACTION, id, texts[id].uid, texts[id].text)
        shown = [event for event in happened if event.new != ActionState.DONE]
        yield from _moves(shown, about, since, until)


def of_sessions(
    journal: Journal, partner: int | None, since: date, until: date
) -> Iterator[Change]:
    """Sessions that were cancelled, or to which somebody did not come."""
    states = (SessionState.CANCELLED, SessionState.NO_SHOW)
    found = sessions.everyone(journal, person=partner, since=since, until=until, states=states)
    known = {session.id: session for session in found}
    for id, happened in events.of(journal, Kind.SESSION, known, ("state",)).items():
        about = Ref(Kind.SESSION, id, known[id].uid, known[id].topic or "")
        last = [event for event in happened if event.new == known[id].state]
        yield from _moves(last[-1:], about, since, until)


def of_advice(journal: Journal, partner: int | None, since: date, until: date) -> Iterator[Change]:
    """What came of advice, also of advice given before the period."""
    found = takeaways.everyone(journal, kind=TakeawayKind.ADVICE, person=partner)
    known = {line.id: line for line in found}
    for id, happened in events.of(journal, Kind.TAKEAWAY, known, ("outcome",)).items():
        yield from _moves(
            happened, Ref(Kind.TAKEAWAY, id, known[id].uid, known[id].text), since, until
        )


def of_mentorships(
    journal: Journal, known: Iterable[Mentorship], about: int | None, since: date, until: date
) -> Iterator[Change]:
    """Mentorships that began, paused, went on or ended, and cadences that changed."""
    partners = {each.id: each for each in known}
    fields = ("created", "state", "cadence")
    for id, happened in events.of(journal, Kind.MENTORSHIP, partners, fields).items():
        known_as = partners[id].seen_from(about).label
        about_it = Ref(Kind.MENTORSHIP, id, partners[id].uid, known_as)
        agreed = [_in_words(event) for event in happened if event.field == "cadence"]
        yield from _moves(
            (event for event in happened if event.field != "cadence"), about_it, since, until
        )
        yield from (
            _change(event, about_it)
            for event in agreed
            if event.happened_on > partners[id].started_on and since <= event.happened_on <= until
        )


def _in_words(event: Event) -> Event:
    """The event of a cadence with the words that people use: ``every 14 days``."""
    old, new = (
        str(cadence) if cadence else None for cadence in map(stored_cadence, (event.old, event.new))
    )
    return event._replace(old=old, new=new)


def _moves(happened: Iterable[Event], about: Ref, since: date, until: date) -> Iterator[Change]:
    """The events of those days that changed an earlier value or made the record."""
    for event in happened:
        changed = event.old is not None or event.field == "created"
        if changed and since <= event.happened_on <= until:
            yield _change(event, about)


def _change(
    event: Event,
    about: Ref,
    *,
    unit: str | None = None,
    owner: int | None = None,
    beside: bool = False,
) -> Change:
    is_reading = event.field == "progress"
    by = event.by if is_reading and event.by and event.by.id != owner else None
    return Change(
        on=event.happened_on,
        kind=event.kind,
        about=about,
        field=event.field,
        old=event.old,
        new=event.new,
        unit=unit if is_reading else None,
        by=by,
        beside=beside and is_reading and not by,
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
    return [step for goal in known for step in _of_goal(goal)]


def _of_goal(reported: ReportedGoal) -> list[Step]:
    goal = reported.standing.goal
    if goal.state.closed:
        return []
    steps = [
        Step(
            on=point.due_on,
            kind=Kind.MILESTONE,
            about=Ref(Kind.MILESTONE, point.id, point.uid, point.title),
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
                about=Ref(Kind.GOAL, goal.id, goal.uid, goal.title),
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
            about=Ref(Kind.ACTION, action.id, action.uid, action.text),
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
            about=Ref(Kind.SESSION, session.id, session.uid, session.topic or ""),
            of=tuple(others.get(person.id, person) for person in session.attendees),
        )
        for session in sessions.everyone(
            journal, person=query.partner, since=since, states=(SessionState.PLANNED,)
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
