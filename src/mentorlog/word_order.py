"""What is typed, in the order and the pieces in which a command's parser reads it.

Options that are typed before a command are put behind it, and the words of a day are put together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any


def behind(group: Any, args: list[str], stay: Sequence[str] = ()) -> list[str]:
    """The words with the options before the command behind it, where its own parser reads them.

    Else they would be lost, even one that says who may read. Those that ``stay`` are the group's.
    """
    takes_value = values_taken(group.params)
    rest, options = list(args), []
    while rest and _is_option(rest[0]) and rest[0] != "--":
        name, equals, _ = rest[0].partition("=")
        if name not in takes_value and get_close_matches(name, stay, 1, 0.85):
            return args  # A slip in one of these is the group's to refuse.
        option = [rest.pop(0)]
        following = rest[0] if rest else "-"
        guess = not (following.startswith("-") or following in group.commands)
        if takes_value.get(name, guess) and not equals:
            option += _first(rest, is_day=True)
        options.append(option)
    if not rest or rest[0] not in group.commands:
        return [*chain(*options), *rest]
    kept = [each for each in options if each[0].partition("=")[0] in stay]
    moved = [each for each in options if each not in kept]
    return [*chain(*kept), rest[0], *chain(*moved), *rest[1:]]


def values_taken(params: Sequence[Any]) -> dict[str, bool]:
    """For each option whether a value stands after it."""
    return {
        opt: not each.is_flag
        for each in params
        if each.param_type_name == "option"
        for opt in each.opts
    }


def _is_option(word: str) -> bool:
    return word.startswith("-") and word != "-"


# A day of several words

_TAKE_DAYS = ("DAY", "PERIOD", "P", "2w")
"""How the help names what a day, a period or a cadence is taken for."""

_UNIT = "(?:day|week|fortnight|month|quarter|year)s?"
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_WEEKDAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_COUNT = "(?:[0-9]+|an?|one|two|three|four|six|other)"
_SPAN = f"(?:the )?(?:(?:this|next|last) )?(?:{_UNIT}|{_MONTH}|q[1-4])(?: [0-9]{{4}})?"
_PLACE = f"end|start|beginning|middle|(?:first|second|third|fourth|last) (?:{_WEEKDAY}|day)"
_DATE = (
    f"[0-9]{{1,2}} {_MONTH}(?: [0-9]{{4}})?|(?:last|next|this) {_WEEKDAY}"
    f"|(?:the )?(?:{_PLACE}) (?:of|in) {_SPAN}|(?:mid|(?:early|late)(?: in)?) (?:{_SPAN}|[0-9]{{4}})"
    f"|the [0-9]{{1,2}}(?:st|nd|rd|th)(?: of {_SPAN})?|[0-9]{{1,2}}(?:st|nd|rd|th)(?: of)? {_MONTH}"
    f"|(?:the )?day (?:after tomorrow|before yesterday)|{_WEEKDAY} in {_COUNT} weeks?"
)
_ONE_WORD = f"today|tomorrow|yesterday|{_WEEKDAY}|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
_TIME = "(?:at )?(?:[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}(?::[0-9]{2})? ?[ap]m)"
_SPACED = (
    f"(?:{_DATE}|{_ONE_WORD}) {_TIME}|{_DATE}"
    f"|(?:last|next|this) {_UNIT}"
    f"|(?:in |last |every )?{_COUNT} {_UNIT}(?: ago| later| (?:from|after|on) (?:{_DATE}|{_ONE_WORD}|now))?"
    f"|every {_UNIT}"
    r"|\+?[0-9]+[dwmy] later"
    "|last session"
)
"""None of these is a day without its last word, but for a time, which is no text that anybody means."""

_MOST_WORDS = 8


def together(params: Sequence[Any], args: Sequence[str]) -> list[str]:
    """The words, with those of a day made one where a command takes a day: ``--on last friday``."""
    takes_value = values_taken(params)
    days = [each for each in params if (each.metavar or "").strip("[]") in _TAKE_DAYS]
    after = {opt for each in days for opt in each.opts}
    arguments = [each for each in params if each.param_type_name == "argument"]
    is_day = bool(arguments) and arguments[0] in days
    rest, joined = list(args), []
    while rest and rest[0] != "--":
        is_argument = not _is_option(rest[0])
        joined += _first(rest, is_day=is_day and is_argument)
        is_day = is_day and not is_argument
        if takes_value.get(joined[-1]):
            joined += _first(rest, is_day=joined[-1] in after)
    return [*joined, *rest]


def _first(rest: list[str], *, is_day: bool) -> list[str]:
    """Take the first of the words, or those of a day as one; none where there are none."""
    words = rest[: _length(rest[:_MOST_WORDS]) if is_day else 1]
    del rest[: len(words)]
    return [" ".join(words)] if words else []


def _length(words: Sequence[str]) -> int:
    """How many of the words are a day; 1 where they are none."""
    lengths = range(len(words), 1, -1)
    return next((n for n in lengths if re.fullmatch(_SPACED, " ".join(words[:n]).lower())), 1)
