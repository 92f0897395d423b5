"""``mentorlog init``: a journal made on purpose; harmless twice."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Run


def test_makes_it_and_says_where(run: Run, journal: Path) -> None:
    made = run("init")
    assert made.err == (
        'hint: mentorlog config set name "NAME", if Priya Nair is not what you are called\n'
    )
    first, *path = made.out.splitlines()
    # A page folds a path that is longer than it is wide.
    assert (first, "".join(path)) == ("The journal of Priya Nair is made:", str(journal))
    assert journal.is_file()
    if sys.platform != "win32":
        assert journal.stat().st_mode & 0o777 == 0o600


def test_with_a_name(run: Run, journal: Path) -> None:
    told = json.loads(run("init", "--name", "  Ada   Lovelace ", "--json").out)
    assert told == {"journal": str(journal), "name": "Ada Lovelace", "made": True}
    assert [each["name"] for each in json.loads(run("person", "--json").out)] == ["Ada Lovelace"]


def test_again_it_is_there(run: Run, journal: Path) -> None:
    run("init", "--name", "Ada")
    run("goal", "add", "Speak")
    again = run("init")
    first, *path = again.out.splitlines()
    assert (again.code, first) == (0, "The journal of Ada is there already:")
    assert "".join(path) == str(journal)
    assert run("init", "--name", "Ada").code == 0
    assert len(json.loads(run("goal", "--json").out)) == 1
    renamed = json.loads(run("init", "--name", "Ada L.", "--json").out)
    assert (renamed["name"], renamed["made"]) == ("Ada L.", False)
    assert run("undo").out.startswith("Taken back: init of")
    assert run("init").out.startswith("The journal of Ada is there already:")


@pytest.mark.parametrize("name", ["", "  ", "p3"])
def test_a_name_that_is_none(run: Run, name: str) -> None:
    assert run("init", "--name", name).code == 2


def test_a_folder_that_is_not_there(run: Run, tmp_path: Path) -> None:
    refused = run("--journal", str(tmp_path / "nowhere" / "j.db"), "init")
    assert refused.code == 3 and "does not exist" in refused.err


def test_the_platforms_own_folder_is_made(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    told = json.loads(run("init", "--json").out)
    path = Path(told["journal"])
    assert path.is_file() and home in path.parents
