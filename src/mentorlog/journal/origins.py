"""What records are called in the programs they came from, so that they are recognised there and here.

A record may have come from several programs, and has one name in each.
"""

import sqlite3
from collections.abc import Iterable

from mentorlog.journal import Journal
from mentorlog.journal.names import listed
from mentorlog.records import Kind
from mentorlog.records.imports import Origin


def of(journal: Journal, kind: Kind, ids: Iterable[int | None], source: str) -> dict[int, Origin]:
    """The origin in ``source`` of each record that has one, by id; the first if it has several."""
    # The plus keeps SQLite from using the index of names: all records may be from one source.
    rows = journal.rows(
        "SELECT record, identifier, detail FROM origins WHERE kind = ? AND +source = ?"
        " AND record IN (SELECT value FROM json_each(?)) ORDER BY identifier DESC",
        [kind.value, source, listed(ids)],
    )
    return {row["record"]: Origin(source, row["identifier"], row["detail"]) for row in rows}


def known(journal: Journal, origin: Origin | None) -> sqlite3.Row | None:
    """What is kept of the record that its source calls so; None if there is none."""
    if origin is None:
        return None
    return journal.row(
        "SELECT kind, record, detail FROM origins WHERE source = ? AND identifier = ?",
        [origin.source, origin.identifier],
    )


def add(journal: Journal, kind: Kind, id: int, origin: Origin) -> None:
    """Keep what the record is called there."""
    journal.link(
        "origins",
        kind=kind.value,
        record=id,
        source=origin.source,
        identifier=origin.identifier,
        detail=origin.detail,
    )


def put(journal: Journal, kind: Kind, id: int, origin: Origin) -> None:
    """Keep what the record is called there, and what its source says of it now.

    A row of origins is replaced and never changed: the change log tells it by all its columns.
    """
    journal.connection.execute(
        "DELETE FROM origins WHERE source = ? AND identifier = ? AND detail <> ?",
        [origin.source, origin.identifier, origin.detail],
    )
    add(journal, kind, id, origin)


def rename(journal: Journal, source: str, before: str, after: str) -> None:
    """Give what a program calls ``before`` the name that it has there now."""
    row = journal.row("SELECT * FROM origins WHERE source = ? AND identifier = ?", [source, before])
    if row:
        journal.unlink("origins", source=source, identifier=before)
        journal.link("origins", **{**dict(row), "identifier": after})
