"""What every list takes: an order, a number, and words marked as tags."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

TITLES = ("Berry", "apple", "Cherry")


def read(run: Run, *argv: str) -> Any:
    result = run(*argv, "--json")
    assert result.code == 0, result.err
    return json.loads(result.out)


NOUNS = {
    "goal": ("goal", "add"),
    "action": ("todo",),
    "milestone": ("milestone", "add", "g1"),
    "takeaway": ("takeaway", "add"),
    "win": ("win", "add"),
    "person": ("person", "add"),
    "mentorship": ("mentor", "add"),
    "skill": ("skill", "add"),
}


@pytest.fixture(params=NOUNS)
def noun(run: Run, request: pytest.FixtureRequest) -> str:
    """A noun with three records, their titles not in order."""
    if request.param == "milestone":
        run("goal", "add", "Speak")
    for title in TITLES:
        level = ("3",) if request.param == "skill" else ()
        assert run(*NOUNS[request.param], title, *level).code == 0
    return str(request.param)


def _titles(rows: list[dict[str, Any]]) -> list[str]:
    """The titles of the three records, whatever they are called."""
    words = [json.dumps(row) for row in rows]
    return [
        next(title for title in TITLES if title in each)
        for each in words
        if "rry" in each or "apple" in each
    ]


COLUMN = dict.fromkeys(("action", "takeaway"), "text")
COLUMN |= {"person": "name", "mentorship": "partner", "skill": "skill"}


class TestOrder:
    def test_by_a_column_and_the_other_way_round(self, run: Run, noun: str) -> None:
        column = COLUMN.get(noun, "title")
        ordered = sorted(TITLES, key=str.casefold)
        assert _titles(read(run, noun, "--sort", column)) == ordered
        assert _titles(read(run, noun, "list", "--sort", f"-{column}")) == ordered[::-1]

    def test_at_most_so_many(self, run: Run, noun: str) -> None:
        everything = read(run, noun)
        kept = read(run, noun, "-n", "2")
        assert kept == [each for each in everything if each in kept]
        assert read(run, "-n", "2", noun, "list") == kept
        table = run(noun, "-n", "1").out
        assert sum(title in table for title in TITLES) <= 1
        assert run(noun, "-n", "1", "--format", "csv").out.count("\n") == 2

    def test_no_such_column(self, run: Run, noun: str) -> None:
        result = run(noun, "--sort", "colour")
        assert (result.code, result.out) == (2, "")
        assert 'Cannot read "colour" as a column.\nhint: these work: ' in result.err
        assert run(noun, "-n", "0").code == run(noun, "-n", "x").code == 2


def test_days_and_numbers_in_their_order_and_what_has_none_last(run: Run) -> None:
    for text, due in (("One", "2027-02-01"), ("Two", "none"), ("Three", "2027-01-01")):
        run("todo", text, *(("--due", due) if due != "none" else ()))
    for argv, order in ((("due",), [3, 1, 2]), (("-due_on",), [1, 3, 2]), (("-id",), [3, 2, 1])):
        assert [each["id"] for each in read(run, "action", "--sort", *argv)] == order


def test_a_column_that_is_not_there_is_refused(run: Run) -> None:
    nouns = (*NOUNS, "session", "agreement", "tag")
    run("mentor", "add", "Dana", "--tag", "one")
    run("goal", "add", "Speak", "--by", "2027-01-01", "--metric", "0..2")
    run("milestone", "add", "g1", "Outline")
    run("log", "dana", "-t", "One", "-a", "Two")
    run("win", "add", "Three")
    run("skill", "add", "Four", "3")
    run("agreement", "add", "dana", "Five")
    for noun in nouns:
        assert run(noun, "-n", "1", "--format", "csv").out.count("\n") == 2, noun
        assert run(noun, "--sort", "nonsense").code == 2


def test_few_of_a_list_are_the_newest_or_what_is_due_first(run: Run) -> None:
    run("mentor", "add", "New", "--started", "2026-11-02")
    run("mentor", "add", "Old", "--started", "2026-11-01")
    for word, on in (("New", "2026-11-04"), ("Old", "2026-11-03")):
        run("log", "new", "-t", word, "--on", on)
        run("win", "add", word, "--on", on)
        run("goal", "add", word, "--start", on)
        run("skill", "add", word, "3", "--on", on)
    for word, due in (("Later", "2026-12-02"), ("Due", "2026-12-01")):
        run("todo", word, "--due", due)
        run("milestone", "add", "g1", word, "--due", due)
    for noun, kept in (
        ("session", "New"), ("takeaway", "New"), ("win", "New"), ("goal", "New"), ("skill", "New"),
        ("mentorship", "New"), ("action", "Due"), ("milestone", "Due"),
    ):  # fmt: skip
        (one,) = read(run, noun, "-n", "1")
        assert kept in json.dumps(one), noun
        assert len(read(run, noun)) == 2


class TestSearch:
    @pytest.fixture(autouse=True)
    def _tagged(self, run: Run, once: Once) -> None:
        def write() -> None:
            run("todo", "Draft the outline", "--tag", "talks")
            run("todo", "Draft the budget")
            run("win", "add", "Talk accepted", "--tag", "Talks")

        once("tagged things", write)

    def test_only_with_a_tag(self, run: Run) -> None:
        assert [
            each["record"]["id"] for each in read(run, "search", "draft", "--tag", "talks")
        ] == [1]
        assert {each["kind"] for each in read(run, "search", "--tag", "#talks")} == {
            "action",
            "win",
        }
        assert read(run, "search", "--tag", "talks", "--kind", "win", "-n", "1")[0]["kind"] == "win"
        assert read(run, "search", "draft", "-n", "1") == read(run, "search", "draft")[:1]

    def test_nothing_to_search_for(self, run: Run) -> None:
        assert run("search").code == 2
        nothing = run("search", "--tag", "none-such")
        assert (nothing.code, nothing.out) == (0, "")
        assert 'Nothing matches "#none-such".' in nothing.err


class TestTagsInTheText:
    @pytest.mark.parametrize(
        ("text", "tags"),
        [
            ("Draft the #talks outline", ["talks"]),
            ("#talks (#Q3/goals), #system-design.", ["Q3/goals", "system-design", "talks"]),
            ("See #12, C#, a#b and https://example.org/#top or /page#end", []),
            ("Not # private, ## heading, #", []),
            ("Learn #c++, #F# and #r&d, then #rust; see #1", ["rust"]),
            (f"#{'x' * 61}", []),
            ("Café #développement", ["développement"]),
        ],
    )
    def test_a_word_marked_is_a_tag_and_stays(self, run: Run, text: str, tags: list[str]) -> None:
        action = read(run, "todo", text)
        assert (action["text"], sorted(action["tags"])) == (text, tags)

    @pytest.mark.parametrize(
        ("argv", "column"),
        [
            (("goal", "add"), "title"),
            (("win", "add"), "title"),
            (("takeaway", "add"), "text"),
            (("milestone", "add", "g1"), "title"),
        ],
    )
    def test_of_every_kind_and_in_an_edit(
        self, run: Run, argv: tuple[str, ...], column: str
    ) -> None:
        if argv[0] == "milestone":
            run("goal", "add", "Speak")
        made = read(run, *argv, "About #talks", "--tag", "more")
        assert (made[column], sorted(made["tags"])) == ("About #talks", ["more", "talks"])
        edited = read(run, argv[0], "edit", "last", "--title", "About #writing")
        assert sorted(edited["tags"]) == ["more", "talks", "writing"]

    def test_in_the_lines_of_a_session(self, run: Run) -> None:
        run("mentor", "add", "Dana Ortiz")
        run("log", "dana", "Private #notes stay notes", "-t", "Open with a #story", "-a",
            "Draft it #talks @me", "--topic", "Dry run #talks")  # fmt: skip
        assert read(run, "takeaway", "show", "t1")["tags"] == ["story"]
        assert read(run, "action", "show", "a1")["tags"] == ["talks"]
        assert read(run, "session", "show", "s1")["tags"] == ["talks"]
        assert {each["tag"] for each in read(run, "tag")} == {"story", "talks"}

    def test_a_name_and_a_job_have_none(self, run: Run) -> None:
        run("person", "add", "Elena #1 Rossi", "--title", "Head of #payments")
        assert read(run, "tag") == []


@pytest.mark.parametrize("columns", ["80", "40"])
def test_what_is_private_says_so(run: Run, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    run("mentor", "add", "Dana Ortiz")
    title = "Leave for another team before the end of the coming year, or the next"
    for noun in ("goal", "action", "win", "takeaway"):
        run(noun, "add", f"{title} {noun}", "--private")
    for argv in (
        (), ("status",), ("goal",), ("action",), ("win",), ("takeaway",), ("review", "dana"),
        ("prep", "dana"),
    ):  # fmt: skip
        out = run(*argv).out
        assert out.count("(private)") == out.count("Leave for") > 0, argv
        assert "Leave for" not in run(*argv, "--for", "dana").out


def test_a_narrow_list_of_sessions_breaks_no_name_and_no_day(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    for name in ("Bartholomew Fitzgerald", "Konstantinos Papadopoulos"):
        run("mentor", "add", name)
    run("log", "bart", "--with", "konst", "-t", "Openings of talks and the like")
    run("session", "plan", "konst", "2026-11-25 15:00", "--topic", "Dry run")
    assert run("session", "--all").out == (
        "     Sessions\n"
        " s1  Sun 22 Nov Openings of talks and\n"
        "                the like · with\n"
        "                Bartholomew,\n"
        "                Konstantinos\n"
        " s2  Wed 25 Nov Dry run · 15:00 · with\n"
        "                Konstantinos · planned\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        "",
        "status",
        "review",
        "review sam",
        "prep",
        "prep sam",
        "since 2026-11-01",
        "timeline --chart",
        "changes",
    ],
)
def test_csv_is_of_lists_and_records(words: str, run: Run) -> None:
    run("mentee", "add", "Sam Rivera")
    refused = run(*words.split(), "--format", "csv")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err == (
        "CSV is of lists and of single records; this screen is neither.\n"
        "hint: these formats work: table, json, markdown\n"
    )
    assert read(run, *words.split()) is not None


def test_every_list_goes_by_what_its_records_are_called(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak", "--due", "2027-01-01")
    run("milestone", "add", "g1", "Proposal")
    run("log", "dana", "-t", "Slow down", "--topic", "Openings", "-a", "Call")
    run("win", "add", "Spoke up")
    run("skill", "add", "Speaking", "3")
    run("agreement", "add", "dana", "We meet")
    for noun in ("person", "session", *NOUNS, "agreement"):
        for column in ("title", "text", "name"):
            assert run(noun, "--sort", column).code == 0, (noun, column)
    for noun in ("goal", "milestone", "action", "mentorship"):
        assert run(noun, "--sort", "due").code == 0, noun
