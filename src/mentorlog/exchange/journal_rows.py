"""The journal's own exchange format: every row of its tables, with both clocks and the history.

``journal_json`` and ``journal_lines`` are two spellings of the same: first the format's version
and the numbers in use, then the tables one after another, parents before what hangs on them, each
row an object of its columns. What could act on a terminal is escaped; a row is pure text until it
is read back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from mentorlog.errors import UnreadableFile
from mentorlog.records.exports import VERSION
from mentorlog.records.imports import NUMBERS, Place

MOST = 64 * 2**20
"""The longest row that is read, in characters."""


class Table(NamedTuple):
    """A table on its way out: its rows as JSON objects, a batch at a time."""

    name: str
    batches: Iterator[list[str]]


_BEGIN = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"mentorlog"\s*:')


def begins(head: bytes) -> bool:
    """Whether a file that starts so is in either spelling."""
    return _BEGIN.match(head) is not None


def is_lines(head: bytes) -> bool:
    """Whether it is the one with a row a line: its first object ends before any table."""
    try:
        first, _ = json.JSONDecoder().raw_decode(head.decode("utf-8-sig", "ignore").lstrip())
    except (ValueError, RecursionError):
        return False
    return set(first) <= {"mentorlog", NUMBERS, "for"}


def check_version(version: object, where: Place) -> None:
    """Raises ``UnreadableFile`` for a version that this program does not know."""
    if type(version) is not int or version < 1:
        raise UnreadableFile(where, "its version is no number")
    if version > VERSION:
        raise UnreadableFile(
            where,
            f"it was written by a newer mentorlog (its format is {version}, this program knows"
            f" {VERSION})",
            "upgrade mentorlog; nothing was imported",
        )


def refuse_selection(audience: object, where: Place) -> None:
    """A selection has neither history nor numbers: it cannot become a journal again."""
    raise UnreadableFile(
        where,
        f"it is a selection made for {audience}, not a journal",
        "mentorlog export -o FILE writes the whole journal",
    )
