"""What a file of another program holds: its text, the JSON in it, and the people who are named there."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NoReturn

from mentorlog.errors import UnreadableFile
from mentorlog.records.imports import Bad, Place
from mentorlog.spelling import folded, spoken, words

_BLANKS = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n]*,?[ \t\r\n]*")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_refuse_constant, strict=False)
"""Refuses NaN and Infinity, which no column holds. Unlike Python's own it takes control characters
inside a text, which other programs leave there."""


def words_of(value: Mapping[str, object], key: str) -> str:
    """The text of a key, empty where it is missing; raises ``ValueError`` where it is none."""
    found = value.get(key) or ""
    if not isinstance(found, str):
        raise ValueError(f"its {key} is not text")
    return found


def expect_known(version: object, newest: int, where: Place) -> None:
    """Raise ``UnreadableFile`` for a version of one of our formats that this program does not know."""
    if type(version) is not int or version < 1:
        raise UnreadableFile(where, "its version is not a number")
    if version > newest:
        raise UnreadableFile(
            where,
            f"it was written by a newer mentorlog (its format is {version}, this program knows"
            f" {newest})",
            "upgrade mentorlog; nothing was taken in",
        )


def text(content: bytes, name: str) -> str:
    """The text of a file, each line of which ends in a newline; raises ``UnreadableFile`` if it is no UTF-8."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            Place(name, content.count(b"\n", 0, error.start) + 1),
            "it is not UTF-8 text",
            "--encoding says what it is in, as in --encoding cp1252",
        ) from None


def json_value(content: bytes, name: str) -> object:
    """The one value that the file is. Raises ``UnreadableFile`` where it is none."""
    whole = text(content, name)
    try:
        return DECODER.decode(whole)
    except (ValueError, RecursionError) as error:
        bad = _unreadable(error, whole, Place(name))
        raise UnreadableFile(bad.where, bad.reason) from None


def json_values(content: bytes, name: str) -> Iterator[tuple[Place, object] | Bad]:
    """Each value of a list, or of several in a row without one, with its line.

    The last is ``Bad`` where the file cannot be read any further. Raises ``UnreadableFile`` for one that is no
    text.
    """
    whole = text(content, name)
    at, line, counted = _after(_BLANKS, whole, 0), 1, 0
    listed = whole.startswith("[", at)
    at = _after(_BLANKS, whole, at + listed)
    while at < len(whole) and whole[at] != "]":
        line, counted = line + whole.count("\n", counted, at), at
        where = Place(name, line)
        try:
            value, end = DECODER.raw_decode(whole, at)
        except (ValueError, RecursionError) as error:
            yield _unreadable(error, whole, where)
            return
        yield where, value
        at = _after(_BETWEEN, whole, end)
    where = Place(name, line + whole.count("\n", counted, at))
    if listed and at == len(whole):
        yield Bad(where, "the file is cut off")
    elif _after(_BLANKS, whole, at + listed) < len(whole):
        yield Bad(where, "there is more after its end")


def json_object(line: str) -> dict[str, object]:
    """The one object that a line of JSON Lines is; raises ``ValueError`` with the reason where it is none."""
    bare = line.strip()
    try:
        value, end = DECODER.raw_decode(bare)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error.msg}") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if not isinstance(value, dict):
        raise ValueError("it is not an object")
    if end != len(bare):
        raise ValueError("there is more after its end")
    return value


def _unreadable(error: Exception, text: str, where: Place) -> Bad:
    if isinstance(error, RecursionError):
        return Bad(where, "it is nested too deep")
    if not isinstance(error, json.JSONDecodeError):
        return Bad(where, str(error))
    cut = error.pos >= len(text) or error.msg.startswith("Unterminated")
    line = Place(where.file, error.lineno)
    return Bad(line, "the file is cut off" if cut else f"it is not JSON: {error.msg}")


def _after(blanks: re.Pattern[str], text: str, at: int) -> int:
    found = blanks.match(text, at)
    return found.end() if found else at


class KnownPeople:
    """Finds the people of a journal in a text; whole names are returned.

    The whole name counts, in any letter case and with or without accents. The first name alone counts if only
    one person has it.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {key: name for name in names if (key := words(name))}
        self._by_start: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for key, name in self._names.items():
            self._by_start.setdefault(key[0], []).append((key, name))
        alone = (each for each in self._by_start.values() if len(each) == 1)
        self._by_first = {key[0]: name for ((key, name),) in alone}
        self._glued = {"".join(key): name for key, name in self._names.items()}

    def named(self, text: str) -> str | None:
        """The one person that ``text`` is the name of: ``dana``, ``Ortiz, Dana``, ``dana.ortiz``."""
        last, comma, first = text.partition(",")
        key = words(f"{first} {last}" if comma else text)
        if len(key) == 1:
            return self._by_first.get(key[0]) or self._glued.get(key[0])
        return self._names.get(key)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Everybody who is named in ``text``; a first name counts only with a capital letter."""
        found = dict[str, None]()
        written = spoken(text)
        flat = [folded(word) for word in written]
        for place, word in enumerate(flat):
            for key, name in self._by_start.get(word, ()):
                if tuple(flat[place : place + len(key)]) == key:
                    found[name] = None
            if word in self._by_first and not written[place].islower():
                found[self._by_first[word]] = None
        return tuple(found)
