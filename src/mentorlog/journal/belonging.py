"""What belongs to two people, somebody and me: the one rule of all screens about a person.

A session belongs to those who attended it. So does what was said in it, unless it is about the goal
of somebody else who was there. Anything else belongs to its owner and its readers. Whether it is
private does not matter here: the lens sees to that.

Each function gives a condition in SQL for a table's alias; the query has the values ``:them`` and
``:me``.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Self

from mentorlog.journal import Journal, Value
from mentorlog.journal.names import listed
from mentorlog.journal.store import Made, of_ids
from mentorlog.journal.tables import among
from mentorlog.records import KINDS, Audience, Kind
from mentorlog.values import NamedTuple


def session(alias: str) -> str:
    """The other person attended."""
    return _attended(f"{alias}.id")


def goal(alias: str) -> str:
    """It is theirs, or they are named as its reader."""
    return f"({alias}.owner = :them OR {_reads('goal', alias)})"


def line(alias: str) -> str:
    """A takeaway, advice, a question."""
    return f"CASE WHEN {alias}.session IS NOT NULL THEN {_said(alias)} ELSE {_reads('takeaway', alias)} END"


def action(alias: str) -> str:
    """What either of the two has promised."""
    return (
        # The plus leaves the choice of the index to what the query asks for besides.
        f"(+{alias}.owner IN (:me, :them) AND CASE WHEN {alias}.session IS NOT NULL"
        f" THEN {_said(alias)} ELSE {alias}.owner = :them OR {_reads('action', alias)} END)"
    )


def win(alias: str) -> str:
    """They are named as its reader."""
    return _reads("win", alias)


def rating(alias: str) -> str:
    """They gave it, or are named as its reader."""
    return f"({alias}.person = :them OR {_reads('rating', alias)})"


RULES: Mapping[Kind, Callable[[str], str]] = {
    Kind.GOAL: goal,
    Kind.SESSION: session,
    Kind.TAKEAWAY: line,
    Kind.ACTION: action,
    Kind.WIN: win,
    Kind.RATING: rating,
}
"""The rule of each kind."""


def ours(journal: Journal, kind: Kind, person: int, among: Iterable[int]) -> list[int]:
    """Those of some records of a kind, by id, that belong to somebody and me."""
    return journal.ids(
        f"SELECT r.id FROM {kind.table} r WHERE {RULES[kind]('r')}"
        " AND r.id IN (SELECT value FROM json_each(:among)) ORDER BY r.id",
        {"me": journal.me, "them": person, "among": listed(among)},
    )


def nobodys(journal: Journal, kind: Kind, among: Iterable[int]) -> list[int]:
    """Those of some records of a kind, by id, that hang on no session and name nobody as their reader."""
    alone = " AND r.session IS NULL" if "session" in kind.about.hangs_on else ""
    return journal.ids(
        f"SELECT r.id FROM {kind.table} r WHERE r.id IN (SELECT value FROM json_each(?)){alone}"
        " AND NOT EXISTS (SELECT 1 FROM readers WHERE kind = ? AND record = r.id)",
        [listed(among), kind.value],
    )


def of_person(kind: Kind, person: int | None) -> str:
    """The condition, by the kind's letter, for what belongs to somebody and me; of everybody, all."""
    return "1" if person is None else RULES[kind](kind.letter)


def records(
    journal: Journal,
    made: type[Made],
    person: int | None,
    condition: str,
    order: str = "id",
    **values: Value,
) -> list[Made]:
    """The records of somebody and me, or of everybody, that meet a condition in SQL, in an order.

    The condition may name ``values``, as ``:since``. The table goes by the kind's letter.
    """
    kind = KINDS[made]
    theirs = f"({condition}) AND {of_person(kind, person)} ORDER BY {order}"
    sql = f"SELECT {kind.letter}.id FROM {kind.table} {kind.letter} WHERE {theirs}"
    found = journal.ids(sql, {"me": journal.me, "them": person, **values})
    return of_ids(journal, made, found)


def _attended(session: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM attendees present"
        f" WHERE present.session = {session} AND present.person = :them)"
    )


def _said(alias: str) -> str:
    return (
        f"{_attended(f'{alias}.session')} AND ({alias}.goal IS NULL OR EXISTS (SELECT 1 FROM goals g"
        f" WHERE g.id = {alias}.goal AND (g.owner = :me OR {goal('g')})))"
    )


def _reads(kind: str, alias: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM readers named WHERE named.person = :them AND named.kind = '{kind}'"
        f" AND named.record = {alias}.id)"
    )


class Scope(NamedTuple):
    """What is asked about: everything, or what belongs to a person, to a goal, or to both."""

    person: int | None = None
    goal: int | None = None


class Asked(NamedTuple):
    """Days and a scope, with the condition in SQL for each kind; an alias is its kind's letter."""

    journal: Journal
    values: Mapping[str, Value]
    scope: Scope

    @classmethod
    def of(cls, journal: Journal, since: date, until: date, scope: Scope) -> Self:
        """What is asked about these days, both included."""
        values: dict[str, Value] = {
            "since": since.isoformat(),
            "until": until.isoformat(),
            "today": journal.today.isoformat(),
            "me": journal.me,
            "them": scope.person,
            "goal": scope.goal,
        }
        return cls(journal, values, scope)

    def has(self, on: date) -> bool:
        """Whether it is one of the days."""
        return str(self.values["since"]) <= on.isoformat() <= str(self.values["until"])

    def rows(self, sql: str, **more: Value) -> list[sqlite3.Row]:
        """The rows of a query, which may name the days, ``:me``, ``:them`` and ``:goal``."""
        return self.journal.rows(sql, {**self.values, **more})

    def records(self, made: type[Made], condition: str, order: str) -> list[Made]:
        """The records that meet a condition in SQL on what is asked about, in an order."""
        kind = KINDS[made]
        sql = f"SELECT {kind.letter}.id FROM {kind.table} {kind.letter} WHERE {condition} ORDER BY {order}"
        return of_ids(self.journal, made, self.journal.ids(sql, self.values))

    def _both(self, of_person: str, of_me: str, of_goal: str) -> str:
        parts = ["1"]
        if self.scope.person is not None:
            parts.append(f"({of_me if self.scope.person == self.journal.me else of_person})")
        if self.scope.goal is not None:
            parts.append(f"({of_goal})")
        return " AND ".join(parts)

    def goal_is(self, column: str) -> str:
        """The column holds the id of a goal of the scope."""
        return self._both(
            f"{column} IN (SELECT g.id FROM goals g WHERE {goal('g')})",
            f"{column} IN ({_MINE})",
            f"{column} = :goal",
        )

    @property
    def session(self) -> str:
        discussed = "SELECT session FROM session_goals WHERE goal = :goal"
        return self._both(session("s"), "1", f"s.id IN ({discussed})")

    @property
    def line(self) -> str:
        return self._both(line("t"), _or_mine("t.goal"), "t.goal = :goal")

    @property
    def action(self) -> str:
        return self._both(action("a"), "a.owner = :me", "a.goal = :goal")

    @property
    def win(self) -> str:
        mine = _or_mine("w.goal")
        if self.journal.lens.audience is not Audience.ME:
            # A public win without a goal here may have one that is hidden, and need not be mine.
            mine = f"w.goal IN ({_MINE}) OR w.goal IS NULL AND w.visibility = 'shared'"
        return self._both(win("w"), mine, "w.goal = :goal")

    @property
    def rating(self) -> str:
        """Ratings are of my skills, so all of them are mine."""
        return self._both(rating("k"), "1", "0")

    @property
    def mentorship(self) -> str:
        return self._both(":them IN (r.mentor, r.mentee)", "1", "0")

    @property
    def met(self) -> str:
        return self._both("p.id = :them", "1", "0")

    def event(self, kind: str, *fields: str) -> str:
        """Events of those days; the plus makes SQLite go by the day, not by the kind."""
        plus = "+" if self.scope.goal is None else ""
        return (
            f"{plus}e.kind = '{kind}' AND e.field IN {among(fields)}"
            " AND e.happened_on BETWEEN :since AND :until"
        )


_MINE = "SELECT id FROM goals WHERE owner = :me"


def _or_mine(goal: str) -> str:
    return f"{goal} IS NULL OR {goal} IN ({_MINE})"
