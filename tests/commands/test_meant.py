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
        (("note", "Open with a story"), 'takeaway add --private "Open with a story"'),
        (("agreement", "ada"), "agreement show ada"),
        (("checkins",), "goal history"),
        (("today",), ""),
        (("drop", "a1"), "action drop a1"),
        (("next",), "prep"),
        (("feedback", "Too fast"), 'takeaway add --kind feedback "Too fast"'),
        (("plan", "dana", "friday"), "session plan dana friday"),
        (("tasks",), "action"),
        (("ls",), "status"),
        (("rm", "g1"), "delete g1"),
        (("goals",), "goal"),
        (("goal", "done", "1"), "goal close --as achieved 1"),
        (("goal", "rm", "g1"), "goal delete g1"),
        (
            ("note", "$(date) costs `a`", "--tag", "my own"),
            """takeaway add --private '$(date) costs `a`' --tag "my own\"""",
        ),
        (("postpone", "a5", "monday"), "edit a5 --by monday"),
        (("pause", "kofi"), "mentorship pause kofi"),
        (("mentor", "show", "dana"), "mentorship show dana"),
        (("win", "I spoke"), 'win add "I spoke"'),
        (("question", "Who reads?"), 'takeaway add --kind question "Who reads?"'),
        (("person", "dana"), "person show dana"),
        (("topic", "Who reads?"), "ask WHO TEXT"),
        (("skill", "Presenting", "3"), "skill add Presenting 3"),
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
        (("done", "list"), "action list"),
        (("log", "list"), "session list"),
        (("log", "show", "last"), "session show last"),
        (("log", "add", "dana", "-t", "x"), "log dana -t x"),
        (("log", "with", "dana", "kofi", "-t", "A story"), 'log dana kofi -t "A story"'),
        (("log", "session", "dana", "Great talk"), 'log dana "Great talk"'),
    ],
)
def test_a_verb_in_the_place_of_a_text_saves_nothing(
    run: Run, argv: tuple[str, ...], command: str
) -> None:
    result = run(*argv)
    assert (result.code, result.out) == (2, "")
    assert "Nothing was saved." in result.err
    assert result.err.startswith(f"Did you mean mentorlog {command}?")
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
            "Nothing was saved.\r\nhint: as a text: mentorlog todo -- list",
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


def test_one_word_behind_a_number_is_asked_about(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak")
    terminal = terminals("goal", "edit", "g1", "Big", "--area", "work", "--private")
    terminal.expect("Did you mean mentorlog goal edit g1 --title Big --area work --private? [Y/n] ")
    terminal.type("\r")
    assert terminal.end() == 0
    goal = json.loads(run("show", "g1", "--json").out)
    assert (goal["title"], goal["visibility"], goal["area"]) == ("Big", "private", "work")


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ('move last "30 oct"', 'Did you mean mentorlog edit last --by "30 oct"?'),
        (
            "done a1 --note Sent",
            "Did you mean --evidence (what shows it: a link, a sentence)?\n"
            "hint: mentorlog done a1 --evidence Sent\n",
        ),
        (
            "goal add Speak --as achieved",
            "No such option: --as.\nhint: mentorlog goal close takes it\n",
        ),
    ],
)
def test_a_slip_is_refused_with_what_was_meant(run: Run, argv: str, said: str) -> None:
    run("log", "dana")
    result = run(*shlex.split(argv))
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_what_is_still_to_be_typed_is_not_asked_about(terminals: Callable[..., Terminal]) -> None:
    terminal = terminals("topic", "Who reads?")
    assert terminal.end() == 2
    assert "Did you mean mentorlog ask WHO TEXT?" in terminal.screen
    assert "[Y/n]" not in terminal.screen


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
    run("todo", "Write the outline")
    run("todo", "Draft the outline")
    terminal = terminals("done", "outline")
    terminal.expect('a1 "Write the outline"; a2 "Draft the outline".')
    terminal.expect("Which one? [a1, a2] ")
    terminal.type("a3\r")
    terminal.expect("Answer a1 or a2. Ctrl-C stops.")
    terminal.expect("Which one? [a1, a2] ")
    terminal.type("A2\r")
    assert terminal.end() == 0
    assert "a2  Draft the outline · done" in terminal.screen
    assert json.loads(run("action", "show", "1", "--json").out)["state"] == "open"


def test_people_of_one_name_are_asked_about(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("person", "add", "Dana Ortiz")
    run("person", "add", "Dana Lee")
    terminal = terminals("person", "show", "dana")
    terminal.expect("Which one? [p2, p3] ")
    terminal.type("3\r")
    assert terminal.end() == 0
    assert "Dana Lee" in terminal.screen


def test_a_number_without_its_letter_is_asked_about(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("todo", "Write the outline")
    run("todo", "Read the outline")
    run("goal", "add", "Speak")
    assert run("edit", "2", "--due", "friday").code == 2
    terminal = terminals("edit", "2", "--due", "friday")
    terminal.expect('The number 2 needs its letter here: a2 "Read the outline".')
    terminal.expect("Which one? [a2] ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert "a2  Read the outline · due" in terminal.screen


def test_a_text_in_quotes_behind_a_record_is_its_new_one(run: Run) -> None:
    run("todo", "Write the outline")
    assert "a1  Write the outline → Write it" in run("edit", "a1", "Write it").out
    assert "a1  Write it → Do it · due" in run("edit", "a1", "Do it", "--due", "friday").out
    run("person", "add", "Ada Lau")
    assert "Ada Lau → Ada Low" in run("edit", "p2", "Ada Low").out
    assert run("edit", "a1", "friday").code == 2


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
        ("goal cancel speak", "goal close --as dropped speak"),
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
            "hint: mentorlog milestone add takes G, TITLE, --due, ",
        ),
        (("goal", "add", "X", "--deadline", "friday"), "Did you mean --by?"),
        (
            ("todo", "X", "--date", "friday"),
            "Did you mean --due?\nhint: mentorlog todo X --due friday",
        ),
        (("goal", "close", "1", "--reason=ill"), "hint: mentorlog goal close 1 --why=ill\n"),
        (("goal", "edit", "g1", "--reason", "x"), "Did you mean --why-moved?"),
        (("session", "add", "dana", "--day", "friday"), "Did you mean --on?"),
        (("log", "dana", "--title", "X"), "Did you mean --topic (what it was about)?"),
        (("goal", "edit", "g1", "--titel", "X"), "Did you mean --title?"),
        (("goal", "--limt", "3"), "Did you mean --limit?"),
        (("report", "--from", "2026-01-01"), "Did you mean --since?"),
        (("goal", "edit", "g1", "x"), "Did you mean mentorlog goal edit g1 --title x?"),
        (("goal", "edit", "learn", "x"), "mentorlog goal edit learn --title x; words that belong"),
        (("edit", "a1", "x", "--due", "friday"), "action edit a1 --text x --due friday?"),
        (("takeaway", "edit", "t1", "x", "--private"), "takeaway edit t1 --text x --private?"),
        (
            ("takeaway", "edit", "t1", "--private", "x"),
            "One word alone is a new text behind --text.",
        ),
        (("action", "edit", "1", "t2", "-p"), "\nhint: mentorlog edit a1 t2 -p\n"),
        (("action", "edit", "1", "2"), "An edit of several records stands without their noun"),
        (("todo",), "'TEXT'.\nhint: mentorlog todo --help\n"),
        (("done",), "'A...'.\nhint: mentorlog done --help\n"),
        (("todo", "--due", "friday"), "'TEXT'.\nhint: mentorlog todo --help\n"),
        (("skill", "add", "Go"), "hint: mentorlog skill add NAME LEVEL; mentorlog skill add --h"),
        (("todo", "--from here"), "text that starts with a dash goes after --"),
        (("log", "-x y"), "as in mentorlog log WHO -- TEXT"),
        (("todo", "-5"), "text that starts with a dash goes after --"),
        (("timeline", "-x"), "hint: mentorlog timeline --help\n"),
        (("--hepl",), "No such option: --hepl.\nhint: mentorlog takes"),
        (("goal", "add", "X", "--helpp"), "Did you mean --help?\n"),
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


def test_a_reference_alone_is_shown(run: Run) -> None:
    run("goal", "add", "Sail")
    shown = run("show", "g1").out
    assert shown
    assert [
        run(*words).out for words in (("g1",), ("goal", "g1"), ("goal", "1"), ("goal", "last"))
    ] == [shown] * 4
    assert run("g1", "--json").out == run("show", "g1", "--json").out
    assert run("goal", "1", "60").code == 1  # no reference to a record


@pytest.mark.parametrize(("answer", "code", "said"), [("", 0, "45 %"), ("n", 2, "Did you mean")])
def test_what_was_meant_is_run_where_somebody_says_yes(
    run: Run, terminals: Callable[..., Terminal], answer: str, code: int, said: str
) -> None:
    run("goal", "add", "Speak in public")
    terminal = terminals("checkin", "g1", "45%")
    terminal.expect("No such command 'checkin'. Did you mean mentorlog check-in g1 45%? [Y/n] ")
    terminal.type(f"{answer}\r")
    terminal.expect(said)
    assert terminal.end() == code
    assert ("45" in run("show", "g1").out) is (code == 0)


def test_what_is_neither_yes_nor_no_is_asked_again(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak in public")
    terminal = terminals("checkin", "g1", "45%")
    terminal.expect("[Y/n] ")
    terminal.type("mentorlog status\r")
    terminal.expect("Answer y or n. Ctrl-C stops.")
    terminal.expect("[Y/n] ")
    terminal.type("YES\r")
    terminal.expect("45 %")
    assert terminal.end() == 0


def test_an_option_that_others_have_is_the_one_of_the_command(run: Run) -> None:
    run("mentor", "add", "Dana")
    assert "Did you mean --owner?" in run("todo", "Read", "--for", "dana").err
    assert "Did you mean --goal?" in run("win", "add", "Spoke", "--for", "g1").err
    assert "Did you mean --tag?" in run("todo", "Call", "--tag", "a", "--label", "b").err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("goal add --title Speak --by friday", "goal add Speak --by friday"),
        ("todo --text=Call", "todo Call"),
        ("milestone add g1 --title Draft", "milestone add g1 Draft"),
        ("person add --name Elena", "person add Elena"),
        ("status --who dana", "status dana"),
    ],
)
def test_what_an_argument_is_called_is_no_option(run: Run, typed: str, meant: str) -> None:
    assert f"Did you mean mentorlog {meant}?" in run(*typed.split()).err


@pytest.mark.parametrize("typed", ["milestone add --title Draft g1", "todo Call --text Noor"])
def test_an_argument_is_not_guessed_in_the_place_of_another(run: Run, typed: str) -> None:
    assert "Did you mean" not in run(*typed.split()).err


@pytest.mark.parametrize(
    ("of", "meant"), [("g1", "goal history g1"), ("a1", "show a1"), ("dana", "timeline dana")]
)
def test_the_history_of_a_record_is_that_of_its_kind(run: Run, of: str, meant: str) -> None:
    assert f"Did you mean mentorlog {meant}?" in run("history", of).err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("move s2 to 17 dec", 'edit s2 --by "17 dec"'),
        ("postpone a1 friday --json", "edit a1 --by friday --json"),
        ("session move s2 to friday", "session edit s2 --on friday"),
        ("stuck g1 no time", 'check-in g1 stuck --note "no time"'),
        ("topic dana to move teams", 'ask dana "to move teams"'),
        ("link a1 to g1", "edit a1 --goal g1"),
        ("move s2", "edit REF --by DAY"),
        ("add goal Learn Rust by june", "goal add Learn Rust by june"),
        ("list goals", "goal list"),
        ("add todo x", "action add x"),
        ("complete goal 1", "goal close --as achieved 1"),
        ("new session dana", "session add dana"),
        ("remove takeaway 4", "takeaway delete 4"),
        ("advice t5 worked", "takeaway outcome t5 worked"),
        ("question t4 Half an hour", "takeaway answer t4 Half an hour"),
        ("hide w3", "edit w3 --private"),
        ("tag w3 talks", "edit w3 --tag talks"),
    ],
)
def test_what_was_typed_stands_in_the_command_that_was_meant(
    run: Run, typed: str, meant: str
) -> None:
    assert f"Did you mean mentorlog {meant}?" in run(*typed.split()).err


def test_the_last_words_of_an_add_are_one_text(run: Run) -> None:
    for argv, said in [
        ("mentor add Dana Ortiz --every 2w", "r1  Dana Ortiz · your mentor"),
        ("goal add Speak in public --private", "g1  Speak in public · added"),
        ("milestone add g1 Abstract sent", "m1  Abstract sent · of g1"),
        ("win add I gave a talk !private", "w1  I gave a talk · Sun 22 Nov · private"),
        ("takeaway add question: how long is it?", "t1  how long is it? · question"),
        ("person add Elena Rossi", "p3  Elena Rossi · added"),
        ("skill add Public speaking 3", "k1  Public speaking: 3"),
    ]:
        assert run(*argv.split()).out.startswith(said)


def test_a_day_may_end_the_title_of_a_goal_and_a_milestone(run: Run) -> None:
    assert (
        "Learn Rust · added · target Wed 31 Mar 2027"
        in run("goal", "add", "Learn Rust by march").out
    )
    assert "due Sun 20 Dec" in run("milestone", "add", "g1", "Abstract", "by", "20", "dec").out
    kept = run("goal", "add", "Read by june", "--by", "july").out
    assert "Read by june · added · target Sat 31 Jul 2027" in kept
    assert run("goal", "add", "Read by the sea").out == "g3  Read by the sea · added\n"


def test_a_day_behind_a_record_moves_it(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    run("todo", "Call")
    run("session", "plan", "dana", "friday")
    for code, said in (("g1", "target"), ("a1", "due"), ("s1", "day")):
        for words in ("by 4 dec", "on 5 dec" if code == "s1" else "due 5 dec"):
            assert f"{said}" in run("edit", code, *words.split()).out
    assert "time: 16:00" in run("edit", "s1", "at", "4pm").out
    assert "5 Dec" in run("show", "a1").out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("edit a1 every 2w", "edit a1 --every 2w"),
        ("edit a1 owner dana", "edit a1 --owner dana"),
        ("edit a1 private", "edit a1 --private"),
        ("edit a1 private notes", 'edit a1 "private notes"'),
        ("edit a1 done", "close a1 --as done"),
        ("edit g1 title Speak well", 'edit g1 --title "Speak well"'),
        ("edit a1 with dana", "edit a1 --with dana"),
    ],
)
def test_an_option_of_an_edit_without_its_dashes(run: Run, typed: str, meant: str) -> None:
    run("goal", "add", "Speak")
    run("todo", "Call")
    assert f"Did you mean mentorlog {meant}?" in run(*typed.split()).err


@pytest.mark.parametrize(
    "word", ["public", "shared", "with dana", "owner dana", "session s1", "publish evidence"]
)
def test_nobody_is_asked_whether_others_are_to_read_it(
    run: Run, terminals: Callable[..., Terminal], word: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("todo", "Call", "--private")
    edit = terminals("edit", "a1", *word.split())
    assert edit.end() == 2
    assert "[Y/n]" not in edit.screen


def test_a_noun_and_a_number_name_a_record(run: Run) -> None:
    run("goal", "add", "Speak")
    run("todo", "Call")
    assert "g1 Speak" in run("show", "goal", "1", "action", "1").out
    assert "target" in run("edit", "goal", "1", "by", "june").out
    assert run("close", "action", "1").out.startswith("a1  Call · done")
    assert run("delete", "goal", "1", "--yes").code == 0
    assert run("show", "goal").code == 1


def test_a_new_text_without_quotes_is_asked_about(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("todo", "Call")
    refused = run("edit", "a1", "Call", "her", "--due", "friday")
    assert refused.code == 2
    assert 'Did you mean mentorlog edit a1 "Call her" --due friday?' in refused.err
    edit = terminals("edit", "a1", "Call", "her")
    edit.expect('Did you mean mentorlog edit a1 "Call her"?')
    edit.type("y\r")
    assert edit.end() == 0
    assert "Call her" in run("show", "a1").out


def test_how_something_ended_is_a_command_to_copy(run: Run) -> None:
    run("goal", "add", "Speak in public")
    assert "hint: mentorlog goal close g1 --as achieved; or" in run("close", "g1").err


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
    terminal = terminals("--journal", other, "checkin", "g1", "50")
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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("session cancel s1 she is ill", 'session cancel s1 --why "she is ill"'),
        ("action drop a1 no time", 'action drop a1 --why "no time"'),
        ("done a1 it is sent", 'done a1 --evidence "it is sent"'),
        ("close g1 dropped", "close g1 --as dropped"),
        ("goal pause g1 on leave", 'goal pause g1 --why "on leave"'),
        ("done mia she said yes", 'done mia --evidence "she said yes"'),
        ("done dana it is sent", 'done dana --evidence "it is sent"'),
        ("done a1 yesterday", "done a1 --on yesterday"),
        ("action drop a1 20 nov", 'action drop a1 --on "20 nov"'),
        ("milestone done m1 last friday", 'milestone done m1 --on "last friday"'),
    ],
)
def test_why_and_when_may_stand_behind_what_ends(
    run: Run, terminals: Callable[..., Terminal], typed: str, meant: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    run("todo", "Call Mia", "--on", "2026-11-01")
    run("milestone", "add", "g1", "Draft")
    run("todo", "Send the book", "--owner", "dana")
    run("session", "plan", "dana", "friday")
    said = terminals(*typed.split(), columns=120)
    said.expect(f"Did you mean mentorlog {meant}? [Y/n]")
    said.type("y\r\r")  # a goal's end asks why
    assert said.end() == 0


def test_words_behind_a_name_are_kept_once_it_is_plain_which_action_is_meant(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("mentor", "add", "Dana Ortiz")
    for text in ("Send the book", "Ask Mia"):
        run("todo", text, "--owner", "dana")
    done = terminals("done", "dana", "it", "is", "sent", columns=120)
    done.expect('a1 "Send the book"')
    done.expect("Which one? ")
    done.type("a2\r")
    done.expect('Did you mean mentorlog done a2 --evidence "it is sent"? [Y/n]')
    done.type("\r")
    assert done.end() == 0
    assert json.loads(run("show", "a2", "--json").out)["evidence"] == "it is sent"


def test_a_slip_behind_a_number_is_another_record(run: Run) -> None:
    run("todo", "Call Mia")
    run("todo", "Outline")
    refused = run("done", "a1", "outlnie")
    assert refused.code == 1
    assert "--evidence" not in refused.err
    assert run("done", "a1", "thesis", "--evidence", "x").code == 1


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ("skill add Speaking 2 --owner sam", "skills are your own; a mentee's ratings come with"),
        ("win add Won --owner sam", "a win is yours, or with --goal that of the goal's owner;"),
        ("takeaway add Kept --owner sam", "a line is yours, or with --goal that of the goal's"),
        ("milestone add g1 Half --owner sam", "a milestone is that of its goal's owner;"),
        ("session list --planned", "mentorlog session lists the planned ones too, below"),
    ],
)
def test_an_option_that_a_noun_has_not_says_why_or_what_does_it(
    run: Run, argv: str, said: str
) -> None:
    result = run(*argv.split())
    assert result.code == 2
    assert f"hint: {said}" in result.err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("g1 --stuck 'No slot'", 'g1 stuck --note "No slot"'),
        ("g1 --stuck=jury", "g1 stuck --note jury"),
        ("g1 --blocked the jury waits --private", 'g1 stuck --note "the jury waits" --private'),
        ("g1 --stuck", "g1 stuck"),
    ],
)
@pytest.mark.parametrize("command", ["check-in", "goal check-in"])
def test_stuck_as_an_option_is_the_word_for_the_value(
    run: Run, command: str, typed: str, meant: str
) -> None:
    run("goal", "add", "Speak")
    refused = run(*command.split(), *shlex.split(typed))
    assert (refused.code, refused.out) == (2, "")
    assert f"Did you mean mentorlog {command} {meant}?" in refused.err
    if "--note" in meant:
        assert "stuck · “" in run(*command.split(), *shlex.split(meant)).out


@pytest.mark.parametrize("words", ["--stuck jury", "g1 30 --stuck jury", "--private g1 --blocked"])
def test_stuck_as_an_option_without_a_place_for_the_word_shows_the_command(
    run: Run, words: str
) -> None:
    run("goal", "add", "Speak")
    refused = run("check-in", *words.split())
    assert refused.code == 2
    assert "hint: mentorlog check-in G stuck --note TEXT;" in refused.err


def test_a_reason_of_a_check_in_is_its_note(run: Run) -> None:
    run("goal", "add", "Speak")
    refused = run("check-in", "g1", "30", "--why", "The jury")
    assert 'hint: mentorlog check-in g1 30 --note "The jury"' in refused.err


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("export csv", "export --format csv"),
        ("report dana html --short", "report dana --format html --short"),
        ("timeline dana JSON", "timeline dana --format JSON"),
        ("mentorship pause dana 20 dec", 'mentorship pause dana --on "20 dec"'),
        ("mentorship end dana she moved away", 'mentorship end dana --why "she moved away"'),
        ("goal close g1 achieved", "goal close g1 --as achieved"),
        ("goal close g1 dropped no time", 'goal close g1 --as dropped --why "no time"'),
    ],
)
def test_words_too_many_are_those_of_an_option(run: Run, typed: str, meant: str) -> None:
    refused = run(*typed.split())
    assert (refused.code, refused.out) == (2, "")
    assert f"has no place there. Did you mean mentorlog {meant}?" in refused.err


@pytest.mark.parametrize("typed", [
        "export quickly", "goal map dana gone", "timeline dana html", "status dana csv",
        "mentorship end dana kofi mensah", "mentorship pause dana private talk",
    ],
)  # fmt: skip
def test_a_word_too_many_that_no_option_takes_is_refused(run: Run, typed: str) -> None:
    refused = run(*typed.split())
    assert refused.code == 2
    assert "Did you mean" not in refused.err


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("goal add learn rust --why i need it --by 31 jan", "“i need it”"),
        ("todo call noor --when after lunch", "after lunch"),
        ("win add spoke --impact five people asked", "five people asked"),
        ("log noor great talk -t say no -a call lee", "say no"),
        ("mentorship end noor --why she moved away", "she moved away"),
        ("agreement add noor we meet, every other week", "we meet, every other week"),
    ],
)
def test_a_text_of_several_words_needs_no_quotes(run: Run, typed: str, kept: str) -> None:
    run("mentor", "add", "Noor")
    assert run(*typed.split()).code == 0
    assert kept.strip("“”") in run("export", "--format", "jsonl").out


def test_a_text_that_may_be_another_is_asked_about(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("mentor", "add", "Noor")
    typed = shlex.split("log noor -t say no with care -a draft a plan due friday")
    refused = run(*typed)
    assert (refused.code, refused.out) == (2, "")
    assert 'may be of -t, or another text. Did you mean -t "say no with care"?' in refused.err
    assert run("session", "--json").out.strip() == "[]"
    asks = terminals(*typed)
    asks.expect("[Y/n] ")
    asks.type("\r")
    assert asks.end() == 0
    (session,) = json.loads(run("session", "--json").out)
    shown = json.loads(run("show", f"s{session['id']}", "--json").out)
    assert [each["text"] for each in shown["takeaways"]] == ["say no with care"]
    assert [(each["text"], each["due_on"]) for each in shown["actions"]] == [
        ("draft a plan", "2026-11-27")
    ]
    assert shown["notes"] is None


@pytest.mark.parametrize(
    "typed",
    ["done a1 --evidence link a2", "goal add --unit talks Speak in public", "log noor -t - x"],
)
def test_words_that_are_of_no_option_stay_where_they_are(run: Run, typed: str) -> None:
    run("mentor", "add", "Noor")
    run("todo", "One")
    run("todo", "Two")
    run(*typed.split(), stdin="y")
    assert json.loads(run("action", "--all", "--json").out)[1]["evidence"] in (None, "link")
    assert "talks Speak" not in run("export", "--format", "jsonl").out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pause g1", "goal pause g1"),
        ("drop g1", "goal close --as dropped g1"),
        ("reopen m1", "milestone reopen m1"),
        ("resume r1", "mentorship resume r1"),
        ("drop a1", "action drop a1"),
        ("set mentor dana", "config set mentor dana"),
        ("goal add --text Speak", "goal add Speak"),
        ("todo --title Call", "todo Call"),
        ("session plan dana --on friday", "session plan dana friday"),
    ],
)
def test_a_verb_is_that_of_the_records_kind(run: Run, typed: str, meant: str) -> None:
    assert f"Did you mean mentorlog {meant}?" in run(*typed.split()).err


def test_the_record_of_an_edit_may_stand_last(run: Run) -> None:
    run("todo", "Read")
    assert run("edit", "--due", "friday", "a1").out == "a1  Read · due Fri 27 Nov\n"
    assert run("edit", "--due", "friday").code == 2


def test_what_is_missing_is_asked_for(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("init")
    todo = terminals("todo")
    todo.expect("What to do; it may end in")
    todo.expect("> ")
    todo.type("Call Noor by friday\r")
    assert todo.end() == 0
    run("todo", "Read")
    done = terminals("done")
    done.expect("Call Noor")
    done.expect("Which ones?")
    done.type("1 read\r")
    assert done.end() == 0
    assert run("action", "--json").out.strip() == "[]"
    nothing = terminals("goal", "add")
    nothing.expect("> ")
    nothing.type("\r")
    assert nothing.end() == 2
    assert "Missing argument 'TITLE'." in nothing.screen


def test_what_stands_in_the_place_of_a_name_may_be_days_or_a_question(run: Run) -> None:
    run("mentor", "add", "Grace", "Liu", "every", "3", "weeks")
    (known,) = json.loads(run("mentor", "--json").out)
    assert (known["partner"]["name"], known["cadence"]) == ("Grace Liu", "every 21 days")
    assert run("ask", "how", "do", "I", "say", "no?").out.startswith("t1  how do I say no?")
    assert "1 Oct – 31 Oct 2026" in run("timeline", "2026-10").out
    assert "1 Jul 2026 – 30 Sep 2026" in run("report", "2026-Q3").out
    run("person", "add", "October Young")
    assert "1 Oct – 31 Oct" not in run("timeline", "october").out


def test_done_ticks_a_topic_too(run: Run) -> None:
    run("mentor", "add", "Grace Liu")
    run("ask", "grace", "How do you say no?")
    run("todo", "Read")
    assert run("done", "t1", "a1").code == 0
    assert json.loads(run("show", "t1", "--json").out)["answer"] == "raised"
    assert run("done", "g1").code == 2


@pytest.mark.parametrize(("typed", "other"), [("drop m1", "action"), ("pause a1", "mentorship")])
def test_what_is_done_to_another_kind_alone_is_not_offered(
    run: Run, typed: str, other: str
) -> None:
    refused = run(*typed.split())
    assert (refused.code, other in refused.err) == (2, False)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("mentor add Judith Stein every two weeks", ("Judith Stein", 14)),
        ("mentee add 'Judith Stein every other week'", ("Judith Stein", 14)),
        ("peer add Judith Stein fortnightly", ("Judith Stein", 14)),
        ("mentor add Judith each week", ("Judith", 7)),
        ("mentor add Judith Weekly", ("Judith Weekly", None)),
    ],
)
def test_how_often_is_no_part_of_a_name(run: Run, typed: str, kept: tuple[str, int | None]) -> None:
    assert run(*shlex.split(typed)).code == 0
    (known,) = json.loads(run("mentorship", "--json").out)
    assert (known["partner"]["name"], known["cadence_days"]) == kept


def test_how_often_to_be_in_touch_may_stand_behind_a_new_name(run: Run) -> None:
    assert "Elena Bo · added · in touch every 3 months" in run("person", "add", "Elena", "Bo", "every", "3m").out  # fmt: skip
    both = run("person", "add", "Eva", "every", "3m", "--every", "2m")
    assert (both.code, both.err.splitlines()[0]) == (
        2,
        '"every 3m" and --every say both how often.',
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            'mentor add "Judith Stein" every two weeks on thursday --purpose Talks',
            'No option takes "on thursday". Did you mean mentorlog mentor add "Judith Stein"'
            ' --every "two weeks" --purpose Talks?',
        ),
        (
            "person add Judith every friday",
            'No option takes "friday". Did you mean mentorlog person add Judith --every weekly?',
        ),
        (
            "peer add Judith monthly until june",
            "Did you mean mentorlog peer add Judith --every monthly --until june?",
        ),
        ("person edit dana every 3m", "Did you mean mentorlog person edit dana --every 3m?"),
        ("person edit dana 'every 3m'", "Did you mean mentorlog person edit dana --every 3m?"),
        (
            "mentorship edit Dana Ortiz every other week on friday",
            'No option takes "on friday". Did you mean mentorlog mentorship edit "Dana Ortiz"'
            ' --every "other week"?',
        ),
        (
            "mentorship edit dana weekly",
            "Did you mean mentorlog mentorship edit dana --every weekly?",
        ),
        ("action edit a1 every 2w", "Did you mean mentorlog action edit a1 --every 2w?"),
    ],
)
def test_how_often_behind_a_name_is_an_option_with_what_else_there_is(
    run: Run, terminals: Callable[..., Terminal], typed: str, said: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("todo", "Read")
    before = run("changes").out
    refused = run(*shlex.split(typed))
    assert (refused.code, " ".join(refused.err.split()).partition(" hint:")[0]) == (2, said)
    assert run("changes").out == before
    asked = terminals(*shlex.split(typed), columns=200)
    asked.expect(f"{said} [Y/n]")
    asked.type("\r")
    assert asked.end() == 0
    assert run("changes").out != before


def test_a_purpose_may_begin_with_how_often(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert "weekly calls on talks" in run("mentorship", "edit", "dana", "weekly calls on talks").out


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("done rota on wednesday", "done rota --on wednesday"),
        ("done rota notes last friday", 'done rota notes --on "last friday"'),
        ("action drop rota on friday", "action drop rota --on friday"),
        ("action reopen a1 on friday", "action reopen a1 --on friday"),
        ("milestone done draft on friday", "milestone done draft --on friday"),
        ("goal close g1 achieved last friday", 'goal close g1 --as achieved --on "last friday"'),
        ("session cancel ravi on friday", "session cancel ravi --on friday"),
        ("action drop a1 moved to next friday", 'action drop a1 --why "moved to next friday"'),
    ],
)
def test_a_day_of_several_words_behind_a_record_is_its_day(
    run: Run, typed: str, meant: str
) -> None:
    run("mentor", "add", "Ravi Rao")
    run("session", "plan", "ravi", "friday")
    run("goal", "add", "Speak")
    run("milestone", "add", "g1", "Draft")
    # Each word of the day is one of a title too.
    for text in ("Write the rota", "Notes on friday", "Ask the last one on wednesday", "A drafty"):
        run("todo", text)
    before = run("changes").out
    refused = run(*typed.split())
    assert refused.code == 2
    assert f"Did you mean mentorlog {meant}?" in " ".join(refused.err.split())
    assert run("changes").out == before


def test_a_day_in_a_title_that_has_all_the_words_is_none(run: Run) -> None:
    run("todo", "Send the rota on friday")
    assert run("done", "rota", "on", "friday").out.startswith("a1  Send the rota on friday · done")


def test_two_letters_are_a_word_of_a_title_and_no_part_of_one(run: Run) -> None:
    for text in ("Wait a second", "Get on with the outline"):
        run("todo", text)
    assert run("action", "show", "on").out.startswith("a2")
    assert run("action", "show", "outl").out.startswith("a2")
    assert run("action", "show", "ai").code == 1
    run("person", "add", "Jo-Ann Bo")
    run("person", "add", "Mikkel")
    assert run("show", "mi").out.startswith("p3")


@pytest.mark.parametrize("verb", ["done", "drop", "edit", "delete"])
def test_a_verb_and_words_of_an_open_action_are_no_new_one(run: Run, verb: str) -> None:
    run("todo", "Wait for the waiting list")
    refused = run("todo", verb, "waiting", "list")
    of_one = '"waiting list"' if verb == "edit" else "waiting list"
    assert refused.err.splitlines() == [
        f"Did you mean mentorlog action {verb} {of_one}? Nothing was saved.",
        f"hint: as a text: mentorlog todo -- {verb} waiting list",
    ]
    run("done", "a1")
    kept = run("todo", verb, "waiting", "list")  # It is closed, so that nothing open is called so.
    assert kept.out.startswith(f"a2  {verb} waiting list")


def test_a_verb_and_words_of_a_closed_action_reopen_it(
    run: Run, tmp_path: Path, terminals: Callable[..., Terminal]
) -> None:
    run("todo", "Bake the cake")
    assert run("todo", "reopen", "cake").out.startswith("a2  reopen cake")
    run("done", "a1", "a2")
    run("undo")
    run("done", "a1")
    asked = terminals("todo", "reopen", "the", "cake")
    asked.expect("Did you mean mentorlog action reopen the cake? [Y/n]")
    asked.type("\r")
    asked.expect("a1")
    assert asked.end() == 0
    other = str(tmp_path / "other.db")
    run("--journal", other, "init")
    assert run("--journal", other, "todo", "done", "bake").out.startswith("a1  done bake")


def test_several_words_that_match_several_are_asked_about_as_one_is(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    for text in ("Wait for the waiting list", "Ask about the waiting list"):
        run("todo", text)
    asked = terminals("done", "waiting", "list", "--evidence", "mail")
    asked.expect("Which one? [a1, a2]")
    asked.type("a2\r")
    asked.expect("Ask about the waiting list · done")
    assert asked.end() == 0
    assert json.loads(run("show", "a2", "--json").out)["evidence"] == "mail"
    assert json.loads(run("show", "a1", "--json").out)["state"] == "open"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("takeaway t1 worked", "takeaway outcome t1 worked"),
        ("takeaway 1 trying since monday", 'takeaway outcome 1 trying --note "since monday"'),
        ("t1 worked", "takeaway outcome t1 worked"),
        ("goal g1 60", "goal check-in g1 60"),
        ("goal g1 +5 --note Better", "goal check-in g1 +5 --note Better"),
        ("goal g1 stuck", "goal check-in g1 stuck"),
        ("goal g1 by friday", "goal edit g1 --by friday"),
        ("goal g1 achieved", "close g1 --as achieved"),
        ("goal 1 missed no time", 'close g1 --as missed --why "no time"'),
        ("goal g1 move friday", "goal edit g1 --by friday"),
        ("action a1 friday", "action edit a1 --due friday"),
        ("action 1 next week", 'action edit 1 --due "next week"'),
        ("action a1 every two weeks", 'action edit a1 --every "two weeks"'),
        ("action a1 done", "action done a1"),
        ("a1 friday", "action edit a1 --due friday"),
        ("session s1 friday", "session edit s1 --on friday"),
        ("session s-1 cancel", "session cancel s-1"),
        ("milestone m1 done", "milestone done m1"),
    ],
)
def test_words_behind_a_number_and_its_noun_are_what_they_fit(
    run: Run, terminals: Callable[..., Terminal], typed: str, meant: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    run("milestone", "add", "g1", "Draft")
    run("todo", "Read", "--due", "2026-11-23")
    run("takeaway", "add", "--kind", "advice", "Record one rehearsal")
    run("session", "plan", "dana", "2026-12-20")
    before = run("changes").out
    refused = run(*shlex.split(typed))
    assert refused.code == 2
    assert f"Did you mean mentorlog {meant}?" in " ".join(refused.err.split())
    assert run("changes").out == before
    asked = terminals(*shlex.split(typed), columns=120)
    asked.expect(f"Did you mean mentorlog {meant}? [Y/n]")
    asked.type("y\rThe jury waits\r")  # A move later, an end and what is stuck ask why.
    assert asked.end() == 0
    assert run("changes").out != before


def test_other_words_behind_a_number_show_it_and_a_number_alone_may_begin_a_text(run: Run) -> None:
    run("goal", "add", "Speak")
    assert "Did you mean mentorlog goal show g1?" in run("goal", "g1", "hello", "there").err
    assert run("goal", "g1", "--json").code == run("goal", "show", "1", "--json").code == 0
    said = run("takeaway", "3", "things", "I", "learned").err
    assert "Did you mean mentorlog takeaway add 3 things I learned?" in said
