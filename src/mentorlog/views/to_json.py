"""Data as JSON: the contract with other programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any

from mentorlog.harmless import in_json
from mentorlog.periods import Cadence
from mentorlog.records import Kind, Ref

_HIDDEN = frozenset({"id", "uid", "tags", "path", "readers", "published"})


def dump(data: object, *, ascii_only: bool = False) -> str:
    """``data`` (anything ``of`` takes) as indented JSON that ends with a newline.

    Characters that could act on a terminal are escaped; all text reads back as it was.
    ``ascii_only`` is for a stream that cannot encode all of Unicode. Raises ValueError for nan and
    infinity.
    """
    text = json.dumps(of(data), indent=2, ensure_ascii=ascii_only, allow_nan=False)
    return in_json(text) + "\n"


def line(data: object) -> str:
    """The same on one line and without a newline, for many records one after another."""
    text = json.dumps(of(data), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return in_json(text)


def of(value: object) -> object:
    """``value`` as dicts, lists, strings, numbers and None.

    A record becomes a dict of its fields, a ``Ref`` ``{id, uid, name or title}``, a day ISO text,
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
        case Cadence():
            return str(value)
        case Ref():
            label = "name" if value.kind is Kind.PERSON else "title"
            return {"id": value.id, "uid": value.uid, label: value.name}
        case Mapping():
            return {str(key): of(item) for key, item in value.items()}
        case tuple() if hasattr(value, "_asdict"):
            return {name: of(item) for name, item in value._asdict().items()}
        case list() | tuple():
            return [of(item) for item in value]
    return value


def without_identity(data: object) -> Any:
    """``of(data)`` without the keys that identify records (id, uid, tags, path) or name their readers.

    It goes through ``of`` first, as a record that is still a tuple would keep those keys.
    """
    return _stripped(of(data))


def _stripped(plain: object) -> object:
    if isinstance(plain, dict):
        return {key: _stripped(item) for key, item in plain.items() if key not in _HIDDEN}
    if isinstance(plain, list):
        return [_stripped(item) for item in plain]
    return plain
