"""A review: one mentorship on one screen, or a row for each mentee.

It is about what belongs to the two (see ``belonging``): the partner's goals, those of mine that
they read, what was said between us, and what either has promised.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from mentorlog.journal import (
    Journal,
    actions,
    belonging,
    course,
    figures,
    mentorships,
    people,
    since,
    standings,
    takeaways,
)
from mentorlog.journal.names import refs
from mentorlog.records import (
    DIFFER_FROM,
    Action,
    Goal,
    GoalStanding,
    Kind,
    Mentorship,
    MentorshipStanding,
    MentorshipState,
    Outcome,
    PaceState,
    Reached,
    Role,
    Takeaway,
    TakeawayKind,
)
from mentorlog.records.screens import Attention, Concern, MenteeRow, Review, ReviewedGoal
from mentorlog.spans import months_later

MONTHS = 6
"""The number of months, this one included, for which a goal's course is drawn."""


def of_partner(journal: Journal, who: str, *, whole: bool = False) -> Review:
    """The review of the mentorship with ``who``; ``whole`` adds what a screen has no room for.

    If ``who`` is me, it is my only active mentorship as a mentee or a peer. Raises ``NotFound``, or
    ``Ambiguous`` where the name fits several people.
    """
    known = mentorships.of_me(journal, who, Role.MENTOR, Role.PEER)
    known = known or mentorships.with_partner(journal, who)
    partner, standing = known.partner.id, course.of(journal, [known])[0]
    row = _row(journal, standing)
    reviewed = _with_courses(journal, row.goals)
    ours = {"me": journal.me, "them": partner}
    tally = actions.tally(journal, belonging.action("a"), ours) if whole else {}
    start = start_of(journal, standing)
    return Review(
        mentorship=standing,
        me=refs(journal, Kind.PERSON, [journal.me]).get(journal.me),
        unheld=course.unheld(journal, known),
        month=_month(known, min(known.ended_on or journal.today, journal.today)),
        months=_months(known),
        attention=row.attention,
        goals=tuple(reviewed),
        course_from=_first_month(journal.today),
        course_until=journal.today,
        actions=row.actions,
        advice=row.advice,
        since_on=start.first,
        since=tuple(each for each in since.happened(journal, start, partner) if each.kind in _TOLD),
        takeaways=tuple(_takeaways(journal, known, whole=whole)),
        questions=tuple(takeaways.unanswered(journal, partner, TakeawayKind.QUESTION)),
        done=figures.done(tally.values()) if whole else None,
        changes=since.read(journal, start, partner) if whole else None,
    )


def of_mentees(journal: Journal, *, ended: bool = False) -> list[MenteeRow]:
    """A row for each mentee, those that need attention first; with ``ended`` past ones too."""
    known = mentorships.everyone(journal, role=Role.MENTEE, ended=ended)
    rows = [_row(journal, standing) for standing in course.of(journal, known)]
    return sorted(rows, key=lambda row: _rank(row.mentorship, row.attention))


def _row(journal: Journal, standing: MentorshipStanding) -> MenteeRow:
    """What is open in a mentorship, the most pressing first."""
    known, partner = standing.mentorship, standing.mentorship.partner.id
    goals = belonging.records(journal, Goal, partner, Kind.GOAL.about.is_open)
    reviewed = [
        _reviewed(journal, known, each)
        for each in standings.worst_first(standings.of_goals(journal, goals))
    ]
    promised = belonging.records(journal, Action, partner, Kind.ACTION.about.is_open)
    open_actions = _in_order(promised, _subject(journal, known))
    # Pending before being tried, the longest known first.
    advice = belonging.records(journal, Takeaway, partner, _ADVICE, "outcome, noted_on, id")
    found = _attention(journal, standing, reviewed, open_actions, advice)
    return MenteeRow(standing, found, tuple(reviewed), tuple(open_actions), tuple(advice))


# What needs attention

_PENDING_OVER = 30
"""Days after which advice that was not tried yet is listed."""

_CADENCES_WITHOUT = 1.5
"""Cadences without a session after which one is missing, rather than late."""

_LOW_CONFIDENCE = 3
"""A goal is listed when its confidence, of 10, is this low, or has fallen this far at once."""

_MOVED_OFTEN = 2
"""A target that was moved to a later day this many times, or more, is listed."""

_LAST_SLOTS = 6
"""The number of latest slots looked at: a session in fewer than half of them needs attention."""

_ORDER = tuple(Concern)


def _attention(
    journal: Journal,
    standing: MentorshipStanding,
    reviewed: Sequence[ReviewedGoal],
    open_actions: Sequence[Action],
    advice: Sequence[Takeaway],
) -> tuple[Attention, ...]:
    """What needs attention, the most pressing first: first what is too late, then what soon will be, then what rests."""
    with_them = mentorships.of(journal, standing.mentorship.partner.id)
    found = (
        *_of_goals(reviewed),
        *_of_actions(open_actions, journal.me),
        *_of_advice(advice, with_them, journal.today),
        *_of_sessions(standing, journal.today),
    )
    return tuple(
        sorted(
            found,
            key=lambda each: (_ORDER.index(each.concern), -(each.points or 0), -(each.days or 0)),
        )
    )


def _rank(standing: MentorshipStanding, found: Sequence[Attention]) -> tuple[bool, bool, int, int]:
    """The place of a mentorship in a list: the one with the most pressing concern comes first.

    One that is paused or ended comes after those that run.
    """
    first = _ORDER.index(found[0].concern) if found else len(_ORDER)
    rests = standing.mentorship.state is not MentorshipState.ACTIVE
    return not found, rests, first, -len(found)


def _of_goals(goals: Iterable[ReviewedGoal]) -> Iterator[Attention]:
    """What needs attention of the active goals among these; what is too late or at risk is not stalled as well."""
    for goal in goals:
        standing = goal.standing
        if standing.pace_state is None:
            continue
        if standing.pace_state is PaceState.OVERDUE:
            yield Attention(Concern.OVERDUE_GOAL, standing, standing.overdue_days)
        elif standing.pace_state is PaceState.AT_RISK:
            behind = figures.points_behind(standing.progress, standing.expected_pace)
            yield Attention(Concern.AT_RISK_GOAL, standing, standing.stalled_days, behind)
        elif standing.stalled_days is not None:
            yield Attention(Concern.STALLED_GOAL, standing, standing.stalled_days)
        yield from _of_confidence(standing)
        if len(standing.slips) >= _MOVED_OFTEN:
            yield Attention(
                Concern.TARGET_MOVED, standing, sum(each.days for each in standing.slips)
            )
        other = goal.other
        if other is not None and (apart := standing.points_apart(other)) >= DIFFER_FROM:
            yield Attention(Concern.READINGS_DIFFER, standing, None, apart, other)


def _of_confidence(standing: GoalStanding) -> Iterator[Attention]:
    now, before = standing.confidence, standing.confidence_before
    if now is not None:
        fallen = max(0, before - now) if before is not None else 0
        if now <= _LOW_CONFIDENCE or fallen >= _LOW_CONFIDENCE:
            yield Attention(Concern.LOW_CONFIDENCE, standing, None, fallen or None)


def _of_actions(actions: Iterable[Action], me: int) -> Iterator[Attention]:
    """The overdue actions."""
    for action in actions:
        if action.overdue_days:
            mine = action.owner.id == me
            concern = Concern.OWN_PROMISE if mine else Concern.OVERDUE_ACTION
            yield Attention(concern, action, action.overdue_days)


def _of_advice(
    advice: Iterable[Takeaway], with_them: Sequence[Mentorship], today: date
) -> Iterator[Attention]:
    """Advice that has been pending for long, with the partner's role when it was given."""
    for given in advice:
        days = (today - given.noted_on).days
        if given.outcome is Outcome.PENDING and days > _PENDING_OVER:
            role = course.role_on(with_them, given.noted_on)
            yield Attention(Concern.PENDING_ADVICE, given, days, role=role)


def _of_sessions(standing: MentorshipStanding, today: date) -> Iterator[Attention]:
    known = standing.mentorship
    if known.cadence is None or known.state is not MentorshipState.ACTIVE:
        return
    # Nobody was to meet in a pause, so what came before the end of the last one does not count.
    resumed = [rest.until_on for rest in known.pauses if rest.until_on and rest.until_on <= today]
    since = max([standing.last_held_on or known.started_on, *resumed])
    if (today - since).days > _CADENCES_WITHOUT * known.cadence.length_days:
        days = (today - (standing.last_held_on or known.started_on)).days
        yield Attention(Concern.NO_SESSION, standing, days)
    ended = [slot for slot in standing.slots if slot.end_on < today][-_LAST_SLOTS:]
    kept = sum(slot.held for slot in ended)
    if len(ended) == _LAST_SLOTS and 2 * kept < _LAST_SLOTS:
        yield Attention(Concern.SLOTS_MISSED, standing, kept=kept)


# Months


def _month(known: Mentorship, day: date) -> int | None:
    """The number of the month in which a day lies, from 1 at the start; None before it."""
    return None if day < known.started_on else _whole_months(known.started_on, day) + 1


def _months(known: Mentorship) -> int | None:
    """How many months are planned: a year may end on the anniversary or on the day before."""
    until = known.planned_end_on
    if until is None:
        return None
    return _whole_months(known.started_on, max(known.started_on, until - timedelta(days=1))) + 1


def _whole_months(start: date, day: date) -> int:
    months = 12 * (day.year - start.year) + day.month - start.month
    return months if months_later(start, months) <= day else months - 1


def _first_month(today: date) -> date:
    try:
        return months_later(today.replace(day=1), 1 - MONTHS)
    except OverflowError:
        return date.min


def _month_ends(today: date) -> list[date]:
    first = _first_month(today)
    following = [months_later(first, number) for number in range(1, MONTHS)]
    return [*(day - timedelta(days=1) for day in following), today]


# Goals


def _with_courses(journal: Journal, found: Sequence[ReviewedGoal]) -> list[ReviewedGoal]:
    """The goals with how far they had come by the months' ends."""
    courses = standings.courses(journal, [each.standing.goal for each in found])
    ends = _month_ends(journal.today)
    return [
        each._replace(course=_at_ends(courses[each.standing.goal.id].reached, ends))
        for each in found
    ]


def _reviewed(journal: Journal, known: Mentorship, standing: GoalStanding) -> ReviewedGoal:
    other = known.partner.id if standing.goal.owner.id == journal.me else journal.me
    return ReviewedGoal(standing, standing.by(other))


def _at_ends(by_day: Sequence[Reached], ends: Sequence[date]) -> tuple[float | None, ...]:
    return tuple(
        next((each.percent for each in reversed(by_day) if each.on <= end), None) for end in ends
    )


# Actions


def _in_order(found: Iterable[Action], subject: int) -> list[Action]:
    """The subject's first, overdue before carried over before the rest."""
    return sorted(
        found,
        key=lambda action: (
            action.owner.id != subject,
            -(action.overdue_days or 0),
            -action.carried_over,
            action.due_on or date.max,
            action.id,
        ),
    )


def _subject(journal: Journal, known: Mentorship) -> int:
    """The person reviewed: the mentee of the two, or else the partner."""
    return journal.me if known.role is Role.MENTOR else known.partner.id


# Lines of sessions


_ADVICE = f"kind = '{TakeawayKind.ADVICE}' AND ({Kind.TAKEAWAY.about.is_open})"


def _takeaways(journal: Journal, known: Mentorship, *, whole: bool) -> list[Takeaway]:
    """The last takeaway; where ``whole``, those of the months drawn, the latest first.

    Which one is last depends on who reads.
    """
    # The plus keeps SQLite on the index by day, where the last one is found first.
    return belonging.records(
        journal,
        Takeaway,
        known.partner.id,
        "+kind = 'takeaway' AND noted_on >= :since",
        "noted_on DESC, id DESC LIMIT :most",
        since=(_first_month(journal.today) if whole else date.min).isoformat(),
        most=-1 if whole else 1,
    )


# Since the last session

_TOLD = (
    *("goal", "target", "milestone", "due", "advice", "question", "action", "win", "skill"),
    "met",  # It is the journal owner's alone.
)


def start_of(journal: Journal, standing: MentorshipStanding) -> since.Start:
    """After the last session, or the mentorship's first day where there was none."""
    found = people.last_session(journal, standing.mentorship.partner.id)
    if standing.last_held_on is None or found is None:
        return since.Start(standing.mentorship.started_on)
    on, session = found
    return since.Start.after(journal, session, on)
