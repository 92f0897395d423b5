"""What came from elsewhere, and what went there: imports, shares with a partner, syncs of one's machines."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from mentorlog.errors import count, joined
from mentorlog.records import Ref
from mentorlog.records.imports import Tally
from mentorlog.records.shares import Share, Taken
from mentorlog.records.sync import Conflict, Device, Setup, Summary
from mentorlog.views import data, words
from mentorlog.views.data import named
from mentorlog.views.listings import said
from mentorlog.views.pages import Column, Line, Screen, Table, dim, ref

# --- imports ----------------------------------------------------------------------------------

_MOST_NAMED = 5

_COUNTS = (
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
    shared: bool = False,
) -> Screen:
    """``Imported 12 records from tasks.json`` with a row for each kind, or that nothing was new.

    What is new is private unless it was ``shared``.
    """
    return Screen(
        page=lambda _: (
            Line(_imported(tally, source, rehearsal)),
            *_counts(tally),
            *_beside(tally, rehearsal, shared),
        ),
        data=lambda: {
            "source": source,
            "format": format,
            "rehearsal": rehearsal,
            "adopted": tally.adopted,
            "kinds": tally.counts,
            **data.picked(tally, "people", "lines_deleted", "left_out", "bad"),
        },
    )


def _imported(tally: Tally, source: str, rehearsal: bool) -> str:
    total = sum(count.added + count.updated for count in tally.counts.values())
    did = "Would import" if rehearsal else "Imported"
    if tally.adopted:
        whole = ", history and all" if total else ""
        return f"{did} the whole journal of {source}{whole}"
    if not total:
        return f"Nothing in {source} is new"
    return f"{did} {count(total, 'record')} from {source}"


def _counts(tally: Tally) -> tuple[Table, ...]:
    rows = tuple(
        (kind, *(f"{number:,}" if number else dim("–") for number in count))
        for kind, count in tally.counts.items()
        if any(count)
    )
    return (Table(_COUNTS, rows, indent=2),) if rows else ()


def _beside(tally: Tally, rehearsal: bool, shared: bool) -> tuple[Line, ...]:
    """What was done that the table does not show."""
    found = []
    added = sum(count.added for count in tally.counts.values())
    if added and not (shared or tally.adopted):
        is_ = "would be" if rehearsal else "is"
        found.append(f"What is new {is_} private, for you alone; --shared lets its readers read it")
    if tally.people:
        more = len(tally.people) - _MOST_NAMED
        named = (*tally.people[:_MOST_NAMED], *([f"{more:,} more"] if more > 0 else []))
        found.append(f"{'Would add' if rehearsal else 'Added'} to people: {', '.join(named)}")
    if tally.lines_deleted:
        lines = count(tally.lines_deleted, "line that is", "lines that are")
        did = "Would delete" if rehearsal else "Deleted"
        them = "it" if tally.lines_deleted == 1 else "them"
        found.append(f"{did} {lines} gone from the documents; undo brings {them} back")
    for reason, number in tally.left_out.items():
        found.append(f"Left out {number:,}: {reason}")
    return tuple(Line(sentence) for sentence in found)


# --- shares with a partner ----------------------------------------------------------------------


_MOST_RECORDS = 8


def given(share: Share, path: Path, kept: Sequence[str]) -> Screen:
    """``Shared 12 records and 2 comments with Dana Ortiz: share.jsonl``; below it the goals of theirs that stay."""
    told = count(len(share.rows), "record")
    if share.comments:
        told += f" and {count(len(share.comments), 'comment')}"
    found = {
        "for": share.reader.name,
        "made_at": share.made_at,
        "records": len(share.rows),
        "comments": len(share.comments),
        "kept_goals": kept,
        "file": path,
    }
    lines = [Line(f"Shared {told} with {share.reader.name}: {path}")]
    if kept:
        stay = f"Not shared: {joined(kept)}, goals of {share.reader.name} that you keep here"
        lines.append(Line(stay, indent=1))
    return said(found, *lines)


def taken(done: Taken, today: date, *, rehearsal: bool) -> Screen:
    """``From Amir, shared Thu 26 Nov 12:00: 12 new, 3 changed, 1 withdrawn, 2 comments on yours``."""
    return Screen(
        page=lambda _: _taken(done, today, rehearsal=rehearsal),
        data=lambda: {
            **done._asdict(),
            "added": [named(each) for each in done.added],
            "changed": [named(each) for each in done.changed],
            "rehearsal": rehearsal,
        },
    )


def _taken(done: Taken, today: date, *, rehearsal: bool) -> Iterator[Line]:
    made = f"{done.by.short}'s share of {words.local(done.made_at, today)}"
    if done.is_older:
        yield Line(f"{made} is older than what is here. Nothing was changed.")
        return
    told = ((len(done.added), "new"), (len(done.changed), "changed"), (done.withdrawn, "withdrawn"))
    parts = [f"{number} {what}" for number, what in told if number]
    if done.comments:
        parts.append(f"{count(done.comments, 'comment')} on yours")
    would = " (nothing is kept yet)" if rehearsal else ""
    yield Line(f"{made}: {', '.join(parts) or 'nothing new'}{would}")
    yield from _records("new", done.added)
    yield from _records("changed", done.changed)
    for note in done.notes:
        yield Line(note, indent=1)
    if done.left_out:
        what = count(done.left_out, "line")
        yield Line(f"Left out {what}: of what was purged here, or is not shared.", indent=1)


def _records(what: str, records: Sequence[Ref]) -> Iterator[Line]:
    """The first few of them, each in a line."""
    for each in records[:_MOST_RECORDS]:
        called = f"  {each.label or each.kind.about.words[0]}"
        yield Line((ref(each.code), called, dim(f"  {what}")), indent=1)
    if (more := len(records) - _MOST_RECORDS) > 0:
        yield Line(dim(f"and {more} more {what}"), indent=1)


# --- syncs between one's own machines -----------------------------------------------------------


def synced(summary: Summary) -> Screen:
    """One line on what went out and came in, and one for each thing said differently on two machines."""
    return said(summary, *_synced(summary))


def half_synced(summary: Summary) -> Iterator[str]:
    """Sentences on what came in before a sync failed."""
    if told := _moved(summary):
        yield f"Before that: {', '.join(told)}"
    for each in summary.conflicts:
        yield f"{each.record}  {_differed(each)}"
    yield from summary.notes


def _moved(summary: Summary) -> list[str]:
    told = [f"sent {count(summary.sent, 'change')}"] if summary.sent else []
    if summary.taken:
        told.append(f"took {count(summary.taken, 'change')} of {joined(summary.devices)}")
    if summary.purged:
        told.append(f"purged {count(summary.purged, 'record')} as elsewhere")
    return told


def _synced(summary: Summary) -> Iterator[Line]:
    told = _moved(summary)
    yield Line(f"Synced: {', '.join(told) or 'nothing new on either side'}")
    for each in summary.conflicts:
        yield Line((ref(each.record), f"  {_differed(each)}"), indent=1)
    gone = next(
        (each.record for each in summary.conflicts if each.stays is None and each.field != "kept"),
        None,
    )
    if gone:
        yield Line(f"What went is in the history: mentorlog changes {gone}", indent=1)


def _differed(each: Conflict) -> str:
    by = f" of {each.by}" if each.by else ""
    if each.field == "deleted":
        title = _quoted(each.stays or each.lost) + " " if each.stays or each.lost else ""
        if each.lost is None:
            return f"{title}was deleted on one machine and is in use on another: it stays"
        return f"{title}went with what was deleted on {each.by}"
    if each.field == "withdrawn":
        return f"{_quoted(each.stays)} stood on what its giver withdrew, and stays"
    if each.field == "kept":
        return f"{_quoted(each.lost)}{by} has no place here any longer: mentorlog doctor keeps naming it"
    if each.field in _LEVELS and not each.by:
        is_notes = each.field == "notes_visibility"
        option = "--share-notes" if is_notes else f"--{each.lost}"
        return (
            f"{'notes: they are' if is_notes else 'is'} private, not {each.lost}, as two machines"
            " together opened it to more people than it was written for;"
            f" mentorlog {'session ' * is_notes}edit {each.record} {option} opens it"
        )
    if each.first:
        return f"{each.field}: {_quoted(each.stays)} was there first and stays, not {_quoted(each.lost)}{by}"
    if each.stays is None:
        return f"{each.field}: {_quoted(each.lost)} went, as the later change{by} took it away"
    return f"{each.field}: {_quoted(each.stays)}{by} is later than {_quoted(each.lost)}, kept in its history"


_LEVELS = ("visibility", "notes_visibility")


def _quoted(value: object) -> str:
    return "nothing" if value is None else f'"{value}"'


def sync_status(setup: Setup, waiting: int, devices: Sequence[Device], today: date) -> Screen:
    """Where to, when last, what waits, and the other machines."""
    when = words.local(setup.synced_at, today) if setup.synced_at else "never"
    sealed = "encrypted" if setup.recipient else "not encrypted"
    lines = [
        Line(f"{setup.name} → {setup.remote} ({sealed})"),
        Line(f"Last synced: {when}", indent=1),
        Line(f"Waiting to be sent: {count(waiting, 'change')}", indent=1),
    ]
    if devices:
        # One that was restored or copied has been several.
        times = Counter(each.name for each in devices)
        names = [
            f"{name} ({number} copies)" if number > 1 else name for name, number in times.items()
        ]
        lines.append(Line(f"Other machines: {joined(names)}", indent=1))
    found = {
        **data.picked(setup, "remote", "name", "device", "synced_at"),
        "encrypted": setup.recipient is not None,
        "waiting": waiting,
        "devices": devices,
    }
    return said(found, *lines)
