"""Values that no command would write: refused by an import, found by doctor, and no bug in a read."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentorlog.cli import main
from mentorlog.journal import storage
from mentorlog.journal.keeping import wrong
from mentorlog.journal.tables import LOGGED
from mentorlog.records import rules

if TYPE_CHECKING:
    from tests.conftest import Run
    from tests.journal.conftest import EveryKind

READS = (
    (), ("status",), ("timeline", "--chart"), ("review",), ("review", "dana", "--json"), ("prep", "dana"),
    ("since", "2026-01-01"), ("search", "speak"), ("report", "dana"), ("report", "--for", "manager"),
    ("report", "dana", "--format", "html"), ("goal", "--all"), ("goal", "history", "1"), ("goal", "map"),
    ("milestone",), ("action", "--all"), ("session", "--all"), ("session", "show", "1"), ("takeaway",),
    ("win",), ("skill",), ("person",), ("mentor", "--all"), ("agreement", "history"), ("tag",),
    ("changes", "--json"), ("goal", "--as-of", "2026-11-05"), ("timeline", "--known-on", "2026-11-05"),
    ("status", "--for", "dana"), ("export",), ("export", "--format", "csv", "--kind", "goal"),
    ("export", "--format", "ics"), ("export", "--format", "taskwarrior"), ("doctor",),
)  # fmt: skip
COLUMNS = st.sampled_from(
    [(table, column) for table, columns in rules.COLUMNS.items() for column in columns]
    + [("events", "field"), ("events", "new"), ("events", "old"), ("ratings", "level")]
    + [("changes", name) for name in ("tbl", "change", "before", "after")]
)
VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-1, 20),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12),
    st.sampled_from(
        (
            "lots", "5..5", "0", "-1.5", "1e999", "nan", "1" * 40, "२", "0000-01-01", "0001-01-01",
            "9999-12-31", "-4713-11-24", "2026-02-29", "2026-W01-1", "yesterday", "14 days", "0 months",
            "999999 days", "29:59", "24:00", "goal", "action", "nonsense", "active", "held", "open",
            "done", "worked", "progress", "target", "state", "created", "cadence", "outcome", "{}", "null",
            "2026-11-22T12:00:00.000Z", "2026-11-22T25:00:00Z", "2026-11-22",
        )
    ),
)  # fmt: skip
FEW = settings(max_examples=max(settings().max_examples // 4, 10))


@pytest.fixture(scope="module")
def whole(every_kind: EveryKind) -> Iterator[Path]:
    """A journal with a row or two of every table, to copy."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "whole.db"
        storage.create(path, make_folder=False)
        storage.connect(path).close()
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            every_kind.fill(connection)
        yield path


def said(path: Path, *argv: str) -> tuple[int, str]:
    """How a command ended, and what it said on standard error; never a bug."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["--journal", str(path), *argv])
    assert code in (0, 1, 2, 3), (argv, err.getvalue())
    return code, err.getvalue()


@FEW
@given(
    where=COLUMNS, value=VALUES, row=st.integers(1, 3), reads=st.permutations(READS).map(lambda x: x[:3])
)  # fmt: skip
def test_a_value_written_by_another_program_is_found_and_no_bug(
    whole: Path, where: tuple[str, str], value: object, row: int, reads: list[tuple[str, ...]]
) -> None:
    table, column = where
    path = whole.with_name("other.db")
    shutil.copy(whole, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with suppress(sqlite3.Error):
            connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))
        found = [each[:3] for each in wrong.faults(connection)]
    told, _ = said(path, "doctor")
    assert told == 1 or not found
    for argv in reads:
        code, words = said(path, *argv)
        assert code != 3 or told == 1, (argv, words)


@FEW
@given(where=COLUMNS, value=VALUES, reads=st.permutations(READS).map(lambda x: x[:2]))
def test_a_value_in_a_file_is_refused_with_its_line_or_sound(
    whole: Path, where: tuple[str, str], value: object, reads: list[tuple[str, ...]]
) -> None:
    table, column = where
    file, path = whole.with_name("all.jsonl"), whole.with_name("new.db")
    assert said(whole, "export", "--format", "jsonl", "-o", str(file), "--force")[0] == 0
    rows: list[dict[str, Any]] = [json.loads(each) for each in file.read_text("utf-8").splitlines()]
    found = ((n, row) for n, row in enumerate(rows, 1) if row.get("table") == table)
    number, row = next(found, (0, {}))
    assume(row)  # The journal was filled without a command, so that it has no operation.
    row[column] = value
    file.write_text("".join(f"{json.dumps(each)}\n" for each in rows), "utf-8")
    path.unlink(missing_ok=True)
    code, words = said(path, "import", str(file))
    if code:
        assert f"{file}, line " in words
        assert f"line {number}:" in words or table in ("changes", *LOGGED)
        return
    with closing(sqlite3.connect(path)) as connection:
        assert list(wrong.faults(connection)) == []
    for argv in reads:
        assert said(path, *argv)[0] != 3


def test_what_doctor_says_of_one(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak", "--metric", "0..2")
    run("check-in", "1", "1")
    with closing(sqlite3.connect(journal, isolation_level=None)) as connection:
        connection.execute("UPDATE goals SET metric_to = '0'")
    refused = run("goal")
    assert refused.code == 3
    assert refused.err == (
        f"The journal {journal} holds what no command would have written.\n"
        "hint: mentorlog doctor says what and where\n"
    )
    found = json.loads(run("doctor", "--json").out)["findings"]
    assert [each["what"] for each in found if each["check"] == "values"] == [
        'g1: metric_to cannot be "0"'
    ]


def test_a_rule() -> None:
    for table, column, good, bad in [
        ("goals", "start_on", ("0001-01-01", "9999-12-31"), ("0000-01-01", "2026-02-29", "20261122")),
        ("goals", "metric_to", ("-1.5", "0"), ("lots", "1e9", "nan", "1,5", " 1", "२")),
        ("sessions", "time", ("00:00", "23:59"), ("24:00", "29:59", "9:00")),
        ("sessions", "minutes", (1, 1440), (0, -5, 1441, 10**18)),
        ("mentorships", "cadence_days", (1, 3660), (0, 3661, 10**18)),
        ("mentorships", "cadence_months", (1, 120), (0, 121, 10**18)),
        ("taggings", "kind", ("goal", "agreement"), ("", "goals", "x")),
        ("wins", "created_at", ("2026-11-22T12:00:00.000Z",), ("2026-11-22", "2026-11-22T25:00:00Z")),
    ]:  # fmt: skip
        assert rules.fault(table, {column: None}) is None
        assert [value for value in good if rules.fault(table, {column: value})] == []
        assert [value for value in bad if not rules.fault(table, {column: value})] == []
