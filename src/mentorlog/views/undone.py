"""What undo and redo say: which command of when, and how much it had written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from mentorlog.dates import utc_to_local, weekday_day
from mentorlog.errors import count
from mentorlog.views.pages import Line, Page, Screen, ref


class Step(Protocol):
    """One command taken back or put back."""

    @property
    def command(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def records(self) -> int: ...
    @property
    def changes(self) -> int: ...


def screen(steps: Sequence[Step], said: str, today: date) -> Screen:
    """A line for each step: ``Taken back: goal add of Sun 22 Nov, 12:00, 1 record``, in local time.

    ``said`` is what stands before the command. JSON is the step, of several an array.
    """
    found = [_data(step) for step in steps]
    return Screen(
        page=lambda _: Page(tuple(Line(_line(step, said, today)) for step in steps)),
        data=lambda: found[0] if len(found) == 1 else found,
    )


def _line(step: Step, said: str, today: date) -> str:
    local = utc_to_local(step.at)
    when = f"{weekday_day(local.date(), today)}, {local:%H:%M}"
    records = count(step.records, "record")
    return f"{said}: {step.command} of {when}, {records}"


def _data(step: Step) -> dict[str, object]:
    return {
        "command": step.command,
        "at": step.at,
        "records": step.records,
        "changes": step.changes,
    }


class Record(Protocol):
    """A record that was brought back; ``rows`` counts it and what came with it."""

    @property
    def uid(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def left_out(self) -> int: ...


def brought_back(code: str, back: Record, *, rehearsed: bool = False) -> Screen:
    """``g3  Speak · back, with 4 rows that hung on it``, and how many rows could not come."""
    hung = back.rows - 1
    said = "would be back" if rehearsed else "back"
    along = f", with {count(hung, 'row')} that hung on it" if hung else ""
    out = f"; {back.left_out} more hung on what is gone" if back.left_out else ""
    line = Line((ref(code), f"  {back.label} · {said}{along}{out}"))
    data = {
        "record": code,
        "uid": back.uid,
        "label": back.label,
        "rows": back.rows,
        "left_out": back.left_out,
    }
    return Screen(page=lambda _: Page((line,)), data=lambda: data)
