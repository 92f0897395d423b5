"""``mentorlog demo``: a sample year in a file of its own, and a first look at it."""

from __future__ import annotations

import hashlib
import itertools
import shlex
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer

from mentorlog import places, private
from mentorlog.commands.desk import Desk, say
from mentorlog.commands.invocation import Invocation
from mentorlog.errors import WrongUsage
from mentorlog.views.pages import Block, Line, Rule, Screen


def demo(ctx: typer.Context) -> None:
    """Make a sample journal and look round in it; your own is not touched."""
    from mentorlog import demo as sample

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
    from mentorlog.commands import report, status, timeline, today

    desk = Desk.of(ctx)
    _show(desk, Rule("mentorlog"))
    today.show(ctx, for_=None, as_of=None, format_="table", json_=False)
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
