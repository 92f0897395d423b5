"""Undo and redo: this device's commands taken back, and put back, from the change log.

Either is an operation of its own, one for each step, that plays another one's rows back, newest
first: ``undoes`` names a command's operation in an undo, and an undo's in a redo. A command stands
unless an undo of it does. As in an editor, a new command after an undo ends what could be redone;
nothing is lost by that, as the change log still has every row.

A row goes back only where what the command set is still as the log says it was left, and only where
nothing else hangs on it now; else ``JournalSaysNo`` names the record and what came in between. What
another device has set since in other columns stays.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from mentorlog.dates import utc_to_local, weekday_day
from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal, begin_operation, events
from mentorlog.journal.events import TOLD
from mentorlog.journal.past.changes import LOG, touched
from mentorlog.journal.past.rows import (
    TABLES,
    UNDONE,
    Row,
    exists,
    key_of,
    links_to,
    named,
    put_back,
    row_of,
    set_columns,
    sides,
    subject,
    take_out,
    where,
)
from mentorlog.journal.tables import LOGGED, OWNED, whole
from mentorlog.records import Kind
from mentorlog.records.keeping import Undone

_MOST_TOLD = 3
"""Of so many records a step tells what was done; the others are counted."""


def back(journal: Journal, steps: int = 1) -> list[Undone]:
    """Take the newest operations that stand back, newest first: all of them, or none.

    Raises ``JournalSaysNo`` when there are fewer, or when a later change stands in the way.
    """
    return _step(journal, "undo", undoable(journal, steps))


def forward(journal: Journal, steps: int = 1) -> list[Undone]:
    """Put back what was taken back last: all of those steps, or none.

    Raises ``JournalSaysNo`` when there are fewer, or when a later change stands in the way.
    """
    return _step(journal, "redo", redoable(journal, steps))


def undoable(journal: Journal, steps: int = 1) -> list[sqlite3.Row]:
    """The newest operations that stand; raises ``JournalSaysNo`` where there are fewer.

    One alone of which a sync left nothing is refused, so that no older one is taken back in its place.
    """
    found = _enough(journal.rows(_STANDING, [current(journal), steps]), steps, "undo", "take back")
    if not any(each["is_left"] for each in found):
        more = len(journal.rows(_STANDING, [current(journal), steps + 1])) > steps
        hint = f"mentorlog undo {steps + 1} takes back what was done here before it" if more else ""
        said = f"{found[0]['command']} cannot be taken back: another machine did the same."
        raise JournalSaysNo(said, hint)
    return found


def redoable(journal: Journal, steps: int = 1) -> list[sqlite3.Row]:
    """The newest undos that stand, and after which no command came; raises ``JournalSaysNo``."""
    found = journal.rows(_REDOABLE, [current(journal), steps])
    if not found and journal.value("SELECT 1 FROM operations WHERE undoes IS NOT NULL LIMIT 1"):
        raise JournalSaysNo(
            "There is nothing to redo: a command came after the last undo.",
            "mentorlog changes lists what was done; mentorlog undo REF brings a deleted record back",
        )
    return _enough(found, steps, "redo", "put back")


def nothing_to(command: str) -> JournalSaysNo:
    """The error for nothing to undo, or to redo."""
    return JournalSaysNo(f"There is nothing to {command}.")


# A redo is never undone itself, as an undo after it takes the command back anew. A command has no
# change left where a sync found that another device had done the same, or otherwise.
_STANDING = f"""
    SELECT o.id, o.command, o.at, o.id AS plays,
        EXISTS (SELECT 1 FROM changes c WHERE c.operation = o.id) AS is_left
    FROM operations o
    WHERE o.id <> ? AND o.undoes IS NULL AND o.device IS NULL
    AND o.command NOT IN ('sync', 'purge') AND o.id NOT IN ({UNDONE})
    ORDER BY o.id DESC LIMIT ?
"""
_REDOABLE = """
    SELECT o.id, o.command, o.at, u.id AS plays FROM operations u
    JOIN operations o ON o.id = u.undoes AND o.undoes IS NULL
    WHERE u.device IS NULL AND NOT EXISTS (SELECT 1 FROM operations r WHERE r.undoes = u.id)
    AND u.id > coalesce((SELECT max(id) FROM operations WHERE undoes IS NULL AND id <> ?
        AND device IS NULL AND command <> 'sync'), 0)
    ORDER BY u.id DESC LIMIT ?
"""


def _enough(found: list[sqlite3.Row], steps: int, command: str, verb: str) -> list[sqlite3.Row]:
    if not found:
        raise nothing_to(command)
    if len(found) < steps:
        there = "is only 1 command" if len(found) == 1 else f"are only {len(found)} commands"
        raise JournalSaysNo(f"There {there} to {verb}.", f"mentorlog {command} {len(found)}")
    return found


def _step(journal: Journal, command: str, found: list[sqlite3.Row]) -> list[Undone]:
    done: list[Undone] = []
    for operation in found:
        if done:
            begin_operation(journal, command)
        try:
            done.append(_one(journal, operation, command))
        except JournalSaysNo as error:
            if done:
                error.hint = f"mentorlog {command} {len(done)} stops before that; or {error.hint}"
            raise
    return done


def _one(journal: Journal, operation: sqlite3.Row, command: str) -> Undone:
    rows = journal.rows(f"{LOG} WHERE c.operation = ? ORDER BY c.id DESC", [operation["plays"]])
    # In the order of the command itself, which an undo has played the other way round.
    in_order = rows[::-1] if command == "undo" else rows
    told = touched(journal, in_order, _MOST_TOLD)
    verb = "taken back" if command == "undo" else "put back"
    refusal = f"{operation['command']} cannot be {verb}"
    with _kept_closed(journal, operation["plays"], rows, refusal):
        _play_back(journal, rows, refusal)
        expect_said_no_more(journal, rows, refusal)
    if not all(each.record.label for each in told):
        # What is back only now, with what it hangs on and what names it.
        back = touched(journal, in_order, _MOST_TOLD)
        told = [was if was.record.label else now for was, now in zip(told, back, strict=True)]
    journal.connection.execute(
        "UPDATE operations SET undoes = ? WHERE id = ?", [operation["plays"], current(journal)]
    )
    number = len({subject(row["tbl"], row_of(row)) for row in rows})
    return Undone(operation["command"], operation["at"], number, len(rows), tuple(told))


@contextmanager
def _kept_closed(
    journal: Journal, since: int, changes: Sequence[sqlite3.Row], refusal: str
) -> Iterator[None]:
    """Nobody comes to read by the block what another device wrote after the operation ``since``.

    Raises ``JournalSaysNo``, whose sentence ``refusal`` begins.
    """
    if journal.value("SELECT device FROM sync") is None:
        yield
        return
    from mentorlog.journal.sync import closing  # most journals have one device

    with closing.kept_closed(journal, since, refusal):
        yield
        _follow(journal, changes)
    back = [
        (row["tbl"], int(row_of(row)["id"] or 0))
        for row in changes
        if row["change"] == "delete" and row["uid"] is not None
    ]
    closing.close_back(journal, since, back)


def _follow(journal: Journal, changes: Sequence[sqlite3.Row]) -> None:
    """Columns become what the events say that are left: another device may have told some of them."""
    told = (row_of(each) for each in changes if each["tbl"] == "events")
    for kind, id in {(str(row["kind"]), int(row["record"] or 0)) for row in told}:
        for row, values in events.following(journal, TABLES[kind], id):
            set_columns(journal, TABLES[kind], dict(row), values)


# Rows played back


def _play_back(journal: Journal, changes: Sequence[sqlite3.Row], refusal: str) -> None:
    """Reverse rows of the change log, given newest first, through the states they came by.

    ``refusal`` begins the sentence where one cannot go back: ``goal add cannot be taken back``.
    """
    logged = _logged(journal)
    for change in changes:
        try:
            _reverse(journal, change, refusal)
        except sqlite3.IntegrityError as error:
            raise hung_on(journal, change, refusal) from error
    # Each row played back is one change. More of them: a row went that took others with it.
    if _logged(journal) - logged != len(changes):
        raise taken_along(journal, changes, refusal)


def _logged(journal: Journal) -> int:
    return (
        journal.value("SELECT count(*) FROM changes WHERE operation = ?", [current(journal)]) or 0
    )


def _reverse(journal: Journal, change: sqlite3.Row, refusal: str) -> None:
    table: str = change["tbl"]
    assert table in LOGGED, table
    before, after = sides(change)
    if not _is_as_left(journal, table, before, after):
        raise changed_since(journal, change, refusal)
    if after is None:
        assert before is not None
        put_back(journal, table, before)
    elif before is None:
        take_out(journal, table, after)
    else:
        _reset(journal, table, after, before)


def _is_as_left(journal: Journal, table: str, before: Row | None, after: Row | None) -> bool:
    condition, values = where(after or before or {})
    now = journal.row(f"SELECT * FROM {table} WHERE {condition}", values)
    if now is None or after is None:
        return now is None and after is None
    names = _set(table, before, after) if before else set(after) - {"updated_at"}
    return all(now[name] == after[name] for name in names & set(now.keys()))


def _set(table: str, before: Row, after: Row) -> set[str]:
    """The columns that a change set, and those that say nothing without them."""
    return whole(table, {name for name in after if after[name] != before.get(name)})


def _reset(journal: Journal, table: str, now: Row, row: Row) -> None:
    names = _set(table, row, now) & (row.keys() - {"updated_at"}) or {"id"}
    if "updated_at" in row and _is_as_left(journal, table, None, now):
        names = {*names, "updated_at"}  # A row that is back is back to its last byte.
    set_columns(journal, table, now, {name: row[name] for name in sorted(names)})


# Why a command cannot be taken back, or put back: what came in between


_OPENS = {"action": "action reopen", "goal": "goal reopen"}
_CLOSED = ("done", "dropped", "achieved", "partly-achieved", "missed")


def current(journal: Journal) -> int:
    """The number of the operation that is being written."""
    return journal.value("SELECT operation FROM writing") or 0


def expect_said_no_more(journal: Journal, changes: Sequence[sqlite3.Row], refusal: str) -> None:
    """Raise ``JournalSaysNo`` where another device has said the same, and so a value stays as it is."""
    for change in changes:
        row = row_of(change)
        if change["tbl"] != "events" or change["change"] != "insert" or row["new"] == row["old"]:
            continue
        for kind, fields in ((OWNED[told.table], told.fields) for told in TOLD):
            if kind == row["kind"] and row["field"] in fields:
                said = _same_said(journal, row, fields)
                if said and said["on_device"]:
                    verb = _OPENS.get(kind) if row["new"] in _CLOSED else None
                    raise _said_too(journal, said, named("events", row), refusal, verb)
    made = _made_elsewhere(journal)
    for change in changes:
        if change["change"] == "insert" and change["uid"] in made:
            name = named(change["tbl"], row_of(change))
            raise _said_too(journal, made[change["uid"]], name, refusal)


def _same_said(journal: Journal, row: Row, fields: tuple[str, ...]) -> sqlite3.Row | None:
    """What was logged of the newest event, where it says the same as one that was taken back."""
    found = events.last(journal, Kind(str(row["kind"])), int(row["record"] or 0), fields)
    if found is None or found["new"] != row["new"]:
        return None
    return journal.row(f"{LOG} WHERE c.uid = ? AND c.change = 'insert'", [found["uid"]])


def _made_elsewhere(journal: Journal) -> dict[str, Mapping[str, str]]:
    """By uid, what another device made that was there already: by which command, when and where."""
    return {
        said["key"]: {"command": said.get("command", ""), "at": said["at"], "on_device": name}
        for said, name in (
            (json.loads(row["said"]), row["name"])
            for row in journal.rows(
                "SELECT k.said, d.name FROM sync_kept k"
                " JOIN sync_devices d ON d.uid = substr(k.clock, 37, 16)"
            )
        )
        if said["change"] == "insert" and isinstance(said["key"], str)
    }


def _said_too(
    journal: Journal,
    said: sqlite3.Row | Mapping[str, str],
    name: str,
    refusal: str,
    opens: str | None = None,
) -> JournalSaysNo:
    return JournalSaysNo(
        f"{refusal}: the same was done to {name} {_by(journal, said)}.",
        f"mentorlog {opens} {name} opens it again"
        if opens
        else f"mentorlog changes {name} shows what both did; set it as it should be",
    )


def changed_since(journal: Journal, change: sqlite3.Row, refusal: str) -> JournalSaysNo:
    """The error for a row that is not as the command left it."""
    row = row_of(change)
    name = named(change["tbl"], row)
    later = journal.rows(
        f"{LOG} WHERE c.id > ? AND c.tbl = ? AND c.operation IS NOT ? AND o.undoes IS NULL"
        " AND (json_extract(coalesce(c.after, c.before), '$.id') = ? OR ? IN (c.before, c.after))"
        " ORDER BY c.id DESC LIMIT 1",
        [
            change["id"], change["tbl"], current(journal),
            row.get("id"), change["after"] or change["before"],
        ],
    )  # fmt: skip
    what = {"delete": "deleted", "insert": "added again"}.get(
        later[0]["change"] if later else "", "changed"
    )
    by = f", {_by(journal, later[0])}" if later else ""
    return JournalSaysNo(
        f"{refusal}: {name} was {what} since{by}.",
        f"mentorlog undo {name} brings it back"
        if what == "deleted" and not _is_there(journal, change)
        else f"mentorlog changes {name} shows what it was; set it as it should be",
    )


def _is_there(journal: Journal, change: sqlite3.Row) -> bool:
    """Whether the record that the row is of is there now."""
    kind, id = subject(change["tbl"], row_of(change))
    return exists(journal, TABLES[kind], id)


def _by(journal: Journal, change: sqlite3.Row | Mapping[str, str]) -> str:
    """Who wrote a change, where and when: ``by another program on Sun 22 Nov, 12:05``."""
    local = utc_to_local(change["at"])
    day = weekday_day(local.date(), journal.clock.today)
    where = f"on {change['on_device']}, " if change["on_device"] else "on "
    return f"by {change['command'] or 'another program'} {where}{day}, {local:%H:%M}"


def hung_on(journal: Journal, change: sqlite3.Row, refusal: str) -> JournalSaysNo:
    """The error for why SQLite refused: a row to be removed is still named, or a row that is named is gone."""
    left, name = row_of(change), named(change["tbl"], row_of(change))
    if change["after"] and isinstance(left.get("id"), int):
        for link in links_to(journal, change["tbl"]):
            sql = f"SELECT * FROM {link.table} WHERE {link.column} = ?"
            if row := journal.row(sql, [left["id"]]):
                return _added_to(journal, link.table, dict(row), name, refusal)
    return JournalSaysNo(
        f"{refusal}: what {name} hangs on is no longer there.",
        "mentorlog changes lists what was done; mentorlog undo REF brings a deleted record back",
    )


def taken_along(journal: Journal, changes: Sequence[sqlite3.Row], refusal: str) -> JournalSaysNo:
    """A removed row took another one with it, which was added to it later."""
    wanted = {(change["tbl"], key_of(row_of(change))) for change in changes}
    own = {named(change["tbl"], row_of(change)) for change in changes}
    for extra in journal.rows(
        "SELECT * FROM changes WHERE operation = ? ORDER BY id", [current(journal)]
    ):
        row = row_of(extra)
        if (extra["tbl"], key_of(row)) not in wanted:
            name = named(extra["tbl"], row)
            return _added_to(journal, extra["tbl"], row, name if name in own else "it", refusal)
    return JournalSaysNo(f"{refusal}: something else has come to hang on it.")


def _added_to(journal: Journal, table: str, row: Row, what: str, refusal: str) -> JournalSaysNo:
    added = journal.rows(
        f"{LOG} WHERE c.tbl = ? AND c.uid IS ? AND c.operation IS NOT ? ORDER BY c.id DESC LIMIT 1",
        [table, row.get("uid"), current(journal)],
    )
    name = named(table, row)
    by = _by(journal, added[0]) if added else "since"
    if name == what:
        return JournalSaysNo(
            f"{refusal}: {name} was added to, {by}.",
            f"mentorlog delete {name} takes it away with all that it has",
        )
    written = f", written {by}" if added else " since"
    return JournalSaysNo(
        f"{refusal}: {name} hangs on {what}{written}.",
        f"mentorlog delete {name} takes it out first",
    )
