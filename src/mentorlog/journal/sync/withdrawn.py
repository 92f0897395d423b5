"""A partner withdrew on one device what I wrote on with another: my words stay.

My lines in a session that was withdrawn stay without it. What I said of a record that was withdrawn
becomes private lines, made by the device that sends last, as the one that received would have made them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.journal import Journal, takeaways
from mentorlog.journal.sharing.received import is_given
from mentorlog.journal.store import Facts
from mentorlog.records import Kind, Visibility
from mentorlog.records.choices import RAISED
from mentorlog.records.kinds import SHARE
from mentorlog.records.sync import Conflict

RECEIVED = "receive"
"""The command that takes a partner's share, and with it away what they withdrew."""


class Words(NamedTuple):
    """What I said of a partner's record: where it stands, the day and the text."""

    table: str
    uid: str
    on: str
    text: str


def words(journal: Journal, written: Iterable[str]) -> list[Words]:
    """What I said of partners' records in the rows with these uids."""
    uids = json.dumps(list(written))
    given = (
        f"FROM origins o WHERE o.kind = e.kind AND o.record = e.record AND o.source GLOB '{SHARE}*'"
    )
    rows = journal.rows(
        "SELECT 'events' AS tbl, e.uid, e.happened_on AS day, said.value AS text FROM events e,"
        " json_each(json_array(e.note, CASE e.field WHEN 'answer' THEN e.new END)) said"
        f" WHERE e.person = :me AND EXISTS (SELECT 1 {given})"
        "   AND e.uid IN (SELECT value FROM json_each(:uids)) AND said.value IS NOT NULL"
        " UNION ALL SELECT 'actions', a.uid, ifnull(a.done_on, a.made_on), a.evidence FROM actions a"
        f" WHERE a.owner = :me AND a.evidence IS NOT NULL AND {is_given(Kind.ACTION, 'a')}"
        "   AND a.uid IN (SELECT value FROM json_each(:uids))",
        {"me": journal.me, "uids": uids},
    )
    return [Words(*row) for row in rows if row["text"] != RAISED]


def keep(journal: Journal, said: Sequence[Words]) -> list[Conflict]:
    """Make private lines of words whose record has gone since; returns what to say of it."""
    gone = [
        each
        for each in said
        if not journal.value(f"SELECT 1 FROM {each.table} WHERE uid = ?", [each.uid])
    ]
    found = []
    for on, text in dict.fromkeys((each.on, each.text) for each in gone):
        day = date.fromisoformat(on)
        id = takeaways.add(journal, Facts(on=day, text=text, visibility=Visibility.PRIVATE))
        found.append(stays(id, text))
    return found


def stays(id: int, text: str) -> Conflict:
    """What to say of a takeaway of mine that stood on what was withdrawn."""
    return Conflict(f"{Kind.TAKEAWAY.letter}{id}", "withdrawn", text, None, "")


def by_its_giver(journal: Journal, operation: int | None) -> bool:
    """Whether a row that went was withdrawn by the partner from whom it was."""
    row = journal.row("SELECT command FROM operations WHERE id = ?", [operation])
    return row is not None and row["command"] == RECEIVED
