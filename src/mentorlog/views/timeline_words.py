"""The entries of a timeline in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from mentorlog.dates import short, weekday_day
from mentorlog.errors import count
from mentorlog.records.choices import RAISED
from mentorlog.records.timeline import Entry
from mentorlog.views import words
from mentorlog.views.words import measured


class Teller:
    """Puts entries into words; a goal's first target is part of the line on its creation.

    ``entries`` are those that get a line of their own. ``room`` is how many characters a text may
    have before it folds.
    """

    def __init__(self, entries: Sequence[Entry], today: date, room: int) -> None:
        made = {(entry.record.id, entry.on) for entry in entries if _is_making(entry)}
        self._targets = {
            (entry.record.id, entry.on): entry.new
            for entry in entries
            if entry.field == "target" and entry.old is None and entry.new
            and (entry.record.id, entry.on) in made
        }  # fmt: skip
        self._today = today
        self._room = room
        self.entries = [
            entry
            for entry in entries
            if not entry.counted
            and not (entry.kind == "target" and not entry.upcoming and self._told_with(entry))
        ]

    def _told_with(self, entry: Entry) -> bool:
        return entry.old is None and (entry.record.id, entry.on) in self._targets

    def text(self, entry: Entry) -> str:
        """What happened, without the word for the entry's kind."""
        entry = named(entry)
        if entry.field == "slot":
            return self._slot(entry)
        if entry.upcoming and entry.kind != "session":
            return self._owned(entry)
        return self._ways[entry.kind](self, entry)

    def _owned(self, entry: Entry) -> str:
        owner = self._names(entry)
        return f"{entry.record.label} ({owner})" if owner else entry.record.label

    def _names(self, entry: Entry) -> str:
        return ", ".join(person.short for person in entry.people)

    def _slot(self, entry: Entry) -> str:
        came = date.fromisoformat(entry.new or "")
        late = f"slot since {weekday_day(came, self._today)}" if came < entry.on else "next slot"
        return f"{self._names(entry) or entry.record.label}, {late}"

    def _session(self, entry: Entry) -> str:
        state = (
            "" if entry.new == "held" or (entry.upcoming and entry.new == "planned") else entry.new
        )
        length = f"{entry.minutes} min" if entry.minutes and entry.new == "held" else ""
        time = (entry.time or "") if entry.upcoming else ""
        never = ", never logged" if entry.new == "planned" and not entry.upcoming else ""
        facts = ", ".join(filter(None, (self._names(entry), time, length, state))) + never
        return ": ".join(filter(None, (facts, entry.record.label))) or "no topic"

    def _plain(self, entry: Entry) -> str:
        return entry.record.label

    def _goal(self, entry: Entry) -> str:
        return f"{entry.record.label}: {self._what(entry)}"

    def _what(self, entry: Entry) -> str:
        if entry.field == "progress":
            return f"{moved(entry)}, by {self._names(entry)}" if entry.people else moved(entry)
        if entry.field == "reading":
            value = measured(entry.new or "", entry.unit)
            return f"{self._names(entry)} reads {value}" if entry.people else f"{value} kept beside"
        if entry.field == "created":
            target = self._targets.get((entry.record.id, entry.on))
            drafted = "drafted" if entry.new == "draft" else "created"
            return f"{drafted}, target {self._day(target)}" if target else drafted
        if entry.new == "active":
            return {"draft": "agreed", "paused": "taken up again"}.get(entry.old or "", "reopened")
        return words.spoken(entry.new)

    def _target(self, entry: Entry) -> str:
        old, new = (self._day(value) if value else "none" for value in (entry.old, entry.new))
        if entry.old is None:
            return f"{entry.record.label}: {new}"
        by = f", {entry.days:+d} d".replace("-", "−") if entry.days is not None else ""
        return f"{entry.record.label}: {old} → {new}{by}"

    def _day(self, value: str) -> str:
        return short(date.fromisoformat(value), self._today)

    def _milestone(self, entry: Entry) -> str:
        text = f"{entry.record.label}: {_BECAME[entry.field]}"
        if entry.new is None or entry.goal is None or entry.old is None:
            return text
        whole = f"{text}; {entry.goal.label} {moved(entry)}"
        return whole if len(whole) <= self._room else f"{text}; {moved(entry)}"

    def _advice(self, entry: Entry) -> str:
        return f"{entry.record.label}: {words.spoken(entry.new)}"

    def _answer(self, entry: Entry) -> str:
        between = " " if entry.record.label.endswith("?") else ": "
        return f"{entry.record.label}{between}{entry.new}"

    def _action(self, entry: Entry) -> str:
        late = f", {count(entry.days, 'day')} over" if entry.days else ""
        return f"{self._owned(entry)}: done{late}"

    def _skill(self, entry: Entry) -> str:
        level = moved(entry) if entry.old is not None else entry.new
        return f"{self._owned(entry)}: {level}"

    def _agreement(self, entry: Entry) -> str:
        return f"with {self._names(entry) or entry.record.label}: version {entry.new}"

    def _mentorship(self, entry: Entry) -> str:
        words = {"active": "started" if entry.field == "created" else "resumed"}
        return f"{entry.record.label}: {words.get(entry.new or '', entry.new)}"

    _ways: ClassVar[dict[str, Callable[[Teller, Entry], str]]] = {
        "session": _session,
        "met": _plain,
        "takeaway": _plain,
        "win": _plain,
        "goal": _goal,
        "target": _target,
        "milestone": _milestone,
        "due": _target,
        "advice": _advice,
        "question": _answer,
        "action": _action,
        "skill": _skill,
        "agreement": _agreement,
        "mentorship": _mentorship,
    }


def named(entry: Entry) -> Entry:
    """The entry, the label of its record with a mark if nobody else reads it."""
    if not entry.private:
        return entry
    label = (entry.record.label + words.PRIVATE).strip()
    return entry._replace(record=entry.record._replace(label=label))


_BECAME = {"done": "done", "created": "added", "reopened": "open again"}
"""What became of a milestone."""


def _is_making(entry: Entry) -> bool:
    return entry.kind == "goal" and entry.field == "created"


def moved(entry: Entry) -> str:
    """``25 → 40 %``, ``1 → 2 talks``; ``still 40 %`` if nothing moved."""
    now = measured(entry.new or "", entry.unit)
    return f"still {now}" if entry.old == entry.new else f"{entry.old} → {now}"


def happened(entry: Entry, today: date) -> str:
    """What happened to a record and when, without its title: ``done 12 Nov``, ``25 → 40 %, 9 Nov``."""
    on = short(entry.on, today)
    match entry.kind:
        case "win":
            return f"win {on}"
        case "milestone":
            return f"{_BECAME[entry.field]} {on}"
        case "question":
            return f"{RAISED if entry.new == RAISED else 'answered'} {on}"
        case "target":
            return f"{_slip(entry)}, {on}"
        case "skill":
            return f"{entry.new}, {on}" if entry.old is None else f"{moved(entry)}, {on}"
        case "goal" if entry.field == "progress":
            by = ", ".join(person.short for person in entry.people)
            return ", ".join(filter(None, (moved(entry), by, on)))
        case "goal" if entry.field == "created":
            return f"new {on}"
    return f"{words.spoken(entry.new)} {on}"


def _slip(entry: Entry) -> str:
    if entry.days is None:
        return "target set" if entry.new else "no target"
    return f"target {entry.days:+d} d".replace("-", "−")
