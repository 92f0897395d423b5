"""What is said where Typer refuses a command line: the sentence, and what was probably meant as the hint.

Whatever can be told is a whole command, with the words that were typed. On a terminal it is asked about
and run.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from typing import Any

from mentorlog import option_values
from mentorlog.errors import Blank, Mistyped, WrongUsage, pasted, said_by
from mentorlog.word_order import values_taken

_TAKES_TEXT = frozenset({"log", "todo", "add", "answer", "search", "ask"})
_WITHOUT_LIST = frozenset({"todo", "done"})
"""Commands on actions that list none where they stand alone, as a noun does."""
_OPTION = re.compile("--[a-z][a-z-]*")
_NO_VALUE = re.compile("Option '--(form|goal|session|tag)' requires an argument.")
"""The options whose name is that of the command which lists what they take."""
_NO_CHOICE = re.compile(r"Invalid value for .*: (?:Value error, )?'(.*)' is not one of '(.*)'\.")
_EXTRA = re.compile(r"Got unexpected extra arguments?[^ ]* \((.*)\)")
_LIKE = {
    "--by": "deadline until target end date day when due-date target-date",
    "--due": "deadline until target date day when due-date",
    "--on": "date day when from",
    "--since": "from",
    "--title": "name",
    "--topic": "title subject about",
    "--owner": "assignee for",
    "--goal": "for",
    "--why-moved": "reason because why",
    "--why": "reason because note",
    "--note": "comment email mail phone contact",
    "--tag": "label labels",
    "--duration": "length time minutes",
    "--as": "status state",
    "--every": "repeat cadence frequency",
    "--reported-by": "rater by",
    "--evidence": "link url note",
    "--yes": "force",
    "--all": "closed everything archived",
}
"""For some options, the words that people try instead.

A word that may mean something else stands for none that says who reads it, or shows it to others.
"""
_BY_COMMAND = {
    "--answer": "mentorlog takeaway answer T TEXT",
    "--outcome": "mentorlog takeaway outcome T OUTCOME",
    "--progress": "mentorlog check-in G VALUE",
    "--delete": "mentorlog delete REF",
    "--done": "mentorlog done A",
    "--win": "mentorlog win add TITLE",
    "--milestone": "mentorlog milestone add G TITLE",
}
"""For what people try as an option of an edit or a log, the command that does it."""
_MY_SKILLS = (
    "skills are your own; --reported-by WHO says who rated them."
    " mentorlog goal add TITLE --owner WHO --metric 1..5 follows a skill of a mentee's"
)
_IN_EDITOR = "without an option it opens your editor: mentorlog edit S"
_OTHERWISE = {
    **{("session edit", option): _IN_EDITOR for option in ("-e", "--edit", "--editor")},
    ("report note", "--for"): "--public shows it in every report, --with WHO in those for WHO",
    (
        "win add",
        "--owner",
    ): "a win is yours; mentorlog takeaway add TEXT --with WHO keeps what somebody"
    " else achieved, and they read it",
    (
        "search",
        "--with",
    ): "mentorlog timeline WHO shows what there is of a person; mentorlog search finds words",
    **{("skill add", option): _MY_SKILLS for option in ("--of", "--owner", "--for")},
    ("goal close", "--done"): "mentorlog goal close G --as achieved",
    ("review", "--sort"): "who needs attention most stands first;"
    " mentorlog mentee --sort last begins with whom you met longest ago",
    ("goal pause", "--until"): "a goal is paused without a last day; pause it now, and"
    ' mentorlog todo "Take it up again" --goal G --due DAY reminds you; mentorlog goal reopen G takes it up',
}
"""For what people try as an option of one command, how it is done."""
_VALUES = {
    "--format": "html markdown csv",
    "--as": "achieved partly-achieved missed dropped worked did-not-work declined cancelled no-show",
}
"""The values that people try as an option of their own."""
_WITH_VALUE = {
    "--mine": ("--reported-by", "me"),
    **{f"--{word}": (name, word) for name, words in _VALUES.items() for word in words.split()},
}
"""For what people try as an option, the option that is meant and its value."""
_CHOICES = {"trying": "tried try", "worked": "works helped", "did-not-work": "failed"}
"""For some values of which there are only so many, the words that people try instead."""
_SAID_BY = ("--from", "--by", "--who", "--reported-by")
"""The options that people try for whose words a takeaway is."""
_SAYS_WHO_READS = ("--with", "--private", "--shared", "--public", "--publish")
"""The options that no letter stands for: what one reads is not to be guessed."""
_A_SLIP = 0.85
"""How like two options are that differ by a slip, from 0 to 1; less would make --public of --publish."""
_NEEDS_NO_OPTION = {
    "DAY": "day date on at time by when",
    "TEXT": "text",
    "TITLE": "title text name",
    "NAME": "name",
    "WHO": "who person name with",
    "G": "goal",
    "M": "milestone",
    "A": "action",
    "S": "session",
    "T": "takeaway",
    "LEVEL": "level rating",
    "VALUE": "value",
}
"""For some arguments, the options that people try for them."""
_TIMES = ("--at", "--time")
_FOR_WORDS = ("--note", "--text", "--title", "--why")
"""The options that take words, of which the first that a command has was meant by words too many."""
_FOR_A_DAY = ("--on", "--by", "--due")
"""The same for words that are a day."""
_BEGINS_AND_ENDS = ("--on", "--until")
"""Of a command that has both, how long was meant for the second."""
_VERBS = frozenset({"add", "change", "correct", "edit", "new", "set", "update"})
_TAKES_NOTES = frozenset({"log", "met", "report note"})
"""Commands whose TEXT is a note; elsewhere others may read it."""

_Told = tuple[str, str | list[str]]
"""The sentence, and the hint or the words of the command that was meant."""


def refusal(error: Any, path: str, typed: Sequence[str]) -> WrongUsage:
    """What to say for Typer's ``error``; ``Mistyped`` where the whole command that was meant is known.

    ``path`` are the words of the command, ``typed`` all words behind ``mentorlog``.
    """
    sentence, hint = _told(error, path, typed)
    if isinstance(hint, str):
        return WrongUsage(sentence, hint)
    return Mistyped(sentence, pasted("mentorlog", *hint), "", typed, hint)


def _told(error: Any, path: str, typed: Sequence[str]) -> _Told:
    context = getattr(error, "ctx", None)
    if not hasattr(error, "possibilities"):  # Only an unknown option has them, maybe none.
        said = _sentence(error.format_message())
        lists = "mentorlog action lists what is open; " if path.split()[-1] in _WITHOUT_LIST else ""
        help_ = f"{lists if said.startswith('Missing argument') else ''}{path} --help"
        plainly = _without_verb(said, path, typed) or _as_its_text(said, context, typed)
        meant, command = ("", plainly) if plainly else _as_option(said, context, typed)
        if said.startswith("Missing option '--output'"):  # In a folder the file has a name.
            meant, command = "", [*typed, "-o", "."]
        if choice := _choice(said):
            meant, command = f" Did you mean {choice[1]}?", _with(choice[1], choice[0], typed)
        if command and _is_behind_a_value(said, context, typed):
            return f"{said}{meant}", pasted("mentorlog", *command)
        hint = (
            command
            or _until(said, path)
            or _as_one(said, context, typed)
            or _goal_missing(said, path, typed)
            or _lists(said)
            or help_
        )
        return f"{said}{meant}", hint
    sentence = f"No such option: {error.option_name}."
    if otherwise := _OTHERWISE.get((path.removeprefix("mentorlog "), error.option_name)):
        return sentence, otherwise
    is_note = (
        error.option_name == "-n"
        and "-n" in typed
        and path.removeprefix("mentorlog ") in _TAKES_NOTES
    )
    if is_note or _OPTION.fullmatch(error.option_name):
        return _wrong_option(error, sentence, context, typed)
    if meant := _by_letter(error.option_name, context, typed):
        return f"{sentence} Did you mean {meant}?", _with(meant, error.option_name, typed)
    is_log, takes_text = path.endswith(" log"), path.split()[-1] in _TAKES_TEXT
    hints = [f"{path} WHO TEXT takes a private note"] if is_log else []
    is_letter = error.option_name in typed and error.option_name[1:].isalpha()
    if takes_text and not is_letter:
        before = f"{path} WHO" if is_log else path
        hints.append(f"text that starts with a dash goes after --, as in {before} -- TEXT")
    return sentence, "; ".join(hints) or f"{path} --help"


def _choice(said: str) -> tuple[str, str] | None:
    """The value that none of a few is, and the one that was meant by it; None where that is not plain."""
    found = _NO_CHOICE.fullmatch(said)
    if not found:
        return None
    word, choices = found[1], found[2].split("', '")
    like = [each for each in choices if word.casefold() in _CHOICES.get(each, "").split()]
    near = like or get_close_matches(word.casefold(), choices, 1)
    return (word, near[0]) if near else None


def _by_letter(letter: str, context: Any, typed: Sequence[str]) -> str:
    """The one option that begins with that letter, ``--duration`` for ``-d``; else empty."""
    params = context.command.params if context is not None and letter in typed else ()
    known = [each.opts[0] for each in params if each.param_type_name == "option"]
    found = [each for each in known if each.startswith(f"-{letter}")]
    return found[0] if len(found) == 1 and found[0] not in _SAYS_WHO_READS else ""


def _until(said: str, path: str) -> str:
    """What to do for words too many that begin with ``until``, where a command has no end."""
    extra = _EXTRA.match(said)
    is_until = extra and extra[1].split()[0] in ("until", "till")
    return _OTHERWISE.get((path.removeprefix("mentorlog "), "--until"), "") if is_until else ""


def _goal_missing(said: str, path: str, typed: Sequence[str]) -> str:
    """The command with a place for the goal, where a milestone's title stands alone; else empty."""
    words = typed[2:]
    if path != "mentorlog milestone add" or not said.startswith("Missing") or not words:
        return ""
    return "" if re.fullmatch("[a-z]?-?[0-9]+", words[0]) else pasted(*path.split(), "G", *words)


def _lists(said: str) -> str:
    """Where a value is missing, the command that lists those there are; empty where none does."""
    missing = _NO_VALUE.fullmatch(said)
    return f"mentorlog {missing[1]} lists what there is" if missing else ""


def _as_option(said: str, context: Any, typed: Sequence[str]) -> tuple[str, list[str]]:
    """The option that was meant by words too many, ``due friday`` or a note, and the whole command."""
    extra = _EXTRA.match(said)
    words = extra[1].split() if extra else []
    params = context.command.params if words and context is not None else ()
    known = {opt for each in params for opt in each.opts}
    is_option = bool(words) and f"--{words[0]}" in known
    if is_option and (words[0] != "on" or _is_day(" ".join(words[1:]))):
        option, words_of_it = f"--{words[0]}", words[1:]
    elif known.issuperset(_BEGINS_AND_ENDS) and (how_long := _how_long(words)):
        option, words_of_it = _BEGINS_AND_ENDS[1], how_long
    else:
        of_words = () if _names_new(context) else _FOR_WORDS  # They are of the name then.
        options = _FOR_A_DAY if _is_day(" ".join(words)) else of_words
        option, words_of_it = next((each for each in options if each in known), ""), words
    at = next((n for n in range(1, len(typed)) if " ".join(typed[n:]).split() == words), 0)
    if words[:1] in (["until"], ["till"]) and option in _FOR_WORDS:
        return "", []
    if not (words and option and at) or _is_taken(option, params, typed):
        return "", []
    value = [" ".join(words_of_it)] if words_of_it else []
    return f" Did you mean {option}?", [*typed[:at], option, *value]


def _is_behind_a_value(said: str, context: Any, typed: Sequence[str]) -> bool:
    """Whether words too many stand bare behind a day or the like: they may be of it, so that nothing is run."""
    extra = _EXTRA.match(said)
    words = extra[1].split() if extra and context is not None else []
    at = next((n for n in range(len(typed)) if list(typed[n:]) == words), 0)
    options = [n for n in range(at) if typed[n].startswith("-")]
    if not words or not options:
        return False
    name, _, after = typed[options[-1]].partition("=")
    value = " ".join([after, *typed[options[-1] + 1 : at]]).strip()
    kinds = (option_values.of(each) for each in context.command.params if name in each.opts)
    return any(kind.has_form(value) for kind in kinds if kind)


def _without_verb(said: str, path: str, typed: Sequence[str]) -> list[str]:
    """What was typed, without the verb behind a command that takes none: ``check-in edit g1 50``."""
    before = path.split()[1:]
    verb = "".join(typed[len(before) : len(before) + 1])
    if not _EXTRA.match(said) or verb not in _VERBS or list(typed[: len(before)]) != before:
        return []
    return [*before, *typed[len(before) + 1 :]]


def _as_its_text(said: str, context: Any, typed: Sequence[str]) -> list[str]:
    """The command with words too many as part of the text of an option before them: ``--why too busy``; else empty."""
    extra = _EXTRA.match(said)
    words = extra[1].split() if extra and context is not None else []
    at = next((n for n in range(3, len(typed)) if list(typed[n:]) == words), 0)
    params = context.command.params if at else ()
    texts = {opt for each in params if each.metavar == "TEXT" for opt in each.opts}
    return [*typed[: at - 1], " ".join(typed[at - 1 :])] if at and typed[at - 2] in texts else []


def _as_one(said: str, context: Any, typed: Sequence[str]) -> list[str]:
    """The command with words too many as part of the name or title before them; else empty."""
    extra = _EXTRA.match(said)
    words = extra[1].split() if extra and context is not None else []
    if not words or not _names_new(context):
        return []
    start = next((n for n in range(2, len(typed)) if list(typed[n : n + len(words)]) == words), 0)
    if not start or typed[start - 1].startswith("-"):
        return []
    whole = " ".join(typed[start - 1 : start + len(words)])
    return [*typed[: start - 1], whole, *typed[start + len(words) :]]


def _names_new(context: Any) -> bool:
    """Whether the command's last argument is the name or title of something new."""
    params = context.command.params if context is not None else ()
    arguments = [each.metavar for each in params if each.param_type_name == "argument"]
    return bool(arguments) and arguments[-1] in ("NAME", "TITLE")


def _is_day(words: str) -> bool:
    """Whether the words have the form of a day, with a time or without."""
    from mentorlog.dates import is_day  # no other slip needs it

    return is_day(words)


def _how_long(words: list[str]) -> list[str]:
    """The words of ``2w`` or ``for 2 weeks`` that say how long; none where they do not."""
    from mentorlog.spans import stretch

    words = words[1:] if words[:1] == ["for"] else words
    return words if stretch(" ".join(words).lower()) else []


def _wrong_option(error: Any, sentence: str, context: Any, typed: Sequence[str]) -> _Told:
    """What to say of an option that a command does not have: the one meant, or those it has.

    The hint is the command as it was typed, with what was meant.
    """
    option: str = error.option_name
    path = context.command_path if context is not None else "mentorlog"
    params = context.command.params if context is not None else ()
    known = [each.opts[0] for each in params if each.param_type_name == "option"]
    near = [each for each, words in _LIKE.items() if each in known and option[2:] in words.split()]
    if argument := _argument(option, context):
        meant = _placed(option, argument, context, typed)
        return f"{sentence} The {argument} needs no option.", meant or f"{path} {_usage(context)}"
    if path == "mentorlog takeaway add" and option in _SAID_BY:
        no_place = "Who said it has no place but the text."
        return f"{sentence} {no_place}", _in_the_text(option, params, typed)
    begun = [each for each in known if each.startswith(option) and each not in _SAYS_WHO_READS]
    near = near or begun[: len(begun) == 1]
    near = [each for each in near if not _is_taken(each, params, typed)]
    name, value = _WITH_VALUE.get(option, ("", ""))
    if name in known and option in typed and not _is_taken(name, params, typed):
        at = typed.index(option)
        meant = [*typed[:at], name, value, *typed[at + 1 :]]
        return f"{sentence} Did you mean {name} {value}?", meant
    if option == "--target" and "--metric" in known and (metric := _metric(typed)):
        return f"{sentence} Did you mean --metric?", metric
    if option == "--delete" and "edit" in typed and typed[-1] == option:
        at = typed.index("edit")
        return sentence, [*typed[:at], "delete", *typed[at + 1 : -1]]
    if not near and option in _BY_COMMAND:
        return sentence, _BY_COMMAND[option]
    if path.endswith("session edit") and option in _FOR_A_DAY:
        near = ["--on"]
    if path.endswith("person edit") and option in _FOR_A_DAY:
        values, words, _ = _taken_apart([option], params, typed[typed.index("edit") + 1 :])
        command = ["session", "edit", *(words[:1] or ["WHO"]), "--on", values.get(option) or "DAY"]
        return sentence, command if words and values.get(option) else pasted("mentorlog", *command)
    near = near or get_close_matches(option, error.possibilities or (), 1, _A_SLIP)
    if near and not _is_taken(near[0], params, typed):
        return f"{sentence} Did you mean {near[0]}?", _with(near[0], option, typed)
    return sentence, f"{path} takes {', '.join(known)}" if known else f"{path} --help"


def _usage(context: Any) -> str:
    """The arguments of a command, ``G [VALUE]``; Typer's own way to write them differs by its version."""
    named = [
        (each.metavar or each.name.upper(), each.required)
        for each in context.command.params
        if each.param_type_name == "argument"
    ]
    return " ".join(
        name if is_required or name.startswith("[") else f"[{name}]" for name, is_required in named
    )


def _is_taken(option: str, params: Sequence[Any], typed: Sequence[str]) -> bool:
    """Whether it is given already, by one of its names, and a second one would take its place."""
    named = {word.partition("=")[0] for word in typed}
    return any(
        option in each.opts and not each.multiple and named.intersection(each.opts)
        for each in params
        if each.param_type_name == "option"
    )


def _with(meant: str, option: str, typed: Sequence[str]) -> list[str]:
    """What was typed, with the option that was meant."""
    return [_replaced(word, option, meant) for word in typed]


def _replaced(word: str, option: str, meant: str) -> str:
    name, equals, value = word.partition("=")
    return f"{meant}{equals}{value}" if name == option else word


def _placed(option: str, argument: str, context: Any, typed: Sequence[str]) -> list[str]:
    """What was typed, with the values of all options that were meant for the argument in its place.

    Empty where there are none, or where the argument is there already.
    """
    path = context.command_path.split()[1:]
    if list(typed[: len(path)]) != path or "--" in typed:
        return []
    params = context.command.params
    arguments = [each for each in params if each.param_type_name == "argument"]
    names = [(each.metavar or "").strip("[].").split()[0] for each in arguments]
    alike = _meant_for(argument, params) if argument == "DAY" else {option}
    values, words, options = _taken_apart(alike, params, typed[len(path) :])
    is_time = set(values) <= set(_TIMES)
    is_last = argument == names[-1] and not is_time
    is_there = len(words) >= len(names) and (arguments[-1].nargs == 1 or is_last)
    if is_there or not any(values.values()):
        return []
    place = names.index(argument) + is_time  # It stands behind its day.
    if words[place : place + 1] == list(values.values()):
        return [*path, *words, *options]
    words += map(Blank, names[len(words) : place])
    words[place:place] = [values[each] for each in sorted(values, key=_TIMES.__contains__)]
    missing = [name for name, each in zip(names, arguments, strict=True) if each.required]
    return [*path, *words, *map(Blank, missing[len(words) :]), *options]


def _meant_for(argument: str, params: Sequence[Any]) -> set[str]:
    """The options that people try for an argument, without those that the command has."""
    tried = {f"--{word}" for word in _NEEDS_NO_OPTION[argument].split()}
    return tried.difference(*(each.opts for each in params))


def _taken_apart(
    wanted: Collection[str], params: Sequence[Any], typed: Sequence[str]
) -> tuple[dict[str, str], list[str], list[str]]:
    """The values of the options wanted, the words that are no options, and the other options with theirs.

    A value is taken to stand behind an option that the command does not know.
    """
    takes_value = values_taken(params)
    values, words, options = dict[str, str](), list[str](), list[str]()
    rest = list(typed)
    while rest:
        word = rest.pop(0)
        name, equals, after = word.partition("=")
        if not word.startswith("-") or word == "-":
            words.append(word)
            continue
        guess = not "".join(rest[:1]).startswith("-")
        value = rest[: takes_value.get(name, guess) and not equals]
        del rest[: len(value)]
        if name in wanted:
            values[name] = after if equals else "".join(value)
        else:
            options += [word, *value]
    return values, words, options


def _in_the_text(option: str, params: Sequence[Any], typed: Sequence[str]) -> str | list[str]:
    """What was typed, with who said it before the text."""
    values, words, options = _taken_apart([option], params, typed[typed.index("add") + 1 :])
    text, who = words[0] if words else "TEXT", values.get(option) or "WHO"
    command = ["takeaway", "add", said_by(who, text), *words[1:], *options]
    return (
        command if words and values.get(option) and text != "-" else pasted("mentorlog", *command)
    )


def _metric(typed: Sequence[str]) -> list[str]:
    """What was typed, with a number as the target made a metric; empty where the target is none.

    Words that stand as the metric are its unit.
    """
    values, *_ = _taken_apart(["--target"], (), typed)
    value = values.get("--target", "")
    if not value.isdecimal():
        return []
    if "--metric" in typed:
        unit = typed[typed.index("--metric") + 1 :][:1]
        if "--unit" in typed or not "".join(unit).isalpha():
            return []
        typed = ["--unit" if word == "--metric" else word for word in typed]
    at = next(n for n, word in enumerate(typed) if word.partition("=")[0] == "--target")
    after = typed[at + (1 if "=" in typed[at] else 2) :]
    return [*typed[:at], "--metric", f"0..{value}", *after]


def _argument(option: str, context: Any) -> str:
    """The argument that was meant by an option, as the help names it; empty where there is none."""
    params = context.command.params if context is not None else ()
    named = [
        (each.metavar or "").strip("[].") for each in params if each.param_type_name == "argument"
    ]
    words = [name.split()[0] for name in named if name]
    if option in ("--note", "--notes", "-n") and context and context.command.name in _TAKES_NOTES:
        return "TEXT"
    return next((w for w in words if option[2:] in _NEEDS_NO_OPTION.get(w, "").split()), "")


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."
