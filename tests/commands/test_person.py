"""``mentorlog person``: everybody the journal knows, and finding one of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.journal import people

if TYPE_CHECKING:
    from tests.conftest import Run


def _json(run: Run, *argv: str) -> Any:
    return json.loads(run(*argv, "--json").out)


def test_the_first_day(run: Run, journal: Path) -> None:
    said = run("person")
    assert said.out == "No people yet: mentorlog mentor add NAME, mentee add NAME, peer add NAME\n"
    assert not journal.stat().st_size
    assert _json(run, "person") == []


def test_add_show_edit_delete(run: Run) -> None:
    added = run("person", "add", "  Elena   Rossi ", "--title", "Director", "--note", "[b]kind[/b]")
    assert (added.code, added.out) == (
        0,
        "p2  Elena Rossi, Director · added · note “[b]kind[/b]”\n",
    )
    assert run("person").out == (
        "     Name         Is  Title\n p1  Priya Nair   me\n p2  Elena Rossi      Director\n"
    )
    assert run("person", "list").out == run("person").out
    assert run("person", "show", "elena").out == (
        "p2 Elena Rossi                                                            shared\n Title  Director\n Note   [b]kind[/b]\n"
    )
    edited = run("person", "edit", "rossi", "--name", "Elena Bianchi", "--title", "", "--tag", "hr")
    assert edited.out == "p2  Elena Rossi → Elena Bianchi · title Director → – · tag + hr\n"
    found = _json(run, "person", "show", "p2")
    assert (found["name"], found["title"], found["tags"]) == ("Elena Bianchi", None, ["hr"])
    assert [each["name"] for each in _json(run, "person", "--tag", "hr")] == ["Elena Bianchi"]
    assert run("person", "delete", "elena").code == 2
    deleted = run("person", "delete", "elena", "--yes")
    assert deleted.out == "p2  Elena Bianchi · deleted; mentorlog undo brings it back\n"
    assert run("person", "show", "elena").code == 1


def test_show_says_what_there_is_between_us(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-05-07")
    run("log", "dana", "-t", "Open with a story", "--on", "2026-11-20")
    run("goal", "add", "Hers", "--owner", "dana")
    run("goal", "add", "Done", "--owner", "dana")
    run("goal", "close", "2", "--as", "achieved")
    assert run("person", "show", "dana").out == (
        "p2 Dana Ortiz                                                             shared\n"
        " Is     your mentor, every 14 days, since Thu 7 May\n"
        " Goals  1 open, 1 closed\n"
        " Last   Fri 20 Nov, 2 days ago: Open with a story\n"
    )
    found = _json(run, "person", "show", "dana")
    assert found["mentorships"][0]["role"] == "mentor"
    assert (found["goals_open"], found["goals_closed"]) == (1, 1)
    assert found["last_session"].keys() == {"id", "uid", "title"}
    assert found["last_held_on"] == "2026-11-20"
    assert "· you" in run("person", "show", "me").out


def test_as_it_stood_before_the_last_session(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-05-07")
    run("log", "dana", "-t", "First", "--on", "2026-06-01")
    run("log", "dana", "-t", "Second", "--on", "2026-11-20")
    found = _json(run, "person", "show", "dana", "--as-of", "2026-07-01")
    assert found["last_session"]["title"] == "First"


def test_a_name_that_two_share(run: Run) -> None:
    run("person", "add", "Kim Park")
    run("person", "add", "kim park")
    refused = run("person", "show", "kim")
    assert refused.code == 1
    assert refused.err.startswith('"kim" matches 2 people: Kim Park (p2); kim park (p3).')
    assert (
        run("person", "show", "p3").out
        == "p3 kim park                                                               shared\n"
    )
    assert (
        run("person", "show", "3").out
        == "p3 kim park                                                               shared\n"
    )
    assert run("mentor", "add", "Kim Park").code == 1
    assert run("mentor", "add", "p2").out.startswith("r1  Kim Park (p2) · your mentor · added")


def test_a_whole_name_beats_the_start_of_a_word_and_that_a_part(run: Run) -> None:
    for name in ("Ann", "Ann Lee", "Joann Day"):
        run("person", "add", name)
    for who, meant in (
        ("ann", "p2 Ann"), ("ann l", "p3 Ann Lee"), ("joa", "p4 Joann Day"), ("oann", "p4 Joann Day"),
    ):  # fmt: skip
        assert run("person", "show", who).out == f"{meant:74}shared\n"


@pytest.mark.parametrize("name", ["", "   ", "p3", "12", "me", "Me", "a\0b"])
def test_names_that_are_none(run: Run, name: str) -> None:
    refused = run("person", "add", name)
    assert refused.code == 2
    assert refused.err.count("\n") <= 2


def test_mine_stays_and_can_be_changed(run: Run) -> None:
    run("init")
    assert run("person", "delete", "me", "--yes").code == 1
    assert run("person", "edit", "me", "--name", "Priya N.").out == "p1  Priya Nair → Priya N.\n"
    assert (
        run("person", "show", "me").out
        == "p1 Priya N. · you                                                         shared\n"
    )


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["mentor", "add", "p2"], "mentorships"),
        (["goal", "add", "X", "--owner", "p2"], "goals"),
        (["todo", "X", "--owner", "p2"], "actions"),
        (["session", "plan", "p2", "tomorrow"], "sessions"),
    ],
)
def test_whoever_is_named_stays(run: Run, command: list[str], words: str) -> None:
    run("person", "add", "Elena")
    assert run(*command).code == 0
    refused = run("person", "delete", "elena", "--yes")
    assert refused.code == 1
    assert refused.err.startswith(f'"Elena" still has {words} and cannot be deleted.')


def test_what_others_may_see(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-05-07")
    run("person", "add", "Elena", "--note", "secret")
    run("person", "edit", "dana", "--note", "secret", "--tag", "hidden")
    for audience, name in (("manager", "a mentor"), ("mentor", "Dana Ortiz")):
        table = run("person", "--for", audience).out
        assert name in table and "Elena" not in table
        assert ("Dana" in table) == (audience == "mentor")
        assert "secret" not in run("person", "show", "dana", "--for", audience, "--json").out
    assert "p2" not in run("person", "--for", "manager").out
    assert "p2" not in run("person", "show", "dana", "--for", "manager").out
    told = _json(run, "person", "--for", "manager")
    assert not {"id", "uid", "tags"} & told[0].keys()
    run("mentorship", "edit", "dana", "--public")
    assert "Dana Ortiz" in run("person", "--for", "manager").out


def test_escape_sequences_are_shown_not_sent(run: Run) -> None:
    said = run("person", "add", "E\x1b[31mlena", "--title", "a\u202eb")
    assert "\x1b" not in said.out + said.err and "\\x1b[31m" in said.out
    assert "\u202e" not in run("person").out


def test_csv(run: Run) -> None:
    run("person", "add", "=1+1")
    header, me, other = run("person", "--format", "csv").out.splitlines()
    assert header.startswith("id,name,roles,title,uid")
    assert me.startswith("1,Priya Nair,me,")
    assert other.startswith("2,'=1+1,")


@given(st.text(max_size=12))
def test_a_number_is_never_taken_for_a_name(who: str) -> None:
    assert people.is_number(who) == (
        who.strip().casefold().removeprefix("p").isdecimal()
        and who.strip().casefold().removeprefix("p").isascii()
        and len(who.strip().casefold().removeprefix("p")) <= 12
    )


def test_who_may_know_of_a_person(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert _json(run, "person", "add", "Zoe Lin", "--private")["visibility"] == "private"
    run("log", "dana", "-t", "Openings", "--with", "zoe")
    for audience in ("dana", "manager"):
        for reader in (("person",), ("session", "show", "1", "--json"), ("timeline",)):
            assert "Zoe" not in run(*reader, "--for", audience).out
    assert (
        run("person", "edit", "zoe", "--private").out == "p3  Zoe Lin · nothing changed · private\n"
    )
    assert _json(run, "person", "edit", "zoe", "--shared")["visibility"] == "shared"
    assert "Zoe" in run("person", "--for", "dana").out
