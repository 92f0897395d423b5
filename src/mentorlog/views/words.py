"""Numbers in words, and values in their unit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mentorlog.errors import count
from mentorlog.records import Slip


def times(number: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def slipped(slips: Sequence[Slip]) -> str:
    """How often a day was moved later, and by how much: ``once, 7 days``; empty if never."""
    days = sum(slip.days for slip in slips)
    return f"{times(len(slips))}, {count(days, 'day')}" if slips else ""


def measured(value: str, unit: str | None) -> str:
    """A value in the unit that somebody wrote: ``2 talks``, ``1 talk``, ``40 %``, ``7``."""
    return f"{value} {_one(unit) if value in ('1', '-1') else unit}" if unit else value


def _one(unit: str) -> str:
    """The singular of a plural in English; whatever is no such word stays."""
    if len(unit) < 4 or not unit.endswith("s"):
        return unit
    if unit.endswith("ies") and unit not in ("series", "species"):
        return f"{unit[:-3]}y"
    if re.search("(s|x|ch|sh)es$", unit):
        return unit[:-2]
    return unit if re.search("(ss|us|is|series|species)$", unit) else unit[:-1]
