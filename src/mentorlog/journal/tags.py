"""Tags: words on any record, listed with counts, renamed everywhere at once."""

from collections.abc import Iterable
from functools import lru_cache

from mentorlog import spelling
from mentorlog.errors import JournalSaysNo, NotFound, UnreadableWords, quoted
from mentorlog.journal import Journal
from mentorlog.journal.names import grouped
from mentorlog.journal.names import tags as of
from mentorlog.journal.sharing import received
from mentorlog.records import Kind


@lru_cache
def word(text: str) -> str:
    """A tag as it is stored: without ``#``; raises ``UnreadableWords`` for what is not one word."""
    tag = spelling.stored(text).strip().removeprefix("#")
    if not spelling.is_tag(tag):
        raise UnreadableWords("tag", text, ("speaking", "system-design", "q3/visibility"))
    return tag


def spellings(journal: Journal, text: str) -> list[str]:
    """The tags in use that are the same word: one, but for those of before spellings were compared."""
    if "tags" not in journal.cache:
        rows = journal.rows("SELECT DISTINCT tag FROM taggings")
        journal.cache["tags"] = grouped((spelling.folded(row["tag"]), row["tag"]) for row in rows)
    found: list[str] = journal.cache["tags"].get(spelling.folded(word(text)), [])
    return found


def as_used(journal: Journal, tags: Iterable[str]) -> list[str]:
    """The tags, each once and as it is spelt already where it is in use."""
    found = dict[str, str]()
    for tag in map(word, tags):
        known = spellings(journal, tag)
        found.setdefault(spelling.folded(tag), tag if tag in known or not known else known[0])
    return [*found.values()]


def _listed(tags: Iterable[str]) -> str:
    """Tags as one SQL parameter, to be read with ``json_each``."""
    import json  # few commands ask for a tag

    return json.dumps([*tags])


def bearing(journal: Journal, kind: Kind, tag: str | None) -> tuple[str, str | None]:
    """The condition that a record's ``id`` meets where it bears the tag, and its value, if any."""
    if tag is None:
        return "1", None
    borne = f"SELECT record FROM taggings WHERE kind = '{kind}' AND tag IN"
    return f"id IN ({borne} (SELECT value FROM json_each(?)))", _listed(spellings(journal, tag))


def bearers(journal: Journal, tag: str) -> set[tuple[str, int]]:
    """The kind and id of every record with the tag."""
    rows = journal.rows(
        "SELECT kind, record FROM taggings WHERE tag IN (SELECT value FROM json_each(?))",
        [_listed(spellings(journal, tag))],
    )
    return {(row["kind"], row["record"]) for row in rows}


def put(journal: Journal, kind: Kind, id: int, tags: Iterable[str]) -> None:
    """Add tags to a record, each as it is spelt already where it is in use."""
    for tag in as_used(journal, tags):
        if not spellings(journal, tag):
            journal.cache["tags"][spelling.folded(tag)] = [tag]
        journal.link("taggings", kind=kind.value, record=id, tag=tag)


def replace(journal: Journal, kind: Kind, id: int, tags: Iterable[str]) -> None:
    """Make these the record's only tags."""
    wanted = {spelling.folded(word(tag)): tag for tag in tags}
    for tag in of(journal, kind, [id]).get(id, ()):
        if wanted.pop(spelling.folded(tag), None) is None:
            take(journal, kind, id, tag)
    put(journal, kind, id, sorted(wanted.values()))


def take(journal: Journal, kind: Kind, id: int, tag: str) -> None:
    """Take one tag off a record."""
    journal.unlink("taggings", kind=kind.value, record=id, tag=tag)


def counts(journal: Journal) -> list[tuple[str, int]]:
    """Every tag with the number of records that bear it, the most used first."""
    rows = journal.rows("SELECT tag, count(*) AS n FROM taggings GROUP BY tag ORDER BY n DESC, tag")
    return [(row["tag"], row["n"]) for row in rows]


def rename(journal: Journal, old: str, new: str) -> tuple[str, int]:
    """Give every record that bears ``old`` the tag ``new`` instead; returns it, and how many.

    Where a record bears both, one is left; what a partner gave keeps its own. Raises ``NotFound`` when
    nothing bears ``old``, ``NotMine`` when only what a partner gave does.
    """
    olds = spellings(journal, old)
    new = next((tag for tag in spellings(journal, new) if tag not in olds), word(new))
    found = journal.rows(
        "SELECT kind, record, tag FROM taggings WHERE tag IN (SELECT value FROM json_each(?))"
        " ORDER BY kind, record",
        [_listed(olds)],
    )
    if not found:
        raise NotFound("tag", word(old), "mentorlog tag lists them")
    mine = [row for row in found if not received.of(journal, Kind(row["kind"]), [row["record"]])]
    if not mine:
        received.expect_mine(journal, Kind(found[0]["kind"]), found[0]["record"])
    for row in mine:
        if row["tag"] != new:
            take(journal, Kind(row["kind"]), row["record"], row["tag"])
            journal.link("taggings", kind=row["kind"], record=row["record"], tag=new)
    journal.cache.pop("tags", None)
    return new, len(mine)


def add(journal: Journal, kind: Kind, id: int, tag: str) -> None:
    """Give one record of mine a tag; raises ``NotMine`` for what a partner gave."""
    received.expect_mine(journal, kind, id)
    put(journal, kind, id, [tag])


def remove(journal: Journal, kind: Kind, id: int, tag: str) -> None:
    """Take one tag off a record of mine; raises ``JournalSaysNo`` where the record does not bear it."""
    received.expect_mine(journal, kind, id)
    wanted = spelling.folded(word(tag))
    there = of(journal, kind, [id]).get(id, ())
    borne = [tag for tag in there if spelling.folded(tag) == wanted]
    if not borne:
        raise JournalSaysNo(f"{kind.letter}{id} does not bear the tag {quoted(word(tag))}.")
    for each in borne:
        take(journal, kind, id, each)
