"""Every row that there is and was: those of the tables and those of the change log, by uid.

A row names others by their numbers. Whose number it was is read in the order of the log, as a file
or another program may have given it to another record later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mentorlog.journal import Journal
from mentorlog.journal.past.rows import Row, links, sides, tables_named
from mentorlog.journal.tables import LOGGED, required_columns


class Side(NamedTuple):
    """A row at one moment; ``on`` are the uids of what it names, by column."""

    table: str
    row: Row
    on: dict[str, str]

    @property
    def uid(self) -> str | None:
        """Its own uid; None for a row that only links others."""
        found = self.row.get("uid")
        return None if found is None else str(found)


class Change(NamedTuple):
    """A row of the change log, read."""

    id: int
    before: Side | None
    after: Side | None

    @property
    def sides(self) -> tuple[Side, ...]:
        """What it was, and what it became."""
        return tuple(each for each in (self.before, self.after) if each)


class Everything:
    """``log`` is the change log; ``alive`` today's rows; ``last`` each row as it is or last was."""

    def __init__(self, journal: Journal) -> None:
        self._links = links(journal)
        self._required = {table: required_columns(journal.connection, table) for table in LOGGED}
        self._bearers: dict[tuple[str, int], str] = {}
        self.log = self._logged(journal)
        self.alive = self._present(journal)
        self.uids = {each.uid for each in self.alive}
        self.last = {each.uid: each for each in self.sides() if each.uid}

    def _logged(self, journal: Journal) -> list[Change]:
        found: list[tuple[int, str, Row | None, Row | None]] = [
            (row["id"], row["tbl"], *sides(row))
            for row in journal.rows("SELECT id, tbl, before, after FROM changes ORDER BY id")
        ]
        for _, table, before, after in found:
            self._meet(table, after or before or {}, again=False)
        return [
            Change(
                id,
                self._side(table, before) if before else None,
                self._side(table, after) if after else None,
            )
            for id, table, before, after in found
        ]

    def _present(self, journal: Journal) -> list[Side]:
        found = [
            (table, dict(row)) for table in LOGGED for row in journal.rows(f"SELECT * FROM {table}")
        ]
        for table, row in found:
            self._meet(table, row)
        return [self._side(table, row) for table, row in found]

    def _meet(self, table: str, row: Row, *, again: bool = True) -> None:
        if row.get("uid") is not None and (again or (table, row["id"]) not in self._bearers):
            self._bearers[table, int(row["id"] or 0)] = str(row["uid"])

    def _side(self, table: str, row: Row) -> Side:
        self._meet(table, row)
        on = {
            column: self._bearers.get((to, int(row.get(column) or 0)), "")
            for column, to in tables_named(self._links[table], row).items()
        }
        return Side(table, row, {column: uid for column, uid in on.items() if uid})

    def sides(self) -> Iterator[Side]:
        """All of them, the latest of each row last."""
        for change in self.log:
            yield from change.sides
        yield from self.alive

    def rule(self, table: str, column: str) -> str:
        """What becomes of a row when the one that a column of it names goes."""
        link = self._links[table].get(column)
        return link.on_delete if link else "CASCADE"

    def is_required(self, table: str, column: str) -> bool:
        """Whether a column cannot be empty."""
        return column in self._required[table]

    def instead(self, side: Side, column: str) -> str | int | None:
        """What a link says when what it named is gone; one that must be, what it says today."""
        if not self.is_required(side.table, column):
            return None
        return self.last[side.uid].row[column] if side.uid else side.row[column]

    def hanging_on(self, uid: str) -> dict[str, Side]:
        """The row, and those that cannot be without it, each before what hangs on it in turn.

        One that is gone also needs whom it names, to come back.
        """
        hanging: dict[str, list[str]] = {}
        for own, side in self.last.items():
            for column, on in side.on.items():
                rule = self.rule(side.table, column)
                if rule == "CASCADE" or (own not in self.uids and rule == "NO ACTION"):
                    hanging.setdefault(on, []).append(own)
        found: dict[str, Side] = {}
        waiting = [uid]
        while waiting:
            own = waiting.pop(0)
            if own not in found and own in self.last:
                found[own] = self.last[own]
                waiting += hanging.get(own, ())
        return found
