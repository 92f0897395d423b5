"""WHO may be myself: what is mine is shown, and no partner is looked for under my name."""

from __future__ import annotations

import json

import pytest
from tests.conftest import Once, Run

MYSELF = ("me", "priya", "p1")


@pytest.fixture(autouse=True)
def _year(run: Run, once: Once) -> None:
    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-10-01")
        run("goal", "add", "Speak", "--by", "2027-03-31")
        run("log", "dana", "-t", "Openings")

    once("me", write)


@pytest.mark.parametrize("who", MYSELF)
def test_a_review_of_me_is_the_one_with_my_mentor(run: Run, who: str) -> None:
    assert run("review", who).out == run("review", "dana").out
    assert run("review", who, "--for", "mentor", "--json").out == (
        run("review", "dana", "--for", "mentor", "--json").out
    )


def test_i_am_no_partner_of_mine(run: Run) -> None:
    for who in MYSELF:
        for argv in [("status",), ("prep",), ("mentorship", "show"), ("mentorship", "end")]:
            refused = run(*argv, who)
            assert (refused.code, refused.out) == (1, "")
            assert f'"{who}"' in refused.err
            assert refused.err.endswith("hint: that is you: name the other person\n")


def test_a_review_of_me_says_whose_it_could_be(run: Run) -> None:
    run("mentor", "add", "Edda Blum")
    refused = run("review", "me")
    assert refused.code == 1
    assert refused.err.endswith("hint: that is you: name the other person\n")


def test_me_is_in_no_name(run: Run) -> None:
    run("mentee", "add", "Amelie James")
    assert run("status", "me").code == 1
    assert json.loads(run("status", "james", "--json").out)["goals"] == []
