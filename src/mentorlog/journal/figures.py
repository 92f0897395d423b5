"""The figures: each reckoned in one place, from records and a day, without the database.

Percent run from 0 to 100 and are None where there is nothing to divide by. The definitions are
mentorlog's own (README, "Figures"); the reason stands with each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from mentorlog.periods import Cadence
from mentorlog.records import Gap, Mentorship, MentorshipState, Metric, PaceState, Pause, Slip, Slot

AT_RISK = 33.0
"""Points behind the expected pace from which a goal is at risk: a third of the way."""

BEHIND = 17.0
"""Points behind the expected pace from which a goal is behind: a sixth of the way."""

STALLED_AT_LEAST = 30
"""Days without movement below which no goal counts as stalled, however short its cadence."""

_EXACTLY = 9
"""Decimals within which two percents are the same: 100 × 0.51 ÷ 3 is not quite 17 in binary."""


class Retarget(Protocol):
    """An event by which a goal's target became the day ``new`` (ISO), or none."""

    @property
    def id(self) -> int: ...
    @property
    def happened_on(self) -> date: ...
    @property
    def new(self) -> str | None: ...
    @property
    def note(self) -> str | None: ...


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
    """How far ``value`` has come from the metric's one end to its other, in percent."""
    start, end = float(metric.from_value), float(metric.to_value)
    return _within(100.0 * (float(value) - start) / (end - start))


def share(done: int, of: int) -> float | None:
    """``done`` of ``of`` in percent; None of nothing, which is not the same as none of some."""
    return 100.0 * done / of if of else None


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
    """How far progress lies behind the expected pace; negative ahead of it, 0 without a pace.

    A goal nobody has read yet has come no way at all.
    """
    return pace - (progress or 0.0) if pace is not None else 0.0


def stalled_after(cadence_days: int | None) -> int:
    """Days without movement after which a goal counts as stalled.

    Two cadences give it two sessions to move in; without a cadence a month does.
    """
    return max(2 * (cadence_days or 0), STALLED_AT_LEAST)


def slips(targets: Iterable[Retarget]) -> tuple[Slip, ...]:
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


def slots(mentorship: Mentorship, held: Sequence[date], today: date) -> tuple[Slot, ...]:
    """The stretches of the cadence that count by ``today``, each with whether a session fell in it.

    A slot counts once it has ended, or as soon as it has a held session; one that lies wholly in a
    pause or after the end does not. Empty without a cadence.
    """
    if mentorship.cadence is None:
        return ()
    days = sorted(held)
    found = []
    for start, end in _stretches(mentorship.cadence, mentorship.started_on, today):
        met = _fell_in(days, start, end)
        if (met or end < today) and not _at_rest(mentorship, start, end):
            found.append(Slot(start, end, met))
    return tuple(found)


def _fell_in(days: Sequence[date], start: date, end: date) -> bool:
    """Whether one of the sorted ``days`` lies from ``start`` to ``end``."""
    place = bisect_left(days, start)
    return place < len(days) and days[place] <= end


def _stretches(cadence: Cadence, start: date, today: date) -> Iterator[tuple[date, date]]:
    begins, count = start, 0
    while begins <= today:
        count += 1
        following = cadence.after(start, count)
        yield begins, following - timedelta(days=1)
        begins = following


def _at_rest(mentorship: Mentorship, start: date, end: date) -> bool:
    if mentorship.ended_on and start > mentorship.ended_on:
        return True
    return any(_covers(pause, start, end) for pause in mentorship.pauses)


def _covers(pause: Pause, start: date, end: date) -> bool:
    return pause.from_on <= start and (pause.until_on is None or end < pause.until_on)


def cadence_kept(slots: Sequence[Slot]) -> float | None:
    """Slots with a held session of all slots, in percent."""
    return share(sum(slot.held for slot in slots), len(slots))


def longest_gap(held: Iterable[date], pauses: Sequence[Pause]) -> Gap | None:
    """The longest stretch between consecutive held sessions; None with fewer than two."""
    pairs = pairwise(sorted(held))
    longest = max(pairs, key=lambda pair: pair[1] - pair[0], default=None)
    if longest is None:
        return None
    before, after = longest
    return Gap(before, after, (after - before).days, _pause_between(pauses, before, after))


def _pause_between(pauses: Sequence[Pause], before: date, after: date) -> bool:
    return any(
        pause.from_on < after and (pause.until_on is None or pause.until_on > before)
        for pause in pauses
    )


def running_slot(mentorship: Mentorship, today: date) -> tuple[date, date] | None:
    """The first and the last day of the slot that ``today`` lies in, held or not.

    None without a cadence, for a mentorship that does not run, and before its first slot.
    """
    cadence, start = mentorship.cadence, mentorship.started_on
    if cadence is None or mentorship.state is not MentorshipState.ACTIVE or today < start:
        return None
    # No slot is longer, so this many have passed at least; years of them need not be walked.
    count = (today - start).days // (cadence.days or 31 * (cadence.months or 1))
    while (following := cadence.after(start, count + 1)) <= today:
        count += 1
    return cadence.after(start, count), following - timedelta(days=1)


def next_slot(mentorship: Mentorship, held: Sequence[date], today: date) -> date | None:
    """The day the next slot without a session starts; today's own slot while it has none.

    None without a cadence, and for a mentorship that does not run.
    """
    if mentorship.cadence is None or mentorship.state is not MentorshipState.ACTIVE:
        return None
    slot = running_slot(mentorship, today)
    if slot is None:
        return mentorship.started_on
    start, end = slot
    return end + timedelta(days=1) if _fell_in(sorted(held), start, end) else start
