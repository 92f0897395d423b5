"""What a sync tells of: where two devices did different things to the same.

It is told once, by the sync in which either of the two was new.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from mentorlog.journal.past.rows import Row, code, sides, subject
from mentorlog.journal.tables import OWNED, WORDS
from mentorlog.records import Kind
from mentorlog.records.sync import CLOCK, Conflict, Value, Wire, device_of

_QUIET = {"id", "uid", "created_at", "recorded_at", "updated_at", "detail"}
_MADE = {"name", "made_on", "visibility", "notes_visibility"}
"""Columns that may well differ where two devices made the same record, or that have a rule of their own."""


class Telling:
    """Collects conflicts, while rows are played.

    ``new`` are the stamps of the rows that came in, ``kept`` of those that had no full effect before, and
    ``devices`` the names of the devices by their uids.
    """

    def __init__(
        self, new: Collection[str], kept: Collection[str], devices: Mapping[str, str]
    ) -> None:
        self._new, self._kept, self._devices = new, kept, devices
        self._units = {clock[:CLOCK] for clock in new}
        self._setters: dict[tuple[str, str], str] = {}
        self._apart: dict[tuple[str, int, str], tuple[int, str]] = {}
        self.conflicts: list[Conflict] = []

    def has_set(self, wire: Wire, names: Iterable[str]) -> None:
        """Note by which row columns were set; an empty name is the record itself, which was made."""
        if isinstance(wire.key, str):
            for name in names:
                self._setters[wire.key, name] = wire.clock

    def differs(self, wire: Wire, row: sqlite3.Row, field: str, stays: Value, lost: Value) -> None:
        """Two devices set one column of a record; what only links others has nobody's words."""
        if not isinstance(wire.key, str):
            return
        if field not in _QUIET and self._is_news(wire, str(wire.key), field):
            setter = device_of(self._setters.get((str(wire.key), field), ""))
            self._apart[wire.table, row["id"], field] = len(self.conflicts), setter
            self._tell(code(*subject(wire.table, dict(row))), field, stays, lost, wire)

    def became(self, table: str, row: sqlite3.Row, values: Mapping[str, Value]) -> None:
        """Columns became what the events say, so that what was told as the later of two may not be."""
        for field, value in values.items():
            number, setter = self._apart.pop((table, row["id"], field), (None, ""))
            told = self.conflicts[number] if number is not None else None
            if number is not None and told and value == told.lost != told.stays:
                by = self._devices.get(setter, "")
                self.conflicts[number] = told._replace(stays=value, lost=told.stays, by=by)

    def was_first(
        self, wire: Wire, row: sqlite3.Row, field: str, first: Sequence[str], lost: Value
    ) -> None:
        """Two devices made the same record: the columns that the ``first`` one filled stay."""
        if lost is None or row[field] == lost or field in _MADE | _QUIET:
            return
        if wire.table in OWNED and self._is_news(wire, str(wire.key), ""):
            stays = row[field] if field in first else f"{first[0]} {row[first[0]]}"
            self._tell(code(*subject(wire.table, dict(row))), field, stays, lost, wire, first=True)

    def took_along(self, wire: Wire, row: sqlite3.Row) -> None:
        """Something went with the record it hangs on, whose device did not know of it."""
        before, _ = sides(row)
        if before is None or not self._is_news(wire, row["uid"], ""):
            return
        where = code(*subject(row["tbl"], before))
        if row["tbl"] in OWNED:
            self._tell(where, "deleted", None, _title(row["tbl"], before), wire)
        elif row["tbl"] == "events" and before["kind"] == OWNED.get(wire.table):
            self._tell(where, str(before["field"]), None, before["new"], wire)

    def stays_alone(self, wire: Wire, line: sqlite3.Row) -> None:
        """A line stood in a session that a partner withdrew."""
        if self._is_news(wire, line["uid"], ""):
            self.conflicts.append(stays_alone(line["id"], line["text"]))

    def stays(self, wire: Wire, row: sqlite3.Row | None) -> None:
        """A record was deleted that is needed elsewhere."""
        if row is not None and wire.table in OWNED and wire.clock not in self._kept:
            self._back(wire.table, dict(row))

    def has_no_place(self, wire: Wire) -> None:
        """What was written cannot be put into the journal; it is kept as it came."""
        words = next(
            (wire.fields[name] for name in WORDS.get(wire.table, ()) if wire.fields.get(name)), None
        )
        if words and wire.clock not in self._kept:
            kind = (
                str(wire.fields.get("kind") or "")
                if wire.table == "events"
                else OWNED.get(wire.table, "mentorship")
            )
            self._tell(kind, "kept", None, words, wire)

    def came_back(self, table: str, image: Row, deletion: str, unit: str) -> None:
        """A record was deleted, and is written to later by a command."""
        if table in OWNED and (deletion in self._new or unit in self._units):
            self._back(table, image)

    def _back(self, table: str, image: Row) -> None:
        where = code(*subject(table, image))
        self.conflicts.append(Conflict(where, "deleted", _title(table, image), None, ""))

    def _tell(
        self, where: str, field: str, stays: Value, lost: Value, wire: Wire, *, first: bool = False
    ) -> None:
        by = self._devices.get(wire.device, "")
        self.conflicts.append(Conflict(where, field, stays, lost, by, first))

    def _is_news(self, wire: Wire, key: str, name: str) -> bool:
        return wire.clock in self._new or self._setters.get((key, name)) in self._new


def stays_alone(id: int, text: str) -> Conflict:
    """What to say of a takeaway of mine that stood on what a partner withdrew."""
    return Conflict(f"{Kind.TAKEAWAY.letter}{id}", "withdrawn", text, None, "")


def _title(table: str, image: Row) -> Value:
    """What a record is called; empty where it has no name of its own."""
    return image.get(Kind(OWNED[table]).title_column) or ""
