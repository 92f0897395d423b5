"""What is open between those who meet, ticked off while their session is logged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.errors import quoted
from mentorlog.journal import Journal, actions, store, takeaways
from mentorlog.records import Action, ActionState, Kind, Takeaway, TakeawayKind
from mentorlog.records.choices import RAISED
from mentorlog.records.drafts import LineDraft


class Open(NamedTuple):
    """What can be ticked: topics, the oldest first, and actions of both sides, mine first."""

    topics: tuple[Takeaway, ...] = ()
    actions: tuple[Action, ...] = ()


class Ticked(NamedTuple):
    """What became of ticks, as ``a38 done``, and what the user should be told.

    ``left`` are new lines with words that were typed for what somebody else had closed by then.
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


def apply(journal: Journal, ticks: Sequence[LineDraft], on: date) -> Ticked:
    """Close what the ticks name by their marks, with the answer or the evidence of each.

    A tick is of the day ``on``, or of the last one on which something happened to its record.
    """
    became, left, notes = [], [], []
    for tick in ticks:
        words = tick.evidence if tick.kind is Kind.ACTION else tick.answer
        if why := _closed(journal, tick):
            kept = (
                f", and {quoted(words)} is kept as a takeaway"
                if words not in (None, RAISED)
                else ""
            )
            notes.append(f"{tick.mark} {why}{kept}.")
            left += [LineDraft(TakeawayKind.TAKEAWAY, words)] if kept and words else []
        else:
            became.append(f"{tick.mark} {_close(journal, tick, words, on)}")
    return Ticked(tuple(became), tuple(left), tuple(notes))


def _closed(journal: Journal, tick: LineDraft) -> str:
    """What somebody else did to it meanwhile; empty where it is still open."""
    if tick.kind is Kind.ACTION:
        found = store.of_ids(journal, Action, [_id(tick)])
        if found and found[0].state is not ActionState.OPEN:
            return f"is {found[0].state} already"
        return "" if found else "is no longer there"
    lines = store.of_ids(journal, Takeaway, [_id(tick)])
    if not lines or lines[0].kind is not TakeawayKind.TOPIC:
        return "is no longer to be raised"
    return "" if lines[0].answer is None else f"is answered already, {quoted(lines[0].answer)}"


def _close(journal: Journal, tick: LineDraft, words: str | None, on: date) -> str:
    id = _id(tick)
    kind = Kind.ACTION if tick.kind is Kind.ACTION else Kind.TAKEAWAY
    day = max([on, *(event.happened_on for event in store.history(journal, kind, id))])
    if kind is Kind.TAKEAWAY:
        takeaways.answer(journal, id, words or RAISED, day)
        return "answered" if words not in (None, RAISED) else RAISED
    before = actions.get(journal, id).evidence
    both = "\n".join(filter(None, (before, words)))
    done = actions.done(journal, id, day, both or None)
    following = actions.next_of(journal, done)
    return f"{done.state}, next a{following.id}" if following else done.state


def _id(tick: LineDraft) -> int:
    return int((tick.mark or "")[1:])
