"""Backups: whole copies of the journal in a folder beside it, each looked through once written; and back.

A copy is taken by SQLite's online backup inside one read transaction, so that it is the journal of
one moment whoever writes meanwhile. It is filled under a name of its own and moved to its place
when it is known to be whole: what bears a backup's name is one, whenever the program is killed.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

from mentorlog import private
from mentorlog.dates import Clock
from mentorlog.errors import JournalUnusable, WrongUsage, why
from mentorlog.journal import EVERYTHING, Journal, operation, storage
from mentorlog.journal.keeping import purging
from mentorlog.journal.tables import MAGIC, VERSION
from mentorlog.records.keeping import Backup
from mentorlog.values import NamedTuple

KEPT = 5
"""How many of the backups that were made by themselves stay."""

ENCRYPTED = ".age"
"""What the name of an encrypted backup ends in."""

AUTOMATIC = frozenset({"upgrade", "import", "receive", "restore", "repair", "sync", "purge"})
"""What a backup is made for without being asked; one for another reason is never removed."""

Seal = Callable[[bytes], bytes]
"""Turns a journal's bytes into those of an encrypted file."""

NAME = re.compile(
    r"(?P<stem>.+)-(?P<at>\d{8}T\d{6}Z)-(?P<why>[a-z]+)"
    r"(-(?P<number>\d+))?\.db(?P<age>\.age)?"
)
"""How a backup is called: the journal's name without its suffix, when, why."""


class Damaged(JournalUnusable):
    """The journal can be opened, and not all of it can be read."""


def folder(path: Path) -> Path:
    """The folder of backups of the journal at ``path``, which may not be there yet."""
    return path.parent / "backups"


def find(path: Path) -> list[Backup]:
    """The backups of the journal at ``path`` in their folder, the oldest first.

    The journal's uid in a backup says whose it is; where that cannot be read, its name does.
    """
    mine = identity(path)
    return [each for each in _there(path) if _is_of(each, path, mine)]


def identity(path: Path) -> str | None:
    """The uid of the journal at ``path``; None where it has none, or cannot be read."""
    try:
        with closing(storage.unchecked(path)) as connection:
            return storage.identity(connection)
    except (JournalUnusable, sqlite3.Error, UnicodeDecodeError):
        return None


def _is_of(each: Backup, path: Path, mine: str | None, *, surely: bool = False) -> bool:
    """Whether a backup is of the journal with the uid ``mine``; ``surely`` takes no name for it."""
    if not each.encrypted:
        try:
            with closing(storage.untouched(each.path)) as connection:
                storage.expect_ours(connection, each.path)
                theirs = storage.identity(connection)
        except JournalUnusable:
            return False  # Another program's.
        except (sqlite3.Error, UnicodeDecodeError):
            theirs = None
        if theirs and mine:
            return theirs == mine
    return not surely and each.path.name.startswith(f"{path.stem}-")


def _there(path: Path) -> list[Backup]:
    """The files with a backup's name in the folder of backups, the oldest first."""
    place = folder(path)
    try:
        there = list(place.iterdir()) if place.is_dir() else []
    except OSError as error:
        raise _unusable(place, error) from error
    found = []
    for each in there:
        if name := NAME.fullmatch(each.name):
            at, age = _instant(name["at"]), bool(name["age"])
            copy = Backup(each, at, name["why"], each.stat().st_size, age)
            found.append((at, int(name["number"] or 1), copy))
    return [copy for _, _, copy in sorted(found)]


def automatic(path: Path, clock: Clock, why: str) -> Path | None:
    """Make a backup before something that may go wrong, and remove all but the last five such ones.

    ``why`` is one of ``AUTOMATIC``. Returns where it is; None where there is no journal yet, and
    nothing to lose. Raises ``JournalUnusable`` when no whole copy can be made; the caller must not go on then.
    """
    assert why in AUTOMATIC, why
    if storage.is_missing(path):
        return None
    made = make(path, clock, why)
    prune(path, made, identity(path))
    return made


def prune(path: Path, made: Path, mine: str | None) -> None:
    """Remove all but five of the automatic backups of the journal whose uid is ``mine``.

    Those are ``made``, whatever the clock says, the last one of each reason (before an import,
    before a restore …), and the newest of the others.
    """
    found = [each for each in _there(path) if each.why in AUTOMATIC]
    if len(found) <= KEPT:
        return  # None goes, whoever's they are: to look into each takes longer than the rest.
    found = [each for each in found if _is_of(each, path, mine, surely=True)]
    stays = {made, *{each.why: each.path for each in found}.values()}
    others = [each for each in found if each.path not in stays]
    for old in others[: max(0, len(found) - KEPT)]:
        try:
            old.path.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(old.path, error) from error


def make(path: Path, clock: Clock, why: str = "manual", seal: Seal | None = None) -> Path:
    """A new backup in the folder of backups, verified and on the disk; returns where it is.

    ``seal`` encrypts it. Raises ``JournalUnusable`` when the journal cannot be read, is damaged,
    or there is no room.
    """
    suffix = _suffix(sealed=seal is not None)
    with storage.in_our_words(path), closing(storage.unchecked(path)) as source:
        storage.expect_ours(source, path)
        return place(path, clock, why, lambda part: _fill(source, part, seal), suffix)


def free(place: Path, path: Path, clock: Clock, *, sealed: bool) -> Path:
    """Where a backup goes that is made into the folder ``place``: a name that no file there has."""
    names = _names(place, path.stem, clock, "manual", _suffix(sealed=sealed))
    return next(each for each in names if not each.exists())


def _suffix(*, sealed: bool) -> str:
    return f".db{ENCRYPTED}" if sealed else ".db"


def place(path: Path, clock: Clock, why: str, fill: storage.Fill, suffix: str = ".db") -> Path:
    """A new file in the folder of backups, filled by ``fill``; returns where it is."""
    place = folder(path)
    try:
        private.own_folder(place)
        return private.placed(_names(place, path.stem, clock, why, suffix), fill)
    except OSError as error:
        raise _unusable(place, error) from error


def write(path: Path, target: Path, seal: Seal | None = None) -> None:
    """A backup in a file that somebody named, which is replaced whole or not at all.

    Raises ``JournalUnusable``.
    """
    with storage.in_our_words(path), closing(storage.unchecked(path)) as source:
        storage.expect_ours(source, path)
        try:
            with private.replacing(target) as part:
                _fill(source, part, seal)
        except OSError as error:
            raise _unusable(target, error) from error


def _fill(source: sqlite3.Connection, part: Path, seal: Seal | None) -> None:
    if seal is None:
        copy(source, part)
        return
    # In memory alone: no plain copy is on the disk at any time.
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as inside:
        with _one_moment(source) as wanted:
            source.backup(inside)
        _expect_whole(inside, wanted)
        content = seal(inside.serialize())
    part.write_bytes(content)
    if part.read_bytes() != content:
        raise JournalUnusable(f"{part.parent} did not keep what was written; no backup was made.")


def copy(source: sqlite3.Connection, part: Path) -> None:
    """Fill an empty file with all of an open journal, then read it through and compare.

    Raises ``JournalUnusable`` when what was written is not whole, and ``sqlite3.Error``.
    """
    with (
        _one_moment(source) as wanted,
        closing(sqlite3.connect(part, isolation_level=None)) as target,
    ):
        # The file is nobody's until it is whole, so that it needs no way back.
        target.execute("PRAGMA journal_mode = OFF")
        target.execute("PRAGMA synchronous = OFF")
        source.backup(target)
    # Opened anew, so that what is looked through is what was written.
    with closing(sqlite3.connect(part, isolation_level=None)) as target:
        _expect_whole(target, wanted)


@contextmanager
def _one_moment(source: sqlite3.Connection) -> Iterator[dict[str, int]]:
    """One read transaction; yields how many rows each table has in it."""
    storage.begin_reading(source)
    try:
        yield counts(source)
    finally:
        source.execute("ROLLBACK")


def _expect_whole(target: sqlite3.Connection, wanted: dict[str, int]) -> None:
    if damage(target) or counts(target) != wanted:
        raise Damaged(
            "The journal is damaged, and a copy of it would be too; none was made.",
            "mentorlog doctor says what is wrong, and mentorlog doctor --repair mends it",
        )


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
        for (name,) in tables
    }


def damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite finds wrong with the file, except in the search index, which can be made anew."""
    said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    return [line for line in said if line != "ok" and "fts5" not in line.lower()]


def _names(place: Path, stem: str, clock: Clock, why: str, suffix: str) -> Iterator[Path]:
    stamp = re.sub(r"[-:]|\.\d+", "", clock.instant)
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        yield place / f"{stem}-{stamp}-{why}{again}{suffix}"


def _instant(stamp: str) -> str:
    date, time = stamp[:8], stamp[9:15]
    return f"{date[:4]}-{date[4:6]}-{date[6:]}T{time[:2]}:{time[2:4]}:{time[4:]}Z"


def _unusable(place: Path, error: OSError) -> JournalUnusable:
    return JournalUnusable(f"No backup can be kept in {place}: {why(error)}.")


# A backup takes the place of the journal, whole or not at all
#
# The backup is read into memory, looked through and brought to this program's format there. Only
# then is it copied over the journal through SQLite, in one transaction under one lock: a killed
# restore is rolled back by the next command, and whoever waits to write writes to what was restored.
# What it replaces is kept as a backup, also when that cannot be read any more.


DAMAGED = "damaged"
"""What a copy of a journal is made for that could not be read; it is never removed."""


class Candidate(NamedTuple):
    """A backup that may take the journal's place, in memory.

    ``version`` is the format it had; ``records`` how many there are of some kinds; ``last`` the
    instant of the last command in it, empty where there is none.
    """

    connection: sqlite3.Connection
    version: int
    records: dict[str, int]
    last: str


def read(file: Path, unseal: Callable[[bytes], bytes | None]) -> Candidate:
    """The backup in ``file``, wholly looked through and up to date.

    ``unseal`` is given the file's bytes and returns what an encrypted one holds, None for a file
    that is not encrypted. Raises ``JournalUnusable`` for what is no whole journal of this or an
    earlier format.
    """
    with _in_words_of(file):
        if file.exists() and not file.is_file():
            raise JournalUnusable(f"{file} is not a file.")
        inside = unseal(file.read_bytes())
        memory = _copied(file) if inside is None else _deserialized(inside)
        with storage.closed_on_error(memory):
            version = _expect_journal(memory, file)
            if version < VERSION:
                from mentorlog.journal import schema

                schema.upgrade(memory)
            tables = counts(memory)
            records = {name: tables[name] for name in ("sessions", "goals", "actions")}
            last = memory.execute("SELECT max(at) FROM operations").fetchone()[0]
            return Candidate(memory, version, records, last or "")


class Restored(NamedTuple):
    """Where the replaced journal is ``kept``, None where there was none; how much stays ``purged``."""

    kept: Path | None
    purged: int = 0


def over(path: Path, clock: Clock, candidate: Candidate) -> Restored:
    """Put the candidate in the journal's place, without what was purged there.

    Raises ``JournalUnusable``; the journal is then what it was.
    """
    try:
        with storage.in_our_words(path), storage.alone(path) as journal:
            storage.expect_ours(journal, path)
            kept = keep(journal, path, clock, "restore")
            mine = storage.identity(journal)
            purged = _stay_the_same(Journal(candidate.connection, path, clock, EVERYTHING), journal)
            candidate.connection.backup(journal)
    except JournalUnusable as error:
        if not is_damage(error.__cause__):
            raise
        return Restored(instead(path, clock, candidate.connection))
    if kept:
        prune(path, kept, mine)
    return Restored(kept, purged)


def _stay_the_same(candidate: Journal, journal: sqlite3.Connection) -> int:
    """Keep the journal's uid, which its backups have too, and keep purged what was purged."""
    memory = candidate.connection
    memory.execute("BEGIN")
    with operation(candidate, "restore"):
        if (mine := storage.identity(journal)) is not None:
            memory.execute("UPDATE journal SET uid = ?", [mine])
        count = purging.carry_over(journal, candidate)
    memory.execute("COMMIT")
    if count:
        memory.execute("VACUUM")
    return count


def keep(journal: sqlite3.Connection, path: Path, clock: Clock, why: str) -> Path | None:
    """Make a backup of a locked journal; a damaged one is copied byte by byte."""
    try:
        if journal.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None:
            return None
        return place(path, clock, why, lambda part: copy(journal, part))
    except (Damaged, sqlite3.Error) as error:
        if not (isinstance(error, Damaged) or is_damage(error)):
            raise
        content = journal.serialize()
        return place(path, clock, DAMAGED, lambda part: part.write_bytes(content))


def instead(path: Path, clock: Clock, memory: sqlite3.Connection) -> Path:
    """Put a journal in the place of a file that SQLite cannot even open; returns where that is kept.

    Raises ``JournalUnusable`` for a file that never was a journal.
    """
    content = expect_was_journal(path)
    with storage.system_in_our_words(path):
        real = path.resolve()
        kept = place(path, clock, DAMAGED, lambda part: part.write_bytes(content))
        # SQLite has had its way with it just now; what it left would be rolled into the new file.
        left = real.with_name(f"{real.name}-journal")
        with suppress(FileNotFoundError):
            private.new_file(kept.with_name(f"{kept.name}-journal"), left.read_bytes())
            left.unlink()
        with private.replacing(real) as part:
            part.write_bytes(memory.serialize())
    return kept


def expect_was_journal(path: Path) -> bytes:
    """The bytes of a file that SQLite cannot read, if they look like those of a journal.

    Raises ``JournalUnusable`` for a file that never was a journal.
    """
    with storage.system_in_our_words(path):
        content = path.read_bytes()
    if b"mentorships" not in content:
        raise JournalUnusable(
            f"{path} is not a mentorlog journal, or nothing of it is left.",
            "name the right file with --journal, or move this one away and restore a backup",
        )
    return content


def is_damage(error: BaseException | None) -> bool:
    """Whether an error of SQLite says that a file is damaged or no database."""
    if isinstance(error, UnicodeDecodeError):
        return True
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def expect_other(file: Path, path: Path) -> None:
    """Raise ``WrongUsage`` where the backup is the journal itself."""
    with suppress(OSError):
        if file.samefile(path):
            raise WrongUsage(f"{file} is the journal itself.", "name a backup of it")


@contextmanager
def _in_words_of(file: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        if is_damage(error) or "decode" in str(error):
            raise _damaged(file) from error
        raise JournalUnusable(f"The backup {file} cannot be read: {error}.") from error
    except OSError as error:
        raise JournalUnusable(f"The backup {file} cannot be read: {why(error)}.") from error


def _damaged(file: Path) -> JournalUnusable:
    return JournalUnusable(
        f"{file} is damaged, or was never a mentorlog journal; nothing was changed.",
        "mentorlog backup list shows the backups there are",
    )


def _copied(file: Path) -> sqlite3.Connection:
    """A copy through SQLite, which rolls back a write that the backup was taken in the middle of."""
    with closing(storage.copied(file, storage.blank())) as copy:
        return _deserialized(copy.serialize())


def _deserialized(content: bytes) -> sqlite3.Connection:
    memory = storage.blank()
    if content.startswith(MAGIC):
        # Another tool may have set it to a write-ahead log; here the journal is one file.
        content = content[:18] + b"\1\1" + content[20:]
    memory.deserialize(content)
    return memory


def _expect_journal(memory: sqlite3.Connection, file: Path) -> int:
    storage.expect_ours(memory, file)
    version: int = memory.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise storage.newer(file, version)
    damaged = damage(memory) or memory.execute("PRAGMA foreign_key_check").fetchone()
    tables = counts(memory)
    if damaged or not {"people", "goals", "events", "changes"} <= set(tables):
        raise _damaged(file)
    return version
