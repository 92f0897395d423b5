"""What changed since a day, by what it is: goals, targets, actions, wins, advice, answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mentorlog.dates import distance, long, short, weekday_day
from mentorlog.records import Action, ActionState, GoalState, Ref, Win
from mentorlog.records.since import Carried, Moved, Since, Slipped
from mentorlog.records.timeline import Entry
from mentorlog.views import actions, data, listings, words
from mentorlog.views.listings import Item, Section
from mentorlog.views.pages import Block, Canvas, Content, Line, Page, Piece, Screen, Tone
from mentorlog.views.words import measured

Data = dict[str, object]

_WIDE = 60
"""Columns from which days are told with their weekday."""


def screen(changed: Since) -> Screen:
    """What changed as a page, as an object of arrays, and as rows of several kinds."""
    return Screen(
        page=lambda canvas: Page(tuple(_page(changed, canvas))),
        data=lambda: _data(changed),
        rows=lambda: listings.rows(_rows(changed), "section"),
    )


# JSON and CSV


def _data(changed: Since) -> Data:
    return {
        "since": changed.since,
        "until": changed.until,
        "with": changed.partner,
        "session": changed.session,
        "session_on": changed.session_on,
        **_arrays(changed),
    }


def _arrays(changed: Since) -> dict[str, list[Data]]:
    return {
        "goals_moved": [moved(each) for each in changed.moved],
        "targets_slipped": [_slipped(each) for each in changed.slipped],
        "targets_moved": [_target(entry) for entry in changed.targets],
        "goals_opened": [_goal_state(entry) for entry in changed.opened],
        "goals_closed": [_goal_state(entry) for entry in changed.closed],
        "goals_paused": [_goal_state(entry) for entry in changed.paused],
        "milestones_done": [_milestone(entry) for entry in changed.milestones],
        "actions_opened": data.each(changed.actions_opened),
        "actions_closed": data.each(changed.actions_closed),
        "actions_carried": [_carried(each) for each in changed.actions_carried],
        "wins": data.each(changed.wins),
        "advice": [_line(entry, "from", "to", "note") for entry in changed.advice],
        "questions_answered": [_line(entry, "before", "answer", "") for entry in changed.questions],
    }


def _rows(changed: Since) -> Iterator[tuple[str, Data]]:
    for name, found in _arrays(changed).items():
        for each in found:
            yield name, each


def moved(each: Moved) -> Data:
    """How far a goal came: percent, and with a metric its values."""
    metric = each.goal.metric
    return {
        "goal": _goal(each),
        "from": each.before,
        "to": each.after,
        "from_value": each.from_value,
        "to_value": each.to_value,
        "unit": metric.unit if metric else None,
        "on": each.on,
        "by": each.by,
    }


def _goal(each: Moved | Slipped) -> Data:
    return {"id": each.goal.id, "uid": each.goal.uid, "title": each.goal.title}


def _slipped(each: Slipped) -> Data:
    return {"goal": _goal(each), **data.of(each.slip)}


def _target(entry: Entry) -> Data:
    return {
        "goal": entry.record,
        "on": entry.on,
        "from": entry.old,
        "to": entry.new,
        "days": entry.days,
        "reason": entry.reason,
    }


def _goal_state(entry: Entry) -> Data:
    made = entry.field == "created"
    return {
        "goal": entry.record,
        "on": entry.on,
        "from": None if made else entry.old,
        "to": entry.new or GoalState.ACTIVE,
        "reason": entry.reason,
    }


def _milestone(entry: Entry) -> Data:
    return {"milestone": entry.record, "goal": entry.goal, "on": entry.on}


def _carried(each: Carried) -> Data:
    return {**data.of(each.action), "carried_since": each.sessions}


def _line(entry: Entry, old: str, new: str, note: str) -> Data:
    named = {"id": entry.record.id, "uid": entry.record.uid, "text": entry.record.label}
    found: Data = {"takeaway": named, "on": entry.on, old: entry.old, new: entry.new}
    return {**found, note: entry.reason} if note else found


# The page


def _page(changed: Since, canvas: Canvas) -> Iterator[Block]:
    yield Line(Piece(_title(changed), Tone.STRONG), Piece(_days(changed), Tone.DIM))
    found = _Drawing(changed, canvas).sections()
    shown = tuple(listings.sections(found))
    yield Line()
    if shown:
        yield from shown
    else:
        yield Line("Nothing changed.", indent=1)


def _title(changed: Since) -> str:
    me = changed.me.label if changed.me else ""
    them = changed.partner.label if changed.partner and changed.partner != changed.me else ""
    return " · ".join(
        filter(None, (" and ".join(filter(None, (me, them))), f"since {_since(changed)}"))
    )


def _since(changed: Since) -> str:
    if changed.session_on:
        return f"the session of {long(changed.session_on)}"
    return long(changed.since)


def _days(changed: Since) -> str:
    """How long ago that was, on the day it is told."""
    return distance(changed.session_on or changed.since, changed.until)


class _Drawing:
    def __init__(self, changed: Since, canvas: Canvas) -> None:
        self.changed = changed
        self.wide = canvas.width >= _WIDE

    def sections(self) -> Iterator[Section]:
        changed = self.changed
        yield Section("Goals moved", [self._moved(each) for each in changed.moved])
        yield Section("Targets slipped", [self._slipped(each) for each in changed.slipped])
        yield Section("Targets moved", [self._target(entry) for entry in changed.targets])
        yield Section("Goals opened", [self._state(entry) for entry in changed.opened])
        yield Section("Goals closed", [self._state(entry) for entry in changed.closed])
        yield Section("Goals paused", [self._state(entry) for entry in changed.paused])
        yield Section("Milestones done", [self._milestone(entry) for entry in changed.milestones])
        yield Section("Actions closed", [self._closed(each) for each in changed.actions_closed])
        yield Section("Actions opened", [self._opened(each) for each in changed.actions_opened])
        yield Section("Carried over", [self._carried(each) for each in changed.actions_carried])
        yield Section("Wins", [self._win(win) for win in changed.wins])
        yield Section("Advice", [self._advice(entry) for entry in changed.advice])
        yield Section("Answers", [self._answer(entry) for entry in changed.questions])

    def day(self, on: date) -> str:
        return (weekday_day if self.wide else short)(on, self.changed.until)

    def _moved(self, each: Moved) -> Item:
        return Item(f"g{each.goal.id}", each.goal.title, course(each))

    def _slipped(self, each: Slipped) -> Item:
        today, slip = self.changed.until, each.slip
        moves = f"{short(slip.from_on, today)} → {short(slip.to_on, today)}"
        words = f"{moves}, +{slip.days} d" if self.wide else f"+{slip.days} d"
        return Item(f"g{each.goal.id}", each.goal.title, words, _quoted(slip.reason))

    def _target(self, entry: Entry) -> Item:
        today = self.changed.until
        old, new = (
            short(date.fromisoformat(on), today) if on else "none" for on in (entry.old, entry.new)
        )
        return Item(entry.record.code, entry.record.label, f"{old} → {new}", _quoted(entry.reason))

    def _state(self, entry: Entry) -> Item:
        state = "new" if entry.field == "created" else words.spoken(entry.new)
        if entry.field == "state" and entry.new == GoalState.ACTIVE:
            state = "taken up again"
        said = f"{state} {self.day(entry.on)}"
        return Item(entry.record.code, entry.record.label, said, _quoted(entry.reason))

    def _milestone(self, entry: Entry) -> Item:
        of = f" ({entry.goal.label})" if entry.goal and self.wide else ""
        text = f"{entry.record.label}{of}"
        return Item(entry.record.code, text, self.day(entry.on))

    def _closed(self, action: Action) -> Item:
        on = action.done_on or action.dropped_on
        words = f"{action.state} {self.day(on)}" if on else action.state.value
        return Item(f"a{action.id}", self._owned(action), words)

    def _opened(self, action: Action) -> Item:
        due = action.due_on if action.state is ActionState.OPEN else None
        return Item(f"a{action.id}", self._owned(action), f"due {self.day(due)}" if due else "")

    def _carried(self, each: Carried) -> Item:
        today = self.changed.until
        return Item(f"a{each.action.id}", self._owned(each.action), open_words(each.action, today))

    def _owned(self, action: Action) -> str:
        return owned(action, self.changed.me)

    def _win(self, win: Win) -> Item:
        return Item(f"w{win.id}", win.title, self.day(win.happened_on))

    def _advice(self, entry: Entry) -> Item:
        words = f"{(entry.new or '').replace('-', ' ')} {self.day(entry.on)}"
        return Item(entry.record.code, entry.record.label, words, _quoted(entry.reason))

    def _answer(self, entry: Entry) -> Item:
        return Item(entry.record.code, entry.record.label, self.day(entry.on), _quoted(entry.new))


def course(each: Moved) -> str:
    """``25 → 60 %``, ``0 → 1 talk, by Dana``."""
    by = f", by {each.by.short or 'another'}" if each.by else ""
    if each.from_value is not None and each.to_value is not None:
        unit = each.goal.metric.unit if each.goal.metric else None
        return f"{each.from_value} → {measured(each.to_value, unit)}{by}"
    return f"{words.rounded(each.before)} → {words.rounded(each.after)} %{by}"


def owned(action: Action, me: Ref | None) -> str:
    """Somebody else's action says whose it is."""
    if action.owner == me or not action.owner.label:
        return action.text
    return f"{action.text} ({action.owner.short})"


def open_words(action: Action, today: date) -> Content:
    """How an open action stands: ``2 days over, carried 3×``."""
    carried = f"carried {action.carried_over}×" if action.carried_over else ""
    words = ", ".join(filter(None, (actions.due_words(action, today), carried)))
    return Piece(words, Tone.LATE if action.overdue_days else Tone.PLAIN)


def _quoted(words: str | None) -> str | None:
    return f"“{words}”" if words else None
