"""Journals that stay open from one command of a test to its next.

To open one, SQLite reads the text of all its triggers and views, which takes longer than most commands.
A connection is used again only if the file is, to its time of change, as it was when it was put away.
One with a lens over it is put away as it is, for the next command that reads with the same lens: to
lay the views, and to read every statement anew through them, takes most of the time of such a read.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import pytest

from mentorlog.journal import Lens, storage

# A connection that was told anything else is not used again.
_USUAL = (
    "foreign_key", "query_only", "user_version", "application_id", "table_info", "integrity",
    "cache_size",
)  # fmt: skip
_READ_ALONE = "PRAGMA query_only = ON"
_READS = ("BEGIN", "SELECT", "COMMIT", "ROLLBACK", "PRAGMA user_version", "PRAGMA application_id")
_MILLISECOND = 1_000_000


class _Stamp(NamedTuple):
    """What tells one state of a file from another."""

    device: int
    inode: int
    mode: int
    size: int
    changed_at: int


_Owner = tuple[str, int, int]
"""A file's name, the process, and the user that the process is just now."""

_away: dict[_Owner, tuple[Kept, _Stamp]] = {}
_laid: dict[tuple[_Owner, Lens], tuple[Kept, _Stamp]] = {}
"""Connections with a lens over them."""

_lay_over = Lens.lay_over


class Kept(storage._Patient):
    """A connection that, when it is closed, is put away for the next one to that file."""

    opened = ""
    is_usual = True
    lens: Lens | None = None
    """The lens that lies over it, and what that is made of."""
    views: tuple[str, ...] = ()
    seen_through: Kept | None = None
    """The connection with a lens over it that answers in place of this one."""
    reads_alone = False
    was_reading = False
    """It still only reads, though the command that has it now has not asked for that."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Execute a statement, and notice one that changes how the connection works."""
        if sql.startswith("PRAGMA ") and not sql.startswith(_USUAL, len("PRAGMA ")):
            self.is_usual = False
        if self.seen_through:
            return self.seen_through.execute(sql, parameters)
        if sql == _READ_ALONE:
            if self.reads_alone:
                sql = "SELECT 1"
            self.reads_alone, self.was_reading = True, False
        elif self.was_reading and (sql == "BEGIN IMMEDIATE" or not sql.startswith(_READS)):
            self.may_write()
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        """Execute a statement several times."""
        self.may_write()
        return super().executemany(sql, parameters)

    def may_write(self) -> None:
        """Let the connection write, if the last command with it read alone."""
        if self.was_reading:
            self.reads_alone = self.was_reading = False
            super().execute("PRAGMA query_only = OFF")

    def look_through(self, lens: Lens) -> None:
        """Put a lens over the connection, or have one answer over which it lies already."""
        laid, stamp = _laid.pop((_owner(self.opened), lens), (None, None))
        if laid and stamp == _stamp(_path(self.opened)):
            storage.begin_reading(laid)
            self.seen_through = laid
            return
        if laid:
            laid.really_close()
        _lay_over(lens, self)
        if self.opened and (views := self._views()):
            self.lens, self.views = lens, views

    def close(self) -> None:
        """Put the connection away, or close it if it cannot be used again."""
        if self.seen_through:
            self.seen_through.close()
            self.seen_through = None
        if self.lens and self._put_away_laid(self.lens):
            return
        owner = _owner(self.opened)
        if not self.opened or not self.is_usual or owner in _away or not self._cleared():
            super().close()
        elif stamp := _marked(self.opened):
            _away[owner] = self, stamp
        else:
            super().close()

    def really_close(self) -> None:
        """Close the connection."""
        super().close()

    def _put_away_laid(self, lens: Lens) -> bool:
        """Whether the connection is kept as it is, with the lens over it and nothing else."""
        known = _owner(self.opened), lens
        try:
            if self.in_transaction:
                super().execute("COMMIT")
            unchanged = self.views == self._views()
        except sqlite3.Error:
            return False
        if (
            not (unchanged and self.is_usual)
            or known in _laid
            or not (stamp := _marked(self.opened))
        ):
            return False
        _laid[known] = self, stamp
        return True

    def _views(self) -> tuple[str, ...]:
        rows = super().execute("SELECT name FROM temp.sqlite_schema")
        return tuple(name for (name,) in map(tuple, rows))

    def _cleared(self) -> bool:
        """Whether nothing is left of what the command did with it."""
        try:
            # To roll views back would have SQLite read its whole schema anew.
            if self.in_transaction:
                super().execute("COMMIT" if self.reads_alone else "ROLLBACK")
            # After each setting, SQLite reads all statements anew.
            self.was_reading = self.reads_alone
            rows = super().execute("SELECT type, name FROM temp.sqlite_schema WHERE sql <> ''")
            for kind, name in sorted(map(tuple, rows), reverse=True):
                if kind in ("view", "table"):
                    self.may_write()
                    super().execute(f'DROP {kind} temp."{name}"')
        except sqlite3.Error:
            return False
        return True


def _owner(name: str) -> _Owner:
    return name, os.getpid(), os.geteuid()


def _path(name: str) -> str:
    return unquote(name.removeprefix("file:").partition("?")[0])


def _stamp(path: str) -> _Stamp | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return _Stamp(found.st_dev, found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns)


def _marked(name: str) -> _Stamp | None:
    """The file's stamp, with a time of change that no other change would give it."""
    if stamp := _stamp(_path(name)):
        marked = stamp.changed_at // _MILLISECOND * _MILLISECOND + 123_457
        if marked != stamp.changed_at:
            os.utime(_path(name), ns=(marked, marked))
        return stamp._replace(changed_at=marked)
    return None


@contextmanager
def keeping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Journals stay open until the end of the block."""
    connect = storage._connection

    def connection(name: str, *, uri: bool = False) -> sqlite3.Connection:
        kept, stamp = _away.pop(_owner(name), (None, None))
        if kept and stamp == _stamp(_path(name)):
            kept.row_factory, kept.text_factory = sqlite3.Row, str
            if not kept.execute("PRAGMA foreign_keys").fetchone()[0]:
                kept.execute("PRAGMA foreign_keys = ON")
            return kept
        if kept:
            kept.really_close()
        made = connect(name, uri=uri)
        if isinstance(made, Kept) and uri and name.endswith("?mode=rw"):
            made.opened, made.is_usual = name, True
        return made

    def lay_over(lens: Lens, connection: sqlite3.Connection) -> None:
        if isinstance(connection, Kept):
            connection.look_through(lens)
        else:
            _lay_over(lens, connection)

    monkeypatch.setattr("mentorlog.journal.storage._Patient", Kept)
    monkeypatch.setattr("mentorlog.journal.storage._connection", connection)
    monkeypatch.setattr("mentorlog.journal.Lens.lay_over", lay_over)
    yield
    for kept_ in (_away, _laid):
        while kept_:
            kept_.popitem()[1][0].really_close()
