"""What was purged on another device is purged here too, and never comes in again."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256

from mentorlog.errors import joined
from mentorlog.journal import Journal, begin_operation, takeaways
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.keeping.purging import PURGED, Purging, Side
from mentorlog.journal.names import grouped
from mentorlog.journal.past.rows import links_to, unlogged
from mentorlog.journal.sharing import received
from mentorlog.journal.sharing.withdrawing import let_go
from mentorlog.journal.store import Facts
from mentorlog.journal.tables import OWNED, WORDS, column_names, pairs, required_columns
from mentorlog.records import Kind, Visibility
from mentorlog.records.choices import RAISED
from mentorlog.records.keeping import Plan, Target
from mentorlog.records.sync import Grave, Wire
from mentorlog.values import NamedTuple

_TABLES = {**{word: table for table, word in OWNED.items()}, "event": "events"}
_COMMAND = "purge"
_OF_NOTES = ("", "notes")
"""The fields of a session whose purge takes its notes."""
_LOOSE = ("takeaways", "actions", "wins")
"""The tables of what may stand without the goal or the session that it is of."""


def graves(journal: Journal) -> list[Grave]:
    """All that was purged, for the other devices."""
    found = []
    for row in journal.rows("SELECT uid, field, kind, at FROM tombstones ORDER BY uid, field"):
        words = None
        table = _TABLES.get(row["kind"], "")
        if row["field"] and row["field"] in required_columns(journal.connection, table):
            now = journal.row(
                f"SELECT {row['field']} FROM {table} WHERE uid = :uid UNION ALL SELECT * FROM (SELECT"
                f" json_extract(coalesce(after, before), '$.{row['field']}') FROM changes"
                " WHERE uid = :uid ORDER BY id DESC LIMIT 1)",
                {"uid": row["uid"]},
            )
            words = str(now[0]) if now else PURGED
        found.append(Grave(row["uid"], row["field"], row["kind"], row["at"], words))
    return found


def bury(journal: Journal, found: Iterable[Grave], sent: str) -> list[Plan]:
    """Purge what another device purged; returns what of it was here.

    ``sent`` is the stamp of the last row of this device that others have.
    """
    plans: list[Plan] = []
    known = tombstones.everything(journal)
    found = list(found)
    gone = {grave.uid for grave in found if not grave.field}
    lines: list[int] = []
    for grave in sorted(found, key=_in_order):
        if known.get(grave.uid, set()) & {tombstones.WHOLE, grave.field}:
            continue
        target = _target(journal, grave)
        if target:
            with _purging(journal):
                if target.kind is Kind.SESSION and not grave.field:
                    # My lines, of which whoever purged it did not know.
                    for line in let_go(journal, target.id, gone):
                        journal.update("takeaways", line["id"], visibility=Visibility.PRIVATE.value)
                        lines.append(line["id"])
                if target.kind is Kind.SESSION and grave.field in _OF_NOTES:
                    lines += _keep_notes(journal, target, gone, sent)
                purging = Purging(journal, target, grave.words)
                if not purging.needed_by():
                    lines += _keep_words(journal, purging, gone)
            if (target.uid, target.field) != (purging.owner, None):
                plans.append(purging.plan())
                purging.write_again()
            known = tombstones.everything(journal)
        # What came in of it before has no place here, and is of no use any longer.
        journal.connection.execute("DELETE FROM sync_kept WHERE instr(said, ?)", [grave.uid])
        number = target.id if target else 0
        tombstones.put(journal, [(grave.uid, grave.field, grave.kind, number, grave.at)])
        known.setdefault(grave.uid, set()).add(grave.field or tombstones.WHOLE)
    _name(journal, [f"t{id}" for id in sorted(lines)])
    return plans


def _in_order(grave: Grave) -> tuple[bool, bool, bool, str, str, bool]:
    """What others hang on goes first, and takes them along; of several devices' words those of one that had the record."""
    table = _TABLES.get(grave.kind, "")
    hangs = table not in OWNED or bool(Kind(OWNED[table]).about.hangs_on)
    is_other = grave.words == PURGED
    return grave.field != "", table == "events", hangs, grave.uid, grave.field, is_other


def of_notes(wires: Iterable[Wire], found: Iterable[Grave]) -> list[Wire]:
    """The rows that are of notes of a session which were purged."""
    gone = {grave.uid for grave in found if grave.field in _OF_NOTES}
    return [wire for wire in wires if "notes" in wire.fields and str(wire.key) in gone]


def see_to(journal: Journal, wires: Iterable[Wire], without: Iterable[Wire]) -> bool:
    """Name what another device kept so; make private what came in for something that was purged here.

    ``without`` are rows with notes of a session that were left out, as those were purged. Who read the goal or the session nobody can tell any longer. Returns whether there is any such.
    """
    gone = tombstones.everything(journal)
    codes = []
    for wire in wires:
        if wire.table not in _LOOSE:
            continue
        is_kept = wire.command == _COMMAND and wire.fields.get("visibility") == Visibility.PRIVATE
        above = [str(wire.fields.get(name)) for name in ("session", "goal")]
        is_alone = any(tombstones.WHOLE in gone.get(uid, ()) for uid in above)
        if not (is_kept or is_alone):
            continue
        id = journal.value(f"SELECT id FROM {wire.table} WHERE uid = ?", [str(wire.key)])
        if id:
            codes.append(f"{Kind(OWNED[wire.table]).letter}{id}")
            # Of what came from a partner the level here is mine to set.
            with received.taking(journal), _purging(journal):
                journal.update(wire.table, id, visibility=Visibility.PRIVATE.value)
    edits = grouped(
        ((str(wire.key), wire.device), _Edit.of(wire))
        for wire in without
        if (wire.table, wire.change) == ("sessions", "update") and "notes" in wire.fields
    )
    with _purging(journal):
        for (uid, _), of in edits.items():
            codes += [f"t{id}" for id in _keep_added(journal, uid, of, ())]
    _name(journal, codes)
    return bool(codes)


def _name(journal: Journal, codes: Collection[str]) -> None:
    if codes:
        names = joined(dict.fromkeys(codes))
        journal.notes.append(f"What stood under something that was purged stays, private: {names}.")


@contextmanager
def _purging(journal: Journal) -> Iterator[None]:
    """What the block writes is a purge's: undo passes that over, and no sync tells it as an opening."""
    number = journal.value("SELECT operation FROM writing")
    begin_operation(journal, _COMMAND)
    yield
    journal.connection.execute("UPDATE writing SET operation = ?", [number])


def _keep_words(journal: Journal, purging: Purging, gone: Collection[str]) -> list[int]:
    """Keep as private lines what I wrote under something that goes, of which whoever purged it did not know.

    Returns their ids. A line has the same uid on each device that makes it.
    """
    lines = list[int]()
    for side, text in purging.unknown(gone):
        if text != RAISED and _is_mine(journal, side):
            day = side.row.get("happened_on") or side.row.get("agreed_on") or side.row["created_at"]
            lines += _keep(journal, text, str(side.uid), str(day), gone)
    return lines


def _keep_notes(journal: Journal, session: Target, gone: Collection[str], sent: str) -> list[int]:
    """Keep as private lines what was added here to the notes of a session that goes, and was not sent yet.

    Returns their ids.
    """
    rows = journal.rows(
        "SELECT o.at, ifnull(json_extract(c.before, '$.notes'), '') AS old,"
        " ifnull(json_extract(c.after, '$.notes'), '') AS new"
        " FROM changes c JOIN operations o ON o.id = c.operation AND o.device IS NULL"
        " WHERE c.uid = ? AND c.tbl = 'sessions' AND c.change = 'update'"
        " AND (ifnull(c.clock, '') = '' OR c.clock > ?) ORDER BY c.id",
        [session.uid, sent],
    )
    return _keep_added(journal, session.uid, [_Edit(**dict(row)) for row in rows], gone)


class _Edit(NamedTuple):
    """The notes of a session before and after an edit, which was told ``at`` an instant."""

    at: str
    old: str
    new: str

    @classmethod
    def of(cls, wire: Wire) -> "_Edit":
        """The edit that another device tells of."""
        old, new = (str(side.get("notes") or "") for side in (wire.before, wire.fields))
        return cls(wire.at, old, new)


def _keep_added(
    journal: Journal, uid: str, edits: Sequence[_Edit], gone: Collection[str]
) -> list[int]:
    """Keep what edits added behind the notes that there were; any other edit is of the words that go."""
    before, now = (edits[0].old, edits[-1].new) if edits else ("", "")
    text = now.removeprefix(before).strip() if now.startswith(before) else ""
    if not text or (before and before in text):
        return []
    return _keep(journal, text, uid, edits[-1].at, gone)


def _keep(journal: Journal, text: str, of: str, day: str, gone: Collection[str]) -> list[int]:
    """Make a private line of words that were ``of`` something that goes; returns its id, if it was not made before."""
    uid = sha256(f"{text} of {of}".encode()).hexdigest()[:16]
    is_made = "SELECT 1 FROM takeaways WHERE uid = ?"
    if uid in gone or tombstones.is_purged(journal, uid) or journal.value(is_made, [uid]):
        return []
    facts = Facts(on=date.fromisoformat(day[:10]), text=text, visibility=Visibility.PRIVATE)
    return [takeaways.add(journal, facts, uid=uid)]


def _is_mine(journal: Journal, side: Side) -> bool:
    """Whether a row was written here, and did not come with a partner's share."""
    if side.table in OWNED:
        return (Kind(OWNED[side.table]), str(side.uid)) not in received.givers(journal)
    by = side.row.get("person")
    return by in (None, journal.me) or by not in received.givers(journal).values()


def _target(journal: Journal, grave: Grave) -> Target | None:
    """What is to be purged here; None where this journal never had it."""
    table = _TABLES.get(grave.kind)
    if table is None or (grave.field and grave.field not in WORDS.get(table, ())):
        return None
    row = journal.row(
        f"SELECT id FROM {table} WHERE uid = :uid UNION ALL SELECT * FROM (SELECT"
        " json_extract(coalesce(after, before), '$.id') FROM changes WHERE uid = :uid LIMIT 1)",
        {"uid": grave.uid},
    )
    if row is None:
        return None
    kind = None if grave.kind == "event" else Kind(grave.kind)
    return Target(kind, row["id"], grave.field or None, grave.uid)


def stand_in(journal: Journal, uid: str) -> None:
    """Somebody who was purged and is still named stays, without a name."""
    if journal.value("SELECT 1 FROM people WHERE uid = ?", [uid]):
        return
    with unlogged(journal.connection):
        journal.connection.execute("INSERT INTO people (uid, name) VALUES (?, ?)", [uid, PURGED])


def tidy(journal: Journal) -> None:
    """See that those who stand in are the same on each device, and there only where they are named."""
    execute = journal.connection.execute
    naming = [link for link in links_to(journal, "people") if link.on_delete != "CASCADE"]
    with unlogged(journal.connection):
        for row in journal.rows(
            "SELECT p.id, p.uid, t.at FROM people p JOIN tombstones t ON t.uid = p.uid"
            " AND t.field = '' WHERE p.is_me IS NULL"
        ):
            if any(
                journal.value(f"SELECT 1 FROM {link.table} WHERE {link.column} = ?", [row["id"]])
                for link in naming
            ):
                execute(
                    "UPDATE people SET name = ?, title = NULL, note = NULL, every = NULL,"
                    " visibility = 'shared', created_at = ? WHERE id = ?",
                    [PURGED, row["at"], row["id"]],
                )
                execute("UPDATE people SET updated_at = created_at WHERE id = ?", [row["id"]])
                _log_as_it_is(journal, row["uid"])
            else:
                execute("DELETE FROM people WHERE id = ?", [row["id"]])


def _log_as_it_is(journal: Journal, uid: str) -> None:
    """Of what the change log says of somebody who stands in, only that they were made, as they are now."""
    execute = journal.connection.execute
    names = column_names(journal.connection, "people")
    first = "SELECT min(id) FROM changes WHERE uid = ? AND tbl = 'people' AND change = 'insert'"
    execute(f"DELETE FROM changes WHERE uid = ? AND tbl = 'people' AND id <> ({first})", [uid, uid])
    execute(
        f"UPDATE changes SET after = (SELECT json_object({pairs(names)}) FROM people WHERE uid = ?)"
        f" WHERE id = ({first})",
        [uid, uid],
    )


def without(wires: Iterable[Wire], found: Collection[Grave]) -> Iterator[Wire]:
    """The rows without what was purged of them, for a device that has not heard of it yet."""
    gone = {each.uid for each in found if not each.field}
    words = {(each.uid, each.field): each.words for each in found if each.field}
    for wire in wires:
        if isinstance(wire.key, str) and wire.key in gone:
            continue
        key = str(wire.key) if isinstance(wire.key, str) else ""
        fields, before = dict(wire.fields), dict(wire.before)
        record = str(fields.get("record") or before.get("record") or "")
        for uid, field in words:
            if uid == key:
                before.pop(field, None)
                if field in fields and wire.change == "insert":
                    fields[field] = words[uid, field]
                else:
                    fields.pop(field, None)
            elif uid == record and field in (fields.get("field"), before.get("field")):
                for side in (fields, before):
                    side.update(dict.fromkeys({"old", "new", "note"} & side.keys()))
        yield wire._replace(fields=fields, before=before)
