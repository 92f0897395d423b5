"""Times export and import of a whole journal: ``python tests/benchmarks/exchange.py [RECORDS] [RUNS]``.

Each runs in turn with its floor, A B A B …, as a whole process; what counts is the median of the
pairs' ratios, of processor time where the machine has other things to do. The floor of an import
is ``sqlite-utils insert`` of the same JSON Lines into one bare table (target 3), each row in one
column beside its table's name: with a column for each of its own, it takes eight times as long.
That of an export is the ``sqlite3`` shell's ``.mode json`` of the same rows (target 2). The journal
has the history of each of its rows. Peak memory is the process's own.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import journals  # noqa: E402 - the folder is no package

from mentorlog.dates import clock  # noqa: E402
from mentorlog.journal import writing  # noqa: E402
from mentorlog.journal.tables import LOGGED, column_names  # noqa: E402
from mentorlog.journal.whole.rows import TABLES  # noqa: E402

BIN = Path(sys.executable).parent
NOW = clock({"MENTORLOG_TODAY": journals.TODAY.isoformat()})


class Took(NamedTuple):
    """A process's seconds of processor time, and its peak memory in megabytes."""

    seconds: float
    megabytes: float


def main(records: int, runs: int) -> None:
    """Print a line for each: its median, its floor's, the median of the ratios, peak memory."""
    shell = shutil.which("sqlite3") or sys.exit("this needs the sqlite3 shell")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journal, lines = folder / "a.db", folder / "a.jsonl"
        # In a process of its own: what it takes would count as every later process's peak.
        make = [sys.executable, str(HERE / "journals.py"), str(journal), str(records)]
        subprocess.run(make, check=True)
        rows = add_history(journal)
        selects = "; ".join(f"SELECT * FROM {table}" for table in TABLES)
        ours = [str(BIN / "mentorlog"), "--journal"]
        dump = [shell, "-json", str(journal), selects]
        run([*ours, str(journal), "export", "-o", str(lines)])
        size = lines.stat().st_size / 1e6
        print(f"{records:,} records, {rows:,} rows, {size:.0f} MB of JSON Lines", flush=True)
        wrap(lines, folder / "bare.jsonl")
        bare = [
            str(BIN / "sqlite-utils"),
            "insert",
            "TO",
            "rows",
            str(folder / "bare.jsonl"),
            "--nl",
        ]
        compare("export", [*ours, str(journal), "export"], dump, folder, runs, 2)
        compare("import", [*ours, "TO", "import", str(lines)], bare, folder, runs, 3)


def add_history(path: Path) -> int:
    """An insert in the change log for each row, as commands would have left it; counts all rows."""
    with writing(path, NOW, "history", owner_name=lambda: "Priya") as journal:
        journal.connection.execute("DELETE FROM changes")
        for table in LOGGED:
            names = column_names(journal.connection, table)
            pairs = ", ".join(f"'{name}', {name}" for name in names)
            uid = "uid" if "uid" in names else "NULL"
            journal.connection.execute(
                "INSERT INTO changes (operation, at, change, tbl, uid, after)"
                f" SELECT 1, '{journal.now}', 'insert', '{table}', {uid}, json_object({pairs})"
                f" FROM {table}"
            )
        counts = [journal.value(f"SELECT count(*) FROM {table}") or 0 for table in TABLES]
        return sum(counts)


def wrap(lines: Path, bare: Path) -> None:
    """The same rows as two columns, so that one bare table takes them all."""
    with lines.open(encoding="utf-8") as source, bare.open("w", encoding="utf-8") as target:
        for line in source:
            row = json.loads(line)
            target.write(json.dumps({"table": row.pop("table", ""), "row": row}) + "\n")


def compare(
    name: str, ours: list[str], floor: list[str], folder: Path, runs: int, target: float
) -> None:
    """Run both in turn, each import into a file of its own."""
    pairs = []
    for _ in range(runs):
        pair = []
        for argv in (ours, floor):
            to = folder / "to.db"
            pair.append(run([str(to) if word == "TO" else word for word in argv]))
            to.unlink(missing_ok=True)
        pairs.append(pair)
    seconds = [statistics.median(each[side].seconds for each in pairs) for side in (0, 1)]
    ratio = statistics.median(a.seconds / b.seconds for a, b in pairs)
    memory = max(a.megabytes for a, _ in pairs)
    over = "  over" if ratio > target else ""
    print(
        f"  {name:<14}{seconds[0]:>7.2f} s{seconds[1]:>7.2f} s{ratio:>7.2f} ×{memory:>6.0f} MB{over}",
        flush=True,
    )


def run(argv: list[str]) -> Took:
    """Run to the end, with what it prints thrown away."""
    environ = dict(os.environ) | {"MENTORLOG_TODAY": "2026-11-22"}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    process = subprocess.Popen(
        argv, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{argv} failed")
    return Took(
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3),
    )


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:], *("100000", "3")[len(sys.argv) - 1 :])))
