"""Choosing what a manager may read: the candidates of a report, and making them public or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal
from mentorlog.records import Kind, Milestone, Visibility, Win
from mentorlog.records.report import Candidate, Report, ReportedGoal


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
