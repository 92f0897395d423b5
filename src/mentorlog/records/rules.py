"""What a column may hold, beyond what the schema itself refuses: told once, asked at every door.

Each row that is written is looked at, whether it comes from a command line, a document, a calendar or
a whole journal's export; doctor looks at those that another program has written. A rule says what
every read takes for granted, and no more, so that a journal's own export always comes in again.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from mentorlog.periods import LONGEST_CADENCE_DAYS, LONGEST_MINUTES, Cadence
from mentorlog.records.kinds import Holds, Kind
from mentorlog.values import NamedTuple

Value = object
Rule = Callable[[Value], bool]
"""Whether a value that is there may stand in a column; that there is one is the schema's business."""


class Fault(NamedTuple):
    """A column, and what it holds and must not."""

    column: str
    value: Value


_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z"


@lru_cache
def _day(value: Value) -> bool:
    """A day of the calendar from year 1 to 9999: SQLite's own begins a year earlier."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


@lru_cache
def _instant(value: Value) -> bool:
    if not isinstance(value, str) or not re.fullmatch(_INSTANT, value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _written(pattern: str) -> Rule:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _at_most(most: int) -> Rule:
    return lambda value: isinstance(value, int) and 0 < value <= most


_number = _written(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
"""A number as it is stored: a decimal point, no exponent."""


def _months(value: Value) -> bool:
    return isinstance(value, int) and value > 0 and _is_short(months=value)


def _cadence(value: Value) -> bool:
    """A cadence as it is stored: ``14 days``, ``2 months``."""
    found = isinstance(value, str) and re.fullmatch("([0-9]{1,6}) (days|months)", value)
    if not found or not int(found[1]):
        return False
    return _is_short(**{found[2]: int(found[1])})


def _is_short(**interval: int) -> bool:
    return Cadence(**interval).length_days <= LONGEST_CADENCE_DAYS


def _one_of(words: type[StrEnum]) -> Rule:
    known = frozenset(words)
    return lambda value: value in known


def _names_of(kind: Kind) -> Rule:
    known = frozenset(kind.about.publishable)
    return lambda value: isinstance(value, str) and known.issuperset(value.split(","))


_KIND = _one_of(Kind)
_RECORDED: dict[str, Rule] = {"created_at": _instant, "updated_at": _instant}
_HELD: dict[Holds, Rule] = {
    Holds.DAY: _day,
    Holds.NUMBER: _number,
    Holds.TIME: _written(r"([01][0-9]|2[0-3]):[0-5][0-9]"),
    Holds.CADENCE: _cadence,
}
_OWN: dict[str, dict[str, Rule]] = {
    "mentorships": {"cadence_days": _at_most(LONGEST_CADENCE_DAYS), "cadence_months": _months},
    "sessions": {"minutes": _at_most(LONGEST_MINUTES)},
    **{kind.table: {"published": _names_of(kind)} for kind in Kind if kind.about.publishable},
}

COLUMNS: dict[str, dict[str, Rule]] = {
    **{
        kind.table: {
            **_RECORDED,
            **{each.name: _HELD[each.holds] for each in kind.about.columns if each.holds in _HELD},
            **_OWN.get(kind.table, {}),
        }
        for kind in Kind
    },
    "pauses": {**_RECORDED, "from_on": _day, "until_on": _day},
    **{table: {"kind": _KIND} for table in ("taggings", "origins", "readers")},
    "events": {"recorded_at": _instant, "updated_at": _instant, "happened_on": _day, "kind": _KIND},
    "operations": {"at": _instant},
    "changes": {"at": _instant},
}
"""The rule of each column that has one, by table."""


def _told(kind: Kind) -> Iterator[tuple[tuple[str, str], Rule]]:
    for each in kind.about.columns:
        rule = _one_of(each.choices) if each.choices else _HELD.get(each.holds)
        if each.event and rule:
            yield (kind, each.event), rule
            if each.event == "state":
                yield (kind, "created"), rule


_TOLD: dict[tuple[str, str], Rule] = {
    **dict(told for kind in Kind for told in _told(kind)),
    (Kind.GOAL, "progress"): _number,
    (Kind.SESSION, "day"): _day,
    (Kind.MENTORSHIP, "cadence"): _cadence,
}
"""What an event may say that a field of a record of a kind was and became."""


_COMPARED = {
    "events": ("kind", "field", "old", "new"),
    "goals": ("metric_from", "metric_to"),
    "mentorships": ("cadence_days", "cadence_months"),
}


def looked_at(table: str) -> list[tuple[str, ...]]:
    """The columns that ``fault`` looks at, each alone, and those that it compares."""
    return [*((column,) for column in COLUMNS.get(table, ())), _COMPARED.get(table, ())]


def fault(table: str, row: Mapping[str, Value]) -> Fault | None:
    """The first column of a row, or of a part of one, that holds what it must not; None if none."""
    for column, rule in COLUMNS.get(table, {}).items():
        value = row.get(column)
        if value is not None and not rule(value):
            return Fault(column, value)
    if table == "events":
        return _of_event(row)
    if table == "goals":
        return _of_metric(row)
    if table == "mentorships" and row.get("cadence_days") and row.get("cadence_months"):
        return Fault("cadence_months", row["cadence_months"])
    return None


def _of_event(row: Mapping[str, Value]) -> Fault | None:
    rule = _TOLD.get((str(row.get("kind")), str(row.get("field"))))
    for column in ("old", "new") if rule else ():
        value = row.get(column)
        if rule and value is not None and not rule(value):
            return Fault(column, value)
    return None


def _of_metric(row: Mapping[str, Value]) -> Fault | None:
    """A scale leads somewhere: from 5 to 5 there is nothing to divide by."""
    start, end = row.get("metric_from"), row.get("metric_to")
    if start is None or end is None:
        return None
    return Fault("metric_to", end) if float(str(start)) == float(str(end)) else None
