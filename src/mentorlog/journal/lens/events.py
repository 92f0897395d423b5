"""What happened: the events that are seen, and what of each."""

from mentorlog.journal.lens.columns import touched
from mentorlog.journal.lens.days import by_then
from mentorlog.journal.lens.reading import linked, of_readers, reads
from mentorlog.journal.lens.said import if_words, new, reading_seen, said_for
from mentorlog.journal.lens.sight import Sight, by_kind, only_if
from mentorlog.journal.tables import among
from mentorlog.records import Kind

_PUBLISHED = among(("created", "progress", "state", "target", "due", "done"))
"""The fields whose events are told of a public record."""


def events(sight: Sight) -> str:
    """What happened to a record goes with the record; of a public one its days, state and progress."""
    seen = is_reader = reads_goal = "1"
    if not sight.is_me:
        hidden = (Kind.PERSON, Kind.MENTORSHIP) if sight.public_alone else (Kind.PERSON,)
        told = {kind: _told(sight, kind) for kind in Kind if kind not in hidden}
        seen = f"{by_kind('e', told)} AND {reading_seen(sight, 'e')}"
        is_reader, reads_goal = of_readers(sight, "e"), of_readers(sight, "e", [Kind.GOAL])
    note = f"e.note IS NOT NULL AND {is_reader} AND {said_for(sight, 'e')}"
    # Nothing but a goal's reading has one.
    confidence = only_if(f"e.confidence IS NOT NULL AND {reads_goal}", "e.confidence")
    return (
        f"SELECT e.id, e.uid, e.recorded_at, {touched(sight, 'e')}, e.kind, e.record, e.field, e.happened_on,"
        f" e.person, {_old(sight)} AS old, {new(sight, 'e')} AS new, {confidence} AS confidence,"
        f" {only_if(note, if_words(sight, 'e.note'))} AS note,"
        f" {'NULL' if sight.public_alone else 'ls.id'} AS session, e.visibility"
        f" FROM {sight.base}events e {linked(sight, 'e.session', Kind.SESSION, 'ls')}"
        f" WHERE {seen} AND {by_then(sight, 'e.happened_on')}"
    )


def _told(sight: Sight, kind: Kind) -> str:
    """A reader sees all; anybody else the public fields, and the owner's readings with a number."""
    is_reader = reads(sight, kind, "seen")
    published = f"e.field IN {_PUBLISHED}"
    match kind:
        case Kind.GOAL:
            own = f"(e.new IS NOT NULL OR {is_reader}) AND (e.person IS NULL OR e.person = seen.owner)"
            published += f" AND (e.field <> 'progress' OR {own})"
        case Kind.MILESTONE:
            # What is counted of others' goals is counted on the days when it was so.
            published += " AND (seen.visibility = 'public' OR e.field IN ('created', 'done'))"
    return f"({is_reader} AND (e.field <> 'progress' OR e.person IN {sight.us}) OR {published})"


def _old(sight: Sight) -> str:
    """What an event changed: the value before it that this reader may see.

    Who may see that a session's day moved may see both days.
    """
    if sight.is_me:
        return "e.old"
    before = (
        f"(SELECT {new(sight, 'p')} FROM {sight.base}events p WHERE p.kind = e.kind AND p.record = e.record"
        f" AND (p.field = e.field OR e.field = 'state' AND p.field = 'created')"
        f" AND (e.field <> 'progress' OR p.person IS e.person AND e.new IS NOT NULL AND p.new IS NOT NULL)"
        f" AND (p.happened_on, p.id) < (e.happened_on, e.id) AND {reading_seen(sight, 'p')}"
        f" ORDER BY p.happened_on DESC, p.id DESC LIMIT 1)"
    )
    return f"CASE e.field WHEN 'day' THEN e.old ELSE {before} END"
