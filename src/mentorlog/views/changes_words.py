"""One record's changes in words: each field before and after, tags, and events with their notes."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from mentorlog.dates import short, utc_to_local_day, weekday_day
from mentorlog.periods import Cadence, stored_cadence
from mentorlog.records import Kind
from mentorlog.records.keeping import Change, Edit, Touched
from mentorlog.records.kinds import SAME, SHARE, WAS
from mentorlog.values import NamedTuple
from mentorlog.views.cells import clipped, unlike
from mentorlog.views.pages import Canvas
from mentorlog.views.words import later

_PART_WORDS = {"tag": "tag", "attendee": "with", "reader": "reader", "goal": "goal"}


_PEOPLE = {each.name for kind in Kind for each in kind.about.columns if each.links is Kind.PERSON}
"""The columns that hold somebody."""


class Lines(NamedTuple):
    """The fields of one record's changes in one command, a line each.

    ``room`` is how many characters a value may have before it is cut. ``asks`` says how to add the
    reason that a day moved later, where there is none. ``names`` are those of people, by their code.
    ``also`` stands behind a new visibility: why fewer people read the record, what is not public with it.
    """

    room: int
    canvas: Canvas
    today: date
    asks: bool = False
    names: Mapping[str, str] = MappingProxyType({})
    also: str = ""

    def of(self, changes: Sequence[Change], *, made: bool) -> list[str]:
        """The lines; if the record was ``made`` or deleted, only what its title does not tell."""
        shown = [each for each in changes if not made or _adds(each)]
        return self._all(shown)

    def told(self, touched: Touched, *, back: bool = False, titled: bool = False) -> list[str]:
        """What was done to a record, in few words: ``target 15 Dec → 31 Jan, 47 days later``.

        Nothing for one that was made or deleted. ``back`` tells it the other way round, as it was played back;
        a new title is left out where the line is ``titled`` by it.
        """
        if touched.is_whole:
            return []
        parts = (change for change in touched.changes if change.part != "origin")
        changes = [_reversed(change) if back else change for change in parts]
        return self._all(changes, {touched.record.kind.title_column} if titled else ())

    def _all(self, changes: Sequence[Change], known: Collection[str] = ()) -> list[str]:
        """What is said of the changes, but for fields that are ``known``, or only hold what an event has told."""
        fields = {str(_value(change, "field")) for change in changes if _is_move(change)}
        both = self._corrected(changes)
        left = [each for each in _without_turns(changes) if not (both and _is_move(each))]
        return both + [words for change in left for words in self._told(change, fields | {*known})]

    def _corrected(self, changes: Sequence[Change]) -> list[str]:
        """What is said of a reading that took the place of another of its day; empty where none did."""
        moves = [each for each in changes if _is_move(each)]
        values = {each.what: _value(each, "new") for each in moves}
        if len(moves) != 2 or len(values) != 2 or _value(moves[0], "field") != "progress":
            return []
        before, after = values["delete"], values["insert"]
        on = _day(str(_value(moves[0], "happened_on")))
        day = weekday_day(on, self.today) if on else "–"
        return [f"the check-in of {day}, {self._text(before)} → {self._text(after)}"]

    def _told(self, change: Change, moved: Collection[str]) -> Iterator[str]:
        if _is_move(change):
            yield self._move(change)
        elif change.part == "event":
            # Its day follows the record's own; a reason may be told after the move.
            yield from (self._phrase("why", each) for each in change.edits if each.field == "note")
        elif change.part:
            yield from self._part(change)
        else:
            for each in change.edits:
                if each.field == "visibility":
                    yield f"{each.before} → {each.after}{self.also}"
                elif not _follows(each.field, moved):
                    yield self._phrase(_named(each.field), each)

    def _move(self, change: Change) -> str:
        """An event: a value that became another, and why."""
        field, note = str(_value(change, "field")), _value(change, "note")
        old, new = (_value(change, end) for end in ("old", "new"))
        if change.what == "delete":
            old, new = new, old
        both = self._told_event(change, field, old, new)
        # Of a reading that moved nothing its words are all there is to take back.
        is_told = note and (change.what == "insert" or old == new)
        why = f": {self._text(note)}" if is_told else ""
        later = _later(old, new)
        if later.endswith("later") and not why and self.asks:
            why = " (--why-moved TEXT says why)"
        confidence = _value(change, "confidence") if change.what == "insert" else None
        sure = f", confidence {confidence}" if confidence is not None else ""
        return f"{both}{later}{sure}{why}"

    def _told_event(self, change: Change, field: str, old: object, new: object) -> str:
        """The value before and after; of what has none, and of a reading of another day, the day.

        A reading of an earlier day may have moved nothing that stands now.
        """
        on = _day(str(_value(change, "happened_on")))
        day = weekday_day(on, self.today) if on else "–"
        if old is new is None:
            return f"{'the check-in of' if field == 'progress' else _named(field)} {day}"
        if field == "progress" and old != new and (None in (old, new) or self._on(change)):
            read = _value(change, "new")
            return f"the check-in of {day}, {self._text(_value(change, 'old') if read is None else read)}"
        later = "" if field == "progress" else self._on(change)
        return self._phrase(_named(field), Edit(field, _plain(old), _plain(new))) + later

    def _phrase(self, name: str, edit: Edit) -> str:
        """``target 15 Dec → 31 Jan``; where there was nothing before, ``due Fri 27 Nov``, ``how often: monthly``."""
        day = _day(str(edit.after)) if _is_empty(edit.before) else None
        if day is not None:
            return f"{name} {weekday_day(day, self.today)}"
        return f"{name}{':' if _is_empty(edit.before) else ''} {self._both(edit)}"

    def _both(self, edit: Edit) -> str:
        """The value before and after, or what there is now where there was nothing before."""
        before, after = (self._in_words(edit.field, value) for value in (edit.before, edit.after))
        if before == after and not _is_empty(after):
            return f"still {self._text(after)}"
        if isinstance(before, str) and isinstance(after, str) and before and after:
            before, after = unlike(before, after, self.room, self.canvas)
        was = "" if _is_empty(before) else f"{self._text(before)} → "
        return f"{was}{self._text(after)}"

    def _in_words(self, field: str, value: object) -> object:
        if field in _PEOPLE:
            return self.names.get(str(value), value)
        return stored_cadence(str(value)) if field in ("cadence", "every") and value else value

    def _on(self, change: Change) -> str:
        """The day it happened, if it was recorded on another."""
        on = _day(str(_value(change, "happened_on")))
        if on is None or on == utc_to_local_day(change.at):
            return ""
        return f", on {weekday_day(on, self.today)}"

    def _part(self, change: Change) -> Iterator[str]:
        if change.part == "origin":
            # What a record is called elsewhere is for programs.
            if change.what == "insert":
                yield _origin(str(_value(change, "source")))
            return
        if change.part == "pause":
            yield from self._pause(change)
            return
        sign = {"insert": "+", "delete": "−"}.get(change.what, "→")
        word = _PART_WORDS[change.part]
        column = {"attendee": "person", "reader": "person"}.get(change.part, change.part)
        text = str(_value(change, column) or "")
        text = self.names.get(text, text) if column == "person" else text
        yield f"{word} {sign} {clipped(text, self.room, self.canvas)}"

    def _pause(self, change: Change) -> Iterator[str]:
        """``paused from 1 Nov, back on 20 Nov, holiday``; of one that is changed, each field."""
        if change.what == "update":
            yield from (f"pause {self._phrase(_named(each.field), each)}" for each in change.edits)
            return
        start, until, why = (_value(change, each) for each in ("from_on", "until_on", "reason"))
        yield "".join(
            (
                f"{'paused' if change.what == 'insert' else 'pause'} from {self._text(start)}",
                f", back on {self._text(until)}" if until else "",
                f", {self._text(why)}" if why else "",
                " · taken out" if change.what == "delete" else "",
            )
        )

    def _text(self, value: object) -> str:
        if _is_empty(value):
            return "–"
        if isinstance(value, Cadence):
            return str(value)
        text = str(value)
        if (day := _day(text)) is not None:
            return short(day, self.today)
        shown = clipped(text, self.room, self.canvas)
        return shown if text.isascii() and " " not in text else f"“{shown}”"


def _adds(change: Change) -> bool:
    """Whether it tells more of a record that was made than its title does."""
    if change.part != "event":
        return bool(change.part)
    return _value(change, "field") == "progress" or bool(_value(change, "note"))


def _value(change: Change, field: str) -> object:
    for edit in change.edits:
        if edit.field == field:
            return edit.before if change.what == "delete" else edit.after
    return None


def _without_turns(changes: Sequence[Change]) -> list[Change]:
    """The changes without the states, now and to come, that follow from a pause which is among them.

    Why one ends is said with its state.
    """
    pauses = {each.what for each in changes if each.part == "pause"}
    whole = pauses - {"update"}

    def follows(each: Change) -> bool:
        to_come = _value(each, "field") == "planned" and not _value(each, "note")
        return _is_turn(each) and bool(whole or (pauses and to_come))

    return [each for each in changes if not follows(each)]


def _is_turn(change: Change) -> bool:
    """Whether a change is an event by which a pause begins or ends."""
    field, states = _value(change, "field"), {_value(change, end) for end in ("old", "new")}
    is_turn = "paused" in states and states <= {"paused", "active"}
    return _is_move(change) and (field == "planned" or (field == "state" and is_turn))


def _is_move(change: Change) -> bool:
    """Whether a change is an event that was told, or taken out again."""
    return change.part == "event" and change.what != "update"


def _is_empty(value: object) -> bool:
    return value is None or value == ""


def _plain(value: object) -> str | None:
    return None if value is None else str(value)


def _reversed(change: Change) -> Change:
    """The change that takes a change back."""
    what = {"insert": "delete", "delete": "insert"}.get(change.what, change.what)
    edits = tuple(Edit(edit.field, edit.after, edit.before) for edit in change.edits)
    return change._replace(what=what, edits=edits)


_OF_A_STATE = ("done_on", "dropped_on", "closed_on", "ended_on")


def _follows(field: str, told: Collection[str]) -> bool:
    """Whether a column only holds what an event has told."""
    if field == "every_from":  # It follows from the due day.
        return True
    return bool({_stem(field), _named(field)} & {*told}) or (
        "state" in told and field in _OF_A_STATE
    )


def _later(old: object, new: object) -> str:
    """``, 47 days later``, where a day became another one."""
    before, after = _day(str(old)), _day(str(new))
    if before is None or after is None or before == after:
        return ""
    return f", {later((after - before).days)}"


def _day(text: str) -> date | None:
    """The value as a day; None if it is not a day."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        return None


_CALLED = {"held_on": "day", "every": "how often", "every_from": "counted from", "cue": "when"}


def _named(field: str) -> str:
    return _CALLED.get(field) or _stem(field)


def _stem(field: str) -> str:
    return re.sub("_(on|days|months)$", "", field).replace("_", " ")


def _origin(source: str) -> str:
    if source == WAS:
        return "joined the journal of another machine"
    return "shared by a partner" if source.startswith((SHARE, SAME)) else f"imported from {source}"
