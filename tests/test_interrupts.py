"""Nothing typed is lost, and nobody waits for somebody who types or reads."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pytest
from tests.terminals import Terminal

from forked import MENTORLOG, ran
from mentorlog import views
from mentorlog.journal import storage

if TYPE_CHECKING:
    from tests.conftest import Once, Run

posix = pytest.mark.skipif(sys.platform == "win32", reason="terminals and shells of POSIX")


@pytest.fixture(autouse=True)
def dana(run: Run, once: Once) -> None:
    def write() -> None:
        run("mentor", "add", "Dana Ortiz", "--every", "2w")
        run("goal", "add", "Speak")
        run("takeaway", "add", "Who reviews it?", "--kind", "question")

    once("dana", write)


@pytest.fixture
def held(journal: Path) -> Iterator[sqlite3.Connection]:
    """Another program, in the middle of a write."""
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def kept(home: Path) -> list[str]:
    """What stands in the drafts."""
    return [path.read_text(encoding="utf-8") for path in sorted((home / "drafts").glob("*"))]


def lock(journal: Path) -> None:
    """Have the file to oneself for a moment, which fails where anybody reads or writes it."""
    with closing(sqlite3.connect(journal, isolation_level=None, timeout=0)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")


# --- nobody waits -------------------------------------------------------------------------------

TYPED = (
    ("todo", "-"),
    ("win", "add", "-"),
    ("milestone", "add", "1", "-"),
    ("takeaway", "add", "-"),
    ("takeaway", "answer", "1", "-"),
    ("skill", "add", "-", "3"),
    ("agreement", "add", "dana", "-"),
    ("log", "dana", "-"),
)


@pytest.mark.parametrize("argv", TYPED, ids=" ".join)
def test_others_may_write_while_somebody_types(
    argv: tuple[str, ...], run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Keyboard(io.BytesIO):
        def readline(self, size: int | None = -1) -> bytes:
            lock(journal)
            return super().readline(size)

    def typing(_: str) -> io.TextIOWrapper:
        return io.TextIOWrapper(Keyboard(b"Open with a story\n"), "utf-8")

    monkeypatch.setattr(io, "StringIO", typing)
    assert run(*argv).code == 0


def test_others_may_write_while_the_stranger_is_asked_about(
    run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(("m", ""))

    def ask(_: str) -> str:
        lock(journal)
        return next(answers)

    monkeypatch.setattr("mentorlog.commands.logged.at_terminal", lambda: True)
    for module in ("desk", "logged"):
        monkeypatch.setattr(f"mentorlog.commands.{module}.ask", ask)
    assert run("log", "noor", "-t", "Open with a story").code == 0
    assert next(answers, None) is None


@posix
def test_others_may_write_while_a_pager_is_open(
    run: Run, journal: Path, monkeypatch: pytest.MonkeyPatch, terminals: Callable[..., Terminal]
) -> None:
    for number in range(30):
        run("goal", "add", f"Goal {number}")
    code = "import sys; sys.stdin.read(); print('a page', flush=True); open('/dev/tty').readline()"
    monkeypatch.setenv("PAGER", shlex.join([sys.executable, "-c", code]))
    page = terminals("goal")
    page.expect("a page")
    lock(journal)
    page.type("\r")
    assert page.end() == 0


@posix
def test_ctrl_c_in_the_pager_is_the_pager_s_own(
    run: Run, monkeypatch: pytest.MonkeyPatch, terminals: Callable[..., Terminal]
) -> None:
    for number in range(30):
        run("goal", "add", f"Goal {number}")
    # A handler in Python may be called only when the read that follows has ended.
    code = (
        "import signal, sys; ctrl_c = {signal.SIGINT}; signal.pthread_sigmask(signal.SIG_BLOCK, ctrl_c);"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"
        "sys.stdin.read(); print('a page', flush=True);"
        "[print('stopped', flush=True) for _ in range(3) if signal.sigwait(ctrl_c)];"
        "open('/dev/tty').readline()"
    )
    monkeypatch.setenv("PAGER", shlex.join([sys.executable, "-c", code]))
    page = terminals("goal")
    page.expect("a page")
    for _ in range(3):
        page.type("\x03")
        page.expect("stopped")
    page.type("\r")
    assert page.end() == 0


def test_others_may_write_while_a_pipe_is_not_read(run: Run, journal: Path) -> None:
    run("agreement", "add", "dana", "-", stdin="What we agree. " * 20_000)
    for argv in (("agreement", "show", "dana", "--json"), ("agreement", "--format", "markdown")):
        with subprocess.Popen(
            [sys.executable, "-m", "mentorlog", *argv], stdout=subprocess.PIPE
        ) as reader:
            assert reader.stdout is not None
            reader.stdout.read(1)
            lock(journal)
            reader.stdout.read()
        assert reader.returncode == 0


# --- nothing typed is lost ----------------------------------------------------------------------


@pytest.mark.parametrize("argv", TYPED, ids=" ".join)
def test_what_was_typed_is_kept_where_the_journal_cannot_take_it(
    argv: tuple[str, ...],
    run: Run,
    home: Path,
    held: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert held.in_transaction
    monkeypatch.setattr(storage, "BUSY_SECONDS", 0.0)
    monkeypatch.setattr(storage, "_HEARING_MS", 0)
    ended = run(*argv, stdin="- Open with a story\n")
    assert ended.code == 3
    (draft,) = kept(home)
    assert "- Open with a story\n" in draft
    assert str(next((home / "drafts").iterdir())) in ended.err


def test_an_answer_that_cannot_be_saved_is_kept(
    run: Run, home: Path, held: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert held.in_transaction
    monkeypatch.setattr(storage, "BUSY_SECONDS", 0.0)
    monkeypatch.setattr(storage, "_HEARING_MS", 0)
    monkeypatch.setattr("mentorlog.commands.takeaway.at_terminal", lambda: True)
    monkeypatch.setattr("mentorlog.commands.desk.ask", lambda _: "The whole committee")
    assert run("takeaway", "answer", "1").code == 3
    assert kept(home) == ["The whole committee"]


@pytest.mark.parametrize("what", ["moved", "replaced", "restored"])
def test_another_journal_in_its_place_is_not_written_to(
    what: str, run: Run, journal: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = journal.with_name("other.db")
    run("--journal", str(other), "goal", "add", "Something else")

    def answer(_: str) -> str:
        if what == "moved":
            journal.rename(journal.with_name("moved.db"))
        elif what == "replaced":
            other.replace(journal)
        else:
            with closing(sqlite3.connect(other)) as older, storage.alone(journal) as now:
                older.execute("UPDATE journal SET uid = ?", storage.sighting(now)[:1])
                older.commit()
                older.backup(now)
        return "The whole committee"

    monkeypatch.setattr("mentorlog.commands.takeaway.at_terminal", lambda: True)
    monkeypatch.setattr("mentorlog.commands.desk.ask", answer)
    ended = run("takeaway", "answer", "1")
    assert ended.code == 3
    how = "moved or removed" if what == "moved" else "replaced"
    assert f"was {how} since it was read; nothing was written" in ended.err
    assert kept(home) == ["The whole committee"]
    assert journal.exists() is (what != "moved")


@pytest.mark.parametrize("argv", TYPED, ids=" ".join)
def test_lines_typed_before_ctrl_c_are_kept(
    argv: tuple[str, ...], run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Keyboard(io.BytesIO):
        def readline(self, size: int | None = -1) -> bytes:
            if not (line := super().readline(size)):
                raise KeyboardInterrupt
            return line

    typed = "- Open with a story\n- Zoë\n".encode()
    monkeypatch.setattr(io, "StringIO", lambda _: io.TextIOWrapper(Keyboard(typed), "utf-8"))
    ended = run(*argv)
    assert ended.code == 130
    assert kept(home) == [typed.decode()]
    assert re.search(r"hint: mentorlog [a-z ]*(WHO |T |G )?-.* < .* saves it\n", ended.err)


@pytest.mark.parametrize(
    ("argv", "field"),
    [
        (("session", "edit", "s1", "--notes", "-"), "notes"),
        (("goal", "edit", "g1", "--measure", "-"), "measure"),
        (("takeaway", "edit", "t1", "--text", "-"), "text"),
        (("goal", "add", "Write", "--measure", "-"), "measure"),
    ],
)
def test_a_lone_dash_after_an_option_for_a_text_is_standard_input(
    argv: tuple[str, ...], field: str, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("log", "dana", "-t", "Open with a story")
    assert run(*argv, stdin="What it is\nin two lines\n").code == 0
    reference = "g2" if "add" in argv else argv[2]
    shown = json.loads(run(argv[0], "show", reference, "--json").out)
    assert shown[field].strip() == "What it is\nin two lines"
    monkeypatch.setattr("mentorlog.journal.writing", _stopped)
    assert run(*argv, stdin="Not saved").code == 130
    assert kept(home) == ["Not saved"]


def _stopped(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_two_texts_are_not_both_standard_input(run: Run) -> None:
    refused = run("goal", "edit", "g1", "--title", "-", "--measure", "-", stdin="One text")
    assert (refused.code, refused.err) == (2, "Only one text can be standard input.\n")


@posix
def test_what_was_piped_is_kept_where_a_question_stops_it(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: str) -> str:
        raise KeyboardInterrupt

    run("log", "dana", "-t", "Open with a story")
    run("mentor", "add", "Kofi Mensah")
    monkeypatch.setattr("mentorlog.commands.desk.at_terminal", lambda: True)
    monkeypatch.setattr("mentorlog.commands.desk.ask", stopped)
    words = ("session", "edit", "s1", "--notes", "-", "--with", "dana,kofi")
    ended = run(*words, stdin="Much to say")
    assert ended.code == 130
    assert ended.err.endswith("Interrupted; nothing was changed.\n")
    assert kept(home) == ["Much to say"]


@posix
def test_ctrl_c_is_heard_while_another_program_writes(
    home: Path, held: sqlite3.Connection, terminals: Callable[..., Terminal]
) -> None:
    assert held.in_transaction
    prompt = terminals("log", "dana")
    prompt.expect("> ")
    prompt.type("Open with a story\r")
    prompt.expect("> ")
    prompt.type("\r")
    prompt.expect("\n")
    assert prompt.stop() == 130
    (draft,) = kept(home)
    assert "- Open with a story" in draft


@posix
def test_talk_that_nobody_hears_stops_no_write(run: Run) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = ran(MENTORLOG, "log", "dana", "-a", "Draft it, due blahday", stderr=writer)
    finally:
        os.close(writer)
    assert ended.returncode == 0
    assert len(json.loads(run("action", "--json").out)) == 1


def test_what_is_saved_leaves_no_draft_though_nobody_hears_of_it(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write('- Open with a story\\n')")
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, str(script)]))

    real, told = views.show, []

    def closed(*given: Any, stream: TextIO | None = None, **more: Any) -> None:
        if stream is None:
            raise BrokenPipeError(32, "Broken pipe")
        real(*given, stream=stream, **more)

    with monkeypatch.context() as patched:
        patched.setattr("mentorlog.commands.desk.show", closed)
        for argv in (("log", "dana", "-e"), ("agreement", "add", "dana", "-e")):
            ended = run(*argv)
            assert ended.code == 4
            assert "kept" not in ended.err
            told.append(ended.err)
    lost = "It is saved, but standard output cannot be written: broken pipe.\n"
    assert told[0].startswith("Saved s1 with Dana") and told[0].endswith(lost)
    assert kept(home) == []
    assert len(json.loads(run("session", "--all", "--json").out)) == 1
    assert len(json.loads(run("agreement", "--json").out)) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("todo", "Draft it", "--json"), '"text": "Draft it"'),
        (("undo",), "Taken back: takeaway add"),
        (("backup",), "Copied, and read through"),
        (("goal",), ""),
    ],
)
def test_what_is_saved_is_said_where_standard_output_is_full(
    run: Run, argv: tuple[str, ...], said: str
) -> None:
    with Path("/dev/full").open("w") as full:
        ended = ran(MENTORLOG, *argv, stdout=full)
    assert ended.returncode == (4 if said else 3)
    assert said in ended.stderr
    assert ended.stderr.endswith(": no space left on device.\n")
    assert run("doctor").code == 0


@posix
@pytest.mark.parametrize("argv", [("goal",), ("export",), ("backup",), ("doctor",)])
def test_a_reader_behind_a_lock_hears_ctrl_c(
    run: Run, journal: Path, argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite is never the one who waits for long: then Python would not hear it."""
    waits: list[int] = []

    def interrupted() -> float:
        waits.append(1)
        if len(waits) > 3:
            raise KeyboardInterrupt
        return 0.0

    monkeypatch.setattr(storage, "_HEARING_MS", 1)
    monkeypatch.setattr(storage.time, "monotonic", interrupted)
    with closing(sqlite3.connect(journal, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert run(*argv).code == 130


@posix
def test_ctrl_c_while_modules_load_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n")
    ended = subprocess.run(
        [sys.executable, "-m", "mentorlog", "goal"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "Interrupted.\n")


@posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_bug(run: Run, closed: str) -> None:
    script = f'exec "$0" -m mentorlog "$@" {closed}'
    for argv, code in ((("todo", "Draft it"), 0), (("log", "dana"), 2)):
        if closed != "<&-" and argv != ("todo", "Draft it"):
            continue
        ended = subprocess.run(
            ["sh", "-c", script, sys.executable, *argv], capture_output=True, check=False
        )
        assert ended.returncode == code
    assert len(json.loads(run("action", "--json").out)) == 1


EDITORS = {
    "crashes": "file.write(TYPED); file.close(); os.kill(os.getpid(), 9)",
    "fails": "file.write(TYPED); file.close(); sys.exit(3)",
    "another encoding": "file.write(TYPED + b'caf\\xe9')",
    "NUL": "file.write(TYPED + b'\\0')",
    "too much": "file.write(TYPED * 1_000_000)",
}


@posix
@pytest.mark.parametrize("code", EDITORS.values(), ids=EDITORS)
@pytest.mark.parametrize(
    "argv", [("log", "dana", "-e"), ("agreement", "add", "dana", "-e")], ids=("log", "agreement")
)
def test_what_an_editor_leaves_is_saved_or_kept(
    argv: tuple[str, ...], code: str, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = b"\n- Open with a story\n"
    head = f"import os, sys; TYPED = {typed!r}; file = open(sys.argv[1], 'ab'); "
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, "-c", head + code]))
    ended = run(*argv)
    if ended.code == 0:
        assert kept(home) == []
        assert "Open with a story" in run("search", "story").out
        return
    assert ended.code == 2
    (path,) = (home / "drafts").iterdir()
    assert str(path) in ended.err
    assert typed in path.read_bytes()


@posix
@pytest.mark.parametrize(
    ("code", "exit_code"), [("pass", 0), ("os.remove(sys.argv[1])", 2)], ids=("nothing", "deletes")
)
def test_an_editor_that_writes_nothing_saves_nothing(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, code: str, exit_code: int
) -> None:
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, "-c", f"import os, sys; {code}"]))
    assert run("log", "dana", "-e").code == exit_code
    assert len(kept(home)) == (exit_code != 0)
    assert json.loads(run("session", "--all", "--json").out) == []


@posix
def test_megabytes_from_the_editor_are_a_session(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys; open(sys.argv[1], 'a').write('## Takeaways\\n- ' + 'story ' * 200_000)"
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, "-c", code]))
    assert run("log", "dana", "-e").code == 0
    text = json.loads(run("session", "show", "1", "--json").out)["takeaways"][0]["text"]
    assert len(text) > 1_100_000


# --- the ground moves ---------------------------------------------------------------------------

EVERYDAY = (
    (), ("status",), ("timeline",), ("review",), ("prep", "dana"), ("goal", "history", "1"),
    ("report", "dana"), ("changes",), ("search", "speak"), ("goal", "--json"),
    ("check-in", "1", "40"), ("goal", "edit", "1", "--by", "2027-01-31"), ("todo", "Draft it"),
    ("done", "1"), ("log", "dana", "-t", "Open with a story"), ("undo",), ("redo",),
)  # fmt: skip


@pytest.mark.parametrize("day", ["2020-02-29", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_a_clock_that_moves_is_no_bug(
    run: Run, journal: Path, on: Callable[[str], None], day: str
) -> None:
    with closing(sqlite3.connect(journal)) as connection, connection:
        # Thousands of years of meetings every two weeks would only take long.
        connection.execute("UPDATE mentorships SET cadence_days = NULL, cadence_months = 24")
    run("log", "dana", "-t", "Slow down", "-a", "Book a room, due friday")
    run("check-in", "1", "20")
    on(day)
    for argv in EVERYDAY:
        ended = run(*argv)
        assert ended.code in (0, 1, 2), ended.err
    on("2026-11-22")
    for argv in EVERYDAY[:9]:
        assert run(*argv).code in (0, 1), argv


def test_each_command_takes_the_file_that_is_there(run: Run, journal: Path) -> None:
    other = journal.with_name("other.db")
    run("--journal", str(other), "goal", "add", "Write")
    other.replace(journal)
    assert "Write" in run("goal").out
    assert run("goal", "add", "Coach").out.startswith("g2")
    journal.unlink()
    assert "No goals yet" in run("goal").err + run("goal").out
    assert run("goal", "add", "Speak").out.startswith("g1")


def test_ctrl_c_amid_the_saving_says_where_to_look(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init")
    execute, told = storage._Patient.execute, ["COMMIT"]

    def interrupted(self: Any, sql: str, *values: Any) -> Any:
        if sql.startswith(("BEGIN", "COMMIT")):
            told.append(sql)
        if told[-2:] == ["BEGIN IMMEDIATE", "COMMIT"]:
            raise KeyboardInterrupt
        return execute(self, sql, *values)

    with monkeypatch.context() as patched:
        patched.setattr(storage._Patient, "execute", interrupted)
        ended = run("todo", "Read")
    assert (ended.code, ended.out) == (130, "")
    assert ended.err == "Interrupted; mentorlog changes shows whether it was saved.\n"
    assert run("action", "--json").out == "[]\n"
