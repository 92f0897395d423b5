"""Goals as tables, cards and a tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import short, weekday_day
from mentorlog.errors import JournalSaysNo
from mentorlog.records import (
    Event,
    Goal,
    GoalStanding,
    GoalState,
    Milestone,
    PaceState,
    Reading,
    Visibility,
)
from mentorlog.views import data, listings, words
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
    Span,
    Table,
    Tone,
)

BAR_WIDTH = 10


def table(
    standings: Sequence[GoalStanding],
    today: date,
    notes: Sequence[str] = (),
    *,
    heading: str = "Goals",
    group: str = "",
    only_heading: bool = False,
) -> Table:
    """The goals, a line each, with a bar that marks the expected pace; then notes on them.

    Tables of one ``group`` line up; ``only_heading`` leaves the other columns without a heading of
    their own, for a table that follows another one.
    """
    now, pace, target = ("", "", "") if only_heading else ("Now", "Pace", "Target")
    columns = (
        Column(),
        Column(heading, stretch=True),
        Column(least=60),
        Column(now, right=True),
        Column(pace, right=True, least=60),
        Column(target, least=60),
        Column(),
    )
    rows: list[tuple[Content, ...] | Span] = [_row(standing, today) for standing in standings]
    rows += [Span(Piece(note, Tone.DIM), under=1) for note in notes]
    return Table(columns, tuple(rows), indent=1, group=group)


def _row(standing: GoalStanding, today: date) -> tuple[Content, ...]:
    goal = standing.goal
    return (
        Piece(f"g{goal.id}", Tone.REF),
        title(standing, today),
        Bar(standing.progress, standing.expected_pace, BAR_WIDTH),
        percent(standing.progress),
        percent(standing.expected_pace, unit=True),
        short(goal.target_on, today) if goal.target_on else Piece("–", Tone.DIM),
        state(standing),
    )


def title(standing: GoalStanding, today: date, owner: str = "", *, points: bool = True) -> str:
    """A goal's title, with its ``owner``, its milestones, and who read it where the owner has not."""
    about = [owner]
    if points and standing.milestones_total and not standing.goal.metric:
        about.append(f"{standing.milestones_done} of {standing.milestones_total}")
    if standing.borrowed:
        about.append(f"read by {_reader(standing.borrowed, today)}")
    said = ", ".join(filter(None, about))
    return f"{standing.goal.title} ({said})" if said else standing.goal.title


def _reader(reading: Reading, today: date) -> str:
    return f"{reading.by.short or 'another'} {short(reading.on, today)}"


def percent(value: float | None, *, unit: bool = True) -> str:
    """A percentage in whole points, ``–`` where there is none."""
    if value is None:
        return "–"
    return f"{round_half_up(value)}%" if unit else str(round_half_up(value))


def round_half_up(value: float) -> int:
    """To the nearest whole number, halves up, as people round."""
    return int(value + 0.5)


def state(standing: GoalStanding) -> Piece:
    """The one state shown of a goal, in words."""
    if standing.goal.state is not GoalState.ACTIVE or standing.pace_state is None:
        tone = Tone.GOOD if standing.goal.state is GoalState.ACHIEVED else Tone.DIM
        return Piece(standing.goal.state.replace("-", " "), tone)
    late = Tone.LATE if standing.pace_state is not PaceState.ON_TRACK else Tone.GOOD
    return Piece(_pace_words(standing), late)


def _pace_words(standing: GoalStanding) -> str:
    behind = round_half_up((standing.expected_pace or 0.0) - (standing.progress or 0.0))
    match standing.pace_state:
        case PaceState.OVERDUE:
            return f"overdue {standing.overdue_days}d"
        case PaceState.AT_RISK:
            return f"at risk {behind}"
        case PaceState.BEHIND:
            return f"behind {behind}"
        case PaceState.STALLED:
            return f"stalled {standing.stalled_days}d"
    return f"on track{moved_often(standing)}"


def moved_often(standing: GoalStanding) -> str:
    """``, moved twice``: a target that moves with the goal keeps it on track; empty for less."""
    slips = len(standing.slips)
    return f", moved {words.times(slips)}" if slips > 1 else ""


def listing(standings: Sequence[GoalStanding], today: date) -> Screen:
    """A list of goals."""
    empty = Line("No goals yet: mentorlog goal add TITLE --by DAY")
    return Screen(
        page=lambda _: Page((table(standings, today) if standings else empty,)),
        data=lambda: [data.goal(standing) for standing in standings],
        rows=lambda: [data.goal(standing) for standing in standings],
    )


def card(
    standing: GoalStanding,
    milestones: Sequence[Milestone],
    children: Sequence[Goal],
    today: date,
) -> Screen:
    """One goal with its figures, milestones and the goals below it."""
    found = data.goal(standing)
    found["milestones"] = [data.milestone(point) for point in milestones]
    return Screen(
        page=lambda _: Page(_card(standing, milestones, children, today)),
        data=lambda: found,
        rows=lambda: [data.goal(standing)],
    )


def _card(
    standing: GoalStanding, milestones: Sequence[Milestone], children: Sequence[Goal], today: date
) -> tuple[Block, ...]:
    goal = standing.goal
    head: tuple[Piece | str, ...] = (
        Piece(f"g{goal.id}", Tone.REF),
        " ",
        Piece(goal.title, Tone.STRONG),
        f" · {goal.state.replace('-', ' ')}",
    )
    blocks: list[Block] = [Line(head, Piece(goal.visibility, Tone.DIM)), _facts(standing, today)]
    if milestones:
        blocks += [Line(), _milestones(milestones, today)]
    if children:
        rows = tuple((Piece(f"g{child.id}", Tone.REF), child.title) for child in children)
        blocks += [Line(), Table((Column(), Column("Below it", stretch=True)), rows, indent=1)]
    return tuple(blocks)


def _facts(standing: GoalStanding, today: date) -> Table:
    goal = standing.goal
    metric = goal.metric
    pairs: list[tuple[str, Content | None]] = [
        ("Now", _now(standing, today)),
        ("Target", weekday_day(goal.target_on, today) if goal.target_on else None),
        ("Start", weekday_day(goal.start_on, today)),
        ("Closed", weekday_day(goal.closed_on, today) if goal.closed_on else None),
        ("Owner", goal.owner.label),
        ("Why", goal.why),
        ("Measure", goal.measure),
        (
            "Metric",
            words.measured(f"{metric.from_value} → {metric.to_value}", metric.unit)
            if metric
            else None,
        ),
        ("Area", goal.area),
        ("Part of", f"g{goal.parent.id} {goal.parent.label}" if goal.parent else None),
        ("Slipped", words.slipped(standing.slips)),
        ("For", listings.people(goal.readers)),
        ("Tags", listings.tags(goal.tags)),
    ]
    rows = tuple((Piece(label, Tone.DIM), value) for label, value in pairs if value)
    return Table((Column(), Column(stretch=True)), rows, indent=1)


def _now(standing: GoalStanding, today: date) -> Content:
    parts = [percent(standing.progress)]
    if standing.value is not None and standing.goal.metric:
        parts.append(words.measured(standing.value, standing.goal.metric.unit))
    for each in standing.others:
        sure = f", confidence {each.confidence}" if each.confidence is not None else ""
        parts.append(f"{_reader(each, today)} {percent(each.percent)}{sure}")
    if standing.expected_pace is not None:
        parts.append(f"pace {percent(standing.expected_pace)}")
    if standing.confidence is not None:
        parts.append(f"confidence {standing.confidence}")
    if standing.pace_state:
        parts.append(_pace_words(standing))
    return " · ".join(parts)


def _milestones(milestones: Sequence[Milestone], today: date) -> Table:
    rows = tuple(
        (
            Piece(f"m{point.id}", Tone.REF),
            point.title or "",
            f"done {weekday_day(point.done_on, today)}"
            if point.done_on
            else (f"due {weekday_day(point.due_on, today)}" if point.due_on else "open"),
        )
        for point in milestones
        if point.title is not None
    )
    return Table((Column(), Column("Milestones", stretch=True), Column()), rows, indent=1)


def tree(standings: Sequence[GoalStanding], today: date, me: int) -> Screen:
    """The career map: every goal below the one it is part of; others' goals say whose they are."""
    below: dict[int | None, list[GoalStanding]] = {}
    shown = {standing.goal.id for standing in standings}
    for standing in standings:
        parent = standing.goal.parent
        above = parent.id if parent and parent.id in shown else None
        below.setdefault(above, []).append(standing)
    return Screen(
        page=lambda canvas: Page((_tree(below, today, me, canvas),)),
        data=lambda: _nested(below, None),
        rows=lambda: [data.goal(standing) for standing in standings],
    )


def _tree(
    below: dict[int | None, list[GoalStanding]], today: date, me: int, canvas: Canvas
) -> Block:
    rows: list[tuple[Content, ...]] = []
    # Those still to be drawn, the next one last: its depth, what leads to it, and to what is below it.
    waiting = [(top, 0, "", "") for top in reversed(below.get(None, []))]
    while waiting:
        standing, depth, lead, below_lead = waiting.pop()
        owner = standing.goal.owner
        whose = "" if owner.id == me else owner.label
        rows.append(
            (
                Piece(f"g{standing.goal.id}", Tone.REF),
                (Piece(lead, Tone.DIM), title(standing, today, whose)),
                percent(standing.progress),
                state(standing),
            )
        )
        if depth >= _DRAWN:
            below_lead = f"{canvas.glyph('…')} {depth + 1} deep "
        for place, child in enumerate(reversed(below.get(standing.goal.id, []))):
            glyph, rest = ("├ ", "│ ") if place else ("└ ", "  ")
            own, its = ("".join(map(canvas.glyph, each)) for each in (glyph, rest))
            waiting.append((child, depth + 1, below_lead + own, below_lead + its))
    if not rows:
        return Line("No goals yet: mentorlog goal add TITLE --by DAY")
    columns = (Column(), Column("Career map", stretch=True), Column("Now", right=True), Column())
    return Table(columns, tuple(rows), indent=1)


_DRAWN, _NESTED = 8, 100
"""How many steps of a tree are indented, and how deep JSON is nested: programs read no deeper."""


def _nested(
    below: dict[int | None, list[GoalStanding]], above: int | None, depth: int = 1
) -> list[object]:
    if depth > _NESTED:
        raise JournalSaysNo(
            f"The map is over {_NESTED} goals deep, too deep for JSON.",
            "mentorlog goal --json lists the goals, each with its parent",
        )
    return [
        {**data.goal(standing), "goals": _nested(below, standing.goal.id, depth + 1)}
        for standing in below.get(above, [])
    ]


def deleted(standing: GoalStanding) -> Screen:
    """One line on a goal that is gone."""
    goal = standing.goal
    return listings.deleted(f"g{goal.id}", goal.title, data.goal(standing))


def _reading(standing: GoalStanding, event: Event, today: date) -> str:
    """What was read, by whom where not by the owner, and when where not today."""
    goal, by = standing.goal, event.by
    read = words.measured(event.new or "", goal.metric.unit if goal.metric else "%")
    if event.happened_on != today:
        read += f" on {weekday_day(event.happened_on, today)}"
    if by and by.id != goal.owner.id:
        return f"{by.label} reads {read}"
    return f"{read}, now {percent(standing.progress).replace('%', ' %')}" if goal.metric else read


def written(
    standing: GoalStanding,
    what: str,
    today: date,
    event: Event | None = None,
    level: Visibility | None = None,
) -> Screen:
    """One line on what a command wrote: ``g3  Title · added · target Wed 31 Mar 2027``.

    ``level`` is who may see the check-in ``event``, where that is not who sees the goal.
    """
    goal = standing.goal
    parts = [_reading(standing, event, today) if event else what]
    if goal.target_on and not goal.state.closed:
        parts.append(f"target {weekday_day(goal.target_on, today)}")
    if goal.state.closed and goal.closed_on:
        parts.append(weekday_day(goal.closed_on, today))
    said = f"  {goal.title} · " + " · ".join(parts)
    line = Line(
        (Piece(f"g{goal.id}", Tone.REF), said, *listings.exposure(level or goal.visibility))
    )
    return Screen(page=lambda _: Page((line,)), data=lambda: data.goal(standing))
