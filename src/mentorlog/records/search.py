"""What a search finds."""

from datetime import date
from typing import NamedTuple

from mentorlog.records import Ref


class Line(NamedTuple):
    """A piece of text of a record, and the field that it stands in."""

    field: str
    text: str


class Hit(NamedTuple):
    """A piece of text that a search found, in ``field`` of a record; ``kind`` is ``--kind``'s word.

    ``on`` is the record's day, None where it has none; ``rank`` counts from 1, the best. ``people``
    are who attended a session that has no other name. ``also`` are other lines of the record that have the
    words.
    """

    kind: str
    record: Ref
    field: str
    text: str
    on: date | None
    rank: int
    people: tuple[Ref, ...] = ()
    also: tuple[Line, ...] = ()
