"""To-dos of a calendar that mentorlog wrote, as their apps give them back: ticked, or moved to another day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.exchange import calendar_values as values
from mentorlog.exchange.calendar_blocks import Block
from mentorlog.exchange.calendar_file import OWN_EVENT
from mentorlog.exchange.calendar_values import Zones
from mentorlog.exchange.recurrence import BROKEN
from mentorlog.records import ActionState
from mentorlog.records.imports import ActionDraft, Bad, Found, LeftOut

if TYPE_CHECKING:
    from icalendar import Component

_STATES = {
    "NEEDS-ACTION": ActionState.OPEN,
    "IN-PROCESS": ActionState.OPEN,
    "COMPLETED": ActionState.DONE,
    "CANCELLED": ActionState.DROPPED,
}


def read(block: Block, zones: Zones) -> Found | Bad | LeftOut:
    """The action that a to-do is; to-dos that others wrote are left out."""
    try:
        todo = values.parsed(block.text, "VTODO")
        own = OWN_EVENT.fullmatch(values.text(todo, "UID"))
        if own is None or own[2]:
            return LeftOut(block.where, "to-dos that were not made here")
        return Found(
            block.where, _action(todo, own[1], zones), source=block.text,
            had_at=values.had_at(todo), changed_at=values.changed_at(todo),
            speaks_of=frozenset({"due_on"}),
            new_only=frozenset({"text"}),  # It was written with whose it is before it.
        )  # fmt: skip
    except BROKEN as error:
        return Bad(block.where, str(error) or "it cannot be read", block.text)


def _action(todo: Component, uid: str, zones: Zones) -> ActionDraft:
    state = _STATES.get(values.text(todo, "STATUS").upper())
    if state is not ActionState.DROPPED and "COMPLETED" in todo:
        state = ActionState.DONE
    closed = state is not None and state is not ActionState.OPEN
    return ActionDraft(
        values.text(todo, "SUMMARY"),
        due_on=_day(todo, "DUE", zones),
        state=state,
        closed_on=_day(todo, "COMPLETED", zones) if closed else None,
        uid=uid,
    )


def _day(todo: Component, key: str, zones: Zones) -> date | None:
    found = values.moment(todo, key, zones)
    return found and values.local(found)[0]
