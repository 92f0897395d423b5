"""What a journal knows of its syncing: its remote, its own files there, and the other devices."""

import json
import secrets
from collections.abc import Iterable
from datetime import timedelta

from mentorlog.journal import Journal
from mentorlog.journal.past.rows import set_columns, unlogged
from mentorlog.journal.sync.wires import Names, own
from mentorlog.journal.tables import LOGGED, column_names, pairs
from mentorlog.records.kinds import WAS
from mentorlog.records.sync import CLOCK, Device, Setup, clock, device_of, wire


def setup(journal: Journal) -> Setup | None:
    """How the journal is synced; None where it is not."""
    row = journal.row(f"SELECT {', '.join(Setup._fields)} FROM sync")
    return Setup(*row) if row else None


def devices(journal: Journal) -> list[Device]:
    """The other devices, by their uids."""
    rows = journal.rows("SELECT uid, name, taken FROM sync_devices ORDER BY uid")
    return [Device(*row) for row in rows]


def begin(
    journal: Journal, remote: str, name: str, recipient: str | None, identity: str | None
) -> Setup:
    """Make the journal one that is synced with a remote; one that was begins anew, as the same device."""
    execute = journal.connection.execute
    known = setup(journal)
    place, device = secrets.token_hex(8), known.device if known else secrets.token_hex(8)
    execute(
        "INSERT OR REPLACE INTO sync (only, remote, device, name, place, recipient, identity, logged)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, coalesce((SELECT logged FROM sync), 0))",
        [remote, device, name, place, recipient, identity],
    )
    execute("UPDATE sync_files SET pushed = 0")
    execute("UPDATE sync_devices SET taken = 0, buried = NULL")
    if known is None:
        _leave_others(journal, device)
    found = setup(journal)
    assert found is not None
    return found


def read_with(journal: Journal, identity: str) -> None:
    """Remember the file with the secret key, which reads what other devices have encrypted."""
    journal.connection.execute("UPDATE sync SET identity = ?", [identity])


def taken(journal: Journal) -> dict[str, tuple[int, str | None]]:
    """How many files of each other device were taken, and the name of its file on purges that was."""
    rows = journal.rows("SELECT uid, taken, buried FROM sync_devices")
    return {row["uid"]: (row["taken"], row["buried"]) for row in rows}


def owner(journal: Journal) -> str | None:
    """The uid of whom the journal is of; None where it has no owner yet."""
    row = journal.row("SELECT uid FROM people WHERE is_me")
    return row["uid"] if row else None


def pushed(journal: Journal, names: Iterable[str]) -> None:
    """Note which of this device's files, by name, the remote has."""
    journal.connection.executemany(
        "UPDATE sync_files SET pushed = 1 WHERE name = ?", [(name,) for name in names]
    )


def synced(journal: Journal, head: str | None, root: int) -> None:
    """Note the commit that the remote is at, and how often it forgot its history."""
    journal.connection.execute(
        "UPDATE sync SET head = ?, root = ?, synced_at = ?", [head, root, journal.now]
    )


def become_new(journal: Journal) -> Setup:
    """From here on this journal is a device of its own: another copy of it has gone its own way.

    What was pushed stays the other one's; what was not is this one's now, and goes out again.
    """
    execute = journal.connection.execute
    old = setup(journal)
    assert old is not None
    last = sent(journal)
    device, place = secrets.token_hex(8), secrets.token_hex(8)
    taken = journal.value("SELECT coalesce(max(number), 0) FROM sync_files WHERE pushed") or 0
    execute("UPDATE sync SET device = ?, place = ?", [device, place])
    execute(
        "INSERT OR REPLACE INTO sync_devices (uid, name, taken) VALUES (?, ?, ?)",
        [old.device, f"{old.name} (before)", taken],
    )
    execute("DELETE FROM sync_files")
    _claim(journal, old.device, device, last)
    _leave_others(journal, device)
    found = setup(journal)
    assert found is not None
    return found


def _claim(journal: Journal, old: str, new: str, last: str) -> None:
    """Stamp rows that never left this journal as the new device's: same place, another name."""
    execute = journal.connection.execute
    for table in ("changes", "sync_kept"):
        execute(
            f"UPDATE {table} SET clock = replace(clock, ?, ?) WHERE ltrim(clock, '-') > ?"
            " AND instr(clock, ?)",
            [old, new, last, old],
        )
    for row in journal.rows("SELECT clock, said FROM sync_kept WHERE clock > ?", [last]):
        if device_of(row["clock"]) == new:
            said = wire(json.loads(row["said"]))._replace(clock=row["clock"])
            execute("UPDATE sync_kept SET said = ? WHERE clock = ?", [said.line, row["clock"]])


def _leave_others(journal: Journal, me: str) -> None:
    """Commands whose rows bear another device's stamp are that device's."""
    journal.connection.execute(
        "UPDATE operations SET number = id, device = (SELECT substr(c.clock, 37, 16) FROM changes c"
        " WHERE c.operation = operations.id AND c.clock > '0' LIMIT 1) WHERE device IS NULL AND EXISTS"
        " (SELECT 1 FROM changes c WHERE c.operation = operations.id AND c.clock > '0'"
        " AND substr(c.clock, 37, 16) <> ?)",
        [me],
    )


def has_news(journal: Journal) -> bool:
    """Whether something was written here since the last sync."""
    row = journal.row("SELECT logged, buried FROM sync")
    assert row is not None
    newest = journal.value("SELECT max(id) FROM changes") or 0
    buried = journal.value("SELECT count(*) FROM tombstones") or 0
    return bool(newest > row["logged"] or buried != row["buried"])


def waiting(journal: Journal) -> int:
    """How many rows were written here that no file of this device has, or that are not pushed."""
    me = setup(journal)
    assert me is not None
    new = journal.value(
        "SELECT count(*) FROM changes WHERE id > (SELECT logged FROM sync) AND clock IS NULL"
    )
    stamped = journal.value(
        "SELECT count(*) FROM changes WHERE clock > ? AND clock > '' AND substr(clock, 37, 16) = ?",
        [sent(journal), me.device],
    )
    return (new or 0) + (stamped or 0)


def sent(journal: Journal) -> str:
    """The stamp of the last row of this device that others have; empty where they have none."""
    last = journal.row("SELECT coalesce(max(last), '') FROM sync_files WHERE pushed")
    return str(last[0]) if last else ""


def stamp(journal: Journal, me: str) -> None:
    """Give each row that was written here since the last sync its stamp, after all that are here."""
    logged = journal.value("SELECT logged FROM sync") or 0
    buried = journal.value("SELECT count(*) FROM tombstones") or 0
    is_purged = buried != journal.value("SELECT buried FROM sync")
    _complete(journal, 0 if is_purged else logged)
    rows = journal.rows(
        "SELECT id, operation, at FROM changes WHERE id > ? AND clock IS NULL ORDER BY id", [logged]
    )
    newest = journal.row(
        "SELECT max(a) FROM (SELECT max(clock) AS a FROM changes WHERE clock > ''"
        " UNION ALL SELECT max(clock) FROM sync_kept UNION ALL SELECT max(last) FROM sync_files)"
    )
    last = (newest and newest[0]) or ""
    at, count = (last[:24], int(last[25:35])) if last else ("", 0)
    before: object = object()
    place, stamped = 0, []
    for row in rows:
        if row["operation"] is None or row["operation"] != before:
            then = min(row["at"], journal.now)
            at, count = (then, 0) if then > at else (at, count + 1)
            place, before = 0, row["operation"]
        place += 1
        stamped.append((clock(at, count, me, place), row["id"]))
    journal.connection.executemany("UPDATE changes SET clock = ? WHERE id = ?", stamped)


AHEAD = timedelta(days=1)
"""So far the clocks of two machines may be apart; stamps are in UTC."""

ANEW = 2
"""Of a file that was pushed, and is to be written again."""


def is_ahead(journal: Journal) -> bool:
    """Whether this device's own rows bear stamps that are still to come: its clock was wrong, and is right now."""
    newest = journal.row("SELECT coalesce(max(last), '') FROM sync_files")
    until = (journal.clock.now + AHEAD).strftime("%Y-%m-%dT%H:%M:%S")
    return bool(newest and newest[0] > until)


def stamp_anew(journal: Journal) -> None:
    """Stamp rows from the future as of now, in their order; nobody has taken them yet."""
    execute = journal.connection.execute
    me = setup(journal)
    assert me is not None
    # What others wrote stays where it is, and what comes after it stays after it.
    newest = journal.row(
        "SELECT coalesce(max(clock), '') FROM changes WHERE clock > '0'"
        " AND substr(clock, 37, 16) <> ?",
        [me.device],
    )
    other = newest[0] if newest else ""
    now = max(journal.now, other[:24])
    count = int(other[25:35]) if other[:24] == now else 0
    units: dict[str, str] = {}
    tables = (("changes", "clock"), ("sync_kept", "clock"), ("sync_files", "last"))
    found = {
        row[0]
        for table, column in tables
        for row in journal.rows(
            f"SELECT ltrim({column}, '-') FROM {table} WHERE ltrim({column}, '-') > ?"
            f" AND instr({column}, ?)",
            [f"{now}~", me.device],
        )
    }
    for each in sorted(found):
        if each[:CLOCK] not in units:
            count += 1
            units[each[:CLOCK]] = clock(now, count, device_of(each), 0)[:CLOCK]
    for old, new in units.items():
        execute("UPDATE sync_files SET pushed = ? WHERE pushed AND last >= ?", [ANEW, old])
        for table, column in tables:
            execute(
                f"UPDATE {table} SET {column} = replace({column}, ?, ?) WHERE instr({column}, ?)",
                [old, new, old],
            )
        execute("UPDATE sync_kept SET said = replace(said, ?, ?)", [old, new])


def logged(journal: Journal) -> None:
    """Note that the log was stamped to its end."""
    journal.connection.execute(
        "UPDATE sync SET logged = (SELECT coalesce(max(id), 0) FROM changes),"
        " buried = (SELECT count(*) FROM tombstones)"
    )


def new_file(journal: Journal, me: str) -> None:
    """Make a file of all rows of this device that are in none yet, if there are any."""
    newest = journal.row("SELECT coalesce(max(last), '') FROM sync_files")
    after = newest[0] if newest else ""
    last = max(
        journal.row(f"SELECT coalesce(max(clock), '') FROM {table} WHERE clock > ? AND clock > ''"
                    " AND substr(clock, 37, 16) = ?", [after or "0", me])[0]  # type: ignore[index]
        for table in ("changes", "sync_kept")
    )  # fmt: skip
    if not last:
        return
    number = 1 + (journal.value("SELECT max(number) FROM sync_files") or 0)
    journal.connection.execute(
        "INSERT INTO sync_files (number, name, last) VALUES (?, ?, ?)",
        [number, f"{number:06d}-{secrets.token_hex(4)}", last],
    )


def files(journal: Journal) -> dict[str, tuple[int, str, str, int]]:
    """This device's files by name: the number, the stamps between which its rows are, and whether pushed.

    That is 0, 1, or ``ANEW``.
    """
    found, after = {}, ""
    for row in journal.rows("SELECT * FROM sync_files ORDER BY number"):
        found[row["name"]] = row["number"], after, row["last"], row["pushed"]
        after = row["last"]
    return found


def lines(journal: Journal, me: str, after: str, last: str) -> list[str]:
    """The rows of one file as lines."""
    return [each.line for each in own(journal, Names(journal), me, after, last)]


def adopt_owner(journal: Journal, uid: str) -> None:
    """The owner here is the one that the other devices know; partners know them by the uid of before."""
    row = journal.row("SELECT id, uid FROM people WHERE is_me")
    if row is None or row["uid"] == uid:
        return
    take_uid(journal, "people", row["uid"], uid)
    journal.link(
        "origins", kind="person", record=row["id"], source=WAS, identifier=row["uid"], detail=""
    )


def take_uid(journal: Journal, table: str, old: str, new: str) -> None:
    """A record has the uid that the other devices know: in its table and in all of the history."""
    row = journal.row(f"SELECT id, updated_at FROM {table} WHERE uid = ?", [old])
    assert row is not None
    with unlogged(journal.connection):
        set_columns(journal, table, dict(row), {"uid": new, "updated_at": row["updated_at"]})
    journal.connection.execute(
        "UPDATE changes SET uid = :new, before = replace(before, :old, :new),"
        " after = replace(after, :old, :new) WHERE uid = :old",
        {"old": old, "new": new},
    )


# Other devices know no more than the log. A file of an earlier format, and a program that turned the triggers
# off, may have rows that the log lacks.


def _complete(journal: Journal, after: int) -> None:
    """Log what the tables hold and the log does not say, of rows touched after one of the log.

    After 0 every row is looked at.
    """
    for table in _touched(journal, after) if after else LOGGED:
        names = column_names(journal.connection, table)
        if "uid" in names:
            _records(journal, table, names, after)
        elif not after:
            _links(journal, table, names)


def _touched(journal: Journal, after: int) -> list[str]:
    """The tables of which the log tells after one of its rows."""
    told = journal.rows("SELECT DISTINCT tbl FROM changes WHERE id > ?", [after])
    tables = {row["tbl"] for row in told}
    return [table for table in LOGGED if table in tables]


def _records(journal: Journal, table: str, names: list[str], after: int) -> None:
    among = "uid IN (SELECT uid FROM changes WHERE id > :after)" if after else ":after = 0"
    row = f"json_object({pairs(names)})"
    # A trigger logs the row before it sets updated_at: what that became is told by the next line.
    expected = (
        "json_set(c.after, '$.updated_at', CASE WHEN c.change = 'update' AND"
        " json_extract(c.before, '$.updated_at') IS json_extract(c.after, '$.updated_at')"
        " THEN c.at ELSE json_extract(c.after, '$.updated_at') END)"
    )
    journal.connection.execute(
        f"INSERT INTO changes (operation, at, change, tbl, uid, before, after)"
        f" SELECT w.operation, w.at, CASE WHEN c.after IS NULL THEN 'insert' ELSE 'update' END,"
        f" '{table}', r.uid, CASE WHEN c.after IS NOT NULL THEN {expected} END, r.now"
        f" FROM (SELECT uid, {row} AS now FROM {table} WHERE {among}) r, writing w"
        f" LEFT JOIN changes c ON c.id = (SELECT max(id) FROM changes x WHERE x.uid = r.uid"
        f" AND x.tbl = '{table}') WHERE c.after IS NULL"
        # Most rows are as they were made, which is seen without taking their JSON apart.
        f" OR NOT (c.change = 'insert' AND c.after = r.now) AND {expected} <> r.now",
        {"after": after},
    )


def _links(journal: Journal, table: str, names: list[str]) -> None:
    row = f"json_object({pairs(names)})"
    journal.connection.execute(
        f"INSERT INTO changes (operation, at, change, tbl, after)"
        f" SELECT w.operation, w.at, 'insert', '{table}', {row} FROM {table}, writing w"
        f" WHERE {row} NOT IN (SELECT after FROM changes WHERE tbl = '{table}' AND after IS NOT NULL)"
    )
