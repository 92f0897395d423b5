"""The screen of ``status``: goals with their pace, actions of each side, the cadences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from mentorlog.dates import long
from mentorlog.records import Audience, GoalStanding, GoalState, PaceState, Ref, Role
from mentorlog.records.status import GoalGroup, Status
from mentorlog.views import actions, data, goals, listings, mentorships, words
from mentorlog.views.pages import (
    Block,
    Canvas,
    Line,
    Page,
    Screen,
    Span,
    Table,
    dim,
    strong,
)

_LEGEND_FROM = 60
"""Columns from which bars are drawn, and so explained."""

_MOST_NAMED = 3


class Shown(NamedTuple):
    """How a status is read: of an earlier day, through whose eyes, with what has ended."""

    as_of: bool = False
    audience: Audience = Audience.ME
    with_closed: bool = False


def screen(status: Status, today: date, shown: Shown = Shown()) -> Screen:
    """The status as a page, as an object of arrays, and as rows of several kinds."""
    return Screen(
        page=lambda canvas: Page(tuple(_page(status, today, canvas, shown))),
        data=lambda: _data(status),
        rows=lambda: listings.rows(_rows(status)),
    )


def _data(status: Status) -> dict[str, object]:
    return {
        "goals": [data.of(each) for group in status.goals for each in group.goals],
        "actions": [data.of(each) for group in status.actions for each in group.actions],
        "mentorships": [data.of(each) for each in status.mentorships],
        "actions_done": status.done,
        "actions_total": status.counted,
        "actions_completion": status.completion,
    }


def _rows(status: Status) -> Iterator[tuple[str, dict[str, object]]]:
    for goal in (each for group in status.goals for each in group.goals):
        yield "goal", data.of(goal)
    for action in (each for group in status.actions for each in group.actions):
        yield "action", data.of(action)
    for mentorship in status.mentorships:
        yield "mentorship", data.of(mentorship)


def _page(status: Status, today: date, canvas: Canvas, shown: Shown) -> Iterator[Block]:
    has_bars = bool(status.goals) and canvas.width >= _LEGEND_FROM
    legend = f"{canvas.glyph('│')} in a bar: expected pace" if has_bars else ""
    day = f"as of {long(today)}" if shown.as_of else long(today)
    title = " · ".join(filter(None, (_title(status), day)))
    yield Line(strong(title), dim(legend))
    yield Line()
    yield from _goals(status, today, shown)
    yield Line()
    yield from _actions(status, today, shown)
    yield Line()
    yield from _mentorships(status, today, canvas, shown)


def _title(status: Status) -> str:
    me = status.me.label if status.me else ""
    if status.partner is None:
        return me
    them = status.partner.partner.label
    return them if status.partner.role is Role.MENTEE else f"{me} with {them}"


# Goals


def _goals(status: Status, today: date, shown: Shown) -> Iterator[Block]:
    for place, group in enumerate(status.goals):
        yield goals.table(
            group.goals,
            today,
            [*_more(group.left), *_notes(group, shown)],
            heading=_heading(status, group.owner),
            group="goals",
            only_heading=place > 0,
        )
    others = dict(Counter(status.closed) - sum(map(Counter, _closed_above(status)), Counter()))
    if not status.goals:
        none = f"No open goals · {_closed(others)}" if others else "No goals yet"
        yield _nothing(none, "mentorlog goal add TITLE --by DAY", shown)
    elif others and not shown.with_closed:
        yield Line(dim(f"Others' goals, {_closed(others)} (--all)"), indent=1)


def _closed_above(status: Status) -> Iterator[dict[GoalState, int]]:
    return (group.closed for group in status.goals)


def _nothing(what: str, hint: str, shown: Shown) -> Line:
    return Line(what if shown.audience is not Audience.ME else f"{what}: {hint}", indent=1)


def _heading(status: Status, owner: Ref) -> str:
    if len(status.goals) == 1 and (status.partner or _is_me(status, owner)):
        return "Goals"
    return "My goals" if _is_me(status, owner) else owner.label or "Goals"


def _is_me(status: Status, person: Ref) -> bool:
    return bool(status.me) and person == status.me


def _notes(group: GoalGroup, shown: Shown) -> Iterator[str]:
    """What does not fit the one state that a row shows, and what has ended."""
    # A manager is told no code, and this line is made of them.
    parts = [] if shown.audience is Audience.MANAGER else [_stalled_too(group.goals)]
    if group.closed and not shown.with_closed:
        parts.append(f"{_closed(group.closed)} (--all)")
    if note := " · ".join(filter(None, parts)):
        yield note


def _stalled_too(records: Sequence[GoalStanding]) -> str:
    found = [
        standing
        for standing in records
        if standing.stalled_days is not None and standing.pace_state is not PaceState.STALLED
    ]
    if not found or len(found) > _MOST_NAMED:
        return f"{len(found)} of these are stalled too" if found else ""
    if len(found) == 1:
        return f"g{found[0].goal.id} is stalled too, {found[0].stalled_days} days"
    named = ", ".join(f"g{each.goal.id} {each.stalled_days}" for each in found)
    return f"stalled too, in days: {named}"


def _closed(closed: dict[GoalState, int]) -> str:
    return "closed: " + ", ".join(
        f"{number} {state.replace('-', ' ')}" for state, number in closed.items()
    )


def _more(left: int) -> list[str]:
    return [f"… and {left} more (--all)"] if left else []


# Actions


def _actions(status: Status, today: date, shown: Shown) -> Iterator[Block]:
    found = [each for group in status.actions for each in group.actions]
    tables = actions.tables(found, today, status.me.id if status.me else 0)
    for table, group in zip(tables, status.actions, strict=True):
        is_last = group is status.actions[-1]
        notes = [*_more(group.left), *([_completion(status)] if is_last else [])]
        yield _with_notes(table, notes)
    if not tables and status.counted:
        yield Line(f"No open actions · {_completion(status)}", indent=1)
    elif not tables:
        yield _nothing("No actions yet", "mentorlog todo TEXT", shown)


def _with_notes(table: Table, notes: Sequence[str]) -> Table:
    spans = tuple(Span(dim(note), under=1) for note in notes)
    return table._replace(rows=table.rows + spans)


def _completion(status: Status) -> str:
    share = status.completion
    percent = "" if share is None else f" ({words.rounded(share)} %)"
    return f"{status.done} of {status.counted} done{percent}"


# Mentorships


def _mentorships(status: Status, today: date, canvas: Canvas, shown: Shown) -> Iterator[Block]:
    if status.mentorships:
        yield mentorships.table(status.mentorships, today, canvas)
    else:
        yield _nothing("No mentorship now", 'mentorlog mentor add "NAME" --every 2w', shown)
