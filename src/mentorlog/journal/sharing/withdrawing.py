"""What came with a partner's share and is not in the newest one: it goes, and what I wrote on it stays."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from mentorlog.errors import count
from mentorlog.journal import Journal, readers, takeaways
from mentorlog.journal.sharing import comments, received
from mentorlog.journal.store import Facts
from mentorlog.records import Kind, Visibility
from mentorlog.records.choices import RAISED
from mentorlog.records.kinds import SAME, SHARED
from mentorlog.records.shares import Name, Share


class Known(NamedTuple):
    """A record here that the giver knows; ``own`` where it was written here."""

    id: int
    own: bool


def known(journal: Journal, share: Share) -> dict[Name, Known]:
    """What came from the giver before, by what they call it."""
    found = {}
    # What is theirs stands behind what is mine, and counts where a meeting is here twice.
    for origin in journal.rows(
        "SELECT * FROM origins WHERE source IN (?, ?) AND kind <> 'person' ORDER BY source",
        [SAME + share.giver.uid, received.source(share.giver.uid)],
    ):
        own = origin["source"].startswith(SAME)
        found[Kind(origin["kind"]), origin["identifier"]] = Known(origin["record"], own)
    return found


def withdraw(journal: Journal, share: Share, gone: Collection[Name]) -> tuple[int, tuple[str, ...]]:
    """Delete what is ``gone`` from the share; returns how much, and what to say of my own words."""
    before = known(journal, share)
    withdrawn = kept = 0
    # What hangs on something else goes before that.
    for kind, uid in sorted(gone, key=lambda name: -SHARED.index(name[0])):
        id, own = before[kind, uid]
        if not own and journal.value(f"SELECT 1 FROM {kind.table} WHERE id = ?", [id]):
            kept += _keep_words(journal, kind, id)
            kept += len(let_go(journal, id)) if kind is Kind.SESSION else 0
            readers.keep_hidden(journal, kind, id)
            journal.delete(kind.table, id)
            withdrawn += 1
        received.unmark(journal, uid, share)
    said = f"{count(kept, 'line')} of yours stood on what was withdrawn, and stays."
    return withdrawn, (said,) if kept else ()


def let_go(journal: Journal, session: int, known: Collection[str] = ()) -> list[sqlite3.Row]:
    """Take what I wrote out of a session that goes, but for lines with ``known`` uids; returns those lines.

    What was public in it was read by nobody else than the rest, and stays so.
    """
    given = received.is_given(Kind.TAKEAWAY, "t")
    rows = journal.rows(
        f"SELECT id, uid, text FROM takeaways t WHERE session = ? AND NOT {given}"
        " AND uid NOT IN (SELECT value FROM json_each(?))",
        [session, json.dumps(list(known))],
    )
    for row in rows:
        journal.connection.execute(
            "UPDATE takeaways SET session = NULL, visibility ="
            " CASE visibility WHEN 'public' THEN 'shared' ELSE visibility END WHERE id = ?",
            [row["id"]],
        )
    return rows


def _keep_words(journal: Journal, kind: Kind, id: int) -> int:
    """Keep as private lines what I wrote in comments on a record that goes; returns how many."""
    said = journal.rows(
        "SELECT happened_on, note, CASE field WHEN 'answer' THEN new END AS answer FROM events"
        " WHERE kind = ? AND record = ? AND person = ? AND field <> 'created'",
        [kind.value, id, journal.me],
    )
    texts = [
        (date.fromisoformat(row["happened_on"]), text)
        for row in said
        for text in (row["note"], row["answer"])
        if text and text != RAISED
    ]
    if "evidence" in comments.columns(journal, kind, id):
        row = journal.row("SELECT evidence, done_on FROM actions WHERE id = ?", [id])
        if row and row["evidence"]:
            texts.append((date.fromisoformat(row["done_on"] or journal.now[:10]), row["evidence"]))
    for day, text in dict.fromkeys(texts):
        known = "SELECT 1 FROM takeaways WHERE text = ? AND noted_on = ? AND visibility = 'private'"
        # They stay from an earlier time, where it was withdrawn before.
        if not journal.value(known, [text, day.isoformat()]):
            takeaways.add(journal, Facts(on=day, text=text, visibility=Visibility.PRIVATE))
    return len(texts)
