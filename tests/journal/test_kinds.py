"""Each kind is described once, and all that is made from the descriptions knows every column."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import Once, Run
from tests.journal.conftest import EveryKind

from mentorlog.dates import clock
from mentorlog.journal import Journal, Lens, reading, references, storage
from mentorlog.journal.names import refs
from mentorlog.journal.references import resolve
from mentorlog.records import CLASSES, Audience, Kind, rules
from mentorlog.records.kinds import Column, Holds, Seen

BY_ITS_OWN = {"metric_from", "metric_to", "metric_unit", "cadence_days", "cadence_months", "peers"}
"""Columns that a record has under another name, several in one field."""

KINDS = pytest.mark.parametrize("kind", list(Kind))


@pytest.fixture
def filled(journal: Path, every_kind: EveryKind, once: Once) -> Path:
    """A journal with a row or two of everything, all of it public."""

    def write() -> None:
        storage.create(journal, make_folder=True)
        with closing(storage.connect(journal)) as connection:
            every_kind.fill(connection)
            for kind in Kind:
                connection.execute(f"UPDATE {kind.table} SET visibility = 'public'")

    once("a public journal", write)
    return journal


@pytest.fixture
def mine(filled: Path) -> Iterator[Journal]:
    """The journal as its owner reads it."""
    with reading(filled, clock(os.environ), lambda _: Lens()) as opened:
        yield opened


@KINDS
def test_the_description_has_the_tables_columns(kind: Kind) -> None:
    with closing(storage.in_memory()) as blank:
        there = [row[1] for row in blank.execute(f"PRAGMA table_info({kind.table})")]
        named = [each.name for each in kind.about.columns]
        every = ["id", "uid", "created_at", "updated_at", "visibility"]
        assert sorted(there) == sorted([*every, *named])
        links = {
            row["from"]: row["table"]
            for row in blank.execute(f"PRAGMA foreign_key_list({kind.table})")
        }
    told = {each.name: each.links.table for each in kind.about.columns if each.links}
    assert told == links


@KINDS
def test_a_record_has_a_field_for_each_column(kind: Kind) -> None:
    fields = {each.field or each.name for each in kind.about.columns}
    assert fields - BY_ITS_OWN <= set(CLASSES[kind]._fields)
    assert ("readers" in CLASSES[kind]._fields) == kind.about.has_readers


def test_letters_and_nouns_are_of_one_kind_each() -> None:
    assert len({kind.letter for kind in Kind}) == len(Kind) == len({kind.noun for kind in Kind})


@KINDS
def test_search_finds_the_words_of_each_title_and_text(kind: Kind, mine: Journal) -> None:
    for column in kind.about.columns:
        found = mine.rows(
            "SELECT record, text FROM lines WHERE kind = ? AND field = ?", [kind.value, column.name]
        )
        rows = mine.rows(f"SELECT id, {column.name} FROM {kind.table}")
        held = [tuple(row) for row in rows if row[1] is not None] if column.is_searched else []
        assert sorted(map(tuple, found)) == sorted(held), column


@KINDS
def test_others_see_a_column_as_far_as_it_says(kind: Kind, filled: Path) -> None:
    """A manager reads no record of theirs as its reader, so what is for readers alone is NULL."""
    with reading(filled, clock(os.environ), lambda _: Lens(Audience.MANAGER)) as journal:
        for row in journal.rows(f"SELECT * FROM {kind.table}"):
            for column in kind.about.columns:
                if column.seen is not Seen.EVERYBODY:
                    assert row[column.name] in (None, ""), column


def test_a_new_column_is_hidden_until_somebody_decides() -> None:
    assert Column("mood", Holds.TEXT).seen is Seen.OWNER


@KINDS
def test_a_record_is_named_by_its_letter_and_number(kind: Kind, mine: Journal) -> None:
    assert resolve(mine, kind, f"{kind.letter}1") == 1
    known = refs(mine, kind, [1])[1]
    assert (known.kind, known.code) == (kind, f"{kind.letter}1")
    offered = dict(references.candidates(mine.path, kind))
    assert not offered or set(offered) <= {
        row["id"] for row in mine.rows(f"SELECT id FROM {kind.table}")
    }


@KINDS
def test_the_change_log_and_the_search_follow_its_table(kind: Kind) -> None:
    with closing(storage.in_memory()) as blank:
        triggers = dict(
            blank.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        )
    for change in ("insert", "update", "delete"):
        sql = triggers[f"{kind.table}_log_{change}"]
        assert sql.count("INTO into_changes") == 1
        assert sql.count("INTO into_lines") == len(kind.about.searched)


@KINDS
def test_a_day_that_is_none_is_refused(kind: Kind) -> None:
    for column in kind.about.columns:
        if column.holds is Holds.DAY:
            assert rules.fault(kind.table, {column.name: "2026-02-30"}), column
            assert rules.fault(kind.table, {column.name: "2026-02-28"}) is None, column


@KINDS
def test_its_json_has_every_field(kind: Kind, run: Run, filled: Path) -> None:
    assert filled.exists()
    shown = run("export", "--kind", kind.value, "--format", "json")
    assert (shown.code, kind.table in json.loads(shown.out)) == (0, True)
    record = json.loads(shown.out)[kind.table][0]
    fields = set(CLASSES[kind]._fields) - {"label", "received"}  # which few records have
    assert fields <= set(record)


@KINDS
def test_a_purge_leaves_none_of_its_words(kind: Kind, run: Run, filled: Path) -> None:
    """Each text is made one that stands nowhere else."""
    texts = {name: f"secret {name} of {kind}" for name in kind.about.searched}
    with closing(sqlite3.connect(filled)) as connection, connection:
        for name, text in texts.items():
            connection.execute(f"UPDATE {kind.table} SET {name} = ? WHERE id = 1", [text])
    refused = run("purge", f"{kind.letter}1", "--yes")
    if refused.code:  # The owner, and what is named by the partner.
        assert kind in (Kind.PERSON, Kind.MENTORSHIP, Kind.AGREEMENT), refused
        return
    left = filled.read_bytes()
    assert [name for name, text in texts.items() if text.encode() in left] == []
