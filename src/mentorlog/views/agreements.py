"""Agreements: the list, the text, its versions, and the line printed after a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.errors import count
from mentorlog.records import Agreement, Kind, Mentorship
from mentorlog.views import data, listings, words
from mentorlog.views.listings import Field
from mentorlog.views.pages import (
    MEDIUM,
    Block,
    Column,
    Line,
    Piece,
    Prose,
    Screen,
    Table,
    dim,
    nothing,
    ref,
    strong,
)


def listing(
    mentorships: Sequence[Mentorship], current: Mapping[int, Agreement], today: date
) -> Screen:
    """The agreement in force in each mentorship that has one."""
    partners = {known.id: known.partner for known in mentorships}
    fields = (
        Field("id", "", lambda text: ref(partners[text.mentorship.id].code)),
        Field("mentorship", "Agreements", lambda text: partners[text.mentorship.id].name),
        Field("version", "", lambda text: f"version {text.version}"),
        Field("agreed_on", "Agreed", lambda text: weekday_day(text.agreed_on, today)),
        Field("text", "", lambda text: dim(_first_line(text)), stretch=True, least=MEDIUM),
    )
    agreed = [current[id] for id in partners if id in current]
    return listings.listing(
        agreed,
        fields,
        newest=lambda text: text.agreed_on,
        empty=nothing("No agreements yet", "mentorlog agreement add WHO"),
    )


def _first_line(agreement: Agreement) -> str:
    return agreement.text.split("\n", 1)[0].lstrip("# ").strip()


def card(agreement: Agreement, known: Mentorship, of: int, today: date) -> Screen:
    """One version, of ``of`` versions, with its whole text."""
    version = f"version {agreement.version}" + (f" of {of}" if of > 1 else "")
    title = (_title(known), f" · {version}, {weekday_day(agreement.agreed_on, today)}")
    blocks: list[Block] = [Line(), Prose(agreement.text, 1)]
    if agreement.tags:
        blocks += [Line(), Line(dim(listings.tags(agreement.tags)), indent=1)]
    right = dim(words.kept(agreement, today))
    return listings.card(title, (), data.of(agreement), blocks, right)


def _title(known: Mentorship) -> Piece:
    return strong(f"Agreement with {known.partner.label}")


def history(versions: Sequence[Agreement], known: Mentorship, today: date) -> Screen:
    """All versions, each with its day and its first line."""
    head = (_title(known), f" · {count(len(versions), 'version')}")
    columns = (
        Column("Version", right=True),
        Column("Agreed"),
        Column(stretch=True, least=MEDIUM),
    )
    rows = tuple(
        (str(each.version), weekday_day(each.agreed_on, today), dim(_first_line(each)))
        for each in versions
    )
    return Screen(
        page=lambda _: (Line(head), Line(), Table(columns, rows, indent=1)),
        data=lambda: {"mentorship": data.partner(known), "history": versions},
        rows=lambda: versions,
    )


def written(agreement: Agreement, what: str, today: date) -> Screen:
    """What a command wrote: ``v2  Dana Ortiz · agreement, version 2 · Sun 22 Nov``."""
    said = (*((what,) if what else ()), weekday_day(agreement.agreed_on, today))
    code = f"{Kind.AGREEMENT.letter}{agreement.id}"
    return listings.receipt(agreement, code, called(agreement), *said, level=agreement.visibility)


def called(agreement: Agreement) -> str:
    """What a receipt calls a version."""
    return words.listed(agreement.mentorship.label, f"agreement, version {agreement.version}")
