"""The screen of ``mentorlog`` alone: today, in at most twelve rows, whatever there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from unicodedata import east_asian_width

from mentorlog.dates import distance, long, weekday_day
from mentorlog.errors import count
from mentorlog.records import Action, Goal, GoalStanding, Milestone, PaceState, Ref
from mentorlog.records.status import Meeting, Today
from mentorlog.views import actions, data, goals, listings, words
from mentorlog.views.mentorships import roles
from mentorlog.views.pages import (
    Bar,
    Block,
    Canvas,
    Column,
    Content,
    Line,
    Page,
    Piece,
    Screen,
    Table,
    Tone,
    dim,
    heading,
    ref,
)

_MOST_DUE = 4
_MOST_GOALS = 3
_MOST_NAMED = 3
_WIDE = 74
"""Columns from which there is room for bars and for all words; below, one row less of each."""

_PRESSING = (PaceState.OVERDUE, PaceState.AT_RISK, PaceState.BEHIND)


def screen(today: Today, *, exists: bool = True, mine: bool = True, drafts: int = 0) -> Screen:
    """Today as a page, an object and rows of several kinds.

    ``exists`` tells whether there is a journal at all, ``mine`` whether its owner reads: only they
    are told what to do next, and of ``drafts`` of what they typed and did not save.
    """
    return Screen(
        page=lambda canvas: Page(tuple(_page(today, canvas, exists, mine, _unsaved(drafts)))),
        data=lambda: {**_data(today), **({"drafts": drafts} if mine else {})},
        rows=lambda: listings.rows(_rows(today)),
    )


def _data(today: Today) -> dict[str, object]:
    return {
        "today": today.on,
        "due": data.each(today.due),
        "milestones_due": data.each(today.milestones),
        "open_actions": today.open_actions,
        "goals": data.each(today.goals),
        "next_sessions": [_meeting(meeting) for meeting in today.meetings],
        "latest_takeaway": data.of(today.latest) if today.latest else None,
    }


def _meeting(meeting: Meeting) -> dict[str, object]:
    known = meeting.mentorship
    return {
        "partner": known.partner,
        "role": known.role,
        "cadence": str(known.cadence) if known.cadence else None,
        "next_on": meeting.on,
        "next_planned": meeting.planned,
    }


def _rows(today: Today) -> Iterator[tuple[str, dict[str, object]]]:
    for action in today.due:
        yield "action", data.of(action)
    for point in today.milestones:
        yield "milestone", data.of(point)
    for standing in today.goals:
        yield "goal", data.of(standing)
    for meeting in today.meetings:
        yield "next_session", _meeting(meeting)


def _page(today: Today, canvas: Canvas, exists: bool, mine: bool, unsaved: str) -> Iterator[Block]:
    if today.is_blank:
        yield from _first_day(today.on, canvas, exists, mine)
        if unsaved:
            yield Line(unsaved, indent=2 if canvas.width >= _WIDE else 0)
        return
    yield from _header(today, canvas)
    if today.goals:
        yield from _busy_day(today, canvas, mine, unsaved)
    else:
        yield from _young_day(today, canvas, mine, unsaved)


def _unsaved(drafts: int) -> str:
    """What to do first where something was typed and not saved."""
    if not drafts:
        return ""
    return (
        f"mentorlog log ({'a draft is' if drafts == 1 else f'{drafts} drafts are'} not saved yet)"
    )


# The first day


def _first_day(on: date, canvas: Canvas, exists: bool, mine: bool) -> Iterator[Block]:
    if not mine:
        yield Line("Nothing in the journal for these eyes.")
        return
    lead = "Nothing in the journal yet." if exists else "No journal yet."
    yield Line(f"{lead} Nothing is sent anywhere; notes are private.")
    yield Line()
    wide = canvas.width >= _WIDE
    every, by = (" --every 2w", f" --by {_next_quarters_end(on)}") if wide else ("", "")
    rows = (
        ("You have a mentor", "mentorlog log dana"),
        ("You mentor someone", f'mentorlog mentee add "Sam Lee"{every}'),
        ("You have a goal", f'mentorlog goal add "Speak in public"{by}'),
        ("Look round first", "mentorlog demo"),
    )
    if wide:
        yield Table((Column(), Column(stretch=True)), rows, indent=2)
        return
    for why, command in rows:
        yield Line(why)
        yield Line(command, indent=2)


def _next_quarters_end(on: date) -> date:
    """A target that is neither too near nor past, whenever this is read."""
    months = 3 * ((on.month - 1) // 3) + 6
    first_after = date(on.year + months // 12, months % 12 + 1, 1)
    return first_after - timedelta(days=1)


# The first row: the day, and whom to meet when


def _header(today: Today, canvas: Canvas) -> Iterator[Line]:
    day = Piece(long(today.on), Tone.STRONG)
    wide = canvas.width >= _WIDE
    meetings = _meetings(today, wide) if today.meetings else ""
    if wide or not meetings:
        yield Line((day, " · ", meetings) if meetings else day)
    else:
        yield Line(day)
        yield Line(clipped(meetings, canvas.width, canvas))


def _meetings(today: Today, wide: bool) -> str:
    if len(today.meetings) == 1:
        return _one_meeting(today.meetings[0], today.on, wide)
    shown = today.meetings[: _MOST_NAMED if wide else 1]
    role = roles([meeting.mentorship for meeting in today.meetings])
    parts = [_short_meeting(each, role[each.mentorship.id], today.on) for each in shown]
    left = len(today.meetings) - len(shown)
    return " · ".join([*parts, *([f"+{left}"] if left else [])])


def _one_meeting(meeting: Meeting, today: date, wide: bool) -> str:
    name = meeting.mentorship.partner.label
    day = weekday_day(meeting.on, today)
    if meeting.planned:
        return f"{name}: next {day}, {distance(meeting.on, today)}"
    every = f", {meeting.mentorship.cadence}" if wide else ""
    if meeting.on > today:
        return f"{name}{every}, next slot from {day}"
    return f"{name}{every}, due since {'today' if meeting.on == today else day}"


def _short_meeting(meeting: Meeting, role: str, today: date) -> str:
    name = f"{meeting.mentorship.partner.short or '–'}{role}"
    near = abs((meeting.on - today).days) <= 1
    day = distance(meeting.on, today) if near else weekday_day(meeting.on, today)
    if meeting.planned:
        return f"{name} {day}"
    return f"{name} from {day}" if meeting.on > today else f"{name} due since {day}"


# A journal without goals


def _young_day(today: Today, canvas: Canvas, mine: bool, unsaved: str) -> Iterator[Block]:
    items = _due(today, _MOST_DUE, canvas, in_words=canvas.width >= _WIDE)
    if today.latest and len(items) < _MOST_DUE:
        on = distance(today.latest.noted_on, today.on)
        items.append(_Item(f"t{today.latest.id}", today.latest.text, dim(on)))
    if items:
        yield Line()
        yield _table("", items, canvas)
    if mine:
        yield Line()
        which = "No open goals" if today.had_goals else "No goals yet"
        yield Line(f"{which}: mentorlog goal add TITLE --by DAY", indent=1)
        if more := _more_actions(today, len(today.due)):
            yield Line(f"{more}: mentorlog status", indent=1)
        if unsaved:
            yield Line(unsaved, indent=1)


# What is due


class _Item(NamedTuple):
    """A row: the code of a record, its words, and what there is to say of it."""

    code: str
    text: str
    words: Piece
    bar: Bar | None = None
    percent: str = ""


def _due(today: Today, most: int, canvas: Canvas, *, in_words: bool = False) -> list[_Item]:
    """The actions and milestones due, mine first; at least one of the others' where there is one."""
    mine = [action for action in today.due if _is_mine(today, action.owner)]
    others = [action for action in today.due if not _is_mine(today, action.owner)]
    points = list(today.milestones)
    kept = min(1, len(others)) + min(1, len(points))
    first = mine[: max(1, most - kept)]
    rest = others[: max(1, most - len(first) - min(1, len(points)))]
    found = [_action(today, action, canvas, in_words=in_words) for action in first + rest]
    return (found + [_milestone(today, point) for point in points])[:most]


def _is_mine(today: Today, owner: Ref) -> bool:
    return today.me is not None and owner.id == today.me.id


def _action(today: Today, action: Action, canvas: Canvas, *, in_words: bool) -> _Item:
    words = _due_words(action, today.on, in_words=in_words)
    if action.overdue_days and action.carried_over and canvas.width >= _WIDE:
        words += f", carried over {action.carried_over}×"
    text = _owned(today, action.owner, action.text)
    return _Item(f"a{action.id}", text, Piece(words, _lateness(action.due_on, today.on)))


def _owned(today: Today, owner: Ref, text: str) -> str:
    """Somebody else's says whose it is."""
    if _is_mine(today, owner) or not owner.label:
        return text
    return f"{owner.short}: {text}"


def _due_words(action: Action, today: date, *, in_words: bool) -> str:
    if action.due_on is None:
        return "no date" if in_words else ""
    if action.due_on < today:
        return actions.due_words(action, today)
    day = weekday_day(action.due_on, today)
    if in_words:
        return f"due {day}, {distance(action.due_on, today)}"
    return "today" if action.due_on == today else day


def _lateness(due: date | None, today: date) -> Tone:
    return Tone.LATE if due and due < today else Tone.PLAIN


def _milestone(today: Today, point: Milestone) -> _Item:
    assert point.due_on
    late = words.how_late(point.due_on, today.on)
    said = late if point.due_on <= today.on else weekday_day(point.due_on, today.on)
    text = f"{point.title or 'A milestone'} ({point.goal.label})"
    return _Item(f"m{point.id}", text, Piece(said, _lateness(point.due_on, today.on)))


# A day with goals


def _busy_day(today: Today, canvas: Canvas, mine: bool, unsaved: str) -> Iterator[Block]:
    wide = canvas.width >= _WIDE
    due = _due(today, _MOST_DUE if wide else _MOST_DUE - 1, canvas)
    drawn = _drawn(today, _MOST_GOALS if wide else _MOST_GOALS - 1)
    items = [_goal(today, standing, canvas) for standing in drawn]
    yield Line()
    if wide:
        yield from ([_table("Due", due, canvas)] if due else [])
        yield _table("Goals", items, canvas)
    else:
        yield _table("", due + items, canvas)
    shown = sum(1 for item in due if item.code.startswith("a"))
    if summary := _summary(today, today.goals[len(drawn) :], shown, canvas, mine):
        yield _labelled("", summary, canvas)
    if mine and (next_ := unsaved or _next(today, drawn)):
        yield _labelled("Next", next_, canvas)


def _drawn(today: Today, most: int) -> Sequence[GoalStanding]:
    """The pressing ones; where none presses, the first two, so that there is something to see."""
    pressing = [standing for standing in today.goals if standing.pace_state in _PRESSING]
    return pressing[:most] or today.goals[: min(2, most)]


def _goal(today: Today, standing: GoalStanding, canvas: Canvas) -> _Item:
    goal = standing.goal
    bar = Bar(standing.progress, standing.expected_pace) if canvas.width >= _WIDE else None
    percent = words.narrow_percent(standing.progress).replace("%", " %")
    return _Item(
        f"g{goal.id}",
        _owned(today, goal.owner, goals.title(standing, today.on, points=False)),
        _state(standing),
        bar,
        percent,
    )


def _state(standing: GoalStanding) -> Piece:
    """As in lists, with the days spelt out where a row has room for them."""
    match standing.pace_state:
        case PaceState.OVERDUE:
            return Piece(f"overdue {count(standing.overdue_days or 0, 'day')}", Tone.LATE)
        case PaceState.STALLED:
            return Piece(f"stalled {count(standing.stalled_days or 0, 'day')}", Tone.LATE)
    return goals.state(standing)


def _summary(
    today: Today, rest: Sequence[GoalStanding], actions_shown: int, canvas: Canvas, mine: bool
) -> Content:
    """The goals that are not drawn and the actions that are not listed, on one row."""
    more = _more_actions(today, actions_shown)
    hint = ": mentorlog status" if mine and (more or len(rest) > _MOST_NAMED) else ""
    room = canvas.width - (_LABEL if canvas.width >= _WIDE else 1)
    named = _named(rest) if 0 < len(rest) <= _MOST_NAMED else ()
    for summed in (named, (_counted(rest),)):
        parts: tuple[str | Piece, ...] = tuple(part for part in summed if part)
        parts += ((" · " if parts else "") + more,) if more else ()
        if parts and _width("".join(_plain(part) for part in parts)) + len(hint) <= room:
            return (*parts, hint)
    left = len(rest) + max(0, today.open_actions - actions_shown)
    return f"{left} more{hint}" if left else ""


def _plain(part: str | Piece) -> str:
    return part.text if isinstance(part, Piece) else part


def _named(rest: Sequence[GoalStanding]) -> tuple[str | Piece, ...]:
    parts: list[str | Piece] = []
    for standing in rest:
        comma = ", " if parts else ""
        parts += [comma, ref(f"g{standing.goal.id}"), f" {_state(standing).text}"]
    return tuple(parts)


def _counted(rest: Sequence[GoalStanding]) -> str:
    numbers: dict[str, int] = {}
    for standing in rest:
        state = words.spoken(standing.pace_state or standing.goal.state)
        numbers[state] = numbers.get(state, 0) + 1
    return ", ".join(f"{number} {state}" for state, number in numbers.items())


def _more_actions(today: Today, shown: int) -> str:
    left = today.open_actions - shown
    return count(left, "more action") if left > 0 else ""


# What to do next


def _next(today: Today, drawn: Sequence[GoalStanding]) -> str:
    """The one command that most likely comes next."""
    for meeting in today.meetings:
        if meeting.planned and meeting.on == today.on:
            return f"mentorlog log {meeting.mentorship.partner.typed}, once you have met"
    late = [action for action in today.due if _is_mine(today, action.owner) and action.overdue_days]
    if late:
        return f"mentorlog done a{late[0].id}"
    for meeting in today.meetings:
        if not meeting.planned and meeting.on <= today.on:
            return f"mentorlog log {meeting.mentorship.partner.typed}, once you have met"
    behind = [standing for standing in drawn if standing.pace_state is not PaceState.ON_TRACK]
    own = [standing.goal for standing in behind if _is_mine(today, standing.goal.owner)]
    return f"mentorlog check-in {_code(own[0])} VALUE" if own else ""


def _code(goal: Goal) -> str:
    return f"g{goal.id}"


# Rows that stay one row each

_LABEL = 8
"""Columns before the codes: a space, ``Goals``, two spaces."""

_PERCENT = 8
"""Columns of ``  80 %  `` after a bar."""


def _labelled(label: str, content: Content, canvas: Canvas) -> Line:
    if canvas.width < _WIDE:
        return Line(content, indent=1)
    parts = content if type(content) is tuple else (content,)
    return Line((heading(f"{label:<{_LABEL - 1}}"), *parts), indent=1)


def _table(label: str, items: Sequence[_Item], canvas: Canvas) -> Table:
    """A row for each item: its text is cut rather than folded, so that twelve rows are twelve."""
    codes = max(len(item.code) for item in items)
    words = max(len(item.words.text) for item in items)
    before = (_LABEL if label else 1) + max(codes, 3) + 2
    bars = (items[0].bar.width + _PERCENT) if items[0].bar else 0
    room = max(8, canvas.width - before - bars - words - 2)
    rows = tuple(
        (
            *((heading(f"{label if place == 0 else '':<5}"),) if label else ()),
            ref(f"{item.code:<3}"),
            (
                *((item.bar, f"{item.percent:>{_PERCENT - 2}}  ") if item.bar else ()),
                clipped(item.text, room, canvas),
            ),
            item.words,
        )
        for place, item in enumerate(items)
    )
    labels = (Column(),) if label else ()
    return Table((*labels, Column(), Column(stretch=True), Column()), rows, indent=1)


def clipped(text: str, room: int, canvas: Canvas) -> str:
    """The text on one line of at most ``room`` columns, ``…`` where something is cut."""
    flat = " ".join(text.split())
    if _width(flat) <= room:
        return flat
    dots = canvas.glyph("…")
    while flat and _width(flat) > room - len(dots):
        flat = flat[:-1]
    return flat.rstrip() + dots


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
