"""What a row of another device must be before anything is done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mentorlog.dates import Clock
from mentorlog.errors import JournalSaysNo, UnreadableFile
from mentorlog.journal import Journal
from mentorlog.journal.sync.state import AHEAD
from mentorlog.journal.tables import LOGGED, column_names
from mentorlog.journal.whole.rows import unstorable
from mentorlog.records import rules
from mentorlog.records.imports import Place, TableRow
from mentorlog.records.sync import Wire

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
        if not sound or _unstorable(each):
            raise UnreadableFile(where, "it has a row that no journal holds. Nothing was taken in")


def _is_text(values: Iterable[object]) -> bool:
    """Whether all texts are such as SQLite keeps whole: valid Unicode, and no NUL."""
    text = "".join(value for value in values if isinstance(value, str))
    try:
        return "\0" not in text and (text.isascii() or bool(text.encode()))
    except UnicodeEncodeError:
        return False


def _unstorable(wire: Wire) -> bool:
    if wire.change == "delete":
        return False
    # Who a record is of is a uid here, and a number there.
    return unstorable(TableRow(wire.table, dict(wire.fields), Place(""))) is not None


def expect_time(clock: Clock, wires: Iterable[Wire], device: str) -> None:
    """Raise ``JournalSaysNo`` where a device's clock is ahead of this one's by more than a day."""
    until = (clock.now + AHEAD).strftime("%Y-%m-%dT%H:%M:%S")
    newest = max((each.clock for each in wires), default="")
    if newest > until:
        raise JournalSaysNo(
            f"What {device} wrote is stamped {newest[:10]}, which is still to come on this machine:"
            " one of the two clocks is wrong. Nothing was taken in.",
            f"where it is that of {device}, set it right there and sync there first",
        )
