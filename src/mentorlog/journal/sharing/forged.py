"""Nothing that a partner sends goes by the name of something else: whoever knows a uid of mine can write it."""

from __future__ import annotations

from collections.abc import Collection

from mentorlog.journal import Journal
from mentorlog.journal.names import listed_words
from mentorlog.journal.tables import OWNED
from mentorlog.records.kinds import SHARE
from mentorlog.records.shares import Share


def leave_out(journal: Journal, share: Share) -> tuple[Share, int]:
    """The share without what bears the uid of something else that is or was here, and how much that is."""
    told = [*(each for row in share.rows for each in row.told), *(c.told for c in share.comments)]
    places = {each.uid: "events" for each in told} | {row.uid: row.kind.table for row in share.rows}
    uids = listed_words(places)
    here = [
        (table, row["uid"])
        for table in (*OWNED, "events", "pauses")
        for row in journal.rows(
            f"SELECT uid FROM {table} WHERE uid IN (SELECT value FROM json_each(?))", [uids]
        )
    ]
    taken = {uid for table, uid in here if places[uid] != table}
    taken |= _deleted(journal, places.keys() - {uid for _, uid in here})
    if not taken:
        return share, 0
    rows = tuple(
        row._replace(told=tuple(each for each in row.told if each.uid not in taken))
        for row in share.rows
        if row.uid not in taken
    )
    said = tuple(each for each in share.comments if each.told.uid not in taken)
    left_out = len(share.rows) - len(rows) + len(share.comments) - len(said)
    return share._replace(rows=rows, comments=said), left_out


def _deleted(journal: Journal, uids: Collection[str]) -> set[str]:
    """Those of records that were written here and are deleted: undo may bring them back."""
    found = journal.rows(
        "SELECT DISTINCT uid FROM changes WHERE uid IN (SELECT value FROM json_each(?))"
        " AND tbl <> 'events'",
        [listed_words(uids)],
    )
    if not found:
        return set()
    given = journal.rows(
        "SELECT DISTINCT json_extract(coalesce(after, before), '$.identifier') AS uid FROM changes"
        " WHERE tbl = 'origins'"
        f" AND json_extract(coalesce(after, before), '$.source') GLOB '{SHARE}*'"
    )
    return {row["uid"] for row in found} - {row["uid"] for row in given}
