"""What happened in words: an entry of the stream, as every screen tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from mentorlog.dates import short
from mentorlog.errors import count
from mentorlog.records import why_stuck
from mentorlog.records.choices import RAISED
from mentorlog.records.timeline import Entry, first_targets
from mentorlog.views import words
from mentorlog.views.words import by_day, measured


def named(entry: Entry) -> str:
    """What the record of an entry is called, with a mark if nobody else reads it, or it is a partner's."""
    return words.marked(entry.record.label, entry).strip()


def told(entry: Entry, today: date) -> str:
    """What happened to a record, without its title and the day; empty where its kind says it all."""
    match entry.kind, entry.field:
        case (("target" | "due"), _):
            return shifted(entry.old, entry.new, lambda on: short(on, today))
        case "milestone", _:
            return {"done": "done", "created": "added", "reopened": "open again"}[entry.field]
        case "question", _:
            return RAISED if entry.new == RAISED else "answered"
        case "action", _ if entry.new == "done":
            return "done" + (f", {count(entry.days, 'day')} over" if entry.days else "")
        case "skill", _:
            return moved(entry) if entry.old is not None else entry.new or ""
        case "goal", "progress":
            return f"{moved(entry)}, by {_names(entry)}" if entry.people else moved(entry)
        case "goal", "reading":
            value = measured(entry.new or "", entry.unit)
            return f"{_names(entry)} reads {value}" if entry.people else f"{value} kept beside"
        case "goal", "noted":
            return f"{noted(entry)}, by {_names(entry)}" if entry.people else noted(entry)
        case "goal", "created":
            return "drafted" if entry.new == "draft" else "new"
        case "goal", "state" if entry.new == "active":
            return {"draft": "agreed", "paused": "taken up again"}.get(entry.old or "", "reopened")
        case "mentorship", _ if entry.new == "active" or entry.field == "created":
            return "started" if entry.field == "created" else "resumed"
    return words.spoken(entry.new)


def _names(entry: Entry) -> str:
    return ", ".join(person.short for person in entry.people)


def noted(entry: Entry) -> str:
    """What a check-in without a number says: that the goal is stuck, or no more than its note."""
    return "noted" if why_stuck(entry.reason) is None else "stuck"


def moved(entry: Entry) -> str:
    """``25 → 40 %``, ``1 → 2 talks``; ``still 40 %`` if nothing moved."""
    now = measured(entry.new or "", entry.unit)
    return f"still {now}" if entry.old == entry.new else f"{entry.old} → {now}"


def shifted(old: str | None, new: str | None, day: Callable[[date], str]) -> str:
    """``30 Oct → 18 Dec, +49 d``; ``none`` where there was, or is, no day."""
    before, after = (date.fromisoformat(on) if on else None for on in (old, new))
    moved = " → ".join(day(on) if on else "none" for on in (before, after))
    return f"{moved}, {_days((after - before).days)}" if before and after else moved


def _days(number: int) -> str:
    return f"{number:+d} d".replace("-", "−")


def by_days(entry: Entry) -> str:
    """How far a day was moved: ``+49 d``; empty where it was set or taken away."""
    return _days(entry.days) if entry.days is not None else ""


def happened(entry: Entry, today: date) -> str:
    """What happened to a record and when, in few words: ``done 12 Nov``, ``25 → 40 %, 9 Nov``."""
    said = told(entry, today)
    if entry.kind == "win":
        said = "win"
    elif entry.kind == "target":
        without = "target set" if entry.new else "no target"
        said = f"target {by_days(entry)}" if entry.days is not None else without
    is_words = said.replace(" ", "").replace("-", "").isalpha()
    return f"{said}{' ' if is_words else ', '}{short(entry.on, today)}"


class Teller:
    """Puts entries into lines; a goal's first target is part of the line on its creation.

    ``entries`` are those that get a line of their own. ``room`` is how many characters a text may
    have before it folds.
    """

    def __init__(self, entries: Sequence[Entry], today: date, room: int) -> None:
        self._targets = first_targets(entries)
        self._today = today
        self._room = room
        with_goals = set(self._targets.values())
        self.entries = [each for each in entries if not each.counted and each not in with_goals]

    def text(self, entry: Entry) -> str:
        """What happened, without the word for the entry's kind."""
        label = named(entry)
        owned = f"{label} ({_names(entry)})" if entry.people else label
        if entry.last_on:
            return f"{_names(entry) or label}, {by_day(entry.last_on, self._today)}"
        if entry.kind == "session":
            return self._session(entry, label)
        if entry.upcoming:
            return owned
        match entry.kind:
            case "goal" if entry.field == "created":
                first = self._targets.get((entry.record.id, entry.on))
                on = (
                    short(date.fromisoformat(first.new), self._today) if first and first.new else ""
                )
                return f"{label}: {told(entry, self._today)}{on and ', target '}{on}"
            case "milestone":
                return self._milestone(entry, label)
            case "question":
                return f"{label}{' ' if label.endswith('?') else ': '}{entry.new}"
            case "action" | "skill":
                return f"{owned}: {told(entry, self._today)}"
            case "agreement":
                return f"with {_names(entry) or label}: version {entry.new}"
        what = told(entry, self._today)
        return f"{label}: {what}" if what else label

    def _session(self, entry: Entry, label: str) -> str:
        state = (
            "" if entry.new == "held" or (entry.upcoming and entry.new == "planned") else entry.new
        )
        length = f"{entry.minutes} min" if entry.minutes and entry.new == "held" else ""
        time = (entry.time or "") if entry.upcoming else ""
        never = ", never logged" if entry.new == "planned" and not entry.upcoming else ""
        facts = ", ".join(filter(None, (_names(entry), time, length, state))) + never
        return ": ".join(filter(None, (facts, label))) or "no topic"

    def _milestone(self, entry: Entry, label: str) -> str:
        text = f"{label}: {told(entry, self._today)}"
        if entry.new is None or entry.goal is None or entry.old is None:
            return text
        whole = f"{text}; {entry.goal.label} {moved(entry)}"
        return whole if len(whole) <= self._room else f"{text}; {moved(entry)}"
