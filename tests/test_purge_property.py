"""Purge as a rule: after any commands, what goes is in no byte, what stays is all there."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentorlog.cli import main

NUMBER = st.integers(1, 3).map(str)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("goal add {} --why {} --tag {}")),
        st.tuples(st.just("goal edit {n} --title {} --why {}"), NUMBER),
        st.tuples(st.just("milestone add {n} {}"), NUMBER),
        st.tuples(st.just("check-in {n} 40 --note {}"), NUMBER),
        st.tuples(
            st.just("log dana --new -t {} -a {} --question {} --topic {} --goal {n}"), NUMBER
        ),
        st.tuples(st.just("takeaway answer {n} {}"), NUMBER),
        st.tuples(st.just("win add {} --impact {} --goal {n}"), NUMBER),
        st.tuples(st.just("action edit {n} --text {} --goal 1"), NUMBER),
        st.tuples(st.just("action done {n} --evidence {}"), NUMBER),
        st.tuples(st.just("goal delete {n} --yes"), NUMBER),
        st.tuples(st.just("session delete {n} --yes"), NUMBER),
        st.tuples(st.just("undo")),
    ),
    min_size=4,
    max_size=14,
)
TARGETS = st.tuples(st.sampled_from("gmstaw"), NUMBER)
TABLES = {
    "g": "goals", "m": "milestones", "s": "sessions", "t": "takeaways", "a": "actions", "w": "wins",
}  # fmt: skip
UNDER = {"milestones": ("goal", "goals"), "takeaways": ("session", "sessions")}


def call(*argv: str) -> int:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return main(argv)


def words_of(path: Path, table: str, number: str) -> set[str]:
    """The markers in the rows that the record has and had, by the uid."""
    with closing(sqlite3.connect(path)) as connection:
        uids = connection.execute(
            f"SELECT uid FROM {table} WHERE id = :id UNION SELECT uid FROM changes"
            " WHERE tbl = :table AND json_extract(coalesce(after, before), '$.id') = :id",
            {"id": int(number), "table": table},
        ).fetchall()
        rows = connection.execute(
            "SELECT before, after FROM changes WHERE uid IN (SELECT value FROM json_each(?))",
            ["[" + ",".join(f'"{uid}"' for (uid,) in uids) + "]"],
        ).fetchall()
    return markers(str(rows))


def markers(text: str) -> set[str]:
    return {word for word in text.replace('"', " ").replace("'", " ").split() if word[:2] == "qq"}


def stays(path: Path, table: str, number: str) -> set[str]:
    """The markers of what is there today and is neither the record nor a part of it."""
    found = set[str]()
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        for each in TABLES.values():
            for row in connection.execute(f"SELECT * FROM {each}"):
                column, parent = UNDER.get(each, ("", ""))
                own = each == table and row["id"] == int(number)
                part = parent == table and row[column] == int(number)
                if not (own or part):
                    found |= markers(" ".join(str(value) for value in row))
    return found


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, target=TARGETS, copies=st.sets(st.integers(0, 13), max_size=2))
def test_what_goes_is_nowhere_and_what_stays_is_there(
    journal: Path, steps: list[tuple[str, ...]], target: tuple[str, str], copies: set[int]
) -> None:
    for path in sorted(journal.parent.rglob("*")):
        if path.is_file() and path.name != ".gitconfig":
            path.unlink()
    assert call("init") == 0
    assert call("mentor", "add", "Dana Ortiz") == call("goal", "add", "qq0first") == 0
    count = 0
    for place, (command, *numbers) in enumerate(steps):
        argv = []
        for word in command.split():
            if word == "{}":
                count += 1
                word = f"qq{count:03}word"
            argv.append(word.replace("{n}", "".join(numbers)))
        call(*argv)
        if place in copies:
            assert call("backup") == 0
    letter, number = target
    table = TABLES[letter]
    goes, kept = words_of(journal, table, number), stays(journal, table, number)
    code = call("purge", letter + number, "--everywhere", "--yes")
    assert code == (0 if goes else 1)
    for path in journal.parent.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not {word for word in goes if word.encode() in content}, path
    assert kept <= stays(journal, table, "0")
    assert call("doctor") == 0
    while call("undo") == 0:
        assert call("doctor") == 0
    assert not {word for word in goes if word.encode() in journal.read_bytes()}
