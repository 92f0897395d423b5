"""The sentences of a report, the same in every format; plain text that each format escapes."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from mentorlog.dates import long
from mentorlog.errors import count, joined
from mentorlog.records import (
    UNNAMED,
    Action,
    ActionState,
    Audience,
    GoalStanding,
    GoalState,
    Kind,
    Mentorship,
    MentorshipState,
    Milestone,
    Outcome,
    Rating,
    Reached,
    Reading,
    Ref,
    Role,
    Session,
    Takeaway,
    TakeawayKind,
)
from mentorlog.records.choices import RAISED
from mentorlog.records.report import LeftOut, Report, ReportedGoal, ReportedMentorship, Step
from mentorlog.records.timeline import Entry
from mentorlog.views import timeline, words

_ROLES = {Audience.MENTOR: "mentor", Audience.MENTEE: "mentee", Audience.PEER: "peer"}


# --- the head ---------------------------------------------------------------------------------


def title(report: Report) -> str:
    """The title, which names whose progress it is; a programme reads of its writer's mentorships."""
    whose = report.about or (report.me if report.is_brief else None)
    return f"Progress report: {whose.label}" if whose else "Progress report"


def provenance(report: Report) -> str:
    """The period, the other people in it, and the day for which its figures are true."""
    since, until = report.period.since, report.period.until
    days = f"{words.calendar_day(since)} – {words.calendar_day(until)}"
    named = "" if ".." in report.period.label else f" ({report.period.label})"
    parts = [days + named, *_people(report), f"as of {long(report.as_of)}"]
    return " · ".join(parts)


def is_writer(of: Ref, report: Report) -> bool:
    """Whether it is the person who writes the report."""
    return report.me is not None and (of.kind, of.id) == (report.me.kind, report.me.id)


def named(of: Ref, report: Report) -> str:
    """What the report calls somebody: its writer is ``me``, as elsewhere ``I``, and never the name."""
    return "me" if is_writer(of, report) else of.label or "somebody else"


def _puts(person: Ref, report: Report) -> str:
    return "I put it at" if is_writer(person, report) else f"{named(person, report)} puts it at"


def _people(report: Report) -> list[str]:
    """Whom a report is for is said elsewhere; a programme has them in a table, by my role."""
    if report.audience is Audience.PROGRAMME:
        return []
    reader = report.partner if report.is_selection and not report.is_brief else None
    others = [each.mentorship for each in report.mentorships]
    if reader:
        others = [each for each in others if each.partner.id != reader.id]
    whom: dict[tuple[str, Role], set[int]] = {}
    for each in others:
        whom.setdefault(other(each, report), set()).add(each.partner.id)
    return [_told(name, role, len(ids)) for (name, role), ids in whom.items() if name]


def _told(name: str, role: Role, number: int) -> str:
    """``mentor: Dana Ortiz``; those who are not named, who are a ``number``: ``a peer``, ``2 mentors``."""
    if name not in UNNAMED:
        return f"{role}: {name}"
    return name if number == 1 else count(number, role)


def other(known: Mentorship, report: Report) -> tuple[str, Role]:
    """The name and role of the other one in a mentorship, seen from the one the report is about."""
    about = report.about.id if report.about else None
    swapped = {Role.MENTEE: Role.MENTOR, Role.MENTOR: Role.MENTEE}
    is_partner = about == known.partner.id
    person = known.seen_from(about)
    name = person.label if report.is_brief else named(person, report)
    role = swapped.get(known.role, known.role) if is_partner else known.role
    return name, role


def audience(report: Report) -> str:
    """Whom it is for: ``Dana Ortiz, mentor``."""
    role = _ROLES.get(report.audience, report.audience.value)
    return f"{report.partner.label}, {role}" if report.partner and not report.is_brief else role


def selection(report: Report) -> str:
    """Who writes to whom, and that it is a selection; every report for somebody else has this line."""
    whom = f"a {audience(report)}" if report.is_brief else audience(report)
    by = f"From {report.me.label} to {whom}" if report.me else f"To {whom}"
    return (
        f"{by}. This is a selection from a personal journal; its figures count only what it shows."
    )


def paragraphs(report: Report) -> list[str]:
    """The writer's own words, which open the page; with their day, unless it is the report's last."""
    said = (re.split(r"\n[ \t]*\n", _dated(note, report)) for note in report.notes)
    return [one.strip() for parts in said for one in parts if one.strip()]


def _dated(note: Takeaway, report: Report) -> str:
    text = note.text.strip()
    if note.noted_on == report.as_of:
        return text
    return f"{words.calendar_day(note.noted_on)}: {text}"


# --- figures ----------------------------------------------------------------------------------

NOTHING = "Nothing to show for this period."


def figures(report: Report) -> list[str]:
    """The sessions with each and the action items, in a line each; nothing for what there is none of."""
    # Of one without a slot there is no more to say than that nothing was, such as while it is paused.
    met = [each for each in report.mentorships if each.sessions_held or each.slots]
    if len(met) > 1 and report.is_brief:
        return [_in_a_sentence(met, report), *_actions_summary(report)]
    lines = [_mentorship(each, report) for each in met]
    if len(lines) > 1:
        held = _held(report.summary.sessions_held, report.summary.minutes, report.summary.timed)
        lines.append(f"{held} in all{counted_once(report)}.")
    return [*lines, *_actions_summary(report)]


def _in_a_sentence(met: Sequence[ReportedMentorship], report: Report) -> str:
    """``5 sessions: 4 with a mentor (agreed every 21 days) and 1 with another mentor (ended 1 Nov 2026).``"""
    first: dict[str, int] = {}
    said = []
    for each in met:
        (name, _), person = other(each.mentorship, report), each.mentorship.partner.id
        is_another = name.startswith("a ") and first.setdefault(name, person) != person
        whom = f"another {name.removeprefix('a ')}" if is_another else name
        facts = ", ".join(_course(each))
        said.append(f"{each.sessions_held} with {whom}" + (f" ({facts})" if facts else ""))
    held = count(report.summary.sessions_held, "session")
    return f"{held}{counted_once(report)}: {joined(said)}."


def counted_once(report: Report) -> str:
    """Why the sessions with each are more than the sessions in all, if they are."""
    with_each = sum(each.sessions_held for each in report.mentorships)
    return " (a group session counts once)" if with_each > report.summary.sessions_held else ""


def _held(sessions: int, minutes: int | None, timed: int, whom: str = "") -> str:
    """``3 sessions with Dana Ortiz (2 h 15 min)``, ``… (50 min noted for 1 of them)``, ``No session …``."""
    said = count(sessions, "session") if sessions else "No session"
    if not minutes:
        return f"{said}{whom}"
    noted = "" if timed == sessions else f" noted for {timed} of them"
    return f"{said}{whom} ({duration(minutes)}{noted})"


def _mentorship(each: ReportedMentorship, report: Report) -> str:
    known = each.mentorship
    name, role = other(known, report)
    partners = [one.mentorship.partner.id for one in report.mentorships]
    again = partners.count(known.partner.id) > 1 and not report.is_brief
    whom = f" with {name}" + (f" as {role}" if again else "")
    held = _held(each.sessions_held, each.minutes, each.timed, whom)
    return ", ".join((held, *_course(each))) + "."


def _course(each: ReportedMentorship) -> list[str]:
    """How often they meet, and how that was kept; or when it ended."""
    known, parts = each.mentorship, []
    if known.state is MentorshipState.ENDED:
        last = f" {words.calendar_day(known.ended_on)}" if known.ended_on else ""
        parts.append(f"ended{last}")
    elif known.cadence:
        since = f" since {words.calendar_day(each.cadence_since)}" if each.cadence_since else ""
        parts.append(f"agreed {known.cadence}{since}")
    if each.slots_kept:
        parts.append(
            f"cadence kept {words.part_of(each.slots_kept, each.slots, each.cadence_kept)}"
        )
    if each.longest_gap:
        paused = ", with a pause in it" if each.longest_gap.paused else ""
        parts.append(f"longest gap {count(each.longest_gap.days, 'day')}{paused}")
    return parts


def _actions_summary(report: Report) -> list[str]:
    """``2 of 3 action items done (67 %), 1 overdue.``; what is none is not told."""
    figures = report.summary
    done, every = figures.actions_done, figures.actions_counted
    told = (
        (done, f"done ({words.percent(figures.actions_completion)})" if done < every else "done"),
        (figures.actions_overdue, "overdue"),
        (figures.actions_carried_over, "open and carried over"),
    )
    parts = [(number, what) for number, what in told if number]
    of = f" of {count(figures.actions_counted, 'action item')}"
    line = ", ".join(
        f"{number}{of if not place else ''} {what}" for place, (number, what) in enumerate(parts)
    )
    return [f"{line}."] if line else []


def duration(minutes: int) -> str:
    """``50 min``, ``8 h 25 min``."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{rest} min"] if rest or not hours else parts)


# --- goals ------------------------------------------------------------------------------------


def state(reported: ReportedGoal, report: Report) -> str:
    """The one state shown of a goal: ``behind by 27 points``, ``achieved 24 Sep 2026``."""
    standing, goal = reported.standing, reported.standing.goal
    if standing.pace_state is None or goal.state is not GoalState.ACTIVE:
        return words.spoken(goal.state) + (
            f" {words.calendar_day(goal.closed_on)}" if goal.closed_on else ""
        )
    return words.pace_in_words(standing, reported.milestones, report.as_of)


def expected(standing: GoalStanding) -> float | None:
    """The expected pace in percent; None for a goal that has ended."""
    return None if standing.goal.state.closed else standing.expected_pace


def progress(goal: ReportedGoal, report: Report) -> str:
    """The progress line: the value before, each reading, and the expected value."""
    standing = goal.standing
    steps = ["no check-in yet" if goal.before is None else words.percent(goal.before)]
    steps += [f"{words.percent(each.percent)} ({read(each, report)})" for each in goal.readings]
    parts = [words.led_by(why_less(goal), " → ".join(steps))]
    if expected(standing) is not None:
        parts.append(f"expected {words.percent(expected(standing))}")
    parts += [reading(each, report) for each in standing.others]
    if standing.confidence is not None:
        parts.append(f"confidence {standing.confidence} of 10")
    return "; ".join(parts)


def why_less(goal: ReportedGoal) -> str:
    """Why a goal is not as far as it was before the period; empty where it is, and where nothing tells."""
    return words.why_less(goal.before or 0.0, goal.standing.progress or 0.0, goal.milestones_added)


def read(reached: Reached, report: Report, day: Callable[[date], str] = words.calendar_day) -> str:
    """The day of a reading, and who read it if that is not the goal's owner."""
    by = f", by {named(reached.by, report)}" if reached.by else ""
    return day(reached.on) + by


def reading(each: Reading, report: Report) -> str:
    """Somebody else's reading: ``Dana Ortiz puts it at 50 % (19 Nov 2026), confidence 6``."""
    sure = f", confidence {each.confidence}" if each.confidence is not None else ""
    return (
        f"{_puts(each.by, report)} {words.percent(each.percent)}"
        f" ({words.calendar_day(each.on)}){sure}"
    )


def whose(goal: ReportedGoal, report: Report) -> str:
    """Whose the goal is, where the report is about several people and it is not the writer's; else empty."""
    owner = goal.standing.goal.owner
    is_told = report.about is None and not is_writer(owner, report)
    return named(owner, report) if is_told else ""


def milestone(point: Milestone) -> str:
    """When it was done, or is due."""
    if point.done_on:
        return f"done {words.calendar_day(point.done_on)}"
    return f"due {words.calendar_day(point.due_on)}" if point.due_on else "to come"


# --- skills -----------------------------------------------------------------------------------


def level(rating: Rating | None) -> str:
    """``3 (7 May 2026)``; ``–`` if there is none."""
    return f"{rating.level} ({words.calendar_day(rating.rated_on)})" if rating else "–"


# --- what changed -----------------------------------------------------------------------------


def change_of(change: Entry, report: Report) -> str:
    """What changed."""
    match change.record.kind:
        case Kind.MENTORSHIP:
            known = [each.mentorship for each in report.mentorships]
            of = [other(each, report)[0] for each in known if each.id == change.record.id]
            return f"Mentorship with {of[0] if of else change.record.label}"
        case Kind.SESSION:
            day = long(change.held_on) if change.held_on else ""
            return ", ".join(
                filter(None, (f"Session of {day}" if day else "Session", change.record.label))
            )
        case Kind.TAKEAWAY:
            return f"Advice: {change.record.label}"
    return change.record.label


def change(change: Entry, report: Report) -> str:
    """How it changed: ``target 30 Nov 2026 → 31 Mar 2027 (121 days later)``."""
    match change.field:
        case "told":
            return f"{change.new}, told above"
        case "created":
            return "began" if change.record.kind is Kind.MENTORSHIP else "new"
        case "progress" | "reading":
            return _reading(change, report)
        case "noted":
            sure = f", confidence {change.confidence}" if change.confidence is not None else ""
            by = f", by {named(change.by, report)}" if change.by else ""
            return f"{timeline.noted(change)}{by}{sure}"
        case "target" | "due" | "day":
            return _moved(change)
        case "cadence":
            return f"{change.old or 'no cadence'} → {change.new or 'no cadence'}"
    if change.old is None or change.record.kind in (Kind.SESSION, Kind.ACTION):
        return words.spoken(change.new or "")
    return f"{words.spoken(change.old)} → {words.spoken(change.new or 'open')}"


def _reading(change: Entry, report: Report) -> str:
    sure = f", confidence {change.confidence}" if change.confidence is not None else ""
    value = words.measured(change.new or "", change.unit)
    is_beside = change.field == "reading"
    if change.by is None:
        beside = f"{value}, kept beside the milestones"
        return (beside if is_beside else timeline.moved(change)) + sure
    was = f"{change.old} → " if is_beside and change.old not in (None, change.new) else ""
    return f"{_puts(change.by, report)} {was}{value}{sure}"


def _moved(change: Entry) -> str:
    later = f" ({words.later(change.days)})" if change.days else ""
    return f"{change.field} {told_day(change.old)} → {told_day(change.new)}{later}"


def told_day(day: str | None) -> str:
    """A stored day in words; ``none`` for none."""
    return words.calendar_day(date.fromisoformat(day)) if day else "none"


# --- sessions, lines, steps -------------------------------------------------------------------


def session(held: Session, report: Report) -> str:
    """The heading of a session: its day, length, topic, and who else was there."""
    parts = [long(held.held_on)]
    if held.minutes:
        parts.append(duration(held.minutes))
    others = [
        person.label
        for person in held.attendees
        if not (report.partner and person.id == report.partner.id)
    ]
    if others:
        parts.append("with " + ", ".join(others))
    if held.topic:
        parts.append(held.topic)
    return " · ".join(parts)


def line(line: Takeaway) -> str:
    """A takeaway with what came of it."""
    kind = "" if line.kind is TakeawayKind.TAKEAWAY else f"{line.kind.capitalize()}: "
    parts = [kind + line.text]
    if line.outcome and line.outcome is not Outcome.PENDING:
        parts.append(f"({words.spoken(line.outcome)})")
    if line.note:
        parts.append(f"– {line.note}")
    if line.answer:
        parts.append(f"– {'' if line.answer == RAISED else 'Answer: '}{line.answer}")
    return " ".join(parts)


def step(step: Step, report: Report) -> str:
    """Something ahead, without its day; whose it is, if it is not the writer's."""
    whom = ", ".join(each.label if report.is_brief else named(each, report) for each in step.of)
    is_mine = not report.is_brief and any(is_writer(each, report) for each in step.of)
    of = f" ({whom})" if whom and not is_mine else ""
    if step.about is None:
        return f"Next session with {whom}"
    label = step.about.label
    match step.kind:
        case Kind.SESSION:
            return f"Session with {whom}{label and f': {label}'}"
        case Kind.GOAL:
            return f"Target: {label}"
        case Kind.ACTION:
            return f"Action item: {label}{of}"
    return f"Milestone: {label}{of}"


# --- what stays out ---------------------------------------------------------------------------


def left_out(report: Report, missing: Sequence[LeftOut]) -> str:
    """What the audience does not see: ``Left out for manager: 3 goals, 2 wins``."""
    reader = report.partner.label if report.partner and not report.is_brief else audience(report)
    counted = ", ".join(count(each.count, *each.what) for each in missing)
    return f"Left out for {reader}: {counted or 'nothing'}"


# --- tables -----------------------------------------------------------------------------------

Row = tuple[str, ...]


def skills(report: Report) -> tuple[Row, list[Row]]:
    """The columns of the table of skills, and a row for each; who else rated them is named where one did."""
    names = {skill.mentor_now.by.label for skill in report.skills if skill.mentor_now}
    rater = ("Others",) if len(names) > 1 else tuple(names)
    rows = [
        (skill.name, *map(level, (skill.first, skill.now, skill.mentor_now)[: 2 + len(rater)]))
        for skill in report.skills
    ]
    return ("Skill", "My first rating", "My rating now", *rater), rows


def actions(report: Report) -> list[tuple[str, Row, list[Row]]]:
    """A table of the action items of each state, with its heading and its columns."""
    states = (
        ("Done", ActionState.DONE, "Done on"),
        ("Open", ActionState.OPEN, "Overdue"),
        ("Dropped", ActionState.DROPPED, "Dropped on"),
    )
    return [
        (heading, ("Action item", "Whose", "Made", "Due", closed, "Carried over"), rows)
        for heading, state, closed in states
        if (rows := [_action(each, report) for each in report.actions if each.state is state])
    ]


def _action(action: Action, report: Report) -> Row:
    return (
        with_evidence(action),
        named(action.owner, report),
        words.calendar_day(action.made_on),
        words.calendar_day(action.due_on) if action.due_on else "–",
        _closing(action),
        str(action.carried_over or "–"),
    )


def with_evidence(action: Action) -> str:
    """What was done, and what shows it."""
    return " – ".join(filter(None, (action.text, action.evidence)))


def _closing(action: Action) -> str:
    """The day an action item was closed on, or how late an open one is."""
    closed = action.done_on or action.dropped_on
    if closed:
        return words.calendar_day(closed)
    return count(action.overdue_days, "day") if action.overdue_days else "–"
