"""Who may import whom: the arrows that let a reader, and the interpreter, leave most of it unread."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import mentorlog

ROOT = Path(mentorlog.__file__).parent
BASE = frozenset(
    {
        *("errors", "harmless", "dates", "periods", "records", "spans", "spelling", "folding"),
        "values",
    }
)
EDGE = frozenset({"settings", "places", "drafts"})

ARROWS: dict[str, frozenset[str]] = {
    "__init__": frozenset(),
    "__main__": frozenset({"cli"}),
    "cli": frozenset(
        {
            "commands",
            "boundary",
            "errors",
            "harmless",
            "places",
            "values",
            "word_order",
        }
    ),
    "word_order": frozenset({"errors", "dates", "periods"}),
    "boundary": frozenset({"errors", "harmless", "folding", "values"}),
    "commands": BASE | EDGE | {"journal", "views", "exchange", "sync", "private"},
    "journal": BASE | {"private"},
    "views": BASE,
    "exchange": BASE | {"private"},
    "sync": BASE,
    "settings": BASE | {"private"},
    "places": BASE,
    "drafts": BASE | {"private"},
    "records": frozenset({"errors", "dates", "periods", "spelling", "values"}),
    "periods": frozenset({"errors", "dates", "spans", "values"}),
    "dates": frozenset({"errors", "spans", "values"}),
    "spans": frozenset(),
    "errors": frozenset(),
    "harmless": frozenset(),
    "folding": frozenset(),
    "private": frozenset(),
    "spelling": frozenset(),
    "values": frozenset(),
}
"""For each part of the package the other parts it may import."""

OWNERS: dict[str, tuple[str, ...]] = {
    "typer": ("cli", "boundary", "commands"),
    "rich": ("folding", "views.drawn_markdown", "views.terminals"),
    "shellingham": ("commands.shells",),
    "sqlite_utils": ("journal.schema", "journal.whole.adopt"),
    "dateutil": ("spans", "exchange.icalendar"),
    "jinja2": ("views.report", "views.report_marks", "views.report_template"),
    "markupsafe": ("views.report_marks",),
    "yaml": ("exchange.front_matter",),
    "tomlkit": ("settings",),
    "icalendar": ("exchange.icalendar", "exchange.calendar_components"),
    "platformdirs": ("places",),
    "pyrage": ("commands.secrets",),
}
"""For each dependency the modules that may know of it, and what is below them."""


@cache
def texts() -> dict[str, str]:
    """Every module's text, by its name below ``mentorlog``."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path.read_text(encoding="utf-8")
        for path in sorted(ROOT.rglob("*.py"))
    }


_IMPORT = re.compile(
    r"^[ \t]*((?:from[ ]+[\w.]+[ ]+)?import[ ]+(?:\([^)]*\)|[\w., ]+))(?:#.*)?$", re.MULTILINE
)
"""An import, which has a line of its own."""


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """The imports of every module, by its name; to parse all that a module has takes seconds."""
    return tuple(
        (name, ast.parse("\n".join(_IMPORT.findall(text)))) for name, text in texts().items()
    )


def imported(tree: ast.AST) -> Iterator[str]:
    """What a module imports anywhere in it, by whole names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module, "a relative import"
            if node.module == "mentorlog":
                yield from (f"mentorlog.{alias.name}" for alias in node.names)
            else:
                yield node.module


@cache
def imports_of_parts() -> frozenset[tuple[str, str]]:
    """Each part of the package, and another that a module of it imports."""
    return frozenset(
        (part, to)
        for name, tree in modules()
        for found in imported(tree)
        if found.startswith("mentorlog.")
        for part, to in [(name.split(".")[0], found.split(".")[1])]
        if to not in ("__version__", part)
    )


def test_every_part_has_its_arrows() -> None:
    assert {name.split(".")[0] for name, _ in modules()} == set(ARROWS)
    over = {(by, to) for by, to in imports_of_parts() if to not in ARROWS[by]}
    assert not over


def test_every_dependency_has_its_owners() -> None:
    for name, tree in modules():
        for found in imported(tree):
            package = found.split(".")[0]
            if package == "mentorlog" or package in sys.stdlib_module_names:
                continue
            assert any(name == owner or name.startswith(f"{owner}.") for owner in OWNERS[package]), (
                name, found,
            )  # fmt: skip


@pytest.mark.parametrize("part", ["journal", "views", "exchange"])
def test_what_is_below_the_commands_never_asks_for_the_day(part: str) -> None:
    for name, text in texts().items():
        if name.split(".")[0] == part:
            assert not re.search(r"\b(date|datetime)\.(today|now|utcnow)\b", text), name


def test_modules_never_import_each_other_in_a_ring() -> None:
    """Not even inside a function; what a package's own modules need of it stands first there."""
    known = {name.removesuffix(".__init__"): tree for name, tree in modules()}
    ring = TopologicalSorter(
        {name: {to for to in modules_of(tree, known) if not is_below(name, to)} - {name}
         for name, tree in known.items()}
    )  # fmt: skip
    ring.prepare()  # Raises CycleError, which names them.


def modules_of(tree: ast.AST, known: Collection[str]) -> Iterator[str]:
    """The modules of ours that a module imports anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module != "mentorlog":
            of = node.module.removeprefix("mentorlog.")
            for alias in node.names:
                yield from [to for to in (f"{of}.{alias.name}", of) if to in known][:1]
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.name in known)


def is_below(name: str, package: str) -> bool:
    return name.startswith(f"{package}.")


def test_the_version_costs_nothing() -> None:
    trees = dict(modules())
    assert list(imported(trees["__init__"])) == []
