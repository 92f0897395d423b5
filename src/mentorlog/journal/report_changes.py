"""What changed in a report's period, of what happened then, and the steps that come next."""

from collections.abc import Iterable, Iterator
from datetime import date

from mentorlog.journal import Journal, course, store
from mentorlog.journal.report_query import Query
from mentorlog.records import (
    Action,
    ActionState,
    Goal,
    Kind,
    Mentorship,
    Ref,
    Session,
    SessionState,
    ref_to,
)
from mentorlog.records.report import ReportedGoal, Step
from mentorlog.records.timeline import Entry


def of_goal(told: Iterable[Entry], goal: Goal) -> tuple[Entry, ...]:
    """What changed of a goal; its first target moves none."""
    return tuple(
        entry
        for entry in told
        if entry.kind in ("goal", "target") and entry.record.id == goal.id
        if entry.field != "target" or entry.old is not None
    )


def of_mentorships(
    told: Iterable[Entry], ran: Iterable[Mentorship], about: int | None
) -> Iterator[Entry]:
    """What changed of the mentorships that ran, as the person sees them whom the report is about."""
    named = {
        each.id: Ref(Kind.MENTORSHIP, each.id, each.uid, each.seen_from(about).label)
        for each in ran
    }
    for entry in told:
        if entry.kind == "mentorship" and entry.record.id in named:
            yield entry._replace(record=named[entry.record.id])


# What comes next


def steps_of_goals(known: Iterable[ReportedGoal]) -> Iterator[Step]:
    """The milestones to come and the targets of goals that have not ended."""
    for reported in known:
        goal = reported.standing.goal
        if goal.state.closed:
            continue
        for point in reported.milestones:
            if point.title is not None and point.done_on is None:
                yield Step(point.due_on, ref_to(point), (point.goal,))
        if goal.target_on:
            overdue = reported.standing.overdue_days
            yield Step(goal.target_on, ref_to(goal), (goal.owner,), overdue)


def steps_of_actions(known: Iterable[Action]) -> list[Step]:
    """The action items that are open."""
    return [
        Step(action.due_on, ref_to(action), (action.owner,), action.overdue_days)
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
            session.held_on,
            ref_to(session),
            tuple(others.get(person.id, person) for person in session.attendees),
        )
        for session in store.select(
            journal, Session, met=query.partner, since=since, state=SessionState.PLANNED
        )
    ]
    for standing in course.of(journal, ran):
        if standing.meet_by:
            of = standing.mentorship.seen_from(query.about)
            found.append(Step(standing.meet_by, None, (of,)))
    return found
