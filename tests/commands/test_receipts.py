"""A receipt repeats, in a few words, each value that an option gave."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.fixture
def one(run: Run) -> None:
    """One mentor who is all there is to read with, a goal, a skill and a session."""
    for words in ("mentor add Dana", "goal add Speak", "skill add Rust 2", "log dana -t Slow"):
        assert run(*words.split()).code == 0


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (
            "goal add Lead --why 'To decide' --measure 'Two teams'",
            "why “To decide” · measure “Two teams”",
        ),
        ("win add Won --impact 'Two hours' --evidence URL", "impact “Two hours” · evidence “URL”"),
        ("win add Won --skill Rust", "shows Rust"),
        ("skill add Rust 3 --evidence Exam", "evidence “Exam”"),
        ("mentor add Kofi --purpose Learn", "purpose “Learn”"),
        ("person add Kofi --note Kind", "note “Kind”"),
        ("todo Send --session s1 --goal g1", "from s1, for g1"),
        ("takeaway add Kept --session s1", "takeaway · from s1"),
        (
            "log dana -t x --new --topic Pay --goal g1 --tag talks",
            "topic: Pay · for g1 · #talks · t2 takeaway",
        ),
    ],
)
def test_what_options_gave_is_repeated(run: Run, argv: str, said: str) -> None:
    made = run(*shlex.split(argv))
    assert made.code == 0
    assert said in " ".join(made.out.split())


@pytest.mark.usefixtures("one")
@pytest.mark.parametrize(("columns", "most"), [("80", 40), ("40", 24)])
def test_a_long_text_is_cut(
    run: Run, monkeypatch: pytest.MonkeyPatch, columns: str, most: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = " ".join(run("goal", "add", "Lead", "--why", "To decide " * 20).out.split())
    told = out.partition("why “")[2].partition("”")[0]
    assert told.endswith("…")
    assert len(told) <= most


@pytest.mark.usefixtures("one")
def test_what_nobody_gave_is_not_told(run: Run) -> None:
    assert run("goal", "add", "Lead").out == "g2  Lead · added\n"
    assert run("goal", "add", "Win", "--why", "none").code == 0
    assert run("log", "dana", "-t", "x", "--new").out == "Saved s2 with Dana.  t2 takeaway\n"
    assert "topic Pay → Rise" in run("log", "dana", "-t", "x", "--new", "--topic", "Pay").out + (
        run("log", "dana", "--topic", "Rise").out
    )
