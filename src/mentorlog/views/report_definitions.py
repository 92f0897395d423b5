"""How the figures of a report are made, in a line each."""

from __future__ import annotations

from mentorlog.records import PaceState
from mentorlog.records.report import Report
from mentorlog.views.report_words import expected

_PACES = {
    PaceState.OVERDUE: ("Overdue", "the target day has passed."),
    PaceState.AT_RISK: ("At risk", "33 points or more behind the expected progress."),
    PaceState.BEHIND: ("Behind", "17 points or more behind the expected progress."),
    PaceState.STALLED: (
        "Stalled",
        "the value has not changed for more than two cadences, and for 30 days at the least.",
    ),
}


def definitions(report: Report) -> list[tuple[str, str]]:
    """How the figures in this report are made, none that it does not show."""
    found: list[tuple[str, str]] = []
    standings = [goal.standing for goal in report.goals]
    if standings:
        found.append(
            (
                "Progress",
                "from the goal's metric, else the share of its milestones done, else its owner's"
                " latest check-in.",
            )
        )
        found.append(("Before", "progress on the day before the period."))
    if any(expected(standing) is not None for standing in standings):
        found.append(("Expected", "days gone by of the days from start to target."))
    shown = {standing.pace_state for standing in standings}
    found += [definition for pace, definition in _PACES.items() if pace in shown]
    if report.skills:
        rated = "rated from 1 to 5; first and now are one's own ratings up to the report's day"
        found.append(("Skills", f"those rated in the period, {rated}."))
    return found + _mentorship_definitions(report) + _action_definitions(report)


def _mentorship_definitions(report: Report) -> list[tuple[str, str]]:
    found = []
    if any(each.cadence_kept is not None for each in report.mentorships):
        found.append(
            (
                "Cadence kept",
                "stretches of the agreed interval that start in the period and have a held session,"
                " of all that have ended or have one; whole stretches in a pause do not count.",
            )
        )
    if any(each.longest_gap for each in report.mentorships):
        found.append(("Longest gap", "days between two consecutive held sessions."))
    return found


def _action_definitions(report: Report) -> list[tuple[str, str]]:
    found = []
    if report.summary.actions_counted:
        found.append(("Action items done", "done of all made or open in the period, not dropped."))
    if any(action.carried_over for action in report.actions):
        found.append(("Carried over", "sessions that were held while an action item was open."))
    return found
