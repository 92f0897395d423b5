"""The tick list: what is written reads back, and nothing but ticks is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.commands.report import Tick, read, written
from mentorlog.errors import WrongUsage

CODES = st.from_regex(r"[gmw][1-9][0-9]{0,4}", fullmatch=True)
WORDS = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")))
TICKS = st.lists(st.builds(Tick, CODES, st.booleans(), WORDS), unique_by=lambda tick: tick.code)


@given(TICKS, st.lists(WORDS), st.lists(WORDS))
def test_what_is_written_reads_back(ticks: list[Tick], head: list[str], foot: list[str]) -> None:
    text = written(ticks, head, foot)
    codes = {tick.code for tick in ticks}
    assert read(text, codes) == {tick.code: tick.ticked for tick in ticks}


def test_forms_of_a_line() -> None:
    for line, ticked in [
        ("[x] g1", True),
        ("[X] g1 any words [ ] g2", True),
        ("[ ] g1", False),
        ("[] g1", False),
        ("[x]g1", True),
        ("  - [x] G1  words", True),
    ]:
        assert read(f"# talk\n\n{line}\n", {"g1", "g2"}) == {"g1": ticked}


def test_a_line_that_is_gone_says_nothing() -> None:
    assert read("# talk\n", {"g1"}) == {}


def test_anything_else_is_an_error_that_names_the_line() -> None:
    for line in ["g1", "[x]", "[x] g3", "[y] g1", "[x] g1words", "x g1", "[x] 1", "[ ] g1\n[x] g1"]:
        with pytest.raises(WrongUsage, match=r"^Line [12]"):
            read(line, {"g1"})
