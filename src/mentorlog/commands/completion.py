"""What completion offers after a command: references, and words of titles, with the titles as help.

Titles come from imports and from other people, and shells can run what completion prints (zsh ran
a ``$(…)`` in a help text). So a value is a plain word, or several of them, and a help text has passed
``harmless``. A completion cannot say what went wrong, so an error offers nothing.
"""

import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar
from unicodedata import category

import typer

from mentorlog.errors import MentorlogError
from mentorlog.records import Audience, Kind
from mentorlog.spelling import folded, is_tag, spoken, stored

Offers = list[tuple[str, str]]
"""Values and their help texts, as ``autocompletion=`` wants them."""

_Found = TypeVar("_Found")
_HELP_LENGTH = 60
_AROUND_WORDS = ".,;:!?()[]'\"“”"
_LAST = "last"
_REFERRED = (
    *(Kind.GOAL, Kind.MILESTONE, Kind.SESSION, Kind.TAKEAWAY),
    *(Kind.ACTION, Kind.WIN, Kind.RATING, Kind.PERSON),
)
# "g3" and "12" are references, whoever's name they are part of.
_LIKE_A_REFERENCE = re.compile(r"[a-z]?\d+")


def people(ctx: typer.Context, incomplete: str) -> Offers:
    """People, each by a word that only their name has, else by number; by more of it once typed."""
    named = _candidates(ctx, Kind.PERSON)
    if " " in incomplete.strip():
        return [(rest, harmless(name)) for _, name in named if (rest := _goes_on(name, incomplete))]
    names = [folded(name) for _, name in named]
    return [
        (_own_word(name, names, incomplete.lower()) or f"p{number}", harmless(name))
        for number, name in named
    ]


def audiences(ctx: typer.Context, incomplete: str) -> Offers:
    """Whoever a read may be for: the audiences, and the people who are one."""
    return [*((each.value, "") for each in Audience), *people(ctx, incomplete)]


def _of(kind: Kind) -> Callable[[typer.Context, str], Offers]:
    """Offers the records of a kind; of goals, milestones and actions only open ones."""
    return lambda ctx, incomplete: _named(ctx, [kind], incomplete)


def _in_use(column: str) -> Callable[[typer.Context, str], Offers]:
    """Offers tags or names of skills, where a shell takes them as one plain word."""
    return lambda ctx, incomplete: _words_in_use(ctx, column)  # noqa: ARG005


tags, skills = _in_use("tag"), _in_use("skill")
goals, milestones, sessions = _of(Kind.GOAL), _of(Kind.MILESTONE), _of(Kind.SESSION)
takeaways, actions, wins = _of(Kind.TAKEAWAY), _of(Kind.ACTION), _of(Kind.WIN)
ratings = _of(Kind.RATING)


def references(ctx: typer.Context, incomplete: str) -> Offers:
    """Records of the kind whose letter was typed, of any kind by words; goals before either was."""
    kinds = {kind.letter: kind for kind in _REFERRED}
    if len(incomplete) < 2 or _LIKE_A_REFERENCE.fullmatch(incomplete.lower()):
        return _named(ctx, [kinds.get(incomplete[:1].lower(), Kind.GOAL)], "")
    return _named(ctx, _REFERRED, incomplete)


def _named(ctx: typer.Context, kinds: Sequence[Kind], typed: str) -> Offers:
    """Records by number and, where a word was begun, by the words of their titles that go on so."""
    records = [(kind, *each) for kind in kinds for each in _candidates(ctx, kind)]
    by_number = [(f"{kind.letter}{id}", harmless(text)) for kind, id, text in records]
    if not typed.strip() or typed.isdecimal():
        return by_number
    by_words: dict[str, str] = {}
    for _, _, text in records:
        if words := _goes_on(text, typed):
            by_words.setdefault(words, harmless(text))
    newest = [(_LAST, "the newest")] if _LAST.startswith(typed) else []
    return [*by_number, *by_words.items(), *newest]


def _goes_on(text: str, typed: str) -> str | None:
    """What was typed, gone on with by the words of a text; None where it has none of them.

    One word is gone on with to its end, more of them to the end of the text. Only plain words are:
    others would have to be typed in another way in each shell.
    """
    begun = folded(typed)
    words = [word.strip(_AROUND_WORDS) for word in stored(text).split()]
    for place, word in enumerate(words):
        rest = " ".join(words[place:]) if " " in typed else word
        if folded(rest).startswith(begun) and harmless(rest) == rest and _keeps_length(rest, typed):
            return typed + rest[len(typed) :]
    return None


def _keeps_length(*texts: str) -> bool:
    """Whether each letter is still one when compared; else nobody could tell where one text ends."""
    return all(len(folded(text)) == len(text) for text in texts)


def files(ctx: typer.Context, incomplete: str) -> Offers:  # noqa: ARG001
    """The files that the shell knows, where its script is ours."""
    from mentorlog.commands.shells import FILES, OURS, VARIABLE

    return [(f"{incomplete}{FILES}", "")] if os.environ.get(VARIABLE) in OURS else []


def one_of(ctx: typer.Context, incomplete: str, *words: str) -> Offers:  # noqa: ARG001 - Typer filters
    """The words that an option knows, in their order."""
    return [(word, "") for word in words]


def forms(ctx: typer.Context, incomplete: str) -> Offers:  # noqa: ARG001 - Typer filters
    """The forms, one's own too, with what each is for."""
    from mentorlog.commands import form_files

    return [(form.name, harmless(form.about)) for form in _or_nothing(form_files.everything)]


def harmless(text: str) -> str:
    """The text's letters, digits, spaces and ``.,-``, at most 60 characters of them."""
    flat = " ".join(text.split())
    kept = stored("".join(character for character in flat if _is_plain(character)))
    return " ".join(kept.split())[:_HELP_LENGTH].strip()


def _is_plain(character: str) -> bool:
    # Half of a word in Hindi or Thai is marks.
    return character.isalnum() or character in " .,-" or category(character) in ("Mn", "Mc")


def _words_in_use(ctx: typer.Context, column: str) -> Offers:
    from mentorlog.journal import references

    found = _or_nothing(lambda: references.words_of(_existing(ctx), column))
    return [(word, "") for word in found if is_tag(word)]


def periods(ctx: typer.Context, incomplete: str) -> Offers:
    """Periods that have a name."""
    spans = ("week", "month", "quarter", "year")
    named = [f"{which}-{span}" for span in spans for which in ("this", "last")]
    return one_of(ctx, incomplete, *named)


def _candidates(ctx: typer.Context, kind: Kind) -> list[tuple[int, str]]:
    from mentorlog.journal import references

    return _or_nothing(lambda: references.candidates(_existing(ctx), kind))


def _or_nothing(ask: Callable[[], list[_Found]]) -> list[_Found]:
    import sqlite3

    try:
        return ask()
    except (MentorlogError, OSError, sqlite3.Error):
        return []


def _existing(ctx: typer.Context) -> Path:
    """The journal the line so far names; raises FileNotFoundError where it is not there.

    ``ctx.obj`` is never set here: completion reads the line without running a command.
    """
    from mentorlog import places

    words = ctx.find_root().params.get("journal")
    path = places.named(words) if words else places.journal(os.environ)
    if not path.is_file():
        raise FileNotFoundError(path)
    return path


def _own_word(name: str, names: list[str], typed: str) -> str | None:
    """A word that finds this person alone, by choice one that goes on from what was typed."""
    own = [word for word in _words(name) if sum(folded(word) in other for other in names) == 1]
    return next((word for word in own if word.startswith(typed)), own[0] if own else None)


def _words(name: str) -> Iterator[str]:
    for word in spoken(name.lower()):
        if word in name.lower().split() and not _LIKE_A_REFERENCE.fullmatch(word):
            yield word
