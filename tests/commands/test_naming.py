"""One way to name and to move a record, whatever its kind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Result, Run
    from tests.terminals import Terminal


def ok(run: Run, *argv: str) -> Result:
    result = run(*argv)
    assert result.code == 0, (argv, result.err)
    return result


def read(run: Run, *argv: str) -> Any:
    return json.loads(ok(run, *argv, "--json").out)


MOVED = {
    "goal": (("goal", "add", "Speak"), "g1"),
    "milestone": (("milestone", "add", "1", "Proposal"), "m1"),
    "action": (("action", "add", "Draft it"), "a1"),
}


@pytest.fixture(params=MOVED)
def dated(run: Run, request: pytest.FixtureRequest) -> tuple[str, str]:
    """A goal, a milestone or an action with a day: its noun and its reference."""
    argv, reference = MOVED[request.param]
    ok(run, "goal", "add", "Speak") if request.param == "milestone" else None
    ok(run, *argv, "--by", "2027-03-01")
    return request.param, reference


class TestDays:
    def test_by_and_due_are_one_option(self, run: Run, dated: tuple[str, str]) -> None:
        noun, reference = dated
        column = "target_on" if noun == "goal" else "due_on"
        assert read(run, noun, "show", reference)[column] == "2027-03-01"
        ok(run, noun, "edit", reference, "--due", "2027-04-01")
        assert read(run, noun, "show", reference)[column] == "2027-04-01"

    def test_a_move_has_a_reason_also_one_that_is_told_later(
        self, run: Run, dated: tuple[str, str]
    ) -> None:
        noun, reference = dated
        ok(run, noun, "edit", reference, "--by", "2027-04-01", "--why-moved", "Late call")
        ok(run, noun, "edit", reference, "--by", "2027-05-01")
        ok(run, noun, "edit", reference, "--why-moved", "No room")
        slips = read(run, noun, "show", reference)["slips"]
        assert [slip["reason"] for slip in slips] == ["Late call", "No room"]
        ok(run, noun, "edit", reference, "--why-moved", "")
        ok(run, "undo")
        assert read(run, noun, "show", reference)["slips"][1]["reason"] == "No room"

    def test_a_reason_needs_a_move(self, run: Run, dated: tuple[str, str]) -> None:
        noun, reference = dated
        result = run(noun, "edit", reference, "--why-moved", "No room")
        assert result.code == 1
        assert "has not been moved" in result.err
        assert f"mentorlog {noun} edit {reference} --by DAY --why-moved TEXT" in result.err

    def test_title_and_text_are_one_option(self, run: Run, dated: tuple[str, str]) -> None:
        noun, reference = dated
        column = "text" if noun == "action" else "title"
        for option in ("--title", "--text"):
            ok(run, noun, "edit", reference, option, f"By {option}")
            assert read(run, noun, "show", reference)[column] == f"By {option}"


def test_a_reason_that_was_told_later_was_not_known_before(run: Run, on: Any) -> None:
    on("2026-01-05")
    ok(run, "goal", "add", "Speak", "--by", "2026-06-01")
    on("2026-02-05")
    ok(run, "goal", "edit", "g1", "--by", "2026-09-01")
    on("2026-03-05")
    ok(run, "goal", "edit", "g1", "--why-moved", "No room")
    assert "No room" in ok(run, "goal", "history", "g1").out
    assert "No room" not in ok(run, "goal", "history", "g1", "--known-on", "2026-02-20").out


KINDS = {
    "p2": "Dana Ortiz",
    "r1": "Dana Ortiz",
    "g1": "Speak in public",
    "m1": "Proposal sent",
    "s1": "First talk",
    "t1": "Open with a story",
    "a1": "Draft the outline",
    "w1": "Talk accepted",
    "k1": "Rhetoric",
    "v1": "What is said stays between us",
}
"""A record of each kind, and words that its card shows."""


@pytest.fixture
def journal_of_each(run: Run, once: Any) -> None:
    """A journal with one record of each kind."""

    def write() -> None:
        ok(run, "mentor", "add", "Dana Ortiz", "--every", "2w")
        ok(run, "goal", "add", "Speak in public", "--by", "2027-03-01")
        ok(run, "milestone", "add", "1", "Proposal sent")
        ok(run, "log", "dana", "-t", "Open with a story", "-a", "Draft the outline", "--topic",
           "First talk")  # fmt: skip
        ok(run, "win", "add", "Talk accepted")
        ok(run, "skill", "add", "Rhetoric", "3")
        ok(run, "agreement", "add", "dana", "What is said stays between us")

    once("one of each kind", write)


@pytest.mark.usefixtures("journal_of_each")
class TestWithoutItsNoun:
    @pytest.mark.parametrize(("reference", "words"), KINDS.items())
    def test_show(self, run: Run, reference: str, words: str) -> None:
        assert words in ok(run, "show", reference).out
        letter = reference[0]
        assert ok(run, "show", f"{letter}-1").out == ok(run, "show", reference).out

    def test_show_takes_what_the_nouns_show_takes(self, run: Run) -> None:
        assert read(run, "show", "g1")["title"] == "Speak in public"
        assert ok(run, "show", "s1", "--format", "markdown").out.startswith("---\n")
        assert run("show", "g1", "--as-of", "2020-01-01").code == 1
        assert run("show", "s1", "--for", "manager").code == run("session", "show", "s1", "--for",
                                                                 "manager").code  # fmt: skip

    def test_several_are_shown_one_after_another(self, run: Run) -> None:
        both = ok(run, "show", "g1", "a1", "g1").out
        assert both.index("Speak in public") < both.index("Draft the outline")
        assert both.count("Speak in public") == 1
        assert [each["id"] for each in read(run, "show", "g1", "w1")] == [1, 1]
        assert ok(run, "show", "g1", "w1", "--format", "csv").out.count("\n") == 3

    @pytest.mark.parametrize(
        ("words", "title"),
        [
            ("proposal", "Proposal sent"),
            ("OUTLINE", "Draft the outline"),
            ("accepted", "Talk accepted"),
            ("story", "Open with a story"),
            ("rhetoric", "Rhetoric"),
            ("ortiz", "Dana Ortiz"),
            ("me", " · you"),
            ("last", "What is said stays between us"),
        ],
    )
    def test_words_of_a_title(self, run: Run, words: str, title: str) -> None:
        assert title in ok(run, "show", words).out

    def test_what_fits_two_things_lists_them(self, run: Run) -> None:
        result = run("show", "talk")
        assert (result.code, result.out) == (0, ok(run, "show", "w1").out)  # s1 is not open
        ok(run, "action", "add", "Give the talk")
        result = run("delete", "talk", "--yes")
        assert (result.code, result.out) == (1, "")
        assert 'a2 "Give the talk"; w1 "Talk accepted"' in result.err

    def test_a_bare_number_is_refused_with_its_choices(self, run: Run) -> None:
        for verb in ("show", "edit", "delete", "close"):
            result = run(verb, "1")
            assert (result.code, result.out) == (2, "")
            assert 'g1 "Speak in public"' in result.err
            assert 'a1 "Draft the outline"' in result.err

    def test_edit_takes_the_options_of_the_noun(self, run: Run) -> None:
        ok(run, "edit", "a1", "--due", "2027-01-04")
        ok(run, "edit", "g1", "--title", "Speak up", "--by", "1", "may", "2027")
        assert read(run, "show", "a1")["due_on"] == "2027-01-04"
        assert read(run, "show", "g1")["title"] == "Speak up"
        result = run("edit", "a1", "--measure", "x")
        assert result.code == 2
        assert "No such option: --measure" in result.err
        assert "mentorlog action edit" in result.err
        for argv in (("--by", "next", "friday"), ("--private", "speak"), ("--due", "friday")):
            result = run("edit", *argv)
            assert (result.code, result.out) == (2, "")
            assert result.err.startswith("The record to change comes before its options.\nhint: ")
        assert run("edit", "a1").err == run("action", "edit", "a1").err

    def test_delete_is_one_command_that_undo_takes_back(self, run: Run) -> None:
        before = ok(run, "show", "g1", "m1", "a1", "v1").out
        refused = run("delete", "g1", "m1", "a1")
        assert refused.code == 2
        assert 'Delete g1 "Speak in public" with its milestones and check-ins? ' in refused.err
        said = ok(run, "delete", "g1", "m1", "a1", "v1", "--yes").out
        assert [line.split()[0] for line in said.splitlines()] == ["g1", "m1", "a1", "v1"]
        assert run("show", "g1").code == run("show", "m1").code == 1
        ok(run, "undo")
        assert ok(run, "show", "g1", "m1", "a1", "v1").out == before

    def test_delete_is_all_or_none(self, run: Run) -> None:
        assert run("delete", "a1", "p2", "--yes").code == 1
        assert run("delete", "a1", "a9", "--yes").code == 1
        assert run("show", "a1").code == 0

    def test_close(self, run: Run) -> None:
        refused = run("close", "g1")
        assert refused.code == 2
        assert "goal close g1 --as achieved; or partly-achieved, missed, dropped" in refused.err
        assert run("goal", "close", "g1").err == refused.err
        ok(run, "close", "a1", "m1")
        assert (read(run, "show", "a1")["state"], read(run, "show", "m1")["done_on"]) != (
            "open",
            None,
        )
        ok(run, "close", "g1", "--as", "partly achieved", "--why", "One talk")
        assert read(run, "show", "g1")["state"] == "partly-achieved"
        assert run("close", "w1").err == "A win is not something to close.\n"
        assert "hint: mentorlog mentorship end WHO" in run("close", "r1").err
        ok(run, "undo", "2")
        ok(run, "close", "g1", "a1", "--as", "dropped", "--why", "No time")
        assert read(run, "show", "a1")["state"] == "dropped"

    def test_close_of_advice_and_of_a_planned_session(self, run: Run) -> None:
        ok(run, "takeaway", "add", "Record it", "--kind", "advice")
        ok(run, "session", "plan", "dana", "2027-05-01")
        assert run("close", "t2").code == run("close", "s2").code == run("close", "t1").code == 2
        ok(run, "close", "t2", "--as", "worked")
        ok(run, "close", "s2", "--as", "no-show")
        assert read(run, "show", "t2")["outcome"] == "worked"
        assert read(run, "show", "s2")["state"] == "no-show"

    @pytest.mark.parametrize(
        ("argv", "said"),
        [
            (("m1", "--why", "On time"), "A milestone is done or not, so no --why goes with it."),
            (("m1", "--as", "dropped"), 'Cannot read "dropped" as a way to close a milestone.'),
            (("a1", "--as", "won"), 'Cannot read "won" as a way to close an action.'),
            (("t2", "--as", "dropped"), 'Cannot read "dropped" as a way to close a topic.'),
        ],
    )
    def test_what_would_say_nothing_of_a_record_is_refused(
        self, run: Run, argv: tuple[str, ...], said: str
    ) -> None:
        ok(run, "ask", "dana", "A raise")
        result = run("close", *argv)
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(said)
        assert read(run, "show", "m1")["done_on"] is read(run, "show", "t2")["answer"] is None
        assert ok(run, "close", "t2", "--as", "Raised").code == 0

    def test_what_is_closed_stays_closed_where_one_is_not(self, run: Run) -> None:
        assert run("close", "a1", "w1").code == 2
        assert read(run, "show", "a1")["state"] == "open"

    def test_an_agreement_by_its_mentorship_and_by_its_version(self, run: Run) -> None:
        ok(run, "agreement", "add", "r1", "And we meet on Thursdays")
        assert ok(run, "agreement", "show", "r1").out == ok(run, "show", "v2").out
        assert "between us" in ok(run, "show", "v1").out
        assert run("edit", "v1", "Other words").code == 1
        assert "version 2" in ok(run, "edit", "v2", "--private").out
        ok(run, "delete", "v1", "--yes")
        assert [each["id"] for each in read(run, "agreement", "history", "dana")["history"]] == [2]


class TestFromTheNewest:
    def test_last_in_an_empty_journal(self, run: Run) -> None:
        for argv in (("show", "last"), ("goal", "show", "last"), ("goal", "show", "g-1")):
            result = run(*argv)
            assert result.code == 1
            assert "yet." in result.err, argv

    def test_it_counts_what_is_there(self, run: Run) -> None:
        for title in ("One", "Two", "Three"):
            ok(run, "goal", "add", title)
        ok(run, "goal", "delete", "g2", "--yes")
        assert read(run, "goal", "show", "last")["title"] == "Three"
        assert read(run, "goal", "show", "G-2")["title"] == "One"
        result = run("show", "g-3")
        assert result.code == 1
        assert 'There are 2 goals, too few for "g-3".' in result.err
        assert run("show", "g-0").code == run("goal", "show", "s-1").code == 2

    def test_last_is_what_was_written_last_of_any_kind(self, run: Run) -> None:
        ok(run, "goal", "add", "One")
        ok(run, "win", "add", "Two")
        assert read(run, "show", "last")["title"] == "Two"
        ok(run, "edit", "last", "--title", "Second")
        ok(run, "goal", "edit", "last", "--title", "First")
        assert read(run, "show", "last")["title"] == "Second"

    def test_for_an_audience_it_counts_what_that_one_sees(self, run: Run) -> None:
        ok(run, "mentor", "add", "Dana Ortiz")
        for title, level in (("Seen", "--shared"), ("Hidden", "--private")):
            ok(run, "goal", "add", title, level)
        assert read(run, "show", "last", "--for", "dana")["title"] == "Seen"
        assert read(run, "goal", "show", "g-1", "--for", "dana")["title"] == "Seen"
        hidden = run("show", "g-2", "--for", "dana")
        assert "There is 1 goal, too few" in hidden.err
        assert run("show", "hidden", "--for", "dana").code == 1


def test_a_noun_takes_several_too(run: Run) -> None:
    ok(run, "goal", "add", "Speak")
    for title in ("One", "Two", "Three"):
        ok(run, "milestone", "add", "g1", title)
    assert ok(run, "milestone", "done", "one", "m2", "m1").out.count("done") == 2
    assert run("milestone", "done", "m3", "m9").code == 1
    assert [each["id"] for each in read(run, "milestone", "show", "m3", "m1")] == [3, 1]
    said = ok(run, "milestone", "delete", "m1", "m2", "--yes").out
    assert [line.split()[0] for line in said.splitlines()] == ["m1", "m2"]
    ok(run, "undo")
    assert len(read(run, "milestone", "--all")) == 3


def test_completion_of_an_edit_offers_the_options_of_its_noun(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_MENTORLOG_COMPLETE", "zsh")
    for reference, noun in (("a1", "action"), ("g-1", "goal"), ("s3", "session")):
        offered = run("edit", reference, "--")
        assert offered == run(noun, "edit", reference, "--")
        assert "--private\t" in offered.out
    assert run("edit", "--") == run("edit", "outline", "--") == run("edit", "x", "--")


class TestWhoReadsAReason:
    """A reason that is told or replaced later is an edit of words, for others as for me."""

    def _moved(self, run: Run, on: Any, *level: str) -> None:
        on("2026-01-05")
        ok(run, "mentor", "add", "Dana Ortiz")
        ok(run, "goal", "add", "Speak", "--by", "2026-06-01", "--with", "dana", *level)
        on("2026-02-05")
        ok(run, "goal", "edit", "g1", "--by", "2026-09-01", "--why-moved", "FIRST")

    def _seen(self, run: Run, *more: str) -> set[str]:
        reads = (
            ("goal", "history", "g1"),
            ("timeline", "dana", "--all"),
            ("search", "first", "later"),
            ("export",),
        )
        said = "".join(run(*argv, "--for", "dana", *more).out for argv in reads)
        return {word for word in ("FIRST", "LATER") if word in said}

    def test_a_partner_of_the_past_reads_none_that_was_told_after_the_end(
        self, run: Run, on: Any
    ) -> None:
        self._moved(run, on)
        on("2026-03-05")
        ok(run, "mentorship", "end", "dana")
        assert self._seen(run) == {"FIRST"}
        on("2026-04-05")
        ok(run, "goal", "edit", "g1", "--why-moved", "LATER")
        assert self._seen(run) == set()

    def test_one_that_was_replaced_in_private_stays_private(self, run: Run, on: Any) -> None:
        self._moved(run, on, "--private")
        on("2026-03-05")
        ok(run, "goal", "edit", "g1", "--why-moved", "LATER")
        ok(run, "goal", "edit", "g1", "--shared")
        assert self._seen(run) == {"LATER"}
        assert run("goal", "history", "g1", "--known-on", "2026-02-20").out.count("FIRST") == 1
        for argv in (("goal", "history", "g1"), ("timeline", "dana", "--all")):
            for day in ("2026-02-20", "2026-03-20"):
                known = run(*argv, "--for", "dana", "--known-on", day)
                assert "FIRST" not in known.out, (argv, day)


@pytest.mark.parametrize("number", ["9" * 13, "9" * 20, "9" * 5000, "Q4", "z1"])
def test_a_number_that_no_record_can_have(run: Run, number: str) -> None:
    refused = run("show", number)
    assert refused.code == 1
    assert refused.err.startswith(f'No record matches "{number[:9]}')


def test_the_words_of_a_takeaway_mean_it_and_not_the_session_called_by_it(run: Run) -> None:
    run("mentor", "add", "Dana")
    run("log", "dana", "-t", "Open with a story")
    assert run("show", "open with").out.startswith("t1 Open with a story")


@pytest.mark.parametrize(
    ("answer", "told"), [("\r", "done"), ("p\r", "dropped"), ("x\rdone\r", "done")]
)
def test_close_asks_what_became_of_an_action(
    run: Run, terminals: Callable[..., Terminal], answer: str, told: str
) -> None:
    run("todo", "Try the whiteboard")
    terminal = terminals("close", "whiteboard")
    terminal.expect("Is it [d]one, or dro[p]ped on purpose? [d] ")
    terminal.type(answer)
    assert terminal.end() == 0
    assert f"a1  Try the whiteboard · {told} " in terminal.screen


def test_the_last_session_is_the_one_just_logged_though_it_was_planned_before(run: Run) -> None:
    run("mentor", "add", "Dana")
    run("mentor", "add", "Ravi")
    run("session", "plan", "dana", "2026-11-22")
    run("session", "plan", "ravi", "2026-12-05")
    assert run("session", "edit", "last", "--topic", "Plans").out.startswith("s2 ")
    run("log", "dana", "-t", "Open with a story")
    assert run("session", "show", "last").out.startswith("s1 ")
    run("session", "plan", "ravi", "2026-12-12")
    assert run("session", "show", "last").out.startswith("s3 ")
    run("log", "dana", "-a", "Draft the opening")
    assert run("session", "show", "last").out == run("show", "last").out
    assert run("show", "last").out.startswith("s1 ")
    run("takeaway", "add", "Pause", "--session", "s1")
    assert run("show", "last").out.startswith("t2 ")


DOCUMENT = "---\nwith: Dana\ndate: 2026-11-22\n---\n{}\n"


@pytest.mark.parametrize("is_planned", [True, False])
@pytest.mark.parametrize(
    "said",
    [
        ("log", "dana", "-t", "Breathe"),
        ("log", "dana", "--note", "She was tired"),
        DOCUMENT.format("## Advice\n- Breathe"),
        DOCUMENT.format("Notes alone"),
        DOCUMENT.format("## Actions\n- [x] Water the plants ^a1"),
    ],
)
def test_last_is_the_session_after_every_way_to_log(
    run: Run, said: tuple[str, ...] | str, is_planned: bool
) -> None:
    run("mentor", "add", "Dana")
    if is_planned:
        run("session", "plan", "dana", "2026-11-22")
    else:
        run("log", "dana", "--topic", "Openings", "-t", "Slow down")
    run("session", "plan", "dana", "2026-12-05")
    run("todo", "Water the plants", "--every", "1w", "--with", "dana")
    argv, stdin = (("log", "-"), said) if isinstance(said, str) else (said, None)
    assert run(*argv, stdin=stdin).code == 0
    for words in (("show", "last"), ("session", "show", "last")):
        assert run(*words).out.startswith("s1 ")
    run("undo")
    assert run("show", "last").out.startswith("a1 ")
    run("redo")
    assert run("show", "last").out.startswith("s1 ")
    run("win", "add", "Spoke up")
    assert run("show", "last").out.startswith("w1 ")


EVERY_KIND = ("p2", "r1", "g1", "m1", "s1", "t1", "a1", "w1", "k1", "v1")


def test_what_stands_behind_two_dashes_is_text_to_edit_of_every_kind(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    run("milestone", "add", "g1", "Proposal")
    run("log", "dana", "-t", "Slow down", "--topic", "Openings")
    run("todo", "Call", "--with", "dana")
    run("win", "add", "Spoke up")
    run("skill", "add", "Speaking", "3")
    run("agreement", "add", "dana", "We meet")
    for reference in EVERY_KIND:
        run("edit", reference, "--", "--public")
        said = json.loads(run("show", reference, "--json").out)
        assert said.get("visibility") != "public", reference
    for reference in ("g1", "m1", "t1", "a1", "w1"):
        assert "-q bar" in run("edit", reference, "--", "-q bar").out
    assert run("edit", "--", "g1", "Speak well").out == "g1  -q bar → Speak well\n"


def test_words_of_a_line_and_of_a_win_are_asked_about(run: Run) -> None:
    run("win", "add", "Talk accepted")
    run("takeaway", "add", "Zed talk")
    refused = run("delete", "talk", "--yes")
    assert refused.code == 1
    assert refused.err.startswith('"talk" matches 2 records: t1 "Zed talk"; w1 "Talk accepted".')


def test_the_number_of_another_kind_is_said_to_be_one(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    run("skill", "add", "Speaking", "3")
    run("agreement", "add", "dana", "We meet")
    for noun in ("person", "mentorship", "agreement", "action"):
        refused = run(noun, "show", "g1")
        assert refused.code == 2, noun
        assert refused.err.endswith("hint: mentorlog show g1\n"), noun


def test_a_goal_and_none_are_not_both_meant(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak")
    run("log", "dana", "-t", "X")
    assert run("session", "edit", "1", "--goal", "1", "--goal", "none").code == 2


def test_the_last_day_of_a_mentorship_is_meant_by_due(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    assert (
        "Did you mean --until (the day it is agreed to end"
        in run("mentorship", "edit", "r1", "--due", "none").err
    )
