"""Wins: the list, the card, and the line printed after a change."""

from collections.abc import Sequence
from datetime import date

from mentorlog.dates import weekday_day
from mentorlog.errors import joined
from mentorlog.records import Kind, Win
from mentorlog.views import listings, words
from mentorlog.views.listings import Field
from mentorlog.views.pages import MEDIUM, Screen, nothing, ref


def listing(wins: Sequence[Win], today: date) -> Screen:
    """A list of wins, the latest last."""
    fields = (
        Field("id", "", lambda win: ref(f"w{win.id}")),
        Field("title", "Wins", lambda win: words.marked(win.title, win), stretch=True),
        Field("happened_on", "Day", lambda win: weekday_day(win.happened_on, today)),
        Field("goal", "Goal", lambda win: ref(win.goal.code) if win.goal else "", least=MEDIUM),
    )[: 4 if any(win.goal for win in wins) else 3]
    return listings.listing(
        wins, fields, newest=lambda win: win.happened_on,
        empty=nothing("No wins yet", "mentorlog win add TITLE"),
    )  # fmt: skip


def card(win: Win, today: date, above: str) -> Screen:
    """One win with its impact and evidence; ``above`` is its goal where that is private."""
    pairs = (
        ("Day", weekday_day(win.happened_on, today)),
        *listings.texts(Kind.WIN, win),
        ("Goal", listings.link(win.goal)),
        ("Skill", win.skill),
    )
    return listings.record_card(win, pairs, today, above=above)


def written(win: Win, what: str, today: date) -> Screen:
    """What a command wrote: ``w6  Refund errors down by half · Mon 9 Nov``."""
    day = weekday_day(win.happened_on, today)
    published = f"{joined(win.published)} published" if win.published else ""
    along = listings.attached(win.goal, win.tags, win.title)
    skill = "" if what or not win.skill else f"shows {win.skill}"
    return listings.told(win, what, day, along, skill, published)
