"""Writes sessions, actions and cadences as a calendar (RFC 5545). ``exchange.icalendar`` reads one.

A session becomes an event and an action a to-do. A cadence becomes a tentative event on the day on which
the next session is due, and is cancelled once one is planned. Each keeps one UID for good, and has a
SEQUENCE that only grows, so that a calendar that gets it again updates what it has. Whatever is not
public is marked as private. Notes and takeaways are never written, since calendars are shared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, TextIO
from uuid import NAMESPACE_URL, uuid5

from mentorlog.dates import local_day_to_utc, utc_to_local
from mentorlog.harmless import visible
from mentorlog.records import (
    Action,
    ActionState,
    Mentorship,
    MentorshipStanding,
    Session,
    SessionState,
    Visibility,
)
from mentorlog.records.exports import Outgoing, Terms

if TYPE_CHECKING:
    from icalendar import Event, Todo, vDDDTypes

SOURCE = "ics"
OWN_EVENT = re.compile(r"([0-9a-f]{16})(-next)?@mentorlog")
"""The UID of an event that mentorlog made for a session or a cadence."""

_FOLDED = 75
"""A line of so many characters is written in several."""

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
        elif isinstance(outgoing.standing, MentorshipStanding):
            component = _cadence(outgoing.standing, terms, was_due=outgoing.was_due)
        if component is not None:
            stream.write(_written(component))
    stream.write("END:VCALENDAR\r\n")


def _session(session: Session, terms: Terms) -> Event:
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
    _describe(event, session, f"{session.uid}@mentorlog", terms)
    return event


def _start(session: Session) -> vDDDTypes | datetime:
    if not session.time:
        return _value(session.held_on)
    local = datetime.combine(session.held_on, time.fromisoformat(session.time))
    try:
        return local.astimezone(UTC)
    except (ValueError, OverflowError, OSError):  # The calendar's edge, where an offset falls off.
        return local


def _action(action: Action, terms: Terms) -> Todo:
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
    _describe(todo, action, f"{action.uid}@mentorlog", terms)
    return todo


def _cadence(standing: MentorshipStanding, terms: Terms, *, was_due: bool) -> Event | None:
    """An event for the next session that is due; cancelled if one is planned, and a calendar may have it."""
    from icalendar import Event

    mentorship = standing.mentorship
    if mentorship.cadence is None:
        return None
    waits = standing.meet_by is not None
    if not (waits or was_due):
        return None
    day = max(standing.next_on or terms.today, terms.today) if waits else standing.next_on
    event = Event()
    event.add("summary", _plain(f"{mentorship.partner.label}: next session by the cadence"))
    event.add("dtstart", day or terms.today)
    event.add("status", "TENTATIVE" if waits else "CANCELLED")
    event.add("transp", "TRANSPARENT")
    _describe(event, mentorship, f"{mentorship.uid}-next@mentorlog", terms, at=terms.now)
    return event


def _describe(
    component: Event | Todo,
    record: Session | Action | Mentorship,
    uid: str,
    terms: Terms,
    at: str | None = None,
) -> None:
    """Add what every component has. ``at`` is when it became so, if not when the record changed."""
    made = _instant(record.created_at)
    changed = _instant(at or record.updated_at or record.created_at)
    component.add("created", _value(made))
    component.add("last-modified", _value(changed))
    component.add("dtstamp", _value(changed))
    # Seconds from making to last change: they grow with every change, and nobody has to count changes.
    component.add("sequence", max(0, int((changed - made).total_seconds())))
    if record.visibility is not Visibility.PUBLIC:
        component.add("class", "PRIVATE")
    if not terms.anonymous:
        component.add("uid", _plain(uid))
        if record.tags:
            component.add("categories", [_plain(tag) for tag in record.tags])
        return
    # A calendar needs a UID. This one is made only from what the reader may see.
    component.add("uid", f"{uuid5(NAMESPACE_URL, component.to_ical().decode())}@mentorlog")


# Many records share their days and instants, and a value takes icalendar long to make.


@lru_cache
def _instant(recorded: str) -> datetime:
    return utc_to_local(recorded).astimezone(UTC)


@lru_cache
def _value(moment: date) -> vDDDTypes:
    from icalendar import vDDDTypes

    return vDDDTypes(moment)


def _written(component: Event | Todo) -> str:
    """The component's lines; icalendar looks at every character of one for where to fold it."""
    lines = component.content_lines()[:-1]
    return "".join(
        f"{line}\r\n"
        if len(line) < _FOLDED and line.isascii()
        else f"{line.to_ical().decode()}\r\n"
        for line in lines
    )


def _plain(text: str) -> str:
    return visible(text, keep="\n\t")
