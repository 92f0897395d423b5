"""Whose timeline and which days: what its queries have in common, as SQL for each kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from mentorlog.journal import Journal, Value, belonging
from mentorlog.journal.names import refs
from mentorlog.records import Audience, Kind, Ref


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
        values: dict[str, Value] = {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "today": journal.today.isoformat(),
            "me": journal.me,
            "them": scope.person,
            "goal": scope.goal,
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

    def _both(self, of_person: str, of_me: str, of_goal: str) -> str:
        parts = ["1"]
        if self.scope.person is not None:
            parts.append(f"({of_me if self.scope.person == self.journal.me else of_person})")
        if self.scope.goal is not None:
            parts.append(f"({of_goal})")
        return " AND ".join(parts)

    def goal_is(self, goal: str) -> str:
        """The goal's id in the column ``goal`` is one of the scope's."""
        return self._both(
            f"{goal} IN (SELECT g.id FROM goals g WHERE {belonging.goal('g')})",
            f"{goal} IN ({_MINE})",
            f"{goal} = :goal",
        )

    @property
    def session(self) -> str:
        discussed = "SELECT session FROM session_goals WHERE goal = :goal"
        return self._both(belonging.session("s"), "1", f"s.id IN ({discussed})")

    @property
    def line(self) -> str:
        return self._both(belonging.line("t"), _or_mine("t.goal"), "t.goal = :goal")

    @property
    def action(self) -> str:
        return self._both(belonging.action("a"), "a.owner = :me", "a.goal = :goal")

    @property
    def win(self) -> str:
        mine = _or_mine("w.goal")
        if self.journal.lens.audience is not Audience.ME:
            # A public win without a goal here may have one that is hidden, and need not be mine.
            mine = f"w.goal IN ({_MINE}) OR w.goal IS NULL AND w.visibility = 'shared'"
        return self._both(belonging.win("w"), mine, "w.goal = :goal")

    @property
    def rating(self) -> str:
        """The skills are mine."""
        return self._both(belonging.rating("r"), "1", "0")

    @property
    def mentorship(self) -> str:
        return self._both(":them IN (m.mentor, m.mentee)", "1", "0")

    def event(self, kind: str, *fields: str) -> str:
        """Events of those days; the plus makes SQLite go by the day, not by the kind."""
        among = ", ".join(f"'{field}'" for field in fields)
        plus = "+" if self.scope.goal is None else ""
        return (
            f"{plus}e.kind = '{kind}' AND e.field IN ({among})"
            " AND e.happened_on BETWEEN :since AND :until"
        )


_MINE = "SELECT id FROM goals WHERE owner = :me"


def _or_mine(goal: str) -> str:
    return f"{goal} IS NULL OR {goal} IN ({_MINE})"


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
