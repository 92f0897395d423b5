"""What changed since a day, by what it is: goals, targets, actions, wins, advice, answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from mentorlog.dates import distance, long, short, weekday_day
from mentorlog.records import Action, ActionState, GoalState, Ref, Win
from mentorlog.records.choices import RAISED
from mentorlog.records.since import Carried, Moved, Since, Slipped
from mentorlog.records.timeline import Entry
from mentorlog.views import actions, data, listings, words
from mentorlog.views.data import Data
from mentorlog.views.listings import Item, Section
from mentorlog.views.pages import Block, Canvas, Content, Line, Piece, Screen, Tone, dim, strong
from mentorlog.views.timeline_words import named

_WIDE = 60
"""The width from which days have their weekday."""


def screen(changed: Since) -> Screen:
    """What changed as a page, as an object of arrays, and as rows of several kinds."""
    return Screen(
        page=lambda canvas: _page(changed, canvas),
        data=lambda: _data(changed),
        rows=lambda: listings.rows(_arrays(changed).items(), "section"),
    )


# JSON and CSV


def _data(changed: Since) -> Data:
    return {
        **data.picked(changed, "since", "until"),
        "with": changed.partner,
        **data.picked(changed, "session", "session_on"),
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
        "goals_unmoved": [_reading(entry) for entry in changed.unmoved],
        "goals_noted": [_reading(entry) for entry in changed.beside],
        "milestones_done": [_milestone(entry) for entry in changed.milestones],
        "milestones_added": [_milestone(entry) for entry in changed.milestones_added],
        "dues_moved": [_due(entry) for entry in changed.dues_moved],
        "actions_opened": data.each(changed.actions_opened),
        "actions_closed": data.each(changed.actions_closed),
        "actions_carried": [_carried(each) for each in changed.actions_carried],
        "wins": data.each(changed.wins),
        "advice": [_line(entry, "from", "to", "note") for entry in changed.advice],
        "questions_answered": [_line(entry, "before", "answer", "") for entry in changed.questions],
    }


def moved(each: Moved) -> Data:
    """How far a goal came: percent, and with a metric its values."""
    metric = each.goal.metric
    return {
        "goal": _goal(each),
        "from": each.before,
        "to": each.after,
        **data.picked(each, "from_value", "to_value"),
        "unit": metric.unit if metric else None,
        **data.picked(each, "on", "by"),
    }


def _goal(each: Moved | Slipped) -> Data:
    return data.picked(each.goal, "id", "uid", "title")


def _slipped(each: Slipped) -> Data:
    return {"goal": _goal(each), **data.of(each.slip)}


def _target(entry: Entry) -> Data:
    return {"goal": entry.record, **_move(entry)}


def _move(entry: Entry) -> Data:
    days = {"on": entry.on, "from": entry.old, "to": entry.new}
    return {**days, **data.picked(entry, "days", "reason")}


def _due(entry: Entry) -> Data:
    record = {"kind": entry.record.kind, **data.named(entry.record)}
    return {"record": record, **_move(entry)}


def _reading(entry: Entry) -> Data:
    at = {"goal": entry.record, "on": entry.on, "at": entry.new}
    return {**at, **data.picked(entry, "unit", "reason")}


def _goal_state(entry: Entry) -> Data:
    return {
        "goal": entry.record,
        "on": entry.on,
        "from": None if entry.field == "created" else entry.old,
        "to": entry.new or GoalState.ACTIVE,
        "reason": entry.reason,
    }


def _milestone(entry: Entry) -> Data:
    return {"milestone": entry.record, **data.picked(entry, "goal", "on")}


def _carried(each: Carried) -> Data:
    return {**data.of(each.action), "carried_since": each.sessions}


def _line(entry: Entry, old: str, new: str, note: str) -> Data:
    named = {"id": entry.record.id, "uid": entry.record.uid, "text": entry.record.label}
    found: Data = {"takeaway": named, "on": entry.on, old: entry.old, new: entry.new}
    return {**found, note: entry.reason} if note else found


# The page


def _page(changed: Since, canvas: Canvas) -> Iterator[Block]:
    # Counted from the day that is shown.
    ago = distance(changed.session_on or changed.since, changed.until)
    yield Line(strong(_title(changed)), dim(ago))
    drawing = _Drawing(changed, changed.until, canvas.width >= _WIDE)
    shown = tuple(listings.sections(drawing.sections()))
    yield Line()
    yield from shown or (Line("Nothing changed.", indent=1),)


def _title(changed: Since) -> str:
    me = changed.me.label if changed.me else ""
    them = changed.partner.label if changed.partner and changed.partner != changed.me else ""
    on = changed.session_on
    day = f"the session of {long(on)}" if on else long(changed.since)
    return words.listed(" and ".join(filter(None, (me, them))), f"since {day}")


class _Drawing(NamedTuple):
    changed: Since
    today: date
    wide: bool

    def sections(self) -> Iterator[Section]:
        changed = self.changed
        yield Section("Goals moved", [*map(self._moved, changed.moved)])
        yield Section("Targets slipped", [*map(self._slipped, changed.slipped)])
        yield Section("Targets moved", [*map(self._target, changed.targets)])
        yield Section("Goals opened", [*map(self._state, changed.opened)])
        yield Section("Goals closed", [*map(self._state, changed.closed)])
        yield Section("Goals paused", [*map(self._state, changed.paused)])
        yield Section("Goals unmoved", [*map(self._unmoved, changed.unmoved)])
        yield Section("Goals noted", [*map(self._beside, changed.beside)])
        yield Section("Milestones done", [*map(self._milestone, changed.milestones)])
        yield Section("Milestones added", [*map(self._milestone, changed.milestones_added)])
        yield Section("Due days moved", [*map(self._target, changed.dues_moved)])
        yield Section(
            "Actions closed", [*map(self._closed, actions.folded(changed.actions_closed))]
        )
        yield Section(
            "Actions opened", [*map(self._opened, actions.folded(changed.actions_opened))]
        )
        yield Section("Carried over", [*map(self._carried, changed.actions_carried)])
        yield Section("Wins", [*map(self._win, changed.wins)])
        yield Section("Advice", [*map(self._advice, changed.advice)])
        yield Section("Answers", [*map(self._answer, changed.questions)])

    def day(self, on: date) -> str:
        return (weekday_day if self.wide else short)(on, self.today)

    # Goals

    def _moved(self, each: Moved) -> Item:
        return Item(f"g{each.goal.id}", words.marked(each.goal.title, each.goal), course(each))

    def _slipped(self, each: Slipped) -> Item:
        slip = each.slip
        moves = f"{short(slip.from_on, self.today)} → {short(slip.to_on, self.today)}, "
        said = f"{moves if self.wide else ''}+{slip.days} d"
        title = words.marked(each.goal.title, each.goal)
        return Item(f"g{each.goal.id}", title, said, words.quoted(slip.reason))

    def _target(self, entry: Entry) -> Item:
        old, new = (
            short(date.fromisoformat(on), self.today) if on else "none"
            for on in (entry.old, entry.new)
        )
        return _told(entry, f"{old} → {new}", entry.reason)

    def _state(self, entry: Entry) -> Item:
        state = "new" if entry.field == "created" else words.spoken(entry.new)
        if entry.field == "state" and entry.new == GoalState.ACTIVE:
            state = "taken up again"
        return _told(entry, f"{state} {self.day(entry.on)}", entry.reason)

    def _unmoved(self, entry: Entry) -> Item:
        return _told(entry, f"still {_value(entry)}, {self.day(entry.on)}", entry.reason)

    def _beside(self, entry: Entry) -> Item:
        return _told(entry, f"{_value(entry)} kept beside, {self.day(entry.on)}", entry.reason)

    def _milestone(self, entry: Entry) -> Item:
        of = f" ({entry.goal.label})" if entry.goal and self.wide else ""
        return Item(entry.record.code, f"{named(entry).record.label}{of}", self.day(entry.on))

    # Actions

    def _closed(self, action: Action) -> Item:
        on = action.done_on or action.dropped_on
        return self._action(action, f"{action.state} {self.day(on)}" if on else action.state.value)

    def _opened(self, action: Action) -> Item:
        due = action.due_on if action.state is ActionState.OPEN else None
        return self._action(action, f"due {self.day(due)}" if due else "")

    def _carried(self, each: Carried) -> Item:
        return self._action(each.action, open_words(each.action, self.today))

    def _action(self, action: Action, said: Content) -> Item:
        return Item(f"a{action.id}", owned(action, self.changed.me), said)

    # Everything else

    def _win(self, win: Win) -> Item:
        return Item(f"w{win.id}", words.marked(win.title, win), self.day(win.happened_on))

    def _advice(self, entry: Entry) -> Item:
        return _told(entry, f"{words.spoken(entry.new)} {self.day(entry.on)}", entry.reason)

    def _answer(self, entry: Entry) -> Item:
        return _told(entry, self.day(entry.on), None if entry.new == RAISED else entry.new)


def _told(entry: Entry, said: str, below: str | None) -> Item:
    return Item(entry.record.code, named(entry).record.label, said, words.quoted(below))


def _value(entry: Entry) -> str:
    return words.measured(entry.new or "", entry.unit)


def course(each: Moved) -> str:
    """``25 → 60 %``, ``0 → 1 talk, by Dana``."""
    by = f", by {each.by.short or 'another'}" if each.by else ""
    if each.from_value is not None and each.to_value is not None:
        unit = each.goal.metric.unit if each.goal.metric else None
        return f"{each.from_value} → {words.measured(each.to_value, unit)}{by}"
    return f"{words.rounded(each.before)} → {words.percent(each.after)}{by}"


def owned(action: Action, me: Ref | None) -> str:
    """The action, with its owner if that is somebody else."""
    if action.owner == me or not action.owner.label:
        return words.marked(action.text, action)
    return words.marked(f"{action.text} ({action.owner.short})", action)


def open_words(action: Action, today: date) -> Content:
    """How an open action stands: ``2 days over, carried 3×``."""
    carried = f"carried {action.carried_over}×" if action.carried_over else ""
    said = ", ".join(filter(None, (actions.due_words(action, today), carried)))
    return Piece(said, Tone.LATE if action.overdue_days else Tone.PLAIN)
