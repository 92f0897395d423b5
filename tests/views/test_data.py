"""JSON: a contract, readable back, and harmless on a terminal."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.harmless import UNSAFE
from mentorlog.records import ActionState, Kind, Pause, Ref
from mentorlog.views.data import dump, plain, without_identity

# A high and a low surrogate next to each other are one character to any JSON reader.
TEXT = st.text(st.characters(codec=None)).filter(
    lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text)
)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(DATA)
def test_everything_reads_back_and_nothing_raw_is_left(data: object) -> None:
    text = dump(data)
    assert json.loads(text) == data
    assert json.loads(dump(data, ascii_only=True)) == data
    assert not re.search(f"[{UNSAFE}]", text.replace("\n", ""))


def test_text_stays_readable_and_escapes_are_escaped() -> None:
    assert dump(["Zoë 漢 👩‍💻", "\x1b[31m\x9b\u202e\u2028\x7f"]) == (
        '[\n  "Zoë 漢 👩‍💻",\n  "\\u001b[31m\\u009b\\u202e\\u2028\\u007f"\n]\n'
    )


def test_records_days_words_and_percents() -> None:
    dana = Ref(Kind.PERSON, 2, "u2", "Dana")
    goal = Ref(Kind.GOAL, 1, "u1", "Speak")
    record = Pause(date(2026, 7, 2), None, "leave")
    data = {
        "with": (dana,),
        "goal": goal,
        "pause": record,
        "state": ActionState.OPEN,
        "by": [40.0, 33.333, -0.04],
    }
    assert plain(data) == {
        "with": [{"id": 2, "uid": "u2", "name": "Dana"}],
        "goal": {"id": 1, "uid": "u1", "title": "Speak"},
        "pause": {"from_on": "2026-07-02", "until_on": None, "reason": "leave"},
        "state": "open",
        "by": [40, 33.3, 0],
    }
    assert dump([40.0, 0.25]) == "[\n  40,\n  0.2\n]\n"


def test_nan_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        dump(float("nan"))


def test_identity_is_dropped_at_any_depth() -> None:
    data = {
        "id": 1,
        "title": "x",
        "goals": [{"uid": "u", "tags": [], "owner": {"path": "p", "name": "n"}}],
    }
    assert without_identity(data) == {"title": "x", "goals": [{"owner": {"name": "n"}}]}


def test_identity_is_dropped_from_records_that_are_no_dicts_yet() -> None:
    row = {"with": (Ref(Kind.PERSON, 2, "u2", "Dana"),), "on": date(2026, 11, 22)}
    assert without_identity(row) == {"with": [{"name": "Dana"}], "on": "2026-11-22"}
