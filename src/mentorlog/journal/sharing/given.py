"""What a partner may read of my journal, made ready for theirs.

The journal that is asked is the partner's lens: what that hides is not here, not even as a gap. What came
from a partner is not given back, but what I said of it is.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence

from mentorlog.journal import Journal
from mentorlog.journal.names import tags
from mentorlog.records import ActionState, Kind
from mentorlog.records.kinds import PUBLISHED, SHARED, Holds, Seen
from mentorlog.records.shares import COMMENTS, GIVER, READER, Comment, Name, Party, Row, Share, Told

_NOT_GIVEN = {PUBLISHED.name, "notes_visibility"}
_WHICH = {
    # A goal is given by whom it belongs to: its owner has it, and would have it twice.
    Kind.GOAL: "owner = :me",
    Kind.MILESTONE: "title IS NOT NULL AND goal IN (SELECT id FROM goals WHERE owner = :me)",
    Kind.SESSION: "id IN (SELECT session FROM attendees WHERE person = :partner)",
    Kind.TAKEAWAY: "kind <> 'note'",
    Kind.ACTION: "owner IN (:me, :partner)",
}


def read(journal: Journal, givers: Mapping[Name, int | None], was: Sequence[str]) -> Share:
    """What the partner of the journal's lens reads.

    ``givers`` is from whom the records came that did, ``was`` what the owner was called before.
    """
    share = _Giving(journal, givers).share()
    return share._replace(giver=share.giver._replace(was=tuple(was)))


def kept(journal: Journal, givers: Mapping[Name, int | None]) -> list[str]:
    """The goals of the partner's own that are kept here for them, and so are not given: ``g1``."""
    rows = journal.rows(
        "SELECT id, uid FROM goals WHERE owner = ? ORDER BY id", [journal.lens.partner]
    )
    return [f"g{row['id']}" for row in rows if (Kind.GOAL, row["uid"]) not in givers]


def readable(journal: Journal) -> frozenset[Name]:
    """What a partner of the journal's lens reads, and may comment on."""
    return frozenset(
        (kind, row["uid"])
        for kind in SHARED
        for row in journal.rows(f"SELECT uid FROM {kind.table}")
    )


class _Giving:
    def __init__(self, journal: Journal, givers: Mapping[Name, int | None]) -> None:
        self._journal, self._givers = journal, givers
        self._partner = journal.lens.partner or 0
        # Of a goal of somebody else not even the uid is told.
        only = {Kind.GOAL: f"owner IN ({journal.me}, {self._partner})"}
        self._uids = {
            kind: {
                row["id"]: str(row["uid"])
                for row in journal.rows(
                    f"SELECT id, uid FROM {kind.table} WHERE {only.get(kind, 1)}"
                )
            }
            for kind in SHARED
        }
        self._events = {kind: self._told(kind) for kind in SHARED}

    def share(self) -> Share:
        return Share(
            self._journal.now,
            self._party(self._journal.me),
            self._party(self._partner),
            tuple(row for kind in SHARED for row in self._rows(kind)),
            tuple(comment for kind in COMMENTS for comment in self._comments(kind)),
        )

    def _party(self, id: int) -> Party:
        row = self._journal.row("SELECT uid, name FROM people WHERE id = ?", [id])
        assert row
        return Party(row["uid"], row["name"])

    def _who(self, person: int | None) -> str | None:
        return {self._journal.me: GIVER, self._partner: READER}.get(person or 0)

    def _rows(self, kind: Kind) -> Iterator[Row]:
        both = {"me": self._journal.me, "partner": self._partner}
        found = self._journal.rows(
            f"SELECT * FROM {kind.table} WHERE {_WHICH.get(kind, '1')} ORDER BY id", both
        )
        found = [row for row in found if (kind, row["uid"]) not in self._givers]
        tagged = tags(self._journal, kind, [row["id"] for row in found])
        told = self._events[kind]
        for row in found:
            yield Row(
                kind,
                row["uid"],
                {name: row[name] for name in given_columns(kind) if row[name] is not None},
                dict(self._links(kind, row)),
                self._who(row["owner"]) if "owner" in row.keys() else None,  # noqa: SIM118 - a Row has no other test
                self._goals(row["id"]) if kind is Kind.SESSION else (),
                tagged.get(row["id"], ()),
                tuple(told.get(row["id"], ())),
            )

    def _links(self, kind: Kind, row: sqlite3.Row) -> Iterator[tuple[str, str]]:
        for column in kind.about.columns:
            known = self._uids.get(column.links) if column.links else None
            if known and row[column.name] in known:
                yield column.name, known[row[column.name]]

    def _goals(self, session: int) -> tuple[str, ...]:
        rows = self._journal.rows("SELECT goal FROM session_goals WHERE session = ?", [session])
        known = self._uids[Kind.GOAL]
        return tuple(sorted(known[row["goal"]] for row in rows if row["goal"] in known))

    def _told(self, kind: Kind) -> dict[int, list[Told]]:
        """What happened to each record of a kind; what somebody else told is by nobody named."""
        found: dict[int, list[Told]] = {}
        for row in self._journal.rows(
            "SELECT * FROM events WHERE kind = ? ORDER BY happened_on, id", [kind.value]
        ):
            session = self._uids[Kind.SESSION].get(row["session"])
            said = (row["old"], row["new"], row["confidence"], row["note"], session)
            by = self._who(row["person"])
            told = Told(row["uid"], row["field"], row["happened_on"], by, *said)
            found.setdefault(row["record"], []).append(told)
        return found

    def _comments(self, kind: Kind) -> Iterator[Comment]:
        """What I said of the partner's own records."""
        shown = {}
        if kind is Kind.ACTION:
            rows = self._journal.rows("SELECT id, evidence FROM actions WHERE state = 'done'")
            shown = {row["id"]: row["evidence"] for row in rows}
        for id, told in self._events[kind].items():
            uid = self._uids[kind].get(id, "")
            known: list[Told] = []
            for each in told if self._givers.get((kind, uid)) == self._partner else ():
                if each.by == GIVER and each.field in COMMENTS[kind]:
                    evidence = shown.get(id) if each.new == ActionState.DONE else None
                    day = each.happened_on
                    after = tuple(one.uid for one in known if one.happened_on == day)
                    yield Comment(kind, uid, each, evidence, after)
                known.append(each)


def given_columns(kind: Kind) -> tuple[str, ...]:
    """The columns of a kind that a share tells, without links."""
    return tuple(
        column.name
        for column in kind.about.columns
        if column.holds is not Holds.LINK and column.seen is not Seen.OWNER
        if column.name not in _NOT_GIVEN
    )
