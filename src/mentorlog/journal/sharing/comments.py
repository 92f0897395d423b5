"""What a partner said of a record that is not theirs, and what follows from it.

A comment is an event like any other: the newest by its day says how things stand, and what it takes the
place of stays in the history.
"""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from mentorlog.errors import quoted
from mentorlog.journal import Journal, Value, actions, events, store
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.merging import agreed, versions_of
from mentorlog.records import Action, ActionState, Kind, Outcome, TakeawayKind
from mentorlog.records.choices import ANSWERED
from mentorlog.records.shares import COMMENTS, Comment, Name, Row, Told
from mentorlog.values import NamedTuple


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
        found = journal.row(f"SELECT * FROM {comment.kind.table} WHERE uid = ?", [comment.on])
        is_read = (comment.kind, comment.on) in readable
        row = dict(found) if found else {}
        if not row or not is_read or not _is_meant(comment, row, person):
            left_out += 1
        elif not _is_new(journal, comment, person) and not _shows(journal, comment, row):
            continue
        elif tombstones.is_purged(journal, comment.told.uid):
            left_out += 1
        else:
            taken += 1
            notes += _take(journal, comment, row, person)
    return Said(taken, left_out, tuple(notes))


def _take(
    journal: Journal, comment: Comment, row: Mapping[str, Value], person: int
) -> tuple[str, ...]:
    """Add one comment, or make it what it is now; returns what it took the place of, in sentences.

    No other partner reads its words.
    """
    told, id = comment.told, int(row["id"] or 0)
    here = journal.value("SELECT id FROM events WHERE uid = ?", [told.uid])
    values = _values(journal, told)
    if here:
        journal.update("events", here, kind=comment.kind.value, **values)
    else:
        values |= {"field": told.field, "person": person, "visibility": "shared"}
        values["old"] = _before(journal, comment, id, person)
        add(journal, comment.kind, id, told.uid, values)
        if comment.kind is not Kind.GOAL:
            _stand_behind(journal, comment, id)
    settle(journal, comment.kind, id)
    if not here:
        _repeat(journal, comment, id, date.fromisoformat(told.happened_on))
    if _shows(journal, comment, row):
        return _show(journal, id, comment, row["evidence"])
    if told.field != "answer":
        return ()
    return (*replaced(journal, id, row["answer"]), *replaced(journal, id, told.new))


def _values(journal: Journal, told: Told) -> dict[str, Value]:
    """What somebody may change of what they said before."""
    return {
        "happened_on": told.happened_on,
        "new": told.new,
        "confidence": told.confidence,
        "note": None if "note" in tombstones.fields(journal, told.uid) else told.note,
    }


def _is_new(journal: Journal, comment: Comment, person: int) -> bool:
    """Whether it was not said here, or is another now; what bears its uid may be somebody else's."""
    here = journal.row("SELECT * FROM events WHERE uid = ?", [comment.told.uid])
    if here is None:
        return True
    values = _values(journal, comment.told)
    is_theirs = (here["kind"], here["person"]) == (comment.kind.value, person)
    return is_theirs and any(here[name] != value for name, value in values.items())


def _shows(journal: Journal, comment: Comment, row: Mapping[str, Value]) -> bool:
    """Whether it has evidence of what was done that this journal does not know."""
    if comment.kind is not Kind.ACTION or comment.evidence == row["evidence"]:
        return False
    return is_news(journal, comment.on, comment.evidence)


def is_news(journal: Journal, action: str, evidence: Value) -> bool:
    """Whether it is evidence that the action with that uid never had here, and that was not purged."""
    if not str(evidence or "").strip() or "evidence" in tombstones.fields(journal, action):
        return False
    held = (each.fields.get("evidence") for each in versions_of(journal, "actions", action))
    return not any(f"\n{evidence}\n" in f"\n{each}\n" for each in held)


def supersedes(journal: Journal, action: str, now: Value, evidence: Value) -> bool:
    """Whether evidence takes the place of what is there ``now``: of a part of it, or of what came with a share."""
    if not now or str(now) in str(evidence):
        return True
    return agreed(versions_of(journal, "actions", action), "evidence") == (True, now)


def _show(journal: Journal, id: int, comment: Comment, was: Value) -> tuple[str, ...]:
    """Keep evidence of what was done, beside what I wrote myself."""
    words = comment.evidence
    if not supersedes(journal, comment.on, was, words):
        journal.update("actions", id, evidence=f"{was}\n{words}")
        return ()
    journal.update("actions", id, evidence=words)
    if not was or str(was) in str(words):
        return ()
    return (f"a{id}: the evidence is {quoted(str(words))}; {quoted(str(was))} is in its history.",)


def _before(journal: Journal, comment: Comment, id: int, person: int) -> Value:
    """What a comment changed: of a reading that person's own one before it; a note changes none."""
    told, day = comment.told, date.fromisoformat(comment.told.happened_on)
    if comment.kind is not Kind.GOAL:
        fields = (told.field, "created") if comment.kind is Kind.ACTION else (told.field,)
        return events.value_on(journal, comment.kind, id, fields, day)
    if told.new is None:
        return None
    found = events.last(
        journal, Kind.GOAL, id, (told.field,), day, person=person, only="new IS NOT NULL"
    )
    return found["new"] if found else None


def _stand_behind(journal: Journal, comment: Comment, id: int) -> None:
    """What I said of that day and they did not know when they spoke stands, as the record is mine."""
    rows = journal.rows(
        "SELECT * FROM events WHERE kind = ? AND record = ? AND field = ? AND happened_on = ?"
        " ORDER BY id",
        [comment.kind.value, id, comment.told.field, comment.told.happened_on],
    )
    mine = [row for row in rows if row["person"] == journal.me and row["uid"] not in comment.after]
    events.tell_last(journal, rows, [*(row for row in rows if row not in mine), *mine])


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


def replaced(journal: Journal, id: int, words: Value) -> tuple[str, ...]:
    """Names words that were an answer and are so no longer, beside what stands; nothing where they stand."""
    now = journal.value("SELECT answer FROM takeaways WHERE id = ?", [id])
    if words in (None, now):
        return ()
    stands = f"the answer is {quoted(str(now))}" if now else "another answer stands"
    stands = "it is open again" if now is None else stands
    return (f"t{id}: {stands}; {quoted(str(words))} is in its history.",)


def _repeat(journal: Journal, comment: Comment, id: int, on: date) -> None:
    if comment.kind is not Kind.ACTION or comment.told.new != ActionState.DONE:
        return
    action = store.get(journal, Action, id)
    if action.state is ActionState.DONE:
        actions.repeat(journal, action, on)


def add(journal: Journal, kind: Kind, id: int, uid: str, values: Mapping[str, Value]) -> None:
    """Add an event unless one with its uid is there."""
    if not journal.value("SELECT 1 FROM events WHERE uid = ?", [uid]):
        journal.insert("events", uid=uid, kind=kind.value, record=id, **values)


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
            _say(journal, kind, id, row["uid"], said)
    if "evidence" in columns(journal, kind, id):
        journal.update(kind.table, id, evidence=before["evidence"])


def say_again(journal: Journal, kind: Kind, id: int, uid: str) -> bool:
    """Say again what I said and took back when the giver of the record had it; whether I said that."""
    row = journal.row(
        "SELECT before FROM changes WHERE uid = ? AND tbl = 'events' AND change = 'delete'"
        " ORDER BY id DESC LIMIT 1",
        [uid],
    )
    said = json.loads(row["before"]) if row else {}
    is_mine = (said.get("kind"), said.get("person")) == (kind.value, journal.me)
    if is_mine:
        _say(journal, kind, id, uid, said)
    return is_mine


def _say(journal: Journal, kind: Kind, id: int, uid: str, said: Mapping[str, Value]) -> None:
    add(journal, kind, id, uid, {name: said[name] for name in _SAID})


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


def own_answer(journal: Journal, kind: Kind, id: int) -> Value:
    """What I answered on a partner's line, where that is its answer."""
    found = events.last(journal, kind, id, ("answer",))
    return found["new"] if found and found["person"] == journal.me else None


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


def settle(journal: Journal, kind: Kind, id: int) -> None:
    """Make the columns that follow from events what the newest event says."""
    for _, values in events.following(journal, kind.table, id):
        journal.update(kind.table, id, **values)


def in_order(journal: Journal, kind: Kind, id: int, theirs: Sequence[str]) -> bool:
    """Tell what happened in the order of its giver, by their uids; whether it was another one.

    What they do not know yet stays behind what it was said after.
    """
    places = {uid: place for place, uid in enumerate(theirs)}
    rows = journal.rows(
        "SELECT * FROM events WHERE kind = ? AND record = ? ORDER BY happened_on, id",
        [kind.value, id],
    )
    at, by = 0, {}
    for row in rows:
        at = places.get(row["uid"], at)
        by[row["uid"]] = (row["happened_on"], at, row["uid"] not in places)
    wanted = sorted(rows, key=lambda row: by[row["uid"]])
    return events.tell_last(journal, rows, wanted)
