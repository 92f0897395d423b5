"""Rows of the change log as other devices read them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from heapq import merge

from mentorlog.journal import Journal
from mentorlog.journal.past.rows import Row, sides
from mentorlog.journal.sync.names import Names
from mentorlog.journal.tables import whole
from mentorlog.records.sync import Value, Wire, wire

_Told = dict[str, Value]

IN_ORDER = ("events", "ratings", "agreements")
"""Tables in which a row's number decides between two of one day: numbers follow the order of the rows."""

FOLLOWED = "-"
"""Stands before the stamp of a row that nobody wrote: it followed here from the one with that stamp."""

ROWS = f"""SELECT c.*, o.command, o.device, o.number, u.id AS undone, u.device AS undone_device,
    u.number AS undone_number, CASE WHEN c.tbl IN {IN_ORDER} AND c.change = 'insert' THEN
        (SELECT json_extract(coalesce(f.after, f.before), '$.id') FROM changes f
         WHERE f.uid = c.uid AND f.tbl = c.tbl ORDER BY f.id LIMIT 1) END AS first_number
    FROM changes c LEFT JOIN operations o ON o.id = c.operation
    LEFT JOIN operations u ON u.id = o.undoes"""


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
        table, change = row["tbl"], row["change"]
        return Wire(
            row["clock"],
            row["at"],
            change,
            table,
            self._names.key(table, before or now),
            row["number"] if row["device"] else row["operation"],
            row["command"] or "",
            self._undoes(row),
            now.get("id") if change == "insert" else None,  # type: ignore[arg-type]
            *self._told(table, before, after),
            row["first_number"] not in (None, now.get("id")),
        )

    def _told(self, table: str, before: Row | None, after: Row | None) -> tuple[_Told, _Told]:
        """What a row of the log sets, and what stood there before."""
        if before is None or after is None:
            return self._part(table, after), self._part(table, before)
        changed = whole(table, [name for name in after if after[name] != before.get(name)])
        if "uid" not in after:
            changed |= set(after)
        return self._part(table, after, changed), self._part(table, before, changed)

    def _part(self, table: str, row: Row | None, names: Collection[str] | None = None) -> _Told:
        told = self._names.outward(table, row) if row else {}
        return told if names is None else {name: told[name] for name in told if name in names}

    def _undoes(self, row: sqlite3.Row) -> tuple[str, int] | None:
        if row["undone"] is None:
            return None
        return row["undone_device"] or self._me, row["undone_number"] or row["undone"]


def own(journal: Journal, names: Names, me: str, after: str, last: str) -> Iterator[Wire]:
    """This device's rows after a stamp and until another one, in their order."""
    kept = journal.rows(
        "SELECT said FROM sync_kept WHERE clock > ? AND clock <= ? ORDER BY clock", [after, last]
    )
    rows = journal.connection.execute(
        f"{ROWS} WHERE c.clock > ? AND c.clock > '' AND c.clock <= ?"
        " AND substr(c.clock, 37, 16) = ? AND c.clock NOT IN (SELECT clock FROM sync_kept)"
        " ORDER BY c.clock",
        [after or "0", last, me],
    )
    said = (wire(json.loads(row["said"])) for row in kept)
    mine = (each for each in said if each.device == me)
    return merge(mine, Wires(journal, names, me).of(rows), key=lambda each: each.clock)
