"""What belongs to a pair, another person and me: the one rule of all screens that are about somebody.

A session belongs to who attended it, and so does what was said in it, but for what is on the goal
of somebody else who was there. Anything else belongs to its readers and to its owner. Whether it is
private does not matter here: that is the lens's business.

Each function gives the SQL condition for an alias, whose query has the values ``:them``, ``:me``.
"""

from __future__ import annotations


def session(alias: str) -> str:
    """The other person attended."""
    return _attended(f"{alias}.id")


def goal(alias: str) -> str:
    """It is theirs, or they are named as its reader."""
    return f"({alias}.owner = :them OR {_reads('goal', alias)})"


def line(alias: str) -> str:
    """A takeaway, advice, a question."""
    return f"CASE WHEN {alias}.session IS NOT NULL THEN {_said(alias)} ELSE {_reads('takeaway', alias)} END"


def action(alias: str) -> str:
    """What either of the two has promised."""
    return (
        # The plus leaves the choice of the index to what the query asks for besides.
        f"(+{alias}.owner IN (:me, :them) AND CASE WHEN {alias}.session IS NOT NULL"
        f" THEN {_said(alias)} ELSE {alias}.owner = :them OR {_reads('action', alias)} END)"
    )


def win(alias: str) -> str:
    """They are named as its reader."""
    return _reads("win", alias)


def rating(alias: str) -> str:
    """They gave it, or are named as its reader."""
    return f"({alias}.person = :them OR {_reads('rating', alias)})"


def near(table: str) -> str:
    """The query for ``(person, id)`` of whomever a goal, an action or a takeaway may belong to.

    A superset of the rules above, for all people at once: its owner, who attended, its readers.
    """
    kind = table.removesuffix("s")
    owners = "" if table == "takeaways" else f"SELECT owner, id FROM {table} UNION "
    there = "" if table == "goals" else (
        f"SELECT x.person, r.id FROM {table} r JOIN attendees x ON x.session = r.session UNION "
    )  # fmt: skip
    return f"{owners}{there}SELECT person, record FROM readers WHERE kind = '{kind}'"


def _attended(session: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM attendees present"
        f" WHERE present.session = {session} AND present.person = :them)"
    )


def _said(alias: str) -> str:
    return (
        f"{_attended(f'{alias}.session')} AND ({alias}.goal IS NULL OR EXISTS (SELECT 1 FROM goals g"
        f" WHERE g.id = {alias}.goal AND (g.owner = :me OR {goal('g')})))"
    )


def _reads(kind: str, alias: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM readers named WHERE named.person = :them AND named.kind = '{kind}'"
        f" AND named.record = {alias}.id)"
    )
