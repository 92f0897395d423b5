"""The map of the code, ``src/mentorlog/README.md``, against the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlog.cli import TABLE

REPOSITORY = Path(__file__).parents[1]
ROOT = REPOSITORY / "src" / "mentorlog"
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
SEEN_FROM_OTHERS = {
    "commands/mentorship.py",
    "journal/sharing/taking.py",
    "journal/sync/wires.py",
}
"""Files that use agreements for ends of their own, which another kind need not have."""


def _place(name: str) -> Path:
    """A file or folder as the map names it: below the package, or below the repository."""
    base = REPOSITORY if name.startswith(("tests/", "README", "CHANGELOG")) else ROOT
    return base / name


def _files(text: str) -> list[str]:
    return re.findall(r"`([\w./]+(?:\.py|\.md|\.1|/))`", text)


def _section(title: str) -> str:
    return TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def _rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and not line.startswith("|---"):
            yield cells


def test_every_file_that_it_names_is_there() -> None:
    names = _files(TEXT)
    assert len(names) > 30
    assert [name for name in names if not _place(name).exists()] == []


def test_what_to_look_for_is_in_the_file_named_beside_it() -> None:
    rows = list(_rows(_section("Where is …")))[1:]
    assert len(rows) >= 10
    for question, where, names in rows:
        source = "".join(_place(file).read_text(encoding="utf-8") for file in _files(where))
        wanted = re.findall("`([^`]+)`", names)
        assert wanted, question
        assert [name for name in wanted if name not in source] == [], question


def test_every_folder_and_part_is_on_it() -> None:
    rooms = _section("Rooms")
    for folder in ROOT.rglob("*"):
        if folder.is_dir() and not folder.name.startswith(("__", ".")):
            assert f"`{folder.relative_to(ROOT).as_posix()}/`" in rooms, folder


@pytest.mark.parametrize(
    ("section", "word", "more"),
    [
        ("To add a column", "measure", set()),
        ("To add a kind", "AGREEMENT|agreements|Agreement", SEEN_FROM_OTHERS),
        ("To add a format", "[Tt]askwarrior", set()),
    ],
)
def test_its_lists_have_every_file_that_names_the_example(
    section: str, word: str, more: set[str]
) -> None:
    listed = {name for name in _files(_section(section)) if name.endswith(".py")}
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if re.search(rf"\b({word})\b", path.read_text(encoding="utf-8"))
    }
    assert len(found) > 2
    assert sorted(found - listed - more) == []


@pytest.mark.parametrize("screen", ["since", "search", "prep", "timeline", "status"])
def test_a_screen_has_a_file_in_each_room(screen: str) -> None:
    for room in ("journal", "views", "commands"):
        assert (ROOT / room / f"{screen}.py").exists(), room


def test_each_command_of_the_table_has_its_module() -> None:
    for entry in TABLE:
        assert (ROOT / "commands" / f"{entry.module}.py").exists(), entry
