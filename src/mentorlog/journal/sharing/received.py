"""Which records came with a partner's share, and what may be changed of them here.

Such a record has an origin that bears its own uid. Only its giver changes it. What a comment may say
is open: a reading, an answer, an outcome, and the state of an action that is mine to do.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.errors import JournalSaysNo
from mentorlog.journal import Journal
from mentorlog.journal.names import listed, refs
from mentorlog.records import Audience, Kind, Received, SessionState
from mentorlog.records.kinds import SAME, SHARE

if TYPE_CHECKING:
    from mentorlog.records.shares import Name, Share

_OPEN = {
    Kind.TAKEAWAY: frozenset(("answer", "outcome", "note")),
    Kind.ACTION: frozenset(("state", "done_on", "dropped_on", "evidence")),
}


_GIVER = f"p.kind = 'person' AND p.source = o.source AND p.source = '{SHARE}' || p.identifier"
"""The SQL that joins to an origin ``o`` that of the person ``p`` whose share it was."""


class NotMine(JournalSaysNo):
    """A record came with a partner's share, and only they change it."""


@contextmanager
def taking(journal: Journal) -> Iterator[None]:
    """A partner's share is taken in the block, which alone changes what came from them."""
    journal.receiving = True
    try:
        yield
    finally:
        journal.receiving = False


def source(giver: str) -> str:
    """The source of the origins of what came from the giver with that uid."""
    return SHARE + giver


def is_given(kind: Kind, alias: str) -> str:
    """The SQL of whether the record ``alias`` came with a partner's share."""
    return (
        f"EXISTS (SELECT 1 FROM origins o WHERE o.kind = '{kind}' AND o.record = {alias}.id"
        f" AND o.identifier = {alias}.uid AND o.source GLOB '{SHARE}*')"
    )


def of(journal: Journal, kind: Kind, ids: Iterable[int]) -> dict[int, Received]:
    """Whose each record is and when it was shared, by id; nothing of those that were written here."""
    if not _any(journal):
        return {}
    rows = journal.rows(
        "SELECT o.record, o.detail, p.record AS giver FROM origins o"
        f" JOIN {kind.table} r ON r.id = o.record AND r.uid = o.identifier"
        f" LEFT JOIN origins p ON {_GIVER}"
        f" WHERE o.kind = ? AND o.source GLOB '{SHARE}*'"
        " AND o.record IN (SELECT value FROM json_each(?))",
        [kind.value, listed(ids)],
    )
    known = refs(journal, Kind.PERSON, (row["giver"] for row in rows))
    return {row["record"]: Received(known.get(row["giver"]), row["detail"]) for row in rows}


def _any(journal: Journal) -> bool:
    """Whether a partner's share was ever taken: most journals need not be asked again.

    Other eyes than mine are not told.
    """
    if journal.lens.audience is not Audience.ME:
        return False
    if "shares" not in journal.cache:
        found = journal.value(f"SELECT 1 FROM origins WHERE source GLOB '{SHARE}*' LIMIT 1")
        journal.cache["shares"] = found is not None
    return bool(journal.cache["shares"])


def mark(journal: Journal, kind: Kind, id: int, uid: str, share: "Share") -> None:
    """Keep that the giver calls a record so, and in which share it came last."""
    kept = {
        "kind": kind.value,
        "record": id,
        "source": source(share.giver.uid),
        "identifier": uid,
        "detail": share.made_at,
    }
    same = " AND ".join(f"{name} = ?" for name in kept)
    if journal.value(f"SELECT 1 FROM origins WHERE {same}", list(kept.values())):
        return
    # A row of origins is replaced and never changed: the change log tells it by all its columns.
    journal.unlink("origins", source=kept["source"], identifier=uid)
    journal.cache.pop("shares", None)
    journal.link("origins", **kept)


def bind(journal: Journal, session: int, uid: str, share: "Share") -> None:
    """Keep that what the giver calls so is this session of mine: a meeting that we both logged.

    It stands beside what says that a record is theirs: another device of mine may have taken theirs.
    """
    same = SAME + share.giver.uid
    journal.link("origins", kind="session", record=session, source=same, identifier=uid, detail="")


def has_theirs(journal: Journal, session: int) -> bool:
    """Whether a session of mine is one that a partner logged as well."""
    found = journal.value(
        f"SELECT 1 FROM origins WHERE kind = 'session' AND record = ? AND source GLOB '{SAME}*'",
        [session],
    )
    return found is not None


def unmark(journal: Journal, uid: str, share: "Share") -> None:
    """Forget what the giver calls so."""
    for begins in (SHARE, SAME):
        journal.unlink("origins", source=begins + share.giver.uid, identifier=uid)


def givers(journal: Journal) -> "dict[Name, int | None]":
    """The person from whom each record came that was not written here; None where nothing tells who it was."""
    rows = journal.rows(
        "SELECT o.kind, o.identifier, p.record FROM origins o"
        f" LEFT JOIN origins p ON {_GIVER}"
        f" WHERE o.kind <> 'person' AND o.source GLOB '{SHARE}*'"
    )
    return {(Kind(row["kind"]), row["identifier"]): row["record"] for row in rows}


def expect_told_here(journal: Journal, person: int | None) -> None:
    """Raise ``NotMine`` for somebody whose words come with their share: what they said, only they change."""
    found = journal.value(
        f"SELECT 1 FROM origins WHERE kind = 'person' AND record = ? AND source GLOB '{SHARE}*'",
        [person],
    )
    if found and person and person != journal.me:
        name = refs(journal, Kind.PERSON, [person])[person].short
        raise NotMine(f"What {name} says comes with their share; only {name} changes it.")


def expect_mine(journal: Journal, kind: Kind, id: int, columns: Collection[str] = ()) -> None:
    """Raise ``JournalSaysNo`` where these columns of a record, or all of it, are only its giver's to change."""
    found = of(journal, kind, [id])
    is_open = columns and _OPEN.get(kind, frozenset()) >= set(columns)
    if not found or (is_open and _is_open(journal, kind, id)):
        return
    giver, by = found[id].giver, found[id].by
    only = f"only {by.short} changes it" if by else "only they change it"
    raise NotMine(f"{kind.letter}{id} came from {giver}; {only}.", _what_i_may(journal, kind, id))


def _what_i_may(journal: Journal, kind: Kind, id: int) -> str:
    """What may be done with a record that is not mine."""
    code = f"{kind.letter}{id}"
    if kind is Kind.GOAL:
        return (
            f"mentorlog check-in {code} VALUE tells how you see it,"
            f" mentorlog takeaway add TEXT --kind advice --goal {code} adds advice"
        )
    if kind is Kind.TAKEAWAY:
        return (
            f"mentorlog takeaway answer {code} TEXT answers it, outcome tells what came of advice"
        )
    if kind is Kind.ACTION and _is_open(journal, kind, id):
        return f"mentorlog done {code} ticks it off"
    return "mentorlog help share tells what you may do with it"


def _is_open(journal: Journal, kind: Kind, id: int) -> bool:
    """A line may be answered; an action is closed by whose it is to do."""
    if kind is not Kind.ACTION:
        return True
    return journal.value("SELECT owner FROM actions WHERE id = ?", [id]) == journal.me


# A meeting that both of two logged


_GIVEN_SESSION = is_given(Kind.SESSION, "s")
_OF_TWO = """SELECT s.id FROM sessions s WHERE s.held_on = ? AND s.visibility <> 'private'
    AND EXISTS (SELECT 1 FROM attendees a WHERE a.session = s.id AND a.person = ?)
    AND NOT EXISTS (SELECT 1 FROM attendees a WHERE a.session = s.id AND a.person <> ?)"""


def met_too(
    journal: Journal, on: str, person: int, state: object = SessionState.HELD
) -> int | None:
    """My own session of that day with nobody but the person, held or not, where there is one.

    One that is private is for nobody to know of, and what was held is not one that was cancelled; of
    what is planned in the other journal I may know better. One that another of theirs stands in is taken.
    """
    states = "" if state == SessionState.PLANNED else " AND s.state IN ('planned', 'held')"
    found = journal.rows(
        f"{_OF_TWO}{states} AND NOT {_GIVEN_SESSION}",
        [on, person, person],
    )
    if len(found) != 1 or has_theirs(journal, found[0]["id"]):
        return None
    id: int = found[0]["id"]
    return id


def their_meeting(journal: Journal, on: date, person: int) -> int | None:
    """The one held session of that day with nobody but the person that came with their share."""
    found = journal.rows(
        f"{_OF_TWO} AND s.state = 'held' AND {_GIVEN_SESSION}", [on.isoformat(), person, person]
    )
    return found[0]["id"] if len(found) == 1 else None
