"""Who reads a record: the conditions under which an audience sees it, and is a reader of it."""

from collections.abc import Iterable

from mentorlog.journal.lens.days import by_then, made_by_then, value
from mentorlog.journal.lens.sight import Sight, by_kind, listed
from mentorlog.journal.tables import among
from mentorlog.records import Kind
from mentorlog.records.kinds import SHARE, SHARED


def reads(sight: Sight, kind: Kind, alias: str) -> str:
    """The audience is a reader of the record, by its own account: the one rule of sharing."""
    if sight.is_me or sight.public_alone:
        return "1" if sight.is_me else "0"
    match kind:
        case Kind.SESSION:
            return _attended(sight, f"{alias}.id")
        case Kind.TAKEAWAY | Kind.ACTION:
            return (
                f"CASE WHEN {alias}.session IS NOT NULL THEN {_attended(sight, f'{alias}.session')}"
                f" ELSE {_named(sight, kind, alias)} END"
            )
        case Kind.RATING:
            mine = f"{alias}.person = {sight.me} AND {_named(sight, kind, alias)}"
            return f"({alias}.person = {sight.partner} OR {mine})"
        case Kind.MENTORSHIP:
            return f"{sight.partner} IN ({alias}.mentor, {alias}.mentee)"
        case Kind.MILESTONE | Kind.AGREEMENT:
            of = Kind.GOAL if kind is Kind.MILESTONE else Kind.MENTORSHIP
            return (
                f"EXISTS (SELECT 1 FROM {sight.base}{of.table} q WHERE q.id = {alias}.{of}"
                f" AND {reads(sight, of, 'q')})"
            )
    return _named(sight, kind, alias)


def _named(sight: Sight, kind: Kind, alias: str) -> str:
    """The partner is named as a reader, or the record is theirs."""
    named = (
        f"EXISTS (SELECT 1 FROM main.readers named WHERE named.person = {sight.partner}"
        f" AND named.kind = '{kind}' AND named.record = {alias}.id)"
    )
    owned = f"{alias}.owner = {sight.partner} OR " if kind in (Kind.GOAL, Kind.ACTION) else ""
    return f"({owned}{named})"


def _attended(sight: Sight, session: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM main.attendees present WHERE present.session = {session}"
        f" AND present.person = {sight.partner})"
    )


def not_private(sight: Sight, column: str) -> str:
    """What a column of visibility speaks of is not for the owner alone, or the owner asks."""
    return "1" if sight.is_me else f"{column} <> 'private'"


def open_to(sight: Sight, kind: Kind, alias: str) -> str:
    """The record's own visibility, and its readers, let the audience see it."""
    if sight.is_me:
        return "1"
    shared = f"{alias}.visibility = 'shared' AND {reads(sight, kind, alias)}"
    open_ = f"({alias}.visibility = 'public' OR {shared})"
    return f"{open_} AND {_ours(sight, kind, alias)}" if kind in SHARED else open_


def _ours(sight: Sight, kind: Kind, alias: str) -> str:
    """What came with a partner's share is between them and me, whoever else may have been there."""
    return (
        f"NOT EXISTS (SELECT 1 FROM main.origins given WHERE given.kind = '{kind}'"
        f" AND given.record = {alias}.id AND given.identifier = {alias}.uid"
        f" AND given.source GLOB '{SHARE}*'"
        f" AND given.source NOT IN {among(sight.givers)})"
    )


def told_of(sight: Sight, kind: Kind, alias: str) -> str:
    """What is open to the audience; a manager is told of every session that was held and is not private."""
    if not (kind is Kind.SESSION and sight.public_alone):
        return open_to(sight, kind, alias)
    return (
        f"{alias}.visibility <> 'private' AND {value(sight, kind, 'state', alias)} = 'held'"
        f" AND ({alias}.visibility = 'public' OR EXISTS (SELECT 1 FROM main.attendees present"
        f" WHERE present.session = {alias}.id AND present.person IN {listed(sight.roles)}))"
        f" AND {_ours(sight, kind, alias)}"
    )


def there(sight: Sight, kind: Kind, alias: str) -> str:
    """The audience is told of the record, and it was made by the lens's day."""
    return f"{told_of(sight, kind, alias)} AND {made_by_then(sight, kind, alias)}"


def line_seen(sight: Sight, kind: Kind) -> str:
    """A takeaway or an action is open to the audience, and so is the session or the goal it hangs on."""
    alias = kind.letter
    seen = f"{open_to(sight, kind, alias)} AND {by_then(sight, f'{alias}.{kind.about.day}')}"
    public = " AND p.visibility = 'public'" if sight.public_alone else ""
    for above in map(Kind, () if sight.is_me else kind.about.hangs_on):
        seen += (
            f" AND ({alias}.{above} IS NULL OR EXISTS (SELECT 1 FROM {sight.base}{above.table} p"
            f" WHERE p.id = {alias}.{above} AND {told_of(sight, above, 'p')}{public}))"
        )
    return seen


def of_readers(sight: Sight, alias: str, kinds: Iterable[Kind] = Kind) -> str:
    """A row names a record that the audience is a reader of; what is about a person is mine."""
    if sight.public_alone:
        return "0"
    its = (kind for kind in kinds if sight.is_me or kind is not Kind.PERSON)
    return by_kind(alias, {kind: reads(sight, kind, "seen") for kind in its})


def linked(sight: Sight, link: str, kind: Kind, alias: str) -> str:
    """The JOIN of what a column ``link`` names, under an alias of its own, where it is seen."""
    return (
        f"LEFT JOIN {sight.base}{kind.table} {alias} ON {alias}.id = {link}"
        f" AND {there(sight, kind, alias)}"
    )
