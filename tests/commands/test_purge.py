"""``mentorlog purge``: gone is gone, and what is left still holds together."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.dates import clock
from mentorlog.errors import JournalUnusable
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.journal.keeping.tombstones import SOME
from mentorlog.places import drafts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Once, Run

SECRETS = ("zanzibar", "quokka", "vermilion", "obsidian", "marzipan", "tungsten", "wolverine")
"""Words of the records that are purged, which nothing else says; also parts of them must go."""

PREFIX = 5
"""The index keeps the beginnings of words: a part this long stands in nothing else here."""

JOURNAL = (
    ("mentor", "add", "Dana Ortiz", "--every", "2w"),
    ("goal", "add", "Zanzibar plan", "--why", "QUOKKA first", "--tag", "vermilion"),
    ("goal", "add", "Something else"),
    ("milestone", "add", "1", "Obsidian draft"),
    ("goal", "edit", "1", "--by", "2027-03-31", "--why-moved", "Marzipan is late"),
    ("goal", "edit", "1", "--title", "Zanzibar, later", "--why", "tungsten now"),
    ("check-in", "1", "40", "--note", "A Wolverine day"),
    ("check-in", "2", "10", "--note", "Periscope up"),
    ("log", "dana", "-t", "Kept line", "-a", "Kept action", "--goal", "1"),
    ("action", "edit", "1", "--goal", "1"),
    ("milestone", "delete", "1", "--yes"),
    ("milestone", "add", "1", "Obsidian, again"),
)


@pytest.fixture
def used(run: Run, journal: Path, once: Once) -> Path:
    def write() -> None:
        for command in JOURNAL:
            ended = run(*command)
            assert ended.code == 0, (command, ended.err)

    once("a journal to purge", write)
    return journal


def found_in(folder: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Which of the words, or their beginnings, the bytes of which file hold, in any case."""
    return [
        (path.name, word)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for word in words
        if word[:PREFIX].encode() in path.read_bytes().lower()
    ]


def sound(path: Path) -> None:
    """The file, its index, and the log against the tables are whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO lines_fts (lines_fts, rank) VALUES ('integrity-check', 1)")
        assert connection.execute("SELECT * FROM writing").fetchall() == []
        command = "SELECT count(*) FROM operations o WHERE NOT EXISTS"
        command += " (SELECT 1 FROM changes c WHERE c.operation = o.id)"
        assert connection.execute(command).fetchone() == (0,)


def test_no_byte_of_a_purged_goal_is_left(run: Run, used: Path) -> None:
    assert {word for _, word in found_in(used.parent, SECRETS)} == set(SECRETS)
    purged = run("purge", "g1", "--yes")
    assert (purged.code, purged.err) == (0, "")
    assert purged.out.startswith("Purged g1: 3 records, ")
    assert found_in(used.parent, SECRETS) == []
    sound(used)
    assert [goal["title"] for goal in json.loads(run("goal", "--json").out)] == ["Something else"]
    assert run("search", "zanzibar").out == ""
    assert run("goal", "show", "1").code == 1
    assert run("undo", "g1").code == 1
    assert run("doctor").code == 0
    assert "Kept action" in run("action").out


def test_the_commit_alone_leaves_no_byte(
    run: Run, used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Killed before the file is written anew, the purge has already kept its word.
    monkeypatch.setattr("mentorlog.commands.keeping.storage.compact", lambda _: None)
    assert run("purge", "g1", "--yes").code == 0
    assert found_in(used.parent, SECRETS) == []


def test_what_is_left_can_still_be_undone(run: Run, used: Path) -> None:
    assert run("purge", "g1", "--yes").code == 0
    undone = []
    while (step := run("undo", "--json")).code == 0:
        undone.append(json.loads(step.out)["command"])
        sound(used)
    assert step.err == "There is nothing to undo.\n"
    # What had only to do with the goal is no command any more; the rest is taken back in turn.
    assert undone == ["log", "check-in", "goal add", "mentor add"]
    for command in ("redo", "undo"):
        assert run(command, "4").code == 0
    assert found_in(used.parent, SECRETS) == []


def test_undone_steps_are_purged_too(run: Run, used: Path) -> None:
    assert run("undo", "3").code == 0
    assert run("purge", "g1", "--yes").code == 0
    assert found_in(used.parent, SECRETS) == []
    sound(used)
    assert "nothing to redo" in run("redo").err
    assert run("undo").code == 0


def test_a_record_that_was_deleted_is_purged(run: Run, used: Path) -> None:
    assert run("goal", "delete", "1", "--yes").code == 0
    assert run("purge", "g1", "--yes").code == 0
    assert found_in(used.parent, SECRETS) == []
    sound(used)
    assert run("undo").code == 0


def test_one_field_or_line_goes_alone(run: Run, used: Path) -> None:
    for argv, words in (
        (("g1", "why"), (b"tungsten", b"quokka")),
        (("m2",), (b"again",)),
        (("m1",), (b"obsidian draft",)),
    ):
        purged = run("purge", *argv, "--yes")
        assert (purged.code, purged.err) == (0, "")
        assert not [word for word in words if word in used.read_bytes().lower()]
    assert json.loads(run("goal", "show", "1", "--json").out)["title"] == "Zanzibar, later"
    assert run("doctor").out.startswith("All is well")
    sound(used)


def test_a_check_ins_note_goes_and_its_value_stays(run: Run, used: Path) -> None:
    history = json.loads(run("changes", "g2", "--json").out)
    (number,) = {
        change["number"]
        for change in history
        if {"field": "note", "before": None, "after": "Periscope up"} in change["fields"]
    }
    assert run("purge", f"e{number}", "note", "--yes").code == 0
    assert found_in(used.parent, ("periscope",)) == []
    assert json.loads(run("goal", "show", "2", "--json").out)["progress"] == 10
    assert run("purge", f"e{number}", "--yes").code == 0
    assert json.loads(run("goal", "show", "2", "--json").out)["progress"] is None
    sound(used)


def test_a_title_that_must_be_loses_its_earlier_words(run: Run, used: Path) -> None:
    assert run("goal", "edit", "1", "--title", "Plain words").code == 0
    assert run("purge", "g1", "title", "--yes").code == 0
    assert found_in(used.parent, ("zanzibar",)) == []
    assert json.loads(run("goal", "show", "1", "--json").out)["title"] == "Plain words"
    assert run("undo").out.startswith("Taken back: milestone add")
    assert run("undo", "3").code == 0
    sound(used)
    assert found_in(used.parent, ("zanzibar",)) == []


def test_an_answer_is_taken_out_of_its_event_too(run: Run, used: Path) -> None:
    run("log", "dana", "--question", "Who?")
    assert run("takeaway", "answer", "2", "Periwinkle knows").code == 0
    assert run("purge", "t2", "answer", "--yes").code == 0
    assert found_in(used.parent, ("periwinkle",)) == []
    assert json.loads(run("takeaway", "show", "2", "--json").out)["answer"] is None


def test_a_title_that_reads_like_a_state_leaves_the_states(run: Run, used: Path) -> None:
    assert run("goal", "edit", "2", "--title", "active").code == 0
    assert run("goal", "edit", "2", "--title", "Something").code == 0
    assert run("purge", "g2", "title", "--yes").code == 0
    with closing(sqlite3.connect(used)) as connection:
        made = "SELECT new FROM events WHERE kind = 'goal' AND record = 2 AND field = 'created'"
        assert connection.execute(made).fetchall() == [("active",)]


def test_a_session_takes_its_lines_and_leaves_its_actions(run: Run, used: Path) -> None:
    assert run("purge", "s1", "--yes").code == 0
    assert b"kept line" not in used.read_bytes().lower()
    (action,) = json.loads(run("action", "--json").out)
    assert (action["text"], action["session"]) == ("Kept action", None)
    sound(used)
    assert run("undo", "3").code == 0
    sound(used)


def test_somebody_still_named_stays_and_says_by_what(run: Run, used: Path) -> None:
    refused = run("purge", "p2", "--yes")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("p2 is still named by r1, s1, and cannot be purged.\nhint: purge")
    assert run("purge", "p1", "--yes").err == "p1 is the journal's owner and cannot be purged.\n"
    for reference in ("s1", "r1", "p2"):
        assert run("purge", reference, "--yes").code == 0, reference
    assert found_in(used.parent, ("ortiz",)) == []
    sound(used)
    assert run("undo", "3").code == 0
    sound(used)


def test_a_new_name_can_be_the_only_one(run: Run, used: Path) -> None:
    assert run("person", "edit", "dana", "--name", "D. O.").code == 0
    assert run("purge", "p2", "name", "--yes").code == 0
    assert found_in(used.parent, ("ortiz",)) == []
    assert run("mentor").out.count("D. O.") == 1


def test_only_a_check_in_is_an_event_by_itself(run: Run, used: Path) -> None:
    with closing(sqlite3.connect(used)) as connection:
        (number,) = connection.execute("SELECT id FROM events WHERE note LIKE 'Marz%'").fetchone()
    refused = run("purge", f"e{number}", "--yes")
    assert refused.code == 1
    assert refused.err.startswith(f"e{number} tells how the target of a goal changed, and stays.")
    assert run("purge", f"e{number}", "note", "--yes").code == 0
    assert found_in(used.parent, ("marzipan",)) == []


def test_a_rehearsal_says_what_would_go_and_does_nothing(run: Run, used: Path) -> None:
    run("todo", "Ask about Zanzibar, later")
    before = used.read_bytes()
    told = run("purge", "g1", "--dry-run")
    assert used.read_bytes() == before
    assert (told.code, told.err) == (0, "")
    assert re.sub(r"\d+ (events?|rows|tags)", r"N \1", told.out) == (
        "Purge g1: gone for good, and undo cannot bring it back.\n"
        " Goes   g1  Zanzibar, later\n"
        "        m1  Obsidian draft\n"
        "        m2  Obsidian, again\n"
        "        N events, N tags and links, N rows of history\n"
        " Stays  a1  Kept action · loses its link\n"
        " Also   the same words stand in a2, and stay there\n"
    )
    plan = json.loads(run("purge", "g1", "--dry-run", "--json").out)
    assert [each["code"] for each in plan["records"]] == ["g1", "m1", "m2"]
    assert plan["elsewhere"] == ["a2"]


@pytest.mark.parametrize(
    ("argv", "code", "said"),
    [
        (("g1",), 2, "Purge g1 for good? That needs a yes.\nhint: add --yes\n"),
        (("g9", "--yes"), 1, 'No goal matches "g9".\n'),
        (("g1", "measure", "--yes"), 1, "Nothing is held of g1's measure, now or earlier.\n"),
        (("g1", "state", "--yes"), 2, 'g1 has no words called "state".\n'),
        (("goal", "one", "--yes"), 2, 'Cannot read "goal" as a letter and number.\n'),
        (("g1", "why", "title", "--yes"), 2, "A purge takes one record and one of its fields.\n"),
        (("x1", "--yes"), 2, 'Cannot read "x1" as a letter and number.\n'),
        (("plan", "--yes"), 2, 'Cannot read "plan" as a letter and number.\n'),
    ],
)
def test_what_cannot_be_purged(
    run: Run, used: Path, argv: tuple[str, ...], code: int, said: str
) -> None:
    before = used.read_bytes()
    refused = run("purge", *argv)
    assert (refused.code, refused.out) == (code, "")
    assert refused.err.startswith(said)
    assert used.read_bytes() == before


def test_nothing_to_purge_makes_no_journal(run: Run, journal: Path) -> None:
    assert run("purge", "g1", "--yes").code == 1
    assert not journal.stat().st_size


# Backups and drafts


@pytest.fixture
def copied(used: Path) -> Path:
    """The journal with a backup, a sealed one, and a draft of what it says."""
    made = backup.make(used, clock({"MENTORLOG_TODAY": "2026-11-22"}))
    shutil.copy(used, made.with_suffix(".db.age"))
    made.with_suffix(".db.age").write_bytes(b"sealed")
    drafts(used).mkdir(mode=0o700)
    (drafts(used) / "2026-11-22-dana-1.md").write_text("- a  WOLVERINE\n  day\n", encoding="utf-8")
    (drafts(used) / "2026-11-22-dana-2.md").write_text("- something else\n", encoding="utf-8")
    return made


@pytest.fixture
def older(run: Run, copied: Path) -> Path:
    """A backup from before the goal was made, which knows nothing of it."""
    with closing(sqlite3.connect(copied)) as connection:
        (uid,) = connection.execute("SELECT uid FROM journal").fetchone()
    older = copied.with_name("journal-20260101T120000Z-manual.db")
    assert run("--journal", str(older), "goal", "add", "Earlier").code == 0
    with closing(sqlite3.connect(older, isolation_level=None)) as connection:
        connection.execute("UPDATE journal SET uid = ?", [uid])
    return older


def purged_backup(journal: Path) -> Path:
    (made,) = [each.path for each in backup.find(journal) if each.why == "purge"]
    return made


def test_backups_and_drafts_are_told_and_left(run: Run, used: Path, copied: Path) -> None:
    purged = run("purge", "g1", "--yes")
    draft = drafts(used) / "2026-11-22-dana-1.md"
    assert purged.err == (
        f"Still in {copied}.\nStill in {draft}; delete it when you need it no more.\n{sealed(copied)}"
        "hint: mentorlog purge g1 --everywhere --yes removes those too\n"
    )
    assert {name for name, _ in found_in(used.parent, SECRETS)} == {copied.name, draft.name}
    draft.unlink()
    # It is no longer in the journal, and can be purged all the same.
    again = run("purge", "g1", "--everywhere", "--yes")
    assert again.code == 0
    made = purged_backup(used)
    assert "".join(again.out.split()) == (
        f"Purgedg1:nothingofitwasleftinthejournalRemoved{copied}Abackupofthepurgedjournal:{made}"
    )
    assert found_in(used.parent, SECRETS) == []
    assert (drafts(used) / "2026-11-22-dana-2.md").exists()
    sound(made)
    assert os.name != "posix" or made.stat().st_mode & 0o077 == 0
    assert list((used.parent / "backups").rglob("*.db")) == [made]


def sealed(copied: Path) -> str:
    name = copied.with_suffix(".db.age")
    return f"{name} cannot be read, and stays; remove it if it may hold it.\n"


def test_everywhere_at_once(run: Run, used: Path, copied: Path, older: Path) -> None:
    ended = run("purge", "g1", "--everywhere", "--yes", "--json")
    told = json.loads(ended.out)
    assert told["backups_removed"] == [str(copied)]
    assert told["backup"] == str(purged_backup(used))
    assert (told["backups"], told["drafts"]) == ([], [])
    assert found_in(used.parent, SECRETS) == []
    assert ended.err == sealed(copied)
    assert older.exists()
    sound(purged_backup(used))
    # Once more by the same words: nothing goes, and no second backup is made.
    again = json.loads(run("purge", "g1", "--everywhere", "--yes", "--json").out)
    assert (again["backups_removed"], again["backup"], again["changes"]) == ([], None, 0)
    assert purged_backup(used).exists() and older.exists()


@pytest.mark.parametrize(("answers", "left"), [("y\ny\n", 0), ("y\nn\n", 2), ("n\n", 3)])
def test_on_a_terminal_it_shows_and_asks(
    run: Run, used: Path, copied: Path, monkeypatch: pytest.MonkeyPatch, answers: str, left: int
) -> None:
    monkeypatch.setattr("mentorlog.commands.desk.at_terminal", lambda: True)
    monkeypatch.setattr("mentorlog.commands.keeping.at_terminal", lambda: True)
    ended = run("purge", "g1", stdin=answers)
    assert ended.code == (130 if left == 3 else 0)
    assert "Purge g1: gone for good, and undo cannot bring it back." in ended.err
    assert f"{copied.name} holds it" in ended.err
    assert "Zanzibar, later" in ended.err and "Purge g1 for good? [y/N] " in ended.err
    assert ("Also remove 1 backup and 1 draft? [y/N]" in ended.err) is (left != 3)
    assert "zanzibar" not in ended.out.lower()
    assert len({name for name, _ in found_in(used.parent, SECRETS)}) == left
    assert copied.exists() is (left != 0)


def test_a_file_that_is_no_backup_is_told(run: Run, copied: Path) -> None:
    copied.write_bytes(b"not a journal at all, but Zanzibar" * 40)
    said = run("purge", "g1", "--everywhere", "--yes").err
    assert f"{copied} cannot be read" in said


def test_what_a_killed_backup_left_goes_too(run: Run, used: Path, copied: Path) -> None:
    part = copied.with_name(f".{copied.name}.part")
    part.write_bytes(b"half of zanzibar")
    assert run("purge", "g1", "--everywhere", "--yes").code == 0
    assert not part.exists()
    assert found_in(used.parent, SECRETS) == []


def test_a_damaged_backup_that_knows_it_goes(run: Run, used: Path, copied: Path) -> None:
    content = copied.read_bytes()
    copied.write_bytes(b"\0" * 4096 + content[4096:])
    assert run("purge", "g1", "--everywhere", "--yes").code == 0
    assert found_in(used.parent, SECRETS) == []


def test_a_backup_of_an_older_format_goes_too(run: Run, used: Path, copied: Path) -> None:
    with closing(sqlite3.connect(copied, isolation_level=None)) as older:
        uid = older.execute("SELECT uid FROM people WHERE is_me = 1").fetchone()[0]
        older.execute("DROP TABLE journal")
        older.execute("DROP TABLE tombstones")
        older.execute("PRAGMA user_version = 4")
    with closing(sqlite3.connect(used, isolation_level=None)) as upgraded:
        upgraded.execute("UPDATE journal SET uid = ?", [uid])
    assert run("purge", "g1", "--everywhere", "--yes").code == 0
    assert found_in(used.parent, ("zanzibar",)) == []


def test_another_journals_files_that_know_it_are_named_and_stay(
    run: Run, used: Path, copied: Path
) -> None:
    other = used.with_suffix(".sqlite")
    other.write_bytes(used.read_bytes())
    with closing(sqlite3.connect(other, isolation_level=None)) as connection:
        connection.execute("UPDATE journal SET uid = 'another'")
    others = backup.make(other, clock({"MENTORLOG_TODAY": "2026-11-23"}))
    said = run("purge", "g1", "--everywhere", "--yes").err
    assert said == (
        f"Still in {other}, which is no backup of this journal.\n"
        f"Still in {others}, which is no backup of this journal.\n{sealed(copied)}"
    )
    assert others.exists() and not copied.exists()


def test_a_journal_in_another_mode_keeps_nothing_beside_it(run: Run, used: Path) -> None:
    with closing(sqlite3.connect(used)) as other:
        other.execute("PRAGMA journal_mode = WAL")
    assert run("purge", "g1", "--yes").code == 0
    assert found_in(used.parent, SECRETS) == []


def test_it_tells_where_the_file_cannot_be_written_anew(
    run: Run, used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise JournalUnusable("There is no room left for the journal.")

    monkeypatch.setattr("mentorlog.commands.keeping.storage.compact", refuse)
    purged = run("purge", "g1", "--yes")
    assert purged.code == 0
    assert purged.err == (
        "It is gone, but the file could not be written anew:"
        " There is no room left for the journal.\n"
    )
    assert found_in(used.parent, SECRETS) == []


def test_nothing_goes_while_another_program_writes(
    run: Run, used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(used, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = run("purge", "g1", "--yes")
    assert refused.code == 3
    assert "is being written by another program" in refused.err


TASK = {
    "uuid": "4c1f6e5a-7d0e-4b8e-9c64-0a1f4d2f5b11",
    "description": "Wolverine call",
    "status": "pending",
    "entry": "20261101T090000Z",
    "project": "Marzipan",
    "annotations": [{"entry": "20261102T090000Z", "description": "Quokka said no"}],
}


def test_what_another_program_said_of_it_goes_too(run: Run, journal: Path) -> None:
    assert run("import", "-", stdin=json.dumps([TASK])).code == 0
    assert {word for _, word in found_in(journal.parent, SECRETS)} == {
        "wolverine", "marzipan", "quokka",
    }  # fmt: skip
    assert run("purge", "a1", "evidence", "--yes").code == 0
    assert "quokka" not in {word for _, word in found_in(journal.parent, SECRETS)}
    assert run("goal", "edit", "1", "--title", "Otherwise").code == 0
    assert run("purge", "g1", "title", "--yes").code == 0
    assert {word for _, word in found_in(journal.parent, SECRETS)} == {"wolverine"}
    sound(journal)
    # It is still the same task, and a goal that is called otherwise is another one.
    again = run("import", "-", "--json", stdin=json.dumps([TASK]))
    assert again.code == 0 and len(json.loads(run("action", "--json").out)) == 1


def test_what_stood_beside_a_damaged_journal_is_told(run: Run, copied: Path) -> None:
    damaged = copied.with_name("journal-20261122T120000Z-damaged.db")
    damaged.write_bytes(b"no journal any more" * 100)
    beside = damaged.with_name(f"{damaged.name}-journal")
    beside.write_bytes(b"Zanzibar")
    said = run("purge", "g1", "--yes").err
    assert f"{damaged} cannot be read" in said
    assert f"{beside} cannot be read" in said
    assert beside.read_bytes() == b"Zanzibar"


def test_what_the_index_folds_goes_too(run: Run, journal: Path) -> None:
    run("init")
    long = "Ünïkörn 秘密の計画 " + " ".join(f"Grävling{number}" for number in range(3000))
    assert run("win", "add", long).code == 0
    assert run("win", "add", "Something else").code == 0
    assert {word for _, word in found_in(journal.parent, ("unikorn", "gravling"))}
    assert run("purge", "w1", "--yes").code == 0
    content = journal.read_bytes().lower()
    for part in ("ünï", "秘密", "計画", "grävl", "unik", "gravl"):
        assert part.encode() not in content, part
    sound(journal)


# Nothing brings the words back


def everything(run: Run, journal: Path) -> Path:
    """An export of everything beside the journal's folder, where no purge reaches it."""
    out = journal.parent.parent / f"{journal.parent.name}-everything.jsonl"
    assert run("export", "--format", "jsonl", "-o", str(out)).code == 0
    return out


@pytest.mark.parametrize("argv", [("g1",), ("g1", "title")])
def test_an_old_export_does_not_bring_it_back(
    run: Run, used: Path, argv: tuple[str, ...], on: Callable[[str], None]
) -> None:
    assert run("goal", "edit", "1", "--title", "Plain", "--why", "quokka again").code == 0
    out = everything(run, used)
    assert run("purge", *argv, "--yes").code == 0
    words = {"g1": SECRETS, "g1why": ("quokka", "tungsten"), "g1title": ("zanzibar",)}[
        "".join(argv)
    ]
    # As if all of it had been written to after the purge, on another machine.
    newer = re.sub(r'"updated_at":"2026', '"updated_at":"2027', out.read_text())
    out.write_text(newer)
    on("2027-12-01")
    done = run("import", str(out))
    assert done.code == 0, done.err
    assert found_in(used.parent, words) == []
    assert run("doctor").code == 0
    if argv == ("g1",):
        assert "purged here, and does not come back" in done.out
        assert "Kept action" in run("action").out


def test_an_emptied_journal_does_not_become_its_old_export(run: Run, journal: Path) -> None:
    assert run("goal", "add", "Zanzibar plan").code == 0
    out = everything(run, journal)
    assert run("purge", "g1", "--yes").code == 0
    assert run("import", str(out)).code == 0
    assert found_in(journal.parent, SECRETS) == []


def test_a_whole_export_carries_the_tombstones(run: Run, used: Path) -> None:
    old = everything(run, used)
    assert run("purge", "g1", "--yes").code == 0
    new = old.with_suffix(".new.jsonl")
    assert run("export", "--format", "jsonl", "-o", str(new)).code == 0
    other = str(used.with_name("other.db"))
    assert run("--journal", other, "import", str(new)).code == 0
    assert run("--journal", other, "import", str(old)).code == 0
    assert found_in(used.parent, SECRETS) == []


def test_an_old_document_does_not_bring_it_back(run: Run, used: Path) -> None:
    assert run("session", "edit", "1", "--topic", "Zanzibar talk").code == 0
    folder = used.parent.parent / f"{used.parent.name}-vault"
    assert run("export", "--format", "markdown", "-o", str(folder)).code == 0
    assert run("purge", "s1", "topic", "--yes").code == 0
    done = run("import", str(folder))
    assert (done.code, done.err) == (0, f"{next(folder.iterdir())}: {SOME}\n")
    text = next(folder.iterdir()).read_text("utf-8").replace("Zanzibar talk", "Zanzibar talks")
    done = run("log", "-", stdin=text)
    assert (done.code, done.err.splitlines()[0]) == (0, SOME)
    assert json.loads(run("session", "show", "1", "--json").out)["topic"] is None
    assert run("purge", "s1", "--yes").code == 0
    done = run("import", str(folder))
    assert done.code == 0
    assert "Left out 1: purged here, and does not come back" in done.out
    assert json.loads(run("session", "--all", "--json").out) == []


def test_a_task_that_was_purged_stays_out(run: Run, journal: Path) -> None:
    assert run("import", "-", stdin=json.dumps([TASK])).code == 0
    assert run("purge", "a1", "--yes").code == 0
    done = run("import", "-", stdin=json.dumps([TASK]))
    assert done.code == 0
    assert "wolverine" not in {word for _, word in found_in(journal.parent, SECRETS)}


@pytest.mark.parametrize("argv", [("g1",), ("g1", "title"), ("p2",)])
def test_an_older_backup_does_not_bring_it_back(
    run: Run, used: Path, argv: tuple[str, ...]
) -> None:
    spare = used.parent.parent / f"{used.parent.name}-spare.db"
    assert run("backup", str(spare)).code == 0
    assert run("goal", "edit", "1", "--title", "Plain", "--why", "quokka again").code == 0
    if argv == ("p2",):
        assert run("purge", "s1", "--yes").code == run("purge", "r1", "--yes").code == 0
    assert run("purge", *argv, "--yes").code == 0
    words = {
        "g1": SECRETS, "g1title": ("zanzibar",), "p2": ("ortiz",),
    }["".join(argv)]  # fmt: skip
    restored = run("restore", str(spare), "--yes")
    assert restored.code == 0
    assert "What was purged since stays purged: " in restored.out
    assert found_in(used.parent, words) == []
    sound(used)
    assert run("doctor").code == 0
    if argv == ("g1", "title"):
        assert json.loads(run("goal", "show", "1", "--json").out)["title"] == "Plain"
    assert run("undo", "3").code == 0
    sound(used)
    assert found_in(used.parent, words) == []


def test_a_restore_gives_no_purged_number_to_another(run: Run, used: Path) -> None:
    spare = used.parent.parent / f"{used.parent.name}-spare.db"
    assert run("backup", str(spare)).code == 0
    assert run("goal", "add", "Zanzibar again").code == 0
    assert run("purge", "g3", "--yes").code == 0
    assert run("restore", str(spare), "--yes").code == 0
    assert run("goal", "add", "Another").out.startswith("g4  Another")


def test_somebody_whom_an_older_backup_still_names_loses_the_name(run: Run, used: Path) -> None:
    assert run("person", "edit", "dana", "--name", "Xanthippe").code == 0
    assert run("action", "add", "Ask", "--owner", "xanthippe").code == 0
    spare = used.parent.parent / f"{used.parent.name}-spare.db"
    assert run("backup", str(spare)).code == 0
    with closing(sqlite3.connect(used, isolation_level=None)) as other:
        other.execute("UPDATE actions SET owner = 1")
    for reference in ("s1", "r1", "p2"):
        assert run("purge", reference, "--yes").code == 0, reference
    assert run("restore", str(spare), "--yes").code == 0
    assert "(purged)" in {row["owner"]["name"] for row in json.loads(run("action", "--json").out)}
    assert found_in(used.parent, ("xanthippe",)) == []


# Where the program itself wrote the same words


def test_a_check_ins_value_is_not_left_as_the_next_ones_old(run: Run, journal: Path) -> None:
    for value in ("20", "73", "40"):
        if value == "20":
            assert run("goal", "add", "Speak").code == 0
        assert run("check-in", "1", value).code == 0
    with closing(sqlite3.connect(journal)) as connection:
        (number,) = connection.execute("SELECT id FROM events WHERE new = '73'").fetchone()
    assert run("purge", f"e{number}", "--yes").code == 0
    with closing(sqlite3.connect(journal)) as connection:
        found = connection.execute(
            "SELECT old, new FROM events WHERE field = 'progress'"
        ).fetchall()
        log = connection.execute("SELECT count(*) FROM changes WHERE after LIKE '%\"73\"%'")
        assert (found, log.fetchone()) == ([(None, "20"), ("20", "40")], (0,))
    sound(journal)
    while run("undo").code == 0:
        sound(journal)


def test_a_pauses_reason_goes_with_its_events_note(run: Run, used: Path) -> None:
    assert run("mentorship", "pause", "dana", "--why", "Wolverine leave").code == 0
    with closing(sqlite3.connect(used)) as connection:
        notes = "SELECT id FROM events WHERE note = 'Wolverine leave'"
        numbers = [id for (id,) in connection.execute(notes)]
    for number in numbers:
        assert run("purge", f"e{number}", "note", "--yes").code == 0
    with closing(sqlite3.connect(used)) as connection:
        assert connection.execute("SELECT reason FROM pauses").fetchall() == [(None,)]
        assert not connection.execute(
            "SELECT 1 FROM changes WHERE after LIKE '%Wolverine leave%'"
            " OR before LIKE '%Wolverine leave%'"
        ).fetchall()
    assert run("doctor").code == 0


def test_a_number_that_another_record_had_hits_that_one_alone(run: Run, journal: Path) -> None:
    assert run("goal", "add", "Zanzibar plan", "--tag", "first").code == 0
    assert run("goal", "delete", "1", "--yes").code == 0
    with closing(sqlite3.connect(journal, isolation_level=None)) as other:
        other.execute(
            "INSERT INTO goals (id, owner, title, start_on) VALUES (1, 1, 'Quokka', '2026-01-01')"
        )
    assert run("purge", "g1", "--yes").code == 0
    assert {word for _, word in found_in(journal.parent, SECRETS)} == {"zanzibar"}
    with closing(sqlite3.connect(journal)) as connection:
        assert connection.execute("SELECT 1 FROM changes WHERE before LIKE '%first%'").fetchone()
