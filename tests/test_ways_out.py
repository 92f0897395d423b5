"""Every command over a journal whose every text is hostile: nothing that acts comes out, by any way.

The commands, their formats and their audiences are found in the app itself, so that a new way out
is tried without being named here. JSON keeps what was written, escaped.
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog import cli
from mentorlog.exchange import session_document
from mentorlog.exchange.formats import FORMATS
from mentorlog.harmless import UNSAFE
from mentorlog.journal.tables import TEXTS
from mentorlog.views import Format
from mentorlog.views.report import ReportFormat
from reference import commands, verbs

if TYPE_CHECKING:
    from tests.conftest import Once, PutBack, Run

ACTS = re.compile(f"(?!\n)[{UNSAFE}]")
ACTS_IN_FILES = re.compile(f"(?![\r\n\t])[{UNSAFE}]")
HOSTILE = "\x1b]0;owned\x07\x1b[2J\x7f\x9b31m\u202egnp\u2066\u2028\x85\b\r\x01"

BESIDE = {table: columns for table, (_, columns) in TEXTS.items()}
BESIDE["taggings"] = ("tag",)
BESIDE["goals"] += ("area", "metric_unit")
BESIDE["origins"] = ("identifier", "detail")
"""The columns of each table whose text may be anything, as an import may have brought it."""

GIVEN = {
    "WHO": "dana", "G": "g1", "M": "m1", "S": "s1", "T": "t1", "A": "a1", "W": "w1", "K": "k1",
    "REF": "g1", "VALUE": "40", "DAY": "2026-11-20", "LEVEL": "3", "WORDS": "owned", "P": "2026",
    "OUTCOME": "worked", "STATE": "achieved", "TEXT": HOSTILE, "TITLE": HOSTILE, "NAME": HOSTILE,
    "TAG": "new", "OLD": "speaking", "NEW": "other", "KEY": "date_order", "FIELD": "title",
}  # fmt: skip
"""What stands for an argument of that name; any other is left out, or ``owned``."""


def leaves() -> dict[str, Any]:
    found = commands(cli._root())
    return {path: command for path, command in found if not verbs(command)}


LEAVES = leaves()
FIRST = {
    (option, each.metavar): path
    for path, command in reversed(LEAVES.items())
    for each in command.params
    for option in each.opts
    if each.metavar
}
"""The first command that takes an option with a value: each option is read in one place."""


def spelt(command: Any) -> list[str]:
    """The arguments that the command needs, or may have."""
    found = []
    for each in command.params:
        if each.param_type_name == "argument":
            name = re.sub(r"[^A-Z]", "", (each.metavar or each.name.upper()).split("|")[0])
            if each.required or name in GIVEN:
                found.append(GIVEN.get(name, "owned"))
    return found


def ways(path: str, command: Any, home: Path) -> Iterator[list[str]]:
    """Command lines that write all that the command can, in every format, and for every reader."""
    words, given = path.split()[1:], spelt(command)
    options = {option: each for each in command.params for option in each.opts}
    yes = ["--yes"] if "--yes" in options else []
    known = ReportFormat if path == "mentorlog report" else Format
    formats = [each.value for each in known] if "--format" in options else []
    if path == "mentorlog export":
        formats = [each.name for each in FORMATS if each.writes]
    for format in formats or [""]:
        said = ["--format", format] if format else []
        if path == "mentorlog export":
            said += ["--kind", "session"] if format == "csv" else []
            said += ["--until", "2099-12-31"] if format == "json" else []
            said += ["-o", str(home / f"out-{format}")]
        # What others read is told by the same words in each format.
        others = ("dana", "manager") if "--for" in options and format in formats[:1] else ()
        for reader in ("", *others):
            yield [*words, *said, *(["--for", reader] if reader else []), *yes, "--", *given]
    for option in ("--json", "--preview", "--all", "--deleted", "--chart", "--dry-run"):
        if option in options:
            yield [*words, option, *yes, "--", *given]
    if "--output" in options and path != "mentorlog export":
        yield [*words, "-o", str(home / "out.md"), "--", *given]
    # Words that name nothing, and are no day and no state: the sentence quotes them.
    for place in range(len(given)):
        yield [*words, *yes, "--", *given[:place], HOSTILE, *given[place + 1 :]]
    for option, each in options.items():
        if option.startswith("--") and FIRST.get((option, each.metavar)) == path:
            yield [*words, option, HOSTILE, *yes, "--", *given]


@pytest.fixture
def hostile(run: Run, journal: Path, once: Once) -> None:
    """One record of each kind, and then every text of it turned into one that acts."""

    def write() -> None:
        for words in (
            ("mentor", "add", "Dana Ortiz", "--every", "2w", "--purpose", "Why"),
            ("mentee", "add", "Sam Lee"),
            ("goal", "add", "Speak", "--why", "So", "--by", "2026-12-20", "--metric", "0..2", "--unit", "talks",
             "--area", "career", "--public", "--tag", "speaking"),
            ("milestone", "add", "g1", "Outline", "--public"),
            ("check-in", "g1", "1", "--note", "Half"),
            ("log", "dana", "-t", "Open", "-a", "Draft", "--advice", "Try", "--question", "Who?",
             "--topic", "Talk", "--goal", "g1", "--public", "--tag", "speaking", "--", "Notes"),
            ("takeaway", "answer", "t3", "Noor"),
            ("win", "add", "Won", "--impact", "Big", "--evidence", "Here", "--public"),
            ("skill", "add", "python", "3", "--evidence", "There"),
            ("agreement", "add", "dana", "We meet"),
            ("goal", "edit", "g1", "--by", "2026-12-31", "--why-moved", "Late"),
            ("ask", "dana", "Next"),
        ):  # fmt: skip
            run(*words)
        with closing(sqlite3.connect(journal)) as connection:
            for table, columns in BESIDE.items():
                for column in columns:
                    connection.execute(
                        f"UPDATE {table} SET {column} = {column} || ? WHERE {column} IS NOT NULL",
                        [HOSTILE],
                    )
            connection.commit()

    once("a hostile journal", write)


@pytest.mark.usefixtures("hostile")
@pytest.mark.parametrize("path", [path for path in LEAVES if path != "mentorlog demo"])
def test_nothing_acts(
    path: str,
    run: Run,
    journal: Path,
    home: Path,
    put_back: PutBack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EDITOR", f"{sys.executable} -c pass")
    monkeypatch.chdir(home)  # A hostile name for an output is a file there.
    before = journal.read_bytes()
    for argv in ways(path, LEAVES[path], home):
        ended = run(*argv)
        assert ended.code != 70, (argv, ended.err)
        acts = ACTS_IN_FILES if argv[0] == "session" or argv[0] == "prep" else ACTS
        assert not acts.search(ended.out + ended.err), (
            argv,
            acts.search(ended.out + ended.err),
            ended,
        )
        if journal.read_bytes() != before:
            put_back(before)
            before = journal.read_bytes()
    for file in home.glob("out*"):
        for each in file.iterdir() if file.is_dir() else [file]:
            text = each.read_bytes().decode()
            assert not ACTS_IN_FILES.search(text), (each, text)


@pytest.mark.usefixtures("hostile")
def test_nothing_is_lost_on_the_way(run: Run, home: Path, journal: Path) -> None:
    with closing(sqlite3.connect(journal)) as connection:
        connection.execute("DELETE FROM taggings")  # Such a tag cannot come in.
        connection.commit()
    shown = json.loads(run("session", "show", "1", "--json").out)
    assert shown["topic"] == f"Talk{HOSTILE}"
    run("export", "--format", "markdown", "-o", str(home / "out"))
    (path,) = (home / "out").iterdir()
    draft, _ = session_document.read(path.read_text(encoding="utf-8"), today=date(2026, 11, 22))
    assert draft.topic == f"Talk{HOSTILE}"
    assert draft.notes == f"Notes{HOSTILE}"
    assert {line.text for line in draft.lines} >= {f"Open{HOSTILE}", f"Draft{HOSTILE}"}
    assert json.loads(run("import", str(home / "out"), "--json").out)["kinds"] == {
        "session": {"added": 0, "updated": 0, "skipped": 1}
    }
