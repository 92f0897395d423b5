"""``mentorlog help``: the guides drawn, as Markdown, by name and by a name misspelt."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mentorlog.commands.help import FOLDER, guides

if TYPE_CHECKING:
    from tests.conftest import Run

TOPICS = (
    "days",
    "documents",
    "figures",
    "import",
    "names",
    "privacy",
    "safety",
    "share",
    "sync",
    "templates",
    "views",
)


def test_alone_it_lists_the_topics_with_a_line_each(run: Run) -> None:
    out = run("help").out
    for guide in guides():
        assert f" {guide.topic} " in out
        assert guide.summary in out
    assert "mentorlog help COMMAND" in out
    assert tuple(each["topic"] for each in json.loads(run("help", "--json").out)) == TOPICS


def test_each_guide_begins_with_its_topic_and_summary() -> None:
    for guide in guides():
        assert guide.text.startswith(f"# {guide.topic.capitalize()}: {guide.summary}\n")
        assert len(guide.topic) + len(guide.summary) < 70


@pytest.mark.parametrize("topic", TOPICS)
def test_a_guide_fits_a_narrow_terminal(
    run: Run, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    ended = run("help", topic)
    lines = ended.out.splitlines()
    assert ended.code == 0
    assert max(map(len, lines)) <= 40
    assert lines[0].startswith(topic.capitalize())
    assert not [mark for mark in ("```", "**", "\n|---") if mark in ended.out]
    assert all(lines[place] or lines[place + 1] for place in range(len(lines) - 1))


def test_as_markdown_it_is_the_file_itself(run: Run) -> None:
    text = (FOLDER / "privacy.md").read_text(encoding="utf-8")
    assert run("help", "privacy", "--format", "markdown").out == text
    assert json.loads(run("help", "Privacy", "--json").out)["text"] == text


def test_a_guide_is_shown_where_a_command_has_the_same_name(run: Run) -> None:
    assert run("help", "import").out.startswith("Import: other programs")


def test_an_unknown_topic_names_the_nearest(run: Run) -> None:
    ended = run("help", "figurs")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        'No topic or command is called "figurs". Did you mean figures?\n'
        "hint: mentorlog help lists the topics\n"
    )
    assert "Did you mean goal?" in run("help", "gaol").err
    assert "Did you mean" not in run("help", "zzzzzz").err


def test_no_journal_is_needed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTORLOG_JOURNAL", "/nowhere/at/all.db")
    monkeypatch.setattr("tests.conftest.put_named", lambda _: None)
    assert run("help", "days").code == 0


def test_an_encoding_without_the_glyphs_gets_others(run: Run) -> None:
    assert run("help").code == 0
    ended = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-m", "mentorlog", "help", "figures"],
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
        capture_output=True,
        check=True,
    )
    assert ended.stdout.isascii()
    assert b"----" in ended.stdout
