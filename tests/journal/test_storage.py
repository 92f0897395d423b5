"""What is no journal is refused in one sentence, and never changed."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog import journal as journals
from mentorlog.dates import clock
from mentorlog.errors import JournalUnusable, WrongUsage
from mentorlog.journal import Journal, storage
from mentorlog.journal.tables import APPLICATION_ID, VERSION

if TYPE_CHECKING:
    from tests.conftest import Run

COMMANDS = (("goal",), ("goal", "add", "Speak"))
"""A read and a write."""

posix = pytest.mark.skipif(os.name != "posix", reason="pipes, devices and links of POSIX")
both = pytest.mark.parametrize("command", COMMANDS, ids=("read", "write"))


def refused(run: Run, command: tuple[str, ...], *words: str) -> None:
    result = run(*command)
    assert result.code == 3
    assert result.out == ""
    first, *rest = result.err.splitlines()
    assert first.endswith(".")
    assert all(line.startswith("hint: ") for line in rest)
    for word in words:
        assert word in first


def unchanged(path: Path) -> Callable[[], None]:
    content, folder = path.read_bytes(), sorted(path.parent.iterdir())

    def check() -> None:
        assert path.read_bytes() == content
        assert sorted(path.parent.iterdir()) == folder

    return check


def sqlite_file(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@both
def test_a_journal_of_a_newer_program_is_refused_before_anything_is_written(
    run: Run, journal: Path, command: tuple[str, ...]
) -> None:
    run("goal", "add", "Speak")
    sqlite_file(journal, f"PRAGMA user_version = {VERSION + 1}")
    check = unchanged(journal)
    refused(run, command, "newer mentorlog", str(VERSION + 1), str(journal))
    check()


@both
@pytest.mark.parametrize("version", [0, VERSION, VERSION + 1])
def test_another_programs_sqlite_file_is_refused(
    run: Run, journal: Path, command: tuple[str, ...], version: int
) -> None:
    sqlite_file(journal, "CREATE TABLE goals (id)", f"PRAGMA user_version = {version}")
    check = unchanged(journal)
    refused(run, command, "not a mentorlog journal")
    check()


@both
@pytest.mark.parametrize("version", [VERSION, VERSION + 1])
def test_an_empty_sqlite_file_that_another_program_numbers_is_refused(
    run: Run, journal: Path, command: tuple[str, ...], version: int
) -> None:
    sqlite_file(journal, f"PRAGMA user_version = {version}")
    check = unchanged(journal)
    refused(run, command, "not a mentorlog journal")
    check()


@both
@pytest.mark.parametrize(
    "content", [b"# Notes\n" * 200, b"\0" * 4096, b"SQLite format 3\0", b"xy"], ids=range(4)
)
def test_what_is_no_sqlite_file_is_refused(
    run: Run, journal: Path, command: tuple[str, ...], content: bytes
) -> None:
    journal.write_bytes(content)
    check = unchanged(journal)
    refused(run, command, str(journal))
    check()


@both
@pytest.mark.parametrize("part", [0.05, 0.3, 0.6])
def test_a_truncated_journal_is_refused(
    run: Run, journal: Path, command: tuple[str, ...], part: float
) -> None:
    run("goal", "add", "Speak")
    content = journal.read_bytes()
    journal.write_bytes(content[: int(len(content) * part)])
    check = unchanged(journal)
    refused(run, command, str(journal))
    check()


@both
def test_a_folder_is_no_journal(run: Run, journal: Path, command: tuple[str, ...]) -> None:
    journal.mkdir()
    refused(run, command, str(journal))
    assert not list(journal.iterdir())


@posix
@both
@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("a pipe", os.mkfifo if os.name == "posix" else None),
        ("a device", lambda path: path.symlink_to("/dev/null")),
        ("a device", lambda path: path.symlink_to("/dev/zero")),
        ("a folder", lambda path: path.symlink_to(path.parent)),
        ("symbolic links", lambda path: path.symlink_to(path)),
    ],
    ids=("pipe", "null", "zero", "folder", "loop"),
)
def test_what_can_hold_no_journal_is_named(
    run: Run, journal: Path, command: tuple[str, ...], kind: str, make: Callable[[Path], object]
) -> None:
    make(journal)
    refused(run, command, kind, str(journal))


@posix
@pytest.mark.parametrize("is_there", [False, True])
def test_a_link_leads_to_the_journal(run: Run, journal: Path, is_there: bool) -> None:
    elsewhere = journal.with_name("elsewhere.db")
    if is_there:
        run("--journal", str(elsewhere), "goal", "add", "Speak")
    journal.symlink_to(elsewhere.name)
    assert run("goal").code == 0
    assert run("goal", "add", "Write").code == 0
    assert journal.is_symlink()
    assert "Write" in run("--journal", str(elsewhere), "goal").out
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600


@posix
def test_a_link_to_a_folder_that_is_not_there_is_an_error(run: Run, journal: Path) -> None:
    journal.symlink_to(journal.parent / "nowhere" / "journal.db")
    refused(run, ("goal", "add", "Speak"), "nowhere does not exist")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_a_name_that_is_no_text_is_a_name(run: Run, journal: Path) -> None:
    odd = str(journal.parent / os.fsdecode(b"a \"b' \n \xff.db"))
    assert run("--journal", odd, "goal", "add", "Speak").code == 0
    assert "Speak" in run("--journal", odd, "goal").out


@both
def test_a_folder_that_does_not_exist_is_an_error(
    run: Run, journal: Path, command: tuple[str, ...]
) -> None:
    result = run("--journal", str(journal.parent / "nowhere" / "j.db"), *command)
    assert result.code == 3
    assert "nowhere does not exist." in result.err
    assert not (journal.parent / "nowhere").exists()


@both
def test_a_file_is_no_folder(run: Run, journal: Path, command: tuple[str, ...]) -> None:
    journal.write_text("text")
    result = run("--journal", str(journal / "j.db"), *command)
    assert result.code == 3
    assert journal.read_text() == "text"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may do everything")
def test_a_journal_that_may_only_be_read_is_read_and_not_written(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    journal.chmod(0o400)
    check = unchanged(journal)
    assert "Speak" in run("goal").out
    refused(run, ("goal", "add", "Write"), str(journal))
    check()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may do everything")
@both
def test_a_journal_that_may_not_be_read_is_refused(
    run: Run, journal: Path, command: tuple[str, ...]
) -> None:
    run("goal", "add", "Speak")
    journal.chmod(0)
    refused(run, command, str(journal))


@pytest.mark.parametrize(
    "command", [("goal",), ("goal", "list", "--all", "--json"), ("goal", "show", "g1")]
)
def test_a_read_of_no_journal_makes_nothing(
    run: Run, home: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where none is named: one that is named and is not there is a slip."""
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    before = sorted(home.rglob("*"))
    assert run(*command).code in (0, 1)
    assert sorted(home.rglob("*")) == before


def test_a_read_of_an_empty_file_makes_nothing(run: Run, journal: Path) -> None:
    journal.touch()
    assert run("goal").code == 0
    assert journal.stat().st_size == 0


def test_a_blank_sqlite_file_becomes_a_journal(run: Run, journal: Path) -> None:
    sqlite_file(journal, "PRAGMA user_version = 0", "VACUUM")
    assert run("goal", "add", "Speak").code == 0
    (marked,) = sqlite3.connect(journal).execute("PRAGMA application_id").fetchone()
    assert marked == APPLICATION_ID


def test_a_journal_that_is_being_written_is_waited_for_and_then_named(
    run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("goal", "add", "Speak")
    monkeypatch.setattr(storage, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(journal, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(run, ("goal", "add", "Write"), "being written by another program")
    assert run("goal").code == 0
    other.execute("ROLLBACK")
    assert run("goal", "add", "Write").code == 0


def test_a_write_waits_for_another(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    other = sqlite3.connect(journal, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    ends = threading.Timer(0.1, other.execute, ["COMMIT"])
    ends.start()
    assert run("goal", "add", "Write").code == 0
    ends.join()


def test_who_waits_to_be_alone_holds_nobody_up(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    other = sqlite3.connect(journal, isolation_level=None, timeout=1, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE goals SET area = 'work'")
    ended: list[object] = []

    def end() -> None:
        ended.append(other.execute("COMMIT"))

    ends = threading.Timer(0.1, end)
    ends.start()
    with storage.alone(journal) as mine:
        assert mine.execute("SELECT area FROM goals").fetchone()[0] == "work"
        other.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("SELECT 1 FROM goals")
    ends.join()
    assert ended
    other.close()


def test_what_a_killed_writer_left_half_done_is_rolled_back(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE')\n"
        "[c.execute('UPDATE goals SET why = ?', [str(n) * 9000]) for n in range(9)]\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(journal)], check=True)
    assert journal.with_name(f"{journal.name}-journal").exists()
    result = run("goal", "show", "g1", "--json")
    assert result.code == 0
    assert '"why": null' in result.out
    connection = sqlite3.connect(journal)
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_what_is_written_reaches_the_disk_and_never_the_temp_folder(
    journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "SYNCHRONOUS", "EXTRA")
    storage.create(journal, make_folder=False)
    connection = storage.connect(journal)
    pragmas = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("temp_store", "foreign_keys", "recursive_triggers", "synchronous")
    }
    assert pragmas == {
        "temp_store": 2, "foreign_keys": 1, "recursive_triggers": 1, "synchronous": 3,
    }  # fmt: skip
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


@pytest.mark.parametrize(
    ("damage", "command"),
    [
        ("UPDATE takeaways SET kind = 'tAkeaway'", ("session", "show", "1")),
        ("UPDATE sessions SET held_on = '2026-11-4x'", ("session", "--all")),
        ("UPDATE changes SET after = '{' WHERE id = (SELECT max(id) FROM changes)", ("undo",)),
    ],
    ids=("kind", "day", "history"),
)
def test_a_value_that_cannot_be_is_damage_and_no_bug(
    run: Run, journal: Path, damage: str, command: tuple[str, ...]
) -> None:
    run("mentor", "add", "Dana")
    run("log", "dana", "-t", "Open with a story")
    sqlite_file(journal, "PRAGMA ignore_check_constraints = ON", damage)
    check = unchanged(journal)
    refused(run, command, "is damaged")
    check()


def test_a_bug_in_a_sound_journal_is_a_bug(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("goal", "add", "Speak")
    for command, function in zip(COMMANDS, ("store.select", "goals.add"), strict=True):
        with monkeypatch.context() as patched:
            patched.setattr(f"mentorlog.journal.{function}", lambda *_, **__: 1 / 0)
            result = run(*command)
        assert result.code == 70
        assert "ZeroDivisionError" in result.err


def test_a_read_cannot_write(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    check = unchanged(journal)
    with (
        pytest.raises(JournalUnusable),
        journals.reading(journal, clock({})) as reading,
    ):
        reading.connection.execute("DELETE FROM goals")
    check()


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_text_that_sqlite_does_not_keep_whole_is_refused(
    run: Run, journal: Path, text: str
) -> None:
    run("goal", "add", "Speak")
    check = unchanged(journal)
    with pytest.raises(WrongUsage), _writing(journal) as writing:
        writing.insert("goals", title=text, owner=1, start_on="2026-01-01")
    with pytest.raises(WrongUsage), _writing(journal) as writing:
        writing.update("goals", 1, why=text)
    with pytest.raises(WrongUsage), _writing(journal) as writing:
        writing.link("taggings", kind="goal", record=1, tag=text)
    result = run("goal", "add", text)
    assert (result.code, result.out) == (2, "")
    check()


def _writing(path: Path):  # type: ignore[no-untyped-def]
    return journals.writing(path, clock({}), "test", owner_name=lambda: "Priya Nair")


def test_sqlite_that_is_too_old_is_one_sentence(
    run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    refused(run, ("goal",), "needs SQLite 3.37 or newer")
    assert not journal.stat().st_size


def test_a_path_with_marks_that_a_uri_knows_is_a_path(run: Run, journal: Path) -> None:
    odd = journal.with_name("a?mode=ro&x#%20 é.db")
    assert run("--journal", str(odd), "goal", "add", "Speak").code == 0
    assert "Speak" in run("--journal", str(odd), "goal").out
    assert odd.stat().st_size


def test_the_owner_is_made_with_the_first_record(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    with journals.reading(journal, clock({})) as reading:
        assert isinstance(reading, Journal)
        assert reading.me == 1
    assert run("goal", "--for", "manager", "--json").out == "[]\n"
