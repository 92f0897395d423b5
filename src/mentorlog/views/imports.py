"""What an import did: how many records of each kind were added, updated and skipped."""

from __future__ import annotations

from pathlib import Path

from mentorlog.errors import count
from mentorlog.records.imports import Tally
from mentorlog.views import data
from mentorlog.views.pages import Column, Line, Screen, Table, dim

_NAMED = 5

_COLUMNS = (
    Column(),
    Column("Added", right=True),
    Column("Updated", right=True),
    Column("Skipped", right=True),
)


def imported(
    tally: Tally,
    source: str,
    format: str,
    *,
    rehearsal: bool,
    bad_file: Path | None,
    shared: bool = False,
) -> Screen:
    """``Imported 12 records from tasks.json`` with a row for each kind, or that nothing was new.

    What is new is private unless it was ``shared``.
    """
    return Screen(
        page=lambda _: (
            Line(_heading(tally, source, rehearsal)),
            *_table(tally),
            *_beside(tally, rehearsal, shared),
        ),
        data=lambda: {
            "source": source,
            "format": format,
            "rehearsal": rehearsal,
            "adopted": tally.adopted,
            "kinds": tally.counts,
            **data.picked(tally, "people", "lines_deleted", "left_out", "bad"),
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
    return f"{did} {count(total, 'record')} from {source}"


def _table(tally: Tally) -> tuple[Table, ...]:
    rows = tuple(
        (kind, *(f"{number:,}" if number else dim("–") for number in count))
        for kind, count in tally.counts.items()
        if any(count)
    )
    return (Table(_COLUMNS, rows, indent=2),) if rows else ()


def _beside(tally: Tally, rehearsal: bool, shared: bool) -> tuple[Line, ...]:
    """What was done that the table does not show."""
    found = []
    added = sum(count.added for count in tally.counts.values())
    if added and not (shared or tally.adopted):
        is_ = "would be" if rehearsal else "is"
        found.append(f"What is new {is_} private, for you alone; --shared lets its readers read it")
    if tally.people:
        more = len(tally.people) - _NAMED
        named = (*tally.people[:_NAMED], *([f"{more:,} more"] if more > 0 else []))
        found.append(f"{'Would add' if rehearsal else 'Added'} to people: {', '.join(named)}")
    if tally.lines_deleted:
        lines = count(tally.lines_deleted, "line that is", "lines that are")
        did = "Would delete" if rehearsal else "Deleted"
        them = "it" if tally.lines_deleted == 1 else "them"
        found.append(f"{did} {lines} gone from the documents; undo brings {them} back")
    for reason, number in tally.left_out.items():
        found.append(f"Left out {number:,}: {reason}")
    return tuple(Line(sentence) for sentence in found)
