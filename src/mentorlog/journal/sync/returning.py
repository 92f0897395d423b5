"""What an undo opens or brings back stays with those for whom another device wrote it meanwhile."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from mentorlog.errors import JournalSaysNo, joined
from mentorlog.journal import Journal
from mentorlog.journal.past.rows import code, subject
from mentorlog.journal.sync import closing, state
from mentorlog.journal.sync.wires import ROWS, Names, Wires
from mentorlog.journal.tables import OWNED
from mentorlog.records import Kind
from mentorlog.records.sync import Wire


@contextmanager
def kept_closed(journal: Journal, since: int, refusal: str) -> Iterator[None]:
    """Expect that nobody comes to read by the block what another device wrote after the operation ``since``.

    Raises ``JournalSaysNo``, whose sentence ``refusal`` begins.
    """
    written = _written_elsewhere(journal, since)
    if not written:
        yield
        return
    people = closing.audiences(journal)
    seen = closing.look(journal, written, people)
    yield
    now = closing.look(journal, written, people | closing.audiences(journal))
    # Who comes in by it read nothing before.
    side = closing.Side(written, {who: seen.get(who, {}) for who in now})
    for item in closing.opened(now, [side]):
        row = journal.row(f"SELECT * FROM {item.table} WHERE uid = ?", [item.uid])
        assert row
        name = code(*subject(item.table, dict(row)))
        raise JournalSaysNo(
            f"{refusal}: more people would read {name}, which another device has written since.",
            f"mentorlog show {name} has it; edit opens what is meant to be read",
        )


def _written_elsewhere(journal: Journal, since: int) -> set[closing.Item]:
    """What other devices wrote words in after an operation of this one."""
    me = state.setup(journal)
    if me is None:
        return set()
    rows = journal.rows(f"{ROWS} WHERE o.device IS NOT NULL AND o.id > ? ORDER BY c.id", [since])
    wires = Wires(journal, Names(journal), me.device).of(rows)
    return {item for item, is_written in closing.touched(wires).items() if is_written}


def close(journal: Journal, since: int, back: Iterable[tuple[str, int]]) -> None:
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
        _close(journal, {each for each in records if not records & _above(journal, {each})})


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
        items = closing.touched([wire])
        if any(is_written and item.uid in own for item, is_written in items.items()):
            writing.append(wire)
        is_around = wire.table == "mentorships" or any(item.uid in around for item in items)
        if wire.change != "delete" and is_around and closing.opens(wire, made.get(wire.unit, ())):
            opening.append(wire)
    return any(
        one.device != other.device and (one.clock in late or other.clock in late)
        for one in opening
        for other in writing
    )


def _close(journal: Journal, records: Iterable[tuple[Kind, int]]) -> None:
    items = [
        closing.Item(kind.table, row["uid"], closing.ITSELF)
        for kind, id in records
        for row in journal.rows(f"SELECT uid FROM {kind.table} WHERE id = ?", [id])
    ]
    closed = [each.record for each in closing.close(journal, items) if each.lost != each.stays]
    if closed:
        journal.notes.append(
            "Private now, as one machine opened it and another one wrote there meanwhile:"
            f" {joined(closed)}; mentorlog edit {closed[0]} --shared opens {closed[0]}."
        )
