"""The days of a calendar's recurring event, within a stretch.

Only rules as people's calendars make them are read: every so many days, weeks, months or years, on
days of the week or of the month. dateutil reads all there are, but looks for the next day of a
rule that has none until the year 9999; here every step moves towards the end of the stretch.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_YEARS = 50
"""No rule is followed from longer ago: counting to today would take too long."""


class Rule(NamedTuple):
    """Every ``interval`` of ``freq``; ``times`` and ``until`` end it, the latter inclusive.

    ``by_day`` are weekdays from 0, Monday, each with its number in the month or 0 for all;
    ``by_month_day`` counts from 1, or from -1 for the last. ``position`` picks one of a month's.
    """

    freq: str
    interval: int = 1
    times: int | None = None
    until: date | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    position: int | None = None
    week_start: int = 0


def rule_of(parts: Mapping[str, Sequence[object]], until: date | None) -> Rule | None:
    """The rule that an RRULE's parts state, None where it is not of a form that is read here.

    ``until`` is its last day, in the event's own zone.
    """
    said = {key.upper(): [str(each).upper() for each in values] for key, values in parts.items()}
    said.pop("UNTIL", None)
    try:
        rule = Rule(
            freq=said.pop("FREQ", [""])[0],
            interval=int(said.pop("INTERVAL", ["1"])[0]),
            times=int(said.pop("COUNT")[0]) if "COUNT" in said else None,
            until=until,
            by_day=tuple(_weekday(word) for word in said.pop("BYDAY", ())),
            by_month_day=tuple(int(word) for word in said.pop("BYMONTHDAY", ())),
            by_month=tuple(int(word) for word in said.pop("BYMONTH", ())),
            position=int(said.pop("BYSETPOS")[0]) if "BYSETPOS" in said else None,
            week_start=_WEEKDAYS.index(said.pop("WKST", ["MO"])[0]),
        )
    except (ValueError, IndexError):
        return None
    unread = said or ("UNTIL" in parts and until is None)
    return None if unread or not _is_read(rule) else rule


def _weekday(word: str) -> tuple[int, int]:
    return _WEEKDAYS.index(word[-2:]), int(word[:-2] or 0)


def _is_read(rule: Rule) -> bool:
    numbered = any(number for _, number in rule.by_day)
    monthly = rule.freq in ("MONTHLY", "YEARLY")
    return bool(
        rule.freq in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
        and rule.interval > 0
        and (monthly or not (numbered or rule.by_month_day or rule.position is not None))
        and (rule.freq != "YEARLY" or rule.by_month or not (rule.by_day or rule.by_month_day))
    )


def days(rule: Rule, start: date, since: date, until: date) -> Iterator[date]:
    """The rule's days from ``since`` to ``until``, ``start`` being its first.

    Nothing where it starts over ``MOST_YEARS`` before.
    """
    if start.year < until.year - MOST_YEARS - 1:
        return
    last = min(until, rule.until) if rule.until else until
    for number, day in enumerate(_all(rule, start, last), 1):
        if day > last or (rule.times is not None and number > rule.times):
            return
        if day >= since:
            yield day


def _all(rule: Rule, start: date, last: date) -> Iterator[date]:
    """``start``, and then the days of each period until ``last`` that come after it."""
    yield start
    for period in _periods(rule, start, last):
        for day in sorted(period):
            if day > start and (not rule.by_month or day.month in rule.by_month):
                yield day


def _periods(rule: Rule, start: date, last: date) -> Iterator[set[date]]:
    if rule.freq in ("DAILY", "WEEKLY"):
        weekly = rule.freq == "WEEKLY"
        wanted = {weekday for weekday, _ in rule.by_day} or ({start.weekday()} if weekly else set())
        back = (start.weekday() - rule.week_start) % 7 if weekly else 0
        day = start.toordinal() - back
        while day <= last.toordinal():
            span = (date.fromordinal(day + add) for add in range(7 if weekly else 1))
            yield {each for each in span if not wanted or each.weekday() in wanted}
            day += rule.interval * (7 if weekly else 1)
        return
    step = rule.interval * (12 if rule.freq == "YEARLY" else 1)
    month = start.year * 12 + start.month - 1
    while month <= last.year * 12 + last.month - 1:
        if rule.freq == "YEARLY" and rule.by_month:
            year = month // 12
            months = (each for each in rule.by_month if 0 < each < 13)
            yield {day for each in months for day in _of_month(rule, start, year, each)}
        else:
            yield _of_month(rule, start, *(month // 12, month % 12 + 1))
        month += step


def _of_month(rule: Rule, start: date, year: int, month: int) -> set[date]:
    first, length = calendar.monthrange(year, month)
    numbers = {each if each > 0 else length + 1 + each for each in rule.by_month_day}
    if rule.by_day:
        on = {number for each in rule.by_day for number in _weekdays(each, first, length)}
        numbers = on & numbers if rule.by_month_day else on
    elif not rule.by_month_day:
        numbers = {start.day}
    found = sorted(number for number in numbers if 0 < number <= length)
    if rule.position is not None:
        place = rule.position - 1 if rule.position > 0 else len(found) + rule.position
        found = found[place : place + 1] if place >= 0 else []
    return {date(year, month, number) for number in found}


def _weekdays(each: tuple[int, int], first: int, length: int) -> list[int]:
    weekday, number = each
    found = list(range((weekday - first) % 7 + 1, length + 1, 7))
    if not number:
        return found
    place = number - 1 if number > 0 else len(found) + number
    return found[place : place + 1] if place >= 0 else []
