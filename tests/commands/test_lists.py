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
        assert read(run, noun, "-n", "2") == everything[:2]
        assert read(run, "-n", "2", noun, "list") == everything[:2]
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


def test_an_empty_list_has_no_column_to_refuse(run: Run) -> None:
    assert run("goal", "--sort", "colour").code == 0


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
            ("# private, ## heading, #", []),
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
