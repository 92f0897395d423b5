"""A review: one mentorship on one screen, or a row for each mentee.

It is about what belongs to the two (see ``belonging``): the partner's goals, those of mine that
they read, what was said between us, and what either has promised.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from mentorlog.dates import months_later
from mentorlog.journal import (
    Journal,
    Value,
    attention,
    belonging,
    course,
    events,
    figures,
    mentorships,
    milestones,
    people,
    standings,
    store,
    timeline,
)
from mentorlog.journal.names import listed, refs
from mentorlog.records import (
    Action,
    ActionState,
    Event,
    Goal,
    GoalStanding,
    Kind,
    Mentorship,
    MentorshipStanding,
    Milestone,
    Role,
    Takeaway,
    TakeawayKind,
)
from mentorlog.records.review import Attention, MenteeRow, Review, ReviewedGoal
from mentorlog.records.since import Since
from mentorlog.records.timeline import Entry

MONTHS = 6
"""The number of months, this one included, for which a goal's course is drawn."""


def of_partner(journal: Journal, who: str, *, whole: bool = False) -> Review:
    """The review of the mentorship with ``who``; ``whole`` adds what a screen has no room for.

    If ``who`` is me, it is my only active mentorship as a mentee or a peer. Raises ``NotFound``, or
    ``Ambiguous`` where the name fits several people.
    """
    known = mentorships.of_me(journal, who, Role.MENTOR, Role.PEER)
    known = known or mentorships.with_partner(journal, who)
    standing = course.of(journal, [known])[0]
    scope = _Scope.of(journal, known)
    reviewed = _goals(journal, scope)
    open_actions = _actions(journal, scope)
    advice = _advice(journal, scope)
    done, of = _tally(journal, scope) if whole else (None, None)
    since_on = standing.last_held_on or known.started_on
    return Review(
        mentorship=standing,
        me=refs(journal, Kind.PERSON, [journal.me]).get(journal.me),
        month=_month(known, min(known.ended_on or journal.today, journal.today)),
        months=_months(known),
        attention=_attention(journal, standing, reviewed, open_actions, advice),
        goals=tuple(reviewed),
        course_from=_first_month(journal.today),
        course_until=journal.today,
        actions=tuple(open_actions),
        advice=tuple(advice),
        since_on=since_on,
        since=tuple(_since(journal, scope, since_on)),
        takeaways=tuple(_takeaways(journal, scope, whole=whole)),
        questions=tuple(_questions(journal, scope)),
        done=done,
        counted=of,
        completion=figures.share(done or 0, of or 0),
        changes=_changes(journal, standing) if whole else None,
    )


def of_mentees(journal: Journal, *, ended: bool = False) -> list[MenteeRow]:
    """A row for each mentee, those that need attention first; with ``ended`` past ones too."""
    known = mentorships.everyone(journal, role=Role.MENTEE, ended=ended)
    there = _Open.of(journal)
    rows = [_row(journal, standing, there) for standing in course.of(journal, known)]
    return sorted(rows, key=lambda row: attention.rank(row.mentorship, row.attention))


class _Open(NamedTuple):
    """All that is open, read once for many rows; ``near`` is what may belong to whom."""

    goals: dict[int, GoalStanding]
    actions: dict[int, Action]
    advice: dict[int, Takeaway]
    near: dict[str, dict[int, list[int]]]

    @classmethod
    def of(cls, journal: Journal) -> _Open:
        """What is open now."""
        ids: dict[str, list[int]] = {
            "goals": [
                row["id"]
                for row in journal.rows(f"SELECT id FROM goals WHERE {Kind.GOAL.about.is_open}")
            ],
            "actions": [
                row["id"]
                for row in journal.rows(
                    f"SELECT a.id FROM actions a WHERE {Kind.ACTION.about.is_open}"
                )
            ],
            "takeaways": [
                row["id"] for row in journal.rows(f"SELECT t.id FROM takeaways t WHERE {_ADVICE}")
            ],
        }
        standing = standings.of_goals(journal, store.of_ids(journal, Goal, ids["goals"]))
        return cls(
            {each.goal.id: each for each in standing},
            {each.id: each for each in store.of_ids(journal, Action, ids["actions"])},
            {each.id: each for each in store.of_ids(journal, Takeaway, ids["takeaways"])},
            {table: _near(journal, table, set(found)) for table, found in ids.items()},
        )

    def ids(self, journal: Journal, table: str, condition: str, scope: _Scope) -> list[int]:
        """Which open records of a table belong to a mentorship, of those near its partner."""
        near = listed(self.near[table].get(scope.known.partner.id, ()))
        among = f"r.id IN (SELECT value FROM json_each(:near)) AND {condition}"
        return _ids(
            journal, f"SELECT r.id FROM {table} r WHERE {among} ORDER BY r.id", scope, near=near
        )


def _near(journal: Journal, table: str, among: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for person, id in journal.rows(belonging.near(table)):
        if id in among:
            found.setdefault(person, []).append(id)
    return found


def _row(journal: Journal, standing: MentorshipStanding, there: _Open) -> MenteeRow:
    scope = _Scope.of(journal, standing.mentorship)
    their_goals = there.ids(journal, "goals", belonging.goal("r"), scope)
    theirs = there.ids(journal, "actions", belonging.action("r"), scope)
    advice = there.ids(journal, "takeaways", belonging.line("r"), scope)
    reviewed = [
        _reviewed(journal, scope, each)
        for each in standings.worst_first(there.goals[id] for id in their_goals)
    ]
    open_actions = _in_order((there.actions[id] for id in theirs), scope)
    oldest = sorted((there.advice[id] for id in advice), key=_advice_order)
    found = _attention(journal, standing, reviewed, open_actions, oldest)
    overdue = sum(1 for action in open_actions if action.overdue_days)
    return MenteeRow(standing, found, tuple(reviewed), overdue)


def _advice_order(advice: Takeaway) -> tuple[str, date, int]:
    return advice.outcome or "", advice.noted_on, advice.id


def _attention(
    journal: Journal,
    standing: MentorshipStanding,
    reviewed: Sequence[ReviewedGoal],
    open_actions: Sequence[Action],
    advice: Sequence[Takeaway],
) -> tuple[Attention, ...]:
    with_them = mentorships.of(journal, standing.mentorship.partner.id)
    return attention.of(
        standing,
        [*attention.of_goals(reviewed), *attention.of_actions(open_actions, journal.me),
         *attention.of_advice(advice, with_them, journal.today)],
        journal.today,
    )  # fmt: skip


class _Scope(NamedTuple):
    """A mentorship with the values that its queries need.

    ``subject`` is the person reviewed: the mentee of the two, or else the partner.
    """

    known: Mentorship
    subject: int
    values: dict[str, Value]

    @classmethod
    def of(cls, journal: Journal, known: Mentorship) -> _Scope:
        them = known.partner.id
        subject = journal.me if known.role is Role.MENTOR else them
        return cls(known, subject, {"me": journal.me, "them": them})


def _ids(journal: Journal, sql: str, scope: _Scope, **more: Value) -> list[int]:
    return [row["id"] for row in journal.rows(sql, {**scope.values, **more})]


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


def _goals(journal: Journal, scope: _Scope) -> list[ReviewedGoal]:
    """The open goals of the mentorship, the most pressing first."""
    ids = _ids(
        journal,
        f"SELECT g.id FROM goals g WHERE {belonging.goal('g')} AND {Kind.GOAL.about.is_open} ORDER BY g.id",
        scope,
    )
    found = standings.worst_first(standings.of_goals(journal, store.of_ids(journal, Goal, ids)))
    told = events.of(journal, Kind.GOAL, ids, ("progress",))
    points = milestones.of(journal, ids)
    ends = _month_ends(journal.today)
    return [
        _reviewed(
            journal, scope, each,
            _at_ends(each.goal, told.get(each.goal.id, []), points.get(each.goal.id, []), ends),
        )
        for each in found
    ]  # fmt: skip


def _reviewed(
    journal: Journal, scope: _Scope, standing: GoalStanding, course: tuple[float | None, ...] = ()
) -> ReviewedGoal:
    other = scope.known.partner.id if standing.goal.owner.id == journal.me else journal.me
    return ReviewedGoal(standing, standing.by(other), course)


def _at_ends(
    goal: Goal, told: Sequence[Event], points: Sequence[Milestone], ends: Sequence[date]
) -> tuple[float | None, ...]:
    by_day = standings.progress_by_day(goal, told, points)
    return tuple(
        next((each.percent for each in reversed(by_day) if each.on <= end), None) for end in ends
    )


# Actions


def _actions(journal: Journal, scope: _Scope) -> list[Action]:
    """The open actions: the subject's first, overdue before carried over before the rest."""
    ids = _ids(
        journal,
        f"SELECT a.id FROM actions a WHERE {Kind.ACTION.about.is_open} AND {belonging.action('a')} ORDER BY a.id",
        scope,
    )
    return _in_order(store.of_ids(journal, Action, ids), scope)


def _in_order(found: Iterable[Action], scope: _Scope) -> list[Action]:
    return sorted(found, key=lambda action: _first_to_ask(action, scope.subject))


def _first_to_ask(action: Action, subject: int) -> tuple[bool, int, int, date, int]:
    return (
        action.owner.id != subject,
        -(action.overdue_days or 0),
        -action.carried_over,
        action.due_on or date.max,
        action.id,
    )


def _tally(journal: Journal, scope: _Scope) -> tuple[int, int]:
    """How many actions are done, and of how many that were not dropped."""
    numbers: dict[str, int] = dict(
        tuple(row)
        for row in journal.rows(
            f"SELECT a.state, count(*) FROM actions a WHERE {belonging.action('a')} GROUP BY a.state",
            scope.values,
        )
    )
    done = numbers.get(ActionState.DONE, 0)
    return done, done + numbers.get(ActionState.OPEN, 0)


# Lines of sessions


_ADVICE, _QUESTION = (
    f"t.kind = '{kind}' AND ({Kind.TAKEAWAY.about.is_open})"
    for kind in (TakeawayKind.ADVICE, TakeawayKind.QUESTION)
)


def _advice(journal: Journal, scope: _Scope) -> list[Takeaway]:
    """Advice that is pending or being tried, pending first, the longest known first."""
    ids = _ids(
        journal,
        f"SELECT t.id FROM takeaways t WHERE {_ADVICE} AND {belonging.line('t')}"
        " ORDER BY t.outcome, t.noted_on, t.id",
        scope,
    )
    return store.of_ids(journal, Takeaway, ids)


def _questions(journal: Journal, scope: _Scope) -> list[Takeaway]:
    """Questions without an answer, the oldest first."""
    ids = _ids(
        journal,
        f"SELECT t.id FROM takeaways t WHERE {_QUESTION}"
        f" AND {belonging.line('t')} ORDER BY t.noted_on, t.id",
        scope,
    )
    return store.of_ids(journal, Takeaway, ids)


def _takeaways(journal: Journal, scope: _Scope, *, whole: bool) -> list[Takeaway]:
    """The last takeaway; where ``whole``, those of the months drawn, the latest first.

    Which one is last depends on who reads.
    """
    # The plus keeps SQLite on the index by day, where the last one is found first.
    ids = _ids(
        journal,
        f"SELECT t.id FROM takeaways t WHERE +t.kind = 'takeaway' AND {belonging.line('t')}"
        " AND t.noted_on >= :since ORDER BY t.noted_on DESC, t.id DESC LIMIT :most",
        scope,
        since=(_first_month(journal.today) if whole else date.min).isoformat(),
        most=-1 if whole else 1,
    )
    return store.of_ids(journal, Takeaway, ids)


# Since the last session

_TOLD = ("goal", "target", "milestone", "advice", "question", "action", "win", "skill")


def _changes(journal: Journal, standing: MentorshipStanding) -> Since:
    """What changed after the last session's day, or since the mentorship's start without one."""
    from mentorlog.journal import since  # the screen does without, and it is slow to load

    person = standing.mentorship.partner.id
    found = people.last_session(journal, person)
    if standing.last_held_on is None or found is None:
        return since.read(journal, since.Start(standing.mentorship.started_on), person)
    on, session = found
    return since.read(journal, since.Start(on + timedelta(days=1), session, on), person)


def _since(journal: Journal, scope: _Scope, last: date) -> list[Entry]:
    """What happened after a day, oldest first, of the kinds not shown elsewhere."""
    if last >= journal.today:
        return []
    after = last + timedelta(days=1)
    whose = belonging.Scope(person=scope.known.partner.id)
    ours = set(
        _ids(
            journal,
            f"SELECT a.id FROM actions a WHERE a.done_on >= :after AND {belonging.action('a')}",
            scope,
            after=after.isoformat(),
        )
    )
    return [
        entry
        for entry in timeline.happened(journal, after, journal.today, whose)
        if entry.kind in _TOLD and (entry.kind != "action" or entry.record.id in ours)
    ]
