"""A day that moves later: what the receipt says, and the question why at a real prompt."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import CTRL_D, Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run

at_prompt = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")

MOVES = [
    ("goal", "g1", "--by", "g1  Learn Rust · target 15 Dec → 31 Jan 27, 47 days later"),
    ("milestone", "m1", "--due", "m1  A crate · due 15 Dec → 31 Jan 27, 47 days later"),
    ("action", "a1", "--due", "a1  Ask Kofi · due 15 Dec → 31 Jan 27, 47 days later"),
]


@pytest.fixture(autouse=True)
def _dated(run: Run, once: Once) -> None:
    def write() -> None:
        run("goal", "add", "Learn Rust", "--by", "2026-12-15")
        run("milestone", "add", "1", "A crate", "--due", "2026-12-15")
        run("todo", "Ask Kofi", "--due", "2026-12-15")

    once("dated", write)


def _slips(run: Run, noun: str, code: str) -> list[dict[str, Any]]:
    found: dict[str, Any] = json.loads(run(noun, "show", code, "--json").out)
    slips: list[dict[str, Any]] = found["slips"]
    return slips


@pytest.mark.parametrize(("noun", "code", "option", "said"), MOVES)
def test_without_a_terminal_the_receipt_says_how_to_add_why(
    run: Run, noun: str, code: str, option: str, said: str
) -> None:
    out = " ".join(run(noun, "edit", code, option, "2027-01-31").out.split())
    assert out == f"{' '.join(said.split())} (--why-moved TEXT says why)"
    told = " ".join(run(noun, "edit", code, "--why-moved", "No time").out.split())
    assert told.endswith("· why: “No time”")
    assert _slips(run, noun, code)[0]["reason"] == "No time"
    assert "earlier" in run(noun, "edit", code, option, "2027-01-30").out


@at_prompt
@pytest.mark.parametrize(("noun", "code", "option", "said"), MOVES)
def test_at_a_terminal_it_asks_why_and_the_receipt_has_the_answer(
    run: Run, terminals: Callable[..., Terminal], noun: str, code: str, option: str, said: str
) -> None:
    edit = terminals(noun, "edit", code, option, "2027-01-31")
    edit.expect(f"{said}. Why?  > ")
    edit.type("the migration took November\r")
    assert edit.end() == 0
    receipt = edit.screen.partition("Why?  > the migration took November")[2]
    assert " ".join(receipt.split()) == f"{' '.join(said.split())}: “the migration took November”"
    assert _slips(run, noun, code)[0]["reason"] == "the migration took November"
    assert run("undo").code == 0
    assert _slips(run, noun, code) == []


@at_prompt
@pytest.mark.parametrize(("noun", "code", "option", "said"), MOVES[-1:])
def test_the_question_says_who_may_read_the_answer(
    run: Run, terminals: Callable[..., Terminal], noun: str, code: str, option: str, said: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("edit", code if noun != "milestone" else "g1", "--with", "dana")
    edit = terminals(noun, "edit", code, option, "2027-01-31")
    edit.expect(f"{said}. Why? (for Dana")
    edit.type("\r")
    assert edit.end() == 0
    edit = terminals(noun, "edit", code, option, "2027-02-01", "--private")
    edit.expect("later. Why?  > ")
    edit.type("\r")
    assert edit.end() == 0
    run("undo")
    edit = terminals(noun, "edit", code, option, "2027-02-01", "--shared")
    edit.expect("Why? (for its")
    edit.type("\r")
    assert edit.end() == 0
    run("edit", code if noun != "milestone" else "g1", "--private")
    edit = terminals(noun, "edit", code, option, "2027-02-28")
    edit.expect("later. Why?  > ")
    edit.type("\r")
    assert edit.end() == 0


@at_prompt
@pytest.mark.parametrize("keys", ["\r", CTRL_D])
def test_enter_skips_the_reason(run: Run, terminals: Callable[..., Terminal], keys: str) -> None:
    edit = terminals("goal", "edit", "1", "--by", "2027-01-31", "--area", "work")
    edit.expect("Why?  > ")
    edit.type(keys)
    assert edit.end() == 0
    assert "area: work" in edit.screen
    (slip,) = _slips(run, "goal", "1")
    assert (slip["days"], slip["reason"]) == (47, None)


@at_prompt
@pytest.mark.parametrize(
    "options",
    [("--by", "2026-12-01"), ("--by", "none"), ("--by", "2027-01-31", "--why-moved", "x")],
)
def test_it_does_not_ask_where_there_is_nothing_to_ask(
    terminals: Callable[..., Terminal], options: tuple[str, ...]
) -> None:
    edit = terminals("goal", "edit", "1", *options)
    assert edit.end() == 0
    assert "Why?" not in edit.screen
    assert "g1  Learn Rust · target 15 Dec →" in edit.screen


@at_prompt
def test_it_does_not_ask_of_a_goal_that_has_ended(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "close", "1", "--as", "achieved")
    edit = terminals("goal", "edit", "g1", "--by", "2027-01-31")
    assert edit.end() == 1
    assert "Why?" not in edit.screen
    assert "was closed as achieved" in edit.screen


@at_prompt
def test_at_forty_columns_the_question_folds_between_words(
    terminals: Callable[..., Terminal],
) -> None:
    edit = terminals("goal", "edit", "1", "--by", "2027-01-31", columns=40)
    edit.expect("Why?  > ")
    edit.type("x\r")
    assert edit.end() == 0
    assert "31 Jan\r\n27, 47 days later. Why?  > x" in edit.screen


@at_prompt
@pytest.mark.parametrize(
    ("answer", "why", "reason"), [("", "Old", "In May"), ("g", "In May", "Ill")]
)
def test_a_why_beside_a_later_day_is_asked_about(
    run: Run, terminals: Callable[..., Terminal], answer: str, why: str, reason: str
) -> None:
    run("goal", "add", "Learn", "--by", "2026-12-01", "--why", "Old")
    code = json.loads(run("goal", "--json").out)[-1]["id"]
    edit = terminals("goal", "edit", str(code), "--by", "2026-12-20", "--why", "In May")
    edit.expect("Is that why it [m]oves, or the [g]oal's own why? [m] ")
    edit.type(f"{answer}\r")
    if answer:
        edit.expect("Why?")
        edit.type("Ill\r")
    assert edit.end() == 0
    found = json.loads(run("goal", "show", str(code), "--json").out)
    assert (found["why"], found["slips"][0]["reason"]) == (why, reason)


@at_prompt
def test_dropping_an_action_asks_why(run: Run, terminals: Callable[..., Terminal]) -> None:
    drop = terminals("action", "drop", "a1")
    drop.expect("Why? [Enter leaves it out]  > ")
    drop.type("Kofi left\r")
    assert drop.end() == 0
    assert "Kofi left" in run("action", "show", "a1").out
    drop = terminals("action", "drop", "a1")  # A refusal comes before the question.
    assert drop.end() == 1
    run("todo", "Ask Mia")
    run("mentor", "add", "Dana Ortiz")
    run("edit", "a2", "--with", "dana")
    drop = terminals("action", "drop", "a2")
    drop.expect("Why? (for Dana")
    drop.type("\r")
    assert drop.end() == 0


def test_what_was_dropped_takes_a_reason_afterwards_which_every_screen_tells(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "-t", "Begin", "--on", "2026-11-20")
    run("edit", "a1", "--with", "dana")
    run("action", "drop", "a1")
    assert run("action", "drop", "a1").code == 1
    for why in ("No time", "Kofi left"):
        assert run("action", "drop", "a1", "--why", why).code == 0
    for command in (
        ["since", "last-session", "dana"],
        ["prep", "dana"],
        ["timeline"],
        ["prep", "dana", "--for", "dana"],
    ):
        said = run(*command).out
        assert "Ask Kofi" in said
        assert "dropped" in said
        assert said.count("“Kofi left”") == 1
        assert "No time" not in said
    closed = json.loads(run("since", "last-session", "dana", "--json").out)["actions_closed"]
    assert [(each["id"], each["reason"]) for each in closed] == [(1, "Kofi left")]
    prep = json.loads(run("prep", "dana", "--json").out)
    assert [(each["id"], each["reason"]) for each in prep["dropped"]] == [(1, "Kofi left")]
    assert prep["done"] == []
    run("undo")
    assert "“No time”" in run("timeline").out


def test_what_was_skipped_does_not_read_as_dropped(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "-t", "Begin", "--on", "2026-11-20")
    run("todo", "Ask for feedback", "--every", "2w", "--with", "dana", "--shared")
    run("action", "skip", "a2", "--why", "On holiday")
    for audience in ("me", "dana"):
        for command in (("since", "last-session", "dana"), ("prep", "dana"), ("timeline",)):
            said = run(*command, "--for", audience).out
            assert "skipped" in said
            assert "“On holiday”" in said
            assert "ropped" not in said
    assert "skipped 22 Nov" in run("review", "dana").out
    assert "Skipped  Sun 22 Nov: On holiday" in run("show", "a2").out
    run("edit", "a3", "--private")  # Whoever does not see the next one knows of none.
    assert "skipped" not in run("prep", "dana", "--for", "dana").out
    run("action", "drop", "a3")
    assert "dropped" in run("prep", "dana").out


def test_what_was_closed_takes_a_reason_afterwards(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "2026-12-03")
    for first, again, show in [
        ("goal close g1 --as dropped", "close g1 --as dropped", "show g1"),
        ("session cancel s1", "close s1 --as cancelled", "show s1"),
        ("session no-show s1", "session no-show s1", "show s1"),
        ("mentorship end dana", "mentorship end dana", "mentorship show dana"),
    ]:
        assert run(*first.split()).code == 0
        assert run(*again.split()).code == 1
        for why in ("No time", "She was ill"):
            assert run(*again.split(), "--why", why).code == 0
            assert why in run(*show.split()).out
        assert "No time" not in run(*show.split()).out
        run("undo")
        assert "No time" in run(*show.split()).out
    assert run("goal", "close", "g1", "--as", "missed", "--why", "Late").code == 1
    before = run("goal", "close", "g1", "--as", "dropped", "--why", "Late", "--on", "2026-11-20")
    assert "has been active since Sun 22 Nov; Fri 20 Nov is before that.\n" in before.err


def test_what_came_in_closed_takes_a_reason(run: Run, tmp_path: Path) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-01-01")
    sheet = tmp_path / "sessions.csv"
    sheet.write_text("date,with,state\n2026-11-11,Dana Ortiz,no-show\n", encoding="utf-8")
    assert run("import", str(sheet), "--kind", "session").code == 0
    for why in ("Forgot", "She forgot"):
        assert run("session", "no-show", "s1", "--why", why).code == 0
        assert why in run("show", "s1").out
    assert json.loads(run("session", "show", "s1", "--json").out)["state"] == "no-show"
    assert run("doctor").code == 0
    run("undo", "2")
    assert "orgot" not in run("show", "s1").out


def test_a_paused_goal_takes_a_reason_afterwards(run: Run) -> None:
    run("goal", "pause", "g1")
    assert run("goal", "pause", "g1").code == 1
    assert run("goal", "pause", "g1", "--why", "Leave").code == 0
    assert "Leave" in run("goal", "history", "g1").out


@pytest.mark.parametrize("on", ["2026-11-22", "2026-12-20"])
def test_a_pause_takes_a_reason_afterwards(
    run: Run, monkeypatch: pytest.MonkeyPatch, on: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("mentorship", "pause", "dana", "--on", on, "--until", "2027-01-03")
    assert run("mentorship", "pause", "dana").code == 1
    told = run("mentorship", "pause", "dana", "--on", on, "--why", "Holidays")
    assert (told.code, "“Holidays”" in told.out) == (0, True)
    assert "Holidays" in run("mentorship", "show", "dana").out
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-12-28")
    assert "Holidays" in run("timeline").out
    assert run("doctor").code == 0
    run("undo")
    assert "Holidays" not in run("mentorship", "show", "dana").out
    run("mentorship", "end", "dana", "--on", "2026-12-28")
    assert run("mentorship", "pause", "dana", "--on", on, "--why", "No").code == 1
    run("undo")
    assert "Holidays" not in run("timeline").out


@pytest.mark.parametrize("command", ["close g4 --as missed", "goal close g4 --as missed"])
def test_the_reason_of_a_public_goal_says_that_it_is_not(run: Run, command: str) -> None:
    run("goal", "add", "Win", "--public")
    told = run(*command.replace("g4", "g2").split(), "--why", "No time").out
    assert "public · reason, not public: “No time”" in " ".join(told.split())


def test_a_refusal_names_how_a_closed_record_takes_a_reason(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "2026-12-03")
    refused = run("session", "edit", "s1", "--why", "Ill")
    assert refused.err.endswith("hint: mentorlog session edit s1 --why-moved Ill\n")
    run("session", "cancel", "s1")
    too_late = run("session", "edit", "s1", "--why-moved", "Ill")
    assert "mentorlog close s1 --as cancelled --why TEXT" in too_late.err
    assert "mentorlog close s1 --as cancelled --why TEXT" in run("session", "cancel", "s1").err
    run("action", "drop", "a1")
    run("goal", "close", "g1", "--as", "missed")
    for code, state in (("a1", "dropped"), ("g1", "missed")):
        refused = run("edit", code, "--why-moved", "No time")
        assert f"mentorlog close {code} --as {state} --why TEXT" in refused.err
    wanted = run("goal", "edit", "g1", "--why", "No time")
    assert "mentorlog goal close g1 --as missed --why TEXT says why it ended" in wanted.err


@at_prompt
@pytest.mark.parametrize(
    "command",
    ["goal close g1 --as dropped", "close g1 --as missed", "goal edit g1 --by 2027-01-31"],
)
def test_every_question_for_a_reason_says_who_reads_it(
    run: Run, terminals: Callable[..., Terminal], command: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("edit", "g1", "--with", "dana")
    asks = terminals(*command.split())
    asks.expect("Why? (for Dana too)")
    asks.type("private: I feared it\r")
    asks.expect("Who reads the record reads this text too")
    asks.expect("> ")
    asks.type("No time\r")
    assert asks.end() == 0
    assert "g1" in run("goal", "--all", "--for", "dana").out
    assert "feared" not in run("goal", "history", "g1").out
    assert "No time" in run("goal", "history", "g1").out


@pytest.mark.parametrize("why", ["private: I feared it", "I feared it !private"])
def test_a_reason_cannot_be_hidden_alone(run: Run, why: str) -> None:
    refused = run("goal", "edit", "g1", "--by", "2027-01-31", "--why-moved", why)
    assert refused.code == 2
    assert "Who reads the record reads this text too" in refused.err
    assert _slips(run, "goal", "g1") == []


def test_a_day_that_a_record_has_already_moves_nothing_for_a_reason(run: Run) -> None:
    run("goal", "edit", "g1", "--by", "2027-01-31", "--why-moved", "Late call")
    refused = run(
        "goal", "edit", "g1", "--by", "2027-01-31", "--title", "Rust", "--why-moved", "No"
    )
    assert (refused.code, refused.out) == (1, "")
    assert "g1 has that day already" in refused.err
    assert [slip["reason"] for slip in _slips(run, "goal", "g1")] == ["Late call"]


@pytest.mark.parametrize("mark", ["private", "secret", "confidential", "Priv", "Note", "personal"])
@pytest.mark.parametrize(
    "command",
    ["takeaway answer t1", "done a1 --evidence", "goal edit g1 --by 2027-03-01 --why-moved"],
)
def test_every_word_that_hides_a_text_hides_it(run: Run, command: str, mark: str) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("ask", "dana", "How do you say no?")
    run("edit", "g1", "--with", "dana")
    for text in (f"{mark}: I never dare", "# I never dare"):
        refused = run(*command.split(), text)
        assert (refused.code, refused.out) == (2, "")
        assert "never dare" not in run("export").out


@pytest.mark.parametrize("mark", ["!private", "private:", "- (private)", "**Confidential:**"])
def test_every_word_that_hides_a_text_closes_its_section_too(run: Run, mark: str) -> None:
    run("mentor", "add", "Dana Ortiz")
    text = f"---\nwith: dana\n---\n## Takeaways\n{mark}\n- Never dare\n## Advice\n- Slow down\n"
    assert run("log", "-", stdin=text).code == 0
    told = run("export", "--for", "dana", "--format", "json").out
    assert "Never dare" not in told
    assert "Slow down" in told


def test_words_that_hide_an_answer_in_a_document_hide_it(run: Run, tmp_path: Path) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("ask", "dana", "How do you say no?")
    run("log", "dana", "--advice", "Use a timer", "--on", "2026-11-20")
    path = tmp_path / "next.md"
    run("prep", "dana", "-o", str(path))
    text = path.read_text(encoding="utf-8")
    text = text.replace("[ ] How do you say no?", "[x] How do you say no? → secret: never")
    text = text.replace("- Use a timer", "- Use a timer\n  = worked private: meh")
    assert run("log", "-", stdin=text).code == 0
    told = run("export", "--for", "dana", "--format", "json").out
    assert "never" not in told
    assert "meh" not in told
    assert "never" in run("export").out


@at_prompt
def test_the_sign_of_a_private_note_hides_what_it_stands_before(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("ask", "dana", "How do you say no?")
    log = terminals("log", "dana")
    log.expect("> ")
    for line in ("x1 # hidden one", "! # hidden two", "? secret: hidden three"):
        log.type(f"{line}\r")
        log.expect("> ")
    log.type("\r")
    assert log.end() == 0
    assert "hidden" not in run("export", "--for", "dana", "--format", "json").out
    assert run("export").out.count("hidden") >= 3


@pytest.mark.parametrize(
    ("command", "mark"),
    list(
        zip(
            [
                # Of these marks the last alone counts in Markdown too, which no line of log is in.
                *(f"log dana --{kind}" for kind in ("takeaway", "advice", "question")),
                *("todo", "log dana --action", "takeaway add", "ask dana", "win add", "goal add"),
                *("agreement add dana", "check-in g1 stuck --note", "goal edit g1 --why"),
                "win add Spoke --impact",
            ],
            cycle(["# ", "note: ", "\uff03 ", "Secret\uff1a"]),
            strict=False,
        )
    ),
)
def test_what_begins_a_private_note_hides_a_text_where_that_can_be_hidden(
    run: Run, command: str, mark: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak", "--with", "dana")
    saved = run(*command.split(), f"{mark}I never dare")
    assert saved.code == 0
    assert "private" in saved.out
    assert "never dare" not in run("export", "--for", "dana", "--format", "json").out
    assert "I never dare" in run("export").out


def test_a_heading_of_a_text_of_several_lines_stays_and_so_does_a_sign_behind_a_backslash(
    run: Run,
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("agreement", "add", "dana", "-", stdin="# Rules\nNote: once a month\n")
    for text in ("# 1 in class", "note: the bell"):
        run("takeaway", "add", f"\\{text}")
        run("todo", f"\\{text}")
    told = run("export", "--for", "dana", "--format", "json").out
    assert "# Rules\\nNote: once a month" in told
    assert (told.count('"# 1 in class"'), told.count('"note: the bell"')) == (2, 2)


def test_a_private_answer_hides_itself_alone_where_its_line_is_reworded(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("ask", "dana", "How do you say no?")
    run("ask", "dana", "From A → B")
    run("todo", "Draft it", "--with", "dana")
    document = run("prep", "dana", "-o", "-").out
    for old, new in (
        ("[ ] How do you say no?", "[x] How may I say no? → # never"),
        ("[ ] From A → B", "[x] From A → C → private: not once"),
        ("[ ] Draft it", "[x] Draft this → # no outline"),
    ):
        assert old in document
        document = document.replace(old, new)
    logged = run("log", "-", stdin=document)
    told = run("export", "--for", "dana", "--format", "json").out
    assert "How may I say no?" in told
    assert "Draft this" in told
    assert not any(words in told for words in ("never", "not once", "no outline"))
    # Which arrow of several begins the answer is not known, so the whole line is private, and that is said.
    assert "t2 raised, private" in " ".join(logged.out.split())
    assert "From A → C → not once" in run("takeaway", "--all", "--json").out


def test_the_receipt_of_a_document_says_which_line_is_private_now(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "-t", "Slow down")
    document = run("session", "show", "s1", "--format", "markdown").out
    logged = run("log", "-", stdin=document.replace("Slow down", "# Slow down"))
    assert "t1 changed, private" in logged.out


@pytest.mark.parametrize(
    "text", ["advice: # never", "question: private: never", "topic: note: never"]
)
def test_a_word_for_the_kind_before_what_hides_a_text_does_not_open_it(run: Run, text: str) -> None:
    run("mentor", "add", "Dana Ortiz")
    for command in ("takeaway add", "log dana -t"):
        assert run(*command.split(), text).code == 0
    assert "never" not in run("export", "--for", "dana", "--format", "json").out
    assert "never" in run("export").out


@pytest.mark.parametrize(
    "text",
    [
        "yesterday: private: Never",
        "dana: note: Never",
        "by friday private: Never",
        "(due friday) secret: Never",
        "@dana @me private: Never",
        "#work # Never",
        "(private: Never)",
        "“private: Never”",
        "Never (private)",
        "Yes - private: Never",
        "She agreed. Private: Never",
        "Never = worked (private: said so)",
    ],
)
def test_what_a_line_may_begin_with_stands_before_the_word_that_hides_it(
    run: Run, text: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "-t", "Slow down")
    for argv in (
        ("todo", text, "--with", "dana"),
        ("takeaway", "add", text, "--session", "s1"),
        ("win", "add", text, "--with", "dana"),
    ):
        assert run(*argv).code == 0
    told = run("export", "--for", "dana", "--format", "json").out
    assert "Never" not in told
    assert "Slow down" in told
    assert run("export").out.count("Never") >= 3


def test_a_record_s_mark_stands_before_the_word_that_hides_the_rest(
    run: Run, tmp_path: Path
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("ask", "dana", "How do you say no?")
    path = tmp_path / "next.md"
    run("prep", "dana", "-o", str(path))
    text = path.read_text(encoding="utf-8").replace("^t1", "^t1 private: Never dare")
    run("log", "-", stdin=text)
    assert "Never" not in run("export", "--for", "dana", "--format", "json").out
    assert "Never dare" in run("export").out


@pytest.mark.parametrize("mark", ["!private", "private:", "**secret:**", "# !private", "(private)"])
def test_every_word_that_hides_a_text_hides_a_session_above_all_lines(run: Run, mark: str) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert run("log", "dana", "-", stdin=f"{mark}\n\n## Takeaways\n- Never dare\n").code == 0
    assert "Never" not in run("export", "--for", "dana", "--format", "json").out
    assert "private" in run("show", "last").out.partition("\n")[0]


def test_words_that_hide_count_in_every_text_of_a_record(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak", "--area", "private: Never")
    run("person", "edit", "dana", "--title", "private: Never")
    run("report", "note", "Never !private", "--public")
    told = run("export", "--for", "dana", "--format", "json").out
    assert "Never" not in told
    assert "Never" not in run("person", "list", "--for", "dana").out
    assert "Never" not in run("report", "--for", "manager").out
    assert run("export").out.count("Never") >= 3


def test_notes_that_say_that_they_are_private_stay_so(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "Hard talk !private", "-n", "note: Tired")
    assert "Notes (private)\n  Hard talk\n  Tired\n" in run("show", "last").out
    edited = run("session", "edit", "last", "--notes", "note: Tired", "--share-notes")
    assert "stay private" in edited.err
    assert "Tired" not in run("export", "--for", "dana", "--format", "json").out


def test_a_private_event_of_a_calendar_and_a_topic_that_hides_stay_private(
    run: Run, tmp_path: Path
) -> None:
    run("mentor", "add", "Dana Ortiz")
    table, calendar = tmp_path / "a.csv", tmp_path / "a.ics"
    table.write_text("Date,With,Topic\n2026-11-11,Dana Ortiz,private: Never\n", encoding="utf-8")
    calendar.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20261103T100000Z\n"
        "SUMMARY:Dana Ortiz Never\nCLASS:PRIVATE\nEND:VEVENT\nEND:VCALENDAR\n",
        encoding="utf-8",
    )
    run("import", str(table), "--kind", "session", "--shared")
    run("import", str(calendar), "--shared")
    assert "Never" not in run("export", "--for", "dana", "--format", "json").out
    assert run("session", "list").out.count("Never") == 2


def test_a_sign_at_the_end_of_a_text_is_none_in_a_document(run: Run, tmp_path: Path) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("todo", "Price: #", "--with", "dana", "--shared")
    assert "Price: #" in run("show", "price", "--for", "dana").out
    run("prep", "dana", "-o", str(tmp_path / "next.md"))
    run("log", "-", stdin=(tmp_path / "next.md").read_text(encoding="utf-8"))
    assert "Price: #" in run("show", "price", "--for", "dana").out
