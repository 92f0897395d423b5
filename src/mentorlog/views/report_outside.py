"""The report for those who read public records alone: a manager, a committee, a programme.

A table on top (of the goals, or of the mentorships), and sections below it; and the tick list in which
one chooses what they may read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress

from mentorlog.dates import long, short
from mentorlog.errors import count
from mentorlog.folding import cells, padded
from mentorlog.records import Audience, Goal, Kind, Milestone, Role, Skill
from mentorlog.records.choices import UNNAMED
from mentorlog.records.report import Candidate, Report, ReportedGoal, ReportedMentorship
from mentorlog.spelling import folded
from mentorlog.values import NamedTuple
from mentorlog.views import report_words, words
from mentorlog.views.cells import one_line
from mentorlog.views.report_front import Line, Section, of_win, steps


class Table(NamedTuple):
    """A table of the page, of records of a ``kind``.

    ``numbers`` are the places of the columns that hold numbers; ``caption`` says what it shows to
    whoever does not see the heading.
    """

    kind: Kind
    heading: str
    caption: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: tuple[int, ...]


def tables(report: Report) -> list[Table]:
    """What stands above the sections: a programme's mentorships, or the goals; none for a partner."""
    if report.audience is Audience.PROGRAMME and report.mentorships:
        return [_of_mentorships(report.mentorships)]
    if not (report.is_brief and report.goals):
        return []
    before = "Since" if report.audience is Audience.COMMITTEE else "Before"
    columns = ("Goal", before, "Now", "Expected", "Target", "State")
    rows = [_goal(goal, report) for goal in report.goals]
    caption = f"Goals and how they stand on {long(report.as_of)}"
    return [Table(Kind.GOAL, "Goals", caption, columns, rows, (1, 2, 3))]


def _goal(goal: ReportedGoal, report: Report) -> tuple[str, ...]:
    standing = goal.standing
    target = standing.goal.target_on
    # A committee's table does not say what was before.
    why = "" if report.audience is Audience.COMMITTEE else report_words.why_less(goal)
    return (
        standing.goal.title,
        _first(goal, report),
        _measured(standing.progress, standing.value, standing.goal),
        words.percent(report_words.expected(standing)),
        words.calendar_day(target) if target else "–",
        ", ".join(filter(None, (report_words.state(goal, report), why))),
    )


_NOTHING_PUBLIC = "No goal and no win of this period is public."

# The reader is told my role, as it is I who writes.
_MENTORSHIPS = ("My role", "With", "Cadence", "Sessions", "Hours", "Public goals", "Goals achieved")
_NUMBERS = _MENTORSHIPS[3:]


def sections(report: Report) -> tuple[Section, ...]:
    """What stands on the page below its table; a section without lines is left out."""
    if report.audience is Audience.PROGRAMME:
        return _sections(("In all", _totals(report)))
    public = [] if report.goals or report.wins else [Line("", _NOTHING_PUBLIC)]
    nothing = ("Goals and wins", public)
    met = " ".join(report_words.figures(report))
    next_ = ("Next", steps(report))
    reached = ("Milestones", _milestones(report))
    if report.audience is Audience.COMMITTEE:
        skills = map(_skill, report.skills)
        return _sections(
            nothing, *_wins(report), ("Skills", skills), ("Mentoring", _mentoring(report)), next_
        )
    sessions = [Line("", met)] if met else []
    return _sections(
        nothing, reached, ("Wins", map(of_win, report.wins)), ("Sessions", sessions), next_
    )


def _sections(*found: tuple[str, Iterable[Line]]) -> tuple[Section, ...]:
    made = (Section(heading, tuple(lines)) for heading, lines in found)
    return tuple(each for each in made if each.lines)


def _first(goal: ReportedGoal, report: Report) -> str:
    """What the table of goals says of the past: a committee's day it began, a manager's progress before."""
    if report.audience is Audience.COMMITTEE:
        return words.calendar_day(goal.standing.goal.start_on)
    return _measured(goal.before, goal.value_before, goal.standing.goal)


def _measured(percent: float | None, value: str | None, goal: Goal) -> str:
    """``55 % (30 days)``: how far a goal is, with its metric's value."""
    said = words.percent(percent)
    if not goal.metric or value is None or percent is None:
        return said
    return f"{said} ({words.values(value, value, goal.metric)})"


def _milestones(report: Report) -> Iterator[Line]:
    """The milestones that were reached."""
    for goal in report.goals:
        for point in goal.milestones:
            if point.title is not None and point.done_on:
                of = f"{report_words.milestone(point)} ({goal.standing.goal.title})"
                yield Line(point.title, of)


def _wins(report: Report) -> Iterator[tuple[str, list[Line]]]:
    """The wins that show each skill, then those that show none."""
    for skill in sorted({win.skill for win in report.wins if win.skill}, key=folded):
        yield f"Wins: {skill}", [of_win(win) for win in report.wins if win.skill == skill]
    yield "Wins", [of_win(win) for win in report.wins if not win.skill]


def _skill(skill: Skill) -> Line:
    """What others rated never becomes public, so it is said that these are one's own ratings."""
    levels = dict.fromkeys(map(report_words.level, (skill.first, skill.now)))
    return Line(skill.name, f"own rating {' → '.join(levels)}, of 5")


def _mentoring(report: Report) -> Iterator[Line]:
    """What was done as a mentor, a line for each mentee and one for all."""
    done = [
        each
        for each in report.mentorships
        if each.mentorship.role is Role.MENTEE and each.sessions_held
    ]
    for each in done:
        held = f"{count(each.sessions_held, 'session')} with {each.mentorship.partner.label}"
        yield Line("", f"{held}{_achieved(each.goals, each.goals_achieved)}.")
    if len(done) > 1:
        people = len({each.mentorship.partner.id for each in done})
        yield Line("", f"{count(people, 'mentee')} in all.")


def _achieved(goals: int, achieved: int) -> str:
    return f", {achieved} of {count(goals, 'public goal')} achieved" if achieved else ""


# --- a programme's table ----------------------------------------------------------------------


def _of_mentorships(known: Iterable[ReportedMentorship]) -> Table:
    """A row for each; a column in which no row says anything is left out.

    Goals are their owner's: they stand in the first row of several with the same mentee.
    """
    told: set[int | None] = set()
    rows = []
    for each in known:
        goals = ("–", "–") if _mentee(each) in told else (str(each.goals), str(each.goals_achieved))
        rows.append((*_row(each), *goals))
        told.add(_mentee(each))
    said = [any(row[n] != "–" for row in rows) for n in range(len(_MENTORSHIPS))]
    columns = tuple(compress(_MENTORSHIPS, said))
    numbers = tuple(columns.index(name) for name in _NUMBERS if name in columns)
    kept = [tuple(compress(row, said)) for row in rows]
    return Table(
        Kind.MENTORSHIP, "Mentorships", "Mentorships of the period", columns, kept, numbers
    )


def _row(each: ReportedMentorship) -> tuple[str, ...]:
    """Its name stands there only where that is public."""
    known = each.mentorship
    mine = {Role.MENTEE: "mentor", Role.MENTOR: "mentee", Role.PEER: "peer"}
    name = known.partner.label
    return (
        mine[known.role],
        "–" if name in UNNAMED or not name else name,
        str(known.cadence) if known.cadence else "–",
        str(each.sessions_held),
        report_words.duration(each.minutes) if each.minutes else "–",
    )


def _totals(report: Report) -> Iterator[Line]:
    if not report.mentorships:
        return
    length = report_words.duration(report.summary.minutes) if report.summary.minutes else ""
    goals, achieved = goals_in_all(report)
    parts = [
        count(len(report.mentorships), "mentorship"),
        count(report.summary.sessions_held, "session") + report_words.counted_once(report),
        *([length] if length else []),
    ]
    yield Line("", ", ".join(parts) + _achieved(goals, achieved) + ".")


def goals_in_all(report: Report) -> tuple[int, int]:
    """How many public goals those in the mentorships have, and how many of them were achieved.

    They are their owner's and no mentorship's: whoever is the mentee of two has the same in both.
    """
    of_whom = {_mentee(each): (each.goals, each.goals_achieved) for each in report.mentorships}
    return sum(goals for goals, _ in of_whom.values()), sum(done for _, done in of_whom.values())


def _mentee(each: ReportedMentorship) -> int | None:
    """Whose goals are counted, by id; None for mine."""
    known = each.mentorship
    return known.partner.id if known.role is Role.MENTEE else None


# --- the tick list in which one chooses what they may read ----------------------------------------


def candidates(offered: Sequence[Candidate], report: Report) -> list[str]:
    """A line for each candidate: its title and how it stands, in columns; or the text that is offered."""
    titles = [("  " if each.above else "") + one_line(_candidate_title(each)) for each in offered]
    both = list(zip(titles, offered, strict=True))
    width = max((cells(title) for title, each in both if not each.field), default=0)
    return [
        f"{padded(title, min(width, 48))}  {_candidate_standing(each, report)}".rstrip()
        for title, each in both
    ]


def _candidate_title(candidate: Candidate) -> str:
    record = candidate.record
    if candidate.field:
        return str(getattr(record, candidate.field))
    return (record.standing.goal.title if isinstance(record, ReportedGoal) else record.title) or ""


def _candidate_standing(candidate: Candidate, report: Report) -> str:
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
        parts.append(words.led_by(report_words.why_less(reported), moved))
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
