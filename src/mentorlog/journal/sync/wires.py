"""Rows of the change log as other devices read them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator

from mentorlog.journal import Journal
from mentorlog.journal.past.rows import Row, sides
from mentorlog.journal.sync.names import Names
from mentorlog.records.sync import Wire, device_of, wire

TOGETHER: dict[str, tuple[frozenset[str], ...]] = {
    "goals": (
        frozenset({"state", "closed_on"}),
        frozenset({"metric_from", "metric_to", "metric_unit"}),
    ),
    "mentorships": (
        frozenset({"state", "ended_on", "end_reason"}),
        frozenset({"cadence_days", "cadence_months"}),
        frozenset({"mentor", "mentee", "peers"}),
    ),
    "actions": (
        frozenset({"state", "done_on", "dropped_on"}),
        frozenset({"every", "every_from"}),
    ),
    "takeaways": (frozenset({"kind", "outcome"}),),
}
"""Columns of which one says nothing without the others: they win or lose together."""

IN_ORDER = ("events", "ratings", "agreements")
"""Tables in which a row's number decides between two of one day: numbers follow the order of the rows."""

FOLLOWED = "-"
"""Stands before the stamp of a row that nobody wrote: it followed here from the one with that stamp."""

ROWS = (
    "SELECT c.*, o.command, o.device, o.number, u.id AS undone, u.device AS undone_device,"
    " u.number AS undone_number FROM changes c LEFT JOIN operations o ON o.id = c.operation"
    " LEFT JOIN operations u ON u.id = o.undoes"
)


def whole(table: str, names: Collection[str]) -> set[str]:
    """These columns, and those that go with them."""
    found = set(names)
    for group in TOGETHER.get(table, ()):
        if group & found:
            found |= group
    return found


class Wires:
    """Makes lines for other devices of rows of the log."""

    def __init__(self, journal: Journal, names: Names, me: str) -> None:
        self._journal, self._names, self._me = journal, names, me
        self._kept = {row["clock"] for row in journal.rows("SELECT clock FROM sync_kept")}

    def of(self, rows: Iterable[sqlite3.Row]) -> Iterator[Wire]:
        """The stamped rows as they were said; those that followed from another one are left out."""
        for row in rows:
            if (row["clock"] or FOLLOWED)[0] != FOLLOWED:
                yield self._said(row["clock"]) or self._wire(row)

    def _said(self, clock: str) -> Wire | None:
        if clock not in self._kept:
            return None
        found = self._journal.row("SELECT said FROM sync_kept WHERE clock = ?", [clock])
        return wire(json.loads(found["said"])) if found else None

    def _wire(self, row: sqlite3.Row) -> Wire:
        before, after = sides(row)
        now = after or before or {}
        table = row["tbl"]
        made = Wire(
            row["clock"],
            row["at"],
            row["change"],
            table,
            self._names.key(table, before or now),
            self._number(row),
            row["command"] or "",
            self._undoes(row),
            now.get("id") if row["change"] == "insert" else None,  # type: ignore[arg-type]
        )
        if before is None:
            anew = table in IN_ORDER and self._first_number(table, row["uid"]) != now["id"]
            return made._replace(fields=self._names.outward(table, now), anew=anew)
        if after is None:
            return made._replace(before=self._names.outward(table, before))
        changed = whole(table, [name for name in after if after[name] != before.get(name)])
        if "uid" not in after:
            changed |= set(after)
        return made._replace(
            fields=self._part(table, after, changed), before=self._part(table, before, changed)
        )

    def _first_number(self, table: str, uid: str) -> int | None:
        return self._journal.value(
            "SELECT json_extract(coalesce(after, before), '$.id') FROM changes"
            " WHERE uid = ? AND tbl = ? ORDER BY id LIMIT 1",
            [uid, table],
        )

    def _part(self, table: str, row: Row, names: Collection[str]) -> dict[str, str | int | None]:
        return {
            name: value for name, value in self._names.outward(table, row).items() if name in names
        }

    def _number(self, row: sqlite3.Row) -> int | None:
        """The operation's number on the device that the row is of."""
        number: int | None = row["number"] if row["device"] else row["operation"]
        return number

    def _undoes(self, row: sqlite3.Row) -> tuple[str, int] | None:
        if row["undone"] is None:
            return None
        return row["undone_device"] or self._me, row["undone_number"] or row["undone"]


def own(journal: Journal, names: Names, me: str, after: str, last: str) -> Iterator[Wire]:
    """This device's rows after a stamp and until another one, in their order."""
    rows = {
        each.clock: each
        for each in Wires(journal, names, me).of(
            journal.connection.execute(
                f"{ROWS} WHERE c.clock > ? AND c.clock <= ? AND substr(c.clock, 37, 16) = ?",
                [after or "0", last, me],
            )
        )
    }
    for found in journal.rows(
        "SELECT said FROM sync_kept WHERE clock > ? AND clock <= ?", [after, last]
    ):
        kept = wire(json.loads(found["said"]))
        if device_of(kept.clock) == me:
            rows[kept.clock] = kept
    for clock in sorted(rows):
        yield rows[clock]
