"""Milestones: the list, the card, and the line printed after a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import short
from mentorlog.records import GoalStanding, Milestone, Slip
from mentorlog.views import listings, words
from mentorlog.views.listings import Field
from mentorlog.views.pages import MEDIUM, Content, Piece, Screen, Tone, dim, nothing, ref


def listing(milestones: Sequence[Milestone], today: date) -> Screen:
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
        made=Milestone,
        empty=nothing("No open milestones", "mentorlog milestone add G TITLE"),
    )


def _stands(point: Milestone, today: date) -> Content:
    if point.done_on:
        return dim(f"done {short(point.done_on, today)}")
    if point.due_on is None:
        return ""
    tone = Tone.LATE if point.due_on < today else Tone.PLAIN
    return Piece(words.how_late(point.due_on, today), tone)


def card(point: Milestone, slips: Sequence[Slip], today: date, above: str) -> Screen:
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


def written(point: Milestone, what: str, standing: GoalStanding, today: date) -> Screen:
    """What a command wrote: ``m4  Dry run on staging · of g2, due Thu 5 Nov``.

    The first milestone of a goal takes the place of what was read of it, and says so; a further one
    makes what was reached a smaller part of the whole.
    """
    goal = f"of {point.goal.code} {point.goal.label}"
    if not what and not standing.goal.metric:
        goal += _weighed(standing)
    reached = words.reached(point, today)
    return listings.told(point, what, goal, reached)


def _weighed(standing: GoalStanding) -> str:
    earlier, done = standing.milestones_total - 1, standing.milestones_done
    if not earlier and (standing.own_on is not None or standing.others):
        return ", whose milestones count from now on, not what was read of it"
    if not (earlier and done):
        return ""
    before = words.rounded(100 * done / earlier)
    return f": {before} → {words.percent(standing.progress)}"


def moved(point: Milestone, what: str, standing: GoalStanding, today: date) -> Screen:
    """The same of one that was reached or opened again, with how far its goal has come by it."""
    goal, reached = f"{point.goal.code} {point.goal.label}", words.reached(point, today)
    if standing.progress is None:
        return listings.told(point, what, f"of {goal}", reached)
    percent = words.narrow_percent(standing.progress)
    now = f"still {percent}: its metric counts" if standing.goal.metric else f"now {percent}"
    return listings.told(point, what, reached, f"{goal} {now}")
