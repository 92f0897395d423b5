"""A folder of session documents: out, in again, and what else may lie in it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture
def folder(run: Run, home: Path, once_in_home: Once) -> Path:
    """Two sessions, one of them on a goal, written out."""

    def write() -> None:
        run("mentor", "add", "Dana Ortiz")
        run("goal", "add", "Speak")
        run("log", "dana", "-t", "Open", "-a", "Draft", "--topic", "Story: a/b", "--goal", "1")
        run("log", "dana", "-t", "Pause", "--on", "2026-10-01", "--tag", "talks")
        assert run("export", "--format", "markdown", "-o", str(home / "notes")).code == 0

    once_in_home("a folder of notes", write)
    return home / "notes"


def kinds(run: Run, *words: str) -> dict[str, int]:
    found: dict[str, int] = json.loads(run(*words, "--json").out)["kinds"].get("session", {})
    return found


def test_a_session_is_a_file_named_by_its_day(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["2026-10-01-dana-ortiz.md", "2026-11-22-story-a-b.md"]
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_what_was_written_comes_in_once_and_goes_out_the_same(
    run: Run, folder: Path, home: Path
) -> None:
    assert kinds(run, "import", str(folder)) == {"added": 0, "updated": 0, "skipped": 2}
    other = ("--journal", str(home / "other.db"))
    run(*other, "goal", "add", "Speak")
    assert kinds(run, *other, "import", "--shared", str(folder))["added"] == 2
    assert kinds(run, *other, "import", str(folder))["skipped"] == 2
    run(*other, "export", "--format", "markdown", "-o", str(home / "again"))
    for path in folder.iterdir():
        again = (home / "again" / path.name).read_text(encoding="utf-8")
        assert unmarked(again) == unmarked(path.read_text(encoding="utf-8"))


def unmarked(text: str) -> str:
    """Without the numbers of lines and the stamp, which are each journal's own."""
    return re.sub(r" \^[at][0-9]+$|^written: .*\n", "", text, flags=re.MULTILINE)


def test_an_edited_document_changes_its_session(run: Run, folder: Path) -> None:
    path = folder / "2026-10-01-dana-ortiz.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Pause", "Breathe"), "utf-8")
    assert kinds(run, "import", str(folder)) == {"added": 0, "updated": 1, "skipped": 1}
    found = json.loads(run("session", "show", "2", "--json").out)
    assert [line["text"] for line in found["takeaways"]] == ["Breathe"]


def test_one_document_by_itself_is_what_it_is_in_its_folder(run: Run, folder: Path) -> None:
    path = folder / "2026-11-19-dana.md"
    path.write_text("---\nwith: Dana\n---\n## Takeaways\n- Ask first\n", encoding="utf-8")
    assert kinds(run, "import", str(path)) == {"added": 1, "updated": 0, "skipped": 0}
    assert kinds(run, "import", str(path)) == {"added": 0, "updated": 0, "skipped": 1}
    assert kinds(run, "import", str(folder)) == {"added": 0, "updated": 0, "skipped": 3}
    path.write_text("# Groceries\n", encoding="utf-8")
    assert "Left out 1: without a day" in run("import", str(path)).out


def test_a_document_on_standard_input_has_no_name_to_know_it_by(run: Run, folder: Path) -> None:
    text = next(folder.glob("*.md")).read_text(encoding="utf-8")
    refused = run("import", "-", "--from", "markdown", stdin=text)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith(
        "Markdown comes from a file or a folder.\nhint: mentorlog log - takes one document\n"
    )


def test_notes_of_other_kinds_are_left_alone(run: Run, folder: Path) -> None:
    (folder / "note.md").write_text("# Groceries\n", encoding="utf-8")
    (folder / ".obsidian").mkdir()
    (folder / ".obsidian" / "x.md").write_text("---\nwith: Sam\ndate: 2026-01-01\n---\n", "utf-8")
    (folder / "2026-09-01.md").write_text("---\nwith: Sam\n---\nHi\n", encoding="utf-8")
    if os.name == "posix":
        (folder / "loop").symlink_to(".")
    done = json.loads(run("import", str(folder), "--json").out)
    assert done["kinds"]["session"]["added"] == 1
    assert list(done["left_out"].values()) == [1]
    assert kinds(run, "import", str(folder))["skipped"] == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"---\nwith: [a\n---\n", "cannot be read"),
        (b"\xff\xfe", "not UTF-8 text"),
    ],
)
def test_one_that_cannot_be_read_ends_the_import(
    run: Run, folder: Path, content: bytes, reason: str
) -> None:
    (folder / "bad.md").write_bytes(content)
    done = run("import", str(folder))
    assert done.code == 2
    assert done.err.startswith(str(folder / "bad.md"))
    assert reason in done.err
    assert kinds(run, "import", str(folder), "--skip-bad")["skipped"] == 2


def test_a_folder_that_holds_something_is_asked_about(run: Run, folder: Path) -> None:
    done = run("export", "--format", "markdown", "-o", str(folder))
    assert (done.code, "--force" in done.err) == (2, True)
    assert run("export", "--format", "markdown", "-o", str(folder), "--force").code == 0
    assert len(list(folder.iterdir())) == 2
    assert run("export", "--format", "markdown").code == 2
