"""Words that are no command, and verbs where a text is taken: what was meant is said, and nothing saved."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import Terminal

from mentorlog.cli import _VERBS, TABLE, _root
from mentorlog.commands import meant

if TYPE_CHECKING:
    from tests.conftest import Run

NOUNS = [
    *("", "goal", "milestone", "action", "session", "takeaway", "win", "skill", "person"),
    *("mentor", "mentee", "peer", "mentorship", "agreement"),
]


def _command(words: list[str]) -> Any:
    command: Any = _root()
    for word in words:
        if not hasattr(command, "commands") or word.isupper():
            break
        command = command.commands[word]
    return command


def test_what_is_meant_is_there_with_its_options() -> None:
    for noun in NOUNS:
        for word, suggestion in meant.suggestions(noun).items():
            refusal = meant.unknown(noun, [word], list(_command([noun] if noun else []).commands))
            if refusal is None:  # Two nouns have no such verb.
                continue
            words = suggestion.split()
            # ``edit`` takes the options of what it edits.
            command = _command(["action", *words] if words[:2] == ["edit", "REF"] else words)
            options = {opt for each in command.params for opt in each.opts}
            assert {each for each in words if each.startswith("-")} <= options, suggestion


def test_unknown_words_point_to_the_command(run: Run) -> None:
    for argv, suggestion in [
        (("note", "Open with a story"), 'takeaway add "Open with a story" --private'),
        (("agreement", "ada"), "agreement show ada"),
        (("advice", "t2", "worked"), "takeaway outcome t2 worked"),
        (("quiet",), "review"),
        (("checkin", "list"), "goal history G"),
        (("today",), ""),
        (("drop", "a1"), "action drop a1"),
        (("next",), "prep"),
        (("feedback", "Too", "fast"), 'takeaway add "Too fast" --kind feedback'),
        (("plan", "dana", "friday"), "session plan dana friday"),
        (("meeting",), "log WHO"),
        (("task",), "todo TEXT"),
        (("ls",), "status"),
        (("rm", "g1"), "delete g1"),
        (("goal", "done", "1"), "goal close 1 --as achieved"),
        (("goal", "achieve", "speak"), "goal close speak --as achieved"),
        (("goal", "rm", "g1"), "goal delete g1"),
        (("note", "Say no", "--private"), 'takeaway add "Say no" --private'),
        (
            ("note", "$(date) costs `a`", "--tag", "my own"),
            """takeaway add '$(date) costs `a`' --private --tag "my own\"""",
        ),
        (
            ("rate", "Public", "speaking", "3", "--on", "friday"),
            'skill add "Public speaking" 3 --on friday',
        ),
        (("plan", "dana", "next", "friday", "15:00"), 'session plan dana "next friday 15:00"'),
        (("postpone", "outline", "to", "monday"), "edit outline --by monday"),
        (("move", "s2", "to", "friday", "11:00"), 'session edit s2 --on "friday 11:00"'),
        (("reschedule", "a5", "monday"), "edit a5 --by monday"),
        (("pause", "kofi"), "mentorship pause kofi"),
        (("pause", "g2"), "goal pause g2"),
        (("history", "g2"), "goal history g2"),
        (("holiday",), "mentorship pause WHO"),
        (("pause", "--until", "12 oct"), 'mentorship pause WHO --until "12 oct"'),
        (("skip", "a5"), "action skip a5"),
        (("skip", "report"), "action skip report"),
        (("private", "I want to leave"), 'takeaway add "I want to leave" --private'),
        (("questions",), "takeaway list --kind question"),
        (("reopen", "t2"), 'takeaway answer t2 ""'),
        (("reopen", "g1"), "goal reopen g1"),
        (("reopen", "m1"), "milestone reopen m1"),
        (("takeaway", "reopen", "t2"), 'takeaway answer t2 ""'),
        (("evidence", "a1", "A link"), 'action edit a1 --evidence "A link"'),
        (("topics",), "takeaway list --kind topic"),
        (("topic", "list"), "takeaway list --kind topic"),
        (("mentor", "show", "dana"), "mentorship show dana"),
        (("action", "complete"), "action done A"),
        (("goal", "milestone", "add", "1", "Dry run"), 'milestone add 1 "Dry run"'),
        (("goal", "milestone", "Dry run"), 'milestone add G "Dry run"'),
        (("win", "I spoke"), 'win add "I spoke"'),
        (("win", "I", "spoke", "--private"), 'win add "I spoke" --private'),
        (("takeaway", "Slow down"), 'takeaway add "Slow down"'),
        (("action", "Call Bob"), 'todo "Call Bob"'),
        (("question", "Who reads?"), 'takeaway add "Who reads?" --kind question'),
        (("move", "a1", "monday"), "edit a1 --by monday"),
        (("snooze", "a1", "friday"), "edit a1 --by friday"),
        (("attach", "s1", "g1"), "edit s1 --goal g1"),
        (("why", "a1", "No time"), 'edit a1 --why-moved "No time"'),
        (("person", "dana"), "person show dana"),
        (("stuck", "g1", "--note", "x"), "check-in g1 stuck --note x"),
        (("note", "x", "--kind", "question"), "takeaway add x --private --kind question"),
        (
            ("feedback", "Speak slower", "--tag", "x"),
            'takeaway add "Speak slower" --kind feedback --tag x',
        ),
        (("feedback", "x", "--kind", "advice"), "takeaway add x --kind advice"),
        (("topic", "Who reads?"), 'ask WHO "Who reads?"'),
        (("topic", "dana", "Who reads?"), 'ask dana "Who reads?"'),
    ]:
        result = run(*argv)
        assert (result.code, result.out) == (2, "")
        assert f"Did you mean {f'mentorlog {suggestion}'.strip()}?" in result.err


def test_a_misspelt_verb_is_no_text(run: Run) -> None:
    assert "Did you mean mentorlog goal close 1?" in run("goal", "clse", "1").err
    assert "Did you mean mentorlog person show dana?" in run("person", "shw", "dana").err


def test_a_misspelt_command_is_asked_about_and_run(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("todo", "Read")
    refused = run("dnoe", "a1")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("No such command 'dnoe'. Did you mean mentorlog done a1?\n")
    terminal = terminals("dnoe", "a1")
    terminal.expect("Did you mean mentorlog done a1? [Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert "a1  Read · done" in terminal.screen


def test_no_word_that_is_a_command_is_told_to_be_none() -> None:
    assert {entry.name for entry in TABLE}.isdisjoint(meant.suggestions())


@pytest.mark.parametrize(
    ("argv", "command"),
    [
        (("todo", "list"), "action list"),
        (("todo", "done", "2"), "action done 2"),
        (("todo", "edit", "a3", "--due", "friday"), "action edit a3 --due friday"),
        (("todo", "add", "Book a room"), 'action add "Book a room"'),
        (("done", "list"), "action list"),
        (("log", "list"), "session list"),
        (("log", "show", "last"), "session show last"),
    ],
)
def test_a_verb_in_the_place_of_a_text_saves_nothing(
    run: Run, argv: tuple[str, ...], command: str
) -> None:
    result = run(*argv)
    assert (result.code, result.out) == (2, "")
    assert "Nothing was saved." in result.err
    assert f"hint: mentorlog {command}" in result.err
    assert run("action", "--all", "--json").out == "[]\n"


def test_the_text_keeps_its_options_in_the_hint(run: Run) -> None:
    said = run("todo", "edit", "a3", "--due", "next friday").err
    assert said.endswith('as a text: mentorlog todo --due "next friday" -- edit a3\n')


@pytest.mark.parametrize("noun", meant.VERBS)
def test_the_verbs_are_those_of_the_noun(noun: str) -> None:
    assert set(meant.VERBS[noun]) <= set(_command([noun]).commands)
    assert set(meant.VERBS[noun]) <= set(_VERBS)


@pytest.mark.parametrize(
    "text",
    [
        ("cancel", "2"),
        ("list groceries",),
        ("done with it",),
        ("show", "the", "demo"),
        ("list", "groceries"),
    ],
)
def test_a_text_that_begins_with_a_verb_is_a_text(run: Run, text: tuple[str, ...]) -> None:
    assert run("todo", *text).out.startswith(f"a1  {' '.join(text)}")


@pytest.mark.parametrize(
    ("answer", "said", "code"),
    [
        ("y", "No open action", 0),
        (
            "n",
            "Nothing was saved.\r\nhint: mentorlog action list; as a text: mentorlog todo -- list",
            2,
        ),
    ],
)
def test_on_a_terminal_it_asks(
    run: Run, terminals: Callable[..., Terminal], answer: str, said: str, code: int
) -> None:
    run("init")
    terminal = terminals("todo", "list")
    terminal.expect("Did you mean mentorlog action list? [Y/n] ")
    terminal.type(f"{answer}\r")
    terminal.expect(said)
    assert terminal.end() == code
    assert json.loads(run("action", "--json").out) == []
    assert run("todo", "--", "list").out.startswith("a1  list")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ('move last "30 oct"', 'Did you mean mentorlog edit last --by "30 oct"?'),
        ('session move last "30 oct"', 'Did you mean mentorlog session edit last --on "30 oct"?'),
        ('session edit s1 --by "30 oct"', 'mentorlog session edit s1 --on "30 oct"\n'),
        ("log ana -d 50m", "Did you mean --duration?\nhint: mentorlog log ana --duration 50m\n"),
        ("todo Call -w ana", "No such option: -w.\nhint: mentorlog todo --help\n"),
        ("done a1 --note Sent", "hint: mentorlog done a1 --evidence Sent\n"),
        ("skill Presenting 3", "Did you mean mentorlog skill add Presenting 3?\n"),
    ],
)
def test_a_slip_is_refused_with_what_was_meant(run: Run, argv: str, said: str) -> None:
    run("log", "dana")
    result = run(*shlex.split(argv))
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_what_is_still_to_be_typed_is_not_asked_about(terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("feedback")
    assert terminal.end() == 2
    assert "Did you mean mentorlog takeaway add TEXT" in terminal.screen
    assert "[Y/n]" not in terminal.screen


def test_a_wrong_option_is_asked_about_and_what_was_meant_is_run(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("mentor", "add", "Dana")
    terminal = terminals("ask", "--who", "dana", "Why", columns=120)
    terminal.expect("Did you mean mentorlog ask dana Why? [Y/n] ")
    terminal.type("\r")
    terminal.expect("t1  Why")
    assert terminal.end() == 0


def test_two_wrong_options_are_asked_about_one_after_the_other(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("init")
    terminal = terminals("todo", "Read", "--date", "2027-12-01", "--label", "x", columns=120)
    terminal.expect("Did you mean --due? [Y/n] ")
    terminal.type("\r")
    terminal.expect("Did you mean --tag? [Y/n] ")
    terminal.type("\r")
    terminal.expect("a1  Read")
    assert terminal.end() == 0


@pytest.mark.parametrize("option", ["--by", "--due", "--on"])
def test_a_session_is_moved_as_anything_else(run: Run, option: str) -> None:
    run("mentor", "add", "Dana")
    run("session", "plan", "dana", "2026-12-03")
    assert "3 Dec → 10 Dec" in run("edit", "last", option, "10 dec").out


def test_a_no_refuses_what_was_typed(run: Run, terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("todo", "Read", "--label", "x")
    terminal.expect("Did you mean --tag? [Y/n] ")
    terminal.type("n\r")
    assert terminal.end() == 2
    assert "hint: mentorlog todo Read --tag x" in terminal.screen
    assert json.loads(run("action", "--json").out) == []


def test_ctrl_c_at_a_question_ends_its_line(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("init")
    terminal = terminals("todo", "list")
    terminal.expect("[Y/n] ")
    assert terminal.stop() == 130
    assert "\r\nInterrupted; nothing was changed." in terminal.screen


def test_ctrl_c_as_log_asks_says_so(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("mentor", "add", "Dana")
    run("mentor", "add", "Kofi")
    terminal = terminals("log")
    terminal.expect("Who with?  1 Dana   2 Kofi   3 somebody new   [1] ")
    assert terminal.stop() == 130
    assert "\r\nInterrupted; nothing was changed." in terminal.screen


def test_several_that_have_the_words_are_asked_about(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak")
    run("milestone", "add", "1", "Draft the outline")
    run("todo", "Write the outline")
    terminal = terminals("done", "outline")
    terminal.expect('a1 "Write the outline"; m1 "Draft the outline".')
    terminal.expect("Which one? [a1, m1] ")
    terminal.type("a2\r")
    terminal.expect("Answer a1 or m1. Ctrl-C stops.")
    terminal.expect("Which one? [a1, m1] ")
    terminal.type("M1\r")
    assert terminal.end() == 0
    assert "m1  Draft the outline · done" in terminal.screen
    assert json.loads(run("action", "show", "1", "--json").out)["state"] == "open"


def test_people_of_one_name_are_asked_about(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("person", "add", "Dana Ortiz")
    run("person", "add", "Dana Lee")
    terminal = terminals("person", "show", "dana")
    terminal.expect("Which one? [p2, p3] ")
    terminal.type("p3\r")
    assert terminal.end() == 0
    assert "Dana Lee" in terminal.screen


def test_no_answer_to_which_one_changes_nothing(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("todo", "Write the outline")
    run("todo", "Read the outline")
    terminal = terminals("done", "outline")
    terminal.expect("Which one? [a1, a2] ")
    assert terminal.stop() == 130
    assert "\r\nInterrupted; nothing was changed." in terminal.screen
    assert len(json.loads(run("action", "--json").out)) == 2


def test_ctrl_c_at_a_question_before_the_save_says_so(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak")
    terminal = terminals("delete", "g1")
    terminal.expect("[y/N] ")
    assert terminal.stop() == 130
    assert "\r\nInterrupted; nothing was changed." in terminal.screen
    assert "Speak" in run("goal").out


def test_ctrl_c_at_a_question_after_the_save_says_so(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak")
    terminal = terminals("mentor", "add", "Dana")
    terminal.expect("[y/N] ")
    assert terminal.stop() == 130
    assert "\r\nInterrupted; it is saved." in terminal.screen
    assert "Dana" in run("mentor").out


@pytest.mark.parametrize(
    ("argv", "answer", "code"),
    [("goal close speak", "p", 0), ("close g1", "missed", 0), ("goal close 1", "won", 2)],
)  # fmt: skip
def test_how_a_goal_ended_is_asked_on_a_terminal(
    run: Run, terminals: Callable[..., Terminal], argv: str, answer: str, code: int
) -> None:
    run("goal", "add", "Speak in public")
    terminal = terminals(*argv.split())
    terminal.expect("How did it end? [a]chieved, [p]artly achieved, [m]issed, [d]ropped: ")
    terminal.type(f"{answer}\r")
    if not code:
        terminal.expect("Why? [Enter leaves it out]  > ")
        terminal.type("\r")
    assert terminal.end() == code
    state = json.loads(run("goal", "show", "1", "--json").out)["state"]
    assert state == {"p": "partly-achieved", "missed": "missed"}.get(answer, "active")


@pytest.mark.parametrize(
    ("argv", "offered"),
    [
        ("goal close g1 --as dropped", ""),
        ("goal cancel speak", "goal close speak --as dropped"),
        ("stop g1", "goal close g1 --as dropped"),
    ],
)
def test_why_a_goal_was_not_achieved_is_asked_on_a_terminal(
    run: Run, terminals: Callable[..., Terminal], argv: str, offered: str
) -> None:
    run("goal", "add", "Speak in public")
    terminal = terminals(*argv.split())
    if offered:
        terminal.expect(f"Did you mean mentorlog {offered}?")
        terminal.expect("[Y/n] ")
        terminal.type("\r")
    terminal.expect("Why? [Enter leaves it out]  > ")
    terminal.type("Other work\r")
    assert terminal.end() == 0
    assert "Other work" in run("goal", "history", "1").out


@pytest.mark.parametrize(
    "argv", ["goal close g1 --as achieved", "goal close g1 --as dropped --why enough"]
)
def test_why_is_not_asked_where_it_is_said_or_plain(
    terminals: Callable[..., Terminal], run: Run, argv: str
) -> None:
    run("goal", "add", "Speak in public")
    terminal = terminals(*argv.split())
    assert terminal.end() == 0
    assert "Why?" not in terminal.screen


def test_a_wrong_option_and_a_text_with_a_dash(run: Run) -> None:
    for argv, said in [
        (
            ("milestone", "add", "g1", "X", "--from", "y"),
            "hint: mentorlog milestone add takes --due, ",
        ),
        (("goal", "add", "X", "--deadline", "friday"), "Did you mean --by?"),
        (
            ("todo", "X", "--date", "friday"),
            "Did you mean --due?\nhint: mentorlog todo X --due friday",
        ),
        (
            ("takeaway", "outcome", "t1", "I did it"),
            'hint: mentorlog takeaway outcome t1 OUTCOME --note "I did it"',
        ),
        (("check-in", "edit", "g1", "50"), "hint: mentorlog check-in g1 50"),
        (("goal", "check-in", "add", "g1", "5"), "hint: mentorlog goal check-in g1 5"),
        (("goal", "edit", "g1", "--reason", "x"), "Did you mean --why-moved?"),
        (("close", "g1", "--reason", "x"), "Did you mean --why?"),
        (
            ("session", "plan", "dana", "--on", "friday"),
            "No such option: --on. The DAY needs no option.\n"
            "hint: mentorlog session plan dana friday",
        ),
        (
            ("log", "dana", "--note", "x"),
            "The TEXT needs no option.\nhint: mentorlog log dana x",
        ),
        (("session", "add", "dana", "--day", "friday"), "Did you mean --on?"),
        (("todo", "--assignee", "dana", "X"), "Did you mean --owner?"),
        (("log", "dana", "--title", "X"), "Did you mean --topic?"),
        (("goal", "edit", "g1", "--titel", "X"), "Did you mean --title?"),
        (("goal", "--limt", "3"), "Did you mean --limit?"),
        (("goal", "add", "X", "--duee", "friday"), "Did you mean --due?"),
        (("goal", "add", "X", "--byy", "friday"), "Did you mean --by?"),
        (("goal", "add", "X", "--date", "friday"), "Did you mean --by?"),
        (("milestone", "add", "g1", "X", "--date", "friday"), "Did you mean --due?"),
        (("report", "--from", "2026-01-01"), "Did you mean --since?"),
        (("person", "add", "X", "--name", "Y"), "The NAME needs no option."),
        (
            ("goal", "edit", "g1", "due", "friday"),
            "--due?\nhint: mentorlog goal edit g1 --due friday\n",
        ),
        (("edit", "a1", "by", "friday"), "--by?\nhint: mentorlog edit a1 --by friday\n"),
        (
            ("goal", "edit", "g1", "x"),
            "Did you mean --text?\nhint: mentorlog goal edit g1 --text x\n",
        ),
        (("todo",), "'TEXT'.\nhint: mentorlog action lists what is open; mentorlog todo --help\n"),
        (("todo", "--from here"), "text that starts with a dash goes after --"),
        (
            ("log", "-n x"),
            "hint: mentorlog log WHO TEXT takes a private note; text that starts with a dash",
        ),
        (("log", "-n", "x"), "The TEXT needs no option.\nhint: mentorlog log WHO x\n"),
        (("log", "-n", "x", "dana"), "hint: mentorlog log dana x\n"),
        (
            ("mentorship", "pause", "dana", "on", "holiday"),
            'Did you mean --why?\nhint: mentorlog mentorship pause dana --why "on holiday"\n',
        ),
        (
            ("goal", "add", "Lead", "--owner", "me", "--by", "next", "summer"),
            '(summer).\nhint: mentorlog goal add Lead --owner me --by "next summer"\n',
        ),
        (
            ("mentorship", "pause", "dana", "--why", "too", "busy", "--on", "friday"),
            'hint: mentorlog mentorship pause dana --why "too busy" --on friday\n',
        ),
        (
            ("mentorship", "pause", "dana", "friday"),
            "hint: mentorlog mentorship pause dana --on friday\n",
        ),
        (
            ("mentorship", "pause", "dana", "until", "26", "oct"),
            'hint: mentorlog mentorship pause dana --until "26 oct"\n',
        ),
        (("todo", "-5"), "text that starts with a dash goes after --"),
        (("todo", "-x"), "hint: mentorlog todo --help\n"),
        (("log", "dana", "-p", "tired"), "hint: mentorlog log WHO TEXT takes a private note\n"),
    ]:
        result = run(*argv)
        assert result.code == 2
        assert said in result.err


@pytest.mark.parametrize(
    "argv",
    [
        ("log", "dana", "--text", "I may quit"),
        ("ask", "dana", "--note", "I may quit"),
        ("todo", "Call", "--person", "dana"),
        ("win", "add", "Talk", "--who", "dana"),
        ("win", "add", "Talk", "--publish"),
        ("goal", "edit", "g1", "--description", "I may quit"),
        ("log", "dana", "--notes", "I may quit"),
    ],
)
def test_no_guess_shows_words_to_others_or_puts_them_elsewhere(
    run: Run, argv: tuple[str, ...]
) -> None:
    assert "Did you mean" not in run(*argv).err


@pytest.mark.parametrize(
    "typed",
    [
        "goal add Read --due december --deadline november",
        "goal edit g1 --by monday due friday",
        "todo Call --owner dana --assignee noor",
        "goal edit g1 --title Read --titel Write",
    ],
)
def test_no_hint_gives_an_option_twice(run: Run, typed: str) -> None:
    said = run(*typed.split())
    assert said.code == 2
    assert "Did you mean" not in said.err


def test_help_takes_a_command_as_one_word(run: Run) -> None:
    assert run("help", "goal edit") == run("help", "goal", "edit")


def test_since_a_session(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-11-01")
    run("log", "dana", "-t", "Open with a story", "--on", "2026-11-19")
    assert run("since", "s1").code == 0
    assert run("since", "s1") == run("since", "s-1") == run("since", "last-session")
    run("session", "plan", "dana", "2027-01-05")
    assert "was not held" in run("since", "s2").err


def test_a_reference_alone_is_shown(run: Run) -> None:
    run("goal", "add", "Sail")
    shown = run("show", "g1").out
    assert shown
    assert [
        run(*words).out for words in (("g1",), ("goal", "g1"), ("goal", "1"), ("goal", "last"))
    ] == [shown] * 4
    assert run("g1", "--json").out == run("show", "g1", "--json").out
    assert run("goal", "g1", "60").code == 1  # no reference to a record


def test_the_hint_is_the_command_that_was_typed_with_the_option_that_was_meant(run: Run) -> None:
    for typed, hint in [
        ("mentor add Dana --cadence 2w", "mentorlog mentor add Dana --every 2w"),
        ("goal close 1 --reason=ill", "mentorlog goal close 1 --why=ill"),
        ("timeline --with dana", "mentorlog timeline dana"),
        ("ask --who dana What?", 'mentorlog ask dana "What?"'),
        ("action edit 1 --why ill", "mentorlog action edit 1 --why-moved ill"),
        ("timeline --all --with dana", "mentorlog timeline dana --all"),
        ("timeline dana --with kofi", "mentorlog timeline [WHO]"),
        ("goal add Read --target december", "mentorlog goal add Read --by december"),
        ("milestone add Design --goal 2 --tag x", "mentorlog milestone add 2 Design --tag x"),
        ("milestone add g2", "mentorlog milestone add --help"),
        ("todo Call --tag a --label b", "mentorlog todo Call --tag a --tag b"),
        ("milestone add --goal=2 Design", "mentorlog milestone add 2 Design"),
        ("milestone add --goal 2", "mentorlog milestone add 2"),
        ("done --action a1", "mentorlog done a1"),
        ("check-in --goal g1 50 --note x", "mentorlog check-in g1 50 --note x"),
        ("takeaway answer --text Yes t2", "mentorlog takeaway answer t2 Yes"),
        ("goal add Run --milestone Half", "mentorlog milestone add G TITLE"),
        ("session cancel s6 ill", "mentorlog session cancel s6 --why ill"),
        ("person add Ana Silva", 'mentorlog person add "Ana Silva"'),
        ("session plan maria monday --at 15:00", "mentorlog session plan maria monday 15:00"),
        ("session plan maria --at 15:00", "mentorlog session plan maria DAY 15:00"),
        ("session plan maria friday --on monday", "mentorlog session plan WHO DAY [TIME]"),
        ("milestone add g1 Design --date monday", "mentorlog milestone add g1 Design --due monday"),
        ("milestone add --title Design", "mentorlog milestone add G Design"),
        (
            "win add Talk --owner aisha",
            "a win is yours; mentorlog takeaway add TEXT --with WHO keeps what somebody else achieved,"
            " and they read it",
        ),
        ("skill add --name Rust --level 3", "mentorlog skill add Rust --level 3"),
        ("takeaway outcome t2 tried", "mentorlog takeaway outcome t2 trying"),
        ("takeaway outcome t2 wroked", "mentorlog takeaway outcome t2 worked"),
        ("takeaway outcome t2 fine", "mentorlog takeaway outcome --help"),
        ("check-in list", "mentorlog goal --all lists them"),
        ("check-in g1 45 --conf 7", "mentorlog check-in g1 45 --confidence 7"),
        ("takeaway edit t2 --delete", "mentorlog delete REF"),
        ("mentorship end mia --note ill", "mentorlog mentorship end mia --why ill"),
        ("report ada --html -o a.html", "mentorlog report ada --format html -o a.html"),
        ("goal close chair --done", "mentorlog goal close G --as achieved"),
        ("goal close chair --achieved", "mentorlog goal close chair --as achieved"),
        ("close g1 --dropped --why ill", "mentorlog close g1 --as dropped --why ill"),
        (
            "skill add Rust 2 --of ada",
            "skills are your own; --reported-by WHO says who rated them. mentorlog goal add TITLE"
            " --owner WHO --metric 1..5 follows a skill of a mentee's",
        ),
        (
            "report note --for manager",
            "--public shows it in every report, --with WHO in those for WHO",
        ),
    ]:
        assert run(*typed.split()).err.endswith(f"hint: {hint}\n")


def test_words_in_another_order(run: Run) -> None:
    for argv, suggestion in [
        (("new", "goal", "Read more"), 'goal add "Read more"'),
        (("list", "goals"), "goal list"),
        (("goals",), "goal"),
        (("a1", "done"), "done a1"),
        (("g1", "50"), "check-in g1 50"),
        (("t1", "worked"), "takeaway outcome t1 worked"),
        (("undone", "a1"), "action reopen a1"),
        (("action", "wait", "a1", "friday"), "action edit a1 --due friday"),
        (("postpone", "s1", "1w"), 'session edit s1 --on "1w later"'),
        (("action", "postpone", "a1", "2w"), 'action edit a1 --due "2w later"'),
        (("snooze", "a1", "2", "days"), 'edit a1 --by "2 days later"'),
        (("schedule", "dana", "2w"), "session plan dana +2w"),
        (("deadline", "g1", "2w"), "goal edit g1 --by +2w"),
    ]:
        assert f"Did you mean mentorlog {suggestion}?" in run(*argv).err


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("action", "drop", "a1", "He forgot"), 'action drop a1 --why "He forgot"'),
        (("action", "skip", "a1", "On", "leave"), 'action skip a1 --why "On leave"'),
        (("session", "cancel", "s1", "He is ill"), 'session cancel s1 --why "He is ill"'),
        (("session", "no-show", "s1", "Ill"), "session no-show s1 --why Ill"),
        (("close", "a1", "Ill", "--as", "dropped"), "close --as dropped a1 --why Ill"),
        (("action", "reopen", "a1", "He forgot"), "action --all lists them"),
    ],
)
def test_words_behind_what_takes_a_reason_are_one(
    run: Run, argv: tuple[str, ...], hint: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "2026-12-01")
    run("todo", "Write it", "--every", "2w", "--due", "2026-12-01")
    said = run(*argv)
    assert said.code == 1
    assert said.err.endswith(f"Nothing was changed.\nhint: mentorlog {hint}\n")


def test_a_noun_behind_a_verb_of_any_kind_says_which_kind(run: Run) -> None:
    run("goal", "add", "Speak in public")
    assert run("show", "goal", "1").out == run("goal", "show", "1").out
    assert "target" in run("edit", "goal", "1", "--by", "2027-01-31").out
    assert "achieved" in run("close", "goal", "1", "--as", "achieved").out
    assert run("delete", "goal", "g1", "--yes").code == 0
    run("goal", "add", "goal")
    assert run("show", "goal").out.startswith("g2 goal")


@pytest.mark.parametrize(("answer", "code", "said"), [("", 0, "45 %"), ("n", 2, "Did you mean")])
def test_what_was_meant_is_run_where_somebody_says_yes(
    run: Run, terminals: Callable[..., Terminal], answer: str, code: int, said: str
) -> None:
    run("goal", "add", "Speak in public")
    terminal = terminals("g1", "45%")
    terminal.expect("No such command 'g1'. Did you mean mentorlog check-in g1 45%? [Y/n] ")
    terminal.type(f"{answer}\r")
    terminal.expect(said)
    assert terminal.end() == code
    assert ("45" in run("show", "g1").out) is (code == 0)


def test_what_is_neither_yes_nor_no_is_asked_again(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak in public")
    terminal = terminals("g1", "45%")
    terminal.expect("[Y/n] ")
    terminal.type("mentorlog status\r")
    terminal.expect("Answer y or n. Ctrl-C stops.")
    terminal.expect("[Y/n] ")
    terminal.type("YES\r")
    terminal.expect("45 %")
    assert terminal.end() == 0


def test_an_option_that_is_a_command(run: Run) -> None:
    said = run("edit", "t9", "--answer", "By mail").err
    assert said == "No such option: --answer.\nhint: mentorlog takeaway answer T TEXT\n"
    assert "Did you mean --owner?" in run("todo", "Read", "--for", "dana").err
    assert "Did you mean --goal?" in run("win", "add", "Spoke", "--for", "g1").err


def test_how_something_ended_is_a_command_to_copy(run: Run) -> None:
    run("goal", "add", "Speak in public")
    assert "hint: mentorlog goal close g1 --as achieved; or" in run("close", "g1").err


def test_words_too_many_that_are_a_day_name_the_option_of_a_day(run: Run) -> None:
    said = run("session", "edit", "s2", "next", "monday").err
    assert said.endswith('--on?\nhint: mentorlog session edit s2 --on "next monday"\n')
    assert "Did you mean --reported-by?" in run("skill", "add", "x", "3", "--by", "dana").err


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (("--for", "dana", "ls"), "Did you mean mentorlog status?"),
        (("--for", "dana", "view", "g1"), "Did you mean mentorlog show g1?"),
    ],
)
def test_what_is_run_instead_is_for_whom_it_was_to_be(
    run: Run, terminals: Callable[..., Terminal], words: tuple[str, ...], asked: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Leave the company", "--private")
    terminal = terminals(*words)
    terminal.expect(asked)
    terminal.type("\r")
    terminal.end()
    assert "Leave" not in terminal.screen


def test_what_is_run_instead_is_in_the_journal_that_was_named(
    run: Run, terminals: Callable[..., Terminal], tmp_path: Path
) -> None:
    other = str(tmp_path / "other.db")
    run("goal", "add", "Speak in public")
    run("--journal", other, "init")
    run("--journal", other, "goal", "add", "Read more")
    terminal = terminals("--journal", other, "g1", "50")
    terminal.expect("[Y/n] ")
    terminal.type("\r")
    terminal.expect("g1  Read more · 50 %")
    assert terminal.end() == 0
    assert "50" not in run("show", "g1").out
    terminal = terminals("--journal", other, "goal", "progress", "g1", "+10")
    terminal.expect("[Y/n] ")
    terminal.type("\r")
    terminal.expect("g1  Read more · 50 → 60 %")
    assert terminal.end() == 0
