"""Times the everyday commands against their floors: ``python tests/benchmarks/run.py [RUNS]``.

Each command runs in turn with its floor, A B A B …, as a whole process; what counts is the median
of the pairs' ratios, since a machine's speed drifts. The target is 1.25.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import journals  # noqa: E402 - the folder is no package

TABLE, PLAIN = HERE / "floor_table.py", HERE / "floor_plain.py"
COMMANDS: tuple[tuple[Path, tuple[str, ...]], ...] = (
    (TABLE, ()),
    (TABLE, ("status",)),
    (TABLE, ("timeline",)),
    (TABLE, ("review", "sam")),
    (TABLE, ("review",)),
    (TABLE, ("search", "promotion")),
    (TABLE, ("goal",)),
    (TABLE, ("action",)),
    (TABLE, ("session",)),
    (TABLE, ("goal", "history", "1")),
    (PLAIN, ("status", "--json")),
    (PLAIN, ("goal", "--json")),
    (PLAIN, ("action", "--json")),
    (PLAIN, ("todo", "Write it down, due friday")),
    (PLAIN, ("done", "1")),
    (PLAIN, ("check-in", "WORST", "40")),
    (PLAIN, ("log", "dana", "-t", "Open with a story")),
    (PLAIN, ("undo",)),
    (TABLE, ("COMPLETE", "mentorlog goal show ")),
    (TABLE, ("COMPLETE", "mentorlog st")),
)


def main(runs: int) -> None:
    """Print a line for each command: its median, its floor's and the median of the ratios."""
    program = shutil.which("mentorlog", path=str(Path(sys.executable).parent)) or "mentorlog"
    for records in (100, 100_000):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "journal.db"
            journals.make(path, records)
            print(f"\n{records} records" + f"{'ms':>30}{'floor':>8}{'ratio':>8}")
            for floor, words in COMMANDS:
                _report(program, path, floor, words, runs)


def _report(program: str, path: Path, floor: Path, words: tuple[str, ...], runs: int) -> None:
    environ = dict(os.environ) | {"MENTORLOG_JOURNAL": str(path), "MENTORLOG_TODAY": "2026-11-22"}
    # An installed program has its bytecode; a checkout's must be let to write it.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    argv = [program, *words]
    if words[:1] == ("COMPLETE",):
        environ |= {
            "_MENTORLOG_COMPLETE": "zsh",  # which asks for the helps too
        }
        argv = [program, *words[1].split(" ")[1:]]
    if "WORST" in words:
        last = max(4, int(_scalar(path)))
        argv = [program, *(str(last) if word == "WORST" else word for word in words)]
    pairs = []
    for number in range(runs + 1):
        if words[:1] == ("done",):
            _reopen(path)
        ours = _time(argv, environ)
        base = _time([sys.executable, str(floor), str(path)], environ)
        if number:  # the first pair warms the caches
            pairs.append((ours, base))
    ours, base = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    name = " ".join(words) or "(today)"
    print(f"  {name:<32.32}{ours:>9.0f}{base:>8.0f}{ratio:>8.2f}{'  over' if ratio > 1.25 else ''}")


def _scalar(path: Path) -> int:
    import sqlite3

    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT max(id) FROM goals").fetchone()[0])
    finally:
        connection.close()


def _reopen(path: Path) -> None:
    import sqlite3

    connection = sqlite3.connect(path)
    connection.execute("UPDATE actions SET state = 'open', done_on = NULL WHERE id = 1")
    connection.commit()
    connection.close()


def _time(argv: list[str], environ: dict[str, str]) -> float:
    started = time.perf_counter()
    ended = subprocess.run(argv, env=environ, capture_output=True, check=False)
    took = time.perf_counter() - started
    if ended.returncode:
        sys.exit(f"{argv} failed: {ended.stderr.decode()}")
    return took


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
