"""Tags: words on any record, listed with counts, renamed everywhere at once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mentorlog.errors import JournalSaysNo, NotFound, UnreadableWords, quoted
from mentorlog.journal import Journal
from mentorlog.journal.rows import kind_and_number
from mentorlog.records import Kind

_TAG = re.compile(r"\w[\w./-]{0,59}")


def word(text: str) -> str:
    """A tag as it is stored: without ``#``; raises ``UnreadableWords`` for what is not one word."""
    tag = text.strip().removeprefix("#")
    if not _TAG.fullmatch(tag):
        raise UnreadableWords("tag", text, ("speaking", "system-design", "q3/visibility"))
    return tag


def put(journal: Journal, kind: Kind, id: int, tags: Iterable[str]) -> None:
    """Add tags to a record."""
    for tag in tags:
        journal.link("taggings", kind=kind.value, record=id, tag=word(tag))


def replace(journal: Journal, kind: Kind, id: int, tags: Iterable[str]) -> None:
    """Make these the record's only tags."""
    wanted = {word(tag) for tag in tags}
    for row in journal.rows(
        "SELECT tag FROM taggings WHERE kind = ? AND record = ?", [kind.value, id]
    ):
        if row["tag"] not in wanted:
            take(journal, kind, id, row["tag"])
    put(journal, kind, id, sorted(wanted))


def take(journal: Journal, kind: Kind, id: int, tag: str) -> None:
    """Take one tag off a record."""
    journal.connection.execute(
        "DELETE FROM taggings WHERE kind = ? AND record = ? AND tag = ?", [kind.value, id, tag]
    )


def counts(journal: Journal) -> list[tuple[str, int]]:
    """Every tag with the number of records that bear it, the most used first."""
    rows = journal.rows("SELECT tag, count(*) AS n FROM taggings GROUP BY tag ORDER BY n DESC, tag")
    return [(row["tag"], row["n"]) for row in rows]


def rename(journal: Journal, old: str, new: str) -> int:
    """Give every record that bears ``old`` the tag ``new`` instead; returns how many.

    Where a record bears both, one is left. Raises ``NotFound`` when nothing bears ``old``.
    """
    old, new = word(old), word(new)
    found = journal.rows(
        "SELECT kind, record FROM taggings WHERE tag = ? ORDER BY kind, record", [old]
    )
    if not found:
        raise NotFound("tag", old, "mentorlog tag lists them")
    for row in found if old != new else ():
        kind = Kind(row["kind"])
        take(journal, kind, row["record"], old)
        put(journal, kind, row["record"], [new])
    return len(found)


def of(journal: Journal, reference: str) -> tuple[Kind, int]:
    """The record a letter and a number name, as ``g3``.

    Raises ``UnreadableWords`` for anything else, ``NotFound`` where there is no such record.
    """
    kind, id = kind_and_number(reference)
    if journal.value(f"SELECT 1 FROM {kind.table} WHERE id = ?", [id]) is None:
        raise NotFound(kind.value, reference)
    return kind, id


def remove(journal: Journal, kind: Kind, id: int, tag: str) -> None:
    """Take one tag off a record; raises ``JournalSaysNo`` where the record does not bear it."""
    tag = word(tag)
    borne = journal.value(
        "SELECT 1 FROM taggings WHERE kind = ? AND record = ? AND tag = ?", [kind.value, id, tag]
    )
    if not borne:
        raise JournalSaysNo(f"{kind.letter}{id} does not bear the tag {quoted(tag)}.")
    take(journal, kind, id, tag)
