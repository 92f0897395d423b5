"""What happened, day by day, and what is to come: entries across all kinds, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from mentorlog.journal import Journal, course, events, mentorships, timeline_past
from mentorlog.journal.belonging import Asked, Scope
from mentorlog.journal.names import linked, listed, refs
from mentorlog.journal.timeline_past import day_of, goal_of, one, others, ref
from mentorlog.records import Audience, Kind, Ref, SessionState
from mentorlog.records.kinds import SESSION_LABEL
from mentorlog.records.timeline import Entry

_ORDER = (
    *("mentorship", "agreement", "session", "met", "takeaway", "goal", "target", "milestone"),
    *("due", "advice", "question", "action", "win", "skill"),
)


def happened(
    journal: Journal, since: date, until: date, scope: Scope, *, beside: bool = False
) -> list[Entry]:
    """What happened from ``since`` to ``until``, but not after the journal's day, in order.

    ``beside`` adds readings that moved nothing, as they stand beside the owner's.
    """
    asked = Asked.of(journal, since, min(until, journal.today), scope)
    found: list[Entry] = []
    if since <= until:
        sessions = list(_sessions(asked))
        found += [entry for entry in sessions if not _is_to_come(entry, journal.today)]
        found += timeline_past.takeaways(asked, found)
        for part in timeline_past.PARTS:
            found += (each for each in part(asked) if beside or each.field != "reading")
    return _sorted(journal, found)


def upcoming(journal: Journal, since: date, until: date, scope: Scope) -> list[Entry]:
    """What is due, planned or aimed at from the journal's day (or ``since``) to ``until``."""
    asked = Asked.of(journal, max(since, journal.today), until, scope)
    sessions = [entry for entry in _sessions(asked) if _is_to_come(entry, journal.today)]
    found = [
        *sessions,
        *_slots(asked, until),
        *_targets(asked),
        *_milestones(asked),
        *_actions(asked),
    ]
    return _sorted(journal, [entry._replace(upcoming=True) for entry in found])


def first_day(journal: Journal, scope: Scope) -> date:
    """The first day on which something may have happened; the journal's day where nothing has."""
    asked = Asked.of(journal, date.min, date.max, scope)
    row = asked.row(
        f"""SELECT min(day) AS day FROM (
            SELECT min(s.held_on) AS day FROM sessions s WHERE {asked.session}
            UNION ALL SELECT min(g.start_on) FROM goals g WHERE {asked.goal_is("g.id")}
            UNION ALL SELECT min(t.noted_on) FROM takeaways t WHERE {asked.line}
            UNION ALL SELECT min(w.happened_on) FROM wins w WHERE {asked.win}
            UNION ALL SELECT min(a.made_on) FROM actions a WHERE {asked.action}
            UNION ALL SELECT min(r.rated_on) FROM ratings r WHERE {asked.rating}
            UNION ALL SELECT min(v.agreed_on) FROM agreements v
                JOIN mentorships m ON m.id = v.mentorship WHERE {asked.mentorship}
            UNION ALL SELECT min(e.happened_on) FROM events e JOIN people p ON p.id = e.record
                WHERE e.kind = 'person' AND e.field = 'met' AND {asked.met}
            UNION ALL SELECT min(m.started_on) FROM mentorships m WHERE {asked.mentorship})"""
    )
    return min(date.fromisoformat(row["day"]), journal.today) if row["day"] else journal.today


def _sorted(journal: Journal, entries: Sequence[Entry]) -> list[Entry]:
    """The entries in order; those on private records say so to the journal's owner."""
    if journal.lens.audience is Audience.ME:
        private = _private(journal, {entry.record for entry in entries})
        entries = [entry._replace(private=entry.record in private) for entry in entries]
    return sorted(entries, key=lambda entry: (entry.on, _ORDER.index(entry.kind), entry.time or ""))


def _private(journal: Journal, records: Iterable[Ref]) -> set[Ref]:
    by_kind: dict[Kind, dict[int, Ref]] = {}
    for record in records:
        by_kind.setdefault(record.kind, {})[record.id] = record
    return {
        among[id]
        for kind, among in by_kind.items()
        for id in events.private_among(journal, kind, among)
    }


def _is_to_come(entry: Entry, today: date) -> bool:
    """Whether a session is to come: its day is, or it is planned for today."""
    return entry.on > today or (entry.on == today and entry.new == SessionState.PLANNED)


def _sessions(asked: Asked) -> Iterator[Entry]:
    """Sessions of those days in any state; one still planned on a past day was never logged."""
    rows = asked.rows(
        f"SELECT s.id, s.uid, s.held_on, s.time, s.minutes, s.state, s.topic, s.created_at,"
        f" {SESSION_LABEL} AS label FROM sessions s"
        f" WHERE s.held_on BETWEEN :since AND :until AND {asked.session} ORDER BY s.held_on, s.id"
    )
    people = linked(asked.journal, "attendees", Kind.PERSON, [row["id"] for row in rows])
    reasons = _reasons(asked, [row["id"] for row in rows if row["state"] != SessionState.HELD])
    for row in rows:
        yield Entry(
            on=day_of(row, "held_on"),
            kind="session",
            field="state",
            record=ref(Kind.SESSION, row),
            new=row["state"],
            reason=reasons.get(row["id"]),
            recorded_at=row["created_at"],
            people=people.get(row["id"], ()),
            time=row["time"],
            minutes=row["minutes"],
        )


def _reasons(asked: Asked, ids: list[int]) -> dict[int, str | None]:
    """The reason that was given for the state that a session is in, where there is one."""
    rows = asked.rows(
        "SELECT record, note FROM events WHERE kind = 'session' AND field = 'state'"
        " AND record IN (SELECT value FROM json_each(:ids))"
        " ORDER BY happened_on, id",
        ids=listed(ids),
    )
    return {row["record"]: row["note"] for row in rows}


# What is to come


def _slots(asked: Asked, until: date) -> Iterator[Entry]:
    """When to meet again where that is agreed and not planned; today, where it is time already."""
    journal, about = asked.journal, asked.scope.person
    known = mentorships.active(journal) if asked.scope.goal is None else []
    wanted = [each for each in known if about in (None, journal.me, each.partner.id)]
    named = refs(journal, Kind.MENTORSHIP, (each.id for each in wanted))
    for meeting in course.coming(journal, wanted):
        on = max(meeting.on, journal.today)
        if not meeting.planned and on <= until and meeting.mentorship.id in named:
            yield Entry(
                on=on, kind="mentorship", field="slot", record=named[meeting.mentorship.id],
                new=meeting.on.isoformat(), people=(meeting.mentorship.partner,),
            )  # fmt: skip


def _targets(asked: Asked) -> Iterator[Entry]:
    for row in asked.rows(
        "SELECT g.id, g.uid, g.title AS label, g.target_on, g.updated_at FROM goals g"
        f" WHERE {Kind.GOAL.about.is_open}"
        f" AND g.target_on BETWEEN :since AND :until AND {asked.goal_is('g.id')}"
        " ORDER BY g.target_on, g.id"
    ):
        yield Entry(
            on=day_of(row, "target_on"), kind="target", field="target", record=ref(Kind.GOAL, row)
        )


def _milestones(asked: Asked) -> Iterator[Entry]:
    for row in asked.rows(
        "SELECT m.id, m.uid, m.title AS label, m.due_on, g.id AS goal, g.uid AS goal_uid,"
        " g.title AS goal_title FROM milestones m JOIN goals g ON g.id = m.goal"
        " WHERE m.due_on BETWEEN :since AND :until AND m.done_on IS NULL AND m.title IS NOT NULL"
        f" AND {asked.goal_is('m.goal')} ORDER BY m.due_on, m.id"
    ):
        yield Entry(
            on=day_of(row, "due_on"), kind="milestone", field="due",
            record=ref(Kind.MILESTONE, row), goal=goal_of(row),
        )  # fmt: skip


def _actions(asked: Asked) -> Iterator[Entry]:
    rows = asked.rows(
        "SELECT a.id, a.uid, a.text AS label, a.owner, a.due_on FROM actions a"
        f" WHERE {Kind.ACTION.about.is_open} AND a.due_on BETWEEN :since AND :until AND {asked.action}"
        " ORDER BY a.due_on, a.id"
    )
    owners = others(asked.journal, rows)
    for row in rows:
        yield Entry(
            on=day_of(row, "due_on"), kind="action", field="due", record=ref(Kind.ACTION, row),
            people=one(owners, row["owner"]),
        )  # fmt: skip
