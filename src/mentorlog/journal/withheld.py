"""What a report keeps back, and what of it a manager may read after all, since the owner chose it.

What is kept back is what the owner's own report of the same query has and the reader's has not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal
from mentorlog.records import Kind, Milestone, TakeawayKind, Visibility, Win
from mentorlog.records.report import Candidate, Change, LeftOut, Report, ReportedGoal

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
    """How much of ``whole`` is not in ``shown``; kinds that lack none are omitted."""
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


# Choosing what is public


def candidates(journal: Journal, whole: Report) -> tuple[list[Candidate], dict[Kind, int]]:
    """What of a whole report may be made public, and how much is private, by kind.

    Goals, each before its milestones, then wins. What hangs on a private goal is as private.
    """
    hidden = {
        row["id"] for row in journal.rows("SELECT id FROM goals WHERE visibility = 'private'")
    }
    found: list[Candidate] = []
    private: dict[Kind, int] = {}
    for candidate, visibility in _everything(whole):
        if visibility is Visibility.PRIVATE or candidate.goal in hidden:
            private[candidate.kind] = private.get(candidate.kind, 0) + 1
        else:
            found.append(candidate)
    return found, private


def _everything(whole: Report) -> Iterator[tuple[Candidate, Visibility]]:
    for reported in whole.goals:
        goal = reported.standing.goal
        yield _candidate(Kind.GOAL, goal.id, goal.visibility, None, reported)
        for point in reported.milestones:
            yield _candidate(Kind.MILESTONE, point.id, point.visibility, goal.id, point)
    for win in whole.wins:
        goal_id = win.goal.id if win.goal else None
        yield _candidate(Kind.WIN, win.id, win.visibility, goal_id, win)


def _candidate(
    kind: Kind,
    id: int,
    visibility: Visibility,
    goal: int | None,
    record: ReportedGoal | Milestone | Win,
) -> tuple[Candidate, Visibility]:
    return Candidate(kind, id, visibility is Visibility.PUBLIC, goal, record), visibility


def publish(
    journal: Journal, offered: Iterable[Candidate], ticks: Mapping[str, bool]
) -> tuple[list[str], list[str]]:
    """Make what was ticked public and what was unticked shared again; returns the codes of both.

    A candidate without a tick of either kind stays as it is. Raises ``JournalSaysNo`` where one was
    deleted or made private since it was offered.
    """
    ticked: list[str] = []
    unticked: list[str] = []
    for candidate in offered:
        wanted = ticks.get(candidate.code, candidate.ticked)
        if wanted is candidate.ticked:
            continue
        _expect_as_offered(journal, candidate)
        level = Visibility.PUBLIC if wanted else Visibility.SHARED
        journal.update(candidate.kind.table, candidate.id, visibility=level.value)
        (ticked if wanted else unticked).append(candidate.code)
    return ticked, unticked


def _expect_as_offered(journal: Journal, candidate: Candidate) -> None:
    row = journal.row(f"SELECT visibility FROM {candidate.kind.table} WHERE id = ?", [candidate.id])
    if row is None or row["visibility"] == Visibility.PRIVATE:
        what = "deleted" if row is None else "made private"
        raise JournalSaysNo(f"{candidate.code} was {what} while you were choosing.")


def without_goal(offered: Iterable[Candidate], ticks: Mapping[str, bool]) -> list[tuple[str, str]]:
    """Public milestones that stay out, since their goal is not public: both codes of each."""
    known = list(offered)
    public = {each.id for each in known if each.kind is Kind.GOAL and _is_ticked(each, ticks)}
    return [
        (each.code, f"{Kind.GOAL.letter}{each.goal}")
        for each in known
        if each.kind is Kind.MILESTONE and _is_ticked(each, ticks) and each.goal not in public
    ]


def _is_ticked(candidate: Candidate, ticks: Mapping[str, bool]) -> bool:
    return ticks.get(candidate.code, candidate.ticked)
