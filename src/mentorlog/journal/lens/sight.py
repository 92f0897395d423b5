"""Whose eyes they are: a lens with what it has to know from the journal before its views can be written."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date

from mentorlog.journal.lens import Lens
from mentorlog.journal.roles import of as role_of
from mentorlog.journal.roles import partner
from mentorlog.records import Audience, Kind, Role
from mentorlog.records.kinds import SHARE
from mentorlog.values import NamedTuple


class Sight(NamedTuple):
    """What the views are written from.

    ``base`` is what stands before a table's name; who reads is asked of ``main`` all the same, as today's
    journal has it. ``partner`` is 0 where there is none, and ``us`` the list in SQL of them and me;
    ``public_alone`` is a manager, and whoever else reads public records alone. ``roles``: what the people
    of mentorships that are not private are to me, by id; ``named``: those of public ones; ``givers``: the
    sources of what came with the partner's shares; ``planned``: the days for which sessions were planned
    then. ``bare`` views have the same rows as those they are named after, and of the columns only what
    other views ask for: SQLite reads a view anew for each use of it, with all its columns.
    """

    lens: Lens
    as_of: date | None
    base: str
    me: int
    partner: int
    is_me: bool
    public_alone: bool
    us: str
    roles: dict[int, Role]
    named: frozenset[int]
    givers: tuple[str, ...]
    planned: tuple[tuple[int, str], ...] = ()
    bare: bool = False


def of(connection: sqlite3.Connection, lens: Lens, base: str) -> Sight:
    """The eyes of a lens on the tables whose names ``base`` stands before."""
    found = connection.execute("SELECT id FROM main.people WHERE is_me = 1").fetchone()
    me, person = found[0] if found else 0, lens.partner or 0
    roles: dict[int, Role] = {}
    named: set[int] = set()
    for row in connection.execute(
        "SELECT mentor, mentee, peers, visibility FROM main.mentorships"
        " WHERE visibility <> 'private' ORDER BY id"
    ):
        roles.setdefault(partner(row, me), role_of(row, me))
        if row["visibility"] == "public":
            named.add(partner(row, me))
    givers = connection.execute(
        "SELECT source FROM main.origins WHERE kind = 'person' AND record = ?"
        f" AND source GLOB '{SHARE}[0-9a-f]*'",
        [person],
    )
    known = tuple(row[0] for row in givers if row[0].removeprefix(SHARE).isalnum())
    is_me, public_alone = lens.audience is Audience.ME, lens.audience.public_alone
    us = listed({me, person})
    return Sight(
        lens, lens.as_of, base, me, person, is_me, public_alone, us, roles, frozenset(named), known
    )


def listed(ids: Iterable[int]) -> str:
    """Ids as a list in SQL."""
    return "(" + ", ".join(str(int(number)) for number in sorted(ids)) + ")"


def only_if(condition: str, value: str) -> str:
    """The SQL of a value where a condition holds, else NULL; nothing is asked where that is known."""
    if condition in ("0", "1"):
        return value if condition == "1" else "NULL"
    return f"CASE WHEN {condition} THEN {value} END"


def by_kind(alias: str, conditions: Mapping[Kind, str]) -> str:
    """A row that names a record by ``kind`` and ``record`` names one that is ``seen``, and fits its kind's condition."""
    cases = (
        f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM seen_{kind.table} seen WHERE seen.id = {alias}.record"
        f" AND {condition})"
        for kind, condition in conditions.items()
    )
    return f"CASE {alias}.kind {' '.join(cases)} ELSE 0 END"
