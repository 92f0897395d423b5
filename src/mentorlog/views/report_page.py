"""A report as one HTML page that holds all it needs: no script, and nothing loaded from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from mentorlog.dates import long
from mentorlog.records import Action, GoalStanding, GoalState, Kind, PaceState, Skill
from mentorlog.records.report import Report, ReportedGoal
from mentorlog.views import report_marks, report_outside, report_svg, report_words, words
from mentorlog.views.report_outside import Table

if TYPE_CHECKING:
    from jinja2 import Environment

_STYLE = Path(__file__).with_name("report.css")

Row = tuple[str, ...]


def text(report: Report, rest: Report, made: Environment) -> str:
    """The whole page, ending with a newline; the same words and sections as in Markdown.

    ``rest`` is what the details tell.
    """
    made.filters |= {"skills": _skills, "tone": _tone}
    style = _STYLE.read_text(encoding="utf-8").strip()
    page = made.get_template("report.html.j2").render(
        timeline=report_svg.timeline(report),
        drawings={
            goal.standing.goal.id: report_svg.progress(goal, report) for goal in report.goals
        },
        readings={goal.standing.goal.id: _readings(goal, report) for goal in report.goals},
        tables=[
            _drawn(each, report, made) if each.kind is Kind.GOAL else each
            for each in report_outside.tables(report)
        ],
        action_tables=list(_action_tables(rest)),
        style=Markup(style),
        digest=Markup(b64encode(sha256(style.encode()).digest()).decode()),
    )
    return page.strip() + "\n"


def _drawn(goals: Table, report: Report, made: Environment) -> Table:
    """The table of goals with a picture beside the progress and a colour for the state."""
    meter = made.get_template("report_svg.html.j2").module.meter  # type: ignore[attr-defined]
    state = Markup('<span class="state {}">{}</span>')
    rows = [
        (
            *row[:2],
            meter(goal.standing.progress, report_words.expected(goal.standing)) + row[2],
            *row[3:5],
            state.format(_tone(goal.standing), row[5]),
        )
        for goal, row in zip(report.goals, goals.rows, strict=True)
    ]
    return goals._replace(rows=rows)


def _action_tables(report: Report) -> Iterator[tuple[str, Row, list[Row]]]:
    for heading, state, closed in report_words.ACTION_TABLES:
        rows = [_action(each, report) for each in report.actions if each.state is state]
        if rows:
            yield heading, ("Action item", "Whose", "Made", "Due", closed, "Carried over"), rows


def _action(action: Action, report: Report) -> Row:
    return (
        report_marks.linked(report_words.with_evidence(action)),
        report_words.named(action.owner, report),
        words.calendar_day(action.made_on),
        words.calendar_day(action.due_on) if action.due_on else "–",
        report_words.closing(action),
        str(action.carried_over or "–"),
    )


def _readings(goal: ReportedGoal, report: Report) -> list[Row]:
    before = [] if goal.before is None else [("Before", goal.before)]
    days = [(report_words.read(each, report, long), each.percent) for each in goal.readings]
    return [(day, words.percent(value)) for day, value in before + days]


def _skills(skills: Iterable[Skill], rater: str) -> list[Row]:
    level = report_words.level
    return [
        (
            skill.name,
            level(skill.first),
            level(skill.now),
            *([level(skill.mentor_now)] * bool(rater)),
        )
        for skill in skills
    ]


_TONES: dict[str, str] = {
    **dict.fromkeys((PaceState.OVERDUE, PaceState.AT_RISK, GoalState.MISSED), "bad"),
    **dict.fromkeys((PaceState.BEHIND, PaceState.STALLED), "warn"),
    **dict.fromkeys((PaceState.ON_TRACK, GoalState.ACHIEVED, GoalState.PARTLY_ACHIEVED), "good"),
}


def _tone(standing: GoalStanding) -> str:
    """The colour of a goal's state, which the words tell too."""
    state = standing.goal.state
    return _TONES.get(state if state.closed else standing.pace_state or state, "quiet")
