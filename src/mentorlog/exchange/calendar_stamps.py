"""What a calendar says of when a thing changed there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mentorlog.exchange.recurrence import BROKEN


def changed_at(component: Any) -> str:
    """When it last changed there, as the journal writes instants; empty if it does not say so."""
    at = _instant(component, "LAST-MODIFIED")
    return f"{at:%Y-%m-%dT%H:%M:%S}.999Z" if at else ""


def had_at(component: Any) -> str:
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


def _instant(component: Any, key: str) -> datetime | None:
    try:
        found = component[key].dt
        return found.astimezone(UTC) if isinstance(found, datetime) else None
    except (KeyError, *BROKEN):
        return None
