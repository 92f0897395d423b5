"""To-dos of a calendar as actions: those that their apps made, and our own that were ticked or moved there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mentorlog.exchange import calendar_values as values
from mentorlog.exchange.calendar_blocks import Block
from mentorlog.exchange.calendar_file import OWN_EVENT, SOURCE
from mentorlog.exchange.calendar_values import BROKEN, Zones
from mentorlog.records import ActionState, Visibility
from mentorlog.records.imports import ActionDraft, Bad, Found, LeftOut, Origin

if TYPE_CHECKING:
    from icalendar import Component

_STATES = {
    "NEEDS-ACTION": ActionState.OPEN,
    "IN-PROCESS": ActionState.OPEN,
    "COMPLETED": ActionState.DONE,
    "CANCELLED": ActionState.DROPPED,
}
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})


def read(block: Block, zones: Zones) -> Found | Bad | LeftOut:
    """The action that a to-do is; one without a title is left out, and so is one of an export for others."""
    try:
        todo = values.parsed(block.text, "VTODO")
        uid = values.text(todo, "UID")
        own = OWN_EVENT.fullmatch(uid)
        if own and not own[2]:
            return _ours(block, todo, own[1], zones)
        if uid.endswith("@mentorlog"):
            return LeftOut(block.where, "to-dos of an export for others")
        if not values.text(todo, "SUMMARY"):
            return LeftOut(block.where, "to-dos without a title")
        return _theirs(block, todo, uid, zones)
    except BROKEN as error:
        return Bad(block.where, str(error) or "it cannot be read", block.text)


def _ours(block: Block, todo: Component, uid: str, zones: Zones) -> Found:
    return Found(
        block.where, _action(todo, zones)._replace(uid=uid), source=block.text,
        had_at=values.had_at(todo), changed_at=values.changed_at(todo),
        speaks_of=frozenset({"due_on"}),
        new_only=frozenset({"text"}),  # It was written with whose it is before it.
    )  # fmt: skip


def _theirs(block: Block, todo: Component, uid: str, zones: Zones) -> Found:
    draft = _action(todo, zones)
    days = (_day(todo, "CREATED", zones), draft.closed_on)
    draft = draft._replace(
        # An app that took it over from another may say that it was made after it was done.
        made_on=min(filter(None, days), default=None),
        tags=values.tags(todo),
        visibility=Visibility.PRIVATE if values.text(todo, "CLASS").upper() in _PRIVATE else None,
    )
    return Found(
        block.where, draft, Origin(SOURCE, uid) if uid else None, source=block.text,
        changed_at=values.changed_at(todo), speaks_of=frozenset({"due_on", "tags"}),
    )  # fmt: skip


def _action(todo: Component, zones: Zones) -> ActionDraft:
    state = _STATES.get(values.text(todo, "STATUS").upper() or "NEEDS-ACTION")
    if state is not ActionState.DROPPED and "COMPLETED" in todo:
        state = ActionState.DONE
    closed = state is not None and state is not ActionState.OPEN
    return ActionDraft(
        values.text(todo, "SUMMARY"),
        due_on=_day(todo, "DUE", zones),
        state=state,
        closed_on=_day(todo, "COMPLETED", zones) if closed else None,
    )


def _day(todo: Component, key: str, zones: Zones) -> date | None:
    found = values.moment(todo, key, zones)
    return found and values.local(found)[0]
