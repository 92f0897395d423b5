"""Goals as tables, cards and a tree, and their milestones."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from mentorlog import records
from mentorlog.dates import short, weekday_day
from mentorlog.errors import JournalSaysNo
from mentorlog.records import (
    Event,
    Goal,
    GoalStanding,
    GoalState,
    Kind,
    Milestone,
    PaceState,
    Reading,
    Ref,
    Slip,
    Visibility,
)
from mentorlog.views import data, listings, words
from mentorlog.views.listings import Field
from mentorlog.views.pages import (
    MEDIUM,
    Bar,
    Block,
    Column,
    Content,
    Line,
    Piece,
    Row,
    Screen,
    Table,
    Tone,
    dim,
    nothing,
    ref,
)

EMPTY = nothing("No goals yet", "mentorlog goal add TITLE --by DAY")
BAR_WIDTH = 10


# --- a table ----------------------------------------------------------------------------------


def table(
    standings: Sequence[GoalStanding],
    today: date,
    *,
    heading: str,
    only_heading: bool,
) -> Table:
    """The goals, a line each, with a bar that marks the expected pace.

    ``only_heading`` leaves the other columns without a heading of their own, for a table that follows
    another one.
    """
    now, pace, target = ("", "", "") if only_heading else ("Now", "Pace", "Target")
    columns = (
        Column(),
        Column(heading, stretch=True),
        Column(least=MEDIUM),
        Column(now, right=True),
        Column(pace, right=True, least=MEDIUM),
        Column(target, least=MEDIUM),
        Column(),
    )
    return Table(columns, tuple(_row(each, today) for each in standings), indent=1, group="goals")


def _row(standing: GoalStanding, today: date) -> tuple[Content, ...]:
    goal = standing.goal
    return (
        ref(f"g{goal.id}"),
        title(standing, today),
        Bar(standing.progress, standing.expected_pace, BAR_WIDTH),
        words.narrow_percent(standing.progress),
        words.narrow_percent(standing.expected_pace),
        short(goal.target_on, today) if goal.target_on else dim("–"),
        state(standing),
    )


def title(standing: GoalStanding, today: date, owner: str = "", *, points: bool = True) -> str:
    """A goal's title, with its ``owner``, its milestones, and what its reader has to know of its readings.

    That is a reading that says otherwise than the milestones, and who read it if the owner has not. Without
    ``points`` neither milestones nor a metric's value are told, unless that is in percent, as progress is.
    """
    about, metric = [owner], standing.goal.metric
    if points and standing.by_milestones:
        about.append(f"{standing.milestones_done} of {standing.milestones_total}")
    if points or (metric and metric.unit == "%"):
        about.append(words.reading(standing))
    if standing.beside:
        about.append(f"check-in {words.percent(standing.beside.percent)}")
    if standing.borrowed:
        about.append(f"read by {_reader(standing.borrowed, today)}")
    said = ", ".join(filter(None, about))
    titled = f"{standing.goal.title} ({said})" if said else standing.goal.title
    return words.marked(titled, standing.goal)


def _reader(reading: Reading, today: date) -> str:
    return f"{reading.by.short or 'another'} {short(reading.on, today)}"


def state(standing: GoalStanding, days: Callable[[int | None], str] = "{}d".format) -> Piece:
    """The state of a goal in words, of which a table shows only one; ``days`` says how many.

    Of one whose owner says that it is stuck that stands too: in its place where it is on track.
    """
    goal = standing.goal
    if goal.state is not GoalState.ACTIVE or standing.pace_state is None:
        tone = Tone.GOOD if goal.state is GoalState.ACHIEVED else Tone.DIM
        return Piece(words.spoken(goal.state), tone)
    pace, on_track = words.pace(standing, days), standing.pace_state is PaceState.ON_TRACK
    if standing.stuck is None:
        return Piece(pace, Tone.GOOD if on_track else Tone.LATE)
    return Piece("stuck" if on_track else f"{pace}, stuck", Tone.LATE)


def closing(standing: GoalStanding) -> str:
    """The command that closes an open goal which has come all the way; empty for others."""
    is_open = standing.is_complete and not standing.goal.state.closed
    return f"mentorlog close g{standing.goal.id} --as achieved" if is_open else ""


def tables(standings: Sequence[GoalStanding], today: date, me: int) -> tuple[Table, ...]:
    """The goals; where they are not all one's, in a table for each owner, mine first."""
    owners = sorted(
        dict.fromkeys(each.goal.owner for each in standings), key=lambda owner: owner.id != me
    )
    return tuple(
        table(
            [each for each in standings if each.goal.owner == owner],
            today,
            heading=heading(owner, me) if len(owners) > 1 else "Goals",
            only_heading=owner != owners[0],
        )
        for owner in owners
    )


def heading(owner: Ref, me: int) -> str:
    """Whose goals stand in a table beside those of others."""
    return "My goals" if owner.id == me else owner.label or "Goals"


def listing(standings: Sequence[GoalStanding], today: date, me: int) -> Screen:
    """A list of goals, grouped by owner; in JSON and CSV in the given order."""
    return listings.several(
        standings,
        lambda some, _: tables(some, today, me) or (Line(EMPTY),),
        newest=lambda standing: standing.goal.start_on,
    )


# --- a card -----------------------------------------------------------------------------------


def card(
    standing: GoalStanding,
    milestones: Sequence[Milestone],
    children: Sequence[Goal],
    history: Sequence[Event],
    today: date,
) -> Screen:
    """One goal with its figures, milestones and the goals below it."""
    goal = standing.goal
    blocks: list[Block] = []
    if milestones:
        blocks += [Line(), _milestones(milestones, today)]
    if children:
        rows = tuple((ref(f"g{child.id}"), child.title) for child in children)
        below = Table((Column(), Column("Below it", stretch=True)), rows, indent=1)
        blocks += [Line(), below]
    state = words.spoken(goal.state)
    made = listings.record_card(
        goal, _facts(standing, milestones, history, today), today, state=state, extra=blocks
    )
    return made._replace(
        data=lambda: {**data.of(standing), "milestones": milestones},
        rows=lambda: [data.of(standing)],
    )


def _facts(
    standing: GoalStanding, milestones: Sequence[Milestone], history: Sequence[Event], today: date
) -> tuple[tuple[str, Content | None], ...]:
    goal = standing.goal
    return (
        ("Now", " · ".join(_now(standing, milestones, today))),
        ("Check-in", "\n".join(_check_ins(standing, history, today))),
        ("Target", words.day(goal.target_on, today)),
        ("Start", weekday_day(goal.start_on, today)),
        ("Closed", words.ended(goal.closed_on, history, today)),
        ("Owner", goal.owner.label),
        *listings.texts(Kind.GOAL, goal),
        ("Metric", words.metric(goal)),
        ("Area", goal.area),
        ("Part of", listings.link(goal.parent)),
        ("Slipped", words.slipped_why(standing.slips)),
    )


def _now(standing: GoalStanding, milestones: Sequence[Milestone], today: date) -> Iterator[str]:
    of = words.milestones(standing) if standing.by_milestones else words.reading(standing)
    yield words.narrow_percent(standing.progress) + (f" ({of})" if of else "")
    if standing.beside:
        read = words.narrow_percent(standing.beside.percent)
        yield f"check-in {short(standing.beside.on, today)} {read}, kept beside"
    for each in standing.others:
        sure = f", confidence {each.confidence}" if each.confidence is not None else ""
        yield f"{_reader(each, today)} {words.narrow_percent(each.percent)}{sure}"
    if standing.expected_pace is not None:
        yield f"pace {words.narrow_percent(standing.expected_pace)}"
    if standing.confidence is not None:
        yield f"confidence {standing.confidence}"
    if standing.pace_state:
        yield words.pace_in_words(standing, milestones, today)
    if standing.stuck is not None:
        yield f"stuck: {why_stuck(standing)}"


def _check_ins(standing: GoalStanding, history: Sequence[Event], today: date) -> Iterator[str]:
    """The owner's last check-in, and those of others that have words: ``Sun 22 Nov: 20 % · “two said yes”``.

    What stands beside ``Now`` is not told again: how sure they are, and what holds the goal up.
    """
    goal = standing.goal
    readings = (event for event in history if event.field == "progress")
    last = {(event.by or goal.owner).id: event for event in readings}
    for person, event in last.items():
        by = "" if person == goal.owner.id or not event.by else f"{event.by.short}, "
        why = records.why_stuck(event.note)
        said = ["noted" if why is None else "stuck"]
        if event.new is not None:
            said = [words.measured(event.new, goal.metric.unit if goal.metric else "%")]
        if event.note and (why is None or by or standing.stuck is None):
            said.append(f"“{' '.join(event.note.split())}”")
        if len(said) > 1 or not by:
            is_marked = event.hidden and goal.visibility is not Visibility.PRIVATE
            day = f"{by}{words.day(event.happened_on, today)}"
            yield f"{day}: {words.listed(*said)}{words.PRIVATE if is_marked else ''}"


def why_stuck(standing: GoalStanding) -> str:
    """What holds a goal up, with a mark where nobody else sees that of a goal that others read."""
    is_marked = standing.is_stuck_hidden and standing.goal.visibility is not Visibility.PRIVATE
    return (standing.stuck or "") + (words.PRIVATE if is_marked else "")


def _milestones(milestones: Sequence[Milestone], today: date) -> Table:
    rows = tuple(
        (ref(f"m{point.id}"), point.title, words.reached(point, today) or "open")
        for point in milestones
        if point.title is not None
    )
    return Table((Column(), Column("Milestones", stretch=True), Column()), rows, indent=1)


# --- the tree ---------------------------------------------------------------------------------

Below = dict[int | None, list[GoalStanding]]
"""The goals that are part of each goal, by its number; those at the top are under None."""

_DRAWN, _NESTED = 8, 100
"""How many levels of a tree are indented, and how many JSON may have for programs to read it."""


def tree(standings: Sequence[GoalStanding], today: date, me: int) -> Screen:
    """The career map: every goal below the one it is part of; other people's goals name their owner."""
    below: Below = {}
    shown = {standing.goal.id for standing in standings}
    for standing in standings:
        parent = standing.goal.parent
        above = parent.id if parent and parent.id in shown else None
        below.setdefault(above, []).append(standing)
    return Screen(
        page=lambda _: (_tree(below, today, me),),
        data=lambda: _nested(below, None),
        rows=lambda: standings,
    )


def _tree(below: Below, today: date, me: int) -> Block:
    rows: list[Row] = []
    # Goals still to be drawn, the next one last: its depth, the lines to it and to those below it.
    waiting = [(top, 0, "", "") for top in reversed(below.get(None, []))]
    while waiting:
        standing, depth, lead, below_lead = waiting.pop()
        goal = standing.goal
        whose = "" if goal.owner.id == me else goal.owner.label
        called = (dim(lead), title(standing, today, whose))
        now = words.narrow_percent(standing.progress)
        rows.append((ref(f"g{goal.id}"), called, now, state(standing)))
        if depth >= _DRAWN:
            below_lead = f"… {depth + 1} deep "
        for place, child in enumerate(reversed(below.get(goal.id, []))):
            own, its = ("├ ", "│ ") if place else ("└ ", "  ")
            waiting.append((child, depth + 1, below_lead + own, below_lead + its))
    if not rows:
        return Line(EMPTY)
    columns = (Column(), Column("Career map", stretch=True), Column("Now", right=True), Column())
    return Table(columns, tuple(rows), indent=1)


def _nested(below: Below, above: int | None, depth: int = 1) -> list[object]:
    if depth > _NESTED:
        raise JournalSaysNo(
            f"The map is over {_NESTED} goals deep, too deep for JSON.",
            "mentorlog goal --json lists the goals, each with its parent",
        )
    return [
        {**data.of(standing), "goals": _nested(below, standing.goal.id, depth + 1)}
        for standing in below.get(above, [])
    ]


# --- receipts ---------------------------------------------------------------------------------


def written(standing: GoalStanding, what: str, today: date, me: int) -> Screen:
    """One line on what a command wrote: ``g3  Title · added · target Wed 31 Mar 2027``; of a new one all that was given in few words."""
    goal, end = standing.goal, ends(standing.goal, today)
    if what != "added":
        return listings.told(goal, "", what, end, shown=standing)
    whose = words.whose(goal.owner, me) if goal.owner.id != me else ""
    state = words.spoken(goal.state) if goal.state is not GoalState.ACTIVE else ""
    start = f"start {weekday_day(goal.start_on, today)}" if goal.start_on != today else ""
    about = (
        words.metric(goal),
        f"area {goal.area}" if goal.area else "",
        f"part of {goal.parent.code}" if goal.parent else "",
        listings.attached(None, goal.tags, goal.title),
    )
    return listings.told(goal, whose, what, state, start, end, *about, shown=standing)


def closed(standing: GoalStanding, today: date) -> Screen:
    """The same of one that was closed; one achieved says how far it had come where that was not all the way."""
    goal, come = standing.goal, words.short_of_all(standing)
    state, day = words.spoken(goal.state), words.day(goal.closed_on, today)
    return listings.told(goal, state, day, come, shown=standing)


def ends(goal: Goal, today: date) -> str:
    """How and when a goal was closed, or when it is to be reached; empty without such a day."""
    if goal.state.closed:
        return f"{words.spoken(goal.state)} {words.day(goal.closed_on, today)}".strip()
    return f"target {weekday_day(goal.target_on, today)}" if goal.target_on else ""


# --- milestones -------------------------------------------------------------------------------


def milestones_listed(milestones: Sequence[Milestone], today: date) -> Screen:
    """A list of milestones, without those whose title is hidden."""
    fields = (
        Field("id", "", lambda point: ref(f"m{point.id}")),
        Field("title", "Milestones", lambda point: words.marked(point.title, point), stretch=True),
        Field("goal", "Goal", lambda point: ref(point.goal.code)),
        Field("due_on", "Due", lambda point: words.day(point.due_on, today), least=MEDIUM),
        Field("done_on", "", lambda point: _stands(point, today)),
    )
    shown = [point for point in milestones if point.title is not None]
    return listings.listing(
        shown,
        fields,
        empty=nothing("No open milestones", "mentorlog milestone add G TITLE"),
    )


def _stands(point: Milestone, today: date) -> Content:
    if point.done_on:
        return dim(f"done {short(point.done_on, today)}")
    if point.due_on is None:
        return ""
    tone = Tone.LATE if point.due_on < today else Tone.PLAIN
    return Piece(words.how_late(point.due_on, today), tone)


def milestone_card(point: Milestone, slips: Sequence[Slip], today: date, above: str) -> Screen:
    """One milestone with the moves of its due day; ``above`` is its goal, where that is private."""
    due = words.day(point.due_on, today)
    if point.due_on and not point.done_on:
        due += f", {words.how_late(point.due_on, today)}"
    pairs = (
        ("Goal", listings.link(point.goal)),
        ("Due", due),
        ("Slipped", words.slipped_why(slips)),
        ("Done", words.day(point.done_on, today)),
    )
    state = "done" if point.done_on else "open"
    return listings.record_card(
        point, pairs, today, state=state, above=above, also={"slips": slips}
    )


def milestone_written(point: Milestone, what: str, standing: GoalStanding, today: date) -> Screen:
    """What a command wrote: ``m4  Dry run on staging · of g2, due Thu 5 Nov``.

    The first milestone of a goal takes the place of what was read of it, and says so; a further one
    makes what was reached a smaller part of the whole.
    """
    goal = f"of {point.goal.code} {point.goal.label}"
    if not what and not standing.goal.metric:
        goal += _weighed(standing)
    along = "" if what else listings.attached(None, point.tags, point.title or "")
    return listings.told(point, what, goal, words.reached(point, today), along)


def _weighed(standing: GoalStanding) -> str:
    earlier, done = standing.milestones_total - 1, standing.milestones_done
    if not earlier and (standing.own_on is not None or standing.others):
        counted = f"{standing.milestones_done} of {standing.milestones_total}"
        now = words.percent(standing.progress)
        return f": its milestones count now ({counted}), so {now}; what was read is kept beside"
    if not (earlier and done):
        return ""
    before = words.rounded(100 * done / earlier)
    return f": {before} → {words.percent(standing.progress)}"


def milestone_moved(point: Milestone, what: str, standing: GoalStanding, today: date) -> Screen:
    """The same of one that was reached or opened again, with how far its goal has come by it."""
    goal, reached = f"{point.goal.code} {point.goal.label}", words.reached(point, today)
    if standing.progress is None:
        return listings.told(point, what, f"of {goal}", reached)
    percent = words.narrow_percent(standing.progress)
    now = f"still {percent}: its metric counts" if standing.goal.metric else f"now {percent}"
    return listings.told(point, what, reached, f"{goal} {now}")
