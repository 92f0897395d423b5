"""What is ahead of a report's day: milestones, targets, open actions and sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentorlog.journal import Journal, course, sessions
from mentorlog.journal.report_query import Query
from mentorlog.records import (
    Action,
    ActionState,
    Kind,
    Mentorship,
    MentorshipState,
    Ref,
    SessionState,
)
from mentorlog.records.report import ReportedGoal, Step


def in_order(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps by day, those without one last."""
    return tuple(sorted(steps, key=lambda step: step.on or date.max))


def of_goals(known: Iterable[ReportedGoal]) -> list[Step]:
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
            of=goal.title,
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
                of=goal.owner.label,
                overdue_days=reported.standing.overdue_days,
            )
        )
    return steps


def of_actions(known: Iterable[Action]) -> list[Step]:
    """The action items that are open."""
    return [
        Step(
            on=action.due_on,
            kind=Kind.ACTION,
            about=Ref(Kind.ACTION, action.id, action.uid, action.text),
            of=action.owner.label,
            overdue_days=action.overdue_days,
        )
        for action in known
        if action.state is ActionState.OPEN
    ]


def of_sessions(
    journal: Journal, query: Query, ran: Iterable[Mentorship], since: date
) -> list[Step]:
    """Planned sessions, and where none is planned the day the next one is due by its cadence.

    Each says whom it is with, seen from the one whom the report is about.
    """
    ran = list(ran)
    others = {known.partner.id: known.seen_from(query.about) for known in ran}
    found = [
        Step(
            on=session.held_on,
            kind=Kind.SESSION,
            about=Ref(Kind.SESSION, session.id, session.uid, session.topic or ""),
            of=", ".join(others.get(person.id, person).label for person in session.attendees),
        )
        for session in sessions.everyone(
            journal, person=query.partner, since=since, states=(SessionState.PLANNED,)
        )
    ]
    running = [each for each in ran if each.state is MentorshipState.ACTIVE]
    for standing in course.of(journal, running):
        if standing.next_on and not standing.next_planned:
            of = standing.mentorship.seen_from(query.about).label
            found.append(Step(on=standing.next_on, kind=Kind.SESSION, about=None, of=of))
    return found
