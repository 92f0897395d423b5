"""The examples below each command's help: every command has one, and each of them does what it says."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog import cli
from mentorlog.commands import help
from reference import commands, verbs

if TYPE_CHECKING:
    from tests.conftest import PutBack, Run

BEFORE = """
mentor add "Dana Ortega" --every 2w --started 2026-10-01
mentee add "Sam Lowe" --every 2w --started 2026-10-01
mentorship pause sam --on 2026-11-10
person add "Elena Rossi"
person add "E. Rossi"
goal add "Speak at a conference" --by 2027-03-31 --why "Be known" --with dana --tag speaking
goal add "Lead the migration" --with dana
goal close 2 --as missed
milestone add 1 "Proposal sent"
milestone add 1 "Slides"
milestone done m2
log dana -t "Open with a story" -a "Draft the outline" --advice "Rehearse" --question "Who decides?"
session plan dana "2026-12-03 14:30"
todo "Book a room" --on yesterday
todo "Ask for a slot"
done "Ask for"
todo "Ask for one piece of feedback" --every 2w
win add "Talk accepted" --tag speaking
skill add "Public speaking" 2
agreement add dana "Fridays" --on 2026-11-20
config set date_order mdy
"""
"""What the journal holds before each example is run."""

NOT_RUN = {
    "mentorlog log dana": "asks at a terminal",
    "mentorlog check-in": "asks at a terminal",
    "mentorlog demo": "takes seconds, and the README's test runs it",
    "mentorlog backup /media/usb/journal.db --encrypt": "asks for a passphrase",
}
FAILS_HERE = {
    "mentorlog mentorship resume dana": "is active already",
    "mentorlog redo": "There is nothing to redo",
    "mentorlog receive for-dana.share.jsonl": "This share is your own",
    "mentorlog sync": "not synced yet",
    "mentorlog sync init journal.git --plain": "journal.git",
    "mentorlog sync status": "not synced yet",
    "mentorlog sync forget-history": "not synced yet",
}
"""Examples that need something else before them, and what they say without it."""

FILES = {
    "tasks.csv": "Task,Deadline\nBook a train,2026-12-01\n",
    "calendar.ics": (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:a@b\r\n"
        "DTSTAMP:20261101T090000Z\r\nDTSTART:20261110T090000Z\r\nSUMMARY:Dana Ortiz\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ),
}


def test_every_command_has_an_example() -> None:
    for path, command in commands(cli._root()):
        if command.hidden:
            continue
        if path != "mentorlog":
            assert 1 <= len(help.of(path)) <= (3 if verbs(command) else 2), path
    assert max(map(len, help.everything())) <= 76


@pytest.mark.parametrize("path", ["goal", "goal edit", "todo"])
def test_they_stand_below_the_help(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*path.split(), "--help"]) == 0
    shown = capsys.readouterr().out.split("\nExamples:\n")[1].splitlines()
    assert [line.strip() for line in shown] == help.of(f"mentorlog {path}")


def test_each_example_runs(
    run: Run, home: Path, journal: Path, put_back: PutBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    for name, text in FILES.items():
        (home / name).write_text(text, encoding="utf-8")
    for line in BEFORE.strip().splitlines():
        ended = run(*shlex.split(line))
        assert ended.code == 0, (line, ended)
    written = journal.read_bytes()
    (home / "backup.db").write_bytes(written)
    wrong = []
    for line in (each for each in help.everything() if each not in NOT_RUN):
        if line.startswith("mentorlog init"):
            journal.write_bytes(b"")
        else:
            put_back(written)
        ended = run(*shlex.split(line)[1:])
        if (ended.code == 0) == (line in FAILS_HERE) or FAILS_HERE.get(line, "") not in ended.err:
            wrong.append((line, ended))
    assert not wrong, "\n".join(map(repr, wrong))
