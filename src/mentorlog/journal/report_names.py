"""Whom the writer's own words name in a report for those who read public records alone.

A title is its owner's text and goes out as it was written. Where it has a name that the lens would not
tell the reader, the writer is told before the report is sent.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from mentorlog.journal import Journal
from mentorlog.journal.names import refs
from mentorlog.records import UNNAMED, Kind, Ref
from mentorlog.records.report import Report
from mentorlog.spelling import words


def told(journal: Journal) -> set[int]:
    """The people whose names the journal's lens shows, by id."""
    rows = journal.rows("SELECT id, name FROM people")
    return {row["id"] for row in rows if row["name"] not in UNNAMED}


def everybody(journal: Journal) -> list[tuple[Ref, str]]:
    """Everybody whom the journal's lens shows, each with the name as it was written, without a number."""
    rows = journal.rows("SELECT id, name FROM people ORDER BY id")
    known = refs(journal, Kind.PERSON, (row["id"] for row in rows))
    return [(known[row["id"]], row["name"]) for row in rows]


def named(
    people: Iterable[tuple[Ref, str]], shown: Report, told: Container[int]
) -> list[tuple[Ref, list[str]]]:
    """Those of the ``people`` not ``told`` whom a text of ``shown`` names, with the codes of those records.

    A first name, a last name or the whole one counts, in a link too, but no word that is also a name
    of somebody who is told.
    """
    names = [(person, words(name)) for person, name in people]
    free = {word for person, name in names if person.id in told for word in name}
    texts = [(code, words(text)) for code, text in _texts(shown) if text]
    found = []
    for person, name in names:
        if person.id not in told:
            codes = [code for code, said in texts if _is_in(name, said, free)]
            if codes:
                found.append((person, list(dict.fromkeys(codes))))
    return found


def _is_in(name: tuple[str, ...], said: tuple[str, ...], free: Container[str]) -> bool:
    ends = {name[0], name[-1]}
    if any(len(word) > 1 and word in said and word not in free for word in ends):
        return True
    # A link writes a name as one word, and so do scripts without blanks.
    whole = "".join(name)
    return (len(name) > 1 or not whole.isascii()) and whole in "".join(said)


def _texts(shown: Report) -> Iterator[tuple[str, str | None]]:
    """The writer's words that the report has, each with the code of its record."""
    for reported in shown.goals:
        goal = reported.standing.goal
        yield f"g{goal.id}", goal.title
        yield f"g{goal.id}", goal.metric.unit if goal.metric else None
        yield from ((f"m{point.id}", point.title) for point in reported.milestones)
    for win in shown.wins:
        yield from (
            (f"w{win.id}", text) for text in (win.title, win.impact, win.evidence, win.skill)
        )
        if win.goal:
            yield win.goal.code, win.goal.label
    yield from ((f"k{skill.ratings[-1].id}", skill.name) for skill in shown.skills)
    yield from ((f"t{note.id}", note.text) for note in shown.notes)
    yield from ((step.about.code, step.about.label) for step in shown.next if step.about)
