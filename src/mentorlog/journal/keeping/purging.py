"""What becomes of each row of the tables and of the change log when something is purged."""

import json
import re
import sqlite3
from collections.abc import Collection, Iterator
from functools import cached_property

from mentorlog.journal import Journal
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.past.rows import (
    Row,
    code,
    links,
    set_columns,
    sides,
    subject,
    tables_named,
    take_out,
)
from mentorlog.journal.readers import keep_hidden
from mentorlog.journal.tables import LOGGED, OWNED, TEXTS, WORDS, required_columns
from mentorlog.records import Kind
from mentorlog.records.keeping import Named, Plan, Target
from mentorlog.values import NamedTuple

_SHORTEST = 6
"""Words shorter than this stand in too many texts to say anything."""

PURGED = "(purged)"
"""What stands where words must stand and there are none that may."""


def word_for(table: str) -> str:
    """The word for a row of a table in a tombstone."""
    return OWNED.get(table, table.removesuffix("s"))


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


class Purging:
    """Decides what becomes of each row of the tables and of the log when the target goes."""

    def __init__(self, journal: Journal, target: Target, words: str | None = None) -> None:
        self._journal = journal
        self._target = target
        self._there = Everything(journal)
        self.owner = next((each.uid for each in self._there.alive if each.row.get("is_me")), None)
        self.doomed = self._there.hanging_on(target.uid) if target.field is None else {}
        self._own = self._there.last.get(target.uid)
        self._about = self._own.on.get("record", target.uid) if self._own else target.uid
        self._instead = self._required_words(words)
        self.texts = self._texts()
        self._reading = self._own.row if self._own and target.kind is None else {}
        self._others_read = self._other_readings()
        self._flat = [text for text in map(_flat, self.texts) if len(text) >= _SHORTEST]

    def _required_words(self, words: str | None) -> str | None:
        """What stays in a field that must have words: those of today, unless others are given."""
        field, own = self._target.field, self._own
        if field is None or own is None or not self._there.is_required(own.table, field):
            return None
        alive = self._target.uid in self._there.uids
        return words or (str(own.row[field]) if alive else PURGED)

    def _texts(self) -> frozenset[str]:
        """All words that go, today's and earlier ones."""
        field = self._target.field
        if field is None:
            sides = [each for each in self._there.sides() if self._falls(each)]
            found = {each.row.get(name) for each in sides for name in _words(each.table)}
        else:
            sides = [each for each in self._there.sides() if each.uid == self._target.uid]
            found = {each.row.get(field) for each in sides} - {self._instead}
        return frozenset(str(text) for text in found if text)

    def _other_readings(self) -> list[tuple[tuple[str, int], str | int | None]]:
        """When and what else was read of the goal by the person whose check-in is purged."""
        mine = self._reading
        return [
            (_when(each.row), each.row["new"])
            for each in self._there.last.values()
            if each.uid != self._target.uid and self._is_alike(each)
            if mine.get("person") == each.row["person"]
        ]

    def _is_alike(self, side: Side) -> bool:
        """Whether it is an event of the same record and field as the target."""
        alike = side.table == "events" and side.on.get("record") == self._about
        return alike and side.row["field"] == self._reading.get("field")

    # What becomes of a row

    def _falls(self, side: Side) -> bool:
        if side.uid is not None:
            return side.uid in self.doomed
        return any(uid in self.doomed for uid in side.on.values()) or self._is_called_so(side)

    def _is_called_so(self, side: Side) -> bool:
        """Whether an origin of the target is called by the words that go."""
        if (
            side.table != "origins"
            or side.on.get("record") != self._about
            or not self._target.field
        ):
            return False
        name = str(side.row["identifier"]).casefold()
        words = [text.casefold() for text in self.texts]
        return any(text == name or (len(text) >= _SHORTEST and text in name) for text in words)

    def _without(self, side: Side) -> dict[str, str | int | None]:
        """The row as it would be had it never named or held what goes."""
        kept = dict(side.row)
        for column, uid in side.on.items():
            if uid in self.doomed:
                kept[column] = self._there.instead(side, column)
        if side.table == "origins" and self._speaks(side):
            kept["detail"] = ""
        if self._target.field is None:
            if side.table == "events":
                self._forget_reading(side, kept)
        elif side.uid == self._target.uid:
            kept[self._target.field] = self._instead
        elif self._about in side.on.values() or side.uid == self._about:
            self._forget_words(side, kept)
        return kept

    def _speaks(self, side: Side) -> bool:
        """Whether what another program said of a record contains the words, escaped or not."""
        if self._target.field is not None and side.on.get("record") == self._about:
            return True
        said = _flat(str(side.row["detail"]))
        return any(text in said or json.dumps(text)[1:-1] in said for text in self._flat)

    def _forget_reading(self, side: Side, kept: dict[str, str | int | None]) -> None:
        """A check-in after the purged one now follows the one before it."""
        mine, old = self._reading, side.row["old"]
        if not mine or old is None or old != mine["new"] or not self._is_alike(side):
            return
        if not any(at < _when(side.row) and new == old for at, new in self._others_read):
            kept["old"] = mine["old"]

    def _forget_words(self, side: Side, kept: dict[str, str | int | None]) -> None:
        """Take the words out where the program itself has copied them: events, reasons of a pause.

        An event's values are words only where it is of that very field.
        """
        if side.table in OWNED and self._target.kind is not None:
            return
        names = [*_words(side.table)] if side.uid == self._about or side.table not in OWNED else []
        if side.table == "events" and side.row["field"] == self._target.field:
            names += ["old", "new"]
        for name in names:
            if side.row.get(name) in self.texts and not self._there.is_required(side.table, name):
                kept[name] = None

    # Who cannot go

    def needed_by(self) -> list[str]:
        """The codes of what names the target and does not go with it."""
        found = {
            code(*subject(each.table, each.row)): None
            for each in self._there.alive
            if not self._falls_with_it(each)
            for column, uid in each.on.items()
            if uid == self._target.uid and self._there.rule(each.table, column) == "NO ACTION"
        }
        return list(found)

    def _falls_with_it(self, side: Side) -> bool:
        """Whether a row of today is deleted with the target, so that it does not need it."""
        if side.uid is not None:
            return side.uid in self.doomed
        return any(
            uid in self.doomed and self._there.rule(side.table, column) == "CASCADE"
            for column, uid in side.on.items()
        )

    def unknown(self, known: Collection[str]) -> Iterator[tuple[Side, str]]:
        """Each of the words that go with the target in today's rows, but for rows with ``known`` uids.

        Words that such a row has, or had, are left out.
        """
        every = [each for each in self._there.sides() if each.uid in known]
        told = {text for each in every for text in _said(each)}
        for uid, side in self.doomed.items():
            if uid in self._there.uids and uid not in known:
                for text in _said(side):
                    if text not in told:
                        told.add(text)
                        yield side, text

    # What is told

    def plan(self) -> Plan:
        """What goes and what stays."""
        gone, changed = self._log
        alive = [each for each in self._there.alive if self._falls(each)]
        goes = [each for each in self.doomed.values() if each.table in OWNED]
        if self._target.field is not None and self.texts and self._own and self._target.kind:
            goes = [self._own]
        stays = [
            each
            for each in self._there.alive
            if each.table in OWNED
            and each.uid not in self.doomed
            and any(uid in self.doomed for uid in each.on.values())
        ]
        return Plan(
            self._target,
            tuple(map(_named, goes)),
            tuple(map(_named, stays)),
            sum(each.table == "events" for each in alive),
            sum(each.uid is None for each in alive),
            len(gone),
            len(changed),
            self.texts,
            tuple(self._elsewhere()),
            frozenset({self._target.uid, *self.doomed}),
        )

    def _elsewhere(self) -> Iterator[str]:
        """The records in whose present words those of the target stand too."""
        found: dict[str, None] = {}
        for side in self._there.alive:
            if side.table not in TEXTS or self._falls(side):
                continue
            kept = self._without(side)
            for name in TEXTS[side.table][1]:
                if kept[name] and any(text in _flat(str(kept[name])) for text in self._flat):
                    found[code(*subject(side.table, side.row))] = None
        yield from found

    # What is written

    @cached_property
    def _log(self) -> tuple[list[int], list[tuple[str | None, str | None, int]]]:
        """The rows of the log that are deleted, and those that are rewritten."""
        gone: list[int] = []
        changed: list[tuple[str | None, str | None, int]] = []
        for change in self._there.log:
            if any(self._falls(each) for each in change.sides):
                gone.append(change.id)
                continue
            before, after = (each and self._without(each) for each in (change.before, change.after))
            if [before, after] == [each and each.row for each in (change.before, change.after)]:
                continue
            if before and after and {**before, "updated_at": 0} == {**after, "updated_at": 0}:
                gone.append(change.id)  # Nothing is left that it changed.
            else:
                changed.append((_as_json(before), _as_json(after), change.id))
        return gone, changed

    def write_again(self) -> None:
        """Write what was purged in another copy; of somebody who is still named here, the words alone go."""
        if self._target.field is None and self.needed_by():
            for each in WORDS[self._target.table]:
                Purging(self._journal, self._target._replace(field=each), PURGED).write()
        else:
            self.write()

    def write(self) -> None:
        """Write it to the journal, with tombstones, and make the search index anew."""
        execute = self._journal.connection.execute
        many = self._journal.connection.executemany
        execute("PRAGMA secure_delete = ON")
        execute("PRAGMA defer_foreign_keys = ON")
        # Where it is synced the other devices have to hear of what becomes private here.
        is_synced = self._journal.value("SELECT 1 FROM sync") is not None
        was_logged = self._journal.value("SELECT history FROM writing")
        execute("UPDATE writing SET history = ?", [int(is_synced)])
        for side in self.doomed.values():
            if side.table in OWNED:
                keep_hidden(self._journal, Kind(OWNED[side.table]), int(str(side.row["id"])))
            execute("DELETE FROM sync_kept WHERE instr(said, ?)", [side.uid])
        execute("DELETE FROM sync_kept WHERE instr(said, ?)", [self._target.uid])
        execute("UPDATE writing SET history = 0")
        gone, changed = self._log
        many("DELETE FROM changes WHERE id = ?", [(id,) for id in gone])
        many("UPDATE changes SET before = ?, after = ? WHERE id = ?", changed)
        self._bury()
        for side in self._there.alive:
            if self._falls(side):
                take_out(self._journal, side.table, side.row)
            elif (kept := self._without(side)) != side.row:
                names = {name for name in kept if kept[name] != side.row[name]}
                if is_synced:  # Else each device would have its own.
                    names |= {"updated_at"} & kept.keys()
                new = {name: kept[name] for name in names}
                set_columns(self._journal, side.table, side.row, new)
        execute(_FORGET_EMPTY)
        # A sync that takes it in goes on to what else came in.
        execute("UPDATE writing SET history = ?", [was_logged])
        # The index keeps deleted words until its parts are merged, and VACUUM alone copies them.
        from mentorlog.journal import derived

        derived.rebuild_index(self._journal.connection)

    def _bury(self) -> None:
        buried = [(uid, "", each.table, each.row["id"]) for uid, each in self.doomed.items()]
        target = self._target
        buried.append((target.uid, target.field or "", target.table, target.id))
        # What another program calls it is kept where that says nothing: only then it is a uuid.
        buried += [
            (name, "", "origins", 0)
            for each in self._there.sides()
            if each.table == "origins" and each.on.get("record") in self.doomed
            if _UUID.fullmatch(name := str(each.row["identifier"]))
        ]
        now = self._journal.now
        rows = [(uid, field, word_for(table), id, now) for uid, field, table, id in buried]
        tombstones.put(self._journal, rows)


_UUID = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")

_FORGET_EMPTY = """
    WITH RECURSIVE chain (id, root) AS (
        SELECT id, id FROM operations WHERE undoes IS NULL
        UNION ALL SELECT o.id, c.root FROM operations o JOIN chain c ON o.undoes = c.id
    )
    DELETE FROM operations WHERE id NOT IN (SELECT operation FROM writing) AND id IN (
        SELECT id FROM chain WHERE root NOT IN (
            SELECT root FROM chain JOIN changes ON changes.operation = chain.id))
"""
"""Commands with nothing left in the log, nor in that of what undid them, or put them back."""


def _said(side: Side) -> list[str]:
    """What somebody wrote in a row; an answer is the word of its event."""
    names = {*WORDS.get(side.table, ()), *(["new"] if side.row.get("field") == "answer" else [])}
    return [str(side.row[name]) for name in sorted(names - {"answer"}) if side.row.get(name)]


def _words(table: str) -> tuple[str, ...]:
    return (*TEXTS.get(table, ("", ()))[1], "reason")


def _when(event: Row) -> tuple[str, int]:
    return str(event["happened_on"]), int(event["id"] or 0)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


def _named(side: Side) -> Named:
    kind = Kind(OWNED[side.table])
    return Named(code(*subject(side.table, side.row)), str(side.row.get(kind.title_column) or ""))


def _as_json(row: Row | None) -> str | None:
    """As SQLite's own json_object writes it."""
    return None if row is None else json.dumps(row, ensure_ascii=False, separators=(",", ":"))


# What was purged from a newer copy of the journal


def carry_over(newer: sqlite3.Connection, older: Journal) -> int:
    """Purge from an older copy of a journal, inside an operation, what was purged from a newer one.

    Returns how much of it the older one had.
    """
    if not newer.execute("SELECT 1 FROM sqlite_schema WHERE name = 'tombstones'").fetchone():
        return 0
    buried = newer.execute("SELECT uid, field, kind, number, at FROM tombstones ORDER BY rowid")
    count = 0
    for uid, field, word, number, at in map(tuple, buried.fetchall()):
        if word in ("event", *Kind):  # Other rows never come back by themselves.
            target = Target(None if word == "event" else Kind(word), number, field or None, uid)
            count += _again(older, target, newer)
            _never_again(older, target)
        tombstones.put(older, [(uid, field, word, number, at)])
    return count


def _never_again(journal: Journal, target: Target) -> None:
    """Keep the target's number from being given to another record."""
    values = [target.id, target.table]
    raised = "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?"
    if not journal.connection.execute(raised, values).rowcount:
        journal.connection.execute("INSERT INTO sqlite_sequence (seq, name) VALUES (?, ?)", values)


def _again(older: Journal, target: Target, newer: sqlite3.Connection) -> bool:
    """Purge the target, whatever hangs on it there; whether it was there and was not purged yet."""
    field = target.field
    if tombstones.fields(older, target.uid) & {tombstones.WHOLE, field}:
        return False
    known = "SELECT 1 FROM changes WHERE uid = :uid UNION SELECT 1 FROM {} WHERE uid = :uid"
    if not older.value(known.format(target.table), {"uid": target.uid}):
        return False
    sql = f"SELECT {field} FROM {target.table} WHERE uid = ?"
    row = newer.execute(sql, [target.uid]).fetchone() if field else None
    Purging(older, target, row[0] if row else PURGED).write_again()
    return True


# Every row that there is and was, by uid
#
# A row names others by their numbers. Whose number it was is read in the order of the log, as a file
# or another program may have given it to another record later.


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
