"""What a command may open: a journal that is named, and a file that it is told to write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.cli import main

if TYPE_CHECKING:
    from tests.conftest import Run

# --- a journal that is named must be there ------------------------------------------------------

COMMANDS = (
    (), ("status",), ("review",), ("report",), ("goal",), ("doctor",), ("doctor", "--repair"),
    ("todo", "Draft it"), ("log", "dana", "-t", "x"), ("mentor", "add", "Dana"), ("undo",), ("redo",),
    ("purge", "g1", "--yes"), ("backup",), ("export",), ("changes",), ("tag", "rename", "a", "b"),
    ("session", "edit", "1"),
)  # fmt: skip


@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("by_variable", [True, False])
def test_a_named_journal_that_is_not_there_is_a_slip(
    argv: tuple[str, ...], by_variable: bool, home: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    path = home / "jornal.db"
    before = sorted(home.rglob("*"))
    if by_variable:
        monkeypatch.setenv("MENTORLOG_JOURNAL", str(path))
    else:
        argv = ("--journal", str(path), *argv)
    how = "init" if by_variable else "--journal FILE init"
    assert main(list(argv)) == 3
    assert capsys.readouterr() == (
        "",
        f"There is no journal at {path}.\nhint: mentorlog {how} makes one there\n",
    )
    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize(
    "argv", [("config",), ("backup", "list"), ("goal", "--help"), ("config", "set", "name", "Ada")]
)
def test_what_needs_no_journal_asks_for_none(argv: tuple[str, ...], home: Path) -> None:
    assert main(["--journal", str(home / "none.db"), *argv]) == 0
    assert not (home / "none.db").exists()


def test_init_import_and_restore_make_the_one_that_is_named(run: Run, home: Path) -> None:
    run("goal", "add", "Speak")
    run("export", "-o", str(home / "all.json"))
    run("backup", str(home / "copy.db"))
    for argv in (("import", str(home / "all.json")), ("restore", str(home / "copy.db")), ("init",)):
        path = home / f"{argv[0]}.db"
        assert main(["--journal", str(path), *argv]) == 0
        assert main(["--journal", str(path), "goal"]) == 0


def test_the_first_write_makes_the_default_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENTORLOG_JOURNAL", raising=False)
    assert main(["goal"]) == 0
    assert not list(home.rglob("journal.db"))
    assert main(["todo", "Draft it"]) == 0
    assert len(list(home.rglob("journal.db"))) == 1
