"""How the journal's file is kept: backups, restore, doctor, and what a purge takes away."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from mentorlog.errors import count
from mentorlog.records.keeping import Around, Backup, Finding, Named, Plan, Repaired
from mentorlog.views import data, words
from mentorlog.views.cells import clipped
from mentorlog.views.data import Data
from mentorlog.views.listings import Field, listing, said
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

# --- backups ----------------------------------------------------------------------------------


_BESIDE = Line("in the folder backups beside the journal")


def backed_up(backup: Backup, *, beside: bool) -> Screen:
    """That the backup was read through, and where it is: among the backups ``beside`` the journal, or else."""
    how = "encrypted, and read back" if backup.encrypted else "and read through"
    told = Line(f"Copied, {how}: {backup.path.name}")
    where = _BESIDE if beside else Line(f"in {backup.path.parent.absolute()}")
    return said(backup, told, where)


def backups(found: Sequence[Backup], today: date) -> Screen:
    """A row for each backup, the oldest first; the name is what ``restore`` takes."""
    fields = (
        Field("path", "Backup", lambda each: each.path.name, stretch=True),
        Field("size", "Size", lambda each: _size(each.size), right=True, least=50),
        Field("at", "Made", lambda each: words.local(each.at, today), least=64),
    )
    return listing(found, fields, empty="No backups yet: mentorlog backup")


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
        "journal": journal,
        "from": file,
        "kept": kept,
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
        page=lambda _: (*_mended(repaired), verdict, *([table] if rows else [])),
        data=lambda: {
            "journal": journal,
            "well": not found,
            "findings": found,
            "repaired": repaired.done if repaired else [],
            "kept": repaired.kept if repaired else None,
        },
    )


def _verdict(journal: Path, number: int, *, there: bool) -> str:
    if number:
        return f"{count(number, 'thing is', 'things are')} not well with {journal.name}:"
    return f"All is well with {journal.name}" if there else f"No journal at {journal} yet"


def _mended(repaired: Repaired | None) -> list[Line]:
    if repaired is None:
        return []
    lines = [Line(f"Mended: {each}") for each in repaired.done]
    if repaired.kept:
        lines.append(Line(f"What was there before is kept: {repaired.kept.name}"))
        lines.append(_BESIDE)
    return lines


# --- purge --------------------------------------------------------------------------------------


_LONGEST = 100
_MOST = 12
"""How many records are named; of the others only the number is shown."""


def to_purge(plan: Plan, around: Around) -> Screen:
    """Exactly what would go, what would stay, and which other files hold it."""
    return Screen(
        page=lambda canvas: _to_purge(plan, around, canvas),
        data=lambda: {
            "purge": plan.target.code,
            "field": plan.target.field,
            "records": [{"code": each.code, "title": each.label} for each in plan.goes],
            "unlinked": [{"code": each.code, "title": each.label} for each in plan.stays],
            **_counts(plan),
            "elsewhere": plan.elsewhere,
            **_around(around),
        },
    )


def purged(plan: Plan, removed: Around, left: Around, made: Path | None) -> Screen:
    """``Purged g3: 3 records, 5 events …``, the files that went, and the backup ``made`` instead."""
    return Screen(
        page=lambda _: _purged(plan, removed, made),
        data=lambda: {
            "purged": plan.target.code,
            "field": plan.target.field,
            "records": [each.code for each in plan.goes],
            **_counts(plan),
            "drafts_removed": removed.drafts,
            "backups_removed": removed.backups,
            "backup": made,
            **_around(left),
        },
    )


def _counts(plan: Plan) -> Data:
    return data.picked(plan, "events", "links", "changes", "rewritten")


def _around(around: Around) -> Data:
    found = data.picked(around, "drafts", "backups")
    return {**found, "sealed_backups": around.sealed, "other_files": around.others}


def _to_purge(plan: Plan, around: Around, canvas: Canvas) -> Iterator[Block]:
    yield Line(strong(f"Purge {plan.target.typed}: gone for good, and undo cannot bring it back."))
    rows = [
        *_records("Goes", plan.goes, plan.target.field, canvas),
        *_rest(plan),
        *_records("Stays", plan.stays, "loses its link", canvas),
        *_others(plan, around),
    ]
    yield Table((Column(), Column(), Column(stretch=True)), tuple(rows), indent=1)


def _records(
    heading: str, found: Sequence[Named], what: str | None, canvas: Canvas
) -> Iterator[Row]:
    shown = found if len(found) <= _MOST + 1 else found[:_MOST]
    for place, each in enumerate(shown):
        text = words.listed(clipped(each.label, _LONGEST, canvas), what)
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
    for lead, paths, what in (
        ("Draft", around.drafts, "holds its text"),
        ("Backup", around.backups, "holds it"),
        ("File", around.others, "holds it, and stays"),
        ("Backup", around.sealed, "cannot be read"),
    ):
        for path in paths:
            yield Span(f"{path.name} {what}", under=1, lead=lead)


def _purged(plan: Plan, removed: Around, made: Path | None) -> Iterator[Block]:
    records = len(plan.goes) if plan.target.field is None else 0
    told = _counted(plan, plan.changes + plan.rewritten, records)
    told = told or ("its words" if plan.texts else "nothing of it was left in the journal")
    yield Line(f"Purged {plan.target.typed}: {told}")
    for path in (*removed.backups, *removed.drafts):
        yield Line(f"Removed {path}")
    if made:
        yield Line(f"A backup of the purged journal: {made}")
