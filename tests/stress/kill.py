"""Kills the command at random moments: ``python tests/stress/kill.py --times 500``.

Half of the kills fall anywhere in the command's life, half within milliseconds of its first byte
on the disk. Then every write that was acknowledged (the command printed it and exited 0) must be
there, none may be half there, the file must be sound, and the next command must work.
"""

from __future__ import annotations

import argparse
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from installed import Ended, Home, facts, finish, home, run_here

from mentorlog.cli import TABLE

COMMANDS = {entry.name for entry in TABLE}

LONGEST_WRITE = 0.02
"""Seconds from the rollback journal's appearance to its end, and some more."""


class Job(NamedTuple):
    """A command to kill, and what it leaves if it was done.

    ``ready`` prepares the home and gives the command line; ``pieces`` counts, by the job's mark,
    how much of it is there: ``nothing`` before it, ``whole`` after it, and no other number ever.
    """

    name: str
    ready: Callable[[Home, str], Sequence[str]]
    pieces: Callable[[Home, str], int]
    nothing: int
    whole: int


def _marked(at: Home, mark: str) -> int:
    """The records, lines to search and rows of history that bear the mark."""
    with closing(sqlite3.connect(at.journal)) as connection:
        return sum(
            connection.execute(f"SELECT count(*) FROM {table} WHERE {column} LIKE ?", [f"%{mark} %"])
            .fetchone()[0]
            for table, column in _BEARERS
        )  # fmt: skip


_BEARERS = (
    ("takeaways", "text"),
    ("actions", "text"),
    ("lines", "text"),
    ("taggings", "tag || ' '"),
)


def _log(_: Home, mark: str) -> Sequence[str]:
    return (
        "log", "dana", "--new", "-t", f"{mark} story", "-t", f"{mark} point", "-a", f"{mark} outline",
        "--advice", f"{mark} rehearse", "--question", f"{mark} who?", "--goal", "1", "--tag", mark,
    )  # fmt: skip


def _undo(at: Home, mark: str) -> Sequence[str]:
    ended = run_here(at, *_log(at, mark))
    assert ended.code == 0, ended.err
    return ("undo",)


def _migrate(at: Home, mark: str) -> Sequence[str]:
    """A journal as the first version left it, with one goal in it."""
    from sqlite_utils import Database

    from mentorlog.journal import schema

    old = at.folder / "journal.db"
    old.unlink(missing_ok=True)
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        names = [each.name for each in schema.migrations.pending(Database(memory=True))]
        database = Database(connection, execute_plugins=False)
        schema.migrations.apply(database, stop_before=names[1])
        connection.execute("INSERT INTO people (name, is_me) VALUES ('Priya Nair', 1)")
        connection.execute(
            "INSERT INTO goals (owner, title, start_on) VALUES (1, ?, '2026-01-01')",
            [f"{mark} goal"],
        )
        connection.execute("PRAGMA user_version = 1")
    return ("goal", "--json")


def _migrated(at: Home, mark: str) -> int:
    """1 for the old file, 2 for the new; its goal must be in either."""
    from mentorlog.journal.tables import VERSION

    with closing(sqlite3.connect(at.journal)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        goals = connection.execute(
            "SELECT count(*) FROM goals WHERE title = ?", [f"{mark} goal"]
        ).fetchone()[0]
    return {(1, 1): 1, (VERSION, 1): 2}.get((version, goals), -1)


def _first(at: Home, mark: str) -> Sequence[str]:
    """Nothing in the journal: the first write fills it."""
    at.journal.write_bytes(b"")
    return ("goal", "add", f"{mark} goal")


def _made(at: Home, mark: str) -> int:
    if at.journal.stat().st_size == 0:
        return 0
    with closing(sqlite3.connect(at.journal)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone():
            return 0
        return int(
            connection.execute("SELECT count(*) FROM goals WHERE title LIKE ?", [f"{mark}%"])
            .fetchone()[0]
        )  # fmt: skip


def _import(at: Home, mark: str) -> Sequence[str]:
    """A document of another journal's session, merged into this one."""
    with home() as other:
        other.fill(0)
        for argv in (
            _log(other, mark),
            ("export", "-o", str(at.out / "import.jsonl"), "--force"),
        ):
            ended = run_here(other, *argv)
            assert ended.code == 0, ended.err
    return ("import", str(at.out / "import.jsonl"))


def _backup(at: Home, _: str) -> Sequence[str]:
    (at.out / "copy.db").unlink(missing_ok=True)
    return ("backup", str(at.out / "copy.db"))


def _copied(at: Home, _: str) -> int:
    """0 for no copy, 1 for a whole one; anything else bears a backup's name and is none."""
    copy = at.out / "copy.db"
    if not copy.exists():
        return 0
    with closing(sqlite3.connect(copy)) as connection, closing(sqlite3.connect(at.journal)) as own:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return -1
        count = "SELECT count(*) FROM takeaways"
        return 1 if connection.execute(count).fetchone() == own.execute(count).fetchone() else -1


LOGGED = 11
"""Five lines, each with its line to search, and the tag."""

JOBS = {
    "log": Job("log", _log, _marked, 0, LOGGED),
    "undo": Job("undo", _undo, _marked, LOGGED, 0),
    "migrate": Job("migrate", _migrate, _migrated, 1, 2),
    "first": Job("first write", _first, _made, 0, 1),
    "import": Job("import", _import, _marked, 0, LOGGED),
    "backup": Job("backup", _backup, _copied, 0, 1),
}


class Kills:
    """Kills one job again and again in one home, and keeps count."""

    def __init__(self, at: Home, job: Job, chance: random.Random) -> None:
        self.at = at
        self.job = job
        self.chance = chance
        self.tally: Counter[str] = Counter()
        self.failures: list[str] = []
        self._usual = statistics.median(self._time(f"w{number}x") for number in range(3))

    def _time(self, mark: str) -> float:
        argv = self.job.ready(self.at, mark)
        started = time.perf_counter()
        ended = self.at.run(*argv)
        assert ended.code == 0, ended.err
        return time.perf_counter() - started

    def once(self, mark: str) -> None:
        """Start the command, kill it, and look at what is left."""
        argv = self.job.ready(self.at, mark)
        hot = self.at.journal.with_name("journal.db-journal")
        with self.at.start(*argv) as process:
            self._wait(process, hot)
            process.kill()
            out, err = process.communicate()
        if process.returncode not in (0, -signal.SIGKILL):
            self._fail(mark, f"exit {process.returncode}: {err.decode()}")
        if process.returncode == 0 and not out:
            self._fail(mark, "exited 0 and printed nothing")
        self.tally["acknowledged" if process.returncode == 0 else "killed"] += 1
        self.tally["in the middle of a write"] += hot.exists() and process.returncode != 0
        self._look(mark, said=bool(out))

    def _wait(self, process: subprocess.Popen[bytes], hot: Path) -> None:
        """Until a random moment: of the whole life, or just after the first byte is written."""
        if self.chance.random() < 0.5:
            time.sleep(self.chance.uniform(0, self._usual * 1.1))
            return
        until = time.perf_counter() + self._usual * 3
        while time.perf_counter() < until and process.poll() is None and not hot.exists():
            time.sleep(0.0001)
        time.sleep(self.chance.uniform(0, LONGEST_WRITE))

    def _look(self, mark: str, *, said: bool) -> None:
        """The next command comes first, as it does in life, and finds what the killed one left."""
        following = self.at.run("goal", "--json")
        if following.code != 0:
            self._fail(mark, f"the next command said {following.err!r}")
        pieces = self.job.pieces(self.at, mark)
        # Looking brought the old file up to date, as it should.
        if self.job.name == "migrate" and pieces == self.job.nothing:
            self._fail(mark, "the next command did not migrate")
        if pieces not in (self.job.nothing, self.job.whole):
            self._fail(mark, f"half there: {pieces} of {self.job.whole}")
        if said and pieces != self.job.whole:
            self._fail(mark, f"acknowledged and lost: {pieces} of {self.job.whole}")
        self.tally["whole" if pieces == self.job.whole else "nothing"] += 1
        if self.at.journal.exists() and self.at.journal.stat().st_size:
            for wrong in self.at.wrong():
                self._fail(mark, wrong)
        self._write_next(mark)
        # Only now: a rollback journal that was not begun yet stays until somebody writes.
        for stray in self.at.strays():
            self._fail(mark, f"left behind: {stray}")

    def _write_next(self, mark: str) -> None:
        ended: Ended = run_here(self.at, "todo", "go on")
        if ended.code:
            self._fail(mark, f"the next write said {ended.err!r}")
        run_here(self.at, "undo")

    def _fail(self, mark: str, what: str) -> None:
        self.failures.append(f"{self.job.name} {mark}: {what}")


def main() -> None:
    """Kill, look, and print a line for each job."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=500, help="kills in all, shared by the jobs")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--job", choices=JOBS, action="append", help="only these")
    asked = parser.parse_args()
    print(f"{facts()}, seed {asked.seed}")
    names = asked.job or [name for name in JOBS if name != "import" or "import" in COMMANDS]
    failures: list[str] = []
    for place, name in enumerate(names):
        times = asked.times // len(names) + (place < asked.times % len(names))
        with home() as at:
            at.fill()
            at.out.mkdir(mode=0o700, exist_ok=True)
            kills = Kills(at, JOBS[name], random.Random(f"{asked.seed} {name}"))
            for number in range(times):
                kills.once(f"k{number}x")
        counted = ", ".join(f"{count} {what}" for what, count in sorted(kills.tally.items()))
        print(f"{JOBS[name].name:<12} {times:>4} times: {counted}")
        failures += kills.failures
    print(f"{asked.times} kills, {len(failures)} failures")
    finish(failures)


if __name__ == "__main__":
    main()
