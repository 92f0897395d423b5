"""``mentorlog ask``: what is to be raised, in prep, in documents, and what came of it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import CTRL_D, Terminal

from exports import tables
from mentorlog.errors import pasted

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]
at_prompt = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")
SAY_NO = "How do you say no?"


@pytest.fixture(autouse=True)
def asked(run: Run, once: Once, on: On) -> None:
    """Two mentors, and on 19 November a talking point for each."""
    on("2026-11-19")
    once("talking points", lambda: _asked(run))
    on("2026-11-22")


def _asked(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    run("mentor", "add", "Kofi Mensah")
    assert run("ask", "dana", "How", "do", "you", "say", "no?").code == 0
    run("ask", "kofi", "Who else should I meet?", "--private")


def topic(run: Run, reference: str = "t1", *more: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("takeaway", "show", reference, "--json", *more).out)
    return found


@pytest.mark.parametrize("text", [("kofi", "Both?"), ("and", "Kofi", "Both?"), ("kofi",)])
def test_another_name_before_the_text_is_a_word_of_it_which_is_said(
    run: Run, text: tuple[str, ...]
) -> None:
    said = run("ask", "dana", *text)
    assert said.out == f"t3  {' '.join(text)} · to raise with Dana\n"
    name = text[-2] if len(text) > 1 else text[0]
    assert said.err == (f'"{name}" is taken as a word of the text; --with kofi is for them too.\n')
    both = run("ask", "dana", "--with", "kofi", "Both?")
    assert (both.out, both.err) == ("t4  Both? · to raise with Dana and Kofi\n", "")
    assert run("ask", "dana", "Ortiz", "Shall we both meet?").err == ""
    assert run("met", "dana", "kofi", "Lunch at noon").err == (
        '"kofi" is taken as a word of the text; mentorlog met kofi is for them too.\n'
        "That is no session.\nhint: mentorlog log dana logs one\n"
    )


def to_raise(run: Run, who: str, *more: str) -> list[str]:
    found = json.loads(run("prep", who, "--json", *more).out)
    return [line["text"] for line in found["topics"]]


def test_a_talking_point_is_for_whom_it_is_raised_with(run: Run) -> None:
    kept = topic(run)
    assert (kept["kind"], kept["text"], kept["session"]) == ("topic", SAY_NO, None)
    assert [reader["name"] for reader in kept["readers"]] == ["Dana Ortiz"]
    assert run("ask", "dana", "More?").out == "t3  More? · to raise with Dana\n"
    said = run("ask", "dana", "Both?", "--with", "kofi", "--tag", "scope").out
    assert said == "t4  Both? · to raise with Dana and Kofi · #scope\n"
    assert topic(run, "t4")["tags"] == ["scope"]


def test_a_talking_point_may_serve_a_goal(run: Run) -> None:
    run("goal", "add", "Speak", "--with", "dana")
    run("goal", "add", "Leave", "--private")
    said = run("ask", "dana", "How do you begin?", "--goal", "speak").out
    assert said == "t3  How do you begin? · to raise with Dana · for g1\n"
    assert topic(run, "t3")["goal"]["id"] == 1
    assert "How do you begin?" in run("timeline", "--goal", "g1").out
    hidden = run("ask", "dana", "When?", "--goal", "g2").out
    assert hidden == "t4  When? · to raise with Dana · for g2 · private, as g2 is\n"
    assert to_raise(run, "dana", "--for", "dana") == [SAY_NO, "How do you begin?"]
    for none in ("", "none", "g9"):
        assert run("ask", "dana", "Why?", "--goal", none).code != 0


def test_private_ones_stand_on_the_screen_of_their_person_alone(run: Run) -> None:
    assert to_raise(run, "dana") == [SAY_NO]
    assert to_raise(run, "kofi") == ["Who else should I meet?"]
    assert to_raise(run, "kofi", "--for", "kofi") == []
    assert to_raise(run, "dana", "--for", "dana") == [SAY_NO]
    assert run("takeaway", "--for", "kofi", "--kind", "topic", "--json").out == "[]\n"
    assert run("takeaway", "--for", "manager", "--kind", "topic", "--json").out == "[]\n"


def test_the_list_says_with_whom(run: Run) -> None:
    listed = run("takeaway", "--kind", "topic").out
    assert re.search(r"How do you say no\? +topic, open, Dana", listed)
    assert re.search(r"Who else should I meet\? \(private\) +topic, open, Kofi", listed)


def test_it_stands_first_in_prep_until_it_is_answered(run: Run, on: On) -> None:
    run("log", "dana", "-a", "Draft it")
    on("2026-12-03")
    run("ask", "dana", "A newer one")
    page = run("prep", "dana").out.splitlines()
    place = page.index("To raise")
    assert page[place + 1].split() == ["t1", *SAY_NO.split(), "since", "Thu", "19", "Nov"]
    assert page[place + 2].startswith(" t3")
    assert place < page.index("Not done yet")
    run("takeaway", "answer", "t1", "Say what it would cost")
    assert to_raise(run, "dana") == ["A newer one"]
    assert "answer   How do you say no? Say what it would cost" in run("timeline").out
    run("takeaway", "answer", "t1", "")
    assert to_raise(run, "dana") == [SAY_NO, "A newer one"]


def test_prep_shows_what_was_written_of_the_planned_session(run: Run) -> None:
    run("session", "plan", "dana", "2026-12-03 15:00", "--topic", "Dry run")
    document = run("prep", "dana", "-o", "-").out
    assert "## To raise\n- [ ] How do you say no? ^t1\n" in document
    run("log", "-", stdin=run("session", "show", "s1", "--format", "markdown").out + "Bring slides")
    page = run("prep", "dana").out
    assert "Dry run" in page
    assert "Bring slides" in page
    found = json.loads(run("prep", "dana", "--json").out)
    assert (found["topic"], found["notes"]) == ("Dry run", "Bring slides")
    assert json.loads(run("prep", "dana", "--json", "--for", "dana").out)["notes"] is None


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("- [x] How do you say no? ^t1", "raised"),
        ("- [x] How do you say no? ^t1\n  → Say what it costs", "Say what it costs"),
        ("- [ ] How do you say no? ^t1 → Say what it costs", "Say what it costs"),
        ("- [-] How do you say no? ^t1", "dropped"),
        ("- [ ] How do you say no? ^t1", None),
    ],
)
def test_a_document_ticks_and_answers_once(run: Run, line: str, answer: str | None) -> None:
    run("log", "dana", "-t", "Before", "--on", "2026-11-20")
    document = run("prep", "dana", "-o", "-").out
    filled = document.replace("- [ ] How do you say no? ^t1", line) + "- One thing\n"
    logged = run("log", "-", stdin=filled)
    assert logged.code == 0, logged.err
    assert topic(run)["answer"] == answer
    assert to_raise(run, "dana") == ([] if answer else [SAY_NO])
    before = tables(run("export", "-o", "-").out)
    again = run("log", "-", stdin=filled)
    assert "so nothing was changed" in again.err
    assert tables(run("export", "-o", "-").out) == before


def test_a_new_line_to_raise_is_for_the_next_session_with_them(run: Run) -> None:
    run(
        "log",
        "dana",
        "-",
        stdin="## To raise\n- What is next?\n- [x] Scope\n  → Less\n## Takeaways\n- Yes\n",
    )
    assert to_raise(run, "dana") == [SAY_NO, "What is next?"]
    text = run("session", "show", "s1", "--format", "markdown").out
    assert "## To raise\n- [ ] What is next? ^t3\n- [x] Scope ^t4\n  → Less\n" in text
    assert "so nothing was changed" in run("log", "-", stdin=text).err
    reopened = text.replace("- [x] Scope ^t4\n  → Less\n", "- [ ] Scope ^t4\n")
    assert "t4 open again" in run("log", "-", stdin=reopened).out
    assert to_raise(run, "dana") == [SAY_NO, "What is next?", "Scope"]


def test_what_was_answered_here_meanwhile_stays(run: Run) -> None:
    document = run("prep", "dana", "-o", "-").out
    run("takeaway", "answer", "t1", "Slowly")
    filled = document.replace("^t1", "^t1\n  → Fast") + "- One thing\n"
    said = run("log", "-", stdin=filled)
    assert 't1: the journal has "Slowly", which stays; the document has "Fast".' in said.err
    assert topic(run)["answer"] == "Slowly"
    assert "t3 takeaway" in said.out


def test_close_ticks_it_and_why_is_its_answer(run: Run) -> None:
    assert "topic, raised" in run("close", "t1").out
    assert topic(run)["answer"] == "raised"
    assert run("close", "t2", "--why", "Elena").code == 0
    assert topic(run, "t2")["answer"] == "Elena"


def test_undo_takes_the_answer_back(run: Run) -> None:
    run("takeaway", "answer", "t1", "Slowly")
    run("undo")
    assert to_raise(run, "dana") == [SAY_NO]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "Who is meant is not clear: Dana Ortiz (mentor), Kofi Mensah (mentor)."),
        ((SAY_NO,), "Who is meant is not clear: Dana Ortiz (mentor), Kofi Mensah (mentor)."),
        (("dana",), "What is to be raised is missing."),
        (("dana", " "), "The text of a topic cannot be empty."),
    ],
)
def test_what_is_missing_is_said(run: Run, argv: tuple[str, ...], said: str) -> None:
    result = run("ask", *argv)
    assert (result.code, result.err.splitlines()[0]) == (2, said)


@pytest.mark.parametrize("typed", [("Who knows?", "--private"), ("private: Who knows?",)])
def test_the_hint_keeps_what_is_private(run: Run, typed: tuple[str, ...]) -> None:
    told = pasted("mentorlog", "ask", "Dana Ortiz", *typed)
    assert f"as in {told}; who it mostly is" in run("ask", *typed).err


def test_somebody_unknown_is_as_in_log(run: Run) -> None:
    result = run("ask", "lee", "Hello?")
    assert result.code == 1
    assert "mentorlog mentor add Lee " in result.err
    assert to_raise(run, "dana") == [SAY_NO]


def test_somebody_without_a_mentorship_has_no_next_session(run: Run) -> None:
    run("person", "add", "Elena Rossi")
    result = run("ask", "elena", "Hello?")
    assert (result.code, result.err) == (
        1,
        "You have no mentorship with Elena Rossi.\n"
        'hint: mentorlog mentor add "Elena Rossi" begins one (or mentee, peer)\n',
    )


def test_without_a_name_the_mentor_of_the_settings_is_meant(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    what = "What to prepare for Monday"
    assert f'as in mentorlog ask "Dana Ortiz" "{what}"' in run("ask", what).err
    run("config", "set", "mentor", "kofi")
    assert run("ask", what).out == f"t3  {what} · to raise with Kofi\n"
    assert run("ask", SAY_NO).out == f"t4  {SAY_NO} · to raise with Kofi\n"
    assert run("ask", "dana", SAY_NO).out == f"t5  {SAY_NO} · to raise with Dana\n"
    assert run("ask", "dana").err.startswith("What is to be raised is missing.")
    assert run("ask", "Zoe Zen").code == 1  # a name that nobody has
    monkeypatch.setattr("mentorlog.commands.takeaway.at_terminal", lambda: True)
    assert "raise with Kofi Mensah? " in run("ask", stdin="What next?\n").err


def test_without_a_name_whom_with_names_is_meant(run: Run) -> None:
    assert run("ask", SAY_NO, "--with", "kofi").out == f"t3  {SAY_NO} · to raise with Kofi\n"
    assert "Dana and Kofi" in run("ask", SAY_NO, "--with", "dana", "--with", "kofi").out


def test_without_a_name_the_only_partner_is_meant(run: Run) -> None:
    run("mentorship", "end", "kofi")
    assert run("ask", SAY_NO).out == f"t3  {SAY_NO} · to raise with Dana\n"
    assert run("ask").err.startswith("What is to be raised is missing.")
    assert "to Dana Ortiz, " in run("report").out


def test_nobody_reads_anything_new_after_the_end(run: Run) -> None:
    run("mentorship", "end", "dana")
    result = run("ask", "dana", "Hello?")
    assert result.code == 1
    assert "they read nothing new" in result.err


def test_at_a_terminal_the_text_is_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mentorlog.commands.takeaway.at_terminal", lambda: True)
    result = run("ask", "dana", stdin="What next?\n")
    assert "What do you want to raise with Dana Ortiz? " in result.err
    assert topic(run, "t3")["text"] == "What next?"


def test_the_report_for_whom_it_is_to_be_raised_with_asks_it(run: Run) -> None:
    assert f"## I ask\n\n- {SAY_NO}\n" in run("report", "dana").out
    assert SAY_NO not in run("report", "--for", "manager").out
    # Nobody gets what I do not get by the same command.
    assert f"- {SAY_NO} (Dana Ortiz)\n" in run("report", "--for", "me").out


@at_prompt
def test_what_was_open_for_two_is_ticked_for_both(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("peer", "add", "Ravi Rao")
    for text in ("Shall I?", "Who reviews it?"):
        run("ask", "dana", text, "--with", "ravi")
    said = terminals("log", "dana", columns=120)
    for line in ("x1 With grace", "x2 You may", "x3", ""):
        said.expect("> ")
        said.type(f"{line}\r")
    said.expect("> ")
    said.type(CTRL_D)
    said.expect("Saved s1")
    assert said.end() == 0
    receipt = " ".join(said.screen.partition("Saved s1")[2].split())
    assert "t1 answered · t3 raised, for Ravi too · t4 raised, for Ravi too" in receipt


@pytest.mark.parametrize("command", ["takeaway answer {} Ravi", "done {}", "close {}"])
def test_an_answer_says_for_whom_it_was_to_be_raised(run: Run, command: str) -> None:
    run("peer", "add", "Ravi Rao")
    run("ask", "dana", "Who reviews it?", "--with", "ravi")
    assert run(*command.format("t3").split()).out.endswith(" · for Dana and Ravi\n")
    assert "for Dana" not in run(*command.format("t1").split()).out
