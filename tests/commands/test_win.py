"""``win``: the lines of a brag document."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]


def listed(run: Run, *argv: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("win", *argv, "--json").out)
    return found


@pytest.fixture
def wins(run: Run, once: Once) -> None:

    def write() -> None:
        run("goal", "add", "Lead the billing migration", "--owner", "me")
        run("win", "add", "Refund errors down by half", "--on", "2026-11-09", "--goal", "billing",
            "--impact", "From 4 % to 2 %", "--evidence", "https://example.org/42")  # fmt: skip
        run("win", "add", "Pages at night down from 9 to 3", "--on", "2025-11-23")
        run("win", "add", "First talk", "--on", "2025-11-22")

    once("wins", write)


class TestAdding:
    def test_prints_what_it_wrote(self, run: Run) -> None:
        assert run("win", "add", "First talk").out == "w1  First talk · Sun 22 Nov\n"
        assert run("win", "add", "Old", "--on", "2025-11-09", "--public").out == (
            "w2  Old · Sun 9 Nov 2025 · public\n"
        )

    def test_a_weekday_lies_back(self, run: Run) -> None:
        assert run("win", "add", "Talk", "--on", "monday").out == "w1  Talk · Mon 16 Nov\n"

    @pytest.mark.usefixtures("wins")
    def test_the_record_as_json(self, run: Run) -> None:
        win = json.loads(run("win", "show", "1", "--json").out)
        assert win["title"] == "Refund errors down by half"
        assert win["happened_on"] == "2026-11-09"
        assert win["impact"] == "From 4 % to 2 %"
        assert win["evidence"] == "https://example.org/42"
        assert win["goal"]["title"] == "Lead the billing migration"

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            ((), 2, "Missing argument 'TITLE'."),
            ((" ",), 2, "A win's title cannot be empty."),
            (("x", "--on", "tomorrow"), 2, "Mon 23 Nov is still to come"),
            (("x", "--on", "2026-02-30"), 2, 'Cannot read "2026-02-30" as a day'),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("win", "add", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)
        assert listed(run, "--all") == []


@pytest.mark.usefixtures("wins")
class TestList:
    def test_the_last_twelve_months(self, run: Run, golden: Golden) -> None:
        golden("win-list", run("win").out)
        assert [win["id"] for win in listed(run)] == [2, 1]
        assert run("win", "list").out == run("win").out

    def test_all(self, run: Run, golden: Golden) -> None:
        golden("win-list-all", run("win", "--all").out)

    def test_the_whole_year_on_its_last_day(self, run: Run, on: On) -> None:
        run("win", "add", "New year", "--on", "2026-01-01")
        on("2026-12-31")
        assert "New year" in run("win").out

    def test_for_a_manager_without_what_stands_beside_it(self, run: Run) -> None:
        run("win", "edit", "1", "--public")
        (win,) = listed(run, "--all", "--for", "manager")
        assert win["title"] == "Refund errors down by half"
        assert (win["impact"], win["evidence"], win["goal"]) == (None, None, None)
        assert "uid" not in win
        assert run("win", "show", "2", "--for", "manager").code == 1

    def test_narrow(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        golden("win-list-40", run("win").out)

    def test_csv(self, run: Run) -> None:
        assert run("win", "--format", "csv").out.startswith("id,title,happened_on,goal,")


def test_nothing_yet(run: Run) -> None:
    assert run("win").out == "No wins yet: mentorlog win add TITLE\n"


@pytest.mark.usefixtures("wins")
class TestEditing:
    def test_show(self, run: Run, golden: Golden) -> None:
        golden("win-show", run("win", "show", "refund").out)

    def test_edit(self, run: Run) -> None:
        out = run("win", "edit", "1", "--title", "Refund errors halved", "--on", "2026-11-08").out
        assert (
            out
            == "w1  Refund errors down by half → Refund errors halved · happened 9 Nov → 8 Nov\n"
        )

    def test_ambiguous(self, run: Run) -> None:
        result = run("win", "show", "down")
        assert result.code == 1
        assert result.err.startswith('"down" matches 2 wins: w1 "Refund errors down by half"; w2')


class TestSkill:
    """A win shows a skill, by the name that its ratings have."""

    @pytest.fixture(autouse=True)
    def shown(self, run: Run, once: Once) -> None:

        def write() -> None:
            run("skill", "add", "Public speaking", "3", "--public")
            run("skill", "add", "Hidden skill", "3", "--private")
            video = "https://example.org/talk"
            run("win", "add", "Talk", "--skill", "speaking", "--evidence", video, "--public")

        once("shown", write)

    def test_counts_for_it(self, run: Run) -> None:
        assert listed(run)[0]["skill"] == "Public speaking"
        assert "Skill     Public speaking" in run("win", "show", "w1").out
        shown = run("skill", "show", "speaking").out
        assert "w1  Talk" in shown
        assert "https://example.org/talk" in shown
        assert [
            win["id"] for win in json.loads(run("skill", "show", "speaking", "--json").out)["wins"]
        ] == [1]
        assert "Talk" in run("search", "public speaking", "--kind", "win").out

    def test_is_taken_away_and_comes_back(self, run: Run) -> None:
        assert (
            run("win", "edit", "w1", "--skill", "none").out
            == "w1  Talk · skill “Public speaking” → – · public\n"
        )
        assert listed(run)[0]["skill"] is None
        assert run("undo").code == 0
        assert listed(run)[0]["skill"] == "Public speaking"

    def test_one_that_was_never_rated_is_refused(self, run: Run) -> None:
        result = run("win", "edit", "w1", "--skill", "juggling")
        assert (result.code, result.out) == (1, "")
        assert "hint: mentorlog skill lists them" in result.err

    def test_follows_its_name(self, run: Run) -> None:
        run("skill", "edit", "k1", "--name", "PUBLIC SPEAKING")
        assert listed(run)[0]["skill"] == "PUBLIC SPEAKING"
        run("skill", "edit", "k1", "--name", "Talks")
        assert listed(run)[0]["skill"] == "Talks"
        run("skill", "add", "Talks", "4")
        run("skill", "edit", "k1", "--name", "Other")
        assert listed(run)[0]["skill"] == "Talks"

    def test_is_told_to_whoever_sees_a_rating_of_it(self, run: Run) -> None:
        run("win", "add", "Calm", "--skill", "hidden", "--public")
        told = {win["title"]: win["skill"] for win in listed(run, "--for", "manager")}
        assert told == {"Talk": "Public speaking", "Calm": None}
        assert "Hidden skill" not in run("search", "hidden", "--for", "manager").out

    def test_in_a_table_there_and_back(self, run: Run, tmp_path: Path) -> None:
        table = tmp_path / "wins.csv"
        table.write_text(
            "title,date,competency\nKeynote,2026-11-01,public SPEAKING\nFire,2026-11-02,juggling\n"
        )
        assert run("import", str(table), "--kind", "win").code == 0
        found = {win["title"]: win for win in listed(run)}
        assert found["Keynote"]["skill"] == "Public speaking"
        assert (found["Fire"]["skill"], found["Fire"]["impact"]) == (None, "Skill: juggling")


class TestPublishing:
    """The impact and the evidence of a public win are public where its owner says so."""

    ADD = ("win", "add", "Talk", "--impact", "A full room", "--evidence", "https://example.org/v")

    def seen(self, run: Run) -> tuple[str | None, str | None]:
        (win,) = listed(run, "--for", "manager")
        return win["impact"], win["evidence"]

    def test_is_hidden_until_it_is_chosen(self, run: Run) -> None:
        run(*self.ADD, "--public")
        assert self.seen(run) == (None, None)
        out = run("win", "edit", "w1", "--publish", "impact").out
        assert out == "w1  Talk · published: impact · public\n"
        assert self.seen(run) == ("A full room", None)
        assert "Published  impact" in run("win", "show", "w1").out
        assert "A full room" in run("report", "--for", "manager").out
        assert "Talk" in run("search", "full room", "--for", "manager").out
        assert run("undo").code == 0
        assert self.seen(run) == (None, None)

    def test_with_the_win_itself(self, run: Run) -> None:
        out = run(*self.ADD, "--public", "--publish", "evidence, Impact").out
        assert out.startswith("w1  Talk · Sun 22 Nov · impact and evidence published · public · ")
        assert self.seen(run) == ("A full room", "https://example.org/v")
        assert listed(run)[0]["published"] == ["impact", "evidence"]
        assert "published" not in listed(run, "--for", "manager")[0]
        assert "<https://example.org/v>" in run("report", "--for", "committee").out
        run("win", "edit", "w1", "--publish", "none")
        assert self.seen(run) == (None, None)

    def test_ends_when_the_win_is_no_longer_public(self, run: Run) -> None:
        run(*self.ADD, "--public", "--publish", "impact")
        run("win", "edit", "w1", "--shared", "--private")
        run("win", "edit", "w1", "--private")
        assert listed(run)[0]["published"] == []
        run("win", "edit", "w1", "--public")
        assert self.seen(run) == (None, None)

    def test_ends_when_the_text_is_taken_away(self, run: Run) -> None:
        run(*self.ADD, "--public", "--publish", "impact")
        run("win", "edit", "w1", "--impact", "")
        run("win", "edit", "w1", "--impact", "Written later")
        assert self.seen(run) == (None, None)

    @pytest.mark.parametrize(
        ("kept", "publish", "code", "sentence", "hint"),
        [
            ("--private", "impact", 1, "The impact of w1 cannot be public, as w1 is private.",
             "mentorlog win edit w1 --public --publish impact"),
            ("--shared", "impact,evidence", 1,
             "The impact and evidence of w1 cannot be public, as w1 is shared.",
             "mentorlog win edit w1 --public --publish impact,evidence"),
            ("--public", "goal", 2, 'Cannot read "goal" as a text to publish', ""),
            ("--public", "", 2, 'Cannot read "" as a text to publish', ""),
        ],
    )  # fmt: skip
    def test_refused(
        self, run: Run, kept: str, publish: str, code: int, sentence: str, hint: str
    ) -> None:
        run("mentor", "add", "Dana Ortiz")
        run(*self.ADD, kept)
        result = run("win", "edit", "w1", "--publish", publish)
        assert (result.code, result.out) == (code, "")
        assert sentence in result.err
        assert hint in result.err
        assert listed(run)[0]["published"] == []

    def test_what_is_not_there_and_what_is_new(self, run: Run) -> None:
        result = run("win", "add", "Talk", "--public", "--publish", "impact")
        assert result.err.startswith("There is no impact of the new win to publish.")
        result = run(*self.ADD, "--private", "--publish", "impact")
        assert "hint: mentorlog win add TITLE --public --publish impact" in result.err
        assert listed(run) == []

    def test_an_action_has_evidence_alone(self, run: Run) -> None:
        run("todo", "Draft", "--public")
        run("done", "a1", "--evidence", "The draft")
        assert run("action", "edit", "a1", "--publish", "impact").code == 2
        assert run("action", "edit", "a1", "--publish", "evidence").code == 0
        argv = ("action", "--all", "--for", "manager", "--json")
        assert json.loads(run(*argv).out)[0]["evidence"] == "The draft"
        assert json.loads(run(*argv, "--as-of", "yesterday").out) == []

    def test_no_import_publishes_anything(self, run: Run, journal: Path, tmp_path: Path) -> None:
        run(*self.ADD, "--public", "--publish", "impact")
        whole = tmp_path / "whole.jsonl"
        assert run("export", "-o", str(whole)).code == 0
        journal.unlink()
        run("todo", "Mine")
        assert run("import", str(whole), "--yes").code == 0
        (win,) = listed(run)
        assert (win["visibility"], win["published"]) == ("private", [])
        run("win", "edit", "w1", "--public")
        assert self.seen(run) == (None, None)


@pytest.mark.parametrize(
    ("words", "end"),
    [
        (
            'win add Talk --impact "45 people" --evidence URL --public',
            "public, without its impact and evidence (--publish impact,evidence)",
        ),
        (
            "win add Talk --impact Many --evidence URL --public --publish impact",
            "impact published · public, without its evidence (--publish evidence)",
        ),
        ("win add Talk --public", "Sun 22 Nov · public"),
        ("edit spoke --public", "shared → public, without its evidence (--publish evidence)"),
        ("edit spoke --public --tag foo", "shared → public, without its evidence (--publish evidence) · tag + foo"),
        ("edit spoke --public --title Said", "shared → public, without its evidence (--publish evidence)"),
        ('goal add G --why "A reason" --public', "added · public, without its why"),
        ("skill add SQL 3 --evidence Exam --public", "public, without its evidence"),
        ("check-in lead 30 --note Slow --public", "30 % · “Slow” · public, without its note"),
        ("check-in lead 30 --public", "30 % · public"),
        ("edit lead --by 2027-03-01", "target Mon 1 Mar 2027 · public"),
        ("edit lead --by 2027-03-01 --why-moved Ill", ": Ill · public, without its reason"),
    ],
)  # fmt: skip
def test_a_receipt_says_which_texts_are_not_public_with_the_record(
    run: Run, words: str, end: str
) -> None:
    assert run("win", "add", "Spoke up", "--evidence", "URL").code == 0
    assert run("goal", "add", "Lead", "--why", "Because", "--public").code == 0
    assert " ".join(run(*shlex.split(words)).out.split()).endswith(end)


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("todo Draft --public --goal lead", "for g1 · public, once g1 is"),
        ("milestone add lead Draft --public", "public, once g1 is"),
        (
            "check-in lead 30 --note Slow --public",
            "30 % · “Slow” · public, once g1 is, without its note",
        ),
        ("takeaway add Ask --public --session s1", "public, once s1 is"),
        ("edit breathe --public", "shared → public, once s1 is"),
        ("win add Talk --public --goal lead", "for g1 · public"),
        ("goal edit lead --public", "shared → public"),
    ],
)
def test_a_receipt_says_what_must_be_public_first(run: Run, words: str, end: str) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Lead")
    run("log", "dana", "-t", "Breathe", "--topic", "Openings")
    assert " ".join(run(*shlex.split(words)).out.split()).endswith(end)
    for kind in ("action", "milestone", "takeaway"):
        assert not json.loads(run(kind, "--for", "manager", "--json").out)
