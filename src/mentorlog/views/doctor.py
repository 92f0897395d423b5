"""What doctor found, a line for each thing with its mend below, and what it mended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mentorlog.records.doctor import Finding, Repaired
from mentorlog.views.backups import where
from mentorlog.views.pages import Block, Column, Line, Page, Screen, Span, Table, dim


def screen(
    journal: Path, found: Sequence[Finding], repaired: Repaired | None, *, there: bool
) -> Screen:
    """The verdict, then the findings; after a repair what was done first."""
    data = {
        "journal": str(journal),
        "well": not found,
        "findings": [finding._asdict() for finding in found],
        "repaired": list(repaired.done) if repaired else [],
        "kept": str(repaired.kept) if repaired and repaired.kept else None,
    }
    blocks = (*_done(repaired), Line(_verdict(journal, found, there=there)), *_table(found))
    return Screen(page=lambda _: Page(blocks), data=lambda: data)


def _verdict(journal: Path, found: Sequence[Finding], *, there: bool) -> str:
    if found:
        count = "1 thing is" if len(found) == 1 else f"{len(found)} things are"
        return f"{count} not well with {journal.name}:"
    return f"All is well with {journal.name}" if there else f"No journal at {journal} yet"


def _table(found: Sequence[Finding]) -> tuple[Block, ...]:
    rows: list[tuple[str, str] | Span] = []
    for finding in found:
        rows.append((finding.check, finding.what))
        rows.append(Span((dim(f"→ {finding.mend}"),), under=1))
    return (Table((Column(), Column(stretch=True)), tuple(rows), indent=1),) if rows else ()


def _done(repaired: Repaired | None) -> tuple[Block, ...]:
    if repaired is None:
        return ()
    lines = [Line(f"Mended: {each}") for each in repaired.done]
    if repaired.kept:
        lines.append(Line(f"What was there before is kept: {repaired.kept.name}"))
        lines.append(Line(where(repaired.kept)))
    return tuple(lines)
