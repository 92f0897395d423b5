"""Calendars (iCalendar, RFC 5545): reads their events as sessions. ``calendar_file`` writes them.

An event comes in if it is with somebody whom the journal knows: the organiser or an attendee by name or
address, or somebody named in its title. One attendee more may be unknown, and is taken for the user.
The session is planned until its day is over, held after that, or cancelled. The description and the
place become its notes. What the user or everybody else declined is left out.

Of a recurring event the times from a year ago to a month ahead come in, each as a session of its own. A
time that was changed takes the place of the original, also where the changed one is left out. A time is
read in its zone, which the file may define, and kept in local time. An event that was written by mentorlog
brings back only its day, time and cancellation. To-dos come in as actions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from mentorlog.errors import quoted
from mentorlog.exchange import calendar_values as values
from mentorlog.exchange.calendar_file import OWN_EVENT, SOURCE, STATUSES, write
from mentorlog.exchange.calendar_values import BROKEN, Block, Start, Zones
from mentorlog.exchange.known_people import KnownPeople
from mentorlog.records import ActionState, SessionState, Visibility
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import (
    ActionDraft,
    Asked,
    Bad,
    Found,
    LeftOut,
    Origin,
    Place,
    Read,
    Times,
)

if TYPE_CHECKING:
    from icalendar import Component

__all__ = ["read", "recognises", "write"]

BACK, AHEAD = timedelta(days=366), timedelta(days=31)
"""How far before and after today the times of a recurring event come in."""

_MOST_KEPT = 10_000
"""How many events may wait for the end of the file: recurring ones, changed times, unknown zones."""

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR", re.IGNORECASE)
_THINGS = frozenset({"ROOM", "RESOURCE"})


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so is a calendar."""
    return _BEGIN.match(head) is not None


def read(stream: BinaryIO, asked: Asked) -> Iterator[Read]:
    """The events with people of the journal as sessions.

    The times of recurring events come last. Raises ``UnreadableFile`` for a file without a calendar.
    """
    known = KnownPeople(asked.people)
    zones = dict[str, tzinfo]()
    unread, kept = list[Block](), _Kept(asked.today)
    for block in values.blocks(stream, asked.name):
        if not isinstance(block, Block):
            yield block
        elif block.part == "VTIMEZONE":
            zones.update(_zone(block.text))
        elif block.part == "VTODO":
            yield _todo(block, zones)
        else:
            yield from _read(block, known, zones, kept, unread)
    for block in unread:
        yield from _read(block, known, zones, kept, None)
    yield from kept.times()


def _read(
    block: Block, known: KnownPeople, zones: Zones, kept: _Kept,
    later: list[Block] | None,
) -> Iterator[Read]:  # fmt: skip
    """What an event is. If its zone is unknown it waits: the file may define the zone further down."""
    try:
        event = _event(block, known, zones)
    except _NoSession as no:
        yield LeftOut(block.where, str(no))
        kept.left_out(no, block.where)
    except BROKEN as error:
        yield Bad(block.where, str(error) or "it cannot be read", block.text)
    else:
        if event.adrift and later is not None and len(later) < _MOST_KEPT:
            later.append(block)
        else:
            yield from kept.take(event)


class _Kept:
    """Recurring events and their changed times, which can only be put together at the end."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._series: list[_Event] = []
        self._changed: dict[str, _Event | None] = {}
        self._declined: dict[str, Place] = {}

    def take(self, event: _Event) -> Iterator[Read]:
        if len(self._series) + len(self._changed) >= _MOST_KEPT:
            yield from [_found(event, self._today)]
        elif event.recurs:
            self._series.append(event)
        elif event.stamp:
            self._changed[event.called] = event
        else:
            yield _found(event, self._today)

    def left_out(self, no: _NoSession, where: Place) -> None:
        """Remember that this time is not held, and which events were declined as a whole."""
        if no.stamp:
            self._changed[f"{no.uid}/{no.stamp}"] = None
        elif no.declined and no.uid:
            self._declined[no.uid] = where

    def times(self) -> Iterator[Read]:
        """All times of recurring events around today; changed ones come first."""
        changed: dict[str, list[_Event]] = {}
        for event in filter(None, self._changed.values()):
            changed.setdefault(event.uid, []).append(event)
        for series in self._series:
            since, until = self._today - BACK, self._today + AHEAD
            starts = values.starts(series.start, series.rules, series.more, since, until)
            if starts is None:
                found = _found(series, self._today)
                yield found._replace(notes=(*found.notes, _UNREAD_RULE))
                continue
            times = _times(series, starts, self._changed)
            yield from self._all(
                series.found.where, series.uid, [*changed.pop(series.uid, ()), *times]
            )
        for uid, where in self._declined.items():
            yield from self._all(where, uid, changed.pop(uid, []))
        yield from (_found(each, self._today) for alone in changed.values() for each in alone)

    def _all(self, where: Place, uid: str, events: Sequence[_Event]) -> Iterator[Read]:
        if uid:
            times = ((each.called, values.local(each.start)[0]) for each in events)
            yield Times(where, SOURCE, uid, tuple(times))
        yield from (_found(each, self._today) for each in events)


def _zone(text: str) -> dict[str, tzinfo]:
    """The zone that the file defines, by its name there; nothing if it cannot be read."""
    from icalendar import Timezone

    try:
        zone = Timezone.from_ical(text)
        return {str(zone["TZID"]): zone.to_tz()} if isinstance(zone, Timezone) else {}
    except BROKEN:
        return {}


class _NoSession(Exception):
    """The event can be read but is not a mentoring session; the text says why.

    ``stamp`` is as in ``_Event``.
    """

    def __init__(self, reason: str, *, declined: bool = False) -> None:
        super().__init__(reason)
        self.declined = declined
        self.uid = self.stamp = ""


class _Event(NamedTuple):
    """One event, or what all times of a recurring one share.

    ``found`` is what comes in, but for its moment: ``start``. ``stamp`` is the time by which its calendar
    knows it, empty if it does not recur. ``adrift`` means that its zone is unknown. ``excluded`` holds
    values. The draft has the uid of a session that was written by mentorlog.
    """

    found: Found
    draft: SessionDraft
    uid: str
    stamp: str
    start: Start
    rules: tuple[dict[str, list[Any]], ...]
    more: tuple[Start, ...]
    excluded: frozenset[str]
    adrift: bool

    @property
    def recurs(self) -> bool:
        """Whether it has more times than its first. A changed time has only itself."""
        return bool(self.rules or self.more) and not self.stamp

    @property
    def called(self) -> str:
        """The name of this one time of it."""
        return f"{self.uid}/{self.stamp}" if self.stamp else self.uid


# Events → records


_UNREAD_RULE = "how it recurs cannot be read, so that only its first time comes in"


def _times(event: _Event, starts: Iterable[Start], changed: Iterable[str]) -> Iterator[_Event]:
    """The times of a recurring event that were neither removed nor changed."""
    for start in starts:
        found = event._replace(start=start, stamp=_stamp(start))
        day = _day(start).isoformat()
        if not ({found.stamp, day} & event.excluded or found.called in changed):
            yield found


def _day(start: Start) -> date:
    return start.date() if isinstance(start, datetime) else start


def _found(event: _Event, today: date) -> Found:
    on, clock = values.local(event.start)
    draft = event.draft._replace(held_on=on, time=clock)
    if not draft.uid and draft.state is None:
        state = SessionState.PLANNED if on >= today else SessionState.HELD
        draft = draft._replace(state=state)
    origin = Origin(SOURCE, event.called) if event.uid and not draft.uid else None
    return event.found._replace(draft=draft, origin=origin)


def _stamp(start: Start) -> str:
    """The moment as calendars write it in UTC. Without a zone or a time it is not converted."""
    if not isinstance(start, datetime):
        return start.isoformat()
    utc = start.astimezone(UTC) if start.tzinfo else start
    return utc.isoformat()[:19].replace("-", "").replace(":", "") + ("Z" if start.tzinfo else "")


# Text → events


def _event(block: Block, known: KnownPeople, zones: Zones) -> _Event:
    """Raises ``_NoSession``, or one of ``BROKEN`` with the reason."""
    parsed = values.parsed(block.text, "VEVENT")
    uid = values.text(parsed, "UID")
    own = OWN_EVENT.fullmatch(uid)
    if own and own[2]:
        raise _NoSession("made here from a cadence")
    start = values.moment(parsed, "DTSTART", zones)
    if start is None:
        raise ValueError("the event has no start")
    said, adrift = list[str](), False
    zone = parsed["DTSTART"].params.get("TZID")
    if zone and isinstance(start, datetime) and start.tzinfo is None:
        adrift = True
        said.append(
            f"{quoted(str(zone))} is a zone that nobody knows here; its time is taken as local"
        )
    if "RRULE" not in parsed and "RDATE" not in parsed and _is_day(parsed, start, zones):
        start = _day(start)
    again = values.moment(parsed, "RECURRENCE-ID", zones)
    stamp = _stamp(again) if again else ""
    place = values.text(parsed, "LOCATION")
    try:
        people = () if own else _people(parsed, known)
    except _NoSession as no:
        no.uid, no.stamp = uid, stamp
        raise
    is_off = block.cancels or values.text(parsed, "STATUS").upper() == "CANCELLED"
    draft = SessionDraft(
        uid=own[1] if own else None,
        minutes=_minutes(parsed, start, zones, said),
        state=SessionState.CANCELLED if is_off else None,
    )
    if not own:
        draft = draft._replace(
            with_people=people,
            topic=values.text(parsed, "SUMMARY"),
            notes="\n\n".join(filter(None, (values.text(parsed, "DESCRIPTION"), place))),
            tags=values.tags(parsed),
        )
    had_at = values.had_at(parsed) if own else ""
    # One that cannot be read is empty.
    rules = (dict(each) if isinstance(each, dict) else {} for each in values.every(parsed, "RRULE"))
    return _Event(
        Found(
            block.where, draft, notes=tuple(said), source=block.text,
            had_at=had_at, changed_at=values.changed_at(parsed),
        ),
        draft,
        uid,
        stamp=stamp,
        start=start,
        rules=() if own else tuple(rules),
        more=() if own else tuple(values.moments(parsed, "RDATE", zones)),
        excluded=frozenset(_stamp(day) for day in values.moments(parsed, "EXDATE", zones)),
        adrift=adrift,
    )  # fmt: skip


def _is_day(event: Component, start: Start, zones: Zones) -> bool:
    """Whether it takes whole days, which some programs write as from midnight to midnight in UTC."""
    try:
        end = values.moment(event, "DTEND", zones)
    except BROKEN:
        return False
    return end is not None and end != start and _is_utc_midnight(start) and _is_utc_midnight(end)


def _is_utc_midnight(moment: Start) -> bool:
    if not isinstance(moment, datetime):
        return False
    return str(moment.tzinfo) == "UTC" and moment.time() == time()


def _minutes(event: Component, start: Start, zones: Zones, said: list[str]) -> int | None:
    """How long it takes; None if it does not say, takes whole days, or cannot be read."""
    if not isinstance(start, datetime):
        return None
    try:
        if "DURATION" in event:
            length: timedelta = values.every(event, "DURATION")[0].dt
        elif end := values.moment(event, "DTEND", zones):
            length = end - start
        else:
            return None
        minutes = int(length.total_seconds()) // 60
    except BROKEN:
        said.append("how long it takes cannot be read")
        return None
    return minutes if 0 < minutes <= 24 * 60 else None


def _people(event: Component, known: KnownPeople) -> tuple[str, ...]:
    """Which known people it is with. Raises ``_NoSession`` for an event of others."""
    attendees = {
        str(each).casefold(): each
        for key in ("ORGANIZER", "ATTENDEE")  # The second says who comes, and overrides the first.
        for each in values.every(event, key)
        if str(each.params.get("CUTYPE", "")).upper() not in _THINGS
    }
    named = [
        (_named(each, known), str(each.params.get("PARTSTAT", "")).upper() == "DECLINED")
        for each in attendees.values()
    ]
    invited = tuple(dict.fromkeys(name for name, _ in named if name))
    found = invited or known.mentioned(values.text(event, "SUMMARY"))
    if not found:
        raise _NoSession("with nobody the journal knows")
    # Somebody named in the title may attend under an unknown address. One more stranger is the user.
    strangers = [declined for name, declined in named if name is None]
    if len(strangers) > 1 + (0 if invited else len(found)):
        raise _NoSession("with others than people the journal knows")
    coming = tuple(name for name in found if (name, True) not in named)
    if any(strangers) or not coming:
        raise _NoSession("declined", declined=True)
    return coming


def _named(attendee: Any, known: KnownPeople) -> str | None:
    name = str(attendee.params.get("CN", ""))
    address = re.sub("^mailto:", "", str(attendee), flags=re.IGNORECASE)
    # The address counts only without a name: there is a dana@ everywhere.
    return known.named(name if name and "@" not in name else address.partition("@")[0])


# To-dos → actions: those that their apps made, and our own that were ticked or moved there


_STATES = {"IN-PROCESS": ActionState.OPEN, **{word: state for state, word in STATUSES.items()}}
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})


def _todo(block: Block, zones: Zones) -> Found | Bad | LeftOut:
    """The action that a to-do is; one without a title is left out, and so is one of an export for others."""
    try:
        todo = values.parsed(block.text, "VTODO")
        uid = values.text(todo, "UID")
        own = OWN_EVENT.fullmatch(uid)
        if own and not own[2]:
            return _our_todo(block, todo, own[1], zones)
        if uid.endswith("@mentorlog"):
            return LeftOut(block.where, "to-dos of an export for others")
        if not values.text(todo, "SUMMARY"):
            return LeftOut(block.where, "to-dos without a title")
        return _their_todo(block, todo, uid, zones)
    except BROKEN as error:
        return Bad(block.where, str(error) or "it cannot be read", block.text)


def _our_todo(block: Block, todo: Component, uid: str, zones: Zones) -> Found:
    return Found(
        block.where, _action(todo, zones)._replace(uid=uid), source=block.text,
        had_at=values.had_at(todo), changed_at=values.changed_at(todo),
        speaks_of=frozenset({"due_on"}),
        new_only=frozenset({"text"}),  # It was written with whose it is before it.
    )  # fmt: skip


def _their_todo(block: Block, todo: Component, uid: str, zones: Zones) -> Found:
    draft = _action(todo, zones)
    days = (_day_of(todo, "CREATED", zones), draft.closed_on)
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
        due_on=_day_of(todo, "DUE", zones),
        state=state,
        closed_on=_day_of(todo, "COMPLETED", zones) if closed else None,
    )


def _day_of(todo: Component, key: str, zones: Zones) -> date | None:
    found = values.moment(todo, key, zones)
    return found and values.local(found)[0]
