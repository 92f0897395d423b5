"""What was meant by an option that is refused, and by words too many: the option that they fit.

On a terminal a whole command that was meant is asked about and run; else it is a hint.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from mentorlog import dates, periods
from mentorlog.commands import TYPED
from mentorlog.commands.meant import before_options
from mentorlog.errors import Mistyped, Unsaid, WrongUsage, joined, pasted, quoted
from mentorlog.records import ActionState, GoalState, Outcome, SessionState

_TAKES_TEXT = frozenset({"log", "todo", "add", "answer", "search", "ask"})
_LIKE = {
    "--by": "deadline until target end date day when due-date target-date",
    "--due": "deadline until target date day when due-date",
    "--until": "due by deadline end",
    "--on": "date day when by due from",
    "--since": "from",
    "--title": "name",
    "--name": "text",
    "--topic": "title subject about name",
    "--text": "name",
    "--purpose": "title text name",
    "--owner": "assignee for",
    "--goal": "for",
    "--why-moved": "reason because why",
    "--why": "reason because note",
    "--note": "comment why reason",
    "--tag": "label labels",
    "--duration": "length time minutes",
    "--as": "status state",
    "--every": "repeat cadence frequency",
    "--reported-by": "rater",
    "--evidence": "link url note",
    "--yes": "force",
    "--all": "closed everything archived",
}
"""For some options, the words that people try instead.

A word that may mean something else stands for none that says who reads it, or shows it to others.
"""

SHOWS_OTHERS = {f"--{name}" for name in ("with", "shared", "public", "publish", "owner", "session")}
"""Options by which others read a record: nobody is asked whether one of them was meant."""
_A_SLIP = 0.85
"""How like two options are that differ by a slip, from 0 to 1; less would make --public of --publish."""
_NO_SUCH = {
    ("skill", "--owner"): "skills are your own; a mentee's ratings come with their share",
    ("win", "--owner"): "a win is yours, or with --goal that of the goal's owner",
    ("takeaway", "--owner"): "a line is yours, or with --goal that of the goal's owner",
    ("milestone", "--owner"): "a milestone is that of its goal's owner",
    **dict.fromkeys(
        (("check-in", "--stuck"), ("check-in", "--blocked")),
        "mentorlog check-in G stuck --note TEXT",
    ),
    ("session", "--planned"): "mentorlog session lists the planned ones too, below those held",
}
"""For options that a noun has not, why, or what does it."""
_AS_WORD = {"--stuck": "stuck", "--blocked": "stuck"}
"""Options that people try of a check-in, and the word that stands in the place of its value; what is behind is its note."""


def refusal(error: Any, path: str, typed: Sequence[str]) -> WrongUsage:
    """What to say for Typer's ``error``; ``Mistyped`` where the whole command that was meant is known.

    ``path`` are the words of the command, ``typed`` all words behind ``mentorlog``.
    """
    if hasattr(error, "possibilities"):  # Only an unknown option has them, maybe none.
        return _wrong_option(error, path, typed)
    said = error.format_message()
    said = said if said.endswith((".", "?", "!")) else f"{said}."
    if "issing argument" in said and error.ctx:
        return _unsaid(error, said, path)
    if "extra argument" in said and error.ctx and (found := _extra(error.ctx, path, typed)):
        return found
    quotes = "words that belong together stand in quotes; " if "extra argument" in said else ""
    return WrongUsage(said, f"{quotes}{path} --help")


def _unsaid(error: Any, said: str, path: str) -> WrongUsage:
    """What to say where an argument is missing; ``Unsaid`` where it is the last one, so that it can be asked for."""
    params, missing = error.ctx.command.params, error.param
    needed = [each for each in params if each.param_type_name == "argument" and each.required]
    names = [each.metavar for each in needed]
    shape = f"{path} {' '.join(names)}; {path} --help" if needed[1:] else f"{path} --help"
    # Of words and a last one, Click misses the words where only one was typed.
    if missing.nargs < 0 and missing is not needed[-1]:
        return WrongUsage(f"{joined(names)} have to be given.", shape)
    if missing is not needed[-1]:
        return WrongUsage(said, shape)
    words = path.split()[1:]
    is_record = re.fullmatch(r"[A-Z](\.\.\.)?", missing.metavar)
    lists = ["action"] if words == ["done"] else words[:-1] if is_record else []
    name = re.sub("[^A-Z].*", "", missing.metavar.strip("["))
    told = f"{name.capitalize()}? {missing.help}"
    asks = ("Which ones?" if missing.nargs < 0 else "Which one?") if lists else told
    return Unsaid(said, shape, asks, lists)


def _wrong_option(error: Any, path: str, typed: Sequence[str]) -> WrongUsage:
    """What to say of an option that a command does not have: the one meant, or those it has."""
    option: str = error.option_name
    params = error.ctx.command.params if getattr(error, "ctx", None) else ()
    if re.fullmatch("-[a-z]", option, re.IGNORECASE):
        return _wrong_letter(option, params, path, typed)
    sentence = f"No such option: {option}."
    if not re.fullmatch("--[a-z][a-z-]*", option):
        return WrongUsage(sentence, _about_dashes(path))
    arguments = [each for each in params if each.param_type_name == "argument"]
    if meant := _without_the_option(option, arguments, path, typed) or _as_word(
        option, path, typed
    ):
        command = pasted("mentorlog", *meant)
        return Mistyped(f"{sentence} Did you mean {command}?", f"{path} --help", typed, meant)
    options = [each for each in params if each.param_type_name == "option"]
    given = {word.partition("=")[0] for word in typed}
    once = {opt for each in options if not each.multiple for opt in each.opts}
    twice = {opt for each in options if given.intersection(each.opts) for opt in each.opts} & once
    known = [each.opts[0] for each in options]
    like = [each for each in known if option[2:] in _LIKE.get(each, "").split()]
    like = like or get_close_matches(option, error.possibilities or (), 1, _A_SLIP)
    if found := next((each for each in like if each not in twice), None):
        parts = [word.partition("=") for word in typed]
        meant = ["".join((found if name == option else name, *rest)) for name, *rest in parts]
        hint = pasted("mentorlog", *meant)
        # What is an option elsewhere has a meaning there: it is said what this one takes.
        helps = [each.help.rstrip(".") for each in options if found == each.opts[0]]
        told = helps[0] if helps and option in _LIKE else ""
        about = f" ({told[0].lower()}{told[1:]})" if told else ""
        question = f"{sentence} Did you mean {found}{about}?"
        if found in SHOWS_OTHERS:
            return WrongUsage(question, hint)
        return Mistyped(question, hint, typed, meant)
    is_argument = option[2:] in map(_called, arguments)
    if not is_argument and (verbs := _verbs_with(option, getattr(error, "ctx", None))):
        it = "takes it" if len(verbs) == 1 else "take it"
        return WrongUsage(sentence, f"{path.rpartition(' ')[0]} {joined(verbs)} {it}")
    if reason := _NO_SUCH.get((" ".join(path.split()[1:2]), option)):
        return WrongUsage(sentence, f"{reason}; {path} --help")
    takes = [*filter(None, (each.metavar for each in arguments)), *known]
    return WrongUsage(sentence, f"{path} takes {', '.join(takes)}" if known else f"{path} --help")


def _wrong_letter(
    letter: str, params: Sequence[Any], path: str, typed: Sequence[str]
) -> WrongUsage:
    """What to say of a letter that is no option: the options that begin with it.

    Behind one dash it may also stand in a whole word (``-due``), or in a text.
    """
    sentence = f"No such option: {letter}."
    within = [each for each in typed if re.match("-[^-]", each) and letter[1] in each]
    if letter not in within and any(" " in each for each in within):
        return WrongUsage(sentence, _about_dashes(path))
    options = [each for each in params if each.param_type_name == "option"]
    named = [
        next((opt for opt in each.opts if opt[1:3] == f"-{letter[1].lower()}"), "")
        for each in options
        if each.multiple or not {word.partition("=")[0] for word in typed}.intersection(each.opts)
    ]
    names = sorted(filter(None, named))
    if not names:
        return WrongUsage(sentence, f"{path} --help")
    if names[1:] or names[0] in SHOWS_OTHERS or letter not in typed:
        return WrongUsage(sentence, f"it may be {joined(names, 'or')}; {path} --help")
    meant = [names[0] if word == letter else word for word in typed]
    question = f"{sentence} Did you mean {names[0]}?"
    return Mistyped(question, pasted("mentorlog", *meant), typed, meant)


_OTHER_NAMES = {
    **dict.fromkeys(("title", "text", "name"), ("title", "text", "name")),
    "day [time": ("day", "on", "by", "due", "at", "date"),
}
"""What else an argument is called, as an option would be."""


def _without_the_option(
    option: str, arguments: Sequence[Any], path: str, typed: Sequence[str]
) -> list[str]:
    """What was typed, where the next argument is called as the option: ``goal add --title Speak``; else empty.

    A text that may be left out has options beside it, which say what it is and who reads it.
    """
    before = before_options(typed[len(path.split()) - 1 :])
    following = [
        "" if each.metavar == "[TEXT]" else _called(each) for each in arguments[len(before) :]
    ]
    if not following or option[2:] not in _OTHER_NAMES.get(following[0], following[:1]):
        return []
    parts = [word.partition("=") for word in typed]
    return [
        rest if name == option else "".join((name, *more))
        for name, *more in parts
        if name != option or (rest := more[1])
    ]


def _as_word(option: str, path: str, typed: Sequence[str]) -> list[str]:
    """What was typed, with the word for the option: ``check-in g4 stuck --note TEXT``; empty where there is none."""
    first = len(path.split())
    is_goal_alone = len(before_options(typed[first - 1 :])) == 1
    if path.split()[-1] != "check-in" or option not in _AS_WORD or not is_goal_alone:
        return []
    place = next(n for n, word in enumerate(typed) if word.partition("=")[0] == option)
    text = before_options(typed[place + 1 :])
    rest = typed[place + 1 + len(text) :]
    said = " ".join(filter(None, (typed[place].partition("=")[2], *text)))
    return [*typed[:place], _AS_WORD[option], *(["--note", said] if said else []), *rest]


def _called(argument: Any) -> str:
    """What an argument is called, as an option would be: ``title``."""
    called: str = argument.metavar.strip("[].").lower()
    return called


def _verbs_with(option: str, ctx: Any) -> list[str]:
    """The other verbs of a noun that take an option, as ``cancel`` does that ``session edit`` has not."""
    if not (ctx and ctx.parent and ctx.parent.parent):
        return []
    verbs: Mapping[str, Any] = ctx.parent.command.commands
    return [
        name
        for name, verb in verbs.items()
        if not verb.hidden and any(option in each.opts for each in verb.params)
    ]


def _about_dashes(path: str) -> str:
    """What to do about a letter that is no option: it may begin a text."""
    name = path.split()[-1]
    if name not in _TAKES_TEXT:
        return f"{path} --help"
    before = f"{path} WHO" if name in ("log", "ask") else path
    return f"text that starts with a dash goes after --, as in {before} -- TEXT"


# Words that name no record, or are too many

_ENDS = {str(end) for ends in (GoalState, ActionState, SessionState, Outcome) for end in ends}
_FILES = {"export": ("csv", "ics", "jsonl"), "report": ("html",)}
"""What some commands write, beside the formats of every screen; a list is also CSV."""


def behind(ctx: Any, words: Sequence[str], wrong: str) -> Mistyped | None:
    """The refusal of ``cancel s2 she is ill``, with the option that was meant; None where none is plain.

    ``wrong`` is the first word that names no record. One word alone may be a slip in another record's
    name, unless it is an end.
    """
    most = words.index(wrong) if wrong in words else 0
    # A day may begin as a reference does: 20 nov, last friday.
    told = "{} names no record."
    return _with_option(ctx, words, most, range(1, most + 1), told) if most else None


def day_behind(ctx: Any, words: Sequence[str]) -> Mistyped | None:
    """The same of a day of several words, each of which may be one of a title: ``done rota on friday``.

    A title that has all of the words is meant; and where those before it name no record, they may be a reason.
    """
    most, told = len(words), "{} names no record."
    found = _with_option(ctx, words, most, range(1, most - 1), told)
    if found is None:
        return None
    from mentorlog.commands.desk import Desk
    from mentorlog.journal.references import in_one, is_code

    before = before_options(found.meant)
    with Desk.of(ctx).reading() as journal:
        name_records = all(is_code(each) or in_one(journal, [each]) for each in before)
        return found if name_records and not in_one(journal, words) else None


def how_often(ctx: Any) -> Mistyped | None:
    """The same of words that say how often: ``Grace every week on friday``, ``edit a2 weekly``; None for others.

    What stands behind them is that of another option, or is named as it is left out.
    """
    typed: list[str] = ctx.meta[TYPED]
    said = before_options(typed)
    words = " ".join(said).split()
    place, often, left = periods.how_often(words) or (0, "", "")
    takes = [opt for each in ctx.command.params for opt in each.opts]
    is_named = bool({"name", "who"}.intersection(takes))
    if "--every" not in takes or not (place if is_named else place == 1 and not left):
        return None
    first, _, value = left.partition(" ")
    # A day behind how often is that of the meetings, and not that of the change.
    is_option = value and first != "on" and f"--{first}" in takes
    more = [f"--{first}", value] if is_option else []
    told = [" ".join(words[:place]), "--every", often, *more, *typed[len(said) :]]
    command = pasted(*ctx.command_path.split(), *told)
    why = f"No option takes {quoted(left)}. " if left and not more else ""
    return Mistyped(f"{why}Did you mean {command}?", f"{ctx.command_path} --help", typed, told)


def _extra(ctx: Any, path: str, typed: Sequence[str]) -> Mistyped | None:
    """The same of words behind the last argument: ``mentorship pause dana 20 dec``, ``export csv``.

    Two of them may be a name, so that they are no reason.
    """
    if found := how_often(ctx):
        return found
    words = typed[len(path.split()) - 1 :]
    most = sum(each.param_type_name == "argument" for each in ctx.command.params)
    return _with_option(ctx, words, most, [most], "{} has no place there.", least=3)


def _with_option(
    ctx: Any,
    words: Sequence[str],
    most: int,
    of_a_day: Iterable[int],
    why: str,
    *,
    least: int = 2,
) -> Mistyped | None:
    """The words with the option that takes those from the place ``most`` on, or ``of_a_day``; None without one.

    A reason has at ``least`` so many words.
    """
    said, given = before_options(words), {word.partition("=")[0] for word in words}
    for each in ctx.command.params:
        if given.intersection(each.opts):
            continue
        for place in of_a_day if each.name == "on" else [most]:
            if said[place:] and (option := _as_option(ctx, each, said[place:], least)):
                told = [*said[:place], *option, *words[len(said) :]]
                command = pasted(*ctx.command_path.split(), *told)
                sentence = f"{why.format(quoted(' '.join(said[place:])))} Did you mean {command}?"
                return Mistyped(sentence, f"{ctx.command_path} --help", words, told)
    return None


def _as_option(ctx: Any, option: Any, rest: Sequence[str], least: int) -> list[str]:
    """An option with the words, if they are what it takes: a day, an end, a format, a reason; else empty."""
    from mentorlog.commands.desk import Desk

    first, text, is_one = rest[0], " ".join(rest), len(rest) == 1
    is_day = Desk.of(ctx).is_day
    match option.name:
        case "on":
            # A month alone may be somebody's name, or a note.
            is_told = is_day(text) or (not is_one and dates.is_day(text))
        case "as_" if first in _ENDS:
            more = " ".join(rest[1:])
            why_or_on = ["--on" if is_day(more) else "--why", more] if more else []
            return [option.opts[0], first, *why_or_on]
        case "format_":
            lists = any("--sort" in each.opts for each in ctx.command.params)
            files = _FILES.get(ctx.command_path.split()[-1], ("csv",) if lists else ())
            is_told = is_one and first.lower() in ("json", "markdown", *files)
        case "why" | "evidence" | "note":
            is_told = len(rest) >= least
        case _:
            is_told = False
    value = text.removeprefix("on ") if option.name == "on" else text
    return [option.opts[0], value] if is_told else []
