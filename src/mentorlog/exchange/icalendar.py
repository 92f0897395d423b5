"""Calendars (iCalendar, RFC 5545): their events as sessions. ``calendar_file`` writes them.

An event comes in where it is one with somebody the journal knows: an attendee or the organiser by
name or address, else by the words of its title; and where besides them at most one attendee, who
is the user, is nobody the journal knows. It is planned while its day is not over, held after that,
or cancelled; its description and place are the notes. Of a recurring event the times from a year
ago to a month ahead come in, each a session of its own. A time is read in its zone, and kept in
local time. An event that was written here brings back its day, time and cancellation alone.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from mentorlog.dates import DateOrder
from mentorlog.errors import quoted
from mentorlog.exchange import calendar_blocks
from mentorlog.exchange.calendar_blocks import Block
from mentorlog.exchange.calendar_file import OWN_EVENT, SOURCE, write
from mentorlog.exchange.known_people import KnownPeople
from mentorlog.exchange.recurrence import MOST_YEARS, days, rule_of
from mentorlog.records import SessionState
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import Bad, Found, LeftOut, Origin, Place, Read

if TYPE_CHECKING:
    from icalendar import Event

__all__ = ["read", "recognises", "write"]

BACK, AHEAD = timedelta(days=366), timedelta(days=31)
"""How far around today the times of a recurring event come in."""

_MOST_SERIES = 10_000
"""Recurring events that are kept until all is read, for one of their times may be changed below."""

_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR", re.IGNORECASE)
_THINGS = frozenset({"ROOM", "RESOURCE"})

# What icalendar and the calendar's arithmetic raise for an event that is beyond reading.
_BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError)

Start = date | datetime


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so is a calendar."""
    return _BEGIN.match(head) is not None


def read(
    stream: BinaryIO,
    *,
    name: str,
    today: date,
    order: DateOrder | None,  # noqa: ARG001 - the contract's
    people: Iterable[str] = (),
) -> Iterator[Read]:
    """The events with ``people``, who are all that the journal knows but its owner, as sessions.

    The times of recurring events come last. Raises ``UnreadableFile`` for what is no calendar.
    """
    known = KnownPeople(people)
    series, changed = list[_Event](), set[str]()
    for block in calendar_blocks.of(stream, name):
        if not isinstance(block, Block):
            yield block
            continue
        try:
            event = _event(block, known)
        except _NoSession as reason:
            yield LeftOut(block.where, str(reason))
        except _BROKEN as error:
            yield Bad(block.where, str(error) or "it cannot be read", block.text)
        else:
            if event.rule is not None and len(series) < _MOST_SERIES:
                series.append(event)
            elif event.rule is not None:
                yield from _times(event, today, changed)
            else:
                changed.add(event.called)
                yield _found(event, today)
    for event in series:
        yield from _times(event, today, changed)


class _NoSession(Exception):
    """The event is sound, and none of mentoring; the text is why."""


class _Event(NamedTuple):
    """One event, or what all times of a recurring one share.

    ``called`` is the name of this one time of it; ``stamp`` the time by which its calendar knows
    it, empty where it does not recur. ``excluded`` are stamps. ``ours`` is a session's uid.
    """

    where: Place
    source: str
    uid: str
    stamp: str
    start: Start
    minutes: int | None
    topic: str
    notes: str
    cancelled: bool
    people: tuple[str, ...]
    tags: tuple[str, ...]
    rule: dict[str, list[Any]] | None
    excluded: frozenset[str]
    said: tuple[str, ...]
    ours: str | None

    @property
    def called(self) -> str:
        return f"{self.uid}/{self.stamp}" if self.stamp else self.uid


# Events → records


def _times(event: _Event, today: date, changed: set[str]) -> Iterator[Found]:
    """The times of a recurring event around today that were neither taken out nor changed."""
    parts = event.rule or {}
    until = next((each for each in parts.get("UNTIL", ()) if isinstance(each, date)), None)
    rule = rule_of(parts, _day_in_zone(until, event.start))
    first = _day_in_zone(event.start, event.start)
    if rule is None or first is None or first.year < today.year - MOST_YEARS:
        said = "how it recurs cannot be read, so that only its first time comes in"
        yield _found(event._replace(said=(*event.said, said)), today)
        return
    for day in days(rule, first, today - BACK, today + AHEAD):
        start = _on(day, event.start)
        time = event._replace(start=start, stamp=_stamp(start))
        if not (
            {time.stamp, day.isoformat()} & event.excluded
            or time.called in changed
            or (isinstance(until, datetime) and _is_after(start, until))
        ):
            yield _found(time, today)


def _on(day: date, start: Start) -> Start:
    return datetime.combine(day, start.timetz()) if isinstance(start, datetime) else day


def _day_in_zone(moment: Start | None, start: Start) -> date | None:
    if not isinstance(moment, datetime):
        return moment
    zone = start.tzinfo if isinstance(start, datetime) else None
    try:
        return (moment.astimezone(zone) if moment.tzinfo and zone else moment).date()
    except OverflowError:  # The calendar's edge.
        return moment.date()


def _is_after(start: Start, until: datetime) -> bool:
    """Whether a time of its last day is too late; without zones the day alone tells."""
    return bool(isinstance(start, datetime) and start.tzinfo and until.tzinfo and start > until)


def _found(event: _Event, today: date) -> Found:
    on, clock = _local(event.start)
    origin = Origin(SOURCE, event.called, event.stamp) if event.uid and not event.ours else None
    state = SessionState.PLANNED if on >= today else SessionState.HELD
    draft = SessionDraft(
        uid=event.ours, held_on=on, time=clock, minutes=event.minutes,
        state=SessionState.CANCELLED if event.cancelled else None if event.ours else state,
    )  # fmt: skip
    if not event.ours:
        draft = draft._replace(
            with_people=event.people,
            topic=event.topic,
            notes=event.notes,
            tags=event.tags,
        )
    return Found(event.where, draft, origin, notes=event.said, source=event.source)


def _local(start: Start) -> tuple[date, str | None]:
    """The local day and time, the latter None where the whole day is meant."""
    if not isinstance(start, datetime):
        return start, None
    try:
        local = start.astimezone() if start.tzinfo else start
    except (OverflowError, OSError):  # The calendar's edge.
        local = start
    return local.date(), local.strftime("%H:%M")


def _stamp(start: Start) -> str:
    """The moment as calendars write it in UTC; without a zone, or a time, as it is."""
    if not isinstance(start, datetime):
        return start.isoformat()
    utc = start.astimezone(UTC) if start.tzinfo else start
    return utc.isoformat()[:19].replace("-", "").replace(":", "") + ("Z" if start.tzinfo else "")


# Text → events


def _event(block: Block, known: KnownPeople) -> _Event:
    """Raises ``_NoSession``, or one of ``_BROKEN`` with the reason."""
    parsed = _parsed(block.text)
    uid = _text(parsed, "UID").strip()
    own = OWN_EVENT.fullmatch(uid)
    if own and own[2]:
        raise _NoSession("made here from a cadence")
    start = _moment(parsed, "DTSTART")
    if start is None:
        raise ValueError("the event has no start")
    said = list[str]()
    zone = parsed["DTSTART"].params.get("TZID")
    if zone and isinstance(start, datetime) and start.tzinfo is None:
        said.append(f"{quoted(str(zone))} is no zone that is known here; its time counts as local")
    again = _moment(parsed, "RECURRENCE-ID")
    place = _text(parsed, "LOCATION").strip()
    people = () if own else _people(parsed, known)
    return _Event(
        block.where,
        block.text,
        uid,
        stamp=_stamp(again) if again else "",
        start=start,
        minutes=_minutes(parsed, start, said),
        topic=_text(parsed, "SUMMARY").strip(),
        notes="\n\n".join(filter(None, (_text(parsed, "DESCRIPTION").strip(), place))),
        cancelled=_text(parsed, "STATUS").strip().upper() == "CANCELLED",
        people=people,
        tags=tuple(str(tag) for each in _all(parsed, "CATEGORIES") for tag in each.cats),
        rule=None if own else _rule(parsed),
        excluded=frozenset(_stamp(day.dt) for each in _all(parsed, "EXDATE") for day in each.dts),
        said=tuple(said),
        ours=own[1] if own else None,
    )


def _parsed(text: str) -> Event:
    from icalendar import Event

    with warnings.catch_warnings():
        # It warns of a zone whose name it had to guess at, and guesses right.
        warnings.simplefilter("ignore")
        found = Event.from_ical(text)
    if not isinstance(found, Event):
        raise ValueError("it is no event")
    return found


def _rule(event: Event) -> dict[str, list[Any]] | None:
    """How it recurs, by parts; none of them where that is beyond reading, None where it does not."""
    found = _all(event, "RRULE")
    return dict(found[0]) if found and isinstance(found[0], dict) else {} if found else None


def _all(event: Event, key: str) -> list[Any]:
    found = event.get(key, [])
    return found if isinstance(found, list) else [found]


def _text(event: Event, key: str) -> str:
    return str(next(iter(_all(event, key)), ""))


def _moment(event: Event, key: str) -> Start | None:
    for each in _all(event, key):
        try:
            moment = each.dt
        except _BROKEN:
            moment = None
        if not isinstance(moment, date):
            raise ValueError(f"no one can read its {key}")
        return moment
    return None


def _minutes(event: Event, start: Start, said: list[str]) -> int | None:
    """How long it takes, None where it does not say, takes whole days, or no one can read it."""
    if not isinstance(start, datetime):
        return None
    try:
        if "DURATION" in event:
            length: timedelta = _all(event, "DURATION")[0].dt
        elif end := _moment(event, "DTEND"):
            length = end - start
        else:
            return None
        minutes = int(length.total_seconds()) // 60
    except _BROKEN:
        said.append("how long it takes cannot be read")
        return None
    return minutes if 0 < minutes <= 24 * 60 else None


def _people(event: Event, known: KnownPeople) -> tuple[str, ...]:
    """Whom of the known it is with. Raises ``_NoSession`` for an event of others."""
    attendees = {
        str(each).casefold(): each
        for key in ("ATTENDEE", "ORGANIZER")
        for each in _all(event, key)
        if str(each.params.get("CUTYPE", "")).upper() not in _THINGS
    }
    named = [_named(each, known) for each in attendees.values()]
    invited = tuple(dict.fromkeys(filter(None, named)))
    found = invited or known.mentioned(_text(event, "SUMMARY"))
    if not found:
        raise _NoSession("with nobody the journal knows")
    # Who is only named may be there under an address that says nothing; one stranger is the user.
    if named.count(None) > 1 + (0 if invited else len(found)):
        raise _NoSession("with others than people the journal knows")
    return found


def _named(attendee: Any, known: KnownPeople) -> str | None:
    name = str(attendee.params.get("CN", ""))
    address = re.sub("^mailto:", "", str(attendee), flags=re.IGNORECASE)
    # An address tells who it is only where no name does: there is a dana@ everywhere.
    return known.named(name if name and "@" not in name else address.partition("@")[0])
