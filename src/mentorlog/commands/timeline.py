"""``mentorlog timeline``: what happened, day by day, and what is to come."""

from datetime import date, timedelta
from typing import Annotated

from mentorlog import periods
from mentorlog.commands.options import (
    KnownOn,
    MaybeWho,
    Most,
    Reading,
    Since,
    Until,
    expect_some,
    option,
    reads,
)
from mentorlog.errors import WrongUsage
from mentorlog.journal import Journal, people, store, stream
from mentorlog.journal import timeline as timelines
from mentorlog.journal.belonging import Scope
from mentorlog.journal.references import resolve
from mentorlog.records import Goal, Kind, Person
from mentorlog.views import timeline as views
from mentorlog.views.listings import key
from mentorlog.views.pages import Screen

_MOST = 250
"""Entries drawn where no days were asked for: nobody reads more, and drawing them takes longer
than everything else."""
_MONTHS = 3
_AHEAD = timedelta(7)


@reads
def timeline(
    look: Reading,
    who: MaybeWho = None,
    goal: Annotated[str | None, option("--goal", "Of one goal.", "G")] = None,
    since: Since = None,
    until: Until = None,
    chart_: Annotated[bool, option("--chart", "Draw goals and sessions.")] = False,
    all_: Annotated[
        bool, option("--all", "From the very first day, and each action that was done in time.")
    ] = False,
    most: Most = None,
    sort: Annotated[
        str | None, option("--sort", "on is the oldest first, -on the newest.", "COLUMN")
    ] = None,
    known_on: KnownOn = None,
) -> None:
    """Show what happened, day by day: the last three months, and what is due next."""
    who, since, until = look.desk.whom_or_when(who, since, until)
    first, last = look.desk.between(since, until)
    expect_some(most)
    with look.journal(who, known_on) as journal:
        scope = Scope(
            people.find(journal, who) if who is not None else None,
            resolve(journal, Kind.GOAL, goal) if goal is not None else None,
        )
        if first and first > (last or journal.today):
            raise WrongUsage(
                f"{journal.in_words(first)} is still to come.", "add --until DAY, a later one"
            )
        if chart_:
            look.show(_chart(journal, scope, first, last, all_))
        else:
            goes_back = _goes_back(sort)
            kept = slice(most) if goes_back is False else slice(-(most or 0), None)
            shown = _timeline(journal, scope, first, last, all_, kept)
            look.show(views.screen(shown, newest_first=goes_back is True))


def _goes_back(sort: str | None) -> bool | None:
    """Whether the newest day is to be first; None where no order is told.

    Raises ``UnreadableWords`` for any column but the day.
    """
    return None if sort is None else key(sort, ("on",)) == "on" and sort.startswith("-")


def _chart(
    journal: Journal, scope: Scope, first: date | None, last: date | None, all_: bool
) -> Screen:
    from mentorlog.views import chart  # the everyday timeline does without

    drawn = timelines.chart(journal, scope, first, last, everything=all_)
    codes = not journal.lens.audience.public_alone
    return chart.screen(drawn, _title(journal, scope), codes=codes)


def _timeline(
    journal: Journal,
    scope: Scope,
    first: date | None,
    last: date | None,
    all_: bool,
    kept: slice,
) -> views.Timeline:
    today = journal.today
    ahead: date | None = min(today, date.max - _AHEAD) + _AHEAD
    if last is not None:
        ahead = last if last > today else None
    whole = all_ and not first
    usual = periods.last_months(_MONTHS, min(last or today, today)).since
    since = first or (date.min if whole else usual)
    past = stream.happened(journal, since, last or today, scope)
    if whole:
        since = past[0].on if past else last or today
    return views.Timeline(
        title=_title(journal, scope),
        since=since,
        until=last or today,
        today=today,
        past=past[kept],
        ahead=timelines.upcoming(journal, since, ahead, scope) if ahead else (),
        ahead_until=ahead,
        whole=all_,
        most=None if all_ or first else _MOST,
    )


def _title(journal: Journal, scope: Scope) -> str:
    if scope.goal is not None:
        return store.get(journal, Goal, scope.goal).title
    names = [
        store.get(journal, Person, id).name
        for id in dict.fromkeys((journal.me, scope.person))
        if id
    ]
    return " and ".join(names) or "Timeline"
