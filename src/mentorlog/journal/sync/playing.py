"""Plays the rows of all devices in their one order, so that each journal comes to the same.

A later row wins field by field. A row that changes a record, or links to one, brings it back where it was
deleted before.
What was purged stays away.
"""

import sqlite3
from collections.abc import Iterable, Mapping

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal, actions, events
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.past.bring_back import with_what_hung_on_it
from mentorlog.journal.past.rows import TABLES, exists, row_of, set_columns, take_out
from mentorlog.journal.readers import PUBLISHED
from mentorlog.journal.sharing.withdrawing import let_go
from mentorlog.journal.sync import burying
from mentorlog.journal.sync.telling import Telling
from mentorlog.journal.sync.wires import FOLLOWED, Names
from mentorlog.journal.tables import inserting, whole
from mentorlog.records import ActionState, Visibility
from mentorlog.records.sync import Value, Wire

_RECEIVED = "receive"
"""The command that takes a partner's share, and with it away what they withdrew."""

_WHO_READS = ("visibility", "notes_visibility")
_LEVELS = tuple(Visibility)
"""From the most private to the most open."""


class _Gone(Exception):
    """The row hangs on something that was purged."""


class _Withdrawn(Exception):
    """The row is of something that a partner has withdrawn."""


class _NoPlace(Exception):
    """The row hangs on something that is nowhere."""


class Player:
    """Plays rows; ``numbers`` has the id of each new row in this journal, by its table and its place in the order."""

    def __init__(
        self,
        journal: Journal,
        names: Names,
        me: str,
        numbers: Mapping[tuple[str, str], int],
        telling: Telling,
    ) -> None:
        self._journal, self._names, self._me = journal, names, me
        self._numbers, self._telling = numbers, telling
        self._gone = tombstones.everything(journal)
        self._operations: dict[tuple[str, int], int] = {}
        self._made_twice: set[str] = set()
        self._told: set[tuple[str, int]] = set()
        self._last = journal.value("SELECT max(id) FROM changes") or 0
        self._unit = self._clock = self._command = ""
        self._sql = journal.connection.execute
        self._nothing = journal.value("SELECT operation FROM writing") or 0

    def play(self, wire: Wire) -> None:
        """Do what a row says, as far as it still can be done."""
        if wire.unit != self._unit:
            self.finish()
            self._unit = wire.unit
        self._clock, self._command = wire.clock, wire.command
        self._sql(
            "UPDATE writing SET operation = ?, at = ?, clock = ?",
            [self._operation(wire), wire.at, wire.clock],
        )
        try:
            is_plain = self._played(wire)
        except _Gone:
            if wire.change == "insert" and isinstance(wire.key, str):
                self._gone.setdefault(wire.key, set()).add(tombstones.WHOLE)
            self._stamp(wire, is_plain=True, keep=False)
            return
        except _Withdrawn:
            is_plain = False
        except (sqlite3.IntegrityError, JournalSaysNo, _NoPlace):
            is_plain = False
            if wire.change == "delete":
                self._telling.stays(wire, self._names.find(wire.table, wire.key))
            else:
                self._telling.has_no_place(wire)
        self._stamp(wire, is_plain=is_plain)

    def finish(self) -> None:
        """After the last row of a command: columns that follow from events become what those say."""
        self._sql("UPDATE writing SET clock = ?", [f"{FOLLOWED}{self._clock}"])
        for kind, id in sorted(self._told):
            self._follow_events(kind, id)
        self._told.clear()
        self._made_twice.clear()
        self._last = self._journal.value("SELECT max(id) FROM changes") or 0

    def _operation(self, wire: Wire) -> int:
        if wire.number is None:
            return self._nothing
        known = wire.device, wire.number
        if known not in self._operations:
            self._operations[known] = self._its_number(wire, *known)
        return self._operations[known]

    def _its_number(self, wire: Wire, device: str, number: int) -> int:
        if device == self._me:
            return number
        there = "SELECT id FROM operations WHERE device = ? AND number = ?"
        found = self._journal.value(there, [device, number])
        if found:
            return found
        undoes = None
        if wire.undoes:
            of, undone = wire.undoes
            undoes = undone if of == self._me else self._journal.value(there, [of, undone])
            if undoes and not exists(self._journal, "operations", undoes):
                undoes = None
        made = self._sql(
            "INSERT INTO operations (command, at, undoes, device, number) VALUES (?, ?, ?, ?, ?)",
            [wire.command, wire.at, undoes, device, number],
        ).lastrowid
        assert made is not None
        return made

    def _stamp(self, wire: Wire, *, is_plain: bool, keep: bool = True) -> None:
        """Mark what followed from the row, and keep the row itself where the log says less."""
        rows = self._journal.rows("SELECT * FROM changes WHERE id > ? ORDER BY id", [self._last])
        own = None
        for row in rows:
            if row["tbl"] == wire.table and row["change"] == wire.change:
                known = row["uid"] or self._names.key(row["tbl"], row_of(row))
                own = row["id"] if known == wire.key else own
        for row in rows:
            if row["id"] != own:
                self._sql(
                    "UPDATE changes SET clock = ? WHERE id = ?",
                    [f"{FOLLOWED}{wire.clock}", row["id"]],
                )
                if wire.change == "delete" and row["change"] == "delete":
                    self._telling.took_along(wire, row)
        if wire.number is None and rows:
            self._sql("UPDATE changes SET operation = NULL WHERE id > ?", [self._last])
        if keep and (own is None or not is_plain):
            self._sql(
                "INSERT OR REPLACE INTO sync_kept (clock, said) VALUES (?, ?)",
                [wire.clock, wire.line],
            )
        self._last = rows[-1]["id"] if rows else self._last

    # One row

    def _played(self, wire: Wire) -> bool:
        """Do it; returns whether the change log now says all that the row said."""
        table = wire.table
        if isinstance(wire.key, str) and tombstones.WHOLE in self._gone.get(wire.key, ()):
            raise _Gone
        row = self._names.find(table, wire.key)
        if wire.change == "delete":
            return self._delete(wire, row)
        values = self._inward(wire)
        if row is None and wire.change == "update":
            self._revive(table, wire.key)
            row = self._names.find(table, wire.key)
            if row is None and isinstance(wire.key, str):
                raise _NoPlace
        if row is None:
            if self._was_said(wire):
                return False
            self._insert(wire, values)
            said = (
                (values.get(name) is None) == (wire.fields[name] is None) for name in wire.fields
            )
            return wire.change == "insert" and all(said)
        if wire.change == "insert":
            self._made_twice.add(str(wire.key))
            values = self._beside_the_first(wire, row, values)
        return self._update(wire, row, values) and wire.change == "update"

    def _beside_the_first(
        self, wire: Wire, row: sqlite3.Row, values: dict[str, Value]
    ) -> dict[str, Value]:
        """Of the values with which a second device made the same record: those that are empty here and never changed."""
        kept = {}
        for name, value in values.items():
            together = whole(wire.table, {name})
            first = [each for each in together if row[each] is not None]
            if value is not None and not first and self._was_set(wire, together):
                first = [name]
            if first:
                self._telling.was_first(wire, row, name, first, value)
            if not first or name in _WHO_READS:
                kept[name] = value
        return kept

    def _was_set(self, wire: Wire, names: Iterable[str]) -> bool:
        """Whether one of these columns was changed since the record was made."""
        differs = " OR ".join(
            f"json_extract(before, '$.{name}') IS NOT json_extract(after, '$.{name}')"
            for name in names
        )
        return bool(
            self._journal.value(
                "SELECT 1 FROM changes WHERE uid = ? AND tbl = ? AND change = 'update'"
                f" AND ({differs})",
                [str(wire.key), wire.table],
            )
        )

    def _was_said(self, wire: Wire) -> bool:
        """Whether it is an event of a record's first values, which another device's event has told already.

        Both devices ticked the same action that repeats, say: what its next one was since is no news.
        """
        said = wire.fields
        if wire.table != "events" or said.get("old") is not None:
            return False
        return said.get("record") in self._made_twice and bool(
            self._journal.value(
                "SELECT 1 FROM events WHERE kind = ? AND record = ? AND field = ?",
                [said["kind"], self._inward(wire)["record"], said["field"]],
            )
        )

    def _inward(self, wire: Wire) -> dict[str, Value]:
        """The values of a row with the numbers of what it names, which comes back if it was gone."""
        values = dict(wire.fields)
        for name, to in self._names.named(wire.table, values).items():
            if values.get(name) is not None:
                values[name] = self._number(wire.table, name, to, str(values[name]))
        return values

    def _number(self, table: str, column: str, to: str, uid: str) -> int | None:
        link = self._names.links.get(table, {}).get(column)
        # A line may stand without its session.
        is_loose = link and (
            link.on_delete == "SET NULL" or (table, to) == ("takeaways", "sessions")
        )
        if tombstones.WHOLE in self._gone.get(uid, ()):
            if is_loose:
                return None
            if to != "people" or not link or link.on_delete == "CASCADE":
                raise _Gone
            burying.stand_in(self._journal, uid)
        row = self._journal.row(f"SELECT id FROM {to} WHERE uid = ?", [uid])
        if row is None:
            try:
                self._revive(to, uid)
            except _Withdrawn:
                if is_loose:
                    return None
                raise
            row = self._journal.row(f"SELECT id FROM {to} WHERE uid = ?", [uid])
        if row is None:
            raise _NoPlace
        return int(row["id"])

    def _insert(self, wire: Wire, values: dict[str, Value]) -> None:
        if wire.table == "people" and values.get("is_me") and self._journal.value(
            "SELECT id FROM people WHERE is_me"
        ):  # fmt: skip
            values["is_me"] = None
        if isinstance(wire.key, str):
            place = self._numbers.get((wire.table, str(wire.place)))
            id = place or self._names.id(wire.table, wire.key)
            values = {"id": id, "uid": wire.key, **values}
        made = self._sql(inserting(wire.table, values), list(values.values())).lastrowid
        self._telling.has_set(wire, [""])
        if isinstance(wire.key, str):
            assert made is not None
            self._names.meet(wire.table, made, wire.key)
        self._tell(wire.table, values)

    def _update(self, wire: Wire, row: sqlite3.Row, values: dict[str, Value]) -> bool:
        """Set what the row says; where what stood there is not what its device had, name both."""
        if wire.table == "goals" and self._makes_a_loop(row["id"], values.get("parent")):
            del values["parent"]
        before = self._names.outward(wire.table, dict(row))
        self._keep_private(wire, row, values)
        is_plain = set(values) == set(wire.fields)
        moved = {name for name in values if values[name] != row[name]}
        is_plain = is_plain and whole(wire.table, moved) >= values.keys()
        for name in values:
            if wire.before and before.get(name) != wire.before.get(name):
                is_plain = False
                if name in moved and wire.fields[name] != wire.before.get(name):
                    self._telling.differs(wire, row, name, wire.fields[name], before[name])
        if moved:
            set_columns(self._journal, wire.table, dict(row), values)
        self._telling.has_set(wire, values)
        self._tell(wire.table, dict(row))
        return is_plain

    def _keep_private(self, wire: Wire, row: sqlite3.Row, values: dict[str, Value]) -> None:
        """Of two levels that were set apart the more private stays, whichever is later.

        Of the texts to publish only those stay that both devices chose, as private words may have been
        added meanwhile.
        """
        for name in _WHO_READS:
            if name not in values or row[name] == wire.before.get(name):
                continue
            now, said = _LEVELS.index(row[name]), _LEVELS.index(Visibility(str(values[name])))
            if said > now:
                self._telling.differs(wire, row, name, row[name], values.pop(name))
        if PUBLISHED in values and row[PUBLISHED] != wire.before.get(PUBLISHED):
            still = (row[PUBLISHED] or "").split(",")
            both = [name for name in str(values[PUBLISHED] or "").split(",") if name in still]
            values[PUBLISHED] = ",".join(filter(None, both)) or None

    def _delete(self, wire: Wire, row: sqlite3.Row | None) -> bool:
        if row is None:
            return False
        before = self._names.outward(wire.table, dict(row))
        if wire.table == "origins" and before.get("record") != wire.before.get("record"):
            return False  # Another device's record has come from there too.
        is_plain = True
        for name, value in wire.before.items():
            if before.get(name) != value:
                is_plain = False
                self._telling.differs(wire, row, name, None, before.get(name))
        self._tell(wire.table, dict(row))
        if wire.table == "sessions" and wire.command == _RECEIVED:
            for line in let_go(self._journal, row["id"]):
                self._telling.stays_alone(wire, line)
        take_out(self._journal, wire.table, dict(row))
        return is_plain

    def _makes_a_loop(self, id: int, parent: Value) -> bool:
        while isinstance(parent, int):
            if parent == id:
                return True
            parent = self._journal.value("SELECT parent FROM goals WHERE id = ?", [parent])
        return False

    def _revive(self, table: str, key: object) -> None:
        """Bring back what was deleted before, with what it had, since a later row is of it."""
        if not isinstance(key, str) or not table:
            return
        deletion = self._journal.row(
            "SELECT * FROM changes WHERE uid = ? AND tbl = ? AND change = 'delete'"
            " ORDER BY id DESC LIMIT 1",
            [key, table],
        )
        if deletion is None:
            return
        operation = self._journal.row(
            "SELECT command FROM operations WHERE id = ?", [deletion["operation"]]
        )
        if self._command != _RECEIVED and operation and operation["command"] == _RECEIVED:
            raise _Withdrawn
        image = row_of(deletion)
        for name, to in self._names.named(table, image).items():
            id = image[name]
            if isinstance(id, int) and not exists(self._journal, to, id):
                uid = self._names.uid(to, id)
                link = self._names.links.get(table, {}).get(name)
                if uid and not (link and link.on_delete == "SET NULL"):
                    self._revive(to, uid)
        if self._names.find(table, key) is None:
            with_what_hung_on_it(self._journal, table, image, deletion)
            self._telling.came_back(table, image, deletion["clock"], self._unit)

    # What follows from events

    def _tell(self, table: str, row: Mapping[str, Value]) -> None:
        if table == "events" and isinstance(row.get("record"), int):
            self._told.add((str(row["kind"]), int(row["record"] or 0)))

    def _follow_events(self, kind: str, id: int) -> None:
        table = TABLES.get(kind, "")
        for row, values in events.following(self._journal, table, id):
            set_columns(self._journal, table, dict(row), values)
            self._telling.became(table, row, values)
            if table == "actions" and row["state"] != values.get("state") == ActionState.DONE:
                self._revive_next(id)

    def _revive_next(self, id: int) -> None:
        """Restore the next action where this one is still done: one of the two devices that did it took it back."""
        uid = self._names.uid("actions", id)
        following = uid and actions.next_uid(self._journal, uid)
        if following and self._names.find("actions", following) is None:
            self._revive("actions", following)
