"""What a partner said of a record that is not theirs, and what follows from it.

A comment is an event like any other: the newest by its day says how things stand, and what it takes the
place of stays in the history.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from mentorlog.errors import quoted
from mentorlog.journal import Journal, Value, actions, events, store
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.tables import inserting
from mentorlog.records import Action, ActionState, Kind, Outcome, TakeawayKind
from mentorlog.records.choices import ANSWERED
from mentorlog.records.shares import COMMENTS, Comment, Name, Row


class Said(NamedTuple):
    """How many comments were taken and left out, and what they took the place of."""

    taken: int
    left_out: int
    notes: tuple[str, ...]


def take(
    journal: Journal, comments: Iterable[Comment], person: int, readable: Collection[Name]
) -> Said:
    """Add what the person said of my own records, of those that they read."""
    taken = left_out = 0
    notes: list[str] = []
    for comment in comments:
        row = journal.row(f"SELECT * FROM {comment.kind.table} WHERE uid = ?", [comment.on])
        is_read = (comment.kind, comment.on) in readable
        if row is None or not is_read or not _is_meant(comment, dict(row), person):
            left_out += 1
        elif journal.value("SELECT 1 FROM events WHERE uid = ?", [comment.told.uid]):
            continue
        elif tombstones.is_purged(journal, comment.told.uid):
            left_out += 1
        else:
            taken += 1
            notes += _take(journal, comment, dict(row), person)
    return Said(taken, left_out, tuple(notes))


def _take(journal: Journal, comment: Comment, row: Mapping[str, Value], person: int) -> list[str]:
    """Add one comment; returns what it took the place of, in a sentence. No other partner reads its words."""
    told, id = comment.told, int(row["id"] or 0)
    fields = (told.field, "created") if comment.kind is Kind.ACTION else (told.field,)
    day = date.fromisoformat(told.happened_on)
    values: dict[str, Value] = {
        "field": told.field,
        "happened_on": told.happened_on,
        "person": person,
        "old": events.value_on(journal, comment.kind, id, fields, day),
        "new": told.new,
        "confidence": told.confidence,
        "note": None if "note" in tombstones.fields(journal, told.uid) else told.note,
        "visibility": "shared",
    }
    add(journal, comment.kind, id, told.uid, values)
    settle(journal, comment.kind, id, journal.me)
    _repeat(journal, comment, id, day)
    if comment.evidence and not row["evidence"]:
        journal.update("actions", id, evidence=comment.evidence)
    return _replaced(journal, comment, id, row["answer"] if told.field == "answer" else None)


def _is_meant(comment: Comment, row: Mapping[str, Value], person: int) -> bool:
    """Whether that can be said of such a record, by this person."""
    told = comment.told
    made = str(row.get("made_on") or row.get("noted_on") or row.get("start_on"))
    if told.happened_on < made and comment.kind is not Kind.GOAL:
        return False
    match comment.kind, told.field:
        case Kind.ACTION, _:
            return row["owner"] == person and told.new in tuple(ActionState)
        case _, "answer":
            return row["kind"] in ANSWERED and (told.new is None or bool(told.new.strip()))
        case _, "outcome":
            return row["kind"] == TakeawayKind.ADVICE and told.new in tuple(Outcome)
    return row["metric_to"] is not None or told.new is None or _is_percentage(told.new)


def _is_percentage(words: str) -> bool:
    return re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,9})?", words) is not None and float(words) <= 100


def _replaced(journal: Journal, comment: Comment, id: int, before: Value) -> list[str]:
    if before is None or before == comment.told.new:
        return []
    row = journal.row("SELECT answer FROM takeaways WHERE id = ?", [id])
    stays = row["answer"] if row else None
    other = comment.told.new if stays == before else before
    return [f"t{id}: the answer is {quoted(str(stays))}; {quoted(str(other))} is in its history."]


def _repeat(journal: Journal, comment: Comment, id: int, on: date) -> None:
    if comment.kind is not Kind.ACTION or comment.told.new != ActionState.DONE:
        return
    action = store.get(journal, Action, id)
    if action.state is ActionState.DONE:
        actions.repeat(journal, action, on)


def add(journal: Journal, kind: Kind, id: int, uid: str, values: Mapping[str, Value]) -> bool:
    """Add an event unless one with its uid is there; whether it was added."""
    if journal.value("SELECT 1 FROM events WHERE uid = ?", [uid]):
        return False
    journal.insert("events", uid=uid, kind=kind.value, record=id, **values)
    return True


def bring_back(journal: Journal, kind: Kind, id: int, uid: str) -> None:
    """Say again, of a record that had gone and comes anew, what I had said of it."""
    went = journal.row(
        "SELECT operation, before FROM changes WHERE uid = ? AND tbl = ? AND change = 'delete'"
        " ORDER BY id DESC LIMIT 1",
        [uid, kind.table],
    )
    if went is None:
        return
    before = json.loads(went["before"])
    its = (kind.value, before["id"], journal.me)
    for row in journal.rows(
        "SELECT uid, before FROM changes WHERE operation = ? AND tbl = 'events' AND change = 'delete'"
        " ORDER BY id",
        [went["operation"]],
    ):
        said = json.loads(row["before"])
        if (said["kind"], said["record"], said["person"]) == its:
            add(journal, kind, id, row["uid"], {name: said[name] for name in _SAID})
    if "evidence" in columns(journal, kind, id):
        journal.update(kind.table, id, evidence=before["evidence"])


_SAID = ("field", "happened_on", "person", "old", "new", "confidence", "note", "visibility")
_COLUMNS = {
    "answer": ("answer",),
    "outcome": ("outcome", "note"),
    "state": ("state", "done_on", "dropped_on"),
}


def following(row: Row) -> frozenset[str]:
    """The columns that ``settle`` makes of the history that a record came with, whatever the share has in them."""
    fields = {told.field.replace("created", "state") for told in row.told}
    fields &= {*COMMENTS.get(row.kind, ())}
    return frozenset(name for field in fields for name in _COLUMNS.get(field, ())) - {"note"}


def columns(journal: Journal, kind: Kind, id: int) -> frozenset[str]:
    """The columns of a partner's record of which I said something: they follow from the history."""
    mine = _mine(journal, kind, id)
    evidence = ("evidence",) if "state" in mine else ()
    return frozenset((*evidence, *(name for field in mine for name in _COLUMNS.get(field, ()))))


def _mine(journal: Journal, kind: Kind, id: int) -> list[str]:
    rows = journal.rows(
        "SELECT DISTINCT field FROM events WHERE kind = ? AND record = ? AND person = ?",
        [kind.value, id, journal.me],
    )
    return [row["field"] for row in rows if row["field"] in COMMENTS.get(kind, ())]


def settle(journal: Journal, kind: Kind, id: int, whose: int) -> None:
    """Make the columns that comments are about what the newest event says.

    Of two on one day that of the person ``whose`` record it is stands, so that both journals agree.
    """
    wanted: dict[str, Value] = {}
    for field in COMMENTS.get(kind, ()):
        wanted |= _told(journal, kind, id, field, whose)
    journal.update(kind.table, id, **wanted)


def _tell_last(journal: Journal, event: dict[str, Value]) -> None:
    """Let an event be the last one told of its day, as everything else goes by that order."""
    journal.connection.execute("DELETE FROM events WHERE id = ?", [event.pop("id")])
    journal.connection.execute(inserting("events", event), list(event.values()))


def _told(journal: Journal, kind: Kind, id: int, field: str, whose: int) -> dict[str, Value]:
    its = [kind.value, id, field, "created" if field == "state" else field]
    row = journal.row(
        "SELECT * FROM events WHERE kind = ? AND record = ? AND field IN (?, ?)"
        # What a record is made with is told by nobody.
        " ORDER BY happened_on DESC, field = 'created' OR new IS 'pending', person IS ? DESC, id DESC"
        " LIMIT 1",
        [*its, whose],
    )
    if row is None or field not in _COLUMNS:
        return {}
    sql = "SELECT id FROM events WHERE kind = ? AND record = ? AND field IN (?, ?)"
    if journal.value(sql + events.newest("events"), its) != row["id"]:
        _tell_last(journal, dict(row))
    if field == "state":
        return {
            "state": row["new"],
            "done_on": row["happened_on"] if row["new"] == ActionState.DONE else None,
            "dropped_on": row["happened_on"] if row["new"] == ActionState.DROPPED else None,
        }
    if field == "answer":
        return {"answer": row["new"]}
    noted = journal.row(events.NOTE.newest("e.record = ?"), [id])
    return {"outcome": row["new"]} | ({"note": noted["told"]} if noted else {})
