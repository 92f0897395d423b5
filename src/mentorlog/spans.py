"""Stretches of the calendar: how far 2 weeks are, and the days of a month, a quarter, a week.

The words are in plain form. Days are read by ``dates``, and periods by ``periods``, of these parts.
"""

import re
from datetime import date, timedelta

Span = tuple[date, date]
"""The first and the last day of a stretch of the calendar, both inclusive."""

# Our own names, as strftime's follow the machine's language.
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
"""The names of the months in their order."""

MONTH_NUMBERS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
"""The number of each month, by its name and by the start of it."""

COUNTED = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
"""The numbers from one on, as they are written out."""

_NUMBER_WORDS = {"a": 1, "an": 1} | {word: number for number, word in enumerate(COUNTED, 1)}
UNITS = {
    "day": (1, 0),
    "week": (7, 0),
    "fortnight": (14, 0),
    "month": (0, 1),
    "quarter": (0, 3),
    "year": (0, 12),
}
"""The days and the months of each unit, one of them 0."""

_UNIT_LETTERS = {"d": "day", "w": "week", "m": "month", "y": "year"}


class Refused(ValueError):
    """The words are not readable; the text is the reason, or empty where there is none to add.

    ``hint`` is what to do about it, or empty.
    """

    def __init__(self, reason: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


def stretch(text: str) -> tuple[int, int] | None:
    """The days and months of ``2w``, ``2 weeks``, ``a month``, one of them 0; else None."""
    # Six digits reach past any calendar, and int() of thousands of them would raise.
    match = re.fullmatch("([0-9]{1,6}) ?([a-z]+)|([a-z]+) ([a-z]+)", text)
    if match is None:
        return None
    digits, digits_unit, word, word_unit = match.groups()
    number = int(digits) if digits else _NUMBER_WORDS.get(word)
    unit = _UNIT_LETTERS.get(digits_unit, digits_unit) if digits else word_unit
    size = UNITS.get(unit) or UNITS.get(unit.removesuffix("s"))
    if number is None or size is None:
        return None
    return number * size[0], number * size[1]


def find_span(text: str) -> Span | None:
    """The days of ``2027-03``, ``march 2027``, ``2027-q1``, ``q1 2027``; else None.

    Raises Refused for a month that is not.
    """
    if match := re.fullmatch("([0-9]{4})-([0-9]{2})", text):
        return unit_span("month", exact(int(match[1]), int(match[2]), 1))
    if match := re.fullmatch("([0-9]{4})[- ]q([1-4])", text):
        return unit_span("quarter", exact(int(match[1]), 3 * int(match[2]), 1))
    if match := re.fullmatch("q([1-4]) ([0-9]{4})", text):
        return unit_span("quarter", exact(int(match[2]), 3 * int(match[1]), 1))
    match = re.fullmatch("([a-z]+) ([0-9]{4})", text)
    if match and match[1] in MONTH_NUMBERS:
        return unit_span("month", exact(int(match[2]), MONTH_NUMBERS[match[1]], 1))
    return None


def span_near(text: str, today: date) -> Span | None:
    """The days of ``this week``, ``last-month``, ``next quarter``, ``next june``; None for other words.

    Next june is that of next year, and last june the last one that is over.
    """
    match = re.fullmatch("(this|last|next)[- ](.+)", text)
    if match is None:
        return None
    which, name = match.groups()
    if which != "this" and (named := of_year(name, today.year)):
        step = 1 if which == "next" else -1 if named[1] >= today else 0
        return of_year(name, today.year + step)
    if name not in ("week", "month", "quarter", "year"):
        return None
    first, last = unit_span(name, today)
    if which == "this":
        return first, last
    return unit_span(name, last + timedelta(1) if which == "next" else first - timedelta(1))


def span_begun(text: str, today: date) -> Span | None:
    """The days of the last ``november`` or ``q3`` that has begun; None for other words."""
    span = of_year(text, today.year)
    return span if span is None or span[0] <= today else of_year(text, today.year - 1)


def of_year(text: str, year: int) -> Span | None:
    """The days of ``november``, ``this november`` or ``q3`` of a year; None for other words.

    Raises Refused off the calendar.
    """
    text = re.sub("^this[- ]", "", text)
    if text in MONTH_NUMBERS:
        return unit_span("month", exact(year, MONTH_NUMBERS[text], 1))
    match = re.fullmatch("q([1-4])", text)
    return unit_span("quarter", exact(year, 3 * int(match[1]), 1)) if match else None


def unit_span(unit: str, day: date) -> Span:
    """The week (from Monday), month, quarter or year that ``day`` is in."""
    if unit == "week":
        monday = day - timedelta(day.weekday())
        return monday, monday + timedelta(6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = (day.month - 1) // months * months + 1
    return date(day.year, first, 1), _month_end(day.year, first + months - 1)


def months_later(day: date, months: int) -> date:
    """The same day that many months on (or back), or the month's last day where there is none.

    Add all months at once: one by one, the 31st drifts to the 28th. Raises OverflowError off
    the calendar.
    """
    if months == 0:
        return day
    from dateutil.relativedelta import relativedelta  # 2 ms that few commands need

    try:
        return day + relativedelta(months=months)
    except ValueError as off_the_calendar:
        raise OverflowError(str(off_the_calendar)) from None


def exact(year: int, month: int, number: int) -> date:
    """That day. Raises Refused, with the reason, if there is none."""
    if not 1 <= year <= 9999:
        raise Refused(f"there is no year {year}")
    if not 1 <= month <= 12:
        raise Refused(f"there is no month {month}")
    if not 1 <= number <= _month_end(year, month).day:
        raise Refused(f"there is no {number} {MONTHS[month - 1]} {year}")
    return date(year, month, number)


def _month_end(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(1)
