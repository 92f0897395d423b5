"""Every command that reads for an audience, found in the command table, with random words for it.

A command reads for an audience where it takes ``--for``. Each of its arguments and options needs an
entry here, so that none that is new can be forgotten.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from mentorlog.cli import TABLE, _root
from mentorlog.journal.search import KINDS
from random_journals import NAMES, SKILLS, TAGS, WORDS

FORMATS = ("table", "json", "csv", "markdown")
ALSO = {
    ("report",): ("markdown", "html", "json"),
    ("export",): ("json", "jsonl", "csv", "markdown", "taskwarrior", "ics"),
}
MINE = frozenset(
    {
        "--choose",
        "--preview",
        "--json",
        "--output",
        "--force",
        "--template",
        "--for",
        "--format",
    }
)
"""Options that are not drawn: for the owner's eyes (what stays out, what might be published), and
those that say where to write and how."""

Draw = Callable[[random.Random], str]


class Read(NamedTuple):
    """A command that reads: its words, its arguments, whether each is needed, and its options."""

    path: tuple[str, ...]
    arguments: tuple[tuple[str, bool], ...]
    options: tuple[tuple[str, bool], ...]

    @property
    def formats(self) -> tuple[str, ...]:
        return ALSO.get(self.path, FORMATS)


@cache
def reads() -> tuple[Read, ...]:
    """All of them, and today, which has no name."""
    return tuple(_found())


def nouns() -> list[str]:
    """The first words of the commands that read what was so on a day, in the command table's order."""
    of_a_day = [each for each in reads() if "--as-of" in dict(each.options)]
    return list(dict.fromkeys(each.path[0] for each in of_a_day if each.path))


def _found() -> Iterator[Read]:
    root = _root()
    yield Read((), (), (("--as-of", False),))
    for entry in TABLE:
        command: Any = root.commands[entry.name]
        yield from _read((entry.name,), command)
        for name in getattr(command, "commands", {}):
            yield from _read((entry.name, name), command.commands[name])


def _read(path: tuple[str, ...], command: Any) -> Iterator[Read]:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    named = [each for each in command.params if each.param_type_name == "option"]
    options = {each.opts[0]: bool(each.is_flag) for each in named}
    if "--for" in options:
        yield Read(
            path,
            tuple((each.name, bool(each.required)) for each in arguments),
            tuple((name, flag) for name, flag in options.items() if name not in MINE),
        )


def _reference(letter: str) -> Draw:
    def draw(chance: random.Random) -> str:
        number = chance.randint(1, 12)
        newest = f"{letter}-{chance.randint(1, 4)}"
        return chance.choice(
            (f"{letter}{number}", f"{letter}{number}", str(number), chance.choice(WORDS), newest)
        )

    return draw


def _any_kind(chance: random.Random) -> str:
    return chance.choice((_reference(chance.choice("prgmstawkv"))(chance), "last"))


def _who(chance: random.Random, names: Sequence[str]) -> str:
    return chance.choice((*names, "me", f"p{chance.randint(1, len(NAMES))}"))


def _day(chance: random.Random) -> str:
    return chance.choice(("2025-12-01", "2026-06-15", "2026-09-01", "2026-10-20", "2026-11-15"))


def _skill(chance: random.Random) -> str:
    return chance.choice((*SKILLS, f"k{chance.randint(1, 8)}", "Twin"))


def _period(chance: random.Random) -> str:
    return chance.choice(("2026", "2026-Q3", "last-month", "2025-10-01..2026-11-22"))


ARGUMENTS: dict[str, Draw] = {
    "goal": _reference("g"),
    "milestone": _reference("m"),
    "action": _reference("a"),
    "session": _reference("s"),
    "takeaway": _reference("t"),
    "win": _reference("w"),
    "name": _skill,
    "rating": _skill,
    "day": lambda chance: chance.choice(("last-session", _day(chance))),
    "words": lambda chance: chance.choice(WORDS),
    "references": _any_kind,
    "reference": lambda chance: chance.choice("gmastw") + str(chance.randint(1, 9)),
}
OPTIONS: dict[str, Draw] = {
    "--as-of": _day,
    "--known-on": _day,
    "--since": _day,
    "--until": _day,
    "--on": _day,
    "--period": _period,
    "--goal": _reference("g"),
    "--tag": lambda chance: chance.choice(TAGS),
    "-n": lambda chance: str(chance.randint(1, 3)),
    "--sort": lambda chance: chance.choice(("title", "-text", "due", "tags", "-state", "readers")),
}
TOGETHER = ({"--as-of", "--known-on"}, {"--period", "--since", "--until"})
"""Of each only one kind is drawn, as they exclude each other."""


def argv(
    read: Read, chance: random.Random, names: Sequence[str] = NAMES, format: str | None = None
) -> list[str]:
    """A command line of the command in some format, but for the audience; it names ``names`` alone."""
    format = format or chance.choice(read.formats)
    words = [
        _word(read, name, ARGUMENTS, chance, names)
        for name, needed in read.arguments
        if needed or chance.random() < 0.6
    ]
    for name, flag in read.options:
        drawn = [] if flag else [_word(read, name, OPTIONS, chance, names)]
        if chance.random() < 0.35 and not _excluded(name, words):
            words += [name, *drawn]
    if format == "csv" and read.path == ("export",) and "--kind" not in words:
        words += ["--kind", _kind(read, chance)]
    return [*read.path, *words, "--format", format]


def _word(
    read: Read, name: str, known: dict[str, Draw], chance: random.Random, names: Sequence[str]
) -> str:
    if name in ("who", "--who", "person", "mentorship", "agreement"):
        return _who(chance, names)
    if name == "--kind":
        return _kind(read, chance)
    if name not in known:
        raise LookupError(
            f"Nothing says what to draw for {name} of mentorlog {' '.join(read.path)}."
        )
    return known[name](chance)


def _excluded(name: str, words: list[str]) -> bool:
    return any(name in group and group & set(words) for group in TOGETHER)


def _kind(read: Read, chance: random.Random) -> str:
    if read.path == ("search",):
        return chance.choice(KINDS)
    if read.path[0] == "takeaway":
        return chance.choice(("advice", "question", "topic", "reflection"))
    return chance.choice(("goal", "session", "takeaway", "action", "win"))
