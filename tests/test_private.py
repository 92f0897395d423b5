"""Whatever the umask is, nobody else may read what is kept."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog import journal as journals
from mentorlog import private
from mentorlog.dates import clock

if TYPE_CHECKING:
    from tests.conftest import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX rights")


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def rights(folder: Path) -> dict[str, int]:
    """The rights of all that was made below a folder."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in folder.rglob("*")
        if path.name != ".gitconfig"
    }


def expect_private(folder: Path, *names: str) -> None:
    found = rights(folder)
    assert set(names) <= {Path(name).name for name in found}
    for name, mode in found.items():
        assert mode == (0o700 if (folder / name).is_dir() else 0o600), name


def test_everything_a_home_comes_to_hold(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c 'raise SystemExit(1)'")
    assert run("mentor", "add", "Dana").code == 0
    assert run("config", "set", "date_order", "dmy").code == 0
    assert run("log", "dana", "-e").code == 2
    assert run("demo").code == 0
    assert run("report", "dana", "-o", str(home / "report.md")).code == 0
    assert run("prep", "dana", "-o", str(home / "next.md")).code == 0
    expect_private(
        home, "journal.db", "config.toml", "drafts", "report.md", "next.md", "demo", "mentorlog"
    )


def test_the_rollback_journal_too(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    with journals.writing(journal, clock({}), "test", owner_name=str) as writing:
        writing.insert("goals", title="Write", owner=1, start_on="2026-01-01")
        expect_private(journal.parent, "journal.db", "journal.db-journal")


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    private.make_folder(shared / "a" / "b")
    private.make_folder(shared / "a" / "b")
    found = {name: oct(mode) for name, mode in rights(tmp_path).items()}
    assert found == {"shared": "0o755", "shared/a": "0o700", "shared/a/b": "0o700"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "a"):
        with pytest.raises(OSError, match="file"):
            private.make_folder(folder)


@pytest.fixture
def somebody_else() -> Iterator[Callable[[], None]]:
    """Makes this process another user's, until the test ends."""
    yield lambda: os.seteuid(65534)
    os.seteuid(0)


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="it takes root to be somebody else"
)
@pytest.mark.parametrize(
    ("folder", "file", "reads"),
    [(0o755, 0o600, False), (0o755, 0o644, True), (0o755, 0o666, True), (0o700, 0o644, False)],
)
def test_somebody_elses_journal_is_answered_clearly(
    run: Run, tmp_path: Path, somebody_else: Callable[[], None], folder: int, file: int, reads: bool
) -> None:
    theirs = tmp_path / "theirs"
    path = theirs / "journal.db"
    theirs.mkdir()
    run("--journal", str(path), "goal", "add", "Speak")
    run("--journal", str(path), "goal")  # loads what somebody else may not
    content = path.read_bytes()
    theirs.chmod(folder)
    path.chmod(file)
    for above in (tmp_path, *tmp_path.parents):
        if above.stat().st_mode & 0o777 == 0o700:  # pytest's own, closed to others
            above.chmod(0o755)
    somebody_else()
    code = 0 if reads else 3
    for argv, expected in ((("goal",), code), (("todo", "Draft it"), 3)):
        ended = run("--journal", str(path), *argv)
        assert ended.code == expected
        assert (str(path) in ended.err) == (expected == 3)
    os.seteuid(0)
    assert path.read_bytes() == content
