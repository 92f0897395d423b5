"""Which people a piece of somebody else's text means: those the journal knows by these names.

A name stands for its bearer whole, in any letter case and with or without accents; its first word
alone does where only one person is called so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_WORD = re.compile(r"\w+")


class KnownPeople:
    """The people of a journal, by their names. What is found is always a whole name, in order."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = {words: name for name in names if (words := _words(name))}
        self._by_start: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for words, name in self._names.items():
            self._by_start.setdefault(words[0], []).append((words, name))
        alone = (each for each in self._by_start.values() if len(each) == 1)
        self._by_first = {words[0]: name for ((words, name),) in alone}
        self._glued = {"".join(words): name for words, name in self._names.items()}

    def named(self, text: str) -> str | None:
        """The one person that ``text`` is the name of: ``dana``, ``Ortiz, Dana``, ``dana.ortiz``."""
        last, comma, first = text.partition(",")
        words = _words(f"{first} {last}" if comma else text)
        if len(words) == 1:
            return self._by_first.get(words[0]) or self._glued.get(words[0])
        return self._names.get(words)

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Everybody that words inside ``text`` name, a first name only as names are written."""
        return tuple(dict.fromkeys(self._mentioned(text)))

    def _mentioned(self, text: str) -> Iterator[str]:
        written = _WORD.findall(_composed(text))
        words = [_folded(word) for word in written]
        for place, word in enumerate(words):
            for key, name in self._by_start.get(word, ()):
                if tuple(words[place : place + len(key)]) == key:
                    yield name
            if word in self._by_first and not written[place].islower():
                yield self._by_first[word]


def _words(text: str) -> tuple[str, ...]:
    return tuple(_folded(word) for word in _WORD.findall(_composed(text).replace("_", " ")))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _folded(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))
