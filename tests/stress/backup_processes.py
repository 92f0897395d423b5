"""Back up while others write, and kill a restore at any moment, with real processes.

    python tests/stress/backup_processes.py [--writers 8] [--writes 25] [--kills 200] [--restores 50]
                                            [--longest 2] [--seed 1]

Backups: so many processes write a goal at a time while another makes one backup after the other.
Each backup must be whole by SQLite's own word and hold every goal whose command had ended before
the backup began. Restores: ``mentorlog restore`` is killed (SIGKILL) after a random time; then the
next command must work, the journal must be wholly the old one or wholly the restored one, sound,
and no backup may be half of one. ``backup`` is killed likewise. Locks: so many processes write on and
on while the journal is restored and looked through for repair by turns; nobody may fail, or wait for
more than so many seconds, as everybody's work takes a small part of one. Prints the figures.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from mentorlog.dates import clock
from mentorlog.journal.keeping import backup, repair

ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("MENTORLOG")}


def main() -> int:
    """Run both; 0 where nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--writes", type=int, default=25)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--restores", type=int, default=50)
    parser.add_argument("--longest", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wrong = while_written(Path(folder), options.writers, options.writes)
        if options.kills:
            wrong += killed(Path(folder), options.kills, random.Random(options.seed))
        wrong += waited(Path(folder), options.writers, options.restores, options.longest)
    return 1 if wrong else 0


def while_written(folder: Path, writers: int, writes: int) -> int:
    """Backups while ``writers`` processes at a time write; returns how many things went wrong."""
    path = folder / "written.db"
    call(path, "init", "--name", "Priya Nair")
    done: set[str] = set()
    faults: list[str] = []

    def write(writer: int) -> None:
        for number in range(writes):
            title = f"goal {writer}-{number}"
            ended = call(path, "goal", "add", title)
            if ended.returncode:
                faults.append(f"write: {ended.stderr}")
            done.add(title)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    made = 0
    while any(thread.is_alive() for thread in threads):
        before = set(done)
        ended = call(path, "backup", str(folder / f"copy-{made}.db"))
        if ended.returncode:
            faults.append(f"backup: {ended.stderr}")
            continue
        there, sound = titles(folder / f"copy-{made}.db")
        made += 1
        if not sound or not before <= there:
            faults.append(f"copy-{made - 1}.db: sound {sound}, lacks {before - there}")
    there, sound = titles(path)
    if len(there) != writers * writes or not sound:
        faults.append(f"{len(there)} of {writers * writes} goals")
    print(
        f"backup while {writers} processes write: {len(there)} of {writers * writes} writes there,"
        f" {made} backups made and whole, {len(faults)} wrong"
    )
    return told(faults)


def killed(folder: Path, kills: int, chance: random.Random) -> int:
    """Restores and backups killed after a random time; returns how many things went wrong."""
    path, spare = folder / "killed.db", folder / "spare.db"
    call(path, "init", "--name", "Priya Nair")
    for number in range(30):
        call(path, "goal", "add", f"old {number}", "--why", "because " * 40)
    call(path, "backup", str(spare))
    call(path, "goal", "add", "newer")
    old, new = titles(path)[0], titles(spare)[0]
    took = time.perf_counter()
    call(path, "restore", str(spare), "--yes")
    took = time.perf_counter() - took
    faults: list[str] = []
    ended: Counter[str] = Counter()
    for number in range(kills):
        argv = ("restore", str(spare), "--yes") if number % 4 else ("backup",)
        reset(path, old)
        process = start(path, *argv)
        time.sleep(chance.uniform(0.3, 1.1) * took)
        process.kill()
        process.wait()
        ended["killed" if process.returncode < 0 else "had ended"] += 1
        after = call(path, "goal", "--json")
        there, sound = titles(path)
        if after.returncode or not sound or there not in (old, new):
            faults.append(f"{argv[0]}: next command {after}, sound {sound}, {len(there)} goals")
        ended["restored" if there == new else "as before"] += 1
        for each in (path.parent / "backups").glob("[!.]*.db"):
            if not titles(each)[1]:
                faults.append(f"{argv[0]}: {each.name} is half a backup")
    print(f"restore and backup killed {kills} times: {dict(ended)}, {len(faults)} wrong")
    return told(faults)


WRITER = """
import sys, threading, time
from pathlib import Path
from mentorlog.dates import clock
from mentorlog.journal import goals, writing
from mentorlog.journal.store import Facts

path, name = Path(sys.argv[1]), sys.argv[2]
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()
longest = count = 0
while not over.is_set():
    begun = time.monotonic()
    with writing(path, clock({}), "goal add", owner_name=lambda: "Priya Nair") as journal:
        goals.add(journal, Facts(title=f"goal {name}-{count}"))
    longest, count = max(longest, time.monotonic() - begun), count + 1
    time.sleep(0.02)
print(count, longest)
"""


def waited(folder: Path, writers: int, restores: int, most: float) -> int:
    """Restores and repairs while others write; returns how many things went wrong.

    Nobody may take more than ``most`` seconds, waiting included.
    """
    path, spare = folder / "waited.db", folder / "waited-spare.db"
    call(path, "init", "--name", "Priya Nair")
    call(path, "backup", str(spare))
    crowd = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(number)],
            env=ENVIRON, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        for number in range(writers if restores else 0)
    ]  # fmt: skip
    times = []
    for number in range(restores):
        begun = time.monotonic()
        if number % 2:
            repair.mend(path, clock({}))
        else:
            candidate = backup.read(spare, lambda _: None)
            with closing(candidate.connection):
                backup.over(path, clock({}), candidate)
        times.append(time.monotonic() - begun)
        time.sleep(0.05)
    ended = [(writer.communicate("")[0], writer.returncode) for writer in crowd]
    faults = [f"a writer ended with {code}" for _, code in ended if code]
    written = [tuple(map(float, out.split())) for out, code in ended if not code]
    longest = max([*times, *(each[1] for each in written)], default=0.0)
    if longest > most:
        faults.append(f"somebody waited for {longest:.1f} s")
    if restores and not titles(path)[1]:
        faults.append("the journal is not sound")
    print(
        f"restored and looked through {restores} times while {len(crowd)} wrote"
        f" {sum(each[0] for each in written):.0f} goals: nobody took longer than {longest:.2f} s"
    )
    return told(faults)


def reset(path: Path, old: set[str]) -> None:
    """Make the journal differ from the backup again, without taking its backups along."""
    for left in (path.parent / "backups").glob("*"):
        left.unlink()
    if titles(path)[0] != old:
        call(path, "goal", "add", "newer")


def titles(path: Path) -> tuple[set[str], bool]:
    """The goals in a file, and whether SQLite finds it sound."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return {title for (title,) in connection.execute("SELECT title FROM goals")}, sound


def start(path: Path, *argv: str) -> subprocess.Popen[str]:
    """A command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "mentorlog", "--journal", str(path), *argv],
        env=ENVIRON, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def call(path: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """A command as a process of its own, seen to its end."""
    return subprocess.run(
        [sys.executable, "-m", "mentorlog", "--journal", str(path), *argv],
        env=ENVIRON, text=True, capture_output=True, check=False,
    )  # fmt: skip


def told(faults: list[str]) -> int:
    """Print what went wrong; returns how many that were."""
    for fault in faults:
        print(f"  WRONG {fault}")
    return len(faults)


if __name__ == "__main__":
    sys.exit(main())
