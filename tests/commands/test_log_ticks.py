"""What the prompt of ``mentorlog log`` shows to be ticked, and what ticking does."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run

On = Callable[[str], None]
Typed = Callable[..., Any]


@pytest.fixture(autouse=True)
def promised(run: Run, once: Once, on: On) -> None:
    """A talking point of 26 November, an action of mine and one of Dana's; it is 3 December."""
    on("2026-11-26")
    once("something to tick", lambda: _promised(run))
    on("2026-12-03")


def _promised(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    run("mentor", "add", "Kofi Mensah")
    run("log", "dana", "-t", "Before", "-a", "Draft the outline, due friday",
        "-a", "Introduce me to the committee @dana, due 2026-12-03", "--on", "2026-11-19")  # fmt: skip
    run("ask", "dana", "How do you say no?")


@pytest.fixture
def typed(run: Run, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Types lines at the prompt of ``log`` with some words after it."""

    def typed_(*lines: str, argv: tuple[str, ...] = ("dana",)) -> Any:
        monkeypatch.setattr("mentorlog.commands.log.at_terminal", lambda: True)
        return run("log", *argv, stdin="".join(f"{line}\n" for line in (*lines, "")))

    return typed_


def shown(run: Run, *argv: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*argv, "--json").out)
    return found


def test_what_is_open_is_numbered(typed: Typed) -> None:
    said = typed().err
    assert "· # private · x1 ticks\n" in said
    assert (
        " To raise  1  How do you say no?             since 26 Nov\n"
        " Promised  2  Draft the outline              yours, 6 days over\n"
        "           3  Introduce me to the committee  Dana's, due today\n"
    ) in said


def test_what_is_promised_has_its_time(run: Run, typed: Typed) -> None:
    run("todo", "Decline it", "--when", "a meeting has no question", "--with", "dana")
    assert "3  Decline it · when: a meeting has no question  yours\n" in typed().err


def test_on_a_narrow_terminal_the_text_folds(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert typed().err.splitlines()[2:-1] == [
        " To raise",
        " 1  How do you say no? · since 26 Nov",
        " Promised",
        " 2  Draft the outline · yours, 6 days",
        "    over",
        " 3  Introduce me to the committee ·",
        "    Dana's, due today",
    ]


def test_the_session_shows_what_was_ticked_in_it(run: Run, typed: Typed) -> None:
    typed("x1 Say what it would cost instead", "x2", "Record one rehearsal")
    said = run("show", "s2").out
    assert said.endswith(
        " t3  takeaway  Record one rehearsal\n\n Ticked\n"
        " t2  topic     How do you say no? → Say what it would cost instead  answered\n"
        " a1  action    Draft the outline                                    Priya, done\n"
    )
    found = shown(run, "session", "show", "s2")
    assert [line["id"] for line in found["answered"]] == [2]
    assert [line["id"] for line in found["done"]] == [1]
    run("action", "reopen", "a1")
    assert "a1" not in run("show", "s2").out
    run("session", "delete", "s2", "--yes")
    run("undo")
    assert "t2  topic" in run("show", "s2").out


def test_a_number_alone_ticks_what_has_it(run: Run, typed: Typed) -> None:
    typed("2", "7")
    found = shown(run, "session", "show", "s2")
    assert [line["id"] for line in found["done"]] == [1]
    assert [line["text"] for line in found["takeaways"]] == ["7"]


@pytest.mark.parametrize("line", ["x2, 3", "X2 and x3", "2 3", "x3 x2 x3"])
def test_several_numbers_are_all_ticked(run: Run, typed: Typed, line: str) -> None:
    typed(line, "One thing")
    found = shown(run, "session", "show", "s2")
    assert sorted(each["id"] for each in found["done"]) == [1, 2]
    assert [each["text"] for each in found["takeaways"]] == ["One thing"]


def test_words_behind_several_numbers_are_said_of_each(run: Run, typed: Typed) -> None:
    typed("x2, x3 At the meeting")
    for code in ("a1", "a2"):
        assert shown(run, "action", "show", code)["evidence"] == "At the meeting"


def test_words_that_other_words_of_a_tick_replace_are_named(typed: Typed) -> None:
    said = typed("x1 It went well", "x1 Better so", "x1", "x1").err
    assert '1 had "It went well", which is gone.\n' in said
    assert '1 had "Better so", which is gone.\n1 is not ticked any more.\n' in said
    assert said.count("is gone") == 2


def test_of_several_numbers_what_cannot_be_ticked_is_said(run: Run, typed: Typed) -> None:
    run("takeaway", "add", "Who reviews it?", "--kind", "question", "--with", "dana", "--shared")
    said = typed("x2, x3, x9", "").err
    assert "The answer to 2? (Enter for none)\n> " in said
    assert "There is no 9 to tick: the last is 4.\n" in said
    found = shown(run, "session", "show", "s2")
    assert ([each["id"] for each in found["done"]], found["takeaways"]) == ([1], [])


@pytest.mark.parametrize(
    "line",
    ["1: It costs them, she said", "x1: It costs them, she said", "x1, It costs them, she said"],
)
def test_what_stands_behind_the_number_of_a_point_is_its_answer(
    run: Run, typed: Typed, line: str
) -> None:
    typed(line)
    assert shown(run, "takeaway", "show", "t2")["answer"] == "It costs them, she said"


@pytest.mark.parametrize(
    "line", ["9: It went well", "12:30 was too late", "1. Open", "2 of 3 came"]
)
def test_a_line_that_begins_with_another_number_is_a_takeaway(
    run: Run, typed: Typed, line: str
) -> None:
    typed(line, f"\\{line}", "\\1: It went well")
    texts = [each["text"] for each in shown(run, "session", "show", "s2")["takeaways"]]
    assert [texts[0], texts[2]] == [line, "1: It went well"]


def test_the_report_tells_the_answer_with_its_session(run: Run, typed: Typed) -> None:
    typed("x1 Say what it would cost instead")
    run("todo", "x")
    said = run("report", "dana").out
    held = said[said.index("#### ") :]
    assert "How do you say no? – Answer: Say what it would cost instead" in held
    assert said.count("Say what it would cost instead") == 1


def test_a_topic_that_was_only_ticked_has_no_answer(run: Run, typed: Typed) -> None:
    typed("x1")
    held = run("report", "dana").out
    assert "How do you say no? – raised\n" in held
    card = run("show", "t2").out
    assert "Raised" in card
    assert "Answer" not in card


def test_where_nothing_is_numbered_a_tick_is_no_takeaway(run: Run, typed: Typed) -> None:
    said = typed("x1", "x2 words", argv=("kofi",))
    assert "There is nothing to tick.\n" in said.err
    assert "There is nothing to tick. The line is kept as a takeaway.\n" in said.err
    assert [line["text"] for line in shown(run, "session", "show", "s2")["takeaways"]] == [
        "x2 words"
    ]


def test_a_private_session_is_not_told_with_what_was_ticked_in_it(run: Run, typed: Typed) -> None:
    typed("x2", argv=("dana", "--private"))
    assert "a1  action" in run("show", "s2").out
    events = shown(run, "action", "show", "a1", "--for", "dana")["events"]
    assert [(event["field"], event["session"]) for event in events][-1] == ("state", None)


def test_an_open_question_is_numbered_as_prep_has_it(run: Run, typed: Typed) -> None:
    run("log", "dana", "--question", "Who reads it?", "--on", "2026-11-05")
    asked = {line["text"] for line in shown(run, "prep", "dana")["questions"]}
    said = typed("x2", "Kofi does")
    assert asked == {"Who reads it?"}
    assert " Asked     2  Who reads it?" in said.err
    assert "The answer to 2? (Enter for none)" in said.err
    assert "t3 answered" in said.out
    assert shown(run, "takeaway", "show", "t3")["answer"] == "Kofi does"


@pytest.mark.parametrize(
    ("typed_lines", "answers", "takeaways"),
    [
        (("x2 x3", "Kofi", "", "Bring it up"), ["Kofi", None], ["Bring it up"]),
        (("x2 x3", "", "In May"), [None, "In May"], []),
        (("x2", "! Ask Kofi", "Bring it up"), [None, None], ["Bring it up"]),
        (("x2", "x3 In May", "Bring it up"), [None, "In May"], ["Bring it up"]),
        (("x1", "", "x2", "Kofi"), ["Kofi", None], []),
    ],
)
def test_the_line_below_a_ticked_question_is_its_answer(
    run: Run,
    typed: Typed,
    typed_lines: tuple[str, ...],
    answers: list[str | None],
    takeaways: list[str],
) -> None:
    run("log", "dana", "--question", "Who reads it?", "--question", "When?", "--on", "2026-11-05")
    typed(*typed_lines)
    assert [shown(run, "takeaway", "show", code)["answer"] for code in ("t3", "t4")] == answers
    found = shown(run, "session", "show", "s3")
    assert [line["text"] for line in found["takeaways"]] == takeaways


def test_a_question_that_gets_no_answer_says_so(run: Run, typed: Typed) -> None:
    run("log", "dana", "--question", "Who reads it?", "--on", "2026-11-05")
    for lines in (("x2", "x3"), ("x2", "")):
        assert "2 has no answer, and stays open." in typed(*lines).err


def test_a_point_that_is_a_question_is_asked_for_its_answer(run: Run, typed: Typed) -> None:
    said = typed("x1", "Say what it would cost", "Bring it up")
    assert "The answer to 1? (Enter for none)" in said.err
    assert shown(run, "takeaway", "show", "t2")["answer"] == "Say what it would cost"
    run("ask", "dana", "My promotion")
    assert "The answer to" not in typed("x1", "Bring it up again").err


def test_so_is_one_to_somebody_without_a_mentorship(run: Run, typed: Typed) -> None:
    run("person", "add", "Elena Petrova")
    run("log", "elena", "--question", "Who hires?", "--on", "2026-11-05")
    run("log", "elena", "-t", "Later", "--on", "2026-11-19")
    assert [line["text"] for line in shown(run, "prep", "elena")["questions"]] == ["Who hires?"]
    assert " Asked  1  Who hires?" in typed(argv=("elena",)).err


def test_the_receipt_says_who_reads_the_words_of_a_tick(run: Run, typed: Typed) -> None:
    assert 'a1 done, with "By mail" as evidence, which Dana may read' in typed("x2 By mail").out
    run("todo", "Alone", "--private")
    assert run("done", "a3", "--evidence", "x").out.endswith(
        "evidence, which only you read · private\n"
    )
    assert "evidence, which Dana may" in run("done", "a2", "--evidence", "x").out
    run("action", "edit", "a2", "--public", "--publish", "evidence")
    assert "which everybody may read" in run("action", "reopen", "a2", "--evidence", "y").out
    assert "evidence" not in run("done", "a2").out


def test_nothing_stands_there_for_somebody_with_whom_nothing_is_open(typed: Typed) -> None:
    said = typed("x1 Marks the spot", argv=("kofi",))
    assert "ticks" not in said.err
    assert "t3 takeaway" in said.out


def test_a_tick_closes_with_what_is_said(run: Run, typed: Typed) -> None:
    done = typed("x1 Say what it would cost instead", "X2", "Record one rehearsal")
    assert done.out.startswith("Saved s2 with Dana.  t2 answered · a1 done · t3 takeaway")
    assert shown(run, "takeaway", "show", "t2")["answer"] == "Say what it would cost instead"
    assert shown(run, "action", "show", "a1")["done_on"] == "2026-12-03"
    assert [line["id"] for line in shown(run, "session", "show", "s2")["takeaways"]] == [3]
    run("undo")
    assert shown(run, "takeaway", "show", "t2")["answer"] is None
    assert shown(run, "action", "show", "a1")["state"] == "open"


@pytest.mark.parametrize(
    ("lines", "argv", "told"),
    [
        (("x1 Say what it would cost",), (), ["t2 raised, with your words"]),
        (("x1", "Say what it would cost"), (), ["t2 raised", "t2 raised, with your words"]),
        (("2 3", "x4 In May"), (), ["a1 done", "a2 done"]),
        (("x2", "Kofi", "x4 private: He leaves"), (), ["t3 answered", "a2 ticked; your words stay private"]),
        (("x3", "x3", "x9", "! Draft it", "12"), (), ["a1 done"]),
        (("x1 He leaves", "x3"), ("--private",), ["t2 ticked", "a1 ticked"]),
    ],
)  # fmt: skip
def test_a_line_below_each_tick_says_what_it_does(
    run: Run, typed: Typed, lines: tuple[str, ...], argv: tuple[str, ...], told: list[str]
) -> None:
    run("log", "dana", "--question", "Who reads it?", "--on", "2026-11-05")
    said = typed(*lines, argv=("dana", *argv)).err
    assert re.findall("^(?:> )?  ([ta][0-9].*)$", said, re.MULTILINE) == told


def test_a_tick_alone_makes_a_session_too(run: Run, typed: Typed) -> None:
    assert "Saved s2 with Dana.  t2 raised" in typed("x1").out
    assert shown(run, "takeaway", "show", "t2")["answer"] == "raised"
    assert shown(run, "session", "show", "s2")["takeaways"] == []


def test_the_last_words_of_two_ticks_count(run: Run, typed: Typed) -> None:
    typed("x3", "x3 By mail")
    assert shown(run, "action", "show", "a2")["evidence"] == "By mail"


def test_what_is_said_in_a_private_session_stays_in_it(run: Run, typed: Typed) -> None:
    said = typed("x1 He leaves in May", "x2", argv=("dana", "--private"))
    assert said.err.endswith(
        't2 is read by others than this session, and "He leaves in May" is kept as a takeaway.\n'
    )
    assert "t2 raised · a1 done · t3 takeaway" in said.out
    assert "May" not in run("takeaway", "--all", "--for", "dana").out
    assert "May" not in run("timeline", "dana", "--for", "dana").out
    run("ask", "dana", "Mine alone", "--private")
    typed("x1 Also in May", argv=("dana", "--private"))
    assert shown(run, "takeaway", "show", "t4")["answer"] == "Also in May"


@pytest.mark.parametrize("how", ["with a tick", "in a document"])
def test_who_was_not_there_does_not_read_what_is_said(run: Run, typed: Typed, how: str) -> None:
    run("log", "dana", "--with", "kofi", "-a", "Plan the demo", "--on", "2026-11-27")
    if how == "with a tick":
        said = typed("x3 Dana told me SECRET", argv=("dana", "--on", "2026-12-02"))
    else:
        document = run("prep", "dana", "-o", "-").out
        ticked = re.sub(r"\[ \] (Plan the demo.*)", r"[x] \1\n  → Dana told me SECRET", document)
        said = run("log", "-", stdin=ticked)
    assert 'a3 is read by others than this session, and "Dana told me SECRET" is kept' in said.err
    assert shown(run, "action", "show", "a3")["state"] == "done"
    assert "SECRET" not in run("show", "a3", "--for", "kofi").out + run("report", "kofi").out
    assert "SECRET" in run("report", "dana").out


@pytest.mark.parametrize("how", ["with a tick", "in a document"])
def test_the_next_of_a_repeating_action_is_named(run: Run, typed: Typed, how: str) -> None:
    run("action", "edit", "a1", "--every", "1w")
    if how == "with a tick":
        said = typed("x2 By mail")
        assert ', with "By mail" as evidence, which Dana may read' in " ".join(said.out.split())
    else:
        document = run("prep", "dana", "-o", "-").out
        said = run("log", "-", stdin=document.replace("[ ] Draft", "[x] Draft"))
    due = shown(run, "action", "show", "a3")["due_on"]
    assert (due, "a1 done (next: a3, due Fri 4 Dec)" in said.out) == ("2026-12-04", True)


def test_what_is_said_does_not_become_public_with_published_evidence(
    run: Run, typed: Typed
) -> None:
    run("log", "dana", "-a", "Plan the demo", "--on", "2026-11-27")
    run("action", "edit", "a3", "--evidence", "A plan", "--public", "--publish", "evidence")
    said = typed("x3 Dana told me SECRET", argv=("dana", "--on", "2026-12-02"))
    assert 'a3 is read by others than this session, and "Dana told me SECRET" is kept' in said.err
    assert shown(run, "action", "show", "a3")["evidence"] == "A plan"
    assert "SECRET" in run("report", "dana").out


def test_who_reads_less_than_the_session_keeps_nothing_in_it(run: Run, typed: Typed) -> None:
    typed("x1 Say what it would cost", argv=("dana", "--with", "kofi"))
    assert shown(run, "takeaway", "show", "t2")["answer"] == "Say what it would cost"


def test_nor_does_it_leave_by_a_document(run: Run) -> None:
    run("log", "dana", "--question", "Who?", "--advice", "Rest", "--on", "2026-11-26")
    document = run("prep", "dana", "-o", "-").out
    marks = re.findall(r"\^[ta][0-9]+", document)
    for mark in marks:
        said = "= worked: " if mark == "^t3" else "→ "
        document = document.replace(mark, f"{mark}\n  {said}Secret {mark[1:]}")
    private = document.replace("with:", "visibility: private\nwith:", 1)
    logged = run("log", "-", stdin=private)
    assert logged.code == 0, logged.err
    assert logged.err.count("is read by others than this session") == len(marks) == 5
    for name in ("takeaway", "action", "timeline", "search"):
        words = ["secret"] if name == "search" else ["--all"]
        assert "Secret" not in run(name, *words, "--for", "dana").out
    kept = [line["text"] for line in shown(run, "session", "show", "s3")["takeaways"]]
    assert sorted(kept) == sorted(f"Secret {mark[1:]}" for mark in marks)
    assert "so nothing was changed" in run("log", "-", stdin=private).err
    assert shown(run, "takeaway", "show", "t3")["outcome"] == "worked"


def test_evidence_that_was_there_stays(run: Run, typed: Typed) -> None:
    run("action", "edit", "a2", "--evidence", "First try")
    typed("x3 By mail")
    assert shown(run, "action", "show", "a2")["evidence"] == "First try\nBy mail"


def test_a_tick_is_of_the_sessions_day_unless_more_happened_since(run: Run, typed: Typed) -> None:
    typed("x1 Slowly", "x2", argv=("dana", "--on", "2026-11-25"))
    events = shown(run, "takeaway", "show", "t2")["events"]
    assert [event["happened_on"] for event in events] == ["2026-11-26", "2026-11-26"]
    assert shown(run, "action", "show", "a1")["done_on"] == "2026-11-25"


@pytest.mark.parametrize(
    ("line", "said", "kept"),
    [
        ("x9 marks it", "no 9 to tick: the last is 3. The line is kept as a takeaway.", "x9 marks it"),
        ("x0", "no 0 to tick: the last is 3.\n", None),
        ("\\x1 is a place", "", "x1 is a place"),
        ("x1y is none", "", "x1y is none"),
        ("xylophone", "", "xylophone"),
    ],
)  # fmt: skip
def test_what_is_no_tick_is_text(
    run: Run, typed: Typed, line: str, said: str, kept: str | None
) -> None:
    result = typed("One thing", line)
    assert said in result.err
    texts = [each["text"] for each in shown(run, "session", "show", "s2")["takeaways"]]
    assert texts == ["One thing", *([kept] if kept else [])]
    assert shown(run, "takeaway", "show", "t2")["answer"] is None


def test_help_and_the_prompt_tell_the_same_marks(run: Run, typed: Typed) -> None:
    session = typed("?", "- [x] Sent it", "- [ ] Ask Bob")
    asked = " ".join(session.err.split())
    for told in (run("log", "--help").out, run("help", "log").out):
        table = told.partition("A line at the prompt begins with:\n")[2].partition("\n\n")[0]
        assert "x1 TEXT" in table
        assert " ".join(table.split()) in asked
    assert "a3 yours, done · a4 yours" in session.out


def test_several_who_are_there_see_what_is_open_with_each(run: Run, typed: Typed) -> None:
    run("ask", "kofi", "Who else?", "--private")
    said = typed(argv=("dana", "--with", "kofi")).err
    assert "1  How do you say no?" in said
    assert "2  Who else?" in said


def test_nine_promises_are_shown_and_the_rest_counted(run: Run, typed: Typed) -> None:
    run("log", "dana", *(word for n in range(10) for word in ("-a", f"Do thing {n}")))
    said = typed("x11 no").err
    assert " 3 more: mentorlog status\n" in said
    assert "There is no 11 to tick: the last is 10." in said


pytty = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")


@pytty
def test_what_somebody_else_closed_meanwhile_stays_and_nothing_typed_is_lost(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    prompt = terminals("log", "dana")
    for line in ("x1 Say what it costs", "x2", "x3", "Record one", ""):
        prompt.expect("> ")
        if not line:
            run("takeaway", "answer", "t2", "Say nothing")
            run("action", "drop", "a1")
            run("action", "delete", "a2", "--yes")
        prompt.type(f"{line}\r")
    assert prompt.end() == 0
    said = prompt.screen.replace("\r\n", "\n")
    assert (
        't2 is answered already: "Say nothing", and "Say what it costs" is kept as a\ntakeaway.\n'
        "a1 is dropped already.\na2 is no longer there.\n"
    ) in said
    assert shown(run, "takeaway", "show", "t2")["answer"] == "Say nothing"
    texts = [line["text"] for line in shown(run, "session", "show", "s2")["takeaways"]]
    assert texts == ["Record one", "Say what it costs"]


@pytty
def test_what_was_said_of_something_private_that_has_gone_stays_private(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("ask", "dana", "How do I leave?", "--private")
    run("ask", "dana", "How do I stay?", "--private")
    prompt = terminals("log", "dana")
    for line in ("x2 Said of leaving", "x3 Said of staying", "Heard", ""):
        prompt.expect("> ")
        if not line:
            run("takeaway", "answer", "t3", "Not at all")
            run("delete", "t4", "--yes")
        prompt.type(f"{line}\r")
    assert prompt.end() == 0
    seen = {line["text"]: line["visibility"] for line in shown(run, "takeaway", "--all")}
    assert (seen["Said of leaving"], seen["Said of staying"]) == ("private", "private")
    assert seen["Heard"] == "shared"


@pytty
def test_who_is_taken_away_meanwhile_is_told_and_nothing_typed_is_lost(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    run("mentor", "add", "Lee Wong")
    prompt = terminals("log", "lee")
    for line in ("Hold the pause", ""):
        prompt.expect("> ")
        if not line:
            run("undo")
        prompt.type(f"{line}\r")
    assert prompt.end() == 1
    assert 'No person matches "Lee Wong".' in prompt.screen
    (draft,) = (home / "drafts").glob("*.md")
    assert "- Hold the pause\n" in draft.read_text(encoding="utf-8")


@pytty
def test_ctrl_c_keeps_ticks_in_the_draft(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    prompt = terminals("log", "dana")
    prompt.expect("> ")
    prompt.type("x1 Say what it costs\r")
    prompt.expect("> ")
    prompt.type("x2 half")
    prompt.expect("x2 half")
    assert prompt.stop() == 130
    (draft,) = (home / "drafts").glob("*.md")
    text = draft.read_text(encoding="utf-8")
    assert "- [x] How do you say no? ^t2\n  → Say what it costs\n" in text
    assert "- [x] Draft the outline ^a1\n  → half\n" in text
    assert shown(run, "takeaway", "show", "t2")["answer"] is None

    again = terminals("log", "dana")
    again.expect("[d]iscard it? [c] ")
    again.type("c\r")
    again.expect("  [x] How do you say no? → Say what it costs")
    again.expect("> ")
    again.type("\r")
    assert again.end() == 0
    assert "t2 answered · a1 done" in again.screen
    assert shown(run, "action", "show", "a1")["evidence"] == "half"
    run("undo")
    said = run("log", "-", stdin=text)
    assert "t2 answered · a1 done" in said.out
    assert shown(run, "takeaway", "show", "t2")["answer"] == "Say what it costs"


def test_the_editor_has_what_is_open_to_be_ticked_and_answered(
    run: Run, editor: Callable[[str], None]
) -> None:
    run("log", "dana", "--question", "Who hires?", "--on", "2026-11-12")
    editor(
        "t = t.replace('[ ] Draft the outline', '[x] Draft the outline')"
        ".replace('How do you say no?', 'How do you say no? → Say what it costs')"
        ".replace('## Takeaways', '## Takeaways\\n- Be brief')"
    )
    said = run("log", "dana", "-e")
    assert said.out.startswith("Saved s3 with Dana.  t2 answered · a1 done · t4 takeaway"), said
    assert " Ticked\n t2  topic     How do you say no? → Say what it costs" in run("show", "s3").out
    assert shown(run, "takeaway", "show", "t3")["answer"] is None


@pytest.mark.parametrize(
    "code", ["t = t + '\\n'", "t = t.replace('- [ ] Draft', 'x').partition('## ')[0]"]
)
def test_nothing_written_in_it_is_nothing_saved(
    run: Run, editor: Callable[[str], None], code: str
) -> None:
    editor(code)
    assert run("log", "dana", "-e").err.endswith("so nothing was saved.\n")
    assert shown(run, "action", "show", "a1")["state"] == "open"


def test_below_a_form_stands_what_is_open(run: Run, editor: Callable[[str], None]) -> None:
    editor(
        "t = t.replace('## Reality', '## Reality\\nIt takes days').replace('[ ] How', '[x] How')"
    )
    said = run("log", "dana", "--form", "grow")
    assert "t2 raised" in said.out, said
    assert "It takes days" in run("show", "s2").out


def test_an_answer_that_is_corrected_stays_with_its_session(run: Run, typed: Typed) -> None:
    typed("x1 Say what it would cost")
    run("takeaway", "answer", "t2", "Say what it costs")
    assert " Ticked\n t2  topic  How do you say no? → Say what it costs" in run("show", "s2").out


def test_what_is_answered_again_elsewhere_is_of_its_session_no_more(run: Run, typed: Typed) -> None:
    typed("x1 Say what it would cost", "x2")
    run("takeaway", "answer", "t2", "")
    run("takeaway", "answer", "t2", "By mail", "--on", "2026-12-03")
    run("action", "reopen", "a1")
    run("done", "a1")
    assert "Ticked" not in run("show", "s2").out


def test_who_reads_public_records_alone_is_not_told_of_the_session(run: Run, typed: Typed) -> None:
    run("todo", "Publish the slides", "--public", "--with", "dana")
    typed("x3")
    assert "a3  action" in run("show", "s2").out
    assert "Ticked" not in run("show", "s2", "--for", "manager").out
    events = shown(run, "action", "show", "a3", "--for", "manager")["events"]
    assert {event.get("session") for event in events} == {None}


def test_a_shared_question_answered_in_a_private_session_stays_in_the_report(
    run: Run, typed: Typed
) -> None:
    run("takeaway", "add", "How long is a pause?", "--kind", "question", "--with", "dana")
    run("takeaway", "answer", "t3", "raised")
    before = run("report", "dana").out
    run("undo")
    typed("x2 raised", argv=("dana", "--private"))
    assert run("takeaway", "show", "t3", "--json").out.count('"raised"') > 0
    assert run("report", "dana").out == before


def test_a_tick_typed_again_is_taken_back(run: Run, typed: Typed) -> None:
    said = typed("x2", "x3", "x2", "Record one rehearsal")
    assert "2 is not ticked any more.\n" in said.err
    assert [shown(run, "action", "show", code)["state"] for code in ("a1", "a2")] == [
        "open",
        "done",
    ]


def test_private_words_of_a_tick_stay_mine(run: Run, typed: Typed) -> None:
    said = typed("x1 Her boss is worse !private", "x2 (!private) With her boss's slides").err
    assert said.count("is kept as a private takeaway") == 2
    assert shown(run, "takeaway", "show", "t2")["answer"] == "raised"
    assert shown(run, "action", "show", "a1")["state"] == "done"
    assert "boss" in run("takeaway", "list").out
    assert "boss" not in run("export", "--format", "json", "--for", "dana").out


_BEHIND = {
    "behind it": "{line} {sign} private: SECRET {mark} ^{mark}",
    "with its word": "{line} {sign} SECRET {mark} !private ^{mark}",
    "behind its mark": "{line} ^{mark} {sign} private: SECRET {mark}",
    "below it": "{line} ^{mark}\n  {sign} private: SECRET {mark}",
}


def told_in_private(text: str, how: str) -> str:
    """The document with all that is open ticked, and private words for each of its lines."""

    def said(line: re.Match[str]) -> str:
        sign = "= worked:" if line[1] == "- Rest" else "→"
        return _BEHIND[how].format(line=line[1], sign=sign, mark=line[2])

    return re.sub(r"(?m)^(- .*) \^([ta][0-9])$", said, text.replace("[ ]", "[x]"))


@pytest.mark.parametrize("how", ["at the prompt", *_BEHIND])
def test_private_words_are_kept_beside_what_is_not_private_by_either_door(
    run: Run, typed: Typed, how: str
) -> None:
    run("log", "dana", "--advice", "Rest", "--question", "Who hires?", "--on", "2026-11-26")
    text = told_in_private(run("prep", "dana", "-o", "-").out, how) if how in _BEHIND else ""
    if text:
        said = run("log", "-", stdin=text)
    else:
        words = enumerate(("t2", "t4", "a1", "a2"), 1)
        said = typed(*(f"x{n} private: SECRET {mark}" for n, mark in words))
        run("takeaway", "outcome", "t3", "worked")
    for mark in ("t2", "t4", "a1", "a2", *(["t3"] if text else [])):
        kept = f'{mark} is not private, so "SECRET {mark}" is kept as a private takeaway.\n'
        assert kept in said.err
    assert "t2 raised" in said.out
    assert "a1 done" in said.out
    assert [shown(run, "show", each)["answer"] for each in ("t2", "t4")] == ["raised"] * 2
    assert [shown(run, "show", each)["state"] for each in ("a1", "a2")] == ["done"] * 2
    assert shown(run, "show", "t3")["outcome"] == "worked"
    for record in ("t2", "t3", "t4", "a1", "a2"):
        assert shown(run, "show", record)["visibility"] == "shared"
    assert "SECRET" not in run("export", "--format", "json", "--for", "dana").out
    assert run("session", "show", "last").out.count("(private)") == (5 if text else 4)
    if text:
        before = run("export").out
        assert "Nothing in the document is new" in run("log", "-", stdin=text).err
        assert run("export").out == before


def test_so_they_are_in_the_editor_in_a_form_and_of_an_import(
    run: Run, editor: Callable[[str], None], tmp_path: Path
) -> None:
    tick = "t = t.replace('How do you say no?', 'How do you say no? → private: SECRET')"
    for argv in (("log", "dana", "-e"), ("log", "dana", "--form", "grow")):
        editor(tick)
        assert 't2 is not private, so "SECRET" is kept' in run(*argv).err
        run("undo")
    prepared = run("prep", "dana", "-o", "-").out
    (tmp_path / "n.md").write_text(told_in_private(prepared, "behind it"), encoding="utf-8")
    assert 't2 is not private, so "SECRET t2" is kept' in run("import", str(tmp_path)).err
    assert shown(run, "show", "t2")["answer"] == "raised"
    assert shown(run, "show", "t2")["visibility"] == "shared"
    assert "SECRET" not in run("export", "--format", "json", "--for", "dana").out


def test_so_they_are_where_the_session_itself_is_edited(
    run: Run, editor: Callable[[str], None]
) -> None:
    run("log", "dana", "--advice", "Rest", "--question", "Who hires?", "--on", "2026-11-26")
    editor(
        "t = t.replace('- Rest', '- Rest = worked: private: SECRET')"
        ".replace('hires?', 'hires? → !private SECRET too').replace('Introduce', 'Present')"
    )
    said = run("session", "edit", "s2", "-e")
    assert said.err.count("is kept as a private takeaway") == 2, said
    assert shown(run, "show", "t3")["outcome"] == "worked"
    assert "SECRET" not in run("export", "--format", "json", "--for", "dana").out


def test_what_is_private_takes_private_words_as_its_answer(run: Run) -> None:
    run("ask", "dana", "Is she leaving?", "--private")
    run("todo", "Book a room", "--private", "--with", "dana")
    text = told_in_private(run("prep", "dana", "-o", "-").out, "below it")
    assert "t3 answered" in run("log", "-", stdin=text).out
    assert shown(run, "show", "t3")["answer"] == "SECRET t3"
    assert shown(run, "show", "a3")["evidence"] == "SECRET a3"


def test_what_is_made_private_itself_has_its_answer(run: Run) -> None:
    text = run("prep", "dana", "-o", "-").out
    answered = text.replace("[ ] How do you say no?", "[x] How do you say no? !private → In May")
    assert "t2 answered" in run("log", "-", stdin=answered).out
    assert shown(run, "show", "t2")["answer"] == "In May"
    assert shown(run, "show", "t2")["visibility"] == "private"


def test_words_behind_a_ticked_action_are_its_evidence(run: Run, typed: Typed) -> None:
    run("todo", "Move A → B @dana", "--due", "2026-12-11")
    run("todo", "Old words", "--with", "dana")
    text = run("prep", "dana", "-o", "-").out
    assert "Nothing is filled in" in run("log", "-", stdin=text).err
    for before, after in (
        ("[ ] Draft the outline", "[x] Draft the outline → slides"),
        (
            "[ ] Move A → B @Dana (due 2026-12-11)",
            "[-] Move A → B @Dana (due 2026-12-11) -> no time",
        ),
        ("[ ] Old words", "[ ] Old words → new words"),
    ):
        assert before in text
        text = text.replace(before, after)
    said = run("log", "-", stdin=text)
    assert 'a1 done, with "slides" as evidence, which Dana may read' in " ".join(said.out.split())
    assert shown(run, "show", "a1")["text"] == "Draft the outline"
    assert [shown(run, "show", "a3")[name] for name in ("text", "state", "evidence", "due_on")] == [
        *("Move A → B", "dropped", "no time", "2026-12-11")
    ]
    assert shown(run, "show", "a4")["text"] == "Old words → new words"
    assert "Nothing in the document is new" in run("log", "-", stdin=text).err
    assert 'a2 done, with "by mail" as evidence, which Dana may read' in typed("x3 by mail").out


@pytest.mark.parametrize("line", ["x?", "X", "??", "help"])
def test_what_says_nothing_is_kept_and_what_it_could_have_meant_is_said(
    typed: Typed, line: str
) -> None:
    said = typed(line, "Exit?").err
    assert (
        said.count(" is kept as text: x1 ticks, ? alone shows the signs, an empty line saves.") == 1
    )
    assert f'"{line}" is kept' in said
