"""Backups looked through for what is to be purged, and purged of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from mentorlog.dates import Clock
from mentorlog.errors import JournalSaysNo, JournalUnusable
from mentorlog.journal import EVERYTHING, Journal, backup, disk, purge, storage, writing
from mentorlog.records.purge import Target


class Look(NamedTuple):
    """The backups that ``hold`` it, those that are ``sealed`` to us, and the words found in them."""

    hold: tuple[Path, ...]
    sealed: tuple[Path, ...]
    texts: frozenset[str]


def look(path: Path, clock: Clock, target: Target) -> Look:
    """Look for the target in the backups of the journal at ``path``; none of them is changed."""
    hold: list[Path] = []
    sealed: list[Path] = []
    texts: frozenset[str] = frozenset()
    for each in backup.find(path):
        beside = each.path.with_name(f"{each.path.name}-journal")
        if beside.exists():
            # Of a journal that was damaged: SQLite would roll it into the file, or remove it.
            sealed += [each.path, beside]
            continue
        if each.encrypted:
            sealed.append(each.path)
            continue
        try:
            found = _texts(each.path, clock, target)
        except JournalUnusable:
            sealed.append(each.path)
            continue
        if found is not None:
            hold.append(each.path)
            texts |= found
    # What a killed backup leaves is no journal yet, and may hold every word of one.
    sealed += sorted(backup.folder(path).glob(f".*{disk.PART}"))
    return Look(tuple(hold), tuple(sealed), texts)


def _texts(path: Path, clock: Clock, target: Target) -> frozenset[str] | None:
    """The words of the target that a backup holds; None where it does not hold it."""
    with storage.in_our_words(path), closing(storage.in_memory_copy(path)) as connection:
        found = purge.scope(Journal(connection, path, clock, EVERYTHING), target).plan()
        return None if found.is_empty else found.texts


def carry_out(paths: Iterable[Path], clock: Clock, target: Target) -> list[Path]:
    """Purge the target from backups; returns those of them that are without it now.

    One that cannot be written, or in which somebody still names the target, is left.
    """
    done = []
    for path in paths:
        with suppress(JournalSaysNo, JournalUnusable):
            with writing(path, clock, "purge", owner_name=None, is_backup=True) as journal:
                purge.carry_out(journal, target)
            storage.compact(path)
            done.append(path)
    return done
