"""Numbers with their nouns, nouns with their article, people by their first names."""

from __future__ import annotations

import re


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 goal``, ``2 goals``, ``1,200 records``; ``many`` where it is not ``one`` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def times(number: int) -> str:
    """``once``, ``twice``, ``3 times``."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


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


def a(noun: str) -> str:
    """``a goal``, ``an action``."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
