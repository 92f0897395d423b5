"""Which stored record a row of an import is.

A row with one of our uids is that record: somebody edited our own export. A
row with an origin is the record that was made from it before. Any other row is the record of that kind with
the same text on the same day. What of it is news, ``merging`` says.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from sqlite3 import Row

from mentorlog.errors import JournalSaysNo, with_article
from mentorlog.journal import Journal, Value, origins
from mentorlog.journal.merging import likeness
from mentorlog.journal.names import grouped
from mentorlog.journal.past.rows import UNDONE
from mentorlog.records import Kind
from mentorlog.records.imports import (
    ActionDraft,
    Draft,
    Found,
    GoalDraft,
    TakeawayDraft,
    WinDraft,
    kept,
)
from mentorlog.values import NamedTuple

KINDS: Mapping[type[tuple[object, ...]], Kind] = {
    GoalDraft: Kind.GOAL,
    ActionDraft: Kind.ACTION,
    WinDraft: Kind.WIN,
    TakeawayDraft: Kind.TAKEAWAY,
}
"""The kind of each draft; any other draft is a session."""

INDEXED = {kind: kind.title_column for kind in KINDS.values()}
"""The column by which a row with neither uid nor origin is looked for."""


class Match(NamedTuple):
    """A stored record; ``by_uid``: it was recognised by its own uid.

    ``had_at``, ``changed_at``, ``speaks_of`` and ``new_only`` are as in ``Found``. ``is_old``: the source said a later
    thing of it before.
    """

    id: int
    by_uid: bool = False
    had_at: str = ""
    changed_at: str = ""
    speaks_of: frozenset[str] = frozenset()
    new_only: frozenset[str] = frozenset()
    is_old: bool = False


def kind_of(draft: Draft) -> Kind:
    """The kind of record that the draft is for."""
    return KINDS.get(type(draft), Kind.SESSION)


def named(journal: Journal, found: Found) -> Match | None:
    """The record with the row's uid or origin; None if the row has neither, or there is no record yet.

    Raises ``JournalSaysNo`` if the origin became a record of another kind.
    """
    kind, uid = kind_of(found.draft), found.draft.uid
    if uid:
        id = journal.value(f"SELECT id FROM {kind.table} WHERE uid = ?", [uid])
        if id is not None:
            return _match(found, id, origins.known(journal, found.origin), by_uid=True)
    row = origins.known(journal, found.origin) or _renamed(journal, found)
    if row is None:
        return None
    if row["kind"] != kind.value:
        stored = Kind(row["kind"])
        raise JournalSaysNo(
            f"It is {stored.letter}{row['record']}, {with_article(stored)}, and no {kind}."
        )
    return _match(found, row["record"], row, by_uid=False)


_ALIKE = 0.75
"""How much of a text is still there, from 0 to 1, where it was mended and is not another."""


def _renamed(journal: Journal, found: Found) -> Row | None:
    """The origin that the row had before its words were mended there, by its new name."""
    if not found.alone or not found.origin:
        return None
    kind, source = kind_of(found.draft), found.origin.source
    rows = journal.rows(
        f"SELECT o.*, r.{INDEXED.get(kind, 'topic')} AS text FROM origins o"
        f" JOIN {kind.table} r ON r.id = o.record AND o.kind = ?"
        " WHERE o.source = ? AND o.identifier >= ? AND o.identifier < ? LIMIT 2",
        [kind.value, source, found.alone, f"{found.alone}\U0010ffff"],
    )
    if len(rows) != 1 or likeness(rows[0]["text"] or "", text_of(found.draft)) < _ALIKE:
        return None
    origins.rename(journal, source, rows[0]["identifier"], found.origin.identifier)
    return rows[0]


def _match(found: Found, id: int, origin: Row | None, *, by_uid: bool) -> Match:
    seen = kept(origin["detail"], "modified") if origin else ""
    now = kept(found.origin.detail, "modified") if found.origin else ""
    return Match(
        id, by_uid, found.had_at, found.changed_at, found.speaks_of, found.new_only,
        is_old=bool(now and now < seen),
    )  # fmt: skip


def is_nameless(found: Found) -> bool:
    """Whether the row has nothing but its content to be recognised by."""
    return found.draft.uid is None and found.origin is None


_Name = tuple[str, str, str]
"""What a record may be known by, of which kind or source, and the words."""


class Known:
    """Which of some rows may be records already, or the same as a row before; looked up all at once."""

    def __init__(self, journal: Journal, rows: Sequence[Found]) -> None:
        self._journal = journal
        self._there: set[_Name] = set()
        self._deleted: dict[_Name, str] = {}
        self._texts = Counter((kind_of(each.draft), text_of(each.draft)) for each in rows)
        asked = grouped(((what, of), name) for found in rows for what, of, name in _names(found))
        for (what, of), names in asked.items():
            for sql, values in _queries(what, of):
                there = journal.rows(sql, [*values, json.dumps(names)])
                self._there.update((what, of, row[0]) for row in there)
            if what in ("uid", "origin"):
                self._deleted.update(_deleted(journal, what, of, names))
            elif what == "text" and of in INDEXED:
                once = once_called(journal, Kind(of))
                self._there.update((what, of, name) for name in names if name in once)

    def deleted_at(self, found: Found) -> str:
        """The instant at which the record was deleted here, by whoever did not undo it; empty if it was not."""
        names = _names(found)
        return max((self._deleted.get(name, "") for name in names), default="")

    def is_single(self, found: Found) -> bool:
        """Whether no other of the rows has its text."""
        return self._texts[kind_of(found.draft), text_of(found.draft)] == 1

    def is_new(self, found: Found) -> bool:
        """Whether the row cannot be a record that is here; from now on the row itself is known."""
        names = _names(found)
        new = self._there.isdisjoint(names) and not self.deleted_at(found)
        self._there.update(names)
        self._there.add(("text", kind_of(found.draft), text_of(found.draft)))
        return new


def _names(found: Found) -> list[_Name]:
    """By what the record may be known: its uid and origin, or its text if it has neither.

    A goal is known by its title too, where another program names it.
    """
    kind, names = kind_of(found.draft), list[_Name]()
    if found.draft.uid:
        names.append(("uid", kind, found.draft.uid))
    if found.origin:
        names.append(("origin", found.origin.source, found.origin.identifier))
        if found.alone:
            names.append(("alone", found.origin.source, found.alone))
    if not names or (kind is Kind.GOAL and not found.draft.uid):
        names.append(("text", kind, text_of(found.draft)))
    return names


def text_of(draft: Draft) -> str:
    """The text by which a record with neither uid nor origin is looked for."""
    return str(getattr(draft, INDEXED.get(kind_of(draft), "topic")) or "").strip()


_STANDS = f"o.undoes IS NULL AND coalesce(o.id, 0) NOT IN ({UNDONE})"


def _deleted(journal: Journal, what: str, of: str, names: list[str]) -> dict[_Name, str]:
    """Which of some names are those of records that were deleted here, and when."""
    if what == "uid":
        rows = journal.rows(
            "SELECT c.uid AS name, max(c.at) AS at FROM changes c"
            " LEFT JOIN operations o ON o.id = c.operation WHERE c.change = 'delete' AND +c.tbl = ?"
            f" AND c.uid IN (SELECT value FROM json_each(?)) AND {_STANDS} GROUP BY c.uid",
            [Kind(of).table, json.dumps(names)],
        )
        return {(what, of, row["name"]): row["at"] for row in rows}
    if "deleted" not in journal.cache:
        journal.cache["deleted"] = _deleted_origins(journal)
    gone = journal.cache["deleted"]
    return {(what, of, name): gone[of, name] for name in names if (of, name) in gone}


def day_in(identifier: str) -> str:
    """The day of one time of a series, by which its calendar knows it, without dashes; empty if it is none."""
    _, is_one, stamp = identifier.rpartition("/")
    return stamp.replace("-", "")[:8] if is_one else ""


class Once(NamedTuple):
    """A record that had a text: its uid, the row as it was, and when it was deleted, if it was."""

    uid: str
    row: Mapping[str, Value]
    deleted_at: str


def once_called(journal: Journal, kind: Kind) -> dict[str, list[Once]]:
    """The records that had each text before it was edited, or before they were deleted.

    Read once for an import, as the log has no index of it.
    """
    found: dict[str, list[Once]] | None = journal.cache.get(f"once {kind}")
    if found is None:
        found = journal.cache[f"once {kind}"] = {}
        path = f"$.{INDEXED[kind]}"
        for row in journal.rows(
            "SELECT c.uid, c.at, c.change, c.before FROM changes c"
            " LEFT JOIN operations o ON o.id = c.operation WHERE c.tbl = :table AND"
            " (c.change = 'update' AND json_extract(c.before, :path) <> json_extract(c.after, :path)"
            f" OR c.change = 'delete' AND {_STANDS}) ORDER BY c.id",
            {"table": kind.table, "path": path},
        ):
            before = json.loads(row["before"])
            at = row["at"] if row["change"] == "delete" else ""
            found.setdefault(before[INDEXED[kind]], []).append(Once(row["uid"], before, at))
    return found


def _deleted_origins(journal: Journal) -> dict[tuple[str, str], str]:
    """When each record from elsewhere was deleted, by its source and name there.

    The log has no index of these, but one of the commands that did it. An import puts each row that it
    takes away back at once.
    """
    rows = journal.rows(
        "SELECT json_extract(c.before, '$.source') AS source,"
        " json_extract(c.before, '$.identifier') AS name, c.at FROM changes c"
        " LEFT JOIN operations o ON o.id = c.operation WHERE (c.operation IS NULL OR c.operation IN"
        " (SELECT id FROM operations WHERE command NOT GLOB 'import*'))"
        f" AND c.change = 'delete' AND c.tbl = 'origins' AND {_STANDS} ORDER BY c.at"
    )
    return {(row["source"], row["name"]): row["at"] for row in rows}


def _queries(what: str, of: str) -> Iterator[tuple[str, list[str]]]:
    """The SQL that finds which names of a list are known; purged ones count as known."""
    among = "IN (SELECT value FROM json_each(?))"
    if what == "text":
        if of in INDEXED:
            column = INDEXED[Kind(of)]
            yield f"SELECT {column} FROM {Kind(of).table} WHERE {column} {among}", []
        return
    if what == "alone":
        yield (
            "SELECT p.value FROM (SELECT ? AS name) s, json_each(?) p"
            " WHERE EXISTS (SELECT 1 FROM origins WHERE source = s.name"
            " AND identifier >= p.value AND identifier < p.value || char(1114111))",
            [of],
        )
        return
    yield f"SELECT uid FROM tombstones WHERE uid {among}", []
    if what == "uid":
        yield f"SELECT uid FROM {Kind(of).table} WHERE uid {among}", []
    else:
        yield f"SELECT identifier FROM origins WHERE source = ? AND identifier {among}", [of]


def with_text(journal: Journal, draft: Draft, owner: int | None) -> Match | None:
    """The record of its kind with the same text, on the same day if the draft says one."""
    kind = kind_of(draft)
    conditions: dict[str, Value] = {**day_of(draft)}
    if owner is not None:
        conditions["owner"] = owner
    # The plus makes SQLite use the index of texts: all records may be of one day.
    where = "".join(f" AND +{column} = ?" for column in conditions)
    id = journal.value(
        f"SELECT id FROM {kind.table} WHERE {INDEXED[kind]} = ?{where}"
        f" ORDER BY {_FIRST[kind]}, id LIMIT 1",
        [text_of(draft), *conditions.values()],
    )
    return None if id is None else Match(id)


_FIRST = {
    Kind.ACTION: "state <> 'open'",
    Kind.GOAL: "closed_on IS NOT NULL",
    Kind.TAKEAWAY: "noted_on",
    Kind.WIN: "happened_on",
}
"""Which of several records with one text is meant."""

_DAYS = {
    Kind.ACTION: ("made_on", "due_on"),
    Kind.TAKEAWAY: ("noted_on",),
    Kind.WIN: ("happened_on",),
}
"""The days by which records with one text are told apart: the first that a row says."""


def day_of(draft: Draft) -> dict[str, str]:
    """The column and the day by which the record is told from others with its text; empty if it says none."""
    for column in _DAYS.get(kind_of(draft), ()):
        if day := getattr(draft, column):
            return {column: day.isoformat()}
    return {}
