"""The prompt of ``mentorlog log`` through a real pseudo-terminal, as somebody at a keyboard has it."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.terminals import CTRL_D, Terminal

if TYPE_CHECKING:
    from tests.conftest import Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")


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
    assert "Saved s1 with Dana.  t1 takeaway · a1 yours, due Fri 27 Nov" in terminal.screen
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
    assert terminal.stop() == 130
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
