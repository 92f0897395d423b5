"""When a recurring event happens, within a stretch: by dateutil, for rules that it is quick about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

Start = date | datetime
Rule = Mapping[str, Sequence[Any]]

_MOST_YEARS = 50
"""No rule is followed from longer ago: counting to today would take too long."""

_RULE = {
    "DAILY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH",
    "WEEKLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH",
    "MONTHLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS",
    "YEARLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS",
}
"""What a rule may say beside how often. dateutil looks for the next day of a rule that has none
until the year 9999, and with more than these that takes it many seconds."""

# What icalendar and the calendar's arithmetic raise for an event that is beyond reading.
BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError)


def starts(
    first: Start, rules: Iterable[Rule], more: Iterable[Start], since: date, until: date
) -> Iterator[Start] | None:
    """All its times from ``since`` to ``until``, by the clock of its zone; ``first`` is always one.

    None where no one can say: for a rule that is not of a form that is read here, or too old.
    """
    from dateutil.rrule import rruleset

    begin, end = (datetime.combine(day, time()) for day in (since, until + timedelta(1)))
    if first.year < until.year - _MOST_YEARS:
        return None
    times = rruleset()
    times.rdate(_wall(first, first))
    try:
        for parts in rules:
            times.rrule(_rule(parts, first, end))
        for moment in more:
            times.rdate(_wall(moment, first))
    except BROKEN:
        return None
    around = takewhile(lambda moment: moment < end, (each for each in times if each >= begin))
    return (_on(moment, first) for moment in around)


def _rule(parts: Rule, start: Start, until: datetime) -> Any:
    """Raises one of ``BROKEN`` for a rule that is not of a form that is read here."""
    from dateutil.rrule import rrule, rrulestr
    from icalendar import vRecur

    said = {key.upper(): values for key, values in parts.items()}
    (freq,) = said.pop("FREQ")
    ends = said.pop("UNTIL", None)
    read = _RULE[str(freq).upper()]
    beyond = [key for key in said if not re.fullmatch(read, key)]
    if beyond or not all(int(number) > 0 for number in said.get("INTERVAL", ())):
        raise ValueError(f"{beyond} is not read")
    if not all(0 < int(month) < 13 for month in said.get("BYMONTH", ())):
        raise ValueError("there is no such month")
    last = until
    if ends:
        whole_day = not isinstance(ends[0], datetime)
        end = _wall(ends[0], start) + (timedelta(days=1, seconds=-1) if whole_day else timedelta())
        last = min(until, end)
    written: bytes = vRecur({"FREQ": freq, **said}).to_ical()  # type: ignore[no-untyped-call]
    rule = rrulestr(written.decode(), dtstart=_wall(start, start))
    assert isinstance(rule, rrule)
    if "COUNT" not in said:
        return rule.replace(until=last)
    return takewhile(lambda moment: moment <= last, rule)


def _wall(moment: Start, start: Start) -> datetime:
    """The moment by the clock that hangs where ``start`` is."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    zone = start.tzinfo if isinstance(start, datetime) else None
    try:
        there = moment.astimezone(zone) if moment.tzinfo and zone else moment
    except OverflowError:  # The calendar's edge.
        there = moment
    return there.replace(tzinfo=None)


def _on(moment: datetime, start: Start) -> Start:
    return moment.replace(tzinfo=start.tzinfo) if isinstance(start, datetime) else moment.date()
