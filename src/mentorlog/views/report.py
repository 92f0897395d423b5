"""A report as Markdown, through the template beside this file, or as JSON.

Another format is another template: it gets the same value and the same sentences, and escapes by
default whatever it puts in (``_environment``).
"""

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog.dates import long
from mentorlog.records import (
    Audience,
    GoalStanding,
    GoalState,
    Kind,
    PaceState,
    Skill,
    Takeaway,
    ref_to,
)
from mentorlog.records.report import Report, ReportedGoal, ReportedMentorship, Step
from mentorlog.records.timeline import Entry
from mentorlog.views import data, report_front, report_outside, report_words, words
from mentorlog.views.report_front import Section
from mentorlog.views.report_outside import Table

if TYPE_CHECKING:
    from jinja2 import Environment

Data = dict[str, Any]


class ReportFormat(StrEnum):
    """How a report is written; the value is the word people type."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


class Length(StrEnum):
    """How much of a report is written."""

    SHORT = "short"
    WHOLE = "whole"
    DETAILS = "details"
    """With how the figures are made."""


def text(report: Report, format: ReportFormat, length: Length = Length.WHOLE) -> str:
    """The report in a format, ending with a newline; JSON has always all of it."""
    if format is ReportFormat.JSON:
        return data.dump(as_data(report))
    rest = report_front.rest(report)
    made = _environment(report, rest, length, is_html=format is ReportFormat.HTML)
    if format is ReportFormat.HTML:
        return _page(report, made)
    text = made.get_template("report.md.j2").render()
    return re.sub("\n{3,}", "\n\n", text).strip("\n") + "\n"


# --- templates --------------------------------------------------------------------------------


def _environment(report: Report, rest: Report, length: Length, *, is_html: bool) -> "Environment":
    """Jinja for the templates beside this file."""
    # Imported here, so that no other command waits for it.
    from jinja2 import Environment, FileSystemLoader

    from mentorlog.views import report_marks

    loader = FileSystemLoader(Path(__file__).parent)
    made = Environment(loader=loader, **report_marks.options(is_html=is_html))
    details = rest if length is not Length.SHORT and not report.is_brief else None
    has_details = details and (
        *details.goals, *details.sessions, *details.takeaways, *details.actions, *details.changes,
    )  # fmt: skip
    made.filters |= report_marks.filters(is_html=is_html)
    made.filters |= {
        "day": words.calendar_day,
        "weekday": long,
        "metric": words.metric,
        "tone": _tone,
    }
    made.globals |= {
        "report": report,
        "say": report_words,
        "page": _sections(report),
        "tables": report_outside.tables(report),
        "nothing": "" if has_details else report_words.NOTHING,
        "rest": details,
        "definitions": definitions(report) if length is Length.DETAILS else [],
    }
    return made


def _sections(report: Report) -> tuple[Section, ...]:
    return report_outside.sections(report) if report.is_brief else report_front.sections(report)


# --- HTML -------------------------------------------------------------------------------------


def _page(report: Report, made: "Environment") -> str:
    """One page that holds all it needs: no script, and nothing loaded from elsewhere."""
    from base64 import b64encode
    from hashlib import sha256

    from mentorlog.views import report_svg

    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8").strip()
    page = made.get_template("report.html.j2").render(
        timeline=report_svg.timeline(report),
        drawings={
            goal.standing.goal.id: report_svg.progress(goal, report) for goal in report.goals
        },
        tables=[
            _drawn(each, report, made) if each.kind is Kind.GOAL else each
            for each in report_outside.tables(report)
        ],
        style=style,
        digest=b64encode(sha256(style.encode()).digest()).decode(),
    )
    return page.strip() + "\n"


def _drawn(goals: Table, report: Report, made: "Environment") -> Table:
    """The table of goals with a picture beside the progress and a colour for the state."""
    draw: Any = made.get_template("report_svg.html.j2").module
    rows = [
        (
            *row[:2],
            draw.meter(goal.standing.progress, report_words.expected(goal.standing)) + row[2],
            *row[3:5],
            draw.state(_tone(goal.standing), row[5]),
        )
        for goal, row in zip(report.goals, goals.rows, strict=True)
    ]
    return goals._replace(rows=rows)


_TONES: dict[str, str] = {
    **dict.fromkeys((PaceState.OVERDUE, PaceState.AT_RISK, GoalState.MISSED), "bad"),
    **dict.fromkeys((PaceState.BEHIND, PaceState.STALLED), "warn"),
    **dict.fromkeys((PaceState.ON_TRACK, GoalState.ACHIEVED, GoalState.PARTLY_ACHIEVED), "good"),
}


def _tone(standing: GoalStanding) -> str:
    """The colour of a goal's state, which the words tell too."""
    state = standing.goal.state
    return _TONES.get(state if state.closed else standing.pace_state or state, "quiet")


# --- JSON -------------------------------------------------------------------------------------

_BOOKKEEPING = frozenset(
    {"created_at", "updated_at", "visibility", "notes_visibility", "published"}
)


def as_data(report: Report) -> Data:
    """The report's JSON and its sentences; for a manager without what identifies records."""
    found: Data = {
        "title": report_words.title(report),
        "provenance": report_words.provenance(report),
        "selection_line": report_words.selection(report) if report.is_selection else "",
        "paragraphs": report_words.paragraphs(report),
        "tables": report_outside.tables(report),
        "audience": report.audience,
        "selection": report.is_selection,
        "period": data.picked(report.period, "since", "until", "label"),
        **data.picked(report, "as_of", "about", "partner"),
        "page": [_section(section) for section in _sections(report)],
        "summary": _summary(report),
        "mentorships": [_mentorship(each) for each in report.mentorships],
        "goals": [_goal(goal, report) for goal in report.goals],
        "wins": report.wins,
        "skills": [_skill(skill, report) for skill in report.skills],
        "sessions": [
            {
                **data.session(each.session, [_line(line) for line in each.takeaways]),
                "heading": report_words.session(each.session, report),
            }
            for each in report.sessions
        ],
        "takeaways": [_line(line) for line in report.takeaways],
        **data.picked(report, "topics", "notes", "actions"),
        "changes": [_change(each, report) for each in report.changes],
        "next": [_step(step, report) for step in report.next],
        "definitions": dict(definitions(report)),
    }
    made: Data = data.plain(found)
    if report.is_brief:
        made = data.without_identity(made)
    return data.without(made, _BOOKKEEPING) if report.is_selection else made


def _section(section: Section) -> Data:
    lines = [data.picked(line, "title", "words") for line in section.lines]
    return {"heading": section.heading, "lines": lines}


def _summary(report: Report) -> Data:
    figures = report.summary
    is_programme = report.audience is Audience.PROGRAMME
    goals, achieved = (
        report_outside.goals_in_all(report) if is_programme else (len(report.goals), 0)
    )
    return {
        "goals": goals,
        **({"goals_achieved": achieved} if is_programme else {}),
        "states": dict(figures.states),
        "goals_moved": figures.moved,
        "wins": len(report.wins),
        **data.picked(figures, "sessions_held", "minutes"),
        **data.picked(figures, "actions_done", "actions_counted", "actions_completion"),
        **data.picked(figures, "actions_overdue", "actions_carried_over"),
    }


def _mentorship(each: ReportedMentorship) -> Data:
    known = each.mentorship
    found: Data = {
        **data.picked(known, "id", "uid", "mentor", "mentee", "role"),
        "cadence": known.cadence,
        **data.picked(each, "sessions_held", "minutes"),
    }
    if known.state is None:
        return {**found, **data.picked(each, "goals", "goals_achieved")}
    return {
        **found,
        "state": known.state,
        **data.picked(each, "slots", "slots_kept", "cadence_kept"),
        "longest_gap_days": each.longest_gap.days if each.longest_gap else None,
    }


def _line(line: Takeaway) -> Data:
    return {**data.of(line), "line": report_words.line(line)}


def _step(step: Step, report: Report) -> Data:
    whom = ", ".join(each.label for each in step.of)
    found = data.picked(step, "on", "kind")
    return {**found, **vars(step), "of": whom, "line": report_words.step(step, report)}


def _goal(goal: ReportedGoal, report: Report) -> Data:
    return {
        **data.of(goal.standing),
        "progress_before": goal.before,
        "readings": [
            {"on": each.on, "progress": each.percent, "by": each.by} for each in goal.readings
        ],
        "milestones": [
            {**data.of(point), "state_words": report_words.milestone(point)}
            for point in goal.milestones
            if point.title is not None
        ],
        "changes": [_change(each, report) for each in goal.changes],
        "wins": [ref_to(win) for win in goal.wins if win in report.wins],
        "actions": [ref_to(action) for action in goal.actions if action in report.actions],
        "state_words": report_words.state(goal, report),
        "progress_words": report_words.progress(goal, report),
        "metric_words": words.metric(goal.standing.goal),
    }


def _change(change: Entry, report: Report) -> Data:
    is_beside = change.field == "reading" and change.by is None
    return {
        "on": change.on,
        "kind": change.record.kind,
        "about": change.record,
        "field": "progress" if change.is_reading else change.field,
        **data.picked(change, "old", "new", "unit", "by"),
        "beside": is_beside,
        **data.picked(change, "confidence", "reason", "days", "held_on"),
        "subject": report_words.change_of(change, report),
        "line": report_words.change(change, report),
    }


def _skill(skill: Skill, report: Report) -> Data:
    """A skill with its ratings of the period."""
    rated = [each for each in skill.ratings if each.rated_on >= report.period.since]
    return {**data.of(skill), "history": rated}


# --- how the figures are made -------------------------------------------------------------------

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
    """How the figures in this report are made; only of those that it shows."""
    standings = [goal.standing for goal in report.goals]
    paces = {standing.pace_state for standing in standings}
    is_expected = any(report_words.expected(standing) is not None for standing in standings)
    told = (
        (
            bool(standings),
            "Progress",
            "from the goal's metric, else the share of its milestones done, else its owner's"
            " latest check-in.",
        ),
        (bool(standings), "Before", "progress on the day before the period."),
        (is_expected, "Expected", "days gone by of the days from start to target."),
        *((pace in paces, *definition) for pace, definition in _PACES.items()),
        (
            bool(report.skills),
            "Skills",
            "those rated in the period, rated from 1 to 5; my first rating and that of now, up to"
            " the report's day.",
        ),
        (
            any(each.slots_kept for each in report.mentorships),
            "Cadence kept",
            "stretches of the agreed interval that start in the period and have a held session,"
            " of all that have ended or have one; whole stretches in a pause do not count.",
        ),
        (
            any(each.longest_gap for each in report.mentorships),
            "Longest gap",
            "days between two consecutive held sessions.",
        ),
        (
            bool(report.summary.actions_done),
            "Action items done",
            "done of all made or open in the period, not dropped.",
        ),
        (
            any(action.carried_over for action in report.actions),
            "Carried over",
            "sessions that were held while an action item was open.",
        ),
    )
    return [(name, how) for is_shown, name, how in told if is_shown]
