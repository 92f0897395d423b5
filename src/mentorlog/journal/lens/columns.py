"""Which columns are seen: the SELECT of a kind's table, by what the kind's description says of each."""

from collections.abc import Collection, Mapping

from mentorlog.journal.lens.days import value
from mentorlog.journal.lens.reading import reads
from mentorlog.journal.lens.sight import Sight, only_if
from mentorlog.records import Kind
from mentorlog.records.kinds import Column, Seen

_ASKED_FOR = frozenset(
    ("owner", "person", "session", "goal", "skill", "mentorship", "mentor", "mentee")
)
"""The columns by which other views ask who may see a record."""


def view(
    sight: Sight,
    kind: Kind,
    where: str,
    tables: str = "",
    *,
    as_is: Collection[str] = (),
    **own: str,
) -> str:
    """The SELECT of one kind: its columns as far as they are seen.

    ``own`` are values on the lens's day that need a rule of their own; those of columns ``as_is`` say
    themselves who sees them.
    """
    about = kind.about
    alias = about.letter
    made = () if sight.bare else (f"{alias}.uid", f"{alias}.created_at", touched(sight, alias))
    shown = [
        f"{own[column.name] if column.name in as_is else _seen(sight, kind, column, own)} AS {column.name}"
        for column in about.columns
        if column.name in _ASKED_FOR or not sight.bare
    ]
    return (
        f"SELECT {', '.join((f'{alias}.id', *made, *shown, f'{alias}.visibility'))}"
        f" FROM {sight.base}{about.table} {alias} {tables} WHERE {where}"
    )


def touched(sight: Sight, alias: str) -> str:
    """When a record last changed tells of what its reader may not see, as of private notes."""
    return f"{alias}.updated_at" if sight.is_me else "NULL AS updated_at"


def _seen(sight: Sight, kind: Kind, column: Column, own: Mapping[str, str]) -> str:
    """A column on the lens's day, for whom it is open to.

    A text that its owner published beside a record that is public is everybody's.
    """
    then = own.get(column.name) or value(sight, kind, column.name)
    if sight.is_me or column.seen is Seen.EVERYBODY:
        return then
    if column.seen is Seen.OWNER:
        return "NULL"
    is_reader = reads(sight, kind, kind.letter)
    if column.seen is Seen.READERS:
        return only_if(is_reader, then)
    its = f"{kind.letter}.visibility = 'public' AND ',' || {kind.letter}.published || ','"
    return only_if(f"{its} LIKE '%,{column.name},%' OR {is_reader}", then)
