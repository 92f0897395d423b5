"""``import`` of the journal's own JSON: what is adopted, what is merged, and what is refused."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from forked import MENTORLOG, Forked

if TYPE_CHECKING:
    from tests.conftest import Once, Result, Run

Lines = list[dict[str, Any]]


@pytest.fixture
def other(home: Path) -> Path:
    """Another journal."""
    return home / "other.db"


@pytest.fixture
def exported(run: Run, home: Path, once_in_home: Once) -> Path:
    """A small journal in JSON Lines, exported; the journal itself goes on."""
    path = home / "all.jsonl"

    def write() -> None:
        run("init", "--name", "Priya Nair")
        run("mentor", "add", "Dana Ortiz", "--every", "2w")
        run("goal", "add", "Speak", "--by", "2027-03-31", "--tag", "talks")
        run("log", "dana", "-t", "Open with a story", "-a", "Draft, due friday")

        assert run("export", "--format", "jsonl", "-o", str(path)).code == 0

    once_in_home("a journal that was exported", write)
    return path


def lines(path: Path) -> Lines:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def edited(path: Path, table: str, number: int, **values: object) -> Path:
    """The file with a row of a table changed."""
    rows = lines(path)
    next(row for row in rows if row.get("table") == table and row["id"] == number).update(values)
    return write(path, rows)


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def bring(run: Run, other: Path, *words: str, stdin: str | None = None) -> Result:
    return run("--journal", str(other), "import", *words, stdin=stdin)


# --- an empty journal adopts --------------------------------------------------------------------


def test_an_empty_journal_becomes_the_file(
    run: Run, exported: Path, other: Path, golden: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(exported.parent)
    done = bring(run, other, exported.name)
    assert (done.code, done.err) == (0, "")
    golden("import_whole", done.out)
    assert ask(other, "SELECT name FROM people WHERE is_me") == [("Priya Nair",)]
    assert ask(other, "SELECT command FROM operations") == [
        (name,) for name in ("init", "mentor add", "goal add", "log")
    ]


def test_one_that_only_has_an_owner_becomes_it_too(run: Run, exported: Path, other: Path) -> None:
    run("--journal", str(other), "init", "--name", "Somebody")
    assert json.loads(bring(run, other, str(exported), "--json").out)["adopted"]
    assert ask(other, "SELECT name FROM people") == [("Priya Nair",), ("Dana Ortiz",)]
    assert ask(other, "SELECT count(*) FROM operations") == [(4,)]


def test_one_whose_only_goal_was_undone_does_not(run: Run, exported: Path, other: Path) -> None:
    run("--journal", str(other), "goal", "add", "Gone")
    run("--journal", str(other), "undo")
    assert not json.loads(bring(run, other, str(exported), "--json").out)["adopted"]
    assert ("goal add",) in ask(other, "SELECT command FROM operations")


def test_it_is_read_from_standard_input(run: Run, exported: Path, other: Path) -> None:
    text = exported.read_text(encoding="utf-8")
    assert bring(run, other, "-", stdin=text).code == 0
    assert ask(other, "SELECT title FROM goals") == [("Speak",)]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(
    run: Run, exported: Path, other: Path
) -> None:
    exported.write_bytes(b"\xef\xbb\xbf" + exported.read_bytes().replace(b"\n", b"\r\n"))
    assert bring(run, other, str(exported)).code == 0
    assert ask(other, "SELECT title FROM goals") == [("Speak",)]


def test_a_column_nobody_knows_is_left_out_and_said(run: Run, exported: Path, other: Path) -> None:
    done = bring(run, other, str(edited(exported, "goals", 1, colour="red")))
    assert done.code == 0
    assert done.err == '"colour" of goals is not known and was left out.\n'
    assert ask(other, "SELECT title FROM goals") == [("Speak",)]


# --- one with records merges --------------------------------------------------------------------


def test_a_second_import_changes_nothing(run: Run, exported: Path, journal: Path) -> None:
    before = ask(journal, "SELECT * FROM changes")
    done = json.loads(run("import", str(exported), "--json").out)
    assert all(not count["added"] and not count["updated"] for count in done["kinds"].values())
    assert done["kinds"]["goal"]["skipped"] == 1
    assert ask(journal, "SELECT * FROM changes") == before


def test_what_is_new_gets_numbers_of_this_journal(run: Run, exported: Path, other: Path) -> None:
    run("--journal", str(other), "init", "--name", "Priya N.")
    run("--journal", str(other), "goal", "add", "Mine")
    run("--journal", str(other), "todo", "Something of mine")
    done = json.loads(bring(run, other, str(exported), "--json").out)
    assert done["kinds"]["person"] == {"added": 1, "updated": 0, "skipped": 1}
    assert ask(other, "SELECT id, owner, title FROM goals") == [(1, 1, "Mine"), (2, 1, "Speak")]
    assert ask(other, "SELECT a.id, a.text, s.id FROM actions a JOIN sessions s ON s.id = a.session") == [
        (2, "Draft", 1)
    ]  # fmt: skip
    assert ask(other, "SELECT kind, record, tag FROM taggings") == [("goal", 2, "talks")]
    assert ask(other, "SELECT name FROM people WHERE is_me") == [("Priya N.",)]
    assert ask(other, "SELECT count(*) FROM events WHERE kind = 'goal' AND record = 2") == [(2,)]


def test_a_merge_is_one_operation_that_undo_takes_back(
    run: Run, exported: Path, other: Path
) -> None:
    run("--journal", str(other), "goal", "add", "Mine")
    before = ask(other, "SELECT * FROM goals"), ask(other, "SELECT * FROM people")
    assert bring(run, other, str(exported)).code == 0
    assert run("--journal", str(other), "undo").out.startswith("Taken back: import of")
    assert (ask(other, "SELECT * FROM goals"), ask(other, "SELECT * FROM people")) == before
    assert ask(other, "SELECT count(*) FROM sessions") == [(0,)]


@pytest.mark.parametrize(
    ("instant", "count", "title"),
    [
        ("2027-01-01T00:00:00.000Z", "updated", "Speak twice"),
        ("2020-01-01T00:00:00.000Z", "skipped", "Speak"),
    ],
)
def test_only_what_is_newer_takes_the_place_of_what_is_here(
    run: Run, exported: Path, journal: Path, instant: str, count: str, title: str
) -> None:
    path = edited(exported, "goals", 1, title="Speak twice", updated_at=instant)
    done = json.loads(run("import", str(path), "--json").out)
    assert done["kinds"]["goal"][count] == 1
    assert ask(journal, "SELECT title FROM goals") == [(title,)]
    again = json.loads(run("import", str(path), "--json").out)
    assert again["kinds"]["goal"]["skipped"] == 1


@pytest.mark.parametrize(
    ("instant", "area", "told"),
    [
        ("2027-01-01T00:00:00.000Z", "there", 'the later "there" is taken; here it was "here"'),
        (
            None,
            "here",
            '"here" was said here, and stays; the file has "there"',
        ),
    ],
)
def test_two_copies_that_were_both_edited_come_to_what_both_said(
    run: Run, exported: Path, journal: Path, instant: str | None, area: str, told: str
) -> None:
    run("goal", "edit", "1", "--why", "here", "--area", "here")
    run("goal", "close", "1", "--as", "achieved")
    at = instant or of(lines(exported), "goals")["updated_at"]
    path = edited(exported, "goals", 1, title="Speak twice", area="there", updated_at=at)
    assert run("import", str(path)).err == f"g1, area: {told}.\n"
    found = ask(journal, "SELECT title, why, area, state FROM goals")
    assert found == [("Speak twice", "here", area, "achieved")]
    assert "there" in run("changes", "g1", "--json").out
    before = ask(journal, "SELECT * FROM changes")
    assert run("import", str(path)).err == ""
    assert ask(journal, "SELECT * FROM changes") == before


def test_the_files_owner_is_this_journals(run: Run, exported: Path, journal: Path) -> None:
    path = edited(
        exported,
        "people",
        1,
        uid="feedfeedfeedfeed",
        name="P. Nair",
        updated_at="2099-01-01T00:00:00.000Z",
    )
    assert run("import", str(path)).code == 0
    assert ask(journal, "SELECT name FROM people") == [("Priya Nair",), ("Dana Ortiz",)]


def test_the_order_of_the_rows_does_not_matter(run: Run, exported: Path, other: Path) -> None:
    rows = lines(exported)
    write(exported, [rows[0], *reversed(rows[1:-1]), rows[-1]])
    run("--journal", str(other), "goal", "add", "Mine")
    assert bring(run, other, str(exported)).code == 0
    assert ask(other, "SELECT count(*) FROM actions JOIN sessions ON sessions.id = session") == [
        (1,)
    ]


# --- what is refused ----------------------------------------------------------------------------

BROKEN: dict[str, tuple[Callable[[Lines], None], str]] = {
    "no goal of that number": (
        lambda rows: of(rows, "actions").update(goal=9), "its goal 9 is not in the file"),
    "a number twice": (
        lambda rows: rows.insert(5, dict(of(rows, "goals"))), "its id 1 is in the file twice"),
    "a uid twice": (
        lambda rows: rows.insert(5, of(rows, "goals") | {"id": 4}), "is in the file twice"),
    "no title": (lambda rows: of(rows, "goals").update(title=None), "its title is missing"),
    "no such day": (
        lambda rows: of(rows, "goals").update(target_on="2026-02-30"),
        'its target_on cannot be "2026-02-30"'),
    "a list": (
        lambda rows: of(rows, "goals").update(why=["because"]),
        "its why is neither text nor a whole number"),
    "NUL": (
        lambda rows: of(rows, "goals").update(why="a\0b"),
        "text with a NUL character in it cannot be stored"),
    "half a character": (
        lambda rows: of(rows, "goals").update(why="\ud800"), "its text is not valid Unicode"),
    "a number too large": (
        lambda rows: of(rows, "goals").update(owner=2**70), "a number in it is too large"),
    "minutes of a year": (
        lambda rows: of(rows, "sessions").update(minutes=10**6), 'its minutes cannot be "1000000"'),
    "a metric from 5 to 5": (
        lambda rows: of(rows, "goals").update(metric_from="5", metric_to="5.0"),
        'its metric_to cannot be "5.0"'),
    "year 0": (
        lambda rows: of(rows, "goals").update(start_on="0000-01-01"),
        'its start_on cannot be "0000-01-01"'),
    "a cadence without end": (
        lambda rows: of(rows, "mentorships").update(cadence_days=10**18),
        f'its cadence_days cannot be "{10**18}"'),
    "progress in words": (
        lambda rows: of(rows, "events").update(kind="goal", field="progress", new="lots"),
        'its new cannot be "lots"'),
    "an instant that is none": (
        lambda rows: of(rows, "goals").update(created_at="yesterday"),
        'its created_at cannot be "yesterday"'),
    "a word for a number": (
        lambda rows: of(rows, "goals").update(owner="me"), "its owner "),
    "no number": (lambda rows: of(rows, "actions").update(id="x"), "its id is "),
    "no such table": (
        lambda rows: of(rows, "goals").update(table="dreams"), 'no table is called'),
}  # fmt: skip


HOSTILE: dict[str, dict[str, Any]] = {
    "no table is called": {"tbl": "writing"},
    "its before and after are not": {"change": "delete"},
    "its after is not a row of": {"after": '{"id) SELECT 1; --": 1}'},
    "its after is not a row of people": {"after": "[]"},
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_history_that_undo_cannot_play_back_is_refused(
    run: Run, exported: Path, other: Path, reason: str
) -> None:
    rows = lines(exported)
    of(rows, "changes").update(HOSTILE[reason])
    assert reason in refused(run, other, write(exported, rows))


def of(rows: Lines, table: str) -> dict[str, Any]:
    return next(row for row in rows if row.get("table") == table)


# Both ways in ask the same rules; a merge knows the second of a uid as the first.
CASES = [(name, True) for name in BROKEN]
CASES += [(name, False) for name in [*BROKEN][::8] if "uid" not in name]


@pytest.mark.parametrize(("name", "empty"), CASES)
def test_one_bad_row_and_nothing_is_imported(
    run: Run, exported: Path, other: Path, name: str, empty: bool
) -> None:
    if not empty:
        run("--journal", str(other), "goal", "add", "Mine")
    rows = lines(exported)
    change, reason = BROKEN[name]
    change(rows)
    done = bring(run, other, str(write(exported, rows)))
    assert done.code in (2, 3)
    said, _, hint = done.err.partition("\n")
    # What a row of an empty journal names is looked for once all are there.
    assert said.startswith((f"{exported}, line ", f"{exported}: in row 1 of actions ")), said
    assert reason in said
    assert hint.startswith("hint: ")
    assert "--skip-bad" in hint
    assert ask(other, "SELECT title FROM goals") == ([] if empty else [("Mine",)])
    assert ask(other, "SELECT count(*) FROM sessions") == [(0,)]


@pytest.mark.parametrize("empty", [True, False], ids=["adopt", "merge"])
def test_bad_rows_are_left_out_with_what_hangs_on_them(
    run: Run, exported: Path, other: Path, empty: bool
) -> None:
    if not empty:
        run("--journal", str(other), "goal", "add", "Mine")
    rows = lines(exported)
    of(rows, "sessions")["held_on"] = "yesterday"
    done = bring(run, other, str(write(exported, rows)), "--skip-bad")
    assert done.code == 0
    assert "bad rows were left out." in done.err
    assert ask(other, "SELECT title FROM goals")[-1] == ("Speak",)
    assert ask(other, "PRAGMA foreign_key_check") == []


def refused(run: Run, other: Path, path: Path, *words: str) -> str:
    done = bring(run, other, str(path), *words)
    assert done.code in (2, 3), done
    assert not other.exists() or ask(other, "SELECT count(*) FROM goals") == [(0,)]
    return done.err


def test_a_file_cut_off_anywhere_is_refused(run: Run, exported: Path, home: Path) -> None:
    whole = exported.read_bytes()
    whole = whole.replace(b"Dana", b"D\\u00e4na", 1)
    inside = whole.index(b"\\u00e4") + 4
    ends = (inside, *range(60, len(whole) - 2, len(whole) // 9))
    for number, end in enumerate(ends):
        exported.write_bytes(whole[:end])
        said = refused(run, home / f"{number}.db", exported)
        assert ", line " in said


def test_json_lines_cut_off_between_two_lines_are_refused(
    run: Run, exported: Path, other: Path
) -> None:
    rows = lines(exported)
    write(exported, rows[:-1])
    said = refused(run, other, exported)
    assert f"{exported}, line {len(rows) - 1}: the file is cut off after this line" in said


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            '{"mentorlog": 99, "people": []}',
            "it was written by a newer mentorlog (its format is 99",
        ),
        ('{"mentorlog": "x", "people": []}', "its version is not a number"),
        ('{"mentorlog": 1, "for": "manager", "goals": []}', "it is a selection made for manager"),
        ('{"mentorlog": 1,\n "for": "me",\n "goals": []}', "a whole journal is JSON Lines"),
        ('{"mentorlog": 1, "people": [}', "line 1: it is JSON, and a whole journal is JSON Lines"),
        ('{"mentorlog": 1}\n{"table": NaN}\n{"mentorlog":"end"}\n', "line 2: NaN is not JSON"),
        ('{"mentorlog": 1}\n{"table": ' + "[" * 100_000, "line 2: it is nested too deep"),
        ('{"mentorlog": 1}\n{"id": 1}\n{"mentorlog":"end"}\n', 'line 2: it has no "table"'),
        ('{"mentorlog": 1}\n[]\n{"mentorlog":"end"}\n', "line 2: it is not an object"),
        ('{"mentorlog": 1}\n{"table"\n{"mentorlog":"end"}\n', "line 2: it is not JSON"),
        ('{"mentorlog": 1}\n{}{}\n{"mentorlog":"end"}\n', "line 2: there is more after its end"),
    ],
)
def test_what_is_no_journal_of_ours_is_said_in_a_sentence(
    run: Run, home: Path, other: Path, text: str, reason: str
) -> None:
    path = home / "x.json"
    path.write_text(text, encoding="utf-8")
    said = refused(run, other, path)
    assert reason in said
    assert str(path) in said.splitlines()[0]


def test_another_encoding_is_refused_with_its_line(run: Run, exported: Path, other: Path) -> None:
    rows = exported.read_bytes().splitlines(keepends=True)
    rows[2] = rows[2].replace(b"Dana", b"D\xe4na")
    exported.write_bytes(b"".join(rows))
    assert f"{exported}, line 3: it is not UTF-8 text" in refused(run, other, exported)
    exported.write_bytes(exported.read_bytes().decode("latin-1").encode("utf-16"))
    assert bring(run, other, str(exported)).code == 0


def test_a_file_that_is_not_there(run: Run, home: Path, other: Path) -> None:
    assert refused(run, other, home / "none.json").startswith(f"{home / 'none.json'}: ")


# --- a rehearsal, and an end in the middle --------------------------------------------------------


def test_a_rehearsal_says_the_same_and_writes_nothing(
    run: Run, exported: Path, journal: Path, other: Path
) -> None:
    before = journal.read_bytes()
    new = edited(exported, "goals", 1, uid="feedfeedfeedfeed")
    said = run("import", str(new), "--dry-run")
    assert said.out.startswith("Would import ")
    assert journal.read_bytes() == before
    said = bring(run, other, str(new), "--dry-run")
    assert " ".join(said.out.split()).startswith("Would import the whole journal of ")
    assert not other.exists()


@pytest.mark.skipif(os.name != "posix", reason="Windows has no SIGINT for one process alone")
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("empty", [True, False], ids=["adopt", "merge"])
def test_a_command_stopped_in_the_middle_leaves_the_journal_as_it_was(
    run: Run, exported: Path, other: Path, home: Path, end: signal.Signals, empty: bool
) -> None:
    if not empty:
        run("--journal", str(other), "goal", "add", "Mine")
    rows = exported.read_text(encoding="utf-8").splitlines()
    win = {"table": "wins", "happened_on": "2026-01-01", "title": "x" * 1000}
    wins = [json.dumps(win | {"id": id, "uid": f"{id:016x}"}) for id in range(1, 10_000)]
    exported.write_text("\n".join([*rows[:-1], *wins, rows[-1], ""]), encoding="utf-8")
    said, out, begun = home / "said", home / "out", Path(f"{other}-journal")
    with said.open("w") as err, out.open("w") as nothing:
        argv = ("--journal", str(other), "import", str(exported))
        streams = 0, nothing.fileno(), err.fileno()
        process = Forked(MENTORLOG, argv, streams, dict(os.environ), lambda: None)
        while not begun.exists() and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(end)
        again = time.monotonic() + 5
        while process.poll() is None:
            if time.monotonic() > again:
                process.send_signal(
                    end
                )  # Python loses one that comes while an object is taken down.
                again += 5
            time.sleep(0.001)
    assert process.returncode == (130 if end == signal.SIGINT else -end)
    assert "Traceback" not in said.read_text(encoding="utf-8")
    goals = run("--journal", str(other), "goal", "--json")
    assert [goal["title"] for goal in json.loads(goals.out)] == ([] if empty else ["Mine"])
    assert ask(other, "SELECT count(*) FROM wins") == [(0,)]


def test_what_two_copies_said_on_one_day_stands_in_the_order_of_being_told(
    run: Run, exported: Path, other: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def there(*argv: str) -> Result:
        return run("--journal", str(other), *argv)

    there("import", str(exported))
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-11-23T09:00")
    for argv in (
        ("done", "a1"),
        ("goal", "pause", "g1"),
        ("goal", "edit", "g1", "--by", "2027-05-31"),
    ):
        there(*argv)
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-11-23T10:00")
    for argv in (
        ("done", "a1"),
        ("action", "reopen", "a1"),
        ("goal", "edit", "g1", "--by", "2027-06-30"),
    ):
        run(*argv)
    run("export", "-o", str(home / "here.jsonl"))
    there("export", "-o", str(home / "there.jsonl"))
    run("import", str(home / "there.jsonl"))
    there("import", str(home / "here.jsonl"))
    for journal in (run, there):
        assert journal("doctor").out.startswith("All is well")
        shown = json.loads(journal("show", "g1", "--json").out)
        assert (shown["state"], shown["target_on"]) == ("paused", "2027-06-30")
        assert json.loads(journal("show", "a1", "--json").out)["state"] == "open"


@pytest.mark.parametrize("is_held_first", [False, True])
def test_a_session_that_both_moved_or_one_held_has_the_day_of_its_history(
    run: Run, other: Path, home: Path, monkeypatch: pytest.MonkeyPatch, *, is_held_first: bool
) -> None:
    def there(*argv: str) -> Result:
        return run("--journal", str(other), *argv)

    def exchanged(times: str) -> str:
        mine, theirs = (str(home / f"{whose} {times}.jsonl") for whose in ("mine", "theirs"))
        run("export", "-o", mine)
        there("export", "-o", theirs)
        run("import", theirs)
        return there("import", mine).err

    def on_both(day: str, state: str) -> None:
        for journal in (run, there):
            assert journal("doctor").out.startswith("All is well")
            shown = json.loads(journal("session", "show", "s1", "--json").out)
            assert (shown["held_on"], shown["state"]) == (day, state)

    def hour(day: int, hour: int) -> None:
        monkeypatch.setenv("MENTORLOG_TODAY", f"2026-11-{day}T{hour:02}:00")

    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "25 nov")
    run("session", "edit", "s1", "--on", "26 nov", "--why-moved", "Ill")
    run("export", "-o", str(home / "begun.jsonl"))
    there("import", str(home / "begun.jsonl"))
    hour(23, 9)
    there("session", "edit", "s1", "--on", "9 dec", "--why-moved", "Again")
    hour(23, 10)
    run("session", "edit", "s1", "--on", "24 nov", "--why-moved", "Third")
    assert 's1, day: the later "2026-11-24" is taken; here it was "2026-12-09".' in exchanged(
        "once"
    )
    on_both("2026-11-24", "planned")
    assert there("session", "show", "s1").out.endswith("“Third”\n")
    hour(24, 9 + is_held_first)
    there("session", "edit", "s1", "--on", "12 dec")
    hour(24, 10 - is_held_first)
    run("log", "dana", "-t", "A story")
    exchanged("twice")
    on_both("2026-11-24", "held")
    there("undo")
    shown = json.loads(there("session", "show", "s1", "--json").out)
    assert (shown["held_on"], shown["state"]) == ("2026-12-12", "planned")
    there("redo")
    on_both("2026-11-24", "held")


def test_what_was_undone_in_another_copy_is_told_as_undone(
    run: Run, other: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def there(*argv: str) -> Result:
        return run("--journal", str(other), *argv)

    def brought(hour: int) -> None:
        monkeypatch.setenv("MENTORLOG_TODAY", f"2026-11-23T{hour}:30")
        run("export", "-o", str(home / f"{hour}.jsonl"))
        there("import", str(home / f"{hour}.jsonl"))

    run("mentor", "add", "Dana Ortiz")
    run("session", "plan", "dana", "3 dec")
    run("goal", "add", "Speak", "--by", "2027-01-01")
    brought(10)
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-11-23T11:00")
    run("session", "edit", "s1", "--on", "8 dec")
    run("goal", "edit", "g1", "--by", "2027-02-01")
    run("goal", "close", "g1", "--as", "achieved")
    brought(11)
    monkeypatch.setenv("MENTORLOG_TODAY", "2026-11-23T12:00")
    run("undo", "3")
    run("session", "edit", "s1", "--topic", "Openings")
    run("goal", "edit", "g1", "--title", "Speak up")
    brought(12)
    for again in (False, True):
        if again:
            there("undo")
            assert there("doctor").out.startswith("All is well")
            there("redo")
        shown = json.loads(there("session", "show", "s1", "--json").out)
        assert shown["held_on"] == "2026-12-03"
        assert there("session", "show", "s1").out.endswith("Moved: Tue 8 Dec → Thu 3 Dec, −5 d\n")
        goal = json.loads(there("goal", "show", "g1", "--json").out)
        assert (goal["state"], goal["target_on"]) == ("active", "2027-01-01")
        assert there("doctor").out.startswith("All is well")
    assert "Nothing in" in there("import", str(home / "12.jsonl")).out
