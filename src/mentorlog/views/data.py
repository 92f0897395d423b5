"""The JSON of every record: the contract, in one place.

Keys are the records' own field names and the figures'; keys are added, never renamed. A person,
goal or session inside another record is ``{id, uid, name or title}``; days are ISO; percent are
numbers from 0 to 100; what cannot be reckoned is null.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mentorlog.periods import Cadence
from mentorlog.records import (
    Action,
    Agreement,
    Event,
    Gap,
    GoalStanding,
    Mentorship,
    MentorshipStanding,
    Metric,
    Milestone,
    Person,
    Rating,
    Reading,
    Session,
    Slip,
    Takeaway,
    Win,
)

if TYPE_CHECKING:
    from mentorlog.records.agreements import Version
    from mentorlog.records.skills import Skill

Data = dict[str, object]


def _own(record: Any) -> Data:
    """The record's fields under their own names."""
    found: Data = record._asdict()
    return found


def goal(standing: GoalStanding) -> Data:
    """A goal with its figures."""
    return {
        **_own(standing.goal),
        "metric": _metric(standing.goal.metric),
        "progress": standing.progress,
        "own_progress": standing.own_progress,
        "own_on": standing.own_on,
        "mentor_progress": standing.others[-1].percent if standing.others else None,
        "readings_by_others": [reading(each) for each in standing.others],
        "value": standing.value,
        "confidence": standing.confidence,
        "expected_pace": standing.expected_pace,
        "first_target_on": standing.first_target_on,
        "first_expected_pace": standing.first_pace,
        "pace_state": standing.pace_state,
        "stalled_days": standing.stalled_days,
        "days_since_moved": standing.days_since_moved,
        "overdue_days": standing.overdue_days,
        "slips": [slip(each) for each in standing.slips],
        "milestones_done": standing.milestones_done,
        "milestones_total": standing.milestones_total,
    }


def reading(each: Reading) -> Data:
    """How somebody read a goal that is not theirs."""
    return {
        "by": each.by,
        "on": each.on,
        "progress": each.percent,
        "value": each.value,
        "confidence": each.confidence,
    }


def _metric(metric: Metric | None) -> Data | None:
    if metric is None:
        return None
    return {"from": metric.from_value, "to": metric.to_value, "unit": metric.unit}


def slip(moved: Slip) -> Data:
    """A target moved later."""
    return {
        "on": moved.on,
        "from": moved.from_on,
        "to": moved.to_on,
        "days": moved.days,
        "reason": moved.reason,
    }


def event(happened: Event) -> Data:
    """One event of a record's history."""
    return {
        "id": happened.id,
        "field": happened.field,
        "happened_on": happened.happened_on,
        "recorded_at": happened.recorded_at,
        "by": happened.by,
        "old": happened.old,
        "new": happened.new,
        "confidence": happened.confidence,
        "note": happened.note,
        "session": happened.session,
    }


def milestone(record: Milestone) -> Data:
    """A milestone."""
    return _own(record)


def action(record: Action) -> Data:
    """An action item with how often it was carried over and how late it is."""
    return _own(record)


def takeaway(record: Takeaway) -> Data:
    """A line of a session."""
    return _own(record)


def win(record: Win) -> Data:
    """A win."""
    return _own(record)


def rating(record: Rating) -> Data:
    """A rating of a skill."""
    return _own(record)


def skill(standing: Skill) -> Data:
    """A skill: own levels, the latest by somebody else, and how much higher the own one is."""
    found: Data = {"skill": standing.name}
    for key, known in (
        ("first", standing.first),
        ("now", standing.now),
        ("mentor_now", standing.mentor_now),
    ):
        found[key] = known.level if known else None
        found[f"{key}_on"] = known.rated_on if known else None
    found["mentor"] = standing.mentor_now.by if standing.mentor_now else None
    return {**found, "gap": standing.gap, "ratings": len(standing.ratings)}


def agreement(record: Agreement) -> Data:
    """One version of an agreement."""
    known = record.mentorship
    named = {"id": known.id, "uid": known.uid, "name": known.name}
    return {**_own(record), "mentorship": named}


def agreement_version(version: Version) -> Data:
    """A version with how many of its lines are new, and how many are gone since the one before."""
    return {
        **agreement(version.agreement),
        "lines": version.lines,
        "lines_added": version.lines_added,
        "lines_removed": version.lines_removed,
    }


def person(record: Person) -> Data:
    """A person."""
    return _own(record)


def session(
    record: Session,
    takeaways: Sequence[Takeaway] | None = None,
    actions: Sequence[Action] | None = None,
) -> Data:
    """A session, with its lines where they are given."""
    found: Data = {**_own(record), "title": record.label}
    del found["label"]
    if takeaways is not None:
        found["takeaways"] = [takeaway(line) for line in takeaways]
    if actions is not None:
        found["actions"] = [action(line) for line in actions]
    return found


def mentorship(standing: MentorshipStanding) -> Data:
    """A mentorship with its cadence figures; without its course where that is hidden."""
    known = standing.mentorship
    if known.state is None:
        return {
            "mentor": known.mentor,
            "mentee": known.mentee,
            "partner": known.partner,
            "role": known.role,
            "cadence": str(known.cadence) if known.cadence else None,
            "cadence_days": _days(known.cadence),
            "sessions_held": standing.sessions_held,
        }
    return {
        **_of_mentorship(standing.mentorship),
        "cadence_kept": standing.cadence_kept,
        "slots": len(standing.slots),
        "slots_kept": sum(slot.held for slot in standing.slots),
        "longest_gap_days": standing.longest_gap.days if standing.longest_gap else None,
        "longest_gap": _gap(standing.longest_gap),
        "last_held_on": standing.last_held_on,
        "days_since_last_session": standing.days_since_last_session,
        "next_on": standing.next_on,
        "next_planned": standing.next_planned,
        "sessions_held": standing.sessions_held,
    }


def _of_mentorship(record: Mentorship) -> Data:
    found = _own(record)
    found["cadence"] = str(record.cadence) if record.cadence else None
    found["cadence_days"] = _days(record.cadence)
    found["pauses"] = [_own(pause) for pause in record.pauses]
    return found


def _days(cadence: Cadence | None) -> int | None:
    return cadence.length_days if cadence else None


def _gap(gap: Gap | None) -> Data | None:
    if gap is None:
        return None
    return {"from": gap.from_on, "to": gap.to_on, "days": gap.days, "paused": gap.paused}
