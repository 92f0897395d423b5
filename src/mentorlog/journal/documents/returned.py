"""A session document that came back: its changes are made in the session, and nothing else."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, cast

from mentorlog.errors import quoted
from mentorlog.journal import Journal, actions, origins, sessions, store, tags, takeaways
from mentorlog.journal.documents import lines, log, ticks
from mentorlog.journal.documents.handed_out import Since
from mentorlog.journal.documents.meant import Names, Reader, names, unmarked, without_replies
from mentorlog.journal.documents.then_and_now import past
from mentorlog.journal.documents.three_ways import Conflict, Merged, merge
from mentorlog.journal.keeping import tombstones
from mentorlog.journal.sharing import received
from mentorlog.journal.sharing.received import NotMine
from mentorlog.journal.store import AWAY, Facts
from mentorlog.records import Action, Kind, Outcome, Session, SessionState, TakeawayKind, Visibility
from mentorlog.records.choices import ANSWERED, RAISED
from mentorlog.records.drafts import LineDraft, SessionDraft, default_visibility
from mentorlog.records.imports import Origin
from mentorlog.values import NamedTuple

SOURCE = "document"
"""The origin of a session that took in a document with a uid of its own."""


class Compared(NamedTuple):
    """A document compared with the journal: what it changes, and what to tell the user.

    ``mine`` is the session as the journal has it; both name people and goals by ``p2`` and ``g1``.
    """

    merged: Merged
    mine: SessionDraft
    names: Mapping[str, Sequence[str]]
    notes: tuple[str, ...]

    @property
    def only_headers(self) -> bool:
        """Whether no line and no note of it says anything new."""
        draft, mine = self.merged.draft, self.mine
        same = (draft.lines, draft.notes) == (mine.lines, mine.notes)
        return same and not self.merged.conflicts

    def says_nothing(self, document: SessionDraft) -> bool:
        """Whether all below the keys was deleted, or the session was planned and nothing is filled in."""
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
    ``is_news`` is False where the journal already had all that the document says.
    ``noted`` is whether it changed the notes. ``kept`` are lines that are gone from the document
    and stay. ``other`` is the session with the document's side of the ``conflicts``, as it may be
    handed out again.
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
    """What the document changes in the session. Nothing is written, except people who are new.

    ``since`` is None where another copy of the journal handed it out, or nobody knows: its marks
    mean nothing then. ``whole``: the document is of this session, and showed all of its lines.
    """
    document, notes = (document, ()) if since else unmarked(document)
    marks = [line.mark for line in document.lines if line.mark]
    known = past(journal, id, since, marks, whole=whole)
    reader = Reader(journal, known, named or names(journal))
    theirs, left = without_replies(known.handed, reader.read(document))
    theirs = _held(theirs, known.mine, journal.clock.today)
    becomes = (known.mine if keep_visibility else theirs).visibility
    theirs, stay = ticks.kept_here(journal, theirs, known, becomes)
    notes = (*notes, *left, *stay)
    if purged := tombstones.fields_by_number(journal):
        said, theirs = theirs, _without(theirs, known.mine, id, purged)
        notes = (*notes, *([tombstones.SOME] if theirs != said else []))
    merged = merge(known.handed, known.mine, theirs, visibility=not keep_visibility)
    return Compared(merged, known.mine, known.names, (*notes, *reader.notes, *merged.closed))


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


def _held(theirs: SessionDraft, mine: SessionDraft, today: date) -> SessionDraft:
    """A planned session that has a filled-in document was held, today unless it says another day."""
    planned = mine.state is SessionState.PLANNED
    if not planned or theirs.state is not None or theirs.uid is None or theirs.held_on:
        return theirs
    return theirs._replace(held_on=today, time=theirs.time or mine.time)


# Doing it


def apply(journal: Journal, id: int, compared: Compared, delete: Collection[str] = ()) -> Returned:
    """Make the document's changes, and delete the lines of ``delete``, which it no longer has."""
    merged, mine = compared.merged, compared.mine
    notes = [*compared.notes, *_header(journal, id, mine, merged.draft)]
    before = {line.mark: line for line in mine.lines}
    written, promised = lines.of(journal, id)
    own = {f"t{line.id}" for line in written} | {f"a{line.id}" for line in promised}
    changed, mine_too = [], list[LineDraft]()
    for line in merged.draft.lines:
        if line.mark is not None and line != before[line.mark]:
            change = _action if line.mark[0] == "a" else _takeaway
            try:
                change(journal, before[line.mark], line, None if line.mark in own else id)
            except NotMine as error:
                said = _own_words(before[line.mark], line)
                kept = [f" {quoted(each.text)} is kept as a takeaway." for each in said]
                notes.append(error.sentence + "".join(kept))
                mine_too += said
                continue
            what = _ended(before[line.mark], line)
            if what == "done":
                new = line.evidence if line.evidence != before[line.mark].evidence else None
                what = ticks.done(journal, store.get(journal, Action, int(line.mark[1:])), new)
            is_hidden = _is_hidden(line) and not _is_hidden(before[line.mark])
            changed.append((line.mark, f"{what}, private" if is_hidden else what))
    fresh = [line for line in merged.draft.lines if not line.mark]
    added = lines.write(journal, id, [*fresh, *mine_too])
    notes += added.notes
    theirs = _given(journal, merged.gone)
    notes += [f"{mark} stays, as it came from a partner." for mark in sorted(theirs & {*delete})]
    gone = tuple(mark for mark in merged.gone if mark in delete and mark not in theirs)
    for mark in gone:
        store.remove(journal, Kind.ACTION if mark[0] == "a" else Kind.TAKEAWAY, int(mark[1:]))
    return Returned(
        store.get(journal, Session, id),
        tuple(changed),
        added.marks,
        gone,
        tuple(mark for mark in merged.gone if mark not in gone),
        tuple(
            conflict._replace(
                here=_name(conflict.here, compared), theirs=_name(conflict.theirs, compared)
            )
            for conflict in merged.conflicts
        ),
        _in_words(merged.other, compared, journal.me),
        tuple(notes),
        bool(gone) or merged.draft != mine,
        merged.draft.notes != mine.notes,
    )


def _own_words(before: LineDraft, line: LineDraft) -> list[LineDraft]:
    """Lines of mine for what was written into one that only a partner changes."""
    texts = {line.text: before.text, line.answer: before.answer, line.evidence: before.evidence}
    level = line.visibility if line.visibility is Visibility.PRIVATE else None
    return [
        LineDraft(TakeawayKind.TAKEAWAY, new, visibility=level)
        for new, old in texts.items()
        if new and new != old and new != RAISED
    ]


def _given(journal: Journal, marks: Sequence[str]) -> set[str]:
    """Those of the lines that came with a partner's share."""
    return {
        mark
        for kind in (Kind.TAKEAWAY, Kind.ACTION)
        for mark in marks
        if mark[0] == kind.letter and received.of(journal, kind, [int(mark[1:])])
    }


def _is_hidden(line: LineDraft) -> bool:
    return (line.visibility or default_visibility(line.kind)) is Visibility.PRIVATE


def _ended(before: LineDraft, line: LineDraft) -> str:
    if (line.done, line.dropped) != (before.done, before.dropped):
        return "done" if line.done else "dropped" if line.dropped else "open again"
    if line.answer and line.answer != before.answer:
        return RAISED if line.answer == RAISED else "answered"
    if before.answer and not line.answer:
        return "open again"
    if line.outcome and line.outcome is not before.outcome:
        return line.outcome.replace("-", " ")
    return "changed"


def _header(journal: Journal, id: int, before: SessionDraft, after: SessionDraft) -> list[str]:
    """Change the session's own fields; returns what to tell the user about who may read it now."""
    new = _changed(before, after)
    if "held_on" in new and before.state is SessionState.PLANNED:
        # Told before the state is: one that was planned ahead may be held on an earlier day.
        sessions.edit(journal, id, Facts(held_on=after.held_on))
    if "state" in new:
        sessions.move(journal, id, after.state or SessionState.HELD)
    facts: Facts = {
        "held_on": after.held_on,
        "time": after.time or "",
        "minutes": after.minutes or AWAY,
        "mode": after.mode or AWAY,
        "topic": after.topic or "",
        "notes": after.notes,
        "notes_visibility": after.notes_visibility or default_visibility(TakeawayKind.REFLECTION),
        "visibility": after.visibility or default_visibility(None),
        "goals": tuple(int(goal[1:]) for goal in after.goals),
    }
    sessions.edit(journal, id, _among(facts, new))
    for goal in set(before.goals) - set(after.goals):
        journal.unlink("session_goals", session=id, goal=int(goal[1:]))
    if "tags" in new:
        tags.replace(journal, Kind.SESSION, id, after.tags)
    if after.with_people and "with_people" in new:
        return sessions.attend(journal, id, [int(person[1:]) for person in after.with_people])
    return []


def _among(facts: Facts, names: set[str]) -> Facts:
    """Those of the facts that have these names."""
    return cast("Facts", {name: value for name, value in facts.items() if name in names})


def _changed(before: SessionDraft | LineDraft, after: SessionDraft | LineDraft) -> set[str]:
    """The names of the fields that are not the same."""
    return {name for name in after._fields if getattr(before, name) != getattr(after, name)}


def _action(journal: Journal, before: LineDraft, line: LineDraft, session: int | None) -> None:
    id, new = int((line.mark or "")[1:]), _changed(before, line)
    facts = Facts(
        text=line.text,
        owner=int(line.owner[1:]) if line.owner else None,
        due_on=line.due_on or AWAY,
        evidence=line.evidence or "",
        visibility=line.visibility or default_visibility(line.kind),
        when=line.when,
        every=line.every,
    )
    actions.edit(journal, id, _among(facts, new))
    lines.tick(journal, store.get(journal, Action, id), line, session)


def _takeaway(journal: Journal, before: LineDraft, line: LineDraft, session: int | None) -> None:
    id, today, new = int((line.mark or "")[1:]), journal.clock.today, _changed(before, line)
    assert isinstance(line.kind, TakeawayKind)
    level = line.visibility or default_visibility(line.kind)
    facts = Facts(text=line.text, kind=line.kind, visibility=level)
    takeaways.edit(journal, id, _among(facts, new | ({"visibility"} if "kind" in new else set())))
    if line.kind is TakeawayKind.ADVICE and new & {"outcome", "note"}:
        takeaways.outcome(journal, id, line.outcome or Outcome.PENDING, today, line.note or "")
    if line.kind in ANSWERED and "answer" in new:
        takeaways.answer(journal, id, line.answer or "", today, session=session)


# Words for what the journal names by number


def _name(reference: str, compared: Compared) -> str:
    """Its present or last name; words that are no reference stay as they are."""
    return (compared.names.get(reference) or [reference])[-1]


def find(journal: Journal, uid: str | None) -> int | None:
    """The session with that uid, or the one that took in a document with it."""
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
    """The session of a document that nobody logged yet, and what becomes of it.

    ``new`` asks for one of its own beside one already held that day. A session that was there already is
    found by the document's uid from now on.
    """
    facts = Facts(held_on=document.held_on or journal.clock.today, people=tuple(people))
    state = document.state or SessionState.HELD
    id, how = log.session_for(journal, facts, state, new=new, uid=document.uid)
    if how != "new" and document.uid:
        origins.put(journal, Kind.SESSION, id, Origin(SOURCE, document.uid))
    return id, how


def _in_words(draft: SessionDraft, compared: Compared, me: int) -> SessionDraft:
    """The draft with names in place of references, as a document has them."""

    def owned(line: LineDraft) -> LineDraft:
        if not line.owner:
            return line
        return line._replace(owner="me" if line.owner == f"p{me}" else _name(line.owner, compared))

    return draft._replace(
        with_people=tuple(_name(each, compared) for each in draft.with_people),
        goals=tuple(_name(each, compared) for each in draft.goals),
        lines=tuple(map(owned, draft.lines)),
    )
