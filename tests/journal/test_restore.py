"""A restore that is killed leaves the journal as it was, or as the backup is."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from forked import ran

if TYPE_CHECKING:
    from tests.conftest import Once, Run

# Copies five pages at a time, and kills itself at the step it is told.
KILLED = """
import os, signal, sys
from pathlib import Path
from mentorlog.dates import clock
from mentorlog.journal.keeping import backup

class Killing:
    def __init__(self, connection, step):
        self.connection, self.step = connection, step
    def __getattr__(self, name):
        return getattr(self.connection, name)
    def backup(self, target):
        self.connection.backup(target, pages=5, progress=self.told)
        if self.step < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def told(self, status, remaining, total):
        self.step -= 1
        if self.step == 0:
            os.kill(os.getpid(), signal.SIGKILL)

journal, spare, step = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
candidate = backup.read(spare, lambda content: None)
killing = candidate._replace(connection=Killing(candidate.connection, step))
backup.over(journal, clock({}), killing)
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize("step", [8, -1])
def test_a_restore_killed_amid_the_copying_is_rolled_back(
    run: Run, journal: Path, once: Once, step: int
) -> None:
    def write() -> None:
        for number in range(20):
            run("goal", "add", f"Goal {number}", "--why", "because " * 60)

    once("twenty goals", write)
    spare = journal.with_name("spare.db")
    run("backup", str(spare))
    run("goal", "add", "newer")
    before = len(json.loads(run("goal", "--json").out))
    assert ran(KILLED, str(journal), str(spare), str(step)).returncode == -9
    result = run("goal", "--json")
    assert result.code == 0
    assert len(json.loads(result.out)) == (before if step > 0 else before - 1)
    with closing(sqlite3.connect(journal)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert run("doctor").code == 0
    assert run("restore", str(spare), "--yes").code == 0
