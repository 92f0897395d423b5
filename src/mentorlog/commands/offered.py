"""What a shell is offered for an option's words; what finds it is read only when a shell asks."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import typer


def offered(name: str, *told: str) -> Callable[..., object]:
    """What a function of ``commands.completion`` offers, which may be told more words: ``offered("goals")``."""

    def found(ctx: typer.Context, incomplete: str) -> Any:
        completion = import_module("mentorlog.commands.completion")
        return getattr(completion, name)(ctx, incomplete, *told)

    return found
