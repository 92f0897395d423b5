"""What happened, as one stream of entries across all kinds; each screen picks from it.

A part of it is one query, which finds its days by an index and has the same columns as the others.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from mentorlog.journal import Journal, actions, events, figures, roles, store
from mentorlog.journal.belonging import Asked, Scope
from mentorlog.journal.names import day, grouped, linked, listed, refs
from mentorlog.journal.roles import reasons
from mentorlog.journal.sharing import received
from mentorlog.journal.standings import Counted, milestones_by_day
from mentorlog.periods import stored_cadence
from mentorlog.records import (
    Action,
    ActionState,
    Audience,
    Event,
    GoalState,
    Kind,
    MentorshipState,
    Pause,
    Ref,
    SessionState,
    Visibility,
)
from mentorlog.records.choices import SKIPPED
from mentorlog.records.timeline import Entry
from mentorlog.values import NamedTuple

_KINDS = (
    *("mentorship", "agreement", "session", "met", "takeaway", "goal", "target", "milestone"),
    *("due", "advice", "question", "action", "win", "skill"),
)
_PLACES = {kind: place for place, kind in enumerate(_KINDS)}
"""The order of what happened on one day."""


def happened(
    journal: Journal, since: date, until: date, scope: Scope, *, as_said: bool = False
) -> list[Entry]:
    """What happened from ``since`` to ``until``, but not after the journal's day, in order.

    ``as_said`` is that of ``sessions``.
    """
    asked = Asked.of(journal, since, min(until, journal.today), scope)
    found: list[Entry] = []
    if since <= until:
        told = sessions(asked, as_said=as_said)
        met = [entry for entry in told if not is_to_come(entry, journal.today)]
        found += [*met, *_takeaways(asked, met)]
        for part in _PARTS:
            found += part(asked)
    return in_order(journal, _without_slips(found))


def _without_slips(told: Sequence[Entry]) -> list[Entry]:
    """The entries without the changes of state of one day that end where they began, none with a reason.

    Who closes the wrong goal and opens it again has moved nothing. One that is closed again has another day of
    its end, which is told.
    """
    turns = grouped(
        ((entry.kind, entry.record.id, entry.on), entry) for entry in told if entry.field in _TURNS
    )
    slips = {
        entry
        for first, *more in turns.values()
        if more and _turn(first)[0] == _turn(more[-1])[1] in _GOING_ON
        if not any(each.reason for each in (first, *more))
        for entry in (first, *more)
    }
    return [entry for entry in told if entry not in slips] if slips else list(told)


_TURNS = ("state", "done", "reopened")
_GOING_ON = (
    *(None, *(each.value for each in GoalState if not each.closed), ActionState.OPEN),
    *(SessionState.PLANNED, MentorshipState.PAUSED),
)
"""The states of what has not ended; None of a milestone."""


def _turn(entry: Entry) -> tuple[str | None, str | None]:
    """From which state to which; an entry on a milestone has its goal's progress there."""
    states = {"done": (None, "done"), "reopened": ("done", None)}
    return states.get(entry.field, (entry.old, entry.new))


def changed(journal: Journal, since: date, until: date, scope: Scope) -> list[Entry]:
    """What changed of records in those days, by day: also what no timeline tells, such as a cadence."""
    asked = Asked.of(journal, since, until, scope)
    found = [entry for part in _CHANGES for entry in part(asked)]
    return sorted(_without_slips(found), key=lambda entry: entry.on)


def in_order(journal: Journal, entries: Iterable[Entry]) -> list[Entry]:
    """The entries in order; those on private records, and on a partner's, say so to the journal's owner."""
    found = list(entries)
    if journal.lens.audience is Audience.ME:
        marks = _marks(journal, {entry.record for entry in found})
        found = [
            entry._replace(**marks[entry.record]) if entry.record in marks else entry
            for entry in found
        ]
    return sorted(found, key=lambda entry: (entry.on, _PLACES[entry.kind], entry.time or ""))


def _marks(journal: Journal, records: Iterable[Ref]) -> dict[Ref, dict[str, Any]]:
    """What an entry is to say of its record, of the few of which there is something to say."""
    by_kind: dict[Kind, dict[int, Ref]] = {}
    for record in records:
        by_kind.setdefault(record.kind, {})[record.id] = record
    found: dict[Ref, dict[str, Any]] = {}
    for kind, among in by_kind.items():
        for id in events.private_among(journal, kind, among):
            found[among[id]] = {"visibility": Visibility.PRIVATE}
        for id, given in received.of(journal, kind, among).items():
            found[among[id]] = {"received": given}
    return found


def is_to_come(entry: Entry, today: date) -> bool:
    """Whether a session is to come: its day is, or it is planned for today."""
    return entry.on > today or (entry.on == today and entry.new == SessionState.PLANNED)


# --- rows and entries -------------------------------------------------------------------------

_COLUMNS = {
    "what": "NULL", "field": "'created'", "recorded_at": "NULL", "event": "NULL", "old": "NULL",
    "new": "NULL", "unit": "NULL", "reason": "NULL", "confidence": "NULL", "goal": "NULL",
    "who": "NULL", "hidden": "0",
}  # fmt: skip
"""What an entry is made of, in SQL: nothing, unless a part says more. ``who`` is a person's id."""

_OF_EVENT = {
    "field": "e.field", "recorded_at": "e.recorded_at", "event": "e.id", "old": "e.old",
    "new": "e.new", "reason": "e.note", "hidden": events.HIDDEN,
}  # fmt: skip


def _told(
    asked: Asked, kind: Kind, *fields: str, where: str, joins: str = "", **columns: str
) -> list[sqlite3.Row]:
    """The events of those days of some fields of a kind, each with its record, which meets a condition."""
    letter, among = kind.letter, asked.event(kind, *fields)
    table = f"events e JOIN {kind.table} {letter} ON {letter}.id = e.record{joins}"
    columns = {**_OF_EVENT, **columns}
    return _rows(asked, kind, "e.happened_on", "e.id", table, f"{among} AND {where}", columns)


def dated(
    asked: Asked, kind: Kind, column: str, where: str, joins: str = "", **columns: str
) -> list[sqlite3.Row]:
    """The records of a kind for which a column has one of those days, and which meet a condition."""
    letter = kind.letter
    on, table = f"{letter}.{column}", f"{kind.table} {letter}{joins}"
    where = f"{on} BETWEEN :since AND :until AND {where}"
    return _rows(asked, kind, on, f"{letter}.id", table, where, columns)


def _rows(
    asked: Asked, kind: Kind, on: str, id: str, table: str, where: str, columns: Mapping[str, str]
) -> list[sqlite3.Row]:
    letter, about = kind.letter, kind.about
    label = about.label or f"{letter}.{about.title}"
    wanted = {"happened_on": on, "label": label, **_COLUMNS, "what": f"'{kind}'", **columns}
    select = ", ".join(f"{sql} AS {name}" for name, sql in wanted.items())
    return asked.rows(
        f"SELECT {letter}.id, {letter}.uid, {select} FROM {table} WHERE {where} ORDER BY {on}, {id}"
    )


def entries(
    asked: Asked, kind: Kind, rows: Iterable[sqlite3.Row]
) -> Iterator[tuple[sqlite3.Row, Entry]]:
    """Each row with the entry that it makes; none for a record whose title the lens hides."""
    rows = [row for row in rows if row["label"] is not None]
    people = refs(asked.journal, Kind.PERSON, (row["who"] for row in rows))
    goals = refs(asked.journal, Kind.GOAL, (row["goal"] for row in rows))
    is_mine = asked.journal.lens.audience is Audience.ME
    for row in rows:
        # By place: there may be 100,000, and names are looked up one by one.
        id, uid, on, label, what, field, told, event, old, new, unit, *rest = row[:16]
        reason, sure, goal, who, hidden = rest
        yield row, Entry(
            on=date.fromisoformat(on), kind=what, field=field, record=Ref(kind, id, uid, label),
            old=old, new=new, unit=unit, reason=reason, recorded_at=told, event=event,
            confidence=sure, goal=goals.get(goal),
            days=_days(old, new) if field in ("target", "due", "day") else None,
            people=(people[who],) if who in people else (), hidden=is_mine and bool(hidden),
        )  # fmt: skip


def plain(asked: Asked, kind: Kind, rows: Iterable[sqlite3.Row]) -> Iterator[Entry]:
    """The entries alone, where a row says all there is to say."""
    return (entry for _, entry in entries(asked, kind, rows))


def _days(old: str | None, new: str | None) -> int | None:
    """How many days later a day became."""
    return (date.fromisoformat(new) - date.fromisoformat(old)).days if old and new else None


# --- sessions, and what was said in them ------------------------------------------------------


_LAST_TURN = (
    " LEFT JOIN events e ON e.id = CASE WHEN s.state <> 'held' THEN (SELECT c.id FROM events c"
    f" WHERE c.kind = 'session' AND c.record = s.id AND c.field = 'state'{events.newest('c')}) END"
)
"""With what a session that was not held got its state; none where it was made with it."""


def sessions(asked: Asked, *, as_said: bool = False) -> Iterator[Entry]:
    """Sessions of those days in any state; one still planned on a past day was never logged.

    ``as_said`` has one that was called off on the day of that, which may be long before the day of the session.
    """
    on = "coalesce(e.happened_on, s.held_on)" if as_said else "s.held_on"
    rows = _rows(
        asked, Kind.SESSION, on, "s.id", f"sessions s{_LAST_TURN}",
        f"{on} BETWEEN :since AND :until AND {asked.session}",
        {
            "field": "'state'", "old": "e.old", "new": "s.state", "reason": "e.note", "event": "e.id",
            "recorded_at": "coalesce(e.recorded_at, s.created_at)", "time": "s.time",
            "minutes": "s.minutes", "held_on": "s.held_on",
        },
    )  # fmt: skip
    people = linked(asked.journal, "attendees", Kind.PERSON, [row["id"] for row in rows])
    for row, entry in entries(asked, Kind.SESSION, rows):
        yield entry._replace(
            people=people.get(row["id"], ()), time=row["time"], minutes=row["minutes"],
            held_on=day(row["held_on"]),
        )  # fmt: skip


def _called_off(asked: Asked) -> Iterator[Entry]:
    """Sessions of those days that were cancelled, or to which somebody did not come, on the day that was said."""
    for entry in sessions(asked, as_said=True):
        is_off = entry.new in (SessionState.CANCELLED, SessionState.NO_SHOW) and entry.old
        if is_off and entry.held_on and asked.has(entry.held_on):
            yield entry._replace(people=())


def _takeaways(asked: Asked, met: Iterable[Entry]) -> Iterator[Entry]:
    """Takeaways of every kind, without the one that stands for a session that has no topic."""
    labels = {entry.record.id: entry.record.label for entry in met}
    rows = dated(
        asked, Kind.TAKEAWAY, "noted_on", asked.line, recorded_at="t.created_at", new="t.kind",
        session="t.session",
    )  # fmt: skip
    for row, entry in entries(asked, Kind.TAKEAWAY, rows):
        if labels.get(row["session"]) == entry.record.label:
            del labels[row["session"]]
        else:
            yield entry


def _lines(asked: Asked) -> Iterator[Entry]:
    """What came of advice, and answers that were not taken away since; advice is pending when it is given."""
    told = f"e.new IS NOT NULL AND (e.old IS NOT NULL OR e.new <> 'pending') AND {asked.line}"
    what = "CASE e.field WHEN 'answer' THEN 'question' ELSE 'advice' END"
    rows = _told(asked, Kind.TAKEAWAY, "outcome", "answer", where=told, what=what)
    answers = events.of(asked.journal, Kind.TAKEAWAY, {row["id"] for row in rows}, ("answer",))
    taken_away = {
        line: (each.happened_on, each.id)
        for line, ever in answers.items()
        for each in ever
        if each.new is None
    }
    for row, entry in entries(asked, Kind.TAKEAWAY, rows):
        last = taken_away.get(row["id"])
        if last is None or last < (entry.on, row["event"]):
            yield entry


def _met(asked: Asked) -> Iterator[Entry]:
    """Words with somebody that were no session; the events of people are the owner's alone."""
    rows = _told(asked, Kind.PERSON, "met", where=asked.met, what="'met'")
    return plain(asked, Kind.PERSON, rows)


# --- mentorships and agreements ---------------------------------------------------------------


def _mentorships(asked: Asked) -> Iterator[Entry]:
    """Their beginning, the turns of their pauses, and their ends, in that order where days are the same."""
    told = list(_begun_and_ended(asked))
    made = [each for each in told if each.field == "created"]
    yield from (*made, *_rests(asked), *(each for each in told if each.field != "created"))


_SEEN_FROM = {"mentor": "r.mentor", "peers": "r.peers"}


def _begun_and_ended(asked: Asked) -> Iterator[Entry]:
    where = f"{asked.mentorship} AND (e.field = 'created' OR 'ended' IN (e.old, e.new))"
    rows = _told(asked, Kind.MENTORSHIP, "created", "state", where=where, **_SEEN_FROM)
    resting = roles.pauses(asked.journal, rows)
    for row, entry in entries(asked, Kind.MENTORSHIP, rows):
        if entry.new == MentorshipState.ENDED and entry.old != entry.new:
            rested = any(rest.covers(entry.on, entry.on) for rest in resting.get(row["id"], ()))
            entry = entry._replace(old=_PAUSED if rested else _ACTIVE)
        yield entry._replace(role=roles.of(row, asked.journal.me))


def _rests(asked: Asked) -> Iterator[Entry]:
    """When a mentorship was paused and ran again, as its pauses say; why is in what was told."""
    rows = _rows(
        asked, Kind.MENTORSHIP, "r.started_on", "r.id", "mentorships r",
        f"r.id IN (SELECT mentorship FROM pauses) AND {asked.mentorship}",
        {**_SEEN_FROM, "ended_on": "r.ended_on", "field": "'state'"},
    )  # fmt: skip
    resting = roles.pauses(asked.journal, rows)
    told = events.of(asked.journal, Kind.MENTORSHIP, resting, ("state", "planned"))
    for row, entry in entries(asked, Kind.MENTORSHIP, rows):
        entry = entry._replace(role=roles.of(row, asked.journal.me))
        ended = day(row["ended_on"]) or date.max
        for rest in resting[row["id"]]:
            for turn in _turns_of(entry, rest, told.get(row["id"], ())):
                if asked.has(turn.on) and turn.on <= ended:
                    yield turn


def _turns_of(entry: Entry, rest: Pause, told: Sequence[Event]) -> Iterator[Entry]:
    """The beginning and the end of one pause; what ended before, or meanwhile, tells that itself."""
    until = rest.until_on or date.max
    ended = [
        each.happened_on
        for each in told
        if each.new == MentorshipState.ENDED and rest.from_on - _DAY <= each.happened_on < until
    ]
    if not any(on < rest.from_on for on in ended):
        within = [each for each in told if rest.covers(each.happened_on, each.happened_on)]
        yield _turn_of(entry, rest.from_on, _ACTIVE, _PAUSED, within)
    if rest.until_on and not ended:
        on_it = [each for each in told if each.happened_on == rest.until_on]
        yield _turn_of(entry, rest.until_on, _PAUSED, _ACTIVE, on_it)


def _turn_of(entry: Entry, on: date, old: str, new: str, told: Sequence[Event]) -> Entry:
    said = [each for each in told if each.new == new]
    return entry._replace(
        on=on, old=old, new=new, reason=reasons(each.note for each in said),
        recorded_at=said[0].recorded_at if said else None,
    )  # fmt: skip


_DAY = timedelta(days=1)
_ACTIVE, _PAUSED = MentorshipState.ACTIVE.value, MentorshipState.PAUSED.value


def _cadences(asked: Asked) -> Iterator[Entry]:
    """Cadences that were agreed after the start, in the words that people use: ``every 14 days``."""
    where = f"e.happened_on > r.started_on AND {asked.mentorship}"
    rows = _told(asked, Kind.MENTORSHIP, "cadence", where=where)
    for entry in plain(asked, Kind.MENTORSHIP, rows):
        old, new = (str(stored_cadence(each) or "") or None for each in (entry.old, entry.new))
        yield entry._replace(old=old, new=new)


def _agreements(asked: Asked) -> Iterator[Entry]:
    version = (
        "(SELECT CAST(count(*) AS TEXT) FROM agreements p WHERE p.mentorship = v.mentorship"
        " AND (p.agreed_on, p.id) <= (v.agreed_on, v.id))"
    )
    rows = dated(
        asked, Kind.AGREEMENT, "agreed_on", asked.mentorship,
        " JOIN mentorships r ON r.id = v.mentorship", recorded_at="v.created_at", new=version,
        who="CASE WHEN r.mentor = :me THEN r.mentee ELSE r.mentor END",
    )  # fmt: skip
    return plain(asked, Kind.AGREEMENT, rows)


# --- goals ------------------------------------------------------------------------------------

_METRIC = "(g.metric_from IS NOT NULL AND g.metric_to IS NOT NULL)"
_OTHERS = "(e.field = 'progress' AND coalesce(e.person, g.owner) <> g.owner)"


def _goals(asked: Asked) -> Iterator[Entry]:
    """What moved a goal: its making, states, targets, and readings; those that moved nothing are told as such.

    A reading without a number is a note, told to those who may read it or its confidence.

    Somebody else's reading counts until the owner has made one, and none where milestones count.
    """
    rows = _told(
        asked, Kind.GOAL, "created", "progress", "state", "target", where=asked.goal_is("g.id"),
        what="CASE e.field WHEN 'target' THEN 'target' ELSE 'goal' END",
        # Through a lens, what was before one of thousands of readings is long to find: it is found below.
        old="CASE WHEN e.field <> 'progress' THEN e.old END",
        unit=f"CASE e.field WHEN 'progress' THEN iif({_METRIC}, g.metric_unit, '%') END",
        who=f"iif({_OTHERS}, e.person, NULL)",
        confidence="e.confidence", owner="g.owner", has_metric=_METRIC,
        start=f"iif({_METRIC}, g.metric_from, '0')",
    )  # fmt: skip
    read = {row["id"] for row in rows if row["field"] == "progress" and not row["has_metric"]}
    counted = milestones_by_day(asked.journal, read)
    before = _before_each(asked.journal, rows)
    for row, entry in entries(asked, Kind.GOAL, rows):
        if entry.field == "target":
            value = before[row["event"]].anybodys
            yield entry if value is None else entry._replace(old=value)
        elif entry.field == "progress" and entry.new is None:
            if entry.reason is not None or entry.confidence is not None:
                yield entry._replace(field="noted", unit=None)
        elif entry.field == "progress":
            days = counted.get(row["id"], ())
            is_counted = bool(days) and days[0].on <= entry.on
            yield _reading(row, entry, before[row["event"]], is_counted=is_counted)
        else:
            yield entry


class _Before(NamedTuple):
    """The value of a goal's field before an event: the newest, the owner's own, and the same person's."""

    anybodys: str | None
    own: str | None
    theirs: str | None


def _before_each(journal: Journal, rows: Iterable[sqlite3.Row]) -> dict[int, _Before]:
    """What was before each reading and target of the rows' goals, by the event's id.

    An earlier event counts also where it was written later.
    """
    owners = {row["id"]: row["owner"] for row in rows if row["field"] in ("progress", "target")}
    asked, found = {row["event"] for row in rows}, {}
    # In this order the index has them: there may be thousands, of which few are asked for.
    told = journal.rows(
        "SELECT record, field, id, person, new FROM events WHERE kind = 'goal'"
        " AND record IN (SELECT value FROM json_each(?)) AND field IN ('progress', 'target')"
        " ORDER BY record, field, happened_on, id",
        [listed(owners)],
    )
    for (goal, field), of_one in groupby(told, key=itemgetter(0, 1)):
        owner, newest, last = owners[goal], None, dict[int, str | None]()
        for _, _, id, person, new in of_one:
            who = person or owner
            if id in asked:
                found[id] = _Before(newest, last.get(owner), last.get(who))
            if field != "progress" or new is not None:
                newest = last[who] = new
    return found


def _reading(row: sqlite3.Row, entry: Entry, before: _Before, *, is_counted: bool) -> Entry:
    """A reading with what it moved; one that stands beside the owner's, or the milestones, moves nothing."""
    is_beside = row["who"] is not None and before.own is not None
    known = (before.own, before.anybodys, row["start"])
    old = before.theirs if is_beside else next((each for each in known if each is not None), None)
    return entry._replace(old=old, field="reading" if is_beside or is_counted else entry.field)


_ITS_GOAL = " JOIN goals g ON g.id = m.goal"


def _milestones(asked: Asked) -> Iterator[Entry]:
    """Milestones reached and opened again, and those added later, with what each did to its goal.

    One that another tool ticked has no event, and its day alone.
    """
    shown = asked.goal_is("m.goal")
    untold = (
        "NOT EXISTS (SELECT 1 FROM events e WHERE e.kind = 'milestone' AND e.record = m.id"
        " AND e.field = 'done')"
    )
    later = (
        "(e.field = 'done' OR e.happened_on > (SELECT c.happened_on FROM events c"
        " WHERE c.kind = 'goal' AND c.record = g.id AND c.field = 'created'))"
    )
    field = "CASE WHEN e.field = 'done' AND e.new IS NULL THEN 'reopened' ELSE e.field END"
    columns = {
        "joins": _ITS_GOAL, "label": Kind.MILESTONE.about.called, "goal": "m.goal",
        "has_metric": _METRIC, "old": "NULL", "new": "NULL",
    }  # fmt: skip
    rows = [
        *dated(
            asked, Kind.MILESTONE, "done_on", f"{untold} AND {shown}", field="'done'",
            recorded_at="m.updated_at", **columns,
        ),
        *_told(
            asked, Kind.MILESTONE, "created", "done", where=f"{later} AND {shown}", field=field,
            **columns,
        ),
    ]  # fmt: skip
    rows.sort(key=lambda row: (row["happened_on"], row["recorded_at"], row["id"]))
    counted = milestones_by_day(asked.journal, {row["goal"] for row in rows})
    now: dict[tuple[int, date], Counted] = {}
    for row, entry in entries(asked, Kind.MILESTONE, rows):
        at = row["goal"], entry.on
        earlier = (each for each in counted.get(row["goal"], ()) if each.on < entry.on)
        before = now.get(at) or max(earlier, default=Counted(entry.on, 0, 0))
        done = {"done": 1, "reopened": -1}.get(entry.field, 0)
        now[at] = Counted(entry.on, before.done + done, before.of + (not done))
        if entry.record.label and row["has_metric"]:
            yield entry
        elif entry.record.label:
            old = _rounded(before) if before.of else None
            yield entry._replace(old=old, new=_rounded(now[at]), unit="%")


def _rounded(counted: Counted) -> str:
    return str(int(counted.percent + 0.5))


def _days_moved(asked: Asked) -> Iterator[Entry]:
    """Due days that were moved or taken away, and days of planned sessions, with the reason.

    Such a session has no title but its topic: what was said in it was said later.
    """
    moved = "e.old IS NOT NULL AND e.old IS NOT e.new"
    shown = {
        Kind.MILESTONE: asked.goal_is("m.goal"),
        Kind.ACTION: asked.action,
        Kind.SESSION: asked.session,
    }
    for kind, where in shown.items():
        named = {"label": "coalesce(s.topic, '')"} if kind is Kind.SESSION else {}
        where = f"{moved} AND {where}"
        rows = _told(asked, kind, "due", "day", where=where, what="'due'", **named)
        ids = [row["id"] for row in rows] if kind is Kind.SESSION else []
        people = linked(asked.journal, "attendees", Kind.PERSON, ids)
        for row, entry in entries(asked, kind, rows):
            yield entry._replace(people=people.get(row["id"], ()))


# --- actions, wins, skills --------------------------------------------------------------------


def _actions_done(asked: Asked) -> Iterator[Entry]:
    """Actions done. Late ones are told; the others are only counted."""
    told = (
        "FROM events e WHERE e.kind = 'action' AND e.record = a.id AND e.field = 'state'"
        + events.newest("e")
    )
    rows = dated(
        asked, Kind.ACTION, "done_on", f"+a.state = 'done' AND {asked.action}", field="'state'",
        new="'done'", recorded_at=f"(SELECT e.recorded_at {told})", event=f"(SELECT e.id {told})",
        who="nullif(a.owner, :me)", due_on="a.due_on",
    )  # fmt: skip
    for row, entry in entries(asked, Kind.ACTION, rows):
        late = figures.overdue_days(day(row["due_on"]), entry.on)
        yield entry._replace(days=late, counted=late is None)


def _actions_dropped(asked: Asked) -> Iterator[Entry]:
    """Actions that were dropped, and not opened again since, with the reason.

    One that comes back was skipped.
    """
    last = f"SELECT e.id FROM events e WHERE e.kind = 'action' AND e.record = a.id AND e.field = 'state'{events.newest('e')}"
    where = f"a.state = 'dropped' AND e.id = ({last}) AND {asked.action}"
    rows = _told(
        asked, Kind.ACTION, "state", where=where, who="nullif(a.owner, :me)", old="NULL",
        repeats="a.every IS NOT NULL",
    )  # fmt: skip
    for row, entry in entries(asked, Kind.ACTION, rows):
        action = row["repeats"] and store.get(asked.journal, Action, entry.record.id)
        comes_back = action and actions.next_of(asked.journal, action)
        yield entry._replace(new=SKIPPED) if comes_back else entry


def _actions_moved(asked: Asked) -> Iterator[Entry]:
    """Actions that were done, dropped, or opened again."""
    where = f"e.old IS NOT NULL AND {asked.action}"
    return plain(asked, Kind.ACTION, _told(asked, Kind.ACTION, "state", where=where))


def _wins(asked: Asked) -> Iterator[Entry]:
    rows = dated(
        asked, Kind.WIN, "happened_on", asked.win, recorded_at="w.created_at", goal="w.goal"
    )
    return plain(asked, Kind.WIN, rows)


def _ratings(asked: Asked) -> Iterator[Entry]:
    """Ratings of skills, each with the level the same person gave the skill before."""
    before = (
        "(SELECT CAST(p.level AS TEXT) FROM ratings p WHERE p.skill = k.skill COLLATE NOCASE"
        " AND p.person = k.person AND (p.rated_on, p.id) < (k.rated_on, k.id)"
        " ORDER BY p.rated_on DESC, p.id DESC LIMIT 1)"
    )
    rows = dated(
        asked, Kind.RATING, "rated_on", asked.rating, what="'skill'", field="'level'", old=before,
        new="CAST(k.level AS TEXT)", recorded_at="k.created_at", who="nullif(k.person, :me)",
    )  # fmt: skip
    return plain(asked, Kind.RATING, rows)


_PARTS = (
    *(_met, _mentorships, _agreements, _goals, _milestones, _days_moved, _lines, _actions_done),
    *(_actions_dropped, _wins, _ratings),
)
"""All but sessions and takeaways: each yields the entries of one kind in the days asked for."""

_CHANGES = (*(_goals, _days_moved, _actions_moved, _called_off, _lines, _mentorships, _cadences),)
