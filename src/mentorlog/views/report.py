"""A report as Markdown, through the template beside this file, or as JSON.

A further format is a further template: it gets the same value and the same sentences, and escapes
what it is given, by default and not by hand (``_environment``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorlog.records.report import (
    Change,
    Report,
    ReportedGoal,
    ReportedMentorship,
    ReportedSession,
    Step,
)
from mentorlog.records.skills import Skill
from mentorlog.views import data, report_definitions, report_words, to_json
from mentorlog.views.plain import markdown, markdown_block

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

Data = dict[str, Any]


class ReportFormat(StrEnum):
    """How a report is written; the value is the word people type."""

    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def text(report: Report, format: ReportFormat) -> str:
    """The whole report in a format, ending with a newline."""
    match format:
        case ReportFormat.JSON:
            return to_json.dump(as_data(report))
        case ReportFormat.HTML:
            from mentorlog.views import report_page

            return report_page.text(report, _environment(report, report_page.html))
    return _markdown(report)


# --- templates --------------------------------------------------------------------------------


def _environment(report: Report, escaped: Callable[[object], Markup]) -> Environment:
    """What the templates beside this file work with; ``escaped`` makes any value safe for them."""
    # Loaded here alone: no other command waits for it.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # With autoescape Jinja tells text that a template made from text that somebody wrote.
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= _filters(report)
    made.globals |= {
        "report": report,
        "owners": _has_owners(report),
        "action_tables": report_words.ACTION_TABLES,
    }
    return made


def _markdown(report: Report) -> str:
    from markupsafe import Markup

    def escaped(value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(markdown(str(value)))

    made = _environment(report, escaped)
    made.filters["md"] = escaped
    made.filters["block"] = lambda words: Markup(markdown_block(words))
    text = made.get_template("report.md.j2").render()
    return re.sub("\n{3,}", "\n\n", text).strip("\n") + "\n"


def _filters(report: Report) -> dict[str, Callable[..., Any]]:
    """The sentences of a report under the names that templates know them by."""
    return {
        "title": report_words.title,
        "provenance": report_words.provenance,
        "selection": report_words.selection,
        "summary": report_words.summary,
        "definitions": report_definitions.definitions,
        "day": report_words.calendar_day,
        "weekday": report_words.weekday,
        "percent": report_words.percent,
        "state": report_words.state,
        "expected": report_words.expected,
        "metric": report_words.metric,
        "milestone": report_words.milestone,
        "progress": lambda goal: report_words.progress(goal.standing, goal.before, goal.readings),
        "level": report_words.level,
        "rater": report_words.rater,
        "change": report_words.change,
        "change_of": report_words.change_of,
        "session": lambda held: report_words.session(held, report),
        "line": report_words.line,
        "step": report_words.step,
        "closing": report_words.closing,
    }


def _has_owners(report: Report) -> bool:
    """Whether goals are several people's, so that it has to be said whose."""
    return len({goal.standing.goal.owner.id for goal in report.goals}) > 1


# --- JSON -------------------------------------------------------------------------------------

_BOOKKEEPING = frozenset({"created_at", "updated_at", "visibility", "notes_visibility"})


def as_data(report: Report) -> Data:
    """The report's JSON; for a manager without what identifies records."""
    found: Data = {
        "title": report_words.title(report),
        "audience": report.audience,
        "selection": report.is_selection,
        "period": {
            "since": report.period.since,
            "until": report.period.until,
            "label": report.period.label,
        },
        "as_of": report.as_of,
        "about": report.about,
        "partner": report.partner,
        "summary": _summary(report),
        "mentorships": [_mentorship(each) for each in report.mentorships],
        "goals": [_goal(goal) for goal in report.goals],
        "wins": data.each(report.wins),
        "skills": [_skill(skill, report) for skill in report.skills],
        "sessions": [_session(each) for each in report.sessions],
        "takeaways": data.each(report.takeaways),
        "actions": data.each(report.actions),
        "changes": [_change(change) for change in report.changes],
        "next": [_step(step) for step in report.next],
        "definitions": dict(report_definitions.definitions(report)),
    }
    plain = to_json.of(found)
    if report.is_brief:
        plain = to_json.without_identity(plain)
    kept = _without(plain, _BOOKKEEPING) if report.is_selection else plain
    assert isinstance(kept, dict)
    return kept


def _without(value: Any, keys: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _without(item, keys) for key, item in value.items() if key not in keys}
    return [_without(item, keys) for item in value] if isinstance(value, list) else value


def _summary(report: Report) -> Data:
    figures = report.summary
    return {
        "goals": len(report.goals),
        "states": dict(figures.states),
        "goals_moved": figures.moved,
        "wins": len(report.wins),
        "sessions_held": figures.sessions_held,
        "minutes": figures.minutes,
        "actions_done": figures.actions_done,
        "actions_counted": figures.actions_counted,
        "actions_completion": figures.actions_completion,
        "actions_overdue": figures.actions_overdue,
        "actions_carried_over": figures.actions_carried_over,
    }


def _mentorship(each: ReportedMentorship) -> Data:
    known = each.mentorship
    found: Data = {
        "id": known.id,
        "uid": known.uid,
        "mentor": known.mentor,
        "mentee": known.mentee,
        "role": known.role,
        "cadence": str(known.cadence) if known.cadence else None,
        "sessions_held": each.sessions_held,
        "minutes": each.minutes,
    }
    if known.state is None:
        return found
    return {
        **found,
        "state": known.state,
        "slots": each.slots,
        "slots_kept": each.slots_kept,
        "cadence_kept": each.cadence_kept,
        "longest_gap_days": each.longest_gap.days if each.longest_gap else None,
    }


def _goal(goal: ReportedGoal) -> Data:
    points = [point for point in goal.milestones if point.title is not None]
    return {
        **data.of(goal.standing),
        "progress_before": goal.before,
        "readings": [
            {"on": each.on, "progress": each.percent, "by": each.by} for each in goal.readings
        ],
        "milestones": data.each(points),
        "changes": [_change(change) for change in goal.changes],
    }


def _skill(skill: Skill, report: Report) -> Data:
    """With its ratings of the period."""
    rated = [each for each in skill.ratings if each.rated_on >= report.period.since]
    return {**data.of(skill), "history": data.each(rated)}


def _session(each: ReportedSession) -> Data:
    return data.session(each.session, each.takeaways)


def _change(change: Change) -> Data:
    return {
        "on": change.on,
        "kind": change.kind,
        "about": change.about,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "unit": change.unit,
        "by": change.by,
        "confidence": change.confidence,
        "reason": change.reason,
        "days": change.days,
    }


def _step(step: Step) -> Data:
    return {
        "on": step.on,
        "kind": step.kind,
        "about": step.about,
        "of": step.of,
        "overdue_days": step.overdue_days,
    }
