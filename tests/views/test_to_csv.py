"""CSV: flat, readable back, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from mentorlog.harmless import UNSAFE, visible
from mentorlog.records import Kind, Ref
from mentorlog.views.data import as_csv as dump

TEXT = st.text(st.characters(codec=None), max_size=20) | st.text("=+-@\"\n\r\t,;'0 a", max_size=8)


def test_values_are_flat() -> None:
    row = {
        "id": 3,
        "title": "Lead, then \"follow\"",
        "owner": {"id": 1, "uid": "u", "name": "Priya"},
        "goals": [Ref(Kind.GOAL, 1, "u1", "Speak"), Ref(Kind.GOAL, 2, "u2", "Write")],
        "tags": ("a", "b"),
        "due_on": date(2026, 11, 27),
        "closed_on": None,
        "progress": 40.0,
        "done": True,
        "metric": {"from_value": "0", "to_value": "2"},
    }  # fmt: skip
    assert dump([row]) == (
        "id,title,owner,goals,tags,due_on,closed_on,progress,done,metric\n"
        '3,"Lead, then ""follow""",Priya,Speak; Write,a; b,2026-11-27,,40,true,'
        '"{""from_value"": ""0"", ""to_value"": ""2""}"\n'
    )


def test_formulas_and_escapes_are_harmless() -> None:
    for value, cell in [
        ("=1+2", "'=1+2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=cmd", "' =cmd"),
        ("\r=cmd", '"\'\n=cmd"'),
        ("-5 degrees", "'-5 degrees"),
        (["+a", "b"], "'+a; b"),
        ("-5", "-5"),
        ("+3.2 %", "+3.2 %"),
        (-5, "-5"),
        ("a=b", "a=b"),
        ("two\r\nlines", '"two\nlines"'),
        ("\x1b[31m", "\\x1b[31m"),
    ]:
        assert dump([{"a": value, "b": 1}]) == f"a,b\n{cell},1\n"


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_every_cell_reads_back_and_none_acts(rows: list[tuple[str, str]]) -> None:
    text = dump([{"a": a, "b": b} for a, b in rows])
    assert not re.search(f"[{UNSAFE}]", text.replace("\n", ""))
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    for row, cells in zip(rows, read, strict=True):
        for value, cell in zip(row, cells, strict=True):
            assert cell.removeprefix("'") == visible(value, keep="\n").removeprefix("'")
            assert re.fullmatch(r"[+-][0-9.,]+( ?%)?", cell) or cell[:1] not in set("=+-@\t\r")


def test_rows_that_differ_have_a_column_for_each_key() -> None:
    assert dump([]) == ""
    assert dump([{"id": 1, "title": "Dune"}, {"id": 2, "minutes": 90}]) == (
        "id,title,minutes\n1,Dune,\n2,,90\n"
    )
