"""What is open between those who meet, ticked off while their session is logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.errors import quoted
from mentorlog.journal import Journal, actions, sessions, store, takeaways
from mentorlog.records import Action, ActionState, Kind, Takeaway, TakeawayKind, Visibility
from mentorlog.records.choices import RAISED
from mentorlog.records.drafts import LineDraft


class Open(NamedTuple):
    """What can be ticked: topics, the oldest first, and actions of both sides, mine first."""

    topics: tuple[Takeaway, ...] = ()
    actions: tuple[Action, ...] = ()


class Ticked(NamedTuple):
    """What became of ticks, as ``a38 done``, and what the user should be told.

    ``left`` are new lines with words that could not go to what was ticked.
    """

    became: tuple[str, ...]
    left: tuple[LineDraft, ...]
    notes: tuple[str, ...]


def open_with(journal: Journal, people: Iterable[int]) -> Open:
    """What is open with any of those people."""
    topics, promised = dict[int, Takeaway](), dict[int, Action]()
    for person in people:
        topics |= {line.id: line for line in takeaways.to_raise(journal, person)}
        promised |= {action.id: action for action in actions.open_between(journal, person)}
    return Open(tuple(topics.values()), tuple(promised.values()))


def apply(journal: Journal, ticks: Sequence[LineDraft], on: date, session: int) -> Ticked:
    """Close what the ticks name by their marks, with the answer or the evidence of each.

    A tick is of the day ``on``, or of the last one on which something happened to its record. Words
    that somebody would read who may not read the ``session`` stay in it.
    """
    became, left, notes = [], [], []
    is_private = bool(ticks) and sessions.get(journal, session).visibility is Visibility.PRIVATE
    for tick in ticks:
        known, words = _known(journal, tick), _words(tick)
        why = _closed(known)
        if known and not why:
            shared = is_private and known.visibility is not Visibility.PRIVATE
            became.append(f"{tick.mark} {_close(journal, known, None if shared else words, on)}")
            why = "is read by others than this session" if shared and words else ""
        if why:
            kept = f", and {quoted(words)} is kept as a takeaway" if words else ""
            notes.append(f"{tick.mark} {why}{kept}.")
            left += [LineDraft(TakeawayKind.TAKEAWAY, words)] if words else []
    return Ticked(tuple(became), tuple(left), tuple(notes))


def _known(journal: Journal, tick: LineDraft) -> Action | Takeaway | None:
    """The record as it is now; None where it is gone, or is a topic no longer."""
    id = int((tick.mark or "")[1:])
    if tick.kind is Kind.ACTION:
        return next(iter(store.of_ids(journal, Action, [id])), None)
    lines = store.of_ids(journal, Takeaway, [id])
    return next((line for line in lines if line.kind is TakeawayKind.TOPIC), None)


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
    return "" if known.answer is None else f"is answered already, {quoted(known.answer)}"


def _close(journal: Journal, known: Action | Takeaway, words: str | None, on: date) -> str:
    kind = Kind.ACTION if isinstance(known, Action) else Kind.TAKEAWAY
    day = max([on, *(event.happened_on for event in store.history(journal, kind, known.id))])
    if isinstance(known, Action):
        both = "\n".join(filter(None, (known.evidence, words)))
        return actions.done(journal, known.id, day, both or None).state
    takeaways.answer(journal, known.id, words or RAISED, day)
    return "answered" if words else RAISED
