"""What is to come, as entries of a timeline: what is due, planned or aimed at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mentorlog.journal import Journal, course, mentorships, stream
from mentorlog.journal.belonging import Asked, Scope
from mentorlog.journal.names import refs
from mentorlog.records import Kind
from mentorlog.records.timeline import Entry


def upcoming(journal: Journal, since: date, until: date, scope: Scope) -> list[Entry]:
    """What is due, planned or aimed at from the journal's day (or ``since``) to ``until``, in order."""
    asked = Asked.of(journal, max(since, journal.today), until, scope)
    planned = [each for each in stream.sessions(asked) if stream.is_to_come(each, journal.today)]
    found = [*planned, *_slots(asked, until), *_due(asked)]
    return stream.in_order(journal, [entry._replace(upcoming=True) for entry in found])


def _slots(asked: Asked, until: date) -> Iterator[Entry]:
    """When to meet again where that is agreed and not planned; today, where it is time already."""
    journal, about = asked.journal, asked.scope.person
    known = mentorships.going_on(journal) if asked.scope.goal is None else []
    wanted = [each for each in known if about in (None, journal.me, each.partner.id)]
    named = refs(journal, Kind.MENTORSHIP, (each.id for each in wanted))
    for meeting in course.coming(journal, wanted):
        on = max(meeting.on, journal.today)
        if not meeting.planned and on <= until and meeting.mentorship.id in named:
            yield Entry(
                on=on, kind="mentorship", field="slot", record=named[meeting.mentorship.id],
                new=meeting.on.isoformat(), people=(meeting.mentorship.partner,),
                last_on=meeting.meet_by,
            )  # fmt: skip


def _due(asked: Asked) -> Iterator[Entry]:
    """Targets of open goals, and due days of milestones and actions."""
    days = (
        (Kind.GOAL, "target_on", "target", asked.goal_is("g.id"), {"what": "'target'"}),
        (Kind.MILESTONE, "due_on", "due", asked.goal_is("m.goal"), {"goal": "m.goal"}),
        (Kind.ACTION, "due_on", "due", asked.action, {"who": "nullif(a.owner, :me)"}),
    )
    for kind, column, field, where, more in days:
        is_open = f"{kind.about.is_open} AND {where}"
        rows = stream.dated(asked, kind, column, is_open, field=f"'{field}'", **more)
        yield from stream.plain(asked, kind, rows)
