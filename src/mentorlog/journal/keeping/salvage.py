"""Salvage: every row that can still be read from a damaged file, in a whole journal in memory.

The damaged bytes are opened in memory, never in place. Where SQLite cannot follow a table, its rows
are asked for one by one, from the front, from the back and in between. What the tables have lost
and the change log still has is put back from there.
"""

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing

from mentorlog.journal import derived, schema, storage
from mentorlog.journal.keeping import doctor
from mentorlog.journal.tables import (
    APPLICATION_ID,
    LOGGED,
    MAGIC,
    VERSION,
    column_names,
    identifier,
    inserting,
)
from mentorlog.values import NamedTuple

_TABLES = ("tombstones", "operations", "changes", *LOGGED)
_PROBES = 300_000
"""How many numbers are tried one by one between two rows that can be read."""


class Saved(NamedTuple):
    """A whole journal, with how many rows could be read, and how many of those made no sense."""

    connection: sqlite3.Connection
    rows: int
    refused: int

    @property
    def worth(self) -> int:
        """How good an attempt was: rows without sense show that tables were looked for in wrong places."""
        return self.rows - 2 * self.refused

    @property
    def told(self) -> str:
        """What was saved, in a sentence."""
        senseless = f", {self.refused} made no sense" if self.refused else ""
        return (
            f"{self.rows} rows saved from the damaged file{senseless};"
            " what is missing may be in a backup: mentorlog backup list"
        )


def read(content: bytes, donors: Sequence[bytes]) -> Saved:
    """The best that can be had of a damaged file; no rows at all where nothing can be read.

    ``donors`` are backups of it, the newest first. Where the part of the file is lost that says
    where its tables begin, that part of a backup may still fit.
    """
    best = _nothing()
    with closing(storage.in_memory()) as blank:
        attempts = _attempts(content, [*donors, blank.serialize()])
    for attempt in attempts:
        saved = _saved(attempt)
        if saved.worth > best.worth:
            saved, best = best, saved
        saved.connection.close()
    return best


def _nothing() -> Saved:
    return Saved(storage.in_memory(), 0, 0)


def _saved(content: bytes) -> Saved:
    saved = _nothing()
    with closing(storage.blank()) as damaged:
        try:
            damaged.deserialize(content)
            # Text whose bytes are broken is better than none, and better than an error.
            damaged.text_factory = lambda text: text.decode("utf-8", "replace")
            damaged.row_factory = None
            damaged.execute("PRAGMA writable_schema = ON")
            damaged.execute("SELECT 1 FROM sqlite_schema").fetchone()
        except (sqlite3.Error, UnicodeDecodeError):
            return saved
        return _filled(damaged, saved.connection)


def _filled(damaged: sqlite3.Connection, whole: sqlite3.Connection) -> Saved:
    rows = refused = 0
    whole.execute("PRAGMA foreign_keys = OFF")
    whole.execute("BEGIN")
    # No triggers: the change log is a table like the others, and is read as one.
    derived.drop(whole)
    whole.execute("DELETE FROM journal")
    for row in _rows(damaged, whole, "journal"):
        _put(whole, "journal", row)
    for table in _TABLES:
        for row in _rows(damaged, whole, table):
            if _put(whole, table, row):
                rows += 1
            else:
                refused += 1
    whole.execute(schema.IDENTITY)
    doctor.remake(whole)
    whole.execute("COMMIT")
    return Saved(whole, rows, refused)


def _put(whole: sqlite3.Connection, table: str, row: dict[str, object]) -> bool:
    names = list(map(identifier, row))
    try:
        whole.execute(inserting(identifier(table), names), list(row.values()))
    except (sqlite3.Error, UnicodeError, OverflowError):
        return False
    return True


def _rows(
    damaged: sqlite3.Connection, whole: sqlite3.Connection, table: str
) -> Iterator[dict[str, object]]:
    wanted = column_names(whole, table)
    try:
        there = column_names(damaged, table)
        names = [name for name in wanted if name in there]
        if not names:
            return
        for values in _values(damaged, identifier(table), ", ".join(map(identifier, names))):
            yield dict(zip(names, values, strict=True))
    except sqlite3.DatabaseError:
        return


def _values(damaged: sqlite3.Connection, table: str, names: str) -> Iterator[tuple[object, ...]]:
    """Rows from the front up to one that cannot be read, then from the back, then in between."""
    first, last = 0, 0
    for rowid, values in _run(damaged, table, names, "ASC"):
        first = max(first, rowid)
        yield values
    if _ends(damaged, table, first):
        return
    for rowid, values in _run(damaged, table, names, "DESC"):
        if rowid <= first:
            break
        last = min(last or rowid, rowid)
        yield values
    end = last or max(_counted(damaged, table), first) + 1_000
    for rowid in range(first + 1, min(end, first + _PROBES)):
        try:
            found = damaged.execute(
                f"SELECT {names} FROM {table} NOT INDEXED WHERE rowid = ?", (rowid,)
            ).fetchone()
        except sqlite3.DatabaseError:
            continue
        if found:
            yield found


def _run(
    damaged: sqlite3.Connection, table: str, names: str, order: str
) -> Iterator[tuple[int, tuple[object, ...]]]:
    try:
        for rowid, *values in damaged.execute(
            f"SELECT rowid, {names} FROM {table} NOT INDEXED ORDER BY rowid {order}"
        ):
            yield rowid, tuple(values)
    except sqlite3.DatabaseError:
        return


def _ends(damaged: sqlite3.Connection, table: str, last: int) -> bool:
    """Whether SQLite read to the table's end, and not to a page that it could not read."""
    try:
        damaged.execute(f"SELECT count(*) FROM {table} NOT INDEXED").fetchone()
        rows = damaged.execute(f"SELECT 1 FROM {table} NOT INDEXED WHERE rowid > ?", (last,))
        return rows.fetchone() is None
    except sqlite3.DatabaseError:
        return False


def _counted(damaged: sqlite3.Connection, table: str) -> int:
    try:
        found = damaged.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        row = found.fetchone()
    except sqlite3.DatabaseError:
        return 0
    return int(row[0]) if row and isinstance(row[0], int) else 0


# The pages: the first begins with a header of 100 bytes and then is the root of the tree that holds the
# schema; a tree's page says what it is in its first byte (sqlite.org/fileformat2.html).

_HEADER = 100
_INTERIOR = 5
_PAGE = 4096
"""SQLite's own page size, which mentorlog never changes."""


def _attempts(content: bytes, donors: Sequence[bytes]) -> Iterator[bytes]:
    """The file as it is, then with a header made anew, then with each donor's schema in it."""
    if content.startswith(MAGIC):
        yield content
    size = _page_size(content)
    headed = _headed(content, size)
    yield headed
    for donor in donors:
        if _page_size(donor) == size:
            yield _with_schema(headed, donor, size)


def _page_size(content: bytes) -> int:
    (size,) = struct.unpack(">H", content[16:18]) if len(content) > 18 else (0,)
    size = 65536 if size == 1 else size
    return size if content.startswith(MAGIC) and size >= 512 and not size & (size - 1) else _PAGE


def _headed(content: bytes, size: int) -> bytes:
    """The file with a new header that fits its length; half a page at its end is cut off."""
    pages = len(content) // size
    header = struct.pack(
        ">16sHBBBBBB12I20xII",
        MAGIC, size if size < 65536 else 1, 1, 1, 0, 64, 32, 32,
        1, pages, 0, 0, 1, 4, 0, 0, 1, VERSION, 0, APPLICATION_ID,
        1, 3037000,
    )  # fmt: skip
    return header + content[_HEADER : pages * size]


def _with_schema(content: bytes, donor: bytes, size: int) -> bytes:
    """The file with the pages of the donor's schema in the place of its own."""
    patched = bytearray(content)
    for number in _tree(donor, 1, size):
        start = (number - 1) * size
        if start + size <= len(patched):
            patched[start : start + size] = donor[start : start + size]
    patched[:_HEADER] = content[:_HEADER]
    return bytes(patched)


def _tree(content: bytes, number: int, size: int) -> Iterator[int]:
    """The pages of a tree of tables, its root first; pages of long texts are left out."""
    page = content[(number - 1) * size : number * size]
    at = _HEADER if number == 1 else 0
    yield number
    if page[at] != _INTERIOR:
        return
    (cells,) = struct.unpack_from(">H", page, at + 3)
    (last,) = struct.unpack_from(">I", page, at + 8)
    for cell in range(cells):
        (place,) = struct.unpack_from(">H", page, at + 12 + 2 * cell)
        (child,) = struct.unpack_from(">I", page, place)
        yield from _tree(content, child, size)
    yield from _tree(content, last, size)
