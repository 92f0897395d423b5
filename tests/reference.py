"""How a command is written down, for the README's reference and the manual page alike."""

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


def usage(path: str, command: Any) -> str:
    """One line: the command with all that it takes."""
    words = [path]
    for param in command.params:
        if getattr(param, "hidden", False) or param.name == "help":
            continue
        words.append(argument(param) if param.param_type_name == "argument" else option(param))
    return " ".join(words)


def argument(param: Any) -> str:
    """An argument's name; in brackets where it may be left out."""
    name = (param.metavar or param.name.upper()).strip("[]{}.")
    many = "…" if param.nargs == -1 else ""
    return f"{name}{many}" if param.required else f"[{name}{many}]"


def option(param: Any) -> str:
    """The longest way to write an option, with what it takes."""
    flag = sorted(param.opts, key=len)[-1]
    takes = "" if param.is_flag else f" {param.metavar or choices(param)}"
    shown = f"{flag}{takes}"
    return f"{shown}" if param.required else f"[{shown}]" + ("…" if param.multiple else "")


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
