"""What came with a partner's share and is not in the newest one: it goes, and what I wrote on it stays."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from datetime import date

from mentorlog.errors import count
from mentorlog.journal import Journal, readers, takeaways
from mentorlog.journal.sharing import received
from mentorlog.journal.store import Facts
from mentorlog.records import Kind, Visibility
from mentorlog.records.choices import RAISED
from mentorlog.records.kinds import SAME, SHARE, SHARED
from mentorlog.records.shares import Name, Share
from mentorlog.values import NamedTuple


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
            told = journal.rows(
                "SELECT uid FROM events WHERE kind = ? AND record = ?", [kind.value, id]
            )
            mine = words(journal, [uid, *(row["uid"] for row in told)])
            kept += len(mine)
            kept += len(let_go(journal, id)) if kind is Kind.SESSION else 0
            readers.keep_hidden(journal, kind, id)
            journal.delete(kind.table, id)
            keep(journal, mine)
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


class Words(NamedTuple):
    """What I said of a partner's record: in which row it stands, the day and the text."""

    table: str
    uid: str
    on: str
    text: str


def words(journal: Journal, uids: Collection[str]) -> list[Words]:
    """What I said of partners' records in the events and actions with these uids."""
    given = (
        f"FROM origins o WHERE o.kind = e.kind AND o.record = e.record AND o.source GLOB '{SHARE}*'"
    )
    rows = journal.rows(
        "SELECT 'events' AS tbl, e.uid, e.happened_on AS day, said.value AS text FROM events e,"
        " json_each(json_array(e.note, CASE e.field WHEN 'answer' THEN e.new END)) said"
        f" WHERE e.person = :me AND e.field <> 'created' AND EXISTS (SELECT 1 {given})"
        "   AND e.uid IN (SELECT value FROM json_each(:uids)) AND said.value IS NOT NULL"
        " UNION ALL SELECT 'actions', a.uid, ifnull(a.done_on, a.made_on), a.evidence FROM actions a"
        f" WHERE a.evidence IS NOT NULL AND {received.is_given(Kind.ACTION, 'a')}"
        "   AND a.uid IN (SELECT value FROM json_each(:uids))"
        "   AND EXISTS (SELECT 1 FROM events e WHERE e.kind = 'action' AND e.record = a.id"
        "     AND e.field = 'state' AND e.person = :me)",
        {"me": journal.me, "uids": json.dumps(list(uids))},
    )
    return [Words(*row) for row in rows if row["text"] and row["text"] != RAISED]


def keep(journal: Journal, said: Sequence[Words]) -> list[tuple[int, str]]:
    """Make private lines of words whose record has gone since; returns their ids and texts."""
    gone = [
        each
        for each in said
        if not journal.value(f"SELECT 1 FROM {each.table} WHERE uid = ?", [each.uid])
    ]
    made = []
    for on, text in dict.fromkeys((each.on, each.text) for each in gone):
        known = "SELECT 1 FROM takeaways WHERE text = ? AND noted_on = ? AND visibility = 'private'"
        # They stay from an earlier time, where it was withdrawn before.
        if not journal.value(known, [text, on]):
            day = date.fromisoformat(on)
            facts = Facts(on=day, text=text, visibility=Visibility.PRIVATE)
            made.append((takeaways.add(journal, facts), text))
    return made
