"""What a purge would take away, with titles; and what one took away, without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mentorlog.errors import count
from mentorlog.records.keeping import Around, Named, Plan
from mentorlog.views import data, words
from mentorlog.views.cells import clipped
from mentorlog.views.data import Data
from mentorlog.views.pages import (
    Block,
    Canvas,
    Column,
    Line,
    Row,
    Screen,
    Span,
    Table,
    dim,
    ref,
    strong,
)

_LONGEST = 100
_MOST = 12
"""How many records are named; of the others only the number is shown."""


def planned(plan: Plan, around: Around) -> Screen:
    """Exactly what would go, what would stay, and which other files hold it."""
    return Screen(
        page=lambda canvas: _planned(plan, around, canvas), data=lambda: _data(plan, around)
    )


def done(plan: Plan, removed: Around, left: Around, made: Path | None) -> Screen:
    """``Purged g3: 3 records, 5 events …``, the files that went, and the backup ``made`` instead."""
    return Screen(
        page=lambda _: _done(plan, removed, made),
        data=lambda: {
            "purged": plan.target.code,
            "field": plan.target.field,
            "records": [each.code for each in plan.goes],
            **_counts(plan),
            "drafts_removed": _names(removed.drafts),
            "backups_removed": _names(removed.backups),
            "backup": str(made) if made else None,
            **_around(left),
        },
    )


def _data(plan: Plan, around: Around) -> Data:
    return {
        "purge": plan.target.code,
        "field": plan.target.field,
        "records": [{"code": each.code, "title": each.label} for each in plan.goes],
        "unlinked": [{"code": each.code, "title": each.label} for each in plan.stays],
        **_counts(plan),
        "elsewhere": list(plan.elsewhere),
        **_around(around),
    }


def _counts(plan: Plan) -> Data:
    return data.picked(plan, "events", "links", "changes", "rewritten")


def _around(around: Around) -> Data:
    return {
        "drafts": _names(around.drafts),
        "backups": _names(around.backups),
        "sealed_backups": _names(around.sealed),
        "other_files": _names(around.others),
    }


def _names(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]


def _planned(plan: Plan, around: Around, canvas: Canvas) -> Iterator[Block]:
    yield Line(strong(f"Purge {plan.target.typed}: gone for good, and undo cannot bring it back."))
    rows = [
        *_records("Goes", plan.goes, plan.target.field, canvas),
        *_rest(plan),
        *_records("Stays", plan.stays, "loses its link", canvas),
        *_others(plan, around),
    ]
    yield Table((Column(), Column(), Column(stretch=True)), tuple(rows), indent=1)


def _records(
    heading: str, found: Sequence[Named], said: str | None, canvas: Canvas
) -> Iterator[Row]:
    shown = found if len(found) <= _MOST + 1 else found[:_MOST]
    for place, each in enumerate(shown):
        text = words.listed(clipped(each.label, _LONGEST, canvas), said)
        lead = dim(heading if place == 0 else "")
        yield (lead, ref(each.code), text)
    if len(shown) < len(found):
        yield Span(dim(f"… and {len(found) - len(shown)} more"), under=1)


def _rest(plan: Plan) -> Iterator[Row]:
    """What goes beside the records."""
    if told := _counted(plan, plan.changes):
        yield Span(told, under=1, lead="" if plan.goes else "Goes")
    if plan.rewritten:
        rows = count(plan.rewritten, "row of history", "rows of history")
        yield Span(f"{rows} rewritten without it", under=1)


def _counted(plan: Plan, changes: int, records: int = 0) -> str:
    """``3 records, 5 events, 1 row of history``: what there is of each."""
    counts = (
        (records, "record", "records"),
        (plan.events, "event", "events"),
        (plan.links, "tag or link", "tags and links"),
        (changes, "row of history", "rows of history"),
    )
    return ", ".join(count(number, one, many) for number, one, many in counts if number)


def _others(plan: Plan, around: Around) -> Iterator[Span]:
    if plan.elsewhere:
        codes = ", ".join(plan.elsewhere[:_MOST]) + (" …" if len(plan.elsewhere) > _MOST else "")
        yield Span(f"the same words stand in {codes}, and stay there", under=1, lead="Also")
    for lead, paths, said in (
        ("Draft", around.drafts, "holds its text"),
        ("Backup", around.backups, "holds it"),
        ("File", around.others, "holds it, and stays"),
        ("Backup", around.sealed, "cannot be read"),
    ):
        for path in paths:
            yield Span(f"{path.name} {said}", under=1, lead=lead)


def _done(plan: Plan, removed: Around, made: Path | None) -> Iterator[Block]:
    records = len(plan.goes) if plan.target.field is None else 0
    told = _counted(plan, plan.changes + plan.rewritten, records)
    told = told or ("its words" if plan.texts else "nothing of it was left in the journal")
    yield Line(f"Purged {plan.target.typed}: {told}")
    for path in (*removed.backups, *removed.drafts):
        yield Line(f"Removed {path}")
    if made:
        yield Line(f"A backup of the purged journal: {made}")
