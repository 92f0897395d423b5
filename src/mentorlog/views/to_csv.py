"""Rows as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence

from mentorlog.harmless import in_cell, visible
from mentorlog.views.data import plain


def dump(records: Sequence[object]) -> str:
    r"""A row for each record below a header with every key that any of them has; empty if there are none.

    Lines end with ``\n``, as everything that this program prints (a terminal and ``git diff`` want
    that, spreadsheets accept it). Another record is written as its name or title, a list is joined
    with ``; ``, None is empty, and text that looks like a formula to a spreadsheet starts with ``'``.
    """
    if not records:
        return ""
    rows = [plain(record) for record in records]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header = list(dict.fromkeys(key for row in rows for key in row))
    writer.writerow([_text(key) for key in header])
    writer.writerows([_cell(row.get(key)) for key in header] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, list):
        return _text("; ".join(map(_flat, value)))
    return _flat(value) if isinstance(value, int | float) else _text(_flat(value))


def _flat(value: object) -> str:
    """A single value as text; for a record its name or title."""
    if value is None:
        return ""
    if isinstance(value, Mapping) and ("name" in value or "title" in value):
        return _flat(value.get("name", value.get("title")))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(text: str) -> str:
    return in_cell(visible(text, keep="\n"))
