"""How people name a record: a number, a letter and a number, or words of its title."""

from __future__ import annotations

import re
import sqlite3

from mentorlog.errors import Ambiguous, NotFound, UnreadableWords, quoted, with_article
from mentorlog.journal import Journal
from mentorlog.records import Kind
from mentorlog.records.kinds import LETTERS
from mentorlog.spelling import folded

_NUMBERED = re.compile(r"([a-zA-Z]?)(\d{1,12})")


def resolve(journal: Journal, kind: Kind, reference: str, *, closed_first: bool = False) -> int:
    """The id of the one record that ``reference`` names.

    Words look among what is open, and only where nothing open matches among the rest
    (``closed_first`` turns that round). Raises ``NotFound``, ``Ambiguous`` or, for another kind's
    letter, ``UnreadableWords``.
    """
    numbered = _NUMBERED.fullmatch(reference.strip())
    if numbered:
        return _by_number(journal, kind, numbered[1].lower(), int(numbered[2]), reference)
    return _by_words(journal, kind, reference, closed_first=closed_first)


def _by_number(journal: Journal, kind: Kind, letter: str, id: int, reference: str) -> int:
    if letter and letter != kind.letter:
        other = LETTERS.get(letter)
        reason = f"{letter} stands for {with_article(other)}" if other else ""
        examples = (f"{kind.letter}{id}", str(id))
        raise UnreadableWords(f"{kind} number", reference, examples, reason)
    if journal.value(f"SELECT 1 FROM {kind.table} WHERE id = ?", [id]) is None:
        raise NotFound(kind.value, reference, lists(kind))
    return id


def lists(kind: Kind) -> str:
    """Which command lists the records of a kind, as a hint."""
    return f"mentorlog {kind.noun}{kind.about.listing} lists them"


def _by_words(journal: Journal, kind: Kind, reference: str, *, closed_first: bool) -> int:
    words = folded(reference).split()
    if not words:
        raise UnreadableWords(f"{kind}", reference, (f"{kind.letter}3", "3", "words of its title"))
    about = kind.about
    query = f"SELECT id, {about.offered or about.called} FROM {about.table} {about.letter}"
    groups = [about.is_open, f"NOT coalesce({about.is_open}, 0)"]
    for condition in reversed(groups) if closed_first else groups:
        matches = _matching(journal.rows(f"{query} WHERE {condition}"), words)
        if len(matches) > 1:
            raise Ambiguous(
                kind.value,
                reference,
                [f"{kind.letter}{id} {quoted(title)}" for id, title in matches],
            )
        if matches:
            return matches[0][0]
    raise NotFound(kind.value, reference, f"mentorlog {kind.noun} lists them")


def _matching(rows: list[sqlite3.Row], words: list[str]) -> list[tuple[int, str]]:
    """The titles that hold all the words; one that is the words exactly stands alone."""
    found = []
    for id, title in rows:
        text = folded(title or "")
        if all(word in text for word in words):
            if text.split() == words:
                return [(id, title)]
            found.append((id, title))
    return found
