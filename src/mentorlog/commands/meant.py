"""What was probably meant by a word that is no command, or that is a verb in the place of a text.

On a terminal a whole command that was meant is asked about and run; else it is a hint.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import takewhile

from mentorlog.errors import Blank, Mistyped, WrongUsage, pasted
from mentorlog.records import Kind, Outcome
from mentorlog.spans import stretch

_LETTERED = re.compile("[a-z]-?[0-9]+|last", re.IGNORECASE)
_REFERENCE = re.compile(f"[0-9]+|{_LETTERED.pattern}", re.IGNORECASE)
_VALUE = re.compile("[+-]?[0-9]+([.,][0-9]+)?%?")
_OF_ANY_REFERENCE = ("show", "edit", "delete", "close", "done")
_ROOT = {
    "takeaway add TEXT --private": "note jot private secret",
    "takeaway add TEXT": "keep learned learning lesson insight",
    "takeaway add TEXT --kind feedback": "feedback",
    "takeaway add TEXT --kind advice": "advice advise",
    "takeaway add TEXT --kind reflection": "reflect reflection",
    "takeaway": "notes lessons learnings",
    "takeaway list --kind question": "questions",
    "takeaway list --kind topic": "topics",
    "takeaway answer T": "answer",
    "takeaway outcome T": "outcome",
    "takeaway add TEXT --kind question": "question",
    "ask WHO TEXT": "topic raise",
    "": "today home now",
    "status": "ls list overview dashboard summary stats all open-items reminders overdue due",
    "timeline": "history activity calendar",
    "prep": "next agenda prepare",
    "log WHO": "meet meeting held write entry new session-log",
    "session": "meetings sessions",
    "session plan WHO DAY": "plan schedule book",
    "session cancel S": "cancel",
    "todo TEXT": "add create task remind promise commit",
    "action": "tasks todos actions",
    "action drop A": "drop",
    "action skip A": "skip",
    "action reopen A": "reopen undone uncheck untick",
    "done A": "complete finish tick check do",
    "check-in G VALUE": "checkin progress reading",
    "check-in G stuck --note TEXT": "stuck blocked",
    "goal close G --as achieved": "achieve achieved reach",
    "goal edit G --by DAY": "target deadline retarget",
    "edit REF --by DAY": "move reschedule postpone snooze defer wait",
    "edit REF --goal G": "attach link connect",
    "action edit A --evidence TEXT": "evidence proof",
    "edit REF --why-moved TEXT": "why reason because",
    "goal history G": "checkins check-ins readings",
    "goal map": "map tree",
    "win add TITLE": "brag achievement accomplishment kudos success",
    "skill add NAME LEVEL": "rate rating",
    "show REF": "view get cat open info describe details",
    "edit REF": "change update modify set rename amend",
    "delete REF": "rm remove del erase",
    "search WORDS": "find grep query look",
    "report": "share-report brag-doc print summarise summarize",
    "review": "quiet attention",
    "since last-session": "changed news whats-new",
    "changes": "audit blame diff",
    "undo": "revert back rollback",
    "mentorship end WHO": "end stop",
    "mentorship resume WHO": "resume",
    "mentorship pause WHO": "pause holiday holidays vacation away leave",
    "mentorship": "mentorships relationship",
    "person": "people contacts contact who",
    "config": "settings setup configure preferences",
    "help": "man docs manual guide",
    "export": "dump download",
    "import": "load upload",
    "doctor": "repair fsck fix",
}
"""For each command, the words that people try instead of it."""

_BY_LETTER = {
    "mentorship pause WHO": {"g": "goal pause G"},
    "mentorship end WHO": {"a": "action drop A", "g": "goal close G --as dropped"},
    "action reopen A": {
        "g": "goal reopen G",
        "m": "milestone reopen M",
        "t": 'takeaway answer T ""',
        "r": "mentorship resume WHO",
    },
    "edit REF --by DAY": {"s": "session edit S --on DAY"},
    "takeaway add TEXT --kind advice": {"t": "takeaway outcome T OUTCOME"},
    "timeline": {"g": "goal history G"},
}
"""For some of them, what is meant where a record of another kind is named, by its letter."""

_OF_ANY_NOUN = {
    "delete": "rm remove del erase",
    "add": "new create make",
    "list": "ls all",
    "show": "view get open info",
    "edit": "change update set modify rename",
}
_GOAL_ACHIEVED = "goal close G --as achieved"
_OF_A_NOUN = {
    "goal": {
        _GOAL_ACHIEVED: "done achieve achieved complete finish reach reached tick",
        "goal close G --as dropped": "drop cancel abandon",
        "goal close G --as missed": "miss missed fail",
        "goal check-in G VALUE": "progress checkin",
        "goal check-in G stuck --note TEXT": "stuck blocked",
        "goal edit G --by DAY": "move retarget target postpone slip",
        "goal map": "tree",
        "milestone add G TITLE": "milestone milestones checkpoint",
        "goal reopen G": "resume activate start",
    },
    "action": {
        "action done A": "close complete finish tick check",
        "action drop A": "cancel abandon",
        "action edit A --due DAY": "move postpone snooze wait defer",
        "action reopen A": "undone uncheck untick",
    },
    "milestone": {
        "milestone done M": "close complete finish reach reached tick achieve",
        "milestone edit M --due DAY": "move postpone",
    },
    "session": {
        "log WHO": "log held hold",
        "session edit S --on DAY": "move reschedule postpone",
        "session plan WHO DAY": "schedule book",
        "session no-show S": "noshow missed",
    },
    "takeaway": {
        "takeaway answer T": "reply",
        'takeaway answer T ""': "reopen unanswer",
        "takeaway outcome T": "tried worked",
    },
    "skill": {"skill add NAME LEVEL": "rate"},
    "mentorship": {"mentor add NAME": "add new create begin start"},
}
_TAKE_WORDS = {
    "win": "win add TITLE",
    "takeaway": "takeaway add TEXT",
    "goal": "goal add TITLE",
    "action": "todo TEXT",
}
"""The command that takes words which follow a noun without a verb."""
_MENTORSHIPS_OWN = "show edit pause resume end delete"
"""What ``mentorship`` does with those whom ``mentor``, ``mentee`` and ``peer`` list and add."""


def _by_word(table: Mapping[str, str]) -> dict[str, str]:
    return {word: command for command, words in table.items() for word in words.split()}


def suggestions(noun: str = "") -> dict[str, str]:
    """For each word that is no command, or no verb of ``noun``, the command that does it."""
    if not noun:
        return {f"{each.noun}s": each.noun for each in Kind} | _by_word(_ROOT)
    if noun in ("mentor", "mentee", "peer"):
        own = {f"mentorship {verb} WHO": verb for verb in _MENTORSHIPS_OWN.split()}
        own |= {"mentorship delete WHO": "delete remove rm", "mentorship end WHO": "end stop"}
        return _by_word(own)
    of_any = {f"{noun} {verb}": words for verb, words in _OF_ANY_NOUN.items()}
    return _by_word(of_any) | _by_word(_OF_A_NOUN.get(noun, {}))


def unknown(noun: str, args: Sequence[str], known: Sequence[str]) -> WrongUsage | None:
    """The refusal of a word that is no command; None where it is not plain what was meant."""
    all_typed = args
    found, args = (None if noun else _turned(args)) or _found(noun, args, known)
    if found is None:
        return None
    path = list(takewhile(lambda each: each[0] != "-" and each.islower(), found.split()))
    if noun and path[0] == noun and path[1] not in known:
        return None
    typed, *rest = args
    behind = rest[1:] if rest[:1] == path[1:2] else rest
    words = list(_filled(shlex.split(found), behind, is_target=typed.casefold() in _TARGETS))
    sentence = f"No such command '{typed}'. Did you mean {pasted('mentorlog', *words)}?"
    hint = " ".join(("mentorlog", *path, "--help"))
    return Mistyped(sentence, hint, noun, all_typed, words) if path else WrongUsage(sentence, hint)


def _found(
    noun: str, args: Sequence[str], known: Sequence[str]
) -> tuple[str | None, Sequence[str]]:
    """The command that its table has for the first word, or that takes the words as a text."""
    word = args[0].casefold()
    found = suggestions(noun).get(word)
    if not noun and args[1:2] == ["list"] and (lists := suggestions().get(f"{word}s")):
        found, args = lists, [args[0], *args[2:]]
    if found and (named := _LETTERED.fullmatch(" ".join(args[1:2]))):
        if found == "todo TEXT":
            return None, args  # What is done to a record is no text.
        found = _BY_LETTER.get(found, {}).get(named[0][0].casefold(), found)
    if found is not None:
        return found, args
    least = _A_SLIP_BESIDE_NAMES if noun in _OF_SOMEBODY else _A_SLIP
    if slip := get_close_matches(word, known, 1, least):
        return f"{noun} {slip[0]}".strip(), args
    return _without_verb(noun, args), [args[0], *args]


_OF_SOMEBODY = ("person", "agreement")
"""Nouns behind which people type a name without a verb."""
_A_SLIP, _A_SLIP_BESIDE_NAMES = 0.6, 0.75
"""How like a verb a word is that is a slip, from 0 to 1; less would make ``add`` of Ada."""


def _turned(args: Sequence[str]) -> tuple[str, Sequence[str]] | None:
    """The command for words in another order: ``new goal TITLE``, ``a1 done``, ``g1 50``."""
    first, second = [*args[:2], ""][:2]
    verbs = _by_word({verb: f"{verb} {words}" for verb, words in _OF_ANY_NOUN.items()})
    noun = {each.noun: each.noun for each in Kind}.get(second.removesuffix("s"))
    if noun and (verb := verbs.get(first.casefold())):
        return f"{noun} {verb}", [first, *args[2:]]
    if _LETTERED.fullmatch(first) and second in (*_OF_ANY_REFERENCE, "check-in"):
        return f"{second} REF", [first, first, *args[2:]]
    if first[:1].casefold() == "g" and _VALUE.fullmatch(second):
        return "check-in G VALUE", [first, *args]
    if first[:1].casefold() == "t" and second in list(Outcome):
        return "takeaway outcome T", [first, *args]
    return None


def by_letter(verb: str, args: Sequence[str]) -> list[str] | None:
    """The words after a verb of any kind without the noun among them: ``goal 1`` is ``g1``."""
    kinds = {each.noun: each for each in Kind}
    kind = kinds.get(args[0]) if verb in _OF_ANY_REFERENCE and len(args) > 1 else None
    if kind is None or args[1].startswith("-"):
        return None
    return [f"{kind.letter}{word}" if word.isdecimal() else word for word in args[1:]]


def are_references(args: Sequence[str], *, lettered: bool) -> bool:
    """Whether nothing but references stands before the options; ``lettered``, none is a mere number."""
    words, _ = _parted(args)
    return bool(words) and all(map((_LETTERED if lettered else _REFERENCE).fullmatch, words))


def _without_verb(noun: str, args: Sequence[str]) -> str | None:
    """The command for the words of a text, or for a name, that follow a noun without a verb."""
    words, _ = _parted(args)
    if noun in _OF_SOMEBODY:
        return f"{noun} show WHO"
    if noun == "skill" and len(words) > 1 and words[-1].isdecimal():
        return "skill add NAME LEVEL"
    is_text = " " in " ".join(words) and not any(map(_LETTERED.fullmatch, words))
    return _TAKE_WORDS.get(noun) if is_text else None


_TAKE_ALL = ("TEXT", "TITLE", "NAME", "WORDS", "DAY")
_BEFORE_A_DAY = ("to", "until", "till", "for", "on", "by")


_MOVED_DAY = ("--by", "--due", "--on")
_TARGETS = ("target", "deadline", "retarget")
"""Who types these gives the day itself; 2w is in two weeks then, and not two weeks later than it was."""


def _filled(
    command: Sequence[str], args: Sequence[str], *, is_target: bool = False
) -> Iterator[str]:
    """The command with what was typed in the place of what it takes, and all else that was typed."""
    words, options = _parted(args)
    given = [n for n, piece in enumerate(command) if piece in options and piece.startswith("-")]
    without = {*given, *(n + 1 for n in given)}
    command = [piece for n, piece in enumerate(command) if n not in without]
    if "DAY" in command:
        words = _before_and_day(words)
    left = sum(map(str.isupper, command))
    for before, piece in zip(("", *command), command, strict=False):
        left -= piece.isupper()
        # A text that stands alone is no name.
        is_text = piece not in _TAKE_ALL and left > 0 and len(words) == 1 and " " in words[0]
        if piece.isupper() and words and not is_text:
            number = max(1, len(words) - left) if piece in _TAKE_ALL else 1
            said = " ".join(words[:number])
            is_step = piece == "DAY" and said[0].isdecimal() and stretch(said)
            # To move something by a week is to move it ahead of where it is.
            is_moved = before in _MOVED_DAY and not is_target
            yield said if not is_step else f"{said} later" if is_moved else f"+{said}"
            del words[:number]
        else:
            yield Blank(piece) if piece.isupper() else piece
    yield from (*words, *options)


def _before_and_day(words: list[str]) -> list[str]:
    """``write the outline to next friday`` as what is moved and the day; other words as they are."""
    at = max((n for n, word in enumerate(words) if n and word in _BEFORE_A_DAY), default=0)
    parts = [" ".join(words[:at]), " ".join(words[at + 1 :])]
    return parts if at and all(parts) else words


def _parted(args: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words before the first option, and the rest."""
    words = list(takewhile(lambda word: not word.startswith("-"), args))
    return words, list(args[len(words) :])


# A verb in the place of a text

_NOUN_OF = {"todo": "action", "done": "action", "log": "session"}
VERBS = {
    "action": ("list", "add", "show", "edit", "delete", "done", "drop", "skip", "reopen"),
    "session": ("list", "show", "edit", "delete", "cancel"),
}
"""The verbs that may stand in the place of a text or a name."""


def instead(name: str, args: Sequence[str]) -> Mistyped | None:
    """The refusal of ``todo list`` or ``todo done 2``, with the command that was meant; None for a text."""
    if not _is_verb(name, args):
        return None
    meant = [_NOUN_OF[name], *args]
    words, options = _parted(args)
    as_text = pasted("mentorlog", name, *options, "--", *words)
    also = f"; as a text: {as_text}" if name == "todo" else ""
    return Mistyped(
        f"Did you mean {pasted('mentorlog', *meant[:2])}? Nothing was saved.",
        f"{pasted('mentorlog', *meant)}{also}",
        "",
        [name, *args],
        meant,
    )


def _is_verb(name: str, args: Sequence[str]) -> bool:
    verb, rest = args[0], args[1:]
    if verb not in VERBS[_NOUN_OF[name]]:
        return False
    words, _ = _parted(rest)
    if verb == "list":
        return not words
    if verb == "add":
        return len(words) == 1 and " " in words[0]
    return bool(words) and all(_REFERENCE.fullmatch(word) for word in words)
