"""The first page of a report: what its reader needs, in short sections; and the rest, each fact once.

The same in every format: plain text that each format escapes.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain, zip_longest

from mentorlog.dates import long
from mentorlog.errors import count
from mentorlog.records import (
    Action,
    ActionState,
    GoalState,
    Kind,
    MentorshipState,
    PaceState,
    Reading,
    TakeawayKind,
    Win,
    why_stuck,
)
from mentorlog.records.report import Report, ReportedGoal, Step
from mentorlog.records.timeline import Entry
from mentorlog.values import NamedTuple
from mentorlog.views import mentorships, report_words, words
from mentorlog.views.actions import folded

_MOST = 8  # lines of a section, so that the page stays one page

_Told = tuple[Kind, int]


class Line(NamedTuple):
    """A line of a section; ``of`` is the record that it tells, ``tone`` is ``bad`` for a warning."""

    title: str
    words: str
    of: _Told | None = None
    tone: str = ""


class Section(NamedTuple):
    """A heading of the page, and the lines below it; ``more`` are those that the page has no room for."""

    heading: str
    lines: tuple[Line, ...]
    more: tuple[Line, ...] = ()


def sections(report: Report) -> tuple[Section, ...]:
    """The page; a section without lines is left out."""
    found: dict[str, list[Line]] = {heading: [] for heading in _HEADINGS}
    for goal in report.goals:
        found[_heading(goal, report)].append(_goal(goal, report))
    found["Changed"] += [
        _changed(each, report) for each in report.changes if _is_news(each, report)
    ]
    found["Achieved"] += [of_win(win) for win in report.wins]
    found["Overdue"] += [_action(each, report) for each in _open(report) if each.overdue_days]
    found["I ask"] += _asked(report)
    found["In figures"] += [Line("", line) for line in report_words.figures(report)]
    found["Next"] += steps(report)
    return tuple(_section(heading, lines) for heading, lines in found.items() if lines)


_AT_THE_END = "At 100 %"
"""The section of goals that have nothing left to do, and are not closed yet."""

_HEADINGS = (
    "Moved", _AT_THE_END, "Begun", "Overdue", "Stands still", "Changed", "Ended", "Achieved", "I ask", "In figures", "Next"
)  # fmt: skip


def _section(heading: str, lines: list[Line]) -> Section:
    """A section with no more lines than fit on the page; the last says how many do not."""
    if len(lines) <= _MOST:
        return Section(heading, tuple(lines))
    kept, more = tuple(lines[: _MOST - 1]), tuple(lines[_MOST - 1 :])
    return Section(heading, (*kept, Line("", f"and {len(more)} more")), more)


# --- goals ------------------------------------------------------------------------------------


def _goal(goal: ReportedGoal, report: Report) -> Line:
    of = (Kind.GOAL, goal.standing.goal.id)
    tone = "bad" if _is_late(goal) else ""
    return Line(goal.standing.goal.title, _goal_words(goal, report), of, tone)


def _heading(goal: ReportedGoal, report: Report) -> str:
    """The section of the page in which the goal stands."""
    standing = goal.standing
    state = standing.goal.state
    if state.closed:
        done = state in (GoalState.ACHIEVED, GoalState.PARTLY_ACHIEVED)
        return "Achieved" if done else "Ended"
    if standing.pace_state is PaceState.OVERDUE:
        return "Overdue"
    if goal.has_moved:
        return "Moved"
    if standing.is_complete:
        return _AT_THE_END
    is_new = standing.goal.start_on >= report.period.since and not standing.progress
    return "Begun" if is_new else "Stands still"


def _is_late(goal: ReportedGoal) -> bool:
    """Whether it is over its target, or soon will be."""
    return goal.standing.pace_state in (PaceState.OVERDUE, PaceState.AT_RISK)


def _goal_words(goal: ReportedGoal, report: Report) -> str:
    """How it stands, what others read otherwise, what was said last, and how its target moved."""
    return " ".join(
        [
            _stands(goal, report),
            *_beside(goal),
            *(_read_otherwise(each, goal, report) for each in _differing(goal)),
            *(_note(change, goal, report) for change in _last_words(goal)),
            *map(_slip, _slips(goal)),
        ]
    )


def _on_page(goal: ReportedGoal) -> tuple[list[Entry], tuple[Reading, ...]]:
    """The changes and the readings of others that ``_goal_words`` has, which the details need not repeat."""
    differing = _differing(goal)
    read = [change for each in differing for change in _change_of(each, goal)]
    return [*_slips(goal), *_last_words(goal), *read], differing


def _stands(goal: ReportedGoal, report: Report) -> str:
    """``25 → 60 %, expected 61 %.``; ``50 %, stalled for 73 days.``"""
    standing, state = goal.standing, report_words.state(goal, report)
    short_of = words.short_of_all(standing)
    course = "" if short_of else _course(goal)
    parts = [course] if course else []
    if standing.pace_state is PaceState.OVERDUE and standing.goal.target_on:
        if not _slips(goal):
            state = f"target {words.calendar_day(standing.goal.target_on)}, {state}"
    elif report_words.expected(standing) is not None:
        parts.append(f"expected {words.percent(report_words.expected(standing))}")
    if standing.pace_state is not PaceState.ON_TRACK or words.moved_often(standing) or not parts:
        parts.append(state)
    return ", ".join(filter(None, [report_words.whose(goal, report), *parts, short_of])) + "."


def _course(goal: ReportedGoal) -> str:
    """``25 → 60 %``, ``fell back: 55 → 45 % (11 → 9 of 20 pages)``, ``1 milestone added: 100 → 67 %``; empty without a reading."""
    standing, metric = goal.standing, goal.standing.goal.metric
    if goal.before is None or standing.progress is None:
        return ""
    moved = words.from_to(goal.before, standing.progress)
    if metric and standing.value is not None and goal.value_before is not None:
        moved += f" ({words.values(goal.value_before, standing.value, metric)})"
    is_less = words.rounded(standing.progress) < words.rounded(goal.before)
    return words.led_by(report_words.why_less(goal) or ("fell back" if is_less else ""), moved)


def _beside(goal: ReportedGoal) -> list[str]:
    """What the figure is made of, where the owner has said otherwise since."""
    standing = goal.standing
    if standing.beside is None:
        return []
    on, read = words.calendar_day(standing.beside.on), words.percent(standing.beside.percent)
    return [f"By {words.milestones(standing)}; the check-in of {on} says {read}."]


def _differing(goal: ReportedGoal) -> tuple[Reading, ...]:
    """What others read otherwise of a goal that is worked on."""
    standing = goal.standing
    return standing.differing if standing.goal.state is GoalState.ACTIVE else ()


def _change_of(reading: Reading, goal: ReportedGoal) -> list[Entry]:
    """The change of the period that the last reading of somebody else is; none where it is older."""
    return [each for each in goal.changes if each.by and each.by.id == reading.by.id][-1:]


def _read_otherwise(reading: Reading, goal: ReportedGoal, report: Report) -> str:
    reasons = [f": “{change.reason}”" for change in _change_of(reading, goal) if change.reason]
    return f"{report_words.reading(reading, report)}{''.join(reasons)}."


def _slips(goal: ReportedGoal) -> list[Entry]:
    return [change for change in goal.changes if change.field == "target" and change.days]


def _slip(change: Entry) -> str:
    assert change.days
    reason = f": “{change.reason}”" if change.reason else ""
    return (
        f"Target moved to {report_words.told_day(change.new)}, {words.later(change.days)}{reason}."
    )


def _last_words(goal: ReportedGoal) -> list[Entry]:
    """The reason of the end or the pause, else the note of the owner's last reading, if it still holds."""
    is_active = goal.standing.goal.state is GoalState.ACTIVE
    told = [change for change in goal.changes if not change.by]
    said = [each for each in told if (each.is_reading if is_active else each.field == "state")]
    is_over = goal.standing.stuck is None
    return [
        change
        for change in said[-1:]
        if change.reason and not (is_over and why_stuck(change.reason) is not None)
    ]


def _note(change: Entry, goal: ReportedGoal, report: Report) -> str:
    """A note says whose and when it is, as "I" is the writer, and a moved target has its own reason."""
    if change.field == "state":
        return f"“{change.reason}”"
    sure = f" (confidence {change.confidence} of 10)" if change.confidence is not None else ""
    owner, on = goal.standing.goal.owner, words.calendar_day(change.on)
    mine = report_words.is_writer(owner, report)
    said = f"Check-in of {on}" if mine else f"{report_words.named(owner, report)} on {on}"
    return f"{said}: “{change.reason}”{sure}."


# --- what else changed ------------------------------------------------------------------------


def _is_news(change: Entry, report: Report) -> bool:
    """Whether it is nowhere else on the page: another cadence, a mentorship that goes on, a milestone's day.

    Of a mentorship that goes on it is also what it had stopped with.
    """
    if change.record.kind is Kind.MENTORSHIP:
        goes_on = [
            each.on
            for each in report.changes
            if each.record == change.record
            and (each.field, each.new) == ("state", MentorshipState.ACTIVE)
        ]
        is_over = change.field == "state" and any(on >= change.on for on in goes_on)
        return change.field == "cadence" or is_over
    return change.record.kind is Kind.MILESTONE


def _changed(change: Entry, report: Report) -> Line:
    reason = f": “{change.reason}”" if change.reason else ""
    said = f"{report_words.change(change, report)}, {words.calendar_day(change.on)}{reason}."
    return Line(report_words.change_of(change, report), said)


# --- wins, actions, what is asked, what is next -----------------------------------------------


def of_win(win: Win) -> Line:
    """A win with its day, and what of its impact, evidence and goal the reader may see."""
    texts = (words.in_a_line(each) for each in (win.impact, win.evidence) if each)
    said = [words.calendar_day(win.happened_on), *texts]
    of = f" ({win.goal.label})" if win.goal and win.goal.label else ""
    return Line(win.title, " – ".join(filter(None, said)) + of, (Kind.WIN, win.id))


def _is_the_readers(action: Action, report: Report) -> bool:
    return bool(report.partner and action.owner.id == report.partner.id)


def _open(report: Report) -> Iterator[Action]:
    return (action for action in report.actions if action.state is ActionState.OPEN)


def _action(action: Action, report: Report) -> Line:
    said = report_words.with_evidence(action)
    return Line(said, _stands_at(action, report) + ".", (Kind.ACTION, action.id), "bad")


def _stands_at(action: Action, report: Report, *, due: bool = True) -> str:
    """What its row in the details would say, as it stands on the page alone; ``due`` with its day."""
    is_mine = report_words.is_writer(action.owner, report)
    parts = [] if is_mine else [report_words.named(action.owner, report)]
    if due and action.due_on:
        parts.append(f"due {words.calendar_day(action.due_on)}")
    if action.overdue_days:
        parts.append(f"{count(action.overdue_days, 'day')} over")
    parts.append(f"made {words.calendar_day(action.made_on)}")
    if action.carried_over:
        parts.append(f"carried over {words.times(action.carried_over)}")
    return ", ".join(parts)


def _with_standing(action: Action, report: Report, *, due: bool = True) -> str:
    return f"{report_words.with_evidence(action)} ({_stands_at(action, report, due=due)})"


def _asked(report: Report) -> list[Line]:
    """What is to be raised, my open questions, and what the reader has promised and can still keep.

    Where these are too many for the page, it has some of each.
    """
    kinds = [_topics(report), _questions(report), _promises(report)]
    lines = list(chain(*kinds))
    by_turns = [line for turn in zip_longest(*kinds) for line in turn if line]
    first = by_turns[: _MOST - 1]
    return sorted(lines, key=lambda line: line not in first)


def _topics(report: Report) -> list[Line]:
    found = []
    for topic in report.topics:
        names = [] if report.partner else [reader.label for reader in topic.readers]
        whom = f" ({', '.join(names)})" if names else ""
        found.append(Line("", topic.text + whom, (Kind.TAKEAWAY, topic.id)))
    return found


def _questions(report: Report) -> list[Line]:
    if report.partner is None or report.about != report.me:
        return []
    return [
        Line("", line.text, (Kind.TAKEAWAY, line.id))
        for line in report.lines
        if line.kind is TakeawayKind.QUESTION and line.is_open
    ]


def _promises(report: Report) -> list[Line]:
    return [
        Line("", _with_standing(action, report), (Kind.ACTION, action.id))
        for action in _open(report)
        if _is_the_readers(action, report) and not action.overdue_days
    ]


def steps(report: Report) -> list[Line]:
    """What is to come, and which mentorships are paused, or are to be."""
    resting = [
        Line(
            "", f"The mentorship with {report_words.other(each.mentorship, report)[0]} is {rests}."
        )
        for each in report.mentorships
        if (rests := mentorships.rests(each.mentorship, report.as_of, words.calendar_day))
    ]
    known: dict[_Told | None, Action] = {(Kind.ACTION, each.id): each for each in report.actions}
    asked = {of for of, action in known.items() if _is_the_readers(action, report)}
    return resting + [
        Line(
            f"{'' if step.about else 'By '}{long(step.on)}",
            _step(step, known.get(_told(step)), report),
            _told(step),
        )
        for step in report.next
        if step.on and _told(step) not in asked
    ]


def _step(step: Step, action: Action | None, report: Report) -> str:
    """``action`` is what the step is about, where the report tells of it; its day stands before it."""
    if action is None:
        return report_words.step(step, report)
    mine = report.partner is not None and report_words.is_writer(action.owner, report)
    said = _with_standing(action, report, due=False)
    return f"{'My action item' if mine else 'Action item'}: {said}"


def _told(step: Step) -> _Told | None:
    return (step.kind, step.about.id) if step.about else None


# --- the details: what the page does not say --------------------------------------------------


def rest(report: Report) -> Report:
    """The report without what stands on its first page, or elsewhere in the details."""
    told = {line.of for each in sections(report) for line in (*each.lines, *each.more)}
    said = [line for line in report.lines if (Kind.TAKEAWAY, line.id) not in told]
    kept = {line.id for line in said}
    return replace(
        report,
        goals=tuple(_rest_of_goal(goal, told, report) for goal in report.goals),
        sessions=tuple(
            replace(held, takeaways=tuple(line for line in held.takeaways if line.id in kept))
            for held in report.sessions
        ),
        takeaways=tuple(line for line in report.takeaways if line.id in kept),
        actions=tuple(
            folded([each for each in report.actions if (Kind.ACTION, each.id) not in told])
        ),
        changes=tuple(each for each in report.changes if not _stands_elsewhere(each, kept, report)),
    )


def _rest_of_goal(
    goal: ReportedGoal, told: Collection[_Told | None], report: Report
) -> ReportedGoal:
    """Readings that stand among the changes are not told twice."""
    days = {change.on for change in goal.changes if change.is_reading and change.new}
    is_told = (Kind.GOAL, goal.standing.goal.id) in told
    changes, readings = _on_page(goal) if is_told else ([], ())
    others = tuple(each for each in goal.standing.others if each not in readings)
    is_sure_told = any(change.confidence is not None and not change.by for change in changes)
    sure = None if is_sure_told else goal.standing.confidence
    return replace(
        goal,
        standing=goal.standing._replace(others=others, confidence=sure),
        readings=goal.readings if any(each.on not in days for each in goal.readings) else (),
        changes=tuple(_with_told(goal, changes, report)),
    )


def _with_told(goal: ReportedGoal, told: Collection[Entry], report: Report) -> Iterator[Entry]:
    """Its changes; of each that the page tells no more than that, unless its step stands there only.

    That is the owner's last reading, where others stand among the changes.
    """
    is_course = any(each.is_reading for each in goal.changes if each not in told)
    for each in goal.changes:
        if each not in told:
            yield each
        elif is_course and each.is_reading and each.new and not each.by:
            yield each._replace(reason=None, confidence=None)
        else:
            yield each._replace(field="told", new=_named(each, report), reason=None)


def _named(change: Entry, report: Report) -> str:
    """What a change is called where its words stand elsewhere: ``target``, ``reading by Dana Ortiz``."""
    if change.is_reading:
        by = f" by {report_words.named(change.by, report)}" if change.by else ""
        return f"{'reading' if change.new else 'note'}{by}"
    return words.spoken(change.new) if change.field == "state" else change.field


def _stands_elsewhere(change: Entry, lines: Collection[int], report: Report) -> bool:
    """A goal's changes stand with the goal, an outcome with its advice, an end with its action."""
    if _is_news(change, report):
        return True
    if change.record.kind is Kind.TAKEAWAY:
        return change.record.id in lines
    if change.record.kind is Kind.ACTION:
        return change.new == ActionState.DROPPED and not change.reason
    return change.record.kind is Kind.GOAL
