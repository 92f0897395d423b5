"""``edit`` of several records by the same options, and what is no such edit."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture(autouse=True)
def records(run: Run, once: Once) -> None:
    """One or two of some kinds."""
    once(
        "something to edit",
        lambda: [
            run(*shlex.split(each))
            for each in (
                "mentor add Dana", "goal add 'Speak well'", "goal add 'Learn Rust'", "win add 'Talk held'",
                "todo Read", "todo Write", "log dana -t 'A story first'",
            )
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "receipt"),
    [
        (
            "g1 g2 w1 --public",
            "g1  Speak well · shared → public\ng2  Learn Rust · shared → public\nw1  Talk held · shared → public\n",
        ),
        ("a1 a2 -d friday", "a1  Read · due Fri 27 Nov\na2  Write · due Fri 27 Nov\n"),
        ("a1 a2 by friday", "a1  Read · due Fri 27 Nov\na2  Write · due Fri 27 Nov\n"),
        ("--due friday a1 a2", "a1  Read · due Fri 27 Nov\na2  Write · due Fri 27 Nov\n"),
        ("a1 --due friday a2", "a1  Read · due Fri 27 Nov\na2  Write · due Fri 27 Nov\n"),
        ("a1 --goal g2", "a1  Read · goal: g2\n"),
        ("a1 --goal g2 a2", "a1  Read · goal: g2\na2  Write · goal: g2\n"),
        ("a1 --evidence it blocks a2", "a1  Read · evidence: “it blocks a2”\n"),
        ("a1 a1 -p", "a1  Read · shared → private\n"),
        ("a1 last -p", "a1  Read · shared → private\ns1  A story first · shared → private\n"),
    ],
)  # fmt: skip
def test_each_has_its_receipt_and_one_undo_takes_all_back(
    run: Run, typed: str, receipt: str
) -> None:
    before = _shown(run)
    result = run("edit", *shlex.split(typed))
    assert (result.code, result.out) == (0, receipt)
    assert _shown(run) != before
    run("undo")
    assert _shown(run) == before


def _shown(run: Run) -> list[dict[str, object]]:
    shown = json.loads(run("show", "g1", "g2", "w1", "a1", "a2", "s1", "--json").out)
    return [{key: each[key] for key in each if key != "updated_at"} for each in shown]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a1 w1 --due friday", "w1 has no --due. Nothing was changed.\n"),
        ("a1 w1 g1 w1 t1 --due friday", "w1 and t1 have no --due. Nothing was changed.\n"),
        ("a1 a2", "No option says what to change.\nhint: as in mentorlog edit a1 a2 --by friday\n"),
        ("s1 w1 --json", "No option says what to change.\n"),
        (
            "a1 a2 'New words' -p",
            'hint: one of several words: mentorlog edit a1 "a2 New words" -p\n',
        ),
        ("a1 a2 -p -- words", "A new text is of one record.\n"),
        ("s1 s1 -e", "are for one record.\n"),
        ("a1 a2 --evidence -", "are for one record.\n"),
        ("a1 a9 -p", 'No action matches "a9". Nothing was changed.\n'),
        ("a1 a2 --due blursday", 'Cannot read "blursday" as a day.\n'),
        ("a1 a2 --pubic", "Did you mean --public?\nhint: mentorlog edit a1 a2 --public\n"),
    ],
)
def test_what_does_not_fit_all_changes_nothing(run: Run, typed: str, said: str) -> None:
    before = run("export").out
    refused = run("edit", *shlex.split(typed))
    assert (refused.code != 0, refused.out) == (True, "")
    assert said in refused.err
    assert run("export").out == before


def test_json_is_an_array_of_them(run: Run) -> None:
    written = json.loads(run("edit", "g1", "a1", "--tag", "talks", "--json").out)
    assert [each["tags"] for each in written] == [["talks"], ["talks"]]


def test_references_are_never_offered_as_a_new_title(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    terminal = terminals("edit", "g1", "g2", "--public")
    assert terminal.end() == 0
    assert "[Y/n]" not in terminal.screen
    assert run("show", "g1", "--json").out.count("Speak well") == 1


@pytest.mark.parametrize(
    ("typed", "text", "level"),
    [
        ("edit t1 'note: ZEBRA'", "ZEBRA", "private"),
        ("edit t1 'ZEBRA !private'", "ZEBRA", "private"),
        ("takeaway edit t1 'private: ZEBRA'", "ZEBRA", "private"),
        ("edit t1 'two words'", "two words", "shared"),
    ],
)
def test_two_words_in_quotes_are_a_new_text_also_where_one_hides_it(
    run: Run, typed: str, text: str, level: str
) -> None:
    assert run(*shlex.split(typed)).code == 0
    shown = json.loads(run("show", "t1", "--json").out)
    assert (shown["text"], shown["visibility"]) == (text, level)


def test_the_same_of_a_goal_and_a_session(run: Run) -> None:
    assert run("edit", "g1", "private: Z").out == "g1  Speak well → Z · shared → private\n"
    assert "topic: Q · shared → private" in run("session", "edit", "s1", "note: Q").out


@pytest.mark.parametrize(
    ("typed", "as_typed"),
    [
        ("goal edit 1 g2 --public", "edit g1 g2 --public"),
        ("action edit 1 2 --due friday", "edit a1 a2 --due friday"),
        ("takeaway edit t1 9 --private", "edit t1 t9 --private"),
    ],
)
def test_it_may_stand_behind_the_noun(run: Run, typed: str, as_typed: str) -> None:
    said = run(*typed.split())
    if said.code == 0:
        run("undo")
    again = run(*as_typed.split())
    assert (said.code, said.out, said.err) == (again.code, again.out, again.err)
    assert ("public" in said.out or "due" in said.out) == (said.code == 0)
