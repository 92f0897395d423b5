"""Which texts beside a public record its owner lets everybody read: chosen record by record, none until then.

A choice ends when the record stops being public or the text is taken away. The lens reads it.
"""

import sqlite3
from collections.abc import Mapping

from mentorlog.errors import JournalSaysNo, joined
from mentorlog.journal import Value
from mentorlog.records import Kind, Visibility

COLUMN = "published"
"""The column that holds the names of the texts, with commas between them."""


def change(
    kind: Kind,
    before: Mapping[str, Value] | None,
    given: Mapping[str, Value],
    visibility: Visibility | None,
) -> dict[str, Value]:
    """What becomes of what is published; ``before`` is the stored record, None for a new one.

    ``given`` are the columns that are set. Raises ``JournalSaysNo`` for a text of a record that is
    not public, and for one that is not there.
    """
    if not kind.about.publishable:
        return {}
    was = before or {COLUMN: None, "visibility": Visibility.SHARED}
    level = visibility or was["visibility"]
    after = {**was, **given, "visibility": level}
    if chosen := given.get(COLUMN):
        _expect(kind, before, after, str(chosen).split(","))
    stays = chosen or level == was["visibility"]
    kept = [name for name in names(after) if stays and after.get(name) is not None]
    return {COLUMN: ",".join(kept) or None}


def names(row: Mapping[str, Value] | sqlite3.Row) -> list[str]:
    """The texts that are published with the record of a row; none while it is not public itself."""
    chosen = row[COLUMN]
    return str(chosen).split(",") if chosen and row["visibility"] == Visibility.PUBLIC else []


def _expect(
    kind: Kind, before: Mapping[str, Value] | None, after: Mapping[str, Value], chosen: list[str]
) -> None:
    code = f"{kind.letter}{before['id']}" if before else f"the new {kind}"
    for name in chosen:
        if after.get(name) is None:
            raise JournalSaysNo(f"There is no {name} of {code} to publish.")
    if after["visibility"] != Visibility.PUBLIC:
        command = f"edit {code}" if before else f"add {kind.title_column.upper()}"
        raise JournalSaysNo(
            f"The {joined(chosen)} of {code} cannot be public, as {code} is {after['visibility']}.",
            f"mentorlog {kind.noun} {command} --public --publish {','.join(chosen)}",
        )
