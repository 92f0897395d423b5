"""What was meant by a command line that is refused: another command, a verb, an option.

On a terminal a whole command that was meant is asked about and run; else it is a hint.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import takewhile
from typing import Any

from mentorlog import dates
from mentorlog.errors import Mistyped, WrongUsage, joined, pasted, quoted
from mentorlog.records import ActionState, GoalState, Kind, Outcome, SessionState

_LETTERED = re.compile("[a-z]-?[0-9]+|last", re.IGNORECASE)
_REFERENCE = re.compile(f"[0-9]+|{_LETTERED.pattern}", re.IGNORECASE)

# Words that are no command

_ROOT = {
    "": "today home now",
    "takeaway add --private": "note jot private secret",
    "takeaway add": "keep learned learning lesson insight",
    "takeaway add --kind feedback": "feedback",
    "takeaway add --kind advice": "advice advise",
    "takeaway add --kind question": "question",
    "takeaway add --kind reflection": "reflect reflection",
    "takeaway": "notes lessons learnings questions topics",
    "takeaway answer": "answer",
    "takeaway outcome": "outcome",
    "ask WHO TEXT": "topic raise",
    "status": "ls list overview dashboard summary stats all reminders overdue due",
    "timeline": "history activity calendar week month",
    "prep": "next agenda prepare",
    "log": "meet meeting held write entry new",
    "session": "meetings",
    "session plan": "plan schedule book",
    "session cancel": "cancel",
    "todo": "add create task remind promise commit",
    "action": "tasks todos",
    "action drop": "drop",
    "action skip": "skip",
    "action reopen": "reopen undone uncheck untick",
    "done": "complete finish tick check do",
    "check-in": "checkin progress reading",
    "check-in G stuck --note TEXT": "stuck blocked",
    "goal close --as achieved": "achieve achieved reach",
    "edit REF --by DAY": "target deadline retarget move reschedule postpone snooze defer wait",
    "edit REF --goal G": "attach link connect",
    "edit REF --why-moved TEXT": "why reason because",
    "goal history": "checkins check-ins readings",
    "goal map": "map tree",
    "win add": "brag achievement accomplishment kudos success",
    "skill add": "rate rating",
    "show": "view get cat open info describe details",
    "edit": "change update modify set rename amend",
    "delete": "rm remove del erase",
    "search": "find grep query look",
    "report": "share-report brag-doc print summarise summarize",
    "review": "quiet attention",
    "since": "changed news whats-new",
    "changes": "audit blame diff",
    "undo": "revert back rollback",
    "mentorship end": "end stop",
    "mentorship resume": "resume",
    "mentorship pause": "pause holiday holidays vacation away leave",
    "mentorship": "mentorships relationship",
    "person": "people contacts contact who",
    "config": "settings setup configure preferences",
    "help": "man docs manual guide",
    "export": "dump download",
    "import": "load upload",
    "doctor": "repair fsck fix",
}
"""For each command, the words that people try instead of it; in capitals what is to be typed in it."""

_OF_ANY_NOUN = {
    "delete": "rm remove del erase",
    "add": "new create make",
    "list": "ls all",
    "show": "view get open info",
    "edit": "change update set modify rename",
}
_OF_A_NOUN = {
    "goal": {
        "goal close --as achieved": "done achieve achieved complete finish reach reached tick",
        "goal close --as dropped": "drop cancel abandon",
        "goal close --as missed": "miss missed fail",
        "goal check-in": "progress checkin",
        "goal edit G --by DAY": "move retarget target postpone slip",
        "goal map": "tree",
        "milestone add": "milestone milestones checkpoint",
        "goal reopen": "resume activate start",
    },
    "action": {
        "action done": "close complete finish tick check",
        "action drop": "cancel abandon",
        "action edit A --due DAY": "move postpone snooze wait defer",
        "action reopen": "undone uncheck untick",
    },
    "milestone": {
        "milestone done": "close complete finish reach reached tick achieve",
        "milestone edit M --due DAY": "move postpone",
    },
    "session": {
        "log": "held hold",
        "session edit S --on DAY": "move reschedule postpone",
        "session plan": "schedule book",
        "session no-show": "noshow missed",
    },
    "takeaway": {"takeaway answer": "reply", "takeaway outcome": "tried worked"},
    "skill": {"skill add": "rate"},
    "mentorship": {"mentor add": "add new create begin start"},
}
_OF_A_RECORD = {
    "takeaway outcome": "advice advise",
    "takeaway answer": "question",
    "edit REF --private": "private secret hide",
    "edit REF --tag TAG": "tag",
    "show": "history",
}
"""The same, where a record's number follows the word."""
_OF_A_LETTER = {("history", "g"): "goal history"}
"""The same, where the number's letter tells of which kind the record is."""
_NOUNS = {
    word: noun
    for noun in (*(each.noun for each in Kind), "mentor", "mentee", "peer")
    for word in (noun, f"{noun}s")
} | dict.fromkeys(("todo", "todos", "task", "tasks"), "action")
"""The nouns, in the singular and the plural."""
_WITHOUT_VERB = {
    **dict.fromkeys(("win", "takeaway", "goal", "action", "skill"), "add"),
    **dict.fromkeys(("person", "agreement"), "show"),
}
"""The verb that is meant where a text, or a name, follows the noun."""
_MENTORSHIPS_OWN = "show edit pause resume end delete"
"""What ``mentorship`` does with those whom ``mentor``, ``mentee`` and ``peer`` list and add."""
_A_SLIP, _A_SLIP_OF_AN_OPTION = 0.75, 0.85
"""How like two words are that differ by a slip, from 0 to 1; less would make --public of --publish."""


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {word: command for command, words in table.items() for word in words.split()}


def suggestions(noun: str = "") -> dict[str, str]:
    """For each word that is no command, or no verb of ``noun``, the command that does it."""
    if not noun:
        return {f"{each.noun}s": each.noun for each in Kind} | _by_word(_ROOT)
    if noun in ("mentor", "mentee", "peer"):
        return {verb: f"mentorship {verb}" for verb in _MENTORSHIPS_OWN.split()}
    of_any = {f"{noun} {verb}": words for verb, words in _OF_ANY_NOUN.items()}
    return _by_word(of_any) | _by_word(_OF_A_NOUN.get(noun, {}))


def unknown(noun: str, args: Sequence[str], known: Sequence[str]) -> WrongUsage | None:
    """The refusal of a word that is no command; None where it is not plain what was meant."""
    found, rest = _found(noun, args, known)
    if found is None:
        return None
    words = found.split()
    path = list(takewhile(lambda word: word[0] != "-" and word.islower(), words))
    if noun and path[0] == noun and path[1] not in known:
        return None
    hint = " ".join(("mentorlog", *path, "--help"))
    meant = _filled_in(words, rest)
    command = pasted("mentorlog", *(meant or words))
    sentence = f"No such command '{args[0]}'. Did you mean {command}?"
    if not meant:
        return WrongUsage(sentence, hint)
    return Mistyped(sentence, hint, [*([noun] if noun else []), *args], meant)


_LEADS = ("to", "by", "until", "till", "on", "with", "from")
"""What may stand before a day, or a record, that is typed last; before a text it is a word of it."""


def _filled_in(words: Sequence[str], rest: Sequence[str]) -> list[str]:
    """The command with what was typed in the place of ``REF`` and ``DAY``; empty where too little was typed."""
    gaps = [place for place, word in enumerate(words) if word.isupper()]
    said = _before_options(rest)
    if len(said) < len(gaps):
        return []
    if not gaps:
        return [*words, *rest]
    last = said[len(gaps) - 1 :]
    if len(last) > 1 and last[0] in _LEADS and words[gaps[-1]] != "TEXT":
        last = last[1:]
    typed = dict(zip(gaps, [*said[: len(gaps) - 1], " ".join(last)], strict=True))
    filled = [typed.get(place, word) for place, word in enumerate(words)]
    return [*filled, *rest[len(said) :]]


def _found(
    noun: str, args: Sequence[str], known: Sequence[str]
) -> tuple[str | None, Sequence[str]]:
    """The command that was meant, and the words that go after it."""
    word = args[0].casefold()
    first, *behind = args if noun else args[1:] or [""]
    of_record = _by_word(_OF_A_RECORD).get(noun or word)
    of_record = _OF_A_LETTER.get((word, first[:1].casefold()), of_record)
    if of_record and _LETTERED.fullmatch(first):
        return of_record, [first, *behind]
    other = _NOUNS.get(args[1].casefold()) if not noun and len(args) > 1 else None
    if other:  # add goal, list goals
        verbs = {verb: f"{other} {verb}" for verb in _OF_ANY_NOUN} | suggestions(other)
        if turned := verbs.get(word):
            return turned, args[2:]
    found = suggestions(noun).get(word)
    if found is not None:
        return found, args[1:]
    if slip := get_close_matches(word, known, 1, _A_SLIP):
        return f"{noun} {slip[0]}".strip(), args[1:]
    verb = _WITHOUT_VERB.get(noun)
    return f"{noun} {verb}" if verb else None, args


def are_references(args: Sequence[str], *, lettered: bool) -> bool:
    """Whether nothing but references stands before the options; ``lettered``, none is a mere number."""
    words = _before_options(args)
    return bool(words) and all(map((_LETTERED if lettered else _REFERENCE).fullmatch, words))


def _before_options(args: Sequence[str]) -> list[str]:
    return list(takewhile(lambda word: not word.startswith("-"), args))


_FORMATS = ("json", "csv", "markdown", "html", "ics")
_ENDS = {str(end) for ends in (GoalState, ActionState, SessionState, Outcome) for end in ends}
_SAID_BEHIND = ("on", "as_", "format_", "why", "evidence")
"""The options that say when and how something ended, and why, one of which may be typed without its name."""


def behind(ctx: Any, words: Sequence[str]) -> Mistyped | None:
    """The refusal of ``cancel s2 she is ill``, with the option that was meant; None where none is plain.

    One word alone may be a slip in another record's name, unless it is an end.
    """
    most = len(list(takewhile(_REFERENCE.fullmatch, words)))
    # A day may begin as a reference does: 20 nov, last friday.
    return _with_option(ctx, words, most, range(1, most + 1), "{} names no record.")


def _extra(ctx: Any, path: str, typed: Sequence[str]) -> Mistyped | None:
    """The same of words behind the last argument: ``mentorship pause dana 20 dec``, ``export csv``."""
    words = typed[len(path.split()) - 1 :]
    most = sum(each.param_type_name == "argument" for each in ctx.command.params)
    return _with_option(ctx, words, most, [most], "{} has no place there.")


def _with_option(
    ctx: Any, words: Sequence[str], most: int, of_a_day: Iterable[int], why: str
) -> Mistyped | None:
    """The words with the option that takes those from the place ``most`` on, or ``of_a_day``; None without one."""
    said, given = _before_options(words), {word.partition("=")[0] for word in words}
    for each in ctx.command.params:
        if each.name not in _SAID_BEHIND or given.intersection(each.opts):
            continue
        for place in of_a_day if each.name == "on" else [most]:
            if said[place:] and _fits(ctx, each, said[place:]):
                option = [each.opts[0], " ".join(said[place:])]
                told = [*said[:place], *option, *words[len(said) :]]
                command = pasted(*ctx.command_path.split(), *told)
                sentence = f"{why.format(quoted(' '.join(said[place:])))} Did you mean {command}?"
                return Mistyped(sentence, f"{ctx.command_path} --help", words, told)
    return None


def _fits(ctx: Any, option: Any, rest: Sequence[str]) -> bool:
    """Whether words are what an option takes: a day, an end, a format, or several words of a reason."""
    if option.name == "on":
        from mentorlog.commands.desk import Desk

        day = " ".join(rest)  # A month alone may be somebody's name, or a note.
        return Desk.of(ctx).is_day(day) or (len(rest) > 1 and dates.is_day(day))
    is_one = len(rest) == 1
    if option.name == "format_":
        return is_one and rest[0].lower() in _FORMATS
    return is_one and rest[0] in _ENDS if option.name == "as_" else not is_one


# A verb in the place of a text

_NOUN_OF = {"todo": "action", "done": "action", "log": "session"}
VERBS = {
    "action": ("list", "show", "edit", "delete", "done", "drop", "skip", "reopen"),
    "session": ("list", "show", "edit", "delete", "cancel"),
}
"""The verbs that may stand in the place of a text or a name."""


def instead(name: str, args: Sequence[str]) -> Mistyped | None:
    """The refusal of ``todo list`` or ``todo done 2``, with the command that was meant; None for a text."""
    verb, words = args[0], _before_options(args[1:])
    if verb not in VERBS[_NOUN_OF[name]]:
        return None
    if words if verb == "list" else not are_references(args[1:], lettered=False):
        return None
    meant, options = [_NOUN_OF[name], *args], args[1 + len(words) :]
    command = pasted("mentorlog", *meant)
    as_text = pasted("mentorlog", name, *options, "--", verb, *words)
    hint = f"as a text: {as_text}" if name == "todo" else ""
    return Mistyped(f"Did you mean {command}? Nothing was saved.", hint, [name, *args], meant)


# What Typer refuses

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
    "--note": "comment",
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


_NO_SUCH = {
    ("skill", "--owner"): "skills are your own; a mentee's ratings come with their share",
    ("win", "--owner"): "a win is yours, or with --goal that of the goal's owner",
    ("takeaway", "--owner"): "a line is yours, or with --goal that of the goal's owner",
    ("milestone", "--owner"): "a milestone is that of its goal's owner",
    ("session", "--planned"): "mentorlog session lists the planned ones too, below those held",
}
"""For options that a noun has not, why, or what does it."""


def refusal(error: Any, path: str, typed: Sequence[str]) -> WrongUsage:
    """What to say for Typer's ``error``; ``Mistyped`` where the whole command that was meant is known.

    ``path`` are the words of the command, ``typed`` all words behind ``mentorlog``.
    """
    if hasattr(error, "possibilities"):  # Only an unknown option has them, maybe none.
        return _wrong_option(error, path, typed)
    said = error.format_message()
    said = said if said.endswith((".", "?", "!")) else f"{said}."
    if "issing argument" in said and typed in (["todo"], ["done"]):
        return Mistyped(
            f"{said} Did you mean mentorlog action?", f"{path} --help", typed, ["action"]
        )
    if "issing argument" in said and (needed := _needed(error)):
        shape = f"{path} {' '.join(needed)}; {path} --help"
        # Of words and a last one, Click misses the words where only one was typed.
        is_either = error.param.nargs < 0 and error.param.metavar != needed[-1]
        return WrongUsage(f"{joined(needed)} have to be given." if is_either else said, shape)
    if "extra argument" in said and error.ctx and (found := _extra(error.ctx, path, typed)):
        return found
    quotes = "words that belong together stand in quotes; " if "extra argument" in said else ""
    return WrongUsage(said, f"{quotes}{path} --help")


def _needed(error: Any) -> list[str]:
    """The arguments that the command has to be given, where these are several."""
    params = error.ctx.command.params if error.ctx else ()
    needed = [
        each.metavar for each in params if each.param_type_name == "argument" and each.required
    ]
    return needed if len(needed) > 1 else []


def _wrong_option(error: Any, path: str, typed: Sequence[str]) -> WrongUsage:
    """What to say of an option that a command does not have: the one meant, or those it has."""
    option: str = error.option_name
    sentence = f"No such option: {option}."
    if not re.fullmatch("--[a-z][a-z-]*", option):
        return WrongUsage(sentence, _about_dashes(path))
    params = error.ctx.command.params if getattr(error, "ctx", None) else ()
    arguments = [each for each in params if each.param_type_name == "argument"]
    if meant := _without_the_option(option, arguments, path, typed):
        command = pasted("mentorlog", *meant)
        return Mistyped(f"{sentence} Did you mean {command}?", f"{path} --help", typed, meant)
    options = [each for each in params if each.param_type_name == "option"]
    given = {word.partition("=")[0] for word in typed}
    once = {opt for each in options if not each.multiple for opt in each.opts}
    twice = {opt for each in options if given.intersection(each.opts) for opt in each.opts} & once
    known = [each.opts[0] for each in options]
    like = [each for each in known if option[2:] in _LIKE.get(each, "").split()]
    like = like or get_close_matches(option, error.possibilities or (), 1, _A_SLIP_OF_AN_OPTION)
    if found := next((each for each in like if each not in twice), None):
        parts = [word.partition("=") for word in typed]
        meant = ["".join((found if name == option else name, *rest)) for name, *rest in parts]
        hint = pasted("mentorlog", *meant)
        return Mistyped(f"{sentence} Did you mean {found}?", hint, typed, meant)
    is_argument = option[2:] in map(_called, arguments)
    if not is_argument and (verbs := _verbs_with(option, getattr(error, "ctx", None))):
        it = "takes it" if len(verbs) == 1 else "take it"
        return WrongUsage(sentence, f"{path.rpartition(' ')[0]} {joined(verbs)} {it}")
    if reason := _NO_SUCH.get((path.split()[1], option)):
        return WrongUsage(sentence, f"{reason}; {path} --help")
    takes = [*filter(None, (each.metavar for each in arguments)), *known]
    return WrongUsage(sentence, f"{path} takes {', '.join(takes)}" if known else f"{path} --help")


def _without_the_option(
    option: str, arguments: Sequence[Any], path: str, typed: Sequence[str]
) -> list[str]:
    """What was typed, where the next argument is called as the option: ``goal add --title Speak``; else empty.

    A text that may be left out has options beside it, which say what it is and who reads it.
    """
    before = _before_options(typed[len(path.split()) - 1 :])
    following = [
        "" if each.metavar == "[TEXT]" else _called(each) for each in arguments[len(before) :]
    ]
    if following[:1] != [option[2:]]:
        return []
    parts = [word.partition("=") for word in typed]
    return [
        rest if name == option else "".join((name, *more))
        for name, *more in parts
        if name != option or (rest := more[1])
    ]


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
