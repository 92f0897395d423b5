"""The README against the program: every command in it runs and prints what it says it prints.

Run with MENTORLOG_GOLDEN=write to write the outputs and the reference anew, then read the diff.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from mentorlog import cli, demo
from mentorlog.dates import clock
from reference import first_sentence, usage, verbs

if TYPE_CHECKING:
    from tests.conftest import Run

README = Path(__file__).parent.parent / "README.md"
WRITE = os.environ.get("MENTORLOG_GOLDEN") == "write"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BEGIN, _END = "<!-- reference: begin -->\n", "<!-- reference: end -->\n"


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """The command lines of a block, each with the output written below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def test_the_tour_prints_what_the_readme_says(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    demo.make(home / "demo.db", clock(os.environ))
    text = README.read_text(encoding="utf-8")
    blocks = _BLOCK.findall(text)
    assert len(blocks) >= 5
    for block in blocks:
        printed = "".join(f"$ {command}\n{_run(run, command)}" for command, _ in _commands(block))
        if WRITE:
            text = text.replace(block, printed)
            README.write_text(text, encoding="utf-8", newline="\n")
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
    out = re.sub(r"uid: [0-9a-f]{16}", "uid: 6d2f6d6b9d2f4a5e", ended.out)
    return re.sub(r"(?m)^(written: \S+, )\S+$", r"\g<1>6d2f6d6b-41-a1b2c3d4", out)


_READ = "[--format FORMAT] [--json] [--for AUDIENCE] [--as-of DAY]"
_ALIKE = {"mentee": "mentor", "peer": "mentor"}
"""Commands that take what another one takes, which is written down once."""


def _reference() -> str:
    lines = []
    shown = [entry for entry in cli.TABLE if not entry.hidden]
    for panel, entries in groupby(shown, key=lambda entry: entry.panel):
        # A blank line around a command that has others below it.
        text = "\n".join(
            block if not verbs(_command(entry.name)) else f"\n{block}\n"
            for entry in entries
            for block in ["\n".join(_lines(entry))]
        )
        text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
        lines.append(f"\n### {panel.removesuffix(':')}\n\n```text\n{text}\n```")
    return "\n".join(lines).lstrip("\n") + "\n"


def _command(name: str) -> Any:
    root: Any = typer.main.get_command(cli.app)
    return root.commands[name]


def _lines(entry: cli.Entry) -> Iterator[str]:
    if model := _ALIKE.get(entry.name):
        same = [_usages(_command(name), "") for name in (entry.name, model)]
        assert same[0] == same[1]
        yield f"mentorlog {entry.name} …\n    {entry.help}. Takes what {model} takes."
        return
    yield from _usages(_command(entry.name), entry.name) or [
        _wrapped(usage(f"mentorlog {entry.name}", _command(entry.name))),
        f"    {entry.help}.",
    ]


def _usages(command: Any, name: str) -> list[str]:
    """What each command below ``command`` takes and does."""
    return [
        f"{_wrapped(usage(f'mentorlog {name} {verb}', each))}\n    {first_sentence(each)}"
        for verb, each in verbs(command).items()
        if not each.hidden
    ]


def _wrapped(usage: str) -> str:
    """Folded between words, the rest indented, as nothing in a README should scroll sideways."""
    lines, line = [], ""
    for word in re.findall(r"\[[^\]]*\]…?|\S+", usage.replace(_READ, "[READ]")):
        if line and len(line) + len(word) + 1 > 88:
            lines.append(line)
            line = "      " + word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def test_the_reference_is_what_the_commands_take() -> None:
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(_BEGIN)
    reference, _, after = rest.partition(_END)
    if WRITE:
        text = f"{before}{_BEGIN}\n{_reference()}\n{_END}{after}"
        README.write_text(text, encoding="utf-8", newline="\n")
    else:
        assert reference == f"\n{_reference()}\n"


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
