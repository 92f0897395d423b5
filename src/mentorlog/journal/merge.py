"""A whole journal's rows brought into one that has its own: by uid, so that nothing is doubled.

A record that is not here is added, with a number of this journal. One that is here is left alone
where it says the same or is as new as the file's; where the file's is newer it becomes that. What
links records is added and never taken away. The file's owner is this journal's owner. The file's
history stays in the file: what is written here is an operation of this journal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from mentorlog.errors import quoted
from mentorlog.journal import Journal, Value
from mentorlog.journal.intake_visibility import given
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.table_rows import (
    HISTORY,
    ROW_ERRORS,
    TABLES,
    WORDS,
    Reject,
    Shape,
    bad,
    reason,
    references,
    unstorable,
)
from mentorlog.journal.tables import OWNED
from mentorlog.records import Visibility
from mentorlog.records.imports import NUMBERS, Bad, Count, TableRow, Tally

Values = dict[str, Value]

_VISIBILITY = {"visibility", "notes_visibility"}
_OF_KIND = {kind: table for table, kind in OWNED.items()}


def merge(
    journal: Journal, found: Iterable[TableRow | Bad], reject: Reject, *, shared: bool = False
) -> Tally:
    """Add what is new in the file's rows and update what is newer, but for its visibility.

    A row that cannot be stored is ``reject``ed, and what hangs on it too.
    """
    merging = _Merging(journal, reject, shared=shared)
    for row in merging.known(found):
        merging.take(row)
    merging.take_again()
    merging.give_up()
    counts = {WORDS[table]: merging.counts[table] for table in WORDS}
    return Tally(
        {kind: counts[kind] for kind in WORDS.values()},
        notes=merging.shape.notes(),
        left_out=tombstones.left_out(merging.purged),
    )


class _Missing(NamedTuple):
    """The parent that a row names and that has not come yet."""

    column: str
    number: Value


class _Purged(Exception):
    """The row is one that was purged here, or cannot be without one."""


_NOWHERE = 0
"""The number here of a record that was purged here."""


class _Merging:
    """One import under way; ``_met`` tables say which number a record of the file has here."""

    def __init__(self, journal: Journal, reject: Reject, *, shared: bool) -> None:
        self.shape = Shape(journal)
        self._shared = shared
        self.counts: defaultdict[str, Count] = defaultdict(Count)
        self._journal = journal
        self._reject = reject
        self._later: list[TableRow] = []
        self._gone = tombstones.everything(journal)
        self.purged = 0
        self._parents = {
            table: {link["from"]: link for link in references(journal, table)} for table in TABLES
        }
        for table in TABLES:
            # In SQLite, as a dict of a million numbers is a hundred megabytes.
            journal.connection.execute(
                f"CREATE TEMP TABLE met_{table} (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL,"
                " added INTEGER NOT NULL)"
            )

    def known(self, found: Iterable[TableRow | Bad]) -> Iterator[TableRow]:
        """The rows of tables that can be merged; the history's are passed over."""
        for row in found:
            if isinstance(row, Bad):
                self._reject(row)
            elif row.table in (NUMBERS, *HISTORY):
                continue
            elif row.table not in self.shape.columns:
                self._bad(row, f"no table is called {quoted(row.table)}")
            elif (why := unstorable(row)) is not None:
                self._bad(row, why)
            else:
                yield row

    def take(self, row: TableRow) -> None:
        """Store a row, or keep it for later where what it hangs on has not come."""
        try:
            missing = self._store(row)
        except _Purged:
            self.purged += 1
            if isinstance(theirs := row.values.get("id"), int):
                self._meet(row.table, theirs, _NOWHERE, added=False)
            return
        except ROW_ERRORS as error:
            self._bad(row, reason(error, row, self.shape))
            return
        if missing is not None:
            self._later.append(row)

    def take_again(self) -> None:
        """Try what was kept, as long as some of it finds its parent.

        That is little: a goal that came before its parent, and what hangs on it.
        """
        while self._later:
            # Each time the other way round: a chain of parents may stand in either order.
            waiting, self._later = self._later[::-1], []
            for row in waiting:
                self.take(row)
            if len(self._later) == len(waiting):
                return

    def give_up(self) -> None:
        """Reject what never found its parent, in the order of the file: the cause first."""
        for row in sorted(self._later, key=lambda row: row.where.line):
            missing = self._here(row)[1]
            assert missing is not None
            self._bad(row, f"its {missing.column} {missing.number} is not in the file")

    def _bad(self, row: TableRow, why: str) -> None:
        self._reject(bad(row, why))

    def _store(self, row: TableRow) -> _Missing | None:
        values, missing = self._here(row)
        if missing is not None:
            return missing
        if "id" in self.shape.columns[row.table]:
            self._record(row, values)
        elif self._opens(row, values):
            self._count(row.table, "skipped")
        else:
            self._link(row.table, values)
        return None

    def _opens(self, row: TableRow, values: Values) -> bool:
        """Whether the link would let one more person read a record that is here already."""
        if row.table not in ("attendees", "readers"):
            return False
        column = "session" if row.table == "attendees" else "record"
        table = _OF_KIND[str(values.get("kind", "session"))]
        sql = f"SELECT added FROM met_{table} WHERE theirs = ?"
        if self._journal.value(sql, [str(row.values[column])]):
            return False
        sql = f"SELECT visibility <> 'private' FROM {table} WHERE id = ?"
        return bool(self._journal.value(sql, [values[column]]))

    def _here(self, row: TableRow) -> tuple[Values, _Missing | None]:
        """The row's columns with the numbers that its parents have in this journal."""
        names = self.shape.known(row.table, row.values)
        values: Values = {name: row.values[name] for name in names}  # type: ignore[misc]
        links = self._parents[row.table]
        parents = {column: link["table"] for column, link in links.items()}
        if "record" in values:  # Of any kind, which a foreign key cannot say.
            parents["record"] = _OF_KIND.get(str(values.get("kind")), "")
        for column, table in parents.items():
            theirs = values.get(column)
            if theirs is None:
                continue
            ours = self._met(table, theirs)
            if ours is None:
                return values, _Missing(column, theirs)
            if ours == _NOWHERE and (column not in links or links[column]["rule"] != "SET NULL"):
                raise _Purged
            values[column] = ours or None
        return values, None

    def _met(self, table: str, theirs: Value) -> int | None:
        if not table:
            return None
        return self._journal.value(f"SELECT ours FROM met_{table} WHERE theirs = ?", [theirs])

    def _link(self, table: str, values: Values) -> None:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        done = self._journal.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING",
            list(values.values()),
        )
        self._count(table, "added" if done.rowcount else "skipped")

    def _record(self, row: TableRow, values: Values) -> None:
        table, theirs = row.table, values.pop("id", None)
        if type(theirs) is not int or values.get("uid") is None:
            self._bad(row, f"its {'id' if type(theirs) is not int else 'uid'} is missing")
            return
        if self._met(table, theirs) is not None:
            self._bad(row, f"its id {theirs} is in the file twice")
            return
        known = self._known(table, values)
        if gone := self._gone.get(str(values["uid"])):
            if tombstones.WHOLE in gone or known is None:
                raise _Purged
            values = {name: value for name, value in values.items() if name not in gone}
        if table == "events" and self._gone:
            self._forget_words(values)
        if table == "people":
            values.pop("is_me", None)
        if known is None:
            ours = self._insert(table, values | self._visibility(row))
            self._count(table, "added")
        else:
            ours = int(known["id"] or 0)
            self._count(table, "updated" if self._update(table, known, values) else "skipped")
        self._meet(table, theirs, ours, added=known is None)

    def _meet(self, table: str, theirs: int, ours: int, *, added: bool) -> None:
        self._journal.connection.execute(
            f"INSERT INTO met_{table} VALUES (?, ?, ?)", [theirs, ours, added]
        )

    def _forget_words(self, values: Values) -> None:
        """Leave out of an event the words of a field that were purged from its record."""
        table = _OF_KIND.get(str(values.get("kind")))
        if table:
            row = self._journal.row(f"SELECT uid FROM {table} WHERE id = ?", [values["record"]])
            if row and values.get("field") in self._gone.get(row["uid"], ()):
                values.update(old=None, new=None, note=None)

    def _visibility(self, row: TableRow) -> Values:
        """What a new row may have; a word that is none is left, to be refused.

        A person shows only where a record names them, an event only where its own record does.
        """
        shared = self._shared or row.table == "people"
        if row.table == "events" and not shared:
            table = _OF_KIND.get(str(row.values.get("kind")))
            sql = f"SELECT added FROM met_{table} WHERE theirs = ?"
            shared = bool(table and self._journal.value(sql, [str(row.values.get("record"))]))
        return {
            column: given(Visibility(word), shared=shared)
            for column in _VISIBILITY & set(self.shape.columns[row.table])
            if (word := str(row.values.get(column, Visibility.SHARED))) in list(Visibility)
        }

    def _known(self, table: str, values: Mapping[str, Value]) -> Values | None:
        """The record that is here already: that of its uid, or for the file's owner, mine."""
        journal = self._journal
        if table == "people" and values.get("is_me") and journal.me:
            row = journal.row("SELECT * FROM people WHERE id = ?", [journal.me])
        else:
            row = journal.row(f"SELECT * FROM {table} WHERE uid = ?", [values["uid"]])
        return None if row is None else dict(row)

    def _insert(self, table: str, values: Values) -> int:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        cursor = self._journal.connection.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values())
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def _update(self, table: str, known: Values, values: Values) -> bool:
        """Make the record what the file says, where that is newer; whether it was."""
        updated_at = values.pop("updated_at", None)
        changed = {
            name: value
            for name, value in values.items()
            if known[name] != value and name not in _VISIBILITY
        }
        if known["uid"] != values["uid"]:
            return False  # Both of us are me, and I know best who I am.
        if not changed or str(updated_at or "") <= str(known["updated_at"]):
            return False
        id = known["id"]
        sets = ", ".join(f"{name} = ?" for name in changed)
        execute = self._journal.connection.execute
        execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*changed.values(), id])
        # The trigger has set it to now, and then an older file would look newer than this one.
        execute(f"UPDATE {table} SET updated_at = ? WHERE id = ?", [updated_at, id])
        return True

    def _count(self, table: str, what: str) -> None:
        count = self.counts[table]
        self.counts[table] = count._replace(**{what: getattr(count, what) + 1})
