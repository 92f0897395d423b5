"""What is typed, in the order and the pieces in which a command's parser reads it.

Options that are typed before a command are put behind it, and the words of a day are put together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any


def behind(group: Any, args: list[str], stay: Sequence[str] = ()) -> list[str]:
    """The words with the options before the command behind it, where its own parser reads them.

    Else they would be lost, even one that says who may read. Those that ``stay`` are the group's.
    """
    values = {
        opt: not each.is_flag
        for each in group.params
        if each.param_type_name == "option"
        for opt in each.opts
    }
    kept: list[str] = []
    moved: list[str] = []
    place = 0
    while place < len(args) and args[place].startswith("-") and args[place] not in ("-", "--"):
        option, equals, _ = args[place].partition("=")
        if option not in values and get_close_matches(option, stay):
            return args  # A slip in one of these is the group's to refuse.
        following = args[place + 1] if place + 1 < len(args) else "-"
        has_value = values.get(
            option, not (following.startswith("-") or following in group.commands)
        )
        end = place + (2 if has_value and not equals else 1)
        (kept if option in stay else moved).extend(args[place:end])
        place = end
    if place >= len(args) or args[place] not in group.commands:
        return args
    return [*kept, args[place], *moved, *args[place + 1 :]]


# A day of several words

_TAKE_DAYS = ("DAY", "PERIOD", "2w")
"""How the help names what a day, a period or a cadence is taken for."""

_UNIT = "(?:day|week|fortnight|month|quarter|year)s?"
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_WEEKDAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_SPACED = re.compile(
    f"[0-9]{{1,2}} {_MONTH}(?: [0-9]{{4}})?"
    f"|(?:last|next|this) (?:{_WEEKDAY}|{_UNIT})"
    f"|(?:in |last |every )?(?:[0-9]+|an?|one|two|three|other) {_UNIT}(?: ago)?"
    f"|every {_UNIT}"
    f"|end of (?:(?:this|next) )?(?:{_UNIT}|{_MONTH})"
)
"""None of these is a day without its last word, so nothing that can be read is read otherwise."""

_MOST_WORDS = 4


def together(params: Sequence[Any], args: Sequence[str]) -> list[str]:
    """The words, with those of a day made one where a command takes a day: ``--on last friday``."""
    days = [each for each in params if each.metavar in _TAKE_DAYS]
    options = {opt for each in days if each.param_type_name == "option" for opt in each.opts}
    arguments = [each for each in params if each.param_type_name == "argument"]
    is_day = bool(arguments) and arguments[0] in days
    joined: list[str] = []
    place = 0
    while place < len(args) and args[place] != "--":
        words = args[place : place + _MOST_WORDS]
        end = place + (_length(words) if is_day else 1)
        joined.append(" ".join(args[place:end]))
        is_day = args[place] in options
        place = end
    return [*joined, *args[place:]]


def _length(words: Sequence[str]) -> int:
    """How many of the words are a day; 1 where they are none."""
    lengths = range(len(words), 1, -1)
    return next((n for n in lengths if _SPACED.fullmatch(" ".join(words[:n]).lower())), 1)
