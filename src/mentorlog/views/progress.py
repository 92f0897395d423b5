"""How far a long read or write has come: a bar on standard error, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int], object]
"""Told how much more is done."""


@contextmanager
def bar(words: str, total: int, *, worth: int, no_color: bool = False) -> Iterator[Advance]:
    """A bar for as long as the block runs, in the unit of ``total``; gone when it ends.

    There is none off a terminal, on one that cannot move its cursor, or for less than ``worth``.
    """
    if total < worth or not sys.stderr.isatty() or os.environ.get("TERM") in ("dumb", "unknown"):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.text import Text

    from mentorlog.views.plain import one_line

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    console = Console(stderr=True, no_color=no_color or None)
    with Progress(*columns, console=console, transient=True) as progress:
        # The column reads markup in a description, and a file may be called anything.
        task = progress.add_task(Text(one_line(words)).markup, total=total)
        yield lambda amount: progress.advance(task, amount)
