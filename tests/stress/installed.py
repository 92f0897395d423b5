"""The installed command in a home of its own, and what must be so of its journal after anything."""

from __future__ import annotations

import io
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

TODAY = "2026-11-22"
BUG = 70
PROGRAM = shutil.which("mentorlog", path=str(Path(sys.executable).parent)) or "mentorlog"


class Ended(NamedTuple):
    """How a command ended: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def is_clear(self) -> bool:
        """Whether it did what it was told, or said in a sentence why not: no traceback, no bug."""
        said = self.err.splitlines()
        return "Traceback" not in self.err and (
            self.code == 0 or (self.code in (1, 2, 3, 130) and bool(said) and said[-1] != "")
        )


class Home:
    """A folder that the command takes for its user's home, with the journal in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder / "journal.db"
        self.drafts = folder / "drafts"
        self.out = folder / "out"

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a user who has nothing set but this home and this journal."""
        ours = ("MENTORLOG", "XDG_", "NO_COLOR", "COLUMNS", "LINES", "VISUAL", "EDITOR", "PAGER")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        homes = dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA"), str(self.folder))
        return {
            **kept,
            **homes,
            "GIT_CONFIG_NOSYSTEM": "1",
            "MENTORLOG_JOURNAL": str(self.journal),
            "MENTORLOG_TODAY": TODAY,
            "PYTHONIOENCODING": "utf-8",
        }

    def start(self, *argv: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """The command as a process of its own, its output piped."""
        return subprocess.Popen(
            [PROGRAM, *argv],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environ,
            cwd=self.folder,
        )

    def run(self, *argv: str, stdin: str | bytes = b"") -> Ended:
        """The command as a process of its own, to its end."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        with self.start(*argv, stdin=subprocess.PIPE) as process:
            try:
                out, err = process.communicate(given, timeout=120)
            except subprocess.TimeoutExpired:
                process.kill()
                out, err = process.communicate()
                return Ended(-9, out.decode(errors="replace"), "It hung and was killed.")
        return Ended(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))

    def make(self) -> None:
        """An empty file, which the first write fills: a journal that is named must be there."""
        self.journal.touch(mode=0o600)

    def fill(self, sessions: int = 5) -> None:
        """A small journal: a mentor, a goal, sessions with lines of each kind."""
        self.make()
        for argv in (
            ("mentor", "add", "Dana Ortiz", "--every", "2w"),
            ("goal", "add", "Speak at a regional conference", "--by", "2027-03-31"),
            ("check-in", "1", "40", "--note", "Proposal sent"),
            ("win", "add", "Ran the retrospective", "--impact", "Two fewer pages a week"),
            ("skill", "add", "Writing", "3"),
        ):
            self._must(*argv)
        for number in range(sessions):
            self._must(
                "log", "dana", "-t", f"Open with a story {number}", "-a", "Draft the outline",
                "--advice", "Rehearse once a week", "--question", "Who reviews it?",
                "--on", f"{number + 1} days ago", "--goal", "1", "--tag", "speaking",
            )  # fmt: skip

    def _must(self, *argv: str) -> None:
        ended = run_here(self, *argv)
        if ended.code:
            sys.exit(f"{argv} failed: {ended.err}")

    def wrong(self) -> list[str]:
        """What is wrong with the journal by SQLite's own reckoning and by ours; nothing if sound."""
        with closing(sqlite3.connect(self.journal, isolation_level=None, timeout=60)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
            found += [
                f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")
            ]
            for table, rule in _RULES.items():
                count = connection.execute(f"SELECT count(*) FROM {rule}").fetchone()[0]
                found += [f"{count} {table}"] * bool(count)
            # Raises where the index and the lines it is over tell of different words.
            connection.execute("INSERT INTO lines_fts (lines_fts) VALUES ('integrity-check')")
            connection.execute("ROLLBACK")
        return [line for line in found if line != "ok"]

    def strays(self) -> list[str]:
        """What lies in the home besides the journal, its drafts and backups: a file left behind."""
        expected = {"journal.db", "drafts", "backups", "out"}
        return sorted(each.name for each in self.folder.iterdir() if each.name not in expected)


_RULES = {
    "commands left open": "writing",
    "operations without a change": (
        "operations WHERE id NOT IN (SELECT operation FROM changes WHERE operation IS NOT NULL)"
    ),
    "lines of no takeaway": (
        "lines WHERE kind = 'takeaway' AND record NOT IN (SELECT id FROM takeaways)"
    ),
    "takeaways without their line": (
        "takeaways WHERE id NOT IN (SELECT record FROM lines WHERE kind = 'takeaway')"
    ),
}


def run_here(
    home: Home, *argv: str, stdin: str = "", environ: dict[str, str] | None = None
) -> Ended:
    """The command in this process, through the same door: a hundred times as quick."""
    from mentorlog.cli import main

    before, streams = dict(os.environ), (sys.stdin, sys.stdout, sys.stderr)
    out, err = io.BytesIO(), io.BytesIO()
    os.environ.clear()
    os.environ.update(home.environ | (environ or {}))
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogateescape")), "utf-8")
    sys.stdout = io.TextIOWrapper(out, "utf-8", newline="\n")
    sys.stderr = io.TextIOWrapper(err, "utf-8", newline="\n")
    try:
        code = main(argv)
        sys.stdout.flush()
        sys.stderr.flush()
        return Ended(code, out.getvalue().decode(), err.getvalue().decode())
    finally:
        sys.stdin, sys.stdout, sys.stderr = streams
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def home(folder: Path | None = None) -> Iterator[Home]:
    """A home that is gone afterwards, in ``folder`` or where temporary files go."""
    with tempfile.TemporaryDirectory(prefix="mentorlog-", dir=folder) as path:
        yield Home(Path(path))


def facts() -> str:
    """The machine, in a line."""
    return (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" {platform.system()} {platform.release()}, {file_system(Path(tempfile.gettempdir()))}"
    )


def file_system(folder: Path) -> str:
    """The file system that a folder is on, where the system tells."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return "unknown file system"
    fields = [line.split() for line in mounts.read_text().splitlines()]
    holding = [field for field in fields if folder.is_relative_to(field[1])]
    return max(holding, key=lambda field: len(field[1]))[2]


def finish(failures: Sequence[str]) -> None:
    """Say what failed, and exit 1 if anything did."""
    for failure in failures[:20]:
        print(f"FAILED {failure}")
    if len(failures) > 20:
        print(f"… and {len(failures) - 20} more")
    sys.exit(1 if failures else 0)
