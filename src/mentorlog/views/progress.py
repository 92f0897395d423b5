"""How far a long import or export has come: a bar on standard error, only on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Advance = Callable[[int], object]
"""Called with how much more is done."""


@contextmanager
def bar(words: str, total: int, *, worth: int, no_color: bool = False) -> Iterator[Advance]:
    """A bar that is shown while the block runs, up to ``total``, and gone when it ends.

    There is none if ``total`` is less than ``worth``, off a terminal, or on one that cannot move its
    cursor.
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
        # The column takes the description as markup, and a file may have any name.
        task = progress.add_task(Text(one_line(words)).markup, total=total)
        yield lambda amount: progress.advance(task, amount)
