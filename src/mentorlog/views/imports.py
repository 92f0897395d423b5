"""What an import did: of each kind how many were added, updated and left as they were."""

from __future__ import annotations

from pathlib import Path

from mentorlog.records.imports import Count, Tally
from mentorlog.views.pages import Column, Line, Page, Piece, Screen, Table, Tone

_COLUMNS = (
    Column(),
    Column("Added", right=True),
    Column("Updated", right=True),
    Column("Skipped", right=True),
)


def imported(
    tally: Tally, source: str, format: str, *, rehearsal: bool, bad_file: Path | None
) -> Screen:
    """``Imported 12 records from tasks.json`` with a row for each kind, or that nothing was new."""
    return Screen(
        page=lambda _: Page((Line(_heading(tally, source, rehearsal)), *_table(tally))),
        data=lambda: {
            "source": source,
            "format": format,
            "rehearsal": rehearsal,
            "adopted": tally.adopted,
            "kinds": {kind: count._asdict() for kind, count in tally.counts.items()},
            "bad": tally.bad,
            "bad_file": str(bad_file) if bad_file else None,
        },
    )


def _heading(tally: Tally, source: str, rehearsal: bool) -> str:
    total = sum(count.added + count.updated for count in tally.counts.values())
    did = "Would import" if rehearsal else "Imported"
    if tally.adopted:
        whole = ", history and all" if total else ""
        return f"{did} the whole journal of {source}{whole}"
    if not total:
        return f"Nothing in {source} is new"
    return f"{did} {total:,} record{'s' if total != 1 else ''} from {source}"


def _table(tally: Tally) -> tuple[Table, ...]:
    rows = tuple(_row(kind, count) for kind, count in tally.counts.items() if any(count))
    return (Table(_COLUMNS, rows, indent=2),) if rows else ()


def _row(kind: str, count: Count) -> tuple[str | Piece, ...]:
    return (kind, *(_number(value) for value in count))


def _number(value: int) -> str | Piece:
    return f"{value:,}" if value else Piece("–", Tone.DIM)
