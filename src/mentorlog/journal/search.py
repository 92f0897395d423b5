"""Words anywhere in the journal: goals, notes, takeaways and so on, the best match first. FTS5
finds whole words and words that begin so. What it cannot split into words (Chinese, Thai, signs)
is looked for as it stands. The index has all text, so a query always joins it to ``lines``,
which the lens covers."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mentorlog.errors import UnreadableWords, WrongUsage
from mentorlog.journal import Journal, Value, events, tags
from mentorlog.journal.names import called, day, listed
from mentorlog.records import Audience, Kind
from mentorlog.records.screens import Hit
from mentorlog.spelling import folded
from mentorlog.values import NamedTuple

_NOTES = "session-note"
KINDS = (
    *("goal", "milestone", "session", _NOTES, "takeaway", "advice", "question", "feedback"),
    *("reflection", "topic", "note", "action", "win", "skill", "person", "mentorship"),
    *("agreement", "check-in"),
)
"""What a hit may be: a kind of record or of takeaway, a session's notes, a goal's check-in."""

MOST = 50
_MOST_WORDS = 50
_LONGEST_WORD = 200
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]+")

# Scripts without spaces between words, which FTS5's tokenizer takes for one long word.
_UNSPLIT = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3100-\u318f\u31a0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc"
    "\U00020000-\U0003ffff]"
)


_FIELDS_AT_MOST = 4
"""No record has more pieces of text, so this many lines of one hold at least one record."""


class Found(NamedTuple):
    """The hits asked for, the best first; ``total`` is how many there are."""

    hits: tuple[Hit, ...]
    total: int


def kind(word: str) -> str:
    """The one of ``KINDS`` that a word means, singular or plural; raises ``UnreadableWords``."""
    wanted = word.strip().casefold().replace(" ", "-").replace("checkin", "check-in")
    for known in KINDS:
        if wanted in (known, f"{known}s") or (known, wanted) == ("person", "people"):
            return known
    raise UnreadableWords("kind", word, KINDS)


def words(texts: Iterable[str]) -> list[str]:
    """The words to look for, each once; signs by themselves only where there are no words.

    Raises ``WrongUsage`` where there are none, or too many.
    """
    # What no text in the journal can have (NUL, half a character) separates words.
    plain = re.sub("[\0\ud800-\udfff]", " ", " ".join(texts))
    found = list(dict.fromkeys(word[:_LONGEST_WORD] for word in plain.split()))
    if not found:
        raise WrongUsage("There is nothing to search for.", "mentorlog search WORDS")
    found = [word for word in found if not _SIGNS.fullmatch(word)] or found
    if len(found) > _MOST_WORDS:
        raise WrongUsage(f"A search takes at most {_MOST_WORDS} words, and these are {len(found)}.")
    return found


def find(
    journal: Journal,
    wanted: Sequence[str],
    *,
    kinds: Sequence[str] = (),
    since: date | None = None,
    tag: str | None = None,
    most: int | None = MOST,
) -> Found:
    """The texts that have all the words, one for each record; each check-in counts as a record.

    Where no text has all of them, those of records whose texts have them together.
    Only of some ``kinds``, of records with a day from ``since`` on, or with a ``tag``; at most ``most``.
    """
    enough = most * _FIELDS_AT_MOST if most and not (kinds or since or tag) else None
    pieces = _matching(journal, wanted, enough)
    _resolve_events(journal, pieces)
    if not pieces and len(wanted) > 1:
        pieces = _together(journal, wanted)
    if tag is not None:
        bearers = tags.bearers(journal, tag)
        pieces = [piece for piece in pieces if (piece.kind, piece.record) in bearers]
        if not wanted:
            # Of a session that is planned, or a mentorship, there may be no word.
            mute = bearers - {(piece.kind, piece.record) for piece in pieces}
            pieces += [_Piece(0, kind, id, Kind(kind).title_column) for kind, id in sorted(mute)]
    if kinds or since:
        _describe(journal, pieces)
        first = since.isoformat() if since else ""
        pieces = [
            piece
            for piece in pieces
            if (not kinds or piece.word in kinds) and (piece.on or "") >= first
        ]
    best: dict[tuple[str, int], _Piece] = {}
    for piece in pieces:
        best.setdefault(piece.key, piece)
    chosen = list(best.values())[:most]
    _describe(journal, chosen)
    cut = enough is not None and len(pieces) == enough
    total = _count(journal, wanted) if cut else len(best)
    return Found(tuple(_hits(journal, chosen)), total)


@dataclass(slots=True)
class _Piece:
    """One line that matched: its record, its field, and what is added once it is known."""

    line: int
    kind: str
    record: int
    field: str
    event: int | None = None
    word: str = ""
    on: str | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What is listed only once: a record, or a check-in."""
        return ("event", self.event) if self.event is not None else (self.kind, self.record)


def _matching(journal: Journal, wanted: Sequence[str], enough: int | None) -> list[_Piece]:
    """The lines that have the words, the best first, at most ``enough`` of them."""
    source, values, indexed = _source(wanted)
    order = "l.id DESC"
    if indexed:
        # The rank counts words of hidden lines too, so for other readers the shortest line is the best.
        is_mine = journal.lens.audience is Audience.ME
        order = f"{'bm25(lines_fts)' if is_mine else 'length(l.text)'}, l.id DESC"
    limit = f" LIMIT {enough}" if enough else ""
    sql = f"SELECT l.id, l.kind, l.record, l.field {source} ORDER BY {order}{limit}"
    return [_Piece(*row) for row in journal.rows(sql, values)]


def _together(journal: Journal, wanted: Sequence[str]) -> list[_Piece]:
    """The lines with some of the words, of records that have all of them in one line or another.

    A title, or a name, says whose lines they are and is left out.
    """
    found = list[_Piece]()
    have: set[tuple[str, int]] | None = None
    for word in wanted:
        pieces = _matching(journal, [word], None)
        _resolve_events(journal, pieces)
        records = {(piece.kind, piece.record) for piece in pieces}
        have = records if have is None else have & records
        found += pieces
    return [
        piece
        for piece in found
        if (piece.kind, piece.record) in (have or ())
        and piece.field != Kind(piece.kind).title_column
    ]


def _count(journal: Journal, wanted: Sequence[str]) -> int:
    """How many records have the words; each event with a note counts as one."""
    source, values, _ = _source(wanted)
    return (
        journal.value(f"SELECT count(*) FROM (SELECT DISTINCT l.kind, l.record {source})", values)
        or 0
    )


def _source(wanted: Sequence[str]) -> tuple[str, list[Value], bool]:
    """A query from FROM on, its values, and whether the index ranks what it finds."""
    indexed = [word for word in wanted if is_indexed(word)]
    others = [word for word in wanted if word not in indexed]
    where = " AND ".join([r"l.text LIKE ? ESCAPE '\'"] * len(others)) or "1"
    escaped = (re.sub(r"[\\%_]", r"\\\g<0>", word) for word in others)
    values: list[Value] = [f"%{word}%" for word in escaped]
    if not indexed:
        return f"FROM lines l WHERE {where}", values, False
    query = " ".join(f'"{word.replace(chr(34), chr(34) * 2)}" *' for word in indexed)
    return (
        "FROM lines_fts CROSS JOIN lines l ON l.id = lines_fts.rowid"
        f" WHERE lines_fts MATCH ? AND {where}",
        [query, *values],
        True,
    )


def is_indexed(word: str) -> bool:
    """Whether the index can find a word: all of it is letters of a script that has spaces.

    The index knows letters alone: to it ``C++`` is ``C``, and ``हिन्दी`` is four words.
    """
    if _UNSPLIT.search(word) or word.endswith(("+", "#")):
        return False
    kinds = {unicodedata.category(one)[0] for one in folded(word)}
    return "M" not in kinds and bool(kinds & {"L", "N"})


def _resolve_events(journal: Journal, pieces: Sequence[_Piece]) -> None:
    """The record of an event's note: the note is the reason for a move, or a check-in's words."""
    noted = [piece for piece in pieces if piece.kind == "event"]
    rows = journal.rows(
        "SELECT id, kind, record, field, happened_on FROM events"
        " WHERE id IN (SELECT value FROM json_each(?))",
        [listed(piece.record for piece in noted)],
    )
    known = {row["id"]: row for row in rows}
    for piece in noted:
        row = known[piece.record]
        if row["field"] == "progress":
            piece.event, piece.word = row["id"], "check-in"
        piece.kind, piece.record = row["kind"], row["record"]
        # A session is found under its own day, also by why it was cancelled on an earlier one.
        piece.on = None if piece.kind == Kind.SESSION else row["happened_on"]
        piece.field = f"{row['field']} note"


def _describe(journal: Journal, pieces: Sequence[_Piece]) -> None:
    """Add the day of each piece's record, and the word for what it is."""
    for kind in Kind:
        of_kind = [piece for piece in pieces if piece.kind == kind]
        if not of_kind:
            continue
        word = "kind" if kind is Kind.TAKEAWAY else f"'{kind.noun}'"
        rows = journal.rows(
            f"SELECT id, {kind.about.day or 'NULL'}, {word} FROM {kind.table}"
            " WHERE id IN (SELECT value FROM json_each(?))",
            [listed(piece.record for piece in of_kind)],
        )
        known = {row[0]: row for row in rows}
        for piece in of_kind:
            _, on, word = known[piece.record]
            piece.on = piece.on or on
            piece.word = piece.word or (_NOTES if piece.field == "notes" else word)


def _hits(journal: Journal, chosen: Sequence[_Piece]) -> Iterator[Hit]:
    texts = journal.pairs(
        "SELECT id, text FROM lines WHERE id IN (SELECT value FROM json_each(?))",
        [listed(piece.line for piece in chosen)],
    )
    kinds = {Kind(piece.kind) for piece in chosen}
    named = {
        kind: called(journal, kind, (piece.record for piece in chosen if piece.kind == kind))
        for kind in kinds
    }
    hidden = _hidden(journal, chosen)
    for place, piece in enumerate(chosen, 1):
        yield Hit(
            kind=piece.word,
            record=named[Kind(piece.kind)][piece.record],
            field=piece.field,
            text=texts.get(piece.line, ""),
            on=day(piece.on),
            rank=place,
            hidden=piece.key in hidden,
        )


def _hidden(journal: Journal, chosen: Sequence[_Piece]) -> set[tuple[str, int]]:
    """Those that nobody but the journal's owner reads: of a private record, a private reading or notes."""
    if journal.lens.audience is not Audience.ME:
        return set()
    lines = journal.ids(
        "SELECT l.id FROM lines l LEFT JOIN events e ON l.kind = 'event' AND e.id = l.record"
        " LEFT JOIN sessions s ON l.kind = 'session' AND l.field = 'notes' AND s.id = l.record"
        " WHERE l.id IN (SELECT value FROM json_each(?))"
        " AND 'private' IN (e.visibility, s.notes_visibility)",
        [listed(piece.line for piece in chosen)],
    )
    records = {
        (kind, id)
        for kind in {piece.kind for piece in chosen}
        for id in events.private_among(
            journal, Kind(kind), (piece.record for piece in chosen if piece.kind == kind)
        )
    }
    return {
        piece.key
        for piece in chosen
        if piece.line in lines or (piece.kind, piece.record) in records
    }
