"""Writes from many processes at once, with readers: ``python tests/stress/crowd.py``.

Every write must exit 0 and be there, every read must answer, and nobody may be told to wait.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

sys.path.insert(0, str(Path(__file__).parent))

from installed import Home, facts, finish, home

READS = (("status",), ("goal", "--json"), ("timeline",), ("action", "--json"), ("search", "crowd"))


def write(at: Home, writer: int, records: int) -> tuple[list[str], list[float]]:
    """One writer's records, one process each; what failed, and how long each took in seconds."""
    failures, took = [], []
    for number in range(records):
        started = time.perf_counter()
        ended = at.run("todo", f"crowd {writer} {number}")
        took.append(time.perf_counter() - started)
        if ended.code or not ended.out:
            failures.append(f"writer {writer}, record {number}: {ended.err.strip()}")
    return failures, took


def read(at: Home, reader: int, over: Event) -> tuple[list[str], int]:
    """Reads until the writers are done; what failed, and how many there were."""
    failures, count = [], 0
    while not over.is_set():
        argv = READS[(reader + count) % len(READS)]
        ended = at.run(*argv)
        count += 1
        if ended.code:
            failures.append(f"{' '.join(argv)}: {ended.err.strip()}")
    return failures, count


def crowd(at: Home, writers: int, records: int, readers: int) -> list[str]:
    """Let them all loose, print the figures, and return what failed."""
    over = Event()
    at.make()
    with ThreadPoolExecutor(writers + readers) as pool:
        reading = [pool.submit(read, at, number, over) for number in range(readers)]
        writing = [pool.submit(write, at, number, records) for number in range(writers)]
        written = [each.result() for each in writing]
        over.set()
        reads = [each.result() for each in reading]
    failures = [failure for found, _ in (*written, *reads) for failure in found]
    failures += at.wrong()
    texts = [action["text"] for action in json.loads(at.run("action", "--all", "--json").out)]
    expected = {
        f"crowd {writer} {number}" for writer in range(writers) for number in range(records)
    }
    there = len(expected & set(texts))
    if there != len(expected):
        failures.append(f"{len(expected) - there} acknowledged records are not there")
    if len(texts) != len(set(texts)):
        failures.append("a record is there twice")
    took = [each for _, times in written for each in times]
    print(
        f"{writers} writers: {there} of {len(expected)} records, median {statistics.median(took):.2f} s,"
        f" slowest {max(took):.2f} s; {sum(count for _, count in reads)} reads by {readers} readers;"
        f" {len(failures)} failures"
    )
    return failures


def main() -> None:
    """Run once and print a line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--records", type=int, default=50, help="of each writer")
    parser.add_argument("--readers", type=int, default=3)
    asked = parser.parse_args()
    print(facts())
    with home() as at:
        finish(crowd(at, asked.writers, asked.records, asked.readers))


if __name__ == "__main__":
    main()
