"""Fills the disk under the command: ``python tests/stress/full.py --times 200``.

Each time there is a little less room than the command needs: by a small file system of its own
where this is run by root on Linux, by a limit on the size of files elsewhere. A write that cannot
be kept must say so and change nothing; what was typed at the prompt must be on the screen.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from installed import PROGRAM, Ended, Home, facts, finish, home

WRITES = (
    ("todo", "Mark of a write"),
    ("log", "dana", "-t", "Mark of a write", "-a", "And its action", "--tag", "mark"),
    ("check-in", "1", "60", "--note", "Mark of a write"),
    ("goal", "edit", "1", "--by", "2027-05-31", "--why-moved", "Mark of a write"),
    ("undo",),
)
READS = (("status",), ("goal", "--json"), ("timeline",))
SMALL_DISK = 2 * 2**20


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A file system of two megabytes at ``folder``, if it can be had."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield False
        return
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK},mode=0700", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path, leave: int) -> None:
    """Leave ``leave`` bytes of room, and no more."""
    ballast = folder / "drafts" / "ballast"
    ballast.parent.mkdir(mode=0o700, exist_ok=True)
    ballast.unlink(missing_ok=True)
    stat = os.statvfs(folder)
    size = max(0, stat.f_bavail * stat.f_frsize - leave)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size))


def limited(at: Home, argv: tuple[str, ...], size: int) -> Ended:
    """The command where no file may grow beyond ``size`` bytes."""
    import resource
    import signal

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    ended = subprocess.run(
        [PROGRAM, *argv],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        env=at.environ,
        preexec_fn=limit,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


class Filled:
    """Runs commands with too little room, and keeps count."""

    def __init__(self, at: Home, chance: random.Random) -> None:
        self.at = at
        self.chance = chance
        self.whole = at.journal.read_bytes()
        self.tally: Counter[str] = Counter()
        self.failures: list[str] = []

    def small(self, number: int) -> None:
        """One write, and one read, on a full disk."""
        argv = self._put(number)
        leave = self.chance.randrange(0, 160_000) // 4096 * 4096
        fill(self.at.folder, leave)
        self._look(f"{leave} bytes left", argv, self.at.run(*argv))
        for read in READS:
            ended = self.at.run(*read)
            if ended.code:
                self.failures.append(f"{read} on a full disk: {ended.err.strip()}")

    def limited(self, number: int) -> None:
        """One write where files may not grow beyond a size near that of the journal."""
        argv = self._put(number)
        # Around the sizes that the journal and its rollback journal come to.
        size = self.chance.choice((self.chance.randrange(1, 60_000), len(self.whole)))
        self._look(f"files up to {size} bytes", argv, limited(self.at, argv, size))

    def _put(self, number: int) -> tuple[str, ...]:
        for each in self.at.folder.glob("journal.db*"):
            each.unlink()
        (self.at.drafts / "ballast").unlink(missing_ok=True)
        self.at.journal.write_bytes(self.whole)
        return WRITES[number % len(WRITES)]

    def _kept(self) -> str:
        """What stands in the drafts, which are then removed."""
        found = ""
        for draft in self.at.drafts.iterdir():
            found += draft.read_text(encoding="utf-8")
            draft.unlink()
        return found

    def _look(self, what: str, argv: tuple[str, ...], ended: Ended) -> None:
        name = f"{' '.join(argv[:2])}, {what}"
        (self.at.drafts / "ballast").unlink(missing_ok=True)
        if ended.code not in (0, 3) or not ended.is_clear:
            self.failures.append(f"{name}: exit {ended.code}: {ended.err.strip()}")
        if ended.code and argv[0] == "log" and "- Mark of a write" not in ended.err + self._kept():
            self.failures.append(f"{name}: what was typed is lost: {ended.err}")
        self.tally["done" if ended.code == 0 else "no room, said in a sentence"] += 1
        # A rollback journal that was left is the file as it was, once somebody reads.
        self.at.run("goal", "--json")
        if ended.code and self.at.journal.read_bytes() != self.whole:
            self.failures.append(f"{name}: the write failed and the file is another")
        self.failures += [f"{name}: {wrong}" for wrong in self.at.wrong()]


def main() -> None:
    """Fill, write, look, and print a line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    print(f"{facts()}, seed {asked.seed}")
    failures: list[str] = []
    for kind in ("small", "limited"):
        with home() as at, small_disk(at.folder) as is_small:
            if kind == "small" and not is_small:
                print("small disk   not run: it takes root on Linux")
                continue
            at.fill()
            at.drafts.mkdir(mode=0o700, exist_ok=True)
            filled = Filled(at, random.Random(f"{asked.seed} {kind}"))
            for number in range(asked.times // 2):
                getattr(filled, kind)(number)
        counted = ", ".join(f"{count} {what}" for what, count in sorted(filled.tally.items()))
        print(f"{kind:<12} {asked.times // 2} writes: {counted}")
        failures += filled.failures
    print(f"{len(failures)} failures")
    finish(failures)


if __name__ == "__main__":
    main()
