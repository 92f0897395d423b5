"""What ``log`` asks at a real prompt rather than refuses, and says where nobody can be asked."""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import CTRL_D, Terminal

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Once, Run

On = Callable[[str], None]
at_prompt = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")


@pytest.fixture
def several(run: Run, once: Once) -> None:
    """Dana, met on 19 November, and Kofi, whom nobody has met yet."""

    def write() -> None:
        run("mentor", "add", "Kofi Mensah", "--started", "2026-10-01")
        run("mentor", "add", "Dana Ortiz", "--started", "2026-10-01")
        run("log", "dana", "-t", "Openings", "--on", "2026-11-19")

    once("several", write)


def _session(run: Run, code: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("session", "show", code, "--json").out)
    return found


def _with(run: Run, code: str) -> list[str]:
    return [person["name"] for person in _session(run, code)["attendees"]]


# Whom it was with


@at_prompt
@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("answers", "names"),
    [
        (["\r"], ["Dana Ortiz"]),
        (["kofi\r"], ["Kofi Mensah"]),
        (["7\r", "2\r"], ["Kofi Mensah"]),
        (["3\r", "ines costa\r", "m\r", "\r"], ["Ines Costa"]),
    ],
)
def test_with_several_partners_it_offers_the_list(
    run: Run, terminals: Callable[..., Terminal], answers: list[str], names: list[str]
) -> None:
    log = terminals("log", "-t", "Slow down")
    log.expect("Who with?  1 Dana Ortiz (last 19 Nov)   2 Kofi Mensah   3 somebody new   [1] ")
    log.type(answers[0])
    for question, answer in zip(
        ("Name: ", "[m]entor", "How often?") if names == ["Ines Costa"] else ("[1] ",),
        answers[1:],
        strict=False,
    ):
        log.expect(question)
        log.type(answer)
    assert log.end() == 0
    assert _with(run, "s2") == names


@at_prompt
@pytest.mark.usefixtures("several")
def test_at_forty_columns_the_list_has_a_line_each(terminals: Callable[..., Terminal]) -> None:
    log = terminals("log", "-t", "x", columns=40)
    log.expect("Who with?\r\n 1 Dana Ortiz (last 19 Nov)\r\n 2 Kofi Mensah\r\n")
    log.expect(" 3 somebody new\r\n[1] ")
    log.type(CTRL_D)
    assert log.end() == 130
    assert log.screen.endswith("\r\nNo answer came; nothing was changed.\r\n")


@pytest.mark.usefixtures("several")
def test_the_mentor_of_the_settings_is_meant_where_nobody_is_named(run: Run) -> None:
    refused = run("log", "-t", "x")
    assert (refused.code, refused.out) == (2, "")
    assert "mentorlog config set mentor kofi" in refused.err
    assert run("config", "set", "mentor", "zed").code == 1
    assert run("config", "set", "mentor", "kofi").out == "mentor  kofi\n"
    assert run("log", "-t", "x").code == 0
    assert _with(run, "s2") == ["Kofi Mensah"]
    run("mentorship", "end", "kofi")
    # One is left, so there is no doubt who it was with.
    ended = run("log", "-t", "x")
    assert "By the settings it is with Kofi Mensah, but that mentorship has ended." in ended.err
    assert _with(run, "s3") == ["Dana Ortiz"]


# Who else was there


@pytest.mark.usefixtures("several")
def test_a_name_alone_as_text_is_no_note_unasked(run: Run) -> None:
    refused = run("log", "kofi", "dana", "-t", "x")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        'Was Dana Ortiz there too, or is "dana" a note?\n'
        "hint: mentorlog log kofi -t x --with dana, or mentorlog log kofi -t x --note dana for the note\n"
    )
    assert run("session", "show", "s2").code == 1
    assert run("log", "-t", "x", "--", "kofi", "dana").code == 0
    assert (_with(run, "s2"), _session(run, "s2")["notes"]) == (["Kofi Mensah"], "dana")
    both = run("log", "kofi", "--with", "dana", "-t", "x")
    assert both.out == "Saved s3 with Kofi and Dana, who may both read it.  t3 takeaway\n"


@pytest.mark.usefixtures("several")
def test_a_day_and_a_length_may_stand_before_the_name(run: Run) -> None:
    assert run("log", "yesterday", "45m", "dana", "Ortiz", "It was late").code == 0
    made = _session(run, "last")
    assert (made["held_on"], made["minutes"], made["notes"]) == ("2026-11-21", 45, "It was late")
    assert _with(run, "last") == ["Dana Ortiz"]
    assert run("log", "last", "friday", "kofi", "-t", "x").code == 0
    assert _session(run, "last")["held_on"] == "2026-11-20"
    assert run("log", "1h", "kofi", "we", "met", "friday").code == 0
    made = _session(run, "last")
    assert (made["minutes"], made["notes"]) == (60, "we met friday")


@pytest.mark.usefixtures("several")
def test_a_time_of_day_is_no_length(run: Run) -> None:
    assert run("log", "kofi", "14:30").code == 0
    made = _session(run, "last")
    assert (made["notes"], made["minutes"]) == ("14:30", None)


@at_prompt
@pytest.mark.usefixtures("several")
def test_who_was_there_is_the_one_asked_about(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("mentor", "add", "Danae Wu")
    log = terminals("log", "kofi", "dana", "-t", "x")
    log.expect("Was Dana Ortiz there too? [")
    log.type("y\r")
    assert log.end() == 0
    assert sorted(_with(run, "s2")) == ["Dana Ortiz", "Kofi Mensah"]


@pytest.mark.usefixtures("several")
def test_a_name_that_two_people_have_is_not_guessed(run: Run) -> None:
    run("mentor", "add", "Dana Poe")
    alone = run("log", "kofi", "dana", "-t", "x")
    assert (alone.code, alone.out) == (1, "")
    assert alone.err.startswith('"dana" matches 2 people: Dana Ortiz (p3); Dana Poe (p4).')
    assert run("log", "kofi", "dana", "was", "late").out.endswith("note, private: dana was late\n")


@pytest.mark.usefixtures("several")
def test_a_whole_name_in_two_words_is_a_name(run: Run) -> None:
    run("mentor", "add", "Dana Poe")
    saved = run("log", "dana", "poe", "-t", "x")
    assert saved.out == "Saved s2 with Dana Poe.  t2 takeaway\n", saved.err
    assert run("log", "kofi", "mensah", "is", "late").out.endswith("private: mensah is late\n")


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    "text", [("Dana", "was", "late"), ("Dana was late",), ("Kofi", "spoke"), ("ortizs",), ("an",)]
)
def test_a_note_that_begins_with_a_name_stays_a_note(run: Run, text: tuple[str, ...]) -> None:
    saved = run("log", "kofi", *text)
    assert saved.out == f"Saved s2 with Kofi.  note, private: {' '.join(text)}\n"
    assert ("--with dana says who was there" in saved.err) is (text[:1] == ("Dana",))


@at_prompt
@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("text", "answer", "names", "notes"),
    [
        (("dana",), "n\r", ["Kofi Mensah"], "dana"),
        (("and", "dana"), "\r", ["Dana Ortiz", "Kofi Mensah"], None),
        (("dana", "was", "late"), "\r", ["Kofi Mensah"], "dana was late"),
        (("dana", "was", "late"), "y\r", ["Dana Ortiz", "Kofi Mensah"], "was late"),
    ],
)
def test_at_a_prompt_it_asks_whether_somebody_else_was_there(
    run: Run,
    terminals: Callable[..., Terminal],
    text: tuple[str, ...],
    answer: str,
    names: list[str],
    notes: str | None,
) -> None:
    log = terminals("log", "kofi", *text, "-t", "x")
    log.expect("Was Dana Ortiz there too? [")
    log.type(answer)
    assert log.end() == 0
    assert (sorted(_with(run, "s2")), _session(run, "s2")["notes"]) == (names, notes)


@at_prompt
@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("words", "answer", "names", "notes"),
    [
        (("kofi", "mensah", "dana", "ortiz", "and", "mia"), "\r", 3, None),
        (("kofi,", "dana,", "mia", "All are well"), "y\r", 3, "All are well"),
        (("kofi", "dana", "mia", "were", "late"), "\r", 1, "dana mia were late"),
        (("kofi", "dana", "mia", "were", "late"), "y\r", 3, "were late"),
    ],
)
def test_it_asks_once_for_all_who_are_named_in_a_row(
    run: Run,
    terminals: Callable[..., Terminal],
    words: tuple[str, ...],
    answer: str,
    names: int,
    notes: str | None,
) -> None:
    run("mentor", "add", "Mia Wong")
    log = terminals("log", *words, "-t", "x")
    log.expect("Were Dana Ortiz and Mia Wong there too? [")
    log.type(answer)
    assert log.end() == 0
    assert log.screen.count("there too?") == 1
    there = ["Dana Ortiz", "Kofi Mensah", "Mia Wong"] if names == 3 else ["Kofi Mensah"]
    assert (sorted(_with(run, "s2")), _session(run, "s2")["notes"]) == (there, notes)


@pytest.mark.usefixtures("several")
def test_names_in_a_row_are_no_note_unasked(run: Run) -> None:
    run("mentor", "add", "Mia Wong")
    refused = run("log", "kofi", "dana", "mia", "-t", "x")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        'Were Dana Ortiz and Mia Wong there too, or is "dana mia" a note?\n'
        "hint: mentorlog log kofi -t x --with dana --with mia,"
        ' or mentorlog log kofi -t x --note "dana mia" for the note\n'
    )
    said = run("log", "kofi", "dana", "mia", "were", "late")
    assert said.err.startswith(
        '"dana mia" are taken as words of your note; --with dana --with mia says who was there too.\n'
    )
    assert _session(run, "last")["notes"] == "dana mia were late"


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("typed", "said", "hint"),
    [
        (
            "yesterday dana --on friday -t x",
            "The day is told twice: yesterday and --on friday.",
            "dana --on friday -t x",
        ),
        (
            "yesterday 45m dana --on friday",
            "The day is told twice: yesterday and --on friday.",
            "45m dana --on friday",
        ),
        (
            "45m dana --duration 1h -t x",
            "How long it took is told twice: 45m and --duration 1h.",
            "dana --duration 1h -t x",
        ),
        ("yesterday great dana -t x", '"yesterday" is a day;', "dana great -t x --on yesterday"),
        ("yesterday for dana", '"yesterday" is a day;', "dana for --on yesterday"),
        (
            "kofi mensah dana yesterday -a 'Do it' --tag x",
            "Was Dana Ortiz there too",
            "kofi mensah yesterday -a 'Do it' --tag x --with dana",
        ),
        ("-t dana kofi dana", "Was Dana Ortiz there too", "-t dana kofi --with dana"),
    ],
)
def test_the_hint_of_a_refusal_keeps_all_words_and_works(
    run: Run, typed: str, said: str, hint: str
) -> None:
    refused = run("log", *shlex.split(typed))
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert f"hint: mentorlog log {hint}".replace("'", '"') in refused.err
    assert run("log", *shlex.split(hint)).code == 0


@pytest.mark.usefixtures("several")
def test_a_day_is_nobody_new(run: Run) -> None:
    refused = run("log", "yesterday", "great")
    assert "mentor add" not in refused.err
    assert "hint: mentorlog log WHO great --on yesterday\n" in refused.err
    run("config", "set", "mentor", "dana")
    assert "hint: mentorlog log dana great --on yesterday\n" in run("log", "yesterday", "great").err
    # A month may be somebody's name.
    assert "mentorlog mentor add June" in run("log", "june", "great").err


# On which day


@pytest.fixture
def planned(run: Run, on: On) -> None:
    """A session that was planned for 20 November, with the clock at 22 November."""
    run("mentor", "add", "Dana Ortiz", "--started", "2026-10-01")
    on("2026-11-18")
    run("session", "plan", "dana", "2026-11-20", "--topic", "Scope")
    on("2026-11-22")


@at_prompt
@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(
    ("answer", "day", "line"), [("\r", "2026-11-20", ()), ("n\r", "2026-11-22", ("-t", "x"))]
)
def test_a_session_planned_for_a_day_that_has_passed_is_offered(
    run: Run, terminals: Callable[..., Terminal], answer: str, day: str, line: tuple[str, ...]
) -> None:
    log = terminals("log", *line)
    log.expect("s1 was planned for Fri 20 Nov, Scope. Was it then? [Y/n] ")
    log.type(answer)
    if not line:
        log.expect("> ")
        log.type("Slow down\r")
        log.expect("> ")
        log.type("\r")
    assert log.end() == 0
    code = "s1" if day == "2026-11-20" else "s2"
    assert _session(run, code)["held_on"] == day
    assert ("s1, planned for Fri 20 Nov" in log.screen) is (code == "s2")


@pytest.mark.usefixtures("planned")
def test_without_a_prompt_it_says_that_it_stays_planned_and_what_to_type(run: Run) -> None:
    said = run("log", "dana", "-t", "x").err
    assert said == (
        "s1, planned for Fri 20 Nov with Dana Ortiz, stays planned.\n"
        "hint: mentorlog log dana --on 2026-11-20 says it was held,"
        " mentorlog session cancel s1 that it was not\n"
    )
    assert "as planned" in run("log", "dana", "-t", "x", "--on", "2026-11-20").out
    assert run("log", "dana", "-t", "x").err == ""


# Who reads it, and what was there before


def test_who_may_not_read_it_is_said(run: Run, on: On) -> None:
    on("2026-11-01")
    run("mentor", "add", "Dana Ortiz")
    run("mentor", "add", "Kofi Mensah")
    run("person", "add", "Zoe Lin")
    run("mentorship", "end", "kofi")
    on("2026-11-22")
    alone = run("log", "kofi", "-t", "x")
    assert alone.out == "Saved s1 with Kofi.  t1 takeaway\n"
    assert alone.err == (
        "The mentorship with Kofi Mensah ended on Sun 1 Nov; what is logged now is not for them to"
        " read.\nhint: mentorlog mentorship resume kofi takes it up again\n"
    )
    assert "x" not in run("session", "show", "s1", "--for", "kofi").out
    both = run("log", "dana", "--with", "zoe", "-t", "x")
    assert both.out == "Saved s2 with Dana and Zoe; Dana may read it.  t2 takeaway\n"
    assert both.err.startswith("Zoe Lin has no mentorship with you, so it is not for them to read.")
    assert run("log", "kofi", "-t", "x", "--private", "--new").err == ""


def test_what_replaces_something_is_told(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("log", "dana", "-t", "x", "--duration", "45m", "--topic", "Scope")
    again = run("log", "dana", "--duration", "1h", "--topic", "Saying no", "--mode", "video")
    assert again.out == "Added to s1 with Dana.  45 → 60 min · video · topic Scope → Saying no\n"


def test_a_name_inside_an_action_is_said(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    note = '"@dana" stays in the text: as the first word it would say whose it is.\n'
    assert run("log", "dana", "-a", "Ask @dana about it").err == note
    assert run("todo", "Ask @dana about it").err == note
    assert run("todo", "Call the bank with @dana").err == note
    assert run("todo", "Ask somebody@dana.example or @zed about it").err == ""


def test_the_usual_mentor_is_meant_by_report_and_since_too(run: Run) -> None:
    for name in ("Dana Ortiz", "Kofi Mensah"):
        run("mentor", "add", name)
        run("log", name, "-t", "x")
    asking = (("report",), ("since", "last-session"))
    assert [run(*argv).code for argv in asking] == [2, 2]
    run("config", "set", "mentor", "kofi")
    assert [run(*argv).code for argv in asking] == [0, 0]
    assert "to Kofi Mensah, " in run("report").out


def test_a_session_planned_for_another_day_is_named(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-11-01")
    run("session", "plan", "dana", "2026-11-22")
    assert run("log", "dana", "-t", "Open", "--on", "2026-11-21").err == (
        "s1 is still planned for Sun 22 Nov; if this was it, mentorlog session cancel s1 takes it away.\n"
    )
    run("session", "cancel", "s1")
    assert run("log", "dana", "-t", "Open", "--on", "2026-11-20").err == ""


@pytest.mark.usefixtures("several")
def test_when_how_long_and_how_one_met_is_told(run: Run) -> None:
    how = ("--at", "15:00", "--mode", "video", "--duration", "45m")
    first = run("log", "kofi", *how, "--topic", "Pay", "-t", "Ask", "--public")
    assert (
        first.out
        == "Saved s2 with Kofi, public.  15:00 · 45 min · video · topic: Pay · t2 takeaway\n"
    )
    assert (
        run("log", "kofi", *how, "-t", "Wait").out
        == "Added to s2 with Kofi, public.  t3 takeaway\n"
    )
    run("session", "plan", "dana", "today")
    planned = run("log", "dana", *how)
    assert planned.out == "Saved s3 with Dana, as planned.  15:00 · 45 min · video\n"
    document = "---\nwith: Dana\ndate: 2026-11-20\ntime: 9:30\nminutes: 30\n---\nA note\n"
    assert run("log", "-", stdin=document).out == (
        "Saved s4 with Dana, Fri 20 Nov.  09:30 · 30 min · private notes\n"
    )


@pytest.mark.usefixtures("several")
def test_a_day_alone_behind_the_name_is_the_sessions(run: Run) -> None:
    for words, held_on in [
        (("dana", "yesterday"), "2026-11-21"),
        (("dana", "ortiz", "last", "friday"), "2026-11-20"),
        (("kofi", "18", "nov"), "2026-11-18"),
        (("dana", "we", "talked", "yesterday"), "2026-11-22"),
        (("dana", "--", "yesterday"), "2026-11-22"),
        (("dana", "may"), "2026-11-22"),
    ]:
        more = () if "--" in words else ("-t", "x")
        assert run("log", *words, *more).code == 0
        assert _session(run, "last")["held_on"] == held_on
        run("undo")
    assert run("log", "dana", "tomorrow", "-t", "x").err.endswith(
        "hint: mentorlog session plan dana tomorrow\n"
    )


@at_prompt
@pytest.mark.usefixtures("several")
def test_the_prompt_opens_on_the_day_behind_the_name(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    log = terminals("log", "dana", "yesterday")
    log.expect("Dana Ortiz, Sat 21 Nov. One line each")
    log.type("Slow down\r\r")
    assert log.end() == 0
    assert _session(run, "last")["held_on"] == "2026-11-21"


@at_prompt
@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("argv", "keys", "asked"),
    [
        (("log", "-t", "Slow down"), "", "[1] "),
        (("log", "-t", "Slow down"), "3\r", "Name: "),
        (("log",), "1\r", "> "),
        (("check-in",), "", "> "),
        (("ask", "dana"), "", "Dana Ortiz? "),
    ],
)
def test_what_is_said_after_ctrl_c_at_a_question_begins_a_line(
    run: Run, terminals: Callable[..., Terminal], argv: tuple[str, ...], keys: str, asked: str
) -> None:
    run("goal", "add", "Speak")
    question = terminals(*argv)
    if keys:
        question.expect("[1] ")
        question.type(keys)
    question.expect(asked)
    assert question.stop() == 130
    behind = question.screen.rpartition(asked)[2].replace("^C", "")
    assert behind.startswith("\r\n") and not behind.startswith("\r\n\r\n"), question.screen
    assert question.screen.rstrip().rpartition("\n")[2]


@at_prompt
@pytest.mark.usefixtures("several")
def test_a_draft_of_nobody_says_how_it_is_saved_and_with_whom_it_goes_on(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    log = terminals("log", "-t", "Slow down", columns=200)
    log.expect("[1] ")
    assert log.stop() == 130
    (path,) = (home / "drafts").iterdir()
    assert f"hint: mentorlog log WHO - < {path} saves it" in log.screen
    text = path.read_text(encoding="utf-8")
    assert run("log", "-", stdin=text).code == 2
    log = terminals("log")
    log.expect("[c] ")
    log.type("\r")
    log.expect("[1] ")
    log.type("2\r")
    log.expect("Kofi Mensah, today, Sun 22 Nov.")
    log.expect("> ")
    assert log.stop() == 130
    assert run("log", "dana", "-", stdin=text).code == 0
    assert _with(run, "s2") == ["Dana Ortiz"]


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("words", "held_on", "notes"),
    [
        (("dana", "yesterday:", "She", "will", "sponsor"), "2026-11-21", "She will sponsor"),
        (("dana", "fri", "15:00:", "It went well"), "2026-11-20", "It went well"),
        (("dana", "yesterday: Next: a demo"), "2026-11-21", "Next: a demo"),
        (("yesterday", "dana:", "a demo"), "2026-11-21", "a demo"),
        (("dana", "ortiz", "yesterday", "45m:", "a demo"), "2026-11-21", "a demo"),
        (("dana", "We", "met", "yesterday:", "a demo"), "2026-11-22", "We met yesterday: a demo"),
        (("dana", "Decided:", "a demo"), "2026-11-22", "Decided: a demo"),
        (("dana", "--", "yesterday: a demo"), "2026-11-22", "yesterday: a demo"),
        (("dana", "yesterday:", "a demo", "--on", "fri"), "2026-11-20", "yesterday: a demo"),
    ],
)
def test_a_day_before_a_colon_is_the_sessions(
    run: Run, words: tuple[str, ...], held_on: str, notes: str
) -> None:
    assert run("log", *words).code == 0
    logged = _session(run, "last")
    assert (logged["held_on"], logged["notes"]) == (held_on, notes)
    assert logged["time"] == ("15:00" if "15:00:" in words else None)
    assert logged["notes_visibility"] == "private"


def test_a_day_needs_no_name_where_there_is_one_partner(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
    for words in (
        ("yesterday:", "Dana", "will", "sponsor"),
        ("yesterday: Dana will sponsor",),
        ("yesterday", "-n", "Dana will sponsor"),
        ("yesterday", "45m", "-n", "Dana will sponsor"),
    ):
        assert run("log", *words).out.startswith("Saved s")
        logged = _session(run, "last")
        assert (logged["held_on"], logged["notes"]) == ("2026-11-21", "Dana will sponsor")
        run("undo")
    run("peer", "add", "Kofi Mensah")
    assert run("log", "yesterday:", "a demo").err.startswith("Who is meant is not clear")


@pytest.mark.usefixtures("several")
def test_a_long_note_is_read_at_once(run: Run) -> None:
    started = time.process_time()
    run("log", "dana", *("these are words " * 1500).split())
    assert time.process_time() - started < 2
