"""What a document's words mean here: whom, which goal, which line, and what stands behind a line.

The drafts made here name people and goals by ``p2`` and ``g1``. Nothing is dropped: words without a
meaning stay in the text or the notes, and the user is told.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from mentorlog.errors import quoted
from mentorlog.journal import Journal, people, tags
from mentorlog.journal.documents import lines, log
from mentorlog.journal.documents.handed_out import TABLES
from mentorlog.journal.documents.then_and_now import Past
from mentorlog.journal.documents.three_ways import Handed
from mentorlog.journal.words import optional
from mentorlog.records import Kind, Outcome, TakeawayKind, Visibility
from mentorlog.records.choices import ANSWERED, RAISED
from mentorlog.records.drafts import LineDraft, SessionDraft, default_visibility
from mentorlog.spelling import folded
from mentorlog.values import NamedTuple


class Names(NamedTuple):
    """Whom and what words mean: a person's id, a goal's or None for no goal."""

    person: Callable[[str], int]
    goal: Callable[[str], int | None]


def names(journal: Journal) -> Names:
    """As anybody's words are read: part of a name, a title, ``p2``, ``g1``."""
    return Names(lambda word: people.find(journal, word), lambda words: log.goal(journal, words))


def unmarked(document: SessionDraft) -> tuple[SessionDraft, tuple[str, ...]]:
    """The document without its marks, which mean nothing here, and what to tell the user.

    Marks that a program wrote are dropped; those that somebody typed are text.
    """
    marks = [line.mark for line in document.lines if line.mark]
    if not marks:
        return document, ()
    if document.uid or document.written:
        lines = [
            line._replace(mark=None, text=text) for line, text in _texts(document.lines) if text
        ]
        said = f"The document's marks, such as ^{marks[0]}, do not count here: a line is known by its words."
    else:
        lines = [_marked_in_text(line) if line.mark else line for line in document.lines]
        said = f"^{marks[0]} stays in the text: this document was not handed out by the journal."
    return document._replace(lines=tuple(lines)), (said,)


def recognised(journal: Journal, document: SessionDraft) -> SessionDraft:
    """The document, whose keys were lost, without the marks of lines that are here word for word.

    Such a line stays private where it is, or its session.
    """
    lines = [_recognised(journal, line) if line.mark else line for line in document.lines]
    return document._replace(lines=tuple(lines))


def _recognised(journal: Journal, line: LineDraft) -> LineDraft:
    mark = line.mark or ""
    here = journal.row(
        f"SELECT line.text, :private IN (line.visibility, session.visibility) FROM {TABLES[mark[0]]} line"
        " LEFT JOIN sessions session ON session.id = line.session WHERE line.id = :id",
        {"id": int(mark[1:]), "private": Visibility.PRIVATE},
    )
    if here is None or here[0] != line.text:
        return line
    return line._replace(mark=None, visibility=Visibility.PRIVATE if here[1] else line.visibility)


def _texts(lines: Sequence[LineDraft]) -> Iterator[tuple[LineDraft, str]]:
    """Each line with its text, or where it was emptied with what stands below it."""
    for line in lines:
        yield line, line.text or line.answer or line.evidence or line.note or ""


def _marked_in_text(line: LineDraft) -> LineDraft:
    return line._replace(mark=None, text=f"{line.text} ^{line.mark}")


class Reader:
    """Replaces a document's words by what they mean; ``notes`` are what to tell the user."""

    def __init__(self, journal: Journal, known: Past, named: Names) -> None:
        self._journal = journal
        self._known = known
        self._named = named
        there = [int(person[1:]) for person in known.mine.with_people]
        self._owners = lines.Owners(journal, there, known.mine.held_on or journal.clock.today)
        self.notes: list[str] = []

    def read(self, document: SessionDraft) -> SessionDraft:
        """The document with references in place of names, and with marks of known lines only."""
        there = [
            self._meant("p", word) or self._named.person(word) for word in document.with_people
        ]
        goals, unknown = self._goals(document.goals)
        lines = [line for each in document.lines if (line := self._line(each))]
        return document._replace(
            with_people=tuple(f"p{id}" for id in there if id != self._journal.me),
            goals=goals,
            tags=tuple(tags.as_used(self._journal, document.tags)),
            topic=(document.topic or "").strip() or None,
            notes="\n\n".join(filter(None, (document.notes.strip(), *unknown))),
            lines=tuple(lines),
        )

    def _meant(self, letter: str, word: str) -> int | None:
        """Who in the session has, or had, this name; None where nobody or several have."""
        found = [
            int(reference[1:])
            for reference, called in self._known.names.items()
            if reference[0] == letter and folded(word) in map(folded, called)
        ]
        return found[0] if len(found) == 1 else None

    def _goals(self, words: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
        """The goals by reference, and a line for the notes for each that was not found."""
        ids, unknown = log.goals_named(
            words, lambda word: self._meant("g", word) or self._named.goal(word)
        )
        new = [word for word in unknown if log.kept_goal(word) not in self._known.mine.notes]
        self.notes += map(log.unknown_goal, new)
        return tuple(f"g{id}" for id in ids), list(map(log.kept_goal, new))

    def _line(self, line: LineDraft) -> LineDraft | None:
        mark = line.mark or ""
        if self._known.unknown.get(mark):
            self.notes.append(f"{mark} is no longer in the journal; its line is left out.")
            return None
        if mark in self._known.unknown:
            self.notes.append(f"^{mark} stays in the text: there is no such line.")
            line = _marked_in_text(line)
        said = [each.draft for each in self._known.handed.lines.get(mark, ())]
        line = _as_kept(line)
        if said and line.visibility is None and line.kind is not said[0].kind:
            line = line._replace(visibility=_kept_private(said))
        if said and (said[0].kind is Kind.ACTION) is not (line.kind is Kind.ACTION):
            self.notes.append(f"{mark} is {said[0].kind}, and stands elsewhere: a new line.")
            line, said = line._replace(mark=None), []
        if not line.text and not (said and _below(line) != _below(said[0])):
            return None
        if said:
            line = line._replace(text=line.text or said[0].text)
            line = _replied(line, said[0].text)
            line = line if mark in self._known.own else _filled(line, said[0])
        return self._owned(line, said)

    def _owned(self, line: LineDraft, said: Sequence[LineDraft]) -> LineDraft:
        """The line with its owner by reference; a name of its present or former owner means that one."""
        if line.owner is None:
            return line
        for each in said:
            if each.owner and self._is_called(each.owner, line.owner):
                me = line.owner.casefold() in people.OWN_WORDS
                return line._replace(owner=f"p{self._journal.me}" if me else each.owner)
        id, text, notes = self._owners.of(line)
        self.notes += notes
        return line._replace(owner=None if notes else f"p{id}", text=text)

    def _is_called(self, owner: str, word: str) -> bool:
        called = self._known.names.get(owner, ())
        firsts = (folded(first) for name in called for first in name.split()[:1])
        return (
            word.casefold() in people.OWN_WORDS
            or folded(word) in map(folded, called)
            or folded(word) in firsts
        )


def _as_kept(line: LineDraft) -> LineDraft:
    """The line with its texts as the journal keeps them, without blanks around."""
    texts: dict[str, Any] = {
        name: optional(getattr(line, name)) for name in ("evidence", "note", "answer")
    }
    return line._replace(text=line.text.strip(), **texts)


def _below(line: LineDraft) -> tuple[str | None, ...]:
    """What stands below a line, which is not deleted where something new does."""
    return line.evidence, line.outcome, line.note, line.answer


def _kept_private(said: Sequence[LineDraft]) -> Visibility | None:
    """Private for a line that ever was: that it stands in another section opens it to nobody."""
    levels = [each.visibility or default_visibility(each.kind) for each in said]
    return Visibility.PRIVATE if Visibility.PRIVATE in levels else None


_ANSWER = re.compile(r"[ \t]+(?:→|->)[ \t]+(.+)", re.DOTALL)
_OUTCOME = re.compile(rf"[ \t]+=[ \t]+({'|'.join(Outcome)})(?:[ \t]*:[ \t]*(.+))?", re.DOTALL)


def _replied(line: LineDraft, text: str) -> LineDraft:
    """A line to whose ``text`` an answer or an outcome was added on the same line.

    As in ``Who reviews it? → Noor`` and ``Rehearse = worked: twice``. Behind the text of an action that is ticked
    it is evidence. Where the words behind the first arrow are private, what stands before it is the text in new words.
    """
    if line.is_reply_private and not line.text.startswith(text):
        begins = _OUTCOME if line.kind is TakeawayKind.ADVICE else _ANSWER
        found = None if begins.search(text) else begins.search(line.text)
        text = line.text[: found.start()] if found else text
    if line.outcome or line.answer not in (None, RAISED) or not line.text.startswith(text):
        return line
    if line.kind is TakeawayKind.ADVICE and (found := _OUTCOME.fullmatch(line.text, len(text))):
        return line._replace(text=text, outcome=Outcome(found[1]), note=found[2])
    found = _ANSWER.fullmatch(line.text, len(text))
    if found and line.kind in ANSWERED:
        return line._replace(text=text, answer=found[1])
    is_closed = line.done or line.dropped or line.is_reply_private
    if found and line.kind is Kind.ACTION and is_closed and not line.evidence:
        return line._replace(text=text, evidence=found[1])
    return line


def _filled(line: LineDraft, said: LineDraft) -> LineDraft:
    """A line of another session, filled with what the document may never have shown."""
    unsaid = [
        name
        for name in ("due_on", "evidence", "answer", "visibility", "when", "every")
        if getattr(line, name) is None
    ]
    if line.outcome is None:
        unsaid += ["outcome", "note"]
    if not (line.done or line.dropped):
        unsaid += ["done", "dropped", "closed_on"]
    values: dict[str, Any] = {name: getattr(said, name) for name in unsaid}
    return line._replace(**values)


# Replies that stayed in a document when the lines they belong to were removed
#
# The text of a reply stands in lines of its own. Where only the first line was removed, what is left stands
# below the line above, as if it were that one's, or in the notes if there is none.


def without_replies(handed: Handed, theirs: SessionDraft) -> tuple[SessionDraft, tuple[str, ...]]:
    """The document without the replies of removed lines, and a sentence about each that was left out."""
    there = {line.mark for line in theirs.lines}
    above: dict[str | None, list[LineDraft]] = {}
    last = dict[TakeawayKind | Kind, str]()
    for mark in handed.shown:
        was = handed.lines[mark][0].draft
        if mark in there:
            last[was.kind] = mark
        elif _reply(was):
            above.setdefault(last.get(was.kind), []).append(was)
    said = list[str]()
    lines = tuple(
        _less(line, handed.lines[line.mark][0].draft, above[line.mark], said)
        if line.mark and line.mark in above
        else line
        for line in theirs.lines
    )
    notes = _notes(handed, theirs.notes, above.get(None, ()), said)
    return theirs._replace(lines=lines, notes=notes), tuple(said)


def _less(line: LineDraft, was: LineDraft, gone: Sequence[LineDraft], said: list[str]) -> LineDraft:
    text = _reply(line)
    for each in reversed(gone):
        reply = _reply(each)
        if text != _reply(was) and (text == reply or text.endswith(f"\n{reply}")):
            text = text.removesuffix(reply).removesuffix("\n")
            said.append(_sentence(each))
    if text == _reply(line):
        return line
    if line.kind is TakeawayKind.ADVICE:
        return line._replace(note=text or None, outcome=was.outcome)
    if line.kind is Kind.ACTION:
        return line._replace(evidence=text or None)
    return line._replace(answer=text or None)


def _notes(handed: Handed, notes: str, gone: Sequence[LineDraft], said: list[str]) -> str:
    """The notes without the paragraphs that are what was left of the first lines of a section."""
    left = {tuple(_reply(each).split()): each for each in gone}
    kept = list[str]()
    for paragraph in notes.split("\n\n"):
        # Before the words of a reply stands an arrow, or the sign of an outcome and the outcome.
        words = paragraph.split()
        found = next((left[key] for n in (1, 2) if (key := tuple(words[n:])) in left), None)
        if found and not any(paragraph in header.draft.notes for header in handed.headers):
            said.append(_sentence(found))
        else:
            kept.append(paragraph)
    return "\n\n".join(kept)


def _reply(line: LineDraft) -> str:
    return line.evidence or line.answer or line.note or ""


def _sentence(line: LineDraft) -> str:
    return (
        f"{quoted(_reply(line))} belongs to {line.mark}, which no longer stands in the document,"
        " and to no other line."
    )
