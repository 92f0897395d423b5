"""Words → periods, cadences and durations: all that is longer than a day, or shorter."""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta

from mentorlog.dates import (
    DateOrder,
    Facing,
    clock_time,
    find_day,
    has_form,
    is_weekday,
    long,
    plain,
    reading,
)
from mentorlog.errors import UnreadableWords, quoted
from mentorlog.spans import (
    Refused,
    Span,
    exact,
    find_span,
    months_later,
    span_begun,
    span_near,
    stretch,
    unit_span,
)
from mentorlog.values import NamedTuple

_PERIOD_EXAMPLES = ("2026-Q3", "last 90 days", "2026-09-01..2026-11-22")
_CADENCE_EXAMPLES = ("2w", "14d", "every month")
_DURATION_EXAMPLES = ("45m", "1h30", "1.5h")

LONGEST_CADENCE_DAYS = 3660
LONGEST_MINUTES = 24 * 60
# (days, months), as dates.stretch gives them.
_CADENCE_WORDS = {
    "daily": (1, 0),
    "weekly": (7, 0),
    "biweekly": (14, 0),
    "fortnightly": (14, 0),
    "monthly": (0, 1),
    "quarterly": (0, 3),
    "yearly": (0, 12),
}
_EVERY = ("every", "each", "once")
"""What may stand before a cadence."""


# Periods


class Period(NamedTuple):
    """The days from ``since`` to ``until``, both inclusive.

    The label is words for the same days that never depend on today (``2026-Q3``, not
    ``last-quarter``), as a report is read later than it is made.
    """

    since: date
    until: date
    label: str


def period(words: str, today: date, order: DateOrder | None = None) -> Period:
    """The period that the words name; a day without a direction in it lies back.

    ``last 90 days`` and the like end with today. Raises UnreadableWords, and nothing else, for
    any text.
    """

    def read(text: str) -> Period:
        ends = _ends(text)
        if ends is None:
            since, until = _find_days(text, today, order)
            return Period(since, until, _label(since, until))
        start, end = ends
        until = _find_end(end, today, order)[1] if end else today
        # The november of "nov to feb" is the one before that february.
        since, _ = span_begun(start, until) or _find_end(start, today, order)
        return _in_order(since, until)

    with reading("period", words, _PERIOD_EXAMPLES, read):
        return read(plain(words))


def is_period(words: str) -> bool:
    """Whether the words have the form of a period, or of a day, whether there is such a one or not."""
    text = plain(words)
    today = date(2026, 1, 1)  # What has the form on one day has it on every day.
    ends = filter(None, _ends(text) or (text,))
    return all(has_form(end, lambda end: _find_days(end, today, None)) for end in ends)


def has_two_ends(words: str) -> bool:
    """Whether the words have the form of a period from one day to another, ``A..B`` or ``sep to nov``."""
    return _ends(plain(words)) is not None


def _ends(text: str) -> tuple[str, str] | None:
    """Where a period begins and ends, of ``A..B`` and ``sep to nov``; None for other words."""
    # From the right, as a German day ends in a point of its own: 1.9...30.9.
    match = re.fullmatch(r"(?:from )?(.*)(?:\.\.|–| (?:to|until|till|-) )(.*)", text)
    return (match[1].strip(), match[2].strip()) if match else None


def between(since: date, until: date) -> Period:
    """The period of two days, labelled ``A..B``. Raises UnreadableWords if it ends too early."""
    with reading("period", f"{since}..{until}", _PERIOD_EXAMPLES):
        return _in_order(since, until)


def last_months(number: int, today: date) -> Period:
    """The months that end with today: three on 22 November begin on 23 August.

    They begin no earlier than the calendar.
    """
    try:
        since = months_later(today, -number) + timedelta(1)
    except OverflowError:
        since = date.min
    return between(since, today)


def _in_order(since: date, until: date) -> Period:
    if until < since:
        raise Refused(f"it ends on {long(until)}, before it begins on {long(since)}")
    return Period(since, until, f"{since}..{until}")


def _find_end(text: str, today: date, order: DateOrder | None) -> Span:
    try:
        return _find_days(text, today, order)
    except Refused as refused:
        reason = str(refused) or f"{quoted(text)} is no day or period"
        raise Refused(reason if text else "say where it begins") from None


def _find_days(text: str, today: date, order: DateOrder | None) -> Span:
    span = find_span(text) or _named(text, today) or span_near(text, today) or _last(text, today)
    if span is not None:
        return span
    found = find_day(text, today, facing=Facing.BACK, order=order)
    return found, found


def _named(text: str, today: date) -> Span | None:
    """``2026``, ``november``, ``q3``."""
    if re.fullmatch("[0-9]{4}", text):
        return unit_span("year", exact(int(text), 1, 1))
    return span_begun(text, today)


def _last(text: str, today: date) -> Span | None:
    """``last 90 days``."""
    match = re.fullmatch("last[- ](.+)", text)
    found = stretch(match[1].replace("-", " ")) if match else None
    if found is None:
        return None
    days, months = found
    if days + months == 0:
        raise Refused("it has no days")
    return months_later(today, -months) - timedelta(days - 1), today


def _label(since: date, until: date) -> str:
    names = {
        "year": f"{since.year:04d}",
        "quarter": f"{since.year:04d}-Q{(since.month + 2) // 3}",
        "month": f"{since.year:04d}-{since.month:02d}",
    }
    for unit, name in names.items():
        if unit_span(unit, since) == (since, until):
            return name
    return since.isoformat() if since == until else f"{since}..{until}"


# Cadences


class _Interval(NamedTuple):
    days: int | None = None
    months: int | None = None


class Cadence(_Interval):
    """An agreed interval: whole days or calendar months, exactly one of them, more than 0.

    Raises ValueError for anything else.
    """

    __slots__ = ()

    def __new__(cls, days: int | None = None, months: int | None = None) -> "Cadence":
        """Check that it is one of the two."""
        if (days is None) == (months is None) or (days or months or 0) < 1:
            raise ValueError("a cadence has days or months, one of them, above 0")
        return super().__new__(cls, days, months)

    def after(self, start: date, count: int) -> date:
        """The first day of slot ``count``, from 0. Raises OverflowError off the calendar."""
        if self.months is not None:
            return months_later(start, self.months * count)
        return start + timedelta(self._count * count)

    def first_after(self, start: date, day: date) -> date:
        """The first slot that begins after ``day``. Raises OverflowError off the calendar."""
        # A month has 31 days at most, so that no slot before this one can be it.
        longest = self.days or 31 * self._count
        count = max((day - start).days // longest, 0)
        while (found := self.after(start, count)) <= day:
            count += 1
        return found

    @property
    def stored(self) -> str:
        """How an event keeps it: ``14 days``, ``1 months``; ``stored_cadence`` reads it back."""
        return f"{self.days} days" if self.days else f"{self.months} months"

    @property
    def typed(self) -> str:
        """How people type it: ``2w``, ``10d``, ``1m``."""
        if self.months is not None:
            return f"{self.months}m"
        return f"{self._count}d" if self._count % 7 else f"{self._count // 7}w"

    @property
    def length_days(self) -> int:
        """The length in days. A month counts 30.4375, the mean over the four-year leap cycle, so
        that limits such as ``stalled`` do not move with the season."""
        return self.days if self.days is not None else round(30.4375 * self._count)

    def __str__(self) -> str:
        unit = "day" if self.months is None else "month"
        return f"every {unit}" if self._count == 1 else f"every {self._count} {unit}s"

    @property
    def _count(self) -> int:
        return (self.days or 0) + (self.months or 0)


def stored_cadence(text: str | None) -> Cadence | None:
    """The cadence that an event's value stands for; None for none."""
    if text is None:
        return None
    count, unit = text.split()
    return Cadence(**{unit: int(count)})


def cadence(words: str) -> Cadence:
    """The cadence of ``2w``, ``every month``, ``biweekly`` (every two weeks), ``14`` (days).

    Raises UnreadableWords, also for none at all or more than 3660 days.
    """
    with reading("cadence", words, _CADENCE_EXAMPLES):
        days, months = _find_cadence(plain(words))
        if days + months == 0:
            raise Refused("it is at least one day")
        found = Cadence(months=months) if months else Cadence(days=days)
        if found.length_days > LONGEST_CADENCE_DAYS:
            raise Refused(f"it is at most {LONGEST_CADENCE_DAYS} days")
        return found


def is_cadence(words: str) -> bool:
    """Whether the words have the form of a cadence."""
    return has_form(plain(words), _find_cadence)


def how_often(words: Sequence[str]) -> tuple[int, str, str] | None:
    """Where the words begin that say how often, the cadence, and the words left behind it; None where none do.

    ``every two weeks on friday``, ``each month``, ``weekly``; in capitals they may be a name. Every friday is
    each week, and the day is left.
    """
    found = (n for n, word in enumerate(words) if word in _EVERY or word in _CADENCE_WORDS)
    place = next(found, None)
    if place is None:
        return None
    rest = words[place + (words[place] in _EVERY) :]
    for end in range(len(rest), 0, -1):
        if is_cadence(said := " ".join(rest[:end])):
            return place, said, " ".join(rest[end:])
    if rest and is_weekday(rest[0]):
        return place, "weekly", " ".join(rest)
    return (place, " ".join(rest), "") if rest else None


def says_how_often(words: str) -> bool:
    """Whether the words say how often and nothing else, ``every 3m``; 2w alone may be any text."""
    place, often, left = how_often(words.split()) or (1, "", "")
    return place == 0 and is_cadence(often) and not left


def _find_cadence(text: str) -> tuple[int, int]:
    rest = re.sub("^(other|second|2nd) ", "two ", re.sub(f"^({'|'.join(_EVERY)}) ", "", text))
    rest = re.sub("^(third|3rd) ", "three ", rest)
    found = stretch(f"{rest} days") if re.fullmatch("[0-9]+", rest) else stretch(rest)
    found = found or _CADENCE_WORDS.get(text) or stretch(f"one {rest}")
    if found is None:
        raise Refused
    return found


# Durations


def minutes(words: str) -> int:
    """The minutes, 1 to 1440, of ``45m``, ``45``, ``1h30``, ``1.5h``, ``1:30``.

    Raises UnreadableWords.
    """
    with reading("duration", words, _DURATION_EXAMPLES):
        found = _find_minutes(plain(words))
        if not 1 <= found <= LONGEST_MINUTES:
            raise Refused("it is from 1 minute to 24 hours")
        return found


def minutes_alone(words: str) -> int | None:
    """The minutes of words that say how long and nothing else, as ``45 min``; None for any other text.

    The unit is among them: 45 may be any number, and 14:30 a time of day.
    """
    if re.fullmatch("[0-9.,: ]*", words):
        return None
    try:
        return minutes(words)
    except UnreadableWords:
        return None


def tells_how_long(words: str) -> bool:
    """Whether the words say how long something took; ``15h`` may be a time of day."""
    with suppress(UnreadableWords):
        return not clock_time(words)
    return minutes_alone(words) is not None


def length_last(words: Sequence[str]) -> int:
    """Where the words begin that the others end with and say how long, as ``90 min``; behind all where none do."""
    ends = range(max(0, len(words) - _MOST_OF_A_LENGTH), len(words))
    found = (place for place in ends if tells_how_long(" ".join(words[place:])))
    return next(found, len(words))


_MOST_OF_A_LENGTH = 4
"""How many words a length has at most: ``1 h 30 min``."""


def is_length(words: str) -> bool:
    """Whether the words have the form of a duration."""
    return has_form(plain(words), _find_minutes)


def _find_minutes(text: str) -> int:
    hour, minute = "(?:h|hrs?|hours?)", "(?:m|mins?|minutes?)"
    if match := re.fullmatch(f"([0-9]{{1,6}}) ?{minute}?", text):
        return int(match[1])
    if match := re.fullmatch(f"([0-9]{{1,6}}(?:[.,][0-9]{{1,2}})?) ?{hour}", text):
        return round(float(match[1].replace(",", ".")) * 60)
    match = re.fullmatch(f"([0-9]{{1,6}}) ?{hour} ?([0-9]{{1,2}}) ?{minute}?", text)
    match = match or re.fullmatch("([0-9]{1,6}):([0-9]{2})", text)
    if match is None:
        raise Refused
    if int(match[2]) > 59:
        raise Refused("an hour has 60 minutes")
    return 60 * int(match[1]) + int(match[2])
