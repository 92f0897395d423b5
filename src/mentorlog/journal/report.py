"""The progress report: what moved in a period, gathered through the lens into one value.

Which records a report is about does not depend on who reads it, but the lens may hide the link that
tells (a win's goal). So the owner's report is gathered first, and one for somebody else has only
what is in that one.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from mentorlog.journal import (
    Journal,
    Value,
    actions,
    belonging,
    course,
    figures,
    mentorships,
    report_changes,
    skills,
    standings,
    store,
    stream,
)
from mentorlog.journal.belonging import Scope
from mentorlog.journal.course import Course
from mentorlog.journal.documents import ticks
from mentorlog.journal.names import grouped, listed, refs
from mentorlog.journal.report_query import Query
from mentorlog.records import (
    Action,
    ActionState,
    Audience,
    Goal,
    GoalStanding,
    GoalState,
    Kind,
    Mentorship,
    Milestone,
    Rating,
    Reached,
    Record,
    Ref,
    Role,
    Session,
    SessionState,
    Skill,
    Takeaway,
    TakeawayKind,
    Visibility,
    Win,
)
from mentorlog.records.report import (
    Report,
    ReportedGoal,
    ReportedMentorship,
    ReportedSession,
    Step,
    Summary,
)
from mentorlog.records.timeline import Entry

R = TypeVar("R", bound=Record)

_Met = dict[int, list[Session]]


def gather(journal: Journal, query: Query, whole: Report | None = None) -> Report:
    """The report as the journal's lens shows it; only what is in ``whole``, where that is given."""
    return _Gathering(journal, query, whole).report()


class _Gathering:
    """One journal, one query, and the days that both leave."""

    def __init__(self, journal: Journal, query: Query, whole: Report | None) -> None:
        self.journal = journal
        self.query = query
        self.whole = whole
        self.reader = query.lens.audience
        self.since = query.period.since
        self.until = min(query.period.until, journal.today)

    def report(self) -> Report:
        found_wins = self._wins()
        found_actions = self._actions()
        found_goals = self._goals(found_wins, found_actions)
        if self.journal.lens.audience is Audience.PROGRAMME:  # It is told of mentorships alone.
            found_wins, found_goals = [], ()
        full = not self.journal.lens.audience.public_alone
        met = self._met(self._held)
        people = refs(
            self.journal, Kind.PERSON, (self.journal.me, self.query.about, self.query.partner)
        )
        shown_actions = tuple(found_actions) if full else ()
        return Report(
            audience=self.journal.lens.audience,
            period=self.query.period,
            as_of=self.until,
            me=people.get(self.journal.me),
            about=people.get(self.query.about or 0),
            partner=people.get(self.query.partner or 0),
            summary=_summary(found_goals, shown_actions, self._held if full else self._flat(met)),
            mentorships=self._mentorships(met),
            goals=found_goals,
            wins=tuple(found_wins),
            skills=self._skills() if full or self.reader is Audience.COMMITTEE else (),
            sessions=self._sessions() if full else (),
            takeaways=tuple(self._takeaways()) if full else (),
            notes=tuple(self._notes()),
            topics=tuple(self._topics()) if full else (),
            actions=shown_actions,
            changes=self._changes(found_goals, shown_actions) if full else (),
            next=self._next(found_goals, found_actions, full=full),
        )

    # --- goals ----------------------------------------------------------------------------------

    def _goals(
        self, found_wins: list[Win], found_actions: list[Action]
    ) -> tuple[ReportedGoal, ...]:
        found = store.select(self.journal, Goal, owner=self.query.about)
        known = self._ours_or_public(found, Kind.GOAL)
        open_then = [goal for goal in known if self._is_told(goal.closed_on)]
        open_then.sort(key=lambda goal: (goal.start_on, goal.id))
        courses = standings.courses(self.journal, open_then)
        checkpoints = store.hanging_on(self.journal, Milestone, "goal", courses)
        done = [action for action in found_actions if action.state is ActionState.DONE]
        return tuple(
            ReportedGoal(
                standing=standing,
                before=_before(standing, moved.reached, self.since),
                readings=tuple(each for each in moved.reached if self._has(each.on)),
                value_before=_value_before(standing, moved.reached, self.since),
                milestones=tuple(
                    point
                    for point in checkpoints.get(standing.goal.id, ())
                    if self._is_told(point.done_on)
                ),
                milestones_added=moved.added_since(self.since),
                changes=report_changes.of_goal(self._told, standing.goal),
                wins=tuple(win for win in found_wins if _hangs_on(win.goal, standing.goal)),
                actions=tuple(each for each in done if _hangs_on(each.goal, standing.goal)),
            )
            for standing in standings.of_goals(self.journal, open_then)
            for moved in [courses[standing.goal.id]]
        )

    def _has(self, on: date) -> bool:
        """Whether it is a day of the period."""
        return self.since <= on <= self.until

    def _is_told(self, ended_on: date | None) -> bool:
        """Whether it had not ended before the period; a committee reads of the whole time."""
        is_of_old = ended_on is not None and ended_on < self.since
        return not is_of_old or self.reader is Audience.COMMITTEE

    def _owner_of(self, goal: Ref | None) -> int | None:
        if goal is None:
            return None
        return self.journal.value("SELECT owner FROM goals WHERE id = ?", [goal.id])

    # --- wins, lines and actions: which of them the report is about -----------------------------

    def _ours(self, found: Iterable[R], kind: Kind) -> list[R]:
        """Those of the records that belong to the two people, where the report is about two.

        For a manager it is about all that is public, whoever else reads it.
        """
        records = list(found)
        if self.query.partner is None or self.query.lens.audience.public_alone:
            return records
        given = (record.id for record in records)
        ids = set(belonging.ours(self.journal, kind, self.query.partner, given))
        return [record for record in records if record.id in ids]

    def _ours_or_public(self, found: Iterable[R], kind: Kind) -> list[R]:
        """Those that belong to the two people, and what is public and hangs on no session.

        What is found is of the person whom the report is about. So is what names nobody, where it is asked
        what a report keeps back: it may have been forgotten.
        """
        records = list(found)
        ours = {record.id for record in self._ours(records, kind)}
        if self.query.lens.partner is not None and self.journal.lens == self.query.whole:
            ours.update(belonging.nobodys(self.journal, kind, (record.id for record in records)))
        return [record for record in records if record.id in ours or _is_public_alone(record)]

    def _wins(self) -> list[Win]:
        """A win belongs to its goal's owner, and to me without a goal.

        A committee that reads about me is told of wins on my mentees' goals too: they are what my
        mentoring brought.
        """
        found = store.select(self.journal, Win, since=self.since, until=self.until)
        if self.whole:
            return _within(found, self.whole.wins)
        owners = self.query.win_owners
        all_mine = self.reader is Audience.COMMITTEE and self._is_about(self.journal.me)
        about = [
            win for win in found if all_mine or self._is_about(owners.get(win.id, self.journal.me))
        ]
        return self._ours_or_public(about, Kind.WIN)

    def _skills(self) -> tuple[Skill, ...]:
        """The skills rated by the end of the period with a rating in it; all skills are mine.

        A skill that a partner has to do with has my own ratings of it too, as far as they may see them.
        """
        if not self._is_about(self.journal.me):
            return ()
        rated = store.select(self.journal, Rating, until=self.until)
        ours = {each.id for each in self._ours_or_public(rated, Kind.RATING)}
        shown = [each for each in rated if each.id in ours or each.by.id == self.journal.me]
        return tuple(
            skill
            for skill in skills.standings(self.journal, shown)
            if any(each.id in ours for each in skill.ratings)
            if self.reader is Audience.COMMITTEE
            or any(self.since <= each.rated_on for each in skill.ratings)
        )

    def _is_about(self, person: int) -> bool:
        return self.query.about in (None, person)

    def _takeaways(self) -> list[Takeaway]:
        """Lines without a session, and those answered later, belong to their goal's owner, and to me without a goal."""
        answered = {line.id for lines in self._answered.values() for line in lines}
        alone = {"session IS NULL": True}
        noted = store.select(self.journal, Takeaway, alone, since=self.since, until=self.until)
        found = [
            line
            for line in (*noted, *self._answered_late())
            if line.id not in answered
            # What is to be raised is for the next session, and a note opens the report.
            and not (line.kind is TakeawayKind.TOPIC and line.is_open)
            and line.kind is not TakeawayKind.NOTE
        ]
        if self.whole:
            # What was answered in a session that the reader does not see stands outside of any for them.
            answered_there = [line for held in self.whole.sessions for line in held.takeaways]
            return _within(found, [*self.whole.takeaways, *answered_there])
        about = [
            line for line in found if self._is_about(self._owner_of(line.goal) or self.journal.me)
        ]
        return self._ours_or_public(about, Kind.TAKEAWAY)

    def _answered_late(self) -> list[Takeaway]:
        """What was noted before the period and answered in it; an answer told in a session stands there."""
        told = self.journal.ids(
            "SELECT e.record FROM events e WHERE e.kind = 'takeaway' AND e.field = 'answer'"
            " AND e.new IS NOT NULL AND e.happened_on BETWEEN ? AND ? AND e.session IS NULL",
            [self.since.isoformat(), self.until.isoformat()],
        )
        among: dict[str, Value | date] = {
            "noted_on < ?": self.since,
            "id IN (SELECT value FROM json_each(?))": listed(told),
        }
        found = store.select(self.journal, Takeaway, among)
        return [line for line in found if line.answer is not None]

    def _notes(self) -> list[Takeaway]:
        """My own words for the period: those for the partner, and what is public.

        A reader gets those of the newest day alone: older ones opened an earlier report. I myself see all of them.
        """
        note = TakeawayKind.NOTE
        found = store.select(self.journal, Takeaway, kind=note, since=self.since, until=self.until)
        if self.whole:
            found = _within(found, self.whole.notes)
            newest = max((each.noted_on for each in found), default=None)
            return [each for each in found if each.noted_on == newest]
        return self._ours_or_public(found, Kind.TAKEAWAY)

    def _topics(self) -> list[Takeaway]:
        """What is still to be raised with the partner; with anybody, where it is about all.

        A question that was noted before the period and has no answer yet is to be raised as well.
        """
        found = [
            line
            for kind in (TakeawayKind.TOPIC, TakeawayKind.QUESTION)
            for line in store.select(self.journal, Takeaway, kind=kind)
            if line.is_open and (kind is TakeawayKind.TOPIC or self._is_old_question(line))
        ]
        if self.whole:
            return _within(found, self.whole.topics)
        return self._ours(found, Kind.TAKEAWAY)

    def _is_old_question(self, line: Takeaway) -> bool:
        is_mine_to_ask = self.query.partner is not None and self.query.about == self.journal.me
        return is_mine_to_ask and line.noted_on < self.since

    def _actions(self) -> list[Action]:
        """The actions that the report is about; one that is open has nothing to show for it yet."""
        return [
            action._replace(evidence=None) if action.state is ActionState.OPEN else action
            for action in self._chosen_actions()
        ]

    def _chosen_actions(self) -> list[Action]:
        """The actions of the two people; of one person, those on their goals, else their own."""
        found = actions.between(self.journal, self.since, self.until)
        if self.whole:
            return _within(found, self.whole.actions)
        theirs = [
            action
            for action in found
            if self._is_about(self._owner_of(action.goal) or action.owner.id)
        ]
        if self.query.partner is None:
            return theirs
        chosen = {each.id for each in self._ours(found, Kind.ACTION)}
        chosen |= {each.id for each in self._ours_or_public(theirs, Kind.ACTION)}
        return [action for action in found if action.id in chosen]

    # --- sessions and mentorships ---------------------------------------------------------------

    @cached_property
    def _held(self) -> list[Session]:
        return store.select(
            self.journal,
            Session,
            met=self.query.partner,
            since=self.since,
            until=self.until,
            state=SessionState.HELD,
        )

    def _met(self, held: Iterable[Session]) -> _Met:
        """The sessions of each mentorship, by its id."""
        partners = grouped((known.partner.id, known) for known in self._ever)
        found: _Met = {}
        for session in held:
            for person in session.attendees:
                whose = course.on_day(partners.get(person.id, ()), session.held_on)
                if whose:
                    found.setdefault(whose.id, []).append(session)
        return found

    def _flat(self, met: _Met) -> list[Session]:
        """Each session of the mentorships once; its length is told to a programme alone."""
        found = {session.id: session for some in met.values() for session in some}
        if self.reader is Audience.PROGRAMME:
            return list(found.values())
        return [session._replace(minutes=None) for session in found.values()]

    def _sessions(self) -> tuple[ReportedSession, ...]:
        ids = [session.id for session in self._held]
        lines = store.hanging_on(self.journal, Takeaway, "session", ids, "id")
        return tuple(
            ReportedSession(
                session,
                (
                    # A note opens the report.
                    *(
                        each
                        for each in lines.get(session.id, ())
                        if each.kind is not TakeawayKind.NOTE
                    ),
                    *self._answered.get(session.id, ()),
                ),
            )
            for session in self._held
        )

    @cached_property
    def _answered(self) -> dict[int, list[Takeaway]]:
        """Lines of no session of these, by the held session in which each was answered."""
        held = {session.id for session in self._held}
        return {
            session: [line for line in lines if not line.session or line.session.id not in held]
            for session, lines in ticks.answered_in(self.journal, list(held)).items()
        }

    def _mentorships(self, met: _Met) -> tuple[ReportedMentorship, ...]:
        return tuple(
            self._mentorship(each, met.get(each.mentorship.id, []))
            for each in course.courses(self.journal, self._ran)
        )

    @cached_property
    def _ever(self) -> list[Mentorship]:
        return mentorships.everyone(self.journal, ended=True)

    @cached_property
    def _ran(self) -> list[Mentorship]:
        return [
            each
            for each in self._ever
            if self.query.partner in (None, each.partner.id)
            and each.started_on <= self.until
            and not (each.ended_on and each.ended_on < self.since)
        ]

    def _mentorship(self, agreed: Course, held: list[Session]) -> ReportedMentorship:
        known, days = agreed.mentorship, agreed.held
        # Each slot counts in one of the periods that follow each other. A day that is past is over: the
        # slot that ends on it has ended.
        over = min(self.until + timedelta(1), self.query.today)
        slots = [slot for slot in agreed.slots(over) if self._has(slot.counts_on)]
        within = [on for on in days if self._has(on)]
        minutes = _minutes(held)
        since, _ = agreed.agreed[-1]
        if self.journal.lens.audience.public_alone:
            # A manager learns what was agreed and what was held, but not what was missed.
            slots, days = [], ()
            minutes = minutes if self.reader is Audience.PROGRAMME else None
        theirs = self._goals_of(known)
        return ReportedMentorship(
            mentorship=known,
            cadence_since=since if max(self.since, known.started_on) < since else None,
            sessions_held=len(held),
            minutes=minutes,
            timed=_timed(held),
            goals=len(theirs),
            goals_achieved=sum(goal.state is GoalState.ACHIEVED for goal in theirs),
            slots=len(slots),
            slots_kept=sum(slot.held for slot in slots),
            cadence_kept=figures.cadence_kept(slots),
            longest_gap=figures.longest_gap(
                [*[on for on in days if on < self.since][-1:], *within] if days else [],
                known.pauses,
            ),
        )

    def _goals_of(self, known: Mentorship) -> list[Goal]:
        """The goals of whose development it is; two peers' are mine."""
        if not self.reader.public_alone:
            return []
        mentee = known.partner.id if known.role is Role.MENTEE else self.journal.me
        return store.select(self.journal, Goal, owner=mentee)

    # --- what changed, what is next -------------------------------------------------------------

    def _changes(
        self, found_goals: Iterable[ReportedGoal], found_actions: Iterable[Action]
    ) -> tuple[Entry, ...]:
        points = [point for goal in found_goals for point in goal.milestones if point.title]
        known = {(Kind.MILESTONE, point.id) for point in points}
        known |= {(Kind.ACTION, action.id) for action in found_actions}
        # What came of advice is told also where it was given before the period.
        whole = ("advice", "session")
        found = [
            *(each for goal in found_goals for each in goal.changes if not each.is_reading),
            # Those done have their own list.
            *(
                each
                for each in self._told
                if (each.record.kind, each.record.id) in known and each.new != ActionState.DONE
            ),
            *(
                each
                for each in self._told
                if (each.kind in whole or each.field == "day") and each.old is not None
            ),
            *report_changes.of_mentorships(self._told, self._ran, self.query.about),
        ]
        return tuple(sorted(found, key=lambda each: each.on))

    @cached_property
    def _told(self) -> list[Entry]:
        """What changed in the period; all that is public, where it is about that."""
        partner = None if self.reader.public_alone else self.query.partner
        return stream.changed(self.journal, self.since, self.until, Scope(partner))

    def _next(
        self, found_goals: Iterable[ReportedGoal], found_actions: Iterable[Action], *, full: bool
    ) -> tuple[Step, ...]:
        steps = [
            *report_changes.steps_of_goals(found_goals),
            *report_changes.steps_of_actions(found_actions),
        ]
        if full:  # A manager learns only of sessions that were held.
            steps += report_changes.steps_of_sessions(
                self.journal, self.query, self._ran, self.until
            )
        to_come = [step for step in steps if step.on is None or step.on >= self.query.today]
        return tuple(sorted(to_come, key=lambda step: step.on or date.max))


def _within(found: list[R], whole: Iterable[R]) -> list[R]:
    wanted = {record.id for record in whole}
    return [record for record in found if record.id in wanted]


def _is_public_alone(record: Record) -> bool:
    return record.visibility is Visibility.PUBLIC and getattr(record, "session", None) is None


def _hangs_on(link: Ref | None, goal: Goal) -> bool:
    return link is not None and link.id == goal.id


def _before(standing: GoalStanding, by_day: Iterable[Reached], since: date) -> float | None:
    """Progress before the period; it was 0 before the first reading."""
    earlier = [each.percent for each in by_day if each.on < since]
    if earlier:
        return earlier[-1]
    return 0.0 if standing.progress is not None else None


def _value_before(standing: GoalStanding, by_day: Iterable[Reached], since: date) -> str | None:
    """The metric's value before the period; it was where the metric begins before the first reading."""
    metric = standing.goal.metric
    earlier = [each.value for each in by_day if each.on < since]
    return earlier[-1] if earlier else metric.from_value if metric else None


def _minutes(held: Iterable[Session]) -> int | None:
    lengths = [session.minutes for session in held if session.minutes]
    return sum(lengths) if lengths else None


def _timed(held: Iterable[Session]) -> int:
    """How many sessions say their length."""
    return sum(bool(session.minutes) for session in held)


def _summary(
    found_goals: Iterable[ReportedGoal], found_actions: Iterable[Action], held: Sequence[Session]
) -> Summary:
    states = Counter(
        str(goal.standing.pace_state or goal.standing.goal.state) for goal in found_goals
    )
    counted = [action for action in found_actions if action.state is not ActionState.DROPPED]
    done = sum(action.state is ActionState.DONE for action in counted)
    still_open = [action for action in counted if action.state is ActionState.OPEN]
    return Summary(
        states=tuple(states.items()),
        moved=sum(goal.has_moved for goal in found_goals),
        sessions_held=len(held),
        minutes=_minutes(held),
        timed=_timed(held),
        actions_done=done,
        actions_counted=len(counted),
        actions_completion=figures.share(done, len(counted)),
        actions_overdue=sum(action.overdue_days is not None for action in still_open),
        actions_carried_over=sum(action.carried_over > 0 for action in still_open),
    )
