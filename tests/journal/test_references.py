"""A number, a letter and a number, or words of one open title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.dates import clock
from mentorlog.errors import Ambiguous, MentorlogError, NotFound, UnreadableWords
from mentorlog.journal import EVERYTHING, Journal, storage
from mentorlog.journal.references import resolve
from mentorlog.records import Kind

NAMED = [kind for kind in Kind if kind not in (Kind.MENTORSHIP, Kind.AGREEMENT)]
"""Kinds whose records people name; the others go by a partner's name."""

ROWS = """
    INSERT INTO people (id, name, is_me) VALUES (1, 'Priya Nair', 1), (2, 'Dana Ortiz', NULL);
    INSERT INTO goals (id, owner, title, start_on, state) VALUES
        (1, 1, 'Speak at a regional conference', '2026-01-01', 'active'),
        (2, 1, 'Speak', '2026-01-01', 'active'),
        (3, 1, 'Lead the platform team', '2026-01-01', 'draft'),
        (4, 1, 'Lead a guild', '2026-01-01', 'dropped'),
        (5, 1, 'Straße, ŻÓŁĆ', '2026-01-01', 'paused'),
        (6, 1, 'Write 3 posts', '2026-01-01', 'achieved'),
        (7, 1, 'Run a %_marathon', '2026-01-01', 'missed');
    INSERT INTO milestones (id, goal, title, done_on) VALUES
        (1, 1, 'Abstract sent', NULL), (2, 1, 'Abstract accepted', '2026-02-01');
    INSERT INTO sessions (id, held_on, topic, state) VALUES
        (1, '2026-01-10', 'Storytelling', 'held'), (2, '2026-12-10', 'Slides', 'planned'),
        (3, '2026-01-20', NULL, 'held');
    INSERT INTO takeaways (id, session, kind, text, noted_on, outcome, answer) VALUES
        (1, 3, 'takeaway', 'Open with a story', '2026-01-20', NULL, NULL),
        (2, 3, 'advice', 'Record one rehearsal', '2026-01-20', 'pending', NULL),
        (3, 3, 'question', 'Who reviews it?', '2026-01-20', NULL, 'Ana'),
        (4, 3, 'advice', 'Record all rehearsals', '2026-01-20', 'worked', NULL);
    INSERT INTO actions (id, text, owner, made_on, state) VALUES
        (1, 'Draft the outline', 1, '2026-01-20', 'open'),
        (2, 'Draft the abstract', 1, '2026-01-20', 'done');
    INSERT INTO wins (id, happened_on, title) VALUES (1, '2026-01-20', 'Talk accepted');
"""

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.fixture(scope="module")
def journal_() -> Iterator[Journal]:
    connection = storage.in_memory()
    connection.executescript(ROWS)
    yield Journal(connection, Path("x.db"), clock({"MENTORLOG_TODAY": "2026-11-22"}), EVERYTHING)
    connection.close()


def test_what_names_one_record(journal_: Journal) -> None:
    for kind, words, id in [
        (Kind.GOAL, "3", 3),
        (Kind.GOAL, "g3", 3),
        (Kind.GOAL, " G3 ", 3),
        (Kind.GOAL, "g003", 3),
        (Kind.GOAL, "6", 6),
        (Kind.GOAL, "conference", 1),
        (Kind.GOAL, "CONF reg", 1),
        (Kind.GOAL, "speak", 2),
        (Kind.GOAL, "  Speak  ", 2),
        (Kind.GOAL, "lead", 3),
        (Kind.GOAL, "guild", 4),
        (Kind.GOAL, "STRASSE", 5),
        (Kind.GOAL, "żółć", 5),
        (Kind.GOAL, "3 posts", 6),
        (Kind.GOAL, "%_", 7),
        (Kind.MILESTONE, "abstract", 1),
        (Kind.MILESTONE, "accepted", 2),
        (Kind.SESSION, "slides", 2),
        (Kind.SESSION, "storytelling", 1),
        (Kind.SESSION, "open with a story", 3),
        (Kind.TAKEAWAY, "record", 2),
        (Kind.TAKEAWAY, "all rehearsals", 4),
        (Kind.TAKEAWAY, "who reviews", 3),
        (Kind.ACTION, "draft", 1),
        (Kind.ACTION, "a2", 2),
        (Kind.WIN, "talk", 1),
        (Kind.PERSON, "p2", 2),
        (Kind.PERSON, "ortiz", 2),
    ]:
        assert resolve(journal_, kind, words) == id


def test_what_names_none_or_many(journal_: Journal) -> None:
    for kind, words, error in [
        (Kind.GOAL, "99", NotFound),
        (Kind.GOAL, "g0", NotFound),
        (Kind.GOAL, "999999999999", NotFound),
        (Kind.GOAL, "nothing like it", NotFound),
        (Kind.GOAL, "a3", UnreadableWords),
        (Kind.GOAL, "z3", UnreadableWords),
        (Kind.GOAL, "", UnreadableWords),
        (Kind.GOAL, " \t ", UnreadableWords),
        (Kind.GOAL, "spea", Ambiguous),
        (Kind.MILESTONE, "g1", UnreadableWords),
    ]:
        with pytest.raises(error) as refused:
            resolve(journal_, kind, words)
        assert type(refused.value) is error
        assert refused.value.sentence.endswith(".")


def test_an_ambiguous_word_lists_the_candidates(journal_: Journal) -> None:
    with pytest.raises(Ambiguous) as refused:
        resolve(journal_, Kind.GOAL, "spea")
    assert refused.value.candidates == ('g1 "Speak at a regional conference"', 'g2 "Speak"')


def test_a_word_of_two_letters_is_no_part_of_one(journal_: Journal) -> None:
    assert resolve(journal_, Kind.GOAL, "at") == 1  # And not the platform team.


def test_open_titles_come_first_unless_the_closed_are_meant(journal_: Journal) -> None:
    assert resolve(journal_, Kind.GOAL, "lead") == 3
    assert resolve(journal_, Kind.GOAL, "lead", closed_first=True) == 4
    assert resolve(journal_, Kind.GOAL, "conference", closed_first=True) == 1


def test_another_kinds_letter_is_named(journal_: Journal) -> None:
    with pytest.raises(UnreadableWords, match="a stands for an action"):
        resolve(journal_, Kind.GOAL, "a3")


@given(words=st.text(max_size=12), kind=st.sampled_from(NAMED))
def test_any_text_is_a_record_or_a_sentence(journal_: Journal, kind: Kind, words: str) -> None:
    try:
        id = resolve(journal_, kind, words)
    except MentorlogError as error:
        assert re.search(r"\S\.$", error.sentence)
    else:
        assert journal_.value(f"SELECT 1 FROM {kind.table} WHERE id = ?", [id])


def test_words_that_name_nothing_point_to_the_list_of_all(run: Run) -> None:
    run("goal", "add", "Speak")
    assert run("goal", "show", "zebra").err.endswith("hint: mentorlog goal --all lists them\n")
