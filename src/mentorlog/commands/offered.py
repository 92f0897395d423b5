"""What a shell is offered for an option's words; what finds it is read only when a shell asks."""

from importlib import import_module
from inspect import Parameter, Signature
from typing import Any

import typer


class Offered:
    """What a function of ``commands.completion`` offers, which may be told more words: ``Offered("goals")``."""

    # Typer asks for both, for each option of a command. It takes long to work them out of a function.
    __signature__ = Signature(
        [
            Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
            Parameter("incomplete", Parameter.POSITIONAL_OR_KEYWORD, annotation=str),
        ]
    )
    __annotations__: dict[str, object] = {}

    def __init__(self, name: str, *told: str) -> None:
        self._name, self._told = name, told

    def __call__(self, ctx: typer.Context, incomplete: str) -> Any:
        completion = import_module("mentorlog.commands.completion")
        return getattr(completion, self._name)(ctx, incomplete, *self._told)
