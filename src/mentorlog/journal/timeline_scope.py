"""Whose timeline and which days: what its queries have in common, as SQL for each kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from mentorlog.journal import Journal, Value
from mentorlog.journal.names import listed, refs
from mentorlog.records import Kind, Ref


class Scope(NamedTuple):
    """Whose timeline: everything, or what belongs to one person, one goal, or both."""

    person: int | None = None
    goal: int | None = None


class Asked(NamedTuple):
    """The days, and for each kind the SQL of what the scope takes in (an alias is its initial)."""

    journal: Journal
    values: Mapping[str, Value]
    scope: Scope

    @classmethod
    def of(cls, journal: Journal, since: date, until: date, scope: Scope) -> Asked:
        """The question of these days, both included."""
        owners = _owners(journal, scope.person)
        values: dict[str, Value] = {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "today": journal.today.isoformat(),
            "me": journal.me,
            "person": scope.person,
            "goal": scope.goal,
            "owners": listed(owners),
            "mine": int(journal.me in owners),
        }
        return cls(journal, values, scope)

    def rows(self, sql: str, **more: Value) -> list[sqlite3.Row]:
        """The rows of a query that names the question's values."""
        return self.journal.rows(sql, {**self.values, **more})

    def row(self, sql: str) -> sqlite3.Row:
        """The only row of a query that always has one."""
        found = self.journal.row(sql, self.values)
        assert found is not None
        return found

    def _both(self, of_person: str, of_goal: str) -> str:
        parts = ["1"]
        if self.scope.person is not None:
            parts.append(f"({of_person})")
        if self.scope.goal is not None:
            parts.append(f"({of_goal})")
        return " AND ".join(parts)

    def _attended(self, session: str) -> str:
        if self.scope.person == self.journal.me:
            return "1"
        return f"{session} IN (SELECT session FROM attendees WHERE person = :person)"

    def goal_is(self, goal: str) -> str:
        """The goal's id in the column ``goal`` is one of the scope's."""
        return self._both(f"{goal} IN ({self._owned})", f"{goal} = :goal")

    @property
    def _owned(self) -> str:
        return "SELECT id FROM goals WHERE owner IN (SELECT value FROM json_each(:owners))"

    @property
    def session(self) -> str:
        discussed = "SELECT session FROM session_goals WHERE goal = :goal"
        return self._both(self._attended("s.id"), f"s.id IN ({discussed})")

    @property
    def line(self) -> str:
        """A line goes with its session, else with its goal, else with me."""
        return self._both(
            f"CASE WHEN t.session IS NOT NULL THEN {self._attended('t.session')}"
            f" WHEN t.goal IS NOT NULL THEN t.goal IN ({self._owned}) ELSE :mine END",
            "t.goal = :goal",
        )

    @property
    def action(self) -> str:
        return self._both(
            f"CASE WHEN a.session IS NOT NULL THEN {self._attended('a.session')}"
            " ELSE a.owner IN (:person, :me) END",
            "a.goal = :goal",
        )

    @property
    def win(self) -> str:
        return self._both(
            f"CASE WHEN w.goal IS NOT NULL THEN w.goal IN ({self._owned}) ELSE :mine END",
            "w.goal = :goal",
        )

    @property
    def rating(self) -> str:
        """The skills are mine."""
        return self._both(":mine", "0")

    @property
    def mentorship(self) -> str:
        return self._both(":person IN (m.mentor, m.mentee)", "0")

    def event(self, kind: str, *fields: str) -> str:
        """Events of those days; the plus makes SQLite go by the day, not by the kind."""
        among = ", ".join(f"'{field}'" for field in fields)
        plus = "+" if self.scope.goal is None else ""
        return (
            f"{plus}e.kind = '{kind}' AND e.field IN ({among})"
            " AND e.happened_on BETWEEN :since AND :until"
        )


def _owners(journal: Journal, person: int | None) -> set[int]:
    """Whose goals a timeline with ``person`` tells of: theirs, and mine unless I am their mentor."""
    if person is None:
        return set()
    guided = journal.value(
        "SELECT 1 FROM mentorships WHERE (mentor = :them AND mentee = :me)"
        " OR (peers AND mentor = :me AND mentee = :them)",
        {"them": person, "me": journal.me},
    )
    return {person, journal.me} if guided else {person}


def ref(kind: Kind, row: sqlite3.Row) -> Ref:
    """A row's own record: its ``id``, ``uid`` and ``label``."""
    return Ref(kind, row["id"], row["uid"], row["label"] or "")


def goal_of(row: sqlite3.Row) -> Ref:
    """The goal that a row names as ``goal``, ``goal_uid`` and ``goal_title``."""
    return Ref(Kind.GOAL, row["goal"], row["goal_uid"], row["goal_title"])


def day_of(row: sqlite3.Row, column: str) -> date:
    return date.fromisoformat(row[column])


def one(known: Mapping[int, Ref], id: int) -> tuple[Ref, ...]:
    """The reference alone, or nothing where the lens hides it."""
    return (known[id],) if id in known else ()


def others(journal: Journal, rows: Iterable[sqlite3.Row]) -> dict[int, Ref]:
    """The owners of rows, by id; not me, as whatever names nobody is mine."""
    return refs(journal, Kind.PERSON, (row["owner"] for row in rows if row["owner"] != journal.me))
