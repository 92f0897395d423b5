"""Names, titles, tags and skills: what is one word, and which spellings are the same."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog import spelling
from mentorlog.dates import clock
from mentorlog.exchange.reading import KnownPeople
from mentorlog.journal import EVERYTHING, Journal, people, storage, store
from mentorlog.journal.store import Facts
from mentorlog.records import Person

if TYPE_CHECKING:
    from tests.conftest import At, Run


def rows(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*argv, "--json").out)
    return found


def test_spellings_of_the_same() -> None:
    for one, other in [
        ("José", "jose"),
        ("José Núñez", "Jose\u0301 Nu\u0301n\u0303ez"),
        ("ŁUKASZ Sørensen", "lukasz sorensen"),
        ("Weiß", "WEISS"),
        ("Yıldız İNCE", "yildiz ince"),
        ("ＤＡＮＡ", "dana"),
        ("مُحَمَّد", "محمد"),
        ("می‌خواهم", "میخواهم"),
    ]:
        assert spelling.folded(one) == spelling.folded(other)


def test_what_is_another() -> None:
    for one, other in [
        ("पु", "प्रि"),
        ("が", "か"),
        ("C++", "C"),
        ("C#", "C++"),
        ("가", "각"),
        ("प्र", "पर"),
    ]:
        assert spelling.folded(one) != spelling.folded(other)


@given(st.text(max_size=12))
def test_folding_knows_no_normal_form_and_changes_nothing_twice(text: str) -> None:
    folded = spelling.folded(text)
    assert spelling.folded(folded) == folded
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert spelling.folded(normalize(form, text)) == folded


def test_a_word_is_letters_marks_and_digits() -> None:
    """In every script of the basic plane, as this Python's Unicode tables have it."""
    word = re.compile(spelling.WORD)
    for number in range(0x10000):
        character = chr(number)
        kind = category(character)
        if kind[0] in "LMN" or character in "_\u200c\u200d":
            assert word.fullmatch(character) or kind in ("No", "Nl"), hex(number)
        elif kind != "Cn":
            assert not word.fullmatch(character), hex(number)


@pytest.mark.parametrize("tag", ["हिन्दी", "cafe\u0301", "தமிழ்", "node.js", "q3/visibility", "a-b"])
def test_tags_of_any_script(run: Run, tag: str) -> None:
    run("goal", "add", "Speak")
    assert run("tag", "add", "g1", "--", tag).code == 0
    assert f"#{normalize('NFC', tag)}" in run("goal", "show", "1").out
    assert "Speak" in run("goal", "--tag", normalize("NFD", tag)).out
    # A second record takes the spelling that is in use.
    run("goal", "add", "Listen")
    run("tag", "add", "g2", "--", normalize("NFD", tag).upper())
    assert len(run("tag").out.splitlines()) == 2


def test_an_older_spelling_of_a_tag_is_still_found(run: Run, at: At) -> None:
    run("goal", "add", "Speak")
    with at("2026-11-22") as journal:
        journal.link("taggings", kind="goal", record=1, tag="Cafe\u0301")
        journal.link("taggings", kind="goal", record=1, tag="café")
    assert "Speak" in run("goal", "--tag", "CAFE").out
    assert run("tag", "rename", "cafe", "coffee").code == 0
    assert [tag["tag"] for tag in rows(run, "tag")] == ["coffee"]
    run("tag", "add", "g1", "Café")
    assert run("tag", "remove", "g1", "cafe").code == 0
    assert [tag["tag"] for tag in rows(run, "tag")] == ["coffee"]


def test_words_find_a_title_whatever_its_accents(run: Run) -> None:
    run("goal", "add", "Cafe\u0301 für Göttingen")
    assert rows(run, "goal")[0]["title"] == "Café für Göttingen"
    assert run("goal", "show", "CAFE gottingen").code == 0
    run("todo", "Réviser le plan")
    assert run("done", "reviser").code == 0


def test_one_skill_whatever_its_accents(run: Run) -> None:
    run("skill", "add", "Résumé writing", "2")
    run("skill", "add", "RESUME\u0301 Writing", "3")
    (skill,) = rows(run, "skill")
    assert (skill["skill"], skill["now"]) == ("Résumé writing", 3)
    run("skill", "add", "C", "2")
    run("skill", "add", "C++", "3")
    assert len(rows(run, "skill")) == 3


def test_one_person_whatever_the_spelling(run: Run) -> None:
    run("mentor", "add", "José Núñez")
    assert run("log", "jose", "-t", "One").out.startswith("Saved s1 with José.")
    again = run("mentor", "add", "Jose\u0301 Nu\u0301n\u0303ez")
    assert again.err.startswith("José Núñez is your mentor already, active.")
    assert len(rows(run, "person")) == 2
    run("mentor", "add", "Zoe\u0308")
    assert rows(run, "person")[2]["name"] == "Zoë"


def test_a_decomposed_name_of_an_older_journal_is_found(run: Run, at: At) -> None:
    run("mentor", "add", "Jose")
    with at("2026-11-22") as journal:
        journal.update("people", 2, name="Jose\u0301")
    assert run("person", "show", "josé").code == 0
    assert run("person", "show", "jose").code == 0
    assert "Send it @josé" not in run("todo", "Send it @josé").out


@pytest.mark.parametrize("name", ["\u0301", " \u0301\u200d ", "\u093e", "\u200b"])
def test_a_name_of_marks_alone(run: Run, name: str) -> None:
    for command in (["mentor", "add"], ["person", "add"]):
        refused = run(*command, name)
        assert (refused.code, refused.err) == (
            2,
            "A name cannot be empty.\nhint: any words will do\n",
        )
    assert run("skill", "add", name, "3").err == (
        "A skill's name cannot be empty.\nhint: any words will do\n"
    )
    assert run("log", name, "-t", "One").err.startswith("A name is missing.\n")
    assert run("tag", "add", "p1", "--", name).code == 2


def test_a_diary_word_is_nobody_whose_name_begins_alike(run: Run, tmp_path: Path) -> None:
    run("mentor", "add", "प्रिया नायर")
    diary = tmp_path / "diary.txt"
    diary.write_text("[2026-11-19 09:30] A private thought @पुस्तक\n", encoding="utf-8")
    run("import", "--from", "jrnl", str(diary))
    assert rows(run, "session", "--all") == []
    assert rows(run, "takeaway", "--all")[0]["tags"] == ["पुस्तक"]


def test_an_owner_in_any_script(run: Run) -> None:
    run("mentor", "add", "प्रिया नायर")
    run("log", "प्रिया", "-a", "Send slides @प्रिया due tomorrow")
    (action,) = rows(run, "action")
    assert (action["text"], action["owner"]["name"]) == ("Send slides", "प्रिया नायर")


NAMES = st.lists(
    st.sampled_from(
        ["José", "Jose", "Núñez", "Dana", "DANA", "Ortiz", "O'Brien", "प्रिया", "पु", "Zoe\u0308"]
    ),
    min_size=1,
    max_size=3,
).map(" ".join)


@given(st.lists(NAMES, min_size=1, max_size=4, unique_by=spelling.words), NAMES)
def test_an_import_and_the_journal_mean_the_same_person(names: list[str], text: str) -> None:
    """Whom an import takes a text for is whom a command takes it for, or one of several."""
    with closing(storage.in_memory()) as connection:
        journal = Journal(connection, Path(), clock({"MENTORLOG_TODAY": "2026-11-22"}), EVERYTHING)
        added = [people.add(journal, Facts(name=name)) for name in names]
        ids = {store.get(journal, Person, id).name: id for id in added}
        named = KnownPeople(ids).named(text)
        if named is not None:
            assert ids[named] in people.meant(journal, text)
            assert people.meant(journal, named) == [ids[named]]
