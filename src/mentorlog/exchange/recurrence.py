"""When a recurring event happens within a period, by dateutil, for rules that it can follow quickly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

Start = date | datetime
Rule = Mapping[str, Sequence[Any]]

_MOST_YEARS = 50
"""A rule that begins longer ago is not followed: counting up to today would take too long."""

_RULE = {
    "DAILY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH",
    "WEEKLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH",
    "MONTHLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS",
    "YEARLY": r"INTERVAL|COUNT|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS",
}
"""What a rule may say beside how often. For a rule that matches no day, dateutil searches up to the
year 9999; with other parts than these that takes many seconds."""

# What icalendar, dateutil and date arithmetic raise for an event that cannot be read.
BROKEN = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError)


def starts(
    first: Start, rules: Iterable[Rule], more: Iterable[Start], since: date, until: date
) -> Iterator[Start] | None:
    """All its times from ``since`` to ``until``, by the clock of its zone; ``first`` always counts.

    None if a rule is not of a form that is read here, or began too long ago.
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
    if not isinstance(first, datetime):
        return (moment.date() for moment in around)
    zone = first.tzinfo
    return (moment.replace(tzinfo=zone) for moment in around)


def _rule(parts: Rule, start: Start, until: datetime) -> Any:
    """The rule for dateutil. Raises one of ``BROKEN`` for one of a form that is not read here."""
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
    """The moment as the local clock shows it in the zone of ``start``."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    zone = start.tzinfo if isinstance(start, datetime) else None
    try:
        there = moment.astimezone(zone) if moment.tzinfo and zone else moment
    except OverflowError:  # The calendar's edge.
        there = moment
    return there.replace(tzinfo=None)
