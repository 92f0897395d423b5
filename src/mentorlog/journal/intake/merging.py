"""What of a row from another place is news here: the row, the record, and what that place last had.

What that place last had is the base. It is what the last import brought, as the change log knows, or the
record as it was at the instant that the row carries (``Match.had_at``). A value that only they changed is
taken, and one that only we changed stays. Where both changed it, the later one counts by its stamp, and
ours without one; the user is told of the other, which the change log keeps. Without a base, a value that
the record had once is no news.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from mentorlog.errors import quoted
from mentorlog.journal import Journal, Value, names
from mentorlog.journal.intake.matches import INDEXED, Match, day_of, kind_of, once_called, text_of
from mentorlog.journal.past.rows import UNDONE
from mentorlog.journal.store import AWAY, Away
from mentorlog.records import Kind
from mentorlog.records.imports import Draft
from mentorlog.spelling import folded

_BEGUN = frozenset({"open", "active", "planned"})
"""The states of a new record, about which nobody has said anything yet."""

_LINKED = {"owner": "SELECT name FROM people", "goal": "SELECT title FROM goals"}
_LINKED["parent"] = _LINKED["goal"]

_TOGETHER = frozenset({"state", "every", "every_from", "metric_from", "metric_to", "metric_unit"})
"""Columns that a table's rules tie to others, so that one alone cannot be written."""


def news(
    journal: Journal, kind: Kind, match: Match, said: Mapping[str, Value], told: list[str]
) -> dict[str, Value]:
    """The columns of ``said`` that change the record, with their new values.

    None means "not said", or "none" for a column that the source speaks of. ``told`` gets a sentence for
    each that was changed on both sides.
    """
    record = journal.row(f"SELECT * FROM {kind.table} WHERE id = ?", [match.id])
    assert record
    other = {
        column: value
        for column, value in said.items()
        if value != record[column] and (value is not None or column in match.speaks_of)
        if column not in match.new_only
    }
    if not other or match.is_old:
        return {}
    past = _Past(journal, kind, dict(record), match.had_at)
    found: dict[str, Value] = {}
    for column, value in other.items():
        if _is_news(past, match, column, value, record[column]):
            found[column] = value
        elif past.is_torn(column, value, match):
            _remember(journal, kind, match.id, column, value)
        else:
            continue
        if past.is_torn(column, value, match):
            words = [_words(journal, column, each) for each in (record[column], value)]
            told.append(_sentence(f"{kind.letter}{match.id}", column, words, column in found))
    return found


def _is_news(past: _Past, match: Match, column: str, value: Value, here: Value) -> bool:
    if past.is_as_handed_out(column, value, match):
        return False
    if past.is_torn(column, value, match):
        return match.changed_at > past.changed_at.get(column, "")
    if column in past.base:
        return value not in past.base[column]
    if value is None or value in past.once.get(column, ()):
        return False
    return match.by_uid or here is None or (column == "state" and here in _BEGUN)


def _sentence(code: str, column: str, words: list[str], is_taken: bool) -> str:
    here, there = words
    what = {"cue": "when"}.get(column, column.removesuffix("_on"))
    if is_taken:
        return f"{code}, {what}: the later {there} is taken; here it was {here}."
    return f"{code}, {what}: {here} was said here, and stays; the file has {there}."


def _words(journal: Journal, column: str, value: Value) -> str:
    if value is not None and column in _LINKED:
        value = journal.value(f"{_LINKED[column]} WHERE id = ?", [value])
    return "none" if value is None else quoted(str(value))


def _remember(journal: Journal, kind: Kind, id: int, column: str, value: Value) -> None:
    """Let the change log know what is not taken: it is written, and what was there is put back."""
    if column in _TOGETHER:
        return
    here = journal.value(f"SELECT {column} FROM {kind.table} WHERE id = ?", [id])
    for each in (value, here):
        journal.connection.execute(f"UPDATE {kind.table} SET {column} = ? WHERE id = ?", [each, id])


def _span(had_at: str) -> tuple[str, str]:
    """The first and the last instant of ``had_at``, which may be one instant or two with a slash between."""
    first, _, last = had_at.partition("/")
    return first, last or first


class _Change(NamedTuple):
    at: str
    operation: int | None
    brought: bool
    before: Mapping[str, Value]
    after: Mapping[str, Value]


class _Past:
    """What the change log says of a record.

    ``base`` has the values of each column that the other place last had: one, or several where the log
    cannot tell in which order they were written. ``changed_at`` is when each column was last changed here,
    and ``once`` what it ever held.
    """

    def __init__(
        self, journal: Journal, kind: Kind, record: Mapping[str, Value], had_at: str
    ) -> None:
        self.base: dict[str, set[Value]] = {}
        self.changed_at: dict[str, str] = {}
        self.once: dict[str, set[Value]] = {}
        self._record = record
        self._began: dict[tuple[int | None, str], tuple[object, str]] = {}
        changes = _changes(journal, kind.table, str(record["uid"]))
        if had_at:
            self._begin(changes, had_at)
        self._handed_out = {column: frozenset(values) for column, values in self.base.items()}
        for change in changes:
            for column, value in change.after.items():
                if column not in change.before or change.before[column] != value:
                    self._take(change, column, value, had_at)

    def _begin(self, changes: list[_Change], had_at: str) -> None:
        """The record as it was at that instant, in all its states of it."""
        first, last = _span(had_at)
        then = [change.after for change in changes if first <= change.at <= last]
        earlier = [change.after for change in changes if change.at < first]
        later = [change.before for change in changes if change.at > last]
        for state in then or earlier[-1:] or later[:1] or [self._record]:
            for column, value in state.items():
                self.base.setdefault(column, set()).add(value)

    def _take(self, change: _Change, column: str, value: Value, had_at: str) -> None:
        self.once.setdefault(column, set()).update((value, change.before.get(column)))
        key = (change.operation, column)
        missing = object()
        started, at = self._began.setdefault(
            key, (change.before.get(column, missing), self.changed_at.get(column, ""))
        )
        is_put_back = value == started and change.operation is not None
        self.changed_at[column] = at if is_put_back else change.at
        if change.brought and not is_put_back and change.at > _span(had_at)[1]:
            self.base[column] = {value}

    def is_as_handed_out(self, column: str, value: Value, match: Match) -> bool:
        """Whether the file only has what it was made with, though later imports brought other values."""
        is_later = match.changed_at > self.changed_at.get(column, "")
        return value in self._handed_out.get(column, ()) and not is_later

    def is_torn(self, column: str, value: Value, match: Match) -> bool:
        """Whether both sides changed it, or a stamp is all there is to tell who did."""
        if self.is_as_handed_out(column, value, match):
            return False
        base, here = self.base.get(column), self._record[column]
        if base is None:
            known = value is None or value in self.once.get(column, ())
            return bool(match.by_uid and match.changed_at and not known)
        return value not in base and base != {here}


def _changes(journal: Journal, table: str, uid: str) -> list[_Change]:
    """All changes of a record but those of imports that were undone."""
    rows = journal.rows(
        "SELECT c.at, c.operation, c.before, c.after, o.command = 'import' AS brought"
        " FROM changes c LEFT JOIN operations o ON o.id = c.operation"
        " WHERE c.uid = ? AND c.tbl = ? AND c.after IS NOT NULL"
        f" AND (o.command IS NOT 'import' OR o.id NOT IN ({UNDONE})) ORDER BY c.id",
        [uid, table],
    )
    return [
        _Change(
            row["at"],
            row["operation"],
            bool(row["brought"]),
            json.loads(row["before"]) if row["before"] else {},
            json.loads(row["after"]),
        )
        for row in rows
    ]


# Records that are known by their text


def called_otherwise(
    journal: Journal, draft: Draft, taken: Collection[int], *, is_single: bool
) -> tuple[Match | None, str]:
    """The record that an import made of such a row, where its text or day was edited on either side.

    Without a record, the instant at which it was deleted here, if it was. An open action whose day was
    edited there is known if no other row has its text (``is_single``) or is that action (``taken``).
    """
    kind, text, day = kind_of(draft), text_of(draft), day_of(draft)
    sql = f"SELECT uid FROM {kind.table} WHERE {INDEXED[kind]} = ? LIMIT 20"
    now = [row["uid"] for row in journal.rows(sql, [text])]
    once = once_called(journal, kind).get(text, [])
    gone, moved = "", list[int]()
    this = journal.value("SELECT operation FROM writing")
    for uid in dict.fromkeys((*now, *(each.uid for each in once))):
        changes = _changes(journal, kind.table, uid)
        if not any(change.brought and change.operation != this for change in changes):
            continue
        had_day = all(
            any(change.after[column] == on for change in changes) for column, on in day.items()
        )
        record = journal.row(f"SELECT * FROM {kind.table} WHERE uid = ?", [uid])
        if record is None:
            gone = max(gone, *(each.deleted_at for each in once if each.uid == uid and had_day), "")
        elif had_day:
            return Match(record["id"]), ""
        elif "due_on" in day and record["state"] == "open" and record["id"] not in taken:
            moved.append(record["id"])
    if gone or not is_single or len(moved) != 1:
        return None, gone
    return Match(moved[0]), ""


# Tags


def tags(
    journal: Journal, kind: Kind, match: Match | None, said: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags that were added there, and those that were taken away there."""
    if match is None:
        return tuple(said), ()
    borne = names.tags(journal, kind, [match.id]).get(match.id, ())
    here = {folded(tag): tag for tag in borne}
    there = {folded(tag): tag for tag in said}
    if here.keys() == there.keys() or match.is_old:
        return (), ()
    base, once = _tags_of(journal, kind, match)
    added = tuple(tag for key, tag in there.items() if key not in here and key not in once)
    if "tags" not in match.speaks_of:
        return added, ()
    return added, tuple(tag for key, tag in here.items() if key in base and key not in there)


def _tags_of(journal: Journal, kind: Kind, match: Match) -> tuple[set[str], set[str]]:
    """The tags that the other place last had, and all that the record ever had."""
    if "taggings" not in journal.cache:
        journal.cache["taggings"] = _all_tags(journal)
    base, once = set[str](), set[str]()
    for at, brought, tag, is_there in journal.cache["taggings"].get((kind.value, match.id), ()):
        once.add(tag)
        # What later imports brought is not in an older file, which only a stamp of its own tells apart.
        knows = brought and (match.changed_at or not match.had_at)
        if knows or at <= _span(match.had_at)[1]:
            (base.add if is_there else base.discard)(tag)
    return base, once


def _all_tags(journal: Journal) -> dict[tuple[str, int], list[tuple[str, bool, str, bool]]]:
    """What became of the tags of each record: read once, as the log has no index of them."""
    found: dict[tuple[str, int], list[tuple[str, bool, str, bool]]] = {}
    for row in journal.rows(
        "SELECT c.at, coalesce(c.after, c.before) AS tagging, c.after IS NOT NULL AS there,"
        " o.command = 'import' AS brought FROM changes c"
        " LEFT JOIN operations o ON o.id = c.operation WHERE c.tbl = 'taggings'"
        f" AND (o.command IS NOT 'import' OR o.id NOT IN ({UNDONE})) ORDER BY c.id"
    ):
        tagging = json.loads(row["tagging"])
        found.setdefault((tagging["kind"], tagging["record"]), []).append(
            (row["at"], bool(row["brought"]), folded(tagging["tag"]), bool(row["there"]))
        )
    return found


# Lines of a text


def evidence(journal: Journal, action: int, said: str | None, had: str) -> str | Away | None:
    """The lines of the source that were not taken away here, and below them those of others.

    ``had`` is what the source said before, as its origin keeps it: what it never had, it did not take away.
    None if the record has just these; ``AWAY`` if it is to have none of its lines.
    """
    record = journal.row("SELECT uid, evidence FROM actions WHERE id = ?", [action])
    assert record
    if said == record["evidence"]:
        return None
    own, gone = set[str](), set[str]()
    for change in _changes(journal, "actions", record["uid"]):
        before, after = (_lines(each.get("evidence")) for each in (change.before, change.after))
        if not change.brought:
            own |= {*after} - {*before}
            gone = (gone | ({*before} - {*after})) - {*after}
    there = [line for line in _lines(said) if line not in gone]
    others = (line for line in _lines(record["evidence"]) if line not in there)
    kept = (line for line in others if line in own or json.dumps(line) not in had)
    text = "\n".join((*there, *kept)) or None
    return None if text == record["evidence"] else text or AWAY


def wordings(journal: Journal, kind: Kind, id: int) -> tuple[set[Value], Value]:
    """All texts that a line ever had, and the one that an import brought last."""
    uid = journal.value(f"SELECT uid FROM {kind.table} WHERE id = ?", [id])
    changes = _changes(journal, kind.table, str(uid))
    brought: Value = None
    for change in changes:
        if change.brought and change.before.get("text") != change.after["text"]:
            brought = change.after["text"]
    return {change.after["text"] for change in changes}, brought


def _lines(text: Value) -> Iterable[str]:
    return str(text).split("\n") if text else []
