"""A session document that came back: what it changes is done to the session, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from mentorlog.errors import Ambiguous, NotFound, UnreadableWords, quoted
from mentorlog.journal import Journal, actions, origins, people, sessions, tags, takeaways
from mentorlog.journal.documents import log
from mentorlog.journal.documents.handed_out import Past, Since, past
from mentorlog.journal.documents.three_ways import Conflict, Merged, merge
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.references import resolve
from mentorlog.records import Kind, Outcome, Session, SessionState, TakeawayKind
from mentorlog.records.drafts import LineDraft, SessionDraft, default_visibility
from mentorlog.records.imports import Origin
from mentorlog.spelling import folded

SOURCE = "document"
"""The origin of a session that took in a document with a uid of its own."""


class Names(NamedTuple):
    """Whom and what the words of a document mean: a person's id, a goal's or None for no goal."""

    person: Callable[[str], int]
    goal: Callable[[str], int | None]


class Compared(NamedTuple):
    """A document compared with the journal: what it changes, and what the user should be told.

    ``mine`` is the session as the journal has it; both name people and goals by ``p2`` and ``g1``.
    """

    merged: Merged
    mine: SessionDraft
    names: Mapping[str, frozenset[str]]
    notes: tuple[str, ...]

    @property
    def only_headers(self) -> bool:
        """Whether no line and no note of it says anything new."""
        merged, mine = self.merged, self.mine
        return (merged.draft.lines, merged.draft.notes) == (mine.lines, mine.notes) and not (
            merged.conflicts
        )

    def says_nothing(self, document: SessionDraft) -> bool:
        """Whether all below its keys was cut, or it is of a session that was not held yet."""
        planned = self.mine.state is SessionState.PLANNED
        if planned and not (document.held_on or document.state) and self.only_headers:
            return True
        cut = bool(self.mine.lines or self.mine.notes) and not (
            document.lines or document.notes.strip()
        )
        return cut and self.merged.draft._replace(notes=self.mine.notes) == self.mine


class Returned(NamedTuple):
    """What a document did: the session, and the lines changed, added and deleted by reference.

    ``changed`` says of each what became of it: ``done``, ``answered``, ``worked``, ``changed``.
    ``is_news`` is False where the journal had all that the document says.
    ``noted`` is whether it changed the notes. ``kept`` are lines that are gone from the document and stay. ``other`` is the session with the
    document's side of the ``conflicts``, as it may be handed out again.
    """

    session: Session
    changed: tuple[tuple[str, str], ...]
    added: tuple[str, ...]
    deleted: tuple[str, ...]
    kept: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    other: SessionDraft
    notes: tuple[str, ...]
    is_news: bool
    noted: bool


def names(journal: Journal) -> Names:
    """As anybody's words are read: part of a name, a title, ``p2``, ``g1``."""

    def goal(words: str) -> int | None:
        try:
            return resolve(journal, Kind.GOAL, words)
        except (NotFound, Ambiguous, UnreadableWords):
            return None

    return Names(lambda word: people.find(journal, word), goal)


def compare(
    journal: Journal,
    id: int,
    document: SessionDraft,
    since: Since | None,
    *,
    whole: bool = True,
    named: Names | None = None,
    keep_visibility: bool = False,
) -> Compared:
    """What the document changes in the session; nothing is written, but for who is new to it.

    ``since`` is None where another copy of the journal handed it out, or nobody knows: its marks
    are text then. ``whole``: it is a document of this very session, and showed all of its lines.
    """
    document, notes = (document, ()) if since else unmarked(document)
    marks = [line.mark for line in document.lines if line.mark]
    known = past(journal, id, since, marks, whole=whole)
    reader = _Reader(journal, known, named or names(journal))
    theirs = _held(reader.read(document), known.mine, journal.clock.today)
    if purged := tombstones.fields_by_number(journal):
        said, theirs = theirs, _without(theirs, known.mine, id, purged)
        notes = (*notes, *([tombstones.SOME] if theirs != said else []))
    merged = merge(known.handed, known.mine, theirs, visibility=not keep_visibility)
    return Compared(merged, known.mine, known.names, (*notes, *reader.notes))


def unmarked(document: SessionDraft) -> tuple[SessionDraft, tuple[str, ...]]:
    """The document without marks, which mean nothing here, and what to say of it.

    Those that a program wrote go; those that somebody typed are text.
    """
    marks = [line.mark for line in document.lines if line.mark]
    if not marks:
        return document, ()
    if not (document.uid or document.written):
        lines = [
            line._replace(mark=None, text=f"{line.text} ^{line.mark}") if line.mark else line
            for line in document.lines
        ]
        said = f"^{marks[0]} stays in the text: this document was not handed out by the journal."
        return document._replace(lines=tuple(lines)), (said,)
    lines = [line._replace(mark=None) for line in document.lines if line.text]
    said = f"The document's marks, such as ^{marks[0]}, do not count here: a line is known by its words."
    return document._replace(lines=tuple(lines)), (said,)


def _without(
    theirs: SessionDraft, mine: SessionDraft, id: int, purged: Mapping[tuple[str, int], set[str]]
) -> SessionDraft:
    """The document without words that were purged since: they must not come back."""
    here = {line.mark: line for line in mine.lines if line.mark}
    lines = []
    for line in theirs.lines:
        if (mark := line.mark) and mark in here:
            kind = Kind.ACTION if mark[0] == "a" else Kind.TAKEAWAY
            gone = purged.get((kind.value, int(mark[1:])), ())
            line = line._replace(**_as_here(here[mark], gone))
        lines.append(line)
    gone = purged.get((Kind.SESSION.value, id), ())
    return theirs._replace(lines=tuple(lines), **_as_here(mine, gone))


def _as_here(here: SessionDraft | LineDraft, fields: Collection[str]) -> dict[str, Any]:
    return {name: getattr(here, name) for name in fields if name in here._fields}


class _Reader:
    """Puts what the document's words mean in their place, as the journal names it."""

    def __init__(self, journal: Journal, known: Past, named: Names) -> None:
        self._journal = journal
        self._known = known
        self._named = named
        there = [int(person[1:]) for person in known.mine.with_people]
        self._owners = log.Owners(journal, there, known.mine.held_on or journal.clock.today)
        self.notes: list[str] = []

    def read(self, document: SessionDraft) -> SessionDraft:
        there = [self._person(word) for word in document.with_people]
        goals, unknown = self._goals(document.goals)
        lines = [line for each in document.lines if (line := self._line(each))]
        notes = "\n\n".join(filter(None, (document.notes, *unknown)))
        return document._replace(
            with_people=tuple(f"p{id}" for id in there if id != self._journal.me),
            goals=goals,
            tags=tuple(tags.word(tag) for tag in document.tags),
            topic=document.topic or None,
            notes=notes,
            lines=tuple(lines),
        )

    def _person(self, word: str) -> int:
        return self._meant("p", word) or self._named.person(word)

    def _meant(self, letter: str, word: str) -> int | None:
        """The one of those that the session knows, if the word is what it is or was called."""
        found = [
            int(reference[1:])
            for reference, called in self._known.names.items()
            if reference[0] == letter and folded(word) in map(folded, called)
        ]
        return found[0] if len(found) == 1 else None

    def _goals(self, words: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
        found, kept = [], []
        for word in words:
            id = self._meant("g", word) or self._named.goal(word)
            if id is not None:
                found.append(f"g{id}")
            elif f"Goal: {word}" not in self._known.mine.notes:
                self.notes.append(f"No one goal is called {quoted(word)}; it stays in the notes.")
                kept.append(f"Goal: {word}")
        return tuple(found), kept

    def _line(self, line: LineDraft) -> LineDraft | None:
        if (was_there := self._known.unknown.get(line.mark or "")) is not None:
            if was_there:
                self.notes.append(f"{line.mark} is no longer in the journal; its line is left out.")
                return None
            self.notes.append(f"^{line.mark} stays in the text: there is no such line.")
            line = line._replace(text=f"{line.text} ^{line.mark}", mark=None)
        said = self._known.handed.lines.get(line.mark or "")
        if said and (said[0].kind is Kind.ACTION) is not (line.kind is Kind.ACTION):
            self.notes.append(f"{line.mark} is {said[0].kind}, and stands elsewhere: a new line.")
            line, said = line._replace(mark=None), None
        if not line.text:
            return None
        if said:
            line = _replied(line, said[0].text)
            line = line if line.mark in self._known.own else _filled(line, said[0])
        if line.owner is None:
            return line
        if said and (owner := self._owner_meant(line.owner, said)):
            return line._replace(owner=owner)
        id, text, notes = self._owners.of(line)
        self.notes += notes
        return line._replace(owner=None if notes else f"p{id}", text=text)

    def _owner_meant(self, word: str, said: Iterable[LineDraft]) -> str | None:
        """The owner that the line has or had, where the word means no other."""
        for each in said:
            if each.owner is None:
                continue
            if word.casefold() in people.OWN_WORDS:
                return f"p{self._journal.me}"
            called = self._known.names.get(each.owner, frozenset())
            if any(folded(word) in (folded(name), folded(name.split()[0])) for name in called):
                return each.owner
        return None


_ANSWER = re.compile(r"[ \t]+(?:→|->)[ \t]+(.+)", re.DOTALL)
_OUTCOME = re.compile(rf"[ \t]+=[ \t]+({'|'.join(Outcome)})(?:[ \t]*:[ \t]*(.+))?", re.DOTALL)


def _replied(line: LineDraft, text: str) -> LineDraft:
    """A line that goes on, where it was handed out as ``text``, with what stands below others.

    ``Who reviews it? → Noor`` answers, ``Rehearse = worked: twice`` tells what came of it.
    """
    advice = line.kind is TakeawayKind.ADVICE
    if not (advice or line.kind is TakeawayKind.QUESTION) or line.outcome or line.answer:
        return line
    begins, end = _OUTCOME if advice else _ANSWER, len(text)
    found = begins.fullmatch(line.text, end) if line.text.startswith(text) else None
    if not found:
        return line
    if advice:
        return line._replace(text=text, outcome=Outcome(found[1]), note=found[2])
    return line._replace(text=text, answer=found[1])


def _filled(line: LineDraft, said: LineDraft) -> LineDraft:
    """A line of another session: what it does not say was perhaps never shown."""
    values: dict[str, Any] = {
        name: getattr(said, name)
        for name in ("due_on", "evidence", "answer", "visibility")
        if getattr(line, name) is None
    }
    if line.outcome is None:
        values |= {"outcome": said.outcome, "note": said.note}
    if not (line.done or line.dropped):
        values |= {name: getattr(said, name) for name in ("done", "dropped", "closed_on")}
    return line._replace(**values)


def _held(theirs: SessionDraft, mine: SessionDraft, today: date) -> SessionDraft:
    """A planned session that the document tells of was held, today unless it says another day."""
    planned = mine.state is SessionState.PLANNED
    if not planned or theirs.state is not None or theirs.uid is None or theirs.held_on:
        return theirs
    return theirs._replace(held_on=today, time=theirs.time or mine.time)


# Doing it


def apply(journal: Journal, id: int, compared: Compared, delete: Collection[str] = ()) -> Returned:
    """Do what the document changes, and delete those of the lines it no longer has."""
    merged, mine = compared.merged, compared.mine
    notes = [*compared.notes, *_header(journal, id, mine, merged.draft)]
    before = {line.mark: line for line in mine.lines}
    changed = []
    for line in merged.draft.lines:
        if line.mark is not None and line != before[line.mark]:
            (_action if line.mark[0] == "a" else _takeaway)(journal, before[line.mark], line)
            changed.append((line.mark, _became(before[line.mark], line)))
    added = log.write_lines(journal, id, [line for line in merged.draft.lines if not line.mark])
    notes += added.notes
    gone = tuple(mark for mark in merged.gone if mark in delete)
    for mark in gone:
        (actions if mark[0] == "a" else takeaways).delete(journal, int(mark[1:]))
    return Returned(
        sessions.get(journal, id),
        tuple(changed),
        added.marks,
        gone,
        tuple(mark for mark in merged.gone if mark not in gone),
        tuple(conflict._replace(**_worded(conflict, compared)) for conflict in merged.conflicts),
        _in_words(merged.other, compared, journal.me),
        tuple(notes),
        bool(gone) or merged.draft != mine,
        merged.draft.notes != mine.notes,
    )


def _became(before: LineDraft, line: LineDraft) -> str:
    if (line.done, line.dropped) != (before.done, before.dropped):
        return "done" if line.done else "dropped" if line.dropped else "open again"
    if line.answer and line.answer != before.answer:
        return "answered"
    if line.outcome and line.outcome is not before.outcome:
        return line.outcome.replace("-", " ")
    return "changed"


def _header(journal: Journal, id: int, before: SessionDraft, after: SessionDraft) -> list[str]:
    """Change what is said otherwise; what should be said of who may read it now."""
    new = {
        name: getattr(after, name)
        for name in SessionDraft._fields
        if getattr(after, name) != getattr(before, name)
    }
    if "held_on" in new and before.state is SessionState.PLANNED:
        # Told before the state is: one that was planned ahead may be held on an earlier day.
        sessions.edit(journal, id, sessions.Facts(held_on=after.held_on))
    if "state" in new:
        sessions.move(journal, id, after.state or SessionState.HELD)
    sessions.edit(
        journal,
        id,
        sessions.Facts(
            held_on=after.held_on if "held_on" in new else None,
            time=after.time or "" if "time" in new else None,
            topic=after.topic or "" if "topic" in new else None,
            notes=after.notes if "notes" in new else None,
            notes_visibility=after.notes_visibility or default_visibility(TakeawayKind.REFLECTION)
            if "notes_visibility" in new
            else None,
            visibility=after.visibility or default_visibility(None)
            if "visibility" in new
            else None,
            goals=tuple(int(goal[1:]) for goal in new.get("goals", ())),
        ),
    )
    for column in ("minutes", "mode"):
        if column in new:
            journal.update("sessions", id, **{column: new[column]})
    for goal in before.goals if "goals" in new else ():
        if goal not in after.goals:
            journal.connection.execute(
                "DELETE FROM session_goals WHERE session = ? AND goal = ?", [id, int(goal[1:])]
            )
    if "tags" in new:
        tags.replace(journal, Kind.SESSION, id, after.tags)
    if after.with_people and "with_people" in new:
        return sessions.attend(journal, id, [int(person[1:]) for person in after.with_people])
    return []


def _action(journal: Journal, before: LineDraft, line: LineDraft) -> None:
    id, today = int((line.mark or "")[1:]), journal.clock.today
    facts = actions.Facts(
        text=line.text if line.text != before.text else None,
        owner=int(line.owner[1:]) if line.owner and line.owner != before.owner else None,
        due_on=line.due_on,
        no_due=line.due_on is None,
        evidence=line.evidence or "" if line.evidence != before.evidence else None,
        visibility=line.visibility or default_visibility(line.kind)
        if line.visibility is not before.visibility
        else None,
    )
    log.tick(journal, actions.edit(journal, id, facts, today), line)


def _takeaway(journal: Journal, before: LineDraft, line: LineDraft) -> None:
    id, today = int((line.mark or "")[1:]), journal.clock.today
    assert isinstance(line.kind, TakeawayKind)
    takeaways.edit(
        journal,
        id,
        text=line.text if line.text != before.text else None,
        kind=line.kind if line.kind is not before.kind else None,
        visibility=line.visibility or default_visibility(line.kind)
        if (line.visibility, line.kind) != (before.visibility, before.kind)
        else None,
    )
    if line.kind is TakeawayKind.ADVICE and (line.outcome, line.note) != (
        before.outcome,
        before.note,
    ):
        takeaways.outcome(journal, id, line.outcome or Outcome.PENDING, today, line.note or "")
    if line.kind is TakeawayKind.QUESTION and line.answer != before.answer:
        takeaways.answer(journal, id, line.answer or "", today)


# Words for what the journal names by number


def _worded(conflict: Conflict, compared: Compared) -> dict[str, str]:
    return {
        side: _name(words, compared) or words
        for side in ("here", "theirs")
        if (words := getattr(conflict, side)) in compared.names
    }


def _name(reference: str, compared: Compared) -> str:
    return min(compared.names.get(reference, ()), default="")


def find(journal: Journal, uid: str | None) -> int | None:
    """The session with that uid, or that took in a document with it."""
    if uid is None:
        return None
    return journal.value(
        "SELECT coalesce((SELECT id FROM sessions WHERE uid = :uid), (SELECT record FROM origins"
        " WHERE source = :source AND identifier = :uid AND kind = 'session'))",
        {"uid": uid, "source": SOURCE},
    )


def open_for(
    journal: Journal, document: SessionDraft, people: Sequence[int], *, new: bool = False
) -> tuple[int, str]:
    """The session that a document is of which nobody logged yet, with what becomes of it.

    One that was there already is known by the document's uid from now on.
    """
    facts = sessions.Facts(held_on=document.held_on or journal.clock.today, people=tuple(people))
    state = document.state or SessionState.HELD
    id, how = log.session_for(journal, facts, state, new=new, uid=document.uid)
    if how != "new" and document.uid:
        origins.put(journal, Kind.SESSION, id, Origin(SOURCE, document.uid))
    return id, how


def _in_words(draft: SessionDraft, compared: Compared, me: int) -> SessionDraft:
    """The draft as a document says it, which names people and goals."""
    return draft._replace(
        with_people=tuple(_name(each, compared) or each for each in draft.with_people),
        goals=tuple(_name(each, compared) or each for each in draft.goals),
        lines=tuple(
            line._replace(
                owner="me" if line.owner == f"p{me}" else _name(line.owner, compared) or line.owner
            )
            if line.owner
            else line
            for line in draft.lines
        ),
    )
