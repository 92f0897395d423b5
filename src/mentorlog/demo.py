"""The sample year: a backend engineer growing to senior, with a mentor and, later, a mentee.

It is written by the commands that one would have typed, which stand in ``sample.txt``: the day, counted
from the first session, and the command. ``+140`` is such a day too. Each is run on its day, so that the
history and the figures are those of a journal that was really kept. The last session with Dana is three
days ago.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

from mentorlog import journal as journals
from mentorlog.dates import Clock

_LAST_DAY = 339
"""Today, in days since the first session."""
_TODAY = "MENTORLOG_TODAY"


def make(path: Path, clock: Clock, run: Callable[[list[str]], object]) -> None:
    """Write the sample year into a new journal at ``path``, ending on the clock's today.

    ``run`` runs a command line. What the commands say is not shown, and they ask nothing.
    """
    start = clock.today - timedelta(days=_LAST_DAY)
    begun = Clock(start, clock.now - timedelta(days=_LAST_DAY))
    with journals.writing(path, begun, "init", owner_name=lambda: "Priya Nair", make_folder=True):
        pass
    before = os.environ.get(_TODAY)
    try:
        for day, words in _steps(start):
            os.environ[_TODAY] = day
            with redirect_stdout(StringIO()), redirect_stderr(StringIO()) as said:
                assert not run(["--journal", str(path), *words]), said.getvalue()
    finally:
        os.environ.pop(_TODAY)
        if before is not None:
            os.environ[_TODAY] = before


def _steps(start: date) -> Iterator[tuple[str, list[str]]]:
    """Each command with the day on which it is run."""

    def on(number: str) -> str:
        return str(start + timedelta(days=int(number)))

    text = Path(__file__).with_name("sample.txt").read_text(encoding="utf-8")
    for day, command in re.findall(
        r"^ *(\d+)  (.*?)(?=^ *\d+  |\Z)", text, re.MULTILINE | re.DOTALL
    ):
        words = shlex.split(command)
        yield on(day), [on(word) if re.fullmatch(r"\+\d+", word) else word for word in words]
