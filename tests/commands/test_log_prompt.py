"""The prompt of ``mentorlog log`` through a real pseudo-terminal, as somebody at a keyboard has it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")

CTRL_C, CTRL_D = "\x03", "\x04"


class Terminal:
    """``mentorlog`` in a pseudo-terminal: ``expect`` reads up to a text, ``type`` presses keys."""

    def __init__(self, *argv: str) -> None:
        import pty

        self._controller, follower = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mentorlog", *argv],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            env=os.environ | {"TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"},
            preexec_fn=lambda: _take_terminal(follower),
        )
        os.close(follower)
        self.screen = ""
        self._seen = 0
        self.keys = 0

    def expect(self, text: str) -> None:
        """Wait for ``text`` after what was last waited for; the suite's own limit ends a wait."""
        while (found := self.screen.find(text, self._seen)) < 0:
            more = self._read()
            assert more, f"ended without {text!r}: {self.screen}"
            self.screen += more
        self._seen = found + len(text)

    def type(self, keys: str) -> None:
        """Press keys."""
        self.keys += len(keys)
        os.write(self._controller, keys.encode())

    def interrupt(self) -> None:
        """Press Ctrl-C until it is heard: Python misses one that comes while it echoes a letter."""
        self.type(CTRL_C)
        while not select.select([self._controller], [], [], 0.5)[0]:
            self.type(CTRL_C)

    def end(self) -> int:
        """Read to the end; the exit code."""
        while more := self._read():
            self.screen += more
        return self.process.wait(timeout=30)

    def close(self) -> None:
        """Give the terminal back."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._controller)

    def _read(self) -> str:
        try:
            return os.read(self._controller, 65536).decode(errors="replace")
        except OSError:  # Linux says so when the other side has gone
            return ""


def _take_terminal(follower: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(follower, termios.TIOCSCTTY, 0)


@pytest.fixture
def terminals() -> Iterator[list[Terminal]]:
    opened: list[Terminal] = []
    yield opened
    for terminal in opened:
        terminal.close()


@pytest.fixture
def dana(run: Run) -> None:
    run("mentor", "add", "Dana Ortiz", "--every", "2w")


def _open(terminals: list[Terminal], *argv: str) -> Terminal:
    terminals.append(Terminal(*argv))
    return terminals[-1]


def _drafts(home: Path) -> list[Path]:
    return sorted((home / "drafts").glob("*.md")) if (home / "drafts").is_dir() else []


@pytest.mark.usefixtures("dana")
def test_a_whole_session_in_under_eighty_keystrokes(
    run: Run, home: Path, terminals: list[Terminal]
) -> None:
    terminal = _open(terminals, "log", "dana")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.type("! Draft the outline, due friday\r")
    terminal.expect("> ")
    terminal.type("# she may leave\r")
    terminal.expect("> ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert terminal.keys < 80
    assert "Dana Ortiz, today, Sun 22 Nov. One line each; an empty line saves." in terminal.screen
    assert "Saved s1.  t1 takeaway · a1 yours, due Fri 27 Nov" in terminal.screen
    assert "back: mentorlog undo" in terminal.screen
    session = json.loads(run("session", "show", "1", "--json").out)
    assert session["notes"] == "she may leave"
    assert _drafts(home) == []


@pytest.mark.usefixtures("dana")
def test_ctrl_c_keeps_what_was_typed_to_the_last_letter(
    run: Run, home: Path, terminals: list[Terminal]
) -> None:
    terminal = _open(terminals, "log", "dana")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.type("half a thou")
    terminal.expect("half a thou")
    terminal.interrupt()
    assert terminal.end() == 130
    (draft,) = _drafts(home)
    assert str(draft) in terminal.screen.replace("\r\n", "")
    text = draft.read_text(encoding="utf-8")
    assert "- Open with a story" in text
    assert json.loads(run("session", "--all", "--json").out) == []
    assert run("log", "-", stdin=text).code == 0
    lines = json.loads(run("session", "show", "1", "--json").out)["takeaways"]
    assert lines[0]["text"] == "Open with a story"


@pytest.mark.usefixtures("dana")
def test_each_line_is_on_the_disk_before_the_next(home: Path, terminals: list[Terminal]) -> None:
    terminal = _open(terminals, "log", "dana")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.process.send_signal(signal.SIGKILL)
    terminal.end()
    (draft,) = _drafts(home)
    assert "- Open with a story" in draft.read_text(encoding="utf-8")


def test_a_stranger_is_asked_about(run: Run, terminals: list[Terminal]) -> None:
    terminal = _open(terminals, "log", "dana")
    terminal.expect("Dana is your [m]entor, your mente[e], a [p]eer? ")
    terminal.type("m\r")
    terminal.expect("How often? [2w, Enter to skip] ")
    terminal.type("2w\r")
    terminal.expect("> ")
    terminal.type("Open with a story\r")
    terminal.expect("> ")
    terminal.type(CTRL_D)
    assert terminal.end() == 0
    (mentor,) = json.loads(run("mentor", "--json").out)
    assert (mentor["partner"]["name"], mentor["cadence_days"]) == ("Dana", 14)


@pytest.mark.usefixtures("dana")
def test_nothing_typed_saves_nothing(run: Run, home: Path, terminals: list[Terminal]) -> None:
    terminal = _open(terminals, "log", "dana")
    terminal.expect("> ")
    terminal.type("\r")
    assert terminal.end() == 0
    assert "nothing saved" in terminal.screen
    assert json.loads(run("session", "--all", "--json").out) == []
    assert _drafts(home) == []
