"""The change log without what a purge takes: rows that go, and rows that no longer name it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mentorlog.journal import Journal
from mentorlog.journal.play_back import current, sides
from mentorlog.journal.rows import Row

if TYPE_CHECKING:
    from mentorlog.journal.purge_scope import Scope


class Logged(NamedTuple):
    """A row of the change log, read."""

    id: int
    table: str
    before: Row | None
    after: Row | None


def load(journal: Journal) -> list[Logged]:
    """All of the change log, oldest first."""
    return [
        Logged(row["id"], row["tbl"], *sides(row))
        for row in journal.rows("SELECT id, tbl, before, after FROM changes ORDER BY id")
    ]


class Rewriting:
    """What becomes of each row of the log: ``gone``, ``changed``, or nothing.

    ``cleared`` are the events of today that lose the columns in which the purged words stand.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.gone: list[int] = []
        self.changed: list[Logged] = []
        self.cleared: dict[int, dict[str, None]] = {}
        for change in scope.log:
            self._judge(change)
        if scope.target.field is not None:
            self._clear_events()

    def _judge(self, change: Logged) -> None:
        scope = self._scope
        row = change.after or change.before or {}
        if scope.falls(change.table, row) or scope.is_called_so(change.table, row):
            self.gone.append(change.id)
            return
        before, after = (
            self._without(change.table, side) if side else None
            for side in (change.before, change.after)
        )
        if (before, after) == (change.before, change.after):
            return
        if before is not None and after is not None and _is_same(before, after):
            self.gone.append(change.id)  # Nothing is left that it changed.
        else:
            self.changed.append(change._replace(before=before, after=after))

    def _without(self, table: str, row: Row) -> Row:
        """The row as it would be had it never named or held what goes."""
        scope = self._scope
        kept = dict(row)
        for link in scope.links.get(table, ()):
            if (link.to, row.get(link.column)) in scope.doomed:
                kept[link.column] = self._instead(table, row, link.column, link.required)
        field = scope.target.field
        if field is not None:
            if (table, row.get("id")) == scope.node:
                kept[field] = scope.today if scope.keeps_today else None
            elif scope.is_about(row):
                kept.update({"detail": ""} if table == "origins" else self._quoted(row))
        return kept

    def _instead(self, table: str, row: Row, column: str, required: bool) -> str | int | None:
        """What a link says now that what it named is gone; one that must be, what it is today."""
        if not required:
            return None
        node = (table, int(row["id"] or 0))
        return (self._scope.alive.get(node) or self._scope.last[node])[column]

    def _quoted(self, row: Row) -> dict[str, None]:
        """The columns of an event in which the purged words stand, empty.

        Its values are words only where it tells of the field itself; a state stays what it is.
        """
        of_field = row.get("field") == self._scope.target.field
        names = ("old", "new", "note") if of_field else ("note",)
        return {name: None for name in names if row.get(name) in self._scope.values}

    def _clear_events(self) -> None:
        for (table, id), row in self._scope.alive.items():
            if table == "events" and self._scope.is_about(row) and (quoted := self._quoted(row)):
                self.cleared[id] = quoted

    def write(self, journal: Journal) -> None:
        """Make it so, and forget the commands that have nothing left in the log."""
        many = journal.connection.executemany
        many("DELETE FROM changes WHERE id = ?", [(id,) for id in self.gone])
        many(
            "UPDATE changes SET before = ?, after = ? WHERE id = ?",
            [(_as_json(each.before), _as_json(each.after), each.id) for each in self.changed],
        )
        for id, quoted in self.cleared.items():
            journal.update("events", id, **quoted)
        _forget_empty(journal)


def _is_same(before: Row, after: Row) -> bool:
    return {**before, "updated_at": None} == {**after, "updated_at": None}


def _as_json(row: Row | None) -> str | None:
    """As SQLite's own json_object writes it."""
    return None if row is None else json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _forget_empty(journal: Journal) -> None:
    """Take out operations without changes, unless one that stays refers to them or they to it."""
    undoes: dict[int, int | None] = {
        row["id"]: row["undoes"] for row in journal.rows("SELECT id, undoes FROM operations")
    }
    empty = {
        row["id"]
        for row in journal.rows(
            "SELECT id FROM operations o WHERE id <> ?"
            " AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.operation = o.id)",
            [current(journal)],
        )
    }
    while True:
        tied = {
            end
            for id, other in undoes.items()
            if other is not None and (id in empty) != (other in empty)
            for end in (id, other)
        }
        if not tied & empty:
            break
        empty -= tied
    for id in sorted(empty, reverse=True):  # An undo before what it undoes.
        journal.connection.execute("DELETE FROM operations WHERE id = ?", [id])
