"""What was typed of a session and is not saved yet, on the screens that say what is open."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run

LINE = 'with Dana Ortiz, Thu 19 Nov, 1 line: "Open with a story"'
HINT = "mentorlog log offers each to be saved"


@pytest.fixture(autouse=True)
def partners(run: Run, once: Once) -> None:
    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w")
        run("mentor", "add", "Kofi Mensah")

    once("partners", write)


@pytest.fixture
def interrupted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log with Dana that could not be saved."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("mentorlog.commands.desk.journals.writing", stopped)
        assert run("log", "dana", "-t", "Open with a story", "--on", "2026-11-19").code == 130


@pytest.mark.usefixtures("interrupted")
@pytest.mark.parametrize("argv", [("status",), ("status", "dana"), ("prep",), ("prep", "dana")])
def test_a_draft_is_shown_where_it_is_of_them(run: Run, argv: tuple[str, ...]) -> None:
    page = run(*argv).out
    assert page.count("Not saved yet") == page.count(HINT) == 1
    assert LINE in page
    assert LINE.replace('"', "") in run(*argv, "--format", "markdown").out.replace('"', "")
    run("log", "-", stdin="---\nwith: Dana Ortiz\n---\nElse\n")
    assert LINE in run(*argv).out


@pytest.mark.usefixtures("interrupted")
def test_nobody_else_is_told_of_it(run: Run, home: Path) -> None:
    readers = [("--for", "dana"), ("--for", "kofi"), ("--for", "manager")]
    doors = [("status",), ("status", "dana"), ("prep",), ("prep", "dana")]
    others = [(*door, *more) for door in doors for more in readers]
    others += [("status", "kofi"), ("prep", "kofi"), ("status", "--as-of", "2026-11-01")]
    told = [run(*argv) for argv in others]
    data = [run(*argv, "--json") for argv in others if "--for" in argv]
    assert json.loads(run("status", "--json").out)["drafts"] == 1
    for path in (home / "drafts").iterdir():
        path.unlink()
    assert [run(*argv) for argv in others] == told
    assert [run(*argv, "--json") for argv in others if "--for" in argv] == data
    assert json.loads(run("status", "--json").out)["drafts"] == 0


def test_one_of_nobody_is_on_the_screens_of_all(run: Run, home: Path) -> None:
    folder = home / "drafts"
    folder.mkdir()
    (folder / "2026-11-22-log-1.md").write_text("Slow down\n", encoding="utf-8")
    (folder / "2026-11-22-log-2.md").write_text("---\nwith: [\n---\nx\n", encoding="utf-8")
    (folder / "2026-11-22-goal-add-1.md").write_text("Speak\n", encoding="utf-8")
    for argv in (("status",), ("prep",)):
        page = run(*argv).out
        assert 'notes: "Slow down"' in page
        assert "The session document cannot be read" in " ".join(page.split())
        assert "Speak" not in page
        assert HINT not in run(*argv, "dana").out
