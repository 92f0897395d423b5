"""What a document that comes back is to change, compared with itself as it was handed out.

Three things are compared, and nothing is read or written here: what the journal has said since the
document was handed out (``Handed``), what it says now (``mine``), and the document (``theirs``).
Only what the document says anew is taken. What the journal has said at any time since then is no
news: it was handed out so, or was taken from this very document before. Where both changed, the
journal's stays and the document's is a ``Conflict``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from mentorlog.errors import quoted
from mentorlog.records import Outcome
from mentorlog.records.drafts import LineDraft, SessionDraft

_LINE_PARTS: tuple[tuple[str, ...], ...] = (
    ("kind",),
    ("text",),
    ("owner",),
    ("due_on",),
    ("done", "dropped", "closed_on"),
    ("evidence",),
    ("outcome", "note"),
    ("answer",),
    ("visibility",),
)
"""What of a line changes as one."""

_HEADER = (
    "held_on", "time", "minutes", "mode", "state", "topic", "visibility", "notes_visibility",
)  # fmt: skip
_CALLED = {
    "held_on": "The day",
    "time": "The time",
    "minutes": "The duration",
    "mode": "How you met",
    "state": "The state",
    "topic": "The topic",
    "notes": "The notes",
    "visibility": "Who may read the session",
    "notes_visibility": "Who may read the notes",
}
_SETS = ("with_people", "goals", "tags")


class Handed(NamedTuple):
    """What the journal has said of a session since a document of it was handed out.

    ``headers`` are the session without its lines, the oldest first, and ``lines`` the same for each
    line that the document shows, by its mark; the first of each is what was handed out. ``later``
    are lines that came since, each from the day it came.
    """

    headers: Sequence[SessionDraft]
    lines: Mapping[str, Sequence[LineDraft]]
    later: Mapping[str, Sequence[LineDraft]]


class Conflict(NamedTuple):
    """Something that changed in the journal and in the document: what, and what either says."""

    what: str
    here: str
    theirs: str

    @property
    def sentence(self) -> str:
        """What the user is told of it."""
        what = _CALLED.get(self.what, self.what)
        theirs = quoted(self.theirs) if self.theirs else "none"
        if not self.here and self.what not in _CALLED:
            return f"{what} was deleted here; the document has {theirs}."
        here = quoted(self.here) if self.here else "none"
        return f"{what}: the journal has {here}, which stays; the document has {theirs}."


class Merged(NamedTuple):
    """What the journal is to say, in which a line without a mark is new.

    ``gone`` are the marks of lines that the document no longer has; they stand in ``draft``.
    ``other`` is ``draft`` with the document's side of each conflict.
    """

    draft: SessionDraft
    gone: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    other: SessionDraft


def merge(
    handed: Handed,
    mine: SessionDraft,
    theirs: SessionDraft,
    *,
    visibility: bool = True,
) -> Merged:
    """Compare the three. Every mark in ``theirs`` is one of ``handed``.

    A document without its uid has lost its front matter, so that a key that is not there was not
    taken away. Without ``visibility`` it has no say on who may read what is here.
    """
    claimed = _claimed(handed, theirs.lines)
    if not visibility:
        theirs = theirs._replace(visibility=mine.visibility, notes_visibility=mine.notes_visibility)
        was = {line.mark: line.visibility for line in mine.lines}
        claimed = [
            line._replace(visibility=was[line.mark]) if line.mark in was and line.mark else line
            for line in claimed
        ]
    header = _merged_header(handed.headers, mine, theirs)
    by_mark = {line.mark: line for line in mine.lines}
    taken, others, new, conflicts = {}, {}, [], list(header.conflicts)
    again: list[LineDraft] = []
    for line in claimed:
        if line.mark is None:
            new.append(line)
            continue
        versions = handed.lines.get(line.mark) or handed.later[line.mark]
        here = by_mark.get(line.mark)
        if here is None:
            if _news(versions, line):
                conflicts.append(Conflict(line.mark, "", line.text))
                again.append(line._replace(mark=None))
            continue
        taken[line.mark], others[line.mark], found = _merged_line(versions, here, line)
        conflicts += found
    marks = {line.mark for line in claimed}
    stays = [taken.get(line.mark or "", line) for line in mine.lines]
    other = [others.get(line.mark or "", line) for line in mine.lines]
    return Merged(
        header.draft._replace(lines=(*stays, *new)),
        tuple(mark for mark in handed.lines if mark not in marks and mark in by_mark),
        tuple(conflicts),
        header.other._replace(lines=(*other, *new, *again)),
    )


# Lines


def _claimed(handed: Handed, lines: Sequence[LineDraft]) -> list[LineDraft]:
    """The document's lines with the mark of the record that each is, once for each mark.

    Of several lines with one mark it is the one that still says what was handed out, else the
    first. A line without a mark is the one that says the same, if no other line is that already.
    """
    chosen: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.mark is None:
            continue
        first = chosen.setdefault(line.mark, place)
        was = (handed.lines.get(line.mark) or handed.later[line.mark])[0]
        if lines[first].text != was.text == line.text:
            chosen[line.mark] = place
    free: dict[tuple[str, str], list[str]] = {}
    for marks in (handed.lines, handed.later):
        for mark, versions in marks.items():
            if mark not in chosen:
                free.setdefault((versions[0].kind.value, versions[0].text), []).append(mark)
    found = []
    for place, line in enumerate(lines):
        if line.mark is not None and chosen[line.mark] == place:
            found.append(line)
            continue
        line = line._replace(mark=None)
        if same := free.get((line.kind.value, line.text)):
            mark = same.pop(0)
            said = (handed.lines.get(mark) or handed.later[mark])[0]
            line = line._replace(mark=mark, visibility=line.visibility or said.visibility)
        found.append(line)
    return found


def _merged_line(
    versions: Sequence[LineDraft], mine: LineDraft, theirs: LineDraft
) -> tuple[LineDraft, LineDraft, list[Conflict]]:
    """The line as it is to be, as the document would have it, and where the two differ."""
    merged, other, conflicts = mine, mine, []
    for part in _news(versions, theirs):
        values = {name: getattr(theirs, name) for name in part}
        other = other._replace(**values)
        if _same(part, mine, versions[0]):
            merged = merged._replace(**values)
        else:
            said = [_worded(part, each) for each in (mine, theirs)]
            conflicts.append(Conflict(f"{mine.mark}", said[0], said[1]))
    return merged, other, conflicts


def _news(versions: Sequence[LineDraft], theirs: LineDraft) -> list[tuple[str, ...]]:
    """The parts of the line that the journal has never said so since then."""
    return [part for part in _LINE_PARTS if not any(_same(part, said, theirs) for said in versions)]


def _same(part: tuple[str, ...], said: LineDraft, theirs: LineDraft) -> bool:
    """Whether the second says the same as the first. No owner is nothing said."""
    if part == ("owner",):
        return theirs.owner in (None, said.owner)
    if part == ("done", "dropped", "closed_on"):
        return (said.done, said.dropped) == (theirs.done, theirs.dropped)
    if part == ("outcome", "note"):
        outcomes = [each.outcome or Outcome.PENDING for each in (said, theirs)]
        return outcomes[0] is outcomes[1] and said.note == theirs.note
    return all(getattr(said, name) == getattr(theirs, name) for name in part)


def _worded(part: tuple[str, ...], line: LineDraft) -> str:
    if "done" in part:
        return "done" if line.done else "dropped" if line.dropped else "open"
    return " ".join(str(value) for name in part if (value := getattr(line, name)) is not None)


# The session itself


class _Header(NamedTuple):
    draft: SessionDraft
    other: SessionDraft
    conflicts: list[Conflict]


def _merged_header(
    versions: Sequence[SessionDraft], mine: SessionDraft, theirs: SessionDraft
) -> _Header:
    merged, other, conflicts = mine, mine, list[Conflict]()
    for name in _HEADER:
        said = getattr(theirs, name)
        if said is None and (theirs.uid is None or _is_not_said(name, theirs)):
            continue
        if any(getattr(each, name) == said for each in versions):
            continue
        other = other._replace(**{name: said})
        here = getattr(mine, name)
        if here == getattr(versions[0], name):
            merged = merged._replace(**{name: said})
        else:
            conflicts.append(Conflict(name, _told(here), _told(said)))
    for name in _SETS:
        words = _merged_set([getattr(each, name) for each in versions], getattr(mine, name),
                            getattr(theirs, name), lost=theirs.uid is None)  # fmt: skip
        changed: dict[str, Any] = {name: words}
        merged, other = merged._replace(**changed), other._replace(**changed)
    notes = mine.notes
    if not any(each.notes == theirs.notes for each in versions):
        joined = merged_text(versions[0].notes, mine.notes, theirs.notes)
        if joined is None:
            conflicts.append(Conflict("notes", mine.notes, theirs.notes))
        notes = mine.notes if joined is None else joined
        other = other._replace(notes=theirs.notes if joined is None else joined)
    return _Header(merged._replace(notes=notes), other, conflicts)


def _is_not_said(name: str, theirs: SessionDraft) -> bool:
    """A session always has a day; without one in the document its time is not spoken of either."""
    return name == "held_on" or (name == "time" and theirs.held_on is None)


def _told(value: object) -> str:
    return "" if value is None else str(value)


def _merged_set(
    versions: Sequence[tuple[str, ...]], mine: tuple[str, ...], theirs: tuple[str, ...],
    *, lost: bool,
) -> tuple[str, ...]:  # fmt: skip
    """Mine with what is new in theirs, without what they took away; one that was so since stays."""
    gone = {
        word
        for word in versions[0]
        if word not in theirs and all(word in each for each in versions)
    }
    kept = (word for word in mine if lost or word not in gone)
    new = (word for word in theirs if not any(word in each for each in versions))
    return tuple(dict.fromkeys((*kept, *new)))


# Texts


def merged_text(base: str, mine: str, theirs: str) -> str | None:
    """Both sides' changes of a text, a line each; None where they changed the same lines.

    What both added in one place stands one below the other, mine first.
    """
    merged = _merged_text(base, mine, theirs)
    if merged is None or merged == mine:
        return merged
    # Where the lines repeat, a second look may find other changes: taken twice, it must be as once.
    return merged if _merged_text(base, merged, theirs) == merged else None


def _merged_text(base: str, mine: str, theirs: str) -> str | None:
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    if not base:
        return mine if theirs in mine else f"{mine}\n\n{theirs}"
    lines = base.split("\n")
    hunks = _hunks(lines, mine.split("\n"))
    for start, end, new in _hunks(lines, theirs.split("\n")):
        near = [hunk for hunk in hunks if start <= hunk[1] and hunk[0] <= end]
        if any(hunk[0] <= start and end <= hunk[1] and _holds(hunk[2], new) for hunk in near):
            continue
        for hunk in near:
            apart = start >= hunk[1] or hunk[0] >= end
            if not (new and apart and (start == end or hunk[0] == hunk[1])):
                return None
        hunks.append((start, end, new))
    place, merged = 0, list[str]()
    for start, end, new in sorted(hunks, key=lambda hunk: hunk[:2]):
        merged += [*lines[place:start], *new]
        place = end
    return "\n".join((*merged, *lines[place:]))


def _holds(lines: Sequence[str], part: Sequence[str]) -> bool:
    width = len(part)
    return width > 0 and any(
        list(lines[start : start + width]) == list(part) for start in range(len(lines) - width + 1)
    )


def _hunks(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, list[str]]]:
    """Which lines of ``before`` became which of ``after``; what both begin and end with is cut off.

    SequenceMatcher takes the square of lines that come often, and empty lines do.
    """
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    middle = before[first : len(before) - last], after[first : len(after) - last]
    return [
        (first + start, first + end, list(middle[1][new_start:new_end]))
        for what, start, end, new_start, new_end in SequenceMatcher(
            None, middle[0], middle[1]
        ).get_opcodes()
        if what != "equal"
    ]
