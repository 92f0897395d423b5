"""Options that are typed before a command, put behind it, where the command's own parser reads them."""

from __future__ import annotations

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
