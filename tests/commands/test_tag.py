"""``mentorlog tag``: counts, put on, taken off, renamed everywhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture
def tagged(run: Run, once: Once) -> None:

    def write() -> None:
        run("goal", "add", "Speak", "--tag", "talks", "--tag", "#visible")
        run("goal", "add", "Write", "--tag", "talks")
        run("mentor", "add", "Dana", "--tag", "talks")

    once("tagged", write)


def _tags(run: Run) -> dict[str, int]:
    found: list[dict[str, Any]] = json.loads(run("tag", "--json").out)
    return {each["tag"]: each["count"] for each in found}


def test_the_first_day(run: Run) -> None:
    assert run("tag").out == "No tags yet: --tag TAG goes with every add and edit\n"
    assert run("tag", "rename", "a", "b").code == 1


@pytest.mark.usefixtures("tagged")
def test_all_with_counts(run: Run) -> None:
    assert run("tag").out == " Tag       Records\n #talks          3\n #visible        1\n"
    assert run("tag", "list").out == run("tag").out
    assert run("tag", "--format", "csv").out == "tag,count\ntalks,3\nvisible,1\n"


@pytest.mark.usefixtures("tagged")
def test_rename(run: Run) -> None:
    assert run("tag", "rename", "#talks", "speaking").out == (
        "#talks is #speaking now, on 3 records\n"
    )
    assert _tags(run) == {"speaking": 3, "visible": 1}
    told = json.loads(run("tag", "rename", "visible", "speaking", "--json").out)
    assert told == {"from": "visible", "to": "speaking", "count": 1}
    assert _tags(run) == {"speaking": 3}
    assert run("tag", "rename", "speaking", "speaking").code == 0
    assert _tags(run) == {"speaking": 3}
    refused = run("tag", "rename", "talks", "x")
    assert (refused.code, refused.err) == (
        1, 'No tag matches "talks".\nhint: mentorlog tag lists them\n',
    )  # fmt: skip
    assert run("tag", "rename", "speaking", "two words").code == 2


@pytest.mark.usefixtures("tagged")
def test_add_and_remove(run: Run) -> None:
    assert run("tag", "add", "g2", "#deep").out == "g2  Write · #deep #talks\n"
    assert run("tag", "add", "G2", "deep").out == "g2  Write · #deep #talks\n"
    assert run("tag", "add", "p2", "kind").out == "p2  Dana · #kind\n"
    assert run("tag", "remove", "g2", "talks").out == "g2  Write · #deep\n"
    told = json.loads(run("tag", "remove", "g2", "deep", "--json").out)
    assert (told["kind"], told["title"], told["tags"]) == ("goal", "Write", [])
    refused = run("tag", "remove", "g2", "deep")
    assert (refused.code, refused.err) == (1, 'g2 does not bear the tag "deep".\n')


@pytest.mark.usefixtures("tagged")
@pytest.mark.parametrize(
    ("reference", "code"),
    [("2", 2), ("Write", 0), ("g-1", 0), ("last", 0), ("x2", 1), ("g9", 1), ("", 2)],
)
def test_a_reference_is_of_any_kind(run: Run, reference: str, code: int) -> None:
    assert run("tag", "add", reference, "deep").code == code


@pytest.mark.usefixtures("tagged")
def test_others_see_the_tags_of_what_they_see_and_a_manager_none(run: Run) -> None:
    run("goal", "add", "Secret", "--private", "--tag", "hidden")
    assert json.loads(run("tag", "--for", "manager", "--json").out) == []
    assert "hidden" not in run("tag", "--for", "mentor").out
    assert "talks" in run("tag", "--for", "mentor").out


@pytest.mark.parametrize(
    "noun", ["goal", "action", "takeaway", "win", "session", "skill", "mentor"]
)
def test_a_list_in_which_nothing_bears_a_tag_says_so(run: Run, noun: str) -> None:
    run("goal", "add", "Sail")
    assert run(noun, "--tag", "#nowhere").out == "Nothing in this list bears #nowhere.\n"


@pytest.mark.parametrize("argv", ["goal add Speak --tag none", "edit g1 --tag None"])
def test_none_is_no_tag(run: Run, argv: str) -> None:
    refused = run(*argv.split())
    assert (refused.code, refused.out) == (2, "")
    assert "mentorlog tag remove REF TAG takes one off" in refused.err
