"""Any text at all, through the real app: JSON gives it back the same, and nothing acts when printed.

``tests/stress/hostile.py`` does it with ten thousand strings by every way in and out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorlog.harmless import UNSAFE

if TYPE_CHECKING:
    from tests.conftest import Run

ACTS = re.compile(f"(?!\n)[{UNSAFE}]")
# A lone dash is standard input, wherever it stands.
TEXT = st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=60).filter(
    lambda text: text.strip() not in ("", "-")
)

WAYS = {
    "goal": (("goal", "add", "--json", "--"), "title", ("goal", "--all")),
    "takeaway": (("takeaway", "add", "--json", "--"), "text", ("takeaway", "--all")),
    "win": (("win", "add", "--json", "--"), "title", ("win", "--all")),
    "notes": (("log", "dana", "--new", "--json", "--"), "notes", ("search", "the")),
}


@pytest.fixture
def dana(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXT)
def test_text_is_text(way: str, text: str, run: Run) -> None:
    argv, key, listed = WAYS[way]
    written = run(*argv, text)
    if written.code:  # A lone surrogate is no text, and cannot be stored.
        assert written.code == 2 and re.search("[\ud800-\udfff]", text)
        return
    # A title is kept composed, so that however it is typed it is the same.
    kept = unicodedata.normalize("NFC", text) if key == "title" else text
    assert json.loads(written.out)[key] == kept.strip()
    for format in ("table", "markdown", "csv", "json"):
        shown = run(*listed, "--format", format)
        assert shown.code == 0
        assert not ACTS.search(written.out + written.err + shown.out + shown.err)
