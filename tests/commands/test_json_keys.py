"""Every key that a read's JSON has, in one golden file: none is lost unseen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

READS = (
    "status --all", "goal --all", "goal show g1", "goal history g1", "goal map --all",
    "milestone --all", "action --all", "action show a1", "session --all", "session show s1",
    "takeaway --all", "takeaway show t1", "win --all", "win show w1", "skill", "skill history k1",
    "agreement", "mentorship --all", "person", "person show p2", "tag", "timeline --all", "review",
    "prep dana", "since 2026-01-01", "search talk", "changes", "report dana --since 2026-01-01",
    "doctor", "backup list",
)  # fmt: skip


def keys(found: object, at: str = "") -> Iterator[str]:
    """The names of what a JSON value holds, as ``goals[].owner.name``."""
    if isinstance(found, list):
        for each in found:
            yield from keys(each, f"{at}[]")
    elif isinstance(found, dict):
        for name, value in found.items():
            yield f"{at}.{name}".lstrip(".")
            yield from keys(value, f"{at}.{name}")


@pytest.mark.usefixtures("sample")
def test_no_key_is_lost(run: Run, golden: Callable[[str, str], None]) -> None:
    told = ""
    for words in READS:
        result = run(*words.split(), "--json")
        assert result.code == 0, (words, result.err)
        told += f"{words}\n" + "".join(
            f"  {key}\n" for key in sorted(set(keys(json.loads(result.out))))
        )
    golden("json-keys", told)
