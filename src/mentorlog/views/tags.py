"""Tags: all of them with counts, and those of one record."""

from collections.abc import Sequence

from mentorlog.errors import count
from mentorlog.records import Ref
from mentorlog.values import NamedTuple
from mentorlog.views.listings import Field, line, listing, said, tags
from mentorlog.views.pages import Line, Screen, nothing


class _Counted(NamedTuple):
    tag: str
    borne: int


_FIELDS = (
    Field("tag", "Tag", lambda counted: f"#{counted.tag}"),
    Field("count", "Records", lambda counted: str(counted.borne), right=True),
)


def counts(found: Sequence[tuple[str, int]]) -> Screen:
    """Every tag with the number of records that bear it."""
    return listing(
        [_Counted(*each) for each in found],
        _FIELDS,
        data=lambda counted: {"tag": counted.tag, "count": counted.borne},
        empty=nothing("No tags yet", "--tag TAG goes with every add and edit"),
    )


def renamed(old: str, new: str, number: int) -> Screen:
    """One line on what was renamed: ``#talks is #speaking now, on 3 records``."""
    told = Line(f"#{old} is #{new} now, on {count(number, 'record')}")
    return said({"from": old, "to": new, "count": number}, told)


def of_record(record: Ref, given: Sequence[str]) -> Screen:
    """One line with all tags of a record: ``g3  Speak in public · #speaking``."""
    named = {"kind": record.kind, "id": record.id, "uid": record.uid, "title": record.label}
    told = line(record.code, record.label, tags(given) or "no tags")
    return said({**named, "tags": given}, told)
