"""One sync inside the journal, in one transaction: what others wrote comes in, what was written here goes out."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from mentorlog.dates import Clock
from mentorlog.errors import JournalSaysNo, UnreadableFile
from mentorlog.journal import Journal
from mentorlog.journal.past.rows import put_back, row_of, set_columns, sides, take_out, unlogged
from mentorlog.journal.sharing import withdrawing
from mentorlog.journal.sync import burying, closing, joining, state
from mentorlog.journal.sync.playing import Player
from mentorlog.journal.sync.telling import Telling, stays_alone
from mentorlog.journal.sync.wires import FOLLOWED, IN_ORDER, ROWS, Names, Wires, own
from mentorlog.journal.tables import LOGGED, column_names
from mentorlog.journal.whole.rows import unstorable
from mentorlog.records import rules
from mentorlog.records.imports import Place, TableRow
from mentorlog.records.keeping import Plan
from mentorlog.records.sync import CLOCK, Conflict, Grave, Wire, wire
from mentorlog.values import NamedTuple


class Found(NamedTuple):
    """What the remote has of one device: its rows after those taken, and all that it knows to be purged."""

    uid: str
    name: str
    taken: int
    wires: Sequence[Wire]
    graves: Sequence[Grave]
    buried: str | None


class Taken(NamedTuple):
    """What a sync did inside the journal; ``met`` are the names of those who stood in two that were joined."""

    rows: int
    purged: list[Plan]
    conflicts: list[Conflict]
    devices: tuple[str, ...]
    met: tuple[str, ...] = ()


def take(journal: Journal, me: str, found: Sequence[Found], owner: str | None) -> Taken:
    """Take in what the other devices wrote, and make a file of what was written here."""
    if owner:
        _expect_owner(journal, found, owner)
        state.adopt_owner(journal, owner)
    writing = journal.row("SELECT operation, at FROM writing")
    assert writing is not None
    graves = [grave for each in found for grave in each.graves]
    purged = burying.bury(journal, graves, state.sent(journal))
    met = joining.meet(journal, (wire for each in found for wire in each.wires))
    state.stamp(journal, me)
    mine = burying.graves(journal)
    incoming: list[Wire] = []
    left_out: list[Wire] = []
    for each in found:
        heard = {(grave.uid, grave.field) for grave in each.graves}
        unheard = [grave for grave in mine if (grave.uid, grave.field) not in heard]
        incoming += burying.without(each.wires, unheard) if unheard else each.wires
        left_out += burying.of_notes(each.wires, unheard) if unheard else ()
        _note(journal, each)
    names = {each.uid: each.name for each in state.devices(journal)} | {me: "this machine"}
    merged = _merge(journal, me, incoming, names, state.sent(journal))
    burying.tidy(journal)
    journal.connection.execute(
        "UPDATE writing SET operation = ?, at = ?, clock = NULL, history = 1", list(writing)
    )
    if burying.see_to(journal, incoming, left_out):
        state.stamp(journal, me)
    conflicts = [*merged.conflicts, *closing.named(journal, incoming)]
    if merged.opened or merged.said:
        conflicts += closing.close(journal, merged.opened)
        kept = withdrawing.keep(journal, merged.said)
        conflicts += [stays_alone(id, text) for id, text in kept]
        state.stamp(journal, me)
    if met:
        people = joining.complete(journal, met)
        state.stamp(journal, me)
        # What they had of either is put together.
        conflicts = [
            each
            for each in conflicts
            if not (each.record in people and each.field in ("title", "note"))
        ]
    state.new_file(journal, me)
    state.logged(journal)
    journal.__dict__.pop("me", None)
    return Taken(
        merged.rows,
        purged,
        conflicts,
        tuple(each.name for each in found if each.wires),
        tuple(str(each.theirs["name"]) for each in met),
    )


def _note(journal: Journal, each: Found) -> None:
    journal.connection.execute(
        "INSERT INTO sync_devices (uid, name, taken, buried) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (uid) DO UPDATE SET name = excluded.name, taken = excluded.taken,"
        " buried = excluded.buried",
        [each.uid, each.name, each.taken, each.buried],
    )


def _expect_owner(journal: Journal, found: Sequence[Found], owner: str) -> None:
    """Raise ``JournalSaysNo`` where the repository is of somebody with another name."""
    here = journal.row("SELECT name, uid FROM people WHERE is_me")
    said: Mapping[str, object] = {}
    rows = (row for each in found for row in each.wires)
    for row in sorted(rows, key=lambda row: row.clock):
        if row.key == owner and row.table == "people":
            said = {**said, **row.fields}
    if not here or here["uid"] == owner or not said:
        return
    if str(said["name"]).casefold() != here["name"].casefold():
        raise JournalSaysNo(
            f"That repository is {said['name']}'s, and this journal is {here['name']}'s."
            " Nothing was changed.",
            "if both are you, give both journals one name: mentorlog person edit me --name NAME",
        )


# Rows of other devices: what belongs after them is taken back, and all are played in order


class _Merged(NamedTuple):
    """What a merge did.

    How many rows were new, what two devices said differently, what more people read than it was written
    for, and what I had said of partners' records.
    """

    rows: int = 0
    conflicts: Sequence[Conflict] = ()
    opened: Sequence[closing.Item] = ()
    said: Sequence[withdrawing.Words] = ()


def _merge(
    journal: Journal, me: str, incoming: Iterable[Wire], devices: Mapping[str, str], sent: str
) -> _Merged:
    """Take the rows in; ``sent`` is the stamp of the last row of this device that others have."""
    new = [each for each in incoming if not _is_here(journal, each.clock)]
    if not new:
        return _Merged()
    unsent = list(own(journal, Names(journal), me, sent, "~"))
    if not unsent or not (closing.may_open(unsent) or closing.may_open(new)):
        return _Merged(len(new), _play(journal, me, new, devices))
    mine, theirs = closing.touched(unsent), closing.touched(new)
    items = closing.around(journal, {*mine, *theirs})
    people = closing.audiences(journal)
    with closing.tried(journal):
        _play(journal, me, new, devices, without={each.clock for each in unsent})
        people |= closing.audiences(journal)
        items |= closing.around(journal, items)
        there = closing.look(journal, items, people)
        said = withdrawing.words(journal, {item.uid for item in theirs})
    said += withdrawing.words(journal, {item.uid for item in mine})
    here = closing.look(journal, items, people)
    conflicts = _play(journal, me, new, devices)
    now = closing.look(journal, items, people)
    sides = [
        closing.Side({item for item in touched if touched[item]}, seen, closing.shut(rows))
        for touched, seen, rows in ((mine, here, unsent), (theirs, there, new))
    ]
    return _Merged(len(new), conflicts, closing.opened(now, sides), said)


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


# What a row of another device must be before anything is done with it


_ROWS = ("insert", "update", "delete")


def expect_sound(journal: Journal, wires: Iterable[Wire], where: str) -> None:
    """Raise ``UnreadableFile`` for a row that no journal of this version writes."""
    there = {table: frozenset(column_names(journal.connection, table)) for table in LOGGED}
    keys = {table for table in LOGGED if "uid" in there[table]}
    for each in wires:
        names = {*each.fields, *each.before, *(each.key if isinstance(each.key, Mapping) else ())}
        values = [*each.fields.values(), *each.before.values()]
        sound = (
            each.change in _ROWS
            and each.table in there
            and names <= there[each.table] - {"id", "uid"}
            and isinstance(each.key, str) == (each.table in keys)
            and all(value is None or type(value) in (str, int) for value in values)
            and _is_text(values)
            and (each.id is None or (type(each.id) is int and 0 < each.id < 2**53))
            and type(each.anew) is bool
            and type(each.number) in (int, type(None))
            and not rules.fault("changes", {"at": each.at})
            and not rules.fault("changes", {"at": each.clock[:24]})
        )
        # Who a record is of is a uid here, and a number there.
        row = TableRow(each.table, dict(each.fields), Place(""))
        if not sound or (each.change != "delete" and unstorable(row)):
            raise UnreadableFile(where, "it has a row that no journal holds. Nothing was taken in")


def _is_text(values: Iterable[object]) -> bool:
    """Whether all texts are such as SQLite keeps whole: valid Unicode, and no NUL."""
    text = "".join(value for value in values if isinstance(value, str))
    try:
        return "\0" not in text and (text.isascii() or bool(text.encode()))
    except UnicodeEncodeError:
        return False


def expect_time(clock: Clock, wires: Iterable[Wire], device: str) -> None:
    """Raise ``JournalSaysNo`` where a device's clock is ahead of this one's by more than a day."""
    until = (clock.now + state.AHEAD).strftime("%Y-%m-%dT%H:%M:%S")
    newest = max((each.clock for each in wires), default="")
    if newest > until:
        raise JournalSaysNo(
            f"What {device} wrote is stamped {newest[:10]}, which is still to come on this machine:"
            " one of the two clocks is wrong. Nothing was taken in.",
            f"where it is that of {device}, set it right there and sync there first",
        )
