"""Kill ``mentorlog purge`` at every step and at any moment, and read every byte of the folder.

    python tests/stress/purge_kills.py [--times 200] [--steps 0] [--seed 1]

A journal with backups that know a goal, one that does not, half a backup and a draft is purged of the
goal, everywhere, by a process that is killed (SIGKILL) ``--times`` times: ``--steps`` of them at the
steps it takes towards the disk, spread over all of them (0: each one), the rest within milliseconds
after a random one. Then the journal must be
sound, what is not to go must be there, and the same words must finish the work: no byte of the goal in
any file of the folder, and one backup of the purged journal.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from installed import Home, home, run_here

SECRET = "zanzibar"
KEPT = "Kept line"
PURGE = ("purge", "g2", "--everywhere", "--yes")
JOURNAL: tuple[tuple[str, ...], ...] = (
    ("mentor", "add", "Dana Ortiz"),
    ("goal", "add", "Something else"),
    ("goal", "delete", "1", "--yes"),
    ("backup",),
    ("goal", "add", f"{SECRET} plan", "--why", f"{SECRET} first", "--tag", SECRET),
    ("milestone", "add", "2", f"{SECRET} draft"),
    ("check-in", "2", "40", "--note", f"A {SECRET} day"),
    ("log", "dana", "-t", KEPT, "--goal", "2"),
    ("backup",),
    ("goal", "edit", "2", "--title", f"{SECRET}, later"),
    ("backup",),
)

# Kills itself so many seconds after the step towards the disk that it is told; says how many there were.
KILLED = """
import os, signal, sys, threading
step, wait, seen = int(sys.argv[1]), float(sys.argv[2]), 0

def end():
    os.kill(os.getpid(), signal.SIGKILL)

def hook(event, args):
    global seen
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in ("os.remove", "os.rename", "os.mkdir", "os.chmod", "sqlite3.connect"):
        seen += 1
        if seen == step:
            threading.Timer(wait, end).start() if wait else end()

from mentorlog.cli import main
sys.addaudithook(hook)
code = main(sys.argv[3:])
print(seen, file=sys.stderr, flush=True)
os._exit(code)
"""


def main() -> int:
    """Kill so often; 0 where nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    faults: list[str] = []
    ended: Counter[str] = Counter()
    with home() as template:
        fill(template)
        steps = in_peace(template, faults)
        for step, wait in kills(options.steps, steps, chance):
            with copied(template) as at:
                how = killed(at, step, wait)
                ended[how] += 1
                after(at, faults, f"step {step}, {wait:.3f} s, {how}")
            if ended["killed"] >= options.times:
                break
    for fault in faults:
        print(f"  FAILED {fault}")
    print(f"{sum(ended.values())} purges of {steps} steps: {dict(ended)}")
    return 1 if faults else 0


def fill(at: Home) -> None:
    """Make the journal and what lies beside it."""
    at.make()
    for argv in JOURNAL:
        done = run_here(at, *argv)
        assert done.code == 0, (argv, done.err)
    at.drafts.mkdir(mode=0o700, exist_ok=True)
    (at.drafts / "2026-11-22-dana-1.md").write_text(f"- A {SECRET} day\n", encoding="utf-8")
    half = at.folder / "backups" / ".journal-20261122T120000Z-manual-9.db.part"
    half.write_bytes(f"half of {SECRET}".encode())


@contextmanager
def copied(template: Home) -> Iterator[Home]:
    """A copy of the folder, to be purged."""
    with home() as at:
        shutil.copytree(template.folder, at.folder, dirs_exist_ok=True)
        yield at


def start(at: Home, step: int, wait: float) -> subprocess.Popen[str]:
    """The purge, which kills itself so long after a step; never where that is 0."""
    return subprocess.Popen(
        [sys.executable, "-c", KILLED, str(step), str(wait), *PURGE],
        env=at.environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def in_peace(template: Home, faults: list[str]) -> int:
    """In how many steps it goes where nobody kills it."""
    with copied(template) as at:
        out, err = start(at, 0, 0).communicate()
        if not out.startswith("Purged g2: "):
            faults.append(f"in peace: {out}{err}")
        after(at, faults, "in peace")
        return int(err.split()[-1])


def kills(most: int, steps: int, chance: random.Random) -> Iterator[tuple[int, float]]:
    """After which step to kill, and how many seconds after it."""
    count = min(most or steps, steps)
    for number in range(count):
        yield 1 + number * steps // count, 0
    while True:
        yield chance.randint(1, steps), chance.uniform(0, LONGEST)


LONGEST = 0.03
"""Seconds after a step within which it is killed."""


def killed(at: Home, step: int, wait: float) -> str:
    """Kill it; returns how it ended."""
    process = start(at, step, wait)
    process.communicate()
    return "killed" if process.returncode == -signal.SIGKILL else f"exit {process.returncode}"


def after(at: Home, faults: list[str], when: str) -> None:
    """The next command works, what is not to go is there, and the same words finish the work."""
    looked = run_here(at, "doctor", "--json")
    faults += [f"{when}: doctor ended with {looked.code}"] * (looked.code not in (0, 1))
    faults += [f"{when}: {fault}" for fault in at.wrong()]
    faults += [f"{when}: {fault}" for fault in lost(at)]
    again = run_here(at, *PURGE)
    if again.code or not again.out.startswith("Purged g2: "):
        faults.append(f"{when}: once more: {again.out}{again.err}")
    faults += [f"{when}: {fault}" for fault in (*at.wrong(), *lost(at), *left(at))]


def lost(at: Home) -> Iterator[str]:
    """What is gone that was not to go."""
    if KEPT not in run_here(at, "takeaway").out:
        yield "the kept line is gone"
    if len(list((at.folder / "backups").glob("*-manual.db"))) != 1:
        yield "the backup that knows nothing of it is gone"


def left(at: Home) -> Iterator[str]:
    """The files that still have a byte of it, and backups too many."""
    for path in sorted(at.folder.rglob("*")):
        if path.is_file() and SECRET[:5].encode() in path.read_bytes().lower():
            yield f"still in {path.name}"
    backups = sorted(path.name for path in (at.folder / "backups").iterdir())
    if len(backups) != 2:
        yield f"backups: {backups}"


if __name__ == "__main__":
    sys.exit(main())
