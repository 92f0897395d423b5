"""The JSON of every record, and its row in CSV, which other programs rely on.

Keys are the names of the records' fields and of their figures; keys are added, never renamed. A
person, goal or session inside another record is ``{id, uid, name or title}``; days are ISO text;
percentages are numbers from 0 to 100; a figure that cannot be calculated is null.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import Enum
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from mentorlog.harmless import in_cell, in_json, visible
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
)

if TYPE_CHECKING:
    from mentorlog.records.exports import Outgoing

Data = dict[str, object]


# --- as text ------------------------------------------------------------------------------------


def dump(data: object, *, ascii_only: bool = False) -> str:
    """``data`` (anything ``plain`` takes) as indented JSON that ends with a newline.

    Characters that could act on a terminal are escaped; all text reads back as it was.
    ``ascii_only`` is for a stream that cannot encode all of Unicode. Raises ValueError for nan and
    infinity.
    """
    return _dumps(data, ascii_only=ascii_only, indent=2) + "\n"


def _line(data: object) -> str:
    """The same on one line and without a newline, for many records one after another."""
    return _dumps(data, separators=(",", ":"))


def _dumps(data: object, *, ascii_only: bool = False, **style: Any) -> str:
    import json  # here, as a table needs none of it

    return in_json(json.dumps(plain(data), ensure_ascii=ascii_only, allow_nan=False, **style))


def plain(value: object) -> Any:
    """``value`` as dicts, lists, strings, numbers and None.

    A record becomes what ``of`` says, a ``Ref`` ``{id, uid, name or title}``, a day ISO text,
    a cadence what ``--every`` takes (``every 14 days``).
    Floats (they are all percents) are rounded to one decimal; whole ones become integers.
    """
    match value:
        case Enum():
            return value.value
        case None | str() | int():
            return value
        case float():
            rounded = round(value, 1)
            return int(rounded) if rounded.is_integer() else rounded
        case date():
            return value.isoformat()
        case Cadence() | Path():
            return str(value)
        case Ref():
            label = "name" if value.kind is Kind.PERSON else "title"
            return {"id": value.id, "uid": value.uid, label: value.name}
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case tuple() if hasattr(value, "_asdict"):
            return {key: plain(item) for key, item in of(value).items()}
        case list() | tuple():
            return [plain(item) for item in value]
    return value


_IDENTITY = frozenset({"id", "uid", "tags", "path", "readers", "published"})


def without_identity(data: object) -> Any:
    """``plain(data)`` without the keys that identify records (id, uid, tags, path) or name their readers."""
    return without(plain(data), _IDENTITY)


def without(made: Any, keys: frozenset[str]) -> Any:
    """What ``plain`` has made, without some keys at any depth."""
    if isinstance(made, dict):
        return {key: without(item, keys) for key, item in made.items() if key not in keys}
    return [without(item, keys) for item in made] if isinstance(made, list) else made


# --- as rows for a spreadsheet ---------------------------------------------------------------------


def as_csv(records: Sequence[object]) -> str:
    r"""A row for each record below a header with every key that any of them has; empty if there are none.

    Lines end with ``\n``, as everything that this program prints (a terminal and ``git diff`` want
    that, spreadsheets accept it). Another record is written as its name or title, a list is joined
    with ``; ``, None is empty, and text that looks like a formula to a spreadsheet starts with ``'``.
    """
    import csv  # here, as a table needs none of it
    import io

    if not records:
        return ""
    rows = [plain(record) for record in records]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header = list(dict.fromkeys(key for row in rows for key in row))
    writer.writerow([_text(key) for key in header])
    writer.writerows([_cell(row.get(key)) for key in header] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, list):
        return _text("; ".join(map(_flat, value)))
    return _flat(value) if isinstance(value, int | float) else _text(_flat(value))


def _flat(value: object) -> str:
    """A single value as text; for a record its name or title."""
    if value is None:
        return ""
    if isinstance(value, Mapping) and ("name" in value or "title" in value):
        return _flat(value.get("name", value.get("title")))
    if isinstance(value, str):
        return value
    import json

    return json.dumps(value, ensure_ascii=False)


def _text(text: str) -> str:
    return in_cell(visible(text, keep="\n"))


# --- the records --------------------------------------------------------------------------------


_RENAMED = {
    "from_on": "from",
    "to_on": "to",
    "from_value": "from",
    "to_value": "to",
    "percent": "progress",
}


def of(record: Any) -> Data:
    """The JSON of any record: its fields under their own names, unless this module has more to say.

    Records inside it are left as they are: ``plain`` comes to them.
    """
    match record:
        case GoalStanding():
            return _goal(record)
        case MentorshipStanding():
            return _mentorship(record)
        case Session():
            return session(record)
        case Agreement():
            return {**_fields(record), "mentorship": partner(record.mentorship)}
        case Skill():
            return _skill(record)
        case Event():
            fields = _fields(record)  # but for the record that the event stands in
            return {
                key: each for key, each in fields.items() if key not in ("kind", "record", "hidden")
            }
        case Slip() | Gap() | Metric() | Reading():
            return {_RENAMED.get(key, key): each for key, each in _fields(record).items()}
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
        **picked(standing, "progress", "own_progress", "own_on"),
        "mentor_progress": standing.others[-1].percent if standing.others else None,
        "readings_by_others": standing.others,
        **picked(standing, "value", "confidence", "expected_pace", "pace_state"),
        **picked(standing, "stalled_days", "days_since_moved", "overdue_days"),
        **picked(standing, "slips", "milestones_done", "milestones_total", "stuck"),
    }


def _skill(standing: Skill) -> Data:
    """The owner's levels, the latest by somebody else, and how much higher the owner's is."""
    found: Data = {"skill": standing.name}
    for key in ("first", "now", "mentor_now"):
        known = getattr(standing, key)
        found[key] = known.level if known else None
        found[f"{key}_on"] = known.rated_on if known else None
    found["mentor"] = standing.mentor_now.by if standing.mentor_now else None
    return {**found, "gap": standing.gap, "ratings": len(standing.ratings)}


def session(
    record: Session,
    takeaways: Sequence[Takeaway | Data] | None = None,
    actions: Sequence[Action] | None = None,
) -> Data:
    """A session, with its takeaways and actions if they are given."""
    found: Data = {**_fields(record), "title": record.label}
    del found["label"]
    if takeaways is not None:
        found["takeaways"] = takeaways
    if actions is not None:
        found["actions"] = actions
    return found


def _mentorship(standing: MentorshipStanding) -> Data:
    """A mentorship with its figures; if its course is hidden, only who meets and how often."""
    known, gap = standing.mentorship, standing.longest_gap
    agreed: Data = {
        "cadence": known.cadence,
        "cadence_days": known.cadence.length_days if known.cadence else None,
    }
    if known.state is None:
        who = picked(known, "mentor", "mentee", "partner", "role")
        return {**who, **agreed, "sessions_held": standing.sessions_held}
    return {
        **known._asdict(),
        **agreed,
        "cadence_kept": standing.cadence_kept,
        "slots": len(standing.slots),
        "slots_kept": sum(slot.held for slot in standing.slots),
        "longest_gap_days": gap.days if gap else None,
        "longest_gap": gap,
        **picked(standing, "last_held_on", "days_since_last_session"),
        **picked(standing, "next_on", "next_planned", "meet_by", "sessions_held"),
    }


# --- a part of the journal ----------------------------------------------------------------------


def write_selection(
    records: "Iterable[Outgoing]", stream: TextIO, audience: str, *, lines: bool, anonymous: bool
) -> None:
    """Write what an audience may see, without history, as one object of lists or as JSON Lines.

    The records come ordered by kind. Their keys are those of each kind's ``--json``; ``anonymous``
    leaves out what identifies records.
    """
    from mentorlog.records.exports import VERSION

    def shown(outgoing: "Outgoing") -> Data:
        found = of(outgoing.standing or outgoing.record)
        return without_identity(found) if anonymous else found

    head = {"mentorlog": VERSION, "for": audience}
    if lines:
        stream.write(_line(head) + "\n")
        for one in records:
            stream.write(_line({"record": one.kind.value, **shown(one)}) + "\n")
        return
    stream.write(_line(head)[:-1])
    for kind, found in groupby(records, key=lambda each: each.kind):
        stream.write(f',\n"{kind.table}":[\n')
        for number, one in enumerate(found):
            stream.write((",\n" if number else "") + _line(shown(one)))
        stream.write("\n]")
    stream.write("}\n")
