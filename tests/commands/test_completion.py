"""What completion offers, and that nothing of it can harm a shell."""

from __future__ import annotations

import re
import sqlite3
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentorlog.journal
import reference
from mentorlog import cli
from mentorlog.commands import completion
from mentorlog.errors import JournalUnusable
from mentorlog.periods import period
from mentorlog.records import Audience, Kind

NUMBERED = {
    Kind.GOAL: completion.goals,
    Kind.MILESTONE: completion.milestones,
    Kind.SESSION: completion.sessions,
    Kind.TAKEAWAY: completion.takeaways,
    Kind.ACTION: completion.actions,
    Kind.WIN: completion.wins,
}
WORDS = [completion.tags, completion.skills]
ALL = [completion.people, completion.references, *WORDS, *NUMBERED.values()]


def context(path: Path | None) -> Any:
    root = SimpleNamespace(params={"journal": None if path is None else str(path)})
    return SimpleNamespace(find_root=lambda: root)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    journal = tmp_path / "journal.db"
    journal.touch()
    return journal


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stands in for ``mentorlog.journal.references``."""
    fake: Any = ModuleType("mentorlog.journal.references")
    fake.asked = []
    fake.records = []

    def candidates(path: Path, kind: Kind) -> list[tuple[int, str]]:
        fake.asked.append((path, kind))
        return list(fake.records)

    fake.candidates = candidates
    fake.words_of = lambda _path, _column: list(fake.records)
    monkeypatch.setitem(sys.modules, fake.__name__, fake)
    monkeypatch.setattr(mentorlog.journal, "references", fake, raising=False)
    return fake


@pytest.mark.parametrize("kind", NUMBERED)
def test_records_are_offered_by_number_with_their_words(
    journal: Any, path: Path, kind: Kind
) -> None:
    journal.records = [(3, "Speak at $(a) [conference]"), (12, "Write: `it`")]
    assert NUMBERED[kind](context(path), "") == [
        (f"{kind.letter}3", "Speak at a conference"),
        (f"{kind.letter}12", "Write it"),
    ]
    assert journal.asked == [(path, kind)]


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("Dana Okafor", "", "dana"),
        ("Dana Okafor", "O", "okafor"),
        ("Dana Okafor", "x", "dana"),
        ("Ana Lima", "", "lima"),  # "ana" is in "joana" too
        ("Sofía Núñez", "", "sofía"),
        ("O'Brien", "", "p1"),
        ("$(reboot) ;ls", "", "p1"),
        ("G3", "", "p1"),
        ("77", "", "p1"),
        ("--yes", "", "p1"),
        ("", "", "p1"),
    ],
)
def test_people_are_offered_by_a_word_of_their_own(
    journal: Any, path: Path, name: str, typed: str, value: str
) -> None:
    journal.records = [(1, name), (2, "Joana Oka")]
    assert completion.people(context(path), typed)[0][0] == value


def test_two_of_one_name_are_offered_by_number(journal: Any, path: Path) -> None:
    journal.records = [(4, "Kim Lee"), (5, "Kim Lee")]
    assert completion.people(context(path), "k") == [("p4", "Kim Lee"), ("p5", "Kim Lee")]


@pytest.mark.parametrize("offer", [completion.tags, completion.skills])
def test_only_words_that_are_plain_are_offered(
    journal: Any, path: Path, offer: Callable[..., object]
) -> None:
    journal.records = ["public-speaking", "año", "$(x)", "a b", "-x", "a;b"]
    assert offer(context(path), "") == [("public-speaking", ""), ("año", "")]


def test_a_reference_is_of_the_kind_whose_letter_was_typed(journal: Any, path: Path) -> None:
    journal.records = [(3, "Speak")]
    for typed, value in (("", "g3"), ("s", "s3"), ("K", "k3"), ("x", "g3")):
        assert completion.references(context(path), typed) == [(value, "Speak")]


def test_the_audiences_and_the_people_who_are_one(journal: Any, path: Path) -> None:
    journal.records = [(2, "Dana Ortiz")]
    found = completion.audiences(context(path), "")
    assert found == [*((each.value, "") for each in Audience), ("dana", "Dana Ortiz")]


def test_what_is_offered_without_a_journal_is_what_is_read() -> None:
    ctx = context(None)
    today = date(2026, 11, 22)
    assert all(period(word, today) for word, _ in completion.periods(ctx, ""))


FREE = {
    "text": ("TEXT", "[TEXT]", "TITLE", "[WORDS]..."),
    "a day is quicker typed": ("DAY", "[DAY]", "DAY [TIME]"),
    "a name that is told nearby": ("COLUMN",),
    "a number": ("VALUE", "[VALUE]", "0-10", "LEVEL", "N", "A..B", "[STEPS]", "[STEPS|REF]"),
    "a time": ("TIME", "[TIME]", "45m", "2w"),
    "a name that is new": ("NAME", "NEW", "[NEW]"),
    "another program's command": ("CMD",),
    "a key or an address is pasted": ("KEY", "URL"),
    "another program's words": ("HEADER=FIELD",),
    "what has words differs from record to record": ("[FIELD]",),
}
"""What is not completed, by its metavar, and why."""


def test_all_that_can_be_completed_is() -> None:
    root: Any = cli._root()
    free = {metavar for metavars in FREE.values() for metavar in metavars}
    bare = set()
    for path, command in reference.commands(root):
        for param in command.params:
            if (
                getattr(param, "is_flag", False)
                or param.name == "help"
                or reference.has_choices(param)
            ):
                continue
            metavar = param.metavar or param.name.upper()
            if param._custom_shell_complete is None and metavar not in free:
                bare.add((path, metavar))
    assert bare == set()


def test_the_environment_names_the_journal_where_the_line_does_not(
    journal: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORLOG_JOURNAL", str(path))
    completion.goals(context(None), "")
    assert journal.asked == [(path, Kind.GOAL)]


@pytest.mark.parametrize("offer", ALL, ids=lambda offer: offer.__name__)
def test_a_journal_that_is_not_there_is_not_asked_for(
    journal: Any, tmp_path: Path, offer: Callable[..., object]
) -> None:
    journal.records = [(1, "x")]
    for missing in (tmp_path / "none.db", tmp_path):
        assert offer(context(missing), "") in ([], [("career", ""), ("personal", "")])
    assert journal.asked == []


@pytest.mark.parametrize("offer", ALL, ids=lambda offer: offer.__name__)
@pytest.mark.parametrize(
    "error", [JournalUnusable("Locked."), OSError(), sqlite3.DatabaseError()], ids=repr
)
def test_a_journal_that_cannot_be_read_offers_nothing(
    journal: Any, path: Path, offer: Callable[..., object], error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    journal.candidates = journal.words = fail
    assert offer(context(path), "") == []


def test_harmless() -> None:
    for text, expected in [
        ("$(touch x) `y` [red]z[/] \\ 'q' \"r\" a:b", "touch x y redz q r ab"),
        ("1.5, 2-3", "1.5, 2-3"),
        ("a\n\tb\x1b[31mc", "a b31mc"),
        ("Ünïcode 日本", "Ünïcode 日本"),
        ("हिन्दी", "हिन्दी"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),
        ("🎉 שלום \u202e", "שלום"),
        ("…", ""),
        ("x" * 99, "x" * 60),
    ]:
        assert completion.harmless(text) == expected


@given(st.text())
def test_harmless_always_is(text: str) -> None:
    safe = completion.harmless(text)
    assert len(safe) <= 60
    letters = "".join(each for each in safe if category(each) not in ("Mn", "Mc"))
    assert re.fullmatch(r"[\w .,-]*", letters)
    assert safe == safe.strip()
    assert completion.harmless(safe) == safe


@given(st.lists(st.text(), max_size=4), st.text(max_size=3))
def test_a_value_is_always_one_plain_word(names: list[str], typed: str) -> None:
    for name in names:
        word = completion._own_word(name, [other.lower() for other in names], typed)
        # Half of a word in Hindi or Thai is marks, which no shell reads as anything else.
        assert word is None or all(
            each.isalnum() or each == "_" or category(each).startswith("M") for each in word
        )


@pytest.mark.parametrize(
    ("title", "typed", "value"),
    [
        ("Speak in public", "sp", "speak"),
        ("Speak in public", "Pu", "Public"),
        ("Speak in public", "speak i", "speak in public"),
        ("Speak in public", "in p", "in public"),
        ("Talk: the (first) draft", "fir", "first"),
        ("Draft $(touch RAN) it", "touch", None),
        ("Draft $(touch RAN) it", "draft ", None),
        ("Don't", "Don", None),
        ("Straße am Fluss", "am f", "am fluss"),
        ("Straße am Fluss", "stras", None),
        ("x" * 61, "xx", None),
    ],
)
def test_a_word_that_was_begun_goes_on_as_a_title_does(
    journal: Any, path: Path, title: str, typed: str, value: str | None
) -> None:
    journal.records = [(1, title)]
    found = [word for word, _ in completion.goals(context(path), typed) if word.startswith(typed)]
    assert found == ([] if value is None else [value])


def test_more_of_a_name_goes_on_as_the_name_does(journal: Any, path: Path) -> None:
    journal.records = [(2, "Dana Ortiz"), (3, "Dana O'Hara")]
    assert completion.people(context(path), "dana o") == [("dana ortiz", "Dana Ortiz")]


@given(st.text(), st.text(max_size=4))
def test_words_of_a_title_are_always_plain(title: str, typed: str) -> None:
    found = completion._goes_on(title, typed)
    if found is not None:
        rest = found[len(typed) :]
        assert completion.harmless(f"a{rest}a").startswith("a")
        assert all(
            each.isalnum() or each in " .,-" or category(each) in ("Mn", "Mc") for each in rest
        )
