"""Whatever a manager reads names no record: no id, uid or tag, in any command or format."""

from __future__ import annotations

import json

import pytest
from tests.conftest import Run

READS = (
    (), ("status",), ("goal",), ("session",), ("session", "show", "1"), ("action",), ("win",), ("person",),
    ("person", "show", "dana"), ("mentor",), ("mentorship", "show", "dana"), ("takeaway",), ("timeline",),
    ("review", "dana"), ("prep", "dana"), ("since", "2026-01-01"), ("search", "speak"), ("skill",),
    ("goal", "map"), ("goal", "history", "1"), ("milestone",), ("report", "--period", "2026"),
)  # fmt: skip


@pytest.fixture
def uids(run: Run) -> list[str]:
    """The uids of a journal whose every record is public."""
    run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-10-01", "--public")
    run("goal", "add", "Speak", "--by", "2027-03-31", "--public", "--tag", "zq-tag")
    run("milestone", "add", "1", "Outline", "--public")
    run("log", "dana", "-t", "Openings", "-a", "Draft it", "--goal", "1", "--public")
    run("takeaway", "edit", "1", "--public")
    run("action", "edit", "1", "--public", "--tag", "zq-tag")
    run("win", "add", "Asked to speak", "--goal", "1", "--public")
    run("skill", "add", "Speaking", "3", "--public")
    nouns = ("goal", "milestone", "session", "takeaway", "action", "win", "person", "mentor")
    return [row["uid"] for noun in nouns for row in json.loads(run(noun, "--json").out)]


OUTSIDE = ("manager", "committee", "programme")


@pytest.mark.parametrize("audience", OUTSIDE[:1])
def test_no_format_tells_an_identity(run: Run, uids: list[str], audience: str) -> None:
    assert len(uids) >= 8
    for argv in READS:
        formats = ("markdown", "html", "json") if argv[:1] == ("report",) else (
            "json", "csv"
        )  # fmt: skip
        for format in formats:
            shown = run(*argv, "--for", audience, "--format", format)
            assert shown.code in (0, 2), (argv, format, shown.err)
            assert not [uid for uid in uids if uid in shown.out], (argv, format)
            assert "zq-tag" not in shown.out, (argv, format)


@pytest.mark.usefixtures("uids")
def test_a_committee_and_a_programme_see_what_a_manager_sees(run: Run) -> None:
    run("goal", "add", "Leave", "--owner", "me")
    run("log", "dana", "-t", "Told in private", "--private")
    run("mentorship", "edit", "dana", "--shared")
    for argv in READS:
        if argv[:1] != ("report",):
            seen = {run(*argv, "--for", audience).out for audience in OUTSIDE}
            assert len(seen) == 1, argv
