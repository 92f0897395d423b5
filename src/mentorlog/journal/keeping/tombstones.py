"""The uids of what was purged: no document, import or backup brings those words back.

What is kept is a uid, a number and an instant, never a word.
"""

from collections.abc import Iterable
from typing import Any

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal
from mentorlog.journal.tables import OWNED
from mentorlog.records.imports import Draft, Origin

WHOLE = ""
"""In place of a field: all of the record."""

SOME = "Words of it that were purged here are left out."
LEFT_OUT = "purged here, and does not come back"
"""Why a row of a file is left out."""


class Purged(JournalSaysNo):
    """The words belong to a record that was purged, and are not taken in again."""

    def __init__(self) -> None:
        super().__init__("What this is of was purged here, and does not come back.")


def put(journal: Journal, rows: Iterable[tuple[object, ...]]) -> None:
    """Keep what was purged: uid, field, kind, number and instant of each, unless it is known."""
    journal.connection.executemany(
        "INSERT OR IGNORE INTO tombstones (uid, field, kind, number, at) VALUES (?, ?, ?, ?, ?)",
        rows,
    )


def fields(journal: Journal, uid: str | None) -> frozenset[str]:
    """What was purged of a uid: names of fields, or ``WHOLE``."""
    rows = journal.rows("SELECT field FROM tombstones WHERE uid = ?", [uid])
    return frozenset(row["field"] for row in rows)


def fields_by_number(journal: Journal) -> dict[tuple[str, int], set[str]]:
    """The texts that were purged of records that are still there, by kind and number."""
    found: dict[tuple[str, int], set[str]] = {}
    for row in journal.rows("SELECT kind, number, field FROM tombstones WHERE field <> ?", [WHOLE]):
        found.setdefault((row["kind"], row["number"]), set()).add(row["field"])
    return found


def is_purged(journal: Journal, uid: str | None) -> bool:
    """Whether the record with that uid was purged."""
    return WHOLE in fields(journal, uid)


def expect_free(journal: Journal, uid: str | None) -> None:
    """Raise ``Purged`` for the uid of a record that was purged."""
    if is_purged(journal, uid):
        raise Purged


def everything(journal: Journal) -> dict[str, set[str]]:
    """What was purged, by uid: names of fields, or ``WHOLE``."""
    found: dict[str, set[str]] = {}
    for row in journal.rows("SELECT uid, field FROM tombstones"):
        found.setdefault(row["uid"], set()).add(row["field"])
    return found


def uid_of(journal: Journal, kind: str, number: int) -> str | None:
    """The uid of the purged record that people knew by that number."""
    row = journal.row(
        "SELECT uid FROM tombstones WHERE kind = ? AND number = ? ORDER BY at DESC, field",
        [kind, number],
    )
    return None if row is None else str(row["uid"])


def without(journal: Journal, table: str, draft: Draft, origin: Origin | None) -> Draft | None:
    """The draft with the journal's present words in place of purged ones; None where all was purged."""
    uid = draft.uid or _uid_here(journal, table, origin)
    gone = fields(journal, uid)
    if WHOLE in gone or (origin and is_purged(journal, origin.identifier)):
        return None
    row = journal.row(f"SELECT * FROM {table} WHERE uid = ?", [uid]) if gone else None
    said: dict[str, Any] = {}
    for name in gone & set(draft._fields):
        if row is None and name not in draft._field_defaults:
            return None
        said[name] = (row and row[name]) or draft._field_defaults.get(name)
    return draft._replace(**said) if said else draft


def _uid_here(journal: Journal, table: str, origin: Origin | None) -> str | None:
    """The uid of the record that its source calls so, where anything of any record was purged."""
    if origin is None or not journal.value("SELECT 1 FROM tombstones LIMIT 1"):
        return None
    found = journal.value(
        f"SELECT r.uid FROM origins o JOIN {table} r ON r.id = o.record AND o.kind = ?"
        " WHERE o.source = ? AND o.identifier = ?",
        [OWNED[table], origin.source, origin.identifier],
    )
    return None if found is None else str(found)
