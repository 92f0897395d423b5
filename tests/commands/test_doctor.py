"""``doctor`` finds what is wrong, says how it is mended, and ``--repair`` mends it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from tests.terminals import Terminal

from mentorlog import drafts, places
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.journal.tables import VERSION

if TYPE_CHECKING:
    from tests.conftest import Once, Run

posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


@pytest.fixture
def filled(run: Run, journal: Path, once: Once) -> Path:
    """A journal with a goal, a mentorship, a session and an action."""

    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w")
        run("goal", "add", "Speak", "--by", "2027-03-31", "--why", "Be known")
        run("log", "dana", "-t", "Open with a story", "-a", "Draft the outline, due friday")
        run("goal", "add", "Write")

    once("a journal to look through", write)
    return journal


def alter(path: Path, *statements: str) -> None:
    """What another program does that the journal's triggers do not see."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        made = triggers.fetchall()
        for name, _ in made:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in made:
            connection.execute(sql)
        connection.execute("COMMIT")


def checks(run: Run) -> list[str]:
    """The checks that found something."""
    result = run("doctor", "--json")
    told = json.loads(result.out)
    assert result.code == (0 if told["well"] else 1)
    assert told["well"] == (not told["findings"])
    assert all(finding["what"] and finding["mend"] for finding in told["findings"])
    return [finding["check"] for finding in told["findings"]]


def test_a_journal_in_use_is_well(run: Run, filled: Path) -> None:
    for argv in (
        ("check-in", "1", "40"), ("done", "outline"), ("undo",), ("goal", "delete", "2", "--yes"),
        ("undo",), ("goal", "edit", "1", "--by", "2027-06-30"), ("tag", "add", "g1", "talks"),
        ("goal", "close", "2", "--as", "achieved"), ("tag", "rename", "talks", "speaking"),
        ("mentorship", "pause", "dana"), ("mentorship", "resume", "dana"),
    ):  # fmt: skip
        assert run(*argv).code == 0, argv
    content = filled.read_bytes()
    result = run("doctor")
    assert (result.code, result.out) == (0, "All is well with journal.db\n"), result
    assert filled.read_bytes() == content


@pytest.mark.usefixtures("sample")
def test_the_sample_year_is_well(run: Run) -> None:
    assert checks(run) == []


def test_no_journal_is_well_and_none_is_made(run: Run, journal: Path) -> None:
    for options in ((), ("--repair",)):
        result = run("doctor", *options)
        # A long path takes a line of its own.
        assert (result.code, result.out.split()) == (0, f"No journal at {journal} yet".split())
    assert not journal.stat().st_size


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("DELETE FROM goals WHERE id = 2", "history"),
        ("UPDATE goals SET title = 'Spebk' WHERE id = 1", "search"),
        ("INSERT INTO lines_fts (lines_fts) VALUES ('delete-all')", "search"),
        ("UPDATE goals SET state = 'dropped' WHERE id = 1", "values"),
        ("UPDATE actions SET due_on = NULL", "values"),
        ("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'goals'", "numbers"),
        ("DROP INDEX by_goal_owner", "schema"),
        ("UPDATE attendees SET session = 77", "links"),
        ("UPDATE goals SET owner = 77 WHERE id = 1", "links"),
        ("UPDATE changes SET after = '{' WHERE id = 3", "history"),
        ("UPDATE goals SET title = CAST(x'53FF65616B' AS TEXT) WHERE id = 1", "text"),
    ],
)
def test_each_thing_is_found_and_mended(run: Run, filled: Path, statement: str, check: str) -> None:
    shown = [run(*argv).out for argv in (("goal", "--json"), ("action", "--json"))]
    alter(filled, statement)
    assert check in checks(run)
    result = run("doctor", "--repair")
    assert result.code == 0, result
    assert "Mended: " in result.out
    assert checks(run) == []
    (kept,) = backup.find(filled)
    assert (kept.why, kept.path.name in result.out) == ("repair", True)
    if "attendees" not in statement:
        assert [run(*argv).out for argv in (("goal", "--json"), ("action", "--json"))] == shown


def test_objects_that_another_program_made_are_told_and_dropped(run: Run, filled: Path) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("CREATE TRIGGER mine AFTER INSERT ON goals BEGIN DELETE FROM wins; END")
        connection.execute("DROP TRIGGER goals_log_insert")
        connection.execute("CREATE VIEW of_mine AS SELECT * FROM goals")
    assert checks(run) == ["schema", "schema"]
    assert run("doctor", "--repair").code == 0
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT count(*) FROM of_mine").fetchone() == (2,)


def test_what_only_its_owner_can_tell_is_left(run: Run, filled: Path) -> None:
    alter(filled, "UPDATE goals SET area = 'careen' WHERE id = 1")
    content = filled.read_bytes()
    result = run("doctor", "--repair")
    assert result.code == 1
    assert "g1: area is not as the change log has it" in result.out
    assert filled.read_bytes() == content
    assert backup.find(filled) == []


def test_a_change_by_another_program_that_is_logged_is_only_told(run: Run, filled: Path) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("UPDATE goals SET title = 'Sing', target_on = '2027-01-01' WHERE id = 1")
    result = run("doctor", "--repair")
    assert result.code == 1
    assert "g1: target_on is 2027-01-01, its history says 2027-03-31" in result.out


def test_nothing_is_lost_with_a_person_who_cannot_be_read(run: Run, filled: Path) -> None:
    run("goal", "add", "Hers", "--owner", "dana")
    alter(filled, "PRAGMA foreign_keys = OFF", "DELETE FROM people WHERE id = 2",
          "DELETE FROM changes WHERE tbl = 'people'")  # fmt: skip
    assert run("doctor", "--repair").code == 0
    (goal,) = [goal for goal in json.loads(run("goal", "--json").out) if goal["title"] == "Hers"]
    assert goal["owner"]["name"] == "Unknown person 2"


def test_a_killed_program_is_in_nobodys_way(run: Run, filled: Path) -> None:
    for name in (".journal.db.part", ".spare.db.part", ".journal.db.01234567.part"):
        filled.with_name(name).touch()
    spare = filled.with_name("spare.db")
    assert run("backup", str(spare)).code == 0
    filled.write_bytes(b"\0" * 100 + filled.read_bytes()[100:])
    assert run("restore", str(spare), "--yes").code == 0
    assert "left behind" in checks(run)
    assert run("doctor", "--repair").code == 0


@posix
def test_what_others_may_read_is_closed(run: Run, filled: Path) -> None:
    run("backup")
    folder = filled.parent / "drafts"
    folder.mkdir(mode=0o755)
    open_ = [filled, backup.folder(filled), *backup.folder(filled).iterdir()]
    for each in open_:
        each.chmod(0o755 if each.is_dir() else 0o644)
    assert checks(run) == ["permissions"] * 4
    assert run("doctor", "--repair").code == 0
    assert [stat.S_IMODE(each.stat().st_mode) for each in (*open_, folder)] == [
        0o600, 0o700, 0o600, 0o700,
    ]  # fmt: skip


@posix
def test_everything_is_private_under_any_umask(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MENTORLOG_JOURNAL")
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    (home / "data").mkdir(mode=0o700)
    before = os.umask(0)
    try:
        run("goal", "add", "Speak")
        run("backup")
        run("backup", "--recipient", _public_key())
        run("backup", str(home / "data" / "named.db"))
        run("restore", str(home / "data" / "named.db"), "--yes")
        drafts.keep(places.drafts(places.journal()), date(2026, 11, 22), "dana", "Not saved")
    finally:
        os.umask(before)
    made = list((home / "data").rglob("*"))
    assert len(made) >= 7
    assert any(each.parent.name == "drafts" for each in made)
    for each in made:
        right = 0o700 if each.is_dir() else 0o600
        assert stat.S_IMODE(each.stat().st_mode) == right, each
    found = json.loads(run("doctor", "--json").out)["findings"]
    assert [finding["check"] for finding in found] == ["drafts"]


def _public_key() -> str:
    pyrage = pytest.importorskip("pyrage")
    return str(pyrage.x25519.Identity.generate().to_public())


def test_what_was_left_behind_is_told_and_removed(run: Run, filled: Path) -> None:
    folder = filled.parent / "drafts"
    folder.mkdir(mode=0o700)
    backup.folder(filled).mkdir(mode=0o700)
    for each in (
        folder / "2026-11-20-dana-1.md", folder / ".2026-11-20-dana-1.md.new",
        backup.folder(filled) / ".journal-20261120T120000Z-manual.db.part",
    ):  # fmt: skip
        each.touch(mode=0o600)
    assert checks(run) == ["left behind", "left behind", "drafts"]
    assert run("doctor", "--repair").code == 1
    assert checks(run) == ["drafts"]
    assert [each.name for each in folder.iterdir()] == ["2026-11-20-dana-1.md"]


def test_what_a_killed_writer_left_is_taken_back(run: Run, filled: Path) -> None:
    code = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE')\n"
        "[c.execute('UPDATE goals SET why = ?', [str(n) * 9000]) for n in range(9)]\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(filled)], check=True)
    left = filled.with_name(f"{filled.name}-journal")
    assert left.exists()
    assert checks(run) == []
    assert not left.exists()


def test_an_older_format_is_told_and_brought_up_to_date(run: Run, filled: Path) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("DROP TABLE origins")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'origins'")
        connection.execute("PRAGMA user_version = 3")
    assert checks(run) == ["format"]
    assert run("doctor", "--repair").code == 0
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert checks(run) == []


@pytest.mark.parametrize("options", [(), ("--repair",)])
@pytest.mark.parametrize("content", [b"# Notes\n" * 200, b"\0" * 9000, b"SQLite format 3\0"])
def test_what_never_was_a_journal_is_refused(
    run: Run, journal: Path, content: bytes, options: tuple[str, ...]
) -> None:
    journal.write_bytes(content)
    journal.chmod(0o600)
    result = run("doctor", *options)
    assert (result.code, result.out) == (3, "")
    assert "is not a mentorlog journal" in result.err
    assert journal.read_bytes() == content


@posix
@pytest.mark.parametrize("command", [("doctor",), ("doctor", "--repair"), ("backup",)])
@pytest.mark.parametrize("make", ["mkfifo", "mkdir"])
def test_what_is_no_file_is_told_at_once(
    run: Run, journal: Path, command: tuple[str, ...], make: str
) -> None:
    getattr(os, make)(journal, 0o600)
    result = run(*command)
    assert (result.code, result.out) == (3, "")
    assert "cannot hold a journal" in result.err


def test_another_programs_or_a_newer_file_is_refused(run: Run, filled: Path) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    for options in ((), ("--repair",)):
        assert "newer mentorlog" in run("doctor", *options).err
    filled.unlink()
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("CREATE TABLE goals (id)")
    filled.chmod(0o600)
    for options in ((), ("--repair",)):
        assert "not a mentorlog journal" in run("doctor", *options).err


@pytest.mark.parametrize("lost", ["header", "schema", "half"])
def test_a_damaged_file_gives_what_can_be_read_of_it(run: Run, filled: Path, lost: str) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        for number in range(40):
            connection.execute(
                "INSERT INTO goals (owner, title, start_on, state, why, visibility) SELECT owner, ?,"
                " start_on, state, ?, visibility FROM goals WHERE id = 1",
                [f"Goal {number}", "because " * 60],
            )
    whole = filled.read_bytes()
    content = {
        "header": b"\xff" * 100 + whole[100:],
        "schema": whole[:100] + b"\xff" * 3996 + whole[4096:],
        "half": whole[:-40_960],
    }[lost]
    filled.write_bytes(content)
    assert checks(run) == ["file"]
    result = run("doctor", "--repair")
    assert "rows saved from the damaged file" in result.out
    saved = json.loads(run("goal", "--json").out)
    assert len(saved) == 42 if lost != "half" else len(saved) > 5
    (kept,) = backup.find(filled)
    assert (kept.why, kept.path.read_bytes() == content) == ("damaged", True)


def test_a_damaged_page_loses_no_row_that_the_change_log_has(run: Run, filled: Path) -> None:
    for number in range(40):
        run("goal", "add", f"Goal {number}", "--why", "because " * 60)
    before = json.loads(run("goal", "--json").out)
    content = bytearray(filled.read_bytes())
    with closing(sqlite3.connect(filled)) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'goals'"
        ).fetchone()
    content[(root - 1) * 4096 : root * 4096] = b"\x55" * 4096
    filled.write_bytes(content)
    assert checks(run) == ["integrity"]
    began = time.monotonic()
    result = run("doctor", "--repair")
    assert time.monotonic() - began < storage.BUSY_SECONDS / 2, "it waited for its own lock"
    assert result.code == 0, result
    assert "Mended: The file is damaged" in result.out
    assert json.loads(run("goal", "--json").out) == before


@pytest.mark.parametrize("width", [80, 40])
def test_how_it_looks(
    run: Run,
    filled: Path,
    golden: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    alter(filled, "DELETE FROM goals WHERE id = 2", "UPDATE goals SET state = 'dropped'")
    filled.chmod(0o600)
    monkeypatch.chdir(filled.parent)
    monkeypatch.setenv("MENTORLOG_JOURNAL", filled.name)
    golden(f"doctor-{width}", run("doctor").out + "\n" + run("doctor", "--repair").out)


@pytest.fixture(scope="module")
def stress() -> ModuleType:
    """The script that damages journals at length, for a short run."""
    path = Path(__file__).parent.parent / "stress" / "damage_journals.py"
    spec = importlib.util.spec_from_file_location("damage_journals", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.usefixtures("sample")
def test_damage_of_any_kind_ends_in_a_sentence_and_never_in_a_worse_file(
    stress: ModuleType, journal: Path, tmp_path: Path
) -> None:
    whole = journal.read_bytes()
    damaged = [*stress.truncated(whole, 150), *stress.flipped(whole, 2, seed=5)]
    assert len(damaged) > 3
    for number, (what, content) in enumerate(damaged):
        faults, _, _ = stress.seen_through(tmp_path / str(number), content)
        assert faults == [], what


# --- what is not ours, and what other programs leave ---------------------------------------------


def others(path: Path) -> tuple[list[tuple[object, ...]], ...]:
    """What somebody else keeps in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return (
            connection.execute('SELECT * FROM "my reading" ORDER BY book').fetchall(),
            connection.execute('SELECT id, "my mood" FROM goals ORDER BY id').fetchall(),
            connection.execute("SELECT * FROM my_view").fetchall(),
        )


@pytest.fixture
def shared_file(filled: Path) -> Path:
    """The journal with a table, a column, an index and a view of somebody else."""
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.executescript(
            """
            CREATE TABLE "my reading" (book TEXT PRIMARY KEY, pages REAL) WITHOUT ROWID;
            INSERT INTO "my reading" VALUES ('Rhetoric', 12.5), ('Ünder', NULL);
            CREATE INDEX my_index ON "my reading" (pages);
            ALTER TABLE goals ADD COLUMN "my mood" TEXT;
            UPDATE goals SET "my mood" = 'keen' WHERE id = 1;
            CREATE VIEW my_view AS SELECT count(*) FROM goals;
            """
        )
    return filled


def test_what_is_not_ours_is_no_fault_and_stays(run: Run, shared_file: Path) -> None:
    before = others(shared_file)
    assert checks(run) == []
    alter(shared_file, "DROP VIEW v_goals", "DROP INDEX by_goal_owner")
    assert checks(run) == ["schema", "schema"]
    assert run("doctor", "--repair").code == 0
    assert others(shared_file) == before
    assert run("goal", "add", "Coach").code == 0


@pytest.mark.parametrize(
    "break_",
    [
        ("DROP VIEW v_actions",),
        ("DROP VIEW v_goals", "CREATE VIEW v_goals AS SELECT 1 AS x"),
        ("DROP VIEW v_goals", "DROP VIEW v_sessions", "DROP VIEW v_actions"),
    ],
)
def test_views_are_made_anew(run: Run, filled: Path, break_: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        before = connection.execute("SELECT * FROM v_actions").fetchall()
    alter(filled, *break_)
    assert set(checks(run)) == {"schema"}
    assert run("doctor", "--repair").code == 0
    assert checks(run) == []
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT * FROM v_actions").fetchall() == before


def test_a_journal_read_from_a_dump_bears_its_mark_again(run: Run, filled: Path) -> None:
    goals = run("goal", "--json").out
    with closing(sqlite3.connect(filled)) as connection:
        for pragma in ("application_id", "user_version"):  # .dump has neither
            connection.execute(f"PRAGMA {pragma} = 0")
    assert run("goal").code == 3
    assert checks(run) == ["format"]
    assert "lost the mark of a journal" in " ".join(run("doctor").out.split())
    assert run("doctor", "--repair").code == 0
    assert checks(run) == []
    assert run("goal", "--json").out == goals


@posix
def test_a_journal_that_cannot_be_written_is_found(run: Run, filled: Path) -> None:
    filled.chmod(0o400)
    assert checks(run) == ["permissions"]
    assert f"{filled.name} cannot be written" in " ".join(run("doctor").out.split())
    assert run("doctor", "--repair").code == 0
    assert stat.S_IMODE(filled.stat().st_mode) == 0o600
    assert checks(run) == []


@pytest.mark.parametrize(
    "name",
    [
        *("journal (conflicted copy).db", "journal (Priya's conflicted copy 2026-11-22).db"),
        *("journal.sync-conflict-20261122-101010-ABCDEFG.db", "journal 2.db", "journal (1).db"),
        "journal-LAPTOP-7XY.db",
    ],
)
def test_a_version_that_a_sync_program_left_is_found(run: Run, filled: Path, name: str) -> None:
    filled.with_name(name).write_bytes(filled.read_bytes())
    filled.with_name(name).chmod(0o600)
    (found,) = json.loads(run("doctor", "--json").out)["findings"]
    assert found["check"] == "other versions"
    assert found["what"].startswith(name)


def test_other_files_beside_it_are_no_versions_of_it(run: Run, filled: Path) -> None:
    filled.with_name("journal (1).db").write_bytes(b"a letter")
    filled.with_name("journal-old.db").write_bytes(filled.read_bytes())
    filled.with_name("journal-old.db").chmod(0o600)
    run("--journal", str(filled.with_name("journal 2.db")), "init")
    assert checks(run) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pty module")
@pytest.mark.usefixtures("filled")
def test_how_far_it_is_fits_a_narrow_terminal(terminals: Callable[..., Terminal]) -> None:
    shown = terminals("doctor", columns=40)
    shown.expect("All is well")
    assert shown.end() == 0
    drawn = re.findall("Looking[^\r\n\x1b]*", shown.screen)
    assert drawn
    assert max(map(len, drawn)) < 40
