"""The events and to-dos of a calendar (RFC 5545): writes ours, and says what stands in one of any program.

``icalendar`` tells what of a file comes in.

A session becomes an event and an action a to-do. Each keeps one UID for good, and has a
SEQUENCE that only grows, so that a calendar that gets it again updates what it has. Whatever is not
public is marked as private. Notes and takeaways are never written, since calendars are shared.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TextIO
from uuid import NAMESPACE_URL, uuid5

from mentorlog.dates import local_day_to_utc, utc_to_local
from mentorlog.harmless import visible
from mentorlog.records import (
    Action,
    ActionState,
    Session,
    SessionState,
    Visibility,
)
from mentorlog.records.exports import Outgoing, Terms

if TYPE_CHECKING:
    from icalendar import Component, Event, Todo, vDDDTypes

SOURCE = "ics"
OURS = "@mentorlog"
"""How the UID of what mentorlog wrote ends."""

OWN_UID = re.compile(rf"([0-9a-f]{{16}}){OURS}")
"""The UID of what mentorlog wrote for somebody who may see whose it is."""

Start = date | datetime

BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError)
"""What icalendar, dateutil and date arithmetic raise for what cannot be read."""

STATUSES = {
    ActionState.OPEN: "NEEDS-ACTION",
    ActionState.DONE: "COMPLETED",
    ActionState.DROPPED: "CANCELLED",
}
"""The status of a to-do."""


def write(records: Iterable[Outgoing], stream: TextIO, terms: Terms) -> None:
    """Write the calendar, one component at a time."""
    stream.write("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//mentorlog//mentorlog//EN\r\n")
    for outgoing in records:
        record = outgoing.record
        component: Event | Todo | None = None
        if isinstance(record, Session):
            component = _session(record, terms)
        elif isinstance(record, Action):
            component = _action(record, terms)
        if component is not None:
            stream.write(component.to_ical().decode())
    stream.write("END:VCALENDAR\r\n")


def _session(session: Session, terms: Terms) -> "Event":
    from icalendar import Event

    event = Event()
    people = ", ".join(person.label for person in session.attendees if person.label)
    words = filter(None, (people, session.topic))
    event.add("summary", _plain(": ".join(words) or "Session"))
    event.add("dtstart", _start(session))
    if session.time and session.minutes:
        event.add("duration", timedelta(minutes=session.minutes))
    cancelled = session.state is SessionState.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    _describe(event, session, terms)
    return event


def _start(session: Session) -> date:
    if not session.time:
        return session.held_on
    local = datetime.combine(session.held_on, time.fromisoformat(session.time))
    try:
        return local.astimezone(UTC)
    except (ValueError, OverflowError, OSError):  # The calendar's edge, where an offset falls off.
        return local


def _action(action: Action, terms: Terms) -> "Todo":
    from icalendar import Todo

    todo = Todo()
    others = action.owner.label if action.owner.id != terms.me else ""
    todo.add("summary", _plain(": ".join(filter(None, (others, action.text)))))
    if action.due_on:
        todo.add("due", _value(action.due_on))
    todo.add("status", STATUSES[action.state])
    if action.done_on:
        noon = datetime.fromisoformat(local_day_to_utc(action.done_on)) + timedelta(hours=12)
        todo.add("completed", noon)
    _describe(todo, action, terms)
    return todo


def _describe(component: "Event | Todo", record: Session | Action, terms: Terms) -> None:
    """Add what every component has."""
    made = _instant(record.created_at)
    changed = _instant(record.updated_at or record.created_at)
    component.add("created", _value(made))
    component.add("last-modified", _value(changed))
    component.add("dtstamp", _value(changed))
    # Seconds from making to last change: they grow with every change, and nobody has to count changes.
    component.add("sequence", max(0, int((changed - made).total_seconds())))
    if record.visibility is not Visibility.PUBLIC:
        component.add("class", "PRIVATE")
    if not terms.anonymous:
        component.add("uid", _plain(f"{record.uid}{OURS}"))
        if record.tags:
            component.add("categories", [_plain(tag) for tag in record.tags])
        return
    # A calendar needs a UID. This one is made only from what the reader may see.
    component.add("uid", f"{uuid5(NAMESPACE_URL, component.to_ical().decode())}{OURS}")


# Many records share their days and instants, and a value takes icalendar long to make.


@lru_cache
def _instant(recorded: str) -> datetime:
    return utc_to_local(recorded).astimezone(UTC)


@lru_cache
def _value(moment: date) -> "vDDDTypes":
    from icalendar import vDDDTypes

    return vDDDTypes(moment)


def _plain(text: str) -> str:
    return visible(text, keep="\n\t")


# What stands in an event or to-do


def every(component: "Component", key: str) -> list[Any]:
    """All values that it has of a property."""
    found = component.get(key, [])
    return found if isinstance(found, list) else [found]


def text(component: "Component", key: str) -> str:
    """The first text of a property, without space around it; empty if there is none."""
    return str(next(iter(every(component, key)), "")).strip()


def tags(component: "Component") -> tuple[str, ...]:
    """The categories that it has."""
    return tuple(str(tag) for each in every(component, "CATEGORIES") for tag in each.cats)


def moment(component: "Component", key: str) -> Start | None:
    """The day or instant of a property, None if there is none; raises ``ValueError`` if it cannot be read."""
    for each in every(component, key):
        try:
            found = each.dt
        except BROKEN:
            found = None
        if not isinstance(found, date):
            raise ValueError(f"its {key} cannot be read")
        return found
    return None


def moments(component: "Component", key: str) -> Iterator[Start]:
    """All days and instants of a property; of a period its start."""
    for each in every(component, key):
        for found in each.dts:
            yield found.dt[0] if isinstance(found.dt, tuple) else found.dt


def local(found: Start) -> tuple[date, str | None]:
    """The local day, and the time or None for a whole day."""
    if not isinstance(found, datetime):
        return found, None
    try:
        here = found.astimezone() if found.tzinfo else found
    except (OverflowError, OSError):  # The calendar's edge.
        here = found
    return here.date(), here.strftime("%H:%M")


def changed_at(component: "Component") -> str:
    """When it last changed there, as the journal writes instants; empty if it does not say so."""
    at = _instant_of(component, "LAST-MODIFIED")
    return f"{at:%Y-%m-%dT%H:%M:%S}.999Z" if at else ""


def had_at(component: "Component") -> str:
    """The span in which the record was last changed that mentorlog made it from; empty if it cannot be told.

    SEQUENCE counts the seconds from CREATED on. A calendar that changes it adds one or two.
    """
    made, sequence = _instant_of(component, "CREATED"), component.get("SEQUENCE")
    if made is None or not isinstance(sequence, int):
        return ""
    try:
        first, last = (made + timedelta(seconds=sequence + more) for more in (0, 1))
    except OverflowError:
        return ""
    return f"{first:%Y-%m-%dT%H:%M:%S}.000Z/{last:%Y-%m-%dT%H:%M:%S}.999Z"


def _instant_of(component: "Component", key: str) -> datetime | None:
    try:
        found = moment(component, key)
        return found.astimezone(UTC) if isinstance(found, datetime) else None
    except BROKEN:
        return None
