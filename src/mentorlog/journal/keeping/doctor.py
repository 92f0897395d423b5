"""Doctor: the journal looked through, from the files beside it to the last column.

It is looked at in a copy in memory, so that a long look keeps nobody waiting, and checks may write.
"""

import re
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cache, partial
from itertools import chain
from pathlib import Path

from mentorlog import private
from mentorlog.errors import JournalUnusable, pasted, quoted, why
from mentorlog.journal import derived, storage
from mentorlog.journal.keeping import backup, wrong
from mentorlog.journal.keeping.wrong import code
from mentorlog.journal.tables import VERSION
from mentorlog.records.keeping import Finding
from mentorlog.values import NamedTuple

Step = Callable[[int, int], None]
"""Told how many of how many checks are done."""

REPAIR = "mentorlog doctor --repair"

_MOST = 20
"""How many findings of one check are told one by one."""

Check = Callable[[sqlite3.Connection], Iterator[Finding]]


def examine(path: Path, step: Step = lambda _done, _of: None) -> list[Finding]:
    """What is wrong inside the journal, nothing where there is none yet.

    Raises ``JournalUnusable`` for a file that is no journal, or newer than this program.
    """
    if storage.is_missing(path):
        return []
    try:
        with storage.in_our_words(path), closing(storage.copied(path, lenient())) as memory:
            if not lost_its_mark(memory):
                storage.expect_ours(memory, path)
            return look(memory, path, step)
    except JournalUnusable as error:
        if not backup.is_damage(error.__cause__):
            raise
        backup.expect_was_journal(path)
        return [Finding("file", "SQLite cannot read the file: it is damaged", _SAVE)]


def lost_its_mark(connection: sqlite3.Connection) -> bool:
    """Whether a file has all of a journal's tables, but not a journal's mark."""
    marked = connection.execute("PRAGMA application_id").fetchone()[0]
    return not marked and has_all_tables(connection)


def lenient() -> sqlite3.Connection:
    """An empty database in memory that reads also text with broken bytes, as far as it can."""
    memory = storage.blank()
    memory.text_factory = lambda text: text.decode("utf-8", "replace")
    return memory


def look(
    memory: sqlite3.Connection, path: Path, step: Step = lambda _done, _of: None
) -> list[Finding]:
    """What is wrong in a journal that is in memory."""
    found: list[Finding] = []
    for done, check in enumerate(_CHECKS):
        step(done, len(_CHECKS))
        found += _first(list(check(memory)))
        if found and check in _GROUNDS:
            break
    step(len(_CHECKS), len(_CHECKS))
    version = memory.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise storage.newer(path, version)
    return found


def _first(found: list[Finding]) -> list[Finding]:
    """The first findings of a check, and how many more there are."""
    if len(found) <= _MOST:
        return found
    check, more = found[0].check, len(found) - _MOST
    return [*found[:_MOST], Finding(check, f"And {more} more of these", "mend those first")]


def _format(memory: sqlite3.Connection) -> Iterator[Finding]:
    version = memory.execute("PRAGMA user_version").fetchone()[0]
    if lost_its_mark(memory):
        what = "The file has lost the mark of a journal, as one read from a .dump has"
        yield Finding("format", what, f"{REPAIR} puts it back")
    elif version < VERSION:
        what = f"The format is {version}, this program's is {VERSION}"
        yield Finding("format", what, "any command brings it up to date, after a backup")


def _integrity(memory: sqlite3.Connection) -> Iterator[Finding]:
    try:
        said = backup.damage(memory)
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said and all(is_of_index(line) for line in said):
        yield Finding("integrity", _several(said), f"{REPAIR} makes the indexes anew")
    elif said:
        yield Finding("integrity", f"The file is damaged: {_several(said)}", _SAVE)


_SAVE = f"{REPAIR} saves every row that can be read; mentorlog backup list shows the copies"


def is_of_index(line: str) -> bool:
    """Whether an error that SQLite reports concerns an index alone."""
    return " index " in line and ("missing from" in line or "wrong # of entries" in line)


def _several(said: Sequence[str]) -> str:
    more = f", and {len(said) - 1} more" if len(said) > 1 else ""
    return f"{said[0].splitlines()[-1]}{more}"


def _shape(memory: sqlite3.Connection) -> Iterator[Finding]:
    for each in odd(memory):
        mend = "saves the rows into a whole file" if each.kind == "table" else "makes it anew"
        mend = mend if each.how in ("is missing", "was altered") else "drops it"
        yield Finding("schema", f"The {each.kind} {each.name} {each.how}", f"{REPAIR} {mend}")


def _texts(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = f"{REPAIR} brings it back from where else it stands, or else puts {wrong.LOST} there"
    for table, rowid, column, _ in wrong.broken_texts(memory):
        yield Finding("text", f"{code(table, rowid)}: {column} has bytes that are no text", mend)


def _log(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = f"{REPAIR} makes it anew from the row, or takes it out"
    for id in wrong.unreadable(memory):
        yield Finding("history", f"Change {id} of the change log cannot be read", mend)


def _links(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = f"{REPAIR} brings that back from the history, or else clears the link"
    broken = memory.execute("PRAGMA foreign_key_check").fetchall()
    for table, rowid, parent, _ in broken:
        what = f"Row {rowid} of {table} names a row of {parent} that is not there"
        yield Finding("links", what, mend)
    for id in [] if broken else wrong.in_loops(memory):
        mend = f'cut the loop: sqlite3 FILE "UPDATE goals SET parent = NULL WHERE id = {id}"'
        yield Finding("links", f"g{id} is part of a goal that is part of it", mend)


def _search(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = f"{REPAIR} makes it anew from the records"
    lacks, extra = wrong.search_differs(memory)
    if lacks or extra:
        what = f"Search lacks {lacks} of the texts, and has {extra} that are no longer there"
        yield Finding("search", what, mend)
    if not derived.index_fits(memory):
        yield Finding("search", "The search index is not that of its lines", mend)


def _ruled(memory: sqlite3.Connection) -> Iterator[Finding]:
    for table, rowid, column, value in wrong.faults(memory):
        what = f"{code(table, rowid)}: {column} cannot be {quoted(str(value))}"
        mend = f'set it right: sqlite3 FILE "UPDATE {table} SET {column} = … WHERE rowid = {rowid}"'
        yield Finding("values", what, mend)


def _values(memory: sqlite3.Connection) -> Iterator[Finding]:
    for each in wrong.off(memory):
        now, told = ("empty" if value is None else str(value) for value in (each.is_now, each.told))
        what = f"{code(each.table, each.id)}: {each.column} is {now}, its history says {told}"
        yield Finding("values", what, f"{REPAIR} sets it to {told}" if each.is_plain else _BY_HAND)


def _rows(memory: sqlite3.Connection) -> Iterator[Finding]:
    found = wrong.beside(memory)
    for _, table, row, _ in filter(lambda each: each.now is None, found):
        name = code(table, int(row["id"] or 0)) if "id" in row else f"a row of {table}"
        what = f"{name} is in the change log and not in {table}"
        yield Finding("history", what, f"{REPAIR} brings it back")
    for other in wrong.differ(memory, found):
        what = f"{code(other.table, other.id)}: {other.column} is not as the change log has it"
        mend = _BY_HAND if other.right is None else f"{REPAIR} takes what two places say"
        yield Finding("history", what, mend)


def _numbers(memory: sqlite3.Connection) -> Iterator[Finding]:
    for table, highest in wrong.behind(memory):
        what = f"The next number of {table} would be one that is taken: {highest}"
        yield Finding("numbers", what, f"{REPAIR} moves it on")


def _kept(memory: sqlite3.Connection) -> Iterator[Finding]:
    mend = "write it anew where it belongs: mentorlog takeaway add TEXT"
    for words in wrong.kept_alone(memory):
        yield Finding(
            "sync", f"Another machine wrote this, and it has no place here: {quoted(words)}", mend
        )


_BY_HAND = "only you can tell which is right: edit it as it should be"

_CHECKS: tuple[Check, ...] = (
    _integrity,
    _format,
    _shape,
    _texts,
    _log,
    _links,
    _search,
    _ruled,
    _values,
    _rows,
    _numbers,
    _kept,
)
_GROUNDS: tuple[Check, ...] = (_integrity, _format, _shape, _log)
"""Where one of these finds something, the rest would only say again that this is broken."""


# The shape of the file against the one that it should have


class Odd(NamedTuple):
    """A table, index, trigger or view that is not as it should be; ``how`` says in what way."""

    kind: str
    name: str
    how: str


def odd(connection: sqlite3.Connection) -> Iterator[Odd]:
    """What differs from a blank journal. Tables and columns that somebody has added are left out.

    Added triggers are not, as they may change what is written.
    """
    there = derived.shape(connection)
    for (kind, name), wanted in sorted(_wanted().items()):
        found = there.get((kind, name))
        if found is None:
            yield Odd(kind, name, "is missing")
        elif found != wanted and not (kind == "table" and _holds(found, wanted)):
            yield Odd(kind, name, "was altered")
    for kind, name in sorted(set(there) - set(_wanted())):
        if kind == "trigger":
            yield Odd(kind, name, "is none of the journal's, and may change what is written")


def has_all_tables(connection: sqlite3.Connection) -> bool:
    """Whether every table is the one that it should be."""
    return not any(each.kind == "table" for each in odd(connection))


def remake(connection: sqlite3.Connection) -> None:
    """Make every index, trigger and view as a blank journal has them, whatever bears their names.

    They leave out columns that somebody else has added.
    """
    with closing(storage.in_memory()) as blank:
        statements = blank.execute(
            f"SELECT sql FROM sqlite_schema WHERE {derived.DERIVED}"
        ).fetchall()
    factory, connection.row_factory = connection.row_factory, None
    try:
        derived.drop(connection)
        for (statement,) in statements:
            connection.execute(statement)
    finally:
        connection.row_factory = factory


@cache
def _wanted() -> Mapping[tuple[str, str], str]:
    with closing(storage.in_memory()) as blank:
        return derived.shape(blank)


def _holds(there: str, ours: str) -> bool:
    """Whether a table has all that ours has; somebody may have added columns."""
    return set(_pieces(ours)) <= set(_pieces(there))


def _pieces(sql: str) -> list[str]:
    """What stands between the commas of a CREATE TABLE, and what is around its columns."""
    head, _, rest = sql.partition("(")
    body, _, tail = rest.rpartition(")")
    pieces, depth = [""], 0
    for character in body:
        depth += (character == "(") - (character == ")")
        if character == "," and not depth:
            pieces.append("")
        else:
            pieces[-1] += character
    return [head.strip(), tail.strip(), *(piece.strip() for piece in pieces)]


# What is beside the journal: who may read it, and what was left behind
#
# The journal is not opened for it: closing it would release SQLite's own locks on it.


_Fault = tuple[Finding, Callable[[], object]]
"""A finding that can be mended here, and how."""


def examine_files(
    path: Path, drafts: Path, *, own_folder: bool, saving: Callable[[Path], str]
) -> list[Finding]:
    """What is wrong with the files; a folder that somebody else named is not looked at.

    ``saving`` gives the command that saves a draft, or nothing.
    """
    found = [finding for finding, _ in _modes(path, drafts, own_folder)]
    found += [*_other_versions(path), *(finding for finding, _ in _halves(path, drafts))]
    for kept in sorted(each for each in _in(drafts) if not each.name.startswith(".")):
        command = saving(kept)
        mend = f"{command} saves it; or delete it" if command else "read it, and delete it"
        found.append(Finding("drafts", f"{kept} was typed and not saved", mend))
    return found


def mend_files(path: Path, drafts: Path, *, own_folder: bool) -> None:
    """Close files and folders to others, and remove halves of files.

    Raises ``JournalUnusable`` where the system forbids it.
    """
    try:
        for _, fix in chain(_modes(path, drafts, own_folder), _halves(path, drafts)):
            fix()
    except OSError as error:
        raise JournalUnusable(f"Cannot mend {error.filename}: {why(error)}.") from error


def _modes(path: Path, drafts: Path, own_folder: bool) -> Iterator[_Fault]:
    """Files and folders with the wrong rights."""
    for each, mode in _open_to_others(path, drafts, own_folder=own_folder):
        kind = "folder" if each.is_dir() else "file"
        what = f"Others may get at the {kind} {each} (mode {mode:o})"
        yield _with_mode(each, what)
    with suppress(OSError):
        for each in (path, path.parent):
            if not each.stat().st_mode & 0o200:
                what = f"{each} cannot be written, and so nothing can be saved"
                yield _with_mode(each, what)


def _with_mode(path: Path, what: str) -> _Fault:
    mode = 0o700 if path.is_dir() else 0o600
    finding = Finding("permissions", what, f"{REPAIR}, or chmod {mode:o}")
    return finding, lambda: path.chmod(mode)


def _halves(path: Path, drafts: Path) -> Iterator[_Fault]:
    """Halves of backups, of a journal put in another's place, and of drafts, whose making was cut off."""
    hidden = [each for each in _in(backup.folder(path)) if each.name.endswith(private.PART)]
    hidden += [each for each in _in(drafts) if each.name.endswith(".new")]
    parts = [*path.parent.glob(f".{path.name}.*{private.PART}")]
    for part in [*parts, *(each for each in hidden if each.name.startswith("."))]:
        what = f"{part.name} in {part.parent.name} is half of a file whose making was cut off"
        finding = Finding("left behind", what, f"{REPAIR} removes it")
        yield finding, partial(part.unlink, missing_ok=True)


def _open_to_others(path: Path, drafts: Path, *, own_folder: bool) -> Iterator[tuple[Path, int]]:
    if sys.platform == "win32":
        return
    folders = [*([path.parent] if own_folder else []), drafts, backup.folder(path)]
    inside = [each for folder in (drafts, backup.folder(path)) for each in _in(folder)]
    for each in (path, path.with_name(f"{path.name}-journal"), *folders, *inside):
        try:
            mode = each.stat().st_mode & 0o777
        except OSError:
            continue
        if mode & 0o077 and not each.is_symlink():
            yield each, mode


_OTHER_VERSION = re.compile(
    r"(?i: \(.*conflict.*\)|[. _-]sync-conflict-.*)| ?\(\d+\)| \d+|-[A-Z0-9]+(-[A-Z0-9]+)*"
)
"""What Dropbox and Nextcloud, Syncthing, Google Drive, iCloud and OneDrive put behind a file's name."""


def _other_versions(path: Path) -> Iterator[Finding]:
    """Journals that a sync program has put beside this one, as both were changed."""
    for each in sorted(_in(path.parent)):
        more = each.name.removeprefix(path.stem).removesuffix(path.suffix)
        if each.name != f"{path.stem}{more}{path.suffix}" or not _OTHER_VERSION.fullmatch(more):
            continue
        with suppress(OSError):
            if storage.is_journal(each) and backup.identity(each) == backup.identity(path):
                what = f"{each.name} beside it is another version of this journal"
                mend = (
                    f"mentorlog --journal {pasted(each.name)} export -o other.json, then mentorlog import"
                    " other.json takes in what is new there; then delete it"
                )
                yield Finding("other versions", what, mend)


def _in(folder: Path) -> list[Path]:
    try:
        return [each for each in folder.iterdir() if each.is_file()]
    except OSError:
        return []
