"""One record's changes in words: each field before and after, tags, and events with their notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from mentorlog.dates import short, utc_to_local_day, weekday_day
from mentorlog.periods import stored_cadence
from mentorlog.records.changes import Change, Edit
from mentorlog.views.cells import clipped
from mentorlog.views.pages import Canvas

_PART_WORDS = {
    "tag": "tag",
    "attendee": "with",
    "reader": "for",
    "goal": "goal",
    "origin": "imported as",
}


class Lines:
    """The fields of one record's changes in one command, a line each.

    ``room`` is how many characters a value may have before it is cut.
    """

    def __init__(self, room: int, canvas: Canvas, today: date) -> None:
        self._room = room
        self._canvas = canvas
        self._today = today

    def of(self, changes: Sequence[Change], *, made: bool) -> Iterator[str]:
        """The lines; if the record was ``made`` or deleted, only what its title does not tell."""
        told = {
            _value(change, "field")
            for change in changes
            if change.part == "event" and change.what == "insert"
        }
        for change in changes:
            if change.part == "event":
                yield from self._event(change, made=made)
            elif change.part:
                yield from self._part(change)
            elif not made:
                yield from (
                    self._edit(edit) for edit in change.edits if _stem(edit.field) not in told
                )

    def _edit(self, edit: Edit) -> str:
        return f"{_stem(edit.field)}: {self._text(edit.before)} → {self._text(edit.after)}"

    def _event(self, change: Change, *, made: bool) -> Iterator[str]:
        if change.what == "update":
            fields = ", ".join(map(self._edit, change.edits))
            yield f"{self._event_code(change)}: {fields}"
            return
        field, note = _value(change, "field"), _value(change, "note")
        if (made or change.what == "delete") and field != "progress" and not note:
            return
        old, new = (_in_words(field, _value(change, end)) for end in ("old", "new"))
        moved = f"{self._text(old)} → {self._text(new)}"
        confidence = _value(change, "confidence")
        yield "".join(
            (
                f"{field}: {moved}",
                f", confidence {confidence}" if confidence is not None else "",
                self._on(change),
                f", {self._text(note)}" if note else "",
                f" ({self._event_code(change)})" if field == "progress" or note else "",
                " · taken out" if change.what == "delete" else "",
            )
        )

    def _event_code(self, change: Change) -> str:
        return f"e{change.number}"

    def _on(self, change: Change) -> str:
        """The day it happened, if it was recorded on another."""
        on = _day(str(_value(change, "happened_on")))
        if on is None or on == utc_to_local_day(change.at):
            return ""
        return f", on {weekday_day(on, self._today)}"

    def _part(self, change: Change) -> Iterator[str]:
        if change.part == "pause":
            yield from (f"pause {self._edit(edit)}" for edit in change.edits)
            return
        sign = {"insert": "+", "delete": "−"}.get(change.what, "→")
        word = _PART_WORDS[change.part]
        column = {"attendee": "person", "reader": "person", "origin": "identifier"}.get(
            change.part, change.part
        )
        text = str(_value(change, column) or "")
        yield f"{word} {sign} {clipped(text, self._room, self._canvas)}"

    def _text(self, value: object) -> str:
        if value is None or value == "":
            return "–"
        text = str(value)
        if (day := _day(text)) is not None:
            return short(day, self._today)
        shown = clipped(text, self._room, self._canvas)
        return shown if text.isascii() and " " not in text else f"“{shown}”"


def _value(change: Change, field: str) -> object:
    for edit in change.edits:
        if edit.field == field:
            return edit.before if change.what == "delete" else edit.after
    return None


def _in_words(field: object, value: object) -> object:
    return stored_cadence(str(value)) if field == "cadence" and value else value


def _day(text: str) -> date | None:
    """The value as a day; None if it is not a day."""
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-22") else None
    except ValueError:
        return None


def _stem(field: str) -> str:
    return re.sub("_(on|days|months)$", "", field).replace("_", " ")
