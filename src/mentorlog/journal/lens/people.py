"""Who is named: which people an audience sees, and what it calls them."""

from datetime import timedelta

from mentorlog.dates import local_day_to_utc
from mentorlog.journal.lens.columns import view
from mentorlog.journal.lens.reading import reads
from mentorlog.journal.lens.sight import Sight, by_kind, listed
from mentorlog.records import Kind


def people(sight: Sight) -> str:
    """A manager reads what somebody is to me in place of a name; a partner is not told that either."""
    come = _come_by_then(sight)
    if sight.is_me:
        return view(sight, Kind.PERSON, come, every="p.every")
    title, roles = "CASE WHEN p.visibility <> 'private' THEN p.title END", ""
    if sight.public_alone:
        roles = " ".join(
            f"WHEN p.id = {int(person)} THEN 'a {role.value}'"
            for person, role in sorted(sight.roles.items())
        )
        known = f"p.id IN {listed(sight.named | {sight.me})}"
        title = "CASE WHEN p.visibility = 'public' THEN p.title END"
    else:
        known = (
            f"(p.id IN {sight.us}"
            f" OR EXISTS (SELECT 1 FROM attendees a WHERE a.person = p.id)"
            f" OR EXISTS (SELECT 1 FROM seen_goals g WHERE g.owner = p.id AND {reads(sight, Kind.GOAL, 'g')})"
            f" OR EXISTS (SELECT 1 FROM seen_actions x WHERE x.owner = p.id"
            f" AND {reads(sight, Kind.ACTION, 'x')}))"
        )
    seen = [
        known,
        "EXISTS (SELECT 1 FROM seen_goals g WHERE g.owner = p.id)",
        "EXISTS (SELECT 1 FROM seen_actions x WHERE x.owner = p.id)",
        f"p.id IN {listed(sight.roles if sight.public_alone else ())}",
    ]
    return view(
        sight,
        Kind.PERSON,
        f"{come} AND (p.id IN {sight.us} OR p.visibility <> 'private' AND ({' OR '.join(seen)}))",
        name=f"CASE WHEN {known} THEN p.name {roles} ELSE 'somebody' END",
        title=f"CASE WHEN {known} THEN {title} END",
    )


_NAMED_IN = (
    *((f"seen_{kind.table}", column.name) for kind in Kind for column in kind.about.columns
      if column.links is Kind.PERSON),
    ("attendees", "person"), ("events", "person"),
)  # fmt: skip
"""What of an audience's journal names people, by the view and its column."""


def _come_by_then(sight: Sight) -> str:
    """The journal knew somebody on the lens's day, or what is seen of that day names them, as what was told late."""
    if sight.as_of is None:
        return "1"
    named = [
        f"EXISTS (SELECT 1 FROM {table} named WHERE named.{column} = p.id)"
        for table, column in _NAMED_IN
    ]
    if sight.is_me:  # Who reads a record is today's, whatever day is asked about.
        seen = {kind: "1" for kind in Kind if kind.about.has_readers}
        named.append(
            "EXISTS (SELECT 1 FROM main.readers named WHERE named.person = p.id"
            f" AND {by_kind('named', seen)})"
        )
    known = f"p.created_at < '{local_day_to_utc(sight.as_of + timedelta(1))}'"
    return f"({' OR '.join((f'p.id IN {sight.us}', known, *named))})"
