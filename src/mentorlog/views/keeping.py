"""How the journal's file is kept: backups, what a restore did, what doctor found and mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from mentorlog.errors import count
from mentorlog.records.keeping import Backup, Finding, Repaired
from mentorlog.views import data, words
from mentorlog.views.data import Data
from mentorlog.views.listings import Field, listing, said
from mentorlog.views.pages import Column, Line, Row, Screen, Span, Table, dim

# --- backups ----------------------------------------------------------------------------------


_BESIDE = Line("in the folder backups beside the journal")


def backed_up(backup: Backup, *, beside: bool) -> Screen:
    """That the backup was read through, and where it is: among the backups ``beside`` the journal, or else."""
    how = "encrypted, and read back" if backup.encrypted else "and read through"
    told = Line(f"Copied, {how}: {backup.path.name}")
    where = _BESIDE if beside else Line(f"in {backup.path.parent.absolute()}")
    return said(_backup(backup), told, where)


def backups(found: Sequence[Backup], today: date) -> Screen:
    """A row for each backup, the oldest first; the name is what ``restore`` takes."""
    fields = (
        Field("path", "Backup", lambda each: each.path.name, stretch=True),
        Field("size", "Size", lambda each: _size(each.size), right=True, least=50),
        Field("at", "Made", lambda each: words.local(each.at, today), least=64),
    )
    return listing(
        found, fields, made=Backup, data=_backup, empty="No backups yet: mentorlog backup"
    )


def _backup(backup: Backup) -> Data:
    found = data.picked(backup, "at", "why", "size", "encrypted")
    return {**found, "path": str(backup.path)}


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"


# --- restore ----------------------------------------------------------------------------------


def restored(
    journal: Path,
    file: Path,
    kept: Path | None,
    records: Mapping[str, int],
    last: str,
    today: date,
    purged: int,
) -> Screen:
    """What the journal has now, what stays ``purged``, and where the journal of before is ``kept``."""
    lines = [Line(f"Restored from {file.name}: {told(records, last, today)}")]
    if purged:
        several = count(purged, "record or text", "records or texts")
        lines.append(Line(f"What was purged since stays purged: {several}"))
    if kept:
        lines += [Line(f"What it replaced is kept: {kept.name}"), _BESIDE]
    found = {
        "journal": str(journal),
        "from": str(file),
        "kept": str(kept) if kept else None,
        **records,
        "last_command_at": last or None,
        "purged": purged,
    }
    return said(found, *lines)


def told(records: Mapping[str, int], last: str, today: date) -> str:
    """``14 sessions, 6 goals, 36 actions, last written Sun 22 Nov, 12:00``."""
    counted = [count(number, name.removesuffix("s")) for name, number in records.items()]
    written = [f"last written {words.local(last, today)}"] if last else []
    return ", ".join(counted + written)


# --- doctor -----------------------------------------------------------------------------------


def examined(
    journal: Path, found: Sequence[Finding], repaired: Repaired | None, *, there: bool
) -> Screen:
    """What a repair did, whether all is well, and each finding with how to mend it."""
    rows: list[Row] = []
    for finding in found:
        rows += [(finding.check, finding.what), Span((dim(f"→ {finding.mend}"),), under=1)]
    table = Table((Column(), Column(stretch=True)), tuple(rows), indent=1)
    verdict = Line(_verdict(journal, len(found), there=there))
    return Screen(
        page=lambda _: (*_done(repaired), verdict, *([table] if rows else [])),
        data=lambda: {
            "journal": str(journal),
            "well": not found,
            "findings": data.each(found),
            "repaired": repaired.done if repaired else [],
            "kept": str(repaired.kept) if repaired and repaired.kept else None,
        },
    )


def _verdict(journal: Path, number: int, *, there: bool) -> str:
    if number:
        return f"{count(number, 'thing is', 'things are')} not well with {journal.name}:"
    return f"All is well with {journal.name}" if there else f"No journal at {journal} yet"


def _done(repaired: Repaired | None) -> list[Line]:
    if repaired is None:
        return []
    lines = [Line(f"Mended: {each}") for each in repaired.done]
    if repaired.kept:
        lines.append(Line(f"What was there before is kept: {repaired.kept.name}"))
        lines.append(_BESIDE)
    return lines
