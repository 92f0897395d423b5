"""Who reads what is shared: people named one by one, on ``add`` and ``edit``, and what follows from it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]

NOUNS = {"goal": "g1", "takeaway": "t1", "action": "a1", "win": "w1", "skill": "k1"}
"""What has readers of its own, and the number of the first one."""

LOOSE = [noun for noun in NOUNS if noun != "goal"]


def ok(run: Run, *argv: str) -> str:
    result = run(*argv)
    assert result.code == 0, (argv, result)
    return result.out


def record(run: Run, *argv: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ok(run, *argv, "--json"))
    return found.get("rating", found)


def add(noun: str, text: str = "Matter", *options: str) -> tuple[str, ...]:
    return (noun, "add", text, *(["3"] if noun == "skill" else []), *options)


def shown(run: Run, noun: str, *options: str) -> dict[str, Any]:
    return record(run, noun, "show", NOUNS[noun], *options)


def names(found: dict[str, Any]) -> list[str]:
    return [person["name"] for person in found["readers"]]


def kept(found: dict[str, Any]) -> tuple[str, list[str]]:
    """A record's visibility and its readers."""
    return found["visibility"], names(found)


def reads(run: Run, noun: str, who: str) -> bool:
    """Whether somebody reads the first record of a kind."""
    return run(noun, "show", NOUNS[noun], "--for", who).code == 0


DANA = ("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
LEE = ("mentor", "add", "Lee Chen", "--started", "2026-09-01")


def told(run: Run, *commands: tuple[str, ...]) -> None:
    for argv in commands:
        ok(run, *argv)


@pytest.fixture
def dana(run: Run, once: Once) -> None:
    once("Dana alone", lambda: told(run, DANA))


@pytest.fixture
def both(run: Run, once: Once) -> None:
    """Two mentors."""
    once("Dana and Lee", lambda: told(run, DANA, LEE))


# --- without a word of whom -------------------------------------------------------------------


@pytest.mark.parametrize("noun", NOUNS)
def test_who_has_nobody_shares_with_nobody(run: Run, noun: str) -> None:
    result = run(*add(noun), "--json")
    assert (result.code, result.err) == (0, "")
    assert kept(json.loads(result.out)) == ("shared", [])


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("noun", NOUNS)
def test_the_one_partner_reads_it(run: Run, noun: str) -> None:
    result = run(*add(noun), "--json")
    assert (result.code, result.err) == (0, "")
    assert kept(json.loads(result.out)) == ("shared", ["Dana Ortiz"])
    assert reads(run, noun, "dana")


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", ["takeaway", "skill"])
def test_with_several_partners_it_is_private_and_says_so(run: Run, noun: str) -> None:
    result = run(*add(noun))
    assert result.code == 0
    said = " ".join(result.out.split())
    assert result.err == ""
    assert re.search(r" · private: edit [tawk]\d+ --with \w+ --shared$", said), said
    assert kept(shown(run, noun)) == ("private", [])
    # What the receipt says does what it promises.
    ok(run, "edit", NOUNS[noun], "--with", "dana", "--shared")
    assert (reads(run, noun, "dana"), reads(run, noun, "lee")) == (True, False)


@pytest.mark.usefixtures("both")
def test_a_goal_is_for_all_mentors_and_names_them(run: Run) -> None:
    result = run("goal", "add", "Speak")
    assert (result.out, result.err) == ("g1  Speak · added · for Dana and Lee\n", "")
    assert kept(shown(run, "goal")) == ("shared", ["Dana Ortiz", "Lee Chen"])


@pytest.mark.usefixtures("both")
def test_an_import_says_once_who_reads_its_goals(run: Run, tmp_path: Path) -> None:
    goals = tmp_path / "goals.csv"
    goals.write_text("title\nSpeak\nWrite\n")
    said = run("import", str(goals), "--kind", "goal", "--shared").err
    assert said.splitlines()[-1] == "Shared with Dana Ortiz and Lee Chen."
    assert said.count("Dana") == 1


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", NOUNS)
def test_a_receipt_names_who_reads_a_new_record(run: Run, noun: str) -> None:
    assert ok(run, *add(noun, "One", "--with", "dana")).endswith(" · for Dana\n")
    both_read = ok(run, *add(noun, "Two", "--with", "lee", "--with", "dana"))
    assert both_read.endswith(" · for Dana and Lee\n")
    alone = ok(run, *add(noun, "Three", "--with", "lee", "--private"))
    assert alone.endswith(" · private\n")
    everybody = ok(run, *add(noun, "Four", "--with", "lee", "--public"))
    assert everybody.endswith(" · public\n")


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("noun", NOUNS)
def test_a_receipt_does_not_name_the_only_partner(run: Run, noun: str) -> None:
    for named in ((), ("--with", "dana")):
        assert "for Dana" not in ok(run, *add(noun, "Matter", *named))


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", ["takeaway", "action"])
def test_what_hangs_on_a_private_goal_is_for_nobody(run: Run, noun: str) -> None:
    ok(run, "goal", "add", "Speak", "--private")
    said = ok(run, *add(noun, "Matter", "--goal", "g1"))
    assert said.endswith(" · for g1 · private, as g1 is\n")


@pytest.mark.usefixtures("dana")
def test_a_goal_is_for_mentors_and_peers_never_for_mentees(run: Run) -> None:
    ok(run, "mentee", "add", "Sam Lee")
    ok(run, "peer", "add", "Noor Park")
    assert kept(record(run, "goal", "add", "Speak", "--owner", "me")) == (
        "shared",
        ["Dana Ortiz", "Noor Park"],
    )
    assert not reads(run, "goal", "sam")


def test_a_goal_of_my_mentee_is_read_by_its_owner(run: Run) -> None:
    ok(run, "mentee", "add", "Sam Lee")
    ok(run, "mentee", "add", "Tom Hall")
    result = run("goal", "add", "Lead", "--owner", "sam")
    assert result.err == ""
    assert (reads(run, "goal", "sam"), reads(run, "goal", "tom")) == (True, False)
    ok(run, "goal", "edit", "g1", "--private")
    assert not reads(run, "goal", "sam")


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", ["goal", "action"])
def test_an_edit_with_names_says_who_reads_it_now(run: Run, noun: str) -> None:
    ok(run, *add(noun, "Matter", "--with", "dana"))
    named = run(noun, "edit", NOUNS[noun], "--with", "lee", "--with", "dana")
    assert named.err == f"{NOUNS[noun]} is shared with Dana Ortiz and Lee Chen.\n"
    assert run(noun, "edit", NOUNS[noun], "--with", "dana", "--private").err == ""


@pytest.mark.usefixtures("both")
def test_one_whose_mentorship_has_ended_does_not_count(run: Run) -> None:
    ok(run, "mentorship", "end", "lee")
    result = run("todo", "Call", "--json")
    assert result.err == ""
    assert kept(json.loads(result.out)) == ("shared", ["Dana Ortiz"])


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("option", ["--private", "--public"])
def test_a_visibility_that_is_said_needs_no_note(run: Run, option: str) -> None:
    for noun in LOOSE:
        result = run(*add(noun), option, "--json")
        assert result.err == ""
        assert kept(json.loads(result.out)) == (option[2:], [])


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", ["takeaway", "action", "win"])
def test_what_is_on_a_goal_takes_its_readers(run: Run, noun: str) -> None:
    ok(run, "goal", "add", "Speak", "--with", "lee")
    result = run(*add(noun), "--goal", "g1", "--json")
    assert result.err == ""
    assert kept(json.loads(result.out)) == ("shared", ["Lee Chen"])
    assert (reads(run, noun, "dana"), reads(run, noun, "lee")) == (False, True)


@pytest.mark.usefixtures("both")
def test_what_is_on_a_mentees_goal_is_for_the_mentee(run: Run) -> None:
    ok(run, "mentee", "add", "Sam Lowe")
    ok(run, "goal", "add", "Lead", "--owner", "sam")
    assert kept(record(run, "win", "add", "Led it", "--goal", "g1")) == ("shared", ["Sam Lowe"])


@pytest.mark.usefixtures("both")
def test_of_a_session_they_are_who_attended(run: Run) -> None:
    result = run("log", "lee", "-t", "Openings", "-a", "Draft it")
    assert result.err == ""
    for noun in ("takeaway", "action"):
        assert names(shown(run, noun)) == ["Lee Chen"]
        assert (reads(run, noun, "dana"), reads(run, noun, "lee")) == (False, True)
    assert run("todo", "Call", "--session", "s1").err == ""


def test_a_new_mentor_is_offered_the_goals_that_nobody_reads(run: Run) -> None:
    ok(run, "goal", "add", "Speak")
    ok(run, "goal", "add", "Keep to myself", "--private")
    result = run("mentor", "add", "Dana Ortiz")
    assert result.err == (
        '1 open goal has no reader yet.\nhint: mentorlog goal edit g1 --with "Dana Ortiz"\n'
    )
    assert not reads(run, "goal", "dana")
    ok(run, "goal", "edit", "g1", "--with", "Dana Ortiz")
    assert reads(run, "goal", "dana")
    assert run("peer", "add", "Noor Park").err == ""


# --- said with whom ---------------------------------------------------------------------------


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", NOUNS)
def test_with_says_who_reads_it(run: Run, noun: str) -> None:
    result = run(*add(noun), "--with", "lee", "--json")
    assert (result.code, result.err) == (0, "")
    assert kept(json.loads(result.out)) == ("shared", ["Lee Chen"])
    assert (reads(run, noun, "dana"), reads(run, noun, "lee")) == (False, True)
    assert "Lee Chen" in ok(run, noun, "show", NOUNS[noun])
    # Several may, and a name that is said twice is one reader.
    ok(run, noun, "edit", NOUNS[noun], "--with", "dana", "--with", "lee", "--with", "Dana Ortiz")
    assert sorted(names(shown(run, noun))) == ["Dana Ortiz", "Lee Chen"]
    ok(run, "undo")
    assert names(shown(run, noun)) == ["Lee Chen"]


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", NOUNS)
def test_a_reader_is_told_of_no_other(run: Run, noun: str) -> None:
    ok(run, *add(noun), "--with", "dana", "--with", "lee")
    assert "Dana Ortiz" in ok(run, noun, "show", NOUNS[noun])
    assert names(shown(run, noun, "--for", "lee")) == ["Lee Chen"]
    for verb in (("show", NOUNS[noun]), ("list",)):
        assert "Dana" not in ok(run, noun, *verb, "--for", "lee", "--json")


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", ["goal", "skill"])
def test_private_beside_a_name_is_read_by_nobody(run: Run, noun: str) -> None:
    result = run(*add(noun), "--private", "--with", "dana", "--json")
    assert result.err == ""
    assert kept(json.loads(result.out)) == ("private", ["Dana Ortiz"])
    assert not reads(run, noun, "dana")
    ok(run, noun, "edit", NOUNS[noun], "--shared")
    assert (reads(run, noun, "dana"), reads(run, noun, "lee")) == (True, False)


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", ["goal", "win"])
def test_on_edit_a_name_changes_no_visibility(run: Run, noun: str) -> None:
    ok(run, *add(noun), "--private")
    assert kept(record(run, noun, "edit", NOUNS[noun], "--with", "lee")) == (
        "private",
        ["Lee Chen"],
    )
    assert not reads(run, noun, "lee")
    ok(run, noun, "edit", NOUNS[noun], "--public")
    assert kept(record(run, noun, "edit", NOUNS[noun], "--with", "dana")) == (
        "public",
        ["Dana Ortiz"],
    )


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", ["goal", "takeaway"])
def test_a_reader_named_for_what_is_private_is_told_about(run: Run, noun: str) -> None:
    ok(run, *add(noun), "--private")
    code = NOUNS[noun]
    stays = f"It stays private; mentorlog edit {code} --shared lets Lee Chen read it.\n"
    assert run("edit", code, "--with", "lee").err == stays
    assert run("edit", code, "--with", "lee", "--private").err == ""
    assert not reads(run, noun, "lee")


@pytest.mark.usefixtures("both")
def test_what_hangs_on_a_private_goal_is_not_offered_to_its_reader(run: Run) -> None:
    ok(run, "goal", "add", "Speak", "--with", "lee", "--private")
    ok(run, "todo", "Call", "--goal", "g1", "--private")
    assert run("edit", "a1", "--with", "lee").err == (
        "It stays private, as is g1, which it hangs on.\n"
    )


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("noun", ["action", "skill"])
def test_sharing_with_nobody_in_particular_is_refused(run: Run, noun: str) -> None:
    ok(run, *add(noun), "--private")
    result = run(noun, "edit", NOUNS[noun], "--shared")
    assert (result.code, result.out) == (1, "")
    assert result.err == (
        f"Nobody says with whom {NOUNS[noun]} is to be shared: you have several partners.\n"
        "hint: --with dana names one\n"
    )
    assert kept(shown(run, noun)) == ("private", [])
    ok(run, noun, "edit", NOUNS[noun], "--shared", "--with", "dana")
    assert kept(shown(run, noun)) == ("shared", ["Dana Ortiz"])


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize("noun", ["goal", "win"])
def test_sharing_takes_the_one_there_is(run: Run, noun: str) -> None:
    ok(run, *add(noun), "--private")
    assert not reads(run, noun, "dana")
    ok(run, noun, "edit", NOUNS[noun], "--shared")
    assert kept(shown(run, noun)) == ("shared", ["Dana Ortiz"])


# --- bad input --------------------------------------------------------------------------------


Refused = Callable[..., None]


@pytest.fixture
def refused(run: Run, once: Once, journal: Path) -> Refused:
    """Runs a command that is to be refused with a sentence, and sees that it wrote nothing."""
    once(
        "Dana, Lee and Eve",
        lambda: told(
            run,
            DANA,
            LEE,
            ("mentor", "add", "Eve Stone", "--started", "2026-01-05"),
            ("mentorship", "end", "eve", "--on", "2026-06-01"),
            ("goal", "add", "Speak", "--with", "dana"),
            ("log", "dana", "-t", "Openings", "-a", "Draft it"),
        ),
    )

    def refused_(code: int, sentence: str, *argv: str) -> None:
        before = journal.read_bytes()
        result = run(*argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.splitlines()[0] == sentence
        assert journal.read_bytes() == before

    return refused_


@pytest.mark.parametrize("noun", ["goal", "win"])
@pytest.mark.parametrize(
    ("who", "code", "sentence"),
    [
        ("", 2, "A name is missing."),
        (" ", 2, "A name is missing."),
        ("zed", 1, 'No mentorship matches "zed".'),
        ("Priya", 1, 'No mentorship matches "Priya".'),
        ("eve", 1,
         "The mentorship with Eve Stone ended on Mon 1 Jun: they read nothing new."),
    ],
)  # fmt: skip
def test_somebody_who_cannot_be_a_reader(
    refused: Refused, noun: str, who: str, code: int, sentence: str
) -> None:
    refused(code, sentence, *add(noun), "--with", who)
    refused(code, sentence, *add(noun), "--with", "dana", "--with", who)
    if noun == "goal":
        refused(code, sentence, "goal", "edit", "g1", "--with", who)


@pytest.mark.usefixtures("both")
def test_a_name_that_several_have(run: Run) -> None:
    ok(run, "peer", "add", "Dana Poe")
    result = run("todo", "Call", "--with", "dana")
    assert (result.code, result.out) == (1, "")
    assert "Dana Ortiz" in result.err and "Dana Poe" in result.err
    assert names(record(run, "todo", "Call", "--with", "poe")) == ["Dana Poe"]


@pytest.mark.parametrize("noun", ["goal", "skill"])
def test_a_private_card_says_that_its_readers_read_it_later(run: Run, noun: str) -> None:
    ok(run, *DANA)
    code = f"{noun[0] if noun != 'skill' else 'k'}{record(run, *add(noun))['id']}"
    ok(run, "edit", code, "--with", "dana", "--shared")
    assert "Dana Ortiz\n" in ok(run, "show", code)
    ok(run, "edit", code, "--private")
    assert "Dana Ortiz, once shared\n" in ok(run, "show", code)


@pytest.mark.parametrize("noun", ["takeaway", "action", "win"])
def test_a_card_says_that_what_it_hangs_on_is_private(run: Run, noun: str) -> None:
    ok(run, *DANA)
    ok(run, "goal", "add", "Lead")
    code = f"{noun[0]}{record(run, *add(noun), '--goal', 'g1')['id']}"
    assert "Dana Ortiz\n" in ok(run, "show", code)
    ok(run, "edit", "g1", "--private")
    card = ok(run, "show", code)
    assert "Dana Ortiz, once g1 is shared\n" in card
    assert card.splitlines()[0].endswith(" private, as g1 is")


@pytest.mark.parametrize("noun", ["milestone", "takeaway", "action", "win"])
def test_the_receipt_says_that_what_it_hangs_on_is_private(run: Run, noun: str) -> None:
    ok(run, *DANA)
    ok(run, "goal", "add", "Lead", "--private")
    argv = (
        ("milestone", "add", "g1", "Matter")
        if noun == "milestone"
        else (*add(noun), "--goal", "g1")
    )
    assert ok(run, *argv).endswith(" · private, as g1 is\n")
    assert "private, as" not in ok(run, *argv, "--private")
    code = f"{noun[0]}1"
    assert ok(run, "show", code).splitlines()[0].endswith(" private, as g1 is")


def test_a_line_of_a_session_has_its_readers(refused: Refused) -> None:
    sentence = "What was said in s1 is for who attended it; --with does not go with it."
    refused(2, sentence, "takeaway", "add", "Matter", "--session", "s1", "--with", "dana")
    refused(2, sentence, "todo", "Matter", "--session", "s1", "--with", "lee")
    refused(2, sentence, "takeaway", "edit", "t1", "--with", "lee")
    refused(2, sentence, "action", "edit", "a1", "--with", "lee")


@pytest.mark.parametrize("noun", ["takeaway", "action", "win"])
def test_a_reader_beyond_the_goals(run: Run, refused: Refused, noun: str) -> None:
    sentence = "Lee Chen does not read g1, which this hangs on."
    refused(2, sentence, *add(noun), "--goal", "g1", "--with", "lee")
    refused(2, sentence, *add(noun), "--goal", "g1", "--with", "dana", "--with", "lee")
    number = record(run, *add(noun), "--goal", "g1")["id"]
    refused(2, sentence, noun, "edit", f"{NOUNS[noun][0]}{number}", "--with", "lee")


def test_a_rating_by_somebody_is_theirs_and_mine(run: Run, refused: Refused) -> None:
    sentence = "A rating by somebody else is for them and you; --with does not go with it."
    refused(2, sentence, *add("skill"), "--reported-by", "dana", "--with", "lee")
    result = run(*add("skill"), "--reported-by", "dana", "--json")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)["visibility"] == "shared"
    assert (reads(run, "skill", "dana"), reads(run, "skill", "lee")) == (True, False)
    refused(2, sentence, "skill", "edit", "k1", "--with", "lee")


@pytest.mark.usefixtures("both")
def test_a_goal_that_is_shared_with_one_less_takes_its_lines_along(run: Run) -> None:
    """No line is read by more people than its goal."""
    ok(run, "goal", "add", "Speak")
    ok(run, "todo", "Matter", "--goal", "g1")
    ok(run, "goal", "edit", "g1", "--with", "lee")
    assert (reads(run, "action", "dana"), reads(run, "action", "lee")) == (False, True)
    assert names(shown(run, "action")) == ["Lee Chen"]
    assert "Matter" not in ok(run, "status", "dana")


# --- on whose screens it stands ---------------------------------------------------------------


def screens(who: str) -> Iterator[tuple[str, ...]]:
    for name in ("status", "review", "prep"):
        yield (name, who)
    yield ("since", "2026-11-01", who)
    yield ("report", who, "--for", "me")


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize("options", [(), ("--private",)])
def test_a_promise_stands_where_it_is_said_to(run: Run, options: tuple[str, ...]) -> None:
    ok(run, "todo", "Free promise", "--private")
    ok(run, "todo", "Hers", "--with", "dana", *options)
    for who, its in (("dana", True), ("lee", False)):
        for argv in screens(who):
            out = ok(run, *argv, "--json")
            assert ("Hers" in out) == its, argv
            assert "Free promise" not in out, argv
    for argv in (("status",), ("action",), ("since", "2026-11-01")):
        out = ok(run, *argv)
        assert "Hers" in out and "Free promise" in out


@pytest.mark.usefixtures("both")
def test_a_question_for_one_mentor_never_reaches_the_other(run: Run) -> None:
    text = "How do I tell Lee that Dana disagrees"
    ok(run, "takeaway", "add", text, "--kind", "question")
    for who in ("dana", "lee"):
        assert text not in ok(run, "report", who)
    ok(run, "takeaway", "edit", "t1", "--with", "dana", "--shared")
    assert text in ok(run, "report", "dana")
    for argv in (
        ("report", "lee"), ("timeline", "--all"), ("timeline", "lee"), ("takeaway", "--all"),
        ("search", "disagrees"), ("prep", "lee"), ("review", "lee"), ("status",), (),
        ("since", "2026-11-01"), ("export",),
    ):  # fmt: skip
        result = run(*argv, "--for", "lee")
        assert result.code == 0, (argv, result)
        assert "disagrees" not in result.out + result.err.replace('"disagrees"', ""), argv


# --- what was private once --------------------------------------------------------------------


@pytest.mark.usefixtures("dana")
def test_a_private_readings_value_is_nobodys_old_one(run: Run, on: On) -> None:
    ok(run, "goal", "add", "Speak", "--public")
    for day, value, *more in (
        ("2026-11-10", "20"), ("2026-11-11", "73", "--private"), ("2026-11-12", "41"),
    ):  # fmt: skip
        on(day)
        ok(run, "check-in", "1", value, *more)
    on("2026-11-22")
    assert "73" in ok(run, "timeline", "--json")
    for for_ in ("dana", "manager"):
        for argv in (
            ("report", "--json"), ("report",), ("report", "--format", "html"), ("timeline",),
            ("timeline", "--json"), ("goal", "history", "g1"), ("goal", "history", "g1", "--json"),
            ("since", "2026-11-12"), ("since", "2026-11-12", "--json"), ("export",),
            ("timeline", "--chart"), ("status", "--json"), ("goal", "show", "g1", "--json"),
        ):  # fmt: skip
            out = ok(run, *argv, "--for", for_)
            assert "73 %" not in out and '"73"' not in out and ": 73" not in out, (for_, argv)
        told = json.loads(ok(run, "timeline", "--json", "--for", for_))
        readings = [(each["old"], each["new"]) for each in told if each["field"] == "progress"]
        assert readings == [("0", "20"), ("20", "41")]


@pytest.mark.usefixtures("dana")
def test_an_answer_that_was_replaced_while_private_stays_private(run: Run, on: On) -> None:
    on("2026-11-10")
    ok(run, "takeaway", "add", "Who decides?", "--kind", "question", "--private")
    on("2026-11-11")
    ok(run, "takeaway", "answer", "t1", "SECRET")
    on("2026-11-12")
    ok(run, "takeaway", "answer", "t1", "The committee")
    on("2026-11-13")
    ok(run, "takeaway", "edit", "t1", "--shared")
    on("2026-11-22")
    assert "SECRET" in ok(run, "timeline")
    for argv in (
        ("timeline",), ("timeline", "--json"), ("takeaway", "show", "t1"),
        ("takeaway", "show", "t1", "--json"), ("takeaway", "show", "t1", "--as-of", "2026-11-11"),
        ("takeaway", "show", "t1", "--as-of", "2026-11-11", "--json"),
        ("takeaway", "--all", "--json", "--as-of", "2026-11-11"),
        ("timeline", "--as-of", "2026-11-11", "--json"), ("report", "--json"), ("report",),
        ("since", "2026-11-10", "--json"), ("export",), ("search", "SECR*"),
        ("timeline", "--known-on", "2026-11-11", "--json"),
        ("report", "dana", "--until", "2026-11-11", "--json"),
    ):  # fmt: skip
        result = run(*argv, "--for", "dana")
        assert result.code == 0, (argv, result)
        assert "SECRET" not in result.out, argv
    assert "The committee" in ok(run, "timeline", "--for", "dana")


@pytest.mark.usefixtures("dana")
def test_a_note_on_advice_and_a_reason_too(run: Run, on: On) -> None:
    on("2026-11-10")
    ok(run, "takeaway", "add", "Rehearse", "--kind", "advice", "--private")
    ok(run, "goal", "add", "Speak", "--by", "2027-01-31", "--private")
    on("2026-11-11")
    ok(run, "takeaway", "outcome", "t1", "trying", "--note", "SECRET")
    ok(run, "goal", "edit", "g1", "--by", "2027-02-28", "--why-moved", "SECRET")
    ok(run, "goal", "edit", "g1", "--title", "SECRET talk")
    on("2026-11-12")
    ok(run, "takeaway", "outcome", "t1", "worked", "--note", "Calmer")
    ok(run, "goal", "edit", "g1", "--by", "2027-03-31", "--why-moved", "Late call")
    ok(run, "goal", "edit", "g1", "--title", "Speak up")
    ok(run, "takeaway", "edit", "t1", "--shared")
    ok(run, "goal", "edit", "g1", "--shared")
    on("2026-11-22")
    for argv in (
        ("timeline",), ("timeline", "--json"), ("goal", "history", "g1"), ("export",),
        ("goal", "history", "g1", "--json"), ("goal", "show", "g1", "--json"),
        ("takeaway", "show", "t1", "--json"), ("report",), ("report", "--json"),
        ("takeaway", "show", "t1", "--as-of", "2026-11-11", "--json"),
        ("goal", "show", "g1", "--as-of", "2026-11-11", "--json"),
        ("goal", "history", "g1", "--known-on", "2026-11-11", "--json"),
        ("timeline", "--known-on", "2026-11-11"), ("since", "2026-11-01", "--json"),
    ):  # fmt: skip
        assert "SECRET" not in ok(run, *argv, "--for", "dana"), argv
    out = ok(run, "timeline", "--for", "dana")
    assert "Calmer" in out and "Late call" in out


# --- a manager --------------------------------------------------------------------------------

COURSE = ("Wpurpose", "Wpause", "Wend", "Wagreed", "Wnotes", "Wtake", "Wtopic")


@pytest.fixture
def course(run: Run, on: On, once: Once) -> None:
    """A mentorship with all that can happen to one."""
    once("a course that ended", lambda: _course(run, on))
    on("2026-11-22")


def _course(run: Run, on: On) -> None:
    for day, *argv in (
        ("2026-06-01", "mentor", "add", "Dana Ortiz", "--every", "2w", "--purpose", "Wpurpose"),
        ("2026-06-01", "agreement", "add", "dana", "Wagreed"),
        ("2026-06-10", "log", "dana", "Wnotes", "-t", "Wtake", "--topic", "Wtopic"),
        ("2026-06-24", "log", "dana", "-t", "Wtake"),
        ("2026-07-01", "mentorship", "pause", "dana", "--why", "Wpause"),
        ("2026-08-01", "mentorship", "resume", "dana"),
        ("2026-08-12", "session", "plan", "dana", "2026-08-19"),
        ("2026-08-18", "session", "cancel", "s3"),
        ("2026-10-01", "mentorship", "end", "dana", "--why", "Wend"),
    ):
        on(day)
        ok(run, *argv)


MANAGERS = (
    (), ("status",), ("status", "--all"), ("mentor",), ("mentor", "--all"),
    ("timeline", "--all"), ("person",), ("session", "--all"), ("since", "2026-06-01"),
    ("report", "--since", "2026-06-01"), ("report", "--since", "2026-06-01", "--format", "html"),
    ("export",), ("agreement",), ("search", "W*"), ("timeline", "--all", "--as-of", "2026-07-15"),
    ("mentor", "--all", "--as-of", "2026-07-15"), ("timeline", "--known-on", "2026-07-15"),
)  # fmt: skip


def as_manager(run: Run, *argv: str) -> Iterator[str]:
    """What a manager gets of a command, as a page and as data."""
    forms: tuple[str, ...] = ("table", "json")
    if argv[:1] in (("report",), ("export",)) or "--known-on" in argv:
        forms = ("json",) if argv[0] == "export" else ("markdown",)
    for form in forms:
        more = () if "--format" in argv else ("--format", form)
        result = run(*argv, *more, "--for", "manager")
        assert result.code in (0, 1, 2), (argv, result)
        yield result.out + result.err


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("visibility", ["shared", "public"])
def test_a_manager_sees_that_there_is_a_mentorship(run: Run, visibility: str) -> None:
    ok(run, "mentorship", "edit", "dana", f"--{visibility}")
    named = False
    for argv in MANAGERS:
        for out in as_manager(run, *argv):
            assert not [word for word in COURSE if word in out], argv
            named = named or "Dana" in out
            assert ("Dana" not in out) or visibility == "public", argv
            for word in ("resumed", "ended", "cancelled", "1 Jul", "2026-07-01", "2026-10-01"):
                assert word not in out, (argv, word)
    assert named == (visibility == "public")


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize(
    ("visibility", "code", "out"),
    [
        ("private", 1, ""),
        ("shared", 0,
         "a mentor · your mentor                                                    shared\n"
         " Sessions  2 held · every 14 days\n"
         " Last      Wed 24 Jun, 151 days ago\n"),
        ("public", 0,
         "Dana Ortiz · your mentor                                                  public\n"
         " Sessions  2 held · every 14 days\n"
         " Last      Wed 24 Jun, 151 days ago\n"),
    ],
)  # fmt: skip
def test_the_card_a_manager_gets(run: Run, visibility: str, code: int, out: str) -> None:
    ok(run, "mentorship", "edit", "dana", f"--{visibility}")
    result = run("mentorship", "show", "dana", "--for", "manager")
    assert (result.code, result.out) == (code, out)
    if visibility != "private":
        found = record(run, "mentorship", "show", "dana", "--for", "manager")
        assert set(found) == {
            *("mentor", "mentee", "partner", "role", "cadence", "cadence_days", "sessions_held"),
        }
        assert (found["cadence"], found["sessions_held"]) == ("every 14 days", 2)


@pytest.mark.usefixtures("course")
def test_the_report_a_manager_gets(run: Run) -> None:
    (known,) = record(run, "report", "--for", "manager", "--since", "2026-06-01")["mentorships"]
    assert (known["mentor"], known["sessions_held"]) == ({"name": "a mentor"}, 2)
    hidden = ("state", "minutes", "cadence_kept", "longest_gap_days")
    assert [known.get(name) for name in hidden] == [None] * 4
    text = ok(run, "report", "--for", "manager", "--since", "2026-06-01")
    assert "- 2 sessions with a mentor, agreed every 14 days.\n" in text
    timeline = ok(run, "timeline", "--all", "--for", "manager")
    assert "a mentor" in timeline


# --- part of what I see -----------------------------------------------------------------------


def uids(found: object) -> set[str]:
    """Every record that a JSON output has, at any depth."""
    if isinstance(found, dict):
        own = {found["uid"]} if found.get("uid") else set()
        return own.union(*(uids(each) for each in found.values()))
    return set[str]().union(*map(uids, found)) if isinstance(found, list) else set()


def test_what_somebody_sees_is_part_of_what_i_see(run: Run, on: On) -> None:
    for day, *argv in (
        ("2026-06-01", "mentee", "add", "Sofía Marín", "--every", "2w"),
        ("2026-06-01", "mentee", "add", "Tom Hall", "--every", "2w"),
        ("2026-06-01", "mentor", "add", "Dana Ortiz"),
        ("2026-06-02", "goal", "add", "Lead", "--owner", "sofia", "--by", "2026-12-31"),
        ("2026-06-02", "goal", "add", "Speak", "--owner", "me"),
        ("2026-06-02", "goal", "add", "Teach", "--owner", "me", "--with", "sofia"),
        ("2026-06-08", "log", "sofia", "-t", "Start with impact", "-a", "Draft it @sofia",
         "-a", "Find a stage @me", "--question", "Who decides?", "--advice", "Rehearse"),
        ("2026-06-09", "log", "tom", "--with", "sofia", "-a", "For Tom @tom", "-a", "Hers @sofia"),
        ("2026-06-10", "todo", "Send the numbers to HR"),
        ("2026-06-10", "todo", "Send the numbers to HR, aloud", "--public"),
        ("2026-06-10", "todo", "Call Tom", "--with", "tom"),
        ("2026-06-10", "todo", "Write to Sofía", "--with", "sofia"),
        ("2026-06-10", "todo", "About her goal", "--goal", "g1"),
        ("2026-06-11", "win", "add", "Led it", "--goal", "g1"),
        ("2026-06-11", "win", "add", "Everybody's", "--public"),
        ("2026-06-11", "skill", "add", "Teaching", "3", "--public"),
        ("2026-06-12", "check-in", "g1", "40", "--reported-by", "sofia"),
    ):  # fmt: skip
        on(day)
        ok(run, *argv)
    on("2026-11-22")
    for argv in (
        ("review", "sofia"), ("prep", "sofia"), ("status", "sofia"), ("timeline", "sofia", "--all"),
        ("since", "2026-06-01", "sofia"), ("since", "last-session", "sofia"), ("status",),
        ("timeline", "--all"), ("goal", "--all"), ("action", "--all"), ("takeaway", "--all"),
        ("session", "--all"), ("win", "--all"), ("skill",), ("review",), ("prep",), (),
        ("report", "sofia", "--since", "2026-06-01"), ("search", "the"), ("goal", "map"),
        ("review", "sofia", "--as-of", "2026-06-10"),
    ):  # fmt: skip
        mine = ("--for", "me") if argv[:1] == ("report",) else ()
        all_ = json.loads(ok(run, *argv, *mine, "--json"))
        hers = json.loads(ok(run, *argv, "--for", "sofia", "--json"))
        assert uids(hers) <= uids(all_), argv
        out = json.dumps(hers)
        assert 'Send the numbers to HR"' not in out and "Call Tom" not in out, argv
    review = json.loads(ok(run, "review", "sofia", "--json", "--for", "sofia"))
    assert {each["text"] for each in review["actions"]} == {
        "Draft it", "Find a stage", "Hers", "Write to Sofía", "About her goal",
    }  # fmt: skip


def test_the_last_line_that_somebody_sees_is_one_that_i_see(run: Run, on: On) -> None:
    on("2026-06-01")
    ok(run, "mentee", "add", "Sofía Marín", "--every", "2w")
    ok(run, "log", "sofia", "-t", "Start with impact")
    on("2026-06-02")
    ok(run, "takeaway", "add", "She is ready", "--private", "--with", "sofia")
    # Today's page ends at a limit: it has the latest line, and so has a page for somebody else.
    for argv in (("review", "sofia"), ("prep", "sofia"), ("since", "2026-06-02", "sofia")):
        hers = json.loads(ok(run, *argv, "--for", "sofia", "--json"))
        assert uids(hers) <= uids(json.loads(ok(run, *argv, "--json"))), argv


def test_a_mentorship_that_has_ended_shares_what_was_until_then(run: Run, on: On) -> None:
    for day, *argv in (
        ("2026-01-05", "mentor", "add", "Eve Stone", "--every", "4w"),
        ("2026-01-05", "goal", "add", "Speak", "--by", "2026-12-31"),
        ("2026-02-02", "win", "add", "First talk", "--goal", "g1"),
        ("2026-02-03", "check-in", "g1", "20"),
        ("2026-06-01", "mentorship", "end", "eve"),
        ("2026-07-01", "win", "add", "Later talk", "--goal", "g1"),
        ("2026-07-02", "check-in", "g1", "77", "--note", "Since then"),
        ("2026-07-03", "goal", "edit", "g1", "--by", "2027-06-30", "--why-moved", "No room"),
        ("2026-07-04", "win", "add", "Loudly", "--public"),
    ):
        on(day)
        ok(run, *argv)
    on("2026-11-22")
    assert "Later talk" in ok(run, "timeline", "--all")
    for argv in (
        ("timeline", "--all"), ("win", "--all"), ("goal", "show", "g1"), ("review", "eve"),
        ("goal", "history", "g1"), ("status",), ("since", "2026-01-01"), ("export",),
        ("report", "eve", "--since", "2026-01-01"), ("prep", "eve"), ("search", "talk"),
        ("goal", "map"), ("timeline", "--all", "--as-of", "2026-09-01"),
    ):  # fmt: skip
        out = ok(run, *argv, "--for", "eve", "--format", "json")
        for word in ("Later talk", "Since then", "2027-06-30", "No room", "Loudly"):
            assert word not in out, (argv, word)
        assert not re.search("(?<![0-9a-f])77(?![0-9a-f])", out), argv  # No uid's.
    assert "First talk" in ok(run, "timeline", "--all", "--for", "eve")
    assert "First talk" not in ok(run, "timeline", "--for", "eve", "--as-of", "2026-02-01")
    on("2026-11-23")
    ok(run, "mentorship", "resume", "eve")
    assert "Later talk" in ok(run, "win", "--all", "--for", "eve")


@pytest.mark.usefixtures("dana")
def test_a_private_log_joins_no_session_that_is_read(run: Run) -> None:
    ok(run, "log", "dana", "-t", "Open with a story")
    apart = ok(run, "log", "dana", "--private", "--topic", "SECRET", "-t", "SECRET", "-a", "SECRET")
    assert apart.startswith("Saved s2 with Dana, private.  topic: SECRET · t2")
    assert ok(run, "log", "dana", "--private", "-t", "SECRET").startswith(
        "Added to s2 with Dana, p"
    )
    assert ok(run, "log", "dana", "--public", "-t", "Heard").startswith(
        "Saved s3 with Dana, public."
    )
    ok(run, "session", "edit", "s1", "--shared")
    seen = ok(run, "export", "--for", "dana")
    assert "Open with a story" in seen
    assert "SECRET" not in seen


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize(("noun", "line"), [("takeaway", "t1"), ("action", "a1")])
def test_a_line_that_moves_to_another_session_names_its_new_readers(
    run: Run, noun: str, line: str
) -> None:
    ok(run, "mentor", "add", "Lee")
    ok(run, "log", "dana", "-t", "About Lee", "-a", "Ask Lee")
    ok(run, "log", "lee", "-t", "Hello")
    moved = run(noun, "edit", line, "--session", "s2")
    assert moved.err == f"Lee may now read {line}.\nDana Ortiz can no longer read {line}.\n"
    ok(run, noun, "edit", line, "--private")
    assert run(noun, "edit", line, "--session", "s1").err == ""


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize(("command", "gone"), [("delete", "s1"), ("purge", "g1")])
def test_what_hung_on_something_private_is_private_when_that_goes(
    run: Run, command: str, gone: str
) -> None:
    ok(run, "goal", "add", "SECRET", "--private")
    ok(run, "log", "dana", "-a", "SECRET", "--private")
    where = ("--goal", "g1") if gone == "g1" else ("--session", "s1")
    for level in ("--shared", "--public"):
        ok(run, "todo", "SECRET", *where, level)
        ok(run, "takeaway", "add", "SECRET", *where, level)
        ok(run, "win", "add", "SECRET", level, *(where if gone == "g1" else ("--goal", "g1")))
    ok(run, command, gone, "--yes")
    for reader in ("dana", "manager"):
        assert "SECRET" not in ok(run, "export", "--for", reader)
    if command == "delete":
        ok(run, "undo")
        assert '"visibility": "public"' in ok(run, "action", "--all", "--json")


@pytest.mark.usefixtures("dana")
def test_what_hung_on_something_shared_is_not_public_when_that_goes(run: Run) -> None:
    ok(run, "goal", "add", "Speak")
    ok(run, "todo", "SHARED", "--goal", "g1", "--public")
    ok(run, "win", "add", "Stands", "--goal", "g1", "--public")
    ok(run, "delete", "g1", "--yes")
    assert "SHARED" in ok(run, "export", "--for", "dana")
    seen = ok(run, "export", "--for", "manager")
    assert ("SHARED" in seen, "Stands" in seen) == (False, True)


@pytest.mark.usefixtures("dana")
def test_who_was_there_reads_no_line_of_a_goal_that_was_for_others_when_it_goes(run: Run) -> None:
    ok(run, "mentor", "add", "Lee")
    ok(run, "goal", "add", "Speak", "--with", "dana")
    ok(run, "log", "dana", "--with", "lee", "-t", "About it", "-a", "Plain")
    ok(run, "takeaway", "edit", "t1", "--goal", "g1")
    gone = run("delete", "g1", "--yes")
    assert gone.err == "Private now, as more people would read it: t1.\n"
    seen = ok(run, "session", "show", "s1", "--for", "lee")
    assert ("About it" in seen, "Plain" in seen) == (False, True)


@pytest.mark.usefixtures("dana")
def test_a_line_that_leaves_a_private_goal_names_its_new_readers(run: Run) -> None:
    ok(run, "goal", "add", "Quietly", "--private", "--with", "dana")
    ok(run, "goal", "edit", "g1", "--private")
    ok(run, "todo", "Ask", "--goal", "g1")
    assert run("action", "edit", "a1", "--goal", "none").err == "Dana Ortiz may now read a1.\n"


@pytest.mark.usefixtures("dana")
def test_who_owns_a_goal_no_longer_does_not_keep_what_hangs_on_it(run: Run) -> None:
    ok(run, "mentee", "add", "Sam")
    ok(run, "mentee", "add", "Zoe")
    ok(run, "goal", "add", "Lead a team", "--owner", "sam", "--public")
    ok(run, "takeaway", "add", "About the team", "--goal", "g1")
    assert reads(run, "takeaway", "sam")
    ok(run, "goal", "edit", "g1", "--owner", "zoe")
    assert not reads(run, "takeaway", "sam")


def test_what_is_written_after_a_mentorship_ended_is_not_for_the_partner(run: Run, on: On) -> None:
    for day, *argv in (
        ("2026-01-05", "mentor", "add", "Eve Stone", "--every", "4w"),
        ("2026-01-05", "goal", "add", "Speak", "--why", "Old why"),
        ("2026-02-02", "log", "eve", "-t", "Old line", "-a", "Old promise", "--topic", "Old topic"),
        ("2026-02-02", "win", "add", "Old win", "--goal", "g1", "--impact", "Old impact"),
        ("2026-06-01", "mentorship", "end", "eve"),
        ("2026-07-01", "goal", "edit", "g1", "--title", "New goal", "--why", "New why"),
        ("2026-07-01", "win", "edit", "w1", "--impact", "New impact"),
        ("2026-07-01", "action", "edit", "a1", "--text", "New promise"),
        ("2026-07-01", "takeaway", "edit", "t1", "--text", "New line"),
        ("2026-07-01", "session", "edit", "s1", "--topic", "New topic"),
        ("2026-07-01", "check-in", "g1", "44", "--on", "2026-05-01", "--note", "New note"),
        ("2026-07-01", "log", "eve", "-t", "New but dated back", "--on", "2026-05-02"),
    ):
        on(day)
        ok(run, *argv)
    on("2026-11-22")
    for argv in (
        ("status",), ("timeline", "--all"), ("review", "eve"), ("goal", "show", "g1"), ("win", "--all"),
        ("report", "eve", "--since", "2026-01-01"), ("export",), ("session", "show", "s1"),
        ("takeaway", "--all"), ("search", "New"), ("goal", "history", "g1"), ("session", "--all"),
    ):  # fmt: skip
        out = ok(
            run,
            *argv,
            "--for",
            "eve",
            *(("--json",) if argv[0] not in ("report", "export") else ()),
        )
        assert "New" not in out, (argv, out)
        assert not re.search("(?<![0-9a-f-])44(?![0-9a-f])", out), argv
    assert "(changed since)" in ok(run, "goal", "show", "g1", "--for", "eve")
    assert "Old win" in ok(run, "win", "--all", "--for", "eve")
    assert "New line" in ok(run, "takeaway", "--all")


def test_what_is_told_for_an_earlier_day_after_the_end_is_not_for_the_partner(
    run: Run, on: On
) -> None:
    for day, *argv in (
        ("2026-01-05", "mentor", "add", "Eve Stone", "--every", "4w"),
        ("2026-01-05", "goal", "add", "Speak", "--area", "voice", "--tag", "old"),
        ("2026-01-05", "milestone", "add", "g1", "First talk"),
        ("2026-02-02", "log", "eve", "-t", "Line", "-a", "Promise", "--topic", "Old topic"),
        ("2026-02-02", "check-in", "g1", "5"),
        ("2026-04-02", "check-in", "g1", "25"),
        ("2026-02-02", "ask", "eve", "How do you say no?"),
        ("2026-02-02", "takeaway", "add", "Count to three", "--kind", "advice"),
        ("2026-02-02", "takeaway", "add", "What then?", "--kind", "question", "--private"),
        ("2026-02-03", "takeaway", "answer", "t4", "Early"),
        ("2026-02-04", "takeaway", "edit", "t4", "--shared", "--with", "eve"),
        ("2026-06-01", "mentorship", "end", "eve"),
        ("2026-07-01", "takeaway", "answer", "t4", "New one"),
        ("2026-07-01", "takeaway", "answer", "t2", "New answer", "--on", "2026-05-01"),
        ("2026-07-01", "takeaway", "outcome", "t3", "worked", "--note", "New note", "--on", "2026-05-01"),
        ("2026-07-01", "action", "edit", "a1", "--every", "13d", "--when", "New cue", "--tag", "newer"),
        ("2026-07-01", "done", "a1", "--on", "2026-05-01"),
        ("2026-07-01", "milestone", "done", "m1", "--on", "2026-05-01"),
        ("2026-07-01", "check-in", "g1", "13", "--on", "2026-03-01"),
        ("2026-07-01", "goal", "edit", "g1", "--area", "New area", "--tag", "newer"),
        ("2026-07-01", "goal", "close", "g1", "--as", "achieved", "--on", "2026-05-02"),
        ("2026-07-01", "session", "edit", "s1", "--at", "13:00", "--mode", "video"),
    ):  # fmt: skip
        on(day)
        ok(run, *argv)
    for argv in (
        ("show", "g1"), ("show", "s1"), ("show", "a1"), ("show", "t2"), ("show", "t3"), ("show", "m1"),
        ("show", "t4"), ("goal", "history", "g1"), ("timeline", "--all"), ("tag",), ("action", "--all"), ("prep", "eve"),
    ):  # fmt: skip
        out = ok(run, *argv, "--for", "eve", "--json")
        for word in ("New [a-z]+", "newer", '"13', "video", "worked", "achieved", "2026-0[57]"):
            assert not re.search(rf"(?<![0-9a-f.:-]){word}(?![0-9a-f])", out, re.I), (argv, word)
    assert '"old"' in ok(run, "show", "g1", "--for", "eve", "--json")
    assert '"answer": "Early"' in ok(run, "show", "t4", "--for", "eve", "--json")


def test_a_partner_who_left_reads_numbers_days_and_links_as_they_were_at_the_end(
    run: Run, on: On
) -> None:
    """Also after they were deleted and put back; what was made private or purged since is not theirs."""
    at_the_end = (
        ("2026-01-05", "mentor", "add", "Eve Stone", "--every", "4w", "--purpose", "Talks"),
        ("2026-01-05", "mentor", "add", "Lee"),
        ("2026-01-05", "goal", "add", "Speak", "--with", "eve", "--metric", "0..100", "--start", "2026-01-06"),
        ("2026-01-05", "goal", "add", "Career", "--with", "eve", "--with", "lee"),
        ("2026-01-05", "goal", "add", "Write", "--with", "eve"),
        ("2026-02-02", "log", "eve", "-t", "Line", "-a", "Promise", "--duration", "45m"),
        ("2026-02-02", "todo", "Ask", "--goal", "g1", "--every", "2w", "--due", "2026-05-01"),
        ("2026-02-02", "win", "add", "Talk", "--goal", "g1"),
        ("2026-02-02", "win", "add", "Quiet", "--with", "eve"),
        ("2026-02-02", "skill", "add", "Speaking", "2", "--with", "eve"),
        ("2026-06-01", "mentorship", "end", "eve"),
    )  # fmt: skip
    since = (
        ("goal", "edit", "g1", "--parent", "g2", "--metric", "0..77", "--start", "2026-03-03"),
        ("session", "edit", "s1", "--duration", "77m", "--on", "2026-03-03"),
        ("win", "edit", "w1", "--goal", "g3", "--on", "2026-03-03"),
        ("skill", "edit", "k1", "--level", "5", "--on", "2026-03-03"),
        ("action", "edit", "a2", "--goal", "g3", "--every", "77d"),
        ("takeaway", "edit", "t1", "--goal", "g3"),
        ("mentorship", "edit", "eve", "--until", "2027-03-03"),
        ("delete", "k1", "--yes"),
        ("undo",),
    )
    read = (("goal", "--all"), ("session", "--all"), ("win", "--all"), ("skill",), ("action", "--all"), ("takeaway", "--all"), ("mentorship", "--all"))  # fmt: skip
    for day, *argv in at_the_end:
        on(day)
        ok(run, *argv)
    before = [ok(run, *argv, "--for", "eve", "--json") for argv in read]
    on("2026-07-01")
    for argv in since:
        ok(run, *argv)
    after = [ok(run, *argv, "--for", "eve", "--json") for argv in read]
    assert after == before
    ok(run, "win", "edit", "w1", "--private")
    ok(run, "win", "edit", "w2", "--goal", "g3")
    ok(run, "purge", "g3", "--yes")
    seen = ok(run, "win", "--all", "--for", "eve")
    assert ("Talk" in seen, "Quiet" in seen) == (False, True)


def test_the_partner_of_an_end_that_is_told_later_reads_that_it_ended_and_no_more(
    run: Run, on: On
) -> None:
    on("2026-01-05")
    ok(run, "mentor", "add", "Eve Stone", "--every", "4w", "--purpose", "Old purpose")
    on("2026-07-01")
    ok(run, "mentorship", "end", "eve", "--on", "2026-06-01", "--why", "NEW")
    ok(run, "mentorship", "edit", "eve", "--every", "13d", "--on", "2026-05-01")
    ok(run, "mentorship", "edit", "eve", "--purpose", "NEW")
    seen = ok(run, "mentorship", "show", "eve", "--for", "eve")
    assert "Ended     Mon 1 Jun\n" in seen
    assert "every 28 days" in seen
    assert "NEW" not in seen


@pytest.mark.usefixtures("dana")
def test_what_is_told_of_other_advice_hides_no_word_of_this_one(run: Run) -> None:
    ok(run, "takeaway", "add", "First", "--kind", "advice", "--private")
    ok(run, "takeaway", "outcome", "t1", "worked", "--note", "Said in private")
    ok(run, "takeaway", "add", "Second", "--kind", "advice")
    ok(run, "takeaway", "outcome", "t2", "worked", "--note", "Said later")
    ok(run, "takeaway", "edit", "t1", "--shared", "--with", "dana")
    assert "Said in private" in ok(run, "takeaway", "show", "t1", "--for", "dana", "--json")
    assert "Said in private" in ok(run, "timeline", "--all", "--for", "dana", "--json")


def test_an_answer_that_was_replaced_in_private_after_the_end_stays_private(
    run: Run, on: On
) -> None:
    for day, *argv in (
        ("2026-01-05", "mentor", "add", "Eve Stone"),
        (
            "2026-01-05",
            "takeaway",
            "add",
            "Who?",
            "--kind",
            "question",
            "--private",
            "--with",
            "eve",
        ),
        ("2026-02-01", "takeaway", "answer", "t1", "First"),
        ("2026-06-01", "mentorship", "end", "eve"),
        ("2026-07-01", "takeaway", "answer", "t1", "Second"),
        ("2026-07-01", "takeaway", "edit", "t1", "--shared"),
    ):
        on(day)
        ok(run, *argv)
    shown = ok(run, "takeaway", "show", "t1", "--for", "eve")
    assert "Who?" in shown and "First" not in shown and "Second" not in shown


def test_the_hint_on_a_goals_readers_keeps_those_it_has(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("mentor", "add", "Ilse Berg")
    run("goal", "add", "Speak", "--with", "dana")
    said = run("win", "add", "Spoke", "--goal", "g1", "--with", "ilse").err
    assert said.endswith("hint: mentorlog goal edit g1 --with dana --with ilse\n"), said


def test_who_reads_it_no_more_is_told(run: Run) -> None:
    for name in ("Dana Ortiz", "Kofi Mensah"):
        run("mentor", "add", name)
    run("goal", "add", "Speak", "--with", "dana")
    said = run("goal", "edit", "1", "--with", "kofi").err
    assert said == "g1 is shared with Kofi Mensah.\nDana Ortiz can no longer read g1.\n"


@pytest.mark.parametrize(
    "words",
    [
        ("log", "dana", "-a", "private: SECRET"),
        ("log", "dana", "-a", "@dana private: SECRET"),
        ("log", "dana", "-q", "Private: SECRET"),
        ("log", "dana", "--advice", "private: SECRET"),
        ("log", "dana", "--feedback", "private: SECRET"),
        ("log", "dana", "--topic", "private: SECRET"),
        ("log", "dana", "-t", "- private: SECRET"),
        ("log", "dana", "-t", "todo: private: SECRET"),
        ("log", "dana", "-t", "advice: private: SECRET"),
        ("takeaway", "add", "--kind", "advice", "private: SECRET"),
        ("todo", "private: SECRET, due friday @dana"),
        ("check-in", "g1", "4", "private: SECRET"),
        ("check-in", "g1", "4", "--note", "private: SECRET"),
        ("check-in", "g1", "stuck", "private: SECRET"),
        ("goal", "add", "private: SECRET"),
        ("win", "add", "private: SECRET", "--public"),
        ("win", "add", "!private: SECRET"),
        ("milestone", "add", "g1", "private: SECRET"),
        ("agreement", "add", "dana", "private: SECRET"),
        ("session", "plan", "dana", "friday", "--topic", "private: SECRET"),
    ],
)
def test_private_and_a_colon_before_any_text_hide_it(run: Run, words: tuple[str, ...]) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    said = run(*words)
    assert said.code == 0, said.err
    assert "private" in said.out
    for who in ("dana", "manager"):
        assert "SECRET" not in run("export", "--format", "json", "--for", who).out
    exported = run("export").out
    assert "SECRET" in exported
    assert "rivate: SECRET" not in exported


def test_a_word_for_what_is_private_may_be_text(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert (
        run("todo", r"Explain what \!private does").out
        == "a1  Explain what !private does · yours\n"
    )
    assert "private: call" in run("todo", r"He said \private: call him").out
    assert "secret: call" in run("todo", "He knows one secret: call him").out
