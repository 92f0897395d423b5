"""The manual page against the commands; MENTORLOG_GOLDEN=write writes it anew."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import man_page
from mentorlog import cli
from reference import commands, verbs

if TYPE_CHECKING:
    from tests.conftest import Run

PAGE = Path(__file__).parents[1] / "src" / "mentorlog" / "mentorlog.1"
WRITE = os.environ.get("MENTORLOG_GOLDEN") == "write"
_DAY = re.compile(r"^\.TH MENTORLOG 1 (\S+)", re.MULTILINE)


def test_the_page_is_what_the_commands_take() -> None:
    kept = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    day = found[1] if (found := _DAY.search(kept)) else "1970-01-01"
    if WRITE and kept != man_page.page(day):
        day = date.today().isoformat()  # noqa: DTZ011 - the day the page changed
        kept = man_page.page(day)
        PAGE.write_text(kept, encoding="utf-8", newline="\n")
    assert kept == man_page.page(day)


def test_no_line_is_read_as_a_request_by_mistake() -> None:
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        assert line.isascii()
        assert line == line.rstrip() != ""
        if line.startswith("."):
            assert re.match(r"\.(TH|SH|SS|TP|IP|PP|RS|RE|B|BR|I|nf|fi|PD)\b", line), line
        # A bare dash is a hyphen to roff, and what is copied from the page no option.
        assert not re.search(r"(?<!\\)-", line) or line.startswith(".TH"), line


def test_every_command_and_each_of_its_options_is_in_it() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    leaves = [
        (path.removeprefix("mentorlog "), command)
        for path, command in commands(cli._root())
        if not verbs(command) and not command.hidden
    ]
    starts = {path: text.index(f"\n\\fB{path}\\fR") for path, _ in leaves}
    ends = [*sorted(starts.values()), text.index("\n.SH SHARED OPTIONS")]
    assert len(leaves) > 60
    for path, command in leaves:
        section = text[starts[path] : ends[ends.index(starts[path]) + 1]]
        if same := re.search(r"\nIt takes the same as \\fB(.+)\\fR\.", section):
            section = text[starts[same[1]] : ends[ends.index(starts[same[1]]) + 1]]
        for param in command.params:
            if param.param_type_name == "option" and not getattr(param, "hidden", False):
                flag = max(param.opts, key=len)
                assert flag == "--help" or f"\\fB{flag}\\fR" in section, (path, flag)


def test_the_examples_run(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    run("mentee", "add", "Sam Lee")
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    lines = [line for line in text.splitlines() if line.startswith("mentorlog ")]
    examples = [shlex.split(line)[1:] for line in lines if line.split()[1] != "-"]
    assert len(examples) >= 9
    for argv in examples:
        if argv == ["log", "dana"]:
            continue  # it asks, and a test has no terminal
        if argv[0] == "done":
            run("todo", "Write the outline")
        ended = run(*argv)
        assert ended.code == 0, (argv, ended)


@pytest.mark.parametrize(
    ("tool", "argv"),
    [
        ("mandoc", ["-T", "lint", "-W", "style"]),
        ("groff", ["-man", "-Tascii", "-ww", "-z"]),
    ],
)
def test_the_tools_have_nothing_to_say_of_it(tool: str, argv: list[str]) -> None:
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not installed")
    ended = subprocess.run(
        [program, *argv, str(PAGE)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
