"""Whom and what the rows of an import name: people, added where nobody is called that, and goals.

Ten thousand rows name the same few, so each name is looked up once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mentorlog.errors import Ambiguous, NotFound, UnreadableWords, quoted
from mentorlog.journal import Journal, people, tags
from mentorlog.journal.references import resolve
from mentorlog.records import Kind
from mentorlog.records.imports import Origin

_ME = frozenset({"me", "mine", "i", "myself"})
_MOST_GOALS = 10_000
_MISSING = "No one goal is called {}; it stays as text."


class Names:
    """What names mean in this journal; ``say`` hears of each person added and each goal missing."""

    def __init__(self, journal: Journal, say: Callable[[str], None]) -> None:
        self._journal = journal
        self._say = say
        self.added: list[str] = []
        self._said: set[str] = set()
        self._load()

    def _load(self) -> None:
        self._whole: dict[str, list[int]] = {}
        self._by_word: dict[str, set[int]] = {}
        self._goals: dict[tuple[str, str], int | None] = {}
        for row in self._journal.rows("SELECT id, name FROM people"):
            self._know(row["id"], row["name"])

    def _know(self, id: int, name: str) -> None:
        folded = name.casefold()
        self._whole.setdefault(" ".join(folded.split()), []).append(id)
        for word in folded.split():
            self._by_word.setdefault(word, set()).add(id)

    def forget(self, added: int) -> None:
        """What was stored since ``added`` people were was taken back: look everything up anew."""
        del self.added[added:]
        self._load()

    def person(self, name: str) -> int:
        """The person of that name, else the one whose name holds all its words, else a new one.

        Raises ``Ambiguous`` where it could be several.
        """
        words = name.casefold().split()
        if " ".join(words) in _ME:
            return self._journal.me
        found = self._whole.get(" ".join(words)) or sorted(self._with_words(words))
        if len(found) > 1:
            known = [f"{people.get(self._journal, id).name} (p{id})" for id in found]
            raise Ambiguous("person", name, known)
        return found[0] if found else self._add(name)

    def _with_words(self, words: Iterable[str]) -> set[int]:
        bearers = [self._by_word.get(word, set()) for word in words]
        return set.intersection(*bearers) if bearers else set()

    def _add(self, name: str) -> int:
        person = people.add(self._journal, name)
        self._know(person.id, person.name)
        self.added.append(person.name)
        return person.id

    def goal(self, words: str, origin: Origin | None) -> int | None:
        """The goal that words name: by what it is called in the source, its uid, title or words.

        None where no one goal is called that.
        """
        key = (origin.source if origin else "", words)
        if key not in self._goals:
            if len(self._goals) >= _MOST_GOALS:
                self._goals.clear()
            self._goals[key] = self._found_goal(*key)
        return self._goals[key]

    def _found_goal(self, source: str, words: str) -> int | None:
        journal = self._journal
        for query, values in (
            (
                "SELECT record FROM origins WHERE source = ? AND identifier = ? AND kind = 'goal'",
                [source, words],
            ),
            ("SELECT id FROM goals WHERE uid = ?", [words]),
        ):
            if found := journal.value(query, values):
                return found
        same = journal.rows("SELECT id FROM goals WHERE title = ? LIMIT 2", [words.strip()])
        if len(same) == 1:
            id: int = same[0]["id"]
            return id
        try:
            return resolve(journal, Kind.GOAL, words)
        except (NotFound, Ambiguous, UnreadableWords):
            return None

    def goals_changed(self) -> None:
        """A goal was added or renamed, so that words may mean another one."""
        self._goals.clear()

    def missing(self, words: str) -> str:
        """The line of text that stands for a goal nobody knows; says so, once."""
        self.say_once(_MISSING.format(quoted(words)))
        return f"Goal: {words}"

    def say_once(self, sentence: str) -> None:
        """Say it, unless it was said already."""
        if sentence not in self._said and len(self._said) < _MOST_GOALS:
            self._said.add(sentence)
            self._say(sentence)

    def tags(self, words: Iterable[str]) -> tuple[str, ...]:
        """The tags as the journal takes them, what cannot stand in one being a dash."""
        found: dict[str, None] = {}
        for word in words:
            tag = tags.nearest(word)
            if tag is None:
                self.say_once(f"{quoted(word)} is left out: it cannot be a tag.")
            else:
                found[tag] = None
        return tuple(found)
