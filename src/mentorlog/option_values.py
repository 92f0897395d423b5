"""What an option's value is, by what the help names it: a day, a period, a cadence, a length, a time.

It is asked about before a command runs: how many words are the value, and whether it can be read. A command
that is typed well needs little of it, so that the readers are imported when they are asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from mentorlog.errors import UnreadableWords


class Value(NamedTuple):
    """A kind of value: whether words have its form, and what reads them or raises ``UnreadableWords``.

    The form is there too where the reader refuses the words with a reason, as 31 feb.
    """

    has_form: Callable[[str], bool]
    read: Callable[[str], object]


def of(param: Any) -> Value | None:
    """What Typer's parameter takes; None for a text, a name and the like."""
    return _VALUES.get((param.metavar or "").strip("[]"))


def any_has_form(words: str) -> bool:
    """Whether the words have the form of any value."""
    return any(value.has_form(words) for value in dict.fromkeys(_VALUES.values()))


def unread(context: Any) -> UnreadableWords | None:
    """Why the value of an option on a command line cannot be read; None where each can.

    What only the command knows is left to it: the setting for 1/2, and whether it takes ``none``.
    """
    for param in context.command.params:
        value = of(param) if param.param_type_name == "option" else None
        words = context.params.get(param.name)
        if value and isinstance(words, str) and words.casefold() not in ("", "none", "never"):
            try:
                value.read(words)
            except UnreadableWords as fault:
                return fault
    return None


def _has_day(words: str) -> bool:
    from mentorlog import dates, periods

    # A refusal is to name all the words, also where a period stands for a day.
    return dates.is_day(words) or periods.is_period(words) or words == "last session"


def _read_day(words: str) -> None:
    from mentorlog import dates, periods

    today = dates.clock(os.environ).today
    words = dates.counted_on(words, None, today)
    if dates.needs_order(words):
        return
    for read in (periods.period, dates.at):
        with suppress(UnreadableWords):
            read(words, today)
            return
    dates.day(words, today)


def _read_period(words: str) -> None:
    from mentorlog import dates, periods

    if not dates.needs_order(words):
        periods.period(words, dates.clock(os.environ).today)


def _has_cadence(words: str) -> bool:
    from mentorlog import periods

    return periods.is_cadence(words)


def _read_cadence(words: str) -> None:
    from mentorlog import periods

    periods.cadence(words)


def _has_length(words: str) -> bool:
    from mentorlog import periods

    return periods.is_length(words)


def _read_length(words: str) -> None:
    from mentorlog import periods

    periods.minutes(words)


def _has_time(words: str) -> bool:
    from mentorlog import dates

    return dates.is_time(words)


def _read_time(words: str) -> None:
    from mentorlog import dates

    dates.clock_time(words)


_PERIOD = Value(_has_day, _read_period)
_VALUES = {
    "DAY": Value(_has_day, _read_day),
    "PERIOD": _PERIOD,
    "P": _PERIOD,
    "2w": Value(_has_cadence, _read_cadence),
    "45m": Value(_has_length, _read_length),
    "TIME": Value(_has_time, _read_time),
}
