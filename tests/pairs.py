"""Pairs of journals that are the same to an audience, and the two properties of what they print."""

from __future__ import annotations

import io
import json
import os
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from hidden_from import MANAGER, Change, Rows, Sight, changed, renumbered, twin
from mentorlog.cli import main
from random_journals import ME, NAMES, TODAY, WORDS, Maker, Row, Step, final, stored
from reading_commands import Read, argv, reads

_NUMBER = re.compile("[a-z]?[0-9]{1,3}")
_COUNTED = re.compile("[a-z]-[0-9]{1,3}")


class Said(NamedTuple):
    """What a command printed and wrote, and its exit code."""

    code: int
    out: str
    err: str


class Bench:
    """A folder in which command lines are run on one journal or another."""

    def __init__(self, folder: Path, put: Callable[[Path, bytes], object]) -> None:
        self._put = put
        self.journal = folder / "journal.db"
        self.out = folder / "out"
        os.environ["MENTORLOG_TODAY"] = TODAY.isoformat()

    def run(self, journal: bytes, words: Iterable[str]) -> Said:
        """The command in this process, through the real app."""
        self._put(self.journal, journal)
        line = list(words)
        to_folder = line[0] == "share" or {"export", "markdown"} <= set(line)
        if to_folder:
            self.out.mkdir()
        data, err = io.BytesIO(), io.StringIO()
        out = io.TextIOWrapper(data, encoding="utf-8", newline="")
        with redirect_stdout(out), redirect_stderr(err):
            code = main(
                [
                    "--journal",
                    str(self.journal),
                    *line,
                    *(["-o", str(self.out)] if to_folder else []),
                ]
            )
        out.flush()
        text = data.getvalue().decode()
        if self.out.exists():
            files = sorted(path for path in self.out.rglob("*") if path.is_file())
            text += "".join(f"{path.name}\n{path.read_text('utf-8')}" for path in files)
            shutil.rmtree(self.out)
        return Said(code, text, err.getvalue())


@contextmanager
def bench(put: Callable[[Path, bytes], object] = Path.write_bytes) -> Iterator[Bench]:
    """A bench whose folder and environment are gone afterwards; ``put`` writes a journal there."""
    before = dict(os.environ)
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        try:
            yield Bench(Path(folder), put)
        finally:
            os.environ.clear()
            os.environ.update(before)


class Pair:
    """Two journals that are the same to ``reader``, whom the command line calls ``audience``."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        maker = Maker(self.chance)
        self.steps = maker.journal()
        self.reader = self.chance.choice((MANAGER, *maker.partners))
        self.sight = Sight(final(self.steps), self.reader, leaves=True)
        outside = ("manager", "committee", "programme")[seed % 3]
        self.audience = outside if self.reader is MANAGER else NAMES[self.reader - 1]
        self.changes = twin(self.steps, self.sight, self.chance)
        self.one = stored(self.steps)
        both = [self._only_in_role(rows) for rows in (self.sight.rows, final(self.twin))]
        self.role = both[0] if both[0] == both[1] else None

    @property
    def twin(self) -> list[Step]:
        """The steps of the other journal."""
        return changed(self.steps, self.changes)

    def other(self, changes: Iterable[Change] | None = None) -> bytes:
        """The twin, or one that differs by some of the changes alone."""
        steps = self.twin if changes is None else changed(self.steps, changes)
        # A manager reads no number.
        return stored(renumbered(steps) if self.reader is MANAGER else steps)

    def line(self, read: Read, format: str | None = None) -> list[str]:
        """A random command line, which means the same of both journals."""
        words = argv(read, self.chance, self.names, format)
        if self.reader is not MANAGER:
            return words
        return [self.chance.choice(WORDS) if _NUMBER.fullmatch(word) else word for word in words]

    def _only_in_role(self, rows: Rows) -> str | None:
        """What the partner is to me, where nobody else is that now; None for a manager."""
        roles: dict[str, set[int]] = {}
        for (table, _), row in rows.items():
            if table == "mentorships" and _runs(rows, row):
                role = "mentee" if row["mentor"] == ME else "mentor"
                partner = row["mentee"] if row["mentor"] == ME else row["mentor"]
                roles.setdefault("peer" if row["peers"] else role, set()).add(partner)
        return next((role for role, who in roles.items() if who == {self.reader}), None)

    def called(self, words: Sequence[str]) -> str:
        """How a command line calls the audience: by name, or by the role where nobody is named."""
        is_about_somebody = {*NAMES, "me"} & set(words) or any(map(_NUMBER.fullmatch, words))
        by_role = self.role and not is_about_somebody and len(words) % 2
        return self.role if self.role and by_role else self.audience

    @property
    def names(self) -> list[str]:
        """The people whom a command line may name: those who are called the same in both."""
        edits = [edit for change in self.changes for edit in change if edit.what == "name"]
        renamed = {self.steps[edit.step].key[0] for edit in edits}
        return [name for id, name in enumerate(NAMES, 1) if id not in renamed]


def _runs(rows: Rows, mentorship: Row) -> bool:
    """Whether a mentorship is active today, as its pauses say where it has any."""
    pauses = [row for (table, _), row in rows.items()
              if table == "pauses" and row["mentorship"] == mentorship["id"]]  # fmt: skip
    if not pauses or mentorship["state"] == "ended":
        return bool(mentorship["state"] == "active")
    today = TODAY.isoformat()
    return not any(
        row["from_on"] <= today and (row["until_on"] or "9999") > today for row in pauses
    )


def interferes(pair: Pair, bench: Bench, words: list[str], other: bytes) -> str | None:
    """What differs between the two, in a sentence; None where nothing does."""
    line = (
        ["share", pair.audience] if words[0] == "share" else [*words, "--for", pair.called(words)]
    )
    one, two = bench.run(pair.one, line), bench.run(other, line)
    if one.code not in (0, 1, 2) or two.code not in (0, 1, 2):
        return f"exits with {one.code} and {two.code}: {one.err} {two.err}"
    if (one.code, one.out) == (two.code, two.out):
        return None
    lines = zip(one.out.splitlines(), two.out.splitlines(), strict=False)
    differing = next(((a, b) for a, b in lines if a != b), (one.err, two.err))
    return f"{one.code} {differing[0][:300]!r} but {two.code} {differing[1][:300]!r}"


_NEWEST = {
    "today": {"due", "milestones_due", "next_sessions", "latest_takeaway"},
    "person": {"last_session"},
    "since": {"goals_moved"},
    "review": {"since_last_session", "takeaways", "attention"},
    "prep": {
        "last_session",
        "done",
        "goals",
        "goals_moved",
        "wins",
        "takeaways",
        "session",
        "questions",
    },
}
"""The keys under which even JSON holds the newest alone, the first few that are due, what figures make
of what is seen, or what is since the last session: an audience may see another or an earlier one."""


def exceeds(pair: Pair, bench: Bench, words: list[str]) -> str | None:
    """Which records are shown for the audience and not to me, in a sentence; None where none is."""
    if pair.reader is MANAGER or words[-1] != "json":
        return None
    if words[0] == "since" and not words[1][:1].isdigit():
        return None  # The last session that is seen may be an earlier one.
    if {"-n", "last"} & set(words) or any(map(_COUNTED.fullmatch, words)):
        return None  # The first few, and the newest, of what is seen.
    if any(verb in ("show", "history") and word.isalpha() for verb, word in pairwise(words[:3])):
        return None  # Words mean what is open first, and what is hidden is not among it.
    if words[0] == "prep" and not {*NAMES} & set(words):
        return None  # Which session is due follows from the last one that is seen.
    if words[0] == "report" and {"me", NAMES[0]} & set(words):
        return None  # One about me is for somebody a report of the pair.
    until = pair.sight.ended_on
    lines = _mine(words, until)
    if words[0] == "report":  # Where nobody is named it is about the reader.
        named = ["report", pair.audience]
        lines += [[*named, *line[1:]] for line in lines if not {*NAMES} & set(line)]
    mine = [bench.run(pair.one, [*line, "--for", "me"]) for line in lines]
    theirs = bench.run(pair.one, [*words, "--for", pair.called(words)])
    if mine[0].code or theirs.code:  # Such as of several of mine, of which they know one.
        return None
    us = {pair.sight.rows["people", (person,)]["uid"] for person in (ME, pair.reader)}
    but = _NEWEST.get(words[0] if words[0][:1] != "-" else "today", set())
    found, *got = (
        set(_uids(json.loads(each.out), but)) for each in (theirs, *mine) if not each.code
    )
    more = found.difference(us, *got)
    named = [
        f"{row[0]} {row[1]}" for row, values in pair.sight.rows.items() if values.get("uid") in more
    ]
    return f"shows {', '.join(named) or more} that I do not get" if more else None


def _mine(words: Sequence[str], until: str | None) -> list[list[str]]:
    """The lines by which I get what the line shows for a partner, who left on the day ``until``.

    What was told for an earlier day after they left is not for them, so one is of what was known then.
    An answer that they do not see leaves a question open for them: what is closed belongs to it too.
    """
    options = max((read for read in reads() if read.path == tuple(words[: len(read.path)])),
                  key=lambda read: len(read.path)).options  # fmt: skip
    known = {name for name, _ in options}
    lines = [_as_of(words, until)]
    if until and "--known-on" in known and not {"--as-of", "--known-on"} & set(words):
        lines.append([*words, "--known-on", until])
    closed = ["--all"] if "--all" in known - set(words) else []
    return [[*line, *closed] for line in lines]


def _as_of(words: Sequence[str], until: str | None) -> list[str]:
    """The line for the day until which a partner of before reads, where it asks for a later one."""
    said = [*words, "--as-of", until or ""] if "--as-of" not in words else list(words)
    place = said.index("--as-of") + 1
    return [*said[:place], min(said[place], until), *said[place + 1 :]] if until else list(words)


def _uids(found: Any, but: Container[str]) -> Iterator[str]:
    """The uid of each record, at any depth, if not below the keys ``but``."""
    if isinstance(found, list):
        for each in found:
            yield from _uids(each, but)
    elif isinstance(found, dict):
        if found.get("uid"):
            yield found["uid"]
        for key, each in found.items():
            if key not in but:
                yield from _uids(each, but)
