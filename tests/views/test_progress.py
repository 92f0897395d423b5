"""The bar of a long import or export: on a terminal, and nowhere else."""

from __future__ import annotations

import io

import pytest

from mentorlog.views.terminals import progress_bar


class Terminal(io.StringIO):
    """Standard error as a terminal has it."""

    def isatty(self) -> bool:
        return True


def drawn(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, total: int = 100) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    with progress_bar("Reading [red]a\x1b[2J.json", total, worth=100) as advance:
        advance(60)
    return stream.getvalue()


def test_a_terminal_shows_how_far_it_is_and_what_as_it_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    said = drawn(monkeypatch, Terminal())
    assert "60%" in said
    assert "Reading [red]a\\x1b[2J.json" in said
    assert "\x1b[2J" not in said


def test_nothing_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert drawn(monkeypatch, io.StringIO()) == ""
    assert drawn(monkeypatch, Terminal(), total=99) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert drawn(monkeypatch, Terminal()) == ""
