"""What is said where Typer refuses a command line: the sentence, and what was probably meant as the hint.

Whatever can be told is a whole command, with the words that were typed. On a terminal it is asked about
and run, but for words too many.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from mentorlog.dates import is_day
from mentorlog.errors import Blank, Mistyped, WrongUsage, pasted
from mentorlog.word_order import forms, values_taken

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
    "--on": "date day when",
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
_OTHERWISE = {
    ("report note", "--for"): "--public shows it in every report, --with WHO in those for WHO",
    ("win add", "--owner"): "a win is yours; mentorlog takeaway add TEXT --with WHO keeps what"
    " somebody else achieved, and they read it",
    **{("skill add", option): _MY_SKILLS for option in ("--of", "--owner", "--for")},
    ("goal close", "--done"): "mentorlog goal close G --as achieved",
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
    f"--{word}": (name, word) for name, words in _VALUES.items() for word in words.split()
}
"""For what people try as an option, the option that is meant and its value."""
_CHOICES = {"trying": "tried try", "worked": "works helped", "did-not-work": "failed"}
"""For some values of which there are only so many, the words that people try instead."""
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
"""The options that people try for a time, which stands behind its day."""
_FOR_WORDS = ("--note", "--text", "--title", "--why")
"""The options that take words, of which the first that a command has was meant by words too many."""
_FOR_A_DAY = ("--on", "--by", "--due")
"""The same for words that are a day."""
_VERBS = frozenset({"add", "change", "correct", "edit", "new", "set", "update"})
_TAKES_NOTES = frozenset({"log", "met", "report note"})
"""Commands whose TEXT is a note; elsewhere others may read it."""

_Told = tuple[str, str | list[str]]
"""The sentence, and the hint or the words of the command that was meant."""


class _Line(NamedTuple):
    """A command line that was refused: the words of its command, what that takes, and all that was typed."""

    path: str
    params: Sequence[Any]
    typed: list[str]

    @property
    def command(self) -> str:
        """The words of the command behind ``mentorlog``."""
        return self.path.removeprefix("mentorlog").strip()

    @property
    def options(self) -> list[str]:
        """The first name of each option."""
        return [each.opts[0] for each in self.params if each.param_type_name == "option"]

    @property
    def arguments(self) -> list[str]:
        """The arguments as the help names them."""
        named = (each for each in self.params if each.param_type_name == "argument")
        return [(each.metavar or "-").strip("[].").split()[0] for each in named]

    def has(self, option: str) -> bool:
        """Whether the command takes the option, and would not take it for the second time."""
        given = {word.partition("=")[0] for word in self.typed}
        return any(
            option in each.opts and (each.multiple or not given.intersection(each.opts))
            for each in self.params
            if each.param_type_name == "option"
        )

    def with_(self, meant: str, word: str) -> list[str]:
        """What was typed, with what was meant in the place of a word, before its equals sign if it has one."""
        parts = [each.partition("=") for each in self.typed]
        return ["".join((meant if name == word else name, *rest)) for name, *rest in parts]


def refusal(error: Any, path: str, typed: Sequence[str]) -> WrongUsage:
    """What to say for Typer's ``error``; ``Mistyped`` where the whole command that was meant is known.

    ``path`` are the words of the command, ``typed`` all words behind ``mentorlog``.
    """
    context = getattr(error, "ctx", None)
    line = _Line(path, context.command.params if context else (), list(typed))
    # Only an unknown option has possibilities, maybe none.
    told = _wrong_option if hasattr(error, "possibilities") else _wrong_words
    sentence, hint = told(error, line)
    if isinstance(hint, str):
        return WrongUsage(sentence, hint)
    return Mistyped(sentence, pasted("mentorlog", *hint), "", typed, hint)


# Words that are no option


def _wrong_words(error: Any, line: _Line) -> _Told:
    """What to say of words too many, and of a value that is missing or is none of a few."""
    said = _sentence(error.format_message())
    if choice := _choice(said):
        word, meant = choice
        return f"{said} Did you mean {meant}?", line.with_(meant, word)
    wrong = _NO_CHOICE.fullmatch(said)
    if wrong and " " in wrong[1] and line.has("--note"):  # A sentence in the place of one word.
        blank = [Blank(line.arguments[-1]) if each == wrong[1] else each for each in line.typed]
        return said, pasted("mentorlog", *blank, "--note", wrong[1])
    if extra := _EXTRA.match(said):
        option, words = _too_many(extra[1].split(), line)
        meant = f" Did you mean {option}?" if option else ""
        return f"{said}{meant}", pasted("mentorlog", *words) if words else f"{line.path} --help"
    if missing := _NO_VALUE.fullmatch(said):
        return said, f"mentorlog {missing[1]} lists what there is"
    is_missing = said.startswith("Missing argument") and line.path.split()[-1] in _WITHOUT_LIST
    lists = "mentorlog action lists what is open; " if is_missing else ""
    return said, f"{lists}{line.path} --help"


def _choice(said: str) -> tuple[str, str] | None:
    """The value that none of a few is, and the one that was meant by it; None where that is not plain."""
    found = _NO_CHOICE.fullmatch(said)
    if not found:
        return None
    word, choices = found[1], found[2].split("', '")
    like = [each for each in choices if word.casefold() in _CHOICES.get(each, "").split()]
    near = like or get_close_matches(word.casefold(), choices, 1)
    return (word, near[0]) if near else None


def _too_many(words: list[str], line: _Line) -> tuple[str, list[str]]:
    """The option that was meant by words too many, if it was one, and the whole command.

    They may be of the value or the name before them, begin with the name of an option (``due friday``),
    be a day, or be a text. Nothing is run for them, as nobody can tell for sure.
    """
    typed, said = line.typed, " ".join(words)
    ends = ((n, m) for n in range(1, len(typed)) for m in range(n + 1, len(typed) + 1))
    place = next(((n, m) for n, m in ends if " ".join(typed[n:m]).split() == words), None)
    if place is None:
        return "", []
    before, after = typed[: place[0]], typed[place[1] :]
    path = line.command.split()
    if typed[: len(path)] == path and typed[len(path)] in _VERBS:  # check-in edit g1 50
        return "", [*path, *typed[len(path) + 1 :]]
    whole = [*before[:-1], f"{before[-1]} {said}", *after]
    if len(before) > 2 and _goes_on(before[-2], before[-1], line):
        return "", whole
    option, value = f"--{words[0]}", " ".join(words[1:])
    is_new = line.arguments[-1:] in (["NAME"], ["TITLE"])
    if any(option in each.opts for each in line.params) and not line.has(option):
        return "", []
    if not line.has(option) or (option == "--on" and not is_day(value)):
        tried = _FOR_A_DAY if is_day(said) else () if is_new else _FOR_WORDS
        option, value = next(filter(line.has, tried), ""), said
    if option:
        return option, [*before, option, *([value] if value else []), *after]
    of_name = is_new and not before[-1].startswith("-") and not _ends_in_value(before, line)
    return "", whole if of_name else []


def _goes_on(option: str, value: str, line: _Line) -> bool:
    """Whether the value of an option goes on in the words behind it: it does where it is no whole day or the like."""
    has_form = forms(line.params).get(option)
    return values_taken(line.params).get(option, False) and not (has_form and has_form(value))


def _ends_in_value(words: Sequence[str], line: _Line) -> bool:
    """Whether the last of the words are a day, or the like, behind its option: no name goes on there."""
    at = max((n for n, word in enumerate(words) if word.startswith("-")), default=0)
    name, _, first = words[at].partition("=")
    has_form = forms(line.params).get(name)
    return bool(has_form and has_form(" ".join([first, *words[at + 1 :]]).strip()))


# An option that the command does not have


def _wrong_option(error: Any, line: _Line) -> _Told:
    """What to say of an option that a command does not have: the one meant, or those it has.

    The hint is the command as it was typed, with what was meant.
    """
    option: str = error.option_name
    sentence, known = f"No such option: {option}.", line.options
    if otherwise := _OTHERWISE.get((line.command, option)):
        return sentence, otherwise
    is_note = option == "-n" and option in line.typed and line.command in _TAKES_NOTES
    if not (is_note or _OPTION.fullmatch(option)):
        return _wrong_letter(option, sentence, line)
    if argument := _argument(option, line):
        meant = _placed(option, argument, line)
        return f"{sentence} The {argument} needs no option.", meant or f"{line.path} {_usage(line)}"
    name, value = _WITH_VALUE.get(option, ("", ""))
    if line.has(name) and option in line.typed:
        at = line.typed.index(option)
        whole = [*line.typed[:at], name, value, *line.typed[at + 1 :]]
        return f"{sentence} Did you mean {name} {value}?", whole
    near = [each for each, words in _LIKE.items() if each in known and option[2:] in words.split()]
    begun = [each for each in known if each.startswith(option) and each not in _SAYS_WHO_READS]
    near = near or begun[: len(begun) == 1]
    if not near and option in _BY_COMMAND:
        return sentence, _BY_COMMAND[option]
    if line.command == "session edit" and option in _FOR_A_DAY:
        near = ["--on"]
    near = near or get_close_matches(option, error.possibilities or (), 1, _A_SLIP)
    if found := next(filter(line.has, near), None):
        return f"{sentence} Did you mean {found}?", line.with_(found, option)
    return sentence, f"{line.path} takes {', '.join(known)}" if known else f"{line.path} --help"


def _wrong_letter(letter: str, sentence: str, line: _Line) -> _Told:
    """What to say of a letter: the one option that begins with it, ``--duration`` for ``-d``, or of a text."""
    begun = [each for each in line.options if each.startswith(f"-{letter}")]
    if letter in line.typed and len(begun) == 1 and begun[0] not in _SAYS_WHO_READS:
        return f"{sentence} Did you mean {begun[0]}?", line.with_(begun[0], letter)
    is_log = line.path.endswith(" log")
    hints = [f"{line.path} WHO TEXT takes a private note"] if is_log else []
    is_letter = letter in line.typed and letter[1:].isalpha()
    if line.path.split()[-1] in _TAKES_TEXT and not is_letter:
        before = f"{line.path} WHO" if is_log else line.path
        hints.append(f"text that starts with a dash goes after --, as in {before} -- TEXT")
    return sentence, "; ".join(hints) or f"{line.path} --help"


def _argument(option: str, line: _Line) -> str:
    """The argument that was meant by an option, as the help names it; empty where there is none."""
    if option in ("--note", "--notes", "-n") and line.command in _TAKES_NOTES:
        return "TEXT"
    tried = ((each, _NEEDS_NO_OPTION.get(each, "").split()) for each in line.arguments)
    return next((each for each, words in tried if option[2:] in words), "")


def _placed(option: str, argument: str, line: _Line) -> list[str]:
    """What was typed, with the option's value in the place of the argument that was meant.

    Empty where it has none, or where the argument is there already.
    """
    path = line.command.split()
    if line.typed[: len(path)] != path or "--" in line.typed:
        return []
    value, words, options = _taken_apart(option, line.typed[len(path) :], line)
    place = line.arguments.index(argument) + (option in _TIMES)
    if not value or (len(words) >= len(line.arguments) and option not in _TIMES):
        return []
    words += map(Blank, line.arguments[len(words) : place])
    words.insert(place, value)
    return [*path, *words, *options]


def _taken_apart(
    wanted: str, typed: Sequence[str], line: _Line
) -> tuple[str, list[str], list[str]]:
    """The value of one option, the words that are no options, and the other options with theirs.

    A value is taken to stand behind an option that the command does not know.
    """
    takes_value = values_taken(line.params)
    found, words, options = "", list[str](), list[str]()
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
        if name == wanted:
            found = after if equals else "".join(value)
        else:
            options += [word, *value]
    return found, words, options


def _usage(line: _Line) -> str:
    """The arguments of a command, ``G [VALUE]``; Typer's own way to write them differs by its version."""
    named = [
        (each.metavar or each.name.upper(), each.required)
        for each in line.params
        if each.param_type_name == "argument"
    ]
    return " ".join(
        name if is_required or name.startswith("[") else f"[{name}]" for name, is_required in named
    )


def _sentence(words: str) -> str:
    return words if words.endswith((".", "?", "!")) else f"{words}."
