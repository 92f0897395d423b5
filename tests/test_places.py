"""Where things live."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import pytest

from mentorlog import places

if TYPE_CHECKING:
    from tests.conftest import Run


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for kind in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind.lower()))


def test_the_environment_names_the_journal() -> None:
    assert places.journal({"MENTORLOG_JOURNAL": "/a/b.db"}) == Path("/a/b.db")


@pytest.mark.parametrize("environ", [{}, {"MENTORLOG_JOURNAL": ""}])
def test_else_it_is_in_the_data_folder(environ: dict[str, str]) -> None:
    folder = Path(platformdirs.user_data_dir("mentorlog", appauthor=False))
    assert places.journal(environ) == folder / "journal.db"


def test_a_tilde_is_the_home_folder(tmp_path: Path) -> None:
    assert places.named("~/x.db") == tmp_path / "x.db"
    assert places.named("~nobody-of-this-name/x") == Path("~nobody-of-this-name/x")


def test_drafts_are_beside_their_journal() -> None:
    assert places.drafts(Path("/a/b.db")) == Path("/a/drafts")


def test_each_thing_has_its_own_folder() -> None:
    assert places.settings().name == "config.toml"
    assert places.demo().parts[-2:] == ("demo", "journal.db")
    assert places.demo().parent != places.journal({}).parent


def test_asking_makes_nothing(tmp_path: Path) -> None:
    for path in (places.journal({}), places.settings(), places.demo()):
        places.drafts(path)
    assert list(tmp_path.iterdir()) == []


def test_a_named_journal_does_not_wait_for_platformdirs() -> None:
    code = (
        "import sys; from mentorlog import places\n"
        "places.journal({'MENTORLOG_JOURNAL': '~/x'}); print('platformdirs' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("ask", [lambda: places.journal({}), places.settings, places.demo])
@pytest.mark.parametrize("where", [None, "~/.local/share"])
def test_without_a_home_that_is_what_is_said(
    ask: Callable[[], Path], where: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def folder(*_: object, **__: object) -> str:
        if where is None:
            raise RuntimeError("Could not determine home directory.")
        return where

    for kind in ("data", "config", "cache"):
        monkeypatch.setattr(f"platformdirs.user_{kind}_dir", folder)
    with pytest.raises(places.NoHome) as failed:
        ask()
    assert failed.value.exit_code == 3


def test_a_named_journal_needs_no_home(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise places.NoHome

    monkeypatch.setattr(places, "settings", nowhere)
    assert run("goal", "add", "Speak").code == 0
    assert run("config", "set", "name", "Priya").code == 3
