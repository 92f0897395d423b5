"""What the root's options said, as ``ctx.obj`` of every command."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

DASHES = "mentorlog: -- before the text"
"""In ``ctx.meta``: whether the words after ``--`` are text, whatever else they could be."""
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
