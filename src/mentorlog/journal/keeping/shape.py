"""The shape of a journal's file against the one that it should have, and its mending."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from typing import NamedTuple

from mentorlog.journal import derived, storage


class Odd(NamedTuple):
    """A table, index, trigger or view that is not as it should be; ``how`` says in what way."""

    kind: str
    name: str
    how: str


def odd(connection: sqlite3.Connection) -> Iterator[Odd]:
    """What differs from a blank journal. Tables and columns that somebody has added are left out.

    Added triggers are not, as they may change what is written.
    """
    there = derived.shape(connection)
    for (kind, name), wanted in sorted(_wanted().items()):
        found = there.get((kind, name))
        if found is None:
            yield Odd(kind, name, "is missing")
        elif found != wanted and not (kind == "table" and _holds(found, wanted)):
            yield Odd(kind, name, "was altered")
    for kind, name in sorted(set(there) - set(_wanted())):
        if kind == "trigger":
            yield Odd(kind, name, "is none of the journal's, and may change what is written")


def has_all_tables(connection: sqlite3.Connection) -> bool:
    """Whether every table is the one that it should be."""
    return not any(each.kind == "table" for each in odd(connection))


def remake(connection: sqlite3.Connection) -> None:
    """Make every index, trigger and view as a blank journal has them, whatever bears their names.

    They leave out columns that somebody else has added.
    """
    with closing(storage.in_memory()) as blank:
        statements = blank.execute(
            f"SELECT sql FROM sqlite_schema WHERE {derived.DERIVED}"
        ).fetchall()
    factory, connection.row_factory = connection.row_factory, None
    try:
        derived.drop(connection)
        for (statement,) in statements:
            connection.execute(statement)
    finally:
        connection.row_factory = factory


@cache
def _wanted() -> Mapping[tuple[str, str], str]:
    with closing(storage.in_memory()) as blank:
        return derived.shape(blank)


def _holds(there: str, ours: str) -> bool:
    """Whether a table has all that ours has; somebody may have added columns."""
    return set(_pieces(ours)) <= set(_pieces(there))


def _pieces(sql: str) -> list[str]:
    """What stands between the commas of a CREATE TABLE, and what is around its columns."""
    head, _, rest = sql.partition("(")
    body, _, tail = rest.rpartition(")")
    pieces, depth = [""], 0
    for character in body:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            pieces.append("")
        else:
            pieces[-1] += character
    return [head.strip(), tail.strip(), *(piece.strip() for piece in pieces)]
