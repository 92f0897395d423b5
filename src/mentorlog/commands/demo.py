"""``mentorlog demo``: a sample year in a file of its own, and a first look at it.

It is written by the commands that one would have typed, which stand in ``sample.txt``: the day, counted
from the first session, and the command. ``+140`` is such a day too. Each is run on its day, so that the
history and the figures are those of a journal that was really kept. The last session with Dana is three
days ago.
"""

import hashlib
import itertools
import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import typer

from mentorlog import journal as journals
from mentorlog import places, private
from mentorlog.commands import Invocation
from mentorlog.commands.desk import Desk, say
from mentorlog.dates import Clock
from mentorlog.errors import WrongUsage
from mentorlog.views.pages import Block, Line, Rule, Screen


def demo(ctx: typer.Context) -> None:
    """Make a sample journal and look round in it; your own is not touched."""
    from mentorlog.commands import demo as sample

    desk = Desk.of(ctx, makes=True)
    path = places.demo()
    if path.absolute() == desk.path.absolute():
        raise WrongUsage(
            f"{path} is where the demo lives, and MENTORLOG_JOURNAL or --journal names it as yours.",
            "name another file; the demo is made anew each time",
        )
    say("Making the sample year of a backend engineer, her mentor and her mentee …")
    _clear(path)
    root: Any = ctx.find_root()

    def run(words: list[str]) -> None:
        with root.command.make_context(root.info_name, words) as context:
            root.command.invoke(context)

    sample.make(path, desk.clock, run)
    private.new_file(_seal(path), _digest(path).encode())
    root.obj = Invocation(journal=path, no_color=desk.invocation.no_color, pager=False)
    _look_round(ctx, path)


def _seal(path: Path) -> Path:
    """Where it stands what the sample was when it was made."""
    return path.with_name("made.txt")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _keep(path: Path) -> None:
    """A sample that somebody has written in is put aside, and they are told where."""
    with suppress(FileNotFoundError):
        if _seal(path).read_text(encoding="ascii") != _digest(path):
            aside = next(
                place
                for number in itertools.count(1)
                if not (place := path.with_name(f"journal-{number}.db")).exists()
            )
            path.rename(aside)
            say(f"You have written in the sample; it is kept in {aside}")


def _clear(path: Path) -> None:
    """Last time's demo goes, a journal half made by a killed one too; not what a user wrote in it."""
    _keep(path)
    others = (_seal(path), path.with_name(path.name + "-journal"), path.with_name("report.md"))
    for old in (path, *others):
        with suppress(FileNotFoundError):
            old.unlink()


def _look_round(ctx: typer.Context, path: Path) -> None:
    from mentorlog.commands import report, status, timeline

    desk = Desk.of(ctx)
    _show(desk, Rule("mentorlog"))
    status.today(ctx, for_=None, as_of=None, format_="table", json_=False)
    _show(desk, Line(), Rule("mentorlog status"))
    status.status(ctx)
    _show(desk, Line(), Rule("mentorlog timeline"))
    timeline.timeline(ctx)
    written = path.with_name("report.md")
    report.report(ctx, for_="dana", output=written, force=True)
    _show(desk, Line(), Rule("Try it yourself"), *map(Line, _next(path, written)))


def _show(desk: Desk, *blocks: Block) -> None:
    desk.show(Screen(page=lambda _: blocks, data=list))
    sys.stdout.flush()


def _next(path: Path, report: Path) -> tuple[str, ...]:
    """What to try on the sample year, for the platform's own shell."""
    named = f"export MENTORLOG_JOURNAL={shlex.quote(str(path))}"
    back = "unset MENTORLOG_JOURNAL"
    if sys.platform == "win32":
        back = "Remove-Item Env:MENTORLOG_JOURNAL"
        named = f'$env:MENTORLOG_JOURNAL = "{path}"'
    return (
        f"The report for Dana is {report}",
        "Name the sample journal, then ask it more:",
        f"  {named}",
        "  mentorlog timeline --chart",
        "  mentorlog goal history guide",
        "  mentorlog goal map",
        "  mentorlog skill",
        "  mentorlog review noor",
        "  mentorlog search rollback",
        '  mentorlog log dana -t "Ship the half" -a "Rehearse, due friday"',
        "  mentorlog undo",
        "  mentorlog report --for manager --preview",
        f"Your own journal begins in another terminal, or after {back}, with: mentorlog log WHO",
    )


# The sample year: a backend engineer growing to senior, with a mentor and, later, a mentee

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

    text = (Path(__file__).parents[1] / "sample.txt").read_text(encoding="utf-8")
    for day, command in re.findall(
        r"^ *(\d+)  (.*?)(?=^ *\d+  |\Z)", text, re.MULTILINE | re.DOTALL
    ):
        words = shlex.split(command)
        yield on(day), [on(word) if re.fullmatch(r"\+\d+", word) else word for word in words]
