"""How much a report keeps back: the same query through the owner's eyes, less the audience's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mentorlog.records import TakeawayKind
from mentorlog.records.report import Change, LeftOut, Report

_WORDS = {
    "goals": ("goal", "goals"),
    "milestones": ("milestone", "milestones"),
    "readings": ("check-in", "check-ins"),
    "wins": ("win", "wins"),
    "skills": ("rating of a skill", "ratings of skills"),
    "sessions": ("session", "sessions"),
    "notes": ("session's notes", "sessions' notes"),
    TakeawayKind.TAKEAWAY: ("takeaway", "takeaways"),
    TakeawayKind.ADVICE: ("piece of advice", "pieces of advice"),
    TakeawayKind.QUESTION: ("question", "questions"),
    TakeawayKind.FEEDBACK: ("piece of feedback", "pieces of feedback"),
    TakeawayKind.REFLECTION: ("reflection", "reflections"),
    "actions": ("action item", "action items"),
    "texts": ("reason or other text", "reasons and other texts"),
}


def between(whole: Report, shown: Report) -> tuple[LeftOut, ...]:
    """What of ``whole`` is not in ``shown``, kinds of which nothing is left out not named."""
    missing = Counter(_contents(whole)) - Counter(_contents(shown))
    missing["texts"] = max(0, _texts(whole, shown) - _texts(shown, shown))
    return tuple(LeftOut(missing[kind], words) for kind, words in _WORDS.items() if missing[kind])


def _contents(report: Report) -> Iterator[str]:
    """The kind of each thing that the report shows, once for each of them."""
    for goal in report.goals:
        yield "goals"
        yield from ("milestones" for point in goal.milestones if point.title is not None)
        yield from ("readings" for change in goal.changes if change.field == "progress")
    yield from ("wins" for _ in report.wins)
    for skill in report.skills:
        rated = [rating for rating in skill.ratings if rating.rated_on >= report.period.since]
        yield from ("skills" for _ in rated)
    # A manager is told how many sessions were held, without the sessions.
    yield from ("sessions" for _ in range(report.summary.sessions_held))
    yield from ("notes" for each in report.sessions if each.session.notes)
    for line in (*(line for each in report.sessions for line in each.takeaways), *report.takeaways):
        yield line.kind
    yield from ("actions" for _ in report.actions)


def _texts(report: Report, shown: Report) -> int:
    """How many free texts stand beside those records of the report that ``shown`` has too."""
    goals = {goal.standing.goal.id for goal in shown.goals}
    wins = {win.id for win in shown.wins}
    actions = {action.id for action in shown.actions}
    lines = {line.id for each in shown.sessions for line in each.takeaways}
    texts: list[str | None] = []
    for each in report.goals:
        if each.standing.goal.id in goals:
            texts += [each.standing.goal.why, each.standing.goal.measure, *_reasons(each.changes)]
    for win in report.wins:
        if win.id in wins:
            texts += [win.impact, win.evidence]
    texts += [action.evidence for action in report.actions if action.id in actions]
    for line in (line for each in report.sessions for line in each.takeaways):
        if line.id in lines:
            texts += [line.note, line.answer]
    return sum(text is not None for text in texts)


def _reasons(changes: tuple[Change, ...]) -> Iterator[str | None]:
    return (change.reason for change in changes)
