"""Rows of other devices come in: what belongs after them is taken back, and all are played in order."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from mentorlog.journal import Journal
from mentorlog.journal.past.rows import put_back, row_of, set_columns, sides, take_out, unlogged
from mentorlog.journal.sync import closing, withdrawn
from mentorlog.journal.sync.playing import Player
from mentorlog.journal.sync.telling import Telling
from mentorlog.journal.sync.wires import FOLLOWED, IN_ORDER, ROWS, Names, Wires, own
from mentorlog.journal.tables import LOGGED
from mentorlog.records.sync import CLOCK, Conflict, Wire, wire


class Merged(NamedTuple):
    """What a merge did.

    How many rows were new, what two devices said differently, what more people read than it was written
    for, and what I had said of partners' records.
    """

    rows: int = 0
    conflicts: Sequence[Conflict] = ()
    opened: Sequence[closing.Item] = ()
    said: Sequence[withdrawn.Words] = ()


def merge(
    journal: Journal, me: str, incoming: Iterable[Wire], devices: Mapping[str, str], sent: str
) -> Merged:
    """Take the rows in; ``sent`` is the stamp of the last row of this device that others have."""
    new = [each for each in incoming if not _is_here(journal, each.clock)]
    if not new:
        return Merged()
    unsent = list(own(journal, Names(journal), me, sent, "~"))
    if not unsent or not (closing.may_open(unsent) or closing.may_open(new)):
        return Merged(len(new), _play(journal, me, new, devices))
    mine, theirs = closing.touched(unsent), closing.touched(new)
    items = closing.around(journal, {*mine, *theirs})
    people = closing.audiences(journal)
    with closing.tried(journal):
        _play(journal, me, new, devices, without={each.clock for each in unsent})
        people |= closing.audiences(journal)
        items |= closing.around(journal, items)
        there = closing.look(journal, items, people)
        said = withdrawn.words(journal, {item.uid for item in theirs})
    said += withdrawn.words(journal, {item.uid for item in mine})
    here = closing.look(journal, items, people)
    conflicts = _play(journal, me, new, devices)
    now = closing.look(journal, items, people)
    sides = [
        closing.Side({item for item in touched if touched[item]}, seen, closing.shut(rows))
        for touched, seen, rows in ((mine, here, unsent), (theirs, there, new))
    ]
    return Merged(len(new), conflicts, closing.opened(now, sides), said)


def _play(
    journal: Journal,
    me: str,
    new: Sequence[Wire],
    devices: Mapping[str, str],
    without: Collection[str] = (),
) -> list[Conflict]:
    """Play the rows among all that come after them, but for those with some stamps."""
    names = Names(journal)
    first = min([*(each.unit for each in new), *(clock[:CLOCK] for clock in without)])
    rows = _after(journal, first)
    again = [
        each for each in _said_after(journal, names, me, rows, first) if each.clock not in without
    ]
    there = _taken_back(journal, names, rows)
    kept = {row[0] for row in journal.rows("SELECT clock FROM sync_kept WHERE clock > ?", [first])}
    journal.connection.execute("DELETE FROM sync_kept WHERE clock > ?", [first])
    every = sorted([*again, *new], key=lambda each: each.clock)
    numbers = _numbers(journal, names, every, there)
    telling = Telling({each.clock for each in new}, kept, devices)
    player = Player(journal, names, me, numbers, telling)
    for each in every:
        player.play(each)
    player.finish()
    return telling.conflicts


def _is_here(journal: Journal, clock: str) -> bool:
    return bool(
        journal.value("SELECT 1 FROM changes WHERE clock = ? AND clock > ''", [clock])
        or journal.value("SELECT 1 FROM sync_kept WHERE clock = ?", [clock])
    )


def _after(journal: Journal, first: str) -> list[sqlite3.Row]:
    """The rows of the log from the first one on that belongs after a stamp."""
    start = journal.value(
        "SELECT min(id) FROM (SELECT min(+id) AS id FROM changes WHERE clock > ? AND clock > ''"
        " UNION ALL SELECT min(+id) FROM changes WHERE clock > ? AND clock < '0' AND clock > '')",
        [first, f"{FOLLOWED}{first}"],
    )
    return journal.rows(f"{ROWS} WHERE c.id >= ? ORDER BY c.id", [start]) if start else []


def _said_after(
    journal: Journal, names: Names, me: str, rows: Sequence[sqlite3.Row], first: str
) -> list[Wire]:
    said = {each.clock: each for each in Wires(journal, names, me).of(rows)}
    for row in journal.rows("SELECT clock, said FROM sync_kept WHERE clock > ?", [first]):
        said[row["clock"]] = wire(json.loads(row["said"]))
    return list(said.values())


def _taken_back(
    journal: Journal, names: Names, rows: Sequence[sqlite3.Row]
) -> dict[tuple[str, str], int]:
    """Take the rows back, newest first, out of the log too.

    Returns the numbers that they had, by their uids and by the stamps of the rows.
    """
    execute = journal.connection.execute
    numbers: dict[tuple[str, str], int] = {}
    places: dict[tuple[str, str], int] = {}
    execute("PRAGMA defer_foreign_keys = ON")
    with unlogged(journal.connection):
        for row in reversed(rows):
            before, after = sides(row)
            table, now = row["tbl"], row_of(row)
            if row["uid"] is not None:
                numbers[table, row["uid"]] = places[table, row["clock"]] = int(now["id"] or 0)
            if before is None:
                take_out(journal, table, now)
            elif after is None:
                put_back(journal, table, before)
            else:
                differ = {name for name in after if after[name] != before.get(name)}
                differ |= {"updated_at"} & before.keys()
                set_columns(journal, table, after, {name: before.get(name) for name in differ})
    if rows:
        execute("DELETE FROM changes WHERE id >= ?", [rows[0]["id"]])
    execute("PRAGMA defer_foreign_keys = OFF")
    for (table, uid), id in numbers.items():
        names.meet(table, id, uid)
    return {**places, **numbers}


def _numbers(
    journal: Journal, names: Names, every: Sequence[Wire], there: Mapping[tuple[str, str], int]
) -> dict[tuple[str, str], int]:
    """The number of each row that is made, by its place: what it had here, else the one it has there, if free."""
    numbers = dict(there)
    made: dict[str, dict[str, int]] = {table: {} for table in LOGGED}
    for each in every:
        if each.change == "insert" and isinstance(each.key, str):
            made.setdefault(each.table, {}).setdefault(str(each.place), each.id or 0)
    for table, wanted in made.items():
        known = {uid for uid in wanted if (table, uid) in there or names.id(table, uid)}
        fresh = [uid for uid in wanted if uid not in known]
        if not fresh:
            continue
        used = journal.value("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]) or 0
        top = max(used, *wanted.values())
        given: set[int] = set()
        for uid in fresh:
            id = wanted[uid]
            if id <= used or id in given:
                top = id = top + 1
            given.add(id)
            numbers[table, uid] = id
        if table in IN_ORDER:
            # What was there before all of them keeps its number, also where it went and came again.
            moving = [
                uid
                for uid in wanted
                if not journal.value("SELECT 1 FROM changes WHERE uid = ? LIMIT 1", [uid])
            ]
            pool = sorted(numbers[table, uid] for uid in moving)
            for uid, id in zip(moving, pool, strict=True):
                names.forget(table, uid)
                numbers[table, uid] = id
    return numbers
