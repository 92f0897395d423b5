"""Journals that stay open from one command of a test to its next.

To open one, SQLite reads the text of all its triggers and views, which takes longer than most commands.
A connection is used again only if the file is, to its time of change, as it was when it was put away.
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

from mentorlog.journal import storage

# A connection that was told anything else is not used again.
_USUAL = ("foreign_key", "query_only", "user_version", "application_id", "table_info", "integrity")
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


class Kept(storage._Patient):
    """A connection that, when it is closed, is put away for the next one to that file."""

    opened = ""
    is_usual = True

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Execute a statement, and notice one that changes how the connection works."""
        if sql.startswith("PRAGMA ") and not sql.startswith(_USUAL, len("PRAGMA ")):
            self.is_usual = False
        return super().execute(sql, parameters)

    def close(self) -> None:
        """Put the connection away, or close it if it cannot be used again."""
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

    def _cleared(self) -> bool:
        """Whether nothing is left of what the command did with it."""
        try:
            # To roll views back would have SQLite read its whole schema anew.
            only = super().execute("PRAGMA query_only").fetchone()[0]
            if self.in_transaction:
                super().execute("COMMIT" if only else "ROLLBACK")
            super().execute("PRAGMA query_only = OFF")
            rows = super().execute("SELECT type, name FROM temp.sqlite_schema WHERE sql <> ''")
            for kind, name in sorted(map(tuple, rows), reverse=True):
                if kind in ("view", "table"):
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
            kept.execute("PRAGMA foreign_keys = ON")
            return kept
        if kept:
            kept.really_close()
        made = connect(name, uri=uri)
        if isinstance(made, Kept) and uri and name.endswith("?mode=rw"):
            made.opened, made.is_usual = name, True
        return made

    monkeypatch.setattr("mentorlog.journal.storage._Patient", Kept)
    monkeypatch.setattr("mentorlog.journal.storage._connection", connection)
    yield
    while _away:
        _away.popitem()[1][0].really_close()
