"""What a document that comes back is to change, compared with itself as it was handed out.

Three things are compared, and nothing is read or written here: what the journal has said since the
document was handed out (``Handed``), what it says now (``mine``), and the document (``theirs``).
Only changes made in the document are taken. What the journal has said at any time since then is no
change: it was handed out so, or was taken from this document before. Where both changed, the
journal's stays and the document's is a ``Conflict``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from mentorlog.errors import quoted
from mentorlog.journal.documents.text_merge import merged_text
from mentorlog.records import Outcome
from mentorlog.records.drafts import LineDraft, SessionDraft

_Part = tuple[str, ...]
_Draft = TypeVar("_Draft", LineDraft, SessionDraft)

_LINE: tuple[_Part, ...] = (
    ("kind",),
    ("text",),
    ("owner",),
    ("due_on",),
    ("done", "dropped", "closed_on"),
    ("evidence",),
    ("outcome", "note"),
    ("answer",),
    ("visibility",),
    ("when",),
)
"""What of a line changes as one."""

_HEADER = {
    "held_on": "The day",
    "time": "The time",
    "minutes": "The duration",
    "mode": "How you met",
    "state": "The state",
    "topic": "The topic",
    "visibility": "Who may read the session",
    "notes_visibility": "Who may read the notes",
}
_CALLED = {**_HEADER, "notes": "The notes"}
_SETS = ("with_people", "goals", "tags")


class Handed(NamedTuple):
    """What the journal has said of a session since a document of it was handed out.

    ``headers`` are the session without its lines, the oldest first, and ``lines`` the same for each
    line by its mark. ``shown`` are the marks of the lines that the document shows: their first
    version is what was handed out. The other lines came later. Where ``is_undated``, nobody
    knows when the document was handed out, and the lines have all their versions.
    """

    headers: Sequence[SessionDraft]
    lines: Mapping[str, Sequence[LineDraft]]
    shown: Collection[str]
    is_undated: bool = False


class Conflict(NamedTuple):
    """Something that changed both in the journal and in the document: its name, and both versions."""

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
    handed: Handed, mine: SessionDraft, theirs: SessionDraft, *, visibility: bool = True
) -> Merged:
    """Compare the three. Every mark in ``theirs`` must be in ``handed``.

    A document without its uid has lost its front matter, so a missing key was not removed on
    purpose. Without ``visibility`` the document cannot change who may read what is here.
    """
    here = {line.mark: line for line in mine.lines}
    claimed = _claimed(handed, theirs.lines)
    if not visibility:
        theirs = theirs._replace(visibility=mine.visibility, notes_visibility=mine.notes_visibility)
        claimed = [
            line._replace(visibility=here[line.mark].visibility)
            if line.mark and line.mark in here
            else line
            for line in claimed
        ]
    header, other_header, conflicts = _merged_header(handed.headers, mine, theirs)
    taken, others, deleted = dict[str | None, LineDraft](), dict[str | None, LineDraft](), []
    for line in claimed:
        if line.mark is None:
            continue
        versions = handed.lines[line.mark]
        if (now := here.get(line.mark)) is None:
            if _news(_LINE, versions, line):
                conflicts.append(Conflict(line.mark, "", line.text))
                deleted.append(line._replace(mark=None))
            continue
        taken[line.mark], others[line.mark], both = _merged(_LINE, versions, now, line)
        conflicts += [Conflict(line.mark, *_sides(part, now, line)) for part in both]
    new = [line for line in claimed if line.mark is None]
    kept = {line.mark for line in claimed}
    return Merged(
        header._replace(lines=(*(taken.get(line.mark, line) for line in mine.lines), *new)),
        tuple(mark for mark in handed.shown if mark not in kept and mark in here),
        tuple(conflicts),
        other_header._replace(
            lines=(*(others.get(line.mark, line) for line in mine.lines), *new, *deleted)
        ),
    )


# Parts that change as one


def _merged(
    parts: Iterable[_Part], versions: Sequence[_Draft], mine: _Draft, theirs: _Draft
) -> tuple[_Draft, _Draft, list[_Part]]:
    """Mine with their changes, theirs in place of mine where both changed, and the parts where they did."""
    merged, other, both = mine, mine, []
    for part in _news(parts, versions, theirs):
        values: dict[str, Any] = {name: getattr(theirs, name) for name in part}
        other = other._replace(**values)
        if _same(part, mine, versions[0]):
            merged = merged._replace(**values)
        else:
            both.append(part)
    return merged, other, both


def _news(parts: Iterable[_Part], versions: Sequence[_Draft], theirs: _Draft) -> list[_Part]:
    """The parts that the journal has never said as they are in theirs."""
    return [part for part in parts if not any(_same(part, said, theirs) for said in versions)]


def _same(part: _Part, said: Any, theirs: Any) -> bool:
    """Whether both say the same. A document's line without an owner, or a time, says nothing about it."""
    if part in (("owner",), ("when",)):
        return getattr(theirs, part[0]) in (None, getattr(said, part[0]))
    if part == ("done", "dropped", "closed_on"):
        return (said.done, said.dropped) == (theirs.done, theirs.dropped)
    if part == ("outcome", "note"):
        outcomes = [each.outcome or Outcome.PENDING for each in (said, theirs)]
        return outcomes[0] is outcomes[1] and said.note == theirs.note
    return all(getattr(said, name) == getattr(theirs, name) for name in part)


def _sides(part: _Part, mine: _Draft, theirs: _Draft) -> tuple[str, str]:
    """What each of the two says, in words."""

    def worded(draft: Any) -> str:
        if "done" in part:
            return "done" if draft.done else "dropped" if draft.dropped else "open"
        return " ".join(str(value) for name in part if (value := getattr(draft, name)) is not None)

    return worded(mine), worded(theirs)


# Lines


def _claimed(handed: Handed, lines: Sequence[LineDraft]) -> list[LineDraft]:
    """The document's lines with the mark of the record that each is, once for each mark.

    Of several lines with one mark, the one with the text that was handed out keeps it, else the
    first. A line without a mark gets that of a record with the same text, if it is still free.
    """
    chosen: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.mark is None:
            continue
        first = chosen.setdefault(line.mark, place)
        if lines[first].text != handed.lines[line.mark][0].text == line.text:
            chosen[line.mark] = place
    free: dict[tuple[str, str], list[LineDraft]] = {}
    for was in _free(handed, chosen):
        free.setdefault((was.kind.value, was.text), []).append(was)
    found, taken = [], set[str | None]()
    for place, line in enumerate(lines):
        if line.mark is None or chosen[line.mark] != place:
            line = line._replace(mark=None)
            same = free.get((line.kind.value, line.text), ())
            if one := next((each for each in same if each.mark not in taken), None):
                taken.add(one.mark)
                line = line._replace(mark=one.mark, visibility=line.visibility or one.visibility)
        found.append(line)
    return found


def _free(handed: Handed, but: Collection[str]) -> Iterator[LineDraft]:
    """The lines that none of the marks ``but`` has, as they were handed out; then as they were ever."""
    shown = set(handed.shown)
    marks = [mark for mark in handed.lines if mark not in but]
    marks.sort(key=lambda mark: mark not in shown)
    for mark in marks:
        yield handed.lines[mark][0]
    for mark in marks if handed.is_undated else ():
        yield from handed.lines[mark][1:]


# The session itself


def _merged_header(
    versions: Sequence[SessionDraft], mine: SessionDraft, theirs: SessionDraft
) -> tuple[SessionDraft, SessionDraft, list[Conflict]]:
    """The session's own fields: merged, with the document's side of conflicts, and the conflicts."""
    said = [(name,) for name in _HEADER if _is_said(name, theirs)]
    merged, other, both = _merged(said, versions, mine, theirs)
    conflicts = [Conflict(part[0], *_sides(part, mine, theirs)) for part in both]
    sets: dict[str, Any] = {
        name: _merged_set(
            [getattr(each, name) for each in versions],
            getattr(mine, name),
            getattr(theirs, name),
            lost=theirs.uid is None,
        )
        for name in _SETS
    }
    notes: str | None = mine.notes
    if all(each.notes != theirs.notes for each in versions):
        notes = merged_text(versions[0].notes, mine.notes, theirs.notes)
        if notes is None:
            conflicts.append(Conflict("notes", mine.notes, theirs.notes))
    merged = merged._replace(notes=mine.notes if notes is None else notes, **sets)
    return merged, other._replace(notes=theirs.notes if notes is None else notes, **sets), conflicts


def _is_said(name: str, theirs: SessionDraft) -> bool:
    """Whether the document says something about a key. A missing one was removed on purpose.

    Not so where all keys are lost, for the day, which a session always has, and for a time without
    a day.
    """
    if getattr(theirs, name) is not None:
        return True
    timeless = name == "held_on" or (name == "time" and theirs.held_on is None)
    return theirs.uid is not None and not timeless


def _merged_set(
    versions: Sequence[tuple[str, ...]],
    mine: tuple[str, ...],
    theirs: tuple[str, ...],
    *,
    lost: bool,
) -> tuple[str, ...]:
    """Mine, with what they added and without what they removed; what was added here since stays."""
    gone = {
        word
        for word in versions[0]
        if word not in theirs and all(word in each for each in versions)
    }
    kept = (word for word in mine if lost or word not in gone)
    new = (word for word in theirs if not any(word in each for each in versions))
    return tuple(dict.fromkeys((*kept, *new)))
