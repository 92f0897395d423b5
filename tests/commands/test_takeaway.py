"""``takeaway``: adding, what came of advice, answers to questions, and what the list leaves out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.records import Outcome, Takeaway, TakeawayKind
from mentorlog.records.choices import ANSWERED
from mentorlog.views import sessions as views

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]


@pytest.fixture
def held(run: Run, on: On, once: Once) -> None:
    """Sessions with Dana and Sam, one of them long ago."""
    once("sessions with Dana and Sam", lambda: _told(run, on))
    on("2026-11-22")


def _told(run: Run, on: On) -> None:
    run("mentor", "add", "Dana Ortiz", "--started", "2026-01-01")
    run("mentee", "add", "Sam Lee", "--started", "2026-01-01")
    on("2026-03-05")
    run("log", "dana", "-t", "An old one", "--advice", "An old advice", "--question", "Old, open?")
    on("2026-11-05")
    run("log", "dana", "-t", "Open with a story, then the point", "--advice",
        "Record one rehearsal a week", "--question", "Who reviews the abstract?")  # fmt: skip
    run("log", "sam", "-t", "A proposal is a question with a default")


def listed(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("takeaway", *argv, "--json").out)
    return found


def texts(run: Run, *argv: str) -> list[str]:
    return [line["text"] for line in listed(run, *argv)]


class TestAdding:
    @pytest.mark.parametrize(
        ("typed", "kind", "text", "level"),
        [
            ("Feedback: you interrupt", "feedback", "you interrupt", "shared"),
            ("question: Who?", "question", "Who?", "shared"),
            ("Topic: pay", "topic", "pay", "shared"),
            ("To raise: pay", "topic", "pay", "shared"),
            ("Reflection: all well", "reflection", "all well", "private"),
            ("private: I may quit", "takeaway", "I may quit", "private"),
            ("note: I may quit", "takeaway", "I may quit", "private"),
            ("todo: call", "takeaway", "todo: call", "shared"),
            ("Advice:", "takeaway", "Advice:", "shared"),
            ("Plan: none", "takeaway", "Plan: none", "shared"),
        ],
    )
    def test_a_word_before_the_text_says_what_it_is(
        self, run: Run, typed: str, kind: str, text: str, level: str
    ) -> None:
        run("mentor", "add", "Dana Ortiz")
        assert run("takeaway", "add", typed).code == 0
        (line,) = listed(run, "--all")
        assert (line["kind"], line["text"], line["visibility"]) == (kind, text, level)

    def test_a_word_for_what_is_private_hides_an_action_and_a_topic(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        assert run("todo", "private: call a lawyer").out == "a1  call a lawyer · yours · private\n"
        assert run("todo", "todo: call by friday").out == "a2  call · yours, due Fri 27 Nov\n"
        assert run("todo", "Question: who?").out == "a3  Question: who? · yours\n"
        run("ask", "dana", "private: my health")
        run("ask", "dana", "topic: my pay")
        run("ask", "dana", "Question: who pays?")
        said = [(each["text"], each["visibility"]) for each in listed(run)]
        assert said == [
            ("my health", "private"), ("my pay", "shared"), ("Question: who pays?", "shared"),
        ]  # fmt: skip

    def test_an_option_says_the_kind_before_a_word_does(self, run: Run) -> None:
        run("takeaway", "add", "Question: Who?", "--kind", "advice")
        (line,) = listed(run)
        assert (line["kind"], line["text"]) == ("advice", "Question: Who?")

    def test_prints_what_it_wrote(self, run: Run) -> None:
        assert run("takeaway", "add", "Open with a story").out == (
            "t1  Open with a story · takeaway\n"
        )
        assert run("takeaway", "add", "Slow down", "--on", "last thursday").out == (
            "t2  Slow down · takeaway · Thu 19 Nov\n"
        )

    def test_kinds_start_open(self, run: Run) -> None:
        assert "· advice, pending" in run("takeaway", "add", "Rehearse", "--kind", "advice").out
        assert "· question, open" in run("takeaway", "add", "Who?", "--kind", "Question").out

    def test_a_reflection_is_private_unless_told(self, run: Run) -> None:
        add = ("takeaway", "add", "It went well", "--kind", "reflection")
        assert run(*add).out.endswith("· reflection · private\n")
        assert run(*add, "--shared").out.endswith("· reflection\n")

    @pytest.mark.usefixtures("held")
    def test_every_option(self, run: Run) -> None:
        run("goal", "add", "Speak", "--owner", "me")
        out = run(
            "takeaway", "add", "Slow down", "--session", "2", "--kind", "feedback", "--goal",
            "speak", "--tag", "talks", "--public", "--json",
        ).out  # fmt: skip
        line = json.loads(out)
        assert line["session"]["title"] == "Open with a story, then the point"
        assert line["noted_on"] == "2026-11-05"
        assert (line["kind"], line["goal"]["title"]) == ("feedback", "Speak")
        assert (line["tags"], line["visibility"]) == (["talks"], "public")

    @pytest.mark.parametrize(
        "text",
        [
            "[red]x[/red] [/]",
            "a | b `c` # d",
            "\x1b[2Jcleared",
            "two\nlines",
            "‮turned‬ 👩‍💻",
            "y" * 100_000,
        ],
    )
    def test_any_text_is_stored_as_it_is(self, run: Run, text: str) -> None:
        assert run("takeaway", "add", "-", stdin=text).code == 0
        assert texts(run) == [text]
        out = run("takeaway", "show", "1").out
        assert "\x1b" not in out
        assert "\u202e" not in out

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            ((), 2, "Missing argument 'TEXT'."),
            (("",), 2, "The text of a takeaway cannot be empty."),
            (("  ", "--kind", "advice"), 2, "The text of advice cannot be empty."),
            (("x", "--kind", "thought"), 2, "Invalid value for '--kind': "),
            (("x", "--session", "9"), 1, 'No session matches "9".'),
            (("x", "--on", "friday noon"), 2, 'Cannot read "friday noon" as a day.'),
            (("x", "--on", "2027-01-01"), 2, "Fri 1 Jan 2027 is still to come"),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("takeaway", "add", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)
        assert listed(run, "--all") == []


@pytest.mark.usefixtures("held")
class TestList:
    def test_what_is_open_and_the_last_three_months(self, run: Run, golden: Golden) -> None:
        golden("takeaway-list", run("takeaway").out)
        assert run("takeaway", "list").out == run("takeaway").out
        assert texts(run) == [
            "An old advice",
            "Old, open?",
            "Open with a story, then the point",
            "Record one rehearsal a week",
            "Who reviews the abstract?",
            "A proposal is a question with a default",
        ]

    def test_what_is_settled_is_left_out(self, run: Run) -> None:
        run("takeaway", "outcome", "rehearsal", "worked")
        run("takeaway", "outcome", "old advice", "trying")
        run("takeaway", "answer", "abstract", "The committee")
        assert "Record one rehearsal a week" not in texts(run)
        assert "Who reviews the abstract?" not in texts(run)
        assert "An old advice" in texts(run)
        assert len(texts(run, "--all")) == 7

    def test_of_a_kind_and_of_somebody(self, run: Run) -> None:
        assert texts(run, "--kind", "question") == ["Old, open?", "Who reviews the abstract?"]
        assert texts(run, "list", "sam") == ["A proposal is a question with a default"]
        assert texts(run, "list", "sam", "--kind", "advice") == []

    def test_for_an_audience(self, run: Run) -> None:
        run("takeaway", "add", "Only mine", "--kind", "reflection", "--session", "2")
        assert "Only mine" not in run("takeaway", "--for", "dana").out
        assert "default" not in run("takeaway", "--for", "dana").out
        assert listed(run, "--all", "--for", "manager") == []

    def test_as_it_stood_on_a_day(self, run: Run) -> None:
        run("takeaway", "outcome", "rehearsal", "worked")
        before = listed(run, "--kind", "advice", "--as-of", "yesterday")
        assert [line["outcome"] for line in before] == ["pending", "pending"]

    def test_narrow(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        assert max(map(len, run("takeaway").out.splitlines())) <= 40

    def test_every_format(self, run: Run) -> None:
        assert run("takeaway", "--format", "csv").out.startswith("id,text,kind,noted_on,")
        assert "| t1 |" in run("takeaway", "--all", "--format", "markdown").out


def test_nothing_yet(run: Run) -> None:
    assert run("takeaway").out == "No takeaways yet: mentorlog takeaway add TEXT\n"


@pytest.mark.usefixtures("held")
class TestOutcome:
    def test_with_a_note(self, run: Run, golden: Golden) -> None:
        out = run("takeaway", "outcome", "rehearsal", "did-not-work", "--note", "No time").out
        assert out == "t5  Record one rehearsal a week · “No time” · advice, did not work\n"
        golden("takeaway-show-advice", run("takeaway", "show", "5").out)

    def test_the_receipt_has_the_day_of_the_outcome(self, run: Run) -> None:
        told = run("close", "t5", "--as", "worked", "--on", "2026-11-10").out
        assert told == "t5  Record one rehearsal a week · advice, worked · Tue 10 Nov\n"

    def test_the_history_is_kept(self, run: Run) -> None:
        run("takeaway", "outcome", "5", "trying", "--on", "2026-11-10")
        run("takeaway", "outcome", "5", "worked")
        events = json.loads(run("takeaway", "show", "5", "--json").out)["events"]
        assert [(event["field"], event["new"]) for event in events][1:] == [
            ("outcome", "pending"),
            ("outcome", "trying"),
            ("outcome", "worked"),
        ]

    def test_one_told_late_changes_the_past(self, run: Run) -> None:
        run("takeaway", "outcome", "5", "worked", "--on", "2026-11-20")
        run("takeaway", "outcome", "5", "trying", "--on", "2026-11-10")
        assert json.loads(run("takeaway", "show", "5", "--json").out)["outcome"] == "worked"

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            (("5", "fine"), 2, "Invalid value for 'OUTCOME': "),
            (("5",), 2, "Missing argument 'OUTCOME'."),
            (("4", "worked"), 1, "t4 is a takeaway; only advice has an outcome."),
            (("6", "worked"), 1, "t6 is a question; only advice has an outcome."),
            (("5", "worked", "--on", "2026-11-01"), 1, "t5 was noted on Thu 5 Nov; Sun 1 Nov"),
            (("99", "worked"), 1, 'No takeaway matches "99".'),
            (("open", "worked"), 1, "t3 is a question"),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("takeaway", "outcome", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)


@pytest.mark.usefixtures("held")
class TestAnswer:
    def test_answers(self, run: Run, golden: Golden) -> None:
        out = run("takeaway", "answer", "abstract", "The programme committee").out
        assert out == "t6  Who reviews the abstract? · question, answered\n"
        golden("takeaway-show-question", run("takeaway", "show", "6").out)

    def test_from_standard_input(self, run: Run) -> None:
        run("takeaway", "answer", "6", "-", stdin="Two\nlines\n")
        assert json.loads(run("takeaway", "show", "6", "--json").out)["answer"] == "Two\nlines"

    def test_an_empty_answer_opens_it_again(self, run: Run) -> None:
        run("takeaway", "answer", "6", "The committee")
        assert "question, open" in run("takeaway", "answer", "6", "").out
        assert json.loads(run("takeaway", "show", "6", "--json").out)["answer"] is None

    def test_another_answer_is_told_with_the_one_it_replaces(self, run: Run) -> None:
        run("takeaway", "answer", "6", "The committee")
        out = run("takeaway", "answer", "6", "The board").out
        assert "abstract? · answer “The committee” → “The board” · question" in out
        assert "answer “The board” → –" in run("takeaway", "answer", "6", "").out

    def test_enter_at_the_question_keeps_an_answer(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run("takeaway", "answer", "6", "The committee")
        monkeypatch.setattr("mentorlog.commands.takeaway.at_terminal", lambda: True)
        monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
        asked = run("takeaway", "answer", "6").err
        assert asked.endswith(
            'Answer (now "The committee"): \nNo answer came; nothing was changed.\n'
        )
        assert json.loads(run("takeaway", "show", "6", "--json").out)["answer"] == "The committee"

    def test_asks_on_a_terminal(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from mentorlog.cli import main

        assert run("takeaway", "list").code == 0
        monkeypatch.setattr("mentorlog.commands.takeaway.at_terminal", lambda: True)
        monkeypatch.setattr("sys.stdin", io.StringIO("The committee\n"))
        assert main(["takeaway", "answer", "6"]) == 0
        said = capsys.readouterr()
        assert said.err == 't6 "Who reviews the abstract?" Answer: '
        assert json.loads(run("takeaway", "show", "6", "--json").out)["answer"] == "The committee"

    def test_does_not_ask_what_has_no_answer(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mentorlog.commands.takeaway.at_terminal", lambda: True)
        result = run("takeaway", "answer", "4")
        assert (result.code, result.err) == (
            1,
            "t4 is a takeaway; only a question or a topic has an answer.\n",
        )

    def test_without_a_terminal_it_has_to_be_given(self, run: Run) -> None:
        result = run("takeaway", "answer", "6")
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("The answer is missing.\nhint: ")


@pytest.mark.usefixtures("held")
class TestEditing:
    def test_edit(self, run: Run) -> None:
        out = run("takeaway", "edit", "4", "--text", "End with the point", "--private").out
        assert " ".join(out.split()) == (
            "t4 Open with a story, then the point → End with the point · shared → private"
        )

    def test_a_new_kind(self, run: Run) -> None:
        assert (
            "· kind takeaway → question" in run("takeaway", "edit", "4", "--kind", "question").out
        )
        assert "outcome: pending" in run("takeaway", "edit", "4", "--kind", "advice").out


@given(st.sampled_from(TakeawayKind), st.sampled_from([None, *Outcome]), st.booleans())
def test_what_a_line_is_always_begins_with_its_kind(
    kind: TakeawayKind, outcome: Outcome | None, answered: bool
) -> None:
    line = Takeaway(
        id=1, uid="", created_at="", updated_at="", session=None, goal=None, kind=kind, text="x",
        noted_on=date(2026, 11, 22),
        outcome=outcome if kind is TakeawayKind.ADVICE else None, note=None,
        answer="y" if answered and kind in ANSWERED else None,
    )  # fmt: skip
    said = views.kind_and_state(line)
    assert said.split(",")[0] == kind
    assert ("," in said) == (
        kind in ANSWERED or (kind is TakeawayKind.ADVICE and outcome is not None)
    )


def test_advice_that_was_something_else_for_a_while_stands_as_it_stood(run: Run) -> None:
    run("takeaway", "add", "Record yourself", "--kind", "advice")
    run("takeaway", "outcome", "1", "worked")
    run("takeaway", "edit", "1", "--kind", "reflection")
    assert json.loads(run("takeaway", "show", "1", "--json").out)["outcome"] is None
    assert run("doctor").code == 0
    run("takeaway", "edit", "1", "--kind", "advice")
    assert json.loads(run("takeaway", "show", "1", "--json").out)["outcome"] == "worked"
    run("takeaway", "add", "Speak up", "--kind", "feedback")
    run("takeaway", "edit", "2", "--kind", "advice")
    assert json.loads(run("takeaway", "show", "2", "--json").out)["outcome"] == "pending"
    assert run("doctor").code == 0


def test_what_has_ended_is_not_closed_over_its_words(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("ask", "dana", "May I come on Fridays?")
    run("takeaway", "add", "Record it", "--kind", "advice")
    run("takeaway", "answer", "t1", "yes,", "on", "Fridays")  # quotes are not needed
    run("takeaway", "outcome", "t2", "worked", "--note", "good")
    for why in ((), ("--why", "again")):
        result = run("close", "t1", *why)
        assert (result.code, result.out, result.err) == (
            1,
            "",
            't1 is answered already: "yes, on Fridays".\n'
            "hint: mentorlog takeaway answer t1 TEXT changes it\n",
        )
        result = run("close", "t2", "--as", "declined", *why)
        assert (result.code, result.err) == (
            1,
            't2 has its outcome already, worked: "good".\n'
            "hint: mentorlog takeaway outcome t2 OUTCOME changes it\n",
        )
    run("ask", "dana", "And on Mondays?")
    assert run("close", "t3").code == 0
    assert run("close", "t3").err.startswith("t3 is raised already.\nhint: ")
    assert "raised" not in run("takeaway", "answer", "t3", "no").out
    told = run("takeaway", "outcome", "t2", "declined", "--note", "bad").out
    assert told == "t2  Record it · note “good” → “bad” · advice, declined\n"
    assert json.loads(run("takeaway", "show", "t1", "--json").out)["answer"] == "yes, on Fridays"


def test_the_receipt_of_new_advice_names_its_goal(run: Run) -> None:
    run("goal", "add", "Speak")
    added = run("takeaway", "add", "Start with a story", "--kind", "advice", "--goal", "g1")
    assert "· advice, pending · for g1" in added.out
    assert "for g1" not in run("takeaway", "outcome", "t1", "worked").out
