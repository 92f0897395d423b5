"""Damages a journal and uses it: ``python tests/stress/damage.py --flips 1000``.

The file is cut off after every page, and single bits of it are turned. Each command must answer or
say in a sentence that the journal cannot be used; none may hit a bug, and none may leave the file
worse: bytes stay as they are unless a write was acknowledged, and then SQLite finds no new damage.
"""

from __future__ import annotations

import argparse
import random
import re
import sqlite3
import sys
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from installed import Home, facts, finish, home, run_here

from mentorlog.journal import storage

READS = (
    (),
    ("status",),
    ("goal", "--all"),
    ("goal", "history", "1"),
    ("action", "--all", "--json"),
    ("session", "show", "1"),
    ("timeline",),
    ("review", "--json"),
    ("prep", "dana"),
    ("since", "30 days ago"),
    ("search", "story"),
    ("tag",),
    ("report", "--for", "mentor", "dana"),
)
WRITES = (
    ("todo", "Mark of a write"),
    ("log", "dana", "-t", "Mark of a write", "-a", "And its action", "--tag", "mark"),
    ("done", "1"),
    ("undo",),
)
REFUSED = 3
_INDEX = re.compile(r"index (\w+)")
_ROWS = re.compile(r"row \d+|[Cc]ell \d+|\d+ out of.*|\n")


class Damaged:
    """A journal that is damaged in one way after another, and the tally of what was said."""

    def __init__(self, at: Home) -> None:
        self.at = at
        self.whole = at.journal.read_bytes()
        self.answers = {argv: run_here(at, *argv).out for argv in READS}
        self.tally: Counter[str] = Counter()
        self.failures: list[str] = []

    def use(self, what: str, content: bytes) -> None:
        """Put ``content`` where the journal is, and go through all commands."""
        for argv in READS:
            self._put(content)
            ended = run_here(self.at, *argv)
            name = f"{what}: {' '.join(argv) or 'mentorlog'}"
            if self.at.journal.read_bytes() != content and ended.code != 0:
                self.failures.append(f"{name}: a read that failed changed the file")
            self._count(name, ended.code, ended.err, same=ended.out == self.answers[argv])
        before = damage(self.at.journal, content)
        for argv in WRITES:
            self._put(content)
            self._write(what, argv, content, before)

    def _write(self, what: str, argv: tuple[str, ...], content: bytes, before: set[str]) -> None:
        ended = run_here(self.at, *argv)
        name = f"{what}: {' '.join(argv)}"
        after = self.at.journal.read_bytes()
        if ended.code and after != content:
            self.failures.append(f"{name}: a write that failed changed the file ({ended.err})")
        self._count(name, ended.code, ended.err, same=True)
        if ended.code == 0:
            new = damage(self.at.journal, after) - before
            if new:
                self.failures.append(f"{name}: the file is worse: {sorted(new)[:2]}")

    def _count(self, name: str, code: int, err: str, *, same: bool) -> None:
        if code not in (0, 1, 2, REFUSED) or "Traceback" in err or (code and not err.strip()):
            self.failures.append(f"{name}: exit {code}: {err.strip()[:200]}")
        if code == REFUSED:
            self.tally["refused in a sentence"] += 1
        elif code:
            self.tally["said no"] += 1
        else:
            self.tally["done as ever" if same else "answered with what the file now says"] += 1

    def _put(self, content: bytes) -> None:
        for each in self.at.folder.iterdir():
            if each.is_file() and each != self.at.journal:
                each.unlink()
        self.at.journal.write_bytes(content)


def damage(path: Path, content: bytes) -> set[str]:
    """What SQLite finds wrong, on a copy so that looking changes nothing."""
    copy = path.with_name("looked-at.db")
    copy.write_bytes(content)
    try:
        with closing(sqlite3.connect(copy)) as connection:
            found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(200)")]
        return {_same(line) for line in found} - {"ok"}
    except (sqlite3.Error, UnicodeDecodeError) as error:  # what SQLite says is damaged too
        return {str(error)}
    finally:
        with suppress(FileNotFoundError):
            copy.unlink()


def _same(line: str) -> str:
    """A finding, less where it lies, which moves with what is written; an index is broken once."""
    index = _INDEX.search(line)
    return f"index {index[1]}" if index else _ROWS.sub("", line)


def truncated(damaged: Damaged, every: int) -> int:
    """Cut the file off after each page, and in the middle of each; how many cuts there were."""
    page = int.from_bytes(damaged.whole[16:18], "big")
    cuts = list(range(0, len(damaged.whole), page * every))
    for cut in [*cuts[1:], *(cut + page // 2 for cut in cuts)]:
        damaged.use(f"cut off at {cut}", damaged.whole[:cut])
    return 2 * len(cuts) - 1


def flipped(damaged: Damaged, flips: int, chance: random.Random) -> None:
    """Turn one bit at a time: half of them anywhere, half where something is written."""
    written = [place for place, byte in enumerate(damaged.whole) if byte]
    for number in range(flips):
        place = chance.choice(written) if number % 2 else chance.randrange(len(damaged.whole))
        bit = chance.randrange(8)
        content = bytearray(damaged.whole)
        content[place] ^= 1 << bit
        damaged.use(f"bit {bit} of byte {place}", bytes(content))


def main() -> None:
    """Damage, use, and print a line for each kind of damage."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--every", type=int, default=1, help="cut off after every so many pages")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    storage.SYNCHRONOUS = "OFF"  # The machine does not lose power meanwhile.
    print(f"{facts()}, seed {asked.seed}")
    failures: list[str] = []
    with home() as at:
        at.fill()
        for kind in ("cuts", "flips"):
            damaged = Damaged(at)
            if kind == "cuts":
                times = truncated(damaged, asked.every)
            else:
                times = asked.flips
                flipped(damaged, times, random.Random(asked.seed))
            at.journal.write_bytes(damaged.whole)
            counted = ", ".join(f"{count} {what}" for what, count in sorted(damaged.tally.items()))
            print(f"{times} {kind}, {sum(damaged.tally.values())} commands: {counted}")
            failures += damaged.failures
    print(f"{len(failures)} failures")
    finish(failures)


if __name__ == "__main__":
    main()
