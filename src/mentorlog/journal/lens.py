"""The journal as someone else, or an earlier day, sees it: the one place of the privacy rule.

SQLite looks an unqualified table name up among the temporary objects first. So a lens is a set of
TEMP views that bear the tables' own names: once they lie over a connection, every query below
reads through them without knowing it, and none can forget to.

Who sees what:

- ``me`` sees all.
- A partner sees the shared and public lines of what they take part in: a session and its lines
  where they attended, an action with its session or else with its owner's partners, a goal (and
  what hangs on it) as its owner, their mentor or their peer, never as the owner's own mentee.
- A manager sees what is public, without the free text beside it, and of a mentorship that it
  exists, its cadence and the days its sessions were held.
- A rating of a skill is seen as a goal of mine is, and one by somebody else by that person alone; an
  agreement by the two of its mentorship, and never by a manager.

Nobody sees a line (a takeaway, an action) who may not see the session or the goal it hangs on; any
other link to a hidden record is NULL. What I write about a person, in a note or a tag, is mine
alone. ``as_of`` shows what had happened by that day; visibility is always today's.

``known_on`` shows what the journal had been told by that day: the views then read, in place of
``main``'s tables, those that ``known`` makes from the change log. Who sees a record is asked of
today's journal first, and what has gone since shows to ``me`` only.

Traps these views avoid: each has all of its table's columns (a quoted column that is missing
turns into a string, and ``rowid`` of a view is NULL: join on ``id``); a link is a LEFT JOIN on
``main``, because a CASE over a joined view loses the index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mentorlog.journal.tables import TEXTS
from mentorlog.records import CLOSED_GOAL_STATES, Audience


class Lens(NamedTuple):
    """Whose eyes, and which day on either clock: what had happened, and what had been recorded.

    ``partner`` is the person's id for every audience that is one.
    """

    audience: Audience = Audience.ME
    partner: int | None = None
    as_of: date | None = None
    known_on: date | None = None

    def lay_over(self, connection: sqlite3.Connection) -> None:
        """Put the views over the connection; a lens that hides nothing puts none."""
        if self.known_on is not None:
            self._lay_what_was_known(connection, self.known_on)
        elif self.audience is not Audience.ME or self.as_of is not None:
            self._lay_views(connection)

    def _lay_views(self, connection: sqlite3.Connection) -> None:
        for name, body in _views(connection, self):
            connection.execute(f"CREATE TEMP VIEW {name} AS {body}")

    def _lay_what_was_known(self, connection: sqlite3.Connection, day: date) -> None:
        """What was known is made of what today's eyes see, so that none but mine see what is gone."""
        from mentorlog.journal import known  # few reads ask for it

        changes = known.changes_after(connection, day)
        today = Lens(self.audience, self.partner)
        today.lay_over(connection)
        known.make_tables(connection, changes, with_gone=self.audience is Audience.ME)
        for (name,) in connection.execute(_LAID).fetchall():
            connection.execute(f"DROP VIEW temp.{name}")
        self._lay_views(connection)


_LAID = "SELECT name FROM temp.sqlite_schema WHERE type = 'view'"

EVERYTHING = Lens()
"""The owner's own eyes, today."""


class _Sight(NamedTuple):
    """A lens with what it has to know from the journal before its views can be written.

    ``goal_owners``: whose goals the partner may see; ``action_owners``: whose actions that hang on
    no session; ``partners``: the people whose mentorships are not private. ``base`` is what stands
    before a table's name: who attended is asked of ``main`` all the same, as today's journal has it.
    """

    audience: Audience
    partner: int
    as_of: date | None
    me: int
    goal_owners: str
    action_owners: str
    partners: str
    base: str

    @property
    def is_me(self) -> bool:
        return self.audience is Audience.ME

    @property
    def is_manager(self) -> bool:
        return self.audience is Audience.MANAGER


def _views(connection: sqlite3.Connection, lens: Lens) -> Iterator[tuple[str, str]]:
    sight = _sight(connection, lens)
    yield "people", _people(sight)
    yield "mentorships", _mentorships(sight)
    yield "pauses", _pauses(sight)
    yield "goals", _goals(sight)
    yield "milestones", _milestones(sight)
    yield "sessions", _sessions(sight)
    yield "attendees", _attendees(sight)
    yield "session_goals", _session_goals(sight)
    yield "takeaways", _takeaways(sight)
    yield "actions", _actions(sight)
    yield "wins", _wins(sight)
    yield "ratings", _ratings(sight)
    yield "agreements", _agreements(sight)
    yield "events", _events(sight)
    yield "taggings", _taggings(sight)
    yield "origins", _origins(sight)
    # Their texts are today's, and no read that knows another day's searches.
    yield "lines", _lines() if lens.known_on is None else "SELECT * FROM main.lines WHERE 0"
    if not sight.is_me:
        yield "changes", "SELECT * FROM main.changes WHERE 0"
        yield "operations", "SELECT * FROM main.operations WHERE 0"


def _sight(connection: sqlite3.Connection, lens: Lens) -> _Sight:
    found = connection.execute("SELECT id FROM main.people WHERE is_me = 1").fetchone()
    me = found[0] if found else 0
    partner = lens.partner or 0
    goal_owners, action_owners, partners = {partner}, {partner}, set()
    for mentor, mentee, peers, visibility in connection.execute(
        "SELECT mentor, mentee, peers, visibility FROM main.mentorships"
    ):
        if visibility != "private":
            partners |= {mentor, mentee} - {me}
        if partner in (mentor, mentee):
            other = mentee if mentor == partner else mentor
            action_owners.add(other)
            if peers or mentor == partner:
                goal_owners.add(other)
    owners = _listed(goal_owners), _listed(action_owners), _listed(partners)
    base = "main." if lens.known_on is None else "temp.known_"
    return _Sight(lens.audience, partner, lens.as_of, me, *owners, base)


def _listed(ids: set[int]) -> str:
    return "(" + ", ".join(str(int(number)) for number in sorted(ids)) + ")"


# --- what a day hides -------------------------------------------------------------------------


def _day(sight: _Sight) -> str:
    assert sight.as_of is not None
    return f"'{sight.as_of.isoformat()}'"


def _by_then(sight: _Sight, column: str) -> str:
    """``column`` had come by the lens's day; nothing to ask without one."""
    return f"{column} <= {_day(sight)}" if sight.as_of else "1"


def _day_reached(sight: _Sight, column: str) -> str:
    """``column`` where it had come by the lens's day, else NULL."""
    return f"CASE WHEN {column} <= {_day(sight)} THEN {column} END" if sight.as_of else column


def _made_by_then(sight: _Sight, kind: str, alias: str) -> str:
    """The record was made by then; one made by another tool has no event and counts as old."""
    if not sight.as_of:
        return "1"
    return (
        f"NOT EXISTS (SELECT 1 FROM {sight.base}events e WHERE e.kind = '{kind}' AND e.record = {alias}.id"
        f" AND e.field = 'created' AND e.happened_on > {_day(sight)})"
    )


def _value(sight: _Sight, kind: str, alias: str, column: str, *fields: str) -> str:
    """The column's value on the lens's day: the newest event's, where its field has any events."""
    if not sight.as_of:
        return f"{alias}.{column}"
    told = _told(sight, kind, alias, "e.new", f"{alias}.{column}", fields)
    # What is there has a state, whatever another tool made of its events.
    return f"coalesce({told}, {alias}.state)" if column == "state" else told


def _entered(sight: _Sight, kind: str, alias: str, column: str, *states: str) -> str:
    """The day the record came into one of the states, where it still was in it on the lens's day."""
    if not sight.as_of:
        return f"{alias}.{column}"
    among = ", ".join(f"'{state}'" for state in states)
    day = f"CASE WHEN e.new IN ({among}) THEN e.happened_on END"
    return _told(
        sight, kind, alias, day, _day_reached(sight, f"{alias}.{column}"), ("created", "state")
    )


def _told(
    sight: _Sight, kind: str, alias: str, what: str, otherwise: str, fields: tuple[str, ...],
    only: str = "1",
) -> str:  # fmt: skip
    """``what`` the newest event ``e`` says on the lens's day; ``otherwise`` where there are none."""
    among = ", ".join(f"'{field}'" for field in fields)
    events = (
        f"{sight.base}events e WHERE e.kind = '{kind}' AND e.record = {alias}.id"
        f" AND e.field IN ({among}) AND {only}"
    )
    newest = (
        f"SELECT {what} FROM {events} AND e.happened_on <= {_day(sight)}"
        f" ORDER BY e.happened_on DESC, e.id DESC LIMIT 1"
    )
    return f"CASE WHEN EXISTS (SELECT 1 FROM {events}) THEN ({newest}) ELSE {otherwise} END"


# --- what an audience may see -----------------------------------------------------------------


def _open_to(sight: _Sight, alias: str) -> str:
    """The record's own visibility lets the audience see it."""
    if sight.is_me:
        return "1"
    if sight.is_manager:
        return f"{alias}.visibility = 'public'"
    return f"{alias}.visibility <> 'private'"


def _goal_seen(sight: _Sight, alias: str) -> str:
    if sight.is_me:
        return "1"
    if sight.is_manager:
        return _open_to(sight, alias)
    return f"{alias}.visibility <> 'private' AND {alias}.owner IN {sight.goal_owners}"


def _attended(sight: _Sight, session: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM main.attendees x WHERE x.session = {session}"
        f" AND x.person = {sight.partner})"
    )


def _session_seen(sight: _Sight, alias: str) -> str:
    if sight.is_me:
        return "1"
    if sight.is_manager:
        state = _value(sight, "session", alias, "state", "created", "state")
        return (
            f"{alias}.visibility <> 'private' AND {state} = 'held'"
            f" AND ({alias}.visibility = 'public' OR EXISTS (SELECT 1 FROM main.attendees x"
            f" WHERE x.session = {alias}.id AND x.person IN {sight.partners}))"
        )
    return f"{alias}.visibility <> 'private' AND {_attended(sight, f'{alias}.id')}"


def _not_above(sight: _Sight, alias: str) -> str:
    """Whoever sees the line may see the session and the goal it hangs on, if it does."""
    public = " AND p.visibility = 'public'" if sight.is_manager else ""
    return " AND ".join(
        f"({alias}.{table[:-1]} IS NULL OR EXISTS (SELECT 1 FROM {sight.base}{table} p"
        f" WHERE p.id = {alias}.{table[:-1]} AND {seen(sight, 'p')}{public}))"
        for table, seen in (("sessions", _session_seen), ("goals", _goal_seen))
    )


def _for_partner(sight: _Sight, column: str) -> str:
    """Free text that stays with the mentorship: NULL for a manager."""
    return "NULL" if sight.is_manager else column


def _if_public(sight: _Sight, alias: str, column: str) -> str:
    """What a manager reads of a record that is public, and may only know to be there of another."""
    if not sight.is_manager:
        return f"{alias}.{column}"
    return f"CASE WHEN {alias}.visibility = 'public' THEN {alias}.{column} END"


def _goal_link(sight: _Sight, alias: str) -> str:
    return (
        f"LEFT JOIN {sight.base}goals lg ON lg.id = {alias}.goal AND {_goal_seen(sight, 'lg')}"
        f" AND {_made_by_then(sight, 'goal', 'lg')}"
    )


def _session_link(sight: _Sight, alias: str) -> str:
    return (
        f"LEFT JOIN {sight.base}sessions ls ON ls.id = {alias}.session AND {_session_seen(sight, 'ls')}"
        f" AND {_made_by_then(sight, 'session', 'ls')}"
    )


# --- the views, one for each table ------------------------------------------------------------


def _people(sight: _Sight) -> str:
    note = "p.note" if sight.is_me else "NULL"
    if sight.is_me:
        seen = "1"
    elif sight.is_manager:
        seen = (
            f"p.id = {sight.me} OR p.visibility <> 'private' AND ("
            f"EXISTS (SELECT 1 FROM mentorships m WHERE p.id IN (m.mentor, m.mentee))"
            f" OR EXISTS (SELECT 1 FROM goals g WHERE g.owner = p.id)"
            f" OR EXISTS (SELECT 1 FROM actions x WHERE x.owner = p.id))"
        )
    else:
        seen = (
            f"p.id IN ({sight.me}, {sight.partner}) OR p.visibility <> 'private' AND ("
            f"EXISTS (SELECT 1 FROM {sight.base}attendees a JOIN {sight.base}sessions s ON s.id = a.session"
            f" WHERE a.person = p.id AND {_session_seen(sight, 's')})"
            f" OR EXISTS (SELECT 1 FROM goals g WHERE g.owner = p.id)"
            f" OR EXISTS (SELECT 1 FROM actions x WHERE x.owner = p.id))"
        )
    return (
        f"SELECT p.id, p.uid, p.created_at, p.updated_at, p.name,"
        f" {_if_public(sight, 'p', 'title')} AS title, {note} AS note, p.is_me,"
        f" p.visibility FROM {sight.base}people p WHERE {seen}"
    )


def _mentorships(sight: _Sight) -> str:
    if sight.is_me:
        seen = "1"
    elif sight.is_manager:
        seen = "m.visibility <> 'private'"
    else:
        seen = f"m.visibility <> 'private' AND {sight.partner} IN (m.mentor, m.mentee)"
    cadence = [_cadence(sight, unit) for unit in ("days", "months")]
    return (
        f"SELECT m.id, m.uid, m.created_at, m.updated_at, m.mentor, m.mentee, m.peers,"
        f" {_for_partner(sight, 'm.purpose')} AS purpose,"
        f" {cadence[0]} AS cadence_days, {cadence[1]} AS cadence_months, m.started_on,"
        f" {_for_partner(sight, 'm.planned_end_on')} AS planned_end_on,"
        f" {_entered(sight, 'mentorship', 'm', 'ended_on', 'ended')} AS ended_on,"
        f" {_for_partner(sight, _end_reason(sight))} AS end_reason,"
        f" {_value(sight, 'mentorship', 'm', 'state', 'created', 'state')} AS state, m.visibility"
        f" FROM {sight.base}mentorships m WHERE ({seen}) AND {_by_then(sight, 'm.started_on')}"
    )


def _end_reason(sight: _Sight) -> str:
    if not sight.as_of:
        return "m.end_reason"
    column = f"CASE WHEN m.ended_on <= {_day(sight)} THEN m.end_reason END"
    reason = "CASE WHEN e.new = 'ended' THEN e.note END"
    return _told(sight, "mentorship", "m", reason, column, ("created", "state"))


def _cadence(sight: _Sight, unit: str) -> str:
    """A cadence is kept in events as ``14 days`` or ``1 months``."""
    if not sight.as_of:
        return f"m.cadence_{unit}"
    value = _value(sight, "mentorship", "m", f"cadence_{unit}", "cadence")
    return (
        f"CASE WHEN typeof({value}) = 'integer' THEN {value}"
        f" WHEN ({value}) LIKE '% {unit}' THEN CAST(({value}) AS INTEGER) END"
    )


def _pauses(sight: _Sight) -> str:
    return (
        f"SELECT p.id, p.uid, p.created_at, p.updated_at, p.mentorship, p.from_on,"
        f" {_day_reached(sight, 'p.until_on')} AS until_on,"
        f" {_for_partner(sight, 'p.reason')} AS reason"
        f" FROM {sight.base}pauses p JOIN mentorships m ON m.id = p.mentorship"
        f" WHERE {_by_then(sight, 'p.from_on')}"
    )


def _goals(sight: _Sight) -> str:
    state = _value(sight, "goal", "g", "state", "created", "state")
    closed = _entered(sight, "goal", "g", "closed_on", *sorted(CLOSED_GOAL_STATES))
    return (
        f"SELECT g.id, g.uid, g.created_at, g.updated_at, g.owner, p.id AS parent, g.title,"
        f" {_for_partner(sight, 'g.why')} AS why, {_for_partner(sight, 'g.measure')} AS measure,"
        f" {_for_partner(sight, 'g.area')} AS area, g.start_on,"
        f" {_value(sight, 'goal', 'g', 'target_on', 'target')} AS target_on, {state} AS state,"
        f" {closed} AS closed_on, g.metric_from, g.metric_to, g.metric_unit, g.visibility"
        f" FROM {sight.base}goals g LEFT JOIN {sight.base}goals p ON p.id = g.parent AND {_goal_seen(sight, 'p')}"
        f" AND {_made_by_then(sight, 'goal', 'p')}"
        f" WHERE {_goal_seen(sight, 'g')} AND {_made_by_then(sight, 'goal', 'g')}"
    )


def _milestones(sight: _Sight) -> str:
    """A manager may count the milestones of a public goal, since its progress follows from them."""
    seen = "1" if sight.is_me else "m.visibility <> 'private'"
    due = _value(sight, "milestone", "m", "due_on", "due")
    if sight.is_manager:
        due = f"CASE WHEN m.visibility = 'public' THEN {due} END"
    done = _value(sight, "milestone", "m", "done_on", "done")
    done_then = f"m.done_on <= {_day(sight)} OR" if sight.as_of else ""
    return (
        f"SELECT m.id, m.uid, m.created_at, m.updated_at, m.goal,"
        f" {_if_public(sight, 'm', 'title')} AS title, {due} AS due_on,"
        f" {_day_reached(sight, f'({done})')} AS done_on, m.visibility"
        f" FROM {sight.base}milestones m JOIN {sight.base}goals g ON g.id = m.goal"
        f" WHERE {seen} AND {_goal_seen(sight, 'g')} AND {_made_by_then(sight, 'goal', 'g')}"
        f" AND ({done_then} {_made_by_then(sight, 'milestone', 'm')})"
    )


def _sessions(sight: _Sight) -> str:
    """What was written of a session is of its day; on an earlier one it was only planned."""
    notes = (
        "s.notes" if sight.is_me else "CASE WHEN s.notes_visibility <> 'private' THEN s.notes END"
    )
    minutes = _if_public(sight, "s", "minutes")
    if sight.as_of:
        held = f"s.held_on <= {_day(sight)}"
        notes, minutes = (f"CASE WHEN {held} THEN {what} END" for what in (notes, minutes))
    state = _value(sight, "session", "s", "state", "created", "state")
    return (
        f"SELECT s.id, s.uid, s.created_at, s.updated_at, s.held_on,"
        f" {_for_partner(sight, 's.time')} AS time, {minutes} AS minutes,"
        f" {_for_partner(sight, 's.mode')} AS mode, {state} AS state,"
        f" {_if_public(sight, 's', 'topic')} AS topic,"
        f" {_for_partner(sight, notes)} AS notes, s.notes_visibility, s.visibility"
        f" FROM {sight.base}sessions s"
        f" WHERE {_session_seen(sight, 's')} AND {_made_by_then(sight, 'session', 's')}"
    )


def _attendees(sight: _Sight) -> str:
    """A manager learns that a mentor was met, not who else sat in a group."""
    known = f"a.person IN {sight.partners}" if sight.is_manager else "1"
    return (
        f"SELECT a.session, a.person FROM {sight.base}attendees a"
        f" JOIN {sight.base}sessions s ON s.id = a.session"
        f" WHERE {known} AND {_session_seen(sight, 's')} AND {_made_by_then(sight, 'session', 's')}"
    )


def _session_goals(sight: _Sight) -> str:
    if sight.is_manager:
        return f"SELECT * FROM {sight.base}session_goals WHERE 0"
    return (
        f"SELECT x.session, x.goal FROM {sight.base}session_goals x"
        f" JOIN {sight.base}sessions s ON s.id = x.session JOIN {sight.base}goals g ON g.id = x.goal"
        f" WHERE {_session_seen(sight, 's')} AND {_goal_seen(sight, 'g')}"
        f" AND {_made_by_then(sight, 'session', 's')} AND {_made_by_then(sight, 'goal', 'g')}"
    )


def _takeaways(sight: _Sight) -> str:
    answer = _value(sight, "takeaway", "t", "answer", "answer")
    outcome = _value(sight, "takeaway", "t", "outcome", "outcome")
    seen = "1"
    if not sight.is_me:
        seen = f"{_open_to(sight, 't')} AND {_not_above(sight, 't')}"
    if not (sight.is_me or sight.is_manager):
        # What hangs on nothing goes with me, as a goal of mine does.
        mine = f"{sight.me} IN {sight.goal_owners}"
        seen += f" AND (t.session IS NOT NULL OR t.goal IS NOT NULL OR {mine})"
    return (
        f"SELECT t.id, t.uid, t.created_at, t.updated_at, t.session, t.goal, t.kind,"
        f" t.text, t.noted_on, {_for_partner(sight, outcome)} AS outcome,"
        f" {_for_partner(sight, _advice_note(sight, outcome))} AS note,"
        f" {_for_partner(sight, answer)} AS answer, t.visibility"
        f" FROM {sight.base}takeaways t WHERE {seen} AND {_by_then(sight, 't.noted_on')}"
    )


def _advice_note(sight: _Sight, outcome: str) -> str:
    """The note of the newest outcome that had one."""
    if not sight.as_of:
        return "t.note"
    column = f"CASE WHEN ({outcome}) <> 'pending' THEN t.note END"
    return _told(sight, "takeaway", "t", "e.note", column, ("outcome",), "e.note IS NOT NULL")


def _actions(sight: _Sight) -> str:
    seen = "1"
    if not sight.is_me:
        seen = f"{_open_to(sight, 'a')} AND {_not_above(sight, 'a')}"
    if not (sight.is_me or sight.is_manager):
        seen += f" AND (a.session IS NOT NULL OR a.owner IN {sight.action_owners})"
    done = _entered(sight, "action", "a", "done_on", "done")
    evidence = (
        f"CASE WHEN ({done}) IS NOT NULL THEN a.evidence END" if sight.as_of else "a.evidence"
    )
    return (
        f"SELECT a.id, a.uid, a.created_at, a.updated_at, a.text, a.owner, a.session,"
        f" a.goal, a.made_on, {_value(sight, 'action', 'a', 'due_on', 'due')} AS due_on,"
        f" {_value(sight, 'action', 'a', 'state', 'created', 'state')} AS state,"
        f" {done} AS done_on,"
        f" {_entered(sight, 'action', 'a', 'dropped_on', 'dropped')} AS dropped_on,"
        f" {_for_partner(sight, evidence)} AS evidence, a.visibility"
        f" FROM {sight.base}actions a WHERE {seen} AND {_by_then(sight, 'a.made_on')}"
    )


def _wins(sight: _Sight) -> str:
    """A win stands by itself: a goal that is only shared is a hidden link, a private one hides it."""
    seen = "1"
    if not sight.is_me:
        seen = (
            f"{_open_to(sight, 'w')} AND (w.goal IS NULL OR EXISTS (SELECT 1 FROM {sight.base}goals p"
            f" WHERE p.id = w.goal AND p.visibility <> 'private'))"
        )
    if not (sight.is_me or sight.is_manager):
        seen += (
            f" AND CASE WHEN w.goal IS NOT NULL THEN lg.id IS NOT NULL"
            f" ELSE {sight.me} IN {sight.goal_owners} END"
        )
    return (
        f"SELECT w.id, w.uid, w.created_at, w.updated_at, w.happened_on, w.title,"
        f" {_for_partner(sight, 'w.impact')} AS impact, lg.id AS goal,"
        f" {_for_partner(sight, 'w.evidence')} AS evidence, w.visibility"
        f" FROM {sight.base}wins w {_goal_link(sight, 'w')}"
        f" WHERE {seen} AND {_by_then(sight, 'w.happened_on')}"
    )


def _ratings(sight: _Sight) -> str:
    """My skills, as I see them; a reading by somebody else is between them and me."""
    seen = "1"
    if not sight.is_me:
        readers = f"({sight.me})" if sight.is_manager else f"({sight.me}, {sight.partner})"
        seen = f"{_open_to(sight, 'r')} AND r.person IN {readers}"
    if not (sight.is_me or sight.is_manager):
        seen += f" AND {sight.me} IN {sight.goal_owners}"
    return (
        f"SELECT r.id, r.uid, r.created_at, r.updated_at, r.skill, r.level, r.rated_on, r.person,"
        f" {_for_partner(sight, 'r.evidence')} AS evidence, r.visibility"
        f" FROM {sight.base}ratings r WHERE {seen} AND {_by_then(sight, 'r.rated_on')}"
    )


def _agreements(sight: _Sight) -> str:
    """What two agreed is for those two."""
    seen = "0" if sight.is_manager else _open_to(sight, "a")
    return (
        f"SELECT a.id, a.uid, a.created_at, a.updated_at, a.mentorship, a.agreed_on, a.text,"
        f" a.visibility FROM {sight.base}agreements a JOIN mentorships m ON m.id = a.mentorship"
        f" WHERE {seen} AND {_by_then(sight, 'a.agreed_on')}"
    )


_PUBLISHED_FIELDS = "('created', 'progress', 'state', 'target', 'due', 'done')"


def _events(sight: _Sight) -> str:
    """What happened to a record goes with the record; a manager sees days, state and own progress."""
    seen = "1"
    if not sight.is_me:
        tables = (
            *("goal", "milestone", "session", "takeaway", "action", "win", "mentorship"),
            *("rating", "agreement"),
        )
        cases = " ".join(
            f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM {kind}s r WHERE r.id = e.record)"
            for kind in tables
        )
        private = (
            f"EXISTS (SELECT 1 FROM {sight.base}sessions p"
            " WHERE p.id = e.session AND p.visibility = 'private')"
        )
        seen = f"e.visibility <> 'private' AND NOT {private} AND CASE e.kind {cases} ELSE 0 END"
        # Read by somebody the audience does not see, it would pass for the owner's own.
        readers = "" if sight.is_manager else f"e.person IN ({sight.me}, {sight.partner}) OR "
        seen += (
            f" AND (e.field <> 'progress' OR e.person IS NULL OR {readers}e.person ="
            f" (SELECT g.owner FROM {sight.base}goals g WHERE g.id = e.record))"
        )
    if sight.is_manager:
        seen += (
            f" AND e.field IN {_PUBLISHED_FIELDS}"
            f" AND (e.kind <> 'milestone' OR EXISTS (SELECT 1 FROM {sight.base}milestones r"
            f" WHERE r.id = e.record AND r.visibility = 'public'))"
        )
    return (
        f"SELECT e.id, e.uid, e.recorded_at, e.updated_at, e.kind, e.record, e.field, e.happened_on,"
        f" e.person, e.old, e.new, {_for_partner(sight, 'e.confidence')} AS confidence,"
        f" {_for_partner(sight, 'e.note')} AS note,"
        f" ls.id AS session, e.visibility FROM {sight.base}events e {_session_link(sight, 'e')}"
        f" WHERE {seen} AND {_by_then(sight, 'e.happened_on')}"
    )


def _taggings(sight: _Sight) -> str:
    if sight.is_manager:
        return f"SELECT * FROM {sight.base}taggings WHERE 0"
    cases = " ".join(
        f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM {table} r WHERE r.id = x.record)"
        for table, (kind, _) in TEXTS.items()
        if kind != "event" and (sight.is_me or kind != "person")
    )
    return f"SELECT x.kind, x.record, x.tag FROM {sight.base}taggings x WHERE CASE x.kind {cases} ELSE 0 END"


def _origins(sight: _Sight) -> str:
    """What I took a record from is nobody else's business; it may be a path."""
    return f"SELECT * FROM {sight.base}origins WHERE {1 if sight.is_me else 0}"


def _lines() -> str:
    """A piece of text is seen where its column is, in the view of its own table."""
    cases = []
    for table, (kind, columns) in TEXTS.items():
        values = " ".join(f"WHEN '{column}' THEN r.{column}" for column in columns)
        cases.append(
            f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM {table} r WHERE r.id = l.record"
            f" AND CASE l.field {values} END = l.text)"
        )
    return (
        "SELECT l.id, l.kind, l.record, l.field, l.text FROM main.lines l"
        f" WHERE CASE l.kind {' '.join(cases)} ELSE 0 END"
    )
