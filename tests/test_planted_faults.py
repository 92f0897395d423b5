"""The script that plants faults: what it takes for one, and how it is put into the text."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "stress"))

from faults import KINDS, faults_in, names_by_line

SOURCE = '''"""A module."""
COLUMNS = ("id", "title", "é")


def found(rows, least):
    if rows and least:
        print(rows)
    kept = sorted((row for row in rows if row.id >= least), key=len)
    return ask("SELECT id FROM goals WHERE state = ? ORDER BY id DESC", kept[least + 1])
'''
PLANTED = {
    "comparison": "row.id > least",
    "condition": "if (least):",
    "and or": "if (rows or least):",
    "forgotten": "COLUMNS = (('title', 'é'))",
    "sql": "WHERE state <> ?",
    "returned": "return (None)",
    "off by one": "kept[least + (2)]",
    "plus minus": "kept[(least - 1)]",
    "order": "key=len",
    "step": "pass",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "module.py"
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_of_each_kind_is_planted(file: Path, kind: str) -> None:
    texts = [fault.planted(SOURCE) for fault in faults_in(file, file.parent) if fault.kind == kind]
    assert any((PLANTED[kind] in text) != (PLANTED[kind] in SOURCE) for text in texts)
    for text in texts:
        ast.parse(text)
        changed = [a != b for a, b in zip(SOURCE.split("\n"), text.split("\n"), strict=True)]
        assert sum(changed) == 1


def test_what_runs_when_the_file_is_imported_is_known_by_its_names() -> None:
    assert names_by_line(SOURCE) == {2: ("COLUMNS",), 5: ("found",)}
