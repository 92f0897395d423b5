"""Damage a journal in every way a disk does, and see what three commands make of each.

    python tests/stress/damage_journals.py [--flips 1000] [--seed 1]

The journal of the demo is cut off at every page (and in the middle of it), and has single bytes
flipped at random places. On a copy of each run ``status``, ``doctor`` and ``doctor --repair``:
each must end with 0, 1 or 3 and a sentence, never with a traceback; the first two must leave the
file as it was; after a repair that says all is well SQLite must say so too, and the damaged file
must be kept whole. Prints how many journals were seen through, and what was saved.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from mentorlog import cli
from mentorlog.commands import demo
from mentorlog.dates import clock

TODAY = {"MENTORLOG_TODAY": "2026-11-22T12:00:00+00:00"}
TABLES = ("goals", "sessions", "actions", "takeaways", "events", "wins")
PAGE = 4096


class Ended(NamedTuple):
    """How a command ended and what it said."""

    code: int
    said: str


def main() -> int:
    """Run all damage; 0 where nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--every", type=int, default=1, help="cut at every so many pages; 0: at none"
    )
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "whole" / "journal.db"
        path.parent.mkdir(mode=0o700)
        demo.make(path, clock(TODAY), cli.main)
        whole = path.read_bytes()
        rows = readable(whole)
        cut = list(truncated(whole, options.every)) if options.every else []
        for name, damaged in (
            ("truncated", cut),
            ("one byte flipped", list(flipped(whole, options.flips, options.seed))),
        ):
            wrong += report(name, damaged, rows, Path(folder))
    return 1 if wrong else 0


def truncated(whole: bytes, every: int) -> Iterator[tuple[str, bytes]]:
    """The journal cut off at each page, and in the middle of the next."""
    for size in range(PAGE, len(whole), PAGE * every):
        yield f"cut at {size}", whole[:size]
        yield f"cut at {size + 1000}", whole[: size + 1000]


def flipped(whole: bytes, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """The journal with one byte changed, at random places."""
    chance = random.Random(seed)
    for _ in range(count):
        place, by = chance.randrange(len(whole)), chance.randrange(1, 256)
        damaged = bytearray(whole)
        damaged[place] ^= by
        yield f"byte {place} ^ {by}", bytes(damaged)


def report(name: str, damaged: list[tuple[str, bytes]], rows: int, folder: Path) -> int:
    """See each journal through, and print the figures; returns how many went wrong."""
    if not damaged:
        return 0
    told: Counter[str] = Counter()
    saved: list[float] = []
    wrong = 0
    for number, (what, content) in enumerate(damaged):
        place = folder / f"{name.replace(' ', '-')}-{number}"
        faults, verdict, left = seen_through(place, content)
        told[verdict] += 1
        if verdict == "mended":
            saved.append(left / rows)
        for fault in faults:
            wrong += 1
            print(f"  WRONG {name}, {what}: {fault}")
    print(f"{name}: {len(damaged)} journals, {wrong} wrong; {dict(told)}")
    if saved:
        few = sum(part < 0.9 for part in saved)
        print(
            f"  rows in the mended ones: {min(saved):.0%} at least,"
            f" {sum(saved) / len(saved):.1%} on average, {few} below 90 %"
        )
    return wrong


def seen_through(place: Path, content: bytes) -> tuple[list[str], str, int]:
    """What went wrong, how it ended, and the rows there are afterwards."""
    place.mkdir(mode=0o700)
    path = place / "journal.db"
    path.write_bytes(content)
    path.chmod(0o600)
    faults = []
    for command in (["status"], ["doctor"]):
        ended = run(path, *command)
        faults += [f"{command}: {fault}" for fault in judged(ended)]
        if path.read_bytes() != content:
            faults.append(f"{command} changed the file")
    found = ended.code
    ended = run(path, "doctor", "--repair")
    faults += [f"repair: {fault}" for fault in judged(ended)]
    after = path.read_bytes()
    kept = [each.read_bytes() for each in (place / "backups").glob("*.db")]
    if after != content and content not in kept and not same(content, kept):
        faults.append("the file was changed and what was there is not kept")
    if ended.code == 3:
        return (
            [*faults, *(["a refused repair changed it"] if after != content else [])],
            "refused",
            0,
        )
    if found and run(path, "doctor").code != ended.code:
        faults.append(f"doctor after the repair does not end with {ended.code}")
    if not sound(path):
        faults.append(f"not sound after the repair: {ended}")
    verdict = "nothing found" if found == 0 else "mended" if ended.code == 0 else "told only"
    return faults, verdict, readable(after)


def judged(ended: Ended) -> list[str]:
    """What is wrong with how a command ended."""
    if ended.code not in (0, 1, 3):
        return [f"exit {ended.code}: {ended.said[-300:]}"]
    if "Traceback" in ended.said or (ended.code == 3 and not ended.said.strip()):
        return [f"said {ended.said[-300:]}"]
    return []


def run(path: Path, *argv: str) -> Ended:
    """A command in this process, which is a hundred times faster, and as strict."""
    said = StringIO()
    environ = {**TODAY, "MENTORLOG_JOURNAL": str(path), "HOME": str(path.parent)}
    with (
        mock.patch.dict("os.environ", environ),
        mock.patch("sys.stdout", said),
        mock.patch("sys.stderr", said),
        mock.patch("mentorlog.journal.storage.SYNCHRONOUS", "OFF"),
    ):
        code = cli.main(list(argv))
    return Ended(code, said.getvalue())


def same(content: bytes, kept: list[bytes]) -> bool:
    """Whether one kept file holds all of the other, but for counters in the header.

    SQLite fills half a page at the end up with zeros.
    """
    return any(
        each[100 : len(content)] == content[100 : len(each)] and not any(each[len(content) :])
        for each in kept
    )


def sound(path: Path) -> bool:
    """Whether SQLite itself finds nothing wrong."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        except sqlite3.DatabaseError:
            return False


def readable(content: bytes) -> int:
    """How many rows of the records there are, 0 where they cannot be counted."""
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(content)
            counted = (connection.execute(f"SELECT count(*) FROM {table}") for table in TABLES)
            return sum(each.fetchone()[0] for each in counted)
        except sqlite3.DatabaseError:
            return 0


if __name__ == "__main__":
    sys.exit(main())
