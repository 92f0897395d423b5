"""What a search finds."""

from datetime import date
from typing import NamedTuple

from mentorlog.records import Ref


class Hit(NamedTuple):
    """A piece of text that a search found, in ``field`` of a record; ``kind`` is ``--kind``'s word.

    ``on`` is the record's day, None where it has none; ``rank`` counts from 1, the best. ``people``
    are who attended a session that has no other name.
    """

    kind: str
    record: Ref
    field: str
    text: str
    on: date | None
    rank: int
    people: tuple[Ref, ...] = ()
