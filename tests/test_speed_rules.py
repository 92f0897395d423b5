"""What a command leaves unread: each costs more than all the rest of an everyday command.

Measured: sqlite-utils 65 ms, Rich 35, Jinja2 40, YAML 15, pydantic 95, dateutil's parser 15, the
package metadata 16; json 1.4, which only what writes JSON or asks for a tag needs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import typer

from mentorlog.cli import TABLE, main

pytestmark = pytest.mark.skipif(
    tuple(map(int, typer.__version__.split(".")[:2])) >= (0, 29),
    reason="from 0.29 Typer itself loads pydantic and Rich, which is why it is capped",
)

NEVER = (
    "sqlite_utils", "jinja2", "yaml", "pydantic", "dateutil.parser", "importlib.metadata",
    "asyncio", "http", "unittest", "mentorlog.journal.schema",
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
)  # fmt: skip
TELLS = "import sys; from mentorlog.cli import main; code = main(sys.argv[1:]);"
TELLS += " print(code, *sys.modules, file=sys.stderr)"


@pytest.fixture
def used(journal: Path) -> Path:
    """A journal with something in it."""
    journal.touch()
    assert main(["mentor", "add", "Dana Ortiz"]) == 0
    assert main(["goal", "add", "Speak", "--by", "2027-03-31"]) == 0
    assert main(["action", "add", "Draft"]) == 0
    return journal


def loaded(*argv: str) -> set[str]:
    """The modules that a command line of its own process has loaded by its end."""
    ended = subprocess.run(
        [sys.executable, "-c", TELLS, *argv], capture_output=True, text=True, env=os.environ
    )
    code, *names = ended.stderr.splitlines()[-1].split()
    assert code == "0", ended
    return set(names)


def within(names: set[str], *packages: str) -> set[str]:
    return {
        name
        for name in names
        if any(name == package or name.startswith(f"{package}.") for package in packages)
    }


def exists(argv: tuple[str, ...]) -> bool:
    """Whether the command is built yet."""
    module = next((entry.module for entry in TABLE if entry.name == (argv or ("",))[0]), "today")
    return find_spec(f"mentorlog.commands.{module}") is not None


@pytest.mark.parametrize("argv", [*READS, *WRITES], ids=" ".join)
def test_an_everyday_command_leaves_the_rest_unread(used: Path, argv: tuple[str, ...]) -> None:
    if not exists(argv):
        return
    assert used.exists()
    names = loaded(*argv)
    assert not within(names, *NEVER)
    assert not within(names, "rich")
    assert "edit" in argv or not within(names, "json")  # An edit tells what it replaced.


@pytest.mark.parametrize("argv", READS[1:], ids=" ".join)
def test_json_leaves_rich_unread(used: Path, argv: tuple[str, ...]) -> None:
    if not exists(argv):
        return
    assert used.exists()
    assert not within(loaded(*argv, "--json"), "rich", *NEVER)


SHARED = {"completion", "desk", "options", "invocation", "verbs", "fields"}


@pytest.mark.parametrize(
    "argv", [("goal",), ("goal", "add", "X"), ("todo", "X"), ("win",)], ids=" ".join
)
def test_a_command_reads_its_own_noun_alone(used: Path, argv: tuple[str, ...]) -> None:
    assert used.exists()
    names = {name.split(".")[2] for name in loaded(*argv) if name.startswith("mentorlog.commands.")}
    nouns = names & {entry.module for entry in TABLE}
    assert nouns == {next(entry.module for entry in TABLE if entry.name == argv[0])}
    assert names - nouns <= SHARED


@pytest.mark.parametrize("argv", [("--help",), ("--version",)], ids=" ".join)
def test_the_root_reads_no_noun(home: Path, argv: tuple[str, ...]) -> None:
    assert home.exists()
    names = within(loaded(*argv), "mentorlog")
    assert not within(names, "mentorlog.journal", "mentorlog.views", "mentorlog.records")
    assert within(names, "mentorlog.commands") <= {
        "mentorlog.commands",
        "mentorlog.commands.invocation",
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


@pytest.mark.parametrize(
    "module",
    ["cli", *(f"commands.{name}" for name in ("action", "completion", "log", "options", "status",
                                              "today"))],
)  # fmt: skip
def test_typer_is_given_annotations_that_are_no_strings(module: str) -> None:
    """It evaluates those that are strings four times for each parameter: 4 % of an everyday command."""
    found = find_spec(f"mentorlog.{module}")
    assert found and found.origin
    assert "from __future__ import annotations" not in Path(found.origin).read_text("utf-8")
