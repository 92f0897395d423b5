"""Files that a command was told to read or to write.

One that is written is asked for before it is replaced, and replaced whole. What the program itself
keeps (the journal, backups, drafts, settings) is never replaced so. An import reads from a file, a folder,
or standard input as a stream of UTF-8: what is in another encoding is converted here.
"""

import codecs
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from mentorlog import places, private
from mentorlog.commands.desk import Desk, at_terminal, says_yes
from mentorlog.errors import (
    Interrupted,
    MentorlogError,
    UnreadableFile,
    UnreadableWords,
    WrongUsage,
    why,
    with_article,
)
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.values import NamedTuple


class FileNotWritten(MentorlogError):
    """The file cannot be written; what was there is there still."""

    exit_code = 3

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"Cannot write {path}: {why(error)}.", "name another file with -o")


_MOST_READ = 1_000_000


def text(path: Path, what: str) -> str:
    """The file's text, with line ends as ``\\n``; ``what`` is the file's word in a sentence.

    Raises ``WrongUsage`` for a file that cannot be read, is not UTF-8 text, or is over a megabyte.
    """
    try:
        # Not asked for its size: a device has none, and no end either.
        with places.named(str(path)).open("rb") as stream:
            content = stream.read(_MOST_READ + 1)
    except OSError as error:
        raise WrongUsage(f"Cannot read the {what} {path}: {why(error)}.") from error
    if len(content) > _MOST_READ:
        raise WrongUsage(f"The {what} {path} is over a megabyte.")
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUsage(f"The {what} {path} is not UTF-8 text.") from error
    return decoded.replace("\r\n", "\n").replace("\r", "\n")


TEXTS = (
    ".md", ".markdown", ".html", ".htm", ".json", ".jsonl", ".csv", ".tsv", ".ics", ".rtf", ".tex",
)  # fmt: skip
"""How the name of a file may end that is text of a format."""
_TYPES = frozenset(
    (
        *TEXTS, ".pdf", ".docx", ".doc", ".odt", ".epub", ".pages", ".pptx", ".xlsx", ".xls", ".ods",
    )
)  # fmt: skip


def expect_name(path: Path | None, what: str, *ends: str) -> None:
    """Raise ``WrongUsage`` where a file's name promises another format than ``what`` is written in."""
    suffix = path.suffix.lower() if path else ""
    if suffix in _TYPES and suffix not in ends:
        hint = f"it may end in {', '.join(ends)}"
        raise WrongUsage(f"{path} cannot hold {what}.", hint)


def output(words: str) -> Path:
    """What ``-o FILE`` names. Raises ``WrongUsage`` for a folder, by its slash, that is not there."""
    path = places.named(words)
    if _ends_as_folder(words) and not path.is_dir():
        raise WrongUsage(f"The folder {path} does not exist.", "make it, or name another")
    return Path(words)


def in_place(words: str, usual: Callable[[Path], Path]) -> tuple[Path, bool]:
    """The file that is named, or the ``usual`` one in the folder that is, and whether it is a folder.

    A slash at the end means a folder, which is made (0700) where it is not there. Raises
    ``WrongUsage`` where its own folder is missing, ``FileNotWritten`` where it cannot be made.
    """
    path = places.named(words)
    try:
        if not path.is_dir():
            if not _ends_as_folder(words):
                return path, False
            _expect_parent(path)
            path.mkdir(mode=0o700)
    except OSError as error:
        raise FileNotWritten(path, error) from error
    return usual(path), True


def _ends_as_folder(words: str) -> bool:
    return words.endswith(tuple(filter(None, (os.sep, os.altsep))))


def checked(desk: Desk, named: Path, *, force: bool, is_copy: bool = False) -> Path:
    """The file that ``-o`` names, once it is known that it may be written.

    A file that is there is replaced after a yes, or with ``--force``; only what ``is_copy`` of
    the journal replaces an earlier copy. Raises ``WrongUsage`` for a folder, a missing folder, what the
    program itself keeps, and where nobody can be asked; ``Interrupted`` for a no.
    """
    path = places.named(str(named))
    try:
        _expect_place(path)
        _expect_not_kept(desk, path)
        there = path.is_file()
        whose = backup.identity(path) if there and is_copy else None
        is_ours = whose is not None and whose == backup.identity(desk.path)
        if there and storage.is_journal(path) and not is_ours:
            raise WrongUsage(f"{path} is another mentorlog journal.", "name another file")
    except OSError as error:
        raise FileNotWritten(path, error) from error
    if there and not force:
        _expect_yes(f"{path} is there already.", "it", f"Replace {path}?")
    return path


def _expect_yes(why: str, what: str, question: str) -> None:
    if not at_terminal():
        raise WrongUsage(why, f"add --force to replace {what}")
    if not says_yes(question):
        raise Interrupted("Nothing was written.")


def folder(desk: Desk, named: Path, *, force: bool) -> Path:
    """The folder that ``-o`` names, made (0700) where it is not there.

    One that holds something is written into after a yes, or with ``--force``. Raises ``WrongUsage``
    for a file, one whose own folder is missing, that of backups or of drafts, and where nobody can
    be asked; ``Interrupted`` for a no.
    """
    path = places.named(str(named))
    try:
        if path.exists() and not path.is_dir():
            raise WrongUsage(f"{path} is a file.", "name a folder with -o")
        _expect_parent(path)
        _expect_not_kept(desk, path)
        path.mkdir(mode=0o700, exist_ok=True)
        full = any(path.iterdir())
    except OSError as error:
        raise FileNotWritten(path, error) from error
    if full and not force:
        said, what = f"{path} is not empty.", "what has the same name"
        _expect_yes(said, what, f"{said} Replace {what}?")
    return path


def _expect_place(path: Path) -> None:
    if path.is_dir():
        raise WrongUsage(f"{path} is a folder.", "name a file in it")
    _expect_parent(path)


def _expect_parent(path: Path) -> None:
    if not path.parent.is_dir():
        raise WrongUsage(f"The folder {path.parent} does not exist.", "make it, or name another")


def _expect_not_kept(desk: Desk, path: Path) -> None:
    """Raise ``WrongUsage`` for what the program itself keeps, whatever name or link leads there."""
    for what, kept in _kept(desk):
        if _is_same(path, kept):
            raise WrongUsage(f"{path} is {what}.", "name another file")
        if what == _DRAFTS and _is_same(path.parent, kept):
            raise WrongUsage(f"{path} would be taken for a draft there.", "name another folder")


_DRAFTS = "the folder of drafts"


def _kept(desk: Desk) -> Iterator[tuple[str, Path]]:
    with suppress(places.NoHome):
        yield "the settings file", places.settings()
    journals = [desk.path]
    with suppress(places.NoHome):
        journals.append(places.journal({}))
    for journal in journals:
        real = Path(os.path.realpath(journal))
        yield "the journal itself", real
        for end in ("-journal", "-wal", "-shm"):
            yield "a file that SQLite keeps for the journal", real.with_name(real.name + end)
        for what, folder in (("backup", backup.folder(journal)), ("draft", places.drafts(journal))):
            yield f"the folder of {what}s", folder
            yield from (
                (with_article(what), each) for each in (folder.iterdir() if folder.is_dir() else ())
            )


def _is_same(path: Path, kept: Path) -> bool:
    try:
        # Through a link of either kind, or in another case where the disk knows none.
        return path.samefile(kept)
    except FileNotFoundError:
        return os.path.realpath(path).casefold() == os.path.realpath(kept).casefold()


def write(path: Path, text: str) -> None:
    """Make ``text`` all that the file holds, in UTF-8, for its owner alone to read.

    Raises ``FileNotWritten``; the file then holds what it held.
    """
    with replacing(path) as stream:
        stream.write(text.encode())


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes the file's when the block ends well, and nothing of it else.

    The file is for its owner alone to read. Raises ``FileNotWritten``; it then holds what it held.
    """
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device takes the text; it must not be replaced by a file.
            with path.open("wb") as stream:
                yield stream
            return
        # What a link points to is replaced, and not the link.
        with private.replacing(path.resolve()) as part, part.open("wb") as stream:
            yield stream
    except OSError as error:
        raise FileNotWritten(path, error) from error


# Where an import reads from

STDIN = "standard input"

MOST = 1 << 30
"""How many bytes are read at most: a pipe may have no end."""


class Source(NamedTuple):
    """What the user named: ``name`` is what to call it.

    A folder has no ``content``. ``path`` is None for standard input.
    """

    name: str
    path: Path | None
    content: bytes | None = None


def read(words: str, encoding: str | None = None) -> Source:
    """The file, the folder, or (for a dash) standard input; ``encoding`` is what the user says.

    Raises ``UnreadableFile`` if it cannot be read, ``UnreadableWords`` for an unknown encoding.
    """
    if encoding is not None:
        encoding = _known(encoding)
    path = None if words == "-" else places.named(words)
    if path and path.is_dir():
        return Source(words, path)
    name = words if path else STDIN
    try:
        with path.open("rb") if path else _standard_input() as stream:
            content = stream.read(MOST + 1)
    except OSError as error:
        raise UnreadableFile(name, f"it cannot be read, {why(error)}") from error
    if len(content) > MOST:
        raise UnreadableFile(
            name, f"it is over {MOST / (1 << 30):g} GB", "import it in parts, one after another"
        )
    return Source(name, path, _as_utf_8(content, encoding, name))


def _standard_input() -> BinaryIO:
    stream = getattr(sys.stdin, "buffer", None)
    # Tests and other programs may put one in memory there, which has only text.
    return cast("BinaryIO", io.BytesIO(sys.stdin.read().encode()) if stream is None else stream)


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # Some codecs are not for text.
    except LookupError:
        raise UnreadableWords("encoding", encoding, ("cp1252", "utf-16", "mac-roman")) from None
    return name


def _as_utf_8(content: bytes, encoding: str | None, name: str) -> bytes:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = encoding or "utf-16"
    try:
        return content.decode(encoding).encode() if encoding else content
    except UnicodeError:
        raise UnreadableFile(name, f"it is not {encoding} text") from None
