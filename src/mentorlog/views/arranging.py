"""A list in another order, and no more of it than is asked for: ``--sort`` and ``-n`` of every list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, get_type_hints

from mentorlog.errors import UnreadableWords
from mentorlog.spelling import folded
from mentorlog.views.data import plain
from mentorlog.views.pages import Listed, Screen


def arranged(screen: Screen, most: int | None, column: str | None) -> Screen:
    """No more than ``most`` records of the list, in another order if a column is named.

    Kept are the newest, or what is most pressing, in the list's own order; by a column its first ones,
    and ``-due`` is the last one first. A column goes by its key in JSON, or by how it begins. What is
    empty stands last. Raises ``UnreadableWords`` for a column that is not there.
    """
    assert screen.rearranged

    def arrange(listed: Listed) -> Sequence[Any]:
        if column is not None:
            return _in_order(listed, column)[:most]
        return _first(listed, most or len(listed.records))

    return screen.rearranged(arrange)


def _first(listed: Listed, most: int) -> Sequence[Any]:
    """The newest records in the list's order; its first ones where it begins with the most pressing."""
    records, newest = listed.records, listed.newest
    if newest is None:
        return records[:most]
    by_age = sorted(range(len(records)), key=lambda place: (newest(records[place]), place))
    return [records[place] for place in sorted(by_age[-most:])]


def _in_order(listed: Listed, column: str) -> list[Any]:
    found = [(record, listed.data(record)) for record in listed.records]
    key = _key(column, list(found[0][1] if found else listed.data(_blank(listed.made))))
    valued = [(_value(row[key]), record) for record, row in found]
    full = [(value, record) for value, record in valued if value is not None]
    full.sort(key=lambda each: each[0], reverse=column.startswith("-"))
    return [record for _, record in full] + [record for value, record in valued if value is None]


def _key(column: str, keys: Sequence[str]) -> str:
    wanted = column.removeprefix("-").strip().casefold().replace("-", "_").replace(" ", "_")
    if wanted in keys:
        return wanted
    found = [key for key in keys if wanted and key.startswith(wanted)]
    if not found:
        raise UnreadableWords("column", column, keys)
    return found[0]


def _blank(hint: Any) -> Any:
    """A record without values, which tells the columns of a list that has no records."""
    if hasattr(hint, "_fields"):
        return hint(*map(_blank, get_type_hints(hint).values()))
    return next(iter(hint)) if isinstance(hint, type) and issubclass(hint, Enum) else ""


def _value(value: object) -> tuple[float, str] | None:
    """What is compared: numbers as such, all else as words; None for what is empty."""
    made = plain(value)
    if isinstance(made, list):
        made = ", ".join(str(_named(each)) for each in made)
    made = _named(made)
    if made is None or made == "":
        return None
    if isinstance(made, int | float):
        return float(made), ""
    return 0, folded(str(made))


def _named(value: object) -> object:
    """Of another record its name or title."""
    return value.get("name", value.get("title", "")) if isinstance(value, Mapping) else value
