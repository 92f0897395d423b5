"""Rows between their numbers here and their uids, which are the same on each device."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from mentorlog.journal import Journal
from mentorlog.journal.past.rows import Row, links, tables_named
from mentorlog.records.sync import Key, Value

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
