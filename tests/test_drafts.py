"""Drafts: what was typed is on the disk, whole, and nobody else's to read."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog import drafts
from mentorlog.errors import JournalUnusable

if TYPE_CHECKING:
    from tests.conftest import Run

DAY = date(2026, 11, 22)
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX rights")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "drafts"


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def disk_full(*_args: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("dana", "2026-11-22-dana-1.md"),
        ("Dana Ortiz", "2026-11-22-dana-ortiz-1.md"),
        ("../../etc/passwd", "2026-11-22-etc-passwd-1.md"),
        ("Zoë O'Brien", "2026-11-22-zoe-o-brien-1.md"),
        ("李", "2026-11-22-draft-1.md"),
        ("", "2026-11-22-draft-1.md"),
        ("x" * 300, f"2026-11-22-{'x' * 40}-1.md"),
    ],
)
def test_a_draft_is_named_for_the_day_and_the_person(folder: Path, who: str, name: str) -> None:
    draft = drafts.new(folder, DAY, who)
    assert draft == folder / name


def test_the_next_draft_takes_the_next_number(folder: Path) -> None:
    assert [drafts.new(folder, DAY, "dana").name[-4] for _ in range(3)] == [*"123"]


@posix
def test_folder_and_file_are_private_whatever_the_umask(folder: Path) -> None:
    before = os.umask(0)
    try:
        draft = drafts.new(folder, DAY, "dana")
        first = rights(draft)
        drafts.write(draft, "private")
    finally:
        os.umask(before)
    assert (rights(folder), rights(folder.parent), first, rights(draft)) == (
        *(0o700, 0o700, 0o600, 0o600),
    )


@posix
def test_an_open_folder_is_closed(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    drafts.new(folder, DAY, "dana")
    assert rights(folder) == 0o700


@posix
def test_no_link_is_followed(folder: Path, tmp_path: Path) -> None:
    drafts.discard(drafts.new(folder, DAY, "dana"))
    for name in ("2026-11-22-dana-1.md", ".2026-11-22-dana-2.md.new"):
        (folder / name).symlink_to(tmp_path / "elsewhere")
    draft = drafts.new(folder, DAY, "dana")
    drafts.write(draft, "private")
    assert draft.name == "2026-11-22-dana-2.md"
    assert not (tmp_path / "elsewhere").exists()


def test_a_draft_holds_what_was_last_given(folder: Path) -> None:
    draft = drafts.new(folder, DAY, "dana")
    for text in ("one\r\n", "a longer one, ünïcode →\n", "x"):
        drafts.write(draft, text)
        assert draft.read_bytes() == text.encode()
    assert [path.name for path in folder.iterdir()] == [draft.name]


def test_bytes_that_are_no_text_are_kept(folder: Path) -> None:
    draft = drafts.new(folder, DAY, "dana")
    drafts.write(draft, "caf\udce9")
    assert draft.read_bytes() == b"caf\xe9"
    drafts.write(draft, "lone \ud800")
    assert draft.read_bytes() == b"lone \\ud800"


def test_a_draft_may_be_discarded_twice(folder: Path) -> None:
    draft = drafts.new(folder, DAY, "dana")
    drafts.discard(draft)
    drafts.discard(draft)
    assert list(folder.iterdir()) == []


def test_one_shot_keeping(folder: Path) -> None:
    path = drafts.keep(folder, DAY, "dana", "typed\n")
    assert path.read_text(encoding="utf-8") == "typed\n"


def test_a_folder_that_cannot_be_gives_the_text_back(tmp_path: Path) -> None:
    blocked = tmp_path / "drafts"
    blocked.write_text("a file", encoding="utf-8")
    with pytest.raises(drafts.DraftNotKept) as failed:
        drafts.keep(blocked, DAY, "dana", "typed")
    assert isinstance(failed.value, JournalUnusable)
    assert failed.value.text == "typed"
    assert str(blocked) in failed.value.sentence
    assert failed.value.sentence.endswith("; the text follows.")
    with pytest.raises(drafts.DraftNotKept) as failed:
        drafts.new(blocked / "deeper", DAY, "dana")
    assert failed.value.text == ""
    assert "follows" not in failed.value.sentence


def test_a_full_disk_keeps_the_draft_before_and_gives_the_text_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafts.new(folder, DAY, "dana")
    drafts.write(draft, "before")
    monkeypatch.setattr(os, "fsync", disk_full)
    with pytest.raises(drafts.DraftNotKept, match="no space left") as failed:
        drafts.write(draft, "after")
    assert failed.value.text == "after"
    assert draft.read_text(encoding="utf-8") == "before"
    with pytest.raises(drafts.DraftNotKept):
        drafts.keep(folder, DAY, "dana", "typed")
    assert [path.name for path in folder.iterdir()] == [draft.name]


KILLED = """
import sys
from datetime import date
from pathlib import Path
from mentorlog import drafts
draft = drafts.new(Path(sys.argv[1]), date(2026, 11, 22), "dana")
number = 0
while True:
    number += 1
    drafts.write(draft, f"{number}\\n" * 5000)
    if number == 1:
        print("ready", flush=True)
"""


@posix
def test_a_killed_program_leaves_a_whole_text(folder: Path) -> None:
    for wait in (0.0, 0.013, 0.029):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
    for path in folder.glob("2026*"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) == 5000 and len(set(lines)) == 1


def test_which_drafts_hold_a_text(home: Path) -> None:
    folder = home / "drafts"
    folder.mkdir()
    for name, text in (
        ("a.md", "## Takeaways\n- Open with\n  a STORY, then the point\n"),
        ("b.md", "- leadership\n"),
        ("c.md", "- Lead (the team)\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "d.md").write_bytes(b"\xff\xfe open with a story")

    def found(*texts: str) -> list[str]:
        return [path.name for path in drafts.holding(folder, texts)]

    assert found("Open with a story") == ["a.md", "d.md"]
    assert found("lead") == ["c.md"]
    assert found("lead (the TEAM)", "nothing") == ["c.md"]
    assert found("a", "the", " ") == []
    assert found() == []
    assert drafts.holding(home / "none", ["lead"]) == []


NOT_SESSIONS = [
    (("ask", "dana", "-"), "ask WHO -"),
    (("met", "dana", "-"), "met WHO -"),
    (("report", "note", "-"), "report note -"),
    (("goal", "add", "-"), "goal add -"),
    (("person", "add", "-"), "person add -"),
    (("win", "add", "-"), "win add -"),
    (("win", "add", "Talk", "--form", "star"), ""),
]


@pytest.mark.parametrize(("argv", "command"), NOT_SESSIONS)
def test_what_is_no_session_is_not_offered_as_one(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], command: str
) -> None:
    run("mentor", "add", "Dana Ortiz")
    monkeypatch.setattr("mentorlog.commands.editor.edit", lambda *_, **__: "I may quit")
    with monkeypatch.context() as broken:
        broken.setattr("mentorlog.commands.desk.journals.writing", journal_locked)
        refused = run(*argv, stdin="I may quit")
    (path,) = (home / "drafts").iterdir()
    hint = f"hint: mentorlog {command} < {path} saves it\n" if command else ""
    assert refused.err == f"What you typed is kept in {path}\n{hint}Locked.\n"
    monkeypatch.setattr("mentorlog.commands.log.at_terminal", lambda: True)
    assert run("log", "dana", "-t", "Open").err == ""
    assert json.loads(run("--json").out)["drafts"] == 0


@pytest.mark.parametrize(
    ("keys", "command"),
    [
        ("", "log WHO -"),
        ("---\nmood: with Dana\n---\n", "log WHO -"),
        ("---\nmood: fine\r\nwith: [Dana Ortiz, Kofi]\n---\n", "log -"),
        ("---\nuid: 6d2f6d6b9d2f4a5e\n---\n", "log -"),
        ("---\nmood: fine\n---\nwith: Dana\n", "log WHO -"),
    ],
)
def test_the_command_that_saves_a_document_names_somebody_where_its_keys_do_not(
    tmp_path: Path, keys: str, command: str
) -> None:
    path = tmp_path / "2026-11-22-log-1.md"
    path.write_bytes(f"{keys}## Takeaways\n- Slow down\n".encode())
    assert drafts.saving(path) == f"mentorlog {command} < {path}"


def journal_locked(*_: object, **__: object) -> None:
    raise JournalUnusable("Locked.")


@pytest.mark.parametrize("argv", ["takeaway add -", "ask dana -", "agreement add dana -"])
def test_what_an_option_hid_is_private_when_its_draft_is_saved(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, argv: str
) -> None:
    run("mentor", "add", "Dana")
    with monkeypatch.context() as patched:
        patched.setattr("mentorlog.journal.writing", journal_locked)
        assert "Locked." in run(*argv.split(), "--private", stdin="He may quit").err
    (draft,) = (home / "drafts").iterdir()
    assert run(*argv.split(), stdin=draft.read_text(encoding="utf-8")).code == 0
    found = json.loads(run("show", "last", "--json").out)
    assert (found["text"], found["visibility"]) == ("He may quit", "private")


@pytest.mark.parametrize(
    "argv",
    [
        ("win", "add", "Talk", "--form", "star"),
        ("takeaway", "add", "-"),
        ("takeaway", "answer", "t1", "-"),
        ("agreement", "add", "dana", "-"),
    ],
)
def test_a_wrong_day_is_refused_before_anything_is_typed(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...]
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("mentorlog.commands.editor.edit", lambda *given, **_: opened.append(given))
    assert 'Cannot read "nonsense" as a day' in run(*argv, "--on", "nonsense", stdin="Said").err
    assert sys.stdin.read() == "Said"
    assert opened == []
    assert not (home / "drafts").exists()
