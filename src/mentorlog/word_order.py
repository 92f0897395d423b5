"""What is typed, in the order and the pieces in which a command's parser reads it.

Options that are typed before a command are put behind it, and the words of a day, or of how long something
takes, are put together.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain, takewhile
from typing import Any

from mentorlog import dates, periods
from mentorlog.errors import Mistyped, WrongUsage, quoted


def behind(group: Any, args: list[str], stay: Sequence[str] = ()) -> list[str]:
    """The words with the options before the command behind it, where its own parser reads them.

    Else they would be lost, even one that says who may read. Those that ``stay`` are the group's.
    """
    takes_value = values_taken(group.params)
    rest, options = list(args), []
    while rest and _is_option(rest[0]) and rest[0] != "--":
        name = rest[0].partition("=")[0]
        if name not in takes_value and get_close_matches(name, stay, 1, 0.85):
            return args  # A slip in one of these is the group's to refuse.
        following = rest[1] if rest[1:] else "-"
        guess = not (following.startswith("-") or following in group.commands)
        # Only the command knows what its options take.
        options.append(_option(rest, takes_value.get(name, guess), _has_any_form, group.commands))
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


def together(params: Sequence[Any], args: Sequence[str], *, sure: bool = False) -> list[str]:
    """The words, with those of a day made one where a command takes it, ``--on last friday``, and those of a text.

    Raises ``WrongUsage`` where a text goes on behind a day: what was not read of a day would be in it;
    ``Mistyped`` where words behind an option's text may be of another one, unless the user is ``sure``.
    """
    takes_value, forms_of, texts = values_taken(params), forms(params), _texts(params)
    arguments = [each for each in params if each.param_type_name == "argument"]
    form = forms_of.get(arguments[0].opts[0]) if arguments else None
    rest, joined, words = list(args), list[str](), 0
    while rest and rest[0] != "--":
        if _is_option(rest[0]):
            name = rest[0].partition("=")[0]
            if not name.startswith("--"):
                _expect_letter(rest[0], name, takes_value, forms_of, params, args)
            joined += _option(rest, takes_value.get(name, False), forms_of.get(name))
            if name in forms_of and words >= len(arguments) and _takes_text(arguments):
                _expect_no_text(name, forms_of[name], joined[-1].removeprefix(f"{name}="), rest)
            if name in texts and (more := _going_on(joined[-1], rest, arguments, words)):
                del rest[: len(more)]
                joined[-1] = " ".join((joined[-1], *more))
                if not sure and arguments[-1].nargs < 0 and words < len(arguments):
                    text = joined[-1].removeprefix(f"{name}=")
                    said = f"{quoted(' '.join(more))} may be of {name}, or another text."
                    meant = together(params, args, sure=True)
                    question = f"{said} Did you mean {name} {quoted(text)}?"
                    raise Mistyped(
                        question, "a text of several words stands in quotes", args, meant
                    )
        else:
            joined.append(_value(rest, form))
            form, words = None, words + 1
    return [*joined, *rest]


def _expect_letter(
    word: str,
    name: str,
    takes_value: Mapping[str, bool],
    forms_of: Mapping[str, Callable[[str], bool]],
    params: Sequence[Any],
    args: Sequence[str],
) -> None:
    """Raise for a word behind one dash that is no letter with its value: ``-due``, or a text such as ``-draft it``."""
    if f"-{name}" in takes_value:
        meant = [f"-{each}" if each == word else each for each in args]
        raise Mistyped(f"No such option: {name}. Did you mean -{name}?", "", args, meant)
    form = forms_of.get(name[:2])
    if form and word[2:] and not form(word[2:].removeprefix("=")):
        arguments = [each for each in params if each.param_type_name == "argument"]
        hint = "text that starts with a dash goes after --" if _takes_text(arguments) else ""
        raise WrongUsage(f"No such option: {quoted(word)}.", hint)


def _texts(params: Sequence[Any]) -> set[str]:
    """The options that take a text."""
    options = (each for each in params if each.param_type_name == "option")
    return {opt for each in options if each.metavar in ("TEXT", "NAME") for opt in each.opts}


def _going_on(value: str, rest: Sequence[str], arguments: Sequence[Any], words: int) -> list[str]:
    """The words behind an option's text that may be of it, once the command has what it needs before."""
    needed = max(1, sum(each.required for each in arguments)) if arguments else 0
    if words < needed or len(value.split()) != 1 or value == "-":
        return []
    more = list(takewhile(lambda word: len(word.split()) == 1 and not word.startswith("-"), rest))
    takes_records = bool(arguments) and arguments[-1].nargs < 0 and not _takes_text(arguments)
    return [] if takes_records and any(map(_RECORD.fullmatch, more)) else more


_RECORD = re.compile("[a-z]?-?[0-9]+|last", re.IGNORECASE)
"""How the number of a record looks."""


def _is_day(words: str) -> bool:
    # A refusal is to name all the words, also where a period stands for a day.
    return dates.is_day(words) or periods.is_period(words) or words == "last session"


_FORMS: dict[str, Callable[[str], bool]] = {
    "DAY": _is_day,
    "PERIOD": _is_day,
    "P": _is_day,
    "2w": periods.is_cadence,
    "45m": periods.is_length,
    "TIME": dates.is_time,
}
"""For what the help calls a value that may be several words, whether words have its form.

They have it too where they are refused with a reason, as 31 feb.
"""


def _has_any_form(words: str) -> bool:
    return any(has_form(words) for has_form in set(_FORMS.values()))


def forms(params: Sequence[Any]) -> dict[str, Callable[[str], bool]]:
    """For each option and argument that takes a day or the like, whether words have its form."""
    found = {
        opt: _FORMS.get((each.metavar or "").strip("[]")) for each in params for opt in each.opts
    }
    return {opt: has_form for opt, has_form in found.items() if has_form}


def _takes_text(arguments: Sequence[Any]) -> bool:
    """Whether the last argument is a text of any number of words."""
    return any(each.nargs < 0 and "TEXT" in (each.metavar or "") for each in arguments[-1:])


def _expect_no_text(
    option: str, form: Callable[[str], bool], value: str, rest: Sequence[str]
) -> None:
    """Raise where a bare word stands behind the value; what cannot be read is refused by its command."""
    words = list(takewhile(lambda word: not _is_option(word), rest))
    if words and " " not in words[0] and form(value):
        raise WrongUsage(
            f"{quoted(' '.join(words))} behind {option} {value} may be of it, or of the text before it.",
            f"write the text in one place, before {option} or behind it",
        )


def _option(
    rest: list[str],
    takes_value: bool,
    form: Callable[[str], bool] | None,
    end: Collection[str] = (),
) -> list[str]:
    """Take an option, and the value that stands behind it or after its equals sign."""
    name, equals, rest[0] = rest[0].partition("=")
    if equals:
        return [f"{name}={_value(rest, form, end)}"]
    del rest[0]
    return [name, _value(rest, form, end)] if takes_value and rest else [name]


def _value(rest: list[str], form: Callable[[str], bool] | None, end: Collection[str] = ()) -> str:
    """Take the first of the words, or as many as have the form together; none of those that ``end`` them.

    A word with a space in it was quoted, so that it stands for itself.
    """

    number = 1
    if form and rest[0].strip():
        following = takewhile(
            lambda word: len(word.split()) == 1 and not _is_option(word) and word not in end,
            rest[1 : dates.MOST_WORDS],
        )
        lengths = range(1 + len(list(following)), 1, -1)
        number = next((n for n in lengths if form(" ".join(rest[:n]))), 1)
    words = rest[:number]
    del rest[:number]
    return " ".join(words)
