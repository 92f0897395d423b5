"""One deleted record brought back on its own, with its number and uid, whatever came after.

What was deleted together with it (events, tags, links, milestones …) comes back too, if what that
hangs on is still there. It is an operation like any other, and can be undone.
"""

import sqlite3
from collections.abc import Sequence

from mentorlog.errors import JournalSaysNo, NotFound
from mentorlog.journal import Journal
from mentorlog.journal.names import called
from mentorlog.journal.past.rows import (
    TABLES,
    Link,
    Row,
    code,
    exists,
    links,
    put_back,
    row_of,
    sides,
    subject,
)
from mentorlog.journal.sync import closing
from mentorlog.journal.tables import OWNED
from mentorlog.records import Kind
from mentorlog.records.keeping import Back

_Node = tuple[str, int]
"""A row that others may hang on: its table and id."""


def bring_back(journal: Journal, kind: Kind, id: int) -> Back:
    """Bring a deleted record back.

    Raises ``JournalSaysNo`` where it is not deleted, or where something it needs is, and
    ``NotFound`` where the journal never had it or purged it.
    """
    deletion = newest_deletion(journal, kind, id)
    row = row_of(deletion)
    restoring = _Restoring(journal, kind, id)
    since = deletion["operation"] or 0
    with closing.kept_closed(journal, since, f"{restoring.name} cannot be brought back"):
        restoring.put(kind.table, row)
        restoring.put_what_hung_on_it(_with_it(journal, deletion))
    # Another device's deletion came in with what that one had not seen, and nothing tells what.
    is_mine = journal.value("SELECT 1 FROM operations WHERE id = ? AND device IS NULL", [since])
    closing.close_back(journal, since if is_mine else 0, restoring.back)
    return Back(called(journal, kind, [id])[id], restoring.rows, restoring.left_out)


def with_what_hung_on_it(journal: Journal, table: str, row: Row, deletion: sqlite3.Row) -> None:
    """Put any deleted row back, with what went with it, where what it needs is there.

    Raises ``JournalSaysNo`` where that is not so.
    """
    word, id = subject(table, row)
    restoring = _Restoring(journal, Kind(word), id)
    restoring.put(table, row)
    restoring.put_what_hung_on_it(_with_it(journal, deletion))


def newest_deletion(journal: Journal, kind: Kind, id: int) -> sqlite3.Row:
    """The change that took a record away for the last time; raises as ``bring_back`` does."""
    name = code(kind, id)
    if exists(journal, kind.table, id):
        raise JournalSaysNo(
            f"{name} is not deleted.",
            f"mentorlog changes {name} shows what became of it; mentorlog undo takes back the last"
            " command",
        )
    found = journal.row(
        "SELECT * FROM changes WHERE tbl = ? AND change = 'delete'"
        " AND json_extract(before, '$.id') = ? ORDER BY id DESC LIMIT 1",
        [kind.table, id],
    )
    if found is None:
        raise NotFound(kind.value, name, "mentorlog changes lists what was deleted")
    return found


def _with_it(journal: Journal, deletion: sqlite3.Row) -> list[sqlite3.Row]:
    """What else that command, or that statement of another program, wrote; newest first.

    What hangs on a record was deleted before it, and so comes after it here.
    """
    return journal.rows(
        "SELECT * FROM changes WHERE operation IS ? AND at = ? AND id < ? ORDER BY id DESC",
        [deletion["operation"], deletion["at"], deletion["id"]],
    )


class _Restoring:
    """The rows put back so far, and what they are, so that others can hang on them."""

    def __init__(self, journal: Journal, kind: Kind, id: int) -> None:
        self.journal = journal
        self.name = code(kind, id)
        self.rows = 0
        self.left_out = 0
        self.back: set[_Node] = set()
        self._links = links(journal)

    def put(self, table: str, row: Row, *, is_part: bool = False) -> None:
        """Put a row back: the record itself, or what hung on it, which is left out where it cannot.

        Raises ``JournalSaysNo`` where what it needs is gone. A part without whoever it names would
        say something else: a mentor's reading would be mine.
        """
        kept = dict(row)
        for link in self._links[table].values():
            id = row[link.column]
            if not isinstance(id, int) or exists(self.journal, link.to, id):
                continue
            if link.on_delete == "SET NULL":
                kept[link.column] = None
            elif is_part and link.on_delete == "CASCADE":
                self.left_out += 1
                return
            else:
                raise self._needs(link, row)
        if table == "origins" and not self._has_room(kept):
            self.left_out += 1
            return
        self._insert(table, kept)

    def put_what_hung_on_it(self, changes: Sequence[sqlite3.Row]) -> None:
        """Put back the rows that hung on it, of those that were deleted with it."""
        for change in changes:
            before, after = sides(change)
            if before is None:
                continue
            if after is not None:
                self._link_again(change["tbl"], before, after)
            elif self._hangs_on_it(change["tbl"], before):
                self.put(change["tbl"], before, is_part=True)

    def _hangs_on_it(self, table: str, row: Row) -> bool:
        if "record" in row:
            return (TABLES.get(str(row["kind"]), ""), row["record"]) in self.back
        return any(
            (link.to, row[link.column]) in self.back
            for link in self._links[table].values()
            if link.on_delete == "CASCADE"
        )

    def _link_again(self, table: str, before: Row, after: Row) -> None:
        """Give a row its link to what is back now again, unless it has another one."""
        for link in self._links[table].values():
            was = before[link.column]
            if (
                link.on_delete == "SET NULL"
                and after[link.column] is None
                and ((link.to, was) in self.back)
            ):
                self.rows += self.journal.connection.execute(
                    f"UPDATE {table} SET {link.column} = ? WHERE id = ? AND {link.column} IS NULL",
                    [was, before["id"]],
                ).rowcount

    def _has_room(self, origin: Row) -> bool:
        """Whether no other record is called so now; one that is gives way to that whose own uid it is."""
        place = [origin["source"], origin["identifier"]]
        among = "FROM origins WHERE source = ? AND identifier = ?"
        table = TABLES[str(origin["kind"])]
        if self.journal.value(
            f"SELECT uid = ? FROM {table} WHERE id = ?", [place[1], origin["record"]]
        ):
            self.journal.connection.execute(f"DELETE {among}", place)
        return self.journal.value(f"SELECT 1 {among}", place) is None

    def _insert(self, table: str, row: Row) -> None:
        try:
            put_back(self.journal, table, row)
        except sqlite3.IntegrityError as error:
            raise JournalSaysNo(
                f"{self.name} cannot be brought back: the journal has another row with its uid"
                " or in its place.",
                f"mentorlog changes {self.name} shows what became of it",
            ) from error
        self.rows += 1
        if isinstance(row.get("id"), int):
            self.back.add((table, int(row["id"] or 0)))

    def _needs(self, link: Link, row: Row) -> JournalSaysNo:
        needed = code(OWNED[link.to], int(row[link.column] or 0))
        return JournalSaysNo(
            f"{self.name} cannot be brought back by itself: {needed}, which it hangs on or names,"
            " is deleted too.",
            f"mentorlog undo {needed} brings that back first",
        )
