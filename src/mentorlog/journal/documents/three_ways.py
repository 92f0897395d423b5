"""What a document that comes back is to change, compared with itself as it was handed out.

Three things are compared, and nothing is read or written here: what the journal has said since the
document was handed out (``Handed``), what it says now (``mine``), and the document (``theirs``).
``journal.merging`` has the rule. Where both changed, the journal's stays and the document's is a ``Conflict``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from mentorlog.errors import quoted
from mentorlog.journal.merging import (
    News,
    Version,
    agreed,
    has_words,
    likeness,
    listed,
    merged,
    merged_text,
    said,
)
from mentorlog.journal.names import grouped
from mentorlog.records import Kind, Outcome, SessionState, TakeawayKind, Visibility
from mentorlog.records.drafts import LineDraft, SessionDraft, default_visibility, said_visibility
from mentorlog.spelling import words
from mentorlog.values import NamedTuple

_Draft = TypeVar("_Draft", LineDraft, SessionDraft)

_PARTS = {"done": ("done", "dropped", "closed_on"), "outcome": ("outcome", "note")}
"""What changes as one, by the name of the field that stands for it."""

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


class Said(NamedTuple, Generic[_Draft]):
    """What the journal has said of a session or a line, and whether an import made it say so."""

    draft: _Draft
    is_import: bool = False


class Handed(NamedTuple):
    """What the journal has said of a session since a document of it was handed out.

    ``headers`` are the session without its lines, the oldest first, and ``lines`` the same for each
    line by its mark. ``shown`` are the marks of the lines that the document shows: their first
    version is what was handed out. The other lines came later. Where ``is_undated``, nobody
    knows when the document was handed out, and these are all versions that there were.
    """

    headers: Sequence[Said[SessionDraft]]
    lines: Mapping[str, Sequence[Said[LineDraft]]]
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
    ``other`` is ``draft`` with the document's side of each conflict. ``closed`` tells of lines that are
    private for the words in them.
    """

    draft: SessionDraft
    gone: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    other: SessionDraft
    closed: tuple[str, ...] = ()


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
    claimed, theirs, closed = _closed(handed, claimed, theirs)
    header, other_header, conflicts = _merged_header(handed, mine, theirs)
    taken, others, deleted = dict[str | None, LineDraft](), dict[str | None, LineDraft](), []
    for line in claimed:
        if line.mark is None:
            continue
        versions = _versions(_of_line, handed.lines[line.mark], handed)
        news = merged(versions, _told(line, handed))
        if (now := here.get(line.mark)) is None:
            if news.taken or news.both:
                conflicts.append(Conflict(line.mark, "", line.text))
                deleted.append(line._replace(mark=None))
            continue
        taken[line.mark] = _with(now, news.taken, line)
        others[line.mark] = _with(taken[line.mark], [each.field for each in news.both], line)
        conflicts += [Conflict(line.mark, *_sides(each.field, now, line)) for each in news.both]
    new = [line for line in claimed if line.mark is None]
    kept = {line.mark for line in claimed}
    return Merged(
        header._replace(lines=(*(taken.get(line.mark, line) for line in mine.lines), *new)),
        tuple(mark for mark in handed.shown if mark not in kept and mark in here),
        tuple(conflicts),
        other_header._replace(
            lines=(*(others.get(line.mark, line) for line in mine.lines), *new, *deleted)
        ),
        closed,
    )


# Fields


_KEPT_UNSAID = ("owner", "when", "every")
"""What stays as it is where a document's line says nothing about it."""


def _of_line(line: LineDraft) -> dict[str, Any]:
    quiet = line.outcome in (None, Outcome.PENDING) and line.note is None
    names = ("kind", "text", "due_on", "evidence", "answer", *_KEPT_UNSAID)
    return {
        **{name: getattr(line, name) for name in names},
        "visibility": _level(line.kind, line.visibility),
        "done": (line.done, line.dropped) if line.done or line.dropped else None,
        "outcome": None if quiet else (line.outcome or Outcome.PENDING, line.note),
    }


def _level(kind: TakeawayKind | Kind | None, level: Visibility | None) -> Visibility | None:
    """Who may read it; None for the default, also where a document says that in words."""
    return said_visibility(kind, level) if level else None


def _told(line: LineDraft, handed: Handed) -> dict[str, Any]:
    """What a document's line says. Without an owner, a time or a cadence it says nothing about it.

    Nor of the due day that its cadence gave it, where the document never showed that.
    """
    fields = _of_line(line)
    was_shown = line.mark in handed.shown and not handed.is_undated
    if line.every and line.due_on is None and not was_shown:
        del fields["due_on"]
    return {
        name: fields[name]
        for name in fields
        if name not in _KEPT_UNSAID or fields[name] is not None
    }


def _of_header(session: SessionDraft) -> dict[str, Any]:
    fields = {name: getattr(session, name) or None for name in (*_HEADER, "notes")}
    if session.state is SessionState.HELD:
        fields["state"] = None  # The default, also where a document says it in words.
    fields["visibility"] = _level(None, session.visibility)
    fields["notes_visibility"] = _level(TakeawayKind.REFLECTION, session.notes_visibility)
    return fields | listed([f"{name} {word}" for name in _SETS for word in getattr(session, name)])


def _versions(
    fields_of: Callable[[_Draft], dict[str, Any]], past: Sequence[Said[_Draft]], handed: Handed
) -> list[Version]:
    found: list[Version] = []
    for draft, is_import in past:
        fields, before = fields_of(draft), found[-1].fields if found else {}
        theirs = said(before, fields) if is_import else {}
        if found and "notes" in theirs and agreed(found, "notes")[1] != before["notes"]:
            del theirs["notes"]  # These are the notes of both sides together.
        found.append(Version(fields, said=theirs))
    return found if handed.is_undated else [found[0].handed_out(), *found[1:]]


def _with(draft: _Draft, names: Iterable[str], theirs: _Draft) -> _Draft:
    """The draft with these fields as they have them."""
    parts = (part for name in names for part in _PARTS.get(name, (name,)))
    values: dict[str, Any] = {part: getattr(theirs, part) for part in parts}
    return draft._replace(**values)


def _sides(name: str, *drafts: LineDraft | SessionDraft) -> Iterator[str]:
    """What each of them says, in words."""
    for draft in drafts:
        if isinstance(draft, LineDraft) and name == "done":
            yield "done" if draft.done else "dropped" if draft.dropped else "open"
        else:
            values = (getattr(draft, part) for part in _PARTS.get(name, (name,)))
            yield " ".join(str(value) for value in values if value is not None)


# Lines


def _claimed(handed: Handed, lines: Sequence[LineDraft]) -> list[LineDraft]:
    """The document's lines with the mark of the record that each is, once for each mark.

    Of several lines with one mark, the one with the text that was handed out keeps it, else the
    first. A line without a mark gets that of a record with the same text, if it is still free; else that
    of one that an import brought and nobody has touched since, if it was only reworded.
    """
    chosen: dict[str, int] = {}
    for place, line in enumerate(lines):
        if line.mark is None:
            continue
        first = chosen.setdefault(line.mark, place)
        if lines[first].text != handed.lines[line.mark][0].draft.text == line.text:
            chosen[line.mark] = place
    free = grouped(((was.kind.value, was.text), was) for was in _free(handed, chosen))
    found, taken = [], set[str | None]()
    for place, line in enumerate(lines):
        if line.mark is None or chosen[line.mark] != place:
            if line.mark and any(_is_private(was.draft) for was in handed.lines[line.mark]):
                line = line._replace(visibility=Visibility.PRIVATE)
            line = line._replace(mark=None)
            same = free.get((line.kind.value, line.text), ())
            if one := next((each for each in same if each.mark not in taken), None):
                taken.add(one.mark)
                line = line._replace(mark=one.mark, visibility=line.visibility or one.visibility)
        found.append(line)
    taken.update(chosen)
    untouched = [was for was in _untouched(handed) if was.mark not in taken]
    for place, line in enumerate(found):
        same = [was for was in untouched if was.kind is line.kind and line.mark is None]
        alike = max(same, key=lambda was: likeness(was.text, line.text), default=None)
        if alike and likeness(alike.text, line.text) >= _ALIKE:
            untouched.remove(alike)
            level = line.visibility or alike.visibility
            found[place] = line._replace(mark=alike.mark, visibility=level)
    return found


_ALIKE = 0.6
"""How much of a line is still there, from 0 to 1, where it was reworded and is not another."""


def _untouched(handed: Handed) -> Iterator[LineDraft]:
    """The lines whose text is as an import brought it, where nobody knows what was handed out."""
    for past in handed.lines.values() if handed.is_undated else ():
        versions = _versions(_of_line, past, handed)
        if agreed(versions, "text")[1] == versions[-1].fields["text"]:
            yield past[-1].draft


def _free(handed: Handed, but: Collection[str]) -> Iterator[LineDraft]:
    """The lines that none of the marks ``but`` has, as they were handed out; then as they were ever."""
    shown = set(handed.shown)
    marks = [mark for mark in handed.lines if mark not in but]
    marks.sort(key=lambda mark: mark not in shown)
    for mark in marks:
        yield handed.lines[mark][-1 if handed.is_undated else 0].draft
    for mark in marks if handed.is_undated else ():
        yield from (each.draft for each in handed.lines[mark])


# What is private, written elsewhere


def _closed(
    handed: Handed, lines: Sequence[LineDraft], theirs: SessionDraft
) -> tuple[list[LineDraft], SessionDraft, tuple[str, ...]]:
    """The lines and the document, private where they have new words of a line that is, and what to say of it.

    So it stays where such a line is split, joined with another or moved, and its mark is lost. A line that
    the document itself opens is not private any more.
    """
    there = {line.mark: line for line in lines}
    hidden = {
        mark: words(was.draft.text)
        for mark, versions in handed.lines.items()
        if mark not in there or _is_private(there[mark])
        for was in versions
        if _is_private(was.draft)
    }

    def source(line_mark: str | None, text: str) -> str | None:
        said_in = words(text)
        return next(
            (
                mark
                for mark, private in hidden.items()
                if mark != line_mark and has_words(said_in, private, reworded=mark not in there)
            ),
            None,
        )

    found, said = list[LineDraft](), list[str]()
    for line in lines:
        new = () if _is_private(line) else _new_texts(handed, line)
        if mark := next(filter(None, (source(line.mark, text) for text in new)), None):
            line = line._replace(visibility=Visibility.PRIVATE)
            said.append(f"{quoted(line.text)} is private, as {mark} is: it has words of it.")
        found.append(line)
    is_read = theirs.notes_visibility not in (None, Visibility.PRIVATE)
    notes = {was.draft.notes for was in handed.headers}
    if is_read and theirs.notes not in notes and (mark := source(None, theirs.notes)):
        theirs = theirs._replace(notes_visibility=Visibility.PRIVATE)
        said.append(f"The notes are private, as {mark} is: they have words of it.")
    return found, theirs, tuple(said)


def _is_private(line: LineDraft) -> bool:
    return (line.visibility or default_visibility(line.kind)) is Visibility.PRIVATE


def _new_texts(handed: Handed, line: LineDraft) -> set[str]:
    """The texts of a line that it never had."""
    return _texts(line).difference(
        *(_texts(was.draft) for was in handed.lines.get(line.mark or "", ()))
    )


def _texts(line: LineDraft) -> set[str]:
    return {each for each in (line.text, line.answer, line.evidence, line.note) if each}


# The session itself


def _merged_header(
    handed: Handed, mine: SessionDraft, theirs: SessionDraft
) -> tuple[SessionDraft, SessionDraft, list[Conflict]]:
    """The session's own fields: merged, with the document's side of conflicts, and the conflicts."""
    versions, fields = _versions(_of_header, handed.headers, handed), _of_header(theirs)
    told = {name: value for name, value in fields.items() if _is_said(name, theirs)}
    if theirs.uid is not None:
        told |= dict.fromkeys(
            name for each in versions for name in each.fields if name not in fields
        )
    news = merged(versions, told)
    names = [name for name in news.taken if " " not in name]
    torn = {each.field: each for each in news.both}
    if "state" in names and theirs.state is None and theirs.held_on:
        # It was planned, and is held now: the day to which the plan was moved meanwhile is none of it.
        names.append("held_on")
        torn.pop("held_on", None)
    header = _with(mine, names, theirs)._replace(**_sets(mine, theirs, news))
    if both := torn.get("notes"):
        is_known = not handed.is_undated or both.agreed is not None
        notes = merged_text(both.agreed or "", mine.notes, theirs.notes) if is_known else None
        if notes is not None:
            header = header._replace(notes=notes)
            del torn["notes"]
    conflicts = [Conflict(name, *_sides(name, mine, theirs)) for name in torn]
    return header, _with(header, torn, theirs), conflicts


def _sets(mine: SessionDraft, theirs: SessionDraft, news: News) -> dict[str, Any]:
    """Mine, with what they added and without what they removed."""
    return {
        name: tuple(
            word
            for word in dict.fromkeys((*getattr(mine, name), *getattr(theirs, name)))
            if news.taken.get(f"{name} {word}", word in getattr(mine, name))
        )
        for name in _SETS
    }


def _is_said(name: str, theirs: SessionDraft) -> bool:
    """Whether the document says something about a key. A missing one was removed on purpose.

    Not so where all keys are lost, for the day, which a session always has, and for a time without
    a day.
    """
    if " " in name or name == "notes" or getattr(theirs, name) is not None:
        return True
    timeless = name == "held_on" or (name == "time" and theirs.held_on is None)
    return theirs.uid is not None and not timeless
