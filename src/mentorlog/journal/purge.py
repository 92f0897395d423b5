"""Purge: what is to be gone for good, from the tables, the history and the search index.

Not an operation: it leaves no row in the change log, and undo knows nothing of it. What it takes
out of the history it takes out of every row there, so that undo still plays the rest back.
"""

from __future__ import annotations

from mentorlog.errors import JournalSaysNo, WrongUsage, quoted
from mentorlog.journal import Journal
from mentorlog.journal.purge_scope import Scope
from mentorlog.journal.tables import TEXTS
from mentorlog.records import Kind
from mentorlog.records.purge import Plan, Target

_FIELDS = {"goals": ("area", "metric_unit")}
"""Words that search leaves out and that are a record's field all the same."""


def fields(table: str) -> tuple[str, ...]:
    """The fields of a table that hold somebody's words."""
    return (*TEXTS[table][1], *_FIELDS.get(table, ()))


def expect_field(target: Target) -> None:
    """Raise ``WrongUsage`` unless the target's field is one of words."""
    known = fields(target.table)
    if target.field is not None and target.field not in known:
        raise WrongUsage(
            f"{target.code} has no words called {quoted(target.field)}.",
            f"these can be purged by themselves: {', '.join(known)}",
        )


def plan(journal: Journal, target: Target) -> Plan:
    """What purging the target takes away; an empty plan where there is nothing of it.

    Raises ``JournalSaysNo`` where it cannot be: the owner, somebody still named, a change of state.
    """
    found = scope(journal, target)
    if target.field is None:
        _expect_free(journal, found)
    return found.plan()


def carry_out(journal: Journal, target: Target) -> Plan:
    """Purge it, inside the transaction of ``writing``; returns what went. Raises as ``plan`` does.

    Freed pages are zeroed; ``storage.compact`` afterwards writes the file anew.
    """
    execute = journal.connection.execute
    execute("PRAGMA secure_delete = ON")
    execute("UPDATE writing SET history = 0")
    found = scope(journal, target)
    told = found.plan()
    if target.field is None:
        _expect_free(journal, found)
        for table, id in (found.node, *found.doomed):
            execute(f"DELETE FROM {table} WHERE id = ?", [id])
    else:
        if not found.keeps_today:
            execute(f"UPDATE {target.table} SET {target.field} = NULL WHERE id = ?", [target.id])
        _forget_where_from(journal, found)
    found.rewriting.write(journal)
    # The index keeps deleted words until its parts are merged, and VACUUM alone copies them.
    from mentorlog.journal import schema

    schema.rebuild_index(journal.connection)
    return told


def _forget_where_from(journal: Journal, found: Scope) -> None:
    """What another program said of the record, and what it calls it, may be in the same words."""
    for row in journal.rows("SELECT * FROM origins"):
        if found.is_called_so("origins", dict(row)):
            journal.connection.execute(
                "DELETE FROM origins WHERE source = ? AND identifier = ?",
                [row["source"], row["identifier"]],
            )
        elif found.is_about(dict(row)):
            journal.connection.execute(
                "UPDATE origins SET detail = '' WHERE source = ? AND identifier = ?",
                [row["source"], row["identifier"]],
            )


def scope(journal: Journal, target: Target) -> Scope:
    """All that goes with the target; raises ``WrongUsage`` for a field that there is not."""
    expect_field(target)
    return Scope(journal, target)


def _expect_free(journal: Journal, found: Scope) -> None:
    target = found.target
    if target.kind is None:
        _expect_a_reading(journal, target)
    if target.kind is Kind.PERSON:
        _expect_nobody_needs(journal, found)


def _expect_a_reading(journal: Journal, target: Target) -> None:
    """Only a check-in stands by itself; other events tell how a record came to be what it is."""
    row = journal.row("SELECT kind, record, field FROM events WHERE id = ?", [target.id])
    if row is not None and row["field"] != "progress":
        raise JournalSaysNo(
            f"{target.code} tells how the {row['field']} of a {row['kind']} changed, and stays.",
            f"mentorlog purge {target.code} note takes its words out",
        )


def _expect_nobody_needs(journal: Journal, found: Scope) -> None:
    target = found.target
    if target.id == journal.me:
        raise JournalSaysNo(f"{target.code} is the journal's owner and cannot be purged.")
    needed = found.needed_by()
    if needed:
        shown = ", ".join(needed[:8]) + (f" and {len(needed) - 8} more" if len(needed) > 8 else "")
        raise JournalSaysNo(
            f"{target.code} is still named by {shown}, and cannot be purged.",
            f"purge those first; or give {target.code} another name with person edit, and"
            f" mentorlog purge {target.code} name takes the old one out of the history",
        )
