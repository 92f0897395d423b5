"""``check-in``: steps, what counts besides the reading, and the walk at a real prompt."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import CTRL_D, Terminal

if TYPE_CHECKING:
    from tests.conftest import Once, Run

at_prompt = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")


def _shown(run: Run, reference: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("goal", "show", reference, "--json").out)
    return found


# Steps


@pytest.mark.parametrize(
    ("words", "said", "progress"),
    [
        (("40", "+5"), "40 → 45 %", 45),
        (("40", "-5"), "40 → 35 %", 35),
        (("40", "-5%"), "40 → 35 %", 35),
        (("0.1", "+0.2"), "0.1 → 0.3 %", 0.3),
        (("+5",), "5 %", 5),
        (("40", "40"), "still 40 %", 40),
    ],
)
def test_a_number_with_a_sign_is_a_step(
    run: Run, words: tuple[str, ...], said: str, progress: float
) -> None:
    run("goal", "add", "Speak")
    out = ""
    for each in words:
        out = run("check-in", "g1", each).out
    assert out == f"g1  Speak · {said}\n"
    assert _shown(run, "g1")["progress"] == progress


def test_a_step_counts_from_the_reading_of_that_day_and_person(run: Run) -> None:
    run("goal", "add", "Speak", "--start", "2026-11-01")
    run("mentor", "add", "Dana Ortiz")
    run("check-in", "g1", "20", "--on", "2026-11-02")
    run("check-in", "g1", "60")
    run("check-in", "g1", "10", "--reported-by", "dana")
    late = run("check-in", "g1", "+5", "--on", "2026-11-10").out
    assert late == "g1  Speak · 25 % on Tue 10 Nov, still 60 % since Sun 22 Nov\n"
    theirs = run("check-in", "g1", "+5", "--reported-by", "dana").out
    assert theirs == "g1  Speak · Dana Ortiz reads 15 %, beside your 60 %\n"


def test_a_metric_takes_steps_unless_it_runs_below_zero(run: Run) -> None:
    run("goal", "add", "Talks", "--metric", "1..5", "--unit", "talks")
    run("goal", "add", "Warmth", "--metric", "-10..10")
    assert run("check-in", "g1", "+1").out == "g1  Talks · 2 talks, now 25 %\n"
    assert run("check-in", "g1", "+2").out == "g1  Talks · 2 → 4 talks, now 75 %\n"
    assert run("check-in", "g2", "-5").out == "g2  Warmth · -5, now 25 %\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("+50", 'Cannot read "+50" as a step: from 60 it leads to 110'),
        ("-61", 'Cannot read "-61" as a step: from 60 it leads to -1'),
        ("--nota", "No such option: --nota"),
    ],
)
def test_a_step_out_of_range_is_refused(run: Run, words: str, sentence: str) -> None:
    run("goal", "add", "Speak")
    run("check-in", "g1", "60")
    ended = run("check-in", "g1", words)
    assert (ended.code, ended.out) == (2, "")
    assert sentence in ended.err
    assert _shown(run, "g1")["progress"] == 60


def test_a_percentage_is_not_taken_for_so_many_talks(run: Run) -> None:
    run("goal", "add", "Talks", "--metric", "0..2", "--unit", "talks")
    ended = run("check-in", "g1", "60%")
    assert (ended.code, ended.err) == (
        2,
        'Cannot read "60%" as a value of the metric: the goal counts talks from 0 to 2.\n'
        "hint: these work: 1.2\n",
    )


# What counts besides


def test_milestones_count_and_the_reading_is_kept_beside(run: Run) -> None:
    run("goal", "add", "Meetup talk")
    for title in ("Proposal", "Slides", "Dry run"):
        run("milestone", "add", "g1", title)
    run("milestone", "done", "m1")
    assert " ".join(run("check-in", "meetup", "60").out.split()) == (
        "g1 Meetup talk · still 33 %: its milestones count (1 of 3). Your 60 % is kept beside."
    )
    for looked in (("timeline",), ("goal", "history", "g1"), ("report", "--for", "me")):
        shown = run(*looked).out
        assert "kept beside" in shown, looked
        assert "60 % kept beside" in shown.replace("%,", "%") or looked[0] == "goal"
        assert "→ 60 %" not in shown, looked
    assert "60 %" not in run("since", "yesterday").out
    run("mentor", "add", "Dana Ortiz")
    stuck = run("check-in", "g1", "33", "--note", "Stuck: no slot").out
    assert "g1  Meetup talk · stuck · still 33 %" in stuck
    assert "Dana's 50 % is kept" in run("check-in", "g1", "50", "--reported-by", "dana").out


# The walk


@at_prompt
def test_a_goal_that_is_stuck_stays_as_it_is_and_a_metric_shows_its_scale(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Lead")
    run("milestone", "add", "g1", "Plan", "--due", "2026-11-30")
    run("check-in", "g1", "30")
    run("milestone", "done", "m1")
    run("goal", "add", "Estimate", "--metric", "60..20", "--unit", "percent off")
    walk = terminals("check-in")
    for goal, answer in (
        ("g1  Lead · 100 % (1 of 1 milestone)", "s No slot\r"),
        ("g2  Estimate · no number yet, 60 → 20 percent off, on track", "stuck, nobody counts\r"),
    ):
        walk.expect(goal)
        walk.expect("> ")
        walk.type(answer)
    assert walk.end() == 0
    said = " ".join(walk.screen.split())
    assert "g1 stuck at 100 % (1 of 1 milestone) “No slot”, g2 stuck “nobody counts”" in said


@at_prompt
def test_a_goal_of_milestones_is_stuck_where_these_stand(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Lead")
    for title in ("Plan", "Build", "Ship"):
        run("milestone", "add", "g1", title)
    run("milestone", "done", "m1")
    walk = terminals("check-in")
    walk.expect("> ")
    walk.type("s\r")
    walk.expect("What holds it up? > ")
    walk.type("\r")
    walk.expect("Nothing was noted: a stuck goal needs a word on why.")
    assert walk.end() == 0
    walk = terminals("check-in")
    walk.expect("> ")
    walk.type("s No slot\r")
    walk.expect("Checked in: g1 stuck at 33 % (1 of 3 milestones)")
    assert walk.end() == 0


@pytest.mark.parametrize(
    ("words", "value", "confidence", "note"),
    [
        ("60 confidence 7", "60", 7, None),
        ("60, Confidence 7/10: he accepted", "60", 7, "he accepted"),
        ("60 he accepted, confidence 7.", "60", 7, "he accepted"),
        ("60 7", "60", 7, None),
        ("confidence 7", None, 7, None),
        ("60 he accepted", "60", None, "he accepted"),
        ("60 my confidence 7 of them lost", "60", None, "my confidence 7 of them lost"),
        ("60 70", "60", None, "70"),
        ("60 percent, he accepted", "60", None, "he accepted"),
        ("60 % confidence 7", "60", 7, None),
        ("60 percentage points", "60", None, "percentage points"),
        ("60 he accepted (confidence 7)", "60", 7, "he accepted"),
        ("60 read on (page 3, confidence 7)", "60", None, "read on (page 3, confidence 7)"),
        ("60 (confidence 7)", "60", 7, None),
        ("60 I want more confidence 3", "60", None, "I want more confidence 3"),
        ("60 so she said: confidence 10", "60", None, "so she said: confidence 10"),
        ("30, 5, he accepted", "30", 5, "he accepted"),
        ("30 5, he accepted", "30", None, "5, he accepted"),
        ("30, 12, he accepted", "30", None, "12, he accepted"),
    ],
)
def test_how_sure_one_is_may_follow_the_number(
    run: Run, words: str, value: str | None, confidence: int | None, note: str | None
) -> None:
    run("goal", "add", "Lead")
    out = run("check-in", "g1", *words.split()).out
    assert (f"confidence {confidence}" in out) is (confidence is not None)
    last = json.loads(run("goal", "history", "g1", "--json").out)["history"][-1]
    assert (last["new"], last["confidence"], last["note"]) == (value, confidence, note)


@pytest.mark.parametrize(
    "words",
    [
        ("6", "!private"),
        ("6", "secret", "!private", "confidence", "2"),
        ("6 secret !private",),
        ("6, secret (!private)",),
        ("6", "-"),
    ],
)
def test_private_behind_the_number_hides_the_reading(run: Run, words: tuple[str, ...]) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Lead", "--public")
    assert run("check-in", "g1", *words, stdin="secret !private").out.endswith("private\n")
    for who in ("dana", "manager"):
        shown = run("goal", "history", "g1", "--for", who).out
        assert "secret" not in shown
        assert "6%" not in shown
    assert "!private" not in run("goal", "history", "g1").out


def test_a_dash_behind_the_number_is_standard_input(run: Run) -> None:
    run("goal", "add", "Lead")
    run("check-in", "g1", "6", "-", stdin="it moves\n")
    assert (
        json.loads(run("goal", "history", "g1", "--json").out)["history"][-1]["note"] == "it moves"
    )


def test_the_unit_of_a_metric_may_follow_the_number(run: Run) -> None:
    run("goal", "add", "Speak", "--metric", "0..3", "--unit", "talks")
    run("check-in", "g1", "1", "talk,", "in", "Porto")
    run("check-in", "g1", "2", "talkative", "people")
    assert "confidence 7" in run("check-in", "g1", "3", "talks", "7").out
    history = json.loads(run("goal", "history", "g1", "--json").out)["history"]
    assert [each["note"] for each in history[1:]] == ["in Porto", "talkative people", None]
    assert run("check-in", "g1", "50", "%").err.startswith('Cannot read "50%" as a value of the')


@pytest.mark.parametrize(
    ("words", "note", "confidence"),
    [
        ("1 module one: myself as a leader", "module one: myself as a leader", None),
        ("1 modules are hard", "modules are hard", None),
        ("1 module", None, None),
        ("1 Modules.", None, None),
        ("1 module: myself as a leader", "myself as a leader", None),
        ("1 module; done", "done", None),
        ("1 module confidence 7", None, 7),
        ("1 module (confidence 7)", None, 7),
        ("1 module, confidence 7 and tired", "and tired", 7),
    ],
)
def test_a_unit_before_other_words_is_one_of_the_note(
    run: Run, words: str, note: str | None, confidence: int | None
) -> None:
    run("goal", "add", "Lead", "--metric", "0..5", "--unit", "modules")
    assert run("check-in", "g1", *words.split()).code == 0
    last = json.loads(run("goal", "history", "g1", "--json").out)["history"][-1]
    assert (last["new"], last["note"], last["confidence"]) == ("1", note, confidence)


@at_prompt
def test_the_walk_keeps_a_unit_before_other_words(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Lead", "--metric", "0..5", "--unit", "modules")
    walk = terminals("check-in")
    walk.expect("> ")
    walk.type("1 module one: myself as a leader\r")
    walk.expect("Checked in: g1")
    assert walk.end() == 0
    last = json.loads(run("goal", "history", "g1", "--json").out)["history"][-1]
    assert last["note"] == "module one: myself as a leader"


def test_a_day_alone_behind_the_number_is_the_readings(run: Run) -> None:
    run("goal", "add", "Lead", "--start", "2026-01-05")
    assert run("check-in", "g1", "60", "yesterday").out == "g1  Lead · 60 % on Sat 21 Nov\n"
    assert "on Fri 20 Nov" in run("check-in", "g1", "50", "20", "nov").out
    run("check-in", "g1", "65", "accepted", "yesterday")
    last = json.loads(run("goal", "history", "g1", "--json").out)["history"][-1]
    assert (last["happened_on"], last["note"]) == ("2026-11-22", "accepted yesterday")
    assert run("check-in", "g1", "none", "yesterday").code == 0


def test_an_option_says_how_sure_one_is_before_a_word_does(run: Run) -> None:
    run("goal", "add", "Lead")
    out = run("check-in", "g1", "60", "confidence", "7", "--confidence", "5").out
    assert out == "g1  Lead · 60 %, confidence 5 · “confidence 7”\n"
    assert "confidence 7" in run("goal", "history", "g1").out
    assert run("check-in", "g1", "60", "confidence", "12").code == 2


def test_a_note_or_a_confidence_alone_is_told_of_a_goal(run: Run) -> None:
    run("goal", "add", "Lead")
    assert run("check-in", "g1", "--note", "Met Lee").out == "g1  Lead · noted · “Met Lee”\n"
    assert run("check-in", "g1", "--confidence", "4").out == "g1  Lead · noted, confidence 4\n"
    assert run("check-in", "g1").code == 2


@at_prompt
def test_the_walk_reads_how_sure_one_is(run: Run, terminals: Callable[..., Terminal]) -> None:
    for title in ("Lead", "Speak", "Write"):
        run("goal", "add", title)
    walk = terminals("check-in")
    for answer in (
        "60 confidence 12",
        "60 confidence 7",
        "s no slot, confidence 2",
        "confidence 5",
    ):
        walk.expect("> ")
        walk.type(f"{answer}\r")
    assert walk.end() == 0
    said = " ".join(walk.screen.split())
    assert "g1 60 % (confidence 7), g2 stuck “no slot” (confidence 2), g3 noted" in said
    assert "Confidence runs from 0 to 10, and 12 is outside." in walk.screen


@at_prompt
def test_a_number_before_the_words_of_a_note_is_asked_about(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    for title in ("Lead", "Speak", "Write"):
        run("goal", "add", title)
    walk = terminals("check-in")
    for answer, key in (
        ("20 4 said no twice this week", "y"),
        ("30 5 people came", ""),
        ("40 4th try", None),
    ):
        walk.expect("> ")
        walk.type(f"{answer}\r")
        if key is not None:
            walk.expect("as your confidence? [y/N] ")
            walk.type(f"{key}\r")
    assert walk.end() == 0
    assert (
        "Checked in: g1 20 % “said no twice this week” (confidence 4), g2 30 % “5 people came”,"
        " g3 40 % “4th try”" in " ".join(walk.screen.split())
    )
    assert walk.screen.count("as your confidence?") == 2
    one = terminals("check-in", "g1", "30", "7 likely", "--private")
    one.expect("7 as your confidence? [y/N] ")
    one.type("y\r")
    assert one.end() == 0
    assert "20 → 30 %, confidence 7 · “likely” · private" in one.screen


@at_prompt
def test_a_long_note_is_cut_in_the_receipt_of_the_walk(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Lead")
    walk = terminals("check-in", columns=40)
    walk.expect("> ")
    walk.type(f"20 {'she said no again ' * 5}\r")
    assert walk.end() == 0
    assert "Checked in: g1 20 % “she said no again she s…”" in " ".join(walk.screen.split())
    assert " ".join(run("goal", "history", "g1").out.split()).count("no again") == 5


@at_prompt
def test_words_without_a_number_are_a_note_in_the_walk(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Lead")
    walk = terminals("check-in")
    for answer in ("half", "about half done, confidence 6"):
        walk.expect("> ")
        walk.type(f"{answer}\r")
    walk.expect("Checked in: g1 noted “about half done” (confidence 6)")
    assert walk.end() == 0
    assert 'Cannot read "half" as a percentage.' in walk.screen
    assert "about half done" in run("goal", "history", "g1").out
    assert run("check-in", "lead", "the", "team", "60").code == 2


def test_a_note_without_a_number_is_no_reading(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Lead", "--start", "2026-01-05", "--public")
    run("milestone", "add", "g1", "Plan")
    run("milestone", "done", "m1", "--on", "2026-04-01")
    run("check-in", "g1", "60", "--on", "2026-03-02")
    stuck = ("check-in", "g1", "stuck", "--note", "no slot")
    assert run(*stuck, "--on", "2026-04-19").out == (
        "g1  Lead · stuck at 100 % (1 of 1 milestone) on Sun 19 Apr · “no slot” · public,\nwithout its note\n"
    )
    run("milestone", "add", "g1", "Ship")
    for argv in (("goal", "show", "g1"), ("status",), ("report", "--for", "dana")):
        assert "says 100 %" not in run(*argv).out, argv
        assert "check-in 100" not in run(*argv).out, argv
    (last,) = json.loads(run("goal", "history", "g1", "--json").out)["history"][-2:-1]
    assert (last["field"], last["new"], last["percent"]) == ("progress", None, None)
    for argv in (("goal", "history", "g1"), ("timeline", "--all"), ("since", "2026-04-01")):
        assert "stuck: no slot" in run(*argv).out.replace("Stuck", "stuck"), argv
    assert "19 Apr" not in run("timeline", "--for", "manager", "--all").out


def test_a_note_without_a_number_tells_nothing_of_a_private_reading(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Get promoted", "--public")
    run("check-in", "g1", "60")
    run("check-in", "g1", "10", "--private", "--note", "Hopeless")
    for reader in ("dana", "manager"):
        shown = json.loads(run("goal", "show", "g1", "--for", reader, "--json").out)
        assert shown["progress"] == 60


def test_a_note_without_a_number_leaves_anothers_reading_where_it_counts(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Read", "--metric", "-10..10", "--unit", "degrees")
    run("check-in", "g1", "-4", "--reported-by", "dana")
    assert "stuck at -4 degrees" in run("check-in", "g1", "stuck", "--note", "Cold").out
    assert _shown(run, "1")["value"] == "-4"


def test_a_reading_of_a_mentees_goal_says_that_the_mentee_may_read_it(run: Run) -> None:
    run("mentee", "add", "Ada Lin")
    run("goal", "add", "Speak", "--owner", "ada")
    read = run("check-in", "g1", "40", "--reported-by", "me").out
    assert read.startswith("g1  Speak · Priya Nair reads 40 % · Ada may read it")
    private = run("check-in", "g1", "30", "--reported-by", "me", "--private").out
    assert "may read it" not in private


def test_a_step_begins_at_the_last_reading_also_where_milestones_count(run: Run) -> None:
    run("goal", "add", "Lead", "--start", "2026-01-05")
    run("check-in", "g1", "10", "--on", "2026-01-06")
    for title in ("Plan", "Build"):
        run("milestone", "add", "g1", title)
    run("milestone", "done", "m1", "--on", "2026-03-05")
    assert "Your 30 % is kept beside" in run("check-in", "g1", "+20").out
    assert "Your 25 % is kept beside" in run("check-in", "g1", "-5").out


def test_a_step_that_others_read_begins_at_no_private_reading(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Lead")
    run("check-in", "g1", "60", "--on", "2026-11-20")
    run("check-in", "g1", "10", "--private", "--on", "2026-11-21")
    assert "15 %" in run("check-in", "g1", "+5", "--private").out
    told = run("check-in", "g1", "+5")
    assert "60 → 65 %" in told.out
    assert told.err == (
        "+5 is counted from 60 %: the reading before it, 15 %, is private.\n"
        "hint: mentorlog check-in g1 20 counts from that one\n"
    )
    assert run("check-in", "g1", "+5").err == ""
    run("check-in", "g1", "98", "--private")
    out_of_range = run("check-in", "g1", "+5").err
    assert "98 %, is private." in out_of_range
    assert "hint" not in out_of_range


def test_a_step_of_a_metric_says_from_which_value_it_counts(run: Run) -> None:
    run("goal", "add", "Talks", "--metric", "1..9", "--unit", "talks")
    run("goal", "add", "Warmth", "--metric", "-10..10")
    for goal in ("g1", "g2"):
        run("check-in", goal, "3", "--private", "--note", "Nobody knows")
    told = run("check-in", "g1", "+1")
    assert "2 talks" in told.out
    assert told.err.startswith("+1 is counted from 1: the reading before it, 3, is private.\n")
    assert "check-in g1 4 counts" in told.err
    assert run("check-in", "g2", "+5").err == ""  # the sign is the metric's


@at_prompt
def test_a_confidence_given_before_the_prompt_is_saved_with_enter(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak")
    run("check-in", "g1", "40")
    walk = terminals("check-in", "g1", "--confidence", "7")
    walk.expect("> ")
    walk.type("\r")
    walk.expect("still 40 %")
    assert walk.end() == 0
    assert _shown(run, "1")["confidence"] == 7


@pytest.mark.usefixtures("goals")
def test_a_goal_says_that_it_is_stuck_until_it_moves(run: Run, on: Callable[[str], None]) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "edit", "g2", "--with", "dana")
    run("log", "dana", "-t", "Slow down")
    on("2026-11-23")
    assert (
        "g2  Lead the migration · stuck at 40 %"
        in run("check-in", "g2", "+0", "--note", "stuck: Finance is silent").out
    )
    for argv in ((), ("status",), ("goal",), ("prep", "dana")):
        assert re.search(
            "g2 +.*Lead the migration.* at risk −[0-9]+%, stuck$", run(*argv).out, re.MULTILINE
        )
    assert "Lead the migration: Finance is silent" in run("prep", "dana").out
    assert "stuck: Finance is silent" in run("goal", "show", "g2").out
    for argv in (("goal", "history", "g2"), ("timeline",), ("since", "2026-11-23"), ("report",)):
        assert "stuck: Finance is silent" in run(*argv).out
    assert re.search(" g2 +Lead the migration: .*, stuck$", run("review", "dana").out, re.MULTILINE)
    assert json.loads(run("goal", "show", "g2", "--json").out)["stuck"] == "Finance is silent"
    run("check-in", "g2", "50")
    assert "stuck" not in run("status").out + run("prep", "dana").out


@pytest.mark.usefixtures("goals")
def test_who_may_not_read_the_note_is_not_told_that_a_goal_is_stuck(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "edit", "g2", "--with", "dana", "--public")
    run("check-in", "g2", "+0", "--note", "Stuck: Finance is silent")
    assert ", stuck\n" in run("status", "--for", "dana").out
    assert "tuck" not in run("status", "--for", "manager").out
    run("check-in", "g2", "+0", "--note", "Stuck: Dana is silent", "--private")
    assert "Dana is silent" in run("goal", "show", "g2").out
    assert "Finance is silent" in run("goal", "show", "g2", "--for", "dana").out


@pytest.fixture
def goals(run: Run, once: Once) -> None:
    """Three goals, the first of which is the most pressing."""

    def write() -> None:
        run("goal", "add", "Write the guide", "--start", "2026-01-01", "--by", "2026-11-13")
        run("goal", "add", "Lead the migration", "--start", "2026-01-01", "--by", "2026-12-01")
        run("goal", "add", "Speak")
        run("check-in", "g2", "40")

    once("goals", write)


@at_prompt
@pytest.mark.usefixtures("goals")
def test_the_walk_asks_for_each_goal_and_undo_takes_back_each_answer(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    walk = terminals("check-in")
    walk.expect("Enter keeps")
    walk.expect("g1  Write the guide · no number yet, overdue 9d")
    walk.expect("> ")
    walk.type("80 outline done\r")
    walk.expect("g2  Lead the migration · 40 %, at risk")
    walk.expect("> ")
    walk.type("forty\r")
    walk.expect('Cannot read "forty" as a percentage')
    walk.expect("> ")
    walk.type("s\r")
    walk.expect("What holds it up? > ")
    walk.type("Finance is silent\r")
    walk.expect("g3  Speak")
    walk.expect("> ")
    walk.type("\r")
    assert walk.end() == 0
    said = " ".join(walk.screen.split())
    assert (
        "Checked in: g1 80 % “outline done”, g2 stuck at 40 % “Finance is silent” · 1 kept" in said
    )
    assert " last one back: mentorlog undo · all 2: mentorlog undo 2\r\n" in walk.screen
    assert "Stuck: Finance is silent" in run("goal", "history", "g2").out
    assert "outline done" in run("goal", "history", "g1").out
    run("undo")
    assert "Finance is silent" not in run("goal", "history", "g2").out
    assert _shown(run, "g1")["progress"] == 80


@at_prompt
@pytest.mark.usefixtures("goals")
@pytest.mark.parametrize(("keys", "code"), [("q\r", 0), (CTRL_D, 0), ("", 130)])
def test_the_walk_may_end_early_and_keeps_what_was_answered(
    run: Run, terminals: Callable[..., Terminal], keys: str, code: int
) -> None:
    walk = terminals("check-in")
    walk.expect("> ")
    walk.type("+5\r")
    walk.expect("g2  Lead")
    walk.expect("> ")
    if keys:
        walk.type(keys)
    assert (walk.end() if keys else walk.stop()) == code
    assert "Checked in: g1 5 % " in walk.screen
    assert " back: mentorlog undo\r\n" in walk.screen
    assert _shown(run, "g1")["progress"] == 5
    assert _shown(run, "g2")["progress"] == 40


@at_prompt
@pytest.mark.usefixtures("goals")
def test_a_goal_that_somebody_closed_meanwhile_gets_a_sentence_and_the_walk_goes_on(
    run: Run, home: Path, terminals: Callable[..., Terminal]
) -> None:
    walk = terminals("check-in")
    walk.expect("g1  Write")
    walk.expect("> ")
    run("goal", "close", "g1", "--as", "achieved", "--on", "yesterday")
    run("goal", "delete", "g2", "--yes")
    walk.type("90 Two reviews are in\r")
    walk.expect("What you typed is kept in")
    walk.expect('g1 "Write the guide" was closed as achieved on Sat 21 Nov.')
    walk.expect('No goal matches "g2".')
    walk.expect("g3  Speak")
    walk.expect("> ")
    walk.type("30\r")
    assert walk.end() == 0
    assert "Checked in: g3 30 %" in walk.screen
    (kept,) = (home / "drafts").iterdir()
    assert (kept.name, kept.read_text("utf-8")) == (
        "2026-11-22-check-in-1.md",
        "Two reviews are in",
    )


@at_prompt
@pytest.mark.usefixtures("goals")
@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        (("--reported-by", "dnaa"), 'No person matches "dnaa".'),
        (("--confidence", "11"), "Confidence runs from 0 to 10, and 11 is outside."),
    ],
)
def test_what_is_wrong_for_every_goal_is_said_before_the_first_question(
    terminals: Callable[..., Terminal], option: tuple[str, ...], sentence: str
) -> None:
    walk = terminals("check-in", "g1", *option)
    assert walk.end() != 0
    assert sentence in walk.screen
    assert "Enter keeps" not in walk.screen


@pytest.mark.usefixtures("goals")
@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        ((), "mentorlog check-in G VALUE, as in check-in g2 60, or +5"),
        (("g1",), "mentorlog check-in g1 VALUE, as in check-in g1 60, or +5"),
        (("--note", "x"), "mentorlog check-in G VALUE --note TEXT"),
    ],
)
def test_without_a_terminal_the_goal_and_its_value_are_needed(
    run: Run, argv: tuple[str, ...], hint: str
) -> None:
    ended = run("check-in", *argv)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith(f"hint: {hint}\n")


@at_prompt
@pytest.mark.usefixtures("goals")
def test_at_forty_columns_nothing_breaks_inside_a_word(
    terminals: Callable[..., Terminal],
) -> None:
    walk = terminals("check-in", columns=40)
    walk.expect("> ")
    walk.type("s\r")
    walk.expect("What holds it up? > ")
    walk.type("\r")
    walk.expect("> ")
    walk.type("q\r")
    assert walk.end() == 0
    assert max(map(len, walk.screen.replace("\r", "").split("\n"))) <= 40


@at_prompt
@pytest.mark.usefixtures("goals")
def test_one_goal_without_a_value_is_asked_for_and_gets_its_whole_receipt(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("milestone", "add", "g2", "Dry run")
    walk = terminals("check-in", "g2")
    walk.expect("g2  Lead the migration · 0 % (0 of 1 milestone), at risk")
    walk.expect("your 40 % is kept beside")
    walk.expect("> ")
    walk.type("-10\r")
    assert walk.end() == 0
    assert "still 0 %: its milestones count (0 of 1). Your 30 %" in walk.screen


@at_prompt
def test_who_has_no_goal_is_asked_for_those_of_mentees(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("mentee", "add", "Sam Lee")
    run("goal", "add", "Lead a team", "--owner", "sam")
    walk = terminals("check-in")
    walk.expect("g1  Sam: Lead a team · no number yet, on track")
    walk.expect("> ")
    walk.type("30\r")
    assert walk.end() == 0
    shown = _shown(run, "g1")
    assert (shown["own_progress"], shown["mentor_progress"]) == (30, None)


# What was wrong


@at_prompt
def test_ctrl_c_in_the_walk_says_that_only_earlier_answers_are_saved(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    for title in ("Speak", "Write"):
        run("goal", "add", title)
    walk = terminals("check-in")
    walk.expect("> ")
    walk.type("20 Fine\r")
    walk.expect("g2  Write")
    walk.expect("> ")
    walk.type("s\r")
    walk.expect("What holds it up? > ")
    assert walk.stop() == 130
    assert "Interrupted; what was answered before is saved." in walk.screen


def _readings(run: Run) -> list[tuple[str, str, str | None, int | None]]:
    told = json.loads(run("goal", "history", "1", "--json").out)["history"]
    return [
        (each["happened_on"], each["new"], each["note"], each["confidence"])
        for each in told
        if each["field"] == "progress"
    ]


def test_a_reading_is_taken_away_and_comes_back(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak", "--start", "2026-11-01")
    run("check-in", "1", "40", "--on", "2026-11-18")
    run("check-in", "1", "70", "--on", "2026-11-18", "--reported-by", "dana")
    run("check-in", "1", "60", "--note", "Two said yes")
    assert run("check-in", "1", "none").out == (
        'g1  Speak · 60 % of Sun 22 Nov taken back · with its note "Two said yes" · now\n40 %\n'
    )
    gone = run("check-in", "1", "none")
    assert gone.code == 1
    assert 'g1 "Speak" has no check-in of Sun 22 Nov.' in gone.err
    run("check-in", "1", "none", "--on", "2026-11-18", "--reported-by", "dana")
    assert [new for _, new, *_ in _readings(run)] == ["40"]
    run("undo", "2")
    assert [new for _, new, *_ in _readings(run)] == ["40", "70", "60"]


def test_a_reading_told_twice_says_how_the_last_one_goes(run: Run) -> None:
    run("goal", "add", "Speak")
    assert "twice" not in run("check-in", "1", "40", "--on", "2026-11-20", "--note", "Age 3").err
    said = run("check-in", "1", "40", "--on", "2026-11-20", "--note", "Age 4").err
    assert said == (
        "g1 has the same reading of Fri 20 Nov twice in a row; mentorlog check-in g1 none"
        " --on 2026-11-20 takes the last one away.\n"
    )
    assert "twice" not in run("check-in", "1", "50", "--on", "2026-11-20").err
    assert "twice" not in run("check-in", "1", "50", "--note", "Still").err


def test_a_value_that_comes_back_on_the_same_day_is_no_reading_given_twice(run: Run) -> None:
    run("goal", "add", "Speak")
    for value in ("40", "+5", "-5"):
        said = run("check-in", "1", value)
        assert (said.code, said.err) == (0, "")
    assert [new for _, new, *_ in _readings(run)] == ["40", "45", "40"]


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("50 -5", "50 % · “-5”"),
        ("50 accepted --confidence 7", "50 %, confidence 7 · “accepted”"),
        ("50 --note Accepted --private", "50 % · “Accepted” · private"),
        ('stuck "no slot"', "stuck · “no slot”"),
    ],
)
def test_the_receipt_says_the_note(run: Run, words: str, end: str) -> None:
    run("goal", "add", "Speak")
    said = run("check-in", "g1", *shlex.split(words))
    assert (said.out, said.err) == (f"g1  Speak · {end}\n", "")


@at_prompt
def test_stuck_on_one_line_asks_why_and_a_step_asks_nothing(
    run: Run, terminals: Callable[..., Terminal]
) -> None:
    run("goal", "add", "Speak")
    run("check-in", "1", "40")
    refused = run("check-in", "1", "stuck")
    assert refused.code == 2
    assert "hint: mentorlog check-in g1 stuck --note TEXT" in refused.err
    terminal = terminals("check-in", "1", "stuck")
    terminal.expect("What holds it up? > ")
    terminal.type("no slot\r")
    terminal.expect("stuck at 40 %")
    assert terminal.end() == 0
    assert terminals("check-in", "1", "+5").end() == 0
    assert [(new, note) for _, new, note, _ in _readings(run)] == [
        ("40", None),
        (None, "Stuck: no slot"),
        ("45", None),
    ]


def test_of_one_day_a_tick_or_the_word_stuck_counts_as_it_was_told_last(run: Run) -> None:
    run("goal", "add", "Certify")
    run("milestone", "add", "1", "One")
    run("milestone", "add", "1", "Two")
    run("check-in", "1", "s", "--note", "no access")
    assert _shown(run, "1")["stuck"] == "no access"
    run("milestone", "done", "m1")
    assert _shown(run, "1")["stuck"] is None
    run("check-in", "1", "stuck", "--note", "again")
    assert _shown(run, "1")["stuck"] == "again"


@at_prompt
@pytest.mark.usefixtures("goals")
def test_the_end_of_the_walk_says_who_may_read_a_reading_as_its_own_receipt_does(
    terminals: Callable[..., Terminal], run: Run
) -> None:
    run("goal", "edit", "g2", "--public")
    walk = terminals("check-in")
    for answer in ("60 confidence 7 they doubt it !private", "50 halfway", "s"):
        walk.expect("> ")
        walk.type(f"{answer}\r")
    walk.expect("What holds it up?")
    walk.type("the jury !private\r")
    assert walk.end() == 0
    said = " ".join(walk.screen.split())
    assert (
        "Checked in: g1 60 % “they doubt it” (confidence 7, private), g2 40 → 50 % “halfway” (public,"
        " without its note), g3 stuck “the jury” (private)" in said
    )


@at_prompt
@pytest.mark.usefixtures("goals")
def test_it_asks_in_the_order_of_status(run: Run, terminals: Callable[..., Terminal]) -> None:
    run("goal", "add", "Finish the form", "--start", "2026-01-01", "--by", "2026-03-01")
    run("goal", "add", "Book the hall", "--by", "2026-11-26")
    said = run("status").out
    walk = terminals("check-in")
    titles = ("Finish the form", "Write the guide", "Book the hall", "Lead", "Speak")
    assert [said.index(title) for title in titles] == sorted(map(said.index, titles))
    for title in titles:
        walk.expect(title)
        walk.type("\r")
    assert walk.end() == 0


def test_a_person_stands_for_their_one_active_goal(run: Run) -> None:
    run("mentee", "add", "Pavel Novak")
    run("goal", "add", "Speak at the guild", "--owner", "pavel")
    run("goal", "add", "A draft", "--owner", "pavel", "--draft")
    assert "g1  Speak at the guild · 30 %" in run("check-in", "pavel", "30", "--note", "On it").out
    assert "stuck" in run("check-in", "pavel", "stuck", "--note", "No room").out
    assert run("show", "pavel").out.startswith("p2 Pavel Novak")
    run("goal", "add", "Write for Pavel", "--owner", "me")
    assert run("check-in", "pavel", "40").out.startswith("g3  ")
    run("goal", "add", "Read more", "--owner", "novak")
    several = run("check-in", "novak", "40")
    assert several.code == 1
    assert '"novak" matches 2 active goals: g1 "Speak at the guild"; g4' in several.err


def test_a_day_before_a_colon_is_that_of_the_reading(run: Run) -> None:
    run("goal", "add", "Speak")
    read = run("check-in", "g1", "30", "fri:", "A talk:", "fine")
    assert read.out == "g1  Speak · 30 % on Fri 20 Nov · “A talk: fine”\n"
    told = run("check-in", "g1", "40", "Next friday:", "a talk", "--on", "yesterday").out
    assert told.endswith("on Sat 21 Nov · “Next friday: a talk”\n")


def test_a_receipt_says_the_day_also_of_what_moves_nothing(run: Run) -> None:
    run("goal", "add", "Speak")
    run("check-in", "g1", "50", "--on", "2026-11-01")
    stuck = run("check-in", "g1", "stuck", "--note", "No room", "--on", "fri").out
    assert stuck == "g1  Speak · stuck at 50 % on Fri 20 Nov · “No room”\n"
    run("milestone", "add", "g1", "Dry run")
    beside = run("check-in", "g1", "60", "yesterday").out
    assert "Your 60 % on Sat 21 Nov is" in beside
    same = run("check-in", "g1", "0", "yesterday").out
    assert "still 0 % (0 of 1 milestone), read on Sat 21 Nov" in same


def test_a_reading_given_again_for_more_readers_is_no_slip(run: Run) -> None:
    run("goal", "add", "Speak")
    run("check-in", "1", "40", "--private", "--note", "Kofi backed me up")
    assert "twice" not in run("check-in", "1", "40").err
    assert "twice" in run("check-in", "1", "40").err


def test_the_card_tells_the_last_check_in_to_who_may_read_it(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak", "--public", "--start", "2026-11-01")
    assert "Check-in" not in run("goal", "show", "g1").out
    run("check-in", "g1", "20", "--note", "Two said yes", "--on", "2026-11-19")
    for reader, said in (("me", "20 % · “Two said yes”"), ("manager", "20 %")):
        card = run("goal", "show", "g1", "--for", reader).out
        assert f" Check-in  Thu 19 Nov: {said}\n" in card
    run("check-in", "g1", "10", "--reported-by", "dana", "--note", "I would\nsay less")
    run("check-in", "g1", "25", "--private", "--note", "Lee doubts it")
    assert (
        " Check-in  Sun 22 Nov: 25 % · “Lee doubts it” (private)\n"
        "           Dana, Sun 22 Nov: 10 % · “I would say less”\n"
    ) in run("goal", "show", "g1").out
    assert (
        " Check-in  Thu 19 Nov: 20 % · “Two said yes”\n           Dana, Sun 22 Nov: 10 %"
    ) in run("goal", "show", "g1", "--for", "dana").out
    assert " Check-in  Thu 19 Nov: 20 %\n Start" in run("show", "g1", "--for", "manager").out


def test_the_card_says_once_what_holds_a_goal_up(run: Run) -> None:
    run("goal", "add", "Speak")
    run("check-in", "g1", "stuck", "--note", "no slot")
    card = run("goal", "show", "g1").out
    assert " Check-in  Sun 22 Nov: stuck\n" in card
    assert card.count("no slot") == 1
    run("check-in", "g1", "--note", "Asked Lee", "--confidence", "3")
    assert " Check-in  Sun 22 Nov: noted · “Asked Lee”\n" in run("goal", "show", "g1").out
