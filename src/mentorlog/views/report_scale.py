"""Days as places across a drawing, and the days that its scale names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from mentorlog.dates import months_later
from mentorlog.periods import Period
from mentorlog.views import report_words

_MOST_TICKS = 13


class Tick(NamedTuple):
    """A day that the scale names; ``minor`` may go where room is short."""

    x: float
    label: str
    minor: bool


class Scale:
    """Days of a period as percents of the drawing's width."""

    def __init__(self, period: Period) -> None:
        self.since = period.since
        self.until = period.until
        self._days = max((period.until - period.since).days, 1)

    def x(self, day: date) -> float:
        """Where a day stands; one outside the period at its edge."""
        inside = min(max(day, self.since), self.until)
        return round((inside - self.since).days / self._days * 100, 2)

    def holds(self, day: date | None) -> bool:
        """Whether the day is in the period."""
        return day is not None and self.since <= day <= self.until

    def now(self, day: date) -> float | None:
        """Where the report's day stands, None at the end, where it says nothing."""
        return self.x(day) if day < self.until else None

    def ticks(self) -> tuple[Tick, ...]:
        """The days that the scale names: weeks, months, quarters or years, at most thirteen."""
        step, days = self._named()
        return tuple(
            Tick(self.x(day), _tick(day, step), minor=bool(place % 2) and len(days) > 5)
            for place, day in enumerate(days)
        )

    def _named(self) -> tuple[int, list[date]]:
        """How many months there are between two of the days, 0 for weeks; and the days."""
        if self._days <= 60:
            first = self.since + timedelta(days=-self.since.weekday() % 7)
            return 0, [first + timedelta(days=at) for at in range(0, self._days + 1, 7)
                       if first + timedelta(days=at) <= self.until]  # fmt: skip
        months = self._days / 30.4
        step = next(
            (each for each in (1, 3, 6, 12, 24, 60, 120) if months / each <= _MOST_TICKS), 1200
        )
        return step, list(self._firsts(step))

    def _firsts(self, step: int) -> Iterator[date]:
        """The first days of each ``step`` months in the period, counted from January."""
        start = date(self.since.year, 1, 1)
        for number in range(0, (self.until.year - start.year + 1) * 12, step):
            day = months_later(start, number)
            if self.holds(day):
                yield day


def _tick(day: date, step: int) -> str:
    _, number, month, year = report_words.weekday(day).split(" ")
    if step == 0:
        return f"{number} {month}"
    if step >= 12:
        return year
    return year if day.month == 1 else month
