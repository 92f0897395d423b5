"""Why a command cannot be taken back, or put back: what came in between, by which command, and on which device."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from mentorlog.dates import utc_to_local, weekday_day
from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal, events
from mentorlog.journal.events import TOLD
from mentorlog.journal.past.changes import LOG
from mentorlog.journal.past.rows import (
    TABLES,
    Row,
    exists,
    key_of,
    links_to,
    named,
    row_of,
    subject,
)
from mentorlog.journal.tables import OWNED
from mentorlog.records import Kind

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
        else _SET_ANEW.format(name),
    )


_SET_ANEW = "mentorlog changes {} shows what it was; set it as it should be"


def _is_there(journal: Journal, change: sqlite3.Row) -> bool:
    """Whether the record that the row is of is there now."""
    kind, id = subject(change["tbl"], row_of(change))
    return exists(journal, TABLES[kind], id)


def too_late(journal: Journal) -> JournalSaysNo | None:
    """The error for a command that came after the newest undo, with what brings back what it took away.

    None where there is no undo, or no command after it.
    """
    taken = journal.row(_LAST_TAKEN, [current(journal)])
    if taken is None or taken["later"] is None:
        return None
    rows = journal.rows(f"{LOG} WHERE c.operation = ? ORDER BY c.id DESC", [taken["undo"]])
    gone = [
        named(row["tbl"], row_of(row))
        for row in rows
        if row["tbl"] in OWNED and not _is_there(journal, row)
    ]
    # People come into being beside what was meant.
    code = min(gone, key=lambda name: name.startswith(Kind.PERSON.letter), default="")
    return JournalSaysNo(
        f"{taken['command']} cannot be put back: {taken['later']} came after it was taken back.",
        f"mentorlog undo {code} brings back {code} by itself"
        if code
        else _SET_ANEW.format(named(rows[0]["tbl"], row_of(rows[0]))),
    )


_LAST_TAKEN = """
    SELECT u.id AS undo, o.command, (SELECT l.command FROM operations l
        WHERE l.id > u.id AND l.undoes IS NULL AND l.id <> ? AND l.device IS NULL
        AND l.command <> 'sync' ORDER BY l.id LIMIT 1) AS later
    FROM operations u JOIN operations o ON o.id = u.undoes AND o.undoes IS NULL
    WHERE u.device IS NULL AND NOT EXISTS (SELECT 1 FROM operations r WHERE r.undoes = u.id)
    AND EXISTS (SELECT 1 FROM changes c WHERE c.operation = u.id)
    ORDER BY u.id DESC LIMIT 1
"""


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
        "mentorlog changes --deleted lists what has gone, and how to bring it back",
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
