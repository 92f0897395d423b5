"""What a search found: a line for each record, with the words it was found by."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from mentorlog.dates import short
from mentorlog.records.screens import Hit
from mentorlog.spelling import folded
from mentorlog.views import data
from mentorlog.views.data import Data
from mentorlog.views.pages import Column, Listed, Piece, Row, Screen, Span, Table, Tone, dim, ref
from mentorlog.views.words import PRIVATE

_LONGEST = 160
_BEFORE_HIT = 50
_FIELDS = {
    "text": "",
    "notes": "",
    "cue": "when",
    "end_reason": "ended",
    "progress note": "",
    "target note": "moved",
    "due note": "moved",
    "outcome note": "note",
    "state note": "why",
    "met note": "met",
}
"""The word before a text that is not its record's title, where it is not the field's name; none if the kind says enough."""


Words = Mapping[str, bool]
"""What was looked for, and whether it must begin a word or may stand anywhere in it."""


def screen(hits: Sequence[Hit], words: Words, today: date) -> Screen:
    """The hits in every format; a snippet is the part of the text around the first word found."""
    listed = Listed(hits, lambda hit: _row(hit, words))
    return Screen(
        page=lambda _: (_table(hits, words, today),) if hits else (),
        data=lambda: [_data(hit, words) for hit in hits],
        rows=lambda: [_row(hit, words) for hit in hits],
        rearranged=lambda arrange: screen(arrange(listed), words, today),
    )


def _data(hit: Hit, words: Words) -> Data:
    return {
        "kind": hit.kind,
        "record": {"kind": hit.record.kind, **data.named(hit.record)},
        "field": hit.field,
        "snippet": _plain(hit.text, words),
        **data.picked(hit, "on", "rank"),
    }


def _plain(text: str, words: Words) -> str:
    return "".join(piece.text for piece in snippet(text, words))


def _row(hit: Hit, words: Words) -> Data:
    found = _data(hit, words)
    del found["record"]
    named = {"id": hit.record.id, "uid": hit.record.uid, "title": hit.record.label}
    return {"kind": hit.kind, **named, **found}


def _table(hits: Sequence[Hit], words: Words, today: date) -> Table:
    columns = (Column(), Column(), Column(stretch=True), Column(right=True))
    rows = tuple(row for hit in hits for row in _lines(hit, words, today))
    return Table(columns, rows, indent=1)


def _lines(hit: Hit, words: Words, today: date) -> Iterator[Row]:
    """A hit in a title is one line; any other stands below its record's title."""
    code = ref(hit.record.shown_code)
    on = dim(short(hit.on, today) if hit.on else "")
    kind = hit.kind.replace("session-note", "session note")
    is_title = hit.field == hit.record.kind.title_column and hit.record.shown_code
    mark = PRIVATE if hit.hidden else ""
    said = (*snippet(hit.text, words), Piece(mark))
    # What was found by its tag alone has no text.
    label = hit.record.label if hit.text else f"{hit.record.label}{mark}"
    yield (code, kind, said if is_title and hit.text else label, on)
    if hit.text and not is_title:
        named = _FIELDS.get(hit.field, hit.field.replace("_", " "))
        yield Span((f"{named}: " if named else "", *said), indent=2, under=2)


# --- snippets ---------------------------------------------------------------------------------


def snippet(text: str, words: Words) -> tuple[Piece, ...]:
    """The text on one line with its hits marked; a long text is cut to what is around the first."""
    flat = " ".join(text.split())
    hits = _hits(flat, words)
    start, end = _window(flat, hits[0][0] if hits else 0)
    pieces = [Piece("…")] if start else []
    at = start
    for first, last in hits:
        if at <= first and last <= end:
            pieces += [Piece(flat[at:first]), Piece(flat[first:last], Tone.HIT)]
            at = last
    pieces.append(Piece(flat[at:end] + ("…" if end < len(flat) else "")))
    return tuple(piece for piece in pieces if piece.text)


def _window(flat: str, hit: int) -> tuple[int, int]:
    """Where a snippet starts and ends: between words, if there is a space nearby."""
    if len(flat) <= _LONGEST:
        return 0, len(flat)
    start = max(0, min(hit - _BEFORE_HIT, len(flat) - _LONGEST))
    if start:
        space = flat.find(" ", start, hit)
        start = space + 1 if space >= 0 else start
    end = min(len(flat), start + _LONGEST)
    if end < len(flat):
        space = flat.rfind(" ", hit + 1, end)
        end = space if space > start + _LONGEST // 2 else end
    return start, end


def _hits(flat: str, words: Words) -> list[tuple[int, int]]:
    """Where the words stand in the text, from left to right, without overlaps."""
    plain, places = _folded(flat)
    found = sorted(
        (places[match.start()], places[match.end() - 1] + 1)
        for word, begins in words.items()
        for match in re.finditer(_pattern(word, begins), plain)
        if match.end() > match.start()
    )
    kept: list[tuple[int, int]] = []
    for first, last in found:
        if not kept or first >= kept[-1][1]:
            kept.append((first, last))
    return kept


def _pattern(word: str, begins: bool) -> str:
    """A pattern for what the index finds: all runs of letters in order, the last one as a prefix."""
    plain, _ = _folded(word)
    if not begins:
        return re.escape(plain)
    runs = re.findall(r"[^\W_]+", plain)
    return r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, runs)) + r"[^\W_]*"


def _folded(text: str) -> tuple[str, list[int]]:
    """The text in lower case without accents, and for each character its place in ``text``."""
    found: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        parts = folded(character)
        found.append(parts)
        places += [place] * len(parts)
    return "".join(found), places
