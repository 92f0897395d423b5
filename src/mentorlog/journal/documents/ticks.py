"""What is open between those who meet, ticked off while their session is logged."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from mentorlog.errors import joined, quoted
from mentorlog.journal import Journal, actions, events, readers, store, takeaways
from mentorlog.journal.names import grouped, listed
from mentorlog.records import (
    Action,
    ActionState,
    Kind,
    Session,
    Takeaway,
    TakeawayKind,
    Visibility,
)
from mentorlog.records.choices import ANSWERED, RAISED
from mentorlog.records.drafts import LineDraft, SessionDraft
from mentorlog.values import NamedTuple

if TYPE_CHECKING:
    from mentorlog.journal.documents.then_and_now import Past


class Open(NamedTuple):
    """What can be ticked: topics and questions, the oldest first, and actions of both sides, mine first."""

    topics: tuple[Takeaway, ...] = ()
    questions: tuple[Takeaway, ...] = ()
    actions: tuple[Action, ...] = ()


class Ticked(NamedTuple):
    """What became of ticks, as ``a38 done``, and what the user should be told.

    ``left`` are new lines with words that could not go to what was ticked.
    """

    became: tuple[str, ...]
    left: tuple[LineDraft, ...]
    notes: tuple[str, ...]


_SHARED = "is read by others than this session, and"
_OPEN = "is not private, so"
"""Why words that were said with a tick are kept beside it."""


def open_with(journal: Journal, people: Iterable[int]) -> Open:
    """What is open with any of those people."""
    topics, asked = dict[int, Takeaway](), dict[int, Takeaway]()
    promised = dict[int, Action]()
    for person in people:
        topics |= {
            line.id: line for line in takeaways.unanswered(journal, person, TakeawayKind.TOPIC)
        }
        asked |= {
            line.id: line for line in takeaways.unanswered(journal, person, TakeawayKind.QUESTION)
        }
        promised |= {action.id: action for action in actions.open_between(journal, person)}
    return Open(tuple(topics.values()), tuple(asked.values()), tuple(promised.values()))


def answered_in(journal: Journal, sessions: Iterable[int]) -> dict[int, list[Takeaway]]:
    """The topics and questions whose answer was told in each session, by session id."""
    where = _closed_in(journal, Kind.TAKEAWAY, "answer", sessions)
    known = store.of_ids(journal, Takeaway, tuple(where))
    return grouped((where[line.id], line) for line in known if not line.is_open)


def done_in(journal: Journal, session: int) -> list[Action]:
    """The actions that were ticked in the session and are still done."""
    found = store.of_ids(
        journal, Action, tuple(_closed_in(journal, Kind.ACTION, "state", [session]))
    )
    return [action for action in found if action.state is ActionState.DONE]


def _closed_in(journal: Journal, kind: Kind, field: str, sessions: Iterable[int]) -> dict[int, int]:
    """For each record that was ticked in one of the sessions, and nowhere later, which one it was."""
    wanted = set(sessions)
    ticked = journal.ids(
        "SELECT record FROM events WHERE kind = ? AND field = ?"
        " AND session IN (SELECT value FROM json_each(?))",
        [kind.value, field, listed(wanted)],
    )
    ever = events.of(journal, kind, ticked, (field,))
    last = {record: told[-1].session for record, told in ever.items()}
    return {
        record: session.id for record, session in last.items() if session and session.id in wanted
    }


def apply(journal: Journal, ticks: Sequence[LineDraft], on: date, session: int) -> Ticked:
    """Close what the ticks name by their marks, with the answer or the evidence of each.

    A tick is of the day ``on``, or of the last one on which something happened to its record. Words
    that somebody would read who may not read the ``session`` stay in it.
    """
    became, left, notes = [], [], []
    there = readers.of_session(journal, session)
    met = {person.id for person in store.get(journal, Session, session).attendees}
    for tick in ticks:
        known, words = _known(journal, tick), _words(tick)
        why = _closed(known)
        if isinstance(known, Action) and known.received and known.owner.id != journal.me:
            why = f"came from {known.received.giver}, who ticks it off"
        if known and not why:
            is_open = tick.visibility is Visibility.PRIVATE is not known.visibility
            shared = is_open or _read_by_others(journal, tick, there)
            closed = _close(journal, known, None if shared else words, on, session)
            became.append(f"{tick.mark} {closed}{_for_others(known, met)}")
            why = (_OPEN if is_open else _SHARED) if shared and words else ""
        elif why and words:
            why += ", and"
        if why and words:
            # Private if that was which they were of, or nobody can tell.
            hidden = Visibility.PRIVATE in (
                known.visibility if known else Visibility.PRIVATE,
                tick.visibility,
            )
            level = Visibility.PRIVATE if hidden else None
            left.append(LineDraft(TakeawayKind.TAKEAWAY, words, visibility=level))
            notes.append(_beside(tick, why, left[-1]))
        elif why:
            notes.append(f"{tick.mark} {why}.")
    return Ticked(tuple(became), tuple(left), tuple(notes))


def _beside(tick: LineDraft, why: str, kept: LineDraft) -> str:
    """``t1 is not private, so "she said no" is kept as a private takeaway.``"""
    kind = "private takeaway" if kept.visibility is Visibility.PRIVATE else "takeaway"
    return f"{tick.mark} {why} {quoted(kept.text)} is kept as a {kind}."


def _read_by_others(journal: Journal, line: LineDraft, there: set[int]) -> bool:
    """Whether somebody reads the line's record who is not among those that read the session.

    Everybody reads the evidence of a public action whose owner has published it.
    """
    kind = Kind.ACTION if line.kind is Kind.ACTION else Kind.TAKEAWAY
    known = _known(journal, line) if kind is Kind.ACTION else None
    if isinstance(known, Action) and known.published:
        return True
    return bool(readers.of_line(journal, kind, _id(line)) - there)


def _id(line: LineDraft) -> int:
    return int((line.mark or "")[1:])


def _known(journal: Journal, tick: LineDraft) -> Action | Takeaway | None:
    """The record as it is now; None where it is gone, or has no answer to give."""
    if tick.kind is Kind.ACTION:
        return next(iter(store.of_ids(journal, Action, [_id(tick)])), None)
    lines = store.of_ids(journal, Takeaway, [_id(tick)])
    return next((line for line in lines if line.kind in ANSWERED), None)


def _words(tick: LineDraft) -> str | None:
    """What was said with the tick."""
    words = tick.evidence if tick.kind is Kind.ACTION else tick.answer
    return None if words == RAISED else words


def _closed(known: Action | Takeaway | None) -> str:
    """What somebody else did to it meanwhile; empty where it is still open."""
    if known is None:
        return "is no longer there"
    if isinstance(known, Action):
        return "" if known.state is ActionState.OPEN else f"is {known.state} already"
    return takeaways.already(known)


def _close(
    journal: Journal, known: Action | Takeaway, words: str | None, on: date, session: int
) -> str:
    kind = Kind.ACTION if isinstance(known, Action) else Kind.TAKEAWAY
    day = max([on, *(event.happened_on for event in store.history(journal, kind, known.id))])
    if isinstance(known, Action):
        return done(journal, actions.done(journal, known.id, day, words, session=session), words)
    takeaways.answer(journal, known.id, words or RAISED, day, session=session)
    return "answered" if words else RAISED


def _for_others(known: Action | Takeaway, met: set[int]) -> str:
    """For whom else a talking point or a question that was ticked was open; empty for an action."""
    readers = known.readers if isinstance(known, Takeaway) else ()
    others = [person.short for person in readers if person.id not in met]
    return f", for {joined(others)} too" if others else ""


def done(journal: Journal, action: Action, evidence: str | None) -> str:
    """What became of an action that was ticked, with the ``evidence`` that was given with it."""
    closed = f"{action.state}{actions.next_in_words(journal, action)}"
    who = readers.of_evidence(journal, action.id)
    return f"{closed}, with {quoted(evidence)} as evidence, {who}" if evidence else closed


# The same in a document


def kept_here(
    journal: Journal, document: SessionDraft, known: "Past", becomes: Visibility | None
) -> tuple[SessionDraft, list[str]]:
    """The document without words that others than the session's readers would read, and what to say.

    Those are an answer, evidence or a note told with a line that hangs on something else, or in private with one
    that is not private. They become lines of the session. ``becomes`` is the visibility that the document gives
    the session.
    """
    is_private = Visibility.PRIVATE in (becomes, known.mine.visibility)
    people = () if is_private else document.with_people or known.mine.with_people
    there = {int(person[1:]) for person in people} | {journal.me}
    here = {line.mark: line for line in known.mine.lines}
    lines, notes = list[LineDraft](), list[str]()
    for line in document.lines:
        said = [each.draft for each in known.handed.lines.get(line.mark or "", ())]
        now = here[line.mark].visibility if line.mark in here else Visibility.PRIVATE
        is_open = line.is_reply_private and now is not Visibility.PRIVATE
        is_beside = bool(said) and line.mark not in known.own
        is_read = is_open or (is_beside and _read_by_others(journal, line, there))
        ever = {each for version in said for each in (_words(version), version.note)}
        words = (_words(line), line.note) if is_read else ()
        new = [each for each in words if each and each not in ever]
        level = line.visibility if line.visibility is Visibility.PRIVATE else None
        if new:
            was, ticked = said[0], RAISED if line.kind in ANSWERED else None
            line = line._replace(answer=was.answer or ticked, evidence=was.evidence, note=was.note)
            line = line._replace(visibility=was.visibility) if is_open else line
        beside = [LineDraft(TakeawayKind.TAKEAWAY, each, visibility=level) for each in new]
        lines += [line, *beside]
        notes += [_beside(line, _OPEN if is_open else _SHARED, each) for each in beside]
    return document._replace(lines=tuple(lines)), notes
