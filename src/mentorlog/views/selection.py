"""What an audience sees of the journal, or a part of it, as JSON: records, without their history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, TextIO

from mentorlog.records import Kind
from mentorlog.records.exports import VERSION, Outgoing
from mentorlog.views import data, to_json

Data = dict[str, object]


def write(
    records: Iterable[Outgoing], stream: TextIO, audience: str, *, lines: bool, anonymous: bool
) -> None:
    """Write the records, given kind by kind, as one object of lists or as JSON Lines.

    The keys are those of each kind's ``--json``; ``anonymous`` leaves out what identifies records.
    """
    head = {"mentorlog": VERSION, "for": audience}
    if lines:
        stream.write(to_json.line(head) + "\n")
        for each in records:
            row = {"record": each.kind.value, **_data(each, anonymous)}
            stream.write(to_json.line(row) + "\n")
        return
    stream.write(to_json.line(head)[:-1])
    for kind, found in groupby(records, key=lambda each: each.kind):
        stream.write(f',\n"{kind.table}":[\n')
        for number, each in enumerate(found):
            stream.write((",\n" if number else "") + to_json.line(_data(each, anonymous)))
        stream.write("\n]")
    stream.write("}\n")


def _data(outgoing: Outgoing, anonymous: bool) -> Data:
    found = _DATA[outgoing.kind](outgoing)
    return to_json.without_identity(to_json.of(found)) if anonymous else found


_DATA: dict[Kind, Callable[[Any], Data]] = {
    Kind.PERSON: lambda out: data.person(out.record),
    Kind.MENTORSHIP: lambda out: data.mentorship(out.standing),
    Kind.GOAL: lambda out: data.goal(out.standing),
    Kind.MILESTONE: lambda out: data.milestone(out.record),
    Kind.SESSION: lambda out: data.session(out.record),
    Kind.TAKEAWAY: lambda out: data.takeaway(out.record),
    Kind.ACTION: lambda out: data.action(out.record),
    Kind.WIN: lambda out: data.win(out.record),
    Kind.RATING: lambda out: data.rating(out.record),
    Kind.AGREEMENT: lambda out: data.agreement(out.record),
}
