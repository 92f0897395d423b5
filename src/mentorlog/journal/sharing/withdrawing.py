"""What came with a partner's share and is not in the newest one: it goes, and what I wrote on it stays."""

from __future__ import annotations

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
    before, foreign = known(journal, share), received.givers(journal).keys()
    withdrawn = kept = 0
    # What hangs on something else goes before that.
    for kind, uid in sorted(gone, key=lambda name: -SHARED.index(name[0])):
        id, own = before[kind, uid]
        if not own and journal.value(f"SELECT 1 FROM {kind.table} WHERE id = ?", [id]):
            kept += _keep_words(journal, kind, id)
            kept += _keep_lines(journal, id, foreign) if kind is Kind.SESSION else 0
            readers.keep_hidden(journal, kind, id)
            journal.delete(kind.table, id)
            withdrawn += 1
        received.unmark(journal, uid, share)
    said = f"{count(kept, 'line')} of yours stood on what was withdrawn, and stays."
    return withdrawn, (said,) if kept else ()


def _keep_lines(journal: Journal, session: int, foreign: Collection[Name]) -> int:
    """Take my own lines out of a session that goes; returns how many. Nobody reads more of them than before."""
    rows = journal.rows("SELECT id, uid, visibility FROM takeaways WHERE session = ?", [session])
    mine = [row for row in rows if (Kind.TAKEAWAY, row["uid"]) not in foreign]
    for row in mine:
        level = Visibility.SHARED if row["visibility"] == Visibility.PUBLIC else row["visibility"]
        journal.update("takeaways", row["id"], session=None, visibility=level)
    return len(mine)


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
