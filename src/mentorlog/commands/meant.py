"""What was meant by a word that is no command, or by a verb in the place of a text.

On a terminal a whole command that was meant is asked about and run; else it is a hint.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from importlib import import_module
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from mentorlog.commands import TYPED
from mentorlog.errors import (
    MentorlogError,
    Mistyped,
    NotFound,
    WrongUsage,
    joined,
    pasted,
    quoted,
    with_article,
)
from mentorlog.records import Action, Kind, Outcome, Session
from mentorlog.records.kinds import ENDS, LETTERS

if TYPE_CHECKING:
    from mentorlog.journal import Journal

_LETTERED = re.compile("[a-z]-?[0-9]+|last", re.IGNORECASE)
REFERENCE = re.compile(f"[0-9]+|{_LETTERED.pattern}", re.IGNORECASE)
"""How a reference looks that is no word of a title."""

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
    "status": "st ls list overview dashboard summary stats all reminders overdue due",
    "timeline": "tl history activity calendar week month",
    "prep": "next agenda prepare",
    "log": "l meet meeting held write entry new",
    "session": "meetings",
    "session plan": "plan schedule book",
    "session cancel": "cancel",
    "todo": "t td add create task remind promise commit",
    "action": "tasks todos",
    "action drop": "drop abandon",
    "action skip": "skip",
    "action reopen": "reopen undone uncheck untick",
    "done": "d complete finish tick check do",
    "check-in": "ci checkin progress reading",
    "milestone": "ms",
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
    "config set": "set",
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
        "goal close --as dropped": "drop cancel abandon stop",
        "goal close --as missed": "miss missed fail",
        "goal check-in": "progress checkin",
        "goal edit G --by DAY": "move retarget target postpone slip",
        "goal map": "tree",
        "milestone add": "milestone milestones checkpoint",
        "goal reopen": "resume activate start",
    },
    "action": {
        "action done": "close complete finish tick check",
        "action drop": "cancel abandon stop",
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
        "session cancel": "drop",
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
_A_SLIP = 0.75
"""How like two words are that differ by a slip, from 0 to 1."""


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {word: command for command, words in table.items() for word in words.split()}


def suggestions(noun: str = "") -> dict[str, str]:
    """For each word that is no command, or no verb of ``noun``, the command that does it."""
    if not noun:
        return {word: noun for word, noun in _NOUNS.items() if word == f"{noun}s"} | _by_word(_ROOT)
    if noun in ("mentor", "mentee", "peer"):
        return {verb: f"mentorship {verb}" for verb in _MENTORSHIPS_OWN.split()}
    of_any = {f"{noun} {verb}": words for verb, words in _OF_ANY_NOUN.items()}
    return _by_word(of_any) | _by_word(_OF_A_NOUN.get(noun, {}))


def unknown(
    noun: str, args: Sequence[str], known: Sequence[str], ctx: Any = None
) -> WrongUsage | None:
    """The refusal of a word that is no command; None where it is not plain what was meant.

    By ``ctx`` it is looked up which records the words behind it name.
    """
    if behind := _behind_reference(noun, args):
        behind = _of_session(ctx, behind)
        sentence = f"No such command '{args[0]}'. Did you mean {pasted('mentorlog', *behind)}?"
        hint = f"mentorlog {' '.join(behind[: 1 if behind[0] in ('close', 'log') else 2])} --help"
        return Mistyped(sentence, hint, [*([noun] if noun else []), *args], behind)
    of_records = _of_records(ctx, args[0].casefold(), args[1:]) if ctx and not noun else None
    found, rest = of_records or _found(noun, args, known)
    if found is None:
        return _of_several(noun, args, known)
    words = found.split()
    path = list(takewhile(lambda word: word[0] != "-" and word.islower(), words))
    if noun and path[0] == noun and path[1] not in known:
        return None
    hint = " ".join(("mentorlog", *path, "--help"))
    meant = _of_session(ctx, _filled_in(words, rest))
    command = pasted("mentorlog", *(meant or words))
    sentence = f"No such command '{args[0]}'. Did you mean {command}?"
    if not meant:
        return WrongUsage(sentence, hint)
    return Mistyped(sentence, hint, [*([noun] if noun else []), *args], meant)


def _of_several(noun: str, args: Sequence[str], known: Sequence[str]) -> WrongUsage | None:
    """The refusal of what several commands begin with: it names them."""
    several = _begin_with(noun, args, known)
    if not several:
        return None
    path = " ".join(filter(None, ("mentorlog", noun)))
    hint = f"it may be {joined(several, 'or')}; {path} --help"
    return WrongUsage(f"No such command '{args[0]}'.", hint)


_LEADS = ("to", "by", "until", "till", "on", "with", "from")
"""What may stand before a day, or a record, that is typed last; before a text it is a word of it."""


def _filled_in(words: Sequence[str], rest: Sequence[str]) -> list[str]:
    """The command with what was typed in the place of ``REF`` and ``DAY``; empty where too little was typed."""
    gaps = [place for place, word in enumerate(words) if word.isupper()]
    said = before_options(rest)
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
    if _LETTERED.fullmatch(first):
        its_own = _of_its_kind(first, word) if not noun else None
        if its_own == "":
            raise _has_none(LETTERS[first[0].lower()], first, word)
        if of_record := its_own or _by_word(_OF_A_RECORD).get(noun or word):
            return of_record, [first, *behind]
    other = _NOUNS.get(args[1].casefold()) if not noun and len(args) > 1 else None
    if other:  # add goal, list goals
        verbs = {verb: f"{other} {verb}" for verb in _OF_ANY_NOUN} | suggestions(other)
        if turned := verbs.get(word):
            return turned, args[2:]
    found = suggestions(noun).get(word)
    if found is not None:
        return found, args[1:]
    if begun := _begin_with(noun, args, known):
        return (f"{noun} {begun[0]}".strip(), args[1:]) if len(begun) == 1 else (None, args)
    if slip := get_close_matches(word, known, 1, _A_SLIP):
        return f"{noun} {slip[0]}".strip(), args[1:]
    verb = _WITHOUT_VERB.get(noun)
    return f"{noun} {verb}" if verb else None, args


_AGAIN = ("reopen", "undone", "uncheck", "untick", "resume")
"""Words for what is done to closed records."""


def _of_records(
    ctx: Any, word: str, args: Sequence[str]
) -> tuple[str | None, Sequence[str]] | None:
    """The command for the records that the words behind it name: ``drop kafka`` is of a goal where one is called so.

    All is None where the usual command stands. Raises ``WrongUsage`` where they are of a kind that has no such
    command, or name nothing that could be ended or opened by it.
    """
    words, command = before_options(args), suggestions().get(word, "")
    own = _kinds_of(command)
    # What is added has a text, in which words of a title may stand.
    if not own or not words or command.split()[1:2] in (["add"], ["plan"]):
        return None
    if are_references(args, lettered=False):
        return _of_repeating(ctx, words, args) if word == "stop" else None
    other = {kind: _of_its_kind(f"{kind.letter}1", word) or "" for kind in Kind if kind not in own}
    from mentorlog.commands.desk import Desk
    from mentorlog.journal.references import in_one

    with Desk.of(ctx).reading() as journal:
        for is_open in (False, True) if word in _AGAIN else (True, False):
            for kind in (*own, *sorted(other, key=lambda kind: not other[kind])):
                if not _names_one(journal, kind, words, is_open=is_open):
                    continue
                if kind in own:
                    return None
                named = [" ".join(words), *args[len(words) :]]
                if not other[kind]:
                    raise _has_none(kind, " ".join(words), word)
                return other[kind], named
        if command in _ON_TITLES and not any(
            REFERENCE.fullmatch(each) or in_one(journal, [each]) for each in words
        ):
            found = " ".join(words)
            raise NotFound("record", found, f"{pasted('mentorlog', 'search', found)} looks further")
    return None


_ON_TITLES = ("done", "action drop", "action skip", "action reopen", "goal close --as achieved")
"""Commands for records that are named by their title alone, and by no person's name."""


def _has_none(kind: Kind, name: str, word: str) -> WrongUsage:
    """The refusal of a verb that a record's kind has not."""
    hint = (
        f"{pasted('mentorlog', kind.noun, 'delete', name)} removes it; mentorlog {kind.noun} --help"
    )
    return WrongUsage(f"{quoted(name)} is {with_article(kind)}, which {word} does not take.", hint)


def done_of(ctx: Any, words: Sequence[str], refused: MentorlogError) -> Mistyped | None:
    """The refusal of ``done kafka`` with the command that ends what is called so; None where nothing else is."""
    found = None
    with suppress(NotFound, WrongUsage):
        found = _of_records(ctx, "finish", words)
    if found is None or found[0] is None:
        return None
    typed: list[str] = ctx.meta[TYPED]
    path = ctx.command_path.split()[1:]
    meant = [*found[0].split(), *found[1], *typed[len(before_options(typed)) :]]
    sentence = f"{refused.sentence} Did you mean {pasted('mentorlog', *meant)}?"
    return Mistyped(sentence, refused.hint, [*path, *typed], meant)


def _of_session(ctx: Any, meant: list[str]) -> list[str]:
    """``log s1`` with the people and the day of that session, as ``log`` takes them; other commands as they are."""
    from mentorlog.journal.references import is_number, resolve

    if not ctx or meant[:1] != ["log"] or not meant[1:] or not is_number(meant[1], Kind.SESSION):
        return meant
    from mentorlog.commands.desk import Desk
    from mentorlog.journal import store

    with Desk.of(ctx).reading() as journal:
        held = store.get(journal, Session, resolve(journal, Kind.SESSION, meant[1]))
    names = [person.label for person in held.attendees]
    if not names:
        return meant
    others = (word for name in names[1:] for word in ("--with", name))
    return ["log", names[0], *others, "--on", held.held_on.isoformat(), *meant[2:]]


def _kinds_of(command: str) -> tuple[Kind, ...]:
    """The kinds whose records a command takes, where these are few."""
    first = command.split(" ")[0]
    if first == "done":
        return (Kind.ACTION, Kind.MILESTONE, Kind.TAKEAWAY)
    return tuple(kind for kind in Kind if kind.noun == first)


def _names_one(journal: "Journal", kind: Kind, words: Sequence[str], *, is_open: bool) -> bool:
    """Whether the words name a record of the kind; a person's name is that of a mentorship, or of a session."""
    from mentorlog.journal import people
    from mentorlog.journal.references import in_one

    if kind in (Kind.MENTORSHIP, Kind.SESSION) and people.called(journal, " ".join(words)):
        return True
    return kind is not Kind.MENTORSHIP and in_one(journal, words, kind, is_open=is_open)


def _of_repeating(
    ctx: Any, codes: Sequence[str], args: Sequence[str]
) -> tuple[str, Sequence[str]] | None:
    """What stops an action that repeats: it stays, and none comes after it; None for others."""
    from mentorlog.commands.desk import Desk
    from mentorlog.journal import store
    from mentorlog.journal.references import is_number, resolve

    if len(codes) > 1 or not is_number(codes[0], Kind.ACTION):
        return None

    with suppress(NotFound), Desk.of(ctx).reading() as journal:
        action = store.get(journal, Action, resolve(journal, Kind.ACTION, codes[0]))
        if action.every:
            return "action edit A --every none", args
    return None


_SHORT, _SHORT_OF_A_TEXT = 2, 4
"""How many letters of a verb are sure to be no word of a text: before a record's number or alone, and before other words."""


def _begin_with(noun: str, args: Sequence[str], known: Sequence[str]) -> list[str]:
    """The commands that begin with the word; none where it may as well be the first word of a text, or of a name."""
    word, *behind = args
    least = 1
    if verb := _WITHOUT_VERB.get(noun):
        is_verb = REFERENCE.fullmatch(behind[0]) if behind else verb == "add"
        least = _SHORT if is_verb else _SHORT_OF_A_TEXT
    return [each for each in known if len(word) >= least and each.startswith(word.casefold())]


_MOVED_BY = {Kind.GOAL: "--by", Kind.ACTION: "--due", Kind.MILESTONE: "--due"}
"""The option that moves a record of a kind; what has a day of its own is moved by ``--on``."""
_READING = re.compile(r"\+?[0-9]+([.,][0-9]+)? ?%?|stuck", re.IGNORECASE)


def _behind_reference(noun: str, args: Sequence[str]) -> list[str]:
    """The command that the words behind a record's number stand for, as in ``takeaway t1 worked``; empty where none is plain.

    They are a verb, an end, a reading, a day, or how often. By a letter and a number a record is shown whatever
    else they are; a number alone may begin a text.
    """
    code, *rest = before_options(args) or [""]
    own = next((kind for kind in Kind if kind.noun == noun), None)
    kind = own if code.isdecimal() else LETTERS.get(code[:1].lower())
    if (
        kind is None
        or (noun and not own)
        or not rest
        or not REFERENCE.fullmatch(code)
        or code.lower() == "last"
    ):
        return []
    from mentorlog import dates, periods

    first, more, options = rest[0].casefold(), rest[1:], args[1 + len(rest) :]
    text, said = " ".join(rest), " ".join(more)
    day = said if more and first in (*_LEADS, "due") else text
    if kind is Kind.TAKEAWAY and first in tuple(Outcome):
        return ["takeaway", "outcome", code, first, *(["--note", said] if more else []), *options]
    if kind is Kind.GOAL and _READING.fullmatch(first):
        return ["goal", "check-in", code, *rest, *options]
    verb = f"{kind.noun} {first}" if first in ("show", "edit", "delete") else ""
    verb = verb or _of_its_kind(f"{kind.letter}1", first) or ""
    if not verb and first not in ENDS.get(kind, ()):
        verb = suggestions(kind.noun).get(first, "")
    if verb and (filled := _filled_in(verb.split(), [code, *more, *options])):
        return filled
    if first in ENDS.get(kind, ()):
        return ["close", f"{kind.letter}{code}" if code.isdecimal() else code, "--as", first,
                *(["--why", said] if more else []), *options]  # fmt: skip
    if periods.says_how_often(text) and (often := periods.how_often(text.split())):
        return [kind.noun, "edit", code, "--every", often[1], *options]
    if dates.is_day(day):
        return [kind.noun, "edit", code, _MOVED_BY.get(kind, "--on"), day, *options]
    return [] if code.isdecimal() else [kind.noun, "show", code]


def _of_its_kind(code: str, word: str) -> str | None:
    """The command of a record's own noun that the word means: ``pause g1`` is of a goal.

    Empty for what is done to records of another kind alone.
    """
    kind = LETTERS.get(code[0].lower()) if code.lower() != "last" else None
    if kind is None:
        return None
    verbs = import_module(f"mentorlog.commands.{kind.noun}").app.registered_commands
    names = {each.name or each.callback.__name__.rstrip("_") for each in verbs}
    if word in names - {*_OF_ANY_NOUN}:
        return f"{kind.noun} {word}"
    own = _kinds_of(suggestions().get(word, ""))
    of_another = bool(own) and kind not in own
    return suggestions(kind.noun).get(word, "") if of_another else None


def of_several(args: list[str]) -> list[str]:
    """``edit g1 g2`` where ``goal edit 1 g2`` is typed, with what is to change of each; others as they are."""
    letter = next((each for each, kind in LETTERS.items() if kind.noun == args[0]), "")
    if not letter:
        return args
    codes = before_options(args[2:])
    options = args[2 + len(codes) :]
    found = [re.fullmatch(f"{letter}?([0-9]+)", each, re.IGNORECASE) for each in codes]
    if not options or not codes[1:] or not all(found):
        return args
    return ["edit", *(f"{letter}{each[1]}" for each in found if each), *options]


def are_references(args: Sequence[str], *, lettered: bool, noun: str = "") -> bool:
    """Whether nothing but references stands before the options; ``lettered``, none is a mere number.

    Behind a goal with its letter a mere number is a reading.
    """
    words = before_options(args)
    if noun == "goal" and words[1:] and words[1].isdecimal() and not words[0].isdecimal():
        return False
    return bool(words) and all(map((_LETTERED if lettered else REFERENCE).fullmatch, words))


def before_options(args: Sequence[str]) -> list[str]:
    """The words before the first option."""
    return list(takewhile(lambda word: not word.startswith("-"), args))


# A verb in the place of a text

_NOUN_OF = {"todo": "action", "done": "action", "log": "session"}
VERBS = {
    "action": ("list", "show", "edit", "delete", "done", "drop", "skip", "reopen"),
    "session": ("list", "show", "edit", "delete", "cancel"),
}
"""The verbs that may stand in the place of a text or a name."""
_BEFORE_A_NAME = ("add", "with", "session")
"""Words that say nothing more before the name that ``log`` begins with."""


def instead(ctx: Any, name: str, args: Sequence[str]) -> Mistyped | None:
    """The refusal of ``todo list``, ``todo done 2`` or ``log with dana``, with the command that was meant; None for a text.

    So it is of ``todo done waiting list`` where an action is called so.
    """
    verb, words = args[0], before_options(args[1:])
    if name == "log" and verb in _BEFORE_A_NAME:
        command = pasted("mentorlog", name, *args[1:])
        sentence = f"Did you mean {command}? Nothing was saved."
        return Mistyped(sentence, "", [name, *args], [name, *args[1:]])
    noun, options = _NOUN_OF[name], args[1 + len(words) :]
    is_of_codes = not words if verb == "list" else are_references(args[1:], lettered=False)
    if not is_of_codes and not (name == "todo" and _is_action(ctx, verb, words)):
        return None
    # An edit takes one record, and a new text behind it.
    said = [" ".join(words)] if verb == "edit" and words else words
    command, rest = _verb_of(ctx, noun, verb, [*said, *options], is_of_codes=is_of_codes)
    meant = _filled_in(command.split(), rest) if command else []
    if not meant:
        return None
    as_text = pasted("mentorlog", name, *options, "--", verb, *words)
    hint = f"as a text: {as_text}" if name == "todo" else ""
    question = f"Did you mean {pasted('mentorlog', *meant)}? Nothing was saved."
    return Mistyped(question, hint, [name, *args], meant)


def _verb_of(
    ctx: Any, noun: str, verb: str, rest: Sequence[str], *, is_of_codes: bool
) -> tuple[str, Sequence[str]]:
    """The command of a verb, or of a word for one, before records; a number with its letter is of its own kind.

    Empty where there is none.
    """
    kind = next(each for each in Kind if each.noun == noun)
    if is_of_codes and rest:
        if verb == "stop" and (of_it := _of_repeating(ctx, before_options(rest), rest)):
            return of_it
        kind = LETTERS.get(rest[0][0].lower(), kind) if rest[0].lower() != "last" else kind
    own = VERBS.get(kind.noun, ()) if kind.noun == noun else tuple(_OF_ANY_NOUN)
    if verb in own or (verb == "done" and kind in _kinds_of(verb)):
        return f"{noun if verb == 'done' else kind.noun} {verb}", rest
    found = _of_its_kind(f"{kind.letter}1", verb) or suggestions(kind.noun).get(verb, "")
    # Before a mere number it may as well be a text: get 2, cancel 3.
    return found if is_of_codes and rest and not rest[0].isdecimal() else "", rest


def _is_action(ctx: Any, verb: str, words: Sequence[str]) -> bool:
    """Whether the words are of an action that the verb may be meant of: an open one, or a closed one to reopen."""
    if not words or verb in ("list", "show") or verb not in VERBS["action"]:
        return False
    from mentorlog.commands.desk import Desk
    from mentorlog.journal.references import in_one

    with Desk.of(ctx).reading() as journal:
        return in_one(journal, words, Kind.ACTION, is_open=verb != "reopen")
