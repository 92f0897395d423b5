"""Words that several screens share: for numbers, days, states, units and owners."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Protocol

from mentorlog.dates import distance, long, short, utc_to_local, weekday_day
from mentorlog.errors import count
from mentorlog.records import (
    Event,
    Goal,
    GoalStanding,
    GoalState,
    Metric,
    Milestone,
    PaceState,
    Received,
    Ref,
    Slip,
    Takeaway,
    Visibility,
)
from mentorlog.records.choices import ANSWERED, RAISED


def listed(*parts: str | None) -> str:
    """The parts that are not empty, with dots between them: ``Dana · 45 min``."""
    return " · ".join(filter(None, parts))


def spoken(word: str | None) -> str:
    """A stored word as people say it: ``partly achieved``; empty for None."""
    return (word or "").replace("-", " ")


def quoted(words: str | None) -> str | None:
    """Somebody's words in quotation marks; None if there are none."""
    return f"“{words}”" if words else None


def in_a_line(text: str) -> str:
    """A text that stands in a sentence, its headings as words before what they head: ``Task: show one dashboard``."""
    return re.sub(r"^#{1,6}[ \t]+(.*\S)\s*", r"\1: ", text, flags=re.MULTILINE)


PRIVATE = " (private)"


class _Kept(Protocol):
    """What a record of any kind says of who reads it."""

    @property
    def visibility(self) -> Visibility:
        """Who may read it."""


def marked(text: str, record: _Kept) -> str:
    """The text of a record in a list, with a mark if only its owner reads it, or it is a partner's."""
    received: Received | None = getattr(record, "received", None)
    if received:
        return f"{text} (from {received.giver})"
    return text + PRIVATE if record.visibility is Visibility.PRIVATE else text


def kept(record: _Kept, today: date) -> str:
    """Who reads a record, for its card; of a partner's, whose it is and when they shared it last."""
    received: Received | None = getattr(record, "received", None)
    if not received:
        return record.visibility
    shared = utc_to_local(received.at).date()
    return f"from {received.giver}, shared {weekday_day(shared, today)}"


def to_meet(
    on: date,
    meet_by: date | None,
    today: date,
    *,
    time: str | None = None,
    narrow: bool = False,
) -> str:
    """When two meet next: ``Thu 3 Dec, 14:30, in 11 days`` where it is planned; ``3 Dec`` where it is ``narrow``.

    Where it has a last day instead, ``meet 3 – 16 Dec``, a stretch of the cadence in which any day will
    do, or ``meet on Wed 3 Dec``; ``meet by Sun 24 May`` of one that has begun, with no session yet.
    """
    day = short if narrow else weekday_day
    if meet_by is None and on < today:
        return f"planned for {day(on, today)}, not held yet"
    if meet_by is None:
        return ", ".join(
            filter(None, (day(on, today), time, "" if narrow else distance(on, today)))
        )
    if today < on == meet_by:
        return f"meet on {day(on, today)}"
    if today < on < meet_by:
        is_one_month = (on.year, on.month) == (meet_by.year, meet_by.month)
        return f"meet {on.day if is_one_month else short(on, meet_by)} – {short(meet_by, today)}"
    return by_day(meet_by, today, day)


def by_day(last: date, today: date, day: Callable[[date, date], str] = weekday_day) -> str:
    """``meet by Sun 24 May``: the last day of a stretch of the cadence that has no session yet."""
    return f"meet by {day(last, today) if last > today else 'today'}"


# --- numbers ----------------------------------------------------------------------------------


def times(number: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def rounded(value: float) -> int:
    """To the nearest whole number, halves up, as people round."""
    return int(value + 0.5)


def percent(value: float | None) -> str:
    """``60 %``; ``–`` if there is none."""
    return "–" if value is None else f"{rounded(value)} %"


def percent_yet(value: float | None) -> str:
    """``60 %``; that there is none yet, where a note may have come without a number."""
    return "no number yet" if value is None else percent(value)


def narrow_percent(value: float | None) -> str:
    """``60%``, for a column of a table."""
    return percent(value).replace(" ", "")


def part_of(number: int, every: int, share: float | None, what: str = "") -> str:
    """``32 of 36 done (89 %)``; no percentage for all or none, as it would say nothing new."""
    said = f"{number} of {every}{what and ' '}{what}"
    return f"{said} ({percent(share)})" if 0 < number < every else said


def from_to(before: float, now: float) -> str:
    """``25 → 60 %``; ``60 %`` where that is what it was."""
    return (
        percent(now) if rounded(before) == rounded(now) else f"{rounded(before)} → {percent(now)}"
    )


def measured(value: str, unit: str | None) -> str:
    """A value in the unit that somebody wrote: ``2 talks``, ``1 talk``, ``40 %``, ``7``."""
    return f"{value} {_one(unit) if value in ('1', '-1') else unit}" if unit else value


def _one(unit: str) -> str:
    """The singular of an English plural; any other word stays as it is."""
    if len(unit) < 4 or not unit.endswith("s"):
        return unit
    if unit.endswith("ies") and unit not in ("series", "species"):
        return f"{unit[:-3]}y"
    if re.search("(s|x|ch|sh)es$", unit):
        return unit[:-2]
    return unit if re.search("(ss|us|is|series|species)$", unit) else unit[:-1]


# --- days -------------------------------------------------------------------------------------


def number_of_days(number: int | None) -> str:
    """``1 day``, ``9 days``."""
    return count(number or 0, "day")


def day(on: date | None, today: date) -> str:
    """``Fri 27 Nov``, with the year if that is not today's; empty for None."""
    return weekday_day(on, today) if on else ""


def ended(on: date | None, history: Sequence[Event], today: date) -> str:
    """The day it was closed, with the reason that was given for that, and none of an earlier move."""
    why = reason(history)
    return day(on, today) + (f": {why}" if on and why else "")


def reason(history: Sequence[Event]) -> str | None:
    """Why a record came into the state that it is in, where somebody said so."""
    reasons = [event.note for event in history if event.field == "state"]
    return reasons[-1] if reasons else None


def month(of: date) -> str:
    """``Nov``."""
    return short(of, of).split()[1]


def calendar_day(on: date) -> str:
    """``22 Nov 2026``."""
    return long(on).split(" ", 1)[1]


def days(since: date, until: date) -> str:
    """``1 Oct – 22 Nov 2026``; each day has its year if these differ."""
    first = calendar_day(since)
    if since.year == until.year:
        first = first.rsplit(" ", 1)[0]
    return f"{first} – {calendar_day(until)}"


def local(instant: str, today: date) -> str:
    """``Sun 22 Nov, 12:00``: an instant in UTC as local time."""
    moment = utc_to_local(instant)
    return f"{weekday_day(moment.date(), today)}, {moment:%H:%M}"


def how_late(due: date, today: date) -> str:
    """``in 5 days`` for a day to come, ``2 days over`` for one that is past."""
    over = (today - due).days
    return f"{count(over, 'day')} over" if over > 0 else distance(due, today)


def later(days: int) -> str:
    """How far a day was moved: ``47 days later``, ``1 day earlier``."""
    return f"{count(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"


def shifted(old: str | None, new: str | None, day: Callable[[date], str]) -> str:
    """``30 Oct → 18 Dec, +49 d``; ``none`` where there was, or is, no day."""
    before, after = (date.fromisoformat(on) if on else None for on in (old, new))
    moved = " → ".join(day(on) if on else "none" for on in (before, after))
    return f"{moved}, {days_moved((after - before).days)}" if before and after else moved


def days_moved(number: int) -> str:
    """How far a day was moved, in short: ``+49 d``, ``−7 d``."""
    return f"{number:+d} d".replace("-", "−")


def slipped(slips: Sequence[Slip]) -> str:
    """How often a day was moved later, and by how much: ``once, 7 days``; empty if never."""
    days = sum(slip.days for slip in slips)
    return f"{times(len(slips))}, {count(days, 'day')}" if slips else ""


def slipped_why(slips: Sequence[Slip]) -> str:
    """The same with the reasons that were given: ``once, 7 days: “the hall was taken”``."""
    reasons = "; ".join(filter(None, (quoted(slip.reason) for slip in slips)))
    return ": ".join(filter(None, (slipped(slips), reasons)))


# --- records ----------------------------------------------------------------------------------


def points_behind(standing: GoalStanding) -> int:
    """How many points of progress a goal is behind the expected pace."""
    return rounded((standing.expected_pace or 0.0) - (standing.progress or 0.0))


def pace(standing: GoalStanding, days: Callable[[int | None], str] = "{}d".format) -> str:
    """The pace of a goal: ``overdue 9d``, ``behind 27%``, ``on track, moved twice``."""
    match standing.pace_state:
        case PaceState.OVERDUE:
            return f"overdue {days(standing.overdue_days)}"
        case PaceState.AT_RISK:
            return f"at risk −{points_behind(standing)}%"
        case PaceState.BEHIND:
            return f"behind {points_behind(standing)}%"
        case PaceState.STALLED:
            return f"stalled {days(standing.stalled_days)}"
    return f"on track{moved_often(standing)}"


def pace_in_words(standing: GoalStanding, milestones: Iterable[Milestone], today: date) -> str:
    """The pace of a goal in a sentence: ``overdue by 9 days``, ``behind by 27 points``.

    ``milestones`` are those that the reader is shown.
    """
    points = count(points_behind(standing), "point")
    though = _though_none_is_late(milestones, today)
    match standing.pace_state:
        case PaceState.OVERDUE:
            return f"overdue by {number_of_days(standing.overdue_days)}"
        case PaceState.AT_RISK:
            return f"at risk, {points} behind{though}"
        case PaceState.BEHIND:
            return f"behind by {points}{though}"
        case PaceState.STALLED:
            return f"stalled for {number_of_days(standing.stalled_days)}"
    return f"on track{moved_often(standing)}"


def _though_none_is_late(milestones: Iterable[Milestone], today: date) -> str:
    """That a goal is behind by the calendar alone, where all that is left of it is due later; else empty."""
    open_ = [each for each in milestones if each.done_on is None and each.title is not None]
    is_late = not open_ or any(each.due_on is None or each.due_on < today for each in open_)
    return "" if is_late else " by the calendar, no milestone is late"


def metric(goal: Goal) -> str:
    """``0 → 2 talks``; empty without a metric."""
    metric = goal.metric
    return measured(f"{metric.from_value} → {metric.to_value}", metric.unit) if metric else ""


def milestones(standing: GoalStanding) -> str:
    """``1 of 3 milestones``: what a figure is made of."""
    total = standing.milestones_total
    return f"{standing.milestones_done} of {count(total, 'milestone')}"


def short_of_all(standing: GoalStanding) -> str:
    """``last read at 60 %``, ``2 of 3 milestones``, of a goal achieved before it had come all the way; else empty."""
    come = standing.progress
    if standing.goal.state is not GoalState.ACHIEVED or come is None or rounded(come) >= 100:
        return ""
    if standing.by_milestones:
        return milestones(standing)
    return f"last read at {reading(standing) or percent(come)}"


def reading(standing: GoalStanding) -> str:
    """``9 of 20 pages``: the last value of a goal's metric; empty without one."""
    metric, value = standing.goal.metric, standing.value
    return values(value, value, metric) if metric and value is not None else ""


def values(before: str, after: str, metric: Metric) -> str:
    """``11 → 9 of 20 pages``; a metric that does not begin at 0 has no whole to speak of."""
    of = f" of {metric.to_value}" if metric.from_value == "0" else ""
    was = f"{before} → " if before != after else ""
    return was + measured(after + of, metric.unit)


def why_less(before: float, after: float, added: int) -> str:
    """``2 milestones added``, where that is why a goal is not as far as it was; else empty."""
    return f"{count(added, 'milestone')} added" if added and after < before else ""


def led_by(why: str, moved: str) -> str:
    """``2 milestones added: 100 → 33 %``: what was done stands before what follows from it, where there is such a thing."""
    return ": ".join(filter(None, (why, moved)))


def moved_often(standing: GoalStanding) -> str:
    """``, moved twice``, as a target that moves with its goal keeps it on track; empty if less often."""
    slips = len(standing.slips)
    return f", moved {times(slips)}" if slips > 1 else ""


def outcome(line: Takeaway) -> str:
    """What came of a piece of advice, or whether a question or a topic is answered; empty for others."""
    if line.kind in ANSWERED:
        return RAISED if line.answer == RAISED else "open" if line.is_open else "answered"
    return spoken(line.outcome)


def reached(point: Milestone, today: date) -> str:
    """The day a milestone was done on, or is due on; empty without one."""
    if point.done_on:
        return f"done {weekday_day(point.done_on, today)}"
    return f"due {weekday_day(point.due_on, today)}" if point.due_on else ""


def whose(owner: Ref, me: int) -> str:
    """``yours``, ``Dana's``."""
    return "yours" if owner.id == me else possessive(owner)


def possessive(owner: Ref) -> str:
    """``Dana's``."""
    return f"{owner.short or 'Somebody'}'s"
