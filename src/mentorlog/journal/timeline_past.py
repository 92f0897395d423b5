"""What happened: one query for each kind, which finds its days by an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.journal import Journal, events, figures, roles
from mentorlog.journal.belonging import Asked
from mentorlog.journal.names import linked, listed, refs
from mentorlog.journal.progress import Counted, milestones_by_day
from mentorlog.records import Kind, Ref, Role
from mentorlog.records.timeline import Entry


def takeaways(asked: Asked, sessions: Iterable[Entry]) -> Iterator[Entry]:
    """Takeaways, without the one that stands for a session that has no topic."""
    labels = {entry.record.id: entry.record.label for entry in sessions}
    for row in asked.rows(
        "SELECT t.id, t.uid, t.text AS label, t.noted_on, t.session, t.created_at FROM takeaways t"
        " WHERE t.noted_on BETWEEN :since AND :until AND +t.kind = 'takeaway'"
        f" AND {asked.line} ORDER BY t.noted_on, t.id"
    ):
        if row["session"] in labels and labels[row["session"]] == row["label"]:
            del labels[row["session"]]
            continue
        yield Entry(
            on=day_of(row, "noted_on"),
            kind="takeaway",
            field="created",
            record=ref(Kind.TAKEAWAY, row),
            recorded_at=row["created_at"],
        )


def _mentorships(asked: Asked) -> Iterator[Entry]:
    rows = asked.rows(
        "SELECT e.record AS id, e.field, e.happened_on, e.recorded_at, e.old, e.new, e.note,"
        " m.mentor, m.peers FROM events e JOIN mentorships m ON m.id = e.record"
        f" WHERE {asked.event('mentorship', 'created', 'state')} AND {asked.mentorship}"
        " ORDER BY e.happened_on, e.id"
    )
    known = refs(asked.journal, Kind.MENTORSHIP, (row["id"] for row in rows))
    for row in rows:
        if row["id"] in known:
            role = roles.of(row, asked.journal.me)
            yield _of_event(row, "mentorship", known[row["id"]], role=role)


def _of_event(
    row: sqlite3.Row, kind: str, record: Ref, *, old: str | None = None, role: Role | None = None,
    unit: str | None = None, days: int | None = None,
) -> Entry:  # fmt: skip
    return Entry(
        on=day_of(row, "happened_on"), kind=kind, field=row["field"], record=record,
        old=row["old"] if old is None else old, new=row["new"], unit=unit, days=days,
        reason=row["note"], recorded_at=row["recorded_at"], role=role,
    )  # fmt: skip


_EARLIER = (
    "SELECT p.new FROM events p WHERE p.kind = 'goal' AND p.record = e.record"
    " AND p.field = e.field AND (p.happened_on, p.id) < (e.happened_on, e.id)"
    f" {{}}{events.newest('p')}"
)
"""The field's value before an event, also where an earlier event was written later."""


def _goals(asked: Asked) -> Iterator[Entry]:
    """What moved a goal: its making, states, targets, and readings; those that moved nothing are told as such.

    Somebody else's reading counts until the owner has made one, and none where milestones count.
    """
    rows = _goal_events(asked)
    readers = refs(asked.journal, Kind.PERSON, (row["reader"] for row in rows if not row["is_own"]))
    counted = _counted(asked, rows)
    for row in rows:
        if row["field"] == "progress":
            by = () if row["is_own"] else one(readers, row["reader"])
            field = "reading" if _is_beside(row, counted) else "progress"
            yield _progress(row)._replace(field=field, people=by)
        elif row["field"] == "target":
            yield _target_moved(row)
        else:
            yield _of_event(row, "goal", ref(Kind.GOAL, row))


def _counted(asked: Asked, rows: Iterable[sqlite3.Row]) -> dict[int, tuple[Counted, ...]]:
    read = {row["id"] for row in rows if row["field"] == "progress" and not _has_metric(row)}
    return milestones_by_day(asked.journal, read)


def _is_beside(row: sqlite3.Row, counted: Mapping[int, Sequence[Counted]]) -> bool:
    days = counted.get(row["id"])
    if days and days[0].on <= day_of(row, "happened_on"):
        return True
    return not row["is_own"] and row["own_before"] is not None


def _goal_events(asked: Asked) -> list[sqlite3.Row]:
    among = asked.event("goal", "created", "progress", "state", "target")
    return asked.rows(
        "SELECT g.id, g.uid, g.title AS label, g.metric_from, g.metric_to, g.metric_unit, e.field,"
        " e.happened_on, e.recorded_at, e.old, e.new, e.note,"
        " e.person AS reader, coalesce(e.person, g.owner) = g.owner AS is_own,"
        f" ({_EARLIER.format('AND coalesce(p.person, g.owner) = g.owner')}) AS own_before,"
        f" ({_EARLIER.format('')}) AS before"
        f" FROM events e JOIN goals g ON g.id = e.record WHERE {among} AND {asked.goal_is('g.id')}"
        " ORDER BY e.happened_on, e.id"
    )


def _progress(row: sqlite3.Row) -> Entry:
    start = row["metric_from"] if _has_metric(row) else "0"
    before = row["own_before"] or row["before"] or start
    unit = row["metric_unit"] if _has_metric(row) else "%"
    return _of_event(row, "goal", ref(Kind.GOAL, row), old=before, unit=unit)


def _target_moved(row: sqlite3.Row) -> Entry:
    old, new = row["before"] or row["old"], row["new"]
    days = (date.fromisoformat(new) - date.fromisoformat(old)).days if old and new else None
    return _of_event(row, "target", ref(Kind.GOAL, row), old=old, days=days)


def _milestones(asked: Asked) -> Iterator[Entry]:
    """Milestones reached and opened again, and those added later, with what each did to its goal.

    One that another tool ticked has no event, and its day alone.
    """
    of = (
        "m.id AS id, m.uid AS uid, m.title AS label, g.id AS goal, g.uid AS goal_uid, g.title AS goal_title,"
        " g.metric_from, g.metric_to"
    )
    rows = asked.rows(
        f"SELECT {of}, 'done' AS field, m.done_on AS happened_on, m.updated_at AS recorded_at"
        " FROM milestones m JOIN goals g ON g.id = m.goal"
        f" WHERE m.done_on BETWEEN :since AND :until AND {asked.goal_is('m.goal')}"
        " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.kind = 'milestone' AND e.record = m.id"
        " AND e.field = 'done')"
        f" UNION ALL SELECT {of}, CASE WHEN e.field = 'done' AND e.new IS NULL THEN 'reopened'"
        " ELSE e.field END, e.happened_on, e.recorded_at"
        " FROM events e JOIN milestones m ON m.id = e.record JOIN goals g ON g.id = m.goal"
        f" WHERE {asked.event('milestone', 'created', 'done')} AND {asked.goal_is('m.goal')}"
        " AND (e.field = 'done' OR e.happened_on > (SELECT c.happened_on FROM events c"
        " WHERE c.kind = 'goal' AND c.record = g.id AND c.field = 'created'))"
        " ORDER BY happened_on, recorded_at, id"
    )
    counted = milestones_by_day(asked.journal, {row["goal"] for row in rows})
    for (on, goal), of_day in _by_day_and_goal(rows):
        now = _before(counted.get(goal, ()), on)
        for row in of_day:
            before = now
            done = {"done": 1, "reopened": -1}.get(row["field"], 0)
            now = Counted(on, before.done + done, before.of + (not done))
            if row["label"] is not None:
                yield _of_milestone(row, before, now)


def _by_day_and_goal(
    rows: Iterable[sqlite3.Row],
) -> Iterable[tuple[tuple[date, int], list[sqlite3.Row]]]:
    found: dict[tuple[date, int], list[sqlite3.Row]] = {}
    for row in rows:
        found.setdefault((day_of(row, "happened_on"), row["goal"]), []).append(row)
    return found.items()


def _before(counted: Iterable[Counted], on: date) -> Counted:
    return max((each for each in counted if each.on < on), default=Counted(on, 0, 0))


def _of_milestone(row: sqlite3.Row, before: Counted, now: Counted) -> Entry:
    counts = not _has_metric(row)
    return Entry(
        on=day_of(row, "happened_on"),
        kind="milestone",
        field=row["field"],
        record=ref(Kind.MILESTONE, row),
        old=_rounded(before.percent) if counts and before.of else None,
        new=_rounded(now.percent) if counts else None,
        unit="%" if counts else None,
        recorded_at=row["recorded_at"],
        goal=goal_of(row),
    )


def _events(asked: Asked, kind: Kind, *fields: str, where: str) -> list[sqlite3.Row]:
    """The events of those days of some fields of a kind, each with its record, which meets a condition."""
    letter, about = kind.letter, kind.about
    return asked.rows(
        f"SELECT {letter}.id, {letter}.uid, {about.called} AS label, e.field, e.happened_on,"
        f" e.recorded_at, e.old, e.new, e.note FROM events e JOIN {about.table} {letter}"
        f" ON {letter}.id = e.record WHERE {asked.event(kind, *fields)} AND {where}"
        " ORDER BY e.happened_on, e.id"
    )


def _dues_moved(asked: Asked) -> Iterator[Entry]:
    """Due days of milestones and actions that were moved to another day, with the reason."""
    moved = "e.old IS NOT NULL AND e.new IS NOT NULL AND e.old <> e.new"
    for kind, shown in (
        (Kind.MILESTONE, f"m.title IS NOT NULL AND {asked.goal_is('m.goal')}"),
        (Kind.ACTION, asked.action),
    ):
        for row in _events(asked, kind, "due", where=f"{moved} AND {shown}"):
            later = date.fromisoformat(row["new"]) - date.fromisoformat(row["old"])
            yield _of_event(row, "due", ref(kind, row), days=later.days)


def _has_metric(row: sqlite3.Row) -> bool:
    return row["metric_from"] is not None and row["metric_to"] is not None


def _rounded(percent: float) -> str:
    return str(int(percent + 0.5))


def _lines(asked: Asked) -> Iterator[Entry]:
    """What came of advice, and answers to questions; advice is pending when it is given."""
    told = f"e.new IS NOT NULL AND (e.old IS NOT NULL OR e.new <> 'pending') AND {asked.line}"
    for row in _events(asked, Kind.TAKEAWAY, "outcome", "answer", where=told):
        kind = "question" if row["field"] == "answer" else "advice"
        yield _of_event(row, kind, ref(Kind.TAKEAWAY, row))


def _wins(asked: Asked) -> Iterator[Entry]:
    rows = asked.rows(
        "SELECT w.id, w.uid, w.title AS label, w.happened_on, w.created_at, w.goal FROM wins w"
        f" WHERE w.happened_on BETWEEN :since AND :until AND {asked.win}"
        " ORDER BY w.happened_on, w.id"
    )
    goals = refs(asked.journal, Kind.GOAL, (row["goal"] for row in rows))
    for row in rows:
        yield Entry(
            on=day_of(row, "happened_on"), kind="win", field="created", record=ref(Kind.WIN, row),
            recorded_at=row["created_at"], goal=goals.get(row["goal"]),
        )  # fmt: skip


def _ratings(asked: Asked) -> Iterator[Entry]:
    """Ratings of skills, each with the level the same person gave the skill before."""
    rows = asked.rows(
        "SELECT r.id, r.uid, r.skill AS label, r.level, r.rated_on, r.created_at,"
        " r.person AS owner, (SELECT p.level FROM ratings p"
        " WHERE p.skill = r.skill COLLATE NOCASE AND p.person = r.person"
        " AND (p.rated_on, p.id) < (r.rated_on, r.id) ORDER BY p.rated_on DESC, p.id DESC LIMIT 1"
        ") AS before"
        f" FROM ratings r WHERE r.rated_on BETWEEN :since AND :until AND {asked.rating}"
        " ORDER BY r.rated_on, r.id"
    )
    raters = others(asked.journal, rows)
    for row in rows:
        yield Entry(
            on=day_of(row, "rated_on"), kind="skill", field="level", record=ref(Kind.RATING, row),
            old=str(row["before"]) if row["before"] is not None else None, new=str(row["level"]),
            recorded_at=row["created_at"], people=one(raters, row["owner"]),
        )  # fmt: skip


def _agreements(asked: Asked) -> Iterator[Entry]:
    rows = asked.rows(
        "SELECT v.id, v.agreed_on, v.created_at, (SELECT count(*) FROM agreements p"
        " WHERE p.mentorship = v.mentorship AND (p.agreed_on, p.id) <= (v.agreed_on, v.id)"
        ") AS version, CASE WHEN m.mentor = :me THEN m.mentee ELSE m.mentor END AS partner"
        " FROM agreements v JOIN mentorships m ON m.id = v.mentorship"
        f" WHERE v.agreed_on BETWEEN :since AND :until AND {asked.mentorship}"
        " ORDER BY v.agreed_on, v.id"
    )
    known = refs(asked.journal, Kind.AGREEMENT, (row["id"] for row in rows))
    partners = refs(asked.journal, Kind.PERSON, (row["partner"] for row in rows))
    for row in rows:
        if row["id"] in known:
            yield Entry(
                on=day_of(row, "agreed_on"), kind="agreement", field="created",
                record=known[row["id"]], new=str(row["version"]), recorded_at=row["created_at"],
                people=one(partners, row["partner"]),
            )  # fmt: skip


def _actions_done(asked: Asked) -> Iterator[Entry]:
    """Actions done. Late ones and promises of a mentor are told; the others are only counted."""
    rows = asked.rows(
        "SELECT a.id, a.uid, a.text AS label, a.owner, a.session, a.goal, a.due_on, a.done_on,"
        " (SELECT e.recorded_at FROM events e WHERE e.kind = 'action' AND e.record = a.id"
        f" AND e.field = 'state'{events.newest('e')}) AS recorded_at"
        " FROM actions a WHERE a.done_on BETWEEN :since AND :until AND +a.state = 'done'"
        f" AND {asked.action} ORDER BY a.done_on, a.id"
    )
    promised = _Promises.of(asked.journal, rows)
    owners = others(asked.journal, rows)
    for row in rows:
        on = day_of(row, "done_on")
        late = figures.overdue_days(day_of(row, "due_on"), on) if row["due_on"] else None
        yield Entry(
            on=on,
            kind="action",
            field="state",
            record=ref(Kind.ACTION, row),
            new="done",
            days=late,
            recorded_at=row["recorded_at"],
            people=one(owners, row["owner"]),
            counted=late is None and not promised.by_mentor(row),
        )


class _Promises(NamedTuple):
    """Which actions a mentor has promised: one of my mentors, or I as somebody's mentor."""

    me: int
    mentors: frozenset[int]
    mentees: frozenset[int]
    present: Mapping[int, tuple[Ref, ...]]
    goal_owners: Mapping[int, int]

    @classmethod
    def of(cls, journal: Journal, rows: list[sqlite3.Row]) -> _Promises:
        pairs = journal.rows("SELECT mentor, mentee FROM mentorships WHERE NOT peers")
        sessions = [row["session"] for row in rows if row["session"] is not None]
        goals = journal.rows(
            "SELECT id, owner FROM goals WHERE id IN (SELECT value FROM json_each(?))",
            [listed(row["goal"] for row in rows)],
        )
        return cls(
            journal.me,
            frozenset(mentor for mentor, mentee in pairs if mentee == journal.me),
            frozenset(mentee for mentor, mentee in pairs if mentor == journal.me),
            linked(journal, "attendees", Kind.PERSON, sessions),
            {row["id"]: row["owner"] for row in goals},
        )

    def by_mentor(self, row: sqlite3.Row) -> bool:
        if row["owner"] != self.me:
            return row["owner"] in self.mentors or row["owner"] not in self.mentees
        present = self.present.get(row["session"], ())
        if present:
            return any(person.id in self.mentees for person in present)
        if row["goal"] in self.goal_owners:
            return self.goal_owners[row["goal"]] in self.mentees
        return bool(self.mentees) and not self.mentors


def _met(asked: Asked) -> Iterator[Entry]:
    """Words with somebody that were no session; the events of people are the owner's alone."""
    for row in _events(asked, Kind.PERSON, "met", where=asked.met):
        yield _of_event(row, "met", ref(Kind.PERSON, row))


PARTS = (
    *(_met, _mentorships, _agreements, _goals, _milestones, _dues_moved, _lines, _actions_done),
    *(_wins, _ratings),
)
"""All but sessions and takeaways: each yields the entries of one kind in the days asked for."""


# What entries are made of


def ref(kind: Kind, row: sqlite3.Row) -> Ref:
    """A row's own record: its ``id``, ``uid`` and ``label``."""
    return Ref(kind, row["id"], row["uid"], row["label"] or "")


def goal_of(row: sqlite3.Row) -> Ref:
    """The goal that a row names as ``goal``, ``goal_uid`` and ``goal_title``."""
    return Ref(Kind.GOAL, row["goal"], row["goal_uid"], row["goal_title"])


def day_of(row: sqlite3.Row, column: str) -> date:
    return date.fromisoformat(row[column])


def one(known: Mapping[int, Ref], id: int) -> tuple[Ref, ...]:
    """The reference, or nothing where the lens hides it."""
    return (known[id],) if id in known else ()


def others(journal: Journal, rows: Iterable[sqlite3.Row]) -> dict[int, Ref]:
    """The owners of rows, by id, without me: an entry that names nobody is mine."""
    return refs(journal, Kind.PERSON, (row["owner"] for row in rows if row["owner"] != journal.me))
