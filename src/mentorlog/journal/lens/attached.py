"""What is attached: the rows of other tables, which are seen with the records that they are of."""

from datetime import timedelta

from mentorlog.dates import local_day_to_utc
from mentorlog.journal.lens.columns import touched
from mentorlog.journal.lens.days import by_then
from mentorlog.journal.lens.reading import of_readers, reads, there
from mentorlog.journal.lens.sight import Sight, by_kind, listed, only_if
from mentorlog.journal.tables import TEXTS
from mentorlog.records import Kind


def pauses(sight: Sight) -> str:
    """What a mentorship rests: nothing to a manager."""
    ends = only_if(_turn_known(sight, "p.until_on", "active"), "p.until_on")
    return (
        f"SELECT p.id, p.uid, p.created_at, {touched(sight, 'p')}, p.mentorship, p.from_on,"
        f" {ends} AS until_on, p.reason"
        f" FROM {sight.base}pauses p JOIN seen_mentorships m ON m.id = p.mentorship"
        f" WHERE {0 if sight.public_alone else 1} AND {_turn_known(sight, 'p.from_on', 'paused')}"
    )


def _turn_known(sight: Sight, column: str, state: str) -> str:
    """A day of a pause ``p`` had come by the lens's day, or was planned by then."""
    if not sight.as_of:
        return "1"
    told = local_day_to_utc(sight.as_of + timedelta(1))
    planned = (
        f"SELECT 1 FROM {sight.base}events e WHERE e.kind = 'mentorship' AND e.record = p.mentorship"
        f" AND e.field = 'planned' AND e.new = '{state}' AND e.happened_on = {column}"
        f" AND e.recorded_at < '{told}'"
    )
    return f"({by_then(sight, column)} OR EXISTS ({planned}))"


def attendees(sight: Sight) -> str:
    """A manager learns that a mentor was met, not who else sat in a group; a reader was there."""
    known = reads(sight, Kind.SESSION, "s")
    if sight.public_alone:
        known = f"a.person IN {listed(sight.roles)}"
    return (
        f"SELECT a.session, a.person FROM {sight.base}attendees a"
        f" JOIN {sight.base}sessions s ON s.id = a.session"
        f" WHERE {known} AND {there(sight, Kind.SESSION, 's')}"
    )


def session_goals(sight: Sight) -> str:
    """Which goals a session was about, for its readers."""
    if sight.public_alone:
        return f"SELECT * FROM {sight.base}session_goals WHERE 0"
    return (
        f"SELECT x.session, x.goal FROM {sight.base}session_goals x"
        f" JOIN {sight.base}sessions s ON s.id = x.session JOIN {sight.base}goals g ON g.id = x.goal"
        f" WHERE {there(sight, Kind.SESSION, 's')} AND {reads(sight, Kind.SESSION, 's')}"
        f" AND {there(sight, Kind.GOAL, 'g')}"
    )


def taggings(sight: Sight) -> str:
    """My words for a record are its readers'; those for a person are mine."""
    return (
        f"SELECT x.kind, x.record, x.tag FROM {sight.base}taggings x WHERE {of_readers(sight, 'x')}"
    )


def readers(sight: Sight) -> str:
    """A reader is told of nobody else who reads it."""
    table, them = f"{sight.base}readers", "1"
    if not sight.is_me:
        table, them = "main.readers", f"x.person = {sight.partner}"
    return f"SELECT x.kind, x.record, x.person FROM {table} x WHERE {them} AND {of_readers(sight, 'x')}"


def origins(sight: Sight) -> str:
    """What I took a record from is nobody else's business; it may be a path.

    That another calendar has it is told, by its number here and not by what it is called there: that
    calendar tells of it.
    """
    if sight.is_me:
        return f"SELECT * FROM {sight.base}origins"
    seen = by_kind("x", {Kind.SESSION: "1", Kind.ACTION: "1"})
    return (
        "SELECT DISTINCT x.kind, x.record, x.source, x.kind || ' ' || x.record AS identifier,"
        f" '' AS detail FROM {sight.base}origins x WHERE x.source = 'ics' AND {seen}"
    )


def lines() -> str:
    """A piece of text is seen where its column is, in the view of its own table."""
    cases = []
    for table, (kind, columns) in TEXTS.items():
        values = " ".join(f"WHEN '{column}' THEN r.{column}" for column in columns)
        cases.append(
            f"WHEN '{kind}' THEN EXISTS (SELECT 1 FROM {table} r WHERE r.id = l.record"
            f" AND CASE l.field {values} END = l.text)"
        )
    return (
        "SELECT l.id, l.kind, l.record, l.field, l.text FROM main.lines l"
        f" WHERE CASE l.kind {' '.join(cases)} ELSE 0 END"
    )
