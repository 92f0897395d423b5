"""Rows of several kinds in one CSV: the kind first, then every key that any of them has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Data = dict[str, object]


def rows(found: Iterable[tuple[str, Mapping[str, object]]]) -> list[Data]:
    """A row for each record, all with the same keys; what a kind has not is None."""
    given = list(found)
    keys = dict.fromkeys(key for _, data in given for key in data)
    return [{"kind": kind, **{key: data.get(key) for key in keys}} for kind, data in given]
