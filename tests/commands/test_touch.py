"""Keeping in touch: whom it is time to write to, and that it is nobody else's business."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Result, Run
    from tests.terminals import Terminal

On = Callable[[str], None]
Tell = Callable[[str], None]


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> On:
    return lambda day: monkeypatch.setenv("MENTORLOG_TODAY", day)


@pytest.fixture
def elena(run: Run, once: Once) -> None:
    """A mentor, and somebody who was told of on 22 November."""

    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--started", "2026-09-01")
        run("person", "add", "Elena Rossi")
        assert run("person", "edit", "elena", "--every", "3m").code == 0

    once("Elena", write)


def due(run: Run) -> list[str]:
    today: dict[str, Any] = json.loads(run("--json").out)
    return [each["person"]["name"] for each in today["keep_in_touch"]]


@pytest.mark.usefixtures("elena")
class TestWhenItIsTime:
    def test_it_counts_from_the_day_it_was_said(self, run: Run, on: On) -> None:
        on("2027-02-21")
        assert due(run) == []
        on("2027-02-22")
        assert due(run) == ["Elena Rossi"]
        assert "Touch  p3 Elena Rossi, every 3 months" in run().out

    def test_met_resets_it(self, run: Run, on: On) -> None:
        on("2027-02-26")
        out = run("met", "elena", "coffee", "at", "PyCon", "--on", "yesterday").out
        assert out == (
            "p3  Elena Rossi · met Thu 25 Feb, private: coffee at PyCon · again by Tue 25 May\n"
        )
        assert (
            run("met", "elena", "rossi", "--note", "coffee at PyCon", "--on", "yesterday").out
            == out
        )
        behind = ("met", "elena", "yesterday", "--note", "coffee at PyCon")
        assert run(*behind).out == out
        assert due(run) == []
        on("2027-05-25")
        assert "p3 Elena Rossi, last 25 Feb, every 3 months: mentorlog met elena" in run().out

    def test_a_held_session_resets_it_and_a_planned_one_does_not(self, run: Run, on: On) -> None:
        run("peer", "add", "Elena Rossi")
        run("session", "plan", "elena", "2027-02-22")
        on("2027-02-23")
        assert due(run) == ["Elena Rossi"]
        run("log", "elena", "-t", "x")
        assert due(run) == []
        assert "last Tue 23 Feb; again by Sun 23 May" in run("person", "show", "elena").out

    def test_the_last_of_both_counts(self, run: Run) -> None:
        run("log", "dana", "-t", "x", "--on", "2026-11-20")
        run("person", "edit", "dana", "--every", "1w")
        run("met", "dana", "--on", "2026-11-10")
        assert "last Fri 20 Nov; again by Fri 27 Nov" in run("person", "show", "dana").out
        run("met", "dana", "hello")
        assert "last Sun 22 Nov: hello; again by Sun 29 Nov" in run("person", "show", "dana").out

    def test_several_are_one_row(self, run: Run, on: On) -> None:
        run("person", "edit", "dana", "--every", "1w")
        on("2027-03-01")
        assert "p2 Dana Ortiz, every 7 days · +1" in run().out
        assert due(run) == ["Dana Ortiz", "Elena Rossi"]

    def test_none_ends_it(self, run: Run, on: On) -> None:
        run("person", "edit", "elena", "--every", "none")
        on("2028-01-01")
        assert due(run) == []
        assert "In touch" not in run("person", "show", "elena").out

    def test_as_of_an_earlier_day(self, run: Run, on: On) -> None:
        on("2027-03-10")
        run("met", "elena")
        assert due(run) == []
        before = json.loads(run("--as-of", "2027-03-09", "--json").out)
        assert [each["person"]["name"] for each in before["keep_in_touch"]] == ["Elena Rossi"]
        assert json.loads(run("--as-of", "2026-11-01", "--json").out)["keep_in_touch"] == []

    def test_undo_takes_each_back(self, run: Run, on: On) -> None:
        on("2027-03-10")
        run("met", "elena", "coffee")
        run("undo")
        assert due(run) == ["Elena Rossi"]
        run("undo")
        assert due(run) == []
        assert run("doctor").code == 0


@pytest.mark.usefixtures("elena")
def test_what_was_noted_is_found_and_stands_in_the_timeline(run: Run) -> None:
    run("met", "elena", "coffee at PyCon")
    assert "Elena Rossi" in run("search", "coffee").out
    assert " Sun 22  met     Elena Rossi" in run("timeline").out
    assert "coffee at PyCon" in run("timeline", "elena").out
    assert "Elena" not in run("timeline", "dana").out
    assert "met Sun 22 Nov: “coffee at PyCon”" in run("changes").out


@pytest.mark.usefixtures("elena")
def test_nobody_else_sees_it(run: Run, on: On) -> None:
    run("peer", "add", "Elena Rossi")
    run("log", "dana", "--with", "elena", "-t", "All were there", "--on", "2026-11-20")
    reads = [
        ("--json",), ("person", "--format", "csv"), ("person", "show", "elena"), ("search", "coffee"),
        ("timeline", "--all", "--json"), ("timeline", "elena", "--all"), ("export", "--format", "json"),
    ]  # fmt: skip
    on("2027-06-01")

    def shown() -> dict[tuple[str, tuple[str, ...]], Result]:
        readers = ("dana", "manager", "elena")
        return {(who, words): run(*words, "--for", who) for who in readers for words in reads}

    run("person", "edit", "elena", "--every", "none")
    before = shown()
    run("person", "edit", "elena", "--every", "1w")
    run("met", "elena", "coffee", "--on", "2026-12-24")
    assert shown() == before


@pytest.mark.usefixtures("elena")
class TestRefusals:
    @pytest.mark.parametrize("words", ["", "0", "often"])
    def test_no_cadence(self, run: Run, words: str) -> None:
        result = run("person", "edit", "elena", "--every", words)
        assert result.code == 2
        assert "as a cadence" in result.err

    @pytest.mark.parametrize(
        "argv", [("met", "me"), ("person", "edit", "me", "--every", "3m"), ("met", "elena", "--on", "tomorrow"),
                 ("met", "")]
    )  # fmt: skip
    def test_what_makes_no_sense(self, run: Run, argv: tuple[str, ...]) -> None:
        before = run("changes", "--all").out
        assert run(*argv).code == 2
        assert run("changes", "--all").out == before

    def test_somebody_unknown(self, run: Run) -> None:
        assert run("met", "zed").code == 1


@pytest.mark.usefixtures("elena")
def test_two_records_of_one_person_keep_what_was_said_last(run: Run) -> None:
    run("person", "add", "E. Rossi", "--every", "1m")
    run("met", "E. Rossi", "coffee")
    assert run("person", "merge", "p3", "p4").code == 0
    assert "every month; last Sun 22 Nov: coffee" in run("person", "show", "elena").out
    assert run("doctor").code == 0


@pytest.mark.usefixtures("elena")
def test_the_whole_journal_takes_it_along(run: Run, tmp_path: Any) -> None:
    run("met", "elena", "coffee")
    run("export", "-o", str(tmp_path / "all.jsonl"))
    copy = ("--journal", str(tmp_path / "copy.db"))
    run(*copy, "init")
    assert run(*copy, "import", str(tmp_path / "all.jsonl")).code == 0
    assert "every 3 months; last Sun 22 Nov: coffee" in run(*copy, "person", "show", "elena").out


@pytest.fixture
def asked(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Runs ``met`` where somebody answers."""

    def met(*argv: str, answers: str) -> Any:
        monkeypatch.setattr("mentorlog.commands.person.at_terminal", lambda: True)
        return run("met", *argv, stdin=answers)

    return met


def test_met_asks_who_somebody_is_as_log_does(run: Run, terminals: Callable[..., Terminal]) -> None:
    assert run("met", "jonas", "coffee").err.startswith('No person matches "jonas".\nhint: ')
    terminal = terminals("met", "jonas", "coffee")
    terminal.expect("Jonas is your [m]entor, your mente[e], a [p]eer, [n]one of these? ")
    terminal.type("n\r")
    assert terminal.end() == 0
    assert "p2  Jonas · met Sun 22 Nov, private: coffee" in terminal.screen
    again = terminals("met", "jonsa")
    again.expect("Nobody is called Jonsa. Did you mean Jonas?")
    again.type("y\r")
    assert again.end() == 0


def test_what_was_noted_stands_on_the_screens_of_the_next_session_for_me_alone(
    run: Run, tell: Tell
) -> None:
    tell("""
        2026-10-01 mentee add "Aiko Mori" --every 2w
        2026-10-12 met aiko --note "Before it"
        2026-10-12 log aiko -t "Read aloud"
        2026-10-12 met aiko --note "Abstract reads well"
        2026-10-22 met aiko
    """)
    for screen in ("prep aiko", "review aiko", "since last-session aiko"):
        mine = run(*screen.split())
        assert "Abstract reads well" in mine.out
        assert "Before it" not in mine.out
        assert "22 Oct" in mine.out
        theirs = run(*screen.split(), "--for", "aiko")
        assert theirs.code == 0
        assert "Abstract" not in theirs.out and "22 Oct" not in theirs.out
    prep = json.loads(run("prep", "aiko", "--json").out)["told"]
    assert [each["note"] for each in prep] == ["Abstract reads well", None]
    assert json.loads(run("prep", "aiko", "--for", "aiko", "--json").out)["told"] == []


def test_a_day_before_a_colon_is_that_of_the_touch(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    met = run("met", "dana", "yesterday:", "coffee:", "fine").out
    assert met == "p2  Dana Ortiz · met Sat 21 Nov, private: coffee: fine\n"
    assert "Sun 22 Nov, private: Told: x" in run("met", "dana", "Told:", "x").out


def test_a_word_with_a_partner_is_no_session_and_the_receipt_says_so(run: Run) -> None:
    run("peer", "add", "Ravi Rao", "--started", "2026-01-01")
    hint = "That is no session.\nhint: mentorlog log ravi{} logs one\n"
    on = " --on 2026-11-20"
    assert run("met", "ravi", "--on", "2026-11-20").err == hint.format(on)
    assert run("met", "ravi", "coffee").err == hint.format("")
    run("mentorship", "pause", "ravi")
    run("person", "add", "Elena Rossi")
    assert (run("met", "ravi", "tea").err, run("met", "elena").err) == ("", "")
