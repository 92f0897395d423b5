"""Journals that stay open from one command of a test to its next, and to the next test.

To open one, SQLite reads the text of all its triggers and views, and then of each statement, which takes
longer than most commands. A connection is used again only if the file is, to its time of change, as it
was when it was put away. One that reads alone is put away as it is, with the lens over it, for the next
command that would lay the same views: after each setting, SQLite reads all statements anew.

When a test ends, its file is set aside with the connections to it. It comes in the place of the next
test's empty journal of that name, with what is to be in that: the tables are the same, so that SQLite
need not read of them again.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import stat
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

import pytest

from mentorlog.journal import Lens, storage
from mentorlog.journal.lens.views import sight_of

# A connection that was told anything else is not used again.
_USUAL = (
    "foreign_key", "query_only", "user_version", "application_id", "table_info", "integrity",
    "cache_size", "defer_foreign_keys",
)  # fmt: skip
_READ_ALONE = "PRAGMA query_only = ON"
_MILLISECOND = 1_000_000
_MOST_STATEMENTS = 400
"""How many statements of a connection stay read."""
_MOST_LAID = 24
"""How many connections with a lens stay open to a file that is set aside."""
_MOST_ASIDE = 3
"""How many files of one name are set aside, as not each test gives the one back that it had."""


class _Stamp(NamedTuple):
    """What tells one state of a file from another."""

    device: int
    inode: int
    mode: int
    size: int
    changed_at: int


_Owner = tuple[str, int, int, str, int]
"""A file's name, the process and the user that it is just now, and how long it waits for disk and lock."""

_Sight = tuple[Any, ...]
"""What a lens knows of the journal, from which its views follow."""


class _WhatWasKnown(NamedTuple):
    """A lens with tables of its own, which hold what was in the file in this state of it."""

    lens: Lens
    stamp: _Stamp


_Over = _Sight | _WhatWasKnown
"""What lies over a connection."""


@dataclass
class _File:
    """A journal that was changed by nobody else since it was first opened."""

    stamp: _Stamp | None
    free: list[Kept] = field(default_factory=list)
    laid: dict[_Over, Kept] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return bool(self.free or self.laid)

    def close(self) -> None:
        """Close what is open to it and not in use."""
        for kept in (*self.free, *self.laid.values()):
            kept.really_close()
        self.free, self.laid = [], {}

    def forget_what_was_known(self) -> None:
        """Close what has anything of the file's content, and what was not used for long."""
        last = list(self.laid)[-_MOST_LAID:]
        for over in list(self.laid):
            if isinstance(over, _WhatWasKnown) or over not in last:
                self.laid.pop(over).really_close()


_files: dict[_Owner, _File] = {}
_aside: defaultdict[_Owner, list[tuple[Path, _File]]] = defaultdict(list)
"""Files of tests that have ended, by the names they had, and where they are now."""

_lay_over = Lens.lay_over


class Kept(storage._Patient):
    """A connection that, when it is closed, is put away for the next one to that file."""

    opened = ""
    file: _File | None = None
    is_usual = True
    is_changed = False
    """It has something of its own, or leaves a rule of the tables out."""
    over: _Over | None = None
    """What lies over it, and the names that makes there."""
    names: tuple[str, ...] = ()
    seen_through: Kept | None = None
    """The connection with a lens over it that answers in place of this one."""
    reads_alone = False

    def __init__(self, *named: Any, **more: Any) -> None:
        super().__init__(*named, **{"cached_statements": _MOST_STATEMENTS, **more})

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Execute a statement, and notice one that changes how the connection works."""
        if sql.startswith("PRAGMA ") and not sql.startswith(_USUAL, len("PRAGMA ")):
            self.is_usual = False
        if sql.startswith(("CREATE TEMP", "PRAGMA foreign_keys")):
            self.is_changed = True
        if self.seen_through:
            return self.seen_through.execute(sql, parameters)
        if sql == _READ_ALONE:
            if self.reads_alone:
                sql = "SELECT 1"
            self.reads_alone = True
        return super().execute(sql, parameters)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open on the connection that answers."""
        return self.seen_through.in_transaction if self.seen_through else super().in_transaction

    def look_through(self, lens_: Lens) -> None:
        """Put a lens over the connection, or have one answer over which the same lies already."""
        if lens_.known_on is None and lens_.until is None:
            hides = lens_.audience is not Lens().audience or lens_.as_of is not None
            over: _Over | None = self._sight(lens_) if hides else ()
        elif self.file and self.file.stamp:
            over = _WhatWasKnown(lens_, self.file.stamp)
        else:
            over = None
        laid = self.file.laid.pop(over, None) if self.file and over is not None else None
        if laid:
            storage.begin_reading(laid)
            super().execute("COMMIT")
            self.seen_through = laid
            return
        _lay_over(lens_, self)
        if self.file:
            self.over, self.names = over, self._names()

    def _sight(self, lens_: Lens) -> _Sight:
        sight = sight_of(self, lens_, "main.")
        return tuple(sight._replace(roles=tuple(sorted(sight.roles.items()))))

    def close(self) -> None:
        """Put the connection away, or close it if it cannot be used again."""
        if self.seen_through:
            self.seen_through.close()
            self.seen_through = None
        file = self.file
        known = _files.get(_owner(self.opened)) if self.opened else None
        if file is None or file is not known or not self.is_usual:
            super().close()
        elif self.over is not None:
            self._put_away_laid(file, self.over)
        elif not file.free and self._cleared() and self._marked(file):
            file.free.append(self)
        else:
            super().close()

    def really_close(self) -> None:
        """Close the connection."""
        super().close()

    def _put_away_laid(self, file: _File, over: _Over) -> None:
        """Keep the connection as it is, with the lens over it, if there is nothing else."""
        try:
            if self.in_transaction:
                super().execute("COMMIT")
            unchanged = self.names == self._names()
        except sqlite3.Error:
            unchanged = False
        if unchanged and over not in file.laid and self._marked(file):
            file.laid[over] = self
        else:
            super().close()

    def _marked(self, file: _File) -> bool:
        """Whether it is still the same file; its state is noted, with a time no other change gives it."""
        now = _stamp(_path(self.opened))
        if now is None or file.stamp is None or now[:2] != file.stamp[:2]:
            return False
        marked = now.changed_at // _MILLISECOND * _MILLISECOND + 123_457
        if marked != now.changed_at:
            os.utime(_path(self.opened), ns=(marked, marked))
        file.stamp = now._replace(changed_at=marked)
        return True

    def _names(self) -> tuple[str, ...]:
        rows = super().execute("SELECT name FROM temp.sqlite_schema")
        return tuple(name for (name,) in map(tuple, rows))

    def _cleared(self) -> bool:
        """Whether nothing is left of what the command did with it."""
        try:
            # To roll views back would have SQLite read its whole schema anew.
            if self.in_transaction:
                super().execute("ROLLBACK")
            if self.is_changed:
                self._undo_what_changed()
        except sqlite3.Error:
            return False
        return True

    def _undo_what_changed(self) -> None:
        rows = super().execute("SELECT type, name FROM temp.sqlite_schema WHERE sql <> ''")
        for kind, name in sorted(map(tuple, rows), reverse=True):
            if kind in ("view", "table"):
                super().execute(f'DROP {kind} temp."{name}"')
        super().execute("PRAGMA foreign_keys = ON")
        self.is_changed = False


def _owner(name: str) -> _Owner:
    return name, os.getpid(), os.geteuid(), storage.SYNCHRONOUS, storage._HEARING_MS


def _path(name: str) -> str:
    return unquote(name.removeprefix("file:").partition("?")[0])


def _stamp(path: str) -> _Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116 – twice as quick, and asked at each opening
    except OSError:
        return None
    return _Stamp(found.st_dev, found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns)


def _known(name: str) -> _File:
    """The file of that name, as one that is known if it is as it was when it was last put away."""
    owner, stamp = _owner(name), _stamp(_path(name))
    known = _files.get(owner)
    if known and known.stamp == stamp:
        return known
    if known:
        known.close()
    _files[owner] = _File(stamp)
    return _files[owner]


_SHAPE = slice(40, 44)
"""The bytes of a file that change when a table, a trigger or a view does."""
_CHANGES = slice(24, 28), slice(92, 96)
"""The bytes that count the changes of a file, by which SQLite knows that it was written by another."""
_counts = itertools.count(2**20, 2**12)


def _is_new(path: str) -> bool:
    """Whether the file is one that the program, or a test for it, has just made."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    usual = stat.S_IFREG | 0o600, 1, os.geteuid()
    return found.st_size == 0 and (found.st_mode, found.st_nlink, found.st_uid) == usual


def put(path: Path, content: bytes, blank: bytes) -> bool:
    """Whether a file with connections to it is at ``path`` now, with that content.

    It is the one that is there, or one that was set aside. There is none for a content whose tables
    are not those of a ``blank`` journal.
    """
    owner = _owner(f"file:{quote(str(path))}?mode=rw")
    if content[_SHAPE] != blank[_SHAPE]:
        return False
    place, file = path, _files.get(owner)
    now = _stamp(str(path))
    if not (file and file.is_open and file.stamp and now and file.stamp[:2] == now[:2]):
        if not _aside[owner]:
            return False
        place, file = _aside[owner].pop()
    file.forget_what_was_known()
    fresh, count = bytearray(content), next(_counts).to_bytes(4)
    for bytes_ in _CHANGES:
        fresh[bytes_] = count
    with place.open("r+b") as written:
        written.write(fresh)
        written.truncate()
    place.chmod(0o600)
    place.rename(path)
    file.stamp = _stamp(str(path))
    _files[owner] = file
    return True


@contextmanager
def in_a_test(folder: Path, blank: bytes) -> Iterator[None]:
    """Journals stay open until the end of the block, and are set aside in ``folder`` after it."""
    global _is_in_a_test
    _is_in_a_test = True
    yield
    _is_in_a_test = False
    if _files:
        _set_aside(folder, blank)


_is_in_a_test = False
"""What is opened between tests, for several of them, is none of one test's files."""


def _set_aside(folder: Path, blank: bytes) -> None:
    """Set the files of a test that has ended aside, with what is open to them."""
    while _files:
        owner, file = _files.popitem()
        path, place = Path(_path(owner[0])), folder / str(next(_counts))
        file.forget_what_was_known()
        room = owner == _owner(owner[0]) and len(_aside[owner]) < _MOST_ASIDE
        if room and _is_as_a_blank(path, file, blank):
            with suppress(OSError):
                path.rename(place)
                _aside[owner].append((place, file))
                continue
        file.close()


def _is_as_a_blank(path: Path, file: _File, blank: bytes) -> bool:
    """Whether the file is as it was last put away, and its tables are those of a new journal."""
    if not file.is_open or path.is_symlink() or file.stamp != _stamp(str(path)):
        return False
    with path.open("rb") as read:
        return read.read(_SHAPE.stop)[_SHAPE] == blank[_SHAPE]


def keep(monkeypatch: pytest.MonkeyPatch, blank: Callable[[], bytes]) -> None:
    """Have a journal that is opened in a test stay open."""
    connect = storage._connection

    def connection(name: str, *, uri: bool = False) -> sqlite3.Connection:
        if not (_is_in_a_test and uri and name.endswith("?mode=rw")):
            return connect(name, uri=uri)
        path = _path(name)
        if _is_new(path):
            content = blank()
            put(Path(path), content, content)
        file = _known(name)
        if file.free:
            kept = file.free.pop()
            kept.row_factory, kept.text_factory = sqlite3.Row, str
            return kept
        made = connect(name, uri=uri)
        if isinstance(made, Kept):
            made.opened, made.file, made.is_usual, made.is_changed = name, file, True, False
        return made

    def lay_over(lens: Lens, connection: sqlite3.Connection) -> None:
        if isinstance(connection, Kept):
            connection.look_through(lens)
        else:
            _lay_over(lens, connection)

    monkeypatch.setattr(storage, "_Patient", Kept)
    monkeypatch.setattr(storage, "_connection", connection)
    monkeypatch.setattr(Lens, "lay_over", lay_over)
