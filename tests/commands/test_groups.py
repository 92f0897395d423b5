"""Group and peer mentoring: one session with several people, each with goals of their own.

Every text is a word that says who may read it; each of them reads everything there is to read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import reading_commands

if TYPE_CHECKING:
    from tests.conftest import Once, Run

ANA, BEN, CEM, DORA, MANAGER = READERS = ("ana", "ben", "cem", "dora", "manager")
"""Two mentees and a peer who meet in one session, and a mentor of mine who was not there."""

GROUP = (ANA, BEN, CEM)
SEEN_BY: dict[str, tuple[str, ...]] = {
    # Of the session all three came to.
    "Wgrouptopic": GROUP,
    "Wgrouptake": GROUP,
    "Wgroupadvice": GROUP,
    "Wgroupquestion": GROUP,
    "Wpromiseana": GROUP,
    "Wpromiseben": GROUP,
    "Wpromisemine": GROUP,
    # Hung on somebody's goal, or kept to myself.
    "Wongoalana": (ANA,),
    "Wongoalben": (BEN,),
    "Wprivatetake": (),
    "Wprivateaction": (),
    "Wprivatenotes": (),
    # What is Ana's, Ben's and mine alone.
    "Wgoalana": (ANA,),
    "Wwhyana": (ANA,),
    "Wmilestoneana": (ANA,),
    "Wnoteana": (ANA,),
    "Wslipana": (ANA,),
    "Wwinana": (ANA,),
    "Wtodoana": (ANA,),
    "Wsoloana": (ANA,),
    "Wsolotakeana": (ANA,),
    "Wagreedana": (ANA,),
    "Wpurposeana": (ANA,),
    "Wpauseana": (ANA,),
    "Wtagana": (ANA,),
    "Wgoalben": (BEN,),
    "Wnoteben": (BEN,),
    "Wtodoben": (BEN,),
    "Wsoloben": (BEN,),
    "Wagreedben": (BEN,),
    "Wprivategoalben": (),
    "Wgoalmine": (CEM, DORA),
    # What hangs on nothing is for those who are named.
    "Wtodomine": (ANA, DORA),
    "Wskillmine": (DORA,),
    "Wsolodora": (DORA,),
    "Wsharednotes": (DORA,),
    "Wpublicwin": READERS,
}
WORD = re.compile("W[a-z]{4,}")


@pytest.fixture(autouse=True)
def _group(run: Run, on: Callable[[str], None], once: Once) -> None:
    once("a group", lambda: _told(run, on))
    on("2026-01-20")


def _told(run: Run, on: Callable[[str], None]) -> None:
    for day, *argv in (
        ("2026-01-05", "mentee", "add", "Ana Ruiz", "--every", "2w", "--purpose", "Wpurposeana"),
        ("2026-01-05", "mentee", "add", "Ben Cole", "--every", "2w"),
        ("2026-01-05", "peer", "add", "Cem Aydin", "--every", "1m"),
        ("2026-01-05", "mentor", "add", "Dora Lind", "--every", "1m"),
        ("2026-01-05", "goal", "add", "Wgoalana", "--owner", "ana", "--by", "2026-12-31", "--why",
         "Wwhyana", "--tag", "Wtagana"),
        ("2026-01-05", "goal", "add", "Wgoalben", "--owner", "ben", "--by", "2026-12-31"),
        ("2026-01-05", "goal", "add", "Wgoalmine", "--owner", "Priya"),
        ("2026-01-05", "goal", "add", "Wprivategoalben", "--owner", "ben", "--private"),
        ("2026-01-06", "milestone", "add", "g1", "Wmilestoneana"),
        ("2026-01-06", "agreement", "add", "ana", "Wagreedana"),
        ("2026-01-06", "agreement", "add", "ben", "Wagreedben"),
        ("2026-01-12", "log", "ana", "Wprivatenotes", "--with", "ben", "--with", "cem", "--topic",
         "Wgrouptopic", "-t", "Wgrouptake", "--advice", "Wgroupadvice", "--question",
         "Wgroupquestion", "-a", "Wpromiseana @ana due 2026-01-15", "-a", "Wpromiseben @ben",
         "-a", "Wpromisemine @me", "--goal", "g1", "--goal", "g2", "--goal", "g3"),
        ("2026-01-12", "takeaway", "add", "Wongoalana", "--session", "s1", "--goal", "g1"),
        ("2026-01-12", "takeaway", "add", "Wongoalben", "--session", "s1", "--goal", "g2"),
        ("2026-01-12", "takeaway", "add", "Wprivatetake", "--session", "s1", "--private"),
        ("2026-01-12", "action", "add", "Wprivateaction", "--owner", "ana", "--session", "s1",
         "--private"),
        ("2026-01-13", "check-in", "g2", "40", "--note", "Wnoteben", "--reported-by", "ben"),
        ("2026-01-13", "milestone", "done", "m1"),
        ("2026-01-14", "goal", "edit", "g1", "--by", "2027-01-31", "--why-moved", "Wslipana"),
        ("2026-01-14", "check-in", "g1", "30", "--note", "Wnoteana"),
        ("2026-01-14", "todo", "Wtodoana", "--owner", "ana", "--goal", "g1"),
        ("2026-01-14", "todo", "Wtodoben", "--owner", "ben", "--goal", "g2"),
        ("2026-01-14", "todo", "Wtodomine", "--owner", "Priya", "--with", "ana",
         "--with", "dora"),
        ("2026-01-14", "win", "add", "Wwinana", "--goal", "g1"),
        ("2026-01-14", "win", "add", "Wpublicwin", "--public"),
        ("2026-01-14", "skill", "add", "Wskillmine", "3", "--with", "dora"),
        ("2026-01-15", "log", "ana", "--topic", "Wsoloana", "-t", "Wsolotakeana"),
        ("2026-01-15", "log", "ben", "--topic", "Wsoloben"),
        ("2026-01-15", "log", "dora", "--topic", "Wsolodora"),
        ("2026-01-16", "mentorship", "pause", "ana", "--why", "Wpauseana"),
        ("2026-01-17", "mentorship", "resume", "ana"),
        ("2026-01-18", "session", "edit", "s4", "--notes", "Wsharednotes", "--share-notes"),
    ):  # fmt: skip
        on(day)
        result = run(*argv)
        assert result.code == 0, (argv, result)


NOUNS = {"g": "goal", "m": "milestone", "a": "action", "s": "session", "t": "takeaway", "w": "win",
         "k": "skill"}  # fmt: skip


def reads() -> list[list[str]]:
    """Every read there is, of everybody and of everything by its number."""
    found: list[list[str]] = [[]]
    for name in reading_commands.nouns():
        found += [[name], [name, "--all"]]
    for who in READERS[:4]:
        found += [[name, who] for name in ("status", "timeline", "review", "prep", "report")]
        found += [["since", "2026-01-01", who], ["since", "last-session", who]]
        found += [
            ["person", "show", who],
            ["agreement", "show", who],
            ["agreement", "history", who],
        ]
        found += [["mentorship", "show", who]]
        found += [
            [noun, "list", who, "--all"] for noun in ("goal", "action", "session", "takeaway")
        ]
    for letter, noun in NOUNS.items():
        found += [[noun, "show", f"{letter}{id}"] for id in range(1, 6)]
        found += [["show", f"{letter}1"]]
    found += [["goal", "history", f"g{id}"] for id in range(1, 5)]
    found += [["timeline", "--goal", f"g{id}"] for id in range(1, 5)]
    found += [["goal", "map", "--all"], ["timeline", "--chart"], ["skill", "history", "Wskillmine"]]
    found += [["timeline", "--known-on", "2026-01-16"], ["review", "--known-on", "2026-01-16"]]
    found += [[name, who, "--known-on", day] for name in ("timeline", "review")
              for who in GROUP for day in ("2026-01-12", "2026-01-14")]  # fmt: skip
    found += [["goal", "history", "g1", "--known-on", "2026-01-14"]]
    found += [["search", word] for word in ("W*", "Wgoalana", "Wprivatenotes", "Wongoalben")]
    return found


def shown_to(run: Run, reader: str, format: str, every: int = 1) -> set[str]:
    """Every word that reads show a reader, on either stream, but what they were asked for."""
    found: set[str] = set()
    for argv in reads()[::every]:
        result = run(*argv, "--for", reader, "--format", format)
        assert result.code in (0, 1, 2), (argv, result)
        words = set(WORD.findall(result.out + result.err)) & set(SEEN_BY) - set(argv)
        leaked = {word for word in words if reader not in SEEN_BY[word]}
        assert not leaked, (argv, format, leaked, result)
        found |= words
    return found


@pytest.mark.parametrize(
    ("reader", "every"), [(ANA, 3), (BEN, 7), (CEM, 7), (DORA, 7), (MANAGER, 9)]
)
def test_each_reads_their_own_lines_and_those_of_the_group(
    run: Run, reader: str, every: int
) -> None:
    expected = {word for word, readers in SEEN_BY.items() if reader in readers}
    assert shown_to(run, reader, "json", every) == expected


def test_the_same_on_the_screen(run: Run) -> None:
    assert shown_to(run, ANA, "table", every=15)


def rows(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(*argv, "--json").out)
    return found


def test_a_group_session_counts_for_each_of_them(run: Run) -> None:
    for who, role, held in ((ANA, "mentee", 2), (BEN, "mentee", 2), (CEM, "peer", 1)):
        for for_ in ("me", who):
            (known,) = (
                each
                for each in rows(run, role, "--all", "--for", for_)
                if each["partner"]["name"].lower().startswith(who)
            )
            assert known["sessions_held"] == held
            assert known["cadence_kept"] == 100
    assert rows(run, "mentor")[0]["sessions_held"] == 1


def test_a_promise_is_carried_by_its_owners_sessions_alone(run: Run) -> None:
    """Ana's session of the 15th is none of Ben's."""
    carried = {each["text"]: each["carried_over"] for each in rows(run, "action", "--all")}
    assert carried["Wpromiseana"] == carried["Wpromiseben"] == 1
    assert run("log", "ana", "--on", "2026-01-18", "-t", "Again").code == 0
    later = {each["text"]: each["carried_over"] for each in rows(run, "action", "--all")}
    assert (later["Wpromiseana"], later["Wpromiseben"]) == (2, 1)
    # What I promised the group is open in a session with any of them.
    assert (carried["Wpromisemine"], later["Wpromisemine"]) == (2, 3)


def test_each_review_has_that_persons_goals_and_promises(run: Run) -> None:
    for who, goal, other in ((ANA, "Wgoalana", "Wgoalben"), (BEN, "Wgoalben", "Wgoalana")):
        shown = run("review", who, "--json")
        assert shown.code == 0
        review = json.loads(shown.out)
        assert goal in {each["title"] for each in review["goals"]}
        assert other not in shown.out
        texts = {each["text"] for each in review["actions"]}
        assert texts & {"Wpromiseana", "Wpromiseben"} == {f"Wpromise{who}"}


def test_the_roll_up_has_mentees_alone(run: Run) -> None:
    names = {each["mentee"]["name"] for each in rows(run, "review")}
    assert names == {"Ana Ruiz", "Ben Cole"}


def test_one_who_joins_the_session_later_reads_it(run: Run, on: Callable[[str], None]) -> None:
    before = run("session", "show", "s2", "--for", BEN)
    assert (before.code, before.out) == (1, "")
    on("2026-01-21")
    assert run("session", "edit", "s2", "--with", "ana", "--with", "ben", "--yes").code == 0
    assert "Wsoloana" in run("session", "show", "s2", "--for", BEN).out
