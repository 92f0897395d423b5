"""Backups: one that was made, those there are, and what a restore did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from mentorlog.dates import utc_to_local, weekday_day
from mentorlog.records.backups import Backup
from mentorlog.views.data import Data
from mentorlog.views.listings import Field, listing
from mentorlog.views.pages import Line, Page, Screen


def made(backup: Backup) -> Screen:
    """Where it is, that it was read through, and how to bring it back."""
    how = "encrypted, and read back" if backup.encrypted else "and read through"
    lines = (Line(f"Copied, {how}: {backup.path.name}"), Line(where(backup.path)))
    return Screen(page=lambda _: Page(lines), data=lambda: _data(backup))


def overview(found: Sequence[Backup], today: date) -> Screen:
    """A row for each backup, the oldest first; the name is what ``restore`` takes."""
    fields = (
        Field("path", "Backup", lambda each: each.path.name, stretch=True),
        Field("size", "Size", lambda each: _size(each.size), right=True, least=50),
        Field("at", "Made", lambda each: _when(each.at, today), least=64),
    )
    return listing(found, fields, data=_data, empty="No backups yet: mentorlog backup")


def restored(
    journal: Path,
    file: Path,
    kept: Path | None,
    records: Mapping[str, int],
    last: str,
    today: date,
    purged: int,
) -> Screen:
    """What is in the journal now, what stays ``purged``, and where what was there before is kept."""
    lines = [Line(f"Restored from {file.name}: {told(records, last, today)}")]
    if purged:
        several = f"{purged} records or texts" if purged > 1 else "1 record or text"
        lines.append(Line(f"What was purged since stays purged: {several}"))
    if kept:
        lines += [Line(f"What it replaced is kept: {kept.name}"), Line(where(kept))]
    data = {
        "journal": str(journal),
        "from": str(file),
        "kept": str(kept) if kept else None,
        **records,
        "last_command_at": last or None,
        "purged": purged,
    }
    return Screen(page=lambda _: Page(tuple(lines)), data=lambda: data)


def told(records: Mapping[str, int], last: str, today: date) -> str:
    """``14 sessions, 6 goals, 36 actions, last written Sun 22 Nov, 12:00``."""
    counted = [
        f"{count} {name.removesuffix('s') if count == 1 else name}"
        for name, count in records.items()
    ]
    return ", ".join([*counted, *([f"last written {_when(last, today)}"] if last else [])])


def _data(backup: Backup) -> Data:
    return {
        "at": backup.at,
        "why": backup.why,
        "size": backup.size,
        "encrypted": backup.encrypted,
        "path": str(backup.path),
    }


def where(path: Path) -> str:
    """The folder of a file; that of backups is beside the journal, wherever this is."""
    beside = path.parent.name == "backups"
    return "in the folder backups beside the journal" if beside else f"in {path.parent.absolute()}"


def _when(instant: str, today: date) -> str:
    local = utc_to_local(instant)
    return f"{weekday_day(local.date(), today)}, {local:%H:%M}"


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"
