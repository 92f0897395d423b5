"""The figures: each is calculated in one place, from records and a day, without the database.

Percents run from 0 to 100, and are None where there is nothing to divide by. The guide "figures"
defines them; the reason for each is given here.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from mentorlog.records import Done, Event, Gap, Metric, PaceState, Pause, Slip, Slot
from mentorlog.values import NamedTuple

AT_RISK = 33.0
"""Points behind the expected pace from which a goal is at risk: a third of the way."""

BEHIND = 17.0
"""Points behind the expected pace from which a goal is behind: a sixth of the way."""

STALLED_AT_LEAST = 30
"""Days without movement below which no goal counts as stalled, however short its cadence."""

_EXACTLY = 9
"""Percents are compared to so many decimals: 100 × 0.51 ÷ 3 is not quite 17 in binary."""


class Told(NamedTuple):
    """What the figures need of an event; less than an ``Event``, since thousands are read."""

    id: int
    field: str
    happened_on: date
    person: int | None
    new: str | None
    confidence: int | None
    note: str | None
    hidden: int = 0


def expected_pace(start: date, target: date | None, today: date) -> float | None:
    """Days elapsed of the days from start to target, in percent; None without a target.

    Movement spread evenly is the plainest expectation, and one that both sides can check.
    """
    if target is None:
        return None
    if target <= start:
        return 100.0 if today >= target else 0.0
    return _within(100.0 * (today - start).days / (target - start).days)


def _within(percent: float) -> float:
    return min(100.0, max(0.0, percent))


def metric_progress(metric: Metric, value: str) -> float:
    """How far ``value`` has come from the metric's start to its end, in percent."""
    start, end = float(metric.from_value), float(metric.to_value)
    return _within(100.0 * (float(value) - start) / (end - start))


def share(done: int, of: int) -> float | None:
    """``done`` of ``of`` in percent; None where ``of`` is 0, which differs from none of some."""
    return 100.0 * done / of if of else None


def done(some: Iterable[tuple[int, int]]) -> Done:
    """Several people's done actions, of how many each, together."""
    known = list(some)
    number, of = (sum(each[at] for each in known) for at in (0, 1))
    return Done(number, of, share(number, of))


def pace_state(
    progress: float | None, pace: float | None, *, overdue: bool, stalled: bool
) -> PaceState:
    """The state of an active goal: the first that holds, the most pressing first."""
    if overdue:
        return PaceState.OVERDUE
    behind = round(points_behind(progress, pace), _EXACTLY)
    if behind >= AT_RISK:
        return PaceState.AT_RISK
    if behind >= BEHIND:
        return PaceState.BEHIND
    return PaceState.STALLED if stalled else PaceState.ON_TRACK


def points_behind(progress: float | None, pace: float | None) -> float:
    """How many points progress is behind the expected pace; negative ahead of it, 0 without a pace.

    A goal without a reading counts as 0 %.
    """
    return pace - (progress or 0.0) if pace is not None else 0.0


def stalled_after(cadence_days: int | None) -> int:
    """Days without movement after which a goal counts as stalled.

    Two cadences give it two sessions to move in; without a cadence a month does.
    """
    return max(2 * (cadence_days or 0), STALLED_AT_LEAST)


def slips(targets: Iterable[Told | Event]) -> tuple[Slip, ...]:
    """The moves to a later day among a goal's ``target`` events, in the order they happened."""
    found = []
    before: date | None = None
    for event in sorted(targets, key=lambda event: (event.happened_on, event.id)):
        now = date.fromisoformat(event.new) if event.new else None
        if before and now and now > before:
            found.append(Slip(event.happened_on, before, now, (now - before).days, event.note))
        before = now or before
    return tuple(found)


def overdue_days(due: date | None, today: date) -> int | None:
    """Days past a due or target day; None while it is not past."""
    return (today - due).days if due and today > due else None


def cadence_kept(slots: Sequence[Slot]) -> float | None:
    """How many of all slots had a session, in percent."""
    return share(sum(slot.held for slot in slots), len(slots))


def longest_gap(held: Iterable[date], pauses: Sequence[Pause]) -> Gap | None:
    """The longest stretch between consecutive days with a session; None with fewer than two."""
    # Mostly they come in order, which a set would lose.
    pairs = pairwise(sorted(dict.fromkeys(held)))
    longest = max(pairs, key=lambda pair: pair[1] - pair[0], default=None)
    if longest is None:
        return None
    before, after = longest
    paused = any(
        pause.from_on < after and (pause.until_on is None or pause.until_on > before)
        for pause in pauses
    )
    return Gap(before, after, (after - before).days, paused)
