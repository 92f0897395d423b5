"""What a sync did, and how a journal is synced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from mentorlog.errors import count, joined
from mentorlog.records.sync import Conflict, Device, Setup, Summary
from mentorlog.views import data, words
from mentorlog.views.listings import said
from mentorlog.views.pages import Line, Screen, ref


def done(summary: Summary) -> Screen:
    """One line on what went out and came in, and one for each thing said differently on two machines."""
    return said(summary, *_lines(summary))


def half_done(summary: Summary) -> Iterator[str]:
    """Sentences on what came in before a sync failed."""
    if told := _told(summary):
        yield f"Before that: {', '.join(told)}"
    for each in summary.conflicts:
        yield f"{each.record}  {_said(each)}"
    yield from summary.notes


def _told(summary: Summary) -> list[str]:
    told = [f"sent {count(summary.sent, 'change')}"] if summary.sent else []
    if summary.taken:
        told.append(f"took {count(summary.taken, 'change')} of {joined(summary.devices)}")
    if summary.purged:
        told.append(f"purged {count(summary.purged, 'record')} as elsewhere")
    return told


def _lines(summary: Summary) -> Iterator[Line]:
    told = _told(summary)
    yield Line(f"Synced: {', '.join(told) or 'nothing new on either side'}")
    for each in summary.conflicts:
        yield Line((ref(each.record), f"  {_said(each)}"), indent=1)
    gone = next(
        (each.record for each in summary.conflicts if each.stays is None and each.field != "kept"),
        None,
    )
    if gone:
        yield Line(f"What went is in the history: mentorlog changes {gone}", indent=1)


def _said(each: Conflict) -> str:
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


def status(setup: Setup, waiting: int, devices: Sequence[Device], today: date) -> Screen:
    """Where to, when last, what waits, and the other machines."""
    when = words.local(setup.synced_at, today) if setup.synced_at else "never"
    sealed = "encrypted" if setup.recipient else "not encrypted"
    lines = [
        Line(f"{setup.name} → {setup.remote} ({sealed})"),
        Line(f"Last synced: {when}", indent=1),
        Line(f"Waiting to be sent: {count(waiting, 'change')}", indent=1),
    ]
    if devices:
        lines.append(Line(f"Other machines: {joined(_named(devices))}", indent=1))
    found = {
        **data.picked(setup, "remote", "name", "device", "synced_at"),
        "encrypted": setup.recipient is not None,
        "waiting": waiting,
        "devices": data.each(devices),
    }
    return said(found, *lines)


def _named(devices: Sequence[Device]) -> list[str]:
    """The names of the machines; one that was restored or copied has been several."""
    times = Counter(each.name for each in devices)
    return [f"{name} ({number} copies)" if number > 1 else name for name, number in times.items()]
