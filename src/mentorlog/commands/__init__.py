"""The commands, one file a noun: argv in, one call to the journal, one view out.

Here is what all of them need before any is loaded: what the root's options said, and what a shell is offered.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import typer

from mentorlog.values import NamedTuple

DASHES = "mentorlog: -- before the text"
"""In ``ctx.meta``: how many words stand after ``--``, which are text, whatever else they could be."""
TYPED = "mentorlog: the words of the verb"
"""In ``ctx.meta``: all that was typed behind the verb, as it was typed."""
SEVERAL = "mentorlog: the edits of one command"
"""In ``ctx.meta``, where one command edits several records: what is to be written of each, all at once."""
DESKS = "mentorlog: the desks"
"""In ``ctx.meta``: every ``Desk`` that the command made, which know whether something was saved."""


class Invocation(NamedTuple):
    """The journal named by ``--journal`` or ``MENTORLOG_JOURNAL``, or None where neither names one.

    ``no_color`` is the option alone; ``NO_COLOR`` is read where colours are chosen. ``pager`` is off
    where one command prints several screens.
    """

    journal: Path | None = None
    no_color: bool = False
    pager: bool = True


def offered(name: str, *told: str) -> Callable[..., object]:
    """What a function of ``commands.completion`` offers, which may be told more words: ``offered("goals")``."""

    def found(ctx: typer.Context, incomplete: str) -> Any:
        completion = import_module("mentorlog.commands.completion")
        return getattr(completion, name)(ctx, incomplete, *told)

    return found
