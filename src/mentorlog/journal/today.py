"""Today: what is due, how the goals stand, when the next session is.

It is asked for many times a day, so each query has a limit and takes no longer as the years go by.
"""

from __future__ import annotations

from datetime import date

from mentorlog.journal import (
    Journal,
    course,
    mentorships,
    sessions,
    standings,
    store,
    touch,
)
from mentorlog.journal.names import refs
from mentorlog.records import (
    Action,
    Goal,
    Kind,
    Mentorship,
    MentorshipState,
    Milestone,
    Takeaway,
)
from mentorlog.records.status import SOON, Today

MOST_DUE = 8
"""How many due actions of mine, of others, and due milestones are looked up at most."""

_UPCOMING = 2
_OPEN = Kind.ACTION.about.is_open

# A plus before a column below keeps SQLite off its index and on the one by day, where the first
# rows found are the ones wanted.


def read(journal: Journal) -> Today:
    """What stands on today's screen, or on that of the lens's day."""
    standing = standings.of_goals(journal, store.select(journal, Goal, is_open=True))
    known = mentorships.going_on(journal)
    return Today(
        on=journal.today,
        me=refs(journal, Kind.PERSON, [journal.me]).get(journal.me),
        due=tuple(store.of_ids(journal, Action, _due(journal))),
        milestones=tuple(
            store.get(journal, Milestone, id) for id in _due_milestones(journal, "m.id")
        ),
        due_milestones=_due_milestones(journal, "count(*)")[0],
        open_actions=journal.value(f"SELECT count(*) FROM actions WHERE {_OPEN}") or 0,
        goals=tuple(standings.worst_first(standing)),
        had_goals=bool(journal.value("SELECT 1 FROM goals LIMIT 1")),
        meetings=tuple(course.coming(journal, known)),
        latest=_latest(journal),
        touch=touch.due(journal),
        unheld=sessions.unheld(journal),
        resting=tuple(each for each in known if _rests(each, journal.today)),
    )


def _rests(known: Mentorship, today: date) -> bool:
    """Whether it is paused, or will be soon."""
    paused = known.state is MentorshipState.PAUSED
    return paused or any(rest.from_on <= today + SOON for rest in known.pauses_after(today))


def _due(journal: Journal) -> list[int]:
    """Actions that are late or due soon, mine first; where there are none, the next to be due."""
    until = (journal.today + SOON).isoformat()
    found = [
        id
        for mine in ("=", "<>")
        for id in journal.ids(
            f"SELECT id FROM actions WHERE {_OPEN} AND due_on <= ? AND +owner {mine} ?"
            " ORDER BY due_on, id LIMIT ?",
            [until, journal.me, MOST_DUE],
        )
    ]
    return found or journal.ids(
        f"SELECT id FROM actions WHERE {_OPEN} ORDER BY due_on IS NULL, due_on, id LIMIT ?",
        [_UPCOMING],
    )


def _due_milestones(journal: Journal, wanted: str) -> list[int]:
    """What is ``wanted`` of the milestones that are late or due soon, a number for each row."""
    return journal.ids(
        f"SELECT {wanted} FROM milestones m JOIN goals g ON g.id = m.goal WHERE +m.done_on IS NULL"
        " AND m.due_on <= ? AND g.state = 'active' ORDER BY m.due_on, m.id LIMIT ?",
        [(journal.today + SOON).isoformat(), MOST_DUE],
    )


def _latest(journal: Journal) -> Takeaway | None:
    id = journal.value(
        "SELECT id FROM takeaways WHERE +kind = 'takeaway' ORDER BY noted_on DESC, id DESC LIMIT 1"
    )
    return store.get(journal, Takeaway, id) if id is not None else None
