"""Rows of the change log as other devices read them: with uids, which are the same on each, for numbers."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import merge

from mentorlog.journal import Journal
from mentorlog.journal.past.rows import Row, links, sides, tables_named
from mentorlog.journal.tables import whole
from mentorlog.records.sync import Key, Value, Wire, wire

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


_LINK_KEYS = {"origins": ("source", "identifier")}


class Names:
    """Knows the uid of each number, and the number of each uid, also of rows that are gone."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.links = links(journal)
        self._named: dict[tuple[object, ...], Mapping[str, str]] = {}
        self.by_id: dict[tuple[str, int], str] = {}
        self.by_uid: dict[tuple[str, str], int] = {}
        self._has_read_log = False

    def meet(self, table: str, id: int, uid: str) -> None:
        """Note that a row has a number here."""
        self.by_id[table, id] = uid
        self.by_uid[table, uid] = id

    def forget(self, table: str, uid: str) -> None:
        """A number is not known any longer."""
        id = self.by_uid.pop((table, uid), None)
        if id is not None:
            self.by_id.pop((table, id), None)

    def named(self, table: str, row: Row) -> Mapping[str, str]:
        """The columns of a row that name another row, and the table of that."""
        of = (table, row.get("kind")) if "record" in row else (table,)
        if of not in self._named:
            self._named[of] = tables_named(self.links.get(table, {}), row)
        return self._named[of]

    def uid(self, table: str, id: int) -> str | None:
        """The uid of the row with that number; None where nobody knows it."""
        known = self.by_id.get((table, id))
        if known is None:
            row = self._journal.row(f"SELECT uid FROM {table} WHERE id = ?", [id])
            if row:
                self.meet(table, id, row["uid"])
            elif not self._has_read_log:
                self._read_log()
            known = self.by_id.get((table, id))
        return known

    def _read_log(self) -> None:
        self._has_read_log = True
        for table, id, uid in self._journal.connection.execute(
            "SELECT DISTINCT tbl, json_extract(coalesce(after, before), '$.id'), uid FROM changes"
            " WHERE uid IS NOT NULL"
        ):
            self.by_id.setdefault((table, id), uid)
            self.by_uid.setdefault((table, uid), id)

    def id(self, table: str, uid: str) -> int | None:
        """The number that a row has, or had, here."""
        if (table, uid) not in self.by_uid:
            found = self._journal.value(f"SELECT id FROM {table} WHERE uid = ?", [uid])
            found = found or self._journal.value(
                "SELECT json_extract(coalesce(after, before), '$.id') FROM changes"
                " WHERE uid = ? AND tbl = ? LIMIT 1",
                [uid, table],
            )
            if found is None:
                return None
            self.meet(table, found, uid)
        return self.by_uid[table, uid]

    def outward(self, table: str, row: Row) -> dict[str, Value]:
        """The row with uids for numbers, without its own."""
        found = dict(row)
        found.pop("id", None)
        found.pop("uid", None)
        for name, to in self.named(table, row).items():
            value = found.get(name)
            if isinstance(value, int):
                found[name] = self.uid(to, value)
        return found

    def key(self, table: str, row: Row) -> Key:
        """What the row is known by on every device."""
        if row.get("uid") is not None:
            return str(row["uid"])
        whole = self.outward(table, row)
        return {name: whole[name] for name in _LINK_KEYS.get(table, tuple(whole))}

    def find(self, table: str, key: Key) -> sqlite3.Row | None:
        """The row that is known by a key, if it is there."""
        if isinstance(key, str):
            return self._journal.row(f"SELECT * FROM {table} WHERE uid = ?", [key])
        named, values = self.named(table, key), dict(key)
        for name in named.keys() & values.keys():
            values[name] = self.id(named[name], str(values[name]))
        where = " AND ".join(f"{name} IS ?" for name in values)
        return self._journal.row(f"SELECT * FROM {table} WHERE {where}", list(values.values()))


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
