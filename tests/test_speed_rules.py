"""What a command leaves unread: each costs more than all the rest of an everyday command.

Measured: sqlite-utils 65 ms, Rich 35, Jinja2 40, YAML 15, pydantic 95, dateutil's parser 15, the
package metadata 16; json 1.4, which only what writes JSON or asks for a tag needs.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import typer

from mentorlog import commands
from mentorlog.cli import TABLE, main
from mentorlog.commands import completion, options
from mentorlog.journal import storage

pytestmark = pytest.mark.skipif(
    tuple(map(int, typer.__version__.split(".")[:2])) >= (0, 29),
    reason="from 0.29 Typer itself loads pydantic and Rich, which is why it is capped",
)

NEVER = (
    "sqlite_utils", "jinja2", "yaml", "pydantic", "dateutil.parser", "importlib.metadata",
    "asyncio", "http", "unittest", "hashlib", "secrets", "mentorlog.journal.schema",
    "mentorlog.journal.keeping", "mentorlog.journal.sync",
)  # fmt: skip
"""Modules (with what is below them) that no everyday command loads."""

READS = (
    (),
    ("goal",),
    ("action",),
    ("session",),
    ("status",),
    ("timeline",),
    ("goal", "show", "g1"),
)
WRITES = (
    ("todo", "Draft the outline"), ("goal", "add", "Speak"), ("check-in", "g1", "40"),
    ("goal", "edit", "g1", "--by", "2027-03-31"), ("log", "dana", "-t", "Open with a story"),
    ("action", "add", "Book a room", "--due", "friday"), ("win", "add", "Talk accepted"),
    ("undo",), ("redo",),
)  # fmt: skip
TELLS = """
import os, sys
from mentorlog.cli import main
how, *lines = sys.argv[1:]
for line in lines:
    if how == "apart" and hasattr(os, "fork") and os.fork():
        os.wait()
        continue
    code = main(line.split("\t") if line else [])
    print("loaded", code, *sys.modules, file=sys.stderr)
    if how == "apart":
        break
"""
"""Runs each command line, apart in a copy of a process that has loaded the root, or one after the other."""


@pytest.fixture
def used(journal: Path) -> Path:
    """A journal with something in it."""
    journal.touch()
    assert main(["mentor", "add", "Dana Ortiz"]) == 0
    assert main(["goal", "add", "Speak", "--by", "2027-03-31"]) == 0
    assert main(["action", "add", "Draft"]) == 0
    return journal


def loaded(*lines: tuple[str, ...]) -> dict[tuple[str, ...], set[str]]:
    """The modules that each command line has loaded by its end, in a process of its own."""
    asked = [[each] for each in lines] if not hasattr(os, "fork") else [list(lines)]
    return {line: names for each in asked for line, names in _loaded("apart", each)}


def loaded_by_then(*lines: tuple[str, ...]) -> dict[tuple[str, ...], set[str]]:
    """The modules that one process has loaded by the end of each command line."""
    return dict(_loaded("together", lines))


def _loaded(
    how: str, lines: Sequence[tuple[str, ...]]
) -> Iterator[tuple[tuple[str, ...], set[str]]]:
    argv = [sys.executable, "-c", TELLS, how, *("\t".join(line) for line in lines)]
    said = subprocess.run(argv, capture_output=True, text=True).stderr
    told = [line.split()[1:] for line in said.splitlines() if line.startswith("loaded ")]
    assert [code for code, *_ in told] == ["0"] * len(lines), said
    for line, (_, *names) in zip(lines, told, strict=True):
        yield line, set(names)


def within(names: set[str], *packages: str) -> set[str]:
    return {
        name
        for name in names
        if any(name == package or name.startswith(f"{package}.") for package in packages)
    }


def test_an_everyday_command_leaves_the_rest_unread(used: Path) -> None:
    assert used.exists()
    # An edit tells what it replaced, and undo reads the change log.
    with_json = [argv for argv in WRITES if {"edit", "undo", "redo"}.intersection(argv)]
    without = [argv for argv in (*READS, *WRITES) if argv not in with_json]
    with_json += [(*argv, "--json") for argv in READS[1:]]
    for argv, names in loaded_by_then(*without, *with_json).items():
        assert not within(names, "rich", *NEVER), argv
        assert argv in with_json or not within(names, "json"), argv


UNREAD = {
    ("todo", "Draft"): ("journal.mentorships", "journal.skills", "journal.people"),
    ("done", "a1"): ("journal.mentorships", "journal.skills", "journal.people", "exchange"),
    ("check-in", "g1", "40"): ("journal.mentorships", "journal.timeline", "records.timeline"),
    ("log", "dana", "-t", "A"): (
        "journal.course",
        "journal.figures",
        "records.screens",
        "views.timeline",
        "exchange",
        "drafts",
    ),
    ("status",): ("journal.skills", "views.timeline", "exchange", "drafts"),
    ("undo",): ("journal.store", "journal.references", "journal.people"),
}
"""What the commands of every day do without, though modules that they load have uses for it."""


def test_a_command_reads_only_what_it_needs(used: Path) -> None:
    assert used.exists()
    for argv, names in loaded(*UNREAD).items():
        needless = [f"mentorlog.{each}" for each in UNREAD[argv]]
        assert not within(names, *needless, "mentorlog.commands.completion"), argv
        assert argv == ("status",) or not within(names, "mentorlog.journal.belonging"), argv


def test_a_log_that_may_ask_opens_the_journal_once_before_it_writes(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening it reads its whole schema, 2 ms."""
    opened, connect = list[Path](), storage.connect

    def counted(path: Path, **more: Any) -> sqlite3.Connection:
        opened.append(path)
        return connect(path, **more)

    monkeypatch.setattr(storage, "connect", counted)
    for module in ("logged", "log_questions"):
        monkeypatch.setattr(f"mentorlog.commands.{module}.at_terminal", lambda: True)
    assert main(["log", "dana", "-t", "Open with a story"]) == 0
    assert opened == [used, used]


SHARED = {"desk", "options", "verbs", "fields"}


def test_a_command_reads_its_own_noun_alone(used: Path) -> None:
    assert used.exists()
    for argv, all_ in loaded(("goal",), ("goal", "add", "X"), ("todo", "X"), ("win",)).items():
        names = {name.split(".")[2] for name in all_ if name.startswith("mentorlog.commands.")}
        nouns = names & {entry.module for entry in TABLE}
        assert nouns == {next(entry.module for entry in TABLE if entry.name == argv[0])}
        assert names - nouns <= SHARED


def test_a_guide_alone_reads_what_draws_it() -> None:
    for argv, names in loaded(("help", "days"), ("help",), ("help", "log")).items():
        assert ("rich.markdown" in names) is (argv == ("help", "days"))


def test_the_root_reads_no_noun(home: Path) -> None:
    assert home.exists()
    for argv, all_ in loaded(("--help",), ("--version",)).items():
        names = within(all_, "mentorlog")
        assert not within(names, "mentorlog.journal", "mentorlog.views", "mentorlog.records"), argv
        assert within(names, "mentorlog.commands") <= {
            "mentorlog.commands",
        }


def test_one_verb_is_built_and_not_its_nouns_others(used: Path) -> None:
    assert used.exists()
    code = (
        "import typer; from mentorlog.cli import app; root = typer.main.get_command(app)\n"
        "goal = root.commands['goal']; goal.commands['add']\n"
        "assert list(goal.commands._built) == ['add'], goal.commands._built\n"
        "assert len(goal.commands) > 8 and 'close' in goal.commands\n"
        "assert goal.commands['close'].name == 'close'"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_what_is_offered_is_there_to_be_found() -> None:
    """Completion is named, as it is read only when a shell asks."""
    made = re.compile(r'offered\(\s*"(\w+)"')
    root = Path(commands.__file__).parent
    texts = [each.read_text("utf-8") for each in (root.parent / "cli.py", *root.glob("*.py"))]
    names = {*options._OFFERS.values(), *made.findall("".join(texts))}
    assert len(names) > 12
    assert [name for name in names if not callable(getattr(completion, name, None))] == []


def test_annotations_are_no_strings() -> None:
    """Typer evaluates those that are, four times for each parameter: 4 % of an everyday command.

    Python compiles those of a typed dict one by one, and the import itself is one more module to load.
    """
    read = Path(commands.__file__).parents[1].rglob("*.py")
    strings = "from __future__ import annotations"
    assert not [each.name for each in read if strings in each.read_text("utf-8")]
