"""Tables as spreadsheets and other programs write them, and files that are no table at all."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mentorlog.commands import desk, files
from mentorlog.exchange import formats

if TYPE_CHECKING:
    from tests.conftest import Result, Run


@pytest.fixture
def brought(run: Run, home: Path) -> Any:
    """Imports a file of that content and name, and gives the actions that came of it."""

    def brought_(content: str | bytes, *more: str, name: str = "t.csv") -> list[dict[str, Any]]:
        done = bring(run, home, content, *more, name=name)
        assert done.code == 0, done
        found: list[dict[str, Any]] = json.loads(run("action", "list", "--all", "--json").out)
        return sorted(found, key=lambda action: action["id"])

    return brought_


def bring(run: Run, home: Path, content: str | bytes, *more: str, name: str = "t.csv") -> Result:
    (home / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return run("import", str(home / name), *more)


@pytest.mark.parametrize("name", ["t.csv", "t.txt"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_lines_may_end_in_any_way(brought: Any, name: str, end: str) -> None:
    text = end.join(("Task,Due", "Book,2026-12-01", f'"Two{end}lines",2026-12-02', ""))
    found = brought(text, name=name)
    assert [each["due_on"] for each in found] == ["2026-12-01", "2026-12-02"]


@pytest.mark.parametrize(
    "day",
    [
        "22-Nov-26", "22-Nov-2026", "22 Nov 26", "2026/11/22", "2026.11.22", "20261122", "2026/11/22 10:00",
        "2026-11-22T10:00:00Z", "2026-11-22 10:00:00", "2026-11-22 10:00 PM", "2026-11-22T10:00:00.000+01:00",
    ],
)  # fmt: skip
def test_days_as_spreadsheets_write_them(brought: Any, day: str) -> None:
    (found,) = brought(f"Task,Due\nA,{day}\n")
    assert found["due_on"] == "2026-11-22"


def test_states_in_peoples_words(brought: Any, run: Run) -> None:
    words = ("In progress", "Not started", "Cancelled", "TRUE", "on hold", "Done", "False")
    found = brought("Task,Status\n" + "".join(f"{word},{word}\n" for word in words))
    assert [each["state"] for each in found] == [
        "open", "open", "dropped", "done", "open", "done", "open"
    ]  # fmt: skip
    run("import", "-", stdin="Goal,Target,Status\nSpeak,2027-01-01,On hold\nRun,2027-01-01,Yes\n")
    goals = json.loads(run("goal", "list", "--all", "--json").out)
    assert {each["title"]: each["state"] for each in goals} == {
        "Speak": "paused",
        "Run": "achieved",
    }


def test_a_word_of_ones_own_is_mapped(brought: Any, run: Run, home: Path) -> None:
    text = "Task,Status\nA,In review\nB,Done\n"
    refused = bring(run, home, text)
    assert (refused.code, "In review" in refused.err) == (2, True)
    found = brought(text, "--map", "Status:In review=open")
    assert [each["state"] for each in found] == ["open", "done"]
    refused = bring(run, home, text, "--map", "Stage:In review=open")
    assert refused.err.splitlines()[0].endswith('no column is called "Stage:In review".')


def test_a_heading_may_have_a_colon(brought: Any) -> None:
    (found,) = brought("Task,Due: when\nA,2026-12-01\n", "--map", "Due: when=due_on")
    assert found["due_on"] == "2026-12-01"


def test_a_task_list_headed_name(brought: Any, run: Run) -> None:
    run("mentor", "add", "Dana Ortiz")
    found = brought(
        "Name,Assignee,Due Date,Completed At,Notes\n"
        "Draft,Dana Ortiz,2026-12-01,,see the doc\nAsk,me,2026-10-20,2026-10-12,\n"
    )
    assert [(each["owner"]["name"], each["state"], each["done_on"], each["evidence"]) for each in found] == [
        ("Dana Ortiz", "open", None, "see the doc"),
        ("Priya Nair", "done", "2026-10-12", None),
    ]  # fmt: skip


def test_what_could_be_two_kinds_is_asked(run: Run, home: Path) -> None:
    done = bring(run, home, "Name,Status\nA,open\n")
    assert (done.code, "--kind says it" in done.err) == (3, True)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"])
def test_utf_16_is_read_by_its_mark(brought: Any, encoding: str) -> None:
    mark = "\ufeff" if encoding[-1] == "e" and "16" in encoding else ""
    (found,) = brought(f"{mark}Task,Due\nBook a café,2026-12-01\n".encode(encoding))
    assert found["text"] == "Book a café"


def test_what_powershell_writes_is_a_journal(run: Run, home: Path) -> None:
    run("goal", "add", "Zürich")
    text = run("export").out
    (home / "all.jsonl").write_bytes(text.replace("\n", "\r\n").encode("utf-16"))
    other = ("--journal", str(home / "other.db"))
    assert run(*other, "import", str(home / "all.jsonl")).code == 0
    assert "Zürich" in run(*other, "goal").out


def test_another_encoding_is_said(brought: Any, run: Run, home: Path) -> None:
    content = "Task,Due\nBook a café,2026-12-01\n".encode("cp1252")
    refused = bring(run, home, content)
    assert refused.code == 3
    assert refused.err.splitlines()[1] == (
        "hint: --encoding says what it is in, as in --encoding cp1252"
    )
    (found,) = brought(content, "--encoding", "Windows-1252")
    assert found["text"] == "Book a café"
    for word, code in (("klingon", 2), ("base64", 2), ("ascii", 3)):
        assert bring(run, home, content, "--encoding", word).code == code


@pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
def test_excels_separator_is_used(brought: Any, line: str) -> None:
    (found,) = brought(f"{line}\r\nTask;Due\r\nBook, or not;2026-12-01\r\n", name="t.txt")
    assert (found["text"], found["due_on"]) == ("Book, or not", "2026-12-01")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\r", b"a\rb,c", b"\0", b"\xff\xfe", b"\xff\xfea", b"\xfe\xff\0", b"\x7fELF\2\1\1\0,\n\r;",
        b'"', b'"\r"', b",\r,", b"sep=,", b"SQLite format 3\0" + bytes(4000), b'{"', b"[2026-1-1] ",
        b"BEGIN:VCALENDAR", b'{"mentorlog":', "\ufeff".encode(), b"\xef\xbb\xbf\r", bytes(range(256)) * 9,
    ],
)  # fmt: skip
def test_what_is_nothing_readable_is_a_sentence(run: Run, home: Path, content: bytes) -> None:
    for name in ("x", "x.csv", "x.json", "x.ics"):
        done = bring(run, home, content, name=name)
        assert done.code in (0, 2, 3)
        assert done.code == 0 or 1 <= len(done.err.splitlines()) <= 2
        for head in (content, content[:9]):
            formats.recognised(head, name)
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert bring(run, home, content, name="x").code == 3


def test_a_database_and_a_program(run: Run, journal: Path) -> None:
    run("init")
    done = run("import", str(journal))
    assert done.code == 3
    assert "SQLite database" in done.err
    assert run("import", sys.executable).code == 3


def test_standard_input_has_an_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST", 1 << 16)
    rows = "".join(f"Read chapter {number},2026-12-01\n" for number in range(4_000))
    done = run("import", "-", "--dry-run", stdin=f"Task,Due\n{rows}")
    assert done.code == 3
    assert done.err.startswith("standard input: it is over 6.10352e-05 GB.")


def test_typed_text_has_an_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("mentor", "add", "Dana Ortiz")
    monkeypatch.setattr(desk, "_MOST_TYPED", 100)
    piped = io.TextIOWrapper(io.BytesIO(b"word " * 100))
    monkeypatch.setattr(io, "StringIO", lambda _: piped)
    done = run("log", "dana", "-")
    assert (done.code, done.err.splitlines()[0]) == (
        2, "Standard input is over 16 MB; nothing was saved."
    )  # fmt: skip
