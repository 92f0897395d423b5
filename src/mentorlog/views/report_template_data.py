"""What a template of one's own is given: the report's JSON, and beside it the report's sentences.

It is made of what ``report --json`` writes for the same audience, so that a template can say no
more than that.
"""

from __future__ import annotations

from typing import Any

from mentorlog.records import Milestone
from mentorlog.records.report import Change, Report, ReportedGoal
from mentorlog.views import report_words
from mentorlog.views.report import as_data

Data = dict[str, Any]


def variables(report: Report) -> Data:
    """The variables by name; dicts, lists, text and numbers, days as ISO text."""
    found = as_data(report)
    found["provenance"] = report_words.provenance(report)
    found["selection_line"] = report_words.selection(report) if report.is_selection else ""
    found["summary_lines"] = report_words.summary(report)
    wins = {win.id: made for win, made in zip(report.wins, found["wins"], strict=True)}
    done = {action.id: made for action, made in zip(report.actions, found["actions"], strict=True)}
    for goal, made in zip(report.goals, found["goals"], strict=True):
        _tell_goal(goal, made)
        made["wins"] = [wins[win.id] for win in goal.wins if win.id in wins]
        made["actions"] = [done[action.id] for action in goal.actions if action.id in done]
    for held, made in zip(report.sessions, found["sessions"], strict=True):
        made["heading"] = report_words.session(held.session, report)
        for line, made_line in zip(held.takeaways, made["takeaways"], strict=True):
            made_line["line"] = report_words.line(line)
    for line, made in zip(report.takeaways, found["takeaways"], strict=True):
        made["line"] = report_words.line(line)
    for change, made in zip(report.changes, found["changes"], strict=True):
        _tell_change(change, made)
    for step, made in zip(report.next, found["next"], strict=True):
        made["line"] = report_words.step(step)
    return found


def _tell_goal(goal: ReportedGoal, made: Data) -> None:
    standing = goal.standing
    made["state_words"] = report_words.state(standing)
    made["progress_words"] = report_words.progress(standing, goal.before, goal.readings)
    made["metric_words"] = report_words.metric(standing.goal)
    points: list[Milestone] = [point for point in goal.milestones if point.title is not None]
    for point, made_point in zip(points, made["milestones"], strict=True):
        made_point["state_words"] = report_words.milestone(point)
    for change, made_change in zip(goal.changes, made["changes"], strict=True):
        _tell_change(change, made_change)


def _tell_change(change: Change, made: Data) -> None:
    made["subject"] = report_words.change_of(change)
    made["line"] = report_words.change(change)
