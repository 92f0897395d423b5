"""Three devices and a place to meet: random edits on each, synced in any order and cut off anywhere.

Afterwards all hold the same, and whatever was acknowledged is in the history of each, unless it was purged.
Run it deeper with ``--hypothesis-profile=deep``.
"""

from __future__ import annotations

import io
import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from mentorlog.cli import main
from mentorlog.dates import clock
from mentorlog.journal import EVERYTHING, Journal, storage
from mentorlog.journal.keeping import wrong
from mentorlog.journal.sync.wires import Names
from mentorlog.journal.tables import LOGGED
from repository import Repository

DEVICES = ("a", "b", "c")
PICK = st.integers(1, 4)
EDITS: tuple[tuple[str, ...], ...] = (
    ("goal", "add", "TEXT"), ("goal", "add", "TEXT", "--with", "dana"), ("goal", "edit", "gN", "--title", "TEXT"),
    ("goal", "edit", "gN", "--why", "TEXT"), ("goal", "edit", "gN", "--by", "DAY"),
    ("goal", "edit", "gN", "--parent", "gM"), ("goal", "edit", "gN", "--private"),
    ("goal", "delete", "gN", "--yes"), ("goal", "pause", "gN"), ("goal", "close", "gN", "--as", "achieved"),
    ("goal", "close", "gN", "--as", "dropped", "--why", "TEXT"), ("goal", "reopen", "gN"),
    ("check-in", "gN", "N0", "--note", "TEXT"), ("milestone", "add", "gN", "TEXT"),
    ("milestone", "done", "mN"), ("milestone", "delete", "mN", "--yes"),
    ("todo", "TEXT", "--every", "2w"), ("todo", "TEXT", "--goal", "gN"), ("todo", "TEXT", "--by", "DAY"), ("done", "aN"), ("action", "drop", "aN"),
    ("action", "reopen", "aN"), ("action", "edit", "aN", "--text", "TEXT"), ("action", "delete", "aN", "--yes"),
    ("log", "dana", "-t", "TEXT", "-a", "me: TEXT"), ("log", "dana", "-t", "TEXT", "--goal", "gN"),
    ("session", "delete", "sN", "--yes"), ("session", "edit", "sN", "--notes", "TEXT"),
    ("session", "plan", "dana", "2026-11-22"), ("session", "edit", "sN", "--on", "DAY"),
    ("session", "edit", "sN", "--on", "2026-11-2N"), ("session", "edit", "sN", "--on", "2026-11-22"),
    ("takeaway", "edit", "tN", "--text", "TEXT"), ("goal", "edit", "gN", "--tag", "tagN"),
    ("person", "add", "TEXT"), ("person", "edit", "pN", "--note", "TEXT"), ("person", "delete", "pN", "--yes"),
    ("action", "add", "TEXT", "--owner", "pN"), ("mentee", "add", "TEXT"),
    ("skill", "add", "python", "N"), ("win", "add", "TEXT", "--goal", "gN"),
    ("undo",), ("undo",), ("redo",), ("undo", "gN"),
)  # fmt: skip
BEGUN = (
    ("goal", "add", "First goal", "--with", "dana"), ("goal", "add", "Second goal", "--by", "2027-02-01"),
    ("milestone", "add", "g1", "First step"), ("log", "dana", "-t", "First words", "-a", "me: First deed"),
    ("log", "dana", "-t", "More words", "-a", "dana: Her deed", "--goal", "g1"), ("check-in", "g1", "10"),
    ("todo", "Another deed", "--goal", "g2", "--every", "2w"), ("person", "add", "Kofi"),
)  # fmt: skip
PURGES = (("purge", "gN", "--yes"), ("purge", "gN", "why", "--yes"), ("purge", "gN", "title", "--yes"),
          ("purge", "sN", "--yes"), ("purge", "tN", "--yes"), ("purge", "pN", "--yes"))  # fmt: skip
CUTS = (
    "mentorlog.commands.sync.Repository.fetch", "mentorlog.commands.sync.Repository.commit", "mentorlog.commands.sync.Repository.push",
    "mentorlog.journal.sync.taking._merge", "mentorlog.journal.sync.state.logged",
    "mentorlog.commands.sync.Syncing._pushed", "mentorlog.commands.sync.Syncing.summary",
)  # fmt: skip


class Cut(BaseException):
    """The program ends here."""


@contextmanager
def cut(at: str, *, after: bool) -> Iterator[None]:
    """End the program before or after a step."""
    module, _, name = at.rpartition(".")
    owner: Any = None
    for part in module.split("."):
        owner = getattr(owner, part) if owner else __import__(part)
    real = getattr(owner, name)

    def ends(*argv: Any, **named: Any) -> Any:
        if after:
            real(*argv, **named)
        raise Cut

    with mock.patch.object(owner, name, ends):
        yield


class Devices(RuleBasedStateMachine):
    """The app on three devices."""

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp())
        self.texts = 0
        self.minutes = 0
        self.said: set[str] = set()
        self.has_purged = False
        (self.home / "remote").mkdir()

    @initialize(journals=st.sampled_from([("a",), ("a", "b"), DEVICES]))
    def begins(self, journals: tuple[str, ...]) -> None:
        """Some of the devices have a journal of their own, and all are joined."""
        for device in DEVICES:
            (self.home / device).mkdir()
        for device in journals:
            self.run(device, "init", "--name", "Priya Nair")
            self.run(
                device, "mentor", "add", "Dana Ortiz", "--every", f"{1 + DEVICES.index(device)}w"
            )
            for argv in BEGUN:
                self.run(device, *argv)
        for device in DEVICES:
            code, said = self.run(
                device, "sync", "init", str(self.home / "remote"), "--plain", "--name", device
            )
            assert code == 0, said

    def run(self, device: str, *argv: str) -> tuple[int, str]:
        """Run the app on a device, a minute after the last time."""
        out = io.StringIO()
        os.environ["MENTORLOG_TODAY"] = (
            f"2026-11-22T{8 + self.minutes // 60:02}:{self.minutes % 60:02}"
        )
        with redirect_stdout(out), redirect_stderr(out), mock.patch("sys.stdin", io.StringIO()):
            code = main(["--journal", str(self.home / device / "j.db"), *argv])
        assert code in (0, 1, 2), (device, argv, out.getvalue())
        return code, out.getvalue()

    @rule(
        device=st.sampled_from(DEVICES),
        argv=st.sampled_from(EDITS),
        n=PICK,
        m=PICK,
        later=st.booleans(),
    )
    def edits(self, device: str, argv: tuple[str, ...], n: int, m: int, later: bool) -> None:
        """One command, offline."""
        self.minutes += later and self.minutes < 700
        texts = []

        def word(part: str) -> str:
            if "TEXT" in part:
                self.texts += 1
                texts.append(f"text{self.texts:04d}")
                part = part.replace("TEXT", texts[-1])
            part = part.replace("DAY", f"2027-01-{n:02}").replace("tagN", f"tag{n}")
            return re.sub("M$", str(m), re.sub("N(0?)$", rf"{n}\1", part))

        code, _ = self.run(device, *map(word, argv))
        if code == 0:
            self.said.update(texts)

    @rule(device=st.sampled_from(DEVICES), argv=st.sampled_from(PURGES), n=PICK)
    def purges(self, device: str, argv: tuple[str, ...], n: int) -> None:
        """One record, or words of it, go for good."""
        code, _ = self.run(device, *(re.sub("N$", str(n), part) for part in argv))
        self.has_purged |= code == 0

    @rule(device=st.sampled_from(DEVICES))
    def syncs(self, device: str) -> None:
        """One device has the network."""
        code, said = self.run(device, "sync")
        assert code == 0, said

    @rule(device=st.sampled_from(DEVICES), at=st.sampled_from(CUTS), after=st.booleans())
    def is_cut(self, device: str, at: str, after: bool) -> None:
        """A sync ends in the middle."""
        with cut(at, after=after):
            try:
                self.run(device, "sync")
            except Cut:
                return

    def teardown(self) -> None:
        """After all have synced, all hold the same."""
        for device in (*DEVICES, *DEVICES, *DEVICES):
            code, said = self.run(device, "sync")
            assert code == 0, said
        held = {device: self.held(device) for device in DEVICES}
        for device in DEVICES[1:]:
            for table in LOGGED:
                here, there = set(held[device][table]), set(held["a"][table])
                assert here == there, (device, table, here - there, there - here)
        for device in DEVICES:
            self.is_sound(device)
            code, said = self.run(device, "sync")
            assert "nothing new" in said, said

    def held(self, device: str) -> dict[str, list[str]]:
        """All rows of a device's journal as they are the same everywhere."""
        with closing(storage.connect(self.home / device / "j.db")) as connection:
            journal = Journal(connection, Path(), clock({}), EVERYTHING)
            names = Names(journal)
            return {
                table: sorted(
                    repr((dict(row).get("uid"), names.outward(table, dict(row))))
                    for row in journal.rows(f"SELECT * FROM {table}")
                )
                for table in LOGGED
            }

    def is_sound(self, device: str) -> None:
        """What doctor would find; and no word that was acknowledged is missing in the history."""
        with closing(sqlite3.connect(self.home / device / "j.db")) as connection:
            connection.row_factory = sqlite3.Row
            for look in (
                wrong.off,
                _unlike_the_log,
                wrong.behind,
                wrong.in_loops,
                wrong.kept_alone,
            ):
                assert not list(look(connection)), (device, look.__name__, list(look(connection)))
            log = "\n".join(
                f"{before}{after}"
                for before, after in connection.execute("SELECT before, after FROM changes")
            )
        if not self.has_purged:
            missing = {text for text in self.said if text not in log}
            assert not missing, (device, missing)


def _unlike_the_log(connection: sqlite3.Connection) -> list[object]:
    """The rows that are not there, and the columns that are not as last logged."""
    found = wrong.beside(connection)
    gone = [each for each in found if each.now is None]
    return [*gone, *wrong.differ(connection, found)]


@pytest.mark.hypothesis
def test_all_devices_come_to_the_same() -> None:
    deep = settings().max_examples > 100
    usual = settings(
        max_examples=200 if deep else 2,
        stateful_step_count=60 if deep else 25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    with mock.patch("mentorlog.commands.sync.Repository", Repository):
        run_state_machine_as_test(Devices, settings=usual)
