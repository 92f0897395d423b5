"""Agreements as a list, as a text, in versions, and as the line that a write prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.errors import count
from mentorlog.records import Agreement, Mentorship
from mentorlog.records.agreements import Version
from mentorlog.views import data, listings
from mentorlog.views.listings import Field
from mentorlog.views.pages import (
    Block,
    Column,
    Content,
    Line,
    Page,
    Piece,
    Prose,
    Screen,
    Table,
    Tone,
)

EMPTY = "No agreements yet: mentorlog agreement add WHO"


def listing(
    mentorships: Sequence[Mentorship], current: Mapping[int, Agreement], today: date
) -> Screen:
    """The agreement in force in each mentorship that has one."""
    agreed = [(known, current[known.id]) for known in mentorships if known.id in current]
    return listings.listing(
        agreed,
        (
            Field("id", "", lambda row: Piece(row[0].partner.code, Tone.REF)),
            Field("mentorship", "Agreements", lambda row: row[0].partner.name),
            Field("version", "", lambda row: f"version {row[1].version}"),
            Field("agreed_on", "Agreed", lambda row: weekday_day(row[1].agreed_on, today)),
            Field(
                "text", "", lambda row: Piece(_first_line(row[1]), Tone.DIM), stretch=True, least=60
            ),
        ),
        data=lambda row: data.agreement(row[1]),
        empty=EMPTY,
    )


def _first_line(agreement: Agreement) -> str:
    return agreement.text.split("\n", 1)[0].lstrip("# ").strip()


def card(agreement: Agreement, known: Mentorship, of: int, today: date) -> Screen:
    """One version, ``of`` so many, with its whole text."""
    version = f"version {agreement.version}" + (f" of {of}" if of > 1 else "")
    head = (
        Piece(f"Agreement with {known.partner.label}", Tone.STRONG),
        f" · {version}, {weekday_day(agreement.agreed_on, today)}",
    )
    blocks: list[Block] = [
        Line(head, Piece(agreement.visibility, Tone.DIM)),
        Line(),
        Prose(agreement.text, 1),
    ]
    if agreement.tags:
        blocks += [Line(), Line(Piece(listings.tags(agreement.tags), Tone.DIM), indent=1)]
    found = data.agreement(agreement)
    return Screen(page=lambda _: Page(tuple(blocks)), data=lambda: found, rows=lambda: [found])


def history(versions: Sequence[Version], known: Mentorship, today: date) -> Screen:
    """All versions, each with how many lines it has, and how many are new or gone."""
    found = [data.agreement_version(version) for version in versions]
    named = {"id": known.id, "uid": known.uid, "name": known.partner.name}
    head = (
        Piece(f"Agreement with {known.partner.label}", Tone.STRONG),
        f" · {count(len(versions), 'version')}",
    )
    columns = (
        Column("Version", right=True),
        Column("Agreed"),
        Column("Lines", right=True),
        Column("Changed"),
        Column(stretch=True, least=60),
    )
    rows = tuple(
        (
            str(version.agreement.version),
            weekday_day(version.agreement.agreed_on, today),
            str(version.lines),
            _changed(version) if version.agreement.version > 1 else "",
            Piece(_first_line(version.agreement), Tone.DIM),
        )
        for version in versions
    )
    return Screen(
        page=lambda _: Page((Line(head), Line(), Table(columns, rows, indent=1))),
        data=lambda: {"mentorship": named, "history": found},
        rows=lambda: found,
    )


def _changed(version: Version) -> str:
    counts = ((version.lines_added, "+"), (version.lines_removed, "-"))
    return " ".join(f"{sign}{count}" for count, sign in counts if count)


def written(version: Version, known: Mentorship, what: str, today: date) -> Screen:
    """What a command wrote: ``p2  Dana Ortiz · agreement, version 2 · +3 -1 lines · Sun 22 Nov``."""
    agreement = version.agreement
    parts = [known.partner.name, f"agreement, version {agreement.version}"]
    parts.append(what or _size(version))
    parts.append(weekday_day(agreement.agreed_on, today))

    def line(_: Agreement) -> Content:
        text = "  " + " · ".join(parts)
        return (Piece(known.partner.code, Tone.REF), text, *listings.exposure(agreement.visibility))

    return listings.written([agreement], line, data.agreement)


def _size(version: Version) -> str:
    is_first = version.agreement.version == 1
    if is_first:
        return count(version.lines, "line")
    changed = version.lines_added + version.lines_removed
    return f"{_changed(version)} {'line' if changed == 1 else 'lines'}"


def deleted(agreement: Agreement, known: Mentorship) -> Screen:
    """What a delete took away."""
    title = f"{known.partner.name} · agreement, version {agreement.version}"
    return listings.deleted(known.partner.code, title, data.agreement(agreement))
