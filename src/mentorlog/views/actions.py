"""Action items: tables, the card, and the line printed after a change."""

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import short, weekday_day
from mentorlog.records import Action, ActionState, Done, Event, Kind, Slip
from mentorlog.records.choices import SKIPPED
from mentorlog.views import listings, words
from mentorlog.views.data import Data
from mentorlog.views.pages import (
    MEDIUM,
    Column,
    Content,
    Line,
    Piece,
    Screen,
    Table,
    Tone,
    nothing,
    ref,
)


def of_done(done: Done | None) -> Data:
    """The JSON of how many are done."""
    number, of, percent = done or (None, None, None)
    return {"actions_done": number, "actions_total": of, "actions_completion": percent}


def due_words(action: Action, today: date) -> str:
    """How late an action is or when it is due: ``2 days over``, ``today``, ``in 5 days``.

    For a closed action how it ended: ``done 12 Nov``. Empty for an open one without a due day.
    """
    if action.state is not ActionState.OPEN:
        closed = action.done_on or action.dropped_on
        return f"{action.state} {short(closed, today)}" if closed else action.state.value
    return words.how_late(action.due_on, today) if action.due_on else ""


_SERIES_FROM = 3


def folded(actions: Sequence[Action]) -> list[Action]:
    """The actions; of a series that comes back and stands alike, the last one, which says of how many.

    What has evidence of its own stays, and so do two alike.
    """
    series: dict[tuple[object, ...], list[Action]] = {}
    for action in actions:
        series.setdefault(_alike(action), []).append(action)
    found = []
    for action in actions:
        alike = series[_alike(action)]
        if len(alike) < _SERIES_FROM:
            found.append(action)
        elif action is alike[-1]:
            said = f"{action.text}, {words.times(len(alike))} ({action.every})"
            found.append(action._replace(text=said))
    return found


def _alike(action: Action) -> tuple[object, ...]:
    if action.every is None or action.evidence:
        return (action.id,)
    return (action.text, action.every, action.owner.id, action.state, action.visibility)


def called(action: Action) -> str:
    """Its text; beside it what its time is, and how often an open one comes back."""
    comes_back = action.every and action.state is ActionState.OPEN
    said = words.listed(
        action.text,
        f"when: {action.when}" if action.when else "",
        str(action.every) if comes_back else "",
    )
    return words.marked(said, action)


def _row(action: Action, today: date) -> tuple[Content, ...]:
    late = action.state is ActionState.OPEN and bool(action.overdue_days)
    tone = Tone.LATE if late else Tone.PLAIN if action.state is ActionState.OPEN else Tone.DIM
    return (
        ref(f"a{action.id}"),
        called(action),
        words.day(action.due_on, today),
        Piece(due_words(action, today), tone),
        f"{action.carried_over}×" if action.carried_over else "",
    )


def tables(actions: Sequence[Action], today: date, me: int) -> tuple[Table, ...]:
    """The actions in a table for each owner, mine first: ``My actions``, ``Dana's``."""
    owners = dict.fromkeys(action.owner for action in actions)
    carried = any(action.carried_over for action in actions)
    found: list[Table] = []
    for owner in sorted(owners, key=lambda owner: owner.id != me):
        name = "My" if owner.id == me else words.possessive(owner)
        columns = (
            Column(),
            Column(name if found else f"{name} actions", stretch=True),
            Column("" if found else "Due", least=MEDIUM),
            Column(),
            Column("" if found or not carried else "Carried", least=48),
        )
        rows = tuple(_row(action, today) for action in actions if action.owner == owner)
        found.append(Table(columns, rows, indent=1, group="actions"))
    return tuple(found)


def listing(actions: Sequence[Action], today: date, me: int) -> Screen:
    """A list of actions, grouped by owner; in JSON and CSV in the given order."""
    empty = Line(nothing("No open actions", "mentorlog todo TEXT"))
    return listings.several(actions, lambda some, _: tables(some, today, me) or (empty,))


def card(
    action: Action,
    history: Sequence[Event],
    slips: Sequence[Slip],
    today: date,
    following: Action | None,
    above: str,
) -> Screen:
    """One action with how often it was carried over, the moves of its due day, and its end.

    ``following`` is what came of it when it was done, if it repeats; ``above`` the private record it hangs on.
    """
    pairs = (
        ("Due", _due(action, today)),
        ("When", action.when),
        ("Repeats", str(action.every) if action.every else None),
        ("Next", _next(following, today)),
        ("Slipped", words.slipped_why(slips)),
        ("Done", words.ended(action.done_on, history, today)),
        (_stopped(following).capitalize(), words.ended(action.dropped_on, history, today)),
        ("Owner", action.owner.label),
        ("Made", weekday_day(action.made_on, today)),
        ("Carried", f"over {action.carried_over}×" if action.carried_over else None),
        ("Session", listings.link(action.session)),
        ("Goal", listings.link(action.goal)),
        *listings.texts(Kind.ACTION, action),
    )
    also = {"slips": slips, "events": history}
    return listings.record_card(action, pairs, today, state=action.state, above=above, also=also)


def _due(action: Action, today: date) -> str:
    day = words.day(action.due_on, today)
    if action.due_on and action.state is ActionState.OPEN:
        return f"{day}, {words.how_late(action.due_on, today)}"
    return day


def _next(following: Action | None, today: date) -> Content | None:
    if following is None:
        return None
    due = f", due {weekday_day(following.due_on, today)}" if following.due_on else ""
    return (ref(f"a{following.id}"), due)


def written(
    action: Action, what: str, today: date, me: int, following: Action | None, along: str
) -> Screen:
    """The line of an action that a command wrote: ``a38  Draft the outline · yours, due Fri 27 Nov``.

    ``what`` was done with it may be empty. ``following`` is what came of it when it was done, if it
    repeats; ``along`` is what else to say of it. JSON is the record.
    """
    is_open = action.state is ActionState.OPEN
    said = (
        f"when: {action.when}" if action.when and is_open else "",
        what,
        _stands(action, following, today, me),
        _repeats(action, following, today),
        listings.attached(action.goal, action.tags, action.text, action.session) if is_open else "",
        along,
    )
    line = listings.line(f"a{action.id}", action.text, *said, level=action.visibility)
    return listings.written([action], line)


def _repeats(action: Action, following: Action | None, today: date) -> str:
    """What became of the repeating of an action: ``every 14 days``, ``next: a39, due Fri 11 Dec``."""
    if action.every is None:
        return ""
    if action.state is ActionState.OPEN:
        return str(action.every)
    if following is None:  # Where one that was done has none, it was deleted.
        is_dropped = action.state is ActionState.DROPPED
        return "comes back no more (skip leaves out one time alone)" if is_dropped else ""
    due = f", due {weekday_day(following.due_on, today)}" if following.due_on else ""
    return f"next: a{following.id}{due}"


def _stopped(following: Action | None) -> str:
    """What was done to an action that was stopped: skipped, where one follows it."""
    return SKIPPED if following else ActionState.DROPPED


def _stands(action: Action, following: Action | None, today: date, me: int) -> str:
    closed = action.done_on or action.dropped_on
    if action.state is not ActionState.OPEN and closed:
        how = _stopped(following) if action.state is ActionState.DROPPED else action.state
        return f"{how} {weekday_day(closed, today)}"
    return promised(action, words.whose(action.owner, me), today)


def promised(action: Action, whose: str, today: date) -> str:
    """Whose an action is and when it is due, or how it ended: ``yours, due Fri 27 Nov``, ``yours, done``."""
    if action.state is not ActionState.OPEN:
        return f"{whose}, {action.state}"
    return f"{whose}, due {weekday_day(action.due_on, today)}" if action.due_on else whose
