"""What a command may open: a journal that is named, and a file that it is told to write."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog import places
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
    run("export", "-o", str(home / "all.jsonl"))
    run("backup", str(home / "copy.db"))
    for argv in (
        ("import", str(home / "all.jsonl")),
        ("restore", str(home / "copy.db")),
        ("init",),
    ):
        path = home / f"{argv[0]}.db"
        assert main(["--journal", str(path), *argv]) == 0
        assert main(["--journal", str(path), "goal"]) == 0


def test_the_first_write_makes_the_default_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENTORLOG_JOURNAL", raising=False)
    assert main(["goal"]) == 0
    assert not list(home.rglob("journal.db"))
    assert main(["todo", "Draft it"]) == 0
    assert len(list(home.rglob("journal.db"))) == 1


# --- what the program keeps is not written over ---------------------------------------------------

WRITERS = (
    ("report", "--force", "--format", "json", "-o"), ("prep", "dana", "--force", "-o"),
    ("export", "--force", "-o"), ("export", "--format", "ics", "--force", "-o"),
    ("backup", "--force"), ("export", "--format", "markdown", "--force", "-o"),
)  # fmt: skip


@pytest.fixture
def kept(run: Run, journal: Path) -> dict[str, Path]:
    """What the program keeps, by what it is called, and other ways to it."""
    run("mentor", "add", "Dana", "--every", "2w")
    run("backup")
    run("config", "set", "pager", "no")
    draft = journal.with_name("drafts") / "2026-11-22-dana.md"
    draft.parent.mkdir(mode=0o700)
    draft.write_text("- Open with a story\n")
    (copy,) = journal.with_name("backups").iterdir()
    other = journal.with_name("other.db")
    assert main(["--journal", str(other), "init"]) == 0
    found = {
        "journal": journal,
        "-journal": journal.with_name("journal.db-journal"),
        "backup": copy,
        "draft": draft,
        "settings": places.settings(),
        "another journal": other,
        "another case": journal.with_name("Journal.DB-journal"),
        "the folder of drafts": draft.parent,
        "the folder of backups": copy.parent,
    }
    for way in ("symlink_to", "hardlink_to"):
        with suppress(OSError):
            found[way] = journal.with_name(f"{way}.md")
            getattr(found[way], way)(journal)
    return found


@pytest.mark.parametrize("argv", WRITERS, ids=" ".join)
def test_what_the_program_keeps_is_not_written_over(
    run: Run, home: Path, kept: dict[str, Path], argv: tuple[str, ...]
) -> None:
    def content() -> dict[Path, bytes]:
        return {each: each.read_bytes() for each in home.rglob("*") if each.is_file()}

    if argv[0] == "backup":  # There it makes one more, as without a name.
        before, folder = content(), kept.pop("the folder of backups")
        assert run(*argv, str(folder)).code == 0
        assert {path: known for path, known in content().items() if path in before} == before
    before = content()
    for what, path in kept.items():
        ended = run(*argv, str(path))
        assert (ended.code, ended.out) == (2, ""), what
        assert str(path) in ended.err
        assert content() == before, what


def test_a_copy_takes_the_place_of_an_earlier_one(run: Run, home: Path) -> None:
    run("goal", "add", "Speak")
    assert run("backup", str(home / "copy.db")).code == 0
    assert run("backup", str(home / "copy.db")).code == 2
    assert run("backup", str(home / "copy.db"), "--force").code == 0


@pytest.mark.parametrize("end", [".docx", ".PDF", ".odt", ".csv"])
def test_a_report_says_what_it_can_be(run: Run, home: Path, end: str) -> None:
    run("mentor", "add", "Dana", "--every", "2w")
    for argv in (("report",), ("prep", "dana")):
        refused = run(*argv, "-o", str(home / f"q3{end}"))
        assert refused.code == 2
        assert f"q3{end} cannot hold a " in refused.err
        assert "\nhint: it may end in .md" in refused.err
        assert not (home / f"q3{end}").exists()
    assert run("report", "-o", str(home / "q3.2026-11")).code == 0


@pytest.mark.parametrize(
    "argv",
    [
        ("report", "--format", "html", "-o", "x.pdf"),
        ("report", "--format", "markdown", "-o", "x.docx"),
        ("report", "--format", "html", "-o", "x.md"),
        ("report", "--json", "-o", "x.html"),
        ("report", "--template", "page.j2", "-o", "x.pdf"),
        ("export", "--format", "csv", "--kind", "goal", "-o", "x.json"),
        ("export", "-o", "x.md"),
    ],
)
def test_nothing_is_written_into_a_file_that_is_named_for_another_format(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    monkeypatch.chdir(home)
    (home / "page.j2").write_text("{{ report.period }}", encoding="utf-8")
    run("mentor", "add", "Dana", "--every", "2w")
    refused = run(*argv)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"{argv[-1]} cannot hold what ")
    assert not (home / argv[-1]).exists()


def test_two_formats_at_once_are_refused(run: Run) -> None:
    assert run("report", "--json", "--format", "html").err == (
        "--json and --format html exclude each other.\n"
    )
    assert run("report", "--json", "--format", "json").code == 0
