"""What the shells really do with our completion: bash, zsh and fish, where they are installed.

Titles come from imports and from other people; one that a shell would run must not be run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells of Unix")

_BASH = """
eval "$(_MENTORLOG_COMPLETE=source_bash mentorlog)"
COMP_WORDS=({words}); COMP_CWORD={place}
_mentorlog_completion mentorlog
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
# Outside of its line editor zsh has no _arguments and no compdef; what we print is still evaluated.
_ZSH = """
compdef() {{ }}
_arguments() {{ print -rl -- "$@" }}
eval "$(_MENTORLOG_COMPLETE=source_zsh mentorlog)"
words=({words}); CURRENT={place}+1
_mentorlog_completion
"""
_FISH = """
_MENTORLOG_COMPLETE=source_fish mentorlog | source
complete --do-complete "{line}"
"""


@pytest.fixture(autouse=True)
def hostile(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    run("goal", "add", "Speak in public")
    run("goal", "add", "$(touch RAN) `touch RAN` ; touch RAN | touch RAN & touch RAN")
    run("goal", "add", "[red]'quoted\" \\$(touch RAN)[/red]")
    run("todo", "Draft $(touch RAN) it")


def _shell(shell: str, script: str, folder: Path, line: str) -> str:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    words = line.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    bin_folder = str(Path(sys.executable).parent)
    ended = subprocess.run(
        [program, *(["-f"] if shell == "zsh" else []), "-c",
         script.format(words=quoted, place=len(words) - 1, line=line)],
        cwd=folder, env=os.environ | {"PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert not (folder / "RAN").exists(), ended.stdout
    return ended.stdout


SHELLS = [("bash", _BASH), ("zsh", _ZSH), ("fish", _FISH)]


@pytest.mark.parametrize(("shell", "script"), SHELLS)
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("mentorlog go", ("goal",)),
        ("mentorlog goal sh", ("show",)),
        ("mentorlog goal show ", ("g1", "g2", "g3")),
        ("mentorlog done ", ("a1",)),
        ("mentorlog log da", ("dana",)),
    ],
)
def test_a_shell_completes_and_runs_nothing(
    tmp_path: Path, shell: str, script: str, line: str, offered: tuple[str, ...]
) -> None:
    found = _shell(shell, script, tmp_path, line)
    for word in offered:
        assert word in found


@pytest.mark.parametrize(("shell", "script"), SHELLS[1:])
def test_titles_stand_beside_the_numbers(tmp_path: Path, shell: str, script: str) -> None:
    assert "Speak in public" in _shell(shell, script, tmp_path, "mentorlog goal show ")


def test_completion_of_a_missing_journal_makes_none(tmp_path: Path, journal: Path) -> None:
    journal.unlink()
    _shell("bash", _BASH, tmp_path, "mentorlog goal show ")
    assert not journal.exists()
