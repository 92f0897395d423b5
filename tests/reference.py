"""How a command is written down in the manual page, and found by the tests of all commands."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any


def verbs(command: Any) -> dict[str, Any]:
    """The commands below a noun by name; empty for a command."""
    found: dict[str, Any] = dict(getattr(command, "commands", {}))
    return found


def commands(command: Any, path: str = "mentorlog") -> Iterator[tuple[str, Any]]:
    """The command and all below it, each with the words that call it."""
    yield path, command
    for name, below in verbs(command).items():
        yield from commands(below, f"{path} {name}")


def argument(param: Any) -> str:
    """An argument's name; in brackets where it may be left out."""
    name = (param.metavar or param.name.upper()).strip("{}.")
    name = name[1:-1] if name.startswith("[") else name
    many = "…" if param.nargs == -1 else ""
    return f"{name}{many}" if param.required else f"[{name}{many}]"


def has_choices(param: Any) -> bool:
    """Whether the parameter knows its own words, which are completed without our doing."""
    return choices(param) != "TEXT"


def choices(param: Any) -> str:
    """The words of a choice: with the parameter's type, or from Typer 0.29 with its annotation."""
    known = getattr(param, "type", None)
    if known is None:
        annotation = param.type_descriptor.annotation
        words = list(annotation) if issubclass(annotation, StrEnum) else None
    else:
        words = getattr(known, "choices", None)
    return "|".join(words or ("TEXT",))


def first_sentence(command: Any) -> str:
    """The first paragraph of a command's help, on one line."""
    return " ".join((command.help or "").split("\n\n")[0].split())
