"""Backups: whole, verified, never over another, and the last five automatic ones kept."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog import private
from mentorlog.dates import Clock, clock
from mentorlog.errors import JournalUnusable
from mentorlog.journal.keeping import backup
from mentorlog.journal.tables import VERSION

if TYPE_CHECKING:
    from tests.conftest import Run

pytestmark = pytest.mark.usefixtures("every_backup")
posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


def at(moment: str) -> Clock:
    return clock({"MENTORLOG_TODAY": moment})


NOON = at("2026-11-22T12:00:00+00:00")


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM goals ORDER BY id")]


def test_a_backup_is_a_whole_journal_named_for_the_instant(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    made = backup.make(journal, NOON)
    assert made == journal.parent / "backups" / "journal-20261122T120000Z-manual.db"
    assert titles(made) == ["Speak"]
    assert [each.name for each in made.parent.iterdir()] == [made.name]
    (found,) = backup.find(journal)
    assert found[:4] == (made, "2026-11-22T12:00:00Z", "manual", made.stat().st_size)


def test_a_backup_never_takes_the_place_of_another(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    first = backup.make(journal, NOON)
    run("goal", "add", "Write")
    second = backup.make(journal, NOON)
    assert second.name == "journal-20261122T120000Z-manual-2.db"
    assert (titles(first), titles(second)) == (["Speak"], ["Speak", "Write"])


def test_a_half_made_backup_of_a_killed_program_is_no_backup(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    made = backup.make(journal, NOON)
    made.rename(private.part_of(made))
    assert backup.find(journal) == []
    assert backup.make(journal, NOON).name.endswith("-manual-2.db")


def test_the_last_five_automatic_backups_are_kept_and_every_other(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    kept = [backup.make(journal, at("2020-01-01")), backup.make(journal, NOON)]
    made = [backup.automatic(journal, at(f"2026-11-{day:02}"), "import") for day in range(1, 9)]
    assert {each.path for each in backup.find(journal)} == {*kept, *made[-5:]}


def test_an_automatic_backup_outlives_a_clock_that_was_set_back(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    for day in range(1, 9):
        backup.automatic(journal, at(f"2026-11-{day:02}"), "import")
    made = backup.automatic(journal, at("2001-01-01"), "restore")
    assert made is not None
    assert titles(made) == ["Speak"]
    assert len(backup.find(journal)) == 5


def test_there_is_nothing_to_back_up_before_the_first_record(journal: Path) -> None:
    assert backup.automatic(journal, NOON, "import") is None
    assert not journal.exists()
    assert not (journal.parent / "backups").exists()


def test_a_backup_is_of_the_journal_whose_uid_it_has(run: Run, journal: Path) -> None:
    other = journal.with_suffix(".sqlite")  # Its backups are named alike.
    run("goal", "add", "Speak")
    run("--journal", str(other), "init")
    made, others = backup.make(journal, NOON), backup.make(other, NOON)
    assert [each.path for each in backup.find(journal)] == [made]
    assert [each.path for each in backup.find(other)] == [others]
    moved = journal.rename(journal.with_name("moved.db"))
    assert [each.path for each in backup.find(moved)] == [made]
    for day in range(1, 9):
        backup.automatic(other, at(f"2026-11-{day:02}"), "import")
    assert [each.path for each in backup.find(moved)] == [made]


def test_where_no_uid_can_be_read_the_name_tells(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    made = backup.make(journal, NOON)
    sealed = made.with_suffix(".db.age")
    sealed.write_bytes(b"sealed")
    journal.unlink()
    assert [each.path for each in backup.find(journal)] == [made, sealed]


def test_a_backup_of_an_earlier_format_is_told_by_the_owner(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    made = backup.make(journal, NOON)
    with closing(sqlite3.connect(made)) as older:
        older.execute("DROP TABLE journal")
        uid = older.execute("SELECT uid FROM people WHERE is_me = 1").fetchone()[0]
    with closing(sqlite3.connect(journal, isolation_level=None)) as upgraded:
        upgraded.execute("UPDATE journal SET uid = ?", [uid])
    journal.rename(journal.with_name("moved.db"))
    assert [each.path for each in backup.find(journal.with_name("moved.db"))] == [made]


def test_another_programs_database_is_no_journal_to_back_up(run: Run, journal: Path) -> None:
    for argv in (("backup",), ("backup", str(journal.with_name("copy.db")))):
        with closing(sqlite3.connect(journal)) as other:
            other.execute("CREATE TABLE IF NOT EXISTS bookmarks (url TEXT)")
        refused = run(*argv)
        assert refused.code == 3
        assert refused.err == f"{journal} is an SQLite file, but not a mentorlog journal.\n"
        assert [each.name for each in journal.parent.iterdir() if each.suffix == ".db"] == [
            "journal.db"
        ]


def test_another_programs_database_is_no_backup(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    made = backup.make(journal, NOON)
    foreign = made.with_name("journal-20261122T120000Z-import.db")
    with closing(sqlite3.connect(foreign)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    assert [each.path for each in backup.find(journal)] == [made]
    assert "not a mentorlog journal" in run("restore", foreign.name, "--yes").err


def test_the_last_of_each_reason_is_kept(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    restored = backup.automatic(journal, at("2026-10-01"), "restore")
    made = [backup.automatic(journal, at(f"2026-11-{day:02}"), "import") for day in range(1, 9)]
    assert {each.path for each in backup.find(journal)} == {restored, *made[-4:]}


def test_a_restored_journal_still_has_its_backups(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    made = backup.make(journal, NOON)
    other = journal.with_name("other.db")
    run("--journal", str(other), "goal", "add", "Write")
    assert run("restore", str(other), "--yes").code == 0
    assert [each.why for each in backup.find(journal)] == ["manual", "restore"]
    assert run("restore", made.name, "--yes").code == 0


@posix
def test_backups_are_private_whatever_the_umask(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    before = os.umask(0)
    try:
        made = backup.make(journal, NOON)
    finally:
        os.umask(before)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


@posix
def test_a_folder_that_others_may_look_into_is_closed(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    backup.folder(journal).mkdir(mode=0o755)
    backup.make(journal, NOON)
    assert stat.S_IMODE(backup.folder(journal).stat().st_mode) == 0o700


def test_a_damaged_journal_is_not_backed_up_as_if_it_were_whole(run: Run, journal: Path) -> None:
    for number in range(60):
        run("goal", "add", f"Speak {number}", "--why", "because " * 50)
    content = bytearray(journal.read_bytes())
    content[20 * 4096 : 40 * 4096] = b"\x55" * (20 * 4096)
    journal.write_bytes(content)
    with pytest.raises(JournalUnusable):
        backup.make(journal, NOON)
    assert list(journal.parent.glob("backups/*")) == []
    assert journal.read_bytes() == content


def test_the_folder_of_backups_may_be_a_file(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    backup.folder(journal).write_text("in the way")
    with pytest.raises(JournalUnusable, match="No backup can be kept"):
        backup.make(journal, NOON)


@pytest.mark.parametrize("command", [("goal",), ("goal", "add", "Write")], ids=("read", "write"))
def test_a_backup_is_made_before_an_upgrade(
    run: Run, journal: Path, command: tuple[str, ...]
) -> None:
    run("goal", "add", "Speak")
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute("DROP TABLE origins")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'origins'")
        connection.execute(f"PRAGMA user_version = {VERSION - 1}")
    assert run(*command).code == 0
    (made,) = backup.find(journal)
    assert made.why == "upgrade"
    with closing(sqlite3.connect(made.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION - 1,)
    assert run(*command).code == 0
    assert len(backup.find(journal)) == 1


def test_no_backup_no_upgrade(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION - 1}")
    backup.folder(journal).write_text("in the way")
    content = journal.read_bytes()
    result = run("goal")
    assert result.code == 3
    assert "No backup can be kept" in result.err
    assert journal.read_bytes() == content
