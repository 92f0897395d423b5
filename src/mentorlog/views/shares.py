"""What a share took with it, and what became of one that was received."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from mentorlog.errors import count
from mentorlog.records import Ref
from mentorlog.records.shares import Share, Taken
from mentorlog.views import words
from mentorlog.views.data import named
from mentorlog.views.listings import said
from mentorlog.views.pages import Line, Screen, dim, ref

_MOST = 8


def given(share: Share, path: Path) -> Screen:
    """``Shared 12 records and 2 comments with Dana Ortiz: share.jsonl``."""
    told = count(len(share.rows), "record")
    if share.comments:
        told += f" and {count(len(share.comments), 'comment')}"
    found = {
        "for": share.reader.name,
        "made_at": share.made_at,
        "records": len(share.rows),
        "comments": len(share.comments),
        "file": str(path),
    }
    return said(found, Line(f"Shared {told} with {share.reader.name}: {path}"))


def taken(done: Taken, today: date, *, rehearsal: bool) -> Screen:
    """``From Amir, shared Thu 26 Nov 12:00: 12 new, 3 changed, 1 withdrawn, 2 comments on yours``."""
    return Screen(
        page=lambda _: _lines(done, today, rehearsal=rehearsal),
        data=lambda: {
            **done._asdict(),
            "added": [named(each) for each in done.added],
            "changed": [named(each) for each in done.changed],
            "rehearsal": rehearsal,
        },
    )


def _lines(done: Taken, today: date, *, rehearsal: bool) -> Iterator[Line]:
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
    yield from _named("new", done.added)
    yield from _named("changed", done.changed)
    for note in done.notes:
        yield Line(note, indent=1)
    if done.left_out:
        what = count(done.left_out, "line")
        yield Line(f"Left out {what}: of what was purged here, or is not shared.", indent=1)


def _named(what: str, records: Sequence[Ref]) -> Iterator[Line]:
    """The first few of them, each in a line."""
    for each in records[:_MOST]:
        called = f"  {each.label or each.kind.about.words[0]}"
        yield Line((ref(each.code), called, dim(f"  {what}")), indent=1)
    if (more := len(records) - _MOST) > 0:
        yield Line(dim(f"and {more} more {what}"), indent=1)
