"""To-dos of a calendar that mentorlog wrote, as their apps give them back: ticked, or moved to another day."""

from __future__ import annotations

import warnings
from datetime import date, datetime
from typing import Any

from mentorlog.exchange import calendar_stamps as stamps
from mentorlog.exchange.calendar_blocks import Block
from mentorlog.exchange.calendar_file import OWN_EVENT
from mentorlog.exchange.recurrence import BROKEN
from mentorlog.records import ActionState
from mentorlog.records.imports import ActionDraft, Bad, Found, LeftOut

_STATES = {
    "NEEDS-ACTION": ActionState.OPEN,
    "IN-PROCESS": ActionState.OPEN,
    "COMPLETED": ActionState.DONE,
    "CANCELLED": ActionState.DROPPED,
}


def read(block: Block) -> Found | Bad | LeftOut:
    """The action that a to-do is; to-dos that others wrote are left out."""
    try:
        todo = _parsed(block.text)
        own = OWN_EVENT.fullmatch(str(todo.get("UID", "")).strip())
        if own is None or own[2]:
            return LeftOut(block.where, "to-dos that were not made here")
        return Found(
            block.where, _action(todo, own[1]), source=block.text,
            had_at=stamps.had_at(todo), changed_at=stamps.changed_at(todo),
            speaks_of=frozenset({"due_on"}),
            new_only=frozenset({"text"}),  # It was written with whose it is before it.
        )  # fmt: skip
    except BROKEN as error:
        return Bad(block.where, str(error) or "it cannot be read", block.text)


def _parsed(text: str) -> Any:
    from icalendar import Todo

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Todo.from_ical(text)


def _action(todo: Any, uid: str) -> ActionDraft:
    state = _STATES.get(str(todo.get("STATUS", "")).strip().upper())
    if state is not ActionState.DROPPED and "COMPLETED" in todo:
        state = ActionState.DONE
    closed = state is not None and state is not ActionState.OPEN
    return ActionDraft(
        str(todo.get("SUMMARY", "")).strip(),
        due_on=_day(todo, "DUE"),
        state=state,
        closed_on=_day(todo, "COMPLETED") if closed else None,
        uid=uid,
    )


def _day(todo: Any, key: str) -> date | None:
    if key not in todo:
        return None
    moment = todo[key].dt
    if isinstance(moment, datetime):
        return moment.astimezone().date() if moment.tzinfo else moment.date()
    return moment if isinstance(moment, date) else None
