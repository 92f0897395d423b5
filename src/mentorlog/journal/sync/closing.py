"""Words stay with those for whom they were written, where another device let more people read them meanwhile.

Of two devices that were apart one sends last, and takes in what the other sent before. That one compares
who reads what in three journals: its own before, that of the others without what it is about to send, and both
together. What somebody reads in the last alone becomes private, by an ordinary change that goes to every device.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from mentorlog.errors import JournalSaysNo, joined
from mentorlog.journal import Journal, Lens, audience
from mentorlog.journal.past.rows import TABLES, code, links_to, subject
from mentorlog.journal.readers import PUBLISHED
from mentorlog.journal.sharing.received import is_given
from mentorlog.journal.sync import state
from mentorlog.journal.sync.wires import ROWS, Names, Wires
from mentorlog.journal.tables import OWNED, WORDS
from mentorlog.records import Audience, Kind, Visibility
from mentorlog.records.sync import Conflict, Value, Wire
from mentorlog.values import NamedTuple

ITSELF = "uid"
_TAGS = "tags"
_MOVED = "hangs on"
_BACK = ", back"
"""What stands behind the uid of somebody for how they would read if they came back."""
_ABOVE = {"visibility": ITSELF, "notes_visibility": "notes"}
"""The levels, each with what it is the level of."""
_LEVELS: tuple[Value, ...] = tuple(Visibility)
"""From the most private to the most open."""


class Item(NamedTuple):
    """A column of a row that has words, or its tags; its uid is the row itself, which somebody sees or does not."""

    table: str
    uid: str
    column: str


class Side(NamedTuple):
    """What a device wrote words in, what each audience reads of both devices' there, and to whom it closed what.

    What I read is that of ``""``; what is closed to ``""`` is closed to all.
    """

    written: Collection[Item]
    seen: Mapping[str, Mapping[Item, Value]]
    shut: Collection[tuple[Item, str]] = ()

    def has_shut(self, item: Item, who: str) -> bool:
        """Whether it closed to somebody what is there still."""
        known = who.removesuffix(_BACK)
        return item in self.seen[""] and not {(item, known), (item, "")}.isdisjoint(self.shut)

    def has_moved(self, item: Item) -> bool:
        """Whether it hung a record on something else."""
        return (item._replace(column=_MOVED), "") in self.shut


def may_open(wires: Sequence[Wire]) -> bool:
    """Whether rows may let somebody read what was there before: what is only added lets nobody."""
    made = {wire.key for wire in wires if wire.change == "insert" and isinstance(wire.key, str)}
    return any(opens(wire, made) for wire in wires)


def opens(wire: Wire, made: Collection[object]) -> bool:
    """Whether a row may let somebody read what was there before, and was not ``made`` with it."""
    if wire.change == "delete":
        return wire.table in OWNED or wire.table == "origins"
    if wire.change == "update":
        return not _WHO.isdisjoint(wire.fields)
    if wire.table == "mentorships":  # Who was known, and comes or comes back, reads what was there.
        return {wire.fields["mentor"], wire.fields["mentee"]}.isdisjoint(made)
    whose = {"readers": "record", "attendees": "session"}.get(wire.table)
    return whose is not None and wire.fields[whose] not in made


_WHO = {
    *("visibility", "notes_visibility", PUBLISHED, "ended_on"),
    *(each.name for kind in Kind for each in kind.about.columns if each.links),
}
"""The columns by which it is decided who reads a row: its levels, what it hangs on or whose it is, and when who reads left."""


def touched(wires: Iterable[Wire]) -> dict[Item, bool]:
    """What rows are about, and whether they wrote words there."""
    found: dict[Item, bool] = {}
    gone: dict[str, Mapping[str, Value]] = {}
    for wire in wires:
        # What was deleted and is back as it was says nothing new.
        is_back = wire.change == "insert" and gone.get(str(wire.key)) == wire.fields
        for item, is_written in _touched(wire):
            found[item] = (is_written and not is_back) or found.get(item, False)
        if wire.change == "delete":
            gone[str(wire.key)] = wire.before
    return found


def _touched(wire: Wire) -> Iterator[tuple[Item, bool]]:
    said = wire.fields or wire.before
    if isinstance(wire.key, str):
        if wire.table in OWNED:
            yield Item(wire.table, wire.key, ITSELF), wire.change == "insert"
        is_event = wire.table == "events"
        names = _words_of(said.get("field")) if is_event else WORDS.get(wire.table, ())
        for name in names:
            if wire.fields.get(name) is not None:
                yield Item(wire.table, wire.key, name), True
    elif "record" in wire.key:  # A tag is a word too; a reader and an origin say who sees.
        table = TABLES.get(str(wire.key["kind"]), "")
        if table:
            is_tag = wire.table == "taggings" and wire.change == "insert"
            yield Item(table, str(wire.key["record"]), ITSELF), is_tag
    elif "session" in wire.key:
        yield Item("sessions", str(wire.key["session"]), ITSELF), False


def shut(wires: Iterable[Wire]) -> set[tuple[Item, str]]:
    """What rows closed, and to whom: its level fell, a text is published no more, or who read or attended it went."""
    return {each for wire in wires for each in _shut(wire)}


def _shut(wire: Wire) -> Iterator[tuple[Item, str]]:
    if wire.change == "delete" and wire.table in ("readers", "attendees"):
        assert not isinstance(wire.key, str)
        yield from ((item, str(wire.key["person"])) for item, _ in _touched(wire))
    if wire.change != "update":
        return
    for level in wire.fields.keys() & set(_ABOVE):
        if _LEVELS.index(wire.fields[level]) < _LEVELS.index(wire.before.get(level)):
            is_private = wire.fields[level] == Visibility.PRIVATE
            who = "" if is_private else str(Audience.MANAGER)
            yield Item(wire.table, str(wire.key), _ABOVE[level]), who
    above = Kind(OWNED[wire.table]).about.hangs_on if wire.table in OWNED else ()
    if not wire.fields.keys().isdisjoint(above):
        yield Item(wire.table, str(wire.key), _MOVED), ""
    still = str(wire.fields.get(PUBLISHED) or "").split(",")
    for name in filter(None, str(wire.before.get(PUBLISHED) or "").split(",")):
        if name not in still:
            yield Item(wire.table, str(wire.key), name), str(Audience.MANAGER)


def _words_of(field: Value) -> tuple[str, ...]:
    """The columns of an event that hold somebody's words."""
    return (*WORDS["events"], "new") if field == "answer" else WORDS["events"]


def around(journal: Journal, items: Iterable[Item]) -> set[Item]:
    """The items with all other words of their rows, of what hangs on these, and of what happened to them.

    One device may open a record to somebody, and another one what was closed of it.
    """
    found = set(items)
    rows = {(item.table, item.uid) for item in found}
    rows.update(_hanging(journal, rows))
    for table, uid in rows:
        names = (*([ITSELF, _TAGS] if table in OWNED else []), *WORDS.get(table, ()))
        found.update(Item(table, uid, name) for name in names)
    for table in OWNED:
        for row in journal.rows(
            f"SELECT e.uid, e.field FROM events e JOIN {table} r ON r.id = e.record"
            " WHERE e.kind = ? AND r.uid IN (SELECT value FROM json_each(?))",
            [OWNED[table], _of(table, rows)],
        ):
            found.update(Item("events", row["uid"], name) for name in _words_of(row["field"]))
    return found


def _hanging(journal: Journal, rows: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """What hangs on the records among the rows: who reads those reads that too."""
    return [
        (link.table, row["uid"])
        for kind in (Kind.GOAL, Kind.SESSION, Kind.MENTORSHIP)
        for link in links_to(journal, kind.table)
        if link.table in WORDS
        for row in journal.rows(
            f"SELECT r.uid FROM {link.table} r JOIN {kind.table} above ON above.id = r.{link.column}"
            " WHERE above.uid IN (SELECT value FROM json_each(?))",
            [_of(kind.table, rows)],
        )
    ]


def _of(table: str, rows: Iterable[tuple[str, str]]) -> str:
    return json.dumps([uid for of, uid in rows if of == table])


@contextmanager
def tried(journal: Journal) -> Iterator[None]:
    """Nothing of what the block does to the file stays; where it fails nothing does anyway."""
    journal.connection.execute("SAVEPOINT tried")
    yield
    journal.connection.execute("ROLLBACK TO tried")
    journal.connection.execute("RELEASE tried")


def partners(journal: Journal) -> set[str]:
    """The uids of all with whom there is, or was, a mentorship."""
    rows = journal.rows(
        "SELECT uid FROM people p WHERE is_me IS NULL AND EXISTS"
        " (SELECT 1 FROM mentorships m WHERE p.id IN (m.mentor, m.mentee))"
    )
    return {row["uid"] for row in rows}


def audiences(journal: Journal) -> set[str]:
    """The uids of partners, and of whoever attended or reads something: they may become partners later."""
    rows = journal.rows(
        "SELECT uid FROM people p WHERE is_me IS NULL AND"
        " (EXISTS (SELECT 1 FROM attendees a WHERE a.person = p.id)"
        " OR EXISTS (SELECT 1 FROM readers r WHERE r.person = p.id))"
    )
    return partners(journal) | {row["uid"] for row in rows}


def look(
    journal: Journal, items: Collection[Item], people: Iterable[str]
) -> dict[str, dict[Item, Value]]:
    """What I, everybody and each of the people read of the items; whoever is unknown reads as a stranger.

    Who has left is looked at also as they would read if they came back.
    """
    seen = {"": dict(_read(journal, items))}
    lenses = {str(Audience.MANAGER): Lens(Audience.MANAGER)}
    for uid in people:
        person = journal.value("SELECT id FROM people WHERE uid = ?", [uid])
        lenses[uid] = audience.of_person(journal, person)
        lenses[f"{uid}{_BACK}"] = Lens(Audience.MENTOR, person)
    by_lens: dict[Lens, dict[Item, Value]] = {}
    for name, lens in lenses.items():
        if lens not in by_lens:
            with lens.laid(journal.connection):
                by_lens[lens] = dict(_read(journal, items))
        seen[name] = by_lens[lens]
    return seen


def _read(journal: Journal, items: Collection[Item]) -> Iterator[tuple[Item, Value]]:
    for table in {item.table for item in items}:
        uids = {item.uid for item in items if item.table == table}
        of = {_TAGS: _tags_of(table)}
        columns = sorted({item.column for item in items if item.table == table} | {ITSELF})
        for row in journal.rows(
            f"SELECT {', '.join(of.get(name, name) for name in columns)} FROM {table} WHERE uid IN (SELECT value FROM json_each(?))",
            [json.dumps(sorted(uids))],
        ):
            for name in columns:
                item = Item(table, row[ITSELF], name)
                if item in items and row[name] is not None:
                    yield item, row[name]


def _tags_of(table: str) -> str:
    tags = f"SELECT tag FROM taggings WHERE kind = '{OWNED.get(table)}' AND record = {table}.id ORDER BY tag"
    return f"(SELECT group_concat(tag, ' ') FROM ({tags})) AS {_TAGS}"


def opened(now: Mapping[str, Mapping[Item, Value]], sides: Collection[Side]) -> list[Item]:
    """What somebody reads now who did not where it was written or was closed to them, or nowhere before."""
    found = set()
    for who in now.keys() - {""}:
        for item, value in now[who].items():
            if not _is_read(now, who, item):
                continue
            if not any(item in side.seen[""] for side in sides):
                continue  # The remote is a new one, and has not yet what it hangs on.
            of = [
                side for side in sides if item in side.written and side.seen[""].get(item) == value
            ]
            of += [side for side in sides if side.has_shut(item, who)]
            if all(side.has_moved(item) for side in sides):
                of += sides  # Either may have hung it on what somebody does not read.
            reads = [_is_read(side.seen, who, item) for side in of or sides]
            if not (all(reads) if of else any(reads)):
                found.add(item)
    return sorted(found)


def _is_read(seen: Mapping[str, Mapping[Item, Value]], who: str, item: Item) -> bool:
    """Whether somebody reads what stands there, and not only that there is something."""
    return item in seen[who] and seen[who][item] == seen[""].get(item)


def close(journal: Journal, items: Iterable[Item]) -> list[Conflict]:
    """Make what was opened private again; returns what to say of it."""
    notes_alone: dict[tuple[Kind, int], bool] = {}
    for item in items:
        row = journal.row(f"SELECT * FROM {item.table} WHERE uid = ?", [item.uid])
        assert row
        kind, id = subject(item.table, dict(row))
        mine = _mine(journal, Kind(kind), id)
        is_notes = item.table == "sessions" and item.column == "notes"
        if mine:
            notes_alone[mine] = is_notes and notes_alone.get(mine, True)
    found = [_close(journal, kind, id, alone) for (kind, id), alone in notes_alone.items()]
    return [each for each in found if each]


def _mine(journal: Journal, kind: Kind, id: int) -> tuple[Kind, int] | None:
    """The record, or where a partner gave it that of mine on which it hangs; None without one.

    A record of theirs is not closed: only they could open it again. What I say of it is for them.
    """
    row = journal.row(
        f"SELECT *, {is_given(kind, 'r')} AS given FROM {kind.table} r WHERE id = ?", [id]
    )
    assert row
    if not row["given"]:
        return kind, id
    above = [(Kind(link), row[link]) for link in kind.about.hangs_on if row[link] is not None]
    return next((each for each in above if _mine(journal, *each) == each), None)


def _close(journal: Journal, kind: Kind, id: int, notes_alone: bool) -> Conflict | None:
    row = journal.row(f"SELECT * FROM {kind.table} WHERE id = ?", [id])
    assert row
    if kind is Kind.PERSON and (row["is_me"] or row["uid"] in partners(journal)):
        return None  # They know who they are, and who I am.
    level = "notes_visibility" if notes_alone else "visibility"
    values: dict[str, Value] = {level: Visibility.PRIVATE.value}
    if kind.about.publishable and not notes_alone:
        values[PUBLISHED] = None
    journal.update(kind.table, id, **values)
    return _closed(kind.value, id, level, row[level])


def named(journal: Journal, wires: Iterable[Wire]) -> list[Conflict]:
    """What to say of what another device made private so."""
    found = []
    for wire in wires:
        if wire.command != "sync" or wire.change != "update" or wire.table not in OWNED:
            continue
        id = journal.value(f"SELECT id FROM {wire.table} WHERE uid = ?", [str(wire.key)])
        for level in _ABOVE:
            if id and wire.fields.get(level) == Visibility.PRIVATE:
                found.append(_closed(OWNED[wire.table], id, level, wire.before.get(level)))
    return found


def _closed(kind: str, id: int, level: str, was: Value) -> Conflict:
    return Conflict(code(kind, id), level, Visibility.PRIVATE.value, was, "")


# What an undo makes visible again or brings back stays with those for whom another device wrote it meanwhile


@contextmanager
def kept_closed(journal: Journal, since: int, refusal: str) -> Iterator[None]:
    """Expect that nobody comes to read by the block what another device wrote after the operation ``since``.

    Raises ``JournalSaysNo``, whose sentence ``refusal`` begins.
    """
    written = _written_elsewhere(journal, since)
    if not written:
        yield
        return
    people = audiences(journal)
    seen = look(journal, written, people)
    yield
    now = look(journal, written, people | audiences(journal))
    # Who comes in by it read nothing before.
    side = Side(written, {who: seen.get(who, {}) for who in now})
    for item in opened(now, [side]):
        row = journal.row(f"SELECT * FROM {item.table} WHERE uid = ?", [item.uid])
        assert row
        name = code(*subject(item.table, dict(row)))
        raise JournalSaysNo(
            f"{refusal}: more people would read {name}, which another device has written since.",
            f"mentorlog show {name} has it; edit opens what is meant to be read",
        )


def _written_elsewhere(journal: Journal, since: int) -> set[Item]:
    """What other devices wrote words in after an operation of this one."""
    me = state.setup(journal)
    if me is None:
        return set()
    rows = journal.rows(f"{ROWS} WHERE o.device IS NOT NULL AND o.id > ? ORDER BY c.id", [since])
    wires = Wires(journal, Names(journal), me.device).of(rows)
    return {item for item, is_written in touched(wires).items() if is_written}


def close_back(journal: Journal, since: int, back: Iterable[tuple[str, int]]) -> None:
    """Make private what was deleted and is back, where one device opened it and another one wrote there.

    No sync looked at it, as it was deleted. ``back`` are rows by their tables and ids. One of the two came
    after the operation ``since``: what came before that was seen together.
    """
    records = {(Kind(OWNED[table]), id) for table, id in back if table in OWNED}
    me = state.setup(journal)
    if me is None or not records:
        return
    own, above = set(_uids(journal, records)), set(_uids(journal, _above(journal, records)))
    rows = journal.rows(
        f"{ROWS} WHERE c.uid IN (SELECT value FROM json_each(?))"
        " OR c.tbl IN ('readers', 'attendees', 'taggings', 'mentorships') ORDER BY c.id",
        [json.dumps([*own, *above])],
    )
    late = {row["clock"] for row in rows if (row["operation"] or 0) > since}
    wires = list(Wires(journal, Names(journal), me.device).of(rows))
    if _is_apart(wires, late, own, own | above):
        _close_records(journal, {each for each in records if not records & _above(journal, {each})})


def _uids(journal: Journal, records: Iterable[tuple[Kind, int]]) -> Iterator[str]:
    """The uids of records, and of what happened to them."""
    for kind, id in records:
        for row in journal.rows(
            f"SELECT uid FROM {kind.table} WHERE id = ?"
            " UNION ALL SELECT uid FROM events WHERE kind = ? AND record = ?",
            [id, kind.value, id],
        ):
            yield row["uid"]


def _above(journal: Journal, records: Iterable[tuple[Kind, int]]) -> set[tuple[Kind, int]]:
    """The sessions and goals on which records hang."""
    found = set()
    for kind, id in records:
        for link in kind.about.hangs_on:
            above = journal.value(f"SELECT {link} FROM {kind.table} WHERE id = ?", [id])
            if above is not None:
                found.add((Kind(link), above))
    return found


def _is_apart(
    wires: Iterable[Wire], late: Collection[str], own: Collection[str], around: Collection[str]
) -> bool:
    """Whether one device opened something around, and another one wrote words in what is back."""
    made: dict[str, set[object]] = {}
    opening, writing = [], []
    for wire in wires:
        if wire.change == "insert" and isinstance(wire.key, str):
            made.setdefault(wire.unit, set()).add(wire.key)
        items = touched([wire])
        if any(is_written and item.uid in own for item, is_written in items.items()):
            writing.append(wire)
        is_around = wire.table == "mentorships" or any(item.uid in around for item in items)
        if wire.change != "delete" and is_around and opens(wire, made.get(wire.unit, ())):
            opening.append(wire)
    return any(
        one.device != other.device and (one.clock in late or other.clock in late)
        for one in opening
        for other in writing
    )


def _close_records(journal: Journal, records: Iterable[tuple[Kind, int]]) -> None:
    items = [
        Item(kind.table, row["uid"], ITSELF)
        for kind, id in records
        for row in journal.rows(f"SELECT uid FROM {kind.table} WHERE id = ?", [id])
    ]
    closed = [each.record for each in close(journal, items) if each.lost != each.stays]
    if closed:
        journal.notes.append(
            "Private now, as one machine opened it and another one wrote there meanwhile:"
            f" {joined(closed)}; mentorlog edit {closed[0]} --shared opens {closed[0]}."
        )
