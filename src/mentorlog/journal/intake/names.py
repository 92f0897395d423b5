"""The people and goals that rows of an import name. A person whom nobody knows is added.

Thousands of rows name the same few, so each name is looked up once.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache

from mentorlog.errors import quoted
from mentorlog.journal import Journal, people, store
from mentorlog.journal.documents import log
from mentorlog.journal.store import Facts
from mentorlog.records import Person
from mentorlog.records.imports import Origin
from mentorlog.spelling import nearest_tag, stored, words

_nearest = lru_cache(nearest_tag)


class Names:
    """What names mean in this journal; ``say`` is told of names that mean nothing."""

    def __init__(self, journal: Journal, say: Callable[[str], None]) -> None:
        self._journal = journal
        self._say = say
        self.added: list[str] = []
        self.gone_goals: set[str] = set()
        """What their source calls goals that were deleted here."""
        self._said: set[str] = set()
        self._load()

    def _load(self) -> None:
        self._whole: dict[tuple[str, ...], list[int]] = {}
        self._by_word: dict[str, set[int]] = {}
        self._by_text: dict[str, int] = {}
        self._goals: dict[tuple[str, str], int | None] = {}
        for row in self._journal.rows("SELECT id, name FROM people"):
            self._know(row["id"], row["name"])

    def _know(self, id: int, name: str) -> None:
        self._whole.setdefault(words(name), []).append(id)
        for word in words(name):
            self._by_word.setdefault(word, set()).add(id)

    def forget(self, added: int) -> None:
        """Forget the people after the first ``added``: what was stored with them was taken back."""
        del self.added[added:]
        self._load()

    def person(self, text: str) -> int:
        """The person of that name or number, or whose name has all these words, or else a new person.

        Raises ``Ambiguous`` if it could be several.
        """
        if text not in self._by_text:
            self._by_text[text] = self._person(text)
        return self._by_text[text]

    def has_met(self, text: str) -> bool:
        """Whether a row has named that person before."""
        return text in self._by_text

    def _person(self, text: str) -> int:
        if text.strip().casefold() in people.OWN_WORDS:
            return self._journal.me
        if text.strip()[:1] in "pP" and people.is_number(text):
            return people.find(self._journal, text)
        name, number = people.split_number(text)
        found = self._bearers(text) or self._bearers(name)
        if number in found:
            return number
        if number is not None:
            # A number of another journal only tells people of the same name in one file apart.
            named = set(self._by_text.values())
            found = [id for id in found if id not in named]
        if len(found) > 1:
            raise people.ambiguous(self._journal, text, found)
        return found[0] if found else self._add(name)

    def _bearers(self, name: str) -> list[int]:
        wanted = words(name)
        found = self._whole.get(wanted)
        bearers = [self._by_word.get(word, set()) for word in wanted]
        return found or (sorted(set.intersection(*bearers)) if bearers else [])

    def _add(self, name: str) -> int:
        id = people.add(self._journal, Facts(name=name))
        name = store.get(self._journal, Person, id).name
        self._know(id, name)
        self.added.append(name)
        return id

    def goal(self, text: str, origin: Origin | None) -> int | None:
        """The goal that the words name: by its name in the source, its uid, its title, or words of it.

        None if it is no goal or several.
        """
        key = (origin.source if origin else "", text)
        if key not in self._goals:
            self._goals[key] = self._found_goal(*key)
        return self._goals[key]

    def _found_goal(self, source: str, text: str) -> int | None:
        journal = self._journal
        found = journal.value(
            "SELECT record FROM origins WHERE source = ? AND identifier = ? AND kind = 'goal'",
            [source, text],
        ) or journal.value("SELECT id FROM goals WHERE uid = ?", [text])
        if found:
            return found
        same = journal.ids("SELECT id FROM goals WHERE title = ? LIMIT 2", [stored(text.strip())])
        return same[0] if len(same) == 1 else log.goal(journal, text)

    def goals_changed(self) -> None:
        """Forget the goals: one was added or renamed, so words may mean another."""
        self._goals.clear()

    def missing(self, text: str) -> str:
        """The line of text that stands for an unknown goal; the user is told once."""
        self.say_once(f"No one goal is called {quoted(text)}; it stays as text.")
        return log.kept_goal(text)

    def say_once(self, sentence: str) -> None:
        """Say it, unless it was said already."""
        if sentence not in self._said:
            self._said.add(sentence)
            self._say(sentence)

    def tags(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The tags as the journal takes them; a dash replaces what a tag cannot have."""
        found: dict[str, None] = {}
        for text in texts:
            tag = _nearest(text)
            if tag is None:
                self.say_once(f"{quoted(text)} is left out: it cannot be a tag.")
            else:
                found[tag] = None
        return tuple(found)
