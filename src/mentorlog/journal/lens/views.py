"""All views: the bodies of the views of a lens, by the names of the tables that they lie over."""

import sqlite3
from collections.abc import Iterator

from mentorlog.journal.lens import Lens, attached, days, reading
from mentorlog.journal.lens.events import events
from mentorlog.journal.lens.kinds import VIEWS
from mentorlog.journal.lens.sight import Sight, of
from mentorlog.records import Kind


def views(connection: sqlite3.Connection, lens: Lens, base: str) -> Iterator[tuple[str, str]]:
    """The name and the SELECT of each view; ``base`` stands before the names of the tables below."""
    sight = sight_of(connection, lens, base)
    if not sight.is_me:
        # Whoever types a name knows it; what is shown of the person is another matter.
        yield (
            "called",
            "SELECT id, name FROM main.people WHERE id IN (SELECT id FROM seen_people)",
        )
    for kind, body in VIEWS.items():
        yield kind.table, body(sight)
        yield f"seen_{kind.table}", body(sight._replace(bare=True))
    yield "pauses", attached.pauses(sight)
    yield "attendees", attached.attendees(sight)
    yield "session_goals", attached.session_goals(sight)
    yield "events", events(sight)
    yield "taggings", attached.taggings(sight)
    yield "readers", attached.readers(sight)
    yield "origins", attached.origins(sight)
    # Their texts are today's, and no read that knows another day's searches.
    yield "lines", attached.lines() if lens.known_on is None else "SELECT * FROM main.lines WHERE 0"
    if not sight.is_me:
        yield "changes", "SELECT * FROM main.changes WHERE 0"
        yield "operations", "SELECT * FROM main.operations WHERE 0"


def sight_of(connection: sqlite3.Connection, lens: Lens, base: str) -> Sight:
    """All that the views follow from."""
    sight = of(connection, lens, base)
    return sight._replace(planned=_planned_then(connection, sight)) if sight.as_of else sight


def _planned_then(connection: sqlite3.Connection, sight: Sight) -> tuple[tuple[int, str], ...]:
    """The sessions that were planned on the lens's day for another day than they have now, with that day.

    They are those of which the audience is told that they moved.
    """
    moves = f"{sight.base}events e WHERE e.kind = 'session' AND e.field = 'day'"
    its = days.events(sight, Kind.SESSION, "day")
    later = f"{its} AND e.happened_on > {days.day(sight)} ORDER BY e.happened_on, e.id LIMIT 1"
    rows = connection.execute(
        f"SELECT s.id, date(coalesce({days.newest(sight, its, 'e.new')}, (SELECT e.old {later}))) AS day"
        f" FROM {sight.base}sessions s"
        f" WHERE s.id IN (SELECT e.record FROM {moves}) AND day <> s.held_on"
        f" AND {days.value(sight, Kind.SESSION, 'state')} = 'planned'"
        f" AND {reading.reads(sight, Kind.SESSION, 's')}"
    )
    return tuple(tuple(row) for row in rows)
