"""What changed since a day, by what it is: goals, targets, actions, wins, advice, answers."""

from collections.abc import Iterator, Mapping
from datetime import date

from mentorlog.dates import distance, long, short, weekday_day
from mentorlog.records import Action, ActionState, GoalState, Ref, Win
from mentorlog.records.choices import RAISED
from mentorlog.records.screens import Carried, Change, Moved, Since
from mentorlog.records.timeline import Entry
from mentorlog.values import NamedTuple
from mentorlog.views import actions, data, listings, words
from mentorlog.views.data import Data
from mentorlog.views.listings import Item, Section
from mentorlog.views.pages import Block, Canvas, Content, Line, Piece, Screen, Tone, dim, strong
from mentorlog.views.timeline import by_days, titled, told


def screen(changed: Since) -> Screen:
    """What changed as a page and as an object of arrays."""
    return Screen(
        page=lambda canvas: _page(changed, canvas),
        data=lambda: _data(changed),
    )


_HEADINGS = {
    "goals_moved": "Goals moved",
    "targets_slipped": "Targets slipped",
    "targets_moved": "Targets moved",
    "goals_opened": "Goals opened",
    "goals_closed": "Goals closed",
    "goals_paused": "Goals paused",
    "goals_unmoved": "Goals unmoved",
    "goals_noted": "Goals noted",
    "milestones_done": "Milestones done",
    "milestones_added": "Milestones added",
    "dues_moved": "Days moved",
    "actions_closed": "Actions closed",
    "actions_opened": "Actions opened",
    "actions_carried": "Carried over",
    "wins": "Wins",
    "advice": "Advice",
    "questions_answered": "Answers",
    "skills": "Skills",
    "sessions": "Sessions",
    "mentorships": "Mentorships",
    "agreements": "Agreements",
    "met": "In touch",
}
"""The parts in the order in which they stand, and their headings on the page."""


# JSON


def _data(changed: Since) -> Data:
    return {
        **data.picked(changed, "since", "until"),
        "with": changed.partner,
        **data.picked(changed, "session", "session_on"),
        **{part: [_datum(each) for each in changed.parts.get(part, ())] for part in _HEADINGS},
        "actions_closed": [
            closed(each, changed.ended)
            for each in changed.parts["actions_closed"]
            if isinstance(each, Action)
        ],
    }


def closed(action: Action, ended: Mapping[int, Entry]) -> Data:
    """An action that was done or dropped, with the reason."""
    return {**data.of(action), "reason": ended[action.id].reason}


def _datum(each: Change) -> Data:
    match each:
        case Moved():
            return moved(each)
        case Carried():
            return {**data.of(each.action), "carried_since": each.sessions}
        case Entry():
            return entry(each)
    return data.of(each)


def moved(each: Moved) -> Data:
    """How far a goal came: percent, and with a metric its values."""
    metric = each.goal.metric
    return {
        "goal": data.picked(each.goal, "id", "uid", "title"),
        "from": each.before,
        "to": each.after,
        **data.picked(each, "from_value", "to_value"),
        "unit": metric.unit if metric else None,
        **data.picked(each, "on", "by"),
        "milestones_added": each.added,
    }


def entry(entry: Entry) -> Data:
    """What changed, by the record that it is of."""
    at, record = {"on": entry.on}, entry.record
    move = {**at, "from": entry.old, "to": entry.new}
    match entry.kind, entry.field:
        case "due", _:
            of = {"kind": record.kind, **data.named(record)}
            return {"record": of, **move, **data.picked(entry, "days", "reason")}
        case "target", _:
            return {"goal": record, **move, **data.picked(entry, "days", "reason")}
        case "met", _:
            return {"person": record, **at, "note": entry.reason}
        case "milestone", _:
            return {"milestone": record, "goal": entry.goal, **at}
        case "goal", ("progress" | "reading" | "noted"):
            return {"goal": record, **at, "at": entry.new, **data.picked(entry, "unit", "reason")}
        case "goal", "created":
            state = entry.new or GoalState.ACTIVE
            return {"goal": record, **move, "from": None, "to": state, "reason": entry.reason}
        case (("goal" | "session" | "mentorship" | "agreement"), _):
            return {entry.kind: record, **move, "reason": entry.reason}
        case "skill", _:
            by = entry.people[0] if entry.people else None
            return {"skill": record, **move, "by": by}
    line = {"takeaway": {"id": record.id, "uid": record.uid, "text": record.label}, **at}
    if entry.kind == "question":
        return {**line, "before": entry.old, "answer": entry.new}
    return {**line, "from": entry.old, "to": entry.new, "note": entry.reason}


# The page


def _page(changed: Since, canvas: Canvas) -> Iterator[Block]:
    # Counted from the day that is shown.
    ago = distance(changed.session_on or changed.since, changed.until)
    yield Line(strong(_title(changed)), dim(ago))
    drawing = _Drawing(changed, changed.until, not canvas.is_narrow)
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
        for part, heading in _HEADINGS.items():
            found = self.changed.parts.get(part, ())
            alike = actions.folded([each for each in found if isinstance(each, Action)])
            yield Section(heading, [self._item(part, each) for each in alike or found])

    def day(self, on: date) -> str:
        return (weekday_day if self.wide else short)(on, self.today)

    def _item(self, part: str, each: Change) -> Item:
        match each:
            case Moved():
                title = words.marked(each.goal.title, each.goal)
                return Item(f"g{each.goal.id}", title, course(each))
            case Entry():
                return item(each, self.today, wide=self.wide)
            case Win():
                return Item(
                    f"w{each.id}", words.marked(each.title, each), self.day(each.happened_on)
                )
            case Carried():
                return self._action(each.action, open_words(each.action, self.today))
        on = each.done_on or each.dropped_on
        if part == "actions_closed" and on:
            end = self.changed.ended[each.id]
            said = f"{end.new} {self.day(on)}"
            return self._action(each, said)._replace(below=words.quoted(end.reason))
        due = each.due_on if each.state is ActionState.OPEN else None
        return self._action(each, f"due {self.day(due)}" if due else "")

    def _action(self, action: Action, said: Content) -> Item:
        return Item(f"a{action.id}", owned(action, self.changed.me), said)


def item(entry: Entry, today: date, *, wide: bool) -> Item:
    """What happened to a record, and on which day."""
    day = (weekday_day if wide else short)(entry.on, today)
    title, said, below = titled(entry), told(entry, today), entry.reason
    match entry.kind, entry.field:
        case (("target" | "due"), _):
            said = said if wide else by_days(entry) or said
        case "milestone", _:
            of = f" ({entry.goal.label})" if entry.goal and wide else ""
            title, said = f"{title}{of}", f"{said} {day}"
        case "question", _:
            said, below = f"{said} {day}", None if entry.new == RAISED else entry.new
        case "goal", ("progress" | "reading" | "noted"):
            said = f"{said}, {day}"
        case "met", _:
            said = f"met {day}"
        case "session", _:
            title = title or f"with {', '.join(each.short for each in entry.people)}"
            if entry.held_on and entry.held_on != entry.on:
                title = f"{title}, {short(entry.held_on, today)}"
            said = f"{said or 'held'} {day}"
        case "agreement", _:
            said = f"version {entry.new}, {day}"
        case "skill", _:
            said = f"{said}, {day}"
        case _:
            said = f"{said} {day}"
    return Item(entry.record.code, title, said, words.quoted(below))


def course(each: Moved) -> str:
    """``25 → 60 %``, ``0 → 1 of 2 talks, by Dana``, ``1 milestone added: 100 → 67 %``."""
    by = f"by {each.by.short or 'another'}" if each.by else ""
    moved = f"{words.rounded(each.before)} → {words.percent(each.after)}"
    if each.goal.metric and each.from_value is not None and each.to_value is not None:
        moved = words.values(each.from_value, each.to_value, each.goal.metric)
    why = words.why_less(each.before, each.after, each.added)
    return ", ".join(filter(None, (words.led_by(why, moved), by)))


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
