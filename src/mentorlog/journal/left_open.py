"""What stays open between two when their mentorship ends: planned sessions and promises."""

from __future__ import annotations

from typing import NamedTuple

from mentorlog.journal import Journal, actions, belonging, mentorships, sessions
from mentorlog.records import (
    Action,
    ActionState,
    Kind,
    Mentorship,
    MentorshipState,
    Session,
    SessionState,
)


class LeftOpen(NamedTuple):
    """The sessions planned with a partner, and the open actions of both sides."""

    sessions: tuple[Session, ...]
    actions: tuple[Action, ...]


def of(journal: Journal, ending: Mentorship) -> LeftOpen:
    """What is open with its partner; nothing where it ended, or another one with them goes on."""
    partner = ending.partner.id
    running = [
        known
        for known in mentorships.of(journal, partner)
        if known.state is not MentorshipState.ENDED
    ]
    if [known.id for known in running] != [ending.id]:
        return LeftOpen((), ())
    planned = sessions.everyone(journal, person=partner, states=(SessionState.PLANNED,))
    promised = journal.rows(
        f"SELECT id FROM actions a WHERE {Kind.ACTION.about.is_open} AND {belonging.action('a')} ORDER BY id",
        {"them": partner, "me": journal.me},
    )
    return LeftOpen(tuple(planned), tuple(actions.get(journal, row["id"]) for row in promised))


def cancel(journal: Journal, found: LeftOpen, why: str | None) -> tuple[str, ...]:
    """Cancel the sessions that were with the partner alone, and drop the promises; their numbers.

    What was closed since they were found stays as it is.
    """
    today, gone = journal.clock.today, list[str]()
    for session in found.sessions:
        now = sessions.get(journal, session.id)
        if now.state is SessionState.PLANNED and len(now.attendees) == 1:
            sessions.move(journal, now.id, SessionState.CANCELLED, today, why)
            gone.append(f"s{now.id}")
    for action in found.actions:
        if actions.get(journal, action.id).state is ActionState.OPEN:
            actions.drop(journal, action.id, today, why)
            gone.append(f"a{action.id}")
    return tuple(gone)
