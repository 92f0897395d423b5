"""``search``: what it finds, in which order, for whom, and that no words are too strange for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.errors import WrongUsage
from mentorlog.journal import Journal
from mentorlog.journal import search as searches
from mentorlog.views.pages import Tone
from mentorlog.views.search import snippet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]

LONG = (
    "We began with the budget and what the board expects of it. Then Dana told how she once moved"
    " a rollout by a month: she brought the numbers, and the price of each choice. I will draft the"
    " rollout plan with the risks first, then show it to the team before the board sees it."
)


@pytest.fixture
def filled(run: Run, on: On, once: Once) -> None:
    """A record of every kind that speaks of a rollout, and some that do not."""
    once("talk of a rollout", lambda: _filled(run, on))
    on("2026-11-22")


def _filled(run: Run, on: On) -> None:
    on("2026-10-08")
    for argv in (
        ("mentor", "add", "Dana Ortiz", "--purpose", "Plan the rollout"),
        ("goal", "add", "Lead the rollout", "--why", "The last rollout failed", "--by", "2027-01-31"),
        ("goal", "add", "Speak in public", "--why", "A rollout has to be explained"),
        ("milestone", "add", "1", "Rollout rehearsed", "--due", "2026-12-01"),
        ("log", "dana", LONG, "-t", "A rollout is a promise", "-a", "Write the rollout plan",
         "--advice", "Roll out on a Tuesday", "--question", "Who owns the roll-out?",
         "--topic", "Money"),
    ):  # fmt: skip
        assert run(*argv).code == 0
    on("2026-11-19")
    for argv in (
        ("check-in", "1", "30", "--note", "First rollout rehearsal"),
        ("goal", "edit", "1", "--by", "2027-03-31", "--why-moved", "The rollout waits for audit"),
        ("win", "add", "Rollout of the café menu", "--impact", "No rollback"),
        ("person", "add", "Rollo Tomas"),
    ):
        assert run(*argv).code == 0
    on("2026-11-22")


def hits(run: Run, *argv: str) -> list[dict[str, Any]]:
    result = run("search", *argv, "--json")
    assert result.code == 0, result.err
    found: list[dict[str, Any]] = json.loads(result.out)
    return found


def found(run: Run, *argv: str) -> set[tuple[str, str]]:
    return {(hit["kind"], hit["field"]) for hit in hits(run, *argv)}


@pytest.mark.usefixtures("filled")
class TestFinding:
    @pytest.mark.parametrize("width", [80, 40])
    def test_screen(
        self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        monkeypatch.setenv("COLUMNS", str(width))
        golden(f"search-{width}", run("search", "rollout").out)

    def test_markdown(self, run: Run, golden: Golden) -> None:
        golden("search-markdown", run("search", "rollout", "--format", "markdown").out)

    def test_every_kind(self, run: Run) -> None:
        assert found(run, "rollout") == {
            ("goal", "title"),
            ("goal", "why"),
            ("milestone", "title"),
            ("session-note", "notes"),
            ("takeaway", "text"),
            ("action", "text"),
            ("check-in", "progress note"),
            ("win", "title"),
            ("mentorship", "purpose"),
        }

    def test_a_record_stands_once(self, run: Run) -> None:
        goals = [hit for hit in hits(run, "rollout") if hit["kind"] == "goal"]
        assert sorted(hit["record"]["title"] for hit in goals) == [
            "Lead the rollout",
            "Speak in public",
        ]

    def test_each_check_in_stands_by_itself(self, run: Run) -> None:
        run("check-in", "1", "40", "--note", "Second rollout rehearsal")
        assert len(hits(run, "rehearsal")) == 2

    def test_all_words_in_one_text(self, run: Run) -> None:
        assert found(run, "rollout", "promise") == {("takeaway", "text")}
        assert found(run, "promise rollout") == {("takeaway", "text")}
        assert found(run, "promise", "budget") == set()

    def test_or_in_the_title_and_another_text_of_one_record(self, run: Run) -> None:
        run("met", "rollo", "A long lunch")
        assert found(run, "lunch", "rollo") == {("person", "met note")}
        assert "First rollout rehearsal" in run("search", "lead", "rehearsal").out
        assert run("search", "dana", "lunch").out == ""
        assert run("search", "rollo", "lunch", "--for", "dana").out == ""

    def test_a_word_is_found_by_its_beginning_and_not_inside(self, run: Run) -> None:
        assert ("person", "name") in found(run, "roll")
        assert found(run, "ollout") == set()

    def test_case_and_accents_do_not_matter(self, run: Run) -> None:
        assert found(run, "CAFE") == {("win", "title")}

    def test_a_word_with_a_hyphen(self, run: Run) -> None:
        assert found(run, "roll-out") == {("advice", "text"), ("question", "text")}

    def test_a_changed_text_is_found_by_its_new_words_alone(self, run: Run) -> None:
        run("goal", "edit", "1", "--title", "Lead the launch")
        assert found(run, "launch") == {("goal", "title")}
        assert ("goal", "title") not in found(run, "rollout")

    def test_a_deleted_record_is_gone(self, run: Run) -> None:
        run("win", "delete", "1", "--yes")
        assert found(run, "cafe") == set()

    @pytest.mark.parametrize(
        ("title", "word"),
        [
            ("設計レビューを任される", "レビュー"),
            ("พูดต่อหน้าคนเยอะๆ", "หน้าคน"),
            ("Ship it 🎉 today", "🎉"),
            ("100% of _all_ C++", "++"),
            ("지역 콘퍼런스에서 발표", "퍼런스"),
        ],
    )
    def test_what_is_not_split_into_words(self, run: Run, title: str, word: str) -> None:
        run("win", "add", title)
        run("win", "add", "Something else")
        [hit] = hits(run, word)
        assert hit["record"]["title"] == title

    @pytest.mark.parametrize("sign", ["%", "_", "\\"])
    def test_no_wildcards(self, run: Run, sign: str) -> None:
        assert hits(run, sign) == []

    def test_signs_between_words_do_not_count(self, run: Run) -> None:
        assert found(run, "rollout - promise *") == {("takeaway", "text")}

    def test_the_better_match_comes_first(self, run: Run) -> None:
        first, *_, last = hits(run, "rollout")
        assert (first["rank"], first["field"]) == (1, "title")
        assert last["field"] == "notes"


@pytest.mark.usefixtures("filled")
class TestNarrowing:
    def test_kinds(self, run: Run) -> None:
        assert found(run, "rollout", "--kind", "session note") == {("session-note", "notes")}
        assert found(run, "rollout", "--kind", "wins", "--kind", "Check-in") == {
            ("win", "title"),
            ("check-in", "progress note"),
        }

    def test_the_best_text_of_the_kind(self, run: Run) -> None:
        run("session", "edit", "1", "--topic", "The rollout")
        assert found(run, "rollout", "--kind", "session") == {("session", "topic")}
        assert found(run, "rollout", "--kind", "session note") == {("session-note", "notes")}

    def test_notes_of_a_session_are_no_notes_of_a_report(self, run: Run) -> None:
        run("report", "note", "The rollout took October.")
        assert found(run, "rollout", "--kind", "note") == {("note", "text")}
        assert found(run, "rollout", "--kind", "session-notes") == {("session-note", "notes")}

    def test_an_unknown_kind(self, run: Run) -> None:
        result = run("search", "rollout", "--kind", "sausage")
        assert result.code == 2
        assert 'Cannot read "sausage" as a kind.' in result.err

    def test_since(self, run: Run) -> None:
        assert found(run, "rollout", "--since", "2026-11-01") == {
            ("win", "title"),
            ("check-in", "progress note"),
            ("milestone", "title"),
            ("goal", "target note"),
        }

    def test_no_more_than_fifty_unless_asked(self, run: Run) -> None:
        for number in range(52):
            run("win", "add", f"Sprint {number}")
        result = run("search", "sprint", "--json")
        assert len(json.loads(result.out)) == 50
        assert result.err == "2 more: add --all, or another word.\n"
        result = run("search", "sprint", "--json", "--all")
        assert (len(json.loads(result.out)), result.err) == (52, "")


@pytest.mark.usefixtures("filled")
class TestNothingFound:
    def test_says_so_and_ends_well(self, run: Run) -> None:
        result = run("search", "zebra", "crossing")
        assert (result.code, result.out) == (0, "")
        assert result.err == 'Nothing matches "zebra crossing".\n'

    def test_data_is_an_empty_list(self, run: Run) -> None:
        assert run("search", "zebra", "--json").out == "[]\n"
        assert run("search", "zebra", "--format", "csv").out == ""

    def test_an_empty_search_is_a_usage_error(self, run: Run) -> None:
        assert run("search").code == 2
        assert run("search", "").code == 2
        assert run("search", " \0 \ud800").code == 2
        assert run("search", *(f"w{number}" for number in range(51))).code == 2

    def test_in_an_empty_journal(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, journal: Path
    ) -> None:
        monkeypatch.setenv("MENTORLOG_JOURNAL", str(journal.with_name("elsewhere.db")))
        assert run("search", "word").code == 0


@pytest.mark.usefixtures("filled")
class TestStrangeWords:
    def test_are_only_words(self, run: Run) -> None:
        for words in [
            '"', '""', '"roll', "*", "roll*", "NEAR(", "NEAR(a b, 2)", "a:b", "text:roll", "^roll",
            "AND", "a OR", "NOT", "a AND NOT b", "{text}:x", "(", ")", "+", "-x", "--", "'", ";",
            "rollout\0x", "a\ud800", "\\", "%_", "x" * 100_000, "🎉" * 5000, "\u202e", "a\nb", "\u0301",
        ]:  # fmt: skip
            result = run("search", "--json", "--", words)
            assert result.code == 0, result.err
            json.loads(result.out)


@given(st.text(max_size=40))
def test_any_text_makes_words_or_a_usage_error(text: str) -> None:
    try:
        words = searches.words([text])
    except WrongUsage:
        assert not text.replace("\0", " ").split()
        return
    assert all(words)
    assert len(set(words)) == len(words)


@pytest.mark.usefixtures("filled")
class TestLens:
    def test_nothing_private(self, run: Run) -> None:
        run("goal", "add", "Hush rollout", "--private", "--why", "rollout secret")
        run("milestone", "add", "hush", "Hush rollout step")
        run("todo", "Hush rollout action", "--goal", "hush")
        run("check-in", "1", "35", "--private", "--note", "Hush rollout reading")
        run("win", "add", "Hush rollout win", "--private")
        assert len(hits(run, "hush", "rollout")) == 5
        for audience in ("mentor", "manager"):
            for argv in (("hush",), ("rollout",), ("ush", "rollout"), ("secret",), ("budget",)):
                result = run("search", *argv, "--for", audience)
                assert result.code == 0
                assert "ush rollout" not in result.out
                assert "budget" not in result.out

    def test_a_manager_sees_no_free_text_and_no_codes(self, run: Run) -> None:
        assert hits(run, "rollout", "--for", "manager") == []
        run("goal", "edit", "1", "--public")
        [hit] = hits(run, "rollout", "--for", "manager")
        assert hit["record"] == {"kind": "goal", "title": "Lead the rollout"}
        out = run("search", "rollout", "--for", "manager").out
        assert "g1" not in out
        assert hits(run, "failed", "--for", "manager") == []
        assert hits(run, "audit", "--for", "manager") == []

    def test_how_many_more_counts_only_what_may_be_seen(self, run: Run) -> None:
        for number in range(51):
            run("win", "add", f"Sprint {number}", *(("--private",) if number else ()))
        assert run("search", "sprint", "--for", "mentor").err == ""

    def test_what_came_later_is_not_found(self, run: Run, on: On) -> None:
        on("2026-11-10")
        run("takeaway", "answer", "3", "Rollo owns it")
        run("goal", "close", "2", "--as", "dropped", "--why", "Too loud")
        on("2026-11-22")
        assert found(run, "owns", "--as-of", "2026-11-09") == {("question", "text")}
        assert ("question", "answer") in found(run, "rollo", "--kind", "question")
        assert found(run, "rollo", "--kind", "question", "--as-of", "2026-11-09") == set()
        assert found(run, "loud") == {("goal", "state note")}
        assert found(run, "loud", "--as-of", "2026-11-09") == set()
        assert found(run, "cafe", "--as-of", "2026-11-09") == set()

    def test_an_answer_put_in_place_of_an_earlier_one(self, run: Run, on: On) -> None:
        on("2026-10-20")
        run("takeaway", "answer", "3", "Nobody yet")
        on("2026-11-20")
        run("takeaway", "answer", "3", "Elena")
        on("2026-11-22")
        assert found(run, "elena") == {("question", "answer")}
        assert found(run, "elena", "--as-of", "2026-11-01") == set()


class TestSnippets:
    def test_short_text_is_whole(self) -> None:
        pieces = snippet("A rollout\n is a promise", {"roll": True})
        assert [(piece.text, piece.tone) for piece in pieces] == [
            ("A ", Tone.PLAIN),
            ("rollout", Tone.HIT),
            (" is a promise", Tone.PLAIN),
        ]

    def test_long_text_is_cut_around_the_hit(self) -> None:
        text = "".join(piece.text for piece in snippet(LONG, {"numbers": True}))
        assert text.startswith("…")
        assert text.endswith("…")
        assert "brought the numbers" in text
        assert len(text) <= 162

    def test_accents_and_hyphens(self) -> None:
        marked = [piece.text for piece in snippet("Un Café roll-out", {"cafe": True, "roll-o": True})
                  if piece.tone is Tone.HIT]  # fmt: skip
        assert marked == ["Café", "roll-out"]

    def test_without_spaces(self) -> None:
        pieces = snippet("設計レビューを", {"レビュー": False})
        assert [piece.text for piece in pieces] == ["設計", "レビュー", "を"]

    @given(st.text(max_size=400), st.text(min_size=1, max_size=10), st.booleans())
    def test_a_snippet_is_a_part_of_the_text(self, text: str, word: str, begins: bool) -> None:
        shown = "".join(piece.text for piece in snippet(text, {word: begins}))
        flat = " ".join(text.split())
        assert len(shown) <= 162
        assert shown in flat or shown.removeprefix("…").removesuffix("…") in flat


@pytest.mark.usefixtures("filled")
def test_a_rare_word_scans_no_big_table(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plans: list[str] = []
    rows = Journal.rows

    def explained(journal: Journal, sql: str, values: Any = ()) -> Any:
        plans.extend(row[3] for row in rows(journal, f"EXPLAIN QUERY PLAN {sql}", values))
        return rows(journal, sql, values)

    monkeypatch.setattr(Journal, "rows", explained)
    assert run("search", "rollout").code == 0
    scans = [plan for plan in plans if plan.startswith("SCAN")]
    assert scans
    assert all("VIRTUAL TABLE" in plan for plan in scans)


def test_a_word_that_ends_in_a_sign_is_looked_for_as_it_is(run: Run) -> None:
    run("mentor", "add", "Dana")
    run("log", "dana", "-t", "café chat", "-t", "C++ course", "-t", "C# course")
    assert [line.split()[1:4] for line in run("search", "c++").out.splitlines()] == [
        ["takeaway", "C++", "course"]
    ]
    assert run("search", "C#").out.count("takeaway") == 1


def test_a_word_of_letters_and_marks_is_whole(run: Run) -> None:
    run("mentor", "add", "Dana")
    run("log", "dana", "-t", "हिन्दी सीखना", "-t", "हान्दू", "-t", "प्रगति", "-t", "cafe\u0301")
    assert run("search", "हिन्दी").out.count("takeaway") == 1
    assert "सीखना" in run("search", "हिन्दी").out
    assert run("search", "पु").out == ""
    assert run("search", "CAFE").out.count("takeaway") == 1


def test_a_cancelled_session_has_its_own_day_and_who_it_was_with(run: Run, on: On) -> None:
    on("2026-10-12")
    run("mentor", "add", "Helen Park")
    run("session", "plan", "helen", "2026-10-14")
    run("session", "cancel", "s1", "--why", "Helen is ill")
    on("2026-10-20")
    assert " ".join(run("search", "ill").out.split()) == (
        "s1 session with Helen 14 Oct why: Helen is ill"
    )
    assert [hit["on"] for hit in json.loads(run("search", "ill", "--json").out)] == ["2026-10-14"]
    assert run("search", "ill", "--since", "2026-10-13").out
    told = "- **Mon 12 Oct 2026** Session of Wed 14 Oct 2026: cancelled – “Helen is ill”"
    assert told in run("report", "helen").out


def test_a_tag_alone_finds_what_has_no_words(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--tag", "dev")
    run("session", "plan", "dana", "tomorrow", "--tag", "dev")
    run("todo", "Draft", "--tag", "dev")
    run("session", "plan", "dana", "in 2 weeks", "--tag", "dev", "--private")
    assert run("search", "--tag", "dev").out == (
        " a1  action      Draft                                                    22 Nov\n"
        "     mentorship  Dana Ortiz                                               22 Nov\n"
        " s1  session     with Dana                                                23 Nov\n"
        " s2  session     with Dana (private)                                       6 Dec\n"
    )
    for_dana = run("search", "--tag", "dev", "--for", "dana").out
    assert "s1" in for_dana and "s2" not in for_dana
    manager = run("search", "--tag", "dev", "--for", "manager")
    assert (manager.out, manager.err) == ("", 'Nothing matches "#dev".\n')
    assert "mentorship" not in run("search", "--tag", "dev", "Draft").out
    assert run("search", "--tag", "dev", "--kind", "mentorship").out.count("\n") == 1
    assert "s1" not in run("search", "--tag", "dev", "--since", "2026-12-01").out


def test_what_is_found_can_be_put_in_the_order_of_its_days(run: Run) -> None:
    for text, on in (
        ("Talk", "2026-11-02"),
        ("Talk and talk", "2026-11-20"),
        ("A talk", "2026-11-09"),
    ):
        run("win", "add", text, "--on", on)

    def days(*argv: str) -> list[str]:
        found = json.loads(run("search", "talk", *argv, "--json").out)
        return [each["on"][-2:] for each in found]

    assert days("--sort", "-date") == ["20", "09", "02"]
    assert days("--sort", "on", "-n", "2") == ["02", "09"]
    assert "1 more:" in run("search", "talk", "--sort", "on", "-n", "2").err
    assert sorted(days("--sort", "title")) != days("--sort", "title")
    assert run("search", "talk", "--sort", "colour").code == 2
