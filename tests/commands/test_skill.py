"""``skill``: levels from 1 to 5 over time, by oneself and by others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlog.errors import UnreadableWords
from mentorlog.journal import references, skills
from mentorlog.records import Kind

if TYPE_CHECKING:
    from tests.conftest import Once, Run

Golden = Callable[[str, str], None]
On = Callable[[str], None]


def as_json(run: Run, *argv: str) -> Any:
    result = run(*argv, "--json")
    assert result.code == 0, result
    return json.loads(result.out)


@pytest.fixture
def rated(run: Run, once: Once) -> None:
    """Three skills: one rated by me and by Dana, one by her alone, one by me alone."""
    once("rated skills", lambda: _told(run))


def _told(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w", "--started", "2026-05-07")
    run("mentee", "add", "Sam Lee", "--started", "2026-06-01")
    for argv in (
        ("Public speaking", "2", "--on", "2026-05-07", "--with", "dana"),
        ("Public speaking", "2", "--on", "2026-05-21", "--reported-by", "dana"),
        ("Public speaking", "3", "--on", "2026-08-13", "--evidence", "Hosted the guild twice",
         "--with", "dana"),
        ("Public speaking", "3", "--on", "2026-08-27", "--reported-by", "dana",
         "--evidence", "A steady voice"),
        ("Public speaking", "4", "--on", "2026-11-19", "--with", "dana"),
        ("Saying no", "2", "--on", "2026-10-22", "--reported-by", "dana"),
        ("System design", "3", "--on", "2025-11-05", "--tag", "payments", "--with", "dana"),
    ):  # fmt: skip
        assert run("skill", "add", *argv).code == 0


class TestAdding:
    def test_prints_what_it_wrote(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        assert run("skill", "add", "Public speaking", "2", "--on", "monday").out == (
            "k1  Public speaking: 2 · Mon 16 Nov\n"
        )
        assert run("skill", "add", "Public speaking", "3").out == (
            "k2  Public speaking: 2 → 3 · Sun 22 Nov\n"
        )
        assert run("skill", "add", "Public speaking", "3", "--private").out == (
            "k3  Public speaking: still 3 · Sun 22 Nov · private\n"
        )
        assert run("skill", "add", "Public speaking", "1", "--reported-by", "dana").out == (
            "k4  Public speaking: 1 · by Dana Ortiz, Sun 22 Nov\n"
        )

    def test_the_record_as_json(self, run: Run) -> None:
        rating = as_json(
            run, "skill", "add", "Saying no", "4", "--evidence", "link", "--tag", "q3", "--public"
        )
        assert list(rating) == [
            *("id", "uid", "created_at", "updated_at", "skill", "level", "rated_on", "by"),
            *("evidence", "readers", "tags", "visibility"),
        ]
        assert (rating["skill"], rating["level"], rating["rated_on"]) == (
            "Saying no",
            4,
            "2026-11-22",
        )
        assert rating["by"]["name"] == "Priya Nair"
        assert (rating["evidence"], rating["tags"], rating["visibility"]) == (
            "link",
            ["q3"],
            "public",
        )

    @pytest.mark.parametrize(
        "again", ["public SPEAKING", "  Public   speaking ", "PUBLIC\nSPEAKING"]
    )
    def test_names_that_differ_by_case_are_one_skill(self, run: Run, again: str) -> None:
        run("skill", "add", "Public speaking", "2")
        assert run("skill", "add", again, "3").out.startswith("k2  Public speaking: 2 → 3")
        assert [skill["skill"] for skill in as_json(run, "skill")] == ["Public speaking"]

    def test_names_that_differ_by_case_beyond_ascii(self, run: Run) -> None:
        run("skill", "add", "Äußern", "2")
        run("skill", "add", "ÄUSSERN", "3")
        run("skill", "add", "A\u0308ußern", "4")
        (skill,) = as_json(run, "skill")
        assert (skill["skill"], skill["first"], skill["now"]) == ("Äußern", 2, 4)

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            ((), 2, "NAME and LEVEL have to be given."),
            (("x",), 2, "NAME and LEVEL have to be given."),
            (("x", "0"), 2, 'Cannot read "0" as a level: it runs from 1 to 5.'),
            (("x", "6"), 2, 'Cannot read "6" as a level'),
            (("x", "2.5"), 2, 'Cannot read "2.5" as a level'),
            (("x", "good"), 2, 'Cannot read "good" as a level'),
            (("x", ""), 2, 'Cannot read "" as a level'),
            ((" ", "3"), 2, "A skill's name cannot be empty."),
            (("3", "3"), 2, '"3" cannot be a skill\'s name'),
            (("k3", "3"), 2, '"k3" cannot be a skill\'s name'),
            (("x", "3", "--on", "tomorrow"), 2, "Mon 23 Nov is still to come"),
            (("x", "3", "--on", "2026-02-30"), 2, 'Cannot read "2026-02-30" as a day'),
            (("x", "3", "--reported-by", "nobody"), 1, 'No person matches "nobody".'),
            (("x", "3", "--private", "--public"), 2, "--private and --public exclude"),
            (("a\0b", "3"), 2, "Text with a NUL character"),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        result = run("skill", "add", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)
        assert as_json(run, "skill") == []

    @pytest.mark.parametrize(
        "text", ["[b]x[/b] [/]", "a | b `c`", "\x1b]0;t\x07", "'; --", "‮x‬ 🎉", "z" * 100_000]
    )
    def test_any_text_is_a_name_and_evidence(self, run: Run, text: str) -> None:
        assert run("skill", "add", text, "3", "--evidence", text).code == 0
        assert as_json(run, "skill", "show", "k1")["evidence"] == text
        assert as_json(run, "skill", "history", text)["skill"]["skill"] == text
        for argv in ((), ("show", "k1"), ("history", "k1")):
            shown = run("skill", *argv)
            assert shown.code == 0
            assert "\x1b" not in shown.out and "\u202e" not in shown.out


@given(st.text(max_size=4))
def test_a_level_is_a_digit_from_1_to_5_and_nothing_else(words: str) -> None:
    if words.strip() in ("1", "2", "3", "4", "5"):
        assert skills.level(words) == int(words)
    else:
        with pytest.raises(UnreadableWords):
            skills.level(words)


@pytest.mark.usefixtures("rated")
class TestList:
    def test_first_now_the_mentors_and_the_gap(self, run: Run, golden: Golden) -> None:
        golden("skill-list", run("skill").out)
        assert run("skill", "list").out == run("skill").out

    def test_the_figures(self, run: Run) -> None:
        speaking, saying, design = as_json(run, "skill")
        assert speaking == {
            "skill": "Public speaking",
            "first": 2,
            "first_on": "2026-05-07",
            "now": 4,
            "now_on": "2026-11-19",
            "mentor_now": 3,
            "mentor_now_on": "2026-08-27",
            "mentor": {**speaking["mentor"], "name": "Dana Ortiz"},
            "gap": 1,
            "ratings": 5,
        }
        assert (saying["first"], saying["now"], saying["mentor_now"]) == (None, None, 2)
        assert (saying["gap"], design["gap"], design["mentor"]) == (None, None, None)

    def test_narrow(self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        golden("skill-list-40", run("skill").out)

    def test_tagged(self, run: Run) -> None:
        assert [skill["skill"] for skill in as_json(run, "skill", "--tag", "payments")] == [
            "System design"
        ]
        assert run("skill", "--tag", "no tag").code == 2

    def test_csv(self, run: Run) -> None:
        lines = run("skill", "--format", "csv").out.splitlines()
        assert lines[0] == (
            "skill,first,now,mentor_now,gap,first_on,now_on,mentor_now_on,mentor,ratings"
        )
        assert lines[1] == ("Public speaking,2,4,3,1,2026-05-07,2026-11-19,2026-08-27,Dana Ortiz,5")

    def test_as_of(self, run: Run) -> None:
        (speaking, design) = as_json(run, "skill", "--as-of", "2026-08-20")
        assert (speaking["first"], speaking["now"], speaking["mentor_now"]) == (2, 3, 2)
        assert speaking["gap"] == 1
        assert design["now"] == 3
        assert run("skill", "show", "k5", "--as-of", "2026-08-20").code == 1

    def test_told_late_it_is_of_its_day(self, run: Run) -> None:
        run("skill", "add", "System design", "1", "--on", "2024-01-10")
        run("skill", "add", "System design", "2", "--on", "2025-12-01")
        design = as_json(run, "skill")[2]
        assert (design["first"], design["first_on"], design["now"]) == (1, "2024-01-10", 2)


def test_only_own_ratings_leave_no_column_for_others(run: Run, golden: Golden) -> None:
    run("skill", "add", "Saying no", "2", "--on", "2026-05-07")
    run("skill", "add", "Saying no", "3")
    golden("skill-list-own", run("skill").out)


def test_nothing_yet(run: Run) -> None:
    assert run("skill").out == "No skills yet: mentorlog skill add NAME LEVEL\n"


@pytest.mark.usefixtures("rated")
class TestShow:
    def test_a_skill(self, run: Run, golden: Golden) -> None:
        golden("skill-show", run("skill", "show", "speak").out)

    def test_one_rating(self, run: Run, golden: Golden) -> None:
        golden("skill-show-rating", run("skill", "show", "k4").out)
        assert run("skill", "show", "4").out == run("skill", "show", "k4").out

    def test_history(self, run: Run, golden: Golden) -> None:
        golden("skill-history", run("skill", "history", "public").out)
        assert run("skill", "history", "k5").out == run("skill", "history", "public").out

    def test_history_narrow(
        self, run: Run, golden: Golden, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        golden("skill-history-40", run("skill", "history", "public").out)

    def test_history_as_json(self, run: Run) -> None:
        found = as_json(run, "skill", "history", "public")
        assert found["skill"]["gap"] == 1
        assert [(each["by"]["name"], each["level"]) for each in found["history"]] == [
            ("Priya Nair", 2), ("Dana Ortiz", 2), ("Priya Nair", 3), ("Dana Ortiz", 3),
            ("Priya Nair", 4),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("reference", "code", "sentence"),
        [
            ("nothing", 1, 'No skill matches "nothing".'),
            ("s", 1, '"s" matches 3 skills: "Public speaking"; "Saying no"; "System design".'),
            ("k99", 1, 'No rating matches "k99".'),
            (" ", 2, 'Cannot read " " as a skill'),
        ],
    )
    def test_not_found(self, run: Run, reference: str, code: int, sentence: str) -> None:
        for verb in ("show", "history"):
            result = run("skill", verb, reference)
            assert (result.code, result.out) == (code, "")
            assert result.err.startswith(sentence) or sentence.replace('" "', '""') in result.err


@pytest.mark.usefixtures("rated")
class TestPrivacy:
    def test_a_mentor_reads_mine_and_their_own(self, run: Run) -> None:
        run("peer", "add", "Noor Park")
        run("skill", "add", "Saying no", "1", "--reported-by", "noor")
        run("skill", "add", "Secret skill", "1", "--private")
        seen = {skill["skill"]: skill for skill in as_json(run, "skill", "--for", "dana")}
        assert set(seen) == {"Public speaking", "Saying no", "System design"}
        assert seen["Saying no"]["mentor_now"] == 2
        (saying,) = as_json(run, "skill", "--for", "noor")
        assert (saying["now"], saying["mentor_now"]) == (None, 1)

    def test_a_mentee_reads_none_of_my_skills(self, run: Run) -> None:
        assert as_json(run, "skill", "--for", "sam") == []

    def test_a_manager_reads_public_levels_of_mine_and_nothing_beside_them(self, run: Run) -> None:
        assert as_json(run, "skill", "--for", "manager") == []
        for rating in ("k3", "k4"):
            run("skill", "edit", rating, "--public")
        (speaking,) = as_json(run, "skill", "--for", "manager")
        assert speaking == {
            "skill": "Public speaking", "first": 3, "first_on": "2026-08-13", "now": 3,
            "now_on": "2026-08-13", "mentor_now": None, "mentor_now_on": None, "mentor": None,
            "gap": None, "ratings": 1,
        }  # fmt: skip
        (rating,) = as_json(run, "skill", "history", "public", "--for", "manager")["history"]
        assert rating["evidence"] is None
        assert not {"id", "uid", "tags"} & set(rating)
        for argv in ((), ("history", "public"), ("show", "public"), ("show", "k3")):
            assert "k3" not in run("skill", *argv, "--for", "manager").out
            assert "guild" not in run("skill", *argv, "--for", "manager").out

    def test_no_report_tells_a_manager_of_skills(self, run: Run) -> None:
        run("skill", "edit", "k5", "--public")
        report = run("report", "--for", "manager", "--preview")
        assert "Public speaking" not in report.out
        assert "Left out for manager: 3 ratings of skills" in report.out


@pytest.mark.usefixtures("rated")
class TestReport:
    def test_its_section(self, run: Run, golden: Golden) -> None:
        text = run("report", "dana", "--period", "2026").out
        start = text.index("### Skills")
        golden("skill-report", text[start : text.index("### Also changed")])

    def test_skills_of_the_period_alone_as_they_stood_at_its_end(self, run: Run) -> None:
        report = as_json(run, "report", "--for", "dana", "--period", "2026-Q3")
        (speaking,) = report["skills"]
        assert (speaking["skill"], speaking["first"], speaking["now"]) == ("Public speaking", 2, 3)
        assert [each["level"] for each in speaking["history"]] == [3, 3]
        assert "Skills" in report["definitions"]

    def test_what_is_withheld_is_counted(self, run: Run) -> None:
        run("skill", "add", "Secret skill", "1", "--private", "--with", "dana")
        result = run("report", "--for", "dana")
        assert "Secret" not in result.out
        assert "Left out for Dana Ortiz: 1 rating of a skill" in result.err

    def test_a_mentees_report_is_not_about_my_skills(self, run: Run) -> None:
        for argv in (("sam",), ("sam", "--for", "me")):
            report = as_json(run, "report", *argv, "--period", "2026")
            assert report["skills"] == []

    def test_the_page_has_it_too(self, run: Run) -> None:
        page = run("report", "--for", "dana", "--format", "html").out
        assert '<h3 id="skills">Skills</h3>' in page
        assert "4 (19 Nov 2026)" in page

    def test_a_name_breaks_no_table(self, run: Run) -> None:
        run("skill", "add", "A | B\n# C <b>", "3", "--with", "dana")
        text = run("report", "--for", "dana").out
        assert "| A \\| B # C \\<b> | 3 (22 Nov 2026) | 3 (22 Nov 2026) | – |" in text


@pytest.mark.usefixtures("rated")
class TestAcross:
    def test_the_timeline(self, run: Run, golden: Golden) -> None:
        golden("skill-timeline", run("timeline", "--since", "2026-05-01").out)

    def test_the_timeline_as_json(self, run: Run) -> None:
        entries = [each for each in as_json(run, "timeline", "--all") if each["kind"] == "skill"]
        assert len(entries) == 7
        last = entries[-1]
        assert (last["old"], last["new"], last["record"]["title"]) == ("3", "4", "Public speaking")
        assert entries[2]["people"][0]["name"] == "Dana Ortiz"
        assert last["people"] == []

    def test_whose_timeline(self, run: Run) -> None:
        run("goal", "add", "Speak", "--owner", "me")
        assert "Public speaking" in run("timeline", "dana", "--all").out
        for argv in (("sam",), ("--goal", "g1"), ("--for", "sam")):
            assert "Public speaking" not in run("timeline", *argv, "--all").out

    def test_search(self, run: Run) -> None:
        assert run("search", "guild").out.startswith(" k3  skill  Public speaking")
        assert len(as_json(run, "search", "speaking", "--kind", "skills")) == 5
        assert as_json(run, "search", "guild", "--for", "sam") == []

    def test_someone_who_rated_cannot_be_deleted(self, run: Run) -> None:
        run("person", "add", "Kim Park")
        run("skill", "add", "Saying no", "3", "--reported-by", "kim")
        result = run("person", "delete", "kim", "--yes")
        assert result.err.startswith('"Kim Park" still has ratings')


@pytest.mark.usefixtures("rated")
class TestEditing:
    def test_a_level_and_a_day(self, run: Run) -> None:
        out = run("skill", "edit", "k5", "--level", "5", "--on", "2026-11-18").out
        assert out == "k5  Public speaking: 5 · level 4 → 5 · rated 19 Nov → 18 Nov\n"
        events = "SELECT happened_on FROM events WHERE kind = 'rating' AND record = 5"
        assert self._query(events) == [("2026-11-18",)]

    @pytest.fixture(autouse=True)
    def _path(self, journal: Path) -> None:
        self.path = journal

    def _query(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql).fetchall()

    def test_whose_it_is(self, run: Run) -> None:
        assert as_json(run, "skill", "edit", "k7", "--reported-by", "dana")["by"]["name"] == (
            "Dana Ortiz"
        )

    def test_a_new_spelling_is_every_ratings(self, run: Run) -> None:
        run("skill", "edit", "k3", "--name", "Public Speaking")
        assert as_json(run, "skill")[0]["skill"] == "Public Speaking"
        assert self._query("SELECT DISTINCT skill FROM ratings WHERE skill LIKE 'public%'") == [
            ("Public Speaking",)
        ]

    def test_another_name_is_another_skill(self, run: Run) -> None:
        run("skill", "edit", "k3", "--name", "saying NO")
        assert as_json(run, "skill", "show", "k3")["skill"] == "Saying no"
        assert as_json(run, "skill")[0]["ratings"] == 4

    @pytest.mark.parametrize(
        ("argv", "code", "sentence"),
        [
            (("k1", "--level", "9"), 2, 'Cannot read "9" as a level'),
            (("k1", "--level", ""), 2, 'Cannot read "" as a level'),
            (("k1", "--on", "tomorrow"), 2, "Mon 23 Nov is still to come"),
            (("k1", "--reported-by", "x"), 1, 'No person matches "x".'),
            (("k99", "--level", "1"), 1, 'No rating matches "k99".'),
            (("g1", "--level", "1"), 2, 'Cannot read "g1" as a rating number'),
            (("public", "--level", "1"), 1, '"public" matches 5 ratings: k1 "Public speaking: 2'),
        ],
    )
    def test_refused(self, run: Run, argv: tuple[str, ...], code: int, sentence: str) -> None:
        before = as_json(run, "skill", "history", "public")
        result = run("skill", "edit", *argv)
        assert (result.code, result.out) == (code, "")
        assert result.err.startswith(sentence)
        assert as_json(run, "skill", "history", "public") == before

    def test_undo_of_a_rating_and_of_a_change(self, run: Run) -> None:
        run("skill", "add", "Public speaking", "5")
        run("undo")
        assert as_json(run, "skill")[0]["now"] == 4
        run("skill", "edit", "k5", "--level", "1")
        run("undo")
        assert as_json(run, "skill")[0]["now"] == 4


@pytest.mark.usefixtures("rated")
def test_completion_offers_ratings(journal: Path) -> None:
    assert references.candidates(journal, Kind.RATING)[0] == (5, "Public speaking: 4, 2026-11-19")


def test_a_row_says_where_only_the_own_ratings_are_private(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("skill", "add", "SQL", "2", "--private")
    assert " SQL (private) " in run("skill").out
    run("skill", "add", "SQL", "3", "--reported-by", "dana")
    assert " SQL (yours private) " in run("skill").out
    assert " SQL  " in run("skill", "--for", "dana").out
    run("skill", "edit", "k1", "--shared")
    assert " SQL  " in run("skill").out


def test_a_word_with_a_hash_in_its_name_is_a_tag_of_the_rating(run: Run) -> None:
    run("skill", "add", "Rust #dev", "3", "--tag", "systems")
    run("skill", "add", "C#", "2")
    found = [json.loads(run("show", code, "--json").out) for code in ("k1", "k2")]
    assert [(each["skill"], each["tags"]) for each in found] == [
        ("Rust #dev", ["dev", "systems"]),
        ("C#", []),
    ]
    run("edit", "k2", "--name", "C# #web")
    assert json.loads(run("show", "k2", "--json").out)["tags"] == ["web"]
