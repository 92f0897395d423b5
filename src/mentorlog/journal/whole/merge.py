"""Merges a whole journal from a file into one that has records, by uid, so that nothing is doubled.

A record that is not here is added, with a number of this journal. One that is here is merged field by field.
Links between records are added and never taken away. The file's owner is this journal's owner. The file's
history is not taken over: what is written here is one operation of this journal.

Rows of one table that follow each other are taken some thousands at a time: what is here of them is looked
up at once, and new ones are written together.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, islice

from mentorlog.errors import quoted
from mentorlog.journal import Journal, Value, events
from mentorlog.journal.batch import Batch
from mentorlog.journal.intake.merging import given, tell
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.merging import Both, known_since, merged, versions_of
from mentorlog.journal.past.rows import TABLES as OF_KIND
from mentorlog.journal.past.rows import links, set_columns, tables_named
from mentorlog.journal.tables import OWNED, whole
from mentorlog.journal.whole.rows import (
    HISTORY,
    ROW_ERRORS,
    TABLES,
    WORDS,
    Reject,
    Shape,
    reason,
    unstorable,
)
from mentorlog.records import Kind, Visibility
from mentorlog.records.imports import NUMBERS, Bad, Count, TableRow, Tally
from mentorlog.values import NamedTuple

Values = dict[str, Value]

_LEVELS = {"visibility", "notes_visibility"}
_OURS = _LEVELS | {"published"}
"""Columns that say who reads a record. They stay as they are here, whatever a file says."""
_WORDS = frozenset(Visibility)


def merge(
    journal: Journal, found: Iterable[TableRow | Bad], reject: Reject, *, shared: bool = False
) -> Tally:
    """Add what is new in the rows of the file, and change what is news, except its visibility.

    A row that cannot be stored is given to ``reject``, and so are the rows that belong to it.
    """
    merging = _Merging(journal, reject, shared=shared)
    for _, run in groupby(merging.known(found), lambda row: row.table):
        while rows := list(islice(run, _AT_ONCE)):
            merging.take(rows)
    merging.take_again()
    merging.give_up()
    merging.follow()
    counts = {WORDS[table]: merging.counts[table] for table in WORDS}
    return Tally(
        {kind: counts[kind] for kind in WORDS.values()},
        notes=(*merging.shape.notes(), *merging.told),
        left_out={tombstones.LEFT_OUT: merging.purged} if merging.purged else {},
    )


_AT_ONCE = 5_000


class _Missing(NamedTuple):
    """The parent that a row names and that has not come yet."""

    column: str
    number: Value


class _Purged(Exception):
    """The row was purged here, or belongs to a record that was."""


_NOWHERE = 0
"""The number here of a record that was purged here."""


class _Met(NamedTuple):
    """A record of the file: its number here, and whether it was added by this import."""

    ours: int
    added: bool


class _Merging:
    """One merge. The tables ``met_…`` say which number a record of the file has in this journal.

    ``_met`` has what they say of the rows at hand, by table and the file's number. ``_here`` has the
    records that these rows are already, by uid.
    """

    def __init__(self, journal: Journal, reject: Reject, *, shared: bool) -> None:
        self.shape = Shape(journal)
        self._shared = shared
        self.counts: defaultdict[str, Count] = defaultdict(Count)
        self._journal = journal
        self._batch = Batch(journal.connection)
        self._reject = reject
        self._later: list[TableRow] = []
        self._met: defaultdict[str, dict[object, _Met]] = defaultdict(dict)
        self._here: dict[Value, Values] = {}
        self._gone = tombstones.everything(journal)
        self.purged = 0
        self.told: list[str] = []
        self._both: list[tuple[Kind, int, Both]] = []
        self._changed: list[tuple[Kind, int]] = []
        self._since = journal.value("SELECT max(id) FROM events") or 0
        self._links = links(journal)
        for table in TABLES:
            # In SQLite, as a dict of a million numbers is a hundred megabytes.
            journal.connection.execute(
                f"CREATE TEMP TABLE met_{table} (theirs INTEGER PRIMARY KEY, ours INTEGER NOT NULL,"
                " added INTEGER NOT NULL)"
            )

    def known(self, found: Iterable[TableRow | Bad]) -> Iterator[TableRow]:
        """The rows of tables that can be merged; those of the history are skipped."""
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

    def take(self, rows: Sequence[TableRow]) -> None:
        """Store rows of one table; those whose parents have not come are kept for later."""
        uids = [row.values["uid"] for row in rows if row.values.get("uid") is not None]
        if len(rows) > 1 and len(set(uids)) < len(uids):
            self._one_by_one(rows)
            return
        self._look_up(rows)
        execute = self._journal.connection.execute
        execute("SAVEPOINT rows")
        run = _Run()
        try:
            for row in rows:
                self._store(row, run)
            written = self._batch.write()
        except ROW_ERRORS as error:
            execute("ROLLBACK TO rows")
            self._batch.forget()
            if len(rows) > 1:
                self._one_by_one(rows)
            else:
                self._bad(rows[0], reason(error, rows[0], self.shape))
        else:
            self._conclude(rows[0].table, run, written)
        execute("RELEASE rows")

    def _one_by_one(self, rows: Sequence[TableRow]) -> None:
        for row in rows:
            self.take([row])

    def _look_up(self, rows: Sequence[TableRow]) -> None:
        """Ask for all that these rows name at once."""
        table, journal = rows[0].table, self._journal
        wanted: defaultdict[str, set[object]] = defaultdict(set)
        for row in rows:
            wanted[table].add(row.values.get("id"))
            for column, parent in self._parents(table, row.values).items():
                wanted[parent].add(row.values[column])
        self._met.clear()
        for name in filter(None, wanted):
            sql = f"SELECT * FROM met_{name} WHERE theirs IN (SELECT value FROM json_each(?))"
            for theirs, ours, added in journal.rows(sql, [_listed(wanted[name])]):
                self._met[name][theirs] = _Met(ours, bool(added))
        self._here = {}
        if "uid" in self.shape.columns[table]:
            sql = f"SELECT * FROM {table} WHERE uid IN (SELECT value FROM json_each(?))"
            uids = _listed(row.values.get("uid") for row in rows)
            self._here = {row["uid"]: dict(row) for row in journal.rows(sql, [uids])}

    def _conclude(self, table: str, run: "_Run", written: Mapping[str, int]) -> None:
        if "id" not in self.shape.columns[table]:
            links = run.counts.pop("link", 0)
            run.counts["added"] += written.get(table, 0)
            run.counts["skipped"] += links - written.get(table, 0)
        self.counts[table] = Count(
            *(getattr(self.counts[table], what) + run.counts[what] for what in Count._fields)
        )
        self.purged += run.purged
        self._later += run.later
        self._journal.connection.executemany(f"INSERT INTO met_{table} VALUES (?, ?, ?)", run.met)
        for row, why in run.bad:
            self._bad(row, why)

    def take_again(self) -> None:
        """Try the rows that were kept, as long as some of them find their parent.

        These are few: a goal that came before its parent, and what belongs to it.
        """
        while self._later:
            # Each time the other way round: a chain of parents may stand in either order.
            waiting, self._later = self._later[::-1], []
            self._one_by_one(waiting)
            if len(self._later) == len(waiting):
                return

    def give_up(self) -> None:
        """Reject what never found its parent, in the order of the file, so that the cause comes first."""
        for row in sorted(self._later, key=lambda row: row.where.line):
            self._look_up([row])
            missing = self._moved(row)[1]
            assert missing is not None
            self._bad(row, f"its {missing.column} {missing.number} is not in the file")

    def follow(self) -> None:
        """Events of both stand in the order in which they were told; columns are what the newest one says."""
        of_both = (
            "SELECT kind, record FROM events WHERE id > :since INTERSECT"
            " SELECT kind, record FROM events WHERE id <= :since"
        )
        for kind, id in map(tuple, self._journal.rows(of_both, {"since": self._since})):
            events.put_in_order(self._journal, Kind(kind), id, self._since)
            table = Kind(kind).table
            for row, values in events.following(self._journal, table, id):
                # The trigger would set it to now, which would make this record look newer than it is.
                kept = {**values, "updated_at": row["updated_at"]}
                set_columns(self._journal, table, dict(row), kept)
        for kind, id in self._changed:
            self._tell_undone(kind, id)
        for of, id, both in self._both:
            now = self._journal.value(f"SELECT {both.field} FROM {of.table} WHERE id = ?", [id])
            is_taken = now == both.theirs
            self.told.append(tell(self._journal, of, id, both._replace(is_taken=is_taken)))

    def _tell_undone(self, kind: Kind, id: int) -> None:
        """Say what was taken of a record where its events say otherwise: what they tell was undone there."""
        today = self._journal.clock.today.isoformat()
        for row, values in events.following(self._journal, kind.table, id):
            column, was = next(each for each in values.items() if each[1] != row[each[0]])
            field = "day" if column == "held_on" else kind.about.column(column).event
            if told := events.last(self._journal, kind, id, (field,)):
                on = date.fromisoformat(max(today, told["happened_on"]))
                old = None if was is None else str(was)
                events.record(self._journal, kind, id, field, on=on, old=old, new=row[column])

    def _bad(self, row: TableRow, why: str) -> None:
        self._reject(Bad(row.where, why))

    def _store(self, row: TableRow, run: "_Run") -> None:
        try:
            values, missing = self._moved(row)
            if missing is not None:
                run.later.append(row)
            elif "id" in self.shape.columns[row.table]:
                self._record(row, values, run)
            elif self._opens(row, values):
                run.counts["skipped"] += 1
            else:
                self._batch.link(row.table, values)
                run.counts["link"] += 1
        except _Purged:
            run.purged += 1
            if isinstance(theirs := row.values.get("id"), int):
                self._meet(run, row.table, theirs, _Met(_NOWHERE, added=False))

    def _opens(self, row: TableRow, values: Values) -> bool:
        """Whether the link would let one more person read a record that is here already."""
        if row.table not in ("attendees", "readers"):
            return False
        column = "session" if row.table == "attendees" else "record"
        table = OF_KIND[str(values.get("kind", "session"))]
        if self._was_added(table, row.values[column]):
            return False
        sql = f"SELECT visibility <> 'private' FROM {table} WHERE id = ?"
        return bool(self._journal.value(sql, [values[column]]))

    def _was_added(self, table: str, theirs: object) -> bool:
        met = self._met[table].get(theirs)
        return met is not None and met.added

    def _parents(self, table: str, values: Mapping[str, object]) -> dict[str, str]:
        """The table of the record that each column names, of those that name one."""
        found = tables_named(self._links[table], values)
        return {column: found[column] for column in found if values.get(column) is not None}

    def _moved(self, row: TableRow) -> tuple[Values, _Missing | None]:
        """The row's columns with the numbers that its parents have in this journal."""
        names = self.shape.known(row.table, row.values)
        values: Values = {name: row.values[name] for name in names}  # type: ignore[misc]
        links = self._links[row.table]
        for column, table in self._parents(row.table, values).items():
            met = self._met[table].get(values[column])
            if met is None:
                return values, _Missing(column, values[column])
            is_needed = column not in links or links[column].on_delete != "SET NULL"
            if met.ours == _NOWHERE and is_needed:
                raise _Purged
            values[column] = met.ours or None
        return values, None

    def _record(self, row: TableRow, values: Values, run: "_Run") -> None:
        table, theirs = row.table, values.pop("id", None)
        if type(theirs) is not int or values.get("uid") is None:
            run.bad.append((row, f"its {'id' if type(theirs) is not int else 'uid'} is missing"))
            return
        if theirs in self._met[table]:
            run.bad.append((row, f"its id {theirs} is in the file twice"))
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
            ours = self._batch.insert(table, values | self._visibility(row))
            run.counts["added"] += 1
        else:
            ours = int(known["id"] or 0)
            run.counts["updated" if self._update(table, known, values) else "skipped"] += 1
        self._meet(run, table, theirs, _Met(ours, added=known is None))

    def _meet(self, run: "_Run", table: str, theirs: int, met: _Met) -> None:
        self._met[table][theirs] = met
        run.met.append((theirs, *met))

    def _forget_words(self, values: Values) -> None:
        """Leave out of an event the words of a field that were purged from its record."""
        table = OF_KIND.get(str(values.get("kind")))
        if table:
            row = self._journal.row(f"SELECT uid FROM {table} WHERE id = ?", [values["record"]])
            if row and values.get("field") in self._gone.get(row["uid"], ()):
                values.update(old=None, new=None, note=None)

    def _visibility(self, row: TableRow) -> Values:
        """The visibility of a new row; an unknown word is left for the table to refuse.

        A person is shown only where a record names them, and an event only where its record is shown.
        """
        shared = self._shared or row.table == "people"
        if row.table == "events" and not shared:
            table = OF_KIND.get(str(row.values.get("kind")), "")
            shared = self._was_added(table, row.values.get("record"))
        columns = set(self.shape.columns[row.table])
        unpublished: Values = dict.fromkeys(columns & {"published"})
        return unpublished | {
            column: given(Visibility(word), shared=shared)
            for column in _LEVELS & columns
            if (word := str(row.values.get(column, Visibility.SHARED))) in _WORDS
        }

    def _known(self, table: str, values: Mapping[str, Value]) -> Values | None:
        """The record that is here already: the one with its uid; for the file's owner it is mine."""
        if table == "people" and values.get("is_me") and self._journal.me:
            row = self._journal.row("SELECT * FROM people WHERE id = ?", [self._journal.me])
            return None if row is None else dict(row)
        return self._here.get(values["uid"])

    def _update(self, table: str, known: Values, values: Values) -> bool:
        """Change what is news of the record; returns whether anything was."""
        updated_at = str(values.pop("updated_at", None) or "")
        theirs = {
            name: value
            for name, value in values.items()
            if known[name] != value and name not in _OURS
        }
        if known["uid"] != values["uid"]:
            return False  # Both are the owner, who is described here best.
        if not theirs:
            return False
        ever = versions_of(self._journal, table, str(known["uid"]))
        news = merged(known_since(ever, "", is_ours=True), theirs, updated_at)
        id = int(known["id"] or 0)
        stays = whole(table, [each.field for each in news.both if not each.is_taken])
        changed = (whole(table, news.taken) - stays) & theirs.keys()
        if table in OWNED:
            self._both += ((Kind(OWNED[table]), id, each) for each in news.both)
        if changed:
            if table in OWNED:
                self._changed.append((Kind(OWNED[table]), id))
            sets = ", ".join(f"{name} = ?" for name in changed)
            execute = self._journal.connection.execute
            execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*map(theirs.get, changed), id])
            # The trigger has set it to now, which would make this record look newer than it is.
            latest = max(updated_at, str(known["updated_at"]))
            execute(f"UPDATE {table} SET updated_at = ? WHERE id = ?", [latest, id])
        return bool(changed)


class _Run:
    """What becomes of some rows of one table, before it is known that they can be written."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.met: list[tuple[int, int, bool]] = []
        self.later: list[TableRow] = []
        self.bad: list[tuple[TableRow, str]] = []
        self.purged = 0


def _listed(values: Iterable[object]) -> str:
    return json.dumps([value for value in values if value is not None])
