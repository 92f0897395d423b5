"""The JSON of every record, which other programs rely on.

Keys are the names of the records' fields and of their figures; keys are added, never renamed. A
person, goal or session inside another record is ``{id, uid, name or title}``; days are ISO text;
percentages are numbers from 0 to 100; a figure that cannot be calculated is null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from mentorlog.periods import Cadence
from mentorlog.records import (
    Action,
    Agreement,
    Event,
    Gap,
    GoalStanding,
    Kind,
    Mentorship,
    MentorshipStanding,
    Metric,
    Reading,
    Ref,
    Session,
    Skill,
    Slip,
    Takeaway,
    Version,
)

if TYPE_CHECKING:
    from mentorlog.records.exports import Outgoing

Data = dict[str, object]


def of(record: Any) -> Data:
    """The JSON of any record: its fields under their own names, unless this module has more to say."""
    match record:
        case GoalStanding():
            return _goal(record)
        case MentorshipStanding():
            return _mentorship(record)
        case Session():
            return session(record)
        case Agreement():
            return {**_fields(record), "mentorship": partner(record.mentorship)}
        case Version():
            return _version(record)
        case Skill():
            return _skill(record)
        case Event():
            return _event(record)
        case Slip():
            return _slip(record)
    return _fields(record)


def _fields(record: Any) -> Data:
    """The fields of a record; whose share it came with only where it did."""
    found: Data = record._asdict()
    if not found.get("received", True):
        del found["received"]
    return found


def picked(record: Any, *names: str) -> Data:
    """Some fields of a record under their own names, in the order that is given."""
    return {name: getattr(record, name) for name in names}


def each(records: Iterable[Any]) -> list[Data]:
    """The JSON of several records."""
    return [of(record) for record in records]


def named(record: Ref) -> Data:
    """Another record by what it is called; a mentorship and its agreement by the partner's name."""
    by_name = record.kind in (Kind.PERSON, Kind.MENTORSHIP, Kind.AGREEMENT)
    return {"id": record.id, "uid": record.uid, "name" if by_name else "title": record.label}


def partner(known: Ref | Mentorship) -> Data:
    """A mentorship inside another record, called by the partner's name."""
    name = known.partner.name if isinstance(known, Mentorship) else known.name
    return {"id": known.id, "uid": known.uid, "name": name}


def _goal(standing: GoalStanding) -> Data:
    return {
        **_fields(standing.goal),
        "metric": _metric(standing.goal.metric),
        **picked(standing, "progress", "own_progress", "own_on"),
        "mentor_progress": standing.others[-1].percent if standing.others else None,
        "readings_by_others": [_reading(each) for each in standing.others],
        **picked(standing, "value", "confidence", "expected_pace", "first_target_on"),
        "first_expected_pace": standing.first_pace,
        **picked(standing, "pace_state", "stalled_days", "days_since_moved", "overdue_days"),
        "slips": each(standing.slips),
        **picked(standing, "milestones_done", "milestones_total", "stuck"),
    }


def _metric(metric: Metric | None) -> Data | None:
    if not metric:
        return None
    return {"from": metric.from_value, "to": metric.to_value, "unit": metric.unit}


def _reading(by_other: Reading) -> Data:
    return {
        **picked(by_other, "by", "on"),
        "progress": by_other.percent,
        **picked(by_other, "value", "confidence"),
    }


def _slip(moved: Slip) -> Data:
    days = {"on": moved.on, "from": moved.from_on, "to": moved.to_on}
    return {**days, **picked(moved, "days", "reason")}


def _event(happened: Event) -> Data:
    found: Data = happened._asdict()
    del found["kind"], found["record"]  # of the record that the event stands in
    return found


def _skill(standing: Skill) -> Data:
    """The owner's levels, the latest by somebody else, and how much higher the owner's is."""
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


def _version(version: Version) -> Data:
    """The agreement, and how many lines are new or gone since the version before it."""
    lines = picked(version, "lines", "lines_added", "lines_removed")
    return {**of(version.agreement), **lines}


def session(
    record: Session,
    takeaways: Sequence[Takeaway] | None = None,
    actions: Sequence[Action] | None = None,
) -> Data:
    """A session, with its takeaways and actions if they are given."""
    found: Data = {**_fields(record), "title": record.label}
    del found["label"]
    if takeaways is not None:
        found["takeaways"] = each(takeaways)
    if actions is not None:
        found["actions"] = each(actions)
    return found


def _mentorship(standing: MentorshipStanding) -> Data:
    """A mentorship with its figures; if its course is hidden, only who meets and how often."""
    known = standing.mentorship
    if known.state is None:
        return {
            **picked(known, "mentor", "mentee", "partner", "role"),
            **_cadence(known.cadence),
            "sessions_held": standing.sessions_held,
        }
    return {
        **known._asdict(),
        **_cadence(known.cadence),
        "pauses": each(known.pauses),
        "cadence_kept": standing.cadence_kept,
        "slots": len(standing.slots),
        "slots_kept": sum(slot.held for slot in standing.slots),
        "longest_gap_days": standing.longest_gap.days if standing.longest_gap else None,
        "longest_gap": _gap(standing.longest_gap),
        **picked(standing, "last_held_on", "days_since_last_session"),
        **picked(standing, "next_on", "next_planned", "meet_by", "sessions_held"),
    }


def _cadence(agreed: Cadence | None) -> Data:
    """A cadence in words and in days."""
    return {
        "cadence": str(agreed) if agreed else None,
        "cadence_days": agreed.length_days if agreed else None,
    }


def _gap(gap: Gap | None) -> Data | None:
    if not gap:
        return None
    return {"from": gap.from_on, "to": gap.to_on, "days": gap.days, "paused": gap.paused}


# --- a part of the journal ----------------------------------------------------------------------


def write_selection(
    records: Iterable[Outgoing], stream: TextIO, audience: str, *, lines: bool, anonymous: bool
) -> None:
    """Write what an audience may see, without history, as one object of lists or as JSON Lines.

    The records come ordered by kind. Their keys are those of each kind's ``--json``; ``anonymous``
    leaves out what identifies records.
    """
    from mentorlog.records.exports import VERSION
    from mentorlog.views import to_json

    def shown(outgoing: Outgoing) -> Data:
        found = of(outgoing.standing or outgoing.record)
        return to_json.without_identity(found) if anonymous else found

    head = {"mentorlog": VERSION, "for": audience}
    if lines:
        stream.write(to_json.line(head) + "\n")
        for one in records:
            stream.write(to_json.line({"record": one.kind.value, **shown(one)}) + "\n")
        return
    stream.write(to_json.line(head)[:-1])
    for kind, found in groupby(records, key=lambda each: each.kind):
        stream.write(f',\n"{kind.table}":[\n')
        for number, one in enumerate(found):
            stream.write((",\n" if number else "") + to_json.line(shown(one)))
        stream.write("\n]")
    stream.write("}\n")
