"""What the shells really do with our completion: bash, zsh and fish, where they are installed.

Titles come from imports and from other people; one that a shell would run must not be run. Each
shell runs interactively on a terminal of its own, and TAB is pressed in it.
"""

from __future__ import annotations

import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells of Unix")

TITLES = (
    "Speak in public",
    "$(touch RAN) `touch RAN` ; touch RAN | touch RAN & touch RAN",
    "[red]'quoted\" \\$(touch RAN)[/red]",
    "x\n; touch RAN\n`touch RAN`\ty",
    "🎉 Ship it 🚀",
    "W" * 500,
    "שלום עולם \u202e$(touch RAN)",
    'It\'s 100% (done): "yes"',
)


class Shell(NamedTuple):
    """How a shell starts without its user's settings, and what turns our completion on in it."""

    argv: tuple[str, ...]
    before: tuple[str, ...] = ()
    source: str = ""


SHELLS = {
    "bash": Shell(
        ("bash", "--norc", "-i"), ("bind 'set show-all-if-ambiguous on'",),
        'eval "$(mentorlog --show-completion bash)"',
    ),
    "zsh": Shell(
        ("zsh", "-f", "-i"),
        ("unsetopt prompt_sp", "setopt no_list_ambiguous", "autoload -Uz compinit; compinit -u -D"),
        'eval "$(mentorlog --show-completion zsh)"',
    ),
    "fish": Shell(
        ("fish", "--no-config", "-i"), (), "mentorlog --show-completion fish | source"
    ),
}  # fmt: skip


class Terminal:
    """A shell on a terminal, in a folder where nothing may be run."""

    def __init__(self, argv: tuple[str, ...], folder: Path) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._child, self._terminal = pty.fork()
        if self._child == 0:
            os.chdir(folder)
            os.execvpe(argv[0], argv, _environ())
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 60, 200, 0, 0))
        self.shown = ""

    def type(self, keys: str) -> None:
        os.write(self._terminal, keys.encode())

    def run(self, line: str, mark: str) -> None:
        """Run a line and wait until the shell has done with it."""
        half, other = mark[:2], mark[2:]
        self.type(f"{line}; echo {half}'{other}'\r")
        self.wait(mark)

    def wait(self, *words: str) -> str:
        """What has been shown by the time all of ``words`` are; a minute at most."""
        until = time.monotonic() + 60
        while not all(word in self.shown for word in words):
            ready, _, _ = select.select([self._terminal], [], [], max(0, until - time.monotonic()))
            assert ready, (words, self.shown)
            read = os.read(self._terminal, 65536)
            if b"\x1b[c" in read or b"\x1b[0c" in read:
                os.write(self._terminal, b"\x1b[?62;c")  # fish asks what terminal this is
            self.shown += _ESCAPES.sub("", read.decode("utf-8", "replace"))
        shown, self.shown = self.shown, ""
        return shown

    def close(self) -> None:
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._terminal)


_ESCAPES = re.compile(r"\x1b\[[0-9;?>]*[A-Za-z]|\x1b[=>]|\x1b\([A-Z0-9]|\x1b\][^\x07]*\x07")


def _environ() -> dict[str, str]:
    bin_folder = Path(sys.executable).parent
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    return dict(os.environ) | {"PATH": path, "TERM": "xterm", "LC_ALL": "C.UTF-8", "PS1": "> "}


@pytest.fixture
def hostile(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    for title in TITLES:
        assert run("goal", "add", title, "--tag", "speaking").code == 0
    run("todo", "Draft $(touch RAN) it")
    run("todo", "Draft the outline", "--tag", "q3/goals.now")


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Terminal]]:
    """Each shell with our completion on."""
    name: str = request.param
    started = SHELLS[name]
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    terminal = Terminal(started.argv, tmp_path)
    for number, line in enumerate((*started.before, started.source)):
        terminal.run(line, f"ready{number}")
    yield name, terminal
    terminal.close()
    assert not (tmp_path / "RAN").exists()


@pytest.mark.usefixtures("hostile")
def test_a_shell_completes_and_runs_nothing(shell: tuple[str, Terminal], tmp_path: Path) -> None:
    """All in one shell, as it takes longer to start than to complete a line."""
    _, terminal = shell
    _shows_its_menu(terminal)
    _finishes_a_word_that_only_one_fits(terminal)
    _offers_files_where_a_file_is_meant_and_nowhere_else(terminal, tmp_path)


def _shows_its_menu(terminal: Terminal) -> None:
    menus: list[tuple[str, tuple[str, ...]]] = [
        ("mentorlog goal show ", tuple(f"g{n}" for n in range(1, len(TITLES) + 1))),
        ("mentorlog ", ("check-in", "timeline")),
    ]
    said = {
        "mentorlog goal show ": ("Speak in public", "Ship it", "touch RAN", "שלום", "W" * 60),
        "mentorlog ": ("Log a session",),
    }
    for number, (line, offered) in enumerate(menus):
        terminal.type(f"{line}\t")
        shown = terminal.wait(*offered, *said.get(line, ()))
        assert "bug" not in shown and "W" * 61 not in shown
        terminal.type("\x03")
        terminal.run("true", f"after{number}")


def _finishes_a_word_that_only_one_fits(terminal: Terminal) -> None:
    for number, (line, rest) in enumerate(
        [
            ('mentorlog log "Dana O', "rtiz"),
            ("mentorlog log Dana\\ O", "rtiz"),
            ("mentorlog goal --tag=q3/g", "oals.now"),
        ]
    ):
        terminal.type(f"{line}\t")
        terminal.wait(rest)
        terminal.type("\x03")
        terminal.run("true", f"next{number}")


def _offers_files_where_a_file_is_meant_and_nowhere_else(terminal: Terminal, folder: Path) -> None:
    (folder / "notesfile.csv").touch()
    for number, (line, is_file) in enumerate(
        [
            ("mentorlog import notes", True),
            ("mentorlog goal add notes", False),
        ]
    ):
        terminal.type(f"{line}\t")
        terminal.type("X" if is_file else "Y")
        shown = terminal.wait("file.csv" if is_file else "Y")
        assert is_file or "file.csv" not in shown
        terminal.type("\x03")
        terminal.run("true", f"then{number}")


def _installed(home: Path) -> list[str]:
    return sorted(
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and path.name != "journal.db"
    )


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", ".local/share/bash-completion/completions/mentorlog"),
        ("zsh", ".zfunc/_mentorlog"),
        ("fish", ".config/fish/completions/mentorlog.fish"),
    ],
)
def test_installing_writes_the_shells_own_file_and_no_other(
    run: Run, home: Path, shell: str, file: str
) -> None:
    settings = [home / ".bashrc", home / ".zshrc"]
    for path in settings:
        path.write_text("# mine\n", encoding="utf-8")
    before = _installed(home)
    ended = run("--install-completion", shell)
    assert (ended.code, ended.out) == (0, f"{home / file}\n")
    assert ended.err.startswith("hint: ")
    assert _installed(home) == sorted([*before, file])
    assert [path.read_text(encoding="utf-8") for path in settings] == ["# mine\n"] * 2
    assert (home / file).read_text(encoding="utf-8") == run("--show-completion", shell).out


@pytest.mark.skipif(os.name == "nt", reason="POSIX modes")
@pytest.mark.parametrize("mask", [0o077, 0o002, 0o000])
def test_others_may_read_what_is_installed_and_not_change_it(
    run: Run, home: Path, mask: int
) -> None:
    """zsh leaves out completions that others could have written."""
    before = os.umask(mask)
    try:
        path = Path(run("--install-completion", "zsh").out.strip())
    finally:
        os.umask(before)
    assert path.is_relative_to(home)
    assert [each.stat().st_mode & 0o777 for each in (path, path.parent)] == [0o644, 0o755]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_at_hand_is_found(run: Run, shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    ended = subprocess.run(
        [*SHELLS[shell].argv[:-1], "-c", "mentorlog --show-completion; true"],
        env=_environ(), cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ended.stdout, ended.stderr) == (run("--show-completion", shell).out, "")


def test_zsh_reads_the_installed_file_from_its_path(run: Run, home: Path, tmp_path: Path) -> None:
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed")
    run("goal", "add", "Speak in public")
    run("--install-completion", "zsh")
    terminal = Terminal(SHELLS["zsh"].argv, tmp_path)
    lines = (
        "unsetopt prompt_sp",
        f"fpath+=('{home}/.zfunc'); autoload -Uz compinit; compinit -u -D",
    )
    for number, line in enumerate(lines):
        terminal.run(line, f"ready{number}")
    # The first time the file is only being loaded.
    for number, (line, rest) in enumerate([("mentorlog go", "al"), ("mentorlog mil", "estone")]):
        terminal.type(f"{line}\t")
        terminal.wait(rest)
        terminal.type("\x03")
        terminal.run("true", f"after{number}")
    terminal.close()


def test_completing_a_line_that_installs_does_not(run: Run, home: Path) -> None:
    before = _installed(home)
    for option in ("--install-completion", "--show-completion", "--version"):
        ended = subprocess.run(
            [Path(sys.executable).parent / "mentorlog", option, "bash", "go"],
            env=_environ() | {"_MENTORLOG_COMPLETE": "bash"},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert ended.stderr == ""
        assert "complete" not in ended.stdout
    assert _installed(home) == before
    assert run("todo", "--", "--install-completion").out.startswith("a1  --install-completion ·")


def test_an_unknown_shell_is_named(run: Run) -> None:
    ended = run("--install-completion", "tcsh")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("There is no completion for the shell tcsh.\nhint: ")


def test_powershell_is_told_where_its_script_goes(run: Run) -> None:
    assert "Register-ArgumentCompleter" in run("--show-completion", "pwsh").out
    ended = run("--install-completion", "pwsh")
    assert ended.code == 2
    assert "$PROFILE" in ended.err


def test_completion_of_a_missing_journal_makes_none(journal: Path) -> None:
    ended = subprocess.run(
        [Path(sys.executable).parent / "mentorlog", "goal", "show", ""],
        env=_environ() | {"_MENTORLOG_COMPLETE": "zsh"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    assert not journal.exists()
