"""A file that a command was told to write: asked for before it is replaced, and replaced whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from mentorlog import places
from mentorlog.commands.desk import ask, at_terminal
from mentorlog.errors import Interrupted, MentorlogError, WrongUsage


class FileNotWritten(MentorlogError):
    """The file cannot be written; what was there is there still."""

    exit_code = 3

    def __init__(self, path: Path, error: OSError) -> None:
        reason = (error.strerror or type(error).__name__).lower()
        super().__init__(f"Cannot write {path}: {reason}.", "name another file with -o")


def checked(named: Path, *, force: bool) -> Path:
    """The file that ``-o`` names, once it is known that it may be written.

    A file that is there is replaced after a yes, or with ``--force``. Raises ``WrongUsage`` for a
    folder, a missing folder, and where nobody can be asked; ``Interrupted`` for a no.
    """
    path = places.named(str(named))
    try:
        _expect_place(path)
        there = path.is_file()
    except OSError as error:
        raise FileNotWritten(path, error) from error
    if there and not force:
        if not at_terminal():
            raise WrongUsage(f"{path} is there already.", "add --force to replace it")
        if ask(f"Replace {path}? [y/N] ").casefold() not in ("y", "yes"):
            raise Interrupted("Nothing was written.")
    return path


def folder(named: Path, *, force: bool) -> Path:
    """The folder that ``-o`` names, made (0700) where it is not there.

    One that holds something is written into after a yes, or with ``--force``. Raises ``WrongUsage``
    for a file, one whose own folder is missing, and where nobody can be asked; ``Interrupted`` for
    a no.
    """
    path = places.named(str(named))
    try:
        if path.exists() and not path.is_dir():
            raise WrongUsage(f"{path} is a file.", "name a folder with -o")
        if not path.parent.is_dir():
            raise WrongUsage(
                f"The folder {path.parent} does not exist.", "make it, or name another"
            )
        path.mkdir(mode=0o700, exist_ok=True)
        full = any(path.iterdir())
    except OSError as error:
        raise FileNotWritten(path, error) from error
    if full and not force:
        if not at_terminal():
            raise WrongUsage(
                f"{path} is not empty.", "add --force to replace what has the same name"
            )
        question = f"{path} is not empty. Replace what has the same name? [y/N] "
        if ask(question).casefold() not in ("y", "yes"):
            raise Interrupted("Nothing was written.")
    return path


def _expect_place(path: Path) -> None:
    if path.is_dir():
        raise WrongUsage(f"{path} is a folder.", f"name a file in it: -o {path / 'report.md'}")
    if not path.parent.is_dir():
        raise WrongUsage(f"The folder {path.parent} does not exist.", "make it, or name another")


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
        yield from _replace(path.resolve())
    except OSError as error:
        raise FileNotWritten(path, error) from error


def _replace(path: Path) -> Iterator[BinaryIO]:
    import tempfile

    # mkstemp makes it 0600, in the same folder so that the replacement is one step.
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
