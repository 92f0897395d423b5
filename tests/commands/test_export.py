"""``export``: the whole journal, a part of it, and what somebody else may see."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.records.exports import VERSION

if TYPE_CHECKING:
    from tests.conftest import Once, Run


@pytest.fixture
def some(run: Run, once: Once) -> None:
    """A journal with a private, a shared and a public goal and a session."""

    def write() -> None:
        run("init", "--name", "Priya Nair")
        run("mentor", "add", "Dana Ortiz", "--every", "2w")
        run("goal", "add", "Known", "--public", "--tag", "open")
        run("goal", "add", "Ours", "--why", "\x1b[31mred\u202e")
        run("goal", "add", "Mine alone", "--private")
        run("log", "dana", "-t", "Open with a story", "--on", "2026-10-01")

    once("some", write)


@pytest.mark.usefixtures("some")
def test_standard_output_has_what_a_file_would(run: Run, home: Path) -> None:
    path = home / "all.jsonl"
    done = run("export", "-o", str(path))
    assert (done.code, done.out, done.err) == (0, "", f"Wrote {path}\n")
    for words in ((), ("-o", "-"), ("--format", "jsonl")):
        done = run("export", *words)
        assert (done.code, done.err) == (0, "")
        assert done.out == path.read_text(encoding="utf-8")
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("some")
def test_a_file_for_oneself_says_that_what_is_private_is_in_it(run: Run, home: Path) -> None:
    said = "What is private is in it too: --for WHO leaves out what WHO may not read.\n"
    for words in (("--format", "markdown"), ("--format", "csv", "--kind", "goal")):
        for number, reader in enumerate(((), ("--for", "dana"))):
            path = home / f"{words[1]}{number}"
            done = run("export", *words, *reader, "-o", f"{path}{'.csv' if 'csv' in words else ''}")
            assert (done.code, done.err.endswith(said)) == (0, not reader), done
    late = ("--since", "2026-11-22", "-o", str(home / "none"))
    assert run("export", "--format", "markdown", *late).err == f"Wrote 0 files to {home / 'none'}\n"
    refused = run("export", "--format", "markdown", "--for", "public", "-o", str(home / "public"))
    assert refused.code == 1
    assert not (home / "public").exists()


@pytest.mark.usefixtures("some")
def test_the_whole_journal_is_json_lines_with_a_head_and_an_end(run: Run) -> None:
    head, *rows, end = map(json.loads, run("export").out.splitlines())
    assert head["mentorlog"] == VERSION
    assert head["numbers"]["goals"] == 3
    assert end == {"mentorlog": "end"}
    assert {row["table"] for row in rows} >= {"goals", "events", "operations", "changes"}


@pytest.mark.usefixtures("some")
def test_json_is_for_a_part_and_the_refusal_names_the_way(run: Run, home: Path) -> None:
    path = home / "all.json"
    done = run("export", "--format", "json", "-o", str(path))
    assert (done.code, done.out, path.exists()) == (2, "", False)
    assert done.err == (
        "json is for a part of the journal: name a --kind, --since, --until or --for.\n"
        "hint: the whole journal is JSON Lines: mentorlog export -o journal.jsonl\n"
    )
    for words in (("--kind", "goal"), ("--for", "mentor"), ("--since", "2026-01-01")):
        assert json.loads(run("export", "--format", "json", *words).out)
        assert run("export", *words).out == run("export", "--format", "json", *words).out


@pytest.mark.usefixtures("some")
def test_nothing_acts_on_a_terminal_and_all_reads_back(run: Run) -> None:
    for words in ((), ("--kind", "goal")):
        out = run("export", *words).out
        assert "\x1b" not in out
        assert "\u202e" not in out
        goals = (
            json.loads(out)["goals"] if words
            else [row for row in map(json.loads, out.splitlines()) if row.get("table") == "goals"]
        )  # fmt: skip
        assert "\x1b[31mred\u202e" in [goal["why"] for goal in goals]


@pytest.mark.usefixtures("some")
def test_a_file_is_replaced_only_when_told(run: Run, home: Path) -> None:
    path = home / "all.jsonl"
    path.write_text("mine", encoding="utf-8")
    done = run("export", "-o", str(path))
    assert (done.code, path.read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in done.err
    assert run("export", "-o", str(path), "--force").code == 0
    assert path.read_text(encoding="utf-8").endswith('{"mentorlog":"end"}\n')


@pytest.mark.usefixtures("some")
def test_a_manager_gets_what_is_public_and_nothing_to_find_it_by(run: Run) -> None:
    done = run("export", "--for", "manager")
    assert done.err == "This is a selection: it has no history, and cannot be imported again.\n"
    found = json.loads(done.out)
    assert [goal["title"] for goal in found["goals"]] == ["Known"]
    assert found["for"] == "manager"
    for key in ('"id"', '"uid"', '"tags"', '"events"', '"changes"'):
        assert key not in done.out
    lines = run("export", "--for", "manager", "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["title"] for line in lines if '"record":"goal"' in line] == ["Known"]


@pytest.mark.usefixtures("some")
def test_a_mentor_gets_what_is_shared(run: Run) -> None:
    found = json.loads(run("export", "--for", "mentor").out)
    assert [goal["title"] for goal in found["goals"]] == ["Known", "Ours"]
    assert [line["text"] for line in found["takeaways"]] == ["Open with a story"]
    assert found["goals"][0]["progress"] is None


@pytest.mark.usefixtures("some")
def test_a_part_is_asked_for_by_kind_and_by_day(run: Run) -> None:
    found = json.loads(run("export", "--kind", "session", "--kind", "goals").out)
    assert list(found) == ["mentorlog", "for", "goals", "sessions"]
    found = json.loads(run("export", "--until", "2026-10-31").out)
    assert [session["held_on"] for session in found["sessions"]] == ["2026-10-01"]
    assert "goals" not in found
    found = json.loads(run("export", "--since", "2026-11-01", "--kind", "session").out)
    assert list(found) == ["mentorlog", "for"]


@pytest.mark.usefixtures("some")
def test_what_cannot_be_read_names_what_can(run: Run) -> None:
    done = run("export", "--format", "xml")
    assert done.code == 2
    assert "json, jsonl" in done.err
    done = run("export", "--kind", "dream")
    assert done.code == 2
    assert "goal" in done.err


@pytest.mark.usefixtures("some")
def test_the_end_of_the_files_name_tells_the_format(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    for name, format, more in [
        ("x.csv", "csv", ("--kind", "goal")),
        ("x.ics", "ics", ()),
        ("x.jsonl", "jsonl", ()),
        ("x.jsonl", "jsonl", ("--kind", "goal")),
        ("x.json", "json", ("--kind", "goal")),
        ("x.json", "jsonl", ()),
    ]:
        assert run("export", "-o", name, *more, "--force").code == 0
        assert (home / name).read_bytes() == run("export", "--format", format, *more).out.encode()
    assert "--for WHO leaves out" in run("export", "-o", "y.ics").err
    refused = run("export", "-o", "x.md")
    assert refused.code == 2
    assert "hint: mentorlog export --format markdown -o FOLDER; mentorlog session" in refused.err
    assert not (home / "x.md").exists()
    assert run("export", "-o", "x.ics", "--format", "csv", "--kind", "goal").code == 2


def test_a_journal_that_is_not_there_is_an_empty_one(run: Run, journal: Path) -> None:
    head = f'{{"mentorlog":{VERSION},"numbers":{{}}}}\n'
    assert run("export").out == head + '{"mentorlog":"end"}\n'
    assert not journal.stat().st_size


def test_the_pauses_of_a_mentorship_are_days_in_a_table(run: Run) -> None:
    run("mentor", "add", "Dana", "--started", "2026-06-01")
    pause = ("mentorship", "pause", "dana")
    run(*pause, "--on", "2026-11-01", "--until", "2026-11-10", "--why", "Leave")
    run(*pause)
    out = run("export", "--kind", "mentorship", "--format", "csv").out
    assert ",2026-11-01..2026-11-10 Leave; 2026-11-22..," in out
