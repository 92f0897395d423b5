"""The README and the guides against the program: every command in them runs and prints what they say.

A guide's commands go on from the journal of the README's tour, each guide by itself.
Run with MENTORLOG_GOLDEN=write to write the outputs anew, then read the diff.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.terminals import Terminal

from mentorlog import cli
from mentorlog.commands.help import FOLDER, guides
from mentorlog.journal.references import kind_of
from reference import verbs

if TYPE_CHECKING:
    from tests.conftest import Once, Run

README = Path(__file__).parent.parent / "README.md"
GUIDES = sorted(FOLDER.glob("*.md"))
PAGES = [README, *GUIDES]
WRITE = os.environ.get("MENTORLOG_GOLDEN") == "write"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def _follow(page: Path, run: Run) -> None:
    """Run the commands of a page in their order, and compare or write what they print."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.findall(text):
        printed = "".join(f"$ {command}\n{_run(run, command)}" for command in _commands(block))
        if WRITE:
            text = text.replace(f"```console\n{block}```", f"```console\n{printed}```")
            page.write_text(text, encoding="utf-8", newline="\n")
        else:
            assert printed == block


def _run(run: Run, line: str) -> str:
    """What a line prints; ``printf … |`` before it is its standard input."""
    stdin = None
    if " | " in line:
        first, line = line.split(" | ")
        program, stdin = shlex.split(first)
        assert program == "printf"
        stdin = stdin.replace("\\n", "\n")
    program, *argv = shlex.split(line)
    assert program == "mentorlog"
    ended = run(*argv, stdin=stdin)
    assert ended.code == 0, (line, ended)
    # One that could be read as a number stands in quotes.
    out = re.sub(r"uid: \"?[0-9a-f]{16}\"?", "uid: 6d2f6d6b9d2f4a5e", ended.out)
    return re.sub(r"(?m)^(written: \S+, )\S+$", r"\g<1>6d2f6d6b-41-a1b2c3d4", out)


def test_the_tour_prints_what_the_readme_says(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    assert len(_BLOCK.findall(README.read_text(encoding="utf-8"))) >= 6
    _follow(README, run)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_prints_what_it_says(
    guide: Path, run: Run, home: Path, once: Once, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    tour = _BLOCK.findall(README.read_text(encoding="utf-8"))
    once("tour", lambda: [_run(run, line) for block in tour for line in _commands(block)])
    _follow(guide, run)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")
def test_the_prompt_looks_as_the_readme_shows_it(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w")
    shown = _below("<!-- typed -->").splitlines()
    terminal = Terminal(*shlex.split(shown[0].removeprefix("$ "))[1:])
    try:
        for line in shown:
            if line.startswith(">"):
                terminal.expect("> ")
                terminal.type(line[2:] + "\r")
        assert terminal.end() == 0
    finally:
        terminal.close()
    seen = [line.rstrip() for line in terminal.screen.replace("\r", "").splitlines()]
    assert seen == shown[1:]


def test_the_demo_prints_the_first_screen(run: Run) -> None:
    shown = _below("<!-- printed by the demo -->")
    out = run("demo").out
    if WRITE:
        start, end = (out.index(f"── mentorlog {word} ") for word in ("status", "timeline"))
        text = README.read_text(encoding="utf-8")
        text = text.replace(shown, out[start:end].strip() + "\n")
        README.write_text(text, encoding="utf-8", newline="\n")
    else:
        assert shown in out
        assert len(shown.splitlines()) > 10


def _below(mark: str) -> str:
    """The text of the block below a mark of the README."""
    text = README.read_text(encoding="utf-8")
    block = re.search(rf"^{mark}\n```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert block, mark
    return block[1]


def test_a_command_named_in_a_sentence_is_there_with_its_options() -> None:
    for page in PAGES:
        for words in _named(page.read_text(encoding="utf-8")):
            command, rest = _command(words[1:])
            known = {option for param in command.params for option in param.opts}
            given = {word for word in rest if re.fullmatch("--?[a-z][a-z-]*", word)}
            assert given <= known | {"--help"}, words


def _named(text: str) -> Iterator[list[str]]:
    """The command lines between backticks: those that begin with ``mentorlog`` or a command's name."""
    names = {entry.name for entry in cli.TABLE}
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for code in re.findall("`([^`]+)`", prose):
        for part in code.split(" | "):
            words = part.replace("\u201d", '"').split()
            if words[0] == "mentorlog" and len(words) > 1:
                yield words
            elif words[0] in names:
                yield ["mentorlog", *words]


def _command(words: list[str]) -> tuple[Any, list[str]]:
    """The command that the words call, and the words that follow its name."""
    command: Any = cli._root()
    if words[0] == "edit" and words[1:] and (kind := kind_of(words[1])):
        words = [kind.noun, *words]  # It takes the options of its noun's.
    while words and words[0] in verbs(command):
        command, words = verbs(command)[words[0]], words[1:]
    assert not verbs(command) or not words or words[0].startswith("-"), words
    return command, words


def test_the_readme_is_short_and_names_each_guide() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 350
    for guide in guides():
        row = f"| [`mentorlog help {guide.topic}`](src/mentorlog/guides/{guide.topic}.md) | {guide.summary} |"
        assert row in text
        assert (README.parent / "src/mentorlog/guides" / f"{guide.topic}.md").exists()


def test_no_sentence_stands_in_two_places() -> None:
    seen: dict[str, str] = {}
    for page in PAGES:
        prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
        for sentence in set(re.split(r"(?<=[.:;])\s+|\n\n", prose)):
            flat = " ".join(sentence.split())
            if len(flat) > 50 and not flat.startswith("|"):
                assert seen.setdefault(flat, page.stem) == page.stem, flat


def test_the_two_commands_are_marked_for_ci() -> None:
    text = README.read_text(encoding="utf-8")
    for name, word in (("demo", "mentorlog demo"), ("test", "-m pytest")):
        block = re.search(rf"<!-- command: {name} -->\n```sh\n(.*?)\n```", text, re.DOTALL)
        assert block and word in block[1]


def test_the_changelog_keeps_its_form() -> None:
    text = (README.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    assert text.startswith("# Changelog\n")
    assert re.search(r"^## \[(Unreleased|\d+\.\d+\.\d+)\]", text, re.MULTILINE)
    assert re.search(r"^### Added$", text, re.MULTILINE)
