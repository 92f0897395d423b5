"""The words of the tick list in which one chooses what a manager or committee may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mentorlog.dates import short
from mentorlog.errors import count
from mentorlog.folding import cells, padded
from mentorlog.records import Audience, Kind, Milestone, Role
from mentorlog.records.report import Candidate, Report, ReportedGoal
from mentorlog.views import report_words, words
from mentorlog.views.plain import one_line


def candidates(offered: Sequence[Candidate], report: Report) -> list[str]:
    """A line for each candidate: its title and how it stands, in columns; or the text that is offered."""
    titles = [("  " if each.above else "") + one_line(_title(each)) for each in offered]
    both = list(zip(titles, offered, strict=True))
    width = max((cells(title) for title, each in both if not each.field), default=0)
    return [
        f"{padded(title, min(width, 48))}  {_standing(each, report)}".rstrip()
        for title, each in both
    ]


def _title(candidate: Candidate) -> str:
    record = candidate.record
    if candidate.field:
        return str(getattr(record, candidate.field))
    return (record.standing.goal.title if isinstance(record, ReportedGoal) else record.title) or ""


def _standing(candidate: Candidate, report: Report) -> str:
    record = candidate.record
    if candidate.field:
        return ""
    if isinstance(record, ReportedGoal):
        return _goal_standing(record, report)
    if isinstance(record, Milestone):
        on = record.done_on or record.due_on
        word = "done" if record.done_on else "due"
        return f"{word} {short(on, report.as_of)}" if on else "to come"
    return short(record.happened_on, report.as_of)


def _goal_standing(reported: ReportedGoal, report: Report) -> str:
    goal = reported.standing.goal
    if goal.state.closed and goal.closed_on:
        return f"{words.spoken(goal.state)} {short(goal.closed_on, report.as_of)}"
    parts = []
    if reported.standing.progress is not None:
        moved = words.from_to(reported.before or 0, reported.standing.progress)
        parts.append(", ".join(filter(None, (moved, report_words.why_less(reported)))))
    if goal.target_on:
        parts.append(f"target {short(goal.target_on, report.as_of)}")
    return " · ".join(parts) or words.spoken(goal.state)


def talk(
    report: Report, reader: Audience, private: Mapping[Kind, int]
) -> tuple[list[str], list[str]]:
    """What stands above and below the tick list."""
    since, until = report.period.since, report.period.until
    days = f"{words.calendar_day(since)} – {words.calendar_day(until)}"
    head = [
        f"Tick what your {reader} may read, save, close. Unticked lines stay out.",
        f"{days}. A line that you delete stays as it is.",
    ]
    mentors = [
        one_line(each.mentorship.partner.short)
        for each in report.mentorships
        if each.mentorship.role is not Role.MENTEE
    ]
    said = f"what {mentors[0] if len(mentors) == 1 else 'others'} said of you"
    foot = [f"Never offered: notes, reasons, reflections, ratings, {said}."]
    if private:
        counts = [count(number, kind) for kind, number in private.items()]
        foot.append(f"Private, and so not offered: {', '.join(counts)}.")
    return head, foot
