"""What jrnl keeps: its JSON export, and the text files it writes and exports.

::

    [2026-11-20 09:30:00 AM] Talked with @dana about the outline. *
    She says: open with a story.

The tags say what an entry is. ``win`` makes it a win. ``session``, ``mentor``, or the name of somebody
whom the journal knows (``dana``, ``dana-ortiz``) makes it a session with them, planned if its day is still
to come, with the body as notes. Any other entry is a reflection. A star becomes the tag ``starred``. A tag
at the start or end of the title that only said what the entry is leaves the title; all other words stay.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from hashlib import blake2b
from itertools import groupby

from mentorlog.dates import Facing, at
from mentorlog.errors import UnreadableFile, UnreadableWords, quoted
from mentorlog.exchange import reading
from mentorlog.exchange.reading import KnownPeople, words_of
from mentorlog.records import SessionState
from mentorlog.records.drafts import SessionDraft
from mentorlog.records.imports import (
    Asked,
    Bad,
    Found,
    Origin,
    Place,
    Read,
    TakeawayDraft,
    WinDraft,
)
from mentorlog.spelling import WORD, stored
from mentorlog.values import NamedTuple

SOURCE = "jrnl"
STARRED = "starred"
_MOST = 1 << 20
"""How many characters one entry may have."""

_WIN = frozenset({"win"})
_SESSION = frozenset({"session", "mentor"})
_TAG = re.compile(rf"(?<!\S)[@#]{WORD[:-1]}+*#/-]+")
# Only a day in digits begins an entry; [1] or [x] in somebody's text does not.
_HEADER = re.compile(
    r"^\[([0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}(?:[ T,][^\]\n]{0,20})?)\](?: |$)", re.MULTILINE
)
_OLD_HEADER = re.compile(
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{1,2}:[0-9]{2}(?: ?[AaPp][Mm])?)(?: |$)", re.MULTILINE
)
"""jrnl 1.x wrote no brackets; a file that begins without them is read without them."""
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"(?:tags"\s*:\s*\{|entries"\s*:\s*\[)')
_SENTENCE = re.compile(r"""[.!?…‼‽⁇⁈⁉⋯﹒﹖﹗]['’"”]?[\])]*\s+|[！．？｡。]""")
_SECONDS = re.compile(r"(:[0-9]{2}):[0-9]{2}\b")


class _Entry(NamedTuple):
    """One entry, however it was written down. ``clock`` is ``HH:MM`` or None, ``tags`` bare."""

    where: Place
    on: date
    clock: str | None
    title: str
    body: str
    tags: tuple[str, ...]
    starred: bool
    uuid: str | None = None


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001 - the contract's
    """Whether a file that starts so is an export of jrnl, or one of its text files."""
    if _JSON.match(head):
        return True
    lines = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)
    return bool(_HEADER.match(lines[0].rstrip(b"\r").decode("utf-8", "replace")))


def read(content: bytes, asked: Asked) -> Iterator[Read]:
    """The entries as wins, sessions and reflections, in the file's order."""
    known = KnownPeople(asked.people)
    # Two entries of the same minute may have the same title; they stand next to each other.
    for _, entries in groupby(
        _entries(content, asked),
        lambda each: () if isinstance(each, Bad) else (each.on, each.clock),
    ):
        some, seen = [*entries], dict[str, int]()
        for entry in some:
            if isinstance(entry, Bad):
                yield entry
                continue
            seen[entry.title] = seen.get(entry.title, 0) + 1
            found = _found(entry, seen[entry.title], known, asked.today)
            is_alone = len(some) == 1 and not entry.uuid
            yield found._replace(alone=_minute(entry)) if is_alone else found


def _minute(entry: _Entry) -> str:
    return f"{entry.on} {entry.clock or ''} "


# Entries → records


def _found(entry: _Entry, number: int, known: KnownPeople, today: date) -> Found:
    """The record that an entry becomes; ``number`` tells it from others of its minute and title."""
    # Only a digest of the title: if its words are purged from the record, they must not be left here.
    digest = blake2b(entry.title.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    called = f"{_minute(entry)}{digest}{f' ({number})' * (number > 1)}"
    tags = dict.fromkeys(stored(tag).casefold() for tag in entry.tags)
    return Found(
        entry.where,
        _draft(entry, tags, known, today),
        Origin(SOURCE, entry.uuid or called),
    )


def _draft(
    entry: _Entry, tags: Iterable[str], known: KnownPeople, today: date
) -> WinDraft | SessionDraft | TakeawayDraft:
    star = (STARRED,) if entry.starred else ()
    if _WIN & set(tags):
        return WinDraft(
            title=_without(_WIN, stored(entry.title)),
            happened_on=entry.on,
            impact=entry.body or None,
            evidence=f"jrnl, {entry.on} {entry.clock or ''}".strip(),
            tags=(*(tag for tag in tags if tag not in _WIN), *star),
        )
    named = {tag: person for tag in tags if (person := known.named(tag))}
    if named or _SESSION & set(tags):
        return SessionDraft(
            with_people=tuple(dict.fromkeys(named.values())),
            held_on=entry.on,
            time=entry.clock,
            state=SessionState.PLANNED if entry.on > today else SessionState.HELD,
            topic=_without(_SESSION | set(named), stored(entry.title)),
            notes=entry.body,
            tags=(*(tag for tag in tags if tag not in _SESSION and tag not in named), *star),
        )
    noted = min(entry.on, today)
    moment = " ".join(filter(None, (entry.on.isoformat() * (entry.on > noted), entry.clock)))
    lines = (entry.title, entry.body, f"({moment})" if moment else "")
    return TakeawayDraft("\n".join(filter(None, lines)), noted_on=noted, tags=(*tags, *star))


def _without(marks: Iterable[str], title: str) -> str:
    """The title without these tags at its start and end, unless nothing else is in it."""
    spoken = "|".join(re.escape(mark) for mark in marks)
    mark = rf"[@#](?:{spoken})"
    bare = re.sub(rf"^(?:{mark}\s+)+|(?:\s+{mark})+$", "", title, flags=re.IGNORECASE)
    return title if re.fullmatch(mark, bare, re.IGNORECASE) else bare


# Files → entries


def _entries(content: bytes, asked: Asked) -> Iterator[_Entry | Bad]:
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _in_json(content, asked.name)
    return _in_text(content, asked)


def _in_json(content: bytes, name: str) -> Iterator[_Entry | Bad]:
    whole = reading.json_value(content, name)
    entries = whole.get("entries", []) if isinstance(whole, dict) else None
    if not isinstance(entries, list):
        raise UnreadableFile(name, "its entries are not a list")
    for number, value in enumerate(entries, 1):
        try:
            yield _of_object(Place(name), value)
        except ValueError as error:
            yield Bad(Place(name), f"entry {number}: {error}")


def _of_object(where: Place, value: object) -> _Entry:
    """The entry. Raises ``ValueError`` with the reason if it is not one."""
    if not isinstance(value, dict):
        raise ValueError("it is not an object")
    title, body, clock = (words_of(value, key) for key in ("title", "body", "time"))
    if not (title.strip() or body.strip()):
        raise ValueError("the entry has neither title nor body")
    if not title.strip():
        title, body = body, ""
    try:
        on = date.fromisoformat(words_of(value, "date"))
        clock = clock and time.fromisoformat(clock).strftime("%H:%M")
    except ValueError:
        words = f"{value.get('date', '')} {value.get('time', '')}".strip()
        raise ValueError(f"{quoted(words)} cannot be read as its day") from None
    tags = value.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise ValueError("its tags are not a list of words")
    bare = tuple(tag.lstrip("@#") for tag in tags)
    starred, uuid = value.get("starred") is True, words_of(value, "uuid")
    return _Entry(where, on, clock or None, title, body, bare, starred, uuid or None)


def _in_text(content: bytes, asked: Asked) -> Iterator[_Entry | Bad]:
    text = reading.text(content, asked.name)
    header = _OLD_HEADER if _OLD_HEADER.match(text.lstrip()) else _HEADER
    begins = [*header.finditer(text)]
    ends = [*(match.start() for match in begins), len(text)]
    if text[: ends[0]].strip():
        yield Bad(Place(asked.name, 1), "it stands before the first entry")
    line = 1 + text.count("\n", 0, ends[0])
    for match, end in zip(begins, ends[1:], strict=True):
        source = text[match.start() : end]
        yield _of_text(Place(asked.name, line), match, source.rstrip("\n"), asked)
        line += source.count("\n")


def _of_text(where: Place, header: re.Match[str], source: str, asked: Asked) -> _Entry | Bad:
    if len(source) > _MOST:
        return Bad(where, "the entry is longer than 1 MB")
    try:
        # The day and time without seconds, as days are typed.
        moment = _SECONDS.sub(r"\1", header[1].replace("T", " ").replace(",", " "))
        on, clock = at(moment, asked.today, facing=Facing.BACK, order=asked.order)
    except UnreadableWords as error:
        return Bad(where, error.sentence.removesuffix("."))
    title, body, starred = _parted(source[len(header[0]) :])
    if not title:
        return Bad(where, "the entry is empty")
    tags = tuple(tag[1:] for tag in _TAG.findall(f"{title} {body}"))
    return _Entry(where, on, clock, title, body, tags, starred)


def _parted(text: str) -> tuple[str, str, bool]:
    """Title, body and whether it is starred, as jrnl itself tells them apart."""
    text = text.strip()
    first, _, rest = text.partition("\n")
    starred = first.endswith("*")
    text = f"{first.strip('* ')}\n{rest}" if starred else text
    end = re.search(r"\n", text) or _SENTENCE.search(text)
    cut = end.end() if end else len(text)
    return text[:cut].strip(), text[cut:].strip(), starred
