"""A review: one mentorship on one screen, or a row for each mentee.

It is about what belongs to the two (see ``belonging``): the partner's goals, those of mine that
they read, what was said between us, and what either has promised.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Self

from mentorlog.journal import (
    Journal,
    actions,
    attention,
    belonging,
    course,
    figures,
    mentorships,
    people,
    progress,
    since,
    standings,
    store,
    takeaways,
)
from mentorlog.journal.names import grouped, listed, refs
from mentorlog.records import (
    Action,
    Goal,
    GoalStanding,
    Kind,
    Mentorship,
    MentorshipStanding,
    Reached,
    Role,
    Takeaway,
    TakeawayKind,
)
from mentorlog.records.review import Attention, MenteeRow, Review, ReviewedGoal
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
    standing = course.of(journal, [known])[0]
    reviewed = _goals(journal, known)
    open_actions = _actions(journal, known)
    advice = _advice(journal, known)
    ours = {"me": journal.me, "them": known.partner.id}
    counted = actions.tally(journal, belonging.action("actions"), ours) if whole else (None, None)
    done, of = counted
    start, partner = start_of(journal, standing), known.partner.id
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
        since_on=start.first,
        since=tuple(each for each in since.happened(journal, start, partner) if each.kind in _TOLD),
        takeaways=tuple(_takeaways(journal, known, whole=whole)),
        questions=tuple(takeaways.unanswered(journal, known.partner.id, TakeawayKind.QUESTION)),
        done=done,
        counted=of,
        completion=figures.share(done or 0, of or 0),
        changes=since.read(journal, start, partner) if whole else None,
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
    near: dict[Kind, dict[int, list[int]]]

    @classmethod
    def of(cls, journal: Journal) -> Self:
        """What is open now."""
        asked = {
            Kind.GOAL: Kind.GOAL.about.is_open,
            Kind.ACTION: Kind.ACTION.about.is_open,
            Kind.TAKEAWAY: _ADVICE,
        }
        ids = {
            kind: journal.ids(f"SELECT id FROM {kind.table} WHERE {sql}")
            for kind, sql in asked.items()
        }
        standing = standings.of_goals(journal, store.of_ids(journal, Goal, ids[Kind.GOAL]))
        return cls(
            {each.goal.id: each for each in standing},
            {each.id: each for each in store.of_ids(journal, Action, ids[Kind.ACTION])},
            {each.id: each for each in store.of_ids(journal, Takeaway, ids[Kind.TAKEAWAY])},
            {
                kind: grouped(map(tuple, journal.rows(belonging.near(kind, sql))))
                for kind, sql in asked.items()
            },
        )

    def ids(self, journal: Journal, kind: Kind, known: Mentorship) -> list[int]:
        """Which open records of a kind belong to a mentorship, of those near its partner."""
        among = f"r.id IN (SELECT value FROM json_each(:near)) AND {belonging.RULES[kind]('r')}"
        return belonging.ids(
            journal,
            known.partner.id,
            f"SELECT r.id FROM {kind.table} r WHERE {among} ORDER BY r.id",
            near=listed(self.near[kind].get(known.partner.id, ())),
        )


def _row(journal: Journal, standing: MentorshipStanding, there: _Open) -> MenteeRow:
    known = standing.mentorship
    their_goals = there.ids(journal, Kind.GOAL, known)
    theirs = there.ids(journal, Kind.ACTION, known)
    advice = there.ids(journal, Kind.TAKEAWAY, known)
    reviewed = [
        _reviewed(journal, known, each)
        for each in standings.worst_first(there.goals[id] for id in their_goals)
    ]
    open_actions = _in_order((there.actions[id] for id in theirs), _subject(journal, known))
    oldest = sorted(
        (there.advice[id] for id in advice),
        key=lambda each: (each.outcome or "", each.noted_on, each.id),
    )
    found = _attention(journal, standing, reviewed, open_actions, oldest)
    overdue = sum(1 for action in open_actions if action.overdue_days)
    return MenteeRow(standing, found, tuple(reviewed), overdue)


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


def _goals(journal: Journal, known: Mentorship) -> list[ReviewedGoal]:
    """The open goals of the mentorship, the most pressing first."""
    open_ = belonging.records(journal, Goal, known.partner.id, Kind.GOAL.about.is_open)
    found = standings.worst_first(standings.of_goals(journal, open_))
    courses = progress.of_goals(journal, [each.goal for each in found])
    ends = _month_ends(journal.today)
    return [
        _reviewed(journal, known, each, _at_ends(courses[each.goal.id].reached, ends))
        for each in found
    ]


def _reviewed(
    journal: Journal,
    known: Mentorship,
    standing: GoalStanding,
    course: tuple[float | None, ...] = (),
) -> ReviewedGoal:
    other = known.partner.id if standing.goal.owner.id == journal.me else journal.me
    return ReviewedGoal(standing, standing.by(other), course)


def _at_ends(by_day: Sequence[Reached], ends: Sequence[date]) -> tuple[float | None, ...]:
    return tuple(
        next((each.percent for each in reversed(by_day) if each.on <= end), None) for end in ends
    )


# Actions


def _actions(journal: Journal, known: Mentorship) -> list[Action]:
    """The open actions: the subject's first, overdue before carried over before the rest."""
    found = belonging.records(journal, Action, known.partner.id, Kind.ACTION.about.is_open)
    return _in_order(found, _subject(journal, known))


def _in_order(found: Iterable[Action], subject: int) -> list[Action]:
    return sorted(found, key=lambda action: _first_to_ask(action, subject))


def _subject(journal: Journal, known: Mentorship) -> int:
    """The person reviewed: the mentee of the two, or else the partner."""
    return journal.me if known.role is Role.MENTOR else known.partner.id


def _first_to_ask(action: Action, subject: int) -> tuple[bool, int, int, date, int]:
    return (
        action.owner.id != subject,
        -(action.overdue_days or 0),
        -action.carried_over,
        action.due_on or date.max,
        action.id,
    )


# Lines of sessions


_ADVICE = f"kind = '{TakeawayKind.ADVICE}' AND ({Kind.TAKEAWAY.about.is_open})"


def _advice(journal: Journal, known: Mentorship) -> list[Takeaway]:
    """Advice that is pending or being tried, pending first, the longest known first."""
    order = "outcome, noted_on, id"
    return belonging.records(journal, Takeaway, known.partner.id, _ADVICE, order)


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

_TOLD = ("goal", "target", "milestone", "advice", "question", "action", "win", "skill")


def start_of(journal: Journal, standing: MentorshipStanding) -> since.Start:
    """After the last session, or the mentorship's first day where there was none."""
    found = people.last_session(journal, standing.mentorship.partner.id)
    if standing.last_held_on is None or found is None:
        return since.Start(standing.mentorship.started_on)
    on, session = found
    return since.Start.after(journal, session, on)
