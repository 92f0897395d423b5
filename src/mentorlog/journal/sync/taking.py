"""One sync inside the journal, in one transaction: what others wrote comes in, what was written here goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mentorlog.dates import Clock
from mentorlog.errors import JournalSaysNo, UnreadableFile
from mentorlog.journal import Journal
from mentorlog.journal.sync import burying, closing, joining, merging, state, withdrawn
from mentorlog.journal.tables import LOGGED, column_names
from mentorlog.journal.whole.rows import unstorable
from mentorlog.records import rules
from mentorlog.records.imports import Place, TableRow
from mentorlog.records.keeping import Plan
from mentorlog.records.sync import Conflict, Grave, Twice, Wire


class Found(NamedTuple):
    """What the remote has of one device: its rows after those taken, and all that it knows to be purged."""

    uid: str
    name: str
    taken: int
    wires: Sequence[Wire]
    graves: Sequence[Grave]
    buried: str | None


class Taken(NamedTuple):
    """What a sync did inside the journal; ``met`` are the names of those who stood in two that were joined."""

    rows: int
    purged: list[Plan]
    conflicts: list[Conflict]
    devices: tuple[str, ...]
    met: tuple[str, ...] = ()
    twice: tuple[Twice, ...] = ()


def take(journal: Journal, me: str, found: Sequence[Found], owner: str | None) -> Taken:
    """Take in what the other devices wrote, and make a file of what was written here."""
    if owner:
        _expect_owner(journal, found, owner)
        state.adopt_owner(journal, owner)
    writing = journal.row("SELECT operation, at FROM writing")
    assert writing is not None
    graves = [grave for each in found for grave in each.graves]
    purged = burying.bury(journal, graves, state.sent(journal))
    met = joining.meet(journal, (wire for each in found for wire in each.wires))
    state.stamp(journal, me)
    mine = burying.graves(journal)
    incoming: list[Wire] = []
    left_out: list[Wire] = []
    for each in found:
        heard = {(grave.uid, grave.field) for grave in each.graves}
        unheard = [grave for grave in mine if (grave.uid, grave.field) not in heard]
        incoming += burying.without(each.wires, unheard) if unheard else each.wires
        left_out += burying.of_notes(each.wires, unheard) if unheard else ()
        _note(journal, each)
    names = {each.uid: each.name for each in state.devices(journal)} | {me: "this machine"}
    merged = merging.merge(journal, me, incoming, names, state.sent(journal))
    burying.tidy(journal)
    journal.connection.execute(
        "UPDATE writing SET operation = ?, at = ?, clock = NULL, history = 1", list(writing)
    )
    if burying.see_to(journal, incoming, left_out):
        state.stamp(journal, me)
    conflicts = [*merged.conflicts, *closing.named(journal, incoming)]
    if merged.opened or merged.said:
        conflicts += closing.close(journal, merged.opened)
        conflicts += withdrawn.keep(journal, merged.said)
        state.stamp(journal, me)
    if met:
        people = joining.complete(journal, met)
        state.stamp(journal, me)
        # What they had of either is put together.
        conflicts = [
            each
            for each in conflicts
            if not (each.record in people and each.field in ("title", "note"))
        ]
    state.new_file(journal, me)
    state.logged(journal)
    journal.__dict__.pop("me", None)
    return Taken(
        merged.rows,
        purged,
        conflicts,
        tuple(each.name for each in found if each.wires),
        tuple(str(each.theirs["name"]) for each in met),
        tuple(joining.twice(journal, incoming)),
    )


def _note(journal: Journal, each: Found) -> None:
    journal.connection.execute(
        "INSERT INTO sync_devices (uid, name, taken, buried) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (uid) DO UPDATE SET name = excluded.name, taken = excluded.taken,"
        " buried = excluded.buried",
        [each.uid, each.name, each.taken, each.buried],
    )


def _expect_owner(journal: Journal, found: Sequence[Found], owner: str) -> None:
    """Raise ``JournalSaysNo`` where the repository is of somebody with another name."""
    here = journal.row("SELECT name, uid FROM people WHERE is_me")
    said: Mapping[str, object] = {}
    for wire in sorted(
        (wire for each in found for wire in each.wires), key=lambda each: each.clock
    ):
        if wire.key == owner and wire.table == "people":
            said = {**said, **wire.fields}
    if not here or here["uid"] == owner or not said:
        return
    if str(said["name"]).casefold() != here["name"].casefold():
        raise JournalSaysNo(
            f"That repository is {said['name']}'s, and this journal is {here['name']}'s."
            " Nothing was changed.",
            "if both are you, give both journals one name: mentorlog person edit me --name NAME",
        )


# What a row of another device must be before anything is done with it


_ROWS = ("insert", "update", "delete")


def expect_sound(journal: Journal, wires: Iterable[Wire], where: str) -> None:
    """Raise ``UnreadableFile`` for a row that no journal of this version writes."""
    there = {table: frozenset(column_names(journal.connection, table)) for table in LOGGED}
    keys = {table for table in LOGGED if "uid" in there[table]}
    for each in wires:
        names = {*each.fields, *each.before, *(each.key if isinstance(each.key, Mapping) else ())}
        values = [*each.fields.values(), *each.before.values()]
        sound = (
            each.change in _ROWS
            and each.table in there
            and names <= there[each.table] - {"id", "uid"}
            and isinstance(each.key, str) == (each.table in keys)
            and all(value is None or type(value) in (str, int) for value in values)
            and _is_text(values)
            and (each.id is None or (type(each.id) is int and 0 < each.id < 2**53))
            and type(each.anew) is bool
            and type(each.number) in (int, type(None))
            and not rules.fault("changes", {"at": each.at})
            and not rules.fault("changes", {"at": each.clock[:24]})
        )
        # Who a record is of is a uid here, and a number there.
        row = TableRow(each.table, dict(each.fields), Place(""))
        if not sound or (each.change != "delete" and unstorable(row)):
            raise UnreadableFile(where, "it has a row that no journal holds. Nothing was taken in")


def _is_text(values: Iterable[object]) -> bool:
    """Whether all texts are such as SQLite keeps whole: valid Unicode, and no NUL."""
    text = "".join(value for value in values if isinstance(value, str))
    try:
        return "\0" not in text and (text.isascii() or bool(text.encode()))
    except UnicodeEncodeError:
        return False


def expect_time(clock: Clock, wires: Iterable[Wire], device: str) -> None:
    """Raise ``JournalSaysNo`` where a device's clock is ahead of this one's by more than a day."""
    until = (clock.now + state.AHEAD).strftime("%Y-%m-%dT%H:%M:%S")
    newest = max((each.clock for each in wires), default="")
    if newest > until:
        raise JournalSaysNo(
            f"What {device} wrote is stamped {newest[:10]}, which is still to come on this machine:"
            " one of the two clocks is wrong. Nothing was taken in.",
            f"where it is that of {device}, set it right there and sync there first",
        )
