"""The journal as someone else, or an earlier day, sees it: the one place of the privacy rule.

SQLite looks an unqualified table name up among the temporary objects first. So a lens is a set of
TEMP views that bear the tables' own names: once they lie over a connection, every query below
reads through them without knowing it, and none can forget to.

Who sees what:

- ``me`` sees all.
- A partner sees what they are a reader of and what is not private: a session, its lines and its
  actions where they attended; else what names them in ``readers`` or is theirs (a goal, an action);
  the mentorship and the agreements they are part of. Of anything else they see what everybody does:
- What is public shows its title, days, state and its owner's own progress, and of the free text
  beside it what its owner has published. A manager sees that alone, and of a mentorship that it
  exists, its cadence and the sessions held; its people by name only where it is public.

Nobody sees a line (a takeaway, an action) who may not see the session or the goal it hangs on; any
other link to a hidden record is NULL. What I write about a person, in a note or a tag, is mine
alone. Words that were replaced while they were private stay private, and what an event changed is
told from the one before it that this reader may see. What a partner said of a record of mine (an answer,
the note of an outcome, why an action was dropped, what shows that it is done) is for me and them: others
read that something was said. ``as_of`` shows what had happened by that day; visibility is always today's.

``known_on`` shows what the journal had been told by that day: the views then read, in place of
``main``'s tables, those that ``known`` makes from the change log. Who sees a record is asked of
today's journal first, and what has gone since shows to ``me`` only. A partner who left reads such
tables of the day they left, so that they may see less than then, and never more.

Traps these views avoid: each has all of its table's columns (a quoted column that is missing
turns into a string, and ``rowid`` of a view is NULL: join on ``id``); a link is a LEFT JOIN on
``main``, because a CASE over a joined view loses the index; and a condition for any alias gives its own
tables whole words as aliases: a single letter could be the caller's, and a column be compared with itself.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from mentorlog.dates import local_day_to_utc
from mentorlog.journal.tables import LOGGED, OWNED, TEXTS, among
from mentorlog.records import CLOSED_GOAL_STATES, Audience, Kind, Role
from mentorlog.records.kinds import SHARE, SHARED, Column, Seen
from mentorlog.values import NamedTuple


class Lens(NamedTuple):
    """Whose eyes, and which day on either clock: what had happened, and what had been recorded.

    ``partner`` is the person's id for every audience that is one, and ``parted_on`` the day that the
    last mentorship with them ended: what was written later is not for them, whatever day it is of.
    """

    audience: Audience = Audience.ME
    partner: int | None = None
    as_of: date | None = None
    known_on: date | None = None
    parted_on: date | None = None

    @property
    def until(self) -> str | None:
        """The instant from which nothing that is written is for a partner who has left."""
        if self.parted_on is None:
            return None
        return local_day_to_utc(self.parted_on + timedelta(1)) if self.parted_on < date.max else "~"

    def lay_over(self, connection: sqlite3.Connection) -> None:
        """Put the views over the connection for good; a lens that hides nothing puts none."""
        self._lay(connection)

    def _lay(self, connection: sqlite3.Connection) -> None:
        if self.known_on is not None or self.until is not None:
            self._lay_what_was_known(connection)
        elif self.audience is not Audience.ME or self.as_of is not None:
            self._lay_views(connection, "main.")

    @contextmanager
    def laid(self, connection: sqlite3.Connection) -> Iterator[None]:
        """The views over a connection that may write, until the block ends."""
        self._lay(connection)
        yield
        _take_off(connection)
        for table in LOGGED:
            connection.execute(f"DROP TABLE IF EXISTS temp.known_{table}")

    def _lay_views(self, connection: sqlite3.Connection, base: str) -> None:
        for name, body in _views(connection, self, base):
            connection.execute(f"CREATE TEMP VIEW {name} AS {body}")

    def _lay_what_was_known(self, connection: sqlite3.Connection) -> None:
        """What was known is made of what today's eyes see, so that none but mine see what is gone."""
        from mentorlog.journal.past import known  # few reads ask for it

        is_me = self.audience is Audience.ME
        if not is_me:
            self._replace(as_of=None, known_on=None)._lay_views(connection, "main.")
        known.make_tables(connection)
        if self.until is not None:
            known.forget_since(connection, self.until)
        if self.known_on is not None:
            known.take_back(connection, self.known_on, with_gone=is_me)
        _take_off(connection)
        self._lay_views(connection, "temp.known_")


def _take_off(connection: sqlite3.Connection) -> None:
    found = connection.execute("SELECT name FROM temp.sqlite_schema WHERE type = 'view'").fetchall()
    for (name,) in found:
        connection.execute(f"DROP VIEW temp.{name}")


EVERYTHING = Lens()
"""The owner's own eyes, today."""


class _Sight(NamedTuple):
    """A lens with what it has to know from the journal before its views can be written.

    ``roles``: what the people of mentorships that are not private are to me, by id; ``named``: those
    of public ones; ``givers``: the sources of what came with the partner's shares; ``planned``: the days for
    which sessions were planned then. ``base`` is what stands before a table's name; who reads is asked of ``main`` all
    the same, as today's journal has it. ``bare`` views have the same rows as those they are named
    after, and of the columns only what other views ask for: SQLite reads a view anew for each use of it,
    with all its columns.
    """

    audience: Audience
    partner: int
    as_of: date | None
    me: int
    roles: dict[int, Role]
    named: frozenset[int]
    base: str
    until: str | None
    givers: tuple[str, ...] = ()
    planned: tuple[tuple[int, str], ...] = ()
    bare: bool = False

    @property
    def is_me(self) -> bool:
        return self.audience is Audience.ME

    @property
    def public_alone(self) -> bool:
        """A manager, and whoever else reads public records alone: a committee, a programme."""
        return self.audience.public_alone


def _views(connection: sqlite3.Connection, lens: Lens, base: str) -> Iterator[tuple[str, str]]:
    sight = _sight(connection, lens, base)
    if not sight.is_me:
        # Whoever types a name knows it; what is shown of the person is another matter.
        yield (
            "called",
            "SELECT id, name FROM main.people WHERE id IN (SELECT id FROM seen_people)",
        )
    for kind in Kind:
        yield kind.table, _of(sight, kind)
        yield f"seen_{kind.table}", _of(sight._replace(bare=True), kind)
    yield "pauses", _pauses(sight)
    yield "attendees", _attendees(sight)
    yield "session_goals", _session_goals(sight)
    yield "events", _events(sight)
    yield "taggings", _taggings(sight)
    yield "readers", _readers(sight)
    yield "origins", _origins(sight)
    # Their texts are today's, and no read that knows another day's searches.
    yield "lines", _lines() if lens.known_on is None else "SELECT * FROM main.lines WHERE 0"
    if not sight.is_me:
        yield "changes", "SELECT * FROM main.changes WHERE 0"
        yield "operations", "SELECT * FROM main.operations WHERE 0"


def _of(sight: _Sight, kind: Kind) -> str:
    own = {
        Kind.PERSON: _people,
        Kind.MENTORSHIP: _mentorships,
        Kind.GOAL: _goals,
        Kind.MILESTONE: _milestones,
        Kind.SESSION: _sessions,
        Kind.TAKEAWAY: _takeaways,
        Kind.ACTION: _actions,
        Kind.WIN: _wins,
        Kind.RATING: _ratings,
        Kind.AGREEMENT: _agreements,
    }
    return own[kind](sight) if kind in own else _of_kind(sight, kind)


def _sight(connection: sqlite3.Connection, lens: Lens, base: str) -> _Sight:
    found = connection.execute("SELECT id FROM main.people WHERE is_me = 1").fetchone()
    me = found[0] if found else 0
    roles: dict[int, Role] = {}
    named: set[int] = set()
    for mentor, mentee, peers, visibility in connection.execute(
        "SELECT mentor, mentee, peers, visibility FROM main.mentorships"
        " WHERE visibility <> 'private' ORDER BY id"
    ):
        other = mentee if mentor == me else mentor
        role = Role.MENTEE if mentor == me else Role.MENTOR
        roles.setdefault(other, Role.PEER if peers else role)
        if visibility == "public":
            named.add(other)
    partner = lens.partner or 0
    givers = connection.execute(
        "SELECT source FROM main.origins WHERE kind = 'person' AND record = ?"
        f" AND source GLOB '{SHARE}[0-9a-f]*'",
        [partner],
    )
    known = tuple(row[0] for row in givers if row[0].removeprefix(SHARE).isalnum())
    sight = _Sight(
        lens.audience, partner, lens.as_of, me, roles, frozenset(named), base, lens.until, known
    )
    return sight._replace(planned=_planned_then(connection, sight)) if sight.as_of else sight


def _planned_then(connection: sqlite3.Connection, sight: _Sight) -> tuple[tuple[int, str], ...]:
    """The sessions that were planned on the lens's day for another day than they have now, with that day.

    They are those of which the audience is told that they moved.
    """
    moves = f"{sight.base}events e WHERE e.kind = 'session' AND e.field = 'day'"
    its, then = f"{moves} AND e.record = s.id AND e.happened_on", _day(sight)
    last = f"SELECT e.new FROM {its} <= {then} ORDER BY e.happened_on DESC, e.id DESC LIMIT 1"
    next_ = f"SELECT e.old FROM {its} > {then} ORDER BY e.happened_on, e.id LIMIT 1"
    rows = connection.execute(
        f"SELECT s.id, date(coalesce(({last}), ({next_}))) AS day FROM {sight.base}sessions s"
        f" WHERE s.id IN (SELECT e.record FROM {moves}) AND day <> s.held_on"
        f" AND {_value(sight, 'session', 's', 'state', 'created', 'state')} = 'planned'"
        f" AND {_reads(sight, 'session', 's')}"
    )
    return tuple(tuple(row) for row in rows)


def _listed(ids: Iterable[int]) -> str:
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
    what = _if_words(sight, "e.new") if column == "answer" else "e.new"
    told = _told(sight, kind, alias, what, f"{alias}.{column}", fields)
    # What is there has a state, whatever another tool made of its events.
    return f"coalesce({told}, {alias}.state)" if column == "state" else told


def _entered(sight: _Sight, kind: str, alias: str, column: str, *states: str) -> str:
    """The day the record came into one of the states, where it still was in it on the lens's day."""
    if not sight.as_of:
        return f"{alias}.{column}"
    day = f"CASE WHEN e.new IN {among(states)} THEN e.happened_on END"
    return _told(
        sight, kind, alias, day, _day_reached(sight, f"{alias}.{column}"), ("created", "state")
    )


def _told(
    sight: _Sight, kind: str, alias: str, what: str, otherwise: str, fields: tuple[str, ...],
    only: str = "1",
) -> str:  # fmt: skip
    """``what`` the newest event ``e`` says on the lens's day; ``otherwise`` where there are none."""
    events = (
        f"{sight.base}events e WHERE e.kind = '{kind}' AND e.record = {alias}.id"
        f" AND e.field IN {among(fields)} AND {only}"
    )
    newest = (
        f"SELECT {what} FROM {events} AND e.happened_on <= {_day(sight)}"
        f" ORDER BY e.happened_on DESC, e.id DESC LIMIT 1"
    )
    return f"CASE WHEN EXISTS (SELECT 1 FROM {events}) THEN ({newest}) ELSE {otherwise} END"


def _in_time(sight: _Sight, alias: str) -> str:
    """The event was told before the partner left."""
    return f"{alias}.recorded_at < '{sight.until}'" if sight.until else "1"


# --- what an audience may see -----------------------------------------------------------------


def _reads(sight: _Sight, kind: str, alias: str) -> str:
    """The audience is a reader of the record, by its own account: the one rule of sharing."""
    if sight.is_me:
        return "1"
    if sight.public_alone:
        return "0"
    match kind:
        case "session":
            return _attended(sight, f"{alias}.id")
        case "takeaway" | "action":
            named = _named(sight, kind, alias)
            return (
                f"CASE WHEN {alias}.session IS NOT NULL THEN {_attended(sight, f'{alias}.session')}"
                f" ELSE {named} END"
            )
        case "rating":
            named = _named(sight, kind, alias)
            return f"({alias}.person = {sight.partner} OR {alias}.person = {sight.me} AND {named})"
        case "milestone":
            return (
                f"EXISTS (SELECT 1 FROM {sight.base}goals q WHERE q.id = {alias}.goal"
                f" AND {_reads(sight, 'goal', 'q')})"
            )
        case "mentorship":
            return f"{sight.partner} IN ({alias}.mentor, {alias}.mentee)"
        case "agreement":
            return (
                f"EXISTS (SELECT 1 FROM {sight.base}mentorships q WHERE q.id = {alias}.mentorship"
                f" AND {_reads(sight, 'mentorship', 'q')})"
            )
    return _named(sight, kind, alias)


def _named(sight: _Sight, kind: str, alias: str) -> str:
    """The partner is named as a reader, or the record is theirs."""
    named = (
        f"EXISTS (SELECT 1 FROM main.readers named WHERE named.person = {sight.partner}"
        f" AND named.kind = '{kind}' AND named.record = {alias}.id)"
    )
    owned = f"{alias}.owner = {sight.partner} OR " if kind in ("goal", "action") else ""
    return f"({owned}{named})"


def _attended(sight: _Sight, session: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM main.attendees present WHERE present.session = {session}"
        f" AND present.person = {sight.partner})"
    )


def _open_to(sight: _Sight, kind: str, alias: str) -> str:
    """The record's own visibility, and its readers, let the audience see it."""
    if sight.is_me:
        return "1"
    shared = f" OR {alias}.visibility = 'shared' AND {_reads(sight, kind, alias)}"
    open_ = f"({alias}.visibility = 'public'{'' if sight.public_alone else shared})"
    return f"{open_} AND {_ours(sight, kind, alias)}" if kind in SHARED else open_


def _ours(sight: _Sight, kind: str, alias: str) -> str:
    """What came with a partner's share is between them and me, whoever else may have been there."""
    return (
        f"NOT EXISTS (SELECT 1 FROM main.origins given WHERE given.kind = '{kind}'"
        f" AND given.record = {alias}.id AND given.identifier = {alias}.uid"
        f" AND given.source GLOB '{SHARE}*'"
        f" AND given.source NOT IN {among(sight.givers)})"
    )


def _told_of(sight: _Sight, kind: Kind, alias: str) -> str:
    """What is open to the audience; a manager is told of every session that was held and is not private."""
    if not (kind is Kind.SESSION and sight.public_alone):
        return _open_to(sight, kind, alias)
    state = _value(sight, "session", alias, "state", "created", "state")
    return (
        f"{alias}.visibility <> 'private' AND {state} = 'held'"
        f" AND ({alias}.visibility = 'public' OR EXISTS (SELECT 1 FROM main.attendees present"
        f" WHERE present.session = {alias}.id AND present.person IN {_listed(sight.roles)}))"
        f" AND {_ours(sight, Kind.SESSION, alias)}"
    )


def _above_seen(sight: _Sight, alias: str, kind: Kind) -> str:
    """Whoever sees a line may see the session or the goal it hangs on, if it does."""
    public = " AND p.visibility = 'public'" if sight.public_alone else ""
    return (
        f"({alias}.{kind} IS NULL OR EXISTS (SELECT 1 FROM {sight.base}{kind.table} p"
        f" WHERE p.id = {alias}.{kind} AND {_told_of(sight, kind, 'p')}{public}))"
    )


def _to_readers(sight: _Sight, kind: str, alias: str, column: str) -> str:
    """Free text that never becomes public: NULL for whoever is no reader of the record."""
    if sight.is_me:
        return column
    if sight.public_alone:
        return "NULL"
    return f"CASE WHEN {_reads(sight, kind, alias)} THEN {column} END"


def _to_chosen(sight: _Sight, kind: Kind, name: str, value: str) -> str:
    """A text that becomes public only where its owner published it, beside a record that is public."""
    if sight.is_me:
        return value
    alias = kind.letter
    published = (
        f"{alias}.visibility = 'public' AND ',' || {alias}.published || ',' LIKE '%,{name},%'"
    )
    return f"CASE WHEN {published} OR {_reads(sight, kind, alias)} THEN {value} END"


def _if_open(sight: _Sight, kind: str, alias: str, column: str) -> str:
    """What is read of a record that is open to the audience, which may know that others are there."""
    if sight.is_me:
        return column
    return f"CASE WHEN {_open_to(sight, kind, alias)} THEN {column} END"


def _words_seen(sight: _Sight, alias: str) -> str:
    """Of an event told while its record was private, the words show as long as they are the latest.

    Words that were replaced while it was still private were never read, whenever that was.
    """
    latest = (
        f"NOT EXISTS (SELECT 1 FROM {sight.base}events n WHERE n.kind = {alias}.kind"
        f" AND n.record = {alias}.record AND n.field = {alias}.field"
        f" AND (n.happened_on, n.id) > ({alias}.happened_on, {alias}.id)"
        f" AND (n.field <> 'outcome' OR {_may_have_note(sight, 'n')}) AND (n.visibility = 'private' OR {_in_time(sight, 'n')}))"
    )
    return "1" if sight.is_me else f"({alias}.visibility <> 'private' OR {latest})"


def _if_words(sight: _Sight, column: str) -> str:
    """A text of the event ``e``, where its words are to be seen."""
    return column if sight.is_me else f"CASE WHEN {_words_seen(sight, 'e')} THEN {column} END"


def _said_for(sight: _Sight, alias: str) -> str:
    """An event's words are for the audience: what one partner said of a record no other one reads."""
    if sight.is_me:
        return "1"
    us = _listed({sight.me, sight.partner})
    return f"({alias}.field = 'progress' OR {alias}.person IS NULL OR {alias}.person IN {us})"


def _may_have_note(sight: _Sight, alias: str) -> str:
    """The event has a note, for all that the audience may know."""
    return f"({alias}.note IS NOT NULL OR NOT {_said_for(sight, alias)})"


def _new(sight: _Sight, alias: str) -> str:
    """What an event told; of an answer whose words are not for the audience that there is one."""
    others = (
        f"{alias}.field = 'answer' AND {alias}.new IS NOT NULL AND NOT {_said_for(sight, alias)}"
    )
    return f"{alias}.new" if sight.is_me else f"CASE WHEN {others} THEN '' ELSE {alias}.new END"


def _last(sight: _Sight, field: str, what: str, only: str = "1") -> str:
    """``what`` the newest event ``e`` of a line's field says, of those that ``only`` picks."""
    return (
        f"(SELECT {what} FROM {sight.base}events e WHERE e.kind = 'takeaway'"
        f" AND e.record = t.id AND e.field = '{field}' AND {only}"
        f" AND {_by_then(sight, 'e.happened_on')} ORDER BY e.happened_on DESC, e.id DESC LIMIT 1)"
    )


def _linked(sight: _Sight, link: str, kind: Kind, alias: str) -> str:
    """What a column ``link`` names, under an alias of its own, where it is seen."""
    return (
        f"LEFT JOIN {sight.base}{kind.table} {alias} ON {alias}.id = {link}"
        f" AND {_told_of(sight, kind, alias)} AND {_made_by_then(sight, kind, alias)}"
    )


def _touched(sight: _Sight, alias: str) -> str:
    """When a record last changed tells of what its reader may not see, as of private notes."""
    return f"{alias}.updated_at" if sight.is_me else "NULL AS updated_at"


# --- the views, one for each table ------------------------------------------------------------


def _view(sight: _Sight, kind: Kind, where: str, tables: str = "", **own: str) -> str:
    """The SELECT of one kind: its columns as far as they are seen, ``own`` where they are told."""
    about = kind.about
    alias = about.letter
    made = () if sight.bare else (f"{alias}.uid", f"{alias}.created_at", _touched(sight, alias))
    shown = [
        f"{own.get(column.name) or _seen(sight, kind, column)} AS {column.name}"
        for column in about.columns
        if column.name in _ASKED_FOR or not sight.bare
    ]
    return (
        f"SELECT {', '.join((f'{alias}.id', *made, *shown, f'{alias}.visibility'))}"
        f" FROM {sight.base}{about.table} {alias} {tables} WHERE {where}"
    )


_ASKED_FOR = frozenset(("owner", "person", "session", "goal", "skill", "mentorship"))
"""The columns by which other views ask who may see a record."""


def _of_kind(sight: _Sight, kind: Kind, **own: str) -> str:
    """What is open to the audience and had come by the day, with what it hangs on seen as well."""
    about = kind.about
    seen = [_by_then(sight, f"{about.letter}.{about.day}")]
    if not sight.is_me:
        seen.append(_open_to(sight, kind, about.letter))
        seen += [_above_seen(sight, about.letter, Kind(name)) for name in about.hangs_on]
    return _view(sight, kind, " AND ".join(seen), **own)


def _seen(sight: _Sight, kind: Kind, column: Column) -> str:
    """A column on the lens's day, for whom it is open to."""
    alias = kind.letter
    value = f"{alias}.{column.name}"
    if column.event:
        fields = ("created", "state") if column.event == "state" else (column.event,)
        value = _value(sight, kind, alias, column.name, *fields)
    if sight.is_me or column.seen is Seen.EVERYBODY:
        return value
    if column.seen is Seen.CHOSEN:
        return _to_chosen(sight, kind, column.name, value)
    return _to_readers(sight, kind, alias, value) if column.seen is Seen.READERS else "NULL"


def _people(sight: _Sight) -> str:
    """A manager reads what somebody is to me in place of a name; a partner is not told that either."""
    come = _come_by_then(sight)
    if sight.is_me:
        return f"SELECT * FROM {sight.base}people p WHERE {come}"
    title, roles = "p.title", ""
    if sight.public_alone:
        roles = " ".join(
            f"WHEN p.id = {int(person)} THEN 'a {role.value}'"
            for person, role in sorted(sight.roles.items())
        )
        known = f"p.id IN {_listed(sight.named | {sight.me})}"
        title = "CASE WHEN p.visibility = 'public' THEN p.title END"
    else:
        known = (
            f"(p.id IN {_listed({sight.me, sight.partner})}"
            f" OR EXISTS (SELECT 1 FROM attendees a WHERE a.person = p.id)"
            f" OR EXISTS (SELECT 1 FROM seen_goals g WHERE g.owner = p.id AND {_reads(sight, 'goal', 'g')})"
            f" OR EXISTS (SELECT 1 FROM seen_actions x WHERE x.owner = p.id"
            f" AND {_reads(sight, 'action', 'x')}))"
        )
    seen = [
        known,
        "EXISTS (SELECT 1 FROM seen_goals g WHERE g.owner = p.id)",
        "EXISTS (SELECT 1 FROM seen_actions x WHERE x.owner = p.id)",
        f"p.id IN {_listed(sight.roles if sight.public_alone else ())}",
    ]
    columns = (
        f", p.uid, p.created_at, NULL AS updated_at,"
        f" CASE WHEN {known} THEN p.name {roles} ELSE 'somebody' END AS name,"
        f" CASE WHEN {known} THEN {title} END AS title, NULL AS note, p.is_me, p.visibility, NULL AS every"
    )
    return (
        f"SELECT p.id{'' if sight.bare else columns}"
        f" FROM {sight.base}people p WHERE {come} AND (p.id IN {_listed({sight.me, sight.partner})}"
        f" OR p.visibility <> 'private' AND ({' OR '.join(seen)}))"
    )


_NAMED_IN = (
    *((f"seen_{kind.table}", column.name) for kind in Kind for column in kind.about.columns
      if column.links is Kind.PERSON),
    ("attendees", "person"), ("events", "person"),
)  # fmt: skip
"""What of an audience's journal names people, by the view and its column."""


def _come_by_then(sight: _Sight) -> str:
    """The journal knew somebody on the lens's day, or what is seen of that day names them, as what was told late."""
    if sight.as_of is None:
        return "1"
    named = [
        f"EXISTS (SELECT 1 FROM {view} named WHERE named.{column} = p.id)"
        for view, column in _NAMED_IN
    ]
    if sight.is_me:  # Who reads a record is today's, whatever day is asked about.
        seen = " ".join(
            f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM seen_{kind.table} seen WHERE seen.id = named.record)"
            for kind in Kind
            if kind.about.has_readers
        )
        named.append(
            "EXISTS (SELECT 1 FROM main.readers named WHERE named.person = p.id"
            f" AND CASE named.kind {seen} ELSE 0 END)"
        )
    known = f"p.created_at < '{local_day_to_utc(sight.as_of + timedelta(1))}'"
    us = f"p.id IN {_listed({sight.me, sight.partner})}"
    return f"({' OR '.join((us, known, *named))})"


def _mentorships(sight: _Sight) -> str:
    """Of its course a manager learns the first day it was seen to run, and nothing else."""
    seen, started = "1", "m.started_on"
    columns = {
        "purpose": "m.purpose",
        **{f"cadence_{unit}": _cadence(sight, unit) for unit in ("days", "months")},
        "started_on": started,
        "planned_end_on": "m.planned_end_on",
        "ended_on": _entered(sight, "mentorship", "m", "ended_on", "ended"),
        "end_reason": _end_reason(sight),
        "state": _value(sight, "mentorship", "m", "state", "created", "state"),
    }
    if sight.public_alone:
        seen = "m.visibility <> 'private'"
        started = (
            f"coalesce((SELECT min(s.held_on) FROM {sight.base}sessions s JOIN {sight.base}attendees a"
            f" ON a.session = s.id WHERE a.person IN (m.mentor, m.mentee)"
            f" AND {_told_of(sight, Kind.SESSION, 's')}), '9999-12-31')"
        )
        hidden = dict.fromkeys(
            ("purpose", "planned_end_on", "ended_on", "end_reason", "state"), "NULL"
        )
        columns = {**columns, **hidden, "started_on": started}
    elif not sight.is_me:
        seen = f"m.visibility <> 'private' AND {_reads(sight, 'mentorship', 'm')}"
    made, shown = "", ""
    if not sight.bare:
        made = f"m.uid, m.created_at, {_touched(sight, 'm')}, m.peers, "
        shown = "".join(f"{value} AS {name}, " for name, value in columns.items())
    return (
        f"SELECT m.id, {made}m.mentor, m.mentee, {shown}m.visibility FROM {sight.base}mentorships m"
        f" WHERE ({seen}) AND {_by_then(sight, started)}"
    )


def _end_reason(sight: _Sight) -> str:
    if not sight.as_of:
        return "m.end_reason"
    column = f"CASE WHEN m.ended_on <= {_day(sight)} THEN m.end_reason END"
    reason = f"CASE WHEN e.new = 'ended' THEN {_if_words(sight, 'e.note')} END"
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
    ends = f"CASE WHEN {_turn_known(sight, 'p.until_on', 'active')} THEN p.until_on END"
    return (
        f"SELECT p.id, p.uid, p.created_at, {_touched(sight, 'p')}, p.mentorship, p.from_on,"
        f" {ends} AS until_on, p.reason"
        f" FROM {sight.base}pauses p JOIN seen_mentorships m ON m.id = p.mentorship"
        f" WHERE {0 if sight.public_alone else 1} AND {_turn_known(sight, 'p.from_on', 'paused')}"
    )


def _turn_known(sight: _Sight, column: str, state: str) -> str:
    """A day of a pause ``p`` had come by the lens's day, or was planned by then."""
    if not sight.as_of:
        return "1"
    told = local_day_to_utc(sight.as_of + timedelta(1))
    planned = (
        f"SELECT 1 FROM {sight.base}events e WHERE e.kind = 'mentorship' AND e.record = p.mentorship"
        f" AND e.field = 'planned' AND e.new = '{state}' AND e.happened_on = {column}"
        f" AND e.recorded_at < '{told}'"
    )
    return f"({_by_then(sight, column)} OR EXISTS ({planned}))"


def _goals(sight: _Sight) -> str:
    return _view(
        sight,
        Kind.GOAL,
        f"{_told_of(sight, Kind.GOAL, 'g')} AND {_made_by_then(sight, 'goal', 'g')}",
        _linked(sight, "g.parent", Kind.GOAL, "p"),
        parent="p.id",
        closed_on=_entered(sight, "goal", "g", "closed_on", *sorted(CLOSED_GOAL_STATES)),
    )


def _milestones(sight: _Sight) -> str:
    """Whoever sees a goal may count its milestones, since its progress follows from them."""
    seen = "1" if sight.is_me else "m.visibility <> 'private'"
    due = _value(sight, "milestone", "m", "due_on", "due")
    done = _value(sight, "milestone", "m", "done_on", "done")
    done_then = f"m.done_on <= {_day(sight)} OR" if sight.as_of else ""
    return _view(
        sight,
        Kind.MILESTONE,
        f"{seen} AND {_told_of(sight, Kind.GOAL, 'g')} AND {_made_by_then(sight, 'goal', 'g')}"
        f" AND ({done_then} {_made_by_then(sight, 'milestone', 'm')})",
        f"JOIN {sight.base}goals g ON g.id = m.goal",
        title=_if_open(sight, "milestone", "m", "m.title"),
        due_on=_if_open(sight, "milestone", "m", due),
        done_on=_day_reached(sight, f"({done})"),
    )


def _sessions(sight: _Sight) -> str:
    """What was written of a session is of its day; on an earlier one it was only planned."""
    notes = (
        "s.notes" if sight.is_me else "CASE WHEN s.notes_visibility <> 'private' THEN s.notes END"
    )
    minutes = _if_open(sight, "session", "s", "s.minutes")
    if sight.as_of:
        held = f"s.held_on <= {_day(sight)}"
        notes, minutes = (f"CASE WHEN {held} THEN {what} END" for what in (notes, minutes))
    notes = _to_readers(sight, "session", "s", notes)
    noted = "s.notes_visibility"
    if not sight.is_me:  # How notes are kept that are not seen is not seen either.
        noted = f"CASE WHEN ({notes}) IS NOT NULL THEN {noted} ELSE 'private' END"
    return _view(
        sight,
        Kind.SESSION,
        f"{_told_of(sight, Kind.SESSION, 's')} AND {_made_by_then(sight, 'session', 's')}",
        held_on=_day_planned(sight),
        minutes=minutes,
        topic=_if_open(sight, "session", "s", "s.topic"),
        notes=notes,
        notes_visibility=noted,
    )


def _day_planned(sight: _Sight) -> str:
    """The day of a session; its index is used where none had another one then."""
    days = " ".join(f"WHEN {id} THEN '{day}'" for id, day in sight.planned)
    return f"CASE s.id {days} ELSE s.held_on END" if days else "s.held_on"


def _attendees(sight: _Sight) -> str:
    """A manager learns that a mentor was met, not who else sat in a group; a reader was there."""
    known = _reads(sight, "session", "s")
    if sight.public_alone:
        known = f"a.person IN {_listed(sight.roles)}"
    return (
        f"SELECT a.session, a.person FROM {sight.base}attendees a"
        f" JOIN {sight.base}sessions s ON s.id = a.session"
        f" WHERE {known} AND {_told_of(sight, Kind.SESSION, 's')} AND {_made_by_then(sight, 'session', 's')}"
    )


def _session_goals(sight: _Sight) -> str:
    if sight.public_alone:
        return f"SELECT * FROM {sight.base}session_goals WHERE 0"
    return (
        f"SELECT x.session, x.goal FROM {sight.base}session_goals x"
        f" JOIN {sight.base}sessions s ON s.id = x.session JOIN {sight.base}goals g ON g.id = x.goal"
        f" WHERE {_told_of(sight, Kind.SESSION, 's')} AND {_reads(sight, 'session', 's')}"
        f" AND {_told_of(sight, Kind.GOAL, 'g')} AND {_made_by_then(sight, 'session', 's')} AND {_made_by_then(sight, 'goal', 'g')}"
    )


def _takeaways(sight: _Sight) -> str:
    """Of a public question it is seen whether it is answered: an answer without its words is empty."""
    answer = _value(sight, "takeaway", "t", "answer", "answer")
    outcome = _value(sight, "takeaway", "t", "outcome", "outcome")
    if not sight.is_me:
        said = f"ifnull({_last(sight, 'answer', _said_for(sight, 'e'))}, 1)"
        reads = f"{_reads(sight, 'takeaway', 't')} AND {said}"
        answer = f"CASE WHEN {reads} THEN {answer} WHEN ({answer}) IS NOT NULL THEN '' END"
    return _of_kind(
        sight,
        Kind.TAKEAWAY,
        answer=answer,
        note=_to_readers(sight, "takeaway", "t", _advice_note(sight, outcome)),
    )


def _advice_note(sight: _Sight, outcome: str) -> str:
    """The note of the newest outcome that had one; to others, where these are the words of that one."""
    note = "t.note"
    if sight.as_of:
        column = f"CASE WHEN ({outcome}) <> 'pending' THEN t.note END"
        note = _told(
            sight, "takeaway", "t", f"nullif({_if_words(sight, 'e.note')}, '')", column, ("outcome",),
            "e.note IS NOT NULL",
        )  # fmt: skip
    if sight.is_me:
        return note
    said = _last(
        sight,
        "outcome",
        f"{_said_for(sight, 'e')} AND e.note = ({note})",
        _may_have_note(sight, "e"),
    )
    return f"CASE WHEN {said} THEN {note} END"


def _actions(sight: _Sight) -> str:
    done = _entered(sight, "action", "a", "done_on", "done")
    evidence = (
        f"CASE WHEN ({done}) IS NOT NULL THEN a.evidence END" if sight.as_of else "a.evidence"
    )
    if not sight.is_me:  # Evidence has no event of its own, and may be of whoever told one.
        others = (
            f"SELECT 1 FROM {sight.base}events e WHERE e.kind = 'action' AND e.record = a.id"
            f" AND e.field = 'state' AND NOT {_said_for(sight, 'e')}"
        )
        evidence = f"CASE WHEN NOT EXISTS ({others}) THEN {evidence} END"
    return _of_kind(
        sight,
        Kind.ACTION,
        done_on=done,
        dropped_on=_entered(sight, "action", "a", "dropped_on", "dropped"),
        evidence=_to_chosen(sight, Kind.ACTION, "evidence", evidence),
    )


def _wins(sight: _Sight) -> str:
    """A public win is seen although its goal is only shared (without the link then), but not if that is private."""
    seen = "1"
    if not sight.is_me:
        seen = (
            f"(w.visibility = 'public' AND (w.goal IS NULL OR EXISTS (SELECT 1 FROM {sight.base}goals p"
            f" WHERE p.id = w.goal AND p.visibility <> 'private'))"
            f" OR {_open_to(sight, 'win', 'w')} AND (w.goal IS NULL OR lg.id IS NOT NULL))"
        )
    by_then = _by_then(sight, "w.happened_on")
    skill = "w.skill"
    if not sight.is_me:  # What I call a skill is told to whoever sees a rating of it.
        rated = "SELECT 1 FROM seen_ratings k WHERE k.skill = w.skill COLLATE NOCASE"
        skill = f"CASE WHEN EXISTS ({rated}) THEN w.skill END"
    where, goal = f"{seen} AND {by_then}", _linked(sight, "w.goal", Kind.GOAL, "lg")
    return _view(sight, Kind.WIN, where, goal, goal="lg.id", skill=skill)


def _ratings(sight: _Sight) -> str:
    """A reading by somebody else is between them and me, whatever they or I call it."""
    seen = _open_to(sight, "rating", "k")
    if not sight.is_me:
        seen += f" AND (k.person = {sight.me} OR {_reads(sight, 'rating', 'k')})"
    return _view(sight, Kind.RATING, f"{seen} AND {_by_then(sight, 'k.rated_on')}")


def _agreements(sight: _Sight) -> str:
    """What two agreed is for those two."""
    seen = "1"
    if not sight.is_me:
        seen = f"v.visibility <> 'private' AND {_reads(sight, 'agreement', 'v')}"
    return _view(
        sight,
        Kind.AGREEMENT,
        f"{seen} AND {_by_then(sight, 'v.agreed_on')}",
        "JOIN seen_mentorships m ON m.id = v.mentorship",
    )


_PUBLISHED_FIELDS = "('created', 'progress', 'state', 'target', 'due', 'done')"


def _events(sight: _Sight) -> str:
    """What happened to a record goes with the record; of a public one its days, state and progress."""
    columns = f"e.id, e.uid, e.recorded_at, {_touched(sight, 'e')}, e.kind, e.record, e.field, e.happened_on"
    seen, old, confidence, note = "1", "e.old", "e.confidence", "e.note"
    if not sight.is_me:
        seen = f"CASE e.kind {_of_records(sight, _event_seen)} ELSE 0 END AND {_reading_seen(sight, 'e')}"
        old, confidence, note = _old(sight), "NULL", "NULL"
        if not sight.public_alone:
            reader = f"CASE e.kind {_of_records(sight, _is_reader)} ELSE 0 END"
            # Nothing but a goal's reading has one.
            reads_goal = f"CASE e.kind {_of_record(sight, Kind.GOAL, _is_reader)} ELSE 0 END"
            confidence = (
                f"CASE WHEN e.confidence IS NOT NULL AND {reads_goal} THEN e.confidence END"
            )
            note = (
                f"CASE WHEN e.note IS NOT NULL AND {reader} AND {_said_for(sight, 'e')}"
                f" THEN {_if_words(sight, 'e.note')} END"
            )
    return (
        f"SELECT {columns}, e.person, {old} AS old, {_new(sight, 'e')} AS new, {confidence} AS confidence,"
        f" {note} AS note, {'NULL' if sight.public_alone else 'ls.id'} AS session, e.visibility"
        f" FROM {sight.base}events e {_linked(sight, 'e.session', Kind.SESSION, 'ls')}"
        f" WHERE {seen} AND {_by_then(sight, 'e.happened_on')}"
    )


def _of_records(sight: _Sight, condition: Callable[[_Sight, str], str]) -> str:
    """For each kind, whether the event's record is seen and the condition for its kind holds."""
    kinds = (kind for kind in Kind if kind is not Kind.PERSON)
    return " ".join(_of_record(sight, kind, condition) for kind in kinds)


def _of_record(sight: _Sight, kind: Kind, condition: Callable[[_Sight, str], str]) -> str:
    return (
        f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM seen_{kind.table} r WHERE r.id = e.record"
        f" AND {condition(sight, kind)})"
    )


def _is_reader(sight: _Sight, kind: str) -> str:
    return _reads(sight, kind, "r")


def _event_seen(sight: _Sight, kind: str) -> str:
    """A reader sees all; anybody else the public fields, and the owner's readings with a number."""
    us = f"(e.field <> 'progress' OR e.person IN ({sight.me}, {sight.partner}))"
    is_reader = _reads(sight, kind, "r")
    reads = f"{is_reader} AND {us}"
    published = f"e.field IN {_PUBLISHED_FIELDS}"
    match kind:
        case "goal":
            own = f"(e.new IS NOT NULL OR {is_reader}) AND (e.person IS NULL OR e.person = r.owner)"
            return f"({reads} OR {published} AND (e.field <> 'progress' OR {own}))"
        case "mentorship" if sight.public_alone:
            return "0"
        case "milestone":
            # What is counted of others' goals is counted on the days when it was so.
            published += " AND (r.visibility = 'public' OR e.field IN ('created', 'done'))"
    return f"({reads} OR {published})"


def _reading_seen(sight: _Sight, alias: str) -> str:
    """What was told in private: a reading is not seen, nor an answer that another one replaced."""
    private = (
        f"EXISTS (SELECT 1 FROM {sight.base}sessions p"
        f" WHERE p.id = {alias}.session AND p.visibility = 'private')"
    )
    return (
        f"CASE {alias}.field WHEN 'progress' THEN NOT {private} AND {alias}.visibility <> 'private'"
        f" WHEN 'answer' THEN {_words_seen(sight, alias)} ELSE 1 END"
    )


def _old(sight: _Sight) -> str:
    """What an event changed: the value before it that this reader may see.

    Who may see that a session's day moved may see both days.
    """
    before = (
        f"(SELECT {_new(sight, 'p')} FROM {sight.base}events p WHERE p.kind = e.kind AND p.record = e.record"
        f" AND (p.field = e.field OR e.field = 'state' AND p.field = 'created')"
        f" AND (e.field <> 'progress' OR p.person IS e.person AND e.new IS NOT NULL AND p.new IS NOT NULL)"
        f" AND (p.happened_on, p.id) < (e.happened_on, e.id) AND {_reading_seen(sight, 'p')}"
        f" ORDER BY p.happened_on DESC, p.id DESC LIMIT 1)"
    )
    return f"CASE e.field WHEN 'day' THEN e.old ELSE {before} END"


def _taggings(sight: _Sight) -> str:
    """My words for a record are its readers'; those for a person are mine."""
    if sight.public_alone:
        return f"SELECT * FROM {sight.base}taggings WHERE 0"
    return (
        f"SELECT x.kind, x.record, x.tag FROM {sight.base}taggings x"
        f" WHERE CASE x.kind {_attached_to(sight)} ELSE 0 END"
    )


def _attached_to(sight: _Sight) -> str:
    return " ".join(
        f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM seen_{table} r WHERE r.id = x.record"
        f" AND {_reads(sight, kind, 'r')})"
        for table, kind in OWNED.items()
        if sight.is_me or kind != "person"
    )


def _readers(sight: _Sight) -> str:
    """A reader is told of nobody else who reads it."""
    if sight.public_alone:
        return "SELECT * FROM main.readers WHERE 0"
    table, them = "main.readers", f"x.person = {sight.partner}"
    if sight.is_me:
        table, them = f"{sight.base}readers", "1"
    return (
        f"SELECT x.kind, x.record, x.person FROM {table} x"
        f" WHERE {them} AND CASE x.kind {_attached_to(sight)} ELSE 0 END"
    )


def _origins(sight: _Sight) -> str:
    """What I took a record from is nobody else's business; it may be a path.

    That another calendar has it is told, by its number here and not by what it is called there: that
    calendar tells of it.
    """
    if sight.is_me:
        return f"SELECT * FROM {sight.base}origins"
    seen = " ".join(
        f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM seen_{kind.table} r WHERE r.id = x.record)"
        for kind in (Kind.SESSION, Kind.ACTION)
    )
    return (
        "SELECT DISTINCT x.kind, x.record, x.source, x.kind || ' ' || x.record AS identifier,"
        " '' AS detail"
        f" FROM {sight.base}origins x WHERE x.source = 'ics' AND CASE x.kind {seen} ELSE 0 END"
    )


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
