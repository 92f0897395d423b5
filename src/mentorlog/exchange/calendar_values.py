"""What stands in an event or to-do of a calendar: its texts, its moments, and when it changed there."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mentorlog.exchange.recurrence import BROKEN, Start

if TYPE_CHECKING:
    from icalendar import Component

Zones = Mapping[str, tzinfo]
"""The zones that a file defines, by their names there."""

NO_ZONES: Zones = MappingProxyType({})


def parsed(text: str, part: str) -> Component:
    """The component in the text. Raises one of ``BROKEN`` if it is no ``part``, such as ``VEVENT``."""
    from icalendar import Component

    with warnings.catch_warnings():
        # It warns of a zone whose name it had to guess at, and guesses right.
        warnings.simplefilter("ignore")
        found = Component.from_ical(text)
    if not isinstance(found, Component) or found.name != part:
        raise ValueError(f"it is not a {part}")
    return found


def every(component: Component, key: str) -> list[Any]:
    """All values that it has of a property."""
    found = component.get(key, [])
    return found if isinstance(found, list) else [found]


def text(component: Component, key: str) -> str:
    """The first text of a property, without space around it; empty if there is none."""
    return str(next(iter(every(component, key)), "")).strip()


def tags(component: Component) -> tuple[str, ...]:
    """The categories that it has."""
    return tuple(str(tag) for each in every(component, "CATEGORIES") for tag in each.cats)


def moment(component: Component, key: str, zones: Zones = NO_ZONES) -> Start | None:
    """The day or instant of a property, None if there is none; raises ``ValueError`` if it cannot be read."""
    for each in every(component, key):
        try:
            found = each.dt
        except BROKEN:
            found = None
        if not isinstance(found, date):
            raise ValueError(f"its {key} cannot be read")
        return _in_zone(found, each, zones)
    return None


def moments(component: Component, key: str, zones: Zones) -> Iterator[Start]:
    """All days and instants of a property; of a period its start."""
    for each in every(component, key):
        for found in each.dts:
            start = found.dt[0] if isinstance(found.dt, tuple) else found.dt
            yield _in_zone(start, each, zones)


def _in_zone(found: Start, named: Any, zones: Zones) -> Start:
    """A moment without a zone gets the one that the file defines for it, if there is one."""
    zone = zones.get(str(named.params.get("TZID", "")))
    if zone and isinstance(found, datetime) and found.tzinfo is None:
        return found.replace(tzinfo=zone)
    return found


def local(found: Start) -> tuple[date, str | None]:
    """The local day, and the time or None for a whole day."""
    if not isinstance(found, datetime):
        return found, None
    try:
        here = found.astimezone() if found.tzinfo else found
    except (OverflowError, OSError):  # The calendar's edge.
        here = found
    return here.date(), here.strftime("%H:%M")


def changed_at(component: Component) -> str:
    """When it last changed there, as the journal writes instants; empty if it does not say so."""
    at = _instant(component, "LAST-MODIFIED")
    return f"{at:%Y-%m-%dT%H:%M:%S}.999Z" if at else ""


def had_at(component: Component) -> str:
    """The span in which the record was last changed that mentorlog made it from; empty if it cannot be told.

    SEQUENCE counts the seconds from CREATED on. A calendar that changes it adds one or two.
    """
    made, sequence = _instant(component, "CREATED"), component.get("SEQUENCE")
    if made is None or not isinstance(sequence, int):
        return ""
    try:
        first, last = (made + timedelta(seconds=sequence + more) for more in (0, 1))
    except OverflowError:
        return ""
    return f"{first:%Y-%m-%dT%H:%M:%S}.000Z/{last:%Y-%m-%dT%H:%M:%S}.999Z"


def _instant(component: Component, key: str) -> datetime | None:
    try:
        found = moment(component, key)
        return found.astimezone(UTC) if isinstance(found, datetime) else None
    except BROKEN:
        return None
