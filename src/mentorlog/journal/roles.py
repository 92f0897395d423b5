"""What the two of a mentorship are to me, and what else it has beside its columns."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mentorlog.journal import Journal
from mentorlog.journal.names import day, listed, refs, unknown
from mentorlog.journal.tables import state_on
from mentorlog.periods import Cadence
from mentorlog.records import UNNAMED, Kind, MentorshipState, Pause, Ref, Role


def of(row: sqlite3.Row, me: int) -> Role:
    """What the other one of a mentorship is to me."""
    if row["peers"]:
        return Role.PEER
    return Role.MENTEE if row["mentor"] == me else Role.MENTOR


def partner(row: sqlite3.Row, me: int) -> int:
    """The other one of a mentorship, by id."""
    person: int = row["mentee"] if row["mentor"] == me else row["mentor"]
    return person


def fields(
    journal: Journal, rows: Sequence[sqlite3.Row]
) -> dict[str, Callable[[sqlite3.Row], Any]]:
    """The fields of mentorships that are no column as it stands, each with what it is in a row."""
    ids = (id for row in rows for id in (row["mentor"], row["mentee"]))
    people, me = refs(journal, Kind.PERSON, ids), journal.me
    resting, states = pauses(journal, rows), _states(journal, rows)

    def person(row: sqlite3.Row, id: int) -> Ref:
        """Somebody without a name is called by what they are in this mentorship, not in another."""
        found = people.get(id) or unknown(Kind.PERSON, id)
        return found._replace(label=f"a {of(row, me)}") if found.label in UNNAMED else found

    return {
        "mentor": lambda row: person(row, row["mentor"]),
        "mentee": lambda row: person(row, row["mentee"]),
        "partner": lambda row: person(row, partner(row, me)),
        "role": lambda row: of(row, me),
        "cadence": _cadence,
        "pauses": lambda row: resting.get(row["id"], ()),
        "state": lambda row: states[row["id"]],
    }


def _cadence(row: sqlite3.Row) -> Cadence | None:
    if row["cadence_days"]:
        return Cadence(days=row["cadence_days"])
    return Cadence(months=row["cadence_months"]) if row["cadence_months"] else None


def _states(journal: Journal, rows: Sequence[sqlite3.Row]) -> dict[int, MentorshipState | None]:
    found = journal.rows(
        f"SELECT m.id, {state_on(':today')} AS state FROM mentorships m"
        " WHERE m.id IN (SELECT value FROM json_each(:ids))",
        {"today": journal.today.isoformat(), "ids": listed(row["id"] for row in rows)},
    )
    return {row["id"]: MentorshipState(row["state"]) if row["state"] else None for row in found}


def pauses(journal: Journal, rows: Sequence[sqlite3.Row]) -> dict[int, tuple[Pause, ...]]:
    """The pauses of mentorships, by its id; those that overlap are one."""
    found: dict[int, list[Pause]] = {}
    for row in journal.rows(
        "SELECT * FROM pauses WHERE mentorship IN (SELECT value FROM json_each(?))"
        " ORDER BY from_on, until_on IS NULL, until_on, uid",  # numbers differ from device to device
        [listed(row["id"] for row in rows)],
    ):
        started = day(row["from_on"])
        assert started
        pause = Pause(started, day(row["until_on"]), row["reason"])
        found.setdefault(row["mentorship"], []).append(pause)
    return {mentorship: as_one(each) for mentorship, each in found.items()}


def as_one(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses in order, where those that overlap or touch are one, with the reasons of all.

    Two machines can each plan one.
    """
    found: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.from_on):
        last = found[-1] if found else None
        if last is None or (last.until_on and last.until_on < pause.from_on):
            found.append(pause)
            continue
        ends = (last.until_on, pause.until_on)
        until = max(filter(None, ends)) if all(ends) else None
        found[-1] = Pause(last.from_on, until, reasons((last.reason, pause.reason)))
    return tuple(found)


def reasons(given: Iterable[str | None]) -> str | None:
    """Several reasons as one text, each once; None where there is none."""
    return "; ".join(dict.fromkeys(filter(None, given))) or None
