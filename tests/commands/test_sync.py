"""``mentorlog sync`` as a user of two machines sees it: a journal each, and a bare repository between them."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Result

On = Callable[..., "Result"]

starts_no_git = pytest.mark.usefixtures("starts_no_git")
"""For what follows from the journals alone."""


def git(remote: Path, *argv: str) -> str:
    """What git says of the repository."""
    return subprocess.run(
        ["git", f"--git-dir={remote}", *argv], check=True, capture_output=True, text=True
    ).stdout


def everything(remote: Path) -> str:
    """All files of the newest state."""
    names = git(remote, "ls-tree", "-r", "--name-only", "main").split()
    return "".join(git(remote, "show", f"main:{name}") for name in names)


def edited(remote: Path, home: Path, change: Callable[[Path], object]) -> None:
    """Somebody changes the repository by hand."""
    work = home / "work"
    subprocess.run(["git", "clone", "-q", "-b", "main", str(remote), str(work)], check=True)
    change(work)
    for words in ("add -A", "commit -q -m by-hand", "push -q origin main"):
        subprocess.run(["git", "-C", str(work), "-c", "user.email=a@b", *words.split()], check=True)


def rows(work: Path) -> Path:
    """The first file of rows in a checked-out repository."""
    return next(iter(sorted(work.glob("devices/*/000001-*.jsonl"))))


def test_off_a_terminal_it_must_be_said_whether_to_encrypt(on_machine: On, remote: Path) -> None:
    on_machine("laptop", "init")
    result = on_machine("laptop", "sync", "init", str(remote), code=2)
    assert "private notes too" in result.err
    assert "--recipient KEY, or --plain" in result.err
    assert git(remote, "branch") == ""


@starts_no_git
@pytest.mark.parametrize("later", [("--publish", "impact"), ("--public",), ("--publish", "none")])
def test_what_one_machine_made_private_stays_private(
    two: On, on: Callable[[str], None], later: tuple[str, ...]
) -> None:
    two("laptop", "win", "add", "Won", "--public", "--impact", "i")
    for machine in ("laptop", "desktop"):
        two(machine, "sync")
    if later == ("--public",):
        two("desktop", "win", "edit", "w1", "--shared")
    on("2026-11-22T13:00")
    two("laptop", "win", "edit", "w1", "--private", "--title", "Secret")
    on("2026-11-22T14:00")
    two("desktop", "win", "edit", "w1", *later)
    two("desktop", "sync")
    said = two("laptop", "sync").out
    two("desktop", "sync")
    for machine in ("laptop", "desktop"):
        won = json.loads(two(machine, "show", "w1", "--json").out)
        assert (won["title"], won["visibility"]) == ("Secret", "private")
        assert "Secret" not in two(machine, "report", "--for", "manager").out
    assert ("visibility" in said) is (later == ("--public",))


@starts_no_git
def test_what_one_machine_published_no_more_stays_unpublished(
    two: On, on: Callable[[str], None]
) -> None:
    two("laptop", "win", "add", "Won", "--public", "--impact", "i", "--evidence", "e",
        "--publish", "evidence")  # fmt: skip
    for machine in ("laptop", "desktop"):
        two(machine, "sync")
    on("2026-11-22T13:00")
    two("laptop", "win", "edit", "w1", "--publish", "none")
    two("laptop", "win", "edit", "w1", "--evidence", "Secret")
    on("2026-11-22T14:00")
    two("desktop", "win", "edit", "w1", "--publish", "impact,evidence")
    for machine in ("desktop", "laptop", "desktop"):
        two(machine, "sync")
    for machine in ("laptop", "desktop"):
        assert json.loads(two(machine, "show", "w1", "--json").out)["evidence"] == "Secret"
        assert "Secret" not in two(machine, "report", "--for", "manager").out


@starts_no_git
def test_ends_of_lines_that_only_some_programs_know_are_text(two: On) -> None:
    odd = "one\u2028two\u2029three\x85four"
    two("laptop", "goal", "add", "Sail", "--why", odd)
    two("laptop", "sync")
    two("desktop", "sync")
    assert json.loads(two("desktop", "show", "g2", "--json").out)["why"] == odd


def test_what_is_written_on_one_machine_is_on_the_other_with_its_history(two: On) -> None:
    two("laptop", "check-in", "g1", "20", "--note", "Chapter 3")
    two("laptop", "goal", "add", "Speak")
    two("laptop", "sync")
    assert "took 5 changes of laptop" in two("desktop", "sync").out.replace("took 4", "took 5")
    goals = json.loads(two("desktop", "goal", "list", "--json").out)
    assert [each["title"] for each in goals] == ["Learn Rust", "Speak"]
    assert "on laptop" in two("desktop", "changes", "g1").out
    assert "on laptop" in two("desktop", "goal", "history", "g1").out
    assert "on laptop" not in two("laptop", "changes", "g1").out


@starts_no_git
def test_both_sides_of_a_conflict_are_named_and_stay_in_the_history(
    two: On, on: Callable[[str], None]
) -> None:
    on("2026-11-22T13:00")
    two("laptop", "goal", "edit", "g1", "--title", "Learn Go", "--why", "Asked")
    on("2026-11-22T14:00")
    two("desktop", "goal", "edit", "g1", "--title", "Learn Zig")
    two("desktop", "sync")
    said = two("laptop", "sync").out
    assert "Learn Go" in said
    assert "Learn Zig" in said
    two("desktop", "sync")
    for machine in ("laptop", "desktop"):
        goal = json.loads(two(machine, "goal", "show", "g1", "--json").out)
        assert (goal["title"], goal["why"]) == ("Learn Zig", "Asked")
        assert "Learn Go" in two(machine, "changes", "g1", "--json").out


@starts_no_git
def test_undo_takes_back_the_last_command_of_this_machine(two: On) -> None:
    two("desktop", "goal", "add", "Mine")
    two("laptop", "goal", "add", "Theirs")
    two("laptop", "sync")
    two("desktop", "sync")
    assert "Mine" in two("desktop", "undo").out
    assert "nothing to undo" in two("desktop", "undo", code=1).err
    two("desktop", "sync")
    two("laptop", "sync")
    titles = [each["title"] for each in json.loads(two("laptop", "goal", "list", "--json").out)]
    assert titles == ["Learn Rust", "Theirs"]


@starts_no_git
def test_what_was_deleted_and_then_written_to_elsewhere_comes_back_whole(
    two: On, on: Callable[[str], None]
) -> None:
    two("laptop", "milestone", "add", "g1", "Half way")
    two("laptop", "sync")
    two("desktop", "sync")
    on("2026-11-22T13:00")
    two("laptop", "goal", "delete", "g1", "--yes")
    on("2026-11-22T14:00")
    two("desktop", "goal", "edit", "g1", "--why", "Needed")
    two("laptop", "sync")
    assert "it stays" in two("desktop", "sync").out
    two("laptop", "sync")
    for machine in ("laptop", "desktop"):
        assert json.loads(two(machine, "goal", "show", "g1", "--json").out)["why"] == "Needed"
        assert "Half way" in two(machine, "goal", "show", "g1").out


def test_a_purge_takes_the_words_out_of_the_files_of_every_machine(
    two: On, remote: Path, home: Path
) -> None:
    two("laptop", "goal", "add", "Zanzibar")
    two("laptop", "sync")
    two("desktop", "sync")
    two("desktop", "goal", "edit", "g2", "--title", "Zanzibar again")
    two("desktop", "sync")
    two("laptop", "sync")
    two("desktop", "purge", "g2", "--yes")
    assert "forget-history" in two("desktop", "sync").err
    assert "purged 1 record" in two("laptop", "sync").out.replace("purged 2", "purged 1")
    assert "Zanzibar" not in everything(remote)
    two("laptop", "sync", "forget-history")
    assert git(remote, "rev-list", "--count", "main").strip() == "1"
    two("desktop", "goal", "add", "Later")
    two("desktop", "sync")
    two("laptop", "sync")
    for machine in ("laptop", "desktop"):
        assert "Later" in two(machine, "goal", "list").out
        assert b"Zanzibar" not in (home / machine / "j.db").read_bytes()


@starts_no_git
def test_two_journals_of_one_owner_are_joined(on_machine: On, remote: Path) -> None:
    for machine in ("laptop", "desktop"):
        on_machine(machine, "init")
        on_machine(machine, "goal", "add", f"On the {machine}")
        on_machine(machine, "sync", "init", str(remote), "--plain")
    on_machine("laptop", "sync")
    for machine in ("laptop", "desktop"):
        goals = json.loads(on_machine(machine, "goal", "list", "--json").out)
        assert {each["title"] for each in goals} == {"On the laptop", "On the desktop"}
        people = json.loads(on_machine(machine, "person", "list", "--json").out)
        assert [each["name"] for each in people] == ["Priya Nair"]


@starts_no_git
def test_a_journal_of_somebody_else_is_not_joined(on_machine: On, remote: Path) -> None:
    on_machine("laptop", "init")
    on_machine("laptop", "sync", "init", str(remote), "--plain")
    on_machine("other", "init", "--name", "Kofi Mensah")
    said = on_machine("other", "sync", "init", str(remote), "--plain", code=1).err
    assert "Priya Nair's" in said
    assert "Kofi Mensah's" in said


def test_a_copied_journal_becomes_a_machine_of_its_own(two: On, home: Path) -> None:
    shutil.copytree(home / "desktop", home / "copy")
    two("desktop", "goal", "add", "Of the first")
    two("copy", "goal", "add", "Of the copy")
    two("desktop", "sync")
    assert "new device" in two("copy", "sync").err
    two("desktop", "sync")
    for machine in ("desktop", "copy"):
        goals = json.loads(two(machine, "goal", "list", "--json").out)
        assert {each["title"] for each in goals} == {"Learn Rust", "Of the first", "Of the copy"}
    assert "Of the copy" in two("copy", "undo").out


@starts_no_git
def test_a_restored_backup_goes_on_as_a_new_machine(two: On, home: Path) -> None:
    shutil.copy(home / "desktop" / "j.db", home / "backup.db")
    two("desktop", "goal", "add", "After the backup")
    two("desktop", "sync")
    (home / "new").mkdir()
    shutil.copy(home / "backup.db", home / "new" / "j.db")
    assert "new device" in two("new", "sync").err
    assert "After the backup" in two("new", "goal", "list").out
    two("new", "goal", "add", "On the new one")
    two("new", "sync")
    two("laptop", "sync")
    assert "On the new one" in two("laptop", "goal", "list").out
    assert "Other machines: desktop (2 copies)" in two("laptop", "sync", "status").out


@starts_no_git
def test_status_says_what_waits(two: On) -> None:
    two("laptop", "goal", "add", "Waits")
    said = json.loads(two("laptop", "sync", "status", "--json").out)
    assert said["waiting"] > 0
    assert said["name"] == "laptop"
    two("laptop", "sync")
    assert json.loads(two("laptop", "sync", "status", "--json").out)["waiting"] == 0


def test_without_a_setup_it_says_how_to_begin(on_machine: On) -> None:
    on_machine("laptop", "init")
    assert "sync init REMOTE" in on_machine("laptop", "sync", code=1).err


def _cut(work: Path) -> None:
    file = rows(work)
    file.write_bytes(file.read_bytes()[:-20])


def _newer(work: Path) -> None:
    file = rows(work)
    file.write_text(file.read_text().replace('"format": 1', '"format": 99'))


def _missing(work: Path) -> None:
    rows(work).unlink()
    (rows_of := next(work.glob("devices/*"))).joinpath("000003-00000000.jsonl").write_text("{}\n")
    assert rows_of


@pytest.mark.parametrize(
    "forged",
    [
        {"table": "goals; DROP TABLE goals"},
        {"fields": {"title = 'x' --": "y"}},
        {"fields": {"title": "a\0b"}},
        {"fields": {"title": "\ud800"}},
        {"key": ["a"]},
        {"clock": 5},
        {"more": 1},
    ],
)
def test_a_row_that_no_journal_writes_changes_nothing(
    two: On, remote: Path, home: Path, forged: dict[str, object]
) -> None:
    device = "f" * 16
    row = {
        "clock": f"2026-01-01T00:00:00.000Z-0000000001-{device}-0000001",
        "at": "2026-01-01T00:00:00.000Z",
        "change": "insert",
        "table": "goals",
        "key": "u1",
        **forged,
    }
    body = f"{json.dumps(row)}\n".encode()
    head = {"mentorlog": "rows", "format": 1, "schema": 1, "device": device, "name": "x"}

    def forge(work: Path) -> None:
        folder = work / "devices" / device
        folder.mkdir()
        said = json.dumps({**head, "sha256": sha256(body).hexdigest()}).encode()
        (folder / "000001-00000000.jsonl").write_bytes(said + b"\n" + body)

    edited(remote, home, forge)
    assert "Nothing was taken in" in two("laptop", "sync", code=3).err


@pytest.mark.parametrize(
    ("change", "said"),
    [(_cut, "cut, or changed by hand"), (_newer, "newer mentorlog"), (_missing, "is missing")],
)
def test_a_file_that_is_not_as_it_was_written_changes_nothing(
    two: On, remote: Path, home: Path, change: Callable[[Path], object], said: str
) -> None:
    edited(remote, home, change)
    result = two("third", "sync", "init", str(remote), "--plain", code=3)
    assert said in result.err
    assert json.loads(two("third", "goal", "list", "--json").out) == []


def test_a_machine_writes_its_own_files_anew_where_somebody_changed_them(
    two: On, remote: Path, home: Path
) -> None:
    edited(remote, home, _cut)
    two("third", "sync", "init", str(remote), "--plain", code=3)
    two("laptop", "sync")
    two("third", "sync")
    assert "Learn Rust" in two("third", "goal", "list").out


@starts_no_git
def test_a_clock_a_year_ahead_changes_nothing(two: On, on: Callable[[str], None]) -> None:
    on("2027-11-22")
    two("laptop", "goal", "add", "From the future")
    two("laptop", "sync")
    on("2026-11-23")
    assert "clocks is wrong" in two("desktop", "sync", code=1).err
    assert "From the future" not in two("desktop", "goal", "list").out
    two("laptop", "goal", "add", "With the clock right")
    two("laptop", "sync")
    two("desktop", "sync")
    assert "From the future" in two("desktop", "goal", "list").out
    two("desktop", "goal", "edit", "g2", "--title", "Of today")
    two("desktop", "sync")
    two("laptop", "sync")
    for machine in ("laptop", "desktop"):
        goals = json.loads(two(machine, "goal", "list", "--json").out)
        assert {each["title"] for each in goals} == {
            "Learn Rust",
            "Of today",
            "With the clock right",
        }


def test_a_remote_that_is_gone_empty_rewritten_or_something_else_is_told(
    two: On, remote: Path, home: Path
) -> None:
    two("laptop", "goal", "add", "Written offline")
    away = remote.rename(home / "away.git")
    assert "cannot reach" in two("laptop", "sync", code=3).err
    subprocess.run(["git", "init", "-q", "--bare", str(remote)], check=True)
    assert "is empty" in two("laptop", "sync", code=3).err
    shutil.rmtree(remote)
    away.rename(remote)
    tree = git(remote, "rev-parse", "main^{tree}").strip()
    root = subprocess.run(
        ["git", f"--git-dir={remote}", "-c", "user.name=x", "-c", "user.email=x@y",
         "commit-tree", tree, "-m", "x"], check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    git(remote, "update-ref", "refs/heads/main", root)
    assert "was rewritten" in two("laptop", "sync", code=3).err
    two("laptop", "sync", "init", str(remote), "--plain")
    assert "Written offline" in everything(remote)


def test_a_repository_of_something_else_is_left_alone(
    on_machine: On, remote: Path, home: Path
) -> None:
    on_machine("laptop", "init")
    work = home / "work"
    subprocess.run(["git", "clone", "-q", str(remote), str(work)], check=True, capture_output=True)
    (work / "README").write_text("Mine")
    for words in ("add -A", "commit -q -m mine", "push -q origin HEAD:main"):
        subprocess.run(["git", "-C", str(work), "-c", "user.email=a@b", *words.split()], check=True)
    assert (
        "something else" in on_machine("laptop", "sync", "init", str(remote), "--plain", code=3).err
    )
    assert git(remote, "ls-tree", "-r", "--name-only", "main").split() == ["README"]


@pytest.mark.skipif(os.name == "nt", reason="the program that stands in for age is a shell script")
def test_each_file_is_written_with_age(
    on_machine: On, remote: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = home / "bin" / "age"
    fake.parent.mkdir()
    fake.write_text(
        '#!/bin/sh\nif [ "$1" = -d ]; then tail -n +2 | base64 -d\n'
        "else echo age-encryption.org/v1; base64; fi\n"
    )
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
    on_machine("laptop", "init")
    on_machine("laptop", "goal", "add", "Secret plan")
    on_machine("laptop", "sync", "init", str(remote), "--recipient", "age1abc")
    assert "Secret" not in everything(remote)
    assert "it needs --recipient" in on_machine(
        "desktop", "sync", "init", str(remote), "--plain", code=2
    ).err  # fmt: skip
    said = on_machine("desktop", "sync", "init", str(remote), "--recipient", "age1abc", code=3).err
    assert "--identity FILE" in said
    on_machine("desktop", "sync", "--identity", str(home / "key.txt"))
    assert "Secret plan" in on_machine("desktop", "goal", "list").out


def test_without_age_it_says_so(
    on_machine: On, remote: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_machine("laptop", "init")
    git_alone = home / "bin"
    git_alone.mkdir()
    (git_alone / "git").symlink_to(str(shutil.which("git")))
    monkeypatch.setenv("PATH", str(git_alone))
    said = on_machine("laptop", "sync", "init", str(remote), "--recipient", "age1abc", code=3).err
    assert "needs the program age" in said


@starts_no_git
def test_a_backup_is_made_before_a_journal_joins_another(
    on_machine: On, remote: Path, home: Path
) -> None:
    for machine in ("laptop", "desktop"):
        on_machine(machine, "init")
        on_machine(machine, "goal", "add", f"Of the {machine}")
        on_machine(machine, "sync", "init", str(remote), "--plain", "--name", machine)
    made = [path.parent.parent.name for path in home.rglob("*-sync*.db")]
    assert made == ["desktop"]
