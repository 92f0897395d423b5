"""Reads pairs of journals that are the same to an audience: ``python tests/stress/non_interference.py --pairs 50000``.

The two journals of a pair differ in nothing but what the audience may not see. Commands that read,
drawn at random, must print the same of both, with the same exit code; and what is shown for the
audience must be shown to me by the same command.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from hidden_from import MANAGER, Change
from pairs import Bench, Pair, bench, exceeds, interferes
from random_journals import Step
from reading_commands import reads


def smallest(pair: Pair, bench: Bench, words: list[str]) -> list[Change]:
    """Few changes that make the difference still."""
    kept = list(pair.changes)
    size = max(len(kept) // 2, 1)
    while size:
        place = 0
        while place < len(kept):
            tried = kept[:place] + kept[place + size :]
            if tried and interferes(pair, bench, words, pair.other(tried)):
                kept = tried
            else:
                place += size
        size //= 2
    return kept


def described(pair: Pair, changes: Iterable[Change]) -> Iterator[str]:
    """Each edit of the changes in a line."""
    for edit in (edit for change in changes for edit in change):
        step: Step = pair.steps[edit.step]
        was = step.values.get(edit.what, step.at)
        yield f"{step.change} {step.table} {step.key} {edit.what}: {was!r} -> {edit.value!r}   now {pair.sight.rows.get(step.row)}"


def tried(pair: Pair, bench: Bench, lines: Iterable[list[str]]) -> Iterator[tuple[list[str], str]]:
    """The command lines that fail for a pair, and how."""
    other = pair.other()
    if pair.reader is not MANAGER:
        lines = [*lines, ["share"]]
    for words in lines:
        shown = () if words[0] == "share" else (exceeds(pair, bench, words),)
        for found in (interferes(pair, bench, words, other), *shown):
            if found:
                yield words, found


def _lines(pair: Pair, commands: int, only: str) -> list[list[str]]:
    """Command lines for the pair, each of another command where there are enough."""
    found = [read for read in reads() if " ".join(read.path).startswith(only)]
    chosen = pair.chance.sample(found * (commands // len(found) + 1), commands)
    return [pair.line(read) for read in chosen]


def _some(seeds: range, commands: int, only: str) -> tuple[list[str], Counter[str], int]:
    """The failures of some pairs, which commands they were tried with, and how many there were."""
    failures, tally = [], Counter[str]()
    with bench() as at:
        for seed in seeds:
            pair = Pair(seed)
            lines = _lines(pair, commands, only)
            tally.update(_command(words) for words in lines)
            for words, found in tried(pair, at, lines):
                failures.append(
                    f"seed {seed}: {' '.join(words)} --for '{pair.called(words)}': {found}"
                )
    return failures, tally, len(seeds)


def _command(words: list[str]) -> str:
    """Which command the words call."""
    paths = [" ".join(read.path) for read in reads()]
    line = " ".join(words) + " "
    return max((path for path in paths if line.startswith(f"{path} ")), key=len, default="today")


def explain(seed: int, commands: int, only: str) -> None:
    """Say what makes the difference in one pair."""
    with bench() as at:
        pair = Pair(seed)
        for words, found in tried(pair, at, _lines(pair, commands, only)):
            print(f"{' '.join(words)} --for '{pair.called(words)}': {found}")
            if "that I do not get" not in found:
                few = list(described(pair, smallest(pair, at, words)))
                print("\n".join(f"    {line[:400]}" for line in few[:12]))


def run() -> None:
    """Try as many pairs as asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pairs", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1, help="of the first pair")
    options.add_argument("--commands", type=int, default=4, help="for each pair")
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--only", default="", help="commands that begin so, as goal or search")
    options.add_argument("--explain", action="store_true", help="what makes the pair --seed differ")
    asked = options.parse_args()
    if asked.explain:
        explain(asked.seed, asked.commands, asked.only)
        return
    began, done, tally, failed = time.monotonic(), 0, Counter[str](), 0
    size = 10  # small, so that a failure is told soon
    last = asked.seed + asked.pairs
    parts = [range(first, min(first + size, last)) for first in range(asked.seed, last, size)]
    with ProcessPoolExecutor(asked.processes) as pool:
        work = partial(_some, commands=asked.commands, only=asked.only)
        for failures, used, count in pool.map(work, parts):
            done, failed = done + count, failed + len(failures)
            tally += used
            for failure in failures:
                print(f"FAILED {failure}", flush=True)
            if done % 1000 < size:
                print(f"{done} pairs, {done / (time.monotonic() - began):.1f} a second", flush=True)
    rate = asked.pairs / (time.monotonic() - began)
    rare, times = min(tally.items(), key=lambda each: each[1])
    print(
        f"{done} pairs, {sum(tally.values())} command lines of {len(tally)} of {len(reads())} commands"
        f" ({rare} {times} times, the fewest), {failed} failures, {rate:.1f} pairs a second"
    )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    run()
