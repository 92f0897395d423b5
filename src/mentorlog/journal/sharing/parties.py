"""Whose share it is, and whether it is for the owner of this journal."""

from datetime import datetime, timedelta

from mentorlog.errors import JournalSaysNo, pasted, quoted
from mentorlog.journal import Journal, mentorships
from mentorlog.journal.sharing import received
from mentorlog.records import Kind
from mentorlog.records.kinds import SAME, SHARE, WAS
from mentorlog.records.shares import Share
from mentorlog.spelling import words


def is_for_me(journal: Journal, share: Share) -> bool:
    """Whether the share is somebody else's, for the owner of this journal."""
    try:
        _expect_for_me(journal, share)
    except JournalSaysNo:
        return False
    return True


def was(journal: Journal) -> list[str]:
    """What partners have called the owner until their journal joined another one."""
    rows = journal.rows(
        "SELECT identifier FROM origins WHERE source = ? AND kind = 'person' AND record = ?"
        " ORDER BY identifier",
        [WAS, journal.me],
    )
    return [row["identifier"] for row in rows]


def giver(journal: Journal, share: Share, who: str | None) -> int:
    """The person here whose share it is: the one it came from before, or of that name; else ``who``.

    Raises ``JournalSaysNo`` for a share that is not for me, is my own or is from the future, and where
    there is no telling whose it is.
    """
    _expect_for_me(journal, share, by_name=who is not None)
    _expect_past(journal, share)
    known = next(filter(None, (_bound(journal, uid) for uid in _uids(share))), None)
    if who:
        named = mentorships.with_partner(journal, who).partner
        if known and known != named.id:
            raise JournalSaysNo(
                f"That share is of somebody whose shares came before, not of {named.label}."
            )
        return named.id
    if known and mentorships.of(journal, known):
        return known
    name = share.giver.name
    found = {
        each.partner.id: each.partner
        for each in mentorships.everyone(journal, ended=True)
        if _is_same(name, each.partner.label) or _is_same(name, each.partner.name)
    }
    if len(found) != 1:
        alone = " alone" if found else ""
        raise JournalSaysNo(
            f"You have no mentorship with {quoted(name)}{alone}, whose share this is.",
            "mentorlog receive FILE --as WHO says who that is here;"
            f" {pasted('mentorlog', 'mentor', 'add', name)} adds them, or so does mentee or peer",
        )
    (person,) = found
    _expect_free(journal, person, share, found[person].label)
    return person


def _expect_for_me(journal: Journal, share: Share, *, by_name: bool = False) -> None:
    """Raise ``JournalSaysNo`` for a share that is for somebody else, or my own.

    ``by_name``: the giver may know me by another number than before.
    """
    me = journal.row("SELECT uid, name FROM people WHERE id = ?", [journal.me])
    if me and share.giver.uid in (me["uid"], *was(journal)):
        raise JournalSaysNo(f"This share is your own, for {share.reader.name}.")
    before = {uid: _called(journal, uid) for uid in _uids(share)}
    if share.reader.uid in before.values():
        return
    if (before[share.giver.uid] and not by_name) or (
        me and not _is_same(me["name"], share.reader.name)
    ):
        raise JournalSaysNo(
            f"This share is for {quoted(share.reader.name)}, who is somebody else.",
            f"if that is you: {share.giver.name} has to call you by your name"
            " (mentorlog person edit WHO --name NAME) and share again; or name them with --as",
        )


def _expect_past(journal: Journal, share: Share) -> None:
    now = datetime.fromisoformat(journal.now)
    if datetime.fromisoformat(share.made_at) > now + timedelta(days=1):
        raise JournalSaysNo(
            f"This share was made on {journal.in_words(share.made_at[:10])}, which is still to come:"
            " the clock of one of you is wrong."
        )


def _called(journal: Journal, giver: str) -> str | None:
    """How the giver with that uid has called me; None where nothing of theirs was taken."""
    row = journal.row(
        "SELECT identifier FROM origins WHERE kind = 'person' AND source = ? AND identifier <> ?",
        [received.source(giver), giver],
    )
    return row["identifier"] if row else None


def _uids(share: Share) -> tuple[str, ...]:
    return share.giver.uid, *share.giver.was


def _bound(journal: Journal, uid: str) -> int | None:
    return journal.value(
        "SELECT record FROM origins WHERE kind = 'person' AND source = ? AND identifier = ?",
        [received.source(uid), uid],
    )


def follow(journal: Journal, share: Share, person: int) -> None:
    """What came from a journal of the giver's that has joined another one comes from that one now."""
    for old in share.giver.was:
        if _bound(journal, old) != person:
            continue
        for begins in (SHARE, SAME):
            for row in journal.rows("SELECT * FROM origins WHERE source = ?", [begins + old]):
                uid = share.giver.uid if row["identifier"] == old else row["identifier"]
                came = {**dict(row), "source": begins + share.giver.uid, "identifier": uid}
                journal.link("origins", **came)
            journal.unlink("origins", source=begins + old)


def _expect_free(journal: Journal, person: int, share: Share, name: str) -> None:
    """Raise ``JournalSaysNo`` where somebody's shares have come from another journal until now."""
    other = journal.value(
        f"SELECT 1 FROM origins WHERE kind = 'person' AND record = ? AND source GLOB '{received.source('*')}'"
        " AND identifier <> ?",
        [person, share.giver.uid],
    )
    if other:
        raise JournalSaysNo(
            f"{name}'s shares have come from another journal until now.",
            f"mentorlog receive FILE --as {pasted(name)} takes this one as well, if it is theirs",
        )


def _is_same(one: str, other: str) -> bool:
    """Whether two names may be one person's: ``Dana`` and ``Dana Ortiz``."""
    first, second = set(words(one)), set(words(other))
    return bool(first and second) and (first <= second or second <= first)


def last(journal: Journal, share: Share) -> str | None:
    """When the newest share that was taken from the same giver was made."""
    row = journal.row(
        "SELECT detail FROM origins WHERE kind = 'person' AND source = ? AND identifier = ?",
        [received.source(share.giver.uid), share.giver.uid],
    )
    return row["detail"] if row else None


def bind(journal: Journal, share: Share, person: int) -> None:
    """Keep who the giver is here, and that this share was taken."""
    both = [share.giver.uid, share.reader.uid]
    journal.connection.execute(
        "DELETE FROM origins WHERE kind = 'person' AND source = ? AND identifier NOT IN (?, ?)",
        [received.source(share.giver.uid), *both],
    )
    received.mark(journal, Kind.PERSON, person, share.giver.uid, share)
    if journal.me:
        received.mark(journal, Kind.PERSON, journal.me, share.reader.uid, share)
