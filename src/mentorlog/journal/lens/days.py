"""What a day hides: records that were not there yet, and columns as they are told by events since."""

from mentorlog.journal.lens.sight import Sight, only_if
from mentorlog.journal.tables import among
from mentorlog.records import Kind

STATE = ("created", "state")
"""The fields of the events that tell a record's state."""


def day(sight: Sight) -> str:
    """The lens's day, in SQL."""
    assert sight.as_of is not None
    return f"'{sight.as_of.isoformat()}'"


def by_then(sight: Sight, column: str) -> str:
    """``column`` had come by the lens's day; nothing to ask without one."""
    return f"{column} <= {day(sight)}" if sight.as_of else "1"


def events(sight: Sight, kind: Kind, *fields: str, alias: str = "") -> str:
    """The FROM and the WHERE of the events ``e`` of a record that tell one of the fields."""
    return (
        f"FROM {sight.base}events e WHERE e.kind = '{kind}' AND e.record = {alias or kind.letter}.id"
        f" AND e.field IN {among(fields)}"
    )


def newest(sight: Sight, events: str, what: str) -> str:
    """``what`` the newest of the events ``e`` says that had come by the lens's day."""
    return (
        f"(SELECT {what} {events} AND {by_then(sight, 'e.happened_on')}"
        " ORDER BY e.happened_on DESC, e.id DESC LIMIT 1)"
    )


def told(sight: Sight, events: str, what: str, otherwise: str) -> str:
    """The same on the lens's day; ``otherwise`` where there are no such events, or no day."""
    if not sight.as_of:
        return otherwise
    then = newest(sight, events, what)
    return f"CASE WHEN EXISTS (SELECT 1 {events}) THEN {then} ELSE {otherwise} END"


def value(sight: Sight, kind: Kind, name: str, alias: str = "") -> str:
    """A column's value on the lens's day: the newest event's, where its field has any events."""
    today, event = f"{alias or kind.letter}.{name}", kind.about.column(name).event
    if not (sight.as_of and event):
        return today
    fields = STATE if event == "state" else (event,)
    then = told(sight, events(sight, kind, *fields, alias=alias), "e.new", today)
    # What is there has a state, whatever another tool made of its events.
    return f"coalesce({then}, {today})" if name == "state" else then


def entered(sight: Sight, kind: Kind, name: str, *states: str) -> str:
    """The day the record came into one of the states, where it still was in it on the lens's day."""
    today, on = f"{kind.letter}.{name}", only_if(f"e.new IN {among(states)}", "e.happened_on")
    return told(sight, events(sight, kind, *STATE), on, only_if(by_then(sight, today), today))


def made_by_then(sight: Sight, kind: Kind, alias: str) -> str:
    """The record was made by then; one made by another tool has no event and counts as old."""
    if not sight.as_of:
        return "1"
    made = events(sight, kind, "created", alias=alias)
    return f"NOT EXISTS (SELECT 1 {made} AND e.happened_on > {day(sight)})"
