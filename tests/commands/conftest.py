"""A made-up year, the one of Priya Nair, written through the journal's own door day by day."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.commands import sync
from mentorlog.journal import (
    Journal,
    actions,
    goals,
    mentorships,
    people,
    sessions,
    takeaways,
)
from mentorlog.journal.store import Facts
from mentorlog.periods import Cadence
from mentorlog.records import GoalState, Role, SessionState, TakeawayKind
from repository import Repository

if TYPE_CHECKING:
    from tests.conftest import Result, Run

HELD = (
    *("2026-05-07", "2026-05-21", "2026-06-04", "2026-06-18", "2026-07-02", "2026-08-13"),
    *("2026-08-27", "2026-09-10", "2026-09-24", "2026-10-08", "2026-10-22", "2026-11-05"),
    "2026-11-19",
)


At = Callable[[str], AbstractContextManager[Journal]]
Once = Callable[[str, Callable[[], object]], None]
On = Callable[[str], None]
OnMachine = Callable[..., "Result"]
Tell = Callable[[str], None]


@pytest.fixture
def year(at: At, once: Once) -> None:
    """A mentee's year: six goals, thirteen sessions with Dana, thirty-eight actions."""
    once("a year", lambda: _year(at))


def _year(at: At) -> None:
    with at("2026-05-07") as journal:
        plan = Facts(cadence=Cadence(days=14))
        mentorships.add(journal, "Dana Ortiz", Role.MENTOR, plan)
        goals.add(journal, _by("2026-11-30", "Speak at a regional conference"))
    with at("2026-06-01") as journal:
        goals.add(journal, _by("2026-10-30", "Lead the billing migration"))
        goals.add(journal, _by("2026-09-30", "Run the on-call retrospective"))
        goals.add(journal, _by("2026-11-13", "Write the design-review guide"))
        goals.add(journal, _by("2026-12-31", "Architect certificate"))
        coach = goals.add(journal, Facts(title="Coach two new joiners"))
        for title in ("Noor settled in", "Elena settled in"):
            goals.add_milestone(journal, Facts(goal=coach, title=title))
    for day in HELD:
        with at(day) as journal:
            _session(journal, date.fromisoformat(day))
    with at("2026-11-22") as journal:
        dana = people.find(journal, "dana")
        facts = Facts(held_on=date(2026, 12, 3), people=(dana,))
        sessions.plan(journal, facts)
        for day, percent, by in (
            ("2026-06-18", "20", None),
            ("2026-09-10", "60", None),
            ("2026-10-08", "80", None),
        ):
            _read(journal, 4, day, percent, by=by)
        _read(journal, 2, "2026-08-13", "40")
        _read(journal, 2, "2026-11-05", "60")
    _speaking(at)
    _endings(at)
    _actions(at)


def _by(day: str, title: str) -> Facts:
    return Facts(title=title, target_on=date.fromisoformat(day))


def _session(journal: Journal, on: date) -> None:
    dana = people.find(journal, "dana")
    facts = Facts(held_on=on, people=(dana,), minutes=45)
    id = sessions.add(journal, facts, SessionState.HELD)
    last = on.isoformat() == HELD[-1]
    text = "Open with a story, then the point" if last else f"What {on} taught me"
    takeaways.add(journal, Facts(text=text, session=id))
    if last:
        takeaways.add(
            journal, Facts(text="Who reviews it?", kind=TakeawayKind.QUESTION, session=id)
        )


def _read(
    journal: Journal,
    goal: int,
    day: str,
    percent: str,
    note: str | None = None,
    by: int | None = None,
    confidence: int | None = None,
) -> None:
    on = date.fromisoformat(day)
    goals.check_in(journal, goal, percent, on=on, note=note, by=by, confidence=confidence)


def _speaking(at: At) -> None:
    """The goal of the drawn history: own readings, Dana's, a slip, and one told late."""
    for day, told, own, danas, note in (
        ("2026-06-18", "2026-06-18", "10", None, "2 conferences short-listed"),
        ("2026-08-27", "2026-08-27", "25", "20", "Proposal drafted"),
        ("2026-10-08", "2026-10-12", "40", "30", "Proposal sent"),
        ("2026-11-19", "2026-11-19", "60", "50", "Accepted"),
    ):
        with at(told) as journal:
            _read(journal, 1, day, own, note, confidence=7 if own == "60" else None)
            if danas:
                _read(journal, 1, day, danas, by=people.find(journal, "dana"))
    with at("2026-09-10") as journal:
        why = "The autumn call closed before my draft was ready"
        change = Facts(target_on=date(2027, 3, 31), why_moved=why)
        goals.edit(journal, 1, {**change, "on": date(2026, 9, 10)})


def _endings(at: At) -> None:
    with at("2026-10-08") as journal:
        why = "Finance sends the refund data in November"
        change = Facts(target_on=date(2026, 12, 18), why_moved=why)
        goals.edit(journal, 2, {**change, "on": date(2026, 10, 8)})
    with at("2026-08-20") as journal:
        goals.close(journal, 5, GoalState.DROPPED, date(2026, 8, 20), "Not worth the price")
    with at("2026-09-10") as journal:
        goals.milestone_done(journal, 1, date(2026, 9, 10))
    with at("2026-09-24") as journal:
        goals.close(journal, 3, GoalState.ACHIEVED, date(2026, 9, 24))


def _actions(at: At) -> None:
    with at("2026-08-13") as journal:
        for number in range(1, 33):
            action = actions.add(journal, Facts(text=f"Small thing {number}"))
            actions.done(journal, action, date(2026, 8, 13))
    for day, text, owner, due in (
        ("2026-10-08", "Ask Finance for the refund cases", None, "2026-11-30"),
        ("2026-10-08", "Read a book on rhetoric", None, None),
        ("2026-10-08", "Book the small room", None, None),
        ("2026-11-05", "Send Dana the abstract", None, "2026-11-20"),
        ("2026-11-19", "Introduce me to the programme committee", "dana", "2026-12-03"),
        ("2026-11-19", "Draft the talk outline", None, "2026-11-27"),
    ):
        with at(day) as journal:
            facts = Facts(
                text=text,
                owner=people.find(journal, owner) if owner else None,
                due_on=date.fromisoformat(due) if due else None,
            )
            id = actions.add(journal, facts)
            if due is None:
                actions.drop(journal, id, date(2026, 10, 8))


@pytest.fixture
def tell(run: Run, on: On) -> Tell:
    """Types the commands of a script, each on the day that its line begins with."""

    def tell_(script: str) -> None:
        for line in filter(None, map(str.strip, script.splitlines())):
            day, *argv = shlex.split(line)
            on(day)
            result = run(*argv)
            assert result.code == 0, (line, result.err)

    return tell_


@pytest.fixture
def editor(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the editor run some Python over the text ``t``; ``main`` runs a command meanwhile."""

    def editor_(code: str) -> None:
        script = home / "editor.py"
        needed = "from mentorlog.cli import main\n" if "main(" in code else ""
        script.write_text(
            f"import sys, pathlib\n{needed}"
            "p = pathlib.Path(sys.argv[1])\nt = p.read_text('utf-8')\n"
            f"{code}\np.write_text(t, 'utf-8')\n",
            "utf-8",
        )
        monkeypatch.setenv("EDITOR", f'"{sys.executable}" "{script}"')

    return editor_


@pytest.fixture
def remote(home: Path, _homes: Path) -> Path:
    """An empty bare repository."""
    made, path = _homes / "empty.git", home / "remote.git"
    if not made.exists():
        subprocess.run(["git", "init", "-q", "--bare", "--template=", str(made)], check=True)
    shutil.copytree(made, path)
    return path


@pytest.fixture
def starts_no_git(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices meet in a folder that is no repository of git's; what they do there is the same."""
    monkeypatch.setattr("mentorlog.commands.sync.Repository", Repository)


@pytest.fixture
def on_machine(run: Run, home: Path) -> OnMachine:
    """Runs a command on a machine: ``on_machine("laptop", "sync")``."""

    def at(machine: str, *argv: str, code: int | None = 0) -> Result:
        (home / machine).mkdir(exist_ok=True)
        result = run("--journal", str(home / machine / "j.db"), *argv)
        assert code is None or result.code == code, (argv, result)
        return result

    return at


@pytest.fixture
def once_in_home(
    home: Path,
    _homes: Path,
    put_at: Callable[[Path, bytes], object],
    _written: dict[tuple[str, str], bytes],
) -> Once:
    """Makes several journals and the files beside them by calling ``write``, or for later tests as copies of those."""

    def once_(name: str, write: Callable[[], object]) -> None:
        known = name, write.__code__.co_filename
        if known not in _written:
            write()
            made = _homes / f"made {len(_written)}"
            shutil.copytree(home, made, symlinks=True)
            _written[known] = os.fsencode(made)
            return
        made = Path(os.fsdecode(_written[known]))
        journals = {*made.glob("*.db"), *made.glob("*/j.db")}

        def open_ones(folder: str, names: list[str]) -> set[str]:
            return {name for name in names if Path(folder, name) in journals}

        shutil.copytree(made, home, ignore=open_ones, symlinks=True, dirs_exist_ok=True)
        for path in journals:
            put_at(home / path.relative_to(made), path.read_bytes())

    return once_


@pytest.fixture
def two(on_machine: OnMachine, remote: Path, once_in_home: Once) -> OnMachine:
    """A laptop and a desktop that are synced, with a goal."""

    def write() -> None:
        on_machine("laptop", "init")
        on_machine("laptop", "mentor", "add", "Dana Ortiz")
        on_machine("laptop", "goal", "add", "Learn Rust", "--why", "Curious")
        for machine in ("laptop", "desktop"):
            on_machine(machine, "sync", "init", str(remote), "--plain", "--name", machine)

    once_in_home(f"two machines, {sync.Repository.__module__}", write)
    return on_machine
