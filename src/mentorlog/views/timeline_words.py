"""The entries of a timeline in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

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
        made = {
            (entry.record.id, entry.on)
            for entry in entries
            if entry.kind == "goal" and entry.field == "created"
        }
        self._targets = {
            (entry.record.id, entry.on): entry.new
            for entry in entries
            if entry.field == "target" and entry.old is None and entry.new
            and (entry.record.id, entry.on) in made
        }  # fmt: skip
        self._today = today
        self._room = room
        self.entries = [
            entry for entry in entries if not entry.counted and not self._told_with(entry)
        ]

    def _told_with(self, entry: Entry) -> bool:
        is_target = entry.kind == "target" and not entry.upcoming and entry.old is None
        return is_target and (entry.record.id, entry.on) in self._targets

    def text(self, entry: Entry) -> str:
        """What happened, without the word for the entry's kind."""
        entry = named(entry)
        if entry.field == "slot":
            return self._slot(entry)
        if entry.upcoming and entry.kind != "session":
            return self._owned(entry)
        label = entry.record.label
        match entry.kind:
            case "session":
                return self._session(entry)
            case "goal":
                return f"{label}: {self._what(entry)}"
            case "target" | "due":
                return self._target(entry)
            case "milestone":
                return self._milestone(entry)
            case "advice":
                return f"{label}: {words.spoken(entry.new)}"
            case "question":
                return f"{label}{' ' if label.endswith('?') else ': '}{entry.new}"
            case "action":
                late = f", {count(entry.days, 'day')} over" if entry.days else ""
                return f"{self._owned(entry)}: done{late}"
            case "skill":
                level = moved(entry) if entry.old is not None else entry.new
                return f"{self._owned(entry)}: {level}"
            case "agreement":
                return f"with {self._names(entry) or label}: version {entry.new}"
            case "mentorship":
                running = "started" if entry.field == "created" else "resumed"
                return f"{label}: {running if entry.new == 'active' else entry.new}"
        return label

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


def named(entry: Entry) -> Entry:
    """The entry, the label of its record with a mark if nobody else reads it."""
    if not entry.private:
        return entry
    label = (entry.record.label + words.PRIVATE).strip()
    return entry._replace(record=entry.record._replace(label=label))


_BECAME = {"done": "done", "created": "added", "reopened": "open again"}
"""What became of a milestone."""


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
            if entry.days is None:
                return f"{'target set' if entry.new else 'no target'}, {on}"
            return f"target {entry.days:+d} d, {on}".replace("-", "−")
        case "skill":
            return f"{entry.new}, {on}" if entry.old is None else f"{moved(entry)}, {on}"
        case "goal" if entry.field == "progress":
            by = ", ".join(person.short for person in entry.people)
            return ", ".join(filter(None, (moved(entry), by, on)))
        case "goal" if entry.field == "created":
            return f"new {on}"
    return f"{words.spoken(entry.new)} {on}"
