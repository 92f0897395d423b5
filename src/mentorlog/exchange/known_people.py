"""Finds the people of a journal in the text of other programs.

The whole name counts, in any letter case and with or without accents. The first name alone counts if only one
person has it.
"""

from __future__ import annotations

from collections.abc import Iterable

from mentorlog.spelling import folded, spoken, words


class KnownPeople:
    """The people of a journal, by their names. Whole names are returned."""

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
