"""Action items as tables, as a card, and as the line that a write prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import distance, short, weekday_day
from mentorlog.records import Action, ActionState, Event, Ref, Slip
from mentorlog.views import data, listings, words
from mentorlog.views.pages import Column, Content, Line, Page, Piece, Screen, Table, Tone

EMPTY = "No open actions: mentorlog todo TEXT"


def due_words(action: Action, today: date) -> str:
    """How late an action is or when it is due: ``2 days over``, ``today``, ``in 5 days``.

    For a closed one how it ended: ``done 12 Nov``. Empty for an open one without a due day.
    """
    if action.state is not ActionState.OPEN:
        closed = action.done_on or action.dropped_on
        return f"{action.state} {short(closed, today)}" if closed else action.state.value
    return when(action.due_on, today) if action.due_on else ""


def when(due: date, today: date) -> str:
    """``in 5 days`` for a day to come, ``2 days over`` for one that is past."""
    over = (today - due).days
    if over > 0:
        return "1 day over" if over == 1 else f"{over} days over"
    return distance(due, today)


def table(
    actions: Sequence[Action],
    today: date,
    *,
    heading: str,
    group: str = "",
    only_heading: bool = False,
) -> Table:
    """The actions, a line each, under ``heading``.

    Tables of one ``group`` line up; ``only_heading`` leaves the other columns without a heading of
    their own, for a table that follows another one.
    """
    carried = any(action.carried_over for action in actions)
    columns = (
        Column(),
        Column(heading, stretch=True),
        Column("" if only_heading else "Due", least=60),
        Column(),
        Column("Carried" if carried and not only_heading else "", least=48),
    )
    return Table(columns, tuple(_row(action, today) for action in actions), indent=1, group=group)


def _row(action: Action, today: date) -> tuple[Content, ...]:
    late = action.state is ActionState.OPEN and bool(action.overdue_days)
    tone = Tone.LATE if late else Tone.PLAIN if action.state is ActionState.OPEN else Tone.DIM
    return (
        Piece(f"a{action.id}", Tone.REF),
        action.text,
        weekday_day(action.due_on, today) if action.due_on else "",
        Piece(due_words(action, today), tone),
        f"{action.carried_over}×" if action.carried_over else "",
    )


def tables(actions: Sequence[Action], today: date, me: int) -> tuple[Table, ...]:
    """The actions in a table for each owner, mine first: ``My actions``, ``Dana's``."""
    by_owner: dict[Ref, list[Action]] = {}
    for action in actions:
        by_owner.setdefault(action.owner, []).append(action)
    owners = sorted(by_owner, key=lambda owner: owner.id != me)
    return tuple(
        table(
            by_owner[owner],
            today,
            heading=_heading(owner, me, first=place == 0),
            group="actions",
            only_heading=place > 0,
        )
        for place, owner in enumerate(owners)
    )


def _heading(owner: Ref, me: int, *, first: bool) -> str:
    name = "My" if owner.id == me else _possessive(owner)
    return f"{name} actions" if first else name


def whose(owner: Ref, me: int) -> str:
    """``yours``, ``Dana's``."""
    return "yours" if owner.id == me else _possessive(owner)


def _possessive(owner: Ref) -> str:
    return f"{owner.short or 'Somebody'}'s"


def listing(actions: Sequence[Action], today: date, me: int, empty: str = EMPTY) -> Screen:
    """A list of actions, grouped by owner; in JSON and CSV in the given order."""
    found = [data.action(action) for action in actions]
    return Screen(
        page=lambda _: Page(tables(actions, today, me) or (Line(empty),)),
        data=lambda: found,
        rows=lambda: found,
    )


def card(action: Action, history: Sequence[Event], slips: Sequence[Slip], today: date) -> Screen:
    """One action with how often it was carried over, the moves of its due day, and its end."""
    found = data.action(action)
    found["slips"] = [data.slip(slip) for slip in slips]
    found["events"] = [data.event(event) for event in history]
    pairs = (
        ("Due", _due(action, today)),
        ("Slipped", words.slipped(slips)),
        ("Done", _ended(action.done_on, history, today)),
        ("Dropped", _ended(action.dropped_on, history, today)),
        ("Owner", action.owner.label),
        ("Made", weekday_day(action.made_on, today)),
        ("Carried", f"over {action.carried_over}×" if action.carried_over else None),
        ("Session", listings.link(action.session)),
        ("Goal", listings.link(action.goal)),
        ("Evidence", action.evidence),
        ("For", listings.people(action.readers)),
        ("Tags", listings.tags(action.tags)),
    )
    title = (
        Piece(f"a{action.id}", Tone.REF),
        " ",
        Piece(action.text, Tone.STRONG),
        f" · {action.state}",
    )
    return listings.card(title, pairs, found, right=Piece(action.visibility, Tone.DIM))


def _due(action: Action, today: date) -> str | None:
    if action.due_on is None:
        return None
    day = weekday_day(action.due_on, today)
    return f"{day}, {when(action.due_on, today)}" if action.state is ActionState.OPEN else day


def _ended(on: date | None, history: Sequence[Event], today: date) -> str | None:
    """The day it was closed, with the reason that was given."""
    if on is None:
        return None
    reasons = [event.note for event in history if event.field == "state" and event.note]
    return weekday_day(on, today) + (f": {reasons[-1]}" if reasons else "")


def written(actions: Sequence[Action], what: str, today: date, me: int) -> Screen:
    """A line for each action a command wrote: ``a38  Draft the outline · yours, due Fri 27 Nov``.

    ``what`` was done with them may be empty. JSON is the record, of several an array.
    """
    return listings.written(actions, lambda action: _written(action, what, today, me), data.action)


def _written(action: Action, what: str, today: date, me: int) -> Content:
    parts = [what] if what else []
    closed = action.done_on or action.dropped_on
    if action.state is not ActionState.OPEN and closed:
        parts.append(f"{action.state} {weekday_day(closed, today)}")
    elif action.due_on:
        parts.append(f"{whose(action.owner, me)}, due {weekday_day(action.due_on, today)}")
    else:
        parts.append(whose(action.owner, me))
    text = f"  {action.text} · " + " · ".join(parts)
    return (Piece(f"a{action.id}", Tone.REF), text, *listings.exposure(action.visibility))
